"""gistools through its library; ``prepare`` writes the D8 raster for all, ``profile`` times stages, ``rain`` rains."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

_BEGUN = time.perf_counter()

import itertools

import common

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gistools import ConditionedTerrain, FlowField, RainToFlood, Raster

Made = TypeVar("Made")

RAIN_MM = 100.0
EDITS, DIKE_CELLS = 5, 250


def load(dem: Path, d8: Path, part: slice) -> dict[str, common.Step]:
    """Return the steps."""
    import gistools as gt  # noqa: PLC0415 - so that the profile sees how long it takes
    from gistools.terrain import steps as steps_of  # noqa: PLC0415 - as above

    z = common.read_nan(dem, part)
    codes = common.read_directions(d8, part)
    rows, cols = z.shape
    cell = common.cell_size(dem)
    raster = gt.Raster(z, gt.Grid(rows, cols, 0.0, rows * cell, cell, cell, "EPSG:25832"), unit="m")
    params = gt.TerrainParams(nodata="hole")
    terrain = gt.condition(raster, params)
    flow = gt.route_flow(terrain)
    runoff = gt.net_runoff(terrain, gt.EventParams(rain_mm=RAIN_MM))
    return {
        "condition": lambda: gt.condition(raster, params),
        "chain": lambda: gt.route_flow(terrain).filled,
        "bluespots": lambda: gt.find_bluespots(terrain, flow),
        "event": lambda: gt.run_event(terrain, flow, gt.find_bluespots(terrain, flow), runoff),
        "fill": lambda: steps_of.fill_depressions(z, cell, cell),
        "d8": lambda: steps_of.flow_directions(z, cell, cell),
        "accumulation": lambda: steps_of.accumulate(codes),
        "forest": lambda: steps_of.grow_forest(z, cell, cell),
    }


def rain(dem: Path, answer: Callable[[object], None]) -> None:
    """Time the flow chain, all rains at once, and the single depths both ways; say whether these are the same."""
    import gistools as gt  # noqa: PLC0415 - see above

    z = common.read_nan(dem, slice(common.WARM_CELLS))
    cell = common.cell_size(dem)
    corner = gt.Raster(z, gt.Grid(*z.shape, 0.0, z.shape[0] * cell, cell, cell, "EPSG:25832"), unit="m")
    _all_rains([corner], common.RAINS_MM[:1])
    told = _all_rains([gt.read_elevation(str(dem)).value], common.RAINS_MM)
    answer({**told, "versions": {name: version(name) for name in ("gistools", "numba", "numpy")}})


def _all_rains(given: list[Raster], rains_mm: Sequence[int]) -> dict[str, object]:
    """Return seconds and peak memory of each step, what the depths hold, and whether both ways gave the same bits."""
    import numpy as np  # noqa: PLC0415 - see above

    import gistools as gt  # noqa: PLC0415 - see above

    seconds: dict[str, float] = {}
    peaks: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Made]) -> Made:
        common.forget_peak()
        begin = time.perf_counter()
        made = work()
        seconds[name] = round(seconds.get(name, 0.0) + time.perf_counter() - begin, 4)
        peaks[name] = max(peaks.get(name, 0.0), common.peak_mib() or math.nan)
        return made

    def chain() -> tuple[ConditionedTerrain, FlowField]:
        terrain = gt.condition(given.pop(), gt.TerrainParams(nodata="hole"))
        return terrain, gt.route_flow(terrain)

    def grow() -> RainToFlood:
        return gt.rain_to_flood(terrain, flow, gt.find_bluespots(terrain, flow), classes)

    terrain, flow = timed("flow", chain)
    classes = gt.runoff_classes(terrain, gt.LossParams())
    found = timed("rain", grow)
    held, same = [], True
    for mm in rains_mm:
        drawn = timed("standing", lambda mm=mm: found.standing(mm))
        runoff = gt.net_runoff(terrain, gt.EventParams(rain_mm=mm))
        event = timed("events", lambda runoff=runoff: gt.run_event(terrain, flow, found.bluespots, runoff))
        held.append(round(event.ledger.m3("stored"), 3))
        for one, other in ((drawn.depth, event.depth), (drawn.level, event.level)):
            same &= np.array_equal(one.values, other.values, equal_nan=True)
        del drawn, runoff, event
    same_edits = _edits(terrain, flow, timed, seconds)
    told = {"seconds": seconds, "rains_mm": rains_mm, "peaks_mib": peaks, "held_m3": held, "same": bool(same)}
    return {**told, "same_edits": same_edits}


def _edits(
    terrain: ConditionedTerrain,
    flow: FlowField,
    timed: Callable[[str, Callable[[], Made]], Made],
    seconds: dict[str, float],
) -> bool:
    """Time edits on a workbench (``edit``, the median) and the last as a whole run (``again``); say if both agree."""
    import numpy as np  # noqa: PLC0415 - see above

    import gistools as gt  # noqa: PLC0415 - see above
    from gistools.cloudburst.workbench import Workbench  # noqa: PLC0415 - see above

    bench = Workbench(terrain, flow, gt.runoff_classes(terrain, gt.LossParams()))
    rng = np.random.default_rng(0)
    rows, cols = terrain.grid.shape
    taken = []
    for _ in range(EDITS):
        z = terrain.surface.values.copy()
        row, col = int(rng.integers(0, rows - 3)), int(rng.integers(0, cols * 3 // 4))
        z[row : row + 3, col : col + DIKE_CELLS] += np.float32(2.0)
        after = dataclasses.replace(terrain, surface=terrain.surface.with_values(z))
        classes = gt.runoff_classes(after, gt.LossParams())
        seconds.pop("edit", None)
        made = timed("edit", functools.partial(bench.solve, after, classes))
        taken.append(seconds["edit"])
    seconds["edit"] = statistics.median(taken)

    def whole() -> RainToFlood:
        found = gt.route_flow(after)
        return gt.rain_to_flood(after, found, gt.find_bluespots(after, found), classes)

    wanted = timed("again", whole)
    return made.rain.values.tobytes() == wanted.rain.values.tobytes()


def prepare(dem: Path, d8: Path) -> None:
    """Write the D8 raster of ``gistools flow`` without compression, as every peer can read it."""
    from gistools.cli import main  # noqa: PLC0415 - see above

    made = d8.with_suffix(".made.tif")
    arguments = ["flow", str(dem), "--nodata", "hole", "--output-flow-direction", str(made), "--overwrite"]
    with common.quiet():
        ended = main(arguments)
    if ended:
        sys.exit(ended)
    common.write(d8, common.read(made), dem, common.UNKNOWN_D8)
    for left in d8.parent.glob(f"{made.stem}*"):
        left.unlink()


def profile(arguments: list[str]) -> None:
    """Run our command line in this process, and print how long each stage took that it tells its progress of."""
    from gistools.cli import main  # noqa: PLC0415 - see above
    from gistools.run import session  # noqa: PLC0415 - see above

    told = [("start", _BEGUN)]

    class Log:
        """Notes when each new stage begins."""

        def update(self, _fraction: float, message: object) -> None:
            """Note a stage."""
            if told[-1][0] != message.en:
                told.append((message.en, time.perf_counter()))

        def cancelled(self) -> bool:
            """Never."""
            return False

    run = session.Session.run
    session.Session.run = lambda self, job, **_: run(self, job, progress=Log())
    with common.quiet():
        ended = main(arguments)
    told.append(("end", time.perf_counter()))
    seconds: dict[str, float] = {}
    for (name, begin), (_, end) in itertools.pairwise(told):
        seconds[name] = round(seconds.get(name, 0.0) + end - begin, 3)
    print(json.dumps({"seconds": seconds}))  # noqa: T201
    sys.exit(ended)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1] == "profile":
        profile(sys.argv[2:])
    elif sys.argv[1] == "rain":
        with common.quiet() as answer:
            rain(Path(sys.argv[2]), answer)
    else:
        common.run(None, load, "gistools", "numba", "numpy")
