"""Organisations of several words one of which OCR damaged: «Полнтбюро ЦК СЕПГ», «Трудовая партия Корем».

The rest of the name stands, so that less is asked of the damaged word than of a lone one: it is none of the
dictionary, and the likes of its letters make the word of the name (`pipeline.confusion`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.authority import Authority
from pipeline.authority.matcher import Word, words
from pipeline.confusion import cost
from pipeline.names.damage import cased
from pipeline.names.found import Found, Layer
from pipeline.names.passage import Passage
from pipeline.names.vocabulary import is_word
from pipeline.names.wording import HURT

#: What may be paid for an abbreviation, of two letters and of more.
_TWO, _SHORT = 0.4, 0.3
#: Words of the longest name looked for.
_LONGEST = 9
#: Of so many words a name may stand in small letters.
_SMALL = 3

#: (words, place of the damaged one, the other words) -> (the word, entity, form)
Table = dict[tuple[int, tuple[str, ...]], list[tuple[str, str, str]]]


def find(layer: Layer, authority: Authority) -> None:
    """Add the damaged organisations of Russian passages; they may cover shorter names."""
    for passage in layer.passages:
        if passage.lang == "ru":
            for found in _short_places(passage, authority):
                layer.add(found)
            for found in _in(passage, _table(authority, "ru")):
                inside = [f for f in layer.of(passage.n) if f.start < found.end and found.start < f.end]
                if all(found.start <= f.start and f.end <= found.end for f in inside):
                    layer.add(found, over=True)


@lru_cache(maxsize=2)
def _table(authority: Authority, lang: str) -> Table:
    """Every name of an organisation of two words or more, with each of its words left out in turn."""
    out: Table = {}
    for form, id, flags in authority.forms(lang):
        if authority.entries[id].kind != "org" or "sic" in flags:
            continue
        cut = [w[2] for w in words(form)]
        if 1 < len(cut) <= _LONGEST:
            for i, word in enumerate(cut):
                out.setdefault((i, (*cut[:i], *cut[i + 1 :])), []).append((word, id, form))
    return out


def _in(passage: Passage, table: Table) -> Iterator[Found]:
    """Damaged names, the longest at each word."""
    cut = words(passage.text)
    for i, word in enumerate(cut):
        if not _may_be_hurt(passage, word):
            continue
        best = _around(passage, cut, i, table)
        if best is not None:
            yield best


def _short_places(passage: Passage, authority: Authority) -> Iterator[Found]:
    """Abbreviations of countries with a letter of another script, which may have been set for more than one («СССB»)."""
    for token in passage.tokens:
        mixed = passage.unit.text[token.start : token.end] != token.text
        if not (mixed and token.is_upper and 2 < len(token.text) < 6):
            continue
        near = {
            (form, id)
            for form, id, flags in authority.forms("ru")
            if "abbreviation" in flags and authority.entries[id].kind == "place" and _one_hurt(token.text, form)
        }
        if len({id for _, id in near}) == 1:
            form, id = min(near)
            reading = ((id, frozenset({"abbreviation"})),)
            yield Found(passage.n, token.start, token.end, "place", "ru", reading, cert=0.8, evidence=["damaged"], reading=form)


def _one_hurt(word: str, form: str) -> bool:
    return len(word) == len(form) and sum(a != b for a, b in zip(word, form)) == 1 and form.isupper()


def _may_be_hurt(passage: Passage, word: Word) -> bool:
    text = passage.text[word[0] : word[1]]
    short = text.isupper() and len(text) < 6
    return len(text) > 1 and (short or (len(text) > 3 and not is_word(text, "ru")))


def _around(passage: Passage, cut: Sequence[Word], i: int, table: Table) -> Found | None:
    """The longest name that word i is a damaged part of."""
    for size in range(min(_LONGEST, len(cut)), 1, -1):
        for first in range(max(0, i - size + 1), min(i, len(cut) - size) + 1):
            run = cut[first : first + size]
            key = (i - first, tuple(w[2] for n, w in enumerate(run) if n != i - first))
            rows = table.get(key)
            found = _reading(passage, run, i - first, rows) if rows else None
            if found is not None:
                return found
    return None


def _reading(passage: Passage, run: Sequence[Word], i: int, rows: Sequence[tuple[str, str, str]]) -> Found | None:
    """The name of the cheapest damage, if all names of its price mean one body."""
    start, end = run[0][0], run[-1][1]
    text = passage.text[start:end]
    if "\n" in text or not _stands_so(passage, run, text):
        return None
    priced = sorted((cost(run[i][2], word, "ru"), id, form) for word, id, form in rows)
    price, id, form = priced[0]
    if price > _limit(passage.text[run[i][0] : run[i][1]]) or price == 0:
        return None
    if any(other != id for p, other, _ in priced if p <= price + 0.05):
        return None
    return Found(
        passage.n, start, end, "org", "ru", ((id, frozenset({"variant"})),), id, round(0.9 - price / 2, 2),
        ["damaged", "the rest of the name stands"], _like(form, text),
    )  # fmt: skip


def _like(form: str, text: str) -> str:
    """The form as it would stand here: in capitals, or with a small letter first."""
    form = cased(form, text)
    return form[0].lower() + form[1:] if text[0].islower() else form


def _stands_so(passage: Passage, run: Sequence[Word], text: str) -> bool:
    """Are the words of one phrase, with a capital unless they are many?"""
    gaps = (passage.text[a[1] : b[0]] for a, b in pairwise(run))
    return all(gap in (" ", "-", " - ") for gap in gaps) and (text[0].isupper() or len(run) >= _SMALL)


def _limit(word: str) -> float:
    if word.isupper() and len(word) < 6:
        return _TWO if len(word) == 2 else _SHORT
    return HURT
