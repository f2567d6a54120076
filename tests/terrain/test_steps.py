"""Single steps on plain arrays: the same as the flow chain gives, and what they say of directions from elsewhere."""

from __future__ import annotations

import numpy as np
import pyflwdir
import pytest

import gistools as gt
from gistools.errors import GridError
from gistools.kernels import strips, upstream
from gistools.terrain import steps
from tests.terrain.test_oracle import lidar_like


def test_the_same_as_the_flow_chain():
    dem = lidar_like(3, (120, 150), 1.0, 2.0, holes=True)
    terrain = gt.condition(dem, gt.TerrainParams(nodata="hole"))
    flow = gt.route_flow(terrain)
    z = np.where(dem.valid, dem.values, np.float32(np.nan))
    np.testing.assert_array_equal(steps.fill_depressions(z, 1.0, 2.0), flow.filled)
    d8 = steps.flow_directions(z, 1.0, 2.0)
    np.testing.assert_array_equal(d8, steps.d8_codes(flow.routed))
    np.testing.assert_array_equal(steps.accumulate(d8), flow.area_cells)
    forest = steps.grow_forest(z, 1.0, 2.0)
    for name in ("parent", "spill_z", "receiver"):
        np.testing.assert_array_equal(getattr(forest, name), getattr(flow.forest, name))


def test_directions_from_elsewhere():
    """Random directions that lead off the map, onto unknown cells, but not in circles: equal to pyflwdir."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        z = rng.permutation(15 * 20).reshape(15, 20).astype(np.float32)
        d8, _ = pyflwdir.dem.fill_depressions(z, nodata=-1.0, outlets="min")[::-1]
        d8 = d8.copy()
        d8[rng.random(d8.shape) < 0.05] = 247
        ends = d8.copy()
        for r, c in np.ndindex(d8.shape):  # pyflwdir wants an end where the way leaves the map or what is known
            k = int(d8[r, c]).bit_length() - 1
            if d8[r, c] not in (0, 247):
                n = (r + int(steps_row[k]), c + int(steps_col[k]))
                if not (0 <= n[0] < 15 and 0 <= n[1] < 20) or d8[n] == 247:
                    ends[r, c] = 0
        expected = pyflwdir.from_array(ends, ftype="d8", check_ftype=False).accuflux(np.ones(d8.shape, int), nodata=0)
        np.testing.assert_array_equal(steps.accumulate(d8), np.where(d8 == 247, 0, expected))


steps_row = [0, 1, 1, 1, 0, -1, -1, -1]
steps_col = [1, 1, 0, -1, -1, -1, 0, 1]


def test_directions_off_the_map_end_there():
    assert steps.accumulate(np.array([[16, 1], [128, 4]], np.uint8)).tolist() == [[1, 2], [1, 1]]


def test_a_pit_within_endless_walls_is_led_out():
    z = np.full((3, 3), np.inf, np.float32)
    z[1, 1] = 1.0
    assert steps.flow_directions(z)[1, 1] > 0


def test_circles_are_refused():
    with pytest.raises(GridError, match="4 cells whose directions run in a circle"):
        steps.accumulate(np.array([[1, 4, 0], [64, 16, 0], [64, 1, 0]], np.uint8))


@pytest.mark.parametrize("cells", [1, 7, 1000])
def test_circles_are_counted_without_what_leads_to_them(cells, monkeypatch):
    """Random directions: the cells from which a walk comes back to where it began, in blocks of any size."""
    monkeypatch.setattr(upstream, "BLOCK_CELLS", cells)
    monkeypatch.setattr(strips, "STRIP_CELLS", 2 * cells)
    rng = np.random.default_rng(2)
    refused = 0
    for _ in range(60):
        d8 = (1 << rng.integers(0, 8, (6, 5))).astype(np.uint8)
        d8[rng.random(d8.shape) < 0.2] = 0
        circling = 0
        for start in np.ndindex(d8.shape):
            r, c = start
            for _ in range(d8.size):
                if d8[r, c] == 0:
                    break
                k = int(d8[r, c]).bit_length() - 1
                r, c = r + steps_row[k], c + steps_col[k]
                if not (0 <= r < 6 and 0 <= c < 5):
                    break
                if (r, c) == start:
                    circling += 1
                    break
        if circling:
            refused += 1
            with pytest.raises(GridError, match=f"^.*{circling} celler, hvor retningerne løber i ring"):
                steps.accumulate(d8)
        else:
            steps.accumulate(d8)
    assert 10 < refused < 55


def test_all_around_one_cell_drain_to_it_and_it_to_one_of_them():
    d8 = np.array([[2, 4, 8], [1, 1, 16], [128, 64, 32]], np.uint8)
    with pytest.raises(GridError, match="2 celler"):
        steps.accumulate(d8)


def test_numbers_that_are_no_direction_mean_unknown():
    for odd in (-9999, 1000, 2**30, 255):
        assert steps.accumulate(np.array([[1, odd, 0]], np.int32)).tolist() == [[1, 0, 1]]
    assert steps.accumulate(np.array([[1.0, np.nan, 0.0]])).tolist() == [[1, 0, 1]]
    with pytest.raises(GridError, match="3 dimensions"):
        steps.accumulate(np.zeros((1, 2, 2), np.uint8))


@pytest.mark.parametrize("kind", ["<f4", ">f4", "f8", ">f8", "f2", "i4"])
def test_heights_of_any_kind(kind):
    z = np.array([[5, 5, 5], [5, 1, 4], [5, 5, 5]]).astype(kind)
    assert steps.fill_depressions(z)[1, 1] == 4.0
    grid = gt.Grid(3, 3, 0.0, 3.0, 1.0, 1.0, "EPSG:25832")
    assert gt.route_flow(gt.condition(gt.Raster(z, grid, unit="m"))).filled[1, 1] == 4.0
