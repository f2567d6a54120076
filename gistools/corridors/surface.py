"""A resistance made ready for searches: framed, in whole units of cost, with the steps that may be taken."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.landscape import COST_UNIT
from gistools.errors import TableError
from gistools.kernels import leastcost
from gistools.kernels.strips import each, framed, row_strips
from gistools.progress import NoProgress, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    import numpy.typing as npt

    from gistools.corridors.landscape import Resistance
    from gistools.kernels.codes import F32, F64, I32, I64, U8
    from gistools.progress import Progress

    T = TypeVar("T")

_MOST_BUCKETS = 1 << 22


@dataclass(frozen=True, eq=False)
class Surface:
    """What it costs to cross each cell, as the kernels take it.

    Parameters
    ----------
    resistance, steps:
        Framed and flat (`gistools.kernels.leastcost`).
    shape:
        Rows and columns of the grid.
    half:
        Half the length of a step across, down and diagonal, over `COST_UNIT`.
    shift, ring:
        Width of the buckets of the queue, as a power of two, and how many there are.
    """

    resistance: F32
    steps: U8
    shape: tuple[int, int]
    half: F64
    shift: int
    ring: int

    @property
    def width(self) -> int:
        """Columns of the frame."""
        return self.shape[1] + 2

    @property
    def given(self) -> tuple[F32, U8, int, F64, int]:
        """What every search is given first."""
        return self.resistance, self.steps, self.width, self.half, self.shift

    def heads(self) -> I32:
        """Return an empty ring of buckets."""
        return np.full(self.ring, -1, np.int32)

    def framed(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return values of the grid's cells, framed by 0 and flat."""
        frame = np.zeros((self.shape[0] + 2, self.width), values.dtype)
        frame[1:-1, 1:-1] = values
        return frame.ravel()

    def inside(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the inner cells of framed values, without a copy."""
        return values.reshape(self.shape[0] + 2, self.width)[1:-1, 1:-1]

    def in_frame(self, cell: I64) -> I64:
        """Return the positions in the frame of positions in the grid."""
        return (cell // self.shape[1] + 1) * self.width + cell % self.shape[1] + 1

    def unframed(self, cell: I64) -> I64:
        """Return the positions in the grid of positions in the frame."""
        return (cell // self.width - 1) * self.shape[1] + cell % self.width - 1


def stoppable(progress: Progress | None, work: Callable[[U8], T]) -> T:
    """Run ``work(stop)`` with a flag that a cancel or Ctrl-C raises."""
    stop = np.zeros(1, np.uint8)
    return run_cancellable(progress or NoProgress(), lambda: work(stop), stop=lambda: stop.fill(1))


def surface_of(resistance: Resistance, stop: U8 | None = None) -> Surface:
    """Make a resistance ready for searches.

    Raises
    ------
    TableError
        With all faults: cells below 1 or infinite, by class of surface; resistances that are millions of times the
        lowest, or so high over so many cells that costs cannot be told apart.
    """
    raster, stop = resistance.raster, np.zeros(1, np.uint8) if stop is None else stop
    values = np.asarray(raster.values, np.float32)
    rows, cols = raster.grid.shape
    known = ~np.isnan(values)
    dx, dy = raster.grid.dx_m, raster.grid.dy_m
    half = np.array([dx, dy, math.hypot(dx, dy)]) / 2.0 / COST_UNIT
    faults = _faults(resistance, values, known)
    low = float(values.min(where=known, initial=np.inf))
    high = float(values.max(where=known, initial=0.0))
    shift, ring = 0, 4
    if not faults and known.any():
        shift = int(2.0 * math.floor(low * half.min())).bit_length() - 1
        ring = 1 << (int(2.0 * (high * half.max() + 1.0)) >> shift).bit_length() + 1
        total = float(values.sum(where=known, dtype=np.float64)) * 2.0 * half.max()
        if ring > _MOST_BUCKETS or total >= float(leastcost.FREE):
            faults.append(
                Text(
                    f"modstand fra {low:g} til {high:g} over {known.sum()} celler",
                    f"resistances from {low:g} to {high:g} over {known.sum()} cells",
                )
            )
    if faults:
        raise TableError(
            Text("en modstand, der ikke kan bruges", "a resistance that cannot be used"),
            Text(
                "endelige tal fra 1 til højst en million gange det laveste",
                "finite numbers from 1 to at most a million times the lowest",
            ),
            Text(
                "ret artens modstande; celler, som ingen kan passere, er uden værdi (NaN)",
                "correct the resistances of the species; cells that nobody passes have no value (NaN)",
            ),
            faults,
        )
    frame = framed((rows, cols), np.float32, np.float32(np.nan))
    frame[1:-1, 1:-1] = values
    barrier = framed((rows, cols), np.bool_, np.False_)
    barrier[1:-1, 1:-1] = resistance.barrier
    steps = framed((rows, cols), np.uint8, 0)
    each(
        lambda first, last: leastcost.mark_steps(frame, barrier, first, last, steps),
        row_strips(*frame.shape),
        stop,
    )
    return Surface(frame.ravel(), steps.ravel(), (rows, cols), half, shift, ring)


def _faults(resistance: Resistance, values: F32, known: npt.NDArray[np.bool_]) -> list[Text]:
    wrong = known & ~((values >= 1.0) & (values < np.inf))
    if not wrong.any():
        return []
    classes = resistance.classes[wrong]
    faults = []
    for number in np.unique(classes):
        name = resistance.names[number] if number >= 0 else "?"
        found = values[wrong][classes == number]
        faults.append(
            Text(
                f"{name}: {found.size} celler med modstand {found.min():g} til {found.max():g}",
                f"{name}: {found.size} cells of resistance {found.min():g} to {found.max():g}",
            )
        )
    return faults


def budget_of(limit: float | None) -> int:
    """Return a limit of cost (None: no limit) as the budget of a search: one unit more than the largest cost.

    >>> budget_of(1.0) - 1 == 2**20
    True
    """
    if limit is None or limit / COST_UNIT >= float(leastcost.FREE - 1):
        return int(leastcost.FREE)
    return max(math.floor(limit / COST_UNIT), 0) + 1


def cost_of(left: I64, budget: int) -> F64:
    """Return what was spent in resistance metres, infinite where no cell was reached."""
    return np.where(left > 0, (budget - left) * COST_UNIT, np.inf)
