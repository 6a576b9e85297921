"""Text, corrections → the corrected text, and how many of its letters are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.model import Correction, Span


def corrected(text: str, corrections: Iterable[Correction], within: Span | None = None) -> str:
    """A text, or a part of it, with its corrections made."""
    within = within or Span(0, len(text))
    out: list[str] = []
    at = within.start
    for one in sorted(corrections, key=lambda c: c.span):
        if one.span.start >= at and one.span.end <= within.end:
            out += [text[at : one.span.start], one.corr]
            at = one.span.end
    return "".join([*out, text[at : within.end]])


def letter_error_rate(
    text: str, corrections: Sequence[Correction], truth: Sequence[Correction], within: Span | None = None
) -> tuple[float, float]:
    """Share of letters that are wrong before and after `corrections`, where `truth` is the right reading.

    The edit distance over letters and digits, divided by those of the true text (the character error rate of OCR
    evaluation; Rice, Jenkins and Nartker 1996).
    """
    from rapidfuzz.distance import Levenshtein

    def letters(made: Sequence[Correction]) -> str:
        return "".join(c for c in corrected(text, made, within) if c.isalnum())

    true = letters(truth)
    size = max(1, len(true))
    return Levenshtein.distance(letters(()), true) / size, Levenshtein.distance(letters(corrections), true) / size
