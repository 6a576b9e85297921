"""What is made from the lists at load, kept on disk until a list, or the way it is made, changes."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: Part of the key: raise it when the shape of what is kept changes.
VERSION = 9
#: Modules and tables that decide which forms there are.
MAKERS = ("entry.py", "forms.py", "inflection.py", "matcher.py", "table.py", "tei.py", "__init__.py")


class Cache:
    """JSON files in a folder of the user (ZAPIS_CACHE, XDG_CACHE_HOME or ~/.cache), named by what they depend
    on.

    A file that is missing or damaged reads as None; one that cannot be written is not written. Neither is an
    error.
    """

    def __init__(self, lists: Sequence[Path]) -> None:
        base = os.environ.get("ZAPIS_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        self._folder = Path(base) / "zapis"
        self._key = _fingerprint(lists)

    def _file(self, part: str) -> Path:
        return self._folder / f"{part}-{self._key}.json"

    def read(self, part: str) -> Any:
        """What was kept under this name, or None."""
        try:
            text = self._file(part).read_text(encoding="utf-8")
        except OSError:
            return None
        # Many small lists come into being and none of them dies: collecting garbage meanwhile only takes
        # time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            return json.loads(text)
        except ValueError:
            return None
        finally:
            if collecting:
                gc.enable()

    def write(self, part: str, content: Any) -> None:
        """Keep it: written beside its place and moved there when whole."""
        file = self._file(part)
        beside = file.with_suffix(f".{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            beside.replace(file)
        except OSError:
            return


def _fingerprint(lists: Sequence[Path]) -> str:
    sha = hashlib.sha256(f"{VERSION} {sys.version_info[:2]}".encode())
    package = HERE.parent
    makers = [*(HERE / n for n in MAKERS), package / "transliteration.py", package / "korean.py"]
    for path in (*lists, *makers, *sorted((package / "languages").glob("*.tsv"))):
        sha.update(path.read_bytes())
    return sha.hexdigest()[:32]
