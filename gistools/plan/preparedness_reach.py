"""What can be reached when roads are under water (adgang): at all rains in one pass, and how much longer the way is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_SOURCE = -1


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Pieces of road between numbered nodes (vejnet).

    Parameters
    ----------
    nodes:
        How many there are, from 0.
    u, v:
        int64 of m: the nodes that each piece joins.
    length_m:
        float64 of m.
    closes_mm:
        float64 of m: the least rain that makes the piece impassable; inf for none. A piece is passable at a rain that
        is less.
    """

    nodes: int
    u: I64
    v: I64
    length_m: F64
    closes_mm: F64


def cut_off_rain(graph: RoadGraph, stations: Iterable[int]) -> F64:
    """Return the least rain that cuts each node off from all stations, for all rains in one pass.

    A way is open until the first of its pieces closes; a node is cut off when its last way is: the largest over all
    ways of the least over their pieces (the bottleneck, or minimax, path). All ways of a tree of largest ``closes_mm``
    that spans the graph are such ways (Hu 1961, *Operations Research* 9, 898-900), so that the tree is walked once.

    Returns
    -------
    F64
        mm of each node: inf when no rain does, 0 when no way leads there even when it is dry. A station is never cut
        off from itself.

    >>> graph = RoadGraph(4, np.array([0, 1, 0]), np.array([1, 2, 2]), np.ones(3), np.array([50.0, 20.0, 30.0]))
    >>> cut_off_rain(graph, [0]).tolist()
    [inf, 50.0, 30.0, 0.0]
    """
    made: nx.Graph[int] = nx.Graph()
    made.add_nodes_from(range(graph.nodes))
    for a, b, mm in zip(graph.u.tolist(), graph.v.tolist(), graph.closes_mm.tolist(), strict=True):
        if a != b and (not made.has_edge(a, b) or made[a][b]["mm"] < mm):
            made.add_edge(a, b, mm=mm)
    made.add_edges_from(((_SOURCE, s) for s in stations), mm=math.inf)
    found = np.zeros(graph.nodes)
    if _SOURCE not in made:
        return found
    tree = nx.maximum_spanning_tree(made, weight="mm")
    best = {_SOURCE: math.inf}
    for a, b in nx.bfs_edges(tree, _SOURCE):
        best[b] = min(best[a], tree[a][b]["mm"])
    for node, mm in best.items():
        if node != _SOURCE:
            found[node] = mm
    return found


def way_lengths(graph: RoadGraph, stations: Iterable[int], rain_mm: float) -> F64:
    """Return the length of the shortest open way from the nearest station to each node at a rain, m; inf for none.

    >>> graph = RoadGraph(3, np.array([0, 1, 0]), np.array([1, 2, 2]), np.array([1.0, 1.0, 9.0]), np.array([9.0, 5, 7]))
    >>> [way_lengths(graph, [0], mm).tolist() for mm in (4.0, 5.0, 8.0)]
    [[0.0, 1.0, 2.0], [0.0, 1.0, 9.0], [0.0, 1.0, inf]]
    """
    made: nx.Graph[int] = nx.Graph()
    made.add_nodes_from(range(graph.nodes))
    is_open = graph.closes_mm > rain_mm
    rows = zip(graph.u[is_open].tolist(), graph.v[is_open].tolist(), graph.length_m[is_open].tolist(), strict=True)
    for a, b, metres in rows:
        if a != b and (not made.has_edge(a, b) or made[a][b]["m"] > metres):
            made.add_edge(a, b, m=metres)
    found = np.full(graph.nodes, math.inf)
    sources = set(stations)
    if sources:
        for node, metres in nx.multi_source_dijkstra_path_length(made, sources, weight="m").items():
            found[node] = metres
    return found
