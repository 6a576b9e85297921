"""Structure, metadata and authority → names in the text, and entities that no list has."""

from __future__ import annotations

from pipeline.names.finding import Settings, find_names

__all__ = ["Settings", "find_names"]
