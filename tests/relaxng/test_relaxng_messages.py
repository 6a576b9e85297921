"""What a person reads: the sixteen faults of one play, and the mechanisms behind the messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.relaxng import Schema, load_schema
from pipeline.relaxng.messages import ALTERNATIVES, explain
from pipeline.relaxng.repair import repaired_date, repaired_language, repaired_value, wording

#: File → line, column, words the message must contain, text of the fix ("" for none).
FAULTS: dict[str, tuple[int, int, tuple[str, ...], str]] = {
    "01-misspelt-placename": (137, 24, ("`<placename>`", "`<placeName>`", "case-sensitive"), "placeName"),
    "02-wrong-place": (152, 9, ("`<head>` comes too late", "`<stage>`, line 143", "`<label>`"), ""),
    "03-missing-req-attr": (120, 33, ("`<graphic>` must have `@url`", "address of the image"), ""),
    "04-bad-date": (96, 17, ('`@when="28.07.2018"` is not a date', "year-month-day: 2018-07-28"), "2018-07-28"),
    "05-unclosed-tag": (146, 11, ("`<speaker>` opened here is never closed", "line 152 (`</sp>`)"), ""),
    "06-undefined-entity": (148, 18, ("`&nbsp;` is an HTML entity", "U+00A0", "`&#160;`"), "U+00A0"),
    "07-duplicate-xmlid": (62, 19, ('xml:id="poet" is used twice', "line 50 (`<person>` Поэт)", "Дуб"), ""),
    "09-text-in-div": (156, 9, ('"Ночь, улица, фонарь, аптека."', "in `<div>`", "Wrap it in `<p>`"), ""),
    "10-wrong-namespace": (144, 9, ('"http://www.tei-c.org/ns/1.O" (letter O)', '/1.0"'), "ns/1.0"),
    "11-unknown-attribute": (145, 13, ("no attribute `@whom`", "`@who` (the speaker) or `@toWhom`"), "@who"),
    "12-closed-list-value": (
        149, 14, ("F (final), I (initial), M (medial), N (no), Y (yes)",), "",
    ),
    "13-empty-listPerson": (
        45, 9, ("is empty", "`<person>`, `<org>`, `<personGrp>` or `<listPerson>`"), "",
    ),
    "14-bad-xmllang": (9, 16, ("not a language code (BCP 47)", 'For Russian write "ru"'), "ru"),
    "15-two-titleStmt": (24, 7, ("A second `<titleStmt>` is not allowed in `<fileDesc>`", "line 7"), ""),
    "16-no-tei-ns": (4, 1, ("root `<TEI>` has no namespace", 'xmlns="http://www.tei-c.org/ns/1.0"'), "xmlns"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_gives_one_message_at_its_place(name: str, visible: Path, tei_all: Schema) -> None:
    content = (visible / "messages" / f"{name}.xml").read_bytes()
    (issue,) = tei_all.validate(content)
    line, column, words, repair = FAULTS[name]
    message, fix = explain(issue, tei_all, content)
    assert (issue.line, issue.column) == (line, column)
    for word in words:
        assert word in message
    assert repair in str(fix) if repair else fix is None
    assert len(message) < 300


@pytest.mark.parametrize("name", ["01-misspelt-placename", "04-bad-date", "06-undefined-entity"])
def test_certain_fixes_make_the_file_valid(name: str, visible: Path, tei_all: Schema) -> None:
    content = (visible / "messages" / f"{name}.xml").read_bytes()
    (issue,) = tei_all.validate(content)
    _, fix = explain(issue, tei_all, content)
    assert fix is not None and fix.certain
    lines = content.decode().split("\n")
    for edit in sorted(fix.edits, key=lambda one: (one.line, one.column), reverse=True):
        text = lines[edit.line - 1]
        head, tail = text[: edit.column - 1], text[edit.column - 1 :]
        lines[edit.line - 1] = head + tail.replace(edit.old, edit.new, 1)
    assert tei_all.validate("\n".join(lines).encode()) == []


def test_no_message_lists_more_than_eight_alternatives(
    visible: Path, tei_all: Schema, verdicts: list[dict[str, object]]
) -> None:
    seen = 0
    for one in verdicts[::5]:
        content = (visible / str(one["file"])).read_bytes()
        for issue in tei_all.validate(content, limit=5):
            message, _ = explain(issue, tei_all, content)
            assert message.count("`<") + message.count("`@") <= ALTERNATIVES + 3, message
            assert "{" not in message.replace("{http", "")
            seen += 1
    assert seen > 200


MIXED = """
default namespace = "http://www.tei-c.org/ns/1.0"
start = element TEI { element body { (p | head)+ } }
p = element p { mixed { (hi | lb | graphic)* } }
head = element head { text }
hi = element hi { attribute rend { "bold" | "italic" }?, text }
lb = element lb { empty }
graphic = element graphic { attribute url { xsd:anyURI }, attribute n { xsd:integer }? }
"""


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<b>x</b>", ("no element `<b>`", "`<hi>`")),
        ("<br/>", ("`<br>`", "`<lb>`")),
        ('<image url="x"/>', ("`<image>`", "`<graphic>`")),
        ('<img src="x"/>', ("`<img>`", "`<graphic>`")),
        ('<hi rend="Bold">x</hi>', ('Did you mean "bold"', "allowed are bold, italic")),
        ('<graphic url="x" n="one"/>', ('`@n="one"` is not allowed', "an integer")),
        ('<graphic Url="x"/>', ("no attribute `@Url`", "`@url`")),
        ("<head>x</head>", ("`<head>` is not allowed here in `<p>`", "It belongs in `<body>`")),
        ("<zzzzzz/>", ("no element `<zzzzzz>`", "Here could stand")),
        ("&mdash;", ("HTML entity", "U+2014")),
        ("&unheard;", ("`&unheard;` is not defined",)),
        ("<hi>x</Hi>", ("does not end `<hi>`", "case-sensitive")),
    ],
)
def test_general_mechanisms(tmp_path: Path, inside: str, words: tuple[str, ...]) -> None:
    path = tmp_path / "schema.rnc"
    path.write_text(MIXED, "utf-8")
    schema = load_schema(path)
    content = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><body><p>{inside}</p></body></TEI>'.encode()
    issues = schema.validate(content)
    assert len(issues) == 1, issues
    message, _ = explain(issues[0], schema, content)
    assert any(word in message for word in words), message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("28.07.2018", ("2018-07-28", True)),
        ("22/1/1950", ("1950-01-22", True)),
        ("1/22/1950", ("1950-01-22", True)),
        ("3/4/1950", ("1950-04-03", False)),
        ("1950/1/22", ("1950-01-22", True)),
        ("1950.01", ("1950-01", True)),
        ("22 January 1950", ("1950-01-22", True)),
        ("Jan. 22, 1950", ("1950-01-22", True)),
        ("22 января 1950 г.", ("1950-01-22", True)),
        ("январь 1950", ("1950-01", True)),
        ("19500122", ("1950-01-22", True)),
        ("31.02.1950", None),
        ("spring 1950", None),
        ("1950", None),
    ],
)
def test_dates_are_repaired_only_where_they_are_clear(written: str, meant: tuple[str, bool] | None) -> None:
    assert repaired_date(written) == meant


def test_languages_are_found_by_name_in_several_languages() -> None:
    assert repaired_language("русский язык") == ("ru", "Russian")
    assert repaired_language("Chinese (simplified)") == ("zh", "Chinese")
    assert repaired_language("en_US") == ("en-US", "English")
    assert repaired_language("nonsense") is None
    table = wording()
    assert set(table["language"].values()) == set(table["language-name"])


def test_values_are_repaired_by_case_and_spelling() -> None:
    assert repaired_value("BOLD ", ["bold", "italic"]) == ("bold", True)
    assert repaired_value("italc", ["bold", "italic"]) == ("italic", False)
    assert repaired_value("X", ["Y", "N"]) is None
