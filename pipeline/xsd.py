"""TEI → what an XML Schema (XSD 1.0) says: lxml for a fast verdict, xmlschema's reasons where it is negative."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pipeline.finding import Finding

_MOST = 200


def xsd_findings(content: bytes, name: str, xsd: Path) -> list[Finding]:
    """What is not valid, at most 200 findings. The document must be well-formed; nothing outside of it is read."""
    from lxml import etree

    parsing: dict[str, Any] = {"resolve_entities": "internal", "no_network": True, "huge_tree": True, "recover": True}
    parser: Any = etree.XMLParser(**parsing)
    tree = etree.fromstring(content, parser).getroottree()
    fast = _fast(xsd.resolve(), xsd.stat().st_mtime_ns)
    if fast is not None and fast.validate(tree):
        return []
    found: list[Finding] = []
    for error in _slow(xsd.resolve(), xsd.stat().st_mtime_ns).iter_errors(tree):
        at = next((e for e in (getattr(error, "invalid_child", None), error.elem) if e is not None), None)
        line = getattr(at, "sourceline", None) or getattr(error, "sourceline", None) or 1
        reason = " ".join((error.reason or str(error.message)).split())
        found.append(Finding("s-016", name, int(line), 1, f"XSD: {reason}", "error", None, "xsd-invalid"))
        if len(found) >= _MOST:
            break
    return found


@cache
def _fast(xsd: Path, _: int) -> Any:
    from lxml import etree

    try:
        return etree.XMLSchema(etree.parse(str(xsd)))
    except etree.XMLSchemaParseError:
        return None


@cache
def _slow(xsd: Path, _: int) -> Any:
    import xmlschema

    return xmlschema.XMLSchema(str(xsd), allow="local")
