"""A record → its turns and participants, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.authority import Authority, load_authority
from pipeline.metadata import read_metadata
from pipeline.model import Entity, Metadata, Participant, Source, Structure, Turn
from pipeline.participants import find_participants
from pipeline.source import read_bytes
from pipeline.structure import structure
from pipeline.turns import find_turns

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Read:
    """What the steps make of a source."""

    source: Source
    metadata: Metadata
    structure: Structure
    participants: tuple[Participant, ...]
    turns: tuple[Turn, ...]
    entities: tuple[Entity, ...]

    def roles(self, ref: str) -> tuple[str, ...]:
        return next((p.roles for p in self.participants if p.ref == ref), ())

    def at(self, turn: Turn) -> str:
        return self.source.text[turn.start : turn.end]

    def label(self, turn: Turn) -> str:
        return self.source.text[turn.label.start : turn.label.end] if turn.label else ""

    def who(self, zone: str | None = None) -> list[str]:
        return ["+".join(t.speakers) for t in self.turns if zone in (None, t.zone)]


@pytest.fixture(scope="session")
def authority() -> Authority:
    return load_authority()


@pytest.fixture(scope="session")
def read_record(authority: Authority) -> Callable[[str], Read]:
    def made(text: str) -> Read:
        source = read_bytes(text.encode(), "record.txt")
        metadata = read_metadata(source)
        parts = structure(source, metadata)
        people, found = find_participants(parts, metadata, authority)
        turns, more = find_turns(parts, metadata, people, authority)
        return Read(source, metadata, parts, people, turns, found + more)

    return made
