"""Schematron rules and a document → are all of these rules silent on it, as far as the XPath 1.0 of libxml2 can tell?

Most tests of a schema are written in what XPath 1.0 and 2.0 have in common. Where a rule is, and where the two mean the same by it, its
answer is found without loading an XSLT processor. What is not surely the same is `Foreign`, and then nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pipeline.relevance import Foreign, Rule, split_outside, tokens_of

#: Functions whose meaning has not changed, if their arguments are single values.
_STRINGS = frozenset(
    {
        "concat", "contains", "local-name", "name", "namespace-uri", "normalize-space", "starts-with", "string", "string-length",
        "substring-after", "substring-before", "translate",
    }
)  # fmt: skip
#: Functions and tests of nodes that take whatever they are given.
_OTHERS = {
    "boolean": "boolean", "comment": "comment", "count": "count", "empty": "not", "exists": "boolean", "false": "false", "last": "last",
    "node": "node", "not": "not", "position": "position", "text": "text", "true": "true",
}  # fmt: skip
_EQUAL = {"=": "=", "!=": "!=", "eq": "=", "ne": "!="}
_ORDER = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_COUNTING = frozenset({"count", "string-length"})
_WORDS = frozenset({"and", "or"})

Tokens = Sequence[tuple[str, str]]


def are_silent(rules: Sequence[Rule], content: bytes, prefixes: Mapping[str, str]) -> bool:
    """True only if none of the rules has anything to say about the document."""
    from lxml import etree

    if b"<!DOCTYPE" in content:
        return False
    spaces = tuple(sorted(prefixes.items()))
    try:
        compiled = [_compiled(rule, spaces) for rule in rules]
        if None in compiled:
            return False
        parser: Any = etree.XMLParser(resolve_entities=False, no_network=True, collect_ids=False)
        root = etree.fromstring(content, parser)
        return all(rule is not None and rule.is_silent(root) for rule in compiled)
    except (etree.LxmlError, ValueError):
        return False


class _Compiled(NamedTuple):
    """A rule ready to run: paths to the nodes it looks at, tests with what they should give, variables."""

    paths: Sequence[Any]
    tests: Sequence[tuple[bool, Any]]
    lets: Mapping[str, Any]

    def is_silent(self, root: Any) -> bool:
        for path in self.paths:
            for node in path(root):
                if isinstance(node, str):  # an attribute or a text, from which nothing can be asked
                    return False
                known = {name: value(node) for name, value in self.lets.items()}
                if any(test(node, **known) is not wanted for wanted, test in self.tests):
                    return False
        return True


@cache
def _compiled(rule: Rule, prefixes: tuple[tuple[str, str], ...]) -> _Compiled | None:
    """None for a rule that is not understood."""
    from lxml import etree

    def ready(expression: str) -> Any:
        return etree.XPath(expression, namespaces=dict(prefixes), smart_strings=False)

    try:
        paths = [in_xpath_1(alternative).strip() for alternative in split_outside(rule.context, "|")]
        tests = [(wanted, ready(f"boolean({in_xpath_1(test)})")) for wanted, test in rule.tests]
        used = [(name, value) for name, value in rule.lets if any(f"${name}" in test for _, test in rule.tests)]
        lets = {name: ready(f"string({_string(value)})") for name, value in used}
        return _Compiled([ready(path if path.startswith("/") else f"//{path}") for path in paths], tests, lets)
    except (etree.XPathError, Foreign, IndexError):
        return None


def _string(value: str) -> str:
    """The value of a variable, which must be one string whatever the document has."""
    tokens = tokens_of(value)
    if tokens[1][1] != "(" or tokens[0][1] not in _STRINGS or _closing(tokens, 1) != len(tokens) - 1:
        raise Foreign
    return in_xpath_1(value)


def in_xpath_1(expression: str) -> str:
    """An expression of XPath 2.0 that means the same in XPath 1.0. Raises `Foreign` if that is not sure."""
    tokens = tokens_of(expression)
    if expression.strip() == "/" or not tokens:
        raise Foreign
    out = [_written(tokens, at) for at in range(len(tokens))]
    return " ".join(out).replace("$ ", "$")


def _written(tokens: Tokens, at: int) -> str:
    kind, text = tokens[at]
    follows = tokens[at + 1][1] if at + 1 < len(tokens) else ""
    if kind == "string":
        return text
    if kind == "name" and follows == "(" and text not in _WORDS:
        return _function(tokens, at)
    is_step = at > 0 and (tokens[at - 1][0] == "axis" or tokens[at - 1][1] in ("@", "/", "//", "|", "[", "(", "and", "or", "$"))
    if text in _EQUAL and (kind != "name" or not is_step) and at:
        return _equality(tokens, at)
    if text in _ORDER and (kind != "name" or not is_step) and at:
        return _order(tokens, at)
    if text in ("+", "-"):
        raise Foreign
    if kind == "number" and not _is_place(tokens, at):
        raise Foreign
    return text


def _function(tokens: Tokens, at: int) -> str:
    name = tokens[at][1].removeprefix("fn:")
    if name in _STRINGS:
        end = _closing(tokens, at + 1)
        if not all(_is_single(argument) for argument in _arguments(tokens[at + 2 : end])):
            raise Foreign
        return name
    if name in _OTHERS:
        return _OTHERS[name]
    raise Foreign


def _arguments(tokens: Tokens) -> list[Tokens]:
    """The tokens between two parentheses, split at the commas."""
    found: list[list[tuple[str, str]]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token[1], 0) if token[0] != "string" else 0
        if token == ("sign", ",") and not depth:
            found.append([])
        else:
            found[-1].append(token)
    return list(found)


def _is_single(argument: Tokens) -> bool:
    """An argument that is one value or none, whatever the document has."""
    texts = [text for _, text in argument]
    if not texts or texts == ["."] or (len(argument) == 1 and argument[0][0] == "string"):
        return True
    if texts[0] == "$" and len(texts) == 2:
        return True
    if texts[0] == "@" and len(texts) == 2 and texts[1] != "*":
        return True
    return texts[0] in _STRINGS and texts[1] == "(" and _closing(argument, 1) == len(argument) - 1


def _closing(tokens: Tokens, at: int) -> int:
    """Number of the parenthesis that closes the one at a place."""
    depth = 0
    for place in range(at, len(tokens)):
        kind, text = tokens[place]
        depth += {"(": 1, ")": -1}.get(text, 0) if kind == "sign" else 0
        if not depth:
            return place
    raise Foreign


def _opening(tokens: Tokens, at: int) -> int:
    depth = 0
    for place in range(at, -1, -1):
        kind, text = tokens[place]
        depth += {")": 1, "(": -1}.get(text, 0) if kind == "sign" else 0
        if not depth:
            return place
    raise Foreign


def _called(tokens: Tokens, at: int) -> str:
    """The function whose call ends with the token at a place, or ""."""
    if tokens[at][1] != ")":
        return ""
    first = _opening(tokens, at)
    return tokens[first - 1][1] if first and tokens[first - 1][0] == "name" else ""


def _equality(tokens: Tokens, at: int) -> str:
    """Compared with one string, what is there is text in both languages; `eq` wants one value on the left, too."""
    after = tokens[at + 1]
    if after[0] != "string" and not (after[1] == "$" and _called(tokens, at - 1) in _STRINGS):
        raise Foreign
    if tokens[at][1] in ("eq", "ne") and _called(tokens, at - 1) not in _STRINGS and (at < 2 or tokens[at - 2][1] != "@"):
        raise Foreign
    return _EQUAL[tokens[at][1]]


def _order(tokens: Tokens, at: int) -> str:
    if tokens[at + 1][0] != "number" or _called(tokens, at - 1) not in _COUNTING:
        raise Foreign
    return _ORDER[tokens[at][1]]


def _is_place(tokens: Tokens, at: int) -> bool:
    """A number that is compared with a count, or alone in a predicate."""
    before = tokens[at - 1][1] if at else ""
    after = tokens[at + 1][1] if at + 1 < len(tokens) else ""
    return before in _ORDER or (before == "[" and after == "]")
