"""Documents made of a few sentences, and the gold annotations beside the repository."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.authority import Authority, load_authority
from pipeline.model import Entity, Mention, Metadata, Source, Span, Structure, Zone
from pipeline.names import Settings, find_names
from pipeline.running import running_unit
from pipeline.source import read_bytes

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


class Found:
    """Mentions of a document, with their surfaces."""

    def __init__(self, source: Source, mentions: Sequence[Mention], entities: Sequence[Entity]):
        self.source, self.mentions, self.entities = source, tuple(mentions), tuple(entities)

    def surface(self, mention: Mention) -> str:
        return self.source.text[mention.span.start : mention.span.end]

    @property
    def surfaces(self) -> list[str]:
        return [self.surface(m) for m in self.mentions]

    @property
    def refs(self) -> list[tuple[str, str | None]]:
        return [(self.surface(m), m.ref) for m in self.mentions]

    @property
    def kinds(self) -> dict[str, str]:
        return {self.surface(m): m.kind for m in self.mentions}

    def mention(self, surface: str) -> Mention:
        return next(m for m in self.mentions if self.surface(m) == surface)


@pytest.fixture(scope="session")
def authority() -> Authority:
    return load_authority()


def structure_of(source: Source, languages: Sequence[str], kinds: dict[int, str]) -> Structure:
    """One unit for each block; `languages` says which block is in which language."""
    zones = []
    for lang in dict.fromkeys(languages):
        role = "translation" if lang == "en" and len(set(languages)) > 1 else "original"
        blocks = [b for b, own in zip(source.blocks, languages, strict=True) if own == lang]
        units = [
            running_unit(source, [Span(b.start, b.end)], n=n, kind=kinds.get(b.n, "p"), lang=lang, zone=role)
            for n, b in enumerate(blocks)
        ]
        zones.append(Zone(lang, lang, role, tuple(units)))
    return Structure(tuple(zones))


Finder = Callable[..., Found]


@pytest.fixture
def find(authority: Authority) -> Finder:
    """`find(ru=[...], en=[...])` → the names of a document with these paragraphs."""

    def names(
        ru: Sequence[str] = (),
        en: Sequence[str] = (),
        *,
        when: str | None = "1950-01-22",
        kinds: dict[int, str] | None = None,
        lists: Authority | None = None,
        settings: Settings | None = None,
        **others: Any,
    ) -> Found:
        source = read_bytes("\n\n".join([*ru, *en]).encode(), "test.txt")
        structure = structure_of(source, ["ru"] * len(ru) + ["en"] * len(en), kinds or {})
        found = find_names(
            structure, Metadata(when=when), lists or authority, settings=settings or Settings(), **others
        )
        return Found(source, *found)

    return names


def gold(name: str) -> dict[str, Any]:
    path = SHARED / "gold" / f"{name}.json"
    if not path.exists():
        pytest.skip("the gold annotations are not beside the repository")
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
