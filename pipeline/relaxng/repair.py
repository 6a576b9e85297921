"""Values that can be repaired: dates, language codes, entities, closed lists. Text in, better text out."""

from __future__ import annotations

import re
import tomllib
from calendar import month_name, monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html.entities import html5
from pathlib import Path
from typing import Any

from pipeline.relaxng.vocabulary import near


@dataclass(frozen=True)
class Edit:
    """Replace the first ``old`` at or after a place (1-based) by ``new``."""

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True)
class Fix:
    """A repair: in words, and as edits. ``certain``: it can be applied without asking."""

    text: str
    edits: tuple[Edit, ...] = ()
    certain: bool = False

    def __str__(self) -> str:
        return self.text


@cache
def wording() -> dict[str, Any]:
    """The catalogue of sentences and words (``wording.toml``)."""
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text("utf-8"))


_NUMERIC = re.compile(r"(\d{1,2})\s*([./\-])\s*(\d{1,2})\s*\2\s*(\d{4})")
_REVERSED = re.compile(r"(\d{4})\s*([./\-])\s*(\d{1,2})(?:\s*\2\s*(\d{1,2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([^\W\d]{3,})\.?,?\s+(\d{4})(?:\s*г(?:\.|ода)?)?")
_MONTH_FIRST = re.compile(r"([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH_YEAR = re.compile(r"([^\W\d]{3,})\.?,?\s+(\d{4})")
_COMPACT = re.compile(r"((?:1[0-9]|20)\d{2})(\d{2})(\d{2})")


def repaired_date(text: str) -> tuple[str, bool] | None:
    """An ISO 8601 date (year-month-day) for a date written otherwise, and whether it is certain.

    ``03/04/1950`` is uncertain, for day and month could be meant either way round.
    """
    text = " ".join(text.split())
    match = _NUMERIC.fullmatch(text)
    if match:
        return _numeric(int(match[1]), match[2], int(match[3]), int(match[4]))
    match = _REVERSED.fullmatch(text)
    if match:
        return _certain(match[1], match[3], match[4])
    match = _COMPACT.fullmatch(text)
    if match:
        return _certain(match[1], match[2], match[3])
    for expression, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_MONTH_YEAR, (2, 1, 0))):
        match = expression.fullmatch(text)
        month = wording()["month"].get(match[order[1]][:3].casefold()) if match else None
        if match and month:
            return _certain(match[order[0]], str(month), match[order[2]] if order[2] else None)
    return None


def _numeric(first: int, sign: str, second: int, year: int) -> tuple[str, bool] | None:
    """Day and month in one order or the other; points are used day first, strokes both ways."""
    written = _written(year, second, first)
    other = _written(year, first, second)
    if written and (sign == "." or not other or first == second):
        return written, True
    if other and not written:
        return other, True
    return (written, False) if written else None


def _certain(year: str, month: str, day: str | None) -> tuple[str, bool] | None:
    written = _written(int(year), int(month), int(day) if day else None)
    return (written, True) if written else None


def _written(year: int, month: int, day: int | None) -> str:
    if not 1 <= month <= 12 or year < 1 or (day is not None and not 1 <= day <= monthrange(year, month)[1]):
        return ""
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day is not None else "")


def impossible_date(text: str) -> str:
    """Why a date that is written as ISO 8601 says cannot be; empty if there is nothing to say."""
    match = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:T|$)", text.strip())
    if not match:
        return ""
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    days = monthrange(year or 2000, month)[1]
    return "" if 1 <= day <= days else f"{month_name[month]} {year} has {days} days"


def repaired_language(text: str) -> tuple[str, str] | None:
    """(code, name in English) for a language's name or a badly written code."""
    table, names = wording()["language"], wording()["language-name"]
    for word in re.split(r"[\s,;/()]+", text.casefold()):
        if word in table:
            return table[word], names[table[word]]
    match = re.fullmatch(r"([A-Za-z]{2,3})[_ ]([A-Za-z]{2,4})", text.strip())
    if match and match[1].lower() in names:
        return f"{match[1].lower()}-{match[2]}", names[match[1].lower()]
    return None


def entity_character(name: str) -> str:
    """The characters of an HTML entity, empty if HTML does not know it."""
    return html5.get(name + ";", "")


def repaired_value(text: str, values: Iterable[str]) -> tuple[str, bool] | None:
    """The nearest value of a closed list; certain if only case or white space differ."""
    values = list(values)
    plain = " ".join(text.split())
    for value in values:
        if value and value.casefold() == plain.casefold():
            return value, True
    found = near(plain, [value for value in values if len(value) > 2]) if len(plain) > 2 else []
    return (found[0], False) if found else None


def repaired_scalar(text: str, descriptions: Iterable[str]) -> tuple[str, bool] | None:
    """A number or truth value written otherwise: ``TRUE`` → ``true``, ``1,5`` → ``1.5``."""
    joined = " ".join(descriptions)
    plain = text.strip()
    if '"true"' in joined:
        words = {"true": "true", "yes": "true", "y": "true", "false": "false", "no": "false", "n": "false"}
        if plain.casefold() in words:
            return words[plain.casefold()], plain.casefold() in ("true", "false")
    if "number" in joined and re.fullmatch(r"[+-]?\d+,\d+", plain):
        return plain.replace(",", "."), False
    return None
