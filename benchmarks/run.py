"""Time the flow chain beside pyflwdir, interleaved in one run, and write ``benchmarks/RESULTS.md``.

``python benchmarks/run.py [--size 2000] [--runs 5] [--smoke]``. Machines are noisy: read the
ratios. Issue 02 adds the other peers, whole processes and memory.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from terrain import lidar_like

import gistools as gt
from gistools.terrain.run_tools import d8_codes

Steps = dict[str, Callable[[], object]]


def own_steps(dem: gt.Raster) -> tuple[Steps, gt.FlowField]:
    """Return the steps of gistools as calls, and the flow field that pyflwdir is given."""
    params = gt.TerrainParams(nodata="hole")
    terrain = gt.condition(dem, params)
    flow = gt.route_flow(terrain)
    bluespots = gt.find_bluespots(terrain, flow)
    runoff = gt.net_runoff(terrain, gt.EventParams(rain_mm=100.0))
    steps: Steps = {
        "condition": lambda: gt.condition(dem, params),
        "fill, D8 with flats, routes, accumulation, forest": lambda: gt.route_flow(terrain),
        "bluespots with volumes": lambda: gt.find_bluespots(terrain, flow),
        "one rain event": lambda: gt.run_event(terrain, flow, bluespots, runoff),
    }
    return steps, flow


def peer_steps(dem: gt.Raster, flow: gt.FlowField) -> Steps:
    """Return what pyflwdir does of the same, or nothing where it is not installed."""
    try:
        import pyflwdir  # noqa: PLC0415 - an optional peer
    except ImportError:
        return {}
    surface = np.where(np.isnan(dem.values), np.float32(-9999), dem.values)
    codes = d8_codes(flow.routed)
    ones = np.ones(dem.grid.shape, np.int64)

    def accumulate() -> object:
        return pyflwdir.from_array(codes, ftype="d8", check_ftype=False).accuflux(ones, nodata=0)

    return {
        "pyflwdir: fill and D8": lambda: pyflwdir.dem.fill_depressions(surface, nodata=-9999.0, outlets="edge"),
        "pyflwdir: accumulation from D8": accumulate,
    }


def measure(steps: Steps, runs: int) -> dict[str, list[float]]:
    """Run each step once to compile, then all of them in turn ``runs`` times."""
    for call in steps.values():
        call()
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(runs):
        for name, call in steps.items():
            begin = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - begin)
    return seconds


def table(seconds: dict[str, list[float]], cells: int) -> str:
    """Return the results as a Markdown table."""
    main = "fill, D8 with flats, routes, accumulation, forest"
    base = statistics.median(seconds[main])
    rows = ["| step | median s | min-max s | Mcells/s | ratio to our flow chain |", "|---|---|---|---|---|"]
    for name, values in seconds.items():
        median = statistics.median(values)
        span = f"{min(values):.3f}-{max(values):.3f}"
        rows.append(f"| {name} | {median:.3f} | {span} | {cells / median / 1e6:.2f} | {median / base:.2f} |")
    return "\n".join(rows)


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--smoke", action="store_true", help="a small run that writes nothing")
    given = parser.parse_args()
    size, runs = (200, 1) if given.smoke else (given.size, given.runs)
    grid = gt.Grid(size, size, 0.0, size * 0.4, 0.4, 0.4, "EPSG:25832")
    dem = gt.Raster(lidar_like(size), grid, unit="m")
    steps, flow = own_steps(dem)
    text = table(measure({**steps, **peer_steps(dem, flow)}, runs), size * size)
    print(text)  # noqa: T201 - a script
    if given.smoke:
        return
    names = ("gistools", "numpy", "numba", "pyflwdir")
    versions = ", ".join(f"{n} {_version(n)}" for n in names)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {versions}"
    what = f"{size} x {size} cells of made lidar-like terrain, {runs} interleaved runs, in process."
    head = f"# Benchmark\n\n{what}\n{machine}.\n"
    note = "\nMade by `make bench`. Machines are noisy: compare ratios within one run.\n"
    (Path(__file__).parent / "RESULTS.md").write_text(f"{head}\n{text}\n{note}", encoding="utf-8")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "-"


if __name__ == "__main__":
    main()
