"""Level, volume and area of bluespots as rain grows: curves with few corners and a stated error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.kernels import curves, rains
from gistools.kernels.codes import SCALE
from gistools.kernels.measuring import units
from gistools.progress import NoProgress, Progress
from gistools.terrain.flow import stoppable
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.all_rains import RainToFlood

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]


def curve_table(
    result: RainToFlood, nodes: I64, error_m: float = 0.01, *, progress: Progress | None = None
) -> pd.DataFrame:
    """Return level, volume and area of nodes of the forest at some rains; straight lines between the rows are near.

    A node's rows begin where it begins to fill as one water and end where it is full, or at the last rain. Between two
    rows the level errs by no more than ``error_m``, and the volume by no more than ``error_m`` on the node's area when
    full. The area in a row is that of the cells wet just above its level.

    Parameters
    ----------
    result:
        From `gistools.cloudburst.rain_to_flood`.
    nodes:
        Which nodes; `RainToFlood.curve` has the exact volume of one.
    error_m:
        The error allowed, m.

    Returns
    -------
    pandas.DataFrame
        pond_id, bluespot_id (of the bluespot that the node lies in), rain_mm, level_m, volume_m3, area_m2.
    """
    made = stoppable(progress or NoProgress(), lambda stop: _corners(result, nodes, stop))
    begin, rain, held, level, wet = made
    forest, scale, per_unit = result.bluespots.nodes, error_m * SCALE, result.runoff.per_unit
    keep = np.zeros(rain.size, np.uint8)
    area = result.bluespots.volumes.cells[nodes] * (scale * per_unit)
    rains.simplify(begin, rain, level, held, np.full(nodes.size, scale), area, keep)
    kept = keep.view(np.bool_)
    which = np.repeat(nodes, np.diff(begin))[kept]
    cell = result.grid.cell_area_m2
    table = pd.DataFrame(
        {
            "pond_id": which + 1,
            "bluespot_id": forest.root[which].astype(np.int64) + 1,
            "rain_mm": rain[kept] * result.runoff.step_mm,
            "level_m": level[kept] / SCALE,
            "volume_m3": held[kept] * result.unit_m3,
            "area_m2": wet[kept] * cell,
        }
    )
    table.attrs["units"] = {"rain_mm": "mm", "level_m": "m", "volume_m3": "m³", "area_m2": "m²"}
    table.attrs["title"] = Text("Fyldningskurver", "Fill curves")
    return table


def _corners(result: RainToFlood, nodes: I64, stop: npt.NDArray[np.uint8]) -> tuple[I64, F64, F64, F64, I64]:
    """Return where the corners of each node begin, and rain (steps), water, level (2^-20 m) and wet cells at each."""
    flow, forest, made = result.flow, result.bluespots.nodes, result.curves
    claims = curves.claim(flow.mosaic(), flow.tree, forest, stop)
    which = np.full(forest.parent.size, -1, np.int64)
    which[nodes] = np.arange(nodes.size)
    of_place = which[claims.node]
    part, height = [], []
    surface = flow.surface
    for row, owner in enumerate(claims.owner[1:-1]):
        at = np.flatnonzero(owner[1:-1] < rains.DRY)
        mine = of_place[owner[1:-1][at]]
        part.append(mine[mine >= 0])
        height.append(units(surface[row, at[mine >= 0]]))
    parts, heights = np.concatenate(part), np.concatenate(height)
    order = np.lexsort((heights, parts))
    start = np.searchsorted(parts[order], np.arange(nodes.size + 1))
    most = heights.size + nodes.size + int((made.start[nodes + 1] - made.start[nodes]).sum())
    rain, held, level = (np.empty(most) for _ in range(3))
    wet, begin = np.empty(most, np.int64), np.empty(nodes.size + 1, np.int64)
    volumes = claims.volumes
    count = rains.trace(
        nodes, start, heights[order], volumes.cells, volumes.height, units(forest.spill_z), result.runoff.per_unit,
        made.start, made.step, made.water, made.rate, made.capacity, made.full_at, made.last,
        rain, held, level, wet, begin,
    )  # fmt: skip
    return begin, rain[:count], held[:count], level[:count], wet[:count]
