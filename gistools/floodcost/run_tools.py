"""The flood-cost tools: library steps composed for the runner; declared in `gistools.floodcost.tools`."""

from __future__ import annotations

import dataclasses
import functools
import operator
from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.rain.run_tools import climates
from gistools.cloudburst.run_tools import all_rains_of, make_wanted, unlimited_note
from gistools.errors import ParamError
from gistools.floodcost.annual import annual_from_maps
from gistools.floodcost.bands import AS_IS, assumed, band_table, depths_of, draws_of, swing_table, unspread
from gistools.floodcost.columns import number_column, require_column
from gistools.floodcost.costing import FUTURE, TODAY, FloodCost, annual_of, flood_cost, stamped, told_of
from gistools.floodcost.damage import DamageModel, Extra, classify, damage_model
from gistools.floodcost.draws import Alternative
from gistools.floodcost.estimates import with_ends
from gistools.floodcost.exposure import expose
from gistools.floodcost.exposure_params import ExposureParams, ExposureRule
from gistools.floodcost.figures_used import rate_figures, road_figures
from gistools.floodcost.foreign import expose_depths, expose_rain_raster
from gistools.floodcost.marks import all_by, marked
from gistools.floodcost.os2 import (
    NOT_ANNUAL,
    OS2_RING,
    os2_coefficients,
    os2_comparison,
    os2_damage,
    os2_figures,
    os2_rates,
)
from gistools.floodcost.people import ALL, people_exposed
from gistools.floodcost.places import PlacesMet, places_by_map, places_by_rain
from gistools.floodcost.prices import price_factor
from gistools.floodcost.publishing import map_evidence, published
from gistools.floodcost.rates import RainRate, rain_rate
from gistools.floodcost.road_costs import road_costs
from gistools.floodcost.stepping import STEPPED
from gistools.floodcost.worded import worded
from gistools.progress import NoProgress, Progress, Stage, run_cancellable
from gistools.tables import read_user_table
from gistools.text import Text, counted, danish
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.cloudburst.rain.statistics import RainStatistics
    from gistools.floodcost.annual import AnnualDamage
    from gistools.floodcost.bundle_values import Default
    from gistools.floodcost.cost_params import (
        CostRainParams,
        DamageParams,
        FloodCostMapsParams,
        FloodCostParams,
        FloodCostRainParams,
    )
    from gistools.raster import Raster
    from gistools.tool import Steps

    F64 = npt.NDArray[np.float64]

GRID_STEPS = 60  # rains that curves are read at


def flood_cost_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame,
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    basins: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    critical_places: gpd.GeoDataFrame | None = None,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    damage_table: pd.DataFrame | None,
    price_index: pd.DataFrame | None,
    params: FloodCostParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``flood-cost``."""
    rates, told = rates_of(rain_statistics, climate_factors, params)  # what can be wrong is told before the long work
    classified, model = run_cancellable(progress, lambda: modelled(buildings, damage_table, price_index, params))
    given = [elevation]
    del elevation
    result, cut = all_rains_of(
        given, (adjustment_lines, horseshoes, buildings), rain, land_cover, losses, basins, params, steps,
        Stage(progress, 0.0, 0.7),
    )  # fmt: skip
    steps_of = len(model.steps)
    depths = depths_of(model, params) if wanted & {"cost_bands", "cost_swings"} else np.empty(0)
    asked = np.vstack([model.thresholds_m(), np.repeat(depths[:, None], len(classified), axis=1)])
    by_grid = bool(model.curves) or params.exposure_rule is ExposureRule.TOUCHED_MEAN
    rains = [float(mm) for mm in rates[TODAY].statistics.curve(params.duration_min)]
    grid = rain_grid(rates, result.runoff.last * result.runoff.step_mm) if by_grid else ()
    read = np.unique(np.concatenate([grid, rains if "people_met" in wanted else []]))
    whole = expose(result, classified, asked, params, rains_mm=read, progress=Stage(progress, 0.7, 0.85))
    exposure = dataclasses.replace(whole, onset_mm=whole.onset_mm[:steps_of], pond_id=whole.pond_id[:steps_of])
    made = flood_cost(classified, exposure, model, rates, cell_m=params.cell_m)
    made = with_ends(
        made,
        functools.partial(model_of, classified, damage_table, price_index, params),
        lambda m: annual_of(exposure, m, rates),
    )
    told = (*told, *unlimited_note(cut))
    more: dict[str, Callable[[], object]] = {
        "people_met": lambda: worded(made.stamped(people_met(made, rains, params))),
        "publication_bundle": lambda: published(made, params, result.ledgers(rains), told),
        "os2_comparison": lambda: made.stamped(os2_table(result, made, params, price_index)),
        "cost_assumptions": lambda: made.assumptions(params, used_beside(params, roads=roads is not None)),
    }
    if params.os2_years is not None and "os2_comparison" in wanted:
        told = (*told, NOT_ANNUAL, *(() if result.terrain.raised is None else (OS2_RING,)))
    if roads is not None and "road_costs" in wanted:
        grid = rain_grid(rates, result.runoff.last * result.runoff.step_mm)
        pieces, about = road_costs(result, roads, rates, grid, params, progress=Stage(progress, 0.84, 0.85))
        more["road_costs"] = lambda: made.stamped(pieces)
        told = (*told, *about)
    if critical_places is not None and wanted & PLACES_OUT:

        def water(layer: gpd.GeoDataFrame, threshold: F64, rule: ExposureParams) -> F64:
            onset: F64 = expose(result, layer, threshold[None, :], rule).onset_mm[0]
            return onset

        placed = run_cancellable(
            progress, lambda: places_by_rain(critical_places, classified, water, rates, params, params)
        )
        more |= _places(made, placed)
        told = (*told, *placed.notes)
    if depths.size:
        onset = Alternative(AS_IS.da, whole.onset_mm[steps_of:])
        drawn = functools.cache(lambda: draws_of([onset], depths, model, rates[TODAY], params, NoProgress()))
        sure = bool(made.verified(TODAY).all()) and unspread(params)
        more["cost_bands"] = lambda: made.stamped(band_table(drawn()).assign(verified=sure))
        more["cost_swings"] = lambda: made.stamped(swing_table(drawn(), AS_IS.da).assign(verified=sure))
        told = (*told, assumed(params), *((STEPPED,) if model.curves else ()))
    return _outputs(made, wanted, told, Stage(progress, 0.85, 1.0), more)


def flood_cost_rain_tool(
    *,
    rain_to_flood: Raster,
    buildings: gpd.GeoDataFrame,
    critical_places: gpd.GeoDataFrame | None = None,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    damage_table: pd.DataFrame | None,
    price_index: pd.DataFrame | None,
    params: FloodCostRainParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``flood-cost-rain``."""
    rates, told = rates_of(rain_statistics, climate_factors, params)
    classified, model = run_cancellable(progress, lambda: modelled(buildings, damage_table, price_index, params))
    if model.curves:
        raise ParamError(
            Text("en skadetabel med kurver", "a damage table with curves"),
            Text(
                "trin med en tærskel: en raster over mindste regn kender kun én dybde",
                "steps with a threshold: a raster of least rain knows one depth alone",
            ),
            Text("brug flood-cost eller flood-cost-maps", "use flood-cost or flood-cost-maps"),
        )
    exposure = expose_rain_raster(
        rain_to_flood, classified, model.thresholds_m(), params, raster_depth_m=params.raster_depth_m,
        progress=Stage(progress, 0.1, 0.8),
    )  # fmt: skip
    made = flood_cost(classified, exposure, model, rates, cell_m=params.cell_m)
    made = with_ends(
        made,
        functools.partial(model_of, classified, damage_table, price_index, params),
        lambda m: annual_of(exposure, m, rates),
    )
    more: dict[str, Callable[[], object]] = {
        "publication_bundle": lambda: published(made, params, None, told),
        "cost_assumptions": lambda: made.assumptions(params),
    }
    if critical_places is not None and wanted & PLACES_OUT:

        def water(layer: gpd.GeoDataFrame, threshold: F64, rule: ExposureParams) -> F64:
            read = expose_rain_raster(
                rain_to_flood, layer, threshold[None, :], rule, raster_depth_m=params.raster_depth_m
            )
            onset: F64 = read.onset_mm[0]
            return onset

        placed = run_cancellable(
            progress, lambda: places_by_rain(critical_places, classified, water, rates, params, params)
        )
        more |= _places(made, placed)
        told = (*told, *placed.notes)
    return _outputs(made, wanted, told, Stage(progress, 0.8, 1.0), more)


def flood_cost_maps_tool(
    *,
    depths: tuple[Raster, ...],
    terrain: Raster | None,
    buildings: gpd.GeoDataFrame,
    critical_places: gpd.GeoDataFrame | None = None,
    damage_table: pd.DataFrame | None,
    price_index: pd.DataFrame | None,
    params: FloodCostMapsParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``flood-cost-maps``."""
    years = params.periods
    if len(depths) != len(years):
        raise ParamError(
            Text(
                f"{len(depths)} kort og {counted(len(years), 'gentagelsesperiode', 'gentagelsesperioder')}",
                f"{len(depths)} maps, {len(years)} periods",
            ),
            Text("en gentagelsesperiode for hvert kort", "a return period for each map"),
            Text("ret return_periods_years eller depths", "correct return_periods_years or depths"),
        )
    classified, model = run_cancellable(progress, lambda: modelled(buildings, damage_table, price_index, params))
    exposure = expose_depths(
        depths, classified, params, terrain=terrain, return_period_years=years, progress=Stage(progress, 0.1, 0.8)
    )

    def annual(of: DamageModel) -> dict[str, AnnualDamage]:
        parts = [
            annual_from_maps(
                damage, years, series=params.series, method=params.map_method, tail=params.map_tail,
                zero_at_years=params.zero_at_years,
            )
            for damage in of.at(exposure.depth_m)
        ]  # fmt: skip
        return {TODAY: functools.reduce(operator.add, parts)}

    made = told_of(classified, exposure, model, {}, annual(model), params.cell_m)
    made = with_ends(made, functools.partial(model_of, classified, damage_table, price_index, params), annual)
    more: dict[str, Callable[[], object]] = {}
    told: tuple[Text, ...] = ()
    if critical_places is not None and wanted & PLACES_OUT:

        def water(layer: gpd.GeoDataFrame, _: F64, rule: ExposureParams) -> F64:
            return expose_depths(depths, layer, rule, terrain=terrain, most_m=np.inf).depth_m  # judged at buildings

        placed = run_cancellable(
            progress, lambda: places_by_map(critical_places, classified, water, years, params, params)
        )
        more, told = _places(made, placed), placed.notes
    more["publication_bundle"] = lambda: published(made, params, None, told, map_evidence(made, params))
    more["cost_assumptions"] = lambda: made.assumptions(params)
    return _outputs(made, wanted, told, Stage(progress, 0.8, 1.0), more)


PLACES_OUT = frozenset({"places_met", "places_counted"})


def _places(made: FloodCost, placed: PlacesMet) -> dict[str, Callable[[], object]]:
    return {
        "places_met": lambda: stamped(placed.places, (*made.stamps, *placed.stamps)),
        "places_counted": lambda: stamped(placed.counts, (*made.stamps, *placed.stamps)),
    }


def people_met(made: FloodCost, rains: Sequence[float], params: FloodCostParams) -> pd.DataFrame:
    """Return how many buildings and dwellings water gets into at the rains of today's table, by damage class.

    The exposure of ``made`` must have been read at these rains.

    A building is met at the lowest threshold of the parts that it is known to have: its basement, where it has one.
    """
    if not made.model.steps:
        raise ParamError(
            Text("en skadetabel uden tærskler", "a damage table without thresholds"),
            Text("trin med en tærskel", "steps with a threshold"),
            Text("udelad people_met", "leave people_met out"),
        )
    depth = made.exposure.depth_m[np.searchsorted(made.exposure.rains_mm, rains)]
    amount, threshold = made.model.amounts_dkk(), made.model.thresholds_m()  # the lowest of the parts that it has
    lowest = np.where(amount > 0.0, threshold, np.inf).min(axis=0)
    for curve in made.model.curves:
        lowest = np.minimum(lowest, np.where(curve.factor > 0.0, curve.begins_m, np.inf))
    threshold = np.where(np.isfinite(lowest), lowest, threshold[0])
    numbers = {}
    if params.dwellings_field in made.classified.columns:
        numbers["dwellings"] = number_column(made.classified, params.dwellings_field)
    table = people_exposed(made.classified, depth, threshold, numbers=numbers)
    rate = made.rates[TODAY]
    case = table.pop("case").to_numpy()
    table.insert(0, "rain_mm", np.asarray(rains)[case])
    table.insert(0, "return_period_years", rate.statistics.return_periods_years[case])
    table = table.rename(columns={"kind": "damage_class"})
    sure = made.verified(TODAY)
    marks = {**all_by(made.classified["damage_class"], sure), ALL: bool(sure.all())}
    return table.assign(verified=marked(table["damage_class"], marks))


def used_beside(params: FloodCostParams, *, roads: bool) -> list[Default]:
    """Return the figures that a run of flood-cost uses beside those of buildings: of roads, and of OS2's risk."""
    made = road_figures() if roads else []
    if params.os2_years is not None:
        made += [*os2_figures(), *rate_figures(os2_rates())]
    return made


def os2_table(
    result: RainToFlood, made: FloodCost, params: FloodCostParams, price_index: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what OS2 would show for one return period, beside the annual damage of each building.

    Read as OS2 reads it, by the depth of the deepest cell that touches the footprint; where buildings are raised on
    this terrain their roofs are dry, and one ring of cells around is read too (`OS2_RING`). Its amounts are in the
    prices of ``made``.
    """
    years = float(params.os2_years or 0.0)
    floods = [
        float(made.rates[name].statistics.depth_mm(params.duration_min, years))
        for name in (TODAY, FUTURE)
        if name in made.rates
    ]
    if not all(0.0 < mm < np.inf for mm in floods):
        raise ParamError(
            Text(f"os2_years = {danish(years)}", f"os2_years = {years:g}"),
            Text("en gentagelsesperiode inden for regntabellen", "a return period within the rain table"),
            Text("vælg en anden", "choose another"),
        )
    rule = ExposureParams(
        exposure_rule=ExposureRule.TOUCHED_MAX if result.terrain.raised is None else ExposureRule.MAX_FILTER,
        filter_cells=3,
    )
    depth = [
        expose_depths([result.standing(mm).depth], made.classified, rule, most_m=np.inf).depth_m[0] for mm in floods
    ]
    own = os2_coefficients([str(c) for c in made.classified["damage_class"]], hazard=made.model.hazard)
    index = None if price_index is None else read_user_table(price_index, "price_index")
    factor = price_factor(own.price_year, made.model.price_year, index)
    ground, below = (made.classified[c].to_numpy(np.float64) for c in ("ground_area_m2", "basement_m2"))
    damage = [os2_damage(d, ground, below, own) * factor for d in depth]
    table = os2_comparison(
        made.classified["building_id"].to_numpy(), damage[0], damage[-1], years, made.annual[TODAY].dkk,
        price_year=made.model.price_year,
    )  # fmt: skip
    if result.terrain.raised is not None:
        table.attrs["notes"] = (*table.attrs["notes"], OS2_RING)
    rates = not any(rate.unverified for rate in made.rates.values())
    return table.assign(verified=own.verified & made.verified(TODAY) & rates & (not os2_rates().unverified))


def rates_of(
    table: pd.DataFrame, factors: pd.DataFrame | None, params: CostRainParams
) -> tuple[dict[str, RainRate], tuple[Text, ...]]:
    """Return how often rains come today, and in the climate asked for; and what to know of them."""
    today, future, notes = climates(table, factors, params, beyond="hold")
    made = {TODAY: rate_by(today, params)}
    return (made if future is None else {**made, FUTURE: rate_by(future, params)}), notes


def rate_by(statistics: RainStatistics, params: CostRainParams) -> RainRate:
    """Return how often rains come, as a tool's parameters ask for it."""
    return rain_rate(
        statistics, params.duration_min, head=params.head, tail=params.tail, drained_years=params.drained_years
    )


def modelled(
    buildings: gpd.GeoDataFrame,
    damage_table: pd.DataFrame | None,
    price_index: pd.DataFrame | None,
    params: DamageParams,
) -> tuple[gpd.GeoDataFrame, DamageModel]:
    """Return what the buildings of a tool are, and what they cost at a depth."""
    classified = classify(buildings, params)
    return classified, model_of(classified, damage_table, price_index, params, params.estimate)


def model_of(
    classified: gpd.GeoDataFrame,
    damage_table: pd.DataFrame | None,
    price_index: pd.DataFrame | None,
    params: DamageParams,
    estimate: str,
) -> DamageModel:
    """Return what classified buildings cost at a depth, by the ``low``, ``mid`` or ``high`` amounts."""
    table = None if damage_table is None else read_user_table(damage_table, "building_damage")
    index = None if price_index is None else read_user_table(price_index, "price_index")
    persons = None
    if params.with_health_hours and params.persons_field is not None:
        require_column(classified, params.persons_field, Text("personer på 18-70 år", "persons of 18-70 years"))
        persons = number_column(classified, params.persons_field)
    return damage_model(
        classified, table, hazard=params.hazard, plinth_m=_plinths(classified, params),
        basement_threshold_m=params.basement_threshold_m, price_year=params.price_year, index=index,
        estimate=estimate, repair=params.with_repair, holds_own_cost=params.amounts_are == "whole", extra=params.extras,
        given=Extra(persons, params.m2_price_dkk),
    )  # fmt: skip


def _plinths(buildings: gpd.GeoDataFrame, params: DamageParams) -> F64 | None:
    usual = params.floor_threshold_m
    if params.plinth_field is None:
        return None if usual is None else np.full(len(buildings), usual)
    require_column(buildings, params.plinth_field, Text("sokkelhøjde i m", "the plinth height in m"))
    return number_column(
        buildings, params.plinth_field, np.nan if usual is None else usual, most=_MOST_PLINTH_M, unit="m"
    )


_MOST_PLINTH_M = 3.0


def rain_grid(rates: Mapping[str, RainRate], most_mm: float) -> F64:
    """Return the rains that curves are read at: from none to half as much again as the largest tabulated one."""
    top = max(float(rate.statistics.curve(rate.duration_min)[-1]) for rate in rates.values())
    grid = np.linspace(0.0, min(1.5 * top, most_mm), GRID_STEPS)
    told = [rate.statistics.curve(rate.duration_min) * rate.factor for rate in rates.values()]
    made: F64 = np.unique(np.concatenate([grid, *(mm[mm <= most_mm] for mm in told)]))  # each rain told of is in it
    return made


def _outputs(
    made: FloodCost,
    wanted: frozenset[str],
    notes: tuple[Text, ...],
    progress: Progress,
    more: Mapping[str, Callable[[], object]] | None = None,
) -> Made:
    makers: dict[str, Callable[[], object]] = {
        "building_costs": made.buildings,
        "cost_squares": made.squares,
        "costs_by_class": lambda: worded(made.classes()),
        "costs_in_all": lambda: worded(made.totals()),
        "costs_counted": lambda: worded(made.stamped(made.tables.counts)),
        "costs_by_rain": made.damage_by_rain,
        "damage_graph": made.damage_graph,
        "risk_graph": made.risk_graph,
        **(more or {}),
    }
    told = (*made.notes, *made.unverified, *notes)
    return Made(make_wanted(makers, wanted, progress), tuple(dict.fromkeys(told)))
