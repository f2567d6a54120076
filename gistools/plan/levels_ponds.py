"""How high a pond stands, and what it holds below a level: whole numbers, so that nothing is lost or found.

Heights count in 2^-20 m and water in `FloodEvent.per_unit` parts of that on one cell, as in the water ledger. A pond's
level is a fraction of two whole numbers, and is compared as one.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.runoff import water_units
from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.kernels.measuring import units

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.event import FloodEvent

    I64 = npt.NDArray[np.int64]

_MM_PER_M = 1000.0


@dataclass(frozen=True, eq=False)
class StandingPonds:
    """The P ponds of one rain (vandsamlinger), with their cells; made by `standing_ponds`.

    Parameters
    ----------
    node:
        int64 of P, rising: the node of the forest that holds each.
    start, cell, height:
        The cells of pond p by their place in the map are ``cell[start[p]:start[p + 1]]``, the lowest first, and their
        ground in whole 2^-20 m.
    water:
        int64 of P: what each holds.
    per_unit:
        Parts that water counts in.
    place:
        The pond of each cell of the map, -1 where it is dry.
    """

    node: I64
    start: I64
    cell: I64
    height: I64
    water: I64
    per_unit: int
    place: npt.NDArray[np.int32]

    @functools.cached_property
    def above_floor(self) -> tuple[I64, I64]:
        """How high each stands above its lowest cell as two whole numbers: the first over the second, in 2^-20 m."""
        floor = self.height[self.start[:-1]]
        count = np.diff(self.start)
        above = np.add.reduceat(self.height - np.repeat(floor, count), self.start[:-1]) if count.size else count
        return self.water + self.per_unit * above, self.per_unit * count

    def level_m(self) -> npt.NDArray[np.float64]:
        """Return the level of each, m."""
        top, count = self.above_floor
        made: npt.NDArray[np.float64] = (self.height[self.start[:-1]] + top / np.maximum(count, 1)) / SCALE
        return made

    def beyond(self, pond: I64, level: I64) -> npt.NDArray[np.bool_]:
        """Return whether ponds stand above levels, in whole 2^-20 m; exact."""
        top, count = self.above_floor
        floor = self.height[self.start[:-1]]
        made: npt.NDArray[np.bool_] = (level - floor[pond]) * count[pond] < top[pond]
        return made

    def above(self, pond: int, level: int) -> int:
        """Return how much of a pond's water stands above a level, in units of water: over all of its cells."""
        ground = self.height[self.start[pond] : self.start[pond + 1]]
        below = ground[: np.searchsorted(ground, level)]
        return int(self.water[pond]) - self.per_unit * int((level - below).sum())


def standing_ponds(flood: FloodEvent) -> StandingPonds:
    """Return the ponds of a rain with their cells.

    >>> from gistools.cloudburst import EventParams, find_bluespots, net_runoff, run_event
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[5, 5, 5, 5], [5, 1, 2, 5], [5, 5, 3, 5], [5, 5, 4, 5]], np.float32)
    >>> terrain = condition(Raster(z, Grid(4, 4, 0.0, 8.0, 2.0, 2.0, "EPSG:25832"), unit="m"))
    >>> flow = route_flow(terrain)
    >>> runoff = net_runoff(terrain, EventParams(rain_mm=500.0))
    >>> ponds = standing_ponds(run_event(terrain, flow, find_bluespots(terrain, flow), runoff))
    >>> ponds.level_m().tolist(), ponds.above(0, 2 << 20) / (1 << 20)  # m of water on one cell above 2 m
    ([2.5], 1.0)
    """
    wet = flood.depth.values > 0
    cell = np.flatnonzero(wet)
    node = flood.holder[flood.flow.basin[wet] - OUT_BASINS]
    height = units(flood.flow.surface[wet])
    order = np.lexsort((cell, height, node))
    node, cell, height = node[order], cell[order], height[order]
    first = np.flatnonzero(np.diff(node, prepend=-1) != 0)
    start = np.append(first, node.size)
    place = np.full(wet.size, -1, np.int32)
    place[cell] = np.repeat(np.arange(first.size), np.diff(start))
    return StandingPonds(node[first], start, cell, height, flood.water[node[first]], flood.per_unit, place)


def depth_units(depth_m: float) -> int:
    """Return a depth in whole 2^-20 m.

    >>> depth_units(0.1)
    104858
    """
    return int(water_units(depth_m * _MM_PER_M))
