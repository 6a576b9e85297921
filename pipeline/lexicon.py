"""Words of a language: which there are, how frequent they are, their grammar, and which lie near a damaged one.

Russian: the OpenCorpora dictionary of pymorphy3 (Korobov 2015), walked as a trie; English: the word list of
pyspellchecker. Both are loaded on first use.
"""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pipeline.confusion import DOUBLED, EXTRA, LOST, shapes
from pipeline.languages import facts

_ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_END = 1  # separates a word from its payload in the trie
#: Letters of the longest word that is looked up by its look.
_LONGEST = 40
_LABEL = 0x800000FF
#: Cost of any letter behind a sign that stands inside a word where no sign belongs.
_SIGN_FOR_LETTER = 0.4


@dataclass(frozen=True, slots=True)
class Sense:
    """One grammatical reading of a word: grammemes of pymorphy3 (`NOUN`, `gent`, `plur` …) and its lemma."""

    lemma: str
    grammemes: frozenset[str]
    share: float

    def has(self, *names: str) -> bool:
        return all(n in self.grammemes for n in names)


class Lexicon:
    """Words of a language. This base knows none: every question is answered with "no"."""

    alphabet = ""

    def knows(self, word: str) -> bool:
        """Is it a word of the dictionary (case does not matter)?"""
        return False

    def near(self, word: str, limit: float, changes: bool = True) -> dict[str, float]:
        """Dictionary words (small letters) from which OCR could have made `word`, with the cost.

        Letters for their lookalikes; if `changes`, one arbitrary edit besides.
        """
        return {}

    def senses(self, word: str) -> tuple[Sense, ...]:
        """Grammatical readings of a known word, the likeliest first; empty if unknown."""
        return ()

    def forms(self, word: str) -> tuple[str, ...]:
        """All inflected forms of a noun, with it; just itself where nothing is known."""
        return (word.lower(),)

    def lemma(self, word: str) -> str:
        senses = self.senses(word)
        return senses[0].lemma if senses else word.lower()

    def count(self, word: str) -> float:
        """Occurrences per million words of the very form."""
        return 0.0

    def frequency(self, word: str) -> float:
        """Occurrences per million words in general language, of the form or (a share) of its lemma."""
        return 0.0


class Russian(Lexicon):
    alphabet = _ALPHABET

    def __init__(self) -> None:
        self._morphology = morphology()
        self.units = _read_trie(files("pymorphy3_dicts_ru").joinpath("data", "words.dawg"))
        self._bytes = {c: tuple(c.encode()) for c in _ALPHABET}
        self._known: dict[str, bool] = {}
        self._senses: dict[str, tuple[Sense, ...]] = {}
        self._frequencies: dict[str, float] = {}
        self._children: dict[int, tuple[tuple[str, int], ...]] = {}

    def knows(self, word: str) -> bool:
        word = word.lower()
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = bool(self._morphology.word_is_known(word)) or self._is_compound(word)
        return known

    def _is_compound(self, word: str) -> bool:
        """A known word behind the first part of a compound ("трех|дюймовый")."""
        return any(
            word.startswith(part) and len(word) >= len(part) + 5 and self._morphology.word_is_known(word[len(part) :])
            for part in self._first_parts
        )

    @cached_property
    def _first_parts(self) -> tuple[str, ...]:
        return tuple(str(facts("repair", "ru").get("first_parts", "")).split())

    def forms(self, word: str) -> tuple[str, ...]:
        noun = next((p for p in self._morphology.parse(word.lower()) if "NOUN" in p.tag), None)
        if noun is None or not self.knows(word):
            return (word.lower(),)
        return tuple(dict.fromkeys(f.word.replace("ё", "е") for f in noun.lexeme if f.tag.number == noun.tag.number))

    def senses(self, word: str) -> tuple[Sense, ...]:
        word = word.lower()
        found = self._senses.get(word)
        if found is None:
            parses = self._morphology.parse(word) if self.knows(word) else ()
            found = self._senses[word] = tuple(
                Sense(p.normal_form.replace("ё", "е"), frozenset(p.tag.grammemes), float(p.score)) for p in parses
            )
        return found

    @cached_property
    def _counts(self) -> tuple[Any, float]:
        return word_list("ru")

    def frequency(self, word: str) -> float:
        word = word.lower()
        found = self._frequencies.get(word)
        if found is None:
            found = self._frequencies[word] = self._frequency(word)
        return found

    def _frequency(self, word: str) -> float:
        counts, total = self._counts
        if len(word) == 1:
            return float(facts("repair", "ru").get("letters", {}).get(word, 0.0))
        own = counts.get(word, 0)
        lemmas = {s.lemma for s in self.senses(word)[:2]} - {word}
        kin = max((counts.get(lemma, 0) for lemma in lemmas), default=0)
        return (float(own) + 0.2 * float(kin)) * 1e6 / total

    def count(self, word: str) -> float:
        counts, total = self._counts
        return float(counts.get(word, 0)) * 1e6 / total

    def near(self, word: str, limit: float, changes: bool = True) -> dict[str, float]:
        return _Walk(self, word, limit, changes).found if len(word) <= _LONGEST else {}

    def children(self, node: int) -> tuple[tuple[str, int], ...]:
        """Letters that may come next, with their nodes."""
        found = self._children.get(node)
        if found is None:
            found = self._children[node] = tuple((c, n) for c in _ALPHABET if (n := self.follow(node, c)))
        return found

    def follow(self, node: int, letter: str) -> int:
        """The node behind a letter; 0 (the root) where there is none."""
        units = self.units
        for byte in self._bytes[letter]:
            unit = units[node]
            node = node ^ ((unit >> 10) << ((unit & 0x200) >> 6)) ^ byte
            if units[node] & _LABEL != byte:
                return 0
        return node

    def ends(self, node: int) -> bool:
        """Does a word end at the node?"""
        unit = self.units[node]
        after = node ^ ((unit >> 10) << ((unit & 0x200) >> 6)) ^ _END
        return self.units[after] & _LABEL == _END


class _Walk:
    """Search of the trie for words near a damaged one: any number of lookalikes and, if `changes`, just one
    arbitrary change. What is left of the word is reached once per node, by its cheapest way."""

    def __init__(self, lexicon: Russian, word: str, limit: float, changes: bool):
        self.lexicon = lexicon
        self.word = word.lower().replace("ё", "е")
        self.limit = limit
        self.found: dict[str, float] = {}
        self._units = lexicon.units
        self._readings = [_by_bytes(c, i == 0, i == 0 and word[:1].isupper()) for i, c in enumerate(self.word)]
        self._runs = [_run_readings(self.word, i) for i in range(len(self.word))]
        self._seen: dict[int, float] = {}
        self._step(0, 0, 0.0, changes, "")

    def _step(self, i: int, node: int, cost: float, changes: bool, out: str) -> None:
        key = node << 8 | i << 1 | changes
        if cost >= self._seen.get(key, 9.0):
            return
        self._seen[key] = cost
        left = self.limit - cost - (LOST if changes else 0.0)
        if i == len(self.word):
            if not changes:
                self._finish(node, cost, out)
        else:
            units = self._units
            unit = units[node]
            offset = node ^ ((unit >> 10) << ((unit & 0x200) >> 6))
            for lead, letters in self._readings[i]:
                between = offset ^ lead
                unit = units[between]
                if unit & _LABEL != lead:
                    continue
                onward = between ^ ((unit >> 10) << ((unit & 0x200) >> 6))
                for byte, letter, weight in letters:
                    if weight > left:
                        break
                    if units[onward ^ byte] & _LABEL == byte:
                        self._step(i + 1, onward ^ byte, cost + weight, changes, out + letter)
            if self._runs[i]:
                self._run(i, node, cost, changes, out)
            if i and left >= DOUBLED and self.word[i] == self.word[i - 1]:
                self._step(i + 1, node, cost + DOUBLED, changes, out)
        if changes:
            self._change(i, node, cost, out)

    def _finish(self, node: int, cost: float, out: str) -> None:
        if self.lexicon.ends(node):
            clean = out.replace("ё", "е")
            if cost < self.found.get(clean, self.limit + 1):
                self.found[clean] = cost

    def _run(self, i: int, node: int, cost: float, changes: bool, out: str) -> None:
        for size, goal, weight in self._runs[i]:
            if cost + weight > self.limit:
                continue
            after = node
            for letter in goal:
                after = self.lexicon.follow(after, letter)
                if not after:
                    break
            else:
                self._step(i + size, after, cost + weight, changes, out + goal)

    def _change(self, i: int, node: int, cost: float, out: str) -> None:
        """One arbitrary change: a letter lost, one too many, one for another."""
        left = self.limit - cost
        rest = i < len(self.word)
        if rest and left >= EXTRA:
            self._step(i + 1, node, cost + EXTRA, False, out)
        if left < LOST:
            return
        for letter, after in self.lexicon.children(node):
            lost = DOUBLED if out[-1:] == letter else LOST
            self._step(i, after, cost + lost, False, out + letter)
            if rest and left >= 1.0:
                self._step(i + 1, after, cost + 1.0, False, out + letter)


def _run_readings(word: str, i: int) -> tuple[tuple[int, str, float], ...]:
    """Runs of letters from `i` on with what they may stand for: size, letters, cost."""
    runs = shapes("ru").runs
    return tuple(
        (size, goal, weight)
        for size in (1, 2, 3)
        if i + size <= len(word)
        for goal, weight in runs.get(word[i : i + size], ())
        if all(c in _ALPHABET for c in goal)
    )


@cache
def _readings(sign: str, first: bool, capital: bool) -> tuple[tuple[str, float], ...]:
    """Letters that a sign may stand for by its look, the sign itself first."""
    if not sign.isalnum():
        return tuple((c, 0.05 if c == "ъ" else _SIGN_FOR_LETTER) for c in _ALPHABET)
    table = shapes("ru")
    shown = sign.upper() if capital else sign
    weights = {c: table.letter(shown, c.upper() if capital else c, first) for c in _ALPHABET}
    if sign == "е":
        weights["ё"] = 0.0
    return tuple(sorted(((c, w) for c, w in weights.items() if w < 1.0), key=lambda pair: (pair[1], pair[0])))


@cache
def _by_bytes(sign: str, first: bool, capital: bool) -> tuple[tuple[int, tuple[tuple[int, str, float], ...]], ...]:
    """The same, grouped by the first of the two bytes that a Cyrillic letter has in the trie."""
    groups: dict[int, list[tuple[int, str, float]]] = {}
    for letter, weight in _readings(sign, first, capital):
        lead, byte = letter.encode()
        groups.setdefault(lead, []).append((byte, letter, weight))
    return tuple((lead, tuple(letters)) for lead, letters in groups.items())


def _read_trie(path: Traversable) -> array[int]:
    """Units of a dawgdic dictionary: their number, then that many unsigned 32-bit integers."""
    units = array("I")
    with path.open("rb") as file:
        size = int.from_bytes(file.read(4), "little")
        units.frombytes(file.read(4 * size))
    if sys.byteorder == "big":
        units.byteswap()
    return units


@cache
def morphology() -> Any:
    """The Russian analyser of pymorphy3, loaded once."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def word_list(lang: str) -> tuple[Any, float]:
    """Word → count of pyspellchecker's list of a language, loaded once, and the sum of the counts."""
    from spellchecker import SpellChecker

    words = SpellChecker(language=lang).word_frequency
    return words.dictionary, float(max(1, words.total_words))


class English(Lexicon):
    alphabet = "abcdefghijklmnopqrstuvwxyz"

    @cached_property
    def _counts(self) -> tuple[Any, float]:
        return word_list("en")

    def knows(self, word: str) -> bool:
        return word.lower() in self._counts[0]

    def count(self, word: str) -> float:
        counts, total = self._counts
        return float(counts.get(word.lower(), 0)) * 1e6 / total

    def frequency(self, word: str) -> float:
        return self.count(word)

    def near(self, word: str, limit: float, changes: bool = True) -> dict[str, float]:
        from pipeline.confusion import cost

        out: dict[str, float] = {}
        for edited in sorted(_edits(word.lower(), self.alphabet)):
            if self.knows(edited):
                value = cost(word, edited, "en", limit)
                if value <= limit:
                    out[edited] = value
        return out


def _edits(word: str, alphabet: str) -> set[str]:
    """All words one edit or one run of lookalikes away."""
    out: set[str] = set()
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        out.update(head + c + tail for c in alphabet)
        if tail:
            out.add(head + tail[1:])
            out.update(head + c + tail[1:] for c in alphabet)
        for size in (1, 2, 3):
            for goal, _ in shapes("en").runs.get(tail[:size], ()):
                out.add(head + goal + tail[size:])
    out.discard(word)
    return out


@cache
def lexicon(lang: str) -> Lexicon:
    """The lexicon of a language; an empty one for languages without."""
    match lang.split("-")[0]:
        case "ru":
            return Russian()
        case "en":
            return English()
        case _:
            return Lexicon()
