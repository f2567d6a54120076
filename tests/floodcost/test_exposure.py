"""Exposure: cells against shapely, onsets against a search over single rains, depths against drawn water."""

from __future__ import annotations

import itertools
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import gistools as gt
from gistools.errors import GistoolsError, GridError, LayerError, ParamError
from gistools.floodcost.around import cells_around, outlines
from gistools.floodcost.exposure import expose
from gistools.floodcost.exposure_params import ExposureParams, ExposureRule
from gistools.floodcost.foreign import expose_depths, expose_rain_raster
from gistools.grid import Grid
from tests.cloudburst.test_event import CRS, prepare

RULES = list(ExposureRule)


def by(rule="ring", **values):
    return ExposureParams(exposure_rule=rule, **values)


def houses(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


def random_houses(rng, width, height, count=6):
    made = []
    for _ in range(count):
        x, y = rng.uniform(-2, width), rng.uniform(-2, height)
        w, h = rng.uniform(0.2, 4.0, 2)
        box = shapely.box(x, y, x + w, y + h)
        made.append(shapely.affinity.rotate(box, rng.uniform(0, 90)))
    return made


def random_town(seed, rows=14, cols=16):
    rng = np.random.default_rng(seed)
    z = np.round(
        rng.uniform(0, 1.5, (rows, cols)) + 2.0 * np.hypot(*np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : cols * 1j]), 2
    )
    found = prepare(z, dx=1.0, dy=0.8)
    result = gt.rain_to_flood(*found, gt.runoff_classes(found[0], gt.LossParams()))
    return result, houses(*random_houses(rng, cols, rows * 0.8)), rng


def cells_by_shapely(shapes, grid, params):
    """Return the cells of each footprint, looked at cell by cell; slow and plain."""
    rule = params.exposure_rule
    pad = 8
    rows, cols = range(-pad, grid.rows + pad), range(-pad, grid.cols + pad)
    centre = {
        (r, c): shapely.Point(grid.x0 + (c + 0.5) * grid.dx_m, grid.y0 - (r + 0.5) * grid.dy_m)
        for r in rows for c in cols
    }  # fmt: skip
    square = {
        (r, c): shapely.box(
            grid.x0 + c * grid.dx_m, grid.y0 - (r + 1) * grid.dy_m,
            grid.x0 + (c + 1) * grid.dx_m, grid.y0 - r * grid.dy_m,
        )
        for r in rows for c in cols
    }  # fmt: skip
    inside = [{k for k, p in centre.items() if shape.contains(p)} for shape in shapes]
    touched = [{k for k, b in square.items() if shape.intersection(b).area > 1e-9} for shape in shapes]
    everyones = set().union(*inside)
    made = []
    for held, all_touched in zip(inside, touched, strict=True):
        own = held or all_touched
        if rule in {ExposureRule.TOUCHED_MAX, ExposureRule.TOUCHED_MEAN}:
            made.append(all_touched)
            continue
        width = params.filter_cells // 2 if rule is ExposureRule.MAX_FILTER else params.ring_cells
        grown = {(r + i, c + j) for r, c in own for i in range(-width, width + 1) for j in range(-width, width + 1)}
        made.append(grown if rule is ExposureRule.MAX_FILTER else grown - own - everyones)
    return [{(r, c) for r, c in found if 0 <= r < grid.rows and 0 <= c < grid.cols} for found in made]


@pytest.mark.parametrize("params", [by(), by(ring_cells=2), by("touched-max"), by("max-filter", filter_cells=5)])
def test_cells_are_those_that_shapely_finds_one_by_one(params):
    rng = np.random.default_rng(4)
    grid = gt.Grid(9, 11, 100.0, 200.0, 1.25, 0.8, CRS)
    shapes = [shapely.affinity.translate(s, 100, 193) for s in random_houses(rng, 13.0, 7.0, 12)]
    shapes += [
        shapely.Point(105, 196).buffer(3).difference(shapely.Point(105, 196).buffer(1.5)),
        shapely.box(0, 0, 1, 1),
    ]
    shapes.append(shapely.MultiPolygon([shapely.box(101, 194.1, 102.7, 196.3), shapely.box(108, 197.1, 110.1, 199.1)]))
    found = cells_around(np.array(shapes, object), grid, params)
    assert found.start[-1] > 80
    for i, want in enumerate(cells_by_shapely(shapes, grid, params)):
        cells = found.cell[found.start[i] : found.start[i + 1]]
        assert {divmod(c, grid.cols) for c in cells.tolist()} == want
        assert cells.size == len(want)


def test_facade_cells_are_the_nearest_outside_points_of_the_outline():
    grid = gt.Grid(6, 6, 0.0, 6.0, 1.0, 1.0, CRS)
    found = cells_around(np.array([shapely.box(2, 2, 4, 4)], object), grid, by("facade", facade_step_m=2.0))
    assert {divmod(c, 6) for c in found.cell.tolist()} <= {
        (1, 2),
        (1, 3),
        (4, 2),
        (4, 3),
        (2, 1),
        (3, 1),
        (2, 4),
        (3, 4),
    }
    assert found.cell.size == 4
    close = cells_around(np.array([shapely.box(2, 2, 4, 4)], object), grid, by("facade", facade_step_m=0.5))
    assert close.cell.size == 8


def level_by_search(result, cells, height, share):
    """Return the least rain at which a share of cells have their water at a height, by halving over drawn levels."""
    cols = result.grid.cols
    at = np.divmod(cells, cols)
    known = ~np.isnan(result.rain.values[at])
    n = int(known.sum())
    need = max(int(np.ceil(share * n - 1e-9)), 1)

    def reached(step):
        mm = step * result.runoff.step_mm
        depth = result.standing(mm).depth.values[at].astype(float)
        level = np.where(depth > 0, result.flow.surface[at].astype(float) + depth, -np.inf)
        return int((level[known] >= height - 5e-6).sum()) >= need

    low, high = 0, min(result.runoff.last, int(20_000 / result.runoff.step_mm))
    if not reached(high):
        return np.inf
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high * result.runoff.step_mm


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1, 0.5]))
def test_onsets_are_those_that_many_single_rains_find(seed, share):
    result, buildings, _ = random_town(seed)
    params = by(wet_share=share)
    thresholds = np.array([0.0, 0.07, 0.3])
    made = expose(result, buildings, thresholds, params)
    around = cells_around(buildings.geometry.to_numpy(), result.grid, params)
    for i in range(len(buildings)):
        cells = around.cell[around.start[i] : around.start[i + 1]]
        z = result.flow.surface[np.divmod(cells, result.grid.cols)]
        if not cells.size:
            assert np.isnan(made.onset_mm[:, i]).all()
            continue
        facade = np.sort(z)[max(int(np.ceil(0.5 * z.size)), 1) - 1]
        assert made.facade_m[i] == facade
        for p, threshold in enumerate(thresholds):
            if threshold == 0.0:
                continue  # wet and at its own height are one step apart; looked at below
            want = level_by_search(result, cells, facade + threshold, share)
            pond = made.pond_id[p, i]
            assert (pond == 0) == np.isposinf(want)
            if pond:  # it is a node that holds water at the onset, and whose spill level is no lower than the height
                assert result.flow.forest.spill_z[pond - 1] >= facade + threshold - 1e-5
                assert result.volume_m3(want)[pond - 1] > 0.0
            assert made.onset_mm[p, i] == pytest.approx(want, rel=1e-5, abs=0.02)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(RULES))
def test_depth_never_falls_with_rain_and_reaches_thresholds_at_the_onset(seed, rule):
    result, buildings, rng = random_town(seed)
    rains = np.sort(rng.uniform(1.0, 2000.0, 12))
    thresholds = np.sort(rng.uniform(0.0, 0.5, 4))
    made = expose(result, buildings, thresholds, by(rule), rains_mm=rains)
    known = ~np.isnan(made.depth_m[0])
    assert (made.depth_m[1:, known] >= made.depth_m[:-1, known]).all()
    assert (made.onset_mm[1:, known] >= made.onset_mm[:-1, known]).all()
    for p, threshold in enumerate(thresholds):
        deep = made.depth_m[:, known] >= threshold + 1e-5
        late = made.onset_mm[p, known] > rains[:, None] + 1e-3
        assert not (deep & late).any()
        shallow = made.depth_m[:, known] < threshold - 1e-5
        assert not (shallow & (made.onset_mm[p, known] < rains[:, None] - 1e-3)).any()


@pytest.mark.parametrize("rule", RULES)
def test_depths_of_the_same_water_read_off_rasters_are_the_same(rule):
    result, buildings, _ = random_town(5)
    rains = np.array([20.0, 100.0, 700.0])
    made = expose(result, buildings, np.array([0.1]), by(rule), rains_mm=rains)
    drawn = [result.standing(mm) for mm in rains]
    read = expose_depths([d.depth for d in drawn], buildings, by(rule), terrain=result.terrain.surface)
    assert np.array_equal(np.isinf(made.depth_m), np.isinf(read.depth_m))
    finite = np.isfinite(made.depth_m)
    assert finite.any()
    assert made.depth_m[finite] == pytest.approx(read.depth_m[finite], abs=1e-6)
    assert read.state.tolist() == made.state.tolist()


def test_a_raster_of_rain_gives_the_onset_at_threshold_nought():
    result, buildings, _ = random_town(8)
    shares = by(wet_share=0.3)
    read = expose_rain_raster(result.rain, buildings, np.array([0.0, 0.2]), shares)
    assert np.array_equal(read.onset_mm[0], read.onset_mm[1], equal_nan=True)
    assert "har en anden tærskel" in read.notes[0].da
    around = cells_around(buildings.geometry.to_numpy(), result.grid, shares)
    for i in range(len(buildings)):
        mm = np.sort(result.rain.values.ravel()[around.cell[around.start[i] : around.start[i + 1]]])
        if mm.size:
            assert read.onset_mm[0, i] == mm[max(int(np.ceil(0.3 * mm.size)), 1) - 1]


def test_every_building_has_a_state_and_none_is_left_out():
    z = np.full((8, 8), 5.0, np.float32)
    z[3:5, 3:5] = 4.0
    z[:, 7] = np.nan
    grid = gt.Grid(8, 8, 0.0, 8.0, 1.0, 1.0, CRS)
    terrain = gt.condition(gt.Raster(z, grid, unit="m"), gt.TerrainParams(nodata="sea"))
    flow = gt.route_flow(terrain)
    result = gt.rain_to_flood(
        terrain, flow, gt.find_bluespots(terrain, flow), gt.runoff_classes(terrain, gt.LossParams())
    )
    layer = houses(
        shapely.box(3, 3, 4, 4), shapely.box(0, 0, 1, 1), shapely.box(100, 100, 110, 110), None,
        shapely.box(6.0, 3.0, 6.9, 3.9), shapely.box(7.2, 5, 7.8, 6).buffer(0.2),
    )  # fmt: skip
    made = expose(result, layer, np.array([0.0]))
    assert made.state.tolist() == ["known", "partly", "outside", "unknown", "partly", "partly"]
    assert made.counts()["buildings"].sum() == len(layer)
    assert np.isnan(made.onset_mm[0]).tolist() == [False, False, True, True, False, False]
    assert made.known_share[1] == pytest.approx(3 / 8)


def test_a_building_of_its_own_lies_in_no_ring_of_a_neighbour():
    """Two halves of a row house: the cells of one are not looked at for the other."""
    grid = gt.Grid(6, 8, 0.0, 6.0, 1.0, 1.0, CRS)
    pair = np.array([shapely.box(2, 2, 4, 4), shapely.box(4, 2, 6, 4)], object)
    found = cells_around(pair, grid)
    cells = {divmod(c, 8) for c in found.cell.tolist()}
    assert not cells & {(r, c) for r in (2, 3) for c in range(2, 6)}
    assert found.counts.tolist() == [10, 10]


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda r, b: expose(r, b, np.array([-0.1])), ParamError, "tærskler"),
        (lambda r, b: expose(r, b, np.array([0.1]), rains_mm=[30, 20]), ParamError, "stigende"),
        (lambda r, b: expose(r, b.to_crs(3857), np.array([0.1])), GistoolsError, "EPSG"),
        (lambda r, b: expose(r, b.set_geometry(b.centroid), np.array([0.1])), LayerError, "Point"),
        (lambda _, b: expose_depths([], b), ParamError, "dybderastere"),
        (lambda r, b: expose_depths([r.rain], b), ParamError, "meter"),
        (lambda r, b: expose_rain_raster(r.rain, b, np.array([0.1]), by("touched-mean")), ParamError, "middel"),
        (
            lambda r, b: expose_depths([r.standing(9).depth, prepare(np.ones((3, 3)))[0].surface], b),
            GridError,
            "gitter",
        ),
    ],
)
def test_bad_input_is_told(call, kind, said):
    result, buildings, _ = random_town(1)
    with pytest.raises(kind, match=said):
        call(result, buildings)


def test_an_even_filter_is_refused():
    assert by("max-filter", filter_cells=4).conflicts(frozenset())
    assert not by("max-filter", filter_cells=3).conflicts(frozenset())


def house_in_a_pit(dx=0.0):
    """A house of 4 x 4 cells, raised as a wall, in the middle of a pit of 1 m."""
    z = np.full((20, 20), 10.0) - 0.001 * np.arange(20)
    z[4:16, 4:16] = 9.0
    grid = gt.Grid(20, 20, 0.0, 20.0, 1.0, 1.0, CRS)
    layer = houses(shapely.box(8.0 + dx, 8.0 + dx, 12.0 + dx, 12.0 + dx))
    terrain = gt.condition(gt.Raster(z.astype(np.float32), grid, unit="m"), gt.TerrainParams(), buildings=layer)
    flow = gt.route_flow(terrain)
    classes = gt.runoff_classes(terrain, gt.LossParams())
    return gt.rain_to_flood(terrain, flow, gt.find_bluespots(terrain, flow), classes), layer


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("dx", [0.0, 0.5])
def test_roofs_of_raised_buildings_are_no_terrain_at_a_facade_and_no_dry_cells(rule, dx):
    """Moved by half a cell, the edges run through centres of cells, where the roof may be a cell wider on one side."""
    result, layer = house_in_a_pit(dx)
    rains = np.linspace(10.0, 600.0, 60)
    made = expose(result, layer, np.array([0.2]), by(rule), rains_mm=rains)
    if made.state[0] == "enclosed":  # all that it touches is its own roof: told, and never dry
        assert rule in {ExposureRule.TOUCHED_MAX, ExposureRule.TOUCHED_MEAN}
        assert np.isnan(made.onset_mm[0, 0])
        return
    assert made.facade_m[0] == pytest.approx(9.0, abs=1e-6)
    assert 10.0 < made.onset_mm[0, 0] < 600.0


def test_the_mean_of_touched_cells_wants_rains_to_be_read_at():
    result, buildings, _ = random_town(3)
    with pytest.raises(ParamError, match="rains_mm"):
        expose(result, buildings, np.array([0.1]), by("touched-mean"))


@pytest.mark.parametrize("rule", RULES)
def test_depths_of_many_buildings_are_those_of_their_cells_looked_at_one_by_one(rule):
    """600 houses come in several batches; holes, parts, courtyards, empty shapes and neighbours that overlap."""
    rng = np.random.default_rng(4)
    grid = Grid(90, 70, 0.0, 90.0, 1.0, 1.0, CRS)
    depths = []
    for _ in range(2):
        values = np.where(rng.random(grid.shape) < 0.5, 0.0, rng.random(grid.shape)).astype(np.float32)
        values[rng.random(grid.shape) < 0.1] = np.nan
        depths.append(gt.Raster(values, grid, unit="m"))
    made = random_houses(rng, 70, 90, 600)
    made[::50] = [shapely.MultiPolygon([shape, shapely.affinity.translate(shape, 9, 0)]) for shape in made[::50]]
    made[7::60] = [shape.buffer(3).difference(shape.buffer(1)) for shape in made[7::60]]
    made[11], made[12] = None, shapely.Polygon()
    town = houses(*made)
    params = by(rule)
    read, around = expose_depths(depths, town, params), cells_around(town.geometry.to_numpy(), grid, params)
    share = {"ring": params.wet_share, "wet-perimeter": params.wet_share}.get(rule.value, 0.0)
    for i in range(len(town)):
        for k, raster in enumerate(depths):
            water = raster.values.ravel()[around.cell[around.start[i] : around.start[i + 1]]]
            water = np.sort(water[~np.isnan(water)])[::-1].astype(float)
            if not water.size:
                assert np.isnan(read.depth_m[k, i])
                continue
            found = (
                water.mean() if rule is ExposureRule.TOUCHED_MEAN else water[max(math.ceil(share * water.size), 1) - 1]
            )
            assert read.depth_m[k, i] == (pytest.approx(found) if found > 0 else -np.inf)
    assert read.state[11] == read.state[12] == "unknown"


def test_outlines_of_shapes_taken_apart_only_where_they_have_several_rings_are_those_of_all_rings():
    rng = np.random.default_rng(1)
    grid = Grid(40, 40, 0.0, 40.0, 1.0, 1.0, CRS)
    shapes = random_houses(rng, 40, 40, 9)
    shapes[0] = shapely.Polygon()
    shapes[2] = shapely.MultiPolygon([shapely.box(1, 1, 5, 5), shapely.Polygon()])
    shapes[4] = shapely.box(3, 3, 30, 30).difference(shapely.MultiPoint([(9, 9), (19, 19)]).buffer(3))
    shapes[5] = shapely.MultiPolygon([shapes[4], shapely.box(33, 33, 35, 35)])
    shapes[7] = None
    shapes[8] = shapely.force_3d(shapes[3], 7.0)
    segments, start, _, shapeless = outlines(np.array(shapes, object), grid)
    for i, shape in enumerate(shapes):
        rings = [] if shape is None else shapely.get_rings(shapely.get_parts(shape))
        want = [(*a, *b) for ring in rings for a, b in itertools.pairwise([(x, 40.0 - y) for x, y, *_ in ring.coords])]
        assert segments[start[i] : start[i + 1]] == pytest.approx(np.array(want).reshape(-1, 4))
    assert np.flatnonzero(shapeless).tolist() == [0, 7]
