"""The schema in the forms that other programs read: everything in this folder that is not written by hand.

zapis.rnc → zapis.rng, zapis.xsd, xml.xsd (with trang); pipeline/rules.toml → the phases of zapis.sch;
zapis.sch → the constraints of zapis.odd. The results are committed, so that only those who change the
schema need it:

    python schema/make.py           # write what is not up to date
    python schema/make.py --check   # write nothing; exit code 1 if something is not up to date

trang (https://relaxng.org/jclark/trang.html, Debian package `trang`) needs Java. Where it is missing, the
three files that it makes are left alone.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

FOLDER = Path(__file__).resolve().parent
RULES = FOLDER.parent / "pipeline" / "rules.toml"
PHASES = ("ingest", "review", "publish")


def from_trang() -> dict[str, str]:
    """Name → content of what trang makes of the grammar; raises `CalledProcessError` for a faulty grammar."""
    with tempfile.TemporaryDirectory() as name:
        for file in ("zapis.rng", "zapis.xsd"):
            command = ["trang", str(FOLDER / "zapis.rnc"), str(Path(name) / file)]
            subprocess.run(command, check=True, capture_output=True, text=True)
        return {file.name: file.read_text(encoding="utf-8") for file in sorted(Path(name).iterdir())}


def between(text: str, mark: str, new: str) -> str:
    """`text` with everything between the comments "mark: begin" and "mark: end" replaced."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    if begin not in text or end not in text:
        raise ValueError(f"there is no place for {mark!r}")
    return f"{text[: text.index(begin)]}{begin}\n{new}  {text[text.index(end) :]}"


def phases(rules: dict[str, dict[str, Any]]) -> str:
    """The phases of the Schematron: each has the rules of its own and of the phases before it."""
    found = []
    for n, phase in enumerate(PHASES):
        slugs = [
            rule["slug"]
            for rule in rules.values()
            if rule["by"] == "schematron" and not rule.get("retired") and PHASES.index(rule["phase"]) <= n
        ]
        active = "".join(f'    <sch:active pattern="{slug}"/>\n' for slug in slugs)
        found.append(f'  <sch:phase id="{phase}">\n{active}  </sch:phase>\n')
    return "".join(found)


def constraints(schematron: str, rules: dict[str, dict[str, Any]]) -> str:
    """The Schematron as the ODD holds it: one `constraintSpec` for each rule, one for what they share."""
    shared = schematron[schematron.index("<sch:ns ") : schematron.index("<!-- phases: begin -->")]
    shared += schematron[schematron.index("<xsl:key ") : schematron.index("<!-- == h: header == -->")]
    found = [_constraint("shared", "namespaces, keys and functions of the rules", shared.rstrip())]
    for pattern in re.findall(r"<sch:pattern .*?</sch:pattern>", schematron, re.DOTALL):
        code = re.search(r'<sch:(?:assert|report) id="([a-z]-\d+)"', pattern)
        assert code is not None
        found.append(_constraint(code[1], rules[code[1]]["wrong"], pattern))
    return "".join(found)


def _constraint(ident: str, gloss: str, content: str) -> str:
    return (
        f'  <constraintSpec ident="{ident}" scheme="schematron">\n'
        f'    <desc xml:lang="en">{escape(gloss)}</desc>\n'
        f"    <constraint>\n  {content}\n    </constraint>\n  </constraintSpec>\n"
    )


def made() -> dict[str, str]:
    """Name → content of every file as it should be."""
    rules = tomllib.loads(RULES.read_text(encoding="utf-8"))
    schematron = between((FOLDER / "zapis.sch").read_text(encoding="utf-8"), "phases", phases(rules))
    odd = (FOLDER / "zapis.odd").read_text(encoding="utf-8")
    files = {
        "zapis.sch": schematron,
        "zapis.odd": between(odd, "constraints", constraints(schematron, rules)),
    }
    return files | (from_trang() if shutil.which("trang") else {})


def main() -> int:
    try:
        files = made()
    except subprocess.CalledProcessError as error:
        print(f"zapis.rnc: {error.stdout or error.stderr}", file=sys.stderr)
        return 1
    old = {name: FOLDER / name for name in files}
    stale = [
        n for n, path in old.items() if not path.is_file() or path.read_text(encoding="utf-8") != files[n]
    ]
    if "--check" not in sys.argv[1:]:
        for name in stale:
            old[name].write_text(files[name], encoding="utf-8")
    print("\n".join(stale) or "up to date")
    return int("--check" in sys.argv[1:] and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
