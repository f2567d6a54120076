"""GRASS: r.watershed directs and accumulates without filling; run in a location that is made and thrown away."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

SCRIPT = """set -e
r.in.gdal --quiet input="$BENCH_DEM" output=dem
g.region raster=dem
r.watershed --quiet -s elevation=dem drainage=direction accumulation=cells
r.out.gdal --quiet -f input=direction output="$BENCH_OUT/direction.tif" type=Int16
r.out.gdal --quiet -f input=cells output="$BENCH_OUT/cells.tif" type=Float64
"""


def main() -> None:
    """Import, direct and accumulate, export two rasters; this process becomes GRASS, so that its memory is counted."""
    dem, out = Path(sys.argv[2]), Path(sys.argv[3])
    if sys.argv[1] != "file":
        sys.exit("GRASS is run from file to file only")
    told = subprocess.run(["grass", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    release = re.search(r"GRASS GIS (\S+)", told.stdout + told.stderr)
    print(json.dumps({"seconds": {}, "versions": {"GRASS": release[1] if release else "unknown"}}))  # noqa: T201
    os.environ.update(BENCH_DEM=str(dem), BENCH_OUT=str(out))
    command = ["grass", "--tmp-location", str(dem), "--exec", "sh", "-c", SCRIPT]
    sys.stdout.flush()
    os.dup2(2, 1)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
