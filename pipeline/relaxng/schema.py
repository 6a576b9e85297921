"""A RELAX NG schema, ready to validate documents."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pipeline.relaxng import cache as store
from pipeline.relaxng.automaton import Contents, Model
from pipeline.relaxng.compilation import Compiled, compile_schema
from pipeline.relaxng.issue import Issue, SchemaError
from pipeline.relaxng.pattern import Pool

_NAME_LIMIT = 20_000


class Schema:
    """One schema. It learns while it reads: keep one object for many documents (one per process)."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self._names: dict[str, str] = {}
        self._renew()

    def _renew(self) -> None:
        compiled = self.compiled
        pool = Pool(compiled["names"])
        contents = Contents(pool, compiled["rows"], compiled["roots"])
        self.model = Model(pool, contents, contents.pattern(compiled["start"]), compiled["ids"])

    def is_valid(self, source: bytes | Path) -> bool:
        """True if the document is valid; faster than ``validate`` where only that matters."""
        from pipeline.relaxng.verdict import is_valid

        content = source.read_bytes() if isinstance(source, Path) else source
        if len(self._names) > _NAME_LIMIT:
            self._names = {}
        return is_valid(self.model, content, None, self._names)


def load_schema(path: Path | str, *, cache: Path | Literal[False] | None = False) -> Schema:
    """The schema in a file, XML or compact syntax by its content.

    ``cache``: folder for compiled schemas, None for the user's cache folder, False for none.
    Raises SchemaError: unreadable, or not a correct RELAX NG schema.
    """
    path = Path(path)
    if cache is False:
        return Schema(compile_schema(path))
    try:
        file = store.cache_file(cache or store.default_folder(), path)
    except OSError as error:
        raise SchemaError(f"cannot read {path.name}: {error.strerror}", str(path)) from None
    compiled = store.read(file, path)
    if compiled is None:
        compiled = compile_schema(path)
        store.write(file, path, compiled)
    return Schema(compiled)
