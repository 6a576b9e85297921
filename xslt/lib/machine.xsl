<?xml version="1.0" encoding="UTF-8"?>
<!-- Header → what machines read in the head of a page: citation_* (Google Scholar, Zotero), schema.org JSON-LD, links. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:map="http://www.w3.org/2005/xpath-functions/map"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <xsl:template name="z:machine" as="element()*">
    <xsl:variable name="tei" as="element(TEI)" select="/TEI"/>
    <xsl:variable name="abstract" as="xs:string?" select="$tei/teiHeader/profileDesc/abstract[1] ! z:reading(., true())"/>
    <xsl:if test="$abstract"><meta name="description" content="{$abstract}"/></xsl:if>
    <meta name="citation_title" content="{z:title($tei)}"/>
    <xsl:for-each select="z:date($tei)"><meta name="citation_publication_date" content="{replace(., '-', '/')}"/></xsl:for-each>
    <xsl:for-each select="z:publisher($tei)"><meta name="citation_publisher" content="{.}"/></xsl:for-each>
    <xsl:for-each select="z:languages($tei)"><meta name="citation_language" content="{.}"/></xsl:for-each>
    <xsl:for-each select="z:address($tei)"><meta name="citation_public_url" content="{.}"/></xsl:for-each>
    <xsl:if test="$page-href"><link rel="canonical" href="{$page-href}"/></xsl:if>
    <xsl:if test="$tei-href"><link rel="alternate" type="application/tei+xml" href="{$tei-href}"/></xsl:if>
    <xsl:if test="$previous-href"><link rel="prev" href="{$previous-href}"/></xsl:if>
    <xsl:if test="$next-href"><link rel="next" href="{$next-href}"/></xsl:if>
    <script type="application/ld+json">
      <!-- "<" is escaped, so that no title can end the element -->
      <xsl:value-of select="replace(serialize(z:description($tei), map { 'method': 'json', 'indent': false() }), '&lt;', '\\u003C')"/>
    </script>
  </xsl:template>

  <xsl:function name="z:publisher" as="xs:string?">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="($tei/teiHeader/fileDesc/sourceDesc//bibl[@type = 'digitalSource']/publisher ! normalize-space(.))[1]"/>
  </xsl:function>

  <!-- schema.org ArchiveComponent (a document held by an archive); a key only where the header says something. -->
  <xsl:function name="z:description" as="map(*)">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:variable name="persons" as="map(*)*" select="
      for $p in $tei/standOff/listPerson/person[@xml:id = z:participants($tei)/@sameAs ! substring-after(., '#')]
      return map:merge((map { '@type': 'Person', 'name': z:name($p) },
        $p/idno ! z:identifier-address(.) ! map { 'sameAs': . }), map { 'duplicates': 'use-first' })"/>
    <xsl:sequence select="map:merge((
      map { '@context': 'https://schema.org', '@type': 'ArchiveComponent', 'name': z:title($tei) },
      z:number($tei) ! map { 'identifier': . },
      z:date($tei) ! map { 'dateCreated': . },
      z:address($tei) ! map { 'isBasedOn': . },
      $page-href[.] ! map { 'url': . },
      map { 'inLanguage': array { z:languages($tei) } },
      z:shelfmarks($tei)[1] ! map { 'itemLocation': . },
      z:translators($tei)[1] ! map { 'translator': map { '@type': 'Person', 'name': . } },
      $tei/teiHeader/profileDesc/abstract[1] ! map { 'abstract': z:reading(., true()) },
      if (exists($persons)) then map { 'mentions': array { $persons } } else ()))"/>
  </xsl:function>
</xsl:stylesheet>
