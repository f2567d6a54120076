"""Rasters need no library of tables and layers: what a tool does not need is not loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
import numpy as np
from gistools import io
from gistools.grid import Grid
from gistools.raster import Raster
from gistools.run import Job, Session
from gistools.text import Text
import gistools.cli.app
grid = Grid(3, 4, 0.0, 0.0, 1.0, 1.0, "EPSG:25832")
raster = Raster(np.ones((3, 4), np.float32), grid, "m")
path = io.write_raster(raster, sys.argv[1], provenance=io.Provenance.create("fill", Text("a", "a")))
Session().check(Job(tool="fill", inputs={"elevation": str(path)}, out_dir=sys.argv[1] + "_out"))
io.read_elevation(path).sources[0].content_hash
heavy = {"pandas", "geopandas", "pyogrio", "shapely", "networkx", "matplotlib", "numba", "scipy", "PIL", "folium"}
print(sorted(heavy & set(sys.modules)))
"""


def test_rasters_load_no_library_of_layers(tmp_path):
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "a.tif")], capture_output=True, text=True, check=True, env=env
    )
    assert done.stdout.split() == ["[]"]
