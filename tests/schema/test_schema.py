"""Grammar, XSD, Schematron, ODD and table of rules say the same, and nothing that TEI would not allow."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from pipeline.resources import resource_dir
from pipeline.rules import LOOKERS, PHASES, SEVERITIES, explain, rule, rule_of, rules
from pipeline.schematron import compile_schematron

HERE = Path(__file__).parent
SCHEMA = resource_dir("schema")
SHARED = HERE.parents[1] / ".." / "shared"
VALID = HERE / "valid.xml"
TEI = "{http://www.tei-c.org/ns/1.0}"
EXAMPLES = "{http://www.tei-c.org/ns/Examples}"
TEI_ALL = ("tei_all-4.9.0a.rng", "tei_all.rng")


def module(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


inclusion = module("inclusion", HERE / "inclusion.py")


@pytest.fixture(scope="module")
def grammar() -> Any:
    return inclusion.Grammar(SCHEMA / "zapis.rng")


@pytest.fixture(scope="module")
def odd() -> Any:
    return etree.parse(SCHEMA / "zapis.odd").getroot()


def samples() -> list[Path]:
    return sorted((SHARED / "design" / "samples").glob("*.xml"))


# -- the forms of the schema


def test_everything_that_is_made_is_up_to_date() -> None:
    make = module("make", SCHEMA / "make.py")
    for name, content in make.made().items():
        assert (SCHEMA / name).read_text(encoding="utf-8") == content, f"run schema/make.py: {name} is stale"


@pytest.mark.parametrize("name", TEI_ALL)
def test_what_is_valid_here_is_valid_tei(name: str, grammar: Any) -> None:
    tei = SHARED / "tei" / name
    if not tei.is_file():
        pytest.skip("tei_all is not here")
    assert inclusion.excess(grammar, inclusion.Grammar(tei)) == []


def test_the_proof_of_inclusion_notices_excess(grammar: Any, tmp_path: Path) -> None:
    text = (SCHEMA / "zapis.rng").read_text(encoding="utf-8")
    narrower = tmp_path / "narrower.rng"
    assert text.count("<value>translator</value>") == 3
    text = text.replace('<element name="closer">', '<element name="closer"><ref name="salute"/>')
    narrower.write_text(text.replace("<value>translator</value>", "<value>nobody</value>"), encoding="utf-8")
    found = inclusion.excess(grammar, inclusion.Grammar(narrower))
    assert [f.split(":")[0] for f in found] == ["closer", "note/@type", "person/@role", "supplied/@reason"]


def test_example_and_samples_are_valid_in_every_form() -> None:
    import xmlschema

    rng = etree.RelaxNG(etree.parse(SCHEMA / "zapis.rng"))
    xsd = etree.XMLSchema(etree.parse(SCHEMA / "zapis.xsd"))
    slow = xmlschema.XMLSchema(str(SCHEMA / "zapis.xsd"))
    for path in [VALID, *samples()]:
        tree = etree.parse(path)
        rng.assertValid(tree)
        xsd.assertValid(tree)
        slow.validate(str(path))


@pytest.mark.parametrize("name", TEI_ALL)
def test_the_example_and_the_odd_are_valid_tei(name: str) -> None:
    if shutil.which("jing") is None or not (SHARED / "tei" / name).is_file():
        pytest.skip("jing or tei_all is not here")
    command = ["jing", str(SHARED / "tei" / name), str(VALID), str(SCHEMA / "zapis.odd")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.stdout == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<sp xml:id="en.t3" who="#wang"', '<sp xml:id="en.t3"'),
        ('ana="#turn.direct"><speaker><persName ref="#wang">Wang', '><speaker><persName ref="#wang">Wang'),
        ('<note type="gloss"', '<note type="remark"'),
        ("<sic>БЕСЕЛЫ</sic>", ""),
        ('<div type="translation"', '<div type="version"'),
        ('cert="0.93"', 'cert="1.5"'),
        ('when="1951-03-12">12 марта', 'when="12.03.1951">12 марта'),
        ("<speaker><persName ref=\"#wang\">Wang Lin</persName>.</speaker>", "Wang Lin."),
        ("<postscript><p", "<p>after the end</p><postscript><p"),
        ('who="#wang" toWhom="#petrov" ana="#turn.direct"><speaker><persName ref="#wang">Wang',
         'whom="#wang" ana="#turn.direct"><speaker><persName ref="#wang">Wang'),
    ],
)  # fmt: skip
def test_grammar_and_xsd_refuse_the_same_faults(old: str, new: str) -> None:
    text = VALID.read_text(encoding="utf-8")
    assert text.count(old) == 1
    broken = etree.fromstring(text.replace(old, new).encode())
    assert not etree.RelaxNG(etree.parse(SCHEMA / "zapis.rng")).validate(broken)
    assert not etree.XMLSchema(etree.parse(SCHEMA / "zapis.xsd")).validate(broken)


# -- the ODD


def test_the_odd_has_the_elements_of_the_grammar(grammar: Any, odd: Any) -> None:
    included = [name for ref in odd.iter(f"{TEI}moduleRef") for name in ref.get("include", "").split()]
    assert sorted(included) == sorted(grammar.contents)


def closed_of_grammar(grammar: Any) -> Iterator[tuple[str, str, frozenset[str]]]:
    for element, attributes in grammar.attributes.items():
        for name, (_, node) in attributes.items():
            whole = grammar.expanded(node)
            values = frozenset(v.text or "" for v in whole.iter(f"{inclusion.RNG}value"))
            if values and whole.find(f".//{inclusion.RNG}data") is None:
                yield element, name, values


def closed_of_odd(odd: Any) -> Iterator[tuple[str, str, frozenset[str]]]:
    for definition in odd.iter(f"{TEI}attDef"):
        owner = definition.iterancestors(f"{TEI}elementSpec", f"{TEI}classSpec").__next__()
        values = [item.get("ident") for item in definition.iter(f"{TEI}valItem")]
        assert len(values) == len(set(values))
        yield owner.get("ident"), definition.get("ident"), frozenset(values)


def test_the_odd_has_the_closed_lists_of_the_grammar(grammar: Any, odd: Any) -> None:
    listed = set(closed_of_odd(odd))
    found = set(closed_of_grammar(grammar))
    rend = {values for _, name, values in found if name == "rend"}
    assert {("att.global.rendition", "rend", values) for values in rend} == {
        x for x in listed if x[1] == "rend"
    }
    assert {x for x in found if x[1] != "rend"} == {x for x in listed if x[1] != "rend"}


def test_every_value_of_a_closed_list_is_explained(odd: Any) -> None:
    for item in odd.iter(f"{TEI}valItem"):
        assert (item.findtext(f"{TEI}desc") or "").strip(), item.get("ident")


def test_the_examples_of_the_odd_are_valid(odd: Any) -> None:
    root = etree.parse(SCHEMA / "zapis.rng").getroot()
    start = root.find(f"{inclusion.RNG}start")
    start[0].tag = f"{inclusion.RNG}choice"
    del start[0].attrib["name"]
    examples = [example[0] for example in odd.iter(f"{EXAMPLES}egXML")]
    text_of = [etree.tostring(e, encoding="unicode", with_tail=False) for e in examples]
    roots = [etree.fromstring(text.replace(EXAMPLES[1:-1], TEI[1:-1])) for text in text_of]
    for name in sorted({etree.QName(r).localname for r in roots}):
        define = next(d for d in root.iter(f"{inclusion.RNG}element") if d.get("name") == name).getparent()
        etree.SubElement(start[0], f"{inclusion.RNG}ref", {"name": define.get("name")})
    schema = etree.RelaxNG(root)
    assert len(roots) > 50
    for example in roots:
        schema.assertValid(example)


# -- the rules


def test_table_schematron_and_odd_have_the_same_rules(odd: Any) -> None:
    checked = {code for code, found in rules().items() if found.by == "schematron" and not found.retired}
    assert compile_schematron(SCHEMA / "zapis.sch").ids == checked
    specs = [spec.get("ident") for spec in odd.iter(f"{TEI}constraintSpec")]
    assert sorted(specs) == sorted([*checked, "shared"])


def test_a_pattern_has_the_slug_of_its_rule() -> None:
    sch = "{http://purl.oclc.org/dsdl/schematron}"
    for pattern in etree.parse(SCHEMA / "zapis.sch").iter(f"{sch}pattern"):
        codes = {e.get("id") for e in pattern.iter(f"{sch}assert", f"{sch}report")}
        assert codes == {rule_of(pattern.get("id")).code}


def test_the_rules_in_the_odd_run() -> None:
    schematron = compile_schematron(SCHEMA / "zapis.odd")
    text = VALID.read_text(encoding="utf-8")
    assert schematron.validate(text.encode()) == []
    label = 'ana="#turn.direct"><speaker><persName ref="#wang">Wang'
    broken = text.replace(f'toWhom="#petrov" {label}', f'toWhom="#wang" {label}')
    assert [issue.rule for issue in schematron.validate(broken.encode())] == ["t-017"]


def test_every_rule_of_the_design_has_a_code() -> None:
    origins = {found.origin for found in rules().values()}
    assert {f"R{n:02}" for n in range(1, 61)} <= origins


@pytest.mark.parametrize("code", sorted(rules()))
def test_every_rule_says_what_is_wrong_and_what_to_do(code: str) -> None:
    found = rule(code)
    assert found.severity in SEVERITIES and found.phase in PHASES and found.by in LOOKERS
    assert all(text.strip() for text in (found.wrong, found.right, found.remedy))
    assert rule_of(found.slug) is found
    assert all(part in explain(code) for part in (code, found.slug, found.wrong, found.right, found.remedy))


def test_every_code_that_python_raises_is_in_the_table() -> None:
    raised = re.compile(r"""["']([xshtnplaridg]-\d{3})["']""")
    for file in sorted((HERE.parents[1] / "pipeline").rglob("*.py")):
        for code in raised.findall(file.read_text(encoding="utf-8")):
            assert code in rules(), f"{file.name} raises {code}, which pipeline/rules.toml does not know"


def test_every_fault_that_the_grammar_engine_knows_has_a_rule() -> None:
    from pipeline.relaxng.issue import KINDS

    assert [kind for kind in sorted(KINDS) if rule_of(kind).by not in ("grammar", "python")] == []


def test_an_unknown_code_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        rule("z-999")
    with pytest.raises(KeyError):
        explain("t-9")
