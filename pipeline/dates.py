"""Running text → dates, times, durations and measures with their values (TEI Guidelines 3.6.3, 3.6.4, 14.4).

Dates are those that resolve to a year, a month or a day; "17 May" takes the year of the document. Values are
ISO 8601 as att.datable.w3c has them. Words of each language (months, number words, units) are tables in
`languages/`. What the scanner has damaged beyond reading is left alone.
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

from pipeline.measures import find_measures, quantities
from pipeline.model import DateMention, Measure, Metadata, Span, Structure, Unit
from pipeline.transliteration import LANGUAGES

__all__ = ["dates_of", "find_dates", "find_measures"]

Found = tuple[int, int, DateMention]

_ROMAN = dict(zip(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), range(1, 13)))
#: A Russian typewriter has no Roman figures: П for II, Ш for III, У for V, Х for X, І or 1 for I.
_TYPED_ROMAN = {
    form: n
    for numeral, n in _ROMAN.items()
    for form in {
        numeral.replace("III", "Ш").replace("II", "П").replace("V", "У").replace("X", "Х").replace("I", i) for i in ("I", "1", "І")
    }
    if not form.isdigit()
}
#: Typewriters and scanners write letters for figures: the figure each stands for.
_FIGURES = str.maketrans("IlІ|ОOоoЗзб", "11110000336")
_YEAR = r"(?<![\w.,/№-])[1IlІ|][5-9][0-9ОOЗб]{2}(?!\w)"
_BARE_YEAR = r"[1IlІ|][5-9][0-9ОOЗб]{2}"
_NUMBER = r"(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
#: Typists set the day in quotation marks: "12" March 1956.
_QUOTE = "[\"”“»]?"
_DAY = rf"(?<![\w.,/№-]){_NUMBER}"
_DASH = r"\s?[-‐–—]\s?"
#: How far from the document a year may lie and still be believed.
_PAST, _FUTURE = 400, 40
#: Before a month: the last or the next of that name.
_LAST, _NEXT = ("last ", "в прошлом "), ("next ", "в будущем ")
#: How many years from the document's a date in plain figures with a short year may lie.
_NEAR_YEARS = 3
#: From this likeness on a word may be a month that the scanner hurt.
_LOOKS_LIKE = 0.8


@dataclass(frozen=True)
class _Context:
    """The document's own date, by which incomplete dates are resolved."""

    year: int | None
    anchor: date | None


_Build = Callable[[re.Match[str], _Context], DateMention | None]


@dataclass(frozen=True)
class _Grammar:
    months: dict[str, int]
    patterns: tuple[tuple[re.Pattern[str], _Build], ...]
    facts: dict[str, Any]


def find_dates(
    text: str, lang: str, *, year: int | None = None, anchor: str | None = None
) -> list[tuple[int, int, DateMention]]:
    """Dates, times and durations of a text: (start, end, mention), in order, none inside another.

    `year` and `anchor` (ISO date) are the document's. A mention's span is in the text. A duration has `dur`;
    a time of day has `when` like "17:18:00". Languages without tables (other than ru and en) give nothing.
    """
    grammar = _grammar(lang)
    if grammar is None:
        return []
    context = _Context(year or (int(anchor[:4]) if anchor else None), _day(anchor))
    found = [hit for hit in _candidates(text, grammar, context) if hit is not None]
    if lang == "ru":
        found += _damaged_days(text, grammar, context)
    found = _of_the_same_year(text, _longest(found))
    found += _clocks(text, grammar, found)
    return _longest([*found, *_durations(text, lang, grammar)])


def _candidates(text: str, grammar: _Grammar, context: _Context) -> Iterator[Found | None]:
    for pattern, build in grammar.patterns:
        for match in pattern.finditer(text):
            mention = build(match, context)
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


_SAME_YEAR = re.compile(r",?\s(?:того\sже\sгода|of\s(?:the\ssame|that)\syear)\b", re.IGNORECASE)


def _of_the_same_year(text: str, found: list[Found]) -> list[Found]:
    """ "In June 1960 and in November of the same year": the year of the date before it."""
    out: list[Found] = []
    for start, end, mention in found:
        before = out[-1][2] if out else None
        said = (before.when or before.to) if before is not None else None
        if said and mention.when and re.match(r"\d{4}-", mention.when) and _SAME_YEAR.match(text, end):
            mention = replace(mention, when=said[:4] + mention.when[4:])
        out.append((start, end, mention))
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


def _month_names(names: Any) -> str:
    """Names of months; only an abbreviation takes in the full stop behind it."""
    short = [n for n in names if len(n) < 5 and n.casefold() not in _NOT_SHORT]
    full = [n for n in names if n not in short]
    return rf"(?:{_any(full)}\b|{_any(short)}\b\.?)"


#: Short names of months that are no abbreviations.
_NOT_SHORT = frozenset(
    ("may", "june", "july", "март", "май", "мая", "мае", "маю", "маем", "июнь", "июня", "июню", "июне", "июль", "июля", "июлю", "июле")
)


def _any(words: Any) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


_Source = tuple[str, int, _Build]


def _russian(facts: dict[str, Any], months: dict[str, int]) -> list[_Source]:
    suffix, words = facts["day"]["suffix"], facts["year"]["words"]
    month = _month_names(facts["day"]["genitive"])
    any_month = rf"\b{_month_names(months)}"
    year = rf"(?:,?\s?(?P<y>{_BARE_YEAR})(?![0-9])(?:\s?{words})?)"
    stated = rf"(?:\s(?P<rel>{_any(facts['year']['relative'])}))"
    relative = f"{stated}?"
    through, either, both = (_any(facts["day"][k]) for k in ("through", "or", "and"))
    first, last = rf"(?P<d>{_DAY}){suffix}{_QUOTE}", rf"(?P<e>{_NUMBER}){suffix}"
    names = _any(facts["day"]["words"])
    before, in_month = (rf"(?<!\w){_any(facts['year'][k])}\s" for k in ("before", "month_before"))
    build = _Builder(facts)
    i = re.IGNORECASE
    return [
        (rf"(?P<date>{first}(?:{_DASH}|\s{through}\s){last}\s?(?P<m>{month}){year}?)", i, build.days),
        (rf"(?P<date>{first}\s{either}\s{last}\s?(?P<m>{month}){year}?)", i, build.either),
        (rf"(?P<date>{first}\s{both}\s{last}\s?(?P<m>{month}){year}?)", i, build.both),
        (
            rf"(?P<date>{first}\s?(?P<m>{month})(?:{_DASH}|\s{through}\s){last}\s?(?P<n>{month}){year}?)",
            i,
            build.apart,
        ),
        (rf"(?P<date>{first}\s?(?P<m>{month}){year})", i, build.day),
        (rf"(?P<date>{first}\s?(?P<m>{month}){relative})(?!\w)", i, build.day),
        (rf"(?P<date>(?<!\w)(?P<word>{names})\s(?P<m>{month}){year}?)(?!\w)", i, build.day),
        (rf"(?P<date>(?P<m>{any_month}){_DASH}(?P<n>{_month_names(months)}){year})", i, build.months),
        (rf"(?P<date>(?P<m>{any_month}){year})", i, build.month),
        (rf"{in_month}(?P<date>(?P<m>{any_month}){relative})(?![\w-])(?!\s\d)", i, build.month),
        (rf"(?P<date>(?P<m>{any_month}){stated})(?!\w)", i, build.month),
        (rf"(?P<date>(?P<y>{_YEAR}){_DASH}(?P<z>(?:{_BARE_YEAR}|[0-9][0-9]))\s?{words})", i, build.years),
        (rf"(?P<date>(?P<y>(?<![\w.,/№-]){_BARE_YEAR})\s?{words})", i, build.year),
        (rf"{before}(?P<date>(?P<y>{_BARE_YEAR}))(?=[,;:!?)\]]|\.(?:\s|$)|\s?$)", i, build.year),
        *_numeric(rf"(?:\s?{words})?", build),
        *_days_alone(facts, build),
    ]


def _english(facts: dict[str, Any], months: dict[str, int]) -> list[_Source]:
    suffix = facts["day"]["suffix"]
    bare = _month_names([*(m.capitalize() for m in months), *(m.upper() for m in months)])
    month = rf"(?<![\w-]){bare}"
    of = r"(?:\sof)?"
    year = rf"(?:{of},?\s?(?P<y>{_BARE_YEAR})(?!\w))"
    stated = rf"(?:,?\s(?P<rel>{_any(facts['year']['relative'])})\b)"
    relative = f"{stated}?"
    through, either, both = (_any(facts["day"][k]) for k in ("through", "or", "and"))
    first, last = rf"(?P<d>{_DAY}){suffix}{_QUOTE}", rf"(?P<e>{_NUMBER}){suffix}"
    inner = rf"(?P<d>{_NUMBER}){suffix}"
    end = r"(?![\w-])"
    dash = rf"(?:{_DASH}|\s{through}\s(?:the\s)?)"
    span = r"(?i:between)\s(?:the\s)?"
    joint = r"\sand\s(?:the\s)?"
    in_month = rf"(?<!\w)(?i:{_any(facts['year']['month_before'])})(?:-|\s(?:the\s)?)"
    build = _Builder(facts)
    return [
        (rf"(?P<date>(?P<m>{month})\s?{inner}{dash}{last}(?!\w){year}?)", 0, build.days),
        (rf"{span}(?P<date>{first}{joint}{last}{of}\s(?P<m>{bare}){year}?)", 0, build.days),
        (rf"{span}(?P<date>(?P<m>{month})\s?{inner}{joint}{last}(?!\w){year}?)", 0, build.days),
        (rf"(?P<date>{first}{dash}{last}{of}\s(?P<m>{bare}){year}?)", 0, build.days),
        (rf"(?P<date>(?P<m>{month})\s?{inner}\s{either}\s(?:the\s)?{last}(?!\w){year}?)", 0, build.either),
        (rf"(?P<date>{first}\s{either}\s{last}{of}\s(?P<m>{bare}){year}?)", 0, build.either),
        (rf"(?P<date>(?P<m>{month})\s?{inner}\s{both}\s{last}(?!\w){year}?)", 0, build.both),
        (rf"(?P<date>{first}\s{both}\s{last}{of}\s(?P<m>{bare}){year}?)", 0, build.both),
        (rf"(?P<date>(?P<m>{month})\s?{inner}{dash}(?P<n>{bare})\s?{last}{year}?)", 0, build.apart),
        (rf"(?P<date>{first}\s(?P<m>{bare}){dash}{last}\s(?P<n>{bare}){year}?)", 0, build.apart),
        (rf"(?P<date>(?P<m>{month})\s?{inner}{year})", 0, build.day),
        (rf"(?P<date>{first}{of}\s?(?P<m>{bare}){year})", 0, build.day),
        (rf"(?P<date>(?P<m>{month})\s{inner}{relative}){end}", 0, build.day),
        (rf"(?P<date>{first}{of}\s(?P<m>{bare}){relative}){end}", 0, build.day),
        (rf"(?P<date>(?P<m>{month})(?:{_DASH}|\s{through}\s)(?P<n>{bare}){year})", 0, build.months),
        (rf"(?P<date>(?P<m>{month}){year})", 0, build.month),
        (rf"{in_month}(?P<date>(?P<m>{bare}){relative}){end}(?!\s\d)", 0, build.month),
        (rf"(?P<date>(?P<m>{month}){stated}){end}", 0, build.month),
        *_english_years(facts, build),
        *_numeric("", build),
        *_days_alone(facts, build),
    ]


def _english_years(facts: dict[str, Any], build: _Builder) -> list[_Source]:
    before = rf"(?<!\w)(?i:{_any(facts['year']['before'])})(?:-|\s(?:the\s)?)"
    article = rf"(?<!\w)(?i:{_any(facts['year']['attributive'])})\s"
    year, last = rf"(?P<y>{_BARE_YEAR})", rf"(?P<z>(?:{_BARE_YEAR}|[0-9][0-9]))"
    end = r"(?![\w%]|['’]s|[-–][0-9]|[.,][0-9])"
    return [
        (rf"{before}(?P<date>{year}{_DASH}{last})(?!\w)", 0, build.years),
        (rf"{before}(?P<date>{year}){end}", 0, build.year_unless_counted),
        (rf"{article}(?P<date>{year})(?=\s[A-Za-z])", 0, build.year_unless_counted),
        (rf"[(\[](?P<date>{year})(?=[)\]])", 0, build.year),
    ]


def _days_alone(facts: dict[str, Any], build: _Builder) -> list[_Source]:
    """A day without its month: "the 12th of this month", "12-го числа", "on the 12th." before the end of a clause."""
    day = facts["day"]
    relative = _any(day.get("relative", {}) or ["\0"])
    number = rf"(?P<d>{_NUMBER}){day['alone_suffix']}"
    before, after = day["alone_before"], _any(day["alone_after"])
    i = re.IGNORECASE
    return [
        (rf"(?<!\w){before}(?P<date>{number}{day['alone_of']}(?P<rel>{relative}))(?!\w)", i, build.day_alone),
        (
            rf"(?<!\w)(?P<before>{after})\s{before}(?P<date>{number})(?=\s*(?:[.,;:!?)]|$))",
            i,
            build.day_alone,
        ),
    ]


def _numeric(tail: str, build: _Builder) -> list[_Source]:
    """29.IX.1952, 29.9.1952, 29/IX-52: day, month, year; without its century a year needs a Roman month."""
    day, roman = rf"(?P<d>{_DAY})", rf"(?P<m>{_any({**_ROMAN, **_TYPED_ROMAN})})"
    arabic = r"(?P<m>0?[1-9]|1[0-2])"
    full = rf"(?P<y>{_BARE_YEAR})(?![0-9])"
    return [
        (rf"(?P<date>{day}[./-]\s?{roman}[./-]\s?{full}{tail})", 0, build.day),
        (rf"(?P<date>{day}[./-]\s?{roman}[./-]\s?(?P<y>[0-9][0-9])(?![0-9]){tail})", 0, build.day),
        (rf"(?P<date>{day}/\s?{roman})(?![\w./-])", 0, build.day),
        (rf"(?P<date>{day}\.\s?{arabic}\.\s?{full}{tail})", 0, build.day),
        (rf"(?P<date>{day}\.{arabic}\.(?P<y>[0-9][0-9])(?![0-9.,]\d|\d){tail})", 0, build.day_near),
    ]


# Values


def _read_year(text: str, context: _Context) -> int | None:
    """The year that figures stand for; None where no document of this date could mean it."""
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
    """The year of a day that has none, and its certainty: the document's, or the one before or after it if
    that is much nearer."""
    if context.anchor is None or context.year is None:
        return context.year, 0.9 if context.year else 0.8
    for year in (context.year, context.year - 1, context.year + 1):
        if day <= monthrange(year, month)[1] and abs((date(year, month, day) - context.anchor).days) <= 120:
            return year, 0.95 if year == context.year else 0.8
    return context.year, 0.9


def _mention(**values: Any) -> DateMention | None:
    """A mention with these values, if all of them are known."""
    return None if None in values.values() else DateMention(Span(0, 0), **values)


#: What follows a number that counts: no capital ("in 1948 Greek troops").
_COUNTED = re.compile(r"\s[a-z]")


class _Builder:
    """From the parts of a match (d, e: days; m, n: months; y, z: years; rel: a year named from the
    document's) to a mention, or None where they make no date."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self._months = {form: int(n) for n, forms in facts["months"].items() for form in forms}
        self._words: dict[str, int] = facts["day"]["words"]
        self._relative: dict[str, int] = facts["year"]["relative"]
        self._months_off: dict[str, int] = facts["day"].get("relative", {})
        self._ahead: frozenset[str] = frozenset(facts["day"].get("ahead", ()))

    def _month(self, text: str) -> int:
        word = text.rstrip(".")
        return _ROMAN.get(word) or _TYPED_ROMAN.get(word) or self._months.get(word.lower()) or int(word)

    def _when(
        self, match: re.Match[str], month: int, day: int, context: _Context
    ) -> tuple[int | None, float, bool]:
        """Year, certainty, and whether it can be believed."""
        groups = match.groupdict()
        if groups.get("y"):
            year = _read_year(match["y"], context)
            return year, 1.0 if match["y"].isdigit() else 0.9, year is not None
        if groups.get("rel") and context.year:
            return context.year + self._relative[match["rel"].lower()], 0.95, True
        return *_nearest(month, day, context), True

    def day(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "22 January 1950", "17 May"."""
        month = self._month(match["m"])
        word = match.groupdict().get("word")
        day = self._words[word.lower()] if word else int(match["d"])
        year, cert, believed = self._when(match, month, day, context)
        return _mention(when=_iso(year, month, day), cert=cert) if believed else None

    def day_near(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "7.10.71": figures that are a day of about the document's time, else numbers of another kind."""
        year = _read_year(match["y"], context)
        if year is None or context.year is None or abs(year - context.year) > _NEAR_YEARS:
            return None
        return self.day(match, context)

    def day_alone(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "the 12th": of the document's month, or of the month before if that day was still to come."""
        if context.anchor is None:
            return None
        day, groups = int(match["d"]), match.groupdict()
        back = 0
        if groups.get("rel"):
            back = -self._months_off[" ".join(match["rel"].lower().split())]
        elif day > context.anchor.day and match["before"].lower() not in self._ahead:
            back = 1
        months = context.anchor.year * 12 + context.anchor.month - 1 - back
        when = _iso(months // 12, months % 12 + 1, day)
        return _mention(when=when, cert=0.9 if groups.get("rel") else 0.6)

    def month(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "May 1951", "in May"."""
        month = self._month(match["m"])
        year, cert, believed = self._when(match, month, 15, context)
        if not believed or year is None:
            return None
        stated = match.groupdict().get("y")
        if not stated and context.anchor is not None:
            before = match.string[: match.start("date")].casefold()
            if before.endswith(_LAST) and month >= context.anchor.month and year >= context.anchor.year:
                year -= 1
            elif before.endswith(_NEXT) and month <= context.anchor.month and year <= context.anchor.year:
                year += 1
        return _mention(when=f"{year}-{month:02}", cert=cert if stated else min(cert, 0.8))

    def year(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "1939"."""
        year = _read_year(match["y"], context)
        return None if year is None else _mention(when=str(year), cert=1.0 if match["y"].isdigit() else 0.9)

    def year_unless_counted(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """In English "of 1950" may go on "tons"; then it is no year."""
        start, end = match.span("date")
        following = quantities(match.string[start : end + 40], "en")
        counted = bool(following) and following[0].start == 0 and _COUNTED.match(match.string, end) is not None
        return None if counted else self.year(match, context)

    def months(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "April-May 1954": from the one to the other."""
        first, last, year = self._month(match["m"]), self._month(match["n"]), _read_year(match["y"], context)
        if year is None or first >= last:
            return None
        return _mention(from_=f"{year}-{first:02}", to=f"{year}-{last:02}")

    def years(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "1949-1951", "1949-51"."""
        first = _read_year(match["y"], context)
        if first is None:
            return None
        figures = match["z"].translate(_FIGURES)
        last = int(figures) if len(figures) == 4 else first // 100 * 100 + int(figures)
        return _mention(from_=str(first), to=str(last)) if last > first else None

    def days(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "25-27 January": from the one to the other."""
        return self._between(match, context, "from_", "to")

    def either(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "December 23 or 24": not before the one, not after the other."""
        return self._between(match, context, "not_before", "not_after")

    def both(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "March 5 and 6": a span only if the days follow each other."""
        return self.days(match, context) if int(match["e"]) == int(match["d"]) + 1 else None

    def _between(self, match: re.Match[str], context: _Context, first: str, last: str) -> DateMention | None:
        month, one, two = self._month(match["m"]), int(match["d"]), int(match["e"])
        year, cert, believed = self._when(match, month, one, context)
        if not believed or one >= two:
            return None
        return _mention(cert=cert, **{first: _iso(year, month, one), last: _iso(year, month, two)})

    def apart(self, match: re.Match[str], context: _Context) -> DateMention | None:
        """ "28 January - 3 February"; a year that is stated belongs to the second day."""
        one, two = self._month(match["m"]), self._month(match["n"])
        year, cert, believed = self._when(match, one, int(match["d"]), context)
        if not believed or one == two:
            return None
        start = end = year
        if year and one > two:
            start, end = (year - 1, year) if match["y"] else (year, year + 1)
        return _mention(
            from_=_iso(start, one, int(match["d"])), to=_iso(end, two, int(match["e"])), cert=cert
        )


# Damage


#: A day of which the scanner read a figure as a letter: «З0», «I5», «1О».
_HURT_DAY = r"(?<![\w.,/№-])(?-i:[0-3IlІ|ОOЗ]?[0-9IlІОOЗ]|[0-3][0-9IlІОOЗб])(?!\w)"


def _damaged_days(text: str, grammar: _Grammar, context: _Context) -> list[Found]:
    """Dates whose month is one letter away from its name («20 авгуота 1952 года»), or whose day has a letter for a figure
    («З0 ноября»).

    One letter in a word of four or more, if a single month is that near, or the document's own; without a year the letter
    must look like the right one.
    """
    words = grammar.facts["year"]["words"]
    pattern = re.compile(
        rf"(?P<date>(?:(?:(?P<b>{_HURT_DAY}){_DASH})?(?P<d>(?:(?<=[-‐–—])|(?<=[-‐–—]\s))(?:{_NUMBER})|{_HURT_DAY})\s)?(?P<m>\b[^\W\d_]{{3,9}})(?:\s(?P<y>{_BARE_YEAR})\s?{words})?)(?!\w)",
        re.IGNORECASE,
    )
    out = []
    for match in pattern.finditer(text):
        day = match["d"]
        number = int(day.translate(_FIGURES)) if day else None
        month = _damaged_month(match, grammar, context)
        if month is None or (day and not 1 <= (number or 0) <= 31):
            continue
        year, cert = (_read_year(match["y"], context), 0.8) if match["y"] else _nearest(month, number or 1, context)
        if year is None or (not match["y"] and (number is None or context.year is None)):
            continue
        when = _iso(year, month, number) if number else f"{year}-{month:02}"
        if when:
            span = match.span("date")
            begun = int(match["b"].translate(_FIGURES)) if match["b"] else 0
            first = _iso(year, month, begun) if number and 0 < begun < number else None
            values = {"from_": first, "to": when} if first else {"when": when}
            out.append((*span, DateMention(Span(*span), **values, cert=min(cert, 0.8))))
    return out


def _damaged_month(match: re.Match[str], grammar: _Grammar, context: _Context) -> int | None:
    """The month of a date that is damaged; None for one that is not, or for another word."""
    from rapidfuzz.distance import Levenshtein

    from pipeline.likeness import likeness

    word = match["m"].lower()
    if word in grammar.months:
        return grammar.months[word] if match["d"] and not match["d"].isdigit() else None
    if len(word) < 4:
        return None
    forms = grammar.months if match["y"] else dict.fromkeys(grammar.facts["day"]["genitive"])
    near = {f: grammar.months[f] for f in forms if len(f) > 3 and Levenshtein.distance(word, f) == 1}
    if not match["y"]:
        near = {f: n for f, n in near.items() if likeness(word, f, "ru") >= _LOOKS_LIKE}
    own = context.anchor.month if context.anchor else None
    months = set(near.values())
    return own if own in months else months.pop() if len(months) == 1 else None


# Times and durations

_TELEGRAM_TIME = re.compile(r"[,.]?\s(?P<h>[01][0-9]|2[0-3])[:.]?(?P<min>[0-5][0-9])(?=\s*$|\s*\n|[.;,]\s)")


def _clocks(text: str, grammar: _Grammar, dates: list[Found]) -> list[Found]:
    """Times of day: four figures right after a full date (heads of telegrams), and "at 5:30", «в 15 час. 30
    мин.»"""
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
        rf"(?<![\w.:,-])(?P<t>{hour}(?:[:.](?P<min>[0-5][0-9]))?\s?(?P<pm>[ap])\.?\s?m\b\.?)",
        rf"(?<!\w){_any(facts['at'])}\s(?P<t>{hour}\s?{facts['full']})(?!\s?\d)(?!\w)",
    ):
        out += [_clock(match) for match in re.finditer(source, text, re.IGNORECASE)]
    return out


def _clock(match: re.Match[str]) -> Found:
    groups = match.groupdict()
    half = (groups.get("pm") or "").lower()
    hour = int(match["h"]) % 12 + 12 * (half == "p") if half and int(match["h"]) <= 12 else int(match["h"])
    start, end = match.span("t") if "t" in groups else (match.start("h"), match.end("min"))
    return start, end, DateMention(Span(start, end), when=f"{hour:02}:{int(groups.get('min') or 0):02}:00")


def _durations(text: str, lang: str, grammar: _Grammar) -> list[Found]:
    """Spans of hours and minutes ("two hours", «полтора часа»); longer ones are measures."""
    units = {w: k[-1] for k, words in grammar.facts["duration"].items() if k.startswith("PT") for w in words}
    out: list[Found] = []
    for q in quantities(text, lang, words=frozenset(units)):
        # "771. Minutes" is a number of a document and its title.
        numbered = re.match(r"\d+\.\s", text[q.start : q.end])
        if q.word in units and q.at_most is None and q.value and not numbered:
            minutes = q.value * (60 if units[q.word] == "H" else 1)
            if minutes == int(minutes):
                span = Span(q.start, q.end)
                out.append((q.start, q.end, DateMention(span, dur=_period(int(minutes)))))
    half = grammar.facts["duration"]["half"]
    for match in re.finditer(rf"(?<!\w){half}(?!\w)", text, re.IGNORECASE):
        out.append((*match.span(), DateMention(Span(*match.span()), dur="PT30M")))
    return _joined(sorted(out, key=lambda f: f[:2]), text)


def _joined(found: list[Found], text: str) -> list[Found]:
    """ "1 hour 30 minutes" is one duration."""
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


def dates_of(structure: Structure, metadata: Metadata) -> tuple[tuple[DateMention, ...], tuple[Measure, ...]]:
    """Dates (with times and durations) and measures of all units, spans in the source, in the order of the
    source. A document without a cover page has the date of its own first date line."""
    said = metadata.when or _own_date(structure)
    anchor = said if said and re.fullmatch(r"[0-9]{4}(-[0-9][0-9]){0,2}", said) else None
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


def _own_date(structure: Structure) -> str | None:
    """The date of the first date line or heading that has a full one."""
    for zone in structure.zones:
        for unit in zone.units:
            if unit.kind in ("dateline", "head") and unit.text:
                for _, _, mention in find_dates(unit.text, unit.lang):
                    if mention.when and re.fullmatch(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]", mention.when):
                        return mention.when
    return None


def _measures(unit: Unit, lang: str, dates: list[Found]) -> list[Measure]:
    taken = [(s, e) for s, e, _ in dates]
    return [
        replace(m, span=unit.span(s, e))
        for s, e, m in find_measures(unit.text, lang)
        if not any(s < b and a < e for a, b in taken)
    ]
