"""Tables for spreadsheets and statistics: CSV with a Frictionless `datapackage.json`; Parquet on demand.

Nine tables: documents, participants, turns, speakers, mentions, entities, names, alignments, corrections.
Rows of `turns`, `mentions` and `alignments` carry the xml:id that leads back to the TEI.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.errors import MissingPart, UsageError
from pipeline.exports import BOM, Facts, Files, Option, Options, collection, encoded, entities, table

DROPS = """inline markup other than names and corrections; text that is neither in a turn nor in an aligned
block; titles but one, abstracts, archival copies after the first; senders and addressees of letters; identifiers
other than those of Wikidata, VIAF, GND and GeoNames. A pointer to an entity that the document does not list becomes
an empty cell."""
OPTIONS = {
    "parquet": Option("no", "Parquet beside the CSV", "yes | no"),
    "bom": BOM,
    "findings": Option("", "a findings.json as `build` writes it, which becomes a table", "file"),
}

Layout = dict[str, list[tuple[str, str, str]]]
#: Table → its columns as (name, type of Table Schema, meaning).
COLUMNS: Layout = {
    "documents": [
        ("id", "string", "xml:id of the TEI file"),
        ("title", "string", "main title, in English where there is one"),
        ("date", "string", "ISO 8601, as precise as the source"),
        ("genre", "string", "category of the genre taxonomy"),
        ("languages", "string", "of the divisions, separated by spaces"),
        ("number", "string", "number in the Wilson Center Digital Archive"),
        ("address", "string", "address of the document there"),
        ("archive", "string", "of the first archival copy"),
        ("fond", "string", ""),
        ("opis", "string", ""),
        ("delo", "string", ""),
        ("listy", "string", ""),
        ("translators", "string", "separated by ; "),
        ("rights", "string", "as the header says"),
    ],
    "entities": [
        ("id", "string", "id of the register"),
        ("kind", "string", "person, place or org"),
        ("name", "string", "preferred form"),
        ("born", "string", ""),
        ("died", "string", ""),
        ("latitude", "number", "WGS 84"),
        ("longitude", "number", "WGS 84"),
        ("wikidata", "string", ""),
        ("viaf", "string", ""),
        ("gnd", "string", ""),
        ("geonames", "string", ""),
    ],
    "names": [
        ("entity", "string", ""),
        ("form", "string", ""),
        ("language", "string", "BCP 47"),
        ("type", "string", "preferred, source-form, variant or empty"),
    ],
    "participants": [
        ("document", "string", ""),
        ("entity", "string", ""),
        ("name", "string", ""),
        ("role", "string", "one row for each role"),
    ],
    "turns": [
        ("id", "string", "document#xml:id"),
        ("document", "string", ""),
        ("division", "string", "xml:id of the division"),
        ("language", "string", "BCP 47"),
        ("n", "integer", "number in the division, from 1"),
        ("modality", "string", "direct, reported or mixed"),
        ("cert", "number", "certainty that this is a turn of that speaker, where a program says so"),
        ("folio", "string", "archival folio on which it begins"),
        ("words", "integer", ""),
        ("text", "string", "corrected reading, with the label"),
    ],
    "speakers": [
        ("turn", "string", ""),
        ("entity", "string", ""),
        ("role", "string", "speaker or addressee"),
    ],
    "mentions": [
        ("document", "string", ""),
        ("n", "integer", "number in the document, from 1"),
        ("division", "string", ""),
        ("unit", "string", "xml:id of the block"),
        ("turn", "string", "document#xml:id, where in a turn"),
        ("kind", "string", "person, place or org"),
        ("entity", "string", ""),
        ("form", "string", "as in the source"),
        ("reading", "string", "corrected"),
        ("label", "boolean", "is it the label of a turn?"),
        ("cert", "string", "number or word of certainty"),
        ("resp", "string", "who says so"),
    ],
    "alignments": [
        ("document", "string", ""),
        ("n", "integer", "number in the document, from 1"),
        ("left", "string", "xml:ids, separated by spaces"),
        ("right", "string", "xml:ids, separated by spaces"),
        ("type", "string", "n-m"),
        ("cert", "string", "number or word of certainty"),
        ("left_text", "string", ""),
        ("right_text", "string", ""),
    ],
    "corrections": [
        ("document", "string", ""),
        ("n", "integer", "number in the document, from 1"),
        ("division", "string", ""),
        ("unit", "string", "xml:id of the block"),
        ("kind", "string", "ocr, source, wcda, typewriter, spacing"),
        ("source", "string", "as in the source"),
        ("reading", "string", "corrected"),
        ("cert", "string", "number or word of certainty"),
        ("resp", "string", "who says so"),
    ],
}
#: The table of an option: what a validation found.
_FINDINGS = [
    ("file", "string", "TEI or source"),
    ("line", "integer", "from 1"),
    ("column", "integer", "from 1"),
    ("code", "string", "of the rule"),
    ("severity", "string", "error, warning or info"),
    ("message", "string", ""),
    ("fix", "string", "what to do"),
]
_KEYS = {
    "documents": ["id"],
    "entities": ["id"],
    "turns": ["id"],
    "mentions": ["document", "n"],
    "alignments": ["document", "n"],
    "corrections": ["document", "n"],
}
#: Table → (column, table it points to); always to the column `id`.
_FOREIGN = {
    "names": [("entity", "entities")],
    "participants": [("document", "documents"), ("entity", "entities")],
    "turns": [("document", "documents")],
    "speakers": [("turn", "turns"), ("entity", "entities")],
    "mentions": [("document", "documents"), ("entity", "entities"), ("turn", "turns")],
    "alignments": [("document", "documents")],
    "corrections": [("document", "documents")],
}
_FORMAT = {
    "profile": "tabular-data-resource",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"lineTerminator": "\n"},
}
Row = dict[str, Any]


def export(files: Sequence[Path], options: Options) -> Files:
    """`<table>.csv` (UTF-8, RFC 4180 with line feeds), `datapackage.json`, and `<table>.parquet` if asked.

    Raises `MissingPart` where Parquet is wanted and pyarrow is not installed (extra `tables`).
    """
    found = collection(files)
    tables, layout = rows(found), dict(COLUMNS)
    if options["findings"]:
        layout["findings"] = _FINDINGS
        tables["findings"] = _read_findings(Path(options["findings"]))
    for name, columns in layout.items():
        yield f"{name}.csv", table(_csv([c[0] for c in columns], tables[name]), options)
        if options["parquet"] == "yes":
            yield f"{name}.parquet", _parquet(columns, tables[name])
    yield "datapackage.json", encoded(_package(found, layout))


def rows(found: Sequence[Facts]) -> dict[str, list[Row]]:
    """The rows of every table, each a map from column to value (None where there is none)."""
    known = entities(found)
    tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    tables["entities"] = [_entity(entity) for entity in known.values()]
    for entity in known.values():
        tables["names"] += _names(entity)
    for one in found:
        id_ = one["document"]["id"]
        tables["documents"].append(_document(one["document"]))
        tables["participants"] += _participants(one["document"], known)
        tables["turns"] += (_turn(id_, turn) for turn in one["turns"])
        tables["speakers"] += _speakers(id_, one["turns"], known)
        tables["mentions"] += (_mention(id_, mention, known) for mention in one["mentions"])
        tables["alignments"] += (_alignment(id_, n, bead) for n, bead in enumerate(one["alignment"], 1))
        tables["corrections"] += ({**correction, "document": id_} for correction in one["corrections"])
    return tables


def _read_findings(path: Path) -> list[Row]:
    try:
        found: list[Row] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise UsageError(f"{path}: the option findings wants a findings.json as `build` writes it") from None
    return found


def _document(document: Row) -> Row:
    first = document["references"][0] if document["references"] else {}
    return {
        **document,
        **first,
        "languages": " ".join(document["languages"]),
        "translators": "; ".join(document["translators"]),
    }


def _entity(entity: Row) -> Row:
    numbers = {i["type"]: i["value"] for i in reversed(entity["identifiers"])}
    return {**numbers, **entity, "latitude": entity.get("lat"), "longitude": entity.get("lon")}


def _names(entity: Row) -> Iterator[Row]:
    for form in entity["forms"]:
        yield {
            "entity": entity["id"],
            "form": form["form"],
            "language": form.get("lang"),
            "type": form.get("type"),
        }


def _participants(document: Row, known: Row) -> Iterator[Row]:
    for person in document["participants"]:
        for role in person["roles"] or [None]:
            ref = person.get("ref")
            entity = ref if ref in known else None
            yield {"document": document["id"], "entity": entity, "name": person["name"], "role": role}


def _turn(document: str, turn: Row) -> Row:
    return {**turn, "id": f"{document}#{turn['id']}", "document": document, "language": turn["lang"]}


def _speakers(document: str, turns: Iterable[Row], known: Row) -> Iterator[Row]:
    for turn in turns:
        for role, key in (("speaker", "who"), ("addressee", "to")):
            for ref in turn[key]:
                if ref in known:
                    yield {"turn": f"{document}#{turn['id']}", "entity": ref, "role": role}


def _mention(document: str, mention: Row, known: Row) -> Row:
    turn = mention.get("turn")
    return {
        **mention,
        "document": document,
        "turn": f"{document}#{turn}" if turn else None,
        "entity": mention["ref"] if mention["ref"] in known else None,
    }


def _alignment(document: str, n: int, bead: Row) -> Row:
    return {
        "document": document,
        "n": n,
        "left": " ".join(bead["left"]),
        "right": " ".join(bead["right"]),
        "type": bead["type"],
        "cert": bead["cert"],
        "left_text": bead["left-text"],
        "right_text": bead["right-text"],
    }


def _csv(columns: Sequence[str], found: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in found:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _parquet(columns: Sequence[tuple[str, str, str]], found: Sequence[Row]) -> bytes:
    try:
        arrow: Any = import_module("pyarrow")
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise MissingPart("Parquet needs pyarrow: install the extra `tables`, or set parquet = no") from None
    types = {
        "string": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "boolean": arrow.bool_(),
    }
    arrays = [
        arrow.array([_typed(row.get(name), type_) for row in found], types[type_])
        for name, type_, _ in columns
    ]
    sink = io.BytesIO()
    parquet.write_table(arrow.table(arrays, names=[name for name, _, _ in columns]), sink)
    return sink.getvalue()


def _typed(value: Any, type_: str) -> Any:
    """The value as its column's type; numbers come as text from attributes."""
    if value is None or value == "":
        return None
    makers: dict[str, Any] = {"string": str, "integer": int, "number": float, "boolean": bool}
    return makers[type_](value)


def _package(found: Sequence[Facts], layout: Layout) -> Row:
    """Frictionless Data Package 1.0 without a licence: the texts keep the terms that their header names."""
    resources = []
    for name, columns in layout.items():
        fields = [{"name": c, "type": t, **({"description": d} if d else {})} for c, t, d in columns]
        schema: Row = {"fields": fields, "missingValues": [""]}
        if name in _KEYS:
            schema["primaryKey"] = _KEYS[name]
        if name in _FOREIGN:
            schema["foreignKeys"] = [
                {"fields": column, "reference": {"resource": table, "fields": "id"}}
                for column, table in _FOREIGN[name]
            ]
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema, **_FORMAT})
    return {
        "profile": "tabular-data-package",
        "name": "zapis-tables",
        "title": "Documents, turns, names and alignment",
        "description": "; ".join(one["document"]["title"] for one in found),
        "resources": resources,
    }
