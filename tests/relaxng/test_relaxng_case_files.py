"""Small cases for every rule of the specification: schemas, documents, verdicts."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from case_file import Case, read_cases, write_case

from pipeline.relaxng import SchemaError, load_schema

FOLDER = Path(__file__).parent / "cases"
CASES = [
    pytest.param(case, id=f"{file.stem}:{case.line} {case.name}")
    for file in sorted(FOLDER.glob("*.txt"))
    for case in read_cases(file)
]
#: Places where this engine decides otherwise than jing on purpose, with the reason.
JING_DIFFERS = {
    "schema from the network": "nothing is fetched here",
}
#: Every which case is put to jing; ZAPIS_JING=all takes all of them.
EVERY = 1 if os.environ.get("ZAPIS_JING") == "all" else 50


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_the_verdict_written_beside_it(case: Case, tmp_path: Path) -> None:
    path = write_case(case, tmp_path)
    if case.error is not None:
        with pytest.raises(SchemaError) as caught:
            load_schema(path)
        assert caught.value.file
        if case.error:
            assert caught.value.line == case.error
        return
    schema = load_schema(path)
    assert case.documents
    for valid, text in case.documents:
        content = text.encode()
        issues = schema.validate(content)
        assert (not issues) == valid, (text, issues)
        assert schema.is_valid(content) == valid, text


def test_the_cases_are_at_least_three_hundred() -> None:
    cases = [parameters.values[0] for parameters in CASES]
    assert sum(max(1, len(case.documents)) for case in cases) >= 300


@pytest.mark.parametrize("case", CASES[::EVERY])
def test_jing_agrees_with_the_cases(case: Case, tmp_path: Path, jing: list[str]) -> None:
    if case.name in JING_DIFFERS:
        pytest.skip(JING_DIFFERS[case.name])
    path = write_case(case, tmp_path)
    documents = []
    for number, (_, text) in enumerate(case.documents or [(True, "<r/>")]):
        documents.append(tmp_path / f"document{number}.xml")
        documents[-1].write_text(text, "utf-8")
    compact = ["-c"] if path.suffix == ".rnc" else []
    command = [*jing, *compact, str(path), *map(str, documents)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    wrong_schema = re.search(r"(?m)(^|\.(rnc|rng):\d+:\d+: )(error|fatal)", said)
    assert bool(wrong_schema) == (case.error is not None), said
    if not wrong_schema:
        for number, (valid, text) in enumerate(case.documents):
            assert (f"document{number}.xml:" not in said) == valid, (text, said)
