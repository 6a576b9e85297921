"""Index → findings on pointers, languages and dates: what no schema language reaches.

Every pointer must lead to an element, of a kind that can be meant; private schemes must be declared in `prefixDef` (TEI Guidelines
17.2.3), and what they expand to must exist where it is among the files given. What a file decides alone is found by `local`, with
the file at hand; what needs the others by `across`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.finding import Finding
from pipeline.tei_index import Index, Lines, Place, Pointer, attribute_offset, facts

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DATE = re.compile(r"(-?\d{4,})(?:-(\d\d)(?:-(\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)?)?")
_ADDRESS = re.compile(r"https?://[^\s/?#]+", re.I)
_RANGE = re.compile(r"([^#\s]+)#char=(\d*)(?:,(\d*))?(?:;\S+)?")
_FILENAME = re.compile(rb"""<idno\b[^>]*\stype=["']filename["'][^>]*>\s*([^<]+?)\s*</idno>""")
#: A suggestion costs a look at all ids: so many looks are taken for one file, but no more than so many suggestions.
_LOOKS, _SUGGESTIONS = 4_000_000, 200
_NO_CODE = frozenset({"und", "zxx", "mul", "mis"})
#: Entries that other files point at.
_ENTRIES = frozenset({"person", "personGrp", "place", "org", "event", "object", "category", "taxonomy", "bibl", "nym"})


class _File:
    """One file with what is needed to place and word a finding."""

    def __init__(self, one: Index, content: bytes) -> None:
        self.index = one
        self.content = content
        self.lines = Lines(content)
        self.suggested = 0

    def attribute(self, byte: int, number: int) -> Place:
        """The place of an attribute of the tag that starts at a byte."""
        return self.lines.place(byte + attribute_offset(self.content, byte, number))

    def line(self, id: str) -> int:
        """The line of the element that bears an id."""
        return self.lines.line(self.index.ids[id][1])

    def label(self, id: str) -> str:
        """What stands first in the element of an id, for people to know it by; else the element itself."""
        return self.labels.get(id, "") or f"`<{self.index.ids[id][0]}>`"

    @cached_property
    def labels(self) -> dict[str, str]:
        """Id → first text inside its element."""
        from pipeline.relaxng import index_ids

        return {id: entries[0].label for id, entries in index_ids(self.content).items()}

    def near(self, id: str) -> str | None:
        """The id most like this one, if it is like it at all; or that of an element which bears this name."""
        self.suggested += 1
        if self.suggested > _SUGGESTIONS or self.suggested * len(self.index.ids) > _LOOKS:
            return None
        return nearest(id, self.folded) or self.named.get(id.casefold())

    @cached_property
    def folded(self) -> dict[str, str]:
        """The ids in small letters → as they are."""
        return folded(self.index.ids)

    @cached_property
    def named(self) -> dict[str, str]:
        """What stands first in an element, in small letters → its id."""
        return {label.casefold(): id for id, label in reversed(self.labels.items()) if label}


def folded(ids: Iterable[str]) -> dict[str, str]:
    """Ids in small letters → the first id that reads so."""
    found: dict[str, str] = {}
    for id in ids:
        found.setdefault(id.casefold(), id)
    return found


def nearest(id: str, ids: dict[str, str]) -> str | None:
    """The id that was meant, of those `folded`: the same letters in another case, else one or two slips away (Damerau 1964);
    None if none is near."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    sought = id.casefold()
    if sought in ids:
        return ids[sought]
    limit = 1 if len(id) < 5 else 2
    near = extract(sought, list(ids), scorer=OSA.distance, score_cutoff=limit, limit=5)
    for other, steps, _ in sorted(near, key=lambda f: (f[1], f[2])):
        if steps < min(len(id), len(other)) and not _counted(sought, other):
            return ids[str(other)]
    return None


def _counted(id: str, other: str) -> bool:
    """True for ids that differ in their numbers only: the other one of a series is not meant."""
    return re.sub(r"\d+", "", id) == re.sub(r"\d+", "", other)


def say(sentence: str, **words: object) -> str:
    """A sentence of the catalogue."""
    return str(facts()["message"][sentence]).format(**words)


def local(one: Index, content: bytes, *, folder: Path | None = None, images: bool = False) -> list[Finding]:
    """What the file decides alone.

    `content`: what the index was made of. `images`: look whether image files named relative to `folder` are there.
    """
    file = _File(one, content)
    found = [*_local_pointers(file), *_wrong_schemes(file), *_wrong_addresses(file)]
    if one.ours:
        found += _missing_files(file, folder) if folder is not None else []
        found += _source_ranges(file)
    else:  # the project's own rules look at its languages and dates
        found += _lost_files(file, folder)
        found += _languages(file)
        found += _dates(file)
    if images and folder is not None:
        found += _images(file, folder)
    return found


# ---- pointers within the file --------------------------------------------------------------------------------------


def _local_pointers(file: _File) -> Iterator[Finding]:
    one = file.index
    dangling: dict[str, list[tuple[Pointer, str]]] = {}
    resolved: set[str] = set()
    for pointer in one.pointers:
        value = pointer.value
        if "#" not in value:
            continue
        for token in value.split():
            id = _same_file(token)
            if id is None:
                continue
            target = one.ids.get(id)
            if target is not None:
                resolved.add(pointer.attribute)
                kinds = _kinds(pointer.element, pointer.attribute, one.ours)
                if kinds is not None and target[0] not in kinds:
                    yield _kind_finding(file, pointer, token)
            elif not one.includes and not one.has_base:
                dangling.setdefault(pointer.attribute, []).append((pointer, token))
    told: set[str] = set()
    totals = Counter[str]()
    for pointer, token in (p for pointers in dangling.values() for p in pointers):
        totals[token] += one.counts[pointer[:3]]
    for attribute, pointers in dangling.items():
        new = [(pointer, token) for pointer, token in pointers if token not in told]
        yield from _dangling(file, new, totals, attribute in resolved)
        told.update(token for _, token in new)
        one.lost.update(file.lines.place(pointer.byte) for pointer, _ in pointers)


def _same_file(token: str) -> str | None:
    """The id that a pointer names in its own file; None for one that leads elsewhere or is no plain id."""
    if token[:1] != "#":
        return None
    id = token[1:]
    if not id or id[0].isdigit() or "(" in id or "=" in id or "/" in id:
        return None
    return id


def _dangling(
    file: _File, pointers: Sequence[tuple[Pointer, str]], totals: Counter[str], others_resolve: bool
) -> Iterator[Finding]:
    """One finding for each id that is not there; one for all where no pointer of the attribute leads anywhere. `totals`: how often
    each stands in all."""
    targets: dict[str, tuple[Pointer, int]] = {}
    for pointer, token in pointers:
        targets.setdefault(token, (pointer, totals[token]))
    near = {token: file.near(token[1:]) for token in targets}
    if len(targets) > 2 and not others_resolve and not any(near.values()):
        token, (pointer, _) = next(iter(targets.items()))
        message = say("none-resolves", attribute=pointer.attribute, pointer=token, count=len(targets))
        yield _finding(file, "p-001", pointer, message)
        return
    for token, (pointer, count) in targets.items():
        meant = near[token]
        hint = ""
        if meant:
            hint = say("near", name="", near=meant, label=file.label(meant), line=file.line(meant))
        more = say("more", count=count) if count > 1 else ""
        message = say("dangling", attribute=pointer.attribute, pointer=token, near=hint, more=more)
        yield _finding(file, "p-001", pointer, message, fix=f"#{meant}" if meant else None)


def _finding(file: _File, code: str, pointer: Pointer, message: str, *, fix: str | None = None, severity: str = "error") -> Finding:
    line, column = file.attribute(pointer.byte, pointer.number)
    if code in ("p-001", "p-006"):
        file.index.lost.add(file.lines.place(pointer.byte))
    return Finding(code, file.index.file, line, column, message, severity, fix, slug(code))


@cache
def slug(code: str) -> str:
    """The name in words of a rule."""
    from pipeline import rules

    return rules.rule(code).slug


def _kind_finding(file: _File, pointer: Pointer, token: str) -> Finding:
    id = token[1:]
    words = {"attribute": pointer.attribute, "pointer": token, "element": pointer.element}
    message = say("kind", **words, found=file.index.ids[id][0], line=file.line(id))
    # Elsewhere usage varies: a person may be told apart by a note or a row of a table.
    return _finding(file, "p-004", pointer, message, severity="error" if file.index.ours else "warning")


@cache
def _kinds(element: str, attribute: str, ours: bool) -> frozenset[str] | None:
    """Elements that a pointer may lead to; None where it may lead anywhere."""
    tables: list[dict[str, Any]] = [facts()["own"], facts()["kind"]] if ours else [facts()["kind"]]
    for table in tables:
        for name in (f"{element}@{attribute}", attribute):
            if name in table:
                return frozenset(table[name]) or None
    return None


# ---- schemes -------------------------------------------------------------------------------------------------------


@cache
def _known() -> frozenset[str]:
    return frozenset(facts()["scheme"]["known"])


def _wrong_schemes(file: _File) -> Iterator[Finding]:
    """Private schemes without a declaration, each once; addresses that do not fit their declaration."""
    one = file.index
    told: set[str] = set()
    for pointer in one.pointers:
        if ":" not in pointer.value:
            continue
        for token in pointer.value.split():
            scheme = _SCHEME.match(token)
            if scheme is None or scheme[1].lower() in _known():
                continue
            name = scheme[1]
            words = {"attribute": pointer.attribute, "pointer": token, "scheme": name}
            if name not in one.prefixes and name not in told:
                told.add(name)
                severity = "error" if one.prefixes or one.ours else "warning"
                yield _finding(file, "p-003", pointer, say("scheme", **words), severity=severity)
            elif name in one.prefixes and expanded(one.prefixes, token) is None:
                yield _finding(file, "p-003", pointer, say("pattern", **words))


def expanded(prefixes: dict[str, list[tuple[str, str]]], token: str) -> str | None:
    """The address that a private one stands for (TEI Guidelines 17.2.3); itself where a pattern is not safe to run; None if
    no declaration fits."""
    scheme, _, rest = token.partition(":")
    for pattern, replacement in prefixes.get(scheme, ()):
        expression = _safe(pattern)
        if expression is None or len(rest) > 200:
            return token
        match = expression.fullmatch(rest)
        if match:
            return _filled(replacement, (match[0], *match.groups("")))
    return None


def _filled(replacement: str, groups: Sequence[str]) -> str:
    """A replacement pattern with $0 to $9 put in."""
    return re.sub(r"\$(\d)", lambda m: groups[int(m[1])] if int(m[1]) < len(groups) else "", replacement)


@cache
def _safe(pattern: str) -> re.Pattern[str] | None:
    """A pattern as a regular expression that cannot take long: no repetition within a repetition, at most three in all."""
    bare = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", pattern)
    if len(pattern) > 200 or len(re.findall(r"[*+{]", bare)) > 3 or re.search(r"\)[*+?{]", bare) or "(?" in bare:
        return None
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


# ---- addresses and files -------------------------------------------------------------------------------------------


def _wrong_addresses(file: _File) -> Iterator[Finding]:
    for pointer in file.index.pointers:
        token = _wrong_address(pointer.value)
        if token is not None:
            yield _finding(file, "p-007", pointer, say("address", attribute=pointer.attribute, pointer=token), severity="warning")


def _wrong_address(value: str) -> str | None:
    """The first address of the web in a pointer that names no host."""
    if ":" not in value or "http" not in value.lower():
        return None
    return next((t for t in value.split() if re.match(r"https?:", t, re.I) and not _ADDRESS.match(t)), None)


def _missing_files(file: _File, folder: Path) -> Iterator[Finding]:
    """Relative addresses of files that are not there; a place in a source (@source) is not looked for."""
    from urllib.parse import unquote

    for pointer in file.index.pointers:
        value = pointer.value
        if pointer.attribute in ("source", "facs", "url") or (value[:1] == "#" and " " not in value) or _wrong_address(value):
            continue
        for token in pointer.value.split():
            if token[0] == "#" or _SCHEME.match(token):
                continue
            path = unquote(token.partition("#")[0])
            if (folder / path).exists():
                continue
            is_id = token in file.index.ids
            hint = say("near", name="", near=token, label=file.label(token), line=file.line(token)) if is_id else ""
            message = say("file", attribute=pointer.attribute, pointer=token, near=hint)
            yield _finding(file, "p-006", pointer, message, fix=f"#{token}" if is_id else None)


def _lost_files(file: _File, folder: Path | None) -> Iterator[Finding]:
    """In files of others: ids without "#", and places in files that are not there, each file once. Whether other files are there is
    not known for a document that is none itself."""
    one = file.index
    if one.has_base:
        return
    told: set[str] = set()
    for pointer in one.pointers:
        value = pointer.value
        if value[:1] == "#" and " " not in value:
            continue
        for token in value.split():
            name, sign, _ = token.partition("#")
            if not name or name in told or (not sign and name not in one.ids) or _SCHEME.match(name) or name[0] == "/" or "?" in name:
                continue
            told.add(name)
            if not sign and not _is_there(name, folder):
                near = say("near", name="", near=token, label=file.label(token), line=file.line(token))
                message = say("bare-id", attribute=pointer.attribute, pointer=token, near=near)
                yield _finding(file, "p-006", pointer, message, fix=f"#{token}", severity="warning")
            elif sign and folder is not None and Path(one.file).is_file() and not _is_there(name, folder):
                message = say("file", attribute=pointer.attribute, pointer=token, near="")
                yield _finding(file, "p-006", pointer, message, severity="warning")


def _is_there(name: str, folder: Path | None) -> bool:
    from urllib.parse import unquote

    return folder is not None and (folder / unquote(name)).exists()


def _source_ranges(file: _File) -> Iterator[Finding]:
    """Places in the source (RFC 5147) that cannot be: malformed, reversed, of another file, not in order, named twice."""
    from urllib.parse import unquote

    names = {n.decode("utf-8", "replace") for n in _FILENAME.findall(file.content)}
    ranges: list[tuple[str, int, int, str, Pointer]] = []
    before: dict[str, tuple[int, str]] = {}
    others: set[str] = set()  # files that the header does not name: each is told once
    for pointer in file.index.pointers:
        if pointer.attribute != "source":
            continue
        for n, token in enumerate(t for t in pointer.value.split() if "#char" in t):
            match = _RANGE.fullmatch(token)
            if match and not (match[2] and match[3]):
                continue  # a point, or a range that is open at an end
            name, first, last = (unquote(match[1]), int(match[2]), int(match[3])) if match else ("", 0, 0)
            last_first, last_token = before.get(name, (-1, ""))
            words = {"pointer": token, "known": ", ".join(sorted(names)), "before": last_token}
            wrong = (
                "range-form" if match is None
                else "range-reversed" if last <= first
                else "range-file" if names and name.rpartition("/")[2] not in names
                else "range-back" if n == 0 and first < last_first
                else ""
            )  # fmt: skip
            if wrong:
                if name not in others:
                    yield _finding(file, "g-007", pointer, say(wrong, **words))
                others |= {name} if wrong == "range-file" else set()
                continue
            count = file.index.counts[pointer[:3]]
            if count > 1 and n == 0:
                yield _finding(file, "g-007", pointer, say("range-named-twice", pointer=token, count=count))
            if n == 0:
                before[name] = (first, token)
            ranges.append((name, first, last, token, pointer))
    yield from _named_twice(file, ranges)


def _named_twice(file: _File, ranges: list[tuple[str, int, int, str, Pointer]]) -> Iterator[Finding]:
    ranges = sorted(ranges, key=lambda r: r[:4])
    for (name, _, last, token, one), (other_name, first, _, other, two) in pairwise(ranges):
        if name == other_name and first < last:
            earlier, later = sorted(((token, one), (other, two)), key=lambda t: t[1].byte)
            yield _finding(file, "g-007", later[1], say("range-twice", pointer=later[0], other=earlier[0]))
            return


# ---- images --------------------------------------------------------------------------------------------------------


def _images(file: _File, folder: Path) -> Iterator[Finding]:
    for pointer in file.index.pointers:
        if pointer.attribute not in ("facs", "url"):
            continue
        for token in pointer.value.split():
            if _SCHEME.match(token) or "#" in token or (folder / token).exists():
                continue
            yield _finding(file, "p-005", pointer, say("image", attribute=pointer.attribute, pointer=token), severity="warning")


# ---- languages and dates -------------------------------------------------------------------------------------------


def _languages(file: _File) -> Iterator[Finding]:
    """Languages used but not declared, and values that are no codes of languages, each once."""
    declared = {d.casefold() for d in file.index.declared if d}
    for value, (byte, number) in file.index.languages.items():
        why, near = _no_code(value)
        if declared and not _is_declared(value.casefold(), declared):
            known = ", ".join(sorted(file.index.declared)[:8])
            code, said = "l-001", say("language", value=value, known=known) + (f" And {why}." if why else "")
        elif why:
            code, said = "l-011", say("language-code", value=value, why=why)
        else:
            continue
        line, column = file.attribute(byte, number)
        severity = "warning" if code == "l-001" else "info"  # old projects have three letters throughout
        yield Finding(code, file.index.file, line, column, said, severity, near, slug(code))


def _is_declared(language: str, declared: set[str]) -> bool:
    """Is a language among those declared, where any are? A declared "ru" covers "ru-Latn" too."""
    main = language.partition("-")[0]
    if not language or main in _NO_CODE or main.startswith("x") or language in declared or main in declared:
        return True
    return any(d.partition("-")[0] == main for d in declared)


@cache
def _no_code(value: str) -> tuple[str, str | None]:
    """Why a value is no language code (empty if it may be one), and which is meant (None: not known)."""
    main, *rest = value.split("-")
    if len(main) <= 2 and not (rest and len(rest[0]) == 3 and len(main) == 2):
        return "", None
    short = _codes("language").get(main.casefold(), "") if len(main) == 3 else main
    land = rest[0] if rest and len(rest[0]) == 3 and rest[0].isalpha() and (short or main).casefold() not in _EXTENDED else ""
    country = _codes("country").get(land.casefold()) if land else None
    near = "-".join([short or main, *([country, *rest[1:]] if country else rest)])
    if len(main) == 3 and short:
        return say("three-letters", near=short), None if land and not country else near
    if len(main) > 3:
        return say("long-language"), None
    if land:
        return say("long-country", near=f', "{country}"' if country else ""), near if country else None
    return "", None


#: Languages whose codes may be followed by one of three letters (RFC 5646, 2.2.2).
_EXTENDED = frozenset({"ar", "kok", "lv", "ms", "sgn", "sw", "uz", "zh"})


@cache
def _codes(kind: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in str(facts()["code"][kind]).split())


def _dates(file: _File) -> Iterator[Finding]:
    for element, dated, byte in file.index.dates:
        for name, (value, number) in dated.items():
            why = _impossible(value)
            if why:
                line, column = file.attribute(byte, number)
                message = say("date", attribute=name, value=value, why=why)
                yield Finding("d-001", file.index.file, line, column, message, "error", None, slug("d-001"))
        yield from _disordered(file, element, dated, byte)
    for born, died, byte in file.index.lives:
        if _later(born, died):
            message = say("life", a=born, b=died)
            place = file.lines.place(byte)
            yield Finding("d-002", file.index.file, place.line, place.column, message, "error", None, slug("d-002"))


def _disordered(file: _File, element: str, dated: dict[str, tuple[str, int]], byte: int) -> Iterator[Finding]:
    for name, (value, number) in dated.items():
        root, sign, rest = name.partition("-")
        after = {"from": "to", "notBefore": "notAfter"}.get(root)
        last = f"{after}{sign}{rest}"
        if after and last in dated and _later(value, dated[last][0]):
            line, column = file.attribute(byte, number)
            message = say("order", element=element, first=name, a=value, last=last, b=dated[last][0])
            yield Finding("d-002", file.index.file, line, column, message, "error", None, slug("d-002"))


def _impossible(value: str) -> str | None:
    import calendar

    m = _DATE.fullmatch(value.strip())
    if not m or not m[2]:
        return None
    year, month, day = int(m[1]), int(m[2]), int(m[3] or 1)
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    days = calendar.monthrange(2000 + year % 400, month)[1]
    return None if 1 <= day <= days else f"{calendar.month_name[month]} {year} has {days} days"


def _later(first: str, last: str) -> bool:
    a, b = _DATE.fullmatch(first.strip()), _DATE.fullmatch(last.strip())
    if not a or not b or _impossible(first) or _impossible(last):
        return False
    x, y = ([int(g) for g in m.groups() if g] for m in (a, b))
    shorter = min(len(x), len(y))
    return x[:shorter] > y[:shorter]


# ---- across files --------------------------------------------------------------------------------------------------


@dataclass
class Summary:
    """What of a file other files may ask for: pointers that lead out of it and where they stand, its entries (if it is a list of
    them), its root and its ids, packed until somebody looks for one."""

    file: str
    outward: list[tuple[Pointer, Place]]
    prefixes: dict[str, list[tuple[str, str]]]
    includes: list[str]
    root: tuple[str, Place] | None
    entries: list[tuple[str, str, Place]]
    ours: bool
    packed: bytes

    @cached_property
    def ids(self) -> dict[str, tuple[str, int]]:
        """Element and line by id."""
        import marshal

        elements: dict[str, tuple[str, int]] = marshal.loads(self.packed)
        return elements


def summary(one: Index, content: bytes) -> Summary:
    """What stays of the index of a file when the next is read."""
    import marshal

    lines = Lines(content)
    schemes = {scheme for scheme, rules in one.prefixes.items() if any(not _SCHEME.match(r) for _, r in rules)}
    outward = [(p, lines.place(p.byte)) for p in one.pointers if one.includes or _leads_out(p.value, schemes)]
    entries = [] if one.has_text else [(id, e, lines.place(byte)) for id, (e, byte) in one.ids.items() if e in _ENTRIES]
    root = (one.root_id, lines.place(one.root_byte)) if one.root_id is not None and one.root_byte is not None else None
    packed = marshal.dumps({id: (element, lines.line(byte)) for id, (element, byte) in one.ids.items()})
    return Summary(one.file, outward, one.prefixes, one.includes, root, entries, one.ours, packed)


def _leads_out(value: str, schemes: set[str]) -> bool:
    """Does a pointer lead to an element of another file, by its name or through one of the schemes that stand for files?"""
    for token in value.split():
        before, _, id = token.partition("#")
        scheme = _SCHEME.match(before)
        if (scheme[1] in schemes) if scheme else (before and _same_file(f"#{id}")):
            return True
    return False


def across(files: Sequence[Summary]) -> list[Finding]:
    """Findings that need several files: pointers from one to another, ids that stand in two."""
    by_path = {_path(one.file): one for one in files} if any(one.outward for one in files) else {}
    out: list[Finding] = []
    for one in files:
        out += _outward(one, by_path)
    return [*out, *_shared_ids(files)]


def _path(file: str) -> str:
    return str(Path(file).resolve()) if file != "-" else file


def _outward(one: Summary, files: dict[str, Summary]) -> Iterator[Finding]:
    included = [files.get(_beside(one, href)) for href in one.includes]
    paths: dict[str, str] = {}  # of the files that are named
    for pointer, place in one.outward:
        for token in pointer.value.split():
            if _same_file(token):
                if one.includes and all(included) and not _known_id(token[1:], [one, *included]):
                    yield _lost(one, (pointer, place), token, one, "", one.file)
                continue
            address = (expanded(one.prefixes, token) if token.partition(":")[0] in one.prefixes else token) or ""
            name, _, id = address.partition("#")
            if name not in paths:
                paths[name] = _beside(one, name) if not _SCHEME.match(name) else ""
            target = files.get(paths[name]) if name and id else None
            if target is not None and _same_file(f"#{id}") and id not in target.ids and not target.includes:
                yield _lost(one, (pointer, place), token, target, name, name)
            elif target is not None and id in target.ids:
                yield from _kind_across(one, (pointer, place), token, target.ids[id][0], name)


def _known_id(id: str, files: Sequence[Summary | None]) -> bool:
    return any(one is not None and id in one.ids for one in files)


def _beside(one: Summary, href: str) -> str:
    return str((Path(one.file).parent / href).resolve()) if one.file != "-" else str(Path(href).resolve())


def _lost(one: Summary, where: tuple[Pointer, Place], token: str, target: Summary, name: str, file: str) -> Finding:
    pointer, place = where
    id = token.rpartition("#")[2] if "#" in token else (expanded(one.prefixes, token) or "").rpartition("#")[2]
    found = nearest(id, folded(target.ids))
    hint = ""
    if found:
        element, line = target.ids[found]
        hint = say("near", name=name, near=found, label=f"`<{element}>`", line=line)
    message = say("other-file", attribute=pointer.attribute, pointer=token, file=file, near=hint, more="")
    fix = f"{name}#{found}" if found else None
    return Finding("p-001", one.file, place.line, place.column, message, "error", fix, slug("p-001"))


def _kind_across(one: Summary, where: tuple[Pointer, Place], token: str, element: str, name: str) -> Iterator[Finding]:
    pointer, place = where
    kinds = _kinds(pointer.element, pointer.attribute, one.ours)
    if kinds is None or element in kinds:
        return
    words = {"attribute": pointer.attribute, "pointer": token, "element": pointer.element, "found": element}
    message = say("kind-across", **words, file=name)
    severity = "error" if one.ours else "warning"
    yield Finding("p-004", one.file, place.line, place.column, message, severity, None, slug("p-004"))


def _shared_ids(files: Sequence[Summary]) -> Iterator[Finding]:
    """Documents of one corpus with the same id, and entries of two lists (files without a text) with the same id. Copies of one file
    must have the same: a warning only."""
    roots: dict[str, Summary] = {}
    entries: dict[str, Summary] = {}
    copies: dict[str, bool] = {}  # is this file a copy of that other?
    for one in files:
        copies.clear()
        if one.root is not None and (other := roots.setdefault(one.root[0], one)) is not one:
            yield _shared(one, one.root[1], say("root", id=one.root[0], file=other.file), other, copies)
        for id, element, place in one.entries:
            if (other := entries.setdefault(id, one)) is not one:
                yield _shared(one, place, say("entry", id=id, element=element, file=other.file), other, copies)


def _shared(one: Summary, place: Place, message: str, other: Summary, copies: dict[str, bool]) -> Finding:
    if other.file not in copies:
        copies[other.file] = _is_copy(one.file, other.file)
    same = copies[other.file]
    said = message + (say("copy") if same else "")
    return Finding("p-002", one.file, place.line, place.column, said, "warning" if same else "error", None, slug("p-002"))


def _is_copy(file: str, other: str) -> bool:
    """Do two files have the same content? False for what is not on disk."""
    from filecmp import cmp

    try:
        return cmp(file, other, shallow=False)
    except OSError:
        return False
