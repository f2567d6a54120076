"""Maps of depth in another unit, or in another order than their return periods, are told before anything is counted."""

from __future__ import annotations

import numpy as np
import pytest

from gistools.errors import GridError, ParamError
from gistools.floodcost import expose_depths
from gistools.floodcost.implausible import require_plausible
from gistools.grid import Grid
from tests.floodcost.test_counting_tools import MAPS, by_maps, depth, houses, run

DRY = -np.inf


@pytest.mark.parametrize(("third", "shown"), [(50.0, "50,00"), (500.0, "500,00"), (10.01, "10,01")])
@pytest.mark.parametrize("terrain", [None, depth(3.0)])
def test_a_map_in_cm_or_mm_is_told_with_its_period_row_and_value(third, shown, terrain):
    with pytest.raises(ParamError) as caught:
        by_maps((0.1, 0.3, third), inputs={"terrain": terrain})
    told = caught.value
    assert f"raster 3 (T = 20 år): {shown} m vand i række 1, over 10 m i 2 af 2 rækker" in told.found.da
    assert "angiv rasterens enhed (cm, mm)" in told.fix.da
    assert "raster 1" not in told.found.da


def test_ten_metres_pass_and_each_deep_map_is_told():
    assert by_maps((0.1, 0.3, 10.0))["annual_dkk"].item() > 0.0
    with pytest.raises(ParamError, match="raster 1: 10,50 m vand i række 2, over 10 m i 1 af 2 rækker; raster 2: 30"):
        require_plausible(np.array([[1.0, 10.5], [30.0, np.nan]]))
    layer = houses()
    assert expose_depths([depth(30.0)], layer, most_m=np.inf).depth_m.tolist() == [[30.0, 30.0]]
    with pytest.raises(ParamError, match="raster 1: 30,00 m"):
        expose_depths([depth(30.0)], layer)


def test_maps_in_another_order_are_told_with_both_periods_and_counts():
    with pytest.raises(ParamError, match="fra T = 10 til T = 20 år falder dybden i 2 rækker og stiger i 0"):
        by_maps((0.1, 0.5, 0.3))
    with pytest.raises(ParamError, match="enhederne er blandet: fra T = 5 til T = 10 år"):
        by_maps((8.0, 0.3, 0.5))  # 8 cm among metres


def test_a_few_falls_are_left_to_a_note_and_dry_or_equal_maps_pass():
    """Of 100 wet rows 5 fall: 5 % is noise, 6 are told. Falls of 1 cm, and as many rises as falls, are none."""
    equal = np.full((2, 100), 0.5)
    require_plausible(equal, [5, 10])
    require_plausible(np.full((2, 100), DRY), [5, 10])
    require_plausible(np.full((2, 100), np.nan), [5, 10])
    for falls, wrong in ((5, False), (6, True)):
        some = equal.copy()
        some[1, :falls] = DRY
        if wrong:
            with pytest.raises(ParamError, match="falder dybden i 6 rækker og stiger i 0"):
                require_plausible(some, [5, 10])
            require_plausible(some, [10, 5])  # from the second to the first they rise
            require_plausible(some)
            some[1, falls : 2 * falls] = 0.6
        require_plausible(some, [5, 10])
    require_plausible(np.array([[0.50, 0.50], [0.491, 0.50]]), [5, 10])


def test_a_few_falls_of_a_map_are_told_as_before():
    low = depth(0.5).values.copy()
    low[:20, 20:] = 0.3  # at the one house; 1 falls and 1 rises
    low[20:, :20] = 0.7
    maps = (depth(0.5), depth(0.5).with_values(low), depth(0.6))
    made = run("flood-cost-maps", {"depths": maps, "buildings": houses()}, {**MAPS, "hazard": "sea"}, "costs_in_all")
    assert any("falder skaden" in note.da for note in made.notes)


def test_rasters_that_lie_apart_are_told_by_their_systems():
    """It is not known which of two is wrong: both are named with their coordinate system."""
    other = Grid(40, 40, 0.0, 40.0, 1.0, 1.0, "EPSG:25833")
    off = type(depth(0.1))(depth(0.1).values, other, unit="m")
    with pytest.raises(GridError) as caught:
        expose_depths([off, depth(0.1), depth(0.3)], houses())
    assert "raster 1: 40 x 40 (1 x 1 m, 0.00, 40.00, EPSG:25833)" in caught.value.found.da
    assert "raster 2, raster 3: 40 x 40 (1 x 1 m, 0.00, 40.00, EPSG:25832)" in caught.value.found.da
    with pytest.raises(GridError, match=r"terrænet: .*EPSG:25833"):
        expose_depths([depth(0.1)], houses(), terrain=off)
