"""TEI lists of persons, places and organisations → names to be found in texts.

The lists of the package (`persons.xml`, `places.xml`, `organisations.xml`) hold what people wrote; a project
adds its own files, which extend and override them. Forms made by transliteration and inflection are made at
load, flagged, and kept in a cache on disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from pipeline.authority.entry import FILES, Entry, merge
from pipeline.authority.matcher import Matcher
from pipeline.model import Entity

__all__ = ["Authority", "Entry", "Matcher", "load_authority"]

HERE = Path(__file__).parent
#: Part of the cache's key: raise it when forms are made otherwise.
FORMS_VERSION = 4

Forms = dict[str, list[tuple[str, str, frozenset[str]]]]
Table = dict[str, tuple[tuple[str, frozenset[str]], ...]]


class Authority:
    """Persons, places and organisations by id, with all their forms."""

    def __init__(
        self, entries: Sequence[Entry], tables: dict[str, Table] | None = None, forms: Forms | None = None
    ):
        self.entries: dict[str, Entry] = merge(entries)
        self._forms = forms
        self._matchers: dict[str, Matcher] = {}
        self._tables = tables or {}

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Entities by id, in the order of the files."""
        return {id: entry.entity for id, entry in self.entries.items()}

    def forms(self, lang: str) -> Iterator[tuple[str, str, frozenset[str]]]:
        """(form, entity id, flags) of a language (ru, en, zh, ko), in the order of the entries; for the flags
        see `pipeline.authority.forms`."""
        if self._forms is None:
            self._forms = _make(self.entries)
        yield from self._forms.get(lang, ())

    def automaton(self, lang: str) -> Matcher:
        """What finds the names of a language in a text. Names in Chinese and Korean script are found in
        any."""
        if lang not in self._matchers:
            if lang not in self._tables:
                self._tables[lang] = Matcher.of([*_stops(lang), *self._all(lang)]).table
            self._matchers[lang] = Matcher.from_table(self._tables[lang])
        return self._matchers[lang]

    def _all(self, lang: str) -> Iterator[tuple[str, str, frozenset[str]]]:
        for script in dict.fromkeys((lang, "zh", "ko")):
            yield from self.forms(script)

    def lookup(self, form: str, lang: str) -> list[tuple[str, float]]:
        """Entities that a form may mean, each with a quality from 0 to 1, the best first: 1.0 written by
        hand, 0.9 made by rule, 0.8 initials, 0.7 the surname alone, 0.3 weak."""
        found = self.automaton(lang).lookup(form)
        return sorted(((id, quality(flags)) for id, flags in found if id), key=lambda x: (-x[1], x[0]))


def quality(flags: frozenset[str]) -> float:
    """How much a form with these flags says by itself, 0 to 1."""
    for flag, value in (("weak", 0.3), ("sic", 0.5), ("surname", 0.7), ("initials", 0.8), ("generated", 0.9)):
        if flag in flags:
            return value
    return 1.0


def _stops(lang: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Phrases in which a name of the authority is none («Дальний Восток»), in all cases; their entity is
    ""."""
    from pipeline.authority.inflection import phrase_forms
    from pipeline.transliteration import rows

    for row in rows("stop-phrases.tsv"):
        if row["lang"] == lang:
            for form in phrase_forms(row["phrase"]) if lang == "ru" else (row["phrase"],):
                yield form, "", frozenset()


def _make(entries: dict[str, Entry]) -> Forms:
    from pipeline.authority.forms import forms_of

    out: Forms = {}
    for entry in entries.values():
        for form in forms_of(entry):
            out.setdefault(form.lang, []).append((form.text, entry.id, form.flags))
    return out


def load_authority(extra: Sequence[Path] = (), cache: bool = True) -> Authority:
    """The authority of the package with the files (or folders of files) in `extra`, which extend and override
    it.

    With `cache`, forms are kept in a folder of the user and made anew only when a file, or the way they are
    made, has changed. Raises AuthorityError where a file cannot be read.
    """
    from pipeline.authority.tei import read

    paths = [HERE / name for name in FILES.values()]
    for path in extra:
        paths += sorted(path.glob("*.xml")) if path.is_dir() else [path]
    paths = [p for p in paths if p.exists() or p.parent != HERE]
    authority = Authority([entry for path in paths for entry in read(path)])
    if cache:
        _with_cache(authority, paths)
    return authority


def _folder() -> Path:
    base = os.environ.get("ZAPIS_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "zapis"


def _fingerprint(paths: Sequence[Path]) -> str:
    """Changes with the files, with the code and tables that make forms, and with Python's version."""
    sha = hashlib.sha256(f"{FORMS_VERSION} {sys.version_info[:2]}".encode())
    makers = [HERE / n for n in ("entry.py", "forms.py", "inflection.py", "matcher.py", "table.py")]
    makers += [
        HERE.parent / "transliteration.py",
        HERE.parent / "korean.py",
        *sorted((HERE.parent / "languages").glob("*.tsv")),
    ]
    for path in (*paths, *makers):
        sha.update(path.read_bytes())
    return sha.hexdigest()[:32]


def _with_cache(authority: Authority, paths: Sequence[Path]) -> None:
    """Take the forms from the cache, or make them and put them there; a cache that cannot be used is no
    error."""
    file = _folder() / f"forms-{_fingerprint(paths)}.json"
    try:
        authority._forms, authority._tables = _unpack(json.loads(file.read_text(encoding="utf-8")))
        return
    except (OSError, ValueError, KeyError, TypeError):
        pass
    authority._forms = _make(authority.entries)
    for lang in ("ru", "en"):
        authority.automaton(lang)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(
            json.dumps(_pack(authority._forms, authority._tables), ensure_ascii=False), encoding="utf-8"
        )
        part.replace(file)
    except OSError:
        return


def _pack(forms: Forms, tables: dict[str, Table]) -> dict[str, object]:
    """Sets of flags by number: there are few of them, and they recur in every form."""
    flags: dict[frozenset[str], int] = {}

    def number(f: frozenset[str]) -> int:
        return flags.setdefault(f, len(flags))

    packed_forms = {k: [(t, i, number(f)) for t, i, f in v] for k, v in forms.items()}
    packed_tables = {
        k: [[key, *(x for i, f in r for x in (i, number(f)))] for key, r in t.items()]
        for k, t in tables.items()
    }
    return {"flags": [sorted(f) for f in flags], "forms": packed_forms, "tables": packed_tables}


def _unpack(packed: dict[str, object]) -> tuple[Forms, dict[str, Table]]:
    flags = [frozenset(f) for f in packed["flags"]]  # type: ignore[attr-defined]
    forms: Forms = {
        k: [(t, i, flags[n]) for t, i, n in v]
        for k, v in packed["forms"].items()  # type: ignore[attr-defined]
    }
    tables: dict[str, Table] = {}
    for lang, rows in packed["tables"].items():  # type: ignore[attr-defined]
        tables[lang] = {
            row[0]: ((row[1], flags[row[2]]),) if len(row) == 3
            else tuple((row[i], flags[row[i + 1]]) for i in range(1, len(row), 2))
            for row in rows
        }  # fmt: skip
    return forms, tables
