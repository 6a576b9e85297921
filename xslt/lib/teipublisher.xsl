<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI → TEI as TEI Publisher 10 indexes and shows it: keys on names, texts in a group, registers outside. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xmlns="http://www.tei-c.org/ns/1.0"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="xs z" expand-text="yes">

  <xsl:include href="header.xsl"/>
  <xsl:include href="reading.xsl"/>
  <xsl:include href="words.xsl"/>

  <!-- "document", or "person", "place", "org" for the entries of the register alone, or "taxonomy". -->
  <xsl:param name="part" as="xs:string" select="'document'"/>

  <xsl:output method="xml" encoding="UTF-8" indent="no"/>
  <xsl:mode on-no-match="shallow-copy"/>

  <xsl:template match="/" as="node()*">
    <xsl:choose>
      <xsl:when test="$part eq 'document'">
        <!-- A page template that the application does not have is an error there: one text takes the application's default. -->
        <xsl:variable name="template" as="xs:string" select="if (count(TEI/text/body/div) gt 1) then ' template=&quot;parallel.html&quot;' else ''"/>
        <xsl:processing-instruction name="teipublisher">odd="teipublisher.odd"{$template} view="single" media="print epub"</xsl:processing-instruction>
        <xsl:text>&#10;</xsl:text>
        <xsl:apply-templates select="TEI"/>
      </xsl:when>
      <xsl:when test="$part eq 'taxonomy'">
        <list><xsl:apply-templates select="TEI/teiHeader/encodingDesc/classDecl/taxonomy" mode="z:taxonomy"/></list>
      </xsl:when>
      <xsl:otherwise>
        <list><xsl:apply-templates select="TEI/standOff/(listPerson | listPlace | listOrg)/*[local-name() = $part]" mode="z:register"/></list>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The category by which lists are sorted. -->
  <xsl:template match="TEI" as="element()">
    <TEI><xsl:copy-of select="@* except @n"/>
      <xsl:if test="z:genre(.)"><xsl:attribute name="n" select="z:genre(.)"/></xsl:if>
      <xsl:apply-templates/></TEI>
  </xsl:template>
  <!-- With its type, a main title is shown twice. -->
  <xsl:template match="titleStmt/title" as="element()">
    <title><xsl:copy-of select="@* except @type"/><xsl:apply-templates/></title>
  </xsl:template>
  <!-- The first language counts as that of the document: the languages of the texts, the original first. -->
  <xsl:template match="langUsage" as="element()">
    <xsl:variable name="first" as="xs:string*" select="z:languages(ancestor::TEI)"/>
    <langUsage>
      <xsl:apply-templates select="for $f in $first return language[@ident = $f], language[not(@ident = $first)]"/>
    </langUsage>
  </xsl:template>
  <!-- Registers are files of their own; the links between the languages stay. -->
  <xsl:template match="standOff" as="element()?">
    <xsl:if test="linkGrp"><standOff><xsl:apply-templates select="linkGrp"/></standOff></xsl:if>
  </xsl:template>
  <xsl:template match="text[count(body/div) gt 1]" as="element()">
    <text><group>
      <xsl:for-each select="body/div">
        <text type="{if (@type = 'original') then 'source' else 'translation'}" xml:lang="{@xml:lang}"><body><xsl:apply-templates select="."/></body></text>
      </xsl:for-each>
    </group></text>
  </xsl:template>
  <!-- Names are found by a bare key, not by a pointer. -->
  <xsl:template match="(persName | placeName | orgName | rs)/@ref[starts-with(., '#')]" as="attribute()">
    <xsl:attribute name="key" select="substring-after(tokenize(.)[1], '#')"/>
  </xsl:template>
  <!-- Other pointers to an entry lead to the file of its register. -->
  <xsl:template match="@who | @toWhom | @sameAs | repository/@ref" as="attribute()">
    <xsl:variable name="standOff" as="element(standOff)*" select="root()/TEI/standOff"/>
    <xsl:attribute name="{name()}" separator=" ">
      <xsl:for-each select="tokenize(.)">
        <xsl:variable name="entry" as="element()?" select="$standOff/*/(person | place | org)[@xml:id = substring-after(current(), '#')]"/>
        <xsl:sequence select="if ($entry) then 'registers/' || z:register($entry) || current() else ."/>
      </xsl:for-each>
    </xsl:attribute>
  </xsl:template>
  <xsl:function name="z:register" as="xs:string">
    <xsl:param name="entry" as="element()"/>
    <xsl:sequence select="map { 'person': 'persons.xml', 'place': 'places.xml', 'org': 'organizations.xml' }(local-name($entry))"/>
  </xsl:function>

  <!-- TEI Publisher takes for genres only categories inside a category. -->
  <xsl:mode name="z:taxonomy" on-no-match="shallow-copy"/>
  <xsl:template match="taxonomy" mode="z:taxonomy" as="element()">
    <taxonomy><xsl:copy-of select="@*"/>
      <category><catDesc>{(desc, bibl, @xml:id)[1]}</catDesc><xsl:apply-templates select="category" mode="z:taxonomy"/></category>
    </taxonomy>
  </xsl:template>

  <!-- An entry of a register: the preferred name as main and sort key, the others as variants. -->
  <xsl:mode name="z:register" on-no-match="shallow-copy"/>
  <xsl:template match="person | place | org" mode="z:register" as="element()">
    <xsl:variable name="main" as="element()" select="((persName | placeName | orgName)[@type = 'preferred'], persName | placeName | orgName)[1]"/>
    <xsl:copy copy-namespaces="no"><xsl:copy-of select="@xml:id, @type"/>
      <xsl:for-each select="('main', 'sort')">
        <xsl:element name="{local-name($main)}"><xsl:attribute name="type" select="."/><xsl:copy-of select="$main/@xml:lang"/>{normalize-space($main)}</xsl:element>
      </xsl:for-each>
      <xsl:for-each select="(persName | placeName | orgName) except $main">
        <xsl:element name="{local-name()}"><xsl:attribute name="type" select="'variant'"/><xsl:copy-of select="@xml:lang"/>{normalize-space(.)}</xsl:element>
      </xsl:for-each>
      <xsl:apply-templates select="* except (persName | placeName | orgName)" mode="z:register"/></xsl:copy>
  </xsl:template>
  <!-- It shows the dates of a life by a date inside. -->
  <xsl:template match="(birth | death)[@when][not(date)]" mode="z:register" as="element()">
    <xsl:copy copy-namespaces="no"><xsl:copy-of select="@*"/><date when="{@when}">{@when}</date></xsl:copy>
  </xsl:template>
</xsl:stylesheet>
