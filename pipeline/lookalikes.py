"""Letters of another script that look the same → letters of the script of the text, one for one.

Only words are read so that hold letters of both scripts, or capitals alone that all look like Cyrillic ones («CCCP»): nobody
writes those. Every place in the text stays what it was.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from pipeline.model import Structure
from pipeline.scripts import script_of_language

_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxykᴨ", "АВСЕНКМОРТХУасеорхукп")
_LATIN = str.maketrans("АВСЕНКМОРТХУасеорхук", "ABCEHKMOPTXYaceopxyk")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_LETTER, _CYRILLIC_LETTER = re.compile(r"[A-Za-zᴨ]"), re.compile(r"[А-Яа-яЁё]")
#: Digits that are read for letters inside a word.
_DIGITS = str.maketrans("036", "озб")
#: A digit for a letter in what may be a name: «3орину», «Пак Чан 0к», "Dryg1as".
_CAPITAL = re.compile(r"(?<![\w.,])[03](?=[а-яё]{3,})|(?<=[А-ЯЁ][а-яё] )0(?=[а-яё]{1,4}\b)|(?<=[А-ЯЁ][а-яё]{2} )0(?=[а-яё]{1,4}\b)")
_INNER = re.compile(r"(?<![\w.,])([A-Z][a-z]+)([01])(?=[a-z])")
_CAPITALS = {"0": "О", "3": "З"}
_SMALL = {"0": "o", "1": "l"}


@lru_cache(maxsize=65536)
def native(text: str, lang: str) -> str:
    """A text in which words of mixed letters have those of the script of its language, where they look the same, and words that may
    be names have letters for the digits that stand for them."""
    if script_of_language(lang) == "Cyrl":
        read = _WORD.sub(lambda m: _cyrillic(m[0]), text) if _LATIN_LETTER.search(text) else text
        return _CAPITAL.sub(lambda m: _CAPITALS[m[0]], read)
    if script_of_language(lang) == "Latn":
        read = _WORD.sub(lambda m: _latin(m[0]), text) if _CYRILLIC_LETTER.search(text) else text
        return _INNER.sub(lambda m: m[1] + _SMALL[m[2]], read)
    return text


def readable(structure: Structure) -> Structure:
    """A structure in whose texts every letter is of the script of its division, and no name has a digit; places stay what they were."""
    zones = []
    for zone in structure.zones:
        texts = [_NUMBERED.sub(_without_digits, native(u.text, zone.lang)) for u in zone.units]
        same = all(u.text is t or u.text == t for u, t in zip(zone.units, texts))
        units = zone.units if same else tuple(replace(u, text=t) for u, t in zip(zone.units, texts))
        zones.append(zone if same else replace(zone, units=units))
    return Structure(tuple(zones))


#: A capitalised word within which digits stand («Dryg1as»); "MiG21b" and "H2O" are none.
_NUMBERED = re.compile(r"(?<!\w)(?=[A-ZА-ЯЁ])[^\W\d_][a-zà-žа-яё]+[0136][a-zà-žа-яё]{2,}(?!\w)")
_LATIN_DIGITS = str.maketrans("01", "ol")


def _without_digits(m: re.Match[str]) -> str:
    word = m[0].translate(_DIGITS if _CYRILLIC_LETTER.search(m[0]) else _LATIN_DIGITS)
    return m[0] if re.search(r"\d", word) else word


def _cyrillic(word: str) -> str:
    if not _LATIN_LETTER.search(word):
        return word
    read = word.translate(_CYRILLIC)
    if _LATIN_LETTER.search(read):
        return word
    if _CYRILLIC_LETTER.search(word):
        return read
    return read if word.isupper() and len(word) > 3 else word


def _latin(word: str) -> str:
    read = word.translate(_LATIN)
    return read if _LATIN_LETTER.search(word) and not _CYRILLIC_LETTER.search(read) else word


def with_letters_for_digits(word: str) -> str | None:
    """A Cyrillic word in which one digit stands for a letter of its look («О6ращаем»); None where none does."""
    if not re.fullmatch(r"[А-Яа-яЁё]+[036][А-Яа-яЁё]+|[036][а-яё]{4,}", word):
        return None
    read = word.translate(_DIGITS)
    return read.upper() if word.isupper() else read
