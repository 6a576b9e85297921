"""Names that the authority (or a list made for this document) has, as they stand in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.authority.matcher import Matcher
from pipeline.labels import is_office
from pipeline.model import Entity, Turn
from pipeline.names.found import LABEL, Found, Layer, Reading
from pipeline.names.language import plain
from pipeline.names.passage import Passage, Token
from pipeline.names.shape import INITIAL, has_title, is_of_a_vessel, is_surname_before
from pipeline.names.vocabulary import grammemes, is_word
from pipeline.transliteration import similarity

_INITIAL = rf"(?:{INITIAL})\."
_BEFORE = re.compile(rf"(?:\[\s*(?:{_INITIAL}[\s-]?){{1,3}}\]\s?|(?<![\w.])(?:{_INITIAL}[\s-]?){{1,3}})$")
_AFTER = re.compile(rf"(?:\s|(?<=\.))(?:{_INITIAL}\s?){{1,2}}(?!\s?[^\W\d_a-zа-яё][a-zа-яё])")


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
        if found.readings and not _joined(layer, found, source):
            layer.add(found, over=_holds_only_parts(layer, found))


def _joined(layer: Layer, found: Found, source: str) -> bool:
    """A surname that the authority has too may mean somebody whom an earlier step found."""
    same = next((f for f in layer.of(found.n) if (f.start, f.end, f.kind) == (found.start, found.end, "person")), None)
    if same is None or source == "authority" or found.kind != "person" or not same.readings:
        return False
    if not all({"surname", "weak"} & flags for _, flags in same.readings):
        return False
    same.readings += tuple(r for r in found.readings if r[0] not in {id for id, _ in same.readings})
    return True


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
    if _is_half(passage, found) or _is_adjective(passage, found):
        found.readings = ()  # the family name of somebody whose given name nobody knows; «на Московском совещании»
        return
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


def _is_half(passage: Passage, found: Found) -> bool:
    """Does a given name follow the family name, so that it is another bearer's ("Li" of "Li Sang Jo")?"""
    at = passage.at(found.start)
    token = passage.tokens[at] if at < len(passage.tokens) else None
    if token is None or token.end != found.end:
        return False
    return is_surname_before(passage, token, neighbour(passage, found.end, 1))


_CASES = frozenset(("nomn", "gent", "datv", "accs", "ablt", "loct"))


def _is_adjective(passage: Passage, found: Found) -> bool:
    """Is a Russian surname here the adjective of the dictionary that agrees with the noun, or the next adjective, behind it?"""
    at = passage.at(found.start)
    pair = passage.tokens[at : at + 2]
    if passage.lang != "ru" or len(pair) < 2 or pair[0].end != found.end or has_title(passage, found.start):
        return False
    if not pair[1].text.islower() or passage.text[found.end : pair[1].start] != " ":
        return False
    own = [g & _CASES for _, g, known, _ in grammemes(pair[0].text) if known and "ADJF" in g]
    theirs = [g & _CASES for _, g, known, _ in grammemes(pair[1].text) if known and g & {"NOUN", "ADJF"}]
    return any(a & b for a in own for b in theirs)


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
    given = passage.facts.has("given", token.text)
    return None if token.opens and is_word(token.text, passage.lang) and not given else token


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
    if kind == "place" and passage.text[end : end + 1] == "$":
        return False  # "US$20"
    if kind == "person" and " " not in surface and surface.isupper() and len(surface) <= 2:
        return False
    if kind == "person" and len(surface) <= 2 and passage.text[end : end + 1] == ".":
        return False  # an initial
    if kind != "org" and is_of_a_vessel(passage, start):
        return False
    following = passage.at(end)
    if kind == "org" and surface.islower() and passage.facts.has("common_orgs", surface):
        return False  # «о создании информбюро»
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


def extend(layer: Layer, entities: Mapping[str, Entity]) -> None:
    """Take initials before and after a personal name into it: «И. В. Сталина», "[N.T.] Fedorenko", «Сталин
    И.В.».
    """
    for found in list(layer):
        passage = layer.passages[found.n]
        if found.kind == "place":
            _with_head(passage, found, layer)
        if found.kind == "person" and not _completed(passage, found, entities, layer):
            found.start = _first(passage, found, layer)
            found.end = _last(passage, found, layer)


_REST = re.compile(r"\s\[(?P<name>[^\W\d_a-zа-яё][\w'’ -]{1,24})\]")
_START = re.compile(r"\[(?P<name>[^\W\d_a-zа-яё][\w'’-]{1,24})\]\s$")


def _completed(passage: Passage, found: Found, entities: Mapping[str, Entity], layer: Layer) -> bool:
    """A name that the editor completed in brackets: "Zhou [Enlai]", "[Nikita] Khrushchev". It tells whom a surname means."""
    text = passage.text
    surface = text[found.start : found.end]
    refs = [found.ref] if found.ref is not None else [id for id, _ in found.readings]
    after, before = _REST.match(text, found.end), _START.search(text[: found.start])
    for m in (after, before):
        if m is None:
            continue
        wanted = _bare(f"{surface} {m['name']}" if m is after else f"{m['name']} {surface}")
        meant = [id for id in refs if id in entities and wanted in _bare_forms(entities[id])]
        if len(meant) != 1:
            continue
        for other in layer.of(found.n):
            if other is not found and m.start() <= other.start and other.end <= m.end():
                layer.remove(other)
        found.start, found.end = min(found.start, m.start()), max(found.end, m.end())
        if m is before:
            found.end = found.start + len(text[found.start : found.end].rstrip())
        if found.ref is None:
            found.readings = ((meant[0], frozenset({"variant"})),)
        return True
    return False


def _bare_forms(entity: Entity) -> set[str]:
    return {_bare(form) for form in (entity.name, *(f for f, _ in entity.forms))}


def _bare(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _with_head(passage: Passage, found: Found, layer: Layer) -> None:
    """ "Changan river": the noun in small letters is part of the name."""
    at = passage.at(found.end)
    if at < len(passage.tokens) and passage.text[found.end : passage.tokens[at].start] == " ":
        head = passage.tokens[at]
        if passage.facts.has("place_heads_small", head.text) and layer.free(found.n, head.start, head.end):
            found.end = head.end


def _first(passage: Passage, found: Found, layer: Layer) -> int:
    given = _GIVEN.search(passage.text[: found.start])
    if given and _stands_for_forenames(passage, given, layer, found):
        return given.start()
    particle = _PARTICLE.search(passage.text[: found.start])
    if particle and layer.free(passage.n, particle.start(1), found.start):
        return particle.start(1)
    floor = max((f.end for f in layer.of(found.n) if f.end <= found.start), default=0)
    before = _BEFORE.search(passage.text, floor, found.start)
    if not before or re.fullmatch(r"(?:P\.\s?){1,2}S\.\s?|N\.\s?B\.\s?", before[0]):
        return found.start
    forename = neighbour(passage, before.start(), -1)
    if forename is not None and forename.start >= floor and passage.facts.has("given", forename.text):
        return forename.start
    return before.start()


#: Forenames that an editor added before a surname, perhaps with initials: "[Kurt] ", "[J. Blair] ".
_GIVEN = re.compile(rf"\[((?:{_INITIAL}\s?)*[^\W\d_]{{2,}}(?: [^\W\d_]{{2,}})?)\] $")


def _stands_for_forenames(passage: Passage, given: re.Match[str], layer: Layer, found: Found) -> bool:
    """Are the words in brackets the forenames of the surname behind, not a gloss on a name before ("Dalny [Dairen] ")?"""
    words = [w for w in given[1].split() if "." not in w]
    keys = ("honorifics", "titles", "stop", "nationalities")
    if any(not w[:1].isupper() or w.isupper() or any(passage.facts.has(k, w) for k in keys) for w in words):
        return False
    sure = "." in given[1] or any(passage.facts.has("given", w) for w in words)
    before = passage.text[: given.start()].rstrip()
    named = any(f.end == len(before) for f in layer.of(found.n))
    return (
        not named
        and (sure or all(_is_forename(passage, w) for w in words))
        and layer.free(passage.n, given.start(), found.start)
    )


def _is_forename(passage: Passage, word: str) -> bool:
    """Is a word in brackets before a surname a forename: one that is listed, or a capitalised word of no dictionary?"""
    if passage.facts.has("given", word):
        return True
    keys = ("honorifics", "titles", "stop", "nationalities")
    known = is_word(word, passage.lang, often=1) or any(passage.facts.has(key, word) for key in keys)
    return word[:1].isupper() and not word.isupper() and not known


def _last(passage: Passage, found: Found, layer: Layer) -> int:
    """Initials after a name belong to it unless another name follows them."""
    after = _AFTER.match(passage.text, found.end)
    begun = passage.text[found.start : found.end].endswith(".")  # "PELSHE A." before "Ya."
    if not after or (passage.lang == "en" and after[0].count(".") < 2 - begun):
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
    while len(tokens) > 1 and _is_title(passage, tokens[0]):
        tokens.pop(0)
    if not tokens or start >= end or is_office(passage.text[tokens[0].start : tokens[-1].end]):
        return
    start = start if tokens[0].start - start < 2 else tokens[0].start
    entity = entities.get(turn.speakers[0])
    if entity is None or entity.kind != "person":
        return  # an office, a crowd
    if entity.cert < 1 and all(is_word(t.text, passage.lang) for t in tokens):
        return  # a plain word, unless a list says that it is a name
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
