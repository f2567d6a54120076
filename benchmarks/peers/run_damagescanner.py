"""DamageScanner: damage of each cell by its share of the footprint, from the rasters and footprints in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import geopandas as gpd
import numpy as np
import pandas as pd
from damagescanner.vector import VectorScanner

if TYPE_CHECKING:
    from pathlib import Path


def zonal(folder: Path, clock: common.Clock) -> None:
    """Take one step curve over the footprints of the town."""
    houses = gpd.read_file(folder / "town.gpkg")[["object_id", "object_type", "geometry"]]
    curves = pd.DataFrame({"house": [0.0, 0.0, 1.0, 1.0]}, index=[0.0, common.STEP_M - 1e-6, common.STEP_M, 99.0])
    clock.mark("read")
    made = VectorScanner(
        folder / "depth.tif", houses, curves, {"house": common.STEP_DKK_M2}, disable_progress=True
    )  # fmt: skip
    clock.mark("damage")
    np.save(folder / "damage-damagescanner.npy", made["damage"].to_numpy(np.float64))


if __name__ == "__main__":
    common.zonal(zonal, "damagescanner", "exactextract", "numpy")
