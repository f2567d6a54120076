"""A road network made of centre lines (vejnet): ends joined, cut where homes and stations lie, water on each piece."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import shapely
from shapely.ops import substring

from gistools.errors import LayerError
from gistools.floodcost.columns import number_column
from gistools.plan.preparedness_cells import cells_crossed
from gistools.plan.preparedness_reach import RoadGraph
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.grid import Grid
    from gistools.plan.preparedness_params import RoadNetworkParams

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Shapes = npt.NDArray[np.object_]

_SAME_M = 1e-6  # places along a line nearer than this are one


@dataclass(frozen=True, eq=False)
class Access:
    """Where n points meet the road network: ``node`` (-1 for none) and how far they lie from the road, m."""

    node: I64
    distance_m: F64

    @property
    def attached(self) -> Mask:
        """Which points have a road."""
        made: Mask = self.node >= 0
        return made

    def parted(self, counts: Sequence[int]) -> list[Access]:
        """Return the access of several layers whose points came one after another."""
        ends = np.cumsum(counts)[:-1]
        parts = zip(np.split(self.node, ends), np.split(self.distance_m, ends), strict=True)
        return [Access(*part) for part in parts]


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Roads in pieces between ends, crossings, and the places where points meet them (vejnet).

    Parameters
    ----------
    pieces:
        m lines.
    road:
        int64 of m: the row of the road layer that each is a piece of, from 0.
    u, v, nodes:
        The nodes that each piece joins, and how many there are.
    bridge:
        bool of m: above the ground, so that the water of the terrain does not stand on it.
    notes:
        What the user should know.
    """

    pieces: Shapes
    road: I64
    u: I64
    v: I64
    nodes: int
    bridge: Mask
    notes: tuple[Text, ...]

    def water(self, grid: Grid, onset: Callable[[I64], F64], apart: I64 | None = None) -> tuple[F64, Mask]:
        """Return the least rain that makes each piece impassable, and which pieces are known in part only.

        Parameters
        ----------
        onset:
            Returns the least rain that makes each of some cells impassable, mm; NaN where it is not known.
        apart:
            Cells that are not the ground of a piece, from `gistools.plan.preparedness_cuts.roads_over_cuts`.

        Returns
        -------
        tuple
            float64 of m, mm: the least over the known cells that the piece passes through; inf where none closes it, or
            none is known. bool of m: cells off the map or without a value are among them. Bridges never close.
        """
        crossed = cells_crossed(self.pieces, grid)
        line, cell = crossed.line, crossed.cell
        if apart is not None and apart.size:
            kept = (cell < 0) | ~np.isin(line * (grid.rows * grid.cols) + cell, apart)
            line, cell = line[kept], cell[kept]
        places, back = np.unique(cell, return_inverse=True)
        mm = np.full(places.size, np.nan)
        on_map = places >= 0
        mm[on_map] = onset(places[on_map])
        each = mm[back]
        closes, partly = np.full(len(self.pieces), np.inf), np.zeros(len(self.pieces), np.bool_)
        known = ~np.isnan(each)
        np.minimum.at(closes, line[known], each[known])
        partly[line[~known]] = True
        closes[self.bridge], partly[self.bridge] = np.inf, False
        return closes, partly

    def graph(self, closes_mm: F64) -> RoadGraph:
        """Return the network as a graph, with the rain that closes each piece."""
        return RoadGraph(self.nodes, self.u, self.v, shapely.length(self.pieces), closes_mm)


def road_network(roads: gpd.GeoDataFrame, points: Shapes, params: RoadNetworkParams) -> tuple[RoadNetwork, Access]:
    """Make a network of centre lines, cut where points meet it.

    Lines are joined where their ends lie within ``snap_m`` of each other (and of one another's, as a chain), never
    where they cross between their ends: a bridge and the road under it do not meet. Each point meets the nearest road
    within ``attach_m``, at the nearest spot of it.

    Parameters
    ----------
    roads:
        Centre lines, split at junctions as those of GeoDanmark are.
    points:
        n points: homes, places and stations; missing ones meet no road.

    Raises
    ------
    LayerError
        For what are no lines, and levels that are no numbers.

    >>> import geopandas as gpd
    >>> from gistools.plan import RoadNetworkParams
    >>> way = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (100, 0)])], crs="EPSG:25832")
    >>> network, access = road_network(way, shapely.points([[30.0, 5.0], [0.0, 500.0]]), RoadNetworkParams(piece_m=100))
    >>> [round(piece.length, 6) for piece in network.pieces], access.distance_m.tolist()
    ([30.0, 70.0], [5.0, nan])
    """
    lines, road, bridge, left_out = _read(roads, params)
    ends, told = _joined(lines, params.snap_m)
    on, along, distance = _met(lines, points, params.attach_m)
    nodes = int(ends.max(initial=-1)) + 1
    node = np.full(len(points), -1, np.int64)
    pieces: list[BaseGeometry] = []
    columns: list[tuple[int, int, int, bool]] = []
    order = np.argsort(on, kind="stable")
    begin = np.searchsorted(on[order], np.arange(len(lines) + 1))
    for i, line in enumerate(lines.tolist()):
        mine = order[begin[i] : begin[i + 1]]
        cuts, at = _cuts(line.length, along[mine], params.piece_m)
        ids = np.arange(nodes, nodes + cuts.size)
        ids[[0, -1]] = ends[i]
        nodes += cuts.size
        node[mine] = ids[at]
        pieces += [substring(line, a, b) for a, b in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)]
        columns += [(int(road[i]), int(a), int(b), bool(bridge[i])) for a, b in itertools.pairwise(ids)]
    held = np.empty(len(pieces), object)
    held[:] = pieces
    table = np.array(columns, np.int64).reshape(-1, 4)
    used, number = np.unique(np.concatenate([table[:, 1], table[:, 2], ends.reshape(-1)]), return_inverse=True)
    u, v = number[: len(table)], number[len(table) : 2 * len(table)]
    node[node >= 0] = np.searchsorted(used, node[node >= 0])
    notes = (*left_out, told, *((_BRIDGES.format(n=int(bridge.sum())),) if bridge.any() else ()))
    network = RoadNetwork(held, table[:, 0], u, v, used.size, table[:, 3].astype(np.bool_), notes)
    return network, Access(node, distance)


_BRIDGES = Text(
    "{n} vejstykker ligger over terrænet (bro): vand på terrænet under dem lukker dem ikke.",
    "{n} roads lie above the ground (bridge): water on the terrain beneath does not close them.",
)


def _read(roads: gpd.GeoDataFrame, params: RoadNetworkParams) -> tuple[Shapes, I64, Mask, tuple[Text, ...]]:
    """Return the lines, the road of each, which are bridges, and what was left out."""
    kinds = set(roads.geom_type.dropna().unique()) - {"LineString", "MultiLineString"}
    if kinds:
        listed = ", ".join(sorted(kinds))
        raise LayerError(
            Text(f"et vejlag med {listed}", f"a road layer of {listed}"),
            Text("midterlinjer", "centre lines"),
            Text("giv vejenes midterlinjer", "give the centre lines of the roads"),
        )
    level = np.full(len(roads), 0.0)
    if params.level_field in roads.columns:
        level = read_levels(roads, params.level_field)
    built = np.ones(len(roads), np.bool_)
    if params.status_field in roads.columns:
        built = (roads[params.status_field].astype(str) != params.status_left_out).to_numpy()
    lines, road = shapely.get_parts(shapely.force_2d(roads.geometry.to_numpy()), return_index=True)
    usable = built[road] & (shapely.length(lines) > 0.0)
    notes: tuple[Text, ...] = ()
    if not built.all():
        n, status = int((~built).sum()), params.status_left_out
        notes = (Text(f"{n} veje med status {status} er udeladt.", f"{n} roads of status {status} were left out."),)
    return lines[usable], road[usable], level[road[usable]] > 0.0, notes


def read_levels(roads: gpd.GeoDataFrame, field: str) -> F64:
    """Return the level of each road, 0 where it is empty; below 0 is under another."""
    try:
        made: F64 = roads[field].fillna(0).astype(np.float64).to_numpy()
    except (TypeError, ValueError):
        return number_column(roads, field, 0.0)  # names the rows
    return made


def _joined(lines: Shapes, snap_m: float) -> tuple[I64, Text]:
    """Return the node of the first and last point of each line, n x 2, and how well they fit."""
    first, last = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    points = np.stack([first, last], axis=1).reshape(-1)
    near: nx.Graph[int] = nx.Graph()
    near.add_nodes_from(range(points.size))
    if points.size:
        tree = shapely.STRtree(points)
        near.add_edges_from(tree.query(points, predicate="dwithin", distance=snap_m).T.tolist())
    node = np.empty(points.size, np.int64)
    for number, group in enumerate(nx.connected_components(near)):
        node[list(group)] = number
    return node.reshape(-1, 2), _told_of_ends(lines, points, node, snap_m)


def _told_of_ends(lines: Shapes, points: Shapes, node: I64, snap_m: float) -> Text:
    """Return how many ends lie on another road between its ends, where nothing joins them."""
    count = np.bincount(node)
    loose = np.flatnonzero(count[node] == 1)
    on = 0
    if loose.size:
        tree = shapely.STRtree(lines)
        found, line = tree.query(points[loose], predicate="dwithin", distance=snap_m)
        on = int(np.unique(found[line != loose[found] // 2]).size)
    return Text(
        f"Veje er samlet, hvor deres ender ligger højst {danish(snap_m)} m fra hinanden, ikke hvor de krydser; {on} "
        "ender ligger på en anden vej mellem dens ender og er ikke samlet med den.",
        f"Roads are joined where their ends lie at most {snap_m:g} m apart, not where they cross; {on} ends lie on "
        "another road between its ends and are not joined to it.",
    )


def _met(lines: Shapes, points: Shapes, attach_m: float) -> tuple[I64, F64, F64]:
    """Return the line that each point meets (-1 for none), how far along it, and how far the point is from it."""
    on, along = np.full(len(points), -1, np.int64), np.full(len(points), np.nan)
    distance = np.full(len(points), np.nan)
    there = np.flatnonzero(~(shapely.is_missing(points) | shapely.is_empty(points)))
    if lines.size == 0 or there.size == 0:
        return on, along, distance
    found, line = shapely.STRtree(lines).query_nearest(points[there], max_distance=attach_m)
    order = np.lexsort((line, found))  # of lines equally near, the first
    found, first = np.unique(found[order], return_index=True)
    mine, line = there[found], line[order][first]
    on[mine] = line
    along[mine] = shapely.line_locate_point(lines[line], points[mine])
    distance[mine] = shapely.distance(lines[line], points[mine])
    return on, along, distance


def _cuts(length: float, along: F64, piece_m: float) -> tuple[F64, I64]:
    """Return where a line is cut, its ends among them, and which cut each place on it is."""
    even = np.linspace(0.0, length, int(np.ceil(length / piece_m * (1.0 - 1e-12))) + 1)
    places = np.unique(np.concatenate([even, along]))
    kept = places[np.concatenate([[True], np.diff(places) > _SAME_M])]
    kept[-1] = length
    at = np.abs(kept[None, :] - along[:, None]).argmin(axis=1) if along.size else np.empty(0, np.int64)
    return kept, at.astype(np.int64)
