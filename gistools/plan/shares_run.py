"""The tool measure-shares: library steps for the runner; declared in `gistools.plan.shares_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cloudburst.bluespots import find_bluespots
from gistools.cloudburst.rain.statistics import RainStatistics
from gistools.cloudburst.run_tools import make_wanted
from gistools.errors import ParamError
from gistools.plan.shares import financing_rules, measure_shares
from gistools.plan.shares_params import ShareParams
from gistools.plan.solutions_rules import solution_rules
from gistools.plan.solutions_town import Town, TownLayers
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.tables import load_table, read_user_table
from gistools.terrain.run_tools import prepare
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.plan.shares_params import ShareToolParams
    from gistools.raster import Raster
    from gistools.tool import Steps


def measure_shares_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    measures: gpd.GeoDataFrame,
    rain_statistics: pd.DataFrame | None,
    sewer_catchments: gpd.GeoDataFrame | None,
    mapped_lots: gpd.GeoDataFrame | None,
    nature_areas: gpd.GeoDataFrame | None,
    streams: gpd.GeoDataFrame | None,
    groundwater_areas: gpd.GeoDataFrame | None,
    groundwater_depth: Raster | None,
    paths: gpd.GeoDataFrame | None,
    measure_prices: pd.DataFrame | None,
    params: ShareToolParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``measure-shares``."""
    rain = None if rain_statistics is None else RainStatistics.from_table(rain_statistics, series=params.series)
    everyday_mm = _everyday(params, rain)
    prices = None if measure_prices is None else read_user_table(measure_prices, "measure_prices")
    layers = TownLayers(
        buildings=buildings, land_cover=land_cover, mapped_lots=mapped_lots, nature_areas=nature_areas,
        streams=streams, groundwater_areas=groundwater_areas, groundwater_depth=groundwater_depth,
    )  # fmt: skip
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, (adjustment_lines, horseshoes, buildings), steps, Stage(progress, 0.0, 0.4))
    layers.require(terrain.grid)
    found = steps(find_bluespots, terrain, flow, progress=Stage(progress, 0.4, 0.5))
    town = Town(terrain, flow, found, layers, params, solution_rules(), params.land_cover_field)
    asked = part_of(params, ShareParams)
    made = run_cancellable(
        progress,
        lambda: measure_shares(
            town, measures, asked, everyday_mm, losses=losses, sewer=sewer_catchments, paths=paths, prices=prices
        ),
    )
    told = (land_cover, measures, losses, sewer_catchments, mapped_lots, nature_areas, paths, buildings)
    more = (*(() if prices is None else prices.stamps), *(() if rain is None else rain.stamps))
    stamp = mark_of(dict.fromkeys((*stamps_on(*told), *more)))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "measure_shares": stamped(made.layer.copy, stamp),
        "share_sums": stamped(made.sums, stamp),
        "share_rules": financing_rules,
    }
    values = make_wanted(makers, wanted, Stage(progress, 0.9, 1.0))
    unverified = (*(() if rain is None else rain.unverified), *load_table("financing_rules").unverified[-1:])
    return Made(values, tuple(dict.fromkeys((*terrain.notes, *made.notes, *unverified))))


def _everyday(params: ShareToolParams, rain: RainStatistics | None) -> float:
    """Return the largest everyday rain, mm; raise `ParamError` when the rain table does not hold it."""
    if rain is None or params.duration_min is None:
        return params.everyday_mm or 0.0
    mm = float(rain.depth_mm(params.duration_min, params.sewer_years))
    if not 0.0 < mm < float("inf"):
        held = ", ".join(f"{t:g}" for t in rain.return_periods_years)
        raise ParamError(
            Text(f"sewer_years = {params.sewer_years:g}", f"sewer_years = {params.sewer_years:g}"),
            Text(f"en gentagelsesperiode inden for regntabellens ({held} år)", f"one within the rain table's ({held})"),
            Text("vælg en anden, eller giv everyday_mm", "choose another, or give everyday_mm"),
        )
    return mm
