"""Reader of the case files in ``cases/``; their format is described at the head of ``patterns.txt``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

_RNG = 'xmlns="http://relaxng.org/ns/structure/1.0"'
_XSD = 'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"'


@dataclass
class Case:
    """A schema with further files, and documents that are valid (True) or not."""

    name: str
    line: int
    schema: str = ""
    files: dict[str, str] = field(default_factory=dict)
    documents: list[tuple[bool, str]] = field(default_factory=list)
    error: int | None = None

    @property
    def file_name(self) -> str:
        return "schema.rng" if self.schema.startswith("<") else "schema.rnc"


def read_cases(path: Path) -> list[Case]:
    """All cases of a file."""
    found: list[Case] = []
    file = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("= "):
            found.append(Case(line[2:], number))
            file = ""
        elif line.startswith("  "):
            case = found[-1]
            if file:
                case.files[file] += line[2:] + "\n"
            else:
                case.schema += line[2:] + "\n"
        elif line.startswith("@ "):
            file = line[2:]
            found[-1].files[file] = ""
        elif line.startswith(("+ ", "- ")):
            found[-1].documents.append((line[0] == "+", line[2:]))
        elif line.startswith("! "):
            found[-1].error = int(line[2:])
    return found


def completed(text: str) -> str:
    """A schema in XML syntax with its namespace and the usual datatype library."""
    if not text.startswith("<") or "xmlns=" in text[: text.index(">")]:
        return text
    end = min(place for place in (text.find(" "), text.find(">"), text.find("/")) if place > 0)
    library = "" if "datatypeLibrary" in text[: text.index(">")] else " " + _XSD
    return f"{text[:end]} {_RNG}{library}{text[end:]}"


def write_case(case: Case, folder: Path) -> Path:
    """Write the schema and its further files; the path of the schema."""
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(completed(text), "utf-8")
    schema = folder / case.file_name
    schema.write_text(completed(case.schema), "utf-8")
    return schema
