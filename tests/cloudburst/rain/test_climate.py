"""Climate factors: data with a source, counted once, in the depth."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from gistools.cloudburst.rain import ClimateFactors, ClimateScenario, RainStatistics, climate_factors
from gistools.errors import ParamError, TableError


def own(**changes) -> pd.DataFrame:
    made = {"return_period_years": [2, 10, 50], "factor": [1.2, 1.3, 1.4], "horizon_years": [100] * 3}
    return pd.DataFrame({**made, **changes})


def test_every_published_factor_has_a_source_a_year_and_says_that_it_is_not_verified():
    for scenario in ClimateScenario:
        factors = climate_factors(scenario)
        assert factors.source.da[-6:-5] == "("
        assert 2000 < int(factors.source.en[-5:-1]) < 2030
        assert not factors.verified
        assert "ikke verificeret" in factors.unverified[0].da
        assert factors.source.da in factors.unverified[0].da
        assert "(ikke verificeret)" in factors.in_year(2050).da


def test_the_factors_are_those_of_the_facts():
    assert climate_factors("skrift30-standard").factors.tolist() == [1.2, 1.3, 1.4]
    assert climate_factors("skrift30-high").factors.tolist() == [1.45, 1.7, 2.0]
    a1b = climate_factors("a1b-2050")
    assert dict(zip(a1b.return_periods_years, a1b.factors, strict=True)) == {
        5.0: 1.11,
        10.0: 1.14,
        20.0: 1.15,
        50.0: 1.17,
        100.0: 1.18,
    }


def test_half_way_to_the_horizon_half_of_the_change_has_come(rain):
    """2020 + 50 of 100 years: the factor at T = 10 is 1 + 0.5 x 0.3 = 1.15; 27 mm become 31.05."""
    future = rain.in_climate(climate_factors("skrift30-standard"), 2070, reference_year=2020)
    assert future.depth_mm(60, 10.0) == pytest.approx(31.05, rel=1e-12)
    assert future.factor[future.return_periods_years == 10.0] == pytest.approx(1.15)
    assert rain.in_climate(climate_factors("skrift30-standard"), 2020, reference_year=2020).depth_mm(60, 10.0) == 27.0


def test_between_its_return_periods_a_factor_is_linear_in_their_logarithm():
    """T = sqrt(2 x 10): halfway between 1.2 and 1.3."""
    factors = climate_factors("skrift30-standard")
    assert factors.at(np.array([math.sqrt(20.0), 2.0, 100.0, 1.9, 101.0])) == pytest.approx(
        [1.25, 1.2, 1.4, math.nan, math.nan], nan_ok=True
    )


def test_the_climate_changes_the_depth_and_so_the_return_period_once(rain):
    """27 mm is T = 10 today. Where depths are 1.2 / 1.3 / 1.4 times as large it is what rained 27 / k mm before."""
    future = rain.in_climate(ClimateFactors.from_table(own()), 2120, reference_year=2020)
    t = float(future.return_period(60, 27.0))
    depth_then = {2.0: 16.0 * 1.2, 10.0: 27.0 * 1.3}
    share = (27.0 - depth_then[2.0]) / (depth_then[10.0] - depth_then[2.0])
    assert t == pytest.approx(2.0 * 5.0**share)
    assert t < 10.0
    with pytest.raises(ParamError, match="count the climate once"):
        future.in_climate(ClimateFactors.from_table(own()), 2120, reference_year=2020)


def test_return_periods_that_the_scenario_does_not_span_are_left_out(rain):
    """A1B begins at T = 5: the table of 2, 10, 50 becomes 5, 10, 20, 50, with T = 5 read between 2 and 10."""
    future = rain.in_climate(climate_factors("a1b-2050"), 2050)
    assert future.return_periods_years.tolist() == [5.0, 10.0, 20.0, 50.0]
    assert future.depth_mm(60, 5.0) == pytest.approx(1.11 * float(rain.depth_mm(60, 5.0)))
    assert future.return_period(60, 5.0) == 0.0


def test_the_label_says_climate_year_and_that_it_is_not_verified(rain):
    future = rain.in_climate(climate_factors("a1b-2050"), 2050)
    assert future.climate.da == "klimaet A1B i 2050 (ikke verificeret)"
    assert not future.verified
    assert rain.verified
    kept = ClimateFactors.from_table(own(verified=["ja"] * 3, source="Kommunens plan"))
    assert rain.in_climate(kept, 2120, reference_year=2020).verified


@pytest.mark.parametrize(
    ("year", "reference", "told"),
    [(2019, 2020, "2020 to 2120"), (2121, 2020, "2020 to 2120"), (2100, None, "reference_year")],
)
def test_years_outside_the_way_are_refused(rain, year, reference, told):
    with pytest.raises(ParamError) as caught:
        rain.in_climate(climate_factors("skrift30-standard"), year, reference_year=reference)
    assert told in caught.value.message().en


def test_a_year_before_the_horizon_needs_the_reference_year():
    a1b = climate_factors("a1b-2050")
    assert a1b.weight(2050) == 1.0
    assert a1b.weight(2030, 2010) == 0.5
    with pytest.raises(ParamError, match="2050"):
        a1b.weight(2040)


@pytest.mark.parametrize("factor", [0.0, -0.1, math.nan, math.inf])
def test_factors_that_are_none_are_refused_by_name(factor):
    with pytest.raises(TableError, match="factor"):
        ClimateFactors.from_table(own(factor=[1.2, factor, 1.4]))
    climate = climate_factors("a1b-2050")
    with pytest.raises(TableError, match="climate factor"):
        ClimateFactors(climate.name, np.array([2.0]), np.array([factor]), 100.0)


def test_all_faults_of_a_table_are_told_at_once():
    table = own(factor=[-1.0, 1.3, "mange"], scenario=["a", "b", "b"], horizon_years=[100, 90, 100])
    with pytest.raises(TableError) as caught:
        ClimateFactors.from_table(table)
    told = "; ".join(f.en for f in caught.value.faults)
    for part in ("row 1, factor = -1.0", "row 3, factor = mange", "several scenarios (a, b)", "several horizon_years"):
        assert part in told
    with pytest.raises(TableError, match="column factor is missing"):
        ClimateFactors.from_table(own().drop(columns="factor"))
    with pytest.raises(TableError, match="more than once"):
        ClimateFactors.from_table(own(return_period_years=[2, 2, 50]))
    with pytest.raises(TableError, match="horizon_year"):
        ClimateFactors.from_table(own().drop(columns="horizon_years"))


def test_factors_that_turn_the_order_of_return_periods_are_refused(rain):
    table = own(factor=[1.9, 1.0, 1.4])
    with pytest.raises(TableError, match="does not rise"):
        rain.in_climate(ClimateFactors.from_table(table), 2120, reference_year=2020)


def test_a_scenario_that_meets_one_return_period_only_is_refused(rain):
    far = ClimateFactors.from_table(own(return_period_years=[50, 100, 200]))
    with pytest.raises(TableError, match="at least 2"):
        rain.in_climate(far, 2120, reference_year=2020)


def test_an_unknown_scenario_is_named():
    with pytest.raises(ParamError, match="rcp85"):
        climate_factors("rcp85")


def test_stamps_of_table_and_factors_join(wide):
    rain = RainStatistics.from_table(wide.assign(maerke="EKSEMPELREGN"))
    factors = ClimateFactors.from_table(own(maerke="OPDIGTET"))
    stamps = rain.in_climate(factors, 2120, reference_year=2020).stamps
    assert {s.da for s in stamps} == {"EKSEMPELREGN", "OPDIGTET EKSEMPEL"}


def test_beyond_the_scenario_the_factor_of_its_nearest_end_is_held_and_told(rain):
    """A1B 2050 spans T = 5-100 with 1.11 at 5: the table's T = 2 keeps 16 mm x 1.11, nothing is left out."""
    future = rain.in_climate(climate_factors("a1b-2050"), 2050, beyond="hold")
    assert future.return_periods_years.tolist() == [2.0, 5.0, 10.0, 20.0, 50.0]
    assert future.depth_mm(60, 2.0) == pytest.approx(16.0 * 1.11, rel=1e-12)
    told = [t.da for t in future.unverified]
    assert "A1B har ingen klimafaktor for T under 5 år; den for T = 5 er brugt (1,11)." in told
    assert not any("over 100" in t for t in told), "the table ends at T = 50"
    far = rain.in_climate(
        ClimateFactors.from_table(own(return_period_years=[20, 30, 40])), 2120, reference_year=2020, beyond="hold"
    )
    assert [t.en for t in far.unverified[-2:]] == [
        "own climate factors has no climate factor for T below 20 years; that of T = 20 was used (1.2).",
        "own climate factors has no climate factor for T above 40 years; that of T = 40 was used (1.4).",
    ]


def test_a_factor_of_1_that_is_held_gives_the_table_back_to_the_bit(rain):
    for scenario, year in (
        (climate_factors("skrift30-standard"), 2020),
        (ClimateFactors.from_table(own(return_period_years=[3, 7, 40], factor=[1.0] * 3)), 2120),
    ):
        future = rain.in_climate(scenario, year, reference_year=2020, beyond="hold")
        assert future.return_periods_years.tolist() == rain.return_periods_years.tolist()
        assert future.depths_mm.tolist() == rain.depths_mm.tolist()
        assert len(future.unverified) == 1, "no factor was held, so only the scenario itself is told of"


def test_what_is_beyond_a_scenario_is_cut_or_held_and_nothing_else(rain):
    with pytest.raises(ParamError, match="cut, hold"):
        rain.in_climate(climate_factors("a1b-2050"), 2050, beyond="stretch")


def test_the_table_as_it_is_can_be_had_back(rain):
    future = rain.in_climate(climate_factors("a1b-2050"), 2050)
    assert future.today is rain
    assert rain.today is rain
    alone = RainStatistics(
        future.durations_min,
        future.return_periods_years,
        future.depths_mm,
        future.series,
        climate=future.climate,
        factor=future.factor,
    )
    assert alone.today.depths_mm == pytest.approx(future.depths_mm / future.factor)
    assert alone.today.factor is None
