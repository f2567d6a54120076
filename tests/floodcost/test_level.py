"""Service levels: closed forms, a naive reference on random buildings, the interval around the optimum, and faults."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.cloudburst.rain import RainStatistics
from gistools.errors import ParamError, TableError
from gistools.floodcost.annual import annual_from_onsets, annual_from_rains
from gistools.floodcost.discount import FOREVER, Discounting, net_tax_factor
from gistools.floodcost.graphs import level_graph
from gistools.floodcost.level import (
    Above,
    LevelDamage,
    damage_by_level,
    rain_of_levels,
    service_level_curve,
    steps_of_rains,
)
from gistools.floodcost.level_costs import LevelCosts
from gistools.floodcost.optima import (
    PAYS_FROM,
    annual_damage,
    npv_shift,
    npv_unchanged,
    optimum_shift,
    optimum_unchanged,
)
from gistools.floodcost.rates import RainRate, rain_rate

A, C, R, T0 = 1e7, 2e7, 0.035, 2.0
MM_PER_E = 10.0  # depth = 20 mm + 10 mm ln T


def depth(years: float) -> float:
    return 20.0 + MM_PER_E * math.log(years)


def gumbel(**kwargs: object) -> RainRate:
    """Depth linear in ln T from T = 1 to 100 years and beyond both."""
    table = pd.DataFrame({"varighed_min": [60], **{f"T={t}": [depth(t)] for t in (1, 10, 100)}})
    return rain_rate(RainStatistics.from_table(table, series="partial-duration"), 60, head="log-linear", **kwargs)


def flat(rate: float = R, horizon: int = 100) -> Discounting:
    return Discounting(np.array([FOREVER]), np.array([rate]), horizon)


def log_buildings(t0: float = T0, step: float = 0.25, many: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Steps that cost what D = a ln(T/T0) costs in each span of ln T: onset where the rate is its mean in the span."""
    edge = np.log(t0) + step * np.arange(many + 1)
    mean = -np.diff(np.exp(-edge)) / step
    onset = 20.0 - MM_PER_E * np.log(mean)
    return onset[None], np.full((1, many), A * step)


def test_the_optima_of_the_example():
    """a = 1e7, c = 2e7, r = 3.5 %, T0 = 2: A) T* = a/(r c) = 14.2857 years; B) T = 14.2857 ln(T/2): 44.233 years."""
    assert optimum_shift(A, C, R, T0) == pytest.approx(100.0 / 7.0, rel=1e-12)
    assert round(optimum_shift(A, C, R, T0), 1) == 14.3
    best = optimum_unchanged(A, C, R, T0)
    assert round(best, 1) == 44.2
    assert best == pytest.approx(100.0 / 7.0 * math.log(best / T0), rel=1e-12)


@settings(deadline=None)
@given(st.floats(0.1, 1e3), st.floats(0.5, 20.0))
def test_no_level_of_a_fine_grid_is_better_than_the_optimum(ratio, t0):
    """a = ratio x r x c x T0: every T from T0 on is tried, in steps of 1 per mille."""
    a = ratio * R * C * t0
    levels = t0 * np.exp(np.arange(0.0, math.log(max(ratio, 1.0)) * 3.0 + 3.0, 1e-3))
    for best_of, npv in ((optimum_shift, npv_shift), (optimum_unchanged, npv_unchanged)):
        best = best_of(a, C, R, t0)
        values = np.array([npv(level, a, C, R, t0) for level in levels[::7]])
        assert npv(best, a, C, R, t0) >= max(0.0, values.max()) - 1e-9 * a / R
        if ratio > 3.4:
            assert abs(math.log(levels[::7][values.argmax()] / best)) < 0.01


def test_there_is_an_upper_root_only_from_e_and_it_pays_only_from_3351():
    """K/T0 just below 3.351: the upper root is there (K/T0 >= e) but worth less than nothing done."""
    assert round(PAYS_FROM, 3) == 3.351
    for ratio, pays in ((2.7, False), (2.72, False), (3.35, False), (3.352, True)):
        a = ratio * R * C * T0
        assert (optimum_unchanged(a, C, R, T0) > T0) is pays
    a = 3.0 * R * C * T0
    level = 3.0
    for _ in range(200):
        level = 3.0 * math.log(level) if level > 1.0 else 1.0
    assert level * T0 == pytest.approx(3.0 * T0 * math.log(level), rel=1e-9)
    assert npv_unchanged(level * T0, a, C, R, T0) < 0.0
    assert optimum_shift(0.5 * R * C * T0, C, R, T0) == T0


def test_the_gain_at_the_guard_is_nothing():
    a = PAYS_FROM * (1.0 + 1e-12) * R * C * T0
    assert npv_unchanged(optimum_unchanged(a, C, R, T0), a, C, R, T0) == pytest.approx(0.0, abs=1e-3)


def test_all_numbers_of_an_optimum_must_be_above_nothing():
    with pytest.raises(ParamError, match="a = 0; r = nan"):
        optimum_shift(0.0, C, math.nan, T0)


@pytest.mark.parametrize("level", [2.0 * math.e**0.25, 2.0 * math.e**1.5, 2.0 * math.e**4.0])
def test_what_remains_is_the_closed_form_of_both_assumptions(level):
    """D = a ln(T/T0): today a/T0; A leaves a/T; B leaves (a/T)(1 + ln(T/T0))."""
    onset, amount = log_buildings()
    tail = A * math.exp(-0.25 * 200) / T0 * (1.0 + 50.0)
    made = damage_by_level(onset, amount, gumbel(), [level], [depth(level)], price_year=2021, first_mm=depth(T0))
    assert made.none_dkk == pytest.approx(annual_damage(A, T0), rel=1e-9, abs=tail)
    assert made.dkk[Above.SHIFT][0] == pytest.approx(A / level, rel=1e-9)
    assert made.dkk[Above.UNCHANGED][0] == pytest.approx(A / level * (1.0 + math.log(level / T0)), rel=1e-9)


def test_removing_what_the_level_carries_for_good_is_not_assumption_b():
    """Were the parts with onset up to r(T) never damaged, a/T would remain of D = a ln(T/T0): as in A, not as in B."""
    level = 2.0 * math.e**1.5
    onset, amount = log_buildings()
    above = onset > depth(level)
    removed = float((amount * gumbel().rate(onset))[above].sum())
    made = damage_by_level(onset, amount, gumbel(), [level], [depth(level)], price_year=2021, first_mm=depth(T0))
    assert removed == pytest.approx(A / level, rel=1e-9)
    assert made.dkk[Above.UNCHANGED][0] == pytest.approx(removed * (1.0 + 1.5), rel=1e-9)


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1e6), min_size=3, max_size=3), st.lists(st.floats(0.0, 1e6), min_size=3, max_size=3))
def test_damage_at_some_rains_is_taken_as_steps(one, other):
    """Today it is what `annual_from_rains` says, to 1 in 1,000; a tenth of the rate lies between the rains."""
    damage = np.array([one, other]).T
    damage[2, 1] = math.nan
    rains = np.array([depth(t) for t in (2.0, 20.0, 100.0)])
    onset, amount = steps_of_rains(damage, rains)
    made = damage_by_level(onset, amount, gumbel(), [10.0], [depth(10.0)], price_year=2021)
    annual = annual_from_rains(damage, rains, gumbel())
    assert made.none_dkk == pytest.approx(annual.dkk[0], rel=1e-3)
    assert made.unknown == 1
    assert np.nansum(amount) == pytest.approx(max(one), rel=1e-12)


def test_log_linear_damage_at_two_rains_gives_the_closed_form():
    """D = a ln(T/T0) is a line of the rain here: two rains are enough for a/T and (a/T)(1 + ln(T/T0))."""
    last = T0 * math.e**20
    onset, amount = steps_of_rains(np.array([[0.0], [20.0 * A]]), np.array([depth(T0), depth(last)]), pieces=100_000)
    made = damage_by_level(onset, amount, gumbel(), [20.0], [depth(20.0)], price_year=2021, first_mm=depth(T0))
    assert made.none_dkk == pytest.approx(A / T0, rel=1e-6)
    assert made.dkk[Above.SHIFT][0] == pytest.approx(A / 20.0, rel=1e-6)
    assert made.dkk[Above.UNCHANGED][0] == pytest.approx(A / 20.0 * (1.0 + math.log(10.0)), rel=1e-4)


@pytest.mark.parametrize(("damage", "rains"), [(np.ones((2, 1)), [20.0, 20.0]), (np.ones((3, 1)), [20.0, 30.0])])
def test_rains_that_do_not_rise_are_refused(damage, rains):
    with pytest.raises(ParamError, match="at rains of 20"):
        steps_of_rains(damage, np.array(rains))


ONSETS = st.lists(st.one_of(st.floats(5.0, 90.0), st.just(math.inf)), min_size=1, max_size=6)


@settings(deadline=None, max_examples=50)
@given(ONSETS, st.floats(21.0, 65.0), st.randoms(use_true_random=False))
def test_a_naive_sum_over_many_rains_agrees(onsets, carried, random):
    """D of each rain by hand, times how often rains of that depth come: thin slices of the rate."""
    onset = np.array(onsets)
    amount = np.array([random.uniform(0.0, 1e6) for _ in onsets])
    rate = gumbel()
    least = min(onset[amount > 0.0], default=math.inf)
    held = max(0.0, carried - least) if math.isfinite(least) else 0.0
    edge = np.unique(np.concatenate([np.linspace(0.0, 400.0, 4001), onset[np.isfinite(onset)], [carried]]))
    edge = np.unique(np.concatenate([edge, onset[np.isfinite(onset)] + held]))
    slices = -np.diff(rate.rate(edge))
    middle = 0.5 * (edge[:-1] + edge[1:])
    shift = [amount[onset <= mm - held].sum() if mm > carried else 0.0 for mm in middle]
    unchanged = [amount[onset <= mm].sum() if mm > carried else 0.0 for mm in middle]
    made = damage_by_level(onset[None], amount[None], rate, [10.0], [carried], price_year=2021)
    assert made.dkk[Above.SHIFT][0] == pytest.approx(float(slices @ np.array(shift)), rel=1e-9, abs=1e-6)
    assert made.dkk[Above.UNCHANGED][0] == pytest.approx(float(slices @ np.array(unchanged)), rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(ONSETS)
def test_a_higher_level_leaves_less_and_the_shift_leaves_least(onsets):
    levels = np.array([1.0, 2.0, 5.0, 20.0, 100.0])
    rains = np.array([depth(t) for t in levels])
    made = damage_by_level(np.array([onsets]), np.ones((1, len(onsets))), gumbel(), levels, rains, price_year=2021)
    shift, unchanged = made.dkk[Above.SHIFT], made.dkk[Above.UNCHANGED]
    assert (np.diff(shift) <= 0.0).all()
    assert (np.diff(unchanged) <= 0.0).all()
    assert (shift <= unchanged * (1.0 + 1e-12)).all()
    assert (unchanged <= made.none_dkk * (1.0 + 1e-12)).all()
    dry = rains <= min(onsets)
    assert shift[dry] == pytest.approx(made.none_dkk, rel=1e-12)
    assert unchanged[dry] == pytest.approx(made.none_dkk, rel=1e-12)


def test_today_is_what_annual_damage_says_and_unknown_parts_are_counted():
    onset = np.array([[30.0, math.nan, math.inf, 40.0], [20.0, 25.0, math.nan, math.nan]])
    amount = np.array([[1e5, 1e5, math.nan, 1e4], [5e4, 4e4, 1.0, 0.0]])
    rate = gumbel(drained_years=2.0)
    made = damage_by_level(onset, amount, rate, [10.0], [depth(10.0)], price_year=2021)
    annual = annual_from_onsets(onset, amount, rate)
    assert made.none_dkk == pytest.approx(float(np.nansum(annual.dkk)), rel=1e-12)
    assert made.unknown == int(annual.unknown.sum()) == 2


def test_the_shift_counts_from_what_the_sewer_carries():
    """The sewer carries the 2-year rain; a level of 2 years then saves nothing, and A leaves a share T0/T of all.

    Every onset lies below r(2): all come when the sewer is full, at 1/2 a year; at T = 20 they come at 1/20.
    """
    onset, amount = np.array([[5.0, 12.0]]), np.array([[1e5, 2e5]])
    levels = [2.0, 20.0]
    made = damage_by_level(
        onset, amount, gumbel(drained_years=2.0), levels, [depth(t) for t in levels], price_year=2021
    )
    assert made.first_mm == pytest.approx(depth(2.0), rel=1e-12)
    assert made.none_dkk == pytest.approx(1.5e5, rel=1e-12)
    assert made.dkk[Above.SHIFT] == pytest.approx([1.5e5, 1.5e4], rel=1e-12)
    assert made.dkk[Above.UNCHANGED] == pytest.approx([1.5e5, 1.5e4], rel=1e-12)


def test_the_shift_counts_from_the_table_where_oftener_rains_are_held_at_its_rate():
    """Both onsets lie below r(2), the shortest: held at 1/2 a year, so that A leaves T0/T = 2/20 of it at T = 20."""
    table = pd.DataFrame({"varighed_min": [60], **{f"T={t}": [depth(t)] for t in (2, 10, 100)}})
    statistics = RainStatistics.from_table(table, series="partial-duration")
    rate = rain_rate(statistics, 60)
    onset, amount = np.array([[5.0, 12.0]]), np.array([[1e5, 2e5]])
    made = damage_by_level(onset, amount, rate, [20.0], rain_of_levels(rate, [20.0]), price_year=2021)
    assert made.first_mm == pytest.approx(depth(2.0), rel=1e-12)
    assert made.dkk[Above.SHIFT] == pytest.approx([1.5e5 * 2.0 / 20.0], rel=1e-12)


def test_a_wetter_climate_with_the_same_measures():
    """Depths 1.2 times as deep, levels built for today's rain: what comes through is rate(depth / 1.2), by hand.

    r(10) = 43.03 mm; onset 30 mm is r0, so h = 13.03 mm and A, B both begin at r(10); onset 40 mm: A at 53.03 mm.
    """
    now = gumbel()
    later = now.scaled(1.2)
    onset, amount = np.array([[30.0, 40.0]]), np.array([[1e5, 2e5]])
    levels = [10.0, 100.0]
    rains = rain_of_levels(now, levels)
    assert rains == pytest.approx([depth(10.0), depth(100.0)], rel=1e-12)
    assert rain_of_levels(later, levels) == pytest.approx(1.2 * rains, rel=1e-12)
    today = damage_by_level(onset, amount, now, levels, rains, price_year=2021)
    then = damage_by_level(onset, amount, later, levels, rains, price_year=2021, first_mm=today.first_mm)

    def often(mm: float) -> float:
        return math.exp(-(mm / 1.2 - 20.0) / MM_PER_E)

    held = rains[0] - 30.0
    assert then.none_dkk == pytest.approx(1e5 * often(30.0) + 2e5 * often(40.0), rel=1e-9)
    assert then.dkk[Above.SHIFT][0] == pytest.approx(1e5 * often(rains[0]) + 2e5 * often(40.0 + held), rel=1e-9)
    assert then.dkk[Above.UNCHANGED][0] == pytest.approx(3e5 * often(rains[0]), rel=1e-9)
    curve = service_level_curve({0: today, 50: then}, costs_of(np.array(levels)), flat())
    assert (curve.npv("shift") >= curve.npv("unchanged")).all()


def test_with_no_building_there_is_no_damage():
    made = damage_by_level(np.empty((2, 0)), np.empty((2, 0)), gumbel(), [10.0], [depth(10.0)], price_year=2021)
    assert made.none_dkk == 0.0
    assert math.isnan(made.first_mm)
    assert made.dkk[Above.SHIFT].tolist() == [0.0]


@pytest.mark.parametrize(
    ("onset", "levels", "rains", "said"),
    [
        (np.ones((1, 2)), [10.0], [40.0], "onset"),
        (np.ones(3), [10.0], [40.0], "onset"),
        (np.ones((1, 3)), [10.0, 20.0], [40.0], "2 levels, 1 rains"),
        (np.ones((1, 3)), [1.0, 500.0], [0.0, math.inf], "T = 1 years lies outside.*T = 500 years lies outside"),
        (np.ones((1, 3)), [20.0, 10.0], [45.0, 40.0], "levels T = 20, 10"),
    ],
)
def test_levels_that_cannot_be_judged_are_refused(onset, levels, rains, said):
    with pytest.raises(ParamError, match=said):
        damage_by_level(onset, np.ones((1, 3)), gumbel(), levels, rains, price_year=2021)


def test_all_faults_of_damage_by_level_are_told_at_once():
    with pytest.raises(ParamError) as error:
        LevelDamage(np.array([5.0, 5.0]), np.full(2, math.nan), -1.0, {Above.MODELLED: np.array([1.0])}, 2021)
    for said in ("levels T = 5, 5", "damage without measures -1", "the damage modelled"):
        assert said in error.value.found.en


def costs_of(levels: np.ndarray, c: float = C, t0: float = T0, **more: object) -> LevelCosts:
    cost = c * np.log(levels / t0)
    table = pd.DataFrame({"return_period_years": levels, "cost_dkk": cost, "price_year": 2021, **more})
    return LevelCosts.from_table(table, net_tax_factor=1.0)


def closed_damage(levels: np.ndarray, a: float = A, t0: float = T0) -> LevelDamage:
    times = np.log(levels / t0)
    dkk = {Above.SHIFT: a / levels, Above.UNCHANGED: a / levels * (1.0 + times)}
    return LevelDamage(levels, np.array([depth(t) for t in levels]), a / t0, dkk, 2021)


def test_the_curve_is_the_closed_form_and_its_optima_are_those_of_the_example():
    """Candidates 1 per mille apart from T = 2 to 200; r is 1 over the sum of the factors of 2,000 years: 3.5 %."""
    levels = T0 * np.exp(np.arange(0.0, math.log(100.0), 1e-3))[1:]
    rates = flat(horizon=2000)
    r = 1.0 / rates.annuity
    assert r == pytest.approx(R, rel=1e-12)
    curve = service_level_curve(closed_damage(levels), costs_of(levels), rates)
    for above, npv, optimum in (("shift", npv_shift, optimum_shift), ("unchanged", npv_unchanged, optimum_unchanged)):
        expected = np.array([npv(t, A, C, r, T0) for t in levels])
        assert curve.npv(above) == pytest.approx(expected, rel=1e-9, abs=1e-2)
        best = curve.best(above)
        assert abs(math.log(best.return_period_years / optimum(A, C, r, T0))) <= 1e-3
        near = levels[expected >= 0.95 * expected.max()]
        assert best.low_years == pytest.approx(near[0], rel=1.1e-3)
        assert best.high_years == pytest.approx(near[-1], rel=1.1e-3)
        assert not best.low_open
        assert not best.high_open


def test_from_buildings_to_the_best_level():
    """The buildings of D = a ln(T/T0) and a table of few levels: NPV is that of the closed form at each."""
    levels = T0 * np.exp(np.array([0.5, 1.0, 2.0, 3.0, 4.0]))
    onset, amount = log_buildings()
    rains = [depth(t) for t in levels]
    damage = damage_by_level(onset, amount, gumbel(), levels, rains, price_year=2021, first_mm=depth(T0))
    rates = Discounting.from_table("2021", horizon_years=100, first_year="year-1")
    curve = service_level_curve(damage, costs_of(levels), rates)
    r = 1.0 / rates.annuity
    assert curve.npv("shift") == pytest.approx([npv_shift(t, A, C, r, T0) for t in levels], rel=1e-9)
    assert curve.npv("unchanged") == pytest.approx([npv_unchanged(t, A, C, r, T0) for t in levels], rel=1e-8)
    assert curve.best("shift").return_period_years < curve.best("unchanged").return_period_years


def test_where_nothing_pays_nothing_is_done():
    levels = np.array([5.0, 10.0, 20.0])
    curve = service_level_curve(closed_damage(levels, a=1e5), costs_of(levels), flat())
    best = curve.best("unchanged")
    assert best.return_period_years is None
    assert best.npv_dkk == 0.0
    for _, rows in curve.to_frame().groupby("above"):
        assert rows["choice"].tolist() == ["nothing", "level", "level", "level"]
        assert rows["best"].tolist() == rows["near_best"].tolist() == [True, False, False, False]
        assert rows[["near_from_years", "near_to_years"]].isna().all(axis=None)
    told = [note.da for note in curve.notes if "det bedste er ikke at gøre noget" in note.da]
    assert [text[:2] for text in told] == ["A:", "B:"]


def test_doing_nothing_is_a_row_without_cost_that_keeps_all_damage():
    levels = np.array([5.0, 14.0, 50.0])
    curve = service_level_curve(closed_damage(levels), costs_of(levels), flat())
    table = curve.to_frame()
    nothing = table[table["choice"] == "nothing"]
    assert nothing["above"].tolist() == ["shift", "unchanged"]
    assert nothing["annual_damage_dkk"].tolist() == [A / T0] * 2
    money = ["avoided_dkk", "cost_dkk", "npv_dkk", "more_avoided_dkk", "more_cost_dkk"]
    assert (nothing[money] == 0.0).all(axis=None)
    assert nothing[["return_period_years", "rain_mm"]].isna().all(axis=None)
    assert not nothing[["best", "near_best", "always_allowed"]].any(axis=None)
    assert table["rain_mm"].dropna().tolist() == [depth(t) for t in levels] * 2
    assert not any("ikke at gøre noget" in note.da for note in curve.notes)
    drawn = level_graph(table)
    assert [line.x.tolist() for line in drawn.lines] == [levels.tolist()] * 2


def test_an_interval_that_ends_only_with_the_levels_is_open():
    levels = np.array([12.0, 14.0, 16.0])
    best = service_level_curve(closed_damage(levels), costs_of(levels), flat()).best("shift")
    assert (best.low_years, best.high_years) == (12.0, 16.0)
    assert best.low_open
    assert best.high_open


def test_a_best_level_that_is_the_highest_looked_at_is_told():
    """With D = a ln(T/T0) A is best at 14.3 years and B at 44.2: of 5, 14 and 20 years, only B ends with the levels."""
    levels = np.array([5.0, 14.0, 20.0])
    notes = service_level_curve(closed_damage(levels), costs_of(levels), flat(horizon=2000)).notes
    told = [note.en for note in notes if "highest looked at" in note.en]
    assert len(told) == 1
    assert told[0].startswith("B: damage above the level is unchanged")


def test_the_interval_is_interpolated_by_hand():
    """NPV 80, 100, 90 at T = 10, e 10 and e^2 10: 95 is met at ln T = ln 10 + 0.75, and at ln 10 + 1.5."""
    levels = 10.0 * np.exp(np.arange(3.0))
    remains = 100.0 - np.array([80.0, 100.0, 90.0])
    damage = LevelDamage(levels, np.full(3, math.nan), 100.0, {Above.MODELLED: remains}, 2021)
    table = pd.DataFrame({"return_period_years": levels, "cost_dkk": 0, "price_year": 2021})
    curve = service_level_curve(damage, LevelCosts.from_table(table, net_tax_factor=1.0), flat(0.0, 1))
    best = curve.best(Above.MODELLED)
    assert best.return_period_years == pytest.approx(10.0 * math.e)
    assert best.low_years == pytest.approx(10.0 * math.exp(0.75), rel=1e-12)
    assert best.high_years == pytest.approx(10.0 * math.exp(1.5), rel=1e-12)
    table = curve.to_frame()
    assert table["near_best"].tolist() == [False, False, True, False]
    assert table["choice"].tolist()[0] == "nothing"
    assert table[["near_from_years", "near_to_years"]].isna().any(axis=1).tolist() == [True, False, False, False]
    assert table["near_from_years"].tolist()[1:] == pytest.approx([10.0 * math.exp(0.75)] * 3, rel=1e-12)
    assert table["near_to_years"].tolist()[1:] == pytest.approx([10.0 * math.exp(1.5)] * 3, rel=1e-12)


def test_damage_follows_the_climate_between_the_years():
    """Today 100 a year and 40 with the level, in year 10 300 and 60; 10 years from 1 without a rate.

    Avoided: (60 + 18 y) summed over y = 1..10 = 600 + 18 x 55 = 1590.
    """
    level = np.array([10.0])
    now = LevelDamage(level, np.array([40.0]), 100.0, {Above.SHIFT: np.array([40.0])}, 2021)
    later = LevelDamage(level, np.array([40.0]), 300.0, {Above.SHIFT: np.array([60.0])}, 2021)
    table = pd.DataFrame({"return_period_years": [10], "cost_dkk": [590], "price_year": [2021]})
    costs = LevelCosts.from_table(table, net_tax_factor=1.0)
    curve = service_level_curve({10: later, 0: now}, costs, flat(0.0, 10))
    assert curve.npv("shift") == pytest.approx([1000.0], rel=1e-12)
    assert curve.annual_none_dkk == 100.0, "told as of today, though the first year counted has 120"
    assert curve.annual_dkk[Above.SHIFT].tolist() == [40.0]
    assert curve.none_dkk == pytest.approx(100.0 * 10 + 20.0 * 55.0)


def test_one_climate_twice_is_the_same_to_the_bit():
    levels = np.array([5.0, 10.0, 50.0])
    damage, costs = closed_damage(levels), costs_of(levels)
    once = service_level_curve(damage, costs, flat())
    twice = service_level_curve({0: damage, 50: damage}, costs, flat())
    assert (once.npv("shift") == twice.npv("shift")).all()


def test_the_table_adds_up_to_the_oere_and_marks_what_may_always_be_chosen():
    levels = np.array([5.0, 10.0, 20.0, 50.0])
    more = {"upkeep_dkk_per_year": 123.45, "lifetime_years": 60}
    table = service_level_curve(closed_damage(levels), costs_of(levels, **more), flat()).to_frame()
    ore = {name: np.rint(table[f"{name}_dkk"] * 100.0).astype(np.int64) for name in ("avoided", "cost", "npv")}
    assert (ore["npv"] == ore["avoided"] - ore["cost"]).all()
    assert table["return_period_years"][table["always_allowed"]].tolist() == [5.0, 10.0] * 2
    one = table[table["above"] == "shift"]
    assert one["more_cost_dkk"].sum() == pytest.approx(one["cost_dkk"].iloc[-1], abs=0.005)
    assert one["best"].sum() == 1
    better = one["more_avoided_dkk"] >= one["more_cost_dkk"]
    best = one["return_period_years"][one["best"]].item()
    assert better.tolist() == (one["return_period_years"].fillna(0.0) <= best).tolist()
    assert "screening, ikke dokumentation efter BEK 2276" in table.attrs["title"].da


def test_the_curve_says_what_it_is_and_what_nobody_has_verified():
    levels = np.array([5.0, 10.0])
    damage = damage_by_level(
        np.array([[30.0, math.nan]]), np.ones((1, 2)), gumbel(), levels, [depth(t) for t in levels], price_year=2021
    )
    rates = Discounting.from_table("2021", horizon_years=100, first_year="year-1")
    table = pd.DataFrame({"return_period_years": levels, "cost_dkk": 1e6, "price_year": 2021})
    costs = LevelCosts.from_table(table, net_tax_factor=net_tax_factor())
    assert costs.works[0].capital_dkk == 1.28e6
    notes = service_level_curve(damage, costs, rates).notes
    assert notes[0].da == "Screening, ikke dokumentation efter BEK 2276."
    told = " ".join(note.en for note in notes)
    for said in (
        "30.0 mm",
        "1 building has",
        "not verified in 2 of 2 rows",
        "no lifetime",
        "net-tax factor is not verified",
        "2021 is not verified",
    ):
        assert said in told


def test_what_does_not_belong_together_is_refused_all_at_once():
    levels = np.array([5.0, 10.0])
    now = closed_damage(levels)
    later = LevelDamage(levels, np.array([1.0, 2.0]), 1.0, {Above.SHIFT: np.zeros(2)}, 2016, first_mm=7.0)
    with pytest.raises(ParamError) as error:
        service_level_curve({0: now, 50: later}, costs_of(np.array([5.0, 20.0])), flat(), near=1.0)
    for said in (
        "near = 1",
        "costs of T = 5, 20",
        "in prices of 2016",
        "other rains",
        "begins at 7 mm",
        "other assumptions in year 50",
    ):
        assert said in error.value.found.en
    with pytest.raises(ParamError, match="no damage by level"):
        service_level_curve({}, costs_of(levels), flat())


def test_costs_are_read_in_any_order_with_decimal_commas():
    table = pd.DataFrame(
        {
            "return_period_years": ["10", "5"],
            "cost_dkk": ["2000000,50", "1e6"],
            "price_year": [2021, 2021],
            "upkeep_dkk_per_year": ["", 1000],
            "lifetime_years": [None, 80],
            "verified": ["ja", "nej"],
            "maerke": ["opdigtet eksempel", ""],
        }
    )
    costs = LevelCosts.from_table(table, net_tax_factor=1.28)
    assert costs.return_period_years.tolist() == [5.0, 10.0]
    assert costs.works[1].capital_dkk == pytest.approx(2_560_000.64)
    assert costs.works[0].upkeep_dkk_per_year == 1280.0
    assert (costs.works[0].lifetime_years, costs.works[1].lifetime_years) == (80, None)
    assert "1 of 2 rows" in costs.unverified[0].en
    assert costs.stamps


def test_a_higher_level_that_costs_less_is_told():
    table = pd.DataFrame({"return_period_years": [5, 10], "cost_dkk": [2, 1], "price_year": 2021})
    notes = LevelCosts.from_table(table, net_tax_factor=1.0).notes
    assert "T = 10 years costs less" in notes[0].en


def test_all_faults_of_a_cost_table_are_told_at_once():
    table = pd.DataFrame(
        {
            "return_period_years": [5, 5, 0, "ti"],
            "cost_dkk": [1, -1, "1.500", None],
            "price_year": [2021, 2016, 2021, 2021],
            "lifetime_years": [0.5, 80, 40.5, 40],
        }
    )
    with pytest.raises(TableError) as error:
        LevelCosts.from_table(table, net_tax_factor=1.0)
    told = [f.en for f in error.value.faults]
    for said in (
        "row 4, return_period_years = ti (a number of 0 or more)",
        "row 2, cost_dkk = -1 (a number of 0 or more)",
        "row 3, cost_dkk = 1.500 can be read in two ways; write 1500 or 1,5 (a number of 0 or more)",
        "cost_dkk is missing in row 4",
        "row 3, return_period_years = 0",
        "T = 5 years stands more than once",
        "not one price year (2016, 2021)",
        "row 1, lifetime_years = 0.5 (whole years, 1 or more)",
        "row 3, lifetime_years = 40.5 (whole years, 1 or more)",
    ):
        assert said in told, said
    with pytest.raises(ParamError, match="net_tax_factor = 0"):
        LevelCosts.from_table(table, net_tax_factor=0.0)


@pytest.mark.parametrize("missing", ["return_period_years", "cost_dkk", "price_year"])
def test_a_cost_table_without_a_column_is_refused(missing):
    table = pd.DataFrame({"return_period_years": [5], "cost_dkk": [1], "price_year": [2021]}).drop(columns=missing)
    with pytest.raises(TableError, match=f"column {missing} is missing"):
        LevelCosts.from_table(table, net_tax_factor=1.0)
