"""Profiles of height (højdeprofiler) along many lines at once: evenly spaced samples of the terrain, smoothed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.raster import Raster

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

LONGEST_STEP = 2.0
"""Metres between samples at most, whatever the cells."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Heights along k lines, one line after the other.

    Parameters
    ----------
    first:
        int64 of k + 1: where the samples of each line begin, and where the last end; at least two each.
    step_m:
        float64 of k: how far apart they are.
    z_m:
        float64 of all samples, smoothed; NaN where the terrain is not known.
    """

    first: I64
    step_m: F64
    z_m: F64

    @property
    def count(self) -> I64:
        """How many samples each line has."""
        made: I64 = np.diff(self.first)
        return made

    @property
    def line(self) -> I64:
        """Which line each sample lies on."""
        made: I64 = np.repeat(np.arange(self.step_m.size), self.count)
        return made

    @property
    def place(self) -> I64:
        """The number of each sample on its line, from 0."""
        made: I64 = np.arange(self.z_m.size) - np.repeat(self.first[:-1], self.count)
        return made

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which lines have heights all along."""
        made: npt.NDArray[np.bool_] = ~np.isnan(np.add.reduceat(self.z_m, self.first[:-1]))
        return made


def heights_at(terrain: Raster, x: F64, y: F64) -> F64:
    """Return heights between cell centres by two-way linear interpolation (bilinear); NaN outside and by unknown cells.

    Within half a cell of the edge the outermost cells hold.
    """
    grid, values = terrain.grid, terrain.values
    col, row = (x - grid.x0) / grid.dx_m - 0.5, (grid.y0 - y) / grid.dy_m - 0.5
    west, south, east, north = grid.bounds
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    col, row = np.clip(col, 0.0, grid.cols - 1.0), np.clip(row, 0.0, grid.rows - 1.0)
    left, top = np.floor(col).astype(np.int64), np.floor(row).astype(np.int64)
    across, down = col - left, row - top
    right, below = np.minimum(left + 1, grid.cols - 1), np.minimum(top + 1, grid.rows - 1)
    made = np.zeros(x.size)
    for r, c, share in (
        (top, left, (1.0 - across) * (1.0 - down)),
        (top, right, across * (1.0 - down)),
        (below, left, (1.0 - across) * down),
        (below, right, across * down),
    ):
        made += np.where(share > 0.0, share * values[r, c].astype(np.float64), 0.0)  # a cell of no weight may be NaN
    made[~inside] = np.nan
    return made


def step_of(terrain: Raster) -> float:
    """Return how far apart samples are at most: not further than a cell."""
    return float(min(terrain.grid.dx_m, terrain.grid.dy_m, LONGEST_STEP))


def batches(length_m: F64, step_m: float, most: int) -> Iterator[tuple[int, int]]:
    """Yield runs of lines that have at most ``most`` samples together, or are one line."""
    ends = np.cumsum(np.ceil(length_m / step_m) + 2.0)
    start = 0
    while start < length_m.size:
        before = ends[start - 1] if start else 0.0
        stop = max(start + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield start, stop
        start = stop


def sampled(lines: npt.NDArray[Any], terrain: Raster, *, smooth_m: float, extend_m: F64 | float = 0.0) -> Samples:
    """Return the heights along k lines.

    Parameters
    ----------
    lines:
        LineStrings of positive length in the terrain's coordinates.
    smooth_m:
        Each height is the mean over this length around it, shorter but as long on both sides near the ends, so that an
        even slope stays as it is.
    extend_m:
        How far each line goes on straight at both ends.
    """
    points, of = shapely.get_coordinates(lines, return_index=True)
    begin = np.searchsorted(of, np.arange(lines.size))
    end = np.append(begin[1:], of.size) - 1
    more = np.broadcast_to(np.asarray(extend_m, np.float64), lines.shape)
    if (more > 0.0).any():
        points = points.copy()
        first, last = _direction(points, begin, end, 1), _direction(points, end, begin, -1)
        points[begin] -= first * more[:, None]
        points[end] += last * more[:, None]
    piece = np.zeros(of.size)
    piece[1:] = np.hypot(*np.diff(points, axis=0).T)
    piece[begin] = 1.0  # a gap between lines, so that the distance rises all along and one look-up serves for all
    along = np.cumsum(piece)
    length = along[end] - along[begin]
    count = np.maximum(np.ceil(length / step_of(terrain) - 1e-9), 1.0).astype(np.int64)  # intervals
    first_sample = np.concatenate([[0], np.cumsum(count + 1)])
    line = np.repeat(np.arange(lines.size), count + 1)
    place = np.arange(line.size) - first_sample[line]
    step = length / count
    at = along[begin][line] + np.minimum(place * step[line], length[line])
    z = heights_at(terrain, np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1]))
    return Samples(first_sample, step, _smoothed(z, first_sample, line, place, step, smooth_m))


def _direction(points: F64, end: I64, other: I64, way: int) -> F64:
    """Return the unit direction of the line at one end, along it; of coordinates that are doubled the chord's."""
    near = np.clip(end + way, 0, len(points) - 1)
    made = (points[near] - points[end]) * way
    length = np.hypot(made[:, 0], made[:, 1])
    none = length == 0.0
    made[none] = (points[other[none]] - points[end[none]]) * way
    length = np.hypot(made[:, 0], made[:, 1])
    made /= np.where(length == 0.0, 1.0, length)[:, None]
    return made


def _smoothed(z: F64, first: I64, line: I64, place: I64, step: F64, smooth_m: float) -> F64:
    """Return the moving mean over a length; a line with unknown heights is unknown all along."""
    base = z[first[:-1]][line]
    level = z - base
    unknown = np.isnan(np.add.reduceat(level, first[:-1]))
    level[unknown[line]] = 0.0
    half = np.floor(smooth_m / 2.0 / step + 1e-9).astype(np.int64)[line]
    half = np.minimum(half, np.minimum(place, (np.diff(first) - 1)[line] - place))
    total = np.concatenate([[0.0], np.cumsum(level)])
    at = np.arange(z.size)
    made: F64 = (total[at + half + 1] - total[at - half]) / (2 * half + 1) + base
    made[unknown[line]] = np.nan
    return made
