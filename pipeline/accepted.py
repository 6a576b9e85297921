"""Findings → those that count: without what a project accepts with a reason, without what a baseline knows already."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from pipeline.errors import UnreadableInput, UsageError
from pipeline.finding import Finding
from pipeline.project import FILE, Project

#: Findings which say that a file was not looked at as a whole: that another is not among them proves nothing.
_UNSEEN = frozenset({"x-001", "x-002", "x-003", "x-004", "x-005", "x-006", "x-010", "x-012"})


# ---- accepted in zapis.toml ----------------------------------------------------------------------------------------


def unseen(found: Sequence[Finding]) -> frozenset[str]:
    """The files that were not looked at as a whole."""
    return frozenset(f.file for f in found if f.code in _UNSEEN)


def not_accepted(
    found: list[Finding], projects: Mapping[str, tuple[Project, set[str]]], unseen: Collection[str], looked_for: Collection[str]
) -> list[Finding]:
    """Without the accepted findings; an acceptance that nothing needs is a finding itself.

    `projects`: path of the zapis.toml → project and the names of its files; `looked_for`: codes of the rules that count in this run.
    Raises `UsageError` for an acceptance without a reason, or of a rule that is none."""
    for toml, (project, names) in projects.items():
        paths = {name: paths_of(name, project.folder) for name in names} if project.accept else {}
        for key, reason in project.accept:
            code, pattern = meant(toml, key, reason)
            covered = {name for name in names if covers(pattern, paths[name])}
            wanted = {f for f in found if f.code == code and f.file in covered}
            found = [f for f in found if f not in wanted]
            if wanted or not covered or not covered.isdisjoint(unseen) or not {code, "x-009"} <= set(looked_for):
                continue
            if _is_whole(pattern, covered, project.folder):
                found.append(_needless(toml, project.folder / FILE, key, reason))
    return found


def meant(toml: str, key: str, reason: str) -> tuple[str, str]:
    """Code and file pattern of an acceptance, which may name the rule by its name, too.

    Raises `UsageError` for one without a reason, or of a rule that is none."""
    from pipeline.rules import named

    if not reason.strip():
        raise UsageError(f"{toml}: accept {key!r} needs a reason")
    word, _, pattern = key.partition(" ")
    if re.fullmatch(r"[a-z]-\d{3}", word):
        return word, pattern.strip()
    try:
        return named(word).code, pattern.strip()
    except KeyError as e:
        raise UsageError(f"{toml}: accept {key!r}: {e.args[0]}") from None


def covers(pattern: str, paths: Sequence[str]) -> bool:
    """Does a pattern mean a file, by one of its paths?"""
    if not pattern:
        return True
    pattern = pattern.removeprefix("./").rstrip("/")
    patterns = {pattern, f"{pattern}/*", pattern.replace("**/", "")}
    return any(fnmatch(path, one) for one in patterns for path in paths)


def paths_of(name: str, folder: Path) -> tuple[str, ...]:
    """A file as it was given, from the working folder, and from the folder of the project."""
    if name == "-":
        return ("-",)
    return name, os.path.relpath(name), os.path.relpath(os.path.realpath(name), os.path.realpath(folder))


def _is_whole(pattern: str, covered: Collection[str], folder: Path) -> bool:
    """Are all files of the project that a pattern means among those looked at? (pre-commit gives only those that changed.)"""
    seen = {os.path.realpath(name) for name in covered}
    return all(os.path.realpath(path) in seen for path in _files(folder) if covers(pattern, paths_of(path, folder)))


def _files(folder: Path) -> Iterator[str]:
    """The .xml files of a project, without those in hidden folders and in projects within it."""
    for path, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if f[0] != "." and not (Path(path) / f / FILE).is_file()]
        yield from (str(Path(path) / name) for name in names if name.endswith(".xml"))


def _needless(toml: str, path: Path, key: str, reason: str) -> Finding:
    message = f"findings of {key} are accepted ({reason}), but there are none any more: take it out of {toml}"
    line, column = _place(path, key)
    return Finding("x-009", toml, line, column, message, "warning", None, "needless-acceptance")


def _place(toml: Path, key: str) -> tuple[int, int]:
    """Line and column of a key; the first ones where it is written in another way (TOML has escapes)."""
    sought = re.compile(rf"""(?<![\w-])(["']?){re.escape(key)}\1\s*=""")
    try:
        lines = toml.read_text(encoding="utf-8").splitlines()
    except OSError:
        return 1, 1
    for number, line in enumerate(lines, 1):
        m = None if line.lstrip().startswith("#") else sought.search(line)
        if m:
            return number, m.start() + 1
    return 1, 1


# ---- known from an earlier run -------------------------------------------------------------------------------------

_Key = tuple[str, str, str]


def new(found: list[Finding], baseline: Path) -> list[Finding]:
    """Findings that the baseline does not have; of equal ones as many as it does not have. Raises `UnreadableInput`."""
    known = _known(baseline)
    names = {f.file: _same(f.file) for f in found}
    kept: list[Finding] = []
    for f in found:
        key = _key(names[f.file], f.code, f.message)
        if known[key] > 0:
            known[key] -= 1
        else:
            kept.append(f)
    return kept


def _key(file: str, code: str, message: str) -> _Key:
    """What stays of a finding when lines are inserted above it, when other files come, and when paths are given otherwise."""
    if code == "p-002":  # the other file stands at its end
        message = re.sub(r" (?:of|in) \S.*", "", message)
    return file, code, re.sub(r"\bline \d+|\d+ more files?\b", "", message)


def _known(path: Path) -> Counter[_Key]:
    import json

    try:
        text = path.read_text(encoding="utf-8")
        rows = json.loads(text) if not text.startswith('{"file"') else [json.loads(line) for line in text.splitlines()]
        rows = rows["findings"] if isinstance(rows, dict) else rows
        names = {file: _same(file, path.parent) for file in {r["file"] for r in rows}}
        return Counter(_key(names[r["file"]], r["code"], r["message"]) for r in rows)
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise UnreadableInput(f"{path}: not a JSON report of zapis validate: {e}") from e


def _same(file: str, beside: Path = Path()) -> str:
    """One path for a file, however it is given; one that is not below the working folder is looked for beside the baseline."""
    if file == "-":
        return file
    other = beside / file
    return os.path.realpath(other if not Path(file).exists() and other.exists() else file)
