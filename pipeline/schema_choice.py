"""File → the schemas it is checked with; schemas kept under a name.

The grammar of a file is, in this order: the one given; the one its `xml-model` instruction names (a file, or a stored schema of the
same name, never an address); that of the nearest zapis.toml; the project's own, for files made here; a stored tei_all; else none.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import CannotWrite, MissingPart, UnreadableInput, UsageError
from pipeline.resources import resource_dir
from pipeline.tei_index import is_ours

_MODEL = re.compile(rb"<\?xml-model\s+(.*?)\?>", re.S)
_PSEUDO = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_GRAMMARS = (".rng", ".rnc", ".xsd")
_RULES = (".sch", ".isosch", ".schematron", ".xsl")
_SCHEMATRON = "http://purl.oclc.org/dsdl/schematron"


@dataclass(frozen=True)
class Choice:
    """What a file is checked with. `rules`: Schematron files, and grammars with Schematron inside. `missing`: schemas that
    the file names but that are not here. `given`: by the user, not by the file."""

    grammar: Path | None = None
    rules: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()
    given: bool = False


def choose(content: bytes, name: str, given: str | None, fallback: str | None) -> Choice:
    """The schemas of a file. Raises `MissingPart` where a given one is not there."""
    if given:
        return _with_rules(schema_path(given), given=True)
    models, missing = _models(content, name)
    if models:
        grammars = [p for p, rules in models if not rules and p.suffix in _GRAMMARS]
        rules = [p for p, only in models if only or p.suffix in _RULES]
        first = grammars[0] if grammars else None
        if not rules and first is not None and first.suffix == ".rng":
            rules = [first]
        return Choice(first, tuple(dict.fromkeys(rules)), missing)
    if fallback:
        return _with_rules(schema_path(fallback), given=True)
    if is_ours(content):
        folder = resource_dir("schema")
        return Choice(folder / "zapis.rng", (folder / "zapis.sch",), missing)
    stored = stored_schemas().get("tei_all")
    return Choice(missing=missing) if stored is None else _with_rules(stored, missing=missing)


def _with_rules(path: Path, *, missing: tuple[str, ...] = (), given: bool = False) -> Choice:
    if path.suffix in _RULES or path.suffix == ".odd":
        return Choice(None, (path,), missing, given)
    if path.resolve() == (resource_dir("schema") / "zapis.rng").resolve():
        return Choice(path, (resource_dir("schema") / "zapis.sch",), missing, given)
    return Choice(path, (path,) if path.suffix == ".rng" else (), missing, given)


def _models(content: bytes, name: str) -> tuple[list[tuple[Path, bool]], tuple[str, ...]]:
    """(file, is it for Schematron?) of the xml-model instructions before the root, and the names of those not found."""
    found: list[tuple[Path, bool]] = []
    missing: list[str] = []
    for m in _MODEL.finditer(_prolog(content)):
        said = {k: a or b for k, a, b in _PSEUDO.findall(m[1].decode("utf-8", "replace"))}
        href = said.get("href", "")
        path = _local(href, name)
        if path is not None:
            found.append((path, said.get("schematypens") == _SCHEMATRON))
        elif href:
            missing.append(href)
    return found, tuple(dict.fromkeys(missing))


def _prolog(content: bytes) -> bytes:
    """What stands before the root element."""
    head = content[:20_000]
    root = re.search(rb"<[A-Za-z_]", re.sub(rb"<!--.*?-->", lambda m: b" " * len(m[0]), head, flags=re.S))
    return head[: root.start()] if root else head


def _local(href: str, name: str) -> Path | None:
    """The file of a schema named in a document: beside it, or stored under the name of an address."""
    if is_address(href):
        return stored_schemas().get(Path(href).stem) if can_be_stored(href) else None
    path = Path(name).parent / href.removeprefix("file://")
    return path if path.suffix in (*_GRAMMARS, *_RULES) and path.is_file() else None


def is_address(href: str) -> bool:
    """Does a name of a schema lead out of this machine?"""
    return re.match(r"[a-z][a-z0-9+.-]+:", href, re.I) is not None and not href.startswith("file:")


def can_be_stored(location: str) -> bool:
    """Is a location the name of a schema, or without an ending, which is taken for RELAX NG?"""
    return Path(location).suffix in ("", *_GRAMMARS, *_RULES)


# ---- schemas by name -----------------------------------------------------------------------------------------------


def _store() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "zapis" / "schemas"


@cache
def _listed(folder: Path, _changed: int) -> dict[str, Path]:
    return {p.stem: p for p in sorted(folder.iterdir()) if p.suffix in (*_GRAMMARS, *_RULES)}


def stored_schemas() -> dict[str, Path]:
    """Schemas that the user stored, by name; and the project's own as "zapis"."""
    folder = _store()
    found = _listed(folder, folder.stat().st_mtime_ns) if folder.is_dir() else {}
    return {"zapis": resource_dir("schema") / "zapis.rng", **found}


def schema_path(name: str) -> Path:
    """The file of a schema given by path or by stored name. Raises `MissingPart`."""
    path = Path(name)
    if path.is_file():
        return path
    stored = stored_schemas()
    if name in stored:
        return stored[name]
    raise MissingPart(f"there is no schema {name!r}: neither a file nor a stored one ({', '.join(stored)})")


def store_schema(name: str, location: str) -> Path:
    """Keep a copy of a schema under a name, from a file or, because the user asked for it, from an address.

    A grammar of several files is stored by its first file only and then does not load: flatten it before. Raises `UsageError` for
    a name or a kind of file that cannot be, `UnreadableInput`, `CannotWrite`.
    """
    suffix = Path(location).suffix or ".rng"
    if not re.fullmatch(r"[\w.-]+", name) or name == "zapis":
        raise UsageError(f"{name!r} cannot be the name of a stored schema")
    if not can_be_stored(location):
        raise UsageError(f"{location}: a schema is a file ending in {', '.join((*_GRAMMARS, *_RULES))}")
    target = _store() / f"{name}{suffix}"
    fetched = _fetched(location)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for older in target.parent.glob(f"{name}.*"):
            older.unlink()
        target.write_bytes(fetched)
    except OSError as e:
        raise CannotWrite(f"{target}: could not be stored: {e.strerror or e}") from e
    return target


def _fetched(location: str) -> bytes:
    try:
        if not re.match(r"https?://", location):
            return Path(location).read_bytes()
        import urllib.request

        with urllib.request.urlopen(location, timeout=60) as answer:
            return bytes(answer.read(100 * 2**20))
    except (OSError, ValueError) as e:
        raise UnreadableInput(f"{location}: cannot be read: {getattr(e, 'strerror', None) or e}") from e
