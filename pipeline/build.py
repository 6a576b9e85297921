"""Sources → TEI, pages, texts, findings: the main job.

`encode_document` is a pure function of a source and the settings; `build` runs it over the files of a folder and writes what comes of
it. One bad source does not stop the others.
"""

from __future__ import annotations

import gc
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import Bug, UnreadableInput, ZapisError
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


def sources_in(paths: Sequence[Path]) -> list[Path]:
    """Source files among files and folders, sorted by name. Raises `UnreadableInput` for what is not there."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [
                p
                for p in sorted(path.iterdir())
                if p.suffix in _SUFFIXES and p.is_file() and p.stem.upper() != "README"
            ]
        elif path.exists():
            found.append(path)
        else:
            raise UnreadableInput(f"{path}: no such file or folder")
    return list(dict.fromkeys(found))


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
    paths = sources_in(paths)
    sources, errors = _read_all(paths)
    ids = document_ids(sources)
    _authority(project.authority_files())  # once, before there are processes
    workers = min(jobs or os.cpu_count() or 1, len(sources))
    with ProcessPoolExecutor(workers) if workers > 1 else _Serial() as pool:
        # The longest first: it decides when the last process is done.
        order = sorted(sources, key=lambda p: (-len(sources[p].text), p))
        making = {p: pool.submit(_make, p, sources[p], ids[p], project) for p in order}
        results: dict[Path, Result] = {}
        checking: dict[Path, Future[list[Finding]]] = {}
        for path in paths:
            result = Result(path, error=errors[path]) if path in errors else making[path].result()
            progress(path.name)
            results[path] = result
            if result.tei is not None and result.id is not None:
                write(out / "tei" / f"{result.id}.xml", result.tei)
                checking[path] = pool.submit(check, result.tei, result.id, sources[path])
        _render([out / "tei" / f"{r.id}.xml" for r in results.values() if r.tei is not None], out, progress)
        for path, checked in checking.items():
            found = [*results[path].findings, *checked.result()]
            found.sort(key=lambda f: (f.file, f.line, f.column, f.code, f.message))
            results[path] = replace(results[path], findings=tuple(found))
    made = list(results.values())
    write(out / "findings.json", findings_json(made))
    return made


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
