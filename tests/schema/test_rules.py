"""Every rule of the Schematron: a small change to the valid example that breaks it, one that does not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from lxml import etree

from pipeline.resources import resource_dir
from pipeline.rules import PHASES, rule, rules
from pipeline.schematron import CompiledSchematron, compile_schematron

HERE = Path(__file__).parent
VALID = (HERE / "valid.xml").read_text(encoding="utf-8")
CASES = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))
CHECKED = sorted(code for code, found in rules().items() if found.by == "schematron")


@pytest.fixture(scope="module")
def schematron() -> CompiledSchematron:
    return compile_schematron(resource_dir("schema") / "zapis.sch")


@pytest.fixture(scope="module")
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(resource_dir("schema") / "zapis.rng"))


def changed(pairs: list[list[str]]) -> bytes:
    text = VALID
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in valid.xml"
        text = text.replace(old, new)
    return text.encode()


def codes(schematron: CompiledSchematron, xml: bytes) -> set[str]:
    return {issue.rule for issue in schematron.validate(xml)}


def test_every_rule_of_the_schematron_has_a_failing_case() -> None:
    assert sorted(CASES) == CHECKED


def test_the_example_breaks_no_rule(schematron: CompiledSchematron) -> None:
    assert schematron.validate(VALID.encode()) == []


@pytest.mark.parametrize("code", CHECKED)
def test_a_broken_rule_is_found_and_nothing_else(code: str, schematron: CompiledSchematron) -> None:
    case = CASES[code]
    assert codes(schematron, changed(case["bad"])) == {code, *case.get("also", [])}


@pytest.mark.parametrize("code", [c for c in CHECKED if "good" in CASES[c]])
def test_what_only_looks_like_a_fault_is_none(
    code: str, schematron: CompiledSchematron, grammar: etree.RelaxNG
) -> None:
    xml = changed(CASES[code]["good"])
    assert codes(schematron, xml) == set()
    grammar.assertValid(etree.fromstring(xml))


@pytest.mark.parametrize("code", CHECKED)
def test_severity_in_the_schematron_is_that_of_the_table(code: str) -> None:
    tree = etree.parse(resource_dir("schema") / "zapis.sch")
    found = tree.xpath("//*[@id = $code]/@role", code=code)
    assert found == [rule(code).severity]


@pytest.mark.parametrize("phase", PHASES)
def test_a_phase_looks_at_its_own_rules_and_those_of_earlier_phases(
    phase: str, schematron: CompiledSchematron
) -> None:
    xml = changed([*CASES["t-017"]["bad"], *CASES["l-005"]["bad"]])
    found = {issue.rule for issue in schematron.validate(xml, phase)}
    assert found == {code for code in ("t-017", "l-005") if phase in rule(code).phases}


def without(*xpaths: str) -> bytes:
    """The example without some of its elements."""
    root = etree.fromstring(VALID.encode())
    for xpath in xpaths:
        found = root.xpath(xpath, namespaces={"t": "http://www.tei-c.org/ns/1.0"})
        assert found, xpath
        for node in found:
            node.getparent().remove(node)
    versions = root.xpath("//*[@type = 'original' or @type = 'translation'][@decls or @resp]")
    if len(versions) == 1:
        del versions[0].attrib["corresp"]
    return etree.tostring(root)


LINKS = ("//t:linkGrp", "//t:extent", "//t:tagsDecl")


@pytest.mark.parametrize(
    "removed",
    [
        (*LINKS, "//t:div[@type = 'translation']"),
        (
            *LINKS,
            "//t:div[@type = 'original']",
            "//t:title[@xml:lang = 'ru']",
            "//t:note[@type = 'source-term']",
        ),
        (
            "//t:settingDesc/t:setting/t:time",
            "//t:keywords",
            "//t:correspDesc",
            "//t:abstract",
            "//t:notesStmt",
        ),
        ("//t:closer", "//t:opener", "//t:pb", "//t:fw"),
    ],
)
def test_what_a_record_does_not_have_is_no_fault(
    removed: tuple[str, ...], schematron: CompiledSchematron, grammar: etree.RelaxNG
) -> None:
    xml = without(*removed)
    unused = {"n-006"}  # entries that only the other version names
    assert codes(schematron, xml) <= unused
    grammar.assertValid(etree.fromstring(xml))
