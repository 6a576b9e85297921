"""Two spellings → what it cost OCR to make the one of the other.

A weighted edit distance (Levenshtein 1966; Ristad and Yianilos 1998 for unequal weights): letters that look
alike cost little, letters that do not cost 1. The tables of shapes are language facts
(`languages/confusion.<lang>.toml`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from math import inf

from pipeline.languages import facts

#: One letter for another that does not look like it, a letter lost, a letter too many.
ARBITRARY, LOST, EXTRA = 1.0, 0.9, 0.9
#: Of a doubled letter; of a hyphen, space or other sign that is no letter; of case alone.
DOUBLED, SIGN, CASE = 0.3, 0.15, 0.03
#: Added for a letter of another script, and for the look of capitals where the text has a small letter.
FOREIGN, LOOK_OF_CAPITAL = 0.05, 0.05


@dataclass(frozen=True)
class Shapes:
    """Confusable letters of a language: pairs (small, capital), runs, signs of other scripts."""

    lower: dict[tuple[str, str], float]
    upper: dict[tuple[str, str], float]
    runs: dict[str, tuple[tuple[str, float], ...]]
    alike: dict[str, str]

    def letter(self, damaged: str, clean: str, first: bool) -> float:
        """Cost of reading `clean` where `damaged` stands; the `first` letter may be a capital read small."""
        if damaged == clean:
            return 0.0
        a, b = damaged.lower(), clean.lower()
        if a == b:
            return CASE
        best = self._pair(a, b, damaged.isupper(), first)
        for i, like in enumerate(self.alike.get(damaged) or self.alike.get(a) or ""):
            c = like.lower()
            cost = 0.0 if c == b else self._pair(c, b, damaged.isupper(), first)
            best = min(best, FOREIGN + 0.1 * i + cost)
        return best

    def _pair(self, a: str, b: str, capital: bool, first: bool) -> float:
        best = self.lower.get((a, b), ARBITRARY) + (0.1 if capital else 0.0)
        if capital or first:
            best = min(best, self.upper.get((a, b), ARBITRARY) + (0.0 if capital else LOOK_OF_CAPITAL))
        return min(best, ARBITRARY)


@cache
def shapes(lang: str) -> Shapes:
    """The table of a language; without one, only signs and case are cheap."""
    table = facts("confusion", lang)
    runs: dict[str, list[tuple[str, float]]] = {}
    for entry in table.get("run", ()):
        for damaged, clean in entry["pairs"]:
            runs.setdefault(damaged.lower(), []).append((clean.lower(), float(entry["cost"])))
    return Shapes(
        lower=_pairs(table.get("lower", ())),
        upper=_pairs(table.get("upper", ())),
        runs={k: tuple(v) for k, v in runs.items()},
        alike={str(k): str(v) for k, v in table.get("alike", {}).items()},
    )


def _pairs(entries: Iterable[dict[str, object]]) -> dict[tuple[str, str], float]:
    out: dict[tuple[str, str], float] = {}
    for entry in entries:
        groups, cost = entry["groups"], entry["cost"]
        assert isinstance(groups, list) and isinstance(cost, int | float)
        for group in groups:
            for a, b in combinations(group.lower(), 2):
                for pair in ((a, b), (b, a)):
                    out[pair] = min(out.get(pair, ARBITRARY), float(cost))
    return out


def cost(damaged: str, clean: str, lang: str, limit: float = 3.0) -> float:
    """Least weight of the edits that turn `clean` into `damaged`: 0 where they are the same, `inf` above
    `limit`. 0.15–0.45 for a letter that looks like the other, 1 for one that does not; case, hyphens and
    spaces cost little.
    """
    if damaged == clean:
        return 0.0
    value = _cost(unicodedata.normalize("NFC", damaged), unicodedata.normalize("NFC", clean), lang, limit)
    return value if value <= limit else inf


@lru_cache(maxsize=1 << 16)
def _cost(damaged: str, clean: str, lang: str, limit: float) -> float:
    table = shapes(lang)
    small, wanted = damaged.lower(), clean.lower()
    if len(small) != len(damaged) or len(wanted) != len(clean):  # İ and the like
        damaged, clean = small, wanted
    starts = _starts(damaged)
    extra, lost = _gaps(small, EXTRA), _gaps(wanted, LOST)
    rows: list[list[float]] = [[0.0]]
    for j in range(len(clean)):
        rows[0].append(rows[0][-1] + lost[j])
    for i, letter in enumerate(damaged):
        above, row = rows[-1], [rows[-1][0] + extra[i]]
        for j, goal in enumerate(clean):
            same = above[j] if letter == goal else above[j] + _letter(lang, letter, goal, starts[i])
            row.append(min(same, above[j + 1] + extra[i], row[j] + lost[j]))
        rows.append(row)
        _runs(rows, i + 1, small, wanted, table)
        if min(row) > limit and min(above) > limit:
            return inf
    return round(rows[-1][-1], 4)


def _runs(rows: list[list[float]], i: int, damaged: str, clean: str, table: Shapes) -> None:
    """Let runs of letters ending at `i` of the damaged word stand for what they look like."""
    row = rows[i]
    for size in (1, 2, 3):
        for goal, weight in table.runs.get(damaged[i - size : i], ()) if size <= i else ():
            at = clean.find(goal)
            while at >= 0:
                end = at + len(goal)
                row[end] = min(row[end], rows[i - size][at] + weight)
                at = clean.find(goal, at + 1)


@lru_cache(maxsize=1 << 15)
def _letter(lang: str, damaged: str, clean: str, first: bool) -> float:
    if not clean.isalnum() and not damaged.isalnum():
        return SIGN
    return shapes(lang).letter(damaged, clean, first)


def _starts(word: str) -> list[bool]:
    return [i == 0 or not word[i - 1].isalnum() for i in range(len(word))]


def _gaps(word: str, weight: float) -> list[float]:
    """Cost of leaving each sign out."""
    return [
        SIGN if not c.isalnum() else DOUBLED if i and word[i - 1] == c else weight for i, c in enumerate(word)
    ]


def similarity(damaged: str, clean: str, lang: str) -> float:
    """Likeness from 0 to 1: 1 for the same spelling, 0 where nothing is alike."""
    longest = max(len(damaged), len(clean))
    if not longest:
        return 1.0
    return max(0.0, 1.0 - cost(damaged, clean, lang, float(longest)) / longest)


def nearest(word: str, candidates: Iterable[str], lang: str, limit: float = 2.0) -> list[tuple[str, float]]:
    """Candidates within `limit` of the word, cheapest first; equal ones in alphabetical order."""
    found: list[tuple[str, float]] = []
    for candidate in dict.fromkeys(candidates):
        if abs(len(candidate) - len(word)) > 3 + limit:
            continue
        value = cost(word, candidate, lang, limit)
        if value <= limit:
            found.append((candidate, value))
    return sorted(found, key=lambda pair: (pair[1], pair[0]))
