"""overflow-hydro: works from file to file in tiles; always writes ZSTD; compiles in every process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import overflow
from osgeo import gdal

if TYPE_CHECKING:
    from pathlib import Path

if not hasattr(gdal.Dataset, "Close"):  # newer than the GDAL of Debian 12; dropping the last reference closes as well
    gdal.Dataset.Close = gdal.Dataset.FlushCache


def file(dem: Path, out: Path, clock: common.Clock) -> None:
    """Fill, direct with flats resolved, accumulate; each reads and writes files."""
    filled, direction, cells = (str(out / f"{name}.tif") for name in ("filled", "direction", "cells"))
    overflow.fill(str(dem), filled)
    clock.mark("fill")
    overflow.flow_direction(filled, direction)
    clock.mark("d8")
    overflow.accumulation(direction, cells)
    clock.mark("accumulation")


if __name__ == "__main__":
    common.run(file, None, "overflow-hydro", "numba")
