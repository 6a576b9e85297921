"""TEI → what people read: pages, an index, plain text, tables, by the stylesheets in `xslt/`.

An output is a file `xslt/<name>.xsl` that says what it is in a top-level element of the namespace
`urn:zapis:stylesheet`; adding an output is adding such a file. Everything here is a pure function of the TEI.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.resources import resource_dir
from pipeline.saxon import (
    Declaration,
    Parameter,
    TransformError,
    UnknownName,
    compile_stylesheet,
    declarations,
    parse_xml,
)

_TEI = "{http://www.tei-c.org/ns/1.0}"
_OURS = "urn:zapis:stylesheet"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class StylesheetInfo:
    """What a stylesheet makes. `each` says of what: document, division (of a document) or collection;
    `drops` what of the TEI it cannot carry."""

    name: str
    path: Path
    extension: str
    media_type: str
    each: str
    description: str
    drops: str
    parameters: tuple[Declaration, ...]


@dataclass(frozen=True)
class Entry:
    """A TEI file as the index sees it: `divisions` are the xml:ids of its texts, `languages`
    theirs in the same order, `turns` counts those of the first."""

    path: Path
    id: str
    title: str
    date: str
    divisions: tuple[str, ...]
    languages: tuple[str, ...]
    turns: int


def stylesheets(folder: Path | None = None) -> list[StylesheetInfo]:
    """The outputs there are, by name, as found in the folder `xslt/` (or in `folder`)."""
    found = []
    for path in sorted((folder or resource_dir("xslt")).glob("*.xsl")):
        said = parse_xml(path.read_bytes()).find(f"{{{_OURS}}}stylesheet")
        if said is not None:
            found.append(_info(path, said))
    return found


def _info(path: Path, said: Any) -> StylesheetInfo:
    if said.get("name") != path.stem:
        raise TransformError(f"{path.name} calls itself {said.get('name')!r}", said.sourceline)
    declared = declarations(path.read_text(encoding="utf-8"), path, path.name)
    return StylesheetInfo(
        name=path.stem,
        path=path,
        extension=said.get("extension", ""),
        media_type=said.get("media-type", "text/plain"),
        each=said.get("each", "document"),
        description=" ".join((said.text or "").split()),
        drops=" ".join((said.findtext(f"{{{_OURS}}}drops") or "").split()),
        parameters=tuple(declared.values()),
    )


def render(tei: bytes | Path, output: str, params: Mapping[str, Parameter] | None = None) -> str:
    """The document as `output` ("html", "text", "parallel" …): the serialised result.

    `params` are those of the stylesheet. Raises `TransformError` for an output or parameter that does not
    exist, a document that is not well-formed, or an element that the stylesheet does not know; `OSError` for
    a file that cannot be read.
    """
    path = resource_dir("xslt") / f"{output}.xsl"
    if not path.is_file() or path.parent != resource_dir("xslt"):
        known = ", ".join(info.name for info in stylesheets())
        raise UnknownName(f"there is no output {output!r}; there are: {known}")
    return compile_stylesheet(path, sandboxed=False).transform(tei, params)


def catalogue(files: Sequence[Path]) -> list[Entry]:
    """The documents by date, then id; those without a date last."""
    entries = [_entry(path, parse_xml(path.read_bytes())) for path in files]
    return sorted(entries, key=lambda entry: (entry.date or "9", entry.id))


def render_index(
    files: Sequence[Path],
    params: Mapping[str, Parameter] | None = None,
    *,
    href: str = "{id}.html",
    page: str = "index",
) -> str:
    """A page about all documents; `href` is the address of each, "{id}" its xml:id.

    `page` is "index" (a list by date) or "search" (a form; the bundles that it searches are made elsewhere).
    """
    from lxml import etree

    collection = etree.Element(f"{{{_OURS}}}collection")
    for entry in catalogue(files):
        root = parse_xml(entry.path.read_bytes())
        document = etree.SubElement(collection, f"{{{_OURS}}}document", href=href.format(id=entry.id))
        document.set("turns", str(entry.turns) if entry.turns else "")
        document.set("languages", " ".join(dict.fromkeys(entry.languages)))
        for part in (*root.findall(f"{_TEI}text"), *root.findall(f"{_TEI}standOff")):
            root.remove(part)
        for element in root.iterdescendants("*"):
            element.attrib.pop(_XML_ID, None)  # unique in a document, not in a collection
        document.append(root)
    return render(etree.tostring(collection), page, params)


def edition(
    files: Sequence[Path], params: Mapping[str, Parameter] | None = None, *, tei: str = "../tei/{name}"
) -> Iterator[tuple[str, str]]:
    """The reading edition, file by file as (path relative to the output folder, text), in the order of dates.

    `html/<id>.html` with links to the documents before and after, to the TEI (`tei`, "{name}" its file name)
    and the texts; `html/index.html`; `text/<id>.<division>.txt`. `params` go to every page ("ui" for its
    language). Raises as `render`.
    """
    entries = catalogue(files)
    shared = dict(params or {})
    for n, entry in enumerate(entries):
        links = page_links(entries, n, tei=tei)
        yield f"html/{entry.id}.html", render(entry.path, "html", links | shared)
        for division in entry.divisions:
            yield f"text/{entry.id}.{division}.txt", render(entry.path, "text", {"lang": division})
    yield "html/index.html", render_index(files, shared)


def page_links(entries: Sequence[Entry], n: int, *, tei: str = "../tei/{name}") -> dict[str, Parameter]:
    """The parameters that tie page `n` of a catalogue to the others and to its downloads."""
    entry = entries[n]
    links: dict[str, Parameter] = {
        "index-href": "index.html",
        "tei-href": tei.format(name=entry.path.name),
        "text-href": f"../text/{entry.id}.{{lang}}.txt",
    }
    for name, at in (("previous", n - 1), ("next", n + 1)):
        if 0 <= at < len(entries):
            links[f"{name}-href"] = f"{entries[at].id}.html"
            links[f"{name}-title"] = entries[at].title
    return links


def _entry(path: Path, root: Any) -> Entry:
    header = f"{_TEI}teiHeader/{_TEI}fileDesc/{_TEI}titleStmt/{_TEI}title"
    titles = root.findall(header)
    english = [t for t in titles if t.get(_XML_LANG) == "en"] or titles
    divisions = root.findall(f"{_TEI}text/{_TEI}body/{_TEI}div")
    return Entry(
        path=path,
        id=root.get(_XML_ID, path.stem),
        title=" ".join("".join(english[0].itertext()).split()) if english else path.stem,
        date=_date(root),
        divisions=tuple(d.get(_XML_ID) for d in divisions if d.get(_XML_ID)),
        languages=tuple(d.get(_XML_LANG, "und") for d in divisions if d.get(_XML_ID)),
        turns=sum(1 for _ in divisions[0].iter(f"{_TEI}sp")) if divisions else 0,
    )


def _date(root: Any) -> str:
    """Of the document, ISO 8601; "" where the header has none (as `z:date` of `xslt/lib/header.xsl`)."""
    profile, source = f"{_TEI}teiHeader/{_TEI}profileDesc", f"{_TEI}teiHeader/{_TEI}fileDesc/{_TEI}sourceDesc"
    dates = [
        *root.findall(f"{profile}/{_TEI}creation/{_TEI}date"),
        *root.findall(f"{profile}/{_TEI}settingDesc/{_TEI}setting/{_TEI}date"),
        *root.findall(f"{source}//{_TEI}bibl[@type='digitalSource']/{_TEI}date"),
    ]
    values = (d.get("when") or d.get("from") or d.get("notBefore") for d in dates)
    return next((value.split("T")[0] for value in values if value), "")
