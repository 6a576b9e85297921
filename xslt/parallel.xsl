<?xml version="1.0" encoding="UTF-8"?>
<!-- The aligned text of a TEI document → tab-separated values, one aligned group in a row. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <z:stylesheet name="parallel" extension=".tsv" media-type="text/tab-separated-values" each="document" needs="divisions">
    Aligned groups as a table: ids, n-m type, certainty and text of both sides; what has no counterpart stands alone.
    <z:drops>Who speaks; all markup; page numbers.</z:drops>
    <z:option name="reading" kind="corrected | original">of a damaged word; original: letter for letter as in the source</z:option>
    <z:option name="bom" kind="yes | no">a byte order mark before the table, by which Excel knows that it is UTF-8</z:option>
  </z:stylesheet>

  <xsl:include href="lib/reading.xsl"/>
  <xsl:include href="lib/rows.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/beads.xsl"/>

  <xsl:param name="reading" as="xs:string" select="'corrected'"/>
  <xsl:param name="bom" as="xs:string" select="'no'"/>

  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/" as="text()">
    <xsl:variable name="lines" as="xs:string*" select="
      string-join(('left_id', 'right_id', 'type', 'cert', 'left', 'right'), '&#9;'),
      z:beads(/TEI, $reading eq 'corrected') ! string-join((
        string-join(?left, ' '), string-join(?right, ' '), ?type, ?cert, ?left-text ! z:cell(.), ?right-text ! z:cell(.)), '&#9;')"/>
    <xsl:value-of select="(if ($bom eq 'yes') then '&#xFEFF;' else '') || string-join($lines, '&#10;') || '&#10;'"/>
  </xsl:template>

  <!-- A text that begins with a quotation mark, in such marks: spreadsheets would read on to the next one, over rows. -->
  <xsl:function name="z:cell" as="xs:string">
    <xsl:param name="text" as="xs:string"/>
    <xsl:sequence select="if (starts-with($text, '&quot;')) then '&quot;' || replace($text, '&quot;', '&quot;&quot;') || '&quot;' else $text"/>
  </xsl:function>
</xsl:stylesheet>
