"""The tool what-if: library steps composed for the runner; declared in `gistools.cloudburst.whatif.tools`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from gistools.cloudburst.links import listed
from gistools.cloudburst.run_tools import loss_params, make_wanted, part_links
from gistools.cloudburst.runoff import require_losses, runoff_classes
from gistools.cloudburst.whatif.desk import Desk, Edited
from gistools.cloudburst.whatif.works import no_effects
from gistools.progress import Progress, Stage, run_cancellable
from gistools.terrain.run_tools import prepare
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.cloudburst.whatif.params import DeskParams, WhatIfParams
    from gistools.raster import Raster
    from gistools.tool import Steps
    from gistools.triangles import Triangles


def what_if_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    basins: gpd.GeoDataFrame | None,
    measures: gpd.GeoDataFrame | None,
    design_surface: Raster | Triangles | None,
    params: WhatIfParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``what-if``: one edit on a desk of its own."""
    given = [elevation]
    del elevation
    desk = open_desk(
        elevation=given.pop(), adjustment_lines=adjustment_lines, horseshoes=horseshoes, buildings=buildings, rain=rain,
        land_cover=land_cover, losses=losses, basins=basins, params=params, steps=steps,
        progress=Stage(progress, 0.0, 0.5),
    )  # fmt: skip
    _, makers, notes = edit_desk(
        desk=desk, measures=measures, design_surface=design_surface, params=params, progress=Stage(progress, 0.5, 0.8)
    )
    return Made(make_wanted(makers, wanted, Stage(progress, 0.8, 1.0)), notes)


def open_desk(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    basins: gpd.GeoDataFrame | None,
    params: DeskParams,
    steps: Steps,
    progress: Progress,
) -> Desk:
    """Return a desk with what the inputs of ``what-if`` give before any measure."""
    given = [elevation]
    del elevation
    losing = loss_params(params)
    require_losses(losing, rain, land_cover, losses)
    cut, linked = part_links(adjustment_lines, horseshoes)
    terrain, flow = prepare(given, params, (*cut, buildings), steps, Stage(progress, 0.0, 0.5))
    runoff = run_cancellable(progress, lambda: runoff_classes(terrain, losing, rain, land_cover, losses))
    open_lines = tuple(layer for layer in cut if layer is not None)
    return Desk(
        terrain, flow, runoff, linked, basins, open_lines=open_lines, most_mm=params.most_rain_mm,
        progress=Stage(progress, 0.5, 1.0),
    )  # fmt: skip


def edit_desk(
    *,
    desk: Desk,
    measures: gpd.GeoDataFrame | None,
    design_surface: Raster | Triangles | None,
    params: DeskParams,
    progress: Progress,
) -> tuple[Edited, Mapping[str, Callable[[], object]], tuple[Text, ...]]:
    """Return what measures do on a desk, how each output of ``what-if`` is made from it, and notes."""
    edited = desk.edit(measures, design_surface, progress=progress)
    plan, found, after = edited.plan, edited.comparison, edited.comparison.after
    last = after.runoff.last * after.runoff.step_mm
    rains = [mm for mm in params.rains if mm <= last] or [last]
    areas = functools.cache(lambda: found.areas(params))
    drawn = None if plan is None else plan.unlimited
    unlimited = [*desk.open_lines, *([] if drawn is None else [drawn])]
    makers: dict[str, Callable[[], object]] = {
        "rain_change": lambda: found.change,
        "rain_to_flood": lambda: after.rain,
        "wet_change": lambda: found.state,
        "measure_effects": lambda: no_effects(desk.grid) if plan is None else plan.table,
        "changed_areas": areas,
        "comparison": lambda: found.table(rains),
        "areas_by_rain": lambda: found.areas_by_rain(areas(), rains),
        "links": lambda: listed(after.links, unlimited, desk.grid.crs),
        "ledgers": lambda: found.ledgers(rains),
        "pits": lambda: after.flow.forest.leaves,
    }
    notes = (*after.notes, *(() if plan is None else plan.notes), *_beyond(params.rains, last))
    return edited, makers, notes


def _beyond(rains: tuple[float, ...], last: float) -> tuple[Text, ...]:
    """Return a note on rains that are left out because they are larger than can be counted."""
    left = ", ".join(f"{mm:g}" for mm in rains if mm > last)
    if not left:
        return ()
    return (
        Text(
            f"regn over {last:.0f} mm kan ikke gøres op med denne regnraster og er udeladt: {left} mm",
            f"rains above {last:.0f} mm cannot be counted with this rain raster and are left out: {left} mm",
        ),
    )
