"""The tools of terrain uncertainty: library steps composed for the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cloudburst.links import links_of
from gistools.cloudburst.run_tools import part_links, unlimited_note
from gistools.cloudburst.runoff import require_losses, runoff_classes
from gistools.cloudburst.uncertain.rain import uncertain_rain_to_flood
from gistools.progress import Progress, Stage, run_cancellable
from gistools.terrain.conditioning import condition
from gistools.terrain.run_tools import terrain_params
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.cloudburst.uncertain.params import UncertainRainParams
    from gistools.raster import Raster
    from gistools.tool import Steps


def uncertainty_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    basins: gpd.GeoDataFrame | None,
    params: UncertainRainParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``rain-to-flood-uncertainty``; the terrain may be remembered, draws are not."""
    require_losses(params, rain, land_cover, losses)
    cut, linked = part_links(adjustment_lines, horseshoes)
    terrain = steps(condition, elevation, terrain_params(params), *cut, buildings, progress=Stage(progress, 0.0, 0.01))
    runoff = run_cancellable(progress, lambda: runoff_classes(terrain, params, rain, land_cover, losses))
    links = links_of(terrain, linked, basins)
    found = uncertain_rain_to_flood(
        terrain, runoff, params, links,
        elevation=elevation, report=params, wet_at_mm=params.wet_at_mm if "wet_share" in wanted else None,
        progress=Stage(progress, 0.01, 1.0),
    )  # fmt: skip
    made = {"wet_share": found.wet_share, "p10": found.p10, "p50": found.p50, "p90": found.p90}
    made |= {"uncertain_bluespots": found.bluespots}
    notes = found.notes if links is None else (*found.notes, *unlimited_note(cut))
    return Made({name: made[name] for name in wanted}, notes)
