"""Citations as RIS, for EndNote, Zotero and library catalogues: one record per document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Files, Option, Options, collection
from pipeline.exports.csl import location, name_parts

DROPS = "everything but the citation of each document; archival copies after the first; titles in further languages."
OPTIONS: dict[str, Option] = {}


def export(files: Sequence[Path], options: Options) -> Files:
    """`citations.ris`: UTF-8, CRLF as the format wants."""
    records = (
        "".join(f"{tag}  - {value}\r\n" for tag, value in _tags(one["document"])) for one in collection(files)
    )
    yield "citations.ris", "\r\n".join(records).encode()


def _tags(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    first = document["references"][0] if document["references"] else {}
    yield "TY", "UNPB"
    found = [
        ("ID", document["id"]),
        ("TI", document["title"]),
        *(("A4", _inverted(name)) for name in document["translators"]),
        ("PY", document.get("date", "")[:4]),
        ("DA", document.get("date", "").replace("-", "/")),
        ("AB", document.get("abstract", "")),
        ("AV", ", ".join(filter(None, (first.get("archive"), location(first))))),
        ("M1", document.get("number", "")),
        ("PB", document.get("publisher", "")),
        ("LA", "; ".join(document["languages"])),
        ("UR", document.get("address", "")),
    ]
    yield from ((tag, " ".join(value.split())) for tag, value in found if value)
    yield "ER", ""


def _inverted(name: str) -> str:
    """ "Goldberg, Gary": the order that RIS wants."""
    parts = name_parts(name)
    return parts.get("literal") or f"{parts['family']}, {parts['given']}"
