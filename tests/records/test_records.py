"""Records of other conventions than those of the seeds, against the answers that were written with them.

The floors are a little below what is reached: they fall when something breaks, not when one word is read otherwise.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.authority import load_authority
from pipeline.build import encode_document
from pipeline.model import Document
from pipeline.project import Project
from pipeline.source import read

HERE = Path(__file__).parent
RECORDS = sorted(p.stem for p in HERE.glob("*.txt"))
#: Letters by which the beginning of a turn may be off: a title before the name.
NEAR = 12


@cache
def made(name: str) -> tuple[Document, dict[str, Any]]:
    document = encode_document(read(HERE / f"{name}.txt"), Project(), load_authority()).document
    return document, json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def f1(right: int, made: int, wanted: int) -> float:
    return 2 * right / (made + wanted) if made + wanted else 1.0


def bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold().replace("ё", "е")


@pytest.mark.parametrize("name", RECORDS)
def test_turns_begin_where_they_should_and_one_speaker_stays_one(name: str) -> None:
    document, answers = made(name)
    wanted = [(at, who) for at, who in answers["turns"] if at is not None]
    ours = [(t.start, t.speakers[0] if t.speakers else "") for t in document.turns]
    pairs = [(who, mine) for at, who in wanted for start, mine in ours if at - NEAR <= start <= at + 2]
    assert f1(len(pairs), len(ours), len(wanted)) >= 0.75
    # The ids of the answers are not ours: each of theirs must nearly always be the same one of ours.
    same = sum(max(Counter(mine for who, mine in pairs if who == one).values()) for one in {who for who, _ in pairs})
    assert same >= 0.95 * len(pairs)


@pytest.mark.parametrize("name", RECORDS)
def test_names_have_their_extent_and_kind(name: str) -> None:
    document, answers = made(name)
    wanted = {(bare_span(document, a, b), kind) for a, b, kind in answers["names"]}
    ours = {(bare_span(document, m.span.start, m.span.end), m.kind) for m in document.mentions}
    assert f1(len(wanted & ours), len(ours), len(wanted)) >= 0.93


def bare_span(document: Document, start: int, end: int) -> tuple[int, int]:
    """A range without the signs at its ends."""
    text = document.source.text
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def test_most_damage_is_read_and_hardly_any_word_wrongly() -> None:
    right = made_count = found = wanted = 0
    for name in RECORDS:
        document, answers = made(name)
        body = document.metadata.end
        ours = [c for c in document.corrections if c.span.start >= body]
        known = [*answers["corrections"], *answers["doubtful"]]
        for c in ours:
            here = [(a, b, corr) for a, b, corr in known if a < c.span.end and c.span.start < b]
            right += any(bare(corr) == bare(c.corr) or bare(c.corr) in bare(corr) for _, _, corr in here)
        made_count += len(ours)
        wanted += len(answers["corrections"])
        found += sum(any(a < c.span.end and c.span.start < b for c in ours) for a, b, _ in answers["corrections"])
    assert right / made_count >= 0.95
    assert found / wanted >= 0.72


def test_dates_have_their_values() -> None:
    right = made_count = wanted = 0
    for name in RECORDS:
        document, answers = made(name)
        ours = [m for m in document.dates if (m.when or m.from_ or m.not_before) and ":" not in (m.when or "")]
        values = [(m.span, m.when or f"{m.from_ or m.not_before}/{m.to or m.not_after}") for m in ours]
        made_count, wanted = made_count + len(values), wanted + len(answers["dates"])
        right += sum(any(s.start < b and a < s.end and v == when for s, v in values) for a, b, when in answers["dates"])
    assert f1(right, made_count, wanted) >= 0.95
