"""SAGA: Wang and Liu's filling, which directs too, and top-down accumulation of the filled surface."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    """Fill and direct, accumulate; each tool reads and writes files."""
    dem, out = Path(sys.argv[2]), Path(sys.argv[3])
    if sys.argv[1] != "file":
        sys.exit("SAGA is run from file to file only")
    told = subprocess.run(["saga_cmd", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    filled, direction, basins, cells = (str(out / f"{name}.tif") for name in ("filled", "direction", "basins", "cells"))
    seconds = {}
    steps = {
        "fill and d8": ["ta_preprocessor", "4", "-ELEV", str(dem), "-FILLED", filled, "-FDIR", direction,
                        "-WSHED", basins, "-MINSLOPE", "0.01"],
        "accumulation": ["ta_hydrology", "0", "-ELEVATION", filled, "-FLOW", cells, "-METHOD", "0",
                         "-FLOW_UNIT", "0"],
    }  # fmt: skip
    for name, arguments in steps.items():
        begin = time.perf_counter()
        subprocess.run(["saga_cmd", "-f=s", *arguments], stdout=sys.stderr, check=True)  # noqa: S603, S607
        seconds[name] = round(time.perf_counter() - begin, 4)
    print(json.dumps({"seconds": seconds, "versions": {"SAGA": told.split(":")[-1].strip()}}))  # noqa: T201


if __name__ == "__main__":
    main()
