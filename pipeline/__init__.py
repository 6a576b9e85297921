"""zapis: archival diplomatic records to scholarly TEI-XML.

    tei = encode(Path("record.txt"))
    for finding in validate(tei): ...
    page = render(tei, "html")

The same as the command, as functions. `pipeline.build.encode_document` gives the document with all its layers.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.finding import Finding
    from pipeline.project import Project

__all__ = ["encode", "render", "validate"]


def encode(source: Path | str | bytes, *, name: str | None = None, project: Project | None = None) -> bytes:
    """The TEI (UTF-8) of a source: a file, or its text as `str` or `bytes` with the file `name` to record.

    Raises `pipeline.errors.UnreadableInput` for what is no source text.
    """
    from pipeline.authority import load_authority
    from pipeline.build import encode_document
    from pipeline.project import Project
    from pipeline.source import read, read_bytes

    options = project or Project()
    folder = "."
    if isinstance(source, Path):
        text, folder = read(source), source.parent.name or "."
    else:
        data = source.encode("utf-8") if isinstance(source, str) else source
        text = read_bytes(data, name or "source.txt")
    return encode_document(text, options, load_authority(options.authority_files()), folder=folder).tei


def validate(
    tei: Path | bytes, *, name: str | None = None, schema: str | None = None, phase: str | None = None
) -> list[Finding]:
    """Findings on a TEI file, sorted by place; `schema` and `phase` as in `zapis validate`."""
    from pipeline.validation import validate_tei

    if isinstance(tei, Path):
        return validate_tei(tei.read_bytes(), name or str(tei), schema=schema, phase=phase)
    found = validate_tei(tei, name or "document.xml", schema=schema, phase=phase)
    # What has no file has no file name to be wrong.
    return found if name else [f for f in found if f.code != "h-001"]


def render(
    tei: Path | bytes, output: str, params: Mapping[str, str | int | float | bool] | None = None
) -> str:
    """A TEI file as one of the outputs in `xslt/` ("html", "text", "parallel" …); `params` are those of the stylesheet."""
    from pipeline.rendering import render as transform

    return transform(tei, output, params)
