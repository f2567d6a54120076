"""Which steps between cells a change makes dearer or cheaper: what a way can feel of it, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from gistools.corridors.landscape import COST_UNIT

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.corridors.landscape import Resistance

    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

T = TypeVar("T", bound=np.generic)

DIRECTIONS = ((0, 1), (1, 0), (1, 1), (1, -1))
"""Rows and columns from the one cell of a step to the other: east, south, south-east, south-west."""

_NONE = np.iinfo(np.int64).max  # no step


@dataclass(frozen=True, eq=False)
class ChangedSteps:
    """Steps that differ between two surfaces, for each of `DIRECTIONS` as a mask of the cells they begin at.

    Parameters
    ----------
    risen:
        Dearer than before, or no longer there.
    fallen:
        Cheaper, or there now.
    """

    risen: tuple[Mask, ...]
    fallen: tuple[Mask, ...]

    @property
    def fallen_cells(self) -> Mask:
        """Cells at either end of a step that is cheaper."""
        cells = np.zeros_like(self.fallen[0])
        for (down, right), mask in zip(DIRECTIONS, self.fallen, strict=True):
            one, other = ends(cells, down, right)
            inner, _ = ends(mask, down, right)
            one |= inner
            other |= inner
        return cells

    def felt_by(self, rows: npt.NDArray[np.int64], cols: npt.NDArray[np.int64]) -> bool:
        """Whether a way over these cells, one step after the other, takes a step that is dearer or gone."""
        for k, (down, right) in enumerate(DIRECTIONS):
            for sign in (1, -1):
                taken = (np.diff(rows) == sign * down) & (np.diff(cols) == sign * right)
                at = slice(None, -1) if sign == 1 else slice(1, None)
                r, c = rows[at][taken], cols[at][taken]
                if self.risen[k][r, c].any():
                    return True
        return False


def ends(cells: npt.NDArray[T], down: int, right: int) -> tuple[npt.NDArray[T], npt.NDArray[T]]:
    """Return views of the one cell and the other of all steps in a direction.

    >>> [part.tolist() for part in ends(np.array([[1, 2], [3, 4]]), 1, -1)]
    [[[2]], [[3]]]
    """
    rows, cols = cells.shape
    if right < 0:
        return cells[: rows - down, -right:], cells[down:, : cols + right]
    return cells[: rows - down, : cols - right], cells[down:, right:]


def step_costs(values: npt.NDArray[np.floating], barrier: Mask, dx_m: float, dy_m: float) -> tuple[I64, ...]:
    """Return the cost of each step in units of `COST_UNIT`, by `DIRECTIONS`; the largest int64 where there is none.

    A cell counts half of the step times its resistance; no diagonal step passes between two barriers (or cells that
    nobody passes) that share a corner.

    >>> [int(cost[0, 0]) * COST_UNIT for cost in step_costs(np.array([[1.0, 3.0]]), np.zeros((1, 2), bool), 5.0, 5.0)]
    [10.0, 8796093022208.0, 8796093022208.0, 8796093022208.0]
    """
    values = values.astype(np.float64)
    closed = np.isnan(values)
    blocks = closed | barrier
    made = []
    for down, right in DIRECTIONS:
        length = float(np.hypot(down * dy_m, right * dx_m))
        half = np.where(closed, 0.0, np.rint(values * (length / 2.0 / COST_UNIT))).astype(np.int64)
        shut_a, shut_b = ends(closed, down, right)
        shut = shut_a | shut_b
        if down and right > 0:
            shut = shut | (blocks[:-1, 1:] & blocks[1:, :-1])
        elif down and right < 0:
            shut = shut | (blocks[:-1, :-1] & blocks[1:, 1:])
        cost = np.full(values.shape, _NONE)
        a, b = ends(half, down, right)
        ends(cost, down, right)[0][:] = np.where(shut, _NONE, a + b)
        made.append(cost)
    return tuple(made)


def changed_steps(before: Resistance, after: Resistance) -> ChangedSteps:
    """Return the steps that a change makes dearer or cheaper; only cells around it are looked at."""
    values = [one.raster.values for one in (before, after)]
    same = (values[0] == values[1]) | (np.isnan(values[0]) & np.isnan(values[1]))
    changed = ~same | (before.barrier != after.barrier)
    risen, fallen = ([np.zeros(changed.shape, np.bool_) for _ in DIRECTIONS] for _ in range(2))
    if changed.any():
        rows, cols = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        window = tuple(slice(max(int(at[0]) - 1, 0), int(at[-1]) + 2) for at in (rows, cols))
        grid = before.raster.grid
        old, new = (
            step_costs(one.raster.values[window], one.barrier[window], grid.dx_m, grid.dy_m) for one in (before, after)
        )
        for k in range(len(DIRECTIONS)):
            risen[k][window] = new[k] > old[k]
            fallen[k][window] = new[k] < old[k]
    return ChangedSteps(tuple(risen), tuple(fallen))
