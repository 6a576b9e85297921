"""Scripts of characters (ISO 15924 codes), for what the sources are written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

#: The language to think of first when nothing but the script is known.
LIKELY_LANGUAGE = {
    "Cyrl": "ru",
    "Latn": "en",
    "Hani": "zh",
    "Hang": "ko",
    "Kana": "ja",
    "Arab": "ar",
    "Grek": "el",
}

#: Script a language is written in, where it is not Latin.
SCRIPT = {
    "ru": "Cyrl", "uk": "Cyrl", "bg": "Cyrl", "mn": "Cyrl", "sr": "Cyrl", "be": "Cyrl", "mk": "Cyrl", "zh": "Hani", "ja": "Hani",
    "ko": "Hang", "ar": "Arab", "fa": "Arab", "el": "Grek", "he": "Hebr", "ka": "Geor", "hy": "Armn", "hi": "Deva",
}  # fmt: skip

_PREFIX = (
    ("CYRILLIC", "Cyrl"), ("LATIN", "Latn"), ("CJK", "Hani"), ("HANGUL", "Hang"), ("HIRAGANA", "Kana"), ("KATAKANA", "Kana"),
    ("GREEK", "Grek"), ("ARABIC", "Arab"), ("HEBREW", "Hebr"), ("GEORGIAN", "Geor"), ("ARMENIAN", "Armn"), ("DEVANAGARI", "Deva"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def script_of(character: str) -> str | None:
    """Script of a letter; None for everything that is no letter."""
    if not character.isalpha():
        return None
    if character in "ºª":
        return None
    name = unicodedata.name(character, "")
    return next((code for prefix, code in _PREFIX if name.startswith(prefix)), "Zyyy")


def script_of_language(lang: str) -> str:
    """Script a language is usually written in."""
    return SCRIPT.get(lang.split("-")[0], "Latn")


def count_scripts(text: str) -> Counter[str]:
    """Letters of a text by script."""
    return Counter(s for s in map(script_of, text) if s)
