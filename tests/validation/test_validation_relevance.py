"""Rules are left out only where none of them could speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.relevance import relevance
from pipeline.schematron import SchematronError, compile_schematron
from pipeline.tei_index import index

SCH = '<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt3"><pattern>{}</pattern></schema>'


def answer(folder: Path, rule: str, document: str) -> tuple[bool, bool]:
    """Could the rule speak, and does it?"""
    path = folder / "rule.sch"
    path.write_text(SCH.format(rule), encoding="utf-8")
    could = relevance.__wrapped__(path).could_speak(index(document.encode(), "a.xml").shapes)
    return could, bool(compile_schematron(path).validate(document.encode()))


@pytest.mark.parametrize(
    ("context", "test", "document", "could"),
    [
        ("b", "report true()", "<a><c/></a>", False),
        ("b", "report true()", "<a><b/></a>", True),
        ("*[@n]", "assert @m", "<a><b/></a>", False),
        ("*[@n]", "assert @m", "<a><b n='' m=''/></a>", False),
        ("*[@n]", "assert @m", "<a><b n=''/></a>", True),
        ("b", "report ancestor::c", "<a><c/><b/></a>", False),
        ("b", "report ancestor::c", "<a><c><d><b/></d></c></a>", True),
        ("b", "report parent::c and not(@n)", "<a><c><b n=''/></c></a>", False),
        ("b", "report (ancestor::a or ancestor::c) and not(parent::a | parent::d)", "<a><b/><d><b/></d></a>", False),
        ("b", "assert ancestor-or-self::a", "<a><b/></a>", False),
        ("b", "report ../@n", "<a m=''><b/></a>", False),
        ("b", "report ../@n", "<a n=''><b/></a>", True),
        ("b", "report c", "<a><b/><c/></a>", False),
        ("b", "report .//c", "<a><b/></a>", False),
        ("b", "report .//c", "<a><c/><b/></a>", True),
        ("b", "assert string-length(.) > 3", "<a><b>long enough</b></a>", True),
        ("b", "report @n = 'x'", "<a><b/></a>", False),
        ("b", "report @n = 'x' and $unknown", "<a><b/></a>", False),
        ("b", "assert @n except @m", "<a><b n=''/></a>", True),
        ("a/b | c//d", "report true()", "<a><d/></a>", False),
        ("a/b | c//d", "report true()", "<a><c><e><d/></e></c></a>", True),
        ("@n", "report ../@m", "<a n=''/>", True),
        ("b/@n", "report true()", "<a n=''><b/></a>", False),
        ("text()", "report . = 'x'", "<a/>", True),
        ("b[@n][parent::c]", "report true()", "<a><b n=''/></a>", False),
        ("/", "report true()", "<a/>", True),
    ],
)
def test_no_is_right_and_yes_is_narrow(context: str, test: str, document: str, could: bool, tmp_path: Path) -> None:
    kind, _, expression = test.partition(" ")
    expression = expression.replace("'", "&apos;").replace("<", "&lt;")
    rule = f'<rule context="{context}"><let name="unknown" value="1"/><{kind} test="{expression}">x</{kind}></rule>'
    said, speaks = answer(tmp_path, rule, document)
    assert said == could
    assert said or not speaks


def test_a_schema_that_is_put_together_is_always_run(tmp_path: Path) -> None:
    path = tmp_path / "rule.sch"
    path.write_text(SCH.format('<rule abstract="true" id="r"><report test="true()">x</report></rule>'), encoding="utf-8")
    assert relevance(path).could_speak(index(b"<a/>", "a.xml").shapes)


def test_real_documents_lose_no_finding(cases: Path, tei_all: str) -> None:
    from pipeline.schematron import extract_schematron

    rules = compile_schematron(str(extract_schematron(Path(tei_all))))
    could = relevance(Path(tei_all)).could_speak
    spared = 0
    for path in [p for kind in ("real", "ex", "messages") for p in sorted((cases / kind).glob("*.xml"))]:
        content = path.read_bytes()
        if could(index(content, path.name).shapes, content):
            continue
        spared += 1
        try:
            assert rules.validate(content) == []
        except (SchematronError, ValueError):
            continue  # not well-formed
    assert spared > 200


@pytest.mark.parametrize(
    ("rule", "document", "could"),
    [
        ('<rule context="b"><assert test="contains(normalize-space(@n), \' \')">x</assert></rule>', "<a><b n='1 2'/></a>", False),
        ('<rule context="b"><assert test="contains(normalize-space(@n), \' \')">x</assert></rule>', "<a><b n='1'/></a>", True),
        ('<rule context="b[@n eq \'x\']"><report test="true()">x</report></rule>', "<a><b n='y'/></a>", False),
        ('<rule context="b[@n eq \'x\']"><report test="true()">x</report></rule>', "<a><b n='x'/></a>", True),
        ('<rule context="b"><report test="normalize-space(.) eq \'\'">x</report></rule>', "<a><b>y</b></a>", False),
        ('<rule context="b"><report test="normalize-space(.) eq \'\'">x</report></rule>', "<a><b> <c/></b></a>", True),
        ('<rule context="b"><report test="count(c) gt 1">x</report></rule>', "<a><b><c/></b></a>", False),
        ('<rule context="b"><report test="count(c) gt 1">x</report></rule>', "<a><b><c/><c/></b></a>", True),
        ('<rule context="a//b | c"><report test="@n">x</report></rule>', "<a><c n=''/><d><b/></d></a>", True),
        (
            '<rule context="b"><let name="me" value="name(.)"/><report test="preceding-sibling::*[name(.) eq $me]">x</report></rule>',
            "<a><b/><c/></a>",
            False,
        ),
        (
            '<rule context="b"><let name="me" value="name(.)"/><report test="preceding-sibling::*[name(.) eq $me]">x</report></rule>',
            "<a><b/><c/><b/></a>",
            True,
        ),
        # what XPath 1.0 has not, or means otherwise, is left to the processor
        ('<rule context="b"><report test="@n &lt; \'10\'">x</report></rule>', "<a><b n='9'/></a>", True),
        ('<rule context="b"><report test="matches(@n, \'x\')">x</report></rule>', "<a><b n='y'/></a>", True),
        ('<rule context="b"><report test="@n = (\'x\', \'y\')">x</report></rule>', "<a><b n='z'/></a>", True),
        ('<rule context="b"><report test="contains(c, \'x\')">x</report></rule>', "<a><b><c/><c>x</c></b></a>", True),
        ('<rule context="b"><report test="@n + 1 = 2">x</report></rule>', "<a><b n='3'/></a>", True),
        ('<rule context="b/@n"><report test=". = \'x\'">x</report></rule>', "<a><b n='y'/></a>", True),
        ('<rule context="b"><report test="$other">x</report></rule>', "<a><b/></a>", True),
    ],
)
def test_values_are_looked_at_where_xpath_1_says_the_same(rule: str, document: str, could: bool, tmp_path: Path) -> None:
    path = tmp_path / "rule.sch"
    path.write_text(SCH.format(rule), encoding="utf-8")
    content = document.encode()
    said = relevance.__wrapped__(path).could_speak(index(content, "a.xml").shapes, content)
    assert said == could
    if "$other" not in rule and "contains(c" not in rule:
        assert said or not compile_schematron(path).validate(content)


def test_rules_of_tei_spare_the_documents_made_here(tei_all: str) -> None:
    could = relevance(Path(tei_all)).could_speak
    for path in sorted((Path(__file__).parents[2] / "output" / "tei").glob("*.xml")):
        content = path.read_bytes()
        assert not could(index(content, path.name).shapes, content), path.name


def test_what_other_documents_have_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "rule.sch"
    path.write_text(SCH.format('<rule context="b"><report test="c">x</report></rule>'), encoding="utf-8")
    could = relevance(path).could_speak
    assert could(index(b"<a><b><c/></b></a>", "a.xml").shapes)
    assert not could(index(b"<a><b/><c/></a>", "b.xml").shapes)
    assert could(index(b'<a><b xml:lang="en"><c xml:lang="ru"/></b></a>', "c.xml").shapes)
