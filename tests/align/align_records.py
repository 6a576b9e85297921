"""Zones for the tests of alignment: made of given paragraphs, or of the sample records beside the repository."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.metadata import read_metadata
from pipeline.model import Alignment, Source, Span, Structure, Unit, Zone
from pipeline.source import read
from pipeline.structure import structure

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def zone(
    lang: str,
    *texts: str,
    id: str | None = None,
    role: str = "original",
    kinds: tuple[str, ...] = (),
    at: int = 0,
) -> Zone:
    """A zone whose units have these texts; their offsets count from `at`, a blank line between them."""
    units = []
    for n, text in enumerate(texts):
        offsets = tuple(range(at, at + len(text)))
        kind = kinds[n] if n < len(kinds) else "p"
        units.append(Unit(n, kind, lang, role, (Span(at, at + len(text)),), text, offsets))
        at += len(text) + 2
    return Zone(id or lang, lang, role, tuple(units))


def without(given: Zone, dropped: set[int]) -> tuple[Zone, list[int]]:
    """The zone without some units, numbered anew; and the old number of each unit left."""
    kept = [u for u in given.units if u.n not in dropped]
    return replace(given, units=tuple(replace(u, n=i) for i, u in enumerate(kept))), [u.n for u in kept]


def pairs(alignment: Alignment) -> set[tuple[int, int]]:
    return {(a, b) for bead in alignment.beads for a in bead.left for b in bead.right}


def f1(found: set[Any], wanted: set[Any]) -> float:
    return 2 * len(found & wanted) / (len(found) + len(wanted))


@cache
def record(name: str) -> tuple[dict[str, Any], Source, Structure]:
    """Gold, source and structure of a sample record; skips the test where the samples are absent."""
    path = SHARED / "gold" / f"{name}.json"
    if not path.exists():
        pytest.skip(f"no sample records beside the repository ({name})")
    gold = json.loads(path.read_text(encoding="utf-8"))
    source = read(SHARED / "seeds" / gold["source"])
    return gold, source, structure(source, read_metadata(source))


def gold_pairs(gold: dict[str, Any], source: Source) -> set[tuple[int, int]]:
    """Pairs of gold blocks that answer to each other and have letters."""
    spelt = {b["n"] for b in gold["blocks"] if any(map(str.isalnum, source.text[b["start"] : b["end"]]))}
    return {(a, b) for left, right in gold["alignment"] for a in left for b in right if {a, b} <= spelt}


def block_pairs(alignment: Alignment, gold: dict[str, Any], known: Structure) -> set[tuple[int, int]]:
    """Pairs of gold blocks that an alignment of units pairs."""
    left, right = known.zone(alignment.left), known.zone(alignment.right)
    return {
        (a, b)
        for bead in alignment.beads
        for i in bead.left
        for j in bead.right
        for a in _blocks(left.units[i], gold)
        for b in _blocks(right.units[j], gold)
    }


def _blocks(unit: Unit, gold: dict[str, Any]) -> list[int]:
    out = []
    for block in gold["blocks"]:
        if block["kind"] in ("page-number", "noise", "stamp", "gap") or block["zone"] == "metadata":
            continue
        shared = sum(max(0, min(p.end, block["end"]) - max(p.start, block["start"])) for p in unit.pieces)
        if shared >= 0.25 * (block["end"] - block["start"]) or 2 * shared > len(unit.text):
            out.append(block["n"])
    return out
