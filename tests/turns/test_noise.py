"""Letters changed for ones that look alike, as OCR changes them: the turns stay, with their speakers."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from pipeline.confusion import shapes

from .conftest import ROOT, Read


def _noisy(text: str, start: int, share: float) -> str:
    """The text with a share of its confusable letters changed after an index; its length stays."""
    alike: dict[str, list[str]] = {}
    for lang in ("ru", "en"):
        for (damaged, clean), cost in sorted(shapes(lang).lower.items()):
            if cost <= 0.4 and len(damaged) == len(clean) == 1:
                alike.setdefault(clean, []).append(damaged)
    chance = random.Random(7)
    out = [
        chance.choice(alike[c]) if i >= start and c in alike and chance.random() < share else c
        for i, c in enumerate(text)
    ]
    return "".join(out)


@pytest.mark.parametrize("share", [0.03, 0.06])
@pytest.mark.parametrize("number", ["001", "002"])
def test_turns_survive_damage(number: str, share: float, read_record: Callable[[str], Read]) -> None:
    text = next((ROOT / "seeds").glob(f"{number}_*.txt")).read_text(encoding="utf-8")
    clean = read_record(text)
    hurt = read_record(_noisy(text, clean.structure.zones[0].span.start, share))
    wanted = {t.label.start: t.speakers for t in clean.turns if t.label}
    found = {t.label.start: t.speakers for t in hurt.turns if t.label}
    same = sum(found.get(start) == who for start, who in wanted.items())
    assert 2 * same / (len(wanted) + len(found)) >= 0.96
