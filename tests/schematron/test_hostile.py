"""A hostile Schematron reaches neither files nor the network nor the environment, and ends in a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import sandbox
from pipeline.schematron import ERROR, SchematronError, compile_schematron

XSL = "http://www.w3.org/1999/XSL/Transform"


def schema(value: str = "'x'", context: str = "/*", more: str = "") -> str:
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        f'<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="{XSL}" queryBinding="xslt3">'
        f'<ns prefix="f" uri="urn:f"/><ns prefix="java" uri="java:java.lang.System"/>{more}<pattern><rule context="{context}">'
        f'<report test="true()">got <value-of select="{value}"/></report></rule></pattern></schema>'
    )


def function(body: str) -> str:
    return f'<xsl:function name="f:f"><xsl:param name="n"/>{body}</xsl:function>'


def messages(text: str) -> list[str]:
    """What a caller shows: the messages of the issues, or of the error."""
    try:
        issues = compile_schematron(text).validate(b"<a/>")
    except SchematronError as error:
        return [error.message]
    assert any(issue.rule == ERROR for issue in issues), issues
    return [issue.message for issue in issues]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "secret.xml").write_text("<a>HIDDEN</a>", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("HIDDEN", encoding="utf-8")
    (tmp_path / "secret.json").write_text('"HIDDEN"', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "value",
    [
        "doc('{}/secret.xml')",
        "fn:doc ( '{}/secret.xml' )",
        "Q{{http://www.w3.org/2005/xpath-functions}}doc('{}/secret.xml')",
        "'{}/secret.xml' => doc()",
        "doc#1('{}/secret.xml')",
        "function-lookup(QName('http://www.w3.org/2005/xpath-functions', 'doc'), 1)('{}/secret.xml')",
        "document('{}/secret.xml')",
        "doc-available('{}/secret.xml')",
        "unparsed-text('{}/secret.txt')",
        "unparsed-text-lines('{}/secret.txt')",
        "json-doc('{}/secret.json')",
        "collection('{}?select=*.xml')",
        "uri-collection('{}')",
        "doc('http://localhost:1/')",
        "environment-variable('HIDDEN_VALUE')",
        "available-environment-variables() ! environment-variable(.)",
        "parse-xml('<!DOCTYPE a [<!ENTITY x SYSTEM \"{}/secret.txt\">]><a>&x;</a>')",
        "transform(map{{'stylesheet-text': '<x xsl:version=\"3.0\" xmlns:xsl=\"" + XSL + '"><xsl:copy-of'
        " select=\"doc(&quot;{}/secret.xml&quot;)\"/></x>', 'source-node': .}})?output",
        "java:getProperty('user.dir')",
    ],
)
def test_expressions_read_nothing(value: str, secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIDDEN_VALUE", "HIDDEN")
    text = " ".join(messages(schema(value.format(secret.as_uri()))))
    assert "HIDDEN" not in text


@pytest.mark.parametrize(
    "context", ["*[doc('{}/secret.xml')]", "*[doc#1('{}/secret.xml')]", "*[unparsed-text('{}/secret.txt')]"]
)
def test_a_context_reads_nothing_and_says_so(context: str, secret: Path) -> None:
    assert messages(schema(context=context.format(secret.as_uri())))


@pytest.mark.parametrize(
    "body",
    [
        '<xsl:result-document href="{}/written.xml"><a/></xsl:result-document>',
        "<xsl:evaluate xpath=\"'HID' || 'DEN'\"/>",
        '<xsl:source-document href="{}/secret.xml"><xsl:value-of select="."/></xsl:source-document>',
        "<xsl:copy-of select=\"doc('{}/secret.xml')\"/>",
        '<xsl:message terminate="yes">stop</xsl:message>',
        '<xsl:sequence select="1 + f:f($n + 1)"/>',
    ],
)
def test_functions_neither_read_nor_write_nor_crash(body: str, secret: Path) -> None:
    text = " ".join(messages(schema("f:f(1)", more=function(body.format(secret.as_uri())))))
    assert "HIDDEN" not in text
    assert not (secret / "written.xml").exists()


@pytest.mark.parametrize("kind", ["import", "include"])
def test_stylesheets_are_not_imported(kind: str, secret: Path) -> None:
    assert messages(schema(more=f'<xsl:{kind} href="{secret.as_uri()}/secret.xsl"/>'))


@pytest.mark.parametrize(
    "href", ["../outside.sch", "/etc/hostname", "file:///etc/hostname", "http://localhost:1/a.sch", "//h/a"]
)
@pytest.mark.parametrize(
    "element", ["<include href='{}'/>", "<pattern><rule context='a'><extends href='{}'/></rule></pattern>"]
)
def test_includes_stay_in_the_folder(href: str, element: str, tmp_path: Path) -> None:
    (tmp_path / "outside.sch").write_text(
        "<pattern xmlns='http://purl.oclc.org/dsdl/schematron'/>", encoding="utf-8"
    )
    folder = tmp_path / "schema"
    folder.mkdir()
    file = folder / "a.sch"
    file.write_text(
        f"<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt3'>{element.format(href)}</schema>",
        encoding="utf-8",
    )
    with pytest.raises(SchematronError, match="may not include"):
        compile_schematron(file)


def test_a_file_cannot_include_itself(tmp_path: Path) -> None:
    file = tmp_path / "a.sch"
    part = "<pattern xmlns='http://purl.oclc.org/dsdl/schematron'><include href='b.sch'/></pattern>"
    (tmp_path / "b.sch").write_text(part, encoding="utf-8")
    file.write_text(
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt3'><include href='b.sch'/></schema>",
        encoding="utf-8",
    )
    with pytest.raises(SchematronError, match="includes itself"):
        compile_schematron(file)


def test_a_text_includes_nothing(secret: Path) -> None:
    with pytest.raises(SchematronError, match="may not include"):
        compile_schematron(schema(more="<include href='secret.xml'/>"))


def test_external_entities_of_the_schema_are_not_read(secret: Path) -> None:
    doctype = f'<!DOCTYPE schema [<!ENTITY x SYSTEM "{secret.as_uri()}/secret.txt">]>'
    text = doctype + schema().replace("got ", "got &x; ")
    assert "HIDDEN" not in " ".join(messages_or_issues(text))


def test_external_entities_of_the_document_are_not_read(secret: Path) -> None:
    document = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}/secret.txt">]><a>&x;</a>'
    schematron = compile_schematron(schema("string(.)"))
    try:
        found = " ".join(issue.message for issue in schematron.validate(document.encode()))
    except ValueError as error:
        found = str(error)
    assert "HIDDEN" not in found


def test_an_entity_bomb_is_stopped() -> None:
    levels = "".join('<!ENTITY e{} "{}">'.format(n, f"&e{n - 1};" * 20) for n in range(1, 12))
    document = f'<!DOCTYPE a [<!ENTITY e0 "ha">{levels}]><a>&e11;</a>'
    with pytest.raises(ValueError, match="not well-formed"):
        compile_schematron(schema()).validate(document.encode())


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_a_deep_document_is_a_finding_and_no_crash(depth: int) -> None:
    document = b"<a>" * depth + b"</a>" * depth
    schematron = compile_schematron(schema(context="a"))
    try:
        assert schematron.validate(document)
    except ValueError as error:
        assert "depth" in str(error)


def messages_or_issues(text: str) -> list[str]:
    try:
        return [issue.message for issue in compile_schematron(text).validate(b"<a/>")]
    except SchematronError as error:
        return [error.message]


def test_a_schema_that_breaks_the_processor_is_a_finding_and_the_next_one_runs() -> None:
    bad = function('<xsl:sequence select="1"/>') + (
        '<xsl:key name="k" match="a[name() = $v]//(b | c)//d" use="."/><let name="v" value="\'a\'"/>'
    )
    assert "broke down" in messages(schema("key('k', 'x')", more=bad))[0]
    assert compile_schematron(schema()).validate(b"<a/>")[0].message == "got x"


def test_a_schema_that_does_not_end_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "PATIENCE", 1.0)
    endless = "some $n in (1 to 2000000000) satisfies sum((1 to $n mod 3000)) = -1"
    (message,) = messages(schema(endless))
    assert "did not end within 1 seconds" in message
    assert compile_schematron(schema()).validate(b"<a/>")[0].message == "got x"


def test_contexts_with_steps_in_parentheses_are_matched() -> None:
    for context in (
        "r/(a | b)[@x]",
        "(a | b)",
        "r//(a | b)[. = 'z']/..",
        "r[$v]//(a | b)//c",
        "*[parent::r]",
    ):
        text = schema(context=context, more="<let name='v' value='/r'/>")
        issues = compile_schematron(text).validate(b"<r><a x='1'>z<c/></a><b/><d/></r>")
        assert issues and all(issue.rule != ERROR for issue in issues), context
