<?xml version="1.0" encoding="UTF-8"?>
<!-- Rows → aligned groups with their text: what the table, the translation memory and the line files are made of. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <!-- The aligned groups of a document in order: map { left, right (ids), type "n-m", cert (as it stands or empty),
       left-text, right-text (one line each), speaker, divergent }. A link is a group; a block that no link reaches is
       a group with an empty side. Text that stands between blocks (page numbers) is in none. -->
  <xsl:function name="z:beads" as="map(*)*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:param name="corrected" as="xs:boolean"/>
    <xsl:variable name="divs" as="element(div)*" select="$tei/text/body/div[@type = ('original', 'translation')]"/>
    <xsl:variable name="left" as="element(div)?" select="($divs[@type = 'original'], $divs)[1]"/>
    <xsl:variable name="right" as="element(div)?" select="($divs except $left)[1]"/>
    <xsl:for-each select="$left ! z:rows(., $right)">
      <xsl:choose>
        <xsl:when test="exists(?links)"><xsl:sequence select="?links ! z:bead(., $left, $corrected)"/></xsl:when>
        <xsl:otherwise><xsl:sequence select="z:single(?left, ?right, $corrected)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:function>

  <xsl:function name="z:bead" as="map(*)">
    <xsl:param name="link" as="element(link)"/>
    <xsl:param name="left-div" as="element(div)"/>
    <xsl:param name="corrected" as="xs:boolean"/>
    <xsl:variable name="units" as="element()*" select="z:targets($link) ! key('z:id', ., root($link))"/>
    <xsl:variable name="left" as="element()*" select="$units[ancestor::div[. is $left-div]]"/>
    <xsl:variable name="right" as="element()*" select="$units except $left"/>
    <xsl:sequence select="map {
      'left': $left/@xml:id ! string(.), 'right': $right/@xml:id ! string(.),
      'type': ($link/@type, count($left) || '-' || count($right))[1] ! string(.),
      'cert': string($link/@cert),
      'left-text': z:unit-text($left, $corrected), 'right-text': z:unit-text($right, $corrected),
      'speaker': distinct-values($left/ancestor-or-self::sp[1]/@who ! tokenize(.) ! substring-after(., '#')),
      'divergent': tokenize($link/@ana) = '#divergent' }"/>
  </xsl:function>

  <!-- A row that no link made. -->
  <xsl:function name="z:single" as="map(*)*">
    <xsl:param name="left" as="map(*)*"/>
    <xsl:param name="right" as="map(*)*"/>
    <xsl:param name="corrected" as="xs:boolean"/>
    <xsl:for-each select="$left, $right">
      <xsl:variable name="is-left" as="xs:boolean" select="position() le count($left)"/>
      <xsl:variable name="id" as="xs:string*" select="(?block/@xml:id, ?sp[current()?first]/@xml:id)[1] ! string(.)"/>
      <xsl:variable name="text" as="xs:string" select="z:reading(?nodes[not(self::fw)], $corrected)"/>
      <xsl:if test="$text">
        <xsl:sequence select="map {
          'left': if ($is-left) then $id else (), 'right': if ($is-left) then () else $id,
          'type': if ($is-left) then '1-0' else '0-1', 'cert': '',
          'left-text': if ($is-left) then $text else '', 'right-text': if ($is-left) then '' else $text,
          'speaker': ?sp/@who ! tokenize(.) ! substring-after(., '#'), 'divergent': false() }"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:function>

  <!-- The text of units, with the label that stands before an item or a direct turn. -->
  <xsl:function name="z:unit-text" as="xs:string">
    <xsl:param name="units" as="element()*"/>
    <xsl:param name="corrected" as="xs:boolean"/>
    <xsl:sequence select="z:reading($units ! (preceding-sibling::*[not(self::pb | self::fw | self::lb)][1]
      /(self::speaker | self::label), .), $corrected)"/>
  </xsl:function>
</xsl:stylesheet>
