"""A folder to work in, a way to run the command, the shared schemas and cases."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from validation_case import CASES, TEI_ALL

import pipeline
from pipeline.cli import run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder; the stored tei_all allows anything, so that only what a test is about is found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".data"))
    (tmp_path / ".data" / "zapis" / "schemas").mkdir(parents=True)
    shutil.copy(Path(pipeline.__file__).parent / "anything.rng", tmp_path / ".data" / "zapis" / "schemas" / "tei_all.rng")
    return tmp_path


@pytest.fixture
def bare(folder: Path) -> Path:
    """The same folder without any stored schema."""
    shutil.rmtree(folder / ".data")
    return folder


@pytest.fixture
def validate(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run `zapis validate` with arguments: exit code and standard output."""

    def call(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["validate", *arguments])
        captured = capsys.readouterr()
        assert "bug" not in captured.err, captured.err
        return code, captured.out

    return call


@pytest.fixture
def found(validate: Callable[..., tuple[int, str]]) -> Callable[..., list[dict[str, Any]]]:
    """Run `zapis validate --format json`: the findings."""

    def call(*arguments: str) -> list[dict[str, Any]]:
        _, out = validate("--format", "json", *arguments)
        rows: list[dict[str, Any]] = json.loads(out)["findings"]
        return rows

    return call


@pytest.fixture(scope="session")
def tei_all() -> str:
    if not TEI_ALL.is_file():
        pytest.skip("tei_all is not here")
    return str(TEI_ALL)


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of real and of broken documents."""
    if not CASES.is_file():
        pytest.skip("the cases are not here")
    target = tmp_path_factory.mktemp("cases")
    with tarfile.open(CASES) as archive:
        archive.extractall(target, filter="data")
    return target / "visible"
