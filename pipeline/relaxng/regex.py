r"""XSD 1.0 regular expressions → automata that read each character once.

Python's ``re`` knows neither ``\p{L}``, ``\i``, ``\c`` nor class subtraction, and it backtracks. Here an
expression (XML Schema part 2, appendix F) becomes a term whose Brzozowski derivatives are interned and
memoised: matching takes one table look-up per character, whatever the pattern.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from pipeline.relaxng.characters import block, is_name_character, is_name_start

Test = Callable[[str], bool]

EMPTY = ("empty",)
NOTHING = ("nothing",)
#: More derivatives than this are thrown away and made anew: memory stays bounded for any input.
MEMO_LIMIT = 20_000
#: The largest count in ``{n,m}``, and the largest product of nested counts; beyond it an expression is refused.
COUNT_LIMIT = 100_000
#: The most alternatives that may be open at once while matching.
WIDTH_LIMIT = 5_000

_SINGLE = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL = frozenset("\\|.-^?*+{}()[]")
_CATEGORIES = frozenset([
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps",
    "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"
])  # fmt: skip


class RegexError(ValueError):
    """The text is not an XSD regular expression."""


def _category(name: str) -> Test:
    if len(name) == 1:
        return lambda char: unicodedata.category(char)[0] == name
    return lambda char: unicodedata.category(char) == name


def _not(test: Test) -> Test:
    return lambda char: not test(char)


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] not in "PZC"


_MULTIPLE: dict[str, Test] = {
    "s": lambda char: char in " \t\n\r",
    "i": is_name_start,
    "c": is_name_character,
    "d": lambda char: unicodedata.category(char) == "Nd",
    "w": _is_word,
}
_MULTIPLE.update({letter.upper(): _not(test) for letter, test in list(_MULTIPLE.items())})


class _Parser:
    """Recursive descent over one expression; ``tests`` collects its character classes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.tests: list[Test] = []
        self.known: dict[str, int] = {}

    def fail(self, reason: str) -> RegexError:
        return RegexError(f"{reason} at position {self.place + 1} of {self.text!r}")

    def peek(self) -> str:
        return self.text[self.place : self.place + 1]

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise self.fail("unexpected end")
        self.place += 1
        return char

    def leaf(self, key: str, test: Test) -> tuple[object, ...]:
        if key not in self.known:
            self.known[key] = len(self.tests)
            self.tests.append(test)
        return ("class", self.known[key])

    def expression(self, depth: int = 0) -> tuple[object, ...]:
        if depth > 200:
            raise self.fail("too deeply nested")
        branches = [self.branch(depth)]
        while self.peek() == "|":
            self.place += 1
            branches.append(self.branch(depth))
        return alternative(branches)

    def branch(self, depth: int) -> tuple[object, ...]:
        pieces = []
        while self.peek() not in ("", "|", ")"):
            atom = self.atom(depth)
            pieces.append(self.quantified(atom))
        return sequence(pieces)

    def atom(self, depth: int) -> tuple[object, ...]:
        start = self.place
        char = self.take()
        if char == "(":
            inner = self.expression(depth + 1)
            if self.take() != ")":
                raise self.fail("missing ')'")
            return inner
        if char == "[":
            test = self.group(depth)
            return self.leaf(self.text[start : self.place], test)
        if char == ".":
            return self.leaf(".", lambda c: c not in "\n\r")
        if char == "\\":
            test = self.escape()
            return self.leaf(self.text[start : self.place], test)
        if char in "?*+{}])":
            raise self.fail(f"{char!r} must be escaped")
        return self.leaf(char, lambda c, wanted=char: c == wanted)  # type: ignore[misc]

    def quantified(self, atom: tuple[object, ...]) -> tuple[object, ...]:
        char = self.peek()
        if char not in ("?", "*", "+", "{") or not char:
            return atom
        self.place += 1
        if char == "{":
            low, high = self.counts()
        else:
            low, high = {"?": (0, 1), "*": (0, None), "+": (1, None)}[char]
        if self.peek() in ("?", "*", "+", "{") and self.peek():
            raise self.fail("two quantifiers in a row")
        return repeat(atom, low, high)

    def number(self) -> int:
        start = self.place
        while self.peek() and self.peek() in "0123456789":
            self.place += 1
        digits = self.text[start : self.place]
        if not digits:
            raise self.fail("a number is missing in '{ }'")
        if len(digits) > 9 or int(digits) > COUNT_LIMIT:
            raise self.fail("the count is too large")
        return int(digits)

    def counts(self) -> tuple[int, int | None]:
        low = self.number()
        high: int | None = low
        if self.peek() == ",":
            self.place += 1
            high = None if self.peek() == "}" else self.number()
        if self.take() != "}":
            raise self.fail("missing '}'")
        if high is not None and high < low:
            raise self.fail("the counts are in the wrong order")
        return low, high

    def escape(self) -> Test:
        char = self.take()
        if char in _SINGLE or char in _LITERAL:
            wanted = _SINGLE.get(char, char)
            return lambda c: c == wanted
        if char in _MULTIPLE:
            return _MULTIPLE[char]
        if char in "pP":
            test = self.property()
            return test if char == "p" else _not(test)
        raise self.fail(f"unknown escape \\{char}")

    def property(self) -> Test:
        end = self.text.find("}", self.place)
        if self.peek() != "{" or end < 0:
            raise self.fail("'{' missing after \\p")
        name = self.text[self.place + 1 : end]
        self.place = end + 1
        if name in _CATEGORIES:
            return _category(name)
        span = block(name[2:]) if name.startswith("Is") else None
        if span is None:
            raise self.fail(f"unknown property {name!r}")
        first, last = span
        return lambda c: first <= ord(c) <= last

    def group(self, depth: int) -> Test:
        if depth > 200:
            raise self.fail("too deeply nested")
        negated = self.peek() == "^"
        if negated:
            self.place += 1
        singles: set[str] = set()
        spans: list[tuple[str, str]] = []
        tests: list[Test] = []
        without: Test | None = None
        first = True
        while self.peek() != "]" or first:
            if self.peek() == "-" and self.text[self.place + 1 : self.place + 2] == "[" and not first:
                self.place += 2
                without = self.group(depth + 1)
                if self.peek() != "]":
                    raise self.fail("']' expected after a subtraction")
                break
            self.item(singles, spans, tests, first)
            first = False
        self.place += 1
        return _class_test(negated, frozenset(singles), spans, tests, without)

    def item(self, singles: set[str], spans: list[tuple[str, str]], tests: list[Test], first: bool) -> None:
        char = self.take()
        if char in "[]":
            raise self.fail(f"{char!r} must be escaped in a class")
        if char == "\\":
            follow = self.peek()
            if follow not in _SINGLE and follow not in _LITERAL:
                tests.append(self.escape())
                return
            self.place += 1
            char = _SINGLE.get(follow, follow)
        elif char == "-" and not first and self.peek() != "]":
            raise self.fail("'-' must be escaped inside a class")
        if self.peek() == "-" and self.text[self.place + 1 : self.place + 2] not in ("]", "["):
            self.place += 1
            spans.append((char, self.range_end(char)))
        else:
            singles.add(char)

    def range_end(self, low: str) -> str:
        high = self.take()
        if high == "\\":
            follow = self.take()
            if follow not in _SINGLE and follow not in _LITERAL:
                raise self.fail("a range cannot end in a class")
            high = _SINGLE.get(follow, follow)
        if high < low:
            raise self.fail("the range is in the wrong order")
        return high


def _class_test(
    negated: bool,
    singles: frozenset[str],
    spans: list[tuple[str, str]],
    tests: list[Test],
    without: Test | None,
) -> Test:
    def test(char: str) -> bool:
        inside = (
            char in singles
            or any(low <= char <= high for low, high in spans)
            or any(one(char) for one in tests)
        )
        return inside != negated and not (without is not None and without(char))

    return test


Term = tuple[object, ...]


def alternative(branches: list[Term]) -> Term:
    """Choice of terms: flat, without duplicates, in order of first occurrence, counted repeats merged.

    Raises RegexError when more than WIDTH_LIMIT alternatives are open at once.
    """
    flat: dict[Term, Term] = {}
    for branch in branches:
        for part in branch[1:] if branch[0] == "or" else (branch,):
            if part != NOTHING:
                _merge(flat, part)  # type: ignore[arg-type]
    if len(flat) > WIDTH_LIMIT:
        raise RegexError("too many alternatives are open at once")
    if len(flat) < 2:
        return next(iter(flat.values()), NOTHING)
    return ("or", *flat.values())


def _merge(flat: dict[Term, Term], part: Term) -> None:
    """Add one alternative; ``x{2,5}y | x{3,9}y`` is kept as ``x{2,9}y``."""
    head, rest = _head(part)
    if head[0] != "repeat":
        flat[part] = part
        return
    key: Term = ("repeat", head[1], rest)
    known = flat.get(key)
    if known is None:
        flat[key] = part
        return
    low, high = _counts(head)
    low2, high2 = _counts(_head(known)[0])
    if (high is not None and low2 > high + 1) or (high2 is not None and low > high2 + 1):
        flat[part] = part
        return
    top = None if high is None or high2 is None else max(high, high2)
    flat[key] = concatenation(("repeat", head[1], min(low, low2), top), rest)


def _head(term: Term) -> tuple[Term, Term]:
    """The first piece of a sequence and the rest."""
    if term[0] == "then":
        return term[1], term[2]  # type: ignore[return-value]
    return term, EMPTY


def _counts(term: Term) -> tuple[int, int | None]:
    """Bounds of a repeat."""
    return term[2], term[3]  # type: ignore[return-value]


def sequence(pieces: list[Term]) -> Term:
    """Concatenation as pairs nested to the right."""
    result: Term = EMPTY
    for piece in reversed(pieces):
        result = concatenation(piece, result)
    return result


def concatenation(first: Term, rest: Term) -> Term:
    """``first`` followed by ``rest``."""
    if NOTHING in (first, rest):
        return NOTHING
    if first == EMPTY:
        return rest
    if rest == EMPTY:
        return first
    if first[0] == "then":
        return ("then", first[1], concatenation(first[2], rest))  # type: ignore[arg-type]
    return ("then", first, rest)


def repeat(term: Term, low: int, high: int | None) -> Term:
    """``term{low,high}``; high None is unbounded."""
    if term == EMPTY or high == 0:
        return EMPTY
    if term == NOTHING:
        return EMPTY if low == 0 else NOTHING
    if (low, high) == (1, 1):
        return term
    if is_nullable(term):
        low = 0
    if term[0] == "repeat" and low == 0 and term[2] in (0, 1):
        # (x{0,m}){0,n} = x{0,mn}: nested counts would multiply the derivatives
        inner = term[3]
        product = None if high is None or inner is None else high * inner  # type: ignore[operator]
        return ("repeat", term[1], 0, product)
    return ("repeat", term, low, high)


def is_nullable(term: Term) -> bool:
    """True if the term matches the empty string."""
    kind = term[0]
    if kind == "repeat":
        return term[2] == 0 or is_nullable(term[1])  # type: ignore[arg-type]
    if kind == "or":
        return any(is_nullable(part) for part in term[1:])  # type: ignore[arg-type]
    if kind == "then":
        return is_nullable(term[1]) and is_nullable(term[2])  # type: ignore[arg-type]
    return kind == "empty"


def _weight(term: Term) -> int:
    """Upper bound of the positions a term unfolds to."""
    kind = term[0]
    if kind == "repeat":
        count = max(term[2], term[3] or 1)  # type: ignore[call-overload]
        return int(count) * _weight(term[1])  # type: ignore[arg-type]
    if kind in ("or", "then"):
        return sum(_weight(part) for part in term[1:])  # type: ignore
    return 1


class Regex:
    """One compiled expression. ``matches`` is anchored at both ends, as XSD demands."""

    def __init__(self, pattern: str) -> None:
        parser = _Parser(pattern)
        try:
            start = parser.expression()
            weight = _weight(start)
        except RecursionError:
            raise RegexError("the expression is too long or too deeply nested") from None
        if parser.place != len(pattern):
            raise parser.fail("unbalanced ')'")
        if weight > COUNT_LIMIT:
            raise parser.fail("the counts are too large")
        self.pattern = pattern
        self._tests = parser.tests
        self._signatures: dict[str, int] = {}
        self._start = start
        self._clear()

    def _clear(self) -> None:
        self._numbers: dict[Term, int] = {}
        self._terms: list[Term] = []
        self._rows: list[dict[int, int]] = []
        self._final: list[bool] = []
        self._state(self._start)

    def _state(self, term: Term) -> int:
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._terms)
            self._terms.append(term)
            self._rows.append({})
            self._final.append(is_nullable(term))
        return number

    def _signature(self, char: str) -> int:
        """Bit set of the character classes that hold the character."""
        bits = 0
        for place, test in enumerate(self._tests):
            if test(char):
                bits |= 1 << place
        if len(self._signatures) < MEMO_LIMIT:
            self._signatures[char] = bits
        return bits

    def _derivative(self, term: Term, bits: int) -> Term:
        kind = term[0]
        if kind == "class":
            return EMPTY if bits >> term[1] & 1 else NOTHING  # type: ignore[operator]
        if kind == "or":
            return alternative([self._derivative(part, bits) for part in term[1:]])  # type: ignore[arg-type]
        if kind == "then":
            first, rest = term[1], term[2]
            taken = concatenation(self._derivative(first, bits), rest)  # type: ignore[arg-type]
            if not is_nullable(first):  # type: ignore[arg-type]
                return taken
            return alternative([taken, self._derivative(rest, bits)])  # type: ignore[arg-type]
        if kind == "repeat":
            inner, low, high = term[1], term[2], term[3]
            left = repeat(inner, max(low - 1, 0), None if high is None else high - 1)  # type: ignore
            return concatenation(self._derivative(inner, bits), left)  # type: ignore[arg-type]
        return NOTHING

    def matches(self, text: str) -> bool:
        """True if the whole text matches. Linear in the text."""
        state = 0
        signatures = self._signatures
        for char in text:
            bits = signatures.get(char)
            if bits is None:
                bits = self._signature(char)
            following = self._rows[state].get(bits)
            if following is None:
                following = self._step(state, bits)
            state = following
        return self._final[state]

    def _step(self, state: int, bits: int) -> int:
        term = self._derivative(self._terms[state], bits)
        if len(self._terms) > MEMO_LIMIT:
            self._clear()
            return self._state(term)
        following = self._rows[state][bits] = self._state(term)
        return following


@lru_cache(maxsize=512)
def compile_regex(pattern: str) -> Regex:
    """The expression as automaton.

    Raises RegexError: the text is not an XSD 1.0 regular expression.
    """
    return Regex(pattern)
