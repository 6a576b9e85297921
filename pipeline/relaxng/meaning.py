"""The table of names people write for others (``meaning.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "meaning.toml").read_text("utf-8"))


def _section(namespace: str, section: str) -> dict[str, Any]:
    found: dict[str, Any] = _table().get(namespace, {}).get(section, {})
    return found


def meant(namespace: str, section: str, name: str) -> list[str]:
    """What can be meant by a name: section "element", "attribute", "instead" or "wrap"; best first."""
    return list(_section(namespace, section).get(name.casefold(), ()))


def gloss(namespace: str, element: str, attribute: str) -> str:
    """A few words on an attribute, empty if there are none."""
    return str(_section(namespace, "gloss").get(f"{element}@{attribute}", ""))


def label(namespace: str) -> str:
    """What people call the vocabulary of a namespace."""
    return str(_table().get(namespace, {}).get("label", "The schema"))


def is_element(namespace: str, name: str) -> bool:
    """Does the whole vocabulary of a namespace have an element, whatever a schema takes of it? False where that is not known."""
    return name in str(_table().get(namespace, {}).get("elements", "")).split()


def pattern_words(expression: str) -> str:
    """A regular expression in words, empty if it is not known."""
    return str(_table()["pattern"].get(expression, ""))
