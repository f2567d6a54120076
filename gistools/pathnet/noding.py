"""Where lines meet (knudedannelse): at shared points, but not above each other.

What decides at a place where several lines have a point:

- Lines of one level meet. A line whose level is not known is taken as one on the ground.
- A bridge or tunnel goes on where two of its pieces (or its inner point) are: it meets what is of its own level alone.
- It ends where it has one end alone: there it meets the nearest level towards the ground that is there, or the ground.
- Heights, where lines have them, part lines that would meet when they differ by more than a limit.

What goes on is told by where its stretches lead, not by how many lines are drawn: a bridge drawn twice ends where a
single one does, and cutting a line at a point, or leaving out a piece that lies twice, changes nothing of what meets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.ways import DECIMALS, Ways

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_PER_M = 10**DECIMALS


@dataclass(frozen=True, eq=False)
class Noded:
    """Lines cut at the nodes where they meet.

    Parameters
    ----------
    node:
        int64 of N, a value for each point of the ways: its node, from 0 without gaps; -1 for points that are none.
    count:
        How many nodes there are.
    way, begin, end:
        int64 of e: the way that each piece is of, and the places of its first and last point.
    doubtful:
        Places of points where it cannot be told what meets: ends of bridges, whether they end or go on.
    apart:
        Places of points that heights part from others at their place.
    guessed:
        Places of points of unknown level at places that a bridge or tunnel goes through.
    """

    node: I64
    count: int
    way: I64
    begin: I64
    end: I64
    doubtful: I64
    apart: I64
    guessed: I64

    @property
    def u(self) -> I64:
        """The node that each piece begins at."""
        made: I64 = self.node[self.begin]
        return made

    @property
    def v(self) -> I64:
        """The node that each piece ends at."""
        made: I64 = self.node[self.end]
        return made

    def lines(self, ways: Ways) -> npt.NDArray[Any]:
        """Return the line of each piece."""
        size = self.end - self.begin + 1
        piece = np.repeat(np.arange(size.size), size)
        at = np.arange(piece.size) - np.repeat(np.cumsum(size) - size, size) + self.begin[piece]
        made: npt.NDArray[Any] = shapely.linestrings(ways.xy[at], indices=piece)
        return made


def place_of(xy: F64) -> I64:
    """Return a number for each point, the same for the same place; in order of x, then y.

    >>> place_of(np.array([[2.0, 0.0], [1.0, 5.0], [2.0, 0.0]])).tolist()
    [1, 0, 1]
    """
    if not len(xy):
        return np.zeros(0, np.int64)
    whole = np.rint((xy - xy.min(axis=0)) * _PER_M).astype(np.int64)
    high = int(whole[:, 1].max()) + 1
    if int(whole[:, 0].max()) * high < 2**62:
        made: I64 = np.unique(whole[:, 0] * high + whole[:, 1], return_inverse=True)[1].astype(np.int64)
        return made
    return np.unique(whole, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def node_ways(ways: Ways, *, z_apart_m: float) -> Noded:
    """Return ways cut where they meet at shared points.

    >>> from gistools.pathnet.ways import Ways
    >>> xy = np.array([[0.0, 0.0], [5.0, 0.0], [9.0, 0.0], [5.0, 0.0], [5.0, 4.0]])
    >>> two = Ways(xy, np.full(5, np.nan), np.array([0, 3, 5]), {"level": np.array([0, 0])})
    >>> noded = node_ways(two, z_apart_m=2.0)
    >>> noded.u.tolist(), noded.v.tolist()
    ([0, 1, 1], [1, 3, 2])
    """
    n = len(ways.xy)
    place = place_of(ways.xy)
    end = np.zeros(n, np.bool_)
    end[ways.ends] = True
    busy = np.bincount(place, minlength=n)[place] > 1
    at = np.flatnonzero(end | busy)
    group, doubtful, guessed = _groups(ways, at, place, end[at])
    group, apart = _by_height(ways.z[at], group, z_apart_m)
    size = np.bincount(group)
    has_end = np.bincount(group, weights=end[at]) > 0
    is_node = (has_end | (size > 1))[group]
    first_place = np.full(size.size, np.iinfo(np.int64).max)
    np.minimum.at(first_place, group, place[at])
    order = np.lexsort((np.arange(size.size), first_place))
    used = np.zeros(size.size, np.bool_)
    used[group[is_node]] = True
    number = np.full(size.size, -1, np.int64)
    kept = order[used[order]]
    number[kept] = np.arange(kept.size)
    node = np.full(n, -1, np.int64)
    node[at[is_node]] = number[group[is_node]]
    cut = np.flatnonzero(node >= 0)
    of = ways.of[cut]
    same = np.flatnonzero(of[:-1] == of[1:])
    return Noded(node, kept.size, of[same], cut[same], cut[same + 1], at[doubtful], at[apart], at[guessed])


def in_pieces(ways: Ways, noded: Noded) -> tuple[Ways, Noded]:
    """Return each piece as a way of its own, in order, with what is told of its way; and the same nodes of these.

    What `Noded` notes beside nodes and pieces is left out.
    """
    size = noded.end - noded.begin + 1
    piece = np.repeat(np.arange(size.size), size)
    at = np.arange(piece.size) - np.repeat(np.cumsum(size) - size, size) + noded.begin[piece]
    start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    made = Ways(ways.xy[at], ways.z[at], start, {name: values[noded.way] for name, values in ways.columns.items()})
    no = np.zeros(0, np.int64)
    return made, Noded(noded.node[at], noded.count, np.arange(size.size), made.first, made.last, no, no, no)


def _stretches(ways: Ways, at: I64, place: I64, run: I64, runs: int) -> I64:
    """Return to how many different places stretches lead from the points of each run that are off the ground."""
    of = ways.of[at]
    off = np.flatnonzero(ways.level[of] != 0)
    back, on = off[at[off] != ways.first[of[off]]], off[at[off] != ways.last[of[off]]]
    width = int(place.max(initial=0)) + 1
    leading = np.concatenate([run[back] * width + place[at[back] - 1], run[on] * width + place[at[on] + 1]])
    made: I64 = np.bincount(np.unique(leading) // width, minlength=runs)
    return made


def _inner(ways: Ways, at: I64, end: Mask) -> Mask:
    """Return which points are inner ones of lines as they were given, whether these are cut there or not."""
    given, inner = ways.columns.get("way_id"), ~end
    if given is None or len(ways) < 2:  # noqa: PLR2004 - one way has no next
        return inner
    k = np.flatnonzero((given[1:] == given[:-1]) & (ways.xy[ways.last[:-1]] == ways.xy[ways.first[1:]]).all(axis=1))
    cut = np.zeros(len(ways.xy), np.bool_)
    cut[ways.last[k]] = cut[ways.first[k + 1]] = True
    made: Mask = inner | cut[at]
    return made


def _groups(ways: Ways, at: I64, places: I64, end: Mask) -> tuple[I64, Mask, Mask]:
    """Return the group of each point that meet by level, which are doubtful, and which were taken as ground."""
    of, place = ways.of[at], places[at]
    level = ways.level[of]
    sign, high = np.sign(level), np.abs(level)
    order = np.lexsort((high, sign, place))
    p, s, h = place[order], sign[order], high[order]
    run_starts = np.ones(order.size, np.bool_)
    run_starts[1:] = (np.diff(p) != 0) | (np.diff(s) != 0) | (np.diff(h) != 0)
    run = np.cumsum(run_starts) - 1
    first = np.flatnonzero(run_starts)
    run_of = np.empty(order.size, np.int64)
    run_of[order] = run
    leads = _stretches(ways, at, places, run_of, first.size)
    goes_on = (leads >= 2) & (h[first] > 0)  # noqa: PLR2004 - from an end one stretch leads
    side = np.ones(first.size, np.bool_)
    side[1:] = (np.diff(p[first]) != 0) | (np.diff(s[first]) != 0)
    label = np.cumsum(goes_on).astype(np.int64)
    begun: I64 = label[np.flatnonzero(side)] - goes_on[side]
    label -= begun[np.cumsum(side) - 1]
    # label 0: on the ground, whether above or below; others by side and level
    key = np.stack([p[first], np.where(label > 0, s[first], 0), label], axis=1)
    new = np.unique(key, axis=0, return_inverse=True)[1].reshape(-1)
    group = np.empty(order.size, np.int64)
    group[order] = new[run]
    places_of_run = p[first]
    mixed = np.zeros(first.size, np.bool_)
    several = np.bincount(places_of_run) > 1
    inner = np.bincount(run, weights=_inner(ways, at, end)[order]) > 0
    mixed[:] = goes_on & ~inner & several[places_of_run]
    doubtful, guessed = np.zeros(order.size, np.bool_), np.zeros(order.size, np.bool_)
    doubtful[order] = mixed[run]
    through = np.zeros(int(p.max(initial=0)) + 1, np.bool_)
    through[places_of_run[goes_on]] = True
    known = ways.columns.get("level_known")
    if known is not None:
        guessed = ~np.asarray(known, np.bool_)[of] & through[place] & (level == 0)
    return group, doubtful, guessed


def _by_height(z: F64, group: I64, apart_m: float) -> tuple[I64, Mask]:
    """Return the groups parted where heights leave a gap, and which points are of a group that was."""
    known = ~np.isnan(z)
    if not known.any():
        return group, np.zeros(z.size, np.bool_)
    order = np.lexsort((z, group))  # those without height last
    g, h = group[order], z[order]
    step = np.zeros(order.size, np.bool_)
    step[1:] = (np.diff(g) == 0) & (np.diff(h) > apart_m)
    starts = np.ones(order.size, np.bool_)
    starts[1:] = np.diff(g) != 0
    storey = np.cumsum(step).astype(np.int64)
    storey -= storey[np.flatnonzero(starts)][np.cumsum(starts) - 1]
    storey[np.isnan(h)] = 0
    parted = np.zeros(z.size, np.bool_)
    several = np.bincount(g, weights=step) > 0
    parted[order] = several[g]
    made = np.empty(z.size, np.int64)
    made[order] = np.unique(np.stack([g, storey], axis=1), axis=0, return_inverse=True)[1].reshape(-1)
    return made, parted
