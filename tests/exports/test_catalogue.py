"""Finding aids, citations and the index of letters."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

EAD = {"e": "urn:isbn:1-931666-22-9"}
TEI = {"t": "http://www.tei-c.org/ns/1.0"}
#: The header of AtoM's own ISAD template.
ATOM = (
    "legacyId,parentId,qubitParentSlug,identifier,title,eventActors,eventActorHistories,eventTypes,eventDates,"
    "eventStartDates,eventEndDates,levelOfDescription,extentAndMedium,repository,archivalHistory,acquisition,"
    "scopeAndContent,appraisal,accruals,arrangement,accessConditions,reproductionConditions,language,script,"
    "languageNote,physicalCharacteristics,findingAids,locationOfOriginals,locationOfCopies,"
    "relatedUnitsOfDescription,publicationNote,generalNote,subjectAccessPoints,placeAccessPoints,"
    "nameAccessPoints,genreAccessPoints,descriptionIdentifier,institutionIdentifier,rules,descriptionStatus,"
    "levelOfDetail,revisionHistory,languageOfDescription,scriptOfDescription,sources,archivistNote,"
    "publicationStatus,physicalObjectName,physicalObjectLocation,physicalObjectType,alternativeIdentifiers,"
    "alternativeIdentifierLabels,digitalObjectPath,digitalObjectURI,digitalObjectChecksum,culture"
)


def eadator_schema() -> etree.XMLSchema:
    eadator = pytest.importorskip("eadator", reason="eadator is not installed")
    folder = Path(eadator.__file__).parent
    found = sorted(folder.rglob("ead.xsd"))
    if not found:
        pytest.skip("this eadator ships no XSD")
    return etree.XMLSchema(etree.parse(found[0]))


def test_the_schema_that_eadator_ships_accepts_the_finding_aid(exported, corpus):
    tree = etree.parse(exported("ead", corpus, base="https://example.org/") / "ead.xml")
    schema = eadator_schema()
    assert schema.validate(tree), schema.error_log
    assert len(tree.xpath("//e:c[@level='item']", namespaces=EAD)) == len(corpus.files)
    assert len(tree.xpath("//e:dao", namespaces=EAD)) == 2 * len(corpus.files)


def test_the_same_schema_refuses_an_item_without_its_description(exported, examples):
    tree = etree.parse(exported("ead", examples) / "ead.xml")
    did = tree.xpath("//e:c/e:did", namespaces=EAD)[0]
    did.getparent().remove(did)
    assert not eadator_schema().validate(tree)


def test_an_item_gives_the_reference_as_the_header_has_it(exported, examples):
    tree = etree.parse(exported("ead", examples) / "ead.xml")
    assert "АПРФ, ф. 45, оп. 1, д. 329, лл. 54-72" in tree.xpath("//e:unitid/text()", namespaces=EAD)


def test_atom_gets_its_own_columns_parents_first_and_a_row_per_language(exported, corpus):
    file = exported("atom-csv", corpus) / "isad.csv"
    assert file.read_text(encoding="utf-8").split("\n")[0] == ATOM
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    ids = [row["legacyId"] for row in rows]
    assert all(row["parentId"] in ids[:n] for n, row in enumerate(rows) if row["parentId"])
    assert len({i for i in ids if i != "collection"}) == len(corpus.files)
    assert all(re.fullmatch(r"(\d{4}(-\d\d){0,2})?", row["eventStartDates"]) for row in rows)
    assert all(row["culture"] for row in rows) and b"\r" not in file.read_bytes()


def test_letters_are_in_the_index_and_a_conversation_is_left_out_and_named(exported, examples):
    tree = etree.parse(exported("cmif", examples) / "cmif.xml")
    letters = tree.xpath("//t:correspDesc", namespaces=TEI)
    assert [letter.get("key") for letter in letters] == ["114898"]
    assert [a.get("type") for a in letters[0]] == ["sent", "received"]
    assert "conversation" in tree.getroot().getprevious().text


def test_the_index_of_letters_is_valid_tei(exported, corpus):
    grammar = Path(__file__).resolve().parents[3] / "shared/tei/tei_all.rng"
    if not grammar.is_file():
        pytest.skip("tei_all is not beside the repository")
    if not shutil.which("jing"):
        pytest.skip("jing is not installed")
    file = exported("cmif", corpus) / "cmif.xml"
    done = subprocess.run(["jing", str(grammar), str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_datacite_finds_the_metadata_valid_and_refuses_it_without_titles(exported, corpus):
    schema = pytest.importorskip("datacite.schema45", reason="datacite is not installed")
    folder = exported("datacite", corpus, doi_prefix="10.5072", year="2026", publisher="P")
    for file in sorted(folder.iterdir()):
        record = json.loads(file.read_bytes())
        schema.validator.validate(record)
        assert not schema.validator.is_valid({k: v for k, v in record.items() if k != "titles"})
    assert len(list(folder.iterdir())) == len(corpus.files)


def test_no_export_of_metadata_gives_the_texts_a_free_licence(exported, examples):
    record = json.loads((exported("datacite", examples) / "conversation.json").read_bytes())
    assert record["rightsList"] == [
        {"rights": "See Wilson Center terms", "rightsUri": "https://digitalarchive.wilsoncenter.org/"}
    ]
    assert b"license" not in (exported("cff", examples) / "CITATION.cff").read_bytes()


def test_citation_files_have_an_entry_for_every_document(exported, corpus):
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    cff = yaml.safe_load((exported("cff", corpus) / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff["cff-version"] == "1.2.0" and len(cff["references"]) == len(corpus.files)


def test_citations_agree_in_their_three_forms(exported, corpus):
    items = json.loads((exported("csl", corpus) / "citations.json").read_bytes())
    bib = (exported("bibtex", corpus) / "citations.bib").read_text(encoding="utf-8")
    ris = (exported("ris", corpus) / "citations.ris").read_bytes().decode()
    assert (
        len(items) == bib.count("@misc{") == ris.count("TY  - ") == ris.count("ER  - ") == len(corpus.files)
    )
    assert bib.count("{") == bib.count("}")
    for item in items:
        assert f"TI  - {item['title']}\r\n" in ris
    assert all(line == "" or re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris.split("\r\n"))


def test_cffconvert_finds_the_citation_file_valid_and_refuses_it_without_a_title(exported, corpus):
    command = shutil.which("cffconvert")
    if not command:
        pytest.skip("cffconvert is not installed (it wants an environment of its own)")
    file = exported("cff", corpus) / "CITATION.cff"
    check = [command, "--validate", "-i", str(file)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    file.write_text(re.sub(r"(?m)^title: .*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0
