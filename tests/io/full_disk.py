"""Writes every format while files may not grow beyond a limit; prints for each what was raised and what is left.

Run as ``python -m tests.io.full_disk FOLDER LIMIT`` in a process of its own.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from gistools.errors import GistoolsError
from gistools.grid import Grid
from gistools.io import write_layer, write_raster, write_table
from gistools.raster import Raster

from .making import CRS, X0, Y0, hills, record, squares

RASTER = Raster(hills(400, 300), Grid(rows=400, cols=300, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS))
LAYOUTS = {"a.tif": "cog", "zstd.tif": "zstd", "plain.tif": "plain"}
LAYER = squares(5000)
TABLE = pd.DataFrame({"x": np.random.default_rng(0).random(50_000)})


def write(path: Path) -> None:
    if path.suffix == ".tif":
        write_raster(RASTER, path, provenance=record(), layout=LAYOUTS[path.name], qml="<qgis/>")
    elif path.suffix == ".csv":
        write_table(TABLE, path, provenance=record())
    else:
        write_layer(LAYER, path, layer="lag", provenance=record(), qml="<qgis/>")


def main(folder: Path, limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for name in (*LAYOUTS, "a.gpkg", "a.parquet", "a.fgb", "a.geojson", "a.csv"):
        for old in (False, True):
            place = folder / f"{name}-{old}"
            place.mkdir()
            if old:
                (place / name).write_bytes(b"")
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            try:
                write(place / name)
                outcome = "written"
            except GistoolsError as error:
                outcome = error.code
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print(json.dumps([name, old, outcome, {p.name: p.stat().st_size for p in place.iterdir()}]))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
