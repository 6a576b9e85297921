"""TEI files → what other platforms take. An export is a stylesheet `xslt/<name>.xsl` or a module of
`pipeline.exports`.

Each is a pure function of the TEI: same files, same bytes, whatever their order. What it cannot carry, it
says (`explain`).
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.errors import CannotWrite, NothingToWrite, UnreadableInput, UsageError
from pipeline.exports import File, Option, Options
from pipeline.exports._options import chosen
from pipeline.rendering import StylesheetInfo, render, stylesheets

#: Stylesheets that are parts of the reading edition (the export `site`), not exports by themselves.
_PARTS = frozenset({"html", "index", "search"})
_TEI = "http://www.tei-c.org/ns/1.0"
_OURS = "{urn:zapis:stylesheet}"
_ACTION = (
    "t:teiHeader/t:profileDesc/t:correspDesc/t:correspAction"
    "[not(contains(concat(' ', @ana, ' '), ' #copy '))][t:persName or t:orgName or t:name]/@type"
)
_DIVISION = "t:text/t:body/t:div[@type = 'original' or @type = 'translation']"
#: What an export may need of a document to have anything of it → in words, and as XPath from the root.
NEEDS = {
    "text": ("text in a div of the body with an xml:id", "t:text/t:body/t:div/@xml:id"),
    "divisions": ("a div of type original or translation in the body", _DIVISION),
    "turns": ("turns (sp) that say who speaks", "t:text//t:sp/@who"),
    "alignment": (
        "links between paragraphs of two languages",
        f"count({_DIVISION}) > 1 and t:standOff//t:linkGrp/t:link",
    ),
    "letters": (
        "a sender and an addressee (correspAction)",
        f"{_ACTION} = 'sent' and {_ACTION} = 'received'",
    ),
    "persons": ("two persons in the register", "count(t:standOff//t:person) > 1"),
    "places": ("places that the text names", "t:text//*[self::t:placeName or self::t:rs]/@ref"),
}


@dataclass(frozen=True)
class ExportInfo:
    """An export: `drops` says what its format cannot carry, `options` which options it knows, `needs` what a
    document must have to be in it (a key of `NEEDS`, or empty).
    """

    name: str
    description: str
    drops: str
    options: Mapping[str, Option]
    needs: str = ""


def exports() -> list[ExportInfo]:
    """The exports there are, by name, as found in `xslt/` and `pipeline/exports/`."""
    found = [_of_stylesheet(info) for info in stylesheets() if info.name not in _PARTS]
    found += [_of_module(name) for name in _modules()]
    return sorted(found, key=lambda info: info.name)


def explain(name: str) -> str:
    """What the export makes, what it leaves out, and its options. Raises `UsageError` for an unknown name."""
    info = _info(name)
    parts = [f"{info.name}: {info.description}", f"Not carried over: {info.drops or 'nothing.'}"]
    if info.needs:
        parts.append(f"Left out: documents without {NEEDS[info.needs][0]}.")
    if info.options:
        parts.append("Options:\n" + "\n".join(_option(*item) for item in info.options.items()))
    return "\n\n".join(parts) + "\n"


def _option(key: str, option: Option) -> str:
    default = f"default: {option.default}" if option.default else "none by default"
    return f"  {key} = {option.values} ({default})\n      {option.meaning}"


def reference() -> str:
    """All exports as a Markdown list, for the manual: name, what it makes, what it leaves out, options."""
    parts = []
    for info in exports():
        options = ", ".join(
            f"`{key}`" + (f" ({option.values})" if option.kind != "text" else "")
            for key, option in info.options.items()
        )
        parts.append(
            f"- **`{info.name}`** — {info.description}  \n  Not carried over: {info.drops}"
            + (f"  \n  Options: {options}." if options else "")
        )
    return "\n".join(parts) + "\n"


def check_names(names: Sequence[str]) -> None:
    """Raise `UsageError` for a name that is none of an export: before the work, not after it."""
    for name in names:
        _info(name)


def export(
    name: str, tei_files: Sequence[Path], out: Path, options: Mapping[str, object] | None = None
) -> list[Path]:
    """Write the export of the files to `out`; returns the documents of which it has nothing (`NEEDS`).

    `out` is a folder, which is made; an export of a single file may go to a file (a name with an ending).
    Each file is written beside its place and moved there when whole. Raises `UsageError` for an unknown
    name, option or value, `UnreadableInput` for a file that is no TEI, `NothingToWrite` where no document has
    what the export is made of, `CannotWrite` where the file system refuses, and what
    `pipeline.rendering.render` raises.
    """
    info = _info(name)
    chosen(name, info.options, options or {})
    lacking = _lacking(info, sorted(tei_files))
    if info.needs and len(lacking) == len(tei_files):
        raise NothingToWrite(f"{name}: nothing was written: no document has {NEEDS[info.needs][0]}")
    files = list(contents(name, tei_files, options))
    if not files:
        raise NothingToWrite(f"{name}: nothing was written: no document has what these options ask for")
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
    return lacking


def to_do(name: str, options: Mapping[str, object] | None = None) -> str:
    """What is left to do before the export can be used, in one line; empty where nothing is."""
    said = getattr(_module(name), "to_do", None)
    return said(chosen(name, _info(name).options, options or {})) if said else ""


def contents(
    name: str, tei_files: Sequence[Path], options: Mapping[str, object] | None = None
) -> Iterator[File]:
    """The files of an export as (path inside it, bytes), in order of their paths. Raises `UsageError` for an
    unknown name, option or value, and what `pipeline.rendering.render` raises.
    """
    values = chosen(name, _info(name).options, options or {})
    files = sorted(tei_files)
    module = _module(name)
    made = module.export(files, values) if module else _transformed(name, files, values)
    yield from sorted(made, key=lambda file: file[0])


def _lacking(info: ExportInfo, files: Sequence[Path]) -> list[Path]:
    """The files without what the export needs. Raises `UnreadableInput`, with file and line, for what is not
    well-formed or no TEI.
    """
    roots = [(path, _document(path)) for path in files]
    if not info.needs:
        return []
    xpath = f"boolean({NEEDS[info.needs][1]})"
    return [path for path, root in roots if not root.xpath(xpath, namespaces={"t": _TEI})]


def _document(path: Path) -> Any:
    from pipeline.saxon import TransformError, parse_xml

    try:
        root = parse_xml(path.read_bytes(), "the file")
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}") from None
    except TransformError as error:
        raise UnreadableInput(f"{path}:{error.line or 1}: {error.message}") from None
    if root.tag != f"{{{_TEI}}}TEI":
        name = root.tag.rpartition("}")[2]
        raise UnreadableInput(f"{path}:{root.sourceline}: no TEI document: its root is {name}, not TEI")
    return root


def _info(name: str) -> ExportInfo:
    for info in exports():
        if info.name == name:
            return info
    raise UsageError(f"there is no export {name!r}; there are: {', '.join(i.name for i in exports())}")


def _of_stylesheet(info: StylesheetInfo) -> ExportInfo:
    from pipeline.saxon import parse_xml

    private = {"files", "ui", "lang"}
    names = [p.name for p in info.parameters if p.name not in private]
    root = parse_xml(info.path.read_bytes(), info.path.name)
    said = next(root.iterchildren(f"{_OURS}stylesheet"))
    told = {e.get("name"): e for e in said.iterchildren(f"{_OURS}option")}
    options = {name: _of_parameter(root, name, told.get(name)) for name in names}
    return ExportInfo(info.name, info.description, info.drops, options, said.get("needs", ""))


def _of_parameter(root: Any, name: str, told: Any) -> Option:
    """The option that a stylesheet's parameter is: its default stands there as a literal, what it means in
    the element `z:option`.
    """
    path = f"{{http://www.w3.org/1999/XSL/Transform}}param[@name='{name}']"
    default = root.find(path).get("select", "''").strip("'")
    meaning = " ".join((told.text or "").split()) if told is not None else ""
    return Option(default, meaning, told.get("kind", "text") if told is not None else "text")


def _of_module(name: str) -> ExportInfo:
    module = _module(name)
    assert module is not None
    description = (module.__doc__ or "").split("\n\n")[0]
    description, drops = " ".join(description.split()), " ".join(module.DROPS.split())
    return ExportInfo(name, description, drops, module.OPTIONS, getattr(module, "NEEDS", ""))


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
    if options.get("uuid") == "":
        params["uuid"] = _uuid(files, options)
    if info.each == "collection":
        yield f"{name}{info.extension}", render(_listed(files), name, params).encode()
        return
    from pipeline.rendering import catalogue

    for entry in catalogue(files):
        for division in entry.divisions if info.each == "division" else ("",):
            chosen = params | ({"lang": division} if division else {})
            path = f"{entry.id}.{division}{info.extension}" if division else f"{entry.id}{info.extension}"
            yield path, render(entry.path, name, chosen).encode()


def _uuid(files: Sequence[Path], options: Options) -> str:
    """A UUID of the collection, the same for the same collection: of the address where it will stand, which
    stays when documents are added, or of its title and what is in it.
    """
    from uuid import NAMESPACE_URL, uuid5

    from pipeline.rendering import catalogue

    if re.match(r"https?:", options["address"]):
        return str(uuid5(NAMESPACE_URL, options["address"]))
    ids = sorted(entry.id for entry in catalogue(files))
    return str(uuid5(NAMESPACE_URL, "\n".join(["urn:zapis:collection", options["title"], *ids])))


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
