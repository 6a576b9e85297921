<?xml version="1.0" encoding="UTF-8"?>
<!-- An element → its text, without markup.

     Two readings: corrected (what the encoder reads) and original (what the source has, letter for letter). Page
     numbers and page breaks are left out of both, and a word that a page broke is whole in the corrected one. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <!-- An element that is not known here keeps its text. -->
  <xsl:mode name="z:reading" on-no-match="text-only-copy"/>

  <!-- The text of nodes on one line. -->
  <xsl:function name="z:reading" as="xs:string">
    <xsl:param name="nodes" as="node()*"/>
    <xsl:param name="corrected" as="xs:boolean"/>
    <xsl:sequence select="normalize-space(z:reading-lines($nodes, $corrected))"/>
  </xsl:function>

  <!-- The same with a line feed for each lb and white space as it stands. -->
  <xsl:function name="z:reading-lines" as="xs:string">
    <xsl:param name="nodes" as="node()*"/>
    <xsl:param name="corrected" as="xs:boolean"/>
    <xsl:variable name="parts" as="item()*">
      <xsl:apply-templates select="$nodes" mode="z:reading">
        <xsl:with-param name="corrected" select="$corrected" tunnel="yes"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:sequence select="string-join($parts ! string(.))"/>
  </xsl:function>

  <!-- The reading that counts: the most certain corr, the first of equals. Words of certainty rank as numbers. -->
  <xsl:function name="z:chosen" as="element()?">
    <xsl:param name="choice" as="element(choice)"/>
    <xsl:param name="corrected" as="xs:boolean"/>
    <xsl:variable name="new" as="element()*" select="sort($choice/(corr | reg), (), function($c) { -z:certainty($c/@cert) })"/>
    <xsl:sequence select="if ($corrected) then ($new, $choice/abbr, $choice/*)[1]
      else ($choice/(sic | orig | abbr), $choice/*)[1]"/>
  </xsl:function>

  <!-- @cert as a number: high, medium and low are words that people use (TEI P5, teidata.probCert). -->
  <xsl:function name="z:certainty" as="xs:double">
    <xsl:param name="cert" as="attribute()?"/>
    <xsl:sequence select="if ($cert castable as xs:double) then xs:double($cert)
      else (map { 'high': 0.95, 'medium': 0.75, 'low': 0.5 }(string($cert)), 1)[1]"/>
  </xsl:function>

  <xsl:template match="choice" mode="z:reading" as="item()*">
    <xsl:param name="corrected" as="xs:boolean" tunnel="yes"/>
    <xsl:apply-templates select="z:chosen(., $corrected)" mode="z:reading"/>
  </xsl:template>
  <xsl:template match="pc[@force = 'weak']" mode="z:reading" as="item()*">
    <xsl:param name="corrected" as="xs:boolean" tunnel="yes"/>
    <xsl:sequence select="if ($corrected) then () else string(.)"/>
  </xsl:template>
  <xsl:template match="fw | note[@type = 'alignment'] | desc" mode="z:reading" as="item()*"/>
  <xsl:template match="pb | cb | milestone" mode="z:reading" as="item()*">
    <xsl:sequence select="if (@break = 'no') then () else ' '"/>
  </xsl:template>
  <xsl:template match="lb" mode="z:reading" as="item()*">
    <xsl:sequence select="if (@break = 'no') then () else '&#10;'"/>
  </xsl:template>
  <xsl:template match="gap" mode="z:reading" as="item()*"><xsl:sequence select="(desc ! normalize-space(.), '[…]')[1]"/></xsl:template>
  <xsl:template match="*" mode="z:reading" as="item()*"><xsl:apply-templates mode="z:reading"/></xsl:template>
  <!-- Blocks are apart even where no white space stands between them. -->
  <xsl:template match="p | item | list | label | speaker | head | dateline | salute | signed | sp" mode="z:reading" as="item()*">
    <xsl:sequence select="if (preceding-sibling::node()[1]/self::text()[normalize-space()]) then '' else ' '"/>
    <xsl:apply-templates mode="z:reading"/>
    <xsl:sequence select="if (following-sibling::node()[1]/self::text()[normalize-space()]) then '' else ' '"/>
  </xsl:template>
  <xsl:template match="text()" mode="z:reading" as="item()*"><xsl:sequence select="string(.)"/></xsl:template>
  <xsl:template match="comment() | processing-instruction()" mode="z:reading" as="item()*"/>
</xsl:stylesheet>
