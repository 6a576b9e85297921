"""What stops a run. What is merely wrong in a document is a `Finding`, not an exception.

Exit codes: 0 done, 1 findings or nothing to write, 2 usage, 3 unreadable input, 4 cannot write, 5 a needed part is missing, 70 a bug,
130 interrupted.
"""

from __future__ import annotations


class ZapisError(Exception):
    """Base of all that stops a run; the message is one line for a person."""

    exit_code = 70


class NothingToWrite(ZapisError):
    """What was asked for would be empty; nothing is written."""

    exit_code = 1


class UsageError(ZapisError):
    """The call's words are off."""

    exit_code = 2


class UnreadableInput(ZapisError):
    """An input is missing, not text, not UTF-8, empty, or beyond any sensible size."""

    exit_code = 3


class CannotWrite(ZapisError):
    """An output cannot be written; nothing half-written is left."""

    exit_code = 4


class MissingPart(ZapisError):
    """A needed part (an extra, a data file, a schema) is not there."""

    exit_code = 5


class Bug(ZapisError):
    """Something in the program itself; the message names it."""

    exit_code = 70
