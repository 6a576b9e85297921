"""How the stylesheets are written: typed, self-describing, closed to unknown elements where it matters."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from pipeline.rendering import stylesheets
from pipeline.resources import resource_dir
from pipeline.saxon import compile_stylesheet

XSL = {"xsl": "http://www.w3.org/1999/XSL/Transform"}
OURS = sorted(p for p in resource_dir("xslt").rglob("*.xsl") if "schematron" not in p.name)


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.name)
def test_every_parameter_function_and_template_has_a_type(path: Path):
    tree = etree.parse(path)
    untyped = "//xsl:param[not(@as)] | //xsl:function[not(@as)] | //xsl:template[not(@as)]"
    assert [e.sourceline for e in tree.xpath(untyped, namespaces=XSL)] == []
    assert tree.getroot().get("expand-text") == "yes" and tree.getroot().get("version") == "3.0"


@pytest.mark.parametrize("info", stylesheets(), ids=lambda info: info.name)
def test_every_output_compiles_and_says_of_what_it_is_made(info):
    assert info.each in ("document", "division", "collection")
    assert set(compile_stylesheet(info.path, sandboxed=False).declared) == {p.name for p in info.parameters}


def test_the_style_sheet_fetches_nothing():
    style = (resource_dir("xslt") / "lib/edition.css").read_text(encoding="utf-8")
    assert "url(" not in style and "@import" not in style and style.count("{") == style.count("}")


def test_a_folder_that_the_installation_lacks_is_named():
    with pytest.raises(FileNotFoundError, match="'nothing'"):
        resource_dir("nothing")
