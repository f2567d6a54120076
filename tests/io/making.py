"""Files for the tests, made where they are needed."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine

from gistools.io import Provenance
from gistools.text import Text

if TYPE_CHECKING:
    from pathlib import Path

X0, Y0 = 650_000.0, 6_270_000.0
CRS = "EPSG:25832"


def hills(rows: int = 40, cols: int = 30, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.0, 50.0, (rows, cols)).astype(np.float32)


def tif(path: Path, values: np.ndarray, *, x0: float = X0, y0: float = Y0, cell: float = 1.6, **options: Any) -> Path:
    """Write a raster with rasterio alone; ``tags``, ``unit``, ``scale``, ``offset`` and ``mask`` are set besides."""
    extras = {key: options.pop(key, None) for key in ("tags", "unit", "scale", "offset", "mask")}
    bands = values if values.ndim == 3 else values[None]
    profile = {
        "driver": "GTiff",
        "height": bands.shape[1],
        "width": bands.shape[2],
        "count": bands.shape[0],
        "dtype": bands.dtype.name,
        "crs": CRS,
        "transform": Affine(cell, 0.0, x0, 0.0, -options.pop("cell_y", cell), y0),
    } | options
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", **profile) as out:
            out.write(bands)
            out.update_tags(**(extras["tags"] or {}))
            if extras["unit"]:
                out.set_band_unit(1, extras["unit"])
            if extras["scale"] is not None:
                out.scales = (extras["scale"],)
            if extras["offset"] is not None:
                out.offsets = (extras["offset"],)
            if extras["mask"] is not None:
                out.write_mask(extras["mask"])
    return path


def record(**changes: Any) -> Provenance:
    made = {"params": {"rain_mm": 100.0}, "units": {"depth": "m"}} | changes
    return Provenance.create("flood", Text("Oversvømmelse", "Flood"), **made)


def squares(count: int = 5, crs: str = CRS) -> gpd.GeoDataFrame:
    x = X0 + 20.0 * np.arange(count)
    return gpd.GeoDataFrame(
        {"bluespot_id": np.arange(count), "navn": [f"sø {i}" for i in range(count)], "level_m": 0.1 * np.arange(count)},
        geometry=shapely.box(x, Y0 - 10.0, x + 10.0, Y0),
        crs=CRS,
    ).to_crs(crs)


class Recorder:
    """Progress that remembers what it was told and cancels at one of the questions."""

    def __init__(self, cancel_at: int | None = None, error: type[BaseException] | None = None) -> None:
        self.asked = 0
        self.told: list[float] = []
        self._cancel_at = cancel_at
        self._error = error

    def update(self, fraction: float, message: Text) -> None:
        assert message.da
        assert message.en
        self.told.append(fraction)

    def cancelled(self) -> bool:
        self.asked += 1
        hit = self._cancel_at is not None and self.asked > self._cancel_at
        if hit and self._error is not None:
            raise self._error
        return hit


def gdal(program, *arguments):
    """Run a program of gdal-bin, or skip where it is not installed; tests that call this carry the marker ``gdal``."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed (apt-get install gdal-bin)")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
