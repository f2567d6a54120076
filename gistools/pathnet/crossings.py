"""Lines that cross or lie on each other without meeting (kryds uden knude, overlap)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import shapely

from gistools.pathnet.anchors import on_lines
from gistools.pathnet.faithful import faithful
from gistools.pathnet.noding import node_ways
from gistools.pathnet.ways import DECIMALS

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.noding import Noded
    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

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
    inside = shapely.relate_pattern(lines[i], lines[j], "T********") if i.size else np.zeros(0, np.bool_)
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
    inner = ~_at_ends(lines, one, xy) | ~_at_ends(lines, other, xy)
    return Meetings(one[inner], other[inner], xy[inner], i[stretch], j[stretch],
                    np.flatnonzero(~shapely.is_simple(lines)))  # fmt: skip


def _at_ends(lines: npt.NDArray[Any], which: I64, xy: F64) -> Mask:
    first = shapely.get_coordinates(shapely.get_point(lines[which], 0)).reshape(-1, 2)
    last = shapely.get_coordinates(shapely.get_point(lines[which], -1)).reshape(-1, 2)
    made: Mask = (np.abs(first - xy) < 1e-3).all(axis=1) | (np.abs(last - xy) < 1e-3).all(axis=1)  # noqa: PLR2004 - mm
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


@dataclass(frozen=True, eq=False)
class Crossed:
    """Ways with a shared point at k crossings.

    Parameters
    ----------
    ways:
        With the points put in.
    one, other, xy:
        Which crossed where.
    again:
        bool of k: other crossings at the same place join these two already.
    """

    ways: Ways
    one: I64
    other: I64
    xy: F64
    again: Mask


def with_crossings(ways: Ways, noded: Noded, found: Meetings, z_apart_m: float) -> Crossed:
    """Return ways with a shared point where they cross at one level and height."""
    a, b = noded.way[found.one], noded.way[found.other]
    _, along_a, z_a = on_lines(ways, found.xy, a)
    _, along_b, z_b = on_lines(ways, found.xy, b)
    good = (ways.level[a] == ways.level[b]) & ~(np.abs(z_a - z_b) > z_apart_m) & (a != b)

    def put_in(which: Mask) -> Ways:
        way, along = np.concatenate([a[which], b[which]]), np.concatenate([along_a[which], along_b[which]])
        xy = np.tile(found.xy[which], (2, 1))
        _, once = np.unique(np.column_stack([way, xy]), axis=0, return_index=True)
        return ways.with_inserted(way[once], along[once], xy[once])

    made = put_in(good)
    then = node_ways(made, z_apart_m=z_apart_m)
    good[good] = faithful((ways, noded), (made, then), a[good], b[good], found.xy[good])
    return Crossed(put_in(good), a[good], b[good], found.xy[good], _again(a[good], b[good], found.xy[good]))


def _again(one: I64, other: I64, xy: F64) -> Mask:
    """Return which crossings join two that others at their place have joined."""
    made = np.zeros(one.size, np.bool_)
    _, place, count = np.unique(xy, axis=0, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    for spot in np.flatnonzero(count > 1).tolist():
        seen = nx.utils.UnionFind[int]()
        for k in np.flatnonzero(place == spot).tolist():
            made[k] = seen[int(one[k])] == seen[int(other[k])]
            seen.union(int(one[k]), int(other[k]))
    return made
