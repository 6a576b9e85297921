"""What the engine says: an Issue about a document, a SchemaError about a schema."""

from __future__ import annotations

from dataclasses import dataclass

#: The closed list of kinds of issues.
KINDS = frozenset(
    {
        "malformed",
        "forbidden-dtd",
        "unknown-element",
        "element-not-allowed",
        "element-too-early",
        "missing-element",
        "no-namespace",
        "wrong-namespace",
        "attribute-not-allowed",
        "unknown-attribute",
        "missing-attribute",
        "bad-attribute-value",
        "bad-text-value",
        "text-not-allowed",
        "duplicate-id",
        "bad-id",
        "dangling-idref",
    }
)
#: What ``cause`` of an Issue can say: a name is misspelt (near) or another
#: vocabulary's (meant; the right name is in ``value``), an element comes too late
#: (after the element of the related place) or once too often; why a file is malformed.
CAUSES = frozenset(
    {
        "", "near", "meant", "late", "repeated", "unclosed", "stray-end", "differing-tags", "entity", "encoding", "empty",
        "control", "typographic", "unquoted", "no-value", "comment",
    }
)  # fmt: skip


class SchemaError(Exception):
    """The schema cannot be read or breaks a rule of RELAX NG; ``line`` and ``column`` are 1-based, 0 = unknown."""

    def __init__(self, message: str, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True)
class Expected:
    """What could stand at the place of an issue.

    ``names``: elements or attributes (local names; those of another namespace than the parent's as
    ``{uri}local``), sorted. ``required``: those without which the content is incomplete. ``values``: allowed
    values of a closed list. ``datatypes``: descriptions of datatypes. ``text``: text could stand here.
    ``completing``: elements any one of which would complete the content. ``end``: the parent could end here.
    ``wildcard``: a name class allows further names.
    """

    names: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    completing: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    datatypes: tuple[str, ...] = ()
    text: bool = False
    end: bool = False
    wildcard: bool = False


@dataclass(frozen=True)
class Issue:
    """One finding in a document.

    ``line`` and ``column`` (1-based, column in characters): start of the offending tag, text or attribute's
    itself; ``jing_line``: the line jing reports, the end of the tag. ``parent``: name and line of the parent.
    ``cause`` refines the kind (see CAUSES).
    ``path``: names from the root, ``/TEI/text/body``. ``related``: further places (line, column, note).
    """

    kind: str
    line: int
    column: int
    message: str
    jing_line: int = 0
    element: str = ""
    namespace: str = ""
    attribute: str = ""
    value: str = ""
    parent: tuple[str, int] | None = None
    expected: Expected = Expected()
    path: str = ""
    related: tuple[tuple[int, int, str], ...] = ()
    cause: str = ""
