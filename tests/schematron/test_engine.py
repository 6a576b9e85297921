"""The Schematron engine: what ISO/IEC 19757-3 asks for, one small schema for each thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.schematron import (
    ERROR,
    CompiledSchematron,
    SchematronError,
    SchematronIssue,
    compile_schematron,
    extract_schematron,
    severity,
)

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
HEAD = (
    '<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
    ' queryBinding="xslt3"{attributes}>{content}</schema>'
)


PARENT = '<value-of select="string(..)"/>'


def schema(content: str, attributes: str = "") -> CompiledSchematron:
    return compile_schematron(HEAD.format(content=content, attributes=attributes))


def found(content: str, xml: str, phase: str | None = None) -> list[tuple[str, str]]:
    """(rule, path) of every issue."""
    return [(i.rule, i.path) for i in schema(content).validate(xml.encode(), phase)]


def rule(context: str, id: str, test: str = "true()", message: str = "x") -> str:
    return f'<rule context="{context}"><report id="{id}" test="{test}">{message}</report></rule>'


def only(content: str, xml: str) -> SchematronIssue:
    issues = schema(content).validate(xml.encode())
    assert len(issues) == 1, issues
    return issues[0]


# -- which nodes, which rules


def test_a_node_inside_a_matched_node_is_tested() -> None:
    assert found(f"<pattern>{rule('a', 'A')}{rule('b', 'B')}</pattern>", "<a><b/></a>") == [
        ("A", "/a[1]"),
        ("B", "/a[1]/b[1]"),
    ]


def test_a_node_inside_a_matched_node_of_the_same_rule_is_tested() -> None:
    paths = [path for _, path in found(f"<pattern>{rule('a', 'A')}</pattern>", "<a><a><c><a/></c></a></a>")]
    assert paths == ["/a[1]", "/a[1]/a[1]", "/a[1]/a[1]/c[1]/a[1]"]


def test_the_first_matching_rule_of_a_pattern_wins() -> None:
    both = f"<pattern>{rule('a[@x]', 'FIRST')}{rule('a', 'SECOND')}</pattern>"
    assert found(both, '<r><a x="1"/><a/></r>') == [("FIRST", "/r[1]/a[1]"), ("SECOND", "/r[1]/a[2]")]


def test_every_pattern_has_its_own_first_rule() -> None:
    two = f"<pattern>{rule('a', 'A')}</pattern><pattern>{rule('*', 'B')}{rule('a', 'C')}</pattern>"
    assert found(two, "<a/>") == [("A", "/a[1]"), ("B", "/a[1]")]


def test_a_context_with_alternatives_fires_once() -> None:
    assert found(f"<pattern>{rule('a | *[@x] | a', 'A')}</pattern>", '<a x="1"/>') == [("A", "/a[1]")]


@pytest.mark.parametrize(
    ("context", "path"),
    [
        ("/", "/"),
        ("/*", "/r[1]"),
        ("@n", "/r[1]/b[2]/@n"),
        ("b/@*", "/r[1]/b[2]/@n"),
        ("text()[. = 'two']", "/r[1]/text()[2]"),
        ("comment()", "/r[1]/b[1]/comment()[1]"),
        ("processing-instruction()", "/r[1]/processing-instruction()"),
        ("//b[2]", "/r[1]/b[2]"),
        ("r/b[last()]", "/r[1]/b[2]"),
    ],
)
def test_every_kind_of_node_can_be_a_context(context: str, path: str) -> None:
    xml = '<r>one<b><!--c--></b>two<b n="1"/><?pi?></r>'
    assert found(f"<pattern>{rule(context, 'X')}</pattern>", xml) == [("X", path)]


# -- places


def test_line_and_column_are_those_of_the_start_tag() -> None:
    xml = '<?xml version="1.0"?>\r\n<r>\r\n\t<a\n   x="1"/>Жы𝔸<a/>\n</r>'
    issues = schema(f"<pattern>{rule('a', 'A')}</pattern>").validate(xml.encode())
    assert [(i.line, i.column) for i in issues] == [(3, 2), (4, 14)]


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1251", "koi8-r"])
def test_places_hold_in_other_encodings(encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>\n<r>привет<a/></r>'.encode(encoding)
    (issue,) = schema(f"<pattern>{rule('a', 'A', message=PARENT)}</pattern>").validate(xml)
    assert (issue.line, issue.column, issue.message) == (2, 10, "привет")


def test_places_hold_behind_a_document_type_with_entities() -> None:
    xml = b'<!DOCTYPE r [<!ENTITY e "text">\n]>\n<r>&e;\n <a/></r>'
    (issue,) = schema(f"<pattern>{rule('a', 'A', message=PARENT)}</pattern>").validate(xml)
    assert (issue.line, issue.column, issue.message) == (4, 2, "text")


def test_the_subject_moves_the_place() -> None:
    content = (
        '<pattern><rule context="r"><assert id="S" test="false()" subject="b[2]">x</assert></rule></pattern>'
    )
    assert only(content, "<r><b/><b/></r>").path == "/r[1]/b[2]"


# -- messages


def test_messages_hold_values_and_names() -> None:
    content = (
        '<ns prefix="t" uri="urn:t"/><pattern><rule context="t:a"><assert id="A" test="b">the <emph>element</emph>'
        ' <name/> in <name path=".."/> has <value-of select="@n, 2"/> of   them</assert></rule></pattern>'
    )
    issue = only(content, '<t:r xmlns:t="urn:t"><t:a n="1"/></t:r>')
    assert issue.message == "the element t:a in t:r has 1 2 of them"


def test_diagnostics_properties_role_and_flag_are_given() -> None:
    content = (
        '<pattern id="P"><rule context="a" role="warning" flag="f"><assert test="false()" diagnostics="d e"'
        ' properties="p">x</assert></rule></pattern>'
        '<diagnostics><diagnostic id="d">is <value-of select="@n"/></diagnostic><diagnostic id="e">E</diagnostic>'
        '</diagnostics><properties><property id="p"><value-of select="@n + 1"/></property></properties>'
    )
    issue = only(content, '<a n="4"/>')
    assert (issue.rule, issue.pattern, issue.role, issue.flag) == ("P", "P", "warning", "f")
    assert issue.diagnostics == ("is 4", "E") and issue.properties == (("p", "5"),)
    assert issue.test == "false()"


@pytest.mark.parametrize(
    ("role", "expected"),
    [("", "error"), ("error", "error"), ("FATAL", "error"), ("Warning", "warning"), ("nonfatal", "warning"), ("info", "info")],
)  # fmt: skip
def test_roles_become_severities(role: str, expected: str) -> None:
    assert severity(role) == expected


# -- variables


def test_variables_hold_at_every_level() -> None:
    content = (
        '<let name="s" value="count(//a)"/><phase id="ph"><let name="f" value="10"/><active pattern="p"/></phase>'
        '<pattern id="p"><let name="q" value="$s + $f"/><rule context="a[$q = 12]"><let name="r" value="$q + @n"/>'
        '<report id="A" test="true()"><value-of select="$s, $f, $q, $r"/></report></rule></pattern>'
    )
    issues = schema(content).validate(b'<r><a n="1"/><a n="2"/></r>', "ph")
    assert [i.message for i in issues] == ["2 10 12 13", "2 10 12 14"]


def test_patterns_may_use_one_name_for_different_variables() -> None:
    def pattern(id: str, value: str) -> str:
        message = """<value-of select="$v, '$v', for $v in 7 return $v (: $v :)"/>"""
        return f'<pattern><let name="v" value="{value}"/>{rule("a[$v]", id, message=message)}</pattern>'

    issues = schema(f'<let name="v" value="0"/>{pattern("A", "1")}{pattern("B", "//a")}').validate(
        b"<a>x</a>"
    )
    assert [(i.rule, i.message) for i in issues] == [("A", "1 $v 7"), ("B", "x $v 7")]


def test_a_variable_may_hold_nodes() -> None:
    content = (
        '<let name="known"><item xmlns="">a</item><item xmlns="">b</item></let>'
        f"<pattern>{rule('*[not(name() = $known/item)]', 'X')}</pattern>"
    )
    assert found(content, "<a><c/></a>") == [("X", "/a[1]/c[1]")]


def test_keys_and_functions_of_xslt_are_usable() -> None:
    content = (
        '<ns prefix="f" uri="urn:f"/><xsl:key name="id" match="*[@id]" use="@id"/>'
        '<xsl:function name="f:lost"><xsl:param name="p"/><xsl:sequence select="empty(key(\'id\', $p, root($p)))"/>'
        f"</xsl:function><pattern>{rule('@to', 'X', 'f:lost(.)')}</pattern>"
    )
    assert found(content, '<r id="a"><x to="a"/><x to="b"/></r>') == [("X", "/r[1]/x[2]/@to")]


# -- abstract patterns and rules, phases, includes


def test_abstract_patterns_are_filled_in() -> None:
    content = (
        '<pattern abstract="true" id="pair"><param name="unit" value="z"/><rule context="$el"><assert id="A"'
        ' test="@$el-n = $unit"><value-of select="@$el-n"/></assert></rule></pattern>'
        '<pattern is-a="pair"><param name="el" value="a"/><param name="el-n" value="k"/></pattern>'
        '<pattern is-a="pair"><param name="el" value="b"/><param name="el-n" value="m"/><param name="unit" value="2"/>'
        "</pattern>"
    )
    assert found(content, '<r z="1"><a k="1"/><b m="2"/><b m="3"/></r>') == [
        ("A", "/r[1]/a[1]"),
        ("A", "/r[1]/b[2]"),
    ]


def test_abstract_rules_are_extended_in_their_place() -> None:
    content = (
        '<pattern><rule abstract="true" id="base"><let name="n" value="@n"/><assert id="B" test="$n">b</assert></rule>'
        '<rule abstract="true" id="more"><extends rule="base"/><assert id="M" test="@m">m</assert></rule>'
        '<rule context="a"><extends rule="more"/><assert id="A" test="$n = 1">a</assert></rule></pattern>'
    )
    assert [code for code, _ in found(content, "<a/>")] == ["B", "M", "A"]


def test_phases_choose_patterns() -> None:
    content = (
        '<phase id="one"><active pattern="p"/></phase><phase id="two"><active pattern="p"/><active pattern="q"/></phase>'
        f'<pattern id="p">{rule("a", "A")}</pattern><pattern id="q">{rule("a", "B")}</pattern>'
        f"<pattern>{rule('a', 'C')}</pattern>"
    )
    assert [code for code, _ in found(content, "<a/>", "one")] == ["A"]
    assert [code for code, _ in found(content, "<a/>", "two")] == ["A", "B"]
    assert [code for code, _ in found(content, "<a/>", "#ALL")] == ["A", "B", "C"]
    default = schema(content, ' defaultPhase="one"')
    assert [i.rule for i in default.validate(b"<a/>")] == ["A"]
    assert [i.rule for i in default.validate(b"<a/>", "#DEFAULT")] == ["A"]
    with pytest.raises(SchematronError, match="no phase 'three'"):
        default.validate(b"<a/>", "three")


def test_includes_are_read_from_the_folder_of_the_schema(tmp_path: Path) -> None:
    sch = 'xmlns="http://purl.oclc.org/dsdl/schematron"'
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "p.sch").write_text(
        f'<pattern {sch}><include href="r.sch#second"/></pattern>', encoding="utf-8"
    )
    (tmp_path / "parts" / "r.sch").write_text(
        f'<rules {sch}><rule id="first" context="b"/><rule id="second" context="a"><extends href="../e.sch"/></rule></rules>',
        encoding="utf-8",
    )
    (tmp_path / "e.sch").write_text(
        f'<rule {sch} abstract="true"><assert id="E" test="@x">e</assert></rule>', encoding="utf-8"
    )
    main = tmp_path / "main.sch"
    main.write_text(
        f'<schema {sch} queryBinding="xslt2"><include href="parts/p.sch"/></schema>', encoding="utf-8"
    )
    assert [i.rule for i in compile_schematron(main).validate(b"<r><a/><b/></r>")] == ["E"]


# -- faults


def test_a_test_that_fails_is_an_issue_and_the_others_go_on() -> None:
    content = f"<pattern>{rule('a', 'BAD', 'xs:date(@d) gt 5')}{rule('b', 'B')}</pattern>"
    assert [code for code, _ in found(content, '<r><a d="x"/><b/></r>')] == [ERROR, "B"]
    content = f"<pattern>{rule('a', 'BAD', 'xs:integer(@d) gt 5')}{rule('b', 'B')}</pattern>"
    issues = schema(content).validate(b'<r><a d="x"/><a d="7"/><a d="y"/><b/></r>')
    assert [i.rule for i in issues] == [ERROR, "BAD", "B"]
    assert "xs:integer(@d) gt 5" in issues[0].message and issues[0].role == "error"


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("<pattern>\n<rule context='a'>\n<assert test='@x = '>x</assert></rule></pattern>", "", 3),
        ("<pattern>\n<rule context='a['>\n<assert test='@x'>x</assert></rule></pattern>", "", 2),
        ("<pattern><rule context='a'><extends rule='none'/></rule></pattern>", "'none' does not exist", 1),
        ("<pattern is-a='none'/>", "no abstract pattern 'none'", 1),
        ("<phase id='p'><active pattern='none'/></phase>", "no pattern 'none'", 1),
        (
            "<pattern><rule context='a'><assert test='x' diagnostics='d'>x</assert></rule></pattern>",
            "no diagnostic 'd'",
            1,
        ),
    ],
)
def test_a_faulty_schema_is_refused_with_its_line(content: str, message: str, line: int) -> None:
    phase = "p" if "phase" in content else None
    with pytest.raises(SchematronError, match=message or None) as error:
        schema(content).validate(b"<a/>", phase)
    assert error.value.line == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<schema", "not well-formed"),
        ("<a/>", "no Schematron"),
        (HEAD.format(content="", attributes="").replace("xslt3", "stx"), "'stx' is not known"),
    ],
)
def test_what_is_no_usable_schema_is_refused(text: str, message: str) -> None:
    with pytest.raises(SchematronError, match=message):
        compile_schematron(text)


def test_a_malformed_document_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="not well-formed"):
        schema(f"<pattern>{rule('a', 'A')}</pattern>").validate(b"<a>")


# -- embedded Schematron


RNG = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:s="http://purl.oclc.org/dsdl/schematron">
 <s:ns prefix="t" uri="urn:t"/><start><element name="a" ns="urn:t"><s:pattern><s:rule context="t:a">
 <s:assert id="R" test="@x">x</s:assert></s:rule></s:pattern><empty/></element></start></grammar>"""
ODD = """<schemaSpec xmlns="http://www.tei-c.org/ns/1.0" xmlns:sch="http://purl.oclc.org/dsdl/schematron">
 <elementSpec ident="p"><constraintSpec ident="c" scheme="schematron"><constraint>
 <sch:assert id="E" test="@n">p needs n</sch:assert></constraint></constraintSpec>
 <attList><attDef ident="n"><constraintSpec ident="d" scheme="schematron"><constraint>
 <sch:report id="V" test=". = '0'">not 0</sch:report></constraint></constraintSpec></attDef></attList>
 <exemplum><egXML xmlns="http://www.tei-c.org/ns/Examples"><sch:pattern/></egXML></exemplum></elementSpec>
 <constraintSpec ident="r" scheme="schematron"><constraint><sch:rule context="tei:q"><sch:assert id="Q"
 test="false()">q</sch:assert></sch:rule></constraint></constraintSpec></schemaSpec>"""


def test_schematron_in_relax_ng_is_found_and_runs(tmp_path: Path) -> None:
    file = tmp_path / "a.rng"
    file.write_text(RNG, encoding="utf-8")
    text = extract_schematron(file)
    assert text is not None
    for one in (compile_schematron(text), compile_schematron(file)):
        assert [i.rule for i in one.validate(b'<a xmlns="urn:t"/>')] == ["R"]


def test_schematron_in_an_odd_is_found_and_runs(tmp_path: Path) -> None:
    file = tmp_path / "a.odd"
    file.write_text(ODD, encoding="utf-8")
    xml = b'<r xmlns="http://www.tei-c.org/ns/1.0"><p/><p n="0"/><q/></r>'
    assert sorted(i.rule for i in compile_schematron(file).validate(xml)) == ["E", "Q", "V"]


def test_a_grammar_without_schematron_has_none(tmp_path: Path) -> None:
    file = tmp_path / "a.rng"
    file.write_text('<grammar xmlns="http://relaxng.org/ns/structure/1.0"/>', encoding="utf-8")
    assert extract_schematron(file) is None


def test_the_schematron_of_tei_runs() -> None:
    file = SHARED / "tei" / "tei_all-4.9.0a.isosch"
    if not file.is_file():
        pytest.skip("tei_all is not here")
    xml = b'<linkGrp xmlns="http://www.tei-c.org/ns/1.0"><link target="#a"/><link target="#a #b"/></linkGrp>'
    issues = compile_schematron(file).validate(xml)
    assert [(i.line, i.column, i.path) for i in issues] == [(1, 46, "/linkGrp[1]/link[1]")]


# -- the cache


def test_the_cache_is_used_and_survives_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    content = f"<pattern>{rule('a', 'CACHE')}</pattern>"
    assert found(content, "<a/>") == [("CACHE", "/a[1]")]
    (file,) = tmp_path.rglob("*.json")
    file.write_text(file.read_text(encoding="utf-8").replace("CACHE", "FROM-CACHE"), encoding="utf-8")
    assert found(content, "<a/>") == [("FROM-CACHE", "/a[1]")]
    file.write_text("{}", encoding="utf-8")
    assert found(content, "<a/>") == [("CACHE", "/a[1]")]


def test_without_a_place_for_the_cache_all_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert found(f"<pattern>{rule('a', 'A')}</pattern>", "<a/>") == [("A", "/a[1]")]


# -- against the definition


NAMES = st.sampled_from("abc")
CONTEXTS = st.sampled_from(["a", "b", "c", "*", "a/b", "a[@x]", "*[not(*)]", "b[1]"])
TREES = st.recursive(
    st.tuples(NAMES, st.booleans(), st.just(())),
    lambda inner: st.tuples(NAMES, st.booleans(), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=8,
)
Tree = tuple[str, bool, tuple["Tree", ...]]


def xml_of(tree: Tree) -> str:
    name, marked, children = tree
    mark = ' x="1"' if marked else ""
    return f"<{name}{mark}>{''.join(map(xml_of, children))}</{name}>"


def matches(node: etree._Element, context: str) -> bool:
    return node in node.getroottree().xpath(f"//{context}")


@settings(max_examples=30, deadline=None)
@given(tree=TREES, patterns=st.lists(st.lists(CONTEXTS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_the_issues_are_those_that_the_standard_defines(tree: Tree, patterns: list[list[str]]) -> None:
    text = xml_of(tree)
    content = "".join(
        f"<pattern>{''.join(rule(c, f'{p}.{r}') for r, c in enumerate(rules))}</pattern>"
        for p, rules in enumerate(patterns)
    )
    expected = []
    for node in etree.fromstring(text).iter():
        for p, rules in enumerate(patterns):
            first = next((r for r, context in enumerate(rules) if matches(node, context)), None)
            if first is not None:
                expected.append(f"{p}.{first}")
    assert sorted(code for code, _ in found(content, text)) == sorted(expected)
