"""Lines that cross or lie on each other without meeting (kryds uden knude, overlap)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.anchors import nearest_points, passes, settled
from gistools.pathnet.ways import DECIMALS, TOUCH_M

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.noding import Noded
    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

CROSSING = "crossing"

_STRAIGHT = 2


@dataclass(frozen=True, eq=False)
class Meetings:
    """Pieces of a network that meet beside their nodes.

    Parameters
    ----------
    one, other:
        int64 of k: pieces that cross at ``xy``, once for each place.
    xy:
        float64 of k x 2.
    along_one, along_other:
        Pieces that lie on each other for a stretch: int64 of l each.
    alone:
        Pieces that cross themselves.
    """

    one: I64
    other: I64
    xy: F64
    along_one: I64
    along_other: I64
    alone: I64


def meetings(lines: npt.NDArray[Any], noded: Noded) -> Meetings:
    """Return where pieces cross, lie on each other, or cross themselves.

    >>> from gistools.pathnet.noding import node_ways
    >>> from gistools.pathnet.ways import Ways
    >>> xy = np.array([[0.0, 0.0], [9.0, 0.0], [5.0, -2.0], [5.0, 4.0]])
    >>> two = Ways(xy, np.full(4, np.nan), np.array([0, 2, 4]), {"level": np.array([0, 0])})
    >>> noded = node_ways(two, z_apart_m=2.0)
    >>> meetings(noded.lines(two), noded).xy.tolist()
    [[5.0, 0.0]]
    """
    i, j = _near(lines, noded)
    # interiors that share a point; at its nodes alone a pair does not
    inside = np.atleast_1d(shapely.relate_pattern(lines[i], lines[j], "T********"))
    i, j = i[inside], j[inside]
    shared = shapely.intersection(lines[i], lines[j])
    parts, of = shapely.get_parts(shared, return_index=True)
    bunches = np.flatnonzero(shapely.get_type_id(parts) >= 4)  # noqa: PLR2004 - collections within collections
    if bunches.size:
        deep, at = shapely.get_parts(parts[bunches], return_index=True)
        parts = np.concatenate([np.delete(parts, bunches), deep])
        of = np.concatenate([np.delete(of, bunches), of[bunches][at]])
    kinds = shapely.get_type_id(parts)
    stretch = np.unique(of[kinds == 1])
    point = (kinds == 0) & ~np.isin(of, stretch)
    xy = np.round(shapely.get_coordinates(parts[point]), DECIMALS).reshape(-1, 2) + 0.0
    one, other = i[of[point]], j[of[point]]
    inner = ~_at_ends(lines, one, xy) & ~_at_ends(lines, other, xy)
    return Meetings(one[inner], other[inner], xy[inner], i[stretch], j[stretch],
                    np.flatnonzero(~shapely.is_simple(lines)))  # fmt: skip


def _at_ends(lines: npt.NDArray[Any], which: I64, xy: F64) -> Mask:
    first = shapely.get_coordinates(shapely.get_point(lines[which], 0)).reshape(-1, 2)
    last = shapely.get_coordinates(shapely.get_point(lines[which], -1)).reshape(-1, 2)
    near = 1e-3
    made: Mask = np.logical_or((np.abs(first - xy) < near).all(axis=1), (np.abs(last - xy) < near).all(axis=1))
    return made


def _near(lines: npt.NDArray[Any], noded: Noded) -> tuple[I64, I64]:
    """Return the pairs whose boxes meet, without straight ones that fork from a node they share."""
    i, j = shapely.STRtree(lines).query(lines)
    kept = i < j
    i, j = i[kept].astype(np.int64), j[kept].astype(np.int64)
    u, v = noded.u, noded.v
    straight = noded.end - noded.begin + 1 == _STRAIGHT
    share = (u[i] == u[j]) | (u[i] == v[j]) | (v[i] == u[j]) | (v[i] == v[j])
    fork = share & straight[i] & straight[j]
    if fork.any():
        fork[fork] = _forks(lines, i[fork], j[fork])
    i, j = i[~fork], j[~fork]
    apart = ~((u[i] == u[j]) | (u[i] == v[j]) | (v[i] == u[j]) | (v[i] == v[j]))
    meet = np.ones(i.size, np.bool_)
    meet[apart] = shapely.intersects(lines[i[apart]], lines[j[apart]])
    return i[meet], j[meet]


def _forks(lines: npt.NDArray[Any], i: I64, j: I64) -> Mask:
    """Return which pairs of straight pieces do not lie along one line."""
    a = shapely.get_coordinates(lines[i]).reshape(-1, 2, 2)
    b = shapely.get_coordinates(lines[j]).reshape(-1, 2, 2)
    p, q = a[:, 1] - a[:, 0], b[:, 1] - b[:, 0]
    sine = (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]) / (np.hypot(*p.T) * np.hypot(*q.T))
    made: Mask = np.abs(sine) > 1e-6  # noqa: PLR2004 - of radians
    return made


def crossed(ways: Ways, noded: Noded, tree: shapely.STRtree, z_apart_m: float) -> tuple[I64, F64, I64, F64, F64]:
    """Return where lines of one level and height cross without a shared point: each with the first of its place.

    A line that crosses itself does so too.

    Returns
    -------
    tuple
        int64 of k: the way; float64 of k: where on it, counted in points; the same of the way that it crosses, NaN
        where that has a point there; float64 of k x 2: the place.
    """
    lines = noded.lines(ways)
    found = meetings(lines, noded)
    itself, own_xy = own_crossings(lines, found.alone)
    a, b = (np.concatenate([noded.way[one], noded.way[itself]]) for one in (found.one, found.other))
    xy = np.concatenate([found.xy, own_xy])
    level = ways.level[a] == ways.level[b]
    a, b, xy = a[level], b[level], xy[level]
    for way in (b, a):  # a point that is there goes before the spot of the crossing
        near = nearest_points(ways, xy, way, TOUCH_M)
        xy[near >= 0] = ways.xy[near[near >= 0]]
    if len(xy):
        xy = settled(ways, tree, xy)
    spot, number = np.unique(xy, axis=0, return_inverse=True)
    number = number.reshape(-1)
    place, way = np.unique(np.stack([np.tile(number, 2), np.concatenate([a, b])], axis=1), axis=0).reshape(-1, 2).T
    which, along, z = passes(ways, spot[place], way)
    point = nearest_points(ways, spot[place], way, TOUCH_M)
    there = np.flatnonzero(point >= 0)
    there = there[(ways.xy[point[there]] == spot[place[there]]).all(axis=1)]
    which = np.concatenate([which, there])
    along, z = np.concatenate([along, np.full(there.size, np.nan)]), np.concatenate([z, ways.z[point[there]]])
    place, way = place[which], way[which]
    order = np.lexsort((along, way, z, ~np.isnan(along), ways.level[way], place))
    place, way, along, z = place[order], way[order], along[order], z[order]
    starts = np.ones(order.size, np.bool_)
    starts[1:] = (np.diff(place) != 0) | (np.diff(ways.level[way]) != 0)
    hub = np.flatnonzero(starts)[np.cumsum(starts) - 1] if order.size else order
    rest = np.flatnonzero(~starts & ~np.isnan(along) & ~(np.abs(z - z[hub]) > z_apart_m))
    hub = hub[rest]
    return way[rest], along[rest], way[hub], along[hub], spot[place[rest]]


def own_crossings(lines: npt.NDArray[Any], alone: I64) -> tuple[I64, F64]:
    """Return the places where lines that are not simple cross themselves, a row for each, and the line of each."""
    which: list[int] = []
    places: list[F64] = [np.zeros((0, 2))]
    for k in alone.tolist():
        xy = shapely.get_coordinates(lines[k])
        steps: Any = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
        i, j = shapely.STRtree(steps).query(steps, predicate="intersects")
        apart = j > i + 1
        shared: Any = shapely.intersection(steps[i[apart]], steps[j[apart]])
        at = np.unique(np.round(shapely.get_coordinates(shared[shapely.get_type_id(shared) == 0]), DECIMALS), axis=0)
        ends = np.concatenate([xy[:1], xy[-1:]])
        at = at[(np.abs(at[:, None] - ends[None]) > TOUCH_M).any(axis=2).all(axis=1)]
        which += [k] * len(at)
        places.append(at)
    return np.array(which, np.int64), np.concatenate(places)
