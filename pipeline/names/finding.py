"""The straight line: known names, organisations, labels, discovery, damage, linking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.authority import Authority
from pipeline.authority.inflection import name_forms
from pipeline.authority.matcher import Matcher
from pipeline.model import Alignment, Entity, Mention, Metadata, Participant, Structure, Turn
from pipeline.names import damage, discovery, gazetteer, geography, hurt, known, linking, organisation, sound
from pipeline.names.counterpart import counterparts
from pipeline.names.found import LISTED, Found, Layer
from pipeline.names.language import language
from pipeline.names.passage import Passage, passages
from pipeline.names.recogniser import natasha
from pipeline.names.shape import eastern_shape


@dataclass(frozen=True, slots=True)
class Settings:
    """`discover` names in no list; `damage`: look for names that OCR hurt; `gazetteer`: countries and
    capitals that the language itself knows; `recogniser`: let a statistical recogniser vote, where the extra
    is installed.
    """

    discover: bool = True
    damage: bool = True
    gazetteer: bool = True
    recogniser: bool = False


def find_names(
    structure: Structure,
    metadata: Metadata,
    authority: Authority,
    *,
    turns: Sequence[Turn] = (),
    participants: Sequence[Participant] = (),
    entities: Sequence[Entity] = (),
    alignment: Alignment | None = None,
    settings: Settings = Settings(),
) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """Mentions in the order of the source, and the entities they mean, in the order of their first mention.

    Every `Mention.ref` is the id of one of the entities. Entities that neither the authority nor `entities`
    has are new: their `cert` is below 1.
    """
    known_entities = gazetteer.places() if settings.gazetteer else {}
    known_entities = known_entities | dict(authority.entities) | {e.id: e for e in entities}
    layer = Layer(passages(structure))
    matchers = {p.lang: authority.automaton(p.lang) for p in layer.passages}
    foreign = is_foreign(metadata)
    _tag(layer, matchers, known_entities, entities, settings)
    if foreign:
        _without_own_bodies(layer)
    later = linking.later_names(authority, linking.year_of(metadata))
    linking.without_later_names(layer, later)
    if settings.damage:
        hurt.find(layer, authority)
    known.labels(layer.passages, turns, known_entities, layer)
    index = organisation.index_of(
        authority, matchers, places=settings.gazetteer, foreign=foreign, later=later
    )
    organisation.find(layer, index)
    known_entities |= {e.id: e for e in geography.find(layer, known_entities)}
    known.compass(layer, matchers, known_entities)
    known.extend(layer, known_entities)
    here = linking.company(
        layer, metadata, turns, participants, described(metadata, matchers), _terms(authority)
    )
    organisation.committees(layer, index)
    bodies = {e.id: e for e in organisation.entities_of(index, layer, set(known_entities))}
    known_entities |= bodies
    linking.link(layer, here, known_entities)
    organisation.organs(layer, index)
    pairs = counterparts(layer, alignment)
    known_entities |= organisation.merge(layer, bodies, pairs)
    if settings.damage:
        _damaged(layer, here, authority, known_entities, pairs)
    if settings.discover:
        mark = natasha() if settings.recogniser else None
        new = discovery.discover(layer, pairs, known_entities, mark)
        known_entities |= {e.id: e for e in new}
        linking.adopt(layer, new, here, known_entities, matchers)
        if settings.damage:
            damage.adopt(layer, new, authority, known_entities, here.year)
            sound.mend(layer, (*new, *(e for e in entities if e.id not in authority.entities)), known_entities)
    linking.namesakes(layer, here)
    known.extend(layer, known_entities)
    linking.glosses(layer, known_entities)
    return _mentions(layer), _entities(layer, known_entities)


def _tag(
    layer: Layer,
    matchers: Mapping[str, Matcher],
    known_entities: Mapping[str, Entity],
    given: Sequence[Entity],
    settings: Settings,
) -> None:
    """Names of the authority, of earlier steps, and of the language's own places, in this order."""
    for passage in layer.passages:
        known.tag(passage, matchers[passage.lang], known_entities, layer, "authority")
    _tag_given(layer, given, known_entities, matchers)
    if settings.gazetteer:
        for passage in layer.passages:
            own = gazetteer.matcher(passage.lang)
            known.tag(passage, own, known_entities, layer, "countries and capitals")


def _terms(authority: Authority) -> dict[str, tuple[int, int]]:
    """First and last year of the offices of each person of the authority whose years are known."""
    out: dict[str, tuple[int, int]] = {}
    for id, entry in authority.entries.items():
        years = [int(y[:4]) for o in entry.offices for y in (o.from_, o.to) if y and y[:4].isdigit()]
        if years:
            out[id] = (min(years), max(years))
    return out


def is_foreign(metadata: Metadata) -> bool:
    """Was the record written in a language other than Russian, as far as the cover page says?"""
    return bool(metadata.languages) and not any("russian" in said.casefold() for said in metadata.languages)


def _without_own_bodies(layer: Layer) -> None:
    """ "The Politburo", "the Foreign Ministry" of a Hungarian report are not those of the USSR."""
    for found in list(layer):
        passage = layer.passages[found.n]
        if found.kind == "org" and passage.facts.has("own_bodies", passage.text[found.start : found.end]):
            layer.remove(found)


def _tag_given(
    layer: Layer,
    given: Sequence[Entity],
    entities: Mapping[str, Entity],
    matchers: Mapping[str, Matcher],
) -> None:
    """Tag the forms of entities that earlier steps found."""
    for lang in dict.fromkeys(p.lang for p in layer.passages):
        plausible = [e for e in given if not _holds_others(e, lang, matchers[lang], entities)]
        matcher = Matcher.of(row for e in plausible for row in _rows(e, lang))
        for passage in layer.passages:
            if passage.lang == lang:
                known.tag(passage, matcher, entities, layer, LISTED)


def _holds_others(entity: Entity, lang: str, matcher: Matcher, entities: Mapping[str, Entity]) -> bool:
    """Is part of a person's name a place or an organisation? Then the earlier step cut it wrongly."""
    hits = [h for form, own in entity.forms if own[:2] == lang for h in matcher.find(form)]
    return entity.kind == "person" and any(
        all(entities[id].kind != "person" for id, _ in readings) for _, _, readings in hits
    )


def _rows(entity: Entity, lang: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Forms of an entity in a language, and of a person the surname alone; Russian ones in all cases."""
    for form, own in dict.fromkeys((*entity.forms, (entity.name, "en"))):
        if own[:2] != lang or not form:
            continue
        words = [w for w in form.split() if "." not in w] or [form]
        eastern = eastern_shape(" ".join(words)) >= 0.8
        names = [form]
        if entity.kind == "person" and len(words) > 1:
            names.append(words[0] if eastern else words[-1])
        for n, name in enumerate(names):
            flags = frozenset({"surname"} if n else {"variant"})
            if entity.kind == "person" and len(name) < 4:
                flags = frozenset({"surname", "weak"})  # many bear it
            cases = name_forms(tuple(name.split()), eastern) if lang == "ru" else ((name,),)
            yield from ((" ".join(case), entity.id, flags) for case in cases)


def _damaged(
    layer: Layer,
    here: linking.Company,
    authority: Authority,
    entities: Mapping[str, Entity],
    pairs: Mapping[int, tuple[int, ...]],
) -> None:
    count = Counter(f.ref for f in layer if f.ref)
    often = frozenset(r for r, n in count.items() if n > 2) | here.present
    refs = sorted({f.ref for f in layer if f.ref} | (here.present & entities.keys()))
    languages = dict.fromkeys(
        p.lang for p in sorted(layer.passages, key=lambda p: p.unit.zone != "translation")
    )
    for lang in languages:  # translations first: they are the key to a damaged original
        hyphened = frozenset(
            f.ref
            for f in layer
            if f.ref and f.lang == lang and "-" in layer.passages[f.n].text[f.start : f.end]
        )
        forms = damage.likely_forms(lang, refs, authority, entities, hyphened)
        if forms and language(lang).is_known:
            new = [entities[r] for r in refs if r not in authority.entities]
            abroad = {e.id: [f for f, own in e.forms if own == "en"] for e in new} if lang == "ru" else {}
            finder = damage.Finder(lang, forms, often, abroad)
            damage.read_labels(layer, lang, finder, authority)
            damage.find(layer, lang, finder, damage.expected_names(layer, pairs))


def described(metadata: Metadata, matchers: Mapping[str, Matcher]) -> frozenset[str]:
    """Entities that title and summary name: not tagged, but they tell who is meant in the text."""
    text = "\n".join(filter(None, (metadata.title, metadata.summary)))
    hits = [h for m in matchers.values() for h in m.find(text)]
    return frozenset(r[0] for _, _, readings in hits for r in readings if "weak" not in r[1])


def _mentions(layer: Layer) -> tuple[Mention, ...]:
    out = [_mention(f, layer.passages[f.n]) for f in layer]
    return tuple(sorted(out, key=lambda m: (m.span.start, m.span.end)))


def _mention(found: Found, passage: Passage) -> Mention:
    span = passage.span(found.start, found.end)
    reading = found.reading
    if reading is not None and reading.casefold() == passage.text[found.start : found.end].casefold() and reading.isupper():
        reading = None  # capitals are no correction
    text = passage.text[found.start : found.end]
    if reading is None and passage.unit.text[found.start : found.end] != text:
        reading = text  # letters of another script
    return Mention(
        span, found.kind, found.ref, found.lang, round(found.cert, 3), reading, tuple(found.evidence)
    )


def _entities(layer: Layer, entities: Mapping[str, Entity]) -> tuple[Entity, ...]:
    refs = dict.fromkeys(m.ref for m in _mentions(layer) if m.ref is not None)
    return tuple(entities[r] for r in refs if r in entities)
