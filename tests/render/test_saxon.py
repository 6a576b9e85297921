"""The traps of SaxonC: each is met in `pipeline.saxon`, and here it is seen that it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.saxon import TransformError, compile_stylesheet

PARAMS = (
    '<xsl:param name="n" as="xs:integer" select="1"/><xsl:param name="d" as="xs:date?"/>'
    '<xsl:param name="b" as="xs:boolean" select="true()"/><xsl:param name="s" as="xs:string*"/>'
)


def stylesheet(body: str, *, top: str = PARAMS, sandboxed: bool = True):
    text = (
        '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" expand-text="yes" exclude-result-prefixes="#all">'
        f'<xsl:output omit-xml-declaration="yes"/>{top}\n<xsl:template match="/">{body}</xsl:template>'
        "</xsl:stylesheet>"
    )
    return compile_stylesheet(text=text, sandboxed=sandboxed)


def test_parameters_given_as_text_are_read_as_the_declared_type():
    out = stylesheet("{$n + 1} {$d} {not($b)} {$s}").transform(
        "<a/>", {"n": "4", "d": "1952-08-20", "b": "no", "s": "x"}
    )
    assert out == "5 1952-08-20 true x"


def test_an_undeclared_parameter_is_refused_by_name_and_the_known_ones_are_listed():
    with pytest.raises(TransformError, match="no parameter 'width'; it knows: b, d, n, s"):
        stylesheet("").transform("<a/>", {"width": 3})


@pytest.mark.parametrize(
    ("name", "value"), [("n", "x"), ("n", True), ("n", 1.5), ("d", "1952-13-01"), ("b", "maybe")]
)
def test_a_parameter_of_another_type_is_refused_even_where_it_is_never_used(name, value):
    with pytest.raises(TransformError, match=f"parameter '{name}' must be xs:"):
        stylesheet("unused").transform("<a/>", {name: value})


def test_a_required_parameter_that_is_missing_is_named():
    top = '<xsl:param name="who" as="xs:string" required="yes"/>'
    with pytest.raises(TransformError, match="needs the parameter 'who'"):
        stylesheet("", top=top).transform("<a/>")


def test_a_parameter_does_not_stay_for_the_next_run():
    sheet = stylesheet("{$n}")
    assert [sheet.transform("<a/>", {"n": 7}), sheet.transform("<a/>")] == ["7", "1"]


def test_the_text_of_a_terminating_message_is_what_the_error_says():
    with pytest.raises(TransformError, match="no such folio «9»") as caught:
        stylesheet('<xsl:message terminate="yes">no such folio «{9}»</xsl:message>').transform("<a/>")
    assert "terminated" not in caught.value.message


def test_an_error_carries_the_line_of_the_stylesheet():
    with pytest.raises(TransformError, match="FOAR0001") as caught:
        stylesheet("{1 div xs:integer(.)}").transform("<a>0</a>")
    assert caught.value.line == 2


def test_malformed_input_carries_its_line():
    with pytest.raises(TransformError, match="not well-formed") as caught:
        stylesheet("").transform("<a>\n<b></a>")
    assert caught.value.line == 2


def test_a_stylesheet_that_is_none_is_refused_with_its_line():
    with pytest.raises(TransformError, match="XPST0003") as caught:
        stylesheet("{1+}")
    assert caught.value.line == 2


def test_nothing_is_written_to_stderr_behind_our_back(capfd):
    with pytest.raises(TransformError):
        stylesheet("{1 div xs:integer(.)}").transform("<a>0</a>")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "body",
    [
        "{unparsed-text('file:///etc/hostname')}",
        "{doc('file:///etc/hostname')}",
        "{doc('http://127.0.0.1/')}",
        "<xsl:evaluate xpath=\"'1'\"/>",
        '<xsl:result-document href="x"/>',
    ],
)
def test_a_stylesheet_of_somebody_else_can_reach_nothing(body):
    with pytest.raises(TransformError):
        stylesheet(body).transform("<a/>")


def test_a_sandboxed_stylesheet_cannot_include_a_file(tmp_path: Path):
    head = '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
    (tmp_path / "b.xsl").write_text(f'{head}<xsl:template match="/">b</xsl:template></xsl:stylesheet>')
    (tmp_path / "a.xsl").write_text(f'{head}<xsl:include href="b.xsl"/></xsl:stylesheet>')
    assert compile_stylesheet(tmp_path / "a.xsl", sandboxed=False).transform("<x/>").endswith("b")
    with pytest.raises(TransformError, match="prohibited"):
        compile_stylesheet(tmp_path / "a.xsl")


def test_an_external_entity_is_not_read(tmp_path: Path):
    (tmp_path / "secret").write_text("secret")
    xml = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]><a>&e;</a>'
    try:
        out = stylesheet("{.}").transform(xml)
    except TransformError:
        return
    assert "secret" not in out


def test_a_document_with_an_internal_entity_is_read_and_its_encoding_believed():
    xml = '<!DOCTYPE a [<!ENTITY e "ё">]><a>&e;</a>'
    assert stylesheet("{.}").transform(xml) == "ё"
    old = '<?xml version="1.0" encoding="koi8-r"?><a>беседа</a>'.encode("koi8-r")
    assert stylesheet("{.}").transform(old) == "беседа"


def test_result_documents_come_by_their_address():
    sheet = stylesheet('<xsl:result-document href="x/b.xml"><b/></xsl:result-document>', sandboxed=False)
    assert sheet.transform_many("<a/>") == {"x/b.xml": "<b/>"}
