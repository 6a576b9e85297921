"""Distributed Text Services 1.0 as static files: entry point, collections, navigation and documents for any
web server.

The files are tied by URI templates. A resource is one language of a document (`<id>.<division>`); its
citable units are its turns, and the headings, paragraphs and items outside turns, by their xml:id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from pipeline.exports import Files, Options, collection, encoded

DROPS = """nothing of a document asked for whole but the other language and the alignment; a unit comes
without header and registers. Static files answer `resource` and `ref`, not ranges (`start`, `end`), `tree`
or `down` beyond one level."""
#: `base`: the address where the files will stand, "/" at its end.
OPTIONS = {"base": "/dts/", "title": "Archival records in TEI"}

_TEI = "http://www.tei-c.org/ns/1.0"
_DTS = "https://w3id.org/api/dts#"
_CONTEXT = "https://dtsapi.org/context/v1.0.json"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_UNITS = {
    f"{{{_TEI}}}{name}": kind
    for name, kind in (
        ("sp", "turn"),
        ("head", "heading"),
        ("p", "paragraph"),
        ("item", "item"),
        ("ab", "block"),
    )
}


def export(files: Sequence[Path], options: Options) -> Files:
    """`entry.json`, `collection/<id>.json`, `navigation/<resource>.json`,
    `document/<resource>[/<unit>].xml`.
    """
    from pipeline.rendering import catalogue
    from pipeline.saxon import parse_xml

    base = options["base"]
    documents = {one["document"]["id"]: one["document"] for one in collection(files)}
    entries = catalogue(files)
    yield "entry.json", encoded(_head(f"{base}entry.json", "EntryPoint") | _templates(base))
    members = [_collection(documents[entry.id], entry.divisions, base) for entry in entries]
    root = _head("root", "Collection") | {
        "title": options["title"],
        "totalParents": 0,
        "totalChildren": len(members),
    }
    short = [
        {k: v for k, v in member.items() if k not in ("@context", "dtsVersion", "member")}
        for member in members
    ]
    yield "collection/root.json", encoded(root | _templates(base, "collection") | {"member": short})
    for member in members:
        yield f"collection/{member['@id']}.json", encoded(member)
        for resource in member["member"]:
            yield f"collection/{resource['@id']}.json", encoded(_head(resource["@id"], "Resource") | resource)
    for entry in entries:
        tree = parse_xml(entry.path.read_bytes())
        for division in tree.iterfind(f"{{{_TEI}}}text/{{{_TEI}}}body/{{{_TEI}}}div"):
            resource = _resource(documents[entry.id], division.get(_ID), base)
            yield from _texts(tree, division, resource, base)


def _texts(tree: Any, division: Any, resource: dict[str, Any], base: str) -> Files:
    """Navigation and documents of one resource."""
    name = resource["@id"]
    units = list(_units(division))
    navigation = _head(f"{base}navigation/{name}.json", "Navigation") | {
        "resource": resource,
        "member": [
            {
                "@type": "CitableUnit",
                "identifier": u.get(_ID),
                "level": 1,
                "parent": None,
                "citeType": _UNITS[u.tag],
            }
            for u in units
        ],
    }
    yield f"navigation/{name}.json", encoded(navigation)
    yield f"document/{name}.xml", _serialised(_alone(tree, division.get(_ID)))
    for unit in units:
        yield f"document/{name}/{unit.get(_ID)}.xml", _serialised(_wrapped(unit))


def _head(id_: str, type_: str) -> dict[str, Any]:
    return {"@context": _CONTEXT, "dtsVersion": "1.0", "@id": id_, "@type": type_}


def _templates(base: str, *names: str) -> dict[str, str]:
    """URI templates (RFC 6570): `{/ref}` vanishes where no unit is asked for."""
    found = {
        "collection": f"{base}collection/{{id}}.json",
        "navigation": f"{base}navigation/{{resource}}.json",
        "document": f"{base}document/{{resource}}{{/ref}}.xml",
    }
    return {name: found[name] for name in names or found}


def _collection(document: dict[str, Any], divisions: Sequence[str], base: str) -> dict[str, Any]:
    return _head(document["id"], "Collection") | {
        "title": document["title"],
        "totalParents": 1,
        "totalChildren": len(divisions),
        **_templates(base, "collection"),
        "dublinCore": _dublin_core(document),
        "member": [_resource(document, division, base) for division in divisions],
    }


def _resource(document: dict[str, Any], division: str, base: str) -> dict[str, Any]:
    name = f"{document['id']}.{division}"
    titles = document["titles"]
    return {
        "@id": name,
        "@type": "Resource",
        "title": titles.get(division, document["title"]),
        "totalParents": 1,
        "totalChildren": 0,
        **_templates(base),
        "download": [f"{base}document/{name}.xml"],
        "citationTrees": [{
            "@type": "CitationTree",
            "citeStructure": [{"@type": "CiteStructure", "citeType": kind} for kind in _UNITS.values()],
        }],
    }  # fmt: skip


def _dublin_core(document: dict[str, Any]) -> dict[str, Any]:
    found = {
        "date": document.get("date"),
        "language": document["languages"],
        "publisher": document.get("publisher"),
        "source": document.get("address"),
        "rights": document.get("rights"),
        "contributor": document["translators"],
    }
    return {key: value for key, value in found.items() if value}


def _units(division: Any) -> Iterator[Any]:
    """The outermost citable elements with an id, in order."""
    for child in division:
        if child.tag in _UNITS and child.get(_ID):
            yield child
        elif isinstance(child.tag, str):
            yield from _units(child)


def _alone(tree: Any, division: str) -> Any:
    """The document with this division only, without the links to the other."""
    copy = deepcopy(tree)
    for other in copy.findall(f"{{{_TEI}}}text/{{{_TEI}}}body/{{{_TEI}}}div"):
        if other.get(_ID) != division:
            other.getparent().remove(other)
        else:
            other.attrib.pop("corresp", None)
    for links in copy.findall(f"{{{_TEI}}}standOff/{{{_TEI}}}linkGrp"):
        links.getparent().remove(links)
    return copy


def _wrapped(unit: Any) -> Any:
    from lxml import etree

    root = etree.Element(f"{{{_TEI}}}TEI", nsmap={None: _TEI, "dts": _DTS})  # type: ignore[dict-item]
    wrapper = etree.SubElement(root, f"{{{_DTS}}}wrapper")
    fragment = deepcopy(unit)
    fragment.tail = None
    wrapper.append(fragment)
    return root


def _serialised(root: Any) -> bytes:
    from lxml import etree

    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"
