"""Hillshade (skyggekort): how the sun would light the terrain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.raster import Raster

_LEAST_CELLS = 2


def hillshade(
    raster: Raster, *, azimuth_deg: float = 315.0, altitude_deg: float = 45.0, exaggeration: float = 3.0
) -> npt.NDArray[np.float32]:
    """Return how strongly the sun lights each cell.

    Parameters
    ----------
    raster:
        Elevation in metres, shape (rows, cols); NaN where unknown.
    azimuth_deg:
        Where the light comes from, clockwise from north.
    altitude_deg:
        Height of the light above the horizon.
    exaggeration:
        Heights are multiplied by it, since Danish terrain is low.

    Returns
    -------
    ndarray
        float32 of the shape of the raster, 0 (dark) to 1 (bright), NaN where the elevation is unknown. Level ground
        has sin(altitude). Slopes are central differences with the true cell width and height; beside unknown cells
        and edges, one-sided.

    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> grid = Grid(rows=2, cols=2, x0=0.0, y0=0.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> hillshade(Raster(np.zeros((2, 2), np.float32), grid, "m")).tolist()[0] == [np.float32(np.sqrt(0.5))] * 2
    True
    """
    heights = raster.values.astype(np.float64)
    heights[~raster.valid] = np.nan
    east = _slope(heights, raster.grid.dx_m, axis=1) * exaggeration
    north = -_slope(heights, raster.grid.dy_m, axis=0) * exaggeration
    azimuth, altitude = math.radians(azimuth_deg), math.radians(altitude_deg)
    towards = (
        math.sin(altitude) - math.cos(altitude) * (east * math.sin(azimuth) + north * math.cos(azimuth))
    ) / np.sqrt(1.0 + east**2 + north**2)
    shaded = np.clip(towards, 0.0, 1.0).astype(np.float32)
    shaded[np.isnan(heights)] = np.nan
    return shaded


def _slope(heights: npt.NDArray[np.float64], step_m: float, axis: int) -> npt.NDArray[np.float64]:
    """Mean of the known differences to the neighbours before and after; 0 where neither is known."""
    total = np.zeros_like(heights)
    count = np.zeros(heights.shape, dtype=np.int8)
    if heights.shape[axis] >= _LEAST_CELLS:
        difference = np.diff(heights, axis=axis) / step_m
        known = ~np.isnan(difference)
        difference[~known] = 0.0
        before = (slice(None),) * axis + (slice(0, -1),)
        after = (slice(None),) * axis + (slice(1, None),)
        for place in (before, after):
            total[place] += difference
            count[place] += known
    slope: npt.NDArray[np.float64] = total / np.maximum(count, 1)
    return slope
