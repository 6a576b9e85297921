"""TEI files → findings: well-formedness, RELAX NG, Schematron, XSD, pointers and meaning, each with file, line and column.

Which schemas a file is checked with says `schema_choice`. What needs other files (pointers from one to another) is looked at when all
have been read. Order of files and number of processes do not show in what is found.
"""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.errors import UnreadableInput, UsageError
from pipeline.finding import Finding
from pipeline.project import FILE, Project, nearest
from pipeline.resources import resource_dir
from pipeline.schema_choice import (
    Choice,
    can_be_stored,
    choose,
    is_address,
    schema_path,
    store_schema,
    stored_schemas,
)

if TYPE_CHECKING:
    from pipeline.pointers import Summary
    from pipeline.relaxng import Issue, Schema
    from pipeline.tei_index import Index, Lines, Reader

_ORDER = {"error": 0, "warning": 1, "info": 2}
#: Larger files are checked by grammar and for pointers only: rules and XSD need the whole tree in memory.
_MAX_TREE = 100 * 2**20
_MAX_FILE = 2**30
#: So many issues of one file are told.
_MOST_ISSUES = 5_000
#: Some messages need the document once more; all of a file together may read so many bytes of it.
_READING = 100 * 2**20
_TO_CHANGE = 4_000_000


@dataclass(frozen=True)
class Options:
    """How to validate. `schema` is given by the user, `fallback` by the folder; `select` and `ignore` are beginnings of rule codes, or
    names of rules; `most` findings per file, 0 for all; `jobs` processes, 0 for as many as there are processors; `accept` maps a
    code, or a code and a file pattern, to the reason why such findings are accepted;
    `baseline` is the JSON of an earlier run whose findings do not count."""

    schema: str | None = None
    fallback: str | None = None
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
    """Findings of a run, sorted by place; files read; files that could not be read; how many findings were accepted, and how
    many are left out; all severities, also of what is left out."""

    findings: list[Finding]
    files: list[str]
    unreadable: list[str] = field(default_factory=list)
    accepted: int = 0
    left_out: int = 0
    severities: frozenset[str] = frozenset()
    contents: dict[str, bytes] = field(default_factory=dict)  # of what came by standard input


# ---- one file ------------------------------------------------------------------------------------------------------


def validate_tei(
    data: bytes, name: str, *, schema: str | None = None, phase: str | None = None, xsd: bool = False
) -> list[Finding]:
    """All findings on one TEI file that stands alone, sorted by place. That no schema was found is not said: who calls knows it."""
    found, left = _check(data, name, Options(schema=schema, phase=phase, xsd=xsd))
    found = [f for f in found if f.code != "x-012"]
    if left is not None:
        from pipeline.pointers import across

        found += across([left])
    return _sorted(found)


def _check(data: bytes, name: str, options: Options) -> tuple[list[Finding], Summary | None]:
    """Findings that need no other file, and what those need that do (None for a malformed file)."""
    from pipeline.characters import characters, wrong_encoding

    misfit = wrong_encoding(data, name)
    if misfit is not None and "is not UTF-8" in misfit.message:
        return [misfit], None
    content = _in_utf8(data, misdeclared=misfit is not None)
    choice = choose(content, name, options.schema, _fallback(name, options))
    from pipeline import tei_index
    from pipeline.pointers import summary
    from pipeline.tei_index import Lines

    reader = tei_index.Reader(content, name)
    found, issues = _grammar(content, name, choice, reader)
    found += [misfit] if misfit else []
    if any(i.kind in ("malformed", "forbidden-dtd") for i in issues):
        return found, None
    index = reader.made if reader.is_whole else tei_index.index(content, name)
    found += characters(content, name, mixed=not index.ours)
    found += _duplicates(index, found, content)
    ruled = _rules_and_xsd(content, name, choice, options, index)
    found += _meaning(index, content, name, options, found, issues)
    found = _one_cause(found, index) + (_own_causes(ruled, found, index, issues, Lines(content)) if ruled else [])
    found += _without_schema(name, choice, options)
    return _of_phase(found, options.phase), summary(index, content)


def _own_causes(
    ruled: Sequence[Finding], found: Sequence[Finding], index: Index, issues: Sequence[Issue], lines: Lines
) -> list[Finding]:
    """Findings of rules without those that only follow from others: on an element that the grammar has found, on one whose
    pointer leads nowhere or whose id is used twice, in a document of another namespace, of a rule that an invalid value stops, on
    values that differ from those of the translation because they are not what their own words say."""
    from pipeline.relaxng.characters import is_ncname

    if any(i.kind in ("no-namespace", "wrong-namespace") and i.parent is None for i in issues):
        return []
    told = {(f.line, f.column) for f in found if f.code[0] == "s"} | index.lost
    told |= {lines.place(byte) for _, _, byte, _ in index.duplicates}
    twice = {f"#{id}" for id, *_ in index.duplicates}
    told |= {lines.place(p.byte) for p in index.pointers if p.element == "link" and twice.intersection(p.value.split())}
    told |= {lines.place(byte) for id, (_, byte) in index.ids.items() if not is_ncname(id)}
    schema_told = any(f.code == "x-005" and f.severity == "error" for f in found)
    values = {f.message.rpartition(" ")[2] for f in found if f.code in ("d-005", "d-006")}
    kept = [f for f in ruled if (f.line, f.column) not in told and not (schema_told and f.code == "x-005")]
    kept = [f for f in kept if f.code not in ("a-017", "a-018") or not values.intersection(re.split(r"[ ,]+", f.message))]
    return [f for f in kept if f.code != "x-006" or f.line == 1 or not issues]


def _one_cause(found: list[Finding], index: Index) -> list[Finding]:
    """An id used twice and one that is missing are one slip: told once, with the id that the second should have."""
    lost = [f for f in found if f.code == "p-001"]
    twice = [f for f in found if f.code == "s-013"]
    if len(lost) != 1 or len(twice) != 1 or lost[0].fix or len(index.duplicates) != 1:
        return found
    from dataclasses import replace

    attribute, id = re.search(r'@([\w:]+)="#([^"]*)"', lost[0].message).groups()  # type: ignore[union-attr]
    hint = f" Should the second be `{id}`? `@{attribute}` at line {lost[0].line} points there, and nothing bears that id."
    told = replace(twice[0], message=twice[0].message.rstrip(".") + "." + hint, fix=f'xml:id="{id}"')
    return [told if f is twice[0] else f for f in found if f is not lost[0]]


def _in_utf8(data: bytes, *, misdeclared: bool) -> bytes:
    """The document in UTF-8, and declared so; as it is where that cannot be done, for the parser to say what is wrong.

    `misdeclared`: it is in UTF-8 although it says otherwise."""
    from pipeline.relaxng.document import EncodingError, as_utf8

    content, encoding = data, None
    if not misdeclared:
        try:
            content, encoding = as_utf8(data)
        except EncodingError:
            return data
        if encoding is None:
            return content
    return _DECLARATION.sub(_declare, content, count=1)


_DECLARATION = re.compile(rb"^(<\?xml[^>]*?\sencoding\s*=\s*)(\"[^\"]*\"|'[^']*')")


def _declare(m: re.Match[bytes]) -> bytes:
    return m[1] + b'"utf-8"'.ljust(len(m[2]))


def _meaning(
    index: Index, content: bytes, name: str, options: Options, found: Sequence[Finding], issues: Sequence[Issue]
) -> list[Finding]:
    """Findings on pointers, languages, dates and the file's name, without those that only follow from what the grammar found."""
    from pipeline.pointers import local
    from pipeline.stated import stated

    folder = None if name == "-" else Path(name).parent
    meant = local(index, content, folder=folder, images=options.phase == "publish")
    told = {(f.line, f.column) for f in found}
    list_empty = any(i.kind == "missing-element" and i.element.startswith("list") for i in issues)
    kept = [f for f in meant if (f.line, f.column) not in told and not (list_empty and f.code == "p-001" and not f.fix)]
    return [*kept, *_named(index, name, content), *(stated(index, content) if index.ours else [])]


def _named(index: Index, name: str, content: bytes) -> Iterator[Finding]:
    """A document made here that does not bear the name of its file."""
    stem = Path(name).stem
    if index.ours and index.root_byte is not None and name != "-" and index.root_id != stem and index.root == "TEI":
        from pipeline.tei_index import Lines

        place = Lines(content).place(index.root_byte)
        said = f'xml:id="{index.root_id}" is not' if index.root_id else "the document has no xml:id; it should be"
        said += f' the name of the file, "{stem}"'
        yield Finding("h-001", name, place.line, place.column, said, "error", None, "file-name")


def _of_phase(found: list[Finding], phase: str | None) -> list[Finding]:
    """Without the findings of rules that are looked at in later phases only."""
    if phase is None:
        return found
    from pipeline.rules import rules

    table = rules()
    return [f for f in found if f.code not in table or phase in table[f.code].phases]


# ---- grammars ------------------------------------------------------------------------------------------------------


def _grammar(content: bytes, name: str, choice: Choice, reader: Reader) -> tuple[list[Finding], list[Issue]]:
    """What the grammar says, or, where there is none, whether the file is well-formed. `reader` sees a valid document whole."""
    found = [_missing_schema(name, href, choice) for href in choice.missing]
    path = choice.grammar if choice.grammar is not None and choice.grammar.suffix in (".rng", ".rnc") else None
    try:
        schema = load_grammar(path) if path else load_grammar(_ANYTHING)
    except UnreadableInput as e:
        if choice.given:
            raise
        found.append(Finding("x-005", name, 1, 1, str(e), "error", None, "schema-unusable"))
        schema = load_grammar(_ANYTHING)
    issues = schema.validate(content, limit=_MOST_ISSUES, watch=reader.watch)
    if len(issues) >= _MOST_ISSUES:
        message = f"there are {_MOST_ISSUES} findings or more on this file; the rest is left out"
        found.append(Finding("x-010", name, issues[-1].line, issues[-1].column, message, "info", None, "more-findings"))
    return [*found, *explained(issues, schema, content, name)], issues


_ANYTHING = Path(__file__).parent / "anything.rng"


def _missing_schema(name: str, href: str, choice: Choice) -> Finding:
    """A schema that the file names but that is not here: an error where nothing stands in for it, as the file passes unseen then."""
    checked = choice.grammar
    then = f"checked with {checked.name} only" if checked else "the file was NOT checked against any grammar"
    missing, remedy = _how_to_have(href)
    message = f'xml-model names "{href}", which {missing}: {then}; {remedy}'
    return Finding("x-005", name, 1, 1, message, "warning" if checked else "error", None, "schema-unusable")


def _how_to_have(href: str) -> tuple[str, str]:
    """Why a schema is not here, and what to do."""
    if not is_address(href):
        return "is not there", "put the schema in that place, correct the href, or give --schema"
    if not can_be_stored(href):
        return "is not here and is not fetched", "give --schema"
    return "is not here and is not fetched", f"store it once: zapis schema add {Path(href).stem or 'NAME'} {href}"


def _without_schema(name: str, choice: Choice, options: Options) -> list[Finding]:
    """A warning for a file that no schema was found for: else the lack of findings would look like validity."""
    if choice.grammar or choice.rules or choice.missing or options.xsd:
        return []
    return [Finding("x-012", name, 1, 1, _UNCHECKED + _STORE_ONE, "warning", None, "no-schema")]


_UNCHECKED = "checked for well-formedness and pointers only: no schema is named"
_STORE_ONE = "; give --schema or store one: zapis schema add tei_all FILE"


def _told_once(found: list[Finding]) -> list[Finding]:
    """Many files without a schema have one cause: told at the first of them, with the number of the others."""
    without = [f for f in found if f.code == "x-012"]
    if len(without) < 2:
        return found
    from dataclasses import replace

    more = f" (so {_count(len(without) - 1, 'more file')})"
    first = replace(without[0], message=_UNCHECKED + more + _STORE_ONE)
    return [first if f is without[0] else f for f in found if f.code != "x-012" or f is without[0]]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def explained(issues: Sequence[Issue], schema: Schema, content: bytes, name: str) -> Iterator[Finding]:
    """The issues of a document as findings, in plain words."""
    if not issues:
        return
    from pipeline.relaxng.messages import explain

    budget = _READING
    for issue in issues:
        again = issue.kind in ("duplicate-id", "dangling-idref") and budget > 0
        message, fix = explain(issue, schema, content if again else None)
        budget -= len(content) if again else 0
        kind = "wrong-encoding" if issue.cause == "encoding" else issue.kind
        said = fix.text if fix else None
        yield Finding(_code(kind), name, issue.line, issue.column, message, "error", said, kind)


@cache
def _code(kind: str) -> str:
    """Rule of a kind of issue: the rules bear the same names."""
    from pipeline import rules

    try:
        return rules.rule_of(kind).code
    except KeyError:
        return "s-002"


def load_grammar(path: Path) -> Schema:
    """A RELAX NG schema, from the cache of compiled ones where it is known. Raises `UnreadableInput`."""
    return _load(path.resolve(), _changed(path))


@cache
def _load(path: Path, _: int) -> Schema:
    from pipeline.relaxng import SchemaError, load_schema

    try:
        return load_schema(path, cache=None)
    except (SchemaError, RecursionError) as e:
        raise UnreadableInput(f"{path.name}: not a usable RELAX NG schema: {e}") from e


def _changed(path: Path) -> int:
    """When a file was changed: with its whole path the key under which it is kept in memory."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _duplicates(index: Index, found: Sequence[Finding], content: bytes) -> list[Finding]:
    """Ids used twice, where the grammar has not said so."""
    if not index.duplicates:
        return []
    from pipeline.tei_index import Lines

    lines = Lines(content)
    told = {f.line for f in found if f.code == "s-013"}
    out: list[Finding] = []
    for id, element, byte, _ in index.duplicates[:_MOST_ISSUES]:
        place = lines.place(byte)
        if place.line not in told:
            first, where = index.ids[id]
            line = lines.line(where)
            message = f'xml:id="{id}" is used twice: first at line {line} (`<{first}>`), again here (`<{element}>`).'
            out.append(Finding("s-013", index.file, place.line, place.column, message, "error", None, "duplicate-id"))
    return out


# ---- Schematron and XSD --------------------------------------------------------------------------------------------


def _rules_and_xsd(content: bytes, name: str, choice: Choice, options: Options, index: Index) -> list[Finding]:
    xsd = choice.grammar if choice.grammar is not None and choice.grammar.suffix == ".xsd" else None
    if xsd is None and options.xsd:
        xsd = resource_dir("schema") / "zapis.xsd"
    if len(content) > _MAX_TREE and (xsd or choice.rules):
        message = f"the rules were not run: the file is larger than {_MAX_TREE >> 20} MiB"
        return [Finding("x-006", name, 1, 1, message, "warning", None, "schematron-failed")]
    found: list[Finding] = []
    for rules in choice.rules:
        found += _schematron(content, name, rules, options.phase, index, given=choice.given)
    if xsd is not None:
        from pipeline.xsd import xsd_findings

        found += xsd_findings(content, name, xsd)
    return found


def _schematron(
    content: bytes, name: str, rules: Path, phase: str | None, index: Index, *, given: bool
) -> list[Finding]:
    from pipeline.relevance import relevance

    if rules.suffix == ".rng" and not relevance(rules.resolve(), _changed(rules)).could_speak(index.shapes, content):
        return []
    from pipeline.schematron import SchematronError

    try:
        compiled = _compiled(rules.resolve(), _changed(rules))
        if compiled is None:
            return []
        known = phase if phase in compiled.phases else None
        issues = compiled.validate(_with_plain_ids(content, index), phase=known)
    except UnreadableInput as e:
        if given:
            raise
        return [Finding("x-005", name, 1, 1, str(e), "error", None, "schema-unusable")]
    except (SchematronError, ValueError, RecursionError) as e:
        message = f"{rules.name}: the rules cannot be run: {e}"
        return [Finding("x-006", name, 1, 1, message, "error", None, "schematron-failed")]
    return [
        Finding(i.rule if _slug(i.rule) else "s-017", name, i.line, i.column, i.message, i.role, None, _slug(i.rule) or i.rule)
        for i in issues[:_MOST_ISSUES]
    ]


def _with_plain_ids(content: bytes, index: Index) -> bytes:
    """The document with those xml:id renamed that no XML processor takes (used twice, not names): they are findings of their own,
    and the rules can look at the rest. Nothing changes its place."""
    from pipeline.relaxng.characters import is_ncname
    from pipeline.tei_index import attribute_offset

    wrong = [(byte, number) for _, _, byte, number in index.duplicates]
    wrong += [(byte, -1) for id, (_, byte) in index.ids.items() if not is_ncname(id)]
    if not wrong:
        return content
    made = bytearray(content)
    for byte, number in wrong:
        at = byte + attribute_offset(content, byte, number) if number >= 0 else content.find(b"xml:id", byte)
        if at >= 0 and made[at : at + 6] == b"xml:id":
            made[at : at + 6] = b"xml_id"
    return bytes(made)


@cache
def _compiled(rules: Path, _: int) -> Any:
    from pipeline.schematron import SchematronError, compile_schematron, extract_schematron

    try:
        if rules.suffix in (".rng", ".odd"):
            text = extract_schematron(rules)
            return compile_schematron(text) if text else None
        return compile_schematron(rules)
    except SchematronError as e:
        raise UnreadableInput(f"{rules.name}: not a usable Schematron schema: {e}") from e


@cache
def _slug(code: str | None) -> str | None:
    from pipeline import rules

    try:
        return rules.rule(code).slug if code else None
    except KeyError:
        return None


def _sorted(found: Iterable[Finding]) -> list[Finding]:
    return sorted(set(found), key=lambda f: (f.file, f.line, f.column, _ORDER.get(f.severity, 3), f.code, f.message))


# ---- many files ----------------------------------------------------------------------------------------------------


def expand(names: Sequence[str]) -> list[str]:
    """Files of names that may be files, folders (their .xml files, at any depth) or globs; "-" stays. Sorted per name.

    Raises `UsageError` for a pattern that matches nothing. A folder without such files stays, to be reported."""
    out: list[str] = []
    for name in names:
        path = Path(name)
        if name == "-":
            out.append(name)
        elif path.is_dir():
            out += [str(p) for p in sorted(path.rglob("*.xml")) if p.is_file()] or [name]
        elif path.exists() or not glob.has_magic(name):
            out.append(name)
        else:
            hits = [h for h in sorted(glob.glob(name, recursive=True)) if not Path(h).is_dir()]  # noqa: PTH207
            if not hits:
                raise UsageError(f"no file matches {name!r}")
            out += hits
    return list({os.path.abspath(name) if name != "-" else name: name for name in reversed(out)}.values())[::-1]  # noqa: PTH100


def validate_files(names: Sequence[str], options: Options, *, stdin: BinaryIO | None = None) -> Outcome:
    """Validate files, folders and globs. A malformed file is a finding; one that cannot be read is noted, and the rest goes on."""
    from pipeline.pointers import across

    files = expand(names)
    options = _with_codes(options)
    outcome = Outcome([], files)
    if options.schema or options.fallback:
        schema_path(options.schema or options.fallback or "")  # it must be there even if no file can be read
    if "-" in files and stdin is not None:
        outcome.contents["-"] = stdin.read(_MAX_FILE + 1)
    summaries: list[Summary] = []
    for name, (found, left, problem) in zip(files, _each(files, options, outcome.contents)):
        if problem:
            outcome.unreadable.append(name)
            found = [Finding("x-001", name, 1, 1, problem, "error", None, "unreadable-source")]
        outcome.findings += found
        if left is not None:
            summaries.append(left)
    outcome.findings += across(sorted(summaries, key=lambda s: s.file))
    return _filtered(outcome, options)


def _with_codes(options: Options) -> Options:
    """The same with codes in place of names of rules. Raises `UsageError` for what is neither."""
    if not options.select and not options.ignore:
        return options
    from dataclasses import replace

    from pipeline.rules import beginning

    try:
        select, ignore = (tuple(map(beginning, words)) for words in (options.select, options.ignore))
    except KeyError as e:
        raise UsageError(f"--select, --ignore: {e.args[0]}") from None
    return replace(options, select=select, ignore=ignore)


Checked = tuple[list[Finding], "Summary | None", str | None]


def _tidy_less_often() -> None:
    """Let the collector of garbage wait for more: each file leaves many small things that live on, and nearly no garbage."""
    import gc

    gc.set_threshold(20_000, 10, 100)


def _each(files: Sequence[str], options: Options, contents: dict[str, bytes]) -> Iterator[Checked]:
    _tidy_less_often()
    jobs = options.jobs or min(os.cpu_count() or 1, 8)
    total = sum(Path(f).stat().st_size for f in files if f != "-" and Path(f).is_file())
    if jobs < 2 or len(files) < 4 or total < _TO_CHANGE or "-" in files:
        for name in files:
            yield _one(name, options, contents)
        return
    from concurrent.futures import ProcessPoolExecutor
    from functools import partial

    schema = options.schema or options.fallback
    if schema and schema_path(schema).suffix in (".rng", ".rnc"):
        load_grammar(schema_path(schema))  # before the processes are made, which inherit it where they are forked
    # One file at a time, the largest first: no process is left with a large one at the end.
    order = sorted(range(len(files)), key=lambda i: -_size(files[i]))
    with ProcessPoolExecutor(jobs, initializer=_tidy_less_often) as pool:
        run = partial(_one, options=options, contents={})
        chunk = max(1, min(8, len(files) // (jobs * 8)))
        results = dict(zip(order, pool.map(run, [files[i] for i in order], chunksize=chunk)))
    yield from (results[i] for i in range(len(files)))


def _size(name: str) -> int:
    try:
        return Path(name).stat().st_size
    except OSError:
        return 0


def _one(name: str, options: Options, contents: dict[str, bytes]) -> Checked:
    try:
        data = contents[name] if name in contents else _read(Path(name))
    except OSError as e:
        folder = ": a folder without .xml files" if Path(name).is_dir() else ""
        return [], None, f"cannot be read{folder or ': ' + (e.strerror or str(e))}"
    if len(data) > _MAX_FILE:
        return [], None, f"cannot be read: larger than {_MAX_FILE >> 20} MiB; split it"
    return *_check(data, name, options), None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_FILE + 1)


# ---- what counts ---------------------------------------------------------------------------------------------------


def _filtered(outcome: Outcome, options: Options) -> Outcome:
    found = [f for f in _sorted(outcome.findings) if _counts(f.code, options)]
    kept = _told_once(_not_accepted(found, outcome, options))
    if options.baseline is not None:
        from pipeline.accepted import new

        every, kept = kept, new(kept, options.baseline)
        outcome.accepted += len(every) - len(kept)
    outcome.severities = frozenset(f.severity for f in kept)
    outcome.findings = _at_most(kept, options.most)
    outcome.left_out = len(kept) - len(outcome.findings)
    return outcome


def _counts(code: str, options: Options) -> bool:
    return (not options.select or code.startswith(options.select)) and not (options.ignore and code.startswith(options.ignore))


def _not_accepted(found: list[Finding], outcome: Outcome, options: Options) -> list[Finding]:
    """Without the findings that the projects of the files accept."""
    projects: dict[str, tuple[Project, set[str]]] = {}
    for name in outcome.files:
        project = _project_of(name) or Project(accept=tuple(options.accept.items()))
        projects.setdefault(os.path.relpath(project.folder / FILE), (project, set()))[1].add(name)
    if not any(project.accept for project, _ in projects.values()):
        return found
    from pipeline.accepted import not_accepted, unseen
    from pipeline.rules import rules

    looked_for = {c for c, r in rules().items() if _counts(c, options) and options.phase in (None, *r.phases)}
    kept = not_accepted(found, projects, unseen(outcome.findings), looked_for)
    outcome.accepted = len(found) - sum(f.code != "x-009" for f in kept)
    return kept


def _project_of(name: str) -> Project | None:
    """The project a file lies in: that of the nearest zapis.toml above it."""
    return None if name == "-" else nearest(Path(name) if Path(name).is_dir() else Path(name).parent)


def _fallback(name: str, options: Options) -> str | None:
    """The schema that the project of a file names, for files that name none."""
    if options.schema:
        return None
    project = _project_of(name)
    if project is None or project.schema is None:
        return options.fallback
    beside = project.folder / project.schema
    return str(beside) if beside.is_file() else project.schema


def _at_most(found: list[Finding], most: int) -> list[Finding]:
    if not most:
        return found
    counts: Counter[str] = Counter()
    kept: list[Finding] = []
    for f in found:
        counts[f.file] += 1
        if counts[f.file] <= most:
            kept.append(f)
    return kept


def report(outcome: Outcome, form: str, *, verbose: bool = False) -> str:
    """The findings of a run in a format (see `pipeline.report`)."""
    from pipeline.report import render_report

    return render_report(outcome, form, verbose=verbose)


# ---- certain repairs -----------------------------------------------------------------------------------------------


def fix_files(names: Sequence[str], options: Options, *, write: bool) -> Iterator[str]:
    """Unified diffs of the repairs that are certain; with `write` the files are changed.

    Raises `UnreadableInput` for a file that cannot be read, `CannotWrite` for one that cannot be written."""
    import difflib

    from pipeline.files import write as save
    from pipeline.fixes import fix

    for name in expand(names):
        if name == "-":
            raise UsageError("--fix changes files; standard input is none")
        try:
            before = _read(Path(name))
        except OSError as e:
            raise UnreadableInput(f"{name}: {e.strerror or e}") from e
        after = fix(before, grammar_of(before, name, options))
        if after != before:
            a, b = (x.decode("utf-8", "replace").splitlines(keepends=True) for x in (before, after))
            yield "".join(difflib.unified_diff(a, b, f"{name}", f"{name} (repaired)"))
            if write:
                save(Path(name), after)


def grammar_of(content: bytes, name: str, options: Options) -> Schema:
    """The grammar that a file is checked with; one that allows anything where there is none."""
    choice = choose(content, name, options.schema, _fallback(name, options))
    path = choice.grammar
    return load_grammar(path if path is not None and path.suffix in (".rng", ".rnc") else _ANYTHING)


__all__ = ["Options", "Outcome", "fix_files", "report", "schema_path", "store_schema", "stored_schemas", "validate_files", "validate_tei"]
