<?xml version="1.0" encoding="UTF-8"?>
<!-- What every page has: head, style, no address that a browser would fetch. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    exclude-result-prefixes="#all" expand-text="yes">

  <xsl:template name="z:page-head" as="element(head)">
    <xsl:param name="title" as="xs:string"/>
    <xsl:param name="more" as="node()*"/>
    <head>
      <meta charset="UTF-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>{$title}</title>
      <link rel="icon" href="data:,"/>
      <xsl:sequence select="$more"/>
      <style><xsl:value-of select="unparsed-text('edition.css')"/></style>
    </head>
  </xsl:template>
</xsl:stylesheet>
