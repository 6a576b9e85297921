"""A statistical recogniser for Russian as one more vote (extra `ner`); without it nothing changes.

Natasha (https://github.com/natasha/natasha) marks persons, places and organisations; its marks add evidence
to phrases that shape and context have found, and never make a name by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pipeline.errors import MissingPart
from pipeline.names.shape import Phrase

_KINDS = {"PER": "person", "LOC": "place", "ORG": "org"}
VOTE = 1.2

Marker = Callable[[str], list[tuple[int, int, str]]]


def check_installed() -> None:
    """Raise `MissingPart` where the extra is not installed: once, before the documents, and not for each."""
    if find_spec("natasha") is None:
        raise MissingPart("the recogniser of names needs the extra 'ner': pip install 'zapis[ner]'")


@cache
def natasha() -> Marker:
    """What marks names in a Russian text: (start, end, kind). Raises `MissingPart` where the extra is not
    installed.
    """
    check_installed()
    library: Any = import_module("natasha")
    segmenter = library.Segmenter()
    tagger = library.NewsNERTagger(library.NewsEmbedding())

    def mark(text: str) -> list[tuple[int, int, str]]:
        document: Any = library.Doc(text)
        document.segment(segmenter)
        document.tag_ner(tagger)
        return [(s.start, s.stop, _KINDS[s.type]) for s in document.spans if s.type in _KINDS]

    return mark


def vote(phrases: Sequence[Phrase], mark: Marker) -> None:
    """Add the recogniser's vote to the Russian phrases that it marks, too."""
    marks: dict[int, list[tuple[int, int, str]]] = {}
    for phrase in phrases:
        passage = phrase.passage
        if passage.lang != "ru":
            continue
        if passage.n not in marks:
            marks[passage.n] = mark(passage.text)
        for start, end, kind in marks[passage.n]:
            if start < phrase.end and phrase.start < end:
                phrase.add(kind, VOTE, "statistical recogniser")
