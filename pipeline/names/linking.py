"""Names with several readings → the one meant here, by document, date, company and office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Entity, Metadata, Participant, Turn
from pipeline.names.found import Found, Layer, Reading
from pipeline.names.known import initials
from pipeline.names.passage import Passage
from pipeline.names.shape import eastern_shape, has_title
from pipeline.names.stem import key

_QUALITY = {"weak": 0.2, "sic": 0.4, "surname": 0.6, "initials": 0.8, "generated": 0.9, "alias": 0.7}


@dataclass
class Company:
    """Who and what is certainly in a document: participants, speakers, names that can mean one thing only."""

    year: int | None = None
    present: frozenset[str] = frozenset()
    mentioned: Counter[str] = field(default_factory=Counter)
    described: frozenset[str] = frozenset()

    def knows(self, id: str) -> bool:
        """Is an entity in the document, as far as is certain?"""
        return id in self.present or id in self.mentioned or id in self.described


def company(
    layer: Layer,
    metadata: Metadata,
    turns: Sequence[Turn],
    participants: Sequence[Participant],
    described: frozenset[str],
) -> Company:
    """What is certain about a document before any choice is made."""
    present = {p.ref for p in participants} | {s for t in turns for s in t.speakers}
    mentioned = Counter(f.ref or f.readings[0][0] for f in layer if f.is_full)
    year = re.match(r"\d{4}", metadata.when or "")
    return Company(int(year[0]) if year else None, frozenset(present), mentioned, described)


def link(layer: Layer, here: Company, entities: Mapping[str, Entity]) -> None:
    """Give every name its `ref`, or take it away where nothing speaks for a weak form."""
    last: dict[str, str] = {}
    for found in list(layer):
        passage = layer.passages[found.n]
        if found.ref is None:
            _choose(found, passage, here, entities, last)
        if found.ref is None:
            layer.remove(found)
        elif found.kind == "person":
            last[surface_key(passage, found)] = found.ref


def surface_key(passage: Passage, found: Found) -> str:
    """A name as it stands, for comparing."""
    return passage.text[found.start : found.end].casefold()


def _choose(
    found: Found, passage: Passage, here: Company, entities: Mapping[str, Entity], last: Mapping[str, str]
) -> None:
    scored = sorted(
        ((_score(r, found, passage, here, entities, last), r) for r in found.readings),
        key=lambda x: (-x[0], x[1][0]),
    )
    best, (id, flags) = scored[0]
    if best < -1 or ("weak" in flags and not _speaks_for(id, found, passage, here)):
        return
    found.ref = id
    rival = scored[1][0] if len(scored) > 1 else None
    found.cert = min(found.cert, _cert(best, rival))
    if rival is not None and best - rival < 0.5:
        found.evidence.append("ambiguous: " + " ".join(r[0] for _, r in scored))


def _cert(best: float, rival: float | None) -> float:
    if rival is None or best - rival >= 2:
        return 1.0
    if best - rival < 0.5:
        return 0.5
    return 0.8


def _speaks_for(id: str, found: Found, passage: Passage, here: Company) -> bool:
    """A Chinese surname alone, a pseudonym: only where its bearer is known to be in the document, or after a
    title.
    """
    return here.knows(id) or (found.kind == "person" and has_title(passage, found.start))


def _score(
    reading: Reading,
    found: Found,
    passage: Passage,
    here: Company,
    entities: Mapping[str, Entity],
    last: Mapping[str, str],
) -> float:
    id, flags = reading
    entity = entities[id]
    score = min([_QUALITY[f] for f in flags if f in _QUALITY], default=1.0)
    score += 2.0 * (id in here.present) + 1.5 * bool(here.mentioned.get(id)) + 1.0 * (id in here.described)
    score += 0.6 * (last.get(surface_key(passage, found)) == id)
    if entity.kind == "person":
        score += _life(entity, here.year) + _initials(found, passage, entity)
    return score


def _life(entity: Entity, year: int | None) -> float:
    """Someone not yet grown up is not meant; someone dead may be, less likely."""
    if year is None:
        return 0.0
    if entity.born and entity.born[:4].isdigit() and year < int(entity.born[:4]) + 14:
        return -4.0
    if entity.died and entity.died[:4].isdigit() and year > int(entity.died[:4]):
        return -0.4
    return 0.2 + _office(entity, year)


def _office(entity: Entity, year: int) -> float:
    """In office at the time, by the years that stand in the role."""
    for first, last in re.findall(r"\b(1[89]\d\d|20\d\d)\s*[-–]\s*(\d{4}|\d\d)?", entity.role or ""):
        end = int(last if len(last) == 4 else first[:2] + last) if last else 9999
        if int(first) <= year <= end:
            return 0.5
    return 0.0


def _initials(found: Found, passage: Passage, entity: Entity) -> float:
    """Initials that cannot be those of the entity speak against it."""
    seen = initials(passage, found)
    if not seen:
        return 0.0
    lang = "ru" if re.search("[а-яё]", passage.text[found.start : found.end].lower()) else "en"
    known = {
        w[0].upper() for form, _ in entity.forms for w in re.split(r"[\s.]+", form) if w and _is(w, lang)
    }
    return 0.5 if all(c.upper() in known for c in seen) else -6.0 if len(known) > 1 else 0.0


def _is(word: str, lang: str) -> bool:
    return bool(re.match("[а-яё]" if lang == "ru" else "[a-z]", word.lower()))


def namesakes(layer: Layer, here: Company) -> None:
    """A surname alone means the bearer named in full last, who may be in no list."""
    full: list[tuple[str, str]] = []  # (surname, id), in the order of the text
    later = [b for f in layer for b in _bearer(layer, f)]
    for found in layer:
        full += _bearer(layer, found)
        if found.kind != "person" or found.ref in here.present or not found.readings:
            continue
        if not all({"surname", "weak"} & flags for _, flags in found.readings):
            continue
        surname = key([layer.passages[found.n].text[found.start : found.end]], found.lang)
        bearers = [id for s, id in reversed(full) if s == surname] or [id for s, id in later if s == surname]
        if bearers and bearers[0] != found.ref and found.ref not in bearers[1:2]:
            found.ref, found.cert = bearers[0], min(found.cert, 0.8)
            found.evidence.append("named in full nearby")


def _bearer(layer: Layer, found: Found) -> list[tuple[str, str]]:
    """The surname and id of a person named in full."""
    passage = layer.passages[found.n]
    words = [t.text for t in passage.tokens if found.start <= t.start < found.end and len(t.text) > 1]
    if found.kind != "person" or found.ref is None or len(words) < 2:
        return []
    first = eastern_shape(" ".join(words)) > 0
    return [(key([words[0] if first else words[-1]], found.lang), found.ref)]
