"""Bytes of a file → findings on its characters: encoding, invisible and decomposed characters, words of two scripts."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from pipeline.finding import Finding

#: Characters that nobody sees. Those that scripts need (joiners, marks of direction) are looked at in their place.
_HIDDEN = {
    "\u00ad": "soft hyphen", "\u200b": "zero-width space", "\u2060": "word joiner", "\ufeff": "byte order mark",
    "\u2028": "line separator", "\u2029": "paragraph separator", "\u202a": "direction mark", "\u202b": "direction mark",
    "\u202c": "direction mark", "\u202d": "direction mark", "\u202e": "direction mark", "\u2066": "direction mark",
    "\u2067": "direction mark", "\u2068": "direction mark", "\u2069": "direction mark", "\u0085": "next line",
}  # fmt: skip
_LOST = "\ufffd"
_JOINERS = "\u200c\u200d\u200e\u200f"
_CONTROLS = "".join(map(chr, (*range(0x80, 0x85), *range(0x86, 0xA0))))
_SOUGHT = re.compile(f"[{''.join(_HIDDEN)}{_LOST}{_JOINERS}{_CONTROLS}]")
#: Scripts in which joiners and direction marks have their work to do.
_JOINING = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u1800-\u18af\ufb1d-\ufefc\U0001f000-\U0001faff\u2600-\u27bf]")
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_CYRILLIC = "\u0400-\u052f"
_MIXED = re.compile(f"[{_LATIN}][\u0300-\u036f]?[{_CYRILLIC}]|[{_CYRILLIC}][\u0300-\u036f]?[{_LATIN}]")
_WORD = re.compile(f"[{_LATIN}{_CYRILLIC}\u0300-\u036f0-9'’]+")
_MARKUP = re.compile(r"<[^>]*>|&[^;\s]{1,12};")
#: Letters that look the same in both scripts: only with them is a mixed word a slip nobody can see.
_LOOKALIKE = frozenset("aceopxyABCEHKMOPTXiIsSjJ" + "асеорхуАВСЕНКМОРТХіІѕЅјЈ" + "3")
_SHORT = 5
_MOST = 200
#: Bytes that are looked at together.
_BLOCK = 8 * 2**20
#: Offset, code, message and severity.
Found = Iterator[tuple[int, str, str, str]]
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._\-]*)["']""")


def characters(content: bytes, name: str, *, mixed: bool = True) -> list[Finding]:
    """Findings on a well-formed document in UTF-8. `mixed`: look at words of two scripts, too."""
    found: list[Finding] = []
    for piece, first in _blocks(content):
        looks: list[Callable[[str], Found]] = []
        if _may_hide(piece):
            looks.append(_hidden)
        if not _surely_normal(piece):
            looks.append(_not_normal)
        if mixed and _scripts_touch(piece):
            looks.append(_mixed_words)
        if (b"\xee" in piece or b"\xef" in piece) and _PRIVATE.search(piece) and b"charDecl" not in content:
            looks.append(_private)
        text = piece.decode("utf-8", "replace") if looks else ""
        for look in looks:
            for offset, code, message, severity in look(text):
                line = text.count("\n", 0, offset) + first
                column = offset - text.rfind("\n", 0, offset)
                found.append(Finding(code, name, line, column, message, severity, None, _slug(code)))
                if len(found) >= _MOST:
                    return found
    return found


#: Kinds of bytes of UTF-8: ASCII letters, first bytes of Cyrillic letters, all others but continuations, which are left out.
_KIND = bytes(
    ord("L") if chr(b).isascii() and chr(b).isalpha() else ord("C") if 0xD0 <= b <= 0xD4 else ord(".") for b in range(256)
)
_CONTINUATIONS = bytes(range(0x80, 0xC0))


def _scripts_touch(piece: bytes) -> bool:
    """Does a Latin letter stand beside a Cyrillic one? A quick look that spares most documents the slow one."""
    kinds = piece.translate(_KIND, _CONTINUATIONS)
    return b"LC" in kinds or b"CL" in kinds


#: The characters of `_SOUGHT` in UTF-8: their first byte, and how they may go on.
_GOING_ON: dict[bytes, set[bytes]] = {}
for _sign in (*_HIDDEN, _LOST, *_JOINERS, *_CONTROLS):
    _GOING_ON.setdefault(_sign.encode()[:1], set()).add(_sign.encode()[1:])


def _may_hide(piece: bytes) -> bool:
    """Does any of the characters stand here that `_hidden` looks for? A quick look, as before."""
    for first, rests in _GOING_ON.items():
        length = len(next(iter(rests)))
        if first in piece and any(part[:length] in rests for part in piece.split(first)[1:]):
            return True
    return False


#: All bytes of the characters in blocks in which every one is its own normal form C whatever stands beside it, but the end of line.
_STABLE = bytes(b for b in (*range(0xC0), *range(0xC2, 0xCC), *range(0xD0, 0xD6)) if b != 0x0A)


def _surely_normal(piece: bytes) -> bool:
    """Normal form C: a quick look, for most lines have nothing but Latin, Cyrillic and Armenian letters without combining marks."""
    others = piece.translate(None, _STABLE)
    if others.strip(b"\n") == b"":
        return True
    lines = zip(piece.split(b"\n"), others.split(b"\n"))
    return all(unicodedata.is_normalized("NFC", line.decode("utf-8", "replace")) for line, other in lines if other)


def _blocks(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Pieces that end with a line, and the number of their first line, without those that are ASCII."""
    start, line = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0, 1
    while start < len(content):
        end = content.find(b"\n", start + _BLOCK) + 1 or len(content)
        piece = content[start:end]
        if not piece.isascii():
            yield piece, line
        line += piece.count(b"\n")
        start = end


@cache
def _slug(code: str) -> str:
    from pipeline import rules

    return rules.rule(code).slug


def _hidden(text: str) -> Found:
    last = (-1, "")
    for m in _SOUGHT.finditer(text):
        sign, at = m[0], m.start()
        around = text[max(0, at - 12) : at] + text[at + 1 : at + 12]
        if sign in _JOINERS and (_JOINING.search(around) or sign in "\u200c\u200d"):
            continue
        line = text.rfind("\n", 0, at)
        if (line, sign) == last:
            continue
        last = (line, sign)
        yield at, "x-007", _called(sign), "warning"


def _called(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    if sign == _LOST:
        return f"{code}: a character was lost here when the text was decoded."
    what = _HIDDEN.get(sign) or ("direction mark" if sign in _JOINERS else "control character, perhaps of Windows-1252")
    return f"invisible character {code} ({what})."


#: The private use area of the first plane, U+E000 to U+F8FF.
_PRIVATE = re.compile(rb"\xee[\x80-\xbf]{2}|\xef[\x80-\xa3][\x80-\xbf]")


def _private(text: str) -> Found:
    """The first character of private use, and how many there are."""
    signs = re.findall("[\ue000-\uf8ff]", text)
    more = f" and {len(signs) - 1} more" if len(signs) > 1 else ""
    said = f"character U+{ord(signs[0]):04X}{more} of private use: it has a meaning in one font only."
    yield text.index(signs[0]), "x-011", said, "warning"


def _not_normal(text: str) -> Found:
    """The first place where two characters stand for one, and in how many lines this is so (TEI Guidelines, vi.3)."""
    if unicodedata.is_normalized("NFC", text):
        return
    first, lines, start = -1, 0, 0
    word = ""
    for line in text.split("\n"):
        if not line.isascii() and not unicodedata.is_normalized("NFC", line):
            lines += 1
            if first < 0:
                at = _first_difference(line)
                first, word = start + at, line[max(0, at - 1) : at + 2].strip()
        start += len(line) + 1
    where = f" here and in {lines - 1} more lines" if lines > 1 else ""
    better = _codes(unicodedata.normalize("NFC", word))
    yield first, "x-008", f"not in Unicode normal form C{where}: write {better} for {_codes(word)}.", "info"


def _first_difference(line: str) -> int:
    normal = unicodedata.normalize("NFC", line)
    return next((i for i, (a, b) in enumerate(zip(line, normal)) if a != b), min(len(line), len(normal)) - 1)


def _codes(text: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in text if not c.isascii() or len(text) == 1) or text


def _mixed_words(text: str) -> Found:
    """Words with a Latin letter in Cyrillic ones, or the other way round, that no reader can see."""
    told: set[str] = set()
    for m in _MIXED.finditer(text):
        start, end = _around(text, m.start(), m.end())
        word = text[start:end]
        if word in told or _inside_markup(text, start):
            continue
        told.add(word)
        strange = _strange(word)
        if strange:
            shown = ", ".join(f"{c} U+{ord(c):04X}" for c in sorted(set(strange)))
            yield start, "l-005", f'the word "{word}" mixes Latin and Cyrillic letters ({shown}).', "warning"


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    while start and end - start < 60 and _WORD.match(text[start - 1]):
        start -= 1
    while end < len(text) and end - start < 60 and _WORD.match(text[end]):
        end += 1
    return start, end


def _inside_markup(text: str, at: int) -> bool:
    return text.rfind("<", 0, at) > text.rfind(">", 0, at)


def _strange(word: str) -> list[str]:
    """The letters of a word that look like those of its other script: of the script that has fewer, else, in a short word such as
    "Coн", of the other one, but not in an abbreviation with an ending ("CEOм")."""
    latin = [c for c in word if re.match(f"[{_LATIN}]", c)]
    cyrillic = [c for c in word if re.match(f"[{_CYRILLIC}]", c)]
    fewer, more = (latin, cyrillic) if len(latin) <= len(cyrillic) else (cyrillic, latin)
    if fewer and _LOOKALIKE.issuperset(fewer):
        return fewer
    ending = "".join(latin).isupper() and len(latin) > 1 and "".join(cyrillic).islower()
    return more if fewer and len(word) <= _SHORT and _LOOKALIKE.issuperset(more) and not ending else []


# ---- encoding ------------------------------------------------------------------------------------------------------


def wrong_encoding(content: bytes, name: str) -> Finding | None:
    """What does not fit between the encoding declared and the bytes; None where all is well."""
    for check in (_bytes_not_utf8, _utf8_declared_otherwise):
        found = check(content)
        if found:
            line, column, message, severity = found
            return Finding("x-004", name, line, column, message, severity, None, "wrong-encoding")
    return None


def declared(content: bytes) -> str | None:
    """The encoding that the XML declaration names, in small letters."""
    match = _DECLARED.match(content[:400])
    return match[1].decode("ascii").lower() if match else None


def _bytes_not_utf8(content: bytes) -> tuple[int, int, str, str] | None:
    if declared(content) not in (None, "utf-8", "utf8") or content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return None
    if content[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        guess = guessed_encoding(content[max(0, error.start - 200) : error.start + 200])
        said = f"byte 0x{content[error.start]:02X} is not UTF-8, which the file {'declares' if declared(content) else 'must be'}{guess}."
        return line, column, said, "error"
    return None


def guessed_encoding(sample: bytes) -> str:
    """In which of the old encodings the bytes make the most letters."""
    best, letters = "", 0
    for encoding in ("windows-1251", "koi8-r", "windows-1252"):
        text = sample.decode(encoding, "replace")
        count = sum(2 if c.islower() else 1 for c in text if ord(c) > 127 and c.isalpha())
        if count > letters:
            best, letters = encoding, count
    return f"; it may be {best}: convert the file with iconv" if best else ""


def _utf8_declared_otherwise(content: bytes) -> tuple[int, int, str, str] | None:
    """A single-byte encoding declared, but the bytes are UTF-8: every letter would be read as two."""
    said = declared(content)
    if said is None or not re.match(r"(iso-?8859|windows-|cp)\d*|latin", said) or content.isascii():
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    at = next(i for i, c in enumerate(text) if ord(c) > 127)
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    message = f"the file declares {said}, but its bytes are UTF-8: letters such as {text[at]!r} are read wrongly. Declare UTF-8."
    return line, column, message, "error"


