"""Findings on a TEI → the same with the line of the source text they go back to.

Every block of a TEI made here says where it stands in its source (`@source`, RFC 5147). A finding takes the place of the innermost
element open at its line and column that has such a pointer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from xml.parsers import expat

from pipeline.finding import Finding
from pipeline.model import Source

_CHAR = re.compile(r"#char=(\d+),(\d+)")


def with_origins(findings: Sequence[Finding], tei: bytes, source: Source) -> list[Finding]:
    """The findings, each with `origin` "name:line" where an element with a pointer surrounds its place."""
    if not findings:
        return []
    places = _places(tei)
    starts = [p[:2] for p in places]
    out: list[Finding] = []
    for finding in findings:
        k = bisect_right(starts, (finding.line, finding.column)) - 1
        offset = places[k][2] if k >= 0 else None
        origin = f"{source.name}:{source.place(offset)[0]}" if offset is not None else None
        out.append(replace(finding, origin=origin))
    return out


def _places(tei: bytes) -> list[tuple[int, int, int | None]]:
    """(line, column, source offset or None) from where on each offset holds, in document order."""
    parser = expat.ParserCreate()
    stack: list[int | None] = [None]
    out: list[tuple[int, int, int | None]] = []

    def note(offset: int | None) -> None:
        out.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, offset))

    def start(_: str, attributes: dict[str, str]) -> None:
        m = _CHAR.search(attributes.get("source", ""))
        stack.append(int(m[1]) if m else stack[-1])
        note(stack[-1])

    def end(_: str) -> None:
        stack.pop()
        note(stack[-1])

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(tei, True)
    return out
