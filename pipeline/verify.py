"""TEI + source → proof that nothing was lost.

The contents of the source, less the signs of its markup, must stand in the TEI letter by letter, figure by figure and mark by mark, in
order, once. Of a choice the reading of the source counts; notes of the encoder do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import UnreadableInput
from pipeline.finding import Finding
from pipeline.metadata import read_metadata
from pipeline.model import Source
from pipeline.running import signs

_TEI = "{http://www.tei-c.org/ns/1.0}"
#: Signs of Markdown lists at the beginning of a line; they become `list`.
_BULLET = re.compile(r"(?<![^\n\x0c])[ \t]*[-*•+][ \t]+(?=\S)")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\xad")


class NoText(ValueError):
    """There is no `text` in which the source could stand."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where TEI and source part: offset in the source, what stands there and what in the TEI."""

    offset: int
    source: str
    tei: str


def verify(tei: bytes, source: Source, *, shown: str = "the TEI") -> Finding | None:
    """None if the TEI holds the contents of the source whole; else a finding (g-001) that names the first difference.

    Raises `UnreadableInput` for what is not well-formed or no TEI; `shown` is how the message calls it.
    """
    from lxml import etree

    try:
        found = first_difference(tei, source)
    except etree.XMLSyntaxError as error:
        raise UnreadableInput(f"{shown}:{error.lineno or 1}: not well-formed XML: {error.msg}") from None
    except NoText:
        raise UnreadableInput(f"{shown}: is no TEI document with a text") from None
    if found is None:
        return None
    line, column = source.place(found.offset)
    message = f"the source has {found.source!r}, the TEI {found.tei!r}"
    return Finding("g-001", source.name, line, column, message, "error", slug="text-lost")


def first_difference(tei: bytes, source: Source) -> Difference | None:
    """Where the letters of TEI and source first part, or None."""
    wanted = list(_source_characters(source))
    got = list(_tei_characters(tei))
    states = {0}  # how many characters of the TEI may be accounted for
    for place, (offset, character, optional) in enumerate(wanted):
        reached = {k + 1 for k in states if k < len(got) and got[k] == character}
        if optional:
            reached |= states
        if not reached:
            return _difference(wanted, place, got, min(states), offset)
        states = reached
    if len(got) in states:
        return None
    return _difference(wanted, len(wanted), got, max(states), len(source.text))


def _difference(
    wanted: list[tuple[int, str, bool]], i: int, got: list[str], k: int, offset: int
) -> Difference:
    return Difference(offset, "".join(c for _, c, _ in wanted[i : i + 30]), "".join(got[k : k + 30]))


def _source_characters(source: Source) -> Iterator[tuple[int, str, bool]]:
    """(offset, character, may it be missing) of the contents, without white space. Signs of markup may have become an element or
    an attribute; the bullet of a list, the list."""
    text = source.text
    start = read_metadata(source).end
    optional = bytearray(len(text))
    for span, _ in signs(text, start, len(text)):
        optional[span.start : span.end] = b"\x01" * len(span)
    for m in _BULLET.finditer(text, start):
        sign = m.start() + len(m[0]) - len(m[0].lstrip())
        optional[sign] = 1
    for i in range(start, len(text)):
        if _counts(text[i]):
            yield i, text[i], bool(optional[i])


def _counts(c: str) -> bool:
    return not (c.isspace() or c in _INVISIBLE or unicodedata.category(c) in ("Cc", "Cn", "Cs"))


def _tei_characters(tei: bytes) -> Iterator[str]:
    from lxml import etree

    root = etree.fromstring(tei, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    text = root.find(f"{_TEI}text")
    if text is None:
        raise NoText
    skipping: list[object] = []
    for event, e in etree.iterwalk(text, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not skipping:
                yield from filter(_counts, e.tail or "")
            continue
        if event == "start":
            if skipping or _is_ours(e):
                skipping.append(e)
            else:
                yield from filter(_counts, e.text or "")
        else:
            if skipping:
                skipping.pop()
            if not skipping and e is not text:
                yield from filter(_counts, e.tail or "")


def _is_ours(e: object) -> bool:
    """Text that does not come from the source: readings of a choice, notes of the encoder."""
    tag = e.tag  # type: ignore[attr-defined]
    if tag in (f"{_TEI}corr", f"{_TEI}reg", f"{_TEI}expan"):
        parent = e.getparent()  # type: ignore[attr-defined]
        return parent is not None and parent.tag == f"{_TEI}choice"
    return tag == f"{_TEI}note" and e.get("type") in ("editorial", "alignment")  # type: ignore[attr-defined]
