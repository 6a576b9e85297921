<?xml version="1.0" encoding="UTF-8"?>
<!-- The headers of a collection → one HTML page that lists its documents by date.

     Input: <collection xmlns="urn:zapis:stylesheet"><document href="…" turns="…" languages="ru en">TEI with its header
     </document>…</collection>, in any order. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <z:stylesheet name="index" extension=".html" media-type="text/html" each="collection">
    A page that lists the documents by date: title, languages, participants, archive reference, turns.
  </z:stylesheet>

  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/reading.xsl"/>
  <xsl:include href="lib/page.xsl"/>

  <!-- Heading of the page; that of the words file where empty. -->
  <xsl:param name="title" as="xs:string" select="''"/>
  <!-- Address of the page that searches the texts; no link where empty. -->
  <xsl:param name="search-href" as="xs:string" select="''"/>

  <xsl:output method="html" html-version="5" encoding="UTF-8" indent="no" include-content-type="no"/>
  <xsl:mode on-no-match="fail"/>

  <xsl:template match="/z:collection" as="element()">
    <xsl:variable name="heading" as="xs:string" select="if ($title) then $title else z:word('index.title')"/>
    <html lang="{$ui}">
      <xsl:call-template name="z:page-head"><xsl:with-param name="title" select="$heading"/></xsl:call-template>
      <body>
        <a class="skip" href="#documents">{z:word('skip')}</a>
        <main>
          <header class="title">
            <h1>{$heading}</h1>
            <p class="subtitle">{count(z:document)} {z:word('index.count')}</p>
            <xsl:if test="$search-href"><p><a href="{$search-href}">{z:word('search')}</a></p></xsl:if>
          </header>
          <table id="documents">
            <thead><tr>
              <th scope="col">{z:word('date')}</th><th scope="col">{z:word('index.document')}</th>
              <th scope="col">{z:word('participants')}</th><th scope="col">{z:word('archive')}</th>
              <th scope="col">{z:word('languages')}</th><th scope="col" class="number">{z:word('index.turns')}</th>
            </tr></thead>
            <tbody>
              <xsl:for-each select="sort(z:document, (), function($d) { (z:date($d/TEI), '9')[1], $d/TEI/@xml:id })">
                <xsl:call-template name="row"/>
              </xsl:for-each>
            </tbody>
          </table>
        </main>
        <footer><p>{z:word('footer')}</p></footer>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="/" as="document-node()">
    <xsl:document><xsl:apply-templates select="*"/></xsl:document>
  </xsl:template>

  <xsl:template name="row" as="element(Q{}tr)">
    <xsl:variable name="tei" as="element(TEI)" select="TEI"/>
    <xsl:variable name="titles" as="element(title)+" select="z:titles($tei, 'en')"/>
    <xsl:variable name="date" as="xs:string?" select="z:date($tei)"/>
    <tr>
      <td><xsl:choose>
        <xsl:when test="$date"><time datetime="{$date}">{z:date-words($date)}</time></xsl:when>
        <xsl:otherwise>{z:word('undated')}</xsl:otherwise>
      </xsl:choose></td>
      <td class="title">
        <a href="{@href}" lang="{($titles[1]/@xml:lang, 'en')[1]}">{z:reading($titles[1], true())}</a>
        <xsl:for-each select="tail($titles)[not(@xml:lang = $titles[1]/@xml:lang)]">
          <span lang="{@xml:lang}">{z:reading(., true())}</span>
        </xsl:for-each>
      </td>
      <td>{string-join(distinct-values((z:participants($tei)[tokenize(@role) = 'principal'],
        z:participants($tei)[not(z:participants($tei)/tokenize(@role) = 'principal')],
        $tei/teiHeader/profileDesc/correspDesc/correspAction/persName) ! normalize-space((persName, .)[1])), '; ')}</td>
      <td>{string-join(z:shelfmarks($tei), '; ')}</td>
      <td>{string-join(tokenize(@languages) ! z:word-or('lang.' || ., .), ', ')}</td>
      <td class="number" data-label="{z:word('index.turns')}">{@turns}</td>
    </tr>
  </xsl:template>
</xsl:stylesheet>
