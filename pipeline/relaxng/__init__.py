"""RELAX NG: validation that explains itself. Imports nothing outside this package."""

from pipeline.relaxng.issue import Expected, Issue, SchemaError
from pipeline.relaxng.schema import Schema, load_schema

__all__ = ["Expected", "Issue", "Schema", "SchemaError", "load_schema"]
