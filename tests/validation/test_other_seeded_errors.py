"""Slips of every kind in the committed outputs: each is found at its place; what is right is left alone."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tei_edit import edited

from pipeline.finding import Finding
from pipeline.rules import rules
from pipeline.validation import validate_tei

HERE = Path(__file__).parent
TEI = HERE.parents[1] / "output" / "tei"
TABLE: dict[str, dict[str, Any]] = tomllib.loads((HERE / "other_slips.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    """One edit of one document; `code` names the slip, "" for what is none."""

    name: str
    document: str
    edits: tuple[tuple[str, ...], ...]
    code: str = ""
    at: tuple[str, ...] = ()


def _cases(kind: str) -> list[Case]:
    return [
        Case(
            name,
            f"wcda-{row['document']}.xml",
            tuple(map(tuple, row["edits"])),
            row.get("code", ""),
            tuple(row.get("at", ())),
        )
        for name, row in TABLE[kind].items()
    ]


def _key(finding: Finding) -> tuple[str, str]:
    return finding.code, re.sub(r"\bline \d+", "line", finding.message)


@cache
def _before(document: str) -> Counter[tuple[str, str]]:
    """What is found in the document as it is."""
    return Counter(map(_key, validate_tei((TEI / document).read_bytes(), document)))


def new_findings(case: Case) -> tuple[list[Finding], set[int]]:
    """Errors and warnings that the edit brings, and the lines it touches."""
    data, lines = edited((TEI / case.document).read_bytes(), case.edits, case.at)
    known, found = _before(case.document).copy(), []
    for finding in validate_tei(data, case.document):
        if known[_key(finding)] > 0:
            known[_key(finding)] -= 1
        elif finding.severity != "info":
            found.append(finding)
    return found, lines


@pytest.mark.parametrize("case", _cases("slip"), ids=lambda case: case.name)
def test_a_slip_in_an_output_is_found_at_its_place(case: Case) -> None:
    found, lines = new_findings(case)
    named = [f.line for f in found if f.code == case.code]
    assert named, [(f.code, f.line, f.message) for f in found]
    assert any(abs(line - touched) <= 1 for line in named for touched in lines), (named, sorted(lines))
    assert rules()[case.code].remedy
    assert len(found) <= 3, [(f.code, f.line, f.message) for f in found]


@pytest.mark.parametrize("case", _cases("allowed"), ids=lambda case: case.name)
def test_what_is_right_in_an_output_is_not_found(case: Case) -> None:
    found, _ = new_findings(case)
    assert [(f.code, f.line, f.message) for f in found] == []


@pytest.mark.parametrize(
    "edit",
    [
        ("set", "#nobody", "who", "#x"),
        ("unset", "#en", "facs"),
        ("set", "#en", "type", "translation"),
        ("text", "#en.p1", "words that are not there", ""),
        ("raw", "characters that are not there", ""),
    ],
)
def test_an_edit_that_does_not_apply_is_an_error(edit: tuple[str, ...]) -> None:
    with pytest.raises(AssertionError):
        edited((TEI / "wcda-112125.xml").read_bytes(), [edit])
