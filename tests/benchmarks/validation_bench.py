"""How fast `zapis validate` is, side by side with jing; run it by hand.

    python tests/benchmarks/validation_bench.py GRAMMAR.rng FILE.xml... [--hostile]

Makes 200 documents of about 200 kB of each FILE (its body repeated), and prints wall time, throughput and peak memory of jing, of zapis
with one and two processes, and of one cold file. With --hostile: large and deep documents.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

COUNT, SIZE = 200, 200_000
_BODY = re.compile(rb"(<body[^>]*>)(.*)(</body>)", re.S)
_ID = re.compile(rb'\sxml:id="[^"]*"')
_LOCAL = re.compile(rb'\s[\w:]+="#[^"]*"')


def enlarged(content: bytes, size: int) -> bytes:
    """A document with its body repeated until it has a size; the repetitions have neither ids nor required pointers to ids."""
    match = _BODY.search(content)
    if match is None or len(content) > size:
        return content
    copy = _ID.sub(b"", match[2])
    times = (size - len(content)) // max(1, len(copy))
    return content[: match.end(2)] + copy * times + content[match.end(2) :]


def timed(command: Sequence[str]) -> tuple[float, int]:
    """Wall time in seconds and peak memory in MB of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, process.returncode, used = os.wait4(process.pid, 0)
    return time.perf_counter() - start, used.ru_maxrss // 1024


def line(name: str, seconds: float, size: float, memory: int | None = None) -> None:
    shown = f"{memory:6} MB" if memory else ""
    print(f"{name:34}{seconds:8.2f} s {size / seconds / 1e6:8.1f} MB/s {shown}", flush=True)


def compare(grammar: str, source: Path, folder: Path) -> None:
    content = enlarged(source.read_bytes(), SIZE)
    files = [folder / f"{n:03}.xml" for n in range(COUNT)]
    for file in files:
        file.write_bytes(content)
    size = len(content) * COUNT
    print(f"\n{source.name}: {COUNT} files of {len(content) / 1000:.0f} kB")
    zapis = [sys.executable, "-m", "pipeline.cli", "validate", "--ignore", "p-002", "--schema", grammar]
    cold, memory = min(timed([*zapis, str(files[0])]) for _ in range(3))
    line("one file, cold", cold, len(content), memory)
    for jobs in ("1", "2"):
        seconds, memory = min(timed([*zapis, "--jobs", jobs, str(folder)]) for _ in range(2))
        line(f"zapis --jobs {jobs}", seconds, size, memory)
    if shutil.which("jing"):
        seconds, memory = min(timed(["jing", grammar, *map(str, files)]) for _ in range(2))
        line("jing", seconds, size)


def hostile(grammar: str | None, folder: Path) -> None:
    """Growth with children, depth, errors and size: each time ten times as much."""
    head = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt><publicationStmt><p/>'
    head += "</publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader><text><body>"
    shapes = {
        "children": lambda n: "<listPerson>" + "<person><p>x</p></person>" * n + "</listPerson>",
        "depth": lambda n: "<p>" + "<hi>" * n + "</hi>" * n + "</p>",
        "errors": lambda n: "<p>" + "<hj>x</hj>" * n + "</p>",
        "pointers": lambda n: "".join(f'<p xml:id="a{i}" corresp="#b{i}">x</p>' for i in range(n)),
        "text": lambda n: "<p>" + "слово " * n * 10 + "</p>",
    }
    file = folder / "shape.xml"
    option = ["--schema", grammar] if grammar else []
    for name, shape in shapes.items():
        for n in (1_000, 10_000, 100_000):
            file.write_text(f"{head}{shape(n)}</body></text></TEI>", encoding="utf-8")
            seconds, _ = timed([sys.executable, "-m", "pipeline.cli", "validate", *option, str(file)])
            line(f"{name} {n}", seconds, file.stat().st_size)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("grammar")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--hostile", action="store_true")
    given = parser.parse_args()
    for source in given.files:
        with tempfile.TemporaryDirectory() as folder:
            compare(given.grammar, source, Path(folder))
    if given.hostile:
        with tempfile.TemporaryDirectory() as folder:
            hostile(given.grammar, Path(folder))


if __name__ == "__main__":
    main()
