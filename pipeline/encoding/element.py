"""A TEI element in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from lxml import etree

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"

Element: TypeAlias = Any  # lxml's element class is not a public type
Node: TypeAlias = Any  # Element | str

_NSMAP: Any = {None: TEI}
_SPECIAL = {
    "xml_id": f"{{{XML}}}id",
    "xml_lang": f"{{{XML}}}lang",
    "from_": "from",
    "type_": "type",
    "class_": "class",
}


def E(tag: str, *children: Node | Iterable[Node] | None, **attributes: Any) -> Element:
    """A TEI element with children (elements, strings, or iterables of them). Attributes that are None or empty are left out;
    `xml_id` and `xml_lang` stand for the attributes of the XML namespace."""
    made = etree.Element(f"{{{TEI}}}{tag}", nsmap=_NSMAP)
    put(made, attributes)
    for child in children:
        add(made, child)
    return made


def put(element: Element, attributes: Mapping[str, Any]) -> None:
    """Set attributes, leaving out None and empty strings."""
    for name, value in attributes.items():
        if value is not None and value != "":
            element.set(_SPECIAL.get(name, name), str(value))


def add(element: Element, child: Node | Iterable[Node] | None) -> None:
    """Append text, an element, or an iterable of them."""
    if child is None:
        return
    if isinstance(child, str):
        if len(element):
            element[-1].tail = (element[-1].tail or "") + child
        else:
            element.text = (element.text or "") + child
    elif etree.iselement(child):
        element.append(child)
    else:
        for one in child:
            add(element, one)


def number(value: float) -> str:
    """A certainty or quantity as XML Schema decimal, without needless digits."""
    return f"{round(value, 4):.4f}".rstrip("0").rstrip(".") or "0"
