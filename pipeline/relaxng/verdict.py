"""The fast pass: is a document valid? It stops at the first doubt and says nothing about where or why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from pipeline.relaxng.automaton import Attributes, Invalid, Model, Opening, State
from pipeline.relaxng.datatype import BLANK
from pipeline.relaxng.nameclass import SEPARATOR

_START_LIMIT = 2_000
#: Given the parser, what to call with the name and the attributes of every start tag, and with the name of every end tag: somebody
#: who has to read the document as well can look over the shoulder of this pass.
Watch = Callable[[expat.XMLParserType], tuple[Callable[[str, list[str]], Any], Callable[[str], Any]]]


class Doubt(Exception):
    """The document has something only the slow pass treats: a document type, values that need a context."""


class _Ids:
    """The identifiers of one document."""

    def __init__(self) -> None:
        self.defined: set[str] = set()
        self.used: set[str] = set()

    def note(self, kind: str, value: str) -> None:
        tokens = value.split()
        if kind == "ID":
            if len(tokens) != 1 or tokens[0] in self.defined:
                raise Invalid
            self.defined.add(tokens[0])
        else:
            self.used.update(tokens)


def verdict(
    model: Model, content: bytes, encoding: str | None, names: dict[str, str], watch: Watch | None = None
) -> bool | None:
    """Valid or not; None if only the slow pass can tell. ``names`` is shared between parsers to spare memory."""
    parser = expat.ParserCreate(encoding, SEPARATOR, names)
    ids = _Ids()
    _attach(parser, model, ids, watch)
    try:
        parser.Parse(content, True)
    except Doubt:
        return None
    except (Invalid, expat.ExpatError, ValueError, LookupError):
        return False
    finally:  # else parser and handlers would hold each other
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
    return ids.used <= ids.defined


def _attach(parser: expat.XMLParserType, model: Model, ids: _Ids, watch: Watch | None) -> None:
    began, ended = watch(parser) if watch is not None else (None, None)
    state = model.start
    stack: list[dict[int, State]] = []
    push, pop = stack.append, stack.pop
    text: list[str] = []

    def start(name: str, attributes: list[str]) -> None:
        nonlocal state
        if state.typed and text:
            raise Doubt
        close, bare, starts, opening = state[name]
        push(close)
        if attributes:
            following = starts.get(tuple(attributes))
            if following is None:
                following = _started(opening, attributes, ids)
        else:
            following = bare
        if following is None:
            raise Invalid
        state = following
        if following.typed:
            text.clear()
        if began is not None:
            began(name, attributes)

    def end(name: str) -> None:
        nonlocal state
        mask = state.mask
        if mask < 0:
            mask = _typed(state, "".join(text))
        state = pop()[mask]
        if ended is not None:
            ended(name)

    def characters(chunk: str) -> None:
        nonlocal state
        if state.mixed is state:
            return
        if state.typed:
            text.append(chunk)
        elif chunk.strip(BLANK):
            following = state.after_text
            if following is None:
                raise Invalid
            state = following

    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _doubt


def _doubt(*_: object) -> None:
    raise Doubt


def _typed(state: State, text: str) -> int:
    if state.model.is_contextual_state(state):
        raise Doubt
    return state.accepted(text, {})


def _started(opening: Opening, attributes: list[str], ids: _Ids) -> State | None:
    """The content after a start tag whose attributes have not been seen together before."""
    current: Attributes = opening.first
    identity = False
    for place in range(0, len(attributes), 2):
        name, value = attributes[place], attributes[place + 1]
        move = current[name]
        if move is None or move.contextual:
            raise Doubt
        following = move.value(value, {})
        if following is None:
            return None
        current = following
        if name in opening.ids:
            identity = True
            ids.note(opening.ids[name], value)
    state = current.end()
    if state is not None and not identity:
        if len(opening.starts) > _START_LIMIT:
            opening.starts.clear()
        opening.starts[tuple(attributes)] = state
    return state
