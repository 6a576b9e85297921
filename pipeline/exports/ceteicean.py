"""The TEI as it is, shown in the browser by CETEIcean: a page per document with behaviours and a style.

CETEIcean itself is not part of this: give its `CETEI.js` by the option `library`, or lay it beside the pages.
The pages fetch the TEI, so they want a web server (`python -m http.server`).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.exports import Files, Options

DROPS = """nothing: the TEI lies beside the page. The page shows the corrected reading and hides header and
registers; there is no parallel view."""
#: `library`: path of a CETEI.js (npm package CETEIcean) to pack in.
OPTIONS = {"library": ""}


def export(files: Sequence[Path], options: Options) -> Files:
    """`<id>.html`, `tei/<file>`, `behaviours.js`, `style.css`, and `CETEI.js` if it was given."""
    from pipeline.render import catalogue

    for entry in catalogue(files):
        tei = f"tei/{entry.path.name}"
        yield tei, entry.path.read_bytes()
        yield (
            f"{entry.id}.html",
            _PAGE.format(title=escape(entry.title), tei=escape(tei, quote=True)).encode(),
        )
    yield "behaviours.js", _BEHAVIOURS.encode()
    yield "style.css", _STYLE.encode()
    if options["library"]:
        library = Path(options["library"])
        if not library.is_file():
            raise UsageError(f"{library}: the option library wants the file CETEI.js")
        yield "CETEI.js", library.read_bytes()


_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width,
initial-scale=1"> <title>{title}</title><link rel="icon" href="data:,"><link rel="stylesheet"
href="style.css"> <script src="CETEI.js"></script><script src="behaviours.js"></script></head> <body><main
id="tei"></main><script> const c = new CETEI(); c.addBehaviors(behaviours); c.getHTML5("{tei}", data => {{
document.getElementById("tei").replaceChildren(data); document.body.dataset.done = "yes"; }});
</script></body></html>
"""
#: What differs from CETEIcean's own behaviours: of a choice the reading, a folio number, no registers.
_BEHAVIOURS = """const behaviours = {
  tei: {
    choice: e => { e.title = [...e.querySelectorAll("tei-sic, tei-orig")].map(s => s.textContent).join(" /
    "); }, pb: [["[n]", ["<span class='folio'>f. $@n</span>"]]], gap: ["<span class='gap'>", "</span>"],
  }
};
"""
_STYLE = """body { font: 1.05rem/1.6 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
tei-teiheader, tei-standoff, tei-sic, tei-orig, tei-fw, tei-pc[force=weak] { display: none; }
tei-p, tei-head, tei-sp, tei-list, tei-item, tei-opener, tei-closer, tei-div { display: block; margin-block:
.6rem; } tei-head { font-weight: 600; } tei-speaker { font-weight: 600; display: block; } tei-div + tei-div
{ border-top: 1px solid; padding-top: 1rem; } .folio { font-size: .75rem; opacity: .7; }
"""
