"""pysheds: pits, depressions and flats in three calls; it fills past holes."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import common
import numpy as np
from pysheds.grid import Grid
from pysheds.view import Raster, ViewFinder

if TYPE_CHECKING:
    from pathlib import Path

warnings.simplefilter("ignore")


def file(dem: Path, out: Path, clock: common.Clock) -> None:
    """Read, fill, resolve flats, direct, accumulate, write."""
    grid = Grid.from_raster(str(dem))
    surface = grid.read_raster(str(dem))
    clock.mark("read")
    filled = grid.fill_depressions(grid.fill_pits(surface))
    clock.mark("fill")
    direction = grid.flowdir(grid.resolve_flats(filled))
    clock.mark("d8")
    cells = grid.accumulation(direction.copy())
    clock.mark("accumulation")
    common.write(out / "filled.tif", np.asarray(filled, np.float32), dem, common.NODATA)
    common.write(out / "direction.tif", np.asarray(direction, np.int16), dem, 0)
    common.write(out / "cells.tif", np.asarray(cells), dem, 0)
    clock.mark("write")


def load(dem: Path, d8: Path, part: slice) -> dict[str, common.Step]:
    """Return the steps."""
    grid = Grid.from_raster(str(dem))
    surface = grid.read_raster(str(dem))
    given = grid.read_raster(str(d8))
    codes = common.read_directions(d8, part)
    if part != slice(None):
        surface, given = _corner(surface, np.asarray(surface)[part, part]), _corner(given, codes)
        grid.viewfinder = surface.viewfinder
    clean = given.copy()  # accumulation writes into its argument

    def fill() -> object:
        return grid.fill_depressions(grid.fill_pits(surface))

    def direct() -> object:
        return grid.flowdir(grid.resolve_flats(grid.fill_depressions(grid.fill_pits(surface))))

    def accumulate() -> object:
        given[:] = clean
        return grid.accumulation(given)

    return {"fill": fill, "d8": direct, "accumulation": accumulate}


def _corner(whole: Raster, values: np.ndarray) -> Raster:
    view = ViewFinder(affine=whole.affine, shape=values.shape, nodata=whole.nodata, crs=whole.crs)
    return Raster(np.ascontiguousarray(values), viewfinder=view)


if __name__ == "__main__":
    common.run(file, load, "pysheds", "numba")
