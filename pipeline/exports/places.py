"""Places for gazetteers and maps: Linked Places (GeoJSON-LD 1.1) and LP-TSV (World Historical Gazetteer)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Facts, Files, Option, Options, collection, encoded, entities

DROPS = """persons and organisations; the texts. A place without coordinates has no geometry, a place in
documents without a date no time, and one whose entry has no type is only a "place", which a gazetteer may
refuse; none of it is guessed."""
NEEDS = "places"
OPTIONS = {
    "base": Option("urn:zapis:place:", "what the address of a place begins with, its id behind it", "address")
}

_CONTEXT = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
)
_MATCH = {"wikidata": "wd", "geonames": "gn", "viaf": "viaf", "gnd": "gnd"}

#: @type of a place → its concept of the Getty AAT (of those that the World Historical Gazetteer knows) and
#: its class of GeoNames: A administrative, H water, L region, P populated, T landform.
_TYPES = {
    "city": ("300008389", "P"),
    "town": ("300008375", "P"),
    "village": ("300008372", "P"),
    "country": ("300387506", "A"),
    "historic": ("300387178", "A"),  # states that are no more: the Soviet Union, Czechoslovakia
    "province": ("300000774", "A"),
    "region": ("300182722", "L"),
    "continent": ("300128176", "L"),
    "island": ("300008791", "T"),
    "river": ("300008707", "H"),
    "sea": ("300008694", "H"),
    "ocean": ("300008687", "H"),
    "strait": ("", "H"),
}


def export(files: Sequence[Path], options: Options) -> Files:
    """`places.jsonld` and `places.tsv`, one feature or row for each place that a document names."""
    found = collection(files)
    known = [entity for entity in entities(found).values() if entity["kind"] == "place"]
    cited = {place["id"]: _citations(found, place["id"]) for place in known}
    places = [place for place in known if cited[place["id"]]]
    features = [_feature(place, cited[place["id"]], options["base"]) for place in places]
    yield "places.jsonld", encoded({"type": "FeatureCollection", "@context": _CONTEXT, "features": features})
    yield "places.tsv", _tsv(places, cited)


def _citations(found: Sequence[Facts], place: str) -> list[dict[str, Any]]:
    """The documents that name the place, by date."""
    return [one["document"] for one in found if any(m["ref"] == place for m in one["mentions"])]


def _feature(place: dict[str, Any], documents: list[dict[str, Any]], base: str) -> dict[str, Any]:
    when = _when(documents)
    names = [{"toponym": f["form"], **({"lang": f["lang"]} if "lang" in f else {})} for f in place["forms"]]
    first, *others = names or [{"toponym": place["name"]}]
    links = [{"type": "closeMatch", "identifier": match} for match in _matches(place)]
    point = {"type": "Point", "coordinates": [place["lon"], place["lat"]]} if "lat" in place else None
    concept, feature_class = _TYPES.get(place.get("type", ""), ("", ""))
    return {
        "@id": f"{base}{place['id']}",
        "type": "Feature",
        "properties": {"title": place["name"], **({"fclasses": [feature_class]} if feature_class else {})},
        **({"when": when} if when else {}),
        "names": [first | {"citations": [_citation(document) for document in documents]}, *others],
        "types": [
            {**({"identifier": f"aat:{concept}"} if concept else {}), "label": place.get("type", "place")}
        ],
        "geometry": point,
        **({"links": links} if links else {}),
    }


def _citation(document: dict[str, Any]) -> dict[str, str]:
    found = {
        "label": document["title"],
        "year": document.get("date", "")[:4],
        "@id": document.get("address", ""),
    }
    return {key: value for key, value in found.items() if value}


def _matches(place: dict[str, Any]) -> list[str]:
    return [f"{_MATCH[i['type']]}:{i['value']}" for i in place["identifiers"] if i["type"] in _MATCH]


def _when(documents: list[dict[str, Any]]) -> dict[str, Any] | None:
    """When the place is attested: the dates of the documents that name it."""
    dates = [document["date"] for document in documents if "date" in document]
    return {"timespans": [{"start": {"in": date}} for date in dates], "label": "attested"} if dates else None


def _tsv(places: list[dict[str, Any]], cited: dict[str, list[dict[str, Any]]]) -> bytes:
    """LP-TSV 0.5: the source of a name is the first document with a date, `attestation_year` its year; no
    field is quoted, so none holds a tab, and a name no semicolon.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerow((
        "id", "title", "title_source", "title_uri", "attestation_year", "fclasses", "aat_types", "variants",
        "types", "matches", "lon", "lat",
    ))  # fmt: skip
    for place in places:
        documents = cited[place["id"]]
        source = _citation(next((d for d in documents if "date" in d), documents[0]))
        concept, feature_class = _TYPES.get(place.get("type", ""), ("", ""))
        variants = [_variant(form) for form in place["forms"] if form["form"] != place["name"]]
        row = (
            place["id"], place["name"], source["label"], source.get("@id", ""), source.get("year", ""),
            feature_class, concept, ";".join(variants), place.get("type", "place"), ";".join(_matches(place)),
            place.get("lon", ""), place.get("lat", ""),
        )  # fmt: skip
        writer.writerow([" ".join(str(field).split()) for field in row])
    return out.getvalue().encode()


def _variant(form: dict[str, str]) -> str:
    """ "Пекин@ru": a form with its language."""
    text = form["form"].replace(";", ",")
    return f"{text}@{form['lang']}" if "lang" in form else text
