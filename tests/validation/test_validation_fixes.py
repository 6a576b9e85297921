"""Certain repairs: shown as a diff, made on demand; nothing that could be meant otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from validation_case import tei
from validation_mutation import VALID

from pipeline.fixes import fix
from pipeline.resources import resource_dir
from pipeline.validation import load_grammar, validate_tei

Validate = Callable[..., tuple[int, str]]
OLD = '<note type="citation" xml:lang="en">'
TEXT = VALID.read_text(encoding="utf-8")


def repaired(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return fix(TEXT.replace(old, new).encode(), load_grammar(resource_dir("schema") / "zapis.rng")).decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<placeName ref="#moscow">Moscow</placeName>, ', '<placename ref="#moscow">Moscow</placename>, '),
        ('<placeName ref="#moscow">Moscow</placeName>, ', '<PLACENAME ref="#moscow">Moscow</PLACENAME>, '),
        ('<sp xml:id="en.t3" who="#wang" toWhom=', '<sp xml:id="en.t3" who="#wang" towhom='),
        ('<date when="1951-03-12">March 12, 1951</date>', '<date when="12.03.1951">March 12, 1951</date>'),
        ('<date when="1951-03-12">March 12, 1951</date>', '<date when="March 12, 1951">March 12, 1951</date>'),
        ('<note type="gloss" place="inline"', '<note type="Gloss" place="inline"'),
    ],
)  # fmt: skip
def test_what_is_certain_is_repaired(old: str, new: str) -> None:
    assert repaired(old, new) == TEXT


def test_html_entities_become_characters() -> None:
    assert repaired("On schools.", "On&nbsp;schools &mdash; and &laquo;more&raquo;.") == TEXT.replace(
        "On schools.", "On\u00a0schools — and «more»."
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<date when="1951-03-12">March 12, 1951</date>', '<date when="03/04/1951">March 12, 1951</date>'),
        ('<date when="1951-03-12">March 12, 1951</date>', '<date when="31.02.1951">March 12, 1951</date>'),
        ("On schools.", "On schools &undefined;."),
        ("On schools.", "On <placenam>schools</placenam>."),
        ('<sp xml:id="en.t3" who="#wang"', '<sp xml:id="en.t3" who="#wnag"'),
        ("On schools.", "<![CDATA[&nbsp;<placename>]]><!-- &nbsp; --> schools."),
    ],
)
def test_what_is_not_certain_stays(old: str, new: str) -> None:
    assert repaired(old, new) == TEXT.replace(old, new)


def test_line_ends_byte_order_mark_and_the_rest_stay(folder: Path) -> None:
    text = TEXT.replace("On schools.", "On&nbsp;schools.").replace("\n", "\r\n")
    content = b"\xef\xbb\xbf" + text.encode()
    expected = b"\xef\xbb\xbf" + text.replace("&nbsp;", "\u00a0").encode()
    assert fix(content, load_grammar(resource_dir("schema") / "zapis.rng")) == expected


def test_repairs_are_shown_and_not_made_until_asked_for(folder: Path, validate: Validate) -> None:
    body = "<p>a&nbsp;b</p>\n<p>c&hellip;</p>"
    (folder / "a.xml").write_text(tei(body), encoding="utf-8")
    code, out = validate("--fix", "a.xml")
    assert code == 0
    assert "-<p>a&nbsp;b</p>\n" in out
    assert "+<p>a\u00a0b</p>\n" in out
    assert (folder / "a.xml").read_text(encoding="utf-8") == tei(body)
    code, out = validate("--fix", "--write", "a.xml")
    assert (code, out) == (0, "1 file: 0 errors, 0 others\n")
    assert "c…" in (folder / "a.xml").read_text(encoding="utf-8")
    assert validate("--fix", "a.xml") == (0, "")


def test_repairs_follow_the_schema_in_use(folder: Path, validate: Validate) -> None:
    (folder / "s.rnc").write_text("start = element letterBook { element letterText { text }* }", encoding="utf-8")
    (folder / "a.xml").write_text("<letterBook><lettertext>x</lettertext></letterBook>", encoding="utf-8")
    assert validate("--schema", "s.rnc", "--fix", "--write", "a.xml")[0] == 0
    assert (folder / "a.xml").read_text(encoding="utf-8") == "<letterBook><letterText>x</letterText></letterBook>"


def test_a_repaired_document_has_no_certain_repair_left() -> None:
    text = TEXT.replace("On schools.", "On&nbsp;<placename>schools</placename>.").replace('when="1950"', 'when="1.5.1950"')
    schema = load_grammar(resource_dir("schema") / "zapis.rng")
    once = fix(text.encode(), schema)
    assert fix(once, schema) == once
    assert not {f.code for f in validate_tei(once, "valid.xml")} & {"x-002", "s-001", "s-010"}


def test_standard_input_and_missing_files_cannot_be_repaired(folder: Path, validate: Validate) -> None:
    assert validate("--fix", "-")[0] == 2
    assert validate("--fix", "nowhere.xml")[0] == 3
