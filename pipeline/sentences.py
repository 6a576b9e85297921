"""Running text → sentences; sentences of two languages → which answer to which.

Russian goes through razdel, as far as the facts of the language agree; other languages by the rule that a sentence ends at
a full stop, question or exclamation mark before what may open a sentence, unless the stop belongs to an abbreviation
(`languages/abbreviations.<lang>.toml`), an initial, a number or an unclosed bracket. TEI Guidelines 17.3 (`seg`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.align import calibrated
from pipeline.bitext import (
    Scorer,
    Segment,
    Side,
    dictionary_keys,
    learn,
    length_ratio,
    length_spread,
    letters_of,
    stems_of,
    weigh,
)
from pipeline.languages import facts
from pipeline.lattice import Link, refine, search
from pipeline.model import Alignment, Unit, Zone

#: A possible end: marks, closing quotes and brackets, then white space and what follows; or the full stop of scripts
#: that do not space their sentences.
_END = re.compile(
    r"(?P<marks>[.!?…]+)(?P<close>[\"'»”’)\]]*)(?P<gap>\s+)(?=(?P<next>\S))|(?P<wide>[。！？]+[」』”’）]*)\s*(?=\S)"
)
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+(?:[-.][^\W_]+)*$")
_INITIALS = re.compile(r"(?:^|[\s(\[«\"/-])(?:[^\W\d_]\.\s?-?)*[^\W\d_]$")
_OPENING = "([«“\"‘'„/<"
_CLOSING = {")": "(", "]": "["}


@dataclass(frozen=True)
class _Abbreviations:
    before_name: frozenset[str]
    before_number: frozenset[str]
    anywhere: frozenset[str]
    openers: frozenset[str]


@cache
def _abbreviations(lang: str) -> _Abbreviations:
    table = facts("abbreviations", lang)
    return _Abbreviations(
        *(frozenset(table.get(k, ())) for k in ("before_name", "before_number", "anywhere", "openers"))
    )


def split_sentences(text: str, lang: str) -> list[tuple[int, int]]:
    """Ranges of the sentences of `text`, without the white space between them.

    Together they hold every character of the text that is not white space. Text without letters is one sentence.
    """
    ends = [e for e in _candidates(text) if _ends_here(text, e, lang)]
    if lang.partition("-")[0] == "ru":
        ends = _with_razdel(text, ends, lang)
    cuts = _outside_brackets(text, ends)
    return _ranges(text, cuts)


@dataclass(frozen=True, slots=True)
class _End:
    stop: int  # where the marks begin
    end: int  # where the sentence would end
    next: int  # where the next one would begin
    marks: str


def _candidates(text: str) -> list[_End]:
    out = []
    for match in _END.finditer(text):
        if match["wide"]:
            out.append(_End(match.start(), match.start() + len(match["wide"]), match.end(), match["wide"]))
        else:
            out.append(_End(match.start(), match.end("close"), match.start("next"), match["marks"]))
    return out


def _ends_here(text: str, end: _End, lang: str) -> bool:
    if end.marks[0] in "。！？":
        return True
    after = text[end.next :]
    first = after.lstrip(_OPENING + " -–—")[:1]
    if first and first.islower():
        return False
    if not first or not (first.isalpha() or first.isdigit()):
        return end.marks != "..."
    if end.marks != ".":
        return not (after[:1] in "-–—" and end.marks[0] in "?!…" and first.islower())
    return not _is_abbreviation(text, end, lang)


def _is_abbreviation(text: str, end: _End, lang: str) -> bool:
    """Whether the full stop belongs to the word before it."""
    match = _WORD_BEFORE.search(text, max(0, end.stop - 24), end.stop)
    if match is None or end.end > end.stop + 1:
        return False
    word, known = match[0].lower(), _abbreviations(lang)
    following = re.match(r"[^\W_]+", text[end.next :].lstrip(_OPENING))
    opener = following[0].lower() if following else ""
    if word in known.before_name:
        return True
    if word in known.before_number and opener[:1].isdigit():
        return True
    if word in known.anywhere:
        return opener not in known.openers
    if _INITIALS.search(text, max(0, end.stop - 12), end.stop) and match[0].isupper():
        return opener not in known.openers
    return word.isdigit() and match.start() == 0


def _with_razdel(text: str, ends: Sequence[_End], lang: str) -> list[_End]:
    """Ends that razdel sees, too, or that stand after anything but a short word (razdel hesitates at "КПК. Затем")."""
    from razdel import sentenize

    seen = {s.stop for s in sentenize(text)}
    return [e for e in ends if e.end in seen or e.marks != "." or _long_word(text, e.stop)]


def _long_word(text: str, stop: int) -> bool:
    match = _WORD_BEFORE.search(text, max(0, stop - 24), stop)
    return match is not None and (len(match[0]) > 3 or match[0].isdigit())


def _outside_brackets(text: str, ends: Sequence[_End]) -> list[_End]:
    """Ends that are not inside brackets which close again within 300 characters."""
    inside: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for i, c in enumerate(text):
        if c in "([":
            opened.append((c, i))
        elif c in _CLOSING:
            while opened:
                sign, start = opened.pop()
                if sign == _CLOSING[c]:
                    if i - start <= 300:
                        inside.append((start, i))
                    break
    kept, k = [], 0
    inside = _outermost(inside)
    for end in ends:
        while k < len(inside) and inside[k][1] < end.stop:
            k += 1
        if k == len(inside) or not inside[k][0] < end.end <= inside[k][1] or _is_whole(text, inside[k]):
            kept.append(end)
    return kept


def _outermost(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not out or start > out[-1][1]:
            out.append((start, end))
    return out


def _is_whole(text: str, span: tuple[int, int]) -> bool:
    """A bracket that fills the text from its beginning is read like text without brackets."""
    return not text[: span[0]].strip()


def _ranges(text: str, cuts: Sequence[_End]) -> list[tuple[int, int]]:
    out = []
    start = len(text) - len(text.lstrip())
    for cut in cuts:
        if cut.end > start:
            out.append((start, cut.end))
            start = cut.next
    end = len(text.rstrip())
    if end > start:
        out.append((start, end))
    return out


# Sentences of two languages


@dataclass(frozen=True)
class Context:
    """What a whole document teaches about two languages: the ratio of letters, words that answer to each other, and how
    many of `sentences` hold each key. Without a document: `Context()`."""

    ratio: float | None = None
    dictionary: tuple[tuple[str, str], ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    sentences: int = 0


@dataclass(frozen=True, slots=True)
class SentenceLink:
    """Sentences that answer to each other: (number of the unit, start, end in its text) of each; one side may be empty."""

    left: tuple[tuple[int, int, int], ...]
    right: tuple[tuple[int, int, int], ...]
    cert: float


def align_sentences(
    left_text: str, right_text: str, left_lang: str, right_lang: str, context: Context | None = None
) -> list[tuple[tuple[int, int], tuple[int, int], float]]:
    """Ranges of the two texts that say the same, in order, with how certain that is (0 to 1).

    Every sentence stands in one of them; the range of a side that has no counterpart is empty.
    """
    ours, theirs = split_sentences(left_text, left_lang), split_sentences(right_text, right_lang)
    one = [Segment(left_text[a:b], left_lang) for a, b in ours]
    other = [Segment(right_text[a:b], right_lang) for a, b in theirs]
    return [
        (_extent(ours, link.left), _extent(theirs, link.right), calibrated(link))
        for link in _links(one, other, context or Context())
    ]


def _extent(ranges: Sequence[tuple[int, int]], part: tuple[int, int]) -> tuple[int, int]:
    first, last = part
    if first == last:
        at = ranges[first - 1][1] if first else 0
        return at, at
    return ranges[first][0], ranges[last - 1][1]


def link_sentences(alignment: Alignment, left: Zone, right: Zone) -> tuple[SentenceLink, ...]:
    """Sentence links inside every bead of an alignment, in order. `left` and `right` are the zones it aligns."""
    context = learned(alignment, left, right)
    out = []
    for bead in alignment.beads:
        ours = _sentences(left.units[n] for n in bead.left)
        theirs = _sentences(right.units[n] for n in bead.right)
        one = [Segment(left.units[n].text[a:b], left.lang) for n, a, b in ours]
        other = [Segment(right.units[n].text[a:b], right.lang) for n, a, b in theirs]
        for link in _links(one, other, context):
            cert = round(calibrated(link) * bead.cert, 2)
            out.append(SentenceLink(tuple(ours[slice(*link.left)]), tuple(theirs[slice(*link.right)]), cert))
    return tuple(out)


def _sentences(units: Iterable[Unit]) -> list[tuple[int, int, int]]:
    return [(u.n, a, b) for u in units for a, b in split_sentences(u.text, u.lang)]


def learned(alignment: Alignment, left: Zone, right: Zone) -> Context:
    """What the sure beads of an alignment teach."""
    sure = [b for b in alignment.beads if b.left and b.right and b.cert >= 0.8]
    ours = [" ".join(left.units[n].text for n in b.left) for b in sure]
    theirs = [" ".join(right.units[n].text for n in b.right) for b in sure]
    if not sure:
        return Context()
    pairs = learn([stems_of(t) for t in ours], [stems_of(t) for t in theirs])
    counts: Counter[str] = Counter()
    total = 0
    for texts, lang in ((ours, left.lang), (theirs, right.lang)):
        segments = [Segment(t[a:b], lang) for t in texts for a, b in split_sentences(t, lang)]
        for keys in Side(segments).keys:
            counts.update(keys)
        total += len(segments)
    ratio = length_ratio([letters_of(t) for t in ours], [letters_of(t) for t in theirs])
    return Context(ratio, tuple(pairs), counts, total)


def _links(ours: Sequence[Segment], theirs: Sequence[Segment], context: Context) -> list[Link]:
    """Links of the sentences of one bead."""
    left, right = Side(ours), Side(theirs)
    if not ours or not theirs:
        return [Link((0, len(ours)), (0, len(theirs)), 1.0)] if ours or theirs else []
    if len(ours) == len(theirs) == 1:
        return [Link((0, 1), (0, 1), 1.0)]
    extra, more = dictionary_keys(
        context.dictionary, [stems_of(s.text) for s in ours], [stems_of(s.text) for s in theirs]
    )
    left.add_keys(extra)
    right.add_keys(more)
    here = length_ratio(left.letters, right.letters)
    ratio = here if context.ratio is None else (here + context.ratio) / 2
    spread = length_spread(left.letters, right.letters)
    weights = weigh(left, right, context.counts, context.sentences)
    scorer = Scorer(left, right, ratio, spread, weights, 0.5)
    rough = search(left, right, scorer)[0] if len(ours) * len(theirs) > 2000 else []
    return refine(left, right, scorer, rough)
