<?xml version="1.0" encoding="UTF-8"?>
<!-- The headers of a collection → EAD 2002, the finding aid that archival catalogues import. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:xlink="http://www.w3.org/1999/xlink"
    xmlns:z="urn:zapis:stylesheet"
    xmlns="urn:isbn:1-931666-22-9"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="xs z" expand-text="yes">

  <z:stylesheet name="ead" extension=".xml" media-type="application/xml" each="collection">
    A finding aid (EAD 2002) with one item per document: reference, date, languages, abstract, persons and places.
    <z:drops>The texts; turns, alignment and corrections; translators; roles of participants; name forms other than the preferred
      one; identifiers of an entry but one.</z:drops>
    <z:option name="title">title of the finding aid</z:option>
    <z:option name="identifier">its identifier</z:option>
    <z:option name="base" kind="web folder">where the folders html and tei stand; no digital object where empty</z:option>
  </z:stylesheet>

  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/reading.xsl"/>

  <xsl:param name="title" as="xs:string" select="'Archival records in TEI'"/>
  <xsl:param name="identifier" as="xs:string" select="'zapis'"/>
  <xsl:param name="base" as="xs:string" select="''"/>

  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:template match="/" as="element()">
    <xsl:variable name="documents" as="element(TEI)*" select="z:collection/z:document/doc(@href)/TEI"/>
    <xsl:variable name="dates" as="xs:string*" select="sort($documents ! z:date(.))"/>
    <ead>
      <eadheader langencoding="iso639-2b" countryencoding="iso3166-1" dateencoding="iso8601" scriptencoding="iso15924">
        <eadid>{$identifier}</eadid>
        <filedesc><titlestmt><titleproper>{$title}</titleproper></titlestmt></filedesc>
        <profiledesc><langusage>Finding aid in <language langcode="eng">English</language>.</langusage></profiledesc>
      </eadheader>
      <archdesc level="collection">
        <did>
          <unittitle>{$title}</unittitle>
          <unitid>{$identifier}</unitid>
          <xsl:if test="exists($dates)">
            <unitdate normal="{$dates[1]}/{$dates[last()]}">{$dates[1]} – {$dates[last()]}</unitdate>
          </xsl:if>
          <xsl:for-each select="distinct-values($documents//msIdentifier/repository ! normalize-space(.))">
            <repository><corpname>{.}</corpname></repository>
          </xsl:for-each>
          <physdesc><extent>{count($documents)} documents</extent></physdesc>
          <xsl:sequence select="z:langmaterial(distinct-values($documents ! z:languages(.)))"/>
        </did>
        <dsc type="combined"><xsl:for-each select="$documents"><xsl:call-template name="item"/></xsl:for-each></dsc>
      </archdesc>
    </ead>
  </xsl:template>

  <xsl:template name="item" as="element()">
    <xsl:variable name="tei" as="element(TEI)" select="."/>
    <c level="item" id="{z:id(.)}">
      <did>
        <xsl:for-each select="z:titles(., 'en')"><unittitle>{z:reading(., true())}</unittitle></xsl:for-each>
        <xsl:for-each select="z:shelfmarks(.)"><unitid type="shelfmark">{.}</unitid></xsl:for-each>
        <xsl:for-each select="z:number(.)"><unitid type="WCDA">{.}</unitid></xsl:for-each>
        <xsl:for-each select="z:date(.)"><unitdate normal="{.}">{z:date-words(.)}</unitdate></xsl:for-each>
        <xsl:sequence select="z:langmaterial(z:languages(.))"/>
        <xsl:if test="$base">
          <dao xlink:type="simple" xlink:href="{$base}html/{z:id(.)}.html" xlink:title="Reading edition"/>
          <dao xlink:type="simple" xlink:href="{$base}tei/{tokenize(base-uri(.), '/')[last()]}" xlink:title="TEI-XML"/>
        </xsl:if>
      </did>
      <xsl:for-each select="teiHeader/profileDesc/abstract[1]">
        <scopecontent><p>{z:reading(., true())}</p></scopecontent>
      </xsl:for-each>
      <xsl:for-each select="teiHeader/fileDesc/publicationStmt/availability/(licence | p)[normalize-space()][1]">
        <userestrict><p>{normalize-space(.)}</p></userestrict>
      </xsl:for-each>
      <xsl:for-each select="z:address(.)">
        <altformavail><p><extref xlink:type="simple" xlink:href="{.}">{.}</extref></p></altformavail>
      </xsl:for-each>
      <xsl:variable name="entries" as="element()*" select="standOff/(listPerson/person | listOrg/org | listPlace/place)[@xml:id = z:named($tei)]"/>
      <xsl:if test="exists($entries)">
        <controlaccess>
          <xsl:for-each select="$entries">
            <xsl:variable name="authority" as="element(idno)?" select="(idno[@type = 'wikidata'], idno[@type = 'viaf'], idno)[1]"/>
            <xsl:element name="{map { 'person': 'persname', 'org': 'corpname', 'place': 'geogname' }(local-name())}">
              <xsl:if test="$authority">
                <xsl:attribute name="source" select="$authority/@type"/>
                <xsl:attribute name="authfilenumber" select="normalize-space($authority)"/>
              </xsl:if>
              <xsl:value-of select="z:name(.)"/>
            </xsl:element>
          </xsl:for-each>
        </controlaccess>
      </xsl:if>
    </c>
  </xsl:template>

  <!-- Ids of the entries that the text names. -->
  <xsl:function name="z:named" as="xs:string*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="distinct-values($tei/text//(persName | placeName | orgName | rs)/@ref ! tokenize(.) ! substring-after(., '#'))"/>
  </xsl:function>

  <xsl:function name="z:langmaterial" as="element()?">
    <xsl:param name="languages" as="xs:string*"/>
    <xsl:if test="exists($languages)">
      <langmaterial>
        <xsl:for-each select="$languages">
          <xsl:variable name="code" as="xs:string?" select="map { 'ru': 'rus', 'en': 'eng', 'zh': 'chi', 'ko': 'kor', 'de': 'ger', 'fr': 'fre', 'uk': 'ukr' }(substring-before(. || '-', '-'))"/>
          <xsl:if test="position() gt 1"><xsl:text>, </xsl:text></xsl:if>
          <language><xsl:if test="$code"><xsl:attribute name="langcode" select="$code"/></xsl:if>{z:word-or('lang.' || ., .)}</language>
        </xsl:for-each>
      </langmaterial>
    </xsl:if>
  </xsl:function>
</xsl:stylesheet>
