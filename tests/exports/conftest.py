"""The TEI files that exports are tried on: two complete examples and, where built, those of the seeds."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest
from export_corpus import ROOT, Corpus, installed
from lxml import etree, html

from pipeline.export import export

EXAMPLES = [ROOT / "tests/render/conversation.xml", ROOT / "tests/render/cable.xml"]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--virtual-time-budget=60000",
)


def built() -> list[Path]:
    """Those of the seeds; the variable ZAPIS_TEI names another folder of TEI files to try the exports on."""
    return sorted(Path(os.environ.get("ZAPIS_TEI", ROOT / "output/tei")).glob("*.xml"))


@pytest.fixture(params=["examples", "seeds"])
def corpus(request: pytest.FixtureRequest) -> Corpus:
    files = EXAMPLES if request.param == "examples" else built()
    if not files:
        pytest.skip("output/tei is not built")
    return Corpus(files)


@pytest.fixture
def examples() -> Corpus:
    return Corpus(EXAMPLES)


@pytest.fixture
def seeds() -> Corpus:
    """Those of the seeds alone, for consumers that learn from a text and need one long enough."""
    files = sorted((ROOT / "output/tei").glob("*.xml"))
    if not files:
        pytest.skip("output/tei is not built")
    return Corpus(files)


@pytest.fixture
def exported(tmp_path: Path) -> Callable[..., Path]:
    """`exported(name, corpus, **options)`: the folder with the export."""

    def make(name: str, corpus: Corpus, **options: str) -> Path:
        out = tmp_path / name
        export(name, corpus.files, out, {key.replace("_", "-"): value for key, value in options.items()})
        return out

    return make


@pytest.fixture
def node() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`node(script, *arguments)`: a script that uses npm packages; skips where one of them is missing."""
    command = installed("node")

    def run(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        words = [command, "-e", script, *map(str, arguments)]
        done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
        if missing := re.search(r"Cannot find (?:module|package) '([^']+)'", done.stderr):
            pytest.skip(f"the npm package {missing[1]} is not installed")
        return done

    return run


@pytest.fixture
def nltk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """NLTK, allowed to read what the test exports (it opens nothing outside its data folders)."""
    module = pytest.importorskip("nltk", reason="nltk is not installed")
    monkeypatch.setattr(module.data, "path", [*module.data.path, str(tmp_path)])
    return module


@pytest.fixture
def seen(chromium: str) -> Callable[[Path, str], etree._Element]:
    """`seen(folder, page)`: the page as the browser has it after scripts ran, the folder served over HTTP."""

    def see(folder: Path, page: str) -> etree._Element:
        quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder)))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}/{page}"
            flags = [*FLAGS, f"--user-data-dir={folder / '.profile'}", "--dump-dom", address]
            done = subprocess.run([chromium, *flags], capture_output=True, text=True, timeout=90, check=False)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        return html.document_fromstring(done.stdout)

    return see
