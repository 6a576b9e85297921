"""TEI → findings on pointers, ids, languages and dates: what no schema language reaches.

One pass over a file makes an index (ids, pointers, languages, dates); the index of a corpus is that of its files. Every pointer to a local
id must resolve, to an element that can be meant; private schemes must be declared in `prefixDef` (TEI Guidelines 17.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.model import Finding

_TEI = "{http://www.tei-c.org/ns/1.0}"
_XML = "{http://www.w3.org/XML/1998/namespace}"

#: Attributes that hold pointers, and for some the elements they may point at.
POINTERS = (
    "who", "toWhom", "ref", "resp", "corresp", "ana", "target", "next", "prev", "sameAs", "copyOf", "decls", "source", "facs",
    "scheme", "domains", "synch", "exclude", "select", "edRef", "wit", "hand", "start", "end", "rendition", "parts", "active",
    "passive", "mutual", "origin", "inst", "given", "datingPoint", "datingMethod", "calendar", "spanTo", "change", "who-ref",
)  # fmt: skip
_PERSONS = frozenset({"person", "personGrp", "persName", "org", "role", "castItem", "listPerson", "roleDesc", "actor", "name", "nym", "respStmt", "editor", "author"})
MEANT = {
    ("persName", "ref"): frozenset({"person", "personGrp", "persName", "respStmt", "editor", "author", "nym", "listPerson", "org", "role", "castItem", "principal"}),
    ("placeName", "ref"): frozenset({"place", "placeName", "listPlace", "settlement", "country", "region", "geogName", "org", "nym"}),
    ("orgName", "ref"): frozenset({"org", "orgName", "listOrg", "respStmt", "personGrp", "place", "nym"}),
    ("*", "who"): _PERSONS | {"application", "orgName", "principal", "handNote"},
    ("*", "toWhom"): _PERSONS,
}
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_KNOWN_SCHEMES = frozenset({"http", "https", "mailto", "urn", "doi", "ftp", "file", "data", "info", "tag", "hdl", "ark", "isbn", "tel"})
_DATE_ATTRIBUTES = ("when", "from", "to", "notBefore", "notAfter")
_DATE = re.compile(r"^(-?\d{4,})(?:-(\d\d)(?:-(\d\d)(?:T[\d:.Z+-]+)?)?)?$")


@dataclass
class Index:
    """What one file says: ids, pointers, languages, dates, each with its line and column."""

    file: str
    ids: dict[str, tuple[str, int, int, str]] = field(default_factory=dict)  # id -> tag, line, column, text
    duplicates: list[tuple[str, str, int, int]] = field(default_factory=list)
    pointers: list[tuple[str, str, str, int, int]] = field(default_factory=list)  # tag, attribute, value, line, column
    languages: list[tuple[str, int, int]] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    prefixes: dict[str, tuple[str, str]] = field(default_factory=dict)
    dates: list[tuple[dict[str, str], str, int, int]] = field(default_factory=list)
    is_tei: bool = False
    has_rules: bool = False  # the project's own rules look at its languages and dates


def index(data: bytes, file: str) -> Index:
    """The index of a well-formed file (expat gives line and column of every start tag)."""
    from xml.parsers import expat

    made = Index(file)
    parser = expat.ParserCreate(namespace_separator="}")
    open_: list[tuple[str, list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        space, _, tag = name.rpartition("}")
        if not open_:
            made.is_tei = space == _TEI[1:-1]
        _record(made, tag, {k.rpartition("}")[2] if not k.startswith(_XML[1:-1]) else k: v for k, v in attributes.items()}, line, column)
        open_.append((tag, []))

    def text(data: str) -> None:
        if open_ and sum(map(len, open_[-1][1])) < 60:
            open_[-1][1].append(data)

    def end(name: str) -> None:
        open_.pop()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.buffer_text = True
    parser.Parse(data, True)
    return made


def _record(made: Index, tag: str, attributes: dict[str, str], line: int, column: int) -> None:
    id = attributes.get(f"{_XML[1:-1]}}}id")
    if id:
        if id in made.ids:
            made.duplicates.append((id, tag, line, column))
        else:
            made.ids[id] = (tag, line, column, attributes.get("n", ""))
    lang = attributes.get(f"{_XML[1:-1]}}}lang")
    if lang:
        made.languages.append((lang, line, column))
    if tag == "language" and attributes.get("ident"):
        made.declared.append(attributes["ident"])
    if tag == "prefixDef":
        made.prefixes[attributes.get("ident", "")] = (attributes.get("matchPattern", ""), attributes.get("replacementPattern", ""))
    for name in POINTERS:
        if name in attributes:
            made.pointers.append((tag, name, attributes[name], line, column))
    dated = {k: attributes[k] for k in _DATE_ATTRIBUTES if k in attributes}
    if dated:
        made.dates.append((dated, tag, line, column))


def findings(indexes: Sequence[Index]) -> list[Finding]:
    """Findings on the files of a corpus, taken together: a pointer may lead to another of the files."""
    by_name = {i.file.rsplit("/", 1)[-1]: i for i in indexes}
    out: list[Finding] = []
    for one in indexes:
        out += _pointer_findings(one, by_name)
        if not one.has_rules:
            out += _language_findings(one)
            out += _date_findings(one)
    return out + _shared_ids(indexes)


def _shared_ids(indexes: Sequence[Index]) -> list[Finding]:
    """Documents (roots) of one corpus with the same xml:id: nothing outside could point at either."""
    first: dict[str, Index] = {}
    out: list[Finding] = []
    for one in indexes:
        root = next(iter(one.ids), None)
        if root is None or one.ids[root][0] not in ("TEI", "teiCorpus"):
            continue
        other = first.setdefault(root, one)
        if other is not one:
            _, line, column, _ = one.ids[root]
            message = f'xml:id="{root}" is also the id of {other.file}'
            out.append(Finding("p-002", one.file, line, column, message, "error", None, "id-in-two-files"))
    return out


def _pointer_findings(one: Index, files: dict[str, Index]) -> Iterator[Finding]:
    for tag, attribute, value, line, column in one.pointers:
        for pointer in value.split():
            found = _resolve(one, files, tag, attribute, pointer)
            if found:
                code, slug, message, fix = found
                yield Finding(code, one.file, line, column, message, "error", fix, slug)


def _resolve(one: Index, files: dict[str, Index], tag: str, attribute: str, pointer: str) -> tuple[str, str, str, str | None] | None:
    scheme = _SCHEME.match(pointer)
    if scheme:
        if scheme[1].lower() in _KNOWN_SCHEMES or scheme[1] in one.prefixes:
            return None
        if not one.is_tei or tag in ("graphic", "media", "ptr"):
            return None
        return "p-003", "unknown-prefix", f'@{attribute}="{pointer}" uses the scheme "{scheme[1]}:", which no <prefixDef> declares', None
    name, sign, id = pointer.partition("#")
    if not sign or not id or id.startswith(("xpath", "char=", "line=", "range", "xywh")) or "(" in id:
        return None
    target = one if not name else files.get(name.rsplit("/", 1)[-1])
    if target is None:
        return None  # the other file is not among those given
    if id not in target.ids:
        near = _near(id, target)
        hint = f'. Did you mean "#{near}" (<{target.ids[near][0]}>, line {target.ids[near][1]})?' if near else ""
        return "p-001", "dangling-pointer", f'@{attribute}="{pointer}" points to nothing{hint}', f"{name}#{near}" if near else None
    meant = MEANT.get((tag, attribute)) or MEANT.get(("*", attribute))
    kind = target.ids[id][0]
    if meant and kind not in meant:
        return "p-004", "pointer-kind", f'@{attribute}="{pointer}" on <{tag}> points to a <{kind}> (line {target.ids[id][1]})', None
    return None


def _near(id: str, target: Index) -> str | None:
    """The id most like this one, if it is like it at all."""
    folded = {known.casefold(): known for known in reversed(target.ids)}
    if id.casefold() in folded:
        return folded[id.casefold()]
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = 1 if len(id) < 5 else 2
    found = process.extractOne(id, list(target.ids), scorer=OSA.distance, score_cutoff=limit)
    return str(found[0]) if found else None


def _language_findings(one: Index) -> Iterator[Finding]:
    """Languages used but not declared, each once, where a langUsage declares any."""
    if not one.declared:
        return
    declared = {d.casefold() for d in one.declared}
    seen: set[str] = set()
    for lang, line, column in one.languages:
        if lang.casefold() not in declared and lang not in seen:
            seen.add(lang)
            yield Finding("l-001", one.file, line, column, f'xml:lang="{lang}" is not declared in <langUsage>', "warning", None, "language-declared")


def _date_findings(one: Index) -> Iterator[Finding]:
    for dated, tag, line, column in one.dates:
        for name, value in dated.items():
            wrong = _impossible(value)
            if wrong:
                yield Finding("d-001", one.file, line, column, f'@{name}="{value}" is no possible date: {wrong}', "error", None, "date-value")
        for first, last in (("from", "to"), ("notBefore", "notAfter")):
            if first in dated and last in dated and _later(dated[first], dated[last]):
                message = f'<{tag}>: @{first}="{dated[first]}" is later than @{last}="{dated[last]}"'
                yield Finding("d-002", one.file, line, column, message, "error", None, "date-order")


def _impossible(value: str) -> str | None:
    import calendar

    m = _DATE.match(value)
    if not m or not m[2]:
        return None
    year, month, day = int(m[1]), int(m[2]), int(m[3] or 1)
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    days = calendar.monthrange(2000 + year % 400, month)[1]
    return None if 1 <= day <= days else f"month {month} of {year} has {days} days"


def _later(first: str, last: str) -> bool:
    a, b = _DATE.match(first), _DATE.match(last)
    if not a or not b:
        return False
    x, y = ([int(g) for g in m.groups() if g] for m in (a, b))
    shorter = min(len(x), len(y))
    return x[:shorter] > y[:shorter]
