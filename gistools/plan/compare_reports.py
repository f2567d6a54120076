"""Reports held against a model (meldinger): which are hit, how far the nearest modelled water is, and chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.plan.compare_maps import FloodMaps

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

HIT, MISS, OUTSIDE, UNKNOWN = STATES = ("hit", "miss", "outside", "unknown")
_SLACK_M = 1e-6  # what lies as far as the tolerance lies within it, whatever the rounding


@dataclass(frozen=True, slots=True)
class Near:
    """The cells near a point: rows, columns, and how far the nearest spot of each is, m (0 for the one it lies in)."""

    rows: slice
    cols: slice
    distance_m: F64

    @classmethod
    def of(cls, grid: Grid, x: float, y: float, within_m: float) -> Near:
        """Return the cells of which some spot lies within a distance of a point, in a window of them.

        >>> from gistools.grid import Grid
        >>> grid = Grid(rows=3, cols=3, x0=0.0, y0=3.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
        >>> Near.of(grid, 1.5, 1.5, 0.5).distance_m.round(2).tolist()
        [[0.71, 0.5, 0.71], [0.5, 0.0, 0.5], [0.71, 0.5, 0.71]]
        """
        rows = _span((grid.y0 - y) / grid.dy_m, within_m / grid.dy_m, grid.rows)
        cols = _span((x - grid.x0) / grid.dx_m, within_m / grid.dx_m, grid.cols)
        r, c = np.arange(rows.start, rows.stop), np.arange(cols.start, cols.stop)
        down = _gap((grid.y0 - y) / grid.dy_m, r) * grid.dy_m
        across = _gap((x - grid.x0) / grid.dx_m, c) * grid.dx_m
        return cls(rows, cols, np.hypot(down[:, None], across[None, :]))


def _span(place: float, reach: float, count: int) -> slice:
    """Return the cells that a reach around a place may touch, at least one, along one axis."""
    first, last = math.floor(place - reach) - 1, math.floor(place + reach) + 2
    first = min(max(first, 0), count - 1)
    return slice(first, min(max(last, first + 1), count))


def _gap(place: float, cells: npt.NDArray[np.int64]) -> F64:
    """Return how far cells lie from a place along one axis, in cells; the cell that holds it has 0."""
    made: F64 = np.maximum(np.maximum(cells - place, place - (cells + 1)), 0.0)
    return made


def inside(grid: Grid, x: F64, y: F64) -> Mask:
    """Return which points lie on a grid; a cell holds its west and north side."""
    down, across = (grid.y0 - y) / grid.dy_m, (x - grid.x0) / grid.dx_m
    made: Mask = (down >= 0) & (down < grid.rows) & (across >= 0) & (across < grid.cols)
    return made


def judge(
    wet: Mask, known: Mask, grid: Grid, x: F64, y: F64, usable: Mask, tolerance_m: float
) -> tuple[npt.NDArray[np.object_], F64]:
    """Return whether each point has water within a distance, and how far the nearest water is.

    A report is hit when a spot of a wet cell lies within ``tolerance_m`` of it; with 0, when its own cell is wet. Cells
    without a value count for nothing: where no cell within the distance has one, the report is ``unknown``.

    Parameters
    ----------
    wet, known:
        Masks of the grid.
    x, y:
        n coordinates.
    usable:
        Which points are on the grid and in the area; the others are ``outside``.

    Returns
    -------
    tuple
        n texts of `STATES`; n distances in m, 0 on a wet cell, NaN where there is no water at all or the point is
        outside.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=1, cols=4, x0=0.0, y0=1.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> wet, known = np.array([[True, False, False, False]]), np.ones((1, 4), bool)
    >>> state, far = judge(wet, known, grid, np.array([0.5, 2.5]), np.array([0.5, 0.5]), np.ones(2, bool), 1.0)
    >>> state.tolist(), far.tolist()
    (['hit', 'miss'], [0.0, 1.5])
    """
    state, distance = np.full(x.size, OUTSIDE, object), np.full(x.size, np.nan)
    distance[usable] = distances(wet, grid, x[usable], y[usable])
    for n in np.flatnonzero(usable).tolist():
        near = Near.of(grid, x[n], y[n], tolerance_m)
        within = _within(near, tolerance_m)
        if (wet[near.rows, near.cols] & within).any():
            state[n] = HIT
        else:
            state[n] = MISS if (known[near.rows, near.cols] & within).any() else UNKNOWN
    return state, distance


def _within(near: Near, tolerance_m: float) -> Mask:
    """Return the cells that count: within the distance; with none, the one that holds the point.

    A point on the side of two cells touches both, and lies in one.
    """
    if tolerance_m > 0.0:
        made: Mask = near.distance_m <= tolerance_m + _SLACK_M
        return made
    made = near.distance_m == 0.0
    rows, cols = np.nonzero(made)
    made = np.zeros_like(made)
    made[rows.max(), cols.max()] = True  # it holds its north and west side
    return made


def distances(wet: Mask, grid: Grid, x: F64, y: F64) -> F64:
    """Return how far the nearest spot of a wet cell is from each point, m; NaN where none is wet.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=1, cols=4, x0=0.0, y0=1.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> distances(np.array([[False, True, True, False]]), grid, np.array([1.5, 4.0]), np.array([0.5, 0.5])).tolist()
    [0.0, 1.0]
    """
    found = np.full(x.size, np.nan)
    edge = np.diff(np.pad(wet.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    (row, first), (_, last) = np.nonzero(edge == 1), np.nonzero(edge == -1)  # runs of wet cells, row by row
    if row.size and x.size:
        west, east = grid.x0 + first * grid.dx_m, grid.x0 + last * grid.dx_m
        north = grid.y0 - row * grid.dy_m
        runs = shapely.STRtree(shapely.box(west, north - grid.dy_m, east, north))
        (mine, _), far = runs.query_nearest(shapely.points(x, y), return_distance=True, all_matches=False)
        found[mine] = far
    return found


def least_rain(maps: FloodMaps, x: F64, y: F64, usable: Mask, tolerance_m: float) -> F64:
    """Return the least rain that floods a cell near each point, mm; inf for none, NaN where nothing is known."""
    if maps.rain is None:
        raise TypeError(maps)
    found = np.full(x.size, np.nan)
    for n in np.flatnonzero(usable).tolist():
        near = Near.of(maps.grid, x[n], y[n], tolerance_m)
        mm = maps.rain.values[near.rows, near.cols][_within(near, tolerance_m)]
        mm = mm[~np.isnan(mm)]
        if mm.size:
            found[n] = float(mm.min())
    return found


def known_share(maps: FloodMaps, x: F64, y: F64, usable: Mask, tolerance_m: float) -> F64:
    """Return the share of the cells near each point that have a value, 0-1; 0 outside."""
    known, found = maps.known(), np.zeros(x.size)
    for n in np.flatnonzero(usable).tolist():
        near = Near.of(maps.grid, x[n], y[n], tolerance_m)
        found[n] = float(known[near.rows, near.cols][_within(near, tolerance_m)].mean())
    return found


def chance(wet: Mask, known: Mask, grid: Grid, area: Mask | None, tolerance_m: float) -> tuple[float, float]:
    """Return the share of the area that is wet, and the share of its places that would be hit by chance.

    Places are the centres of the known cells; a place is hit as a report is. With no tolerance both shares are one.
    NaN where no cell is known.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=1, cols=5, x0=0.0, y0=1.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> wet = np.array([[False, False, True, False, False]])
    >>> chance(wet, np.ones((1, 5), bool), grid, None, 0.0), chance(wet, np.ones((1, 5), bool), grid, None, 0.5)
    ((0.2, 0.2), (0.2, 0.6))
    """
    judged = known if area is None else known & area
    count = int(judged.sum())
    if not count:
        return math.nan, math.nan
    share = int((wet & judged).sum()) / count
    if tolerance_m == 0.0:
        return share, share
    reach = grown(wet, grid, tolerance_m)
    hit = int((reach & judged).sum())
    return share, hit / count


def grown(wet: Mask, grid: Grid, within_m: float) -> Mask:
    """Return the cells whose centre has a spot of a wet cell within a distance."""
    made, cols, within_m = wet.copy(), grid.cols, within_m + _SLACK_M
    column = np.arange(cols)
    summed = np.zeros((grid.rows, cols + 1), np.int32)
    np.cumsum(wet, axis=1, out=summed[:, 1:])
    farthest = math.floor(within_m / grid.dy_m + 0.5)
    for step in range(farthest + 1):
        down = max(step - 0.5, 0.0) * grid.dy_m
        side = math.sqrt(max(within_m * within_m - down * down, 0.0))
        width = math.floor(side / grid.dx_m + 0.5)
        wide = summed[:, np.minimum(column + width + 1, cols)] > summed[:, np.maximum(column - width, 0)]
        if step == 0:
            made |= wide
        elif step < grid.rows:
            made[step:] |= wide[:-step]
            made[:-step] |= wide[step:]
    return made
