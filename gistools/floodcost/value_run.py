"""The tools service-level and plan-value: library steps composed for the runner."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.cloudburst.curve_table import curve_table
from gistools.cloudburst.rain.run_tools import climates
from gistools.cloudburst.run_tools import make_wanted
from gistools.cloudburst.whatif.reading import read_measures
from gistools.cloudburst.whatif.run_tools import edit_desk, open_desk
from gistools.cloudburst.whatif.works import no_effects
from gistools.errors import LayerError, ParamError, TableError
from gistools.floodcost.bands import AS_IS, PLAN, assumed, assumed_price, band_table, depths_of, swing_table, unspread
from gistools.floodcost.costing import TODAY, flood_cost, stamped
from gistools.floodcost.discount import Discounting, NetTax, as_net_tax, net_tax_factor
from gistools.floodcost.economy_choices import LevelClimate
from gistools.floodcost.exposure import expose
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
from gistools.floodcost.measures import PlanValue, plan_value
from gistools.floodcost.plan_amounts import ROOM, quantities, room_made, with_room
from gistools.floodcost.plan_draws_run import plan_draws, unlike
from gistools.floodcost.priced import MeasureCosts, measure_costs
from gistools.floodcost.prices import price_factor
from gistools.floodcost.protection import protect
from gistools.floodcost.publishing_value import LevelsPublished, PlanPublished, published_levels, published_plan
from gistools.floodcost.run_tools import modelled, rate_by
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
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.tables import load_table, read_user_table
from gistools.text import Text, counted
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
    stamps = tuple(dict.fromkeys((*_layer_stamps(building_costs), *first.statistics.stamps, *costs.stamps)))
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


AS_TODAY = Text(
    "Klimaet er regnet som i dag i hele horisonten: giv klimafaktorer og klimaår for at regne med et andet klima.",
    "The climate counts as today's over the whole horizon: give climate factors and a climate year for another.",
)
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
        f"Klimaet ændrer sig jævnt frem til {params.climate_year}, regnet for hvert {EVERY}. år, og er derefter "
        "uændret.",
        f"The climate changes evenly up to {params.climate_year}, worked out every {EVERY} years, and stays from then.",
    )
    return made, (*notes, told)


def discounting_of(params: EconomicsParams) -> Discounting:
    """Return the discounting that a tool's parameters ask for."""
    return Discounting.from_table(params.rate_set, horizon_years=params.horizon_years, first_year=params.first_year)


def tax_of(params: EconomicsParams) -> NetTax:
    """Return what prices of works are multiplied by."""
    return net_tax_factor() if params.prices_without_tax else as_net_tax(1.0)


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
    payers: pd.DataFrame | None = None,
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
    drawn_on = () if measures is None else read_measures(measures, desk.grid)
    protection = protect(model, classified, drawn_on)
    drawn = quantities(plan, prices, protection.buildings)
    net = tax_of(params)
    index = None if price_index is None else read_user_table(price_index, "price_index")
    costs = measure_costs(drawn, prices, net_tax_factor=net, price_year=model.price_year, index=index)
    pair = compared(
        classified, desk.before, edited.comparison.after, model, rates, params, Stage(progress, 0.7, 0.85),
        model_after=protection.model,
    )  # fmt: skip
    volume = room_made(plan)
    value = plan_value(costs, pair.before, pair.after, discounting, volume_m3=volume, partly=pair.partly)
    benefits = who_benefits(value.avoided_dkk, [str(c) for c in classified["damage_class"]])
    stored = storage(desk.before, pair, model, rates[0], params)
    stamps = tuple(dict.fromkeys((
        *_layer_stamps(buildings), *rates[0].statistics.stamps, *prices.stamps, *model.table.stamps,
        *(() if measures is None else _layer_stamps(measures)), *(() if payers is None else _layer_stamps(payers)),
    )))  # fmt: skip
    path = weighted_rate(rates, discounting)
    marks = PlanMarks.of(classified, pair.today[0], rates, discounting, costs)
    drawn_marks = bool(marks.present.all()) and marks.prices and unspread(params)
    sure = plan_draws(
        pair.depths_m, pair.depths_onset, model, path, value, discounting.annuity, params,
        Stage(progress, 0.85, 0.9), rise_m=protection.rise_m,
    )  # fmt: skip
    told_account = account(value, costs, room_cost(plan, costs, discounting))
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
        *(() if volume is None else (ROOM,)),
        *notes,
        *about,
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

    def layer(self, value: PlanValue, verified: npt.NDArray[np.bool_]) -> gpd.GeoDataFrame:
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
        layer.insert(len(layer.columns) - 1, "verified", verified)
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
    *,
    model_after: DamageModel | None = None,
) -> Compared:
    """Return annual damage before and after; floors stay where they were, whatever is done to the ground around.

    ``model_after`` has the thresholds after measures at buildings (`protect`), the model itself when None.

    A part that is unknown before or after is unknown in both, so that what is saved is of the same parts.
    """
    if model.curves:
        raise TableError(
            Text("en skadetabel med kurver", "a damage table with curves"),
            Text("trin med en tærskel", "steps with a threshold"),
            Text("giv en skadetabel for skybrud, hvis dele er trin", "give a damage table of cloudbursts in steps"),
            [],
        )
    models = model, model_after or model
    depths = np.unique(np.concatenate([depths_of(one, params) for one in models]))
    deeper = np.repeat(depths[:, None], len(classified), axis=1)
    asked = [np.vstack([one.thresholds_m(), deeper]) for one in models]
    first = expose(before, classified, asked[0], params, progress=Stage(progress, 0.0, 0.5))
    then = expose(after, classified, asked[1], params, facade_m=first.facade_m, progress=Stage(progress, 0.5, 1.0))
    steps = len(model.steps)
    lost = np.isnan(first.onset_mm[:steps]) | np.isnan(then.onset_mm[:steps])
    both = tuple(
        dataclasses.replace(one, onset_mm=np.where(lost, np.nan, one.onset_mm[:steps]), pond_id=one.pond_id[:steps])
        for one in (first, then)
    )
    by_year = [
        {year: flood_cost(classified, one, of, {TODAY: rate}, cell_m=params.cell_m) for year, rate in rates.items()}
        for one, of in zip(both, models, strict=True)
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
    """Return the account of a plan with its annual damage, and what its measures with room cost for each m³.

    Beside ``dkk`` it has ``ratio`` (benefit for each krone of cost, missing where the plan costs nothing) and ``years``
    (the first year from which all that has come in so far is worth what has been paid, missing within the horizon).
    """
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
    kept = pd.DataFrame(
        [
            ("bcr", "Nytte pr. krone omkostning", "Benefit for each krone of cost"),
            ("payback", "Tjent hjem efter (tom: ikke i horisonten)", "Paid back after (empty: not within the horizon)"),
        ],
        columns=table.columns[:3],
    ).assign(dkk=np.nan)
    kept["ratio"] = np.array([np.round(value.account.bcr, 4), np.nan])
    kept["years"] = pd.array([None, value.account.payback_years], "Int64")
    made = pd.concat([table, rest, kept, counts], ignore_index=True).assign(price_year=costs.price_year)
    for name in ("buildings", "years"):
        made[name] = made[name].astype("Int64")
    made.attrs.update(table.attrs)
    return made


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
