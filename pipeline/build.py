"""Sources → TEI, pages, texts, findings: the main job.

`encode_document` is a pure function of a source and the settings; `build` runs it over the files of a folder and writes what comes of
it. One bad source does not stop the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableInput, ZapisError
from pipeline.files import write
from pipeline.model import Document, Finding, Source
from pipeline.project import Project
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


@dataclass
class Result:
    """What became of one source: its TEI, or the reason why there is none."""

    source: Path
    encoded: Encoded | None = None
    error: ZapisError | None = None
    findings: list[Finding] = field(default_factory=list)


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
        source, authority, AnalysisSettings(project.repair, project.threshold, project.sentences)
    )
    id = id or document_id(source)
    settings = Settings(
        id=id, folder=folder, publisher=project.publisher, published=project.published, encoded=project.encoded,
        version=program_version(), genre=document.genre, repair=project.repair, threshold=project.threshold,
    )  # fmt: skip
    return Encoded(document, serialise(encode(document, settings)), id)


def document_id(source: Source) -> str:
    """xml:id and file name of a document: archive and number, or the name of the file where it has none."""
    from pipeline.metadata import layout, read_metadata

    metadata = read_metadata(source)
    described = layout(metadata.archive)
    if described and metadata.document_number:
        return f"{described.table['organisation']}-{metadata.document_number}"
    stem = re.sub(r"[^\w.-]+", "-", Path(source.name).stem).strip("-.") or "document"
    return stem if re.match(r"[^\W\d]", stem) else f"doc-{stem}"


def document_ids(sources: Iterable[Source]) -> dict[str, str]:
    """Ids by file name. Where two sources have the same number, both get their file's name behind it."""
    ids = {s.name: document_id(s) for s in sources}
    counts: dict[str, int] = {}
    for id in ids.values():
        counts[id] = counts.get(id, 0) + 1
    return {
        name: id if counts[id] == 1 else f"{id}-{re.sub(r'[^0-9A-Za-z_-]+', '-', Path(name).stem)}"
        for name, id in ids.items()
    }


def encode_all(paths: Sequence[Path], project: Project) -> Iterator[Result]:
    """Encode sources in order; an unreadable one is a result with an error."""
    from pipeline.authority import load_authority

    read_: dict[Path, Source | ZapisError] = {}
    for path in paths:
        try:
            read_[path] = read(path)
        except ZapisError as e:
            read_[path] = e
    ids = document_ids(s for s in read_.values() if isinstance(s, Source))
    authority = load_authority(project.authority_files())
    for path, source in read_.items():
        if isinstance(source, ZapisError):
            yield Result(path, error=source)
            continue
        folder = path.parent.name or "."
        yield Result(path, encode_document(source, project, authority, folder=folder, id=ids[source.name]))


def build(
    paths: Sequence[Path], out: Path, project: Project, *, progress: Callable[[str], None] = lambda _: None
) -> list[Result]:
    """Make `tei/`, `html/`, `text/` and `findings.json` under `out` of the sources, and say what became of each.

    Raises `CannotWrite`; what was written before stays whole.
    """
    from pipeline.render import edition

    results: list[Result] = []
    for result in encode_all(sources_in(paths), project):
        progress(result.source.name)
        if result.encoded:
            write(out / "tei" / f"{result.encoded.id}.xml", result.encoded.tei)
            result.findings = findings_of(result.encoded, result.source)
        results.append(result)
    made = [out / "tei" / f"{r.encoded.id}.xml" for r in results if r.encoded]
    for name, text in edition(made):
        progress(name)
        write(out / name, text)
    write(out / "findings.json", findings_json(results))
    return results


def findings_of(encoded: Encoded, path: Path) -> list[Finding]:
    """Findings on a document made here: losses, then what the schemas and rules say, each with its place in the source."""
    from pipeline.origin import with_origins
    from pipeline.review import review
    from pipeline.validation import validate_tei
    from pipeline.verify import verify

    source = encoded.document.source
    found = [*encoded.document.findings, *review(encoded.document)]
    lost = verify(encoded.tei, source)
    if lost:
        found.append(lost)
    found += with_origins(validate_tei(encoded.tei, f"tei/{encoded.id}.xml"), encoded.tei, source)
    return sorted(found, key=lambda f: (f.file, f.line, f.column, f.code, f.message))


def findings_json(results: Sequence[Result]) -> str:
    """All findings as JSON, sorted by source and place."""
    rows: list[dict[str, object]] = []
    for result in results:
        if result.error:
            rows.append(
                {
                    "source": result.source.name,
                    "severity": "error",
                    "code": "x-001",
                    "message": str(result.error),
                }
            )
        rows += [{"source": result.source.name, **as_json(f)} for f in result.findings]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def as_json(finding: Finding) -> dict[str, object]:
    """A finding with the field names that every format shares."""
    return {
        "file": finding.file, "line": finding.line, "column": finding.column, "code": finding.code,
        "severity": finding.severity, "message": finding.message, "fix": finding.fix, "origin": finding.origin,
    }  # fmt: skip
