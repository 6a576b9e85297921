<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI → TEI with one reading of every word. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <z:stylesheet name="tei-simple" extension=".xml" media-type="application/tei+xml" each="document">
    TEI with one reading chosen, names and structure kept, for tools that would print both readings.
    <z:drops>The reading that was not chosen, with its kind and certainty; hyphens of broken words in the corrected
      reading.</z:drops>
    <z:option name="reading" kind="corrected | original">of a damaged word; original: letter for letter as in the source</z:option>
  </z:stylesheet>

  <xsl:include href="lib/reading.xsl"/>
  <xsl:include href="lib/flat.xsl"/>

  <xsl:param name="reading" as="xs:string" select="'corrected'"/>

  <xsl:output method="xml" encoding="UTF-8" indent="no"/>

  <xsl:template match="/" as="node()*">
    <xsl:apply-templates select="node()" mode="z:flat">
      <xsl:with-param name="corrected" select="$reading eq 'corrected'" tunnel="yes"/>
    </xsl:apply-templates>
  </xsl:template>
</xsl:stylesheet>
