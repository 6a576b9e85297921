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
    the number of the idea in the design notes, "" if it has none. A `retired` rule is no longer raised. `otherwise`: the
    severity in other cases, where it depends on them.
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
    otherwise: str = ""

    @property
    def severities(self) -> str:
        """The severity as people read it: "error", or "error or warning" where it depends."""
        return f"{self.severity} or {self.otherwise}" if self.otherwise else self.severity

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


def named(word: str) -> Rule:
    """The rule of a code or of a slug; raises `KeyError` with a sentence that names those near."""
    found = rules().get(word) or _slugs().get(word)
    if found is None:
        raise KeyError(f"there is no rule {word!r}{_near(word)}")
    return found


def beginning(word: str) -> str:
    """The beginning of the codes that a word selects: itself, or the code of the rule of this slug. Raises `KeyError` as `named`."""
    return word if any(code.startswith(word) for code in rules()) else named(word).code


def _near(word: str) -> str:
    """Rules that may be meant, and where all stand."""
    from difflib import get_close_matches

    names = [*_slugs(), *rules()]
    near = get_close_matches(word.casefold(), names, 3, 0.5) or [name for name in names if word.casefold() in name][:3]
    meant = f"; near are {', '.join(near)}" if near else "; codes look like t-004"
    return f"{meant} (zapis explain lists all)"


def explain(code: str) -> str:
    """A few lines on a rule (code or slug), for the reader of a finding; raises `KeyError` for an unknown one."""
    found = named(code)
    lines = [
        f"{found.code} {found.severities}: {found.slug}",
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
