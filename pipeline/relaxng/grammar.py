"""Tree of Nodes → Terms: includes, external references, combination and references resolved.

Follows section 4 of the RELAX NG specification; rows for ``pattern`` come out of ``simplify``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from errno import EFBIG, EINVAL
from pathlib import Path

from pipeline.relaxng.characters import is_ncname
from pipeline.relaxng.datatype import DatatypeError, datatype
from pipeline.relaxng.issue import SchemaError
from pipeline.relaxng.nameclass import NameClass, key
from pipeline.relaxng.pattern import (
    ATTRIBUTE,
    CHOICE,
    DATA,
    ELEMENT,
    EMPTY,
    GROUP,
    INTERLEAVE,
    LIST,
    MANY,
    NOTHING,
    TEXT,
    VALUE,
)
from pipeline.relaxng.tree import Node, local_path


@dataclass(eq=False)
class Term:
    """A pattern with its place in the schema, notAllowed and empty folded (sections 4.20, 4.21)."""

    op: int
    parts: tuple[Term, ...] = ()
    extra: tuple[object, ...] = ()
    node: Node | None = None


@dataclass(eq=False)
class Element:
    """One element pattern of the schema; ``content`` is filled in after everything is known."""

    names: NameClass
    node: Node
    scope: Scope | None
    content: Term = field(default_factory=lambda: Term(NOTHING))


@dataclass(eq=False)
class Definition:
    """All definitions of one name in a grammar, to be combined (section 4.17)."""

    name: str
    nodes: list[Node] = field(default_factory=list)
    combine: str = ""
    plain: int = 0
    term: Term | None = None
    expanding: bool = False


@dataclass(eq=False)
class Scope:
    """A grammar: its definitions (``start`` under the empty name) and the grammar around it."""

    parent: Scope | None
    definitions: dict[str, Definition] = field(default_factory=dict)


_START = ""
_LOADS = 10_000
_LARGEST = 100_000_000

_NOTHING = Term(NOTHING)


def read_schema(path: Path) -> bytes:
    """The bytes of a schema file; devices, pipes and huge files are refused.

    Raises OSError.
    """
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, "not a file")
    if path.stat().st_size > _LARGEST:
        raise OSError(EFBIG, "too large for a schema")
    return path.read_bytes()


class Loader:
    """Reads schema files; keeps the digest of each, by path relative to the first."""

    def __init__(self, parse: Callable[[bytes, str, str], Node]) -> None:
        self.parse = parse
        self.digests: dict[str, str] = {}
        self._links: dict[str, set[str]] = {}
        self._count = 0

    def load(self, path: Path, origin: Node | None = None) -> Node:
        """The tree of a file.

        Raises SchemaError: unreadable, or it includes itself.
        """
        path = path.resolve()
        name = str(path)
        if origin is not None:
            if self._reaches(name, origin.file):
                raise origin.error(f"{path.name} includes itself")
            self._links.setdefault(origin.file, set()).add(name)
        self._count += 1
        if self._count > _LOADS:
            raise SchemaError("too many files are included", name)
        try:
            content = read_schema(path)
        except OSError as error:
            reason = f"cannot read {path.name}: {error.strerror}"
            raise (origin.error(reason) if origin else SchemaError(reason, name)) from None
        self.digests[name] = hashlib.sha256(content).hexdigest()
        return self.parse(content, name, path.as_uri())

    def _reaches(self, start: str, goal: str) -> bool:
        """True if a file refers to another, directly or through others."""
        pending, seen = [start], {start}
        while pending:
            file = pending.pop()
            if file == goal:
                return True
            fresh = self._links.get(file, set()) - seen
            seen |= fresh
            pending.extend(fresh)
        return False


class Simplifier:
    """Resolves one schema; ``elements`` lists its element patterns in order of first use."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.elements: list[Element] = []
        self.reached: dict[int, int] = {}
        self._by_node: dict[tuple[int, int], Term] = {}
        self._documented: list[Node] = []
        self._makers: dict[str, Callable[[Node, Scope | None], Term]] = {
            "element": self._element, "attribute": self._attribute, "ref": self._ref,
            "parentRef": self._parent_ref, "grammar": self._grammar, "externalRef": self._external,
            "data": self._data, "value": self._value, "list": self._list, "mixed": self._mixed,
            "optional": self._optional, "zeroOrMore": self._zero_or_more, "oneOrMore": self._one_or_more,
            "empty": lambda node, _: Term(EMPTY, node=node), "notAllowed": lambda *_: _NOTHING,
            "text": lambda node, _: Term(TEXT, node=node),
            "group": lambda node, scope: joined(GROUP, self._terms(node, scope), node),
            "interleave": lambda node, scope: joined(INTERLEAVE, self._terms(node, scope), node),
            "choice": lambda node, scope: choice(self._terms(node, scope), node),
        }  # fmt: skip

    def simplify(self, root: Node) -> Term:
        """The start pattern of the schema; contents of all its elements are filled in.

        Raises SchemaError.
        """
        try:
            start = self.term(root, None)
            done = 0
            while done < len(self.elements):
                element = self.elements[done]
                element.content = self._body(element.node, element.scope)
                done += 1
        except RecursionError:
            raise root.error("the schema is too deeply nested") from None
        return start

    def term(self, node: Node, scope: Scope | None) -> Term:
        """The term of one pattern."""
        if node.tag not in self._makers:
            raise node.error(f"<{node.tag}> is not a pattern")
        return self._makers[node.tag](node, scope)

    def _terms(self, node: Node, scope: Scope | None) -> list[Term]:
        return [self.term(child, scope) for child in node.children]

    def _body(self, node: Node, scope: Scope | None) -> Term:
        """The children that are patterns, as a group (section 4.12)."""
        children = node.children if "name" in node.attributes else node.children[1:]
        terms = [self.term(child, scope) for child in children]
        if not terms:
            return Term(TEXT, node=node)
        return joined(GROUP, terms, node)

    # -- patterns

    def _element(self, node: Node, scope: Scope | None) -> Term:
        place = (id(node), id(scope))
        if place not in self._by_node:
            names = self._name_class(node)
            self._by_node[place] = Term(ELEMENT, (), (len(self.elements),), node)
            self.elements.append(Element(names, node, scope))
        return self._by_node[place]

    def _attribute(self, node: Node, scope: Scope | None) -> Term:
        names = self._name_class(node)
        body = self._body(node, scope)
        return _NOTHING if body.op == NOTHING else Term(ATTRIBUTE, (body,), names, node)

    def _name_class(self, node: Node) -> NameClass:
        if "name" in node.attributes:
            # section 4.8: an attribute's own name has no namespace unless it carries ns itself
            default = node.ns if node.tag == "element" or node.own_ns else ""
            return _named(node, node.get("name"), default)
        return name_class(node.children[0], node.tag == "attribute")

    def _ref(self, node: Node, scope: Scope | None) -> Term:
        if scope is None:
            raise node.error(f"reference to {node.get('name')!r} outside of a grammar")
        return self._resolve(node, scope, node.get("name"))

    def _parent_ref(self, node: Node, scope: Scope | None) -> Term:
        if scope is None or scope.parent is None:
            raise node.error(f"parentRef to {node.get('name')!r} without a grammar around")
        return self._resolve(node, scope.parent, node.get("name"))

    def _resolve(self, node: Node, scope: Scope, name: str) -> Term:
        definition = scope.definitions.get(name)
        if definition is None:
            raise node.error(f"reference to {name!r}, which is not defined")
        if definition.term is None:
            if definition.expanding:
                raise node.error(f"{name!r} refers to itself without an element between")
            definition.expanding = True
            terms = [self._defined(one, scope) for one in definition.nodes]
            definition.term = self._combined(definition, terms)
            definition.expanding = False
        return definition.term

    def _defined(self, node: Node, scope: Scope) -> Term:
        return joined(GROUP, self._terms(node, scope), node)

    def _combined(self, definition: Definition, terms: list[Term]) -> Term:
        if len(terms) == 1:
            return terms[0]
        if definition.combine == "choice":
            return choice(terms, definition.nodes[0])
        return joined(INTERLEAVE, terms, definition.nodes[0])

    def _grammar(self, node: Node, parent: Scope | None) -> Term:
        scope = Scope(parent)
        self._collect(node, scope, {})
        self._check_combine(scope)
        if _START not in scope.definitions:
            raise node.error("the grammar has no start")
        start = self._resolve(node, scope, _START)
        for name in list(scope.definitions):
            self._resolve(scope.definitions[name].nodes[0], scope, name)
        return start

    def _external(self, node: Node, scope: Scope | None) -> Term:
        root = self.loader.load(local_path(node, node.get("href")), node)
        inherit(root, node.ns)
        return self.term(root, scope)

    def _data(self, node: Node, scope: Scope | None) -> Term:
        params = tuple((one.get("name"), one.text) for one in node.children if one.tag == "param")
        kind = (node.library, node.get("type"), params)
        _check_datatype(node, kind)
        excluded = [one for one in node.children if one.tag == "except"]
        if not excluded:
            return Term(DATA, (), (kind,), node)
        without = choice(self._terms(excluded[0], scope), excluded[0])
        return Term(DATA, () if without.op == NOTHING else (without,), (kind,), node)

    def _value(self, node: Node, _: Scope | None) -> Term:
        typed = "type" in node.attributes
        kind = (node.library, node.get("type"), ()) if typed else ("", "token", ())
        _check_datatype(node, kind)
        namespaces: tuple[tuple[str, str], ...] = ()
        made = datatype(*kind)
        if made.is_contextual:
            namespaces = tuple(sorted({**node.namespaces, "": node.ns}.items()))
        if made.name not in ("ENTITY", "ENTITIES") and not made.allows(node.text, dict(namespaces)):
            raise node.error(f"{node.text!r} is not a value of the datatype {made.name!r}")
        return Term(VALUE, (), (kind, node.text, namespaces), node)

    def _list(self, node: Node, scope: Scope | None) -> Term:
        body = joined(GROUP, self._terms(node, scope), node)
        return _NOTHING if body.op == NOTHING else Term(LIST, (body,), (), node)

    def _mixed(self, node: Node, scope: Scope | None) -> Term:
        return joined(
            INTERLEAVE, [joined(GROUP, self._terms(node, scope), node), Term(TEXT, node=node)], node
        )

    def _optional(self, node: Node, scope: Scope | None) -> Term:
        return choice([joined(GROUP, self._terms(node, scope), node), Term(EMPTY, node=node)], node)

    def _one_or_more(self, node: Node, scope: Scope | None) -> Term:
        return many(joined(GROUP, self._terms(node, scope), node), node)

    def _zero_or_more(self, node: Node, scope: Scope | None) -> Term:
        return choice([self._one_or_more(node, scope), Term(EMPTY, node=node)], node)

    # -- grammars

    def _collect(self, node: Node, scope: Scope, overridden: dict[str, bool]) -> None:
        """Add the definitions of a grammar, div or include; those overridden are left out and ticked off."""
        for child in node.children:
            if child.tag == "div":
                self._collect(child, scope, overridden)
            elif child.tag == "include":
                self._include(child, scope, overridden)
            else:
                name = child.get("name") if child.tag == "define" else _START
                if name in overridden:
                    overridden[name] = True
                else:
                    self._add(scope, name, child)

    def _include(self, node: Node, scope: Scope, overridden: dict[str, bool]) -> None:
        root = self.loader.load(local_path(node, node.get("href")), node)
        if root.tag != "grammar":
            raise node.error(f"{node.get('href')!r} is not a grammar")
        inherit(root, node.ns)
        own = Scope(None)
        self._collect(node, own, {})
        missing = dict.fromkeys(own.definitions, False)
        inside = {**overridden, **missing}
        self._collect(root, scope, inside)
        for name in missing:
            if not inside[name]:
                what = f"definition of {name!r}" if name else "start"
                raise node.error(f"{node.get('href')!r} has no {what} to override")
        overridden.update({name: True for name in overridden if inside[name] and name not in missing})
        self._collect(node, scope, overridden)

    def _add(self, scope: Scope, name: str, node: Node) -> None:
        definition = scope.definitions.setdefault(name, Definition(name))
        combine = node.get("combine")
        label = f"definitions of {name!r}" if name else "starts"
        if not combine:
            definition.plain += 1
            if definition.plain > 1:
                raise node.error(f"several {label} without combine")
        elif definition.combine and definition.combine != combine:
            raise node.error(f"{label} are combined in two ways")
        else:
            definition.combine = combine
        definition.nodes.append(node)

    def _check_combine(self, scope: Scope) -> None:
        for name, definition in scope.definitions.items():
            if definition.plain > 1:
                raise definition.nodes[-1].error(f"{name!r} is defined twice without combine")


def inherit(root: Node, ns: str) -> None:
    """Give an included tree the namespace of the place it is included from (section 4.6, 4.7)."""
    pending = [root] if not root.own_ns else []
    while pending:
        node = pending.pop()
        node.ns = ns
        pending.extend(child for child in node.children if not child.own_ns)


def _check_datatype(node: Node, kind: tuple[str, str, tuple[tuple[str, str], ...]]) -> None:
    try:
        datatype(*kind)
    except DatatypeError as error:
        raise node.error(str(error)) from None


def choice(terms: list[Term], node: Node) -> Term:
    """One of the terms; notAllowed is left out."""
    left = [one for one in terms if one.op != NOTHING]
    if len(left) < 2:
        return left[0] if left else _NOTHING
    if all(one.op == EMPTY for one in left):
        return left[0]
    return Term(CHOICE, tuple(left), (), node)


def joined(op: int, terms: list[Term], node: Node) -> Term:
    """Group or interleave; empty is left out, notAllowed swallows everything."""
    left = [one for one in terms if one.op != EMPTY]
    if any(one.op == NOTHING for one in left):
        return _NOTHING
    if len(left) < 2:
        return left[0] if left else Term(EMPTY, node=node)
    return Term(op, tuple(left), (), node)


def many(term: Term, node: Node) -> Term:
    """One or more."""
    return term if term.op in (NOTHING, EMPTY) else Term(MANY, (term,), (), node)


def _named(node: Node, text: str, default: str) -> NameClass:
    prefix, colon, local = text.rpartition(":")
    if not is_ncname(local) or (colon and not is_ncname(prefix)):
        raise node.error(f"{text!r} is not a name")
    if colon and prefix not in node.namespaces:
        raise node.error(f"the prefix {prefix!r} is not declared")
    uri = node.namespaces[prefix] if colon else default
    if node.tag == "attribute" or node.for_attribute:
        _check_attribute_name(node, uri, local)
    return ("name", key(uri, local))


def _check_attribute_name(node: Node, uri: str, local: str | None) -> None:
    if uri == "http://www.w3.org/2000/xmlns" or (uri == "" and local == "xmlns"):
        raise node.error("an attribute cannot be a namespace declaration")


def name_class(node: Node, for_attribute: bool, inside: str = "") -> NameClass:
    """The name class of a Node; ``inside`` is the wildcard whose exception it stands in.

    Raises SchemaError (section 4.16).
    """
    if node.tag == "name":
        if for_attribute:
            node.for_attribute = True
        return _named(node, node.text, node.ns)
    if node.tag == "choice":
        if not node.children:
            raise node.error("<choice> is empty")
        return ("or", *[name_class(child, for_attribute, inside) for child in node.children])
    if node.tag not in ("anyName", "nsName"):
        raise node.error(f"<{node.tag}> is not a name class")
    if inside == "nsName" or (inside and node.tag == "anyName"):
        raise node.error(f"<{node.tag}> is not allowed in the exception of <{inside}>")
    if node.tag == "nsName" and for_attribute:
        _check_attribute_name(node, node.ns, None)
    without: NameClass | None = None
    if node.children:
        excepted = [name_class(one, for_attribute, node.tag) for one in node.children[0].children]
        without = excepted[0] if len(excepted) == 1 else ("or", *excepted)
    return ("any", without) if node.tag == "anyName" else ("ns", node.ns, without)
