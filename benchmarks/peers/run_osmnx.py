"""OSMnx: `networkx.ego_graph` on its directed multigraph for each origin, as its example of isochrones has it."""

from __future__ import annotations

import common
import networkx as nx
import numpy as np
import osmnx


def areas(streets: common.Streets, limit: float, clock: common.Clock) -> np.ndarray:
    """Return metres of the edges that each origin's ego graph holds; each edge once, not for both directions."""
    xy, tail, head, origins = streets
    length = np.hypot(*(xy[tail] - xy[head]).T)
    graph = nx.MultiDiGraph(crs="EPSG:25832")
    meet = np.bincount(np.concatenate([tail, head]), minlength=len(xy)).tolist()
    graph.add_nodes_from((k, {"x": x, "y": y, "street_count": meet[k]}) for k, (x, y) in enumerate(xy.tolist()))
    for k, (a, b, metres) in enumerate(zip(tail.tolist(), head.tolist(), length.tolist(), strict=True)):
        graph.add_edge(a, b, osmid=k, length=metres)
        graph.add_edge(b, a, osmid=k, length=metres)
    osmnx.convert.validate_graph(graph)  # what its own functions ask for
    nx.ego_graph(graph, int(origins[0]), radius=limit, distance="length")
    clock.mark("graph")
    made = np.zeros(origins.size)
    for k, origin in enumerate(origins.tolist()):
        near = nx.ego_graph(graph, origin, radius=limit, distance="length")
        made[k] = sum(metres for _, _, metres in near.edges(data="length")) / 2.0
    clock.mark("areas")
    return made


if __name__ == "__main__":
    common.paths(areas, "osmnx", "networkx", "numpy")
