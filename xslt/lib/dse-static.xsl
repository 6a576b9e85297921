<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI → an edition file for the dse-static template: rs with @ref, one reading, labels in bold, no standOff. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xmlns="http://www.tei-c.org/ns/1.0"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="xs z" expand-text="yes">

  <xsl:include href="reading.xsl"/>
  <xsl:include href="header.xsl"/>
  <xsl:include href="words.xsl"/>
  <xsl:include href="flat.xsl"/>

  <!-- "edition" for the file, or "person", "place", "org" for the entries of the register alone. -->
  <xsl:param name="part" as="xs:string" select="'edition'"/>

  <xsl:output method="xml" encoding="UTF-8" indent="no"/>

  <xsl:template match="/" as="node()*">
    <xsl:choose>
      <xsl:when test="$part eq 'edition'"><xsl:apply-templates select="TEI" mode="z:flat"/></xsl:when>
      <xsl:otherwise>
        <list><xsl:copy-of select="/TEI/standOff/(listPerson | listPlace | listOrg)/*[local-name() = $part]" copy-namespaces="no"/></list>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="TEI/@xml:id" mode="z:flat" as="attribute()"><xsl:attribute name="xml:id" select=". || '.xml'"/></xsl:template>
  <xsl:template match="standOff" mode="z:flat" as="node()*"/>
  <!-- participants point to the register, which is in a file of its own -->
  <xsl:template match="person/@sameAs" mode="z:flat" as="attribute()"><xsl:attribute name="sameAs" select="'listperson.xml' || ."/></xsl:template>
  <xsl:template match="text//persName[@ref] | text//placeName[@ref] | text//orgName[@ref]" mode="z:flat" as="element()">
    <rs type="{z:kind(.)}" ref="{@ref}"><xsl:apply-templates mode="z:flat"/></rs>
  </xsl:template>
  <!-- a label becomes the beginning of the paragraph that it opens; a turn becomes its paragraphs -->
  <xsl:template match="text//sp" mode="z:flat" as="node()*"><xsl:apply-templates select="node()" mode="z:flat"/></xsl:template>
  <xsl:template match="speaker" mode="z:flat" as="node()*"/>
  <xsl:template match="sp/p" mode="z:flat" as="element()">
    <xsl:variable name="label" as="element(speaker)?" select="preceding-sibling::*[not(self::pb | self::fw)][1]/self::speaker"/>
    <p>
      <xsl:apply-templates select="@xml:id" mode="z:flat"/>
      <xsl:if test="$label"><hi rend="bold"><xsl:apply-templates select="$label/node()" mode="z:flat"/></hi><xsl:text> </xsl:text></xsl:if>
      <xsl:apply-templates mode="z:flat"/>
    </p>
  </xsl:template>
  <xsl:template match="text//said | text//seg[not(@xml:id)]" mode="z:flat" as="node()*"><xsl:apply-templates mode="z:flat"/></xsl:template>
</xsl:stylesheet>
