"""Names that the authority (or a list made for this document) has, as they stand in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.authority.matcher import Matcher
from pipeline.model import Entity, Turn
from pipeline.names.found import LABEL, Found, Layer, Reading
from pipeline.names.language import plain
from pipeline.names.passage import Passage, Token
from pipeline.names.shape import INITIAL
from pipeline.names.vocabulary import is_word
from pipeline.transliteration import similarity

_INITIAL = rf"(?:{INITIAL})\."
_BEFORE = re.compile(rf"(?:\[\s*(?:{_INITIAL}[\s-]?){{1,3}}\]\s?|(?<![\w.])(?:{_INITIAL}[\s-]?){{1,3}})$")
_AFTER = re.compile(rf"\s(?:{_INITIAL}\s?){{1,2}}(?!\s?[^\W\d_a-zа-яё][a-zа-яё])")


_PARTICLE = re.compile(r"\b((?:van|von|de|du|фон|ван|де)(?: (?:der|den|la))? )$")


def tag(
    passage: Passage, matcher: Matcher, entities: Mapping[str, Entity], layer: Layer, source: str
) -> None:
    """Add the names of `matcher` that stand in a passage and do not overlap what is there."""
    for start, end, readings in matcher.find(passage.text):
        kept = tuple(r for r in readings if r[0] in entities)
        kept = tuple(r for r in kept if fits(passage, start, end, entities[r[0]].kind, r[1]))
        if not kept:
            continue
        kind = _kind(kept, entities)
        kept = tuple(r for r in kept if entities[r[0]].kind == kind)
        found = Found(passage.n, start, end, kind, passage.lang, kept, evidence=[source])
        if kind == "person":
            _given(passage, found, entities, layer)
        if found.readings:
            layer.add(found, over=_holds_only_parts(layer, found))


def _holds_only_parts(layer: Layer, found: Found) -> bool:
    """Is the name a longer one of a place of which a part is tagged: "Netherlands East Indies"?"""
    inside = [f for f in layer.of(found.n) if f.start < found.end and found.start < f.end]
    return found.kind == "place" and all(
        f.kind == "place"
        and found.start <= f.start
        and f.end <= found.end
        and (f.end - f.start) < found.end - found.start
        for f in inside
    )


def _given(passage: Passage, found: Found, entities: Mapping[str, Entity], layer: Layer) -> None:
    """A lone surname with a forename before it is that of its bearer, in any spelling, or means somebody
    else.
    """
    if not all("surname" in flags for _, flags in found.readings):
        return
    before = neighbour(passage, found.start, -1)
    after = neighbour(passage, found.end, 1)
    if after is not None and any("weak" in flags for _, flags in found.readings) and not after.is_upper:
        found.readings = ()  # surname and given name in one form that nobody knows
        return
    if (
        before is None
        or not layer.free(passage.n, before.start, before.end)
        or before.is_upper != passage.text[found.start : found.end].isupper()
    ):
        return
    same = tuple(r for r in found.readings if _is_given_of(before.text, entities[r[0]]))
    if same:
        found.readings, found.start = same, before.start
    elif passage.facts.has("given", before.text) or not is_word(before.text, passage.lang):
        found.readings = ()


def neighbour(passage: Passage, at: int, step: int) -> Token | None:
    """The capitalised word next to a place in the text that may belong to a name there: no title, nation or
    opener.
    """
    i = passage.at(at) - (step < 0)
    if not 0 <= i < len(passage.tokens):
        return None
    token = passage.tokens[i]
    gap = passage.text[token.end : at] if step < 0 else passage.text[at : token.start]
    if gap != " " or not token.is_capital or len(token.text) < 2 or not passage.facts.is_known:
        return None
    keys = ("honorifics", "titles", "stop", "nationalities", "place_openers", "org_heads")
    if any(passage.facts.has(key, token.text) for key in keys):
        return None
    return None if token.opens and is_word(token.text, passage.lang) else token


def _is_given_of(word: str, entity: Entity) -> bool:
    """Is the word one of the forenames of a person, in some spelling of the same script?"""
    cyrillic = bool(re.search("[а-яё]", word.lower()))
    parts = {
        p
        for form, _ in entity.forms
        for p in form.split()
        if bool(re.search("[а-яё]", p.lower())) == cyrillic
    }
    return any(len(p) > 2 and similarity(word, p) >= 0.8 for p in parts)


def _kind(readings: Sequence[Reading], entities: Mapping[str, Entity]) -> str:
    """The kind of the reading that says most: one that is not weak."""
    return entities[min(readings, key=lambda r: "weak" in r[1])[0]].kind


def fits(passage: Passage, start: int, end: int, kind: str, flags: frozenset[str]) -> bool:
    """May the form stand for such an entity here? A place that looks like an adjective before a noun is none
    («Дальний Восток»), and a lone surname is none inside a longer word of another kind ("Nobel Prize"
    stays).
    """
    surface = passage.text[start:end]
    if kind == "person" and " " not in surface and surface.isupper() and len(surface) <= 2:
        return False
    if kind == "person" and len(surface) <= 2 and passage.text[end : end + 1] == ".":
        return False  # an initial
    following = passage.at(end)
    if kind == "org" or following >= len(passage.tokens):
        return True
    after = passage.tokens[following]
    gap = passage.text[end : after.start]
    if (
        gap == " "
        and after.is_capital
        and passage.facts.has("events", after.text)
        and not passage.is_capitals
    ):
        return False
    if kind == "person" or " " in surface:
        return True
    adjective = re.search(r"(?:[иы]й|ого|его|ому|ему|[иы]м|ем|ая|ую)$", surface) is not None
    eastward = after.is_capital and passage.facts.has("stop", after.text)
    return not (gap == " " and adjective and eastward)


def extend(layer: Layer) -> None:
    """Take initials before and after a personal name into it: «И. В. Сталина», "[N.T.] Fedorenko", «Сталин
    И.В.».
    """
    for found in list(layer):
        passage = layer.passages[found.n]
        if found.kind == "place":
            _with_head(passage, found, layer)
        if found.kind == "person":
            found.start = _first(passage, found, layer)
            found.end = _last(passage, found, layer)


def _with_head(passage: Passage, found: Found, layer: Layer) -> None:
    """ "Changan river": the noun in small letters is part of the name."""
    at = passage.at(found.end)
    if at < len(passage.tokens) and passage.text[found.end : passage.tokens[at].start] == " ":
        head = passage.tokens[at]
        if passage.facts.has("place_heads_small", head.text) and layer.free(found.n, head.start, head.end):
            found.end = head.end


def _first(passage: Passage, found: Found, layer: Layer) -> int:
    given = re.search(r"(?<!\w )\[([^\W\d_]+)\] $", passage.text[: found.start])
    if given and passage.facts.has("given", given[1]) and layer.free(passage.n, given.start(), found.start):
        return given.start()
    particle = _PARTICLE.search(passage.text[: found.start])
    if particle and layer.free(passage.n, particle.start(1), found.start):
        return particle.start(1)
    floor = max((f.end for f in layer.of(found.n) if f.end <= found.start), default=0)
    before = _BEFORE.search(passage.text, floor, found.start)
    if not before:
        return found.start
    forename = neighbour(passage, before.start(), -1)
    if forename is not None and forename.start >= floor and passage.facts.has("given", forename.text):
        return forename.start
    return before.start()


def _last(passage: Passage, found: Found, layer: Layer) -> int:
    """Initials after a name belong to it unless another name follows them."""
    after = _AFTER.match(passage.text, found.end)
    if not after or (passage.lang == "en" and after[0].count(".") < 2):
        return found.end
    ceiling = min((f.start for f in layer.of(found.n) if f.start >= found.end), default=len(passage.text))
    end = found.end + len(after[0].rstrip())
    return end if end <= ceiling else found.end


def initials(passage: Passage, found: Found) -> tuple[str, ...]:
    """The initials that stand in a name, as letters."""
    return tuple(m[0] for m in re.findall(rf"({_INITIAL})", passage.text[found.start : found.end]))


def labels(
    passages: Sequence[Passage], turns: Sequence[Turn], entities: Mapping[str, Entity], layer: Layer
) -> None:
    """Labels of speeches are names of their speakers, whatever OCR made of them; a mere title is no name."""
    where = {(p.zone, p.unit.n): p for p in passages}
    by_zone: dict[str, list[Passage]] = {}
    for p in passages:
        by_zone.setdefault(p.zone, []).append(p)
    for turn in turns:
        if turn.label is None or not turn.speakers:
            continue
        passage = where.get((turn.zone, turn.units[0])) if turn.units else None
        if passage is None or not _holds(passage, turn.label.start):
            passage = next((p for p in by_zone.get(turn.zone, ()) if _holds(p, turn.label.start)), None)
        if passage is not None:
            _label(passage, turn, entities, layer)


def _holds(passage: Passage, offset: int) -> bool:
    return any(piece.start <= offset < piece.end for piece in passage.unit.pieces)


def _label(passage: Passage, turn: Turn, entities: Mapping[str, Entity], layer: Layer) -> None:
    assert turn.label is not None
    start, end = passage.unit.at(turn.label.start), passage.unit.at(turn.label.end)
    tokens = [t for t in passage.tokens if start <= t.start and t.end <= end]
    while tokens and _is_title(passage, tokens[0]):
        tokens.pop(0)
    if not tokens or start >= end:
        return
    start = start if tokens[0].start - start < 2 else tokens[0].start
    entity = entities.get(turn.speakers[0])
    if (entity is None or entity.cert < 1) and all(is_word(t.text, passage.lang) for t in tokens):
        return  # a plain word, unless a list says that it is a name
    if entity is not None and entity.kind != "person":
        return
    found = Found(passage.n, start, end, "person", passage.lang, ref=turn.speakers[0], cert=turn.cert)
    found.evidence = [LABEL]
    layer.add(found, over=True)


def _is_title(passage: Passage, token: Token) -> bool:
    word = plain(token.text)
    return any(passage.facts.has(key, word) for key in ("honorifics", "titles")) or word in ("the", "of")


def compass(layer: Layer, matchers: Mapping[str, Matcher], entities: Mapping[str, Entity]) -> None:
    """The first part of «Северной и Южной Кореей», "North and South Korea": a name by itself."""
    for found in list(layer):
        passage = layer.passages[found.n]
        if found.kind != "place":
            continue
        _bracketed(passage, found, matchers, entities)
        at = passage.at(found.start)
        if at < 2 or not passage.facts.has("compass", found_first(passage, found)):
            continue
        if passage.tokens[at - 1].plain not in passage.facts.words("and"):
            continue
        half = passage.tokens[at - 2]
        if passage.facts.has("compass", half.text) and half.is_capital:
            _half(passage, found, half, layer, matchers, entities)


def _bracketed(
    passage: Passage, found: Found, matchers: Mapping[str, Matcher], entities: Mapping[str, Entity]
) -> None:
    """ "[North] Korea" is the North's name, its first half supplied."""
    before = re.search(r"\[(\w+)\] $", passage.text[: found.start])
    if before and passage.facts.has("compass", before[1]):
        surface = passage.text[found.start : found.end]
        readings = tuple(
            r for r in matchers[passage.lang].lookup(f"{before[1]} {surface}") if r[0] in entities
        )
        if readings:
            found.start, found.readings = before.start(), readings


def found_first(passage: Passage, found: Found) -> str:
    """The first word of a name."""
    return passage.text[found.start : found.end].split()[0]


def _half(
    passage: Passage,
    found: Found,
    half: Token,
    layer: Layer,
    matchers: Mapping[str, Matcher],
    entities: Mapping[str, Entity],
) -> None:
    """The case of the half may differ in number only, so its words are looked up as «Северной Кореей»."""
    rest = passage.text[found.start : found.end].split(" ", 1)[1:]
    readings = matchers[passage.lang].lookup(" ".join([half.text, *rest])) if rest else ()
    kept = tuple(r for r in readings if r[0] in entities and entities[r[0]].kind == "place")
    if kept:
        layer.add(
            Found(passage.n, half.start, half.end, "place", passage.lang, kept, evidence=["first of two"])
        )
