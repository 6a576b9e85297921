"""File → Source.

The bytes are decoded as UTF-8 and otherwise left as they are: byte order mark, line ends, composed and decomposed
letters, form feeds and zero-width characters all stand in `Source.text`, and encoding it again gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pipeline.errors import UnreadableInput
from pipeline.model import Block, Source

#: A source larger than this is not a record of conversation; refusing it keeps a mistaken path from filling memory.
MAX_BYTES = 32 * 1024 * 1024
#: No paragraph comes near this; one line of such length is a data file under a wrong name.
MAX_LINE = 1_000_000

_BLANK = re.compile(r"(?:[^\S\n]*(?:\r?\n|\Z))+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read(path: Path) -> Source:
    """Read a source text.

    Raises `UnreadableInput`, with one line saying what is wrong and where, for a directory, a missing or unreadable
    file, an empty one, one that is not UTF-8, binary data, and one that is far larger than any record.
    """
    name = path.name
    try:
        if path.is_dir():
            raise UnreadableInput(f"{path}: is a folder, not a file")
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableInput(f"{path}: larger than {MAX_BYTES // 2**20} MB; not a source text")
        data = path.read_bytes()
    except OSError as e:
        raise UnreadableInput(f"{path}: {e.strerror or e}") from e
    return read_bytes(data, name, shown=str(path))


def read_bytes(data: bytes, name: str, *, shown: str | None = None) -> Source:
    """A `Source` from bytes; `name` is its file name, `shown` how messages call it. Raises like `read`."""
    shown = shown or name
    if not data.strip():
        raise UnreadableInput(f"{shown}: the file is empty")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        said = f"{shown}:{line}: not UTF-8 (byte 0x{data[e.start]:02x} at {e.start}){_perhaps(data, e.start)}"
        raise UnreadableInput(said) from e
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise UnreadableInput(f"{shown}:{line}: binary data (control character U+{ord(control[0]):04X})")
    longest = max((len(line) for line in text.split("\n")), default=0)
    if longest > MAX_LINE:
        raise UnreadableInput(f"{shown}: a line of {longest:,} characters; not a source text")
    if not any(c.isalnum() for c in text):
        raise UnreadableInput(f"{shown}: the file has no letters or digits")
    return Source(name, text, hashlib.sha256(data).hexdigest(), tuple(blocks(text)))


def blocks(text: str) -> list[Block]:
    """Maximal runs of non-blank lines, as half-open ranges without the white space around them."""
    out: list[Block] = []
    start = end = None
    position = 0
    for line in text.splitlines(keepends=True) if "\x0b" not in text and "\x0c" not in text else _lines(text):
        if line.strip("\ufeff \t\r\n\x0b\x0c\u200b\xa0\u2028\u2029\x85"):
            if start is None:
                start = position + _leading(line)
            end = position + len(line.rstrip())
        elif start is not None and end is not None:
            out.append(Block(len(out), start, end))
            start = None
        position += len(line)
    if start is not None and end is not None:
        out.append(Block(len(out), start, end))
    return out


def _lines(text: str) -> list[str]:
    """Lines ending in \\n; a form feed ends one as well, since it ends a page."""
    return [m for m in re.split(r"(?<=[\n\x0c])", text) if m]


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip("\ufeff \t\r\x0b\x0c\u200b\xa0"))


def _perhaps(data: bytes, start: int) -> str:
    """What a file that is not UTF-8 may be, for the message."""
    from pipeline.characters import guessed_encoding

    if data.startswith(b"%PDF"):
        return "; it is a PDF: give the text made of it"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "; it may be UTF-16: convert the file with iconv"
    return "" if b"\0" in data else guessed_encoding(data[max(0, start - 200) : start + 200])


_NO_ADDRESS = re.compile(r"[\s#%?\"<>\\\\^`{|}\[\]]")


def address(path: str) -> str:
    """A path as an address (RFC 3987): spaces and the signs that mean something in one are written as %20 and the like."""
    return _NO_ADDRESS.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), path)
