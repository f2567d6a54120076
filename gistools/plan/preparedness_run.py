"""The tool preparedness: library steps composed for the runner; declared in `gistools.plan.preparedness_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.run_tools import all_rains_of, unlimited_note
from gistools.plan.compare_maps import cases_of
from gistools.plan.compare_run import marked, rain_table
from gistools.plan.preparedness_assess import preparedness
from gistools.plan.preparedness_params import PreparednessParams
from gistools.progress import Stage
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.cloudburst.rain.statistics import RainStatistics
    from gistools.plan.preparedness_assess import Preparedness
    from gistools.plan.preparedness_params import PreparednessToolParams
    from gistools.progress import Progress
    from gistools.raster import Raster
    from gistools.tool import Steps


def preparedness_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    roads: gpd.GeoDataFrame,
    homes: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    rain_statistics: pd.DataFrame | None,
    params: PreparednessToolParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``preparedness``."""
    statistics = rain_table(rain_statistics, params)
    cases = cases_of(params.rains, params.periods, statistics, params.duration_min)
    given = [elevation]
    del elevation
    layers = (adjustment_lines, horseshoes, buildings)
    result, cut = all_rains_of(
        given, layers, None, land_cover, losses, None, params, steps, Stage(progress, 0.0, 0.6)
    )  # fmt: skip
    asked = part_of(params, PreparednessParams)
    made = preparedness(
        result, roads, homes, stations, asked, cases=cases, buildings=buildings, progress=Stage(progress, 0.6, 1.0)
    )
    values = {
        "closed_roads": _in_years(made.roads, statistics, params.duration_min),
        "home_reach": _in_years(made.homes, statistics, params.duration_min),
        "stations_used": made.stations,
        "critical_places": made.places,
        "places_by_rain": made.places_by_rain,
        "preparedness_by_rain": made.by_rain,
    }
    if made.places is not None:
        values["critical_places"] = _in_years(made.places, statistics, params.duration_min)
    told = (_sentence(made), *made.notes, *unlimited_note(cut))
    kept = {name: marked(value, statistics) for name, value in values.items() if name in wanted and value is not None}
    return Made(kept, told)


def _in_years(
    layer: gpd.GeoDataFrame, statistics: RainStatistics | None, duration_min: float | None
) -> gpd.GeoDataFrame:
    """Fill each column of years beside its column of mm."""
    if statistics is None or duration_min is None:
        return layer
    for name in (str(c) for c in layer.columns if str(c).endswith("_years")):
        mm = layer[name.removesuffix("_years") + "_mm"].to_numpy(np.float64)
        years = statistics.return_period(duration_min, mm)
        layer[name] = np.where(np.isfinite(years), years, np.nan)
    return layer


def _sentence(made: Preparedness) -> Text:
    """Return what the planner is told first."""
    last = made.by_rain.iloc[-1]
    rain, cut, all_of = f"{last['rain_mm']:.4g}", int(last["homes_cut_off"]), int(last["home_count"])
    detour, none = int(last["homes_detour"]), int(last["homes_unknown"] + last["homes_no_way"] + last["homes_no_road"])
    return Text(
        f"Ved {rain.replace('.', ',')} mm er {cut} af {all_of} hjem afskåret, {detour} nås kun ad omvej, og {none} er "
        "der ikke svar for.",
        f"At {rain} mm {cut} of {all_of} homes are cut off, {detour} are reached by a detour alone, and for {none} "
        "there is no answer.",
    )
