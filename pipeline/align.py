"""Two divisions of a Structure → Alignment: which units of the one answer to which units of the other.

TEI Guidelines 17.5 (correspondence and alignment). Units that are not running text (page numbers, stamps, rubble) take no
part; every other unit stands in exactly one bead, in order. Everything beyond the units themselves (turns, mentions, dates)
is optional evidence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.bitext import (
    Group,
    Scorer,
    Segment,
    Side,
    chance_of_speaker,
    dictionary_keys,
    learn,
    length_ratio,
    length_spread,
    stems_of,
    weigh,
)
from pipeline.lattice import Link, anchors, refine, search
from pipeline.model import Alignment, Bead, DateMention, Measure, Mention, Structure, Turn, Unit, Zone
from pipeline.scripts import script_of_language


def align(
    left: Zone,
    right: Zone,
    *,
    turns: Sequence[Turn] = (),
    mentions: Sequence[Mention] = (),
    dates: Sequence[DateMention] = (),
    measures: Sequence[Measure] = (),
    authority: Any = None,
) -> Alignment:
    """Beads of two zones, monotone, covering every text unit of both once (Gale and Church 1993; Varga et al. 2005).

    `turns`, `mentions` and `dates` may belong to other zones too; those are passed over. `cert` of a bead is the share of
    such beads that are right. The result does not depend on which zone is called left.
    """
    if _rank(right) < _rank(left):
        there = align(
            right, left, turns=turns, mentions=mentions, dates=dates, measures=measures, authority=authority
        )
        return mirrored(there)
    ours, theirs = text_units(left), text_units(right)
    one = _segments(left, ours, turns, mentions, dates)
    other = _segments(right, theirs, turns, mentions, dates)
    links, scorer = pair(Side(one), Side(other))
    beads = tuple(
        Bead(
            tuple(u.n for u in ours[slice(*link.left)]), tuple(u.n for u in theirs[slice(*link.right)]),
            calibrated(link), evidence(link, scorer),
        )
        for link in links
    )  # fmt: skip
    return Alignment(left.id, right.id, beads)


def align_all(structure: Structure, **layers: Any) -> tuple[Alignment, ...]:
    """Every original with every translation; without an original, the translations with each other.

    Several originals are aligned with each other, too. `layers` are the keyword arguments of `align`.
    """
    originals = [z for z in structure.zones if z.role == "original"]
    others = [z for z in structure.zones if z.role != "original"]
    pairs = [(a, b) for i, a in enumerate(originals) for b in [*originals[i + 1 :], *others]]
    if not originals:
        pairs = [(a, b) for i, a in enumerate(others) for b in others[i + 1 :]]
    if len(pairs) > _MOST_PAIRS:
        pairs = _beside(structure)
    return tuple(align(a, b, **layers) for a, b in pairs)


#: Pairs of divisions from which on only those are aligned that stand beside each other.
_MOST_PAIRS = 12


def _beside(structure: Structure) -> list[tuple[Zone, Zone]]:
    """Each translation with the last original before it: of records one behind the other in one file."""
    last: Zone | None = None
    out: list[tuple[Zone, Zone]] = []
    for zone in structure.zones:
        if zone.role == "original":
            last = zone
        elif last is not None:
            out.append((last, zone))
    return out


def mirrored(alignment: Alignment) -> Alignment:
    """The same alignment, its sides exchanged."""
    beads = tuple(Bead(b.right, b.left, b.cert, b.evidence) for b in alignment.beads)
    return Alignment(alignment.right, alignment.left, beads)


def text_units(zone: Zone) -> list[Unit]:
    """Units that take part in an alignment."""
    return [u for u in zone.units if not u.is_furniture]


def _rank(zone: Zone) -> tuple[str, str, int, str]:
    return zone.lang, zone.id, len(zone.units), zone.units[0].text if zone.units else ""


def _segments(
    zone: Zone,
    units: Sequence[Unit],
    turns: Iterable[Turn],
    mentions: Iterable[Mention],
    dates: Iterable[DateMention],
) -> list[Segment]:
    home = _Home(units)
    refs: dict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        at = home.of(mention.span.start)
        if at is not None and mention.ref and mention.cert >= 0.5:
            refs[at].add(mention.ref)
    days: dict[int, set[str]] = defaultdict(set)
    for date in dates:
        at = home.of(date.span.start)
        value = date.when or date.from_ or date.not_before
        if at is not None and value:
            days[at].add(value)
    starts, within = _speech([t for t in turns if t.zone == zone.id], home)
    return [
        Segment(
            u.text, u.lang, u.kind, u.label, None if starts is None else starts.get(i, ()), within.get(i, ()),
            frozenset(refs[i]), frozenset(days[i]),
        )
        for i, u in enumerate(units)
    ]  # fmt: skip


class _Home:
    """Which of the units a place in the source belongs to."""

    def __init__(self, units: Sequence[Unit]) -> None:
        pieces = sorted((p.start, p.end, i) for i, u in enumerate(units) for p in u.pieces)
        self._starts = [p[0] for p in pieces]
        self._pieces = pieces
        self.index: Mapping[int, int] = {u.n: i for i, u in enumerate(units)}

    def of(self, offset: int) -> int | None:
        at = bisect_right(self._starts, offset) - 1
        return self._pieces[at][2] if at >= 0 and offset < self._pieces[at][1] else None


def _speech(
    turns: Sequence[Turn], home: _Home
) -> tuple[dict[int, tuple[str, ...]] | None, dict[int, tuple[str, ...]]]:
    """Speakers who begin in each unit (None without any turns), and who is speaking when a unit begins."""
    if not turns:
        return None, {}
    starts: dict[int, tuple[str, ...]] = {}
    within: dict[int, tuple[str, ...]] = {}
    for turn in turns:
        inside = [home.index[n] for n in turn.units if n in home.index]
        if not inside:
            continue
        name = "+".join(turn.speakers)
        starts[inside[0]] = (*starts.get(inside[0], ()), name)
        for i in inside[1:]:
            within[i] = turn.speakers
    return starts, within


def pair(left: Side, right: Side) -> tuple[list[Link], Scorer]:
    """Links of two sides: roughly on what they share, then closely, with the dictionary that the first pass taught."""
    rough, scorer = _first(left, right)
    sure = [k for k in rough if k.posterior >= 0.8 and k.left[0] < k.left[1] and k.right[0] < k.right[1]]
    if len(sure) >= 5:
        _teach(left, right, sure)
        scorer = _scorer(left, right, sure)
    return refine(left, right, scorer, rough), scorer


def _first(left: Side, right: Side) -> tuple[list[Link], Scorer]:
    """A rough path and its scorer. Where the whole text, its middle segments and what is usual disagree on the ratio of
    lengths, as when a long part is missing on one side, each is tried."""
    scorer = _scorer(left, right)
    rough, best = search(left, right, scorer)
    if not len(left) or not len(right):
        return rough, scorer
    tried = [scorer.ratio]
    likely = [length_ratio(_middle(left.letters), _middle(right.letters))]
    if _same_letters(left, right):
        likely.append(0.0)
    for ratio in likely:
        if all(abs(ratio - t) > 0.2 for t in tried):
            tried.append(ratio)
            second = replace(scorer, ratio=ratio)
            other, score = search(left, right, second)
            if score > best:
                rough, best, scorer = other, score, second
    return rough, scorer


def _same_letters(left: Side, right: Side) -> bool:
    """Whether both texts are in scripts that spend about as many signs on a text (alphabets)."""
    scripts = [script_of_language(side.segments[0].lang) for side in (left, right)]
    return all(s in ("Latn", "Cyrl", "Grek", "Armn", "Geor") for s in scripts)


def _middle(counts: Sequence[int]) -> list[int]:
    """The middle half of some counts by size."""
    quarter = len(counts) // 4
    return sorted(counts)[quarter : len(counts) - quarter]


def _teach(left: Side, right: Side, sure: Sequence[Link]) -> None:
    """Give both sides the entries of the dictionary that their sure links teach."""
    ours, theirs = [stems_of(s.text) for s in left.segments], [stems_of(s.text) for s in right.segments]
    pairs = learn(
        [frozenset[str]().union(*ours[slice(*k.left)]) for k in sure],
        [frozenset[str]().union(*theirs[slice(*k.right)]) for k in sure],
    )
    extra, more = dictionary_keys(pairs, ours, theirs)
    left.add_keys(extra)
    right.add_keys(more)


def _scorer(left: Side, right: Side, sure: Sequence[Link] = ()) -> Scorer:
    """A scorer with the length ratio of the links that are sure, of the pairs that plainly share something, or of all."""
    weights = weigh(left, right)
    pairs = [(k.left, k.right) for k in sure] or [
        ((i, i + 1), (j, j + 1)) for i, j in anchors(left, right, weights)
    ]
    ratio = _middle_ratio(left, right, pairs)
    if ratio is None:
        ratio = length_ratio(left.letters, right.letters) if left.letters and right.letters else 0.0
    spread = length_spread(left.letters, right.letters) if left.letters and right.letters else 1.0
    return Scorer(left, right, ratio, spread, weights, chance_of_speaker(left.segments, right.segments))


def _middle_ratio(
    left: Side, right: Side, pairs: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> float | None:
    """Median of the length ratio of pairs with 40 letters and more; None of fewer than five."""
    sides = [(left.letters[slice(*a)], right.letters[slice(*b)]) for a, b in pairs]
    ratios = sorted(length_ratio(a, b) for a, b in sides if sum(a) >= 40)
    return ratios[len(ratios) // 2] if len(ratios) >= 5 else None


#: Posterior of the model → share of such links that were right, read off synthetic damage (units deleted, joined, letters
#: exchanged, speakers' labels taken away) and rounded down; for pairs, and for units without counterpart.
_PAIRED = (
    (0.0, 0.05),
    (0.35, 0.45),
    (0.55, 0.6),
    (0.65, 0.78),
    (0.75, 0.86),
    (0.82, 0.9),
    (0.9, 0.95),
    (0.95, 0.97),
    (1.0, 0.99),
)
_ALONE = ((0.0, 0.3), (0.35, 0.7), (0.5, 0.74), (0.65, 0.82), (0.8, 0.88), (1.0, 0.96))


def calibrated(link: Link) -> float:
    """Share of such links that are right, to two digits, from the posterior of the model."""
    is_pair = link.left[0] < link.left[1] and link.right[0] < link.right[1]
    knots = _PAIRED if is_pair else _ALONE
    at = min(bisect_right([k[0] for k in knots], link.posterior), len(knots) - 1)
    (x0, y0), (x1, y1) = knots[at - 1], knots[at]
    return round(y0 + (y1 - y0) * (link.posterior - x0) / (x1 - x0), 2)


_CLASS = {"n": "number", "d": "date", "r": "name", "c": "cognates", "p": "name", "=": "word", "x": "words"}


def evidence(link: Link, scorer: Scorer) -> tuple[str, ...]:
    """What speaks for a link, the strongest first."""
    (i, k), (j, m) = link.left, link.right
    if i == k or j == m:
        return ("no counterpart",)
    one, other = scorer.left.group(i, k - i), scorer.right.group(j, m - j)
    shape, shape_ = scorer.left.shapes[one.shape], scorer.right.shapes[other.shape]
    found = [
        ("speaker", scorer.speech(shape, shape_)), ("length", scorer.length(one, other)), ("form", scorer.form(shape, shape_)),
    ]  # fmt: skip
    found += list(_shared(one, other, scorer).items())
    return tuple(name for name, weight in sorted(found, key=lambda f: (-f[1], f[0])) if weight >= 0.7)


def _shared(one: Group, other: Group, scorer: Scorer) -> dict[str, float]:
    """Weight of the shared keys of each class, numbers and names by themselves."""
    out: dict[str, float] = defaultdict(float)
    for key in sorted(one.keys & other.keys):
        kind, value = key.split(":", 1) if ":" in key else (key[0], key[1:])
        name = f"{_CLASS[kind]} {value}" if kind in "ndr" else _CLASS[kind]
        out[name] += scorer.weights.get(key, 0.0)
    return out
