"""Entries ↔ TEI lists (listPerson, listPlace, listOrg; TEI Guidelines 14.3 and 14.3.2-14.3.4)."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from pipeline.authority.entry import Entry, Name, Office
from pipeline.errors import UnreadableInput

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
_LISTS = {"person": "listPerson", "place": "listPlace", "org": "listOrg"}
_NAMES = {"person": "persName", "place": "placeName", "org": "orgName"}
_FACTS = ("birth", "death", "occupation")
#: What @cert says of facts that nobody has held against a reference.
_UNCHECKED = "unknown"
_TITLES = {"person": "Persons", "place": "Places", "org": "Organisations"}


class AuthorityError(UnreadableInput, ValueError):
    """A file of the authority that cannot be read; the message names the file and what is wrong."""


def read(path: Path) -> list[Entry]:
    """Entries of a TEI file, in its order. Raises AuthorityError where it is not TEI or an entry has no
    id."""
    try:
        root = etree.parse(str(path)).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise AuthorityError(f"{path}: cannot be read as XML: {error}") from error
    if root.tag != f"{{{TEI}}}TEI":
        raise AuthorityError(f"{path}: not a TEI file")
    return [_entry(e, kind, path) for kind in _LISTS for e in root.iter(f"{{{TEI}}}{kind}")]


def _entry(e: etree._Element, kind: str, path: Path) -> Entry:
    id = e.get(f"{{{XML}}}id")
    if not id:
        raise AuthorityError(f"{path}:{e.sourceline}: {kind} has no xml:id")
    notes = {n.get("type", "description"): _text(n) for n in e.findall(f"{{{TEI}}}note")}
    geo = e.findtext(f"{{{TEI}}}location/{{{TEI}}}geo")
    lat, lon = map(float, geo.split()) if geo else (None, None)
    return Entry(
        id=id,
        kind=kind,
        names=tuple(_name(n) for n in e.findall(f"{{{TEI}}}{_NAMES[kind]}")),
        identifiers=tuple((i.get("type", ""), _text(i)) for i in e.findall(f"{{{TEI}}}idno")),
        born=_when(e, "birth"),
        died=_when(e, "death"),
        offices=tuple(
            Office(_text(o), o.get("from"), o.get("to")) for o in e.findall(f"{{{TEI}}}occupation")
        ),
        note=notes.get("description"),
        lat=lat,
        lon=lon,
        type=e.get("type"),
        source=notes.get("source"),
        evidence=notes.get("evidence"),
        cert=float(e.get("cert", 1.0)),
        unchecked=any(f.get("cert") == _UNCHECKED for tag in _FACTS for f in e.findall(f"{{{TEI}}}{tag}")),
        file=str(path),
        line=_line(e),
    )


def _text(e: etree._Element) -> str:
    return " ".join("".join(str(t) for t in e.itertext()).split())


def _line(e: etree._Element) -> int:
    line: object = e.sourceline
    return line if isinstance(line, int) else 0


def _when(e: etree._Element, tag: str) -> str | None:
    found = e.find(f"{{{TEI}}}{tag}")
    return None if found is None else found.get("when")


def _name(e: etree._Element) -> Name:
    surname = e.find(f"{{{TEI}}}surname")
    return Name(
        _text(e),
        e.get(f"{{{XML}}}lang", "und"),
        e.get("type", "variant"),
        None if surname is None else _text(surname),
        e.get("from"),
        e.get("to"),
    )


def document(kind: str, entries: list[Entry], title: str | None = None) -> bytes:
    """A TEI file with the entries of one kind, in their order; same entries, same bytes."""
    title = title or f"{_TITLES[kind]}: authority list"
    root = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI})  # type: ignore[dict-item]
    _header(root, title)
    stand = _sub(root, "standOff")
    holder = _sub(stand, _LISTS[kind])
    for entry in entries:
        _write(holder, entry)
    _indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _indent(e: etree._Element, depth: int = 1) -> None:
    """White space between elements; none inside text, where it would count."""
    if not len(e) or (e.text or "").strip() or any((child.tail or "").strip() for child in e):
        return
    if etree.QName(e).localname in _NAMES.values():
        return
    e.text = "\n" + " " * depth
    for child in e:
        _indent(child, depth + 1)
        child.tail = "\n" + " " * depth
    e[-1].tail = "\n" + " " * (depth - 1)


def _header(root: etree._Element, title: str) -> None:
    file = _sub(_sub(root, "teiHeader"), "fileDesc")
    _sub(_sub(file, "titleStmt"), "title", title)
    licence = _sub(_sub(_sub(file, "publicationStmt"), "availability"), "licence", "CC0 1.0 Universal")
    licence.set("target", "https://creativecommons.org/publicdomain/zero/1.0/")
    text = (
        "Made from a table of names whose source each entry states; forms made by rule are not written here."
    )
    _sub(_sub(file, "sourceDesc"), "p", text)
    # publicationStmt asks for a publisher before its availability (TEI Guidelines 2.2.4)
    availability = file.find(f"{{{TEI}}}publicationStmt/{{{TEI}}}availability")
    publisher = etree.Element(f"{{{TEI}}}publisher")
    publisher.text = "zapis"
    assert availability is not None
    availability.addprevious(publisher)


def _sub(
    parent: etree._Element, tag: str, text: str | None = None, **attributes: str | None
) -> etree._Element:
    e = etree.SubElement(parent, f"{{{TEI}}}{tag}")
    e.text = text
    for key, value in attributes.items():
        if value is not None:
            e.set(f"{{{XML}}}{key[4:]}" if key.startswith("xml_") else key.rstrip("_"), value)
    return e


def _write(holder: etree._Element, entry: Entry) -> None:
    cert = None if entry.cert == 1.0 else f"{entry.cert:g}"
    e = _sub(holder, entry.kind, xml_id=entry.id, type=entry.type, cert=cert)
    for name in entry.names:
        _write_name(e, _NAMES[entry.kind], name)
    if entry.lat is not None and entry.lon is not None:
        _sub(_sub(e, "location"), "geo", f"{entry.lat:g} {entry.lon:g}")
    known = _UNCHECKED if entry.unchecked else None
    if entry.born:
        _sub(e, "birth", when=entry.born, cert=known)
    if entry.died:
        _sub(e, "death", when=entry.died, cert=known)
    for office in entry.offices:
        _sub(e, "occupation", office.text, from_=office.from_, to=office.to, cert=known)
    for type, value in entry.identifiers:
        _sub(e, "idno", value, type=type)
    for type, text in (("description", entry.note), ("source", entry.source), ("evidence", entry.evidence)):
        if text:
            _sub(e, "note", text, type=type)


def _write_name(parent: etree._Element, tag: str, name: Name) -> None:
    attributes = {"type": name.type, "xml_lang": name.lang, "from_": name.from_, "to": name.to}
    if not name.surname or name.surname not in name.text:
        _sub(parent, tag, name.text, **attributes)
        return
    before, _, after = name.text.partition(name.surname)
    e = _sub(parent, tag, before or None, **attributes)
    _sub(e, "surname", name.surname).tail = after or None
