"""A small flooder and burner that share nothing with gistools: slow, plain, and easy to read."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import ndimage
from shapely import box, intersects, line_locate_point, points
from shapely.geometry import LineString

if TYPE_CHECKING:
    from .conftest import Town

Grid = npt.NDArray[np.int64]
Point2 = tuple[float, ...]


@dataclass(frozen=True)
class Flood:
    """A flooded terrain: ground and water level in cm, the next cell on the way out, and the ponds."""

    ground_cm: Grid
    level_cm: Grid
    parent: npt.NDArray[np.int64]
    label: npt.NDArray[np.int32]

    @property
    def depth_cm(self) -> Grid:
        """Depth of the water when every pond is full."""
        return self.level_cm - self.ground_cm

    def labels(self) -> list[int]:
        """Return the labels of the ponds."""
        return list(range(1, int(self.label.max()) + 1))

    def pond(self, number: int, cell_m: float) -> tuple[float, float, float, float]:
        """Return level (m), volume (m3), area (m2) and greatest depth (m) of one pond."""
        inside = self.label == number
        depth = self.depth_cm[inside] / 100
        level = float(self.level_cm[inside].max()) / 100
        area = float(inside.sum()) * cell_m**2
        return level, float(depth.sum()) * cell_m**2, area, float(depth.max())

    def way_out(self, row: int, column: int) -> list[tuple[int, int]]:
        """Return the cells from one cell to the edge of the map."""
        width = self.ground_cm.shape[1]
        cell = row * width + column
        cells = []
        while cell >= 0:
            cells.append(divmod(cell, width))
            cell = int(self.parent[cell])
        return cells


def flood(ground: Grid) -> Flood:
    """Flood by priority: the lowest cell on the rim is the next one that lets water in.

    The edge of the map is the outlet; eight neighbours.
    """
    height, width = ground.shape
    wide = width + 2
    padded = np.full((height + 2, wide), -1, dtype=np.int64)
    padded[1:-1, 1:-1] = ground
    z = padded.ravel().tolist()
    seen = (padded.ravel() < 0).tolist()
    level = list(z)
    parent = [-1] * len(z)
    steps = (-1, 1, -wide, wide, -wide - 1, -wide + 1, wide - 1, wide + 1)
    rim = np.zeros((height + 2, wide), dtype=bool)
    rim[1:-1, 1:-1] = True
    rim[2:-2, 2:-2] = False
    heap = [(z[i], i) for i in np.flatnonzero(rim.ravel()).tolist()]
    for _, i in heap:
        seen[i] = True
    heapq.heapify(heap)
    while heap:
        water, i = heapq.heappop(heap)
        for step in steps:
            j = i + step
            if not seen[j]:
                seen[j] = True
                parent[j] = i
                if z[j] < water:
                    level[j] = water
                heapq.heappush(heap, (level[j], j))
    full = np.array(level).reshape(height + 2, wide)[1:-1, 1:-1]
    raw = np.array(parent).reshape(height + 2, wide)[1:-1, 1:-1]
    inner = np.where(raw < 0, -1, (raw // wide - 1) * width + raw % wide - 1)
    label, _ = ndimage.label(full > ground, structure=np.ones((3, 3)))
    return Flood(ground, full, inner.ravel(), label)


def sample_cm(town: Town, z: Grid, point: Point2) -> float:
    """Return the terrain at a point, bilinear between cell centres."""
    column = (point[0] - town.west_m) / town.cell_m - 0.5
    row = (town.north_m - point[1]) / town.cell_m - 0.5
    return float(ndimage.map_coordinates(z.astype(float), [[row], [column]], order=1)[0])


def burn_profile(town: Town, z: Grid, ends: tuple[Point2, Point2], levels_cm: tuple[float, float]) -> None:
    """Lower all cells that a segment touches to the level between its two ends."""
    line = LineString(ends)
    cell = town.cell_m
    low_x, low_y, high_x, high_y = line.bounds
    columns = np.arange((low_x - town.west_m) // cell, (high_x - town.west_m) // cell + 1)
    rows = np.arange((town.north_m - high_y) // cell, (town.north_m - low_y) // cell + 1)
    row, column = (part.ravel() for part in np.meshgrid(rows, columns, indexing="ij"))
    west, north = town.west_m + column * cell, town.north_m - row * cell
    touched = intersects(box(west, north - cell, west + cell, north), line)
    middles = points(west + cell / 2, north - cell / 2)[touched]
    share = line_locate_point(line, middles, normalized=True)
    level = np.rint(levels_cm[0] + share * (levels_cm[1] - levels_cm[0])).astype(np.int64)
    at = (row[touched].astype(int), column[touched].astype(int))
    z[at] = np.minimum(z[at], level)


def burn_line(town: Town, z: Grid, ends: list[Point2]) -> None:
    """Burn an adjustment line: one segment, the terrain at its ends, linear between."""
    first, last = ends
    levels = (sample_cm(town, town.z_cm, first), sample_cm(town, town.z_cm, last))
    burn_profile(town, z, (first, last), levels)


def burn_horseshoe(town: Town, z: Grid, corners: list[Point2]) -> None:
    """Burn a horseshoe A, B, C, D: from the profile A-D to the profile B-C, line by line."""
    a, b, c, d = (np.array(corner[:2]) for corner in corners)
    longest = max(np.hypot(*(d - a)), np.hypot(*(c - b)))
    count = math.ceil(longest / (town.cell_m * math.sqrt(2) / 2)) + 1
    for share in np.linspace(0.0, 1.0, count):
        start, end = tuple(a + share * (d - a)), tuple(b + share * (c - b))
        levels = (sample_cm(town, town.z_cm, start), sample_cm(town, town.z_cm, end))
        burn_profile(town, z, (start, end), levels)
