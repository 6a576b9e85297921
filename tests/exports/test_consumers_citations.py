"""Citations, read by programs that people cite with: citation.js for all three forms, and one of PyPI for each.

What they must find is taken from the TEI by XPath, not from the program's own summary of it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from export_corpus import Corpus
from lxml import etree

NS = {"t": "http://www.tei-c.org/ns/1.0"}
FILES = {"bibtex": "citations.bib", "ris": "citations.ris", "csl": "citations.json"}


class Cited(NamedTuple):
    """What a citation must say: `file` is the number of the archival file, "" where there is none."""

    title: str
    date: str
    translators: list[str]
    archive: str
    file: str
    address: str


def cited(corpus: Corpus) -> dict[str, Cited]:
    found = {}
    for path in corpus.files:
        tree = etree.parse(path)

        def text(xpath: str, tree: etree._ElementTree = tree) -> str:
            return " ".join(tree.xpath(f"string(({xpath})[1])", namespaces=NS).split())

        held = "//t:msIdentifier[.//t:idno[@type='fond']]"
        found[tree.getroot().get("{http://www.w3.org/XML/1998/namespace}id")] = Cited(
            text("//t:titleStmt/t:title[@xml:lang='en']"),
            text("//t:profileDesc/t:creation/t:date/@when"),
            tree.xpath("//t:respStmt[contains(t:resp, 'ranslation')]/t:persName/text()", namespaces=NS),
            text(f"{held}/t:repository"),
            text(f"{held}//t:idno[@type='delo']"),
            text("//t:bibl[@type='digitalSource']/t:ref/@target"),
        )
    return found


def file_of(exported, corpus: Corpus, name: str) -> Path:
    return exported(name, corpus) / FILES[name]


def mentions(cited: Cited, place: str) -> bool:
    """Whether the words say where the original lies."""
    return cited.archive in place and f"d. {cited.file}" in place


# citation.js

CITATION_JS = """
const {Cite} = require('@citation-js/core');
for (const format of ['bibtex', 'ris', 'csl']) require('@citation-js/plugin-' + format);
const cite = new Cite(require('fs').readFileSync(process.argv[1], 'utf8'), {generateGraph: false});
const bibliography = {template: 'apa', lang: 'en-US', nosort: true, asEntryArray: true};
const entries = process.argv[2] ? cite.format('bibliography', bibliography) : [];
console.log(JSON.stringify({items: cite.data, entries}));
"""


@pytest.mark.parametrize("name", FILES)
def test_citation_js_finds_every_document(exported, corpus, node, name):
    done = node(CITATION_JS, file_of(exported, corpus, name))
    assert done.returncode == 0, done.stderr
    items = {item["id"]: item for item in json.loads(done.stdout)["items"]}
    expected = cited(corpus)
    assert items.keys() == expected.keys()
    for id, one in expected.items():
        item = items[id]
        assert item["title"] == one.title
        assert item["issued"]["date-parts"] == [[int(part) for part in one.date.split("-")]]
        assert item["URL"] == one.address
        if one.file:
            assert mentions(
                one, " ".join(item.get(key, "") for key in ("archive", "archive_location", "note"))
            )
        if name != "ris":  # citation.js has no place for the A4 of an unpublished work
            names = [f"{n['given']} {n['family']}" for n in item.get("translator", [])]
            assert names == one.translators


def test_citation_js_writes_a_bibliography_with_date_archive_and_translator(exported, corpus, node):
    done = node(CITATION_JS, file_of(exported, corpus, "csl"), "with a bibliography")
    entries = {id: re.sub("<[^>]+>", "", entry) for id, entry in json.loads(done.stdout)["entries"]}
    expected = cited(corpus)
    assert entries.keys() == expected.keys()
    for id, one in expected.items():
        assert one.date[:4] in entries[id] and one.address in entries[id]
        assert not one.file or mentions(one, entries[id])
        assert all(name.split()[-1] in entries[id] for name in one.translators)


@pytest.mark.parametrize(
    ("name", "whole", "broken"),
    [("bibtex", "}},", "},"), ("ris", "TY  - ", "TY - "), ("csl", "},", ",")],
    ids=["a brace too few", "no type", "not JSON"],
)
def test_citation_js_refuses_broken_citations(exported, examples, node, name, whole, broken):
    file = file_of(exported, examples, name)
    file.write_bytes(file.read_bytes().replace(whole.encode(), broken.encode(), 1))
    assert node(CITATION_JS, file).returncode != 0


def test_citation_js_has_no_date_where_the_csl_says_it_otherwise(exported, examples, node):
    file = file_of(exported, examples, "csl")
    file.write_text(file.read_text(encoding="utf-8").replace("date-parts", "parts"), encoding="utf-8")
    entries = json.loads(node(CITATION_JS, file, "with a bibliography").stdout)["entries"]
    assert len(entries) == 2 and not any("1952" in entry for _, entry in entries)


HOSTILE = 'A & B: 100% {x} #1 $5 a_b \\alpha ~ ^ "q", № 5'


@pytest.mark.parametrize("name", FILES)
def test_signs_that_mean_something_to_a_format_come_out_as_they_went_in(exported, tmp_path, node, name):
    """A title with every sign that TeX takes for its own, and a translator whose name holds "and"."""
    tei = Path(__file__).parents[1] / "render/conversation.xml"
    tree = etree.parse(tei)
    (title,) = tree.xpath("//t:titleStmt/t:title[@xml:lang='en']", namespaces=NS)
    (person,) = tree.xpath("//t:respStmt[@xml:id='rozas']/t:persName", namespaces=NS)
    title.text, person.text = HOSTILE, "Rozas and Company"
    tree.write(tmp_path / "hostile.xml", encoding="UTF-8")
    done = node(CITATION_JS, file_of(exported, Corpus([tmp_path / "hostile.xml"]), name))
    (item,) = json.loads(done.stdout)["items"]
    assert item["title"] == HOSTILE
    if name != "ris":
        assert [" ".join(n.values()) for n in item["translator"]] == ["Rozas and Company"]


# One of PyPI for each form


def test_bibtexparser_finds_an_entry_for_every_document(exported, corpus):
    bibtexparser = pytest.importorskip("bibtexparser", minversion="2", reason="bibtexparser 2 is not there")
    library = bibtexparser.parse_file(str(file_of(exported, corpus, "bibtex")))
    assert not library.failed_blocks
    entries = {entry.key: {f.key: f.value for f in entry.fields} for entry in library.entries}
    expected = cited(corpus)
    assert entries.keys() == expected.keys()
    for id, one in expected.items():
        entry = entries[id]
        assert entry["title"].strip("{}") == one.title
        assert entry["date"] == one.date and entry["year"] == one.date[:4]
        assert entry.get("translator", "") == " and ".join(one.translators)
        assert not one.file or mentions(one, entry["note"])


def test_bibtexparser_says_which_entry_is_broken(exported, examples):
    bibtexparser = pytest.importorskip("bibtexparser", minversion="2", reason="bibtexparser 2 is not there")
    text = file_of(exported, examples, "bibtex").read_text(encoding="utf-8")
    library = bibtexparser.parse_string(text.replace("}},", "},", 1))
    assert library.failed_blocks and len(library.entries) < len(examples.files)


def test_rispy_finds_a_record_for_every_document(exported, corpus):
    rispy = pytest.importorskip("rispy", reason="rispy is not installed")
    with file_of(exported, corpus, "ris").open(encoding="utf-8") as file:
        records = {record["id"]: record for record in rispy.load(file)}
    expected = cited(corpus)
    assert records.keys() == expected.keys()
    for id, one in expected.items():
        record = records[id]
        assert record["title"] == one.title and record["date"] == one.date.replace("-", "/")
        inverted = [f"{name.split()[-1]}, {' '.join(name.split()[:-1])}" for name in one.translators]
        assert record.get("subsidiary_authors", []) == inverted
        assert not one.file or mentions(one, record["unknown_tag"]["AV"][0])


def test_rispy_counts_a_record_less_where_the_end_of_one_is_lost(exported, examples):
    rispy = pytest.importorskip("rispy", reason="rispy is not installed")
    text = file_of(exported, examples, "ris").read_text(encoding="utf-8")
    assert len(rispy.loads(text)) == 2
    assert len(rispy.loads(re.sub(r"ER  - \n", "", text, count=1))) == 1


def bibliography(items: list[dict]) -> list[str]:
    """The items as citeproc-py's own style sets them."""
    citeproc = pytest.importorskip("citeproc", reason="citeproc-py is not installed")
    from citeproc.source.json import CiteProcJSON

    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = citeproc.CitationStylesBibliography(style, CiteProcJSON(items), citeproc.formatter.plain)
    for item in items:
        made.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
    return [str(entry) for entry in made.bibliography()]


def test_citeproc_sets_an_entry_for_every_document(exported, corpus):
    entries = bibliography(json.loads(file_of(exported, corpus, "csl").read_bytes()))
    expected = list(cited(corpus).values())
    assert len(entries) == len(expected)
    for one in expected:
        (entry,) = [entry for entry in entries if one.address in entry]
        assert one.title in entry and f"({one.date[:4]})" in entry
        assert all(name.split()[-1] in entry for name in one.translators)


def test_citeproc_sets_no_year_where_the_date_has_another_form(exported, examples):
    items = json.loads(file_of(exported, examples, "csl").read_bytes())
    for item in items:
        item["issued"] = {"dates": item["issued"]["date-parts"]}
    assert not any(re.search(r"\(\d{4}\)", entry) for entry in bibliography(items))
