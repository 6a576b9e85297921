"""Words → corrections by their form alone: Roman numerals, the typewriter's hard sign, words split and joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.confusion import nearest
from pipeline.keywords import mended
from pipeline.languages import facts
from pipeline.lexicon import lexicon
from pipeline.likeness import likeness
from pipeline.lookalikes import native, with_letters_for_digits
from pipeline.repair.text import Passage, Token, Usage
from pipeline.repair.word import Judge, is_name


@dataclass(frozen=True, slots=True)
class Draft:
    """A correction inside a unit's running text."""

    start: int
    end: int
    corr: str
    kind: str
    cert: float
    evidence: tuple[str, ...]


def cased(token: Token, word: str, seen: Usage) -> str:
    """A reading with the capitals of what stands, or those of a name."""
    if len(token.text) > 1 and token.text.isupper():
        return word.upper()
    spelling = seen.spelling(word)
    if token.text[:1].isupper() or (spelling[:1].isupper() and is_name(word, seen.lang)):
        return word[:1].upper() + word[1:]
    return word


_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def roman(token: Token, lang: str) -> Draft | None:
    """Digits and small letters among Roman numerals: X1X."""
    text = token.text
    if not re.fullmatch(r"[IVXLl1ХІ]{2,7}", text) or not re.search(r"[1l]", text) or not re.search(r"[XVХ]", text):
        return None
    read = text.translate(str.maketrans("1lХІ", "IIXI"))
    if not _ROMAN.fullmatch(read):
        return None
    return Draft(token.start, token.end, read, "ocr", 0.95, ("roman", "confusable:1/I"))


def lookalikes(token: Token, lang: str) -> Draft | None:
    """Letters of another script, or a digit, for the letters that they look like: «сдeлано», «О6ращаем»."""
    read = native(token.text, lang)
    digit = with_letters_for_digits(token.text) if lang == "ru" else None
    if read == token.text and digit is None:
        return None
    known = lexicon(lang).knows(digit or read)
    if not known and (digit is not None or len(token.text) < 3):
        return None
    evidence = ("lookalikes", "dictionary") if known else ("lookalikes",)
    corr = digit or read
    if digit is not None and token.text[0].isdigit() and token.opens:
        corr = digit[0].upper() + digit[1:]  # a digit is no smaller than a capital
    return Draft(token.start, token.end, corr, "ocr", 0.97 if known else 0.85, evidence)


_FIGURES = str.maketrans("IlІ|ОOоoЗзб", "11110000336")
_HURT_DAY = re.compile(r"[0-3IlІ|ОOЗ][0-9IlІ|ОOЗ]|[0-3][0-9б]|[IЗ]")
_HURT_YEAR = re.compile(r"[1IlІ|][5-9][0-9ОOЗб]{2}")


def figures(passage: Passage, i: int, lang: str) -> Draft | None:
    """Letters for figures in a day before its month («З0 ноября») and in a year before the word for it («19б1 года»)."""
    token = passage.tokens[i]
    following = passage.tokens[i + 1].low if i + 1 < len(passage.tokens) and passage.gap(i) == " " else ""
    known = facts("dates", lang)
    if token.text.isdigit() or not known or not following:
        return None
    months = frozenset(known["day"].get("genitive", ()))
    read = token.text.translate(_FIGURES)
    is_day = _HURT_DAY.fullmatch(token.text) and following in months and 1 <= int(read) <= 31
    is_year = _HURT_YEAR.fullmatch(token.text) and re.fullmatch(known["year"].get("words", r"(?!)"), following)
    if not (is_day or is_year) or (lang != "ru" and token.text.isalpha()):
        return None
    return Draft(token.start, token.end, read, "ocr", 0.95, ("figure", f"confusable:{token.text}/{read}"))


def month(passage: Passage, i: int, judge: Judge) -> Draft | None:
    """A month that lost a letter's look behind its day: «28 нюня»."""
    from rapidfuzz.distance import Levenshtein

    token = passage.tokens[i]
    lang = judge.usage.lang
    if i == 0 or passage.gap(i - 1) != " " or len(token.low) < 4 or lexicon(lang).frequency(token.low) > 3:
        return None
    day = passage.tokens[i - 1].text
    listed = facts("dates", lang).get("day", {}).get("genitive", ()) if lang == "ru" else ()
    if not (day.isdigit() and 1 <= int(day) <= 31) or token.low in listed:
        return None
    near = [f for f in listed if len(f) > 3 and Levenshtein.distance(token.low, f) == 1 and likeness(token.low, f, lang) >= 0.8]
    if len(near) != 1:
        return None
    return Draft(token.start, token.end, cased(token, near[0], judge.usage), "ocr", 0.93, ("month",))


#: Kinds of unit whose keywords are known.
_FRAME = frozenset(("head", "participants", "signature", "routing"))


def keyword(passage: Passage, token: Token, lang: str) -> Draft | None:
    """A keyword of the frame: «ЗЛПИСЬ БЕСЕДЫ»."""
    read = mended(token.text, lang) if passage.unit.kind in _FRAME else token.text
    if read == token.text:
        return None
    return Draft(token.start, token.end, read, "ocr", 0.9, ("keyword",))


@cache
def _stamp_words(lang: str) -> tuple[str, ...]:
    return tuple(sorted({w for s in facts("structure", lang).get("stamps", ()) for w in re.findall(r"[^\W\d_]{4,}", s)}))


def stamped(token: Token, lang: str) -> Draft | None:
    """A word of a stamp: «СЕКРЕТ0» can be nothing but «СЕКРЕТНО»."""
    same = native(token.text, lang)
    if len(token.text) < 4 and same != token.text:
        return Draft(token.start, token.end, same, "ocr", 0.9, ("lookalikes",))
    read = same.replace("0", "О").replace("3", "З")
    if len(token.text) < 4 or not any(c.isalpha() for c in read):
        return None
    alike, best = max(((likeness(read.lower(), w, lang), w) for w in _stamp_words(lang)), default=(0.0, ""))
    if alike < 0.72:
        return None
    corr = best.upper() if read.isupper() else best.capitalize() if read[:1].isupper() else best
    return Draft(token.start, token.end, corr, "ocr", 0.9, ("stamp",)) if corr != token.text else None


def abbreviation(passage: Passage, i: int, lang: str) -> Draft | None:
    """A measure's abbreviation behind a number, with one letter hurt: «83 тис.»"""
    token = passage.tokens[i]
    if i == 0 or len(token.text) < 3 or not passage.gap(i).startswith(".") or not passage.tokens[i - 1].text.isdigit():
        return None
    listed = [w for w in facts("abbreviations", lang).get("anywhere", ()) if len(w) == len(token.text)]
    if token.low in listed or not token.text.islower():
        return None
    near = nearest(token.low, listed, lang, 0.45)
    if len(near) != 1 and not (near and near[1][1] - near[0][1] > 0.1):
        return None
    return Draft(token.start, token.end, near[0][0], "ocr", 0.93, ("abbreviation",))


def typewriter(token: Token, lang: str) -> Draft | None:
    """A quotation mark for the hard sign, which many typewriters lacked."""
    if lang != "ru" or not re.search(r"[\"”“’'`]", token.text):
        return None
    read = re.sub(r"[\"”“’'`]", "ъ", token.text)
    if not lexicon(lang).knows(read):
        return None
    return Draft(token.start, token.end, read, "typewriter", 0.98, ("typewriter", "dictionary"))


def joined(passage: Passage, i: int, judge: Judge) -> Draft | None:
    """A word that was split: "го ду", "не- смотря", "ко-рейцам"."""
    pair = _pair(passage, i)
    if pair is None:
        return None
    one, two = pair
    words = lexicon(judge.usage.lang)
    whole = one.low + two.low
    if not words.knows(whole):
        return None
    if passage.gap(i) == "-" and words.knows(two.low):
        return None  # a compound
    odd = any(not words.knows(t.low) or (len(t.text) < 4 and words.frequency(t.low) < 20) for t in pair)
    if passage.gap(i) == " " and (not odd or any(_is_little(t, judge) for t in pair)):
        return None
    hyphened = odd and passage.gap(i) == "- "  # the end of a line that is none any more
    if judge.prior(whole) < (-1.0 if hyphened else 0.5 if odd else 1.5):
        return None
    return Draft(one.start, two.end, one.text + two.text, "ocr", 0.9, ("split", "dictionary"))


def torn(passage: Passage, i: int, judge: Judge) -> Draft | None:
    """A word that lost a letter or two and stands as two: "до ожить"."""
    pair = _pair(passage, i)
    if pair is None or len(pair[0].text + pair[1].text) < 6 or passage.gap(i) == "-":
        return None
    one, two = pair
    words = lexicon(judge.usage.lang)
    broken = any(not words.knows(t.low) for t in pair) or judge.grammar.fit(None, one.low, two.low) <= -2
    if not broken or i in passage.read or i + 1 in passage.read or _is_little(two, judge):
        return None
    near = words.near(one.text + "!" + two.text, 0.5, False)
    ranked = sorted(((judge.prior(w), w) for w in near), reverse=True)
    if not ranked or ranked[0][0] < 0.3 or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 1.0):
        return None
    corr = cased(one, ranked[0][1], judge.usage)
    return Draft(one.start, two.end, corr, "ocr", 0.82, ("split", "dictionary"))


def _is_little(token: Token, judge: Judge) -> bool:
    """One of the short words that stand everywhere."""
    return len(token.text) < 3 and lexicon(judge.usage.lang).frequency(token.low) > 250


def _pair(passage: Passage, i: int) -> tuple[Token, Token] | None:
    """Word `i` and the next, if they may be one that was split."""
    if i + 1 >= len(passage.tokens):
        return None
    one, two = passage.tokens[i], passage.tokens[i + 1]
    if passage.gap(i) not in (" ", "- ", " -", "-") or two.held or (two.text[0].isupper() and not one.text.isupper()):
        return None
    if len(two.text) < 4 and passage.gap(i + 1).startswith(".") and passage.gap(i) == " ":
        return None  # "т.", "гл."
    return (one, two) if (one.text + two.text).isalpha() else None


def glued(passage: Passage, i: int, judge: Judge) -> Draft | None:
    """Two words without the space between them: "этостанки", "стороныдоговорились"."""
    token = passage.tokens[i]
    found: list[tuple[float, str]] = []
    for k in range(1, len(token.low) - 2):
        worth = _two_words(token.low[:k], token.low[k:], judge)
        if worth is not None:
            between = "-" if token.low[k:] in judge.grammar.particles else " "
            found.append((worth, token.text[:k] + between + token.text[k:]))
    if len(token.low) < 6 or not found:
        return None
    return Draft(token.start, token.end, max(found)[1], "ocr", 0.85, ("joined", "dictionary"))


def _two_words(one: str, two: str, judge: Judge) -> float | None:
    """What two words are worth that may stand without a space: the first one of the commonest, or both long and usual."""
    words = lexicon(judge.usage.lang)
    if not (words.knows(one) and words.knows(two)):
        return None
    common = words.frequency(one) >= 300 and judge.prior(two) >= 1.0
    both = min(len(one), len(two)) > 4 and judge.prior(one) >= 0.8 and judge.prior(two) >= 0.8
    fit = judge.grammar.fit(None, one, two)
    if not (common or both) or fit < 0 or (len(one) < 3 and fit == 0):
        return None
    return judge.prior(one) + judge.prior(two) + fit
