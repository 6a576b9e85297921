"""Characters that nobody sees and encodings that do not fit."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from validation_case import tei

from pipeline import characters as module
from pipeline.validation import validate_tei


def found(content: bytes) -> list[tuple[str, int, int]]:
    return [(f.code, f.line, f.column) for f in validate_tei(content, "a.xml")]


def body(text: str) -> bytes:
    return tei(f"<p>{text}</p>").encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", []),
        ("Привет, мир — «да»\u00a0№ 1", []),
        ("сло\u00adво", [("x-007", 6, 7)]),
        ("a\u200bb", [("x-007", 6, 5)]),
        ("a\ufeffb", [("x-007", 6, 5)]),
        ("a\u202eb", [("x-007", 6, 5)]),
        ("a\u0096b", [("x-007", 6, 5)]),
        ("lost \ufffd here", [("x-007", 6, 9)]),
        ("می\u200cخواهم", []),
        ("क्\u200dष", []),
        ("👩\u200d👧", []),
        ("мой и\u0306", [("x-008", 6, 8)]),
        ("Wáng Lín café", []),
        ("Cтaлин", [("l-005", 6, 4)]),
        ("Пeтров, Пeтров", [("l-005", 6, 4)]),
        ("ТАСС-TASS", []),
        ("β-частица α", []),
        ("XX-го съезда", []),
        ("Fордов", []),
        ("Coн", [("l-005", 6, 4)]),
        ("сказал Mы", [("l-005", 6, 11)]),
        ("CEOм", []),
        ("MAX", []),
    ],
)  # fmt: skip
def test_what_nobody_sees(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(body(text)) == expected


def test_many_lines_not_normal_are_one_finding() -> None:
    findings = validate_tei(body("\n".join(["и\u0306"] * 9)), "a.xml")
    assert [(f.code, f.severity) for f in findings] == [("x-008", "info")]
    assert "in 8 more lines" in findings[0].message


def declared(encoding: str, text: str = "Привет") -> str:
    return tei(f"<p>{text}</p>").replace("UTF-8", encoding)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "UTF-16", "iso-8859-5", "utf-8", "utf-8-sig", "cp866"])
def test_documents_in_their_declared_encoding_are_read(encoding: str) -> None:
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    assert found(declared(name, 'Привет <seg corresp="#x"/>').encode(encoding)) == [("p-001", 6, 16)]


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        (declared("UTF-8").encode("windows-1251"), (6, 4), "windows-1251"),
        (declared("UTF-8").encode("koi8-r"), (6, 4), "koi8-r"),
        (declared("iso-8859-1").encode("utf-8"), (6, 4), "Declare UTF-8"),
        (declared("windows-1252").encode("utf-8"), (6, 4), "Declare UTF-8"),
        (declared("utf-99").encode("utf-8"), (1, 1), "utf-99"),
        (declared("ascii").encode("utf-8"), None, ""),
        (declared("hex").encode("utf-8"), (1, 1), "hex"),
    ],
)
def test_an_encoding_that_does_not_fit_is_one_finding(content: bytes, place: tuple[int, int] | None, said: str) -> None:
    (finding,) = validate_tei(content, "a.xml")
    assert finding.code in ("x-004", "x-002")
    if place:
        assert (finding.code, finding.line, finding.column) == ("x-004", *place)
    assert said in finding.message


_SIGNS = st.text(st.one_of(st.characters(max_codepoint=0x6FF), st.sampled_from("—«»“…\u2028\u200b\u2060\ufeff\ufffd\u0301й\u2001ÅK"), st.characters(exclude_categories=["Cs"])))  # fmt: skip


@given(_SIGNS)
def test_quick_looks_miss_nothing(text: str) -> None:
    piece = text.encode()
    assert module._may_hide(piece) == bool(module._SOUGHT.search(text))
    if module._surely_normal(piece):
        assert unicodedata.is_normalized("NFC", text)
    if re.search("[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]", text):
        assert module._scripts_touch(piece)
