"""What every check gives: a finding. It stands alone because checks start in a blink, and the types of the sources are many."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, for a person to look at. The rule's text stands in `rules.toml`."""

    code: str
    file: str
    line: int
    column: int
    message: str
    severity: str = "error"
    fix: str | None = None
    slug: str | None = None
    origin: str | None = None  # place in the source text that a finding on a TEI made of it goes back to
