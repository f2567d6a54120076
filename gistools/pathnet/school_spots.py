"""Flags worth their place (punktforhold): a crossing or an accident flags a stretch about it, not the whole edge.

The network is cut where such a stretch begins and ends, so that it is the same however long the edges are that were
drawn: splitting, turning or merging them changes no metre with a flag.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from shapely.ops import substring

from gistools.pathnet.network import assemble

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

LEAST_M = 0.01
"""A shorter piece is none."""

_ROUND = 64  # segments of a quarter of a circle: 2 mm of 15 m


def reached_from_ends(network: PathNetwork, at_u: Mask, at_v: Mask, through: Mask, metres: float) -> tuple[F64, F64]:
    """Return how far into each edge, from its start and from its end, one gets from some ends: float64 of m each.

    Parameters
    ----------
    at_u, at_v:
        bool of m: edges at whose start, or end, one begins.
    through:
        bool of m: edges that are gone along.
    metres:
        How far is gone, over nodes into other edges too.

    >>> from gistools.pathnet.network import assemble
    >>> row = [shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(10, 0), (100, 0)])]
    >>> first, none, all_of_them = np.array([True, False]), np.zeros(2, bool), np.ones(2, bool)
    >>> [one.tolist() for one in reached_from_ends(assemble(row, [0, 1], [1, 2]), first, none, all_of_them, 25.0)]
    [[25.0, 15.0], [15.0, 0.0]]
    """
    n, u, v, length = len(network.nodes), network.u, network.v, network.length_m
    start = np.full(n, np.inf)
    np.minimum.at(start, v[at_u & through], length[at_u & through])
    np.minimum.at(start, u[at_v & through], length[at_v & through])
    near = start
    begun = np.flatnonzero(start < metres)
    if begun.size:
        a = np.concatenate([u[through], v[through], np.full(begun.size, n)])
        b = np.concatenate([v[through], u[through], begun])
        cost = np.concatenate([length[through], length[through], start[begun]])
        order = np.lexsort((cost, b, a))
        a, b, cost = a[order], b[order], cost[order]
        kept = np.r_[True, (np.diff(a) != 0) | (np.diff(b) != 0)]
        graph = sparse.csr_array((cost[kept], (a[kept], b[kept])), shape=(n + 1, n + 1))
        near = csgraph.dijkstra(graph, indices=n, limit=metres)[:n]  # type: ignore[call-overload]  # stubs know no csr_array
    left = np.maximum(metres - near, 0.0)
    left[~np.isfinite(left)] = 0.0
    return (
        np.where(through, np.where(at_u, metres, left[u]), 0.0),
        np.where(through, np.where(at_v, metres, left[v]), 0.0),
    )


def cuts_of_ends(network: PathNetwork, reached: tuple[F64, F64]) -> list[tuple[int, float]]:
    """Return where, on which edges, stretches end that `reached_from_ends` gives."""
    there, back = reached
    length = network.length_m
    inner = (there + back < length) & ((there > 0.0) | (back > 0.0))
    edge = np.flatnonzero(inner)
    return [(int(e), float(at)) for e in edge for at in (there[e], length[e] - back[e]) if 0.0 < at < length[e]]


def cuts_of_circles(network: PathNetwork, places: gpd.GeoDataFrame, metres: float) -> list[tuple[int, float]]:
    """Return where edges come within some metres of places."""
    return _cuts(network, shapely.boundary(shapely.buffer(_shapes(places), metres, quad_segs=_ROUND)))


def cuts_of_areas(network: PathNetwork, areas: gpd.GeoDataFrame) -> list[tuple[int, float]]:
    """Return where edges meet the border of areas."""
    return _cuts(network, shapely.boundary(_shapes(areas)))


def _shapes(layer: gpd.GeoDataFrame) -> npt.NDArray[Any]:
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    made: npt.NDArray[Any] = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return made


def _cuts(network: PathNetwork, borders: npt.NDArray[Any]) -> list[tuple[int, float]]:
    lines = network.edges.geometry.to_numpy()
    if not (lines.size and borders.size):
        return []
    border, edge = shapely.STRtree(lines).query(borders, predicate="intersects")
    met = shapely.intersection(lines[edge], borders[border])
    spots, row = shapely.get_coordinates(met, return_index=True)
    at = shapely.line_locate_point(lines[edge[row]], shapely.points(spots))
    return list(zip(edge[row].tolist(), at.tolist(), strict=True))


def cut_network(network: PathNetwork, cuts: Iterable[tuple[int, float]]) -> tuple[PathNetwork, I64]:
    """Return a network cut at spots (edge from 0, metres along it), and the edge that each piece is of.

    Pieces keep the columns of their edge, also its ``edge_id``; the nodes that there were keep their numbers.

    >>> from gistools.pathnet.network import assemble
    >>> made, of = cut_network(assemble([shapely.LineString([(0, 0), (100, 0)])], [0], [1]), [(0, 30.0)])
    >>> made.length_m.tolist(), of.tolist(), made.u.tolist(), made.v.tolist()
    ([30.0, 70.0], [0, 0], [0, 2], [2, 1])
    """
    by_edge: dict[int, list[float]] = {}
    for edge, at in cuts:
        by_edge.setdefault(edge, []).append(at)
    lines = network.edges.geometry.to_numpy()
    shapes: list[Any] = []
    of: list[int] = []
    u: list[int] = []
    v: list[int] = []
    free = len(network.nodes)
    for e in range(len(lines)):
        length, stops = float(network.length_m[e]), [0.0]
        for at in sorted(by_edge.get(e, ())):
            if at - stops[-1] > LEAST_M and length - at > LEAST_M:
                stops.append(at)
        inner = list(range(free, free + len(stops) - 1))
        free += len(inner)
        nodes, stops = [int(network.u[e]), *inner, int(network.v[e])], [*stops, length]
        shapes += (
            [lines[e]] if not inner else [substring(lines[e], stops[k], stops[k + 1]) for k in range(len(stops) - 1)]
        )
        of += [e] * (len(stops) - 1)
        u, v = [*u, *nodes[:-1]], [*v, *nodes[1:]]
    parent = np.array(of, np.int64)
    if free == len(network.nodes):
        return network, parent
    own = {"from_node", "to_node", "length_m", "geometry"}
    columns = {name: network.edges[name].to_numpy()[parent] for name in network.edges.columns if name not in own}
    made = assemble(shapes, u, v, columns, crs=network.edges.crs, audit=network.audit, notes=network.notes)
    return made, parent


def passable_pieces(passable: Passable, network: PathNetwork, parent: I64) -> Passable:
    """Return what a profile answers of the pieces of a cut network: as of the edge that each is of."""
    length = network.length_m
    share = length / np.bincount(parent, weights=length)[parent]
    return replace(
        passable, forward=passable.forward[parent], backward=passable.backward[parent],
        seconds_forward=passable.seconds_forward[parent] * share,
        seconds_backward=passable.seconds_backward[parent] * share,
        by_default=passable.by_default[parent] if passable.by_default.size else passable.by_default,
    )  # fmt: skip
