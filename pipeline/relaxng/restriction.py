"""The restrictions of RELAX NG (specification, section 7), with the place in the schema of what breaks one."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.relaxng.grammar import Element, Term
from pipeline.relaxng.issue import SchemaError
from pipeline.relaxng.nameclass import NameClass, contains, finite, overlap, split
from pipeline.relaxng.pattern import (
    ATTRIBUTE,
    CHOICE,
    DATA,
    ELEMENT,
    EMPTY,
    GROUP,
    INTERLEAVE,
    LIST,
    MANY,
    TEXT,
    VALUE,
)

_WORDS = {
    EMPTY: "empty", TEXT: "text", CHOICE: "choice", GROUP: "group", INTERLEAVE: "interleave",
    MANY: "oneOrMore", LIST: "list", DATA: "data", VALUE: "value", ATTRIBUTE: "attribute", ELEMENT: "element",
}  # fmt: skip
#: Place → what must not stand there (sections 7.1.1 to 7.1.5).
_FORBIDDEN = {
    "attribute": {ELEMENT, ATTRIBUTE},
    "list": {LIST, ELEMENT, ATTRIBUTE, TEXT, INTERLEAVE},
    "the exception of data": {ATTRIBUTE, ELEMENT, LIST, TEXT, GROUP, INTERLEAVE, MANY, EMPTY},
    "start": {ATTRIBUTE, DATA, VALUE, LIST, TEXT, GROUP, INTERLEAVE, MANY, EMPTY},
    "a repeated group": {ATTRIBUTE},
}
_NONE, _EMPTY, _COMPLEX, _SIMPLE = range(4)


def check_restrictions(start: Term, reached: Iterable[Element], elements: list[Element]) -> None:
    """Check the simplified schema.

    Raises SchemaError for the first rule that is broken.
    """
    checker = _Checker(elements)
    checker.place(start, "start", False)
    for element in reached:
        checker.place(element.content, "", False)
        if checker.content_type(element.content) == _NONE:
            raise element.node.error("data, value or list is mixed with elements or text (section 7.2)")
        checker.attributes(element.content)
        checker.children(element.content)


class _Checker:
    """Memoises by term, for terms are shared."""

    def __init__(self, elements: list[Element]) -> None:
        self.elements = elements
        self._placed: set[tuple[int, str, bool]] = set()
        self._types: dict[int, int] = {}
        self._attributes: dict[int, _Names] = {}
        self._children: dict[int, _Names] = {}

    def place(self, term: Term, where: str, repeated: bool) -> None:
        """Sections 7.1 and 7.3: what may stand where; ``repeated``: inside of oneOrMore."""
        key = (id(term), where, repeated)
        if key in self._placed:
            return
        self._placed.add(key)
        if term.op in _FORBIDDEN.get(where, ()):
            raise _error(term, f"{_WORDS[term.op]} is not allowed in {where} (section 7.1)")
        if term.op == ATTRIBUTE:
            if finite(term.extra) is None and not repeated:
                raise _error(term, "an attribute with a wildcard name must be in oneOrMore (section 7.3)")
            self.place(term.parts[0], "attribute", False)
            return
        if term.op == LIST:
            where = "list"
        elif term.op == DATA:
            where = "the exception of data"
        elif term.op in (GROUP, INTERLEAVE) and repeated and not where:
            where = "a repeated group"
        repeated = repeated or term.op == MANY
        for part in term.parts:
            self.place(part, where, repeated)

    def content_type(self, term: Term) -> int:
        """Section 7.2; _NONE if there is none."""
        known = self._types.get(id(term))
        if known is None:
            known = self._types[id(term)] = self._content_type(term)
        return known

    def _content_type(self, term: Term) -> int:
        if term.op in (DATA, VALUE, LIST):
            return _SIMPLE
        if term.op in (TEXT, ELEMENT):
            return _COMPLEX
        if term.op == ATTRIBUTE:
            if self.content_type(term.parts[0]) == _NONE:
                raise _error(term, "data, value or list is repeated or mixed (section 7.2)")
            return _EMPTY
        if term.op == EMPTY:
            return _EMPTY
        types = [self.content_type(part) for part in term.parts]
        if _NONE in types:
            return _NONE
        if term.op == MANY:
            return _NONE if types[0] == _SIMPLE else types[0]
        if term.op in (GROUP, INTERLEAVE):
            full = [one for one in types if one != _EMPTY]
            if _SIMPLE in full and len(full) > 1:
                return _NONE
        return max(types, default=_EMPTY)

    def attributes(self, term: Term) -> _Names:
        """Section 7.3: names of the attributes, none twice in a group."""
        known = self._attributes.get(id(term))
        if known is None:
            known = _Names()
            if term.op == ATTRIBUTE:
                known.add(term.extra)
            elif term.op not in (ELEMENT, LIST, DATA):
                for part in term.parts:
                    names = self.attributes(part)
                    clash = term.op in (GROUP, INTERLEAVE) and known.clash(names)
                    if clash:
                        raise _error(_owner(part, ATTRIBUTE), f"attribute {clash} occurs twice (section 7.3)")
                    known.update(names)
            self._attributes[id(term)] = known
        return known

    def children(self, term: Term) -> _Names:
        """Section 7.4: no element and no text in two branches of an interleave."""
        known = self._children.get(id(term))
        if known is None:
            known = _Names()
            if term.op == ELEMENT:
                place: int = term.extra[0]  # type: ignore[assignment]
                known.add(self.elements[place].names)
            elif term.op == TEXT:
                known.text = True
            elif term.op not in (ATTRIBUTE, LIST, DATA):
                for part in term.parts:
                    names = self.children(part)
                    if term.op == INTERLEAVE:
                        self._check_interleave(term, part, known, names)
                    known.update(names)
            self._children[id(term)] = known
        return known

    def _check_interleave(self, term: Term, part: Term, known: _Names, names: _Names) -> None:
        if known.text and names.text:
            raise _error(term, "text stands in both parts of an interleave (section 7.4)")
        clash = known.clash(names)
        if clash:
            raise _error(
                _owner(part, ELEMENT), f"element {clash} stands in both parts of an interleave (7.4)"
            )


class _Names:
    """A set of names: plain ones and wildcards."""

    def __init__(self) -> None:
        self.plain: set[str] = set()
        self.wild: dict[NameClass, None] = {}
        self.text = False

    def add(self, names: NameClass) -> None:
        keys = finite(names)
        if keys is None:
            self.wild[names] = None
        else:
            self.plain.update(keys)

    def update(self, other: _Names) -> None:
        self.plain |= other.plain
        self.wild.update(other.wild)
        self.text = self.text or other.text

    def clash(self, other: _Names) -> str:
        """A name in both, in words; empty if there is none."""
        for name in sorted(self.plain & other.plain):
            return repr(split(name)[1])
        for wild, plain in ((self.wild, other.plain), (other.wild, self.plain)):
            for names in wild:
                for name in sorted(plain):
                    if contains(names, name):
                        return repr(split(name)[1])
        if any(overlap(left, right) for left in self.wild for right in other.wild):
            return "with a wildcard"
        return ""


def _owner(term: Term, op: int) -> Term:
    """The first term of that kind below, for its place in the schema."""
    pending = [term]
    while pending:
        one = pending.pop()
        if one.op == op:
            return one
        pending.extend(reversed(one.parts))
    return term


def _error(term: Term, message: str) -> SchemaError:
    return term.node.error(message) if term.node else SchemaError(message)
