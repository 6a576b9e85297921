"""Rows for Access to Memory: its ISAD(G) template as CSV, one record per document, a row per language of
its title.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Facts, Files, Option, Options, collection

DROPS = """the texts; turns, alignment and corrections; identifiers of persons and places, and the roles of
participants (access points are names). A document in several archives gives the first as its reference and the others as alternative
forms."""
OPTIONS = {
    "parent": Option("Archival records in TEI", "title of the collection"),
    "repository": Option("", "name of the repository, as AtoM has it"),
    "base": Option("", "where the folder html of the reading edition stands", "web folder"),
}

#: Of AtoM's template `example_information_objects_isad.csv`, in its order.
COLUMNS = (
    "legacyId", "parentId", "qubitParentSlug", "identifier", "title", "eventActors",
    "eventActorHistories", "eventTypes", "eventDates", "eventStartDates", "eventEndDates",
    "levelOfDescription", "extentAndMedium", "repository", "archivalHistory", "acquisition",
    "scopeAndContent", "appraisal", "accruals", "arrangement", "accessConditions",
    "reproductionConditions", "language", "script", "languageNote", "physicalCharacteristics",
    "findingAids", "locationOfOriginals", "locationOfCopies", "relatedUnitsOfDescription",
    "publicationNote", "generalNote", "subjectAccessPoints", "placeAccessPoints", "nameAccessPoints",
    "genreAccessPoints", "descriptionIdentifier", "institutionIdentifier", "rules", "descriptionStatus",
    "levelOfDetail", "revisionHistory", "languageOfDescription", "scriptOfDescription", "sources",
    "archivistNote", "publicationStatus", "physicalObjectName", "physicalObjectLocation",
    "physicalObjectType", "alternativeIdentifiers", "alternativeIdentifierLabels", "digitalObjectPath",
    "digitalObjectURI", "digitalObjectChecksum", "culture",
)  # fmt: skip
Row = dict[str, Any]


def export(files: Sequence[Path], options: Options) -> Files:
    """`isad.csv`: UTF-8, line feeds, `|` between values, the collection before its documents."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow(_collection(options))
    for one in collection(files):
        for row in _rows(one, options):
            writer.writerow(row)
    yield "isad.csv", out.getvalue().encode()


def _collection(options: Options) -> Row:
    return {
        "legacyId": "collection",
        "title": options["parent"],
        "levelOfDescription": "Collection",
        "repository": options["repository"],
        "publicationStatus": "Draft",
        "culture": "en",
    }


def _rows(one: Facts, options: Options) -> Iterator[Row]:
    """The record in the language of its first title, then a row for each further language."""
    document = one["document"]
    titles = {lang: text for lang, text in document["titles"].items() if lang != "und"}
    cultures = list(titles) or ["en"]
    yield _record(one, options, titles.get(cultures[0], document["title"]), cultures[0])
    for culture in cultures[1:]:
        yield {"legacyId": document["id"], "title": titles[culture], "culture": culture}


def _record(one: Facts, options: Options, title: str, culture: str) -> Row:
    document = one["document"]
    date, marks = document.get("date", ""), document["shelfmarks"]
    named = {mention["ref"] for mention in one["mentions"]}
    names: dict[str, list[str]] = {"person": [], "org": [], "place": []}
    for entity in one["entities"]:
        if entity["id"] in named:
            names[entity["kind"]].append(entity["name"])
    return {
        "legacyId": document["id"],
        "parentId": "collection",
        "identifier": marks[0] if marks else document["id"],
        "title": title,
        "levelOfDescription": "Item",
        "repository": options["repository"],
        "scopeAndContent": document.get("abstract", ""),
        "reproductionConditions": document.get("rights", ""),
        "language": _joined(dict.fromkeys(lang.split("-")[0] for lang in document["languages"])),
        "locationOfCopies": document.get("address", ""),
        "publicationNote": document["citation"],
        "digitalObjectURI": f"{options['base']}html/{document['id']}.html" if options["base"] else "",
        "placeAccessPoints": _joined(names["place"]),
        "nameAccessPoints": _joined(names["person"] + names["org"]),
        "genreAccessPoints": document.get("genre", ""),
        "alternativeIdentifiers": _joined([*marks[1:], *filter(None, [document.get("number")])]),
        "alternativeIdentifierLabels": _joined(
            [*("archival copy" for _ in marks[1:]), *(["WCDA"] if "number" in document else [])]
        ),
        "eventDates": date,
        "eventTypes": "Creation" if date else "",
        "eventStartDates": date,
        "eventEndDates": date,
        "publicationStatus": "Draft",
        "culture": culture,
    }


def _joined(values: Any) -> str:
    """Values as AtoM separates them; a "|" inside a value would split it."""
    return "|".join(value.replace("|", "/") for value in values)
