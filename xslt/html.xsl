<?xml version="1.0" encoding="UTF-8"?>
<!-- A TEI document → one HTML page: both languages side by side, turn by turn. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:map="http://www.w3.org/2005/xpath-functions/map"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <z:stylesheet name="html" extension=".html" media-type="text/html" each="document">
    One page per document: both languages side by side, names linked to a register, header, citation.
  </z:stylesheet>

  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/reading.xsl"/>
  <xsl:include href="lib/rows.xsl"/>
  <xsl:include href="lib/inline.xsl"/>
  <xsl:include href="lib/page.xsl"/>
  <xsl:include href="lib/register.xsl"/>
  <xsl:include href="lib/machine.xsl"/>

  <!-- Addresses beside the page; no link where empty. "{lang}" in that of the text stands for a division's id. -->
  <xsl:param name="tei-href" as="xs:string" select="''"/>
  <xsl:param name="text-href" as="xs:string" select="''"/>
  <xsl:param name="index-href" as="xs:string" select="''"/>
  <xsl:param name="previous-href" as="xs:string" select="''"/>
  <xsl:param name="previous-title" as="xs:string" select="''"/>
  <xsl:param name="next-href" as="xs:string" select="''"/>
  <xsl:param name="next-title" as="xs:string" select="''"/>
  <!-- Where the page itself will stand, for the machine-readable description. -->
  <xsl:param name="page-href" as="xs:string" select="''"/>

  <xsl:output method="html" html-version="5" encoding="UTF-8" indent="no" include-content-type="no"/>
  <xsl:mode on-no-match="fail"/>

  <xsl:variable name="tei" as="element(TEI)" select="/TEI"/>
  <xsl:variable name="divs" as="element(div)*" select="$tei/text/body/div[@type = ('original', 'translation')]"/>
  <xsl:variable name="left" as="element(div)?" select="($divs[@type = 'original'], $divs)[1]"/>
  <xsl:variable name="right" as="element(div)?" select="($divs except $left)[1]"/>

  <xsl:template match="/" as="document-node()">
    <xsl:document>
      <html lang="{$ui}">
        <xsl:call-template name="z:page-head">
          <xsl:with-param name="title" select="z:title($tei)"/>
          <xsl:with-param name="more" as="node()*"><xsl:call-template name="z:machine"/></xsl:with-param>
        </xsl:call-template>
        <body>
          <a class="skip" href="#text">{z:word('skip')}</a>
          <xsl:call-template name="site"/>
          <main>
            <article>
              <xsl:call-template name="about"/>
              <xsl:call-template name="view"/>
              <xsl:call-template name="text"/>
              <xsl:call-template name="z:register"/>
              <section class="cite" aria-labelledby="cite-head">
                <h2 id="cite-head">{z:word('citation')}</h2>
                <p>{z:citation($tei)}</p>
              </section>
            </article>
          </main>
          <footer><p>{z:word('footer')}</p></footer>
        </body>
      </html>
    </xsl:document>
  </xsl:template>

  <xsl:template name="site" as="element()?">
    <xsl:if test="$index-href || $previous-href || $next-href">
      <header class="site">
        <nav aria-label="{z:word('navigation')}">
          <xsl:if test="$previous-href"><a rel="prev" href="{$previous-href}" title="{$previous-title}">← {z:word('previous')}</a></xsl:if>
          <xsl:if test="$index-href"><a class="up" href="{$index-href}">{z:word('index')}</a></xsl:if>
          <xsl:if test="$next-href"><a rel="next" href="{$next-href}" title="{$next-title}">{z:word('next')} →</a></xsl:if>
        </nav>
      </header>
    </xsl:if>
  </xsl:template>

  <!-- Title and header data. -->
  <xsl:template name="about" as="element()+">
    <xsl:variable name="titles" as="element(title)+" select="z:titles($tei, 'en')"/>
    <header class="title">
      <p class="kicker">{string-join((z:genre($tei) ! z:word-or('genre.' || ., .), z:date($tei) ! z:date-words(.)), ' · ')}</p>
      <h1 lang="{($titles[1]/@xml:lang, 'en')[1]}">{z:reading($titles[1], true())}</h1>
      <xsl:for-each select="tail($titles)[@xml:lang][not(@xml:lang = $titles[1]/@xml:lang)]">
        <p class="subtitle" lang="{@xml:lang}">{z:reading(., true())}</p>
      </xsl:for-each>
    </header>
    <section class="about" aria-label="{z:word('about')}">
      <xsl:for-each select="$tei/teiHeader/profileDesc/abstract">
        <div class="summary">
          <h2>{z:word('summary')}</h2>
          <xsl:for-each select="(p, self::*[not(p)])"><p><xsl:sequence select="@xml:lang ! z:lang(.)"/>{z:reading(., true())}</p></xsl:for-each>
        </div>
      </xsl:for-each>
      <dl class="facts"><xsl:call-template name="facts"/></dl>
    </section>
  </xsl:template>

  <xsl:function name="z:lang" as="attribute(lang)">
    <xsl:param name="lang" as="xs:string"/>
    <xsl:attribute name="lang" select="$lang"/>
  </xsl:function>

  <!-- One term and its descriptions; nothing where there are none. -->
  <xsl:template name="fact" as="element()?">
    <xsl:param name="key" as="xs:string"/>
    <xsl:param name="values" as="item()*"/>
    <xsl:if test="exists($values)">
      <div>
        <dt>{z:word($key)}</dt>
        <xsl:for-each select="$values"><dd><xsl:copy-of select="."/></dd></xsl:for-each>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="facts" as="element()*">
    <xsl:variable name="header" as="element(teiHeader)" select="$tei/teiHeader"/>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'date'"/><xsl:with-param name="values" as="element()*">
      <xsl:for-each select="z:date($tei)"><time datetime="{.}">{z:date-words(.)}</time></xsl:for-each></xsl:with-param></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'place'"/>
      <xsl:with-param name="values" select="$header/profileDesc/settingDesc/setting/placeName ! normalize-space(.)"/></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'participants'"/><xsl:with-param name="values" as="node()*">
      <xsl:for-each select="z:participants($tei)"><xsl:call-template name="participant"/></xsl:for-each></xsl:with-param></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'correspondents'"/><xsl:with-param name="values" as="node()*">
      <xsl:for-each select="$header/profileDesc/correspDesc/correspAction/(persName | orgName)"><xsl:call-template name="participant"/></xsl:for-each></xsl:with-param></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'archive'"/><xsl:with-param name="values" select="z:shelfmarks($tei)"/></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'original-source'"/>
      <xsl:with-param name="values" select="$header//sourceDesc//bibl[@type = 'originalSource'] ! z:reading(., true())"/></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'translator'"/><xsl:with-param name="values" select="z:translators($tei)"/></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'credits'"/>
      <xsl:with-param name="values" select="$header/fileDesc/titleStmt/(funder | sponsor) ! normalize-space(.)"/></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'number'"/><xsl:with-param name="values" as="node()*">
      <xsl:for-each select="z:number($tei)">
        <xsl:choose>
          <xsl:when test="z:address($tei)"><a href="{z:address($tei)}">{.}</a></xsl:when>
          <xsl:otherwise><span>{.}</span></xsl:otherwise>
        </xsl:choose>
      </xsl:for-each></xsl:with-param></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'rights'"/><xsl:with-param name="values" as="node()*">
      <xsl:for-each select="$header/fileDesc/publicationStmt/availability/(licence | p)">
        <xsl:choose>
          <xsl:when test="@target"><a href="{@target}">{normalize-space(.)}</a></xsl:when>
          <xsl:otherwise><span>{normalize-space(.)}</span></xsl:otherwise>
        </xsl:choose>
      </xsl:for-each></xsl:with-param></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'status'"/>
      <xsl:with-param name="values" select="$header/revisionDesc/@status ! z:word-or('status.' || ., .)"/></xsl:call-template>
    <xsl:call-template name="fact"><xsl:with-param name="key" select="'download'"/><xsl:with-param name="values" as="node()*">
      <xsl:if test="$tei-href"><a href="{$tei-href}" type="application/tei+xml">{z:word('download.tei')}</a></xsl:if>
      <xsl:for-each select="$divs[$text-href]">
        <a href="{replace($text-href, '\{lang\}', @xml:id)}" type="text/plain">{z:word('download.text')}, {z:word-or('lang.' || @xml:lang, @xml:lang)}</a>
      </xsl:for-each></xsl:with-param></xsl:call-template>
  </xsl:template>

  <!-- A participant or correspondent: the name, linked to the register, and the roles. -->
  <xsl:template name="participant" as="element()">
    <xsl:variable name="entry" as="element()?" select="z:entry(.)"/>
    <xsl:variable name="name" as="xs:string" select="if ($entry) then z:name($entry) else normalize-space((persName, .)[1])"/>
    <xsl:variable name="roles" as="xs:string*" select="
      (tokenize(@role) ! z:word-or('role.' || ., .), parent::correspAction/@type ! z:word-or('action.' || ., .))"/>
    <span>
      <xsl:choose>
        <xsl:when test="$entry"><a href="#{z:entry-id($entry)}">{$name}</a></xsl:when>
        <xsl:otherwise>{$name}</xsl:otherwise>
      </xsl:choose>
      <xsl:if test="exists($roles)"><span class="role"> {string-join($roles, ', ')}</span></xsl:if>
    </span>
  </xsl:template>

  <!-- Switches that work without script: the style sheet looks at which button is chosen. -->
  <xsl:template name="view" as="element()">
    <div class="view" role="group" aria-label="{z:word('view')}">
      <xsl:if test="$right">
        <xsl:call-template name="switch">
          <xsl:with-param name="name" select="'text'"/>
          <xsl:with-param name="choices" select="('both', 'left', 'right')"/>
          <xsl:with-param name="labels" select="(z:word('view.both'), ($left, $right) ! z:word-or('lang.' || @xml:lang, @xml:lang))"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test="$divs//(choice | fw | pc[@force = 'weak'])">
        <xsl:call-template name="switch">
          <xsl:with-param name="name" select="'reading'"/>
          <xsl:with-param name="choices" select="('corrected', 'original')"/>
          <xsl:with-param name="labels" select="(z:word('view.corrected'), z:word('view.original'))"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:call-template name="switch">
        <xsl:with-param name="name" select="'names'"/>
        <xsl:with-param name="choices" select="('marked', 'plain')"/>
        <xsl:with-param name="labels" select="(z:word('view.marked'), z:word('view.plain'))"/>
      </xsl:call-template>
    </div>
  </xsl:template>

  <xsl:template name="switch" as="element(Q{}fieldset)">
    <xsl:param name="name" as="xs:string"/>
    <xsl:param name="choices" as="xs:string+"/>
    <xsl:param name="labels" as="xs:string+"/>
    <fieldset>
      <legend>{z:word('view.' || $name)}</legend>
      <xsl:for-each select="$choices">
        <xsl:variable name="n" as="xs:integer" select="position()"/>
        <label><input type="radio" name="{$name}" id="view.{$name}.{.}"><xsl:if test="$n eq 1"><xsl:attribute name="checked"/></xsl:if></input><span>{$labels[$n]}</span></label>
      </xsl:for-each>
    </fieldset>
  </xsl:template>

  <xsl:template name="text" as="element()+">
    <section id="text" tabindex="-1" aria-label="{z:word('text')}" class="{if ($right) then 'parallel' else 'single'}">
      <div class="columns">
        <xsl:for-each select="$left, $right">
          <h2 class="side-{if (. is $left) then 'left' else 'right'}" id="{@xml:id}">
            <xsl:value-of select="z:word-or('lang.' || @xml:lang, @xml:lang)"/>
            <span class="role"> {z:word-or(@type, @type)}</span>
          </h2>
        </xsl:for-each>
      </div>
      <xsl:for-each select="$left ! z:rows(., $right)"><xsl:call-template name="row"/></xsl:for-each>
    </section>
    <xsl:for-each select="$divs except ($left, $right)">
      <section class="single" lang="{@xml:lang}">
        <h2 id="{@xml:id}">{z:word-or('lang.' || @xml:lang, @xml:lang)}</h2>
        <xsl:for-each select="z:rows(., ())"><xsl:call-template name="row"/></xsl:for-each>
      </section>
    </xsl:for-each>
  </xsl:template>

  <!-- One row; a cell is left out where there is nothing to put beside. -->
  <xsl:template name="row" as="element(Q{}div)">
    <xsl:context-item as="map(*)" use="required"/>
    <xsl:variable name="row" as="map(*)" select="."/>
    <xsl:variable name="divergent" as="xs:boolean" select="$row?links ! tokenize(@ana) = '#divergent'"/>
    <div>
      <xsl:attribute name="class" select="'row', if ((?left, ?right)?first = true()) then 'opens-turn' else (),
        if ($divergent) then 'divergent' else (),
        if ($right and (empty($row?left) or empty($row?right))) then 'alone' else ()"/>
      <xsl:if test="$divergent"><xsl:attribute name="title" select="z:word('divergent')"/></xsl:if>
      <xsl:for-each select="('left', 'right')[exists($row(.))]">
        <div class="cell side-{.}" lang="{$row(.)[1]?nodes[1]/ancestor-or-self::div[@xml:lang][1]/@xml:lang}">
          <xsl:for-each select="$row(.)"><xsl:call-template name="leaf"/></xsl:for-each>
        </div>
      </xsl:for-each>
    </div>
  </xsl:template>

  <!-- One block with what belongs to it. The element depends on what the block is. -->
  <xsl:template name="leaf" as="node()*">
    <xsl:context-item as="map(*)" use="required"/>
    <xsl:variable name="leaf" as="map(*)" select="."/>
    <xsl:variable name="block" as="node()?" select="?block"/>
    <xsl:variable name="anchor" as="xs:string?" select="(?sp[$leaf?first]/@xml:id, $block/@xml:id)[1]"/>
    <xsl:variable name="inner" as="xs:string?" select="$block/@xml:id[not(. = $anchor)]"/>
    <xsl:element name="{if ($block/self::head[not(parent::list)]) then 'h3' else if ($block/(self::note | self::closer | self::opener | self::item | self::quote)) then 'div' else 'p'}">
      <xsl:attribute name="class" select="'block', local-name($block)[.], $block/@type ! string(.), tokenize($block/@ana)[. = '#narration'] ! 'narration',
        if (?sp) then 'turn' else (), if (count(?lists) gt 1) then 'depth-' || count(?lists) else (), ?sp[$leaf?first] ! tokenize(@ana)[starts-with(., '#turn.')] ! substring-after(., '#turn.'),
        if (($block, ?sp) ! tokenize(@ana) = '#unaligned') then 'unaligned' else ()"/>
      <xsl:if test="$anchor"><xsl:attribute name="id" select="$anchor"/></xsl:if>
      <xsl:if test="$inner"><span id="{$inner}"/></xsl:if>
      <xsl:if test="$anchor">
        <a class="permalink" href="#{$anchor}" aria-label="{z:word('permalink')}: {$anchor}">{replace($anchor, '^[^.]*\.', '')}</a>
      </xsl:if>
      <xsl:apply-templates select="?nodes" mode="z:leaf"/>
    </xsl:element>
  </xsl:template>

  <!-- The block of a leaf gives its contents, the furniture around it itself. -->
  <xsl:mode name="z:leaf" on-no-match="fail"/>
  <xsl:template match="p | head | item | opener | closer | ab | postscript | note | trailer | quote | stage | participants" mode="z:leaf" as="item()*">
    <xsl:apply-templates mode="z:html"/>
  </xsl:template>
  <xsl:template match="label" mode="z:leaf" as="item()*"><xsl:apply-templates select="." mode="z:label"/></xsl:template>
  <xsl:template match="pb | fw | lb | cb | milestone | speaker | gap | dateline | salute | signed | stamp | said | seg | unclear | text()" mode="z:leaf" as="item()*">
    <xsl:apply-templates select="." mode="z:html"/>
  </xsl:template>
  <xsl:template match="comment() | processing-instruction()" mode="z:leaf" as="item()*"/>
</xsl:stylesheet>
