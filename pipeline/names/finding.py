"""The straight line: known names, organisations, labels, discovery, damage, linking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.authority import Authority
from pipeline.authority.matcher import Matcher
from pipeline.model import Alignment, Entity, Mention, Metadata, Participant, Structure, Turn
from pipeline.names import damage, discovery, gazetteer, known, linking, organisation
from pipeline.names.counterpart import counterparts
from pipeline.names.found import Found, Layer
from pipeline.names.passage import Passage, passages


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
    known_entities = dict(authority.entities) | {e.id: e for e in entities}
    pages = passages(structure)
    layer = Layer(pages)
    matchers = {p.lang: authority.automaton(p.lang) for p in pages}
    for passage in pages:
        known.tag(passage, matchers[passage.lang], known_entities, layer, "authority")
    _tag_given(layer, entities, known_entities)
    if settings.gazetteer:
        known_entities = gazetteer.places() | known_entities
        for passage in pages:
            known.tag(
                passage, gazetteer.matcher(passage.lang), known_entities, layer, "countries and capitals"
            )
    known.labels(pages, turns, known_entities, layer)
    index = organisation.Index(authority, matchers, known_entities)
    organisation.find(layer, index, known_entities)
    known.compass(layer, matchers, known_entities)
    known.extend(layer)
    here = linking.company(layer, metadata, turns, participants, described(metadata, matchers))
    organisation.committees(layer, index)
    known_entities |= {e.id: e for e in organisation.entities_of(index.unknown, layer, set(known_entities))}
    linking.link(layer, here, known_entities)
    if settings.damage:
        _damaged(layer, here, authority, known_entities, alignment)
    if settings.discover:
        new = discovery.discover(layer, counterparts(layer, alignment), known_entities)
        known_entities |= {e.id: e for e in new}
    linking.namesakes(layer, here)
    known.extend(layer)
    return _mentions(layer), _entities(layer, known_entities)


def _tag_given(layer: Layer, given: Sequence[Entity], entities: Mapping[str, Entity]) -> None:
    """Tag the forms of entities that earlier steps found."""
    rows = [(form, lang, e.id) for e in given for form, lang in (*e.forms, (e.name, "en"))]
    for lang in dict.fromkeys(p.lang for p in layer.passages):
        forms = ((form, id, frozenset({"variant"})) for form, own, id in rows if own[:2] == lang)
        matcher = Matcher.of(forms)
        for passage in layer.passages:
            if passage.lang == lang:
                known.tag(passage, matcher, entities, layer, "named by an earlier step")


def _damaged(
    layer: Layer,
    here: linking.Company,
    authority: Authority,
    entities: Mapping[str, Entity],
    alignment: Alignment | None,
) -> None:
    refs = sorted({f.ref for f in layer if f.ref} | (here.present & entities.keys()))
    pairs = counterparts(layer, alignment)
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
        if forms:
            damage.find(layer, lang, damage.Finder(lang, forms), damage.expected_names(layer, pairs))


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
    return Mention(
        span, found.kind, found.ref, found.lang, round(found.cert, 3), found.reading, tuple(found.evidence)
    )


def _entities(layer: Layer, entities: Mapping[str, Entity]) -> tuple[Entity, ...]:
    refs = dict.fromkeys(m.ref for m in _mentions(layer) if m.ref is not None)
    return tuple(entities[r] for r in refs if r in entities)
