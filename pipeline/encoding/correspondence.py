"""Who sent a letter or telegram, to whom, and from where (TEI Guidelines 2.4.6).

Persons have their roles from `participants`. Bodies and places stand in the head of the text: "To MID USSR", "From HAVANA",
"Tirana, 14 January 1961".
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.encoding.element import E, Element
from pipeline.letterhead import role_before
from pipeline.model import Document, Entity, Span, Unit, Zone

_TAG = {"person": "persName", "org": "orgName", "place": "placeName"}
_ROLES = ("sender", "recipient", "copy-recipient")
#: The category that @ana of a recipient of a copy points at.
COPY = "copy"


def correspondence(document: Document) -> Element:
    """`correspDesc`, where the record has somebody who sent it and somebody who received it; else None. A recipient of a copy
    has an act of its own, with the category `COPY`."""
    sent, received, copies = (_those(document, role) for role in _ROLES)
    if not any(_is_named(e) for e in sent) or not any(_is_named(e) for e in (*received, *copies)):
        return None
    metadata = document.metadata
    date = E("date", metadata.date, when=metadata.when) if metadata.when else None
    made = E("correspDesc", E("correspAction", sent, date, type="sent"))
    if received:
        made.append(E("correspAction", received, type="received"))
    if copies:
        made.append(E("correspAction", copies, type="received", ana=f"#{COPY}"))
    return made


def has_copies(document: Document) -> bool:
    """True if copies went to somebody."""
    made = correspondence(document)
    return made is not None and any(action.get("ana") for action in made)


def _is_named(e: Element) -> bool:
    return not e.tag.endswith("placeName")


def _those(document: Document, role: str) -> list[Element]:
    """Names of those with a role: persons, bodies, then the place, each once."""
    entities = {e.id: e for e in document.entities}
    refs = [p.ref for p in document.participants if role in p.roles]
    found = [entities[ref] for r, ref in _of_the_head(document, entities) if r == role]
    bodies = [e.id for e in found if e.kind == "org"]
    places = [e.id for e in found if e.kind == "place"][:1]
    made = []
    for ref in dict.fromkeys((*refs, *bodies, *places)):
        entity = entities.get(ref)
        made.append(E(_TAG[entity.kind] if entity else "persName", entity.name if entity else ref, ref=f"#{ref}"))
    return made


def _of_the_head(document: Document, entities: dict[str, Entity]) -> Iterator[tuple[str, str]]:
    """(role, entity) of the bodies and places in the units that tell where a document came from and went to."""
    for zone in document.structure.zones:
        for unit in zone.units:
            if unit.kind not in ("routing", "salute", "copies", "dateline", "signature") or not unit.text:
                continue
            yield from _of_unit(document, entities, zone, unit)


def _of_unit(document: Document, entities: dict[str, Entity], zone: Zone, unit: Unit) -> Iterator[tuple[str, str]]:
    named = [m for m in document.mentions if m.ref in entities and m.span.overlaps(Span(unit.start, unit.end))]
    persons = [m for m in named if entities[m.ref or ""].kind == "person"]
    for mention in named:
        kind = entities[mention.ref or ""].kind
        if kind == "person" or mention.ref is None:
            continue
        said = role_before(document.source.text[unit.start : mention.span.start], zone.lang)
        if unit.kind == "dateline":
            role = "sender" if kind == "place" else ""
        elif unit.kind == "signature":
            role = "sender" if kind == "org" and not persons else ""
        elif unit.kind == "copies":
            role = "copy-recipient" if kind == "org" and not persons else ""
        elif unit.kind == "salute":
            role = "recipient" if kind == "org" and not persons and said == "recipient" else ""
        else:  # a body behind a person is where that person works
            role = said if kind == "place" or not any(p.span.end <= mention.span.start for p in persons) else ""
        if role:
            yield role, mention.ref
