"""What the scripts that run the peers share; each runs in the environment of its peer, with numpy and mostly rasterio.

``run_X.py file DEM FOLDER`` does the whole job from file to file and prints one JSON line.
``run_X.py process DEM D8`` reads both, says on a JSON line which steps it has, and then answers each line ``STEP`` or
``STEP FILE`` (run it and save its result) with a JSON line, until its input ends. Nothing but these lines goes to the
standard output. ``run_X.py rain DEM`` does what the part ``rain`` times and prints one JSON line.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.metadata
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

NODATA = -9999.0
UNKNOWN_D8 = 247  # in the direction raster that all are given
WARM_CELLS = 192  # rows and columns of the corner on which compilers are warmed up
STEP_M, STEP_DKK_M2 = 0.2, 1000.0  # the damage of the part ``cost``: so much of a footprint from that depth on
RAINS_MM = tuple(range(10, 210, 10))  # the single depths beside all rains at once

STANDS_ONCE = {
    "Husnummer": ["navngivenvej_id", "husnummertekst"],
    "Adresse": ["husnummer_id", "etagebetegnelse", "dørbetegnelse"],
    "NavngivenVejKommunedel": ["kommune", "vejkode"],
}  # columns of objects of the address register, for the part ``addresses``

Step = Callable[[], object]
Streets = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # places of crossings, ends of streets, origins
Load = Callable[[Path, Path, "slice"], dict[str, Step]]


class Clock:
    """Notes how long named parts took, one after another; by ``now``, such as the time of the processor."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self.seconds: dict[str, float] = {}
        self._now = now
        self._last = now()

    def mark(self, name: str) -> None:
        """Note the time since the last mark under ``name``."""
        now = self._now()
        self.seconds[name] = round(self.seconds.get(name, 0.0) + now - self._last, 4)
        self._last = now


def read(path: Path, part: slice = slice(None)) -> np.ndarray:
    """Return the first band; ``part`` of its rows and columns."""
    import rasterio  # noqa: PLC0415 - not beside another GDAL: overflow brings one

    with rasterio.open(path) as file:
        return np.ascontiguousarray(file.read(1)[part, part])


def read_nan(path: Path, part: slice = slice(None)) -> np.ndarray:
    """Return heights as float32 with NaN where there are none."""
    z = read(path, part)
    z[z == np.float32(NODATA)] = np.nan
    return z


def read_directions(path: Path, part: slice = slice(None)) -> np.ndarray:
    """Return the direction raster that all are given; a part of it does not lead out of itself."""
    codes = read(path, part)
    if part != slice(None):
        for rim in (codes[0], codes[-1], codes[:, 0], codes[:, -1]):
            rim[rim != UNKNOWN_D8] = 0
    return codes


def cell_size(path: Path) -> float:
    """Return the width of a cell in m."""
    import rasterio  # noqa: PLC0415 - see above

    with rasterio.open(path) as file:
        return float(file.res[0])


def write(path: Path, values: np.ndarray, like: Path, nodata: float | None) -> None:
    """Write one band without compression, with the place and coordinate system of ``like``."""
    import rasterio  # noqa: PLC0415 - not beside another GDAL: overflow brings one

    with rasterio.open(like) as file:
        profile = {"crs": file.crs, "transform": file.transform}
    height, width = values.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=height, width=width, count=1, dtype=values.dtype, nodata=nodata,
        bigtiff="IF_SAFER", **profile,
    ) as file:  # fmt: skip
        file.write(values, 1)


def run(file: Callable[[Path, Path, Clock], None] | None, load: Load | None, *packages: str) -> None:
    """Do what the command line asks for."""
    mode, dem, other = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    with quiet() as answer:
        versions = {name: _version(name) for name in packages}
        if mode == "file" and file is not None:
            clock = Clock()
            file(dem, other, clock)
            answer({"seconds": clock.seconds, "versions": versions})
        elif mode == "process" and load is not None:
            _serve(load, dem, other, versions, answer)
        else:
            answer({"error": f"no mode {mode}"})


@contextlib.contextmanager
def quiet() -> Iterator[Callable[[object], None]]:
    """Send what libraries print to the standard error, and hand on a function that writes answers."""
    kept = os.dup(1)
    os.dup2(2, 1)

    def answer(value: object) -> None:
        os.write(kept, (json.dumps(value) + "\n").encode())

    try:
        yield answer
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def _serve(load: Load, dem: Path, d8: Path, versions: dict[str, str], answer: Callable[[object], None]) -> None:
    begin = time.perf_counter()
    for step in load(dem, d8, slice(WARM_CELLS)).values():
        step()
    warm = time.perf_counter() - begin
    steps = load(dem, d8, slice(None))
    answer({"steps": list(steps), "versions": versions, "warm_seconds": round(warm, 2)})
    for line in sys.stdin:
        name, _, place = line.strip().partition(" ")
        gc.collect()
        forget_peak()
        begin = time.perf_counter()
        result = steps[name]()
        seconds = time.perf_counter() - begin
        told: dict[str, object] = {"step": name, "seconds": round(seconds, 5), "peak_mib": peak_mib()}
        if place:
            np.save(place, np.asarray(result))
        del result
        answer(told)


def forget_peak() -> None:
    """Let the peak memory of this process begin again at what it holds now, where the system can do that."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_mib() -> float | None:
    """Return the peak memory of this process since it was last forgotten, where the system tells it."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    return None


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def zonal(work: Callable[[Path, Clock], None], *packages: str) -> None:
    """Do what the part ``cost`` times on the files of a folder, and print one JSON line: ``run_X.py zonal FOLDER``."""
    with quiet() as answer:
        clock = Clock()
        work(Path(sys.argv[2]), clock)
        answer({"seconds": clock.seconds, "versions": {name: _version(name) for name in packages}})


def streets(folder: Path) -> Streets:
    """Return the streets of the part ``paths``: places of crossings, ends of streets, crossings to begin at."""
    with np.load(folder / "streets.npz") as file:
        return file["xy"], file["tail"], file["head"], file["origins"]


def paths(work: Callable[[Streets, float, Clock], np.ndarray], *packages: str) -> None:
    """Do what the part ``paths`` times: ``run_X.py areas FOLDER LIMIT``; keep the metres that each origin reaches."""
    folder, limit = Path(sys.argv[2]), float(sys.argv[3])
    with quiet() as answer:
        clock = Clock()
        np.save(folder / f"reached-{packages[0]}.npy", work(streets(folder), limit, clock))
        answer({"seconds": clock.seconds, "versions": {name: _version(name) for name in packages}})


def corridors(work: Callable[[np.ndarray, np.ndarray, float, Clock], dict[str, np.ndarray]], *packages: str) -> None:
    """Do what the part ``corridors`` times on its landscape: ``run_X.py search FOLDER LIMIT``; keep the costs made."""
    folder, limit = Path(sys.argv[2]), float(sys.argv[3])
    with np.load(folder / "landscape.npz") as file:
        resistance, labels = file["resistance"].astype(np.float64), file["labels"]
    with quiet() as answer:
        clock = Clock(time.process_time)
        for step, made in work(resistance, labels, limit, clock).items():
            np.save(folder / f"cost-{step}-{packages[0]}.npy", made)
        answer({"seconds": clock.seconds, "versions": {name: _version(name) for name in packages}})


def keep_found(folder: Path, step: str, name: str, ids: Iterable[str]) -> None:
    """Keep the ids of the objects that a program found in a step of the part ``addresses``."""
    place = folder / f"found-{step.replace(' ', '_')}-{name}.json"
    place.write_text(json.dumps(sorted(ids)), encoding="utf-8")


def found(folder: Path, step: str, name: str) -> list[str]:
    """Return the ids that `keep_found` kept."""
    made: list[str] = json.loads((folder / f"found-{step.replace(' ', '_')}-{name}.json").read_text(encoding="utf-8"))
    return made


def addresses(work: Callable[[Path, Clock], dict[str, Iterable[str]]], name: str, *packages: str) -> None:
    """Do what the part ``addresses`` times: ``run_X.py rules FOLDER``; keep the ids that each step found."""
    folder = Path(sys.argv[2])
    with quiet() as answer:
        clock = Clock()
        for step, ids in work(folder, clock).items():
            keep_found(folder, step, name, ids)
        answer({"seconds": clock.seconds, "versions": {one: _version(one) for one in packages}})
