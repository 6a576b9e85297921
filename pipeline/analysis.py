"""Source → Document: the steps in their order.

    metadata → structure → participants → turns → alignment → names → dates → repair → alignment

Each step is a function of what stands before it and adds a layer; none changes the text. The languages are aligned twice:
names need to know which paragraphs correspond, and the final alignment profits from the names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.finding import Finding
from pipeline.insertions import find_insertions
from pipeline.metadata import read_metadata
from pipeline.model import (
    Correction,
    DateMention,
    Document,
    Entity,
    Mention,
    SentenceAlignment,
    SentenceBead,
    Source,
    Span,
)
from pipeline.structure import structure
from pipeline.terms import find_terms
from pipeline.unify import unify

if TYPE_CHECKING:
    from pipeline.authority import Authority


_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")


@dataclass(frozen=True)
class AnalysisSettings:
    """Options of the analysis. `repair` off leaves damaged words as they stand; `threshold` is the least certainty with which
    a correction is made; `sentences` links sentences inside aligned units; `recogniser` lets a statistical recogniser vote
    on new names."""

    repair: bool = True
    threshold: float = 0.5
    sentences: bool = False
    recogniser: bool = False


def analyse(source: Source, authority: Authority, settings: AnalysisSettings | None = None) -> Document:
    """All layers of a source. A pure function of its arguments."""
    from pipeline.align import align_all
    from pipeline.dates import dates_of
    from pipeline.genre import genre_of
    from pipeline.labels import is_office, is_part
    from pipeline.names import Settings, find_names
    from pipeline.participants import company, find_participants
    from pipeline.turns import find_turns

    settings = settings or AnalysisSettings()
    metadata = read_metadata(source)
    parts = structure(source, metadata)
    found_company = company(parts, metadata, authority)
    participants, people = find_participants(parts, metadata, authority, found_company)
    turns, speakers = find_turns(parts, metadata, participants, authority, found=found_company)
    first = align_all(parts, turns=turns)
    turns, participants, known = unify(turns, participants, (*people, *speakers), first)
    named = tuple(e for e in known if not is_office(e.name))  # "the Secretary" is somebody, but no name
    mentions, found = find_names(
        parts, metadata, authority, turns=turns, participants=participants, entities=named,
        alignment=first[0] if first else None,
        settings=Settings(recogniser=settings.recogniser),
    )  # fmt: skip
    dates, measures = dates_of(parts, metadata)
    no_names = {t.label for t in turns if t.label and is_part(source.text[t.label.start : t.label.end])}
    mentions = tuple(
        _styled(m, source) for m in _without_dates(mentions, found, dates) if m.span not in no_names
    )
    document = Document(
        source, metadata, parts, turns, participants, _entities((*known, *found)), mentions,
        insertions=find_insertions(parts), dates=dates, measures=measures,
    )  # fmt: skip
    document = replace(document, corrections=_corrections(document, settings))
    document = replace(
        document, alignments=align_all(parts, turns=turns, mentions=mentions, dates=dates, measures=measures)
    )
    document = replace(document, findings=_parity(document))
    return replace(
        document,
        entities=_referred(document, authority),
        genre=genre_of(parts, metadata).kind,
        terms=find_terms(document),
        sentences=_sentences(document) if settings.sentences else (),
    )


def _parity(document: Document) -> tuple[Finding, ...]:
    """Where the two languages of an aligned pair differ."""
    from pipeline.parity import parity

    out: list[Finding] = []
    for alignment in document.alignments:
        left, right = document.structure.zone(alignment.left), document.structure.zone(alignment.right)
        out += parity(
            document.source, left, right, alignment, turns=document.turns, mentions=document.mentions,
            dates=document.dates, insertions=document.insertions, entities=document.entities,
        )  # fmt: skip
    return tuple(out)


#: Kinds of units that have sentences.
_PROSE = frozenset({"p", "item"})


def _sentences(document: Document) -> tuple[SentenceAlignment, ...]:
    """Sentence links of every aligned pair. A label is no part of the sentence behind it."""
    from pipeline.sentences import link_sentences

    out: list[SentenceAlignment] = []
    for alignment in document.alignments:
        left, right = document.structure.zone(alignment.left), document.structure.zone(alignment.right)
        beads: list[SentenceBead] = []
        for link in link_sentences(alignment, left, right):
            sides = [
                tuple(
                    s
                    for n, a, b in side
                    if zone.units[n].kind in _PROSE and (s := _speech(document, zone.units[n].span(a, b)))
                )
                for zone, side in ((left, link.left), (right, link.right))
            ]
            beads.append(SentenceBead(sides[0], sides[1], link.cert))
        out.append(SentenceAlignment(alignment.left, alignment.right, tuple(beads)))
    return tuple(out)


def _speech(document: Document, sentence: Span) -> Span | None:
    """The part of a sentence behind the label of a direct turn; None if it is all label."""
    for turn in document.turns:
        if turn.label_end is not None and turn.start < sentence.end and sentence.start < turn.label_end:
            if turn.label_end >= sentence.end:
                return None
            start = max(sentence.start, turn.label_end)
            while start < sentence.end and document.source.text[start].isspace():
                start += 1
            return Span(start, sentence.end) if start < sentence.end else None
    return sentence


def _without_dates(
    mentions: tuple[Mention, ...], found: tuple[Entity, ...], dates: tuple[DateMention, ...]
) -> tuple[Mention, ...]:
    """Without new names that are parts of dates: "Dec." is no person."""
    new = {e.id for e in found if e.cert < 1}
    return tuple(m for m in mentions if m.ref not in new or not any(m.span.overlaps(d.span) for d in dates))


def _styled(mention: Mention, source: Source) -> Mention:
    """The mention with its reading as the record writes names: its initials, its hyphens."""
    if mention.reading is None:
        return mention
    surface = source.text[mention.span.start : mention.span.end].split()
    words = mention.reading.split()
    initials = surface[: len(surface) - len(words)]
    if len(words) > len(surface) or not all(_INITIALS.fullmatch(i) for i in initials):
        return mention
    styled = [_with_hyphen(word, like) for word, like in zip(words, surface[len(initials) :])]
    return replace(mention, reading=" ".join([*initials, *styled]))


def _with_hyphen(word: str, like: str) -> str:
    at = like.find("-")
    if at <= 0 or "-" in word or len(word) != len(like) - 1 or like.count("-") != 1:
        return word
    return f"{word[:at]}-{word[at:]}"


def _corrections(document: Document, settings: AnalysisSettings) -> tuple[Correction, ...]:
    if not settings.repair:
        return ()
    from pipeline.repair import repair

    made = repair(document.structure, document.metadata, document.mentions)
    return tuple(c for c in made if c.cert >= settings.threshold)


def _entities(found: tuple[Entity, ...]) -> tuple[Entity, ...]:
    return tuple({e.id: e for e in found}.values())


def _referred(document: Document, authority: Authority) -> tuple[Entity, ...]:
    """Every entity that a mention, turn or participant refers to, sorted by id."""
    own = {e.id: e for e in document.entities}
    ids = {m.ref for m in document.mentions if m.ref}
    ids |= {s for t in document.turns for s in (*t.speakers, *t.addressees)}
    ids |= {p.ref for p in document.participants}
    out: list[Entity] = []
    for id in sorted(ids):
        entity = own.get(id) or authority.entities.get(id)
        if entity is not None:
            out.append(entity)
    return tuple(out)


__all__ = ["AnalysisSettings", "Mention", "analyse"]
