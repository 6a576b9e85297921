<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI → maps: documents, turns, mentions, entities, corrections, as tables and networks want them. A key is left out
     where the TEI says nothing. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:map="http://www.w3.org/2005/xpath-functions/map"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <!-- One key with one value, or nothing. -->
  <xsl:function name="z:one" as="map(*)?">
    <xsl:param name="key" as="xs:string"/>
    <xsl:param name="value" as="item()?"/>
    <xsl:sequence select="if (empty($value) or string($value) = '') then () else map { $key: if ($value instance of node()) then string($value) else $value }"/>
  </xsl:function>

  <!-- Pointers without their "#". -->
  <xsl:function name="z:pointers" as="xs:string*">
    <xsl:param name="attribute" as="attribute()?"/>
    <xsl:sequence select="tokenize($attribute) ! replace(., '^#', '')"/>
  </xsl:function>

  <!-- The nearest block with an id, of an element inside it. -->
  <xsl:function name="z:unit-id" as="xs:string?">
    <xsl:param name="element" as="element()"/>
    <xsl:sequence select="$element/ancestor::*[@xml:id][z:is-unit(.) or self::div][1]/@xml:id ! string(.)"/>
  </xsl:function>

  <xsl:function name="z:division" as="element(div)?">
    <xsl:param name="element" as="element()"/>
    <xsl:sequence select="$element/ancestor-or-self::div[parent::body]"/>
  </xsl:function>

  <xsl:function name="z:document-facts" as="map(*)">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:variable name="header" as="element(teiHeader)" select="$tei/teiHeader"/>
    <xsl:variable name="licence" as="element()?" select="$header/fileDesc/publicationStmt/availability/(licence, p)[1]"/>
    <xsl:sequence select="map:merge((
      map { 'id': z:id($tei), 'title': z:title($tei), 'languages': array { z:languages($tei) },
        'titles': map:merge(z:titles($tei, 'en') ! map:entry(string((@xml:lang, 'und')[1]), z:reading(., true())), map { 'duplicates': 'use-first' }),
        'shelfmarks': array { z:shelfmarks($tei) }, 'references': array { $header//msIdentifier ! z:reference(.) },
        'translators': array { z:translators($tei) }, 'credits': array { $header/fileDesc/titleStmt/(funder | sponsor) ! normalize-space(.) },
        'participants': array { z:participants($tei) ! z:participant(.) },
        'correspondents': array { $header/profileDesc/correspDesc/correspAction ! z:correspondent(.) },
        'citation': z:citation($tei) },
      z:one('date', z:date($tei)), z:one('genre', z:genre($tei)), z:one('number', z:number($tei)),
      z:one('address', z:address($tei)),
      z:one('publisher', ($header/fileDesc/sourceDesc//bibl[@type = 'digitalSource']/publisher, $header/fileDesc/titleStmt/respStmt/orgName)[1] ! normalize-space(.)),
      z:one('abstract', $header/profileDesc/abstract[1] ! z:reading(., true())),
      z:one('place', $header/profileDesc/settingDesc/setting/placeName[1] ! normalize-space(.)),
      z:one('rights', $licence ! normalize-space(.)), z:one('rights-address', $licence/@target),
      z:one('status', $header/revisionDesc/@status)))"/>
  </xsl:function>

  <xsl:function name="z:reference" as="map(*)">
    <xsl:param name="ms" as="element(msIdentifier)"/>
    <xsl:sequence select="map:merge((
      z:one('archive', $ms/repository[1] ! normalize-space(.)), z:one('country', $ms/country[1] ! normalize-space(.)),
      for $type in ('fond', 'opis', 'delo', 'listy', 'papka')
      return z:one($type, ($ms//idno[@type = $type])[1] ! z:reading(., true()))))"/>
  </xsl:function>

  <xsl:function name="z:participant" as="map(*)">
    <xsl:param name="person" as="element(person)"/>
    <xsl:variable name="entry" as="element()?" select="z:entry($person)"/>
    <xsl:sequence select="map:merge((
      map { 'name': if ($entry) then z:name($entry) else normalize-space(($person/persName, $person)[1]),
        'roles': array { tokenize($person/@role) } },
      z:one('ref', $entry/@xml:id)))"/>
  </xsl:function>

  <xsl:function name="z:correspondent" as="map(*)">
    <xsl:param name="action" as="element(correspAction)"/>
    <xsl:sequence select="map:merge((map { 'action': string($action/@type), 'copy': tokenize($action/@ana) = '#copy' },
      z:one('date', $action/date[1]/@when), z:one('place', $action/placeName[1] ! normalize-space(.)),
      map { 'names': array { $action/(persName | orgName | name) ! map:merge((
        map { 'name': if (z:entry(.)) then z:name(z:entry(.)) else normalize-space(.) }, z:one('ref', z:entry(.)/@xml:id))) } }))"/>
  </xsl:function>

  <!-- Turns in the order of the text, with the folio on which each begins. -->
  <xsl:function name="z:turns" as="map(*)*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:for-each select="$tei/text/body/div">
      <xsl:variable name="div" as="element(div)" select="."/>
      <xsl:iterate select=".//pb | .//sp">
        <xsl:param name="folio" as="xs:string?" select="()"/>
        <xsl:param name="n" as="xs:integer" select="1"/>
        <xsl:variable name="text" as="xs:string" select="if (self::sp) then z:reading(., true()) else ''"/>
        <xsl:if test="self::sp">
          <xsl:sequence select="map:merge((
            map { 'id': string(@xml:id), 'division': string($div/@xml:id), 'lang': string($div/@xml:lang), 'n': $n,
              'who': array { z:pointers(@who) }, 'to': array { z:pointers(@toWhom) }, 'text': $text,
              'words': count(tokenize($text)[matches(., '[\p{L}\p{N}]')]) },
            z:one('modality', (z:pointers(@ana)[starts-with(., 'turn.')] ! substring-after(., 'turn.'))[1]),
            z:one('cert', @cert), z:one('folio', $folio)))"/>
        </xsl:if>
        <xsl:next-iteration>
          <xsl:with-param name="folio" select="if (self::pb/@n) then string(@n) else $folio"/>
          <xsl:with-param name="n" select="if (self::sp) then $n + 1 else $n"/>
        </xsl:next-iteration>
      </xsl:iterate>
    </xsl:for-each>
  </xsl:function>

  <!-- The blocks of the text, turns and all, in order: what a search finds. -->
  <xsl:function name="z:blocks" as="map(*)*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:for-each select="$tei/text/body/div">
      <xsl:variable name="div" as="element(div)" select="."/>
      <xsl:for-each select="z:leaves(.)[(?block/@xml:id, ?sp/@xml:id)[1]]">
        <xsl:variable name="text" as="xs:string" select="z:reading(?nodes, true())"/>
        <xsl:if test="$text">
          <xsl:sequence select="map {
            'id': string((?block/@xml:id, ?sp/@xml:id)[1]), 'division': string($div/@xml:id), 'lang': string($div/@xml:lang),
            'who': array { ?sp/@who ! z:pointers(.) }, 'text': $text }"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:function>

  <!-- Every name in the text that points to the register. -->
  <xsl:function name="z:mentions" as="map(*)*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:for-each select="$tei/text//(persName | placeName | orgName | rs)[@ref]">
      <xsl:sequence select="map:merge((
        map { 'n': position(), 'kind': z:kind(.), 'ref': z:pointers(@ref)[1], 'division': string(z:division(.)/@xml:id),
          'lang': string(ancestor-or-self::*[@xml:lang][1]/@xml:lang),
          'form': z:reading(node(), false()), 'reading': z:reading(node(), true()), 'label': @type = 'label' or exists(parent::speaker) },
        z:one('unit', z:unit-id(.)), z:one('turn', ancestor::sp[1]/@xml:id),
        z:one('cert', @cert), z:one('resp', z:pointers(@resp)[1])))"/>
    </xsl:for-each>
  </xsl:function>

  <xsl:function name="z:entities" as="map(*)*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:for-each select="$tei/standOff/(listPerson/person | listPlace/place | listOrg/org)">
      <xsl:variable name="geo" as="xs:string*" select="tokenize((location/geo)[1], '[\s,]+')[. castable as xs:double]"/>
      <xsl:sequence select="map:merge((
        map { 'id': string(@xml:id), 'kind': local-name(), 'name': z:name(.),
          'forms': array { (persName | placeName | orgName) ! map:merge((
            map { 'form': normalize-space(.) }, z:one('lang', @xml:lang), z:one('type', @type))) },
          'identifiers': array { idno ! map:merge((
            map { 'type': string(@type), 'value': normalize-space(.) }, z:one('address', z:identifier-address(.)))) } },
        if (count($geo) eq 2) then map { 'lat': xs:double($geo[1]), 'lon': xs:double($geo[2]) } else (),
        z:one('type', @type), z:one('born', birth[1]/(@when, @notBefore)[1]), z:one('died', death[1]/(@when, @notBefore)[1]), z:one('cert', @cert)))"/>
    </xsl:for-each>
  </xsl:function>

  <xsl:function name="z:corrections" as="map(*)*">
    <xsl:param name="tei" as="element(TEI)"/>
    <xsl:for-each select="$tei/text//choice[corr | reg]">
      <xsl:variable name="new" as="element()" select="z:chosen(., true())"/>
      <xsl:sequence select="map:merge((
        map { 'n': position(), 'division': string(z:division(.)/@xml:id), 'source': z:reading(z:chosen(., false()), false()),
          'reading': z:reading($new, true()), 'kind': string(($new/@type, local-name($new))[1]) },
        z:one('unit', z:unit-id(.)), z:one('cert', $new/@cert), z:one('resp', z:pointers($new/@resp)[1])))"/>
    </xsl:for-each>
  </xsl:function>
</xsl:stylesheet>
