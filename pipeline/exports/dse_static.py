"""The data folder of a dse-static edition (ACDH-CH): `data/editions/`, `data/indices/`, ready for its Ant
build.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import Files, Option, Options, transformed
from pipeline.exports._registers import gathered

DROPS = """the alignment of the languages; who speaks, to whom and in what modality (a turn becomes its
paragraphs, its label in bold); reported speech as an element; the reading of the source where it was corrected;
certainty of corrections and names, and who says so. The template has no parallel view."""
OPTIONS: dict[str, Option] = {}

_TEI = "http://www.tei-c.org/ns/1.0"
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

    entries = gathered(
        entry for file in files for entry in parse_xml(transformed(file, "dse-static", {"part": kind}))
    )
    root = parse_xml(_FRAME.format(file=name.lower(), name=name).encode())
    target = next(root.iter(f"{{{_TEI}}}{name}"))
    target.extend(entries)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"


_FRAME = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{file}.xml"><teiHeader><fileDesc>
<titleStmt><title type="main">{name}</title></titleStmt>
<publicationStmt><p>as the editions</p></publicationStmt>
<sourceDesc><p>the registers of the editions</p></sourceDesc></fileDesc></teiHeader>
<text><body><{name}></{name}></body></text></TEI>"""
