"""Translators' brackets that quote the original → the words they quote: "[ne sozrel]" → «не созрел».

The counterpart of the paragraph tells where to look; the words are found by their transliteration, whatever the scheme, and may
differ in the ending. A free, human-made word alignment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Alignment, Document, Insertion, Span, Term, Unit

_WORD = re.compile(r"[^\W\d_]+(?:['’ʹ-][^\W\d_]+)*")
_SIC = re.compile(r"^\[\s*(?:sic\b[,:]?\s*)?", re.I)
#: Least likeness of a term and its transliteration; endings may differ.
_LEAST = 72.0


def find_terms(document: Document) -> tuple[Term, ...]:
    """The quoted words that can be found, in the order of the brackets."""
    out: list[Term] = []
    for insertion in document.insertions:
        if insertion.kind == "source-term":
            out.extend(_find(insertion, document))
    return tuple(out)


def _find(insertion: Insertion, document: Document) -> Iterator[Term]:
    text = document.source.text[insertion.span.start : insertion.span.end]
    # "[dogovorit'sya, which can also mean …]": the term ends where the explanation begins.
    words = _WORD.findall(_SIC.sub("", text).partition(",")[0])
    if not words or len(words) > 6:
        return
    best: tuple[float, str, Span] | None = None
    for alignment in document.alignments:
        for zone, unit in _counterparts(insertion, alignment, document):
            for score, span in _candidates(unit, words):
                if best is None or score > best[0]:
                    best = (score, zone, span)
    if best and best[0] >= _LEAST:
        yield Term(insertion.span, best[2], best[1], round(best[0] / 100, 2))


def _counterparts(
    insertion: Insertion, alignment: Alignment, document: Document
) -> Iterator[tuple[str, Unit]]:
    left, right = document.structure.zone(alignment.left), document.structure.zone(alignment.right)
    numbers = {u.n for u in right.units if u.start <= insertion.span.start < u.end}
    units = {u.n: u for u in left.units}
    for bead in alignment.beads:
        if numbers & set(bead.right):
            yield from ((left.id, units[n]) for n in bead.left)


def _candidates(unit: Unit, words: list[str]) -> Iterator[tuple[float, Span]]:
    from rapidfuzz import fuzz

    term = " ".join(words).casefold().replace("'", "").replace("’", "")
    found = list(_WORD.finditer(unit.text))
    for i in range(len(found) - len(words) + 1):
        first, last = found[i], found[i + len(words) - 1]
        romanised = _romanised(" ".join(m[0] for m in found[i : i + len(words)]))
        if romanised[:2] == term[:2] or romanised[:1] == term[:1]:
            yield fuzz.ratio(romanised, term), unit.span(first.start(), last.end())


def _romanised(text: str) -> str:
    from pipeline.transliteration import romanise

    return romanise(text, "bgn").casefold().replace("'", "").replace("’", "").replace("ʹ", "")
