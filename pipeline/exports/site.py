"""The reading edition as a folder of static files: pages, index, texts, the TEI itself.

Open `index.html`; it asks for nothing from outside and, but for the search, needs neither server nor script.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import Files, Option, Options, collection, ui_languages
from pipeline.exports._search import bundles

DROPS = """nothing: the TEI lies beside the pages that show it. The search lists the first hundred passages it
finds."""
NEEDS = "text"
OPTIONS = {
    "ui": Option("en", "language of headings and labels", " | ".join(ui_languages())),
    "search": Option("no", "full-text search, made by Pagefind", "yes | no"),
}


def export(files: Sequence[Path], options: Options) -> Files:
    """`index.html` (leads to the list), `html/`, `text/`, `parallel/`, `tei/`, and `pagefind/` if asked for.

    Raises `MissingPart` where a search is wanted and Pagefind is not installed.
    """
    from pipeline.rendering import catalogue, edition, render, render_index

    shared = {"ui": options["ui"]}
    searched = options["search"] == "yes"
    for path, text in edition(files, shared):
        if path == "html/index.html" and searched:
            text = render_index(files, {**shared, "search-href": "search.html"})
        yield path, text.encode()
    if searched:
        yield "html/search.html", render_index(files, shared, page="search").encode()
        yield from bundles(collection(files))
    for entry in catalogue(files):
        yield f"tei/{entry.path.name}", entry.path.read_bytes()
        if len(entry.divisions) > 1:
            yield f"parallel/{entry.id}.tsv", render(entry.path, "parallel").encode()
    yield "index.html", _DOOR.encode()


_DOOR = """<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8"><title>Documents by date</title>
<meta http-equiv="refresh" content="0; url=html/index.html"></head>
<body><p><a href="html/index.html">Documents by date</a></p></body></html>
"""
