"""Structure, metadata and authority → names in the text, and entities that no list has."""

from __future__ import annotations

from pipeline.names.finding import Settings, find_names
from pipeline.names.review import entities_to_tsv, tsv_to_entities

__all__ = ["Settings", "entities_to_tsv", "find_names", "tsv_to_entities"]
