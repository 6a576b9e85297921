"""A RELAX NG schema, ready to validate documents."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from pipeline.relaxng import cache as store
from pipeline.relaxng.automaton import Contents, Model
from pipeline.relaxng.compilation import Compiled, compile_schema
from pipeline.relaxng.document import EncodingError, as_utf8
from pipeline.relaxng.issue import Expected, Issue, SchemaError
from pipeline.relaxng.nameclass import finite, key, split
from pipeline.relaxng.pattern import ATTRIBUTE, ELEMENT, Pattern, Pool
from pipeline.relaxng.tree import XML
from pipeline.relaxng.verdict import Watch, verdict
from pipeline.relaxng.vocabulary import Vocabulary, has_text, walk


def attribute_key(attribute: str) -> str:
    """Expanded name of an attribute as people write it."""
    return key(XML, attribute[4:]) if attribute.startswith("xml:") else attribute


_NAME_LIMIT = 20_000
#: What a schema may have learnt before it starts over: wildcards take any number of names.
_MODEL_LIMIT = 200_000


class Schema:
    """One schema. It learns while it reads: keep one object for many documents (one per process)."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self._names: dict[str, str] = {}
        self._renew()

    def _renew(self) -> None:
        """Start over with nothing learnt."""
        self.__dict__.pop("vocabulary", None)
        compiled = self.compiled
        pool = Pool(compiled["names"])
        contents = Contents(pool, compiled["rows"], compiled["roots"])
        self.expectations: dict[tuple[Pattern, ...], Expected] = {}
        self.attribute_expectations: dict[tuple[Pattern, ...], Expected] = {}
        self.guesses: dict[str, list[str]] = {}
        self.model = Model(pool, contents, contents.pattern(compiled["start"]), compiled["ids"])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Names, values and documentation by expanded name."""
        return Vocabulary(self.compiled, self.model)

    @cached_property
    def elements(self) -> tuple[tuple[str, str], ...]:
        """(namespace, local name) of every element named in the schema, sorted."""
        return tuple(sorted(split(name) for name in self.vocabulary.definitions))

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """Expanded names of all attributes named in the schema."""
        classes = (row[2] for row in self.compiled["rows"] if row[0] == ATTRIBUTE)
        return frozenset(name for one in classes for name in finite(one) or ())  # type: ignore[arg-type]

    def _key(self, element: str) -> str:
        """Expanded name of a local one (or ``{uri}local``)."""
        if element.startswith("{"):
            return key(*element[1:].split("}", 1))
        return next(iter(self.vocabulary.by_local.get(element, [element])))

    def attributes_of(self, element: str) -> tuple[str, ...]:
        """Names of the attributes of an element, sorted; ``xml:id`` for those of the xml namespace."""
        names = (split(name) for name in self.vocabulary.attributes(self._key(element)))
        return tuple(sorted(f"xml:{local}" if space == XML else local for space, local in names))

    def values_of(self, element: str, attribute: str) -> tuple[tuple[str, str], ...]:
        """(value, gloss) for the closed list of an attribute's values, empty if it has none."""
        owner, name = self._key(element), attribute_key(attribute)
        words = self.vocabulary
        return tuple((value, words.note(owner, name, value)) for value in words.values(owner, name))

    def note_of(self, element: str, attribute: str = "") -> str:
        """Documentation of an element or attribute, empty if the schema carries none."""
        return self.vocabulary.note(self._key(element), attribute_key(attribute) if attribute else "")

    @property
    def id_conflicts(self) -> tuple[SchemaError, ...]:
        """Where the types ID, IDREF and IDREFS contradict each other.

        jing refuses such a schema unless its ID check is turned off (``-i``); here only the attributes in
        conflict are left unchecked.
        """
        return tuple(SchemaError(*one) for one in self.compiled["unsound"])

    @cached_property
    def _parents(self) -> dict[str, frozenset[str]]:
        """Local name → local names of the elements it can stand in."""
        found: dict[str, set[str]] = {}
        names = self.compiled["names"]
        for owner, numbers in self.vocabulary.definitions.items():
            for number in numbers:
                for pattern in walk([self.model.contents[number]]):
                    if pattern.op == ELEMENT:
                        for name in finite(names[pattern.extra[0]]) or ():  # type: ignore[call-overload]
                            found.setdefault(split(name)[1], set()).add(split(owner)[1])
        return {name: frozenset(owners) for name, owners in found.items()}

    @cached_property
    def parents_count(self) -> dict[str, int]:
        """Local name → in how many elements it can stand: the fewer, the more it says."""
        return {name: len(owners) for name, owners in self._parents.items()}

    def parents_of(self, element: str) -> frozenset[str]:
        """Local names of the elements an element can stand in."""
        return self._parents.get(element, frozenset())

    @cached_property
    def common_attributes(self) -> frozenset[str]:
        """Attributes that more than a third of the elements have, as people write them."""
        counts: dict[str, int] = {}
        for element in self.elements:
            for name in self.attributes_of("{" + element[0] + "}" + element[1]):
                counts[name] = counts.get(name, 0) + 1
        return frozenset(name for name, count in counts.items() if count * 3 > len(self.elements))

    def takes_text(self, element: str) -> bool:
        """True if text can stand in an element."""
        numbers = self.vocabulary.definitions.get(self._key(element), ())
        return any(has_text(self.model.contents[number]) for number in numbers)

    def attribute_key(self, attribute: str) -> str:
        """Expanded name of an attribute as people write it (``xml:id``)."""
        return attribute_key(attribute)

    def validate(
        self, source: bytes | Path, *, limit: int | None = None, watch: Watch | None = None
    ) -> list[Issue]:
        """All issues of a document in order of place, at most ``limit``; none if it is valid.

        ``watch`` is shown the tags up to the first that is not right; of a valid document without DTD, all.
        A malformed document gives an issue of kind "malformed". Raises OSError only, for a file that
        cannot be read.
        """
        content = source.read_bytes() if isinstance(source, Path) else source
        if self._verdict(content, watch):
            return []
        from pipeline.relaxng.diagnosis import diagnose

        return diagnose(self, content, limit)

    def is_valid(self, source: bytes | Path) -> bool:
        """True if the document is valid; faster than ``validate`` where only that matters."""
        content = source.read_bytes() if isinstance(source, Path) else source
        known = self._verdict(content)
        return known if known is not None else not self.validate(content, limit=1)

    def _verdict(self, content: bytes, watch: Watch | None = None) -> bool | None:
        if len(self._names) > _NAME_LIMIT:
            self._names = {}
        if self.model.size() > _MODEL_LIMIT:
            self._renew()
        try:
            content, encoding = as_utf8(content)
        except EncodingError:
            return False
        return verdict(self.model, content, encoding, self._names, watch)


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
