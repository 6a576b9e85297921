"""Organisations by their wording: a head ("Ministry", «комитет») with what belongs to it, the longest proper
span.

A phrase found so is the organisation of the authority whose name has the same parts, whatever their order:
"CC CPSU" and "Central Committee of the Communist Party of the Soviet Union"; names inside it are compared by
what they mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.authority import Authority
from pipeline.authority.matcher import Matcher
from pipeline.model import Entity
from pipeline.names.found import Found, Layer
from pipeline.names.identity import english_form, slug, unused
from pipeline.names.language import Language, language, plain
from pipeline.names.nation import country_of
from pipeline.names.pairing import dice
from pipeline.names.passage import Passage, Token
from pipeline.names.stem import key, phrase_nominative, stem
from pipeline.names.vocabulary import grammemes

Parts = frozenset[str]
#: Evidence of a central committee that does not say of which party.
COMMITTEE = "committee of the party named last"
_BRACKET = re.compile(r"\s?\((?:[bб]|bolsheviks?|большевиков)\)", re.IGNORECASE)
#: Words of a committee's name that do not make it another body.
_PARTY = frozenset(("party", "парт", "communist", "коммунистическ", "bolsheviks", "bolshevik"))
_INSERTION = re.compile(r" \[[^\[\]]{1,40}\] ")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+")


# The span


@dataclass
class Grower:
    """Grows an organisation's name from its head to both sides. `first` and `last` are numbers of words."""

    passage: Passage
    layer: Layer
    first: int
    last: int

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.passage.tokens

    def gap(self, i: int) -> str:
        """What stands between word i and word i + 1."""
        return self.passage.text[self.tokens[i].end : self.tokens[i + 1].start]

    def name_at(self, token: Token) -> Found | None:
        return next((f for f in self.layer.of(self.passage.n) if f.start <= token.start < f.end), None)


def grow_english(g: Grower) -> None:
    """Capitalised words before the head, "of the …" after it."""
    while g.first > 0 and _goes_left(g):
        g.first -= 1
    if g.first > 1 and _insertion_before(g):
        g.first -= 1
        while g.first > 0 and _goes_left(g):
            g.first -= 1
    _and_left(g)
    if (
        g.first > 0
        and g.tokens[g.first - 1].plain == "party"
        and g.tokens[g.last].is_upper
        and g.gap(g.first - 1) == " "
    ):
        g.first -= 1
    while _goes_right(g):
        pass


def _insertion_before(g: Grower) -> bool:
    """ "Eastern Communist [SIC, Kominformbyuro] Information Bureau": the bracket belongs to neither side."""
    text, start = g.passage.text, g.tokens[g.first].start
    found = re.search(r"\[[^\[\]]{1,40}\]\s$", text[:start])
    if not found:
        return False
    at = g.passage.at(found.start()) - 1
    if at < 0 or text[g.tokens[at].end : found.start()] != " " or not _is_modifier(g, g.tokens[at]):
        return False
    g.first = at + 1
    return True


def _goes_left(g: Grower) -> bool:
    gap, token = g.gap(g.first - 1), g.tokens[g.first - 1]
    name = g.name_at(token)
    return _is_modifier(g, token) and (
        gap == " "
        or (gap in ("' ", "’ ") and token.text.endswith("s"))
        or (gap in ("'s ", "’s ") and (name is None or name.end > token.end + 2))
    )


def _is_modifier(g: Grower, token: Token) -> bool:
    facts = g.passage.facts
    if not token.is_capital:
        return False
    name = g.name_at(token)
    if name is not None:
        return name.kind != "person" and (token.is_upper or name.kind == "org")
    if facts.has("honorifics", token.text) or (
        facts.has("titles", token.text) and not _is_org_word(facts, token)
    ):
        return False
    return not (
        (token.opens or g.passage.is_capitals)
        and token.plain
        in (
            "the",
            "a",
            "in",
            "on",
            "at",
            "to",
            "of",
            "by",
            "for",
            "from",
            "and",
            "this",
            "our",
            "his",
            "their",
        )
    )


def _is_org_word(facts: Language, token: Token) -> bool:
    return facts.has("org_modifiers", token.text) or facts.has("title_adjectives", token.text)


def _and_left(g: Grower) -> None:
    """ "Finance and Economics Commission": the word before "and", if it is no name and no head itself."""
    at = g.first
    if at < 2 or g.tokens[at - 1].text != "and" or g.gap(at - 1) != " " or g.gap(at - 2) != " ":
        return
    word = g.tokens[at - 2]
    title = g.passage.facts.has("titles", word.text) and not _is_org_word(g.passage.facts, word)
    if (
        at < g.last + 1
        and word.is_capital
        and not word.opens
        and not title
        and g.name_at(word) is None
        and (not g.passage.facts.has("org_heads", word.text))
    ):
        g.first = at - 2


def _goes_right(g: Grower) -> bool:
    """Take in "of (the) X", "for X", "and X" (inside a complement), a name that follows directly."""
    facts, tokens = g.passage.facts, g.tokens
    bracket = _BRACKET.match(g.passage.text, tokens[g.last].end)
    j = g.last + 1
    if bracket:
        while j < len(tokens) and tokens[j].start < bracket.end():
            g.last, j = j, j + 1
        return True
    if j >= len(tokens) or g.gap(g.last) != " ":
        return False
    if tokens[j].plain in facts.words("of") or (tokens[j].plain == "and" and g.last > g.first):
        joint = tokens[j].plain
        j += 1
        if joint != "and" and j < len(tokens) and tokens[j].plain == "the" and g.gap(j - 1) == " ":
            j += 1
        if j < len(tokens) and g.gap(j - 1) == " " and _complement(g, tokens[j], joint):
            g.last = _end_of_name(g, j)
            _rest_of_complement(g)
            return True
        return False
    name = g.name_at(tokens[j])
    short = tokens[j].is_upper and tokens[g.last].is_upper and name is None  # "CC KWP"
    if (name is not None and name.kind != "person" and tokens[j].is_upper) or short:
        g.last = _end_of_name(g, j)
        return True
    return False


def _rest_of_complement(g: Grower) -> None:
    """ "of External" goes on with "Affairs"; not behind a name or an abbreviation."""
    while g.last + 1 < len(g.tokens) and g.gap(g.last) == " " and not g.tokens[g.last].is_upper:
        token = g.tokens[g.last + 1]
        if g.name_at(g.tokens[g.last]) or g.name_at(token) or not _complement(g, token, "") or token.is_upper:
            return
        g.last += 1


def _complement(g: Grower, token: Token, joint: str) -> bool:
    if not token.is_capital or token.opens or g.passage.facts.has("honorifics", token.text):
        return False
    name = g.name_at(token)
    if name is not None and name.kind == "person":
        return False
    if joint == "and":
        titled = g.passage.facts.has("titles", token.text) and not _is_org_word(g.passage.facts, token)
        return (
            name is None and not titled and not g.passage.facts.has("org_heads", token.text) and _after_of(g)
        )
    title = g.passage.facts.has("titles", token.text) and not _is_org_word(g.passage.facts, token)
    return name is not None or not title


def _after_of(g: Grower) -> bool:
    return any(t.plain == "of" for t in g.tokens[g.first : g.last])


def _end_of_name(g: Grower, j: int) -> int:
    """The last word of the name that word j belongs to, or j."""
    name = g.name_at(g.tokens[j])
    while name is not None and j + 1 < len(g.tokens) and g.tokens[j + 1].start < name.end:
        j += 1
    return j


def grow_russian(g: Grower) -> None:
    """Adjectives before the head; after it words in the genitive and the name of the country or party."""
    while g.first > 0 and g.gap(g.first - 1) == " " and _is_adjective(g, g.tokens[g.first - 1]):
        g.first -= 1
    taken = 0
    while g.last + 1 < len(g.tokens) and g.gap(g.last) == " " and taken < 5:
        token = g.tokens[g.last + 1]
        name = g.name_at(token)
        if name is not None and name.kind != "person":
            g.last = _end_of_name(g, g.last + 1)
        elif name is None and (_is_genitive(token) or (token.is_upper and len(token.text) < 7)):
            g.last += 1
        elif (
            token.plain == "и"
            and g.last + 2 < len(g.tokens)
            and taken
            and _is_genitive(g.tokens[g.last + 2])
            and not any(g.passage.facts.has(k, g.tokens[g.last + 2].text) for k in ("org_heads", "org_not"))
            and (
                g.tokens[g.last + 2].is_capital == g.tokens[g.last].is_capital
                and not g.name_at(g.tokens[g.last + 2])
            )
        ):
            g.last += 2
        else:
            break
        taken += 1


def _is_adjective(g: Grower, token: Token) -> bool:
    if g.name_at(token) is not None:
        return token.is_upper
    grams = [gr for _, gr, _, _ in grammemes(token.text)[:3]]
    whole = (
        token.is_capital
        or g.passage.facts.has("nationalities", token.text)
        or g.passage.facts.has("org_modifiers", token.text)
    )
    return whole and not token.opens and any(gr & {"ADJF", "PRTF"} for gr in grams)


def _is_genitive(token: Token) -> bool:
    best = [gr for _, gr, known, _ in grammemes(token.text)[:4] if known]
    return len(token.text) > 2 and any("gent" in gr and gr & {"NOUN", "ADJF"} for gr in best)


# Which phrases are organisations


def find(layer: Layer, index: Index, entities: Mapping[str, Entity]) -> None:
    """Add the organisations that wording shows; longer than a name that stands inside one."""
    for passage in layer.passages:
        if passage.facts.is_known:
            for i, token in enumerate(passage.tokens):
                if _is_head(passage, token):
                    _at(layer, passage, i, index, entities)


def _is_head(passage: Passage, token: Token) -> bool:
    if passage.lang == "ru":
        return passage.facts.has("org_heads", token.text) or token.plain == "цк"
    return token.is_capital and (passage.facts.has("org_heads", token.text) or token.plain == "cc")


def _at(layer: Layer, passage: Passage, i: int, index: Index, entities: Mapping[str, Entity]) -> None:
    g = Grower(passage, layer, i, i)
    (grow_russian if passage.lang == "ru" else grow_english)(g)
    start, end = g.tokens[g.first].start, g.tokens[g.last].end
    if passage.text[end : end + 1] == ")" and "(" in passage.text[start:end]:
        end += 1
    inside = [f for f in layer.of(passage.n) if f.start < end and start < f.end]
    if any(f.start < start or f.end > end or (f.start, f.end) == (start, end) for f in inside):
        return
    if any(f.kind == "person" for f in inside):
        return
    words = list(g.tokens[g.first : g.last + 1])
    if index.is_committee(passage.text[start:end], passage.lang):
        layer.add(
            Found(passage.n, start, end, "org", passage.lang, cert=0.7, evidence=[COMMITTEE]), over=True
        )
        return
    ref, cert = index.nearest(passage.text[start:end], passage.lang)
    if cert < 0.95 and not _is_proper(passage, words, i - g.first):
        ref = None
    if ref is None and not _is_proper(passage, words, i - g.first):
        return
    readings = ((ref, frozenset({"variant"})),) if ref else ()
    found = Found(
        passage.n, start, end, "org", passage.lang, readings, ref, cert, ["wording of an organisation"]
    )
    if ref is None:
        index.unknown.append(found)
    layer.add(found, over=True)


@cache
def _wordings(lang: str) -> frozenset[str]:
    """Keys of the names that are organisations by their whole wording."""
    return frozenset(key(name.split(), lang) for name in language(lang).lists.get("orgs", ()))


def _is_proper(passage: Passage, words: Sequence[Token], head: int) -> bool:
    """Is a phrase that the authority does not have the name of one organisation, not a kind of them?"""
    facts = passage.facts
    if key((t.text for t in words), passage.lang) in _wordings(passage.lang):
        return True
    if facts.has("org_not", words[head].text) or len(words) < 2 or passage.is_capitals:
        return False
    if len(words) > 2 and words[0].is_capital and re.match(r"party$|парти", words[head].plain):
        return True  # "Bulgarian Communist Party", «Албанская партия труда»
    if passage.lang == "ru":
        capital = words[0].is_capital and (not words[0].opens or head == 0)
        return capital and not facts.has("nationalities", words[0].text)
    own = [
        t
        for t in words[:head]
        if t.is_capital and not facts.has("nationalities", t.text) and not facts.has("org_generic", t.text)
    ]
    return bool(own) or any(t.is_capital for t in words[head + 1 :])


# Which organisation it is


class Index:
    """Organisations by the parts of their names. `unknown` collects phrases that none of them has."""

    def __init__(
        self,
        authority: Authority,
        matchers: Mapping[str, Matcher],
        entities: Mapping[str, Entity],
        *,
        foreign: bool = False,
    ):
        self._matchers, self._entities = matchers, entities
        self._foreign = foreign
        self.unknown: list[Found] = []
        self._parts: dict[str, list[tuple[Parts, str]]] = {}
        for lang in matchers:
            rows = [
                (t, id)
                for t, id, f in authority.forms(lang)
                if entities[id].kind == "org"
                and "inflected" not in f
                and not (foreign and language(lang).has("own_bodies", t))
            ]
            self._parts[lang] = [(self.parts(t, lang, whole=True), id) for t, id in rows]

        self.committees = {
            id: parts
            for lang in self._parts
            for parts, id in self._parts[lang]
            if self._central(lang) < parts
            and all(
                (p.startswith("@") and p != f"@{id}") or p in _PARTY for p in parts - self._central(lang)
            )
        }

        #: organisation -> those that its names name ("Politburo of the CC CPSU" names the committee)
        self.within: dict[str, set[str]] = {}
        for rows_ in self._parts.values():
            for parts, id in rows_:
                self.within.setdefault(id, set()).update(p for p in parts if p.startswith("@"))

    def _central(self, lang: str) -> Parts:
        long = language(lang).tables.get("org_short", {}).get("цк" if lang == "ru" else "cc", "\0")
        return frozenset(self._part(w, lang) for w in _WORD.findall(plain(long)))

    def is_committee(self, text: str, lang: str) -> bool:
        """Is it a central committee without the name of its party?"""
        central = self._central(lang)
        return bool(central) and central <= self.parts(text, lang) <= central | {"party", "парт"}

    def parts(self, text: str, lang: str, whole: bool = False) -> Parts:
        """The parts of a name: names inside it as entity ids, other words by their stems, short for long."""
        facts = language(lang)
        rest, ids = self._named(text, lang, whole)
        short = {plain(k): plain(v) for k, v in facts.tables.get("org_short", {}).items()}
        rest = plain(re.sub(r"\[[^\[\]]*\]", " ", rest))
        for k, v in sorted(short.items(), key=lambda kv: -len(kv[0])):
            rest = re.sub(
                rf"(?<!\w){re.escape(k)}{'' if lang == 'en' else chr(92) + 'w{0,2}'}(?!\w)", v, rest
            )
        skipped = {"of", "the", "and", "for", "и", "по"}
        words = (w for w in _WORD.findall(rest) if w not in skipped)
        return frozenset(ids) | {self._part(w, lang) for w in words}

    def _part(self, word: str, lang: str) -> str:
        country = country_of(word, lang, self._entities)
        return f"@{country}" if country else stem(word) if lang == "ru" else word

    def _named(self, text: str, lang: str, whole: bool) -> tuple[str, list[str]]:
        """The text without the names inside it, and what they mean. `whole`: the text itself is the name of
        one.
        """
        ids: list[str] = []
        starts = [m.start() for m in re.finditer(r"(?<!\S)\S", text)]
        for offset in starts[1:] if whole else starts:
            for start, end, readings in self._matchers[lang].find(text[offset:]):
                good = [
                    r for r in readings if r[0] in self._entities and self._entities[r[0]].kind != "person"
                ]
                if start == 0 and good and (end < len(text) - offset or offset):
                    rest, more = self._named(
                        text[:offset] + " " + text[offset + end :], lang, whole and offset > 0
                    )
                    return rest, [f"@{good[0][0]}", *more]
                break
        return text, ids

    def nearest(self, text: str, lang: str) -> tuple[str | None, float]:
        """The organisation whose name has the same parts, or nearly; with a certainty."""
        if self._foreign and language(lang).has("own_bodies", text):
            return None, 1.0
        wanted = self.parts(text, lang)
        scores: dict[str, float] = {}
        for parts, id in self._parts[lang]:
            shared = len(wanted & parts) / max(1, len(wanted | parts))
            scores[id] = max(scores.get(id, 0.0), shared)
        best = sorted(scores.items(), key=lambda x: (-x[1], x[0]))[:2]
        if not best or len(wanted) < 2 or (len(best) > 1 and best[0][1] == best[1][1]):
            return None, 1.0
        if best[0][1] == 1.0:
            return best[0][0], 0.95
        return (best[0][0], 0.7) if best[0][1] >= 0.6 else (None, 1.0)


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


def _committee(index: Index, seen: Sequence[str]) -> str | None:
    for id in reversed(seen):
        for committee, parts in index.committees.items():
            if id == committee or f"@{id}" in parts or f"@{committee}" in index.within.get(id, ()):
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
        text = layer.passages[found.n].text[found.start : found.end]
        name = " ".join(re.sub(r"\[[^\[\]]*\]", " ", text).split())
        name = phrase_nominative(name) if found.lang == "ru" else name
        shared = found.lang + " " + " ".join(sorted(index.parts(name, found.lang)))
        if shared not in by_key:
            english = name if found.lang != "ru" else english_form(name)
            id = unused(slug(english), "org", taken | set(out))
            by_key[shared] = id
            out[id] = Entity(
                id, "org", name, ((name, found.lang),), cert=0.6, evidence=("wording of an organisation",)
            )
        found.ref, found.cert = by_key[shared], 0.6
    return list(out.values())
