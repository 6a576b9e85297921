"""Text of the frame → the same text with its keywords as they should read, letter for letter, for matching only.

OCR hurts the words that open a list, a heading or a date as it hurts any other («Приcутствовали», «13 июпя»). The patterns of the
frame are written for clean words; a keyword is put in the place of a damaged one only where it has as many letters, so that
every place in the text stays what it was.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.languages import facts
from pipeline.lexicon import lexicon
from pipeline.likeness import likeness

#: From this likeness on a word is a damaged keyword; and how many words of a text are looked at.
_ALIKE, _FIRST = 0.68, 8
_WORD = re.compile(r"[^\W_]{4,}")


@lru_cache(maxsize=4096)
def _keyword(word: str, lang: str) -> str | None:
    """The keyword that a word stands for, in the case of the word; None for a keyword or any other word."""
    listed = [str(w) for w in facts("structure", lang).get("keywords", ())]
    low = word.casefold()
    if low in listed or lexicon(lang).knows(low):
        return None
    scored = [(likeness(low, k, lang), k) for k in listed if len(k) == len(low)]
    alike, best = max(scored, key=lambda s: s[0], default=(0.0, ""))
    if alike < _ALIKE:
        return None
    return best.upper() if word.isupper() else best.capitalize() if word[:1].isupper() else best


def mended(text: str, lang: str) -> str:
    """A text with the keywords among its first words as they should read; as long as the text."""
    if not facts("structure", lang).get("keywords"):
        return text
    out = list(text)
    for n, m in enumerate(_WORD.finditer(text)):
        if n >= _FIRST:
            break
        keyword = _keyword(m[0], lang)
        if keyword is not None:
            out[m.start() : m.end()] = keyword
    return "".join(out)
