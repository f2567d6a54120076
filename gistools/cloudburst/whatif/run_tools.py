"""The tool what-if: library steps composed for the runner; declared in `gistools.cloudburst.whatif.tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cloudburst.links import find_links, listed
from gistools.cloudburst.params import LossParams
from gistools.cloudburst.run_tools import make_wanted, part_links
from gistools.cloudburst.runoff import require_losses, runoff_classes
from gistools.cloudburst.whatif.comparison import compare
from gistools.cloudburst.whatif.planning import apply_measures
from gistools.cloudburst.whatif.solving import solve
from gistools.progress import Progress, Stage, run_cancellable
from gistools.terrain.run_tools import prepare
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.cloudburst.whatif.params import WhatIfParams
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
    """Run the tool ``what-if``."""
    losing = _loss_params(params)
    require_losses(losing, rain, land_cover, losses)
    cut, linked = part_links(adjustment_lines, horseshoes)
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, (*cut, buildings), steps, Stage(progress, 0.0, 0.2))
    runoff = run_cancellable(progress, lambda: runoff_classes(terrain, losing, rain, land_cover, losses))
    progress.update(0.2, Text("Lægger tiltag på terrænet", "Laying measures on the terrain"))
    plan = run_cancellable(
        progress, lambda: apply_measures(terrain, flow, runoff, measures, design_surface, linked, basins)
    )
    links = None if linked is None and basins is None else find_links(terrain, linked, basins)
    before = solve(terrain, runoff, links, flow, steps=steps, progress=Stage(progress, 0.25, 0.5))
    after = solve(plan.terrain, plan.runoff, plan.links(), steps=steps, progress=Stage(progress, 0.5, 0.8))
    found = compare(before, after, params.most_rain_mm, plan.touched)
    last = before.runoff.last * before.runoff.step_mm
    rains = [mm for mm in params.rains if mm <= last] or [last]
    areas = run_cancellable(progress, lambda: found.areas(params)) if wanted & _OF_AREAS else None
    unlimited = [layer for layer in (*cut, plan.unlimited) if layer is not None]
    makers: dict[str, Callable[[], object]] = {
        "rain_change": lambda: found.change,
        "rain_to_flood": lambda: after.rain,
        "wet_change": lambda: found.state,
        "measure_effects": lambda: plan.table,
        "changed_areas": lambda: areas,
        "comparison": lambda: found.table(rains),
        "areas_by_rain": lambda: None if areas is None else found.areas_by_rain(areas, rains),
        "links": lambda: listed(after.links, unlimited, terrain.grid.crs),
        "ledgers": lambda: found.ledgers(rains),
    }
    notes = (*after.notes, *plan.notes, *_beyond(params.rains, last))
    return Made(make_wanted(makers, wanted, Stage(progress, 0.8, 1.0)), notes)


def _loss_params(params: WhatIfParams) -> LossParams:
    """Return the part of the parameters that says how rain and losses are read."""
    return LossParams(**{name: getattr(params, name) for name in LossParams().to_mapping()})


_OF_AREAS = frozenset({"changed_areas", "areas_by_rain"})


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
