"""A Russian word → what all its cases share, and back to the nominative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from pipeline import transliteration
from pipeline.names.language import plain
from pipeline.names.vocabulary import grammemes

#: Endings of nouns and adjectives in the singular, the longest first.
_ENDINGS = (
    "ого", "его", "ому", "ему", "ою", "ею", "ью", "ой", "ей", "ом", "ем", "ым", "им", "ый", "ий", "ая", "яя",
    "ую", "юю", "ых", "их", "а", "я", "у", "ю", "е", "и", "ы", "о", "ь", "й",
)  # fmt: skip
#: Endings that are likelier those of another case than of the nominative.
_OBLIQUE = ("у", "ю", "е", "ы", "и", "а", "я")
_NOMINATIVE = ("", "ий", "ый", "ой", "ия", "я", "а", "ь", "й", "о", "е", "и", "ы", "у", "ю")


@cache
def stem(word: str) -> str:
    """A word without its case ending: «Микояну» → «микоян», «Маньчжурией» → «маньчжури»."""
    low = plain(word)
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            return low[: -len(ending)]
    return low


def key(words: Iterable[str], lang: str) -> str:
    """What the forms of one name share."""
    return " ".join(stem(w) if lang == "ru" else plain(w) for w in words)


def is_oblique(word: str) -> bool:
    """Does a word end as names hardly do in the nominative?"""
    return plain(word).endswith(("у", "ю", "ом", "ем", "ым", "им", "ой", "ого", "ому"))


def nominative(surfaces: Counter[str], kind: str = "place") -> str:
    """The nominative of a name of one or more words, seen in these forms: what the dictionary says, or the
    form whose cases cover most of what is seen.
    """
    longest = max(surfaces, key=lambda s: (len(s.split()), surfaces[s], s))
    columns = [Counter[str]() for _ in longest.split()]
    for surface, n in surfaces.items():
        words = surface.split()
        if len(words) == len(columns):
            for column, word in zip(columns, words):
                column[word] += n
    return " ".join(_word(column, len(columns) > 1, kind) for column in columns)


def _word(seen: Counter[str], eastern: bool, kind: str) -> str:
    if eastern and all(transliteration.syllables(w, "palladius") for w in seen):
        return min(seen, key=lambda w: (-seen[w], len(w), w))
    known = _from_dictionary(seen)
    if known:
        return known
    from pipeline.authority.inflection import word_forms

    model = max(seen, key=lambda w: (seen[w], w))
    best: tuple[int, int, str] | None = None
    for n, tail in enumerate(_NOMINATIVE):
        base = model[: len(stem(model))] + tail
        forms = {plain(f) for f in word_forms(base)}
        covered = sum(c for w, c in seen.items() if plain(w) in forms)
        oblique = tail in _OBLIQUE and not (kind == "person" and tail == "и")
        as_seen = int(not oblique and any(plain(w) == plain(base) for w in seen))
        rank = (covered * 2 + as_seen, -n)
        if best is None or rank > best[:2]:
            best = (*rank, base)
    assert best is not None
    return best[2]


def _from_dictionary(seen: Counter[str]) -> str | None:
    """The normal form that a dictionary gives, as a name, for every form seen."""
    readings = []
    for word in sorted(seen):
        tags = [
            (n, g)
            for n, g, known, _ in grammemes(word)
            if known and g & {"Geox", "Surn", "Name", "Patr"} and "plur" not in g
        ]
        readings.append({n for n, g in tags if "femn" not in g or "Geox" in g} or {n for n, _ in tags})
    common = set.intersection(*readings) if readings else set()
    if not common:
        return None
    low = sorted(common, key=lambda n: (len(n), n))[0]
    model = max(seen, key=lambda w: (seen[w], w))
    return _like(low, model)


def _like(low: str, model: str) -> str:
    if model.isupper() and len(model) > 1:
        return low.upper()
    return "-".join(p[:1].upper() + p[1:] if m[:1].isupper() else p for p, m in _zip(low, model))


def _zip(low: str, model: str) -> list[tuple[str, str]]:
    parts, models = low.split("-"), model.split("-")
    return list(zip(parts, models + [models[-1]] * len(parts)))


def phrase_nominative(phrase: str) -> str:
    """The name of an organisation with its head noun, and the adjectives before it, in the nominative."""
    from pipeline.names.vocabulary import inflected

    words = phrase.split()
    out: list[str] = []
    for i, word in enumerate(words):
        tags = [g for _, g, known, _ in grammemes(word) if known]
        is_noun = bool(tags) and "NOUN" in tags[0]
        if word.isupper() or not tags:
            return " ".join([*out, *words[i:]])
        out.append(_like(inflected(word, "nomn", tags[0]) or plain(word), word))
        if is_noun:
            return " ".join([*out, *words[i + 1 :]])
    return phrase
