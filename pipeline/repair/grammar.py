"""Words and their neighbours → does the grammar allow them to stand together?

Government of prepositions, agreement of adjectives, fixed phrases. The facts are in `languages/repair.<lang>.toml`;
a language without any gets no opinion.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.languages import facts
from pipeline.lexicon import Lexicon, Sense, lexicon

#: What no sentence has: a preposition before a finite verb or a nominative pronoun.
IMPOSSIBLE = -2.5
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct", "gen2", "loc2", "acc2", "voct")
_NOMINAL = frozenset({"NOUN", "NPRO", "ADJF", "PRTF", "NUMR"})
_FINITE = frozenset({"VERB", "INFN", "GRND", "ADJS", "PRTS", "CONJ"})
_PREDICATE = frozenset({"VERB", "ADJS", "PRTS"})
_GENDERS = ("masc", "femn", "neut")
_SAME_CASE = {"gen2": "gent", "loc2": "loct", "acc2": "accs"}
_LITTLE = frozenset({"CONJ", "PREP", "PRCL", "NPRO", "ADVB", "PRED"})


@dataclass(frozen=True)
class Grammar:
    """Grammar facts of a language."""

    government: dict[str, frozenset[str]]
    phrases: frozenset[tuple[str, str]]
    bound: dict[str, frozenset[str]]
    subjects: dict[str, frozenset[str]]
    particles: frozenset[str]
    lexicon: Lexicon

    def fit(self, before: str | None, word: str, after: str | None, subject: str | None = None) -> float:
        """How well a word fits between its neighbours: `IMPOSSIBLE` to 2.5. `subject` is the word that the sentence
        is about, if it stands just before (a pronoun, a noun, or "person" for a name)."""
        score = 0.0
        if before:
            score += self._governed(before, word) + self._agrees(before, word) + self._phrase(before, word)
        if after:
            score += self._governed(word, after) + self._agrees(word, after) + self._phrase(word, after)
        if subject:
            score += self._predicate(subject, word)
        return max(IMPOSSIBLE, min(2.5, score))

    def is_locative(self, word: str) -> bool:
        """Can it be nothing but a locative, which always has a preposition?"""
        senses = self.lexicon.senses(word)
        return bool(senses) and all(s.grammemes & {"loct", "loc2"} for s in senses)

    def governs_locative(self, word: str) -> bool:
        return "loct" in self.government.get(word, ()) and "datv" not in self.government[word]

    def _phrase(self, one: str, two: str) -> float:
        """Of a fixed phrase; a word that lives in one phrase only, beside another word."""
        if (one, two) in self.phrases:
            return 2.0
        partners = self.bound.get(two)
        return -2.0 if partners is not None and one not in partners else 0.0

    def _predicate(self, subject: str, word: str) -> float:
        """Agreement of a verb with the subject before it."""
        verbs = [s for s in self.lexicon.senses(word) if s.grammemes & _PREDICATE and "impr" not in s.grammemes]
        if not verbs:
            return 0.0
        wanted = self.subjects.get(subject)
        if wanted is not None:
            return 0.5 if any(_is_said_of(v, wanted) for v in verbs) else -1.5
        nouns = [s for s in self.lexicon.senses(subject) if "NOUN" in s.grammemes]
        if not nouns or not any("nomn" in s.grammemes for s in nouns[:2]):
            return 0.0
        marks = [frozenset({"3per"}) | (s.grammemes & {"sing", "plur", *_GENDERS}) for s in nouns if "nomn" in s.grammemes]
        sure = all("nomn" in s.grammemes for s in self.lexicon.senses(subject))
        if any(_is_said_of(v, m) for v in verbs for m in marks):
            return 0.5 if sure else 0.2
        return -1.0 if sure else -0.3

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
            return IMPOSSIBLE if all(s.grammemes & _FINITE for s in senses) else 0.0
        if any(s.grammemes & cases for s in nominal):
            return 0.4
        return IMPOSSIBLE if all("NPRO" in s.grammemes for s in nominal) else -1.0

    def _agrees(self, left: str, right: str) -> float:
        """Of an adjective and the noun (or adjective) behind it."""
        if left in self.government:
            return 0.0
        ones = self.lexicon.senses(left)
        if not ones or not any(s.grammemes & {"ADJF", "PRTF"} for s in ones[:3]):
            return 0.0
        senses = self.lexicon.senses(right)
        others = [s for s in senses if s.grammemes & {"NOUN", "ADJF", "PRTF"}]
        if not others or any(s.grammemes & _LITTLE for s in senses):
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


def _is_said_of(verb: Sense, subject: frozenset[str]) -> bool:
    """Do person, number and (in the past) gender of a verb agree with the subject's?"""
    for marks in (("1per", "2per", "3per"), ("sing", "plur"), _GENDERS):
        ours, theirs = verb.grammemes & set(marks), subject & set(marks)
        if ours and theirs and not ours & theirs:
            return False
    return True


@cache
def grammar(lang: str) -> Grammar:
    """The grammar facts of a language."""
    table = facts("repair", lang)
    phrases = {
        pair
        for phrase in str(table.get("phrases", "")).replace("\n", " ").split(";")
        for pair in zip(phrase.split(), phrase.split()[1:])
    }
    return Grammar(
        government={k: frozenset(v) for k, v in table.get("government", {}).items()},
        phrases=frozenset(phrases),
        bound={k: frozenset(v) for k, v in table.get("bound", {}).items()},
        subjects={k: frozenset(v) for k, v in table.get("subjects", {}).items()},
        particles=frozenset(table.get("particles", ())),
        lexicon=lexicon(lang),
    )
