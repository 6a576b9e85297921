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

from pipeline.exports import Files, Option, Options, collection, encoded

DROPS = """nothing of a document asked for whole but the other language and the alignment. A unit comes
without header and registers; what is in no turn, paragraph, heading or item (the head of a telegram, signatures)
comes with the whole alone. Static files answer a collection (`id`, `nav`), the units of a resource (`down` 1 or
-1), one unit (`ref`) and its text; they have no ranges (`start`, `end`), no `ref` together with `down`, no `tree`
and no pages. DTS wants absolute addresses: give `base`."""
NEEDS = "text"
OPTIONS = {
    "base": Option("/dts/", "where the files will stand", "web folder"),
    "title": Option("Archival records in TEI", "title of the collection"),
}

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
    """`entry.jsonld`, `collection.jsonld` (the root), `collection/<id>[/children|/parents].jsonld`,
    `navigation/<resource>;down=<1|-1>.jsonld`, `navigation/<resource>/<unit>.jsonld`,
    `document/<resource>[/<unit>].xml`.

    The ending is one for which web servers say `application/ld+json`.
    """
    from pipeline.rendering import catalogue
    from pipeline.saxon import parse_xml

    base = options["base"]
    documents = {one["document"]["id"]: one["document"] for one in collection(files)}
    yield "entry.jsonld", encoded(_head(f"{base}entry.jsonld", "EntryPoint") | _templates(base))
    entries, members = catalogue(files), []
    root = _root(options, len(entries))
    for entry in entries:
        document, tree = documents[entry.id], parse_xml(entry.path.read_bytes())
        resources = []
        for division in tree.iterfind(f"{{{_TEI}}}text/{{{_TEI}}}body/{{{_TEI}}}div"):
            units = list(_units(division))
            resource = _resource(document, division, units, base)
            resources.append(resource)
            yield from _texts(tree, division, units, resource, base)
        members.append(_collection(document, resources, base))
        for resource in resources:
            yield from _collections(resource, [], members[-1])
        yield from _collections(members[-1], resources, root)
    yield "collection.jsonld", _answer(root, members)
    yield from _collections(root, members, None)


def _collections(
    one: dict[str, Any], children: Sequence[dict[str, Any]], parent: dict[str, Any] | None
) -> Files:
    """A collection or resource with its children, as asked for by its id, and with its parent."""
    name = f"collection/{one['@id']}"
    for path in (f"{name}.jsonld", f"{name}/children.jsonld"):
        yield path, _answer(one, children)
    yield f"{name}/parents.jsonld", _answer(one, [parent] if parent else [])


def _answer(one: dict[str, Any], members: Sequence[dict[str, Any]]) -> bytes:
    found = _head(one["@id"], one["@type"]) | one
    return encoded(found | {"member": list(members)} if members or one["@type"] == "Collection" else found)


def _texts(tree: Any, division: Any, units: Sequence[Any], resource: dict[str, Any], base: str) -> Files:
    """Navigation and documents of one resource."""
    name = resource["@id"]
    resource = {key: value for key, value in resource.items() if key != "dublinCore"}
    for down in ("1", "-1"):
        path = f"navigation/{name};down={down}.jsonld"
        members = {"resource": resource, "member": [_unit(unit) for unit in units]}
        yield path, encoded(_head(base + path, "Navigation") | members)
    yield f"document/{name}.xml", _serialised(_alone(tree, division.get(_ID)))
    for unit in units:
        path = f"navigation/{name}/{unit.get(_ID)}.jsonld"
        yield path, encoded(_head(base + path, "Navigation") | {"resource": resource, "ref": _unit(unit)})
        yield f"document/{name}/{unit.get(_ID)}.xml", _serialised(_wrapped(unit))


def _unit(unit: Any) -> dict[str, Any]:
    kind = _UNITS[unit.tag]
    return {"@type": "CitableUnit", "identifier": unit.get(_ID), "level": 1, "parent": None, "citeType": kind}


def _head(id_: str, type_: str) -> dict[str, Any]:
    return {"@context": _CONTEXT, "dtsVersion": "1.0", "@id": id_, "@type": type_}


def _templates(base: str, *names: str) -> dict[str, str]:
    """URI templates (RFC 6570): what is not asked for vanishes with its "/" or ";"."""
    found = {
        "collection": f"{base}collection{{/id,nav}}.jsonld",
        "navigation": f"{base}navigation/{{resource}}{{;down}}{{/ref}}.jsonld",
        "document": f"{base}document/{{resource}}{{/ref}}.xml",
    }
    return {name: found[name] for name in names or found}


def _root(options: Options, children: int) -> dict[str, Any]:
    return {
        "@id": "root",
        "@type": "Collection",
        "title": options["title"],
        "totalParents": 0,
        "totalChildren": children,
        **_templates(options["base"], "collection"),
    }


def _collection(document: dict[str, Any], resources: Sequence[Any], base: str) -> dict[str, Any]:
    return {
        "@id": document["id"],
        "@type": "Collection",
        "title": document["title"],
        "totalParents": 1,
        "totalChildren": len(resources),
        **_templates(base, "collection"),
        "dublinCore": _dublin_core(
            document, document["titles"], document["languages"], document["translators"]
        ),
    }


def _resource(document: dict[str, Any], division: Any, units: Sequence[Any], base: str) -> dict[str, Any]:
    language = division.get(_LANG)
    name = f"{document['id']}.{division.get(_ID)}"
    titles = {lang: title for lang, title in document["titles"].items() if lang == language}
    translators = document["translators"] if division.get("type") == "translation" else []
    kinds = {_UNITS[unit.tag]: None for unit in units}
    return {
        "@id": name,
        "@type": "Resource",
        "title": titles.get(language, document["title"]),
        "totalParents": 1,
        "totalChildren": 0,
        **_templates(base),
        "download": f"{base}document/{name}.xml",
        "citationTrees": [{
            "@type": "CitationTree",
            "citeStructure": [{"@type": "CiteStructure", "citeType": kind} for kind in kinds],
        }],
        "dublinCore": _dublin_core(document, titles, [language], translators),
    }  # fmt: skip


def _dublin_core(
    document: dict[str, Any], titles: dict[str, str], languages: Sequence[str], translators: Sequence[str]
) -> dict[str, Any]:
    """What has a language is a list of values with it; names, dates and addresses are plain."""
    found = {
        "title": [{"lang": lang, "value": title} for lang, title in titles.items()],
        "date": document.get("date"),
        "language": list(languages),
        "publisher": document.get("publisher"),
        "source": document.get("address"),
        "rights": document.get("rights"),
        "contributor": list(translators),
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
