"""Metadata for a DOI: DataCite 4.5 as JSON, one file per document, ready for an agency to add the DOI."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.exports import Files, Option, Options, collection, encoded

DROPS = """the texts, names and alignment; the archival reference; participants; languages but the first. What
the header says of rights is repeated, and nothing is added to it: the texts keep the terms of their publisher.
DataCite requires a year of publication, which only the option `year` gives; unless told, the publisher of the
source stands as publisher and creator."""
OPTIONS = {
    "doi-prefix": Option("", "makes DOIs of prefix/id", "doi prefix"),
    "publisher": Option("", "who publishes this edition; else the publisher of the source"),
    "year": Option("", "when it is published", "year"),
    "creator": Option("", "who made it; else the publisher of the source"),
}


def export(files: Sequence[Path], options: Options) -> Files:
    """`<id>.json` for each document."""
    for one in collection(files):
        document = one["document"]
        yield f"{document['id']}.json", encoded(_record(document, options))


def _record(document: dict[str, Any], options: Options) -> dict[str, Any]:
    publisher = options["publisher"] or document.get("publisher") or "(:unav)"
    record: dict[str, Any] = {
        "alternateIdentifiers": [
            {"alternateIdentifier": document["id"], "alternateIdentifierType": "xml:id"}
        ],
        "creators": _creators(document, options),
        "titles": _titles(document),
        "publisher": {"name": publisher},
        "publicationYear": options["year"],
        "types": {"resourceType": "TEI edition", "resourceTypeGeneral": "Text"},
        "language": document["languages"][0] if document["languages"] else "und",
        "formats": ["application/tei+xml"],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    if options["doi-prefix"]:
        record["doi"] = f"{options['doi-prefix']}/{document['id']}"
    if "date" in document:
        record["dates"] = [{"date": document["date"], "dateType": "Created"}]
    if "abstract" in document:
        record["descriptions"] = [{"description": document["abstract"], "descriptionType": "Abstract"}]
    if "address" in document:
        source = {"relatedIdentifier": document["address"], "relatedIdentifierType": "URL"}
        record["relatedIdentifiers"] = [source | {"relationType": "IsDerivedFrom"}]
    record["contributors"] = [
        {"name": name, "nameType": "Personal", "contributorType": "Other"} for name in document["translators"]
    ]
    record["rightsList"] = _rights(document)
    return {key: value for key, value in record.items() if value}


def _creators(document: dict[str, Any], options: Options) -> list[dict[str, str]]:
    """Who made the edition, if told; else the publisher of the source: a conversation has no author."""
    name = options["creator"] or document.get("publisher") or "(:unkn)"
    return [{"name": name, "nameType": "Organizational"}]


def _titles(document: dict[str, Any]) -> list[dict[str, str]]:
    """The main title, which has no type, then the others: translations where they are not in the first language."""
    languages = {text: {"lang": lang} for lang, text in document["titles"].items() if lang != "und"}
    found = [{"title": document["title"], **languages.get(document["title"], {})}]
    for lang, text in document["titles"].items():
        if text != document["title"]:
            kind = "AlternativeTitle" if lang in document["languages"][:1] else "TranslatedTitle"
            found.append({"title": text, "titleType": kind, **languages.get(text, {})})
    return found


def _rights(document: dict[str, Any]) -> list[dict[str, str]]:
    found = {"rights": document.get("rights", ""), "rightsUri": document.get("rights-address", "")}
    return [{key: value for key, value in found.items() if value}] if any(found.values()) else []
