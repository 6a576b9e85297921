"""Golden files: what each step makes of the short seeds. `pytest --rewrite-golden` writes them anew; the diff is reviewed."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pipeline.authority import load_authority
from pipeline.build import Encoded, encode_document
from pipeline.project import Project
from pipeline.show import layer
from pipeline.source import read

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
STEPS = ("metadata", "structure", "turns", "participants", "names", "dates", "repair", "alignment", "insertions")


@cache
def _encoded(number: str) -> Encoded:
    source = read(next((ROOT / "seeds").glob(f"{number}_*.txt")))
    return encode_document(source, Project(), load_authority())


@pytest.mark.parametrize("number", ["000", "003", "004"])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_makes_what_it_made(number: str, step: str, golden: Callable[[Path, str], None]) -> None:
    made = json.dumps(layer(_encoded(number).document, step), ensure_ascii=False, indent=1) + "\n"
    golden(GOLDEN / number / f"{step}.json", made)


@pytest.mark.parametrize("path", sorted((ROOT / "output" / "tei").glob("*.xml")), ids=lambda p: p.stem)
def test_the_committed_output_is_what_a_build_makes(path: Path) -> None:
    if path.stem not in {"wcda-119645", "wcda-112125", "wcda-114898"}:
        pytest.skip("the long ones are compared by the continuous integration, after a build")
    number = {"wcda-119645": "000", "wcda-112125": "003", "wcda-114898": "004"}[path.stem]
    assert _encoded(number).tei == path.read_bytes()
