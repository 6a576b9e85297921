"""A small TEI document, and where the shared schemas and cases are."""

from __future__ import annotations

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
TEI_ALL = SHARED / "tei" / "tei_all-4.9.0a.rng"
CASES = SHARED / "validation" / "cases.tar.xz"

TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>T</title></titleStmt><publicationStmt><p>x</p></publicationStmt>
<sourceDesc><p>x</p></sourceDesc></fileDesc>{header}</teiHeader>
<text><body>
{body}
</body></text></TEI>
"""


def tei(body: str = "<p>x</p>", header: str = "") -> str:
    """A small TEI document; the body begins in line 6."""
    return TEI.format(body=body, header=header)
