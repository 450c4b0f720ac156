"""Which pairs are worth comparing, by the limits of `holdfire.linking.candidates`, for millions of claims at once.

Three channels, and a pair that two of them find counts once:

- time and place: at most `MAX_GAP` and `REACH` times both radii apart. Claims are sorted into levels by radius; a
  level's cells are as wide as its claims can reach (rows of equal latitude, cut where the row is widest), and in a cell
  claims stand in order of time.
- a claim with a time and no point: those of the same folded place name or area, at most `MAX_GAP` apart.
- a claim that lacks one of them: the `ALIKE` most alike in words, among those published up to `WINDOW` days apart, or
  where it has a time, that lie near in time.

Claims of one document are never paired.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from holdfire.agreement.geometry import KM_PER_DEGREE
from holdfire.linking.candidates import DAY, MAX_GAP, REACH
from holdfire.linking.trained.columns import Coded, Columns, Floats, Ints, folded

if TYPE_CHECKING:
    from numpy.typing import NDArray

GAP = MAX_GAP / DAY
WINDOW = 10.0
"""Days between the publication of two texts of which nothing else is known."""
ALIKE = 40
LEAST_ALIKE = 0.02
SPANS = (1.1, 4.0, 32.0)
"""Claims are searched by how many days they cover, so that a vague one does not widen the search for the others."""
FINEST = -2
"""Level n holds radii up to 2 to the power n km; nothing is finer than 1/4 km."""
ROWS = 1 << 20
AROUND = tuple((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1))

Pairs = tuple[Ints, Ints]


def pairs(c: Columns) -> Pairs:
    """Give the pairs, lower number first, in order."""
    found = [*_by_place(c), _by_name(c), _by_words(c)]
    low = np.concatenate([np.minimum(a, b) for a, b in found])
    high = np.concatenate([np.maximum(a, b) for a, b in found])
    keys = np.unique(low * c.n + high)
    low, high = keys // max(c.n, 1), keys % max(c.n, 1)
    document = c.coded["document"].codes
    apart = (low != high) & ((document[low] != document[high]) | (document[low] < 0))
    return low[apart], high[apart]


def gaps(c: Columns, a: Ints, b: Ints) -> Floats:
    """Give the days from the end of the earlier to the start of the later; negative where they overlap."""
    return np.maximum(c.start[a] - c.end[b], c.start[b] - c.end[a])


def distances(c: Columns, a: Ints, b: Ints) -> Floats:
    """Give the straight distance through the earth in kilometres, as `holdfire.linking.candidates` does."""
    x, y = np.radians(c.lon), np.radians(c.lat)
    xyz = 6371.0088 * np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
    found: Floats = np.sqrt(((xyz[:, a] - xyz[:, b]) ** 2).sum(axis=0))
    return found


def _by_place(c: Columns) -> list[Pairs]:
    usable = np.flatnonzero(c.timed & c.placed)
    level = np.maximum(FINEST, np.ceil(np.log2(np.maximum(c.radius[usable], 0.25)))).astype(np.int64)
    span = np.searchsorted(SPANS, c.end[usable] - c.start[usable])
    found = []
    for coarse in np.unique(level):
        width = REACH * 2 * 2.0**coarse
        for longest in np.unique(span[level == coarse]):
            grid = _Grid(c, usable[(level == coarse) & (span == longest)], width)
            for fine in np.unique(level[level <= coarse]):
                found.extend(grid.meet(usable[level == fine]))
    return found


class _Grid:
    """The claims of one level and span, sorted by cell and start."""

    def __init__(self, c: Columns, members: Ints, width: float) -> None:
        self.c, self.width = c, width
        row, column = self._cell(c.lon[members], c.lat[members], 0)
        key = _key(row, column)
        order = np.lexsort((c.start[members], key))
        self.members, key = members[order], key[order]
        self.longest = float((c.end[members] - c.start[members]).max())
        self.cells, self.number = np.unique(key, return_inverse=True)
        self.base = float(np.floor(c.start[members].min())) - 100.0
        self.stride = float(c.start[members].max()) - self.base + 200.0
        self.sorted = self.number * self.stride + (c.start[self.members] - self.base)

    def meet(self, others: Ints) -> list[Pairs]:
        """Pair these claims with others that are no coarser."""
        return [self._around(others, y, x) for y, x in AROUND]

    def _around(self, others: Ints, y: int, x: int) -> Pairs:
        c = self.c
        row, column = self._cell(c.lon[others], c.lat[others], y)
        column = (column + x) % self._columns(row)
        key = _key(row, column)
        at = np.minimum(np.searchsorted(self.cells, key), len(self.cells) - 1)
        here = self.cells[at] == key
        others, base = others[here], at[here] * self.stride - self.base
        first = np.maximum(c.start[others] - GAP - self.longest, self.base)
        last = np.minimum(c.end[others] + GAP, self.base + self.stride - 1)
        low = np.searchsorted(self.sorted, base + first - 1e-6, "left")
        high = np.searchsorted(self.sorted, base + last + 1e-6, "right")
        ours, theirs = _spread(others, low, np.maximum(high, low))
        return self._within(ours, self.members[theirs])

    def _within(self, a: Ints, b: Ints) -> Pairs:
        keep = (a != b) & (gaps(self.c, a, b) <= GAP + 1e-9)
        a, b = a[keep], b[keep]
        keep = distances(self.c, a, b) <= REACH * (self.c.radius[a] + self.c.radius[b])
        return a[keep], b[keep]

    def _cell(self, lon: Floats, lat: Floats, rows_off: int) -> Pairs:
        row = np.floor((lat + 90) * KM_PER_DEGREE / self.width).astype(np.int64) + rows_off
        return row, np.floor((lon % 360) / 360 * self._columns(row)).astype(np.int64)

    def _columns(self, row: Ints) -> Ints:
        """Count the cells of a row: as many as are as wide as the reach where the row is narrowest."""
        degrees = np.stack([row, row + 1]) * self.width / KM_PER_DEGREE - 90
        edge = np.minimum(np.abs(degrees).max(axis=0), 90)
        around = 360 * KM_PER_DEGREE * np.cos(np.radians(edge)) / self.width
        found: Ints = np.maximum(1, np.floor(around)).astype(np.int64)
        return found


def _key(row: Ints, column: Ints) -> Ints:
    return (row + 2) * (1 << 31) + column


def _spread(others: Ints, low: NDArray[np.intp], high: NDArray[np.intp]) -> Pairs:
    """Turn a range for each of others into pairs."""
    count = high - low
    ours = np.repeat(others, count)
    at = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return ours, np.repeat(low, count) + at


def _by_name(c: Columns) -> Pairs:
    lost = c.timed & ~c.placed
    found = [_named(c, lost, folded(c.coded[name])) for name in ("spot", "within")]
    return np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])


def _named(c: Columns, lost: NDArray[np.bool_], names: Coded) -> Pairs:
    asking = np.flatnonzero(lost & (names.codes >= 0))
    order = np.lexsort((c.start, names.codes))
    order = order[(names.codes[order] >= 0) & c.timed[order]]
    codes = names.codes[order]
    low, high = (
        np.searchsorted(codes, names.codes[asking]),
        np.searchsorted(codes, names.codes[asking], "right"),
    )
    a, at = _spread(asking, low, high)
    b = order[at]
    keep = (a != b) & (gaps(c, a, b) <= GAP)
    return a[keep], b[keep]


def _by_words(c: Columns) -> Pairs:
    """Pair claims that lack a time or a point with those near in time that are most like them in words."""
    worded = np.diff(c.wording.rows.indptr) > 0
    when = np.where(c.timed, c.start, c.published)
    order = np.flatnonzero(worded)[np.argsort(when[worded], kind="stable")]
    days = when[order]
    a, b = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for claim in np.flatnonzero(worded & ~(c.timed & c.placed)):
        width = GAP + 1 if c.timed[claim] else WINDOW
        low, high = np.searchsorted(days, [when[claim] - width, when[claim] + width + 1e-9])
        others = order[low:high] if high > low else order
        best = _most_alike(c, int(claim), others)
        a.append(np.full(len(best), claim, np.int64))
        b.append(best)
    return np.concatenate(a), np.concatenate(b)


def _most_alike(c: Columns, claim: int, others: Ints) -> Ints:
    cosine = np.asarray((c.wording.rows[others] @ c.wording.rows[claim].T).todense()).ravel()
    cosine[others == claim] = 0
    best = np.argsort(-cosine, kind="stable")[:ALIKE]
    return others[best[cosine[best] > LEAST_ALIKE]]
