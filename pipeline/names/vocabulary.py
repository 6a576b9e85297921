"""Is a word one of the language? Asked of dictionaries that are loaded on first use."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.names.language import plain

#: Grammemes by which OpenCorpora marks proper names.
PROPER = frozenset({"Geox", "Surn", "Name", "Patr", "Orgn", "Abbr", "Trad", "Init"})


@cache
def _morphology() -> Any:
    from pipeline.lexicon import morphology

    return morphology()


@cache
def _frequencies() -> dict[str, int]:
    from pipeline.lexicon import word_list

    words: dict[str, int] = word_list("en")[0]
    return words


@cache
def is_word(word: str, lang: str, often: int = 300) -> bool:
    """Is the word, without its capital, a common word of its language? False for languages without a
    dictionary.

    `often` is how often, in the word list for English (counts in subtitles, where names stand too), it must
    stand.
    """
    low = plain(word)
    if lang == "ru":
        proper = "-" in word and word.rpartition("-")[2][:1].isupper() and not word.isupper()
        return not proper and _is_russian(low)
    if lang == "en":
        return _frequencies().get(low, 0) >= often
    return False


def _is_russian(low: str) -> bool:
    if not _morphology().word_is_known(low):
        return "-" in low and all(_is_russian(part) for part in low.split("-"))
    return any(not PROPER & set(p.tag.grammemes) for p in _morphology().parse(low) if p.is_known)


@cache
def grammemes(word: str) -> tuple[tuple[str, frozenset[str], bool, float], ...]:
    """Parses of a Russian word: (normal form, grammemes, whether the dictionary has it, probability)."""
    return tuple(
        (p.normal_form, frozenset(p.tag.grammemes), p.is_known, p.score)
        for p in _morphology().parse(plain(word))
    )


def inflected(word: str, case: str, wanted: frozenset[str]) -> str | None:
    """A Russian word in a case and the number of its reading `wanted`; None if it has no such form."""
    low = plain(word)
    parse = next((p for p in _morphology().parse(low) if frozenset(p.tag.grammemes) == wanted), None)
    form = parse.inflect({case}) if parse is not None else None
    return str(form.word) if form is not None else None
