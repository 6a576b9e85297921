"""A damaged word in its place → the readings it may have, with what each is worth.

A noisy channel (Kernighan, Church and Gale 1990; Brill and Moore 2000): how likely the reading is here, times how
likely OCR makes of it what stands. All worths are decimal logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import log10

from pipeline.confusion import cost, nearest
from pipeline.lexicon import lexicon
from pipeline.repair.grammar import Grammar, grammar
from pipeline.repair.text import Passage, Token, Usage

#: Powers of ten that damage of cost 1 takes from a reading.
CHANNEL = 4.0
#: Occurrences per million words that one in the document, one of its lemma there, and the register are worth.
FORM, LEMMA, REGISTER, DICTIONARY = 150.0, 60.0, 25.0, 0.3
#: Weight of the grammar where it agrees and where it does not (which sound text hardly ever does), and of a pair of
#: words seen elsewhere in the document.
GRAMMAR, CONFLICT, PAIR = 0.8, 1.8, 0.5
#: What ten slips of one kind, seen elsewhere in the document, add to a reading that supposes one more; no more than this share of
#: what the damage takes from it.
HABIT, HABITUAL = 1.2, 0.6
#: Damage that an adjective of a place named in the document may have.
DERIVED = 1.5
#: Readings that are weighed in full.
CONSIDERED = 14
_NAMES = frozenset({"Name", "Surn", "Patr", "Orgn", "Trad"})
#: What a sentence opens with: anything but a noun or adjective in an oblique case.
_OPENING = frozenset(
    {"nomn", "VERB", "INFN", "GRND", "ADVB", "CONJ", "PREP", "PRCL", "PRED", "NPRO", "Apro", "NUMR", "INTJ", "COMP", "ADJS", "PRTS"}
)
_SELDOM = frozenset({"impr", "GRND", "PRTF", "COMP"})
_RARE = frozenset({"Abbr", "Infr", "Slng", "Arch", "Erro", "Dist", "V-ey", "V-oy", "V-be", "V-en", "V-ie", "Init", "Litr"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A word that may be meant: small letters, its worth, the cost of the damage, how it fits its neighbours, and the
    reasons for it."""

    word: str
    worth: float
    cost: float
    fit: float
    evidence: tuple[str, ...] = ()


@dataclass
class Judge:
    """Weighs readings in one language of one document."""

    usage: Usage
    _near: dict[tuple[str, int], dict[str, float]] = field(default_factory=dict)

    @property
    def grammar(self) -> Grammar:
        return grammar(self.usage.lang)

    def knows(self, word: str) -> bool:
        """Is it a word of the dictionary or of the register, or one made of a name?"""
        return word in self.usage.derived or lexicon(self.usage.lang).knows(word) or word in register(self.usage.lang)

    def readings(self, passage: Passage, i: int, effort: int) -> list[Reading]:
        """Readings of word `i`, the best first. `effort` says how far damage is followed: 0 one or two lookalikes,
        1 several, 2 one arbitrary change besides."""
        token = passage.tokens[i]
        found = [self.weigh(passage, i, word, value) for word, value in self.near(token, effort).items()]
        return sorted(found, key=lambda r: (-r.worth, r.word))

    def _likely(self, near: dict[str, float]) -> dict[str, float]:
        """Those that the count of the form and the damage do not rule out already."""
        words, forms = lexicon(self.usage.lang), self.usage.forms

        def rank(word: str) -> tuple[float, str]:
            count = FORM * forms[word] + words.count(word) + DICTIONARY
            return CHANNEL * near[word] - log10(count), word

        return {w: near[w] for w in sorted(near, key=rank)[:CONSIDERED]}

    def near(self, token: Token, effort: int) -> dict[str, float]:
        """Words of the dictionary near a token, with the cost."""
        key = (token.text, effort)
        if key not in self._near:
            size = len(token.text)
            limit = (0.45, min(0.9, 0.3 + 0.08 * size), min(1.12, 0.4 + 0.1 * size))[effort]
            found = dict(lexicon(self.usage.lang).near(token.text, limit, effort == 2))
            if effort == 2 and self.usage.derived:
                found |= nearest(token.text, self.usage.derived, self.usage.lang, min(DERIVED, 0.15 * size))
            if effort:
                found |= {w: min(c, found.get(w, c)) for w, c in self.near(token, effort - 1).items()}
            found.pop(token.low, None)
            self._near[key] = self._likely(found)
        return self._near[key]

    def weigh(self, passage: Passage, i: int, word: str, damage: float) -> Reading:
        """The worth of reading `word` for word `i` of the passage."""
        evidence: list[str] = []
        prior = self.prior(word, evidence)
        fit = self._fit(passage, i, word)
        if fit > 0:
            evidence.append("agreement")
        left, right, _ = self.around(passage, i)
        seen = (self.usage.pairs[left, word] if left else 0) + (self.usage.pairs[word, right] if right else 0)
        if seen:
            evidence.append("context")
        senses = lexicon(self.usage.lang).senses(word)
        if passage.tokens[i].opens and senses and not any(s.grammemes & _OPENING for s in senses):
            prior -= 0.7
        worth = prior - CHANNEL * damage + _weighed(fit) + PAIR * log10(1 + 3 * seen)
        if self.usage.slips and damage:
            worth += min(self._habit(passage.tokens[i].low, word), HABITUAL * CHANNEL * damage)
        return Reading(word, worth, damage, fit, tuple(evidence))

    def _habit(self, sic: str, word: str) -> float:
        """What it adds that the scanner has made the same slips in other words of the document."""
        pairs = [(a, b) for a, b in zip(sic, word) if a != b]
        if len(sic) != len(word) or len(pairs) != 1:
            return 0.0
        return HABIT * log10(1 + self.usage.slips[pairs[0]])

    def agreement(self, passage: Passage, i: int, word: str) -> float:
        """What the neighbours add to the worth of a word, or take from it."""
        return _weighed(self._fit(passage, i, word))

    def _fit(self, passage: Passage, i: int, word: str) -> float:
        left, right, subject = self.around(passage, i)
        fit = self.grammar.fit(left, word, right, subject)
        if self.grammar.is_locative(word) and not self._has_preposition(passage, i):
            fit -= 1.0
        return fit

    def prior(self, word: str, evidence: list[str] | None = None, own: int = 0) -> float:
        """How frequent a word is; of its occurrences in the document `own` do not count."""
        usage, words = self.usage, lexicon(self.usage.lang)
        senses = words.senses(word)
        forms = max(0, usage.forms[word] - own)
        lemmas = max((usage.lemmas[s.lemma] for s in senses[:2]), default=0)
        lemmas = max(0, lemmas - own)
        listed = any(s.lemma in register(usage.lang) for s in senses) or word in register(usage.lang) or word in usage.derived
        general = words.frequency(word)
        if evidence is not None:
            evidence += [name for name, is_so in (
                ("dictionary", bool(senses) or words.knows(word)), ("document", forms + lemmas > 0),
                ("register", listed), ("frequency", general >= 1.0),
            ) if is_so]  # fmt: skip
        value = log10(FORM * forms + LEMMA * lemmas + general + REGISTER * listed + DICTIONARY)
        if senses and not forms and all(s.grammemes & _NAMES for s in senses):
            value -= 1.5
        if senses and not forms and all(s.grammemes & _RARE for s in senses):
            value -= 1.0
        if senses and all("impr" in s.grammemes or (not forms and s.grammemes & _SELDOM) for s in senses):
            value -= 0.7
        return value

    def around(self, passage: Passage, i: int) -> tuple[str | None, str | None, str | None]:
        """The words before and after word `i`, and the subject if it stands before."""
        before, after = passage.beside(i, -1), passage.beside(i, 1)
        left = passage.word(i - 1) if before and not before.held else None
        right = passage.word(i + 1) if after and not after.held and not passage.gap(i + 1).startswith("-") else None
        return left, right, self._subject(passage, i)

    def _has_preposition(self, passage: Passage, i: int) -> bool:
        """Does one of the four words before word `i` govern the locative, with no finite verb between?"""
        for j in range(i - 1, max(-1, i - 5), -1):
            word = passage.word(j)
            if self.grammar.governs_locative(word):
                return True
            senses = lexicon(self.usage.lang).senses(word)
            if senses and "VERB" in senses[0].grammemes:
                return False
        return False

    def _subject(self, passage: Passage, i: int) -> str | None:
        """A name that opens the sentence, a pronoun or a noun; adverbs and particles may stand between."""
        for j in range(i - 1, max(-1, i - 4), -1):
            token = passage.beside(j + 1, -1)
            if token is None:
                return None
            if token.held:
                while j > 0 and passage.tokens[j].held and not passage.tokens[j].opens:
                    j -= 1
                return "person" if token.held == "person" and passage.tokens[j].opens else None
            word = passage.word(j)
            senses = lexicon(self.usage.lang).senses(word)
            if word in self.grammar.subjects:
                return word
            if not senses or not senses[0].grammemes & {"ADVB", "PRCL"}:
                return word if j == i - 1 and not passage.tokens[j].text[0].isupper() else None
        return None

    def standing(self, passage: Passage, i: int, *, far: bool = False) -> float:
        """The worth of a known word as it stands. That it stands here often says little: so does damage. `far`: without what
        neighbours of one or two letters take from it."""
        token = passage.tokens[i]
        reading = self.weigh(passage, i, token.low, 0.0)
        worth = reading.worth - self.prior(token.low) + self.own_prior(token.low)
        if not far or reading.fit >= 0:
            return worth
        left, right, subject = (None if w is not None and len(w) < 3 else w for w in self.around(passage, i))
        return worth - _weighed(reading.fit) + _weighed(self.grammar.fit(left, token.low, right, subject))

    def is_usual(self, word: str) -> bool:
        """Does the document have the word in more places than this?"""
        return self.usage.forms[word] > 1

    def own_prior(self, word: str) -> float:
        """How frequent a word is, its own occurrences in this very form counted little."""
        usage, words = self.usage, lexicon(self.usage.lang)
        senses = words.senses(word)
        kin = max((usage.lemmas[s.lemma] - usage.forms[word] for s in senses[:2]), default=0)
        listed = any(s.lemma in register(usage.lang) for s in senses)
        own = 10.0 * usage.forms[word] if words.frequency(word) < 200.0 and not listed else FORM * usage.forms[word]
        value = log10(own + LEMMA * max(0, kin) + words.frequency(word) + REGISTER * listed + DICTIONARY)
        return value - 0.7 if senses and all("impr" in s.grammemes for s in senses) else value

    def is_at_home(self, passage: Passage, i: int) -> bool:
        """Is a known word beyond suspicion: frequent, and its neighbours fit?"""
        token = passage.tokens[i]
        left, right, subject = self.around(passage, i)
        return self.grammar.fit(left, token.low, right, subject) >= 0 and self.own_prior(token.low) > 2.3

    def damage(self, token: Token, word: str) -> float:
        return cost(token.text, word, self.usage.lang, 2.0)


def _weighed(fit: float) -> float:
    return (GRAMMAR if fit > 0 else CONFLICT) * fit


def is_name(word: str, lang: str) -> bool:
    """Is a word of the dictionary only ever a name?"""
    senses = lexicon(lang).senses(word)
    return bool(senses) and all(s.grammemes & (_NAMES | {"Geox"}) for s in senses)


@cache
def register(lang: str) -> frozenset[str]:
    """Lemmas usual in the kind of records these are."""
    file = files("pipeline").joinpath("languages").joinpath(f"register.{lang.split('-')[0]}.txt")
    if not file.is_file():
        return frozenset()
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())
