"""TEI bytes → Index: ids, pointers, languages, dates and the shapes of elements, in one pass over the file.

The pass is light, for it is made on every file: start tags of one shape (name, parent, names of attributes) share a node, which
knows once and for all what to look at. Places are taken only where there is something to look at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
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


class Place(NamedTuple):
    """Where a start tag stands: line and column from 1, byte from 0."""

    line: int
    column: int
    byte: int


_made = tuple.__new__


class Pointer(NamedTuple):
    """The first attribute of an element with these addresses in it; `number` is that of the attribute in its tag."""

    element: str
    attribute: str
    value: str
    place: Place
    number: int


class Shape:
    """Start tags with the same name, attribute names and ancestors. `plan`: (number, kind, attribute) of what to look at;
    `above`: namespaces and names of the ancestors, one set for all shapes that have the same."""

    __slots__ = ("above", "attributes", "children", "local", "parent", "plan", "space")

    def __init__(self, parent: Shape | None, name: str, attributes: tuple[str, ...]) -> None:
        self.parent = parent
        self.space, _, self.local = name.rpartition(_BREAK)
        self.attributes = attributes
        self.children: dict[str | tuple[str, ...], Shape] = {}
        self.above: frozenset[tuple[str, str]] = _above(parent)
        self.plan = _plan(self.space, self.local, attributes)


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
    """What one file says. `ids`: element and place by id; `shapes`: the root of all shapes (not kept across processes)."""

    file: str
    ids: dict[str, tuple[str, Place]] = field(default_factory=dict)
    duplicates: list[tuple[str, str, Place, int]] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)  # how often each pointer stands
    languages: dict[str, tuple[Place, int]] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    prefixes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    dates: list[tuple[str, dict[str, tuple[str, int]], Place]] = field(default_factory=list)
    lives: list[tuple[str, str, Place]] = field(default_factory=list)  # died before born: birth, death, place of death
    includes: list[str] = field(default_factory=list)
    root: str = ""
    root_place: Place | None = None
    has_base: bool = False
    has_text: bool = False
    ours: bool = False
    shapes: Shape | None = None
    lost: set[tuple[int, int]] = field(default_factory=set)  # where tags start whose pointers lead nowhere

    @property
    def root_id(self) -> str | None:
        """The xml:id of the root, if it has one."""
        first = next(iter(self.ids.items()), None)
        return first[0] if first and first[1][0] == self.root else None


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
            found.append((number, attribute, attribute))
        elif tei and not uri and _is_pointer(local, attribute):
            found.append((number, "pointer", attribute))
        elif tei and not uri and attribute.partition("-")[0] in _DATES and local not in _UNDATED:
            found.append((number, "date", attribute))
    if (tei and local in _LISTED) or (space == XINCLUDE and local == "include"):
        found.append((-1, local, ""))
    return tuple(found)


def index(content: bytes, file: str) -> Index:
    """The index of a well-formed document in UTF-8. One that is not well-formed is read as far as it goes."""
    from xml.parsers import expat

    reader = Reader(content, file)
    parser = expat.ParserCreate(None, _BREAK)
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = reader.watch(parser)
    with suppress(expat.ExpatError, ValueError):
        parser.Parse(content, True)
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


class Reader:
    """The index of a document that somebody parses: `watch` gives what to call with its tags. `made` is the index."""

    def __init__(self, content: bytes, file: str) -> None:
        self.top = Shape(None, "", ())
        self.made = Index(file, ours=is_ours(content), shapes=self.top)
        self.birth: str | None = None
        self.seen = self.made.counts
        self.is_whole = False  # has the root been closed?
        self.parser: Any = None

    def watch(self, parser: Any) -> tuple[Callable[[str, list[str]], None], Callable[[str], None]]:
        """What to call with the name and the attributes of every start tag, and with the name of every end tag."""
        self.parser = parser
        top = here = self.top

        def start(name: str, attributes: list[str]) -> None:
            nonlocal here
            key = (name, *attributes[::2]) if attributes else name
            shape = here.children.get(key)
            if shape is None:
                shape = here.children[key] = Shape(here, name, tuple(attributes[::2]))
                self._new(shape)
            here = shape
            if shape.plan:
                self._note(shape, attributes)

        def end(_: str) -> None:
            nonlocal here
            here = here.parent  # type: ignore[assignment]
            if here is top:
                self.is_whole = True

        return start, end

    def _new(self, shape: Shape) -> None:
        if shape.parent is self.top:
            self.made.root, self.made.root_place = shape.local, self._place()
        if shape.local == "text" and shape.space == TEI:
            self.made.has_text = True

    def _note(self, shape: Shape, attributes: list[str]) -> None:
        element = shape.local
        dates: dict[str, tuple[str, int]] = {}
        place: Place | None = None
        for number, kind, attribute in shape.plan:
            value = attributes[2 * number + 1] if number >= 0 else ""
            if kind == "pointer":
                key = (element, attribute, value)
                if key in self.seen:
                    self.seen[key] += 1
                else:
                    self.seen[key] = 1
                    place = place or self._place()
                    self.made.pointers.append(Pointer(element, attribute, value, place, number))
            elif kind == "id":
                place = place or self._place()
                self._id(element, value, number, place)
            elif kind == "lang":
                if value not in self.made.languages:
                    place = place or self._place()
                    self.made.languages[value] = (place, number)
            elif kind == "date":
                dates[attribute] = (value, number)
            elif kind == "base":
                self.made.has_base = True
            else:
                self._special(kind, dict(zip(attributes[::2], attributes[1::2])))
        if dates:
            self.made.dates.append((element, dates, place or self._place()))

    def _place(self) -> Place:
        parser = self.parser
        # what Place(…) does, without the call
        return _made(Place, (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, parser.CurrentByteIndex))

    def _id(self, element: str, value: str, number: int, place: Place) -> None:
        ids = self.made.ids
        if value in ids:
            self.made.duplicates.append((value, element, place, number))
        else:
            ids[value] = (element, place)

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
                made.lives.append((self.birth, death, self._place()))


def shapes(top: Shape) -> Iterator[Shape]:
    """All shapes of a document, without the root of them all."""
    waiting = list(top.children.values())
    while waiting:
        shape = waiting.pop()
        yield shape
        waiting.extend(shape.children.values())
