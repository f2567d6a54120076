"""How often a rain is passed: by hand, in plain Python, beyond the table, and in another climate."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.cloudburst.rain import ClimateFactors, RainSeries, RainStatistics, climate_factors
from gistools.errors import ParamError, WrongKindError
from gistools.floodcost.choices import Head, Tail
from gistools.floodcost.rates import rain_rate
from gistools.io import read_table
from gistools.text import Text
from tests.floodcost.by_rate import rates, unhurried

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "tables" / "rain_statistics.csv"
MM = st.floats(0.0, 400.0)


@pytest.fixture
def sample() -> RainStatistics:
    """The sample's invented table: 60 min, 11.9 mm at T = 2, 19.0 at 10, 29.2 at 100."""
    return RainStatistics.from_table(read_table(SAMPLE).value, series="partial-duration")


def test_the_rate_is_one_over_t_and_goes_on_as_asked(sample):
    """60 min: 29.2 mm at T = 100, 26.2 at T = 50, so ln 2 for 3.0 mm: 35.2 mm is T = 100 x 2^2 = 400.

    Below: 16.0 mm at T = 5, 11.9 at T = 2: 7.8 mm lies one more such piece down, T = 2 x 2 / 5 = 0.8.
    """
    rain = [7.8, 11.9, 19.0, 29.2, 35.2]
    made = rain_rate(sample, 60).rate(rain)
    assert made == pytest.approx([0.5, 0.5, 0.1, 0.01, 0.0025], rel=1e-9)
    assert rain_rate(sample, 60, head="log-linear").rate(rain) == pytest.approx(
        [1.25, 0.5, 0.1, 0.01, 0.0025], rel=1e-9
    )
    assert rain_rate(sample, 60, tail="none").rate(rain).tolist()[3:] == [0.01, 0.0]
    assert rain_rate(sample, 60, tail="hold").rate([35.2, 1e9, math.inf]).tolist() == [0.01, 0.01, 0.0]


def test_annual_maxima_have_their_own_rate_and_the_line_of_gumbel():
    """-ln(1 - 1/T); depths of a Gumbel distribution, a + b x level, lie on one line, which goes on beyond the table.

    T = 2, 10, 50 have the levels -ln(-ln(1 - 1/T)); rain 5 levels deep beyond the last is exp(-5) as frequent.
    """
    t = np.array([2.0, 10.0, 50.0])
    level = -np.log(-np.log(1.0 - 1.0 / t))
    table = RainStatistics(np.array([60.0]), t, (10.0 + 6.0 * level)[None], RainSeries.ANNUAL_MAXIMA)
    rate = rain_rate(table, 60, head="log-linear")
    assert rate.rate(10.0 + 6.0 * level) == pytest.approx(-np.log(1.0 - 1.0 / t), rel=1e-12)
    assert rate.rate(10.0 + 6.0 * (level[-1] + 5.0)) == pytest.approx(math.exp(-level[-1] - 5.0), rel=1e-12)
    assert rate.rate(10.0 + 6.0 * (level[0] - 2.0)) == pytest.approx(math.exp(-level[0] + 2.0), rel=1e-12)
    assert rate.level(10.0 + 6.0 * np.array([-3.0, 9.0])) == pytest.approx([-3.0, 9.0], rel=1e-12)


@unhurried
@given(rates(), st.lists(MM, min_size=1, max_size=20))
def test_every_rate_is_that_of_plain_python(both, rain):
    made, plain = both
    assert made.rate(rain) == pytest.approx([plain.rate(mm) for mm in rain], rel=1e-9, abs=1e-300)
    assert made.level(rain) == pytest.approx([plain.level(mm) for mm in rain], rel=1e-9, abs=1e-9)


@unhurried
@given(rates(), st.lists(MM, min_size=2, max_size=30))
def test_a_deeper_rain_is_never_more_frequent(both, rain):
    rate = both[0].rate(np.sort([*rain, math.inf]))
    assert (np.diff(rate) <= 1e-12 * rate[:-1]).all()
    assert rate[-1] == 0.0


@unhurried
@given(rates(), st.lists(MM, min_size=1, max_size=20))
def test_no_choice_of_head_and_tail_leaves_the_bounds(both, rain):
    low, high = both[0].bounds(rain)
    rate = both[0].rate(rain)
    within = both[0].band(rain) == 1
    assert (low <= rate).all()
    assert (rate <= high).all()
    assert (low == high)[within].all()


@unhurried
@given(rates(), st.lists(MM, min_size=2, max_size=5, unique=True))
def test_mean_rates_lie_between_the_sums_of_many_single_rains(both, rain):
    """The rate never rises, so that sums over 500 steps with the rate of either end bracket the integral."""
    made, plain = both
    rain = np.sort(rain)
    rain = rain[np.insert(np.diff(rain) > 1e-6, 0, True)]
    bends = np.array([*np.array(plain.depths) * plain.factor, plain.drained_mm])
    means = sum(made.mean_rates(rain))
    for n, (low, high) in enumerate(itertools.pairwise(rain)):
        grid = np.union1d(np.linspace(low, high, 501), bends[(bends > low) & (bends < high)])
        level = np.array([plain.level(mm) for mm in grid])
        rate = np.array([plain.rate(mm) for mm in grid])
        step = np.diff(level) / (level[-1] - level[0])
        assert (rate[1:] @ step) * (1.0 - 1e-9) <= means[n] <= (rate[:-1] @ step) * (1.0 + 1e-9)


def test_the_mean_between_two_rains_is_split_at_the_ends_of_the_table(sample):
    """T = 50 to T = 400 in 60 min: ln 2 of ln 8 lies within the table, 2 ln 2 beyond it.

    Within: (1/50 - 1/100) / ln 8 = 0.01 / ln 8; beyond, log-linear: (1/100 - 1/400) / ln 8 = 0.0075 / ln 8; held: 0.01
    x ln 4 / ln 8 = 0.01 x 2/3.
    """
    rain = np.array([26.2, 35.2])
    head, table, tail = rain_rate(sample, 60).mean_rates(rain)
    assert head[0] == 0.0
    assert table[0] == pytest.approx(0.01 / math.log(8.0), rel=1e-9)
    assert tail[0] == pytest.approx(0.0075 / math.log(8.0), rel=1e-9)
    assert rain_rate(sample, 60, tail="hold").mean_rates(rain)[2] == pytest.approx([0.02 / 3.0], rel=1e-9)
    assert rain_rate(sample, 60, tail="none").mean_rates(rain)[2].tolist() == [0.0]


def test_a_sewer_carries_the_same_depth_in_every_climate(sample):
    """T = 10 in 60 min is 19.0 mm; with depths x 1.3 that is what 19.0 / 1.3 mm was."""
    now = rain_rate(sample, 60, drained_years=10)
    assert now.drained_mm == pytest.approx(19.0, rel=1e-12)
    assert now.rate([0.0, 11.9, 19.0, 29.2]) == pytest.approx([0.1, 0.1, 0.1, 0.01], rel=1e-12)
    assert now.band([0.0, 29.3]).tolist() == [1, 2], "what the sewer carries rests on no extrapolation"
    expected = rain_rate(sample, 60).rate(19.0 / 1.3)
    assert now.scaled(1.3).rate([0.0, 19.0]) == pytest.approx([expected, expected], rel=1e-12)
    factors = ClimateFactors(Text("x", "x"), np.array([2.0, 100.0]), np.array([1.3, 1.3]), horizon_year=2100)
    future = rain_rate(sample.in_climate(factors, 2100), 60, drained_years=10)
    assert future.drained_mm == pytest.approx(19.0, rel=1e-12)
    assert future.rate(0.0) == pytest.approx(expected, rel=1e-9)


@unhurried
@given(rates(), st.lists(MM, min_size=1, max_size=20))
def test_a_factor_of_1_is_now_to_the_bit(both, rain):
    assert both[0].scaled(1.0).rate(rain).tolist() == both[0].rate(rain).tolist()


def test_a_scenario_in_its_first_year_is_now_to_the_bit(sample):
    rain = np.linspace(0.0, 60.0, 601)
    later = sample.in_climate(climate_factors("skrift30-standard"), 2020, reference_year=2020)
    assert rain_rate(later, 60).rate(rain).tolist() == rain_rate(sample, 60).rate(rain).tolist()


@unhurried
@given(st.floats(0.7, 2.0), st.lists(st.floats(0.0, 80.0), min_size=1, max_size=20))
def test_a_factor_on_all_depths_is_the_rate_of_the_depth_divided_by_it(factor, rain):
    """lambda_future(r) = lambda_now(r / k), by the climate of the statistics and by `scaled` alike."""
    t = np.array([2.0, 10.0, 100.0])
    now = RainStatistics(np.array([60.0]), t, np.array([[12.0, 19.0, 29.0]]), RainSeries.PARTIAL_DURATION)
    factors = ClimateFactors(Text("k", "k"), t, np.full(3, factor), horizon_year=2100)
    rate = rain_rate(now, 60, head="log-linear")
    expected = rate.rate(np.array(rain) / factor)
    future = rain_rate(now.in_climate(factors, 2100), 60, head="log-linear")
    assert rate.scaled(factor).rate(rain).tolist() == expected.tolist()
    assert future.rate(rain) == pytest.approx(expected, rel=1e-9)


def test_the_climate_is_counted_once(sample):
    future = sample.in_climate(climate_factors("skrift30-standard"), 2120, reference_year=2020)
    with pytest.raises(ParamError, match="count the climate once"):
        rain_rate(future, 60).scaled(1.2)
    with pytest.raises(ParamError, match="tæl klimaet én gang"):
        rain_rate(sample, 60).scaled(1.2).scaled(1.1)
    assert rain_rate(future, 60).scaled(1.0).climate == future.climate
    assert rain_rate(sample, 60).scaled(1.2).climate.da == "i dag × 1,2"


def test_bands_and_return_periods_keep_their_bounds(sample):
    rate = rain_rate(sample, 60)
    rain = [11.8, 11.9, 29.2, 29.3, math.inf, math.nan]
    assert rate.band(rain).tolist() == [0, 1, 1, 2, 2, -1]
    assert rate.return_period(rain).tolist()[:5] == [0.0, 2.0, 100.0, math.inf, math.inf]
    assert np.isnan(rate.return_period(rain)[5])
    assert np.isnan(rate.rate(rain)[5])


def test_what_it_rests_on_is_told(sample):
    told = "\n".join(note.en for note in rain_rate(sample, 60, tail="none", drained_years=5).notes)
    for part in ("60 min", "T = 2–100", "lower bound", "never came", "16.0 mm"):
        assert part in told
    assert repr(rain_rate(sample, 60)) == "<RainRate 60 min, today; head hold, tail log-linear>"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"duration_min": 5.0}, "a duration of 5 min"),
        ({"head": "none"}, "one of: hold, log-linear"),
        ({"tail": "flat"}, "one of: none, hold, log-linear"),
        ({"drained_years": 1.0}, r"a return period of the rain table \(2–100 years\)"),
        ({"drained_years": math.nan}, "drained_years = nan"),
    ],
)
def test_what_cannot_be_judged_is_refused(sample, change, told):
    with pytest.raises(ParamError, match=told):
        rain_rate(sample, **({"duration_min": 60} | change))


def test_statistics_that_count_nobody_knows_what_are_refused(sample):
    unknown = RainStatistics.from_table(read_table(SAMPLE).value)
    with pytest.raises(ParamError, match="rain statistics without series"):
        rain_rate(unknown, 60)
    with pytest.raises(WrongKindError):
        rain_rate(read_table(SAMPLE).value, 60)
    for factor in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ParamError, match="a factor above 0"):
            rain_rate(sample, 60).scaled(factor)


def test_rains_a_hair_apart_have_the_rate_of_either(sample):
    """One bit beside 20 and 40 mm: hardly a distance between their levels, and still a mean."""
    for mm, band in ((20.0, 1), (40.0, 2)):
        rain = np.array([mm, np.nextafter(mm, 99.0)])
        made = rain_rate(sample, 60).mean_rates(rain)
        assert made[band] == pytest.approx(rain_rate(sample, 60).rate(mm), rel=1e-9)
        assert sum(share[0] > 0.0 for share in made) == 1


def test_what_a_sewer_carries_rests_on_what_its_own_depth_rests_on(sample):
    """It carries the 11.9 mm of T = 2; with depths x 1.3 that is what 9.2 mm was, below the table."""
    rain = np.array([4.0, 10.0])
    now, later = (rain_rate(sample, 60, drained_years=2).scaled(factor).mean_rates(rain) for factor in (1.0, 1.3))
    assert [share[0] for share in now] == pytest.approx([0.0, 0.5, 0.0])
    assert [share[0] for share in later] == pytest.approx([0.5, 0.0, 0.0])


@st.composite
def climates(draw: st.DrawFn, *, least: float = 1.0) -> ClimateFactors:
    """A scenario of any span, with factors of ``least`` or more that do not turn the order of return periods."""
    k = draw(st.integers(1, 4))
    t = draw(st.floats(0.5, 60.0)) * np.cumprod(
        [1.0, *draw(st.lists(st.floats(1.2, 5.0), min_size=k - 1, max_size=k - 1))]
    )
    return ClimateFactors(
        Text("k", "k"),
        t,
        least + np.array(draw(st.lists(st.floats(0.0, 0.05), min_size=k, max_size=k))),
        horizon_years=100,
    )


@st.composite
def tabled(draw: st.DrawFn) -> RainStatistics:
    """A table of any span whose depths rise by a tenth or more."""
    k = draw(st.integers(2, 6))
    depth = draw(st.floats(3.0, 30.0)) * np.cumprod(
        [1.0, *draw(st.lists(st.floats(1.1, 2.0), min_size=k - 1, max_size=k - 1))]
    )
    series = draw(st.sampled_from(list(RainSeries)))
    first = draw(st.floats(1.05 if series is RainSeries.ANNUAL_MAXIMA else 0.2, 5.0))
    years = first * np.cumprod([1.0, *draw(st.lists(st.floats(1.3, 8.0), min_size=k - 1, max_size=k - 1))])
    return RainStatistics(np.array([60.0]), years, depth[None], series)


WAYS = {"head": st.sampled_from(list(Head)), "tail": st.sampled_from(list(Tail))}
RAINS = st.lists(MM, min_size=1, max_size=20)


@unhurried
@given(tabled(), climates(), st.integers(2020, 2120), st.fixed_dictionaries(WAYS), RAINS)
def test_a_wetter_climate_never_lowers_a_rate(now, scenario, year, ways, rain):
    """Whatever table and scenario span, and however the rate goes on beyond: lambda_future(r) >= lambda_now(r)."""
    future = now.in_climate(scenario, year, reference_year=2020, beyond="hold")
    rain = [*rain, *now.depths_mm[0], *future.depths_mm[0]]
    before, after = rain_rate(now, 60, **ways), rain_rate(future, 60, **ways)
    assert (after.rate(rain) >= before.rate(rain) * (1.0 - 1e-9)).all()
    low, high = np.unique(rain)[[0, -1]]
    if low < high:
        means = [sum(float(part[0]) for part in one.mean_rates(np.array([low, high]))) for one in (before, after)]
        assert means[1] >= means[0] * (1.0 - 1e-6)


@unhurried
@given(tabled(), climates(), st.booleans(), st.fixed_dictionaries(WAYS), st.none() | st.floats(0.0, 1.0), RAINS)
def test_a_climate_with_a_factor_of_1_is_now_to_the_bit(now, scenario, first_year, ways, drained, rain):
    """In the reference year of any scenario, and in any year of one whose factors are 1."""
    if not first_year:
        scenario = replace(scenario, factors=np.ones(scenario.factors.size))
    future = now.in_climate(scenario, 2020 if first_year else 2090, reference_year=2020, beyond="hold")
    t = now.return_periods_years[[0, -1]]
    years = None if drained is None else float(np.clip(t[0] * (t[1] / t[0]) ** drained, *t))
    rain = [*rain, *now.depths_mm[0]]
    before, after = (rain_rate(one, 60, drained_years=years, **ways) for one in (now, future))
    assert after.rate(rain).tolist() == before.rate(rain).tolist()
    assert after.level(rain).tolist() == before.level(rain).tolist()
    assert after.band(rain).tolist() == before.band(rain).tolist()


def test_a_table_that_begins_below_the_scenario_keeps_its_shortest_return_period():
    """T = 1-500, a scenario of T = 2-100: 3 mm lie below the table in both climates, so once a year in both.

    100,000 kr each time are 100,000 kr a year; cut to T = 2 the head would hold 0.5 a year and tell 50,000.
    """
    t = np.array([1.0, 2.0, 10.0, 100.0, 500.0])
    now = RainStatistics(np.array([60.0]), t, np.array([[8.0, 12.0, 20.0, 32.0, 40.0]]), RainSeries.PARTIAL_DURATION)
    scenario = climate_factors("skrift30-standard")
    for year in (2020, 2070, 2120):
        future = rain_rate(now.in_climate(scenario, year, reference_year=2020, beyond="hold"), 60)
        assert future.rate(3.0) * 1e5 == 1e5
    assert future.rate(40.0 * 1.4) == pytest.approx(1.0 / 500.0, rel=1e-12)


def test_beyond_the_table_depths_go_on_as_today_times_the_factor_there():
    """T = 2, 10: 10 and 20 mm; factors 1.2 and 1.5. Today 10 mm less is a fifth of T, and 10 mm more five times it.

    Then 1.2 x (10 - 5) = 6 mm has the rate of 5 mm today, 0.5 x 5^(1/2), and 1.5 x 30 = 45 mm that of 30 mm, 1 / 50.
    """
    now = RainStatistics(np.array([60.0]), np.array([2.0, 10.0]), np.array([[10.0, 20.0]]), RainSeries.PARTIAL_DURATION)
    scenario = ClimateFactors(Text("k", "k"), np.array([2.0, 10.0]), np.array([1.2, 1.5]), horizon_year=2100)
    for beyond in ("cut", "hold"):
        future = rain_rate(now.in_climate(scenario, 2100, beyond=beyond), 60, head="log-linear")
        assert future.rate([6.0, 45.0]) == pytest.approx([0.5 * math.sqrt(5.0), 0.02], rel=1e-12)
