"""The index of letters, held against CMIF's own schema and read by the Python package for it.

PyPI's `cmif` 2020.6.28 is the last release that ships the schema of the TEI Correspondence SIG (it pins an old lxml: install it with
`--no-deps`). The four Schematron rules of the format come after it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from lxml import etree

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
COMPLETE = {
    "editor": "An Editor",
    "email": "editor@example.org",
    "publisher": "An Edition",
    "publisher_address": "https://example.org/",
    "address": "https://example.org/cmif.xml",
    "date": "2026-01-01",
}
#: Authority files that correspSearch knows.
AUTHORITIES = (
    r"https?://(d-nb\.info/gnd|viaf\.org|id\.loc\.gov|(catalogue|data)\.bnf\.fr|id\.ndl\.go\.jp)/\S+"
)


@pytest.fixture(scope="module")
def cmif():
    pytest.importorskip("cmif", reason="cmif is not installed")
    return import_module("cmif")


@pytest.fixture(scope="module")
def errors(cmif):
    """`errors(file)`: what the schema of CMIF says against it, nothing if it is valid."""
    schema = Path(cmif.__file__).parent / "standard/schema/cmi-customization.rng"
    if not schema.is_file():
        pytest.skip("this release of cmif ships no schema (2020.6.28 does)")
    if not shutil.which("jing"):
        pytest.skip("jing is not installed")

    def check(file: Path) -> str:
        done = subprocess.run(["jing", str(schema), str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == bool(done.stdout), done.stderr
        return done.stdout

    return check


def letters(corpus) -> list[Path]:
    """Documents that have a sender and an addressee."""
    there = "boolean(//t:correspAction[@type = '{}'][not(@ana = '#copy')][t:persName or t:orgName or t:name])"
    kinds = ("sent", "received")
    return [
        f for f in corpus.files if all(etree.parse(f).xpath(there.format(k), namespaces=TEI) for k in kinds)
    ]


def test_the_schema_of_cmif_finds_the_index_valid_and_its_reader_counts_the_letters(
    exported, corpus, cmif, errors
):
    file = exported("cmif", corpus, **COMPLETE) / "cmif.xml"
    assert errors(file) == ""
    found = cmif.local.reader(str(file))
    read = cmif.extract
    assert len(read.correspdesc(found)) == len(letters(corpus)) > 0
    assert read.correspaction_type(found) == ["sent", "received"] * len(letters(corpus))
    assert set(read.correspdesc_source(found)) == {read.bibl_id(found)}
    assert (read.editor_name(found), read.editor_email(found)) == (COMPLETE["editor"], COMPLETE["email"])
    assert (read.idno(found), read.date_when(found)) == (COMPLETE["address"], COMPLETE["date"])


def test_every_letter_has_a_date_a_sender_and_identifiers_that_correspsearch_knows(exported, corpus):
    tree = etree.parse(exported("cmif", corpus, **COMPLETE) / "cmif.xml")
    for letter in tree.iterfind(".//t:correspDesc", TEI):
        assert letter.xpath(
            "t:correspAction[@type = 'sent']/t:date[@when or @from or @to or @notBefore or @notAfter]",
            namespaces=TEI,
        )
    for ref in tree.xpath("//t:persName/@ref | //t:orgName/@ref", namespaces=TEI):
        assert re.fullmatch(AUTHORITIES, ref)
    for ref in tree.xpath("//t:placeName/@ref", namespaces=TEI):
        assert re.fullmatch(r"https?://(www\.)?(geonames\.org|sws\.geonames\.org)/\d+/?", ref)
    (uuid,) = tree.xpath("//t:bibl/@xml:id", namespaces=TEI)
    assert re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", uuid)


def test_each_collection_has_a_uuid_of_its_own_that_stays_with_its_address(exported, seeds, examples):
    def uuid(corpus, **options) -> str:
        tree = etree.parse(exported("cmif", corpus, **options) / "cmif.xml")
        (found,) = tree.xpath("//t:sourceDesc/t:bibl/@xml:id", namespaces=TEI)
        assert set(tree.xpath("//t:correspDesc/@source", namespaces=TEI)) == {f"#{found}"}
        return found

    assert uuid(seeds) == uuid(seeds) != uuid(examples)
    assert uuid(seeds) != uuid(seeds, title="Telegrams")
    there = {"address": "https://example.org/cmif.xml"}
    assert uuid(seeds, **there) == uuid(examples, **there) != uuid(seeds)
    given = "7d0f0a52-6d5e-4c0e-9d55-5a5ef2c0b7a1"
    assert uuid(seeds, uuid=given) == f"uuid-{given}"


def test_conversations_are_left_out_and_each_is_named(exported, corpus):
    tree = etree.parse(exported("cmif", corpus) / "cmif.xml")
    said = [comment.text.split()[-1] for comment in tree.xpath("/comment()")]
    assert sorted(said) == sorted(f.stem for f in set(corpus.files) - set(letters(corpus)))
    assert said and all("no sender and addressee" in comment.text for comment in tree.xpath("/comment()"))


def test_without_a_date_the_schema_says_what_is_missing(exported, examples, errors):
    given = {key: value for key, value in COMPLETE.items() if key != "date"}
    assert 'missing required element "date"' in errors(exported("cmif", examples, **given) / "cmif.xml")


@pytest.mark.parametrize(
    ("pattern", "put"),
    [
        (r"<idno.*?</idno>", ""),
        (r' type="online"', ""),
        (r"<editor>.*?</editor>", ""),
        (r'<licence target="[^"]*"', "<licence"),
    ],
    ids=["no address", "no kind of edition", "no editor", "licence without address"],
)
def test_the_schema_of_cmif_refuses_a_broken_index(exported, examples, errors, pattern, put):
    file = exported("cmif", examples, **COMPLETE) / "cmif.xml"
    text, n = re.subn(pattern, put, file.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert n == 1
    file.write_text(text, encoding="utf-8")
    assert "error" in errors(file)


def test_a_letter_without_its_receiver_is_one_fewer_for_the_reader(exported, examples, cmif):
    file = exported("cmif", examples, **COMPLETE) / "cmif.xml"
    broken = file.read_text(encoding="utf-8").replace('type="received"', 'type="transmitted"', 1)
    assert cmif.extract.correspaction_type(etree.fromstring(broken.encode())) == ["sent", "transmitted"]


def test_the_index_repeats_the_terms_of_the_letters_until_it_is_given_a_licence(exported, corpus):
    tree = etree.parse(exported("cmif", corpus) / "cmif.xml")
    of_the_letters = {
        a for f in letters(corpus) for a in etree.parse(f).xpath("//t:licence/@target", namespaces=TEI)
    }
    assert set(tree.xpath("//t:licence/@target", namespaces=TEI)) == of_the_letters
    given = "https://creativecommons.org/licenses/by/4.0/"
    tree = etree.parse(exported("cmif", corpus, licence=given) / "cmif.xml")
    assert tree.xpath("//t:licence/@target", namespaces=TEI) == [given]
    assert "not for the texts" in tree.xpath("string(//t:licence)", namespaces=TEI)
