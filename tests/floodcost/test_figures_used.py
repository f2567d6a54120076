"""The figures that a calculation used: before and after indexing, curves, thresholds as used, the index."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.cloudburst.rain import RainStatistics, climate_factors
from gistools.floodcost import classify, damage_model
from gistools.floodcost.cost_params import FloodCostRainParams
from gistools.floodcost.discount import as_net_tax
from gistools.floodcost.figures_used import (
    assumption_table,
    climate_figures,
    damage_figures,
    param_figures,
    rate_figures,
    road_figures,
)
from gistools.floodcost.os2 import os2_rates
from gistools.tables import load_table, read_user_table

INDEX = pd.DataFrame({"year": [2021, 2024], "index": [100.0, 120.0], "verified": ["ja", "ja"]})


def homes(*codes: str) -> gpd.GeoDataFrame:
    shapes = [shapely.box(20 * i, 0, 20 * i + 10, 10) for i in range(len(codes))]
    columns = {"byg021anvendelse": codes, "har_kaelder": "ja", "kaelder_areal_m2": 10.0}
    return classify(gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:25832"))


def by_name(figures) -> dict:
    return {one.name: one for one in figures}


def test_amounts_stand_before_and_after_indexing_with_the_index():
    """1257 of 2021 at an index of 100 is 1257 x 120/100 = 1508.40 of 2024."""
    houses = homes("120")
    model = damage_model(houses, price_year=2024, index=read_user_table(INDEX, "price_index"))
    told = by_name(damage_figures(model, houses))
    given, made = told["cloudburst_home_ground_floor"], told["cloudburst_home_ground_floor_2024"]
    assert (given.value, given.price_year, given.read_in, given.verified) == (1257.0, 2021, "os2", True)
    assert made.value == pytest.approx(1508.4)
    assert (made.price_year, made.verified) == (2024, True)
    assert [told[f"price_index_{y}"].value for y in (2021, 2024)] == [100.0, 120.0]
    assert told["price_index_2024"].source.da == "egen tabel"
    plain = by_name(damage_figures(damage_model(houses), houses))
    assert not [name for name in plain if name.endswith("_2021") or name.startswith("price_index")]


def test_an_index_that_nobody_verified_makes_the_indexed_amount_so_and_not_the_given_one():
    houses = homes("120")
    index = read_user_table(INDEX.assign(verified=["ja", "nej"]), "price_index")
    model = damage_model(houses, price_year=2024, index=index)
    told = by_name(damage_figures(model, houses))
    assert told["cloudburst_home_ground_floor"].verified
    assert not told["cloudburst_home_ground_floor_2024"].verified
    assert not model.verified.any()
    assert "prisindekset" in [text.da for text in model.doubtful]


def test_thresholds_are_those_used_and_say_whose_they_are():
    """Plinths of 0.20 (the table's, where unknown) and 0.35 m; the basement's 0.10 m is a choice until it is given."""
    houses = homes("120", "120")
    told = by_name(damage_figures(damage_model(houses, plinth_m=np.array([np.nan, 0.35])), houses))
    low, high = (told[f"cloudburst_home_ground_floor_threshold_{end}"] for end in ("low", "high"))
    assert (low.value, low.verified) == (0.2, True)
    assert (high.value, high.verified, high.source.en) == (0.35, None, "given for this run")
    cellar = told["cloudburst_home_basement_threshold"]
    assert (cellar.value, cellar.verified, cellar.read_in) == (0.1, False, "")
    for given in (0.05, 0.1):
        own = damage_model(houses, basement_threshold_m=given)
        cellar = by_name(damage_figures(own, houses))["cloudburst_home_basement_threshold"]
        assert (cellar.value, cellar.verified) == (given, None)
        assert own.verified.all()
    assert not damage_model(houses).verified.any()


def test_curves_are_listed_by_what_they_are_made_of():
    """The surge curve of homes is 1167.86 ln X - 571.21, held from 2 m on, which is a choice of gistools."""
    houses = homes("120")
    told = by_name(damage_figures(damage_model(houses, hazard="sea"), houses))
    assert told["sea_home_ground_floor_log_a"].value == 1167.86
    assert told["sea_home_ground_floor_log_b"].value == -571.21
    assert (told["sea_home_ground_floor_cap_m"].value, told["sea_home_ground_floor_cap_m"].verified) == (2.0, False)
    own = {
        "hazard": "cloudburst", "damage_class": "home", "part": "ground_floor", "form": "curve", "basis": "m2",
        "depth_m": [0.0, 1.0], "amount_dkk": [0.0, 900.0], "high_dkk": [0.0, 1200.0], "price_year": 2021,
        "verified": True,
    }  # fmt: skip
    model = damage_model(houses, read_user_table(pd.DataFrame(own), "building_damage"))
    told = by_name(damage_figures(model, houses))
    assert [told[f"cloudburst_home_ground_floor_at_{at}m"].value for at in (0, 1)] == [0.0, 900.0]
    assert told["cloudburst_home_ground_floor_at_1m_high"].value == 1200.0


def test_climate_factors_are_those_used_and_those_held_are_told():
    """Half way to 1.2, 1.3 and 1.4 at T = 2, 10 and 100: 1.1, 1.15, 1.2; T = 500 is held at 1.2."""
    table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [27.0], "T=500": [60.0]})
    rain = RainStatistics.from_table(table).in_climate(
        climate_factors("skrift30-standard"), 2070, reference_year=2020, beyond="hold"
    )
    told = climate_figures("future", rain)
    assert [one.value for one in told] == pytest.approx([1.1, 1.15, 1.2, 1.2])
    assert [one.name for one in told][-1] == "climate_factor_future_T500"
    assert "holdt" in told[-1].label.da
    assert not any(one.verified for one in told)


def test_every_parameter_is_told_as_used_and_choices_without_a_source_are_not_verified():
    params = FloodCostRainParams(duration_min=60, series="partial-duration", wet_share=0.3)
    told = by_name(param_figures(params))
    assert set(told) == {name for name, value in params.to_mapping().items() if value is not None}
    assert (told["wet_share"].value, told["wet_share"].verified, told["wet_share"].source.en) == (
        0.3, None, "given for this run",
    )  # fmt: skip
    assert (told["terrain_share"].value, told["terrain_share"].verified) == (0.5, False)
    assert told["series"].value == "Alle regn over en grænse (POT)"


def test_the_table_has_a_row_for_each_figure_of_roads_and_rates():
    table = assumption_table((*road_figures(), *rate_figures(os2_rates(), as_net_tax(1.0)))).set_index("name")
    used = set(load_table("road_damage").frame["item"]) - {"closed_in_note", "vehicle_hour"}
    assert {f"road_{item}" for item in used} <= set(table.index)
    assert table.loc["road_cleaning", ["amount", "price_year", "verified"]].tolist() == [20.0, 2021, False]
    assert table.loc["discount_rate_0", ["amount", "verified"]].tolist() == [0.035, False]
    assert pd.isna(table.loc["net_tax_factor", "verified"])
