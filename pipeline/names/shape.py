"""Capitalised phrases that no list has, and what speaks for person, place or organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline import transliteration
from pipeline.keywords import mended
from pipeline.names.found import Layer
from pipeline.names.language import Language
from pipeline.names.passage import STAMPED, Passage, Token
from pipeline.names.vocabulary import grammemes, is_word

KINDS = ("person", "place", "org")
#: One capital, or the two letters that stand for one Cyrillic letter.
INITIAL = r"[^\W\d_a-zа-яё]|[YTSCZKJ][aeuhs]"
_ROMAN = re.compile(r"[IVXLCDM]+|[ІХХVІ]+")


@dataclass
class Phrase:
    """A run of capitalised words. `scores` is what speaks for each kind; `is_strong`: something says it is a
    name.
    """

    passage: Passage
    tokens: tuple[Token, ...]
    scores: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 0.0))
    prior: float = 0.0  # that it is a name at all
    is_subject: bool = False  # a verb follows, so it stands in the nominative
    evidence: set[str] = field(default_factory=set)

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are no initials."""
        return tuple(t.text for t in self.tokens if not is_initial(self.passage, t))

    def add(self, kind: str, weight: float, why: str = "") -> None:
        """Let evidence count for a kind."""
        self.scores[kind] += weight
        if why:
            self.evidence.add(why)


def is_initial(passage: Passage, token: Token) -> bool:
    """ "N.", "Yu.", but not "Mr.", and not the number of a heading ("I. Internal situation")."""
    if token.text == "I" and passage.lang == "en" and (at := passage.at(token.start)):
        # "Nor do I. As regards …"
        before, rest = passage.tokens[at - 1], passage.tokens[at + 1 : at + 2]
        ends = bool(rest) and is_word(rest[0].text, "en", often=1000)
        if ends and before.text.islower() and passage.text[before.end : token.start] == " ":
            return False
    if token.text in ("I", "V", "X") and token is passage.tokens[0]:
        following = passage.tokens[1] if len(passage.tokens) > 1 else None
        if following is not None and is_word(following.text, passage.lang, often=1000):
            return False
    return (
        re.fullmatch(INITIAL, token.text) is not None
        and passage.text[token.end : token.end + 1] == "."
        and not (len(token.text) > 1 and passage.facts.has("honorifics", token.text))
    )


def phrases(passage: Passage, layer: Layer) -> list[Phrase]:
    """The capitalised phrases of a passage that no name covers, titles, nations and sentence openers left
    out.
    """
    if not passage.facts.is_known:
        return []
    found = [Phrase(passage, tuple(part)) for run in _runs(passage, layer) for part in _parts(passage, run)]
    found = [p for p in found if _may_be_name(p) and not _is_adjective(p)]
    if passage.is_capitals:  # capitals tell nothing there, initials do
        return [p for p in found if is_initial(passage, p.tokens[0]) or has_title(passage, p.start)]
    return found


def _may_be_name(phrase: Phrase) -> bool:
    """No forename alone, no first part of an event ("Yalta Conference"), no other script than the language's."""
    passage, facts = phrase.passage, phrase.passage.facts
    words = phrase.words
    if passage.unit.kind in STAMPED or not all(_is_native(w, passage.lang) for w in words):
        return False
    if is_of_a_vessel(passage, phrase.start) or _MARK_OF_A_MAKE.match(passage.text, phrase.end):
        return False
    if _BEFORE_SURNAME.match(passage.text, phrase.end) and "[" in passage.text[: phrase.start]:
        return False
    closed = passage.text[phrase.end : phrase.end + 1] == "]"
    if (
        len(phrase.tokens) == 1
        and facts.has("given", words[0])
        and (closed or not has_title(passage, phrase.start))
    ):
        return False
    at = passage.at(phrase.end)
    after = passage.tokens[at] if at < len(passage.tokens) else None
    return not (
        after is not None
        and after.is_capital
        and facts.has("events", after.text)
        and passage.text[phrase.end : after.start] == " "
    )


#: Forenames that an editor added end so ("[j.g. Everett] Alvarez"); whether they belong to the name is asked when that is known.
_BEFORE_SURNAME = re.compile(r"\] [^\W\d_a-zа-яё][^\W\d_A-ZА-ЯЁ]")
#: What stands behind the name of an aeroplane or the like: "MiG-21".
_MARK_OF_A_MAKE = re.compile(r"[-–]\d")


def is_of_a_vessel(passage: Passage, start: int) -> bool:
    """Is what begins here the name of a ship («пароход "Симферополь"», "the carriers Ticonderoga and Constellation")?"""
    facts = passage.facts
    for token in reversed(passage.tokens[max(0, passage.at(start) - 7) : passage.at(start)]):
        if facts.has("vessels", token.text):
            return _NAMES_ONLY.fullmatch(passage.text[token.end : start]) is not None
        if facts.has("titles", token.text) or facts.has("honorifics", token.text):
            return False
    return False


#: Between the word for a ship and its name: nothing but quotation marks and names of other ships.
_NAMES_ONLY = re.compile(r"\s*(?:[\"'«“„]?[^\W\d_a-zа-яё][^\s,\"'»”]*[\"'»”]?(?:,\s*(?:and |и )?| and | и ))*[\"'«“„]?")

_ADJECTIVE = re.compile(r"ск(?:ое|ая|ие|ую|их|ими|ого|ому|им|ом|ий|ой)$")


def _is_adjective(phrase: Phrase) -> bool:
    """Is it a Russian adjective before its noun («Китайское правительство», however damaged)?"""
    passage = phrase.passage
    if passage.lang != "ru" or len(phrase.words) > 1 or len(phrase.tokens) > 1:
        return False
    if not _ADJECTIVE.search(phrase.text) or has_title(passage, phrase.start):
        return False
    at = passage.at(phrase.end)
    after = passage.tokens[at] if at < len(passage.tokens) else None
    if (
        after is None
        or passage.text[phrase.end : after.start] != " "
        or after.is_capital
        or len(after.text) < 3
    ):
        return False
    return not is_word(after.text, "ru") or any(
        "NOUN" in g for _, g, known, _ in grammemes(after.text) if known
    )


def _is_native(word: str, lang: str) -> bool:
    cyrillic = re.search("[а-яё]", word.lower()) is not None
    return cyrillic == (lang == "ru") or lang not in ("ru", "en")


def has_title(passage: Passage, start: int) -> bool:
    """Does an honorific or a title stand directly before a place in the text?"""
    at = passage.at(start)
    return (
        at > 0
        and passage.text[passage.tokens[at - 1].end : start].strip(". ") == ""
        and any(passage.facts.has(key, passage.tokens[at - 1].text) for key in ("honorifics", "titles"))
    )


def _runs(passage: Passage, layer: Layer) -> Iterator[Sequence[Token]]:
    tokens = passage.tokens
    i = 0
    while i < len(tokens):
        if not _may_stand(passage, tokens[i], layer):
            i += 1
            continue
        j = i + 1
        while j < len(tokens) and _joined(passage, tokens[j - 1], tokens[j]):
            if _may_stand(passage, tokens[j], layer):
                j += 1
            elif _is_particle(passage, tokens, j) and _may_stand(passage, tokens[j + 1], layer):
                j += 2
            else:
                break
        yield tokens[i:j]
        i = j


#: The Arabic article before a name.
_ARTICLE = re.compile(r"(?:al|el|as|ar|ash|ad|an|at|az|аль|эль|ас|ар|аш|ад|ан)-[^\W\d_a-zа-яё]")


def _may_stand(passage: Passage, token: Token, layer: Layer) -> bool:
    return (token.is_capital or _ARTICLE.match(token.text) is not None) and layer.free(
        passage.n, token.start, token.end
    )


def _is_particle(passage: Passage, tokens: Sequence[Token], j: int) -> bool:
    return (
        tokens[j].plain in passage.facts.words("particles")
        and j + 1 < len(tokens)
        and _joined(passage, tokens[j], tokens[j + 1])
    )


def _joined(passage: Passage, one: Token, two: Token) -> bool:
    gap = passage.text[one.end : two.start]
    return gap == " " or (gap in (".", ". ") and is_initial(passage, one)) or gap == "-"


def _parts(passage: Passage, run: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut a run at words that are no part of a name; acronyms stand by themselves."""
    part: list[Token] = []
    for token in run:
        if is_initial(passage, token):
            part.append(token)
        elif len(token.text) == 2 and len(run) == 1 and not token.is_upper:
            continue
        elif _cuts(passage, token, run):
            yield from _trimmed(passage, part)
            part = []
        elif token.is_upper and len(token.text) <= 6 and not passage.is_capitals:
            yield from _trimmed(passage, part)
            yield [token]
            part = []
        else:
            part.append(token)
    yield from _trimmed(passage, part)


def _trimmed(passage: Passage, part: list[Token]) -> Iterator[Sequence[Token]]:
    """Without initials at the end and particles at the beginning; nothing if only initials are left."""
    while part and is_initial(passage, part[-1]) and passage.lang == "en":
        part.pop()
    while part and part[0].plain in passage.facts.words("particles") and not part[0].is_capital:
        part.pop(0)
    if any(not is_initial(passage, t) for t in part):
        yield part


def _is_field(passage: Passage, at: int) -> bool:
    """Is a word the field of an office before the name of who holds it ("Minister of Education Paek Nam-un")?"""
    if passage.lang != "en" or at < 2 or passage.tokens[at - 1].plain != "of":
        return False
    office = passage.tokens[at - 2].text
    return any(passage.facts.has(k, office) for k in ("titles", "org_heads")) and is_word(passage.tokens[at].text, "en")


def _cuts(passage: Passage, token: Token, run: Sequence[Token]) -> bool:
    facts, word = passage.facts, token.text
    at = passage.at(token.start)
    if _is_field(passage, at):
        return True
    if at and is_initial(passage, passage.tokens[at - 1]) and len(word) > 2 and not facts.has("titles", word):
        return False
    if _ROMAN.fullmatch(word) or (len(word) == 1 and len(run) == 1):
        return True
    if (
        token is run[-1]
        and len(run) > 1
        and run[-2].is_capital
        and len(word) > 3
        and passage.text[token.end : token.end + 1] != "."
        and facts.has("honorifics", word)
        and (not any(facts.has(k, run[-2].text) for k in ("stop", "titles", "honorifics", "nationalities")))
    ):
        return False  # "Mackenzie King"
    if passage.is_capitals and is_word(word, passage.lang):
        return True  # capitals tell nothing there
    if passage.is_title and len(word) > 3 and is_word(word, passage.lang, often=3) and not facts.has("given", word):
        return True  # "Meeting of the Delegations"
    following = _next_in(run, token)
    if is_surname_before(passage, token, following):
        return False  # "Kim Gwang-hyeop"
    if facts.has("compass", word) and following is not None and not _is_common(facts, following.text):
        return False  # "West Irian"
    if _is_common(facts, word) or facts.has("org_heads", word):
        return True
    if facts.has("titles", word) and is_word(word, passage.lang):
        return True
    if not token.opens or facts.has("given", word) or _opens_place(facts, word):
        return False
    i = passage.at(token.end)
    speaks = i < len(passage.tokens) and is_verb(facts, passage.tokens[i].plain)
    return is_word(word, passage.lang, often=1000 if speaks else 300)


def is_surname_before(passage: Passage, token: Token, following: Token | None) -> bool:
    """Is a word the Chinese, Korean or Vietnamese family name of the given name behind it?"""
    facts = passage.facts
    if following is None or not facts.has("eastern_surnames", token.text) or token.is_upper:
        return False
    if not following.is_capital or following.is_upper:
        return False
    if passage.text[token.end : following.start] != " " or _is_common(facts, following.text):
        return False
    if "-" in following.text[1:-1]:
        return True
    if any(facts.has(k, following.text) for k in ("titles", "org_heads", "place_heads")):
        return False
    return len(following.text) <= 8 and not is_word(following.text, passage.lang, often=1000)


def _is_common(facts: Language, word: str) -> bool:
    if any(facts.has(k, word) for k in ("stop", "honorifics", "nationalities")):
        return True
    low, *parts = word.lower(), *re.split("[-‐‑]", word.lower())
    if len(parts) > 1 and all(facts.has("stop", p) for p in parts):
        return True  # "February-May"
    if len(parts) > 1 and (
        parts[0] in facts.words("common_prefixes") or any(facts.has("nationalities", p) for p in parts)
    ):
        return True
    endings = facts.lists.get("common_endings", ())
    return len(low) > 6 and bool(endings) and low.endswith(endings)


def _next_in(run: Sequence[Token], token: Token) -> Token | None:
    i = next(n for n, t in enumerate(run) if t is token) + 1
    return run[i] if i < len(run) else None


def _opens_place(facts: Language, word: str) -> bool:
    return facts.has("place_openers", word) or facts.has("place_adjectives", word)


# What speaks for which kind


def weigh(phrase: Phrase, layer: Layer) -> None:
    """Evidence from the phrase itself and from the words around it."""
    passage, facts = phrase.passage, phrase.passage.facts
    at = passage.at(phrase.start)
    before = passage.tokens[at - 1] if at else None
    phrase.prior = _prior(phrase)
    _by_shape(phrase, facts)
    if before is not None:
        _by_word_before(phrase, before, facts)
    _by_words_after(phrase, facts)
    if re.match(r"\s*$", passage.text[phrase.end :]) and at == 0:
        phrase.add("person", 1.6, "a line of its own")
    if at == 0 and re.match(r"\s*:", passage.text[phrase.end :]) and len(phrase.tokens) < 4:
        phrase.add("person", 0.8, "label")
    span = passage.span(phrase.start, phrase.end)
    if any(m.rend == "italic" and m.inner.start <= span.start and span.end <= m.inner.end <= span.end + 1 for m in passage.unit.marks):
        phrase.add("org", 2.0, "in italics: a newspaper")
        phrase.add("place", -1.0)
    if passage.unit.kind in ("participants", "signature", "copies") and _may_be_listed(phrase):
        phrase.add("person", 1.5, f"stands in {passage.unit.kind}")
    if passage.lang == "ru":
        _by_grammar(phrase)


def _may_be_listed(phrase: Phrase) -> bool:
    """May it be one of the people of a list: no abbreviation, no keyword of the frame, not the first word of a list of copies?"""
    first = phrase.tokens[0]
    if len(phrase.words) > 1 or len(phrase.tokens) > 1:
        return True
    if mended(first.text, phrase.passage.lang) != first.text or (phrase.passage.unit.kind == "copies" and first.opens):
        return False
    return not (first.is_upper and len(first.text) < 6 and not phrase.passage.is_capitals)


def _prior(phrase: Phrase) -> float:
    """A capital inside a sentence, on a word that is rare or none, is a name's."""
    first = phrase.tokens[0]
    rare = [w for w in phrase.words if not is_word(w, phrase.passage.lang, often=1000)]
    if len(phrase.tokens) == 1 and first.is_upper and _in_capitals(phrase):
        return 0.0
    if not rare or phrase.passage.is_capitals:
        return 0.0
    if first.opens:
        i = phrase.passage.at(phrase.end)
        tokens = phrase.passage.tokens
        speaks = i < len(tokens) and is_verb(phrase.passage.facts, tokens[i].plain)
        if phrase.passage.lang == "en" and not is_word(first.text, "en", often=1) and not _is_common(phrase.passage.facts, first.text):
            return 1.0  # a word that no list of words has at all
        return 0.0 if is_word(first.text, phrase.passage.lang, often=1000 if speaks else 300) else 0.5
    if max(map(len, rare)) < 3:
        return 0.0
    return 1.3


def _by_shape(phrase: Phrase, facts: Language) -> None:
    words = phrase.words
    first, last = words[0], words[-1]
    if len(phrase.tokens) > len(words):
        phrase.add("person", 3.0, "initials")
    if len(words) > 1 and facts.has("given", first):
        phrase.add("person", 2.5, "given name")
    if len(words) == 1 and words[0].isupper() and len(words[0]) > 1 and not _in_capitals(phrase):
        phrase.add("org", 1.6, "abbreviation")
    if 1 < len(words) < 4 and facts.has("eastern_surnames", first) and not facts.has("place_heads", last):
        phrase.add("person", 1.2, "family name first")
    if len(words) > 1 and facts.has("place_heads", last):
        phrase.add("place", 4.0, "place word")
    if len(words) > 1 and _opens_place(facts, first):
        phrase.add("place", 2.0, "place word")
    eastern = eastern_shape(phrase.text)
    if eastern:
        phrase.add("person", eastern, "shape of an Eastern name")
    if len(words) == 1 and re.search(
        r"(?:land|stan|burg|grad|abad|ville|pur|виль|вилл|пур|град|бург|стан|ландия|ландии|поль)$",
        last.lower(),
    ):
        phrase.add("place", 1.2, "ending")
    if re.search(
        r"(?:[oe]v|[oe]va|in|sk[iy]+|enko|yan|ian|dze|shvili|vich|ов|ев|ова|ева|ский|енко|ян|дзе|швили|вич|чук)$",
        last.lower(),
    ):
        phrase.add("person", 0.7, "ending")


def _in_capitals(phrase: Phrase) -> bool:
    """Does a word in capitals stand beside a word of the dictionary in capitals: part of a heading, and no abbreviation?"""
    passage, at = phrase.passage, phrase.passage.at(phrase.start)
    beside = [passage.tokens[n] for n in (at - 1, at + len(phrase.tokens)) if 0 <= n < len(passage.tokens)]
    own = phrase.tokens[0]
    short = 2 if passage.lang == "ru" else 3  # short words of English look like abbreviations ("US", "UN")
    if any(t.is_upper and len(t.text) > short and is_word(t.text, passage.lang) for t in beside):
        return True
    return is_word(own.text, passage.lang) and len(own.text) > short and any(t.is_upper for t in beside)


@cache
def eastern_shape(text: str) -> float:
    """How much a phrase looks like a Chinese, Korean or Vietnamese personal name, 0 to 2.5."""
    words = text.split()
    hyphened = re.fullmatch(r"[^\W\d_a-zа-яё][^\W\d_]{0,5}['’]? [^\W\d_]+['’]?-[^\W\d_'’]+", text)
    system = "palladius" if re.search("[а-яё]", text.lower()) else "pinyin"
    read = [transliteration.syllables(w, system) for w in words]
    if hyphened:
        return 2.5
    if (
        len(words) in (2, 3)
        and all(read)
        and len(read[0] or ()) == 1
        and sum(len(r or ()) for r in read) <= 3
    ):
        return 1.6
    if len(words) == 3 and all(2 <= len(w) <= 6 and w.isalpha() for w in words):
        return 0.8
    return 0.0


def _by_word_before(phrase: Phrase, before: Token, facts: Language) -> None:
    gap = phrase.passage.text[before.end : phrase.start]
    word = before.text
    if gap.strip(' .["«“(/') or len(gap) > 3:
        return
    if word.lower() in facts.words("particles") and at_honorific(phrase, facts):
        phrase.add("person", 3.2, "honorific")
    if "." in gap and len(word) > 5:  # a sentence ends there
        return
    if facts.has("honorifics", word):
        phrase.add("person", 3.2, "honorific")
    elif (
        facts.has("titles", word)
        and gap in (" ", ". ")
        and not facts.has("title_adjectives", word)
        and not (phrase.passage.lang == "ru" and len(phrase.tokens) == 1 and first_upper(phrase))
    ):
        phrase.add("person", 1.8, "title")
    elif gap != " ":
        return
    elif facts.has("place_prepositions", word):
        sent = _before(phrase, 2)
        if sent is not None and facts.has("messages", sent.text):  # "a letter from Oliphant"
            phrase.add("person", 1.5, "sender")
        else:
            phrase.add("place", 1.5, "preposition")
    elif facts.has("weak_prepositions", word):
        moving = _before(phrase, 2)
        goes = word in ("to", "for") and moving is not None and facts.has("motions", moving.text)
        phrase.add("place", 1.5 if goes else 0.3)
    elif facts.has("place_verbs", word):
        phrase.add("place", 1.2, "done to a place")
    elif facts.has("place_nouns", word) or facts.has("place_nouns_short", word):
        phrase.add("place", 2.5, "noun of place before")
    elif word.lower() == "the":
        phrase.add("person", -2.0)
        phrase.add("place", 0.4)
    _by_noun_of(phrase, facts)


def first_upper(phrase: Phrase) -> bool:
    """Is its first word an abbreviation in capitals («секретарь ДВО»)?"""
    return phrase.tokens[0].is_upper and len(phrase.tokens[0].text) < 6 and not phrase.passage.is_capitals


def _before(phrase: Phrase, n: int) -> Token | None:
    at = phrase.passage.at(phrase.start) - n
    return phrase.passage.tokens[at] if at >= 0 else None


def at_honorific(phrase: Phrase, facts: Language) -> bool:
    """Does an honorific stand two words before, with a particle between («Dr. van Roijen»)?"""
    at = phrase.passage.at(phrase.start)
    return at > 1 and facts.has("honorifics", phrase.passage.tokens[at - 2].text)


def _by_noun_of(phrase: Phrase, facts: Language) -> None:
    """ "the city of Khami"."""
    at = phrase.passage.at(phrase.start)
    if (
        at > 1
        and phrase.passage.tokens[at - 1].plain == "of"
        and (
            facts.has("place_nouns_before", phrase.passage.tokens[at - 2].text)
            or phrase.passage.tokens[at - 2].text in ("out", "west", "east", "north", "south")
        )
    ):
        phrase.add("place", 2.5, "noun of place before")


def _by_words_after(phrase: Phrase, facts: Language) -> None:
    text = phrase.passage.text
    at = phrase.passage.at(phrase.end)
    if at >= len(phrase.passage.tokens):
        return
    after = phrase.passage.tokens[at]
    gap = text[phrase.end : after.start]
    if gap == " " and is_verb(facts, after.plain):
        phrase.add("person", 1.2, "verb")
        phrase.is_subject = True
    elif phrase.tokens[0].opens and len(phrase.tokens) == 1 and (
        (gap == " " and facts.has("subject_verbs", after.plain)) or re.match(r"['’]s\b", text[phrase.end :])
    ):
        phrase.add("person", 0.6, "subject of a verb")
    if gap == " " and facts.has("place_nouns_after", after.text):
        phrase.add("place", 1.5, "noun of place after")


def is_verb(facts: Language, word: str) -> bool:
    """Is it a verb of speech, in Russian of any gender or number?"""
    verbs = facts.words("verbs")
    return word in verbs or (word[:-1] in verbs and word[-1:] in ("а", "и"))


def _by_grammar(phrase: Phrase) -> None:
    """What the dictionary of Russian knows of the words."""
    weights = {
        "Surn": ("person", 1.6),
        "Patr": ("person", 2.0),
        "Name": ("person", 1.0),
        "Geox": ("place", 2.2),
        "Orgn": ("org", 2.0),
    }
    for word in phrase.words:
        said: dict[str, float] = {}
        for _, grams, known, _ in grammemes(word):
            for gram, (kind, weight) in weights.items():
                if known and gram in grams:
                    said[kind] = max(said.get(kind, 0.0), weight)
        for kind, weight in sorted(said.items()):
            phrase.add(kind, weight / len(phrase.words) ** 0.5, "dictionary")
