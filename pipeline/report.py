"""Findings → text, JSON, JSON lines, SARIF 2.1.0, JUnit XML, HTML, GitHub annotations."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Finding

if TYPE_CHECKING:
    from pipeline.validation import Outcome


def render_report(outcome: Outcome, form: str, *, verbose: bool = False) -> str:
    """The findings of a run in the format `form`; every one ends with a line end."""
    if form == "text":
        return _text(outcome, verbose)
    writers: dict[str, Callable[[Outcome], str]] = {
        "json": _json, "jsonl": _jsonl, "sarif": _sarif, "junit": _junit, "html": _html, "github": _github,
    }  # fmt: skip
    return writers[form](outcome)


def plain(finding: Finding) -> dict[str, object]:
    """A finding with the field names that all formats share."""
    return {
        "file": finding.file, "line": finding.line, "column": finding.column, "code": finding.code,
        "severity": finding.severity, "message": finding.message, "fix": finding.fix,
    }  # fmt: skip


def _remedy(code: str) -> str | None:
    from pipeline import rules

    try:
        return rules.rule(code).remedy
    except (KeyError, AttributeError):
        return None


def line_of(finding: Finding) -> str:
    """`file:line:column: code severity: message [slug]`."""
    slug = f" [{finding.slug}]" if finding.slug else ""
    return f"{finding.file}:{finding.line}:{finding.column}: {finding.code} {finding.severity}: {finding.message}{slug}"


def _text(outcome: Outcome, verbose: bool) -> str:
    lines: list[str] = []
    for finding in outcome.findings:
        lines.append(line_of(finding))
        if verbose:
            for said in (finding.fix and f"write: {finding.fix}", _remedy(finding.code)):
                if said:
                    lines.append(f"    {said}")
    errors = sum(f.severity == "error" for f in outcome.findings)
    others = len(outcome.findings) - errors
    files = f"{len(outcome.files)} file{'s' if len(outcome.files) != 1 else ''}"
    lines.append(f"{files}: {errors} errors, {others} others" + (f", {outcome.accepted} accepted" if outcome.accepted else ""))
    return "\n".join(lines) + "\n"


def _json(outcome: Outcome) -> str:
    table = {"files": outcome.files, "findings": [plain(f) for f in outcome.findings]}
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def _jsonl(outcome: Outcome) -> str:
    return "".join(json.dumps(plain(f), ensure_ascii=False) + "\n" for f in outcome.findings)


def _sarif(outcome: Outcome) -> str:
    codes = sorted({f.code for f in outcome.findings})
    rules = [{"id": c, "shortDescription": {"text": _remedy(c) or c}} for c in codes]
    level = {"error": "error", "warning": "warning", "info": "note"}
    results = [
        {
            "ruleId": f.code,
            "level": level.get(f.severity, "warning"),
            "message": {"text": f.message},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": f.file.replace("\\", "/")},
                "region": {"startLine": max(1, f.line), "startColumn": max(1, f.column)},
            }}],
        }
        for f in outcome.findings
    ]  # fmt: skip
    run = {"tool": {"driver": {"name": "zapis", "rules": rules}}, "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"version": "2.1.0", "$schema": schema, "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _junit(outcome: Outcome) -> str:
    by_file = _by_file(outcome)
    failing = sum(1 for fs in by_file.values() if any(f.severity == "error" for f in fs))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuite name="zapis validate" tests="{len(by_file)}" failures="{failing}">']
    for file, found in by_file.items():
        lines.append(f'  <testcase name="{_xml(file)}" classname="zapis">')
        errors = [f for f in found if f.severity == "error"]
        if errors:
            text = "\n".join(line_of(f) for f in errors)
            lines.append(f'    <failure message="{len(errors)} errors">{_xml(text)}</failure>')
        others = [f for f in found if f.severity != "error"]
        if others:
            lines.append(f"    <system-out>{_xml(chr(10).join(line_of(f) for f in others))}</system-out>")
        lines.append("  </testcase>")
    return "\n".join([*lines, "</testsuite>"]) + "\n"


def _xml(text: str) -> str:
    return html.escape("".join(c for c in text if c in "\t\n" or ord(c) >= 32), quote=True)


def _by_file(outcome: Outcome) -> dict[str, list[Finding]]:
    by_file: dict[str, list[Finding]] = {name: [] for name in outcome.files}
    for f in outcome.findings:
        by_file.setdefault(f.file, []).append(f)
    return by_file


def _github(outcome: Outcome) -> str:
    command = {"error": "error", "warning": "warning", "info": "notice"}
    lines: list[str] = []
    for f in outcome.findings:
        message = f.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{command.get(f.severity, 'warning')} file={f.file},line={f.line},col={f.column},title={f.code}::{message}\n")
    return "".join(lines)


_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1,h2{font-weight:normal}code,pre{font:14px/1.45 ui-monospace,monospace}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .6rem .2rem 0;vertical-align:top;border-bottom:1px solid #8884}
pre{background:#8881;padding:.5rem;overflow-x:auto;margin:.3rem 0}mark{background:#e8b000;color:#000}
.error{color:#b00020}.warning{color:#8a5a00}@media(prefers-color-scheme:dark){.error{color:#ff8a8a}.warning{color:#e8c070}}
""".strip()


def _html(outcome: Outcome) -> str:
    """A page: files, findings by rule, and for each the line of the file with the place marked."""
    parts = [
        "<!DOCTYPE html>", '<html lang="en"><head><meta charset="utf-8"><title>Findings</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">', f"<style>{_STYLE}</style></head><body><main>",
        f"<h1>{len(outcome.findings)} findings in {len(outcome.files)} files</h1>",
        _rule_table(outcome.findings),
    ]  # fmt: skip
    for number, (file, found) in enumerate(_by_file(outcome).items(), 1):
        parts.append(f'<section id="f{number}"><h2>{html.escape(file)}</h2>')
        lines = _lines(file)
        parts += [_finding(f, lines) for f in found] or ["<p>No findings.</p>"]
        parts.append("</section>")
    return "\n".join([*parts, "</main></body></html>"]) + "\n"


def _rule_table(findings: Sequence[Finding]) -> str:
    counts: dict[tuple[str, str], int] = {}
    for f in findings:
        counts[(f.code, f.severity)] = counts.get((f.code, f.severity), 0) + 1
    rows = "".join(
        f'<tr><td><code>{c}</code></td><td class="{s}">{s}</td><td>{n}</td><td>{html.escape(_remedy(c) or "")}</td></tr>'
        for (c, s), n in sorted(counts.items())
    )
    return f"<table><thead><tr><th>rule</th><th>severity</th><th>count</th><th>what to do</th></tr></thead><tbody>{rows}</tbody></table>"


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []


def _finding(finding: Finding, lines: Sequence[str]) -> str:
    said = f'<p><span class="{finding.severity}">{finding.line}:{finding.column} <code>{finding.code}</code></span> {html.escape(finding.message)}</p>'
    if not 0 < finding.line <= len(lines):
        return said
    line = lines[finding.line - 1]
    at = min(max(finding.column - 1, 0), len(line))
    start, end = max(0, at - 60), min(len(line), at + 100)
    stop = line.find(">", at, end) + 1 or min(at + 20, end)
    return f"{said}<pre>{html.escape(line[start:at])}<mark>{html.escape(line[at:stop])}</mark>{html.escape(line[stop:end])}</pre>"
