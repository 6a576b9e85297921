"""Structure → insertions: brackets by what they are.

Publishers and translators of these records put everything that is not in the document between square brackets: words the
grammar wants, explanations, the foreign term, omissions, remarks. Each becomes an `Insertion`; its brackets stay.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.languages import facts
from pipeline.model import Insertion, Structure, Unit, Zone

_BRACKET = re.compile(r"\[[^\[\]]*\]")
_DOTS = re.compile(r"^\[\s*(?:\.\s*){2,}\]$|^\[\s*…\s*\]$")
_ELLIPSIS = re.compile(r"(?<!\.)\.{4,}(?!\.)|(?<=\s)…+(?=\s*\[)|\.{3}(?=\s*\[(?:ellipsis|sic|so))", re.I)
_INITIALS = re.compile(r"^(?:[^\W\d_]\.?[ -]?){1,3}$")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʹ][^\W\d_]+)*")
#: A bracket longer than this that was never closed is a stray sign, not an insertion.
_LONGEST = 600


def find_insertions(structure: Structure) -> tuple[Insertion, ...]:
    """All insertions in the order of the source. A whole unit in brackets is a unit of kind `note` or `gap` and not listed here."""
    out: list[Insertion] = []
    for zone in structure.zones:
        for unit in zone.units:
            if unit.kind not in ("gap", "note", "page-number", "noise"):
                out.extend(_in_unit(unit, zone))
        out.extend(_straddling(zone))
    return tuple(sorted(out, key=lambda i: (i.span.start, -i.span.end)))


def _in_unit(unit: Unit, zone: Zone) -> list[Insertion]:
    by = "translator" if zone.role == "translation" else "publisher"
    out: list[Insertion] = []
    for m in _BRACKET.finditer(unit.text):
        kind = classify(m[0], unit.text[m.end() :], unit.lang)
        out.append(Insertion(unit.span(m.start(), m.end()), kind, "publisher" if kind == "gap" else by))
    for m in _ELLIPSIS.finditer(unit.text):
        if not any(i.span.start <= unit.offsets[m.start()] < i.span.end for i in out):
            out.append(Insertion(unit.span(m.start(), m.end()), "ellipsis", "author"))
    return out


def _straddling(zone: Zone) -> list[Insertion]:
    """Brackets that open in one unit and close in a later one: one insertion over both."""
    by = "translator" if zone.role == "translation" else "publisher"
    out: list[Insertion] = []
    open_: int | None = None
    for unit in sorted((u for u in zone.units if not u.is_furniture), key=lambda u: u.start):
        bare = _BRACKET.sub(lambda m: " " * len(m[0]), unit.text)
        closes, opens = bare.find("]"), bare.rfind("[")
        if open_ is not None and closes >= 0:
            end = unit.offsets[closes] + 1
            if end - open_ <= _LONGEST:
                out.append(Insertion(type(unit.pieces[0])(open_, end), "note", by))
            open_ = None
        elif open_ is not None and unit.end - open_ > _LONGEST:
            open_ = None
        if opens > closes:
            open_ = unit.offsets[opens]
    return out


@cache
def _words(lang: str, topic: str) -> frozenset[str]:
    return frozenset(facts("insertions", lang).get(topic, ()))


def classify(bracket: str, after: str, lang: str) -> str:
    """Kind of a bracket from its words and from what follows it; see `model.Insertion`."""
    if _DOTS.match(bracket):
        return "gap"
    inside = bracket[1:-1].strip()
    folded = inside.casefold()
    words = [w.casefold() for w in _WORD.findall(inside)]
    if re.fullmatch(r"\d{1,3}|\*{1,3}", inside):
        return "note"  # the sign of a footnote
    if not words or _INITIALS.match(inside):
        return "supplied"
    if re.match(r"sic\b", folded):
        return "source-term" if len(words) > 1 else "sic"
    if (lost := lost_text(inside, lang)) is not None:
        return lost
    remark = _words(lang, "remarks")
    if any(w in remark for w in words):
        return "signature" if words[0] in _words(lang, "signatures") else "note"
    if inside[0].islower() and _is_romanised(words, lang):
        return "source-term"
    if len(words) > 12 or re.search(r"[.:]\s+\S", inside):
        return "note"
    if len(words) > 2 and inside[0].isupper() and inside.endswith("."):
        return "note"  # a sentence of its own: "[He reads the letter.]"
    grammar = _words(lang, "grammar")
    if words[0] in grammar or (inside[0].islower() and re.match(r"\s*[^\W\d_]", after) and len(words) <= 4):
        return "supplied"
    if len(words) == 1 and inside.isalpha() and inside[0].isupper() and re.match(r"\s+[^\W\d_a-zа-я]", after):
        return "supplied"
    return "gloss"


def lost_text(inside: str, lang: str) -> str | None:
    """ "gap" for a bracket that says how much is illegible or was cut out ("[two lines redacted]", "[illegible]")."""
    words = [w.casefold() for w in _WORD.findall(inside)]
    kept = [w for w in words if w not in _words(lang, "amounts") and not w.isdigit()]
    lost = _words(lang, "lost")
    return "gap" if kept and all(w in lost for w in kept) and len(words) <= 8 else None


def _is_romanised(words: list[str], lang: str) -> bool:
    """Are these words of another language in Latin letters? Most of the first ones are no words of the division's language."""
    if lang != "en" or any(not re.sub("[ʹ’]", "", w).isascii() for w in words):
        return False
    known = _known_english()
    first = [re.sub(r"['’ʹ]", "", w) for w in words[:2]]
    return 2 * sum(w not in known for w in first) >= len(first)


@cache
def _known_english() -> frozenset[str]:
    from pipeline.lexicon import word_list

    return frozenset(word_list("en")[0])
