"""Names → the words of them that OCR hurt.

A mention that has a reading says so itself. The name that opens a paragraph (the label of a speech, or the subject of
its report) is in the nominative: where most labels of a person are written one way, a lone other way is damage.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.confusion import cost
from pipeline.model import Mention, Unit

#: A way of writing counts as the usual one from this number of labels on, and if it is this much more frequent.
USUAL, TIMES = 3, 3
#: Share of the letters that damage may cost in a label.
HURT = 0.5
_VARIANT = str.maketrans("эё", "ее", "- ")


def read_labels(units: Sequence[Unit], mentions: Sequence[Mention], lang: str) -> tuple[Mention, ...]:
    """The mentions, with readings added to damaged labels."""
    openings = _openings(units)
    labels = {
        i: text
        for i, m in enumerate(mentions)
        if m.kind == "person" and m.ref and m.reading is None and (text := _surface(openings, m))
    }
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for i, text in labels.items():
        ways[mentions[i].ref or ""][text] += 1
    usual = {ref: way for ref, counted in ways.items() if (way := _usual(counted))}
    return tuple(
        _read(m, labels[i], usual[m.ref], lang) if i in labels and m.ref in usual else m
        for i, m in enumerate(mentions)
    )


def _openings(units: Sequence[Unit]) -> dict[int, Unit]:
    """Source offset of the first letter of a unit → the unit."""
    out: dict[int, Unit] = {}
    for unit in units:
        first = re.search(r"[^\W_]", unit.text)
        if first:
            out[unit.offsets[first.start()]] = unit
    return out


def _surface(openings: dict[int, Unit], mention: Mention) -> str | None:
    """A mention as it stands in the running text, if a unit opens with it."""
    unit = openings.get(mention.span.start)
    return unit.text[unit.at(mention.span.start) : unit.at(mention.span.end)] if unit else None


def _usual(ways: Counter[str]) -> str | None:
    ranked = sorted(ways, key=lambda w: (-ways[w], w))
    best = ways[ranked[0]]
    if best < USUAL or (len(ranked) > 1 and best < TIMES * ways[ranked[1]]):
        return None
    return ranked[0]


def _read(mention: Mention, surface: str, way: str, lang: str) -> Mention:
    if surface == way or len(surface.split()) != len(way.split()):
        return mention
    if surface.lower().translate(_VARIANT) == way.lower().translate(_VARIANT) and surface[:1].isupper():
        return mention
    share = cost(surface, way, lang) / len(way)
    if share > HURT:
        return mention
    cert = min(mention.cert, round(max(0.6, 0.97 - 0.8 * share), 2))
    return replace(mention, reading=way, cert=cert, evidence=(*mention.evidence, "usual label"))
