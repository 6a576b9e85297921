"""Turns and alignment → speakers whom only one language names, known by their counterparts in the other.

«毛主席» has the turns that "Chairman Mao" has: where nobody knows a label, but its turns answer again and again to those of one
speaker of the other language, and that speaker's to them, the two are one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Alignment, Entity, Participant, Turn

#: So many turns at least must answer to each other, and so large a part of them all.
_LEAST, _SHARE = 2, 0.8
_SURE = 0.5
#: How certain a speaker is who is known by the other language alone.
_CERT = 0.8


def unify(
    turns: Sequence[Turn],
    participants: Sequence[Participant],
    entities: Sequence[Entity],
    alignments: Sequence[Alignment],
) -> tuple[tuple[Turn, ...], tuple[Participant, ...], tuple[Entity, ...]]:
    """Turns, participants and entities made for the record, with strangers replaced by those they answer to."""
    same = _same(turns, {e.id for e in entities}, alignments)
    if not same:
        return tuple(turns), tuple(participants), tuple(entities)
    return (
        tuple(_renamed(t, same) for t in turns),
        _merged(participants, same),
        tuple(e for e in entities if e.id not in same),
    )


def _same(turns: Sequence[Turn], made: set[str], alignments: Sequence[Alignment]) -> dict[str, str]:
    """Stranger → whom it means. Only entries made for this record are strangers, and only if one language alone has them."""
    same: dict[str, str] = {}
    for alignment in alignments:
        left, right = (
            {s for t in turns if t.zone == z for s in t.speakers} for z in (alignment.left, alignment.right)
        )
        pairs = Counter(_pairs(turns, alignment))
        ones, others = Counter(p[0] for p in pairs.elements()), Counter(p[1] for p in pairs.elements())
        for (one, other), n in sorted(pairs.items()):
            agree = n >= _LEAST and n >= _SHARE * ones[one] and n >= _SHARE * others[other]
            if not agree or one == other:
                continue
            if one in made and one not in right:
                same[one] = other
            elif other in made and other not in left:
                same[other] = one
    return {a: b for a, b in same.items() if b not in same}


def _pairs(turns: Sequence[Turn], alignment: Alignment) -> Iterator[tuple[str, str]]:
    """Speakers of turns that begin in the units of one bead, in their order."""
    starts: dict[tuple[str, int], list[str]] = {}
    for turn in turns:
        if len(turn.speakers) == 1 and turn.units:
            starts.setdefault((turn.zone, turn.units[0]), []).append(turn.speakers[0])
    for bead in alignment.beads:
        if bead.cert >= _SURE:
            left = [s for n in bead.left for s in starts.get((alignment.left, n), ())]
            right = [s for n in bead.right for s in starts.get((alignment.right, n), ())]
            if len(left) == len(right):
                yield from zip(left, right)


def _renamed(turn: Turn, same: Mapping[str, str]) -> Turn:
    speakers = tuple(same.get(s, s) for s in turn.speakers)
    addressees = tuple(same.get(a, a) for a in turn.addressees)
    if speakers == turn.speakers:
        return replace(turn, addressees=addressees)
    evidence = (*turn.evidence, "other-language")
    return replace(
        turn, speakers=speakers, addressees=addressees, cert=min(turn.cert, _CERT), evidence=evidence
    )


def _merged(participants: Sequence[Participant], same: Mapping[str, str]) -> tuple[Participant, ...]:
    out: dict[str, Participant] = {}
    for participant in participants:
        ref = same.get(participant.ref, participant.ref)
        before = out.get(ref)
        if before is None:
            out[ref] = replace(participant, ref=ref)
        else:
            roles = tuple(dict.fromkeys((*before.roles, *participant.roles)))
            out[ref] = replace(before, roles=roles, spans=tuple(sorted({*before.spans, *participant.spans})))
    return tuple(out.values())
