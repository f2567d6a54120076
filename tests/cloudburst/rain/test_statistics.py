"""Rain statistics: every form of table, every fault at once, and an inverse that is one."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.cloudburst.rain import RainSeries, RainStatistics, RegionalModel, climate_factors
from gistools.errors import ParamError, TableError, WrongKindError
from gistools.floodcost import rain_rate
from gistools.io import read_table


def long_form(wide: pd.DataFrame) -> pd.DataFrame:
    made = wide.melt(id_vars="varighed_min", var_name="T", value_name="regn_mm")
    return made.assign(T=made["T"].str.removeprefix("T=").astype(float))


@st.composite
def statistics(draw: st.DrawFn) -> RainStatistics:
    """Depths that rise with T and never fall with the duration."""
    d, k = draw(st.integers(1, 4)), draw(st.integers(2, 5))
    steps = draw(st.lists(st.floats(0.1, 30.0), min_size=d * k, max_size=d * k))
    depth = np.cumsum(np.cumsum(np.array(steps).reshape(d, k), axis=0), axis=1)
    durations = np.cumsum(draw(st.lists(st.floats(1.0, 500.0), min_size=d, max_size=d)))
    periods = 1.0 + np.cumsum(draw(st.lists(st.floats(0.1, 60.0), min_size=k, max_size=k)))
    return RainStatistics(durations, periods, depth)


def test_between_return_periods_depth_is_linear_in_their_logarithm(rain):
    """T = sqrt(2 x 10) lies halfway between ln 2 and ln 10: (16 + 27) / 2 = 21.5 mm in 60 minutes."""
    assert rain.depth_mm(60, math.sqrt(20.0)) == pytest.approx(21.5, abs=1e-12)
    assert rain.return_period(60, 21.5) == pytest.approx(math.sqrt(20.0), rel=1e-12)


def test_between_durations_depth_is_a_straight_line_of_logarithms(rain):
    """60 x sqrt 6 minutes lie halfway between ln 60 and ln 360: sqrt(16 x 30) = 21.909 mm at T = 2."""
    assert rain.depth_mm(60.0 * math.sqrt(6.0), 2.0) == pytest.approx(math.sqrt(480.0), rel=1e-12)


@given(statistics())
def test_the_inverse_meets_every_tabulated_value_to_the_bit(rain):
    d, t = np.meshgrid(rain.durations_min, rain.return_periods_years, indexing="ij")
    assert (rain.depth_mm(d, t) == rain.depths_mm).all()
    assert (rain.return_period(d, rain.depths_mm) == t).all()


@given(statistics(), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_inverse_brings_back_what_lies_between(rain, along, across):
    duration = rain.durations_min[0] ** (1.0 - along) * rain.durations_min[-1] ** along
    duration = float(np.clip(duration, rain.durations_min[0], rain.durations_min[-1]))
    t = float(rain.return_periods_years[0] * (rain.return_periods_years[-1] / rain.return_periods_years[0]) ** across)
    t = float(np.clip(t, rain.return_periods_years[0], rain.return_periods_years[-1]))
    assert rain.return_period(duration, rain.depth_mm(duration, t)) == pytest.approx(t, rel=1e-6)


@given(statistics(), st.lists(st.floats(0.0, 400.0), min_size=2, max_size=20))
def test_a_deeper_rain_is_never_more_frequent(rain, depths):
    period = rain.return_period(rain.durations_min[-1], np.sort(depths))
    assert (np.diff(period[np.isfinite(period)]) >= 0.0).all()
    assert (np.isposinf(period) == (np.sort(depths) > rain.depths_mm[-1, -1])).all()


def naive_period(mm: float, depth: list[float], periods: list[float]) -> float:
    if mm < depth[0]:
        return 0.0
    for n in range(len(depth) - 1):
        if depth[n] <= mm <= depth[n + 1]:
            share = (mm - depth[n]) / (depth[n + 1] - depth[n])
            return math.exp(math.log(periods[n]) * (1.0 - share) + math.log(periods[n + 1]) * share)
    return math.inf


@given(statistics(), st.floats(0.0, 300.0))
def test_the_inverse_agrees_with_a_search_by_hand(rain, mm):
    depth, periods = rain.depths_mm[0].tolist(), rain.return_periods_years.tolist()
    found = float(rain.return_period(rain.durations_min[0], mm))
    expected = naive_period(mm, depth, periods)
    assert found == pytest.approx(expected, rel=1e-9)


def test_beyond_the_table_the_answer_is_a_bound(rain):
    assert rain.return_period(60, [0.0, 15.9, 39.1, math.inf]).tolist() == [0.0, 0.0, math.inf, math.inf]
    assert rain.depth_mm(60, [0.5, 1.99, 50.1]).tolist() == [0.0, 0.0, math.inf]
    assert np.isnan(rain.return_period(60, math.nan))
    assert np.isnan(rain.depth_mm(60, math.nan))


@pytest.mark.parametrize("duration", [29.9, 360.1, 0.0, math.nan])
def test_a_duration_outside_the_table_is_refused(rain, duration):
    with pytest.raises(ParamError, match="30–360 min"):
        rain.return_period(duration, 20.0)


def test_durations_and_values_broadcast(rain):
    made = rain.depth_mm(np.array([[30], [60]]), np.array([2.0, 10.0, 50.0]))
    assert made.tolist() == [[12.0, 20.0, 28.0], [16.0, 27.0, 39.0]]


def test_long_and_wide_form_in_any_order_are_the_same(wide, rain):
    long = long_form(wide).sample(frac=1.0, random_state=3)
    shuffled = wide[["T=50", "varighed_min", "T=2", "T=10"]].iloc[::-1]
    for table in (
        long,
        shuffled,
        wide.rename(columns={"varighed_min": "Varighed [min]", "T=2": "2 år", "T=10": "10-års"}),
    ):
        made = RainStatistics.from_table(table)
        assert made.depths_mm.tolist() == rain.depths_mm.tolist()
        assert made.durations_min.tolist() == rain.durations_min.tolist()
        assert made.return_periods_years.tolist() == rain.return_periods_years.tolist()


def test_hours_become_minutes_and_texts_with_comma_numbers(wide):
    table = wide.assign(varighed_min=["0,5", "1", "6"]).rename(columns={"varighed_min": "varighed_timer"})
    assert RainStatistics.from_table(table).durations_min.tolist() == [30.0, 60.0, 360.0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_file_as_a_danish_spreadsheet_saves_it(tmp_path, encoding):
    text = "Varighed (min);Gentagelsesperiode (år);Nedbør (mm)\n60;2;16,5\n60;10;27\n"
    (tmp_path / "regn.csv").write_text(text, encoding=encoding)
    made = RainStatistics.from_table(read_table(tmp_path / "regn.csv").value)
    assert made.depths_mm.tolist() == [[16.5, 27.0]]


def test_every_fault_of_the_depths_is_told_at_once(wide):
    wide.loc[0, "T=10"] = 12.0  # does not rise with T
    wide.loc[1, "T=50"] = math.nan
    wide.loc[2, "T=2"] = -3.0
    wide.loc[2, "T=50"] = 25.0  # falls with the duration, and with T
    with pytest.raises(TableError) as caught:
        RainStatistics.from_table(wide)
    told = "; ".join(f.en for f in caught.value.faults)
    for fault in (
        "30 min, T=10 years is 12 mm and does not rise from 12 mm at T=2",
        "row 2, T=50: empty cell",
        "row 3, T=2 = -3.0 (must be more than 0)",
        "360 min, T=50 years is 25 mm and does not rise from 48 mm at T=10",
    ):
        assert fault in told
    assert len(caught.value.faults) == 4
    wide.loc[1, "T=50"] = 39.0
    with pytest.raises(TableError, match="360 min, T=50 år er 25 mm, mindre end 39 mm på 60 min"):
        RainStatistics.from_table(wide)


def test_missing_and_doubled_cells_are_told(wide):
    long = long_form(wide)
    doubled = pd.concat([long.iloc[1:], long.iloc[[4]]])
    with pytest.raises(TableError) as caught:
        RainStatistics.from_table(doubled)
    assert sorted(f.en for f in caught.value.faults) == [
        "30 min, T=2 years is missing",
        "60 min, T=10 years stands more than once",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"varighed_min": "varighed"}, "without a unit"),
        ({"varighed_min": "klokken"}, "an unknown column (klokken)"),
        ({"T=10": "T=ti"}, "an unknown column (T=ti)"),
        ({"T=2": "rain_mm"}, "both long and wide form"),
        ({"T=2": "a", "T=10": "b"}, "an unknown column (b)"),
    ],
)
def test_columns_that_nobody_understands_are_told(wide, change, expected):
    with pytest.raises(TableError) as caught:
        RainStatistics.from_table(wide.rename(columns=change))
    assert expected in "; ".join(f.en for f in caught.value.faults)


def test_one_return_period_is_too_few_and_none_is_told(wide):
    with pytest.raises(TableError, match=r"1 return period\(s\), at least 2"):
        RainStatistics.from_table(wide[["varighed_min", "T=2"]])
    with pytest.raises(TableError, match="no columns of return periods"):
        RainStatistics.from_table(wide[["varighed_min"]])


def test_a_word_in_place_of_a_number_is_told(wide):
    with pytest.raises(TableError, match="row 2, T=10 = meget"):
        RainStatistics.from_table(wide.astype(object).replace(27.0, "meget"))


def test_return_periods_of_a_year_or_less_need_the_series(wide):
    table = wide.rename(columns={"T=2": "T=1"})
    with pytest.raises(TableError, match="T=1 years without series"):
        RainStatistics.from_table(table)
    with pytest.raises(TableError, match="only T above 1 year"):
        RainStatistics.from_table(table, series="annual-maxima")
    assert RainStatistics.from_table(table, series="partial-duration").return_periods_years[0] == 1.0
    with pytest.raises(TableError, match="without series"):
        RainStatistics(np.array([60.0]), np.array([0.5, 2.0]), np.array([[10.0, 20.0]]))


def test_the_rate_depends_on_the_series(wide):
    """Once in 2 years: 1/2 a year of all rains; of annual maxima -ln(1 - 1/2) = 0.693."""
    partial = RainStatistics.from_table(wide, series=RainSeries.PARTIAL_DURATION)
    annual = RainStatistics.from_table(wide, series=RainSeries.ANNUAL_MAXIMA)
    assert partial.exceedance_rate(2.0) == 0.5
    assert annual.exceedance_rate(2.0) == pytest.approx(math.log(2.0))
    assert annual.exceedance_rate(100.0) == pytest.approx(partial.exceedance_rate(100.0), rel=0.01)
    with pytest.raises(ParamError, match="without series"):
        RainStatistics.from_table(wide).exceedance_rate(2.0)


def test_stamps_of_the_table_are_carried(wide):
    made = RainStatistics.from_table(wide.assign(maerke="EKSEMPELREGN"))
    assert [s.en for s in made.stamps] == ["EXAMPLE RAIN"]
    assert RainStatistics.from_table(wide).stamps == ()


def test_what_is_no_table_is_refused():
    with pytest.raises(WrongKindError):
        RainStatistics.from_table("regn.csv")


@pytest.mark.parametrize("shape", [-0.3, -1e-9, 0.0, 1e-9, 0.2])
def test_the_regional_inverse_brings_back_the_return_period(shape):
    model = RegionalModel(threshold_mm=12.0, mean_excess_mm=6.0, shape=shape, rate_per_year=2.5)
    t = np.array([0.4, 1.0, 5.0, 100.0])
    assert model.return_period(model.depth_mm(t)) == pytest.approx(t, rel=1e-6)


def test_the_regional_model_by_hand_and_its_limit():
    """z0 = 10, mu = 5, kappa = 0.5, lambda T = 4: 10 + 5 x 1.5 / 0.5 x (1 - (1/4)^0.5) = 10 + 15 x 0.5 = 17.5."""
    model = RegionalModel(threshold_mm=10.0, mean_excess_mm=5.0, shape=0.5, rate_per_year=1.0)
    assert model.depth_mm(4.0) == pytest.approx(17.5)
    assert model.largest_mm == 25.0
    assert model.return_period([9.0, 17.5, 25.0, 30.0]) == pytest.approx(
        [math.nan, 4.0, math.inf, math.inf], nan_ok=True
    )
    assert np.isnan(model.depth_mm(0.5))
    near, limit = (
        RegionalModel(threshold_mm=10.0, mean_excess_mm=5.0, shape=k, rate_per_year=1.0).depth_mm(50.0)
        for k in (1e-7, 0.0)
    )
    assert near == pytest.approx(limit, rel=1e-6)


def test_the_mean_excess_is_the_mean_excess():
    """Drawn at random, rains of the model pass the threshold by mu on average and lambda times a year."""
    model = RegionalModel(threshold_mm=10.0, mean_excess_mm=5.0, shape=0.2, rate_per_year=3.0)
    chance = np.random.default_rng(1).uniform(size=400_000)  # of being passed by the next rain
    assert model.depth_mm(1.0 / (3.0 * chance)).mean() - 10.0 == pytest.approx(5.0, rel=0.01)


def test_the_regional_model_says_that_it_is_not_verified():
    from gistools.cloudburst.rain import regional

    assert not regional.VERIFIED
    assert "not verified" in regional.SOURCE.en
    with pytest.raises(ParamError) as caught:
        RegionalModel(threshold_mm=1.0, mean_excess_mm=0.0, shape=-2.0, rate_per_year=-1.0)
    assert all(name in caught.value.found.en for name in ("mean_excess_mm", "shape", "rate_per_year"))


@pytest.mark.parametrize(
    ("column", "said", "expected"),
    [
        ("verified", ["ja", "true"], True),
        ("Verificeret", [True, 1], True),
        ("verified", ["ja", "nej"], False),
        ("verified", ["ja", None], False),
        ("kilde", ["ja", "ja"], False),
    ],
)
def test_a_table_is_verified_when_it_says_so_in_every_row(column, said, expected):
    table = pd.DataFrame({"varighed_min": [30, 60], "T=2": [9.0, 12.0], "T=10": [15.0, 19.0], column: said})
    rain = RainStatistics.from_table(table, series="partial-duration")
    assert rain.said_verified is expected
    assert bool(rain_rate(rain, 60).unverified) is not expected
    later = rain.in_climate(climate_factors("skrift30-standard"), 2070, reference_year=2020)
    assert later.said_verified is expected
    assert len(rain_rate(later, 60).unverified) == (1 if expected else 2)
