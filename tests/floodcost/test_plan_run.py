"""The tools service-level and plan-value: quantities of measures, rates over the years, and what is not known."""

from __future__ import annotations

import dataclasses
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.cloudburst.rain import RainStatistics
from gistools.errors import ParamError, TableError
from gistools.floodcost import plan_compared
from gistools.floodcost.bands import AS_IS, PLAN
from gistools.floodcost.discount import present_value
from gistools.floodcost.economy import discounting_of, yearly_rates
from gistools.floodcost.economy_choices import LevelClimate
from gistools.floodcost.measures import plan_value
from gistools.floodcost.plan_amounts import quantities, room_made
from gistools.floodcost.plan_compared import account, compared
from gistools.floodcost.plan_draws_run import plan_draws, unlike
from gistools.floodcost.priced import MeasureCosts
from gistools.floodcost.rates import rain_rate
from gistools.floodcost.run_tools import modelled
from gistools.floodcost.value import damage_over_time
from gistools.floodcost.value_params import PlanValueParams, ServiceLevelParams
from gistools.floodcost.value_run import level_rains, plan_value_tool, service_level_tool
from gistools.floodcost.weighted_rates import weighted_rate
from gistools.floodcost.works import Works
from gistools.progress import NoProgress
from gistools.tables import read_user_table
from gistools.tool import run_steps
from tests.cloudburst.whatif.plan import CRS, planned, terrain_of

RAIN = pd.DataFrame({"varighed_min": [60], "T=2": [11.9], "T=10": [19.0], "T=50": [26.2], "T=100": [29.2]})
FLAT = np.full((60, 60), 10.0)


def prices(**units: str):
    """Return the user's own prices of some kinds, one DKK a unit."""
    rows = [
        {"kind": kind, "unit": unit, "capital_dkk": 1.0, "price_year": 2021, "source_da": "eget tilbud"}
        for kind, unit in units.items()
    ]
    return read_user_table(pd.DataFrame(rows), "measure_prices")


def amounts(plan, **units: str) -> dict[str, float]:
    table = quantities(plan.table, prices(**units))
    return dict(zip(table["measure_id"], table["quantity"], strict=True))


def test_each_measure_has_its_own_length_whatever_its_id_is():
    """Walls of 10 m with id 2, of 40 m with id 1 and of 30 x sqrt(2) m with a text for an id."""
    shapes = [
        shapely.LineString([(5, 5), (15, 5)]),
        shapely.LineString([(5, 9), (45, 9)]),
        shapely.LineString([(12, 20), (42, 50)]),
    ]
    rows = [
        {"type": "mur", "hoejde_m": 1, "id": i, "shape": s} for i, s in zip(("2", "1", "skrå"), shapes, strict=True)
    ]
    made = amounts(planned(terrain_of(FLAT), *rows), wall="m")
    assert made == pytest.approx({"2": 10.0, "1": 40.0, "skrå": 30.0 * math.sqrt(2.0)}, rel=1e-12)


def test_a_dike_drawn_as_a_surface_is_as_long_as_its_rectangle():
    plan = planned(terrain_of(FLAT), {"type": "dige", "hoejde_m": 1, "id": "9", "shape": shapely.box(5, 5, 35, 8)})
    assert amounts(plan, dike="m") == pytest.approx({"9": 30.0})
    assert amounts(plan, dike="m2") == pytest.approx({"9": 90.0})


def test_a_bed_without_depth_has_a_footprint_and_room():
    """400 m² x 250 mm = 100 m³ of room; 0.5 m deeper 200 m³ more; its capacity of 30 m³ comes on top."""
    bed = {"type": "nedsivningsbed", "rum_mm": 250, "nedsivning_mm": 10, "shape": shapely.box(5, 5, 25, 25)}
    plain = planned(terrain_of(FLAT), bed)
    assert amounts(plain, infiltration_bed="m2") == pytest.approx({"1": 400.0})
    assert amounts(plain, infiltration_bed="m3") == pytest.approx({"1": 100.0})
    assert room_made(plain.table) == pytest.approx(100.0)
    assert room_made(planned(terrain_of(FLAT), {**bed, "dybde_m": 0.5}).table) == pytest.approx(300.0)
    assert room_made(planned(terrain_of(FLAT), {**bed, "kapacitet_m3": 30}).table) == pytest.approx(130.0)


def test_room_is_dug_by_basins_and_not_by_roads():
    """A basin of 10 x 10 x 1 m: 100 m³; a road of 2 x 20 x 0.5 m digs 20 m³ and makes no room."""
    plan = planned(
        terrain_of(FLAT),
        {"type": "bassin", "dybde_m": 1, "shape": shapely.box(5, 5, 15, 15)},
        {"type": "skybrudsvej", "dybde_m": 0.5, "bredde_m": 2, "shape": shapely.LineString([(20, 30), (40, 30)])},
    )
    assert plan.table["dug_m3"].sum() > 115.0
    assert room_made(plan.table) == pytest.approx(100.0)
    assert amounts(plan, basin="m3", lowered_road="m2") == pytest.approx({"1": 100.0, "2": 40.0})
    assert room_made(plan.table[plan.table["measure_kind"] == "lowered_road"]) is None


def test_a_basin_taken_out_by_its_id_counts_as_what_it_held():
    basins = gpd.GeoDataFrame(
        {"id": ["B7", "B8"], "kapacitet_m3": ["120,5", "9"]},
        geometry=[shapely.Point(30.5, 30.5), shapely.Point(40.5, 40.5)],
        crs=CRS,
    )
    gone = {"type": "fjernet bassin", "fjern_id": "B7", "shape": shapely.Point(30.5, 30.5)}
    plan = planned(terrain_of(FLAT), gone, basins=basins)
    assert amounts(plan, basin_removed="m3") == pytest.approx({"1": 120.5})
    assert room_made(plan.table) is None


def test_a_measure_of_nothing_is_an_error_that_names_it_and_free_of_charge_is_none():
    wall = {"type": "mur", "kote_m": 9, "id": "A", "shape": shapely.LineString([(5, 5), (15, 5)])}
    low = {"type": "bassin", "bund_m": 11, "id": "B", "shape": shapely.box(30, 30, 40, 40)}
    plan = planned(terrain_of(FLAT), wall, low)
    with pytest.raises(TableError) as error:
        quantities(plan.table, prices(wall="m2", basin="m3"))
    told = [f.en for f in error.value.faults]
    assert [one.split(" number of ")[0] for one in told] == [
        "measure B (basin): 0 or an unknown",
        "measure A (wall): 0 or an unknown",
    ]
    assert "changes nothing" in told[0]
    free = pd.DataFrame([{"kind": "basin", "unit": "m3", "capital_dkk": 0.0, "price_year": 2021, "source_da": "os"}])
    kept = plan.table[plan.table["measure_id"] == "B"]
    assert quantities(kept, read_user_table(free, "measure_prices"))["quantity"].tolist() == [0.0]


def test_a_design_surface_without_measures_has_a_row():
    """A square of 10 x 10 m from 10 to 9 m moves 100 m³."""
    z = np.where((np.mgrid[0:60, 0:60] >= 20).all(0) & (np.mgrid[0:60, 0:60] < 30).all(0), 9.0, np.nan)
    terrain = terrain_of(FLAT)
    design = gt.Raster(z.astype(np.float32), terrain.grid, unit="m")
    plan = planned(terrain, design=design)
    assert amounts(plan, design_surface="m3") == pytest.approx({"design_surface": 100.0})


@pytest.mark.parametrize("onset", [8.0, 13.0, 30.0])
def test_a_service_level_in_another_climate_counts_from_the_rain_of_today(onset):
    """Damage begins below the rain of T = 2 of later years: r0 stays that of today, no less than 11.9 mm."""
    town = gpd.GeoDataFrame(
        {
            "onset_ground_floor_mm": [onset, 25.0], "reach_ground_floor": "reached",
            "cost_ground_floor_dkk": [1e5, 1e6], "price_year": 2021,
        },
        geometry=[shapely.box(0, 0, 5, 5), shapely.box(9, 0, 15, 5)], crs=CRS,
    )  # fmt: skip
    costs = pd.DataFrame({"return_period_years": [10, 50], "cost_dkk": [4e5, 2e6], "price_year": 2021})
    later = {"climate": "skrift30-standard", "climate_year": 2070, "reference_year": 2021}
    curves = []
    for first in (None, max(min(onset, 25.0), 11.9)):
        made = service_level_tool(
            building_costs=town, level_costs=costs, rain_statistics=RAIN, climate_factors=None,
            params=ServiceLevelParams(series="partial-duration", duration_min=60, first_mm=first, **later),
            steps=run_steps, wanted=frozenset({"level_curve"}), progress=NoProgress(),
        )  # fmt: skip
        curves.append(made["level_curve"])
    pd.testing.assert_frame_equal(*curves)
    assert (curves[0]["avoided_dkk"] > 0.0).any()


def level_run(**params: object):
    """Run service-level for a house of 1 mio. kr. that floods from 19 mm, the rain of T = 10; 2 levels."""
    town = gpd.GeoDataFrame(
        {
            "onset_ground_floor_mm": [19.0], "reach_ground_floor": "reached", "cost_ground_floor_dkk": [1e6],
            "price_year": 2021,
        },
        geometry=[shapely.box(0, 0, 5, 5)], crs=CRS,
    )  # fmt: skip
    costs = pd.DataFrame({"return_period_years": [10, 50], "cost_dkk": [4e5, 2e6], "price_year": 2021})
    return service_level_tool(
        building_costs=town, level_costs=costs, rain_statistics=RAIN, climate_factors=None,
        params=ServiceLevelParams(series="partial-duration", duration_min=60, **params),
        steps=run_steps, wanted=frozenset({"level_curve", "level_graph"}), progress=NoProgress(),
    )  # fmt: skip


def test_the_climate_that_a_level_is_meant_in_is_chosen_and_counts_once():
    """In 2081 a rain is k(T) times as deep, so is the rain of the level; the annual damage told is today's.

    Skrift 30 standard grows evenly over 100 years from 1 to 1.3 at T = 10: 1.18 after 60 years, 19 x 1.18 = 22.42 mm.
    Today that rain is passed at 1/T(22.42 mm); so much is left of B, for the house floods from all rains above it.
    """
    later, today = level_run(**CLIMATE), level_run(**CLIMATE, level_climate="today")
    plain = level_run()
    rows = [made["level_curve"].query("choice == 'level' and above == 'unchanged'") for made in (later, today, plain)]
    assert rows[1]["rain_mm"].tolist() == rows[2]["rain_mm"].tolist() == [19.0, 26.2]
    assert rows[0]["rain_mm"].iloc[0] == pytest.approx(19.0 * 1.18, rel=1e-9)
    rate = rain_rate(RainStatistics.from_table(RAIN, series="partial-duration"), 60)
    in_1 = yearly_rates(RAIN, None, ServiceLevelParams(series="partial-duration", duration_min=60, **CLIMATE))[0]
    assert rows[2]["annual_damage_dkk"].iloc[0] == pytest.approx(1e6 * 0.1, rel=1e-9)
    now, then = (1e6 * float(of.rate(np.float64(19.0 * 1.18))) for of in (rate, in_1[5]))
    assert then > now + 1.0
    assert rows[0]["annual_damage_dkk"].iloc[0] == pytest.approx(now, abs=0.01)
    nothing = [made["level_curve"].query("choice == 'nothing'") for made in (later, today, plain)]
    for one in nothing:  # as flood-cost tells it of today: the house of 1 mio. kr. floods every 10 years
        assert one["annual_damage_dkk"].tolist() == pytest.approx([1e5, 1e5], rel=1e-9)
    told = [" ".join(note.da for note in made.notes) for made in (later, today, plain)]
    assert "Niveauet T er regnen, der kommer hvert T. år i klimaet Skrift 30, standard i 2081" in told[0]
    assert all("Niveauet T er regnen, der i dag kommer hvert T. år" in said for said in told[1:])
    assert any("i 2081" in note.da for note in later["level_graph"].notes)


def test_a_rate_that_is_of_a_climate_already_has_no_levels_of_another():
    rates = yearly_rates(RAIN, None, ServiceLevelParams(series="partial-duration", duration_min=60, **CLIMATE))[0]
    with pytest.raises(ParamError, match="count the climate once"):
        level_rains({0: rates[60], 10: rates[60]}, np.array([10.0]), LevelClimate.CLIMATE_YEAR)


def town():
    """Return a bowl with buildings at its bottom, of which one has an unknown basement."""
    row, col = np.mgrid[0:40, 0:40]
    z = (10.0 + 0.02 * np.hypot(row - 20, col - 20) ** 1.3).astype(np.float32)
    dem = gt.Raster(z, gt.Grid(40, 40, 0.0, 40.0, 1.0, 1.0, CRS), unit="m")
    houses = gpd.GeoDataFrame(
        {
            "byg021anvendelse": ["120", "120", "320"],
            "har_kaelder": ["nej", None, "ja"],
            "kaelder_areal_m2": [0.0, None, 40.0],
        },
        geometry=[shapely.box(12, 12, 16, 16), shapely.box(22, 22, 26, 26), shapely.box(24, 14, 28, 18)],
        crs=CRS,
    )
    return dem, houses


CLIMATE = {"climate": "skrift30-standard", "climate_year": 2081, "reference_year": 2021}


def run(wanted: set[str], *, measures=None, prices_of=None, **values: object):
    dem, houses = town()
    basin = {"type": ["bassin"], "dybde_m": [0.5], "id": ["x"]}
    given = gpd.GeoDataFrame(basin, geometry=[shapely.box(17, 17, 21, 21)], crs=CRS)
    price = {"kind": ["basin"], "unit": ["m3"], "capital_dkk": [3.0], "price_year": [2021], "source_da": ["opdigtet"]}
    params = PlanValueParams(
        **{"series": "partial-duration", "duration_min": 60, "draws": 20, "extra_m3": 0.5, **CLIMATE, **values}
    )
    return plan_value_tool(
        elevation=dem, adjustment_lines=None, horseshoes=None, buildings=houses, rain=None, land_cover=None,
        losses=None, basins=None, measures=given if measures is None else measures, design_surface=None,
        rain_statistics=RAIN, climate_factors=None, damage_table=None, price_index=None,
        measure_prices=pd.DataFrame(price if prices_of is None else prices_of), params=params, steps=run_steps,
        wanted=frozenset(wanted), progress=NoProgress(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def valued():
    return run({"plan_account", "building_savings", "benefits_by_class", "storage_value", "how_sure", "plan_swings"})


def test_what_is_partly_known_is_told(valued):
    layer, told = valued["building_savings"], " ".join(note.en for note in valued.notes)
    rows = valued["plan_account"].set_index("term")
    partly = ((layer["risk_state_before"] == "partly") | (layer["risk_state_after"] == "partly")).sum()
    assert layer["risk_state_before"].tolist() == ["known", "partly", "known"]
    assert rows.loc["partly", "buildings"] == partly == 1
    assert rows.loc["unknown", "buildings"] == 0
    assert "Of 1 building a part is unknown" in told
    assert "upkeep of measures x is not given" in told
    assert "The value of storage is a lower bound" in told
    assert "Room for water is what basins dig" in told


def test_what_is_saved_is_of_parts_known_before_and_after(monkeypatch):
    """The floor of the first building is made unknown after the plan alone: it is unknown in both, not damage saved."""
    real = plan_compared.expose

    def blind(*args, facade_m=None, **more):
        made = real(*args, facade_m=facade_m, **more)
        if facade_m is not None:
            made.onset_mm[:, 0] = np.nan
        return made

    plain = compared_towns()[1]
    monkeypatch.setattr(plan_compared, "expose", blind)
    made = compared_towns()[1]
    assert plain.unknown == 0
    assert made.unknown == 1
    assert np.isnan(made.avoided_dkk).tolist() == [True, False]
    assert made.account.avoided_dkk == pytest.approx(plain.avoided_dkk[1])


def compared_towns(**values: object):
    params = PlanValueParams(**{"series": "partial-duration", "duration_min": 60, "draws": 20, **CLIMATE, **values})
    dem, houses = town()
    classified, model = modelled(houses.iloc[[0, 2]].reset_index(drop=True), None, None, params)
    both = []
    for deeper in (0.0, 0.5):
        z = dem.values.copy()
        z[17:21, 17:21] -= deeper
        terrain = gt.condition(dem.with_values(z))
        flow = gt.route_flow(terrain)
        runoff = gt.runoff_classes(terrain, gt.LossParams())
        both.append(gt.rain_to_flood(terrain, flow, gt.find_bluespots(terrain, flow), runoff))
    rates, _ = yearly_rates(RAIN, None, params)
    pair = compared(classified, *both, model, rates, params, NoProgress())
    costs = MeasureCosts(("1",), ("basin",), np.ones(1), ("m3",), (Works(3000.0, 10.0, 40),), 2021)
    value = plan_value(costs, pair.before, pair.after, discounting_of(params), partly=pair.partly)
    path = weighted_rate(rates, discounting_of(params))
    annuity = discounting_of(params).annuity
    sure = plan_draws(pair.depths_m, pair.depths_onset, model, path, value, annuity, params, NoProgress())
    return sure, value, costs


@pytest.mark.parametrize("floor", [None, 0.173])
def test_the_middle_of_the_draws_is_the_net_benefit_of_the_account(floor):
    """The climate changes up to 2081; with a threshold between the usual depths too."""
    sure, value, costs = compared_towns(floor_threshold_m=floor)
    names = [one.name for one in sure.alternatives]
    as_is, plan = names.index(AS_IS.da), names.index(PLAN.da)
    saved = float(sure.mid_dkk[as_is] - sure.mid_dkk[plan])
    assert saved > 1.0
    assert saved - sure.alternatives[plan].annual_cost_dkk.mid == pytest.approx(value.account.eav_dkk, rel=1e-6)
    assert unlike(sure, value) == ()
    other = dataclasses.replace(sure, mid_dkk=sure.mid_dkk * 1.01)
    assert "In the middle of the uncertainty" in unlike(other, value)[0].en
    table = account(value, costs, 0.0)
    assert table["buildings"].dropna().tolist() == [0, 0]


def test_the_price_of_the_plan_has_a_spread_of_its_own():
    sure, _, _ = compared_towns(price_spread_share=0.0)
    assert sure.alternatives[1].annual_cost_dkk.fixed
    assert "cost" in sure.swings
    sure, _, _ = compared_towns(cost_spread_share=0.0, price_spread_share=0.5)
    cost = sure.alternatives[1].annual_cost_dkk
    assert (cost.low, cost.high) == pytest.approx((0.5 * cost.mid, 1.5 * cost.mid))


def test_the_weighted_rate_is_the_equivalent_of_every_year():
    """A loop over 100 years, each with the rate on a straight line between the years that are known."""
    params = PlanValueParams(series="partial-duration", duration_min=60, **CLIMATE)
    rates, _ = yearly_rates(RAIN, None, params)
    years = discounting_of(params)
    made = weighted_rate(rates, years)
    for mm in (5.0, 13.3, 22.0, 40.0):
        known = sorted(rates)
        of = [float(rates[y].rate(mm)) for y in known]
        worth = sum(float(years.factor(int(t))) * float(np.interp(t, known, of)) for t in years.years)
        assert float(made.rate(mm)) == pytest.approx(worth / years.annuity, rel=1e-12)
        path = damage_over_time(years.years, dict(zip(known, of, strict=True))).dkk
        assert float(made.rate(mm)) * years.annuity == pytest.approx(float(present_value(path, years)), rel=1e-12)
    assert float(made.rate(np.inf)) == 0.0
    assert math.isnan(float(made.rate(np.nan)))
    assert weighted_rate({0: rates[0]}, years) is rates[0]
    assert float(made.times(1.1).rate(22.0)) > float(made.rate(22.0))
