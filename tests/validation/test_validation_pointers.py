"""Pointers, languages, dates, ids: what no schema language reaches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from validation_case import tei

from pipeline.finding import Finding
from pipeline.tei_index import Lines
from pipeline.validation import validate_tei

Found = Callable[..., list[dict[str, Any]]]
PERSONS = (
    '<particDesc><listPerson><person xml:id="dolina"><persName>Долина</persName></person>'
    '<person xml:id="poet"><persName>Поэт</persName></person></listPerson></particDesc>'
)
HEADER = f"<profileDesc>{PERSONS}</profileDesc>"


def check(body: str = "<p>x</p>", header: str = "") -> list[Finding]:
    return validate_tei(tei(body, header).encode(), "a.xml")


def codes(body: str = "<p>x</p>", header: str = "") -> list[str]:
    return [f.code for f in check(body, header)]


# -- pointers


@pytest.mark.parametrize(
    "attribute",
    [
        "ana", "calendar", "change", "copyOf", "corresp", "datingMethod", "datingPoint", "decls", "domains", "edRef", "end", "exclude",
        "facs", "given", "hand", "inst", "mutual", "next", "nymRef", "origin", "parts", "period", "prev", "ref", "rendition", "resp",
        "sameAs", "scheme", "scribeRef", "select", "since", "source", "spanTo", "start", "synch", "target", "toWhom", "unitRef", "url",
        "where", "who", "wit",
    ],
)  # fmt: skip
def test_every_pointer_of_tei_must_lead_somewhere(attribute: str) -> None:
    (found,) = check(f'<p xml:id="here"><seg {attribute}="#nowhere-at-all">x</seg></p>')
    assert (found.code, found.line, found.column) == ("p-001", 6, 23)
    assert f'`@{attribute}="#nowhere-at-all"` points to nothing.' in found.message


def test_each_address_of_several_is_looked_at() -> None:
    (found,) = check('<p xml:id="here" corresp="#here #there http://example.org/#x other.xml#y">x</p>')
    assert '"#there"' in found.message


@pytest.mark.parametrize(
    ("slip", "near"),
    [("dolinna", "`#dolina` (Долина, line 4)"), ("Dolina", "`#dolina`"), ("doilna", "`#dolina`"), ("Поэт", "`#poet` (Поэт")],
)
def test_the_nearest_id_is_suggested_with_what_bears_it(slip: str, near: str) -> None:
    (found,) = check(f'<sp who="#{slip}"><p>x</p></sp><sp who="#poet"><p>x</p></sp>', HEADER)
    assert found.message.startswith(f'`@who="#{slip}"` points to nothing. Did you mean {near}')
    assert found.fix == f"#{'poet' if slip == 'Поэт' else 'dolina'}"


@pytest.mark.parametrize("slip", ["completely-different", "t2"])
def test_no_id_is_suggested_where_none_is_near(slip: str) -> None:
    (found,) = check(f'<p xml:id="t1" corresp="#{slip}">x</p>')
    assert "Did you mean" not in found.message
    assert found.fix is None


def test_many_pointers_to_one_missing_id_are_one_finding() -> None:
    (found,) = check('<sp who="#kuznetsov"><p>x</p></sp>' * 5 + '<sp who="#poet"><p>x</p></sp>', HEADER)
    assert "(5 places point there.)" in found.message


def test_a_missing_list_is_one_finding() -> None:
    body = "".join(f'<sp who="#person-{n}"><p>x</p></sp>' for n in "abcdef")
    (found,) = check(body)
    assert "all 6 different pointers of `@who`" in found.message


def test_a_pointer_must_lead_to_something_that_can_be_meant() -> None:
    body = '<p xml:id="p1">x <persName ref="#p1">y</persName> <placeName ref="#poet">z</placeName></p>'
    first, second = check(body, HEADER)
    assert (first.code, first.severity) == ("p-004", "warning")
    assert "on `<persName>` points to a `<p>` (line 6)" in first.message
    assert "on `<placeName>` points to a `<person>`" in second.message


def test_what_is_no_pointer_to_an_element_is_left_alone() -> None:
    body = (
        '<p><ref target="#xpath(//p)">x</ref><ref target="#">x</ref><ref target="#range(a,b)">x</ref><graphic url="a.png#xywh=1,2,3,4"/>'
        '<ref target="b.xml#q">x</ref><ref target="https://x.org/#a">x</ref><locus from="1" to="2">x</locus></p>'
        '<egXML xmlns="http://www.tei-c.org/ns/Examples"><sp who="#nobody"/></egXML>'
    )
    assert codes(body) == []


@pytest.mark.parametrize(
    ("value", "severity"),
    [("doi:10.1/x", None), ("urn:isbn:1", None), ("isbn:123", None), ("HTTP://x.org", None), ("wd:Q42", "warning"), ("gnd:118", "warning")],
)
def test_private_schemes_need_a_declaration(value: str, severity: str | None) -> None:
    found = check(f'<p corresp="{value}" xml:id="p1">x</p>')
    assert [(f.code, f.severity) for f in found] == ([("p-003", severity)] if severity else [])


def prefix(pattern: str, replacement: str) -> str:
    declared = f'<prefixDef ident="psn" matchPattern="{pattern}" replacementPattern="{replacement}"/>'
    return f"<encodingDesc><listPrefixDef>{declared}</listPrefixDef></encodingDesc>"


def test_private_addresses_must_fit_their_declaration() -> None:
    header = prefix("([a-z]+)", "persons.xml#$1")
    assert codes('<p corresp="psn:petrov">x</p>', header) == []
    assert codes('<p corresp="psn:118">x</p>', header) == ["p-003"]
    assert [f.severity for f in check('<p corresp="pns:petrov">x</p>', header)] == ["error"]


@pytest.mark.parametrize("pattern", ["(a+)+$", "([a-z]*)*b", "(a|aa)+$", "(.*)(.*)(.*)(.*)x", "((", "(?:a){9999999}"])
def test_a_hostile_pattern_takes_no_time(pattern: str) -> None:
    assert "x-001" not in codes(f'<p corresp="psn:{"a" * 190}">x</p>', prefix(pattern, "$1$9"))


# -- across files


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")


def test_pointers_from_file_to_file(folder: Path, found: Found) -> None:
    (folder / "lists").mkdir()
    persons = tei(PERSONS.replace("<particDesc>", "").replace("</particDesc>", ""))
    (folder / "lists" / "persons.xml").write_text(persons, encoding="utf-8")
    turn = '<sp who="{}"><p>x</p></sp>'
    body = turn.format("lists/persons.xml#poet") + "\n" + turn.format("lists/persons.xml#peot") + turn.format("other.xml#x")
    write(folder, a=tei(body))
    (row, other) = found("a.xml", "lists")
    assert (row["file"], row["line"], row["code"], row["fix"]) == ("a.xml", 7, "p-001", "lists/persons.xml#poet")
    assert (other["line"], other["code"], other["severity"]) == (7, "p-006", "warning")
    assert found("a.xml") == [other]


def test_private_addresses_lead_into_other_files(folder: Path, found: Found) -> None:
    header = prefix("([a-z]+)", "b.xml#$1")
    write(folder, a=tei('<sp who="psn:poet"><p>x</p></sp><sp who="psn:nobody"><p>x</p></sp>', header), b=tei("<p>x</p>", HEADER))
    (row,) = found("a.xml", "b.xml")
    assert row["message"].startswith('`@who="psn:nobody"` points to nothing in b.xml.')


def test_the_kind_of_what_is_meant_is_known_across_files(folder: Path, found: Found) -> None:
    write(folder, a=tei('<sp who="b.xml#p9"><p>x</p></sp>'), b=tei('<p xml:id="p9">x</p>'))
    assert [(r["code"], r["severity"]) for r in found("a.xml", "b.xml")] == [("p-004", "warning")]


def test_files_of_one_name_in_two_folders_are_not_confused(folder: Path, found: Found) -> None:
    for name, id in (("x", "one"), ("y", "two")):
        (folder / name).mkdir()
        (folder / name / "list.xml").write_text(tei(f'<p xml:id="{id}">x</p>'), encoding="utf-8")
        (folder / name / "text.xml").write_text(tei(f'<p corresp="list.xml#{id}">x</p>'), encoding="utf-8")
    assert found(".") == []


def test_included_files_are_where_ids_may_be(folder: Path, found: Found) -> None:
    include = '<include xmlns="http://www.w3.org/2001/XInclude" href="b.xml"/>'
    write(folder, a=tei(f'<p corresp="#there">x</p><p corresp="#nowhere">x</p>{include}'), b=tei('<p xml:id="there">x</p>'))
    assert found("a.xml") == []
    (row,) = found("a.xml", "b.xml")
    assert '"#nowhere"' in row["message"]


def test_two_documents_or_two_lists_cannot_share_an_id(folder: Path, found: Found) -> None:
    write(folder, a=tei().replace("<TEI ", '<TEI xml:id="d1" '), b=tei("<p>y</p>").replace("<TEI ", '<TEI xml:id="d1" '))
    assert [(r["file"], r["code"], r["severity"]) for r in found("a.xml", "b.xml")] == [("b.xml", "p-002", "error")]
    write(folder, c=tei().replace("<TEI ", '<TEI xml:id="d1" '))
    (row,) = found("a.xml", "c.xml")
    assert (row["file"], row["code"], row["severity"]) == ("c.xml", "p-002", "warning")
    assert "The two files are the same." in row["message"]
    lists = tei("x").replace("<text><body>", "<standOff>").replace("</body></text>", "</standOff>").replace("\nx\n", PERSONS[12:-13])
    write(folder, a=lists, b=lists)
    rows = found("a.xml", "b.xml")
    assert [(r["file"], r["code"]) for r in rows] == [("b.xml", "p-002")] * 2
    assert "`<person>` here and in a.xml" in rows[0]["message"]


# -- what leads to a file by mistake


@pytest.mark.parametrize("who", ["dolina", "#poet dolina"])
def test_an_id_without_its_sign_is_no_pointer_to_it(who: str, folder: Path, found: Found) -> None:
    write(folder, a=tei(f'<sp who="{who}"><p>x</p></sp>', HEADER))
    (row,) = found("a.xml")
    assert (row["code"], row["severity"], row["fix"]) == ("p-006", "warning", "#dolina")
    assert "`@who=\"dolina\"` has no `#`" in row["message"]
    (folder / "dolina").write_text("x", encoding="utf-8")
    assert found("a.xml") == []


def test_a_place_in_a_file_that_is_not_there_is_told_once_for_each_file(folder: Path, found: Found) -> None:
    body = '<p corresp="no.xml#a">x</p><p corresp="no.xml#b">x</p><p corresp="b.xml#c http://x.org/y.xml#d /z.xml#e plain.html">x</p>'
    write(folder, a=tei(body), b=tei('<p xml:id="c">x</p>'))
    assert [(r["code"], r["severity"], r["column"]) for r in found("a.xml")] == [("p-006", "warning", 4)]


def test_files_are_not_looked_for_beside_a_document_that_is_none() -> None:
    assert check('<p corresp="no.xml#a">x</p>') == []


# -- ids, languages, dates


def test_an_id_used_twice_is_found_without_a_schema() -> None:
    (found,) = check('<p xml:id="a">x</p>\n<head xml:id="a">y</head>')
    assert (found.code, found.line) == ("s-013", 7)
    assert "first at line 6 (`<p>`), again here (`<head>`)" in found.message


@pytest.mark.parametrize(
    ("used", "codes_found"),
    [("ru", []), ("ru-Latn", []), ("und", []), ("zxx", []), ("x-own", []), ("zh-Latn-pinyin", []), ("de", ["l-001"]), ("rus", ["l-001"])],
)
def test_languages_must_be_declared_where_any_are(used: str, codes_found: list[str]) -> None:
    languages = '<profileDesc><langUsage><language ident="ru"/><language ident="zh-Hant"/></langUsage></profileDesc>'
    body = f'<p xml:lang="{used}">x</p><p xml:lang="{used}">x</p>'
    assert codes(body, languages) == codes_found
    assert codes(body) == (["l-011"] if used == "rus" else [])


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('when="1951-02-28"', []),
        ('when="1952-02-29"', []),
        ('when="-0044-03-15"', []),
        ('when="1951"', []),
        ('when="--03-12"', []),
        ('when="1951-03-12T17:18:00+03:00"', []),
        ('when="1951-02-29"', ["d-001"]),
        ('when="1951-13"', ["d-001"]),
        ('when-iso="1951-04-31"', ["d-001"]),
        ('from="1951-03" to="1951"', []),
        ('from="1951-03-05" to="1951-03-05"', []),
        ('from="1951-03-06" to="1951-03-05"', ["d-002"]),
        ('notBefore="1952" notAfter="1951-12"', ["d-002"]),
        ('from-iso="1952" to-iso="1951"', ["d-002"]),
        ('from="1952" to-iso="1951"', []),
    ],
)
def test_dates_are_possible_and_ordered(attributes: str, expected: list[str]) -> None:
    assert codes(f"<p><date {attributes}>x</date></p>") == expected


def test_nobody_dies_before_being_born() -> None:
    persons = '<listPerson><person><birth when="1890"/><death when="1880"/></person><person><death when="1880"/></person></listPerson>'
    (found,) = check(persons)
    assert found.code == "d-002"
    assert "dies (1880) before being born (1890)" in found.message


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=30))
def test_no_pointer_breaks_the_check(value: str) -> None:
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    for found in check(f'<p corresp="{escaped}" xml:id="p1" when="{escaped}" xml:lang="{escaped}">x</p>'):
        assert found.code in {"p-001", "p-003", "d-001", "l-001", "x-007", "x-008", "x-011", "l-005", "x-002", "p-007", "l-011"}


# -- places


@given(st.lists(st.sampled_from(["<b/>", "<b>é</b>", "😀", "\n", "\r", "\r\n", "<!-- x\n -->", "й", " "]), max_size=30))
def test_places_are_counted_as_the_parser_counts_them(pieces: list[str]) -> None:
    content = f"<a>{''.join(pieces)}</a>".encode()
    lines, parser = Lines(content), expat.ParserCreate()
    seen: list[tuple[int, int]] = []

    def start(_name: str, _attributes: dict[str, str]) -> None:
        assert lines.place(parser.CurrentByteIndex) == (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        seen.append(lines.place(parser.CurrentByteIndex))

    parser.StartElementHandler = start
    parser.Parse(content, True)
    assert len(seen) == 1 + sum(piece.startswith("<b") for piece in pieces)


def test_a_byte_order_mark_is_no_column() -> None:
    content = tei('<p corresp="#b"><bad/></p>').replace("\n", "").encode()
    grammar = str(Path(__file__).parents[2] / "schema" / "zapis.rng")
    plain, marked = (validate_tei(c, "a.xml", schema=grammar) for c in (content, b"\xef\xbb\xbf" + content))
    assert {"p-001", "s-001"} <= {f.code for f in plain}
    assert plain == marked


@pytest.mark.parametrize(
    ("used", "near"),
    [("rus", "ru"), ("ru-RUS", "ru-RU"), ("ger-DEU", "de-DE"), ("Rus-Latn", "ru-Latn"), ("russian", None), ("ru-XYZ", None)],
)
def test_what_is_no_language_code_is_said(used: str, near: str | None) -> None:
    (found,) = check(f'<p xml:lang="{used}">x</p>')
    assert (found.code, found.severity, found.fix) == ("l-011", "info", near)


@pytest.mark.parametrize("used", ["ru", "grc", "chu", "zh-cmn-Hans", "ru-Latn-RU", "sr-419", "x-own", "i-klingon", "und", "mul", "", "sgn-ase", "de-1901"])
def test_what_is_a_language_code_is_silent(used: str) -> None:
    expected = ["l-011"] if used == "chu" else []  # Old Church Slavonic has two letters, too
    assert [f.code for f in check(f'<p xml:lang="{used}">x</p>')] == expected


def test_a_language_neither_declared_nor_a_code_is_one_finding() -> None:
    (found,) = check('<p xml:lang="rus">x</p>', '<profileDesc><langUsage><language ident="en">x</language></langUsage></profileDesc>')
    assert found.code == "l-001"
    assert 'written with it, "ru"' in found.message
