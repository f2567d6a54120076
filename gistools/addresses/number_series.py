"""Numbers along a road as series (nummerrækker): each side of each arm, in the direction in which its numbers rise."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from gistools.addresses.road_places import RoadPlaces

    Rows = npt.NDArray[np.int64]
    F64 = npt.NDArray[np.float64]

Groups = list[list[tuple[int, int]]]
"""Places along an arm, in order: the numbers at each, as (rank, row), lowest first."""


@dataclass(frozen=True, slots=True)
class Series:
    """One side of an arm.

    Parameters
    ----------
    arm:
        Row of `gistools.addresses.road_places.RoadPlaces.arms`.
    left:
        Whether it is on the left, seen in the direction in which the numbers of the arm rise.
    rows:
        Of house numbers, from where this series begins.
    kept:
        Positions in ``rows`` of the longest part that rises: the rest are the fewest to blame.
    falls:
        Whether its numbers fall in that direction; ``rows`` are turned then.
    directed:
        Whether numbers tell the direction of the arm.
    """

    arm: int
    left: bool
    rows: tuple[int, ...]
    kept: tuple[int, ...]
    falls: bool
    directed: bool


def series_of(places: RoadPlaces, rank: Rows, known: npt.NDArray[np.bool_], tie_m: float) -> Iterator[Series]:
    """Return the series of all arms.

    Parameters
    ----------
    places:
        Of house numbers along their roads.
    rank, known:
        Of the numbers, equal for equal ones (rule A07), and which of them are numbers.
    tie_m:
        Up to which distance along the road two numbers of a side have no order.
    """
    rows = np.flatnonzero(known & (places.arm >= 0) & (places.side != 0))
    rows = rows[np.lexsort((rank[rows], places.place_m[rows], places.arm[rows]))]
    starts = np.flatnonzero(np.diff(places.arm[rows], prepend=-1) != 0)
    for mine in np.split(rows, starts[1:]) if rows.size else ():
        arm = int(places.arm[mine[0]])
        sides = [mine[places.side[mine] == side] for side in (1, -1)]
        groups = [_grouped(side, places.place_m, rank, tie_m) for side in sides]
        if places.closed[arm]:
            whole = float(places.arms[arm].length)
            yield from _around(arm, groups, places.place_m, whole)
        else:
            yield from _directed(arm, groups, _grouped(mine, places.place_m, rank, tie_m))


def _grouped(rows: Rows, place_m: F64, rank: Rows, tie_m: float) -> Groups:
    """Return places along an arm with the numbers at each; places that touch within the tie are one."""
    if not rows.size:
        return []
    cuts = np.flatnonzero(np.diff(place_m[rows]) > tie_m) + 1
    return [sorted(zip(rank[part].tolist(), part.tolist(), strict=True)) for part in np.split(rows, cuts)]


def pairs_of(groups: Groups) -> tuple[int, int]:
    """Return how many pairs of numbers rise along some places, and how many fall.

    >>> pairs_of([[(1, 0)], [(3, 1)], [(2, 2)]])
    (2, 1)
    """
    seen: list[int] = []
    rising = falling = 0
    for group in groups:
        for rank, _ in group:
            rising += bisect_left(seen, rank)
            falling += len(seen) - bisect_right(seen, rank)
        for rank, _ in group:
            insort(seen, rank)
    return rising, falling


def longest_rising(ranks: Sequence[int]) -> list[int]:
    """Return the positions of the longest part of some numbers that does not fall (patience sorting).

    >>> longest_rising([1, 9, 3, 5, 5])
    [0, 2, 3, 4]
    """
    lowest: list[int] = []  # at which a part of each length can end
    at: list[int] = []
    before = []
    for k, rank in enumerate(ranks):
        size = bisect_right(lowest, rank)
        before.append(at[size - 1] if size else -1)
        if size == len(lowest):
            lowest.append(rank)
            at.append(k)
        else:
            lowest[size], at[size] = rank, k
    made, k = [], at[-1] if at else -1
    while k >= 0:
        made.append(k)
        k = before[k]
    return made[::-1]


def _kept(groups: Groups) -> int:
    return len(longest_rising([rank for group in groups for rank, _ in group]))


def _made(arm: int, groups: Groups, *, left: bool, falls: bool, directed: bool) -> Series:
    inner = groups[::-1] if falls else groups
    flat = [one for group in inner for one in group]
    kept = longest_rising([rank for rank, _ in flat])
    return Series(arm, left, tuple(row for _, row in flat), tuple(kept), falls, directed)


def _lead(sides: Sequence[Groups]) -> int:
    """Return which side has the lowest number."""
    lowest = [min((rank for group in side for rank, _ in group), default=None) for side in sides]
    return min((k for k in (0, 1) if lowest[k] is not None), key=lambda k: lowest[k] or 0)


def _ranks(groups: Groups) -> tuple[int, ...]:
    return tuple(rank for group in groups for rank, _ in group)


def _directed(arm: int, sides: list[Groups], both: Groups) -> Iterator[Series]:
    """Return the two sides of an open arm in the direction in which most pairs of numbers rise.

    Where as many fall, the direction that keeps more numbers counts, then that of the side with the lowest number, and
    then all pairs across the road; these alone tell no direction for sure: no. 2 may lie a little before no. 1.
    """
    pairs = [pairs_of(side) for side in sides]
    lead = _lead(sides)
    across = pairs_of(both)
    signs = (
        sum(up - down for up, down in pairs),
        sum(_kept(side) - _kept(side[::-1]) for side in sides),
        pairs[lead][0] - pairs[lead][1],
        across[0] - across[1],
    )
    sign = next((one for one in signs if one), 0)
    back = sign < 0 or (not sign and _ranks(sides[lead][::-1]) < _ranks(sides[lead]))
    for k, groups in enumerate(sides):
        if groups:
            up, down = pairs[k][::-1] if back else pairs[k]
            turned = groups[::-1] if back else groups
            yield _made(arm, turned, left=(k == 0) != back, falls=down > up, directed=any(signs[:3]))


def _sorted(groups: Groups, way: dict[int, float]) -> Groups:
    return sorted(groups, key=lambda group: way[id(group)])


def _around(arm: int, sides: list[Groups], place_m: F64, whole: float) -> Iterator[Series]:
    """Return the two sides of a ring, cut and turned so that most numbers rise: where it was drawn from means nothing.

    Of equal ways round, that counts which begins at the lowest number, then the lower numbers first.
    """
    spots = {id(group): float(np.mean(place_m[[row for _, row in group]])) for side in sides for group in side}
    lead = _lead(sides)
    best: dict[bool, tuple[tuple[object, ...], list[Groups]]] = {}
    for start in sorted(set(spots.values())):
        for back in (False, True):
            way = {one: (start - spot if back else spot - start) % whole for one, spot in spots.items()}
            turned = [_sorted(side, way) for side in sides]
            rise = sum(up - down for up, down in map(pairs_of, turned))
            first = _ranks(turned[lead])
            begins = int(first[0] == min(first))
            lower = tuple(tuple(-rank for rank in _ranks(turned[k])) for k in (lead, 1 - lead))
            score = (sum(_kept(side) for side in turned), rise, begins, lower)
            if back not in best or score > best[back][0]:
                best[back] = (score, turned)
    back = best[True][0] > best[False][0]
    for k, groups in enumerate(best[back][1]):
        if groups:
            up, down = pairs_of(groups)
            directed = best[True][0][:3] != best[False][0][:3]
            yield _made(arm, groups, left=(k == 0) != back, falls=down > up, directed=directed)
