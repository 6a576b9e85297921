"""Line files for machine translation (Moses): per document, line n of one language translates line n of the
other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import Files, Option, Options, collection

DROPS = """text without a counterpart in the other language; ids, speakers (the label of a turn stays as words) and
all markup; the reading of the source where it was corrected. The paragraphs of a group of several are joined on one
line."""
NEEDS = "alignment"
OPTIONS = {"min-cert": Option("0", "groups of a lower certainty are left out", "share")}

#: Words of certainty that people use, as numbers (as `z:certainty` of `xslt/lib/reading.xsl`).
_WORDS = {"high": 0.95, "medium": 0.75, "low": 0.5, "unknown": 0.0, "": 1.0}


def export(files: Sequence[Path], options: Options) -> Files:
    """`<id>.<language>` twice for each document in two languages; no line is empty."""
    least = float(options["min-cert"])
    for one in collection(files):
        languages = list(dict.fromkeys(one["document"]["languages"]))
        beads = [
            b for b in one["alignment"] if b["left-text"] and b["right-text"] and _cert(b["cert"]) >= least
        ]
        if len(languages) < 2 or not beads:
            continue
        for language, side in zip(languages[:2], ("left-text", "right-text"), strict=True):
            lines = "".join(f"{bead[side]}\n" for bead in beads)
            yield f"{one['document']['id']}.{language}", lines.encode()


def _cert(value: str) -> float:
    return _WORDS[value] if value in _WORDS else float(value)
