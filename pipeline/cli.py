"""The command `zapis`. The only module that prints.

stdout carries data, stderr messages; progress shows only where stderr is a terminal. Exit codes: 0 done, 1 findings, 2 usage,
3 unreadable input, 4 cannot write, 5 a needed part is missing, 70 a bug, 130 interrupted. Of several inputs the worst counts.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.errors import CannotWrite, UnreadableInput, UsageError, ZapisError

if TYPE_CHECKING:
    from pipeline.build import Result
    from pipeline.finding import Finding

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_COUNT = click.IntRange(min=0)
#: click would call a file that may not be read a wrong usage (2); it is an input that cannot be read (3).
_PATH = click.Path(path_type=Path, readable=False)


class _Version:
    """Looked up only when asked for: it reads the installation's metadata."""

    def __str__(self) -> str:
        from pipeline.encoding.document import program_version

        return program_version()


@click.group(context_settings=_CONTEXT)
@click.option("-C", "--directory", type=_PATH, help="Work in this folder.")
@click.option("-v", "--verbose", count=True, help="More detail; -vv shows the traceback of a bug.")
@click.version_option(version=_Version(), prog_name="zapis")  # type: ignore[arg-type]
def cli(directory: Path | None, verbose: int) -> None:
    """Archival diplomatic records to scholarly TEI-XML: encode, validate, render, export.

    \b
    zapis build                 seeds/ into output/: TEI, reading edition, texts, findings
    zapis encode record.txt     one record as TEI on standard output
    zapis validate FILES        findings on any TEI files
    zapis render html FILE      one of the outputs in xslt/
    """
    if directory is not None:
        try:
            os.chdir(directory)
        except OSError as e:
            raise UsageError(f"{directory}: {e.strerror}") from e


# ---- build and encode ----------------------------------------------------------------------------------------------


@cli.command()
@click.argument("sources", nargs=-1, type=_PATH)
@click.option(
    "-o", "--output", type=_PATH, default=Path("output"), show_default=True, help="Folder to write into."
)
@click.option("--no-repair", is_flag=True, help="Leave damaged words as they stand.")
@click.option("--export", "exports", default="", help="Exports to make as well, separated by commas.")
@click.option("--jobs", type=_COUNT, default=0, help="Processes; 0, the default: as many as there are processors.")
@click.option("--strict", is_flag=True, help="Warnings make the exit code 1 too.")
@click.option("--clean", is_flag=True, help="Remove documents of earlier builds whose sources are gone.")
def build(
    sources: tuple[Path, ...], output: Path, no_repair: bool, exports: str, jobs: int, strict: bool, clean: bool
) -> int:
    """Encode SOURCES (files or folders; default: seeds/) and write TEI, HTML, text and findings.

    Folders are searched to any depth for .txt and .md. A bad source is reported and the others go on. Unchanged outputs are not
    touched.
    """
    from pipeline.build import build as make
    from pipeline.build import clean as remove
    from pipeline.build import others_in, sources_in, strays
    from pipeline.export import check_names
    from pipeline.files import check_folder
    from pipeline.names.recogniser import check_installed

    project = _project(no_repair=no_repair)
    given = sources or (Path("seeds"),)
    paths = sources_in(given, out=output)
    if not paths:
        raise UnreadableInput(f"{' '.join(map(str, sources)) or 'seeds'}: no source texts there (.txt, .md)")
    if project.recogniser:
        check_installed()
    wanted = _list(exports) or project.exports
    if wanted:
        check_names(wanted)
    check_folder(output)
    with _Progress(2 * len(paths) + 1) as progress:
        results = make(paths, output, project, jobs=jobs, progress=progress)
    made = [output / "tei" / f"{r.id}.xml" for r in results if r.tei is not None]
    worst = _export(wanted, made, output, {}) if made else 0
    click.echo(_summary(results))
    for result in results:
        if result.error:
            _message(str(result.error))
        if result.note:
            _message(f"{result.source}: {result.note}")
    _tell("passed over, no source texts (.txt, .md)", others_in(given, out=output))
    left = strays(output, results)
    whole = not any(r.error for r in results)  # else the document of a source that cannot be read just now might go
    if clean and whole:
        remove(output, left)
    said = "removed, of earlier builds" if clean and whole else "of earlier builds, left alone"
    _tell(said if clean else f"{said} (--clean removes them)", left)
    return max(worst, _exit_code(results, strict))


def _tell(what: str, files: Sequence[Path]) -> None:
    """One line on files that the user should know of."""
    if files:
        names = ", ".join(f.name for f in files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
        _message(f"{len(files)} file{'s' * (len(files) > 1)} {what}: {names}")


@cli.command()
@click.argument("source", type=_PATH)
@click.option("-o", "--output", type=_PATH, help="File to write; default: standard output.")
@click.option("--no-repair", is_flag=True, help="Leave damaged words as they stand.")
def encode(source: Path, output: Path | None, no_repair: bool) -> int:
    """Encode one SOURCE (- for standard input) as TEI."""
    encoded = _encode(source, no_repair=no_repair)
    _out(output, encoded.tei)
    return 0


def _encode(source: Path, *, no_repair: bool = False) -> Any:
    from pipeline.authority import load_authority
    from pipeline.build import encode_document
    from pipeline.source import read, read_bytes

    project = _project(no_repair=no_repair)
    text = (
        read_bytes(sys.stdin.buffer.read(), "stdin.txt", shown="standard input")
        if str(source) == "-"
        else read(source)
    )
    return encode_document(
        text, project, load_authority(project.authority_files()), folder=source.parent.name or "."
    )


# ---- validate, verify, explain -------------------------------------------------------------------------------------


@cli.command()
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--schema", help="RELAX NG (.rng, .rnc), Schematron (.sch) or XSD file, or the name of a stored schema."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "sarif", "junit", "html", "github"]),
    default="text",
    show_default=True,
)
@click.option("--select", default="", help="Only rules whose code begins so, or of this name (dangling-pointer); separated by commas.")
@click.option("--ignore", default="", help="Leave out rules whose code begins so, or of this name; separated by commas.")
@click.option("--max", "most", type=_COUNT, default=0, help="At most so many findings per file; 0, the default: all.")
@click.option("--jobs", type=_COUNT, default=0, help="Processes; 0, the default: as many as there are processors.")
@click.option(
    "--phase",
    type=click.Choice(["ingest", "review", "publish"]),
    help="Schematron phase of the project's rules.",
)
@click.option("--baseline", type=_PATH, help="JSON findings of an earlier run: only new ones count.")
@click.option("--xsd", is_flag=True, help="Also validate against the project's XSD.")
@click.option("--fix", is_flag=True, help="Show certain repairs as a diff; with --write, make them.")
@click.option("--write", is_flag=True, help="With --fix: change the files.")
@click.option("--strict", is_flag=True, help="Warnings make the exit code 1 too.")
@click.option("-v", "--verbose", is_flag=True, help="Say what to do about each finding.")
def validate(files: tuple[str, ...], **options: Any) -> int:
    """Validate TEI FILES (files, folders, globs, - for standard input).

    The schema is, in this order: --schema; the file's xml-model instruction (a file, or a stored schema); the
    nearest zapis.toml; the project's own for files made here; a stored tei_all (zapis schema add).

    \b
    Exit codes: 0 no errors, 1 errors (with --strict also warnings), 2 usage, 3 a file or schema cannot be
    read, 5 there is no such schema.
    """
    from pipeline.validation import Options, fix_files, report, validate_files

    project = _project()
    chosen = Options(
        schema=options["schema"], fallback=project.schema, accept=dict(project.accept),
        select=_list(options["select"]), ignore=_list(options["ignore"]), most=options["most"],
        jobs=options["jobs"], phase=options["phase"], xsd=options["xsd"], baseline=options["baseline"],
    )  # fmt: skip
    if options["write"] and not options["fix"]:
        raise UsageError("--write goes with --fix")
    if options["fix"] and not options["write"] and options["form"] != "text":
        raise UsageError("--fix shows a diff, which has no other format; with --write the files are repaired and the rest is reported")
    if options["fix"]:
        for diff in fix_files(files, chosen, write=options["write"]):
            click.echo(diff, nl=False, err=options["write"])
        if not options["write"]:
            return 0
    outcome = validate_files(files, chosen, stdin=sys.stdin.buffer)
    click.echo(report(outcome, options["form"], verbose=options["verbose"]), nl=False)
    if outcome.unreadable:
        return 3
    failing = {"error", "warning"} if options["strict"] else {"error"}
    return int(bool(failing & outcome.severities))


@cli.command()
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--source",
    type=_PATH,
    help="The source text, or the folder of the sources; default: the file that the TEI names, looked for in "
    "the working folder, up the tree from the TEI, in the project of zapis.toml, and beside the TEI.",
)
def verify(files: tuple[str, ...], source: Path | None) -> int:
    """Prove that TEI FILES hold every letter of their sources; name the first difference where they do not.

    FILES are files, folders, globs, or - for standard input. A file that cannot be read, or whose source is
    not found, is told and the others go on; the exit code is then 3.
    """
    from pipeline.validation import expand

    worst = 0
    for name in expand(files):
        try:
            worst = max(worst, _verified(Path(name), source))
        except ZapisError as error:
            _message(str(error))
            worst = max(worst, error.exit_code)
    return worst


def _verified(file: Path, source: Path | None) -> int:
    """Say whether a TEI file is whole; 1 if it is not."""
    from dataclasses import replace

    from pipeline.source import read
    from pipeline.verify import verify as check

    tei = _read(file)
    path = source if source and not source.is_dir() else _source_of(file, tei, source)
    found = check(tei, read(path), shown=_shown(file))
    if found is None:
        click.echo(f"{_shown(file)}: whole")
        return 0
    # The line is one of the source; the TEI is the one that lost something.
    click.echo(_line(replace(found, message=f"{found.message} ({_shown(file)})"), str(path)))
    return 1


@cli.command()
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Explain a finding's CODE, or the name in its brackets: what is wrong, how it should be, what to do. Without CODE, list all."""
    from pipeline.rules import explain as say
    from pipeline.rules import rules

    if code is None:
        for rule in rules().values():
            if not rule.retired:
                click.echo(f"{rule.code}  {rule.severities:18}{rule.slug}")
        return 0
    try:
        click.echo(say(code))
    except KeyError as e:
        raise UsageError(e.args[0]) from None
    return 0


# ---- render, export, show ------------------------------------------------------------------------------------------


@cli.command()
@click.argument("name", required=False)
@click.argument("tei", required=False, type=_PATH)
@click.option("-o", "--output", type=_PATH, help="File to write; default: standard output.")
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Parameter of the stylesheet."
)
@click.option("--list", "listing", is_flag=True, help="List the outputs and their parameters.")
def render(
    name: str | None, tei: Path | None, output: Path | None, params: tuple[str, ...], listing: bool
) -> int:
    """Render a TEI file as NAME: one of the stylesheets in xslt/."""
    from pipeline.rendering import render as transform
    from pipeline.rendering import stylesheets

    if listing or name is None or tei is None:
        for info in stylesheets():
            names = " ".join(p.name for p in info.parameters)
            click.echo(f"{info.name:12} {info.description}" + (f" [{names}]" if names else ""))
        if not listing:
            raise UsageError("say what to render: zapis render NAME FILE")
        return 0
    _out(output, transform(_read(tei), name, _params(params)).encode("utf-8"))
    return 0


@cli.command()
@click.argument("name", required=False)
@click.argument("files", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=_PATH,
    default=Path("output"),
    show_default=True,
    help="Folder; the export gets one of its own in it.",
)
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Option of the export.")
@click.option("--list", "listing", is_flag=True, help="List the exports.")
@click.option(
    "--explain", "explaining", is_flag=True, help="Say what the export cannot carry, and its options."
)
def export(
    name: str | None,
    files: tuple[str, ...],
    output: Path,
    params: tuple[str, ...],
    listing: bool,
    explaining: bool,
) -> int:
    """Export TEI FILES (files, folders, globs, - for standard input; default: output/tei) to a platform."""
    from pipeline.export import explain as what_is_lost
    from pipeline.export import exports

    if listing or name is None:
        for info in exports():
            click.echo(f"{info.name:12} {info.description}")
        if not listing:
            raise UsageError("say what to export: zapis export NAME")
        return 0
    if explaining:
        click.echo(what_is_lost(name))
        return 0
    if not files and not any(Path("output/tei").glob("*.xml")):
        raise UnreadableInput("output/tei: no TEI files there; run zapis build first, or name the files")
    with _tei_files(files or ("output/tei",)) as tei:
        return _export([name], tei, output, _params(params))


def _export(names: Sequence[str], files: Sequence[Path], output: Path, params: dict[str, str]) -> int:
    """Make the exports and say where they are; 1 if one had nothing to write."""
    from pipeline.errors import NothingToWrite
    from pipeline.export import export as run
    from pipeline.export import to_do

    worst = 0
    for name in names:
        try:
            lacking = run(name, files, output / name, params)
        except NothingToWrite as error:
            _message(str(error))
            worst = error.exit_code
            continue
        _message(f"{name}: {output / name}" + _left_out(name, lacking, len(files)))
        if left := to_do(name, params):
            _message(f"{name}: {left}")
    return worst


def _left_out(name: str, lacking: Sequence[Path], all_: int) -> str:
    if not lacking:
        return ""
    from pipeline.export import NEEDS, exports

    needs = next(info.needs for info in exports() if info.name == name)
    names = ", ".join(path.name for path in lacking[:3]) + (" …" if len(lacking) > 3 else "")
    return f"; it has nothing of {len(lacking)} of {all_} documents, which lack {NEEDS[needs][0]}: {names}"


_STEPS = (
    "metadata",
    "structure",
    "turns",
    "participants",
    "names",
    "dates",
    "repair",
    "alignment",
    "insertions",
)


@cli.command()
@click.argument("what", metavar="STEP")
@click.argument("file", metavar="FILE|ID")
@click.option(
    "--in",
    "folder",
    type=_PATH,
    default=Path("output/tei"),
    show_default=True,
    help="Where to look for an id.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table (alignment).")
def show(what: str, file: str, folder: Path, as_json: bool) -> int:
    """Show a STEP's result for a source FILE as JSON, or where an ID stands.

    \b
    STEP: metadata structure turns participants names dates repair alignment insertions
    zapis show alignment FILE    side by side in the terminal
    zapis show where ID          file, line and text of an xml:id (document#id or id)
    """
    from pipeline import show as showing

    if what == "where":
        click.echo(showing.where(file, folder))
        return 0
    if what not in _STEPS:
        raise UsageError(f"there is no step {what!r}; there are: {', '.join(_STEPS)}, where")
    document = _encode(Path(file)).document
    if what == "alignment" and not as_json:
        click.echo(showing.side_by_side(document, _width()), nl=False)
    else:
        click.echo(json.dumps(showing.layer(document, what), ensure_ascii=False, indent=1))
    return 0


@cli.command()
@click.argument("file", type=_PATH)
@click.option("--list", "listing", is_flag=True, help="The corrections as a table (the default).")
@click.option("--threshold", type=click.FloatRange(0, 1), help="Least certainty, from 0 to 1.")
def repair(file: Path, listing: bool, threshold: float | None) -> int:
    """Corrections of a source FILE as a table for review: place, reading of the source, correction, certainty, reasons, context."""
    from pipeline import show as showing

    document = _encode(file).document
    click.echo(showing.corrections(document, threshold), nl=False)
    return 0


# ---- authority and schemas -----------------------------------------------------------------------------------------


@cli.group()
def authority() -> None:
    """The lists of persons, places and organisations."""


@authority.command("list")
@click.argument("find", required=False)
@click.option("--kind", type=click.Choice(["person", "place", "org"]))
def authority_list(find: str | None, kind: str | None) -> int:
    """List the entries (of those that have FIND in a name): id, kind, names, identifiers."""
    from pipeline.authority.exchange import list_authority

    for row in list_authority(_authority(), kind, find):
        click.echo("\t".join(row))
    return 0


@authority.command("check")
def authority_check() -> int:
    """Duplicates, namesakes, identifiers used twice, impossible lives and coordinates."""
    from pipeline.authority.check import check

    found = check(_authority())
    for finding in found:
        click.echo(_line(finding))
    return 1 if any(f.severity == "error" for f in found) else 0


@authority.command("export")
@click.option("-o", "--output", type=_PATH, help="TSV file to write; default: standard output.")
@click.option("--forms", is_flag=True, help="Every form instead, made by hand or by rule, with its flags.")
def authority_export(output: Path | None, forms: bool) -> int:
    """The lists as a table (TSV) for a spreadsheet or OpenRefine."""
    from pipeline.authority.exchange import export_authority

    _out(output, export_authority(_authority(), forms).encode("utf-8"))
    return 0


@authority.command("review")
@click.argument("sources", nargs=-1, required=True, type=_PATH)
@click.option("-o", "--output", type=_PATH, help="TSV file to write; default: standard output.")
def authority_review(sources: tuple[Path, ...], output: Path | None) -> int:
    """The new names of SOURCES as a table (TSV), to be corrected and taken in with `zapis authority import`."""
    from pipeline.build import sources_in
    from pipeline.names import entities_to_tsv

    entities: dict[str, Any] = {}
    mentions: list[Any] = []
    for source in sources_in(sources):
        document = _encode(source).document
        entities.update({e.id: e for e in document.entities if e.cert < 1})
        mentions += document.mentions
    _out(output, entities_to_tsv(tuple(entities.values()), mentions).encode("utf-8"))
    return 0


@authority.command("import")
@click.argument("table", type=_PATH)
@click.option(
    "-o",
    "--output",
    type=_PATH,
    default=Path("authority"),
    show_default=True,
    help="Folder of the TEI lists.",
)
def authority_import(table: Path, output: Path) -> int:
    """Take a reviewed TABLE (TSV) into TEI lists: entries there are extended and overridden, the others stay.

    The table has the columns of `zapis authority export`; needed are id, kind and a name. Name the lists under `authority` in zapis.toml.
    """
    from pipeline.authority.exchange import import_authority, renamed

    written = import_authority(table, output)
    for said in renamed(table):
        _message(said)
    for path in written:
        click.echo(str(path))
    return 0


def _authority() -> Any:
    from pipeline.authority import load_authority

    return load_authority(_project().authority_files())


@cli.group()
def schema() -> None:
    """Named schemas for validate --schema."""


@schema.command("list")
def schema_list() -> int:
    """List the stored schemas."""
    from pipeline.validation import stored_schemas

    for name, path in stored_schemas().items():
        click.echo(f"{name}\t{path}")
    return 0


@schema.command("add")
@click.argument("name")
@click.argument("location")
def schema_add(name: str, location: str) -> int:
    """Store the schema at LOCATION (a file, or an address to fetch it from) under NAME."""
    from pipeline.validation import store_schema

    click.echo(f"{name}\t{store_schema(name, location)}")
    return 0


# ---- what the commands share ---------------------------------------------------------------------------------------


def _project(*, no_repair: bool = False) -> Any:
    from dataclasses import replace

    from pipeline.project import load_project

    project = load_project(Path())
    return replace(project, repair=False) if no_repair else project


def _list(text: str) -> tuple[str, ...]:
    return tuple(x.strip() for x in text.split(",") if x.strip())


def _params(pairs: Sequence[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(f"{pair!r}: write parameters as NAME=VALUE")
        out[name] = value
    return out


def _read(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as e:
        raise UnreadableInput(f"{path}: {e.strerror or e}") from e


def _shown(path: Path) -> str:
    return "standard input" if str(path) == "-" else str(path)


def _source_of(file: Path, tei: bytes, given: Path | None) -> Path:
    """The source that a TEI names: in the given folder; else in the working folder, up the tree from the TEI,
    in the project's folder, or beside the TEI.
    """
    from pipeline.project import nearest
    from pipeline.show import source_pointer

    named = source_pointer(tei)
    if named is None:
        raise UnreadableInput(f"{_shown(file)}: names no source file; give --source")
    project = nearest(file.parent) or nearest(Path())
    around = [Path(), *file.resolve().parents, *([project.folder] if project else [])]
    places = [given / named, given / Path(named).name] if given else [folder / named for folder in around]
    for path in (*places, *([] if given else [file.parent / Path(named).name])):
        if path.is_file():
            return path
    where = f" in {given}" if given else ""
    raise UnreadableInput(f"{_shown(file)}: its source {named} was not found{where}; give --source")


@contextmanager
def _tei_files(names: Sequence[str]) -> Iterator[list[Path]]:
    """The files that are meant by files, folders, globs and - for standard input.

    Exports want files: what comes in by standard input is one for so long, named by its xml:id.
    """
    from tempfile import TemporaryDirectory

    from pipeline.validation import expand

    with TemporaryDirectory(prefix="zapis-") as folder:
        files = [_from_stdin(Path(folder)) if name == "-" else Path(name) for name in expand(names)]
        for path in files:
            if path.is_dir():
                raise UnreadableInput(f"{path}: no TEI files there (.xml)")
        try:
            yield files
        except UnreadableInput as error:
            said = re.sub(rf"{re.escape(folder)}[^:]*", "standard input", str(error))
            raise UnreadableInput(said) from None


def _from_stdin(folder: Path) -> Path:
    content = sys.stdin.buffer.read()
    id_ = re.search(rb"<(?:\w+:)?TEI\b[^>]*\bxml:id\s*=\s*[\"']([\w.-]+)", content)
    path = folder / f"{id_[1].decode() if id_ else 'stdin'}.xml"
    path.write_bytes(content)
    return path


def _out(output: Path | None, data: bytes) -> None:
    from pipeline.files import write

    if output is None or str(output) == "-":
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except OSError as e:
            raise CannotWrite(f"standard output: {e.strerror or e}") from e
    else:
        write(output, data)


def _message(text: str) -> None:
    click.echo(f"zapis: {text}", err=True)


def _line(finding: Finding, shown: str | None = None) -> str:
    slug = f" [{finding.slug}]" if finding.slug else ""
    return f"{shown or finding.file}:{finding.line}:{finding.column}: {finding.code} {finding.severity}: {finding.message}{slug}"


def _width() -> int:
    import shutil

    return shutil.get_terminal_size((120, 40)).columns


def _summary(results: Sequence[Result]) -> str:
    """Table: document, languages, turns, names, aligned groups, findings."""
    rows = [("document", "languages", "turns", "names", "aligned", "findings")]
    for result in results:
        made = result.summary
        if made is None:
            rows.append((result.source.name, "-", "-", "-", "-", "none made"))
            continue
        errors = sum(f.severity == "error" for f in result.findings)
        warnings = sum(f.severity == "warning" for f in result.findings)
        notes = len(result.findings) - errors - warnings
        rows.append((
            result.id or "", " ".join(made.languages), "+".join(map(str, made.turns)), str(made.names), str(made.aligned),
            _counted(errors, warnings, notes, result.accepted),
        ))  # fmt: skip
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in rows)


def _counted(errors: int, warnings: int, notes: int, accepted: int) -> str:
    from pipeline.report import counted

    kinds = ((errors, "error"), (warnings, "warning"), (notes, "note"))
    said = [counted(n, what) for n, what in kinds] if errors or warnings or notes else ["none"]
    return ", ".join([*said, *([f"{accepted} accepted"] if accepted else [])])


def _exit_code(results: Sequence[Result], strict: bool) -> int:
    worst = max((r.error.exit_code for r in results if r.error), default=0)
    severities = {f.severity for r in results for f in r.findings}
    found = "error" in severities or (strict and "warning" in severities)
    return max(worst, int(found))


class _Progress:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, length: int) -> None:
        self.bar: Any = None
        if sys.stderr.isatty():
            self.bar = click.progressbar(
                length=length, file=sys.stderr, item_show_func=lambda x: x, label="zapis"
            )

    def __enter__(self) -> _Progress:
        if self.bar:
            self.bar.__enter__()
        return self

    def __exit__(self, *args: object) -> None:
        if self.bar:
            self.bar.__exit__(*args)

    def __call__(self, name: str) -> None:
        if self.bar:
            self.bar.update(1, name)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit code. click's own codes are not used: its 1 for Ctrl-C would read as "findings"."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = cli.main(args=given, prog_name="zapis", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as e:
        return e.exit_code
    except click.ClickException as e:
        where = f" (see {e.ctx.command_path} --help)" if getattr(e, "ctx", None) else ""  # type: ignore[attr-defined]
        _message(e.format_message() + where)
        return 2
    except ZapisError as e:
        _message(str(e))
        return e.exit_code
    except (click.Abort, KeyboardInterrupt):
        _message("interrupted")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as e:
        _message(f"{e.filename or 'output'}: {e.strerror or e}")
        return 4
    except Exception as e:
        return _bug(e, given)


def _bug(error: Exception, given: Sequence[str]) -> int:
    if "-vv" in given or "--verbose" in given:
        import traceback

        traceback.print_exc()
    _message(f"this is a bug in zapis: {type(error).__name__}: {error} (run with -vv for its place)")
    return 70


if __name__ == "__main__":
    main()
