"""exactextract: the largest value of all cells that a footprint covers some of; raster and footprints in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import geopandas as gpd
import numpy as np
import rasterio
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource

if TYPE_CHECKING:
    from pathlib import Path


def zonal(folder: Path, clock: common.Clock) -> None:
    """Take the maximum for both sets of footprints."""
    with rasterio.open(folder / "depth.tif") as file:
        left, bottom, right, top = file.bounds
        source = NumPyRasterSource(
            file.read(1), left, bottom, right, top, nodata=common.NODATA, srs_wkt=file.crs.to_wkt()
        )
    for name in ("town", "large"):
        houses = gpd.read_file(folder / f"{name}.gpkg")
        exact_extract(source, houses[:100], ["max"], output="pandas")
        clock.mark("read")
        made = exact_extract(source, houses, ["max"], output="pandas")
        clock.mark(f"max {name}")
        np.save(folder / f"max-{name}-exactextract.npy", made["max"].to_numpy(np.float64))


if __name__ == "__main__":
    common.zonal(zonal, "exactextract", "numpy", "geopandas")
