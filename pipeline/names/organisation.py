"""Organisations by their wording: a head ("Ministry", «комитет») with what belongs to it, the longest proper
span.

A phrase found so is the organisation of the authority whose name has the same parts, whatever their order:
"CC CPSU" and "Central Committee of the Communist Party of the Soviet Union"; names inside it are compared by
what they mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.authority import Authority
from pipeline.authority.matcher import Hit, Matcher
from pipeline.model import Entity
from pipeline.names import gazetteer
from pipeline.names.found import Found, Layer
from pipeline.names.identity import english_form, slug, unused
from pipeline.names.language import language, plain
from pipeline.names.nation import country_of
from pipeline.names.pairing import dice
from pipeline.names.passage import Passage, Token
from pipeline.names.stem import key, phrase_nominative, stem
from pipeline.names.vocabulary import grammemes, is_word
from pipeline.names.wording import Grower, grow, is_in

Parts = frozenset[str]
#: Evidence of a central committee that does not say of which party.
COMMITTEE = "committee of the party named last"
#: Words of a committee's name that do not make it another body.
_PARTY = frozenset(("party", "парт", "communist", "коммунистическ", "bolsheviks", "bolshevik"))
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+")


# Which phrases are organisations


def find(layer: Layer, index: Index) -> None:
    """Add the organisations that wording shows; longer than a name that stands inside one."""
    for passage in layer.passages:
        if passage.facts.is_known:
            _names_alone(layer, passage)
            for i, token in enumerate(passage.tokens):
                if _is_head(passage, token):
                    _at(layer, passage, i, index)
            _with_country(layer, passage, index)
            _quoted(layer, passage, index)
            _apposed(layer, passage, index)


def _is_head(passage: Passage, token: Token) -> bool:
    if passage.lang == "ru":
        own = is_in(passage, token, "org_heads") or is_in(passage, token, "org_enterprises")
        return own and _may_be_noun(token)
    if not token.is_capital:
        return False
    return passage.facts.has("org_heads", token.text) or token.plain == "cc"


def _may_be_noun(token: Token) -> bool:
    """Is a Russian word a noun, or none that the dictionary knows? «партийной» is no party."""
    known = [grams for _, grams, known, _ in grammemes(token.text) if known]
    return not known or any("NOUN" in grams for grams in known)


def _at(layer: Layer, passage: Passage, i: int, index: Index) -> None:
    g = grow(passage, layer, i)
    start, end = g.start, g.tokens[g.last].end
    if passage.text[end : end + 1] == ")" and "(" in passage.text[start:end]:
        end += 1
    inside = [f for f in layer.of(passage.n) if f.start < end and start < f.end]
    if any(f.start < start or f.end > end or (f.start, f.end) == (start, end) for f in inside):
        return
    if any(f.kind == "person" for f in inside) and not g.head_is("org_enterprises"):
        return
    if _is_section_alone(g, inside):
        return
    text = _read(layer, passage, start, end)
    if index.is_committee(text, passage.lang):
        layer.add(
            Found(passage.n, start, end, "org", passage.lang, cert=0.7, evidence=[COMMITTEE]), over=True
        )
        return
    token = g.tokens[g.first]
    if passage.lang == "ru" and g.first == g.last and g.numbered is None and (token.opens or not token.is_capital):
        return
    ref, cert = index.nearest(text, passage.lang)
    if (ref is None or cert < 0.95) and not _is_proper(g, inside, index):
        return
    _add(layer, passage, (start, end), ref, cert, index)


def _add(
    layer: Layer, passage: Passage, span: tuple[int, int], ref: str | None, cert: float, index: Index
) -> None:
    readings = ((ref, frozenset({"variant"})),) if ref else ()
    evidence = ["wording of an organisation"]
    found = Found(passage.n, *span, "org", passage.lang, readings, ref, cert, evidence)
    read = _read(layer, passage, *span)
    found.reading = read if read != passage.text[span[0] : span[1]] else None
    if ref is None:
        index.unknown.append(found)
    layer.add(found, over=True)


def _read(layer: Layer, passage: Passage, start: int, end: int) -> str:
    """The text of a range as it should read, where a damaged name stands in it."""
    text = passage.text[start:end]
    for found in reversed(layer.of(passage.n)):
        if found.reading is not None and start <= found.start and found.end <= end:
            text = text[: found.start - start] + found.reading + text[found.end - start :]
    return text


def _is_section_alone(g: Grower, inside: Sequence[Found]) -> bool:
    """ "CPSU CC Department": some department of a body is not one; the body alone is named. Nor is the word for
    what a body is part of its name («агентства Рейтер»)."""
    token, facts = g.tokens[g.head], g.passage.facts
    rest = (token.end + 1, g.tokens[g.last].end) if g.first == g.head else (g.start, token.start - 1)
    whole = any(f.kind == "org" and (f.start, f.end) == rest for f in inside)
    kind = facts.has("org_kinds", token.text) and g.first == g.head  # «агентства Рейтер»
    section = facts.has("org_sections", token.text) and (g.first == g.head or g.last == g.head)
    return whole and (kind or section)


def _names_alone(layer: Layer, passage: Passage) -> None:
    """What a paper or an agency is stands outside its name: «агентства Рейтер»."""
    for found in layer.of(passage.n):
        first = next((t for t in passage.tokens[passage.at(found.start) :]), None)
        if found.kind != "org" or first is None or first.end >= found.end:
            continue
        if passage.facts.has("org_kinds", first.text) and (first.text.islower() or first.opens):
            rest = _OPENING.match(passage.text, first.end)
            if rest and rest.end() < found.end:
                found.start = rest.end()
                found.end -= passage.text[found.end - 1] in _CLOSING


_OPENING = re.compile(r"\s+[«\"“„”']?")
_CLOSING = "»\"”“'"
_IN_QUOTES = re.compile(r"(?P<kind>[^\W\d_]+),? [«\"“„”](?P<name>[^\W\d_a-zа-яё][^«»\"“„”\n]{1,40}?)[,.]?[»\"”“]")


def _quoted(layer: Layer, passage: Passage, index: Index) -> None:
    """«акционерное общество "Висмут"»: a name in quotation marks behind the word for what bears it."""
    for m in _IN_QUOTES.finditer(passage.text):
        start, end = m.span("name")
        if passage.facts.has("org_quoted", m["kind"]) and layer.free(passage.n, start, end, over_weak=True):
            known = [f for f in layer.of(passage.n) if (f.start, f.end) == (start, end) and f.kind == "org"]
            ref = known[0].readings[0][0] if known and known[0].readings else None
            _add(layer, passage, (start, end), ref, 0.95, index)


def _with_country(layer: Layer, passage: Passage, index: Index) -> None:
    """«Госбанк СССР»: the country of a body that stands behind its short name belongs to it."""
    for one, two in pairwise(layer.of(passage.n)):
        if passage.lang != "ru" or (one.kind, two.kind) != ("org", "place") or not one.readings:
            continue
        body = one.readings[0][0]
        whose = {f"@{id}" for id, _ in two.readings} & index.within.get(body, set())
        if whose and passage.text[one.end : two.start] == " ":
            _add(layer, passage, (one.start, two.end), body, 0.95, index)


def _apposed(layer: Layer, passage: Passage, index: Index) -> None:
    """ "Southeast Asia Department, USSR MFA", "Communist Party of … . Central Committee": a part and its body with a
    comma or a full stop between them are one."""
    for one, two in pairwise(layer.of(passage.n)):
        gap = passage.text[one.end : two.start]
        if one.kind != "org" or two.kind != "org" or gap not in (", ", ". "):
            continue
        last = passage.text[: one.end].rpartition(" ")[2]
        section = gap == ", " and passage.facts.has("org_sections", last) and two in layer.of(passage.n)
        committee = gap == ". " and two.evidence[:1] == [COMMITTEE] and index.is_party(one)
        if section or committee:
            index.forget(one, two)
            text = passage.text[one.start : two.end].replace(gap, " ")
            _add(layer, passage, (one.start, two.end), *index.nearest(text, passage.lang), index)


@cache
def _wordings(lang: str) -> frozenset[str]:
    """Keys of the names that are organisations by their whole wording."""
    return frozenset(key(name.split(), lang) for name in language(lang).lists.get("orgs", ()))


def _is_proper(g: Grower, inside: Sequence[Found], index: Index) -> bool:
    """Is a phrase that the authority does not have the name of one organisation, not a kind of them?"""
    passage = g.passage
    words = g.tokens[g.first : g.last + 1]
    if key((t.text for t in words), passage.lang) in _wordings(passage.lang):
        return True
    if _has_owner(g, inside, index):
        return True
    for kind, rule in _RULES.items():
        if g.head_is(kind):
            return rule(g, inside, index)
    if g.numbered is not None and len(words) == 1:
        return True
    if passage.is_capitals:
        return (any(f.kind == "org" for f in inside) and len(words) > len(inside)) or _is_state_body(g, inside)
    if passage.lang == "ru" and g.head_is("org_sections"):
        return any(f.kind == "org" for f in inside)  # «Общий отдел ЦК КПСС»
    if g.head_is("org_not") or len(words) < 2:
        return False
    if len(words) > 2 and words[0].is_capital and re.match(r"party$|парти", g.tokens[g.head].plain):
        return True  # "Bulgarian Communist Party", «Албанская партия труда»
    if passage.lang == "ru":
        return _is_proper_russian(g, inside)
    return _own_words(g, g.head) or any(t.is_capital for t in g.tokens[g.head + 1 : g.last + 1])


def _is_proper_russian(g: Grower, inside: Sequence[Found]) -> bool:
    """A capital inside a sentence shows a name; at its beginning, the words behind the head do."""
    facts, words = g.passage.facts, g.tokens[g.first : g.last + 1]
    if not words[0].is_capital or all(facts.has("org_generic", t.text) for t in words if t is not g.tokens[g.head]):
        return False
    if facts.has("nationalities", words[0].text):
        return (len(words) > 2 and not words[0].opens) or g.last - g.head > 1 or any(f.kind == "place" for f in inside)
    return not words[0].opens or g.head == g.first


def _has_owner(g: Grower, inside: Sequence[Found], index: Index) -> bool:
    """Is it a body with the country or party whose it is? In Russian its adjective does not say so: any embassy is
    that of some country («советское посольство»)."""
    text = g.passage.text[g.start : g.tokens[g.last].end]
    if g.passage.lang == "ru" and not any(f.start >= g.tokens[g.head].end for f in inside):
        return False
    if g.head_is("org_missions") or (g.passage.lang == "ru" and g.head_is("org_states")):
        return _has_country(g, inside)
    return index.owned(text, g.passage.lang) is not None


def _is_troop(g: Grower, inside: Sequence[Found], index: Index) -> bool:
    words = g.tokens[g.first : g.last + 1]
    return any(g.passage.facts.has("org_troop_words", t.text) for t in words) and _own_words(g, g.head)


def _is_union(g: Grower, inside: Sequence[Found], index: Index) -> bool:
    words = g.tokens[g.first : g.last + 1]
    return any(g.passage.facts.has("org_union_words", t.text) for t in words)


def _is_capitalised(g: Grower, inside: Sequence[Found], index: Index) -> bool:
    """«Общества советско-корейской дружбы», «Союз писателей СССР»."""
    first = g.tokens[g.first]
    return first.is_capital and g.last > g.head and (not first.opens or any(f.kind == "place" for f in inside))


def _own_words(g: Grower, end: int) -> bool:
    """Do words of the name before word `end` say more than a nation?"""
    facts = g.passage.facts
    return any(
        t.is_capital and not facts.has("nationalities", t.text) and not facts.has("org_generic", t.text)
        for t in g.tokens[g.first : end]
    )


def _has_country(g: Grower, inside: Sequence[Found]) -> bool:
    """Is a country named in it, or in English its adjective?"""
    facts = g.passage.facts
    if any(f.kind == "place" for f in inside):
        return True
    return g.passage.lang != "ru" and any(
        facts.has("nationalities", t.text) for t in g.tokens[g.first : g.last + 1]
    )


def _is_state_body(g: Grower, inside: Sequence[Found]) -> bool:
    return not g.head_is("org_not") and g.last > g.head and any(f.kind == "place" for f in inside)


def _is_enterprise(g: Grower, inside: Sequence[Found], index: Index) -> bool:
    """Does an enterprise or a school bear the name of a place, of a person, or a word of no dictionary?"""
    facts = g.passage.facts
    if g.any_is("named_after"):
        return True
    own = g.tokens[g.first : g.head]
    if g.head_is("org_stations") and not any(facts.has("org_station_words", t.text) for t in own):
        return False
    if g.passage.lang == "ru":
        first = g.tokens[g.first]
        named = first.is_capital and index.country(first.text, "ru") is None
        return g.first < g.head and named and (not first.opens or not is_word(first.text, "ru"))
    named = any(g.name_at(t) or not is_word(t.text, "en") for t in own)
    return (named or any(f.kind == "org" for f in inside)) and not g.passage.is_capitals


#: What a head asks of its phrase before it is a name.
_RULES: dict[str, Callable[[Grower, Sequence[Found], Index], bool]] = {
    "org_enterprises": _is_enterprise,
    "org_troops": _is_troop,
    "org_unions": _is_union,
    "org_capitals": _is_capitalised,
}


# Which organisation it is


@lru_cache(maxsize=8)
def _index(
    authority: Authority, langs: tuple[str, ...], places: bool, foreign: bool, later: frozenset[tuple[str, str]]
) -> Index:
    own = {lang: (gazetteer.matcher(lang),) if places else () for lang in langs}
    matchers = {lang: (authority.automaton(lang), *own[lang]) for lang in langs}
    entities = (gazetteer.places() if places else {}) | authority.entities
    return Index(authority, matchers, entities, foreign=foreign, later=later)


def index_of(
    authority: Authority,
    langs: Iterable[str],
    *,
    places: bool = True,
    foreign: bool = False,
    later: frozenset[tuple[str, str]] = frozenset(),
) -> Index:
    """The index for a document: made once for an authority, with nothing unknown yet. `places`: with the countries and
    capitals that the languages know by themselves."""
    index = copy(_index(authority, tuple(sorted(langs)), places, foreign, later))
    index.unknown = []
    return index


class Index:
    """Organisations by the parts of their names. `unknown` collects phrases that none of them has."""

    def __init__(
        self,
        authority: Authority,
        matchers: Mapping[str, Sequence[Matcher]],
        entities: Mapping[str, Entity],
        *,
        foreign: bool = False,
        later: frozenset[tuple[str, str]] = frozenset(),
    ):
        self._matchers, self._entities = matchers, entities
        self._foreign = foreign
        self.unknown: list[Found] = []
        #: central committee -> its party
        self.committees: dict[str, str] = {}
        rows = [
            (t, id, lang)
            for lang in matchers
            for t, id, f in authority.forms(lang)
            if entities[id].kind == "org"
            and "inflected" not in f
            and not (foreign and language(lang).has("own_bodies", t))
            and (id, key(t.split(), lang)) not in later
        ]
        raw = [(self._raw(t, lang, whole=True), id) for t, id, lang in rows]
        self.committees = {id: party for parts, id in raw if (party := self._party(parts))}
        self._known: dict[str, list[Parts]] = {}
        for parts, id in raw:
            self._known.setdefault(id, []).append(self._normal(parts))
        #: organisation -> those that its names name ("Politburo of the CC CPSU" names the party)
        self.within: dict[str, set[str]] = {}
        for parts, id in raw:
            self.within.setdefault(id, set()).update(p for p in self._normal(parts) if p.startswith("@"))

    def _party(self, parts: Parts) -> str | None:
        """The party whose central committee a name with these parts means."""
        orgs = [p[1:] for p in parts if p[1:] in self._entities]
        rest = {p for p in parts if not p.startswith("@")}
        named = COMMITTEE_BODY in rest and rest - _PARTY == {COMMITTEE_BODY} and len(orgs) == 1
        return orgs[0] if named and self._entities[orgs[0]].kind == "org" else None

    def is_committee(self, text: str, lang: str) -> bool:
        """Is it a central committee without the name of its party?"""
        parts = self.parts(text, lang)
        return COMMITTEE_BODY in parts and parts <= {COMMITTEE_BODY, "party", "парт"}

    def is_party(self, found: Found) -> bool:
        """Has what a name means a central committee?"""
        ids = {found.ref, *(id for id, _ in found.readings)}
        return bool(ids & set(self.committees.values()))

    def forget(self, *found: Found) -> None:
        """Names that turned out to be parts of one are nothing by themselves."""
        self.unknown = [f for f in self.unknown if not any(f is other for other in found)]

    def parts(self, text: str, lang: str) -> Parts:
        """The parts of a name: names inside it as entity ids, bodies that every country has by their id, other
        words by their stems, short for long."""
        return self._normal(self._raw(text, lang))

    def _raw(self, text: str, lang: str, whole: bool = False) -> Parts:
        facts = language(lang)
        rest, ids = self._named(text, lang, whole)
        rest, strange = (rest, []) if whole else _strangers(rest, lang)
        short = {plain(k): plain(v) for k, v in facts.tables.get("org_short", {}).items()}
        rest = plain(re.sub(r"\[[^\[\]]*\]", " ", rest))
        rest = re.sub(rf"(?<=\d)-?(?:{'|'.join(sorted(facts.words('ordinals')) or ['x'])})(?!\w)", "", rest)
        for k, v in sorted(short.items(), key=lambda kv: -len(kv[0])):
            rest = re.sub(
                rf"(?<!\w){re.escape(k)}{'' if lang == 'en' else chr(92) + 'w{0,2}'}(?!\w)", v, rest
            )
        words = frozenset(self._part(w, lang) for w in _WORD.findall(rest) if w not in _SKIPPED)
        return frozenset((*ids, *strange)) | _with_bodies(words, lang)

    def _normal(self, parts: Parts) -> Parts:
        """A committee inside a name is its party and the body; the body goes without saying where an organ of it
        is named, and that a country is a republic."""
        out: set[str] = set()
        for part in parts:
            party = self.committees.get(part[1:]) if part.startswith("@") else None
            out |= {f"@{party}", COMMITTEE_BODY} if party else {part}
        if COMMITTEE_BODY in out and out & _ORGANS:
            out.discard(COMMITTEE_BODY)
        return frozenset(out)

    def _part(self, word: str, lang: str) -> str:
        country = country_of(word, lang, self._entities)
        return f"@{country}" if country else stem(word) if lang == "ru" else word

    def _named(self, text: str, lang: str, whole: bool) -> tuple[str, list[str]]:
        """The text without the names inside it, and what they mean. `whole`: the text itself is the name of
        one. A body that every country has is no name but a word.
        """
        ids: list[str] = []
        for offset in (m.start() for m in re.finditer(r"(?<!\S)\S", text)):
            for start, end, readings in self._first(text[offset:], lang):
                good = [
                    r for r in readings if r[0] in self._entities and self._entities[r[0]].kind != "person"
                ]
                if whole and offset == 0:  # "USSR Gosplan" has a name at its beginning, "Pravda" is one
                    good = [r for r in good if self._entities[r[0]].kind == "place"]
                inside = start == 0 and good and (end < len(text) - offset or offset)
                if inside and not _opens_with_body(text[offset : offset + end], lang):
                    rest, more = self._named(
                        text[:offset] + " " + text[offset + end :], lang, whole and offset > 0
                    )
                    return rest, [f"@{good[0][0]}", *more]
                break
        return text, ids

    def _first(self, text: str, lang: str) -> list[Hit]:
        """The name that a text begins with, the longest of all lists."""
        hits = [hit for matcher in self._matchers[lang] for hit in matcher.find(text)[:1] if hit[0] == 0]
        return sorted(hits, key=lambda hit: -hit[1])[:1]

    def nearest(self, text: str, lang: str) -> tuple[str | None, float]:
        """The organisation whose name has the same parts, or nearly; with a certainty. That of another country
        is another one."""
        wanted = self.parts(text, lang)
        lone = _is_common(wanted) and not _owners(wanted)
        if self._foreign and (lone or language(lang).has("own_bodies", text)):
            return None, 1.0
        if (own := self._at_home(wanted)) is not None:
            return own, 0.95
        home = self._home(lang)
        scores = {
            id: max(_likeness(wanted, parts, home) for parts in known)
            for id, known in self._known.items()
        }
        best = sorted(scores.items(), key=lambda x: (-x[1], x[0]))[:2]
        alone = len(wanted) < 2 and not any(p.startswith("#") for p in wanted)
        if not best or alone or (len(best) > 1 and best[0][1] == best[1][1]):
            return None, 1.0
        if best[0][1] == 1.0:
            return best[0][0], 0.95
        return (best[0][0], 0.7) if best[0][1] > 0.65 else (None, 1.0)

    def _at_home(self, parts: Parts) -> str | None:
        """The body of a name that adds only the country it belongs to anyhow: "7th Fleet of the USA"."""
        ids = [p[1:] for p in parts if p.startswith("@") and p[1:] in self._entities]
        orgs = [id for id in ids if self._entities[id].kind == "org"]
        rest = {f"@{id}" for id in ids if id not in orgs}
        whole = len(orgs) == 1 and rest and len(parts) == len(ids)
        return orgs[0] if whole and rest <= self.within.get(orgs[0], set()) else None

    def _home(self, lang: str) -> frozenset[str]:
        return frozenset() if self._foreign else frozenset(f"@{c}" for c in language(lang).words("org_home"))

    def owned(self, text: str, lang: str) -> str | None:
        """The id of a body of one country or party, the same in every language: "poland-ministry-of-culture"."""
        inside = "|".join(sorted(language(lang).words("in"))) or "\0"
        text, host = (*re.split(rf"\s(?:{inside})\s", text, maxsplit=1, flags=re.IGNORECASE), "")[:2]
        parts = self.parts(text, lang)
        bodies = [p[1:] for p in parts if p.startswith("#")]
        owners = [p[1:] for p in parts if p.startswith("@") and "?" not in p]
        place = re.sub(r"^the\s", "", host, flags=re.IGNORECASE)
        there = [id for m in self._matchers[lang] for id, _ in m.lookup(place) if id in self._entities]
        if len(parts) != 2 or not bodies or not owners or (host and not there):
            return None
        return "-".join((owners[0], bodies[0], *(("in", there[0]) if host else ())))

    def country(self, word: str, lang: str) -> str | None:
        """The country whose adjective a word is."""
        return country_of(word, lang, self._entities)


def _strangers(text: str, lang: str) -> tuple[str, list[str]]:
    """A name without the abbreviations that nobody knows, and these: whose body it is, they say, but not who that is."""
    facts = language(lang)
    short = facts.tables.get("org_short", {})
    found = [
        w
        for w in re.findall(r"(?<![\w(])[^\W\d_]{2,6}(?![\w(])", text)
        if w.isupper() and not text.isupper() and plain(w) not in short and not facts.has("org_heads", w)
    ]
    for w in found:
        text = re.sub(rf"(?<!\w){w}(?!\w)", " ", text)
    return text, [f"@?{plain(w)}" for w in found]


#: Part of a name that is a central committee, and its organs.
COMMITTEE_BODY = "#central-committee"
_ORGANS = frozenset(("#politburo", "#political-committee", "#presidium", "#secretariat"))
_SKIPPED = frozenset(("of", "the", "and", "for", "и", "по"))


@cache
def _bodies(lang: str) -> tuple[tuple[Parts, str], ...]:
    """The words of each wording of a body that every country has, the longest first, and its id."""
    rows = [
        (frozenset(stem(w) if lang == "ru" else w for w in _WORD.findall(plain(text)) if w not in _SKIPPED), id)
        for id, texts in language(lang).tables.get("org_bodies", {}).items()
        for text in texts
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row[1])))


def _with_bodies(words: Parts, lang: str) -> Parts:
    """Words with the ids of bodies for their wordings; without what only says that a country is a republic."""
    facts = language(lang)
    if any(facts.has("states", w) for w in words):
        words = frozenset(w for w in words if not facts.has("states", w) and not facts.has("state_adjectives", w))
    out = set(words)
    for body, id in _bodies(lang):
        if body <= out:
            out = (out - body) | {f"#{id}"}
    return frozenset(out)


@cache
def _opens_with_body(text: str, lang: str) -> bool:
    """Does a name begin with a body that every country has, or with an abbreviation of one?"""
    words = plain(text).split()
    return any(_is_body(" ".join(words[: n + 1]), lang) for n in range(len(words)))


def _is_body(low: str, lang: str) -> bool:
    low = plain(language(lang).tables.get("org_short", {}).get(low, low))
    words = frozenset(stem(w) if lang == "ru" else w for w in _WORD.findall(low) if w not in _SKIPPED)
    return any(words == body for body, _ in _bodies(lang)) and words != _central(lang)


@cache
def _central(lang: str) -> Parts:
    return next((body for body, id in _bodies(lang) if f"#{id}" == COMMITTEE_BODY), frozenset())


def _likeness(wanted: Parts, known: Parts, home: Parts) -> float:
    """How much of two names is shared, 0 to 1: a body counts for three words. Another owner makes it another body,
    and where none is named only that of `home` is meant."""
    if not wanted & known:
        return 0.0
    theirs, ours = _owners(known), _owners(wanted)
    if theirs != ours and ((theirs and ours) or (_is_common(wanted) and not (theirs or ours) <= home)):
        return 0.0
    if (_is_common(wanted) or _is_common(known)) and _words(wanted) != _words(known):
        return 0.0  # a department of a committee is not the committee
    both, all_ = wanted & known, wanted | known
    return _weight(both) / max(1, _weight(all_))


def _weight(parts: Parts) -> int:
    return sum(3 if p.startswith("#") else 1 for p in parts)


def _words(parts: Parts) -> Parts:
    return frozenset(p for p in parts if not p.startswith("@")) - _PARTY


def _owners(parts: Parts) -> Parts:
    return frozenset(p for p in parts if p.startswith("@"))


def _is_common(parts: Parts) -> bool:
    return any(p.startswith("#") for p in parts)


def committees(layer: Layer, index: Index) -> None:
    """ "The Central Committee", «ЦК партии» without a name: that of the party named last, else of the next
    one.
    """
    seen: list[str] = []
    open_: list[Found] = []
    for passage in layer.passages:
        for found in layer.of(passage.n):
            if found.kind == "org" and found.evidence[:1] == [COMMITTEE]:
                found.ref = _committee(index, seen)
                if found.ref is None:
                    open_.append(found)
            elif found.kind == "org" and (found.ref or found.readings):
                seen.append(found.ref or found.readings[0][0])
    for found in open_:
        found.ref = _committee(index, seen[::-1])
        if found.ref is None:
            index.unknown.append(found)


def organs(layer: Layer, index: Index) -> None:
    """ "The Presidium" alone, behind "the Presidium of the KWP CC", is that one."""
    last: dict[tuple[str, str], str] = {}
    for found in layer:
        if found.kind != "org" or found.ref is None:
            continue
        passage = layer.passages[found.n]
        parts = index.parts(passage.text[found.start : found.end], found.lang)
        for body in parts & _ORGANS:
            if _owners(parts) and _words(parts) == {body}:
                last[passage.zone, body] = found.ref
            elif parts == {body} and last.get((passage.zone, body), found.ref) != found.ref:
                found.ref, found.cert = last[passage.zone, body], 0.7
                found.evidence.append("named in full before")


def _committee(index: Index, seen: Sequence[str]) -> str | None:
    for id in reversed(seen):
        for committee, party in index.committees.items():
            if id in (committee, party) or f"@{party}" in index.within.get(id, ()):
                return committee
    return None


def merge(
    layer: Layer, new: Mapping[str, Entity], counterparts: Mapping[int, tuple[int, ...]]
) -> dict[str, Entity]:
    """New organisations of two languages that stand in each other's places, and no other there, are one: the
    Russian mentions get the entry of the English one."""
    places: dict[str, Counter[int]] = {}
    for found in layer:
        if found.ref in new and found.ref is not None:
            places.setdefault(found.ref, Counter())[found.n] += 1
    out = dict(new)
    russian = [id for id in places if all(lang == "ru" for _, lang in new[id].forms)]
    english = [id for id in places if all(lang == "en" for _, lang in new[id].forms)]
    for one in russian:
        met = [two for two in english if dice(places[one], places[two], counterparts) >= 0.5]
        back = [id for two in met[:1] for id in russian if dice(places[id], places[two], counterparts) >= 0.5]
        if len(met) == 1 and back == [one]:
            _rename(layer, one, met[0])
            joined = replace(out[met[0]], forms=out[met[0]].forms + out.pop(one).forms)
            out[met[0]] = joined
    return out


def _rename(layer: Layer, old: str, new: str) -> None:
    for found in layer:
        if found.ref == old:
            found.ref = new
            found.evidence.append("stands where the other language has the name")


def entities_of(index: Index, layer: Layer, taken: set[str]) -> list[Entity]:
    """New entities for organisations that the authority lacks: phrases with the same parts are one."""
    out: dict[str, Entity] = {}
    by_key: dict[str, str] = {}
    for found in index.unknown:
        text = found.reading or layer.passages[found.n].text[found.start : found.end]
        name = " ".join(re.sub(r"\[[^\[\]]*\]", " ", text).split())
        name = phrase_nominative(name) if found.lang == "ru" else name
        owned = index.owned(name, found.lang)
        shared = owned or found.lang + " " + " ".join(sorted(index.parts(name, found.lang)))
        if shared not in by_key:
            english = name if found.lang != "ru" else english_form(name)
            id = unused(slug(owned or english), "org", taken | set(out))
            by_key[shared] = id
            out[id] = Entity(id, "org", name, (), cert=0.6, evidence=("wording of an organisation",))
        entity = out[by_key[shared]]
        if (name, found.lang) not in entity.forms:
            preferred = name if found.lang == "en" and not _has_form(entity, "en") else entity.name
            out[entity.id] = replace(entity, name=preferred, forms=(*entity.forms, (name, found.lang)))
        found.ref, found.cert = by_key[shared], 0.6
    return list(out.values())


def _has_form(entity: Entity, lang: str) -> bool:
    return any(own == lang for _, own in entity.forms)
