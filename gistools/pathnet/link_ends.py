"""Pairs of places that a new link could join: islands, loose ends, exits of plan areas, and neighbours."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import Delaunay, QhullError

from gistools.pathnet.gain import joined
from gistools.pathnet.search import Places

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

ISLAND, LOOSE_END, PLAN_AREA, NEIGHBOURS, OWN = "island", "loose_end", "plan_area", "neighbours", "own"
_PER_END = 6  # of the spots near a loose end, the nearest so many
_LEAST_POINTS = 3


@dataclass(frozen=True, eq=False)
class Pairs:
    """p pairs of places, and by which rule each was found."""

    begin: Places
    end: Places
    found_by: npt.NDArray[np.object_]

    def __len__(self) -> int:
        """Return how many there are."""
        return self.found_by.size

    def __getitem__(self, which: Mask | I64) -> Pairs:
        """Return some of them."""
        return Pairs(self.begin[which], self.end[which], self.found_by[which])


def spots(network: PathNetwork, places: Places) -> npt.NDArray[Any]:
    """Return the point of each place."""
    lines = network.edges.geometry.to_numpy()[places.edge]
    made: npt.NDArray[Any] = shapely.line_interpolate_point(lines, places.offset_m)
    return made


def parts_of(network: PathNetwork, usable: Mask) -> tuple[I64, F64]:
    """Return the part that each edge is in over usable edges (-1 for one that is not usable), and metres by part.

    Direction is not looked at: a one-way path is no island.
    """
    n = len(network.nodes)
    some = np.flatnonzero(usable)
    links = sparse.coo_array((np.ones(some.size, np.int8), (network.u[some], network.v[some])), shape=(n, n))
    _, label = csgraph.connected_components(links, directed=False)
    part = np.where(usable, label[network.u], -1)
    metres = np.bincount(part[some], weights=network.length_m[some], minlength=int(label.max(initial=-1)) + 1)
    return part, metres.astype(np.float64)


def possible_pairs(
    network: PathNetwork, usable: Mask, max_m: float, plan_areas: gpd.GeoDataFrame | None = None
) -> Pairs:
    """Return pairs of places on usable edges at most ``max_m`` apart that a link could join, some of them twice.

    Islands are joined where they are nearest to each other. Loose ends, and the places where ways leave a plan area,
    are joined to the nearest spots of the edges around them. Junctions, loose ends and exits that are neighbours (of a
    Delaunay triangulation) are joined to each other.
    """
    ends = _loose_ends(network, usable)
    exits = _exits(network, usable, plan_areas)
    corners = joined(_junctions(network, usable), ends, exits)
    return _all_of([
        _between_parts(network, usable, max_m),
        _to_edges(network, usable, ends, max_m, LOOSE_END),
        _to_edges(network, usable, exits, max_m, PLAN_AREA),
        _neighbours(network, corners, max_m),
    ])  # fmt: skip


def _all_of(several: list[Pairs]) -> Pairs:
    return Pairs(
        joined(*(one.begin for one in several)),
        joined(*(one.end for one in several)),
        np.concatenate([one.found_by for one in several]),
    )


def _places(edge: I64, offset: F64) -> Places:
    return Places(edge.astype(np.int64), offset.astype(np.float64), np.zeros(edge.size))


def _pairs(begin: Places, end: Places, found_by: str) -> Pairs:
    return Pairs(begin, end, np.full(len(begin), found_by, object))


def on_edges(network: PathNetwork, edge: I64, points: npt.NDArray[Any]) -> Places:
    """Return the places of points on given edges, those at an end exactly there."""
    length = network.length_m[edge]
    at = shapely.line_locate_point(network.edges.geometry.to_numpy()[edge], points)
    at = np.where(at < _AT_END_M, 0.0, np.where(at > length - _AT_END_M, length, at))
    return _places(edge, at)


_AT_END_M = 0.5  # a spot as near an end of its edge is that end: no edge is cut for half a metre


def corners(lines: npt.NDArray[Any]) -> F64:
    """Return the ends of lines, of each the lower first, to 1e-6 m: keys by which ties fall alike in any order of rows.

    float64 of 4 x c.
    """
    ends = np.stack([shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1)], axis=1).round(6)
    swap = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[swap] = ends[swap][:, ::-1]
    made: F64 = ends.reshape(-1, 4).T
    return made


def _between_parts(network: PathNetwork, usable: Mask, max_m: float) -> Pairs:
    """Return the nearest pair of spots of each two parts within reach."""
    part, metres = parts_of(network, usable)
    some = np.flatnonzero(usable)
    lines = network.edges.geometry.to_numpy()
    main = int(metres.argmax()) if metres.size else -1
    isles = some[part[some] != main]
    if not isles.size:
        return _pairs(_places(isles, np.zeros(0)), _places(isles, np.zeros(0)), ISLAND)
    one, other = shapely.STRtree(lines[some]).query(lines[isles], predicate="dwithin", distance=max_m)
    a, b = isles[one], some[other]
    apart = part[a] != part[b]
    a, b = a[apart], b[apart]
    courses = shapely.normalize(lines)  # of two side by side every spot is nearest: which one hangs on no direction
    at = np.argsort(np.lexsort(corners(courses)))
    a, b = np.where(at[a] <= at[b], a, b), np.where(at[a] <= at[b], b, a)
    between = shapely.shortest_line(courses[a], courses[b])
    low, high = np.minimum(part[a], part[b]), np.maximum(part[a], part[b])
    order = np.lexsort((*corners(between), shapely.length(between).round(6), high, low))
    first = np.ones(order.size, np.bool_)
    first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    a, b, between = a[order[first]], b[order[first]], between[order[first]]
    return _pairs(
        on_edges(network, a, shapely.get_point(between, 0)),
        on_edges(network, b, shapely.get_point(between, -1)),
        ISLAND,
    )


def _node_places(network: PathNetwork, usable: Mask, nodes: I64) -> Places:
    """Return nodes as places at an end of one of their usable edges."""
    some = np.flatnonzero(usable)
    ends = np.concatenate([network.u[some], network.v[some]])
    edge, at_end = np.tile(some, 2), np.repeat([False, True], some.size)
    order = np.argsort(ends, kind="stable")
    first = order[np.searchsorted(ends[order], nodes)]
    return _places(edge[first], np.where(at_end[first], network.length_m[edge[first]], 0.0))


def _degree(network: PathNetwork, usable: Mask) -> I64:
    some = np.flatnonzero(usable)
    return np.bincount(np.concatenate([network.u[some], network.v[some]]), minlength=len(network.nodes))


def _loose_ends(network: PathNetwork, usable: Mask) -> Places:
    return _node_places(network, usable, np.flatnonzero(_degree(network, usable) == 1))


def _junctions(network: PathNetwork, usable: Mask) -> Places:
    return _node_places(network, usable, np.flatnonzero(_degree(network, usable) >= _LEAST_POINTS))


def _exits(network: PathNetwork, usable: Mask, areas: gpd.GeoDataFrame | None) -> Places:
    """Return where usable ways meet the border of a plan area."""
    none = _places(np.empty(0, np.int64), np.empty(0))
    if areas is None or not len(areas):
        return none
    some = np.flatnonzero(usable)
    lines = network.edges.geometry.to_numpy()
    borders = shapely.boundary(shapely.force_2d(areas.geometry.to_numpy()))
    border, line = shapely.STRtree(lines[some]).query(borders, predicate="intersects")
    met = shapely.intersection(lines[some[line]], borders[border])
    parts, of = shapely.get_parts(met, return_index=True)
    if not parts.size:
        return none
    return on_edges(network, some[line[of]], shapely.point_on_surface(parts))


def _stretches(network: PathNetwork, usable: Mask) -> I64:
    """Return the stretch that each edge is in: edges that go on in each other where two of them meet alone."""
    m, n = len(network.edges), len(network.nodes)
    some = np.flatnonzero(usable)
    ends = np.concatenate([network.u[some], network.v[some]])
    through = _degree(network, usable)[ends] == _LEAST_POINTS - 1
    edge, node = np.tile(some, 2)[through], m + ends[through]
    links = sparse.coo_array((np.ones(edge.size, np.int8), (edge, node)), shape=(m + n, m + n))
    made: I64 = csgraph.connected_components(links, directed=False)[1][:m].astype(np.int64)
    return made


def _to_edges(network: PathNetwork, usable: Mask, ends: Places, max_m: float, found_by: str) -> Pairs:
    """Return each place with the nearest spots of the ways around it, its own way left out.

    A way is what lies between two junctions, whatever it is cut into: a line in two pieces is met once.
    """
    some = np.flatnonzero(usable)
    lines = network.edges.geometry.to_numpy()
    points = spots(network, ends)
    stretch = _stretches(network, usable)
    end, line = shapely.STRtree(lines[some]).query(points, predicate="dwithin", distance=max_m)
    edge = some[line]
    near = shapely.get_point(shapely.shortest_line(lines[edge], points[end]), 0)
    far = shapely.distance(points[end], lines[edge])
    order = np.lexsort((edge, shapely.get_y(near), shapely.get_x(near), far.round(6), stretch[edge], end))
    end, edge, far, near = end[order], edge[order], far[order], near[order]
    first = np.ones(end.size, np.bool_)
    first[1:] = (np.diff(end) != 0) | (np.diff(stretch[edge]) != 0)
    first &= far > 0.0  # 0: it lies on it
    end, edge, far, near = end[first], edge[first], far[first], near[first]
    order = np.lexsort((shapely.get_y(near), shapely.get_x(near), far.round(6), end))
    end, edge, near = end[order], edge[order], near[order]
    kept = np.arange(end.size) - np.searchsorted(end, end) < _PER_END
    end, edge, near = end[kept], edge[kept], near[kept]
    return _pairs(ends[end], on_edges(network, edge, near), found_by)


def _neighbours(network: PathNetwork, corners: Places, max_m: float) -> Pairs:
    """Return places that are neighbours in a triangulation."""
    xy = shapely.get_coordinates(spots(network, corners))
    where, first = np.unique(xy, axis=0, return_index=True)
    on_line = np.arange(len(where))  # in order along it, as they are sorted
    sides = np.stack([on_line[:-1], on_line[1:]], axis=1)
    if len(where) >= _LEAST_POINTS:
        with suppress(QhullError):  # all on one line
            faces = Delaunay(where).simplices
            sides = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [0, 2]]])
    sides = np.unique(np.sort(sides, axis=1), axis=0)
    near = np.hypot(*(where[sides[:, 0]] - where[sides[:, 1]]).T) <= max_m
    a, b = first[sides[near, 0]], first[sides[near, 1]]
    return _pairs(corners[a], corners[b], NEIGHBOURS)
