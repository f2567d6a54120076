"""The tool solution-places: library steps for the runner; declared in `gistools.plan.solutions_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.bluespots import find_bluespots
from gistools.cloudburst.params import ReportParams
from gistools.cloudburst.run_tools import make_wanted
from gistools.floodcost.value_marks import not_verified
from gistools.plan.solutions_params import SolutionParams
from gistools.plan.solutions_places import find_solution_places
from gistools.plan.solutions_rules import solution_rules
from gistools.plan.solutions_town import TownLayers
from gistools.progress import Progress, Stage
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.tables import load_table, read_user_table
from gistools.terrain.run_tools import prepare
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.plan.solutions_params import SolutionToolParams
    from gistools.raster import Raster
    from gistools.tables import Table
    from gistools.tool import Steps


def solution_places_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    land_cover: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    parcels: gpd.GeoDataFrame | None,
    mapped_lots: gpd.GeoDataFrame | None,
    nature_areas: gpd.GeoDataFrame | None,
    streams: gpd.GeoDataFrame | None,
    existing_basins: gpd.GeoDataFrame | None,
    groundwater_areas: gpd.GeoDataFrame | None,
    groundwater_depth: Raster | None,
    building_costs: gpd.GeoDataFrame | None,
    sub_catchments: gpd.GeoDataFrame | None,
    measure_prices: pd.DataFrame | None,
    rule_table: pd.DataFrame | None,
    params: SolutionToolParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``solution-places``."""
    prices = None if measure_prices is None else read_user_table(measure_prices, "measure_prices")
    rules = None if rule_table is None else read_user_table(rule_table, "solution_rules")
    layers = TownLayers(
        buildings=buildings, land_cover=land_cover, roads=roads, parcels=parcels, mapped_lots=mapped_lots,
        nature_areas=nature_areas, streams=streams, existing_basins=existing_basins,
        groundwater_areas=groundwater_areas, groundwater_depth=groundwater_depth, building_costs=building_costs,
        sub_catchments=sub_catchments,
    )  # fmt: skip
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, (adjustment_lines, horseshoes, buildings), steps, Stage(progress, 0.0, 0.4))
    found = steps(find_bluespots, terrain, flow, progress=Stage(progress, 0.4, 0.5))
    made = find_solution_places(
        terrain, flow, found, layers, part_of(params, SolutionParams), report=part_of(params, ReportParams),
        rules=rules, prices=prices, progress=Stage(progress, 0.5, 0.9),
    )  # fmt: skip
    borne = stamps_on(*(layer for name, layer in vars(layers).items() if name != "groundwater_depth"))
    stamp = mark_of(dict.fromkeys((*borne, *(() if prices is None else prices.stamps))))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "solution_places": lambda: made.layer(show_failed=params.show_failed),
        "solution_sheets": made.sheets,
        "solution_rules": made.rule_frame,
    }
    told = (*made.notes, *unverified_of(rules, prices))
    if building_costs is not None:
        told += not_verified(building_costs)
    values = make_wanted({k: stamped(v, stamp) for k, v in makers.items()}, wanted, Stage(progress, 0.9, 1.0))
    return Made(values, tuple(dict.fromkeys((*terrain.notes, *told))))


def unverified_of(rules: Table | None, prices: Table | None) -> tuple[Text, ...]:
    """Return in few sentences what nobody has verified of rules and prices."""
    own = solution_rules(rules)
    count = sum(not rule.verified for found in own.values() for rule in found)
    total = sum(map(len, own.values()))
    told = []
    if count:
        told.append(
            Text(
                f"{count} af {total} regler er gistools' eget valg eller efter hukommelsen og ikke verificeret (se "
                "solution_rules); idékatalogets tekst er heller ikke",
                f"{count} of {total} rules are gistools' own choice or from memory and not verified (see "
                "solution_rules); nor is the text of the catalogue",
            )
            if rules is None
            else Text(
                f"{count} af {total} egne regler er ikke verificeret", f"{count} of {total} own rules are not verified"
            )
        )
    table = load_table("measure_prices") if prices is None else prices
    if not np.isfinite(table.frame["capital_dkk"]).any():
        told.append(Text("Priser er ukendte: giv measure_prices", "Prices are unknown: give measure_prices"))
    elif not table.verified:
        told.append(Text("Priserne er ikke verificeret", "The prices are not verified"))
    return tuple(told)
