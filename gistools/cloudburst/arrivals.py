"""Which basin begins to get how much water at which step of the rain: what the pass over all rains starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import GridError
from gistools.kernels import measuring, volumes
from gistools.kernels.curves import MOST_CELLS, Arrivals
from gistools.kernels.strips import each, row_spans
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.runoff import RunoffClasses
    from gistools.grid import Grid
    from gistools.kernels.codes import U8
    from gistools.terrain.types import FlowField

    I64 = npt.NDArray[np.int64]

MOST = 2**62  # of water in one sum


def arrivals(flow: FlowField, runoff: RunoffClasses, capacity: I64, stop: U8) -> Arrivals:
    """Return what begins to run off when and where, in the order of the steps.

    Raises
    ------
    GridError
        When there could be more water than can be counted in whole numbers.
    """
    _require_countable(runoff, capacity)
    basin, kind, cells = _cells(flow, runoff, stop)
    begins = runoff.begins()[kind]
    runs = (begins >= 0) & (begins <= runoff.last)
    basin, kind, cells, begins = basin[runs], kind[runs], cells[runs], begins[runs]
    gain = cells * runoff.running[kind]
    lost = (runoff.initial + runoff.drained)[kind]
    more = np.where(begins > 0, gain * begins - cells * lost, 0)
    order = np.lexsort((basin, begins))
    basin, begins, gain, more = basin[order], begins[order], gain[order], more[order]
    first = np.flatnonzero(np.diff(begins, prepend=-1) | np.diff(basin, prepend=-1))
    if not first.size:
        none = np.empty(0, np.int64)
        return Arrivals(none.astype(np.int32), none.astype(np.int32), none, none)
    return Arrivals(
        begins[first].astype(np.int32),
        basin[first].astype(np.int32),
        np.add.reduceat(more, first),
        np.add.reduceat(gain, first),
    )


def require_cells(grid: Grid) -> None:
    """Raise `GridError` for a map of more cells, with its rim, than a list of cells can tell apart."""
    cells = (grid.rows + 2) * (grid.cols + 2)
    if cells >= MOST_CELLS:
        raise GridError(
            Text(f"{grid.rows} x {grid.cols} celler", f"{grid.rows} x {grid.cols} cells"),
            Text(f"højst {MOST_CELLS} celler i alt", f"at most {MOST_CELLS} cells in all"),
            Text("vælg et mindre udsnit (window)", "choose a smaller window"),
        )


def _require_countable(runoff: RunoffClasses, capacity: I64) -> None:
    most = max(
        sum(int(n) * int(r) for n, r in zip(runoff.cells, runoff.rain, strict=True)) * runoff.last,
        int(capacity.max(initial=0)) * runoff.per_unit,
    )
    if most > MOST:
        raise GridError(
            Text("mere vand, end der kan tælles i hele tal", "more water than can be counted in whole numbers"),
            Text("et mindre terræn", "a smaller terrain"),
            Text("del terrænet i udsnit ved vandskel", "part the terrain into windows along watersheds"),
        )


def _cells(flow: FlowField, runoff: RunoffClasses, stop: U8) -> tuple[I64, I64, I64]:
    """Return basin, class and number of cells of each pair that occurs."""
    if runoff.code is None:
        counted = measuring.measure(flow.mosaic(), flow.tree, stop)[:, 0]
        basin = np.flatnonzero(counted)
        return basin, np.zeros(basin.size, np.int64), counted[basin]
    code, classes = runoff.code, runoff.rain.size

    def count(first: int, last: int) -> tuple[I64, I64]:
        rows = flow.basin[first:last]
        key, cells = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
        runs = volumes.runs_of(rows, code[first:last], classes, key, cells)
        return _added(key[:runs], cells[:runs])

    parts = each(count, row_spans(*flow.basin.shape), stop)
    key, cells = _added(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]))
    return key // classes, key % classes, cells


def _added(key: I64, cells: I64) -> tuple[I64, I64]:
    """Return the different keys in rising order, and the sum of the cells of each."""
    order = np.argsort(key, kind="stable")
    key, cells = key[order], cells[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    return key[first], np.add.reduceat(cells, first) if first.size else cells
