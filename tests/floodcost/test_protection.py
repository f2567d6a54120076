"""Measures at buildings: thresholds move, the ground does not; and the account's ratio, payback, øre and payers."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.cloudburst.whatif.reading import read_measures
from gistools.errors import LayerError, TableError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.damage import damage_model
from gistools.floodcost.protection import protect
from gistools.floodcost.value_params import PlanValueParams
from gistools.floodcost.value_run import plan_value_tool
from gistools.progress import NoProgress
from gistools.tool import run_steps
from tests.floodcost.test_plan_run import CRS, RAIN, town
from tests.floodcost.town import building, classified

ALL = shapely.box(10, 10, 30, 30)
GRID = gt.Grid(40, 400, 0.0, 40.0, 1.0, 1.0, CRS)


def known_town():
    """Return the bowl of `town` with basements that are all known, of which the third building has one."""
    dem, houses = town()
    return dem, houses.assign(har_kaelder=["nej", "nej", "ja"], kaelder_areal_m2=[0.0, 0.0, 40.0])


def layer(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    columns = {"type", "id", "taerskel_m", "dybde_m"}
    return gpd.GeoDataFrame(
        {name: [row.get(name) for row in rows] for name in columns}, geometry=[row["shape"] for row in rows], crs=CRS
    )


def valued(measures: gpd.GeoDataFrame, *wanted: str, payers=None, item_dkk: float = 1000.0, **values: object):
    dem, houses = known_town()
    kinds = ("basin", "floor_protection", "basement_protection")
    price = {"unit": ["m3", "item", "item"], "capital_dkk": [3.0, item_dkk, item_dkk], "upkeep_dkk": 0.0}
    prices = pd.DataFrame({"kind": kinds, **price, "price_year": 2021, "source_da": "opdigtet"})
    given = {"series": "partial-duration", "duration_min": 60, "draws": 20, "extra_m3": 0.5, **values}
    return plan_value_tool(
        elevation=dem, adjustment_lines=None, horseshoes=None, buildings=houses, rain=None, land_cover=None,
        losses=None, basins=None, measures=measures, design_surface=None, rain_statistics=RAIN, climate_factors=None,
        damage_table=None, price_index=None, measure_prices=prices, payers=payers, params=PlanValueParams(**given),
        steps=run_steps, wanted=frozenset(wanted), progress=NoProgress(),
    )  # fmt: skip


SHUTTERS = {"type": "skodder", "id": "s", "taerskel_m": 0.4, "shape": ALL}
VALVE = {"type": "højvandslukke", "id": "k", "taerskel_m": 0.3, "shape": ALL}


def test_floors_and_basements_rise_to_the_threshold_given_and_never_fall():
    """Home 0.20 -> 0.40, its basement stays at 0.10; a basement 0.10 -> 0.30; a measure of 0.15 m changes no floor."""
    houses = classified(building("120", 100, "ja", 30.0), building("120", 100, "nej", 0.0))
    model = damage_model(houses)
    both = shapely.box(-5, -5, 200, 20)
    floor, cellar = model.names.index("ground_floor"), model.names.index("basement")

    def after(*rows: dict[str, object]):
        shifted = [{**row, "shape": row["shape"]} for row in rows]
        grid = gt.Grid(40, 400, -10.0, 30.0, 1.0, 1.0, CRS)
        return protect(model, houses, read_measures(layer(*shifted), grid))

    made = after({**SHUTTERS, "shape": both})
    assert made.model.steps[floor].threshold_m.tolist() == [0.4, 0.4]
    assert made.model.steps[cellar].threshold_m.tolist() == model.steps[cellar].threshold_m.tolist()
    assert made.rise_m[floor].tolist() == pytest.approx([0.2, 0.2])
    assert made.buildings == {"s": 2}
    one = after({**VALVE, "shape": shapely.Point(5, 5)})
    assert one.rise_m[cellar].tolist() == pytest.approx([0.2, 0.0])
    assert one.rise_m[floor].tolist() == [0.0, 0.0]
    assert any("opstuvning fra kloakken" in note.da for note in one.notes)
    low = after({**SHUTTERS, "taerskel_m": 0.15, "shape": both})
    assert not low.rise_m.any()
    assert "2 af 2 bygninger" in low.notes[0].da
    with pytest.raises(LayerError, match="rammer ingen bygning"):
        after({**SHUTTERS, "shape": shapely.Point(100, 15)})


def test_a_plan_of_shutters_is_worth_what_higher_floors_save():
    """Damage after is that of the town with floors at 0.40 m; three buildings at 1,000 DKK x 1.28; no ground moves."""
    made = valued(layer(SHUTTERS), "building_savings", "plan_account", "measure_costs")
    higher = valued(layer(VALVE), "building_savings", floor_threshold_m=0.4)["building_savings"]
    saved = made["building_savings"]
    assert saved["after_dkk"].tolist() == higher["before_dkk"].tolist()
    assert (saved["saved_dkk"] >= 0.0).all()
    assert saved["saved_dkk"].sum() > 1.0
    costs = made["measure_costs"].iloc[0]
    assert (costs["quantity"], costs["capital_dkk"]) == (3.0, 3840.0)
    assert np.isnan(costs["room_m3"])
    assert not any("midt i usikkerheden" in note.da.lower() for note in made.notes)  # the draws meet the account


def test_closing_a_basement_saves_the_damage_of_the_basement_alone():
    made = valued(layer(VALVE), "building_savings")["building_savings"]
    assert made["saved_dkk"].tolist()[:2] == [0.0, 0.0]
    assert made["saved_dkk"].tolist()[2] > 0.0


def test_the_account_has_benefit_per_krone_and_the_year_of_payback():
    """ratio = avoided / cost of 3 x 300 x 1.28 = 1,152 DKK; payback: the first year whose savings so far reach it.

    One climate: saved s a year from year 1 on, at 3.5 %: s (1 - 1.035^-y) / 0.035 >= 1,152.
    """
    made = valued(layer(SHUTTERS), "plan_account", "building_savings", item_dkk=300.0)
    rows = made["plan_account"].set_index("term")
    assert rows.loc["bcr", "ratio"] == pytest.approx(rows.loc["avoided", "dkk"] / 1152.0, abs=1e-4)
    saved = float(made["building_savings"]["saved_dkk"].sum())
    worth = saved * np.cumsum(1.035 ** -np.arange(1.0, 36.0))
    assert worth[-1] > 1152.0
    assert rows.loc["payback", "years"] == int(np.argmax(worth >= 1152.0)) + 1
    assert rows["ratio"].notna().sum() == rows["years"].notna().sum() == 1
    dear = valued(layer(SHUTTERS), "plan_account", item_dkk=1e9)["plan_account"].set_index("term")
    assert dear.loc["payback", "years"] is pd.NA
    assert dear.loc["bcr", "ratio"] < 0.01


def test_what_is_avoided_in_all_is_the_sum_of_its_classes_to_the_oere():
    made = valued(layer(SHUTTERS, VALVE), "plan_account", "building_savings", "benefits_by_class")
    whole = made["plan_account"].set_index("term").loc["avoided", "dkk"]
    assert to_oere([whole])[0] == to_oere(made["benefits_by_class"]["avoided_dkk"].to_numpy()).sum()
    assert to_oere([whole])[0] == to_oere(made["building_savings"]["saved_present_dkk"].to_numpy()).sum()


def test_measures_with_room_have_a_price_for_each_m3():
    """A basin of 4 x 4 m, 0.5 m deep below its lowest cell, at 3 DKK/m³ x 1.28: cost / room, and none for shutters."""
    basin = {"type": "bassin", "id": "b", "dybde_m": 0.5, "shape": shapely.box(17, 17, 21, 21)}
    table = valued(layer(basin, SHUTTERS), "measure_costs")["measure_costs"].set_index("measure_id")
    assert table.loc["b", "room_m3"] >= 8.0
    assert table.loc["b", "cost_per_m3_dkk"] == round(table.loc["b", "cost_dkk"] / table.loc["b", "room_m3"], 2) == 3.84
    assert table.loc["s", ["room_m3", "cost_per_m3_dkk"]].isna().all()


def test_who_pays_shares_the_cost_to_the_oere():
    """3,840 DKK by a quarter and three quarters: 960 and 2,880; shares of half are refused."""
    shares = pd.DataFrame({"measure_id": ["s", "s"], "payer": ["ejer", "forsyning"], "share": ["0,25", 0.75]})
    paid = valued(layer(SHUTTERS), "who_pays", payers=shares)["who_pays"]
    assert paid[["payer", "cost_dkk"]].to_numpy().tolist() == [["forsyning", 2880.0], ["ejer", 960.0]]
    with pytest.raises(TableError, match=r"andele 0[.,]5 i alt"):
        valued(layer(SHUTTERS), "who_pays", payers=shares.assign(share=0.25))
