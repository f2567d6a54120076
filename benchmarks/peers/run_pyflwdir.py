"""pyflwdir: one call fills and directs; cells beside a hole or the edge are outlets, as with gistools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import numpy as np
import pyflwdir

if TYPE_CHECKING:
    from pathlib import Path


def file(dem: Path, out: Path, clock: common.Clock) -> None:
    """Read, fill and direct, accumulate, write."""
    z = common.read(dem)
    clock.mark("read")
    filled, d8 = pyflwdir.dem.fill_depressions(z, nodata=common.NODATA, outlets="edge")
    clock.mark("fill")
    cells = pyflwdir.from_array(d8, ftype="d8", check_ftype=False).upstream_area("cell")
    clock.mark("accumulation")
    common.write(out / "filled.tif", filled, dem, common.NODATA)
    common.write(out / "direction.tif", d8, dem, common.UNKNOWN_D8)
    common.write(out / "cells.tif", cells, dem, common.NODATA)
    clock.mark("write")


def load(dem: Path, d8: Path, part: slice) -> dict[str, common.Step]:
    """Return the steps."""
    z, codes = common.read(dem, part), common.read_directions(d8, part)

    def fill() -> object:
        return pyflwdir.dem.fill_depressions(z, nodata=common.NODATA, outlets="edge")[0]

    def accumulate() -> object:
        return pyflwdir.from_array(codes, ftype="d8", check_ftype=False).upstream_area("cell")

    def nan(step: common.Step) -> common.Step:
        return lambda: _Masked(step())

    return {"fill": nan(fill), "d8": fill, "accumulation": nan(accumulate)}


class _Masked:
    """An array whose cells without a value become NaN only where it is saved, outside what is timed."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        """Return the values."""
        return np.where(self.values == common.NODATA, np.nan, self.values.astype(np.float64))


if __name__ == "__main__":
    common.run(file, load, "pyflwdir", "numba")
