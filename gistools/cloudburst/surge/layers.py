"""Pockets, critical points and extents of storm surge as layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.cloudburst.bluespots import cell_points
from gistools.terrain.burn import draw_shapes
from gistools.terrain.paths import outlines
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.cloudburst.surge.flooding import SurgeFlood
    from gistools.cloudburst.surge.pockets import Pockets


def critical_points(pockets: Pockets) -> gpd.GeoDataFrame:
    """Return the critical point (kritisk punkt) of each shown pocket, with the columns of `Pockets.table`."""
    grid = pockets.levels.terrain.grid
    layer = gpd.GeoDataFrame(
        pockets.table(), geometry=cell_points(grid, pockets.figures[pockets.shown, 2]), crs=grid.crs
    )
    return _told(layer, pockets.table(), Text("Kritiske punkter", "Critical points"))


def protected_pockets(pockets: Pockets) -> gpd.GeoDataFrame:
    """Return the low ground of each shown pocket (beskyttet lomme) as polygons, with the columns of `Pockets.table`."""
    terrain, levels = pockets.levels.terrain, pockets.levels.level.values
    known = np.zeros(pockets.level.size + 1, np.bool_)
    known[pockets.shown + 1] = True
    low = known[pockets.label] & (terrain.surface.values < levels)
    shapes = outlines(np.where(low, pockets.label, 0).astype(np.int32), terrain.grid)
    geometry = [shapes.get(int(i), shapely.MultiPolygon()) for i in pockets.shown + 1]
    table = pockets.table()
    layer = gpd.GeoDataFrame(table, geometry=geometry, crs=terrain.grid.crs)
    return _told(layer, table, Text("Beskyttede lommer", "Protected pockets"))


def surge_extent(flood: SurgeFlood) -> gpd.GeoDataFrame:
    """Return what the sea floods as polygons, each connected over sides (oversvømmet areal).

    Columns: extent_id, sea_level_m, area_m2, volume_m3, depth_max_m; largest first.
    """
    grid, depth = flood.levels.terrain.grid, flood.depth.values
    parts = outlines(flood.wet.astype(np.int32), grid).get(1, shapely.MultiPolygon()).geoms
    label = draw_shapes(((part, i + 1) for i, part in enumerate(parts)), np.zeros(grid.shape, np.int32), grid)
    wet = label > 0
    cells = np.bincount(label[wet], minlength=len(parts) + 1)[1:]
    water = np.bincount(label[wet], depth[wet].astype(np.float64), minlength=len(parts) + 1)[1:]
    deepest = np.zeros(len(parts) + 1, np.float32)
    np.maximum.at(deepest, label[wet], depth[wet])
    order = np.argsort(-cells, kind="stable")
    table = pd.DataFrame(
        {
            "extent_id": np.arange(1, len(parts) + 1),
            "sea_level_m": np.full(len(parts), flood.sea_level_m),
            "area_m2": cells[order] * grid.cell_area_m2,
            "volume_m3": water[order] * grid.cell_area_m2,
            "depth_max_m": deepest[1:][order].astype(np.float64),
        }
    )
    table.attrs["units"] = {"sea_level_m": "m", "area_m2": "m²", "volume_m3": "m³", "depth_max_m": "m"}
    layer = gpd.GeoDataFrame(table, geometry=[shapely.MultiPolygon([parts[i]]) for i in order], crs=grid.crs)
    return _told(layer, table, Text("Oversvømmet af havet", "Flooded by the sea"))


def _told(layer: gpd.GeoDataFrame, table: pd.DataFrame, title: Text) -> gpd.GeoDataFrame:
    layer.attrs.update(units=table.attrs["units"], title=title)
    return layer
