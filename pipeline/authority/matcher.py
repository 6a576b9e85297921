"""Many names → one pass over the text: cost independent of their number.

Names and text are cut into words; a name is found by looking its words up one after the other in a trie of
dictionaries. Letter case, ё and е, э and е, apostrophes, diacritics, and the choice between hyphen and space
make no difference; a name written with a hyphen is also found written as one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product

#: A word: a Han character or Hangul syllable by itself, else a run of letters and digits, apostrophes inside.
_TOKEN = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\uac00-\ud7a3]"
    r"|(?:(?![\u3400-\u9fff\uac00-\ud7a3])[^\W_])[\u0300-\u036f]*"
    r"(?:['’ʼ`ʹʺ‘]?(?:(?![\u3400-\u9fff\uac00-\ud7a3])[^\W_])[\u0300-\u036f]*)*"
)
_GAP = re.compile(r"[.,]?[ \t\n]?[\-‐‑–—\u00ad]?[ \t\n]?|[ ]{2}|[ ]?[(/]|[)/][ ]?")
_APOSTROPHE = str.maketrans("", "", "'’ʼ`ʹʺ‘")
_POSSESSIVE = re.compile(r"['’ʼ`‘]s$", re.IGNORECASE)
_FOLD = {"ё": "е", "э": "е", "ł": "l", "ø": "o", "đ": "d", "ı": "i"}


class _Letters(dict[int, str]):
    """Code point → its plain letter, found out once for each; keeps й apart from и."""

    def __missing__(self, code: int) -> str:
        low = chr(code).lower()[:1]
        if low not in "йў":
            low = _FOLD.get(low) or next((c for c in unicodedata.normalize("NFD", low) if c.isalnum()), low)
        self[code] = _FOLD.get(low, low)
        return self[code]


_LETTERS = _Letters()
_MARKS = re.compile("[\u0300-\u036f]")

Hit = tuple[int, int, tuple[tuple[str, frozenset[str]], ...]]


Word = tuple[int, int, str, str]


def words(text: str) -> list[Word]:
    """Start, end and plain spelling of each word, and that spelling without an English possessive ending (""
    if it has none)."""
    plain = text.translate(_LETTERS)
    out = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word, short = plain[start:end], ""
        if not word.isalnum():
            if _POSSESSIVE.search(word):
                short = _bare(word[:-2])
            word = _bare(word)
        out.append((start, end, word, short))
    return out


def _bare(word: str) -> str:
    return _MARKS.sub("", word.translate(_APOSTROPHE))


def keys(form: str) -> set[tuple[str, ...]]:
    """The ways a form may be cut into words: as written, and with each hyphen closed up.

    The space before a given name is always a cut: «Ван Мин» is not looked for as «Ванмин».
    """
    parts = [[w[2] for w in words(chunk)] for chunk in re.split(r"\s+", form)]
    choices = []
    for part, chunk in zip(parts, re.split(r"\s+", form)):
        joined = "-" in chunk and 1 < len(part) <= 4
        choices.append([tuple(part), ("".join(part),)] if joined else [tuple(part)])
    return {key for choice in product(*choices) if (key := tuple(w for part in choice for w in part))}


class Matcher:
    """Names of one language, ready to be found. `find` may be called for any text."""

    __slots__ = ("_flags", "_names", "_rest")

    def __init__(self, names: dict[str, list[str | int]], flags: list[frozenset[str]]) -> None:
        #: words of a name, parted by spaces → entity id, number of its flags, entity id, …
        self._names = names
        self._flags = flags
        #: every beginning of a name of two words or more
        self._rest: set[str] = set()
        for key in names:
            cut = key.find(" ")
            while cut != -1:
                self._rest.add(key[:cut])
                cut = key.find(" ", cut + 1)

    @classmethod
    def of(cls, forms: Iterable[tuple[str, str, frozenset[str]]]) -> Matcher:
        """A matcher for (form, entity id, flags) triples; of one form and entity the flags that say most are
        kept."""
        readings: dict[str, dict[str, frozenset[str]]] = {}
        for form, id, flags in forms:
            for key in keys(form):
                here = readings.setdefault(" ".join(key), {})
                if id not in here or _rank(flags) < _rank(here[id]):
                    here[id] = flags
        numbers: dict[frozenset[str], int] = {}
        names: dict[str, list[str | int]] = {
            key: [x for id, f in found.items() for x in (id, numbers.setdefault(f, len(numbers)))]
            for key, found in readings.items()
        }
        return cls(names, list(numbers))

    def packed(self) -> dict[str, object]:
        """The matcher as plain lists and dictionaries, for keeping."""
        return {"flags": [sorted(f) for f in self._flags], "names": self._names}

    @classmethod
    def unpacked(cls, kept: object) -> Matcher | None:
        """The matcher that `packed` gave, or None if that is not what was kept."""
        if not isinstance(kept, dict) or not isinstance(kept.get("names"), dict):
            return None
        return cls(kept["names"], [frozenset(f) for f in kept["flags"]])

    def _readings(self, key: str) -> tuple[tuple[str, frozenset[str]], ...]:
        found = self._names.get(key, ())
        return tuple((str(found[i]), self._flags[int(found[i + 1])]) for i in range(0, len(found), 2))

    @property
    def table(self) -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
        """Words of a name, parted by spaces → ((entity id, flags), …)."""
        return {key: self._readings(key) for key in self._names}

    def __len__(self) -> int:
        return len(self._names)

    def lookup(self, form: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """The readings of a form that is a whole name; empty if there is none."""
        for key in sorted(keys(form)):
            found = self._readings(" ".join(key))
            if found:
                return found
        return ()

    def find(self, text: str) -> list[Hit]:
        """Longest names from the left, not overlapping: (start, end, ((entity id, flags), …)).

        A name must begin and end with a word. One in small letters counts only if it is written so in the
        authority; an abbreviation only if its capitals stand as they should.
        """
        found = words(text)
        out: list[Hit] = []
        i, n = 0, len(found)  # a stop phrase takes its words out of the search and is not returned
        rest, names = self._rest, self._names
        while i < n:
            _, _, word, short = found[i]
            if word in rest or word in names or (short and short in names):
                hit, length = self._at(text, found, i)
                if hit is not None:
                    if hit[2][0][0]:
                        out.append(hit)
                    i += length
                    continue
            i += 1
        return out

    def _at(self, text: str, found: list[Word], i: int) -> tuple[Hit | None, int]:
        """The longest name that begins with word i, and of how many words it is."""
        best: Hit | None = None
        length = 0
        start, before, j = found[i][0], "", i
        while True:
            _, end, word, short = found[j]
            hit = self._reading(text, start, end, before + word)
            if hit is None and short:
                hit = self._reading(text, start, end - 2, before + short)
            if hit is not None:
                best, length = hit, j - i + 1
            j += 1
            if before + word not in self._rest or j == len(found) or not _joins(text, found[j - 1], found[j]):
                return best, length
            before += word + " "

    def _reading(self, text: str, start: int, end: int, key: str) -> Hit | None:
        """The hit for a name in the table whose capitals fit."""
        if key not in self._names:
            return None
        end = _close(text, start, end)
        kept = tuple(r for r in self._readings(key) if _written(text[start:end], r[1]))
        return (start, end, kept) if kept else None


def _close(text: str, start: int, end: int) -> int:
    """The end of a name with its closing bracket ("ВКП(б)", "ВКП/б/"), or the full stop of an initial it ends
    in."""
    after = text[end : end + 1]
    if (after == ")" and text.find("(", start, end) >= 0) or (
        after == "/" and text.find("/", start, end) >= 0
    ):
        return end + 1
    if after == "." and end - start > 1 and text[end - 2] in ". " and text[end - 1].isupper():
        return end + 1
    return end


def _joins(text: str, one: Word, two: Word) -> bool:
    """May two words be parts of one name? A full stop only after an initial, a comma never but before one."""
    gap = text[one[1] : two[0]]
    if len(two[2]) == 1 and text[two[0]].islower() and gap[:1] not in ("-", "(", "/"):
        return False  # "Сталина и": a conjunction, no initial
    if gap in (" ", "-", "") or (gap in ("' ", "’ ") and one[2].endswith("s")):  # "Workers' Party"
        return True
    if not _GAP.fullmatch(gap):
        return False
    if gap[0] == ".":
        return len(one[2]) <= 2
    return gap[0] != "," or len(two[2]) <= 2


def _written(surface: str, flags: frozenset[str]) -> bool:
    """Do the capitals of the surface fit the form?"""
    if "abbreviation" in flags:
        letters = [c for c in surface if c.isalpha()]
        return sum(c.isupper() for c in letters) * 2 >= len(letters) and surface[0].isupper()
    return not surface[0].islower() or "common" in flags


def _rank(flags: frozenset[str]) -> tuple[int, int]:
    order = ("preferred", "variant", "abbreviation", "alias", "initials", "surname", "generated", "sic")
    return min((order.index(f) for f in flags if f in order), default=9), int("weak" in flags)


def strings(hits: Iterable[Hit], text: str) -> Iterator[str]:
    """The surfaces of hits, for showing."""
    for start, end, _ in hits:
        yield text[start:end]
