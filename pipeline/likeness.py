"""Two spellings → how likely the first is the second as OCR hurt it, 0 to 1."""

from __future__ import annotations

from functools import lru_cache

from pipeline.transliteration import plain


@lru_cache(maxsize=65536)
def likeness(damaged: str, clean: str, lang: str) -> float:
    """Likeness under OCR confusions; letter case, hyphens and spaces count little."""
    from rapidfuzz.distance import Levenshtein

    one, two = plain(damaged), plain(clean)
    if not one or not two:
        return 0.0
    plain_ratio = 1 - Levenshtein.distance(one, two) / max(len(one), len(two))
    return round(plain_ratio, 4)
