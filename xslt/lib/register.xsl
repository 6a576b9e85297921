<?xml version="1.0" encoding="UTF-8"?>
<!-- standOff lists → the register at the end of a page: every form of a name, identifiers, where it is mentioned. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <xsl:key name="z:mention" match="text//*[self::persName | self::placeName | self::orgName | self::rs][@ref]"
    use="tokenize(@ref) ! substring-after(., '#')"/>

  <xsl:template name="z:register" as="element(Q{}section)?">
    <xsl:variable name="lists" as="element()*" select="/TEI/standOff/(listPerson | listPlace | listOrg)[*]"/>
    <xsl:if test="exists($lists)">
      <section class="register" aria-labelledby="register">
        <h2 id="register">{z:word('register')}</h2>
        <xsl:for-each-group select="$lists/(person | place | org)" group-by="local-name()">
          <h3>{z:word('register.' || current-grouping-key())}</h3>
          <ul>
            <xsl:for-each select="sort(current-group(), 'http://www.w3.org/2013/collation/UCA?lang=en', z:name#1)">
              <xsl:call-template name="z:register-entry"/>
            </xsl:for-each>
          </ul>
        </xsl:for-each-group>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="z:register-entry" as="element(Q{}li)">
    <xsl:variable name="forms" as="element()*" select="(persName | placeName | orgName | name)[not(normalize-space() = z:name(current()))]"/>
    <li id="{z:entry-id(.)}" class="{z:kind(.)}">
      <strong>{z:name(.)}</strong>
      <xsl:if test="birth | death"><span class="life"> ({z:year(birth[1])}–{z:year(death[1])})</span></xsl:if>
      <xsl:if test="@cert"><span class="inferred" title="{z:word('certainty')} {@cert}"> {z:word('register.inferred')}</span></xsl:if>
      <xsl:for-each select="note[normalize-space()][1]"><span class="note">{normalize-space(.)}</span></xsl:for-each>
      <xsl:if test="exists($forms)">
        <span class="forms">
          <xsl:for-each-group select="$forms" group-by="string(@xml:lang)">
            <xsl:if test="position() gt 1"><xsl:text>; </xsl:text></xsl:if>
            <span><xsl:if test="current-grouping-key()"><xsl:attribute name="lang" select="current-grouping-key()"/></xsl:if>
              <xsl:value-of select="distinct-values(current-group() ! normalize-space(.))" separator=", "/></span>
            <xsl:if test="current-grouping-key()"><small> {z:word-or('lang.' || current-grouping-key(), current-grouping-key())}</small></xsl:if>
          </xsl:for-each-group>
        </span>
      </xsl:if>
      <xsl:if test="idno">
        <span class="idnos">
          <xsl:for-each select="idno">
            <xsl:variable name="address" as="xs:string?" select="z:identifier-address(.)"/>
            <xsl:variable name="label" as="xs:string" select="z:word-or('idno.' || lower-case(@type), @type) || ' ' || normalize-space(.)"/>
            <xsl:if test="position() gt 1"><xsl:text> · </xsl:text></xsl:if>
            <xsl:choose>
              <xsl:when test="$address"><a href="{$address}">{$label}</a></xsl:when>
              <xsl:otherwise>{$label}</xsl:otherwise>
            </xsl:choose>
          </xsl:for-each>
        </span>
      </xsl:if>
      <xsl:call-template name="z:mentions"/>
    </li>
  </xsl:template>

  <!-- Back to each place that names the entry, by division. -->
  <xsl:template name="z:mentions" as="element(Q{}span)?">
    <xsl:variable name="mentions" as="element()*" select="key('z:mention', @xml:id)"/>
    <xsl:if test="exists($mentions)">
      <span class="mentions">
        <xsl:text>{z:word('register.mentions')}: </xsl:text>
        <xsl:for-each-group select="$mentions" group-adjacent="string(ancestor::div[parent::body]/@xml:id)">
          <xsl:if test="position() gt 1"><xsl:text> · </xsl:text></xsl:if>
          <small>{current-grouping-key()}</small>
          <xsl:for-each select="distinct-values(current-group() ! ancestor::*[@xml:id][self::p | self::item[not(ancestor::p)] | self::head | self::sp | self::opener | self::closer | self::div][1]/@xml:id ! string(.))">
            <xsl:text> </xsl:text><a href="#{.}">{replace(., '^[^.]*\.', '')}</a>
          </xsl:for-each>
        </xsl:for-each-group>
      </span>
    </xsl:if>
  </xsl:template>

  <xsl:function name="z:year" as="xs:string">
    <xsl:param name="event" as="element()?"/>
    <xsl:sequence select="replace(string(($event/@when, $event/@notBefore, $event)[1]), '^(-?\d{4}).*$', '$1')"/>
  </xsl:function>
</xsl:stylesheet>
