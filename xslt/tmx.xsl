<?xml version="1.0" encoding="UTF-8"?>
<!-- The aligned groups of a collection → TMX 1.4b, a translation memory. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:map="http://www.w3.org/2005/xpath-functions/map"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <z:stylesheet name="tmx" extension=".tmx" media-type="application/x-tmx+xml" each="collection" needs="alignment">
    A translation memory (TMX 1.4b): one unit per aligned group, with speaker and certainty.
    <z:drops>Text without a counterpart in the other language; all inline markup; the reading of the source where it
      was corrected. The paragraphs of a group of several are joined, and the
      label of a turn is text like any other.</z:drops>
    <z:option name="min-cert" kind="share">groups of a lower certainty are left out</z:option>
  </z:stylesheet>

  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/reading.xsl"/>
  <xsl:include href="lib/rows.xsl"/>
  <xsl:include href="lib/beads.xsl"/>

  <xsl:param name="min-cert" as="xs:double" select="0"/>

  <xsl:output method="xml" encoding="UTF-8" indent="no"/>

  <xsl:template match="/" as="element()">
    <xsl:variable name="documents" as="element(TEI)*" select="z:collection/z:document/doc(@href)/TEI"/>
    <xsl:variable name="source" as="xs:string" select="string((($documents/text/body/div[@type = 'original'], $documents/text/body/div)/@xml:lang)[1])"/>
    <tmx version="1.4">
      <xsl:text>&#10;</xsl:text>
      <header creationtool="zapis" creationtoolversion="1" segtype="paragraph" o-tmf="TEI" adminlang="en" srclang="{$source}" datatype="plaintext"/>
      <xsl:text>&#10;</xsl:text>
      <body>
        <xsl:text>&#10;</xsl:text>
        <xsl:for-each select="$documents">
          <xsl:variable name="tei" as="element(TEI)" select="."/>
          <xsl:variable name="divs" as="element(div)*" select="text/body/div[@type = ('original', 'translation')]"/>
          <xsl:variable name="left" as="element(div)?" select="($divs[@type = 'original'], $divs)[1]"/>
          <xsl:for-each select="z:beads(., true())[?left-text and ?right-text][z:sure-enough(.)]">
            <tu tuid="{z:id($tei)}#{?left[1]}">
              <prop type="document">{z:id($tei)}</prop>
              <prop type="alignment">{?type}</prop>
              <xsl:if test="?cert"><prop type="certainty">{?cert}</prop></xsl:if>
              <xsl:for-each select="?speaker"><prop type="speaker">{.}</prop></xsl:for-each>
              <xsl:if test="?divergent"><prop type="divergent">yes</prop></xsl:if>
              <tuv xml:lang="{$left/@xml:lang}"><seg>{?left-text}</seg></tuv>
              <tuv xml:lang="{($divs except $left)[1]/@xml:lang}"><seg>{?right-text}</seg></tuv>
            </tu>
            <xsl:text>&#10;</xsl:text>
          </xsl:for-each>
        </xsl:for-each>
      </body>
    </tmx>
  </xsl:template>

  <xsl:function name="z:sure-enough" as="xs:boolean">
    <xsl:param name="bead" as="map(*)"/>
    <xsl:variable name="cert" as="attribute()?"><xsl:if test="$bead?cert"><xsl:attribute name="cert" select="$bead?cert"/></xsl:if></xsl:variable>
    <xsl:sequence select="z:certainty($cert) ge $min-cert"/>
  </xsl:function>
</xsl:stylesheet>
