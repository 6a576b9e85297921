"""Tree → bytes: pretty-printed where white space means nothing, and only there."""

from __future__ import annotations

from lxml import etree

from pipeline.encoding.element import TEI, Element

#: Elements whose content is mixed: no white space is added inside them.
_MIXED = frozenset(
    """
    p head speaker persName placeName orgName title note seg date time measure num salute signed
    dateline stamp fw label ref idno repository country settlement publisher funder resp name licence
    language category catDesc desc addName roleName supplied unclear sic corr orig reg choice hi foreign
    quote q said abbr expan gap ellipsis metamark ab textLang rs del locus authority term change measure
    region forename surname genName trailer byline pc surplus occupation affiliation birth death geo
    """.split()
)
_INDENT = "  "


def serialise(root: Element, *, instructions: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The document as UTF-8 with an XML declaration and LF line ends. The tree is changed (white space between elements)."""
    _indent(root, 0)
    head = ['<?xml version="1.0" encoding="UTF-8"?>']
    head += [f"<?{target} {text}?>" for target, text in instructions]
    etree.cleanup_namespaces(root)
    body = etree.tostring(root, encoding="unicode")
    return ("\n".join([*head, body]) + "\n").encode("utf-8")


def _local(element: Element) -> str:
    tag = element.tag
    return tag[len(TEI) + 2 :] if isinstance(tag, str) and tag.startswith(f"{{{TEI}}}") else ""


def _indent(root: Element, depth: int) -> None:
    """Break lines between elements of element content. Iterative: depth of the document is no limit."""
    stack = [(root, depth)]
    while stack:
        element, depth = stack.pop()
        children = list(element)
        if not children or _is_mixed(element):
            continue
        inner = "\n" + _INDENT * (depth + 1)
        element.text = inner
        for child in children:
            child.tail = inner
            stack.append((child, depth + 1))
        children[-1].tail = "\n" + _INDENT * depth


def _is_mixed(element: Element) -> bool:
    """Does white space inside this element mean something? An item may hold words or paragraphs."""
    if _local(element) == "item":
        return _has_text(element) or any(_local(child) not in ("p", "list", "pb", "fw", "ab", "gap") for child in element)
    return _local(element) in _MIXED or _has_text(element)


def _has_text(element: Element) -> bool:
    return bool((element.text or "").strip()) or any((c.tail or "").strip() for c in element)
