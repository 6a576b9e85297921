"""Content models as automata that unfold while documents are read.

A State says what may come next inside an open element. Usually one element definition fits a start tag and
the state holds one pattern; where several fit (section 7 allows it), the state carries one thread for each,
and the end tag tells by a bit mask which of them were satisfied. States are interned, their transitions are
ordinary dict entries made on first use, so that reading costs a few look-ups per tag.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.relaxng.datatype import Context
from pipeline.relaxng.pattern import TEXT, Pattern, Pool

#: ``mask`` of states whose text is a value: the mask depends on the text.
TYPED = -1
_VALUE_LIMIT = 4_000
_LONG = 200

IdTypes = dict[str, str]


class Invalid(Exception):
    """The document leaves the automaton."""


class Move(NamedTuple):
    """Transition by a start tag: what its end leads to, and the start of its content."""

    close: Close
    bare: State | None
    starts: dict[tuple[str, ...], State]
    opening: Opening


class State(dict[str, Move]):
    """Threads of content; as a dict it maps the name of a start tag to its Move (Invalid is raised if none)."""

    __slots__ = ("mask", "mixed", "model", "texts", "threads", "typed")

    def __init__(self, model: Model, threads: tuple[Pattern, ...]) -> None:
        self.model = model
        self.threads = threads
        self.typed = any(one.is_typed for one in threads)
        self.mask = TYPED if self.typed else _mask(threads)
        self.texts: dict[str, int] = {}
        self.mixed: State | None = None

    def __missing__(self, name: str) -> Move:
        move = self.move(name)
        if move is None:
            raise Invalid
        self[name] = move
        return move

    def move(self, name: str, skipping: bool = False) -> Move | None:
        """The transition by a start tag; with ``skipping`` required content before it may be missing."""
        pool = self.model.pool
        found = [pool.opened(thread, name, skipping) for thread in self.threads]
        definitions = sorted({definition for one in found for definition, _ in one})
        if not definitions:
            return None
        residues = [[(definitions.index(one), rest) for one, rest in thread] for thread in found]
        opening = self.model.opening(tuple(definitions), name)
        return Move(Close(self.model, residues, len(definitions)), opening.bare, opening.starts, opening)

    @property
    def after_text(self) -> State | None:
        """The state after non-blank text between elements, None if text is not allowed."""
        if self.mixed is None:
            threads = tuple(self.model.pool.mixed(one) for one in self.threads)
            self.mixed = self.model.state(threads)
        return self.mixed if self.mixed is not self.model.dead else None

    def accepted(self, text: str, context: Context) -> int:
        """Mask of the threads satisfied by this text as the whole content."""
        known = self.texts.get(text)
        if known is not None:
            return known
        pool = self.model.pool
        mask = sum(pool.matches(one, text, context) << place for place, one in enumerate(self.threads))
        if len(text) < _LONG and not any(pool.is_contextual(one) for one in self.threads):
            if len(self.texts) > _VALUE_LIMIT:
                self.texts.clear()
            self.texts[text] = mask
        return mask


def _mask(threads: tuple[Pattern, ...]) -> int:
    return sum(one.nullable << place for place, one in enumerate(threads))


class Close(dict[int, State]):
    """From the mask of satisfied definitions to the parent's next state."""

    __slots__ = ("model", "residues", "size")

    def __init__(self, model: Model, residues: list[list[tuple[int, Pattern]]], size: int) -> None:
        self.model = model
        self.residues = residues
        self.size = size

    def __missing__(self, mask: int) -> State:
        if not mask:
            raise Invalid
        choice = self.model.pool.choice
        threads = tuple(
            choice(rest for place, rest in thread if mask >> place & 1) for thread in self.residues
        )
        self[mask] = state = self.model.state(threads)
        return state

    def any(self) -> State:
        """The parent's next state if nothing is known of the child."""
        return self[(1 << self.size) - 1]


class AttributeMove:
    """Transition by an attribute's name; ``always`` if any value will do."""

    __slots__ = ("always", "contextual", "found", "model", "values")

    def __init__(self, model: Model, found: list[tuple[tuple[Pattern, Pattern], ...]]) -> None:
        self.model = model
        self.found = found
        patterns = [value for thread in found for value, _ in thread]
        self.contextual = any(model.pool.is_contextual(one) for one in patterns)
        self.always = self.taken() if all(one.op == TEXT for one in patterns) else None
        self.values: dict[str, Attributes | None] = {}

    def taken(self, text: str | None = None, context: Context | None = None) -> Attributes | None:
        """The state after this value (None: whatever the value), None if it is not allowed."""
        pool = self.model.pool
        threads = tuple(
            pool.choice(
                rest for value, rest in thread if text is None or pool.matches(value, text, context or {})
            )
            for thread in self.found
        )
        state = self.model.attributes(threads)
        return None if state.is_dead else state

    def value(self, text: str, context: Context) -> Attributes | None:
        """The state after this value, memoised where it does not depend on the context."""
        if self.always is not None:
            return self.always
        if self.contextual or len(text) > _LONG:
            return self.taken(text, context)
        if text in self.values:
            return self.values[text]
        if len(self.values) > _VALUE_LIMIT:
            self.values.clear()
        state = self.values[text] = self.taken(text, context)
        return state


class Attributes(dict[str, "AttributeMove | None"]):
    """Threads of an open start tag; as a dict it maps attribute names to moves, None if not allowed."""

    __slots__ = ("_end", "is_dead", "model", "threads")

    def __init__(self, model: Model, threads: tuple[Pattern, ...]) -> None:
        self.model = model
        self.threads = threads
        self.is_dead = all(one is model.pool.nothing for one in threads)
        self._end: State | None = None

    def __missing__(self, name: str) -> AttributeMove | None:
        pool = self.model.pool
        found = [pool.attribute(thread, name) for thread in self.threads]
        if not any(found):
            return None
        move = self[name] = AttributeMove(self.model, found)
        return move

    def end(self) -> State | None:
        """The content after the start tag, None if a required attribute is missing."""
        if self._end is None:
            closed = self.model.pool.closed
            self._end = self.model.state(tuple(closed(one) for one in self.threads))
        return None if self._end is self.model.dead else self._end

    def lenient_end(self) -> State:
        """The content if missing attributes are overlooked."""
        closed = self.model.pool.closed
        return self.model.state(tuple(closed(one, lenient=True) for one in self.threads))


class Opening:
    """What a start tag of this name opens: its definitions' attributes and content."""

    __slots__ = ("bare", "definitions", "first", "ids", "starts")

    def __init__(self, first: Attributes, definitions: tuple[int, ...], ids: IdTypes) -> None:
        self.first = first
        self.definitions = definitions
        self.ids = ids
        self.bare = first.end()
        self.starts: dict[tuple[str, ...], State] = {}


class Model:
    """All automata of one schema. ``contents`` gives the pattern of a definition."""

    def __init__(self, pool: Pool, contents: Contents, start: Pattern, ids: dict[str, IdTypes]) -> None:
        self.pool = pool
        self.contents = contents
        self.ids = ids
        self._states: dict[tuple[Pattern, ...], State] = {}
        self._attributes: dict[tuple[Pattern, ...], Attributes] = {}
        self._openings: dict[tuple[tuple[int, ...], str], Opening] = {}
        self.dead = State(self, ())
        self.start = self.state((start,))

    def size(self) -> int:
        """How much has been unfolded so far."""
        return len(self._states) + len(self._attributes) + len(self._openings)

    def state(self, threads: tuple[Pattern, ...]) -> State:
        """The interned state; ``dead`` if no thread is left."""
        found = self._states.get(threads)
        if found is None:
            nothing = self.pool.nothing
            alive = any(one is not nothing for one in threads)
            found = self._states[threads] = State(self, threads) if alive else self.dead
        return found

    def attributes(self, threads: tuple[Pattern, ...]) -> Attributes:
        """The interned state of a start tag."""
        found = self._attributes.get(threads)
        if found is None:
            found = self._attributes[threads] = Attributes(self, threads)
        return found

    def is_contextual_state(self, state: State) -> bool:
        """True if the text of the state depends on declarations in the document."""
        return any(self.pool.is_contextual(one) for one in state.threads)

    def opening(self, definitions: tuple[int, ...], name: str) -> Opening:
        """The interned opening of a start tag."""
        key = (definitions, name)
        found = self._openings.get(key)
        if found is None:
            first = self.attributes(tuple(self.contents[one] for one in definitions))
            found = self._openings[key] = Opening(first, definitions, self.ids.get(name, {}))
        return found


class Contents(dict[int, Pattern]):
    """Patterns of the element definitions, made from rows when they are first needed."""

    def __init__(self, pool: Pool, rows: list[tuple[object, ...]], roots: list[int]) -> None:
        self.pool = pool
        self.rows = rows
        self.roots = roots
        self._made: dict[int, Pattern] = {}

    def __missing__(self, definition: int) -> Pattern:
        pattern = self[definition] = self.pattern(self.roots[definition])
        return pattern

    def pattern(self, row: int) -> Pattern:
        """The pattern of a row (operator, indices of its parts, extra)."""
        found = self._made.get(row)
        if found is None:
            op, parts, extra = self.rows[row]
            built = tuple(self.pattern(part) for part in parts)  # type: ignore[attr-defined]
            found = self._made[row] = self._build(op, built, extra)  # type: ignore[arg-type]
        return found

    def _build(self, op: int, parts: tuple[Pattern, ...], extra: tuple[object, ...]) -> Pattern:
        pool = self.pool
        makers = {3: pool.choice, 4: pool.group, 5: pool.interleave}
        if op in makers:
            return makers[op](parts)
        if op == 6:
            return pool.many(parts[0])
        return pool.leaf(op, parts, extra)
