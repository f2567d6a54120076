"""The cells that lines pass through (celler under linjer)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.grid import Grid

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_FAR = 1e6  # cells off the map that a line is followed at most


@dataclass(frozen=True, eq=False)
class Crossed:
    """The cells that each of n lines passes through, in its order.

    Parameters
    ----------
    start, cell:
        int64: the cells of line ``i`` are ``cell[start[i]:start[i + 1]]``, positions ``row * cols + column``; -1 for
        those off the map. A line that comes back to a cell has it twice.
    """

    start: I64
    cell: I64

    @property
    def line(self) -> I64:
        """The line that each cell is of."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start))


def cells_crossed(lines: npt.NDArray[np.object_], grid: Grid) -> Crossed:
    """Return the cells that lines pass through.

    Each segment is cut where it meets the sides of cells; a cell is passed through when a cut piece has its middle in
    it. What runs along a side is taken to be in the cell east or south of it; a corner alone is not a cell. A line
    without length has the cell that it lies in.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=2, cols=3, x0=0.0, y0=2.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> way = np.array([shapely.LineString([(0.5, 1.5), (2.5, 0.5)])], object)
    >>> cells_crossed(way, grid).cell.tolist()
    [0, 1, 4, 5]
    """
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    col = np.clip((xy[:, 0] - grid.x0) / grid.dx_m, -_FAR, grid.cols + _FAR)
    row = np.clip((grid.y0 - xy[:, 1]) / grid.dy_m, -_FAR, grid.rows + _FAR)
    same = owner[:-1] == owner[1:]
    first = np.flatnonzero(same)
    segment_of, at = [np.arange(first.size), np.arange(first.size)], [np.zeros(first.size), np.ones(first.size)]
    for place in (col, row):
        low, high = np.minimum(place[first], place[first + 1]), np.maximum(place[first], place[first + 1])
        side = np.floor(low).astype(np.int64) + 1
        count = np.maximum(np.ceil(high).astype(np.int64) - side, 0)
        mine = np.repeat(np.arange(first.size), count)
        met = side[mine] + np.arange(mine.size) - np.repeat(np.cumsum(count) - count, count)
        along = (met - place[first][mine]) / (place[first + 1] - place[first])[mine]
        segment_of.append(mine)
        at.append(np.clip(along, 0.0, 1.0))
    segment, share = np.concatenate(segment_of), np.concatenate(at)
    order = np.lexsort((share, segment))
    segment, share = segment[order], share[order]
    piece = np.flatnonzero((segment[:-1] == segment[1:]) & (share[1:] > share[:-1]))
    middle, begin = (share[piece] + share[piece + 1]) / 2.0, first[segment[piece]]
    r = np.floor(row[begin] + middle * (row[begin + 1] - row[begin])).astype(np.int64)
    c = np.floor(col[begin] + middle * (col[begin + 1] - col[begin])).astype(np.int64)
    of = owner[begin]
    alone = np.setdiff1d(np.arange(len(lines)), of)
    alone = alone[np.isin(alone, owner)]
    there = np.searchsorted(owner, alone)
    r = np.concatenate([r, np.floor(row[there]).astype(np.int64)])
    c = np.concatenate([c, np.floor(col[there]).astype(np.int64)])
    of = np.concatenate([of, alone])
    on = (r >= 0) & (r < grid.rows) & (c >= 0) & (c < grid.cols)
    cell = np.where(on, r * grid.cols + c, -1)
    order = np.argsort(of, kind="stable")
    start = np.searchsorted(of[order], np.arange(len(lines) + 1)).astype(np.int64)
    return Crossed(start, cell[order])
