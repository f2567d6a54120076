"""Small terrains and layers of measures for these tests."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

import gistools as gt
from gistools.cloudburst.whatif import apply_measures

CRS = "EPSG:25832"


def terrain_of(z, *, cell: float = 1.0, params: gt.TerrainParams | None = None) -> gt.ConditionedTerrain:
    """Return a terrain whose lower left corner is (0, 0)."""
    z = np.asarray(z, np.float32)
    grid = gt.Grid(*z.shape, 0.0, z.shape[0] * cell, cell, cell, CRS)
    return gt.condition(gt.Raster(z, grid, unit="m", vertical_datum="DVR90"), params)


def layer_of(*rows: dict) -> gpd.GeoDataFrame:
    """Return a layer of measures; each row with its ``shape``."""
    columns = {name for row in rows for name in row} - {"shape"}
    frame = {name: [row.get(name) for row in rows] for name in sorted(columns)}
    return gpd.GeoDataFrame(frame, geometry=[row["shape"] for row in rows], crs=CRS)


def planned(terrain, *rows: dict, **more):
    """Apply measures to a terrain with uniform rain."""
    runoff = more.pop("runoff", None) or gt.runoff_classes(terrain, gt.LossParams())
    return apply_measures(terrain, gt.route_flow(terrain), runoff, layer_of(*rows) if rows else None, **more)


def solved(terrain, runoff, links=None):
    """Return rain to flood of a terrain."""
    flow = gt.route_flow(terrain)
    return gt.rain_to_flood(terrain, flow, gt.find_bluespots(terrain, flow), runoff, links)


def heights(plan):
    """Return the heights of a plan."""
    return np.asarray(plan.terrain.surface.values)
