<?xml version="1.0" encoding="UTF-8"?>
<!-- The words that a reader sees, from words.<language>.xml. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    exclude-result-prefixes="#all" expand-text="yes">

  <!-- Language of headings, labels and hints (not of the documents): a words file of that name must exist. -->
  <xsl:param name="ui" as="xs:string" select="'en'"/>

  <xsl:key name="z:word" match="z:word" use="@key"/>
  <xsl:variable name="z:words" as="document-node()" select="
    if (doc-available('words.' || $ui || '.xml')) then doc('words.' || $ui || '.xml')
    else error(QName('urn:zapis:stylesheet', 'z:ui'), 'ui: there are no words in «' || $ui || '»')"/>

  <!-- The word or phrase called `key`; an error where the language lacks it. -->
  <xsl:function name="z:word" as="xs:string">
    <xsl:param name="key" as="xs:string"/>
    <xsl:sequence select="z:word-or($key, ())"/>
  </xsl:function>

  <!-- The same, or `otherwise` where there is none: for open lists such as idno/@type. -->
  <xsl:function name="z:word-or" as="xs:string">
    <xsl:param name="key" as="xs:string"/>
    <xsl:param name="otherwise" as="xs:string?"/>
    <xsl:variable name="found" as="element(z:word)?" select="key('z:word', $key, $z:words)[1]"/>
    <xsl:if test="empty($found) and empty($otherwise)">
      <xsl:message terminate="yes">words.{$ui}.xml has no word «{$key}»</xsl:message>
    </xsl:if>
    <xsl:sequence select="string(($found, $otherwise)[1])"/>
  </xsl:function>

  <!-- A date as a reader writes it, from an ISO 8601 date of any precision; anything else as it stands. -->
  <xsl:function name="z:date-words" as="xs:string">
    <xsl:param name="iso" as="xs:string?"/>
    <xsl:variable name="part" as="xs:string*" select="tokenize(substring-before($iso || 'T', 'T'), '-')"/>
    <xsl:choose>
      <xsl:when test="matches($iso, '^\d{4}-\d\d(-\d\d)?(T.*)?$')">
        <xsl:sequence select="string-join((
          $part[3] ! string(xs:integer(.)), z:word('month.' || $part[2]), $part[1]), ' ')"/>
      </xsl:when>
      <xsl:otherwise><xsl:sequence select="string($iso)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:function>
</xsl:stylesheet>
