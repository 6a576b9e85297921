"""Name classes (RELAX NG 1.0, sections 4 and 6.1) as nested tuples.

``("name", key)``, ``("ns", uri, except)``, ``("any", except)``, ``("or", classes…)``; ``except`` is a name
class or None. A key is an expanded name as the parser delivers it: uri + SEPARATOR + local, or local alone.
"""

from __future__ import annotations

#: Stands between namespace and local name; no XML document can contain it.
SEPARATOR = "\x01"
_NOWHERE = "\x02"

NameClass = tuple[object, ...]


def key(namespace: str, local: str) -> str:
    """The expanded name as one string."""
    return f"{namespace}{SEPARATOR}{local}" if namespace else local


def split(name: str) -> tuple[str, str]:
    """Namespace and local name of a key."""
    namespace, _, local = name.rpartition(SEPARATOR)
    return namespace, local


def contains(names: NameClass | None, name: str) -> bool:
    """True if the key belongs to the class; nothing belongs to None."""
    if names is None:
        return False
    kind = names[0]
    if kind == "name":
        return names[1] == name
    if kind == "ns":
        return split(name)[0] == names[1] and not contains(names[2], name)  # type: ignore[arg-type]
    if kind == "any":
        return not contains(names[1], name)  # type: ignore[arg-type]
    return any(contains(one, name) for one in names[1:])  # type: ignore[arg-type]


def finite(names: NameClass) -> tuple[str, ...] | None:
    """All keys of the class, None if it has a wildcard."""
    if names[0] == "name":
        return (str(names[1]),)
    if names[0] != "or":
        return None
    found: dict[str, None] = {}
    for one in names[1:]:
        keys = finite(one)  # type: ignore[arg-type]
        if keys is None:
            return None
        found.update(dict.fromkeys(keys))
    return tuple(found)


def representatives(names: NameClass | None) -> list[str]:
    """Keys such that two classes overlap if and only if they share one of both lists."""
    if names is None:
        return []
    kind = names[0]
    if kind == "name":
        return [str(names[1])]
    if kind == "ns":
        return [key(str(names[1]), _NOWHERE), *representatives(names[2])]  # type: ignore[arg-type]
    if kind == "any":
        return [key(_NOWHERE, _NOWHERE), *representatives(names[1])]  # type: ignore[arg-type]
    return [name for one in names[1:] for name in representatives(one)]  # type: ignore[arg-type]


def overlap(left: NameClass, right: NameClass) -> bool:
    """True if some name belongs to both classes."""
    if left[0] == "name":
        return contains(right, str(left[1]))
    if right[0] == "name":
        return contains(left, str(right[1]))
    names = representatives(left) + representatives(right)
    return any(contains(left, name) and contains(right, name) for name in names)
