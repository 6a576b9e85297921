"""The command: exit codes, messages, nothing half-written."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import run

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
TELEGRAM = next(SEEDS.glob("003_*.txt"))
REPORT = next(SEEDS.glob("000_*.txt"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    return tmp_path


def _said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_done_is_0_and_the_summary_names_every_document(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    assert run(["build"]) == 0
    out, err = _said(capsys)
    assert "wcda-112125" in out
    assert "findings" in out.splitlines()[0]
    assert err == ""
    assert (folder / "output/tei/wcda-112125.xml").is_file()
    assert (folder / "output/html/wcda-112125.html").is_file()
    assert (folder / "output/html/index.html").is_file()
    assert (folder / "output/text/wcda-112125.en.txt").is_file()
    assert all(f["severity"] != "error" for f in json.loads((folder / "output/findings.json").read_text()))


def test_a_second_build_changes_nothing(folder: Path) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    run(["build"])
    before = {
        p: (p.read_bytes(), p.stat().st_mtime_ns)
        for p in sorted((folder / "output").rglob("*"))
        if p.is_file()
    }
    assert run(["build"]) == 0
    after = {
        p: (p.read_bytes(), p.stat().st_mtime_ns)
        for p in sorted((folder / "output").rglob("*"))
        if p.is_file()
    }
    assert before == after


def test_one_bad_source_does_not_stop_the_others_and_the_worst_code_wins(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    (folder / "seeds/bad.txt").write_bytes("тест".encode("cp1251"))
    assert run(["build"]) == 3
    out, err = _said(capsys)
    assert "wcda-112125" in out
    assert err.count("\n") == 1
    assert "bad.txt" in err
    assert (folder / "output/tei/wcda-112125.xml").is_file()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        ("тест".encode("cp1251"), "not UTF-8"),
        (b"\x7fELF\x00\x00\x01", "binary"),
        (b"x" * 50_000_000, "larger than"),
    ],
    ids=["empty", "not-utf8", "binary", "50-MB-in-one-line"],
)
def test_unreadable_input_is_3_with_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    (folder / "bad.txt").write_bytes(content)
    assert run(["encode", "bad.txt"]) == 3
    out, err = _said(capsys)
    assert out == ""
    assert err.count("\n") == 1
    assert "bad.txt" in err
    assert said in err


@pytest.mark.parametrize("command", [["encode"], ["build"], ["repair"], ["authority", "import"]])
def test_a_file_that_may_not_be_read_is_3_for_every_command(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    shutil.copy(TELEGRAM, folder / "secret.txt")
    denied = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    access, read = os.access, Path.read_bytes

    def may(path: str, mode: int, **options: bool) -> bool:
        return Path(path).name != "secret.txt" and access(path, mode, **options)

    def refused(path: Path) -> bytes:
        if path.name == "secret.txt":
            raise denied
        return read(path)

    # Root may read everything: what the system says to others is put into its mouth.
    monkeypatch.setattr(os, "access", may)
    monkeypatch.setattr(Path, "read_bytes", refused)
    monkeypatch.setattr(Path, "read_text", lambda path, **_: refused(path).decode())
    assert run([*command, "secret.txt"]) == 3
    assert "secret.txt: Permission denied" in _said(capsys)[1]


def test_the_summary_counts_in_good_english() -> None:
    from pipeline.build import Result, Summary
    from pipeline.cli import _summary
    from pipeline.finding import Finding

    found = [Finding("x-1", "a", 1, 1, "m", severity) for severity in ("error", "info", "info")]
    result = Result(Path("a"), "a", b"", Summary(("ru",), (1,), 1, 1), findings=tuple(found))
    assert _summary([result]).endswith("1 error, 0 warnings, 2 notes")


def test_a_folder_given_for_a_file_is_3(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["encode", "seeds"]) == 3
    assert "is a folder" in _said(capsys)[1]


def test_a_source_without_cover_page_is_encoded(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "plain.txt").write_text(
        "Сталин: Не нужно благодарности.\n\nМао Цзэ-дун: Правильно.\n\nСталин: Это - наш долг.\n\nМао Цзэ-дун: Согласен.\n"
    )
    assert run(["encode", "plain.txt"]) == 0
    out = capfdbinary.readouterr().out
    assert out.startswith(b"<?xml")
    assert b'<availability status="unknown">' in out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_4(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    (folder / "output").mkdir(mode=0o500)
    assert run(["build"]) == 4
    assert "cannot write" in _said(capsys)[1]


def test_a_file_in_the_place_of_the_output_folder_is_4_and_stays(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    (folder / "output").write_text("mine")
    assert run(["build"]) == 4
    _out, err = _said(capsys)
    assert err.count("\n") == 1
    assert (folder / "output").read_text() == "mine"


def test_a_full_disk_is_4_and_leaves_no_half_file(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")

    def full(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.files.os.fdopen", full)
    assert run(["build"]) == 4
    assert "No space left" in _said(capsys)[1]
    assert [p for p in (folder / "output").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["build", "--nonsense"], ["encode"], ["show", "nonsense", "x"], ["explain", "t-999"]],
)
def test_usage_is_2_with_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(arguments) == 2
    err = _said(capsys)[1]
    assert err.count("\n") == 1
    assert err.startswith("zapis: ")


def test_an_unknown_option_of_the_project_is_2_and_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    (folder / "zapis.toml").write_text('publischer = "X"\n')
    assert run(["build"]) == 2
    assert "publischer" in _said(capsys)[1]


def test_a_missing_schema_is_5(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.xml").write_text("<a/>")
    assert run(["validate", "--schema", "nowhere.rng", "a.xml"]) == 5


def test_a_bug_is_70_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("pipeline.build.encode_document", broken)
    assert run(["encode", str(TELEGRAM)]) == 70
    err = _said(capsys)[1]
    assert "bug" in err
    assert "Traceback" not in err


def test_an_interrupted_run_is_130(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.build.encode_document", interrupted)
    assert run(["encode", str(TELEGRAM)]) == 130


def test_findings_are_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.xml").write_text("<a><b></a>")
    assert run(["validate", "a.xml"]) == 1
    assert "a.xml:1:" in _said(capsys)[0]


def test_verify_proves_and_disproves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    run(["build"])
    tei = folder / "output/tei/wcda-112125.xml"
    capsys.readouterr()
    assert run(["verify", str(tei)]) == 0
    assert "whole" in _said(capsys)[0]
    tei.write_text(tei.read_text().replace("enemy was forced", "enemy forced"))
    assert run(["verify", str(tei)]) == 1
    assert "g-001" in _said(capsys)[0]


@pytest.fixture
def two(folder: Path) -> Path:
    """A project with the sources and TEI of two documents; the folder of the TEI."""
    tei = folder / "output/tei"
    tei.mkdir(parents=True)
    for id, source in (("wcda-112125", TELEGRAM), ("wcda-111244", SEEDS / "002_4ec9cd2bec5d79c1.txt")):
        shutil.copy(ROOT / f"output/tei/{id}.xml", tei)
        shutil.copy(source, folder / "seeds")
    return tei


def test_verify_takes_a_folder_and_one_missing_source_does_not_stop_the_others(
    two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(two)]) == 0
    assert _said(capsys)[0].count(": whole\n") == 2
    named = [p for p in Path("seeds").iterdir() if p.name != TELEGRAM.name]
    named[0].unlink()
    assert run(["verify", str(two)]) == 3
    out, err = _said(capsys)
    assert "wcda-112125.xml: whole" in out
    assert err.count("\n") == 1
    assert "--source" in err


def test_a_loss_is_told_with_name_and_line_of_the_source(
    two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tei = two / "wcda-112125.xml"
    tei.write_text(tei.read_text().replace("enemy was forced", "enemy forced"))
    assert run(["verify", str(tei)]) == 1
    place, _, said = _said(capsys)[0].partition(": ")
    file, line, _column = place.split(":")
    assert Path(file).name == TELEGRAM.name
    assert "enemy was forced" in "".join(
        Path(file).read_text().splitlines(keepends=True)[int(line) - 2 :][:3]
    )
    assert "wcda-112125.xml" in said


@pytest.mark.parametrize("place", ["given", "beside", "project"])
def test_verify_finds_a_source_in_a_folder_beside_the_tei_or_in_the_project(
    two: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    folder = two.parent.parent
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    moved = {"given": elsewhere, "beside": two, "project": folder / "p/seeds"}[place]
    moved.mkdir(parents=True, exist_ok=True)
    for source in (folder / "seeds").iterdir():
        shutil.move(source, moved / source.name)
    options = ["--source", str(elsewhere)] if place == "given" else []
    if place == "project":
        (folder / "p/zapis.toml").write_text("")
        (folder / "p/work").mkdir()
        monkeypatch.chdir(folder / "p/work")
    assert run(["verify", *options, str(two)]) == 0
    assert _said(capsys)[0].count(": whole\n") == 2


def test_verify_reads_standard_input_and_names_what_is_no_tei(
    two: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (two / "wcda-112125.xml").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run(["verify", "-"]) == 0
    assert _said(capsys)[0] == "standard input: whole\n"
    (two / "broken.xml").write_text('<TEI xmlns="http://www.tei-c.org/ns/1.0">\n<text></TEI>')
    (two / "foreign.xml").write_text("<a/>")
    for name, said in (("broken.xml", "broken.xml:2: not well-formed"), ("foreign.xml", "no TEI document")):
        assert run(["verify", str(two / name), "--source", str(TELEGRAM)]) == 3
        assert said in _said(capsys)[1]


def test_export_takes_folders_and_standard_input(
    two: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["export", "csl", str(two)]) == 0
    assert len(json.loads(Path("output/csl/citations.json").read_text())) == 2
    content = (two / "wcda-112125.xml").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run(["export", "datacite", "-", "-o", "one"]) == 0
    assert [p.name for p in Path("one/datacite").iterdir()] == ["wcda-112125.json"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"<TEI>\n<a></TEI>")))
    assert run(["export", "csl", "-"]) == 3
    assert "zapis: standard input:2: the file is not well-formed XML" in _said(capsys)[1]
    Path("empty").mkdir()
    assert run(["export", "csl", "empty"]) == 3
    assert "empty: no TEI files there" in _said(capsys)[1]


def test_an_export_with_nothing_to_write_is_1_and_one_with_less_says_so(
    two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    telegram = str(two / "wcda-112125.xml")
    assert run(["export", "tmx", telegram]) == 1
    assert (
        _said(capsys)[1]
        == "zapis: tmx: nothing was written: no document has links between paragraphs of two languages\n"
    )
    assert not Path("output/tmx").exists()
    assert run(["export", "tmx", str(two)]) == 0
    err = _said(capsys)[1]
    assert "1 of 2 documents" in err
    assert "wcda-112125.xml" in err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["export", "speakers", "-p", "modality=foo", "output"], 2, "direct | reported | mixed"),
        (["export", "datacite", "-p", "year=26", "output"], 2, "a year of four digits"),
        (["export", "csl", "nowhere.xml"], 3, "nowhere.xml"),
    ],
)
def test_a_wrong_value_is_2_and_a_file_that_is_not_there_3(
    two: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    assert run(arguments) == code
    err = _said(capsys)[1]
    assert said in err
    assert err.count("\n") == 1


def test_a_number_given_on_the_command_line_stays_text(two: Path) -> None:
    assert run(["export", "datacite", "-p", "year=2026", str(two)]) == 0
    record = json.loads(Path("output/datacite/wcda-112125.json").read_text())
    assert record["publicationYear"] == "2026"
    assert run(["render", "text", str(two / "wcda-112125.xml"), "-p", "width=0", "-o", "a.txt"]) == 0


def test_a_language_without_words_is_named(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", "html", str(two / "wcda-112125.xml"), "-p", "ui=de"]) == 3
    assert "there are no words in «de»" in _said(capsys)[1]


@pytest.mark.parametrize("where", ["option", "project"])
def test_an_unknown_export_is_refused_before_anything_is_made(
    folder: Path, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    (folder / "zapis.toml").write_text('exports = ["nosuch"]\n' if where == "project" else "")
    assert run(["build", *(["--export", "csl, nosuch"] if where == "option" else [])]) == 2
    assert "no export 'nosuch'" in _said(capsys)[1]
    assert not Path("output").exists()


def test_an_output_that_cannot_be_a_folder_is_refused_before_encoding(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    (folder / "file").write_text("mine")
    monkeypatch.setattr("pipeline.build.encode_document", None)
    assert run(["build", "-o", "file/below"]) == 4
    assert _said(capsys)[1] == f"zapis: {folder / 'file'}: cannot write: is not a folder\n"


def test_a_recogniser_that_is_not_installed_is_told_once(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for source in (TELEGRAM, REPORT):
        shutil.copy(source, folder / "seeds")
    (folder / "zapis.toml").write_text("recogniser = true\n")
    monkeypatch.setattr("pipeline.names.recogniser.find_spec", lambda _: None)
    assert run(["build"]) == 5
    assert _said(capsys)[1].count("zapis[ner]") == 1


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            "id,kind,name_en\nbob,person,Bob\n",
            "wrong columns: id,kind,name_en; needed are id, kind and one of",
        ),
        ("id\tname_en\nbob\tBob\n", "wrong columns: id, name_en;"),
        ("id\tkind\nbob\tperson\n", "wrong columns: id, kind;"),
        ("", "wrong columns: none"),
        ("id\tkind\tname_en\nbob\tperson\t\n", "row 2: the entry 'bob' has no name"),
        ("id\tkind\tname_en\tlat\nx\tplace\tX\tnorth\n", "row 2: lat must be a number, not 'north'"),
    ],
)
def test_a_table_that_cannot_be_imported_is_3_and_says_why(
    folder: Path, capsys: pytest.CaptureFixture[str], table: str, said: str
) -> None:
    (folder / "new.tsv").write_text(table)
    assert run(["authority", "import", "new.tsv"]) == 3
    err = _said(capsys)[1]
    assert f"new.tsv: {said}" in err
    assert err.count("\n") == 1
    assert not (folder / "authority").exists()


def test_an_id_that_had_to_be_changed_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "new.tsv").write_text(
        "id\tkind\tname_en\n38th parallel!\tplace\t38th parallel\nann\tperson\tAnn\n"
    )
    assert run(["authority", "import", "new.tsv"]) == 0
    err = _said(capsys)[1]
    assert err.count("\n") == 1
    assert "row 2" in err
    assert "'n-38th-parallel'" in err


def test_an_export_that_wants_something_beside_it_says_what_and_where(
    two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "ceteicean", str(two)]) == 0
    assert "put CETEI.js" in _said(capsys)[1]
    (two / "CETEI.js").write_text("")
    assert run(["export", "ceteicean", "-p", f"library={two / 'CETEI.js'}", str(two)]) == 0
    assert "put CETEI.js" not in _said(capsys)[1]


def test_where_names_file_line_and_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(TELEGRAM, folder / "seeds")
    run(["build"])
    capsys.readouterr()
    assert run(["show", "where", "en.p1"]) == 0
    out = _said(capsys)[0]
    assert TELEGRAM.name in out
    assert "After listening" in out


@pytest.mark.parametrize(
    "step",
    ["metadata", "structure", "turns", "participants", "names", "dates", "repair", "alignment", "insertions"],
)
def test_every_step_can_be_shown_as_json(folder: Path, capsys: pytest.CaptureFixture[str], step: str) -> None:
    assert run(["show", step, str(REPORT), "--json"]) == 0
    json.loads(_said(capsys)[0])


def test_the_command_starts_without_heavy_libraries() -> None:
    code = "import sys, pipeline.cli; heavy = {'lxml', 'saxonche', 'pymorphy3', 'xmlschema', 'rapidfuzz'} & set(sys.modules); assert not heavy, heavy"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_explain_without_a_code_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    from pipeline.rules import rules

    assert run(["explain"]) == 0
    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.splitlines()] == [
        r.code for r in rules().values() if not r.retired
    ]
