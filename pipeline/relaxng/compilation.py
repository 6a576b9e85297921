"""Schema file → rows of interned patterns, plain tuples that can be stored (``cache``) and unfolded lazily."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from pipeline.relaxng.grammar import Loader, Simplifier, Term
from pipeline.relaxng.identity import attributes, id_types
from pipeline.relaxng.issue import SchemaError
from pipeline.relaxng.nameclass import NameClass, finite
from pipeline.relaxng.pattern import ELEMENT, VALUE
from pipeline.relaxng.restriction import check_restrictions
from pipeline.relaxng.tree import Node, parse_xml

#: Attribute → (documentation, value → documentation).
AttributeNotes = dict[str, tuple[str, dict[str, str]]]
#: Element → (documentation, its attributes).
Notes = dict[str, tuple[str, AttributeNotes]]


#: Patterns nested deeper than this are refused, so that derivatives never exhaust the stack.
_NESTING = 120


class Compiled(TypedDict):
    """All that a Schema needs, made of tuples, lists, strings and numbers only."""

    names: list[NameClass]
    rows: list[tuple[object, ...]]
    roots: list[int]
    start: int
    ids: dict[str, dict[str, str]]
    unsound: list[tuple[str, str, int, int]]
    files: dict[str, str]
    notes: Notes


class _Rows:
    """Interns Terms as rows; element definitions are numbered as they are reached."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []
        self.reached: dict[int, int] = {}
        self._known: dict[tuple[object, ...], int] = {}
        self._by_term: dict[int, int] = {}
        self._depths: dict[int, int] = {}

    def row(self, term: Term) -> int:
        known = self._by_term.get(id(term))
        if known is not None:
            return known
        extra = term.extra
        if term.op == ELEMENT:
            place: int = extra[0]  # type: ignore[assignment]
            extra = (self.reached.setdefault(place, len(self.reached)),)
        entry = (term.op, tuple(self.row(part) for part in term.parts), extra)
        number = self._known.get(entry)
        if number is None:
            number = self._known[entry] = len(self.rows)
            self.rows.append(entry)
        self._by_term[id(term)] = number
        self._depths[number] = 1 + max((self._depths[part] for part in entry[1]), default=0)
        if self._depths[number] > _NESTING:
            raise (term.node.error if term.node else SchemaError)("the schema is too deeply nested")
        return number


def parse(content: bytes, file: str, base: str) -> Node:
    """The tree of a schema in either syntax.

    Raises SchemaError.
    """
    if looks_like_xml(content):
        return parse_xml(content, file, base)
    from pipeline.relaxng.compact import parse_compact

    return parse_compact(content, file, base)


def looks_like_xml(content: bytes) -> bool:
    """True if the first character is "<"; the compact syntax cannot begin with it."""
    head = content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return head.startswith(b"<")


def compile_schema(path: Path) -> Compiled:
    """The schema of a file with everything it includes.

    Raises SchemaError.
    """
    try:
        return _compile(path)
    except RecursionError:
        raise SchemaError("the schema is too deeply nested", str(path), 1, 1) from None


def _compile(path: Path) -> Compiled:
    loader = Loader(parse)
    simplifier = Simplifier(loader)
    start = simplifier.simplify(loader.load(path))
    rows = _Rows()
    start_row = rows.row(start)
    roots: list[int] = []
    while len(roots) < len(rows.reached):
        place = list(rows.reached)[len(roots)]
        roots.append(rows.row(simplifier.elements[place].content))
    elements = [simplifier.elements[place] for place in rows.reached]
    check_restrictions(start, elements, simplifier.elements)
    ids, errors = id_types(elements)
    return {
        "names": [one.names for one in elements],
        "rows": rows.rows,
        "roots": roots,
        "start": start_row,
        "ids": ids,
        "unsound": [_flat(error) for error in errors],
        "files": loader.digests,
        "notes": _notes([(one.names, one.node, one.content) for one in elements]),
    }


def _flat(error: SchemaError) -> tuple[str, str, int, int]:
    return error.message, error.file, error.line, error.column


def _notes(elements: list[tuple[NameClass, Node, Term]]) -> Notes:
    """Documentation of elements, attributes and values, white space collapsed."""
    found: Notes = {}
    for names, node, content in elements:
        noted: AttributeNotes = {}
        for attribute in attributes(content):
            docs = attribute.node.docs if attribute.node else ""
            values = _value_notes(attribute)
            for name in finite(attribute.extra) or ():
                if docs or values:
                    noted[name] = (" ".join(docs.split()), values)
        for name in finite(names) or ():
            if node.docs or noted:
                found.setdefault(name, (" ".join(node.docs.split()), noted))
    return found


def _value_notes(attribute: Term) -> dict[str, str]:
    found: dict[str, str] = {}
    pending = [attribute.parts[0]]
    while pending:
        term = pending.pop()
        if term.op == VALUE and term.node and term.node.docs:
            found[str(term.extra[1])] = " ".join(term.node.docs.split())
        pending.extend(term.parts)
    return found
