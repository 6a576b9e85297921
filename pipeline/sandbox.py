"""Stylesheet of somebody else + XML → text, in a process of its own.

`saxon` closes files and the network to a stylesheet, but SaxonC runs in our process: an unchecked error in its native
code ends it (a pattern `a[$x]//(b|c)//d` is enough), and nothing can stop an endless loop. Here both cost only the
worker, which is started on first use, kept for the next documents and replaced when it dies.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.saxon import TransformError

#: How long one transformation may take, in seconds.
PATIENCE = 120.0


class CompileError(TransformError):
    """The stylesheet itself cannot be compiled."""


class Sandbox:
    """A worker process; `transform` starts it and starts it again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def transform(self, stylesheet: str, xml: bytes, seconds: float | None = None) -> str:
        """The principal result of a sandboxed stylesheet, given as text.

        Raises `CompileError` for a stylesheet that does not compile, `TransformError` for whatever stops it: an
        error, the death of the worker, more than `seconds` (default `PATIENCE`).
        """
        patience = PATIENCE if seconds is None else seconds
        with self._lock:
            answer = self._ask({"stylesheet": stylesheet, "xml": xml.decode("latin-1")}, patience)
        if "result" in answer:
            return str(answer["result"])
        kind = CompileError if answer["stage"] == "compile" else TransformError
        raise kind(answer["message"], answer["line"])

    def _ask(self, question: dict[str, str], patience: float) -> dict[str, Any]:
        worker = self._worker()
        assert worker.stdin is not None and worker.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(patience, stop)
        timer.start()
        try:
            worker.stdin.write(json.dumps(question).encode() + b"\n")
            worker.stdin.flush()
            line = worker.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if line:
            found: dict[str, Any] = json.loads(line)
            return found
        self.close()
        message = (
            f"it did not end within {patience:g} seconds"
            if late.is_set()
            else "the XSLT processor broke down"
        )
        return {"stage": "run", "message": message, "line": None}

    def _worker(self) -> subprocess.Popen[bytes]:
        """The worker of this process: one that a fork brought along belongs to the parent."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            path = os.pathsep.join(
                [str(Path(__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
            )
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pipeline.sandbox"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        return self._process

    def close(self) -> None:
        """End the worker, if this process has one."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was left to write has nowhere to go
                    pipe.close()


@cache
def sandbox() -> Sandbox:
    """The sandbox of this process; it ends with it."""
    found = Sandbox()
    atexit.register(found.close)
    return found


def _answer(question: dict[str, str]) -> dict[str, Any]:
    from pipeline import saxon

    stage = "compile"
    try:
        stylesheet = saxon.compile_stylesheet(text=question["stylesheet"])
        stage = "run"
        return {"result": stylesheet.transform(question["xml"].encode("latin-1"))}
    except TransformError as error:
        return {"stage": stage, "message": error.message, "line": error.line}


def _serve() -> None:
    """Answer one question for each line of standard input, until it ends."""
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(_answer(json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
