"""The least sea level of each cell: against flood fills, in closed form, and the same for every mirrored map."""

from __future__ import annotations

import dataclasses
import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import gistools as gt
from gistools.cloudburst.surge import SeaParams, flood_at, sea_levels
from gistools.cloudburst.surge import levels as room
from gistools.errors import Cancelled, CrsError, LayerError, NodataError, ParamError, WrongKindError
from gistools.kernels import surge as kernel
from gistools.kernels.codes import SEA, WALL

from .naive import CORNERS, CRS, SIDES, flood, least_levels, levels_of, rough, terrain_of

ALL_SIDES = ("north", "east", "south", "west")


def both_agree(z, sides, **params):
    levels = levels_of(z, " ".join(sides), **params)
    np.testing.assert_array_equal(levels.level.values, least_levels(levels.terrain, sides, SIDES))
    np.testing.assert_array_equal(levels.corners.values, least_levels(levels.terrain, sides, CORNERS))
    return levels


@pytest.mark.parametrize("seed", range(12))
def test_levels_are_those_of_one_flood_fill_for_each_height(seed):
    sides = [side for i, side in enumerate(ALL_SIDES) if (seed + 1) >> i & 1]
    both_agree(rough(seed, whole=seed % 2 == 0, holes=0.1), sides, nodata=("sea", "hole", "wall")[seed % 3])


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda rows: st.integers(1, 6).flatmap(
            lambda cols: st.lists(
                st.sampled_from([-1.0, -0.0, 0.0, 0.5, 2.0]), min_size=rows * cols, max_size=rows * cols
            ).map(lambda v: np.reshape(v, (rows, cols)))
        )
    ),
    st.sets(st.sampled_from(ALL_SIDES), min_size=1),
)
def test_small_maps_with_many_equal_heights(z, sides):
    both_agree(z, sorted(sides))


def test_a_dike_with_a_gap():
    """Low land behind a dike of 4 m with a gap of 2.5 m.

    Seaward (columns 0-1): z = 0, level 0. The dike (column 2): each cell its own height. Landward: z = 1, level
    max(0, 2.5, 1) = 2.5; the hill of 3 m there is flooded at 3. Behind the wall around it a hollow of 0 m floods at 3.
    """
    z = np.zeros((7, 9))
    z[:, 2], z[:, 3:] = 4.0, 1.0
    z[3, 2] = 2.5
    z[1:4, 5:8] = 3.0
    z[2, 6] = 0.0
    level = levels_of(z).level.values
    expected = np.where(z == 1.0, 2.5, z)
    expected[2, 6] = 3.0
    np.testing.assert_array_equal(level, expected)


def test_water_leaks_through_the_corner_of_a_dike_of_one_cell_under_one_rule_only():
    """A dike of 5 m runs diagonally: over sides the low land needs 5 m, over corners none."""
    z = np.zeros((6, 6))
    z[np.arange(6), np.arange(6)] = 5.0
    levels = levels_of(z, "west")
    low = np.triu(np.ones((6, 6), bool), 1)
    assert (levels.level.values[low] == 5.0).all()
    assert (levels.corners.values[low] == 0.0).all()
    np.testing.assert_array_equal(levels.difference.values, np.where(low, 5.0, 0.0))
    assert any(f"over corners {low.sum()} cells ({low.sum()} m²)" in note.en for note in levels.notes)


@pytest.mark.parametrize("seed", range(6))
def test_a_diagonal_that_tests_both_cells_beside_it_is_the_rule_of_sides(seed):
    """Relaxed until nothing changes: a diagonal step costs the higher of its ends and the lower cell beside it."""
    z = rough(seed, (8, 9), whole=True)
    level = np.full(z.shape, np.inf, np.float32)
    level[:, 0] = z[:, 0]
    while True:
        before = level.copy()
        for r, c in np.ndindex(z.shape):
            for dr, dc in CORNERS:
                n = (r + dr, c + dc)
                if 0 <= n[0] < z.shape[0] and 0 <= n[1] < z.shape[1]:
                    pass_z = min(z[n[0], c], z[r, n[1]]) if dr and dc else -np.inf
                    level[r, c] = min(level[r, c], max(z[r, c], level[n], pass_z))
        if np.array_equal(before, level):
            break
    np.testing.assert_array_equal(levels_of(z).level.values, level)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("turns", "flip"), list(itertools.product(range(4), (False, True))))
def test_a_turned_or_mirrored_map_gives_the_same_bits(seed, turns, flip):
    def turned(a):
        return np.rot90(np.fliplr(a) if flip else a, turns)

    z = rough(seed, (30, 40), whole=seed % 2 == 0, holes=0.02)
    one, other = levels_of(z, "", nodata="sea"), levels_of(turned(z).copy(), "", nodata="sea")
    for name in ("level", "corners"):
        mine, theirs = getattr(one, name).values, getattr(other, name).values
        assert turned(mine).tobytes() == np.ascontiguousarray(theirs).tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_over_corners_it_is_the_filled_surface_of_the_flow_chain(seed):
    """With a wall around the map and the sea as the only way out, filling over 8 neighbours asks the same question."""
    z = rough(seed, (60, 70))
    z[20:23, 30:36] = np.nan
    levels = levels_of(z, "", nodata="sea", edge="wall")
    np.testing.assert_array_equal(levels.corners.values, gt.route_flow(levels.terrain).filled)


@pytest.mark.parametrize("sea", [-1.0, 0.0, 0.25, 0.5, 2.0, 99.0])
@pytest.mark.parametrize("whole", [True, False])
def test_the_flood_of_one_level_is_a_flood_fill_at_it(sea, whole):
    levels = levels_of(rough(5, (20, 25), whole=whole), "north")
    np.testing.assert_array_equal(flood_at(levels, sea).wet, flood(levels.terrain, ["north"], sea, SIDES))


def test_rooms_that_are_too_small_grow(monkeypatch):
    z = rough(3, (40, 90))
    expected = levels_of(z).level.values
    monkeypatch.setattr(room, "_FIRST_ROOM", 2)
    np.testing.assert_array_equal(levels_of(z).level.values, expected)
    every = levels_of(np.zeros((40, 90)) + np.arange(90) % 2, "west east north south").level.values
    np.testing.assert_array_equal(every[:, 1:-1:2], 1.0)


def test_land_that_no_path_reaches_is_never_flooded():
    z = np.zeros((5, 7))
    z[:, 3] = np.nan
    levels = levels_of(z, "west", nodata="wall")
    assert np.isinf(levels.level.values[:, 4:]).all()
    assert np.isnan(levels.level.values[:, 3]).all()
    assert (levels.level.values[:, :3] == 0.0).all()
    assert any("15 land cells (15 m²) have no path to the sea" in note.en for note in levels.notes)
    assert (levels.difference.values[:, 4:] == 0.0).all()


def polygon(*bounds, crs=CRS):
    return gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs=crs)


def test_a_polygon_of_sea_holds_the_cells_whose_centre_it_holds():
    """Cells of 1 m from (650000, 6270000): the polygon holds the centres of columns 0 and 1 of rows 0 to 2."""
    z = np.arange(20.0).reshape(4, 5)
    levels = sea_levels(terrain_of(z), sea=polygon(649990, 6269997, 650001.6, 6270010))
    assert (levels.terrain.cell_class == SEA).sum() == 6
    expected = z.copy()
    expected[:3, :2] = np.nan
    np.testing.assert_array_equal(levels.level.values, expected)


def test_danish_words_and_commas_name_sides():
    z = rough(1)
    np.testing.assert_array_equal(levels_of(z, "Øst, syd").level.values, levels_of(z, "east south").level.values)
    assert levels_of(z, "Øst, syd,øst").sides == ("east", "south")


def test_sea_inland_is_told():
    z = np.ones((6, 6))
    z[3, 3] = z[0, 0] = np.nan
    told = levels_of(z, "", nodata="sea").notes
    assert any(note.en.startswith("1 places of sea (1 cells) do not reach the edge") for note in told)
    assert not any("do not reach" in note.en for note in levels_of(np.ones((3, 3))).notes)


def test_an_unknown_datum_is_told():
    z = np.ones((2, 2), np.float32)
    raster = gt.Raster(z, gt.Grid(2, 2, 0.0, 2.0, 1.0, 1.0, CRS), unit="m")
    assert any(
        "vertical datum of the elevation is unknown" in n.en
        for n in sea_levels(gt.condition(raster), SeaParams(sea_sides="west")).notes
    )
    assert not any("vertical datum" in note.en for note in levels_of(z).notes)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: levels_of(np.ones((3, 3)), ""), NodataError, "no sea"),
        (lambda: levels_of(np.ones((3, 3)), "up, west, down"), ParamError, "'up'.*'down'"),
        (lambda: sea_levels(terrain_of([[1.0]]), sea=polygon(0, 0, 1, 1)), LayerError, "hold no cell of the map"),
        (
            lambda: sea_levels(terrain_of([[1.0]]), sea=polygon(650000, 6269999, 650001, 6270000)),
            NodataError,
            "no land",
        ),
        (lambda: sea_levels(terrain_of([[1.0]]), sea=polygon(0, 0, 1, 1, crs="EPSG:4326")), CrsError, "EPSG:4326"),
        (lambda: sea_levels(terrain_of([[1.0]]), sea=3), WrongKindError, "GeoDataFrame"),
        (lambda: sea_levels(3), WrongKindError, "ConditionedTerrain"),
        (lambda: flood_at(levels_of(np.ones((3, 3))), float("nan")), ParamError, "nan"),
        (lambda: flood_at(levels_of(np.ones((3, 3))), 101.0), ParamError, "from -100 to 100"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=f"(?s){words}"):
        call()


def test_a_cancel_stops_the_kernels():
    class Impatient:
        def update(self, fraction, message):
            pass

        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        sea_levels(terrain_of(rough(1)), SeaParams(sea_sides="west"), progress=Impatient())
    z = np.zeros((402, 402), np.float32)
    level = np.full(z.shape, np.nan, np.float32)
    z[0] = z[-1] = z[:, 0] = z[:, -1] = np.nan
    row, heap, state = np.empty(1 << 18, np.int32), np.empty(8, np.int64), np.array([0, 1, 0, -1], np.int64)
    row[0], level[1, 1] = 403, 0.0
    stop = np.ones(1, np.uint8)
    arguments = (z.ravel(), z.view(np.int32).ravel(), level.ravel(), room.steps_of(402), 4, row, heap, state, stop)
    assert kernel.rise(*arguments) == kernel.STOPPED
    assert 0 < np.isnan(level[1:-1, 1:-1]).sum() < 160_000
    stop[0] = 0
    assert kernel.rise(*arguments) == kernel.DONE
    assert (level[1:-1, 1:-1] == 0.0).all()


def test_walls_and_holes_let_no_sea_through():
    z = np.array([[0.0, np.nan, 0.0, 1.0]])
    for rule in ("hole", "wall"):
        assert np.isinf(levels_of(z, "west", nodata=rule).level.values[0, 2:]).all()
    terrain = terrain_of(z, nodata="hole")
    shut = dataclasses.replace(terrain, cell_class=np.where(terrain.cell_class == 2, WALL, terrain.cell_class))
    assert np.isinf(sea_levels(shut, SeaParams(sea_sides="west")).level.values[0, 2:]).all()


@pytest.mark.real_data
def test_real_terrain_with_the_sea_to_the_east(real_data):
    """Lyngby lies inland; that the sea stands beyond its eastern edge is for the test alone."""
    ndimage = pytest.importorskip("scipy.ndimage")
    terrain = gt.condition(gt.read_elevation(real_data / "terrain" / "dtm_lyngby_16m.tif").value)
    levels = sea_levels(terrain, SeaParams(sea_sides="east"))
    z = terrain.surface.values
    assert (levels.level.values >= levels.corners.values).all()
    for sea in (2.0, 8.0, 15.0, 25.0):
        for least, shape in ((levels.level, None), (levels.corners, np.ones((3, 3)))):
            number, _ = ndimage.label(z < np.float32(sea), shape)
            joined = np.isin(number, number[:, -1][number[:, -1] > 0])
            np.testing.assert_array_equal(least.values < sea, joined)
    assert 0.1 < joined.mean() < 0.9
