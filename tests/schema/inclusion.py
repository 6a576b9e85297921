"""Two RELAX NG grammars → where the first allows what the second does not.

Both grammars must be local: one content model for each element name (TEI and its customisations are). Then
the first is a subset of the second exactly if every content model is, taken as a language over element
names and "#text", and every attribute is. Content models are compared as automata of Brzozowski derivatives
(J. Brzozowski, "Derivatives of regular expressions", JACM 11, 1964),
which is a proof; attribute values by specimens of each datatype.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

RNG = "{http://relaxng.org/ns/structure/1.0}"
TEXT = "#text"
Pattern = tuple[Any, ...]
EMPTY: Pattern = ("empty",)
NOT: Pattern = ("not",)

#: For each XSD datatype, values that a careless schema might let through.
SPECIMENS = {
    "anyURI": ["#a", "seeds/a.txt#char=1,2", "https://example.org/a?b=c", "wd:Q1", "memory.xml"],
    "decimal": ["0", "1", "0.5", "116000"],
    "double": ["0", "1", "0.5"],
    "boolean": ["true", "false", "1", "0"],
    "duration": ["PT2H", "P1Y2M", "P3D"],
    "date": ["1952-08-20"],
    "gYear": ["1952"],
    "gMonth": ["--08"],
    "gDay": ["---20"],
    "gYearMonth": ["1952-08"],
    "gMonthDay": ["--08-20"],
    "time": ["17:18:00"],
    "dateTime": ["1949-05-18T17:18:00"],
    "nonNegativeInteger": ["0", "12"],
    "language": ["ru", "zh-Latn-wadegile", "zh-Cyrl-x-pallad", "ru-Latn-alalc97"],
    "ID": ["ru.t12.p2"],
    "NCName": ["persName"],
    "Name": ["zapis-names"],
    "string": ["a b", "лл. 54-72"],
    "token": ["a", "54", "54об", "km", "°C", "%", "1-2", "Q1", "wd", "0.1.0", "1", "ocr.confusion", "turn"],
    "text": ["", "a", "лл. 54-72"],
}


class Grammar:
    """A grammar in XML form: `contents[name]` is a content model, `attributes[name]` its attributes."""

    def __init__(self, path: Path) -> None:
        self.defines: dict[str, list[etree._Element]] = {}
        root = etree.parse(path).getroot()
        for define in root.iter(f"{RNG}define"):
            self.defines.setdefault(define.get("name", ""), []).append(define)
        self.contents: dict[str, Pattern] = {}
        self.attributes: dict[str, dict[str, tuple[bool, etree._Element]]] = {}
        for element in root.iter(f"{RNG}element"):
            name = element.get("name")
            if name is not None:
                self.contents[name] = group(*(self.pattern(child) for child in element))
                self.attributes[name] = dict(self.attributes_in(element, True))
        start = root.find(f"{RNG}start")
        assert start is not None
        self.start = group(*(self.pattern(child) for child in start))

    def pattern(self, node: Any) -> Pattern:
        """The content model below a node, attributes left out."""
        kind = local(node)
        if kind == "ref":
            return self.reference(node.get("name"))
        if kind == "element":
            return ("element", node.get("name") or "*")
        if kind in ("text", "data", "value", "list"):
            return ("text",)
        if kind == "notAllowed":
            return NOT
        if kind in ("", "attribute", "empty"):
            return EMPTY
        parts = [self.pattern(child) for child in node]
        if kind == "choice":
            return choice(*parts)
        inner = group(*parts)
        if kind == "optional":
            return choice(EMPTY, inner)
        if kind == "zeroOrMore":
            return choice(EMPTY, more(inner))
        if kind == "oneOrMore":
            return more(inner)
        if kind in ("group", "define", "div"):
            return inner
        if kind == "mixed":
            raise NotImplementedError(kind)
        if kind == "interleave":
            if len([p for p in parts if p != EMPTY]) > 1:
                raise NotImplementedError(kind)
            return inner
        return EMPTY

    def reference(self, name: str) -> Pattern:
        return choice(*(self.pattern(define) for define in self.defines[name]))

    def attributes_in(self, node: Any, required: bool) -> Iterator[tuple[str, tuple[bool, etree._Element]]]:
        """Every attribute below an element's node, and whether it must be there."""
        for child in node:
            kind = local(child)
            if kind == "attribute":
                yield child.get("name") or "*", (required, child)
            elif kind == "ref":
                for define in self.defines[child.get("name")]:
                    if define.find(f"{RNG}element") is None:
                        yield from self.attributes_in(define, required)
            elif kind in ("optional", "zeroOrMore", "choice"):
                yield from self.attributes_in(child, False)
            elif kind and kind != "element":
                yield from self.attributes_in(child, required)

    def expanded(self, node: Any) -> etree._Element:
        """A copy of a node of a datatype with every reference replaced by what it refers to."""
        copy = etree.Element(node.tag, dict(node.attrib))
        copy.text = node.text
        for child in node:
            if local(child) == "ref":
                targets = [self.expanded(d) for d in self.defines[child.get("name")]]
                for target in targets:
                    target.tag = f"{RNG}group"
                    target.attrib.clear()
                    copy.append(target)
            elif local(child):
                copy.append(self.expanded(child))
        return copy


def local(node: Any) -> str:
    tag = node.tag
    return tag[len(RNG) :] if isinstance(tag, str) and tag.startswith(RNG) else ""


def group(*parts: Pattern) -> Pattern:
    flat = [p for part in parts for p in (part[1:] if part[0] == "group" else (part,)) if p != EMPTY]
    if NOT in flat:
        return NOT
    if not flat:
        return EMPTY
    return flat[0] if len(flat) == 1 else ("group", *flat)


def choice(*parts: Pattern) -> Pattern:
    flat = {p for part in parts for p in (part[1] if part[0] == "choice" else (part,)) if p != NOT}
    if not flat:
        return NOT
    return next(iter(flat)) if len(flat) == 1 else ("choice", frozenset(flat))


def more(part: Pattern) -> Pattern:
    return part if part in (EMPTY, NOT) or part[0] == "more" else ("more", part)


@cache
def nullable(p: Pattern) -> bool:
    kind = p[0]
    if kind in ("empty", "text"):
        return True
    if kind == "group":
        return all(nullable(q) for q in p[1:])
    if kind == "choice":
        return any(nullable(q) for q in p[1])
    return kind == "more" and nullable(p[1])


@cache
def derivative(p: Pattern, symbol: str) -> Pattern:
    """What may follow after `symbol`: an element's name or `TEXT`."""
    kind = p[0]
    if kind == "element":
        return EMPTY if p[1] in (symbol, "*") and symbol != TEXT else NOT
    if kind == "text":
        return p if symbol == TEXT else NOT
    if kind == "choice":
        return choice(*(derivative(q, symbol) for q in p[1]))
    if kind == "more":
        return group(derivative(p[1], symbol), choice(EMPTY, p))
    if kind == "group":
        found = []
        for n, q in enumerate(p[1:], 1):
            found.append(group(derivative(q, symbol), *p[n + 1 :]))
            if not nullable(q):
                break
        return choice(*found)
    return NOT


@cache
def symbols(p: Pattern) -> frozenset[str]:
    kind = p[0]
    if kind == "element":
        return frozenset([p[1]])
    if kind == "text":
        return frozenset([TEXT])
    inner = p[1] if kind == "choice" else p[1:]
    return (
        frozenset().union(*(symbols(q) for q in inner))
        if kind in ("group", "choice", "more")
        else frozenset()
    )


def counterexample(ours: Pattern, theirs: Pattern) -> tuple[str, ...] | None:
    """The shortest row of children that `ours` allows and `theirs` does not; None if there is none."""
    seen, queue = {(ours, theirs)}, [(ours, theirs, ())]
    alphabet = sorted(symbols(ours))
    for left, right, path in queue:
        if nullable(left) and not nullable(right):
            return path
        for symbol in alphabet:
            after = derivative(left, symbol)
            pair = (after, derivative(right, symbol))
            if after != NOT and pair not in seen:
                seen.add(pair)
                queue.append((*pair, (*path, symbol)))
    return None


def excess(ours: Grammar, theirs: Grammar) -> list[str]:
    """Every place where `ours` is not contained in `theirs`, one line for each; empty if it is a subset."""
    found = []
    for name in sorted(ours.contents):
        if name not in theirs.contents:
            found.append(f"{name}: no such element")
            continue
        path = counterexample(ours.contents[name], theirs.contents[name])
        if path is not None:
            found.append(f"{name}: content ({', '.join(path)}) is not allowed")
        found += attribute_excess(name, ours, theirs)
    return found


def attribute_excess(element: str, ours: Grammar, theirs: Grammar) -> Iterator[str]:
    mine, other = ours.attributes[element], theirs.attributes[element]
    for name, (required, _) in sorted(other.items()):
        if required and not mine.get(name, (False, None))[0]:
            yield f"{element}/@{name}: must be required"
    for name, (_, node) in sorted(mine.items()):
        if name not in other:
            yield f"{element}/@{name}: no such attribute"
            continue
        wrong = refused(serialised(ours, node), serialised(theirs, other[name][1]))
        if wrong:
            yield f"{element}/@{name}: values not allowed: {', '.join(wrong)}"


def serialised(grammar: Grammar, node: Any) -> bytes:
    return bytes(etree.tostring(grammar.expanded(node), with_tail=False))


@cache
def refused(ours: bytes, theirs: bytes) -> tuple[str, ...]:
    """Specimens of an attribute's values that our pattern takes and theirs does not."""
    takes, would = attribute_schema(ours), attribute_schema(theirs)
    candidates = [v for values in SPECIMENS.values() for v in values]
    candidates += [v.text or "" for v in etree.fromstring(ours).iter(f"{RNG}value")]
    found = []
    for value in dict.fromkeys([*candidates, *(f"{a} {b}" for a in candidates[:3] for b in candidates[:3])]):
        document = etree.Element("x", {"y": value})
        if takes.validate(document) and not would.validate(document):
            found.append(value)
    return tuple(found)


@cache
def attribute_schema(pattern: bytes) -> etree.RelaxNG:
    attribute = etree.fromstring(pattern)
    attribute.set("name", "y")
    attribute.attrib.pop("ns", None)
    if len(attribute) == 0:
        etree.SubElement(attribute, f"{RNG}text")
    for node in [n for n in attribute if not local(n)]:
        attribute.remove(node)
    element = etree.Element(
        f"{RNG}element",
        {"name": "x", "datatypeLibrary": "http://www.w3.org/2001/XMLSchema-datatypes"},
        nsmap={None: RNG[1:-1]},
    )
    element.append(attribute)
    return etree.RelaxNG(element)
