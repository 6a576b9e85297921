"""Citations as CSL-JSON, for Zotero and every CSL processor: one item per document, with its archival
reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Files, Option, Options, collection, encoded

DROPS = "everything but the citation of each document; archival copies after the first; titles in further languages."
OPTIONS: dict[str, Option] = {}


def export(files: Sequence[Path], options: Options) -> Files:
    """`citations.json`: an array of items."""
    yield "citations.json", encoded([item(one["document"]) for one in collection(files)])


def item(document: dict[str, Any]) -> dict[str, Any]:
    """A document as a CSL item of type `document` (CSL 1.0.2); a field only where the header says
    something.
    """
    first = document["references"][0] if document["references"] else {}
    found: dict[str, Any] = {
        "id": document["id"],
        "type": "document",
        "title": document["title"],
        "issued": {"date-parts": [[int(n) for n in document["date"].split("-")]]}
        if "date" in document
        else None,
        "translator": [name_parts(name) for name in document["translators"]],
        "archive": first.get("archive"),
        "archive_location": location(first),
        "source": document.get("publisher"),
        "number": document.get("number"),
        "URL": document.get("address"),
        "language": document["languages"][0] if document["languages"] else None,
        "abstract": document.get("abstract"),
    }
    return {key: value for key, value in found.items() if value}


def location(reference: dict[str, str]) -> str:
    """ "f. 45, op. 1, d. 329, ll. 29-38": what the reference has of it."""
    parts = (("fond", "f."), ("opis", "op."), ("delo", "d."), ("papka", "papka"), ("listy", "ll."))
    return ", ".join(f"{label} {reference[key]}" for key, label in parts if key in reference)


def name_parts(name: str) -> dict[str, str]:
    """Family and given name, of "Gary Goldberg" as of "Goldberg, Gary"; a single word, or a name with "and",
    which is none of one person, whole.
    """
    if " and " in name:
        return {"literal": name}
    family, _, given = name.partition(", ")
    if not given:
        given, _, family = name.rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": name}
