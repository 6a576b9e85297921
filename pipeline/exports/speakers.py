"""The words of each speaker: one plain text per person and language, over all documents, a turn per
paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import Files, Option, Options, collection

DROPS = """everything that is in no turn; all markup; the reading of the source where it was corrected. A
turn of two speakers stands in the file of each. Reported turns are in the recorder's words: `modality =
direct` leaves them out."""
NEEDS = "turns"
OPTIONS = {"modality": Option("", "turns of this modality alone", "direct | reported | mixed")}


def export(files: Sequence[Path], options: Options) -> Files:
    """`<language>/<person>.txt`, turns in the order of dates and texts, an empty line between."""
    texts: dict[str, list[str]] = {}
    for one in collection(files):
        for turn in one["turns"]:
            if options["modality"] in ("", turn.get("modality", "")):
                for person in turn["who"]:
                    texts.setdefault(f"{turn['lang']}/{person}.txt", []).append(turn["text"])
    for path, turns in sorted(texts.items()):
        yield path, ("\n\n".join(turns) + "\n").encode()
