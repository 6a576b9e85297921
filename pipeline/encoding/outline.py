"""Units → which of them are items of one list, and which paragraphs belong to an item.

A numbered paragraph goes on with a list if its number is the next one of that list; the paragraphs between two items belong to
the first of them. What follows the last item is not in the list: nothing in the source says where its last item ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Turn, Unit

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя")


@dataclass(frozen=True, slots=True)
class Place:
    """Place of a unit in a list: its depth (0 outermost), and whether it is an item (else a paragraph of one) that opens a
    new list."""

    depth: int
    item: bool
    opens: bool = False


def outline(units: Sequence[Unit], turns: Sequence[Turn]) -> dict[int, Place]:
    """Places of the units that stand in lists, by unit number. `units` in the order of the source, one division."""
    starts = {t.start for t in turns}
    places: dict[int, Place] = {}
    stack: list[tuple[str, int | None]] = []
    pending: list[int] = []
    for unit in units:
        if unit.is_furniture:
            continue
        opens_turn = any(unit.start <= s < unit.end for s in starts) if starts else False
        if unit.kind == "item" and unit.label is not None:
            if opens_turn:
                stack, pending = [], []
            depth, new = _depth(unit.label, stack, pending)
            if not new:
                places.update((n, Place(depth, False)) for n in pending)
            pending = []
            stack = [*stack[:depth], (_style(unit.label), ordinal(unit.label))]
            places[unit.n] = Place(depth, True, new)
        elif unit.kind in ("p", "gap", "note") and stack and not opens_turn:
            pending.append(unit.n)
        else:
            stack, pending = [], []
    return places


def _depth(label: str, stack: Sequence[tuple[str, int | None]], pending: Sequence[int]) -> tuple[int, bool]:
    """Depth of an item and whether it opens a list there."""
    style, number = _style(label), ordinal(label)
    for depth in range(len(stack) - 1, -1, -1):
        other, before = stack[depth]
        if other == style and (number is None or (before is not None and number == before + 1)):
            return depth, False
    if number is not None and number > 1:
        for depth in range(len(stack) - 1, -1, -1):  # numbers may be lost
            other, before = stack[depth]
            if other == style and before is not None and before < number <= before + 3:
                return depth, False
    if stack and not pending and number in (None, 1) and len(stack) < 5:
        return len(stack), True
    return 0, True


def _style(label: str) -> str:
    """Form of a label: "1." and "12." are alike, "1)" is not."""
    out: list[str] = []
    for c in label:
        sign = "1" if c.isdigit() else "a" if c.isalpha() else c
        if not out or out[-1] != sign:
            out.append(sign)
    return "".join(out)


def ordinal(label: str) -> int | None:
    """Number of a label ("3." 3, "б)" 2), or None for a bullet."""
    digits = "".join(c for c in label if c.isdigit())
    if digits:
        return int(digits)
    letters = [c for c in label.casefold() if c.isalpha()]
    if len(letters) != 1:
        return None
    return next((a.index(letters[0]) + 1 for a in _ALPHABETS if letters[0] in a), None)
