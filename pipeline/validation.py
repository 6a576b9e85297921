"""TEI files → findings: well-formedness, RELAX NG, Schematron, XSD, pointers and meaning, each with file, line and column.

The grammar of a file is, in this order: the one given; the one its `xml-model` instruction names (a file, never an address); the
project's own, for files that say they were made here; none, when the file is only checked for what needs no grammar.
"""

from __future__ import annotations

import difflib
import glob
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.errors import CannotWrite, MissingPart, UnreadableInput, UsageError
from pipeline.model import Finding
from pipeline.resources import resource_dir

if TYPE_CHECKING:
    from pipeline.pointers import Index

_ORDER = {"error": 0, "warning": 1, "info": 2}
_MODEL = re.compile(rb"<\?xml-model\s+([^?]*)\?>")
_HREF = re.compile(rb"href\s*=\s*[\"']([^\"']+)[\"']")
#: Files larger than this are checked by grammar only: the rules would need the whole tree in memory.
_MAX_TREE = 200 * 2**20


@dataclass(frozen=True)
class Options:
    """How to validate. `select` and `ignore` are beginnings of rule codes; `accept` maps a code to the reason why its findings
    are accepted; `baseline` is the JSON of an earlier run whose findings do not count."""

    schema: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    most: int = 0
    jobs: int = 0
    phase: str | None = None
    xsd: bool = False
    baseline: Path | None = None
    accept: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """Findings of a run, sorted by place; files read; files that could not be read."""

    findings: list[Finding]
    files: list[str]
    unreadable: list[str] = field(default_factory=list)
    accepted: int = 0


# ---- one file ------------------------------------------------------------------------------------------------------


def validate_tei(data: bytes, name: str, *, schema: str | None = None, phase: str | None = None, xsd: bool = False) -> list[Finding]:
    """All findings on one TEI file that stands alone, sorted by place."""
    found, index = _check(data, name, schema=schema, phase=phase, xsd=xsd)
    if index is not None:
        from pipeline.pointers import findings

        found += findings([index])
    return _sorted(found)


def _check(data: bytes, name: str, *, schema: str | None, phase: str | None, xsd: bool) -> tuple[list[Finding], Index | None]:
    """Findings that need no other file, and the index for those that do (None for a malformed file)."""
    from pipeline import pointers

    grammar = _grammar(data, name, schema)
    found: list[Finding] = []
    malformed = False
    if grammar is not None and grammar.suffix in (".rng", ".rnc"):
        found, malformed = _relaxng(data, name, grammar)
    else:
        found, malformed = _well_formed(data, name)
    if malformed:
        return found, None
    found += _characters(data, name)
    if len(data) <= _MAX_TREE:
        for rules in _rules(data, grammar):
            found += _schematron(data, name, rules, phase)
        if grammar is not None and grammar.suffix == ".xsd":
            found += _xsd(data, name, grammar)
        elif xsd:
            found += _xsd(data, name, resource_dir("schema") / "zapis.xsd")
    index = pointers.index(data, name)
    index.has_rules = is_ours(data)
    return found + _duplicates(index, found), index


def _grammar(data: bytes, name: str, schema: str | None) -> Path | None:
    if schema:
        return schema_path(schema)
    for m in _MODEL.finditer(data[:4000]):
        href = _HREF.search(m[1])
        if href:
            local = _local(href[1].decode("utf-8", "replace"), name)
            if local is not None:
                return local
    if is_ours(data):
        return resource_dir("schema") / "zapis.rng"
    return stored_schemas().get("tei_all")


def _local(href: str, name: str) -> Path | None:
    if re.match(r"[a-z][a-z0-9+.-]+:", href, re.I) and not href.startswith("file:"):
        stored = stored_schemas().get(Path(href).stem)
        return stored if stored and stored.suffix in (".rng", ".rnc") else None
    path = Path(name).parent / href.removeprefix("file://")
    return path if path.is_file() else None


def is_ours(data: bytes) -> bool:
    """Was this file made by zapis? Its header says so."""
    return b'ident="zapis"' in data[:200_000]


def _rules(data: bytes, grammar: Path | None) -> list[Path]:
    """Schematron schemas that apply: the given one, those inside the grammar, the project's for its own files."""
    out: list[Path] = []
    if grammar is not None and grammar.suffix in (".sch", ".isosch", ".xsl"):
        out.append(grammar)
    elif is_ours(data):
        out.append(resource_dir("schema") / "zapis.sch")
    elif grammar is not None and grammar.suffix == ".rng":
        out.append(grammar)
    return out


def _relaxng(data: bytes, name: str, grammar: Path) -> tuple[list[Finding], bool]:
    from pipeline.relaxng.messages import explain

    schema = _loaded(grammar)
    found: list[Finding] = []
    malformed = False
    for issue in schema.validate(data):
        message, fix = explain(issue, schema)
        malformed = malformed or issue.kind in ("malformed", "forbidden-dtd", "wrong-encoding")
        found.append(Finding(_code(issue.kind), name, issue.line, issue.column, message, "error", fix, issue.kind))
    return found, malformed


@cache
def _code(kind: str) -> str:
    """Rule of a kind of issue: the rules bear the same names."""
    from pipeline import rules

    try:
        return rules.rule_of(kind).code
    except KeyError:
        return "s-002"


@cache
def _loaded(grammar: Path) -> Any:
    from pipeline.relaxng import SchemaError, load_schema

    try:
        return load_schema(grammar)
    except SchemaError as e:
        raise UnreadableInput(f"{grammar}: not a usable RELAX NG schema: {e}") from e


def _well_formed(data: bytes, name: str) -> tuple[list[Finding], bool]:
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.UseForeignDTD(False)
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as e:
        return [Finding("x-002", name, e.lineno, e.offset + 1, f"not well-formed: {expat.errors.messages[e.code]}", "error", None, "malformed")], True
    except _Refused as e:
        return [Finding("x-003", name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, str(e), "error", None, "forbidden-dtd")], True
    return [], False


class _Refused(Exception):
    pass


def _refuse_entity(entity: str, is_parameter: bool, value: str | None, base: str, system: str, public: str, notation: str) -> None:
    if system or (value and len(value) > 1000) or (value and "&" in value):
        raise _Refused(f"the document declares the entity {entity!r}, which is not read: external or nested entities are refused")


def _schematron(data: bytes, name: str, rules: Path, phase: str | None) -> list[Finding]:
    from pipeline.schematron import SchematronError

    compiled = _compiled(rules)
    if compiled is None:
        return []
    try:
        issues = compiled.validate(data, phase=phase)
    except SchematronError as e:
        return [Finding("x-006", name, 1, 1, f"{rules.name}: {e}", "error", None, "schematron-failed")]
    return [
        Finding(i.rule if _slug(i.rule) else "s-017", name, i.line, i.column, i.message, i.role, None, _slug(i.rule) or i.rule)
        for i in issues
    ]


@cache
def _compiled(rules: Path) -> Any:
    from pipeline.schematron import SchematronError, compile_schematron, extract_schematron

    try:
        if rules.suffix in (".rng", ".odd"):
            text = extract_schematron(rules)
            return compile_schematron(text) if text else None
        return compile_schematron(rules)
    except SchematronError as e:
        raise UnreadableInput(f"{rules}: not a usable Schematron schema: {e}") from e


@cache
def _slug(code: str | None) -> str | None:
    from pipeline import rules

    try:
        return rules.rule(code).slug if code else None
    except KeyError:
        return None


def _xsd(data: bytes, name: str, xsd: Path) -> list[Finding]:
    """XSD: lxml for a fast verdict; xmlschema's reasons where it is negative."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    tree = etree.fromstring(data, parser).getroottree()
    try:
        fast = _fast_xsd(xsd)
        if fast is not None and fast.validate(tree):
            return []
    except etree.XMLSchemaError:
        pass
    import xmlschema

    schema = _slow_xsd(xsd)
    out: list[Finding] = []
    for error in schema.iter_errors(tree):
        line = getattr(error, "sourceline", None) or getattr(getattr(error, "elem", None), "sourceline", None) or 1
        reason = " ".join((error.reason or str(error.message)).split())
        out.append(Finding("s-016", name, int(line), 1, f"XSD: {reason}", "error", None, "xsd"))
        if len(out) >= 200:
            break
    assert xmlschema
    return out


@cache
def _fast_xsd(xsd: Path) -> Any:
    from lxml import etree

    try:
        return etree.XMLSchema(etree.parse(str(xsd)))
    except etree.XMLSchemaParseError:
        return None


@cache
def _slow_xsd(xsd: Path) -> Any:
    import xmlschema

    return xmlschema.XMLSchema(str(xsd), allow="local")


_HIDDEN = {"\u200b": "zero-width space", "\u2060": "word joiner", "\ufeff": "byte order mark", "\u00ad": "soft hyphen", "\ufffd": "replacement character (text was lost when it was decoded)"}


def _characters(data: bytes, name: str) -> list[Finding]:
    """Invisible characters, decomposed letters, words of two scripts: seen by nobody, found by no search."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    import unicodedata

    out: list[Finding] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii():
            continue
        for sign, called in _HIDDEN.items():
            at = line.find(sign)
            if at >= 0:
                out.append(Finding("x-007", name, number, at + 1, f"invisible character: U+{ord(sign):04X} ({called})", "warning", None, "invisible-character"))
        if not unicodedata.is_normalized("NFC", line):
            at = next(i for i, c in enumerate(line) if unicodedata.combining(c))
            out.append(Finding("x-008", name, number, at + 1, "letter and accent are two characters here (not NFC)", "warning", None, "not-normalised"))
    return out


def _duplicates(index: Index, found: Sequence[Finding]) -> list[Finding]:
    """Ids used twice, where the grammar has not said so."""
    told = {f.line for f in found if f.code == "s-013"}
    out: list[Finding] = []
    for id, tag, line, column in index.duplicates:
        if line not in told:
            first = index.ids[id]
            message = f'xml:id="{id}" is used twice: first at line {first[1]} (<{first[0]}>), again here (<{tag}>)'
            out.append(Finding("s-013", index.file, line, column, message, "error", None, "duplicate-id"))
    return out


def _sorted(found: Sequence[Finding]) -> list[Finding]:
    return sorted(set(found), key=lambda f: (f.file, f.line, f.column, _ORDER.get(f.severity, 3), f.code, f.message))


# ---- many files ----------------------------------------------------------------------------------------------------


def expand(names: Sequence[str]) -> list[str]:
    """Files of names that may be files, folders (their .xml files, at any depth) or globs; "-" stays. Sorted per name."""
    out: list[str] = []
    for name in names:
        path = Path(name)
        if name == "-":
            out.append(name)
        elif path.is_dir():
            out += [str(p) for p in sorted(path.rglob("*.xml")) if p.is_file()]
        elif path.exists() or not glob.has_magic(name):
            out.append(name)
        else:
            hits = sorted(glob.glob(name, recursive=True))
            if not hits:
                raise UsageError(f"no file matches {name!r}")
            out += hits
    return list(dict.fromkeys(out))


def validate_files(names: Sequence[str], options: Options, *, stdin: BinaryIO | None = None) -> Outcome:
    """Validate files, folders and globs. A malformed file is a finding; one that cannot be read is noted, and the rest goes on."""
    from pipeline.pointers import findings

    files = expand(names)
    outcome = Outcome([], files)
    indexes: list[Index] = []
    for name, (found, index, problem) in zip(files, _each(files, options, stdin)):
        if problem:
            outcome.unreadable.append(name)
            found = [Finding("x-001", name, 1, 1, problem, "error", None, "unreadable")]
        outcome.findings += found
        if index is not None:
            indexes.append(index)
    outcome.findings += findings(indexes)
    return _filtered(outcome, options)


def _each(files: Sequence[str], options: Options, stdin: BinaryIO | None) -> Iterator[tuple[list[Finding], Index | None, str | None]]:
    jobs = options.jobs or min(os.cpu_count() or 1, 8)
    total = sum(os.path.getsize(f) for f in files if f != "-" and os.path.isfile(f))
    if jobs < 2 or len(files) < 4 or total < 2_000_000 or "-" in files:
        for name in files:
            yield _one(name, options, stdin)
        return
    from concurrent.futures import ProcessPoolExecutor
    from functools import partial

    # The schemas are loaded once, before the processes are made, and inherited.
    for name in files[:1]:
        _one(name, options, None)
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(_one, options=options, stdin=None), files, chunksize=max(1, len(files) // (jobs * 8)))


def _one(name: str, options: Options, stdin: BinaryIO | None) -> tuple[list[Finding], Index | None, str | None]:
    try:
        data = stdin.read() if name == "-" and stdin is not None else Path(name).read_bytes()
    except OSError as e:
        return [], None, f"cannot be read: {e.strerror or e}"
    found, index = _check(data, name, schema=options.schema, phase=options.phase, xsd=options.xsd)
    return found, index, None


def _filtered(outcome: Outcome, options: Options) -> Outcome:
    found = _sorted(outcome.findings)
    if options.select:
        found = [f for f in found if f.code.startswith(options.select)]
    if options.ignore:
        found = [f for f in found if not f.code.startswith(options.ignore)]
    known = _baseline(options.baseline) if options.baseline else set()
    kept = [f for f in found if f.code not in options.accept and _key(f) not in known]
    outcome.accepted = len(found) - len(kept)
    for code, reason in options.accept.items():
        if not any(f.code == code for f in found):
            message = f"findings of {code} are accepted ({reason}), but there are none any more: take it out of zapis.toml"
            kept.append(Finding("x-009", "zapis.toml", 1, 1, message, "warning", None, "needless-acceptance"))
    if options.most:
        counts: dict[str, int] = {}
        limited: list[Finding] = []
        for f in kept:
            counts[f.file] = counts.get(f.file, 0) + 1
            if counts[f.file] <= options.most:
                limited.append(f)
        kept = limited
    outcome.findings = kept
    return outcome


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.file, finding.code, finding.message


def _baseline(path: Path) -> set[tuple[str, str, str]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        rows = rows["findings"] if isinstance(rows, dict) else rows
        return {(r["file"], r["code"], r["message"]) for r in rows}
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise UnreadableInput(f"{path}: not a JSON report of zapis validate: {e}") from e


def report(outcome: Outcome, form: str, *, verbose: bool = False) -> str:
    """The findings of a run in a format (see `pipeline.report`)."""
    from pipeline.report import render_report

    return render_report(outcome, form, verbose=verbose)


# ---- schemas by name -----------------------------------------------------------------------------------------------


def _store() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "zapis" / "schemas"


def stored_schemas() -> dict[str, Path]:
    """Schemas that the user stored, by name; and the project's own as "zapis"."""
    folder = _store()
    found = {p.stem: p for p in sorted(folder.glob("*.*"))} if folder.is_dir() else {}
    return {"zapis": resource_dir("schema") / "zapis.rng", **found}


def schema_path(name: str) -> Path:
    """The file of a schema given by path or by stored name. Raises `MissingPart`."""
    path = Path(name)
    if path.is_file():
        return path
    stored = stored_schemas()
    if name in stored:
        return stored[name]
    raise MissingPart(f"there is no schema {name!r}: neither a file nor a stored one ({', '.join(stored)})")


def store_schema(name: str, location: str) -> Path:
    """Keep a copy of a schema under a name, from a file or, because the user asked for it, from an address."""
    if not re.fullmatch(r"[\w.-]+", name) or name == "zapis":
        raise UsageError(f"{name!r} cannot be the name of a stored schema")
    suffix = Path(location).suffix or ".rng"
    target = _store() / f"{name}{suffix}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if re.match(r"https?://", location):
            import urllib.request

            with urllib.request.urlopen(location, timeout=60) as answer:
                target.write_bytes(answer.read())
        elif Path(location).is_file():
            shutil.copyfile(location, target)
        else:
            raise UnreadableInput(f"{location}: no such file")
    except OSError as e:
        raise CannotWrite(f"{location}: could not be stored: {e}") from e
    return target


# ---- certain repairs -----------------------------------------------------------------------------------------------


def fix_files(names: Sequence[str], *, write: bool) -> Iterator[str]:
    """Unified diffs of the repairs that are certain; with `write` the files are changed."""
    from pipeline.files import write as save

    for name in expand(names):
        before = Path(name).read_bytes()
        after = fixed(before)
        if after != before:
            a, b = (x.decode("utf-8", "replace").splitlines(keepends=True) for x in (before, after))
            yield "".join(difflib.unified_diff(a, b, f"{name}", f"{name} (repaired)"))
            if write:
                save(Path(name), after)


def fixed(data: bytes) -> bytes:
    """The document with certain repairs made: HTML entities as characters, case of element names, forms of dates."""
    from pipeline.fixes import fix

    return fix(data)


__all__ = ["Options", "Outcome", "fix_files", "report", "validate_files", "validate_tei"]
