"""Value of an option → is it one? The kinds of options that exports have, each with the words that name it.

One place for all, so that no export finds out by itself, late, or never.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import UsageError

#: Kind → what to write, and whether a text is such.
_KINDS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "text": ("text", lambda _: True),
    "day": ("a day as YYYY-MM-DD", lambda v: _is_day(v)),
    "year": ("a year of four digits", lambda v: _is(r"[0-9]{4}", v)),
    "share": ("a number from 0 to 1", lambda v: _is(r"0?(\.[0-9]+)|0|1(\.0+)?", v)),
    "count": ("a whole number from 0 on", lambda v: _is(r"[0-9]{1,9}", v)),
    "address": ("an address with its scheme, as https://…", lambda v: _is(r"[A-Za-z][\w+.-]*:\S+", v)),
    "web folder": ('an address with "/" at its end', lambda v: _is(r"([A-Za-z][\w+.-]*:|/)(\S*/)?", v)),
    "email": ("an e-mail address", lambda v: _is(r"[^\s@]+@[^\s@]+", v)),
    "uuid": ("a UUID", lambda v: _is(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", v)),
    "doi prefix": ("a prefix of DOIs, as 10.5072", lambda v: _is(r"10\.[0-9]{4,9}(\.[0-9]+)*", v)),
    "short name": ("lower-case letters, digits and hyphens", lambda v: _is(r"[a-z][a-z0-9-]*", v)),
    "version": ("a version, as 1.0.0", lambda v: _is(r"[0-9]+(\.[0-9]+)*([-+.][\w.+-]*)?", v)),
    "file": ("the path of a file that is there", lambda v: Path(v).is_file()),
    "folder": ("the path of a folder that is there", lambda v: Path(v).is_dir()),
    "exports": ("names of exports, separated by commas", lambda _: True),
}


@dataclass(frozen=True)
class Option:
    """An option of an export: its default (empty for none), what it means, and its kind: one of those above,
    or its values, parted by " | ".
    """

    default: str
    meaning: str
    kind: str = "text"

    @property
    def values(self) -> str:
        """What may be given, in words or as the list of values."""
        return self.kind if " | " in self.kind else _KINDS[self.kind][0]

    def takes(self, value: str) -> bool:
        """Is it a value of this option? Nothing at all is one where nothing is the default."""
        if value == self.default:
            return True
        if " | " in self.kind:
            return value in self.kind.split(" | ")
        return _KINDS[self.kind][1](value)


def chosen(name: str, known: Mapping[str, Option], given: Mapping[str, object]) -> dict[str, str]:
    """The value of every option of the export `name`. Raises `UsageError` for an option that it does not have,
    or a value that the option does not take; the message names what there is.
    """
    values = {key: option.default for key, option in known.items()}
    for key, value in given.items():
        if key not in known:
            there = ", ".join(known) or "none"
            raise UsageError(f"the export {name} has no option {key!r}; it knows: {there}")
        if not known[key].takes(str(value)):
            raise UsageError(f"{name}: the option {key} wants {known[key].values}, not {str(value)!r}")
        values[key] = str(value)
    return values


def _is(pattern: str, value: str) -> bool:
    return bool(re.fullmatch(pattern, value))


def _is_day(value: str) -> bool:
    try:
        return _is(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and bool(date.fromisoformat(value))
    except ValueError:
        return False
