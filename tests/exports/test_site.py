"""The reading edition as a folder, and its search in a real browser."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

import pytest
from lxml import etree, html

from pipeline.errors import MissingPart


def test_every_link_of_the_site_leads_to_a_file_and_every_anchor_exists(exported, corpus):
    folder = exported("site", corpus)
    ids = cache(lambda page: set(html.parse(page).xpath("//@id")))
    for page in sorted(folder.rglob("*.html")):
        for href in html.parse(page).xpath("//a/@href"):
            if not re.match(r"https?:", href):
                path, _, anchor = href.partition("#")
                target = (page.parent / path).resolve() if path else page
                assert target.is_file(), href
                if anchor:
                    assert anchor in ids(target), href


def test_the_tei_of_the_site_is_the_tei(exported, examples):
    folder = exported("site", examples)
    for file in examples.files:
        assert (folder / "tei" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(("words", "lang"), [("агентство", "ru"), ("greeting", "en")])
def test_a_search_finds_other_forms_of_a_word_and_its_hits_are_anchors(exported, examples, seen, words, lang):
    pytest.importorskip("pagefind", reason="pagefind is not installed")
    folder = exported("site", examples, search="yes")
    page = seen(folder, f"html/search.html?q={quote(words)}")
    hits = page.xpath("//ol[@id='hits']/li/a/@href")
    assert hits and page.xpath("//li/p/@lang") == [lang] * len(hits)
    for hit in hits:
        path, anchor = hit.split("#")
        assert html.parse(folder / "html" / path).xpath("//*[@id=$i]", i=anchor)


def test_a_search_for_a_word_that_is_nowhere_finds_nothing(exported, examples, seen):
    pytest.importorskip("pagefind", reason="pagefind is not installed")
    page = seen(exported("site", examples, search="yes"), "html/search.html?q=qwxyzzy")
    assert not page.xpath("//ol[@id='hits']/li") and "0 " in page.xpath("string(//p[@id='count'])")


def test_without_pagefind_a_wish_for_a_search_is_answered_with_what_to_install(
    exported, examples, monkeypatch
):
    import sys

    monkeypatch.setitem(sys.modules, "pagefind.service", None)
    with pytest.raises(MissingPart, match="pip install"):
        exported("site", examples, search="yes")


def test_without_a_search_the_site_has_no_script_but_the_description(exported, examples):
    for page in sorted(exported("site", examples).rglob("*.html")):
        assert set(html.parse(page).xpath("//script/@type")) <= {"application/ld+json"}
        assert etree.iselement(html.parse(page).getroot())
