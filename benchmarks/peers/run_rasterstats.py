"""rasterstats: the largest value of all touched cells; raster and footprints in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import geopandas as gpd
import numpy as np
import rasterio
from rasterstats import zonal_stats

if TYPE_CHECKING:
    from pathlib import Path


def zonal(folder: Path, clock: common.Clock) -> None:
    """Take the maximum of the set of a town; the other takes several minutes."""
    with rasterio.open(folder / "depth.tif") as file:
        values, transform = file.read(1), file.transform
    houses = gpd.read_file(folder / "town.gpkg")
    asked = {"affine": transform, "nodata": common.NODATA, "stats": ["max"], "all_touched": True}
    zonal_stats(houses[:100], values, **asked)
    clock.mark("read")
    made = zonal_stats(houses, values, **asked)
    clock.mark("max town")
    most = [np.nan if one["max"] is None else one["max"] for one in made]
    np.save(folder / "max-town-rasterstats.npy", np.array(most, np.float64))


if __name__ == "__main__":
    common.zonal(zonal, "rasterstats", "numpy", "geopandas")
