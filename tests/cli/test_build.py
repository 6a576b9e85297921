"""Building: ids that stay, one bug that stops nobody, findings that lead back to the source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pipeline
from pipeline.build import build, document_ids, sources_in
from pipeline.errors import Bug, UnreadableInput
from pipeline.finding import Finding
from pipeline.origin import with_origins
from pipeline.project import Project, load_project
from pipeline.review import review
from pipeline.source import read_bytes

ROOT = Path(__file__).resolve().parents[2]
COVER = '"T", May 1, 1950, Wilson Center Digital Archive, APRF, f. 1, op. 2, d. 3, ll. 4-5. https://digitalarchive.wilsoncenter.org/document/{n}'


def _source(name: str, number: int | None) -> pipeline.model.Source:  # type: ignore[name-defined]
    text = (
        f"Citation:\n\n{COVER.format(n=number)}\n\nContents:\n\nTranslation - English\n\nText."
        if number
        else "Text of a record."
    )
    return read_bytes(text.encode(), name)


def test_ids_come_from_archive_and_number_or_from_the_file() -> None:
    sources = {
        Path(n): _source(n, k)
        for n, k in (("a.txt", 111), ("b.txt", None), ("1 x.txt", None), ("record.txt", None))
    }
    assert list(document_ids(sources).values()) == ["wcda-111", "doc-b", "doc-1-x", "doc-record"]


def test_documents_with_one_number_get_their_files_names_in_any_order() -> None:
    pairs = [
        (Path("x/a.txt"), _source("a.txt", 7)),
        (Path("x/b.txt"), _source("b.txt", 7)),
        (Path("y/a.txt"), _source("a.txt", 7)),
    ]
    ids = document_ids(dict(pairs))
    assert len(set(ids.values())) == 3
    assert ids == document_ids(dict(reversed(pairs)))


def test_notes_beside_the_sources_are_no_sources(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "README.md", "c.xml"):
        (tmp_path / name).write_text("x")
    assert [p.name for p in sources_in([tmp_path])] == ["a.md", "b.txt"]
    with pytest.raises(UnreadableInput):
        sources_in([tmp_path / "none"])


def test_a_bug_in_one_document_is_its_own_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("000", "003"):
        shutil.copy(next((ROOT / "seeds").glob(f"{number}_*.txt")), tmp_path)
    make = pipeline.build.encode_document  # type: ignore[attr-defined]

    def broken(source: object, *args: object, **kwargs: object) -> object:
        if source.name.startswith("000"):  # type: ignore[attr-defined]
            raise ZeroDivisionError("oops")
        return make(source, *args, **kwargs)

    monkeypatch.setattr("pipeline.build.encode_document", broken)
    results = build([tmp_path], tmp_path / "out", Project(), jobs=1)
    assert isinstance(results[0].error, Bug)
    assert results[1].tei is not None


def test_one_process_or_two_make_the_same_bytes(tmp_path: Path) -> None:
    sources = [next((ROOT / "seeds").glob(f"{n}_*.txt")) for n in ("000", "003")]
    one = build(sources, tmp_path / "one", Project(), jobs=1)
    two = build(sources[::-1], tmp_path / "two", Project(), jobs=2)
    assert {r.id: r.tei for r in one} == {r.id: r.tei for r in two}
    assert (tmp_path / "one/html/index.html").read_bytes() == (tmp_path / "two/html/index.html").read_bytes()


def test_a_finding_on_the_tei_names_the_line_of_the_source() -> None:
    source = read_bytes(b"one\n\ntwo\n\nthree", "x.txt")
    tei = b'<TEI><p source="seeds/x.txt#char=5,8">two</p><p source="seeds/x.txt#char=10,15"><name>three</name></p></TEI>'
    found = [
        Finding("n-001", "x.xml", 1, tei.index(b"<name>") + 1, "wrong"),
        Finding("h-001", "x.xml", 1, 1, "wrong"),
    ]
    assert [f.origin for f in with_origins(found, tei, source)] == ["x.txt:5", None]


def test_doubtful_decisions_are_shown_to_a_person() -> None:
    from pipeline.authority import load_authority
    from pipeline.build import encode_document

    text = "Grombach: We shall see what comes of it.\n\nTilling: I agree.\n\nGrombach: Good.\n\nTilling: Let us go on."
    document = encode_document(read_bytes(text.encode(), "x.txt"), Project(), load_authority()).document
    codes = [f.code for f in review(document)]
    assert "h-021" in codes
    assert "n-020" in codes


COVERED = "## {date}\n\n# T\n\n#### Citation:\n\n" + COVER.format(n=5) + "\n\n#### Contents:\n\n{contents}\n\nText of a record in English, and more of it for all to read."


@pytest.mark.parametrize(
    ("date", "contents", "said"),
    [
        ("December 32, 1949", "Translation - English", "impossible date"),
        ("December 12, 1949", "Transcript - Russian\nTranslation - English", "the original in ru"),
        ("December 12, 1949", "Translation - English", None),
        ("December, 1949", "Original Scan\nTranslation - English", None),
    ],
)
def test_what_the_cover_says_and_cannot_be_is_told(date: str, contents: str, said: str | None) -> None:
    from pipeline.authority import load_authority
    from pipeline.build import encode_document

    text = COVERED.format(date=date, contents=contents)
    document = encode_document(read_bytes(text.encode(), "x.txt"), Project(), load_authority()).document
    found = [f.message for f in review(document) if f.code == "h-020" and f.severity == "warning"]
    assert (len(found) == 1 and said in found[0]) if said else not found


def test_sources_that_are_the_same_or_have_one_number_are_told(tmp_path: Path) -> None:
    text = COVERED.format(date="May 1, 1950", contents="Translation - English")
    for name, body in (("a.txt", text), ("b.txt", text), ("c.txt", text + " Other.")):
        (tmp_path / name).write_text(body)
    notes = {r.source.name: r.note for r in build([tmp_path], tmp_path / "out", Project())}
    assert notes["a.txt"] is None
    assert notes["b.txt"] == f"the same text as {tmp_path / 'a.txt'}"
    assert notes["c.txt"] is not None and "it is wcda-5-c here" in notes["c.txt"]


def test_the_library_says_what_the_command_says() -> None:
    tei = pipeline.encode(next((ROOT / "seeds").glob("003_*.txt")))
    assert tei == (ROOT / "output/tei/wcda-112125.xml").read_bytes()
    assert [f for f in pipeline.validate(tei) if f.severity == "error"] == []
    assert "<html" in pipeline.render(tei, "html")
    assert pipeline.encode("Eden: By all means.", name="x.txt").startswith(b"<?xml")


def test_options_are_checked_and_named(tmp_path: Path) -> None:
    from pipeline.errors import UsageError

    (tmp_path / "zapis.toml").write_text('threshold = 0.8\nexports = ["tmx"]\n[accept]\n"t-008" = "why"\n')
    project = load_project(tmp_path)
    assert (project.threshold, project.exports, project.accept) == (0.8, ("tmx",), (("t-008", "why"),))
    for wrong in ("threshold = true", 'exports = "tmx"', "nonsense = 1", "= 3"):
        (tmp_path / "zapis.toml").write_text(wrong)
        with pytest.raises(UsageError, match=r"zapis\.toml"):
            load_project(tmp_path)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-21", "2026-11-21"),
        ("2026-11-21T10:00:00", "2026-11-21"),
        ('"2026-11-21"', "2026-11-21"),
        ('"2026-11"', "2026-11"),
        ('"2026"', "2026"),
    ],
)
def test_a_date_may_be_one_of_toml_or_a_text(tmp_path: Path, written: str, read: str) -> None:
    (tmp_path / "zapis.toml").write_text(f"encoded = {written}\npublished = {written}\n")
    project = load_project(tmp_path)
    assert (project.encoded, project.published) == (read, read)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('encoded = "tomorrow"', "encoded must be a date"),
        ('published = "2026-02-30"', "published must be a date"),
        ("encoded = 2026", "encoded must be a date"),
        ("threshold = 5", "threshold must be a number from 0 to 1"),
        ("threshold = nan", "threshold must be a number from 0 to 1"),
        ("threshold = -0.1", "threshold must be a number from 0 to 1"),
    ],
)
def test_what_is_no_date_or_no_certainty_is_refused_with_file_and_key(
    tmp_path: Path, line: str, said: str
) -> None:
    from pipeline.errors import UsageError

    (tmp_path / "zapis.toml").write_text(line)
    with pytest.raises(UsageError, match=rf"zapis\.toml: {said}"):
        load_project(tmp_path)
