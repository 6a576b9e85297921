"""Entries → what is wrong or doubtful in them.

Errors: an id or identifier that cannot be one, an identifier that two entries share, an entry without a name,
dates and coordinates that cannot be. Warnings: two entries of one kind that share a whole name (namesakes, or
one person twice), and those that look like one because life dates or coordinates agree as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.authority import Authority, load_authority
from pipeline.authority.entry import IDENTIFIER, SHAPES, Entry
from pipeline.finding import Finding
from pipeline.transliteration import plain

#: Code → slug of what is found here.
RULES = {
    "a-001": "bad-identifier",
    "a-002": "authority-identifier-twice",
    "a-003": "no-name",
    "a-004": "impossible-life",
    "a-005": "impossible-coordinates",
    "a-006": "namesakes",
    "a-007": "duplicate",
    "a-008": "bad-authority-id",
}


def check_authority(extra: Sequence[Path] = ()) -> list[Finding]:
    """Findings on the authority of the package together with a project's files, by file and line."""
    return check(load_authority(extra, cache=False))


def check(authority: Authority) -> list[Finding]:
    """Findings on an authority, sorted by file, line and code."""
    entries = list(authority.entries.values())
    found = [*_each(entries), *_shared_identifiers(entries), *_shared_names(entries)]
    return sorted(found, key=lambda f: (f.file, f.line, f.code, f.message))


def _finding(entry: Entry, code: str, message: str, severity: str = "error") -> Finding:
    return Finding(code, entry.file, entry.line, 1, f"{entry.id}: {message}", severity, slug=RULES[code])


def _each(entries: Iterable[Entry]) -> Iterator[Finding]:
    for e in entries:
        if not IDENTIFIER.fullmatch(e.id):
            yield _finding(e, "a-008", "cannot be an xml:id")
        if not e.names:
            yield _finding(e, "a-003", "has no name")
        for type, value in e.identifiers:
            shape = SHAPES.get(type)
            if not type or (shape and not shape.fullmatch(value)):
                yield _finding(e, "a-001", f"{value!r} cannot be an identifier of type {type!r}")
        if e.born and e.died and e.born[:4] > e.died[:4]:
            yield _finding(e, "a-004", f"died ({e.died}) before born ({e.born})")
        if (e.lat is not None and abs(e.lat) > 90) or (e.lon is not None and abs(e.lon) > 180):
            yield _finding(e, "a-005", f"no such place on earth: {e.lat} {e.lon}")


def _shared_identifiers(entries: Iterable[Entry]) -> Iterator[Finding]:
    owners: dict[tuple[str, str], Entry] = {}
    for e in entries:
        for type, value in e.identifiers:
            first = owners.setdefault((type, value), e)
            if first is not e:
                yield _finding(e, "a-002", f"{type} {value} is that of {first.id}, too")


def _shared_names(entries: Iterable[Entry]) -> Iterator[Finding]:
    owners: dict[tuple[str, str], list[Entry]] = {}
    for e in entries:
        for form in dict.fromkeys(plain(n.text) for n in e.names if len(n.text) > 1):
            owners.setdefault((e.kind, form), []).append(e)
    pairs: dict[tuple[str, str], tuple[Entry, Entry, list[str]]] = {}
    for (_, form), sharing in owners.items():
        for one, two in pairwise(sharing):
            pairs.setdefault((one.id, two.id), (one, two, []))[2].append(form)
    for one, two, forms in pairs.values():
        names = ", ".join(n.text for n in two.names if plain(n.text) in forms)
        if _alike(one, two):
            yield _finding(two, "a-007", f"looks like {one.id}: both are called {names}", "warning")
        else:
            yield _finding(two, "a-006", f"shares a name with {one.id}: {names}", "warning")


def _alike(one: Entry, two: Entry) -> bool:
    """Do the facts of both agree, as far as either has any?"""
    if one.kind == "person":
        return bool(one.born) and (one.born, one.died) == (two.born, two.died)
    if one.lat is None or one.lon is None or two.lat is None or two.lon is None:
        return False
    return abs(one.lat - two.lat) < 0.5 and abs(one.lon - two.lon) < 0.5
