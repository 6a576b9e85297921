"""Citations as BibTeX: one `@misc` entry per document, with its archival reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Files, Option, Options, collection
from pipeline.exports.csl import location

DROPS = "everything but the citation of each document; archival copies after the first; titles in further languages."
OPTIONS: dict[str, Option] = {}

#: A brace by its name: BibTeX counts braces, escaped ones too, and one too many ends the file for it.
_NAMED = {"{": "braceleft", "}": "braceright", "\\": "backslash", "~": "asciitilde", "^": "asciicircum"}
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "&%$#_"} | {c: f"\\text{n}{{}}" for c, n in _NAMED.items()})


def export(files: Sequence[Path], options: Options) -> Files:
    """`citations.bib`, in UTF-8."""
    yield "citations.bib", "\n".join(_entry(one["document"]) for one in collection(files)).encode()


def _entry(document: dict[str, Any]) -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(document) if value)
    return f"@misc{{{re.sub(r'[^A-Za-z0-9:_-]', '-', document['id'])},\n{fields}}}\n"


def _fields(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    first = document["references"][0] if document["references"] else {}
    yield "title", f"{{{_plain(document['title'])}}}"  # the second braces keep the capitals
    yield "year", document.get("date", "")[:4]
    yield "date", document.get("date", "")
    yield "translator", " and ".join(_name(name) for name in document["translators"])
    yield "organization", _plain(document.get("publisher", ""))
    yield "note", _plain(", ".join(filter(None, (first.get("archive"), location(first)))))
    yield "url", document.get("address", "")


def _name(name: str) -> str:
    """A name for a list of names, where "and" stands between two: one that has it is put in braces."""
    return f"{{{_plain(name)}}}" if " and " in name else _plain(name)


def _plain(text: str) -> str:
    return text.translate(_SPECIAL)
