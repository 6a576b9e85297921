"""The data folder of a dse-static edition (ACDH-CH): `data/editions/`, `data/indices/`, ready for its Ant
build.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Files, Options, transformed

DROPS = """the alignment of the languages, turns as elements (their paragraphs stay, labels in bold), the
reading of the source where it was corrected, certainty of names. The template has no parallel view."""
OPTIONS: dict[str, str] = {}

_TEI = "http://www.tei-c.org/ns/1.0"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_INDICES = {"person": "listPerson", "place": "listPlace", "org": "listOrg"}


def export(files: Sequence[Path], options: Options) -> Files:
    """`data/editions/<id>.xml` for each document, `data/indices/list<kind>.xml` for all together."""
    from pipeline.rendering import catalogue

    entries = catalogue(files)
    for entry in entries:
        yield f"data/editions/{entry.id}.xml", transformed(entry.path, "dse-static")
    for kind, name in _INDICES.items():
        yield f"data/indices/{name.lower()}.xml", _index(kind, name, [entry.path for entry in entries])


def _index(kind: str, name: str, files: Sequence[Path]) -> bytes:
    """The entries of one kind that any document lists, each once, by id."""
    from lxml import etree

    from pipeline.saxon import parse_xml

    entries: dict[str, Any] = {}
    for file in files:
        for entry in parse_xml(transformed(file, "dse-static", {"part": kind})):
            entries.setdefault(entry.get(_ID, ""), entry)
    root = parse_xml(_FRAME.format(file=name.lower(), name=name).encode())
    target = next(root.iter(f"{{{_TEI}}}{name}"))
    for _, entry in sorted(entries.items()):
        target.append(entry)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"


_FRAME = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{file}.xml"><teiHeader><fileDesc>
<titleStmt><title type="main">{name}</title></titleStmt>
<publicationStmt><p>as the editions</p></publicationStmt>
<sourceDesc><p>the registers of the editions</p></sourceDesc></fileDesc></teiHeader>
<text><body><{name}></{name}></body></text></TEI>"""
