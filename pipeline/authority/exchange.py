"""The authority ↔ tables and files, as the commands `zapis authority list, export, import` need it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.authority import Authority
from pipeline.authority.entry import FILES, Entry, merge
from pipeline.authority.table import TableError, changed_ids, export_table, import_table
from pipeline.authority.tei import document, read
from pipeline.errors import CannotWrite, UnreadableInput


def list_authority(
    authority: Authority, kind: str | None = None, find: str | None = None
) -> list[tuple[str, ...]]:
    """Rows (id, kind, English name, Russian name, identifiers) of the entries of a kind (None: all), of those
    only which have `find` in a name or an id, letter case aside."""
    wanted = find.lower() if find else ""
    out: list[tuple[str, ...]] = []
    for e in authority.entries.values():
        if kind not in (None, e.kind):
            continue
        if wanted and not any(wanted in text.lower() for text in (e.id, *(n.text for n in e.names))):
            continue
        idno = " ".join(f"{type}:{value}" for type, value in e.identifiers)
        out.append((e.id, e.kind, e.name("en") or "", e.name("ru") or "", idno))
    return out


def export_authority(authority: Authority, generated: bool = False) -> str:
    """The entries as a table; with `generated` instead every form, made by hand or by rule: form, language,
    id, flags."""
    if not generated:
        return export_table(authority.entries.values())
    lines = ["form\tlang\tid\tflags"]
    for lang in ("en", "ru", "zh", "ko"):
        lines += [
            f"{form}\t{lang}\t{id}\t{'|'.join(sorted(flags))}" for form, id, flags in authority.forms(lang)
        ]
    return "\n".join(lines) + "\n"


def import_authority(table: Path, folder: Path) -> list[Path]:
    """Put the entries of a table into the TEI files of a folder, over those of the same id; return the files
    written.

    Raises UnreadableInput (TableError, AuthorityError) for a table or file that cannot be read, CannotWrite
    where the folder cannot be written to; then nothing is changed.
    """
    try:
        new = import_table(_text(table))
    except TableError as error:
        raise TableError(f"{table}: {error}") from None
    kept = {name: read(folder / name) if (folder / name).exists() else [] for name in FILES.values()}
    written = []
    for kind, name in FILES.items():
        entries = [e for e in new if e.kind == kind]
        if entries:
            both = merge([*kept[name], *entries]).values()
            written.append(_write(folder / name, document(kind, list(both))))
    return written


def renamed(table: Path) -> list[str]:
    """What to say of the ids of a table that `import_authority` has to change."""
    found = changed_ids(_text(table))
    return [
        f"{table}: row {n}: the id {old!r} cannot be an xml:id; it became {new!r}" for n, old, new in found
    ]


def _text(table: Path) -> str:
    try:
        return table.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableInput(f"{table}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{table}: not UTF-8 (byte {error.start})") from error


def write_authority(entries: Iterable[Entry], folder: Path) -> list[Path]:
    """Write entries as the TEI files of a folder, one for each kind that occurs; return them."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    return [_write(folder / FILES[k], document(k, by_kind[k])) for k in FILES if k in by_kind]


def _write(path: Path, content: bytes) -> Path:
    """Write beside and move, so that a killed run leaves no half file."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise CannotWrite(f"{path}: {error}") from error
    return path
