"""Hostile files reach neither files nor the network, do not crash, and end in a finding. Their time: benchmarks/validation_bench.py."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from validation_case import TEI_ALL, tei

from pipeline.finding import Finding
from pipeline.validation import validate_tei

Found = Callable[..., list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was reached for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def secret(folder: Path) -> Path:
    path = folder / "secret.txt"
    path.write_text("HIDDEN", encoding="utf-8")
    (folder / "secret.xml").write_text("<p>HIDDEN</p>", encoding="utf-8")
    return path


def check(content: bytes | str, schema: str | None = None) -> list[Finding]:
    data = content.encode() if isinstance(content, str) else content
    return validate_tei(data, "a.xml", schema=schema)


def codes(content: bytes | str, schema: str | None = None) -> list[str]:
    return [f.code for f in check(content, schema)]


def with_dtd(dtd: str, body: str) -> str:
    return tei(body).replace("<TEI ", f"<!DOCTYPE TEI {dtd}>\n<TEI ")


SCHEMAS = [None, "zapis", pytest.param(str(TEI_ALL), marks=pytest.mark.skipif(not TEI_ALL.is_file(), reason="no tei_all here"))]


# -- entities and external parts


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize(
    "dtd",
    [
        '[<!ENTITY x SYSTEM "{uri}">]',
        '[<!ENTITY x PUBLIC "p" "{uri}">]',
        '[<!ENTITY % y SYSTEM "{uri}"> %y; <!ENTITY x "z">]',
        '[<!ENTITY x SYSTEM "http://localhost:1/x">]',
        'SYSTEM "{uri}"',
        'PUBLIC "-//TEI//DTD" "http://localhost:1/tei.dtd"',
        '[<!ENTITY x SYSTEM "/dev/zero">]',
        '[<!ENTITY x SYSTEM "expect://id">]',
    ],
)
def test_external_entities_and_dtds_are_not_read(dtd: str, schema: str | None, secret: Path) -> None:
    found = check(with_dtd(dtd.format(uri=secret.as_uri()), "<p>&x;</p>"), schema)
    assert found
    assert {f.severity for f in found} >= {"error"}
    assert not any("HIDDEN" in f.message for f in found)


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("kind", ["laughs", "quadratic", "attribute", "parameter", "loop"])
def test_entity_bombs_end_in_a_finding(kind: str, schema: str | None) -> None:
    nested = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bombs = {
        "laughs": (f'<!ENTITY l0 "lol">{nested}', "<p>&l11;</p>"),
        "quadratic": (f'<!ENTITY l "{"x" * 50_000}">', f"<p>{'&l;' * 5_000}</p>"),
        "attribute": (f'<!ENTITY l0 "lol">{nested}', '<p n="&l11;"/>'),
        "parameter": ("".join(f'<!ENTITY % p{n} "&#37;p{n + 1};&#37;p{n + 1};">' for n in range(30)) + "%p0;", "<p/>"),
        "loop": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "<p>&a;</p>"),
    }
    entities, body = bombs[kind]
    found = check(with_dtd(f"[{entities}]", body), schema)
    assert len(found) >= (0 if kind == "parameter" else 1)
    assert all(len(f.message) < 1000 for f in found)


def test_harmless_entities_are_read() -> None:
    assert codes(with_dtd('[<!ENTITY petrov "А. Б. Петров">]', "<p>&petrov;</p>")) == []


@pytest.mark.parametrize("schema", SCHEMAS)
def test_xinclude_is_not_followed(schema: str | None, secret: Path) -> None:
    include = '<include xmlns="http://www.w3.org/2001/XInclude" href="{}" parse="{}"/>'
    body = include.format(secret.as_uri(), "text") + include.format("http://localhost:1/", "xml")
    assert not any("HIDDEN" in f.message for f in check(tei(f"<p>{body}</p>"), schema))


@pytest.mark.parametrize(
    "href", ["http://localhost:1/x.rng", "//localhost/x.rng", "ftp://localhost/x.rng", "/dev/zero", "/etc/passwd", "secret.txt", ""]
)
def test_a_schema_named_in_a_file_is_neither_fetched_nor_any_file(href: str, secret: Path) -> None:
    found = check(f'<?xml-model href="{href}"?><a/>')
    assert not any("HIDDEN" in f.message or "root:" in f.message for f in found)


def test_a_grammar_cannot_reach_the_network(folder: Path, found: Found) -> None:
    for kind in ('<include href="http://localhost:1/x.rng"/>', '<start><externalRef href="http://localhost:1/x.rng"/></start>'):
        (folder / "s.rng").write_text(f'<grammar xmlns="http://relaxng.org/ns/structure/1.0">{kind}</grammar>', encoding="utf-8")
        (folder / "a.xml").write_text('<?xml-model href="s.rng"?><a/>', encoding="utf-8")
        assert [r["code"] for r in found("a.xml")] == ["x-005"]


# -- hostile rules


SCH = """<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" queryBinding="xslt3">
<ns prefix="java" uri="java:java.lang.System"/>{more}
<pattern><rule context="/*"><report test="true()">got <value-of select="{value}"/></report></rule></pattern></schema>"""


@pytest.mark.parametrize(
    ("value", "more"),
    [
        ("doc('{uri}')", ""),
        ("unparsed-text('{uri}')", ""),
        ("'{uri}' => unparsed-text()", ""),
        ("doc('http://localhost:1/')", ""),
        ("environment-variable('HIDDEN_VALUE')", ""),
        ("java:getProperty('user.home')", ""),
        ("1", "<xsl:include href='{uri}'/>"),
        ("1", "<include href='{uri}'/>"),
        ("1", "<xsl:template match='/'><xsl:result-document href='written.xml'><a/></xsl:result-document></xsl:template>"),
        ("f:f(1)", "<ns prefix='f' uri='urn:f'/><xsl:function name='f:f' xmlns:f='urn:f'><xsl:param name='n'/>"
         "<xsl:evaluate xpath='\"unparsed-text(&apos;{uri}&apos;)\"'/></xsl:function>"),
    ],
)  # fmt: skip
def test_hostile_rules_reach_nothing_and_end_in_a_finding(
    value: str, more: str, secret: Path, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIDDEN_VALUE", "HIDDEN")
    folder, uri = secret.parent, secret.as_uri()
    (folder / "s.sch").write_text(SCH.format(value=value.format(uri=uri), more=more.format(uri=uri)), encoding="utf-8")
    (folder / "a.xml").write_text('<?xml-model href="s.sch" schematypens="http://purl.oclc.org/dsdl/schematron"?><a/>', encoding="utf-8")
    rows = found("a.xml")
    assert rows
    assert {r["code"] for r in rows} <= {"x-005", "x-006", "s-017"}
    assert {r["code"] for r in rows} & {"x-005", "x-006"}
    assert not any("HIDDEN" in r["message"] for r in rows)
    assert not (folder / "written.xml").exists()


# -- size and shape


# The project's own rules on such files are measured in benchmarks/validation_bench.py: they take seconds.
@pytest.mark.parametrize("schema", [SCHEMAS[0], SCHEMAS[2]])
def test_twenty_megabytes_of_text_in_one_node(schema: str | None) -> None:
    found = check(tei(f"<p>{'слово ' * 1_900_000}</p>"), schema)
    assert {f.code for f in found} <= {"h-001", "h-002", "h-015", "h-016", "s-004", "s-003", "s-002", "s-009", "s-001", "x-006"} | {
        f.code for f in check(tei(), schema)
    }


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_depth_of_a_hundred_thousand(schema: str | None) -> None:
    found = check(tei("<p>" + "<hi>" * 100_000 + "</hi>" * 100_000 + "</p>"), schema)
    assert len(found) <= 5_020


@pytest.mark.parametrize("schema", [SCHEMAS[0], SCHEMAS[2]])
def test_a_hundred_thousand_children(schema: str | None) -> None:
    persons = "".join(f'<person xml:id="p{n}"><persName>x</persName></person>' for n in range(100_000))
    found = check(tei(f'<listPerson>{persons}</listPerson><sp who="#p100001"><p>x</p></sp>'), schema)
    assert "p-001" in {f.code for f in found}


def test_a_hundred_thousand_wrong_pointers_and_ids() -> None:
    body = "".join(f'<p xml:id="id{n % 50_000}" corresp="#none{n}">x</p>' for n in range(100_000))
    found = check(tei(body))
    assert {f.code for f in found} == {"p-001", "s-013"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "x-002"),
        (b" \n", "x-002"),
        (b"\x00" * 1000, "x-002"),
        (b"<a>\x00</a>", "x-002"),
        (b"<a>&#0;</a>", "x-002"),
        (b"<a>\xff\xfe</a>", "x-004"),
        (b"\xff\xfe<a/>", "x-002"),
        ("<a/>".encode("utf-16"), None),
        ("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16-le"), None),
        (b"<?xml version='1.0' encoding='UTF-16'?><a/>", "x-004"),
        ("<?xml version='1.0' encoding='UTF-32'?><a/>".encode("utf-32"), None),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", None),
        (b"\xef\xbb\xbf<a/>", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "x-004"),
        (b"PK\x03\x04", "x-002"),
        (b"<" * 100_000, "x-002"),
        (b"<a" + b" a='1'" * 100_000 + b"/>", "x-002"),
        (b"<a>" + b"<!-- " * 100_000 + b"</a>", "x-002"),
        (b"<a " + b"x" * 1_000_000 + b"='1'/>", None),
        (b"{\"not\": \"xml\"}", "x-002"),
    ],
)  # fmt: skip
def test_what_is_hardly_xml(content: bytes, code: str | None) -> None:
    found = check(content)
    errors = [f.code for f in found if f.severity == "error"]
    assert errors == ([code] if code else []), [f.message for f in found]
    assert all(len(f.message) < 1000 for f in found)


def test_devices_and_folders_are_findings(folder: Path, found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.validation._MAX_FILE", 1000)
    (folder / "a.xml").mkdir()
    (folder / "loop.xml").symlink_to("loop.xml")
    rows = found("/dev/zero", "/dev/null", "a.xml", "loop.xml")
    assert [(r["file"], r["code"]) for r in rows] == [
        ("/dev/null", "x-002"), ("/dev/zero", "x-001"), ("a.xml", "x-001"), ("loop.xml", "x-001"),
    ]  # fmt: skip


def test_a_sparse_file_of_half_a_gigabyte_is_a_finding(folder: Path, found: Found) -> None:
    with (folder / "big.xml").open("wb") as file:
        file.write(b"<TEI>")
        file.truncate(500 * 2**20)
    (row,) = found("big.xml")
    assert (row["code"], row["line"]) == ("x-002", 1)
