"""What a schema knows by name: elements, their attributes, the values of these, their documentation."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from pipeline.relaxng.automaton import Model
from pipeline.relaxng.compilation import Compiled
from pipeline.relaxng.nameclass import NameClass, contains, finite, split
from pipeline.relaxng.pattern import (
    ATTRIBUTE,
    CHOICE,
    DATA,
    ELEMENT,
    EMPTY,
    GROUP,
    INTERLEAVE,
    MANY,
    TEXT,
    VALUE,
    Pattern,
)


class Vocabulary:
    """Names of one schema; keys are expanded names (``nameclass.key``)."""

    def __init__(self, compiled: Compiled, model: Model) -> None:
        self.compiled = compiled
        self.model = model

    @cached_property
    def definitions(self) -> dict[str, list[int]]:
        """Element name → its definitions."""
        found: dict[str, list[int]] = {}
        for number, names in enumerate(self.compiled["names"]):
            for name in finite(names) or ():
                found.setdefault(name, []).append(number)
        return found

    @cached_property
    def wildcards(self) -> list[tuple[NameClass, int]]:
        """Definitions whose name class has a wildcard."""
        numbered = enumerate(self.compiled["names"])
        return [(names, number) for number, names in numbered if finite(names) is None]

    @cached_property
    def by_local(self) -> dict[str, list[str]]:
        """Local name → element names."""
        found: dict[str, list[str]] = {}
        for name in self.definitions:
            found.setdefault(split(name)[1], []).append(name)
        return found

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """Namespaces of the named elements."""
        return frozenset(split(name)[0] for name in self.definitions)

    def lookup(self, name: str) -> tuple[int, ...]:
        """All definitions that take the name."""
        wild = (number for names, number in self.wildcards if contains(names, name))
        return tuple(sorted({*self.definitions.get(name, ()), *wild}))

    def attributes(self, element: str) -> list[str]:
        """Attribute names of an element, sorted."""
        found: set[str] = set()
        for number in self.definitions.get(element, ()):
            for names in attribute_classes([self.model.contents[number]]):
                found.update(finite(names) or ())
        return sorted(found)

    def values(self, element: str, attribute: str) -> list[str]:
        """The closed list of values of an attribute, empty if there is none; in the order of the schema."""
        found: dict[str, None] = {}
        for number in self.definitions.get(element, ()):
            for value, _ in self.model.pool.attribute(self.model.contents[number], attribute):
                found.update(dict.fromkeys(values_of([value])))
        return list(found)

    def note(self, element: str, attribute: str = "", value: str = "") -> str:
        """Documentation of an element, an attribute or a value; empty if the schema has none."""
        text, attributes = self.compiled["notes"].get(element, ("", {}))
        if not attribute:
            return text
        text, values = attributes.get(attribute, ("", {}))
        return values.get(value, "") if value else text


def walk(patterns: Iterable[Pattern]) -> Iterable[Pattern]:
    """All patterns of a content, each once, not those of attributes' values."""
    seen: set[int] = set()
    pending = list(patterns)
    while pending:
        pattern = pending.pop()
        if pattern.serial in seen:
            continue
        seen.add(pattern.serial)
        yield pattern
        if pattern.op != ATTRIBUTE:
            pending.extend(pattern.parts)


def attribute_classes(patterns: Iterable[Pattern]) -> list[NameClass]:
    """Name classes of the attributes in a content."""
    return [one.extra for one in walk(patterns) if one.op == ATTRIBUTE]


def first_classes(pattern: Pattern, names: list[NameClass]) -> list[NameClass]:
    """Name classes of the elements that can come first."""
    found: dict[NameClass, None] = {}
    pending = [pattern]
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if one.serial in seen:
            continue
        seen.add(one.serial)
        if one.op == ELEMENT:
            found[names[one.extra[0]]] = None  # type: ignore[call-overload]
        elif one.op == GROUP:
            for part in one.parts:
                pending.append(part)
                if not part.nullable:
                    break
        elif one.op in (CHOICE, INTERLEAVE, MANY):
            pending.extend(one.parts)
    return list(found)


def required(pattern: Pattern, op: int, names: list[NameClass]) -> frozenset[str]:
    """Names of elements (``op`` ELEMENT) or attributes (ATTRIBUTE) without which nothing can be complete."""
    if pattern.op == op:
        names_of = names[pattern.extra[0]] if op == ELEMENT else pattern.extra  # type: ignore[call-overload]
        keys = finite(names_of)
        return frozenset(keys) if keys is not None and len(keys) == 1 else frozenset()
    if pattern.op == CHOICE:
        sets = [required(part, op, names) for part in pattern.parts]
        return frozenset.intersection(*sets)
    if pattern.op in (GROUP, INTERLEAVE, MANY):
        return frozenset().union(*[required(part, op, names) for part in pattern.parts])
    return frozenset()


def has_text(pattern: Pattern) -> bool:
    """True if text can stand in the content."""
    return any(one.op in (TEXT, DATA, VALUE) for one in walk([pattern]))


def values_of(patterns: Iterable[Pattern]) -> list[str]:
    """Strings of the ``value`` patterns, in the order of the schema."""
    found = [one for one in walk(patterns) if one.op == VALUE]
    found.sort(key=lambda one: one.serial)
    return list(dict.fromkeys(str(one.extra[1]) for one in found))


def described(patterns: Iterable[Pattern]) -> list[str]:
    """The datatypes in a value's pattern, in words, in the order of the schema."""
    found = [one for one in walk(patterns) if one.op == DATA]
    found.sort(key=lambda one: one.serial)
    words = [one.datatype.describe() for one in found]
    if any(one.op == EMPTY for one in patterns):
        words.append("nothing")
    return list(dict.fromkeys(words))


def distance(left: str, right: str, limit: int) -> int:
    """Edit distance with transpositions (Damerau, restricted), limit + 1 if it is larger."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        following = [i]
        for j, other in enumerate(right, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return min(row[-1], limit + 1)


def near(name: str, candidates: Iterable[str]) -> list[str]:
    """Candidates one could have meant: same letters in another case first, then by edit distance."""
    folded = name.casefold()
    limit = 1 if len(name) < 5 else 2
    ranked = []
    for candidate in candidates:
        other = candidate.casefold()
        if other == folded:
            ranked.append((0, candidate))
            continue
        steps = distance(folded, other, limit)
        if steps <= limit and steps < min(len(folded), len(other)):
            ranked.append((steps, candidate))
    return [candidate for _, candidate in sorted(ranked)]
