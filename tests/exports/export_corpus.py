"""What the tests of the exports share that is no fixture. A module of its own, found by its name: `tests` is also the
name of a package that one of the consumers installs, and `conftest` that of several files here.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
NS = {"t": "http://www.tei-c.org/ns/1.0"}


@dataclass(frozen=True)
class Corpus:
    """TEI files, and what XPath counts in them."""

    files: Sequence[Path]

    def count(self, xpath: str) -> int:
        return len(self.all(xpath))

    def all(self, xpath: str) -> list:
        return [found for file in self.files for found in etree.parse(file).xpath(xpath, namespaces=NS)]


def installed(command: str) -> str:
    """The path of a program; skips where there is none."""
    found = shutil.which(command)
    if not found:
        pytest.skip(f"{command} is not installed")
    return found
