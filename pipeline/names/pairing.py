"""Names of two languages → pairs that are one name: they sound alike, or stand in the same places.

Place is told by counterpart passages; likeness of sound by transliteration. Names that sound unlike («Китай»,
"China") are paired where they keep each other company often enough (Dice's coefficient).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.transliteration import transliteration_similarity

#: Likeness of sound that is enough when the names also meet; and when they meet only loosely.
ALIKE, MUCH_ALIKE = 0.7, 0.85
#: Share of their places that two names of unlike sound must have in common.
TOGETHER = 0.55


@dataclass(frozen=True)
class Side:
    """A name of one language: passages it stands in, and what it belongs to (a cluster, or an entity id)."""

    lang: str
    name: str
    places: Counter[int]
    owner: object


def pair(
    sides: Sequence[Side], counterparts: Mapping[int, tuple[int, ...]]
) -> Iterator[tuple[Side, Side, str]]:
    """Pairs of a Russian and an English side, the surest first, each side once. Two known entities make no
    pair, unless they are one, which takes both out of the play.
    """
    russian = [s for s in sides if s.lang == "ru"]
    english = [s for s in sides if s.lang == "en"]
    by_place: dict[int, list[int]] = {}
    for j, side in enumerate(english):
        for n in side.places:
            by_place.setdefault(n, []).append(j)
    ranked = []
    for i, one in enumerate(russian):
        for j in sorted({j for n in one.places for m in _near(n, counterparts) for j in by_place.get(m, ())}):
            score, why = _score(one, english[j], counterparts)
            if score > 0:
                ranked.append((-score, i, j, why))
    yield from _greedy(sorted(ranked), russian, english)


def _near(n: int, counterparts: Mapping[int, tuple[int, ...]]) -> set[int]:
    """The counterparts of a passage and of its neighbours: the rough alignment may be off by one."""
    return {m + d for k in (n - 1, n, n + 1) for m in counterparts.get(k, ()) for d in (-1, 0, 1)}


def _greedy(
    ranked: Sequence[tuple[float, int, int, str]], russian: Sequence[Side], english: Sequence[Side]
) -> Iterator[tuple[Side, Side, str]]:
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j, why in ranked:
        known = isinstance(russian[i].owner, str), isinstance(english[j].owner, str)
        if i in left or j in right or (all(known) and russian[i].owner != english[j].owner):
            continue
        left.add(i)
        right.add(j)
        if not all(known):
            yield russian[i], english[j], why


def _score(one: Side, two: Side, counterparts: Mapping[int, tuple[int, ...]]) -> tuple[float, str]:
    if isinstance(one.owner, str) and one.owner == two.owner:
        return 10.0, "same"
    together = dice(one.places, two.places, counterparts)
    alike = transliteration_similarity(one.name, two.name)
    if alike >= MUCH_ALIKE or (alike >= ALIKE and together >= 0.3):
        return alike + together, "transliterates into the name of the other language"
    if (
        together >= TOGETHER
        and min(sum(one.places.values()), sum(two.places.values())) >= 2
        and alike < ALIKE
    ):
        return together * 0.9 + 0.3 * alike, "stands where the other language has the name"
    return 0.0, ""


def dice(one: Counter[int], two: Counter[int], counterparts: Mapping[int, tuple[int, ...]]) -> float:
    """Share of mentions of both that meet in counterpart passages."""
    left = dict(two)
    met = 0
    for n, count in sorted(one.items()):
        for m in counterparts.get(n, ()):
            shared = min(count, left.get(m, 0))
            met += shared
            count -= shared
            if shared:
                left[m] -= shared
    return 2 * met / max(1, sum(one.values()) + sum(two.values()))
