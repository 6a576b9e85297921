"""Schematron rules and the shapes of a document → could any of these rules speak? If none could, they need not be run.

Loading a processor and walking a tree costs more than the whole check of a grammar, and most rules of a general schema speak of
elements that a document does not have, or of where elements stand, which its shapes tell: names, attributes and ancestors of every
start tag (`tei_index.Shape`). Contexts and tests are read as far as they speak of that, in three values; what is not understood is
unknown, and unknown means that the rule is run. So the answer "no" is always right, the answer "yes" is not.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.tei_index import TEI, XML, Shape

_SCH = "{http://purl.oclc.org/dsdl/schematron}"
_FORMAT = "2"
_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"[^\"]*\"|'[^']*')|(?P<number>\d+(?:\.\d+)?)|(?P<axis>[a-z-]+::)|(?P<name>[A-Za-z_][\w.-]*(?::(?:[A-Za-z_][\w.-]*|\*))?)"
    r"|(?P<sign>\.\.|\.|//|/|::|!=|<=|>=|[@|()\[\]=<>,*$+-]))"
)
_COMPARING = frozenset({"=", "!=", "<", ">", "<=", ">=", "eq", "ne", "lt", "gt", "le", "ge"})

Truth = bool | None  # None: unknown


class Rule(NamedTuple):
    """A rule: where it looks, (is it an assert?, test) of each of its tests, (name, value) of its variables."""

    context: str
    tests: tuple[tuple[bool, str], ...]
    lets: tuple[tuple[str, str], ...] = ()


class Relevance:
    """Rules in the form that shapes can answer. `rules` None: the schema is of a kind that is always run."""

    def __init__(self, rules: Sequence[Rule] | None, prefixes: dict[str, str]) -> None:
        self.rules = rules
        self.prefixes = {**prefixes, "xml": XML}
        self.answers: dict[tuple[object, ...], Truth] = {}

    def could_speak(self, shapes: Sequence[Shape], content: bytes | None = None) -> bool:
        """False only if no test of any rule can fail on a document with these shapes, or on this document if it is given."""
        if self.rules is None:
            return True
        document = _Document(shapes, self.prefixes, self.answers)
        left = [rule for rule in self.rules if _speaks(rule, document)]
        if not left or content is None:
            return bool(left)
        from pipeline.quick_rules import are_silent

        return not are_silent(left, content, self.prefixes)


class _Document:
    """The shapes of a document by the local names of their elements."""

    def __init__(self, shapes: Sequence[Shape], prefixes: dict[str, str], answers: dict[tuple[object, ...], Truth]) -> None:
        self.prefixes = prefixes
        self.answers = answers
        self.looked_around = False  # did a test ask for more than the shape and what is above it?
        self.every = shapes
        self.met = frozenset(map(id, shapes))
        self.by_name: dict[str, list[Shape]] = {}
        self.by_attribute: dict[str, list[Shape]] = {}
        for shape in self.every:
            self.by_name.setdefault(shape.local, []).append(shape)
            for name in shape.attributes:
                self.by_attribute.setdefault(name, []).append(shape)

    def candidates(self, asked: _Alternative) -> Iterator[Shape]:
        """Shapes that an alternative of a context may mean."""
        if asked.local is not None:
            found: Sequence[Shape] = self.by_name.get(asked.local, ())
        elif asked.attribute is not None:
            found = self.by_attribute.get(asked.attribute, ())
        else:
            found = self.every
        for shape in found:
            if asked.above is None or any(local in asked.above for _, local in shape.above):
                yield shape


def _speaks(rule: Rule, document: _Document) -> bool:
    on_attribute = _ON_ATTRIBUTE.search(rule.context) is not None
    for alternative in _alternatives(rule.context):
        for shape in document.candidates(alternative):
            condition = alternative.condition
            if condition is not None and _known_truth(condition, shape, document) is False:
                continue
            # A test on an attribute has another context than the element: it is not read.
            if any(on_attribute or _known_truth(test, shape, document) is not wanted for wanted, test in rule.tests):
                return True
    return False


_ON_ATTRIBUTE = re.compile(r"@[\w.:-]+\s*$")
#: Tests on shapes that came before are kept: most documents of a corpus have the same.
_MOST_ANSWERS = 50_000


def _known_truth(test: str, shape: Shape, document: _Document) -> Truth:
    """The truth of a test, from memory where it depends on nothing but the shape and what is above it."""
    parent = shape.parent
    above = (parent.space, parent.local, parent.attributes) if parent is not None else ()
    key = (test, shape.space, shape.local, shape.attributes, shape.above, above)
    answers = document.answers
    if key in answers:
        return answers[key]
    before = document.looked_around
    document.looked_around = False
    value = _truth(test, shape, document)
    if not document.looked_around and len(answers) < _MOST_ANSWERS:
        answers[key] = value
    document.looked_around = before or document.looked_around
    return value


class _Alternative(NamedTuple):
    """What one alternative of a context asks of a shape: its local name, an attribute, one of these above it, a condition."""

    local: str | None = None
    attribute: str | None = None
    above: frozenset[str] | None = None
    condition: str | None = None


@cache
def _alternatives(context: str) -> list[_Alternative]:
    found: list[_Alternative] = []
    for part in split_outside(context, "|"):
        steps = [s.strip() for s in split_outside(part, "/") if s.strip()]
        last = steps.pop() if steps else ""
        attribute = re.fullmatch(r"@([\w.:-]+)", last)
        if attribute:
            last = steps.pop() if steps else "*"
        m = re.fullmatch(r"(?:[\w.-]+:)?([\w.-]+|\*)\s*((?:\[.*\])?)", last, re.S)
        if m is None:
            return [_Alternative()]
        conditions = ([f"@{attribute[1]}"] if attribute else []) + [f"({c})" for c in _brackets(m[2])]
        required = [a[1] for a in (re.fullmatch(r"\(?\s*@([\w.-]+)\s*(?:(?:=|eq).*)?\)?", c, re.S) for c in conditions) if a]
        names = re.findall(r"(?<![@\w:.-])(?:[\w.-]+:)?([A-Za-z_][\w.-]*)", " ".join(steps))
        above = frozenset(names) if names and not re.search(r"[*\[(@]\s*[^)\s]*::|\*", " ".join(steps)) else None
        local = None if m[1] == "*" else m[1]
        found.append(_Alternative(local, required[0] if required else None, above, " and ".join(conditions) or None))
    return found


def split_outside(text: str, sign: str) -> list[str]:
    """Split at a sign outside of brackets, parentheses and strings."""
    parts, depth, quote, start = [], 0, "", 0
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote else quote
        elif c in "\"'":
            quote = c
        elif c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif c == sign and not depth:
            parts.append(text[start:i])
            start = i + 1
    return [*parts, text[start:]]


def _brackets(text: str) -> list[str]:
    """The contents of the predicates that follow each other in a text."""
    found, depth, start = [], 0, 0
    for i, c in enumerate(text):
        if c == "[":
            depth += 1
            if depth == 1:
                start = i + 1
        elif c == "]":
            depth -= 1
            if depth == 0:
                found.append(text[start:i])
    return found


# ---- tests in three values -----------------------------------------------------------------------------------------


class Foreign(Exception):
    """An expression that is not understood."""


def _truth(test: str, shape: Shape, document: _Document) -> Truth:
    try:
        tokens = tokens_of(test)
        reader = _Expression(tokens, shape, document)
        value = reader.either()
        return value if reader.at == len(tokens) else None
    except (Foreign, IndexError, RecursionError):
        return None


@cache
def tokens_of(test: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = test.rstrip()
    while at < len(text):
        m = _TOKEN.match(text, at)
        if m is None:
            raise Foreign
        found.append((str(m.lastgroup), m[str(m.lastgroup)]))
        at = m.end()
    return found


class _Expression:
    """A test read on one shape by recursive descent."""

    def __init__(self, tokens: list[tuple[str, str]], shape: Shape, document: _Document) -> None:
        self.tokens, self.shape = tokens, shape
        self.document, self.prefixes, self.names = document, document.prefixes, document.by_name
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, wanted: str) -> bool:
        if self.peek() == wanted and self.tokens[self.at][0] != "string":
            self.at += 1
            return True
        return False

    def either(self) -> Truth:
        values = [self.both()]
        while self.take("or"):
            values.append(self.both())
        return True if True in values else None if None in values else False

    def both(self) -> Truth:
        values = [self.compared()]
        while self.take("and"):
            values.append(self.compared())
        return False if False in values else None if None in values else True

    def compared(self) -> Truth:
        first, nodes = self.union()
        if self.peek() not in _COMPARING:
            return first
        self.at += 1
        second, others = self.union()
        # A comparison with no node at all is false.
        return False if (nodes and first is False) or (others and second is False) else None

    def union(self) -> tuple[Truth, bool]:
        """Is there a node, and does the operand stand for nodes?"""
        values = [self.operand()]
        while self.take("|"):
            values.append(self.operand())
        truths = [v for v, _ in values]
        return (True if True in truths else None if None in truths else False), all(n for _, n in values)

    def operand(self) -> tuple[Truth, bool]:
        kind, text = self.tokens[self.at]
        if kind in ("string", "number"):
            self.at += 1
            return (len(text) > 2 if kind == "string" else None), False
        if text == "$":
            self.at += 2
            self.predicates()
            return None, False
        if text == "(":
            self.at += 1
            value = self.either()
            self.expect(")")
            return (None if self.predicates() and value else value), True
        follows = self.tokens[self.at + 1][1] if self.at + 1 < len(self.tokens) else ""
        if kind == "name" and follows == "(":
            return self.call(text)
        return self.path(), True

    def call(self, name: str) -> tuple[Truth, bool]:
        self.at += 2
        if name in ("not", "exists", "boolean", "empty"):
            value = self.either()
            self.expect(")")
            return (value if name in ("exists", "boolean") or value is None else not value), False
        if name in ("true", "false"):
            self.expect(")")
            return name == "true", False
        self.skip("(", ")")
        return None, False

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise Foreign

    def skip(self, opening: str, closing: str) -> None:
        depth = 1
        while depth:
            depth += {opening: 1, closing: -1}.get(self.tokens[self.at][1], 0)
            self.at += 1

    def predicates(self) -> bool:
        found = False
        while self.take("["):
            self.skip("[", "]")
            found = True
        return found

    def path(self) -> Truth:
        """One step from here; of a longer path only whether its first step leads to anything."""
        value = self.step(self.shape)
        if self.predicates() and value:
            value = None
        longer = False
        while self.peek() in ("/", "//"):
            self.at += 1
            if self.step(None) is False:
                value = False
            self.predicates()
            longer = True
        return None if longer and value is not False else value

    def step(self, shape: Shape | None) -> Truth:
        kind, text = self.tokens[self.at]
        self.at += 1
        if text == "..":
            return self.parent(shape)
        if text in ("/", "//"):
            raise Foreign
        if text == ".":
            return None
        if text == "@":
            name = self.tokens[self.at][1]
            self.at += 1
            return None if shape is None else self.has(shape, name)
        if kind == "axis":
            name = self.tokens[self.at][1]
            self.at += 1
            return self.anywhere(name) if shape is None else self.axis(shape, text[:-2], name)
        if kind != "name" and text != "*":
            raise Foreign
        return self.anywhere(text) if shape is None else self.axis(shape, "child", text)

    def parent(self, shape: Shape | None) -> Truth:
        """`..` or `../@x`."""
        if self.peek() != "/" or self.tokens[self.at + 1][1] != "@" or shape is None:
            return None
        name = self.tokens[self.at + 2][1]
        self.at += 3
        return self.has(shape.parent, name) if shape.parent else False

    def has(self, shape: Shape, attribute: str) -> Truth:
        if attribute == "*":
            return bool(shape.attributes)
        prefix, _, local = attribute.rpartition(":")
        return (f"{self.prefixes.get(prefix, '')}\x01{local}" if prefix else local) in shape.attributes

    def axis(self, shape: Shape, axis: str, name: str) -> Truth:
        if axis in ("self", "ancestor-or-self") and self.named((shape.space, shape.local), name):
            return True
        if axis in ("ancestor", "ancestor-or-self"):
            return any(self.named(above, name) for above in shape.above)
        if axis == "parent":
            parent = shape.parent
            return parent is not None and bool(parent.local) and self.named((parent.space, parent.local), name)
        if axis == "child":
            self.document.looked_around = True
            met = self.document.met  # the shapes of other documents are kept, too
            children = (s for s in shape.children.values() if id(s) in met)
            return None if any(self.named((s.space, s.local), name) for s in children) else False
        if axis == "descendant":
            return self.anywhere(name)
        return False if axis == "self" else None

    def anywhere(self, name: str) -> Truth:
        """Unknown if the document has such an element, else false."""
        self.document.looked_around = True
        local = name.rpartition(":")[2]
        found = self.names.get(local, ())
        return None if local == "*" or any(self.named((s.space, s.local), name) for s in found) else False

    def named(self, other: tuple[str, str], name: str) -> bool:
        prefix, _, local = name.rpartition(":")
        if name == "*":
            return True
        return local in ("*", other[1]) and other[0] == (self.prefixes.get(prefix, "") if prefix else "")


# ---- rules of a schema ---------------------------------------------------------------------------------------------


@cache
def relevance(path: Path, changed: int = 0) -> Relevance:
    """The rules of a schema, or of the Schematron in a grammar, kept in the user's cache by the content of the file.

    `changed`: when the file was changed, for a process in which it may be."""
    from pipeline.relaxng import cache as store

    content = path.read_bytes()
    digest = hashlib.sha256(_FORMAT.encode() + content).hexdigest()[:40]
    file = store.default_folder().parent / "relevance" / f"{digest}.json"
    with suppress(OSError, ValueError, KeyError):
        kept = json.loads(file.read_text(encoding="utf-8"))
        rules = kept["rules"]
        return Relevance(rules and [_kept(*rule) for rule in rules], kept["prefixes"])
    rules, prefixes = _read(path)
    with suppress(OSError):
        from pipeline.files import write

        file.parent.mkdir(parents=True, exist_ok=True)
        write(file, json.dumps({"rules": rules, "prefixes": prefixes}))
    return Relevance(rules, prefixes)


def _read(path: Path) -> tuple[list[Rule] | None, dict[str, str]]:
    from lxml import etree

    from pipeline.schematron import SchematronError, extract_schematron

    try:
        text = extract_schematron(path)
    except SchematronError:
        return None, {}
    if text is None:
        return [], {}
    parser: Any = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(text.encode(), parser)
    prefixes = {n.get("prefix", ""): n.get("uri", "") for n in root.iter(f"{_SCH}ns")}
    prefixes.setdefault("tei", TEI)
    if any(True for _ in root.iter(f"{_SCH}include", f"{_SCH}extends")) or root.xpath("//@abstract | //@is-a"):
        return None, prefixes
    return [_rule(rule) for rule in root.iter(f"{_SCH}rule")], prefixes


def _rule(rule: Any) -> Rule:
    tests = [(t.tag == f"{_SCH}assert", t.get("test", "")) for t in rule.iter(f"{_SCH}assert", f"{_SCH}report")]
    lets = [(let.get("name", ""), let.get("value", "")) for let in rule.iterchildren(f"{_SCH}let")]
    return _kept(rule.get("context", ""), tests, lets)


def _kept(context: str, tests: Sequence[Sequence[Any]], lets: Sequence[Sequence[Any]]) -> Rule:
    return Rule(context, tuple((wanted, test) for wanted, test in tests), tuple((name, value) for name, value in lets))
