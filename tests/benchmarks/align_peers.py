"""Our alignment beside that of other programs on the records aligned by hand, pairs of blocks as they stand in the source.

    python tests/benchmarks/align_peers.py

Gale and Church (1993) is that of nltk (`pip install nltk`); hunalign is run if it is on the PATH (it is in no package registry).
Both get the blocks of each language in order, page numbers included, since they know nothing else; ours gets the source.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "align"))

from align_records import block_pairs, f1, gold_pairs, record

from pipeline.analysis import analyse
from pipeline.authority import load_authority

Pairs = set[tuple[int, int]]


def gale_church(left: list[str], right: list[str]) -> Pairs:
    from nltk.translate.gale_church import align_blocks

    return set(align_blocks([len(t) for t in left], [len(t) for t in right]))


def hunalign(left: list[str], right: list[str]) -> Pairs:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("dictionary", "left", "right")]
        for path, lines in zip(paths, ([], left, right), strict=True):
            path.write_text("".join(" ".join(line.split()) + "\n" for line in lines), encoding="utf-8")
        run = subprocess.run(
            ["hunalign", "-realign", *map(str, paths)], capture_output=True, text=True, check=True
        )
    rungs = [tuple(map(int, row.split("\t")[:2])) for row in run.stdout.splitlines()]
    return {(a, b) for (i, j), (k, m) in pairwise(rungs) for a in range(i, k) for b in range(j, m)}


def ours(gold: dict[str, Any]) -> Pairs:
    _, source, known = record(gold["name"])
    document = analyse(source, load_authority())
    return block_pairs(document.alignments[0], gold, known)


def main() -> None:
    peers: dict[str, Callable[[list[str], list[str]], Pairs]] = {}
    try:
        import nltk  # noqa: F401

        peers["Gale-Church"] = gale_church
    except ImportError:
        print("nltk is not installed: no Gale-Church")
    if shutil.which("hunalign"):
        peers["hunalign"] = hunalign
    else:
        print("hunalign is not on the PATH")
    for name in ("001", "002-first-half", "004"):
        gold, source, _ = record(name)
        wanted = gold_pairs(gold, source)
        blocks = {b["n"] for b in gold["blocks"]}
        sides = [
            [b for b in gold["blocks"] if b["zone"] != "metadata" and b["lang"] == x] for x in ("ru", "en")
        ]
        texts = [[source.text[b["start"] : b["end"]] for b in side] for side in sides]
        found = {"zapis": ours({**gold, "name": name})}
        for peer, run in peers.items():
            found[peer] = {(sides[0][i]["n"], sides[1][j]["n"]) for i, j in run(*texts)}
        shown = {peer: {p for p in pairs if {*p} <= blocks} for peer, pairs in found.items()}
        furniture = {b["n"] for b in gold["blocks"] if b["kind"] in ("page-number", "noise", "stamp", "gap")}
        scores = ", ".join(
            f"{peer} {f1({p for p in pairs if not furniture & {*p}}, wanted):.3f}"
            for peer, pairs in shown.items()
        )
        print(f"{name}: {len(wanted)} pairs; F1 {scores}")


if __name__ == "__main__":
    main()
