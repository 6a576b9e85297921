"""A data package for TEI Publisher 10 (`.xar`): documents, registers, taxonomy, and an index of its own for
dates.

Install it through the dashboard of eXist-db, or read it as data of an application generated with TEI
Publisher.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.exports import File, Files, Options, transformed, zipped

DROPS = """the type of main titles (TEI Publisher would show them twice). Name forms lose their own types.
Links between turns are kept but not shown: its parallel view goes by whole texts."""
#: `abbrev` names package and collection, `version` must grow with each release.
OPTIONS = {"abbrev": "zapis-edition", "title": "Archival records in TEI", "version": "1.0.0", "url": ""}

_TEI = "http://www.tei-c.org/ns/1.0"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_REGISTERS = {
    "person": ("persons", "listPerson"),
    "place": ("places", "listPlace"),
    "org": ("organizations", "listOrg"),
}


def export(files: Sequence[Path], options: Options) -> Files:
    """`<abbrev>-<version>.xar`. Raises `UsageError` for an abbreviation that cannot name a collection."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", options["abbrev"]):
        raise UsageError(f"abbrev: {options['abbrev']!r} must be lower-case letters, digits and hyphens")
    content = zipped(sorted(_members(files, options)))
    yield f"{options['abbrev']}-{options['version']}.xar", content


def _members(files: Sequence[Path], options: Options) -> Files:
    from pipeline.render import catalogue

    fields = {key: _escaped(value) for key, value in options.items()}
    fields["url"] = fields["url"] or f"urn:zapis:package:{options['abbrev']}"
    for path, text in _PACKAGE.items():
        yield path, re.sub(r"@(\w+)@", lambda found: fields[found[1]], text).encode()
    entries = catalogue(files)
    for entry in entries:
        yield f"data/{entry.path.name}", transformed(entry.path, "teipublisher")
    paths = [entry.path for entry in entries]
    for kind, (name, list_) in _REGISTERS.items():
        yield _gathered(f"data/registers/{name}.xml", f"pb-{name}", "standOff", list_, kind, paths)
    yield _gathered("data/taxonomy.xml", "taxonomy", "encodingDesc", "classDecl", "taxonomy", paths)


def _gathered(path: str, id_: str, around: str, list_: str, part: str, files: Sequence[Path]) -> File:
    """What all documents have of one kind, each once by its id, in a TEI file of its own."""
    from lxml import etree

    from pipeline.saxon import parse_xml

    found: dict[str, Any] = {}
    for file in files:
        for element in parse_xml(transformed(file, "teipublisher", {"part": part})):
            found.setdefault(element.get(_ID, ""), element)
    holder = f"<{around}><{list_}/></{around}>"
    in_header, beside = (holder, "") if around == "encodingDesc" else ("", holder)
    root = parse_xml(_FRAME.format(id=id_, header=in_header, beside=beside).encode())
    target = next(root.iter(f"{{{_TEI}}}{list_}"))
    for _, element in sorted(found.items()):
        target.append(element)
    return path, etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


_FRAME = """<TEI xmlns="http://www.tei-c.org/ns/1.0"
xml:id="{id}"><teiHeader><fileDesc><titleStmt><title>{id}</title> </titleStmt><publicationStmt><p>as the
documents</p></publicationStmt><sourceDesc><p>the documents</p></sourceDesc>
</fileDesc>{header}</teiHeader>{beside}<text><body><p/></body></text></TEI>"""
_PACKAGE = {
    "expath-pkg.xml": """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://expath.org/ns/pkg" name="@url@" abbrev="@abbrev@" version="@version@" spec="1.0">
  <title>@title@</title>
  <dependency processor="http://exist-db.org" semver-min="6.2.0"/>
</package>
""",
    "repo.xml": """<?xml version="1.0" encoding="UTF-8"?>
<meta xmlns="http://exist-db.org/xquery/repo">
  <description>@title@</description>
  <type>library</type>
  <target>@abbrev@</target>
  <prepare>pre-install.xql</prepare>
  <finish>post-install.xql</finish>
</meta>
""",
    "pre-install.xql": """xquery version "3.1";

(: The index must know its fields before the first document is stored. :)
declare variable $home external;
declare variable $dir external;
declare variable $target external;

declare function local:mkcol($at as xs:string, $parts as xs:string*) as empty-sequence() {
    if (exists($parts)) then (
        let $made := xmldb:create-collection($at, head($parts))
        return local:mkcol($at || "/" || head($parts), tail($parts))
    ) else ()
};

local:mkcol("/db/system/config", tokenize(substring-after($target, "/"), "/")),
xmldb:store-files-from-pattern("/db/system/config" || $target, $dir, "*.xconf"),
xmldb:store-files-from-pattern($target, $dir, "index.xql")
""",
    "post-install.xql": """xquery version "3.1";

declare variable $home external;
declare variable $dir external;
declare variable $target external;

xmldb:reindex($target)
""",
    "collection.xconf": """<collection xmlns="http://exist-db.org/collection-config/1.0">
  <index xmlns:tei="http://www.tei-c.org/ns/1.0">
    <lucene>
      <module uri="urn:zapis:index" prefix="i" at="index.xql"/>
      <text match="/tei:TEI/tei:text">
        <field name="title" expression="i:field(ancestor::tei:TEI, 'title')"/>
        <field name="author" expression="i:field(ancestor::tei:TEI, 'author')"/>
        <field name="language" expression="i:field(ancestor::tei:TEI, 'language')"/>
        <field name="date" expression="i:field(ancestor::tei:TEI, 'date')"/>
        <field name="file" expression="util:document-name(.)"/>
        <field name="text" expression="."/>
        <facet dimension="genre" expression="i:field(ancestor::tei:TEI, 'genre')" hierarchical="yes"/>
        <facet dimension="language" expression="i:field(ancestor::tei:TEI, 'language')"/>
      </text>
      <text qname="tei:div"><ignore qname="tei:div"/></text>
      <text qname="tei:head"/>
      <text match="//tei:titleStmt/tei:title"/>
      <text match="//tei:listPerson/tei:person/tei:persName"/>
      <text match="//tei:listPlace/tei:place/tei:placeName"/>
      <text match="//tei:listOrg/tei:org/tei:orgName"/>
    </lucene>
  </index>
</collection>
""",
    "index.xql": """xquery version "3.1";

(: Fields of the index. TEI Publisher's own takes dates from letters only; here a record of conversation has
one, too. :) module namespace i="urn:zapis:index";

declare namespace tei="http://www.tei-c.org/ns/1.0";

declare function i:field($tei as element()?, $name as xs:string) as item()* {
    let $header := $tei/tei:teiHeader
    return switch ($name)
        case "title" return string-join($header//tei:titleStmt/tei:title ! normalize-space(.), " - ")
        case "author" return $header//tei:correspAction[@type = "sent"]/tei:persName ! normalize-space(.)
        case "language" return head(($header//tei:langUsage/tei:language/@ident, $tei/@xml:lang)) ! string(.)
        case "date" return head(($header//tei:creation/tei:date/@when, $header//tei:setting/tei:date/@when,
            $header//tei:correspAction/tei:date/@when)) ! string(.)
        case "genre" return array { $header//tei:catRef[@scheme = "#genre"]/@target ! substring-after(.,
        "#") } default return ()
};
""",
}
