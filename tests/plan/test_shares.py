"""Everyday rain and cloudburst together: parts that sum to the øre, water that is counted once, unknown kept."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import gistools as gt
from gistools.catalogue import tool
from gistools.cloudburst import find_bluespots
from gistools.errors import ParamError
from gistools.floodcost.annual import to_oere
from gistools.plan import ShareParams, Town, TownLayers, financing_rules, measure_shares, solution_rules, split_of
from gistools.plan.shares_water import meets_first
from gistools.run import Job, Session
from gistools.tables import read_user_table

CRS = "EPSG:25832"
SAMPLE = Path(__file__).parents[2] / "sample_data"
CELL = 5.0
ROWS, COLS = 10, 20
MONEY = st.integers(0, 10**9).map(lambda oere: oere / 100)
SHARE = st.floats(0.0, 1.0)


def town(z=None, **layers):
    """Return a plane of 100 x 50 m that falls east, or other heights, with layers; the west half is paved."""
    if z is None:
        z = 100.0 - 0.1 * np.mgrid[0:ROWS, 0:COLS][1]
    rows, cols = z.shape
    grid = gt.Grid(rows, cols, 0.0, rows * CELL, CELL, CELL, CRS)
    terrain = gt.condition(gt.Raster(z.astype(np.float32), grid, unit="m"))
    flow = gt.route_flow(terrain)
    params = ShareParams(everyday_mm=20.0)
    given = TownLayers(**({"land_cover": cover()} | layers))
    return Town(terrain, flow, find_bluespots(terrain, flow), given, params, solution_rules())


def layer(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def cover():
    return layer(shapely.box(0, 0, 50, 50), shapely.box(50, 0, 100, 50), klasse=["befaestet", "græs"])


def drawn(**more):
    """Return a bed of 10 x 50 m just below the paved ground, and a wall beyond it."""
    columns = {"type": ["nedsivningsbed", "mur"], "rum_mm": [100.0, None], "nedsivning_mm": [0.0, None],
               "hoejde_m": [None, 0.5]}  # fmt: skip
    shapes = shapely.box(50, 0, 60, 50), shapely.LineString([(80, 5), (80, 45)])
    return layer(*shapes, **columns, **more)


PRICES = pd.DataFrame(
    {"kind": ["infiltration_bed", "wall"], "unit": ["m2", "m"], "capital_dkk": [100.01, 1000.0],
     "price_year": [2021, 2021]}
)  # fmt: skip


@given(st.floats(0.0, 1e6), st.none() | st.floats(0.0, 1e6), MONEY, SHARE, SHARE)
def test_all_parts_sum_to_the_oere(room, water, cost, everyday, cloudburst):
    split = split_of(room, math.nan if water is None else water, cost, everyday, cloudburst)
    total = int(to_oere([cost])[0])
    if water is None and room > 0.0:
        assert math.isnan(split.everyday_m3)
        assert math.isnan(split.utility_dkk)
        return
    assert split.everyday_m3 + split.cloudburst_m3 == pytest.approx(room)
    assert 0.0 <= split.everyday_m3 <= room
    parts = to_oere([split.everyday_dkk, split.cloudburst_dkk, split.utility_dkk, split.municipality_dkk]).tolist()
    assert parts[0] + parts[1] == total
    assert parts[2] + parts[3] == total
    assert min(parts) >= 0
    exact = everyday * parts[0] + cloudburst * parts[1]
    assert abs(parts[2] - exact) <= 2.0


def test_a_price_that_is_unknown_has_unknown_parts():
    split = split_of(10.0, 4.0, math.nan, 1.0, 0.0)
    assert split.everyday_m3 == 4.0
    assert math.isnan(split.everyday_dkk)
    assert math.isnan(split.municipality_dkk)


def test_room_that_is_unknown_has_unknown_parts():
    split = split_of(math.nan, 4.0, 100.0, 1.0, 0.0)
    assert math.isnan(split.everyday_m3)
    assert math.isnan(split.cloudburst_m3)
    assert math.isnan(split.everyday_dkk)
    assert math.isnan(split.municipality_dkk)


def test_protection_is_priced_for_each_building_and_unknown_without_buildings():
    """Three homes have their inner point in the drawn polygon, a fourth has not: 3 x 1000 DKK, as plan-value says."""
    homes = [shapely.box(x, y, x + 5, y + 5) for x, y in ((60, 10), (60, 30), (75, 30), (90, 30))]
    valves = layer(shapely.box(58, 5, 85, 45), type=["sikring af kælder"], taerskel_m=["0,5"])
    price = pd.DataFrame(
        {"kind": ["basement_protection"], "unit": ["item"], "capital_dkk": [1000], "price_year": [2021]}
    )
    table = read_user_table(price, "measure_prices")
    asked = ShareParams(everyday_mm=20.0)
    made = measure_shares(town(buildings=layer(*homes)), valves, asked, 20.0, prices=table)
    assert made.layer["cost_dkk"].tolist() == made.layer["municipality_dkk"].tolist() == [3000.0]
    assert math.isnan(measure_shares(town(), valves, asked, 20.0, prices=table).layer["cost_dkk"][0])


def test_ground_without_land_cover_is_told():
    """Cover of columns 0 to 4: of the catchment of 92 cells of `test_a_bed_below_paved_ground` 32 have one, 60 not."""
    part = layer(shapely.box(0, 0, 25, 50), klasse=["befaestet"])
    made = measure_shares(town(land_cover=part), drawn(), ShareParams(everyday_mm=20.0), 20.0)
    assert made.layer["paved_m2"][0] == 32 * 25.0
    assert any("1.500 m² af det, der løber til tiltagene, er uden arealdække" in note.da for note in made.notes)
    whole = measure_shares(town(), drawn(), ShareParams(everyday_mm=20.0), 20.0)
    assert not any("uden arealdække" in note.da for note in whole.notes)


def test_a_bed_below_paved_ground():
    """8 inner rows of 9 paved cells (columns 1 to 9) run east to the bed, and the paved cells of its own rows do not.

    Rows 0 and 9 and column 0 drain off the edge. Paved: 8 x 9 x 25 = 1800 m2; the bed of columns 10 and 11 takes the
    rain on its own 2 x 10 cells too: catchment 1800 + 500 = 2300 m2. Room 500 m2 x 100 mm = 50 m3; 20 mm bring
    1800 x 0.02 = 36 m3, so 36 m3 are for every day and 14 m3 for cloudburst. Price 500 x 100.01 = 50 005 DKK:
    36/50 = 36 003.60 and 14 001.40 DKK.
    """
    sewer = layer(shapely.box(0, 0, 25, 50), navn=["K1"])
    made = measure_shares(
        town(), drawn(), ShareParams(everyday_mm=20.0), 20.0, sewer=sewer,
        prices=read_user_table(PRICES, "measure_prices"),
    )  # fmt: skip
    bed, wall = made.layer.iloc[0], made.layer.iloc[1]
    assert (bed["paved_m2"], bed["catchment_m2"], bed["room_m3"]) == (1800.0, 2300.0, 50.0)
    assert bed["held_mm"] == pytest.approx(50.0 / 2300.0 * 1000.0)
    assert bed["disconnected_m2"] == 8 * 4 * 25.0  # columns 1 to 4 lie in the sewer catchment
    assert (bed["everyday_m3"], bed["cloudburst_m3"]) == (pytest.approx(36.0), pytest.approx(14.0))
    assert (bed["everyday_dkk"], bed["cloudburst_dkk"]) == (36_003.6, 14_001.4)
    assert (bed["utility_dkk"], bed["municipality_dkk"]) == (36_003.6, 14_001.4)
    assert math.isnan(bed["yearly_m3"])
    assert (wall["room_m3"], wall["paved_m2"], wall["everyday_dkk"], wall["utility_dkk"]) == (0.0, 0.0, 0.0, 0.0)
    assert wall["cloudburst_dkk"] == wall["municipality_dkk"] == 40_000.0
    assert (bed["nature_m2"], bed["recreation_m2"], bed["heat_m2"]) == (500.0, 0.0, 500.0)
    assert math.isnan(wall["nature_m2"])  # no solution of the catalogue is a wall
    sums = made.sums().set_index("payer")
    assert sums.loc["forsyning", "cost_dkk"] == 36_003.6
    assert sums.loc["kommune", ["everyday_dkk", "cloudburst_dkk"]].tolist() == [0.0, 54_001.4]
    assert sums.loc["i alt", "cost_dkk"] == 90_005.0
    assert not sums["verified"].any()


def test_losses_of_the_land_cover_hold_rain_back_and_drains_do_not():
    """Paved: 0.8 x 20 - 1 = 15 mm of 1800 m2; grass: 0.1 x 20 - 5 < 0. 27 m3, whatever the drain."""
    losses = pd.DataFrame(
        {"klasse": ["befaestet", "græs"], "run_off_coefficient": [0.8, 0.1], "initial_loss_mm": [1.0, 5.0],
         "drain_mm_per_h": [50.0, 0.0]}
    )  # fmt: skip
    made = measure_shares(town(), drawn(), ShareParams(everyday_mm=20.0), 20.0, losses=losses)
    assert made.layer["everyday_water_m3"].iloc[0] == pytest.approx(27.0, abs=0.01)
    assert made.layer["cost_dkk"].isna().all()
    assert "Priser er ukendte" in " ".join(note.da for note in made.notes)


def test_what_is_not_given_stays_unknown():
    bare = town(land_cover=None)
    made = measure_shares(bare, drawn(), ShareParams(everyday_mm=20.0), 20.0, prices=None)
    bed = made.layer.iloc[0]
    assert math.isnan(bed["paved_m2"])
    assert math.isnan(bed["disconnected_m2"])
    assert math.isnan(bed["everyday_m3"])
    assert math.isnan(bed["protected_m2"])
    assert math.isnan(bed["path_lost_m"])
    assert bed["infiltration"] == "unknown"
    priced = measure_shares(
        bare, drawn(), ShareParams(everyday_mm=20.0), 20.0, prices=read_user_table(PRICES, "measure_prices")
    )
    sums = priced.sums().set_index("payer")
    assert sums.loc["ukendt", "cost_dkk"] == 50_005.0  # its split is not known: nobody's
    assert sums.loc["kommune", "cost_dkk"] == 40_000.0
    assert sums.loc["i alt", "cost_dkk"] == 90_005.0


def test_added_value_stands_in_columns_with_what_is_lost():
    lots = layer(shapely.box(0, 0, 100, 50), status=["V2"])
    nature = layer(shapely.box(50, 0, 60, 25), beskyttet_par3=["ja"])
    house = layer(shapely.box(61, 0, 65, 4))
    paths = layer(shapely.LineString([(40, 20), (100, 20)]))
    place = town(mapped_lots=lots, nature_areas=nature, buildings=house)
    made = measure_shares(place, drawn(), ShareParams(everyday_mm=20.0), 20.0, paths=paths)
    bed = made.layer.iloc[0]
    assert bed["infiltration"] == "no"
    assert "kortlagt grund ingen af V1, V1V2, V2" in bed["infiltration_da"]
    assert bed["path_lost_m"] == pytest.approx(10.0)
    assert bed["protected_m2"] == pytest.approx(250.0)
    unsaid = town(nature_areas=layer(shapely.box(50, 0, 60, 25)))
    other = measure_shares(unsaid, drawn(), ShareParams(everyday_mm=20.0), 20.0).layer
    assert math.isnan(other["protected_m2"].iloc[0])
    assert other["protected_m2"].iloc[1] == 0.0
    assert "score" not in " ".join(map(str, made.layer.columns))


def test_a_basin_is_green_when_its_column_says_so():
    both = layer(shapely.box(60, 10, 80, 40), type=["bassin"], dybde_m=[0.5])
    plain = measure_shares(town(buildings=cover()), both, ShareParams(everyday_mm=20.0), 20.0).layer.iloc[0]
    assert plain["solution"] == "basin; green_basin"
    assert math.isnan(plain["nature_m2"])
    named = measure_shares(
        town(buildings=cover()), both.assign(loesning="Grønt bassin"), ShareParams(everyday_mm=20.0), 20.0
    )
    assert named.layer["solution"].tolist() == ["green_basin"]
    assert named.layer["nature_m2"].tolist() == [600.0]
    assert named.layer["recreation_m2"].tolist() == [600.0]
    with pytest.raises(ParamError, match="loesning"):
        measure_shares(town(), both.assign(loesning="dige"), ShareParams(everyday_mm=20.0), 20.0)


def test_water_is_counted_for_the_first_measure_it_meets_as_a_walk_does():
    rng = np.random.default_rng(11)
    for _ in range(15):
        place = town(rng.normal(size=(9, 12)).cumsum(0).cumsum(1))
        cells, taken = {}, {}
        for number in (1, 2, 3):
            rows, cols = rng.integers(0, 9, 4), rng.integers(0, 12, 4)
            cells[number] = rows.astype(np.int64), cols.astype(np.int64)
            for at in zip(rows.tolist(), cols.tolist(), strict=True):
                taken.setdefault(at, number)
        found = meets_first(place, cells)
        for start in np.ndindex(9, 12):
            at = start
            while at not in taken and (code := int(place.flow.routed[at]) & 15) < 8:
                at = (at[0] + (0, 1, 1, 1, 0, -1, -1, -1)[code], at[1] + (1, 1, 0, -1, -1, -1, 0, 1)[code])
            assert found[start] == taken.get(at, 0)


def test_prices_of_two_years_are_refused():
    mixed = read_user_table(PRICES.assign(price_year=[2021, 2022]), "measure_prices")
    with pytest.raises(ParamError, match="2021, 2022"):
        measure_shares(town(), drawn(), ShareParams(everyday_mm=20.0), 20.0, prices=mixed)


@pytest.mark.parametrize(
    ("values", "given", "said"),
    [
        ({}, set(), "præcis ét sted"),
        ({"everyday_mm": 20.0}, {"rain_statistics"}, "præcis ét sted"),
        ({}, {"rain_statistics"}, "duration_min mangler"),
        ({"everyday_mm": 20.0}, {"losses"}, "uden arealdække"),
        ({"everyday_mm": 20.0}, set(), None),
    ],
)
def test_everyday_rain_is_given_in_one_place(values, given, said):
    told = tool("measure-shares").params.from_mapping(values).conflicts(frozenset(given))
    assert (said is None) == (not told)
    assert said is None or said in told[0].da


def test_the_rules_of_payment_name_their_sources():
    rules = financing_rules()
    assert rules["source_da"].str.len().min() > 10
    assert not rules.loc[rules["financing_rule"] == "default", "verified"].any()
    assert "2021" in rules.loc[rules["financing_rule"] == "old_rules_end", "rule_da"].iloc[0]


def test_the_sample_plan_through_the_runner(tmp_path):
    """A crop of the town: the sums are those of the measures to the øre, and all of it bears the stamp."""
    of = f"{SAMPLE / 'town.gpkg'}|layername="
    job = Job(
        tool="measure-shares",
        inputs={
            "elevation": str(SAMPLE / "terrain"),
            "land_cover": of + "land_cover",
            "losses": str(SAMPLE / "tables" / "landcover_losses.csv"),
            "measures": str(SAMPLE / "measures.gpkg"),
            "sewer_catchments": of + "sewer_catchments",
            "mapped_lots": of + "mapped_lots",
            "rain_statistics": str(SAMPLE / "tables" / "rain_statistics.csv"),
            "measure_prices": str(SAMPLE / "tables" / "measure_prices.csv"),
        },
        params={"duration_min": 60.0, "sewer_years": 10.0},
        window=(650700.0, 6268850.0, 651250.0, 6269400.0),
        out_dir=str(tmp_path / "ud"),
    )
    told = Session().run(job)
    found = gt.read_layer(tmp_path / "ud" / "measure_shares.gpkg", crs=CRS, layer="measure_shares").value
    sums = pd.read_csv(tmp_path / "ud" / "share_sums.csv", sep=";", decimal=",", encoding="utf-8-sig")
    by = sums.set_index("payer")["cost_dkk"]
    assert round(by["i alt"] * 100) == int(to_oere(found["cost_dkk"].to_numpy()).sum())
    assert round(by["forsyning"] * 100) + round(by["kommune"] * 100) == round(by["i alt"] * 100)
    assert by["forsyning"] > 0.0
    assert (found["maerke"].str.contains("OPDIGTET")).all()
    assert (sums["maerke"].str.contains("EKSEMPELREGN")).all()
    assert "19,0 mm" in " ".join(note.da for note in told.notes)
    assert not found["verified"].any()
