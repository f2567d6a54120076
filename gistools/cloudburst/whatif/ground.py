"""What each kind of measure does to the ground: the cells it takes and their new level (``docs/what-if.md``)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.cloudburst.whatif.cells import (
    band_cells,
    distance_to,
    end_cells,
    line_cells,
    polygon_cells,
    share_along,
    solid_cells,
    together,
)
from gistools.cloudburst.whatif.kinds import Effect
from gistools.terrain.burn import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from gistools.cloudburst.whatif.cells import Cells
    from gistools.cloudburst.whatif.reading import Measure
    from gistools.grid import Grid

    F32 = npt.NDArray[np.float32]
    F64 = npt.NDArray[np.float64]
    Work = Callable[[Measure, Cells, F32, F32, Grid], tuple[Cells, F64]]


def footprint(measure: Measure, grid: Grid) -> Cells:
    """Return the cells that a measure is drawn on, without the slopes of a dike."""
    shape = measure.shape
    if isinstance(shape, shapely.Point):
        return line_cells(shapely.LineString([shape, shape]), grid)
    if not isinstance(shape, shapely.LineString):
        raises = measure.kind.effect is Effect.RAISES
        return solid_cells(shape, grid) if raises else polygon_cells(shape, grid)
    width = measure.values.get("bredde_m")
    return line_cells(shape, grid) if width is None else band_cells(shape, width, grid)


def levels(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:
    """Return the cells that a measure works on and the level that it gives each.

    Parameters
    ----------
    measure:
        One that works on the ground.
    cells:
        Its `footprint` on the ground; for a culvert on land.
    z:
        Heights as the measures before it have left them, m; NaN where there is no ground: off land and on roofs.
    filled:
        The surface without depressions of the terrain before all measures, m.
    grid:
        Where the cells lie.
    """
    return _WORK[measure.kind.id](measure, cells, z, filled, grid)


def meets(effect: Effect, before: F64, level: F64) -> F64:
    """Return the height of cells once a measure of some effect has given them a level."""
    if effect is Effect.GIVEN:
        return level
    return np.minimum(before, level) if effect in {Effect.LOWERS, Effect.LEADS} else np.maximum(before, level)


def _given(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:  # noqa: ARG001
    return cells, np.full(cells[0].size, measure.values["kote_m"])


def _removed(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:
    if "kote_m" in measure.values:
        return _given(measure, cells, z, filled, grid)
    return cells, filled[cells].astype(np.float64)


def _filled_course(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:
    """Give the level given, or that of the nearest cell beside the shape; the mean of several that are equally near."""
    if "kote_m" in measure.values:
        return _given(measure, cells, z, filled, grid)
    r0, c0 = cells[0].min() - 1, cells[1].min() - 1
    within = np.zeros((cells[0].max() - r0 + 2, cells[1].max() - c0 + 2), np.bool_)
    within[cells[0] - r0, cells[1] - c0] = True
    near = np.zeros_like(within)
    for way in itertools.product((-1, 0, 1), repeat=2):
        near |= np.roll(within, way, (0, 1))
    row, col = np.nonzero(near & ~within)
    row, col = row + r0, col + c0
    on_map = (row >= 0) & (col >= 0) & (row < grid.rows) & (col < grid.cols)
    row, col = row[on_map], col[on_map]
    known = ~np.isnan(z[row, col])
    row, col = row[known], col[known]
    if not row.size:
        return cells, z[cells].astype(np.float64)
    banks: Any = shapely.points(*grid.centres(row, col))
    tree = shapely.STRtree(banks)
    mine, bank = tree.query_nearest(shapely.points(*grid.centres(*cells)))
    height = np.bincount(mine, weights=z[row, col].astype(np.float64)[bank], minlength=cells[0].size)
    return cells, height / np.bincount(mine, minlength=cells[0].size)


def _basin(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:  # noqa: ARG001
    """Give a level bottom, with sides that rise from it towards the rim where a slope is given."""
    values = measure.values
    bottom = values["bund_m"] if "bund_m" in values else float(z[cells].min()) - values.get("dybde_m", 0.0)
    level = np.full(cells[0].size, bottom)
    slope = values.get("anlaeg", 0.0)
    if slope > 0.0:
        rim = distance_to(shapely.boundary(measure.shape), cells, grid)
        level = np.maximum(level, z[cells].astype(np.float64) - rim / slope)
    return cells, level


def _bed(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:
    if "dybde_m" in measure.values:
        return _basin(measure, cells, z, filled, grid)
    return cells, z[cells].astype(np.float64)


def _channel(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:  # noqa: ARG001
    values = measure.values
    if "dybde_m" in values:
        return cells, z[cells].astype(np.float64) - values["dybde_m"]
    start, end = values["kote_fra_m"], values["kote_til_m"]
    return cells, start + share_along(measure.line, cells, grid) * (end - start)


def _wall(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:
    if "kote_m" in measure.values:
        return _given(measure, cells, z, filled, grid)
    return cells, z[cells].astype(np.float64) + measure.values["hoejde_m"]


def _dike(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:
    """Give a crest, and slopes on both sides and around the ends; cells under the line have the level of the crest."""
    if not measure.is_line:
        return _wall(measure, cells, z, filled, grid)
    values, line = measure.values, measure.line
    half, slope = values["kronebredde_m"] / 2.0, values["anlaeg"]
    _, crest = _wall(measure, cells, z, filled, grid)
    reach = half
    while True:  # slopes go down to the ground, which may lie lower farther out
        around = _around(line, reach, cells, z, grid)
        ground = z[around].astype(np.float64)
        wanted = half + slope * max(float(crest.max()) - float(ground.min()), 0.0)
        if wanted <= reach:
            break
        reach = wanted
    far = distance_to(line, around, grid)
    if "kote_m" in values:
        top = np.full(far.size, values["kote_m"])
    else:
        nearest = shapely.line_interpolate_point(line, share_along(line, around, grid), normalized=True)
        under = sample(z, grid, *shapely.get_coordinates(nearest).T)
        top = np.where(np.isnan(under), ground, under) + values["hoejde_m"]
    drop = np.maximum(far - half, 0.0)
    down = drop / slope if slope > 0.0 else np.where(drop > 0.0, np.inf, 0.0)
    level = top - down
    held = np.searchsorted(around[0] * grid.cols + around[1], cells[0] * grid.cols + cells[1])
    level[held] = np.maximum(level[held], crest)
    raised = level > ground
    return (around[0][raised], around[1][raised]), level[raised]


def _around(line: shapely.LineString, reach: float, cells: Cells, z: F32, grid: Grid) -> Cells:
    """Return the cells of ground no farther than a distance from a line, in the order of the map, and its own cells."""
    band = line.buffer(reach * 1.01 + max(grid.dx_m, grid.dy_m))  # round ends are drawn with corners
    rows, cols = together(polygon_cells(band, grid), cells, grid)
    known = ~np.isnan(z[rows, cols])
    return rows[known], cols[known]


def _culvert(measure: Measure, cells: Cells, z: F32, filled: F32, grid: Grid) -> tuple[Cells, F64]:  # noqa: ARG001
    """Give a bed straight from the ground at one end to that at the other, as an adjustment line is."""
    ends = shapely.get_coordinates(measure.shape)[[0, -1]]
    ground = sample(z, grid, ends[:, 0], ends[:, 1])
    start, end = np.where(np.isnan(ground), z[end_cells(measure.line, grid)], ground)
    return cells, start + share_along(measure.line, cells, grid) * (end - start)


_WORK: dict[str, Work] = {
    "ground": _given,
    "basin_removed": _removed,
    "filled_course": _filled_course,
    "basin": _basin,
    "infiltration_bed": _bed,
    "lowered_road": _channel,
    "stream": _channel,
    "wall": _wall,
    "dike": _dike,
    "culvert": _culvert,
}
