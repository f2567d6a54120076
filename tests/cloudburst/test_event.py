"""Bluespots and events: closed forms, the ledger, losses, rain rasters, and the two faults of an older tool."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.cloudburst import layers
from gistools.cloudburst.runoff import LOSS_COLUMNS
from gistools.errors import BalanceError, GridError, LayerError, NodataError, ParamError, TableError

CRS = "EPSG:25832"


def prepare(values, dx=1.0, dy=1.0, **params):
    values = np.asarray(values, np.float32)
    grid = gt.Grid(values.shape[0], values.shape[1], 0.0, values.shape[0] * dy, dx, dy, CRS)
    terrain = gt.condition(gt.Raster(values, grid, unit="m"), gt.TerrainParams(**params))
    flow = gt.route_flow(terrain)
    return terrain, flow, gt.find_bluespots(terrain, flow)


def rain(found, mm):
    terrain, flow, bluespots = found
    return gt.run_event(terrain, flow, bluespots, gt.net_runoff(terrain, gt.EventParams(rain_mm=mm)))


def two_pits():
    """A trough one cell wide between walls of 20 m; pits at columns 4 and 6, an inner saddle of 3 m, an outer of 4 m.

    Heights along the trough: 5, 3.5, 0, the saddle 3, 1, 2, the outlet 4, and on down to the edge.
    """
    z = np.full((7, 12), 20.0)
    z[3, 2:10] = [5.0, 3.5, 0.0, 3.0, 1.0, 2.0, 4.0, 3.9]
    z[3, 10:] = [3.8, 3.7]
    return z


def test_two_nested_pits_by_hand():
    """Left pit holds 3 m (saddle 3): 3.0. Right pit: 3 - 1 and 3 - 2: 3.0. Joined to 4 m: 6.0 + 1 x 5 cells."""
    found = prepare(two_pits())
    bluespots = found[2]
    forest = bluespots.forest_table().set_index("bluespot_id")
    roots = bluespots.table()
    assert len(roots) == 1
    # cells below 4 m in the trough: 3.5, 0, 3, 1, 2 -> 0.5 + 4 + 1 + 3 + 2
    assert roots["volume_m3"][0] == pytest.approx(10.5, abs=1e-6)
    assert roots["level_m"][0] == 4.0
    assert roots["nested"][0] == 2
    children = forest[forest["parent_id"] == roots["bluespot_id"][0]]
    assert sorted(children["volume_m3"]) == pytest.approx([3.0, 3.0], abs=1e-6)
    assert sorted(children["level_m"]) == [3.0, 3.0]


def test_water_spills_into_the_neighbour_and_then_rises_as_one():
    found = prepare(two_pits())
    terrain, flow, bluespots = found
    left, right = int(flow.basin[3, 4]), int(flow.basin[3, 6])
    assert left != right
    area = {b: int((flow.basin == b).sum()) for b in (left, right)}
    first = min(3.0 / area[left], 3.0 / area[right]) * 1000
    low = rain(found, first * 0.5)
    for b, column in ((left, 4), (right, 6)):
        stored = float(np.nansum(low.depth.values[flow.basin == b]))
        assert stored == pytest.approx(area[b] * first * 0.5 / 1000, rel=1e-4), f"pit at {column} keeps its own rain"
    joined = 6.0 / (area[left] + area[right]) * 1000
    high = rain(found, joined * 1.2)
    assert high.level.values[3, 4] == high.level.values[3, 6] > 3.0
    assert high.ponds.size == 1
    full = rain(found, 5000.0)
    assert float(np.nansum(full.depth.values)) == pytest.approx(10.5, abs=1e-5)
    np.testing.assert_array_equal(
        np.nan_to_num(full.terrain.surface.values) + np.nan_to_num(full.depth.values), np.nan_to_num(flow.filled)
    )
    assert terrain.land.all()
    assert bluespots.nodes.leaves == 2


def rough(seed, shape=(60, 70)):
    return np.random.default_rng(seed).normal(size=shape).cumsum(0).cumsum(1) * 0.05


@pytest.mark.parametrize("seed", range(8))
def test_ledger_closes_and_volumes_agree_with_depths(seed):
    found = prepare(rough(seed), 2.0, 2.5)
    last = 0.0
    for mm in (0.0, 0.5, 10.0, 55.5, 200.0, 3000.0):
        flood = rain(found, mm)
        ledger = flood.ledger
        assert ledger.difference == 0
        assert ledger.relative_difference(flood.depth) <= 1e-6
        assert ledger.m3("stored") >= last
        last = ledger.m3("stored")
        ponds = layers.ponds(flood, gt.ReportParams(min_area_m2=0.0, min_depth_m=0.0, min_volume_m3=0.0))
        assert ponds["volume_m3"].sum() == pytest.approx(ledger.m3("stored"), rel=1e-12)
        assert (ponds["filled_share"] <= 1.0).all()
        np.testing.assert_allclose(ponds.area, ponds["area_m2"])
        frame = ledger.to_frame()
        assert frame.loc[frame["term"] == "difference", "units"].item() == 0


def test_filters_change_the_report_never_the_storage():
    found = prepare(rough(4))
    strict, loose = (
        gt.ReportParams(min_depth_m=1.0),
        gt.ReportParams(min_depth_m=0.0, min_area_m2=0.0, min_volume_m3=0.0),
    )
    flood = rain(found, 80.0)
    assert len(layers.ponds(flood, strict)) < len(layers.ponds(flood, loose))
    assert len(found[2].reported(strict)) < len(found[2].reported(loose)) == len(found[2].table())
    assert flood.ledger.m3("stored") == pytest.approx(float(np.nansum(flood.depth.values.astype(float))), rel=1e-6)


def test_a_ledger_that_does_not_close_is_an_error():
    flood = rain(prepare(rough(1)), 50.0)
    broken = gt.Ledger(
        {**flood.ledger.terms, "edge": flood.ledger.terms["edge"] + 1}, 1.0, 1, 1, 0.0, flood.ledger.depth_m3
    )
    with pytest.raises(BalanceError, match="difference of -1 units"):
        broken.require_closed()


def test_network_leads_every_bluespot_off_the_map():
    found = prepare(rough(2))
    graph = found[2].spill_graph()
    assert nx.is_directed_acyclic_graph(graph)
    for node in graph:
        if node > 0:
            assert graph.out_degree(node) == 1
            assert nx.descendants(graph, node) & {-1, -2, -3}
    lines = layers.spill_lines(found[1], found[2], found[2].roots)
    assert set(lines["to_id"]) <= set(graph)
    outlines = layers.bluespot_outlines(
        found[0], found[1], found[2], gt.ReportParams(min_depth_m=0.0, min_area_m2=0.0, min_volume_m3=0.0)
    )
    np.testing.assert_allclose(outlines.area, outlines["area_m2"])
    points = layers.threshold_points(found[2], found[2].roots)
    z = [found[0].surface.values[found[0].grid.cell_of(p.x, p.y)] for p in points.geometry]
    np.testing.assert_array_equal(z, points["level_m"].astype(np.float32))
    for row, line in zip(lines.itertuples(), lines.geometry, strict=True):
        end = found[0].grid.cell_of(*shapely.get_coordinates(line)[-1])
        if row.to_id > 0:
            pit = found[2].nodes.pit[found[1].basin[end] - 3]
            assert divmod(int(pit), found[0].grid.cols) == end, "the way ends in the pit of the next bluespot"


def losses(**changes):
    table = pd.DataFrame(
        {
            "klasse": ["vej", "graes"],
            "run_off_coefficient": [1.0, 0.25],
            "initial_loss_mm": [0.5, 2.0],
            "drain_mm_per_h": [10.0, 0.0],
        }
    )
    return table.assign(**changes)


def cover(grid):
    west, south, east, north = grid.bounds
    middle = (west + east) / 2
    return gpd.GeoDataFrame(
        {"klasse": ["vej", "graes"]},
        geometry=[shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)],
        crs=CRS,
    )


def test_losses_by_land_cover_by_hand():
    """40 mm: the road sheds 40 - 0.5 - 2 x 10 = 19.5; the grass 40 x 0.25 - 2 = 8."""
    terrain, flow, bluespots = prepare(np.tile(np.linspace(9, 1, 10), (6, 1)), 2.0, 2.0)
    params = gt.EventParams(rain_mm=40.0, drain_hours=2.0)
    runoff = gt.net_runoff(terrain, params, None, cover(terrain.grid), losses())
    mm = runoff.amount / runoff.per_m * 1000
    np.testing.assert_allclose(mm[:, :5], 19.5, atol=2e-3)
    np.testing.assert_allclose(mm[:, 5:], 8.0, atol=2e-3)
    flood = gt.run_event(terrain, flow, bluespots, runoff)
    half = 30 * 4.0
    assert flood.ledger.m3("drained") == pytest.approx(half * 0.020, rel=1e-3)
    assert flood.ledger.m3("initial") == pytest.approx(half * (0.0005 + 0.002), rel=1e-3)
    assert flood.ledger.m3("infiltrated") == pytest.approx(half * 0.030, rel=1e-3)
    assert flood.ledger.difference == 0


def test_a_small_rain_is_lost_altogether():
    terrain, flow, bluespots = prepare(rough(6))
    runoff = gt.net_runoff(terrain, gt.EventParams(rain_mm=0.4, drain_hours=1.0), None, cover(terrain.grid), losses())
    flood = gt.run_event(terrain, flow, bluespots, runoff)
    assert flood.ledger.m3("stored") == 0.0
    assert flood.ledger.difference == 0


def test_cells_without_land_cover_are_said():
    terrain, _, _ = prepare(rough(6))
    half = cover(terrain.grid).iloc[:1]
    runoff = gt.net_runoff(terrain, gt.EventParams(rain_mm=40.0, drain_hours=1.0), None, half, losses())
    assert "50.00 %" in runoff.notes[0].en


@pytest.mark.parametrize(
    ("table", "error", "text"),
    [
        (losses().drop(columns="drain_mm_per_h"), TableError, "column drain_mm_per_h is missing"),
        (
            losses(run_off_coefficient=[1.2, -0.1]),
            TableError,
            r"row 1, run_off_coefficient.*row 2, run_off_coefficient",
        ),
        (losses(initial_loss_mm=["x", 1]), TableError, "row 1, initial_loss_mm = x"),
        (losses(klasse=["vej", "vej"]), TableError, "vej occurs more than once"),
        (losses(klasse=["vej", "mark"]), TableError, "classes without a row in the loss table: graes"),
    ],
)
def test_faulty_loss_tables_are_listed(table, error, text):
    terrain, _, _ = prepare(rough(6))
    with pytest.raises(error, match=text):
        gt.net_runoff(terrain, gt.EventParams(rain_mm=40.0, drain_hours=1.0), None, cover(terrain.grid), table)


def test_rain_must_be_given_once_and_drains_need_a_duration():
    terrain, _, _ = prepare(rough(6))
    with pytest.raises(ParamError, match="no rain"):
        gt.net_runoff(terrain, gt.EventParams())
    with pytest.raises(ParamError, match="both a rain depth and a rain raster"):
        gt.net_runoff(terrain, gt.EventParams(rain_mm=1.0), terrain.surface)
    with pytest.raises(ParamError, match="only one of land cover"):
        gt.net_runoff(terrain, gt.EventParams(rain_mm=1.0), None, cover(terrain.grid))
    with pytest.raises(ParamError, match="without a duration"):
        gt.net_runoff(terrain, gt.EventParams(rain_mm=1.0), None, cover(terrain.grid), losses())
    with pytest.raises(LayerError, match="no column klasse"):
        gt.net_runoff(
            terrain,
            gt.EventParams(rain_mm=1.0, drain_hours=1),
            None,
            cover(terrain.grid).rename(columns={"klasse": "x"}),
            losses(),
        )
    assert LOSS_COLUMNS[0] == "klasse"


def coarse_rain(grid, values, cell=20.0, shift=0.0):
    values = np.asarray(values, np.float32)
    return gt.Raster(values, gt.Grid(*values.shape, grid.x0 - shift, grid.y0 + shift, cell, cell, CRS), unit="mm")


@pytest.mark.parametrize("rule", ["nearest", "bilinear"])
def test_rain_raster_is_laid_on_by_rule_and_the_difference_told(rule):
    terrain, flow, bluespots = prepare(rough(3))
    values = np.random.default_rng(1).uniform(10, 90, (4, 5))
    source = coarse_rain(terrain.grid, values, shift=3.7)
    params = gt.EventParams(rain_resampling=rule)
    runoff = gt.net_runoff(terrain, params, source)
    flood = gt.run_event(terrain, flow, bluespots, runoff)
    assert flood.ledger.difference == 0
    x, y = 31, 17
    px, py = terrain.grid.centre(y, x)
    if rule == "nearest":
        assert runoff.amount[y, x] / runoff.per_m * 1000 == pytest.approx(
            float(source.values[source.grid.cell_of(px, py)]), abs=1e-3
        )
    # the volume of the raster itself over the same extent, by fine sampling
    fine = 0.05
    gx = np.arange(0.0 + fine / 2, 70.0, fine)
    gy = np.arange(60.0 - fine / 2, 0.0, -fine)
    col = np.floor((gx - source.grid.x0) / 20).astype(int)
    row = np.floor((source.grid.y0 - gy) / 20).astype(int)
    volume = float(source.values[row[:, None], col[None, :]].astype(float).sum()) * fine * fine / 1000
    assert runoff.rain / runoff.per_m - runoff.resampling_m3 == pytest.approx(volume, rel=1e-4)
    if rule == "bilinear":
        assert abs(runoff.resampling_m3) > 0.0


def test_rain_rasters_that_do_not_fit_are_refused():
    terrain, _, _ = prepare(rough(3))
    with pytest.raises(NodataError, match="no rain on"):
        gt.net_runoff(terrain, gt.EventParams(), coarse_rain(terrain.grid, [[10.0]]))
    with pytest.raises(NodataError, match="negative rain"):
        gt.net_runoff(terrain, gt.EventParams(), coarse_rain(terrain.grid, [[-1.0]], cell=100.0))
    other = gt.Raster(np.ones((1, 1), np.float32), gt.Grid(1, 1, 0, 100, 100, 100, "EPSG:25833"), unit="mm")
    with pytest.raises(GridError, match="EPSG:25833"):
        gt.net_runoff(terrain, gt.EventParams(), other)


@pytest.mark.real_data
def test_rain_outside_bluespots_counts(real_data):
    """An older tool counts raster rain only where it falls inside bluespot outlines: about a tenth on this terrain."""
    dem = gt.read_elevation(real_data / "terrain" / "dtm_lyngby_16m.tif").value
    source = gt.read_raster(real_data / "terrain" / "rain_lyngby_mm.tif", unit="mm").value
    terrain = gt.condition(dem)
    flow = gt.route_flow(terrain)
    bluespots = gt.find_bluespots(terrain, flow)
    runoff = gt.net_runoff(terrain, gt.EventParams(), source)
    inside = flow.filled > terrain.surface.values
    cell = dem.grid.cell_area_m2 / runoff.per_m
    assert runoff.amount[inside].sum() * cell < 0.15 * 40785, "what the older tool would count"
    flood = gt.run_event(terrain, flow, bluespots, runoff)
    assert flood.ledger.m3("rain") == pytest.approx(40785, abs=2)
    assert flood.ledger.m3("stored") + flood.ledger.m3("edge") == pytest.approx(40785, abs=2)
    assert flood.ledger.difference == 0


@pytest.mark.real_data
def test_water_off_the_map_is_not_stored(real_data):
    """The older tool stores what leaves the map in a bluespot of its own: 27 176 of 240 000 m3 at 20 mm."""
    dem = gt.read_elevation(real_data / "terrain" / "dtm_lyngby_16m.tif").value
    terrain = gt.condition(dem)
    flow = gt.route_flow(terrain)
    bluespots = gt.find_bluespots(terrain, flow)
    flood = gt.run_event(terrain, flow, bluespots, gt.net_runoff(terrain, gt.EventParams(rain_mm=20.0)))
    assert flood.ledger.m3("rain") == pytest.approx(240_000, rel=1e-4)
    assert flood.ledger.m3("edge") > 20_000, "a good part of the rain leaves this map"
    ponds = layers.ponds(flood, gt.ReportParams(min_depth_m=0.0, min_area_m2=0.0, min_volume_m3=0.0))
    assert ponds["volume_m3"].sum() == pytest.approx(flood.ledger.m3("stored"), rel=1e-9)
    depth = flood.depth.values
    off_map = flow.basin < 3
    assert (depth[off_map] == 0).all(), "no water stands on ground that drains off the map"


def test_sea_and_holes_have_terms_of_their_own():
    z = rough(9)
    z[20:25, 20:25] = np.nan
    for rule, term in (("sea", "sea"), ("hole", "hole")):
        flood = rain(prepare(z, nodata=rule), 100.0)
        assert flood.ledger.m3(term) > 0
        assert flood.ledger.difference == 0
    removed = rain(prepare(z, nodata="wall"), 100.0)
    assert removed.ledger.m3("sea") == removed.ledger.m3("hole") == 0
    assert removed.ledger.m3("rain") == pytest.approx((z.size - 25) * 0.1, rel=1e-4), "no rain falls on walls"


def test_strips_and_threads_give_the_same_flood(monkeypatch):
    """Everything of a flood, with strips of a few cells and several threads, and bluespots told in two ways."""
    from gistools.kernels import chain, measuring, strips

    found = [prepare(rough(seed)) for seed in range(5)]
    floods = [rain(one, mm) for one in found for mm in (5.0, 60.0)]
    monkeypatch.setattr(strips, "STRIP_CELLS", 30)
    for room in (chain, measuring):
        monkeypatch.setattr(room, "spans", lambda count: strips.spans(count, 1))
    monkeypatch.setenv("GISTOOLS_THREADS", "3")
    again = [prepare(rough(seed)) for seed in range(5)]
    for flood, other in zip(floods, (rain(one, mm) for one in again for mm in (5.0, 60.0)), strict=True):
        for name in ("water", "holder", "spilled", "through"):
            np.testing.assert_array_equal(getattr(flood, name), getattr(other, name), err_msg=name)
        np.testing.assert_array_equal(flood.depth.values, other.depth.values)
        assert flood.ledger.terms == other.ledger.terms
    for _, _, bluespots in again:
        roots = bluespots.roots
        np.testing.assert_array_equal(bluespots.capacity[roots], bluespots.volumes.capacity[roots])
        np.testing.assert_array_equal(bluespots.cells[roots], bluespots.volumes.cells[roots])
