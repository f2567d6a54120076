"""The tools service-level and plan-value: library steps composed for the runner."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.curve_table import curve_table
from gistools.cloudburst.run_tools import make_wanted
from gistools.cloudburst.whatif.run_tools import edit_desk, open_desk
from gistools.cloudburst.whatif.works import no_effects
from gistools.errors import LayerError, ParamError
from gistools.floodcost.bands import AS_IS, PLAN, assumed, assumed_price, band_table, swing_table, unspread
from gistools.floodcost.costing import stamped
from gistools.floodcost.economy import Economy, discounting_of, tax_of, yearly_rates
from gistools.floodcost.economy_choices import LevelClimate
from gistools.floodcost.figures_used import (
    assumption_table,
    damage_figures,
    level_figures,
    param_figures,
    price_figures,
    rain_figures,
    rate_figures,
    use_figures,
)
from gistools.floodcost.graphs import level_graph
from gistools.floodcost.level import service_level_curve
from gistools.floodcost.level_costs import LevelCosts
from gistools.floodcost.level_damage import damage_by_level, rain_of_levels
from gistools.floodcost.marks import line
from gistools.floodcost.plan_amounts import ROOM, with_room
from gistools.floodcost.plan_draws_run import plan_draws, unlike
from gistools.floodcost.prices import price_factor
from gistools.floodcost.publishing_value import LevelsPublished, PlanPublished, published_levels, published_plan
from gistools.floodcost.sharing import who_benefits, who_pays
from gistools.floodcost.storage import marginal_storage
from gistools.floodcost.value_marks import (
    PlanMarks,
    account_marks,
    doubtful_amounts,
    doubtful_of,
    level_marks,
    not_verified,
    told_verified,
    unverified_of,
)
from gistools.floodcost.weighted_rates import weighted_rate
from gistools.floodcost.worded import worded
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import stamps_on
from gistools.text import Text, counted
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.floodcost.damage import DamageModel
    from gistools.floodcost.level import LevelCurve
    from gistools.floodcost.level_damage import LevelDamage
    from gistools.floodcost.plan_compared import Compared
    from gistools.floodcost.rates import RainRate
    from gistools.floodcost.storage import StorageValue
    from gistools.floodcost.value_params import PlanValueParams, ServiceLevelParams
    from gistools.graph import Graph
    from gistools.raster import Raster
    from gistools.tool import Steps
    from gistools.triangles import Triangles

    F64 = npt.NDArray[np.float64]

_COST = re.compile(r"cost_(\w+)_dkk")  # of a part of a building


def service_level_tool(
    *,
    building_costs: gpd.GeoDataFrame,
    level_costs: pd.DataFrame,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    params: ServiceLevelParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``service-level``."""
    net = tax_of(params)
    costs = LevelCosts.from_table(level_costs, net_tax_factor=net)
    onset, amount, price_year = told_costs(building_costs)
    rates, told = yearly_rates(rain_statistics, climate_factors, params)
    first = rates[0]
    rains, meant = level_rains(rates, costs.return_period_years, params.level_climate)
    discounting = discounting_of(params)

    def level(rate: RainRate, first_mm: float | None) -> LevelDamage:
        return damage_by_level(
            onset, amount, rate, costs.return_period_years, rains, price_year=price_year, first_mm=first_mm
        )

    def curve() -> tuple[dict[int, LevelDamage], LevelCurve]:
        now = level(first, params.first_mm)
        begins = now.first_mm if math.isfinite(now.first_mm) else params.first_mm  # the works are those of today
        levels = {0: now, **{year: level(rate, begins) for year, rate in rates.items() if year}}
        return levels, service_level_curve(levels, costs, discounting)

    progress.update(0.1, Text("Regner på serviceniveauer", "Working out service levels"))
    levels, made = run_cancellable(progress, curve)
    stamps = tuple(dict.fromkeys((*stamps_on(building_costs), *first.statistics.stamps, *costs.stamps)))
    not_read = (
        *not_verified(building_costs),
        *unverified_of(rates),
        *costs.unverified,
        *discounting.unverified,
    )
    damage_verified = bool(told_verified(building_costs).all()) and not unverified_of(rates)
    weak = line((*doubtful_amounts(building_costs), *doubtful_of(rates), *costs.doubtful, *discounting.doubtful))

    def table() -> pd.DataFrame:
        marked = level_marks(made.to_frame(), costs, damage_verified and not discounting.unverified)
        return worded(stamped(marked, stamps))

    def graph() -> Graph:
        return level_graph(made.to_frame(), near=made.near, notes=(meant, *weak), stamps=stamps)

    notes = (
        *made.notes,
        meant,
        *told,
        *first.notes,
        *costs.notes,
        *not_read,
    )
    makers: dict[str, Callable[[], object]] = {
        "level_curve": table,
        "level_graph": graph,
        "level_assumptions": lambda: stamped(
            assumption_table(
                (*level_figures(costs), *rate_figures(discounting, net), *rain_figures(rates), *param_figures(params)),
                made.notes, not_read,
            ), stamps,
        ),
        "publication_bundle": lambda: published_levels(
            LevelsPublished(
                building_costs, onset, amount, rates, levels, costs, made, discounting, graph()
            ), params, notes,
        ),
    }  # fmt: skip
    return Made(make_wanted(makers, wanted, Stage(progress, 0.7, 1.0)), tuple(dict.fromkeys(notes)))


def told_costs(layer: gpd.GeoDataFrame) -> tuple[F64, F64, int]:
    """Return onsets (P x n), amounts (P x n) and price year of a layer that the tool flood-cost made.

    An onset that is empty where the amount is 0 is of a part that the building has not.

    Raises
    ------
    LayerError
        When it is not such a layer, or of several price years.
    """
    has_cost = [found[1] for found in (_COST.fullmatch(str(c)) for c in layer.columns) if found]
    parts = [name for name in has_cost if {f"onset_{name}_mm", f"reach_{name}"} <= set(layer.columns)]
    years = layer["price_year"].dropna().unique() if "price_year" in layer.columns else []
    if not parts or len(years) != 1:
        has = ", ".join(str(c) for c in layer.columns if c != layer.geometry.name)
        raise LayerError(
            Text(f"et lag med {has}", f"a layer with {has}"),
            Text(
                "laget building_costs fra værktøjet flood-cost (reach_…, onset_…_mm, cost_…_dkk, ét price_year)",
                "the layer building_costs of the tool flood-cost (reach_…, onset_…_mm, cost_…_dkk, one price_year)",
            ),
            Text("kør flood-cost, og giv laget building_costs", "run flood-cost, and give its layer building_costs"),
        )
    if "by_depth" in layer.columns and layer["by_depth"].fillna("").astype(bool).any():
        named = ", ".join(sorted({str(one) for one in layer["by_depth"].dropna() if one}))
        raise LayerError(
            Text(f"skade efter dybde ({named}), som laget ikke rummer", f"damage by depth ({named}), not in the layer"),
            Text("skade i trin med en tærskel", "damage in steps with a threshold"),
            Text(
                "kør flood-cost med en skadetabel i trin, eller regn i Python med steps_of_rains",
                "run flood-cost with a damage table in steps, or work in Python with steps_of_rains",
            ),
        )
    onset = np.array([layer[f"onset_{name}_mm"].to_numpy(np.float64) for name in parts])
    amount = np.array([layer[f"cost_{name}_dkk"].to_numpy(np.float64) for name in parts])
    never = np.array([(layer[f"reach_{name}"] == "never").to_numpy(np.bool_) for name in parts])
    return np.where(never, np.inf, onset), amount, int(years[0])


LEVEL_RAIN = Text(
    "Niveauet T er regnen, der i dag kommer hvert T. år, uden klimafaktor.",
    "The level T is the rain that comes every T years today, without a climate factor.",
)
LEVEL_RAIN_LATER = Text(
    "Niveauet T er regnen, der kommer hvert T. år i {da}; skaden regnes hvert år i årets eget klima.",
    "The level T is the rain that comes every T years in {en}; damage of each year counts in the climate of that year.",
)


def level_rains(rates: Mapping[int, RainRate], return_period_years: F64, climate: LevelClimate) -> tuple[F64, Text]:
    """Return the rain that each service level carries, mm, in the climate that it is meant in, and a note on it.

    The works are built for that rain once; only how often it comes changes with the years.

    Parameters
    ----------
    rates:
        By year since today, of `yearly_rates`.
    return_period_years:
        The levels.
    climate:
        Today's, or that of the last of the years.

    Raises
    ------
    ParamError
        When the rate of today is of another climate already: it would count twice.
    """
    first = rates[0]
    if first.in_climate:
        raise ParamError(
            Text(f"hyppigheder i dag for {first.climate.da}", f"rates of today in {first.climate.en}"),
            Text("regntabellen, som den er, i år 0", "the rain table as it is in year 0"),
            Text("tæl klimaet én gang", "count the climate once"),
        )
    rate = rates[max(rates)] if climate is LevelClimate.CLIMATE_YEAR else first
    called = rate.climate
    told = LEVEL_RAIN_LATER.format(da=called.da, en=called.en) if rate.in_climate else LEVEL_RAIN
    return rain_of_levels(rate, return_period_years), told


def plan_value_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame,
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    basins: gpd.GeoDataFrame | None,
    measures: gpd.GeoDataFrame | None,
    design_surface: Raster | Triangles | None,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    damage_table: pd.DataFrame | None,
    price_index: pd.DataFrame | None,
    measure_prices: pd.DataFrame | None,
    payers: pd.DataFrame | None = None,
    params: PlanValueParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``plan-value``: one edit on a desk, and what it is worth."""
    economy = run_cancellable(
        progress,
        lambda: Economy.of(
            buildings, rain_statistics, climate_factors, damage_table, price_index, measure_prices, params
        ),
    )
    rates, classified, model, prices = economy.rates, economy.classified, economy.model, economy.prices
    given = [elevation]
    del elevation
    desk = open_desk(
        elevation=given.pop(), adjustment_lines=adjustment_lines, horseshoes=horseshoes, buildings=buildings, rain=rain,
        land_cover=land_cover, losses=losses, basins=basins, params=params, steps=steps,
        progress=Stage(progress, 0.0, 0.5),
    )  # fmt: skip
    edited, _, notes = edit_desk(
        desk=desk, measures=measures, design_surface=design_surface, params=params, progress=Stage(progress, 0.5, 0.7)
    )
    worth = economy.worth(desk.before, edited, measures, Stage(progress, 0.7, 0.85))
    plan, protection, costs, pair, value = worth.plan, worth.protection, worth.costs, worth.pair, worth.value
    discounting, net, index = economy.discounting, economy.net, economy.index
    benefits = who_benefits(value.avoided_dkk, [str(c) for c in classified["damage_class"]])
    stored = storage(desk.before, pair, model, rates[0], params)
    stamps = tuple(dict.fromkeys((
        *stamps_on(buildings), *rates[0].statistics.stamps, *prices.stamps, *model.table.stamps,
        *stamps_on(measures), *stamps_on(payers),
    )))  # fmt: skip
    path = weighted_rate(rates, discounting)
    marks = PlanMarks.of(classified, pair.today[0], rates, discounting, costs)
    drawn_marks = bool(marks.present.all()) and marks.prices and unspread(params)
    sure = plan_draws(
        pair.depths_m, pair.depths_onset, model, path, value, discounting.annuity, params,
        Stage(progress, 0.85, 0.9), rise_m=protection.rise_m,
    )  # fmt: skip
    told_account = worth.account(discounting)
    makers: dict[str, Callable[[], object]] = {
        "building_savings": lambda: pair.layer(value, marks.present),
        "measure_effects": lambda: no_effects(desk.grid) if plan is None else plan,
        "plan_account": lambda: stamped(account_marks(told_account, marks), stamps),
        "measure_costs": lambda: worded(stamped(with_room(costs.to_frame(discounting), plan), stamps)),
        "benefits_by_class": lambda: worded(stamped(marks.by_class(benefits), stamps)),
        "storage_value": lambda: stamped(marks.by_bluespot(stored.to_frame(), desk.before, pair.today[0]), stamps),
        "how_sure": lambda: stamped(band_table(sure).assign(verified=drawn_marks), stamps),
        "plan_assumptions": lambda: stamped(
            assumption_table(
                (
                    *damage_figures(model, classified), *use_figures(classified), *rain_figures(rates),
                    *price_figures(prices, costs.kinds, model.price_year, index), *rate_figures(discounting, net),
                    *param_figures(params),
                ),
                value.notes, (*model.unverified, *unverified_of(rates), *costs.unverified, *discounting.unverified),
            ), stamps,
        ),
        "plan_swings": lambda: stamped(swing_table(sure, PLAN.da, AS_IS.da).assign(verified=drawn_marks), stamps),
    }  # fmt: skip
    if payers is not None:
        paid = who_pays(costs, payers, discounting)
        makers["who_pays"] = lambda: stamped(paid, stamps)
    told = (
        sure.beats(PLAN.da, AS_IS.da).told(PLAN, AS_IS),
        assumed(params),
        assumed_price(params),
        *unlike(sure, value),
        *protection.notes,
        *value.notes,
        *_group_notes(benefits),
        *stored.notes,
        *(() if worth.volume_m3 is None else (ROOM,)),
        *notes,
        *economy.about,
        *path.notes,
        *model.notes,
        *model.unverified,
        *unverified_of(rates),
        *costs.notes,
    )
    told = (*told, *costs.unverified, *discounting.unverified)
    drawn_tables: dict[str, Callable[[], pd.DataFrame]] = {
        "how_sure": lambda: band_table(sure), "plan_swings": lambda: swing_table(sure, PLAN.da, AS_IS.da),
    }  # fmt: skip

    def bundle() -> object:
        years = dict(prices.frame.set_index("kind")["price_year"])
        factors = {
            kind: net.factor * price_factor(float(years[kind]), model.price_year, index)
            for kind in dict.fromkeys(costs.kinds)
        }
        room = (
            {} if plan is None else dict(zip(plan["measure_id"].map(str), plan["room_m3"].astype(float), strict=True))
        )
        onsets = (pair.today[0].exposure.onset_mm, pair.today[1].exposure.onset_mm)
        given = PlanPublished(
            classified, model, onsets, pair.before, pair.after, rates, costs, prices, factors, room, discounting,
            told_account, {name: make() for name, make in drawn_tables.items() if name in wanted},
        )  # fmt: skip
        return published_plan(given, params, told)

    makers["publication_bundle"] = bundle
    return Made(make_wanted(makers, wanted, Stage(progress, 0.9, 1.0)), tuple(dict.fromkeys(told)))


def _group_notes(benefits: pd.DataFrame) -> tuple[Text, ...]:
    """Say in how many groups nothing is known."""
    count = int((benefits["unknown"] == benefits["buildings"]).sum())
    if not count:
        return ()
    return (
        Text(
            f"I {counted(count, 'skadesklasse', 'skadesklasser')} kendes skaden ikke for en eneste bygning: "
            "gevinsten er ukendt, "
            "ikke 0.",
            f"In {counted(count, 'damage class', 'damage classes')} the damage of no building is known: the benefit "
            "is unknown, not 0.",
        ),
    )


def storage(
    result: RainToFlood, pair: Compared, model: DamageModel, rate: RainRate, params: PlanValueParams
) -> StorageValue:
    """Return what more storage in each bluespot saves a year."""
    exposure = pair.today[0].exposure
    nodes = np.unique(exposure.pond_id[exposure.pond_id > 0]) - 1
    curves = curve_table(result, nodes)
    return marginal_storage(
        exposure.onset_mm, model.amounts_dkk(), exposure.pond_id, curves, rate, extra_m3=params.extra_m3,
        parent=result.flow.forest.parent.astype(np.int64),
    )  # fmt: skip
