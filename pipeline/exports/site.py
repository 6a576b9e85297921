"""The reading edition as a folder of static files: pages, index, texts, the TEI itself.

Open `index.html`; it asks for nothing from outside and needs no server.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import Files, Options

DROPS = "nothing: the TEI lies beside the pages that show it."
OPTIONS = {"ui": "en"}


def export(files: Sequence[Path], options: Options) -> Files:
    """`index.html` (leads to the list), `html/`, `text/`, `parallel/`, `tei/`."""
    from pipeline.render import catalogue, edition, render

    for path, text in edition(files, dict(options)):
        yield path, text.encode()
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
