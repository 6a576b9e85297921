"""The library: a path is a path, a text a text, and what is neither is refused in words."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.errors import UnreadableInput

ROOT = Path(__file__).resolve().parents[2]
TELEGRAM = next((ROOT / "seeds").glob("003_*.txt"))
TEI = ROOT / "tests/render/cable.xml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_line_that_names_a_file_is_read_as_the_file(folder: Path) -> None:
    shutil.copy(TELEGRAM, folder / "record.txt")
    assert pipeline.encode("record.txt") == pipeline.encode(Path("record.txt"))


@pytest.mark.parametrize("line", ["record.txt", "some folder/record.md", " записи/беседа.TXT\n"])
def test_a_line_that_looks_like_a_file_is_no_text(folder: Path, line: str) -> None:
    with pytest.raises(UnreadableInput, match="there is no such file"):
        pipeline.encode(line)


def test_a_text_that_ends_like_a_file_name_is_a_text() -> None:
    assert b"record.txt" in pipeline.encode("Eden: By all means.\n\nMolotov: I agree, see record.txt")


@pytest.mark.parametrize("function", [pipeline.encode, pipeline.validate])
@pytest.mark.parametrize("nothing", [None, 3, ["a.txt"]])
def test_what_is_neither_path_nor_text_is_a_type_error_that_says_so(function: Any, nothing: Any) -> None:
    with pytest.raises(
        TypeError, match=rf"pipeline\.{function.__name__} takes a path, .*not {type(nothing).__name__}"
    ):
        function(nothing)


def test_validate_and_render_take_a_path_as_text_and_xml_as_text() -> None:
    assert pipeline.validate(str(TEI)) == pipeline.validate(TEI)
    page = pipeline.render(TEI, "html")
    assert (
        page == pipeline.render(str(TEI), "html") == pipeline.render(TEI.read_text(encoding="utf-8"), "html")
    )
    assert [f.code for f in pipeline.validate("<a><b></a>")] == ["x-002"]
    assert pipeline.validate('<?xml version="1.0" encoding="KOI8-R"?><a>беседа</a>') is not None


@pytest.mark.parametrize("missing", ["nowhere.xml", Path("nowhere.xml"), "nowhere"])
def test_a_file_that_is_not_there_is_unreadable_input(missing: Any) -> None:
    with pytest.raises(UnreadableInput, match="nowhere"):
        pipeline.validate(missing)
    with pytest.raises(UnreadableInput, match="nowhere"):
        pipeline.render(missing, "html")


def test_it_has_a_version() -> None:
    assert pipeline.__version__
    with pytest.raises(AttributeError, match="nonsense"):
        pipeline.nonsense  # noqa: B018
