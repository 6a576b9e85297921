"""What a project accepts, and what a baseline knows: findings that do not count."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from validation_case import tei

Validate = Callable[..., tuple[int, str]]
Found = Callable[..., list[dict[str, Any]]]

WRONG = tei('<p corresp="#nowhere">x</p>')


def codes(rows: list[dict[str, Any]]) -> list[str]:
    return [r["code"] for r in rows]


def accept(folder: Path, *keys: str) -> None:
    rows = "".join(f'"{key}" = "was needed once"\n' for key in keys)
    (folder / "zapis.toml").write_text(f'# p-001 = "x"\n\n[accept]\n{rows}', encoding="utf-8")


@pytest.fixture
def project(folder: Path) -> Path:
    """Two files, of which tei/a.xml has a dangling pointer."""
    (folder / "tei").mkdir()
    (folder / "tei" / "a.xml").write_text(WRONG, encoding="utf-8")
    (folder / "tei" / "b.xml").write_text(tei(), encoding="utf-8")
    return folder


# ---- acceptances that nothing needs --------------------------------------------------------------------------------


def test_an_acceptance_that_nothing_needs_is_a_finding_at_its_line(project: Path, found: Found) -> None:
    accept(project, "p-001", "p-003")
    (row,) = found("tei")
    assert (row["file"], row["line"], row["column"], row["code"], row["severity"]) == ("zapis.toml", 5, 1, "x-009", "warning")
    assert "was needed once" in row["message"]


def test_it_is_none_where_only_some_of_the_files_are_looked_at(project: Path, found: Found) -> None:
    accept(project, "p-003")
    assert codes(found("tei/b.xml")) == []
    assert codes(found("tei/b.xml", "./tei/a.xml")) == ["p-001", "x-009"]
    accept(project, "p-001 tei/*")
    assert codes(found("tei/b.xml")) == []
    accept(project, "p-001 tei/b*")
    assert codes(found("tei/b.xml")) == ["x-009"]
    assert codes(found("tei/a.xml")) == ["p-001"]


def test_hidden_folders_and_projects_within_do_not_count(project: Path, found: Found) -> None:
    for name in (".git", "other"):
        (project / name).mkdir()
        (project / name / "c.xml").write_text(tei(), encoding="utf-8")
    (project / "other" / "zapis.toml").write_text("", encoding="utf-8")
    accept(project, "p-003")
    assert codes(found("tei")) == ["p-001", "x-009"]


@pytest.mark.parametrize("options", [["--select", "s"], ["--ignore", "p-003"], ["--ignore", "x-009"]])
def test_it_is_none_where_its_rule_is_not_looked_at(options: list[str], project: Path, found: Found) -> None:
    accept(project, "p-001", "p-003")
    assert "x-009" not in codes(found(*options, "tei"))


def test_it_is_none_in_a_phase_without_its_rule(project: Path, found: Found) -> None:
    accept(project, "p-001", "p-005")
    assert codes(found("--phase", "ingest", "tei")) == []
    assert codes(found("--phase", "publish", "tei")) == ["x-009"]


def test_it_is_none_while_a_file_cannot_be_looked_at_as_a_whole(project: Path, found: Found) -> None:
    accept(project, "p-001")
    (project / "tei" / "a.xml").write_text("<a>", encoding="utf-8")
    assert codes(found("tei")) == ["x-002"]


# ---- what acceptances mean -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", ["tei/*", "tei/a.xml", "./tei/a*", "tei/", "tei", "**/a.xml", "tei/**/a.xml", "*a.xml"])
@pytest.mark.parametrize("place", [".", "tei", "..", "/"])
def test_patterns_are_relative_to_the_folder_of_the_project(
    place: str, pattern: str, project: Path, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(project, f"p-001 {pattern}")
    file = project / "tei" / "a.xml"
    monkeypatch.chdir(project / place)
    assert codes(found(os.path.relpath(file))) == []
    assert codes(found(str(file))) == []


def test_a_pattern_holds_through_a_symbolic_link(project: Path, found: Found, tmp_path_factory: pytest.TempPathFactory) -> None:
    accept(project, "p-001 tei/a*")
    link = tmp_path_factory.mktemp("links") / "corpus"
    link.symlink_to(project / "tei")
    assert codes(found(str(link / "a.xml"))) == []


def test_a_pattern_from_the_working_folder_still_holds(project: Path, found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(project, f"p-001 {project.name}/tei/*")
    monkeypatch.chdir(project.parent)
    assert codes(found(f"{project.name}/tei/a.xml")) == []
    assert codes(found(str(project / "tei" / "a.xml"))) == []


def test_a_rule_is_accepted_by_its_name(project: Path, found: Found, validate: Validate) -> None:
    accept(project, "dangling-pointer tei/*")
    assert codes(found("tei")) == []
    accept(project, "dangling-pionter")
    assert validate("tei")[0] == 2


# ---- baselines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["tei/a.xml", "./tei/a.xml", "{}/tei/a.xml", "tei/../tei/a.xml"])
@pytest.mark.parametrize("now", ["tei/a.xml", "./tei/a.xml", "{}/tei/a.xml", "tei"])
def test_a_baseline_knows_a_file_however_it_is_called(before: str, now: str, project: Path, validate: Validate) -> None:
    (project / "known.json").write_text(validate("--format", "json", before.format(project))[1], encoding="utf-8")
    code, out = validate("--baseline", "known.json", now.format(project))
    assert (code, "1 accepted or known" in out) == (0, True)


def test_a_baseline_is_known_in_another_folder_too(project: Path, validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "known.json").write_text(validate("--format", "json", "tei")[1], encoding="utf-8")
    monkeypatch.chdir(project / "tei")
    assert validate("--baseline", "../known.json", "a.xml")[0] == 0


def test_a_baseline_knows_ids_in_two_files_however_these_are_called(project: Path, validate: Validate) -> None:
    for name in ("c", "d"):
        text = tei(f"<p>{name}</p>").replace("<TEI ", '<TEI xml:id="same" ')
        (project / "tei" / f"{name}.xml").write_text(text, encoding="utf-8")
    (project / "known.json").write_text(validate("--format", "json", "tei")[1], encoding="utf-8")
    assert validate("--baseline", "known.json", str(project / "tei"))[0] == 0


def test_a_file_given_twice_is_looked_at_once(project: Path, found: Found) -> None:
    assert codes(found("tei/a.xml", "./tei/a.xml", str(project / "tei" / "a.xml"))) == ["p-001"]
