"""Running text → its words with what the document says of each: how often it stands there, and beside what."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.lexicon import Lexicon, lexicon
from pipeline.model import Mention, Unit

#: Letters and digits; a sign of quotation or the like between letters belongs to the word (`об"явить`).
_WORD = re.compile(r"[^\W_]+(?:[\"”“’'`!ʼ](?=[^\W\d_])[^\W_]+)*")
#: A mention less certain than this does not keep its words from being read otherwise.
SURE_NAME = 0.6
_SENTENCE_END = re.compile(r"[.!?:;…]|^$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a unit: offsets into the running text of the unit. Does it open a sentence? `held` is the kind of
    name that it is part of (person, place, org), or empty."""

    text: str
    start: int
    end: int
    opens: bool
    held: str
    low: str  # in small letters, ё as е


@dataclass(frozen=True)
class Passage:
    """A unit with its words."""

    unit: Unit
    tokens: tuple[Token, ...]
    read: dict[int, str] = field(default_factory=dict)  # word → what it has been read as

    def gap(self, i: int) -> str:
        """What stands between word `i` and the next one."""
        after = self.tokens[i + 1].start if i + 1 < len(self.tokens) else len(self.unit.text)
        return self.unit.text[self.tokens[i].end : after]

    def word(self, i: int) -> str:
        """Word `i` in small letters, as it has been read."""
        return self.read.get(i) or self.tokens[i].low

    def beside(self, i: int, step: int) -> Token | None:
        """The neighbouring word, if only a space separates them."""
        j = i + step
        if not 0 <= j < len(self.tokens):
            return None
        return self.tokens[j] if self.joints[min(i, j)] else None

    @cached_property
    def joints(self) -> tuple[bool, ...]:
        """Of each word: does no more than a space or an opening bracket separate it from the next?"""
        return tuple(self.gap(i).strip() in ("", '"', "«", "(") for i in range(len(self.tokens)))


@dataclass
class Usage:
    """How words are used in the texts of one language of a document."""

    lang: str
    passages: tuple[Passage, ...]
    forms: Counter[str] = field(default_factory=Counter)
    lemmas: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    spellings: dict[str, Counter[str]] = field(default_factory=dict)
    strange: Counter[str] = field(default_factory=Counter)
    derived: frozenset[str] = frozenset()  # adjectives of the places named here, which no dictionary has
    slips: Counter[tuple[str, str]] = field(default_factory=Counter)  # (what stands, the letter it was), as far as it is known
    total: int = 0
    damage: float = 0.0  # share of damaged words, estimated by words of small letters that are in no dictionary

    @property
    def lexicon(self) -> Lexicon:
        return lexicon(self.lang)

    def spelling(self, word: str) -> str:
        """How a word is written inside sentences here, if it stands there; else as given."""
        seen = self.spellings.get(word)
        return min(seen, key=lambda s: (-seen[s], s)) if seen else word


def usage(units: Sequence[Unit], lang: str, mentions: Sequence[Mention]) -> Usage:
    """Words of the units of one language, counted."""
    held = sorted((m.span.start, m.span.end, m.kind) for m in mentions if m.cert >= SURE_NAME)
    passages = tuple(Passage(u, _tokens(u, held)) for u in units)
    out = Usage(lang, passages, derived=_adjectives(units, mentions) if lang == "ru" else frozenset())
    for passage in passages:
        _count(out, passage)
    sound = sum(n for w, n in out.forms.items() if len(w) > 3)
    odd = sum(n for w, n in out.strange.items() if len(w) > 3)
    out.damage = (odd + 0.5) / (sound + odd + 200.0)
    return out


_ENDINGS = ("ий", "ая", "ое", "ие", "ого", "ой", "ому", "им", "ом", "ую", "их", "ими")
#: A Russian name of a place in any case: what stays, whether it is soft, and the ending.
_PLACE = re.compile(r"([а-яё-]+[бвгджзклмнпрстфхцчшщ])(?:(?P<soft>ь|я|ю|ем|и)|а|у|ом|е|ы)?")


def _adjectives(units: Sequence[Unit], mentions: Sequence[Mention]) -> frozenset[str]:
    """«синьцзянский» in all cases, if the text names Синьцзян: of places in a consonant, where the dictionary has no such word."""
    words = lexicon("ru")
    found: set[str] = set()
    for mention in mentions:
        name = (mention.reading or _text(units, mention)).lower().replace("ё", "е") if mention.kind == "place" else ""
        match = _PLACE.fullmatch(name)
        if match is None or len(match[1]) < 5:
            continue
        stem = match[1] + ("ь" if match["soft"] else "")
        found |= {f"{stem}ск{ending}" for ending in _ENDINGS if not words.knows(f"{stem}ский")}
    return frozenset(found)


def _text(units: Sequence[Unit], mention: Mention) -> str:
    at = bisect_right([u.start for u in units], mention.span.start) - 1
    unit = units[max(0, at)]
    return unit.text[unit.at(mention.span.start) : unit.at(mention.span.end)]


def learn(out: Usage, word: str, sic: str) -> None:
    """Count a word that has been read where another one stands."""
    out.forms[word] += 1
    for lemma in {s.lemma for s in out.lexicon.senses(word)[:2]}:
        out.lemmas[lemma] += 1
    if out.strange[sic] > 0:
        out.strange[sic] -= 1


def learn_slips(out: Usage, sic: str, corr: str) -> None:
    """Count the letters that a word of the same length shows wrongly."""
    if len(sic) == len(corr):
        out.slips.update((a, b) for a, b in zip(sic.lower().replace("ё", "е"), corr.lower().replace("ё", "е")) if a != b)


def _tokens(unit: Unit, held: Sequence[tuple[int, int, str]]) -> tuple[Token, ...]:
    out: list[Token] = []
    end = 0
    for match in _WORD.finditer(unit.text):
        span = unit.span(match.start(), match.end())
        at = bisect_left(held, (span.end, -1, ""))
        inside = next((k for a, b, k in held[max(0, at - 3) : at] if a < span.end and span.start < b), "")
        opens = not out or _SENTENCE_END.search(unit.text[end : match.start()]) is not None
        text = match.group()
        if inside == "org" and (text.islower() or (text.isupper() and len(text) > 5)):
            inside = ""  # a word of the language in the name of a body: «химичсского комбината»
        out.append(Token(text, match.start(), match.end(), opens, inside, text.lower().replace("ё", "е")))
        end = match.end()
    return tuple(out)


def _count(out: Usage, passage: Passage) -> None:
    words = out.lexicon
    for i, token in enumerate(passage.tokens):
        low = token.low
        if not low.isalpha():
            continue
        out.total += 1
        if token.held or words.knows(low):
            out.forms[low] += 1
            for lemma in {s.lemma for s in words.senses(low)[:2]}:
                out.lemmas[lemma] += 1
        elif not token.text[:1].isupper() or token.opens:
            out.strange[low] += 1
        if not token.opens:
            out.spellings.setdefault(low, Counter())[token.text] += 1
        after = passage.beside(i, 1)
        if after is not None:
            out.pairs[low, after.low] += 1
