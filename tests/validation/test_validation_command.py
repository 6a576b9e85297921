"""The options of `zapis validate`, its exit codes, and which schema it takes."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from validation_case import tei
from validation_mutation import VALID

from pipeline.cli import run

Validate = Callable[..., tuple[int, str]]
Found = Callable[..., list[dict[str, Any]]]

RNG = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:sch="http://purl.oclc.org/dsdl/schematron">
<sch:pattern><sch:rule context="b[@n]"><sch:assert test="@n = '1'">n must be 1</sch:assert></sch:rule></sch:pattern>
<start><element name="a"><zeroOrMore><element name="b"><optional><attribute name="n"/></optional><text/></element></zeroOrMore>
</element></start></grammar>"""
SCH = """<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><pattern><rule context="b">
<assert test="normalize-space(.)" role="warning">b is empty</assert></rule></pattern></schema>"""


def codes(rows: list[dict[str, Any]]) -> list[str]:
    return [r["code"] for r in rows]


@pytest.fixture
def three(folder: Path) -> None:
    """A dangling pointer, a soft hyphen, a good file."""
    (folder / "tei").mkdir()
    (folder / "tei" / "a.xml").write_text(tei('<p corresp="#nowhere">x</p>'), encoding="utf-8")
    (folder / "tei" / "b.xml").write_text(tei("<p>x\u00ady</p>"), encoding="utf-8")
    (folder / "tei" / "c.xml").write_text(tei(), encoding="utf-8")


def test_errors_are_1_warnings_only_with_strict(three: None, validate: Validate) -> None:
    assert validate("tei/a.xml")[0] == 1
    assert validate("tei/b.xml")[0] == 0
    assert validate("--strict", "tei/b.xml")[0] == 1
    assert validate("--strict", "tei/c.xml")[0] == 0


def test_select_ignore_and_most(three: None, found: Found) -> None:
    assert codes(found("tei")) == ["p-001", "x-007"]
    assert codes(found("--select", "p,s", "tei")) == ["p-001"]
    assert codes(found("--ignore", "p-001", "tei")) == ["x-007"]
    assert codes(found("--select", "p", "--ignore", "p-001", "tei")) == []


def test_rules_are_selected_by_their_names_too(three: None, found: Found) -> None:
    assert codes(found("--select", "dangling-pointer,s", "tei")) == ["p-001"]
    assert codes(found("--ignore", "dangling-pointer", "tei")) == ["x-007"]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_what_is_no_rule_is_2_with_those_that_are_near(option: str, three: None, capsys: pytest.CaptureFixture[str]) -> None:
    for word, near in (("zzz", "t-004"), ("danglin-pointer", "dangling-pointer"), ("p-01", "p-001"), ("P-001", "p-001")):
        assert run(["validate", option, word, "tei"]) == 2
        said = capsys.readouterr()
        assert repr(word) in said.err
        assert near in said.err
        assert said.out == ""


def test_what_is_left_out_by_max_still_fails(folder: Path, validate: Validate) -> None:
    body = '<p>x\u00ady</p>\n<p corresp="#nowhere">x</p>'
    (folder / "a.xml").write_text(tei(body), encoding="utf-8")
    code, out = validate("--max", "1", "a.xml")
    assert code == 1
    assert out.count("a.xml:") == 1
    assert out.endswith("1 file: 0 errors, 1 other, 1 left out\n")


def test_files_folders_globs_and_standard_input(three: None, found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ["p-001", "x-007"]
    assert codes(found("tei/a.xml", "tei/b.xml", "tei/a.xml")) == expected
    assert codes(found("tei/*.xml")) == expected
    assert codes(found("**/*.xml")) == expected

    class Input:
        buffer = io.BytesIO(Path("tei/a.xml").read_bytes())

    monkeypatch.setattr(sys, "stdin", Input)
    rows = found("-")
    assert [(r["file"], r["code"], r["line"]) for r in rows] == [("-", "p-001", 6)]


def test_a_pattern_without_files_is_2(three: None, validate: Validate) -> None:
    assert validate("*.nothing")[0] == 2
    assert validate()[0] == 2
    assert validate("--write", "tei")[0] == 2


def test_what_cannot_be_read_is_3_and_the_others_go_on(three: None, folder: Path, validate: Validate) -> None:
    (folder / "empty").mkdir()
    (folder / "x.xml").mkdir()
    code, out = validate("nowhere.xml", "tei/a.xml", "empty", "x.xml")
    assert code == 3
    assert out.count("x-001") == 3
    assert "tei/a.xml:6:4: p-001" in out


def test_malformed_files_among_good_ones_are_findings(three: None, folder: Path, found: Found) -> None:
    (folder / "tei" / "0.xml").write_text("<a><b></a>", encoding="utf-8")
    (folder / "tei" / "z.xml").write_bytes(b"")
    assert codes(found("tei")) == ["x-002", "p-001", "x-007", "x-002"]


def test_a_baseline_lets_only_new_findings_count(three: None, folder: Path, validate: Validate) -> None:
    _, out = validate("--format", "json", "tei")
    (folder / "known.json").write_text(out, encoding="utf-8")
    assert validate("--baseline", "known.json", "tei")[0] == 0
    text = (folder / "tei" / "a.xml").read_text(encoding="utf-8")
    (folder / "tei" / "a.xml").write_text(text.replace("<body>", "<body>\n\n"), encoding="utf-8")
    assert validate("--baseline", "known.json", "tei")[0] == 0
    (folder / "tei" / "c.xml").write_text(tei('<p corresp="#nothing">x</p>'), encoding="utf-8")
    code, out = validate("--baseline", "known.json", "tei")
    assert code == 1
    assert out.count("p-001") == 1
    assert "2 accepted or known" in out


def test_a_baseline_in_json_lines_and_one_that_is_none(three: None, folder: Path, validate: Validate) -> None:
    _, out = validate("--format", "jsonl", "tei")
    (folder / "known.jsonl").write_text(out, encoding="utf-8")
    assert validate("--baseline", "known.jsonl", "tei")[0] == 0
    (folder / "none.json").write_text("[1, 2", encoding="utf-8")
    assert validate("--baseline", "none.json", "tei")[0] == 3


def test_a_finding_is_accepted_with_a_reason(three: None, folder: Path, validate: Validate) -> None:
    (folder / "zapis.toml").write_text('[accept]\n"p-001" = "the list is in another repository"\n', encoding="utf-8")
    code, out = validate("tei")
    assert code == 0
    assert "p-001" not in out
    assert "1 accepted" in out


def test_an_acceptance_can_be_for_one_file(three: None, folder: Path, found: Found) -> None:
    shutil.copy("tei/a.xml", "tei/d.xml")
    (folder / "zapis.toml").write_text('[accept]\n"p-001 tei/a*" = "known"\n', encoding="utf-8")
    assert [(r["file"], r["code"]) for r in found("tei")] == [("tei/b.xml", "x-007"), ("tei/d.xml", "p-001")]


def test_an_acceptance_without_a_reason_is_2(three: None, folder: Path, validate: Validate) -> None:
    (folder / "zapis.toml").write_text('[accept]\n"p-001" = " "\n', encoding="utf-8")
    assert validate("tei")[0] == 2


def test_any_order_of_files_and_any_number_of_jobs_say_the_same(folder: Path, found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.validation._TO_CHANGE", 0)
    for i in range(9):
        body = f'<p xml:id="p{i}" corresp="f{(i + 1) % 9}.xml#p{i}">x\u00ad</p>\n<p corresp="#nowhere"/>'
        text = tei(body).replace("<TEI ", '<TEI xml:id="same" ')
        (folder / f"f{i}.xml").write_text(text if i % 4 else "<a>", encoding="utf-8")
    names = [f"f{i}.xml" for i in range(9)]
    one = found("--jobs", "1", *names)
    assert {"x-002", "p-001", "p-002", "x-007"} <= set(codes(one))
    assert found("--jobs", "2", *names) == one
    assert found("--jobs", "3", *reversed(names)) == one


def test_phases_narrow_what_is_looked_at(folder: Path, found: Found) -> None:
    (folder / "a.xml").write_text(tei('<p corresp="#nowhere"><figure><graphic url="none.png"/></figure></p>'), encoding="utf-8")
    assert codes(found("--phase", "ingest", "a.xml")) == ["p-001"]
    assert codes(found("--phase", "publish", "a.xml")) == ["p-001", "p-005"]


# -- which schema


def test_a_file_names_its_schemas_by_xml_model(folder: Path, found: Found) -> None:
    (folder / "a.rng").write_text(RNG, encoding="utf-8")
    (folder / "a.sch").write_text(SCH, encoding="utf-8")
    grammar = '<?xml-model href="a.rng" schematypens="http://relaxng.org/ns/structure/1.0"?>\n'
    rules = "<?xml-model schematypens='http://purl.oclc.org/dsdl/schematron' href='a.sch'?>\n"
    (folder / "a.xml").write_text(f'{grammar}<a><c/><b n="2"></b></a>', encoding="utf-8")
    assert codes(found("a.xml")) == ["s-001", "s-017"]
    (folder / "a.xml").write_text(f'{grammar}{rules}<a><b n="2"></b></a>', encoding="utf-8")
    assert [(r["code"], r["line"], r["severity"], r["message"]) for r in found("a.xml")] == [("s-017", 3, "warning", "b is empty")]
    commented = f"<!-- {grammar} -->"
    (folder / "a.xml").write_text(f"{commented}<a><c/></a>", encoding="utf-8")
    assert codes(found("a.xml")) in ([], ["s-001"])


def test_a_schema_at_an_address_is_not_fetched_but_named(bare: Path, found: Found) -> None:
    model = '<?xml-model href="https://example.org/schemas/small.rng"?>'
    (bare / "a.xml").write_text(f"{model}<a><c/></a>", encoding="utf-8")
    (row,) = found("a.xml")
    assert (row["code"], row["severity"]) == ("x-005", "error")
    assert "zapis schema add small https://example.org/schemas/small.rng" in row["message"]
    assert "NOT checked against any grammar" in row["message"]
    (bare / "s.rng").write_text(RNG, encoding="utf-8")
    assert run(["schema", "add", "small", "s.rng"]) == 0
    assert codes(found("a.xml")) == ["s-001"]


def test_a_schema_at_an_address_that_another_stands_in_for_is_a_warning(folder: Path, found: Found) -> None:
    (folder / "a.xml").write_text('<?xml-model href="https://example.org/small.rng"?><a/>', encoding="utf-8")
    (row,) = found("a.xml")
    assert (row["code"], row["severity"]) == ("x-005", "warning")
    assert "checked with tei_all.rng only" in row["message"]


@pytest.mark.parametrize("href", ["gone.rng", "../gone.rnc", "file:///gone.rng", "https://example.org/a.php?x"])
def test_a_schema_that_cannot_be_stored_is_not_to_be_stored(href: str, bare: Path, validate: Validate) -> None:
    (bare / "a.xml").write_text(f'<?xml-model href="{href}"?><a/>', encoding="utf-8")
    code, out = validate("a.xml")
    assert code == 1
    assert "x-005 error" in out
    assert "NOT checked against any grammar" in out
    assert "schema add" not in out
    assert ("is not there" in out) == (not href.startswith("https"))


def test_an_address_without_an_ending_is_stored_and_found(bare: Path, found: Found) -> None:
    (bare / "a.xml").write_text('<?xml-model href="https://example.org/schemas/small"?><a><c/></a>', encoding="utf-8")
    (bare / "s.rng").write_text(RNG, encoding="utf-8")
    assert run(["schema", "add", "small", "s.rng"]) == 0
    assert codes(found("a.xml")) == ["s-001"]


def test_without_any_schema_the_files_are_said_not_to_be_checked(bare: Path, validate: Validate, found: Found) -> None:
    for name in ("a.xml", "b.xml", "c.xml"):
        (bare / name).write_text(tei(), encoding="utf-8")
    (bare / "s.rng").write_text(RNG, encoding="utf-8")
    (row,) = found("a.xml")
    assert (row["code"], row["severity"], row["line"]) == ("x-012", "warning", 1)
    assert "zapis schema add tei_all FILE" in row["message"]
    (row,) = found("c.xml", "b.xml", "a.xml")
    assert row["file"] == "a.xml"
    assert "(so 2 more files)" in row["message"]
    assert validate("a.xml")[0] == 0
    assert validate("--strict", "a.xml")[0] == 1
    assert "x-012" not in codes(found("--schema", "s.rng", "a.xml"))
    (bare / "s.sch").write_text(SCH, encoding="utf-8")
    assert codes(found("--schema", "s.sch", "a.xml")) == []
    (bare / "zapis.toml").write_text('[accept]\n"x-012 a.xml" = "a draft"\n', encoding="utf-8")
    assert [(r["file"], r["code"]) for r in found(".")] == [("b.xml", "x-012")]


def test_documents_made_here_need_no_schema_to_be_named(bare: Path, found: Found) -> None:
    shutil.copy(VALID, bare / "valid.xml")
    assert not {"x-005", "x-012"} & set(codes(found("valid.xml")))


def test_an_unusable_schema_of_a_file_is_a_finding_and_a_given_one_stops(folder: Path, found: Found, validate: Validate) -> None:
    (folder / "bad.rng").write_text("<grammar>", encoding="utf-8")
    (folder / "a.xml").write_text('<?xml-model href="bad.rng"?><a/>', encoding="utf-8")
    (folder / "b.xml").write_text("<a><b></a>", encoding="utf-8")
    assert codes(found("a.xml", "b.xml")) == ["x-005", "x-002"]
    assert validate("--schema", "bad.rng", "b.xml")[0] == 3
    (folder / "bad.sch").write_text("<x/>", encoding="utf-8")
    assert validate("--schema", "bad.sch", "a.xml")[0] == 3


def test_the_given_schema_goes_first_then_that_of_the_file_then_of_the_folder(folder: Path, found: Found) -> None:
    (folder / "a.rng").write_text(RNG, encoding="utf-8")
    (folder / "any.rng").write_text(RNG.replace('name="a"', 'name="z"'), encoding="utf-8")
    (folder / "zapis.toml").write_text('schema = "any.rng"\n', encoding="utf-8")
    (folder / "plain.xml").write_text("<a/>", encoding="utf-8")
    (folder / "model.xml").write_text('<?xml-model href="a.rng"?><a/>', encoding="utf-8")
    assert [r["file"] for r in found("plain.xml", "model.xml")] == ["plain.xml"]
    assert [r["file"] for r in found("--schema", "any.rng", "plain.xml", "model.xml")] == ["model.xml", "plain.xml"]


@pytest.mark.parametrize("suffix", ["rng", "rnc", "sch", "xsd"])
def test_every_kind_of_schema_is_taken(suffix: str, folder: Path, found: Found) -> None:
    schemas = {
        "rng": RNG,
        "rnc": "start = element a { element b { text }* }",
        "sch": SCH.replace(' role="warning"', ""),
        "xsd": '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:complexType><xs:sequence>'
        '<xs:element name="b" maxOccurs="9" type="xs:integer"/></xs:sequence></xs:complexType></xs:element></xs:schema>',
    }
    (folder / f"s.{suffix}").write_text(schemas[suffix], encoding="utf-8")
    (folder / "a.xml").write_text("<a>\n<b/>\n<c/></a>", encoding="utf-8")
    rows = found("--schema", f"s.{suffix}", "a.xml")
    assert rows
    assert {r["line"] for r in rows} <= {2, 3}
    assert {r["code"] for r in rows} <= {"s-001", "s-002", "s-016", "s-017"}


def test_stored_schemas_are_listed_and_used(folder: Path, capsys: pytest.CaptureFixture[str], found: Found, validate: Validate) -> None:
    (folder / "own.rng").write_text(RNG, encoding="utf-8")
    assert run(["schema", "add", "letters", "own.rng"]) == 0
    stored = Path(os.environ["XDG_DATA_HOME"]) / "zapis" / "schemas" / "letters.rng"
    assert stored.read_text(encoding="utf-8") == RNG
    capsys.readouterr()
    assert run(["schema", "list"]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == ["zapis", "letters", "tei_all"]
    (folder / "a.xml").write_text("<a><c/></a>", encoding="utf-8")
    assert codes(found("--schema", "letters", "a.xml")) == ["s-001"]
    assert validate("--schema", "novels", "a.xml")[0] == 5
    (folder / "own.sch").write_text(SCH, encoding="utf-8")
    assert run(["schema", "add", "letters", "own.sch"]) == 0
    assert not stored.exists()


@pytest.mark.parametrize(("name", "location", "code"), [("zapis", "a.rng", 2), ("../x", "a.rng", 2), ("x", "a.txt", 2), ("x", "no.rng", 3)])
def test_a_schema_that_cannot_be_stored(name: str, location: str, code: int, folder: Path) -> None:
    (folder / "a.rng").write_text(RNG, encoding="utf-8")
    assert run(["schema", "add", name, location]) == code


def test_every_code_that_can_be_found_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for code in ("x-009", "x-010", "p-001", "s-017"):
        assert run(["explain", code]) == 0
        assert code in capsys.readouterr().out
    assert run(["explain", "unknown-element"]) == 0
    assert capsys.readouterr().out.startswith("s-001 ")
    assert run(["explain", "unknow-element"]) == 2
    assert "unknown-element" in capsys.readouterr().err


@pytest.mark.parametrize(("code", "said"), [("x-005", "error or warning"), ("p-004", "error or warning"), ("p-001", "error")])
def test_where_the_severity_depends_both_are_said(code: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", code]) == 0
    assert capsys.readouterr().out.startswith(f"{code} {said}: ")
    assert run(["explain"]) == 0
    assert f"{code}  {said}  " in capsys.readouterr().out


def test_counts_are_not_negative_and_0_means_all(three: None, validate: Validate) -> None:
    assert validate("--max", "-1", "tei")[0] == 2
    assert validate("--jobs", "-1", "tei")[0] == 2
    assert validate("--max", "0", "--jobs", "0", "tei") == validate("tei")


def test_a_diff_has_no_other_format(three: None, validate: Validate) -> None:
    assert validate("--fix", "--format", "json", "tei")[0] == 2
    assert validate("--fix", "--format", "text", "tei")[0] == 0


def test_the_output_is_json_even_while_files_are_repaired(folder: Path, validate: Validate) -> None:
    (folder / "a.xml").write_text(tei("<p>a&nbsp;b</p>"), encoding="utf-8")
    code, out = validate("--fix", "--write", "--format", "json", "a.xml")
    assert code == 0
    assert json.loads(out)["findings"] == []


def test_the_project_of_a_file_is_the_nearest_above_it(
    three: None, folder: Path, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run from anywhere, a file has the schema and the accepted findings of the zapis.toml of its own corpus."""
    (folder / "only.rng").write_text(
        '<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>', encoding="utf-8"
    )
    toml = 'schema = "only.rng"\n[accept]\n"s-001 tei/a*" = "another schema"\n'
    (folder / "zapis.toml").write_text(toml, encoding="utf-8")
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    codes = {(Path(r["file"]).name, r["code"]) for r in found("tei")}
    monkeypatch.chdir(elsewhere)
    assert {(Path(r["file"]).name, r["code"]) for r in found(str(folder / "tei"))} == codes
    assert codes and not any(code == "s-001" for name, code in codes if name == "a.xml")
