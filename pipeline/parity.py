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
from itertools import pairwise
from typing import TypeVar

from pipeline.finding import Finding
from pipeline.model import (
    Alignment,
    Bead,
    DateMention,
    Entity,
    Insertion,
    Mention,
    Source,
    Span,
    Turn,
    Unit,
    Zone,
)
from pipeline.numbers import Number, numbers_of

_Spanned = TypeVar("_Spanned", Mention, DateMention, Insertion)

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
    kind: str | None = None  # of a name


class Layers:
    """Which spans of a layer stand in which unit, and which ranges they take."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._pieces = sorted((p.start, p.end, z.id, u.n) for z in zones for u in z.units for p in u.pieces)
        self._starts = [p[0] for p in self._pieces]

    def home(self, offset: int) -> tuple[str, int] | None:
        """Zone and number of the unit that a place in the source belongs to."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or offset >= self._pieces[at][1]:
            return None
        return self._pieces[at][2], self._pieces[at][3]

    def by_unit(self, layer: Iterable[_Spanned]) -> dict[tuple[str, int], list[_Spanned]]:
        """The members of a layer by the unit they begin in."""
        out: dict[tuple[str, int], list[_Spanned]] = defaultdict(list)
        for member in layer:
            home = self.home(member.span.start)
            if home is not None:
                out[home].append(member)
        return out


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a bead: some units of a zone, at least one."""

    zone: Zone
    units: tuple[Unit, ...]

    @property
    def lang(self) -> str:
        """Language of the zone."""
        return self.zone.lang

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return self.units[0].start


@dataclass(frozen=True)
class Parity:
    """Two aligned zones with the layers over them, by the unit they stand in."""

    source: Source
    left: Zone
    right: Zone
    alignment: Alignment
    turns: Mapping[tuple[str, int], Sequence[Turn]]
    mentions: Mapping[tuple[str, int], Sequence[Mention]]
    dates: Mapping[tuple[str, int], Sequence[DateMention]]
    insertions: Mapping[tuple[str, int], Sequence[Insertion]]
    called: Mapping[str, str]


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
    layers = Layers((left, right))
    here = Parity(
        source=source,
        left=left,
        right=right,
        alignment=alignment,
        turns=_by_first_unit(turns),
        mentions=layers.by_unit(mentions),
        dates=layers.by_unit(dates),
        insertions=layers.by_unit(insertions),
        called={e.id: e.name for e in entities},
    )
    found: list[Finding] = []
    for number, bead in enumerate(alignment.beads):
        found += _bead(here, number, bead)
    found += _lost_turns(here)
    return tuple(sorted(found, key=lambda f: (f.line, f.column, f.code, f.message)))


def _by_first_unit(turns: Iterable[Turn]) -> dict[tuple[str, int], list[Turn]]:
    out: dict[tuple[str, int], list[Turn]] = defaultdict(list)
    for turn in sorted((t for t in turns if t.units), key=lambda t: t.start):
        out[turn.zone, turn.units[0]].append(turn)
    return out


def _bead(here: Parity, number: int, bead: Bead) -> Iterator[Finding]:
    ours = Half(here.left, tuple(here.left.units[n] for n in bead.left))
    theirs = Half(here.right, tuple(here.right.units[n] for n in bead.right))
    if not bead.left or not bead.right:
        yield from _alone(here, ours if bead.left else theirs, number)
    elif bead.cert < _SURE:
        message = (
            f"{_head(ours)} and {_head(theirs)} answer to each other only perhaps (certainty {bead.cert:g})"
        )
        yield _finding(here, "a-108", ours.start, message)
    else:
        yield from _numbers(here, ours, theirs)
        yield from _dates(here, ours, theirs)
        yield from _names(here, ours, theirs, number)
        yield from _speakers(here, ours, theirs)


def _finding(here: Parity, code: str, offset: int, message: str) -> Finding:
    slug, severity = RULES[code]
    line, column = here.source.place(offset)
    return Finding(code, here.source.name, line, column, message, severity, None, slug)


def _at(here: Parity, offset: int) -> str:
    line, column = here.source.place(offset)
    return f"{line}:{column}"


def _head(half: Half, most: int = 50) -> str:
    text = half.units[0].text
    return f"«{text}»" if len(text) <= most else f"«{text[:most].rstrip()}…»"


def _layer(half: Half, layer: Mapping[tuple[str, int], Sequence[_Spanned]]) -> Iterator[_Spanned]:
    """Members of a layer that stand in one side of a bead."""
    for unit in half.units:
        yield from layer.get((half.zone.id, unit.n), ())


def _brackets(here: Parity, half: Half) -> list[Span]:
    return [i.span for i in _layer(half, here.insertions)]


def _inside(span: Span, others: Iterable[Span]) -> bool:
    return any(o.overlaps(span) for o in others)


# Units without counterpart


def _alone(here: Parity, half: Half, number: int) -> Iterator[Finding]:
    if half.units[0].kind not in ("p", "item"):
        return
    is_left = half.zone is here.left
    other = here.right if is_left else here.left
    place = "at the beginning"
    for k in range(number - 1, -1, -1):
        bead = here.alignment.beads[k]
        theirs = bead.right if is_left else bead.left
        if theirs:
            place = f"after {_at(here, other.units[theirs[-1]].start)}"
            break
    message = f"nothing in {other.lang} answers to {_head(half)}; it would stand {place}"
    yield _finding(here, "a-107", half.start, message)


# Numbers


def _numbers(here: Parity, ours: Half, theirs: Half) -> Iterator[Finding]:
    one, other = _stated(here, ours), _stated(here, theirs)
    lone, alone = _unanswered(here, ours, one, other), _unanswered(here, theirs, other, one)
    years = _misread_years(lone, _lone_dates(here, theirs, ours))
    years += _misread_years(alone, _lone_dates(here, ours, theirs))
    for a, b in years:
        message = f"date differs: «{a.text}» against «{b.text}» ({_at(here, b.span.start)}); one figure of the year differs"
        yield _finding(here, "a-103", a.span.start, message + ", as when a figure is misread")
    lone, alone = [[s for s in side if all(s is not a for a, _ in years)] for side in (lone, alone)]
    pairs, lone, alone = _paired(lone, alone)
    for a, b in pairs:
        assert a.number and b.number
        why = settled(a.number, b.number)
        if why and not why.certain and _is_understood(a, b, one, other):
            why = Reason("the word of scale is understood from the number next to it", True)
        reasons = [why.text if why else "", _adds_up(a, b, [*one, *other])]
        message = f"number differs: «{a.text}» against «{b.text}» ({_at(here, b.span.start)})"
        code = "a-102" if why and why.certain else "a-101"
        yield _finding(here, code, a.span.start, "; ".join([message, *filter(None, reasons)]))
    for lonely, answers, half in ((lone, other, theirs), (alone, one, ours)):
        for a in lonely:
            total = _sum_of(a, answers)
            message = f"number «{a.text}» is missing in {half.lang} ({_at(here, half.start)})"
            code = "a-102" if total else "a-101"
            yield _finding(here, code, a.span.start, message + (f"; {total}" if total else ""))


def _misread_years(numbers: Sequence[Stated], dates: Sequence[Stated]) -> list[tuple[Stated, Stated]]:
    """Numbers that are the year of a date of the other side but for one figure."""
    return [
        (a, b)
        for a in numbers
        for b in dates
        if len(a.value) == 4 and sum(x != y for x, y in zip(a.value, b.value)) == 1
    ][:1]


def _stated(here: Parity, half: Half) -> list[Stated]:
    """Numbers of the units that are not part of a date, of a speaker's label or of the label of a list item."""
    out = []
    dates = [d.span for d in _layer(half, here.dates)]
    dates += [t.label for t in _turns_in(here, half) if t.label]
    for unit in half.units:
        figures = [m.span() for m in _DATE_FIGURES.finditer(unit.text)]
        skip = len(unit.label or "") if unit.label and unit.text.startswith(unit.label) else 0
        for number in numbers_of(unit.text, unit.lang):
            span = unit.span(number.start, number.end)
            in_date = any(a <= number.start < b for a, b in figures) or _inside(span, dates)
            if number.start >= skip and not in_date:
                out.append(Stated(f"{number.value:g}", span, unit.text[number.start : number.end], number))
    return out


def _unanswered(here: Parity, half: Half, mine: Sequence[Stated], others: Sequence[Stated]) -> list[Stated]:
    """Numbers that ask for a counterpart and have none; those in the translator's brackets do not ask."""
    answers = {v for o in others if o.number for v in o.number.values}
    brackets = _brackets(here, half)
    return [
        s
        for s in mine
        if s.number
        and s.number.is_firm
        and not answers & set(s.number.values)
        and not _inside(s.span, brackets)
    ]


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


def _adds_up(a: Stated, b: Stated, around: Sequence[Stated]) -> str:
    """Which of two numbers, but not the other, makes a sum with others of the passage; "" if neither or both."""
    values = sorted({o.number.value for o in around if o.number and o.number.value > 10})

    def total(stated: Stated) -> str:
        mine = stated.number.value if stated.number else 0.0
        for x in values:
            for y in values:
                if y > x and x not in (mine, y) and y != mine and abs(x + mine - y) <= 0.01 * y:
                    return f"with «{stated.text}» the numbers of the passage add up ({x:g} + {mine:g} = about {y:g})"
        return ""

    one, other = total(a), total(b)
    return "" if one and other else one or other


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


def _dates(here: Parity, ours: Half, theirs: Half) -> Iterator[Finding]:
    lone, alone = _lone_dates(here, ours, theirs), _lone_dates(here, theirs, ours)
    for a, b in zip(lone, alone):
        place = _at(here, b.span.start)
        message = f"date differs: «{a.text}» ({a.value}) against «{b.text}» ({b.value}, {place})"
        yield _finding(here, "a-103", a.span.start, message)
    for rest, half, back in ((lone[len(alone) :], theirs, ours), (alone[len(lone) :], ours, theirs)):
        numbers = _unanswered(here, half, _stated(here, half), _stated(here, back))
        for a in rest:
            if not _misread_years(numbers, [a]):
                message = f"date «{a.text}» ({a.value}) is missing in {half.lang} ({_at(here, half.start)})"
                yield _finding(here, "a-103", a.span.start, message)


def _lone_dates(here: Parity, mine: Half, other: Half) -> list[Stated]:
    """Dates of one side that the other has neither exactly nor less exactly."""
    theirs = _dated(here, other)
    return [d for d in _dated(here, mine) if not any(_same_date(d.value, o.value) for o in theirs)]


def _dated(here: Parity, half: Half) -> list[Stated]:
    skip = _brackets(here, half)
    out = []
    for date in _layer(half, here.dates):
        ends = (date.from_ or date.not_before, date.to or date.not_after)
        value = date.when or "/".join(filter(None, ends))
        if value and date.cert >= 0.5 and not _inside(date.span, skip):
            out.append(Stated(value, date.span, _surface(here, date.span)))
    return out


def _surface(here: Parity, span: Span) -> str:
    return " ".join(here.source.text[span.start : span.end].split())


def _same_date(one: str, other: str) -> bool:
    """Equal, or one less exact than the other ("1950" and "1950-01-01")."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or any(short in part or part in short for part in long.split("/"))


# Names


def _names(here: Parity, ours: Half, theirs: Half, number: int) -> Iterator[Finding]:
    one, other = _named(here, ours), _named(here, theirs)
    lone = [one[ref] for ref in sorted(one.keys() - other.keys())]
    alone = [other[ref] for ref in sorted(other.keys() - one.keys())]
    persons = [[s for s in side if s.kind == "person"] for side in (lone, alone)]
    for a, b in zip(*persons):
        place = _at(here, b.span.start)
        message = f"name differs: {_quoted(here, a)} against {_quoted(here, b)} ({place})"
        yield _finding(here, "a-104", a.span.start, message)
        lone, alone = [x for x in lone if x is not a], [x for x in alone if x is not b]
    for rest, half in ((lone, theirs), (alone, ours)):
        for a in rest:
            message = f"{_quoted(here, a)} is not named in {half.lang} ({_at(here, half.start)})"
            if _is_near(here, half.zone, number, a.value):
                message += "; it is in the passage next to it"
            yield _finding(here, "a-104", a.span.start, message)


def _quoted(here: Parity, name: Stated) -> str:
    return f"«{name.text}» ({here.called.get(name.value, name.value)})"


def _named(here: Parity, half: Half) -> dict[str, Stated]:
    """First mention of each person and place."""
    skip = _brackets(here, half)
    out: dict[str, Stated] = {}
    for mention in _layer(half, here.mentions):
        sure = mention.ref and mention.kind != "org" and mention.cert >= 0.7
        if mention.ref and sure and not _inside(mention.span, skip):
            out.setdefault(
                mention.ref,
                Stated(mention.ref, mention.span, _surface(here, mention.span), kind=mention.kind),
            )
    return out


def _is_near(here: Parity, zone: Zone, number: int, ref: str) -> bool:
    """Whether the bead before or after has the name on the side where it is missing."""
    for k in (number - 1, number + 1):
        if 0 <= k < len(here.alignment.beads):
            bead = here.alignment.beads[k]
            numbers = bead.left if zone is here.left else bead.right
            if ref in _named(here, Half(zone, tuple(zone.units[n] for n in numbers))):
                return True
    return False


# Speakers


def _speakers(here: Parity, ours: Half, theirs: Half) -> Iterator[Finding]:
    one, other = list(_turns_in(here, ours)), list(_turns_in(here, theirs))
    said, says = [t.speakers for t in one], [t.speakers for t in other]
    if not said or not says or said == says or not all(said) or not all(says):
        return
    message = f"speaker differs: {_who(here, one)} against {_who(here, other)} ({_at(here, other[0].start)})"
    yield _finding(here, "a-105", one[0].start, message)


def _turns_in(here: Parity, half: Half) -> Iterator[Turn]:
    for unit in half.units:
        yield from here.turns.get((half.zone.id, unit.n), ())


def _who(here: Parity, turns: Sequence[Turn]) -> str:
    """Speakers of the turns in words."""
    return ", ".join(" and ".join(here.called.get(s, s) for s in t.speakers) or "somebody" for t in turns)


def _lost_turns(here: Parity) -> Iterator[Finding]:
    """Two turns of one speaker in a row, where the other language has somebody else between them."""
    for zone, other in ((here.left, here.right), (here.right, here.left)):
        answers = _answers(here.alignment, zone is here.left)
        turns, theirs = _turns_of(here, zone), _turns_of(here, other)
        starts = [t.units[0] for t in theirs]
        for one, two in pairwise(turns):
            if one.speakers == two.speakers and one.speakers and _is_adjacent(zone, one, two):
                first = [n for u in one.units for n in answers.get(u, ())]
                last = answers.get(two.units[0], ())
                if first and last:
                    part = theirs[bisect_right(starts, max(first)) : bisect_right(starts, min(last) - 1)]
                    between = [t for t in part if t.speakers != one.speakers]
                    if between:
                        yield _lost(here, two, between, other)


def _turns_of(here: Parity, zone: Zone) -> list[Turn]:
    return [t for unit in zone.units for t in here.turns.get((zone.id, unit.n), ())]


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


def _lost(here: Parity, turn: Turn, between: Sequence[Turn], other: Zone) -> Finding:
    place = _at(here, between[0].start)
    message = (
        f"two turns of {_who(here, [turn])} in a row: a turn of {_who(here, between)} is lost before this, "
        f"{other.lang} has it ({place})"
    )
    return _finding(here, "a-106", turn.start, message)
