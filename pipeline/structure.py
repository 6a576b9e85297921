"""Source and Metadata → Structure: divisions by language, and in each what every block is.

Blocks are classified by form and place; paragraphs that a page cuts are one again; what is not running text stands by itself.
Every character of the contents belongs to exactly one unit or to the white space between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.kinds import Classifier
from pipeline.model import Metadata, Source, Span, Structure, Unit, Zone
from pipeline.pages import glued_number, inner_numbers, number_of
from pipeline.paragraphs import paragraphs
from pipeline.running import Reading, running_unit, trimmed
from pipeline.zones import Run, find_runs

_TERMINAL = re.compile(r"[.!?…:;][\"'»”’)\]•*_]*\s*$")
#: A label that begins with an abbreviation in small letters: «т. Жуков – …».
_LABEL = re.compile(r"(?:тов|т|г-н|г)\.?\s?[А-ЯЁ][\w.]*(?:[ -][А-ЯЁ][\w.-]*){0,3}(?:\s?:|\s[-–—]\s|\s?[–—]\s)")
_SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]•*_\s]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A block or part of one, with its kind, before paragraphs are joined."""

    span: Span
    kind: str
    label: Span | None = None


def structure(source: Source, metadata: Metadata) -> Structure:
    """Divisions of the contents (TEI Guidelines 4.1.2, 17.5.2), with their units in the order of the source."""
    spans = [Span(max(b.start, metadata.end), b.end) for b in source.blocks if b.end > metadata.end]
    spans = [trimmed(source.text, p) for s in spans for p in paragraphs(source, s)]
    spans = [s for s in spans if len(s)]
    zones: list[Zone] = []
    taken: dict[str, int] = {}
    for run in find_runs(source, spans, metadata):
        taken[run.lang] = taken.get(run.lang, 0) + 1
        id = run.lang if taken[run.lang] == 1 else f"{run.lang}-{taken[run.lang]}"
        units = _units(source, spans[run.first : run.last + 1], run, metadata)
        zones.append(Zone(id, run.lang, run.role, tuple(replace(u, n=i) for i, u in enumerate(units))))
    return Structure(tuple(zones))


def _units(source: Source, spans: Sequence[Span], run: Run, metadata: Metadata) -> list[Unit]:
    reading = Reading(source)
    made = [Part(*p) for p in Classifier(reading, run.lang, run.role, metadata).parts(spans)]
    return _joined(reading, _unglued(reading, made, run), run)


def _unit(reading: Reading, pieces: Sequence[Span], kind: str, run: Run, label: Span | None = None) -> Unit:
    if len(pieces) == 1 and label is None:
        return replace(reading.unit(pieces[0]), kind=kind, lang=run.lang, zone=run.role)
    return running_unit(reading.source, pieces, kind=kind, lang=run.lang, zone=run.role, label=label)


def _unglued(reading: Reading, parts: Sequence[Part], run: Run) -> list[Part]:
    """Cut page numbers out of paragraphs they are glued to. The number expected is one more than the last seen."""
    text = reading.source.text
    out: list[Part] = []
    page: int | None = None
    for part, following in zip(parts, _next_texts(parts)):
        if part.kind == "page-number":
            n = number_of(text[part.span.start : part.span.end])
            page = n if n is not None and (page is None or n <= page + 4) else page
        if part.kind not in ("p", "item"):
            out.append(part)
            continue
        for piece in _cut(reading, part, run, page + 1 if page is not None else None, following):
            if piece.kind == "page-number":
                page = number_of(text[piece.span.start : piece.span.end]) or page
            out.append(piece)
    return out


def _next_texts(parts: Sequence[Part]) -> list[Part | None]:
    """For each part, the next one that is text."""
    out: list[Part | None] = []
    following: Part | None = None
    for part in reversed(parts):
        out.append(following)
        if part.kind in ("p", "item"):
            following = part
    return out[::-1]


def _cut(
    reading: Reading, part: Part, run: Run, expected: int | None, following: Part | None
) -> Iterator[Part]:
    source = reading.source
    unit = _unit(reading, [part.span], part.kind, run, part.label)
    cuts = inner_numbers(unit, expected)
    goes_on = following is not None and _begins_small(reading, following)
    tail = glued_number(unit.text, expected, at_end=True) if goes_on else None
    if tail and tail not in cuts:
        cuts.append(tail)
    start = part.span.start
    label = part.label
    for first, last in sorted(cuts):
        number = unit.span(first, last)
        before = trimmed(source.text, Span(start, number.start))
        if len(before):
            yield Part(before, part.kind, label)
            label = None
        yield Part(trimmed(source.text, number), "page-number")
        start = number.end
    rest = trimmed(source.text, Span(start, part.span.end))
    if len(rest):
        yield Part(rest, part.kind, label)


def _begins_small(reading: Reading, part: Part) -> bool:
    text = reading.text(part.span).lstrip("\"'«“([ ")
    return text[:1].islower() and part.label is None


def _joined(reading: Reading, parts: Sequence[Part], run: Run) -> list[Unit]:
    """Units of the parts: a paragraph that goes on behind a page break (or a lost one) is one unit of several pieces."""
    open_: list[Span] = []
    open_part: Part | None = None
    between: list[Part] = []
    out: list[Unit] = []

    def close() -> None:
        if open_part is not None:
            out.append(_unit(reading, open_, open_part.kind, run, open_part.label))
        out.extend(_unit(reading, [p.span], p.kind, run) for p in between)
        between.clear()

    for part in parts:
        furniture = part.kind in ("page-number", "noise", "stamp")
        if furniture and open_part is not None:
            between.append(part)
        elif (
            open_part is not None
            and part.kind in ("p", "item")
            and part.label is None
            and _goes_on(reading, Span(open_[0].start, open_[-1].end), part, bool(between), open_[-1])
        ):
            open_.append(part.span)
            # Furniture between the pieces keeps its place by its offsets; it follows the paragraph in the list.
        else:
            close()
            open_part = part if part.kind in ("p", "item") else None
            open_ = [part.span]
            if open_part is None:
                out.append(_unit(reading, [part.span], part.kind, run, part.label))
    close()
    return out


def _goes_on(reading: Reading, whole: Span, part: Part, page: bool, last: Span) -> bool:
    """Does the paragraph that ends with `last` go on in `part`?

    It does when its last sentence is open and the next block begins with a small letter, or a bracket it opened is still
    open; at a page number also when a word is cut by a hyphen.
    """
    following = reading.unit(part.span)
    if any(m.span.start == part.span.start and m.rend in ("underline", "bold") for m in following.marks):
        return False  # emphasis opens a label
    before = reading.text(last)
    after = following.text.lstrip("\"'«“ ")
    if not after or not before or _SENTENCE_END.search(before) or _LABEL.match(after):
        return False
    text = reading.source.text[whole.start : whole.end]
    if _open_bracket(text) and not _TERMINAL.search(before):
        return True
    if before.endswith("-") and after[:1].isalpha():
        return after[:1].islower() or page
    if not after[:1].islower():
        return (
            page and after[:1].isdigit() and before[-1:].isalpha() and not re.match(r"\d{1,2}[.)]\s", after)
        )
    return bool(re.search(r"[\w,»”\")(–—-]$", before)) or before.endswith((";", ":"))


def _open_bracket(text: str) -> bool:
    return text.rfind("[") > text.rfind("]") and len(text) - text.rfind("[") < 300
