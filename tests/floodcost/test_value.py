"""Works, damage over time, benefit and cost: by hand, against loops, and what must hold whatever the figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError
from gistools.floodcost.discount import FOREVER, Discounting
from gistools.floodcost.economy_choices import FirstYear
from gistools.floodcost.value import (
    TimePath,
    Works,
    benefit_cost,
    damage_over_time,
    residual_value,
)

MONEY = st.floats(0.0, 1e9)
LIVES = st.one_of(st.none(), st.integers(1, 150))
FIRST = st.sampled_from(list(FirstYear))


def flat(rate: float, horizon: int, first: FirstYear = FirstYear.YEAR_1) -> Discounting:
    return Discounting(np.array([FOREVER]), np.array([rate]), horizon, first)


def falling(horizon: int, first: FirstYear = FirstYear.YEAR_1) -> Discounting:
    return Discounting.from_table("2021", horizon_years=horizon, first_year=first)


def test_works_by_hand():
    """1,000 DKK that last 40 years, 10 DKK a year, 3.5 %, 100 years.

    Built anew in years 40 and 80: 1000 (1.035^-40 + 1.035^-80) = 252.572 + 63.793 = 316.365. In year 100 20 of 40 years
    are used: 1000 x 0.5 x 1.035^-100 = 16.03. Upkeep 10 (1 - 1.035^-100)/0.035 = 276.554.
    """
    made = Works(1000.0, 10.0, 40).costs(flat(0.035, 100))
    assert made.reinvestment_dkk == pytest.approx(1000.0 * (1.035**-40 + 1.035**-80), rel=1e-12)
    assert made.reinvestment_dkk == pytest.approx(316.365, abs=1e-3)
    assert made.residual_dkk == pytest.approx(500.0 * 1.035**-100, rel=1e-12)
    assert made.upkeep_dkk == pytest.approx(10.0 * (1.0 - 1.035**-100) / 0.035, rel=1e-12)
    assert made.total_dkk == pytest.approx(1000.0 + 276.554 + 316.365 - 16.030, abs=2e-3)


@settings(deadline=None)
@given(MONEY, MONEY, LIVES, st.integers(1, 120), FIRST)
def test_costs_are_what_a_loop_over_the_years_gives(capital, upkeep, life, horizon, first):
    """Written off in a straight line: what is left of the last one built is found by counting its years down."""
    rates = falling(horizon, first)
    made = Works(capital, upkeep, life).costs(rates)
    worth, left = 0.0, 0
    for year in range(horizon + 1):
        factor = float(rates.factor(year))
        if year < horizon and left == 0 and (year == 0 or life is not None):
            worth += capital * factor
            left = life or -1
        worth += upkeep * factor * (year in rates.years)
        if year == horizon:
            worth -= capital * (max(left, 0) / life if life else 0.0) * factor
        left -= 1
    assert made.total_dkk == pytest.approx(worth, rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(MONEY, st.integers(1, 99), st.integers(1, 99))
def test_works_that_end_with_the_horizon_leave_nothing(capital, life, times):
    assert residual_value(capital, life, flat(0.02, life * times)) == 0.0


def test_what_outlasts_the_horizon_leaves_its_share():
    """80 years of life and 50 of horizon: 30/80 of 1000 are left, worth 375 x 1.035^-50 = 67.145."""
    assert residual_value(1000.0, 80, flat(0.035, 50)) == pytest.approx(375.0 * 1.035**-50, rel=1e-12)
    assert residual_value(1000.0, None, flat(0.035, 50)) == 0.0


def test_all_faults_of_works_are_told_at_once():
    with pytest.raises(ParamError) as error:
        Works(-1.0, math.nan, 0)
    for name in ("capital_dkk = -1.0", "upkeep_dkk_per_year = nan", "lifetime_years = 0"):
        assert name in error.value.found.en
    with pytest.raises(ParamError, match=r"lifetime_years = 2\.5"):
        Works(1.0, 0.0, 2.5)


def test_benefit_and_cost_by_hand():
    """1,000 to build, 10 a year to keep, 50 a year saved, 3.5 %, 50 years: a = (1 - 1.035^-50)/0.035 = 23.4556.

    NPV = 40 a - 1000 = -61.775; ratio 1172.781/1234.556 = 0.94996; equivalent -61.775/23.4556 = -2.6337 a year.
    """
    annuity = (1.0 - 1.035**-50) / 0.035
    made = benefit_cost(50.0, Works(1000.0, 10.0), flat(0.035, 50))
    assert made.npv_dkk == pytest.approx(40.0 * annuity - 1000.0, rel=1e-12)
    assert made.bcr == pytest.approx(50.0 * annuity / (1000.0 + 10.0 * annuity), rel=1e-12)
    assert made.eav_dkk == pytest.approx(made.npv_dkk / annuity, rel=1e-12)
    assert round(made.npv_dkk, 3) == -61.775
    assert round(made.bcr, 5) == 0.94996
    assert round(made.eav_dkk, 4) == -2.6337
    assert made.payback_years is None


def test_payback_is_discounted_and_counts_the_last_time_below_nothing():
    """100 to build and 12 a year at 3.5 %: 12 (1 - 1.035^-n)/0.035 = 100 at n = 10.02, so in year 11.

    Built anew in year 12 for 100 x 1.035^-12 = 66.18 it is below nothing again: 166.18 is saved in year 20 (170.55),
    and not in year 19 (164.52).
    """
    assert benefit_cost(12.0, Works(100.0), flat(0.035, 50)).payback_years == 11
    again = benefit_cost(12.0, Works(100.0, 0.0, 12), flat(0.035, 24))
    assert again.payback_years == 20


def test_with_damage_in_year_0_something_may_pay_at_once():
    assert benefit_cost(100.0, Works(100.0), flat(0.0, 5, FirstYear.YEAR_0)).payback_years == 0


@settings(deadline=None)
@given(st.floats(0.0, 1e6), MONEY, MONEY, LIVES, FIRST)
def test_npv_is_what_the_flows_give(saved, capital, upkeep, life, first):
    """Flow by flow, year by year; the residual value comes on top."""
    rates, works = falling(100, first), Works(capital, upkeep, life)
    flow = -works.flow(rates)
    flow[rates.years] += saved
    worth = sum(float(f) * float(rates.factor(t)) for t, f in enumerate(flow))
    worth += residual_value(capital, life, rates)
    assert benefit_cost(saved, works, rates).npv_dkk == pytest.approx(worth, rel=1e-9, abs=1e-3)


@settings(deadline=None)
@given(st.lists(st.tuples(MONEY, MONEY, LIVES), min_size=1, max_size=4))
def test_several_works_cost_what_each_costs(given_works):
    rates = falling(80)
    works = [Works(*one) for one in given_works]
    together = benefit_cost(0.0, works, rates).costs.total_dkk
    assert together == pytest.approx(sum(one.costs(rates).total_dkk for one in works), rel=1e-9)


@settings(deadline=None)
@given(st.floats(0.0, 1e6), MONEY, MONEY, LIVES)
def test_the_account_adds_up_to_the_oere(saved, capital, upkeep, life):
    table = benefit_cost(saved, Works(capital, upkeep, life), falling(60), cobenefit_dkk=3.333).to_frame()
    ore = np.rint(table["dkk"].to_numpy() * 100.0).astype(np.int64)
    assert ore[-1] == ore[:-1].sum()
    assert table["term"].tolist() == ["avoided", "cobenefit", "capital", "upkeep", "reinvestment", "residual", "npv"]


def test_works_for_nothing_have_no_ratio():
    assert math.isnan(benefit_cost(1.0, Works(0.0), flat(0.0, 5)).bcr)


@pytest.mark.parametrize("avoided", [math.nan, np.ones(3), np.array([1.0, math.nan])])
def test_money_that_is_not_known_or_of_other_years_is_refused(avoided):
    with pytest.raises(ParamError, match="avoided_dkk"):
        benefit_cost(avoided, Works(1.0), flat(0.0, 2))


def test_damage_on_a_straight_line_and_held_beyond_the_last_horizon():
    path = damage_over_time(np.arange(1, 8), {0: 100.0, 4: 300.0})
    assert path.dkk.tolist() == [150.0, 200.0, 250.0, 300.0, 300.0, 300.0, 300.0]
    assert "3 years lie beyond" in path.notes[0].en
    assert damage_over_time(np.arange(0, 5), {0: 100.0, 4: 300.0}).notes == ()


def test_one_horizon_is_the_same_damage_every_year():
    path = damage_over_time(np.arange(0, 3), {0: np.array([1.0, 2.0])})
    assert path.dkk.tolist() == [[1.0, 2.0]] * 3
    assert "one climate" in path.notes[0].en


def gumbel_damage(factor: float) -> float:
    """One building of 1000 DKK with onset 40 mm; rate exp(-mm/10) now, exp(-mm/(10 factor)) in a wetter climate."""
    return 1000.0 * math.exp(-40.0 / (10.0 * factor))


def test_a_line_of_the_factor_is_not_a_line_of_the_damage():
    """Factor 1 today and 1.4 in year 50; in year 25 it is 1.2: 1000 exp(-40/12) = 35.67.

    Today 1000 exp(-4) = 18.32 and in year 50 1000 exp(-40/14) = 57.43: the line of the damage says 37.87 in year 25.
    """
    years = np.arange(0, 51)
    horizons = {0: gumbel_damage(1.0), 50: gumbel_damage(1.4)}
    path = damage_over_time(
        years, horizons, how="factor", damage_at=lambda year: gumbel_damage(1.0 + 0.4 * year / 50.0)
    )
    assert path.how is TimePath.FACTOR
    assert path.dkk[25] == pytest.approx(1000.0 * math.exp(-40.0 / 12.0), rel=1e-12)
    assert path.linear_dkk[25] == pytest.approx((horizons[0] + horizons[50]) / 2.0, rel=1e-12)
    assert path.dkk[[0, 50]] == pytest.approx(path.linear_dkk[[0, 50]], rel=1e-12)
    table = path.to_frame()
    assert table["damage_dkk"].tolist() == path.dkk.tolist()
    assert table.attrs["units"]["linear_dkk"] == "DKK/år"


def test_the_factor_is_held_beyond_the_last_horizon():
    asked = []

    def damage_at(year: int) -> float:
        asked.append(year)
        return float(year)

    path = damage_over_time(np.arange(0, 100), {0: 0.0, 10: 10.0}, how="factor", damage_at=damage_at)
    assert max(asked) == 10
    assert path.dkk[-1] == 10.0


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1e9), min_size=2, max_size=5), st.integers(1, 40))
def test_damage_over_time_agrees_with_interpolation_of_each_building(values, step):
    knots = np.arange(len(values)) * step
    years = np.arange(0, knots[-1] + 20)
    damage = {int(k): np.array([v, 2.0 * v]) for k, v in zip(knots, values, strict=True)}
    path = damage_over_time(years, damage)
    expected = np.interp(years, knots, values)
    assert path.dkk[:, 0] == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert path.dkk[:, 1] == pytest.approx(2.0 * expected, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("horizons", "how", "damage_at", "said"),
    [
        ({}, "damage", None, "damage known in the years"),
        ({5: 1.0}, "damage", None, "damage in year 0"),
        ({0: 1.0, 5: 2.0}, "factor", None, "without damage_at"),
        ({0: 1.0, 5: 2.0}, "factor", lambda _: 1.0, r"other damage in the years \[5\]"),
        ({0: 1.0}, "linear", None, "how"),
    ],
)
def test_what_cannot_be_followed_is_refused(horizons, how, damage_at, said):
    with pytest.raises(ParamError, match=said):
        damage_over_time(np.arange(0, 10), horizons, how=how, damage_at=damage_at)
