"""Which passages of the two languages say the same, roughly: enough to pair names, before the alignment
proper.

A monotone path of least cost after Gale and Church (1993), with names and numbers known on both sides as
anchors.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from pipeline.model import Alignment
from pipeline.names.found import Layer
from pipeline.names.passage import Passage

_NUMBER = re.compile(r"\d+")
_SKIP = 1.0
_MERGE = 0.35
_MOVES = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2))


def counterparts(layer: Layer, alignment: Alignment | None) -> dict[int, tuple[int, ...]]:
    """Passage number → numbers of the passages of the other language that stand for it; empty with one
    language.
    """
    zones: dict[str, list[Passage]] = {}
    for p in layer.passages:
        zones.setdefault(p.zone, []).append(p)
    if alignment is not None and {alignment.left, alignment.right} <= set(zones):
        return _given(zones, alignment)
    originals = [z for z, ps in zones.items() if ps[0].unit.zone == "original"]
    translations = [z for z, ps in zones.items() if ps[0].unit.zone == "translation"]
    if not originals or not translations:
        return {}
    left, right = max(originals, key=lambda z: len(zones[z])), max(translations, key=lambda z: len(zones[z]))
    return _paired(zones[left], zones[right], layer)


def _given(zones: Mapping[str, Sequence[Passage]], alignment: Alignment) -> dict[int, tuple[int, ...]]:
    left = {p.unit.n: p.n for p in zones[alignment.left]}
    right = {p.unit.n: p.n for p in zones[alignment.right]}
    out: dict[int, tuple[int, ...]] = {}
    for bead in alignment.beads:
        ours = tuple(left[n] for n in bead.left if n in left)
        theirs = tuple(right[n] for n in bead.right if n in right)
        out |= dict.fromkeys(ours, theirs) | dict.fromkeys(theirs, ours)
    return out


def _paired(left: Sequence[Passage], right: Sequence[Passage], layer: Layer) -> dict[int, tuple[int, ...]]:
    anchors = {p.n: _anchors(p, layer) for p in (*left, *right)}
    ratio = sum(len(p.text) for p in right) / max(1, sum(len(p.text) for p in left))
    path = _path(left, right, anchors, ratio)
    out: dict[int, tuple[int, ...]] = {}
    for i, j, di, dj in path:
        ours = tuple(p.n for p in left[i - di : i])
        theirs = tuple(p.n for p in right[j - dj : j])
        out |= dict.fromkeys(ours, theirs) | dict.fromkeys(theirs, ours)
    return out


def _anchors(passage: Passage, layer: Layer) -> frozenset[str]:
    names = {f.ref or f.readings[0][0] for f in layer.of(passage.n) if f.ref or f.readings}
    return frozenset(names) | frozenset(_NUMBER.findall(passage.text))


def _path(
    left: Sequence[Passage], right: Sequence[Passage], anchors: Mapping[int, frozenset[str]], ratio: float
) -> list[tuple[int, int, int, int]]:
    """Steps (i, j, units taken left, right) of the cheapest path, within a band around the diagonal."""
    n, m = len(left), len(right)
    band = max(20, round(1.2 * math.sqrt(max(n, m))), abs(n - m) // 3)
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    for i in range(n + 1):
        middle = round(i * m / max(1, n))
        for j in range(max(0, middle - band), min(m, middle + band) + 1):
            if i or j:
                step = _cheapest(i, j, best, left, right, anchors, ratio)
                if step is not None:
                    best[i, j] = step
    i, j = n, m
    out = []
    while (i or j) and (i, j) in best:
        _, di, dj = best[i, j]
        out.append((i, j, di, dj))
        i, j = i - di, j - dj
    return out[::-1]


def _cheapest(
    i: int,
    j: int,
    best: Mapping[tuple[int, int], tuple[float, int, int]],
    left: Sequence[Passage],
    right: Sequence[Passage],
    anchors: Mapping[int, frozenset[str]],
    ratio: float,
) -> tuple[float, int, int] | None:
    found: tuple[float, int, int] | None = None
    for di, dj in _MOVES:
        before = best.get((i - di, j - dj))
        if before is None:
            continue
        cost = before[0] + _cost(left[i - di : i], right[j - dj : j], anchors, ratio)
        if found is None or cost < found[0]:
            found = (cost, di, dj)
    return found


def _cost(
    ours: Sequence[Passage], theirs: Sequence[Passage], anchors: Mapping[int, frozenset[str]], ratio: float
) -> float:
    if not ours or not theirs:
        return _SKIP
    a = sum(len(p.text) for p in ours) * ratio + 8
    b = sum(len(p.text) for p in theirs) + 8
    one = anchors[ours[0].n] if len(ours) == 1 else anchors[ours[0].n] | anchors[ours[1].n]
    two = anchors[theirs[0].n] if len(theirs) == 1 else anchors[theirs[0].n] | anchors[theirs[1].n]
    shared = len(one & two) / len(one | two) if one or two else 0.3
    kind = 0.0 if ours[0].unit.kind == theirs[0].unit.kind else 0.3
    return abs(math.log(a / b)) + 1.2 * (1 - shared) - 0.5 + kind + _MERGE * (len(ours) + len(theirs) - 2)
