"""Findings → text, JSON, JSON lines, SARIF 2.1.0, JUnit XML, HTML, GitHub annotations."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.finding import Finding

if TYPE_CHECKING:
    from pipeline.rules import Rule
    from pipeline.validation import Outcome

#: The HTML page shows the source of so many findings of a file; the others stand without.
_SHOWN = 500


def render_report(outcome: Outcome, form: str, *, verbose: bool = False) -> str:
    """The findings of a run in the format `form`; every one ends with a line end (JSON lines without findings are empty)."""
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


def _rule(code: str) -> Rule | None:
    from pipeline import rules

    try:
        return rules.rule(code)
    except KeyError:
        return None


def line_of(finding: Finding) -> str:
    """`file:line:column: code severity: message [slug]`."""
    slug = f" [{finding.slug}]" if finding.slug else ""
    return f"{finding.file}:{finding.line}:{finding.column}: {finding.code} {finding.severity}: {finding.message}{slug}"


def _text(outcome: Outcome, verbose: bool) -> str:
    lines: list[str] = []
    for finding in outcome.findings:
        lines.append(line_of(finding))
        rule = _rule(finding.code)
        if verbose:
            lines += [f"    {said}" for said in (finding.fix and f"repair: {finding.fix}", rule and rule.remedy) if said]
    return "\n".join([*lines, summary(outcome)]) + "\n"


def summary(outcome: Outcome) -> str:
    """How many files, errors and others, in one line."""
    errors = sum(f.severity == "error" for f in outcome.findings)
    parts = [counted(errors, "error"), counted(len(outcome.findings) - errors, "other")]
    parts += [f"{outcome.left_out} left out"] if outcome.left_out else []
    parts += [f"{outcome.accepted} accepted or known"] if outcome.accepted else []
    return f"{counted(len(outcome.files), 'file')}: {', '.join(parts)}"


def counted(number: int, noun: str) -> str:
    """ "1 error", "2 errors"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _json(outcome: Outcome) -> str:
    table = {"files": outcome.files, "findings": [plain(f) for f in outcome.findings]}
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def _jsonl(outcome: Outcome) -> str:
    return "".join(json.dumps(plain(f), ensure_ascii=False) + "\n" for f in outcome.findings)


# ---- SARIF ---------------------------------------------------------------------------------------------------------

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def _sarif(outcome: Outcome) -> str:
    codes = sorted({f.code for f in outcome.findings})
    places = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {"driver": {"name": "zapis", "rules": [_sarif_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(f, places[f.code]) for f in outcome.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _sarif_rule(code: str) -> dict[str, Any]:
    rule = _rule(code)
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "name": rule.slug,
        "shortDescription": {"text": rule.wrong},
        "fullDescription": {"text": rule.right},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _sarif_result(finding: Finding, place: int) -> dict[str, Any]:
    region = {"startLine": max(1, finding.line), "startColumn": max(1, finding.column)}
    location = {"artifactLocation": {"uri": quote(finding.file.replace("\\", "/"))}, "region": region}
    made: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": place,
        "level": _LEVELS.get(finding.severity, "warning"),
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": location}],
    }
    if finding.fix:
        made["properties"] = {"fix": finding.fix}
    return made


# ---- JUnit, GitHub -------------------------------------------------------------------------------------------------


def _junit(outcome: Outcome) -> str:
    by_file = _by_file(outcome)
    failing = sum(1 for found in by_file.values() if any(f.severity == "error" for f in found))
    counts = f'tests="{len(by_file)}" failures="{failing}" errors="0" skipped="0"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {counts}>", f'<testsuite name="zapis validate" {counts}>']
    for file, found in by_file.items():
        lines.append(f'  <testcase name="{_xml(file)}" classname="zapis">')
        errors = [f for f in found if f.severity == "error"]
        if errors:
            text = "\n".join(line_of(f) for f in errors)
            said = _xml(f"{counted(len(errors), 'error')}; the first: {errors[0].message}")
            lines.append(f'    <failure type="{errors[0].code}" message="{said}">{_xml(text)}</failure>')
        others = [f for f in found if f.severity != "error"]
        if others:
            lines.append(f"    <system-out>{_xml(chr(10).join(line_of(f) for f in others))}</system-out>")
        lines.append("  </testcase>")
    return "\n".join([*lines, "</testsuite>", "</testsuites>"]) + "\n"


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """Text as XML can hold it: characters XML does not allow are shown as U+FFFD."""
    return html.escape(_NOT_XML.sub("\ufffd", text), quote=True)


def _by_file(outcome: Outcome) -> dict[str, list[Finding]]:
    by_file: dict[str, list[Finding]] = {name: [] for name in outcome.files}
    for f in outcome.findings:
        by_file.setdefault(f.file, []).append(f)
    return by_file


def _github(outcome: Outcome) -> str:
    """Workflow commands; in their properties colons and commas are escaped, too."""
    command = {"error": "error", "warning": "warning", "info": "notice"}
    lines: list[str] = []
    for f in outcome.findings:
        place = f"file={_escaped(f.file, ':,')},line={f.line},col={f.column},title={_escaped(f.code, ':,')}"
        lines.append(f"::{command.get(f.severity, 'warning')} {place}::{_escaped(f.message)}\n")
    return "".join(lines)


def _escaped(text: str, more: str = "") -> str:
    return re.sub(f"[%\r\n{more}]", lambda m: f"%{ord(m[0]):02X}", text)


# ---- HTML ----------------------------------------------------------------------------------------------------------

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 Georgia,serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1,h2{font-weight:normal}h2{margin-top:2.5rem;overflow-wrap:anywhere}code,pre{font:14px/1.45 ui-monospace,monospace}
table{border-collapse:collapse;width:100%;margin:1rem 0}
td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top;border-bottom:1px solid #8884}
td.n{text-align:right;font-variant-numeric:tabular-nums}article{margin:1.2rem 0}article p{margin:.2rem 0}
pre{background:#8881;padding:.5rem;overflow-x:auto;margin:.3rem 0}pre span{opacity:.55;user-select:none}
mark{background:#e8b000;color:#000}.fix{opacity:.8}
.error{color:#b00020}.warning{color:#8a5a00}.info{color:#345}
@media(prefers-color-scheme:dark){.error{color:#ff8a8a}.warning{color:#e8c070}.info{color:#9bd}}
""".strip()
_HEAD = '<meta charset="utf-8"/><title>Findings</title><meta name="viewport" content="width=device-width, initial-scale=1"/>'


def _html(outcome: Outcome) -> str:
    """A page that is well-formed XML, too: findings by rule, by file, and each with its source and the place marked."""
    by_file = _by_file(outcome)
    parts = [
        "<!DOCTYPE html>", '<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head>', _HEAD, f"<style>{_STYLE}</style></head>",
        f"<body><main><h1>{_xml(summary(outcome))}</h1>", _rule_table(outcome.findings), _file_table(by_file),
    ]  # fmt: skip
    for number, (file, found) in enumerate(by_file.items(), 1):
        if not found:
            continue
        lines = _lines(file, outcome)
        parts.append(f'<section id="f{number}"><h2>{_xml(file)}</h2>')
        parts += [_article(f, lines if i < _SHOWN else []) for i, f in enumerate(found)]
        parts.append("</section>")
    return "\n".join([*parts, "</main></body></html>"]) + "\n"


def _rule_table(findings: Sequence[Finding]) -> str:
    if not findings:
        return "<p>No findings.</p>"
    counts: dict[tuple[str, str], int] = {}
    for f in findings:
        counts[(f.code, f.severity)] = counts.get((f.code, f.severity), 0) + 1
    rows = ""
    for (code, severity), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        rule = _rule(code)
        said = f"{_xml(rule.wrong)} <em>{_xml(rule.remedy)}</em>" if rule else ""
        kind = f'<td><code>{_xml(code)}</code></td><td class="{_xml(severity)}">{_xml(severity)}</td>'
        rows += f'<tr>{kind}<td class="n">{number}</td><td>{said}</td></tr>\n'
    head = "<tr><th>rule</th><th>severity</th><th>count</th><th>what is wrong, and what to do</th></tr>"
    return f"<table><thead>{head}</thead><tbody>\n{rows}</tbody></table>"


def _file_table(by_file: dict[str, list[Finding]]) -> str:
    rows = ""
    for number, (file, found) in enumerate(by_file.items(), 1):
        errors = sum(f.severity == "error" for f in found)
        name = f'<a href="#f{number}">{_xml(file)}</a>' if found else _xml(file)
        rows += f'<tr><td>{name}</td><td class="n">{errors}</td><td class="n">{len(found) - errors}</td></tr>\n'
    head = "<tr><th>file</th><th>errors</th><th>others</th></tr>"
    return f"<table><thead>{head}</thead><tbody>\n{rows}</tbody></table>"


def _lines(file: str, outcome: Outcome) -> list[str]:
    from pipeline.relaxng.document import EncodingError, as_utf8

    try:
        content = outcome.contents[file] if file in outcome.contents else Path(file).read_bytes()
        text = as_utf8(content)[0].decode("utf-8-sig", "replace")
    except (OSError, EncodingError):
        return []
    return re.split(r"\r\n|\r|\n", text)


def _article(finding: Finding, lines: Sequence[str]) -> str:
    place = f"{finding.line}:{finding.column}"
    kind = f'<span class="{_xml(finding.severity)}">{place} <code>{_xml(finding.code)}</code> {_xml(finding.severity)}</span>'
    said = f"<article><p>{kind} {_xml(finding.message)}</p>"
    if finding.fix:
        said += f'<p class="fix">Repair: {_xml(finding.fix)}</p>'
    return f"{said}{_excerpt(finding, lines)}</article>"


def _excerpt(finding: Finding, lines: Sequence[str]) -> str:
    """The line of a finding between its neighbours, the place marked."""
    if not 0 < finding.line <= len(lines):
        return ""
    line = lines[finding.line - 1]
    at = min(max(finding.column - 1, 0), len(line))
    start, end = max(0, at - 80), min(len(line), at + 160)
    stop = min(at + len(_marked(line, at)), end)
    before, after = "… " if start else "", " …" if end < len(line) else ""
    shown = f"{before}{_xml(line[start:at])}<mark>{_xml(line[at:stop]) or ' '}</mark>{_xml(line[stop:end])}{after}"
    around = {number: _xml(lines[number - 1][:160]) for number in (finding.line - 1, finding.line + 1) if 0 < number <= len(lines)}
    rows = sorted({**around, finding.line: shown}.items())
    return "<pre>" + "\n".join(f"<span>{number:>6}</span> {text}" for number, text in rows) + "</pre>"


def _marked(line: str, at: int) -> str:
    """What stands at a place: a tag, an attribute, a reference or a word."""
    found = re.compile(r"<[^>]*>?|[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*')|&[^;\s]*;|[^\s<]+").match(line, at)
    return found[0] if found else line[at : at + 1]
