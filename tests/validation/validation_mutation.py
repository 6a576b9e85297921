"""Seeded errors: the valid example with one slip of an editor in it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
VALID = HERE.parent / "schema" / "valid.xml"


@dataclass(frozen=True)
class Mutation:
    """One slip: what is changed, the codes any of which names it, and those that may come with it."""

    name: str
    old: str
    new: str
    codes: frozenset[str]
    also: frozenset[str]

    def document(self) -> bytes:
        text = VALID.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.old!r} stands {text.count(self.old)} times in the example"
        return text.replace(self.old, self.new).encode()

    def line(self) -> int:
        text = VALID.read_text(encoding="utf-8")
        return text[: text.index(self.old)].count("\n") + 1


def mutations() -> list[Mutation]:
    table = tomllib.loads((HERE / "mutations.toml").read_text(encoding="utf-8"))
    return [
        Mutation(
            name, row["old"], row["new"], frozenset(row.get("any", [row["code"]])), frozenset(row.get("also", ()))
        )
        for name, row in table.items()
    ]
