"""Every seeded error is found under its name, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from validation_mutation import VALID, Mutation, mutations

from pipeline.validation import validate_tei

ROOT = Path(__file__).resolve().parents[2]
ALL = mutations()


def test_there_are_at_least_fifty_nine() -> None:
    assert len(ALL) >= 59
    assert len({m.new for m in ALL}) > 55


def test_the_example_itself_has_no_findings() -> None:
    assert validate_tei(VALID.read_bytes(), "valid.xml") == []


@pytest.mark.parametrize("mutation", ALL, ids=lambda m: m.name)
def test_a_slip_is_found_and_nothing_else(mutation: Mutation) -> None:
    found = validate_tei(mutation.document(), "valid.xml")
    codes = {f.code for f in found}
    assert codes & mutation.codes, [f.message for f in found]
    assert codes <= mutation.codes | mutation.also, [(f.code, f.message) for f in found]


@pytest.fixture(scope="module")
def record() -> bytes:
    """A TEI as the program makes it."""
    from pipeline.authority import load_authority
    from pipeline.build import encode_document
    from pipeline.project import Project
    from pipeline.source import read

    path = next((ROOT / "seeds").glob("003_*.txt"))
    return encode_document(read(path), Project(), load_authority(()), id="wcda-1").tei


def test_what_the_program_makes_has_no_false_alarm(record: bytes) -> None:
    assert [f for f in validate_tei(record, "wcda-1.xml") if f.severity != "info"] == []


@pytest.mark.parametrize(
    ("pattern", "replacement", "code"),
    [
        (r'(<persName [^>]*ref="#)([\w.-]+)"', r'\1\2x"', "p-001"),
        (r"<persName (.*?)</persName>", r"<persname \1</persname>", "s-001"),
        (r'(<date [^>]*when=")\d{4}-\d\d-\d\d', r"\g<1>12.31.1950", "s-010"),
        (r"</div>\s*</body>", "</body>", "x-002"),
        (r'<div type="(\w+)"', r'<div typ="\1"', "s-008"),
        (r"<body>", "<body>Note.", "s-012"),
        (r'(<TEI[^>]* )xml:id="wcda-1"', r'\1xml:id="wcda-7"', "h-001"),
        (r'resp="#zapis"', 'resp="#zapsi"', "p-001"),
    ],
)
def test_a_slip_in_what_the_program_made_is_found(record: bytes, pattern: str, replacement: str, code: str) -> None:
    text, count = re.subn(pattern, replacement, record.decode(), count=1, flags=re.S)
    assert count, "the record has nothing of the kind"
    assert code in {f.code for f in validate_tei(text.encode(), "wcda-1.xml")}
