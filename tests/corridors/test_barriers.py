"""The barrier map: closed forms, the formula walked in full on small landscapes, the list of places."""

from __future__ import annotations

import itertools
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from gistools import corridors as co
from gistools.corridors import barriers
from gistools.corridors.barriers import disc_minimum
from gistools.corridors.landscape import Patches, Resistance
from gistools.errors import Cancelled, LayerError, ParamError
from gistools.grid import Grid
from tests.corridors.naive_circuits import random_landscape, surface
from tests.corridors.test_circuits import Stops

SEEDS = st.integers(0, 2**32 - 1)
SOME = settings(max_examples=20, deadline=None)
NAN = math.nan


def corridors_on(labels, resistance, **params):
    labels, grid = np.asarray(labels, np.int32), resistance.raster.grid
    count = int(labels.max())
    frame = gpd.GeoDataFrame(
        {"patch_id": range(1, count + 1), "patch_class": "eng", "area_m2": 100.0, "quality": 1.0, "at_edge": False}
        | {"home": True},
        geometry=[shapely.Point(0, 0).buffer(1)] * count,
        crs=grid.crs,
    )
    return co.corridor_links(Patches(frame, labels, grid, frame.iloc[:0]), resistance, co.LinkParams(**params))


def walled(width=7, wall=100.0, rows=3):
    """Two patches at both ends of rows of meadow (10 m cells) with a wall of one cell in the middle."""
    values, labels = np.ones((rows, width)), np.zeros((rows, width), np.int32)
    values[:, width // 2] = wall
    labels[:, 0], labels[:, -1] = 1, 2
    return corridors_on(labels, surface(values, values > 1.0))


def test_a_wall_of_one_cell():
    """Seven cells of 10 m, the fourth of 100: LCD = 20 + 2 (1 + 100)/2 10 + 20 = 1050.

    A window of 20 m at the wall has the cells beside it, each 20 m from its patch: (1050 - 20 - 20 - 20)/20 = 49.5; at
    its neighbour (columns 1 to 3: 10 and 525): (1050 - 10 - 525 - 20)/20 = 24.75; further off it gains nothing:
    (1050 - 0 - 1030 - 20)/20 = 0 at column 1. Without the wall the link costs 60: all but 60 of 1050 are saved.
    """
    made = co.barrier_map(walled(), co.BarrierParams(least_diameter_m=20.0, most_diameter_m=20.0))
    for row in made.gain.values:
        assert row.tolist() == pytest.approx([0.0, 0.0, 24.75, 49.5, 24.75, 0.0, 0.0])
    assert made.saved.values[1, 3] == pytest.approx(100.0 * 990.0 / 1050.0)
    assert made.links.values.tolist() == [[1.0, 2.0, 1050.0]]
    assert made.link[1].tolist() == [-1, -1, 0, 0, 0, -1, -1]
    np.testing.assert_array_equal(made.diameter_m[1], [NAN, NAN, 20.0, 20.0, 20.0, NAN, NAN])


def test_the_place_is_the_middle_of_the_wall_and_names_its_road():
    roads = gpd.GeoDataFrame(
        {"vejnavn": ["Ringvejen", "Sidevej", None]},
        geometry=[shapely.LineString([(x, 0), (x, 30)]) for x in (35, 3, 34)],
        crs="EPSG:25832",
    )
    corridors, params = walled(), co.BarrierParams(least_diameter_m=20.0, most_diameter_m=20.0)
    before = corridors.resistance
    before.classes[:, 3] = 1
    corridors = corridors_on(
        corridors.patches.labels, Resistance(before.raster, before.barrier, before.classes, ("eng", "vej"))
    )
    made = co.barrier_places(co.barrier_map(corridors, params), corridors, params, roads=roads)
    first = made.iloc[0]
    assert (first.geometry.x, first.geometry.y) == (35.0, 15.0)
    assert first[["barrier_rank", "from_patch", "to_patch", "place_class", "roads_there"]].tolist() == [
        1, 1, 2, "vej", "Ringvejen"
    ]  # fmt: skip
    assert first["saved_cost"] == pytest.approx(990.0)
    assert first["saved_percent"] == pytest.approx(100.0 * 990.0 / 1050.0)
    one = co.BarrierParams(least_diameter_m=20.0, most_diameter_m=20.0, most_places=1)
    assert len(co.barrier_places(co.barrier_map(corridors, one), corridors, one)) == 1
    with pytest.raises(LayerError, match="navn"):
        co.barrier_places(co.barrier_map(corridors, one), corridors, one, roads=roads, road_name="navn")


def test_a_long_wall_is_one_place_in_its_middle():
    """Twenty-one rows gain alike, and wider windows less at its sides: one place, not a row of them."""
    corridors, params = walled(15, rows=21), co.BarrierParams()
    made = co.barrier_places(co.barrier_map(corridors, params), corridors, params)
    assert [(p.x, p.y) for p in made.geometry] == [(75.0, 105.0)]
    assert made["diameter_m"].tolist() == [20.0]


@given(seed=SEEDS, planar=st.booleans())
@settings(max_examples=8, deadline=None)
def test_the_formula_walked_in_full(seed, planar):
    """Each cell, window and link: the least cost from both patches among cells by their distance, one by one."""
    labels, resistance = random_landscape(np.random.default_rng(seed), 7, 8, 3)
    corridors = corridors_on(labels, resistance, planar=planar)
    params = co.BarrierParams(least_diameter_m=20.0, most_diameter_m=45.0, diameter_step_m=10.0)
    grid = corridors.patches.grid
    cost = {p: co.cost_distance(resistance, labels == p) for p in range(1, 4)}
    gain, saved = np.zeros(grid.shape), np.zeros(grid.shape)
    cells = list(np.ndindex(grid.shape))
    for a, b in corridors.links[["from_patch", "to_patch"]].values.tolist():
        lcd = min(cost[a][cell] for cell in cells if labels[cell] == b)
        for (row, col), size in itertools.product(cells, (20.0, 30.0, 40.0, 45.0)):
            near = [
                (r, c) for r, c in cells
                if math.hypot((r - row) * grid.dy_m, (c - col) * grid.dx_m) <= size / 2.0 + 1e-9
            ]  # fmt: skip
            won = lcd - min(cost[a][n] for n in near) - min(cost[b][n] for n in near) - size
            gain[row, col] = max(gain[row, col], won / size)
            saved[row, col] = max(saved[row, col], 100.0 * won / lcd)
    unknown = np.isnan(resistance.raster.values)
    gain[unknown] = saved[unknown] = NAN
    made = co.barrier_map(corridors, params)
    np.testing.assert_allclose(made.gain.values, gain, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(made.saved.values, saved, rtol=1e-12, atol=1e-12)
    places = co.barrier_places(made, corridors, params)
    assert (places["gain_per_m"].diff().dropna() <= 0.0).all()
    assert len(places) == 0 or places["gain_per_m"].iloc[0] == np.nanmax(gain)


@given(seed=SEEDS)
@SOME
def test_a_disc_is_that_of_a_footprint(seed):
    rng = np.random.default_rng(seed)
    grid = Grid(rows=9, cols=11, x0=0.0, y0=0.0, dx_m=float(rng.choice([3.0, 5.0])), dy_m=5.0, crs="EPSG:25832")
    values = np.where(rng.random(grid.shape) < 0.3, np.inf, rng.random(grid.shape))
    size = float(rng.uniform(5.0, 60.0))
    across, down = np.meshgrid(np.arange(-10, 11) * grid.dx_m, np.arange(-6, 7) * grid.dy_m)
    disc = np.hypot(across, down) <= size / 2.0
    want = ndimage.minimum_filter(values, footprint=disc, mode="constant", cval=np.inf)
    np.testing.assert_array_equal(disc_minimum(values, size, grid), want)


def test_places_do_not_depend_on_how_many_fields_are_held(monkeypatch):
    labels, resistance = random_landscape(np.random.default_rng(5), 12, 14, 5)
    corridors = corridors_on(labels, resistance, planar=True)
    params = co.BarrierParams(least_diameter_m=20.0, most_diameter_m=40.0)
    found = co.barrier_map(corridors, params)
    many = co.barrier_places(found, corridors, params)
    monkeypatch.setattr(barriers, "_MOST_FIELDS", 1)
    assert many.equals(co.barrier_places(found, corridors, params))
    assert len(many) > 1


def test_no_links_gain_nothing():
    corridors = corridors_on([[1, 0, 2]], surface([[1.0, NAN, 1.0]]))
    made = co.barrier_map(corridors)
    np.testing.assert_array_equal(made.gain.values, [[0.0, NAN, 0.0]])
    places = co.barrier_places(made, corridors)
    assert places.empty
    assert "gain_per_m" in places.columns


def test_faulty_windows_are_refused():
    with pytest.raises(ParamError, match="a window of 5 m on cells of 10 m"):
        co.barrier_map(walled(), co.BarrierParams(least_diameter_m=5.0))
    with pytest.raises(ParamError, match="most_diameter_m is smaller"):
        co.barrier_map(walled(), co.BarrierParams(least_diameter_m=50.0, most_diameter_m=20.0))


def test_a_stop_is_heard():
    with pytest.raises(Cancelled):
        co.barrier_map(walled(), progress=Stops(0))
