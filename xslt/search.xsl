<?xml version="1.0" encoding="UTF-8"?>
<!-- The headers of a collection → the page that searches it in the bundles beside it; input as that of index.xsl. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <z:stylesheet name="search" extension=".html" media-type="text/html" each="collection">
    The page that searches the texts in all their languages, with filters.
  </z:stylesheet>

  <xsl:include href="lib/words.xsl"/>
  <xsl:include href="lib/header.xsl"/>
  <xsl:include href="lib/reading.xsl"/>
  <xsl:include href="lib/page.xsl"/>

  <xsl:output method="html" html-version="5" encoding="UTF-8" indent="no" include-content-type="no"/>

  <xsl:template match="/" as="document-node()">
    <xsl:variable name="languages" as="xs:string*" select="sort(distinct-values(z:collection/z:document ! tokenize(@languages) ! substring-before(. || '-', '-')))"/>
    <xsl:document>
      <html lang="{$ui}">
        <xsl:call-template name="z:page-head"><xsl:with-param name="title" select="z:word('search')"/></xsl:call-template>
        <body>
          <header class="site"><nav aria-label="{z:word('navigation')}"><a class="up" href="index.html">{z:word('index')}</a></nav></header>
          <main>
            <header class="title"><h1>{z:word('search')}</h1></header>
            <form class="search" role="search">
              <label>{z:word('search.words')} <input type="search" name="q" autocomplete="off"/></label>
              <label>{z:word('register.speaker')} <select name="speaker"><option value="">{z:word('search.all')}</option></select></label>
              <label>{z:word('languages')} <select name="language"><option value="">{z:word('search.all')}</option></select></label>
              <label>{z:word('search.year')} <select name="year"><option value="">{z:word('search.all')}</option></select></label>
              <button>{z:word('search.go')}</button>
            </form>
            <p id="count" role="status">{z:word('search.server')}</p>
            <ol id="hits" class="hits"/>
          </main>
          <script type="module" data-languages="{$languages}" data-found="{z:word('search.found')}" data-fails="{z:word('search.server')}">
            <xsl:value-of select="unparsed-text('lib/search.js')"/>
          </script>
        </body>
      </html>
    </xsl:document>
  </xsl:template>
</xsl:stylesheet>
