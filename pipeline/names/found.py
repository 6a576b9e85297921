"""Names while they are being found: ranges of a passage with what they may mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.names.passage import Passage

#: Evidence of a mention that is the label of a speech.
LABEL = "label of a turn"
#: Evidence of a mention of somebody whom a list, the title or a signature named.
LISTED = "named by an earlier step"

#: (entity id, flags of the form): see `pipeline.authority.forms`.
Reading = tuple[str, frozenset[str]]


@dataclass
class Found:
    """A name at `start:end` of passage `n`. `readings` are the entities the form may mean; `ref` the chosen
    one.

    `kind` is person, place or org. `cert` and `evidence` become those of the mention; `reading` is the
    undamaged form.
    """

    n: int
    start: int
    end: int
    kind: str
    lang: str
    readings: tuple[Reading, ...] = ()
    ref: str | None = None
    cert: float = 1.0
    evidence: list[str] = field(default_factory=list)
    reading: str | None = None

    @property
    def is_weak(self) -> bool:
        """Does no reading of the form say much by itself?"""
        return bool(self.readings) and all("weak" in flags for _, flags in self.readings)

    @property
    def is_partly_weak(self) -> bool:
        """Is the form the lone surname of someone whose surname says little?"""
        return any("weak" in flags for _, flags in self.readings)

    @property
    def is_full(self) -> bool:
        """Does the form say by itself whom it means?"""
        return self.ref is not None or (
            len({id for id, _ in self.readings}) == 1 and not {"weak", "surname"} & self.readings[0][1]
        )


class Layer:
    """Names of one document, not overlapping, by passage."""

    def __init__(self, passages: tuple[Passage, ...]):
        self.passages = passages
        self._by_passage: list[list[Found]] = [[] for _ in passages]

    def add(self, found: Found, over: bool = False) -> bool:
        """Add a name. One that overlaps another is not added, unless `over`: then the others give way."""
        here = self._by_passage[found.n]
        others = [f for f in here if f.start < found.end and found.start < f.end]
        if others and not over:
            return False
        for other in others:
            here.remove(other)
        here.append(found)
        return True

    def remove(self, found: Found) -> None:
        """Take a name away."""
        self._by_passage[found.n].remove(found)

    def free(self, n: int, start: int, end: int, over_weak: bool = False) -> bool:
        """Is there no name in a range, or only one whose form is weak?"""
        here = self._by_passage[n]
        return all(f.end <= start or end <= f.start or (over_weak and f.is_partly_weak) for f in here)

    def of(self, n: int) -> list[Found]:
        """Names of a passage in order."""
        return sorted(self._by_passage[n], key=lambda f: f.start)

    def before(self, n: int, start: int) -> Found | None:
        """The last name that ends at or before `start`."""
        return max((f for f in self._by_passage[n] if f.end <= start), key=lambda f: f.end, default=None)

    def after(self, n: int, end: int) -> Found | None:
        """The first name that starts at or after `end`."""
        return min((f for f in self._by_passage[n] if f.start >= end), key=lambda f: f.start, default=None)

    def __iter__(self) -> Iterator[Found]:
        for n in range(len(self._by_passage)):
            yield from self.of(n)
