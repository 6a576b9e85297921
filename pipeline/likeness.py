"""Two spellings of a name → how likely the first is the second as OCR hurt it, 0 to 1.

The weighted edit distance of `confusion` finds something alike in any two words of a length; here that floor
is taken off, so that 0
means no more alike than chance.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pipeline.transliteration import plain

#: Likeness of two unrelated names of a length, as `confusion.similarity` counts.
_FLOOR = 0.45
#: Below this share of common letters two names are not compared further.
_WORTH = 0.2


@lru_cache(maxsize=65536)
def likeness(damaged: str, clean: str, lang: str) -> float:
    """Likeness under OCR confusions; letter case, hyphens and spaces count little."""
    from rapidfuzz import fuzz

    from pipeline.confusion import similarity

    one, two = plain(damaged), plain(clean)
    if not one or not two:
        return 0.0
    if one == two:
        return 1.0
    if not 0.5 <= len(one) / len(two) <= 2.0 or (fuzz.ratio(one, two) < 100 * _WORTH):
        return 0.0
    damaged, clean = (w.replace("ё", "е").replace("Ё", "Е") for w in (damaged, clean))
    if clean.isupper() != damaged.isupper():
        damaged, clean = damaged.lower(), clean.lower()
    return round(max(0.0, (similarity(damaged, clean, lang) - _FLOOR) / (1 - _FLOOR)), 4)


#: Likeness of two names that differ by two neighbouring letters in each other's place, a slip of the typist.
_SWAPPED = 0.6


def typed_likeness(typed: str, clean: str, lang: str) -> float:
    """Likeness where letters may also have changed places: "Zhuo" for "Zhou"."""
    one, two = plain(typed), plain(clean)
    swapped = sorted(one) == sorted(two) and sum(a != b for a, b in zip(one, two)) == 2
    return max(likeness(typed, clean, lang), _SWAPPED if swapped and len(one) > 3 and one[0] == two[0] else 0.0)


def best_likeness(damaged: str, forms: Iterable[str], lang: str) -> float:
    """The greatest likeness to any of some forms of two letters or more."""
    return max((likeness(damaged, f, lang) for f in forms if len(f) > 2), default=0.0)
