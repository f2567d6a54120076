"""Compare outputs: a faster wrong answer is worth nothing.

``check.py files OUR_FOLDER FOLDER DEM CODING`` and ``check.py arrays FIRST.npy OTHER.npy ...`` print JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio

_CODES = {"powers": [1, 2, 4, 8, 16, 32, 64, 128], "0-7": list(range(8)), "1-8": list(range(1, 9))}


def difference(ours: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> dict[str, object]:
    """Return the share of cells that are equal, as float32, and the largest difference; where both have a value.

    >>> difference(np.array([1.0, 2.0, np.nan]), np.array([1.0, 2.5, 1.0]))
    {'cells': 2, 'equal': 0.5, 'largest': 0.5}
    """
    both = np.isfinite(ours) & np.isfinite(other)
    a, b = ours[both].astype(np.float32), other[both].astype(np.float32)
    count = int(both.sum())
    largest = float(np.abs(a.astype(np.float64) - b).max()) if count else float("nan")
    return {"cells": count, "equal": float((a == b).mean()) if count else 0.0, "largest": round(largest, 6)}


def undirected(codes: npt.NDArray[np.integer], land: npt.NDArray[np.bool_], coding: str) -> int:
    """Count the cells that lead nowhere although neither the edge nor a cell without height is beside them."""
    inner = land.copy()
    inner[[0, -1]] = inner[:, [0, -1]] = False
    for rows in (-1, 0, 1):
        for cols in (-1, 0, 1):
            inner &= np.roll(land, (rows, cols), (0, 1))
    return int((inner & ~np.isin(codes, _CODES[coding])).sum())


def read(path: Path, land: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return the first band, NaN off land."""
    with rasterio.open(path) as file:
        return np.where(land, file.read(1).astype(np.float64), np.nan)


def files(ours: Path, folder: Path, dem: Path, coding: str) -> dict[str, object]:
    """Return what a folder of outputs holds, and how its filled surface differs from ours."""
    with rasterio.open(dem) as file:
        land = file.read(1) != np.float32(file.nodata)
    told: dict[str, object] = {"land": int(land.sum()), "rasters": {}}
    for path in sorted(folder.glob("*.tif")):
        with rasterio.open(path) as file:
            packed = file.compression.name if file.compression else "none"
            told["rasters"][path.stem] = f"{file.dtypes[0]}, {packed}"
    if (folder / "filled.tif").exists() and (ours / "filled.tif").exists():
        told["filled"] = difference(read(ours / "filled.tif", land), read(folder / "filled.tif", land))
    if (folder / "direction.tif").exists() and coding in _CODES:
        with rasterio.open(folder / "direction.tif") as file:
            codes = np.abs(file.read(1).astype(np.int64))
        told["undirected"] = undirected(codes, land, coding)
    if (folder / "cells.tif").exists():
        told["most_cells"] = float(np.nanmax(np.abs(read(folder / "cells.tif", land))))
    return told


def arrays(places: list[Path]) -> list[dict[str, object]]:
    """Return how arrays differ from the first."""
    first = np.load(places[0]).astype(np.float64)
    return [difference(first, np.load(place).astype(np.float64)) for place in places]


if __name__ == "__main__":
    if sys.argv[1] == "files":
        made: object = files(Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5])
    else:
        made = arrays([Path(place) for place in sys.argv[2:]])
    print(json.dumps(made))  # noqa: T201 - a script
