"""The figures of OS2 SkadesØkonomi: its weights, its damage by hand, and what its risk is not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError, TableError
from gistools.floodcost.os2 import (
    NOT_ANNUAL,
    os2_coefficients,
    os2_comparison,
    os2_damage,
    os2_risk,
    os2_weights,
)
from gistools.tables import load_table


def test_the_weights_are_discounted_means_of_a_hundred_years():
    """w0 = mean of DF(t)(1 - t/99), w1 = mean of DF(t) t/99 over t = 0..99: 0.2190588291 and 0.0899256250.

    The factors year by year: 3.5 % up to year 35, 2.5 % up to 70, then 1.5 %.
    """
    factor, w0, w1 = 1.0, 0.0, 0.0
    for t in range(100):
        if t:
            factor /= 1.035 if t <= 35 else 1.025 if t <= 70 else 1.015
        w0 += factor * (1.0 - t / 99.0) / 100.0
        w1 += factor * t / 99.0 / 100.0
    assert os2_weights() == pytest.approx((w0, w1), rel=1e-12)
    assert os2_weights() == pytest.approx((0.2190588291, 0.0899256250), abs=5e-11)
    assert round(sum(os2_weights()), 5) == 0.30898


def test_a_cloudburst_costs_the_same_at_any_depth_from_20_cm():
    """A home of 140 m² with a basement of 80 m²: 140 x 1257 + 80 x 578 = 222,220 DKK; nothing at all at 19 cm.

    A garage costs 30,000 whatever its size.
    """
    made = os2_coefficients(["home", "home", "home", "garage"])
    depth, area, cellar = np.array([0.2, 1.5, 0.19, 0.3]), np.array([140.0] * 3 + [25.0]), np.array([80.0, 80, 80, 0])
    assert os2_damage(depth, area, cellar, made).tolist() == pytest.approx([222_220.0, 222_220.0, 0.0, 30_000.0])
    assert made.price_year == 2021


@pytest.mark.parametrize(
    ("hazard", "kind", "values"),
    [
        ("sea", "home", [2927, 3997, 4807, 5616]),
        ("sea", "holiday_home", [2909, 4450, 5616, 6781]),
        ("sea", "business", [3276, 4548, 5510, 6472]),
    ],
)
def test_the_curves_of_the_sea_give_the_values_known(hazard, kind, values):
    """DKK per m² at 20, 50, 100 and 200 cm."""
    made = os2_coefficients([kind] * 4, hazard=hazard)
    depth, one = np.array([0.2, 0.5, 1.0, 2.0]), np.ones(4)
    assert os2_damage(depth, one, 0.0 * one, made).round().tolist() == values


def test_streams_are_a_third_of_the_sea():
    """389.29 ln 50 - 190.40 = 1,332.5 DKK/m² at half a metre."""
    made = os2_coefficients(["home"], hazard="stream")
    one = np.ones(1)
    expected = 389.29 * math.log(50.0) - 190.40
    assert os2_damage(np.array([0.5]), one, 0.0 * one, made).item() == pytest.approx(expected, rel=1e-12)


def test_the_newer_model_asks_for_a_wet_share_of_the_perimeter():
    made = os2_coefficients(["home"] * 3)
    one = np.ones(3)
    damage = os2_damage(0.5 * one, one, 0.0 * one, made, wet_share=np.array([0.049, 0.05, 1.0]))
    assert damage.tolist() == [0.0, 1257.0, 1257.0]


def test_a_depth_that_is_not_known_gives_no_figure_and_an_unknown_basement_none():
    made = os2_coefficients(["home"] * 3)
    depth = np.array([math.nan, 0.3, -math.inf])
    damage = os2_damage(depth, np.array([100.0] * 3), np.array([10.0, math.nan, 10.0]), made)
    assert math.isnan(damage[0])
    assert damage[1:].tolist() == [125_700.0, 0.0]


def test_a_table_that_is_not_of_its_forms_is_refused_with_every_fault():
    table = load_table("building_damage")
    frame = table.frame.copy()
    home = (frame["damage_class"] == "home") & (frame["part"] == "ground_floor") & (frame["hazard"] == "cloudburst")
    frame.loc[home, "form"] = "curve"
    frame.loc[frame["damage_class"] == "garage", "price_year"] = 2016
    own = type(table)(table.name, table.title, frame, (), form=table.form)
    with pytest.raises(TableError) as error:
        os2_coefficients(["home", "castle", "garage"], table=own)
    assert [f.en for f in error.value.faults] == [
        "the row home, ground_floor, curve, m2 is not one of OS2",
        "no row for castle (cloudburst)",
        "price years [2016.0, 2021.0]",
    ]


@settings(deadline=None)
@given(st.floats(0.0, 1e9), st.floats(0.0, 1e9), st.floats(1.0, 1000.0))
def test_the_risk_is_linear_and_100_times_it_is_the_present_value_of_one_event(now, later, years):
    """100 x risk = sum over 100 years of DF(t) x damage(t) / T, damage on a straight line from now to later."""
    factor, worth = 1.0, 0.0
    for t in range(100):
        if t:
            factor /= 1.035 if t <= 35 else 1.025 if t <= 70 else 1.015
        worth += factor * (now + (later - now) * t / 99.0) / years
    assert float(os2_risk(np.array(now), np.array(later), years)) * 100.0 == pytest.approx(worth, rel=1e-9, abs=1e-6)


def test_its_sum_over_return_periods_is_not_annual_damage():
    """A constant damage D from T = 5 costs D/5 a year; D/T summed over 5, 10, 20, 50, 100 is 0.38 D, times 0.309."""
    damage = np.array(1.0)
    summed = sum(float(os2_risk(damage, damage, t)) for t in (5.0, 10.0, 20.0, 50.0, 100.0))
    assert summed == pytest.approx(0.38 * sum(os2_weights()), rel=1e-12)
    assert summed / 0.2 == pytest.approx(0.587, abs=5e-4)


@pytest.mark.parametrize("years", [0.0, -5.0, math.nan, math.inf])
def test_a_return_period_must_be_one(years):
    with pytest.raises(ParamError, match="T = "):
        os2_risk(np.ones(1), np.ones(1), years)


def test_the_comparison_has_a_row_for_each_building_and_says_what_the_risk_is_not():
    """Risk of 100,000 DKK now and later at T = 20: 0.30898445 x 100,000 / 20 = 1,544.92."""
    dkk = np.array([1e5, math.nan, 0.0])
    table = os2_comparison([7, 8, 9], dkk, dkk, 20.0, np.array([9000.0, 10.0, math.nan]))
    assert table["building_id"].tolist() == [7, 8, 9]
    assert table["os2_risk_dkk"].iloc[0] == 1544.92
    assert table["difference_dkk"].iloc[0] == -7455.08
    assert table["os2_damage_dkk"].isna().tolist() == [False, True, False]
    assert table["difference_dkk"].isna().tolist() == [False, True, True]
    assert table["return_period_years"].tolist() == [20.0] * 3
    assert "price_year" not in table.columns
    dated = os2_comparison([7, 8, 9], dkk, dkk, 20.0, dkk, price_year=2024)
    assert dated["price_year"].tolist() == [2024] * 3
    assert table.attrs["notes"] == (NOT_ANNUAL,)
    assert "ikke forventet årlig skade" in NOT_ANNUAL.da
