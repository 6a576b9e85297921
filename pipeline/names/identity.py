"""Ids of new entities: the usual English form in small letters with hyphens."""

from __future__ import annotations

import re
import unicodedata

from pipeline import transliteration


def english_form(name: str) -> str:
    """A Russian name as English texts usually write it."""
    chinese = transliteration.palladius_to_pinyin(name)
    if all(transliteration.syllables(w, "palladius") for w in name.split()) and chinese != name:
        return chinese
    return transliteration.romanise(name.replace("ё", "е").replace("Ё", "Е"), "popular")


_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "ı": "i"}
)


def slug(name: str) -> str:
    """A name as an id: ASCII small letters, words joined by hyphens."""
    plain = (
        unicodedata.normalize("NFKD", name.translate(_LETTERS).replace("'", "").replace("’", ""))
        .encode("ascii", "ignore")
        .decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "name"


def unused(id: str, kind: str, taken: set[str]) -> str:
    """An id that no other entity has and that can be an xml:id."""
    id = id if id[0].isalpha() else f"n-{id}"
    if id not in taken:
        return id
    n = 2
    while f"{id}-{kind}-{n}" in taken:
        n += 1
    return f"{id}-{kind}" if f"{id}-{kind}" not in taken else f"{id}-{kind}-{n}"
