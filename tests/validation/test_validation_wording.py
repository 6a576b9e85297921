"""What is wrong is said in words that are true and name the slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from validation_case import tei

from pipeline.finding import Finding
from pipeline.validation import validate_tei

SMALL = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.tei-c.org/ns/1.0">
<start><element name="p"><zeroOrMore><choice><text/><element name="title"><text/></element></choice></zeroOrMore></element></start>
</grammar>"""


def said(body: str, schema: str | None) -> list[Finding]:
    return validate_tei(tei(body).encode(), "a.xml", schema=schema)


@pytest.mark.parametrize(
    ("body", "column", "message"),
    [
        ("<p><titel>x</title></p>", 4, "`<titel>` opened here ends as `</title>` (line 6): start and end tag must have the same name."),
        ("<p><persname>x</persName></p>", 4, "`<persname>` opened here ends as `</persName>` (line 6): names are case-sensitive."),
        ("<p><title>x</titel></p>", 14, "`</titel>` does not end `<title>` of line 6: start and end tag must have the same name."),
        ("<p><title>x</foo></p>", 14, "`</foo>` ends nothing: `<title>` is open since line 6."),
        ("<p><hi>x</p>", 4, "`<hi>` opened here is never closed; noticed at line 6 (`</p>`)."),
        ("<title><titel>x</title>", 8, "`<titel>` opened here is never closed; noticed at line 6 (`</title>`)."),
        ("<p n=“1”>x</p>", 6, "`“` is a typographic quotation mark; attribute values stand in straight ones: \"…\" or '…'."),
        ("<p n=1>x</p>", 6, "The value of an attribute must stand in quotation marks: \"…\" or '…'."),
        ("<p n>x</p>", 5, 'An attribute here has no value; write name="value".'),
        ("<p>a\vb</p>", 5, "The control character U+000B cannot stand in XML; remove it."),
        ("<!-- a -- b -->", 10, "`--` cannot stand within a comment."),
    ],
)
def test_each_way_to_be_malformed_has_its_own_words(body: str, column: int, message: str, tei_all: str) -> None:
    assert [(f.code, f.line, f.column, f.message) for f in said(body, tei_all) if f.code == "x-002"] == [("x-002", 6, column, message)]


@pytest.mark.parametrize("body", ["<p>a & b</p>", "<p>a < b</p>", '<p n="a<b">x</p>'])
def test_an_ampersand_is_still_called_so(body: str, tei_all: str) -> None:
    assert "`&amp;` or `&lt;`" in said(body, tei_all)[0].message


def test_tags_that_differ_are_one_finding(tei_all: str) -> None:
    assert [f.code for f in said("<p><titel>x</title></p>", tei_all)] == ["x-002"]
    assert "start and end tag" in said("<p><titel>x</title></p>", None)[0].message


def test_an_element_that_only_the_schema_lacks_is_not_denied_to_tei(tmp_path: Path) -> None:
    schema = tmp_path / "small.rng"
    schema.write_text(SMALL, encoding="utf-8")
    text = b'<p xmlns="http://www.tei-c.org/ns/1.0"><persName/>\n<titel/>\n<persname/></p>'
    messages = [f.message for f in validate_tei(text, "a.xml", schema=str(schema))]
    assert messages[0].startswith("The schema has no element `<persName>`.")
    assert messages[1].startswith("TEI has no element `<titel>`.")
    assert messages[2].startswith("TEI has no element `<persname>`.")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2018-02-30", "February 2018 has 28 days"),
        ("2016-02-30", "February 2016 has 29 days"),
        ("2018-04-31", "April 2018 has 30 days"),
        ("2018-13-01", "there is no month 13"),
        ("2018-13", "there is no month 13"),
        ("25:00:00", "Write year-month-day"),
    ],
)
def test_a_date_that_cannot_be_says_why(value: str, message: str, tei_all: str) -> None:
    (one,) = said(f'<p><date when="{value}">x</date></p>', tei_all)
    assert (one.code, message in one.message) == ("s-010", True)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("dub 1", "an id has no spaces."),
        ("1dub", "an id must not begin with a digit."),
        ("1 dub", "an id has no spaces and must not begin with a digit."),
        ("a:b", "an id has no `:`."),
        ("-a", "an id must not begin with `-`."),
        ("", "an id must not be empty."),
    ],
)
def test_what_cannot_be_an_id_is_said_plainly(value: str, message: str, tei_all: str) -> None:
    (one,) = said(f'<p xml:id="{value}">x</p>', tei_all)
    assert one.message == f'`@xml:id="{value}"` is not allowed: {message}'
