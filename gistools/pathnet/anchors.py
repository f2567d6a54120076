"""Where an end can be joined with a line (ankre), and what it is not joined across."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.ways import DECIMALS, TOUCH_M, require_metres, welded

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.noding import Noded
    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


_SAME_M = 1e-6


def far_apart(one: F64, other: F64) -> F64:
    """Return how far points lie from others, to the micrometre: the same wherever on earth they lie."""
    away: F64 = np.hypot(*(one - other).T)
    return np.round(away, 6)


@dataclass(frozen=True, eq=False)
class Fences:
    """What no end is joined across: buildings, lakes, streams, railways."""

    shapes: npt.NDArray[Any]

    @classmethod
    def of(cls, layers: Mapping[str, gpd.GeoDataFrame] | None) -> Fences:
        """Return those of some layers.

        Raises
        ------
        CrsError
            For a layer in degrees, in Web Mercator or without coordinate system.
        """
        shapes = [np.zeros(0, object)]
        for name, layer in (layers or {}).items():
            require_metres(layer, name)
            flat = shapely.force_2d(layer.geometry.to_numpy())
            shapes.append(flat[~(shapely.is_missing(flat) | shapely.is_empty(flat))])
        return cls(np.concatenate(shapes))

    def between(self, one: F64, other: F64) -> Mask:
        """Return for k pairs of points (k x 2 each) whether something lies between."""
        blocked = np.zeros(len(one), np.bool_)
        if len(one) and self.shapes.size:
            gaps = shapely.linestrings(np.stack([one, other], axis=1))
            hit, _ = shapely.STRtree(self.shapes).query(gaps, predicate="intersects")
            blocked[hit] = True
        return blocked


def levels_allow(end: I64, line: I64) -> Mask:
    """Return whether an end of a level may meet a line of a level: the same, or one nearer to the ground on its side.

    >>> levels_allow(np.array([0, 1, 0, 2, -1, 1]), np.array([0, 0, 1, 1, 0, -1])).tolist()
    [True, True, False, True, True, False]
    """
    made: Mask = (end == line) | ((np.abs(line) < np.abs(end)) & (np.sign(line) * np.sign(end) >= 0))
    return made


@dataclass(frozen=True, eq=False)
class Spots:
    """k spots of lines near loose ends.

    Parameters
    ----------
    i:
        int64 of k: which of the loose ends asked for.
    way, point, share:
        The way, the place of the point before the spot, and how far it is to the next one, from 0 to 1.
    xy, z, away:
        Where, its height (NaN for none), and how far from the end.
    along:
        Where on the way a point must be put in, counted in points; NaN where it has one.
    """

    i: I64
    way: I64
    point: I64
    share: F64
    xy: F64
    z: F64
    away: F64
    along: F64

    def only(self, which: Mask | I64) -> Spots:
        """Return some of them."""
        return Spots(*(one[which] for one in vars(self).values()))


def spots_near(ways: Ways, tree: shapely.STRtree, end: I64, limit: float) -> Spots:
    """Return a spot for each segment near each of n ends; the segment that an end is of itself has none.

    The spot is the nearer one of the two points that lie within the limit, else the nearest spot of the segment.
    Segments are asked for themselves, so that it makes no difference where lines are cut, nor which way they run.
    """
    at = ways.xy[ways.ends[end]]
    i, way = tree.query(shapely.points(at), predicate="dwithin", distance=limit + _SAME_M)
    count = ways.count[way] - 1
    pair = np.repeat(np.arange(way.size), count)
    a = np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count) + ways.first[way][pair]
    i, way = i[pair].astype(np.int64), way[pair].astype(np.int64)
    tip = ways.ends[end[i]]
    other = (a != tip) & (a + 1 != tip)
    i, way, a = i[other], way[other], a[other]
    share = _shares(ways, a, at[i])
    spot = ways.xy[a] + share[:, None] * (ways.xy[a + 1] - ways.xy[a])
    near = np.hypot(*(spot - at[i]).T) <= limit + _SAME_M
    i, way, a, share, spot = i[near], way[near], a[near], share[near], spot[near]
    spot = np.round(_spots(ways, a, share), DECIMALS) + 0.0
    away_a, away_b = (far_apart(ways.xy[p], at[i]) for p in (a, a + 1))
    (xa, ya), (xb, yb) = ways.xy[a].T, ways.xy[a + 1].T
    first = (away_a < away_b) | ((away_a == away_b) & ((xa < xb) | ((xa == xb) & (ya < yb))))
    point = np.where(first, a, a + 1)
    is_point = np.where(first, away_a, away_b) <= limit
    share = np.where(is_point, np.where(first, 0.0, 1.0), share)
    xy = np.where(is_point[:, None], ways.xy[point], spot)
    z = np.where(is_point, ways.z[point], ways.height_at(a, share))
    away = far_apart(xy, at[i])
    along = np.where(is_point, np.nan, a - ways.first[way] + share)
    return Spots(i, way, a, share, xy, z, away, along).only(away <= limit)


def _shares(ways: Ways, a: I64, at: F64) -> F64:
    """Return how far along the segments after points ``a`` the nearest spots to places lie, from 0 to 1."""
    turned, p, step = _steps(ways, a)
    share = np.clip(((at - p) * step).sum(axis=1) / (step**2).sum(axis=1), 0.0, 1.0)
    made: F64 = np.where(turned, 1.0 - share, share)
    return made


def _spots(ways: Ways, a: I64, share: F64) -> F64:
    turned, p, step = _steps(ways, a)
    made: F64 = p + np.where(turned, 1.0 - share, share)[:, None] * step
    return made


def _steps(ways: Ways, a: I64) -> tuple[Mask, F64, F64]:
    """Return segments, which of them are turned so that all run east, and where they begin: one result each way."""
    one, other = ways.xy[a], ways.xy[a + 1]
    turned = (one[:, 0] > other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] > other[:, 1]))
    p, q = np.where(turned[:, None], other, one), np.where(turned[:, None], one, other)
    return turned, p, q - p


class Walk:
    """How far places lie from ends along the network, within a limit.

    What is joined within a short way already is not joined once more, so that no end is folded back on its own line,
    a short line is not lost, and it makes no difference where lines are cut.
    """

    def __init__(self, ways: Ways, noded: Noded, limit: float) -> None:
        """Prepare walks on ways that are cut at their nodes."""
        self.ways, self.limit = ways, limit
        self._node = noded.node
        tips = ways.ends
        order = tips[np.argsort(noded.node[tips], kind="stable")]
        self._at_node, self._first = order, np.searchsorted(noded.node[order], np.arange(noded.count + 1))
        self._seen: dict[int, dict[int, float]] = {}

    def from_end(self, end: int) -> dict[int, float]:
        """Return how far points lie from an end: those within the limit."""
        known = self._seen.get(end)
        if known is not None:
            return known
        xy, of_start = self.ways.xy, self.ways.start
        begin = int(self.ways.ends[end])
        found: dict[int, float] = {}
        heap = [(0.0, begin, end // 2)]
        while heap:
            d, point, way = heapq.heappop(heap)
            if point in found:
                continue
            found[point] = d
            for near in (point - 1, point + 1):
                if of_start[way] <= near < of_start[way + 1] and near not in found:
                    far = round(d + math.hypot(*(xy[near] - xy[point]).tolist()), 6)
                    if far <= self.limit:
                        heapq.heappush(heap, (far, near, way))
            node = int(self._node[point])
            if node >= 0:
                for same in self._at_node[self._first[node] : self._first[node + 1]].tolist():
                    if same not in found:
                        heapq.heappush(heap, (d, same, int(np.searchsorted(of_start, same, side="right")) - 1))
        self._seen[end] = found
        return found

    def to_spot(self, end: int, point: int, share: float) -> float:
        """Return how far a spot lies from an end: after a point, the share of the way to the next; inf beyond."""
        found = self.from_end(end)
        step = math.hypot(*(self.ways.xy[point + 1] - self.ways.xy[point]).tolist()) if share else 0.0
        one = found.get(point, math.inf) + share * step
        other = found.get(point + 1, math.inf) + (1.0 - share) * step if share else math.inf
        return round(min(one, other), 6)

    def to_end(self, end: int, other: int) -> float:
        """Return how far another end lies; inf beyond the limit."""
        return self.from_end(end).get(int(self.ways.ends[other]), math.inf)


def settled(ways: Ways, tree: shapely.STRtree, xy: F64) -> F64:
    """Return places for new points: where one of a line is within `TOUCH_M`, that; of new ones as near, one."""
    i, way = tree.query(shapely.points(xy), predicate="dwithin", distance=TOUCH_M)
    point = nearest_points(ways, xy[i], way.astype(np.int64), TOUCH_M)
    i, point = i[point >= 0], point[point >= 0]
    away = np.round(np.hypot(*(ways.xy[point] - xy[i]).T), DECIMALS)
    order = np.lexsort((ways.xy[point, 1], ways.xy[point, 0], away, i))
    found, first = np.unique(i[order], return_index=True)
    made = xy.copy()
    made[found] = ways.xy[point[order][first]]
    new = np.ones(len(xy), np.bool_)
    new[found] = False
    made[new] = welded(made[new])
    return made


def nearest_points(ways: Ways, at: F64, way: I64, limit: float) -> I64:
    """Return the nearest point of each way within the limit, -1 for none; of equal ones the first by place."""
    count = ways.count[way]
    pair = np.repeat(np.arange(way.size), count)
    point = np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count) + ways.first[way][pair]
    away = np.hypot(*(ways.xy[point] - at[pair]).T)
    near = away <= limit
    pair, point, away = pair[near], point[near], np.round(away[near], DECIMALS)
    order = np.lexsort((ways.xy[point, 1], ways.xy[point, 0], away, pair))
    found, first = np.unique(pair[order], return_index=True)
    made = np.full(way.size, -1, np.int64)
    made[found] = point[order][first]
    return made


def passes(ways: Ways, at: F64, way: I64) -> tuple[I64, F64, F64]:
    """Return where each of k ways passes its place without a point there, as often as it does.

    A line that comes back to a place passes it more than once; a stretch with a point within `TOUCH_M` does not count.

    Returns
    -------
    tuple
        int64 of l: which of the k; float64 of l each: where on the way, counted in points, and the height there.

    >>> from gistools.pathnet.ways import Ways
    >>> xy = np.array([[0.0, 0.0], [9.0, 0.0], [9.0, 5.0], [4.0, 5.0], [4.0, -5.0]])
    >>> one = Ways(xy, np.full(5, np.nan), np.array([0, 5]), {})
    >>> passes(one, np.array([[4.0, 0.0], [9.0, 0.0]]), np.array([0, 0]))[1].round(2).tolist()
    [0.44, 3.5]
    """
    count = ways.count[way] - 1
    pair = np.repeat(np.arange(way.size), count)
    a = np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count) + ways.first[way][pair]
    turned, p, step = _steps(ways, a)
    off, size = at[pair] - p, np.hypot(*step.T)
    along = (off * step).sum(axis=1) / size
    aside = np.abs(off[:, 0] * step[:, 1] - off[:, 1] * step[:, 0]) / size
    there = np.flatnonzero((aside <= TOUCH_M) & (along > TOUCH_M) & (along < size - TOUCH_M))
    share = along[there] / size[there]
    share = np.where(turned[there], 1.0 - share, share)
    return pair[there], a[there] - ways.first[way[pair[there]]] + share, ways.height_at(a[there], share)
