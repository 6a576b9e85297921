"""Alignment → Findings: where the two languages of a record do not say the same.

Numbers, dates, names and speakers of each bead are compared, and what has no counterpart is named. A difference is only a
hint: a translator's slip, damage on one side, or a freedom of the translation. Where arithmetic or the context settles it,
the finding says so and is an "info". Codes a-101 … a-108 of `rules.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import (
    Alignment,
    Bead,
    DateMention,
    Entity,
    Finding,
    Insertion,
    Mention,
    Source,
    Span,
    Turn,
    Unit,
    Zone,
)
from pipeline.numbers import Number, numbers_of

#: code → (slug, severity)
RULES = {
    "a-101": ("number-differs", "warning"),
    "a-102": ("number-settled", "info"),
    "a-103": ("date-differs", "warning"),
    "a-104": ("name-on-one-side", "info"),
    "a-105": ("speaker-differs", "warning"),
    "a-106": ("turn-lost", "warning"),
    "a-107": ("unit-without-counterpart", "info"),
    "a-108": ("alignment-doubtful", "info"),
}
#: How many of the second unit make one of the first.
_CONVERSIONS = {
    "kilometres and miles": 1.609, "kilograms and pounds": 2.2046, "hectares and acres": 2.471, "poods and kilograms": 16.38,
    "hectares and mu": 15.0, "versts and kilometres": 1.0668, "metres and feet": 3.2808, "li and kilometres": 2.0,
}  # fmt: skip
_SURE = 0.6  # below this a bead is itself in doubt and is not compared
_DATE_FIGURES = re.compile(r"\b\d{1,2}[./-](?:\d{1,2}|[IVX]{1,4})[./-]\d{2,4}\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """Something one side states: its value, its place in the source, and how it stands there."""

    value: str
    span: Span
    text: str
    number: Number | None = None


@dataclass(frozen=True)
class Parity:
    """Two aligned zones with the layers over them."""

    source: Source
    left: Zone
    right: Zone
    alignment: Alignment
    turns: Sequence[Turn] = ()
    mentions: Sequence[Mention] = ()
    dates: Sequence[DateMention] = ()
    insertions: Sequence[Insertion] = ()
    entities: Sequence[Entity] = ()


def parity(
    source: Source,
    left: Zone,
    right: Zone,
    alignment: Alignment,
    *,
    turns: Sequence[Turn] = (),
    mentions: Sequence[Mention] = (),
    dates: Sequence[DateMention] = (),
    insertions: Sequence[Insertion] = (),
    entities: Sequence[Entity] = (),
) -> tuple[Finding, ...]:
    """Differences between two aligned zones, in the order of their places in the source.

    Layers that are not given are not compared; what stands inside `insertions` (the translator's brackets) is not expected
    on the other side.
    """
    here = Parity(source, left, right, alignment, turns, mentions, dates, insertions, entities)
    found: list[Finding] = []
    for number, bead in enumerate(alignment.beads):
        found += _bead(here, number, bead)
    found += _lost_turns(here)
    return tuple(sorted(found, key=lambda f: (f.line, f.column, f.code, f.message)))


def _bead(here: Parity, number: int, bead: Bead) -> Iterator[Finding]:
    ours, theirs = [here.left.units[n] for n in bead.left], [here.right.units[n] for n in bead.right]
    if not ours or not theirs:
        yield from _alone(here, ours or theirs, here.right if ours else here.left, number)
        return
    if bead.cert < _SURE:
        message = f"these passages answer to each other only perhaps (certainty {bead.cert:g}): {_head(ours)} and {_head(theirs)}"
        yield _finding(here, "a-108", Span(ours[0].start, ours[0].end), message)
        return
    yield from _numbers(here, ours, theirs)
    yield from _dates(here, ours, theirs)
    yield from _names(here, ours, theirs, number)
    yield from _speakers(here, ours, theirs)


def _finding(here: Parity, code: str, span: Span, message: str) -> Finding:
    slug, severity = RULES[code]
    line, column = here.source.place(span.start)
    return Finding(code, here.source.name, line, column, message, severity, None, slug)


def _at(here: Parity, span: Span) -> str:
    line, column = here.source.place(span.start)
    return f"{line}:{column}"


def _head(units: Sequence[Unit], most: int = 50) -> str:
    text = units[0].text
    return f"«{text}»" if len(text) <= most else f"«{text[:most].rstrip()}…»"


# Units without counterpart


def _alone(here: Parity, units: Sequence[Unit], other: Zone, number: int) -> Iterator[Finding]:
    unit = units[0]
    if unit.kind not in ("p", "item"):
        return
    beads = here.alignment.beads
    side = (lambda b: b.right) if other is here.right else (lambda b: b.left)
    before = next((side(b)[-1] for b in reversed(beads[:number]) if side(b)), None)
    place = (
        f"after {_at(here, Span(*_extent(other.units[before])))}"
        if before is not None
        else "at the beginning"
    )
    message = f"nothing in {other.lang} answers to {_head(units)}; it would stand {place}"
    yield _finding(here, "a-107", Span(*_extent(unit)), message)


def _extent(unit: Unit) -> tuple[int, int]:
    return unit.start, unit.end


# Numbers


def _numbers(here: Parity, ours: Sequence[Unit], theirs: Sequence[Unit]) -> Iterator[Finding]:
    one, other = _stated(here, ours), _stated(here, theirs)
    lone = [s for s in one if _is_asked(here, s) and not _answered(s, other)]
    alone = [s for s in other if _is_asked(here, s) and not _answered(s, one)]
    pairs, lone, alone = _paired(lone, alone)
    for a, b in pairs:
        assert a.number and b.number
        why = settled(a.number, b.number)
        if why and not why.certain and _is_understood(a, b, one, other):
            why = Reason("the word of scale is understood from the number next to it", True)
        message = f"number differs: «{a.text}» against «{b.text}» ({_at(here, b.span)})"
        yield _finding(
            here,
            "a-102" if why and why.certain else "a-101",
            a.span,
            message + (f"; {why.text}" if why else ""),
        )
    for lonely, answers, lang in ((lone, other, here.right.lang), (alone, one, here.left.lang)):
        for a in lonely:
            why = _sum_of(a, answers)
            place = _at(here, Span(*_extent((theirs if lonely is lone else ours)[0])))
            message = f"number «{a.text}» is missing in {lang} ({place})" + (f"; {why}" if why else "")
            yield _finding(here, "a-102" if why else "a-101", a.span, message)


def _stated(here: Parity, units: Sequence[Unit]) -> list[Stated]:
    """Numbers of the units that are not part of a date or the label of a list item."""
    out = []
    for unit in units:
        figures = [m.span() for m in _DATE_FIGURES.finditer(unit.text)]
        skip = len(unit.label or "") if unit.label and unit.text.startswith(unit.label) else 0
        for number in numbers_of(unit.text, unit.lang):
            span = unit.span(number.start, number.end)
            in_date = any(a <= number.start < b for a, b in figures) or _inside(
                span, [d.span for d in here.dates]
            )
            if number.start >= skip and not in_date:
                out.append(Stated(f"{number.value:g}", span, unit.text[number.start : number.end], number))
    return out


def _inside(span: Span, others: Iterable[Span]) -> bool:
    return any(o.overlaps(span) for o in others)


def _is_asked(here: Parity, stated: Stated) -> bool:
    assert stated.number
    return stated.number.is_firm and not _inside(stated.span, [i.span for i in here.insertions])


def _answered(stated: Stated, others: Sequence[Stated]) -> bool:
    assert stated.number
    mine = set(stated.number.values)
    return any(mine & set(o.number.values) for o in others if o.number)


def _paired(
    lone: list[Stated], alone: list[Stated]
) -> tuple[list[tuple[Stated, Stated]], list[Stated], list[Stated]]:
    """Pair what is left on both sides: first those whose difference can be explained, then in order if as many."""
    pairs = []
    for a in list(lone):
        for b in list(alone):
            if a.number and b.number and settled(a.number, b.number):
                pairs.append((a, b))
                lone, alone = [x for x in lone if x is not a], [x for x in alone if x is not b]
                break
    if len(lone) == len(alone):
        return pairs + list(zip(lone, alone)), [], []
    return pairs, lone, alone


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two numbers may differ; `certain` if it makes them the same."""

    text: str
    certain: bool


def settled(one: Number, other: Number) -> Reason | None:
    """What arithmetic says about two numbers that differ; None if nothing."""
    a, b = sorted((one.value, other.value))
    if a <= 0:
        return None
    for factor, name in ((1e3, "a thousand"), (1e6, "a million"), (1e2, "a hundred"), (10.0, "ten")):
        if abs(b / a - factor) < 1e-9 * factor:
            return Reason(f"one is {name} times the other: a word or a zero is missing on one side", False)
    if one.is_percent != other.is_percent and abs(b / a - 100) < 0.5:
        return Reason("a share and its percentage", True)
    digits = f"{a:g}", f"{b:g}"
    if len(digits[0]) == len(digits[1]) > 1 and sum(x != y for x, y in zip(*digits)) == 1:
        return Reason("one figure differs, as when a figure is misread", False)
    if b / a < 1.02 and a > 20:
        return Reason("they agree when rounded", True)
    for name, factor in sorted(_CONVERSIONS.items()):
        if abs(b / a / factor - 1) < 0.02 and a >= 5 and not (a.is_integer() and b.is_integer() and b < 20):
            return Reason(f"{name} would explain it", False)
    return None


def _is_understood(a: Stated, b: Stated, one: Sequence[Stated], other: Sequence[Stated]) -> bool:
    """Whether the smaller of the two stands beside a number with a word of scale: "of 83 thousand, 13"."""
    assert a.number and b.number
    small, large, around = (a, b, one) if a.number.value < b.number.value else (b, a, other)
    assert small.number and large.number
    if round(large.number.value / small.number.value) not in (1000, 1_000_000):
        return False
    return any(
        o.number and o is not small and o.number.value >= 1000 and o.text[-1:].isalpha() for o in around
    )


def _sum_of(stated: Stated, others: Sequence[Stated]) -> str | None:
    """Whether a number is the sum of two that the other side has."""
    assert stated.number
    values = [o.number.value for o in others if o.number and o.number.value >= 2]
    for i, a in enumerate(values):
        for b in values[i + 1 :]:
            if abs(a + b - stated.number.value) < 1e-9:
                return f"it is the sum of {a:g} and {b:g}, which stand there"
    return None


# Dates


def _dates(here: Parity, ours: Sequence[Unit], theirs: Sequence[Unit]) -> Iterator[Finding]:
    one, other = _dated(here, ours), _dated(here, theirs)
    lone = [d for d in one if not any(_same_date(d.value, o.value) for o in other)]
    alone = [d for d in other if not any(_same_date(d.value, o.value) for o in one)]
    for a, b in zip(lone, alone):
        message = f"date differs: «{a.text}» ({a.value}) against «{b.text}» ({b.value}, {_at(here, b.span)})"
        yield _finding(here, "a-103", a.span, message)
    for rest, units in ((lone[len(alone) :], theirs), (alone[len(lone) :], ours)):
        for a in rest:
            message = f"date «{a.text}» ({a.value}) is missing in {units[0].lang} ({_at(here, Span(*_extent(units[0])))})"
            yield _finding(here, "a-103", a.span, message)


def _dated(here: Parity, units: Sequence[Unit]) -> list[Stated]:
    skip = [i.span for i in here.insertions]
    out = []
    for date in here.dates:
        value = date.when or "/".join(
            filter(None, (date.from_ or date.not_before, date.to or date.not_after))
        )
        if value and date.cert >= 0.5 and _in_units(date.span, units) and not _inside(date.span, skip):
            out.append(
                Stated(value, date.span, " ".join(here.source.text[date.span.start : date.span.end].split()))
            )
    return out


def _in_units(span: Span, units: Sequence[Unit]) -> bool:
    return any(p.start <= span.start < p.end for u in units for p in u.pieces)


def _same_date(one: str, other: str) -> bool:
    """Equal, or one less exact than the other ("1950" and "1950-01-01")."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or any(short in part or part in short for part in long.split("/"))


# Names


def _names(here: Parity, ours: Sequence[Unit], theirs: Sequence[Unit], number: int) -> Iterator[Finding]:
    one, other = _named(here, ours), _named(here, theirs)
    for mine, others, zone, units in ((one, other, here.right, theirs), (other, one, here.left, ours)):
        for ref in sorted(mine.keys() - others.keys()):
            first = mine[ref]
            near = _near(here, zone, number, ref)
            message = f"«{first.text}» ({_called(here, ref)}) is not named in {zone.lang} ({_at(here, Span(*_extent(units[0])))})"
            yield _finding(
                here, "a-104", first.span, message + ("; it is in the passage next to it" if near else "")
            )


def _named(here: Parity, units: Sequence[Unit]) -> dict[str, Stated]:
    """First mention of each person and place in the units."""
    skip = [i.span for i in here.insertions]
    out: dict[str, Stated] = {}
    for mention in here.mentions:
        if mention.ref and mention.kind != "org" and mention.cert >= 0.7 and _in_units(mention.span, units):
            text = " ".join(here.source.text[mention.span.start : mention.span.end].split())
            if not _inside(mention.span, skip):
                out.setdefault(mention.ref, Stated(mention.ref, mention.span, text))
    return out


def _near(here: Parity, zone: Zone, number: int, ref: str) -> bool:
    """Whether the bead before or after has the name on the side where it is missing."""
    beads = here.alignment.beads
    side = "right" if zone is here.right else "left"
    around = [b for k in (number - 1, number + 1) if 0 <= k < len(beads) for b in [beads[k]]]
    return any(ref in _named(here, [zone.units[n] for n in getattr(b, side)]) for b in around)


def _called(here: Parity, ref: str) -> str:
    return next((e.name for e in here.entities if e.id == ref), ref)


# Speakers


def _speakers(here: Parity, ours: Sequence[Unit], theirs: Sequence[Unit]) -> Iterator[Finding]:
    one, other = _starts(here, here.left, ours), _starts(here, here.right, theirs)
    said, says = [t.speakers for t in one], [t.speakers for t in other]
    if not said or not says or said == says or not all(said) or not all(says):
        return
    names = [
        ", ".join(" and ".join(_called(here, s) for s in speakers) for speakers in side)
        for side in (said, says)
    ]
    message = (
        f"speaker differs: {names[0]} against {names[1]} ({_at(here, Span(other[0].start, other[0].end))})"
    )
    yield _finding(here, "a-105", Span(one[0].start, one[0].end), message)


def _starts(here: Parity, zone: Zone, units: Sequence[Unit]) -> list[Turn]:
    numbers = {u.n for u in units}
    return [t for t in here.turns if t.zone == zone.id and t.units and t.units[0] in numbers]


def _lost_turns(here: Parity) -> Iterator[Finding]:
    """Two turns of one speaker in a row, where the other language has somebody else between them."""
    for zone, other in ((here.left, here.right), (here.right, here.left)):
        answers = _answers(here.alignment, zone is here.left)
        turns = sorted((t for t in here.turns if t.zone == zone.id and t.units), key=lambda t: t.start)
        theirs = sorted((t for t in here.turns if t.zone == other.id and t.units), key=lambda t: t.start)
        for one, two in zip(turns, turns[1:]):
            if one.speakers == two.speakers and one.speakers and _is_adjacent(zone, one, two):
                between = _between(one, two, answers, theirs)
                if between is not None:
                    yield _lost(here, two, between, other)


def _answers(alignment: Alignment, is_left: bool) -> Mapping[int, tuple[int, ...]]:
    out: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for bead in alignment.beads:
        for n in bead.left if is_left else bead.right:
            out[n] = bead.right if is_left else bead.left
    return out


def _is_adjacent(zone: Zone, one: Turn, two: Turn) -> bool:
    """No narration stands between the turns."""
    between = zone.units[one.units[-1] + 1 : two.units[0]]
    return all(u.is_furniture or u.kind == "gap" for u in between)


def _between(
    one: Turn, two: Turn, answers: Mapping[int, tuple[int, ...]], theirs: Sequence[Turn]
) -> Sequence[Turn] | None:
    """Turns of others that the other language has between these two; None where it has two in a row as well."""
    first = [n for u in one.units for n in answers.get(u, ())]
    last = answers.get(two.units[0], ())
    if not first or not last:
        return None
    starts = [t.units[0] for t in theirs]
    part = theirs[bisect_right(starts, max(first)) : bisect_right(starts, min(last) - 1)]
    return [t for t in part if t.speakers != one.speakers] or None


def _lost(here: Parity, turn: Turn, between: Sequence[Turn], other: Zone) -> Finding:
    who = ", ".join(_called(here, s) for t in between for s in t.speakers) or "somebody"
    same = ", ".join(_called(here, s) for s in turn.speakers)
    place = _at(here, Span(between[0].start, between[0].end))
    message = (
        f"two turns of {same} in a row: a turn of {who} is lost before this, {other.lang} has it ({place})"
    )
    return _finding(here, "a-106", Span(turn.start, turn.end), message)
