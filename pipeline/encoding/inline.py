"""Annotations over a range of the source → mixed content.

Annotations nest; where two cross, the less important one is cut in two if it can be (typographic emphasis, brackets), and left
out otherwise. The text of the source stands in the result letter by letter; only the signs of its markup are left out, and
white space is one space.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.encoding.element import E, Element, Node
from pipeline.model import Source, Span
from pipeline.running import signs

#: What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Annotation:
    """A range that becomes an element. `rank`: smaller is more important and, of equal ranges, further out.

    `make` gets the content; `leaf` elements (choice) get the plain content and wrap it themselves.
    """

    span: Span
    rank: int
    make: Callable[[list[Node]], Element]
    splittable: bool = False


@dataclass(frozen=True)
class Interruption:
    """Elements of no text of their own or of furniture text (page breaks) between two pieces; `span` is what lies there."""

    span: Span
    nodes: Callable[[bool], list[Node]]  # gets: does it break a word?


class Folder:
    """Makes mixed content of ranges of one source."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def fold(
        self,
        pieces: Sequence[Span],
        annotations: Sequence[Annotation],
        interruptions: Sequence[Interruption] = (),
        *,
        lines: bool = True,
    ) -> list[Node]:
        """Content of the pieces. `interruptions` stand between pieces; `lines` records line ends as `lb`."""
        if not pieces:
            return []
        whole = Span(pieces[0].start, pieces[-1].end)
        tree = _nest(_settled([a for a in annotations if len(a.span) and whole.covers(a.span)]))
        state = _Writer(self.source, pieces, interruptions, lines)
        return _trim(state.write(whole, tree))


@dataclass
class _Branch:
    annotation: Annotation
    inner: list[_Branch]


def _settled(annotations: Sequence[Annotation]) -> list[Annotation]:
    """Annotations none of which cross, the more important ones kept whole."""
    kept: list[Annotation] = []
    waiting = sorted(annotations, key=lambda a: (a.rank, a.span.start, -a.span.end))
    for annotation in waiting:
        kept.extend(_cut_to_fit(annotation, kept))
    return kept


def _cut_to_fit(annotation: Annotation, kept: Sequence[Annotation]) -> list[Annotation]:
    parts = [annotation]
    for other in kept:
        if not other.span.overlaps(annotation.span):
            continue
        fitting: list[Annotation] = []
        for part in parts:
            a, b = part.span, other.span
            crosses = a.overlaps(b) and not a.covers(b) and not b.covers(a)
            if not crosses:
                fitting.append(part)
            elif part.splittable:
                middle = b.start if a.start < b.start else b.end
                fitting += [
                    replace(part, span=s) for s in (Span(a.start, middle), Span(middle, a.end)) if len(s)
                ]
        parts = fitting
    return parts


def _nest(annotations: Sequence[Annotation]) -> list[_Branch]:
    roots: list[_Branch] = []
    stack: list[_Branch] = []
    for annotation in sorted(annotations, key=lambda a: (a.span.start, -a.span.end, a.rank)):
        branch = _Branch(annotation, [])
        while stack and not stack[-1].annotation.span.covers(annotation.span):
            stack.pop()
        (stack[-1].inner if stack else roots).append(branch)
        stack.append(branch)
    return roots


class _Writer:
    def __init__(
        self, source: Source, pieces: Sequence[Span], interruptions: Sequence[Interruption], lines: bool
    ) -> None:
        self.source = source
        self.pieces = list(pieces)
        self.lines = lines
        self.interruptions = sorted(interruptions, key=lambda i: i.span.start)
        self.starts = [p.start for p in self.pieces]
        self.skipped = [s for p in pieces for s, _ in signs(source.text, p.start, p.end)]
        self.done: set[int] = set()

    def write(self, span: Span, branches: Sequence[_Branch]) -> list[Node]:
        out: list[Node] = []
        position = span.start
        for branch in branches:
            own = branch.annotation.span
            out += self.text(Span(position, own.start))
            out.append(branch.annotation.make(self.write(own, branch.inner)))
            position = own.end
        return out + self.text(Span(position, span.end))

    def text(self, span: Span) -> list[Node]:
        """The characters of a range, with page breaks where pieces meet."""
        out: list[Node] = []
        position = span.start
        while position < span.end:
            k = bisect_left(self.starts, position + 1) - 1
            piece = self.pieces[max(k, 0)]
            if position < piece.end:
                out += self._plain(position, min(piece.end, span.end))
                position = min(piece.end, span.end)
            else:
                following = self.pieces[k + 1].start if k + 1 < len(self.pieces) else span.end
                if k not in self.done:
                    self.done.add(k)
                    out += self._gap(k)
                position = max(position + 1, min(following, span.end))
        return out

    def _gap(self, k: int) -> list[Node]:
        """What stands between piece k and the next."""
        before, after = self.pieces[k], self.pieces[k + 1]
        broken = self._breaks_word(before.end, after.start)
        nodes: list[Node] = [] if broken else [" "]
        between = [i for i in self.interruptions if before.end <= i.span.start <= after.start]
        for one in between:
            nodes += one.nodes(broken)
        return nodes

    def _breaks_word(self, end: int, start: int) -> bool:
        text = self.source.text
        return (
            end >= 2 and text[end - 1] in "-‐¬" and text[end - 2].isalpha() and text[start].isalpha()
            and (text[start].islower() or text[end - 2].isupper())
        )  # fmt: skip

    def _plain(self, start: int, end: int) -> list[Node]:
        out: list[Node] = []
        text = self.source.text
        i = start
        run: list[str] = []
        k = bisect_left(self.skipped, Span(start, start))
        if k and self.skipped[k - 1].end > start:
            k -= 1
        while i < end:
            if k < len(self.skipped) and self.skipped[k].start <= i:
                i = max(i, self.skipped[k].end)
                k += 1
                continue
            c = text[i]
            if c.isspace():
                i = self._space(i, end, run, out)
            elif c in "-‐¬" and self._ends_word(i):
                out += _flushed(run)
                out.append(E("pc", c, force="weak"))
                i += 1
            else:
                run.append(c)
                i += 1
        return out + _flushed(run)

    def _space(self, i: int, end: int, run: list[str], out: list[Node]) -> int:
        """One space, or a line break, for a run of white space."""
        text = self.source.text
        j = i
        while j < end and text[j].isspace():
            j += 1
        if self.lines and "\n" in text[i:j] and j < end:
            broken = i > 1 and text[i - 1] in "-‐¬" and self._breaks_word(i, j)
            if not broken:
                run.append(" ")
            out += _flushed(run)
            out.append(E("lb", **{"break": "no"} if broken else {}))
        else:
            run.append(" ")
        return j

    def _ends_word(self, i: int) -> bool:
        """Is this hyphen the mark of a word broken at the end of a line or piece?"""
        text = self.source.text
        j = i + 1
        while j < len(text) and text[j] in " \t\r":
            j += 1
        k = bisect_left(self.starts, i + 1) - 1
        if k >= 0 and self.pieces[k].end == i + 1 and k + 1 < len(self.pieces):
            return self._breaks_word(i + 1, self.pieces[k + 1].start)
        if j < len(text) and text[j] == "\n" and self.lines:
            while j < len(text) and text[j].isspace():
                j += 1
            return j < len(text) and j < self.pieces[-1].end and self._breaks_word(i + 1, j)
        return False


def _flushed(run: list[str]) -> list[Node]:
    text = _FORBIDDEN.sub("", "".join(run))
    run.clear()
    return [text] if text else []


def _trim(nodes: list[Node]) -> list[Node]:
    """Without white space at both ends."""
    while nodes and isinstance(nodes[0], str) and not nodes[0].strip():
        nodes = nodes[1:]
    while nodes and isinstance(nodes[-1], str) and not nodes[-1].strip():
        nodes = nodes[:-1]
    if nodes and isinstance(nodes[0], str):
        nodes[0] = nodes[0].lstrip()
    if nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].rstrip()
    return nodes


def text_of(nodes: Sequence[Node]) -> str:
    """The characters of mixed content."""
    return "".join(_texts(nodes))


def _texts(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield from node.itertext()
