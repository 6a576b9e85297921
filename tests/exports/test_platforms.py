"""Packages for publishing platforms, each opened by its consumer or held against its contract."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
ID = "{http://www.w3.org/XML/1998/namespace}id"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NS = {"t": "http://www.tei-c.org/ns/1.0", "dts": "https://w3id.org/api/dts#"}


def valid_tei(files: list[Path]) -> None:
    grammar = ROOT.parent / "shared/tei/tei_all.rng"
    if not grammar.is_file() or not shutil.which("jing"):
        pytest.skip("jing or tei_all is not there")
    done = subprocess.run(["jing", grammar, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:2000]


# TEI Publisher


@pytest.fixture
def package(exported, corpus, tmp_path) -> Path:
    (xar,) = exported("teipublisher", corpus).iterdir()
    with zipfile.ZipFile(xar) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "package")
    return tmp_path / "package"


def test_the_package_has_what_exist_wants_and_its_parts_are_valid(package, corpus):
    for name in ("expath-pkg.xml", "repo.xml", "collection.xconf"):
        etree.parse(package / name)
    assert (package / "index.xql").is_file() and (package / "pre-install.xql").is_file()
    documents = sorted((package / "data").glob("*.xml"))
    assert len(documents) == len(corpus.files) + 1  # and the taxonomy
    valid_tei([*documents, *(package / "data/registers").glob("*.xml")])


def test_documents_keep_the_contract_of_tei_publishers_index(package, corpus):
    keys = {
        i for file in (package / "data/registers").glob("*.xml") for i in etree.parse(file).xpath("//@xml:id")
    }
    for source in corpus.files:
        tree = etree.parse(package / "data" / source.name)
        instruction = tree.getroot().getprevious()
        assert re.fullmatch(r'(\w+="[^"]*"\s?)+', instruction.text), instruction
        assert not tree.xpath("//t:titleStmt/t:title/@type", namespaces=NS)
        assert not tree.xpath("//t:text//*[self::t:persName or self::t:placeName]/@ref", namespaces=NS)
        named = set(tree.xpath("//t:text//t:persName/@key", namespaces=NS))
        known = set(etree.parse(source).xpath("//t:standOff//t:person/@xml:id", namespaces=NS))
        assert named & known <= keys and not any(key.startswith("#") for key in named)
        if len(etree.parse(source).xpath("//t:body/t:div", namespaces=NS)) == 2:
            assert tree.xpath("//t:group/t:text/@type", namespaces=NS) == ["source", "translation"]
            assert tree.xpath("//t:language/@ident", namespaces=NS)[0] == "ru"


def test_registers_have_a_main_and_a_sort_name_for_each_entry(package):
    for name, entry in (("persons", "person"), ("places", "place")):
        tree = etree.parse(package / f"data/registers/{name}.xml")
        assert tree.getroot().get(ID) == f"pb-{name}"
        entries = tree.xpath(f"//t:{entry}", namespaces=NS)
        assert len(entries) == len({e.get(ID) for e in entries})
        assert all(e.xpath("count(*[@type='main']) = 1 and count(*[@type='sort']) = 1") for e in entries)


def test_a_package_cut_short_cannot_be_opened(exported, examples, tmp_path):
    (xar,) = exported("teipublisher", examples).iterdir()
    (tmp_path / "cut.xar").write_bytes(xar.read_bytes()[:-40])
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(tmp_path / "cut.xar")


# CETEIcean


@pytest.fixture(scope="session")
def cetei() -> Path:
    root = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False).stdout.strip()
    for folder in (ROOT / "node_modules", Path(os.environ.get("NODE_PATH", ".")), Path(root or ".")):
        file = folder / "CETEIcean/dist/CETEI.js"
        if file.is_file():
            return file
    pytest.skip("the npm package CETEIcean is not installed")


def test_ceteicean_shows_as_many_elements_as_the_tei_has(seen, cetei, exported, examples):
    folder = exported("ceteicean", examples, library=str(cetei))
    found = seen(folder, "conversation.html").xpath("//main//*[starts-with(name(), 'tei-')]")
    assert len(found) == len(list(etree.parse(examples.files[0]).iter("{*}*")))


def test_without_ceteicean_the_page_says_what_is_missing(seen, exported, examples):
    page = seen(exported("ceteicean", examples), "conversation.html")
    (main,) = page.xpath("//main")
    said = " ".join("".join(main.itertext()).split())
    assert "put CETEI.js" in said and "http.server" in said
    assert main.xpath(".//a/@href") == ["tei/conversation.xml"]


def test_with_a_library_the_script_takes_the_place_of_the_message(seen, exported, examples, tmp_path):
    stand_in = tmp_path / "CETEI.js"
    stand_in.write_text(
        "class CETEI { addBehaviors() {} getHTML5(file, show) { show(document.createElement('tei-tei')); } }"
    )
    page = seen(exported("ceteicean", examples, library=str(stand_in)), "conversation.html")
    assert [e.tag for e in page.xpath("//main/*")] == ["tei-tei"]


def test_ceteicean_shows_an_error_where_the_tei_is_broken(seen, cetei, exported, examples):
    folder = exported("ceteicean", examples, library=str(cetei))
    file = folder / "tei/conversation.xml"
    file.write_bytes(file.read_bytes().replace(b"</speaker>", b"", 1))
    page = seen(folder, "conversation.html")
    whole = len(list(etree.parse(examples.files[0]).iter("{*}*")))
    assert len(page.xpath("//main//*[starts-with(name(), 'tei-')]")) < whole
    assert "error" in "".join(page.xpath("//main//text()"))


# dse-static


def acdh(command: str) -> str:
    found = shutil.which(command, path=str(Path(sys.executable).parent)) or shutil.which(command)
    if not found:
        pytest.skip("acdh-tei-pyutils is not installed")
    return found


def test_acdhs_own_program_finds_mentions_and_writes_them_into_the_registers(exported, corpus):
    denormalize, attributes = acdh("denormalize-indices"), acdh("add-attributes")
    folder = exported("dse-static", corpus)
    base = ["-b", "https://example.org"]
    subprocess.run(
        [attributes, "-g", "./editions/*.xml", *base], cwd=folder / "data", check=True, capture_output=True
    )
    done = subprocess.run([denormalize], cwd=folder / "data", check=True, capture_output=True, text=True)
    collected = re.search(r"collected (\d+) of mentioned entities from (\d+) docs", done.stdout)
    assert collected and int(collected[2]) == len(corpus.files)
    named = "//t:text//*[self::t:persName or self::t:placeName or self::t:orgName]/@ref"
    listed = {f"#{i}" for i in corpus.all("//t:standOff/*/*/@xml:id")}
    assert int(collected[1]) == len(set(corpus.all(named)) & listed) > 0


def test_without_pointers_the_same_program_finds_nobody(exported, examples):
    denormalize = acdh("denormalize-indices")
    folder = exported("dse-static", examples)
    for file in (folder / "data/editions").iterdir():
        file.write_text(re.sub(r' ref="#[^"]+"', "", file.read_text(encoding="utf-8")), encoding="utf-8")
    done = subprocess.run([denormalize], cwd=folder / "data", capture_output=True, text=True, check=False)
    assert not re.search(r"collected [1-9]\d* of", done.stdout)


def test_editions_for_dse_static_are_valid_and_have_one_reading(exported, corpus):
    files = sorted((exported("dse-static", corpus) / "data").rglob("*.xml"))
    valid_tei(files)
    for file in files:
        tree = etree.parse(file)
        assert tree.getroot().get(ID) == file.name
        assert not tree.xpath("//t:text//t:choice", namespaces=NS)
        assert file.parent.name == "indices" or not tree.xpath("//t:text//t:persName", namespaces=NS)


# TEI for others


def test_tei_with_one_reading_is_valid_and_has_the_words_of_that_reading(exported, corpus):
    files = sorted(exported("tei-simple", corpus).iterdir())
    valid_tei(files)
    for file in files:
        assert not etree.parse(file).xpath("//t:text//t:choice", namespaces=NS)
    assert len(files) == len(corpus.files)


def test_the_reading_of_the_source_can_be_chosen_instead(exported, examples):
    text = (exported("tei-simple", examples, reading="original") / "conversation.xml").read_text(
        encoding="utf-8"
    )
    assert "Мао Цас-дуна" in text and "Мао Цзе-дуна</corr>" not in text


def test_dracor_files_are_valid_and_have_every_speech_and_speaker(exported, corpus):
    files = sorted(exported("dracor", corpus).iterdir())
    valid_tei(files)
    speeches = 0
    for file in files:
        tree = etree.parse(file)
        speeches += len(tree.xpath("//t:sp", namespaces=NS))
        who = {w for found in tree.xpath("//t:sp/@who", namespaces=NS) for w in found.split()}
        assert who == {f"#{i}" for i in tree.xpath("//t:person/@xml:id", namespaces=NS)}
        assert set(tree.xpath("//t:person/@sex", namespaces=NS)) <= {"UNKNOWN"}
    assert speeches == corpus.count("//t:text//t:sp")


# corpora of plain text


def test_a_corpus_per_language_has_a_file_for_every_text_named_by_its_date(exported, corpus):
    names = []
    for path in exported("voyant", corpus).iterdir():
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                assert re.fullmatch(r"\d{4}-\d\d-\d\d_[\w.-]+_(ru|en)\.txt", name) and name.isascii()
                assert archive.read(name).decode("utf-8").strip()
                names.append(name)
    assert len(names) == corpus.count("//t:text/t:body/t:div")


def test_each_speaker_has_the_words_of_all_his_turns(exported, corpus):
    folder = exported("speakers", corpus)
    who = {
        (division.get(LANG), pointer[1:])
        for division in corpus.all("//t:body/t:div")
        for turn in division.iter("{*}sp")
        for pointer in turn.get("who").split()
    }
    assert {(p.parent.name, p.stem) for p in folder.rglob("*.txt")} == who
    turns = sum(len(p.read_text(encoding="utf-8").strip().split("\n\n")) for p in folder.rglob("*.txt"))
    assert turns == sum(len(w.split()) for w in corpus.all("//t:text//t:sp/@who"))


# DTS


def test_every_address_that_a_dts_answer_gives_leads_to_an_answer(exported, corpus):
    folder = exported("dts", corpus)
    entry = json.loads((folder / "entry.jsonld").read_bytes())
    assert entry["@type"] == "EntryPoint" and entry["dtsVersion"] == "1.0"

    def at(template: str, **values: str) -> Path:
        """RFC 6570, as far as the templates need it; the client of test_packages_dts.py expands with a library."""

        def expanded(found: re.Match[str]) -> str:
            operator, names = found[1], [name for name in found[2].split(",") if name in values]
            return "".join(
                {"/": f"/{values[n]}", ";": f";{n}={values[n]}"}.get(operator, values[n]) for n in names
            )

        return folder / re.sub(r"\{([/;]?)([\w,]+)\}", expanded, template).removeprefix("/dts/")

    root = json.loads(at(entry["collection"]).read_bytes())
    assert root["totalChildren"] == len(root["member"]) == len(corpus.files)
    units = 0
    for member in root["member"]:
        document = json.loads(at(root["collection"], id=member["@id"]).read_bytes())
        for resource in document["member"]:
            whole = etree.parse(at(resource["document"], resource=resource["@id"]))
            assert len(whole.xpath("//t:body/t:div", namespaces=NS)) == 1
            navigation = json.loads(
                at(resource["navigation"], resource=resource["@id"], down="1").read_bytes()
            )
            for unit in navigation["member"]:
                fragment = etree.parse(
                    at(resource["document"], resource=resource["@id"], ref=unit["identifier"])
                )
                (found,) = fragment.xpath("/t:TEI/dts:wrapper/*", namespaces=NS)
                assert found.get(ID) == unit["identifier"]
                units += unit["citeType"] == "turn"
    assert units == corpus.count("//t:text//t:sp")
