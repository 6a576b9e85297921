<?xml version="1.0" encoding="UTF-8"?>
<!-- A TEI document → JSON: what it is, who speaks, who is named, what is aligned, what was corrected. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:map="http://www.w3.org/2005/xpath-functions/map"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <z:stylesheet name="facts" extension=".json" media-type="application/json" each="document">
    A document as JSON: header, turns, blocks of text, mentions, entities, alignment, corrections.
    <z:drops>Inline markup other than names and corrections; lists inside lists; page breaks but for the folio of a turn.</z:drops>
  </z:stylesheet>

  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/reading.xsl"/>
  <xsl:include href="lib/rows.xsl"/>
  <xsl:include href="lib/beads.xsl"/>
  <xsl:include href="lib/facts.xsl"/>

  <xsl:output method="json" indent="yes"/>

  <xsl:template match="/" as="map(*)">
    <xsl:variable name="beads" as="map(*)*" select="z:beads(/TEI, true()) ! map:merge((., map {
      'left': array { ?left }, 'right': array { ?right }, 'speaker': array { ?speaker } }), map { 'duplicates': 'use-last' })"/>
    <xsl:sequence select="map {
      'document': z:document-facts(/TEI),
      'turns': array { z:turns(/TEI) },
      'blocks': array { z:blocks(/TEI) },
      'mentions': array { z:mentions(/TEI) },
      'entities': array { z:entities(/TEI) },
      'alignment': array { $beads },
      'corrections': array { z:corrections(/TEI) } }"/>
  </xsl:template>
</xsl:stylesheet>
