"""Repairs that are certain: HTML entities XML does not know, the case of element names, dates written the other way round.

Nothing is repaired that could be meant otherwise: a date with both day and month under 13 stays, and so does a name that is like two
elements.
"""

from __future__ import annotations

import html.entities
import re
from functools import cache

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
_DATED = re.compile(rb"\b(when|from|to|notBefore|notAfter)=([\"'])([^\"']*)\2")
_PLAIN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
#: Parts of a file that are not markup: comments, CDATA, instructions.
_QUIET = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.S)


def fix(data: bytes) -> bytes:
    """The document with its certain repairs; the same bytes where there are none. Line ends and everything else stay."""
    out: list[bytes] = []
    position = 0
    for quiet in _QUIET.finditer(data):
        out += [_repaired(data[position : quiet.start()]), quiet[0]]
        position = quiet.end()
    return b"".join([*out, _repaired(data[position:])])


def _repaired(data: bytes) -> bytes:
    data = _ENTITY.sub(_entity, data)
    data = _TAG.sub(_tag, data)
    return _DATED.sub(_date, data)


def _entity(m: re.Match[bytes]) -> bytes:
    if m[1] in _PLAIN:
        return m[0]
    known = html.entities.html5.get(m[1].decode() + ";")
    return known.encode("utf-8") if known and len(known) == 1 else m[0]


def _tag(m: re.Match[bytes]) -> bytes:
    name = m[2].decode()
    right = _names().get(name.lower(), name)
    return b"<" + m[1] + right.encode() if name not in _exact() else m[0]


@cache
def _exact() -> frozenset[str]:
    return frozenset(_names().values())


@cache
def _names() -> dict[str, str]:
    """Element names of the grammar by their small letters; those that differ only in case are left out."""
    from pipeline.relaxng import load_schema
    from pipeline.resources import resource_dir

    found: dict[str, str] = {}
    twice: set[str] = set()
    for name in load_schema(resource_dir("schema") / "zapis.rng").elements:
        local = name[1] if isinstance(name, tuple) else str(name).rpartition("}")[2]
        if found.setdefault(local.lower(), local) != local:
            twice.add(local.lower())
    return {k: v for k, v in found.items() if k not in twice}


def _date(m: re.Match[bytes]) -> bytes:
    value = m[3].decode("utf-8", "replace")
    found = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", value)
    if not found:
        return m[0]
    day, month, year = int(found[1]), int(found[2]), found[3]
    if not (12 < day <= 31 and 1 <= month <= 12):
        return m[0]
    return m[1] + b"=" + m[2] + f"{year}-{month:02d}-{day:02d}".encode() + m[2]
