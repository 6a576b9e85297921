"""The slow pass: every independent issue of a document, with its place and what was expected instead.

It runs the same automata as ``verdict`` and recovers after each issue so that one cause gives one issue:
a misspelt or wrongly namespaced element is read as the one it stands for; an element in the wrong place is
checked by itself and its parent goes on as if it were not there; a parent that had a wrong child is not
called incomplete on top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from pipeline.relaxng.automaton import Attributes, Close, Invalid, Move, Opening, State
from pipeline.relaxng.datatype import BLANK
from pipeline.relaxng.document import EncodingError, as_utf8, attribute_offsets, lines_between, tag_end
from pipeline.relaxng.issue import Expected, Issue
from pipeline.relaxng.meaning import meant
from pipeline.relaxng.nameclass import SEPARATOR, NameClass, finite, key, split
from pipeline.relaxng.pattern import ATTRIBUTE, ELEMENT
from pipeline.relaxng.tree import XML
from pipeline.relaxng.vocabulary import (
    attribute_classes,
    described,
    first_classes,
    has_text,
    near,
    required,
    values_of,
)

if TYPE_CHECKING:
    from pipeline.relaxng.schema import Schema

Place = tuple[int, int, int]
#: Entities of a document may unfold to this many characters each; beyond it the document is refused.
ENTITY_LIMIT = 1_000_000
_REPAIRS = 50
_GUESS_LIMIT = 5_000
_PATH = 32
_NOTHING_EXPECTED = Expected()
_TOKEN, _UNDEFINED, _MISMATCH, _AMPLIFIED = 4, 11, 7, 43
_QUOTES = frozenset("“”„‟‘’‚‛«»‹›″′")


class _Enough(Exception):
    """The limit of issues is reached, or the document is refused."""


@dataclass(slots=True, eq=False)
class _Frame:
    """An open element. ``state`` None: its content is not checked against a model."""

    name: str
    line: int
    column: int
    start: State | None
    state: State | None
    close: Close | None = None
    children: list[tuple[str, int, int]] = field(default_factory=list)
    blockers: dict[str, tuple[str, int, int] | None] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    text_place: tuple[int, int] = (0, 0)
    spoiled: bool = False
    text_reported: bool = False
    written: str = ""  # the name in the document, where it is read as another

    @property
    def tag(self) -> str:
        """The local name as it is written."""
        return split(self.written or self.name)[1]


def diagnose(schema: Schema, content: bytes, limit: int | None) -> list[Issue]:
    """All issues of a document, sorted by place; at most ``limit``."""
    try:
        content, encoding = as_utf8(content)
    except EncodingError as error:
        return [Issue("malformed", error.line, error.column, str(error), error.line, cause="encoding")]
    malformed: list[Issue] = []
    for _ in range(_REPAIRS):
        run = _Run(schema, content, encoding, limit)
        broken = run.read()
        if broken is None:
            break
        malformed.append(broken)
        if broken.cause != "entity":
            run.issues = [one for one in run.issues if _precedes(one, broken)]
            break
        content = _blank_entity(content, broken.value)
    issues = [*run.issues, *malformed]
    issues.sort(key=lambda one: (one.line, one.column))
    return issues if limit is None else issues[:limit]


def _precedes(issue: Issue, broken: Issue) -> bool:
    """False for what only follows from the place where the document is malformed."""
    return (issue.line, issue.column) < (broken.line, broken.column) and issue.kind != "dangling-idref"


def _blank_entity(content: bytes, name: str) -> bytes:
    """The document with an undefined entity replaced by as many letters, so that reading can go on."""
    reference = f"&{name};".encode()
    return content.replace(reference, b"x" * len(reference))


class _Run:
    """One reading of one document."""

    def __init__(self, schema: Schema, content: bytes, encoding: str | None, limit: int | None) -> None:
        self.schema = schema
        self.model = schema.model
        self.words = schema.vocabulary
        self.content = content
        self.limit = limit
        self.issues: list[Issue] = []
        self.stack = [_Frame("", 1, 1, self.model.start, self.model.start)]
        self.pending_text: tuple[int, int, list[str]] | None = None
        self.namespaces: dict[str, list[str]] = {"xml": [XML]}
        self.fresh: list[str] = []
        self.declared: list[list[str]] = []
        self.context: dict[str, str] = {"xml": XML}
        self.aliases: dict[str, str] = {}
        self.ids: dict[str, tuple[Place, int, str]] = {}
        self.references: list[tuple[str, int, int, int, str, str]] = []
        self.foreign = False
        self.offsets: tuple[int, list[int]] = (-1, [])
        self.tag_lines = (-1, 0)
        self.entities: dict[str, int] = {}
        self.skipped: set[str] = set()
        self.parser = expat.ParserCreate(encoding, SEPARATOR)
        self._attach()

    def _attach(self) -> None:
        parser = self.parser
        parser.ordered_attributes = True
        parser.buffer_text = False
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartNamespaceDeclHandler = self.declare
        parser.EndNamespaceDeclHandler = self.undeclare
        parser.EntityDeclHandler = self.entity
        parser.UnparsedEntityDeclHandler = self.unparsed
        parser.SkippedEntityHandler = self.skip_entity
        parser.ExternalEntityRefHandler = self.external

    def read(self) -> Issue | None:
        """Read the document; an issue if it is malformed."""
        try:
            self.parser.Parse(self.content, True)
        except _Enough:
            return None
        except expat.ExpatError as error:
            return self._malformed(error)
        except ValueError as error:
            return Issue("malformed", 1, 1, str(error), 1, cause="encoding")
        self._dangling()
        return None

    # -- places

    def place(self) -> Place:
        parser = self.parser
        return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, parser.CurrentByteIndex

    def _end_line(self, place: Place) -> int:
        """The line of the end of the tag: what jing reports."""
        line, _, index = place
        if self.tag_lines[0] != index:
            breaks = lines_between(self.content, index, tag_end(self.content, index))
            self.tag_lines = (index, breaks)
        return line + self.tag_lines[1]

    def attribute_place(self, place: Place, number: int) -> tuple[int, int]:
        """Line and column of an attribute, counted as the parser reports them."""
        line, column, index = place
        if self.offsets[0] != index:
            self.offsets = (index, attribute_offsets(self.content, index))
        known = self.offsets[1]
        offset = known[number] if number < len(known) else 0
        end = index + offset
        breaks = lines_between(self.content, index, end)
        last = max(self.content.rfind(b"\n", index, end), self.content.rfind(b"\r", index, end)) + 1
        text = self.content[last if breaks else index : end].decode("utf-8", "replace")
        return line + breaks, len(text) + (1 if breaks else column)

    def path(self) -> str:
        """Names of the open elements; the middle of a very long path is left out."""
        frames = self.stack[1:] if len(self.stack) <= 2 * _PATH else self.stack[1:_PATH]
        names = [split(frame.name)[1] for frame in frames]
        if len(self.stack) > 2 * _PATH:
            names += ["…", *[split(frame.name)[1] for frame in self.stack[-_PATH:]]]
        return "/" + "/".join(names)

    def add(
        self,
        kind: str,
        place: tuple[int, int],
        jing_line: int,
        message: str,
        *,
        name: str = "",
        attribute: str = "",
        value: str = "",
        expected: Expected = _NOTHING_EXPECTED,
        related: tuple[tuple[int, int, str], ...] = (),
        cause: str = "",
        inside: bool = False,
    ) -> None:
        """Record an issue; ``inside``: the innermost open element is the element, not its parent."""
        frame = self.stack[-1]
        namespace, local = split(name or frame.name)
        holder = self.stack[-2] if inside and len(self.stack) > 1 else frame
        parent = (split(holder.name)[1], holder.line) if holder.name else None
        path = self.path()
        if not inside and name:
            path = path.rstrip("/") + "/" + local
        self.issues.append(
            Issue(
                kind, *place, message, jing_line, local, namespace, attribute, value, parent, expected, path,
                related, cause,
            )
        )  # fmt: skip
        if self.limit is not None and len(self.issues) >= self.limit:
            raise _Enough

    # -- expectations

    def shown(self, names: list[NameClass], home: str) -> tuple[tuple[str, ...], bool]:
        """Names of name classes, those of the namespace ``home`` as local names; True if there are others."""
        found: set[str] = set()
        wild = False
        for one in names:
            keys = finite(one)
            wild = wild or keys is None
            found.update(self.label(name, home) for name in keys or ())
        return tuple(sorted(found)), wild

    def label(self, name: str, home: str) -> str:
        """A name for people: local, with its namespace if that is not ``home``."""
        namespace, local = split(name)
        if namespace == home or not namespace:
            return local
        return f"xml:{local}" if namespace == XML else f"{{{namespace}}}{local}"

    def expected(self, state: State) -> Expected:
        """What can follow in a state."""
        known = self.schema.expectations.get(state.threads)
        if known is None:
            known = self.schema.expectations[state.threads] = self._expected(state)
        return known

    def _expected(self, state: State) -> Expected:
        home = self._home(state)
        names = self.words.compiled["names"]
        alive = [one for one in state.threads if one is not self.model.pool.nothing]
        classes = [found for thread in alive for found in first_classes(thread, names)]
        shown, wild = self.shown(classes, home)
        needed = [required(thread, ELEMENT, names) for thread in alive]
        must = sorted(self.label(one, home) for one in frozenset.intersection(*needed)) if needed else []
        return Expected(
            names=shown,
            required=tuple(must),
            completing=self._completing(state, classes, home),
            text=any(has_text(one) for one in alive),
            end=bool(state.mask),
            wildcard=wild,
        )

    def _completing(self, state: State, classes: list[NameClass], home: str) -> tuple[str, ...]:
        """Elements after any one of which the content is complete; empty if it already is."""
        if state.mask or len(classes) > 400:
            return ()
        found: set[str] = set()
        for name in {name for one in classes for name in finite(one) or ()}:
            move = self._move(state, name)
            if move is not None and move.close.any().mask:
                found.add(self.label(name, home))
        return tuple(sorted(found))

    def _home(self, state: State) -> str:
        names = self.words.compiled["names"]
        for thread in state.threads:
            for one in first_classes(thread, names):
                for name in finite(one) or ():
                    return split(name)[0]
        return split(self.stack[-1].name)[0]

    # -- namespaces and entities

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self.namespaces.setdefault(prefix or "", []).append(uri or "")
        self.context[prefix or ""] = uri or ""

    def undeclare(self, prefix: str | None) -> None:
        known = self.namespaces[prefix or ""]
        known.pop()
        if known:
            self.context[prefix or ""] = known[-1]
        else:
            self.context.pop(prefix or "", None)

    def entity(self, name: str, parameter: bool, value: str | None, *rest: object) -> None:
        """Refuse entities that unfold too far (a bomb), before any is expanded."""
        if parameter or value is None:
            return
        inner = re.findall(r"&([^#;\s][^;\s]*);", value)
        self.entities[name] = len(value) + sum(self.entities.get(one, 0) for one in inner)
        if self.entities[name] > ENTITY_LIMIT:
            self._refuse(f"the entity &{name}; unfolds to more than {ENTITY_LIMIT:,} characters")

    def _refuse(self, message: str) -> NoReturn:
        line, column, _ = self.place()
        self.issues.append(Issue("forbidden-dtd", line, column, message, line))
        raise _Enough

    def unparsed(self, name: str, *_: object) -> None:
        self.context["&" + name] = ""

    def skip_entity(self, name: str, parameter: bool) -> None:
        if not parameter:
            self._unread(name)

    def external(self, context: str | None, *_: object) -> int:
        if context:
            self._unread(context.rpartition("\f")[2])
        return 1

    def _unread(self, name: str) -> None:
        """An entity from outside of the document: it is never read; said once for each name."""
        if name in self.skipped:
            return
        self.skipped.add(name)
        line, column, _ = self.place()
        message = f"&{name}; is defined outside of this file, which is not read"
        self.add("forbidden-dtd", (line, column), line, message, value=name)

    # -- elements

    def start(self, name: str, attributes: list[str]) -> None:
        place = self.place()
        self._flush()
        frame, given = self.stack[-1], name
        name, move, checked = self._entered(frame, name, place)
        line, column, _ = place
        frame.children.append((name, line, column))
        child = _Frame(name, line, column, None, None, written=given if given != name else "")
        self.stack.append(child)
        if checked is None:
            return
        # the attributes of an HTML element say nothing on those of the element it stands for
        self.foreign = name != given and bool(self.issues) and self.issues[-1].cause == "meant"
        child.close = move.close if move else None
        child.state = child.start = self._started(checked, attributes, place)

    def _entered(self, frame: _Frame, name: str, place: Place) -> tuple[str, Move | None, Opening | None]:
        """The name as it is to be read, the transition if the parent allows it, what it opens if known."""
        namespace, local = split(name)
        if namespace in self.aliases:
            name = key(self.aliases[namespace], local)
        if frame.state is None:
            return self._loose(frame, name, place)
        move = self._move(frame.state, name)
        if move is None:
            name, move = self._misplaced(frame, frame.state, name, place)
        if move is not None:
            return name, move, move.opening
        return name, None, self._anywhere(name)

    def _move(self, state: State, name: str) -> Move | None:
        try:
            return state[name]
        except Invalid:
            return None

    def _anywhere(self, name: str) -> Opening | None:
        """What the element would open where it is allowed; None for unknown names."""
        definitions = self.words.lookup(name) if name in self.words.definitions else ()
        return self.model.opening(definitions, name) if definitions else None

    def _loose(self, frame: _Frame, name: str, place: Place) -> tuple[str, None, Opening | None]:
        """A child of an element that is not known: checked by itself, unknown ones reported."""
        if name not in self.words.definitions and split(name)[0] in self.words.namespaces:
            self._unknown(frame, None, name, place)
        return name, None, self._anywhere(name)

    def _misplaced(self, frame: _Frame, state: State, name: str, place: Place) -> tuple[str, Move | None]:
        """Report an element the state does not allow; what to read it as."""
        if name not in self.words.definitions:
            return self._unknown(frame, state, name, place)
        expected = self.expected(state)
        jing_line = self._end_line(place)
        local, parent = split(name)[1], split(frame.name)[1]
        where = f" in <{parent}>" if parent else " as root"
        move = state.move(name, skipping=True)
        if move is not None:
            if not frame.spoiled:
                message = f"<{local}> comes too early{where}"
                self.add("element-too-early", place[:2], jing_line, message, name=name, expected=expected)
            return name, move
        related, cause = self._blocked(frame, name)
        self.add(
            "element-not-allowed", place[:2], jing_line, f"<{local}> is not allowed here{where}",
            name=name, expected=expected, related=related, cause=cause,
        )  # fmt: skip
        frame.spoiled = True
        return name, None

    def _blocked(self, frame: _Frame, name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
        """The sibling after which the element was no longer allowed, if it ever was."""
        if name not in frame.blockers:
            frame.blockers[name] = self._blocker(frame, name)
        blocker = frame.blockers[name]
        if blocker is None:
            return (), ""
        other, line, column = blocker
        local = split(name)[1]
        if other == name:
            return ((line, column, f"the first <{local}>"),), "repeated"
        return ((line, column, f"<{split(other)[1]}>"),), "late"

    def _blocker(self, frame: _Frame, name: str) -> tuple[str, int, int] | None:
        state = frame.start
        if state is None or self._move(state, name) is None:
            return None
        for child in frame.children:
            move = self._move(state, child[0])
            if move is not None:
                state = move.close.any()
                if self._move(state, name) is None:
                    return child
        return None

    def _unknown(
        self, frame: _Frame, state: State | None, name: str, place: Place
    ) -> tuple[str, Move | None]:
        """Report a name the schema does not have: wrong namespace, misspelt, or unknown."""
        namespace, local = split(name)
        jing_line = self._end_line(place)
        home = self._home(state) if state is not None else split(frame.name)[0]
        expected = self.expected(state) if state is not None else Expected()
        others = self.words.by_local.get(local, [])
        right = key(home, local) if key(home, local) in others else others[0] if len(others) == 1 else ""
        if right and split(right)[0] != namespace:
            kind = "wrong-namespace" if namespace else "no-namespace"
            message = (
                f"<{local}> is in namespace {namespace!r}" if namespace else f"<{local}> has no namespace"
            )
            self.aliases[namespace] = split(right)[0]
            self.add(kind, place[:2], jing_line, message, name=name, value=split(right)[0], expected=expected)
            move = self._move(state, right) if state is not None else None
            frame.spoiled = frame.spoiled or move is None
            return right, move
        read, move = self._misspelt(state, name, place, expected, home)
        frame.spoiled = frame.spoiled or move is None
        return read, move

    def _misspelt(
        self, state: State | None, name: str, place: Place, expected: Expected, home: str
    ) -> tuple[str, Move | None]:
        """Report a name the schema does not have; the name it is read as, and the transition by it."""
        namespace, local = split(name)
        space = namespace or home
        guesses = self._guesses(key(space, local))
        read: Move | None = None
        guess = guesses[0] if guesses else ""
        for one in guesses if state is not None else ():
            read = self._move(state, key(space, one)) if state is not None else None
            if read is not None:
                guess = one
                break
        cause = ("meant" if guess in meant(space, "element", local) else "near") if guess else ""
        self.add(
            "unknown-element", place[:2], self._end_line(place), f"there is no element <{local}>",
            name=name, value=guess, expected=expected, cause=cause,
        )  # fmt: skip
        return (key(space, guess) if guess else name), read

    def _guesses(self, name: str) -> list[str]:
        """Local names an unknown name can stand for, the best first: by meaning, else by spelling."""
        memo = self.schema.guesses
        if name not in memo:
            namespace, local = split(name)
            siblings = [one for space, one in self.schema.elements if space == namespace]
            known = [one for one in meant(namespace, "element", local) if one in siblings]
            if len(memo) > _GUESS_LIMIT:
                memo.clear()
            memo[name] = known or near(local, siblings)
        return memo[name]

    # -- attributes

    def _started(self, opening: Opening, attributes: list[str], place: Place) -> State:
        """Report what is wrong with the attributes; the state of the content."""
        current = opening.first
        wrong = False
        for index in range(0, len(attributes), 2):
            name, value = attributes[index], attributes[index + 1]
            following, sound = self._attribute(current, name, value, place, index // 2)
            if following is None:
                wrong = True
            else:
                current = following
            self._note_id(opening, name, value, place, index // 2, sound)
        state = current.end()
        if state is None:
            self._missing(current, place, wrong)
            state = current.lenient_end()
        return state

    def _attribute(
        self, current: Attributes, name: str, value: str, place: Place, number: int
    ) -> tuple[Attributes | None, bool]:
        """The state after one attribute, None if it has no place; whether its value is sound."""
        move = current[name]
        if move is None:
            self._stray_attribute(current, name, value, place, number)
            return None, False
        following = move.value(value, self.context)
        if following is not None:
            return following, True
        patterns = [one for thread in move.found for one, _ in thread]
        label = self.label(name, "")
        expected = Expected(values=tuple(values_of(patterns)), datatypes=tuple(described(patterns)))
        self.add(
            "bad-attribute-value", self.attribute_place(place, number), self._end_line(place), f"{label}={value!r} is not a value allowed",
            attribute=label, value=value, expected=expected, inside=True,
        )  # fmt: skip
        return move.taken(), False

    def _stray_attribute(self, current: Attributes, name: str, value: str, place: Place, number: int) -> None:
        if self.foreign:
            return
        expected = self._attributes_expected(current)
        label = self.label(name, "")
        everywhere = self.schema.attribute_names
        kind = "attribute-not-allowed" if name in everywhere else "unknown-attribute"
        memo = self.schema.guesses
        slot = f"{label} {' '.join(expected.names)}"
        if slot not in memo:
            if len(memo) > _GUESS_LIMIT:
                memo.clear()
            memo[slot] = near(label, expected.names)
        guesses = memo[slot]
        element = split(self.stack[-1].name)[1]
        self.add(
            kind, self.attribute_place(place, number), self._end_line(place), f"<{element}> has no attribute {label!r}",
            attribute=label, value=value, expected=expected,
            cause="near" if guesses else "", inside=True,
        )  # fmt: skip

    def _attributes_expected(self, current: Attributes) -> Expected:
        """The attributes that could stand in a start tag."""
        known = self.schema.attribute_expectations.get(current.threads)
        if known is None:
            shown, wild = self.shown(attribute_classes(current.threads), "")
            known = Expected(names=shown, required=self._required_attributes(current), wildcard=wild)
            self.schema.attribute_expectations[current.threads] = known
        return known

    def _required_attributes(self, current: Attributes) -> tuple[str, ...]:
        names = self.words.compiled["names"]
        alive = [one for one in current.threads if one is not self.model.pool.nothing]
        sets = [required(one, ATTRIBUTE, names) for one in alive]
        return tuple(sorted(self.label(one, "") for one in frozenset.intersection(*sets))) if sets else ()

    def _missing(self, current: Attributes, place: Place, wrong: bool) -> None:
        expected = self._attributes_expected(current)
        must = expected.required
        if self.foreign:
            return
        if wrong and any(near(self.issues[-1].attribute, must)):
            return
        element = split(self.stack[-1].name)[1]
        message = f"<{element}> must have {' and '.join('@' + one for one in must) or 'another attribute'}"
        self.add(
            "missing-attribute", place[:2], self._end_line(place), message,
            attribute=must[0] if must else "", expected=expected,
            inside=True,
        )  # fmt: skip

    def _note_id(
        self, opening: Opening, name: str, value: str, place: Place, number: int, sound: bool
    ) -> None:
        kind = opening.ids.get(name)
        if kind is None:
            return
        label, tokens = self.label(name, ""), value.split()
        if kind == "ID" and len(tokens) == 1 and tokens[0] not in self.ids:
            self.ids[tokens[0]] = (place, number, split(self.stack[-1].name)[1])
            return
        line, column = self.attribute_place(place, number)
        element = split(self.stack[-1].name)[1]
        if kind != "ID":
            self.references.extend(
                (one, line, column, self._end_line(place), element, label) for one in tokens
            )
        elif len(tokens) != 1:
            if sound:
                message = f"{label}={value!r} must be exactly one name"
                self.add("bad-id", (line, column), self._end_line(place), message, attribute=label, value=value,
                         inside=True)  # fmt: skip
        else:
            where, first, owner = self.ids[tokens[0]]
            earlier = self.attribute_place(where, first)
            message = f"{label}={tokens[0]!r} is used twice; first at line {earlier[0]}"
            related = ((*earlier, f"first use, on <{owner}>"),)
            self.add("duplicate-id", (line, column), self._end_line(place), message, attribute=label,
                     value=tokens[0], related=related, inside=True)  # fmt: skip

    def _dangling(self) -> None:
        for value, line, column, jing_line, element, label in self.references:
            if value not in self.ids:
                self.issues.append(
                    Issue(
                        "dangling-idref",
                        line,
                        column,
                        f"{label}={value!r} points to no id in this file",
                        jing_line,
                        element,
                        attribute=label,
                        value=value,
                    )
                )

    # -- text and ends

    def characters(self, chunk: str) -> None:
        frame = self.stack[-1]
        if self.pending_text is not None:
            self.pending_text[2].append(chunk)
            return
        state = frame.state
        if state is None or (state.mixed is state and not state.typed):
            return
        blank = not chunk.strip(BLANK)
        if state.typed:
            if not blank and not frame.text_place[0]:
                frame.text_place = self._text_place(chunk)
            frame.text.append(chunk)
        elif not blank:
            self._text(frame, state, chunk)

    def _text_place(self, chunk: str) -> tuple[int, int]:
        line, column, _ = self.place()
        blank = chunk[: len(chunk) - len(chunk.lstrip(BLANK))]
        breaks = blank.count("\n")
        return line + breaks, len(blank) - blank.rfind("\n") if breaks else column + len(blank)

    def _text(self, frame: _Frame, state: State, chunk: str) -> None:
        following = state.after_text
        if following is not None:
            frame.state = following
        elif not frame.text_reported:
            frame.text_reported = frame.spoiled = True
            self.pending_text = (*self._text_place(chunk), [chunk])

    def _flush(self) -> None:
        """Text ends here: report it if it had no place; text before a child in a typed element has none."""
        frame = self.stack[-1]
        if frame.text and frame.state is not None:
            text, frame.text = "".join(frame.text), []
            if text.strip(BLANK):
                after = frame.state.after_text
                if after is None:
                    self.pending_text = (*frame.text_place, [text])
                else:
                    frame.state = after
        if self.pending_text is None:
            return
        line, column, parts = self.pending_text
        self.pending_text = None
        text = " ".join("".join(parts).split())
        expected = self.expected(frame.state) if frame.state is not None else Expected()
        parent = split(frame.name)[1]
        self.add("text-not-allowed", (line, column), line, f"text stands directly in <{parent}>", value=text,
                 expected=expected, inside=True)  # fmt: skip

    def end(self, _: str) -> None:
        frame = self.stack[-1]
        state = frame.state
        if state is not None and state.typed:
            mask = self._typed_end(frame, state)
        else:
            self._flush()
            mask = state.mask if state is not None else 0
        if state is not None and not mask and not state.typed and not frame.spoiled:
            self._incomplete(frame, state)
        self.stack.pop()
        parent = self.stack[-1]
        if frame.close is not None and parent.state is not None:
            parent.state = frame.close[mask] if mask else frame.close.any()

    def _typed_end(self, frame: _Frame, state: State) -> int:
        text, frame.text = "".join(frame.text), []
        mask = state.accepted(text, self.context)
        if mask or frame.spoiled:
            return mask
        patterns = [one for one in state.threads if one is not self.model.pool.nothing]
        expected = Expected(values=tuple(values_of(patterns)), datatypes=tuple(described(patterns)))
        place = frame.text_place if frame.text_place[0] else (frame.line, frame.column)
        element = split(frame.name)[1]
        line = self._closing_line()
        shown = " ".join(text.split())
        self.add("bad-text-value", place, line, f"{shown!r} is not allowed as content of <{element}>",
                 value=shown, expected=expected, inside=True)  # fmt: skip
        return 0

    def _closing_line(self) -> int:
        """The line on which the end tag just read ends."""
        line, _, index = self.place()
        if self.content[index : index + 2] == b"</":
            return self._end_line((line, 0, index))
        return line

    def _incomplete(self, frame: _Frame, state: State) -> None:
        expected = self.expected(state)
        element = split(frame.name)[1]
        needed = expected.required or expected.names
        what = ", ".join(f"<{one}>" for one in needed[:8])
        more = " or others" if len(needed) > 8 else ""
        message = f"<{element}> is incomplete: it needs {what}{more}"
        self.add("missing-element", (frame.line, frame.column), self._closing_line(), message, expected=expected,
                 cause="" if frame.children else "empty", inside=True)  # fmt: skip

    # -- malformed documents

    def _malformed(self, error: expat.ExpatError) -> Issue:
        line, column = error.lineno, error.offset + 1
        reason = expat.ErrorString(error.code) or "not well-formed"
        index = self.parser.ErrorByteIndex
        if error.code == _UNDEFINED:
            match = re.compile(rb"&([^;&<\s]+);").match(self.content, index)
            if match:
                name = match.group(1).decode("utf-8", "replace")
                message = f"&{name}; is not defined"
                return Issue(
                    "malformed", line, column, message, line, value=name, path=self.path(), cause="entity"
                )
        if error.code == _AMPLIFIED:
            return Issue("forbidden-dtd", line, column, "entities unfold to far more than the file", line)
        at_end = index >= len(self.content.rstrip()) or reason == "no element found"
        if error.code == _MISMATCH or (at_end and len(self.stack) > 1):
            return self._unclosed(line, column, index)
        cause, value = _token(self.content, index) if error.code == _TOKEN else ("", "")
        message = f"not well-formed: {reason}"
        return Issue("malformed", line, column, message, line, value=value, path=self.path(), cause=cause)

    def _unclosed(self, line: int, column: int, index: int) -> Issue:
        """Which open element lacks its end tag, or which end tag has no element."""
        match = re.compile(rb"</\s*([^\s>]*)").match(self.content, index) or re.compile(rb"([^\s>]*)").match(
            self.content, index
        )
        closing = match.group(1).decode("utf-8", "replace") if match else ""
        local = closing.rpartition(":")[2]
        open_names = {frame.tag for frame in self.stack[1:]}
        frame = self.stack[-1]
        name = frame.tag
        if local and local not in open_names and frame.written and near(name, [local]):
            # the misspelt start tag is the cause; said there, it stands for the unknown element, too
            message = f"<{name}> opened here ends as </{closing}>"
            return Issue(
                "malformed", frame.line, frame.column, message, line, name, split(frame.name)[0], value=closing,
                path=self.path(), related=((line, column, f"</{closing}>"),), cause="differing-tags",
            )  # fmt: skip
        if local and local not in open_names:
            message = f"</{closing}> ends nothing: <{name}> is open since line {frame.line}"
            return Issue(
                "malformed", line, column, message, line, name, value=closing, path=self.path(),
                related=((frame.line, frame.column, f"<{name}>"),), cause="stray-end",
            )  # fmt: skip
        noticed = f"</{closing}>" if closing else "the end of the file"
        message = f"<{name}> opened here is never closed; noticed at line {line} ({noticed})"
        return Issue(
            "malformed", frame.line, frame.column, message, line, name, split(frame.name)[0], value=noticed,
            path=self.path(), related=((line, column, noticed),), cause="unclosed",
        )  # fmt: skip


def _token(content: bytes, index: int) -> tuple[str, str]:
    """Why a character cannot stand where the parser stopped (empty: not known, mostly an `&` or `<`), and which it is."""
    sign = content[index : index + 4].decode("utf-8", "ignore")[:1]
    if sign and (sign < " " or sign in "\ufffe\uffff"):
        return "control", f"U+{ord(sign):04X}"
    start = content.rfind(b"<", 0, index)
    if content.startswith(b"<!--", start):
        return "comment", sign
    before = content[start:index]
    if start < 0 or b">" in before:
        return "", sign
    if before.rstrip().endswith(b"="):
        return ("typographic" if sign in _QUOTES else "" if sign in "&<" else "unquoted"), sign
    if sign in (">", "/") and re.search(rb"\s[^\s=\"'<]+\s*$", before):
        return "no-value", sign
    return "", sign
