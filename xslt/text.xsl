<?xml version="1.0" encoding="UTF-8"?>
<!-- One division of a TEI document → plain text: speakers as labels, wrapped paragraphs, no markup. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <z:stylesheet name="text" extension=".txt" media-type="text/plain" each="division" needs="text">
    Plain text of one language: speakers as labels, wrapped paragraphs, no markup.
    <z:drops>All markup; page numbers; notes on the alignment; in the corrected reading what the source had.</z:drops>
    <z:option name="reading" kind="corrected | original">of a damaged word; original: letter for letter as in the source</z:option>
    <z:option name="width" kind="count">letters in a line; 0 keeps each paragraph on one</z:option>
  </z:stylesheet>

  <xsl:include href="lib/reading.xsl"/>

  <!-- The division: its xml:id or its language; the first one where empty. -->
  <xsl:param name="lang" as="xs:string" select="''"/>
  <xsl:param name="reading" as="xs:string" select="'corrected'"/>
  <xsl:param name="width" as="xs:integer" select="78"/>

  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:mode name="z:block" on-no-match="fail"/>

  <xsl:variable name="corrected" as="xs:boolean" select="$reading eq 'corrected'"/>

  <xsl:template match="/" as="text()?">
    <xsl:variable name="divs" as="element(div)*" select="/TEI/text/body/div"/>
    <xsl:variable name="div" as="element(div)?" select="
      if ($lang) then ($divs[@xml:id = $lang], $divs[@xml:lang = $lang])[1] else $divs[1]"/>
    <xsl:if test="not($reading = ('corrected', 'original'))">
      <xsl:message terminate="yes">reading must be corrected or original, not «{$reading}»</xsl:message>
    </xsl:if>
    <xsl:if test="empty($div)">
      <xsl:message terminate="yes">no division «{$lang}» in {/TEI/@xml:id}; it has: {$divs/@xml:id}</xsl:message>
    </xsl:if>
    <xsl:variable name="blocks" as="xs:string*"><xsl:apply-templates select="$div" mode="z:block"/></xsl:variable>
    <xsl:value-of select="string-join($blocks[normalize-space()], '&#10;&#10;') || '&#10;'"/>
  </xsl:template>

  <!-- Containers. -->
  <xsl:template match="div | list | sp" mode="z:block" as="xs:string*">
    <xsl:apply-templates select="*" mode="z:block"/>
  </xsl:template>
  <xsl:template match="item[list | p]" mode="z:block" as="xs:string*" priority="1">
    <xsl:param name="indent" as="xs:integer" select="0"/>
    <!-- White space between paragraphs is no text; between words it is. -->
    <xsl:variable name="mixed" as="xs:boolean" select="exists(text()[normalize-space()])"/>
    <xsl:for-each-group select="node()[$mixed or not(self::text())]" group-adjacent="(self::list/generate-id(), self::p/generate-id(), '')[1]">
      <xsl:choose>
        <xsl:when test="self::list">
          <xsl:apply-templates select="*" mode="z:block"><xsl:with-param name="indent" select="$indent + 4"/></xsl:apply-templates>
        </xsl:when>
        <xsl:otherwise>
          <xsl:sequence select="z:wrap((if (position() eq 1) then z:number(..) else '') || z:reading(current-group(), $corrected), $indent)"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each-group>
  </xsl:template>

  <!-- A paragraph; that which opens a direct turn begins with its label, as in the source. -->
  <xsl:template match="p | ab | note | quote | postscript | trailer | stage | gap | unclear | salute" mode="z:block" as="xs:string*">
    <xsl:param name="indent" as="xs:integer" select="0"/>
    <xsl:variable name="label" as="element(speaker)?" select="preceding-sibling::*[not(self::pb | self::fw | self::lb)][1]/self::speaker"/>
    <xsl:for-each-group select="node()" group-adjacent="exists(self::list)">
      <xsl:choose>
        <xsl:when test="current-grouping-key()">
          <xsl:apply-templates select="current-group()/*" mode="z:block"><xsl:with-param name="indent" select="$indent + 4"/></xsl:apply-templates>
        </xsl:when>
        <xsl:otherwise>
          <xsl:sequence select="z:wrap(z:reading((if (position() eq 1) then $label else (), current-group()), $corrected), $indent)"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each-group>
    <xsl:if test="self::gap"><xsl:sequence select="z:reading(., $corrected)"/></xsl:if>
  </xsl:template>
  <xsl:template match="speaker" mode="z:block" as="xs:string*">
    <xsl:if test="not(following-sibling::*[not(self::pb | self::fw | self::lb)][1]/(self::p | self::ab))">
      <xsl:sequence select="z:reading(., $corrected)"/>
    </xsl:if>
  </xsl:template>
  <xsl:template match="item" mode="z:block" as="xs:string*">
    <xsl:param name="indent" as="xs:integer" select="0"/>
    <xsl:sequence select="z:wrap(z:number(.) || z:reading(node(), $corrected), $indent)"/>
  </xsl:template>
  <xsl:template match="label | pb | fw | cb | lb | milestone" mode="z:block" as="xs:string*"/>

  <!-- Lines stay lines; a part of a letter frame is one, unless words stand between the parts. -->
  <xsl:template match="head | opener | closer | dateline | signed | stamp" mode="z:block" as="xs:string*">
    <xsl:variable name="mixed" as="xs:boolean" select="exists(text()[normalize-space()])"/>
    <xsl:variable name="lines" as="xs:string*">
      <xsl:for-each-group select="node()" group-adjacent="
          (if ($mixed) then '' else (self::dateline | self::signed | self::stamp | self::salute)/generate-id(), '')[1]">
        <xsl:sequence select="tokenize(z:reading-lines(current-group(), $corrected), '\n')"/>
      </xsl:for-each-group>
    </xsl:variable>
    <xsl:sequence select="string-join($lines ! normalize-space(.)[.] ! z:wrap(., 0), '&#10;')"/>
  </xsl:template>

  <!-- "1. ": the number of an item as it stands, or nothing. -->
  <xsl:function name="z:number" as="xs:string">
    <xsl:param name="item" as="element(item)"/>
    <xsl:variable name="label" as="element(label)?" select="$item/preceding-sibling::*[not(self::pb | self::fw | self::lb)][1]/self::label"/>
    <xsl:sequence select="if ($label) then z:reading($label, $corrected) || ' ' else ''"/>
  </xsl:function>

  <!-- Text on lines of `width` letters at most (a longer word stands alone), each indented. -->
  <xsl:function name="z:wrap" as="xs:string">
    <xsl:param name="text" as="xs:string"/>
    <xsl:param name="indent" as="xs:integer"/>
    <xsl:variable name="margin" as="xs:string" select="string-join((1 to $indent) ! ' ')"/>
    <xsl:variable name="room" as="xs:integer" select="max((1, $width - $indent))"/>
    <xsl:variable name="lines" as="xs:string*">
      <xsl:iterate select="tokenize($text)">
        <xsl:param name="line" as="xs:string*" select="()"/>
        <xsl:param name="length" as="xs:integer" select="-1"/>
        <xsl:on-completion><xsl:sequence select="string-join($line, ' ')"/></xsl:on-completion>
        <xsl:variable name="fits" as="xs:boolean" select="$width eq 0 or empty($line) or $length + 1 + string-length(.) le $room"/>
        <xsl:if test="not($fits)"><xsl:sequence select="string-join($line, ' ')"/></xsl:if>
        <xsl:next-iteration>
          <xsl:with-param name="line" select="if ($fits) then ($line, .) else ."/>
          <xsl:with-param name="length" select="if ($fits) then $length + 1 + string-length(.) else string-length(.)"/>
        </xsl:next-iteration>
      </xsl:iterate>
    </xsl:variable>
    <xsl:sequence select="string-join($lines[.] ! ($margin || .), '&#10;')"/>
  </xsl:function>
</xsl:stylesheet>
