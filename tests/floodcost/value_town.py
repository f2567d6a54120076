"""Bundles of service levels, of a plan and of maps, made of invented towns through the same functions as the tools."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.cloudburst.rain import RainStatistics, climate_factors
from gistools.floodcost.annual import annual_from_maps, annual_from_onsets
from gistools.floodcost.bundle import make_bundle
from gistools.floodcost.bundle_evidence import MapEvidence, Scenario
from gistools.floodcost.bundle_params import BundleParams
from gistools.floodcost.damage import classify, damage_model
from gistools.floodcost.discount import Discounting, net_tax_factor
from gistools.floodcost.graphs import level_graph
from gistools.floodcost.level import service_level_curve
from gistools.floodcost.level_costs import LevelCosts
from gistools.floodcost.level_damage import damage_by_level
from gistools.floodcost.measures import plan_value
from gistools.floodcost.plan_compared import account, room_cost
from gistools.floodcost.priced import measure_costs
from gistools.floodcost.publishing_value import (
    LevelsPublished,
    PlanPublished,
    published_levels,
    published_plan,
)
from gistools.floodcost.rates import rain_rate
from gistools.floodcost.value_params import PlanValueParams, ServiceLevelParams
from gistools.floodcost.value_run import level_rains
from gistools.tables import read_user_table
from gistools.text import Text
from tests.floodcost.bundle_town import png

if TYPE_CHECKING:
    from gistools.floodcost.bundle_values import Bundle

RAIN = pd.DataFrame({"varighed_min": [60], "T=2": [12.0], "T=10": [20.0], "T=50": [28.0], "T=100": [32.0]})
RECORD = SimpleNamespace(created="2026-01-02T03:04:05Z", inputs={}, stamps=())
COMMON = {"series": "partial-duration", "duration_min": 60.0}
LEVELS = pd.DataFrame(
    {"return_period_years": [5, 10, 20, 50], "cost_dkk": [4e5, 9e5, 2.2e6, 5.2e6], "price_year": 2021,
     "upkeep_dkk_per_year": [4e3, 9e3, 2.2e4, 0], "lifetime_years": [80, 30, 80, None]}
)  # fmt: skip


def rates(*years: int) -> dict:
    """Return how often rain comes today and in some years of a changing climate."""
    given = RainStatistics.from_table(RAIN, series="partial-duration")
    factors = climate_factors("skrift30-standard")
    made = {0: rain_rate(given, 60.0)}
    for y in years:
        made[y] = rain_rate(given.in_climate(factors, 2021 + y, reference_year=2021, beyond="hold"), 60.0)
    return made


def buildings(n: int, seed: int = 1) -> gpd.GeoDataFrame:
    """Return n classified squares with codes at random."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0.0, 300.0, (n, 2)) + np.array([650_000.0, 6_100_000.0])
    layer = gpd.GeoDataFrame(
        {"byg021anvendelse": rng.choice(["120", "320", "910"], n), "har_kaelder": rng.choice(["ja", "nej"], n),
         "kaelder_areal_m2": rng.uniform(40.0, 90.0, n)},
        geometry=[shapely.box(x, y, x + rng.uniform(7.0, 14.0), y + 9.0) for x, y in at], crs="EPSG:25832",
    )  # fmt: skip
    return classify(layer)


def draw(_value: object, _style: str) -> bytes:
    return png()


def levels(
    n: int = 400,
    *,
    houses: bool = False,
    first_year: str = "year-1",
    years=(5, 10, 49),
    seed: int = 1,
    giant: float = 0.0,
    dear: float = 1.0,
    **more,
) -> Bundle:
    """Return the bundle of levels: ``giant`` costs one house that is damaged from 27 mm, ``dear`` times the works."""
    rng = np.random.default_rng(seed)
    town = buildings(n, seed)
    model = damage_model(town)
    amount = np.nan_to_num(np.round(model.amounts_dkk(), 2))
    onset = rng.uniform(8.0, 60.0, amount.shape)
    onset[rng.random(onset.shape) < 0.2] = np.inf
    onset[:, rng.random(n) < 0.02] = np.nan
    if giant:
        amount[0, 5], onset[:, 5] = giant, 27.0
    often = rates(*years)
    costs = LevelCosts.from_table(LEVELS.assign(cost_dkk=LEVELS["cost_dkk"] * dear), net_tax_factor=1.28)
    discounting = Discounting.from_table("2021", horizon_years=100, first_year=first_year)
    periods = costs.return_period_years
    params = ServiceLevelParams(**COMMON, with_houses=houses, first_year=first_year, **more)
    rains, _ = level_rains(often, periods, params.level_climate)
    now = damage_by_level(onset, amount, often[0], periods, rains, price_year=2021)
    by_year = {0: now} | {
        y: damage_by_level(onset, amount, rate, periods, rains, price_year=2021, first_mm=now.first_mm)
        for y, rate in often.items()
        if y
    }
    curve = service_level_curve(by_year, costs, discounting)
    graph = level_graph(curve.to_frame(), near=curve.near)
    made = LevelsPublished(town, onset, amount, often, by_year, costs, curve, discounting, graph)
    return published_levels(made, params, curve.notes)(RECORD, draw)


def plan(n: int = 400, *, houses: bool = False, years=(5, 49), seed: int = 2, changed: float = 0.3) -> Bundle:
    rng = np.random.default_rng(seed)
    town = buildings(n, seed)
    model = damage_model(town)
    amount = model.amounts_dkk()
    before = rng.uniform(8.0, 60.0, amount.shape)
    before[rng.random(before.shape) < 0.2] = np.inf
    after = np.where(rng.random(n) < changed, before * 1.4, before)
    after = np.where(after > 70.0, np.inf, after)
    lost = rng.random(n) < 0.02
    before[:, lost] = after[:, lost] = np.nan
    often = rates(*years)
    prices = read_user_table(
        pd.DataFrame(
            {"kind": ["basin", "wall"], "unit": ["m3", "m"], "capital_dkk": [900.0, 7000.0], "upkeep_dkk": [12.0, None],
             "lifetime_years": [80, 30], "price_year": 2021, "source_da": "eget tilbud"}
        ),
        "measure_prices",
    )  # fmt: skip
    drawn = pd.DataFrame(
        {"measure_id": ["1", "2"], "measure_kind": ["basin", "wall"], "quantity": [321.5, 40.0], "unit": ["m3", "m"]}
    )
    factor = net_tax_factor().factor
    costs = measure_costs(drawn, prices, net_tax_factor=factor, price_year=2021)
    discounting = Discounting.from_table("2021", horizon_years=100, first_year="year-1")
    by_year = [{y: annual_from_onsets(one, amount, r).dkk for y, r in often.items()} for one in (before, after)]
    value = plan_value(costs, *by_year, discounting, volume_m3=321.5)
    table = pd.DataFrame({"measure_id": ["1", "2"], "room_m3": [321.5, 0.0]})
    told = account(value, costs, room_cost(table, costs, discounting))
    draws = {"how_sure": pd.DataFrame({"alternative": ["a"], "mean_dkk": [1.5]})}
    made = PlanPublished(
        town, model, (before, after), *by_year, often, costs, prices, {"basin": factor, "wall": factor},
        {"1": 321.5, "2": 0.0}, discounting, told, draws,
    )  # fmt: skip
    params = PlanValueParams(**COMMON, with_houses=houses)
    return published_plan(made, params, value.notes)(RECORD, draw)


def maps(
    n: int = 120, *, houses: bool = False, seed: int = 3, method="log-linear", tail="flat", zero_at=None
) -> Bundle:
    rng = np.random.default_rng(seed)
    town = buildings(n, seed)
    damage = np.maximum.accumulate(rng.uniform(0.0, 1e5, (2, 4, n)) * (rng.random((2, 4, n)) < 0.5), axis=1)
    damage[0, :, 4] = np.nan
    damage[1, 2, 5] = 0.0  # falls, and is held
    years = np.array([5.0, 10.0, 50.0, 100.0])
    how = {"series": "partial-duration", "method": method, "tail": tail, "zero_at_years": zero_at}
    parts = [annual_from_maps(part, years, **how) for part in damage]
    evidence = MapEvidence(("ground_floor", "basement"), years, damage, **how)
    scenario = Scenario("today", Text("i dag", "today"), None, parts[0] + parts[1])
    return make_bundle(
        Text("Skade af kort", "Cost from maps"), town, evidence, [scenario], BundleParams(with_houses=houses),
        created=RECORD.created, price_year=2021,
    )  # fmt: skip
