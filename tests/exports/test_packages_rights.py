"""No export claims a licence that the source does not have: what any of them says of rights is what the headers say."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from lxml import etree, html

from pipeline.export import contents, exports

NAMES = [info.name for info in exports()]
#: Licences by name or address. Texts of the records do not speak of them.
FREE = re.compile(
    r"creativecommons|opendatacommons|opensource\.org|spdx\.org|\bCC[- ]?(?:BY|0)\b|public domain|\b(?:MIT|BSD|GPL) licen[cs]e",
    re.I,
)


def unpacked(files) -> Iterator[tuple[str, bytes]]:
    for path, content in files:
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from ((f"{path}/{name}", archive.read(name)) for name in archive.namelist())
        else:
            yield path, content


def values(found, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a JSON value with the keys under which each stands."""
    if isinstance(found, dict):
        for name, value in found.items():
            yield from values(value, f"{key}/{name}")
    elif isinstance(found, list):
        for value in found:
            yield from values(value, key)
    else:
        yield key, str(found)


def said(path: str, content: bytes) -> Iterator[str]:
    """What a file says of rights, by its format: values of keys, elements and columns that are about them."""
    about = re.compile("licen[cs]e|rights|copyright", re.I)
    text = content.decode("utf-8")
    if path.endswith((".json", ".jsonld")):
        yield from (value for key, value in values(json.loads(text)) if about.search(key))
    elif path.endswith(".html"):
        page = html.document_fromstring(text)
        yield from page.xpath(
            "//*[contains(@rel, 'license')]/@href | //meta[contains(@name, 'rights')]/@content"
        )
        for script in page.xpath("//script[@type = 'application/ld+json']/text()"):
            yield from (value for key, value in values(json.loads(script)) if about.search(key))
    elif path.endswith((".xml", ".xconf", ".gexf", ".graphml", ".tmx")):
        for element in etree.fromstring(content).iter(
            "{*}licence", "{*}license", "{*}userestrict", "{*}rights"
        ):
            yield from (element.get("target", ""), " ".join("".join(element.itertext()).split()))
    elif path.endswith((".cff", ".yml", ".bib", ".ris")):
        yield from (
            line for line in text.splitlines() if re.match(r"\s*(license|rights|copyright)", line, re.I)
        )


def claims(files, allowed: set[str]) -> list[str]:
    """What the files say of rights beyond what is allowed."""
    found = []
    for path, content in unpacked(files):
        found += [
            f"{path}: {match[0]}" for match in [FREE.search(content.decode("utf-8", "replace"))] if match
        ]
        found += [f"{path}: {one}" for one in said(path, content) if one and one not in allowed]
    return found


def terms(corpus) -> set[str]:
    """What the headers say: addresses and words of their licences."""
    found = corpus.all("//t:availability/t:licence")
    words = {
        " ".join("".join(one.itertext()).split()) for one in [*found, *corpus.all("//t:availability/t:p")]
    }
    return {one.get("target", "") for one in found} | words


@pytest.mark.parametrize("name", NAMES)
def test_an_export_claims_no_rights_but_those_of_the_headers(name, corpus):
    assert claims(contents(name, corpus.files), terms(corpus)) == []


@pytest.mark.parametrize("name", ["atom-csv", "datacite", "dts", "ead", "facts", "tables", "teipublisher"])
def test_the_terms_of_the_source_come_through_where_the_format_has_a_place_for_them(name, seeds):
    words = {one for one in terms(seeds) if " " in one}
    made = "".join(content.decode("utf-8") for _, content in unpacked(contents(name, seeds.files)))
    assert words and all(one in re.sub(r"\s+", " ", made) for one in words)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("datapackage.json", b'{"licenses": [{"name": "ODbL-1.0"}]}'),
        ("entry.jsonld", b'{"member": [{"license": "https://example.org/free"}]}'),
        ("page.html", b'<html><head><link rel="license" href="https://example.org/free"></head></html>'),
        ("site.html", b'<html><script type="application/ld+json">{"license": "mine"}</script></html>'),
        (
            "cmif.xml",
            b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><licence target="https://example.org/free"/></TEI>',
        ),
        ("CITATION.cff", b"license: CC-BY-4.0\n"),
        ("corpus.txt", b"Texts under CC BY 4.0"),
    ],
)
def test_a_licence_of_nobody_is_found_in_every_format(path, content):
    assert claims([(path, content)], {"See the terms"})
