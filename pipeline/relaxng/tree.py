"""Schema file in XML syntax → tree of Nodes, checked against the grammar of RELAX NG (specification, section 3).

The compact syntax yields the same tree (``compact``), so that everything after it is written once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.parsers import expat

from pipeline.relaxng.characters import is_ncname
from pipeline.relaxng.datatype import BLANK, collapse
from pipeline.relaxng.issue import SchemaError
from pipeline.relaxng.nameclass import SEPARATOR, split

RNG = "http://relaxng.org/ns/structure/1.0"
COMPATIBILITY = "http://relaxng.org/ns/compatibility/annotations/1.0"
XML = "http://www.w3.org/XML/1998/namespace"

_PATTERNS = frozenset([
    "element", "attribute", "group", "interleave", "choice", "optional", "zeroOrMore", "oneOrMore", "list",
    "mixed", "ref", "parentRef", "empty", "text", "value", "data", "notAllowed", "externalRef", "grammar"
])  # fmt: skip
_NAMES = frozenset({"name", "anyName", "nsName", "choice"})
_SEVERAL = frozenset([
    "element", "group", "interleave", "choice", "optional", "zeroOrMore", "oneOrMore", "list", "mixed",
    "define"
])  # fmt: skip
#: Allowed attributes besides ns and datatypeLibrary; a trailing "!" marks a required one.
_ATTRIBUTES = {
    "element": ("name",), "attribute": ("name",), "ref": ("name!",), "parentRef": ("name!",),
    "value": ("type",), "data": ("type!",), "param": ("name!",), "externalRef": ("href!",),
    "include": ("href!",), "start": ("combine",), "define": ("name!", "combine"),
}  # fmt: skip
_LEAVES = frozenset(["ref", "parentRef", "empty", "text", "notAllowed", "externalRef"])
_STRINGS = frozenset({"value", "param", "name"})
_COMPONENTS = frozenset({"start", "define", "div", "include"})
_TRIMMED = ("name", "type", "combine")


@dataclass(eq=False)
class Node:
    """One element of a schema with what it inherits; ``docs`` is its documentation annotation."""

    tag: str
    attributes: dict[str, str]
    file: str
    line: int
    column: int
    namespaces: dict[str, str]
    ns: str = ""
    library: str = ""
    base: str = ""
    own_ns: bool = False
    in_include: bool = False
    for_attribute: bool = False
    text: str = ""
    docs: str = ""
    children: list[Node] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, empty if absent."""
        return self.attributes.get(name, "")

    def error(self, message: str) -> SchemaError:
        """An error at this place."""
        return SchemaError(message, self.file, self.line, self.column)


class _Reader:
    """expat handlers that build Nodes; foreign elements and attributes are dropped (section 4.1)."""

    def __init__(self, file: str, base: str) -> None:
        self.file = file
        self.parser = expat.ParserCreate(None, SEPARATOR)
        self.parser.buffer_text = True
        self.parser.ordered_attributes = False
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartNamespaceDeclHandler = self.declare
        self.parser.EntityDeclHandler = self.entity
        self.top = Node("", {}, file, 0, 0, {"xml": XML}, base=base)
        self.stack = [self.top]
        self.fresh: dict[str, str] = {}
        self.foreign = 0
        self.documenting = False

    def entity(self, *_: object) -> None:
        raise SchemaError("entity declarations are not read", self.file, *self.place())

    def place(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self.fresh[prefix or ""] = uri or ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        fresh, self.fresh = self.fresh, {}
        uri, local = split(name)
        if self.foreign or uri != RNG:
            self._start_foreign(name)
            return
        parent = self.stack[-1]
        namespaces = {**parent.namespaces, **fresh} if fresh else parent.namespaces
        own = {key: value for key, value in attributes.items() if SEPARATOR not in key}
        for key in _TRIMMED:
            if key in own:
                own[key] = own[key].strip(BLANK)
        node = Node(local, own, self.file, *self.place(), namespaces, parent.ns, parent.library, parent.base)
        if "ns" in own:
            node.ns = own.pop("ns")
            node.own_ns = True
        if "datatypeLibrary" in own:
            node.library = own.pop("datatypeLibrary")
            _check_library(node)
        if XML + SEPARATOR + "base" in attributes:
            node.base = urljoin(parent.base, attributes[XML + SEPARATOR + "base"])
        parent.children.append(node)
        self.stack.append(node)

    def _start_foreign(self, name: str) -> None:
        parent = self.stack[-1]
        if len(self.stack) == 1 and not self.foreign:
            raise SchemaError("the root element is not in the RELAX NG namespace", self.file, *self.place())
        if not self.foreign and parent.tag in _STRINGS:
            raise SchemaError(f"<{parent.tag}> must hold text only", self.file, *self.place())
        self.foreign += 1
        self.documenting = self.foreign == 1 and name == COMPATIBILITY + SEPARATOR + "documentation"

    def end(self, _: str) -> None:
        if self.foreign:
            self.foreign -= 1
            self.documenting = False
        else:
            self.stack.pop()

    def characters(self, text: str) -> None:
        node = self.stack[-1]
        if self.documenting:
            # a note inside a choice belongs to the value before it
            owner = node.children[-1] if node.tag == "choice" and node.children else node
            owner.docs += text
        elif not self.foreign:
            node.text += text


def _check_library(node: Node) -> None:
    uri = node.library
    if uri and (not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:.", uri) or "#" in uri):
        raise node.error(f"datatypeLibrary {uri!r} is not an absolute URI without fragment")


def parse_xml(content: bytes, file: str, base: str) -> Node:
    """The root Node of a schema in XML syntax.

    Raises SchemaError: not well-formed, or not the syntax of RELAX NG.
    """
    reader = _Reader(file, base)
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise SchemaError(f"not well-formed: {reason}", file, error.lineno, error.offset + 1) from None
    root = reader.top.children[0]
    check_all(root)
    return root


def check_all(root: Node) -> None:
    """Check a whole tree against section 3.

    Raises SchemaError.
    """
    if root.tag not in _PATTERNS:
        raise root.error(f"<{root.tag}> cannot be the root of a schema")
    pending = [root]
    while pending:
        node = pending.pop()
        check_node(node)
        pending.extend(node.children)


def check_node(node: Node) -> None:
    """Check attributes, text and children of one Node against section 3.

    Raises SchemaError.
    """
    allowed = [one.rstrip("!") for one in _ATTRIBUTES.get(node.tag, ())]
    for name in node.attributes:
        if name not in allowed:
            raise node.error(f"<{node.tag}> has no attribute {name!r}")
    for name in _ATTRIBUTES.get(node.tag, ()):
        if name.endswith("!") and name[:-1] not in node.attributes:
            raise node.error(f"<{node.tag}> needs an attribute {name[:-1]!r}")
    _check_values(node)
    if node.tag in _STRINGS:
        if node.children:
            raise node.error(f"<{node.tag}> must hold text only")
        if node.tag == "name":
            node.text = collapse(node.text)
    elif node.text.strip(BLANK):
        raise node.error(f"text in <{node.tag}>")
    _check_children(node)


def _check_values(node: Node) -> None:
    if node.tag in ("ref", "parentRef", "define", "data", "param", "value"):
        for name in ("name", "type"):
            if name in node.attributes and not is_ncname(node.get(name)):
                raise node.error(f"{name}={node.get(name)!r} is not a name without colon")
    if "combine" in node.attributes and node.get("combine") not in ("choice", "interleave"):
        raise node.error('combine must be "choice" or "interleave"')
    if node.tag in ("externalRef", "include") and "#" in node.get("href"):
        raise node.error("href must not have a fragment")


def _check_children(node: Node) -> None:
    tags = [child.tag for child in node.children]
    tag = node.tag
    patterns = [one for one in tags if one in _PATTERNS]
    if tag in ("element", "attribute"):
        _check_named(node, tags)
    elif tag in _SEVERAL:
        _only(node, _PATTERNS | (_NAMES if _is_name_choice(node) else frozenset()))
        if not tags:
            raise node.error(f"<{tag}> is empty")
    elif tag == "start":
        _only(node, _PATTERNS)
        if len(patterns) != 1:
            raise node.error("<start> must hold exactly one pattern")
    elif tag in _LEAVES or tag in _STRINGS:
        _only(node, frozenset())
    elif tag == "data":
        _check_data(node, tags)
    elif tag in ("grammar", "div", "include"):
        inside = _COMPONENTS - {"include"} if _in_include(node) else _COMPONENTS
        _mark_div(node)
        _only(node, inside)
    elif tag in ("anyName", "nsName"):
        _only(node, frozenset({"except"}))
        if len(tags) > 1:
            raise node.error(f"<{tag}> can have one <except> only")
    elif tag == "except":
        if not tags:
            raise node.error("<except> is empty")
    else:
        raise node.error(f"RELAX NG has no element <{tag}>")


def _in_include(node: Node) -> bool:
    return node.tag == "include" or (node.tag == "div" and node.in_include)


def _mark_div(node: Node) -> None:
    """A div inside an include must not hold an include either."""
    if _in_include(node):
        for child in node.children:
            child.in_include = child.tag == "div"


def _is_name_choice(node: Node) -> bool:
    return node.tag == "choice" and any(child.tag in _NAMES - {"choice"} for child in _leaves(node))


def _leaves(node: Node) -> list[Node]:
    if node.tag != "choice":
        return [node]
    return [leaf for child in node.children for leaf in _leaves(child)]


def _check_named(node: Node, tags: list[str]) -> None:
    named = "name" in node.attributes
    rest = node.children if named else node.children[1:]
    if not named and (not tags or tags[0] not in _NAMES):
        raise node.error(f"<{node.tag}> needs a name")
    for child in rest:
        if child.tag not in _PATTERNS:
            raise child.error(f"<{child.tag}> is not allowed in <{node.tag}>")
    if node.tag == "element" and not rest:
        raise node.error("<element> needs a pattern for its content")
    if node.tag == "attribute" and len(rest) > 1:
        raise node.error("<attribute> can hold one pattern only")


def _check_data(node: Node, tags: list[str]) -> None:
    body = tags[:-1] if tags and tags[-1] == "except" else tags
    if any(one != "param" for one in body):
        raise node.error("<data> holds <param> elements, then perhaps one <except>")
    for child in node.children:
        if child.tag == "except":
            _only(child, _PATTERNS)


def _only(node: Node, allowed: frozenset[str]) -> None:
    for child in node.children:
        if child.tag not in allowed:
            raise child.error(f"<{child.tag}> is not allowed in <{node.tag}>")


def local_path(node: Node, href: str) -> Path:
    """The file an href points at, relative to the base of the Node.

    Raises SchemaError: the address is not a local file; nothing is ever fetched from a network.
    """
    target = urlsplit(urljoin(node.base, href.strip(BLANK)))
    if target.scheme != "file" or target.netloc not in ("", "localhost"):
        raise node.error(f"{href!r} is not a local file")
    return Path(unquote(target.path))
