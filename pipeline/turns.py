"""Structure → turns: who speaks from where to where, quoted or reported, and how sure that is.

A turn begins with a label or with a sentence whose subject speaks (`openings`), takes in the paragraphs that
go on without a subject, and ends
before the next turn, narration, heading, list of those present or signature. TEI: `sp` with `@who`,
`@toWhom`, `@ana` (Guidelines 3.13.2, 7.2.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.authority import Authority
from pipeline.lookalikes import readable
from pipeline.model import Entity, Metadata, Participant, Structure, Turn, Unit
from pipeline.openings import INSIDE, Opening, Reader
from pipeline.participants import Company, company
from pipeline.people import core_name
from pipeline.sequence import settle
from pipeline.subjects import goes_on_reporting, sentence_end

#: Kinds of unit that go on with a turn, and kinds that may stand inside one without being part of it.
_SPOKEN = frozenset({"p", "item"})
#: Least share of paragraphs that open a reported turn in a record that only reports.
LEAST_SHARE = 0.15
_PASSED = frozenset({"page-number", "stamp", "noise", "gap", "note"})


@dataclass(frozen=True, slots=True)
class Settings:
    """`review_below`: the certainty under which the evidence asks a person to look."""

    review_below: float = 0.6


def find_turns(
    structure: Structure,
    metadata: Metadata,
    participants: Sequence[Participant],
    authority: Authority,
    settings: Settings = Settings(),
    found: Company | None = None,
) -> tuple[tuple[Turn, ...], tuple[Entity, ...]]:
    """The turns of all divisions in order, and entries for speakers whom neither the authority nor
    `participants` know.

    None for telegrams, reports and letters: they tell of a conversation and are not its record. `found` is what `company`
    says of the same record, where it was asked before.
    """
    found = found or company(structure, metadata, authority)
    if not found.genre.has_turns:
        return (), ()
    for p in participants:
        if p.ref not in found.roster and p.ref in authority.entries:
            found.roster.from_authority(p.ref).roles.extend(p.roles)
    readers = [Reader(z, found) for z in readable(structure).zones]
    openings = [r.openings() for r in readers]
    openings = settle(openings)
    if not _is_told(openings, readers):
        return (), ()
    turns = [t for r, o in zip(readers, openings) for t in with_addressees(_turns(r, o, settings))]
    listed = {p.ref for p in participants}
    spoken = {ref for t in turns for ref in t.speakers}
    made = tuple(p.entity for p in found.roster if not p.known and p.ref in spoken and p.ref not in listed)
    return tuple(turns), made


def _is_told(openings: Sequence[Sequence[Opening]], readers: Sequence[Reader]) -> bool:
    """Is a conversation told turn by turn? A few sentences that report what somebody said do not make one."""
    for listed, reader in zip(openings, readers):
        if any(o.mode == "direct" for o in listed):
            return True
        paragraphs = sum(u.kind in _SPOKEN for u in reader.zone.units)
        if len({o.ref for o in listed}) > 1 and len(listed) >= LEAST_SHARE * paragraphs:
            return True
    return False


def _turns(reader: Reader, openings: Sequence[Opening], settings: Settings) -> list[Turn]:
    """Fold openings and the units between them into turns."""
    zone = reader.zone
    reports = any(o.mode == "reported" for o in openings)
    by_unit: dict[int, list[Opening]] = {}
    for o in openings:
        by_unit.setdefault(o.unit, []).append(o)
    turns: list[tuple[Opening, list[int], int]] = []
    going: tuple[Opening, list[int], int] | None = None
    for unit in zone.units:
        here = by_unit.get(unit.n, [])
        if not here:
            if going is not None and _ends(reader, unit):
                going = None
            elif going is not None and unit.kind in _SPOKEN and unit.text:
                going[1].append(unit.n)
                going = _extended(turns, going, unit.end)
            continue
        for k, o in enumerate(here):
            start = _offset(unit, o)
            if going is not None and (k > 0 or o.start > 0) and not _whole(unit, o):
                if unit.n not in going[1]:
                    going[1].append(unit.n)
                going = _extended(turns, going, start)
            going = (o, [unit.n], unit.end)
            turns.append(going)
    return [
        _turn(reader, i, o, tuple(units), end, reports, settings)
        for i, (o, units, end) in enumerate(turns, start=1)
    ]


def _extended(
    turns: list[tuple[Opening, list[int], int]], going: tuple[Opening, list[int], int], end: int
) -> tuple[Opening, list[int], int]:
    longer = (going[0], going[1], end)
    turns[-1] = longer
    return longer


def _whole(unit: Unit, o: Opening) -> bool:
    """Does a turn begin with its unit, whatever signs stand before the label?"""
    return not any(c.isalnum() for c in unit.text[: o.start])


def _offset(unit: Unit, o: Opening) -> int:
    """Where in the source a turn begins: with its unit, or with the markup before its first letter."""
    if _whole(unit, o):
        return unit.start
    offset = unit.offsets[o.start]
    opening = [m.span.start for m in unit.marks if m.inner.start == offset]
    return min([offset, *opening])


def _ends(reader: Reader, unit: Unit) -> bool:
    """Does a unit without an opening end the turn before it?"""
    if unit.kind in _PASSED:
        return False
    if unit.kind not in _SPOKEN:
        return True
    if reader.is_narration(unit) or (not reader.quotes and reader.tells_a_deed(unit)):
        return True
    name = core_name(unit.text, 0, len(unit.text), reader.zone.lang) if len(unit.text) < 40 else None
    return name is not None and unit.text[name[1] :].strip(" .]") == "" and name[2] != "" and unit.kind == "p"


def _turn(
    reader: Reader, n: int, o: Opening, units: tuple[int, ...], end: int, reports: bool, settings: Settings
) -> Turn:
    zone = reader.zone
    unit = zone.units[o.unit]
    start = _offset(unit, o)
    evidence = list(o.evidence)
    if o.cert < settings.review_below:
        evidence.append("to be looked at")
    return Turn(
        zone=zone.id, n=n, units=units, start=start, end=end, speakers=o.joint or (o.ref,),
        modality=_modality(reader, o, units, end, reports), label=unit.span(*o.name) if o.name else None,
        label_end=_label_end(unit, o), addressees=_addressees(o), cert=o.cert, evidence=tuple(evidence),
    )  # fmt: skip


def _addressees(o: Opening) -> tuple[str, ...]:
    return (o.addressee,) if o.addressee and o.addressee not in (o.joint or (o.ref,)) else ()


def _label_end(unit: Unit, o: Opening) -> int | None:
    """Where a label ends with its punctuation and markup; None for reported turns."""
    if o.after is None or o.mode != "direct":
        return None
    text = unit.text[: o.after].rstrip()
    if not text:
        return None
    end = unit.span(len(text) - 1, len(text)).end
    closing = [m.span.end for m in unit.marks if m.inner.start < end and m.inner.end <= end < m.span.end]
    closing += [m.span.end for m in unit.marks if m.inner.end == end]
    return max([end, *closing])


def _modality(reader: Reader, o: Opening, units: Iterable[int], end: int, reports: bool) -> str:
    """direct, reported, or mixed: a label, then sentences that report ("Stalin. That's bad. Adds that …")."""
    if o.mode == "reported" or not reports:
        return o.mode
    for n in units:
        unit = reader.zone.units[n]
        if n == o.unit:
            at = o.after or o.start
            at = _next(unit.text, at)
        else:
            at = 0
        while at < len(unit.text) and unit.offsets[at] < end:
            if _reports(reader, unit.text, at):
                return "mixed"
            at = _next(unit.text, at)
    return "direct"


def _next(text: str, at: int) -> int:
    at = sentence_end(text, at)
    while at < len(text) and not text[at].isalpha():
        at += 1
    return at


def _reports(reader: Reader, text: str, at: int) -> bool:
    return text[at : at + 1].isupper() and goes_on_reporting(text, at, reader.lex)


def with_addressees(turns: Sequence[Turn]) -> list[Turn]:
    """Where exactly two people speak in a division, each speaks to the other. Whoever only joins in within a paragraph does not
    count, and speaks to nobody in particular."""
    speakers = dict.fromkeys(s for t in turns if INSIDE not in t.evidence for s in t.speakers)
    if len(speakers) != 2:
        return list(turns)
    return [
        replace(t, addressees=t.addressees or tuple(s for s in speakers if s not in t.speakers))
        if speakers.keys() >= set(t.speakers)
        else t
        for t in turns
    ]
