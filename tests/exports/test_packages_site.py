"""The site and the CETEIcean pages of the five records, as the browser, the Nu HTML checker and JSON-LD readers have them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import etree, html

from pipeline.export import contents

ROOT = Path(__file__).resolve().parents[2]
NS = {"t": "http://www.tei-c.org/ns/1.0"}
ID = "{http://www.w3.org/XML/1998/namespace}id"
SCHEMA_ORG = "https://schema.org/"


def npm(path: str) -> Path:
    root = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False).stdout.strip()
    for folder in (ROOT / "node_modules", Path(os.environ.get("NODE_PATH", ".")), Path(root or ".")):
        if (folder / path).is_file():
            return folder / path
    pytest.skip(f"the npm package {path.split('/')[0]} is not installed")


def turns(file: Path) -> set[str]:
    return set(etree.parse(file).xpath("//t:text//t:sp/@xml:id", namespaces=NS))


# Pages


def test_the_browser_has_every_turn_paragraph_and_entry_of_the_edition(seen, exported, seeds):
    folder = exported("site", seeds)
    for file in seeds.files:
        page, tree = seen(folder, f"html/{file.stem}.html"), etree.parse(file)
        ids = Counter(page.xpath("//@id"))
        assert max(ids.values()) == 1
        assert turns(file) | set(tree.xpath("//t:text//t:p/@xml:id", namespaces=NS)) <= set(ids)
        entries = tree.xpath(
            "//t:standOff/*/*[self::t:person or self::t:place or self::t:org]", namespaces=NS
        )
        assert len(page.xpath("//section[@class='register']//li")) == len(entries)


def test_of_a_page_cut_short_the_browser_has_fewer_turns(seen, exported, examples):
    folder = exported("site", examples)
    page = folder / "html/conversation.html"
    page.write_bytes(page.read_bytes()[: page.stat().st_size * 2 // 3])
    assert not turns(examples.files[0]) <= set(seen(folder, "html/conversation.html").xpath("//@id"))


def test_the_nu_html_checker_finds_no_error_in_the_site_and_one_in_a_broken_page(exported, seeds):
    jar = npm("vnu-jar/build/dist/vnu.jar")
    if not shutil.which("java"):
        pytest.skip("java is not installed")
    pages = sorted(exported("site", seeds).rglob("*.html"))
    check = ["java", "-jar", str(jar), "--errors-only"]
    done = subprocess.run([*check, *pages], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    assert len(pages) == len(seeds.files) + 2
    pages[-1].write_text(
        pages[-1].read_text(encoding="utf-8").replace("<body>", "<body><p><div></p>", 1), encoding="utf-8"
    )
    assert subprocess.run([*check, pages[-1]], capture_output=True, check=False).returncode != 0


def described(page: Path) -> list[dict]:
    """What the JSON-LD of a page says, as RDF."""
    jsonld = pytest.importorskip("pyld", reason="PyLD is not installed").jsonld

    def load(url: str, _options: dict) -> dict:
        assert url.startswith("https://schema.org")
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": {"@vocab": SCHEMA_ORG}}}

    (text,) = html.parse(page).xpath("//script[@type = 'application/ld+json']/text()")
    return jsonld.expand(json.loads(text), {"documentLoader": load})


def test_the_description_in_a_page_names_its_participants_and_no_licence(exported, corpus):
    folder = exported("site", corpus)
    for file in corpus.files:
        (found,) = described(folder / f"html/{file.stem}.html")
        tree = etree.parse(file)
        entries = {f"#{i}" for i in tree.xpath("//t:standOff/t:listPerson/t:person/@xml:id", namespaces=NS)}
        there = set(tree.xpath("//t:particDesc//t:person/@sameAs", namespaces=NS)) & entries
        assert len(found.get(f"{SCHEMA_ORG}mentions", [])) == len(there)
        assert found["@type"] == [f"{SCHEMA_ORG}ArchiveComponent"] and found[f"{SCHEMA_ORG}inLanguage"]
        assert not any("licen" in key or "copyright" in key for key in found)


def test_a_description_that_is_no_json_is_refused(exported, examples):
    page = exported("site", examples) / "html/cable.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace('{"@context"', '{"@context":,', 1), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="Expecting"):
        described(page)


# Search


def test_the_search_of_the_same_texts_is_the_same_bytes(corpus):
    pytest.importorskip("pagefind", reason="pagefind is not installed")
    once = dict(contents("site", corpus.files, {"search": "yes"}))
    again = dict(contents("site", list(reversed(corpus.files)), {"search": "yes"}))
    assert sorted(once) == sorted(again)
    assert [path for path in once if once[path] != again[path]] == []
    entries = {path: json.loads(text) for path, text in once.items() if path.endswith("pagefind-entry.json")}
    for path, entry in entries.items():
        for language, one in entry["languages"].items():
            assert f"{path.rpartition('/')[0]}/pagefind.{one['hash']}.pf_meta" in once, language


@pytest.fixture
def searched(exported, examples) -> Path:
    pytest.importorskip("pagefind", reason="pagefind is not installed")
    return exported("site", examples, search="yes")


def test_the_browser_finds_every_block_of_a_speaker_a_language_and_a_year(seen, exported, seeds):
    pytest.importorskip("pagefind", reason="pagefind is not installed")
    folder = exported("site", seeds, search="yes")
    facts = [json.loads(text) for _, text in contents("facts", seeds.files)]
    speakers, languages, years = Counter(), Counter(), Counter()
    for one in facts:
        names = {entity["id"]: entity["name"] for entity in one["entities"]}
        for block in one["blocks"]:
            speakers.update(names[who] for who in block["who"])
            languages[block["lang"]] += 1
            years[one["document"]["date"][:4]] += 1
    ((speaker, _),) = speakers.most_common(1)
    for name, value, n in (
        ("speaker", speaker, speakers[speaker]),
        ("language", "ru", languages["ru"]),
        ("year", "1949", years["1949"]),
    ):
        page = seen(folder, f"html/search.html?{name}={quote(value)}")
        assert page.xpath("string(//p[@id='count'])").split()[0] == str(n)
        assert {o for o in page.xpath(f"//select[@name='{name}']/option/@value") if o} == set(
            {"speaker": speakers, "language": languages, "year": years}[name]
        )


@pytest.mark.parametrize("lost", ["*.pf_meta", "pagefind-entry.json"])
def test_a_search_that_lacks_its_list_of_parts_says_that_it_fails(seen, searched, lost):
    for file in (searched / "pagefind/en").glob(lost):
        file.unlink()
    page = seen(searched, "html/search.html?q=greeting")
    assert not page.xpath("//ol[@id='hits']/li") and not page.xpath("//body[@data-ready]")


def test_a_search_whose_filters_are_broken_finds_less(seen, searched):
    address = "html/search.html?language=en"
    whole = len(seen(searched, address).xpath("//ol[@id='hits']/li"))
    for file in (searched / "pagefind/en/filter").iterdir():
        file.write_bytes(file.read_bytes()[:-20])
    assert len(seen(searched, address).xpath("//ol[@id='hits']/li")) < whole


# CETEIcean


def test_ceteicean_shows_every_element_of_the_five_records(seen, exported, seeds):
    library = npm("CETEIcean/dist/CETEI.js")
    folder = exported("ceteicean", seeds, library=str(library))
    for file in seeds.files:
        shown = Counter(
            seen(folder, f"{file.stem}.html").xpath("//main//*[starts-with(name(), 'tei-')]/@data-origname")
        )
        assert shown == Counter(etree.QName(element).localname for element in etree.parse(file).iter("{*}*"))
