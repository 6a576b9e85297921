"""Entries ↔ a table for spreadsheets and OpenRefine (tab-separated, one row per entry, forms parted by "|").

Columns: id, kind, name_en, name_ru, name_native, variants, wikidata, wikidata_evidence, viaf, geonames, gnd,
lat, lon, born, died, role, source, and, optional, surname_en, surname_ru, unchecked ("yes": life and role were
held against no reference), names. `names` holds every form
with language, type and dates ("form@lang;type;from;to"), so that a table written by `export_table` reads back
to the same entries; without it the languages of the forms are told from their script.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline import transliteration
from pipeline.authority.entry import IDENTIFIER, Entry, Name, Office
from pipeline.errors import UnreadableInput

COLUMNS = (
    "id",
    "kind",
    "name_en",
    "name_ru",
    "name_native",
    "variants",
    "wikidata",
    "wikidata_evidence",
    "viaf",
    "geonames",
    "gnd",
    "lat",
    "lon",
    "born",
    "died",
    "role",
    "unchecked",
    "type",
    "source",
    "cert",
    "names",
)

#: Columns of which one must be there.
_NAMES = ("name_en", "name_ru", "name_native", "names")
_NAMED = frozenset(_NAMES)
_REMARK = re.compile(r"\s*[(\[]((?:[^()\[\]]|\(\w+\))*)[)\]]")
#: Titles that open a form in a list but are no part of a name.
_TITLE = re.compile(r"(?:General|Marshal|Comrade|President|Chairman|Генерал|Маршал|Товарищ) ")
_GND = re.compile(r"\bGND=([\dX-]+)")
_TYPE = re.compile(r"\btype=(\w+)")
#: Marks in the source column that are no source.
_MARK = re.compile(r"\b(?:set|type|GND)=[\w-]+(?:;\s*|$)")


class TableError(UnreadableInput, ValueError):
    """A table that cannot be imported; the message names the row and what is wrong."""


def import_table(text: str) -> list[Entry]:
    """Entries of a table, in its order. Raises TableError where columns are missing, or where a row has no
    usable id, kind or name, an id twice, or a word for a number."""
    out: list[Entry] = []
    seen: set[str] = set()
    for n, row in _rows(text):
        id = identifier(row.get("id", ""))
        if not id:
            raise TableError(f"row {n}: no id")
        if row.get("kind") not in ("person", "place", "org"):
            raise TableError(f"row {n}: kind must be person, place or org, not {row.get('kind')!r}")
        if id in seen:
            raise TableError(f"row {n}: id {id!r} stands twice")
        seen.add(id)
        wrong = next((key for key in ("lat", "lon", "cert") if not _is_number(row.get(key, ""))), None)
        if wrong:
            raise TableError(f"row {n}: {wrong} must be a number, not {row[wrong]!r}")
        out.append(_entry(id, row))
        if not out[-1].names:
            raise TableError(f"row {n}: the entry {id!r} has no name")
    return _without_borrowed(out)


def changed_ids(text: str) -> list[tuple[int, str, str]]:
    """(row, id in the table, id that it becomes) where an id cannot be an xml:id as it stands."""
    given = ((n, row.get("id", "")) for n, row in _rows(text))
    return [(n, id, identifier(id)) for n, id in given if identifier(id) != id]


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(number, cells by column) of each row. Raises TableError where columns are missing."""
    table = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = table.fieldnames or ()
    if not {"id", "kind"} <= set(columns) or not _NAMED & set(columns):
        found = ", ".join(columns[:8]) or "none"
        hint = "; save it with tabs between the columns" if len(columns) == 1 and "," in columns[0] else ""
        raise TableError(f"wrong columns: {found}; needed are id, kind and one of {', '.join(_NAMES)}{hint}")
    for n, cells in enumerate(table, start=2):
        yield n, {k: (v or "").strip() for k, v in cells.items() if k}


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell or 0))
    except ValueError:
        return False


def _without_borrowed(entries: list[Entry]) -> list[Entry]:
    """Entries without names that came from a remark ("Han River (Korea)") and are the names of another
    entry."""
    owners: dict[str, set[str]] = {}
    for entry in entries:
        for name in entry.names:
            if name.type != "remark":
                owners.setdefault(name.text, set()).add(entry.id)
    out = []
    for entry in entries:
        kept = [n for n in entry.names if n.type != "remark" or not owners.get(n.text, set()) - {entry.id}]
        out.append(
            replace(entry, names=tuple(replace(n, type="variant") if n.type == "remark" else n for n in kept))
        )
    return out


def identifier(text: str) -> str:
    """An id that can be an xml:id: what is no letter, digit, dot or hyphen becomes a hyphen."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w.-]+", "-", plain, flags=re.ASCII).strip("-")
    return plain if not plain or IDENTIFIER.fullmatch(plain) else f"n-{plain}"


def _entry(id: str, row: dict[str, str]) -> Entry:
    source, kind = row.get("source", ""), row["kind"]
    gnd = row.get("gnd") or next(iter(_GND.findall(source)), "")
    idno = [(t, row.get(t, "")) for t in ("wikidata", "viaf", "geonames")] + [("gnd", gnd)]
    names = _stated(row["names"]) if row.get("names") else _names(row)
    found = _TYPE.search(source)
    role = row.get("role", "")
    offices, note = (offices_of(role), None) if kind == "person" else ((), role or None)
    return Entry(
        id=id,
        kind=kind,
        names=names,
        identifiers=tuple(sorted((t, v) for t, v in idno if v)),
        born=row.get("born") or None,
        died=row.get("died") or None,
        offices=offices,
        note=note,
        lat=float(row["lat"]) if row.get("lat") else None,
        lon=float(row["lon"]) if row.get("lon") else None,
        type=row.get("type") or (found[1] if found and kind == "place" else None),
        source=_MARK.sub("", source).strip(" ;") or None,
        evidence=row.get("wikidata_evidence") or None,
        cert=float(row.get("cert") or 1.0),
        unchecked=row.get("unchecked", "").casefold() in ("yes", "true", "1", "x"),
    )


_ABBREVIATIONS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {m: f"{n:02}" for n, m in enumerate(_ABBREVIATIONS, start=1)}
_MONTH = rf"(?i:{'|'.join(_ABBREVIATIONS)})[a-z]*\.? "
_PERIOD = re.compile(
    rf"(?P<m1>{_MONTH})?(?P<y1>\d{{4}})\s*[-–]"
    rf"(?:\s*(?P<m2>{_MONTH})?(?P<y2>\d{{4}}|\d{{2}})(?!\d)|(?=\s*[,)]|$))"
)


def offices_of(role: str) -> tuple[Office, ...]:
    """Offices of a role such as "Foreign Minister (1939-49, 1953-56); Premier 1955-58", one for each term of
    office.

    Years count only where they end an office as a span; a single year, or one that stands otherwise, stays in
    the text of the office.
    """
    parts = filter(None, (p.strip() for p in re.split(r";\s*(?![^()]*\))", role)))
    return tuple(office for part in parts for office in _terms(part))


def _terms(part: str) -> list[Office]:
    match = re.fullmatch(
        rf"(?P<what>.+?)[,\s]*\(?(?P<when>{_bare(_PERIOD)}(?:,\s*{_bare(_PERIOD)})*)\)?", part
    )
    if not match or not match["what"] or re.search(r"[()]|\d{4}", match["what"]):
        return [Office(part)]
    return [
        Office(
            match["what"],
            _year(term["m1"], term["y1"], term["y1"]),
            _year(term["m2"], term["y2"], term["y1"]),
        )
        for term in _PERIOD.finditer(match["when"])
    ]


def _bare(pattern: re.Pattern[str]) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern.pattern)


def _year(month: str | None, year: str | None, first: str) -> str | None:
    if year is None:
        return None
    full = year if len(year) == 4 else first[:2] + year
    number = _MONTHS.get((month or "").lower()[:3])
    return f"{full}-{number}" if number else full


# Forms


def _names(row: dict[str, str]) -> tuple[Name, ...]:
    out: dict[tuple[str, str], Name] = {}
    native = [row.get("name_native", ""), *row.get("variants", "").split("|")]
    scripts = {script(f) for f in native if f}
    columns = [(row.get("name_en", ""), "preferred"), (row.get("name_ru", ""), "preferred")]
    columns += [(row.get("name_native", ""), "preferred")]
    columns += [(form, "variant") for form in row.get("variants", "").split("|")]
    for n, (cell, type) in enumerate(columns):
        for form, remark in _forms(cell):
            plain = {(0, "Latn"): "en", (1, "Cyrl"): "ru"}.get((n, script(form)))
            lang = plain or ("en" if n == 0 and script(form) == "Zyyy" else form_language(form, row, scripts))
            kind = {"sic": "sic", "pseudonym": "alias", "remark": "remark"}.get(remark or "", type)
            if (form, lang) not in out:
                out[form, lang] = Name(form, lang, kind, _surname(form, row))
            type = "variant"
    return tuple(_unique_preferred(out.values()))


def _unique_preferred(names: Iterable[Name]) -> Iterable[Name]:
    """One preferred form for each language; an abbreviation is named so."""
    crowned: set[str] = set()
    for name in names:
        type = name.type
        if is_abbreviation(name.text) and type == "variant":
            type = "abbreviation"
        elif type == "preferred" and name.lang in crowned:
            type = "variant"
        if type == "preferred":
            crowned.add(name.lang)
        yield Name(name.text, name.lang, type, name.surname, name.from_, name.to)


def is_abbreviation(form: str) -> bool:
    """ "КНР", "CPC", "KChZhD": two capitals or more and no small letter after the first two, or no vowels to
    speak."""
    word = form.replace(" ", "").replace("(", "").replace(")", "")
    capitals = sum(c.isupper() for c in word)
    return (
        word.isalpha() and capitals >= 2 and (word.isupper() or capitals * 2 > len(word)) and "-" not in form
    )


def _forms(cell: str) -> Iterable[tuple[str, str | None]]:
    """Forms of a cell: "Yining (Kulja)" are two; a remark in brackets is none ("(sic)", "(1952-66)")."""
    if not cell or cell.endswith("(?)") or _TITLE.match(cell):
        return
    remarks = _REMARK.findall(cell)
    glued = bool(re.search(r"\w[(]", cell))  # "ВКП(б)" is one form
    bare = cell if glued else _REMARK.sub("", cell).strip(" ,")
    sic = next((r for r in remarks if r.startswith(("sic", "pseudonym"))), None)
    yield bare, sic and sic.split(",")[0]
    for remark in [] if glued else remarks:
        words = remark.split()
        if words and all(w[:1].isupper() and w.isalpha() for w in words):
            yield remark, "remark"


_SCRIPTS = {
    "Latn": "LATIN",
    "Cyrl": "CYRILLIC",
    "Hang": "HANGUL",
    "Hani": "CJK",
    "Geor": "GEORGIAN",
    "Tibt": "TIBETAN",
    "Arab": "ARABIC",
    "Thai": "THAI",
    "Laoo": "LAO",
    "Khmr": "KHMER",
    "Mymr": "MYANMAR",
    "Mlym": "MALAYALAM",
    "Deva": "DEVANAGARI",
}
#: Scripts that one language alone has.
_OWN = {"Geor": "ka", "Tibt": "bo", "Thai": "th", "Laoo": "lo", "Khmr": "km", "Mymr": "my", "Mlym": "ml"}


def script(form: str) -> str:
    """The script of a form (ISO 15924), told by its first letter; Zyyy where it has none known here."""
    for c in form:
        name = unicodedata.name(c, "")
        for script, key in _SCRIPTS.items():
            if name.startswith(key):
                return script
    return "Zyyy"


def form_language(form: str, row: dict[str, str], scripts: set[str]) -> str:
    """xml:lang of a form beside the preferred ones, told from its script and from what the others look
    like."""
    kind = script(form)
    if kind == "Hani":
        return "ko-Hani" if "Hang" in scripts else han(form)
    if kind == "Hang":
        return "ko"
    if kind == "Cyrl":
        palladius = row["kind"] == "person" and "Hani" in scripts and "Hang" not in scripts
        read = palladius and all(transliteration.syllables(w, "palladius") for w in form.split())
        return "zh-Cyrl-x-pallad" if read else "ru"
    if kind == "Latn":
        return _latin(form, row, scripts)
    return _OWN.get(kind, "und" if kind == "Zyyy" else f"und-{kind}")


def han(form: str) -> str:
    """zh-Hans, zh-Hant or, where the characters are the same in both, zh. Traditional characters are not in
    GB 2312, simplified ones not in Big5."""
    plain = [_can(form, codec) for codec in ("gb2312", "big5")]
    return {(True, False): "zh-Hans", (False, True): "zh-Hant"}.get((plain[0], plain[1]), "zh")


def _can(form: str, codec: str) -> bool:
    try:
        form.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _latin(form: str, row: dict[str, str], scripts: set[str]) -> str:
    if is_abbreviation(form):
        return "en"
    if "Hang" in scripts:
        return "ko-Latn" if row["kind"] == "person" or " " not in form else "en"
    if "Hani" in scripts:
        return _chinese(form, row)
    if form == row.get("name_native") and form != row.get("name_en"):
        return "und-Latn"
    if row["kind"] == "person" and script(row.get("name_native", "")) == "Cyrl" and _romanised(form, row):
        return "ru-Latn"
    return "en"


def _chinese(form: str, row: dict[str, str]) -> str:
    """Pinyin or Wade-Giles? A form may be read as either; the one that says the same as the Russian name is
    meant."""
    words = form.split()
    read = {
        system: transliteration.chinese(form, system, "pinyin")
        for system in ("pinyin", "wade")
        if all(transliteration.syllables(w, system) for w in words)
    }
    if "-" in form or ("'" in form and "wade" in read):
        read.pop("pinyin", None)
    cyrillic = [
        c for c in (row.get("name_ru", ""), *row.get("variants", "").split("|")) if script(c) == "Cyrl"
    ]
    known = {transliteration.plain(transliteration.palladius_to_pinyin(c)) for c in cyrillic}
    known.add(transliteration.plain(row.get("name_en", "")))
    for system, pinyin in read.items():
        if transliteration.plain(pinyin) in known:
            return _SYSTEMS[system]
    return _SYSTEMS[next(iter(read))] if read else "en"


_SYSTEMS = {"pinyin": "zh-Latn-pinyin", "wade": "zh-Latn-wadegile"}


def _romanised(form: str, row: dict[str, str]) -> bool:
    """Is the form the native name by one of the published schemes (letters alone compared)?"""
    plain = transliteration.plain(form)
    return any(
        plain == transliteration.plain(transliteration.romanise(row["name_native"], s))
        for s in ("bgn", "alalc")
    )


def _surname(form: str, row: dict[str, str]) -> str | None:
    """The part of a personal name that stands alone in running text, told by the Russian form, which opens
    with it."""
    words = [w for w in form.replace(",", " ").split() if "." not in w]
    if row["kind"] != "person" or not words or script(form) not in ("Latn", "Cyrl"):
        return None
    stated = row.get("surname_ru" if script(form) == "Cyrl" else "surname_en")
    if stated:
        return stated if stated in words else None
    if len(words) == 1:
        return None
    first = row.get("name_ru", "").split()[:1]
    if not first:
        return words[0]
    likeness = [transliteration.similarity(first[0], w) for w in words]
    best = max(range(len(words)), key=lambda i: (likeness[i], -i))
    return (
        words[best]
        if likeness[best] >= (0.6 if best in (0, len(words) - 1) and not _eastern(row) else 0.75)
        else None
    )


def _eastern(row: dict[str, str]) -> bool:
    return script(row.get("name_native", "")) in ("Hani", "Hang")


def _stated(cell: str) -> tuple[Name, ...]:
    out = []
    for item in filter(None, cell.split("|")):
        text, _, rest = item.rpartition("@")
        lang, type, surname, from_, to = (rest.split(";") + [""] * 5)[:5]
        out.append(Name(text, lang, type or "variant", surname or None, from_ or None, to or None))
    return tuple(out)


# Export


def export_table(entries: Iterable[Entry]) -> str:
    """The table of the entries, in their order; `import_table` reads the same entries back."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        row = _row(entry)
        writer.writerow([" ".join(row.get(c, "").split()) for c in COLUMNS])
    return out.getvalue()


def _row(e: Entry) -> dict[str, str]:
    idno = dict(e.identifiers)
    han_forms = [
        n.text for n in e.names if n.lang.startswith(("zh-Han", "ko", "zh")) and n.type == "preferred"
    ]
    main = {e.name("en"), e.name("ru"), *han_forms[:1]}
    names = "|".join(
        ";".join((f"{n.text}@{n.lang}", n.type, n.surname or "", n.from_ or "", n.to or "")).rstrip(";")
        for n in e.names
    )
    return {
        "id": e.id,
        "kind": e.kind,
        "name_en": e.name("en") or "",
        "name_ru": e.name("ru") or "",
        "name_native": (han_forms or [""])[0],
        "variants": "|".join(n.text for n in e.names if n.text not in main),
        "wikidata": idno.get("wikidata", ""),
        "wikidata_evidence": e.evidence or "",
        "viaf": idno.get("viaf", ""),
        "geonames": idno.get("geonames", ""),
        "gnd": idno.get("gnd", ""),
        "lat": "" if e.lat is None else f"{e.lat:g}",
        "lon": "" if e.lon is None else f"{e.lon:g}",
        "born": e.born or "",
        "died": e.died or "",
        "role": _role(e),
        "unchecked": "yes" if e.unchecked else "",
        "type": e.type or "",
        "source": e.source or "",
        "cert": "" if e.cert == 1.0 else f"{e.cert:g}",
        "names": names,
    }


def _role(e: Entry) -> str:
    """Offices as one line, years after each: read back by `offices_of`."""
    if not e.offices:
        return e.note or ""
    return "; ".join(o.text + _span(o) for o in e.offices)


def _span(o: Office) -> str:
    if not o.from_:
        return ""
    return f" ({_spoken(o.from_)}-{_spoken(o.to) if o.to else ''})"


def _spoken(when: str) -> str:
    """1953-09 → "Sep 1953", as roles have it."""
    year, _, month = when.partition("-")
    return f"{_ABBREVIATIONS[int(month) - 1].capitalize()} {year}" if month else year
