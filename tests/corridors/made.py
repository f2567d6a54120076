"""Landscapes made for tests: patches as polygons of whole cells, resistance by class of cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.landscape import Patches, Resistance, Species
from gistools.grid import Grid
from gistools.raster import Raster
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

CRS = "EPSG:25832"
CLASSES = ("forest", "meadow", "garden", "arable", "paved", "road_small", "road_large", "passage")
COSTS = {
    "forest": 1.0, "meadow": 3.0, "garden": 10.0, "arable": 20.0, "paved": 30.0, "road_small": 50.0,
    "road_large": 500.0, "passage": 2.0,
}  # fmt: skip
NAMED = {name: name for name in (*CLASSES, "no_barrier")}
WOODLAND = Species("made", Text("skovdyr", "wood dweller"), 100.0, 0.5, ("forest",), COSTS, verified=False)


def grid_of(shape: tuple[int, int], size: float = 10.0) -> Grid:
    return Grid(shape[0], shape[1], 0.0, shape[0] * size, size, size, CRS)


def cell_box(grid: Grid, row: int, col: int, rows: int = 1, cols: int = 1) -> shapely.Polygon:
    """Return the polygon of some whole cells."""
    x, y = grid.x0 + col * grid.dx_m, grid.y0 - row * grid.dy_m
    return shapely.box(x, y - rows * grid.dy_m, x + cols * grid.dx_m, y)


def patches_of(labels: npt.NDArray[np.int32], size: float = 10.0) -> Patches:
    """Return patches of whole cells."""
    grid = grid_of(labels.shape, size)
    rows = []
    for number in range(1, int(labels.max()) + 1):
        shape = shapely.union_all([cell_box(grid, r, c) for r, c in np.argwhere(labels == number)])
        rows.append((number, "forest", shape.area, 1.0, False, True, shape))
    columns = ["patch_id", "patch_class", "area_m2", "quality", "at_edge", "home", "geometry"]
    frame = gpd.GeoDataFrame(rows, columns=columns, crs=CRS)
    return Patches(frame, labels.astype(np.int32), grid, gpd.GeoDataFrame())


def resistance_of(names: npt.NDArray[np.str_], size: float = 10.0) -> Resistance:
    """Return the resistance of classes by name; an empty name is a cell that nobody passes."""
    grid = grid_of(names.shape, size)
    values = np.array([[COSTS.get(name, np.nan) for name in row] for row in names], np.float32)
    classes = np.array([[CLASSES.index(name) if name else -1 for name in row] for row in names], np.int16)
    barrier = np.isin(names, ["road_small", "road_large"])
    return Resistance(Raster(values, grid), barrier, classes, CLASSES)


def plan_of(*features: tuple[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"klasse": [f[0] for f in features]}, geometry=[f[1] for f in features], crs=CRS)
