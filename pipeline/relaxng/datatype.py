"""Datatypes: the built-in library (string, token) and XML Schema part 2, as jing reads them.

A datatype answers two questions: is a string allowed (``allows``), and which value does it stand for
(``value``, for comparing with ``<value>``). Strings are normalised by the datatype's own whitespace rule.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from pipeline.relaxng.characters import is_name, is_name_character, is_ncname
from pipeline.relaxng.regex import Regex, RegexError, compile_regex

XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
BLANK = " \t\n\r"

Params = tuple[tuple[str, str], ...]
#: Prefix → namespace in force; None marks a value whose context is not known.
Context = dict[str, str]
Parser = Callable[[str, Context], Hashable]


class DatatypeError(ValueError):
    """Unknown library, type or parameter; the message says which."""


def collapse(text: str) -> str:
    """Trim and reduce runs of XML white space to one space."""
    return " ".join(part for part in re.split(r"[ \t\n\r]+", text) if part)


def _replace(text: str) -> str:
    return re.sub(r"[\t\n\r]", " ", text)


def _same(text: str) -> str:
    return text


def _expect(condition: object) -> None:
    if not condition:
        raise ValueError


def _text(text: str, _: Context) -> Hashable:
    return text


def _matching(pattern: str) -> Parser:
    expression = re.compile(pattern, re.ASCII)

    def parse(text: str, _: Context) -> Hashable:
        _expect(expression.fullmatch(text))
        return text

    return parse


def _passing(test: Callable[[str], bool]) -> Parser:
    def parse(text: str, _: Context) -> Hashable:
        _expect(test(text))
        return text

    return parse


def _boolean(text: str, _: Context) -> Hashable:
    return {"true": True, "1": True, "false": False, "0": False}[text]


_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def _decimal(text: str, _: Context) -> Hashable:
    _expect(_DECIMAL.fullmatch(text))
    return Decimal(text)


def _integer(text: str, _: Context) -> Hashable:
    _expect(_INTEGER.fullmatch(text))
    return Decimal(text)


def _double(text: str, _: Context) -> Hashable:
    if text in ("INF", "-INF", "NaN"):
        return "NaN" if text == "NaN" else float(text.replace("INF", "inf"))
    _expect(_DOUBLE.fullmatch(text))
    return float(text)


def _float(text: str, context: Context) -> Hashable:
    number = _double(text, context)
    if not isinstance(number, float) or math.isinf(number):
        return number
    import struct

    try:
        rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
    return rounded


def _hex(text: str, _: Context) -> Hashable:
    _expect(len(text) % 2 == 0 and re.fullmatch(r"[0-9a-fA-F]*", text))
    return bytes.fromhex(text)


_BASE64 = re.compile(
    r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
    r"|(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?="
    r"|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?"
)


def _base64(text: str, _: Context) -> Hashable:
    import base64

    text = re.sub(r"[ \t\n\r]", "", text)
    _expect(_BASE64.fullmatch(text))
    return base64.b64decode(text)


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*")
_HOST_ADDRESS = re.compile(r"(?:[^\[\]]*@)?\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+\](?::[0-9]*)?")


def is_uri(text: str) -> bool:
    """True for what jing takes as anyURI.

    Escapes must be sound and there is at most one fragment; a scheme needs something behind it; brackets
    stand in addresses of hosts, queries, fragments and opaque parts only. Characters beyond ASCII are free.
    """
    if re.search(r"%(?![0-9A-Fa-f]{2})", text) or text.count("#") > 1:
        return False
    before = text.partition("#")[0]
    head, colon, rest = before.partition(":")
    if colon and not re.search(r"[/?]", head):
        if not _SCHEME.fullmatch(head) or not rest:
            return False
        return not rest.startswith("/") or _is_hierarchy(rest, text)
    return _is_hierarchy(before, text)


def _is_hierarchy(part: str, text: str) -> bool:
    """True for ``//authority/path?query``; ``text`` is the whole reference."""
    path = part.partition("?")[0]
    if part == "//" and text.endswith("//"):
        return False
    if path.startswith("//"):
        authority, _, path = path[2:].partition("/")
        if ("[" in authority or "]" in authority) and not _HOST_ADDRESS.fullmatch(authority):
            return False
    return "[" not in path and "]" not in path


def _qname(text: str, context: Context) -> Hashable:
    prefix, colon, local = text.rpartition(":")
    _expect(is_ncname(local) and (not colon or is_ncname(prefix)))
    return (context[prefix] if prefix else context.get("", ""), local)


def _entity(text: str, context: Context) -> Hashable:
    _expect(is_ncname(text) and ("&" + text) in context)
    return text


_ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2})?"
_YEAR = r"(-?(?:[1-9][0-9]{4,}|[0-9]{4}))"
_CLOCK = r"([0-9]{2}):([0-9]{2}):([0-9]{2}(?:\.[0-9]*)?)"
#: Minutes; the bounds are jing's.
_WESTMOST, _EASTMOST = -13 * 60, 14 * 60
_MONTH, _DAY = "([0-9]{2})", "([0-9]{2})"


def _temporal(pattern: str, fields: str) -> Parser:
    """Parser for one date type; ``fields`` names the groups: y m d H M S."""
    expression = re.compile(pattern + _ZONE, re.ASCII)

    def parse(text: str, _: Context) -> Hashable:
        match = expression.fullmatch(text)
        _expect(match)
        assert match is not None
        parts = dict(zip(fields, match.groups()))
        return _instant(parts, match.group(len(fields) + 1))

    return parse


def _instant(parts: dict[str, str], zone: str | None) -> Hashable:
    year = int(parts.get("y", "2000"))
    month, day = int(parts.get("m", "1")), int(parts.get("d", "1"))
    _expect(year != 0 and 1 <= month <= 12 and day >= 1)
    leap = calendar.isleap(year if year > 0 else year + 1)
    _expect(day <= (29 if month == 2 and leap else 28 if month == 2 else calendar.monthrange(2001, month)[1]))
    hour, minute = int(parts.get("H", "0")), int(parts.get("M", "0"))
    second = Decimal(parts.get("S", "0"))
    # jing allows a leap second in every minute, and no hour 24
    _expect(hour < 24 and minute < 60 and second < 61)
    offset = 0
    if zone and zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        offset = (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)
        _expect(minutes < 60 and _WESTMOST <= offset <= _EASTMOST)
    return Moment(
        _seconds(year, month, day) + hour * 3600 + minute * 60 + second - offset * 60, zone is not None
    )


def _seconds(year: int, month: int, day: int) -> int:
    """Seconds from a fixed day; proleptic Gregorian, no year 0."""
    year = year if year > 0 else year + 1
    shifted = year - (month < 3)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return (era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year) * 86400


@dataclass(frozen=True)
class Moment:
    """A point in time with or without time zone; those with and without are only partly ordered."""

    seconds: Decimal
    zoned: bool

    def is_before(self, other: Moment, or_equal: bool) -> bool:
        """Definitely earlier (XML Schema part 2, 3.2.7.4: fourteen hours of doubt without time zone)."""
        left, right = self.seconds, other.seconds
        if self.zoned != other.zoned:
            return left + 14 * 3600 < right
        return left <= right if or_equal else left < right


_DURATION = re.compile(
    r"(-?)P(?=.)(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]*)?|\.[0-9]+)S)?)?",
    re.ASCII,
)


def _duration(text: str, _: Context) -> Hashable:
    match = _DURATION.fullmatch(text)
    _expect(match)
    assert match is not None
    sign, years, months, days, hours, minutes, seconds = match.groups()
    whole = int(years or 0) * 12 + int(months or 0)
    rest = int(days or 0) * 86400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + Decimal(seconds or 0)
    return (-whole, -rest) if sign else (whole, rest)


@dataclass(frozen=True)
class _Kind:
    parse: Parser
    normal: Callable[[str], str] = collapse
    measure: str = "characters"
    ordered: bool = False
    described: str = ""
    identity: str = ""


def _bounded(low: int | None, high: int | None) -> Parser:
    def parse(text: str, context: Context) -> Hashable:
        number = _integer(text, context)
        assert isinstance(number, Decimal)
        _expect((low is None or number >= low) and (high is None or number <= high))
        return number

    return parse


def _listed(parse: Parser) -> Parser:
    def parse_list(text: str, context: Context) -> Hashable:
        tokens = text.split(" ")
        _expect(text)
        return tuple(parse(token, context) for token in tokens)

    return parse_list


def _number(low: int | None, high: int | None, described: str) -> _Kind:
    return _Kind(_bounded(low, high), ordered=True, measure="number", described=described)


_name = _passing(is_name)
_ncname = _passing(is_ncname)
_nmtoken = _passing(lambda text: bool(text) and all(map(is_name_character, text)))
_KINDS: dict[str, _Kind] = {
    "string": _Kind(_text, _same, described="a string"),
    "normalizedString": _Kind(_text, _replace, described="a string"),
    "token": _Kind(_text, described="a string"),
    "boolean": _Kind(_boolean, measure="", described='"true", "false", "1" or "0"'),
    "decimal": _Kind(_decimal, ordered=True, measure="number", described="a decimal number"),
    "float": _Kind(_float, ordered=True, measure="", described="a number"),
    "double": _Kind(_double, ordered=True, measure="", described="a number"),
    "hexBinary": _Kind(_hex, measure="bytes", described="pairs of hexadecimal digits"),
    "base64Binary": _Kind(_base64, measure="bytes", described="base64"),
    "anyURI": _Kind(_passing(is_uri), described="a URI"),
    "QName": _Kind(_qname, described="a name with a declared prefix"),
    "NOTATION": _Kind(_qname, described="a notation"),
    "language": _Kind(_matching(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"), described="a language code (BCP 47)"),
    "Name": _Kind(_name, described="an XML name"),
    "NCName": _Kind(_ncname, described="an XML name without colon"),
    "NMTOKEN": _Kind(_nmtoken, described="an XML name token"),
    "NMTOKENS": _Kind(_listed(_nmtoken), measure="items", described="XML name tokens"),
    "ID": _Kind(_ncname, described="an XML name without colon", identity="ID"),
    "IDREF": _Kind(_ncname, described="an XML name without colon", identity="IDREF"),
    "IDREFS": _Kind(_listed(_ncname), measure="items", described="XML names", identity="IDREFS"),
    "ENTITY": _Kind(_entity, described="the name of an unparsed entity"),
    "ENTITIES": _Kind(_listed(_entity), measure="items", described="names of unparsed entities"),
    "duration": _Kind(_duration, measure="", ordered=True, described="a duration such as P1Y2M3D"),
    "dateTime": _Kind(
        _temporal(f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}", "ymdHMS"),
        measure="",
        ordered=True,
        described="a date and time: YYYY-MM-DDThh:mm:ss",
    ),
    "time": _Kind(_temporal(_CLOCK, "HMS"), measure="", ordered=True, described="a time: hh:mm:ss"),
    "date": _Kind(
        _temporal(f"{_YEAR}-{_MONTH}-{_DAY}", "ymd"), measure="", ordered=True, described="a date: YYYY-MM-DD"
    ),
    "gYearMonth": _Kind(
        _temporal(f"{_YEAR}-{_MONTH}", "ym"), measure="", ordered=True, described="year and month: YYYY-MM"
    ),
    "gYear": _Kind(_temporal(_YEAR, "y"), measure="", ordered=True, described="a year: YYYY"),
    "gMonthDay": _Kind(
        _temporal(f"--{_MONTH}-{_DAY}", "md"), measure="", ordered=True, described="month and day: --MM-DD"
    ),
    "gDay": _Kind(_temporal(f"---{_DAY}", "d"), measure="", ordered=True, described="a day: ---DD"),
    "gMonth": _Kind(_temporal(f"--{_MONTH}", "m"), measure="", ordered=True, described="a month: --MM"),
    "integer": _number(None, None, "an integer"),
    "nonPositiveInteger": _number(None, 0, "an integer not above 0"),
    "negativeInteger": _number(None, -1, "a negative integer"),
    "long": _number(-(2**63), 2**63 - 1, "an integer"),
    "int": _number(-(2**31), 2**31 - 1, "an integer"),
    "short": _number(-(2**15), 2**15 - 1, "an integer from -32768 to 32767"),
    "byte": _number(-128, 127, "an integer from -128 to 127"),
    "nonNegativeInteger": _number(0, None, "an integer not below 0"),
    "unsignedLong": _number(0, 2**64 - 1, "an integer not below 0"),
    "unsignedInt": _number(0, 2**32 - 1, "an integer not below 0"),
    "unsignedShort": _number(0, 2**16 - 1, "an integer from 0 to 65535"),
    "unsignedByte": _number(0, 255, "an integer from 0 to 255"),
    "positiveInteger": _number(1, None, "a positive integer"),
}
_CONTEXTUAL = frozenset({"QName", "NOTATION", "ENTITY", "ENTITIES"})
_BOUNDS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
_LENGTHS = ("length", "minLength", "maxLength")


def _precedes(left: Hashable, right: Hashable, or_equal: bool) -> bool:
    """left < right (or equal), definitely."""
    if left == right:
        return or_equal
    if isinstance(left, Moment) and isinstance(right, Moment):
        return left.is_before(right, or_equal)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _shorter(left, right)
    if isinstance(left, (Decimal, float)) and isinstance(right, (Decimal, float)):
        return left < right
    return False


def _shorter(left: tuple[object, ...], right: tuple[object, ...]) -> bool:
    """Durations (months, seconds): shorter whatever month they start in (28 to 31 days)."""
    months = right[0] - left[0]  # type: ignore[operator]
    seconds = right[1] - left[1]  # type: ignore[operator]
    return bool(months * (28 if months >= 0 else 31) * 86400 + seconds > 0)


@dataclass(eq=False)
class Datatype:
    """One datatype with its facets; make it with ``datatype()``."""

    library: str
    name: str
    params: Params
    kind: _Kind
    patterns: list[Regex] = field(default_factory=list)
    bounds: list[tuple[str, Hashable]] = field(default_factory=list)
    sizes: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_contextual(self) -> bool:
        """True if the value depends on the namespaces or entities declared in the document."""
        return self.library == XSD and self.name in _CONTEXTUAL

    @property
    def identity(self) -> str:
        """ID, IDREF, IDREFS or empty."""
        return self.kind.identity if self.library == XSD else ""

    def describe(self) -> str:
        """What a value looks like, in words."""
        patterns = [value for name, value in self.params if name == "pattern"]
        if patterns:
            return f"a string matching {' and '.join(patterns)}"
        return self.kind.described

    def value(self, text: str, context: Context) -> Hashable:
        """The value of a string.

        Raises ValueError: the string is not allowed.
        """
        text = self.kind.normal(text)
        try:
            parsed = self.kind.parse(text, context)
        except (KeyError, ArithmeticError) as error:
            raise ValueError from error
        _expect(all(one.matches(text) for one in self.patterns))
        _expect(all(_within(parsed, name, bound) for name, bound in self.bounds))
        _expect(all(self._fits(text, parsed, name, size) for name, size in self.sizes))
        return parsed

    def _fits(self, text: str, parsed: Hashable, name: str, size: int) -> bool:
        if name in ("totalDigits", "fractionDigits"):
            assert isinstance(parsed, Decimal)
            digits = re.sub(r"[+-]", "", text)
            whole, _, fraction = digits.partition(".")
            # zeros at the end count, as in jing
            return len(fraction if name == "fractionDigits" else (whole + fraction).lstrip("0")) <= size
        measured = len(parsed) if self.kind.measure in ("bytes", "items") else len(text)  # type: ignore[arg-type]
        if name == "length":
            return measured == size
        return measured >= size if name == "minLength" else measured <= size

    def allows(self, text: str, context: Context) -> bool:
        """True if the string is allowed."""
        try:
            self.value(text, context)
        except ValueError:
            return False
        return True


def _within(value: Hashable, name: str, bound: Hashable) -> bool:
    inclusive = name.endswith("Inclusive")
    if name.startswith("min"):
        return _precedes(bound, value, inclusive)
    return _precedes(value, bound, inclusive)


def _add_facet(made: Datatype, name: str, text: str) -> None:
    kind = made.kind
    if name == "pattern":
        try:
            made.patterns.append(compile_regex(text))
        except RegexError as error:
            raise DatatypeError(f"bad regular expression: {error}") from None
    elif name in _BOUNDS and kind.ordered:
        try:
            made.bounds.append((name, kind.parse(collapse(text), {})))
        except (ValueError, KeyError, ArithmeticError):
            raise DatatypeError(f"{text!r} is not a value of {made.name}") from None
    elif (name in _LENGTHS and kind.measure in ("characters", "bytes", "items")) or (
        name in ("totalDigits", "fractionDigits") and kind.measure == "number"
    ):
        if not re.fullmatch(r"[0-9]+", collapse(text)) or (name == "totalDigits" and int(text) == 0):
            raise DatatypeError(f"parameter {name} needs a number, not {text!r}")
        made.sizes.append((name, int(text)))
    else:
        raise DatatypeError(f"{made.name} has no parameter {name!r}")


@lru_cache(maxsize=2048)
def datatype(library: str, name: str, params: Params = ()) -> Datatype:
    """The datatype of that name with facets.

    Raises DatatypeError: unknown library, type or parameter, or a bad facet value.
    """
    if library == "":
        if name not in ("string", "token"):
            raise DatatypeError(f"the built-in library has no datatype {name!r}")
        if params:
            raise DatatypeError(f"{name} of the built-in library has no parameters")
    elif library != XSD:
        raise DatatypeError(f"unknown datatype library {library!r}")
    if name not in _KINDS:
        raise DatatypeError(f"unknown datatype {name!r}")
    made = Datatype(library, name, params, _KINDS[name])
    for facet, text in params:
        _add_facet(made, facet, text)
    return made
