<?xml version="1.0" encoding="UTF-8"?>
<!-- What stands inside a paragraph → HTML. An element without a template here stops the transformation: a reader must
     never miss something without anybody knowing. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <xsl:mode name="z:html" on-no-match="fail"/>

  <xsl:template match="text()" mode="z:html" as="item()*"><xsl:value-of select="."/></xsl:template>
  <xsl:template match="comment() | processing-instruction()" mode="z:html" as="item()*"/>

  <!-- A space, then the attributes that any element may bring along. -->
  <xsl:function name="z:marks" as="attribute()*">
    <xsl:param name="element" as="element()"/>
    <xsl:param name="class" as="xs:string*"/>
    <xsl:if test="$element/@xml:id and not($element/self::sp)"><xsl:attribute name="id" select="$element/@xml:id"/></xsl:if>
    <xsl:if test="$element/@xml:lang"><xsl:attribute name="lang" select="$element/@xml:lang"/></xsl:if>
    <xsl:if test="exists($class)"><xsl:attribute name="class" select="string-join($class, ' ')"/></xsl:if>
  </xsl:function>

  <!-- Wrappers that a reader need not see. -->
  <xsl:template match="seg | said | quote | q | measure | num | ref | title | foreign | term | gloss | rs | abbr | expan
      | reg | corr | sic | orig | metamark | ellipsis | hi | roleName | addName | forename | surname | eventName
      | address | addrLine | name | genName | nameLink | time | desc | idno | locus | emph | affiliation | w | c | unclear | del
      | add | stamp | dateline | signed | label | note | supplied | s | surplus | salute | stage" mode="z:html" as="item()*" priority="-1">
    <span>
      <xsl:sequence select="z:marks(., z:classes(.))"/>
      <xsl:apply-templates select="." mode="z:title"/>
      <xsl:apply-templates mode="z:html"/>
    </span>
  </xsl:template>

  <!-- Classes by element and by its type, its hand or its rendering: what the style sheet needs, and no more. -->
  <xsl:function name="z:classes" as="xs:string+">
    <xsl:param name="element" as="element()"/>
    <xsl:sequence select="local-name($element), $element/@type ! (local-name($element) || '-' || .), tokenize($element/@rend),
      if (tokenize($element/@ana) = '#divergent') then 'divergent' else ()"/>
  </xsl:function>

  <!-- The hint that a pointer shows. -->
  <xsl:mode name="z:title" on-no-match="shallow-skip"/>
  <xsl:template match="*" mode="z:title" as="attribute()?"/>
  <xsl:template match="unclear" mode="z:title" as="attribute()?">
    <xsl:attribute name="title" select="z:word('unclear')"/>
  </xsl:template>
  <xsl:template match="supplied" mode="z:title" as="attribute()?">
    <xsl:attribute name="title" select="z:by(., z:word-or('supplied.' || @reason, z:word('supplied.other')))"/>
  </xsl:template>
  <xsl:template match="note" mode="z:title" as="attribute()?">
    <xsl:attribute name="title" select="z:by(., z:word-or('note.' || @type, z:word('note.other')))"/>
  </xsl:template>
  <xsl:template match="del" mode="z:title" as="attribute()?">
    <xsl:attribute name="title" select="z:word('gap.cancelled')"/>
  </xsl:template>

  <!-- A hint with the name of the one responsible, if the header knows a person or body by that pointer. -->
  <xsl:function name="z:by" as="xs:string">
    <xsl:param name="element" as="element()"/>
    <xsl:param name="what" as="xs:string"/>
    <xsl:variable name="who" as="element()?" select="key('z:id', substring-after($element/@resp, '#'), root($element))[1]"/>
    <xsl:sequence select="string-join(($what, $who/(persName | orgName | name | label)[1] ! normalize-space(.)), ': ')"/>
  </xsl:function>

  <!-- Names: a link to the register, unless inside another one. -->
  <xsl:template match="persName | placeName | orgName | rs[@ref]" mode="z:html" as="item()*">
    <xsl:variable name="entry" as="element()?" select="if (@ref) then z:entry(.)[parent::listPerson | parent::listPlace | parent::listOrg] else ()"/>
    <xsl:variable name="kind" as="xs:string" select="z:kind(.)"/>
    <xsl:variable name="nested" as="xs:boolean" select="exists(ancestor::*[self::persName | self::placeName | self::orgName | self::rs][@ref])"/>
    <xsl:element name="{if ($entry and not($nested)) then 'a' else 'span'}">
      <xsl:sequence select="z:marks(., ('name', $kind, @type[. = 'label'] ! 'label-name'))"/>
      <xsl:if test="$entry and not($nested)">
        <xsl:attribute name="href" select="'#' || z:entry-id($entry)"/>
        <xsl:attribute name="title" select="string-join((z:name($entry), z:sure(@cert)), ', ')"/>
      </xsl:if>
      <xsl:apply-templates mode="z:html"/>
    </xsl:element>
  </xsl:template>

  <xsl:function name="z:entry-id" as="xs:string">
    <xsl:param name="entry" as="element()"/>
    <xsl:sequence select="'entry.' || $entry/@xml:id"/>
  </xsl:function>

  <!-- "certainty 0.93", where it is less than certain. -->
  <xsl:function name="z:sure" as="xs:string?">
    <xsl:param name="cert" as="attribute()?"/>
    <xsl:sequence select="if ($cert and not($cert = ('1', '1.0', '1.00'))) then z:word('certainty') || ' ' || $cert else ()"/>
  </xsl:function>

  <!-- Two readings: the style sheet shows the one that the reader asks for. -->
  <xsl:template match="choice" mode="z:html" as="item()*">
    <xsl:variable name="new" as="element()" select="z:chosen(., true())"/>
    <xsl:variable name="old" as="element()" select="z:chosen(., false())"/>
    <xsl:variable name="kind" as="xs:string" select="z:word-or('choice.' || ($new/@type, local-name($new))[1], z:word('choice.read'))"/>
    <xsl:choose>
      <xsl:when test="$new is $old"><xsl:apply-templates select="$new/node()" mode="z:html"/></xsl:when>
      <xsl:otherwise>
        <ins class="new">
          <xsl:attribute name="title" select="z:word('choice.in-source') || ': ' || z:reading($old, false()) ||
            ' (' || string-join(($kind, z:sure($new/@cert)), ', ') || ')'"/>
          <xsl:apply-templates select="$new/node()" mode="z:html"/>
        </ins>
        <del class="old">
          <xsl:attribute name="title" select="z:word('choice.read') || ': ' || z:reading($new, true()) ||
            ' (' || string-join(($kind, z:sure($new/@cert)), ', ') || ')'"/>
          <xsl:apply-templates select="$old/node()" mode="z:html"/>
        </del>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="gap" mode="z:html" as="item()*">
    <span class="gap" title="{z:word-or('gap.' || @reason, z:word('gap.other'))}">{(desc ! normalize-space(.), '[…]')[1]}</span>
  </xsl:template>
  <xsl:template match="pc" mode="z:html" as="item()*">
    <span class="{if (@force = 'weak') then 'hyphen old' else 'pc'}">{.}</span>
  </xsl:template>
  <xsl:template match="date" mode="z:html" as="item()*">
    <xsl:choose>
      <xsl:when test="@when"><time datetime="{@when}"><xsl:sequence select="z:marks(., ())"/><xsl:apply-templates mode="z:html"/></time></xsl:when>
      <xsl:otherwise><span class="date"><xsl:apply-templates mode="z:html"/></span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="date[ancestor::date[@when]]" mode="z:html" as="item()*" priority="1"><xsl:apply-templates mode="z:html"/></xsl:template>

  <!-- A page: its number in the margin, a stroke in the line. -->
  <xsl:template match="pb" mode="z:html" as="item()*">
    <span class="pb" title="{string-join((z:word('page.title'), @n), ' ')}"><xsl:sequence select="z:marks(., 'pb')"/><xsl:if test="@n"><span class="folio">{z:word('page')} {@n}</span></xsl:if></span>
  </xsl:template>
  <xsl:template match="cb | milestone" mode="z:html" as="item()*"/>
  <xsl:template match="fw" mode="z:html" as="item()*">
    <span class="fw old" title="{z:word('typed')}"><xsl:apply-templates mode="z:html"/></span>
  </xsl:template>
  <xsl:template match="lb" mode="z:html" as="item()*">
    <xsl:choose>
      <xsl:when test="@break = 'no'"/>
      <xsl:when test="ancestor::p | ancestor::item"><xsl:text> </xsl:text></xsl:when>
      <xsl:otherwise><br/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A list inside a paragraph or an item; those that stand by themselves come leaf by leaf. -->
  <xsl:template match="list" mode="z:html" as="item()*">
    <xsl:apply-templates select="head" mode="z:html"/>
    <span class="list">
      <xsl:sequence select="z:marks(., 'list')"/>
      <xsl:apply-templates select="* except head" mode="z:html"/>
    </span>
  </xsl:template>
  <xsl:template match="item" mode="z:html" as="item()*">
    <span class="item"><xsl:sequence select="z:marks(., 'item')"/>
      <xsl:apply-templates select="preceding-sibling::*[1][self::label]" mode="z:label"/>
      <xsl:apply-templates mode="z:html"/></span>
  </xsl:template>
  <xsl:template match="list/label" mode="z:html" as="item()*"/>
  <xsl:template match="label" mode="z:label" as="item()*">
    <span class="number"><xsl:apply-templates mode="z:html"/></span><xsl:text> </xsl:text>
  </xsl:template>
  <xsl:template match="item//p | said/p | quote/p | note/p | list/head | item//head" mode="z:html" as="item()*">
    <span class="p"><xsl:sequence select="z:marks(., 'p')"/><xsl:apply-templates mode="z:html"/></span><xsl:text> </xsl:text>
  </xsl:template>

  <xsl:template match="speaker" mode="z:html" as="item()*">
    <b class="speaker"><xsl:apply-templates mode="z:html"/></b><xsl:text> </xsl:text>
  </xsl:template>
  <!-- Parts of a letter frame stand on lines of their own, unless words stand between them. -->
  <xsl:template match="(opener | closer)[not(text()[normalize-space()])]/(dateline | signed | seg | idno | stamp | salute | note)" mode="z:html" as="item()*">
    <span><xsl:sequence select="z:marks(., ('line', z:classes(.)))"/><xsl:apply-templates select="." mode="z:title"/><xsl:apply-templates mode="z:html"/></span><xsl:text> </xsl:text>
  </xsl:template>
</xsl:stylesheet>
