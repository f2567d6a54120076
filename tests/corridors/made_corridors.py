"""Patches in a row with links between neighbours, as the steps of corridors hand them on."""

from __future__ import annotations

import math

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from gistools.corridors.landscape import Corridors, Patches, Resistance, Species
from gistools.grid import Grid
from gistools.raster import Raster
from gistools.text import Text

CRS = "EPSG:25832"


def species(**changes) -> Species:
    given = {
        "id": "frog",
        "name": Text("frø", "frog"),
        "dispersal_m": 100.0,
        "probability": 0.5,
        "habitats": ("pond",),
        "resistance": {"pond": 1.0, "grass": 10.0, "paved": 100.0},
        "verified": False,
    }
    return Species(**(given | changes))


def row_of_patches(areas, costs, *, home=None, at_edge=None, quality=None, length=10.0) -> Corridors:
    """Return patches in a row, 3 cells apart; a cost of None is no link."""
    n = len(areas)
    grid = Grid(3, 3 * n, 0.0, 30.0, 10.0, 10.0, CRS)
    labels = np.zeros(grid.shape, np.int32)
    labels[1, 1::3] = np.arange(1, n + 1)
    x, y = grid.centres(np.ones(n), 1 + 3 * np.arange(n))
    frame = gpd.GeoDataFrame(
        {
            "patch_id": np.arange(1, n + 1),
            "patch_class": "pond",
            "area_m2": np.array(areas, float),
            "quality": 1.0 if quality is None else quality,
            "at_edge": False if at_edge is None else at_edge,
            "home": True if home is None else home,
        },
        geometry=[shapely.box(a - 5, b - 5, a + 5, b + 5) for a, b in zip(x, y, strict=True)],
        crs=CRS,
    )
    patches = Patches(frame, labels, grid, gpd.GeoDataFrame(geometry=[], crs=CRS))
    classes = np.where(labels > 0, 0, 1).astype(np.int16)
    values = np.where(labels > 0, 1.0, 10.0).astype(np.float32)
    resistance = Resistance(Raster(values, grid), np.zeros(grid.shape, bool), classes, ("pond", "grass"))
    graph = nx.Graph()
    for told in frame.drop(columns="geometry").to_dict("records"):
        graph.add_node(told["patch_id"], **told)
    rows = []
    for k, cost in enumerate(costs):
        if cost is not None:
            graph.add_edge(k + 1, k + 2, cost=float(cost), length_m=length)
            line = shapely.LineString([(x[k], y[k]), (x[k + 1], y[k + 1])])
            rows.append((len(rows) + 1, k + 1, k + 2, float(cost), length, {"grass": length}, "", line))
    names = ["link_id", "from_patch", "to_patch", "link_cost", "link_m", "metres", "roads_crossed", "geometry"]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {name: [] for name in names}
    links = gpd.GeoDataFrame({k: list(v) for k, v in columns.items()}, geometry="geometry", crs=CRS)
    return Corridors(graph, links, patches, resistance, math.inf, planar=True)
