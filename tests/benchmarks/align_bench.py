"""Time, memory and rightness of the alignment of two long synthetic texts. Run by hand:

    python tests/benchmarks/align_bench.py [units] [share of words that are cognates]

The right side is a word-by-word "translation" of the left one; 3 % of the units are dropped on either side and 3 % joined.
"""

from __future__ import annotations

import random
import resource
import sys
import time

from pipeline.align import align
from pipeline.model import Span, Unit, Zone

_LEFT, _RIGHT = "абвгдезиклмнопрстухя", "abcdefghiklmnoprstuy"


def vocabulary(size: int, cognates: float, draw: random.Random) -> list[tuple[str, str]]:
    """Pairs of made-up words; a cognate is spelt with the same letters in the other alphabet."""
    from pipeline.transliteration import romanise

    out = []
    for _ in range(size):
        ours = "".join(draw.choices(_LEFT, k=draw.randint(3, 10)))
        theirs = (
            romanise(ours)
            if draw.random() < cognates
            else "".join(draw.choices(_RIGHT, k=draw.randint(3, 10)))
        )
        out.append((ours, theirs))
    return out


def bitext(units: int, cognates: float, draw: random.Random) -> tuple[Zone, Zone, set[tuple[int, int]]]:
    """Two zones and the pairs of unit numbers that belong together."""
    words = vocabulary(8000, cognates, draw)
    weights = [1 / (n + 5) for n in range(len(words))]
    sides: tuple[list[str], list[str]] = ([], [])
    truth = set()
    for _ in range(units):
        chosen = draw.choices(words, weights, k=max(3, int(draw.lognormvariate(3.2, 0.8))))
        places = []
        for side, texts in enumerate(sides):
            text = " ".join(pair[side] for pair in chosen if draw.random() > 0.05) + "."
            if draw.random() < 0.03:
                places.append(None)
            elif texts and draw.random() < 0.03:
                texts[-1] += " " + text
                places.append(len(texts) - 1)
            else:
                texts.append(text)
                places.append(len(texts) - 1)
        if None not in places:
            truth.add((places[0], places[1]))
    return zone("ru", sides[0]), zone("en", sides[1]), truth


def zone(lang: str, texts: list[str]) -> Zone:
    units = [
        Unit(n, "p", lang, "original", (Span(0, len(t)),), t, tuple(range(len(t))))
        for n, t in enumerate(texts)
    ]
    return Zone(lang, lang, "original", tuple(units))


def main() -> None:
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    cognates = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1
    left, right, truth = bitext(units, cognates, random.Random(1))
    began = time.perf_counter()
    found = align(left, right)
    took = time.perf_counter() - began
    pairs = {(a, b) for bead in found.beads for a in bead.left for b in bead.right}
    right_ones = len(pairs & truth)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(left.units)} x {len(right.units)} units, {cognates:.0%} cognates: {took:.1f} s, {memory:.0f} MB, "
        f"F1 {2 * right_ones / (len(pairs) + len(truth)):.4f}"
    )


if __name__ == "__main__":
    main()
