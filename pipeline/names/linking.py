"""Names with several readings → the one meant here, by document, date, company and office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.authority import Authority
from pipeline.authority.matcher import Matcher
from pipeline.model import Entity, Metadata, Participant, Turn
from pipeline.names.found import Found, Layer, Reading
from pipeline.names.known import initials
from pipeline.names.language import plain
from pipeline.names.passage import Passage
from pipeline.names.shape import eastern_shape, has_title
from pipeline.names.stem import key
from pipeline.transliteration import romanise, similarity

#: The same for a patronymic in Latin letters and in Russian.
_SAME_WORD = 0.85
#: Likeness of sound from which two names beside each other are one in two spellings.
_SAME_NAME = 0.7

_QUALITY = {"weak": 0.2, "sic": 0.4, "surname": 0.6, "initials": 0.8, "generated": 0.9, "alias": 0.7}


@dataclass
class Company:
    """Who and what is certainly in a document: participants, speakers, names that can mean one thing only."""

    year: int | None = None
    present: frozenset[str] = frozenset()
    mentioned: Counter[str] = field(default_factory=Counter)
    described: frozenset[str] = frozenset()
    #: zone and unit of quoted speech -> who speaks there, and who spoke before
    speaks: Mapping[tuple[str, int], tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    #: person -> first and last year of the offices that the authority knows
    terms: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def knows(self, id: str) -> bool:
        """Is an entity in the document, as far as is certain?"""
        return id in self.present or id in self.mentioned or id in self.described


def company(
    layer: Layer,
    metadata: Metadata,
    turns: Sequence[Turn],
    participants: Sequence[Participant],
    described: frozenset[str],
    terms: Mapping[str, tuple[int, int]],
) -> Company:
    """What is certain about a document before any choice is made."""
    present = {p.ref for p in participants} | {s for t in turns for s in t.speakers}
    mentioned = Counter(f.ref or f.readings[0][0] for f in layer if f.is_full)
    return Company(year_of(metadata), frozenset(present), mentioned, described, _speaks(turns), terms)


def year_of(metadata: Metadata) -> int | None:
    """The year of a document, if its cover page tells it."""
    year = re.match(r"\d{4}", metadata.when or "")
    return int(year[0]) if year else None


def later_names(authority: Authority, year: int | None) -> frozenset[tuple[str, str]]:
    """Organisations and keys of their names that were not yet in use in a year."""
    return frozenset(
        (id, key(name.text.split(), name.lang[:2]))
        for id, entry in authority.entries.items()
        for name in entry.names
        if year and entry.kind == "org" and name.from_ and name.from_[:4].isdigit() and year < int(name.from_[:4])
    )


def without_later_names(layer: Layer, later: frozenset[tuple[str, str]]) -> None:
    """Take away names that were not yet in use: «ООП» of 1954 is a damaged «ООН»."""
    for found in list(layer):
        form = key(layer.passages[found.n].text[found.start : found.end].split(), found.lang)
        kept = tuple(r for r in found.readings if (r[0], form) not in later)
        if found.readings and not kept:
            layer.remove(found)
        found.readings = kept


def _speaks(turns: Sequence[Turn]) -> dict[tuple[str, int], tuple[frozenset[str], frozenset[str]]]:
    out: dict[tuple[str, int], tuple[frozenset[str], frozenset[str]]] = {}
    before: Turn | None = None
    for turn in turns:
        same = before is not None and before.zone == turn.zone
        last = frozenset(before.speakers) if before is not None and same else frozenset()
        if turn.modality == "direct":
            for n in turn.units:
                out.setdefault((turn.zone, n), (frozenset(turn.speakers), last))
        before = turn
    return out


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
        if flags & {"surname", "weak"} and not here.knows(id):
            score += _term(here, id)
        # Nobody calls himself by his name; whoever spoke before is likely meant.
        own, before = here.speaks.get((passage.zone, passage.unit.n), (frozenset(), frozenset()))
        if flags & {"surname", "weak"} and len(own) == 1:
            score += -2.5 * (id in own) + 1.0 * (id in before - own)
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


#: So many years before the first office, or after the last, nobody is meant by a surname alone.
_BEFORE_OFFICE, _AFTER_OFFICE = 20, 30


def _term(here: Company, id: str) -> float:
    """In office at the time, or decades from it."""
    if here.year is None or id not in here.terms:
        return 0.0
    first, last = here.terms[id]
    if first <= here.year <= last:
        return 0.5
    return -2.5 if here.year < first - _BEFORE_OFFICE or here.year > last + _AFTER_OFFICE else 0.0


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
    if lang == "en":  # patronymics stand in the Russian forms alone
        russian = (w for form, _ in entity.forms for w in re.split(r"[\s.]+", form) if w and _is(w, "ru"))
        known |= {romanise(w[0], "popular")[:1].upper() for w in russian}
    return 0.5 if all(c[:1].upper() in known for c in seen) else -6.0 if len(known) > 1 else 0.0


def _is(word: str, lang: str) -> bool:
    return bool(re.match("[а-яё]" if lang == "ru" else "[a-z]", word.lower()))


def adopt(
    layer: Layer,
    new: Sequence[Entity],
    here: Company,
    entities: Mapping[str, Entity],
    matchers: Mapping[str, Matcher],
) -> None:
    """New names that are another way to write somebody known: the forenames of a participant ("Leonid Ilyich"), a family name
    that one leader alone had at the time ("Mao")."""
    named = (f.ref for f in layer if f.ref is not None and f.kind == "person")
    new_ids = {e.id for e in new}
    people = [id for id in dict.fromkeys((*sorted(here.present), *named)) if id in entities and id not in new_ids]
    for entity in new:
        if entity.kind != "person":
            continue
        words = [plain(w) for w in entity.name.split()]
        pool = [id for id in people if len(words) > 1 or id in here.present]
        bearers = [id for id in pool if _are_given_names(words, entities[id])]
        bearers = bearers or [id for id in sorted(here.present) if id in entities and _is_surname(entity, entities[id], layer)]
        ref = bearers[0] if len(bearers) == 1 else None
        if ref is None and len(words) == 1:
            ref = _leader(entity, matchers, entities, here.year)
        if ref is not None:
            for found in layer:
                if found.ref == entity.id:
                    found.ref, found.cert = ref, min(found.cert, 0.7)
                    found.evidence.append("a name of somebody known")


def _are_given_names(words: Sequence[str], entity: Entity) -> bool:
    """Are words forenames (and patronymic) of a person; in English also of one whose patronymic only Russian forms have?"""
    given = _given_names(entity)
    if set(words) <= given:
        return True
    russian = [w for w in given if re.search("[а-яё]", w)]
    return len(words) > 1 and all(w in given or any(similarity(w, r) >= _SAME_WORD for r in russian) for w in words)


def _is_surname(new: Entity, known: Entity, layer: Layer) -> bool:
    """Is a new name the surname of somebody present whom the authority names in full only, with no other initials?"""
    last = known.name.split()[-1]
    if known.kind != "person" or known.cert < 1 or len(known.name.split()) < 2 or eastern_shape(known.name):
        return False
    if plain(new.name) != plain(last):
        return False
    return all(_initials(f, layer.passages[f.n], known) >= 0 for f in layer if f.ref == new.id)


def _given_names(entity: Entity) -> set[str]:
    """The forenames and patronymics in the names of a person; none of a Chinese or Korean name."""
    if entity.kind != "person":
        return set()
    forms = [f.split() for f in (entity.name, *(form for form, _ in entity.forms)) if eastern_shape(f) == 0]
    surnames = {plain(f[-1]) for f in (entity.name.split(), *(f for f in forms if len(f) == 1)) if f}
    return {plain(w) for f in forms for w in f if len(f) > 1 and len(w) > 2} - surnames


def _leader(
    entity: Entity, matchers: Mapping[str, Matcher], entities: Mapping[str, Entity], year: int | None
) -> str | None:
    """Who alone of those the authority knows by a family name was there at the time."""
    readings = {
        id: _life(entities[id], year)
        for form, lang in entity.forms
        if lang in matchers
        for id, flags in matchers[lang].lookup(form)
        if id in entities and entities[id].kind == "person" and "weak" in flags
    }
    best = sorted(readings.items(), key=lambda x: (-x[1], x[0]))[:2]
    if not best or best[0][1] < 0 or (len(best) > 1 and best[0][1] - best[1][1] < 0.5):
        return None
    return best[0][0]


_GLOSS = re.compile(r"\s?[\[(](?P<name>[^\W\d_a-zа-яё][\w'’ -]{2,39})[\])]")


def glosses(layer: Layer, entities: Mapping[str, Entity]) -> None:
    """The same name in another spelling, in brackets behind a name: "Yi Ju-yeon [Ri Ju Yon]", "Hungnam [Heungnam]"."""
    for found in list(layer):
        passage = layer.passages[found.n]
        m = _GLOSS.match(passage.text, found.end)
        if m is None or found.kind == "org" or found.ref is None:
            continue
        if similarity(passage.text[found.start : found.end], m["name"]) < _SAME_NAME:
            continue
        inside = [f for f in layer.of(found.n) if m.start("name") <= f.start and f.end <= m.end("name")]
        if not inside:
            layer.add(
                Found(found.n, m.start("name"), m.end("name"), found.kind, found.lang, ref=found.ref, cert=min(found.cert, 0.8),
                      evidence=["another spelling, in brackets"])
            )  # fmt: skip
            continue
        other = inside[0]
        if len(inside) > 1 or other.ref is None or other.ref == found.ref:
            continue
        known, new = (other, found) if entities[found.ref].cert < 1 <= entities[other.ref].cert else (found, other)
        if entities[str(new.ref)].cert < 1:
            _renamed(layer, str(new.ref), str(known.ref), known.kind)
            new.start, new.end = (m.start("name"), m.end("name")) if new is other else (new.start, new.end)


def _renamed(layer: Layer, old: str, new: str, kind: str) -> None:
    for found in layer:
        if found.ref == old:
            found.ref, found.kind = new, kind
            found.evidence.append("another spelling, in brackets")


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
