"""Seconds that repair takes, by length: `python tests/benchmarks/repair_bench.py` from the root of the project."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.repair import repair
from tests.repair.damage import RUSSIAN, hurt, text_of


def main() -> None:
    repair(text_of(RUSSIAN))  # loads the dictionary
    for times in (8, 16, 32, 64):
        lines = [line for seed in range(times) for line in hurt(RUSSIAN, 0.12, seed)[0]]
        letters = sum(map(len, lines))
        started = time.process_time()
        made = repair(text_of(lines))
        took = time.process_time() - started
        print(f"{letters:>8} letters {len(made):>5} corrections {took:6.2f} s {took / letters * 1e5:6.2f} s per 100,000")


if __name__ == "__main__":
    main()
