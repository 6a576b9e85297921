"""The straight line of encoding: marks, body, standOff, header, one tree."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from pipeline.encoding.body import encode_body
from pipeline.encoding.element import E, Element
from pipeline.encoding.header import encode_header, translator_ids
from pipeline.encoding.ids import with_safe_ids
from pipeline.encoding.marks import marks_of
from pipeline.encoding.standoff import encode_standoff
from pipeline.metadata import layout
from pipeline.model import Document, Insertion
from pipeline.source import address


def program_version() -> str:
    """Version of the program, as installed; "0" in a bare checkout."""
    try:
        return version("zapis")
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True)
class Settings:
    """What the encoding may depend on besides the source.

    `id` is the xml:id of the TEI element and the file name; `folder` what source pointers begin with. Dates (`published`,
    `encoded`, ISO 8601) are written only when given: the program never looks at a clock.
    """

    id: str = "document"
    folder: str = "seeds"
    publisher: str = "zapis (machine encoding, unpublished)"
    published: str | None = None
    encoded: str | None = None
    version: str = ""
    genre: str = "other"
    repair: bool = True
    threshold: float = 0.5


def encode(document: Document, settings: Settings) -> Element:
    """The `TEI` element of a document (TEI P5)."""
    by = responsibilities(document)
    reserved = {settings.id, *(p.lstrip("#") for pointers in by.values() for p in pointers.split())}
    document = with_safe_ids(document, reserved)
    units = [u for z in document.structure.zones for u in z.units]
    marks = marks_of(document, units, lambda i: _by(i, by))
    body = encode_body(document, marks, source_path=address(f"{settings.folder}/{document.source.name}"), by=by)
    standoff = encode_standoff(document, body)
    header = encode_header(document, body.element, settings)
    lang = document.structure.zones[0].lang if document.structure.zones else "und"
    return E(
        "TEI",
        header,
        standoff,
        E("text", body.element),
        xml_id=settings.id,
        xml_lang="en" if document.metadata.archive else lang,
    )


def responsibilities(document: Document) -> dict[str, str]:
    """Pointers for "translator" and "publisher"; the program where the cover page names neither."""
    described = layout(document.metadata.archive)
    publisher = f"#{described.table['organisation']}" if described else "#encoder"
    translators = [f"#{id}" for id, _ in translator_ids(document.metadata.translators)]
    return {"translator": " ".join(translators) or publisher, "publisher": publisher, "author": publisher}


def _by(insertion: Insertion, by: dict[str, str]) -> str:
    return by.get(insertion.by, by["publisher"])
