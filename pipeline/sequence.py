"""Openings of all divisions → the same with every speaker settled: by alternation, by the other language, by
who "he" is.

A damaged name alone seldom decides. The sequence does: in a talk of two the one who spoke last is unlikely to
begin again, and the other
language tells the same turns in the same order (global alignment in a band, Needleman and Wunsch 1970).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.openings import Opening

#: Openings surer than this are left alone and are evidence for the others.
_SURE = 0.9
_BAND = 60
#: What a partner in the other language, and alternation, add to likeness.
_PARTNER, _ALTERNATION = 0.3, 0.12


def settle(openings: Sequence[list[Opening]]) -> list[list[Opening]]:
    """Settle pronouns and uncertain speakers in every division; the lists are changed in place and
    returned."""
    for listed in openings:
        listed[:] = _pronouns(listed)
        _alternate(listed)
    for i, listed in enumerate(openings):
        for j, other in enumerate(openings):
            if i != j and any(o.cert < _SURE for o in listed):
                _compare(listed, other)
    return list(openings)


def _pronouns(listed: list[Opening]) -> list[Opening]:
    """ "He" is whoever spoke before the recorder; where nobody did, or he speaks already, it opens no
    turn."""
    out: list[Opening] = []
    others: list[str] = []
    for o in listed:
        if not o.pronoun:
            out.append(o)
            if not o.evidence[0].startswith("first person"):
                others.append(o.ref)
            continue
        last = out[-1] if out else None
        if last is None or not others or not last.evidence[0].startswith("first person"):
            continue
        o.chances = [(others[-1], 1.0)]
        o.evidence.append("whoever spoke before the recorder")
        out.append(o)
    return out


def _alternate(listed: list[Opening]) -> None:
    """Between two turns of one speaker stands another; beside a sure turn, its speaker is unlikely to begin
    again."""
    for i, o in enumerate(listed):
        if o.cert >= _SURE or len(o.chances) < 2:
            continue
        beside = {
            n.ref
            for n in (listed[i - 1] if i else None, listed[i + 1] if i + 1 < len(listed) else None)
            if n and n.cert >= _SURE
        }
        if beside:
            _weigh(o, dict.fromkeys(beside, -_ALTERNATION), "alternation")


def _weigh(o: Opening, add: dict[str, float], why: str) -> None:
    before = o.ref
    o.chances = sorted(((r, s + add.get(r, 0.0)) for r, s in o.chances), key=lambda c: -c[1])
    margin = o.chances[0][1] - o.chances[1][1] if len(o.chances) > 1 else o.chances[0][1]
    if o.ref != before:
        o.evidence.append(f"{why} speaks for {o.ref}")
        o.cert = round(min(o.cert, 0.4 + 0.5 * min(1.0, margin)), 2)
    elif margin > 0.2:
        o.cert = round(min(0.95, o.cert + 0.05), 2)


def _compare(listed: list[Opening], other: list[Opening]) -> None:
    for i, j in aligned([o.ref for o in listed], [o.ref for o in other], [o.cert for o in listed]):
        o, partner = listed[i], other[j]
        if o.cert >= _SURE or partner.cert < _SURE:
            continue
        if partner.ref not in {r for r, _ in o.chances}:
            o.chances.append((partner.ref, 0.1))
        same = o.ref == partner.ref
        _weigh(o, {partner.ref: _PARTNER}, "the other language")
        if same:
            o.cert = round(min(0.97, o.cert + 0.1), 2)
            o.evidence.append("the other language has the same speaker here")


def aligned(
    left: Sequence[str], right: Sequence[str], certs: Sequence[float] | None = None
) -> list[tuple[int, int]]:
    """Pairs of positions of two sequences of speakers, in order. Linear: only a band around the diagonal is
    looked at."""
    n, m = len(left), len(right)
    if not n or not m:
        return []
    width = _BAND + abs(n - m)
    sure = certs or [1.0] * n
    back: list[dict[int, int]] = []
    before = {j: -0.4 * j for j in range(min(m, width) + 1)}
    for i in range(1, n + 1):
        centre = i * m // n
        row: dict[int, float] = {}
        steps: dict[int, int] = {}
        for j in range(max(0, centre - width), min(m, centre + width) + 1):
            row[j], steps[j] = _step(before, row, j, left[i - 1], right, sure[i - 1])
        back.append(steps)
        before = row
    pairs: list[tuple[int, int]] = []
    i, j = n, m
    while i > 0 and j > 0:
        step = back[i - 1].get(j, 1)
        if step == 0:
            pairs.append((i - 1, j - 1))
        i, j = (i - 1, j - 1) if step == 0 else (i - 1, j) if step == 1 else (i, j - 1)
    return pairs[::-1]


def _step(
    before: dict[int, float], row: dict[int, float], j: int, ref: str, right: Sequence[str], sure: float
) -> tuple[float, int]:
    """The best score at a cell and where it comes from: 0 a pair, 1 a gap on the right, 2 a gap on the
    left."""
    low = -1e9
    options = [(before.get(j, low) - 0.4, 1)]
    if j > 0:
        match = 1.0 if ref == right[j - 1] else -0.5 if sure >= _SURE else 0.3
        options += [(before.get(j - 1, low) + match, 0), (row.get(j - 1, low) - 0.4, 2)]
    return max(options, key=lambda o: (o[0], -o[1]))
