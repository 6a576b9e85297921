"""TEI bytes → Index: ids, pointers, languages, dates and the shapes of elements, in one pass over the file.

The pass is light, for it is made on every file: start tags of one shape (name, parent, names of attributes) share a node, which
knows once and for all what to look at. Places are taken only where there is something to look at.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
XINCLUDE = "http://www.w3.org/2001/XInclude"
_BREAK = "\x01"
_MADE = re.compile(rb'<application\b[^>]*\sident="zapis["-]')
_DATES = ("when", "from", "to", "notBefore", "notAfter")
#: Elements on which from and to are no dates.
_UNDATED = frozenset({"locus", "biblScope", "citedRange", "span", "app", "rt", "arc", "shift", "msItem"})
_LISTED = frozenset({"language", "prefixDef", "include", "base", "birth", "death", "person"})
#: Attributes that say in figures what the words of an element say.
_VALUES = {
    "measure": frozenset({"quantity", "value", "unit"}), "num": frozenset({"quantity", "value", "unit"}),
    "date": frozenset({"when", "dur"}), "time": frozenset({"when", "dur"}),
}  # fmt: skip


class Place(NamedTuple):
    """Line and column (in characters), from 1."""

    line: int
    column: int


class Lines:
    """Bytes from the start of a document in UTF-8 → places in it, as XML counts lines: CR, LF and CR LF each end one."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    @cached_property
    def _starts(self) -> list[int]:
        lengths = map(len, self.content.splitlines(keepends=True))
        return [0, *itertools.accumulate(lengths)]

    def line(self, byte: int) -> int:
        """The line of a byte."""
        return bisect_right(self._starts, byte)

    def place(self, byte: int) -> Place:
        """The place of a byte."""
        line = self.line(byte)
        start = self._starts[line - 1]
        return Place(line, len(self.content[start:byte].decode("utf-8", "replace")) + 1)


_made = tuple.__new__


class Pointer(NamedTuple):
    """The first attribute of an element with these addresses in it: `byte` where the tag starts, `number` of the attribute in it."""

    element: str
    attribute: str
    value: str
    byte: int
    number: int


class Value(NamedTuple):
    """An element whose attributes say in figures what its words say: where its tag starts, its attributes and its language."""

    element: str
    byte: int
    attributes: list[str]
    language: str


class Shape:
    """Start tags with the same name, attribute names and ancestors, in whatever document. `plan`: (place among the names and
    values of the attributes, kind, attribute) of what to look at; `above`: namespaces and names of the ancestors, one set for all
    shapes that have the same; `language` is what xml:lang says at the nearest of them; `reader`: number of the one that met it last."""

    __slots__ = ("above", "attributes", "children", "language", "local", "parent", "plan", "reader", "space")

    def __init__(self, parent: Shape | None, name: str, attributes: tuple[str, ...], language: str = "") -> None:
        self.parent = parent
        self.space, _, self.local = name.rpartition(_BREAK)
        self.attributes = attributes
        self.children: dict[str | tuple[str, ...], Shape] = {}
        self.above: frozenset[tuple[str, str]] = _above(parent)
        self.plan = _plan(self.space, self.local, attributes)
        self.language = language
        self.reader = 0


def _above(parent: Shape | None) -> frozenset[tuple[str, str]]:
    if parent is None or not parent.local:
        return frozenset()
    return _with(parent.above, (parent.space, parent.local))


@lru_cache(maxsize=65536)
def _with(above: frozenset[tuple[str, str]], name: tuple[str, str]) -> frozenset[tuple[str, str]]:
    """One set for all shapes that stand below the same elements, in all documents."""
    return above if name in above else above | {name}


@dataclass
class Index:
    """What one file says; where it says so in bytes from its start. `ids`: element and byte by id; `duplicates`: id, element, byte
    and number of the attribute; `shapes`: all that it has."""

    file: str
    ids: dict[str, tuple[str, int]] = field(default_factory=dict)
    duplicates: list[tuple[str, str, int, int]] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)  # how often each pointer stands
    languages: dict[str, tuple[int, int]] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    prefixes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    dates: list[tuple[str, dict[str, tuple[str, int]], int]] = field(default_factory=list)
    lives: list[tuple[str, str, int]] = field(default_factory=list)  # died before born: birth, death, byte of death
    includes: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    root: str = ""
    root_byte: int | None = None
    has_base: bool = False
    has_text: bool = False
    ours: bool = False
    shapes: list[Shape] = field(default_factory=list)
    lost: set[tuple[int, int]] = field(default_factory=set)  # where tags start whose pointers lead nowhere

    @property
    def root_id(self) -> str | None:
        """The xml:id of the root, if it has one."""
        first = next(iter(self.ids.items()), None)
        return first[0] if first and first[1] == (self.root, self.root_byte) else None


@cache
def facts() -> dict[str, Any]:
    """The table of pointers (`pointers.toml`)."""
    return tomllib.loads((Path(__file__).parent / "pointers.toml").read_text(encoding="utf-8"))


@cache
def _is_pointer(element: str, attribute: str) -> bool:
    table = facts()
    if attribute in table["only"]:
        return element in table["only"][attribute]
    return attribute in table["pointers"] and element not in table["never"].get(attribute, ())


@lru_cache(maxsize=65536)
def _plan(space: str, local: str, attributes: tuple[str, ...]) -> tuple[tuple[int, str, str], ...]:
    found: list[tuple[int, str, str]] = []
    tei = space == TEI
    for number, name in enumerate(attributes):
        uri, _, attribute = name.rpartition(_BREAK)
        if uri == XML and attribute in ("id", "lang", "base"):
            found.append((2 * number + 1, attribute, attribute))
        elif tei and not uri and _is_pointer(local, attribute):
            found.append((2 * number + 1, "pointer", attribute))
        elif tei and not uri and attribute.partition("-")[0] in _DATES and local not in _UNDATED:
            found.append((2 * number + 1, "date", attribute))
    if (tei and local in _LISTED) or (space == XINCLUDE and local == "include"):
        found.append((0, local, ""))
    if tei and not _VALUES.get(local, frozenset()).isdisjoint(attributes):
        found.append((0, "value", ""))
    return tuple(sorted(found, key=lambda f: f[1] != "lang"))  # a language holds from its own tag on


def index(content: bytes, file: str) -> Index:
    """The index of a well-formed document in UTF-8. One that is not well-formed is read as far as it goes."""
    from xml.parsers import expat

    reader = Reader(content, file)
    parser = expat.ParserCreate(None, _BREAK)
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = reader.watch(parser)
    with suppress(expat.ExpatError, ValueError):
        parser.Parse(content, True)
    parser.StartElementHandler = parser.EndElementHandler = None  # else the two would hold each other
    return reader.made


_TAG = re.compile(rb"""<[^\s/>]+(?:[^>"']*(?:"[^"]*"|'[^']*'))*""")
_ATTRIBUTE = re.compile(rb"""\s([^\s=<>"']+)\s*=\s*(?:"[^"]*"|'[^']*')""")


def attribute_offset(content: bytes, start: int, number: int) -> int:
    """Bytes from the start of a tag to its attribute of a number, declarations of namespaces not counted; 0 if there is none."""
    tag = _TAG.match(content, start)
    if tag is None:
        return 0
    for match in _ATTRIBUTE.finditer(content, start, tag.end()):
        if match[1] == b"xmlns" or match[1].startswith(b"xmlns:"):
            continue
        if not number:
            return match.start(1) - start
        number -= 1
    return 0


def is_ours(content: bytes) -> bool:
    """True for a file made by zapis: its header says so."""
    return _MADE.search(content, 0, 200_000) is not None


#: What the process knows of shapes, for all documents it reads: most documents of a corpus have the same.
_known = Shape(None, "", ())
_count = 0
_MOST_SHAPES = 8_000
_numbers = itertools.count(1)


def _root() -> Shape:
    """The root of all shapes; a new one if there are too many."""
    global _known, _count
    if _count > _MOST_SHAPES:
        _known, _count = Shape(None, "", ()), 0
    return _known


class Reader:
    """The index of a document that somebody parses: `watch` gives what to call with its tags. `made` is the index."""

    def __init__(self, content: bytes, file: str) -> None:
        self.made = Index(file, ours=is_ours(content))
        self.birth: str | None = None
        self.is_whole = False  # has the root been closed?
        self.parser: Any = None

    def watch(self, parser: Any) -> tuple[Callable[[str, list[str]], None], Callable[[str], None]]:
        """What to call with the name and the attributes of every start tag, and with the name of every end tag."""
        self.parser = parser
        top = here = _root()
        note, met, number = self._notes(), self.made.shapes.append, next(_numbers)

        def start(name: str, attributes: list[str]) -> None:
            nonlocal here
            key = (name, *attributes[::2]) if attributes else name
            shape = here.children.get(key)
            if shape is None:
                shape = self._new(here, key, name, tuple(attributes[::2]))
            if shape.plan:
                shape = note(shape, attributes)
            if shape.reader != number:
                shape.reader = number
                self._first(shape, is_root=here is top)
                met(shape)
            here = shape

        def end(_: str) -> None:
            nonlocal here
            here = here.parent  # type: ignore[assignment]
            if here is top:
                self.is_whole = True

        return start, end

    def _new(self, parent: Shape, key: str | tuple[str, ...], name: str, attributes: tuple[str, ...]) -> Shape:
        global _count
        _count += 1
        made = parent.children[key] = Shape(parent, name, attributes, parent.language)
        return made

    def _first(self, shape: Shape, *, is_root: bool) -> None:
        """The first tag of a shape in the document."""
        if is_root:
            self.made.root, self.made.root_byte = shape.local, self.parser.CurrentByteIndex
        if shape.local == "text" and shape.space == TEI:
            self.made.has_text = True

    def _notes(self) -> Callable[[Shape, list[str]], Shape]:
        """What to call with a shape that has a plan: it gives the shape below which the children stand."""
        made, parser = self.made, self.parser
        ids, pointers, counts = made.ids, made.pointers, made.counts

        def note(shape: Shape, attributes: list[str]) -> Shape:
            element = shape.local
            byte: int = parser.CurrentByteIndex
            dates: dict[str, tuple[str, int]] | None = None
            for place, kind, attribute in shape.plan:
                value = attributes[place] if attributes else ""
                if kind == "pointer":
                    key = (element, attribute, value)
                    if key in counts:
                        counts[key] += 1
                    else:
                        counts[key] = 1
                        # what Pointer(…) does, without the call
                        pointers.append(_made(Pointer, (element, attribute, value, byte, place >> 1)))
                elif kind == "id":
                    if value in ids:
                        made.duplicates.append((value, element, byte, place >> 1))
                    else:
                        ids[value] = (element, byte)
                elif kind == "date":
                    if dates is None:
                        dates = {}
                    dates[attribute] = (value, place >> 1)
                elif kind == "value":
                    made.values.append(_made(Value, (element, byte, attributes, shape.language)))
                elif kind == "lang":
                    made.languages.setdefault(value, (byte, place >> 1))
                    shape = self._spoken(shape, value)
                elif kind == "base":
                    made.has_base = True
                else:
                    self._special(kind, dict(zip(attributes[::2], attributes[1::2])))
            if dates is not None:
                made.dates.append((element, dates, byte))
            return shape

        return note

    def _spoken(self, shape: Shape, language: str) -> Shape:
        """The same shape in a language: one of its own if its parent has another."""
        parent = shape.parent
        if shape.language == language or parent is None:
            return shape
        name = f"{shape.space}{_BREAK}{shape.local}"
        key = (f"{_BREAK}{language}", name, *shape.attributes)  # as no key of an element begins
        forked = parent.children.get(key)
        if forked is None:
            forked = self._new(parent, key, name, shape.attributes)
            forked.language = language
        return forked

    def _special(self, kind: str, attributes: dict[str, str]) -> None:
        made = self.made
        if kind == "language":
            made.declared.append(attributes.get("ident", ""))
        elif kind == "prefixDef":
            rule = (attributes.get("matchPattern", ""), attributes.get("replacementPattern", ""))
            made.prefixes.setdefault(attributes.get("ident", ""), []).append(rule)
        elif kind == "include":
            made.includes.append(attributes.get("href", ""))
        elif kind == "person":
            self.birth = None
        elif kind == "birth":
            self.birth = attributes.get("when") or attributes.get("notBefore")
        elif kind == "death" and self.birth:
            death = attributes.get("when") or attributes.get("notAfter")
            if death:
                made.lives.append((self.birth, death, self.parser.CurrentByteIndex))
