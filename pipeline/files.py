"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

from pipeline.errors import CannotWrite


def check_folder(folder: Path) -> None:
    """Raise `CannotWrite` where a folder is none and cannot become one: before the work, not after it."""
    there = next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))
    if not there.is_dir():
        raise CannotWrite(f"{there}: cannot write: is not a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise CannotWrite(f"{there}: cannot write: {os.strerror(errno.EACCES)}")


def write(path: Path, data: bytes | str) -> bool:
    """Write a file beside its place and move it there when whole; True if its content changed.

    A killed run leaves no half file, an unchanged file keeps its time stamp, and any file its mode. A link stays one: what it leads to
    is written. A pipe, a terminal or another device is written to as it is. Raises `CannotWrite`.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as device:
                device.write(content)
            return True
        place = Path(os.path.realpath(path)) if path.is_symlink() else path
        if place.is_file() and place.read_bytes() == content:
            return False
        _replace(place, content)
    except OSError as e:
        raise CannotWrite(f"{path}: cannot write: {e.strerror or e}") from e
    return True


def _replace(path: Path, content: bytes) -> None:
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
