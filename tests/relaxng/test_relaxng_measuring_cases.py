"""The engine against jing on real and mutated TEI."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline.relaxng import Schema, load_schema


def test_every_verdict_is_jings(tei_all: Schema, visible: Path, verdicts: list[dict[str, Any]]) -> None:
    differing = [one["file"] for one in verdicts if tei_all.is_valid(visible / one["file"]) != one["valid"]]
    assert len(verdicts) == 1170
    assert differing == []


def test_the_first_error_is_on_jings_line(
    tei_all: Schema, visible: Path, verdicts: list[dict[str, Any]]
) -> None:
    invalid = [one for one in verdicts if not one["valid"]]
    agreeing = 0
    for one in invalid:
        issues = tei_all.validate(visible / one["file"])
        assert issues, one["file"]
        agreeing += min(issue.jing_line for issue in issues) == one["jing"][0][0]
    assert agreeing >= 0.99 * len(invalid)


def test_the_slow_pass_finds_nothing_in_valid_files(
    tei_all: Schema, visible: Path, verdicts: list[dict[str, Any]]
) -> None:
    from pipeline.relaxng.diagnosis import diagnose

    for one in [one for one in verdicts if one["valid"]][::4]:
        assert diagnose(tei_all, (visible / one["file"]).read_bytes(), None) == [], one["file"]


@pytest.mark.parametrize("name", ["dracor", "tei_bare", "tei_simplePrint", "tei_speech"])
def test_other_grammars_agree_with_jing(
    name: str, visible: Path, verdicts: list[dict[str, Any]], jing: list[str]
) -> None:
    """Every verdict, and the line of the first error in at least 99 of 100 files."""
    path = visible / "schemas" / f"{name}.rng"
    schema = load_schema(path)
    files = [visible / one["file"] for one in verdicts]
    issues = {file: schema.validate(file) for file in files}
    # jing stops at the first file that is not well-formed
    files = [file for file in files if not any(issue.kind == "malformed" for issue in issues[file])]
    said = subprocess.run(
        [*jing, str(path), *map(str, files)], capture_output=True, text=True, check=False
    ).stdout
    first: dict[str, int] = {}
    for match in re.finditer(r"^(.+?\.xml):(\d+):\d+: (?:error|fatal)", said, re.M):
        first.setdefault(match[1], int(match[2]))
    assert [file.name for file in files if bool(issues[file]) != (str(file) in first)] == []
    invalid = [file for file in files if issues[file]]
    agreeing = [f for f in invalid if min(issue.jing_line for issue in issues[f]) == first[str(f)]]
    assert len(files) > 1150
    assert len(agreeing) >= 0.99 * len(invalid)
