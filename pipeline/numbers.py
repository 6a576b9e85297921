"""Running text → the numbers it states, whatever way they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

_D = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: `value`, and the range of the text that states it."""

    value: float
    start: int
    end: int


def numbers_of(text: str, lang: str) -> list[Number]:
    return [Number(float(m[0].replace(",", ".")), m.start(), m.end()) for m in _D.finditer(text)]
