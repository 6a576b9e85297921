"""Ranges of a source → running text.

The markup of the sources (HTML tags, Markdown signs, residue of LaTeX) is recorded as marks and left out; a line break is one
space; a word broken by a hyphen at the end of a line or page is whole. Every character knows its place in the source.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

from pipeline.model import Mark, Source, Span, Unit

_TAG = r"</?(?:u|b|i|em|strong|s|strike|del|ins|sup|sub|small|big|center|span|font|br)\b[^<>\n]{0,80}>"
_SIGN = re.compile(
    rf"(?P<tag>{_TAG})"
    r"|(?P<image>!\[[^\]\n]*\]\([^)\n]*\))"
    r"|(?P<heading>^[ \t]*\#{1,6}(?=[ \t]))"
    r"|(?P<bold>\*{2,3}|(?<!\w)_{2}(?=\S)|(?<=\S)_{2}(?!\w))"
    r"|(?P<escape>\\(?=[_*\[\]().#$<>~|+\-!`]))",
    re.M,
)
#: Asterisks that enclose words of one line; a single one is text.
_ITALIC = re.compile(r"(?<![\w*\\])\*(?=[^\s*])[^*\n]*?[^\s*\\]\*(?![\w*])|(?<![\w*\\])\*[^\s*]\*(?![\w*])")
#: Only with a command inside: "$5 million and $6 million" is money.
_MATH = re.compile(
    r"\$(?=[^$\n]*\\[a-zA-Z])[^$\n]{1,300}\$|\\(?:underline|textbf|textit|text|emph)\{[^{}\n]{1,200}\}"
)
_COMMAND = re.compile(r"\\[a-zA-Z]+\s?\{?|\\[ ,;!]|[{}$]")
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad"}
_REND = {
    "u": "underline", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "sup": "superscript", "sub": "subscript",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "underline": "underline", "textbf": "bold",
    "mathbf": "bold", "textit": "italic", "mathit": "italic", "emph": "italic", "boldsymbol": "bold",
}  # fmt: skip


def signs(text: str, start: int, end: int) -> list[tuple[Span, str]]:
    """Markup signs in a range, in order, with what each is: "tag:u", "tag:/u", "bold", "heading", "latex:underline" …"""
    found: list[tuple[Span, str]] = []
    for m in _MATH.finditer(text, start, end):
        for c in _COMMAND.finditer(text, m.start(), m.end()):
            name = re.sub(r"[^a-zA-Z]", "", c[0])
            found.append((Span(c.start(), c.end()), f"latex:{name}" if name else "latex:"))
    taken = [s for s, _ in found]
    for m in _SIGN.finditer(text, start, end):
        span = Span(m.start(), m.end())
        if m.lastgroup is None or any(span.overlaps(t) for t in taken):
            continue
        kind = m.lastgroup
        if kind == "tag":
            tag = re.match(r"</?(\w+)", m[0])
            kind = "tag:" + ("/" if m[0].startswith("</") else "") + (tag[1].lower() if tag else "")
        found.append((span, kind))
    for m in _ITALIC.finditer(text, start, end):
        pair = [Span(m.start(), m.start() + 1), Span(m.end() - 1, m.end())]
        if not any(s.overlaps(t) for s in pair for t, _ in found):
            found += [(s, "italic") for s in pair]
    return sorted(found)


def marks(found: Sequence[tuple[Span, str]], end: int) -> tuple[Mark, ...]:
    """Pair opening and closing signs. An unclosed one reaches to `end`."""
    out: list[Mark] = []
    open_: list[tuple[Span, str]] = []
    math: list[Span] = []
    rend_of_math: str | None = None
    for span, kind in found:
        if kind == "heading":
            out.append(Mark(Span(span.start, end), Span(span.end, end), "heading"))
        elif kind.startswith("latex:"):
            math.append(span)
            rend_of_math = _REND.get(kind[6:], rend_of_math)
        elif kind in ("bold", "italic") or kind.startswith("tag:"):
            _pair(span, kind, open_, out)
    for span, kind in open_:
        rend = _REND.get(kind.split(":")[-1], kind if kind in ("bold", "italic") else None)
        if rend and kind != "tag:br":
            out.append(Mark(Span(span.start, end), Span(span.end, end), rend))
    if math and rend_of_math:
        inner = _inner(math)
        out.append(Mark(Span(math[0].start, math[-1].end), inner, rend_of_math))
    return tuple(sorted(out, key=lambda m: (m.span.start, -m.span.end)))


def _inner(signs_: Sequence[Span]) -> Span:
    """The widest range between two neighbouring signs."""
    return max(
        (Span(a.end, b.start) for a, b in itertools.pairwise(signs_)),
        key=len,
        default=Span(signs_[0].end, signs_[0].end),
    )


def _pair(span: Span, kind: str, open_: list[tuple[Span, str]], out: list[Mark]) -> None:
    closes = kind[5:] if kind.startswith("tag:/") else kind if kind in ("bold", "italic") else None
    for i in range(len(open_) - 1, -1, -1):
        was, other = open_[i]
        if closes is not None and (other == closes or other == f"tag:{closes}"):
            rend = _REND.get(closes, closes if closes in ("bold", "italic") else "")
            if rend:
                out.append(Mark(Span(was.start, span.end), Span(was.end, span.start), rend))
            del open_[i]
            return
    if not kind.startswith("tag:/") and kind != "tag:br":
        open_.append((span, kind))


def running_unit(
    source: Source,
    pieces: Sequence[Span],
    *,
    n: int = 0,
    kind: str = "p",
    lang: str = "und",
    zone: str = "original",
    label: Span | None = None,
) -> Unit:
    """A `Unit` over ranges of a source. `label` is the range of a list label, which is left out of the running text."""
    chars: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    found: list[Mark] = []
    for piece in pieces:
        piece_signs = signs(source.text, piece.start, piece.end)
        found += marks(piece_signs, piece.end)
        skipped = [s for s, _ in piece_signs] + ([label] if label and piece.covers(label) else [])
        _append(source.text, piece, sorted(skipped), chars, offsets, ends)
    while chars and chars[-1] == " ":
        for column in (chars, offsets, ends):
            column.pop()
    own_ends = tuple(ends) if any(e != o + 1 for o, e in zip(offsets, ends)) else ()
    return Unit(
        n, kind, lang, zone, tuple(pieces), "".join(chars), tuple(offsets), tuple(found),
        source.text[label.start : label.end].strip() if label else None, own_ends,
    )  # fmt: skip


def trimmed(text: str, span: Span) -> Span:
    """The range without white space at its ends (empty if it is nothing else)."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


class Reading:
    """Running text of ranges of one source, each made once: blocks are looked at many times before they are units."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._made: dict[Span, Unit] = {}

    def unit(self, span: Span) -> Unit:
        """The range as a unit of no kind."""
        made = self._made.get(span)
        if made is None:
            made = self._made[span] = running_unit(self.source, [span])
        return made

    def text(self, span: Span) -> str:
        """Its running text."""
        return self.unit(span).text


def _append(
    text: str, piece: Span, skipped: Sequence[Span], chars: list[str], offsets: list[int], ends: list[int]
) -> None:
    """Add the characters of one piece; a piece after the first is joined like a new line."""
    broken = bool(chars)
    i, k = piece.start, 0
    while i < piece.end:
        while k < len(skipped) and skipped[k].end <= i:
            k += 1
        if k < len(skipped) and skipped[k].start <= i:
            i = skipped[k].end
            continue
        c = text[i]
        if c.isspace():
            broken = broken or c in "\n\r\x0c\x0b\u2028\u2029"
            if chars and chars[-1] != " ":
                chars.append(" ")
                offsets.append(i)
                ends.append(i + 1)
        elif c in _INVISIBLE:
            pass
        elif unicodedata.combining(c) and chars and chars[-1] != " ":
            chars[-1], ends[-1] = _composed(chars[-1], c), i + 1
        else:
            if broken:
                _join(c, chars, offsets, ends)
            broken = False
            chars.append(c)
            offsets.append(i)
            ends.append(i + 1)
        i += 1


def _composed(base: str, mark: str) -> str:
    """Letter and combining mark as one character where Unicode has it; else the letter alone (the source keeps the mark)."""
    both = unicodedata.normalize("NFC", base + mark)
    return both if len(both) == 1 else base


def _join(c: str, chars: list[str], offsets: list[int], ends: list[int]) -> None:
    """Before the first character of a new line: make a word broken by a hyphen whole, else see to one space."""
    last = len(chars) - 1
    while last >= 0 and chars[last] == " ":
        last -= 1
    if last >= 1 and chars[last] in "-‐¬" and chars[last - 1].isalpha() and _goes_on(chars[last - 1], c):
        del chars[last:], offsets[last:], ends[last:]
    elif chars and chars[-1] != " ":
        chars.append(" ")
        offsets.append(offsets[-1])
        ends.append(ends[-1])


def _goes_on(before: str, after: str) -> bool:
    return after.isalpha() and (after.islower() or before.isupper())
