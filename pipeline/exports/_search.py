"""Blocks of text → a search index for static pages, made by Pagefind: one bundle per language.

A page is indexed in one language only, so the records are not pages but blocks (a paragraph, a turn), each
with the stemmer of its own language and the address of its anchor.

Pagefind's program is spoken to directly, in the way of its own packages (base64 of JSON, a comma after each
message). Its Python package waits a tenth of a second for every record, and ends the program when it says that
the files are written, which they are not always: the last ones came out empty. Filters and their values stand in
the order of a hash map, another in every run, even on one thread; here they are put into alphabetical order, so
that the same texts give the same bytes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import subprocess
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import pairwise
from typing import IO, Any

from pipeline.errors import Bug, MissingPart
from pipeline.exports import Facts, Files


def bundles(found: Sequence[Facts]) -> Files:
    """`pagefind/<language>/…` for each language of the texts. Raises `MissingPart` without the package
    pagefind.
    """
    program = _program()
    records = list(_records(found))
    for language in sorted({record["language"] for record in records}):
        chosen = [record for record in records if record["language"] == language]
        for path, content in sorted(_ordered(_bundle(program, chosen, language)).items()):
            yield f"pagefind/{language}/{path}", content


def _program() -> str:
    try:
        found = import_module("pagefind.service").get_executable()
    except ImportError:
        found = None
    if not found:
        raise MissingPart("search needs Pagefind: pip install 'pagefind[extended]', or set search = no")
    return str(found)


def _records(found: Sequence[Facts]) -> Iterator[dict[str, Any]]:
    for one in found:
        document = one["document"]
        names = {entity["id"]: entity["name"] for entity in one["entities"]}
        for block in one["blocks"]:
            filters = {
                "document": [document["title"]],
                "language": [block["lang"]],
                "speaker": [names.get(who, who) for who in block["who"]],
                "year": [document["date"][:4]] if "date" in document else [],
            }
            yield {
                "url": f"{document['id']}.html#{block['id']}",
                "content": block["text"],
                "language": block["lang"].split("-")[0],
                "meta": {"title": document["title"], "date": document.get("date", ""), "lang": block["lang"]},
                "filters": {key: value for key, value in filters.items() if value},
            }


def _bundle(program: str, records: Sequence[dict[str, Any]], language: str) -> dict[str, bytes]:
    """The files that Pagefind makes of the records."""
    with subprocess.Popen(
        [program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as service:
        try:
            index = _asked(service, type="NewIndex", config={"force_language": language})["index_id"]
            for record in records:
                _asked(service, type="AddRecord", index_id=index, sort=None, **record)
            files = _asked(service, type="GetFiles", index_id=index)["files"]
        finally:
            service.terminate()
    return {file["path"]: base64.b64decode(file["content"]) for file in files}


def _asked(service: subprocess.Popen[bytes], **payload: Any) -> dict[str, Any]:
    assert service.stdin and service.stdout
    message = json.dumps({"message_id": 1, "payload": payload}).encode()
    service.stdin.write(base64.b64encode(message) + b",")
    service.stdin.flush()
    answer: dict[str, Any] = json.loads(base64.b64decode(_until_comma(service.stdout)))["payload"]
    if answer["type"] == "Error":
        raise Bug(f"Pagefind: {answer['message']}")
    return answer


def _until_comma(stream: IO[bytes]) -> bytes:
    """One answer: the program says nothing more before it is asked again."""
    found = bytearray()
    while not found.endswith(b","):
        part = stream.read1(65536)  # type: ignore[attr-defined]
        if not part:
            raise Bug("Pagefind ended without an answer")
        found += part
    return bytes(found[:-1])


_SIGNATURE = b"pagefind_dcd"


def _ordered(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a bundle with filters and their values in alphabetical order, named anew by their contents.

    The bundle of a release of Pagefind that writes it otherwise stays as it is.
    """
    try:
        return _renamed(files)
    except (ValueError, IndexError):
        return files


def _renamed(files: dict[str, bytes]) -> dict[str, bytes]:
    """A filter is [name, [[value, records], …]]; the fourth part of the list of all parts is
    [[name of a filter, its file], …]; `pagefind-entry.json` names that list.
    """
    out = dict(files)
    (meta,) = (path for path in files if path.endswith(".pf_meta"))
    listed = _unpacked(out.pop(meta))
    for path in [path for path in files if path.endswith(".pf_filter")]:
        content = _sorted(_unpacked(out.pop(path)), 1)
        old = path.removeprefix("filter/").removesuffix(".pf_filter")
        listed = listed.replace(old.encode(), _name(old, content).encode())
        out[f"filter/{_name(old, content)}.pf_filter"] = _packed(content)
    listed = _sorted(listed, 3)
    old = meta.removeprefix("pagefind.").removesuffix(".pf_meta")
    out[f"pagefind.{_name(old, listed)}.pf_meta"] = _packed(listed)
    entry = out["pagefind-entry.json"]
    out["pagefind-entry.json"] = entry.replace(old.encode(), _name(old, listed).encode())
    return out


def _name(old: str, content: bytes) -> str:
    """Language and hash, as many digits as there were."""
    language, _, digits = old.rpartition("_")
    return f"{language}_{hashlib.sha256(content).hexdigest()[: len(digits)]}"


def _unpacked(content: bytes) -> bytes:
    found = gzip.decompress(content)
    if not found.startswith(_SIGNATURE):
        raise ValueError
    return found.removeprefix(_SIGNATURE)


def _packed(content: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile("", "wb", fileobj=out, mtime=0) as file:
        file.write(_SIGNATURE + content)
    return out.getvalue()


def _sorted(data: bytes, place: int) -> bytes:
    """An array in CBOR (RFC 8949), its element at `place` an array of arrays that begin with a text: the same,
    that one in order of the texts.
    """
    start, elements = _elements(data)
    inner, pairs = _elements(elements[place])
    ordered: list[bytes] = sorted(pairs, key=_first_text)
    elements[place] = elements[place][:inner] + b"".join(ordered)
    return data[:start] + b"".join(elements)


def _first_text(pair: bytes) -> bytes:
    text = _elements(pair)[1][0]
    return text[_head(text, 0)[2] :]


def _elements(data: bytes) -> tuple[int, list[bytes]]:
    """Where the elements of an array begin, and each as it stands. Raises `ValueError` for anything else."""
    kind, count, start = _head(data, 0)
    ends = [start]
    for _ in range(count):
        ends.append(_end(data, ends[-1]))
    if kind != 4 or ends[-1] != len(data):
        raise ValueError
    return start, [data[a:b] for a, b in pairwise(ends)]


def _end(data: bytes, at: int) -> int:
    kind, value, at = _head(data, at)
    if kind in (2, 3):
        return at + value
    for _ in range(value if kind == 4 else 2 * value if kind == 5 else 0):
        at = _end(data, at)
    return at


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Kind of an item, its number (value, length or count), and where what follows begins."""
    kind, number = data[at] >> 5, data[at] & 31
    if number < 24:
        return kind, number, at + 1
    if number > 27:
        raise ValueError
    after = at + 1 + 2 ** (number - 24)
    return kind, int.from_bytes(data[at + 1 : after], "big"), after
