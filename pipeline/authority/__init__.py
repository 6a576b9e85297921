"""TEI lists of persons, places and organisations → names to be found in texts.

The lists of the package (`persons.xml`, `places.xml`, `organisations.xml`) hold what people wrote; a project
adds its own files, which extend and override them. Forms made by transliteration and inflection are made at
load, flagged, and kept in a cache on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from pipeline.authority.cache import Cache
from pipeline.authority.entry import FILES, Entry, merge
from pipeline.authority.matcher import Matcher
from pipeline.model import Entity

__all__ = ["Authority", "Entry", "Matcher", "load_authority"]

HERE = Path(__file__).parent

#: language → (form, entity id, flags)
Forms = dict[str, list[tuple[str, str, frozenset[str]]]]


class Authority:
    """Persons, places and organisations by id, with all their forms."""

    def __init__(self, entries: Sequence[Entry], cache: Cache | None = None) -> None:
        self.entries: dict[str, Entry] = merge(entries)
        self._cache = cache
        self._matchers: dict[str, Matcher] = {}

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Entities by id, in the order of the files."""
        return {id: entry.entity for id, entry in self.entries.items()}

    @cached_property
    def _forms(self) -> Forms:
        kept = self._cache.read("forms") if self._cache else None
        forms = _unpack(kept)
        if forms is None:
            forms = _make(self.entries)
            if self._cache:
                self._cache.write("forms", _pack(forms))
        return forms

    def forms(self, lang: str) -> Iterator[tuple[str, str, frozenset[str]]]:
        """(form, entity id, flags) of a language (ru, en, zh, ko), in the order of the entries; for the flags
        see `pipeline.authority.forms`."""
        yield from self._forms.get(lang, ())

    def automaton(self, lang: str) -> Matcher:
        """What finds the names of a language in a text. Names in Chinese and Korean script are found in
        any."""
        if lang not in self._matchers:
            matcher = Matcher.unpacked(self._cache.read(f"names-{lang}")) if self._cache else None
            if matcher is None:
                matcher = Matcher.of([*_stops(lang), *self._all(lang)])
                if self._cache:
                    self._cache.write(f"names-{lang}", matcher.packed())
            self._matchers[lang] = matcher
        return self._matchers[lang]

    def _all(self, lang: str) -> Iterator[tuple[str, str, frozenset[str]]]:
        for script in dict.fromkeys((lang, "zh", "ko")):
            yield from self.forms(script)

    def lookup(self, form: str, lang: str) -> list[tuple[str, float]]:
        """Entities that a form may mean, each with a quality from 0 to 1, the best first: 1.0 written by
        hand, 0.9 made by rule, 0.8 initials, 0.7 the surname alone, 0.5 a wrong spelling, 0.3 weak."""
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
    entries = [entry for path in paths for entry in read(path)]
    return Authority(entries, Cache(paths) if cache else None)


def _pack(forms: Forms) -> dict[str, object]:
    """Sets of flags by number: there are few of them, and they recur in every form."""
    flags: dict[frozenset[str], int] = {}
    rows = {k: [(t, i, flags.setdefault(f, len(flags))) for t, i, f in v] for k, v in forms.items()}
    return {"flags": [sorted(f) for f in flags], "forms": rows}


def _unpack(kept: object) -> Forms | None:
    """The forms again, or None if that is not what was kept."""
    try:
        assert isinstance(kept, dict)
        flags = [frozenset(f) for f in kept["flags"]]
        return {k: [(t, i, flags[n]) for t, i, n in v] for k, v in kept["forms"].items()}
    except (AssertionError, KeyError, TypeError, ValueError, IndexError):
        return None
