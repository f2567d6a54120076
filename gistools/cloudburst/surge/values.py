"""Values of the ground, such as DKK for each m², on the cells of the terrain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gistools._checks import require_kind
from gistools.raster import Raster
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.grid import Grid


def value_on(grid: Grid, value: Raster) -> Raster:
    """Return the part of a value raster that lies on a grid; its cells must be those of the grid.

    Raises
    ------
    GridError
        When it has other cells or does not cover the grid.

    >>> import numpy as np
    >>> from gistools.grid import Grid
    >>> whole = Raster(np.arange(12.0).reshape(3, 4), Grid(3, 4, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"))
    >>> value_on(Grid(1, 2, 2.0, 2.0, 1.0, 1.0, "EPSG:25832"), whole).values.tolist()
    [[6.0, 7.0]]
    """
    require_kind(value, Raster, "value")
    row = round((value.grid.y0 - grid.y0) / value.grid.dy_m)
    col = round((grid.x0 - value.grid.x0) / value.grid.dx_m)
    covers = 0 <= row <= value.grid.rows - grid.rows and 0 <= col <= value.grid.cols - grid.cols
    part = value.grid.window(row, col, grid.rows, grid.cols) if covers else value.grid
    grid.require_aligned(part, Text("terrænet", "the terrain"), Text("værdirasteren", "the value raster"))
    return replace(value, values=value.values[row : row + grid.rows, col : col + grid.cols], grid=grid)
