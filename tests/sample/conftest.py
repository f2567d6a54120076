"""The sample town as it lies in the repository, and its terrain flooded once by an independent checker."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import rasterio

from .checker import Flood, burn_horseshoe, burn_line, flood

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@dataclass(frozen=True)
class Town:
    """The town's terrain in whole centimetres, north row first, and where its cells lie."""

    folder: Path
    z_cm: npt.NDArray[np.int64]
    cell_m: float
    west_m: float
    north_m: float
    truth: dict[str, Any]

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return one layer of the GeoPackage."""
        return gpd.read_file(self.folder / "town.gpkg", layer=name)

    def index(self, point: list[float]) -> tuple[int, int]:
        """Return row and column of the cell that holds a point."""
        row = int((self.north_m - point[1]) // self.cell_m)
        return row, int((point[0] - self.west_m) // self.cell_m)


@pytest.fixture(scope="session")
def town() -> Town:
    """Read the four tiles into one grid, and the truth beside them."""
    rows = []
    for north in (6269, 6268):
        row = []
        for east in (650, 651):
            with rasterio.open(SAMPLE / "terrain" / f"DTM_1km_{north}_{east}.tif") as tile:
                row.append(tile.read(1).astype(np.int64))
                cell = tile.res[0]
        rows.append(np.hstack(row))
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    west, _, _, north = truth["bounds"]
    return Town(SAMPLE, np.vstack(rows), cell, west, north, truth)


@pytest.fixture(scope="session")
def unburned(town: Town) -> Flood:
    """Flood the terrain as it is."""
    return flood(town.z_cm)


@pytest.fixture(scope="session")
def burned(town: Town) -> Flood:
    """Flood the terrain with the adjustment line and the horseshoe burned."""
    return flood(burned_cm(town))


def burned_cm(town: Town) -> npt.NDArray[np.int64]:
    """Return the terrain with both adjustment objects burned; no cell is raised."""
    z = town.z_cm.copy()
    for line in town.layer("adjustment_lines").geometry:
        burn_line(town, z, list(line.coords))
    for shoe in town.layer("horseshoes").geometry:
        burn_horseshoe(town, z, list(shoe.coords))
    assert (z <= town.z_cm).all()
    return z
