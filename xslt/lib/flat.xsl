<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI → TEI with one reading: `choice` gives way to the reading chosen. For tools that would print both. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <xsl:mode name="z:flat" on-no-match="shallow-copy"/>

  <xsl:template match="choice" mode="z:flat" as="node()*">
    <xsl:param name="corrected" as="xs:boolean" tunnel="yes" select="true()"/>
    <xsl:apply-templates select="z:chosen(., $corrected)/node()" mode="z:flat"/>
  </xsl:template>
  <!-- The hyphen of a word that a page or line broke: gone where the word is whole. -->
  <xsl:template match="pc[@force = 'weak']" mode="z:flat" as="node()*">
    <xsl:param name="corrected" as="xs:boolean" tunnel="yes" select="true()"/>
    <xsl:if test="not($corrected)"><xsl:value-of select="."/></xsl:if>
  </xsl:template>
</xsl:stylesheet>
