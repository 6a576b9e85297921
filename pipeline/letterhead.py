"""The head of a letter or telegram: which role a name has behind "From", "To", «Кому», "Copies"."""

from __future__ import annotations

from pipeline.languages import facts


def role_before(text: str, lang: str) -> str:
    """sender, recipient or copy-recipient, by the last word of a letterhead in the text before a name; "" if there is none."""
    table: dict[str, list[str]] = facts("structure", lang).get("letterhead", {})
    roles = {word: role for role, words in table.items() for word in words}
    words = (w.strip(".,:;()").casefold() for w in reversed(text.split()))
    return next((roles[w] for w in words if w in roles), "")
