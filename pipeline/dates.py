"""Running text → dates, times, durations and measures with their values (TEI Guidelines 3.6.3, 3.6.4, 14.4).

Dates are those that resolve to a year, a month or a day; "17 May" takes the year of the document. Values are ISO 8601
as att.datable.w3c has them. Words of each language (months, number words, units) are tables in `languages/`. What the
scanner has damaged beyond reading is left alone.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from pipeline.measures import Quantity, find_measures, quantities
from pipeline.model import DateMention, Measure, Metadata, Span, Structure, Unit
from pipeline.transliteration import LANGUAGES

__all__ = ["dates_of", "find_dates", "find_measures"]

Found = tuple[int, int, DateMention]

_ROMAN = {r: n for n, r in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), start=1)}
#: Typewriters and scanners write letters for figures: the figure each stands for.
_FIGURES = str.maketrans("IlІ|ОOоoЗзб", "11110000336")
_YEAR = r"(?<![\w.,/№-])[1IlІ|][5-9][0-9ОOЗб]{2}(?![0-9\w])"
_BARE_YEAR = r"[1IlІ|][5-9][0-9ОOЗб]{2}"
_DAY = r"(?<![0-9.,/№-])(?:0?[1-9]|[12][0-9]|3[01])"
_DASH = r"\s?[-‐–—]\s?"
#: How far from the document a year may lie and still be believed.
_PAST, _FUTURE = 400, 40


@dataclass(frozen=True)
class _Context:
    """The document's own date, by which incomplete dates are resolved."""

    year: int | None
    anchor: date | None


@dataclass(frozen=True)
class _Grammar:
    months: dict[str, int]
    patterns: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dict[str, int], _Context], DateMention | None]], ...]
    facts: dict[str, Any]


def find_dates(
    text: str, lang: str, *, year: int | None = None, anchor: str | None = None
) -> list[tuple[int, int, DateMention]]:
    """Dates, times and durations of a text: (start, end, mention), in order, none inside another.

    `year` and `anchor` (ISO date) are the document's. A mention's span is in the text. A duration has `dur`; a time of
    day has `when` like "17:18:00". Languages without tables (other than ru and en) give nothing.
    """
    grammar = _grammar(lang)
    if grammar is None:
        return []
    context = _Context(year or (int(anchor[:4]) if anchor else None), _day(anchor))
    found = [hit for hit in _candidates(text, grammar, context) if hit is not None]
    if lang == "ru":
        found += _damaged_months(text, grammar, context)
    found = _longest(found)
    found += _clocks(text, grammar, found)
    return _longest([*found, *_durations(text, lang, grammar)])


def _candidates(text: str, grammar: _Grammar, context: _Context) -> Iterator[Found | None]:
    for pattern, build in grammar.patterns:
        for match in pattern.finditer(text):
            mention = build(match, grammar.months, context)
            if mention is not None:
                start, end = match.span("date")
                yield start, end, replace(mention, span=Span(start, end))


def _longest(found: list[Found]) -> list[Found]:
    """From the left the longest, none overlapping another."""
    out: list[Found] = []
    for hit in sorted(found, key=lambda h: (h[0], -h[1])):
        if not out or hit[0] >= out[-1][1]:
            out.append(hit)
    return out


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


# Grammars


@cache
def _grammar(lang: str) -> _Grammar | None:
    path = LANGUAGES / f"dates.{lang}.toml"
    if not path.exists():
        return None
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    months = {form: int(n) for n, forms in facts["months"].items() for form in forms}
    sources = _russian(facts, months) if lang == "ru" else _english(facts, months)
    return _Grammar(months, tuple((re.compile(p, f), b) for p, f, b in sources), facts)


def _any(words: Any) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


_Source = tuple[str, int, Callable[[re.Match[str], dict[str, int], _Context], DateMention | None]]


def _russian(facts: dict[str, Any], months: dict[str, int]) -> list[_Source]:
    suffix, words = facts["day"]["suffix"], facts["year"]["words"]
    month = rf"{_any(facts['day']['genitive'])}\b\.?"
    any_month = rf"\b{_any(months)}\b\.?"
    year = rf"(?:,?\s?(?P<y>{_BARE_YEAR})(?![0-9])(?:\s?{words})?)"
    through, either = _any(facts["day"]["through"]), _any(facts["day"]["or"])
    first, last = rf"(?P<d>{_DAY}){suffix}", rf"(?P<e>(?:0?[1-9]|[12][0-9]|3[01])){suffix}"
    names = _any(facts["day"]["words"])
    before = rf"(?<!\w){_any(facts['year']['before'])}\s"
    i = re.IGNORECASE
    return [
        (rf"(?P<date>{first}(?:{_DASH}|\s{through}\s){last}\s?(?P<m>{month}){year}?)", i, _days),
        (rf"(?P<date>{first}\s{either}\s{last}\s?(?P<m>{month}){year}?)", i, _either),
        (rf"(?P<date>{first}\s?(?P<m>{month})(?:{_DASH}|\s{through}\s){last}\s?(?P<n>{month}){year}?)", i, _months_apart),
        (rf"(?P<date>{first}\s?(?P<m>{month}){year})", i, _full),
        (rf"(?P<date>{first}\s?(?P<m>{month}))(?!\w)", i, _without_year),
        (rf"(?P<date>(?<!\w)(?P<word>{names})\s(?P<m>{month}){year}?)(?!\w)", i, _worded(facts["day"]["words"])),
        (rf"(?P<date>(?P<m>{any_month}){year})", i, _month_of_year),
        (rf"(?P<date>(?P<y>{_YEAR}){_DASH}(?P<z>(?:{_BARE_YEAR}|[0-9][0-9]))\s?{words})", i, _years),
        (rf"(?P<date>(?P<y>(?<![\w.,/№-]){_BARE_YEAR})\s?{words})", i, _year_alone),
        (rf"{before}(?P<date>(?P<y>{_BARE_YEAR}))(?=[,;:!?)\]]|\.(?:\s|$)|\s?$)", i, _year_alone),
        *_numeric(rf"(?:\s?{words})?"),
    ]


def _english(facts: dict[str, Any], months: dict[str, int]) -> list[_Source]:
    suffix = facts["day"]["suffix"]
    month = rf"(?<![\w-]){_any(m.capitalize() for m in months)}\b\.?"
    month = rf"(?:{month}|{_any(m.upper() for m in months)}\b\.?)"
    of = r"(?:\sof)?"
    year = rf"(?:{of},?\s?(?P<y>{_BARE_YEAR})(?![0-9\w]))"
    through, either = _any(facts["day"]["through"]), _any(facts["day"]["or"])
    first, last = rf"(?P<d>{_DAY}){suffix}", rf"(?P<e>(?:0?[1-9]|[12][0-9]|3[01])){suffix}"
    end = r"(?![\w-])"
    dash = rf"(?:{_DASH}|\s{through}\s)"
    before = rf"(?<!\w)(?i:{_any(facts['year']['before'])})(?:-|\s(?:the\s)?)"
    return [
        (rf"(?P<date>(?P<m>{month})\s?{first}{dash}{last}(?!\w){year}?)", 0, _days),
        (rf"(?P<date>{first}{dash}{last}{of}\s(?P<m>{month}){year}?)", 0, _days),
        (rf"(?P<date>(?P<m>{month})\s?{first}\s{either}\s(?:the\s)?{last}(?!\w){year}?)", 0, _either),
        (rf"(?P<date>{first}\s{either}\s{last}{of}\s(?P<m>{month}){year}?)", 0, _either),
        (rf"(?P<date>(?P<m>{month})\s?{first}{dash}(?P<n>{month})\s?{last}{year}?)", 0, _months_apart),
        (rf"(?P<date>{first}\s(?P<m>{month}){dash}{last}\s(?P<n>{month}){year}?)", 0, _months_apart),
        (rf"(?P<date>(?P<m>{month})\s?{first}{year})", 0, _full),
        (rf"(?P<date>{first}{of}\s?(?P<m>{month}){year})", 0, _full),
        (rf"(?P<date>(?P<m>{month})\s{first}){end}", 0, _without_year),
        (rf"(?P<date>{first}{of}\s(?P<m>{month})){end}", 0, _without_year),
        (rf"(?P<date>(?P<m>{month}){year})", 0, _month_of_year),
        (rf"{before}(?P<date>(?P<y>{_BARE_YEAR}){_DASH}(?P<z>(?:{_BARE_YEAR}|[0-9][0-9])))(?!\w)", 0, _years),
        (rf"{before}(?P<date>(?P<y>{_BARE_YEAR}))(?![\w%]|['’]s|[-–][0-9]|[.,][0-9])", 0, _year_unless_counted),
        (rf"[(\[](?P<date>(?P<y>{_BARE_YEAR}))(?=[)\]])", 0, _year_alone),
        *_numeric(""),
    ]


def _numeric(tail: str) -> list[_Source]:
    """29.IX.1952, 29.9.1952, 29/IX-52: day, month, year; without its century a year needs a Roman month."""
    day, roman = rf"(?P<d>{_DAY})", rf"(?P<m>{_any(_ROMAN)})"
    arabic = r"(?P<m>0?[1-9]|1[0-2])"
    full = rf"(?P<y>{_BARE_YEAR})(?![0-9])"
    return [
        (rf"(?P<date>{day}[./-]\s?{roman}[./-]\s?{full}{tail})", 0, _full),
        (rf"(?P<date>{day}[./-]\s?{roman}[./-]\s?(?P<y>[0-9][0-9])(?![0-9]){tail})", 0, _full),
        (rf"(?P<date>{day}\.\s?{arabic}\.\s?{full}{tail})", 0, _full),
    ]


# Values


def _month(text: str, months: dict[str, int]) -> int:
    word = text.rstrip(".")
    return _ROMAN.get(word) or months.get(word.lower()) or int(word)


def _read_year(text: str | None, context: _Context) -> int | None:
    """The year that figures stand for; None where no document of this date could mean it."""
    if not text:
        return None
    year = int(text.translate(_FIGURES))
    if year < 100:
        year += (context.year or 1900) // 100 * 100
    if context.year and not context.year - _PAST <= year <= context.year + _FUTURE:
        return None
    return year


def _iso(year: int | None, month: int, day: int) -> str | None:
    """An ISO day, or --MM-DD without a year; None if there is no such day."""
    if day > monthrange(year or 2000, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"


def _nearest(month: int, day: int, context: _Context) -> tuple[int | None, float]:
    """The year of a day that has none: the document's, or the one before or after if that is much nearer."""
    if context.anchor is None or context.year is None:
        return context.year, 1.0 if context.year else 0.8
    for year in (context.year, context.year - 1, context.year + 1):
        if day <= monthrange(year, month)[1] and abs((date(year, month, day) - context.anchor).days) <= 120:
            return year, 0.95 if year == context.year else 0.8
    return context.year, 0.9


def _dated(match: re.Match[str], month: int, day: int, context: _Context) -> tuple[int | None, float, bool]:
    """Year, certainty, and whether a year that stands there cannot be believed."""
    stated = match["y"]
    if not stated:
        return *_nearest(month, day, context), False
    year = _read_year(stated, context)
    return year, 1.0 if stated.isdigit() else 0.9, year is None


def _mention(**values: Any) -> DateMention | None:
    if any(value is None for value in values.values()):
        return None
    return DateMention(Span(0, 0), **values)


def _full(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    month, day = _month(match["m"], months), int(match["d"])
    year, cert, wrong = _dated(match, month, day, context)
    return None if wrong else _mention(when=_iso(year, month, day), cert=cert)


def _without_year(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    month, day = _month(match["m"], months), int(match["d"])
    year, cert = _nearest(month, day, context)
    return _mention(when=_iso(year, month, day), cert=cert)


def _worded(words: dict[str, int]) -> Callable[[re.Match[str], dict[str, int], _Context], DateMention | None]:
    def build(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
        month, day = _month(match["m"], months), words[match["word"].lower()]
        year, cert, wrong = _dated(match, month, day, context)
        return None if wrong else _mention(when=_iso(year, month, day), cert=cert)

    return build


def _days(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    return _span_of_days(match, months, context, "from_", "to")


def _either(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    return _span_of_days(match, months, context, "not_before", "not_after")


def _span_of_days(
    match: re.Match[str], months: dict[str, int], context: _Context, first: str, last: str
) -> DateMention | None:
    month, one, two = _month(match["m"], months), int(match["d"]), int(match["e"])
    year, cert, wrong = _dated(match, month, one, context)
    if wrong or one >= two:
        return None
    return _mention(cert=cert, **{first: _iso(year, month, one), last: _iso(year, month, two)})


def _months_apart(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    one, two = _month(match["m"], months), _month(match["n"], months)
    year, cert, wrong = _dated(match, one, int(match["d"]), context)
    if wrong or one == two:
        return None
    start, end = (year - 1, year) if year and match["y"] and one > two else (year, year)
    if not match["y"] and year and one > two:
        end = year + 1
    return _mention(from_=_iso(start, one, int(match["d"])), to=_iso(end, two, int(match["e"])), cert=cert)


def _month_of_year(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    year = _read_year(match["y"], context)
    cert = 1.0 if match["y"].isdigit() else 0.9
    return None if year is None else _mention(when=f"{year}-{_month(match['m'], months):02}", cert=cert)


def _year_alone(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    year = _read_year(match["y"], context)
    return None if year is None else _mention(when=str(year), cert=1.0 if match["y"].isdigit() else 0.9)


def _year_unless_counted(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    """In English "of 1950" may go on "tons"; then it is no year."""
    rest = match.string[match.end() :]
    if any(q.start == match.start("date") for q in quantities(match["date"] + rest[:40], "en", match.start("date"))):
        return None
    return _year_alone(match, months, context)


def _years(match: re.Match[str], months: dict[str, int], context: _Context) -> DateMention | None:
    first = _read_year(match["y"], context)
    if first is None:
        return None
    last = match["z"].translate(_FIGURES)
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return _mention(from_=str(first), to=str(end)) if end > first else None


# Damage


def _damaged_months(text: str, grammar: _Grammar, context: _Context) -> list[Found]:
    """A word one letter away from a month, before a year that says it is one («20 авгуота 1952 года»).

    One letter in a word of four or more, if a single month is that near; certainty 0.8.
    """
    from rapidfuzz.distance import Levenshtein

    words = grammar.facts["year"]["words"]
    pattern = re.compile(
        rf"(?P<date>(?:(?P<d>{_DAY})\s)?(?P<m>\b[^\W\d_]{{4,9}})\s(?P<y>{_BARE_YEAR})\s?{words})", re.IGNORECASE
    )
    out = []
    for match in pattern.finditer(text):
        word = match["m"].lower()
        near = {n for form, n in grammar.months.items() if len(form) > 3 and Levenshtein.distance(word, form) == 1}
        year = _read_year(match["y"], context)
        if word in grammar.months or len(near) != 1 or year is None:
            continue
        month = near.pop()
        when = _iso(year, month, int(match["d"])) if match["d"] else f"{year}-{month:02}"
        if when:
            out.append((*match.span("date"), DateMention(Span(*match.span("date")), when=when, cert=0.8)))
    return out


# Times and durations

_TELEGRAM_TIME = re.compile(r"[,.]?\s(?P<h>[01][0-9]|2[0-3])[:.]?(?P<min>[0-5][0-9])(?=\s*$|\s*\n|[.;,]\s)")


def _clocks(text: str, grammar: _Grammar, dates: list[Found]) -> list[Found]:
    """Times of day: four figures right after a full date (heads of telegrams), and "at 5:30", «в 15 час. 30 мин.»"""
    out: list[Found] = []
    for _, end, mention in dates:
        match = _TELEGRAM_TIME.match(text, end)
        if match and mention.when and len(mention.when) == 10:
            out.append(_clock(match))
    facts = grammar.facts["clock"]
    before = rf"(?<!\w){_any(facts['before'])}\s"
    hour = r"(?P<h>[01]?[0-9]|2[0-3])"
    for source in (
        rf"{before}(?P<t>{hour}[:.](?P<min>[0-5][0-9])(?![0-9])(?:\s?{facts['hour']})?(?:\s?(?P<pm>[ap])\.?m\b\.?)?)",
        rf"{before}(?P<t>{hour}\s?{facts['hour']}\s?(?P<min>[0-5]?[0-9])\s?{facts['minute']})",
    ):
        out += [_clock(match) for match in re.finditer(source, text, re.IGNORECASE)]
    return out


def _clock(match: re.Match[str]) -> Found:
    groups = match.groupdict()
    hour = int(match["h"]) + (12 if (groups.get("pm") or "").lower() == "p" and int(match["h"]) < 12 else 0)
    start, end = match.span("t") if "t" in groups else (match.start("h"), match.end("min"))
    return start, end, DateMention(Span(start, end), when=f"{hour:02}:{int(match['min']):02}:00")


def _durations(text: str, lang: str, grammar: _Grammar) -> list[Found]:
    """Spans of hours and minutes ("two hours", «полтора часа»); longer ones are measures."""
    units = {w: k[-1] for k, words in grammar.facts["duration"].items() if k.startswith("PT") for w in words}
    out: list[Found] = []
    for q in quantities(text, lang, words=frozenset(units)):
        if q.word in units and q.at_most is None and q.value:
            minutes = q.value * (60 if units[q.word] == "H" else 1)
            if minutes == int(minutes):
                span = Span(q.start, q.end)
                out.append((q.start, q.end, DateMention(span, dur=_period(int(minutes)))))
    return _joined(out, text)


def _joined(found: list[Found], text: str) -> list[Found]:
    """"1 hour 30 minutes" is one duration."""
    out: list[Found] = []
    for start, end, mention in found:
        if out and re.fullmatch(r"\s(?:and\s|и\s)?", text[out[-1][1] : start]):
            before = out.pop()
            total = _minutes(before[2].dur) + _minutes(mention.dur)
            start = before[0]
            mention = DateMention(Span(start, end), dur=_period(total))
        out.append((start, end, mention))
    return out


def _minutes(dur: str | None) -> int:
    match = re.fullmatch(r"PT(?:([0-9]+)H)?(?:([0-9]+)M)?", dur or "")
    return int(match[1] or 0) * 60 + int(match[2] or 0) if match else 0


def _period(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


# Documents

#: Kinds of unit whose text holds no dates or measures to be read: rubble, and numbers of pages.
_SILENT = frozenset({"page-number", "noise", "gap"})


def dates_of(
    structure: Structure, metadata: Metadata
) -> tuple[tuple[DateMention, ...], tuple[Measure, ...]]:
    """Dates (with times and durations) and measures of all units, spans in the source, in the order of the source."""
    anchor = metadata.when if metadata.when and re.fullmatch(r"[0-9]{4}(-[0-9][0-9]){0,2}", metadata.when) else None
    year = int(anchor[:4]) if anchor else None
    dates: list[DateMention] = []
    measures: list[Measure] = []
    for zone in structure.zones:
        for unit in zone.units:
            if unit.kind not in _SILENT and unit.text:
                lang = unit.lang if unit.lang in ("ru", "en") else zone.lang
                found = find_dates(unit.text, lang, year=year, anchor=anchor)
                dates += [replace(m, span=unit.span(s, e)) for s, e, m in found]
                measures += _measures(unit, lang, found)
    return tuple(dates), tuple(measures)


def _measures(unit: Unit, lang: str, dates: list[Found]) -> list[Measure]:
    taken = [(s, e) for s, e, _ in dates]
    return [
        replace(m, span=unit.span(s, e))
        for s, e, m in find_measures(unit.text, lang)
        if not any(s < b and a < e for a, b in taken)
    ]


def _unused(_: Quantity) -> None: ...
