"""Compiled schemas on disk, so that a schema is read once and then starts in milliseconds.

The name of a cache file is the digest of the schema file and of this engine; the digests of all files it
includes are inside and compared. A stored schema is a pickle of plain tuples behind its own digest; the
unpickler knows no classes. Whatever is wrong with a cache file, the schema is compiled anew.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import tempfile
from functools import cache
from pathlib import Path

from pipeline.relaxng.compilation import Compiled
from pipeline.relaxng.grammar import read_schema

#: Raise it when the stored form changes.
FORMAT = 1
_DIGEST = 32


class _Plain(pickle.Unpickler):
    """Accepts only what needs no class."""

    def find_class(self, module: str, name: str) -> object:
        raise pickle.UnpicklingError(f"{module}.{name} in a cache file")


def default_folder() -> Path:
    """``$XDG_CACHE_HOME/zapis/relaxng``, or under ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME")
    if base and Path(base).is_absolute():
        return Path(base) / "zapis" / "relaxng"
    return Path("~/.cache/zapis/relaxng").expanduser()


@cache
def engine_digest() -> str:
    """Digest of the modules that shape what is stored."""
    folder = Path(__file__).parent
    digest = hashlib.sha256(str(FORMAT).encode())
    for name in (
        "tree",
        "compact",
        "grammar",
        "compilation",
        "restriction",
        "identity",
        "pattern",
        "nameclass",
    ):
        file = folder / f"{name}.py"
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def cache_file(folder: Path, path: Path) -> Path:
    """Where the compiled form of a schema is kept.

    Raises OSError: the schema cannot be read.
    """
    digest = hashlib.sha256(engine_digest().encode())
    digest.update(read_schema(path))
    return folder / f"{digest.hexdigest()[:40]}.pickle"


def read(file: Path, path: Path) -> Compiled | None:
    """The stored schema, None if there is none, it is damaged, or an included file has changed."""
    try:
        stored = file.read_bytes()
        body = stored[_DIGEST:]
        if hashlib.sha256(body).digest() != stored[:_DIGEST]:
            return None
        compiled: Compiled = _Plain(io.BytesIO(body)).load()
        if all(_digest(path.parent / name) == known for name, known in compiled["files"].items()):
            return compiled
    except Exception:  # a damaged pickle can raise anything; it is then made anew
        return None
    return None


def write(file: Path, path: Path, compiled: Compiled) -> None:
    """Store a compiled schema; a folder that cannot be written is no error."""
    folder = path.resolve().parent
    files = {os.path.relpath(name, folder): digest for name, digest in compiled["files"].items()}
    body = pickle.dumps({**compiled, "files": files}, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as target:
            target.write(hashlib.sha256(body).digest() + body)
        Path(name).replace(file)
    except OSError:
        return


def _digest(path: Path) -> str:
    return hashlib.sha256(read_schema(path)).hexdigest()
