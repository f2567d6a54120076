"""Infiltration beds (nedsivningsbede): what runs off their cells, and what they take of the water on them."""

from __future__ import annotations

import heapq
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.runoff import water_units
from gistools.kernels.codes import LAND, WALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.cloudburst.runoff import RunoffClasses
    from gistools.cloudburst.whatif.cells import Cells
    from gistools.terrain.types import ConditionedTerrain

MOST_LOOKED_AT = 200_000  # cells


def with_beds(
    runoff: RunoffClasses, terrain: ConditionedTerrain, beds: Sequence[tuple[Cells, float, float]]
) -> RunoffClasses:
    """Return run-off on changed ground of the same land, where beds take the rain on their own cells.

    Parameters
    ----------
    runoff:
        Of the terrain before.
    terrain:
        The terrain after.
    beds:
        Cells on land, room and infiltration in mm on them; of two on one cell the later counts. All rain on them goes
        into the bed: the room counts as initial loss and the infiltration as drained, in place of the losses that the
        cells had.
    """
    if not beds:
        return replace(runoff, terrain=terrain)
    code = np.zeros(terrain.grid.shape, np.int32) if runoff.code is None else runoff.code.copy()
    parts = {name: [getattr(runoff, name)] for name in ("rain", "running", "initial", "drained")}
    count = runoff.rain.size
    for cells, room_mm, infiltration_mm in beds:
        # a bed drawn on another takes the class that the other made, whose rain is that of the ground beneath
        old, place = np.unique(code[cells], return_inverse=True)
        rain = np.concatenate(parts["rain"])[old]
        made = {
            "rain": rain,
            "running": rain,
            "initial": np.full(old.size, int(water_units(room_mm)) * runoff.per_unit),
            "drained": np.full(old.size, int(water_units(infiltration_mm)) * runoff.per_unit),
        }
        for name, values in made.items():
            parts[name].append(values.astype(np.int64))
        code[cells] = (place.reshape(-1) + count).astype(np.int32)
        count += old.size
    rain, running, initial, drained = (np.concatenate(values) for values in parts.values())
    cells_of = np.bincount(code[terrain.land], minlength=count).astype(np.int64)
    return replace(
        runoff, code=code, rain=rain, running=running, initial=initial, drained=drained, cells=cells_of, terrain=terrain
    )


def can_hold(terrain: ConditionedTerrain, cell: tuple[int, int]) -> bool:
    """Return whether water can stand on a cell: whether each way off the map rises above it somewhere.

    Ways are looked for from the cell over cells no higher, the lowest first; when `MOST_LOOKED_AT` are not enough, the
    answer is yes.

    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition
    >>> z = np.array([[5, 5, 5, 5, 5], [5, 3, 4, 2, 1], [5, 5, 5, 5, 5]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 5, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> can_hold(terrain, (1, 1)), can_hold(terrain, (1, 2)), can_hold(terrain, (1, 3))
    (True, False, False)
    """
    z, cls, (rows, cols) = terrain.surface.values, terrain.cell_class, terrain.grid.shape
    level = float(z[cell])
    seen, ahead = {cell}, [(level, cell)]
    while ahead and len(seen) < MOST_LOOKED_AT:
        _, (row, col) = heapq.heappop(ahead)
        for r, c in ((row + a, col + b) for a in (-1, 0, 1) for b in (-1, 0, 1)):
            if not (0 <= r < rows and 0 <= c < cols):
                if terrain.edge_is_outlet:
                    return False
            elif cls[r, c] != LAND:
                if cls[r, c] != WALL:
                    return False
            elif (r, c) not in seen and z[r, c] <= level:
                seen.add((r, c))
                heapq.heappush(ahead, (float(z[r, c]), (r, c)))
    return True
