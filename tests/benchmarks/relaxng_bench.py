"""Speed of the RELAX NG engine, beside jing where it is installed. By hand: ``python tests/benchmarks/relaxng_bench.py``.

Takes the shared measuring cases; makes 200 files of about 200 KB from valid ones in a temporary folder.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.relaxng import Schema, load_schema

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
SCHEMA = SHARED / "tei" / "tei_all-4.9.0a.rng"
JARS = [
    Path("/usr/share/java") / f"{name}.jar" for name in ("jing", "xercesImpl", "xml-apis", "xml-resolver")
]


def make_files(folder: Path) -> list[Path]:
    """200 files of about 200 KB: valid cases with their bodies repeated, ids left out."""
    with tarfile.open(SHARED / "validation" / "cases.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    root = folder / "visible"
    schema = load_schema(SCHEMA)
    found: list[Path] = []
    for one in json.loads((root / "verdicts.json").read_text("utf-8")) * 5:
        text = (root / one["file"]).read_text("utf-8", "replace")
        body = re.search(r"<body[^>]*>(.*)</body>", text, re.DOTALL)
        if not one["valid"] or one["file"].startswith("ex") or not body or len(body[1]) < 500:
            continue
        inner = re.sub(r'\s(xml:)?id="[^"]*"', "", body[1])
        times = max(0, (200_000 - len(text.encode())) // len(inner.encode()) + 1)
        content = (text[: body.end(1)] + inner * times + text[body.end(1) :]).encode()
        if len(content) < 400_000 and schema.is_valid(content):
            found.append(folder / f"{len(found):03}.xml")
            found[-1].write_bytes(content)
        if len(found) == 200:
            break
    return found


def check(paths: list[Path], cache: Path) -> int:
    """Number of valid files; one process, schema from the cache."""
    schema: Schema = load_schema(SCHEMA, cache=cache)
    return sum(schema.is_valid(path) for path in paths)


def timed(label: str, size: float, action: object) -> float:
    """Run and print seconds and MB/s."""
    start = time.perf_counter()
    action()  # type: ignore[operator]
    seconds = time.perf_counter() - start
    print(f"{label:42} {seconds:6.2f} s {size / seconds:7.1f} MB/s")
    return seconds


def throughput(paths: list[Path], cache: Path) -> None:
    """The engine with one and two processes, and jing."""
    size = sum(path.stat().st_size for path in paths) / 1e6
    print(f"{len(paths)} files, {size:.1f} MB")
    script = (
        "import resource, sys; from pathlib import Path; from pipeline.relaxng import load_schema;"
        "s = load_schema(sys.argv[1], cache=Path(sys.argv[2]));"
        "print(sum(s.is_valid(Path(p)) for p in sys.argv[3:]), 'valid,',"
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'MB of memory')"
    )
    command = [sys.executable, "-c", script, str(SCHEMA), str(cache), *map(str, paths)]
    root = Path(__file__).resolve().parents[2]
    timed("one process, with its start", size, lambda: subprocess.run(command, cwd=root, check=True))

    def two() -> None:
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(check, [paths[::2], paths[1::2]], [cache, cache]))

    timed("two processes", size, two)
    if all(jar.is_file() for jar in JARS):
        jing = ["java", "-cp", ":".join(map(str, JARS)), "com.thaiopensource.relaxng.util.Driver"]
        jing += [str(SCHEMA), *map(str, paths)]
        timed("jing", size, lambda: subprocess.run(jing, check=True, stdout=subprocess.DEVNULL))
    largest = max(paths, key=lambda path: path.stat().st_size)
    single = [*command[:5], str(largest)]
    timed(
        f"cold, one file of {largest.stat().st_size // 1000} KB",
        largest.stat().st_size / 1e6,
        lambda: subprocess.run(single, cwd=root, check=True),
    )


def growth(folder: Path) -> None:
    """Seconds for growing documents: each line should double where its input does."""
    path = folder / "flat.rnc"
    path.write_text(
        "start = element r { (element a { text }+, element b { text }*)+ | n } n = element n { (text | n)* }"
    )
    schema = load_schema(path)
    makers = {
        "children": lambda n: b"<r>" + b"<a>x</a><b/>" * (n // 2) + b"</r>",
        "depth": lambda n: b"<n>" * n + b"</n>" * n,
        "errors": lambda n: b"<r><a/>" + b"<b z='1'/>" * n + b"</r>",
        "text": lambda n: b"<n>" + b"word and " * n + b"</n>",
    }
    for label, make in makers.items():
        for count in (50_000, 100_000, 200_000):
            content = make(count)
            timed(f"{label} {count}", len(content) / 1e6, lambda content=content: schema.validate(content))


def main() -> None:
    """Run everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache = folder / "cache"
        paths = make_files(folder)
        load_schema(SCHEMA, cache=cache)
        throughput(paths, cache)
        growth(folder)


if __name__ == "__main__":
    main()
