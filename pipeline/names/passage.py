"""A unit as words: what capitals stand where, and which of them open a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from pipeline.lookalikes import native
from pipeline.model import Span, Structure, Unit
from pipeline.names.language import Language, language, plain

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑'’ʼ][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)
_BEFORE_SENTENCE = re.compile(r"[.!?…:][\s\"'«»“”„\[()\]\d.–—-]*$")
#: What closes the label of a speech at the beginning of a paragraph, and perhaps tells how it was spoken.
_AFTER_LABEL = re.compile(r"\s?(?:\([^()]{1,60}\)\s?)?[–—]\s?|\s-\s")
#: Kinds of unit that hold no names.
SILENT = frozenset({"page-number", "noise", "gap"})
#: Kinds of unit in which capitals are no sign of a name.
STAMPED = frozenset({"stamp"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a unit: its range in `Unit.text`, and whether it opens a sentence."""

    start: int
    end: int
    text: str
    opens: bool

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_upper(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()

    @property
    def plain(self) -> str:
        return plain(self.text)


class Passage:
    """A unit of a zone with its words. `n` is its number among all passages, `zone` the id of its zone."""

    def __init__(self, n: int, zone: str, unit: Unit, facts: Language):
        self.n, self.zone, self.unit, self.facts = n, zone, unit, facts
        self.text = native(unit.text, unit.lang)

    @property
    def lang(self) -> str:
        return self.unit.lang

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words in order. An English possessive ending is no part of its word."""
        out: list[Token] = []
        for m in _WORD.finditer(self.text):
            word = m[0]
            ending = _POSSESSIVE.search(word)
            end = m.end() - (len(word) - ending.start() if ending else 0)
            out.append(Token(m.start(), end, self.text[m.start() : end], self._opens(m.start(), out)))
        return tuple(out)

    def _opens(self, start: int, before: list[Token]) -> bool:
        if not before:
            return True
        gap = self.text[before[-1].end : start]
        if len(before) < 4 and _AFTER_LABEL.fullmatch(gap) and all(t.is_capital for t in before):
            return True
        if not _BEFORE_SENTENCE.search(gap):
            return False
        last = before[-1]
        if gap.startswith("."):  # after an abbreviation the sentence goes on
            return len(last.text) > 1 and not (len(last.text) < 7 and self.facts.has("honorifics", last.text))
        return True

    @cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    def at(self, start: int) -> int:
        """Number of the first word that begins at `start` or later."""
        return bisect_left(self._starts, start)

    @cached_property
    def is_capitals(self) -> bool:
        """Is the passage set in capitals, so that they tell nothing?"""
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 5 and sum(c.isupper() for c in letters) > 0.6 * len(letters)

    @cached_property
    def is_title(self) -> bool:
        """Is the passage an English heading in whose words every one of weight has a capital?"""
        long = [t for t in self.tokens if len(t.text) > 4]
        return (
            self.unit.kind == "head"
            and self.lang == "en"
            and len(long) > 3
            and sum(t.is_capital for t in long) > 0.8 * len(long)
        )

    def span(self, start: int, end: int) -> Span:
        return self.unit.span(start, end)


def passages(structure: Structure) -> tuple[Passage, ...]:
    """The units of all zones that may hold names, in the order of the source."""
    units = [(z.id, u) for z in structure.zones for u in z.units if u.kind not in SILENT and u.text.strip()]
    return tuple(Passage(n, zone, unit, language(unit.lang)) for n, (zone, unit) in enumerate(units))
