"""Source → Document: the steps in their order.

    metadata → structure → participants → turns → alignment → names → dates → repair → alignment

Each step is a function of what stands before it and adds a layer; none changes the text. The languages are aligned twice:
names need to know which paragraphs correspond, and the final alignment profits from the names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.insertions import find_insertions
from pipeline.metadata import read_metadata
from pipeline.model import Correction, Document, Entity, Mention, Source
from pipeline.structure import structure
from pipeline.terms import find_terms

if TYPE_CHECKING:
    from pipeline.authority import Authority


@dataclass(frozen=True)
class AnalysisSettings:
    """Options of the analysis. `repair` off leaves damaged words as they stand; `threshold` is the least certainty with which
    a correction is made; `sentences` links sentences inside aligned units."""

    repair: bool = True
    threshold: float = 0.5
    sentences: bool = False


def analyse(source: Source, authority: Authority, settings: AnalysisSettings | None = None) -> Document:
    """All layers of a source. A pure function of its arguments."""
    from pipeline.align import align_all
    from pipeline.dates import dates_of
    from pipeline.genre import genre_of
    from pipeline.names import find_names
    from pipeline.participants import find_participants
    from pipeline.turns import find_turns

    settings = settings or AnalysisSettings()
    metadata = read_metadata(source)
    parts = structure(source, metadata)
    participants, people = find_participants(parts, metadata, authority)
    turns, speakers = find_turns(parts, metadata, participants, authority)
    first = align_all(parts, turns=turns)
    mentions, found = find_names(
        parts, metadata, authority, turns=turns, participants=participants, entities=(*people, *speakers),
        alignment=first[0] if first else None,
    )  # fmt: skip
    dates, measures = dates_of(parts, metadata)
    document = Document(
        source, metadata, parts, turns, participants, _entities((*people, *speakers, *found)), mentions,
        insertions=find_insertions(parts), dates=dates, measures=measures,
    )  # fmt: skip
    document = replace(document, corrections=_corrections(document, settings))
    document = replace(
        document, alignments=align_all(parts, turns=turns, mentions=mentions, dates=dates, measures=measures)
    )
    return replace(
        document,
        entities=_referred(document, authority),
        genre=genre_of(parts, metadata).kind,
        terms=find_terms(document),
    )


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
