"""Page and folio numbers, stamps misread and rubble: what in a block is not running text.

A typescript's page number comes alone in a block, doubled with the archive's folio number, damaged beyond reading, or glued to a
sentence. Evidence: shape, place, the sequence of the pages before and after, and the range of folios in the citation.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Metadata, Unit, Zone
from pipeline.scripts import script_of, script_of_language

_NUMBER = re.compile(
    r"^[\s(\[*.,~_•|/\\–—-]*(?:(?:стр|page|p|с|л|лист|pg)\.?\s*)?(?P<n>\d{1,4})[\s)\]*.,~_•|/\\–—:;'’\"-]*$",
    re.I,
)
_OF = re.compile(r"^\W*(?:page|стр\.?)?\s*\d{1,4}\s*(?:/|of|из)\s*\d{1,4}\W*$", re.I)
_VISIBLE = re.compile(r"\S")
_ELISION = re.compile(r"[\[<(]?\s*(?:…|\.(?:\s?\.)+)\s*[\])>]?")
#: Digits OCR reads as letters, for numbers like "1C." and "N6.".
_DIGIT_LIKE = str.maketrans({
    "O": "0", "О": "0", "o": "0", "о": "0", "C": "0", "С": "0", "D": "0", "Q": "0", "I": "1", "l": "1", "i": "1", "|": "1", "І": "1",
    "N": "1", "!": "1", "T": "1", "Т": "1", "Z": "2", "z": "2", "З": "3", "з": "3", "Э": "3", "э": "3", "Ч": "4", "ч": "4", "A": "4",
    "А": "4", "S": "5", "s": "5", "Б": "6", "б": "6", "b": "6", "G": "6", "?": "7", "В": "8", "B": "8", "в": "8", "g": "9", "q": "9",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a page begins: the furniture units that show it (none where only a cut sentence does).

    `page` is the number of the typescript page, `folio` the archive's; `readings` are (unit, number) for numbers that are
    damaged on the page but certain from the sequence.
    """

    offset: int
    units: tuple[int, ...]
    page: int | None = None
    folio: int | None = None
    readings: tuple[tuple[int, int], ...] = ()


def number_of(text: str) -> int | None:
    """The number a page-number block shows plainly, or None."""
    m = _NUMBER.match(text.strip())
    return int(m["n"]) if m else None


def is_page_number(text: str, lang: str) -> bool:
    """Is this line a page or folio number, plain or damaged, and nothing else?"""
    bare = text.strip()
    if _NUMBER.match(bare) or _OF.match(bare):
        return True
    if _ELISION.fullmatch(bare) or re.match(r"№\s?\d", bare):
        return False  # "[…]" is a gap, «№ 8-с» the number of a document
    visible = _VISIBLE.findall(bare)
    if not visible or len(visible) > 5 or any(c in "%$€£°" for c in visible):
        return False
    own = script_of_language(lang)
    letters = [c for c in visible if c.isalpha()]
    foreign = [c for c in letters if script_of(c) != own]
    digits = [c for c in visible if c.isdigit() or not (c.isalnum() or c.isascii())]
    if own == "Latn" and not digits:
        # In Latin text a letter or two alone may be an answer ("A.") or a heading ("I."): only marks are rubble.
        return not letters and not all(c in ".*…-–—[]" for c in visible)
    if foreign or (digits and len(letters) <= 2):
        return len(letters) <= 3
    return not letters and not all(c in ".*…-–—[]\"'«»!?" for c in visible)


def is_rubble(text: str, lang: str, function_words: frozenset[str]) -> bool:
    """Is this short line noise: letters of a foreign script, without one common word of the division's language?"""
    letters = [c for c in text if c.isalpha()]
    if not letters or len(text) > 60:
        return not letters and len(text.strip()) <= 12
    own = script_of_language(lang)
    foreign = sum(script_of(c) != own for c in letters) / len(letters)
    words = [w.casefold() for w in re.findall(r"[^\W\d_]+", text)]
    return foreign > 0.6 and own != "Latn" and not any(w in function_words for w in words)


def page_breaks(zone: Zone, metadata: Metadata) -> tuple[PageBreak, ...]:
    """Page breaks of a division in order, numbered as far as the sequence makes certain."""
    groups = _groups(zone)
    numbers = [_plain_numbers(zone, g) for g in groups]
    damaged = [_damaged_numbers(zone, g) for g in groups]
    first, last = _folio_range(metadata)
    within = [[n for n in ns if first and last and first <= n <= last] for ns in numbers]
    pages = _sequence(numbers, damaged)
    folios = _folios(pages, _sequence(within, [[] for _ in within]), numbers, first, last)
    return tuple(
        PageBreak(zone.units[group[0]].start, tuple(group), page, folio, _readings(zone, group, page))
        for group, page, folio in zip(groups, pages, folios)
    )


def _groups(zone: Zone) -> list[list[int]]:
    """Runs of page-number units that nothing but other furniture separates: one page break each."""
    groups: list[list[int]] = []
    last: int | None = None
    for i, unit in enumerate(zone.units):
        if unit.kind == "page-number":
            if last is not None and groups and all(u.is_furniture for u in zone.units[last:i]):
                groups[-1].append(i)
            else:
                groups.append([i])
            last = i
    return groups


def _plain_numbers(zone: Zone, group: Sequence[int]) -> list[int]:
    return [n for i in group if (n := number_of(zone.units[i].text)) is not None]


def _folio_range(metadata: Metadata) -> tuple[int | None, int | None]:
    for archive in metadata.archives:
        m = re.match(r"0*(\d+)\s*-\s*0*(\d+)$", archive.listy or "")
        if m:
            return int(m[1]), int(m[2])
    return None, None


def _folios(
    pages: Sequence[int | None],
    folios: list[int | None],
    numbers: Sequence[Sequence[int]],
    first: int | None,
    last: int | None,
) -> list[int | None]:
    """Folios by the pages, where the citation's range and the pages agree: a leaf per page, its first folio page 1.

    That is so if the range has as many folios as there are pages, or a folio number seen on a page says the same.
    """
    if first is None or last is None:
        return folios
    seen = [
        (p, n) for p, ns in zip(pages, numbers) for n in ns if p is not None and first <= n <= last and n != p
    ]
    opens = bool(numbers) and first in numbers[0] and pages[0] in (None, 1)
    highest = max((p for p in pages if p), default=0)
    leaf_per_page = highest == last - first + 1 or opens or any(n == first + p - 1 for p, n in seen)
    if not leaf_per_page or highest > last - first + 1:
        return folios
    by_page = [first + p - 1 if p else f for p, f in zip(pages, folios)]
    if opens and by_page:
        by_page[0] = first
    return by_page


def _damaged_numbers(zone: Zone, group: Sequence[int]) -> list[int]:
    """Numbers that damaged signs of the group may stand for."""
    texts = [zone.units[i].text for i in group if number_of(zone.units[i].text) is None]
    found = [re.sub(r"\D", "", t.translate(_DIGIT_LIKE)) for t in texts]
    return [int(d) for d in found if d.isascii() and 0 < len(d) <= 3]


def _sequence(numbers: Sequence[Sequence[int]], damaged: Sequence[Sequence[int]]) -> list[int | None]:
    """A rising number for each break: the best chain of those seen, and between two of its members that are as far apart
    in number as in place, the numbers in between."""
    chain = _best_chain(numbers, damaged)
    out: list[int | None] = [chain.get(i) for i in range(len(numbers))]
    known = sorted(chain.items())
    for (i, a), (j, b) in itertools.pairwise(known):
        if b - a == j - i:
            for k in range(i + 1, j):
                out[k] = a + (k - i)
    return out


#: How far back a number looks for its predecessor: pages may be lost, but not this many in a row.
_LOOK_BACK = 24


def _best_chain(numbers: Sequence[Sequence[int]], damaged: Sequence[Sequence[int]]) -> dict[int, int]:
    """The strictly rising choice of at most one number per break that is longest and steadiest: a number one page behind the
    last counts most, a damaged one less than a plain one."""
    nodes: list[tuple[int, int, float]] = []
    for i, (plain, weak) in enumerate(zip(numbers, damaged)):
        nodes += [(i, n, 1.0) for n in sorted(set(plain))]
        nodes += [(i, n, 0.5) for n in sorted(set(weak) - set(plain))]
    score: list[float] = []
    before: list[int | None] = []
    for k, (i, n, weight) in enumerate(nodes):
        best, came = weight, None
        for j in range(k - 1, -1, -1):
            i2, n2, _ = nodes[j]
            if i - i2 > _LOOK_BACK:
                break
            if i2 < i and 0 < n - n2 <= 3 * (i - i2) + 2:
                steady = 0.6 if n - n2 == i - i2 else -0.15 * abs((n - n2) - (i - i2))
                if score[j] + weight + steady > best:
                    best, came = score[j] + weight + steady, j
        score.append(best)
        before.append(came)
    if not nodes:
        return {}
    end: int | None = max(range(len(nodes)), key=lambda k: (score[k], -k))
    chain: dict[int, int] = {}
    while end is not None:
        chain[nodes[end][0]] = nodes[end][1]
        end = before[end]
    return chain if len(chain) > 1 else {}


def _readings(zone: Zone, group: Sequence[int], page: int | None) -> tuple[tuple[int, int], ...]:
    """Damaged numbers of the group that the sequence reads: those whose signs look like the expected digits."""
    if page is None:
        return ()
    out: list[tuple[int, int]] = []
    for i in group:
        text = zone.units[i].text
        if number_of(text) is None and re.sub(r"\D", "", text.translate(_DIGIT_LIKE)) == str(page):
            out.append((i, page))
    return tuple(out)


def glued_number(text: str, expected: int | None, *, at_end: bool) -> tuple[int, int] | None:
    """Range of a page number glued to the end or the beginning of a paragraph's text, or None.

    A number counts when the sentence goes on around it and it is the page that comes next, or when a hyphen shows that
    it cuts a word.
    """
    pattern = (
        r"(?P<w>[^\W\d_]|[-,])\s+(?P<n>[-–—]?\s?(?P<d>\d{1,3})\s?(?:\.|[-–—]))\s*$"
        if at_end
        else r"^(?P<n>[-–—]?\s?(?P<d>\d{1,3})\s?[.\s–—-])\s+(?=[^\W\d_])"
    )
    m = re.search(pattern, text)
    if not m:
        return None
    number = int(m["d"])
    if (at_end and m["w"] == "-") or (expected is not None and expected <= number <= expected + 1):
        return m.span("n")
    return None


def inner_numbers(unit: Unit, expected: int | None) -> list[tuple[int, int]]:
    """Ranges of page numbers that stand inside running text, where a line of the page was lost: "учили- 10. ща"."""
    out: list[tuple[int, int]] = []
    for m in re.finditer(
        r"(?P<before>[^\W\d_]-|[^\W\d_,])\s(?P<n>[-–—]?\s?(?P<d>\d{1,3})\s?[.–—-])\s(?=[^\W\d_])", unit.text
    ):
        after = unit.text[m.end()]
        broken = m["before"].endswith("-") and after.islower()
        fits = expected is not None and int(m["d"]) == expected and after.islower() and m["n"][-1] in ".-–—"
        if broken or fits:
            out.append(m.span("n"))
    return out
