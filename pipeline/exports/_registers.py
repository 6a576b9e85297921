"""Entries of registers that several documents list → one entry each, with what any of them says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_TEI = "{http://www.tei-c.org/ns/1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMES = {f"{_TEI}{name}" for name in ("persName", "placeName", "orgName")}
_BESIDE = {f"{_TEI}{name}" for name in ("idno", "note")}
_PREFERRED = {"main", "sort", "preferred"}


def gathered(entries: Iterable[Any]) -> list[Any]:
    """The elements by id, each once. The first of an id stays as it is; the others give it the names, numbers, notes
    and categories that it does not have. The elements are changed.
    """
    found: dict[str, Any] = {}
    for entry in entries:
        known = found.setdefault(entry.get(_ID, ""), entry)
        if known is not entry:
            _join(known, entry)
    kept = [entry for _, entry in sorted(found.items())]
    _each_id_once(kept)
    return kept


def _join(known: Any, other: Any) -> None:
    there = {_content(child) for child in known.iterdescendants(*_NAMES, *_BESIDE)}
    for child in list(other.iterchildren(*_NAMES, *_BESIDE)):
        if _content(child) in there:
            continue
        there.add(_content(child))
        if child.get("type") in _PREFERRED:
            child.set("type", "variant")
        names = list(known.iterchildren(child.tag)) if child.tag in _NAMES else []
        if names:
            names[-1].addnext(child)
        else:
            known.append(child)
    categories = [category for category in known.iter(f"{_TEI}category") if category.get(_ID)]
    ids = {category.get(_ID) for category in categories}
    for category in list(other.iter(f"{_TEI}category")):
        if categories and category.get(_ID, "") not in {*ids, ""}:
            categories[0].getparent().append(category)


def _each_id_once(entries: Iterable[Any]) -> None:
    """Two lists may have a category of the same id: it stays in the first."""
    seen: set[str] = set()
    for entry in entries:
        for element in list(entry.iter("*")):
            if element.get(_ID) in seen:
                element.getparent().remove(element)
            elif element.get(_ID):
                seen.add(element.get(_ID))


def _content(element: Any) -> tuple[str, str, str]:
    """What makes two names, numbers or notes the same: their kind, language and words."""
    kind = "" if element.tag in _NAMES else element.get("type", "")
    return f"{element.tag} {kind}", element.get(_LANG, ""), " ".join("".join(element.itertext()).split())
