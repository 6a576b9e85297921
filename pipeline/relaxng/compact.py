"""Schema file in compact syntax → the same tree of Nodes as ``tree`` makes of XML.

Follows "RELAX NG Compact Syntax" (OASIS, 2002). Documentation comments (``##``) are kept, other annotations
are read over.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from pipeline.relaxng.datatype import XSD
from pipeline.relaxng.issue import SchemaError
from pipeline.relaxng.tree import XML, Node, check_all

_KEYWORDS = frozenset([
    "attribute", "default", "datatypes", "div", "element", "empty", "external", "grammar", "include",
    "inherit", "list", "mixed", "namespace", "notAllowed", "parent", "start", "string", "text", "token"
])  # fmt: skip
#: Stands for a line end written as an escape, which is allowed inside of a literal.
_NEWLINE = "\x00"
_NAME = r"[^\W\d][\w.\-·]*"
_TOKENS = re.compile(
    rf'''(?P<space>[ \t\r\n]+)
    |(?P<docs>\#\#[^\n\r]*)
    |(?P<comment>\#[^\n\r]*)
    |(?P<literal>"""(?:[^"]|"(?!""))*"""|\'\'\'(?:[^']|'(?!\'\'))*\'\'\'|"[^"\n\r]*"|'[^'\n\r]*')
    |(?P<cname>{_NAME}:(?:{_NAME}|\*))
    |(?P<name>\\?{_NAME})
    |(?P<sign>\|=|&=|>>|[{{}}()\[\],|&?*+=~\-])''',
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\x+\{([0-9a-fA-F]+)\}")
_LEADS = {
    "element",
    "attribute",
    "list",
    "mixed",
    "parent",
    "empty",
    "text",
    "notAllowed",
    "external",
    "grammar",
}


class Token(NamedTuple):
    """One token; ``kind``: literal, cname, name (not a keyword), keyword, sign, docs or end."""

    kind: str
    text: str
    line: int
    column: int


def parse_compact(content: bytes, file: str, base: str) -> Node:
    """The root Node of a schema in compact syntax.

    Raises SchemaError.
    """
    parser = _Parser(_decoded(content, file), file, base)
    try:
        root = parser.schema()
    except RecursionError:
        raise SchemaError("the schema is too deeply nested", file, 1, 1) from None
    check_all(root)
    return root


def _decoded(content: bytes, file: str) -> str:
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SchemaError("the file is not UTF-8", file, line, 1) from None

    def char(match: re.Match[str]) -> str:
        point = int(match.group(1), 16)
        if point > 0x10FFFF:
            raise SchemaError(f"{match.group()} is not a character", file, 1, 1)
        return _NEWLINE if point in (10, 13) else chr(point)

    return _ESCAPE.sub(char, text)


def _tokens(text: str, file: str) -> list[Token]:
    found: list[Token] = []
    place, line, line_start = 0, 1, 0
    while place < len(text):
        match = _TOKENS.match(text, place)
        if match is None:
            raise SchemaError(f"unexpected {text[place]!r}", file, line, place - line_start + 1)
        kind, value = str(match.lastgroup), match.group()
        if kind == "name":
            kind = "keyword" if value in _KEYWORDS else "name"
        if kind not in ("space", "comment"):
            found.append(Token(kind, value.removeprefix("\\"), line, place - line_start + 1))
        breaks = value.count("\n")
        if breaks:
            line += breaks
            line_start = place + value.rfind("\n") + 1
        place = match.end()
    found.append(Token("end", "", line, place - line_start + 1))
    return found


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, text: str, file: str, base: str) -> None:
        self.file = file
        self.base = base
        self.tokens = _tokens(text, file)
        self.place = 0
        self.namespaces: dict[str, str] = {"xml": XML}
        self.inherited: set[str] = set()
        self.default = ""
        self.has_default = False
        self.libraries = {"xsd": XSD}

    # -- tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def fail(self, message: str, token: Token | None = None) -> SchemaError:
        at = token or self.token
        return SchemaError(message, self.file, at.line, at.column)

    def take(self) -> Token:
        token = self.token
        if token.kind == "end":
            raise self.fail("the file ends too early")
        self.place += 1
        return token

    def is_next(self, *texts: str) -> bool:
        token = self.token
        return token.kind in ("sign", "keyword") and token.text in texts

    def accept(self, text: str) -> bool:
        if self.is_next(text):
            self.place += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        if not self.is_next(text):
            raise self.fail(f"{text!r} expected, not {self.token.text or 'the end'!r}")
        return self.take()

    def identifier(self) -> str:
        """An identifier or a keyword used as one."""
        token = self.take()
        if token.kind not in ("name", "keyword"):
            raise self.fail(f"a name expected, not {token.text!r}", token)
        return token.text

    def literal(self) -> str:
        parts = [self._segment()]
        while self.accept("~"):
            parts.append(self._segment())
        return "".join(parts)

    def _segment(self) -> str:
        token = self.take()
        if token.kind != "literal":
            raise self.fail(f"a literal expected, not {token.text!r}", token)
        marks = 3 if token.text[:3] in ('"""', "'''") and len(token.text) >= 6 else 1
        return token.text[marks:-marks].replace("\r\n", "\n").replace(_NEWLINE, "\n")

    def node(self, tag: str, token: Token, children: list[Node] | None = None, **attributes: str) -> Node:
        """A Node with the default namespace, which an including schema may still supply."""
        made = Node(tag, attributes, self.file, token.line, token.column, self.namespaces, base=self.base)
        made.ns, made.own_ns = self.default, self.has_default
        made.children = children or []
        return made

    # -- annotations

    def annotations(self) -> str:
        """Skip annotations before a construct; the text of its documentation comments."""
        docs: list[str] = []
        while True:
            if self.token.kind == "docs":
                docs.append(self.take().text.lstrip("#").removeprefix(" "))
            elif self.is_next("["):
                self._brackets()
            else:
                return "\n".join(docs)

    def _brackets(self) -> None:
        opened = self.expect("[")
        depth = 1
        while depth:
            if self.token.kind == "end":
                raise self.fail("'[' is never closed", opened)
            token = self.take()
            if token.kind == "sign":
                if token.text not in "[]=~":
                    raise self.fail(f"{token.text!r} in an annotation", token)
                depth += {"[": 1, "]": -1}.get(token.text, 0)

    def followers(self) -> None:
        """Skip annotations after a construct."""
        while self.accept(">>"):
            token = self.take()
            if token.kind not in ("name", "cname", "keyword"):
                raise self.fail("a name expected after '>>'", token)
            self._brackets()

    # -- schema

    def schema(self) -> Node:
        while True:
            start = self.place
            docs = self.annotations()
            if not self.declaration():
                self.place = start
                break
        first = self.token
        if self._is_grammar():
            root = self.node("grammar", first, self.components("end"))
        else:
            root = self.pattern()
        self.annotations()
        if self.token.kind != "end":
            raise self.fail(f"unexpected {self.token.text!r}")
        root.docs = root.docs or docs
        return root

    def declaration(self) -> bool:
        token = self.token
        if self.is_next("namespace"):
            self.take()
            prefix = self.identifier()
            self.expect("=")
            if prefix == "xmlns":
                raise self.fail("the prefix xmlns cannot be declared", token)
            self._bind(prefix)
        elif self.is_next("default"):
            self.take()
            self.expect("namespace")
            prefix = "" if self.is_next("=") else self.identifier()
            self.expect("=")
            inherits = self.is_next("inherit")
            self.default = self._bind(prefix)
            self.has_default = not inherits
        elif self.is_next("datatypes"):
            self.take()
            prefix = self.identifier()
            self.expect("=")
            self.libraries[prefix] = self.literal()
        else:
            return False
        return True

    def _bind(self, prefix: str) -> str:
        self.namespaces = dict(self.namespaces)
        if self.accept("inherit"):
            self.inherited.add(prefix)
            uri = ""
        else:
            uri = self.literal()
        if (prefix == "xml") != (uri == XML):
            raise self.fail("the prefix xml and its namespace belong together")
        if prefix:
            self.namespaces[prefix] = uri
        return uri

    def _is_grammar(self) -> bool:
        start = self.place
        self.annotations()
        token, follow = self.token, self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        self.place = start
        if token.kind == "end" or (token.kind == "keyword" and token.text in ("start", "div", "include")):
            return True
        return (
            token.kind in ("name", "cname")
            and follow.kind == "sign"
            and follow.text in ("=", "|=", "&=", "[")
        )

    def components(self, end: str) -> list[Node]:
        """Grammar content up to "}" or the end of the file."""
        found: list[Node] = []
        while True:
            docs = self.annotations()
            token = self.token
            if token.kind == "end" and end == "end":
                return found
            if end == "}" and self.accept("}"):
                return found
            if token.kind == "cname" or (token.kind in ("name", "keyword") and self._annotates()):
                self.take()
                self._brackets()
                continue
            node = self.component()
            node.docs = docs
            found.append(node)

    def _annotates(self) -> bool:
        follow = self.tokens[self.place + 1]
        return follow.kind == "sign" and follow.text == "["

    def component(self) -> Node:
        token = self.take()
        if token.kind == "keyword" and token.text == "div":
            self.expect("{")
            return self.node("div", token, self.components("}"))
        if token.kind == "keyword" and token.text == "include":
            return self._include(token)
        if token.kind == "keyword" and token.text == "start":
            node = self.node("start", token)
        elif token.kind == "name":
            node = self.node("define", token, name=token.text)
        else:
            raise self.fail(f"a definition expected, not {token.text!r}", token)
        sign = self.take()
        if sign.text not in ("=", "|=", "&="):
            raise self.fail("'=', '|=' or '&=' expected", sign)
        if sign.text != "=":
            node.attributes["combine"] = "choice" if sign.text == "|=" else "interleave"
        node.children = [self.pattern()]
        return node

    def _include(self, token: Token) -> Node:
        node = self.node("include", token, href=self.literal())
        self._inherit(node)
        if self.accept("{"):
            node.children = self.components("}")
        return node

    def _inherit(self, node: Node) -> None:
        if not self.accept("inherit"):
            return
        self.expect("=")
        token = self.token
        prefix = self.identifier()
        if prefix not in self.namespaces:
            raise self.fail(f"the prefix {prefix!r} is not declared", token)
        node.ns, node.own_ns = self.namespaces[prefix], prefix not in self.inherited

    # -- patterns

    def pattern(self) -> Node:
        first = self.particle()
        operators = {",": "group", "|": "choice", "&": "interleave"}
        if not self.is_next(*operators):
            return first
        sign = self.token
        members = [first]
        while self.is_next(*operators):
            if self.token.text != sign.text:
                raise self.fail(f"{sign.text!r} and {self.token.text!r} need parentheses")
            self.take()
            members.append(self.particle())
        return self.node(operators[sign.text], self.tokens[self.place - 1], members)

    def particle(self) -> Node:
        docs = self.annotations()
        token = self.token
        inner = self.primary()
        inner.docs = inner.docs or docs
        self.followers()
        tags = {"?": "optional", "*": "zeroOrMore", "+": "oneOrMore"}
        if self.is_next(*tags):
            inner = self.node(tags[self.take().text], token, [inner])
            self.followers()
        return inner

    def primary(self) -> Node:
        token = self.take()
        if token.kind == "sign" and token.text == "(":
            inner = self.pattern()
            self.expect(")")
            # parentheses keep "," and "|" apart from those around
            return self.node("group", token, [inner])
        if token.kind == "keyword" and token.text in _LEADS:
            return self._lead(token)
        if token.kind == "literal":
            self.place -= 1
            return self._value(token, "", "token")
        if token.kind == "cname" or (token.kind == "keyword" and token.text in ("string", "token")):
            return self._typed(token)
        if token.kind == "name":
            return self.node("ref", token, name=token.text)
        raise self.fail(f"a pattern expected, not {token.text!r}", token)

    def _lead(self, token: Token) -> Node:
        word = token.text
        if word in ("empty", "text", "notAllowed"):
            return self.node(word, token)
        if word == "parent":
            return self.node("parentRef", token, name=self._plain_name())
        if word == "external":
            node = self.node("externalRef", token, href=self.literal())
            self._inherit(node)
            return node
        children: list[Node] = []
        if word in ("element", "attribute"):
            children.append(self.name_class(word == "attribute"))
        self.expect("{")
        if word == "grammar":
            return self.node("grammar", token, self.components("}"))
        children.append(self.pattern())
        self.expect("}")
        return self.node(word, token, children)

    def _plain_name(self) -> str:
        if self.token.kind != "name":
            raise self.fail(f"an identifier expected, not {self.token.text!r}")
        return self.take().text

    def _typed(self, token: Token) -> Node:
        library, kind = "", token.text
        if token.kind == "cname":
            prefix, _, kind = token.text.partition(":")
            if prefix not in self.libraries:
                raise self.fail(f"the datatype prefix {prefix!r} is not declared", token)
            library = self.libraries[prefix]
        if kind == "*":
            raise self.fail("a datatype expected", token)
        if self.token.kind == "literal":
            return self._value(token, library, kind)
        node = self.node("data", token, type=kind)
        node.library = library
        if self.accept("{"):
            node.children = self._params()
        if self.accept("-"):
            docs_before = self.annotations()
            excluded = self.primary()
            excluded.docs = docs_before
            node.children.append(self.node("except", token, [excluded]))
        return node

    def _params(self) -> list[Node]:
        found: list[Node] = []
        while True:
            self.annotations()
            if self.accept("}"):
                return found
            token = self.token
            node = self.node("param", token, name=self.identifier())
            self.expect("=")
            node.text = self.literal()
            found.append(node)

    def _value(self, token: Token, library: str, kind: str) -> Node:
        node = self.node("value", token, type=kind)
        node.library = library
        node.text = self.literal()
        return node

    # -- name classes

    def name_class(self, for_attribute: bool) -> Node:
        token = self.token
        members = [self._simple_class(for_attribute)]
        while self.accept("|"):
            members.append(self._simple_class(for_attribute))
        return members[0] if len(members) == 1 else self.node("choice", token, members)

    def _simple_class(self, for_attribute: bool) -> Node:
        self.annotations()
        token = self.take()
        if token.kind == "sign" and token.text == "(":
            inner = self.name_class(for_attribute)
            self.expect(")")
            return inner
        if token.kind == "sign" and token.text == "*":
            return self._except(self.node("anyName", token), for_attribute)
        if token.kind == "cname":
            return self._prefixed(token, for_attribute)
        if token.kind not in ("name", "keyword"):
            raise self.fail(f"a name expected, not {token.text!r}", token)
        node = self.node("name", token)
        node.text = token.text
        if for_attribute:
            node.ns, node.own_ns = "", True
        return node

    def _prefixed(self, token: Token, for_attribute: bool) -> Node:
        prefix, _, local = token.text.partition(":")
        if prefix not in self.namespaces:
            raise self.fail(f"the prefix {prefix!r} is not declared", token)
        node = self.node("nsName" if local == "*" else "name", token)
        node.ns, node.own_ns = self.namespaces[prefix], prefix not in self.inherited
        if local == "*":
            return self._except(node, for_attribute)
        node.text = local
        return node

    def _except(self, node: Node, for_attribute: bool) -> Node:
        token = self.token
        if self.accept("-"):
            node.children = [self.node("except", token, [self._simple_class(for_attribute)])]
        return node
