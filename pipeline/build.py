"""Sources → TEI, pages, texts, findings: the main job.

`encode_document` is a pure function of a source and the settings; `build` runs it over the files of a folder and writes what comes of
it. One bad source does not stop the others.
"""

from __future__ import annotations

import gc
import json
import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cache
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.accepted import covers, meant, paths_of
from pipeline.errors import Bug, CannotWrite, UnreadableInput, ZapisError
from pipeline.files import write
from pipeline.finding import Finding
from pipeline.model import Document, Source
from pipeline.project import Project
from pipeline.review import review
from pipeline.source import read

if TYPE_CHECKING:
    from pipeline.authority import Authority

#: What a source file is called; notes beside the sources are not sources.
_SUFFIXES = (".txt", ".md", ".markdown")


@dataclass(frozen=True)
class Encoded:
    """A document and its TEI."""

    document: Document
    tei: bytes
    id: str


@dataclass(frozen=True)
class Summary:
    """What the table at the end of a build says of a document. `turns`: one number per zone."""

    languages: tuple[str, ...]
    turns: tuple[int, ...]
    names: int
    aligned: int


@dataclass(frozen=True)
class Result:
    """What became of one source: its TEI, or the reason why there is none."""

    source: Path
    id: str | None = None
    tei: bytes | None = None
    summary: Summary | None = None
    error: ZapisError | None = None
    findings: tuple[Finding, ...] = ()
    accepted: int = 0  # findings that the project accepts
    note: str | None = None  # what a person should know of it beside other sources


def sources_in(paths: Sequence[Path], *, out: Path | None = None) -> list[Path]:
    """Source files among files and folders (and the folders in them), sorted by path; nothing hidden, nothing under `out`. Raises
    `UnreadableInput` for what is not there."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [p for p in _files_in(path, out) if _is_source(p)]
        elif path.exists():
            found.append(path)
        else:
            raise UnreadableInput(f"{path}: no such file or folder")
    return list(dict.fromkeys(found))


def others_in(paths: Sequence[Path], *, out: Path | None = None) -> list[Path]:
    """Files in the folders among paths that are passed over: no source texts, and no README either."""
    return [
        p
        for path in paths
        if path.is_dir()
        for p in _files_in(path, out)
        if not _is_source(p) and p.stem.upper() != "README"
    ]


def _is_source(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES and path.stem.upper() != "README"


def _files_in(folder: Path, out: Path | None) -> Iterator[Path]:
    """The files in a folder at any depth, in the order of their paths."""
    own = out.resolve() if out is not None else None
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or (own is not None and path.resolve() == own):
            continue
        if path.is_dir():
            yield from _files_in(path, out)
        elif path.is_file():
            yield path


def encode_document(
    source: Source, project: Project, authority: Authority, *, folder: str = "seeds", id: str | None = None
) -> Encoded:
    """A source with all its layers and its TEI, from nothing but the arguments."""
    from pipeline.analysis import AnalysisSettings, analyse
    from pipeline.encoding import Settings, encode, serialise
    from pipeline.encoding.document import program_version

    document = analyse(
        source,
        authority,
        AnalysisSettings(project.repair, project.threshold, project.sentences, project.recogniser),
    )
    id = id or document_id(source)
    settings = Settings(
        id=id, folder=folder, publisher=project.publisher, published=project.published, encoded=project.encoded,
        version=program_version(), genre=document.genre, repair=project.repair, threshold=project.threshold,
    )  # fmt: skip
    return Encoded(document, serialise(encode(document, settings)), id)


def document_id(source: Source) -> str:
    """xml:id and file name of a document: archive and number, or the name of the file where it has none."""
    from pipeline.encoding.ids import RESERVED
    from pipeline.metadata import layout, read_metadata

    metadata = read_metadata(source)
    described = layout(metadata.archive)
    if described and metadata.document_number:
        return f"{described.table['organisation']}-{metadata.document_number}"
    stem = re.sub(r"[^\w.-]+", "-", Path(source.name).stem).strip("-.") or "document"
    return stem if re.match(r"[^\W\d]", stem) and stem not in RESERVED and len(stem) > 3 else f"doc-{stem}"


def document_ids(sources: Mapping[Path, Source]) -> dict[Path, str]:
    """Ids by path. Where several sources have the same number, each gets its file's name behind it, and its place in the
    order of paths where that does not tell them apart."""
    wanted = {path: document_id(source) for path, source in sources.items()}
    for _ in range(2):
        counts = Counter(wanted.values())
        seen: Counter[str] = Counter()
        for path in sorted(wanted):
            id = wanted[path]
            if counts[id] > 1:
                seen[id] += 1
                stem = re.sub(r"[^0-9A-Za-z_-]+", "-", path.stem)
                wanted[path] = f"{id}-{stem}" if not id.endswith(stem) else f"{id}-{seen[id]}"
    return wanted


@cache
def _authority(files: tuple[Path, ...]) -> Authority:
    from pipeline.authority import load_authority

    return load_authority(files)


def _make(path: Path, source: Source, id: str, project: Project) -> Result:
    """Encode one source. A bug in it is its own result, so that the others go on."""
    gc.set_threshold(
        100_000, 50, 50
    )  # many small objects that live to the end: looking for cycles costs more than it frees
    try:
        encoded = encode_document(
            source, project, _authority(project.authority_files()), folder=path.parent.name or ".", id=id
        )
        found = [*encoded.document.findings, *review(encoded.document)]
    except ZapisError as e:
        return Result(path, error=e)
    except Exception as e:
        return Result(path, error=Bug(f"{path}: this is a bug in zapis: {type(e).__name__}: {e}"))
    document = encoded.document
    summary = Summary(
        tuple(z.lang for z in document.structure.zones),
        tuple(sum(t.zone == z.id for t in document.turns) for z in document.structure.zones),
        len(document.mentions),
        sum(1 for a in document.alignments for b in a.beads if b.left and b.right),
    )
    return Result(path, id, encoded.tei, summary, findings=tuple(found))


def check(tei: bytes, id: str, source: Source) -> list[Finding]:
    """Findings on a TEI made here: losses, then what the schemas and rules say, each with its place in the source."""
    from pipeline.origin import with_origins
    from pipeline.validation import validate_tei
    from pipeline.verify import verify

    lost = verify(tei, source)
    return [*([lost] if lost else []), *with_origins(validate_tei(tei, f"tei/{id}.xml"), tei, source)]


class _Serial(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def _read_all(paths: Sequence[Path]) -> tuple[dict[Path, Source], dict[Path, ZapisError]]:
    sources: dict[Path, Source] = {}
    errors: dict[Path, ZapisError] = {}
    for path in paths:
        try:
            sources[path] = read(path)
        except ZapisError as e:
            errors[path] = e
    return sources, errors


def build(
    paths: Sequence[Path],
    out: Path,
    project: Project,
    *,
    jobs: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Result]:
    """Make `tei/`, `html/`, `text/` and `findings.json` under `out` of the sources, and say what became of each.

    `jobs` processes encode and check (0: one per processor). Raises `CannotWrite`; what was written before stays whole.
    """
    paths = sources_in(paths, out=out)
    accepted = [meant("zapis.toml", key, reason) for key, reason in project.accept]
    sources, errors = _read_all(paths)
    ids = document_ids(sources)
    _authority(project.authority_files())  # once, before there are processes
    workers = min(jobs or os.cpu_count() or 1, len(sources))
    pool = ProcessPoolExecutor(workers, initializer=_leave_interrupts) if workers > 1 else _Serial()
    try:
        results = _made(pool, paths, sources, errors, ids, project, out, progress)
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()
    notes = _twins(sources, ids)
    made = [replace(_without_accepted(results[path], accepted, out, project.folder), note=notes.get(path)) for path in paths]
    write(out / "findings.json", findings_json(made))
    return made


def _made(
    pool: Executor,
    paths: Sequence[Path],
    sources: Mapping[Path, Source],
    errors: Mapping[Path, ZapisError],
    ids: Mapping[Path, str],
    project: Project,
    out: Path,
    progress: Callable[[str], None],
) -> dict[Path, Result]:
    """What became of each source. A TEI is written as soon as it is made, so that a build that is stopped keeps what it has."""
    results = {path: Result(path, error=error) for path, error in errors.items()}
    # The longest first: it decides when the last process is done.
    order = sorted(sources, key=lambda p: (-len(sources[p].text), p))
    checking: dict[Path, Future[list[Finding]]] = {}
    for _ in errors:
        progress("")
    for path, result in _encoded(pool, order, sources, ids, project):
        results[path] = result
        progress(path.name)
        if result.tei is not None and result.id is not None:
            write(out / "tei" / f"{result.id}.xml", result.tei)
            checking[path] = pool.submit(check, result.tei, result.id, sources[path])
    _render([out / "tei" / f"{results[p].id}.xml" for p in paths if results[p].tei is not None], out, progress)
    for path, checked in checking.items():
        found = [*results[path].findings, *checked.result()]
        found.sort(key=lambda f: (f.file, f.line, f.column, f.code, f.message))
        results[path] = replace(results[path], findings=tuple(found))
    return results


def _encoded(
    pool: Executor, order: Sequence[Path], sources: Mapping[Path, Source], ids: Mapping[Path, str], project: Project
) -> Iterator[tuple[Path, Result]]:
    """Each source with what became of it, as they are done."""
    if isinstance(pool, _Serial):
        yield from ((p, _make(p, sources[p], ids[p], project)) for p in order)
        return
    making = {pool.submit(_make, p, sources[p], ids[p], project): p for p in order}
    yield from ((making[done], done.result()) for done in as_completed(making))


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that started the others: it stops them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop(pool: Executor) -> None:
    """End a pool at once: what waits is dropped, what runs is ended."""
    pool.shutdown(wait=False, cancel_futures=True)
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.terminate()


def strays(out: Path, results: Sequence[Result]) -> list[Path]:
    """TEI files under `out` that were made here, but of no source of this build."""
    from pipeline.tei_index import is_ours

    ids = {r.id for r in results}
    files = sorted((out / "tei").glob("*.xml")) if (out / "tei").is_dir() else []
    return [f for f in files if f.stem not in ids and is_ours(f.read_bytes())]


def clean(out: Path, files: Sequence[Path]) -> None:
    """Remove documents made by an earlier build, with their pages and texts. Raises `CannotWrite`."""
    for file in files:
        made = [p for kind in ("html", "text") for p in sorted((out / kind).glob(f"{escape(file.stem)}.*"))]
        for path in (file, *made):
            try:
                path.unlink(missing_ok=True)
            except OSError as e:
                raise CannotWrite(f"{path}: cannot remove: {e.strerror or e}") from e


# ---- what counts ---------------------------------------------------------------------------------------------------


def _twins(sources: Mapping[Path, Source], ids: Mapping[Path, str]) -> dict[Path, str]:
    """What is to be said of sources with the text, or the number, of one before them."""
    texts: dict[str, Path] = {}
    numbers: dict[str, Path] = {}
    out: dict[Path, str] = {}
    for path, source in sources.items():
        own = document_id(source)
        first, same = texts.setdefault(source.sha256, path), numbers.setdefault(own, path)
        if first != path:
            out[path] = f"the same text as {first}"
        elif same != path:
            out[path] = f"has the number of {same}, {own}; it is {ids[path]} here"
    return out


def _without_accepted(result: Result, accepted: Sequence[tuple[str, str]], out: Path, folder: Path) -> Result:
    """A result without the findings that the project in a folder accepts; a pattern may mean the source or the TEI."""
    tei = f"tei/{result.id}.xml"
    names = [result.source.name, tei, Path(tei).name, *paths_of(str(result.source), folder), *paths_of(str(out / tei), folder)]
    codes = {code for code, pattern in accepted if covers(pattern, names)}
    kept = tuple(f for f in result.findings if f.code not in codes)
    return replace(result, findings=kept, accepted=len(result.findings) - len(kept))


def _render(files: Sequence[Path], out: Path, progress: Callable[[str], None]) -> None:
    """The reading edition of the files, while they are being checked."""
    from pipeline.rendering import edition

    for name, text in edition(files):
        progress(name)
        write(out / name, text)


def findings_json(results: Sequence[Result]) -> str:
    """All findings as JSON, sorted by source and place."""
    rows: list[dict[str, object]] = []
    for result in results:
        if result.error:
            name, rule = result.source.name, "x-001"
            stopped = Finding(rule, name, 1, 1, str(result.error), slug="unreadable-source")
            rows.append({"source": name, **as_json(stopped)})
        rows += [{"source": result.source.name, **as_json(f)} for f in result.findings]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def as_json(finding: Finding) -> dict[str, object]:
    """A finding with the field names that every format shares."""
    return {
        "file": finding.file, "line": finding.line, "column": finding.column, "code": finding.code,
        "severity": finding.severity, "message": finding.message, "fix": finding.fix, "origin": finding.origin,
    }  # fmt: skip
