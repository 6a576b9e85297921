"""TEI files → what other platforms take. An export is a stylesheet `xslt/<name>.xsl` or a module of
`pipeline.exports`.

Each is a pure function of the TEI: same files, same bytes, whatever their order. What it cannot carry, it
says (`explain`).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.errors import CannotWrite, UsageError
from pipeline.exports import File, Options
from pipeline.rendering import StylesheetInfo, render, stylesheets

#: Stylesheets that are parts of the reading edition (the export `site`), not exports by themselves.
_PARTS = frozenset({"html", "index", "search"})


@dataclass(frozen=True)
class ExportInfo:
    """An export: `drops` says what its format cannot carry, `options` which options it knows with their
    defaults.
    """

    name: str
    description: str
    drops: str
    options: Mapping[str, str]


def exports() -> list[ExportInfo]:
    """The exports there are, by name, as found in `xslt/` and `pipeline/exports/`."""
    found = [_of_stylesheet(info) for info in stylesheets() if info.name not in _PARTS]
    found += [_of_module(name) for name in _modules()]
    return sorted(found, key=lambda info: info.name)


def explain(name: str) -> str:
    """What the export makes, what it leaves out, and its options. Raises `UsageError` for an unknown name."""
    info = _info(name)
    options = "".join(f"  {key} = {value or '(none)'}\n" for key, value in info.options.items())
    return f"{info.name}: {info.description}\n\nNot carried over: {info.drops or 'nothing.'}\n" + (
        f"\nOptions and defaults:\n{options}" if options else ""
    )


def reference() -> str:
    """All exports as a Markdown list, for the manual: name, what it makes, what it leaves out, options."""
    parts = []
    for info in exports():
        options = ", ".join(f"`{key}`" for key in info.options)
        parts.append(
            f"- **`{info.name}`** — {info.description}  \n  Not carried over: {info.drops}"
            + (f"  \n  Options: {options}." if options else "")
        )
    return "\n".join(parts) + "\n"


def export(name: str, tei_files: Sequence[Path], out: Path, options: Mapping[str, str] | None = None) -> None:
    """Write the export of the files to `out`.

    `out` is a folder, which is made; an export of a single file may go to a file (a name with an ending).
    Each file is written beside its place and moved there when whole. Raises `UsageError` for an unknown
    name or option, `CannotWrite` where the file system refuses, and what `pipeline.rendering.render` raises.
    """
    files = list(contents(name, tei_files, options))
    try:
        if len(files) == 1 and out.suffix and not out.is_dir():
            _write(out, files[0][1])
        else:
            if (out / "bagit.txt").exists() or name == "bag":
                _only(out, {path for path, _ in files})
            for path, content in files:
                _write(out / path, content)
    except OSError as error:
        raise CannotWrite(
            f"{error.filename or out}: {error.strerror}; choose another place with -o"
        ) from None


def contents(
    name: str, tei_files: Sequence[Path], options: Mapping[str, str] | None = None
) -> Iterator[File]:
    """The files of an export as (path inside it, bytes), in order of their paths; errors as in `export`."""
    info = _info(name)
    unknown = sorted((options or {}).keys() - info.options.keys())
    if unknown:
        known = ", ".join(info.options) or "none"
        raise UsageError(f"the export {name} has no option {unknown[0]!r}; it knows: {known}")
    chosen = {**info.options, **(options or {})}
    files = sorted(tei_files)
    module = _module(name)
    made = module.export(files, chosen) if module else _transformed(name, files, chosen)
    yield from sorted(made, key=lambda file: file[0])


def _info(name: str) -> ExportInfo:
    for info in exports():
        if info.name == name:
            return info
    raise UsageError(f"there is no export {name!r}; there are: {', '.join(i.name for i in exports())}")


def _of_stylesheet(info: StylesheetInfo) -> ExportInfo:
    private = {"files", "ui", "lang"}
    options = {p.name: "" for p in info.parameters if p.name not in private}
    return ExportInfo(info.name, info.description, info.drops, options)


def _of_module(name: str) -> ExportInfo:
    module = _module(name)
    assert module is not None
    description = (module.__doc__ or "").split("\n\n")[0]
    return ExportInfo(name, " ".join(description.split()), " ".join(module.DROPS.split()), module.OPTIONS)


def _modules() -> list[str]:
    package = import_module("pipeline.exports")
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return [name.replace("_", "-") for name in names if not name.startswith("_")]


def _module(name: str) -> ModuleType | None:
    return import_module(f"pipeline.exports.{name.replace('-', '_')}") if name in _modules() else None


def _transformed(name: str, files: Sequence[Path], options: Options) -> Iterator[File]:
    """What a stylesheet makes of each document, each division or all documents at once."""
    info = next(info for info in stylesheets() if info.name == name)
    params: dict[str, Any] = {key: value for key, value in options.items() if value}
    if info.each == "collection":
        yield f"{name}{info.extension}", render(_listed(files), name, params).encode()
        return
    from pipeline.rendering import catalogue

    for entry in catalogue(files):
        for division in entry.divisions if info.each == "division" else ("",):
            chosen = params | ({"lang": division} if division else {})
            path = f"{entry.id}.{division}{info.extension}" if division else f"{entry.id}{info.extension}"
            yield path, render(entry.path, name, chosen).encode()


def _listed(files: Sequence[Path]) -> bytes:
    """The input of a stylesheet that takes a collection: the addresses of the files, by date.

    Each file stays a document of its own, because xml:ids are unique in a document only.
    """
    from lxml import etree

    from pipeline.rendering import catalogue

    root = etree.Element("{urn:zapis:stylesheet}collection")
    for entry in catalogue(files):
        etree.SubElement(root, "{urn:zapis:stylesheet}document", href=entry.path.resolve().as_uri())
    content: bytes = etree.tostring(root)
    return content


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _only(folder: Path, keep: set[str]) -> None:
    """Make way in a folder that must hold the export alone: remove what an earlier bag left, refuse
    anything else.
    """
    there = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []
    stale = [p for p in there if p.relative_to(folder).as_posix() not in keep]
    if stale and not (folder / "bagit.txt").exists():
        raise CannotWrite(f"{folder}: is not empty and not a bag; choose an empty folder with -o")
    for path in stale:
        path.unlink()
