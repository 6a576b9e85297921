"""Which attributes are ID, IDREF or IDREFS (RELAX NG DTD Compatibility, section 5), as jing decides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from pipeline.relaxng.datatype import datatype
from pipeline.relaxng.grammar import Element, Term
from pipeline.relaxng.issue import SchemaError
from pipeline.relaxng.nameclass import NameClass, contains, finite, split
from pipeline.relaxng.pattern import ATTRIBUTE, CHOICE, DATA, ELEMENT, LIST, VALUE

IdTypes = dict[str, dict[str, str]]


def attributes(term: Term) -> Iterator[Term]:
    """The attribute patterns of an element's content, each once, not those of its children."""
    seen: set[int] = set()
    pending = [term]
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if one.op == ATTRIBUTE:
            yield one
        elif one.op != ELEMENT:
            pending.extend(reversed(one.parts))


def _id_type(term: Term) -> str:
    """The type of an attribute's value pattern; empty if it is none of the three."""
    if term.op in (DATA, VALUE):
        return datatype(*term.extra[0]).identity  # type: ignore[misc]
    return ""


def _nested(term: Term) -> bool:
    """True if a type of identity stands deeper in the pattern, where it is not allowed."""
    if term.op == CHOICE or term.op == LIST or term.parts:
        return any(_id_type(part) or _nested(part) for part in term.parts)
    return False


def id_types(elements: Iterable[Element]) -> tuple[IdTypes, list[SchemaError]]:
    """Element name → attribute name → type, and where the schema is not ID-sound (first error first).

    Attributes whose type is in conflict are left out: names alone do not tell whether they are identifiers.
    """
    kinds: dict[tuple[str, str], dict[str, Term]] = {}
    wild: list[tuple[NameClass, NameClass, Term]] = []
    errors: list[SchemaError] = []
    for element in elements:
        _check_text(element, errors)
        owners = finite(element.names)
        for attribute in attributes(element.content):
            kind, keys = _id_type(attribute.parts[0]), finite(attribute.extra)
            if _nested(attribute.parts[0]):
                errors.append(_error(attribute, "ID, IDREF or IDREFS must be the whole type of an attribute"))
            if owners is not None and keys is not None:
                for pair in product(owners, keys):
                    kinds.setdefault(pair, {})[kind] = attribute
            elif kind:
                errors.append(_error(attribute, f"an attribute of type {kind} needs plain names"))
            else:
                wild.append((element.names, attribute.extra, attribute))
    return _sound(kinds, wild, errors), errors


def _sound(
    kinds: dict[tuple[str, str], dict[str, Term]],
    wild: list[tuple[NameClass, NameClass, Term]],
    errors: list[SchemaError],
) -> IdTypes:
    """The types that are not in conflict; the others are added to ``errors``."""
    found: IdTypes = {}
    for (owner, name), types in kinds.items():
        if not any(types):
            continue
        clashing = list(types.values())[1:]
        clashing += [
            term for owners, names, term in wild if contains(owners, owner) and contains(names, name)
        ]
        if clashing:
            where = f"attribute {split(name)[1]!r} of element {split(owner)[1]!r}"
            errors.append(_error(clashing[0], f"conflicting ID types for {where}"))
        else:
            found.setdefault(owner, {})[name] = next(iter(types))
    return found


def _check_text(element: Element, errors: list[SchemaError]) -> None:
    """A type of identity outside of attributes is not allowed."""
    pending, seen = [element.content], set[int]()
    while pending:
        term = pending.pop()
        if id(term) in seen or term.op in (ATTRIBUTE, ELEMENT):
            continue
        seen.add(id(term))
        if _id_type(term):
            errors.append(_error(term, "ID, IDREF and IDREFS are types of attributes only"))
        pending.extend(term.parts)


def _error(term: Term, message: str) -> SchemaError:
    return term.node.error(message) if term.node else SchemaError(message)
