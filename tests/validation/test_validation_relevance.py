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
    for path in sorted((cases / "real").glob("*.xml")):
        content = path.read_bytes()
        if could(index(content, path.name).shapes):
            continue
        spared += 1
        try:
            assert rules.validate(content) == []
        except (SchematronError, ValueError):
            continue  # not well-formed
    assert spared > 20
