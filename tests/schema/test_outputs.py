"""The committed output is valid: by our RELAX NG, XSD and Schematron, and by tei_all."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.relaxng import load_schema
from pipeline.schematron import compile_schematron

ROOT = Path(__file__).resolve().parents[2]
OUTPUTS = sorted((ROOT / "output" / "tei").glob("*.xml"))
TEI = ROOT.parent / "shared" / "tei"


@cache
def _xsd() -> Any:
    import xmlschema

    return xmlschema.XMLSchema(str(ROOT / "schema" / "zapis.xsd"), allow="local")


def test_there_are_five_outputs() -> None:
    assert len(OUTPUTS) == 5


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda p: p.stem)
def test_an_output_is_valid_by_our_grammar(path: Path) -> None:
    assert load_schema(ROOT / "schema" / "zapis.rng").validate(path) == []
    assert load_schema(ROOT / "schema" / "zapis.rnc").validate(path) == []


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda p: p.stem)
def test_an_output_breaks_no_rule(path: Path) -> None:
    found = compile_schematron(ROOT / "schema" / "zapis.sch").validate(path)
    assert [i for i in found if i.role == "error"] == []


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda p: p.stem)
def test_an_output_is_valid_by_xmlschema(path: Path) -> None:
    _xsd().validate(str(path))


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda p: p.stem)
def test_an_output_is_valid_by_libxml2s_xsd(path: Path) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(ROOT / "schema" / "zapis.xsd")))
    assert schema.validate(etree.parse(str(path))), schema.error_log.last_error


@pytest.mark.parametrize("name", ["tei_all.rng", "tei_all-4.9.0a.rng"])
@pytest.mark.parametrize("path", OUTPUTS, ids=lambda p: p.stem)
def test_an_output_is_valid_by_tei_all(path: Path, name: str) -> None:
    if not (TEI / name).is_file():
        pytest.skip("the schemas of the TEI are not here")
    assert load_schema(TEI / name).validate(path) == []
