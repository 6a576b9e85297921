"""A unit, or a range in it → what answers to it in the other language, and how certain that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pipeline.model import Alignment, Zone
from pipeline.sentences import SentenceLink, link_sentences


@dataclass(frozen=True, slots=True)
class Passage:
    """What answers to a range: its text, the sentences it is made of as (unit number, start, end), and the certainty."""

    text: str
    ranges: tuple[tuple[int, int, int], ...]
    cert: float


def counterpart(alignment: Alignment, zone_id: str, unit_n: int) -> tuple[tuple[int, ...], float]:
    """Numbers of the units that answer to unit `unit_n` of zone `zone_id`, and how certain that is.

    ((), cert) where it has no counterpart; ((), 0.0) where the alignment does not know the unit.
    """
    for bead in alignment.beads:
        here, there = (bead.left, bead.right) if zone_id == alignment.left else (bead.right, bead.left)
        if unit_n in here:
            return there, bead.cert
    return (), 0.0


@dataclass(frozen=True)
class Counterparts:
    """The counterparts of two aligned zones; sentences are only aligned when one is asked for."""

    alignment: Alignment
    left: Zone
    right: Zone

    @cached_property
    def sentences(self) -> tuple[SentenceLink, ...]:
        """All sentence links, in order."""
        return link_sentences(self.alignment, self.left, self.right)

    @cached_property
    def _by_unit(self) -> dict[tuple[str, int], list[SentenceLink]]:
        out: dict[tuple[str, int], list[SentenceLink]] = {}
        for link in self.sentences:
            for zone_id, part in ((self.left.id, link.left), (self.right.id, link.right)):
                for n in sorted({n for n, _, _ in part}):
                    out.setdefault((zone_id, n), []).append(link)
        return out

    @cached_property
    def _units(self) -> dict[tuple[str, int], tuple[tuple[int, ...], float]]:
        out: dict[tuple[str, int], tuple[tuple[int, ...], float]] = {}
        for bead in self.alignment.beads:
            out |= {(self.left.id, n): (bead.right, bead.cert) for n in bead.left}
            out |= {(self.right.id, n): (bead.left, bead.cert) for n in bead.right}
        return out

    def unit(self, zone_id: str, unit_n: int) -> tuple[tuple[int, ...], float]:
        """As `counterpart`, at once for any number of questions."""
        return self._units.get((zone_id, unit_n), ((), 0.0))

    def passage(self, zone_id: str, unit_n: int, start: int, end: int) -> Passage:
        """The sentences that answer to `text[start:end]` of a unit; an empty passage where there are none."""
        is_left = zone_id == self.left.id
        ranges: list[tuple[int, int, int]] = []
        cert = 1.0
        for link in self._by_unit.get((zone_id, unit_n), ()):
            mine, theirs = (link.left, link.right) if is_left else (link.right, link.left)
            if any(n == unit_n and a < end and start < b for n, a, b in mine):
                ranges += theirs
                cert = min(cert, link.cert)
        zone = self.right if is_left else self.left
        return Passage(_joined(zone, ranges), tuple(ranges), cert if ranges else 0.0)


def _joined(zone: Zone, ranges: Iterable[tuple[int, int, int]]) -> str:
    return " ".join(zone.units[n].text[a:b] for n, a, b in ranges)
