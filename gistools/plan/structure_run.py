"""The tool cloudburst-structure: library steps for the runner; declared in `gistools.plan.structure_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cloudburst.run_tools import limits_not_used, loss_params, make_wanted
from gistools.cloudburst.runoff import require_losses, runoff_classes
from gistools.plan.structure_check import check_structure
from gistools.plan.structure_layers import link_layer, node_layer
from gistools.plan.structure_reading import read_structure
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.terrain.conditioning import condition
from gistools.terrain.run_tools import terrain_params
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.plan.structure_params import StructureToolParams
    from gistools.raster import Raster
    from gistools.tool import Steps


def cloudburst_structure_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    structure: gpd.GeoDataFrame,
    params: StructureToolParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``cloudburst-structure``."""
    losing = loss_params(params)
    require_losses(losing, None, land_cover, losses)
    layers_given = (adjustment_lines, horseshoes, buildings)
    terrain = steps(condition, elevation, terrain_params(params), *layers_given, progress=Stage(progress, 0.0, 0.2))
    read = read_structure(structure, terrain, params)
    classes = run_cancellable(progress, lambda: runoff_classes(terrain, losing, None, land_cover, losses))
    checked = check_structure(
        read, terrain, classes, params.rain_mm or 0.0, params, progress=Stage(progress, 0.25, 0.85)
    )
    stamp = mark_of(stamps_on(structure))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "structure_links": lambda: link_layer(checked),
        "structure_nodes": lambda: node_layer(checked),
        "structure_account": checked.to_frame,
    }
    made = make_wanted({k: stamped(v, stamp) for k, v in makers.items()}, wanted, Stage(progress, 0.85, 1.0))
    notes = (*limits_not_used(adjustment_lines, horseshoes), *checked.notes)
    return Made(made, tuple(dict.fromkeys(notes)))
