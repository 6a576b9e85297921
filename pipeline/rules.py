"""rules.toml → what the code of a finding means: the one table of all rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

SEVERITIES = ("error", "warning", "info")
PHASES = ("ingest", "review", "publish")
#: Who looks: Python, our Schematron, our grammar, or a schema of somebody else.
LOOKERS = ("python", "schematron", "grammar", "schema")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what is `wrong`, how it is `right`, what to do (`remedy`).

    `slug` is its name in words, unique like the code; `phase` the first in which it is looked at; `origin`
    the number of the idea in the design notes, "" if it has none. A `retired` rule is no longer raised.
    """

    code: str
    slug: str
    severity: str
    by: str
    phase: str
    origin: str
    wrong: str
    right: str
    remedy: str
    retired: bool = False

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases in which the rule is looked at."""
        return PHASES[PHASES.index(self.phase) :]


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by code, in the order of the table."""
    table = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: Rule(code=code, **fields) for code, fields in table.items()})


def rule(code: str) -> Rule:
    """The rule of a code such as "t-004"; raises `KeyError` for an unknown one."""
    return rules()[code]


@cache
def _slugs() -> Mapping[str, Rule]:
    return MappingProxyType({rule.slug: rule for rule in rules().values()})


def rule_of(slug: str) -> Rule:
    """The rule of a slug such as "unknown-speaker"; raises `KeyError` for an unknown one."""
    return _slugs()[slug]


def explain(code: str) -> str:
    """A few lines on a rule, for the reader of a finding; raises `KeyError` for an unknown code."""
    found = rule(code)
    lines = [
        f"{found.code} {found.severity}: {found.slug}",
        f"Wrong:  {found.wrong}",
        f"Right:  {found.right}",
        f"To do:  {found.remedy}",
        f"Looked at from phase {found.phase} on, by {_LOOKS[found.by]}.",
    ]
    if found.retired:
        lines.append("Retired: no longer raised.")
    return "\n".join(lines)


_LOOKS = {
    "python": "zapis itself",
    "schematron": "schema/zapis.sch",
    "grammar": "schema/zapis.rng",
    "schema": "the schema in use",
}
