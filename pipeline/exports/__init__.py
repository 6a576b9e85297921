"""Exports whose work is packaging: one module each, found by its name.

A module says in `DROPS` what its format cannot carry, in `OPTIONS` which options it knows (`Option`), in
`NEEDS`, if it has it, what a document must have to be in it (a word of `pipeline.export.NEEDS`), and has
`export(files, options)`, which yields (path inside the export, bytes) in a fixed order, and perhaps
`to_do(options)`, which says what a person has to add.
It reads nothing but the TEI. What a format needs from a TEI file comes from the stylesheet
`xslt/facts.xsl`, so that XML is read in one place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.exports._options import Option

__all__ = [
    "BOM", "Facts", "File", "Files", "Option", "Options", "collection", "encoded", "entities", "facts", "filled",
    "table", "templates", "transformed", "ui_languages", "zipped",
]  # fmt: skip

#: Path inside the export ("/" between parts) and contents.
File = tuple[str, bytes]
Files = Iterator[File]
Options = Mapping[str, str]
Facts = dict[str, Any]


def facts(path: Path) -> Facts:
    """What a TEI file says, as `xslt/facts.xsl` puts it: document, turns, mentions, entities, alignment,
    corrections.

    Treat it as read-only: it is kept for the exports that follow.
    """
    return _facts(path.resolve(), path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _facts(path: Path, _version: int) -> Facts:
    from pipeline.rendering import render

    found: Facts = json.loads(render(path, "facts"))
    # TEI of other projects may have no xml:id; it is called as `catalogue` calls it.
    found["document"]["id"] = found["document"]["id"] or path.stem
    return found


def collection(paths: Sequence[Path]) -> list[Facts]:
    """The facts of several files by date, then id; documents without a date last."""
    found = [facts(path) for path in paths]
    return sorted(found, key=lambda f: (f["document"].get("date", "9"), f["document"]["id"]))


def entities(found: Sequence[Facts]) -> dict[str, dict[str, Any]]:
    """The entities of a collection by id, in alphabetical order of ids; what several documents say is
    joined.
    """
    joined: dict[str, dict[str, Any]] = {}
    for one in found:
        for entity in one["entities"]:
            known = joined.setdefault(entity["id"], {"forms": [], "identifiers": []})
            for key in ("forms", "identifiers"):
                known[key] = [*known[key], *(item for item in entity[key] if item not in known[key])]
            joined[entity["id"]] = entity | known
    return dict(sorted(joined.items()))


def encoded(value: Any) -> bytes:
    """JSON as people read it: two spaces, letters as they are, keys in the given order, one line feed at
    the end.
    """
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def table(text: str, options: Options) -> bytes:
    """A table in UTF-8; with a byte order mark where the option `bom` asks for one."""
    return text.encode("utf-8-sig" if options["bom"] == "yes" else "utf-8")


#: The option that tables for spreadsheets have: without the mark Excel reads letters of a Western code page.
BOM = Option("no", "a byte order mark before each table, by which Excel knows that it is UTF-8", "yes | no")


def zipped(files: Sequence[File]) -> bytes:
    """A ZIP of the files in their order, without a clock: the same files give the same bytes."""
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files:
            member = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return out.getvalue()


def transformed(path: Path, name: str, params: Mapping[str, str | bool] | None = None) -> bytes:
    """A TEI file through the stylesheet `xslt/lib/<name>.xsl`: for packages whose parts are XML of their
    own.
    """
    from pipeline.resources import resource_dir
    from pipeline.saxon import compile_stylesheet

    stylesheet = compile_stylesheet(resource_dir("xslt") / "lib" / f"{name}.xsl", sandboxed=False)
    return stylesheet.transform(path, params).encode()


def ui_languages() -> list[str]:
    """Languages in which pages can speak to a reader: those of the files `xslt/lib/words.<language>.xml`."""
    from pipeline.resources import resource_dir

    return sorted(path.name.split(".")[1] for path in (resource_dir("xslt") / "lib").glob("words.*.xml"))


def templates(name: str) -> dict[str, str]:
    """The fixed parts of a package by file name, from `templates/<name>/`; "@field@" stands for what
    `filled` puts in.
    """
    folder = Path(__file__).parent / "templates" / name
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def filled(template: str, fields: Mapping[str, str]) -> bytes:
    """The template with its "@field@" replaced, escaped for XML and HTML; a field that is not given stays
    as it is.
    """
    from html import escape

    return re.sub(r"@(\w+)@", lambda m: escape(fields[m[1]]) if m[1] in fields else m[0], template).encode()
