"""Segments of two texts → how much more likely it is that they say the same than that they do not.

Everything is a log-likelihood ratio (natural logarithm): evidence for translation against chance. Length follows Gale and
Church (1993, *A Program for Aligning Sentences in Bilingual Corpora*) with the ratio taken from the text itself; what both
sides must share (numbers, dates, names, cognates) weighs the more the rarer it is; words of the two languages that keep
meeting are learned from a first alignment, as in Varga et al. (2005, hunalign). No language is presumed.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from pipeline.numbers import numbers_of
from pipeline.scripts import script_of

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_UNSPACED = frozenset({"Hani", "Kana"})
_OPENS_LABEL = re.compile(r"\s*([^:.?!]{2,40}?)\s*[:.](?=\s|$)")
_LIST_NUMBER = re.compile(r"\s*[-–—•*]?\s*\(?(\d{1,3}|[^\W\d_])[.)]")

#: Share of the words of a class that a faithful translation keeps.
RELIABILITY = {"n": 0.8, "d": 0.85, "r": 0.85, "c": 0.45, "p": 0.6, "=": 0.5, "x": 0.6}
#: What it costs that such a word stands on one side alone.
ABSENCE = {"n": -0.7, "d": -0.7, "r": -0.4, "x": -0.6, "c": -0.1}
#: Classes of which it counts even that the other side has them nowhere.
_ABSENT = frozenset("ndr")
#: How often a translation is as long or short as chance has it.
TAIL = 0.01
_LOG_TAIL = math.log(TAIL)
_exp, _log = math.exp, math.log
#: Kinds that have no place in the middle of the text: they seldom answer to prose.
_SPECIAL = frozenset(
    {"head", "dateline", "participants", "salute", "signature", "copies", "routing", "note", "gap"}
)


@dataclass(frozen=True)
class Segment:
    """What is aligned: a unit or a sentence, with what is known of it.

    `speakers` who begin to speak in it, in order (None: nobody has looked); `within` who was speaking before it begins.
    """

    text: str
    lang: str
    kind: str = "p"
    label: str | None = None
    speakers: tuple[str, ...] | None = None
    within: tuple[str, ...] = ()
    refs: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a group looks like and who speaks in it, apart from its words."""

    speakers: tuple[str, ...] | None
    within: tuple[str, ...]
    name: str | None  # what looks like a speaker's label
    special: frozenset[str]  # kinds that are not prose
    is_item: bool
    label: str | None
    asks: bool
    quotes: bool
    opens: bool  # ends with a colon
    single: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring segments of one side taken together. `size` is log(letters + 4)."""

    letters: int
    size: float
    keys: frozenset[str]  # those that the other side has somewhere, too
    alone: float  # what it costs if none of the keys has an answer
    shape: int  # index into the side's `shapes`


def letters_of(text: str) -> int:
    """Number of letters and figures."""
    return sum(map(str.isalnum, text))


@lru_cache(maxsize=65536)
def cognate_key(word: str, lang: str) -> str | None:
    """The first consonants of a word in one alphabet: "контратаковать" and "counterattack" meet. None if too few."""
    from pipeline.transliteration import sound_key

    sounds = sound_key(word, lang)
    bones = "".join(c for c in sounds if c not in "aeiou")
    if len(bones) >= 4 or (len(bones) >= 2 and word[:1].isupper() and len(sounds) >= 4):
        return bones[:4]
    return None


@lru_cache(maxsize=65536)
def _pinyin(word: str) -> str | None:
    """The Chinese syllables of a capitalised word, however they are spelt."""
    from pipeline.transliteration import syllables

    system = "palladius" if script_of(word[0]) == "Cyrl" else "pinyin"
    read = syllables(word, system)
    return "".join(read) if read and (len(read) > 1 or len(word) > 3) else None


def words_of(text: str) -> list[str]:
    """Words of running text; of scripts that do not part words, pairs of neighbouring signs."""
    out: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0]
        if script_of(word[0]) in _UNSPACED:
            out += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        else:
            out.append(word)
    return out


def stems_of(text: str) -> frozenset[str]:
    """Beginnings of the words of a text, the unit in which a dictionary is learned."""
    return frozenset(w.lower()[:5] for w in words_of(text) if len(w) > 2 or script_of(w[0]) in _UNSPACED)


def keys_of(segment: Segment) -> frozenset[str]:
    """What a translation should keep, as strings that are equal on both sides. The first letter is the class."""
    keys: set[str] = set()
    for number in numbers_of(segment.text, segment.lang):
        keys.add(f"n:{number.value:g}")
    keys |= {"d:" + d for d in segment.dates}
    keys |= {"r:" + r for r in segment.refs}
    for word in words_of(segment.text):
        if len(word) > 1 and word[0].isupper() and (word.isupper() or not word.islower()):
            keys.add("=" + word.upper())
            read = _pinyin(word)
            if read:
                keys.add("p:" + read)
        bones = cognate_key(word, segment.lang) if len(word) > 3 else None
        if bones:
            keys.add("c:" + bones)
    return frozenset(keys)


def list_number(segment: Segment) -> str | None:
    """The number or letter a list item bears, "3" for "- 3)"; taken from the text where no label was found."""
    match = _LIST_NUMBER.match(segment.label or segment.text)
    return match[1].lower() if match and (segment.label or match[1].isdigit()) else None


def _name(segment: Segment) -> str | None:
    match = _OPENS_LABEL.match(segment.text)
    if not match or not match[1][:1].isupper() or len(match[1].split()) > 4:
        return None
    return match[1]


class Side:
    """The segments of one side, and the groups that neighbours form."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self.keys = [keys_of(s) for s in segments]
        self.letters = [letters_of(s.text) for s in segments]
        self.shapes: list[Shape] = []
        self._shape_index: dict[Shape, int] = {}
        self._names = [_name(s) for s in segments]
        self._labels = [list_number(s) for s in segments]
        self._known: list[frozenset[str]] = self.keys
        self._hard: list[frozenset[str]] = self.keys
        self._groups: dict[tuple[int, int], Group] = {}

    def __len__(self) -> int:
        return len(self.segments)

    def add_keys(self, extra: Sequence[frozenset[str]]) -> None:
        """Give each segment more keys (the learned dictionary)."""
        self.keys = [k | e for k, e in zip(self.keys, extra, strict=True)]

    def attend_to(self, weights: Mapping[str, float]) -> None:
        """From now on groups carry only keys that have a weight."""
        known = weights.keys()
        self._known = [k & known for k in self.keys]
        self._hard = [
            frozenset(k for k in keys if k[0] in _ABSENT or (k[0] in ABSENCE and k in known))
            for keys in self.keys
        ]
        self._groups.clear()

    def group(self, first: int, size: int) -> Group:
        """The segments from `first` on, `size` of them, as one."""
        key = (first, size)
        found = self._groups.get(key)
        if found is None:
            found = self._groups[key] = self._made(first, size)
        return found

    def _made(self, first: int, size: int) -> Group:
        part = slice(first, first + size)
        letters = sum(self.letters[part])
        hard: frozenset[str] = frozenset().union(*self._hard[part])
        alone = sum(ABSENCE[k[0]] for k in hard)
        shape = self._shape(first, size)
        index = self._shape_index.setdefault(shape, len(self.shapes))
        if index == len(self.shapes):
            self.shapes.append(shape)
        return Group(letters, math.log(letters + 4), frozenset().union(*self._known[part]), alone, index)

    def _shape(self, first: int, size: int) -> Shape:
        part = self.segments[first : first + size]
        known = [s.speakers for s in part]
        kinds = frozenset(s.kind for s in part)
        return Shape(
            speakers=None if any(k is None for k in known) else tuple(x for k in known if k for x in k),
            within=part[0].within,
            name=self._names[first],
            special=kinds & _SPECIAL,
            is_item=kinds == {"item"},
            label=self._labels[first],
            asks=any("?" in s.text or "？" in s.text for s in part),
            quotes=any(c in s.text for s in part for c in '"«“„「'),
            opens=part[-1].text.rstrip().endswith((":", "：")),
            single=size == 1,
        )


@lru_cache(maxsize=65536)
def _names_alike(one: str, other: str) -> float:
    from pipeline.transliteration import similarity

    return similarity(one, other)


@dataclass
class Scorer:
    """Log-likelihood ratio of a group of segments on each side; `weights` of the keys both have."""

    left: Side
    right: Side
    ratio: float  # mean of log(right letters / left letters)
    spread: float  # deviation of the same between segments that have nothing to do with each other
    weights: dict[str, float]  # what it is worth that both have a key rather than each alone
    chance: float  # that two turns have the same speaker by chance
    _shapes: dict[tuple[int, int], float] = field(default_factory=dict)
    _curves: dict[int, tuple[float, float]] = field(default_factory=dict)

    @cached_property
    def strangers(self) -> frozenset[str]:
        """Speakers of one side whom the other does not know: another name of somebody there, as far as anybody can tell."""
        one, other = (
            {x for s in side.segments for x in s.speakers or ()} for side in (self.left, self.right)
        )
        return frozenset(one ^ other)

    def score(self, left: Group, right: Group) -> float:
        """All evidence together: positive if the groups rather say the same."""
        pair = (left.shape, right.shape)
        shape = self._shapes.get(pair)
        if shape is None:
            one, other = self.left.shapes[left.shape], self.right.shapes[right.shape]
            shape = self._shapes[pair] = self.speech(one, other) + self.form(one, other)
        return shape + self.length(left, right) + self.shared(left, right)

    def length(self, left: Group, right: Group) -> float:
        """Normal about the mean ratio, narrower for long texts, against the ratio of segments taken at random."""
        total = left.letters + right.letters
        curve = self._curves.get(total) or self._curve(total)
        x = right.size - left.size - self.ratio
        near = curve[0] - curve[1] * x * x
        return _log((1 - TAIL) * _exp(near) + TAIL) if near > -20 else _LOG_TAIL

    def _curve(self, total: int) -> tuple[float, float]:
        """Height and steepness, for so many letters on both sides, of the logarithm of the likelihood ratio of lengths."""
        variance = 0.015 + 6 / (total + 12)
        wide = self.spread * self.spread + variance
        found = self._curves[total] = 0.5 * math.log(wide / variance), 0.5 * (1 / variance - 1 / wide)
        return found

    def shared(self, left: Group, right: Group) -> float:
        """Keys that both have, and those that one has alone."""
        total = left.alone + right.alone
        if left.keys.isdisjoint(right.keys):
            return total
        weights = self.weights
        for key in left.keys & right.keys:
            total += weights[key]
        return total if total < 8 else 8 + (total - 8) * 0.5

    def speech(self, left: Shape, right: Shape) -> float:
        """Who begins to speak, or goes on; without turns, what looks like a label."""
        if left.speakers is None or right.speakers is None:
            return self._labels(left, right)
        if left.speakers or right.speakers:
            return self._turns(left.speakers, right.speakers)
        if left.within and right.within:
            return 0.5 if set(left.within) & set(right.within) else -0.7
        return 0.0

    def _turns(self, left: tuple[str, ...], right: tuple[str, ...]) -> float:
        if left == right:
            return -math.log(self.chance) * min(len(left), 2)
        if not left or not right:
            return -1.5
        same = sum(a == b for a, b in zip(left, right))
        strange = sum(a in self.strangers or b in self.strangers for a, b in zip(left, right) if a != b)
        return 0.6 * same - 2.5 * (max(len(left), len(right)) - same - strange)

    def _labels(self, left: Shape, right: Shape) -> float:
        if not left.name or not right.name:
            return -1.0 if (left.name or right.name) and left.single and right.single else 0.0
        alike = _names_alike(left.name, right.name)
        return -math.log(self.chance) if alike >= 0.75 else -2.5 if alike < 0.5 else 0.0

    def form(self, left: Shape, right: Shape) -> float:
        """Kinds, list numbers, questions, quotations and colons."""
        if "gap" in left.special or "gap" in right.special:  # a gap answers only to a gap
            return 2.0 if left.special == right.special and left.single and right.single else -50.0
        total = 0.0
        if left.special or right.special:
            total += 2.0 if left.special & right.special else -2.0
        elif left.is_item and right.is_item:
            total += 0.5
        if left.label and right.label:
            total += 2.0 if left.label == right.label else -1.5
        elif left.label or right.label:
            total -= 0.5
        total += 0.5 if left.asks and right.asks else -0.6 if left.asks != right.asks else 0.0
        total += 0.4 if left.quotes and right.quotes else -0.2 if left.quotes != right.quotes else 0.0
        return total + (0.6 if left.opens and right.opens else -0.3 if left.opens != right.opens else 0.0)


def weigh(left: Side, right: Side, counts: Counter[str] | None = None, total: int = 0) -> dict[str, float]:
    """Weight of each key that both sides have: how much rarer it is than a translation keeps it.

    How rare it is the two sides show themselves, or the `counts` of keys in `total` segments of a larger text.
    """
    here = Counter(k for keys in left.keys for k in keys)
    there = Counter(k for keys in right.keys for k in keys)
    trust = _trust(left, right, here, there) if counts is None else {}
    out = {}
    for key in here.keys() & there.keys():
        kind = key[0]
        share = max((here[key] + 0.5) / (len(left) + 30), (there[key] + 0.5) / (len(right) + 30))
        if counts is not None:
            share = (counts[key] + 0.5) / (total + 60)
        weight = math.log(RELIABILITY[kind] * trust.get(kind, 1.0) / share)
        if weight > 0.2:
            out[key] = min(weight, 4.5) - 2 * ABSENCE.get(kind, 0.0)
    return out


def _trust(left: Side, right: Side, here: Counter[str], there: Counter[str]) -> dict[str, float]:
    """For each class the share of keys that are in both texts for a reason.

    What a translation has kept stands in the same order on both sides; of k things in any order about 2√k still do (the
    longest rising subsequence). Keys met once on either side are looked at; five that are kept are taken for granted.
    """
    first = {k: i for i, keys in enumerate(left.keys) for k in keys if here[k] == 1 == there[k]}
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for j, keys in enumerate(right.keys):
        for key in keys & first.keys():
            places[key[0]].append((first[key], j))
    out = {}
    for kind, pairs in places.items():
        many = len(pairs)
        chance = 2 * math.sqrt(many) if many > 9 else 0.0
        kept = max(0.0, rising(pairs) - chance) * many / (many - chance)
        out[kind] = (kept + 5) / (many + 5)
    return out


def rising(pairs: Iterable[tuple[int, int]]) -> int:
    """Length of the longest chain of pairs that falls on neither side (patience sorting)."""
    tops: list[int] = []
    for _, j in sorted(pairs):
        at = bisect_right(tops, j)
        tops[at : at + 1] = [j]
    return len(tops)


def length_ratio(left: Sequence[int], right: Sequence[int]) -> float:
    """Logarithm of the ratio of two lists of letter counts, none of them empty."""
    return math.log((sum(right) + 4) / (sum(left) + 4))


def length_spread(*sides: Sequence[int]) -> float:
    """Deviation of the logarithm of the length ratio of two segments taken at random."""
    total = 0.0
    for counts in sides:
        logs = [math.log(c + 4) for c in counts]
        mean = sum(logs) / len(logs)
        total += sum((x - mean) ** 2 for x in logs) / len(logs)
    return max(0.6, math.sqrt(total))


def chance_of_speaker(*sides: Sequence[Segment]) -> float:
    """That two turns taken at random have the same speaker."""
    counts = Counter(name for side in sides for s in side for name in s.speakers or ())
    total = sum(counts.values())
    return min(0.8, max(0.1, sum((c / total) ** 2 for c in counts.values()))) if total else 0.5


def learn(
    left: Sequence[frozenset[str]], right: Sequence[frozenset[str]], limit: int = 1_500_000
) -> list[tuple[str, str]]:
    """Pairs of stems of the two languages that keep meeting in the pairs `zip(left, right)`, each stem at most once.

    Work is bounded: at most about `limit` pairs of stems are looked at.
    """
    here = Counter(s for stems in left for s in stems)
    there = Counter(s for stems in right for s in stems)
    most = max(4, len(left) // 4)
    together: Counter[tuple[str, str]] = Counter()
    for one, other in zip(left, right, strict=True):
        if limit <= 0:
            break
        ours = sorted(s for s in one if 3 <= here[s] <= most)
        theirs = sorted(s for s in other if 3 <= there[s] <= most)
        limit -= len(ours) * len(theirs)
        together.update((a, b) for a in ours for b in theirs)
    return _linked(together, here, there)


def _linked(
    together: Counter[tuple[str, str]], here: Counter[str], there: Counter[str]
) -> list[tuple[str, str]]:
    """Competitive linking (Melamed 1997): the likeliest pair first, each stem once."""
    dice = [(2 * n / (here[a] + there[b]), n, a, b) for (a, b), n in together.items() if n >= 3]
    taken: set[tuple[str, str]] = set()
    out: list[tuple[str, str]] = []
    for d, _, a, b in sorted(dice, key=lambda x: (-x[0], -x[1], x[2], x[3])):
        if d < 0.5:
            break
        if ("l", a) not in taken and ("r", b) not in taken:
            taken |= {("l", a), ("r", b)}
            out.append((a, b))
    return out


def dictionary_keys(
    pairs: Sequence[tuple[str, str]], left: Iterable[frozenset[str]], right: Iterable[frozenset[str]]
) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """For the stems of each segment, the keys of the dictionary entries they belong to."""
    ours: dict[str, list[str]] = defaultdict(list)
    theirs: dict[str, list[str]] = defaultdict(list)
    for n, (a, b) in enumerate(pairs):
        ours[a].append(f"x:{n}")
        theirs[b].append(f"x:{n}")
    return (
        [frozenset(k for s in stems for k in ours.get(s, ())) for stems in left],
        [frozenset(k for s in stems for k in theirs.get(s, ())) for stems in right],
    )
