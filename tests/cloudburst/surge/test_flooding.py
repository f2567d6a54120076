"""One level of the sea and many: by hand, and counted again from the raster."""

from __future__ import annotations

import numpy as np
import pytest

import gistools as gt
from gistools.cloudburst.surge import SeaParams, flood_at, layers, level_table, sea_levels
from gistools.errors import GridError, ParamError

from .naive import levels_of, rough, terrain_of


def test_a_dike_as_high_as_the_sea_holds_it_back():
    """A dike of 2.3 m: as float32 it is a little lower than 2.3, and the level is rounded in the same way."""
    levels = levels_of([[0.0, 2.3, 1.0]])
    assert flood_at(levels, 2.3).wet.tolist() == [[True, False, False]]
    flood = flood_at(levels, 2.3001)
    assert flood.wet.tolist() == [[True, True, True]]
    np.testing.assert_allclose(flood.depth.values, [[2.3001, 0.0001, 1.3001]], atol=2e-6)
    np.testing.assert_allclose(flood.level.values, 2.3001, atol=1e-6)


def test_depth_and_extent_by_hand():
    """Cells of 2 x 3 m; the sea stands at 1 m, west and east of a ridge of 5 m.

    West: one cell at 0.5 m (3 m3). East: 0.25 and 0 m, 0.75 + 1 = 1.75 m on 6 m2 (10.5 m3), the larger extent.
    """
    levels = sea_levels(terrain_of([[0.5, 5.0, 0.25, 0.0]], 2.0, 3.0), SeaParams(sea_sides="west east"))
    flood = flood_at(levels, 1.0)
    assert flood.depth.values.tolist() == [[0.5, 0.0, 0.75, 1.0]]
    extent = layers.surge_extent(flood)
    assert extent["area_m2"].tolist() == [12.0, 6.0]
    assert extent["volume_m3"].tolist() == [10.5, 3.0]
    assert extent["depth_max_m"].tolist() == [1.0, 0.5]
    assert extent.geometry.area.tolist() == [12.0, 6.0]
    row = flood.table().iloc[0].to_dict()
    mean = 13.5 / 18.0
    assert row == {"sea_level_m": 1.0, "area_m2": 18.0, "volume_m3": 13.5, "depth_mean_m": mean, "corner_area_m2": 0.0}
    assert len(layers.surge_extent(flood_at(levels, -1.0))) == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_table_is_what_the_depths_add_up_to(seed):
    z = rough(seed, (40, 50), whole=seed % 2 == 0, holes=0.05)
    levels = levels_of(z, "west", nodata="sea")
    rng = np.random.default_rng(seed)
    worth = np.where(rng.random(z.shape) < 0.1, np.nan, rng.integers(0, 9, z.shape)).astype(np.float32)
    seas = [0.5, -1.0, 0.25, 3.0, 0.5]
    table = level_table(levels, seas, gt.Raster(worth, levels.terrain.grid))
    assert table["sea_level_m"].tolist() == [-1.0, 0.25, 0.5, 3.0]
    for row in table.to_dict("records"):
        flood = flood_at(levels, row["sea_level_m"])
        assert row["area_m2"] == flood.wet.sum()
        assert row["volume_m3"] == pytest.approx(np.nansum(flood.depth.values.astype(np.float64)), rel=1e-6)
        over = (levels.corners.values < row["sea_level_m"]).sum()
        assert row["corner_area_m2"] == over - flood.wet.sum() >= 0
        assert row["value"] == np.nansum(worth[flood.wet])
        assert row["value_unknown_m2"] == np.isnan(worth[flood.wet]).sum()


def test_bad_input_is_named():
    levels = levels_of(np.ones((3, 3)))
    with pytest.raises(ParamError, match="the sea level nan"):
        level_table(levels, [1.0, float("nan")])
    with pytest.raises(GridError, match="value raster"):
        level_table(levels, [1.0], terrain_of(np.ones((2, 2))).surface)
