"""Resistance on coarser cells: barriers stay closed, and openings lead through."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.corridors.landscape import Resistance
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]

_UNKNOWN = -1


def coarsen(resistance: Resistance, factor: int) -> Resistance:
    """Return the resistance on cells ``factor`` times as wide, with its barriers and openings kept.

    A cell with an opened cell in it takes the least resistance of those and is open; so does one that an opening leads
    out through, along its shortest way on either side to where no barrier is near. One with a cell of a barrier takes
    the largest of those and is a barrier; others take the mean of what is known. Its class is that of the cell taken,
    else the commonest (the one on top when several are). Rows and columns that do not fill a cell are kept as far as
    they go.

    Raises
    ------
    ParamError
        When the factor is below 1.

    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> grid = Grid(rows=2, cols=4, x0=0.0, y0=2.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> values = np.array([[1, 9, 1, 9], [1, 1, 1, 2]], np.float32)
    >>> barrier = np.array([[0, 1, 0, 1], [0, 0, 0, 0]], bool)
    >>> opened = np.array([[0, 0, 0, 0], [0, 0, 0, 1]], bool)
    >>> fine = Resistance(Raster(values, grid), barrier, (values > 1).astype(np.int16), ("a", "b"), (), opened)
    >>> coarse = coarsen(fine, 2)
    >>> coarse.raster.values.tolist(), coarse.barrier.tolist()
    ([[9.0, 2.0]], [[True, False]])
    """
    if factor < 1:
        raise ParamError(
            Text(f"factor = {factor}", f"factor = {factor}"),
            Text("et helt tal på mindst 1", "a whole number of at least 1"),
            Text("ret tallet", "correct the number"),
        )
    grid = resistance.raster.grid
    rows, cols = -(-grid.rows // factor), -(-grid.cols // factor)
    values = _blocks(resistance.raster.values, factor, np.nan)
    barrier = _blocks(resistance.barrier, factor, False)  # noqa: FBT003 - what fills the last cells
    codes = _blocks(resistance.classes, factor, np.int16(_UNKNOWN))
    free = np.zeros(grid.shape, np.bool_) if resistance.opened is None else resistance.opened
    barrier_any = (barrier & ~_blocks(free, factor, False)).any(axis=1)  # noqa: FBT003
    opened = _blocks(free | _ways_out(resistance, free, barrier_any.reshape(rows, cols), factor), factor, False)  # noqa: FBT003
    open_any = opened.any(axis=1)
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1)
    largest = np.where(barrier & ~opened & known, values, -np.inf)
    least = np.where(opened & known, values, np.inf)
    taken = np.where(open_any, least.argmin(axis=1), largest.argmax(axis=1))
    made = np.where(open_any, least.min(axis=1), np.where(barrier_any, largest.max(axis=1), mean))
    made[~np.isfinite(made)] = np.nan
    counts = np.stack([(codes == k).sum(axis=1) for k in range(len(resistance.names))], axis=1)
    commonest = np.where(counts.any(axis=1), counts.argmax(axis=1), _UNKNOWN)
    chosen = np.where(open_any | barrier_any, codes[np.arange(codes.shape[0]), taken], commonest).astype(np.int16)
    shape = (rows, cols)
    coarse = replace(grid, rows=rows, cols=cols, dx_m=grid.dx_m * factor, dy_m=grid.dy_m * factor)
    closed = (barrier_any & ~open_any).reshape(shape)
    raster = replace(resistance.raster, values=made.astype(np.float32).reshape(shape), grid=coarse)
    return Resistance(raster, closed, chosen.reshape(shape), resistance.names, resistance.notes,
                      open_any.reshape(shape))  # fmt: skip


def _blocks(values: npt.NDArray[Any], factor: int, fill: object) -> npt.NDArray[Any]:
    """Return the values of each coarse cell as a row."""
    rows, cols = -(-values.shape[0] // factor), -(-values.shape[1] // factor)
    padded = np.full((rows * factor, cols * factor), fill, values.dtype)
    padded[: values.shape[0], : values.shape[1]] = values
    return padded.reshape(rows, factor, cols, factor).transpose(0, 2, 1, 3).reshape(rows * cols, factor * factor)


def _ways_out(resistance: Resistance, opened: Mask, near: Mask, factor: int) -> Mask:
    """Return the cells on the shortest way from each opening to a coarse cell without a barrier, on each side of it."""
    from scipy.ndimage import binary_dilation, find_objects, label  # noqa: PLC0415

    ways = np.zeros(opened.shape, np.bool_)
    numbers = label(opened, np.ones((3, 3)))[0]
    for k, place in enumerate(find_objects(numbers), start=1):
        rows, cols = (slice(max(one.start - 3 * factor, 0), one.stop + 3 * factor) for one in place)
        window = (rows, cols)
        own = numbers[window] == k
        free = ~(resistance.barrier[window] | np.isnan(resistance.raster.values[window]) | opened[window])
        row, col = np.ogrid[rows.start : rows.start + own.shape[0], cols.start : cols.start + own.shape[1]]
        out = free & ~near[row // factor, col // factor]
        sides = label(free)[0]
        first = binary_dilation(own) & free
        for side in np.unique(sides[first]):
            for at in _shortest(first & (sides == side), free, out):
                ways[rows.start + at[0], cols.start + at[1]] = True
    return ways


def _shortest(first: Mask, free: Mask, out: Mask) -> list[tuple[int, int]]:
    """Return the cells of a shortest way by sides from one of ``first`` through ``free`` to one of ``out``; or none."""
    came: dict[tuple[int, int], tuple[int, int] | None] = {(int(r), int(c)): None for r, c in np.argwhere(first)}
    queue = deque(came)
    while queue:
        at = queue.popleft()
        if out[at]:
            way = [at]
            while (before := came[way[-1]]) is not None:
                way.append(before)
            return way
        for dr, dc in ((-1, 0), (0, -1), (0, 1), (1, 0)):
            to = (at[0] + dr, at[1] + dc)
            if 0 <= to[0] < free.shape[0] and 0 <= to[1] < free.shape[1] and free[to] and to not in came:
                came[to] = at
                queue.append(to)
    return []
