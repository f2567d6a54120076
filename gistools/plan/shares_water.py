"""Whose water meets a measure, and what everyday rain brings it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.cloudburst.params import EventParams
from gistools.cloudburst.runoff import net_runoff
from gistools.kernels import chain
from gistools.kernels.codes import OUT_BASINS
from gistools.plan.solutions_value import value_of
from gistools.terrain.burn import draw_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.plan.shares_params import ShareParams
    from gistools.plan.solutions_town import Town

    F64 = npt.NDArray[np.float64]
    I32 = npt.NDArray[np.int32]


def meets_first(town: Town, cells: Mapping[int, tuple[Any, Any]]) -> I32:
    """Return the number of the measure that the water of each cell meets first, along the routed flow; 0 for none.

    Of measures on one cell the first in the mapping has it.
    """
    grid = town.grid
    owner: dict[int, int] = {}
    for number, (rows, cols) in cells.items():
        for cell in (rows * grid.cols + cols).tolist():
            owner.setdefault(cell, number)
    made = np.zeros(grid.shape, np.int32)
    if owner:
        places = np.array(sorted(owner), np.int64)
        label = chain.solve_watersheds(town.flow.routed, places, np.zeros(1, np.uint8))
        inside = label >= OUT_BASINS
        numbers = np.array([owner[cell] for cell in places.tolist()], np.int32)
        made[inside] = numbers[label[inside] - OUT_BASINS]
    return made


def everyday_water(town: Town, params: ShareParams, rain_mm: float, losses: pd.DataFrame | None) -> F64 | None:
    """Return what everyday rain sends off each cell, m³; None where the land cover is not known."""
    area = town.grid.cell_area_m2
    if town.layers.land_cover is None or town.cover is None:
        return None
    if losses is None:
        return np.where(town.cover.mask(town.paved_words), rain_mm / 1000.0 * area, 0.0)
    event = EventParams(rain_mm=rain_mm, drain_hours=0.0, land_cover_field=params.land_cover_field)
    ran = net_runoff(town.terrain, event, None, town.layers.land_cover, losses)
    return ran.amount / ran.per_m * area


def water_of(brings: F64 | None, mine: npt.NDArray[np.bool_], *, holds: bool) -> float:
    """Return what everyday rain brings a measure, m³: 0 to one that holds none, NaN where it is not known."""
    if not holds:
        return 0.0
    return math.nan if brings is None else float(brings[mine].sum())


def sewered_cells(sewer: gpd.GeoDataFrame | None, town: Town) -> npt.NDArray[np.bool_] | None:
    """Return which cells lie in a sewer catchment; None where these are not given."""
    if sewer is None:
        return None
    made = np.zeros(town.grid.shape, np.uint8)
    draw_shapes(((shape, 1) for shape in sewer.geometry), made, town.grid)
    return made.astype(np.bool_)


def disconnected_m2(
    everyday: str,
    paved: npt.NDArray[np.bool_],
    sewered: npt.NDArray[np.bool_] | None,
    town: Town,
    *,
    holds: bool,
) -> float:
    """Return the paved ground of sewer catchments that a measure takes off the sewer; NaN where that is not known."""
    if not holds:
        return 0.0
    cells = math.nan if sewered is None or town.cover is None else float((paved & sewered).sum())
    return value_of(everyday, cells * town.grid.cell_area_m2)
