"""Tables and JSON: checked by Frictionless, jsonschema and jq."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from export_corpus import NS, Corpus, installed
from lxml import etree
from test_catalogue import ATOM

ID = "{http://www.w3.org/XML/1998/namespace}id"


def problems(file: Path, schema: dict[str, Any] | None = None) -> set[tuple[str, str]]:
    """What Frictionless finds wrong with a table: kinds of errors and the fields they are in."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    made = {"schema": frictionless.Schema.from_descriptor(schema)} if schema else {}
    report = frictionless.Resource(path=file.name, basepath=str(file.parent), **made).validate()
    return {(kind, field or "") for kind, field in report.flatten(["type", "fieldName"])}


def rows(file: Path, schema: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    made = {"schema": frictionless.Schema.from_descriptor(schema)} if schema else {}
    with frictionless.Resource(path=file.name, basepath=str(file.parent), **made) as table:
        return [row.to_dict() for row in table.read_rows()]


def fields(names: list[str], **constraints: dict[str, Any]) -> list[dict[str, Any]]:
    """Descriptions of the fields of a table; those named get a type or constraints."""
    known = {"type", "format"}
    return [
        {"name": name, "type": "string"}
        | {key: value for key, value in constraints.get(name, {}).items() if key in known}
        | {"constraints": {k: v for k, v in constraints.get(name, {}).items() if k not in known}}
        for name in names
    ]


# atom-csv: AtoM itself is a PHP application; its template and what its documentation asks of a row stand here.

ISAD = {
    "fields": fields(
        ATOM.split(","),
        legacyId={"required": True},
        title={"required": True},
        culture={"required": True, "pattern": "[a-z]{2}"},
        eventStartDates={"pattern": r"\d{4}(-\d\d){0,2}"},
        eventEndDates={"pattern": r"\d{4}(-\d\d){0,2}"},
        levelOfDescription={"enum": ["Collection", "Fonds", "Series", "File", "Item"]},
        language={"pattern": r"[a-z]{2}(\|[a-z]{2})*"},
        publicationStatus={"enum": ["Draft", "Published"]},
        digitalObjectURI={"pattern": "https?://.+"},
    ),
    "primaryKey": ["legacyId", "culture"],
    "foreignKeys": [{"fields": ["parentId"], "reference": {"resource": "", "fields": ["legacyId"]}}],
}


def test_frictionless_finds_the_rows_as_atom_wants_them(exported, corpus):
    file = exported("atom-csv", corpus, base="https://example.org/") / "isad.csv"
    assert problems(file, ISAD) == set()
    items = [row for row in rows(file, ISAD) if row["parentId"]]
    assert [row["parentId"] for row in items] == ["collection"] * len(corpus.files)
    dates = corpus.all("//t:profileDesc/t:creation/t:date/@when")
    assert sorted(row["eventStartDates"] for row in items) == sorted(dates)
    titles = corpus.all("//t:titleStmt/t:title[@xml:lang='en' or @xml:lang='ru']")
    assert len(rows(file)) == 1 + len(titles)


@pytest.mark.parametrize(
    ("whole", "broken", "found"),
    [
        (",collection,,", ",nowhere,,", ("foreign-key", "")),
        ("1952-08-20", "20.08.1952", ("constraint-error", "eventStartDates")),
        ("legacyId,", "", ("missing-label", "culture")),
        ("\nconversation,,", "\ncable,,", ("primary-key", "")),
    ],
    ids=["a parent that is not there", "a date for people", "a column less", "a record twice"],
)
def test_frictionless_refuses_rows_that_atom_would(exported, examples, whole, broken, found):
    file = exported("atom-csv", examples) / "isad.csv"
    text = file.read_text(encoding="utf-8")
    assert whole in text
    file.write_text(text.replace(whole, broken, 1 if "," in whole else -1), encoding="utf-8")
    assert found in problems(file, ISAD)


# parallel

GROUPS = {
    "fields": fields(
        ["left_id", "right_id", "type", "cert", "left", "right"],
        type={"required": True, "pattern": r"\d+-\d+"},
        cert={"pattern": r"[01](\.\d+)?|high|medium|low|unknown"},
    )
}


def test_frictionless_counts_the_groups_of_each_document(exported, corpus):
    folder = exported("parallel", corpus)
    for file in corpus.files:
        table = folder / f"{file.stem}.tsv"
        assert problems(table, GROUPS) == set()
        linked = [row for row in rows(table) if row["left_id"] and row["right_id"]]
        links = etree.parse(file).xpath("//t:linkGrp[@type='translation']/t:link/@target", namespaces=NS)
        assert len(linked) == sum(".m" not in target for target in links)  # measures are no groups of text


def test_a_text_that_begins_with_a_quotation_mark_swallows_no_row(exported, tmp_path):
    source = Path(__file__).parents[1] / "render/conversation.xml"
    tree = etree.parse(source)
    for paragraph in tree.xpath("//t:div[@xml:id='en']//t:p", namespaces=NS)[:1]:
        paragraph.text = '"Greetings", ' + (paragraph.text or "")
    tree.write(tmp_path / "quoted.xml", encoding="UTF-8")
    found = rows(exported("parallel", Corpus([tmp_path / "quoted.xml"])) / "conversation.tsv")
    assert len(found) == len(rows(exported("parallel", Corpus([source])) / "conversation.tsv"))
    assert any((row["right"] or "").startswith('"Greetings", ') for row in found)


def test_frictionless_refuses_a_group_with_a_cell_less(exported, examples):
    file = exported("parallel", examples) / "conversation.tsv"
    lines = file.read_text(encoding="utf-8").split("\n")
    lines[4] = lines[4].rsplit("\t", 1)[0]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert ("missing-cell", "right") in problems(file, GROUPS)


# places: Linked Places is checked by its own gazetteer only; the schema beside this file says in short what it asks.


@pytest.fixture
def linked_places() -> Callable[[Any], list[str]]:
    """`linked_places(collection)`: what jsonschema finds wrong with it."""
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads(Path(__file__).with_name("linked_places.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return lambda found: [error.message for error in validator.iter_errors(found)]


@pytest.fixture
def mapped(tmp_path: Path) -> Corpus:
    """The example with places named in its text: a city and a country as their entries say, one of a type that no
    gazetteer has, one of none.
    """
    tree = etree.parse(Path(__file__).parents[1] / "render/conversation.xml")
    (first, *_) = tree.xpath("//t:div[@xml:id='en']//t:p", namespaces=NS)
    (places,) = tree.xpath("//t:listPlace", namespaces=NS)
    etree.SubElement(places, f"{{{NS['t']}}}place", {ID: "yalu"}).append(etree.fromstring(
        f'<placeName xmlns="{NS["t"]}" xml:lang="en">Yalu; "Green Duck" River</placeName>'
    ))  # fmt: skip
    for id, type, geo in (
        ("moscow", "city", "55.7558 37.6173"), ("china", "country", "35.0 105.0"), ("korea", "peninsula", ""), ("yalu", "", "")
    ):  # fmt: skip
        (place,) = tree.xpath("//t:place[@xml:id=$i]", i=id, namespaces=NS)
        if type:
            place.set("type", type)
        if geo:
            location = etree.SubElement(place, f"{{{NS['t']}}}location")
            etree.SubElement(location, f"{{{NS['t']}}}geo").text = geo
        etree.SubElement(first, f"{{{NS['t']}}}placeName", ref=f"#{id}").text = id
    tree.write(tmp_path / "mapped.xml", encoding="UTF-8")
    return Corpus([tmp_path / "mapped.xml"])


def places(exported, corpus: Corpus) -> Any:
    return json.loads((exported("places", corpus) / "places.jsonld").read_bytes())


def test_jsonschema_finds_the_places_of_the_seeds_in_linked_places_format(exported, seeds, linked_places):
    found = places(exported, seeds)
    assert linked_places(found) == []
    named = set(seeds.all("//t:text//t:placeName/@ref")) & {
        f"#{id}" for id in seeds.all("//t:standOff/t:listPlace/t:place/@xml:id")
    }
    assert {f"#{feature['@id'].rsplit(':', 1)[1]}" for feature in found["features"]} == named != set()
    for feature in found["features"]:
        cited = {c["@id"] for name in feature["names"] for c in name.get("citations", ())}
        place = feature["@id"].rsplit(":", 1)[1]
        naming = f"//t:bibl[@type='digitalSource'][//t:text//t:placeName[@ref='#{place}']]/t:ref/@target"
        assert cited == set(seeds.all(naming))


@pytest.mark.parametrize(
    "broken",
    [
        lambda feature: feature.pop("names"),
        lambda feature: feature["names"][0].pop("citations"),
        lambda feature: feature.update({"@id": "moscow"}),
        lambda feature: feature["geometry"].update(coordinates=[35, 105]),
        lambda feature: feature["when"]["timespans"][0].update(start="1952"),
        lambda feature: feature.update(links=[{"type": "sameAs", "identifier": "wd:Q649"}]),
        lambda feature: (feature.pop("types"), feature["properties"].pop("fclasses")),
    ],
    ids=["no names", "no source", "no address", "latitude first", "a bare date", "another link", "no type"],
)
def test_jsonschema_refuses_a_place_that_the_format_does_not_know(exported, mapped, linked_places, broken):
    found = places(exported, mapped)
    assert linked_places(found) == []
    broken(found["features"][0])
    assert linked_places(found)


def test_a_place_is_of_the_type_that_its_entry_says_and_else_just_a_place(exported, mapped):
    """The gazetteer looks for its own entry by the class: a city called a region is not found."""
    found = {f["properties"]["title"]: f for f in places(exported, mapped)["features"]}
    assert {title: feature["properties"].get("fclasses") for title, feature in found.items()} == {
        "China": ["A"], "Korea": None, "Moscow": ["P"], 'Yalu; "Green Duck" River': None
    }  # fmt: skip
    assert found["Moscow"]["types"] == [{"identifier": "aat:300008389", "label": "city"}]
    assert found["Korea"]["types"] == [{"label": "peninsula"}]
    assert found['Yalu; "Green Duck" River']["types"] == [{"label": "place"}]


LP_TSV = {
    "fields": fields(
        ["id", "title", "title_source", "title_uri", "attestation_year", "fclasses", "aat_types", "variants",
         "types", "matches", "lon", "lat"],
        id={"required": True, "unique": True},
        title={"required": True, "maxLength": 255},
        title_source={"required": True, "maxLength": 255},
        title_uri={"pattern": "https?://.+"},
        attestation_year={"type": "year", "required": True},
        fclasses={"pattern": "[AHLPRST](;[AHLPRST])*"},
        aat_types={"pattern": r"\d+(;\d+)*"},
        variants={"pattern": r"[^;@]+@[A-Za-z0-9-]+(;[^;@]+@[A-Za-z0-9-]+)*"},
        matches={"pattern": r"(wd|gn|viaf|gnd):[^;\s]+(;(wd|gn|viaf|gnd):[^;\s]+)*"},
        lon={"type": "number", "minimum": -180, "maximum": 180},
        lat={"type": "number", "minimum": -90, "maximum": 90},
    )
}  # fmt: skip


def test_frictionless_finds_the_table_of_places_as_the_gazetteer_wants_it(exported, seeds):
    folder = exported("places", seeds)
    assert problems(folder / "places.tsv", LP_TSV) == set()
    features = json.loads((folder / "places.jsonld").read_bytes())["features"]
    found = rows(folder / "places.tsv", LP_TSV)
    assert [row["id"] for row in found] == [feature["@id"].rsplit(":", 1)[1] for feature in features]
    for row, feature in zip(found, features, strict=True):
        variants = row["variants"].split(";") if row["variants"] else []
        assert len(variants) == sum(name["toponym"] != row["title"] for name in feature["names"])


def test_no_field_of_the_table_of_places_is_quoted(exported, mapped):
    """The gazetteer takes the quotation marks of a tab-separated file for parts of the names."""
    lines = (exported("places", mapped) / "places.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[4].split("\t")[:2] == ["yalu", 'Yalu; "Green Duck" River']
    assert [len(line.split("\t")) for line in lines] == [12] * 5


@pytest.mark.parametrize(
    ("whole", "broken", "found"),
    [
        ("\t1952\t", "\tin 1952\t", ("type-error", "attestation_year")),
        ("\nkorea\t", "\nchina\t", ("unique-error", "id")),
        ("\t55.7558\n", "\t137.6173\n", ("constraint-error", "lat")),
    ],
    ids=["a year in words", "a place twice", "longitude last"],
)
def test_frictionless_refuses_a_table_that_the_gazetteer_would(exported, mapped, whole, broken, found):
    file = exported("places", mapped) / "places.tsv"
    assert problems(file, LP_TSV) == set()
    text = file.read_text(encoding="utf-8")
    assert whole in text
    file.write_text(text.replace(whole, broken, 1), encoding="utf-8")
    assert found in problems(file, LP_TSV)


# facts


def counted(file: Path) -> dict[str, int]:
    """What jq counts in the facts of a document."""
    program = "[.turns, .mentions, .entities, .corrections] | map(length)"
    done = subprocess.run([installed("jq"), "-c", program, file], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr)
    return dict(zip(("turns", "mentions", "entities", "corrections"), json.loads(done.stdout), strict=True))


def test_jq_counts_turns_names_entries_and_corrections_as_they_stand_in_the_tei(exported, corpus):
    folder = exported("facts", corpus)
    for file in corpus.files:
        one = Corpus([file])
        names = "//t:text//*[self::t:persName or self::t:placeName or self::t:orgName or self::t:rs][@ref]"
        assert counted(folder / f"{file.stem}.json") == {
            "turns": one.count("//t:text//t:sp"),
            "mentions": one.count(names),
            "entities": one.count("//t:standOff/*/*[self::t:person or self::t:place or self::t:org]"),
            "corrections": one.count("//t:text//t:choice[t:corr or t:reg]"),
        }


def test_jq_refuses_facts_cut_short(exported, examples):
    file = exported("facts", examples) / "conversation.json"
    file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(ValueError, match=r"(?i)unfinished"):
        counted(file)
