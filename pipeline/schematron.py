"""Schematron schema → XSLT 3.0 → what it finds in a document, each with its line and column.

ISO/IEC 19757-3:2016 and :2020 with the query bindings xslt, xslt2 and xslt3. The whole schema becomes one
mode: a rule is a template, all nodes of the document are handed to that mode one by one, and
`xsl:next-match` carries a node on to the rules of the other patterns, so that a document is walked once
however many patterns there are. A parameter tells which patterns have met a node already: the first rule
that matches wins, for each pattern and each node.

A schema of somebody else can do no harm: it runs in a processor without files and network (see `saxon`), in
a process of its own (see `sandbox`). Whatever it tries there, and whatever error its expressions raise, is an
issue like the others, under `ERROR`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SCH = "http://purl.oclc.org/dsdl/schematron"
XSL = "http://www.w3.org/1999/XSL/Transform"
RNG = "http://relaxng.org/ns/structure/1.0"
TEI = "http://www.tei-c.org/ns/1.0"
OWN = "urn:zapis:schematron"
XS = "http://www.w3.org/2001/XMLSchema"
MAP = "http://www.w3.org/2005/xpath-functions/map"
ERR = "http://www.w3.org/2005/xqt-errors"

#: Code (see rules.toml) of the issues that speak of the schema itself: an expression that failed, something
#: that it may not do.
ERROR = "x-006"

BINDINGS = frozenset({"xslt", "xslt1", "xslt2", "xslt3", "xpath", "xpath2", "xpath3", "xpath31"})
_EXAMPLES = "{http://www.tei-c.org/ns/Examples}"
_FOREIGN = frozenset({"function", "key", "variable", "decimal-format"})
_FORBIDDEN = frozenset({"result-document", "evaluate", "source-document", "import", "include", "use-package"})
_READS = re.compile(
    r"(?<![\w.:-])(?:fn:)?(doc|doc-available|document|collection|uri-collection|unparsed-text(?:-lines|-available)?"
    r"|json-doc|transform|load-xquery-module|environment-variable|available-environment-variables|function-lookup)"
    r"\s*(?:\(|#\s*\d)"
)
_LITERAL = re.compile(r"""\(:.*?:\)|"(?:[^"]|"")*"|'(?:[^']|'')*'""", re.DOTALL)
_PARSING: dict[str, Any] = {"resolve_entities": "internal", "no_network": True, "load_dtd": False}
_VERSION = "3"  # of the generated stylesheet: a part of the cache key


class SchematronError(Exception):
    """A schema that cannot be used; `line` is the line of the schema, from 1, where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class SchematronIssue:
    """One failed assert or successful report.

    `rule` is the @id of the assert or report, else of its rule, else of its pattern, else "". `role` is
    error, warning or info. `line` and `column`, from 1, are those of the start tag of the element that is
    concerned (of its parent for text, comments and attributes); `path` leads to it. `properties` are pairs
    of id and text.
    """

    rule: str
    test: str
    role: str
    message: str
    line: int
    column: int
    path: str
    pattern: str = ""
    flag: str = ""
    diagnostics: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Test:
    """An assert or report, as far as it is known before a document is seen."""

    rule: str
    test: str
    role: str
    flag: str
    pattern: str


@dataclass(frozen=True)
class CompiledSchematron:
    """A schema ready to run, made by `compile_schematron`; phases are compiled when first used."""

    title: str
    phases: tuple[str, ...]
    default_phase: str | None
    _schema: Any = field(repr=False)
    _key: str = field(repr=False)
    _trusted: bool = field(default=False, repr=False)
    _compiled: dict[str, _Program] = field(default_factory=dict, repr=False)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The @id of every assert and report."""
        return frozenset(e.get("id") for e in _each(self._schema, "assert", "report") if e.get("id"))

    def validate(self, xml: bytes | Path, phase: str | None = None) -> list[SchematronIssue]:
        """What the patterns of `phase` (None: the schema's default; "#ALL": all) find, in the order of the
        document.

        Raises `SchematronError` for an unknown phase or an expression that does not compile, `ValueError`
        for a document that is not well-formed, `OSError` for one that cannot be read.
        """
        program = self._program(phase)
        content = xml.read_bytes() if isinstance(xml, Path) else xml
        return program.run(content, self._trusted)

    def _program(self, phase: str | None) -> _Program:
        chosen = phase or self.default_phase or "#ALL"
        if chosen == "#DEFAULT":
            chosen = self.default_phase or "#ALL"
        if chosen != "#ALL" and chosen not in self.phases:
            known = ", ".join(self.phases) or "none"
            raise SchematronError(f"the schema has no phase {chosen!r}; it knows: {known}")
        if chosen not in self._compiled:
            self._compiled[chosen] = _cached(self._schema, self._key, chosen)
        return self._compiled[chosen]


def compile_schematron(path_or_text: Path | str | bytes) -> CompiledSchematron:
    """The schema in a file or a text: Schematron, or what is embedded in RELAX NG or in an ODD.

    `sch:include` and `sch:extends/@href` reach only files in the folder of the schema and below, none from
    a text. Raises `SchematronError` where there is no usable schema, `OSError` where the file cannot be read.
    """
    if isinstance(path_or_text, Path):
        content, folder = path_or_text.read_bytes(), path_or_text.resolve().parent
    else:
        content = path_or_text.encode() if isinstance(path_or_text, str) else path_or_text
        folder = None
    root = _parsed(content)
    if _name(root) != "schema":
        found = _extracted(root)
        if found is None:
            raise SchematronError("there is no Schematron in it")
        root = found
    binding = (root.get("queryBinding") or "xslt").lower()
    if binding not in BINDINGS:
        raise SchematronError(f"the query language {binding!r} is not known; use xslt3", root.sourceline)
    _include(root, folder, ())
    _instantiate(root)
    phases = tuple(e.get("id", "") for e in _each(root, "phase"))
    title = root.find(f"{{{SCH}}}title")
    return CompiledSchematron(
        title=_text(title) if title is not None else "",
        phases=phases,
        default_phase=root.get("defaultPhase"),
        _schema=root,
        _key=_digest(root),
        _trusted=isinstance(path_or_text, Path) and _is_ours(path_or_text),
    )


def _is_ours(path: Path) -> bool:
    from pipeline.resources import resource_dir

    return path.resolve().is_relative_to(resource_dir("schema"))


def extract_schematron(path: Path) -> str | None:
    """The Schematron in a file as a schema of its own; None if there is none.

    Embedded in RELAX NG (`sch:pattern`, `sch:ns` … as foreign elements) or in TEI ODD (`constraintSpec`,
    TEI Guidelines 22.5.2). Raises `SchematronError` for a file that is not XML, `OSError` for one that
    cannot be read.
    """
    from lxml import etree

    content = path.read_bytes()
    root = _parsed(content)
    if _name(root) == "schema":
        return content.decode("utf-8", "replace")
    found = _extracted(root)
    return None if found is None else str(etree.tostring(found, encoding="unicode"))


# -- reading the schema


def _parsed(content: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(**_PARSING)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise SchematronError(f"the schema is not well-formed XML: {error}", line) from None


def _name(node: Any) -> str:
    """Local name of a Schematron element, "" for anything else."""
    tag = node.tag
    return tag[len(SCH) + 2 :] if isinstance(tag, str) and tag.startswith(f"{{{SCH}}}") else ""


def _each(node: Any, *names: str) -> Iterator[Any]:
    yield from node.iter(*(f"{{{SCH}}}{name}" for name in names))


def _text(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def _digest(root: Any) -> str:
    from lxml import etree

    return hashlib.sha256(etree.tostring(root, method="c14n") + _VERSION.encode()).hexdigest()


def _extracted(root: Any) -> Any | None:
    """A schema of all that is embedded in a RELAX NG grammar or an ODD."""
    from lxml import etree

    schema = etree.Element(
        f"{{{SCH}}}schema", {"queryBinding": "xslt3"}, nsmap={"sch": SCH, **_prefixes(root)}
    )
    declared: dict[str, str] = {}
    parts: list[Any] = []
    for node in root.iter(f"{{{SCH}}}*", f"{{{XSL}}}*"):
        if _embedded(node):
            continue
        if _name(node) == "ns":
            declared.setdefault(node.get("prefix", ""), node.get("uri", ""))
        else:
            parts.append(_wrapped(node))
    if not parts:
        return None
    if str(root.tag).startswith(f"{{{TEI}}}"):
        declared.setdefault("tei", TEI)
    for prefix, uri in declared.items():
        etree.SubElement(schema, f"{{{SCH}}}ns", {"prefix": prefix, "uri": uri})
    order = ("include", "phase", "let", "pattern", "diagnostics", "properties")
    parts.sort(key=lambda part: order.index(_name(part)) if _name(part) in order else 2)
    schema.extend(parts)
    return schema


def _embedded(node: Any) -> bool:
    """Is it part of another element of the schema, or of an example in the documentation?"""
    parent = node.getparent()
    inside = parent is not None and str(parent.tag).startswith((f"{{{SCH}}}", f"{{{XSL}}}"))
    return inside or any(str(a.tag).startswith(_EXAMPLES) for a in node.iterancestors())


def _prefixes(root: Any) -> dict[str, str]:
    return {p: u for p, u in root.nsmap.items() if p and u not in (SCH, XSL)}


def _wrapped(node: Any) -> Any:
    """A rule, assert or report that stands alone, put into a pattern; anything else as it is."""
    from lxml import etree

    name, copy = _name(node), deepcopy(node)
    copy.tail = None
    if name in ("assert", "report"):
        rule = etree.Element(f"{{{SCH}}}rule", {"context": _context(node)})
        rule.append(copy)
        copy, name = rule, "rule"
    if name == "rule":
        pattern = etree.Element(f"{{{SCH}}}pattern")
        pattern.append(copy)
        return pattern
    return copy


def _context(node: Any) -> str:
    """What an assert directly in a constraint of an ODD speaks of: the element or attribute being defined."""
    attribute = ""
    for ancestor in node.iterancestors(f"{{{TEI}}}attDef", f"{{{TEI}}}elementSpec"):
        if ancestor.tag == f"{{{TEI}}}attDef":
            attribute = f"/@{ancestor.get('ident')}"
        else:
            return f"tei:{ancestor.get('ident')}{attribute}"
    raise SchematronError("an assert outside an elementSpec needs a rule with @context", node.sourceline)


def _include(node: Any, folder: Path | None, chain: tuple[Path, ...]) -> None:
    """Replace every `include` by the root of its file, every `extends/@href` by the children of that root."""
    for child in list(node):
        name = _name(child)
        if name == "include" or (name == "extends" and child.get("href") is not None):
            path, target = _included(child, folder, chain)
            _include(target, path.parent if folder is None else folder, (*chain, path))
            new = [target] if name == "include" else list(target)
            at = node.index(child)
            if child.tail and new:
                new[-1].tail = child.tail
            node[at : at + 1] = new
        else:
            _include(child, folder, chain)


def _included(node: Any, folder: Path | None, chain: tuple[Path, ...]) -> tuple[Path, Any]:
    href = node.get("href") or ""
    parts = urlsplit(href)
    if folder is None or parts.scheme or parts.netloc or not parts.path:
        raise SchematronError(f"the schema may not include {href!r}: only files beside it", node.sourceline)
    base = chain[-1].parent if chain else folder
    path = (base / unquote(parts.path)).resolve()
    if not path.is_relative_to(folder):
        raise SchematronError(f"the schema may not include {href!r}: only files beside it", node.sourceline)
    if path in chain:
        raise SchematronError(f"{href!r} includes itself", node.sourceline)
    try:
        root = _parsed(path.read_bytes())
    except OSError as error:
        raise SchematronError(f"cannot include {href!r}: {error.strerror}", node.sourceline) from None
    if parts.fragment:
        found = [e for e in root.iter(f"{{{SCH}}}*") if parts.fragment == e.get("id")]
        if not found:
            raise SchematronError(f"there is no {parts.fragment!r} in {parts.path!r}", node.sourceline)
        root = found[0]
    return path, deepcopy(root)


# -- abstract patterns and rules


def _instantiate(root: Any) -> None:
    """Make abstract patterns and rules concrete, in place."""
    patterns = {p.get("id"): p for p in _each(root, "pattern") if p.get("abstract") == "true"}
    for pattern in list(_each(root, "pattern")):
        kind = pattern.get("is-a")
        if kind is not None:
            if kind not in patterns:
                raise SchematronError(f"there is no abstract pattern {kind!r}", pattern.sourceline)
            _fill(pattern, patterns[kind])
    for pattern in list(patterns.values()):
        pattern.getparent().remove(pattern)
    everywhere = {r.get("id"): r for r in _each(root, "rule") if r.get("abstract") == "true"}
    for pattern in _each(root, "pattern"):
        own = {r.get("id"): r for r in _each(pattern, "rule") if r.get("abstract") == "true"}
        for rule in _each(pattern, "rule"):
            if rule.get("abstract") != "true":
                _extend(rule, everywhere | own, ())
    for rule in list(_each(root, "rule")):
        if rule.get("abstract") == "true":
            rule.getparent().remove(rule)


def _fill(pattern: Any, abstract: Any) -> None:
    """Give a pattern the contents of an abstract one, with its parameters put in."""
    values = {p.get("name"): p.get("value", "") for p in abstract.findall(f"{{{SCH}}}param")}
    values |= {p.get("name"): p.get("value", "") for p in pattern.findall(f"{{{SCH}}}param")}
    names = sorted(values, key=len, reverse=True)
    parameter = re.compile(rf"\$({'|'.join(map(re.escape, names))})(?![\w.-])")
    for child in abstract:
        if _name(child) == "param":
            continue
        copy = deepcopy(child)
        for node in copy.iter():
            for name, value in node.attrib.items() if names else ():
                node.set(name, parameter.sub(lambda m: values[m[1]], value))
        pattern.append(copy)


def _extend(rule: Any, abstract: Mapping[str, Any], chain: tuple[str, ...]) -> None:
    for extends in rule.findall(f"{{{SCH}}}extends"):
        name = extends.get("rule")
        if name not in abstract or name in chain:
            what = "extends itself" if name in chain else "does not exist"
            raise SchematronError(f"the abstract rule {name!r} {what}", extends.sourceline)
        base = deepcopy(abstract[name])
        _extend(base, abstract, (*chain, name))
        at = rule.index(extends)
        rule[at : at + 1] = list(base)


# -- writing the stylesheet


class _Writer:
    """One schema and one phase → the text of a stylesheet and the table of its tests."""

    def __init__(self, schema: Any, phase: str) -> None:
        from lxml import etree

        self.schema, self.phase = schema, phase
        self.tests: list[_Test] = []
        self.refused: list[tuple[int, str]] = []
        self.patterns = self._active()
        namespaces = {**_prefixes(schema), **{n.get("prefix"): n.get("uri") for n in _each(schema, "ns")}}
        namespaces = {p: u for p, u in namespaces.items() if p not in ("xml", "xsl", "zs", "zs-err")}
        # XPath needs these two without being asked.
        namespaces.setdefault("xs", XS)
        self.root = etree.Element(
            f"{{{XSL}}}stylesheet",
            {"version": "3.0", "exclude-result-prefixes": "#all"},
            nsmap={**namespaces, "xsl": XSL, "zs": OWN, "zs-err": ERR},
        )
        self.shared = self._shared_names()

    def add(self, parent: Any, kind: str, /, line: int | None = None, **attributes: str) -> Any:
        """An XSLT element; an attribute `on_no_match` is written on-no-match, `as_` is written as."""
        from lxml import etree

        named = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        node = etree.SubElement(parent, f"{{{XSL}}}{kind}", named)
        if line:
            node.set(f"{{{OWN}}}line", str(line))
        return node

    def _active(self) -> list[Any]:
        patterns = [p for p in _each(self.schema, "pattern") if p.get("abstract") != "true"]
        if self.phase == "#ALL":
            return patterns
        phase = next(p for p in _each(self.schema, "phase") if p.get("id") == self.phase)
        wanted = {a.get("pattern") for a in _each(phase, "active")}
        missing = wanted - {p.get("id") for p in patterns}
        if missing:
            raise SchematronError(
                f"phase {self.phase!r}: there is no pattern {min(missing)!r}", phase.sourceline
            )
        return [p for p in patterns if p.get("id") in wanted]

    def _lets(self) -> Iterator[tuple[int | None, Any]]:
        """Every variable that is global in XSLT, with the number of its pattern (None: schema or phase)."""
        for let in self.schema.findall(f"{{{SCH}}}let"):
            yield None, let
        for phase in _each(self.schema, "phase"):
            if phase.get("id") == self.phase:
                yield from ((None, let) for let in phase.findall(f"{{{SCH}}}let"))
        for n, pattern in enumerate(self.patterns):
            yield from ((n, let) for let in pattern.findall(f"{{{SCH}}}let"))

    def _shared_names(self) -> set[tuple[int, str]]:
        """Variables of a pattern whose name is used elsewhere, too: in XSLT they need another name."""
        owners: dict[str, set[int | None]] = {}
        for n, let in self._lets():
            owners.setdefault(let.get("name"), set()).add(n)
        return {(n, name) for name, found in owners.items() if len(found) > 1 for n in found if n is not None}

    def expression(self, text: str, pattern: int | None, line: int | None) -> str:
        """An XPath with the variables of its pattern under their XSLT names; what it may not do is noted."""
        bare = _LITERAL.sub(lambda m: " " * len(m[0]), text)
        for found in _READS.finditer(bare):
            self.refused.append(
                (line or 1, f"{found[1]}() reads outside the document, which a schema may not do")
            )
        names = {name for n, name in self.shared if n == pattern}
        if not names:
            return text
        pieces = re.split(rf"({_LITERAL.pattern})", text, flags=re.DOTALL)
        variable = re.compile(rf"\$({'|'.join(map(re.escape, sorted(names)))})(?![\w.-])")
        pieces[::2] = [variable.sub(rf"$zs:p{pattern}.\1", piece) for piece in pieces[::2]]
        return "".join(pieces)

    def write(self) -> str:
        from lxml import etree

        self.add(self.root, "mode", use_accumulators="zs:n")
        self.add(self.root, "output", method="xml", encoding="UTF-8", indent="no")
        self._numbering()
        self._foreign()
        for n, let in self._lets():
            name = let.get("name", "")
            self._variable(self.root, let, n, f"zs:p{n}.{name}" if (n, name) in self.shared else name)
        rules = [(n, r) for n, p in enumerate(self.patterns) for r in p.findall(f"{{{SCH}}}rule")]
        self._walk([r.get("context", "") for _, r in rules])
        for pattern in self.patterns:
            if pattern.get("documents"):
                self.refused.append((pattern.sourceline or 1, "pattern/@documents reads other documents"))
        for priority, (n, rule) in zip(range(len(rules), 0, -1), rules):
            self._rule(n, rule, priority)
        for node in self.root.iter():
            if not (node.tail or "").strip():
                node.tail = "\n"  # one element to a line, so that Saxon's line tells which
        return str(etree.tostring(self.root, encoding="unicode"))

    def _numbering(self) -> None:
        """Number the elements in the order of the document: an accumulator costs one walk."""
        accumulator = self.add(self.root, "accumulator", name="zs:n", as_="xs:integer", initial_value="0")
        self.add(accumulator, "accumulator-rule", match="*", select="$value + 1")
        function = self.add(self.root, "function", name="zs:at", as_="xs:string")
        self.add(function, "param", name="node", as_="node()")
        select = (
            "let $e := $node/ancestor-or-self::*[1] return concat(if (exists($e)) "
            "then $e/accumulator-before('zs:n') else 0, "
            "if ($node instance of attribute()) then concat('@', name($node)) "
            "else if ($node instance of text()) then concat('t', 1 + count($node/preceding-sibling::text())) "
            "else if ($node instance of comment()) "
            "then concat('c', 1 + count($node/preceding-sibling::comment())) "
            "else if ($node instance of processing-instruction()) then concat('p', name($node)) else '')"
        )
        self.add(function, "sequence", select=select)

    def _walk(self, contexts: list[str]) -> None:
        """The way through the document: only to those kinds of nodes that a context can match.

        It is a loop over all descendants and not a descent, because a deep document would exhaust the stack.
        """
        bare = " ".join(_LITERAL.sub(" ", c) for c in contexts)
        any_node = r"node\s*\(|item\s*\(|(?:^|[\s|(])\."
        others = re.search(rf"text\s*\(|comment\s*\(|processing-instruction|{any_node}", bare)
        attributes = re.search(rf"@|attribute|{any_node}", bare)
        self.add(self.root, "mode", name="zs:rules", on_no_match="deep-skip", use_accumulators="zs:n")
        # deep-skip would go on from the document to its children
        self.add(self.root, "template", match="document-node()", mode="zs:rules", priority="0")
        start = self.add(self.root, "template", match="document-node()")
        self.found = self.add_own(start, "found")
        nodes = "descendant::node()" if others else "descendant::*"
        select = f"., {nodes} ! (., @*)" if attributes else f"., {nodes}"
        self.add(self.found, "apply-templates", select=select, mode="zs:rules")

    def add_own(self, parent: Any, kind: str, /, **attributes: str) -> Any:
        from lxml import etree

        return etree.SubElement(parent, f"{{{OWN}}}{kind}", attributes)

    def _foreign(self) -> None:
        for node in self.schema:
            if not isinstance(node.tag, str) or not node.tag.startswith(f"{{{XSL}}}"):
                continue
            inner = {e.tag.rpartition("}")[2] for e in node.iter(f"{{{XSL}}}*")}
            kind = node.tag.rpartition("}")[2]
            bad = sorted(inner & _FORBIDDEN) if kind in _FOREIGN else [kind]
            if bad:
                self.refused.append((node.sourceline or 1, f"xsl:{bad[0]} is not allowed in a schema"))
                if kind not in _FOREIGN:
                    continue
            for expression in (v for e in node.iter() for v in e.attrib.values()):
                self.expression(expression, None, node.sourceline)
            copy = deepcopy(node)
            copy.set(f"{{{OWN}}}line", str(node.sourceline or 1))
            self.root.append(copy)

    def _variable(self, parent: Any, let: Any, pattern: int | None, name: str) -> None:
        variable = self.add(parent, "variable", let.sourceline, name=name)
        if let.get("as"):
            variable.set("as", let.get("as"))
        if let.get("value") is not None:
            variable.set("select", self.expression(let.get("value"), pattern, let.sourceline))
        else:
            variable.text = let.text
            variable.extend(deepcopy(child) for child in let)

    def context(self, rule: Any, n: int) -> str:
        """The context of a rule as an XSLT pattern.

        Saxon refuses some patterns with steps in parentheses and dies of others, and XSLT allows no other axes; such a
        context is evaluated once as an expression, and its nodes are looked up.
        """
        text = self.expression(rule.get("context", ""), n, rule.sourceline)
        if not _needs_expression(text):
            return text
        name = f"zs:nodes{len(self.root)}"
        select = (
            f"Q{{{MAP}}}merge(/descendant-or-self::node()/({text}) ! Q{{{MAP}}}entry(generate-id(.), true()))"
        )
        self.add(self.root, "variable", rule.sourceline, name=name, as_="map(*)", select=select)
        attempt = self.add(self.found, "try")
        self.add(attempt, "if", test=f"Q{{{MAP}}}size(${name}) lt 0")
        self.tests.append(_Test(rule.get("id", ""), text, "error", "", self.patterns[n].get("id", "")))
        self._catch(attempt, len(self.tests) - 1)
        return f".[. instance of node()][Q{{{MAP}}}contains(${name}, generate-id(.))]"

    def _rule(self, n: int, rule: Any, priority: int) -> None:
        context = self.context(rule, n)
        template = self.add(
            self.root, "template", rule.sourceline, match=context, priority=str(priority), mode="zs:rules"
        )
        self.add(template, "param", name="zs:met", as_="xs:integer*", select="()")
        unmet = self.add(template, "if", test=f"not($zs:met = {n})")
        body = self.add(unmet, "try")
        for child in rule:
            if _name(child) == "let":
                self._variable(body, child, n, child.get("name", ""))
            elif _name(child) in ("assert", "report"):
                self._test(body, child, rule, n)
        if len(body) == 0:
            self.add(body, "sequence", select="()")
        self._catch(body, len(self.tests) - 1)
        onward = self.add(template, "next-match")
        self.add(onward, "with-param", name="zs:met", select=f"$zs:met, {n}")

    def _test(self, body: Any, node: Any, rule: Any, n: int) -> None:
        pattern, line = self.patterns[n], node.sourceline
        first = next((e.get("id") for e in (node, rule, pattern) if e.get("id")), "")
        role = node.get("role") or rule.get("role") or ""
        flag = node.get("flag") or rule.get("flag") or ""
        number = len(self.tests)
        self.tests.append(_Test(first, node.get("test", ""), severity(role), flag, pattern.get("id", "")))
        attempt = self.add(body, "try")
        choose = self.add(attempt, "choose")
        when = self.add(choose, "when", line, test=self.expression(node.get("test", ""), n, line))
        where = when if _name(node) == "report" else self.add(choose, "otherwise")
        subject = node.get("subject") or rule.get("subject")
        place = f"(({self.expression(subject, n, line)})[. instance of node()], .)[1]" if subject else "."
        found = self.add_own(where, "issue", n=str(number), at=f"{{zs:at({place})}}")
        self._message(self.add_own(found, "message"), node, n)
        for kind, list_ in (("diagnostic", "diagnostics"), ("property", "properties")):
            for name in (node.get(list_) or "").split():
                self._message(self.add_own(found, kind, id=name), self._named(kind, name, line), n)
        self._catch(attempt, number)

    def _named(self, kind: str, name: str, line: int | None) -> Any:
        for node in _each(self.schema, kind):
            if node.get("id") == name:
                return node
        raise SchematronError(f"there is no {kind} {name!r}", line)

    def _catch(self, attempt: Any, number: int) -> None:
        catch = self.add(attempt, "catch", errors="*")
        failed = self.add_own(catch, "failed", n=str(number), at="{zs:at(.)}")
        self.add(failed, "value-of", select="$zs-err:description")

    def _message(self, target: Any, node: Any, n: int) -> None:
        """Text with `value-of` and `name` evaluated; XSLT as it is; other elements leave only their text."""
        if node.text:
            self.add(target, "text").text = node.text
        for child in node:
            name = _name(child)
            if name == "value-of":
                select = self.expression(child.get("select", "."), n, child.sourceline)
                self.add(target, "value-of", child.sourceline, select=select, separator=" ")
            elif name == "name":
                path = self.expression(child.get("path") or ".", n, child.sourceline)
                self.add(target, "value-of", child.sourceline, select=f"({path})/name()")
            elif isinstance(child.tag, str) and child.tag.startswith(f"{{{XSL}}}"):
                copy = deepcopy(child)
                copy.tail = None
                target.append(copy)
            elif isinstance(child.tag, str):
                self._message(target, child, n)
            if child.tail:
                self.add(target, "text").text = child.tail


def _needs_expression(context: str) -> bool:
    """Does a context have, outside of predicates, a step in parentheses or an axis that patterns do not have?"""
    bare = _LITERAL.sub(" ", context)
    while (shorter := re.sub(r"\[[^\[\]]*\]", "", bare)) != bare:
        bare = shorter
    steps = r"(?:^|[/|,\s])\s*\(|\.\.|(?:ancestor|parent|following|preceding)(?:-or-self|-sibling)?\s*::"
    return re.search(steps, bare) is not None


def severity(role: str) -> str:
    """A Schematron role as one of error, warning, info; an unknown role is an error."""
    word = role.strip().lower()
    if word in ("warning", "warn", "nonfatal", "caution"):
        return "warning"
    return "info" if word in ("info", "information", "informational", "hint", "debug") else "error"


# -- running it


@dataclass(frozen=True)
class _Program:
    """A stylesheet, the table of its tests, and what was refused when it was written."""

    stylesheet: str
    tests: tuple[_Test, ...]
    refused: tuple[tuple[int, str], ...]

    def run(self, content: bytes, trusted: bool) -> list[SchematronIssue]:
        from lxml import etree

        from pipeline import sandbox, saxon

        issues = [SchematronIssue(ERROR, "", "error", _refusal(r), 1, 1, "/") for r in self.refused]
        _check_well_formed(content)
        try:
            result = (
                self._transform(content) if trusted else sandbox.sandbox().transform(self.stylesheet, content)
            )
        except sandbox.CompileError as error:
            raise SchematronError(error.message, self._line(error.line)) from None
        except saxon.TransformError as error:
            message = f"the schema failed: {error.message}"
            return [*issues, SchematronIssue(ERROR, "", "error", message, 1, 1, "/")]
        found: Any = etree.fromstring(result.encode(), etree.XMLParser(huge_tree=True))
        if len(found) == 0:
            return issues
        places = _Places(content)
        failed: set[int] = set()
        for node in found:
            issue = self._issue(node, places)
            if issue.rule == ERROR:  # one for each test is enough
                if int(node.get("n")) in failed:
                    continue
                failed.add(int(node.get("n")))
            issues.append(issue)
        return issues

    def _transform(self, content: bytes) -> str:
        """Our own schema, in our own process."""
        from pipeline import sandbox, saxon

        try:
            stylesheet = saxon.compile_stylesheet(text=self.stylesheet)
        except saxon.TransformError as error:
            raise sandbox.CompileError(error.message, error.line) from None
        return stylesheet.transform(content)

    def _issue(self, node: Any, places: _Places) -> SchematronIssue:
        test = self.tests[int(node.get("n"))]
        line, column, path = places.of(node.get("at"))
        if node.tag == f"{{{OWN}}}failed":
            message = f"the test {test.test!r} of {test.rule or 'a rule'} cannot be evaluated: {_text(node)}"
            return SchematronIssue(ERROR, test.test, "error", message, line, column, path, test.pattern)
        texts = {kind: node.findall(f"{{{OWN}}}{kind}") for kind in ("message", "diagnostic", "property")}
        return SchematronIssue(
            test.rule, test.test, test.role, _text(texts["message"][0]), line, column, path, test.pattern,
            test.flag, tuple(_text(d) for d in texts["diagnostic"]),
            tuple((p.get("id"), _text(p)) for p in texts["property"]),
        )  # fmt: skip

    def _line(self, line: int | None) -> int | None:
        """The line of the schema behind a line of the stylesheet."""
        from lxml import etree

        if line is None:
            return None
        marked: list[Any] = [e for e in etree.fromstring(self.stylesheet).iter() if e.get(f"{{{OWN}}}line")]
        before = [int(e.get(f"{{{OWN}}}line")) for e in marked if e.sourceline <= line]
        return before[-1] if before else None


def _refusal(refused: tuple[int, str]) -> str:
    return f"line {refused[0]} of the schema: {refused[1]}"


def _check_well_formed(content: bytes) -> None:
    """Raise `ValueError` with the place if the document is not well-formed XML or blows up its entities."""
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(f"not well-formed XML: {error}") from None


class _Places:
    """Line, column and path of every element by its number in the order of the document, from 1."""

    def __init__(self, content: bytes) -> None:
        from xml.parsers import expat

        self.rows: list[tuple[int, int, int, str, int]] = [(1, 1, -1, "", 1)]
        parser = expat.ParserCreate()
        stack, seen = [0], [dict[str, int]()]

        def start(name: str, _attributes: dict[str, str]) -> None:
            nth = seen[-1][name] = seen[-1].get(name, 0) + 1
            self.rows.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, stack[-1], name, nth))
            stack.append(len(self.rows) - 1)
            seen.append({})

        def end(_name: str) -> None:
            stack.pop()
            seen.pop()

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.Parse(content, True)

    def of(self, at: str) -> tuple[int, int, str]:
        """Line, column, path of what `zs:at` returned: a number, then "@name" or the kind of node."""
        found = re.fullmatch(r"(\d+)(.*)", at, re.DOTALL)
        assert found is not None
        number = int(found[1])
        line, column, parent, name, nth = self.rows[number]
        steps = []
        while parent >= 0:
            steps.append(f"{name}[{nth}]")
            _, _, parent, name, nth = self.rows[parent]
        path = "/" + "/".join(reversed(steps))
        return line, column, path + _step(found[2])


_KINDS = {"t": "text()", "c": "comment()", "p": "processing-instruction()"}


def _step(rest: str) -> str:
    """The last step of a path that does not end at an element."""
    if not rest or rest[0] == "@":
        return f"/{rest}" if rest else ""
    nth = f"[{rest[1:]}]" if rest[1:].isdigit() else ""
    return f"/{_KINDS[rest[0]]}{nth}"


# -- keeping it


def _cached(schema: Any, key: str, phase: str) -> _Program:
    """The program of a schema and phase, from the cache on disk or written now."""
    name = hashlib.sha256(f"{key}\n{phase}".encode()).hexdigest()
    file = _cache() / f"{name}.json"
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        tests = tuple(_Test(*row) for row in stored["tests"])
        return _Program(stored["stylesheet"], tests, tuple((a, b) for a, b in stored["refused"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    writer = _Writer(schema, phase)
    text = writer.write()
    program = _Program(text, tuple(writer.tests), tuple(dict.fromkeys(writer.refused)))
    _keep(file, program)
    return program


def _keep(file: Path, program: _Program) -> None:
    """Write beside and move, so that two processes do not disturb each other; no cache is no error."""
    rows = [[t.rule, t.test, t.role, t.flag, t.pattern] for t in program.tests]
    content = json.dumps({"stylesheet": program.stylesheet, "tests": rows, "refused": program.refused})
    beside = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(content, encoding="utf-8")
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def _cache() -> Path:
    """Where compiled schemas are kept (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
    return root / "zapis" / "schematron"
