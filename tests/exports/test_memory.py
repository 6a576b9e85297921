"""The translation memory and the line files."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.rendering import render


def aligned(corpus) -> int:
    """Groups with text on both sides, by the table of aligned groups."""
    rows = [line.split("\t") for f in corpus.files for line in render(f, "parallel").splitlines()[1:]]
    return sum(bool(row[4] and row[5]) for row in rows)


def test_translate_toolkit_counts_as_many_units_as_there_are_groups(exported, corpus):
    tmx = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
    with (exported("tmx", corpus) / "tmx.tmx").open("rb") as file:
        memory = tmx.tmxfile(file, "ru", "en")
    assert len(memory.units) == aligned(corpus) > 0
    assert memory.translate(memory.units[0].source)
    assert all(unit.source.strip() and unit.target.strip() for unit in memory.units)


def test_translate_toolkit_refuses_a_broken_memory(exported, examples):
    tmx = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
    content = (exported("tmx", examples) / "tmx.tmx").read_bytes()
    with pytest.raises(Exception, match=r"(?i)mismatch|premature|expected"):
        tmx.tmxfile.parsestring(content.replace(b"</seg>", b"", 1))


def test_unit_ids_are_unique_and_lead_back_to_the_tei(exported, corpus):
    tree = etree.parse(exported("tmx", corpus) / "tmx.tmx")
    ids = tree.xpath("//tu/@tuid")
    assert len(ids) == len(set(ids))
    assert {i.split("#")[1] for i in ids} <= set(corpus.all("//t:text//@xml:id"))


def test_a_least_certainty_leaves_out_the_rest(exported, examples):
    tree = etree.parse(exported("tmx", examples, min_cert="0.96") / "tmx.tmx")
    assert [p.text for p in tree.xpath("//prop[@type='certainty']")] == ["0.99", "0.98", "0.97"]


def test_line_files_have_as_many_lines_and_none_is_empty(exported, corpus):
    folder = exported("moses", corpus)
    lines = {p.name: p.read_text(encoding="utf-8").split("\n")[:-1] for p in folder.iterdir()}
    for name, left in lines.items():
        if name.endswith(".ru"):
            assert len(left) == len(lines[name[:-2] + "en"])
    assert sum(len(v) for k, v in lines.items() if k.endswith(".ru")) == aligned(corpus)
    assert all(line.strip() for found in lines.values() for line in found)
