"""Places for gazetteers and maps: Linked Places (GeoJSON-LD 1.1) and LP-TSV (World Historical Gazetteer)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Facts, Files, Options, collection, encoded, entities

DROPS = """persons and organisations; the texts. A place without coordinates has no geometry, a place in
documents without a date no time; neither is guessed."""
#: `base` makes the addresses of the places: base + id.
OPTIONS = {"base": "urn:zapis:place:"}

_CONTEXT = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
)
_MATCH = {"wikidata": "wd", "geonames": "gn", "viaf": "viaf", "gnd": "gnd"}


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
    links = [
        {"type": "closeMatch", "identifier": f"{_MATCH[i['type']]}:{i['value']}"}
        for i in place["identifiers"]
        if i["type"] in _MATCH
    ]
    point = {"type": "Point", "coordinates": [place["lon"], place["lat"]]} if "lat" in place else None
    return {
        "@id": f"{base}{place['id']}",
        "type": "Feature",
        "properties": {"title": place["name"]},
        **({"when": when} if when else {}),
        "names": names or [{"toponym": place["name"]}],
        "types": [{"identifier": "aat:300387178", "label": "place"}],
        "geometry": point,
        **({"links": links} if links else {}),
        "descriptions": [{"value": document["title"], "lang": "en"} for document in documents],
    }


def _when(documents: list[dict[str, Any]]) -> dict[str, Any] | None:
    """When the place is attested: the dates of the documents that name it."""
    dates = [document["date"] for document in documents if "date" in document]
    return {"timespans": [{"start": {"in": date}} for date in dates], "label": "attested"} if dates else None


def _tsv(places: list[dict[str, Any]], cited: dict[str, list[dict[str, Any]]]) -> bytes:
    """LP-TSV 0.5: `start` is the year of the first document, `title_source` its title."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(("id", "title", "title_source", "start", "variants", "types", "matches", "lon", "lat"))
    for place in places:
        first = next((d for d in cited[place["id"]] if "date" in d), None)
        matches = [f"{_MATCH[i['type']]}:{i['value']}" for i in place["identifiers"] if i["type"] in _MATCH]
        forms = [f["form"] for f in place["forms"] if f["form"] != place["name"]]
        writer.writerow((
            place["id"], place["name"], first["title"] if first else "", first["date"][:4] if first else "",
            ";".join(forms), "place", ";".join(matches), place.get("lon", ""), place.get("lat", ""),
        ))  # fmt: skip
    return out.getvalue().encode()
