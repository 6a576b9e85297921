"""A Korean name in Hangul, Latin (Revised Romanization, McCune-Reischauer) or Cyrillic (Kontsevich) → another
of these.

Names only: a surname of one syllable and a given name, in which the sounds change as they do inside a word.
The changes between consonants that the systems leave out in given names are left out here.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product

from pipeline.transliteration import like, rows

#: Systems for Korean, the columns of `hangul.tsv`.
KOREAN = ("rr", "mr", "kontsevich")

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_VOICED = frozenset(("", "ㄴ", "ㄹ", "ㅁ", "ㅇ"))
_FIRST = 0xAC00


@cache
def _table(system: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(place, letter) → what is written, and what is written in the other surroundings."""
    if system not in KOREAN:
        raise ValueError(f"no such system for Korean: {system!r} (one of {', '.join(KOREAN)})")
    out = {}
    for row in rows("hangul.tsv"):
        first, plus, other = row[system].partition("+")
        out[row["place"], row["letter"]] = (first, other if plus else first)
    return out


def is_hangul(text: str) -> bool:
    """Is there nothing in the text but syllables of Hangul and spaces?"""
    return bool(text.strip()) and all(_FIRST <= ord(c) <= 0xD7A3 or c == " " for c in text)


def letters(syllable: str) -> tuple[str, str, str]:
    """Initial, vowel and final of a syllable of Hangul; a final that names do not have is the plain one it
    sounds as."""
    code = ord(syllable) - _FIRST
    final = _FINALS[code % 28]
    plain = {"ㄲ": "ㄱ", "ㅋ": "ㄱ", "ㅆ": "ㅅ", "ㅈ": "ㅅ", "ㅊ": "ㅅ", "ㅌ": "ㄷ", "ㅎ": "ㄷ", "ㅍ": "ㅂ"}
    return _INITIALS[code // 588], _VOWELS[code // 28 % 21], plain.get(final, final[:1])


def syllable(initial: str, vowel: str, final: str) -> str:
    """The syllable of Hangul with these letters."""
    return chr(_FIRST + (_INITIALS.index(initial) * 21 + _VOWELS.index(vowel)) * 28 + _FINALS.index(final))


def spell(word: str, system: str, joiner: str = "") -> str:
    """A word in Hangul spelt in `system`. With a joiner each syllable is spelt by itself, as if it stood
    alone (Revised Romanization) or with its voicing (McCune-Reischauer)."""
    table = _table(system)
    parts = [letters(c) for c in word]
    out = []
    for i, (initial, vowel, final) in enumerate(parts):
        before = parts[i - 1][2] if i else None
        after = parts[i + 1][0] if i + 1 < len(parts) else None
        apart = joiner == " " or (bool(joiner) and system == "rr")
        out.append(
            _initial(table, initial, None if apart else before)
            + table["vowel", vowel][1 if initial == "ㅇ" and not i else 0]
            + _final(table, final, None if apart else after, system)
        )
    return joiner.join(out)


def _initial(table: dict[tuple[str, str], tuple[str, str]], initial: str, before: str | None) -> str:
    plain, voiced = table["initial", initial]
    if initial == "ㄹ" and before == "ㄹ":
        return table["final", "ㄹ"][0][:1]
    return voiced if before is not None and before in _VOICED else plain


def _final(table: dict[tuple[str, str], tuple[str, str]], final: str, after: str | None, system: str) -> str:
    plain, linked = table["final", final]
    if final == "ㄹ" and after == "ㄹ":
        return plain[:1]
    if after == "ㅇ":
        return linked
    return plain


def name(hangul: str, system: str, joiner: str | None = None) -> str:
    """A whole name, «김일성» → "Kim Il-sŏng" (mr), "Gim Il-seong" (rr), «Ким Ильсон» (kontsevich).

    The first syllable is the surname unless a space says otherwise. `joiner` parts the syllables of the given
    name; without it Latin systems take a hyphen and Kontsevich nothing.
    """
    words = hangul.split() if " " in hangul else [hangul[:1], hangul[1:]]
    between = joiner if joiner is not None else "" if system == "kontsevich" else "-"
    spelt = [spell(w, system, between if i else "") for i, w in enumerate(words) if w]
    if between == " ":
        return " ".join(p[:1].upper() + p[1:] for w in spelt for p in w.split())
    return " ".join(w[:1].upper() + w[1:] for w in spelt)


@cache
def _readings(system: str) -> dict[str, str]:
    """Spelling of a syllable → Hangul. Where two syllables are spelt alike, the one with the commoner
    letter."""
    table = _table(system)
    out: dict[str, str] = {}
    places = [[k[1] for k in table if k[0] == p] for p in ("initial", "vowel", "final")]
    for initial, vowel, final in product(*places):
        spellings = product(
            *(
                dict.fromkeys(table[p, x])
                for p, x in zip(("initial", "vowel", "final"), (initial, vowel, final))
            )
        )
        for spelling in spellings:
            out.setdefault("".join(spelling), syllable(initial, vowel, final))
    return out


def read(word: str, system: str) -> str | None:
    """The Hangul of one word spelt in `system`, or None if it is not such a word. The fewest syllables
    win."""
    table = _readings(system)
    out = ""
    for part in unicodedata.normalize("NFC", word.lower()).replace("’", "'").split("-"):
        best: list[str | None] = ["", *[None] * len(part)]
        for end in range(1, len(part) + 1):
            for start in range(max(0, end - 8), end):
                head, here = best[start], best[end]
                found = table.get(part[start:end])
                if head is not None and found and (here is None or len(head) + 1 <= len(here)):
                    best[end] = head + found
        if not best[-1]:
            return None
        out += best[-1]
    return out


def korean(text: str, source: str, target: str) -> str:
    """A name from one system to another, word by word ("Kim Il-sŏng" → «Ким Ильсон»); a word that cannot be
    read in `source` stays."""
    out = []
    for word in text.split():
        hangul = read(word, source)
        between = "-" if target != "kontsevich" and hangul and len(hangul) > 1 else ""
        out.append(word if hangul is None else like(spell(hangul, target, between), word))
    return " ".join(out)
