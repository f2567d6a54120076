"""The workbench: what it works out again after a change is the whole run of the changed terrain, to the bit."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.ndimage import uniform_filter

import gistools as gt
from gistools.cloudburst.links import find_links
from gistools.cloudburst.workbench import Workbench
from gistools.errors import Cancelled, GridError, MixedValuesError, NodataError
from gistools.grid import Grid
from gistools.kernels import curves, redo, strips
from gistools.progress import NoProgress
from gistools.raster import Raster
from tests.cloudburst.test_all_rains import class_of_runoff
from tests.cloudburst.test_event import CRS, coarse_rain
from tests.cloudburst.test_links import lines, points

CURVES = ("capacity", "start", "step", "water", "rate", "full_at", "joined_at")
FLOW = ("local", "basin", "routed", "area_cells", "cut_by_edge")
LAST = 200_000  # steps of rain, 191 mm: enough for small maps, and soon gone through


def land(z, nodata="hole", edge="outlet"):
    grid = Grid(*z.shape, 0.0, float(z.shape[0]), 1.0, 1.0, CRS)
    return gt.condition(Raster(z.astype(np.float32), grid, unit="m"), gt.TerrainParams(nodata=nodata, edge=edge))


def even(terrain):
    return dataclasses.replace(gt.runoff_classes(terrain, gt.LossParams()), last=LAST)


def whole(terrain, runoff, links=None):
    flow = gt.route_flow(terrain)
    return gt.rain_to_flood(terrain, flow, gt.find_bluespots(terrain, flow), runoff, links)


def require_same(got, wanted):
    """Compare everything that the two results hold, cell by cell and node by node."""
    for name in FLOW:
        one, two = getattr(got.flow, name), getattr(wanted.flow, name)
        assert one.dtype == two.dtype, name
        assert np.array_equal(one, two), name
    assert got.flow.terrain_key == wanted.flow.terrain_key
    for field in dataclasses.fields(wanted.flow.forest):
        assert np.array_equal(getattr(got.flow.forest, field.name), getattr(wanted.flow.forest, field.name)), field.name
    for name in CURVES:
        one, two = getattr(got.curves, name), getattr(wanted.curves, name)
        assert one.dtype == two.dtype, name
        assert np.array_equal(one, two), name
    assert got.rain.values.tobytes() == wanted.rain.values.tobytes()
    assert got.bluespots.forest_table().equals(wanted.bluespots.forest_table())
    assert (got.links is None) == (wanted.links is None)
    assert got.links is None or got.links.equals(wanted.links)
    assert got.notes == wanted.notes


def random_land(rng):
    shape = int(rng.integers(5, 80)), int(rng.integers(5, 140))
    levels = int(rng.integers(2, 40))
    z = rng.integers(0, levels, shape).astype(float)
    if rng.random() < 0.6:
        z = uniform_filter(rng.random(shape), int(rng.integers(2, 9))) * 100.0
        z = np.round(z * rng.choice([1, 3, 1000])) / rng.choice([1, 3, 10])
    if rng.random() < 0.4:
        z[rng.random(shape) < 0.02] = np.nan
    return z


def edit(rng, z):
    """Raise, lower, level or take away some cells in one or two places."""
    z = z.copy()
    for _ in range(int(rng.integers(1, 3))):
        r, c = int(rng.integers(0, z.shape[0])), int(rng.integers(0, z.shape[1]))
        some = z[r : r + int(rng.integers(1, 6)), c : c + int(rng.integers(1, 6))]
        kind = int(rng.integers(0, 5))
        if kind == 0:
            some += rng.choice([-1, 1, 0.5, -0.25, 20, -20])
        elif kind == 1:
            some[...] = np.nanmedian(some) if np.isfinite(some).any() else 3.0
        elif kind == 2:
            some[...] = rng.integers(0, 20)
        elif kind == 3 and rng.random() < 0.3:
            some[...] = np.nan
        else:
            some[...] = z[r, c]
    return z


def runoff_of(terrain, code, kind):
    if kind == "even":
        return even(terrain)
    if kind == "classes":
        table = [(1000, 0), (500, 2000), (250, 0), (0, 0)]
        return dataclasses.replace(class_of_runoff(terrain, code % 4, table), last=LAST)
    values = np.where(np.isfinite(code[:6, :9]), 20.0 + code[:6, :9] * 7.5, 0.0)
    cell = float(max(terrain.grid.rows / values.shape[0], terrain.grid.cols / values.shape[1]))
    rain = coarse_rain(terrain.grid, values, cell=cell)
    return gt.runoff_classes(terrain, gt.LossParams(rain_resampling="nearest"), rain)


def some_links(rng, terrain):
    """Return a culvert and a basin on land, or None where there is no room for them."""
    cells = np.argwhere(terrain.land)
    if len(cells) < 8:
        return None
    places = [terrain.grid.centre(int(r), int(c)) for r, c in cells[rng.choice(len(cells), 3, replace=False)]]
    return find_links(terrain, lines(places[:2], m3=[rng.integers(1, 9)]), points(places[2], m3=[rng.integers(1, 9)]))


@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_edits_are_the_whole_run(seed, monkeypatch):
    """Edits of random terrains, one upon another, and of the classes of run-off; with links in a fifth of them.

    In half the runs with short strips, and with groups of outlets followed by two threads.
    """
    monkeypatch.setattr(redo, "MOST_SHARE", 1.0)
    if seed % 2:
        monkeypatch.setenv("GISTOOLS_THREADS", "2")
        monkeypatch.setattr(strips, "STRIP_CELLS", 300)
        monkeypatch.setattr(curves, "LEAST_LEAVES", 1)
    rng = np.random.default_rng(seed)
    edits, reached = 0, []
    while edits < 100:
        z, nodata = random_land(rng), str(rng.choice(["hole", "sea", "wall"]))
        kind = str(rng.choice(["even", "even", "classes", "raster"]))
        code = rng.integers(0, 4, z.shape).astype(np.int32)
        try:
            terrain = land(z, nodata)
            bench = Workbench(terrain, gt.route_flow(terrain), runoff_of(terrain, code, kind))
        except NodataError:
            continue
        for _ in range(8):
            z = edit(rng, z) if rng.random() < 0.9 else z
            if kind == "classes" and rng.random() < 0.3:
                code = code.copy()
                code[: int(rng.integers(1, 5)), : int(rng.integers(1, 5))] += 1
            try:
                terrain = land(z, nodata)
                runoff = runoff_of(terrain, code, kind)
                links = some_links(rng, terrain) if rng.random() < 0.2 else None
                wanted = whole(terrain, runoff, links)
            except NodataError:
                before = bench.result
                with pytest.raises(NodataError):
                    bench.solve(terrain, runoff_of(terrain, code, kind))
                assert bench.result is before
                break
            require_same(bench.solve(terrain, runoff, links), wanted)
            edits += 1
            if links is None and bench.reach.nodes:
                reached.append(bench.reach.followed / bench.reach.nodes)
    assert np.mean(reached) < 0.6, "most of what is far away is left alone"


def test_a_change_far_from_the_rest_leaves_the_rest_alone(monkeypatch):
    """Two pits that spill to different sides of the map: what is done to one is not felt in the other."""
    monkeypatch.setattr(redo, "MOST_SHARE", 1.0)
    z = np.full((9, 200), 9.0)
    z[4] = np.concatenate([np.linspace(4, 8, 100), np.linspace(8, 4, 100)])
    z[4, [10, 188]] = 1.0
    bench = Workbench(land(z), gt.route_flow(land(z)), even(land(z)))
    assert bench.reach.followed == bench.reach.nodes == 2
    z[4, 10] = 2.0
    terrain = land(z)
    require_same(bench.solve(terrain, even(terrain)), whole(terrain, even(terrain)))
    assert (bench.reach.followed, bench.reach.wetted, bench.reach.basins) == (1, 1, 1)
    again = bench.solve(land(z), even(land(z)))
    assert (bench.reach.followed, bench.reach.wetted, bench.reach.basins) == (0, 0, 0)
    assert again.rain.values.tobytes() == bench.result.rain.values.tobytes()


def test_water_that_comes_from_a_changed_place_is_followed_to_where_it_ends(monkeypatch):
    """A pit is filled: what it held comes down to the next one, whose basin no cell was changed in."""
    monkeypatch.setattr(redo, "MOST_SHARE", 1.0)
    z = np.full((5, 40), 9.0)
    z[2, 1:] = np.linspace(8, 4, 39)
    z[2, [10, 30]] = 1.0
    bench = Workbench(land(z), gt.route_flow(land(z)), even(land(z)))
    before = bench.result.full_mm.copy()
    z[2, 10] = 6.5
    terrain = land(z)
    made = bench.solve(terrain, even(terrain))
    require_same(made, whole(terrain, even(terrain)))
    assert made.full_mm.max() < before.max(), "nothing is held back above it any more"


def test_too_much_changed_is_worked_out_as_a_whole():
    rng = np.random.default_rng(5)
    z = np.round(rng.random((40, 60)) * 50)
    bench = Workbench(land(z), gt.route_flow(land(z)), even(land(z)))
    terrain = land(z + 1.0)
    require_same(bench.solve(terrain, even(terrain)), whole(terrain, even(terrain)))
    assert bench.reach.followed == bench.reach.nodes


def test_other_units_of_water_are_worked_out_as_a_whole():
    """A class that sheds 333 thousandths counts water in thousandths; nothing of before can be used."""
    terrain = land(np.round(np.random.default_rng(6).random((40, 60)) * 50))
    bench = Workbench(terrain, gt.route_flow(terrain), even(terrain))
    code = np.zeros(terrain.land.shape, np.int32)
    code[10:20] = 1
    runoff = dataclasses.replace(class_of_runoff(terrain, code, [(1000, 0), (333, 0)]), last=LAST)
    require_same(bench.solve(terrain, runoff), whole(terrain, runoff))
    assert bench.reach.followed == bench.reach.nodes


def test_another_grid_or_edge_is_refused_and_keeps_what_was_there():
    z = np.round(np.random.default_rng(7).random((20, 30)) * 50)
    bench = Workbench(land(z), gt.route_flow(land(z)), even(land(z)))
    before = bench.result
    for other in (land(z[:, 1:]), land(np.where(np.arange(30) == 3, np.nan, z), "hole", "wall")):
        with pytest.raises(GridError):
            bench.solve(other, even(other))
    with pytest.raises(MixedValuesError):
        bench.solve(land(z), even(land(z + 1.0)))
    assert bench.result is before


@pytest.mark.parametrize("looks", [0, 1, 3, 6, 9, 12, 15, 20])
def test_a_change_cancelled_at_any_time_keeps_what_was_there(looks):
    class Cancels(NoProgress):
        left = looks

        def cancelled(self):
            self.left -= 1
            return self.left < 0

    z = np.round(np.random.default_rng(8).random((200, 300)) * 50)
    bench = Workbench(land(z), gt.route_flow(land(z)), even(land(z)))
    before = bench.result
    z[5:9, 5:9] += 3.0
    terrain = land(z)
    try:
        bench.solve(terrain, even(terrain), progress=Cancels())
    except Cancelled:
        assert bench.result is before
    require_same(bench.solve(terrain, even(terrain)), whole(terrain, even(terrain)))


def test_heights_changed_in_place_are_refused():
    z = np.round(np.random.default_rng(9).random((40, 30)) * 50)
    terrain = land(z)
    bench = Workbench(terrain, gt.route_flow(terrain), even(terrain))
    terrain.surface.values[3:5, 3:5] = 80.0
    changed = dataclasses.replace(terrain, surface=terrain.surface.with_values(terrain.surface.values))
    with pytest.raises(GridError, match="memory"):
        bench.solve(changed, even(changed))


def test_two_who_ask_for_routes_at_once_get_the_same(monkeypatch):
    monkeypatch.setattr(redo, "MOST_SHARE", 1.0)
    z = np.round(np.random.default_rng(10).random((150, 200)) * 50)
    bench = Workbench(land(z), gt.route_flow(land(z)), even(land(z)))
    z[70:75, 70:90] += 9.0
    terrain = land(z)
    flow = bench.solve(terrain, even(terrain)).flow
    wanted = gt.route_flow(terrain)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda name: getattr(flow, name), FLOW * 2))
    for name, value in zip(FLOW * 2, made, strict=True):
        assert np.array_equal(value, getattr(wanted, name)), name
