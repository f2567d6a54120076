"""The tools service-level and plan-value: library steps composed for the runner."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.cloudburst.curve_table import curve_table
from gistools.cloudburst.rain.run_tools import climates
from gistools.cloudburst.run_tools import make_wanted
from gistools.cloudburst.whatif.run_tools import edit_desk, open_desk
from gistools.errors import LayerError, TableError
from gistools.floodcost.bands import AS_IS, PLAN, assumed, assumed_price, band_table, depths_of, swing_table
from gistools.floodcost.costing import TODAY, flood_cost, stamped
from gistools.floodcost.discount import Discounting, net_tax_factor
from gistools.floodcost.exposure import expose
from gistools.floodcost.graphs import level_graph
from gistools.floodcost.level import SCREENING, service_level_curve
from gistools.floodcost.level_costs import LevelCosts
from gistools.floodcost.level_damage import damage_by_level
from gistools.floodcost.measures import PlanValue, plan_value
from gistools.floodcost.plan_amounts import ROOM, quantities, room_made
from gistools.floodcost.plan_draws_run import plan_draws, unlike
from gistools.floodcost.priced import MeasureCosts, measure_costs
from gistools.floodcost.prices import price_factor
from gistools.floodcost.publishing_value import LevelsPublished, PlanPublished, published_levels, published_plan
from gistools.floodcost.run_tools import modelled, rate_by
from gistools.floodcost.sharing import who_benefits
from gistools.floodcost.storage import marginal_storage
from gistools.floodcost.weighted_rates import weighted_rate
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.tables import load_table, read_user_table
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.floodcost.cost_params import CostRainParams, EconomicsParams, PlanValueParams, ServiceLevelParams
    from gistools.floodcost.costing import FloodCost
    from gistools.floodcost.damage import DamageModel
    from gistools.floodcost.level import LevelCurve
    from gistools.floodcost.level_damage import LevelDamage
    from gistools.floodcost.rates import RainRate
    from gistools.floodcost.storage import StorageValue
    from gistools.graph import Graph
    from gistools.raster import Raster
    from gistools.tool import Steps
    from gistools.triangles import Triangles

    F64 = npt.NDArray[np.float64]

EVERY = 5  # years between those whose climate is worked out
_PARTS = ("ground_floor", "basement", "building")


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
    factor, taxed = tax_of(params)
    costs = LevelCosts.from_table(level_costs, net_tax_factor=factor)
    onset, amount, price_year = told_costs(building_costs)
    rates, told = yearly_rates(rain_statistics, climate_factors, params)
    first = rates[0]
    rains = first.statistics.depth_mm(params.duration_min, costs.return_period_years)
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
    stamps = tuple(dict.fromkeys((*_layer_stamps(building_costs), *first.statistics.stamps, *costs.stamps)))

    def graph() -> Graph:
        return level_graph(made.to_frame(), near=made.near, notes=(SCREENING,), stamps=stamps)

    notes = (
        *made.notes,
        LEVEL_RAIN,
        *not_verified(building_costs),
        *told,
        *first.notes,
        *costs.notes,
        *costs.unverified,
        *discounting.unverified,
        *taxed,
    )
    makers: dict[str, Callable[[], object]] = {
        "level_curve": lambda: stamped(made.to_frame(), stamps),
        "level_graph": graph,
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
    parts = [name for name in _PARTS if {f"onset_{name}_mm", f"reach_{name}", f"cost_{name}_dkk"} <= set(layer.columns)]
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


def not_verified(layer: gpd.GeoDataFrame) -> tuple[Text, ...]:
    """Return a sentence on the buildings whose damage rests on figures that nobody has verified."""
    if "verified" not in layer.columns:
        return ()
    count = int((~layer["verified"].fillna(value=False).astype(bool)).sum())
    if not count:
        return ()
    return (
        Text(
            f"Skadebeløbene for {count} af {len(layer)} bygninger er ikke verificeret (se cost_assumptions).",
            f"The amounts of damage of {count} of {len(layer)} buildings are not verified (see cost_assumptions).",
        ),
    )


AS_TODAY = Text(
    "Klimaet er regnet som i dag i hele horisonten: giv klimafaktorer og klimaår for et andet.",
    "The climate counts as today's over the whole horizon: give climate factors and a climate year for another.",
)
LEVEL_RAIN = Text(
    "Niveauet T er regnen, der i dag kommer hvert T. år, uden klimafaktor.",
    "The level T is the rain that comes every T years today, without a climate factor.",
)


def yearly_rates(
    table: pd.DataFrame, factors: pd.DataFrame | None, params: CostRainParams
) -> tuple[dict[int, RainRate], tuple[Text, ...]]:
    """Return how often rains come by year since today: every fifth year up to the climate year, and what to know."""
    today, future, notes = climates(table, factors, params, beyond="hold")
    made = {0: rate_by(today, params)}
    if future is None or params.climate_year is None or params.reference_year is None:
        return made, (*notes, AS_TODAY)
    last = params.climate_year - params.reference_year
    for year in [*range(EVERY, last, EVERY), last]:
        if year > 0:
            at = params.reference_year + year
            then = climates(table, factors, dataclasses.replace(params, climate_year=at), beyond="hold")[1]
            made[year] = rate_by(then or today, params)
    told = Text(
        f"Klimaet ændrer sig jævnt til {params.climate_year}, regnet hvert {EVERY}. år, og er uændret derefter.",
        f"The climate changes evenly up to {params.climate_year}, worked out every {EVERY} years, and stays from then.",
    )
    return made, (*notes, told)


def discounting_of(params: EconomicsParams) -> Discounting:
    """Return the discounting that a tool's parameters ask for."""
    return Discounting.from_table(params.rate_set, horizon_years=params.horizon_years, first_year=params.first_year)


def tax_of(params: EconomicsParams) -> tuple[float, tuple[Text, ...]]:
    """Return what prices of works are multiplied by, and what to know of it."""
    if not params.prices_without_tax:
        return 1.0, ()
    made = net_tax_factor()
    return made.factor, made.unverified


def _layer_stamps(layer: pd.DataFrame) -> tuple[Text, ...]:
    return stamps_in(layer[STAMP_COLUMN]) if STAMP_COLUMN in layer.columns else ()


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
    params: PlanValueParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``plan-value``: one edit on a desk, and what it is worth."""
    rates, about = yearly_rates(rain_statistics, climate_factors, params)
    classified, model = run_cancellable(progress, lambda: modelled(buildings, damage_table, price_index, params))
    prices = (
        load_table("measure_prices") if measure_prices is None else read_user_table(measure_prices, "measure_prices")
    )
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
    plan, discounting = edited.plan.table if edited.plan else None, discounting_of(params)
    drawn = quantities(plan, prices)
    factor, taxed = tax_of(params)
    index = None if price_index is None else read_user_table(price_index, "price_index")
    costs = measure_costs(drawn, prices, net_tax_factor=factor, price_year=model.price_year, index=index)
    pair = compared(classified, desk.before, edited.comparison.after, model, rates, params, Stage(progress, 0.7, 0.85))
    volume = room_made(plan)
    value = plan_value(costs, pair.before, pair.after, discounting, volume_m3=volume, partly=pair.partly)
    benefits = who_benefits(value.avoided_dkk, [str(c) for c in classified["damage_class"]])
    stored = storage(desk.before, pair, model, rates[0], params)
    stamps = tuple(dict.fromkeys((
        *_layer_stamps(buildings), *rates[0].statistics.stamps, *prices.stamps, *model.table.stamps,
        *(() if measures is None else _layer_stamps(measures)),
    )))  # fmt: skip
    path = weighted_rate(rates, discounting)
    sure = plan_draws(
        pair.depths_m, pair.depths_onset, model, path, value, discounting.annuity, params,
        Stage(progress, 0.85, 0.9),
    )  # fmt: skip
    told_account = account(value, costs, room_cost(plan, costs, discounting))
    makers: dict[str, Callable[[], object]] = {
        "building_savings": lambda: pair.layer(value),
        "plan_account": lambda: stamped(told_account, stamps),
        "measure_costs": lambda: stamped(costs.to_frame(discounting), stamps),
        "benefits_by_class": lambda: stamped(benefits, stamps),
        "storage_value": lambda: stamped(stored.to_frame(), stamps),
        "how_sure": lambda: stamped(band_table(sure), stamps),
        "plan_swings": lambda: stamped(swing_table(sure, PLAN.da, AS_IS.da), stamps),
    }
    told = (
        sure.beats(PLAN.da, AS_IS.da).sentence,
        assumed(params),
        assumed_price(params),
        *unlike(sure, value),
        *value.notes,
        *_group_notes(benefits),
        *stored.notes,
        *(() if volume is None else (ROOM,)),
        *notes,
        *about,
        *path.notes,
        *model.notes,
        *model.unverified,
        *costs.notes,
        *taxed,
    )
    told = (*told, *costs.unverified, *discounting.unverified)
    drawn_tables: dict[str, Callable[[], pd.DataFrame]] = {
        "how_sure": lambda: band_table(sure), "plan_swings": lambda: swing_table(sure, PLAN.da, AS_IS.da),
    }  # fmt: skip

    def bundle() -> object:
        years = dict(prices.frame.set_index("kind")["price_year"])
        factors = {
            kind: factor * price_factor(float(years[kind]), model.price_year, index)
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


@dataclasses.dataclass(frozen=True, eq=False)
class Compared:
    """Annual damage of n buildings before and after a plan.

    Parameters
    ----------
    today:
        What floods cost before and after, in today's climate.
    before, after:
        n annual damages by year since today.
    depths_m, depths_onset:
        Rising depths, and the onsets at them, before and after.
    """

    today: tuple[FloodCost, FloodCost]
    before: Mapping[int, F64]
    after: Mapping[int, F64]
    depths_m: F64
    depths_onset: tuple[F64, F64]

    @property
    def partly(self) -> npt.NDArray[np.bool_]:
        """Which of n buildings have an unknown part, before or after."""
        states = [of.annual[TODAY].partly for of in self.today]
        made: npt.NDArray[np.bool_] = states[0] | states[1]
        return made

    def layer(self, value: PlanValue) -> gpd.GeoDataFrame:
        """Return the buildings with their annual damage before and after, and the present value of what is saved."""
        made = self.today[0].buildings()
        after = np.round(self.today[1].annual[TODAY].dkk, 2)
        names = {"annual_today_dkk": "before_dkk", "risk_state_today": "risk_state_before"}
        kept = ["building_id", "source_id", "damage_class", *names, STAMP_COLUMN, made.geometry.name]
        layer = made[[c for c in kept if c in made.columns]].rename(columns=names)
        at = list(layer.columns).index("before_dkk") + 1
        layer.insert(at, "after_dkk", after)
        layer.insert(at + 1, "saved_dkk", np.round(layer["before_dkk"].to_numpy() - after, 2))
        layer.insert(at + 2, "saved_present_dkk", np.round(value.avoided_dkk, 2))
        layer.insert(
            list(layer.columns).index("risk_state_before") + 1,
            "risk_state_after",
            self.today[1].buildings()["risk_state_today"].to_numpy(),
        )
        layer.attrs["title"] = Text("Sparet skade", "Damage saved")
        return layer


def compared(
    classified: gpd.GeoDataFrame,
    before: RainToFlood,
    after: RainToFlood,
    model: DamageModel,
    rates: Mapping[int, RainRate],
    params: PlanValueParams,
    progress: Progress,
) -> Compared:
    """Return annual damage before and after; floors stay where they were, whatever is done to the ground around.

    A part that is unknown before or after is unknown in both, so that what is saved is of the same parts.
    """
    if model.curves:
        raise TableError(
            Text("en skadetabel med kurver", "a damage table with curves"),
            Text("trin med en tærskel", "steps with a threshold"),
            Text("giv en skadetabel for skybrud, hvis dele er trin", "give a damage table of cloudbursts in steps"),
            [],
        )
    depths = depths_of(model, params)
    asked = np.vstack([model.thresholds_m(), np.repeat(depths[:, None], len(classified), axis=1)])
    first = expose(before, classified, asked, params, progress=Stage(progress, 0.0, 0.5))
    then = expose(after, classified, asked, params, facade_m=first.facade_m, progress=Stage(progress, 0.5, 1.0))
    steps = len(model.steps)
    lost = np.isnan(first.onset_mm[:steps]) | np.isnan(then.onset_mm[:steps])
    both = tuple(
        dataclasses.replace(one, onset_mm=np.where(lost, np.nan, one.onset_mm[:steps]), pond_id=one.pond_id[:steps])
        for one in (first, then)
    )
    by_year = [
        {year: flood_cost(classified, one, model, {TODAY: rate}, cell_m=params.cell_m) for year, rate in rates.items()}
        for one in both
    ]
    return Compared(
        (by_year[0][0], by_year[1][0]),
        {year: made.annual[TODAY].dkk for year, made in by_year[0].items()},
        {year: made.annual[TODAY].dkk for year, made in by_year[1].items()},
        depths,
        (first.onset_mm[steps:], then.onset_mm[steps:]),
    )


def room_cost(plan: pd.DataFrame | None, costs: MeasureCosts, discounting: Discounting) -> float:
    """Return what the measures that make room for water cost, DKK; those that make none have no price for each m³."""
    if plan is None:
        return np.nan
    ids = {str(row["measure_id"]) for row in plan.to_dict("records") if row["room_m3"] > 0.0}
    table = costs.to_frame(discounting)
    return float(table.loc[table["measure_id"].map(str).isin(ids), "cost_dkk"].sum())


def account(value: PlanValue, costs: MeasureCosts, cost_of_room_dkk: float) -> pd.DataFrame:
    """Return the account of a plan with its annual damage, and what its measures with room cost for each m³."""
    each = cost_of_room_dkk / value.volume_m3 if value.volume_m3 else np.nan
    more = [
        ("annual_before", "Årlig skade før, i dag", "Annual damage before, today", value.annual_before_dkk),
        ("annual_after", "Årlig skade efter, i dag", "Annual damage after, today", value.annual_after_dkk),
        ("cost_per_m3", "Omkostning pr. m³ rum, af tiltag med rum", "Cost for each m³, of measures with room", each),
        ("equivalent_annual", "Nettogevinst om året", "Net benefit a year", value.account.eav_dkk),
    ]
    table = value.account.to_frame()
    rest = pd.DataFrame([(*one[:3], np.round(one[3], 2)) for one in more], columns=table.columns)
    counts = pd.DataFrame(
        [
            ("unknown", "Bygninger med ukendt skade, ikke talt med", "Buildings of unknown damage, not counted"),
            ("partly", "Bygninger, hvor kun en del er talt med", "Buildings of which a part alone is counted"),
        ],
        columns=table.columns[:3],
    ).assign(dkk=np.nan, buildings=[value.unknown, value.partly])
    made = pd.concat([table, rest, counts], ignore_index=True).assign(price_year=costs.price_year)
    made["buildings"] = made["buildings"].astype("Int64")
    made.attrs.update(table.attrs)
    return made


def _group_notes(benefits: pd.DataFrame) -> tuple[Text, ...]:
    """Say in how many groups nothing is known."""
    count = int((benefits["unknown"] == benefits["buildings"]).sum())
    if not count:
        return ()
    return (
        Text(
            f"I {count} skadesklasser kendes skaden ikke for en eneste bygning: gevinsten er ukendt, ikke 0.",
            f"In {count} damage classes the damage of no building is known: the benefit is unknown, not 0.",
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
