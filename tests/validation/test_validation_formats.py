"""Every format is read back by a reader of its own and says the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from validation_case import tei

Validate = Callable[..., tuple[int, str]]
FIELDS = ["file", "line", "column", "code", "severity", "message", "fix"]


@pytest.fixture
def files(folder: Path) -> list[str]:
    """A good file, one with an error and a warning, a malformed one with a name that needs care."""
    (folder / "good.xml").write_text(tei(), encoding="utf-8")
    people = '<standOff><listPerson><person xml:id="dolina"><persName>Долина</persName></person></listPerson></standOff>'
    text = tei('<sp who="#dolinna"><p>шко\u00adла &lt;x&gt; &amp; y</p></sp>').replace("<text>", people + "<text>")
    (folder / "bad.xml").write_text(text, encoding="utf-8")
    (folder / "100%, ф&a.xml").write_text("<TEI>\n<a>\n</TEI>", encoding="utf-8")
    return ["100%, ф&a.xml", "bad.xml", "good.xml"]


@pytest.fixture
def rows(files: list[str], validate: Validate) -> list[dict[str, Any]]:
    code, out = validate("--format", "json", *files)
    assert code == 1
    table = json.loads(out)
    assert table["files"] == files
    findings: list[dict[str, Any]] = table["findings"]
    return findings


def test_json_has_the_fields_in_order_and_the_repair(rows: list[dict[str, Any]]) -> None:
    assert [list(r) for r in rows] == [FIELDS] * 3
    assert [(r["file"], r["line"], r["column"], r["code"], r["severity"]) for r in rows] == [
        ("100%, ф&a.xml", 2, 1, "x-002", "error"),
        ("bad.xml", 6, 5, "p-001", "error"),
        ("bad.xml", 6, 26, "x-007", "warning"),
    ]
    assert rows[1]["fix"] == "#dolina"
    assert "(Долина, line 5)" in rows[1]["message"]


def test_json_lines_are_the_same_findings(files: list[str], rows: list[dict[str, Any]], validate: Validate) -> None:
    _, out = validate("--format", "jsonl", *files)
    assert [json.loads(line) for line in out.splitlines()] == rows


def test_text_has_one_line_for_each_and_a_sum(files: list[str], rows: list[dict[str, Any]], validate: Validate) -> None:
    _, out = validate(*files)
    *lines, last = out.splitlines()
    form = re.compile(r"(.+):(\d+):(\d+): ([a-z]-\d+) (error|warning|info): (.+) \[[a-z-]+\]")
    read = [m.groups() for m in map(form.fullmatch, lines) if m]
    assert read == [tuple(str(r[k]) for k in FIELDS[:6]) for r in rows]
    assert last == "3 files: 2 errors, 1 other"


def test_verbose_text_says_what_to_do(files: list[str], validate: Validate) -> None:
    _, out = validate("-v", "bad.xml")
    assert "    repair: #dolina\n" in out
    assert "    Correct the pointer" in out


def test_sarif_has_what_the_standard_requires(files: list[str], rows: list[dict[str, Any]], validate: Validate) -> None:
    """SARIF 2.1.0: 3.13 (log), 3.14 (run), 3.18 (tool), 3.27 (result), 3.30 (region), 3.49 (rules)."""
    log = json.loads(validate("--format", "sarif", *files)[1])
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "zapis"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert run["columnKind"] == "unicodeCodePoints"
    for result, row in zip(run["results"], rows, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert result["message"]["text"] == row["message"]
        assert ids[result["ruleIndex"]] == result["ruleId"] == row["code"]
        assert result["level"] == row["severity"]
        assert place["region"] == {"startLine": row["line"], "startColumn": row["column"]}
        assert re.fullmatch(r"[\w./%-]+", place["artifactLocation"]["uri"], re.ASCII)


def test_junit_counts_files_and_failures(files: list[str], validate: Validate) -> None:
    root = etree.fromstring(validate("--format", "junit", *files)[1].encode())
    (suite,) = root.findall("testsuite")
    cases = suite.findall("testcase")
    assert [c.get("name") for c in cases] == files
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    assert [len(c.findall("failure")) for c in cases] == [1, 1, 0]
    assert "bad.xml:6:5: p-001" in str(cases[1].findtext("failure"))
    assert "x-007" in str(cases[1].findtext("system-out"))


def test_html_is_well_formed_and_marks_the_place(files: list[str], rows: list[dict[str, Any]], validate: Validate) -> None:
    page = validate("--format", "html", *files)[1]
    root = etree.fromstring(page.encode())
    h = "{http://www.w3.org/1999/xhtml}"
    assert [s.findtext(f"{h}h2") for s in root.iter(f"{h}section")] == files[:2]
    marks = ["".join(m.itertext()) for m in root.iter(f"{h}mark")]
    assert marks == ["<a>", 'who="#dolinna"', "\u00adла"]
    by_rule, by_file = root.iter(f"{h}table")
    assert {str(td.text) for td in by_rule.iter(f"{h}code")} == {r["code"] for r in rows}
    links = [a.get("href") for a in by_file.iter(f"{h}a")]
    assert [i for i in links if not root.xpath("//*[@id = $i]", i=str(i)[1:])] == []
    assert "<script" not in page


def test_html_of_a_malformed_file_with_control_characters_stays_well_formed(folder: Path, validate: Validate) -> None:
    (folder / "a.xml").write_bytes(b"<TEI>\x00\x0b\xff</TEI>")
    etree.fromstring(validate("--format", "html", "a.xml")[1].encode())
    etree.fromstring(validate("--format", "junit", "a.xml")[1].encode())


def test_github_annotations_escape_what_they_must(files: list[str], rows: list[dict[str, Any]], validate: Validate) -> None:
    out = validate("--format", "github", *files)[1]
    form = re.compile(r"::(error|warning|notice) file=([^,:]+),line=(\d+),col=(\d+),title=([a-z]-\d+)::(.+)")
    read = [m.groups() for m in map(form.fullmatch, out.splitlines()) if m]
    assert [r[0] for r in read] == ["error", "error", "warning"]
    assert read[0][1] == "100%25%2C ф&a.xml"
    assert [r[4] for r in read] == [r["code"] for r in rows]


def test_no_findings_are_said_in_every_format(folder: Path, validate: Validate) -> None:
    (folder / "good.xml").write_text(tei(), encoding="utf-8")
    outs = {f: validate("--format", f, "good.xml") for f in ("text", "json", "jsonl", "sarif", "junit", "html", "github")}
    assert {code for code, _ in outs.values()} == {0}
    assert outs["text"][1] == "1 file: 0 errors, 0 others\n"
    assert outs["jsonl"][1] == outs["github"][1] == ""
    assert json.loads(outs["sarif"][1])["runs"][0]["results"] == []
    assert "No findings." in outs["html"][1]
