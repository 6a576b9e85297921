"""Document → TEI.

The only writer of TEI: it folds the layers of a `Document` into one tree. Everything after it (validation, rendering,
export) reads only that TEI.
"""

from pipeline.encoding.document import Settings, encode
from pipeline.encoding.serialise import serialise

__all__ = ["Settings", "encode", "serialise"]
