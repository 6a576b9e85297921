"""BagIt 1.0 (RFC 8493): the TEI, the reading edition and, on demand, the sources, with checksums of every
file.

Date and agent are options and not today and this machine, so that the same input gives the same bag.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.exports import File, Files, Option, Options, collection

DROPS = """nothing: the files are packed as they are. Exports inside are made with their defaults; the reading
edition inside has no search."""
OPTIONS = {
    "sources": Option("", "a folder whose files are packed in, too", "folder"),
    "exports": Option("", "exports that are packed in, too", "exports"),
    "date": Option("", "when the bag was made", "day"),
    "organization": Option("", "who sends it"),
    "contact": Option("", "whom to ask about it"),
}

_ALGORITHMS = ("sha256", "sha512")


def export(files: Sequence[Path], options: Options) -> Files:
    """`data/tei`, `data/site`, `data/sources` (the files of the folder `sources`) and the tag files.

    Raises `UsageError` for a source whose name is not ASCII: other names change their form between file
    systems.
    """
    payload = dict(_payload(files, options))
    for path in payload:
        if not path.isascii() or unicodedata.normalize("NFC", path) != path or "\n" in path or "%" in path:
            raise UsageError(f"{path}: a bag wants file names in ASCII without '%'; rename the file")
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": _info(files, payload, options),
    }
    for name in _ALGORITHMS:
        tags[f"manifest-{name}.txt"] = _manifest(name, payload)
    for name in _ALGORITHMS:
        tagged = {path: content for path, content in tags.items() if not path.startswith("tagmanifest")}
        tags[f"tagmanifest-{name}.txt"] = _manifest(name, tagged)
    yield from sorted({**payload, **tags}.items())


def _payload(files: Sequence[Path], options: Options) -> Iterator[File]:
    from pipeline.export import contents

    for path, content in contents("site", files):
        yield f"data/{path}", content
    for name in filter(None, (part.strip() for part in options["exports"].split(","))):
        if name == "bag":
            raise UsageError("a bag cannot hold itself; leave bag out of the option exports")
        for path, content in contents(name, files):
            yield f"data/exports/{name}/{path}", content
    if options["sources"]:
        folder = Path(options["sources"])
        for source in sorted(p for p in folder.rglob("*") if p.is_file()):
            yield f"data/sources/{source.relative_to(folder).as_posix()}", source.read_bytes()


def _manifest(algorithm: str, contents: dict[str, bytes]) -> bytes:
    lines = (
        f"{hashlib.new(algorithm, content).hexdigest()}  {path}\n"
        for path, content in sorted(contents.items())
    )
    return "".join(lines).encode()


def _info(files: Sequence[Path], payload: dict[str, bytes], options: Options) -> bytes:
    """bag-info.txt: the fields that the option or the documents give, and the count of octets and files."""
    found = [one["document"] for one in collection(files)]
    octets = sum(len(content) for content in payload.values())
    fields = [
        ("Source-Organization", options["organization"]),
        ("Contact-Name", options["contact"]),
        ("Bagging-Date", options["date"]),
        *(("External-Identifier", document["id"]) for document in found),
        ("External-Description", "; ".join(document["title"] for document in found)),
        ("Payload-Oxum", f"{octets}.{len(payload)}"),
    ]
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in fields if value).encode()
