"""New entities ↔ a table for a person to review; what comes back goes into a project's authority.

The columns are those of the authority's own table (`pipeline.authority.table`), so a reviewed table is
imported by the same command; two more tell the reviewer where the name stands and are ignored on the way
back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.authority.entry import Entry, Name
from pipeline.authority.table import export_table, import_table
from pipeline.model import Entity, Mention

#: Columns for the reviewer alone.
REVIEW = ("mentions", "why")


def entities_to_tsv(entities: Sequence[Entity], mentions: Sequence[Mention] = ()) -> str:
    """The entities that need review (`cert` below 1), in their order: one row each, tab-separated, with a
    head.

    `mentions` counts the places where each is named; `why` is what speaks for it.
    """
    new = [e for e in entities if e.cert < 1]
    count = Counter(m.ref for m in mentions)
    head, *rows = export_table(_entry(e) for e in new).splitlines()
    lines = ["\t".join((head, *REVIEW))]
    for row, entity in zip(rows, new, strict=True):
        lines.append("\t".join((row, str(count[entity.id]), "; ".join(entity.evidence))))
    return "\n".join(lines) + "\n"


def tsv_to_entities(text: str) -> tuple[Entity, ...]:
    """Entities of a reviewed table, in its order. What a person left in it is held to be true: `cert` is 1.

    Raises `pipeline.authority.table.TableError` where a row has no usable id or kind.
    """
    return tuple(_reviewed(entry) for entry in import_table(text))


def _entry(entity: Entity) -> Entry:
    seen: set[str] = set()
    names = []
    for text, lang in entity.forms or ((entity.name, "en"),):
        names.append(Name(text, lang, "variant" if lang in seen else "preferred"))
        seen.add(lang)
    return Entry(
        entity.id,
        entity.kind,
        tuple(names),
        entity.identifiers,
        entity.born,
        entity.died,
        note=entity.role,
        lat=entity.lat,
        lon=entity.lon,
        source="found in a text, not reviewed",
        cert=entity.cert,
    )


def _reviewed(entry: Entry) -> Entity:
    from dataclasses import replace

    return replace(entry.entity, cert=1.0)
