"""zapis: archival diplomatic records to scholarly TEI-XML.

    tei = encode(Path("record.txt"))
    for finding in validate(tei): ...
    page = render(tei, "html")

The same as the command, as functions. `pipeline.build.encode_document` gives the document with all its layers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.finding import Finding
    from pipeline.project import Project

__all__ = ["__version__", "encode", "render", "validate"]

#: One line that ends so is the name of a file; no record of a conversation is so short.
_NAMED = re.compile(r"\s*\S[^\n\r]{0,1000}\.(?:txt|md|markdown)\s*", re.IGNORECASE)


def __getattr__(name: str) -> str:
    """`__version__`, looked up only when asked for: it reads the installation's metadata."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline.encoding.document import program_version

    return program_version()


def encode(
    source: os.PathLike[str] | str | bytes, *, name: str | None = None, project: Project | None = None
) -> bytes:
    """The TEI (UTF-8) of a source: a file, or its text as `str` or `bytes` with the file `name` to record.

    A `str` of one line that names a file there is read as that file. Raises
    `pipeline.errors.UnreadableInput` for what is no source text, and for a line such as "record.txt" where
    there is no such file; `TypeError` for anything else.
    """
    from pipeline.authority import load_authority
    from pipeline.build import encode_document
    from pipeline.errors import UnreadableInput
    from pipeline.project import Project
    from pipeline.source import read, read_bytes

    options = project or Project()
    folder, path = ".", _path(source, "encode", "text")
    if path is not None:
        text, folder = read(path), path.parent.name or "."
    elif isinstance(source, str) and _NAMED.fullmatch(source):
        raise UnreadableInput(f"{source.strip()}: there is no such file, and a text it is not")
    else:
        data = source.encode("utf-8") if isinstance(source, str) else source
        assert isinstance(data, bytes)
        text = read_bytes(data, name or "source.txt")
    return encode_document(text, options, load_authority(options.authority_files()), folder=folder).tei


def validate(
    tei: os.PathLike[str] | str | bytes,
    *,
    name: str | None = None,
    schema: str | None = None,
    phase: str | None = None,
) -> list[Finding]:
    """Findings on a TEI file, sorted by place; `schema` and `phase` as in `zapis validate`.

    `tei` is the path of a file, or XML as `bytes` or as a `str` that begins with "<". Raises
    `pipeline.errors.UnreadableInput` for a file that cannot be read, `TypeError` for anything else.
    """
    from pipeline.validation import validate_tei

    given = _tei(tei, "validate")
    if isinstance(given, Path):
        return validate_tei(_content(given), name or str(given), schema=schema, phase=phase)
    found = validate_tei(given, name or "document.xml", schema=schema, phase=phase)
    # What has no file has no file name to be wrong.
    return found if name else [f for f in found if f.code != "h-001"]


def render(
    tei: os.PathLike[str] | str | bytes,
    output: str,
    params: Mapping[str, str | int | float | bool] | None = None,
) -> str:
    """A TEI file as one of the outputs in `xslt/` ("html", "text", "parallel" …); `params` are those of the stylesheet.

    `tei` as for `validate`; raises as it does.
    """
    from pipeline.rendering import render as transform

    given = _tei(tei, "render")
    if isinstance(given, Path):
        _content(given)
    return transform(given, output, params)


def _path(given: Any, function: str, content: str) -> Path | None:
    """The file that is meant, None for contents. Raises `TypeError` for what is neither."""
    if isinstance(given, bytes):
        return None
    if isinstance(given, os.PathLike):
        return Path(given)
    if not isinstance(given, str):
        wanted = f"a path, or {content} as str or bytes"
        raise TypeError(f"pipeline.{function} takes {wanted}, not {type(given).__name__}")
    # is_file() raises for a name that no file system takes: a NUL in it, or longer than any path.
    named = len(given) < 4096 and "\n" not in given and "\0" not in given
    try:
        return Path(given) if named and Path(given).is_file() else None
    except OSError:
        return None


def _tei(given: Any, function: str) -> Path | bytes:
    """The file that is meant, or its contents in UTF-8."""
    path = _path(given, function, "XML")
    if path is not None or isinstance(given, bytes):
        return given if path is None else path
    text: str = given
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return Path(text)
    # An encoding declared in a text that has been decoded no longer holds.
    return re.sub(r"(<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", r"\1", text, count=1).encode()


def _content(path: Path) -> bytes:
    from pipeline.errors import UnreadableInput

    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}") from error
