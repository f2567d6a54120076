"""Pockets and critical points: raised and solved again, in closed form, and the same for every mirrored map."""

from __future__ import annotations

import dataclasses
import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gistools as gt
from gistools.cloudburst.surge import PocketParams, SeaParams, find_pockets, layers, sea_levels
from gistools.cloudburst.surge import pockets as room
from gistools.errors import CrsError, GridError, ParamError, WrongKindError

from .naive import CRS, levels_of, rough, terrain_of

ALL = PocketParams(min_pocket_area_m2=0.0, min_pocket_depth_m=0.0, max_sea_level_m=100.0, raise_within_m=0.0)
RAISED = 10_000.0


def low_cells(pockets, pocket):
    levels = pockets.levels
    return (pockets.label == pocket + 1) & (levels.terrain.surface.values < levels.level.values)


@pytest.mark.parametrize("seed", range(16))
def test_a_critical_point_that_is_raised_and_solved_again(seed):
    """The pocket is reached first at the next level; with one way in, just its ground is reached later than before."""
    z = rough(seed, (14, 16), whole=seed % 2 == 0, holes=0.05)
    sides = ("west", "west north", "", "east south")[seed % 4]
    levels = levels_of(z, sides, nodata="sea")
    pockets = find_pockets(levels, ALL)
    before, surface = levels.level.values, levels.terrain.surface.values
    assert pockets.shown.size == pockets.level.size > 0
    for pocket, following in zip(pockets.shown, pockets.next_level, strict=True):
        cells, height, entry, ways = pockets.figures[pocket]
        s, at = pockets.level[pocket], np.unravel_index(entry, z.shape)
        assert before[at] == surface[at] == s
        raised = z.copy()
        raised[at] = RAISED
        after = levels_of(raised, sides, nodata="sea").level.values
        mine = low_cells(pockets, pocket)
        assert after[mine].min() == min(RAISED, following)
        if ways == 1:
            later = (before == s) & (surface < s) & (after > s)
            np.testing.assert_array_equal(later, mine)
        assert mine.sum() == cells
        assert round(float(surface[mine].astype(np.float64).sum()) * 2**20) == height


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("reach", [1.0, 2.9, 5.0])
def test_a_stretch_of_bank_that_is_raised_and_solved_again(seed, reach):
    """Cells of 2 x 1 m. All ground not lower than the way in, within reach of it, is raised: no lower cell is."""
    sides = ("west", "west north", "north east south", "east south")[seed % 4]
    terrain = terrain_of(rough(seed, (14, 16), whole=seed % 2 == 0, holes=0.03), 2.0, 1.0, nodata="sea")
    z = terrain.surface.values
    pockets = find_pockets(
        sea_levels(terrain, SeaParams(sea_sides=sides)), dataclasses.replace(ALL, raise_within_m=reach)
    )
    down, across = np.indices(z.shape)
    for pocket, following in zip(pockets.shown, pockets.next_level, strict=True):
        row, col = np.unravel_index(pockets.figures[pocket, 2], z.shape)
        near = np.hypot((down - row) * 1.0, (across - col) * 2.0) <= reach
        raised = np.where(near & (z >= pockets.level[pocket]), np.float32(RAISED), z)
        levels = sea_levels(terrain_of(raised, 2.0, 1.0, nodata="sea"), SeaParams(sea_sides=sides))
        assert levels.level.values[low_cells(pockets, pocket)].min() == min(following, RAISED)


@pytest.mark.parametrize("seed", range(8))
def test_pockets_are_the_connected_ground_that_lies_lower_than_its_level(seed):
    ndimage = pytest.importorskip("scipy.ndimage")
    levels = levels_of(rough(seed, (25, 30), whole=seed % 2 == 0), "west south")
    pockets = find_pockets(levels, ALL)
    z, least = levels.terrain.surface.values, levels.level.values
    seen = np.zeros(z.shape, bool)
    for s in np.unique(least[z < least]):
        number, count = ndimage.label(least == s)
        for i in range(1, count + 1):
            low = (number == i) & (z < s)
            if low.any():
                (pocket,) = np.unique(pockets.label[low])
                np.testing.assert_array_equal(low_cells(pockets, pocket - 1), low)
                assert pockets.level[pocket - 1] == s
                assert pockets.lowest[pocket - 1] == z[low].min()
                seen |= low
    np.testing.assert_array_equal(seen, z < least)


def dike():
    """Return sea in the west, a dike of 4 m, behind it 12 x 6 cells at 1 m with a bank of 1.5 m across them."""
    z = np.zeros((12, 9))
    z[:, 2], z[:, 3:], z[:, 5] = 4.0, 1.0, 1.5
    return z


def test_a_dike_with_two_gaps():
    """Gaps of 2.0 m (row 3) and 2.6 m (row 9); cells of 2 x 3 m, 6 m2.

    The sea comes in at 2.0 m; all 72 cells behind lie lower, 12 of them (the bank) at 1.5 m: 432 m2 and
    60 x 1.0 + 12 x 0.5 = 66 m of water on a cell, 396 m3. With that gap raised it comes in at 2.6 m; with the dike
    raised for 18 m to both sides, six cells of 3 m and so the other gap too, it comes over rows 10 and 11 at 4.0 m.
    """
    z = dike()
    z[3, 2], z[9, 2] = 2.0, 2.6
    levels = sea_levels(terrain_of(z, 2.0, 3.0), SeaParams(sea_sides="west"))
    pockets = find_pockets(levels, ALL)
    (row,) = pockets.table().to_dict("records")
    assert row["sea_level_m"] == 2.0
    assert row["next_level_m"] == pytest.approx(2.6, abs=1e-6)
    assert (row["only_way_in"], row["ways_in"]) == (False, 1)
    assert (row["area_m2"], row["volume_m3"], row["depth_max_m"]) == (432.0, 396.0, 1.0)
    far = dataclasses.replace(ALL, raise_within_m=18.0)
    assert find_pockets(levels, far).table()["next_level_m"].tolist() == [4.0]
    (point,) = layers.critical_points(pockets).geometry
    assert (point.x, point.y) == levels.terrain.grid.centre(3, 2)
    (polygon,) = layers.protected_pockets(pockets).geometry
    assert polygon.equals(shapely.box(650006, 6270000 - 36, 650018, 6270000))


def test_two_gaps_of_one_height_are_two_ways_in_and_raising_one_gains_nothing():
    z = dike()
    z[3, 2] = z[9, 2] = 2.0
    pockets = find_pockets(levels_of(z), ALL)
    (row,) = pockets.table().to_dict("records")
    assert (row["ways_in"], row["sea_level_m"], row["next_level_m"]) == (2, 2.0, 2.0)
    assert pockets.figures[0, 2] == 3 * 9 + 2


def test_where_there_is_no_other_way_in_it_is_said():
    z = np.full((3, 5), np.nan)
    z[1] = [0.0, 2.0, 1.0, 1.0, 1.0]
    pockets = find_pockets(levels_of(z, "west", nodata="wall"), ALL)
    (row,) = pockets.table().to_dict("records")
    assert (row["only_way_in"], row["ways_in"], row["area_m2"]) == (True, 1, 3.0)
    assert np.isnan(row["next_level_m"])


def test_a_polder_behind_a_bank_of_its_own_is_a_pocket_of_its_own():
    """Behind a gap of 2 m a ring of 3 m around one cell at 0 m: it is no part of the outer pocket.

    All eight cells of the ring are ways in: each lies at 3 m, beside ground that was flooded before.
    """
    z = dike()
    z[3, 2] = 2.0
    z[5:8, 5:8], z[6, 6] = 3.0, 0.0
    table = find_pockets(levels_of(z), ALL).table()
    assert table["sea_level_m"].tolist() == [2.0, 3.0]
    assert table["area_m2"].tolist() == [72.0 - 9.0, 1.0]
    assert table["ways_in"].tolist() == [1, 8]
    assert table["cut_by_edge"].tolist() == [True, False]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("turns", "flip"), list(itertools.product(range(4), (False, True))))
def test_a_turned_or_mirrored_map_has_the_same_pockets(seed, turns, flip):
    def turned(a):
        return np.rot90(np.fliplr(a) if flip else a, turns)

    z = rough(seed, (30, 40), holes=0.02)  # no two heights are the same: one way in
    number = np.arange(z.size).reshape(z.shape)
    mine, theirs = (find_pockets(levels_of(each, "", nodata="sea"), ALL) for each in (z, turned(z).copy()))
    assert (mine.figures[:, 3] == 1).all()
    found = []
    for pockets, names in ((mine, number), (theirs, turned(number))):
        table = pockets.table().drop(columns="pocket_id")
        table["at"] = names.ravel()[pockets.figures[pockets.shown, 2]]
        found.append(table.sort_values(["at", "sea_level_m", "area_m2"]).to_numpy().tolist())
    assert str(found[0]) == str(found[1])


def test_small_shallow_and_high_pockets_are_not_shown_and_the_largest_is_first():
    levels = levels_of(rough(2, (30, 40)), "west")
    every = find_pockets(levels, ALL).table()
    assert every["area_m2"].is_monotonic_decreasing
    shown = find_pockets(
        levels, dataclasses.replace(ALL, min_pocket_area_m2=4.0, min_pocket_depth_m=0.5, max_sea_level_m=0.5)
    )
    kept = every[(every["area_m2"] >= 4.0) & (every["depth_max_m"] >= 0.5) & (every["sea_level_m"] <= 0.5)]
    assert 0 < len(kept) < len(every)
    columns = ["sea_level_m", "next_level_m", "area_m2", "volume_m3"]
    np.testing.assert_array_equal(shown.table()[columns].to_numpy(), kept[columns].to_numpy())


def test_rooms_that_are_too_small_grow(monkeypatch):
    levels = levels_of(rough(2, (30, 40)), "west")
    expected = find_pockets(levels, ALL).table()
    monkeypatch.setattr(room, "_FIRST_POCKETS", 1)
    assert find_pockets(levels, ALL).table().equals(expected)


def test_value_and_buildings_are_counted():
    """Two cells of value 10 a m2 and one unknown behind the dike; a house there and one on the seaward side."""
    z = dike()
    z[3, 2] = 2.0
    levels = levels_of(z)
    worth = np.zeros(z.shape, np.float32)
    worth[0, 3] = worth[5, 5] = worth[3, 2] = 10.0
    worth[7, 7] = np.nan
    houses = gpd.GeoDataFrame(
        geometry=[shapely.box(650006, 6269990, 650008, 6269992), shapely.box(650000, 6269990, 650000.9, 6269992)],
        crs=CRS,
    )
    grid = levels.terrain.grid
    wider = dataclasses.replace(grid, rows=grid.rows + 2, cols=grid.cols + 1, x0=grid.x0 - 1.0, y0=grid.y0 + 1.0)
    value = gt.Raster(np.pad(worth, ((1, 1), (1, 0)), constant_values=99.0), wider)
    (row,) = find_pockets(levels, ALL, value, houses).table().to_dict("records")
    assert (row["value"], row["value_unknown_m2"], row["buildings"]) == (20.0, 1.0, 1)


def test_a_map_without_pockets_gives_empty_layers():
    pockets = find_pockets(levels_of(np.ones((4, 4))), ALL)
    for layer in (layers.critical_points(pockets), layers.protected_pockets(pockets)):
        assert len(layer) == 0
        assert {"pocket_id", "sea_level_m", "next_level_m", "area_m2"} <= set(layer.columns)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda levels: find_pockets(levels, value=terrain_of(np.ones((2, 3))).surface), GridError, "value raster"),
        (lambda levels: find_pockets(levels, value=3), WrongKindError, "Raster"),
        (lambda levels: find_pockets(levels.level), WrongKindError, "SeaLevels"),
        (
            lambda levels: find_pockets(levels, PocketParams(max_sea_level_m=float("nan"))),
            ParamError,
            "max_sea_level_m",
        ),
        (
            lambda levels: find_pockets(levels, buildings=gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=4326)),
            CrsError,
            "buildings",
        ),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=f"(?s){words}"):
        call(levels_of(np.ones((3, 3))))
