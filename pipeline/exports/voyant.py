"""Corpora for Voyant Tools and AntConc: one ZIP of plain texts per language, a file per document.

Two corpora and not one, because stop words are chosen per corpus. Files are named by date, so that Voyant's
trends run through time.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.exports import File, Files, Option, Options, collection, zipped

DROPS = "all markup; page numbers; notes on the alignment; what the source had where it was corrected."
NEEDS = "text"
OPTIONS = {
    "reading": Option(
        "corrected", "of a damaged word; original: letter for letter as in the source", "corrected | original"
    )
}


def export(files: Sequence[Path], options: Options) -> Files:
    """`corpus-<language>.zip`, in it `<date>_<id>_<language>.txt`: the text of a division, unwrapped,
    UTF-8.
    """
    from pipeline.rendering import catalogue, render

    found: dict[str, list[File]] = {}
    dates = {one["document"]["id"]: one["document"].get("date", "undated") for one in collection(files)}
    for entry in catalogue(files):
        for division, language in zip(entry.divisions, entry.languages, strict=True):
            params: dict[str, str | int] = {"lang": division, "reading": options["reading"], "width": 0}
            name = f"{dates[entry.id]}_{entry.id}_{language}.txt"
            found.setdefault(language, []).append((name, render(entry.path, "text", params).encode()))
    for language, texts in sorted(found.items()):
        yield f"corpus-{language}.zip", zipped(sorted(texts))
