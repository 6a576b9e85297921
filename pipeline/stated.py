"""TEI → findings on values that are not what the words say: "two years" with quantity 3, "June" with the sixth of May.

Figures are compared by the Schematron of the project (d-005, d-006); here the number words ("10 thousand"), units, months and durations
of the languages that have tables (`numbers`, `measures`, `dates`) are, in files made by zapis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any

from pipeline.finding import Finding
from pipeline.tei_index import Index, Lines, Value

#: What does not belong to the text as it should be read.
_UNREAD = frozenset({"sic", "orig", "fw", "note", "expan", "del"})
_PERIOD = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_START = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_PIECE = 4096


class _Value:
    """An element with a value: its name, its attributes, its language and its words as they should be read."""

    def __init__(self, name: str, attributes: Sequence[str], language: str, text: str) -> None:
        self.name = name
        self.attributes = dict(zip(attributes[::2], attributes[1::2]))
        self.language = language
        self.text = text


def stated(index: Index, content: bytes) -> list[Finding]:
    """The findings on a document made by zapis; `content`: what the index was made of."""
    found: list[Finding] = []
    lines = Lines(content)
    for noted in index.values:
        text = _words(noted, content)
        said = _said(noted.element, tuple(noted.attributes), noted.language, text)
        if said is None:
            continue
        code, held = said
        line, column = lines.place(noted.byte)
        message = f'the text says "{text}", the value {held}'
        found.append(Finding(code, index.file, line, column, message, "warning", None, _slug(code)))
    return found


@cache
def _slug(code: str) -> str:
    from pipeline import rules

    return rules.rule(code).slug


def _words(value: Value, content: bytes) -> str:
    """What stands in an element, with single spaces."""
    tag = _START.match(content, value.byte)
    if tag is None or tag[0].endswith(b"/>"):
        return ""
    end = content.find(b"<", tag.end())
    plain = content[tag.end() : end]
    if content.startswith(b"</", end) and b"&" not in plain:
        return " ".join(plain.decode("utf-8", "replace").split())
    return " ".join("".join(_read(content, value.byte)).split())


def _read(content: bytes, start: int) -> list[str]:
    """The texts of the element that starts at a byte, without those that are not read."""
    from xml.parsers import expat

    found: list[str] = []
    open_tags = unread = 0
    parser: Any = expat.ParserCreate()

    def began(name: str, _: dict[str, str]) -> None:
        nonlocal open_tags, unread
        open_tags += 1
        if unread or (open_tags > 1 and name.rpartition(":")[2] in _UNREAD):
            unread += 1

    def ended(_: str) -> None:
        nonlocal open_tags, unread
        open_tags -= 1
        unread -= unread > 0
        if not open_tags:
            raise StopIteration

    def words(text: str) -> None:
        if not unread:
            found.append(text)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = began, ended, words
    with suppress(expat.ExpatError, StopIteration):
        for at in range(start, len(content), _PIECE):
            parser.Parse(content[at : at + _PIECE], False)
    return found


@lru_cache(maxsize=10_000)  # the same dates and sums stand in many places
def _said(element: str, attributes: tuple[str, ...], language: str, text: str) -> tuple[str, str] | None:
    """Code of the rule and the value that the words contradict; None where they do not."""
    value = _Value(element, attributes, language, text)
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

    if re.search(r"\d", value.text) and _figures(value.text) != _figures(number):
        return False  # the Schematron says so
    said = numbers_of(value.text, _main(value))
    if len(said) != 1:
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
    if unit not in _units() or unit in _named_units(value):
        return False
    from pipeline.measures import find_measures

    said = {m.unit for _, _, m in find_measures(value.text, _main(value))}
    return len(said) == 1 and None not in said and unit not in said and said <= _units()


def _named_units(value: _Value) -> set[str]:
    """The units that words of the text mean by themselves. A quick look: few texts name another than their value."""
    table = _unit_words(_main(value))
    words = re.findall(r"[^\W\d_]+|%", value.text.casefold())
    return {unit for word in words for unit in table.get(word, ())}


@cache
def _unit_words(lang: str) -> dict[str, list[str]]:
    from pipeline.transliteration import LANGUAGES, rows

    made: dict[str, list[str]] = {"%": ["percent"]}
    if (LANGUAGES / f"units.{lang}.tsv").exists():
        for row in rows(f"units.{lang}.tsv"):
            made.setdefault(row["word"], []).append(row["unit"])
    return made


@cache
def _units() -> frozenset[str | None]:
    """Units of time, length and the like. What is counted has many right names: a soldier is a person, too."""
    from pipeline.transliteration import LANGUAGES, rows

    tables = sorted(LANGUAGES.glob("units.*.tsv"))
    return frozenset(
        r["unit"] for table in tables for r in rows(table.name) if r["type"] not in ("count", "")
    )


def _other_length(value: _Value, period: str) -> bool:
    if _names_length(value, _minutes(period)):
        return False
    said = [found for found in _dates(value, None) if found.dur]
    held, meant = _minutes(period), _minutes(said[0].dur) if len(said) == 1 else None
    return held is not None and meant is not None and held != meant


def _names_length(value: _Value, minutes: int | None) -> bool:
    """Does the text say one number, of hours or of minutes, and that so long? A quick look: few say another."""
    from pipeline.languages import facts
    from pipeline.numbers import numbers_of

    said = numbers_of(value.text, _main(value))
    units = facts("dates", _main(value)).get("duration", {})
    found = {k for k in ("PT1H", "PT1M") for word in units.get(k, ()) if word in value.text.casefold().split()}
    if len(said) != 1 or len(found) != 1:
        return False
    return said[0].value * (60 if found == {"PT1H"} else 1) == minutes


def _minutes(period: str | None) -> int | None:
    parts = _PERIOD.fullmatch(period or "")
    if parts is None or not any(parts.groups()):
        return None
    days, hours, minutes = (int(p or 0) for p in parts.groups())
    return (days * 24 + hours) * 60 + minutes


def _other_month(value: _Value, when: str) -> bool:
    """Another month than in the text, which names one. Years and days are looked at by figures."""
    held = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?", when)
    if held is None or not re.search(r"[^\W\d_]{3}", value.text) or int(held[2]) in _months(value):
        return False
    said = [
        m
        for found in _dates(value, held[1])
        if (m := re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?", found.when or ""))
    ]
    if len(said) != 1:
        return False
    same_day = not held[3] or not said[0][3] or held[3] == said[0][3]
    return same_day and held[1] == said[0][1] and "01" <= held[2] <= "12" and held[2] != said[0][2]


def _months(value: _Value) -> set[int]:
    """The months that the text names."""
    from pipeline.languages import facts

    words = set(re.findall(r"[^\W\d_]+", value.text.casefold()))
    months = facts("dates", _main(value)).get("months", {})
    return {int(number) for number, forms in months.items() if not words.isdisjoint(forms)}


def _dates(value: _Value, year: str | None) -> Iterator[Any]:
    from pipeline.dates import find_dates

    return (
        mention for _, _, mention in find_dates(value.text, _main(value), year=int(year) if year else None)
    )


def _main(value: _Value) -> str:
    return value.language.partition("-")[0]
