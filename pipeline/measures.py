"""Running text → quantities: numbers with their scale and unit (TEI Guidelines 3.6.3).

Figures and number words are read alike. A number counts as a measure if it has a unit that the tables know, a
scale word ("83 thousand"), a sign of percentage or currency, or figures grouped by thousands; ordinary small
numbers and numbers of articles are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.model import Measure, Span
from pipeline.transliteration import LANGUAGES, rows

_FIGURES = re.compile(r"[0-9]{1,3}(?:[.,\u00a0 ][0-9]{3})+(?![.,0-9][0-9])(?![0-9])|[0-9]+(?:[.,][0-9]+)?")
_DASH = re.compile(r"\s?[-‐–—]\s?")
_GAP = re.compile(r"\.?\s{0,2}")
_REFERENCE = re.compile(
    r"(?:№|\bNo\.?|\bst\.|ст(?:ать[яиею]|\.)|articles?|пункт\w*|п\.|стр\.|page|pp?\.|\bл\.|\bд\.)\s?$", re.I
)
#: The sign of a currency before figures, with what may stand before that: "US$ 400 million".
_SIGN = re.compile(r"(?:\bU\.?S\.?\s?)?(?P<sign>[$£])\s?$")
_HALF = re.compile(r"\s(?:and a half|с половиной)\b", re.I)
_ABBREVIATED = frozenset(("тыс", "млн", "млрд", "thous", "mln", "bln"))
#: Words that may stand between a number and what it counts ("10 anti-aircraft gun regiments").
_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. `end` is after the unit if that stands right behind, else after number and scale;
    `word` the unit as it stands in small letters; `scaled` says that a scale word or grouped figures mark it
    as a quantity."""

    start: int
    end: int
    value: float
    at_most: float | None = None
    word: str | None = None
    unit: str | None = None
    type: str | None = None
    scaled: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: float
    scaled: bool
    worded: bool


@cache
def _numbers(lang: str) -> dict[str, tuple[float, str]]:
    if not (LANGUAGES / f"numbers.{lang}.tsv").exists():
        return {}
    return {r["word"].replace("ё", "е"): (float(r["value"]), r["kind"]) for r in rows(f"numbers.{lang}.tsv")}


@cache
def _units(lang: str) -> dict[str, tuple[str, str]]:
    if not (LANGUAGES / f"units.{lang}.tsv").exists():
        return {}
    return {r["word"].replace("ё", "е"): (r["unit"], r["type"]) for r in rows(f"units.{lang}.tsv")}


def quantities(text: str, lang: str, offset: int = 0, words: frozenset[str] = frozenset()) -> list[Quantity]:
    """Quantities of a text in order; `offset` is added to their places. `words` are further units, of no
    known kind. Other languages than ru and en give nothing."""
    numbers = _numbers(lang)
    if not numbers:
        return []
    units = _units(lang) | {w: (w, "") for w in words}
    tokens = [(m.start(), m.end(), _plain(m[0])) for m in _token(lang).finditer(text)]
    out: list[Quantity] = []
    i = 0
    while i < len(tokens):
        number, after = _number(text, tokens, i, numbers)
        if number is None:
            i += 1
            continue
        quantity, i = _quantity(text, tokens, number, after, numbers, units)
        if quantity is not None and not _REFERENCE.search(text, max(0, number.start - 12), number.start):
            out.append(quantity)
    return [_moved(q, offset) for q in out] if offset else out


@cache
def _token(lang: str) -> re.Pattern[str]:
    """Signs, figures and words of a language; a unit written with a full stop («кв.км») is one word."""
    dotted = "|".join(re.escape(w) for w in sorted(_units(lang), key=len, reverse=True) if "." in w)
    return re.compile(
        r"[$£%]|per[\s-]cent\b"
        rf"|(?<![\w.,/№])(?<![^\W\d_][-–])(?:{_FIGURES.pattern})"
        + (rf"|(?:{dotted})(?!\w)" if dotted else "")
        + r"|[^\W\d_]+",
        re.IGNORECASE,
    )


def _plain(token: str) -> str:
    low = token.lower().replace("ё", "е")
    return low.replace(" ", "-") if low[0] == "p" else low


def _moved(q: Quantity, by: int) -> Quantity:
    return Quantity(q.start + by, q.end + by, q.value, q.at_most, q.word, q.unit, q.type, q.scaled)


Tokens = list[tuple[int, int, str]]


def _number(
    text: str, tokens: Tokens, i: int, numbers: dict[str, tuple[float, str]]
) -> tuple[_Number | None, int]:
    """The number that begins at token i with its scale words, and the token after it."""
    start, end, token = tokens[i]
    if token[0] in "0123456789":
        value, scaled = figure(token)
        total, end, i, by_scale = _scaled(text, tokens, i + 1, value, end, numbers)
        return _Number(start, end, total, scaled or by_scale, False), i
    if token not in numbers or (numbers[token][1] == "scale" and not _counts_alone(token)):
        return None, i
    number, after = _worded(text, tokens, i, numbers)
    value, end, after, scaled = _scaled(text, tokens, after, number.value, number.end, numbers)
    return _Number(number.start, end, value, number.scaled or scaled, True), after


def _counts_alone(scale: str) -> bool:
    """ "Миллион рублей" is a number; "hundred" or «тысячи» alone say only many."""
    return scale in ("миллион", "миллиард", "тысяча", "тысячу")


def _worded(text: str, tokens: Tokens, i: int, numbers: dict[str, tuple[float, str]]) -> tuple[_Number, int]:
    """Number words that follow each other: units add up, scales multiply."""
    start, end = tokens[i][0], tokens[i][1]
    total, part, scaled = 0.0, 0.0, False
    first = i
    while i < len(tokens):
        linked = i > first and _is_link(tokens, i, numbers)
        word = tokens[i + linked][2]
        if word not in numbers or (i > first and not re.fullmatch(r"[\s-]|\.\s?", text[end : tokens[i][0]])):
            break
        value, kind = numbers[word]
        if kind == "scale":
            part, scaled = (part or 1) * value, scaled or value >= 1000
            if value >= 1000:
                total, part = total + part, 0.0
        elif part and value >= part % 100 > 0:
            break  # "two-three": two numbers, not one
        else:
            part += value
        i += linked
        end = tokens[i][1]
        i += 1
    return _Number(start, end, total + part, scaled, True), i


def _is_link(tokens: Tokens, i: int, numbers: dict[str, tuple[float, str]]) -> bool:
    """ "And" in "two hundred and ten", "a" in "half a million"."""
    if i + 1 == len(tokens) or tokens[i + 1][2] not in numbers:
        return False
    before, after = tokens[i - 1][2], numbers[tokens[i + 1][2]][1]
    return ((tokens[i][2], before) == ("a", "half") and after == "scale") or (
        tokens[i][2] == "and" and before in ("hundred", "thousand") and after == "unit"
    )


def _scaled(
    text: str, tokens: Tokens, i: int, value: float, end: int, numbers: dict[str, tuple[float, str]]
) -> tuple[float, int, int, bool]:
    """A number times the scale word behind it, if there is one; a half between them counts ("two and a half
    million")."""
    half = _HALF.match(text, end)
    if half:
        value, end = value + 0.5, half.end()
        while i < len(tokens) and tokens[i][0] < end:
            i += 1
    if i == len(tokens) or numbers.get(tokens[i][2], (0, ""))[1] != "scale":
        return value, end, i, False
    if not re.fullmatch(r"[\s-]?", text[end : tokens[i][0]]):
        return value, end, i, False
    stop = tokens[i][1]
    if text[stop : stop + 1] == "." and tokens[i][2] in _ABBREVIATED:
        stop += 1
    return value * numbers[tokens[i][2]][0], stop, i + 1, True


def figure(text: str) -> tuple[float, bool]:
    """The value of figures, and whether they are grouped by thousands: "13.600", "13,600" and "13 600"
    are."""
    groups = re.split(r"[.,\u00a0 ]", text)
    if len(groups) > 1 and all(len(g) == 3 for g in groups[1:]) and groups[0] != "0":
        return float("".join(groups)), True
    return float(re.sub(r"[\u00a0 ]", "", text).replace(",", ".")), False


def _quantity(
    text: str,
    tokens: Tokens,
    number: _Number,
    i: int,
    numbers: dict[str, tuple[float, str]],
    units: dict[str, tuple[str, str]],
) -> tuple[Quantity | None, int]:
    """The number with the other end of its range and its unit; None if it measures nothing."""
    start, end, value, most, scaled = number.start, number.end, number.value, None, number.scaled
    if i < len(tokens) and _DASH.fullmatch(text, end, tokens[i][0]):
        other, after = _number(text, tokens, i, numbers)
        if other is not None and other.value > value:
            most, end, i, scaled = other.value, other.end, after, scaled or other.scaled
            if other.scaled and not number.scaled and value < 1000 <= most:
                value *= most / _mantissa(most)
    sign = _SIGN.search(text, max(0, start - 8), start)
    unit = units.get(sign["sign"]) if sign else None
    word, stop = None, end
    if unit is None:
        unit, word, stop = _unit(text, tokens, i, end, most or value, units)
    if unit is None and not scaled:
        return None, i
    if unit and unit[0] == "year" and value >= 1000 and not scaled:
        return None, i
    if unit and _is_adjectival(word, value, number.worded, unit[1]):
        return None, i
    name, kind = unit or (None, "count")
    return Quantity(sign.start() if sign else start, stop, value, most, word, name, kind or None, scaled), i


def _mantissa(value: float) -> float:
    while value >= 1000:
        value /= 1000
    return value


def _is_adjectival(word: str | None, value: float, worded: bool, kind: str) -> bool:
    """ "Five year plan", "one man": no measures."""
    if worded and value == 1 and kind in ("count", "time"):
        return True
    return value > 1 and word in ("year", "month", "week", "day", "hour", "minute", "inch", "mile")


def _is_modifier(word: str, value: float, units: dict[str, tuple[str, str]]) -> bool:
    """Is an English noun in the singular part of another's name ("five gun regiments")?"""
    return value > 1 and f"{word}s" in units and units[word][1] == "count"


def _unit(
    text: str, tokens: Tokens, i: int, end: int, value: float, units: dict[str, tuple[str, str]]
) -> tuple[tuple[str, str] | None, str | None, int]:
    """Unit, its word, and where the measure ends: behind the unit if it follows at once, else behind the
    number."""
    at = end
    for n in range(i, min(i + 1 + _BETWEEN, len(tokens))):
        start, stop, token = tokens[n]
        if not _GAP.fullmatch(text, at, start) and not (n > i and text[at:start] == "-"):
            break
        hyphen = n > i and text[at:start] == "-"
        if token in units and not hyphen and not _is_modifier(token, value, units):
            unit = units[token]
            if n > i and unit[1] != "count":
                break
            return unit, token, stop if n == i else end
        if not token.isalpha() or len(token) < 3:
            break
        at = stop
    return None, None, end


def find_measures(text: str, lang: str) -> list[tuple[int, int, Measure]]:
    """Measures of a text: (start, end, measure), in order; a measure's span is in the text.

    A range has `at_least` and `at_most`; a percentage has type "percentage" and its number as quantity, money
    an ISO 4217 code as unit.
    """
    return list(_measures(text, lang))


def _measures(text: str, lang: str) -> Iterator[tuple[int, int, Measure]]:
    for q in quantities(text, lang):
        span = Span(q.start, q.end)
        if q.at_most is None:
            measure = Measure(span, quantity=q.value, unit=q.unit, type=q.type)
        else:
            measure = Measure(span, at_least=q.value, at_most=q.at_most, unit=q.unit, type=q.type)
        yield q.start, q.end, measure
