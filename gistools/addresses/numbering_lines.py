"""The centre lines of one road as a graph of ends and junctions: the same however they were cut, drawn or ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import shapely

from gistools.errors import LayerError
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    F64 = npt.NDArray[np.float64]

TOUCH_M = 0.05
"""Ends of lines that are as near to each other, or to another line, touch it."""

STUB_M = 0.5
"""A piece beyond a junction that is shorter was drawn too far and is no branch."""

_FORK = 3
"""So many stretches of a way round meet where it is no crossing."""

_APART_M = 1e-3
_EQUAL_M = 1e-6

Spot = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Edge:
    """A stretch between two nodes, as coordinates from ``begin`` to ``end``; `loops` back to a road that it left."""

    begin: Spot
    end: Spot
    xy: F64
    loops: bool = False

    @property
    def length(self) -> float:
        """Length, m."""
        return float(np.hypot(*np.diff(self.xy, axis=0).T).sum())

    @property
    def is_ring(self) -> bool:
        """Whether it comes back to where it began."""
        return self.begin == self.end

    def leaving(self, node: Spot) -> Edge:
        """Return it as seen from one of its ends."""
        return self if self.begin == node else Edge(self.end, self.begin, self.xy[::-1], self.loops)


@dataclass(frozen=True, eq=False)
class Lines:
    """The graph of a road: its edges, and which of them meet at a node."""

    edges: tuple[Edge, ...]

    def at(self, node: Spot) -> list[Edge]:
        """Return the edges that leave a node, each once; a ring too."""
        return [edge.leaving(node) for edge in self.edges if node in {edge.begin, edge.end}]

    @property
    def ends(self) -> list[Spot]:
        """The nodes where one edge ends and nothing goes on, from west to east."""
        nodes = sorted({spot for edge in self.edges for spot in (edge.begin, edge.end)})
        return [node for node in nodes if len(self.at(node)) == 1 and not self.at(node)[0].is_ring]

    @property
    def ring(self) -> Edge | None:
        """The one ring that the whole road is; None for any other road."""
        return self.edges[0] if len(self.edges) == 1 and self.edges[0].is_ring else None


def graph_of(lines: BaseGeometry) -> Lines:
    """Return the graph of centre lines (MultiLineString).

    Ends within `TOUCH_M` of each other are one node, an end within it of another line is a junction, and lines that
    cross are joined there; pieces shorter than `STUB_M` beyond a junction are left out.

    Raises
    ------
    LayerError
        For parts that do not touch, and for lines that cross themselves.

    >>> made = graph_of(shapely.from_wkt("MULTILINESTRING ((500000 6200000, 500100 6200000), "
    ...                                  "(500050 6200000, 500050 6200040), (500000 6200000, 499990 6200000))"))
    >>> len(made.edges), len(made.ends), sum(edge.length for edge in made.edges)
    (3, 3, 150.0)
    """
    joined = _touching([part for part in shapely.get_parts(lines) if part.length > 0.0])
    edges = _edges(shapely.union_all(joined))
    kept = [edge for edge in edges if not _is_stub(edge, edges)]
    if kept and len(kept) < len(edges):
        edges = _edges(shapely.union_all([shapely.LineString(edge.xy) for edge in kept]))
    made = Lines(tuple(sorted(edges, key=lambda edge: (edge.begin, edge.end, edge.length))))
    _require_one_way(made)
    return made


def _touching(parts: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return lines whose ends lie exactly on what they nearly touch."""
    ends = np.concatenate([shapely.get_coordinates(part)[[0, -1]] for part in parts])
    spots = np.unique(ends, axis=0)
    points = [shapely.Point(spot) for spot in spots]
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=TOUCH_M)
    groups: nx.Graph[int] = nx.Graph()
    groups.add_nodes_from(range(len(spots)))
    groups.add_edges_from(near.T.tolist())
    moved = spots.copy()
    for group in nx.connected_components(groups):
        moved[sorted(group)] = spots[min(group)]
    place = {tuple(old): new for old, new in zip(spots.tolist(), moved, strict=True)}
    made = []
    for part in parts:
        xy = shapely.get_coordinates(part)
        xy[0], xy[-1] = place[tuple(xy[0].tolist())], place[tuple(xy[-1].tolist())]
        if part.length > TOUCH_M or np.hypot(*(xy[0] - xy[-1])) > 0.0:
            made.append(shapely.LineString(xy))
    nodes = shapely.MultiPoint(np.unique(moved, axis=0))
    return [shapely.snap(line, nodes, TOUCH_M) for line in made]


def _edges(noded: BaseGeometry) -> list[Edge]:
    made = []
    for line in shapely.get_parts(shapely.line_merge(noded)):
        xy = shapely.get_coordinates(line)
        if tuple(xy[0].tolist()) > tuple(xy[-1].tolist()):
            xy = xy[::-1]
        made.append(Edge(tuple(xy[0].tolist()), tuple(xy[-1].tolist()), xy))
    return made


def _is_stub(edge: Edge, edges: Sequence[Edge]) -> bool:
    def others(node: Spot) -> int:
        return sum((one.begin == node) + (one.end == node) for one in edges) - 1

    beside = sorted((others(edge.begin), others(edge.end)))
    return edge.length < STUB_M and beside[0] == 0 and beside[1] > 1


def _require_one_way(made: Lines) -> None:
    graph: nx.MultiGraph[Spot] = nx.MultiGraph([(edge.begin, edge.end) for edge in made.edges])
    parts = [sorted(part) for part in nx.connected_components(graph)]
    if len(parts) > 1:
        shapes = [
            shapely.MultiLineString([edge.xy for edge in made.edges if edge.begin in part]) for part in sorted(parts)
        ]
        apart = min(float(shapes[0].distance(other)) for other in shapes[1:])
        raise LayerError(
            Text(
                f"vejens linjer er {len(parts)} dele, {danish(apart, '.2f')} m fra hinanden",
                f"the lines of the road are {len(parts)} parts, {apart:.2f} m apart",
            ),
            Text("linjer, der rører hinanden", "lines that touch each other"),
            Text("forbind linjerne, eller foreslå numre for hver del", "join them, or propose numbers for each part"),
        )
    bad = sorted(edge.begin for edge in made.edges if edge.is_ring and len(made.at(edge.begin)) > 2)  # noqa: PLR2004 - stem and ring
    bad = bad or sorted(node for node, degree in _core(graph).degree() if degree > _FORK)
    if bad:
        x, y = bad[0]
        raise LayerError(
            Text(f"vejens linje krydser sig selv ved {x:.1f} {y:.1f}",
                 f"the line of the road crosses itself at {x:.1f} {y:.1f}"),
            Text("én vej, evt. med grene og med sløjfer, der går fra den og kommer tilbage",
                 "one road, perhaps with branches and with loops that leave it and come back"),
            Text("ret linjen, eller foreslå numre for hver del", "mend the line, or propose numbers for each part"),
        )  # fmt: skip


def _core(graph: nx.MultiGraph[Spot]) -> nx.MultiGraph[Spot]:
    """Return what can be driven round: the graph without its dead ends."""
    core: nx.MultiGraph[Spot] = nx.MultiGraph(graph)
    while leaves := [node for node, degree in core.degree() if degree <= 1]:
        core.remove_nodes_from(leaves)
    return core


def opened(lines: Lines, start: Spot) -> Lines:
    """Return the graph without ways round: each loop ends where it comes back to the road.

    A loop is the edge that is on no shortest way from the start; it belongs to the end of it that is nearer to the
    start. Rings at an end stay.

    >>> loop = graph_of(shapely.from_wkt("MULTILINESTRING ((500000 6200000, 500100 6200000), (500020 6200000, "
    ...                                  "500020 6200040, 500080 6200040, 500080 6200000))"))
    >>> made = opened(loop, (500000.0, 6200000.0))
    >>> [round(edge.length, 1) for edge in made.edges if edge.loops]
    [140.0]
    """
    graph: nx.MultiGraph[Spot] = nx.MultiGraph()
    graph.add_weighted_edges_from((edge.begin, edge.end, edge.length) for edge in lines.edges)
    far = nx.single_source_dijkstra_path_length(graph, start, weight="weight")
    reached = {start}
    made = list[Edge]()
    for edge in sorted(lines.edges, key=lambda one: (round(max(far[one.begin], far[one.end]), 3), one.begin, one.end)):
        out = edge if far[edge.begin] <= far[edge.end] else edge.leaving(edge.end)
        short = far[out.begin] + out.length <= far[out.end] + _EQUAL_M
        if edge.is_ring:
            made.append(edge)
            continue
        if short and out.end not in reached:
            reached.add(out.end)
            made.append(edge)
            continue
        step = out.xy[-2] - out.xy[-1]
        end = out.xy[-1] + step / np.hypot(*step) * _APART_M
        xy = np.concatenate([out.xy[:-1], [end]])
        made.append(Edge(out.begin, (float(end[0]), float(end[1])), xy, loops=True))
    return Lines(tuple(made))
