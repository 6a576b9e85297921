"""Two sequences of segments → the likeliest monotone pairing of neighbours, with how certain each group is.

Dynamic programming over a band around what both sides plainly share; forward and backward sums over the same lattice give
the posterior probability of every group (Rabiner 1989). Time and memory grow with the length of the texts times the width
of the band.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.bitext import Group, Scorer, Side

#: Groups that are looked for (segments left, right) and how often they occur. 0 stands for "no counterpart".
PRIORS = {
    (1, 1): 0.86, (1, 0): 0.025, (0, 1): 0.025, (1, 2): 0.03, (2, 1): 0.03, (2, 2): 0.006,
    (1, 3): 0.006, (3, 1): 0.006, (1, 4): 0.002, (4, 1): 0.002,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """Segments `left[0]:left[1]` answer to `right[0]:right[1]`; `posterior` of that against all else."""

    left: tuple[int, int]
    right: tuple[int, int]
    posterior: float


_Moves = Sequence[tuple[int, int, float]]
#: The same for one row: the group of the left side that ends there, and all of the right side by their first segment.
_Kinds = Sequence[tuple[int, int, float, Group | None, Sequence[Group]]]


def moves(path: Sequence[Link] = (), most: int = 5) -> _Moves:
    """Kinds of groups of at most `most` segments with the logarithm of their share; shares of the groups that a first
    `path` has are mixed with those that are usual, as if these came from 60 groups."""
    if not path:
        return [(a, b, math.log(p)) for (a, b), p in PRIORS.items() if a + b <= most]
    met = Counter((k.left[1] - k.left[0], k.right[1] - k.right[0]) for k in path)
    out = []
    for (a, b), p in PRIORS.items():
        seen = met[a, b] if a == b else (met[a, b] + met[b, a]) / 2
        out.append((a, b, math.log((seen + 60 * p) / (len(path) + 60))))
    return out


#: Evidence is not independent, so posteriors are flattened by this power. Set on gold and on synthetic deletions.
SOFTNESS = 0.6
_NEVER = -1e30
_GOES_ON = -0.9  # that one more segment is missing where one is
_RUN = 4  # segments missing in a row, from which on the rest of the run is taken for granted
_FAR = (
    1.0  # groups of more than two segments this unlike in length (logarithm of the ratio) are not looked at
)
_WHOLE = 2_500  # lattices up to this many cells are searched whole in the fine pass, ten times as many in the rough
_WIDENINGS = 3
_BEAM = 60.0  # cells this much worse than the best of their row are not followed in the rough pass
_FINE_BEAM = 30.0  # the same in the fine pass; what is left out would weigh e^-18 in a posterior


def search(left: Side, right: Side, scorer: Scorer) -> tuple[list[Link], float]:
    """A rough best path and its score, with few kinds of groups, in a band around what both sides plainly share.

    The band is widened where the path runs along its edge. A link's `posterior` is here that of its own score alone.
    """
    n, m = len(left), len(right)
    if not n or not m:
        alone = [Link((i, i + 1), (0, 0), 1.0) for i in range(n)]
        return alone + [Link((n, n), (j, j + 1), 1.0) for j in range(m)], 0.0
    left.attend_to(scorer.weights)
    right.attend_to(scorer.weights)
    rows = band(left, right, anchors(left, right, scorer.weights))
    for _ in range(_WIDENINGS):
        for beam in (_BEAM, 4 * _BEAM, math.inf):
            found = _Rough(left, right, scorer, rows, _beam(rows, beam))
            if found.best[-1][-1] > _NEVER / 2:  # else the band leads away from every cell of the beam
                break
        links = found.links()
        touched = _touched(links, rows, m)
        if not touched:
            break
        rows = _widened(rows, touched, m)
    return links, found.best[-1][-1]


def refine(left: Side, right: Side, scorer: Scorer, path: Sequence[Link]) -> list[Link]:
    """The best path near a rough one, with all kinds of groups and their posterior probabilities."""
    n, m = len(left), len(right)
    if not n or not m:
        return list(path)
    left.attend_to(scorer.weights)
    right.attend_to(scorer.weights)
    rows, kinds, absent = near(path, n, m), moves(path), runs(path)
    found = _Lattice(left, right, scorer, rows, kinds, absent, _beam(rows, _FINE_BEAM))
    if found.best[-1][-1] <= _NEVER / 2:  # the band leads away from every cell of the beam
        found = _Lattice(left, right, scorer, rows, kinds, absent, math.inf)
    return found.links()


def _beam(rows: Sequence[tuple[int, int]], width: float) -> float:
    """Small lattices, which are searched whole, have no beam; large ones have, whatever the band."""
    return width if sum(high - low + 1 for low, high in rows) > 10 * _WHOLE else math.inf


def _touched(links: Sequence[Link], rows: Sequence[tuple[int, int]], m: int) -> list[int]:
    """Rows where the path comes to the edge of the band."""
    out = []
    for link in links:
        i, j = link.left[1], link.right[1]
        low, high = rows[i]
        if (j - low < 2 and low > 0) or (high - j < 2 and high < m):
            out.append(i)
    return out


def _widened(rows: Sequence[tuple[int, int]], touched: Sequence[int], m: int) -> list[tuple[int, int]]:
    """The band twice as wide around the rows touched."""
    lows, highs = [r[0] for r in rows], [r[1] for r in rows]
    near = {k for i in touched for k in range(max(0, i - 30), min(len(rows), i + 31))}
    for i in near:
        room = (rows[i][1] - rows[i][0]) // 2 + 4
        lows[i], highs[i] = lows[i] - room, highs[i] + room
    return _closed(lows, highs, m)


class _Rough:
    """Viterbi path with groups of one and two segments, in a band and a beam.

    Row `i` holds the cells from column `firsts[i]` on that are within the beam; the rest of the band is never touched.
    """

    def __init__(
        self, left: Side, right: Side, scorer: Scorer, rows: Sequence[tuple[int, int]], beam: float
    ) -> None:
        self.left, self.right, self.scorer, self.rows, self.beam = left, right, scorer, rows, beam
        self.ours = [[left.group(i, k) for i in range(len(left) - k + 1)] for k in (1, 2)]
        self.theirs = [[right.group(j, k) for j in range(len(right) - k + 1)] for k in (1, 2)]
        costs = {(a, b): p for a, b, p in moves(most=3)}
        self.alone, self.one, self.two = costs[1, 0], costs[1, 1], costs[1, 2]
        self.best: list[list[float]] = []
        self.back: list[list[tuple[int, int]]] = []
        self.firsts: list[int] = []
        self.floors: list[float] = []
        self.gaps: list[float] = []
        self.lengths: list[int] = []
        for i in range(len(rows)):
            self._row(i)

    def _row(self, i: int) -> None:
        low, high = self._reach(i)
        row = [_NEVER] * (high - low + 1)
        steps = [(0, 0)] * (high - low + 1)
        if i == 0:
            row[0] = 0.0
        self._pairs(i, 1, 1, self.one, low, row, steps)
        self._pairs(i, 1, 2, self.two, low, row, steps)
        self._pairs(i, 2, 1, self.two, low, row, steps)
        self._left_alone(i, low, row, steps)
        floor = max(max(row) - self.beam, _NEVER / 2)
        self._right_alone(i, low, row, steps, floor)
        self._keep(i, low, row, steps, floor)

    def _reach(self, i: int) -> tuple[int, int]:
        """Columns of row `i` that a group can reach from the rows before."""
        low, high = self.rows[i]
        if i == 0:
            return low, low
        before = range(max(0, i - 2), i)
        low = max(low, min(self.firsts[k] for k in before))
        return low, max(low, min(high, max(self.firsts[k] + len(self.best[k]) + 1 for k in before)))

    def _keep(self, i: int, low: int, row: list[float], steps: list[tuple[int, int]], floor: float) -> None:
        """The row without the cells at both ends that fall out of the beam; of the last row, all."""
        start, end = 0, len(row)
        if i < len(self.rows) - 1:
            while end - start > 1 and row[start] < floor:
                start += 1
            while end - start > 1 and row[end - 1] < floor:
                end -= 1
        self.firsts.append(low + start)
        self.best.append(row[start:end])
        self.back.append(steps[start:end])
        self.floors.append(floor)
        self.gaps = (self.gaps + [_NEVER] * (len(row) - len(self.gaps)))[start:end]
        self.lengths = (self.lengths + [0] * (len(row) - len(self.lengths)))[start:end]

    def _pairs(
        self, i: int, a: int, b: int, prior: float, low: int, row: list[float], steps: list[tuple[int, int]]
    ) -> None:
        """Reach row `i` by groups of `a` and `b` segments from every cell of the beam."""
        if i < a:
            return
        from_, floor, first = self.best[i - a], self.floors[i - a], self.firsts[i - a]
        one, score, others = self.ours[a - 1][i - a], self.scorer.score, self.theirs[b - 1]
        size = one.size + self.scorer.ratio
        for j in range(max(low, first + b), min(low + len(row) - 1, first + len(from_) - 1 + b) + 1):
            before, other = from_[j - b - first], others[j - b]
            if before > floor and (a + b == 2 or -_FAR < other.size - size < _FAR):
                value = before + prior + score(one, other)
                if value > row[j - low]:
                    row[j - low], steps[j - low] = value, (a, b)

    def _left_alone(self, i: int, low: int, row: list[float], steps: list[tuple[int, int]]) -> None:
        """Reach row `i` by leaving out a run of segments of the left side (affine gaps, Gotoh 1982)."""
        gaps, lengths = [_NEVER] * len(row), [0] * len(row)
        if i:
            first = self.firsts[i - 1]
            for k, before in enumerate(self.best[i - 1], first - low):
                if 0 <= k < len(row):
                    run = self.gaps[k + low - first]
                    goes_on = run + _GOES_ON > before + self.alone
                    gaps[k] = run + _GOES_ON if goes_on else before + self.alone
                    lengths[k] = self.lengths[k + low - first] + 1 if goes_on else 1
                    if gaps[k] > row[k]:
                        row[k], steps[k] = gaps[k], (lengths[k], 0)
        self.gaps, self.lengths = gaps, lengths

    def _right_alone(
        self, i: int, low: int, row: list[float], steps: list[tuple[int, int]], floor: float
    ) -> None:
        """Go on along the row by leaving out a run of segments of the right side, past its end while the beam lasts."""
        room = self.rows[i][1] - low + 1
        last = i == len(self.rows) - 1
        run, length, k = _NEVER, 0, 1
        while k < room and (k < len(row) or last or max(run + _GOES_ON, row[k - 1] + self.alone) > floor):
            if run + _GOES_ON > row[k - 1] + self.alone:
                run, length = run + _GOES_ON, length + 1
            else:
                run, length = row[k - 1] + self.alone, 1
            if k == len(row):
                row.append(_NEVER)
                steps.append((0, 0))
            if run > row[k]:
                row[k], steps[k] = run, (0, length)
            k += 1

    def links(self) -> list[Link]:
        """Follow the steps back from the end."""
        i, j = len(self.left), len(self.right)
        out = []
        while i or j:
            a, b = self.back[i][j - self.firsts[i]]
            if a and b:
                own = self.scorer.score(self.left.group(i - a, a), self.right.group(j - b, b))
                out.append(Link((i - a, i), (j - b, j), 1 / (1 + math.exp(-max(-30.0, min(30.0, own))))))
            else:
                out += [Link((k - 1, k), (j, j), 0.5) for k in range(i, i - a, -1)]
                out += [Link((i, i), (k - 1, k), 0.5) for k in range(j, j - b, -1)]
            i, j = i - a, j - b
        return out[::-1]


def near(path: Sequence[Link], n: int, m: int, half: int = 5) -> list[tuple[int, int]]:
    """A band around a path, wider where the path is doubtful. Small lattices are searched whole."""
    if (n + 1) * (m + 1) <= _WHOLE:
        return [(0, m)] * (n + 1)
    lows, highs = [m] * (n + 1), [0] * (n + 1)
    for link in path:
        room = half if link.posterior >= 0.9 else 2 * half
        for i in range(link.left[0], link.left[1] + 1):
            lows[i] = min(lows[i], link.right[0] - room)
            highs[i] = max(highs[i], link.right[1] + room)
    return _closed(lows, highs, m)


def anchors(left: Side, right: Side, weights: dict[str, float]) -> list[tuple[int, int]]:
    """The heaviest chain of pairs that share rare keys, rising on both sides; empty if it may well be chance.

    Of k random pairs about 2√k can be chained (the longest rising subsequence of a permutation), so a chain that means
    something is clearly longer.
    """
    here, there = _places(left, weights), _places(right, weights)
    pairs: dict[tuple[int, int], float] = defaultdict(float)
    for key in sorted(here.keys() & there.keys()):
        if len(here[key]) * len(there[key]) <= 16:
            for i in here[key]:
                for j in there[key]:
                    pairs[i, j] += weights[key]
    for least in (7.0, 2.5):
        strong = {p: w for p, w in pairs.items() if w >= least}
        chain = _chain(strong, len(right))
        if len(chain) > max(3 * math.sqrt(len(strong)), len(left) / 60):
            return chain
    return []


def _places(side: Side, weights: dict[str, float]) -> dict[str, list[int]]:
    out: dict[str, list[int]] = defaultdict(list)
    for i, keys in enumerate(side.keys):
        for key in keys:
            if key in weights:
                out[key].append(i)
    return out


def _chain(pairs: dict[tuple[int, int], float], m: int) -> list[tuple[int, int]]:
    """Heaviest strictly rising chain; a Fenwick tree keeps the best chain that ends before each column."""
    tree: list[tuple[float, tuple[int, int] | None]] = [(0.0, None)] * (m + 1)
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for i, j in sorted(pairs, key=lambda p: (p[0], -p[1])):
        best: tuple[float, tuple[int, int] | None] = (0.0, None)
        k = j
        while k > 0:
            if tree[k][0] > best[0]:
                best = tree[k]
            k &= k - 1
        before[i, j] = best[1]
        total, k = best[0] + pairs[i, j], j + 1
        while k <= m:
            if total > tree[k][0]:
                tree[k] = (total, (i, j))
            k += k & -k
    last = max(tree, key=lambda t: t[0])[1]
    out: list[tuple[int, int]] = []
    while last is not None:
        out.append(last)
        last = before[last]
    return out[::-1]


def band(left: Side, right: Side, chain: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each number of left segments consumed, the lowest and highest number of right ones to look at.

    Between two anchors the band follows the straight line by letters; what drops out or is added moves the path away from
    it by about the root of the distance. What the next anchor but one leaves open is let in as well, within limits, so that
    one false anchor does not shut out the truth.
    """
    n, m = len(left), len(right)
    if (n + 1) * (m + 1) <= 10 * _WHOLE:
        return [(0, m)] * (n + 1)
    knots = [(0, 0), *[(i, j) for i, j in chain if 0 < i < n], (n, m)]
    lows, highs = [m] * (n + 1), [0] * (n + 1)
    for k in range(len(knots) - 1):
        (i0, j0), (i1, j1) = knots[k], knots[k + 1]
        half = 6 + 3 * math.isqrt(max(i1 - i0, j1 - j0))
        before, after = knots[max(0, k - 1)][1], knots[min(len(knots) - 1, k + 2)][1]
        for i, centre in zip(range(i0, i1 + 1), _line(left, right, (i0, j0), (i1, j1))):
            lows[i] = min(lows[i], max(before, centre - half) - half // 2)
            highs[i] = max(highs[i], min(after, centre + half) + half // 2)
    return _closed(lows, highs, m)


def _line(left: Side, right: Side, start: tuple[int, int], end: tuple[int, int]) -> list[int]:
    """Columns of the straight line between two anchors, measured in letters."""
    (i0, j0), (i1, j1) = start, end
    here, there = [0.0], [0.0]
    for i in range(i0, i1):
        here.append(here[-1] + left.letters[i] + 1)
    for j in range(j0, j1):
        there.append(there[-1] + right.letters[j] + 1)
    return [j0 + min(bisect_left(there, x * there[-1] / (here[-1] or 1)), j1 - j0) for x in here]


def _closed(lows: list[int], highs: list[int], m: int) -> list[tuple[int, int]]:
    """Make both edges rise, begin at (0, 0) and end at (n, m), and neighbouring rows overlap."""
    lows[0], highs[-1] = 0, m
    for i in range(len(lows) - 2, -1, -1):
        lows[i] = max(0, min(lows[i], lows[i + 1]))
    for i in range(1, len(highs)):
        highs[i] = min(m, max(highs[i], highs[i - 1], lows[i], lows[min(i + 1, len(lows) - 1)]))
    return list(zip(lows, highs))


def runs(path: Sequence[Link]) -> tuple[set[int], set[int]]:
    """Segments of either side that stand inside a long run without counterpart."""
    out: tuple[set[int], set[int]] = (set(), set())
    for side in (0, 1):
        run: list[int] = []
        for link in [*path, Link((0, 1), (0, 1), 1.0)]:
            mine, other = (link.left, link.right) if side == 0 else (link.right, link.left)
            if other[0] == other[1]:
                run.append(mine[0])
            elif mine[0] != mine[1]:
                out[side].update(run if len(run) >= _RUN else ())
                run = []
    return out


class _Lattice:
    """The cells of a band; a cell (i, j) stands for i left and j right segments consumed."""

    def __init__(
        self,
        left: Side,
        right: Side,
        scorer: Scorer,
        rows: Sequence[tuple[int, int]],
        kinds: _Moves,
        absent: tuple[set[int], set[int]],
        beam: float,
    ) -> None:
        self.left, self.right, self.scorer, self.rows, self.kinds = left, right, scorer, rows, kinds
        self.absent, self.beam = absent, beam
        self.floors: list[float] = []
        self.best: list[list[float]] = [[_NEVER] * (high - low + 1) for low, high in rows]
        self.forward: list[list[float]] = [[_NEVER] * (high - low + 1) for low, high in rows]
        self.edges: list[list[list[tuple[int, int, float]]]] = [[[]] * (high - low + 1) for low, high in rows]
        self.best[0][0] = self.forward[0][0] = 0.0
        self._fill()

    def _fill(self) -> None:
        n, m = len(self.left), len(self.right)
        ours = {a: [self.left.group(i, a) for i in range(n - a + 1)] for a, _, _ in self.kinds if a}
        theirs = {b: [self.right.group(j, b) for j in range(m - b + 1)] for _, b, _ in self.kinds if b}
        for i, (low, high) in enumerate(self.rows):
            kinds = [
                (a, b, p, ours[a][i - a] if a else None, theirs.get(b, []))
                for a, b, p in self.kinds
                if a <= i
            ]
            for j in range(low, high + 1):
                if i or j:
                    self._reach(i, j, low, kinds)
            self.floors.append(max(max(self.best[i]) - self.beam, _NEVER))

    def _reach(self, i: int, j: int, low: int, kinds: _Kinds) -> None:
        edges = self._into(i, j, kinds)
        self.edges[i][j - low] = edges
        sums = []
        top = _NEVER
        for a, b, s in edges:
            k = j - b - self.rows[i - a][0]
            top = max(top, self.best[i - a][k] + s)
            sums.append(self.forward[i - a][k] + SOFTNESS * s)
        self.best[i][j - low] = top
        self.forward[i][j - low] = _log_sum(sums)

    def _into(self, i: int, j: int, kinds: _Kinds) -> list[tuple[int, int, float]]:
        """Groups that end here, with their scores."""
        out = []
        rows, best, floors, score, ratio = (
            self.rows,
            self.best,
            self.floors,
            self.scorer.score,
            self.scorer.ratio,
        )
        for a, b, prior, one, others in kinds:
            low, high = rows[i - a]
            if not low <= j - b <= high or best[i - a][j - b - low] <= (floors[i - a] if a else _NEVER):
                continue
            if one is None or not b:
                absent = i - 1 in self.absent[0] if a else j - 1 in self.absent[1]
                out.append((a, b, _GOES_ON if absent else prior))
                continue
            two = others[j - b]
            if a + b == 2 or -_FAR < two.size - one.size - ratio < _FAR:
                out.append((a, b, prior + score(one, two)))
        return out

    def links(self) -> list[Link]:
        """The best path with posteriors, from the beginning."""
        backward = self._backward()
        total = self.forward[-1][-1]
        i, j = len(self.left), len(self.right)
        out = []
        while i or j:
            low = self.rows[i][0]
            a, b, s = max(self.edges[i][j - low], key=lambda e: self._through(i, j, e))
            k = j - b - self.rows[i - a][0]
            log = self.forward[i - a][k] + SOFTNESS * s + backward[i][j - low] - total
            out.append(Link((i - a, i), (j - b, j), min(1.0, math.exp(min(0.0, log)))))
            i, j = i - a, j - b
        return out[::-1]

    def _through(self, i: int, j: int, edge: tuple[int, int, float]) -> float:
        a, b, s = edge
        return self.best[i - a][j - b - self.rows[i - a][0]] + s

    def _backward(self) -> list[list[float]]:
        back: list[list[float]] = [[_NEVER] * (high - low + 1) for low, high in self.rows]
        back[-1][-1] = 0.0
        for i in range(len(self.rows) - 1, -1, -1):
            low, high = self.rows[i]
            for j in range(high, low - 1, -1):
                here = back[i][j - low]
                if here > _NEVER:
                    self._spread(i, j, here, back)
        return back

    def _spread(self, i: int, j: int, here: float, back: list[list[float]]) -> None:
        for a, b, s in self.edges[i][j - self.rows[i][0]]:
            k = j - b - self.rows[i - a][0]
            row = back[i - a]
            row[k] = _log_add(row[k], here + SOFTNESS * s)


def _log_sum(values: Sequence[float]) -> float:
    if not values:
        return _NEVER
    top = max(values)
    return top + math.log(sum(math.exp(v - top) for v in values))


def _log_add(one: float, other: float) -> float:
    if one < other:
        one, other = other, one
    return one + math.log1p(math.exp(other - one)) if other - one > -40 else one
