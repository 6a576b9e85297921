"""Document → findings for a person to look at: what the program decided with little certainty, and what it could not decide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.finding import Finding
from pipeline.metadata import contents_languages
from pipeline.model import Document

#: Below this certainty a decision is shown to a person.
DOUBTFUL = 0.6
_MISSING = (("title", "title"), ("when", "date"), ("citation", "citation"), ("url", "address"))


def review(document: Document) -> tuple[Finding, ...]:
    """Findings on the analysis, in the order of the source, each with its place there."""
    found = [*_cover(document), *_turns(document), *_names(document)]
    return tuple(sorted(found, key=lambda f: (f.line, f.column, f.code, f.message)))


def _at(document: Document, offset: int, code: str, message: str, severity: str) -> Finding:
    from pipeline import rules

    line, column = document.source.place(offset)
    return Finding(code, document.source.name, line, column, message, severity, slug=rules.rule(code).slug)


def _cover(document: Document) -> Iterator[Finding]:
    metadata = document.metadata
    if metadata.archive is None:
        yield _at(document, 0, "h-021", "the text has no cover page that any layout knows", "warning")
        return
    if not document.structure.zones:
        yield _at(document, 0, "h-020", "there is a cover page and no text behind it", "warning")
    for name, said in _MISSING:
        if not getattr(metadata, name):
            yield _at(document, 0, "h-020", f"the cover page has no {said}", "info")
    yield from _against_text(document)
    if metadata.citation and not metadata.archives and not metadata.originally:
        yield _at(document, 0, "h-020", "the citation names neither an archive nor another source", "info")


_WITH_DAY = re.compile(r"[^\W\d_]+ \d{1,2}, \d{4}")


def _against_text(document: Document) -> Iterator[Finding]:
    """What the cover page says and cannot be: a day that no month has, a language that the text has not."""
    metadata = document.metadata
    if metadata.date and _WITH_DAY.fullmatch(metadata.date.strip()) and len(metadata.when or "") < 10:
        yield _at(document, 0, "h-020", f"the cover page has an impossible date, {metadata.date.strip()!r}", "warning")
    there = {zone.lang for zone in document.structure.zones}
    for role, lang in contents_languages(metadata):
        if role in ("original", "translation") and lang and there and lang not in there:
            yield _at(document, 0, "h-020", f"the cover page announces the {role} in {lang}, and the text has nothing in it", "warning")


def _turns(document: Document) -> Iterator[Finding]:
    names = {e.id: e.name for e in document.entities}
    for turn in document.turns:
        if turn.cert < DOUBTFUL:
            label = document.source.text[turn.label.start : turn.label.end] if turn.label else ""
            who = ", ".join(names.get(s, s) for s in turn.speakers)
            message = f"the speaker of this turn is inferred: {label!r} is read as {who} (certainty {turn.cert:.2f})"
            yield _at(document, turn.start, "t-020", message, "warning")


def _names(document: Document) -> Iterator[Finding]:
    names = {e.id: e.name for e in document.entities}
    new = {e.id for e in document.entities if e.cert < 1}
    told: set[str] = set()
    for mention in document.mentions:
        surface = " ".join(document.source.text[mention.span.start : mention.span.end].split())
        if any(e.startswith("ambiguous") for e in mention.evidence):
            message = f"{surface!r} fits several entries; read as {names.get(mention.ref or '', mention.ref)}"
            yield _at(document, mention.span.start, "n-015", message, "warning")
        if mention.ref in new and mention.ref not in told:
            told.add(mention.ref)
            message = f"{surface!r} is in no list; a new entry #{mention.ref} was made for it"
            yield _at(document, mention.span.start, "n-020", message, "info")
