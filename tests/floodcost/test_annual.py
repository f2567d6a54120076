"""Annual damage: closed forms, many single rains, bounds, and what is never told as 0."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.cloudburst.rain import RainSeries, RainStatistics, climate_factors
from gistools.errors import MixedValuesError, ParamError
from gistools.floodcost.annual import annual_from_maps, annual_from_onsets, annual_from_rains, to_oere
from gistools.floodcost.choices import Head, MapMethod, MapTail, Tail
from gistools.floodcost.rates import RainRate, rain_rate
from gistools.io import read_table
from gistools.text import Text
from tests.floodcost.by_rate import rates, unhurried

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "tables" / "rain_statistics.csv"
INF, NAN = math.inf, math.nan
MAPS = [[5, 10, 20, 50, 100], [2, 100, 1000], [3, 4, 5], [10, 10.5, 400], [7, 19, 23, 250, 251, 1e4]]


@pytest.fixture(scope="module")
def rate() -> RainRate:
    """60 min of the sample's invented table: 11.9 mm at T = 2, 19.0 at 10, 22.1 at 20, 29.2 at 100."""
    return rain_rate(RainStatistics.from_table(read_table(SAMPLE).value, series="partial-duration"), 60)


def onsets(parts: int = 3, most: int = 6) -> st.SearchStrategy[tuple[np.ndarray, np.ndarray]]:
    """Onsets and amounts of some buildings; never, unknown and no part among them."""
    shape = st.tuples(st.integers(1, parts), st.integers(1, most))
    mm = st.floats(0.0, 120.0) | st.sampled_from([0.0, INF, NAN])
    dkk = st.floats(0.01, 5e5) | st.sampled_from([0.0, NAN])

    def made(shape: tuple[int, int]) -> st.SearchStrategy[tuple[np.ndarray, np.ndarray]]:
        size = shape[0] * shape[1]
        return st.tuples(
            st.lists(mm, min_size=size, max_size=size).map(lambda x: np.array(x).reshape(shape)),
            st.lists(dkk, min_size=size, max_size=size).map(lambda x: np.array(x).reshape(shape)),
        )

    return shape.flatmap(made)


def test_steps_cost_their_amount_as_often_as_their_onset(rate):
    """Basement 50,000 at T = 2, floor 200,000 at T = 10: 50,000 / 2 + 200,000 / 10 = 45,000 a year, first at T = 2.

    The second building has no basement; the third is never reached; the fourth begins at T = 400, beyond the table:
    2 x 3.0 mm above the 29.2 mm of T = 100, since 3.0 mm lie between T = 50 and 100.
    """
    mm = [[11.9, 11.9, INF, INF], [19.0, 19.0, INF, 35.2]]
    dkk = [[50_000.0, 0.0, 50_000.0, 0.0], [200_000.0, 200_000.0, 1e5, 1e5]]
    made = annual_from_onsets(mm, dkk, rate)
    assert made.dkk == pytest.approx([45_000.0, 20_000.0, 0.0, 250.0], rel=1e-9)
    assert made.first_years == pytest.approx([2.0, 10.0, INF, INF])
    assert made.above.tolist() == [False, False, False, True]
    assert made.tail_dkk == pytest.approx([0.0, 0.0, 0.0, 250.0], rel=1e-9)
    assert made.low_dkk == pytest.approx([45_000.0, 20_000.0, 0.0, 0.0], rel=1e-9)
    assert made.high_dkk == pytest.approx([45_000.0, 20_000.0, 0.0, 1_000.0], rel=1e-9)
    assert not made.unknown.any()


def test_what_begins_oftener_than_the_table_rests_on_the_head(rate):
    """11.9 mm is T = 2: a basement that floods at 5 mm floods more than every second year, how often nobody told."""
    made = annual_from_onsets([[5.0], [11.9]], [[10_000.0], [10_000.0]], rate)
    assert made.dkk.tolist() == [10_000.0]
    assert made.head_dkk.tolist() == [5_000.0]
    assert made.below.tolist() == [True]
    assert made.first_years.tolist() == [0.0]
    assert made.high_dkk[0] > made.dkk[0] == made.low_dkk[0]


@unhurried
@given(rates(tails=(Tail.NONE, Tail.LOG_LINEAR)), onsets())
def test_steps_agree_with_many_single_rains(both, given_onsets):
    """Damage after each of 400 rains, integrated over how often they are passed, by the rate of either end.

    Beyond the largest rain nothing new begins, so that the integral ends with its damage.
    """
    made, plain = both
    mm, dkk = given_onsets
    annual = annual_from_onsets(mm, dkk, made)
    rains = np.union1d(np.linspace(0.0, 125.0, 400), mm[np.isfinite(mm)])
    often = np.array([plain.rate(r) for r in rains])
    for n in range(mm.shape[1]):
        known = (dkk[:, n] > 0.0) & ~np.isnan(mm[:, n])
        damage = np.array([dkk[known & (mm[:, n] <= r), n].sum() for r in rains])
        integral = float(damage[:-1] @ (often[:-1] - often[1:]) + damage[-1] * often[-1])
        unknown = any(
            d != 0.0 and r != INF and (math.isnan(d) or math.isnan(r)) for d, r in zip(dkk[:, n], mm[:, n], strict=True)
        )
        assert annual.unknown[n] == unknown
        if unknown and (dkk[known & np.isfinite(mm[:, n]), n] == 0.0).all():
            assert np.isnan(annual.dkk[n])
        else:
            assert annual.dkk[n] == pytest.approx(integral, rel=1e-9, abs=1e-12)


@unhurried
@given(rates(), onsets())
def test_the_parts_and_the_bracket_of_steps_are_in_order(both, given_onsets):
    made = annual_from_onsets(*given_onsets, both[0])
    near = 1.0 + 1e-12
    ok = ~np.isnan(made.dkk)
    assert (made.head_dkk + made.tail_dkk <= made.dkk * near)[ok].all()
    assert (made.low_dkk <= made.dkk * near)[ok].all()
    assert (made.dkk <= made.high_dkk * near)[ok].all()
    assert (made.unknown | ok).all()


@unhurried
@given(rates(), onsets(), st.floats(0.0, 30.0), st.floats(1.0, 1.5))
def test_later_onsets_never_cost_more_and_wetter_climates_never_less(both, given_onsets, later, factor):
    rate = both[0]
    if rate.factor != 1.0:
        return
    mm, dkk = given_onsets
    now = annual_from_onsets(mm, dkk, rate).dkk
    near = 1.0 + 1e-12
    ok = ~np.isnan(now)
    after = annual_from_onsets(mm + later, dkk, rate).dkk
    assert (after[~np.isnan(after)] <= now[~np.isnan(after)] * near).all()
    assert (annual_from_onsets(mm, dkk, rate.scaled(factor)).dkk * near >= now)[ok].all()
    assert annual_from_onsets(mm, dkk, rate.scaled(1.0)).dkk.tolist() == pytest.approx(now.tolist(), abs=0, nan_ok=True)


@unhurried
@given(rates(tails=(Tail.LOG_LINEAR,)), st.floats(10.0, 1e6), st.lists(st.floats(0.1, 30.0), min_size=1, max_size=8))
def test_damage_that_grows_evenly_in_the_log_of_the_rate_is_exact(both, a, steps):
    """D = a ln(l0 / l): the integral from l0 to l1 with D1 beyond is a (l0 - l1) + 0, whatever rains lie between."""
    rate = both[0]
    rains = 20.0 + np.cumsum([0.0, *steps])
    level = rate.level(rains)
    drained = rate.level(rate.drained_mm) if rate.drained_mm else -INF
    head_ends = rate.level(rate.statistics.depths_mm[0, 0] * rate.factor) if rate.head is Head.HOLD else -INF
    if level[0] < max(drained, head_ends):
        return
    damage = a * (level - level[0])
    made = annual_from_rains(damage[:, None], rains, rate)
    assert made.dkk[0] == pytest.approx(a * (math.exp(-level[0]) - math.exp(-level[-1])), rel=1e-9)


def test_a_curve_over_a_far_grid_is_the_closed_form(rate):
    """D = a ln(T / T0) from T0 = 5 (16.0 mm) to T = 1e13 costs a / T0 = 20,000 a year."""
    rains = np.linspace(16.0, 140.0, 2000)
    damage = 100_000.0 * (rate.level(rains) - rate.level(16.0))
    made = annual_from_rains(damage[:, None], rains, rate)
    assert made.dkk[0] == pytest.approx(20_000.0, rel=1e-9)
    assert made.tail_dkk[0] == pytest.approx(1_000.0, rel=1e-6), "a / 100, since D is even in ln T beyond too"


@unhurried
@given(rates(), onsets(parts=4), st.lists(st.floats(0.1, 120.0), min_size=0, max_size=6, unique=True))
def test_damage_at_some_rains_brackets_the_onsets_that_it_comes_from(both, given_onsets, between):
    """What lies between two rains is all at one end or the other; both methods allow for the same heads and tails."""
    rate = both[0]
    mm, dkk = given_onsets
    mm, dkk = np.where(np.isnan(mm), INF, mm), np.nan_to_num(dkk)
    rains = np.array([0.0, *sorted(between), 125.0])
    damage = np.array([np.where(mm <= r, dkk, 0.0).sum(axis=0) for r in rains])
    made, exact = annual_from_rains(damage, rains, rate), annual_from_onsets(mm, dkk, rate)
    near = 1.0 + 1e-9
    assert (made.low_dkk <= exact.dkk * near).all()
    assert (exact.dkk <= made.high_dkk * near).all()
    assert (made.low_dkk <= made.dkk * near).all()
    assert (made.dkk <= made.high_dkk * near).all()
    assert (made.head_dkk + made.tail_dkk <= made.dkk * near).all()


@unhurried
@given(rates(), onsets())
def test_rains_at_every_onset_give_the_bracket_of_the_onsets(both, given_onsets):
    """With a rain at each onset and one just before it, steps and curves are the same thing."""
    rate = both[0]
    mm, dkk = given_onsets
    mm, dkk = np.where(np.isnan(mm), INF, np.maximum(mm, 0.01)), np.nan_to_num(dkk)
    at = np.unique(mm[np.isfinite(mm)])
    rains = np.unique([0.0, *at * (1.0 - 1e-12), *at, 130.0])
    damage = np.array([np.where(mm <= r, dkk, 0.0).sum(axis=0) for r in rains])
    made, exact = annual_from_rains(damage, rains, rate), annual_from_onsets(mm, dkk, rate)
    for name in ("dkk", "low_dkk", "high_dkk"):
        assert getattr(made, name) == pytest.approx(getattr(exact, name), rel=1e-6, abs=1e-9), name


def test_damage_at_the_first_rain_and_beyond_the_last_is_told(rate):
    made = annual_from_rains([[500.0, 0.0], [900.0, 0.0]], [19.0, 22.1], rate)
    expected = 500.0 / 10.0 + 400.0 * (0.1 - 0.05) / math.log(2.0)
    assert made.dkk == pytest.approx([expected, 0.0], rel=1e-9)
    assert made.first_years == pytest.approx([10.0, INF])
    told = "\n".join(note.en for note in made.notes)
    assert "1 building has damage at the smallest rain already (19 mm)" in told
    assert "above 22.1 mm (0.05 times a year)" in told
    assert annual_from_rains([[500.0]], [19.0], rate).dkk == pytest.approx([50.0], rel=1e-9)


@pytest.mark.parametrize("years", MAPS)
@pytest.mark.parametrize("series", list(RainSeries))
@pytest.mark.parametrize("begin", [1.1, 1.5, 2.0])
def test_a_log_linear_damage_is_exact_with_every_set_of_maps(years, series, begin):
    """D = a ln(l0 / l) costs a l0 a year: a / T0 for partial duration series.

    The tail of it is l_n (D_n + a), with the slope a of D against -ln l.
    """
    a = 3e5
    rate = (lambda t: -np.log1p(-1.0 / t)) if series is RainSeries.ANNUAL_MAXIMA else (lambda t: 1.0 / t)
    often = rate(np.array(years, float))
    damage = a * np.log(rate(begin) / often)
    made = annual_from_maps(damage[:, None], years, series=series, zero_at_years=begin, tail="log-linear")
    assert made.dkk[0] == pytest.approx(a * rate(begin), rel=1e-9)
    assert made.tail_dkk[0] == pytest.approx(often[-1] * (damage[-1] + a), rel=1e-9)
    assert made.head_dkk[0] == pytest.approx(a * (rate(begin) - often[0]) - damage[0] * often[0], rel=1e-9)
    assert made.low_dkk[0] <= made.dkk[0] <= made.high_dkk[0] * (1.0 + 1e-12)
    assert made.first_years.tolist() == [begin if damage[0] > 0.0 else years[1]]


def test_a_trapezoid_without_head_and_tail_loses_a_seventh_to_a_third():
    """D = ln(T / T0) on T = 5..100: 0.685 of the whole 1 / T0 for T0 = 2, 0.842 for T0 = 5."""
    share = []
    for begin in (2.0, 5.0):
        damage = np.log(np.array([5.0, 10.0, 20.0, 50.0, 100.0]) / begin)[:, None]
        made = annual_from_maps(damage, MAPS[0], series="partial-duration", method="trapezoid", tail="none")
        share.append(made.dkk[0] * begin)
    assert share == pytest.approx([0.685, 0.842], abs=5e-4)


def test_steps_on_maps_are_wrong_and_steps_by_onset_are_not(rate):
    """1 from T = 70: 1 / 70 = 0.0143 by onset; on maps of 5..100 a log-linear tail says 0.0289, the flat one 0.0144."""
    damage = np.array([0.0, 0.0, 0.0, 0.0, 1.0])[:, None]
    tails = [
        annual_from_maps(damage, MAPS[0], series="partial-duration", tail=tail).dkk[0]
        for tail in ("log-linear", "flat", "none")
    ]
    assert tails == pytest.approx([0.0289, 0.0144, 0.0044], abs=5e-5)
    mm = rate.statistics.depth_mm(60, 70.0)
    assert annual_from_onsets([[mm]], [[1.0]], rate).dkk[0] == pytest.approx(1.0 / 70.0, rel=1e-9)


@unhurried
@given(
    st.lists(st.floats(0.0, 1e6), min_size=3, max_size=7),
    st.lists(st.floats(1.05, 5.0), min_size=7, max_size=7),
    st.sampled_from(list(MapMethod)),
    st.sampled_from(list(MapTail)),
    st.sampled_from(list(RainSeries)),
    st.none() | st.floats(1.01, 1.05),
)
def test_maps_agree_with_a_fine_quadrature(damage, ratios, method, tail, series, begin):
    """Damage over the rate, drawn as it is said to lie between the maps, by 2,000 trapezoids in each piece."""
    damage, years = np.array(damage), 1.05 * np.cumprod(ratios)[: len(damage)]
    made = annual_from_maps(damage[:, None], years, series=series, method=method, tail=tail, zero_at_years=begin)
    held = np.maximum.accumulate(damage)
    often = [-math.log(1.0 - 1.0 / t) if series == "annual-maxima" else 1.0 / t for t in years]
    points = list(zip(often, held, strict=True))
    if begin is not None:
        points = [(-math.log(1.0 - 1.0 / begin) if series == "annual-maxima" else 1.0 / begin, 0.0), *points]
    total = 0.0
    for (l0, d0), (l1, d1) in itertools.pairwise(points):
        grid = np.geomspace(l1, l0, 2001)
        share = np.log(grid / l1) / math.log(l0 / l1) if method == "log-linear" else (grid - l1) / (l0 - l1)
        total += float(np.trapezoid(d1 + (d0 - d1) * share, grid))
    if tail == "flat":
        total += held[-1] * often[-1]
    if tail == "log-linear":
        slope = (held[-1] - held[-2]) / math.log(often[-2] / often[-1])
        grid = np.geomspace(often[-1] * 1e-12, often[-1], 20_001)
        total += float(np.trapezoid(held[-1] + slope * np.log(often[-1] / grid), grid))
    assert made.dkk[0] == pytest.approx(total, rel=1e-4, abs=1e-6)
    assert made.low_dkk[0] <= made.dkk[0] * (1.0 + 1e-9) + 1e-9
    assert made.dkk[0] <= made.high_dkk[0] * (1.0 + 1e-9) + 1e-9
    assert made.fell[0] == (np.diff(damage) < 0.0).any()


def test_damage_that_falls_is_listed_and_held(rate):
    damage = np.array([[100.0, 100.0, NAN], [80.0, 200.0, 300.0], [300.0, 300.0, 300.0]])
    made = annual_from_maps(damage, [5, 10, 20], series="partial-duration")
    assert made.fell.tolist() == [True, False, False]
    assert made.unknown.tolist() == [False, False, True]
    assert "At 1 building damage falls" in made.notes[-1].en
    held = np.array([[100.0], [100.0], [300.0]])
    assert made.dkk[0] == annual_from_maps(held, [5, 10, 20], series="partial-duration").dkk[0]
    assert annual_from_rains(damage, [10.0, 20.0, 30.0], rate).fell.tolist() == [True, False, False]


def test_unknown_is_never_0(rate):
    """Of four buildings: amount unknown; onset unknown; unknown basement beside a known floor; beside none."""
    onset = [[15.0, NAN, 15.0, 15.0], [INF, INF, 19.0, 19.0]]
    amount = [[NAN, 1e4, NAN, NAN], [1e5, 1e5, 1e5, 0.0]]
    made = annual_from_onsets(onset, amount, rate)
    assert np.isnan(made.dkk).tolist() == [True, True, False, True]
    assert made.unknown.all()
    assert made.partly.tolist() == [False, False, True, False]
    assert made.dkk[2] == pytest.approx(1e4)
    assert np.isnan(made.first_years).tolist() == [True, True, False, True]
    for name in ("head_dkk", "tail_dkk", "low_dkk", "high_dkk"):
        assert np.isnan(getattr(made, name)).tolist() == [True, True, False, True]


@unhurried
@given(rates(), onsets())
def test_parts_may_be_added_in_any_order(both, given_onsets):
    """All parts at once, or one after another: the same figures, the same unknowns."""
    mm, dkk = given_onsets
    parts = [annual_from_onsets(mm[p : p + 1], dkk[p : p + 1], both[0]) for p in range(len(mm))]
    whole = annual_from_onsets(mm, dkk, both[0])
    for order in (parts, parts[::-1]):
        made = order[0]
        for part in order[1:]:
            made = made + part
        for name in ("dkk", "head_dkk", "tail_dkk", "low_dkk", "high_dkk", "first_years"):
            assert getattr(made, name).tolist() == pytest.approx(getattr(whole, name).tolist(), rel=1e-12, nan_ok=True)
        for name in ("unknown", "below", "above"):
            assert getattr(made, name).tolist() == getattr(whole, name).tolist()
        assert made.notes == whole.notes


def test_only_parts_of_one_calculation_are_added(rate):
    one = annual_from_onsets([[15.0]], [[1e4]], rate)
    with pytest.raises(MixedValuesError, match="1 buildings, today, and 2, today"):
        one + annual_from_onsets([[15.0, 15.0]], [[1e4, 1e4]], rate)
    with pytest.raises(MixedValuesError, match=r"today × 1\.3"):
        one + annual_from_onsets([[15.0]], [[1e4]], rate.scaled(1.3))


def test_a_climate_only_reads_the_rate_anew(rate):
    future = rain_rate(
        rate.statistics.in_climate(climate_factors("skrift30-standard"), 2120, reference_year=2020),
        60,
    )
    made = annual_from_onsets([[19.0]], [[1e5]], future)
    assert made.dkk[0] == pytest.approx(1e5 * future.rate(19.0))
    assert made.dkk[0] > 1e4
    assert any("ikke verificeret" in note.da for note in (made.climate, *made.unverified))
    assert made.stamps


@pytest.mark.parametrize(
    ("onset", "amount", "told"),
    [
        ([[1.0, -2.0]], [[-3.0, INF]], ["row 1, building 2: -2", "2 numbers", "row 1, building 1: -3"]),
        ([[1.0]], [[1.0, 2.0]], ["onset_mm (1, 1), amount_dkk (1, 2)"]),
        ([1.0], [1.0], ["not parts x buildings"]),
        ([[-INF]], [[1.0]], ["building 1: -inf"]),
    ],
)
def test_onsets_and_amounts_that_are_none_are_refused(rate, onset, amount, told):
    with pytest.raises(ParamError) as caught:
        annual_from_onsets(onset, amount, rate)
    for part in told:
        assert part in caught.value.found.en


@pytest.mark.parametrize(
    ("rains", "damage", "told"),
    [
        ([20.0, 10.0], [[-1.0], [2.0]], ["does not rise: 20, 10", "row 1, building 1: -1"]),
        ([10.0, INF], [[1.0], [2.0]], ["negative or no numbers: 10, inf"]),
        ([10.0, NAN], [[1.0], [2.0]], ["does not rise: 10, nan"]),
        ([-1.0, 2.0], [[1.0], [INF]], ["negative or no numbers: -1, 2", "row 2, building 1: inf"]),
        ([1.0], [[1.0], [2.0]], ["damage_dkk (2, 1), rain_mm (1,)"]),
        ([], np.empty((0, 1)), ["rain_mm has 0 (at least 1)"]),
    ],
)
def test_rains_that_are_none_are_refused(rate, rains, damage, told):
    with pytest.raises(ParamError) as caught:
        annual_from_rains(damage, rains, rate)
    for part in told:
        assert part in caught.value.found.en


@pytest.mark.parametrize(
    ("years", "change", "told"),
    [
        ([10, 100], {}, "has 2 (at least 3)"),
        ([10, 5, 100], {}, "does not rise: 10, 5, 100"),
        ([1, 5, 100], {"series": "annual-maxima"}, "T = 1 years with annual-maxima"),
        ([0, 5, 100], {}, "T = 0 years with partial-duration"),
        ([5, 10, 20], {"zero_at_years": 6.0}, "zero_at_years = 6 (above 0 and at most T = 5 of the first map)"),
        ([5, 10, 20], {"zero_at_years": [2.0, 3.0]}, "zero_at_years (2,): neither one number nor 1"),
        ([5, 10, 20], {"zero_at_years": NAN}, "zero_at_years = nan"),
        ([5, 10, 20], {"series": "yearly"}, "series = 'yearly'"),
        ([5, 10, 20], {"method": "simpson"}, "method = 'simpson'"),
        ([5, 10, 20], {"tail": "hold"}, "tail = 'hold'"),
    ],
)
def test_maps_that_are_none_are_refused(years, change, told):
    with pytest.raises(ParamError) as caught:
        annual_from_maps(np.ones((len(years), 1)), years, **({"series": "partial-duration"} | change))
    assert told in caught.value.found.en


def test_maps_carry_the_climate_that_they_were_made_for():
    future = Text("klimaet i 2100", "the climate of 2100")
    maps = annual_from_maps(np.ones((3, 1)), [5, 10, 20], series="partial-duration", climate=future)
    assert maps.climate == future
    with pytest.raises(MixedValuesError):
        maps + annual_from_maps(np.ones((3, 1)), [5, 10, 20], series="partial-duration")


def test_oere_are_whole_and_what_is_unknown_is_no_amount():
    assert to_oere([0.1, 1234.567, NAN]).tolist() == [10, 123457, 0]
    assert to_oere(np.array([1e12])).dtype == np.int64
