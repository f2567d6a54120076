"""Discounting: the sums of the facts, both readings of a falling rate, and every fault at once."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError, TableError
from gistools.floodcost.discount import (
    FOREVER,
    Discounting,
    equivalent_annual,
    net_tax,
    net_tax_factor,
    present_value,
    price_indexed,
)
from gistools.floodcost.economy_choices import FirstYear, Reading
from gistools.tables import load_table, read_user_table


def of_2021(horizon: int, first: str = "year-1", reading: str = "cumulative") -> Discounting:
    return Discounting.from_table("2021", horizon_years=horizon, first_year=first, reading=reading)


def naive_factor(t: int) -> float:
    """Year by year: 3.5 % in the years 1-35, 2.5 % in 36-70, 1.5 % after."""
    made = 1.0
    for year in range(1, t + 1):
        made /= 1.035 if year <= 35 else 1.025 if year <= 70 else 1.015
    return made


@pytest.mark.parametrize(("horizon", "annuity"), [(100, 29.979), (50, 23.715)])
def test_the_sums_of_factors_are_those_known(horizon, annuity):
    """Sum of DF over years 1-100 is 29.979 and over 1-50 23.715, three decimals."""
    assert round(of_2021(horizon).annuity, 3) == annuity
    assert of_2021(horizon).annuity == pytest.approx(sum(naive_factor(t) for t in range(1, horizon + 1)), rel=1e-12)


@settings(deadline=None)
@given(st.integers(1, 400))
def test_a_factor_is_what_a_loop_over_the_years_gives(year):
    assert float(of_2021(10).factor(year)) == pytest.approx(naive_factor(year), rel=1e-12)


def test_the_factor_of_the_year_of_the_investment_is_one():
    assert float(of_2021(10).factor(0)) == 1.0
    assert float(of_2021(10, reading="spot").factor(0)) == 1.0


def test_the_rate_switches_after_35_and_after_70_years():
    """Year 35 is discounted by 3.5 % still and year 36 by 2.5 %; 70 by 2.5 % and 71 by 1.5 %."""
    factor = of_2021(100).factor(np.arange(101))
    ratio = factor[:-1] / factor[1:] - 1.0
    assert ratio[[34, 35, 69, 70]] == pytest.approx([0.035, 0.025, 0.025, 0.015], abs=1e-12)


def test_cumulative_factors_never_rise_and_spot_ones_jump_up_at_the_switch():
    """Spot: 1.035^-35 = 0.29998 and 1.025^-36 = 0.41109, so that a later krone were worth more."""
    years = np.arange(101)
    assert (np.diff(of_2021(100).factor(years)) < 0.0).all()
    spot = of_2021(100, reading="spot").factor(years)
    assert spot[35] == pytest.approx(1.035**-35, rel=1e-12)
    assert spot[36] == pytest.approx(1.025**-36, rel=1e-12)
    assert spot[36] > spot[35]


def test_both_conventions_have_as_many_years():
    first, second = of_2021(100, "year-0"), of_2021(100, "year-1")
    assert (first.years[0], first.years[-1]) == (0, 99)
    assert (second.years[0], second.years[-1]) == (1, 100)
    assert first.annuity == pytest.approx(second.annuity + 1.0 - naive_factor(100), rel=1e-12)


def test_the_rates_of_2013_are_others():
    """4 % for 35 years: DF(35) = 1.04^-35."""
    rates = Discounting.from_table("2013", horizon_years=50, first_year="year-1")
    assert float(rates.factor(35)) == pytest.approx(1.04**-35, rel=1e-12)


def test_rates_that_nobody_verified_say_so():
    told = of_2021(10).unverified
    assert len(told) == 1
    assert "ikke verificeret" in told[0].da
    assert "not verified" in told[0].en


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3),
    st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3),
    st.sampled_from(list(FirstYear)),
)
def test_present_value_is_linear(one, other, first):
    rates = of_2021(3, first)
    both = present_value(np.array(one) + np.array(other), rates)
    assert float(both) == pytest.approx(
        float(present_value(np.array(one), rates) + present_value(np.array(other), rates)), rel=1e-9, abs=1e-3
    )


@settings(deadline=None)
@given(st.floats(0.0, 1e9), st.integers(1, 120), st.sampled_from(list(FirstYear)), st.sampled_from(list(Reading)))
def test_the_same_sum_each_year_is_its_own_equivalent(dkk, horizon, first, reading):
    rates = of_2021(horizon, first, reading)
    assert float(equivalent_annual(present_value(dkk, rates), rates)) == pytest.approx(dkk, rel=1e-12)
    each = np.full(horizon, dkk)
    assert float(present_value(each, rates)) == pytest.approx(float(present_value(dkk, rates)), rel=1e-9)


def test_present_value_keeps_other_axes_and_what_is_unknown():
    rates = of_2021(2)
    worth = present_value(np.array([[1.0, np.nan], [2.0, 3.0]]), rates)
    assert worth[0] == pytest.approx(1.0 / 1.035 + 2.0 / 1.035**2, rel=1e-12)
    assert math.isnan(worth[1])


def test_amounts_of_another_number_of_years_are_refused():
    with pytest.raises(ParamError, match="3 år med beløb"):
        present_value(np.ones(3), of_2021(2))


def test_all_faults_of_rates_are_told_at_once():
    with pytest.raises(ParamError) as error:
        Discounting(np.array([35, 20]), np.array([0.035, math.nan]), horizon_years=0)
    assert "35, 20" in error.value.found.en
    assert "nan" in error.value.found.en
    assert "0 years" in error.value.found.en


@pytest.mark.parametrize("name", ["first_year", "reading"])
def test_an_unknown_convention_names_those_known(name):
    with pytest.raises(ParamError, match=name):
        Discounting(np.array([FOREVER]), np.array([0.03]), 10, **{name: "x"})


def test_an_unknown_set_names_those_known():
    with pytest.raises(ParamError, match="2013, 2021"):
        Discounting.from_table("2018", horizon_years=10, first_year="year-1")


def own_rates(rows: list[tuple[object, object, float]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["from_year", "to_year", "rate"])
    return made.assign(period_set="egne", source_da="egne satser", verified=True)


def test_a_table_of_ones_own_is_taken():
    table = read_user_table(own_rates([(0, 10, 0.05), (11, None, 0.02)]), "discount_rates")
    rates = Discounting.from_table("egne", horizon_years=20, first_year="year-1", table=table)
    assert float(rates.factor(11)) == pytest.approx(1.05**-10 / 1.02, rel=1e-12)


def test_a_table_with_gaps_is_refused_with_every_fault():
    """Begins in year 1, leaves out year 11, and ends in year 20."""
    table = load_table("discount_rates")
    frame = pd.DataFrame({"period_set": "egne", "from_year": [1.0, 12.0], "to_year": [10.0, 20.0], "rate": 0.03})
    frame = frame.assign(source_da="x", source_en="x", source_year=np.nan, verified=True)
    broken = type(table)(table.name, table.title, frame, (), form=table.form)
    with pytest.raises(TableError) as error:
        Discounting.from_table("egne", horizon_years=15, first_year="year-1", table=broken)
    assert [f.en for f in error.value.faults] == [
        "the rates begin in year 1",
        "year 10 followed by year 12",
        "the rates end in year 20",
    ]


def test_the_net_tax_factor_makes_market_prices():
    assert net_tax_factor().factor == 1.28
    assert net_tax_factor().unverified
    assert float(net_tax(50.0)) == 64.0
    assert float(net_tax(50.0, 1.17)) == 58.5
    with pytest.raises(ParamError, match="net_tax_factor = nan"):
        net_tax(50.0, math.nan)


def test_a_table_without_the_factor_is_refused():
    table = load_table("net_tax_factor")
    with pytest.raises(TableError, match="net_tax_factor"):
        net_tax_factor(table.only(table.frame["item"] != "net_tax_factor"))


def test_prices_of_another_year_need_an_index_with_both():
    """1,149 DKK/m² of 2016 are 1,257 of 2021: the ratio that the index is worked out from."""
    index = load_table("price_index")
    assert float(price_indexed(1149.0, 2016, 2021, index)) == pytest.approx(1257.0, abs=0.01)
    assert float(price_indexed(5.0, 2021, 2021)) == 5.0
    with pytest.raises(ParamError, match="price_index"):
        price_indexed(1.0, 2016, 2021)
    with pytest.raises(ParamError, match="2024"):
        price_indexed(1.0, 2021, 2024, index)
