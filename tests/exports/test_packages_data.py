"""Tables, networks, bags and registers of the five records, counted by the programs they are made for."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

NS = {"t": "http://www.tei-c.org/ns/1.0"}
ID = "{http://www.w3.org/XML/1998/namespace}id"


# Tables


@pytest.fixture
def frictionless():
    return pytest.importorskip("frictionless", reason="frictionless is not installed")


def rows(frictionless, folder: Path) -> dict[str, list[dict]]:
    package = frictionless.Package(str(folder / "datapackage.json"))
    return {resource.name: resource.read_rows() for resource in package.resources}


def test_frictionless_counts_documents_turns_names_and_groups(exported, corpus, frictionless):
    found = rows(frictionless, exported("tables", corpus))
    named = "//t:text//*[self::t:persName or self::t:placeName or self::t:orgName or self::t:rs][@ref]"
    assert len(found["documents"]) == len(corpus.files)
    assert len(found["turns"]) == corpus.count("//t:text//t:sp")
    assert len(found["mentions"]) == corpus.count(named)
    assert Counter(row["modality"] for row in found["turns"]) == Counter(
        ana[len("#turn.") :]
        for anas in corpus.all("//t:text//t:sp/@ana")
        for ana in anas.split()
        if ana.startswith("#turn.")
    )
    assert Counter(row["kind"] for row in found["entities"]) == Counter(
        element.tag.rpartition("}")[2]
        for element in {
            e.get(ID): e
            for e in corpus.all("//t:standOff/*/*[self::t:person or self::t:place or self::t:org]")
        }.values()
    )
    links = "//t:linkGrp[@type = 'translation']/t:link"
    aligned = [row for row in found["alignments"] if row["left"] and row["right"]]
    assert 0 < len(aligned) <= corpus.count(links)


def test_a_lost_turn_is_one_fewer_for_frictionless_and_its_speaker_points_nowhere(
    exported, examples, frictionless
):
    folder = exported("tables", examples)
    file = folder / "turns.csv"
    whole = len(rows(frictionless, folder)["turns"])
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    assert len(rows(frictionless, folder)["turns"]) == whole - 1
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert "foreign-key" in {row[0] for row in report.flatten(["type"])}


def test_pyarrow_refuses_a_table_cut_short(exported, examples):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    file = exported("tables", examples, parquet="yes") / "turns.parquet"
    assert parquet.read_table(file).num_rows == examples.count("//t:text//t:sp")
    file.write_bytes(file.read_bytes()[:-8])
    with pytest.raises(Exception, match=r"(?i)parquet|magic"):
        parquet.read_table(file)


# Networks


def edges(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "edges.csv").read_text(encoding="utf-8").splitlines()))


def test_networkx_counts_persons_edges_and_weights_of_the_graph(exported, corpus):
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    folder = exported("network", corpus)
    table, graph = edges(folder), networkx.read_graphml(folder / "network.graphml", force_multigraph=True)
    assert graph.number_of_edges() == len(table) > 0
    assert set(graph) == {row[end] for row in table for end in ("Source", "Target")}
    assert Counter(data["relation"] for *_, data in graph.edges(data=True)) == Counter(
        row["Relation"] for row in table
    )
    assert sum(data["weight"] for *_, data in graph.edges(data=True)) == sum(
        int(row["Weight"]) for row in table
    )
    # turns of the first division with turns of each document
    first = [
        d for f in corpus.files for d in etree.parse(f).xpath("(//t:body/t:div[.//t:sp])[1]", namespaces=NS)
    ]
    turns = Counter(
        who[1:] for division in first for sp in division.iter("{*}sp") for who in sp.get("who").split()
    )
    assert {name: data["turns"] for name, data in graph.nodes(data=True)} == {
        name: turns[name] for name in graph
    }


def test_the_reader_of_gephi_lite_refuses_a_graph_whose_person_is_missing(exported, examples, node):
    file = exported("network", examples) / "network.gexf"
    script = (
        "const gexf = require('graphology-gexf'), {MultiDirectedGraph} = require('graphology');"
        "const text = require('fs').readFileSync(process.argv[1], 'utf8');"
        "console.log(gexf.parse(MultiDirectedGraph, text, {allowUndeclaredAttributes: true}).order)"
    )
    whole = file.read_text(encoding="utf-8")
    assert node(script, file).stdout.split() == [str(whole.count("<node "))]
    broken = re.sub(r'<node id="stalin".*?</node>', "", whole, flags=re.DOTALL)
    assert broken != whole
    file.write_text(broken, encoding="utf-8")
    done = node(script, file)
    assert done.returncode != 0 and "inexisting node" in done.stderr


# Bags


def test_bagit_counts_turns_in_the_tei_it_carries_and_finds_a_manifest_that_lacks_a_file(exported, corpus):
    bagit = pytest.importorskip("bagit", reason="bagit is not installed")
    folder = exported("bag", corpus)
    bag = bagit.Bag(str(folder))
    bag.validate()
    files = [folder / path for path in bag.payload_entries() if path.startswith("data/tei/")]
    assert sum(
        len(etree.parse(file).xpath("//t:text//t:sp", namespaces=NS)) for file in files
    ) == corpus.count("//t:text//t:sp")
    for manifest in folder.glob("*manifest-*.txt"):
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(
            "".join(line for line in text.splitlines(keepends=True) if "data/tei" not in line),
            encoding="utf-8",
        )
    with pytest.raises(bagit.BagError):
        bagit.Bag(str(folder)).validate()


# Registers of several documents


def two(tmp_path: Path, first: str, second: str, taxonomies: tuple[str, str] = ("", "")) -> list[Path]:
    """Two documents, each with a person "li" of its own words and a taxonomy of genres."""
    files = []
    for n, (names, taxonomy) in enumerate(zip((first, second), taxonomies), 1):
        file = tmp_path / f"d{n}.xml"
        file.write_text(
            f"""<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="d{n}"><teiHeader><fileDesc><titleStmt><title>d{n}</title></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc><encodingDesc><classDecl><taxonomy xml:id="genre"><desc>Genre</desc>
<category xml:id="record"><catDesc>record</catDesc></category>{taxonomy}</taxonomy></classDecl></encodingDesc><profileDesc>
<creation><date when="195{n}"/></creation></profileDesc></teiHeader>
<standOff><listPerson><person xml:id="li">{names}</person></listPerson></standOff>
<text><body><div xml:id="en" xml:lang="en"><p xml:id="en.p1"><persName ref="#li">Li</persName></p></div></body></text></TEI>""",
            encoding="utf-8",
        )
        files.append(file)
    return files


@pytest.mark.parametrize(
    ("name", "file", "preferred"),
    [
        ("dse-static", "data/indices/listperson.xml", "preferred"),
        ("teipublisher", "data/registers/persons.xml", "main"),
    ],
)
def test_an_entry_has_what_any_document_says_of_it_and_one_preferred_name(tmp_path, name, file, preferred):
    import io
    import zipfile

    from pipeline.export import contents

    first = '<persName type="preferred" xml:lang="en">Li Fuchun</persName><idno type="wikidata">Q1</idno>'
    second = '<persName type="preferred" xml:lang="en">Li Fu-chun</persName><persName xml:lang="ru">Ли Фу-чунь</persName>'
    made = dict(
        contents(name, two(tmp_path, first, second + '<idno type="wikidata">Q1</idno><note>Minister</note>'))
    )
    if name == "teipublisher":
        ((_, content),) = made.items()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            made = {path: archive.read(path) for path in archive.namelist()}
    (person,) = etree.fromstring(made[file]).iter("{*}person")
    names = person.findall("t:persName", NS)
    assert [name.text for name in names if name.get("type") != "sort"] == [
        "Li Fuchun",
        "Li Fu-chun",
        "Ли Фу-чунь",
    ]
    assert [name.get("type") for name in names].count(preferred) == 1
    assert len(person.findall("t:idno", NS)) == len(person.findall("t:note", NS)) == 1


def test_a_genre_that_only_one_document_knows_is_in_the_taxonomy_of_all(tmp_path):
    from pipeline.exports._options import chosen
    from pipeline.exports.teipublisher import OPTIONS, _members

    letter = '<category xml:id="letter"><catDesc>letter</catDesc></category>'
    made = dict(
        _members(
            two(tmp_path, "<persName>Li</persName>", "<persName>Li</persName>", ("", letter)),
            chosen("teipublisher", OPTIONS, {}),
        )
    )
    nested = etree.fromstring(made["data/taxonomy.xml"]).xpath(
        "//t:taxonomy/t:category/t:category/@xml:id", namespaces=NS
    )
    assert nested == ["record", "letter"]


def test_acdhs_program_writes_into_each_entry_where_it_is_mentioned(exported, corpus):
    programs = [
        shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
        for name in ("add-attributes", "denormalize-indices")
    ]
    if not all(programs):
        pytest.skip("acdh-tei-pyutils is not installed")
    data = exported("dse-static", corpus) / "data"
    base = [programs[0], "-g", "./editions/*.xml", "-b", "https://example.org"]
    subprocess.run(base, cwd=data, check=True, capture_output=True)
    subprocess.run([programs[1]], cwd=data, check=True, capture_output=True)
    named: dict[str, set[str]] = {}
    for file in corpus.files:
        for ref in etree.parse(file).xpath("//t:text//t:persName/@ref", namespaces=NS):
            named.setdefault(ref[1:], set()).add(file.stem)
    persons = {p.get(ID): p for p in etree.parse(data / "indices/listperson.xml").iter("{*}person")}
    assert len(persons) == len(set(corpus.all("//t:standOff/t:listPerson/t:person/@xml:id")))
    for name, person in persons.items():
        mentions = person.xpath(".//t:note[@type = 'mentions']/@target", namespaces=NS)
        assert {Path(target).stem for target in mentions} == named.get(name, set()), name


# Metadata


def test_datacite_finds_a_record_complete_with_a_year_and_says_what_lacks_without(exported, corpus):
    schema = pytest.importorskip("datacite.schema45", reason="datacite is not installed")
    for file in sorted(exported("datacite", corpus, year="2026").iterdir()):
        record = json.loads(file.read_bytes())
        schema.validator.validate(record)
        titles = record["titles"]
        assert "titleType" not in titles[0] and all("titleType" in title for title in titles[1:])
        for title in titles[1:]:
            assert (title["titleType"] == "TranslatedTitle") == (title["lang"] != record["language"])
    for file in sorted(exported("datacite", corpus).iterdir()):
        errors = list(schema.validator.iter_errors(json.loads(file.read_bytes())))
        assert [error.message for error in errors] == ["'publicationYear' is a required property"]


def test_cffconvert_reads_the_citation_of_the_collection(exported, corpus):
    command = shutil.which("cffconvert")
    if not command:
        pytest.skip("cffconvert is not installed (it wants an environment of its own)")
    file = (
        exported("cff", corpus, title="Talks in TEI", author="An Edition", version="1.0", date="2026-01-01")
        / "CITATION.cff"
    )
    done = subprocess.run(
        [command, "-i", str(file), "-f", "bibtex"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "Talks in TEI" in done.stdout and "2026" in done.stdout, done.stderr
    file.write_text(file.read_text(encoding="utf-8").replace("authors:", "writers:", 1), encoding="utf-8")
    done = subprocess.run(
        [command, "-i", str(file), "-f", "bibtex"], capture_output=True, text=True, check=False
    )
    assert "does not pass validation" in done.stdout and "@" not in done.stdout.replace(str(file), "")
