"""Ids of entities that no other xml:id of the document may have.

Entities are named by their slug ("stalin"); the header, the divisions and the taxonomies have names too. Where both want one, the
entity yields.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.model import Document

RESERVED = frozenset({
    "zapis", "encoder", "src", "meeting", "turn", "alignment", "genre", "narration", "unaligned", "divergent", "record", "telegram",
    "report", "letter", "other", "turn.direct", "turn.reported", "turn.mixed",
})  # fmt: skip


def with_safe_ids(document: Document, reserved: set[str]) -> Document:
    """The document with every entity id an NCName (XML Names) that nothing else has."""
    taken = RESERVED | reserved | {z.id for z in document.structure.zones}
    ids = {e.id for e in document.entities} | {m.ref for m in document.mentions if m.ref}
    ids |= {s for t in document.turns for s in (*t.speakers, *t.addressees)} | {p.ref for p in document.participants}
    safe = {id: _safe(id, taken) for id in sorted(ids)}
    changed = {id: name for id, name in safe.items() if name != id}
    if not changed:
        return document

    def new(id: str) -> str:
        return changed.get(id, id)

    return replace(
        document,
        entities=tuple(replace(e, id=new(e.id)) for e in document.entities),
        mentions=tuple(replace(m, ref=new(m.ref) if m.ref else None) for m in document.mentions),
        turns=tuple(
            replace(t, speakers=tuple(map(new, t.speakers)), addressees=tuple(map(new, t.addressees))) for t in document.turns
        ),
        participants=tuple(replace(p, ref=new(p.ref)) for p in document.participants),
    )


def _safe(id: str, taken: frozenset[str] | set[str]) -> str:
    name = re.sub(r"[^\w.-]", "-", id)
    if not re.match(r"[^\W\d]", name):
        name = f"n-{name}"
    return f"{name}-entity" if name in taken or re.fullmatch(r"(?:ms|W)\d+", name) else name
