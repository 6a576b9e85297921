"""Patterns, interned, with their derivatives (Brzozowski 1964; J. Clark, "An algorithm for RELAX NG validation").

A Pool owns the patterns of one schema. Equal patterns are one object, so a derivative is computed once and
the content models unfold into automata while documents are read. Choices, groups and interleaves are n-ary;
choices and interleaves are kept sorted, which makes the set of derivatives finite and small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.relaxng.datatype import BLANK, Context, Datatype, datatype
from pipeline.relaxng.nameclass import NameClass, contains

EMPTY, NOTHING, TEXT, CHOICE, GROUP, INTERLEAVE, MANY, LIST, DATA, VALUE, ATTRIBUTE, ELEMENT = range(12)

_MOVE_LIMIT = 5_000

#: (operator, arguments): references to patterns are indices of earlier rows, ELEMENT refers to a definition.
Row = tuple[object, ...]


class Pattern:
    """One interned pattern. ``parts`` are its operands, ``extra`` what else it holds."""

    __slots__ = ("extra", "has_attribute", "is_typed", "move", "nullable", "op", "parts", "serial")

    def __init__(self, serial: int, op: int, parts: tuple[Pattern, ...], extra: tuple[object, ...]) -> None:
        self.serial = serial
        self.op = op
        self.parts = parts
        self.extra = extra
        self.nullable = _nullable(op, parts)
        self.has_attribute: bool = op == ATTRIBUTE or (op != LIST and any(one.has_attribute for one in parts))
        self.is_typed: bool = op in (DATA, VALUE, LIST) or (
            op != ATTRIBUTE and any(one.is_typed for one in parts)
        )
        self.move: dict[str, tuple[tuple[int, Pattern], ...]] = {}

    @property
    def datatype(self) -> Datatype:
        """Of DATA and VALUE."""
        return datatype(*self.extra[0])  # type: ignore[misc]


def _nullable(op: int, parts: tuple[Pattern, ...]) -> bool:
    if op == CHOICE:
        return any(one.nullable for one in parts)
    if op in (GROUP, INTERLEAVE):
        return all(one.nullable for one in parts)
    if op == MANY:
        return parts[0].nullable
    return op in (EMPTY, TEXT)


class Pool:
    """The patterns of one schema; ``names`` is the name class of each element definition."""

    def __init__(self, names: Sequence[NameClass]) -> None:
        self.names = names
        self._known: dict[tuple[object, ...], Pattern] = {}
        self._memo: dict[tuple[str, int], Pattern] = {}
        self.empty = self._intern(EMPTY)
        self.nothing = self._intern(NOTHING)
        self.text = self._intern(TEXT)

    def _intern(self, op: int, parts: tuple[Pattern, ...] = (), extra: tuple[object, ...] = ()) -> Pattern:
        key = (op, extra, *[one.serial for one in parts])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Pattern(len(self._known), op, parts, extra)
        return found

    # -- construction

    def choice(self, members: Iterable[Pattern]) -> Pattern:
        """One of the members: flat, without duplicates, notAllowed and superfluous empty left out."""
        flat: dict[int, Pattern] = {}
        for member in members:
            for part in member.parts if member.op == CHOICE else (member,):
                if part.op != NOTHING:
                    flat[part.serial] = part
        if len(flat) < 2:
            return next(iter(flat.values()), self.nothing)
        if self.empty.serial in flat and sum(one.nullable for one in flat.values()) > 1:
            del flat[self.empty.serial]
        parts = tuple(flat[serial] for serial in sorted(flat))
        return parts[0] if len(parts) == 1 else self._intern(CHOICE, parts)

    def group(self, members: Iterable[Pattern]) -> Pattern:
        """The members one after another."""
        return self._joined(GROUP, members)

    def interleave(self, members: Iterable[Pattern]) -> Pattern:
        """The members mixed in any order."""
        return self._joined(INTERLEAVE, members)

    def _joined(self, op: int, members: Iterable[Pattern]) -> Pattern:
        flat: list[Pattern] = []
        for member in members:
            if member.op == NOTHING:
                return self.nothing
            if member.op == op:
                flat.extend(member.parts)
            elif member.op != EMPTY:
                flat.append(member)
        if len(flat) < 2:
            return flat[0] if flat else self.empty
        if op == INTERLEAVE:
            flat.sort(key=_serial)
        elif flat[0].op == TEXT and _absorbs_text(flat[1]):
            return self._joined(op, flat[1:])
        return self._intern(op, tuple(flat))

    def many(self, pattern: Pattern) -> Pattern:
        """One or more."""
        if pattern.op in (NOTHING, EMPTY, MANY, TEXT):
            return pattern
        return self._intern(MANY, (pattern,))

    def optional(self, pattern: Pattern) -> Pattern:
        """The pattern or nothing."""
        return self.choice((pattern, self.empty))

    def leaf(self, op: int, parts: tuple[Pattern, ...] = (), extra: tuple[object, ...] = ()) -> Pattern:
        """LIST, DATA, VALUE, ATTRIBUTE or ELEMENT."""
        return self._intern(op, parts, extra)

    # -- derivatives

    def opened(self, pattern: Pattern, name: str, skipping: bool = False) -> tuple[tuple[int, Pattern], ...]:
        """(element definition, what may follow it) for each element pattern that takes the name.

        With ``skipping``, required content before it may be missing.
        """
        slot = "\0" + name if skipping else name
        found = pattern.move.get(slot)
        if found is None:
            if len(pattern.move) > _MOVE_LIMIT:
                pattern.move.clear()
            found = pattern.move[slot] = tuple(self._open(pattern, name, skipping))
        return found

    def _open(self, pattern: Pattern, name: str, skipping: bool) -> Iterable[tuple[int, Pattern]]:
        op = pattern.op
        if op == ELEMENT:
            definition: int = pattern.extra[0]  # type: ignore[assignment]
            return ((definition, self.empty),) if contains(self.names[definition], name) else ()
        if op in (CHOICE, GROUP, INTERLEAVE, MANY):
            return self._spread(pattern, lambda part: self.opened(part, name, skipping), skipping)  # type: ignore
        return ()

    def attribute(self, pattern: Pattern, name: str) -> tuple[tuple[Pattern, Pattern], ...]:
        """(pattern of the value, rest) for each attribute pattern that takes the name."""
        if not pattern.has_attribute:
            return ()
        if pattern.op == ATTRIBUTE:
            fits = contains(pattern.extra, name)
            return ((pattern.parts[0], self.empty),) if fits else ()
        found = self._spread(pattern, lambda part: self.attribute(part, name), True)
        return tuple(found)  # type: ignore[arg-type]

    def _spread(
        self,
        pattern: Pattern,
        derive: Callable[[Pattern], Iterable[tuple[object, Pattern]]],
        everywhere: bool,
    ) -> list[tuple[object, Pattern]]:
        """Derivative of a compound from those of its parts; ``everywhere``: order in groups does not matter."""
        found: list[tuple[object, Pattern]] = []
        parts = pattern.parts
        for place, part in enumerate(parts):
            for taken, rest in derive(part):
                if pattern.op == GROUP:
                    before = parts[:place] if part.has_attribute and everywhere else ()
                    rest = self.group((*before, rest, *parts[place + 1 :]))
                elif pattern.op == INTERLEAVE:
                    rest = self.interleave((*parts[:place], rest, *parts[place + 1 :]))
                elif pattern.op == MANY:
                    rest = self.group((rest, self.optional(pattern)))
                found.append((taken, rest))
            if pattern.op == GROUP and not part.nullable and not everywhere:
                break
        return self._merged(found)

    def _merged(self, found: list[tuple[object, Pattern]]) -> list[tuple[object, Pattern]]:
        if len(found) < 2:
            return found
        merged: dict[object, list[Pattern]] = {}
        for taken, rest in found:
            merged.setdefault(taken, []).append(rest)
        return [(taken, self.choice(rests)) for taken, rests in merged.items()]

    def rebuilt(self, pattern: Pattern, derive: Callable[[Pattern], Pattern]) -> Pattern:
        """The same compound with each part replaced."""
        parts = [derive(part) for part in pattern.parts]
        if pattern.op == CHOICE:
            return self.choice(parts)
        if pattern.op == GROUP:
            return self.group(parts)
        if pattern.op == INTERLEAVE:
            return self.interleave(parts)
        return self.many(parts[0])

    def closed(self, pattern: Pattern, lenient: bool = False) -> Pattern:
        """The content once the start tag ends: missing attributes are notAllowed, or ignored if ``lenient``."""
        if not pattern.has_attribute:
            return pattern
        if pattern.op == ATTRIBUTE:
            return self.empty if lenient else self.nothing
        key = ("lenient" if lenient else "closed", pattern.serial)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self.rebuilt(pattern, lambda part: self.closed(part, lenient))
        return found

    def mixed(self, pattern: Pattern) -> Pattern:
        """What is left after non-blank text between elements."""
        if pattern.op == TEXT:
            return pattern
        if pattern.op not in (CHOICE, GROUP, INTERLEAVE, MANY):
            return self.nothing
        key = ("mixed", pattern.serial)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._consumed(pattern, self.mixed)
        return found

    def _consumed(self, pattern: Pattern, derive: Callable[[Pattern], Pattern]) -> Pattern:
        spread = self._spread(pattern, lambda part: [(None, derive(part))], False)
        return self.choice(rest for _, rest in spread)

    # -- text

    def take(self, pattern: Pattern, text: str, context: Context) -> Pattern:
        """Derivative by one string: a whole value or one token of a list."""
        op = pattern.op
        if op == TEXT:
            return pattern
        if op == DATA:
            fits = pattern.datatype.allows(text, context) and not any(
                self.matches(part, text, context) for part in pattern.parts
            )
            return self.empty if fits else self.nothing
        if op == VALUE:
            return self.empty if self._equals(pattern, text, context) else self.nothing
        if op == LIST:
            rest = pattern.parts[0]
            for token in text.translate(_SPACES).split(" "):
                if token:
                    rest = self.take(rest, token, context)
            return self.empty if rest.nullable else self.nothing
        if op in (CHOICE, GROUP, INTERLEAVE, MANY):
            return self._consumed(pattern, lambda part: self.take(part, text, context))
        return self.nothing

    def _equals(self, pattern: Pattern, text: str, context: Context) -> bool:
        kind = pattern.datatype
        _, wanted, namespaces = pattern.extra
        try:
            return kind.value(text, context) == kind.value(wanted, dict(namespaces))  # type: ignore[call-overload, arg-type]
        except ValueError:
            return False

    def matches(self, pattern: Pattern, text: str, context: Context) -> bool:
        """True if the string is a whole value of the pattern (section 6.2.7 and 6.2.8)."""
        if pattern.nullable and not text.strip(BLANK):
            return True
        return self.take(pattern, text, context).nullable

    def is_contextual(self, pattern: Pattern) -> bool:
        """True if a value can depend on the declarations of the document."""
        if pattern.op in (DATA, VALUE) and pattern.datatype.is_contextual:
            return True
        return any(self.is_contextual(part) for part in pattern.parts)


def _absorbs_text(pattern: Pattern) -> bool:
    """True for ``(text | …)*``: text before it adds nothing, and without this rule text would change the state."""
    return pattern.op == MANY and any(one.op == TEXT for one in pattern.parts[0].parts)


_SPACES = {9: " ", 10: " ", 13: " "}


def _serial(pattern: Pattern) -> int:
    return pattern.serial
