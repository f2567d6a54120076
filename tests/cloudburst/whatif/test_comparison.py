"""Before and after compared: hand cases, and the same told by single rains."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

import gistools as gt
from gistools.cloudburst.whatif import compare
from gistools.cloudburst.whatif.comparison import DRY, LATER, NEWLY, NO_LONGER, OFF, SAME, SOONER
from gistools.errors import MixedValuesError, ParamError
from tests.cloudburst.whatif.plan import planned, solved, terrain_of

# two troughs side by side, each of 5 cells that drain to a pit; water of the western one spills into the eastern
TROUGHS = np.full((3, 12), 9.0)
TROUGHS[1] = [9, 3.4, 3.3, 3, 3.3, 3.4, 3.5, 3.4, 3.3, 2, 3.3, 3.6]
# the lowest way off the map is the cell of 3.6 m at the eastern edge


def states(terrain, *rows, most=5000.0, **more):
    plan = planned(terrain, *rows, **more)
    before = solved(terrain, gt.runoff_classes(terrain, gt.LossParams()))
    return compare(before, solved(plan.terrain, plan.runoff, plan.links()), most, plan.touched)


def test_a_wall_moves_water_to_the_neighbour():
    """A wall on the saddle between two troughs, 1 m³ of rain on each of their cells.

    Before, both are one up to 3.6 m, where the water leaves: 1.6 + 0.1 + 2.4 = 4.1 m³. After, the east holds 2.4 m³,
    and the west all of its 6 cells, 6 m³: worse there (higher water), and the east fills later (better).
    """
    terrain = terrain_of(TROUGHS)
    found = states(terrain, {"type": "mur", "kote_m": 8.0, "shape": LineString([(6.5, 0.2), (6.5, 2.8)])})
    row = found.state.values[1]
    assert row[3] == SAME, "the pit of the west is wet from the first drop in both"
    moved = found.change.values[1]
    assert (moved[7:9] > 0).all()
    table = found.table((50.0, 1000.0))
    assert table["stored_before_m3"].iloc[1] == pytest.approx(4.1, abs=1e-4)
    assert table["stored_after_m3"].iloc[1] == pytest.approx(8.4, abs=1e-4)
    deep = [one.standing(1000.0).depth.values[1, 3] for one in (found.before, found.after)]
    assert deep == pytest.approx([0.6, (6.0 + 16.4) / 5 - 3.0], abs=1e-4)  # five cells whose heights add up to 16.4 m
    for _, one in table.iterrows():
        old, new = found.wet(one.rain_mm)
        assert one.wet_after_m2 - one.wet_before_m2 == one.worse_m2 - one.better_m2
        assert one.worse_m2 == (new & ~old).sum()
        for when in ("before", "after"):
            parts = sum(one[f"{name}_{when}_m3"] for name in ("stored", "off_map", "taken", "lost"))
            assert parts == pytest.approx(36 * one.rain_mm / 1000.0, rel=1e-5)


def test_every_state_by_hand():
    """Three pits, apart. A basin is dug at one (newly wet around it), one is filled (no longer wet), one stays.

    Pits of 1 m³ with a rim of 5 m on ground that falls away to the south; all around drains off the map.
    """
    z = np.tile(np.array([9.0, 8.0, 7.0, 6.0, 5.0])[:, None], (1, 13))
    for col in (2, 6):
        z[2, col] = 5.5
    terrain = terrain_of(z)
    found = states(
        terrain,
        {"type": "fjernet bassin", "shape": box(2, 2, 3, 3)},
        {"type": "bassin", "dybde_m": 1.5, "shape": box(10, 2, 11, 3)},
    )
    state = found.state.values
    assert (state[2, 2], state[2, 6], state[2, 10], state[0, 0]) == (NO_LONGER, SAME, NEWLY, DRY)
    assert np.isnan(found.change.values[0, 0])
    assert found.change.values[2, 6] == 0.0
    areas = found.areas(gt.ReportParams(min_area_m2=0.0))
    assert areas["change_kind"].tolist() == ["worse", "better"]
    assert areas["area_m2"].tolist() == [1.0, 1.0]
    assert areas["on_measures_m2"].tolist() == [1.0, 1.0]
    assert areas["wet_before_mm"].isna().tolist() == [True, False]
    assert areas["wet_after_mm"].isna().tolist() == [False, True]
    by_rain = found.areas_by_rain(areas, (100.0,))
    assert by_rain["worse_m2"].tolist() == [1.0, 0.0]
    assert by_rain["better_m2"].tolist() == [0.0, 1.0]
    assert by_rain["stored_before_m3"].tolist()[0] == 0.0
    assert by_rain["stored_after_m3"].tolist()[0] > 0.0


def test_later_by_a_basin_before_it_and_sooner_by_filling_it():
    """Six cells from x = 1 drain to a level floor: 6, 5, 4.5 (a shelf), 4, 4 (the floor), and a rim of 5 m.

    The shelf is wet when 2 x 0.5 = 1 m³ lies below it: six cells give it at 1000 / 6 mm. With the floor at 4.25 m
    it is 0.5 m³, at half the rain; dug to 3.5 m, 2 m³, at twice the rain.
    """
    z = np.full((3, 8), 9.0)
    z[1] = [9, 6, 5, 4.5, 4, 4, 5, 4.9]
    terrain = terrain_of(z)
    floor = box(4, 1, 6, 2)
    filled = states(terrain, {"type": "terræn", "kote_m": 4.25, "shape": floor})
    dug = states(terrain, {"type": "bassin", "bund_m": 3.5, "shape": floor})
    assert filled.before.rain.values[1, 3] == pytest.approx(1000.0 / 6, abs=0.01)
    assert filled.change.values[1, 3] == pytest.approx(-500.0 / 6, abs=0.01)
    assert dug.change.values[1, 3] == pytest.approx(1000.0 / 6, abs=0.01)
    assert (filled.state.values[1, 3], dug.state.values[1, 3]) == (SOONER, LATER)


def test_what_takes_more_rain_than_is_looked_at_is_dry():
    z = np.full((3, 6), 9.0)
    z[1] = [9, 6, 5, 4, 5, 4.5]
    terrain = terrain_of(z)
    deeper = {"type": "bassin", "bund_m": 2.0, "shape": box(2, 1, 3, 2)}
    full = states(terrain, deeper).change.values
    small = states(terrain, deeper, most=20.0)
    known = ~np.isnan(small.change.values)
    assert np.abs(small.change.values[known]).max() <= 20.0
    assert np.isnan(small.change.values).sum() >= np.isnan(full).sum()


@given(st.integers(0, 2**16))
@settings(max_examples=15, deadline=None)
def test_states_are_what_single_rains_show(seed):
    """For rains at random, a cell is wet in `wet` just when water stands on it in that rain; nothing changes where
    nothing is done."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(14, 16)).cumsum(0).cumsum(1) / 4.0
    z[rng.random(z.shape) < 0.05] = np.nan
    terrain = terrain_of(z, params=gt.TerrainParams(nodata="hole"))
    before = solved(terrain, gt.runoff_classes(terrain, gt.LossParams()))
    none = compare(before, before)
    assert not (none.change.values[~np.isnan(none.change.values)]).any()
    assert set(np.unique(none.state.values)) <= {OFF, SAME, DRY}
    assert not len(none.areas())
    design = np.full(z.shape, np.nan, np.float32)
    design[4:9, 5:11] = np.nanmedian(z)
    found = states(terrain, design=gt.Raster(design, terrain.grid, unit="m"))
    rain = float(rng.uniform(5.0, 400.0))
    for one, wet in zip((found.before, found.after), found.wet(rain), strict=True):
        deep = np.nan_to_num(one.standing(rain).depth.values) > 0
        assert not (deep & ~wet).any()
    areas = found.areas(gt.ReportParams(min_area_m2=0.0))
    moved = np.nan_to_num(found.change.values)
    assert areas["area_m2"].sum() == (np.abs(moved) >= 1.0).sum()
    by_rain = found.areas_by_rain(areas, (rain,))
    old, new = found.wet(rain)
    counted = np.abs(moved) >= 1.0
    assert by_rain["worse_m2"].sum() == (new & ~old & counted).sum()


def test_what_does_not_belong_together():
    one = terrain_of(TROUGHS)
    before = solved(one, gt.runoff_classes(one, gt.LossParams()))
    z = TROUGHS.copy()
    z[0, 0] = np.nan
    other = terrain_of(z, params=gt.TerrainParams(nodata="sea"))
    with pytest.raises(MixedValuesError, match="forskellige celler, land"):
        compare(before, solved(other, gt.runoff_classes(other, gt.LossParams())))
    with pytest.raises(ParamError):
        compare(before, before, 0.0)
    with pytest.raises(gt.GistoolsError):
        compare(before, 3)


def test_a_comparison_is_drawn(tmp_path):
    terrain = terrain_of(TROUGHS)
    found = states(terrain, {"type": "mur", "kote_m": 8.0, "shape": LineString([(6.5, 0.2), (6.5, 2.8)])})
    assert [style for _, style, _ in found.map_layers()] == ["rain_change", "changed_areas"]
    gt.plot(found).savefig(tmp_path / "a.png")
    assert "wet sooner on" in repr(found)
    layer = found.areas()
    assert isinstance(layer, gpd.GeoDataFrame)
