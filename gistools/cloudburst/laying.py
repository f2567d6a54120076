"""A rain raster laid on the cells of a terrain, and the difference that this makes told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.params import MOST_RAIN_MM, RainResampling
from gistools.errors import GridError, NodataError
from gistools.grid import same_crs
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain


def lay_rain(
    terrain: ConditionedTerrain, rain: Raster, resampling: RainResampling
) -> tuple[npt.NDArray[np.float64], float, Text]:
    """Return the rain of each cell in mm, 0 where there is none, and how much water the laying has added in m³.

    Raises
    ------
    GridError, NodataError
        For a rain raster in other units or another coordinate system, or one that does not cover the land.
    """
    if not same_crs(rain.grid.crs, terrain.grid.crs):
        raise GridError(
            Text(
                f"regn i {rain.grid.crs}, terræn i {terrain.grid.crs}",
                f"rain in {rain.grid.crs}, terrain in {terrain.grid.crs}",
            ),
            Text("det samme koordinatsystem", "the same coordinate system"),
            Text("transformér regnrasteren", "reproject the rain raster"),
        )
    if rain.unit not in {"", "mm"}:
        raise GridError(
            Text(f"regn i {rain.unit}", f"rain in {rain.unit}"),
            Text("regndybder i mm", "rain depths in mm"),
            Text("regn rasteren om til mm", "convert the raster to mm"),
        )
    known = rain.with_values(np.where(rain.valid, rain.values, np.nan).astype(np.float64))
    nearest = resampling is RainResampling.NEAREST
    laid = _nearest(known, terrain.grid) if nearest else _bilinear(known, terrain.grid)
    missing = np.isnan(laid) & terrain.land
    if missing.any():
        share = 100.0 * missing.sum() / terrain.land.sum()
        raise NodataError(
            Text(f"ingen regn på {share:.2f} % af terrænet", f"no rain on {share:.2f} % of the terrain"),
            Text("en regnraster, der dækker terrænet", "a rain raster that covers the terrain"),
            Text("brug en større regnraster eller et mindre udsnit", "use a larger rain raster or a smaller window"),
        )
    if ((laid[terrain.land] < 0) | (laid[terrain.land] > MOST_RAIN_MM)).any():
        most = f"{MOST_RAIN_MM:.0f} mm"
        raise NodataError(
            Text(f"negativ regn eller over {most}", f"negative rain or more than {most}"),
            Text(f"regndybder i mm fra 0 til {most}", f"rain depths in mm from 0 to {most}"),
            Text(
                "ret regnrasteren, eller angiv dens nodata-værdi",
                "correct the rain raster, or declare its nodata value",
            ),
        )
    whole = float(np.nansum(laid)) * terrain.grid.cell_area_m2 / 1000.0
    difference = whole - _volume_within(known, terrain.grid)
    rule = Text("nærmeste celle", "nearest cell") if nearest else Text("bilineær", "bilinear")
    note = Text(
        f"regnraster lagt på terrænet ved {rule.da}; forskel i vandmængde {difference:+.3f} m³",
        f"rain raster laid on the terrain by {rule.en}; difference in volume {difference:+.3f} m³",
    )
    return np.nan_to_num(laid), difference, note


def _nearest(rain: Raster, grid: Grid) -> npt.NDArray[np.float64]:
    x, _ = grid.centres(np.zeros(grid.cols), np.arange(grid.cols))
    _, y = grid.centres(np.arange(grid.rows), np.zeros(grid.rows))
    col = np.floor((x - rain.grid.x0) / rain.grid.dx_m).astype(np.int64)
    row = np.floor((rain.grid.y0 - y) / rain.grid.dy_m).astype(np.int64)
    inside_c, inside_r = (col >= 0) & (col < rain.grid.cols), (row >= 0) & (row < rain.grid.rows)
    laid = rain.values[np.clip(row, 0, rain.grid.rows - 1)[:, None], np.clip(col, 0, rain.grid.cols - 1)[None, :]]
    return np.where(inside_r[:, None] & inside_c[None, :], laid.astype(np.float64), np.nan)


def _bilinear(rain: Raster, grid: Grid) -> npt.NDArray[np.float64]:
    nearest = _nearest(rain, grid)
    x, _ = grid.centres(np.zeros(grid.cols), np.arange(grid.cols))
    _, y = grid.centres(np.arange(grid.rows), np.zeros(grid.rows))
    col = np.clip((x - rain.grid.x0) / rain.grid.dx_m - 0.5, 0, rain.grid.cols - 1)
    row = np.clip((rain.grid.y0 - y) / rain.grid.dy_m - 0.5, 0, rain.grid.rows - 1)
    c0, r0 = np.floor(col).astype(np.int64), np.floor(row).astype(np.int64)
    c1, r1 = np.minimum(c0 + 1, rain.grid.cols - 1), np.minimum(r0 + 1, rain.grid.rows - 1)
    u, v = (col - c0)[None, :], (row - r0)[:, None]
    a = rain.values.astype(np.float64)
    upper = a[r0[:, None], c0[None, :]] * (1 - u) + a[r0[:, None], c1[None, :]] * u
    lower = a[r1[:, None], c0[None, :]] * (1 - u) + a[r1[:, None], c1[None, :]] * u
    smooth = upper * (1 - v) + lower * v
    return np.where(np.isnan(nearest), np.nan, np.where(np.isnan(smooth), nearest, smooth))


def _volume_within(rain: Raster, grid: Grid) -> float:
    """Return the rain in m³ that the rain raster itself holds over the extent of the grid."""
    west, south, east, north = grid.bounds
    left = rain.grid.x0 + np.arange(rain.grid.cols) * rain.grid.dx_m
    upper = rain.grid.y0 - np.arange(rain.grid.rows) * rain.grid.dy_m
    width = np.clip(np.minimum(left + rain.grid.dx_m, east) - np.maximum(left, west), 0.0, None)
    height = np.clip(np.minimum(upper, north) - np.maximum(upper - rain.grid.dy_m, south), 0.0, None)
    return float(height @ np.nan_to_num(rain.values.astype(np.float64)) @ width) / 1000.0
