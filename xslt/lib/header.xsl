<?xml version="1.0" encoding="UTF-8"?>
<!-- teiHeader → the facts that more than one output needs. Each function takes the TEI element (or a document's
     TEI with its header alone) and says nothing where the header says nothing. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <!-- The file name without ending. -->
  <xsl:function name="z:id" as="xs:string">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="string($tei/@xml:id)"/>
  </xsl:function>

  <!-- The main titles, that in `lang` first. -->
  <xsl:function name="z:titles" as="element(title)+">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:param name="lang" as="xs:string"/>
    <xsl:variable name="all" as="element(title)*" select="$tei/teiHeader/fileDesc/titleStmt/title"/>
    <xsl:variable name="main" as="element(title)*" select="($all[@type = 'main'], $all[not($all/@type = 'main')])"/>
    <xsl:sequence select="$main[@xml:lang = $lang], $main[not(@xml:lang = $lang)]"/>
  </xsl:function>

  <xsl:function name="z:title" as="xs:string">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="normalize-space(z:titles($tei, 'en')[1])"/>
  </xsl:function>

  <!-- ISO 8601, from the creation of the document or else its publication on the web as dated there. -->
  <xsl:function name="z:date" as="xs:string?">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:variable name="dates" as="element(date)*" select="$tei/teiHeader/(
      profileDesc/creation/date, profileDesc/settingDesc/setting/date, fileDesc/sourceDesc//bibl[@type = 'digitalSource']/date)"/>
    <xsl:sequence select="$dates/(@when, @from, @notBefore)[1] ! substring-before(. || 'T', 'T') => head()"/>
  </xsl:function>

  <!-- "record", "telegram" …: the category of the genre taxonomy. -->
  <xsl:function name="z:genre" as="xs:string?">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="$tei/teiHeader/profileDesc/textClass/catRef[@scheme = '#genre'][1]
      ! replace(tokenize(@target)[1], '^#(genre\.)?', '')"/>
  </xsl:function>

  <!-- Number of the document in the Wilson Center Digital Archive. -->
  <xsl:function name="z:number" as="xs:string?">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="($tei/teiHeader/fileDesc//idno[@type = 'WCDA'] ! normalize-space(.))[1]"/>
  </xsl:function>

  <!-- Address of the document at its publisher. -->
  <xsl:function name="z:address" as="xs:string?">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="($tei/teiHeader/fileDesc/sourceDesc//bibl[@type = 'digitalSource']/ref/@target ! string(.))[1]"/>
  </xsl:function>

  <!-- Each archival copy: "АПРФ, ф. 45, оп. 1, д. 329, лл. 54-72". -->
  <xsl:function name="z:shelfmarks" as="xs:string*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:for-each select="$tei/teiHeader/fileDesc/sourceDesc//msIdentifier">
      <xsl:sequence select="string-join((repository, collection, idno[@type = 'archivalReference'], altIdentifier/idno)
        ! normalize-space(z:reading(., true()))[.], ', ')"/>
    </xsl:for-each>
  </xsl:function>

  <!-- Those whom the title statement names as translators. -->
  <xsl:function name="z:translators" as="xs:string*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="$tei/teiHeader/fileDesc/titleStmt/respStmt
      [resp[contains(@ref, 'relators/trl') or matches(., '^\s*translat', 'i')]]/(persName | orgName | name) ! normalize-space(.)"/>
  </xsl:function>

  <!-- Languages of the text, as the divisions say, or else as the header says. -->
  <xsl:function name="z:languages" as="xs:string*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:variable name="divisions" as="xs:string*" select="distinct-values($tei/text/body/div/@xml:lang ! string(.))"/>
    <xsl:sequence select="if (exists($divisions)) then $divisions else $tei/teiHeader/profileDesc/langUsage/language/@ident ! string(.)"/>
  </xsl:function>

  <xsl:function name="z:participants" as="element(person)*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:sequence select="$tei/teiHeader/profileDesc/particDesc/listPerson/person"/>
  </xsl:function>

  <!-- The entry of the register that a participant, a mention or a pointer (@sameAs, @ref, @who) means. -->
  <xsl:function name="z:entry" as="element()?">
    <xsl:param name="from" as="node()"/>
    <xsl:sequence select="key('z:id', ($from/(@sameAs, @ref, @corresp)[1] ! tokenize(.)[1], '#')[1]
      ! substring-after(., '#'), root($from))[1]"/>
  </xsl:function>
  <xsl:key name="z:id" match="*[@xml:id]" use="string(@xml:id)"/>

  <!-- "person", "place", "org" …: of a name in the text or of an entry. -->
  <xsl:function name="z:kind" as="xs:string">
    <xsl:param name="element" as="element()"/>
    <xsl:sequence select="if ($element/self::rs) then string(($element/@type, 'person')[1]) else
      map { 'persName': 'person', 'placeName': 'place', 'orgName': 'org', 'person': 'person', 'place': 'place', 'org': 'org' }
      (local-name($element))"/>
  </xsl:function>

  <!-- The preferred name of an entry of the register. -->
  <xsl:function name="z:name" as="xs:string">
    <xsl:param name="entry" as="element()"/>
    <xsl:variable name="forms" as="element()*" select="$entry/(persName | placeName | orgName | name)"/>
    <xsl:sequence select="normalize-space(($forms[@type = 'preferred'], $forms[@xml:lang = 'en'], $forms)[1])"/>
  </xsl:function>

  <!-- Where an identifier leads: an address, or nothing for a type that is not known. -->
  <xsl:function name="z:identifier-address" as="xs:string?">
    <xsl:param name="idno" as="element(idno)"/>
    <xsl:variable name="value" as="xs:string" select="normalize-space($idno)"/>
    <xsl:variable name="base" as="map(xs:string, xs:string)" select="map {
      'wikidata': 'https://www.wikidata.org/entity/', 'viaf': 'https://viaf.org/viaf/', 'gnd': 'https://d-nb.info/gnd/',
      'geonames': 'https://www.geonames.org/', 'loc': 'https://id.loc.gov/authorities/names/' }"/>
    <xsl:sequence select="if (matches($value, '^https?://')) then $value else $base(lower-case($idno/@type)) ! (. || $value)"/>
  </xsl:function>

  <!-- The document cited in one sentence. -->
  <xsl:function name="z:citation" as="xs:string">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:variable name="publisher" as="xs:string?" select="
      ($tei/teiHeader/fileDesc/sourceDesc//bibl[@type = 'digitalSource']/publisher,
       $tei/teiHeader/fileDesc/titleStmt/respStmt/orgName)[1] ! normalize-space(.)"/>
    <xsl:variable name="translators" as="xs:string*" select="z:translators($tei)"/>
    <xsl:sequence select="string-join((
      '“' || z:title($tei) || '”',
      z:date($tei) ! z:date-words(.),
      z:shelfmarks($tei),
      if (exists($translators)) then 'trans. ' || string-join($translators, ', ') else (),
      $publisher,
      z:address($tei)), ', ') || '.'"/>
  </xsl:function>
</xsl:stylesheet>
