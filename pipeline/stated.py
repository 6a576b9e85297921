"""TEI → findings on values that are not what the words say: "two years" with quantity 3, "June" with the sixth of May.

Figures are compared by the Schematron of the project (d-005, d-006); here the number words ("10 thousand"), units, months and durations
of the languages that have tables (`numbers`, `measures`, `dates`) are, in files made by zapis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from pipeline.model import Finding
from pipeline.tei_index import TEI, XML

_BREAK = "\x01"
_LANGUAGE = f"{XML}{_BREAK}lang"
_STATED = frozenset({"measure", "num", "date", "time"})
#: What does not belong to the text as it should be read.
_UNREAD = frozenset({"sic", "orig", "fw", "note", "expan", "del"})
_WITH_VALUE, _NOT_READ = (frozenset(f"{TEI}{_BREAK}{name}" for name in names) for names in (_STATED, _UNREAD))
_LOOKED_AT = _WITH_VALUE | _NOT_READ
_PERIOD = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


@dataclass
class _Value:
    """An element with a value: where its tag stands, its attributes, its language and its words."""

    name: str
    line: int
    column: int
    attributes: dict[str, str]
    language: str
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def stated(content: bytes, file: str) -> list[Finding]:
    """The findings on a well-formed document in UTF-8."""
    found: list[Finding] = []
    for value in _values(content):
        said = _said(value)
        if said is None:
            continue
        code, held = said
        message = f'the text says "{value.text}", the value {held}'
        found.append(Finding(code, file, value.line, value.column, message, "warning", None, _slug(code)))
    return found


@cache
def _slug(code: str) -> str:
    from pipeline import rules

    return rules.rule(code).slug


class _Open(NamedTuple):
    """An element that is open: its language, and the values around it whose words are being read."""

    language: str
    reading: tuple[_Value, ...]


def _values(content: bytes) -> list[_Value]:
    from xml.parsers import expat

    made: list[_Value] = []
    parser: Any = expat.ParserCreate(None, _BREAK)
    parser.buffer_text = True
    around = [_Open("", ())]

    def start(name: str, attributes: dict[str, str]) -> None:
        here = around[-1]
        if name in _LOOKED_AT or _LANGUAGE in attributes:
            language, reading = attributes.get(_LANGUAGE, here.language), here.reading
            if name in _NOT_READ:
                reading = ()
            elif name in _WITH_VALUE:
                local = name.rpartition(_BREAK)[2]
                made.append(_Value(local, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, attributes, language))
                reading = (*reading, made[-1])
            here = _Open(language, reading)
            parser.CharacterDataHandler = words if reading else None  # most text is none of ours
        around.append(here)

    def end(_: str) -> None:
        left = around.pop()
        if left is not around[-1]:
            parser.CharacterDataHandler = words if around[-1].reading else None

    def words(text: str) -> None:
        for value in around[-1].reading:
            value.words.append(text)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(expat.ExpatError):
        parser.Parse(content, True)
    return made


def _said(value: _Value) -> tuple[str, str] | None:
    """Code of the rule and the value that the words contradict; None where they do not."""
    held = value.attributes
    if value.name in ("measure", "num"):
        number = held.get("quantity") or held.get("value")
        if number and _other_number(value, number):
            return "d-006", number
        unit = held.get("unit")
        return ("d-006", unit) if unit and _other_unit(value, unit) else None
    if "dur" in held:
        return ("d-005", held["dur"]) if _other_length(value, held["dur"]) else None
    return ("d-005", held["when"]) if _other_month(value, held.get("when", "")) else None


def _other_number(value: _Value, number: str) -> bool:
    from pipeline.numbers import numbers_of

    said = numbers_of(value.text, _main(value))
    if len(said) != 1 or (re.search(r"\d", value.text) and _figures(value.text) != _figures(number)):
        return False
    possible = {
        v / part for v in (said[0].value, *said[0].also) for part in (1, 100)[: 1 + said[0].is_percent]
    }
    with suppress(ValueError):
        return not any(abs(float(number) - p) < 1e-9 * max(1.0, p) for p in possible)
    return False


def _figures(text: str) -> str:
    """The figures of a number but the noughts at its ends: what the Schematron compares."""
    return re.sub(r"\D", "", text).strip("0")


def _other_unit(value: _Value, unit: str) -> bool:
    from pipeline.measures import find_measures

    said = {m.unit for _, _, m in find_measures(value.text, _main(value))}
    return len(said) == 1 and unit in _units() and None not in said and unit not in said and said <= _units()


@cache
def _units() -> frozenset[str | None]:
    """Units of time, length and the like. What is counted has many right names: a soldier is a person, too."""
    from pipeline.transliteration import LANGUAGES, rows

    tables = sorted(LANGUAGES.glob("units.*.tsv"))
    return frozenset(
        r["unit"] for table in tables for r in rows(table.name) if r["type"] not in ("count", "")
    )


def _other_length(value: _Value, period: str) -> bool:
    said = [found for found in _dates(value, None) if found.dur]
    held, meant = _minutes(period), _minutes(said[0].dur) if len(said) == 1 else None
    return held is not None and meant is not None and held != meant


def _minutes(period: str | None) -> int | None:
    parts = _PERIOD.fullmatch(period or "")
    if parts is None or not any(parts.groups()):
        return None
    days, hours, minutes = (int(p or 0) for p in parts.groups())
    return (days * 24 + hours) * 60 + minutes


def _other_month(value: _Value, when: str) -> bool:
    """Another month than in the text, which names one. Years and days are looked at by figures."""
    held = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?", when)
    if held is None:
        return False
    said = [
        m
        for found in _dates(value, held[1])
        if (m := re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?", found.when or ""))
    ]
    if len(said) != 1 or not re.search(r"[^\W\d_]{3}", value.text):
        return False
    same_day = not held[3] or not said[0][3] or held[3] == said[0][3]
    return same_day and held[1] == said[0][1] and "01" <= held[2] <= "12" and held[2] != said[0][2]


def _dates(value: _Value, year: str | None) -> Iterator[Any]:
    from pipeline.dates import find_dates

    return (
        mention for _, _, mention in find_dates(value.text, _main(value), year=int(year) if year else None)
    )


def _main(value: _Value) -> str:
    return value.language.partition("-")[0]
