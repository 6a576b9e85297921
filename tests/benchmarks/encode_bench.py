"""How the cost of encoding grows with the length of a record. Run by hand: python tests/benchmarks/encode_bench.py

Prints seconds per step for records of 125 to 2,000 turns and 40 speakers; the last column should not grow.
"""

from __future__ import annotations

import sys
import time

from pipeline.authority import load_authority
from pipeline.build import encode_document
from pipeline.project import Project
from pipeline.source import read_bytes
from pipeline.verify import verify

_SAID = (
    "The Soviet Delegation believes that the question should be considered first. We have before us the draft of 4 May.",
    "I cannot agree. My Government has always held that economic unity comes before political unity in all 12 zones.",
    "May I ask what is meant by that? In 1951 we spoke of 60 divisions, and nothing has been decided since.",
)


def record(turns: int, speakers: int) -> bytes:
    """A record of `turns` turns by `speakers` people whom no list knows."""
    names = [f"{a}{b}" for a in ("Hal", "Mor", "Ver", "Tas", "Bren") for b in ("den", "vik", "son", "ley", "mann", "rick", "ford", "wald")]
    lines = [f"Minutes of Conversation, {len(names)} present, May 4, 1952"]
    lines += [f"{names[i * 7 % speakers]}: {_SAID[i % 3]} ({i})" for i in range(turns)]
    return "\n\n".join(lines).encode()


def main() -> None:
    authority = load_authority()
    for turns in (125, 250, 500, 1000, 2000):
        source = read_bytes(record(turns, 40), "made.txt")
        start = time.perf_counter()
        encoded = encode_document(source, Project(), authority)
        middle = time.perf_counter()
        assert verify(encoded.tei, source) is None
        end = time.perf_counter()
        made = encoded.tei.count(b"<sp ")
        print(f"{turns:6} turns, {made:6} found: {middle - start:7.2f} s, verify {end - middle:5.2f} s, {(middle - start) / turns * 1000:6.2f} ms a turn")


if __name__ == "__main__":
    sys.exit(main())
