"""Words and their neighbours → does the grammar allow them to stand together?

Government of prepositions, agreement of adjectives, fixed phrases. The facts are in `languages/repair.<lang>.toml`;
a language without any gets no opinion.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.languages import facts
from pipeline.lexicon import Lexicon, Sense, lexicon

_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct", "gen2", "loc2", "acc2", "voct")
_NOMINAL = frozenset({"NOUN", "NPRO", "ADJF", "PRTF", "NUMR"})
_FINITE = frozenset({"VERB", "INFN", "GRND", "ADJS", "PRTS", "CONJ"})
_GENDERS = ("masc", "femn", "neut")
_SAME_CASE = {"gen2": "gent", "loc2": "loct", "acc2": "accs"}
#: Prepositions and adverbs in one: what follows need not depend on them.
_ALSO_ADVERBS = frozenset({"ADVB", "CONJ", "PRCL"})


@dataclass(frozen=True)
class Grammar:
    """Grammar facts of a language."""

    government: dict[str, frozenset[str]]
    phrases: dict[tuple[str, str], int]
    lexicon: Lexicon

    def fit(self, before: str | None, word: str, after: str | None) -> float:
        """How well a word fits between its neighbours, -1 (impossible) to 1 (a fixed phrase)."""
        score = 0.0
        if before:
            score += self._governed(before, word) + self._agrees(before, word)
            score += 1.0 if (before, word) in self.phrases else 0.0
        if after:
            score += self._governed(word, after) + self._agrees(word, after)
            score += 1.0 if (word, after) in self.phrases else 0.0
        return max(-1.5, min(1.5, score))

    def _governed(self, preposition: str, word: str) -> float:
        cases = self.government.get(preposition)
        if cases is None:
            return 0.0
        senses = self.lexicon.senses(word)
        if not senses:
            return 0.0
        nominal = [s for s in senses if s.grammemes & _NOMINAL]
        if any(s.has("Fixd") or "PRCL" in s.grammemes or "ADVB" in s.grammemes for s in senses):
            return 0.0
        if not nominal:
            return -1.0 if any(s.grammemes & _FINITE for s in senses) else 0.0
        if any(s.grammemes & cases for s in nominal):
            return 0.4
        return -1.0

    def _agrees(self, left: str, right: str) -> float:
        """Of an adjective and the noun (or adjective) behind it."""
        if left in self.government:
            return 0.0
        ones = self.lexicon.senses(left)
        if not ones or not any(s.grammemes & {"ADJF", "PRTF"} for s in ones[:3]):
            return 0.0
        others = [s for s in self.lexicon.senses(right) if s.grammemes & {"NOUN", "ADJF", "PRTF"}]
        if not others:
            return 0.0
        adjectives = [s for s in ones if s.grammemes & {"ADJF", "PRTF"}]
        if any(agree(a, b) for a in adjectives for b in others):
            return 0.6
        return -0.5 if "NOUN" in others[0].grammemes else -0.2


def case_of(sense: Sense) -> str | None:
    found = next((c for c in _CASES if c in sense.grammemes), None)
    return _SAME_CASE.get(found, found) if found else None


def agree(one: Sense, other: Sense) -> bool:
    """Same case and number, and in the singular the same gender."""
    if case_of(one) != case_of(other) or ("plur" in one.grammemes) != ("plur" in other.grammemes):
        return False
    if "plur" in one.grammemes:
        return _animacy(one, other)
    genders = {g for g in _GENDERS if g in one.grammemes}
    others = {g for g in _GENDERS if g in other.grammemes}
    return (not genders or not others or bool(genders & others)) and _animacy(one, other)


def _animacy(one: Sense, other: Sense) -> bool:
    """In the accusative, animate and inanimate differ."""
    if case_of(one) != "accs":
        return True
    marks = {"anim", "inan"}
    ours, theirs = marks & one.grammemes, marks & other.grammemes
    return not ours or not theirs or bool(ours & theirs)


@cache
def grammar(lang: str) -> Grammar:
    table = facts("repair", lang)
    phrases: dict[tuple[str, str], int] = {}
    for phrase in str(table.get("phrases", "")).replace("\n", " ").split(";"):
        words = phrase.split()
        for pair in zip(words, words[1:]):
            phrases[pair] = phrases.get(pair, 0) + 1
    government = {k: frozenset(v) for k, v in table.get("government", {}).items()}
    return Grammar(government, phrases, lexicon(lang))
