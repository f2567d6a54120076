"""richdem2: filling with a small slope in place of flats; it fills past holes and accumulates without a D8 raster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import numpy as np
import richdem

if TYPE_CHECKING:
    from pathlib import Path


def file(dem: Path, out: Path, clock: common.Clock) -> None:
    """Read, fill with a small slope, accumulate, write; it has no D8 raster to write."""
    surface = richdem.LoadGDAL(str(dem))
    clock.mark("read")
    filled = richdem.FillDepressions(surface, epsilon=True)
    clock.mark("fill")
    cells = richdem.FlowAccumulation(filled, method="D8")
    clock.mark("d8 and accumulation")
    common.write(out / "filled.tif", np.asarray(filled), dem, common.NODATA)
    common.write(out / "cells.tif", np.asarray(cells), dem, -1)
    clock.mark("write")


def load(dem: Path, _d8: Path, part: slice) -> dict[str, common.Step]:
    """Return the steps; its hierarchy of depressions takes float64 only, and holes are ocean to it."""
    transform = (0.0, 0.4, 0.0, 0.0, 0.0, -0.4)
    surface = richdem.rdarray(common.read(dem, part), no_data=common.NODATA, geotransform=transform)

    def fill() -> object:
        return _Masked(richdem.FillDepressions(surface))

    def direct() -> object:
        return richdem.FlowProportions(richdem.FillDepressions(surface, epsilon=True), method="D8")

    exact = richdem.rdarray(np.asarray(surface).astype(np.float64), no_data=common.NODATA, geotransform=transform)
    holes = np.asarray(surface) == common.NODATA

    def forest() -> object:
        labels = richdem.get_new_depression_hierarchy_labels(exact.shape)
        labels[holes] = richdem.depression_hierarchy.OCEAN
        return richdem.get_depression_hierarchy(exact, labels)

    return {"fill": fill, "d8": direct, "forest": forest}


class _Masked:
    """An array whose cells without a value become NaN only where it is saved, outside what is timed."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        """Return the values."""
        values = np.asarray(self.values)
        return np.where(values == common.NODATA, np.nan, values.astype(np.float64))


if __name__ == "__main__":
    common.run(file, load, "richdem2")
