"""zapis.toml → Project: the options of a build, each defined once.

The file is optional; every option has a default. An unknown key is a usage error, so that a typing slip does not pass for a
setting.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from pipeline.errors import UsageError

FILE = "zapis.toml"
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class Project:
    """Options of a project. Paths are relative to its folder.

    `publisher`, `published`, `encoded`: for the headers (dates ISO 8601). `authority`: TEI files that extend the package's
    lists. `repair`: correct damaged words, from certainty `threshold` on. `sentences`: align sentences too. `recogniser`: let the
    statistical recogniser of the extra `zapis[ner]` vote on new Russian names. `exports`: made by
    every build. `schema`: for `zapis validate`. `accept`: rule code → reason why its findings are accepted.
    """

    publisher: str = "zapis (machine encoding, unpublished)"
    published: str | None = None
    encoded: str | None = None
    authority: tuple[str, ...] = ()
    repair: bool = True
    threshold: float = 0.5
    sentences: bool = False
    recogniser: bool = False
    exports: tuple[str, ...] = ()
    schema: str | None = None
    accept: tuple[tuple[str, str], ...] = ()
    folder: Path = Path()

    def authority_files(self) -> tuple[Path, ...]:
        """The project's own authority files."""
        return tuple(self.folder / a for a in self.authority)


def nearest(folder: Path) -> Project | None:
    """The project of the nearest `zapis.toml` in a folder or above it. Raises `UsageError` as `load_project` does."""
    folder = folder.resolve()
    for above in (folder, *folder.parents):
        with suppress(OSError):
            return _loaded(above, (above / FILE).stat().st_mtime_ns)
    return None


@cache
def _loaded(folder: Path, _changed: int) -> Project:
    return load_project(folder)


def load_project(folder: Path) -> Project:
    """The project of a folder: its `zapis.toml`, or the defaults. Raises `UsageError` naming file and key."""
    path = folder / FILE
    if not path.is_file():
        return Project(folder=folder)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: {e}") from e
    known = {f.name: f for f in fields(Project) if f.name != "folder"}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            raise UsageError(f"{path}: unknown option {key!r}; known are: {', '.join(sorted(known))}")
        values[key] = _checked(path, key, value, getattr(Project, key))
    return replace(Project(folder=folder), **values)  # type: ignore[arg-type]


def _checked(path: Path, key: str, value: object, default: object) -> object:
    if key == "accept" and isinstance(value, dict):
        return tuple(sorted((str(k), str(v)) for k, v in value.items()))
    if key in ("published", "encoded"):
        return _day(path, key, value)
    if key == "threshold" and not (type(value) in (int, float) and 0 <= value <= 1):  # type: ignore[operator]
        raise UsageError(f"{path}: threshold must be a number from 0 to 1, not {value!r}")
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise UsageError(f"{path}: {key} must be a list of strings")
        return tuple(value)
    expected: type | tuple[type, ...] = (
        str if default is None else (int, float) if isinstance(default, float) else type(default)
    )
    if not isinstance(value, expected) or (isinstance(value, bool) and not isinstance(default, bool)):
        raise UsageError(
            f"{path}: {key} must be {'a string' if expected is str else 'true or false' if default in (True, False) else 'a number'}"
        )
    return value


def _day(path: Path, key: str, value: object) -> str:
    """A date of TOML, or the same as text; a year or a month will do."""
    if isinstance(value, datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else value
    if isinstance(text, str) and (parts := _ISO.fullmatch(text)):
        with suppress(ValueError):
            date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
            return text
    raise UsageError(f"{path}: {key} must be a date as 2026-11-21, not {value!r}")
