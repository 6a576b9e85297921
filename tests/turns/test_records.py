"""Whole invented records in the shapes that archives print: every turn, its speaker, its modality and its
label."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Read

HERE = Path(__file__).parent
RECORDS = sorted((HERE / "records").glob("*.txt"))


def _shown(read: Read) -> str:
    """Participants and turns as lines of a table."""
    lines = [f"person\t{p.ref}\t{' '.join(p.roles)}\t{p.side or ''}" for p in read.participants]
    for t in read.turns:
        who = "+".join(t.speakers) + (">" + "+".join(t.addressees) if t.addressees else "")
        text = " ".join(read.at(t).split())
        shown = text if len(text) < 60 else f"{text[:28]} … {text[-28:]}"
        lines.append(f"{t.zone}\t{who}\t{t.modality}\t{read.label(t)}\t{shown}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("record", RECORDS, ids=lambda p: p.stem)
def test_record_gives_the_turns_a_reader_sees(
    record: Path, read_record: Callable[[str], Read], golden: Callable[[Path, str], None]
) -> None:
    golden(HERE / "expected" / f"{record.stem}.tsv", _shown(read_record(record.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("record", RECORDS, ids=lambda p: p.stem)
def test_same_record_gives_the_same_turns_twice(record: Path, read_record: Callable[[str], Read]) -> None:
    text = record.read_text(encoding="utf-8")
    assert read_record(text) == read_record(text)
