"""Dikes and culverts where bluespots spill: a saddle that is closed, and a road that is opened."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.plan.solutions_candidates import Candidate, road_lines
from gistools.plan.solutions_town import cells_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.plan.solutions_candidates import Search

    F64 = npt.NDArray[np.float64]

LONGEST_M = 200.0
"""A dike is followed so far; one that has not met higher ground by then is told with this length."""


def saddles(search: Search) -> Iterator[tuple[int, shapely.Point, F64]]:
    """Return each bluespot that is reported, its threshold point, and the way that it spills (of length 1)."""
    town, nodes = search.town, search.town.bluespots.nodes
    for node in town.bluespots.reported(search.report).tolist():
        ends = [np.divmod(int(cell[node]), town.grid.cols) for cell in (nodes.spill_in, nodes.spill_out)]
        if nodes.spill_out[node] < 0:
            continue
        inner, outer = (np.array(town.grid.centres(row, col), np.float64) for row, col in ends)
        way = outer - inner
        norm = float(np.hypot(*way))
        at = inner if town.bluespots.threshold_inside(np.array([node]))[0] else outer
        yield node, shapely.Point(at), way / norm if norm > 0.0 else np.array([1.0, 0.0])


def dikes(search: Search) -> Iterator[Candidate]:
    """Return a dike across each saddle, until ground at its crest; its room is the area of the bluespot x height."""
    town, height = search.town, search.params.dike_height_m
    for node, at, way in saddles(search):
        crest = float(town.bluespots.nodes.spill_z[node]) + height
        side = np.array([-way[1], way[0]])
        reaches = [_reach(search, at, side * sign, crest) for sign in (1.0, -1.0)]
        length = sum(reaches)
        ends = [np.array([at.x, at.y]) + side * reaches[0], np.array([at.x, at.y]) - side * reaches[1]]
        shape = shapely.buffer(shapely.LineString(ends), search.cell_m, cap_style="flat")
        cells = cells_in(shape, town.grid)
        area = float(town.bluespots.cells[node]) * town.grid.cell_area_m2
        yield Candidate(
            "dike", shape, cells, node, area * height, float(town.bluespots.volume_m3(np.array([node]))[0]),
            length_m=length, facts={"length_m": length},
        )  # fmt: skip


def _reach(search: Search, at: shapely.Point, way: F64, crest: float) -> float:
    """Return how far along a way the ground first stands at the crest, m; at most half of `LONGEST_M`."""
    grid, step = search.town.grid, search.cell_m
    for count in range(math.ceil(LONGEST_M / 2.0 / step) + 1):
        x, y = at.x + way[0] * count * step, at.y + way[1] * count * step
        row, col = math.floor((grid.y0 - y) / grid.dy_m), math.floor((x - grid.x0) / grid.dx_m)
        if not (0 <= row < grid.rows and 0 <= col < grid.cols):
            break
        if search.town.z[row, col] >= crest:
            return max(count * step, step)
    return LONGEST_M / 2.0


def culverts(search: Search) -> Iterator[Candidate]:
    """Return a pipe below each road over which a bluespot spills; it gives no room, and empties the bluespot."""
    town, roads = search.town, list(road_lines(search))
    for node, at, way in saddles(search):
        crossed = [width for line, width in roads if line.distance(at) <= width / 2.0 + search.cell_m]
        if not crossed:
            continue
        half = max(crossed) / 2.0 + 2.0 * search.cell_m
        middle = np.array([at.x, at.y])
        line = shapely.LineString([middle - way * half, middle + way * half])
        shape = shapely.buffer(line, search.cell_m, cap_style="flat")
        cells = cells_in(shape, town.grid)
        held = float(town.bluespots.volume_m3(np.array([node]))[0])
        yes = frozenset({"yes" if cells[0].size and search.runs[cells].any() else "no"})
        yield Candidate("culvert", shape, cells, node, 0.0, held, length_m=line.length, facts={"on_flow_path": yes})
