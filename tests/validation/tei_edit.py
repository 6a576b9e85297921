"""Small edits of a TEI document, as an editor's slip makes them. An edit that does not apply any more is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from lxml import etree

TEI = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
#: Ids used twice are among the slips.
_PARSER = etree.XMLParser(collect_ids=False)
Tree = etree._Element


def edited(data: bytes, edits: Iterable[Sequence[str]], at: Iterable[str] = ()) -> tuple[bytes, set[int]]:
    """The document with some edits, and the lines of the elements that they touch, or of those named by `at`.

    An edit is its kind, the element and what goes with it: `set`, `unset` an attribute; put `text` in the place of other text;
    give a new `content`; `delete`, `unwrap`, `rename` an element; insert `after`, `before`, at the end (`append`) or at the beginning
    (`prepend`) of one; `swap` two, `move` one before the other; replace `raw` characters of the file. An element is an XPath, which
    may begin with "#" and an id."""
    lines: set[int] = set()
    for _, old, new in (e for e in edits if e[0] == "raw"):
        assert data.count(old.encode()) == 1, f"{old!r} stands {data.count(old.encode())} times in the file"
        lines.add(data[: data.index(old.encode())].count(b"\n") + 1)
        data = data.replace(old.encode(), new.encode())
    root = etree.fromstring(data, _PARSER)
    touched: list[Tree] = []
    for kind, place, *words in (e for e in edits if e[0] != "raw"):
        touched += _EDITS[kind](root, _one(root, place), *words)
    tree = root.getroottree()
    paths = [tree.getelementpath(e) for e in touched if e is root or root in e.iterancestors()]
    out: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    again = etree.fromstring(out, _PARSER)
    found = [again if path == "." else again.find(path) for path in paths]
    found += [_one(again, place) for place in at]
    return out, lines | {e.sourceline for e in found if e is not None and e.sourceline}


def _one(root: Tree, place: str) -> Tree:
    path = re.sub(r"^#([\w.-]+)", r"//*[@xml:id='\1']", place)
    found = root.xpath(path, namespaces={"t": TEI})
    assert isinstance(found, list)
    assert len(found) == 1, f"{place} is {len(found)} elements"
    assert isinstance(found[0], Tree)
    return found[0]


def _name(attribute: str) -> str:
    return _XML + attribute[4:] if attribute.startswith("xml:") else attribute


def _set(_: Tree, element: Tree, attribute: str, value: str) -> list[Tree]:
    assert element.get(_name(attribute)) != value, f"@{attribute} is {value!r} already"
    element.set(_name(attribute), value)
    return [element]


def _unset(_: Tree, element: Tree, attribute: str) -> list[Tree]:
    assert _name(attribute) in element.attrib, f"there is no @{attribute}"
    del element.attrib[_name(attribute)]
    return [element]


def _text(_: Tree, element: Tree, old: str, new: str) -> list[Tree]:
    if old in (element.text or ""):
        element.text = (element.text or "").replace(old, new, 1)
        return [element]
    before = next((child for child in element if old in (child.tail or "")), None)
    assert before is not None, f"{old!r} does not stand there"
    before.tail = (before.tail or "").replace(old, new, 1)
    return [element]


def _content(_: Tree, element: Tree, xml: str) -> list[Tree]:
    for child in element:
        element.remove(child)
    made = _parsed(xml)
    element.text = made.text
    element.extend(list(made))
    return [element]


def _parsed(xml: str) -> Tree:
    return etree.fromstring(f'<made xmlns="{TEI}">{xml}</made>')


def _parent(element: Tree) -> Tree:
    parent = element.getparent()
    assert parent is not None
    return parent


def _put(parent: Tree, before: Tree | None, text: str | None) -> None:
    """Add text behind a child, or at the beginning."""
    if before is not None:
        before.tail = (before.tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")


def _delete(_: Tree, element: Tree) -> list[Tree]:
    parent = _parent(element)
    _put(parent, element.getprevious(), element.tail)
    parent.remove(element)
    return [parent]


def _unwrap(_: Tree, element: Tree) -> list[Tree]:
    parent, before = _parent(element), element.getprevious()
    place, tail, children = parent.index(element), element.tail, list(element)
    _put(parent, before, element.text)
    parent.remove(element)
    for n, child in enumerate(children):
        parent.insert(place + n, child)
    _put(parent, children[-1] if children else before, tail)
    return [parent]


def _rename(_: Tree, element: Tree, name: str) -> list[Tree]:
    element.tag = f"{{{TEI}}}{name}"
    return [element]


def _after(_: Tree, element: Tree, xml: str) -> list[Tree]:
    tail, element.tail = element.tail, None
    made = list(_parsed(xml))
    for new in reversed(made):
        element.addnext(new)
    made[-1].tail = tail
    return [element, *made]


def _before(_: Tree, element: Tree, xml: str) -> list[Tree]:
    made = list(_parsed(xml))
    for new in made:
        element.addprevious(new)
    return [element, *made]


def _append(_: Tree, element: Tree, xml: str) -> list[Tree]:
    made = _parsed(xml)
    _put(element, element[-1] if len(element) else None, made.text)
    new = list(made)
    element.extend(new)
    return [element, *new]


def _prepend(_: Tree, element: Tree, xml: str) -> list[Tree]:
    new = list(_parsed(xml))
    for one in reversed(new):
        element.insert(0, one)
    return [element, *new]


def _swap(root: Tree, one: Tree, place: str) -> list[Tree]:
    two = _one(root, place)
    held = etree.Element("held")
    one.tail, two.tail = two.tail, one.tail
    _parent(one).replace(one, held)
    _parent(two).replace(two, one)
    _parent(held).replace(held, two)
    return [one, two]


def _move(root: Tree, element: Tree, place: str) -> list[Tree]:
    target = _one(root, place)
    _delete(root, element)
    element.tail = None
    target.addprevious(element)
    return [element, target]


_EDITS: dict[str, Callable[..., list[Tree]]] = {
    "set": _set, "unset": _unset, "text": _text, "content": _content, "delete": _delete, "unwrap": _unwrap, "rename": _rename,
    "after": _after, "before": _before, "append": _append, "prepend": _prepend, "swap": _swap, "move": _move,
}  # fmt: skip
