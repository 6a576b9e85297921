"""Facts of a language about names, from `languages/names.<lang>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = Path(__file__).resolve().parent.parent / "languages"


@dataclass(frozen=True)
class Language:
    """What a language says about names; a language without a file has none of it, and only the authority
    works.

    All words are in small letters, ё as е. A set with stems holds beginnings of words (Russian declines).
    """

    lang: str
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _asked: dict[tuple[str, str], bool] = field(default_factory=dict, compare=False, repr=False)

    def has(self, key: str, word: str) -> bool:
        """Is a word in the list `key`, or does it begin with one of the stems of `<key>_stems`?"""
        found = self._asked.get((key, word))
        if found is None:
            low = plain(word)
            stems = self.lists.get(f"{_singular(key)}_stems", ("\0",))
            found = self._asked[key, word] = low in self.sets.get(key, ()) or low.startswith(stems)
        return found

    def words(self, key: str) -> frozenset[str]:
        """The words of a list, stems left aside."""
        return self.sets.get(key, frozenset())

    @property
    def is_known(self) -> bool:
        """Is there a file for the language?"""
        return bool(self.sets)


def _singular(key: str) -> str:
    return {"nationalities": "nationality", "compass": "compass"}.get(key, key.removesuffix("s"))


def plain(word: str) -> str:
    """A word for comparing: small letters, ё as е, one kind of apostrophe, no full stop at the end."""
    return word.lower().replace("ё", "е").replace("’", "'").rstrip(".")


@cache
def language(lang: str) -> Language:
    """The facts of a language ("ru", "en"); empty where there is no file."""
    path = LANGUAGES / f"names.{lang}.toml"
    if not path.exists():
        return Language(lang)
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    flat = {k: v for part in (read, read.get("words", {})) for k, v in part.items() if isinstance(v, list)}
    lists = {k: tuple(_plain_all(v)) for k, v in flat.items()}
    tables = {k: v for k, v in read.items() if isinstance(v, dict) and k != "words"}
    return Language(lang, lists, {k: frozenset(v) for k, v in lists.items()}, tables)


def _plain_all(words: Iterable[str]) -> list[str]:
    return [plain(w) for w in words]
