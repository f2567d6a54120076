"""momepy: its primal graph of the lines, and `networkx.ego_graph` by length for each origin, as its own measures do."""

from __future__ import annotations

import common
import geopandas as gpd
import momepy
import networkx as nx
import numpy as np
import shapely


def areas(streets: common.Streets, limit: float, clock: common.Clock) -> np.ndarray:
    """Return metres of the edges that each origin's ego graph holds."""
    xy, tail, head, origins = streets
    lines = shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1))
    graph = momepy.gdf_to_nx(gpd.GeoDataFrame(geometry=lines, crs="EPSG:25832"), approach="primal", length="mm_len")
    begin = [tuple(one) for one in xy[origins].tolist()]
    nx.ego_graph(graph, begin[0], radius=limit, distance="mm_len")
    clock.mark("graph")
    made = np.zeros(origins.size)
    for k, origin in enumerate(begin):
        near = nx.ego_graph(graph, origin, radius=limit, distance="mm_len")
        made[k] = sum(metres for _, _, metres in near.edges(data="mm_len"))
    clock.mark("areas")
    return made


if __name__ == "__main__":
    common.paths(areas, "momepy", "networkx", "numpy")
