"""Which gap to mend next: the one whose two parts have the greatest product of what they hold, again and again."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_BITS = 45  # of what all parts hold: sums of the same metres in another order are equal


class GapOrder:
    """Takes gaps in order of what they add, and joins their parts.

    A gap lies in the heap of one of its parts, its keeper, where gaps are in order of what the other part holds: that
    order stays when the keeper grows. The part that grows takes over the gaps that others keep against it. So a gap is
    moved only when the part that does not keep it grows, and not each time the keeper does.

    Parameters
    ----------
    weight:
        float64 of p x q, 0 or more: of the parts, by measures; a later one decides where those before it are equal.
    one, other:
        int64 of k: the parts that each gap lies between, from 0.
    away:
        float64 of k: how wide each is; of equal ones the shortest comes first.

    >>> order = GapOrder(np.array([[60.0], [10.0], [30.0]]), np.array([0, 1, 0]), np.array([1, 2, 2]), np.ones(3))
    >>> list(order)
    [(2, 0, 2), (0, 0, 1)]
    """

    def __init__(self, weight: F64, one: I64, other: I64, away: F64) -> None:
        """Lay each gap in the heap of the heavier of its parts."""
        total = np.maximum(weight.sum(axis=0), np.finfo(np.float64).tiny)
        # in units of a power of two, so that sums and products are exact
        units = np.rint(np.ldexp(weight, _BITS - np.frexp(total)[1])).astype(np.int64)
        self._held: list[list[int]] = units.tolist()
        self._whole = list(range(len(weight)))
        self._ends = list(zip(one.tolist(), other.tolist(), strict=True))
        nth = np.empty(one.size, np.int64)
        nth[np.lexsort((np.arange(one.size), away))] = np.arange(one.size)
        self._nth: list[int] = nth.tolist()
        self._keeper = [-1] * one.size
        self._kept: list[list[tuple[list[int], int, int]]] = [[] for _ in self._held]
        self._lent: list[list[int]] = [[] for _ in self._held]
        self._newest = [0] * len(self._held)
        self._best: list[tuple[list[int], int, int, int, int]] = []
        for gap, (a, b) in enumerate(self._ends):
            if a != b:
                keeper, lender = (a, b) if self._held[a] >= self._held[b] else (b, a)
                self._keeper[gap] = keeper
                self._kept[keeper].append((self._key(keeper, lender), self._nth[gap], gap))
                self._lent[lender].append(gap)
        for part, kept in enumerate(self._kept):
            heapify(kept)
            self._offer(part)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Yield each gap that joins two parts, with the part that they become and the one that is gone."""
        while self._best:
            _, _, gap, part, made = heappop(self._best)
            if made != self._newest[part]:
                continue
            a, b = self._sides(gap)
            if a == b or self._keeper[gap] != part:
                self._offer(part)  # another keeps it now, and what is left here is no better
                continue
            into, gone = (a, b) if len(self._kept[a]) >= len(self._kept[b]) else (b, a)
            self._join(into, gone)
            yield gap, into, gone

    def _part(self, part: int) -> int:
        whole = self._whole
        while whole[part] != part:
            whole[part] = part = whole[whole[part]]
        return part

    def _sides(self, gap: int) -> tuple[int, int]:
        one, other = self._ends[gap]
        return self._part(one), self._part(other)

    def _key(self, keeper: int, other: int) -> list[int]:
        """Return what decides among the gaps of a keeper; a measure of which it has nothing does not."""
        return [-b if a else 0 for a, b in zip(self._held[keeper], self._held[other], strict=True)]

    def _offer(self, part: int) -> None:
        """Put the best gap of a part among those of all."""
        self._newest[part] += 1
        kept = self._kept[part]
        while kept:
            _, nth, gap = kept[0]
            a, b = self._sides(gap)
            if a != b and self._keeper[gap] == part:
                won = [-x * y for x, y in zip(self._held[a], self._held[b], strict=True)]
                heappush(self._best, (won, nth, gap, part, self._newest[part]))
                return
            heappop(kept)

    def _join(self, into: int, gone: int) -> None:
        """Make one part of two, which keeps the gaps of both."""
        self._whole[gone] = into
        self._newest[gone] += 1
        before, held = self._held[into], self._held[gone]
        self._held[into] = [x + y for x, y in zip(before, held, strict=True)]
        moved = [gap for _, _, gap in self._kept[gone] if self._keeper[gap] == gone]
        for gap in moved:
            self._keeper[gap] = into
        for gap in (*self._lent[into], *self._lent[gone]):
            if self._keeper[gap] not in {into, gone}:
                self._lent[self._keeper[gap]].append(gap)
                self._keeper[gap] = into
                moved.append(gap)
        self._kept[gone], self._lent[gone], self._lent[into] = [], [], []
        kept = self._kept[into]
        if any(not x and y for x, y in zip(before, held, strict=True)):  # a measure that decides from now on
            moved += [gap for _, _, gap in kept if self._keeper[gap] == into]
            kept.clear()
        for gap in dict.fromkeys(moved):
            a, b = self._sides(gap)
            if a != b:
                heappush(kept, (self._key(into, b if a == into else a), self._nth[gap], gap))
        self._offer(into)
