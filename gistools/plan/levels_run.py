"""The tool service-level-check: library steps composed for the runner; declared in `gistools.plan.levels_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cloudburst.bluespots import find_bluespots
from gistools.cloudburst.run_tools import limits_not_used, loss_params, make_wanted
from gistools.cloudburst.runoff import require_losses, runoff_classes
from gistools.floodcost.economy import discounting_of, tax_of
from gistools.plan.levels_areas import area_types, level_areas
from gistools.plan.levels_check import MET, NOT_MET, UNKNOWN, check_levels
from gistools.plan.levels_cost import BasinPrice
from gistools.plan.levels_layers import service_areas, service_level_status, service_ponds
from gistools.plan.levels_sewer import sewer_service
from gistools.plan.levels_table import read_service_levels, service_rains
from gistools.plan.levels_text import service_level_text
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.tables import read_user_table
from gistools.terrain.run_tools import prepare
from gistools.text import Text, counted
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.plan.levels_areas import LevelAreas
    from gistools.plan.levels_check import CheckedLevels
    from gistools.plan.levels_params import LevelCheckToolParams
    from gistools.raster import Raster
    from gistools.tool import Steps


def service_level_check_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    service_levels: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    measure_prices: pd.DataFrame | None,
    sewer_catchments: gpd.GeoDataFrame | None,
    params: LevelCheckToolParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``service-level-check``."""
    losing = loss_params(params)
    require_losses(losing, None, land_cover, losses)
    types = area_types(areas, params.area_type_field)
    described = read_service_levels(service_levels, types)
    rains, about_rain, rain_stamps = service_rains(described.rows, rain_statistics, climate_factors, params)
    own = None if measure_prices is None else read_user_table(measure_prices, "measure_prices")
    price = BasinPrice.of(own, discounting_of(params), tax_of(params))
    sewer = None
    if sewer_catchments is not None:
        sewer = sewer_service(sewer_catchments, params.sewer_kind_field, params.sewer_years_field)
    given = [elevation]
    del elevation
    layers_given = (adjustment_lines, horseshoes, buildings)
    terrain, flow = prepare(given, params, layers_given, steps, Stage(progress, 0.0, 0.4))
    found = steps(find_bluespots, terrain, flow, progress=Stage(progress, 0.4, 0.5))
    classes = run_cancellable(progress, lambda: runoff_classes(terrain, losing, None, land_cover, losses))
    asked = run_cancellable(
        progress,
        lambda: level_areas(
            terrain,
            areas,
            params.area_type_field,
            wanted={row.area_type for row in described.rows},
            id_field=params.area_id_field,
        ),
    )
    checked = check_levels(
        terrain, flow, found, classes, described.rows, [one.rain_mm for one in rains], asked,
        progress=Stage(progress, 0.5, 0.85),
    )  # fmt: skip
    status = service_level_status(checked, rains, price, params.duration_min)
    physical = (*described.stamps, *rain_stamps, *asked.stamps, *stamps_on(land_cover, losses))
    stamp = mark_of(dict.fromkeys(physical))
    priced = mark_of(dict.fromkeys((*physical, *price.prices.stamps)))
    makers: dict[str, Callable[[], object]] = {
        "service_areas": stamped(lambda: service_areas(checked, rains), stamp),
        "service_ponds": stamped(lambda: service_ponds(checked, rains, price), priced),
        "service_level_status": stamped(lambda: status, priced),
        "service_level_text": stamped(lambda: service_level_text(status, rains), priced),
    }
    if sewer is not None:
        table = sewer[0]
        makers["sewer_service"] = stamped(lambda: table, mark_of(stamps_on(sewer_catchments)))
    made = make_wanted(makers, wanted, Stage(progress, 0.85, 1.0))
    unverified = dict.fromkeys(text for one in rains for text in one.unverified)
    notes = (
        _sentence(checked),
        *_of_areas(asked, types),
        *limits_not_used(adjustment_lines, horseshoes),
        *about_rain,
        *unverified,
        *price.notes,
        *(() if sewer is None else sewer[1]),
        *checked.notes,
    )
    return Made(made, tuple(dict.fromkeys(notes)))


def _sentence(checked: CheckedLevels) -> Text:
    """Return what the planner is told first."""
    states = checked.states()
    n, met, off, dark = checked.areas.count, states[MET], states[NOT_MET], states[UNKNOWN]
    return Text(
        f"Af {counted(n, 'område', 'områder')} opfylder {met} alle sine niveauer, {off} bryder mindst ét, og for "
        f"{dark} er det ukendt.",
        f"Of {counted(n, 'area', 'areas')} {met} meet all their levels, {off} break one at least, and for {dark} it is "
        "unknown.",
    )


def _of_areas(areas: LevelAreas, types: tuple[str, ...]) -> tuple[Text, ...]:
    """Return which areas no row of the table is about."""
    notes = []
    asked = {one.casefold() for one in areas.types}
    left = list(dict.fromkeys(one.casefold() for one in types if one.casefold() not in asked))
    if left:
        shown = ", ".join(left[:_MOST_NAMED]) + (" …" if len(left) > _MOST_NAMED else "")
        notes.append(
            Text(
                f"Der er intet niveau for områder af typen {shown}: de er ikke bedømt.",
                f"There is no level for areas of the type {shown}: they were not judged.",
            )
        )
    if areas.without_type:
        notes.append(
            Text(
                f"{counted(areas.without_type, 'flade', 'flader')} uden områdetype er ikke bedømt.",
                f"{counted(areas.without_type, 'polygon', 'polygons')} without an area type were not judged.",
            )
        )
    return tuple(notes)


_MOST_NAMED = 8
