"""Adjectives of nations and the countries they belong to: «китайская» and "Chinese" are China's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.model import Entity
from pipeline.names.language import language, plain


def country_of(word: str, lang: str, entities: Mapping[str, Entity]) -> str | None:
    """Id of the country that an adjective belongs to, told by what the two words share; None if it is none."""
    facts = language(lang)
    irregular = facts.tables.get("nations", {})
    if (named := next((id for stem, id in irregular.items() if plain(word).startswith(stem)), None)) in entities:
        return named
    if not facts.has("nationalities", word) or facts.has("org_modifiers", word):
        return None
    ending = r"ск\w{2,3}$" if lang == "ru" else r"(?:ese|ian|an)$"
    root = re.sub(ending, "", plain(word))
    if len(root) < 4:
        return None
    beginning = root[: max(4, len(root) - 1)]
    for id, entity in entities.items():
        if entity.kind == "place" and any(
            plain(form).startswith(beginning) for form, own in entity.forms if own == lang
        ):
            return id
    return None
