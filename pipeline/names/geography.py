"""Places by their wording: "Gulf of Tonkin", "Republic of Indonesia", «Венгерская Народная Республика»."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import Entity
from pipeline.names.found import Found, Layer
from pipeline.names.identity import english_form, slug, unused
from pipeline.names.nation import country_of
from pipeline.names.passage import Passage, Token
from pipeline.names.stem import key, phrase_nominative


def find(layer: Layer, entities: Mapping[str, Entity]) -> list[Entity]:
    """Add places that wording shows and no longer name covers; returns new entities."""
    unknown: list[Found] = []
    for passage in layer.passages:
        if not passage.facts.is_known:
            continue
        for i, token in enumerate(passage.tokens):
            span = _with_of(passage, i) if token.is_capital else None
            span = span or _republic(passage, i)
            if span is not None:
                _add(layer, passage, span, entities, unknown)
    return _new(unknown, layer, set(entities))


def _gap(passage: Passage, i: int) -> str:
    """What stands between word i and the next."""
    return passage.text[passage.tokens[i].end : passage.tokens[i + 1].start]


def _with_of(passage: Passage, i: int) -> tuple[int, int] | None:
    """Numbers of the first and last word of "Bay of Pigs", "Democratic Republic of Vietnam"."""
    tokens, facts = passage.tokens, passage.facts
    if not facts.has("of_openers", tokens[i].text) or passage.is_capitals:
        return None
    j = i + 1
    for word in ("of", "the"):
        if j < len(tokens) and tokens[j].plain == word and _gap(passage, j - 1) == " ":
            j += 1
        elif word == "of":
            return None
    if j >= len(tokens) or not _is_own(passage, tokens[j]) or _gap(passage, j - 1) != " ":
        return None
    while j + 1 < len(tokens) and _gap(passage, j) == " " and _is_own(passage, tokens[j + 1]):
        j += 1
    return _with_adjectives(passage, i), j


def _is_own(passage: Passage, token: Token) -> bool:
    facts = passage.facts
    common = ("stop", "nationalities", "titles", "honorifics")
    return token.is_capital and not any(facts.has(k, token.text) for k in common)


def _with_adjectives(passage: Passage, i: int) -> int:
    """The first of the capitalised words before word i that say what kind of state it is, or of which nation."""
    keys = ("state_adjectives", "nationalities")
    while i and passage.text[passage.tokens[i - 1].end : passage.tokens[i].start] in (" ", "'s ", "’s "):
        before = passage.tokens[i - 1]
        if not before.is_capital or not any(passage.facts.has(k, before.text) for k in keys):
            break
        i -= 1
    return i


def _republic(passage: Passage, i: int) -> tuple[int, int] | None:
    """Numbers of the first and last word of "Hungarian People's Republic"."""
    token = passage.tokens[i]
    if not passage.facts.has("states", token.text):
        return None
    first = _with_adjectives(passage, i)
    of_nation = any(passage.facts.has("nationalities", t.text) for t in passage.tokens[first:i])
    return (first, i) if of_nation and (i - first > 1 or token.is_capital) else None


def _add(
    layer: Layer,
    passage: Passage,
    span: tuple[int, int],
    entities: Mapping[str, Entity],
    unknown: list[Found],
) -> None:
    start, end = passage.tokens[span[0]].start, passage.tokens[span[1]].end
    inside = [f for f in layer.of(passage.n) if f.start < end and start < f.end]
    if any(f.start < start or f.end > end or f.kind != "place" for f in inside):
        return
    if any((f.start, f.end) == (start, end) for f in inside):
        return
    found = Found(passage.n, start, end, "place", passage.lang, cert=0.8, evidence=["wording of a place"])
    state = passage.facts.has("states", passage.tokens[span[0]].text) or any(
        passage.facts.has("states", t.text) for t in passage.tokens[span[0] : span[1] + 1]
    )
    if state and len(inside) == 1:
        found.readings, found.cert = inside[0].readings, 0.8
    elif state and (id := _nation(passage, span, entities)):
        found.readings, found.cert = ((id, frozenset({"variant"})),), 0.7
    else:
        unknown.append(found)
    layer.add(found, over=True)


def _nation(passage: Passage, span: tuple[int, int], entities: Mapping[str, Entity]) -> str | None:
    words = (t.text for t in passage.tokens[span[0] : span[1] + 1])
    return next((id for w in words if (id := country_of(w, passage.lang, entities))), None)


def _new(unknown: list[Found], layer: Layer, taken: set[str]) -> list[Entity]:
    out: dict[str, Entity] = {}
    by_key: dict[str, str] = {}
    for found in unknown:
        name = layer.passages[found.n].text[found.start : found.end]
        shared = key(name.split(), found.lang)
        if shared not in by_key:
            name = phrase_nominative(name) if found.lang == "ru" else name
            english = english_form(name) if found.lang == "ru" else name
            id = unused(slug(english), "place", taken | set(out))
            by_key[shared] = id
            evidence = ("wording of a place",)
            out[id] = Entity(id, "place", english, ((name, found.lang),), cert=0.7, evidence=evidence)
        found.ref, found.cert = by_key[shared], 0.7
    return list(out.values())
