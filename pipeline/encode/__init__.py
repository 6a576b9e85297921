"""Document → TEI.

The only writer of TEI: it folds the layers of a `Document` into one tree. Everything after it (validation, rendering,
export) reads only that TEI.
"""

from pipeline.encode.document import Settings, encode
from pipeline.encode.serialise import serialise

__all__ = ["Settings", "encode", "serialise"]
