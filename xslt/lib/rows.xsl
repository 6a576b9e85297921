<?xml version="1.0" encoding="UTF-8"?>
<!-- Divisions and their links → rows of a parallel view.

     z:leaves cuts a division into the smallest blocks a reader sees side by side (a paragraph, a heading, an item);
     z:rows puts those of two divisions next to each other by standOff/linkGrp. Every leaf stands in exactly one row
     and in the order of its text, whatever the links say: crossing or overlapping links make one larger row. -->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:map="http://www.w3.org/2005/xpath-functions/map"
    xmlns:z="urn:zapis:stylesheet"
    xpath-default-namespace="http://www.tei-c.org/ns/1.0"
    exclude-result-prefixes="#all" expand-text="yes">

  <!-- True for what stands between blocks without being one: it goes with the block that follows. -->
  <xsl:function name="z:is-furniture" as="xs:boolean">
    <xsl:param name="node" as="node()"/>
    <xsl:sequence select="exists($node/(self::pb | self::fw | self::lb | self::cb | self::milestone | self::speaker
      | self::label[parent::list] | self::text() | self::comment() | self::processing-instruction()))"/>
  </xsl:function>

  <!-- The leaves of a division in order: map { nodes, block, sp, lists, first }.
       `nodes` is the block with the furniture around it, `sp` the turn it belongs to, `lists` the lists around it,
       `first` whether it opens that turn. -->
  <xsl:function name="z:leaves" as="map(*)*">
    <xsl:param name="parent" as="element()"/>
    <xsl:for-each-group select="$parent/node()[self::* or normalize-space()]"
        group-ending-with="node()[not(z:is-furniture(.))][following-sibling::*[not(z:is-furniture(.))]]">
      <xsl:variable name="block" as="node()?" select="current-group()[not(z:is-furniture(.))][last()]"/>
      <xsl:choose>
        <xsl:when test="$block/(self::sp | self::div | self::list | self::item[p | list][not(text()[normalize-space()])])">
          <xsl:variable name="inner" as="map(*)*" select="z:leaves($block)"/>
          <xsl:variable name="opened" as="map(*)*" select="if ($block/self::sp)
            then (head($inner) ! map:put(., 'first', true()), tail($inner)) else $inner"/>
          <xsl:sequence select="z:wrapped($opened, current-group()[. &lt;&lt; $block], current-group()[. >> $block])"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:sequence select="map {
            'nodes': current-group(),
            'block': $block,
            'sp': $parent/ancestor-or-self::sp[1],
            'lists': $parent/ancestor-or-self::list,
            'first': false()
          }"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each-group>
  </xsl:function>

  <!-- Leaves with furniture put before the first and after the last of them. -->
  <xsl:function name="z:wrapped" as="map(*)*">
    <xsl:param name="leaves" as="map(*)*"/>
    <xsl:param name="before" as="node()*"/>
    <xsl:param name="after" as="node()*"/>
    <xsl:variable name="last" as="xs:integer" select="count($leaves)"/>
    <xsl:for-each select="$leaves">
      <xsl:variable name="nodes" as="node()*" select="
        (if (position() eq 1) then $before else (), ?nodes, if (position() eq $last) then $after else ())"/>
      <xsl:sequence select="map:put(., 'nodes', $nodes)"/>
    </xsl:for-each>
  </xsl:function>

  <!-- xml:id → the positions of the leaves that it covers. -->
  <xsl:function name="z:positions" as="map(xs:string, xs:integer*)">
    <xsl:param name="leaves" as="map(*)*"/>
    <xsl:sequence select="map:merge(
      for $i in 1 to count($leaves), $id in distinct-values((
          $leaves[$i]?nodes/descendant-or-self::*/@xml:id, $leaves[$i]?sp/@xml:id, $leaves[$i]?lists/@xml:id, $leaves[$i]?block/ancestor::item/@xml:id))
      return map:entry(string($id), $i), map { 'duplicates': 'combine' })"/>
  </xsl:function>

  <!-- The ids that a link points to. -->
  <xsl:function name="z:targets" as="xs:string*">
    <xsl:param name="link" as="element(link)"/>
    <xsl:sequence select="tokenize($link/@target) ! substring-after(., '#')"/>
  </xsl:function>

  <!-- True for what a row can hold: a block, not a measure or a sentence inside one. -->
  <xsl:function name="z:is-unit" as="xs:boolean">
    <xsl:param name="element" as="element()"/>
    <xsl:sequence select="exists($element/(self::sp | self::p | self::ab | self::head | self::item | self::list | self::opener
      | self::closer | self::dateline | self::salute | self::signed | self::stamp | self::note | self::quote | self::trailer
      | self::postscript | self::label | self::seg[parent::opener or parent::closer]))"/>
  </xsl:function>

  <!-- The links between blocks of two divisions, without those whose parts are linked themselves (a turn beside its
       paragraphs). -->
  <xsl:function name="z:links" as="element(link)*">
    <xsl:param name="left" as="element(div)"/>
    <xsl:param name="right" as="element(div)"/>
    <xsl:variable name="ids" as="xs:string*" select="($left, $right) ! string(@xml:id)"/>
    <xsl:variable name="links" as="element(link)*" select="root($left)//standOff/linkGrp[@type = 'translation']
      [not(@domains) or (every $id in $ids satisfies tokenize(@domains) = '#' || $id)]/link"/>
    <xsl:variable name="targets" as="map(xs:string, xs:boolean)"
      select="map:merge($links ! z:targets(.) ! map:entry(., true()), map { 'duplicates': 'use-first' })"/>
    <xsl:variable name="linked" as="element()*" select="($left, $right)//*[@xml:id][$targets(@xml:id)][z:is-unit(.)]"/>
    <xsl:variable name="whole" as="map(xs:string, xs:boolean)" select="map:merge(
      ($linked except $linked/ancestor::*) ! map:entry(string(@xml:id), true()))"/>
    <xsl:variable name="units" as="map(xs:string, xs:boolean)" select="map:merge($linked ! map:entry(string(@xml:id), true()))"/>
    <xsl:sequence select="$links[some $id in z:targets(.) satisfies exists($whole($id))]
      [every $id in z:targets(.) satisfies exists($units($id))]"/>
  </xsl:function>

  <!-- What the links bind together: map { l1, l2, r1, r2, links }, ranges of leaf positions in ascending order. -->
  <xsl:function name="z:groups" as="map(*)*">
    <xsl:param name="links" as="element(link)*"/>
    <xsl:param name="left" as="map(xs:string, xs:integer*)"/>
    <xsl:param name="right" as="map(xs:string, xs:integer*)"/>
    <xsl:variable name="ranges" as="map(*)*">
      <xsl:for-each select="$links">
        <xsl:variable name="l" as="xs:integer*" select="z:targets(.) ! $left(.)"/>
        <xsl:variable name="r" as="xs:integer*" select="z:targets(.) ! $right(.)"/>
        <xsl:if test="exists($l) and exists($r)">
          <xsl:sequence select="map { 'l1': min($l), 'l2': max($l), 'r1': min($r), 'r2': max($r), 'links': . }"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:iterate select="sort($ranges, (), function($g) { $g?l1, $g?r1 })">
      <xsl:param name="open" as="map(*)?" select="()"/>
      <xsl:on-completion><xsl:sequence select="$open"/></xsl:on-completion>
      <xsl:choose>
        <xsl:when test="empty($open)"><xsl:next-iteration><xsl:with-param name="open" select="."/></xsl:next-iteration></xsl:when>
        <xsl:when test="?l1 le $open?l2 or ?r1 le $open?r2">
          <xsl:next-iteration><xsl:with-param name="open" select="map {
            'l1': $open?l1, 'l2': max((?l2, $open?l2)), 'r1': min((?r1, $open?r1)), 'r2': max((?r2, $open?r2)),
            'links': ($open?links, ?links) }"/></xsl:next-iteration>
        </xsl:when>
        <xsl:otherwise>
          <xsl:sequence select="$open"/>
          <xsl:next-iteration><xsl:with-param name="open" select="."/></xsl:next-iteration>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:iterate>
  </xsl:function>

  <!-- The rows of two divisions (of one where `right` is empty): map { left, right, links }, leaves on each side. -->
  <xsl:function name="z:rows" as="map(*)*">
    <xsl:param name="left" as="element(div)"/>
    <xsl:param name="right" as="element(div)?"/>
    <xsl:variable name="l" as="map(*)*" select="z:leaves($left)"/>
    <xsl:variable name="r" as="map(*)*" select="$right ! z:leaves(.)"/>
    <xsl:variable name="groups" as="map(*)*" select="
      if ($right) then z:regrouped(z:groups(z:links($left, $right), z:positions($l), z:positions($r))) else ()"/>
    <xsl:iterate select="$groups">
      <xsl:param name="nl" as="xs:integer" select="1"/>
      <xsl:param name="nr" as="xs:integer" select="1"/>
      <xsl:on-completion>
        <xsl:sequence select="z:between(subsequence($l, $nl), subsequence($r, $nr))"/>
      </xsl:on-completion>
      <xsl:sequence select="z:between(subsequence($l, $nl, ?l1 - $nl), subsequence($r, $nr, ?r1 - $nr)), map {
        'left': subsequence($l, ?l1, ?l2 - ?l1 + 1), 'right': subsequence($r, ?r1, ?r2 - ?r1 + 1), 'links': ?links }"/>
      <xsl:next-iteration>
        <xsl:with-param name="nl" select="?l2 + 1"/>
        <xsl:with-param name="nr" select="?r2 + 1"/>
      </xsl:next-iteration>
    </xsl:iterate>
  </xsl:function>

  <!-- Groups merged until they overlap on neither side: one link far back on the right can swallow several. -->
  <xsl:function name="z:regrouped" as="map(*)*">
    <xsl:param name="groups" as="map(*)*"/>
    <xsl:variable name="apart" as="xs:boolean" select="
      every $pair in for-each-pair($groups, tail($groups), function($a, $b) { $a?r2 lt $b?r1 }) satisfies $pair"/>
    <xsl:iterate select="if ($apart) then () else $groups">
      <xsl:param name="done" as="map(*)*" select="()"/>
      <xsl:on-completion><xsl:sequence select="if ($apart) then $groups else $done"/></xsl:on-completion>
      <xsl:variable name="group" as="map(*)" select="."/>
      <xsl:variable name="hit" as="map(*)*" select="
        if ($done[last()]?r2 ge $group?r1) then $done[?r2 ge $group?r1] else ()"/>
      <xsl:next-iteration>
        <xsl:with-param name="done" select="
          if (empty($hit)) then ($done, $group)
          else ($done[?r2 lt $group?r1], map {
            'l1': min(($hit?l1, $group?l1)), 'l2': max(($hit?l2, $group?l2)),
            'r1': min(($hit?r1, $group?r1)), 'r2': max(($hit?r2, $group?r2)),
            'links': ($hit?links, $group?links) })"/>
      </xsl:next-iteration>
    </xsl:iterate>
  </xsl:function>

  <!-- Leaves that no link binds, between two rows that links made: each alone in a row. Only a heading, an opener or
       a closer that has exactly one of its kind across stands beside it. -->
  <xsl:function name="z:between" as="map(*)*">
    <xsl:param name="left" as="map(*)*"/>
    <xsl:param name="right" as="map(*)*"/>
    <xsl:variable name="paired" as="xs:boolean" select="count($left) eq 1 and count($right) eq 1
      and local-name($left?block) = local-name($right?block) and local-name($left?block) = ('head', 'opener', 'closer')"/>
    <xsl:choose>
      <xsl:when test="$paired"><xsl:sequence select="map { 'left': $left, 'right': $right, 'links': () }"/></xsl:when>
      <xsl:otherwise>
        <xsl:sequence select="$left ! map { 'left': ., 'right': (), 'links': () }"/>
        <xsl:sequence select="$right ! map { 'left': (), 'right': ., 'links': () }"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:function>
</xsl:stylesheet>
