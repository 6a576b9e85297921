"""CITATION.cff 1.2: how to cite the collection, with a reference to each document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Files, Option, Options, collection

DROPS = """everything but the citation of each document; titles in further languages; dates that are not of a
day. The format wants an author and knows only dates of publication: the publisher of the source stands as author,
the date of the document as that of its publication."""
OPTIONS = {
    "title": Option("Archival records in TEI", "title of the collection"),
    "author": Option("", "who is cited as author; else the publisher of the source"),
    "version": Option("", "version of the collection"),
    "date": Option("", "when that version was published", "day"),
}


def export(files: Sequence[Path], options: Options) -> Files:
    """`CITATION.cff`; no licence, because the texts keep the terms of their publisher."""
    found = [one["document"] for one in collection(files)]
    author = options["author"] or next((d["publisher"] for d in found if "publisher" in d), "unknown")
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite the collection and the documents you used.",
        "type: dataset",
        f"title: {_quoted(options['title'])}",
        "authors:",
        f"  - name: {_quoted(author)}",
    ]
    lines += [f"version: {_quoted(options['version'])}"] if options["version"] else []
    lines += [f"date-released: {options['date']}"] if options["date"] else []
    lines.append("references:" if found else "references: []")
    for document in found:
        lines += _reference(document, author)
    yield "CITATION.cff", ("\n".join(lines) + "\n").encode()


def _reference(document: dict[str, Any], author: str) -> Iterator[str]:
    yield "  - type: historical-work"
    yield f"    title: {_quoted(document['title'])}"
    yield "    authors:"
    yield f"      - name: {_quoted(document.get('publisher', author))}"
    if document["translators"]:
        yield "    translators:"
        yield from (f"      - name: {_quoted(name)}" for name in document["translators"])
    if len(document.get("date", "")) == 10:
        yield f"    date-published: {document['date']}"
    if document["shelfmarks"]:
        yield f"    notes: {_quoted('; '.join(document['shelfmarks']))}"
    if "address" in document:
        yield f"    url: {_quoted(document['address'])}"


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar: JSON's strings are such."""
    return json.dumps(text, ensure_ascii=False)
