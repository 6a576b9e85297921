"""Block → paragraphs, where no blank line parts them.

Some texts keep the layout of the page: paragraphs begin with an indented line, and the number of a page stands on a line of its
own in the middle of a block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.model import Source, Span

_PAGE_LINE = re.compile(r"^\s*(?:[-–—(\[]\s*)?\d{1,4}\s*(?:[-–—)\].])?\s*$")
#: How much further in a first line stands than the others.
_STEP = 2


def paragraphs(source: Source, span: Span) -> list[Span]:
    """The paragraphs of a block (a run of lines that are not blank), in order; the block itself where nothing parts it."""
    lines = _lines(source.text, span)
    if len(lines) < 3:
        return [span]
    first_lines = _first_lines(source.text, lines)
    numbers = {i for i, s in enumerate(lines) if _PAGE_LINE.match(source.text[s.start : s.end])}
    if len(numbers) > len(lines) / 4:
        numbers = set()  # a column of figures
    out: list[Span] = []
    for i, line in enumerate(lines):
        opens = i == 0 or i in first_lines or i in numbers or i - 1 in numbers
        if opens:
            out.append(line)
        else:
            out[-1] = Span(out[-1].start, line.end)
    return out


def _lines(text: str, span: Span) -> list[Span]:
    out: list[Span] = []
    # The block begins with its first letter: its indentation stands before it.
    start = text.rfind("\n", 0, span.start) + 1
    for m in re.finditer(r"[^\n]+", text[start : span.end]):
        if m[0].strip():
            out.append(Span(max(start + m.start(), start), start + m.end()))
    return out


def _first_lines(text: str, lines: Sequence[Span]) -> set[int]:
    """Lines that stand further in than most: first lines of paragraphs, if the block is set so."""
    indents = [len(s) - len(text[s.start : s.end].lstrip(" \t\xa0")) for s in lines]
    base = min(Counter(indents).most_common(2), key=lambda c: c[0])[0]
    inner = {i for i, n in enumerate(indents) if n >= base + _STEP}
    flush = len(lines) - len(inner)
    return inner if inner and flush >= len(lines) * 0.3 and (0 in inner or len(inner) >= 2) else set()
