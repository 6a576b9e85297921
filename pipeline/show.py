"""Layers of a document for people: JSON of a step, tables in the terminal, the place of an id."""

from __future__ import annotations

import dataclasses
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.errors import UnreadableInput
from pipeline.model import Bead, Document, Source, Span, Unit, Zone

_TEI = "{http://www.tei-c.org/ns/1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
#: RFC 5147 pointer into a source text.
_POINTER = re.compile(r"(?P<file>[^\s#\"'=]+)#char=(?P<start>\d+),(?P<end>\d+)")


def layer(document: Document, step: str) -> Any:
    """The result of a step as plain data, each span with its line, column and text."""
    source = document.source
    if step == "metadata":
        return _plain(document.metadata, source)
    if step == "structure":
        return [
            {**_plain(z, source, without=("units",)), "units": [_unit(u, source) for u in z.units]}
            for z in document.structure.zones
        ]
    if step == "alignment":
        return [_plain(a, source) for a in document.alignments]
    layers = {
        "turns": document.turns, "participants": document.participants, "names": document.mentions, "repair": document.corrections,
        "insertions": document.insertions, "dates": (*document.dates, *document.measures),
    }  # fmt: skip
    return [_plain(x, source) for x in layers[step]]


def _unit(unit: Unit, source: Source) -> dict[str, Any]:
    line, column = source.place(unit.start)
    return {
        "n": unit.n,
        "kind": unit.kind,
        "line": line,
        "column": column,
        "label": unit.label,
        "text": unit.text,
        "pieces": [[p.start, p.end] for p in unit.pieces],
    }


def _plain(value: Any, source: Source, without: tuple[str, ...] = ()) -> Any:
    if isinstance(value, Span):
        line, column = source.place(value.start)
        return {
            "start": value.start,
            "end": value.end,
            "line": line,
            "column": column,
            "text": source.text[value.start : value.end],
        }
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _plain(getattr(value, f.name), source)
            for f in dataclasses.fields(value)
            if f.name not in without
        }
    if isinstance(value, (list, tuple)):
        return [_plain(v, source) for v in value]
    return value


def corrections(document: Document, threshold: float | None = None) -> str:
    """Corrections as a table (TSV) for review: place, kind, reading of the source, correction, certainty, reasons, context."""
    rows = ["\t".join(("place", "kind", "source", "correction", "cert", "reasons", "context"))]
    source = document.source
    for c in document.corrections:
        if threshold is not None and c.cert < threshold:
            continue
        line, column = source.place(c.span.start)
        around = (
            source.text[max(0, c.span.start - 30) : c.span.start]
            + "["
            + c.sic
            + "]"
            + source.text[c.span.end : c.span.end + 30]
        )
        cells = (
            f"{source.name}:{line}:{column}",
            c.kind,
            c.sic,
            c.corr,
            f"{c.cert:.2f}",
            " ".join(c.evidence),
            around,
        )
        rows.append("\t".join(" ".join(cell.split()) for cell in cells))
    return "\n".join(rows) + "\n"


def side_by_side(document: Document, width: int) -> str:
    """Aligned units in two columns, with the kind of the group and its certainty."""
    column = max(20, (width - 14) // 2)
    lines: list[str] = []
    for alignment in document.alignments:
        left, right = document.structure.zone(alignment.left), document.structure.zone(alignment.right)
        lines.append(f"{left.id} | {right.id}")
        for bead in alignment.beads:
            lines += _row(bead, left, right, column)
    return "\n".join(lines) + "\n" if lines else "nothing is aligned: the document has one language\n"


def _row(bead: Bead, left: Zone, right: Zone, width: int) -> Iterator[str]:
    a, b = (_wrapped(z, ns, width) for z, ns in ((left, bead.left), (right, bead.right)))
    sign = f"{len(bead.left)}-{len(bead.right)} {bead.cert:.2f}"
    for i in range(max(len(a), len(b), 1)):
        yield f"{a[i] if i < len(a) else '':{width}} {sign if i == 0 else '':^10} {b[i] if i < len(b) else ''}".rstrip()
    yield ""


def _wrapped(zone: Zone, numbers: tuple[int, ...], width: int) -> list[str]:
    units = {u.n: u for u in zone.units}
    return [line for n in numbers for line in textwrap.wrap(units[n].text, width)]


# ---- places of ids -------------------------------------------------------------------------------------------------


def source_pointer(tei: bytes) -> str | None:
    """Path of the source file that a TEI made here points at."""
    m = _POINTER.search(tei.decode("utf-8", errors="replace"))
    return unquote(m["file"]) if m else None


def where(id: str, folder: Path) -> str:
    """File, line and text of an xml:id ("ru.t12", or "wcda-111244#ru.t12" where several files have it).

    Raises `UnreadableInput` if no file, or more than one, has it.
    """
    from lxml import etree

    from pipeline.encoding.header import reading

    document, sign, local = id.rpartition("#")
    files = [folder] if folder.is_file() else sorted(folder.glob(f"{document or '*'}.xml"))
    hits: list[tuple[Path, Any]] = []
    for file in files:
        root = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        hits += [(file, e) for e in root.iter() if e.get(_ID) == (local if sign else id)]
    if not hits:
        raise UnreadableInput(f"no file in {folder} has the id {id!r}")
    if len(hits) > 1:
        raise UnreadableInput(f"{len(hits)} files have the id {id!r}; say which: {hits[0][0].stem}#{id}")
    file, element = hits[0]
    lines = [f"{file}:{element.sourceline}: {etree.QName(element).localname}"]
    for pointer in _pointers(element):
        lines.append(_place(pointer, file))
    return "\n".join([*lines, reading(element)])


def _pointers(element: Any) -> list[re.Match[str]]:
    """Pointers of the element, or of what it contains."""
    own = list(_POINTER.finditer(element.get("source") or ""))
    inner = (m for e in element.iter() for m in _POINTER.finditer(e.get("source") or ""))
    return own or list(inner)


def _place(pointer: re.Match[str], tei: Path) -> str:
    for folder in (Path(), *tei.resolve().parents):
        path = folder / unquote(pointer["file"])
        if path.is_file():
            text = path.read_bytes().decode("utf-8")
            start = int(pointer["start"])
            return f"{pointer['file']}:{text.count(chr(10), 0, start) + 1}: {text[start : int(pointer['end'])][:200]!r}"
    return f"{pointer['file']}: not found"
