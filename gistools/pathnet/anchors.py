"""Where an end can be joined with a line (ankre), and what it is not joined across."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.ways import DECIMALS, TOUCH_M, require_metres

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


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
class LineAnchors:
    """Where k ends could meet k ways.

    Parameters
    ----------
    end, way:
        As asked.
    xy, away:
        Where, and how far from the end; NaN where ``there`` is False.
    along:
        Where on the way a point must be put in, counted in points; NaN where it has one.
    there:
        Whether there is an anchor at all: none where the way itself ends loosely nearby.
    heights_fit:
        Whether the heights, where both are known, are near each other.
    """

    end: I64
    way: I64
    xy: F64
    away: F64
    along: F64
    there: Mask
    heights_fit: Mask

    def only(self, which: Mask) -> LineAnchors:
        """Return some of them."""
        return LineAnchors(*(one[which] for one in vars(self).values()))


def line_anchors(
    ways: Ways, end: I64, way: I64, limit: float, z_apart_m: float, loose: I64 | None = None
) -> LineAnchors:
    """Return where ends could meet ways: at a point of the way within the limit that is no loose end, else on its line.

    Parameters
    ----------
    end, way:
        int64 of k: ends (2 i and 2 i + 1 of way i), and the way that each could meet.
    limit:
        In metres.
    loose:
        The loose ends of all ways: with one of a way within the limit, the way has no anchor there.
    """
    k = end.size
    at = ways.xy[ways.ends[end]]
    xy, along = np.full((k, 2), np.nan), np.full(k, np.nan)
    z, there = np.full(k, np.nan), np.ones(k, np.bool_)
    if not k:
        return LineAnchors(end, way, xy, np.zeros(0), along, there, there.copy())
    is_loose = np.zeros(2 * len(ways), np.bool_)
    if loose is not None:
        is_loose[loose] = True
    for side in (0, 1):
        tip = np.hypot(*(ways.xy[ways.ends[2 * way + side]] - at).T)
        there &= ~(is_loose[2 * way + side] & (tip <= limit))
    at_point = nearest_points(ways, at, way, limit)
    met = at_point >= 0
    xy[met], z[met] = ways.xy[at_point[met]], ways.z[at_point[met]]
    on = np.flatnonzero(~met)
    xy[on], along[on], z[on] = on_lines(ways, at[on], way[on])
    away = np.hypot(*(xy - at).T)
    own_z = ways.z[ways.ends[end]]
    return LineAnchors(end, way, xy, away, along, there, ~(np.abs(own_z - z) > z_apart_m))


def has_point(ways: Ways, end: I64, xy: F64, limit: float) -> Mask:
    """Return whether lines have a point at places, k of each, near their ends: one that came there would fold back."""
    way = end // 2
    count = ways.count[way]
    pair = np.repeat(np.arange(way.size), count)
    point = np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count) + ways.first[way][pair]
    at = pair[(np.abs(ways.xy[point] - xy[pair]) < 10.0**-DECIMALS / 2.0).all(axis=1)]
    made = np.zeros(way.size, np.bool_)
    for k in np.unique(at).tolist():
        points = ways.xy[ways.first[way[k]] : ways.last[way[k]] + 1]
        points = points[::-1] if end[k] % 2 else points
        on = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        made[k] = on[(np.abs(points - xy[k]) < 10.0**-DECIMALS / 2.0).all(axis=1)].min() <= 2.0 * limit
    return made


def own_anchors(ways: Ways, end: I64, limit: float) -> tuple[Mask, F64, F64, F64]:
    """Return where ends could meet their own lines further on: at a point within the limit, else a spot of the line.

    Only what lies twice the limit along the line away counts, so that no end is folded back.

    Returns
    -------
    tuple
        bool of k, whether there is one; where (k x 2); how far; where on the way a point is put in, NaN for none.
    """
    k = end.size
    there, xy, away, along = np.zeros(k, np.bool_), np.full((k, 2), np.nan), np.full(k, np.inf), np.full(k, np.nan)
    for i, (way, last) in enumerate(zip((end // 2).tolist(), (end % 2).tolist(), strict=True)):
        points = ways.xy[ways.first[way] : ways.last[way] + 1]
        on = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        on = on[-1] - on if last else on
        off = np.hypot(*(points - points[-last]).T)
        near = points[on <= 2.0 * limit]  # where these come back too, the end would fold
        same = np.abs(points[:, None] - near[None]) < 10.0**-DECIMALS / 2.0
        off[np.any(np.all(same, axis=2), axis=1)] = np.inf
        off[0 if last else -1] = np.inf  # the other end is no anchor: both may be loose
        if off.min() <= limit:
            j = int(np.argmin(off))
            there[i], xy[i], away[i] = True, points[j], off[j]
            continue
        p, step = points[:-1], np.diff(points, axis=0)
        share = np.clip(((points[-last] - p) * step).sum(axis=1) / (step**2).sum(axis=1), 0.0, 1.0)
        spot = p + share[:, None] * step
        off = np.hypot(*(spot - points[-last]).T)
        off[(np.minimum(on[:-1], on[1:]) <= 2.0 * limit) | (share <= 0.0) | (share >= 1.0)] = np.inf
        if off.min() <= limit:
            j = int(np.argmin(off))
            if (np.abs(np.round(spot[j], DECIMALS) - near) < 10.0**-DECIMALS / 2.0).all(axis=1).any():
                continue
            there[i], xy[i], away[i], along[i] = True, np.round(spot[j], DECIMALS) + 0.0, off[j], j + share[j]
    return there, xy, away, along


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


def on_lines(ways: Ways, at: F64, way: I64) -> tuple[F64, F64, F64]:
    """Return the nearest spot of each way, where on it, counted in points, and its height."""
    count = ways.count[way] - 1
    pair = np.repeat(np.arange(way.size), count)
    a = np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count) + ways.first[way][pair]
    p, q = ways.xy[a], ways.xy[a + 1]
    step = q - p
    share = np.clip(((at[pair] - p) * step).sum(axis=1) / (step**2).sum(axis=1), 0.0, 1.0)
    spot = p + share[:, None] * step
    away = np.round(np.hypot(*(spot - at[pair]).T), DECIMALS + 2)
    order = np.lexsort((spot[:, 1], spot[:, 0], away, pair))
    _, first = np.unique(pair[order], return_index=True)
    pick = order[first]
    z = ways.z[a[pick]] + share[pick] * (ways.z[a[pick] + 1] - ways.z[a[pick]])
    return np.round(spot[pick], DECIMALS) + 0.0, a[pick] - ways.first[way] + share[pick], z


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
    step, off = ways.xy[a + 1] - ways.xy[a], at[pair] - ways.xy[a]
    size = np.hypot(*step.T)
    along = (off * step).sum(axis=1) / size
    aside = np.abs(off[:, 0] * step[:, 1] - off[:, 1] * step[:, 0]) / size
    there = np.flatnonzero((aside <= TOUCH_M) & (along > TOUCH_M) & (along < size - TOUCH_M))
    share = along[there] / size[there]
    z = ways.z[a[there]] + share * (ways.z[a[there] + 1] - ways.z[a[there]])
    return pair[there], a[there] - ways.first[way[pair[there]]] + share, z
