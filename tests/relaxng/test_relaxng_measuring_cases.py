"""The engine against jing on real and mutated TEI."""

from __future__ import annotations

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
def test_other_grammars_load_and_agree_with_jing(
    name: str, visible: Path, verdicts: list[dict[str, Any]], jing: list[str]
) -> None:
    path = visible / "schemas" / f"{name}.rng"
    files = [visible / one["file"] for one in verdicts[::40]]
    said = subprocess.run(
        [*jing, str(path), *map(str, files)], capture_output=True, text=True, check=False
    ).stdout
    schema = load_schema(path)
    for file in files:
        assert schema.is_valid(file) == (f"{file}:" not in said), file.name
