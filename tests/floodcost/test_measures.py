"""Measures: prices, who gains and pays to the øre, and storage against a basin that is really put in."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.cloudburst.curve_table import curve_table
from gistools.cloudburst.links import find_links
from gistools.errors import ParamError, TableError
from gistools.floodcost.discount import FOREVER, Discounting
from gistools.floodcost.exposure import expose
from gistools.floodcost.exposure_params import ExposureParams
from gistools.floodcost.measures import (
    MeasureCosts,
    marginal_storage,
    measure_costs,
    plan_value,
    who_benefits,
    who_pays,
)
from gistools.floodcost.works import Works
from gistools.kernels.codes import OUT_BASINS
from gistools.tables import load_table, read_user_table
from tests.cloudburst.test_event import prepare
from tests.cloudburst.test_links import all_rains, points


class Straight:
    """A rate that falls by one for each mm, so that money tells mm."""

    drained_mm = 0.0

    def rate(self, rain_mm):
        return 1e5 - rain_mm


class Gumbel:
    drained_mm = 0.0

    def rate(self, rain_mm):
        return np.exp(-rain_mm / 10.0)


def ponds_at(result, row, col):
    """Return the pond whose water stands on cells when they get wet, as `expose` tells of buildings of one cell."""
    x, y = np.transpose([result.grid.centre(int(r), int(c)) for r, c in zip(row, col, strict=True)])
    dots = gpd.GeoDataFrame(geometry=shapely.buffer(shapely.points(x, y), 0.1, cap_style="square"), crs=result.grid.crs)
    return expose(result, dots, np.zeros(1), ExposureParams(exposure_rule="touched-max")).pond_id[0]


def flat(rate: float = 0.0, horizon: int = 50) -> Discounting:
    return Discounting(np.array([FOREVER]), np.array([rate]), horizon)


def drawn(**columns: object) -> pd.DataFrame:
    given_columns = {"measure_id": ["1"], "measure_kind": ["basin"], "quantity": [500], "unit": ["m3"]}
    return pd.DataFrame({**given_columns, **columns})


def own_prices(**columns: object) -> object:
    rows = {"kind": ["basin", "dike"], "unit": ["m3", "m"], "capital_dkk": [2000, 5000], "price_year": 2021}
    more = {"upkeep_dkk": [20, None], "lifetime_years": [80, None], "source_da": "eget tilbud", "verified": True}
    return read_user_table(pd.DataFrame({**rows, **more, **columns}), "measure_prices")


def test_quantity_times_price_in_market_prices():
    """500 m³ x 2,000 DKK x 1.28 = 1.28 mio.; upkeep 500 x 20 x 1.28 = 12,800 a year; 80 years."""
    both = drawn(measure_id=["1", "2"], measure_kind=["basin", "dike"], quantity=["500,0", 10.5], unit=["m3", "m"])
    made = measure_costs(both.iloc[[0, 1]], own_prices(), net_tax_factor=1.28, price_year=2021)
    assert made.works[0].capital_dkk == pytest.approx(1_280_000.0)
    assert made.works[0].upkeep_dkk_per_year == pytest.approx(12_800.0)
    assert made.works[0].lifetime_years == 80
    assert made.works[1].capital_dkk == pytest.approx(10.5 * 5000 * 1.28)
    assert made.works[1].lifetime_years is None
    assert "Measures without a lifetime (2)" in made.notes[0].en
    assert made.no_upkeep == ("2",)
    assert "upkeep of measures 2 is not given" in made.notes[1].en
    assert made.quantities.tolist() == [500.0, 10.5]


def test_prices_of_another_year_are_indexed_or_refused():
    prices = own_prices(price_year=2016)
    made = measure_costs(drawn(), prices, net_tax_factor=1.0, price_year=2021, index=load_table("price_index"))
    assert made.works[0].capital_dkk == pytest.approx(1e6 * 1257.0 / 1149.0, rel=1e-6)
    with pytest.raises(ParamError, match="2016"):
        measure_costs(drawn(), prices, net_tax_factor=1.0, price_year=2021)


def test_the_shipped_table_has_no_prices_and_says_so():
    with pytest.raises(TableError, match="row 1, basin: no price in the table") as error:
        measure_costs(drawn(), net_tax_factor=1.28, price_year=2021)
    assert "measure_prices" in error.value.fix.da


def test_all_faults_of_quantities_are_told_at_once():
    broken = pd.DataFrame(
        {
            "measure_id": ["1", "1", "3", "4"],
            "measure_kind": ["basin", "dike", "moat", "basin"],
            "quantity": ["mange", 10, 5, ""],
            "unit": ["m3", "m2", "m", "m3"],
        }
    )
    with pytest.raises(TableError) as error:
        measure_costs(broken, own_prices(), net_tax_factor=1.0, price_year=2021)
    told = [f.en for f in error.value.faults]
    assert told == [
        "row 1, quantity = mange (a number of 0 or more)",
        "measure 1 stands more than once",
        "row 2, dike: quantity in m2, price per m",
        "row 3, moat: unknown (known: basin, dike)",
        "row 4, basin: quantity is missing",
    ]


@pytest.mark.parametrize("missing", ["measure_id", "measure_kind", "quantity", "unit"])
def test_a_table_of_quantities_without_a_column_is_refused(missing):
    with pytest.raises(TableError, match=f"column {missing} is missing"):
        measure_costs(drawn().drop(columns=missing), own_prices(), net_tax_factor=1.0, price_year=2021)


def costs_of(*capital: float, life: int | None = None) -> MeasureCosts:
    ids = tuple(str(i) for i in range(len(capital)))
    works = tuple(Works(c, c / 100.0, life) for c in capital)
    one = np.ones(len(capital))
    return MeasureCosts(ids, ("basin",) * len(capital), one, ("m3",) * len(capital), works, 2021)


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1e8), min_size=1, max_size=5), st.sampled_from([None, 7, 40]))
def test_the_table_of_costs_adds_up_to_the_oere(capital, life):
    table = costs_of(*capital, life=life).to_frame(flat(0.03))
    ore = {name: np.rint(table[name] * 100.0).astype(np.int64) for name in table.columns if name.endswith("_dkk")}
    total = ore["capital_dkk"] + ore["upkeep_dkk"] + ore["reinvestment_dkk"] - ore["residual_dkk"]
    assert (ore["cost_dkk"] == total).all()


def test_a_plan_by_hand():
    """30 and 20 a year before, 10 and 25 after: 15 a year saved, 50 years without a rate: 750. Cost 200 and 2 a year.

    NPV = 750 - 200 - 100 = 450; 300 for 10 m³ are 30 a m³. The second building loses 5 x 50 = 250.
    """
    made = plan_value(costs_of(200.0), np.array([30.0, 20.0]), np.array([10.0, 25.0]), flat(), volume_m3=10.0)
    assert made.account.npv_dkk == pytest.approx(450.0)
    assert made.cost_per_m3_dkk == pytest.approx(30.0)
    assert made.avoided_dkk.tolist() == [1000.0, -250.0]
    assert (made.annual_before_dkk, made.annual_after_dkk) == (50.0, 35.0)
    assert made.notes == ()


@pytest.mark.parametrize("first", ["year-0", "year-1"])
def test_annual_damage_of_a_plan_is_that_of_today_whatever_the_climate_does(first):
    """Damage rises from 30 today to 80 in year 5; it is 40 in year 1. Told as today is 30, and 12 after."""
    years = Discounting(np.array([FOREVER]), np.array([0.0]), 50, first)
    before, after = ({0: np.array([a]), 5: np.array([b])} for a, b in ((30.0, 80.0), (12.0, 37.0)))
    made = plan_value(costs_of(200.0), before, after, years)
    assert (made.annual_before_dkk, made.annual_after_dkk) == (30.0, 12.0)


def test_unknown_buildings_are_counted_and_not_in_the_sum():
    before, after = np.array([30.0, math.nan, 5.0]), np.array([10.0, 1.0, math.nan])
    made = plan_value(costs_of(0.0), before, after, flat())
    assert made.account.avoided_dkk == pytest.approx(1000.0)
    assert made.unknown == 2
    assert np.isnan(made.avoided_dkk).tolist() == [False, True, True]
    assert "2 buildings" in made.notes[0].en
    assert math.isnan(made.cost_per_m3_dkk)


def test_a_plan_follows_the_climate():
    """Saved 10 a year today and 30 in year 50, a straight line: 10 + 0.4 y over y = 1..50 = 500 + 0.4 x 1275 = 1010."""
    before = {0: np.array([10.0]), 50: np.array([40.0])}
    after = {0: np.array([0.0]), 50: np.array([10.0])}
    assert plan_value(costs_of(0.0), before, after, flat()).account.avoided_dkk == pytest.approx(1010.0)


@pytest.mark.parametrize(
    ("before", "after", "volume"),
    [
        (np.ones(2), np.ones(3), None),
        ({0: np.ones(2)}, {0: np.ones(2), 50: np.ones(2)}, None),
        (np.ones(2), np.ones(2), 0.0),
    ],
)
def test_what_cannot_be_compared_is_refused(before, after, volume):
    with pytest.raises(ParamError, match="damage before in years"):
        plan_value(costs_of(1.0), before, after, flat(), volume_m3=volume)


AVOIDED = st.lists(
    st.tuples(st.one_of(st.floats(-1e7, 1e7), st.just(math.nan)), st.sampled_from(["home", "garage", "public"])),
    min_size=1,
    max_size=30,
)


@settings(deadline=None)
@given(AVOIDED)
def test_benefits_by_group_are_sums_of_each_buildings_oere(rows):
    table = who_benefits(np.array([dkk for dkk, _ in rows]), [group for _, group in rows])
    for row in table.to_dict("records"):
        mine = [dkk for dkk, group in rows if group == row["group"]]
        if all(math.isnan(dkk) for dkk in mine):
            assert all(math.isnan(row[name]) for name in ("gained_dkk", "lost_dkk", "avoided_dkk"))
            assert (row["unknown"], row["better"], row["worse"]) == (len(mine), 0, 0)
            continue
        ore = [int(np.rint(dkk * 100.0)) for dkk in mine if not math.isnan(dkk)]
        assert round(row["avoided_dkk"] * 100.0) == sum(ore)
        assert round(row["gained_dkk"] * 100.0) == sum(o for o in ore if o > 0)
        assert round(row["lost_dkk"] * 100.0) == -sum(o for o in ore if o < 0)
        assert (row["better"], row["worse"]) == (sum(o > 0 for o in ore), sum(o < 0 for o in ore))
        assert row["unknown"] == sum(math.isnan(dkk) for dkk in mine)
        assert row["buildings"] == len(mine)
    assert table["avoided_dkk"].dropna().is_monotonic_decreasing


def test_a_group_for_each_building():
    with pytest.raises(ParamError, match="1 groups, 2 buildings"):
        who_benefits(np.ones(2), ["home"])


@settings(deadline=None)
@given(
    st.lists(st.floats(0.0, 1e8), min_size=1, max_size=4),
    st.lists(st.integers(1, 100), min_size=1, max_size=5),
)
def test_what_all_pay_is_what_it_costs_to_the_oere(capital, parts):
    """Shares such as 1/3 leave øre over; they are given out and none is lost or made."""
    costs, rates = costs_of(*capital), flat(0.035)
    share = np.array(parts) / sum(parts)
    rows = [(i, f"payer {p}", s) for i in costs.ids for p, s in enumerate(share)]
    table = who_pays(costs, pd.DataFrame(rows, columns=["measure_id", "payer", "share"]), rates)
    total = np.rint(costs.to_frame(rates)["cost_dkk"] * 100.0).astype(np.int64).sum()
    assert np.rint(table["cost_dkk"] * 100.0).astype(np.int64).sum() == total
    expected = total * share / 100.0
    paid = table.set_index("payer").loc[[f"payer {p}" for p in range(len(parts))], "cost_dkk"]
    assert paid.to_numpy() == pytest.approx(expected, abs=0.01 * len(capital) + 1e-6)


def test_the_oere_left_over_goes_to_the_largest_remainder():
    """1 DKK by shares 0.001 and 0.999: 0.1 and 99.9 øre, so 0 and 100."""
    shares = pd.DataFrame({"measure_id": "0", "payer": ["a", "b"], "share": [0.001, 0.999]})
    one = MeasureCosts(("0",), ("basin",), np.ones(1), ("m3",), (Works(1.0),), 2021)
    table = who_pays(one, shares, flat()).set_index("payer")
    assert table["cost_dkk"].to_dict() == {"a": 0.0, "b": 1.0}


def test_all_faults_of_payers_are_told_at_once():
    shares = pd.DataFrame(
        {
            "measure_id": ["0", "0", "9", "1"],
            "payer": ["utility", "owner", "state", "owner"],
            "share": ["0,5", 0.4, "alt", 1.5],
        }
    )
    with pytest.raises(TableError) as error:
        who_pays(costs_of(1.0, 1.0, 1.0), shares, flat())
    told = [f.en for f in error.value.faults]
    assert told == [
        "row 3, share = alt (a number of 0 or more)",
        "measure 9 is unknown",
        "row 4, share = 1.5 (0 to 1)",
        "measure 0: shares 0.9 in all",
        "measure 1: shares 1.5 in all",
        "measure 2: shares 0 in all",
    ]
    with pytest.raises(TableError, match="column payer is missing"):
        who_pays(costs_of(1.0), shares.drop(columns="payer"), flat())


def test_storage_by_hand():
    """2 m³ a mm, onset 20 mm, 100,000 DKK, rate exp(-mm/10): 1 m³ puts it off by 0.5 mm.

    Saved 1e5 (exp(-2) - exp(-2.05)) = 660.04 a year; by the derivative 1e5 exp(-2)/10 x 0.5 = 676.68.
    """
    curves = pd.DataFrame({"pond_id": 1, "bluespot_id": 7, "rain_mm": [0.0, 50.0], "volume_m3": [0.0, 100.0]})
    onset, amount, pond = np.array([[20.0]]), np.array([[1e5]]), np.array([1])
    made = marginal_storage(onset, amount, pond, curves, Gumbel()).to_frame()
    assert made["saved_dkk_per_m3_year"].item() == pytest.approx(1e5 * (math.exp(-2.0) - math.exp(-2.05)), abs=0.005)
    assert made["annual_dkk"].item() == pytest.approx(1e5 * math.exp(-2.0), abs=0.005)
    small = marginal_storage(onset, amount * 1e6, pond, curves, Gumbel(), extra_m3=1e-3)
    assert small.frame["saved_dkk_per_m3_year"].item() == pytest.approx(1e11 * math.exp(-2.0) / 20.0, rel=1e-4)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("extra", [0.1, 0.6])
def test_storage_is_what_a_basin_in_the_pit_does(seed, extra):
    """A basin at the bottom takes the first water that comes: each cell that the pond floods is wet later.

    Solved again with a basin in each pit, the rain that wets each cell agrees with what the fill curve of its pond
    says, as long as the pond is not full with it; ponds that have grown together too.
    """
    found = prepare(np.random.default_rng(seed).random((12, 14)) * 5.0)
    plain, flow = all_rains(found), found[1]
    row, col = np.nonzero(np.isfinite(plain.rain.values) & (plain.rain.values > 0.01) & (flow.basin >= OUT_BASINS))
    onset = plain.rain.values[row, col].astype(np.float64)
    pond = ponds_at(plain, row, col)
    checked, grown = 0, 0
    for leaf in range(int(flow.basin.max()) - OUT_BASINS + 1):
        mine = np.flatnonzero(flow.basin[row, col] == leaf + OUT_BASINS)
        if mine.size < 2:
            continue
        ground = np.where(flow.basin == leaf + OUT_BASINS, found[0].surface.values, np.inf)
        r, c = np.unravel_index(int(ground.argmin()), ground.shape)
        place = (c + 0.5, found[0].grid.rows - r - 0.5)
        solved = all_rains(found, find_links(found[0], basins=points(place, m3=[extra])))
        for k in mine:
            curve = plain.curve(int(pond[k]) - 1).assign(pond_id=pond[k], bluespot_id=1)
            if np.interp(onset[k], curve["rain_mm"], curve["volume_m3"]) + extra > curve["volume_m3"].max():
                continue
            value = marginal_storage(onset[None, [k]], np.ones((1, 1)), pond[[k]], curve, Straight(), extra_m3=extra)
            later = float(solved.rain.values[row[k], col[k]])
            assert value.frame["saved_dkk_per_year"].item() == pytest.approx(later - onset[k], abs=0.02)
            checked += 1
            grown += int(pond[k]) - 1 != leaf
    assert checked >= 3
    assert grown >= 1


def test_storage_with_the_curves_of_curve_table():
    """Straight lines with 1 cm of error: every pond of a terrain can be asked, and none is worth less than nothing."""
    terrain = prepare(np.random.default_rng(1).random((30, 30)) * 5.0)
    plain = all_rains(terrain)
    nodes = np.arange(plain.full_mm.size)
    curves = curve_table(plain, nodes)
    made = marginal_storage(np.full((1, nodes.size), 30.0), np.full((1, nodes.size), 1e4), nodes + 1, curves, Gumbel())
    known = made.frame.dropna()
    assert len(known) > 3
    assert (known["saved_dkk_per_year"] >= 0.0).all()
    assert (known["saved_dkk_per_year"] <= known["annual_dkk"] + 0.01).all()
    assert known["saved_dkk_per_m3_year"].is_monotonic_decreasing
    assert known.index.max() == len(known) - 1  # what is not known stands last
    assert (made.frame["beyond_parts"][len(known) :] > 0).all()
    assert set(made.frame["bluespot_id"]) <= set(curves["bluespot_id"])


def test_parts_that_cannot_be_placed_or_are_unknown_are_counted():
    curves = pd.DataFrame({"pond_id": 1, "bluespot_id": 7, "rain_mm": [0.0, 50.0], "volume_m3": [0.0, 100.0]})
    onset = np.array([[20.0, math.nan, math.inf, 30.0, 10.0]])
    amount = np.array([[1.0, 1.0, math.nan, 1.0, 0.0]])
    made = marginal_storage(onset, amount, np.array([1, 1, 1, -1, 1]), curves, Gumbel())
    assert made.frame["parts"].item() == 1
    told = " ".join(note.en for note in made.notes)
    assert "1 part lies in none" in told
    assert "1 part is unknown" in told


def test_beyond_full_no_more_is_counted_and_that_is_said():
    """Full at 50 mm with 2 m³ a mm: an onset of 49 mm is put off by 5 m³ to 50 mm at least, one of 50 mm not at all."""
    curves = pd.DataFrame({"pond_id": 1, "bluespot_id": 7, "rain_mm": [0.0, 50.0], "volume_m3": [0.0, 100.0]})
    onset, amount, pond = np.array([[49.0, 50.0, 20.0]]), np.ones((1, 3)), np.ones(3, np.int64)
    made = marginal_storage(onset, amount, pond, curves, Straight(), extra_m3=5.0)
    assert made.frame["saved_dkk_per_year"].item() == pytest.approx(1.0 + 0.0 + 2.5)
    assert made.frame["beyond_parts"].item() == 2
    assert "At 2 parts the storage is more than the pond has left" in made.notes[1].en
    single = marginal_storage(onset[:, 1:2], amount[:, :1], pond[:1], curves.tail(1), Straight())
    assert single.frame[["saved_dkk_per_year", "saved_dkk_per_m3_year"]].isna().all(axis=None)
    assert "1 bluespot has no value (empty, not 0)" in single.notes[2].en
    assert "1 lavning er uden værdi (tom, ikke 0)" in single.notes[2].da


def test_where_nothing_changes_more_storage_is_worth_nothing():
    """An onset of 20 mm of a pond that holds 100 m³: 1 m³ more puts it off, but no rain comes less often for that."""

    class Held:
        drained_mm = 0.0

        def rate(self, rain_mm):
            return np.full(np.shape(rain_mm), 0.5)

    curves = pd.DataFrame({"pond_id": 1, "bluespot_id": 7, "rain_mm": [0.0, 50.0], "volume_m3": [0.0, 100.0]})
    made = marginal_storage(np.array([[20.0]]), np.ones((1, 1)), np.array([1]), curves, Held())
    assert made.frame[["saved_dkk_per_year", "beyond_parts"]].to_numpy().tolist() == [[0.0, 0]]


def test_storage_counts_in_one_pond_of_a_bluespot_and_in_what_it_grows_into():
    """Ponds 1 and 2 grow into 3; 1 m³ puts off 0.5 mm in each with 2 m³ a mm.

    In 1 it saves 10 x 0.5 + 2 x 0.5 = 6, in 2 4 x 0.5 + 2 x 0.5 = 3: 6 count, not their sum; without parents 5.
    """
    one = pd.DataFrame({"bluespot_id": 7, "rain_mm": [0.0, 50.0], "volume_m3": [0.0, 100.0]})
    curves = pd.concat([one.assign(pond_id=k) for k in (1, 2, 3)])
    onset, amount, pond = np.full((1, 3), 20.0), np.array([[10.0, 4.0, 2.0]]), np.array([1, 2, 3])
    both = [
        marginal_storage(onset, amount, pond, curves, Straight(), parent=parent).frame["saved_dkk_per_year"].item()
        for parent in (np.array([2, 2, -1]), None)
    ]
    assert both == [6.0, 5.0]


@pytest.mark.parametrize("seed", range(6))
def test_storage_is_never_worth_more_than_a_basin_saves(seed):
    """A basin in the deepest pit of each pond, far larger than the pond too: it saves no less than what is told."""
    found = prepare(np.random.default_rng(seed).random((12, 14)) * 5.0)
    plain, flow = all_rains(found), found[1]
    row, col = np.nonzero(np.isfinite(plain.rain.values) & (plain.rain.values > 0.01) & (flow.basin >= OUT_BASINS))
    onset = plain.rain.values[row, col].astype(np.float64)
    pond = ponds_at(plain, row, col)
    beyond = 0
    for leaf in range(int(flow.basin.max()) - OUT_BASINS + 1):
        ground = np.where(flow.basin == leaf + OUT_BASINS, found[0].surface.values, np.inf)
        r, c = np.unravel_index(int(ground.argmin()), ground.shape)
        basin = points((c + 0.5, found[0].grid.rows - r - 0.5), m3=[3.0])
        solved = all_rains(found, find_links(found[0], basins=basin)).rain.values.astype(np.float64)
        for k in np.flatnonzero(flow.basin[row, col] == leaf + OUT_BASINS):
            curve = plain.curve(int(pond[k]) - 1).assign(pond_id=pond[k], bluespot_id=1)
            made = marginal_storage(onset[None, [k]], np.ones((1, 1)), pond[[k]], curve, Straight(), extra_m3=3.0)
            told = made.frame["saved_dkk_per_year"].fillna(0.0).item()
            assert told <= min(solved[row[k], col[k]], 1e5) - onset[k] + 0.02
            beyond += int(made.frame["beyond_parts"].item())
    assert beyond >= 3


def test_curves_that_are_none_are_refused():
    curves = pd.DataFrame({"pond_id": 1, "bluespot_id": 7, "rain_mm": [50.0, 0.0], "volume_m3": [0.0, 100.0]})
    one = np.ones((1, 1))
    with pytest.raises(TableError, match="the curve of pond 1 does not rise"):
        marginal_storage(one, one, np.array([1]), curves, Gumbel())
    with pytest.raises(TableError, match="column bluespot_id is missing; column volume_m3 is missing"):
        marginal_storage(one, one, np.array([1]), curves[["pond_id", "rain_mm"]], Gumbel())
    with pytest.raises(ParamError, match="storage 0 m³"):
        marginal_storage(one, one, np.array([1]), curves, Gumbel(), extra_m3=0.0)
