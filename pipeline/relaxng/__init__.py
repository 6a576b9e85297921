"""RELAX NG: validation that explains itself. Imports nothing outside this package."""

from pipeline.relaxng.ids import IdEntry, index_ids, index_pointers
from pipeline.relaxng.issue import Expected, Issue, SchemaError
from pipeline.relaxng.schema import Schema, load_schema

__all__ = [
    "Expected",
    "IdEntry",
    "Issue",
    "Schema",
    "SchemaError",
    "index_ids",
    "index_pointers",
    "load_schema",
]
