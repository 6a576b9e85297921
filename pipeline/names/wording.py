"""The span of an organisation's name: its head ("Ministry", «комитет») with what belongs to it on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.confusion import cost
from pipeline.names.found import Found, Layer
from pipeline.names.language import Language, plain
from pipeline.names.passage import Passage, Token
from pipeline.names.vocabulary import grammemes, is_word

#: What one or two letters that OCR took for their likes may cost.
HURT = 0.6
_BRACKET = re.compile(r"\s?\((?:[bб]|bolsheviks?|большевиков)\)", re.IGNORECASE)
_POSSESSIVE = ("'s ", "’s ", "'S ", "’S ")
#: Small words that a heading in capitals writes like all others.
_SMALL = ("the", "a", "in", "on", "at", "to", "of", "by", "for", "from", "and", "this", "our", "his", "their")
#: So many words behind a Russian head belong to it at most.
_LONGEST = 8


@dataclass
class Grower:
    """Grows an organisation's name from its head to both sides. `first` and `last` are numbers of words;
    `start` is where the name begins if a number stands before its first word ("7th Fleet")."""

    passage: Passage
    layer: Layer
    head: int
    first: int
    last: int
    numbered: int | None = None

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.passage.tokens

    @property
    def start(self) -> int:
        return self.tokens[self.first].start if self.numbered is None else self.numbered

    def gap(self, i: int) -> str:
        """What stands between word i and word i + 1."""
        return self.passage.text[self.tokens[i].end : self.tokens[i + 1].start]

    def name_at(self, token: Token) -> Found | None:
        return next((f for f in self.layer.of(self.passage.n) if f.start <= token.start < f.end), None)

    def head_is(self, key: str) -> bool:
        """Is the head in a list of the language, by its letters or by what OCR made of them?"""
        return is_in(self.passage, self.tokens[self.head], key)

    def any_is(self, key: str) -> bool:
        """Is one of the words from the head on in a list?"""
        return any(self.passage.facts.has(key, t.text) for t in self.tokens[self.head : self.last + 1])

    def is_short(self, token: Token) -> bool:
        """Is the word an abbreviation? In a passage in capitals no word looks like one."""
        return token.is_upper and not self.passage.is_capitals


def is_in(passage: Passage, token: Token, key: str) -> bool:
    """Is a word in a list of its language; if it is none of the dictionary, is it but for damage?"""
    facts = passage.facts
    if facts.has(key, token.text):
        return True
    stems = facts.lists.get(f"{key.removesuffix('s')}_stems", ())
    if passage.lang != "ru" or not stems or len(token.text) < 6:
        return False
    low = token.plain
    near = [s for s in stems if 5 <= len(s) <= len(low) <= len(s) + 4 and low[0] == s[0]]
    return (
        bool(near)
        and not is_word(token.text, "ru")
        and any(cost(low[: len(s)], s, "ru") <= HURT for s in near)
    )


def grow(passage: Passage, layer: Layer, head: int) -> Grower:
    """The longest name around a head."""
    g = Grower(passage, layer, head, head, head)
    (grow_russian if passage.lang == "ru" else grow_english)(g)
    _number_before(g)
    return g


def _number_before(g: Grower) -> None:
    """ "7th Fleet", «2-я полевая армия»: the ending of a numeral counts as a word, the digits do not."""
    endings = "|".join(sorted(g.passage.facts.words("ordinals")))
    if not endings:
        return
    before = re.search(rf"(?<![\w./-])\d{{1,3}}-?(?:{endings})\s$", g.passage.text[: g.start])
    if before and g.head_is("org_numbered"):
        g.numbered = before.start()


# English


def grow_english(g: Grower) -> None:
    """Capitalised words before the head, "of the …" after it."""
    while g.first > 0 and _goes_left(g):
        pass
    if g.first > 1 and _insertion_before(g):
        g.first -= 1
        while g.first > 0 and _goes_left(g):
            pass
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
    _abroad(g, ("the",))


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
    """Take the word before the name, or the whole name of a place or person that an enterprise bears."""
    gap, token = g.gap(g.first - 1), g.tokens[g.first - 1]
    name = g.name_at(token)
    if not (
        gap == " "
        or (gap in ("' ", "’ ") and token.text.endswith("s"))
        or (gap in _POSSESSIVE and (name is None or name.end > token.end + 2))
    ):
        return False
    whole = g.head_is("org_enterprises") or (
        name is not None and name.kind == "place" and (g.head_is("org_sections") or g.head_is("org_missions"))
    )
    if name is not None and name.kind != "org" and whole and gap == " ":
        g.first = g.passage.at(name.start)
        return True
    if not _is_modifier(g, token):
        return False
    g.first -= 1
    return True


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
    return not ((token.opens or g.passage.is_capitals) and token.plain in _SMALL)


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
    if tokens[j].plain in facts.words("org_mission_tails") and g.last == g.head and g.head_is("org_missions"):
        g.last = j  # "Consulate General"
        return True
    if tokens[j].plain in facts.words("with") and facts.has("org_with_words", tokens[g.last].text):
        return _with_behind(g)
    joints = facts.words("of") - (facts.words("aside") if g.head_is("org_enterprises") else set())
    if tokens[j].plain in joints or (tokens[j].plain == "and" and g.last > g.first):
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
    short = g.is_short(tokens[j]) and g.is_short(tokens[g.last]) and name is None  # "CC KWP"
    if (name is not None and name.kind != "person" and tokens[j].is_upper) or short:
        g.last = _end_of_name(g, j)
        return True
    return False


def _with_behind(g: Grower) -> bool:
    """ "Relations with Foreign Countries", «связям с зарубежными странами»."""
    j = g.last + 2
    english = g.passage.lang != "ru"
    while j < len(g.tokens) and g.gap(j - 1) == " " and g.name_at(g.tokens[j]) is None:
        if not (_complement(g, g.tokens[j], "") if english else _is_case(g.tokens[j], "ablt")):
            break
        g.last = j
        j += 1
    return g.last >= j - 1 and g.last > g.head + 1


def _rest_of_complement(g: Grower) -> None:
    """ "of External" goes on with "Affairs", "of the People" with "'s Republic"; not behind a name or an
    abbreviation."""
    while g.last + 1 < len(g.tokens) and not g.is_short(g.tokens[g.last]):
        token, gap = g.tokens[g.last + 1], g.gap(g.last)
        if gap != " " and not _of_people(g, gap, token):
            return
        named = g.name_at(g.tokens[g.last]) or g.name_at(token)
        if named or not _complement(g, token, "") or g.is_short(token) or len(token.text) == 1:
            return
        if g.passage.is_capitals and token.plain in _SMALL:
            return
        g.last += 1


def _of_people(g: Grower, gap: str, token: Token) -> bool:
    """ "People's Republic", "Workers' Party": what may follow a possessive inside a name."""
    facts = g.passage.facts
    if gap in _POSSESSIVE:
        return facts.has("states", token.text) or facts.has("state_adjectives", token.text)
    return gap in ("' ", "’ ") and facts.has("org_heads", token.text)


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
    whole = plain(g.passage.text[g.tokens[g.head].start : token.end])
    return name is not None or not title or whole in g.passage.facts.words("orgs")  # "Council of Ministers"


def _after_of(g: Grower) -> bool:
    return any(t.plain in g.passage.facts.words("of") for t in g.tokens[g.first : g.last])


def _end_of_name(g: Grower, j: int) -> int:
    """The last word of the name that word j belongs to, or j."""
    name = g.name_at(g.tokens[j])
    while name is not None and j + 1 < len(g.tokens) and g.tokens[j + 1].start < name.end:
        j += 1
    return j


def _abroad(g: Grower, articles: tuple[str, ...] = ()) -> None:
    """ "Embassy … in the DPRK", «войск в Германии»: the place where a body of another country is."""
    j = g.last + 1
    if not g.any_is("org_in") or j >= len(g.tokens) or g.gap(g.last) != " ":
        return
    if g.tokens[j].plain not in g.passage.facts.words("in"):
        return
    j += 1
    if j < len(g.tokens) and g.tokens[j].plain in articles and g.gap(j - 1) == " ":
        j += 1
    name = g.name_at(g.tokens[j]) if j < len(g.tokens) and g.gap(j - 1) == " " else None
    if name is not None and name.kind == "place" and (g.last > g.head or g.first < g.head):
        g.last = _end_of_name(g, j)


# Russian


def grow_russian(g: Grower) -> None:
    """Adjectives before the head; after it words in the genitive, «по» and what it is for, «имени» and a
    person, and the name of the country or party."""
    while g.first > 0 and g.gap(g.first - 1) == " " and _is_adjective(g, g.tokens[g.first - 1]):
        g.first -= 1
    _section_before(g)
    before = -1
    while g.last != before and g.last - g.head < _LONGEST:
        before = g.last
        for step in _STEPS:
            if g.last + 1 < len(g.tokens) and step(g):
                break
    _abroad(g)
    _adjectives_of_place(g)


def _is_adjective(g: Grower, token: Token) -> bool:
    if g.name_at(token) is not None:
        return token.is_upper
    grams = [gr for _, gr, _, _ in grammemes(token.text)[:3]]
    whole = (
        token.is_capital
        or g.passage.facts.has("nationalities", token.text)
        or g.passage.facts.has("org_modifiers", token.text)
    )
    free = not token.opens or any(g.passage.facts.has(k, token.text) for k in ("org_modifiers", "nationalities"))
    return whole and free and any(gr & {"ADJF", "PRTF"} for gr in grams)


def _section_before(g: Grower) -> None:
    """«ОЮВА МИД СССР»: the abbreviation of a department before that of its ministry."""
    if g.first != g.head or g.first == 0 or g.gap(g.first - 1) != " ":
        return
    before, head = g.tokens[g.first - 1], g.tokens[g.head]
    short = before.is_upper and head.is_upper and 2 < len(before.text) < 6 and len(head.text) < 5
    if short and g.name_at(before) is None and not is_word(before.text, "ru"):
        g.first -= 1


def _adjectives_of_place(g: Grower) -> None:
    """«Ханойский станкостроительный завод», «металлургический завод имени Ким Чака»: the adjectives of an
    enterprise are in small letters but for the first, which is that of a place."""
    if not g.head_is("org_enterprises") or (g.first < g.head and g.tokens[g.first].is_capital):
        return
    i = g.head
    while i > 0 and g.head - i < 3 and g.gap(i - 1) == " " and _is_attribute(g, g.tokens[i - 1]):
        i -= 1
        if g.tokens[i].is_capital:
            break
    if g.tokens[i].is_capital or g.any_is("named_after"):
        g.first = min(g.first, i)


def _is_attribute(g: Grower, token: Token) -> bool:
    name = g.name_at(token)
    if name is not None and name.kind != "place":
        return False
    return len(token.text) > 4 and any("ADJF" in gr for _, gr, _, _ in grammemes(token.text)[:2])


def _name_behind(g: Grower) -> bool:
    if g.gap(g.last) != " ":
        return False
    name = g.name_at(g.tokens[g.last + 1])
    if name is None or name.kind == "person":
        return False
    g.last = _end_of_name(g, g.last + 1)
    return True


def _genitive_behind(g: Grower) -> bool:
    token = g.tokens[g.last + 1]
    if g.gap(g.last) != " " or g.name_at(token) is not None or len(token.text) < 3 or token.opens:
        return False
    if not (_is_case(token, "gent") or (token.is_upper and len(token.text) < 7)):
        return False
    g.last += 1
    return True


def _and_behind(g: Grower) -> bool:
    """«внешней и внутренней»: the second of two that stand alike."""
    if g.tokens[g.last + 1].plain != "и" or g.last + 2 >= len(g.tokens) or g.last == g.head:
        return False
    if g.gap(g.last) != " " or g.gap(g.last + 1) != " ":
        return False
    token = g.tokens[g.last + 2]
    alike = token.is_capital == g.tokens[g.last].is_capital and not g.name_at(token)
    case = "datv" if _is_by(g) else "gent"
    head = any(g.passage.facts.has(k, token.text) for k in ("org_heads", "org_not"))
    if not alike or head or not _is_case(token, case):
        return False
    g.last += 2
    return True


def _is_by(g: Grower) -> bool:
    return any(t.plain in g.passage.facts.words("by") for t in g.tokens[g.head : g.last + 1])


def _by_behind(g: Grower) -> bool:
    """«комиссия по наблюдению»; a genitive goes on by itself, a further dative («внешним связям») is taken here."""
    j, facts = g.last + 1, g.passage.facts
    if not g.any_is("org_by") or g.gap(g.last) != " ":
        return False
    if g.tokens[j].plain in facts.words("by"):
        j += 1
        if j >= len(g.tokens) or g.gap(j - 1) != " ":
            return False
    elif not (_is_by(g) and _is_case(g.tokens[g.last], "datv", "ADJF")):
        return False
    if g.name_at(g.tokens[j]) is not None or not _is_case(g.tokens[j], "datv"):
        return False
    g.last = j
    return True


def _relations_behind(g: Grower) -> bool:
    facts = g.passage.facts
    if g.tokens[g.last + 1].plain not in facts.words("with") or g.gap(g.last) != " ":
        return False
    before = g.last
    return facts.has("org_with_words", g.tokens[g.last].text) and _with_behind(g) and g.last > before


def _person_behind(g: Grower) -> bool:
    """«имени Ким Чака»: the person after whom an enterprise is named."""
    j = g.last + 1
    if g.tokens[j].plain not in g.passage.facts.words("named_after") or j + 1 >= len(g.tokens):
        return False
    if g.gap(g.last) != " " or g.gap(j) not in (" ", ". "):
        return False
    name = g.name_at(g.tokens[j + 1])
    if name is None and not g.tokens[j + 1].is_capital:
        return False
    g.last = _end_of_name(g, j + 1)
    return True


_STEPS: tuple[Callable[[Grower], bool], ...] = (
    _name_behind,
    _person_behind,
    _relations_behind,
    _by_behind,
    _genitive_behind,
    _and_behind,
)


def _is_case(token: Token, case: str, part: str = "") -> bool:
    """Is the word a noun or adjective in a case; of a long word that OCR hurt, do its endings say so?"""
    parses = grammemes(token.text)[:6]
    if any(gr & {"PREP", "CONJ"} for _, gr, _, _ in parses):
        return False
    known = [gr for _, gr, known, _ in parses if known]
    hurt = not known and len(token.text) > 5 and token.text.islower()
    tags = known or ([gr for _, gr, _, _ in parses] if hurt else [])
    wanted = {part} if part else {"NOUN", "ADJF"}
    return len(token.text) > 2 and any(case in gr and gr & wanted and "Apro" not in gr for gr in tags)
