"""Sub-catchments (deloplande): the land parted by where its water runs, spills and leaves."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.all_rains import RainToFlood
from gistools.cloudburst.bluespots import Bluespots
from gistools.errors import GridError, ParamError
from gistools.kernels.codes import OUT_BASINS
from gistools.plan.subcatchment_params import SewerRule, SubCatchmentParams
from gistools.plan.subcatchments_merge import Groups, basins_of, link_by_water, merge_small
from gistools.plan.subcatchments_shapes import named_cells
from gistools.progress import NoProgress, Progress, check
from gistools.terrain.flow import require_flow
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.event import FloodEvent
    from gistools.grid import Grid
    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain, FlowField

    I32 = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class SubCatchments:
    """A partition of the land into sub-catchments (deloplande); made by `sub_catchments`.

    Parameters
    ----------
    terrain, flow, bluespots:
        What they are parts of.
    label:
        int32 of the shape of the grid: the number of the sub-catchment of each land cell, from 1; 0 off land.
    names:
        What each is called, in the order of the numbers.
    origin:
        Of each: ``terrain`` (drawn from the spill network), ``sewer`` (a part of one, cut by sewer catchments), ``edge``,
        ``sea`` or ``hole`` (what runs straight off the map there), ``edit`` (drawn by hand).
    sewer:
        Name of the sewer catchment of each; empty for none.
    notes:
        What the user should know.
    """

    terrain: ConditionedTerrain
    flow: FlowField
    bluespots: Bluespots
    label: I32
    names: tuple[str, ...]
    origin: tuple[str, ...]
    sewer: tuple[str, ...]
    notes: tuple[Text, ...]
