"""Design storms: what falls in a window at the peak is what the curve says, whatever the time step."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.cloudburst.rain import (
    IntensityCurve,
    RainStatistics,
    check_storm,
    climate_factors,
    design_storm,
    fit_curve,
)
from gistools.errors import ParamError

curves = st.builds(IntensityCurve, a=st.floats(0.5, 50.0), b=st.floats(0.5, 40.0), c=st.floats(0.3, 1.0))


@given(curves, st.integers(1, 12), st.integers(1, 6), st.floats(0.2, 20.0))
def test_every_window_centred_on_a_symmetric_peak_holds_the_depth_of_the_curve(curve, half, inner, step):
    """2 x half steps, peak in the middle: the 2 x inner steps around it fall within the window of that duration."""
    inner = min(inner, half)
    storm = design_storm(curve, 2 * half * step, step)
    window = storm.rain_mm[half - inner : half + inner].sum()
    assert window == pytest.approx(float(curve.depth_mm(2 * inner * step)), rel=1e-9)


@given(curves, st.integers(1, 4), st.integers(1, 5))
def test_the_same_with_a_peak_at_a_quarter(curve, blocks, inner):
    """4 x blocks steps with r = 1/4: a window of 4 x inner steps begins inner steps before the peak."""
    inner = min(inner, blocks)
    storm = design_storm(curve, 4.0 * blocks, 1.0, peak_position=0.25)
    window = storm.rain_mm[blocks - inner : blocks + 3 * inner].sum()
    assert window == pytest.approx(float(curve.depth_mm(4.0 * inner)), rel=1e-9)


@given(curves, st.floats(0.0, 1.0), st.integers(1, 60))
def test_the_storm_holds_the_depth_of_its_duration_for_any_peak_and_step(curve, peak, steps):
    storm = design_storm(curve, 180.0, 180.0 / steps, peak_position=peak)
    assert storm.total_mm == pytest.approx(float(curve.depth_mm(180.0)), rel=1e-9)
    assert (storm.rain_mm > 0.0).all()


def test_no_window_holds_more_than_the_curve():
    """The storm is the most that the curve allows: no other window of the same length passes it."""
    curve = IntensityCurve(a=12.0, b=7.0, c=0.7)
    storm = design_storm(curve, 120.0, 1.0, peak_position=0.4)
    fallen = np.concatenate([[0.0], storm.rain_mm.cumsum()])
    for length in range(1, 121):
        most = (fallen[length:] - fallen[:-length]).max()
        assert most <= float(curve.depth_mm(length)) + 1e-9


def test_the_rate_before_the_peak_is_that_of_keifer_and_chu():
    """a ((1 - c) s + b) / (s + b)^(1 + c) with s = t / r, summed by midpoints over the step 10-9 minutes before it."""
    curve, r = IntensityCurve(a=12.0, b=7.0, c=0.7), 0.4
    storm = design_storm(curve, 100.0, 1.0, peak_position=r)  # peak at 40 minutes
    s = (9.0 + (np.arange(10_000) + 0.5) / 10_000) / r
    rate = curve.a * ((1.0 - curve.c) * s + curve.b) / (s + curve.b) ** (1.0 + curve.c)
    assert storm.rain_mm[30] == pytest.approx(rate.mean(), rel=1e-8)


def test_a_storm_by_hand():
    """a = 8, b = 0, c = 1/2: z(t) = 8 sqrt t. In 4 minutes 16 mm; in the middle two 11.314; outside them 2.343 each."""
    storm = design_storm(IntensityCurve(a=8.0, b=0.0, c=0.5), 4.0, 1.0)
    outer, inner = (16.0 - 8.0 * math.sqrt(2.0)) / 2.0, 4.0 * math.sqrt(2.0)
    assert storm.rain_mm == pytest.approx([outer, inner, inner, outer])
    table = storm.to_frame()
    assert table["accumulated_mm"].iloc[-1] == pytest.approx(16.0)
    assert table["intensity_mm_per_h"].tolist() == pytest.approx([60.0 * v for v in storm.rain_mm])


@pytest.mark.parametrize(("b", "c"), [(0.0, 0.6), (5.0, 0.75), (40.0, 0.9)])
def test_a_curve_is_found_again_from_its_own_depths(b, c):
    curve = IntensityCurve(a=9.0, b=b, c=c)
    t = np.array([5.0, 10.0, 30.0, 60.0, 180.0, 720.0])
    depth = np.stack([curve.depth_mm(t), 1.5 * curve.depth_mm(t)], axis=1)
    fit = fit_curve(RainStatistics(t, np.array([5.0, 50.0]), depth), 5.0)
    assert (fit.curve.a, fit.curve.b, fit.curve.c) == pytest.approx((9.0, b, c), rel=1e-3, abs=1e-3)
    assert fit.largest_deviation < 1e-4


def test_no_neighbouring_curve_fits_better():
    t = np.array([10.0, 30.0, 60.0, 180.0, 360.0])
    depth = np.array([8.0, 13.5, 16.0, 24.0, 27.0])
    fit = fit_curve(RainStatistics(t, np.array([2.0, 10.0]), np.stack([depth, 2 * depth], axis=1)), 2.0)

    def misfit(a: float, b: float, c: float) -> float:
        return float((np.log(IntensityCurve(a=a, b=b, c=c).depth_mm(t) / depth) ** 2).sum())

    best = misfit(fit.curve.a, fit.curve.b, fit.curve.c)
    for name in ("a", "b", "c"):
        for change in (0.98, 1.02):
            values = {"a": fit.curve.a, "b": fit.curve.b, "c": fit.curve.c}
            values[name] *= change
            assert misfit(**values) > best
    assert fit.largest_deviation == pytest.approx(np.abs(fit.deviation).max())
    assert fit.largest_deviation > 0.01


def test_the_check_tells_table_curve_and_storm(rain):
    fit = fit_curve(rain, 10.0)
    check = check_storm(fit, design_storm(fit.curve, 240.0, 5.0)).set_index("duration_min")
    assert check.index.tolist() == [30.0, 60.0, 240.0]
    assert check["table_mm"].tolist()[:2] == [20.0, 27.0]
    assert np.isnan(check["table_mm"].iloc[2])
    assert check["storm_mm"].to_numpy() == pytest.approx(check["curve_mm"].to_numpy(), rel=1e-9)
    assert check["deviation_share"].iloc[0] == pytest.approx(fit.deviation[0])


def test_a_storm_in_another_climate_is_larger(rain):
    future = rain.in_climate(climate_factors("skrift30-standard"), 2120, reference_year=2020)
    now, later = (design_storm(fit_curve(s, 10.0).curve, 120.0, 5.0).total_mm for s in (rain, future))
    assert later / now == pytest.approx(1.3, rel=1e-9)


@pytest.mark.parametrize(
    ("a", "b", "c"),
    [(0.0, 1.0, 0.5), (1.0, -1.0, 0.5), (1.0, 1.0, 0.0), (1.0, 1.0, 1.1), (1.0, 0.0, 1.0), (math.nan, 1, 0.5)],
)
def test_curves_whose_depth_does_not_rise_are_refused(a, b, c):
    with pytest.raises(ParamError, match="depth rises"):
        IntensityCurve(a=a, b=b, c=c)


def test_steps_and_peaks_that_do_not_fit_are_told_together():
    with pytest.raises(ParamError) as caught:
        design_storm(IntensityCurve(a=1.0, b=1.0, c=0.5), 60.0, 7.0, peak_position=1.5)
    assert "time_step_min = 7" in caught.value.found.en
    assert "peak_position = 1.5" in caught.value.found.en


def test_too_few_durations_and_return_periods_beyond_the_table_are_refused(rain):
    with pytest.raises(ParamError, match="T from 2 to 50"):
        fit_curve(rain, 100.0)
    few = RainStatistics.from_table(pd.DataFrame({"varighed_min": [30, 60], "T=2": [12, 16], "T=10": [20, 27]}))
    with pytest.raises(ParamError, match="at least 3"):
        fit_curve(few, 5.0)
