"""A Russian name → its forms in all cases.

Rules decline personal names, where dictionaries know little: Slavic surnames of three patterns, names that
end in a consonant, -ь, -й or -а, and names that do not decline. Of Chinese, Korean and Vietnamese names only
the last part declines. Phrases ("Китайская Народная Республика") decline to their head noun, told by
pymorphy3.
"""

from __future__ import annotations

import re
from typing import Any

_SIBILANT = frozenset("жшщчц")
_BACK = frozenset("гкхжшщч")
_CONSONANT = frozenset("бвгджзклмнпрстфхцчшщ")
_DECLINED = ("ADJF", "PRTF", "NOUN")
_CASES = ("gent", "datv", "accs", "ablt", "loct")
#: Forenames with a vowel that falls out, and what the rest begins with.
_FLEETING = {"павел": "павл", "лев": "льв", "пётр": "петр", "петр": "петр"}


def word_forms(word: str) -> tuple[str, ...]:
    """The singular forms of one part of a personal name, the nominative first; a man's and, where the surname
    can only be a woman's, a woman's. A hyphen parts what declines from what does not: only the last part
    changes."""
    if "-" in word:
        before, _, last = word.rpartition("-")
        return tuple(f"{before}-{form}" for form in word_forms(last))
    low = word.lower()
    stem, tails = _endings(low)
    stem = word[: len(stem)] if low.startswith(stem) else _cased(stem, word)
    forms = [stem + tail for tail in tails]
    return tuple(dict.fromkeys([word, *forms]))


def _cased(stem: str, word: str) -> str:
    return stem.upper() if word.isupper() and len(word) > 1 else stem[:1].upper() + stem[1:]


def _endings(low: str) -> tuple[str, tuple[str, ...]]:
    """The stem and what follows it in the oblique cases."""
    if low in _FLEETING:
        return _FLEETING[low], ("а", "у", "ом", "е")
    if re.search(r"[сц]кий$|[^аеиоуыэюя][ыо]й$", low) and len(low) > 4:
        one = "ым" if low.endswith(("ый", "ой")) and low[-3] not in _BACK else "им"
        return low[:-2], ("ого", "ому", one, "ом")
    if re.search(r"[сц]кая$", low):
        return low[:-2], ("ой", "ой", "ую", "ой", "ою")
    if re.search(r"(?:ов|ев|ёв|ин|ын)а$", low) and len(low) > 5:
        return low[:-1], ("ой", "ой", "у", "ой", "ою", "ы", "е")
    if re.search(r"(?:ов|ев|ёв|ин|ын)$", low) and len(low) > 3:
        return low, ("а", "у", "ым", "ом", "е")
    return _noun_endings(low)


def _noun_endings(low: str) -> tuple[str, tuple[str, ...]]:
    last = low[-1:]
    if last in _SIBILANT:
        return low, ("а", "у", "ем", "ом", "е")
    if last in _CONSONANT:
        return low, ("а", "у", "ом", "е")
    if low.endswith("ий"):
        return low[:-1], ("я", "ю", "ем", "и")
    if last in "йь":
        return low[:-1], ("я", "ю", "ем", "е")
    if low.endswith("ия"):
        return low[:-1], ("и", "и", "ю", "ей")
    if last == "я":
        return low[:-1], ("и", "е", "ю", "ей")
    if last == "а":
        plural = "и" if low[-2:-1] in _BACK else "ы"
        return low[:-1], (plural, "е", "у", "ой", "ей" if low[-2:-1] in _SIBILANT else "ою")
    return low, ()


def name_forms(words: tuple[str, ...], eastern: bool = False) -> tuple[tuple[str, ...], ...]:
    """Case forms of a personal name given as words, the nominative first.

    Of an `eastern` name (Chinese, Korean, Vietnamese) the last word alone declines; of others every word, in
    step.
    """
    if eastern:
        return tuple((*words[:-1], form) for form in word_forms(words[-1]))
    tables = [_paradigm(word) for word in words]
    return tuple(dict.fromkeys(zip(*tables)))


def _paradigm(word: str) -> list[str]:
    """Nominative, genitive, dative, accusative, instrumental (two), prepositional of a man's name; an initial
    or a name that does not decline repeats itself."""
    stem, tails = _endings(word.lower())
    if len(word.rstrip(".")) <= 2 or not tails or "-" in word:
        return [word] * 7
    stem = word[: len(stem)] if word.lower().startswith(stem) else _cased(stem, word)
    genitive, dative, *rest = (stem + t for t in tails)
    if word[-1] in "аяАЯ":
        accusative, one, *two = rest
        return [word, genitive, dative, accusative, one, (two or [one])[-1], dative]
    *instrumental, prepositional = rest
    return [word, genitive, dative, genitive, instrumental[0], instrumental[-1], prepositional]


def _morphology() -> Any:
    from pipeline.lexicon import morphology

    return morphology()


def is_adjective(word: str) -> bool:
    """Is the word an adjective that the dictionary knows, and no noun?"""
    if not word.isalpha() or not _morphology().word_is_known(word.lower()):
        return False
    return any(p.tag.POS == "ADJF" for p in _morphology().parse(word))


def phrase_forms(phrase: str) -> tuple[str, ...]:
    """Case forms of the name of a place or an organisation, the nominative first.

    Adjectives before the head noun agree with it; what follows the head stays. A single word that no
    dictionary knows declines like a personal name; abbreviations do not decline.
    """
    words = phrase.split()
    if len(words) == 1:
        return _place_forms(phrase)
    parsed = [_nominative(word) for word in words]
    head = next((i for i, p in enumerate(parsed) if p is not None and "NOUN" in p.tag), None)
    if head is None or any(parsed[i] is None and not words[i][0].isdigit() for i in range(head)):
        return (phrase,)
    out = [phrase]
    for case in _CASES:
        number = parsed[head].tag.number
        forms = [_inflect(words[i], parsed[i], case, number, parsed[head].tag) for i in range(head + 1)]
        out.append(" ".join([*forms, *words[head + 1 :]]))
    return tuple(dict.fromkeys(out))


def _nominative(word: str) -> Any:
    """The parse of an adjective or a noun in the nominative, or None."""
    plain = word.split("-")[-1]
    if not plain.isalpha() or (plain.isupper() and len(plain) > 1):
        return None
    nominative = [p for p in _morphology().parse(plain) if p.tag.case == "nomn"]
    parses = [p for p in nominative if p.tag.POS in _DECLINED]
    full = [p for p in parses if p.tag.POS != "NOUN"]
    return (full or parses or [None])[0]


def _inflect(word: str, parse: Any, case: str, number: str, head: Any) -> str:
    """One word of a phrase in a case, with the capitals and the hyphen it had."""
    if parse is None:
        return word
    before, hyphen, plain = word.rpartition("-")
    wanted = {case, number}
    if parse.tag.POS != "NOUN":
        if number == "sing" and head.gender:
            wanted.add(head.gender)
        if case == "accs" and (number == "plur" or head.gender == "masc"):
            wanted.add("inan")
    form = parse.inflect(wanted)
    if form is None:
        return word
    return before + hyphen + _like(form.word, plain)


def _like(form: str, word: str) -> str:
    if word.isupper() and len(word) > 1:
        return form.upper()
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


def _place_forms(word: str) -> tuple[str, ...]:
    """Forms of a single word: by the dictionary if it knows the word, else by the rules for names."""
    plain = word.split("-")[-1]
    if word.isupper() and len(plain) > 1 and len(word) <= 6:
        return (word,)
    if not _morphology().word_is_known(plain.lower()):
        return _unknown_place(word)
    parses = [p for p in _morphology().parse(plain) if p.tag.case == "nomn"]
    nouns = [p for p in parses if "Geox" in p.tag] or [p for p in parses if "NOUN" in p.tag] or parses
    if not nouns:
        return _unknown_place(word)
    before, hyphen, _ = word.rpartition("-")
    forms = [before + hyphen + _like(f.word, plain) for p in nouns[:1] for f in _singular(p)]
    if nouns[0].tag.POS == "NOUN" and "Geox" not in nouns[0].tag:
        forms += _unknown_place(word)[1:]
    return tuple(dict.fromkeys([word, *forms]))


def _singular(parse: Any) -> list[Any]:
    number = parse.tag.number
    same = [f for f in parse.lexeme if f.tag.number == number and f.tag.case and f.tag.POS == parse.tag.POS]
    return [f for f in same if not parse.tag.gender or f.tag.gender == parse.tag.gender]


def _unknown_place(word: str) -> tuple[str, ...]:
    """Places decline like names; one in -ь may be a woman's noun ("Сибирь, Сибири") or a man's."""
    forms = word_forms(word)
    if word.endswith("ь"):
        stem = word[:-1]
        forms = (*forms, stem + "и", stem + "ью")
    return tuple(dict.fromkeys(forms))
