"""A data package for TEI Publisher 10 (`.xar`): documents, registers, taxonomy, and an index of its own for
dates.

Install it through the dashboard of eXist-db, or read it as data of an application generated with TEI
Publisher.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import File, Files, Option, Options, filled, templates, transformed, zipped
from pipeline.exports._registers import gathered

DROPS = """the type of main titles (TEI Publisher would show them twice); of several pointers of a name all but the
first; in the registers the types of names (one is the main one, the others are variants) and who inferred an entry.
Links between turns are kept but not shown: its parallel view goes by whole texts."""
OPTIONS = {
    "abbrev": Option("zapis-edition", "name of package and collection", "short name"),
    "title": Option("Archival records in TEI", "title of the package"),
    "version": Option("1.0.0", "must grow with each release", "version"),
    "url": Option("", "name of the package as an address; else made of `abbrev`", "address"),
}

_TEI = "http://www.tei-c.org/ns/1.0"
_REGISTERS = {
    "person": ("persons", "listPerson"),
    "place": ("places", "listPlace"),
    "org": ("organizations", "listOrg"),
}


def export(files: Sequence[Path], options: Options) -> Files:
    """`<abbrev>-<version>.xar`."""
    content = zipped(sorted(_members(files, options)))
    yield f"{options['abbrev']}-{options['version']}.xar", content


def _members(files: Sequence[Path], options: Options) -> Files:
    from pipeline.rendering import catalogue

    fields = {**options, "url": options["url"] or f"urn:zapis:package:{options['abbrev']}"}
    for path, text in templates("teipublisher").items():
        yield path, filled(text, fields)
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

    found = gathered(
        element for file in files for element in parse_xml(transformed(file, "teipublisher", {"part": part}))
    )
    holder = f"<{around}><{list_}/></{around}>"
    in_header, beside = (holder, "") if around == "encodingDesc" else ("", holder)
    root = parse_xml(_FRAME.format(id=id_, header=in_header, beside=beside).encode())
    target = next(root.iter(f"{{{_TEI}}}{list_}"))
    target.extend(found)
    return path, etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


_FRAME = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{id}"><teiHeader><fileDesc>
<titleStmt><title>{id}</title></titleStmt><publicationStmt><p>as the documents</p></publicationStmt>
<sourceDesc><p>the documents</p></sourceDesc></fileDesc>{header}</teiHeader>{beside}
<text><body><p/></body></text></TEI>"""
