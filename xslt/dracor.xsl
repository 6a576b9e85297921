<?xml version="1.0" encoding="UTF-8"?>
<!-- One division of a TEI document → TEI as DraCor reads plays: for its speech network and its measures of speech. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xmlns="http://www.tei-c.org/ns/1.0"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="xs z" expand-text="yes">

  <z:stylesheet name="dracor" extension=".xml" media-type="application/tei+xml" each="division" needs="text">
    TEI of one language in the shape of a DraCor play: persons, one scene, speeches.
    <z:drops>Names inside speeches, page breaks, alignment, corrections (the corrected reading is kept), the archival
      description. Text outside turns becomes stage directions. Sex is UNKNOWN: it is not guessed. The licence is
      that of the source, so DraCor itself may not take the file. DraCor asks for two things that only the header or an editor
      can give: the original (where the header names none, there is none, and DraCor's rules say so) and an id of letters and six
      digits (here it is that of document and language).</z:drops>
  </z:stylesheet>

  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/reading.xsl"/>

  <!-- xml:id of the division. -->
  <xsl:param name="lang" as="xs:string" select="''"/>

  <xsl:output method="xml" encoding="UTF-8" indent="yes" suppress-indentation="p stage speaker"/>
  <xsl:mode name="z:scene" on-no-match="shallow-skip"/>

  <xsl:template match="/" as="element()">
    <xsl:variable name="tei" as="element(TEI)" select="/TEI"/>
    <xsl:variable name="div" as="element(div)" select="($tei/text/body/div[@xml:id = $lang], $tei/text/body/div)[1]"/>
    <xsl:variable name="title" as="element(title)" select="z:titles($tei, $div/@xml:lang)[1]"/>
    <xsl:variable name="who" as="xs:string*" select="distinct-values($div//sp/@who ! tokenize(.) ! substring-after(., '#'))"/>
    <TEI type="dracor" xml:lang="{$div/@xml:lang}">
      <xsl:attribute name="xml:id" select="z:id($tei) || '.' || $div/@xml:id"/>
      <teiHeader>
        <fileDesc>
          <titleStmt><title type="main">{z:reading($title, true())}</title></titleStmt>
          <publicationStmt>
            <publisher>{($tei//publicationStmt/publisher ! normalize-space(.), 'zapis')[1]}</publisher>
            <xsl:copy-of select="$tei/teiHeader/fileDesc/publicationStmt/availability" copy-namespaces="no"/>
          </publicationStmt>
          <sourceDesc>
            <bibl type="digitalSource">
              <name>{z:citation($tei)}</name>
              <xsl:for-each select="z:address($tei)"><ref target="{.}">{.}</ref></xsl:for-each>
              <!-- What the header says of rights is of the source: the texts keep the terms of their publisher. -->
              <xsl:copy-of select="$tei/teiHeader/fileDesc/publicationStmt/availability" copy-namespaces="no"/>
            </bibl>
            <xsl:for-each select="$tei/teiHeader/fileDesc/sourceDesc//bibl[@type = 'originalSource'] ! z:reading(., true()), z:shelfmarks($tei)">
              <bibl type="originalSource">{.}</bibl>
            </xsl:for-each>
            <xsl:for-each select="z:date($tei)"><listEvent><event type="written" when="{.}"><desc/></event></listEvent></xsl:for-each>
          </sourceDesc>
        </fileDesc>
        <xsl:if test="exists($who)">
        <profileDesc>
          <particDesc>
            <listPerson>
              <xsl:for-each select="$who">
                <xsl:variable name="entry" as="element()?" select="key('z:id', ., $tei/root())[1]"/>
                <person sex="UNKNOWN">
                  <xsl:attribute name="xml:id" select="."/>
                  <persName>{if ($entry) then z:name($entry) else .}</persName>
                  <xsl:for-each select="$entry/idno[@type = 'wikidata'][1]"><idno type="wikidata">{normalize-space(.)}</idno></xsl:for-each>
                </person>
              </xsl:for-each>
            </listPerson>
          </particDesc>
        </profileDesc>
        </xsl:if>
      </teiHeader>
      <text>
        <body>
          <div type="scene">
            <xsl:if test="$div/head"><head>{z:reading($div/head, true())}</head></xsl:if>
            <xsl:apply-templates select="$div/*" mode="z:scene"/>
          </div>
        </body>
      </text>
    </TEI>
  </xsl:template>

  <xsl:template match="sp" mode="z:scene" as="element()">
    <sp who="{@who}">
      <xsl:for-each select="speaker"><speaker>{z:reading(., true())}</speaker></xsl:for-each>
      <xsl:for-each select="* except (speaker, pb, fw)"><p>{z:reading(., true())}</p></xsl:for-each>
    </sp>
  </xsl:template>
  <xsl:template match="p | list | opener | closer | note | ab | dateline | salute | quote" mode="z:scene" as="element()?">
    <xsl:variable name="text" as="xs:string" select="z:reading(., true())"/>
    <xsl:if test="$text"><stage>{$text}</stage></xsl:if>
  </xsl:template>
</xsl:stylesheet>
