"""The static DTS, served on this machine and read by a client that knows DTS 1.0 and nothing of our files.

No package on PyPI or npm reads DTS 1.0 (MyCapytain and TEI Publisher's components speak drafts of it, `dts-utils` is about device
trees). The client here is what the specification says a client does, out of parts that were not written here: URI templates are
expanded by uritemplate (RFC 6570), answers are checked by jsonschema against the tables of the specification and read as RDF by PyLD.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lxml import etree

from pipeline.export import export

DTS, DCT = "https://dtsapi.org/v1.0#", "http://purl.org/dc/terms/"
NS = {"t": "http://www.tei-c.org/ns/1.0", "dts": "https://w3id.org/api/dts#"}
ID = "{http://www.w3.org/XML/1998/namespace}id"
#: What the published context (https://dtsapi.org/context/v1.0.json) makes of the terms: nothing is fetched from the network.
CONTEXT = {
    "@version": 1.1,
    "@vocab": DTS,
    "lang": "@language",
    "value": "@value",
    "dublinCore": {"@id": "@nest", "@context": {"@vocab": DCT}},
}

TEMPLATE = {"type": "string", "pattern": r"\{.+\}"}
UNIT = {
    "type": "object",
    "required": ["identifier", "@type", "level", "parent"],
    "properties": {
        "identifier": {"type": "string"},
        "@type": {"const": "CitableUnit"},
        "level": {"type": "integer", "minimum": 1},
        "parent": {"type": ["string", "null"]},
        "citeType": {"type": "string"},
    },
}
METADATA = {
    "type": "object",
    "additionalProperties": {
        "type": ["number", "string", "array"],
        "items": {"anyOf": [{"type": "string"}, {"type": "object", "required": ["value", "lang"], "additionalProperties": False,
                                                 "properties": {"value": {"type": "string"}, "lang": {"type": "string"}}}]},
    },
}  # fmt: skip
TREES = {"type": "array", "items": {"type": "object", "required": ["@type"], "properties": {
    "@type": {"const": "CitationTree"},
    "citeStructure": {"type": "array", "items": {"type": "object", "required": ["citeType"]}},
}}}  # fmt: skip
MEMBER = {
    "type": "object",
    "required": ["@id", "@type", "title", "totalParents", "collection"],
    "properties": {
        "@type": {"enum": ["Collection", "Resource"]},
        "totalParents": {"type": "integer"},
        "totalChildren": {"type": "integer"},
        "collection": TEMPLATE,
        "navigation": TEMPLATE,
        "document": TEMPLATE,
        "download": {"type": ["string", "array", "object"]},
        "dublinCore": METADATA,
        "citationTrees": TREES,
        "member": {"type": "array", "items": {"$ref": "#/$defs/member"}},
    },
    "if": {"properties": {"@type": {"const": "Resource"}}},
    "then": {"required": ["navigation", "document"]},
    "else": {"required": ["totalChildren"]},
}
RESOURCE = {
    "type": "object",
    "required": ["@id", "@type", "collection", "navigation", "document", "citationTrees"],
    "properties": {
        "@type": {"const": "Resource"},
        "citationTrees": TREES,
        "navigation": TEMPLATE,
        "document": TEMPLATE,
    },
}
NAVIGATION = {
    "required": ["@id", "resource"],
    "properties": {
        "@id": {"type": "string", "pattern": "^https?://"},
        "resource": RESOURCE,
        "ref": UNIT,
        "member": {"type": "array", "items": UNIT},
    },
}
#: The table of the specification for each type of answer.
TABLES = {
    "EntryPoint": {
        "required": ["collection", "navigation", "document"],
        "properties": {"collection": TEMPLATE, "navigation": TEMPLATE, "document": TEMPLATE},
    },
    "Collection": MEMBER,
    "Resource": MEMBER,
    "Navigation": NAVIGATION,
}
HEAD = {
    "required": ["@context", "dtsVersion", "@id", "@type"],
    "properties": {"dtsVersion": {"const": "1.0"}},
}


class Client:
    """A reader of DTS 1.0. Anything that is not as the specification says is an error of one of its parts."""

    def __init__(self, entry: str) -> None:
        reason = "{} is not installed"
        self.expand = pytest.importorskip("uritemplate", reason=reason.format("uritemplate")).expand
        self.schema = pytest.importorskip(
            "jsonschema", reason=reason.format("jsonschema")
        ).Draft202012Validator
        self.jsonld = pytest.importorskip("pyld", reason=reason.format("PyLD")).jsonld
        self.address = entry
        self.entry = self.answer(entry)

    def get(self, address: str) -> bytes:
        with urllib.request.urlopen(
            urllib.request.Request(urllib.parse.urljoin(self.address, address))
        ) as found:
            return found.read()

    def answer(self, address: str) -> dict:
        found = json.loads(self.get(address))
        self.schema({"$defs": {"member": MEMBER}, "allOf": [HEAD, TABLES[found["@type"]]]}).validate(found)
        return found

    def rdf(self, answer: dict) -> dict:
        def load(url: str, _options: dict) -> dict:
            assert url == "https://dtsapi.org/context/v1.0.json"
            return {"contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXT}}

        (found,) = self.jsonld.expand(answer, {"documentLoader": load, "base": self.address})
        return found

    def collection(self, **values: str) -> dict:
        return self.answer(self.expand(self.entry["collection"], values))

    def resources(self, **values: str) -> Iterator[dict]:
        found = self.collection(**values)
        assert found["totalChildren"] == len(found.get("member", []))
        for member in found.get("member", []):
            parents = self.collection(id=member["@id"], nav="parents")
            assert parents["totalParents"] == len(parents["member"]) and found["@id"] in {
                p["@id"] for p in parents["member"]
            }
            if member["@type"] == "Resource":
                yield member
            else:
                yield from self.resources(id=member["@id"])

    def units(self, resource: dict, **values: str) -> list[dict]:
        found = self.answer(self.expand(resource["navigation"], {"resource": resource["@id"], **values}))
        assert found["resource"]["@id"] == resource["@id"]
        assert ("member" in found) == ("down" in values)
        return found["member"] if "member" in found else [found["ref"]]

    def document(self, resource: dict, **values: str) -> etree._Element:
        found = etree.fromstring(
            self.get(self.expand(resource["document"], {"resource": resource["@id"], **values}))
        )
        assert found.tag == f"{{{NS['t']}}}TEI"
        return found

    def fragment(self, resource: dict, ref: str) -> etree._Element:
        (wrapper,) = self.document(resource, ref=ref).iter(f"{{{NS['dts']}}}wrapper")
        (found,) = wrapper
        return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which a plain file server offers it."""
    folder = tmp_path / "served"
    folder.mkdir()
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def example(served, examples) -> tuple[Path, str]:
    folder, address = served
    export("dts", examples.files, folder, {"base": address})
    return folder, f"{address}entry.jsonld"


def walked(entry: str) -> dict[str, int]:
    """What a client sees that follows every address."""
    client = Client(entry)
    counted = {"resources": 0, "units": 0, "turns": 0, "fragments": 0}
    for resource in client.resources():
        counted["resources"] += 1
        units = client.units(resource, down="1")
        assert units == client.units(resource, down="-1") and len({u["identifier"] for u in units}) == len(
            units
        )
        kinds = {kind["citeType"] for tree in resource["citationTrees"] for kind in tree["citeStructure"]}
        assert {unit["citeType"] for unit in units} == kinds
        whole = client.document(resource)
        for unit in units:
            assert client.units(resource, ref=unit["identifier"]) == [unit]
            fragment = client.fragment(resource, unit["identifier"])
            (there,) = whole.xpath("//*[@xml:id = $id]", id=unit["identifier"])
            assert "".join(fragment.itertext()) == "".join(there.itertext())
            counted["fragments"] += 1
            counted["turns"] += unit["citeType"] == "turn"
        counted["units"] += len(units)
    return counted


def test_a_client_of_dts_walks_from_the_entry_to_every_unit_and_its_text(served, corpus):
    folder, address = served
    export("dts", corpus.files, folder, {"base": address})
    counted = walked(f"{address}entry.jsonld")
    assert counted["resources"] == corpus.count("//t:body/t:div")
    assert counted["turns"] == corpus.count("//t:text//t:sp") > 0
    # headings, paragraphs and items count where they are in no turn and in no other of them
    kinds = "[self::t:sp or self::t:head or self::t:p or self::t:item or self::t:ab][@xml:id]"
    units = f"//t:text//*{kinds}[not(ancestor::*{kinds})]"
    assert counted["units"] == counted["fragments"] == corpus.count(units)


def test_the_answers_are_rdf_with_titles_and_languages(example, examples):
    client = Client(example[1])
    root = client.rdf(client.collection())
    assert root["@type"] == [f"{DTS}Collection"] and len(root[f"{DTS}member"]) == len(examples.files)
    resources = [client.rdf(client.collection(id=resource["@id"])) for resource in client.resources()]
    assert [r[f"{DCT}language"] for r in resources].count([{"@value": "ru"}]) == examples.count(
        "//t:body/t:div[@xml:lang = 'ru']"
    )
    for found in resources:
        (title,) = found.get(f"{DCT}title", found[f"{DTS}title"])
        assert found[f"{DCT}language"] == [
            {"@value": title.get("@language", found[f"{DCT}language"][0]["@value"])}
        ]


def test_the_translator_contributes_to_the_translation_alone(example):
    client = Client(example[1])
    for resource in client.resources(id="conversation"):
        assert ("contributor" in resource["dublinCore"]) == (resource["dublinCore"]["language"] == ["en"])


def test_what_a_static_server_cannot_answer_is_not_found_rather_than_answered_wrongly(example):
    client = Client(example[1])
    resource = next(client.resources())
    for values in (
        {},
        {"down": "0"},
        {"ref": "nowhere"},
        {"ref": client.units(resource, down="1")[0]["identifier"], "down": "1"},
    ):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            client.units(resource, **values)


@pytest.mark.parametrize("lost", ["collection.jsonld", "collection/cable/parents.jsonld", "navigation/cable.en;down=1.jsonld",
                                  "document/cable.en.xml", "document/cable.en/en.p1.xml"])  # fmt: skip
def test_a_client_finds_a_file_that_is_missing(example, lost):
    folder, entry = example
    (folder / lost).unlink()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        walked(entry)


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_client_fails_where_a_template_leads_elsewhere_or_is_none(example):
    folder, entry = example
    changed(folder / "entry.jsonld", "{/id,nav}", "s{/id,nav}")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        walked(entry)
    changed(folder / "entry.jsonld", "s{/id,nav}", "")
    with pytest.raises(Exception, match="does not match"):
        walked(entry)


def test_a_client_finds_no_text_where_the_wrapper_is_missing(example):
    folder, entry = example
    file = folder / "document/cable.en/en.p1.xml"
    changed(file, "dts:wrapper", "div")
    with pytest.raises(ValueError, match="not enough values"):
        walked(entry)


def test_a_client_refuses_a_unit_without_its_level_and_another_version(example):
    folder, entry = example
    file = folder / "navigation/cable.en;down=1.jsonld"
    whole = file.read_text(encoding="utf-8")
    changed(file, '"level": 1,', "")
    with pytest.raises(Exception, match="'level' is a required property"):
        walked(entry)
    file.write_text(whole.replace('"dtsVersion": "1.0"', '"dtsVersion": "1-alpha"'), encoding="utf-8")
    with pytest.raises(Exception, match=r"'1\.0' was expected"):
        walked(entry)
