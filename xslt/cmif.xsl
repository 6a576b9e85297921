<?xml version="1.0" encoding="UTF-8"?>
<!-- The letters and telegrams of a collection → CMIF, the index that correspSearch harvests. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xmlns="http://www.tei-c.org/ns/1.0"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="xs z" expand-text="yes">

  <z:stylesheet name="cmif" extension=".xml" media-type="application/tei+xml" each="collection" needs="letters">
    An index of letters and telegrams (CMIF) for correspSearch: sender, addressee, dates, places.
    <z:drops>Every document without both a sender and an addressee: a conversation has neither and is left out, and a
      comment in the file names it. The texts, name forms, recipients of copies, certainty; identifiers but one of VIAF, GND, LC,
      BnF or NDL. CMIF wants the options `editor`, `email`, `address` and `date`, and correspSearch takes files under CC BY or CC0
      alone: without `licence` the file repeats the terms of the documents.</z:drops>
    <z:option name="title">title of the index</z:option>
    <z:option name="editor">whom correspSearch can write to</z:option>
    <z:option name="email" kind="email">of the editor</z:option>
    <z:option name="publisher">who publishes the index; else its title</z:option>
    <z:option name="publisher-address" kind="address">of the publisher; else that of the index</z:option>
    <z:option name="address" kind="address">where this index will stand</z:option>
    <z:option name="base" kind="web folder">where the folder html of the edition stands; else the addresses of the sources are given</z:option>
    <z:option name="date" kind="day">when it is published</z:option>
    <z:option name="licence" kind="address">licence under which you give this index; nothing is granted that you do not grant</z:option>
    <z:option name="uuid" kind="uuid">of the entry to which every letter points; else made of `address`, or without one of the title and the ids of the documents: keep it once it is published</z:option>
  </z:stylesheet>

  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/reading.xsl"/>

  <xsl:param name="title" as="xs:string" select="'Letters and telegrams'"/>
  <xsl:param name="editor" as="xs:string" select="''"/>
  <xsl:param name="email" as="xs:string" select="''"/>
  <xsl:param name="publisher" as="xs:string" select="''"/>
  <xsl:param name="publisher-address" as="xs:string" select="''"/>
  <xsl:param name="address" as="xs:string" select="'urn:zapis:cmif'"/>
  <xsl:param name="base" as="xs:string" select="''"/>
  <xsl:param name="date" as="xs:string" select="''"/>
  <xsl:param name="licence" as="xs:string" select="''"/>
  <xsl:param name="uuid" as="xs:string" required="yes"/>

  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:template match="/" as="node()*">
    <xsl:variable name="documents" as="element(TEI)*" select="z:collection/z:document/doc(@href)/TEI"/>
    <xsl:variable name="letters" as="element(TEI)*" select="$documents[z:is-letter(.)]"/>
    <xsl:for-each select="$documents except $letters">
      <xsl:comment> left out, no sender and addressee: {z:id(.)} </xsl:comment>
    </xsl:for-each>
    <TEI>
      <teiHeader>
        <fileDesc>
          <titleStmt>
            <title>{$title}</title>
            <editor>{$editor}<xsl:if test="$email"><email>{$email}</email></xsl:if></editor>
          </titleStmt>
          <publicationStmt>
            <publisher><ref target="{($publisher-address[.], $address)[1]}">{($publisher[.], $title)[1]}</ref></publisher>
            <idno type="url">{$address}</idno>
            <xsl:if test="$date"><date when="{$date}"/></xsl:if>
            <availability>
              <xsl:variable name="terms" as="element(licence)*" select="$letters/teiHeader/fileDesc/publicationStmt/availability/licence[@target]"/>
              <xsl:choose>
                <xsl:when test="$licence"><licence target="{$licence}">for this index, not for the texts</licence></xsl:when>
                <xsl:otherwise>
                  <xsl:for-each-group select="$terms" group-by="@target">
                    <licence target="{current-grouping-key()}">{normalize-space(.)}</licence>
                  </xsl:for-each-group>
                  <xsl:if test="empty($terms)"><p>no licence is given</p></xsl:if>
                </xsl:otherwise>
              </xsl:choose>
            </availability>
          </publicationStmt>
          <sourceDesc><bibl type="online"><xsl:attribute name="xml:id" select="'uuid-' || $uuid"/>{$title}</bibl></sourceDesc>
        </fileDesc>
        <profileDesc>
          <xsl:for-each select="$letters"><xsl:call-template name="letter"/></xsl:for-each>
        </profileDesc>
      </teiHeader>
      <text><body><p/></body></text>
    </TEI>
  </xsl:template>

  <!-- True for a document that says both who sent it and who received it. -->
  <xsl:function name="z:is-letter" as="xs:boolean">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:variable name="actions" as="element(correspAction)*" select="$tei/teiHeader/profileDesc/correspDesc/correspAction[persName | orgName | name][not(tokenize(@ana) = '#copy')]"/>
    <xsl:sequence select="$actions/@type = 'sent' and $actions/@type = 'received'"/>
  </xsl:function>

  <xsl:template name="letter" as="element()">
    <xsl:variable name="where" as="xs:string?" select="if ($base) then $base || 'html/' || z:id(.) || '.html' else z:address(.)"/>
    <correspDesc key="{(z:number(.), z:id(.))[1]}" source="#uuid-{$uuid}">
      <xsl:if test="$where"><xsl:attribute name="ref" select="$where"/></xsl:if>
      <xsl:for-each select="teiHeader/profileDesc/correspDesc/correspAction[@type = ('sent', 'received')][not(tokenize(@ana) = '#copy')]">
        <correspAction type="{@type}">
          <xsl:for-each select="persName | orgName | name">
            <xsl:variable name="entry" as="element()?" select="z:entry(.)"/>
            <xsl:variable name="uri" as="xs:string?" select="z:authority($entry)"/>
            <xsl:element name="{if (self::orgName) then 'orgName' else 'persName'}" namespace="http://www.tei-c.org/ns/1.0">
              <xsl:if test="$uri"><xsl:attribute name="ref" select="$uri"/></xsl:if>
              <xsl:value-of select="if ($entry) then z:name($entry) else normalize-space(.)"/>
            </xsl:element>
          </xsl:for-each>
          <xsl:for-each select="placeName">
            <xsl:variable name="uri" as="xs:string?" select="z:entry(.)/idno[@type = 'geonames'] ! z:identifier-address(.)"/>
            <placeName><xsl:if test="$uri"><xsl:attribute name="ref" select="$uri"/></xsl:if>{normalize-space(.)}</placeName>
          </xsl:for-each>
          <xsl:for-each select="date[@when | @from | @to | @notBefore | @notAfter]">
            <date>
              <xsl:for-each select="@when | @from | @to | @notBefore | @notAfter"><xsl:attribute name="{local-name()}" select="substring-before(. || 'T', 'T')"/></xsl:for-each>
            </date>
          </xsl:for-each>
        </correspAction>
      </xsl:for-each>
    </correspDesc>
  </xsl:template>

  <!-- The address in an authority file that CMIF knows; Wikidata is none of them. -->
  <xsl:function name="z:authority" as="xs:string?">
    <xsl:param name="entry" as="element()?"/>
    <xsl:sequence select="($entry/idno[lower-case(@type) = ('gnd', 'viaf', 'loc', 'bnf', 'ndl')] ! z:identifier-address(.))[1]"/>
  </xsl:function>
</xsl:stylesheet>
