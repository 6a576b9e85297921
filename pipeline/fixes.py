"""Repairs that are certain → the document with them made: names in the wrong case, dates written otherwise, HTML entities.

What the messages call certain is made; nothing that could be meant otherwise. A document is repaired as often as that brings new
certain repairs to light, for a malformed place hides what comes behind it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.relaxng import Schema
    from pipeline.relaxng.repair import Edit

_ROUNDS = 20
#: One repair of a round may need the whole document once more.
_EACH_ROUND = 500


def fix(content: bytes, schema: Schema) -> bytes:
    """The document with its certain repairs; the same bytes where there are none or where it is not in UTF-8."""
    for _ in range(_ROUNDS):
        edits = certain_edits(content, schema)
        repaired = apply(content, edits) if edits else content
        if repaired == content:
            return content
        content = repaired
    return content


def certain_edits(content: bytes, schema: Schema) -> list[Edit]:
    """Edits of all repairs of a document that can be made without asking."""
    from pipeline.relaxng.messages import explain

    found: list[Edit] = []
    for issue in schema.validate(content, limit=_EACH_ROUND):
        _, repair = explain(issue, schema, content)
        if repair is not None and repair.certain:
            found += repair.edits
    return found


def apply(content: bytes, edits: Sequence[Edit]) -> bytes:
    """The document with the edits made, each at the first place from its line and column on where the old text stands."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    try:
        text = content[len(mark) :].decode("utf-8")
    except UnicodeDecodeError:
        return content
    starts = [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text))]
    places: dict[int, Edit] = {}
    for edit in edits:
        if edit.line <= len(starts):
            at = text.find(edit.old, starts[edit.line - 1] + edit.column - 1)
            if at >= 0:
                places.setdefault(at, edit)
    for at, edit in sorted(places.items(), reverse=True):
        text = text[:at] + edit.new + text[at + len(edit.old) :]
    return mark + text.encode("utf-8")
