"""A document as bytes: its encoding, and places in it."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._\-]*)["']"""
)
_TAG_REST = re.compile(rb"""[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
_ATTRIBUTE = re.compile(rb"""\s([^\s=<>"']+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_DECLARATION = re.compile(rb"xmlns(?::.*)?", re.DOTALL)
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAIN = frozenset({"utf-8", "ascii"})


class EncodingError(ValueError):
    """The bytes are not in the encoding the document declares; ``line`` and ``column`` are 1-based."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def as_utf8(content: bytes) -> tuple[bytes, str | None]:
    """The document in UTF-8 without a byte order mark, and the encoding the parser has to assume (None: as declared).

    Raises EncodingError: unknown encoding, or bytes that it does not have.
    """
    name = _encoding(content)
    if name is None:
        return content.removeprefix(codecs.BOM_UTF8), None
    try:
        codec = codecs.lookup(name)
    except LookupError:
        raise EncodingError(f"the encoding {name!r} is not known", 1, 1) from None
    if codec.name in _PLAIN:
        return content.removeprefix(codecs.BOM_UTF8), None
    try:
        text = codec.decode(content)[0]
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        message = f"the bytes are not {name}, which the file declares"
        raise EncodingError(message, line, error.start - before.rfind(b"\n")) from None
    except Exception:  # a codec that is none of text
        raise EncodingError(f"the encoding {name!r} is not one of text", 1, 1) from None
    return text.lstrip("\ufeff").encode("utf-8", "surrogatepass"), "utf-8"


def _encoding(content: bytes) -> str | None:
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    if content.startswith(b"<\x00?\x00"):
        return "utf-16-le"
    if content.startswith(b"\x00<\x00?"):
        return "utf-16-be"
    match = _DECLARED.match(content[:400])
    if match is None:
        return None
    return match.group(1).decode("ascii")


def tag_end(content: bytes, start: int) -> int:
    """Index behind the ">" of the tag that starts at ``start``; ``start`` itself if there is no tag."""
    if content[start : start + 1] != b"<":
        return start
    match = _TAG_REST.match(content, start)
    return match.end() if match else start


def attribute_offsets(content: bytes, start: int) -> list[int]:
    """Bytes from the start of a tag to each of its attributes, namespace declarations left out."""
    if content[start : start + 1] != b"<":
        return []
    found = _ATTRIBUTE.finditer(content, start, tag_end(content, start))
    return [one.start(1) - start for one in found if not _DECLARATION.fullmatch(one.group(1))]


def lines_between(content: bytes, start: int, end: int) -> int:
    """Number of line ends between two places; CR LF counts once."""
    return content.count(b"\n", start, end) + _lone_returns(content, start, end)


def _lone_returns(content: bytes, start: int, end: int) -> int:
    returns = content.count(b"\r", start, end)
    return returns - content.count(b"\r\n", start, end) if returns else 0
