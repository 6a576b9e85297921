"""Identifiers of a document, who points at them, and the place of an end tag. For messages and pointers.

A malformed document is read as far as it goes.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from xml.parsers import expat

from pipeline.relaxng.document import EncodingError, as_utf8
from pipeline.relaxng.nameclass import SEPARATOR, split
from pipeline.relaxng.tree import XML

_ID = XML + SEPARATOR + "id"
_LABEL = 40


@dataclass(eq=False)
class IdEntry:
    """One xml:id: its element, the place of the start tag, the first text inside (``label``)."""

    line: int
    column: int
    element: str
    label: str = ""


class _Reader:
    """expat with the place of each event."""

    def __init__(self, content: bytes) -> None:
        try:
            self.content, encoding = as_utf8(content)
        except EncodingError:
            self.content, encoding = b"", None
        self.parser = expat.ParserCreate(encoding, SEPARATOR)
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def read(self) -> None:
        with suppress(expat.ExpatError, ValueError):
            self.parser.Parse(self.content, True)

    def place(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def start(self, name: str, attributes: list[str]) -> None:
        """A start tag."""

    def end(self, name: str) -> None:
        """An end tag."""


class _Ids(_Reader):
    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.parser.CharacterDataHandler = self.text
        self.found: dict[str, list[IdEntry]] = {}
        self.waiting: list[tuple[int, IdEntry]] = []
        self.depth = 0

    def start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        for place in range(0, len(attributes), 2):
            if attributes[place] == _ID:
                entry = IdEntry(*self.place(), split(name)[1])
                self.found.setdefault(attributes[place + 1], []).append(entry)
                self.waiting.append((self.depth, entry))

    def end(self, name: str) -> None:
        while self.waiting and self.waiting[-1][0] >= self.depth:
            self.waiting.pop()
        self.depth -= 1

    def text(self, chunk: str) -> None:
        if not self.waiting:
            return
        words = " ".join(chunk.split())[:_LABEL]
        if words:
            for _, entry in self.waiting:
                entry.label = words
            self.waiting.clear()


class _Pointers(_Reader):
    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.found: dict[str, list[tuple[str, int, int]]] = {}

    def start(self, name: str, attributes: list[str]) -> None:
        for place in range(0, len(attributes), 2):
            value = attributes[place + 1]
            if "#" in value:
                for token in value.split():
                    if token.startswith("#"):
                        attribute = split(attributes[place])[1]
                        self.found.setdefault(token[1:], []).append((attribute, *self.place()))


class _EndTag(_Reader):
    def __init__(self, content: bytes, line: int, column: int) -> None:
        super().__init__(content)
        self.wanted = (line, column)
        self.depth = 0
        self.at = 0
        self.found: tuple[int, int] | None = None

    def start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        if not self.at and self.place() == self.wanted:
            self.at = self.depth

    def end(self, name: str) -> None:
        if self.at == self.depth and self.at:
            index = self.parser.CurrentByteIndex
            if self.content[index : index + 2] == b"</":
                self.found = self.place()
            self.at = -1
        self.depth -= 1


def index_ids(content: bytes) -> dict[str, list[IdEntry]]:
    """Every xml:id with the elements that carry it, in document order."""
    reader = _Ids(content)
    reader.read()
    return reader.found


def index_pointers(content: bytes) -> dict[str, list[tuple[str, int, int]]]:
    """Identifier → (attribute, line, column of the tag) for every ``#identifier`` in an attribute."""
    reader = _Pointers(content)
    reader.read()
    return reader.found


def end_tag(content: bytes, line: int, column: int) -> tuple[int, int] | None:
    """Place of the end tag of the element that starts at a place; None for an empty-element tag."""
    reader = _EndTag(content, line, column)
    reader.read()
    return reader.found
