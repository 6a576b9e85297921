"""The TEI as it is, shown in the browser by CETEIcean: a page per document with behaviours and a style.

CETEIcean itself is not part of this: give its `CETEI.js` by the option `library`, or lay it beside the pages.
The pages fetch the TEI, so they want a web server (`python -m http.server`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import Files, Option, Options, filled, templates

DROPS = """nothing: the TEI lies beside the page. The page shows the corrected reading, with that of the source as
a hint, and hides header, registers and page numbers; names are no links, certainty and alignment are not shown;
there is no parallel view."""
OPTIONS = {
    "library": Option(
        "",
        "the CETEI.js to pack in: dist/CETEI.js of the npm package CETEIcean; else put it beside the pages",
        "file",
    )
}


def to_do(options: Options) -> str:
    """What is missing for the pages to show anything."""
    return (
        "" if options["library"] else "put CETEI.js (npm package CETEIcean, dist/CETEI.js) beside the pages"
    )


def export(files: Sequence[Path], options: Options) -> Files:
    """`<id>.html`, `tei/<file>`, `behaviours.js`, `style.css`, and `CETEI.js` if it was given."""
    from pipeline.rendering import catalogue

    parts = templates("ceteicean")
    for entry in catalogue(files):
        tei = f"tei/{entry.path.name}"
        yield tei, entry.path.read_bytes()
        yield f"{entry.id}.html", filled(parts["page.html"], {"title": entry.title, "tei": tei})
    yield from ((name, parts[name].encode()) for name in ("behaviours.js", "style.css"))
    if options["library"]:
        yield "CETEI.js", Path(options["library"]).read_bytes()
