"""What the authority knows of a person, place or organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.model import Entity

#: Kinds of entry and the file each stands in.
FILES = {"person": "persons.xml", "place": "places.xml", "org": "organisations.xml"}

#: What an xml:id may look like here: an NCName in ASCII.
IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)

#: Shapes of the identifiers of others; a type that is not here is accepted in any shape.
SHAPES = {
    "wikidata": re.compile(r"Q[1-9]\d*"),
    "viaf": re.compile(r"[1-9]\d{1,21}"),
    "geonames": re.compile(r"[1-9]\d*"),
    "gnd": re.compile(r"[1-9][\d-]*[\dX]"),
}


@dataclass(frozen=True, slots=True)
class Name:
    """One written form of a name, made by hand. `type`: preferred, variant, alias (pseudonym), abbreviation
    or sic (a spelling met in a source and wrong). `surname` is the part of a personal name that stands alone
    in running text; `from_` and `to` are when the name was in use (ISO 8601)."""

    text: str
    lang: str
    type: str = "variant"
    surname: str | None = None
    from_: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office or rank; `from_` and `to` are years, both None where the source does not say."""

    text: str
    from_: str | None = None
    to: str | None = None


@dataclass(frozen=True)
class Entry:
    """A person, place or organisation as the authority file has it; generated forms are no part of it.

    `unchecked`: nobody has held life and offices against a reference (@cert "unknown", TEI Guidelines 1.3.1.1.6). They help to
    tell namesakes apart, but no document states them."""

    id: str
    kind: str
    names: tuple[Name, ...]
    identifiers: tuple[tuple[str, str], ...] = ()
    born: str | None = None
    died: str | None = None
    offices: tuple[Office, ...] = ()
    note: str | None = None
    lat: float | None = None
    lon: float | None = None
    type: str | None = None  # of a place: city, river …
    source: str | None = None
    evidence: str | None = None
    cert: float = 1.0
    unchecked: bool = False
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def preferred(self) -> str:
        """The preferred form, English where there is one."""
        best = [n.text for n in self.names if n.type == "preferred" and n.lang == "en"]
        return (best or [n.text for n in self.names] or [self.id])[0]

    def name(self, lang: str) -> str | None:
        """The preferred form in a language, or the first one in it."""
        forms = sorted((n for n in self.names if n.lang == lang), key=lambda n: n.type != "preferred")
        return forms[0].text if forms else None

    @property
    def entity(self) -> Entity:
        role = "; ".join(o.text for o in self.offices) or self.note
        return Entity(
            id=self.id,
            kind=self.kind,
            name=self.preferred,
            forms=tuple((n.text, n.lang) for n in self.names),
            identifiers=self.identifiers,
            born=self.born,
            died=self.died,
            role=role,
            lat=self.lat,
            lon=self.lon,
            cert=self.cert,
            evidence=(self.source,) if self.source else (),
            type=self.type,
            unchecked=self.unchecked,
        )


def merge(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Entries by id; a later entry of the same id overrides the facts of the earlier one and adds to its
    names."""
    out: dict[str, Entry] = {}
    for entry in entries:
        out[entry.id] = _over(out[entry.id], entry) if entry.id in out else entry
    return out


def _over(old: Entry, new: Entry) -> Entry:
    """Old with the facts of new. A form that new has replaces the same form of old; its preferred form
    wins. Facts that nobody has checked give way to any of new."""
    if old.unchecked and (new.born or new.died or new.offices):
        old = replace(old, born=None, died=None, offices=(), unchecked=False)
    said = {(n.text, n.lang) for n in new.names}
    crowned = {n.lang for n in new.names if n.type == "preferred"}
    kept = [
        Name(n.text, n.lang, "variant", n.surname, n.from_, n.to)
        if n.type == "preferred" and n.lang in crowned
        else n
        for n in old.names
        if (n.text, n.lang) not in said
    ]
    types = {t for t, _ in new.identifiers}
    idno = (*(i for i in old.identifiers if i[0] not in types), *new.identifiers)
    return Entry(
        id=old.id,
        kind=new.kind,
        names=(*new.names, *kept),
        identifiers=tuple(sorted(idno)),
        born=new.born or old.born,
        died=new.died or old.died,
        offices=new.offices or old.offices,
        note=new.note or old.note,
        lat=old.lat if new.lat is None else new.lat,
        lon=old.lon if new.lon is None else new.lon,
        type=new.type or old.type,
        source=new.source or old.source,
        evidence=new.evidence or old.evidence,
        cert=new.cert,
        unchecked=old.unchecked or new.unchecked,
        file=new.file,
        line=new.line,
    )
