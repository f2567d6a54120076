"""What lies at a place: the surface that costs most there, and the roads that it crosses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import LayerError
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

    from gistools.corridors.landscape import Resistance


def class_along(resistance: Resistance, line: shapely.LineString) -> str:
    """Return the surface class that costs most along a line; empty where no class is known.

    The line is sampled at a quarter of a cell.
    """
    grid = resistance.raster.grid
    count = int(4.0 * line.length / min(grid.dx_m, grid.dy_m)) + 1
    cells = [
        grid.cell_of(point.x, point.y)
        for point in (line.interpolate((n + 0.5) / count, normalized=True) for n in range(count))
    ]
    rows, cols = np.array(cells).T
    classes, cost = resistance.classes[rows, cols], resistance.raster.values[rows, cols].astype(np.float64)
    known = (classes >= 0) & ~np.isnan(cost)
    if not known.any():
        return ""
    return resistance.names[int(np.argmax(np.bincount(classes[known], cost[known])))]


def roads_at(shape: shapely.Geometry, roads: gpd.GeoDataFrame | None, road_name: str) -> str:
    """Return the names of the roads that a shape meets, in order, with commas between.

    Raises
    ------
    LayerError
        When the roads have no such column.
    """
    if roads is None:
        return ""
    if road_name not in roads.columns:
        columns = ", ".join(map(str, roads.columns))
        raise LayerError(
            Text(f"veje uden kolonnen {road_name} ({columns})", f"roads without the column {road_name} ({columns})"),
            Text("en kolonne med vejnavne", "a column of road names"),
            Text("angiv kolonnens navn", "state the name of the column"),
        )
    met = roads.iloc[roads.sindex.query(shape, predicate="intersects")]
    return ", ".join(sorted({str(name) for name in met[road_name].dropna() if str(name)}))
