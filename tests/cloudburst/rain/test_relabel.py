"""A raster of least rain told in years: what a T-year rain wets is what lies at or below T."""

from __future__ import annotations

import numpy as np
import pytest

from gistools import Grid, Raster, Text
from gistools.cloudburst.rain import (
    RainStatistics,
    climate_factors,
    return_period_raster,
    return_period_spread,
)
from gistools.cloudburst.rain.relabel import relabelled, usable_durations, wet_cells
from gistools.errors import GridError, NodataError, ParamError, WrongKindError


def raster(values, **changes) -> Raster:
    values = np.asarray(values, np.float32)
    grid = Grid(*values.shape, 650000.0, 6270000.0, 2.0, 2.0, "EPSG:25832")
    return Raster(values, grid, **{"unit": "mm", **changes})


@pytest.fixture
def mm() -> Raster:
    values = np.random.default_rng(7).uniform(0.0, 90.0, (60, 70)).astype(np.float32)
    values[5:9], values[20:22, 30:] = np.inf, np.nan
    values[40, :3] = (16.0, 27.0, 39.0)
    return raster(values)


def test_what_a_rain_wets_is_what_lies_at_or_below_its_return_period(mm, rain):
    made = return_period_raster(mm, rain, 60.0)
    for t in (2.0, 5.0, 10.0, 33.0, 50.0):
        wet = mm.values <= np.float32(rain.depth_mm(60.0, t))
        off = (made.values <= t) != wet
        assert np.abs(mm.values[off] - float(rain.depth_mm(60.0, t))).max(initial=0.0) < 1e-4
        if t in {2.0, 10.0, 50.0}:
            assert not off.any()


def test_never_wet_stays_infinite_unknown_stays_unknown_and_bounds_are_bounds(mm, rain):
    made = return_period_raster(mm, rain, 60.0).values
    assert (np.isnan(made) == np.isnan(mm.values)).all()
    assert np.isposinf(made[5:9]).all()
    assert (np.isposinf(made) == (mm.values > 39.0)).all()
    assert ((made == 0.0) == (mm.values < 16.0)).all()
    assert made[40, :3].tolist() == [2.0, 10.0, 50.0]
    assert made.dtype == np.float32


def test_every_cell_is_what_the_statistics_say(mm, rain):
    made = return_period_raster(mm, rain, 100.0).values
    expected = rain.return_period(100.0, mm.values.astype(np.float64))
    assert made == pytest.approx(expected, rel=1e-5, nan_ok=True)


def test_name_unit_and_stamps_tell_what_it_is(mm, wide):
    rain = RainStatistics.from_table(wide.assign(maerke="EKSEMPELREGN"))
    made = return_period_raster(raster(mm.values, stamps=(Text("UDKAST", "DRAFT"),)), rain, 90.0)
    assert (made.unit, made.name.da) == ("år", "Gentagelsesperiode, varighed 90 min, i dag")
    assert [s.en for s in made.stamps] == ["DRAFT", "EXAMPLE RAIN"]
    later = return_period_raster(mm, rain.in_climate(climate_factors("a1b-2050"), 2050), 90.0)
    assert later.name.en == "Return period, duration 90 min, the climate A1B in 2050 (not verified)"


def test_the_spread_is_the_least_and_the_most_over_the_durations(mm, rain):
    durations = (30.0, 60.0, 360.0)
    low, high = return_period_spread(mm, rain, durations)
    each = np.stack([return_period_raster(mm, rain, d).values for d in durations])
    assert np.array_equal(low.values, each.min(axis=0), equal_nan=True)
    assert np.array_equal(high.values, each.max(axis=0), equal_nan=True)
    assert "30, 60, 360 min" in high.name.da
    assert low.name.en.startswith("Smallest")


def test_strips_do_not_change_a_bit(mm, rain):
    whole = return_period_raster(mm, rain, 60.0).values
    strips = relabelled(mm, rain, [60.0])
    parts = np.vstack([strips.rows(n, min(n + 7, 60)) for n in range(0, 60, 7)])
    assert np.array_equal(parts, whole, equal_nan=True)


def test_the_area_that_a_depth_wets_is_counted_cell_by_cell(mm):
    depths = np.array([[39.0, 16.0], [27.0, 27.0]])
    count, wettable, land = wet_cells(mm, depths)
    assert count.tolist() == [[int((mm.values <= d).sum()) for d in row] for row in depths]
    assert wettable == np.isfinite(mm.values).sum()
    assert land == (~np.isnan(mm.values)).sum()


@pytest.mark.parametrize("unit", ["m", ""])
def test_a_raster_in_another_unit_is_refused(rain, unit):
    with pytest.raises(GridError, match="mm"):
        return_period_raster(raster([[1.0]], unit=unit), rain, 60.0)


def test_negative_rain_and_a_duration_beyond_the_table_are_refused(mm, rain):
    with pytest.raises(NodataError, match="-5"):
        return_period_raster(raster([[1.0, -5.0, np.nan]]), rain, 60.0)
    with pytest.raises(ParamError, match="1440 min"):
        return_period_raster(mm, rain, 1440.0)
    with pytest.raises(WrongKindError):
        return_period_raster(mm.values, rain, 60.0)


def test_durations_of_the_spread(rain):
    assert usable_durations("60 360 1440", 45.0, rain) == ([45.0, 60.0, 360.0], [1440.0])
    assert usable_durations("", 45.0, rain) == ([45.0], [])
    assert usable_durations("30,5; 60", 60.0, rain) == ([30.5, 60.0], [])
    for wrong in ("60 time", "-5", "0"):
        with pytest.raises(ParamError, match="spread_durations_min"):
            usable_durations(wrong, 60.0, rain)
