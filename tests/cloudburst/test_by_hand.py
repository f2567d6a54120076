"""Bluespots, ponds, losses and ledger against figures worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.cloudburst import layers
from gistools.errors import CrsError, GridError, MixedValuesError, NodataError, TableError, WrongKindError
from gistools.io import Loaded
from gistools.kernels.codes import DCOL, DROW, OUT_BASINS
from tests.cloudburst.test_event import CRS, losses, prepare, rain, rough, two_pits
from tests.kernels.test_chain import settle

ALL = gt.ReportParams(min_depth_m=0.0, min_area_m2=0.0, min_volume_m3=0.0)


def test_a_depression_filled_to_the_brim_neither_spills_nor_merges():
    found = prepare(two_pits())

    class Run:
        nodes, volumes, mosaic = found[2].nodes, found[2].volumes, found[1].mosaic()

    cap = Run.volumes.capacity
    brim = np.zeros(2 + OUT_BASINS, np.int64)
    brim[3:] = cap[:2]
    _, top, spilled, level = settle(Run, brim)
    assert (top.tolist(), spilled.tolist(), level.tolist()) == ([0, 1], [0, 0, 0], [3.0, 3.0])
    over = brim.copy()
    over[3], over[4] = cap[0] + cap[1], 0
    _, top, spilled, _ = settle(Run, over)
    assert top.tolist() == [0, 1]
    assert spilled.tolist() == [cap[1], 0, 0]
    over[3] += 1
    _, top, _, _ = settle(Run, over)
    assert top.tolist() == [2, 2]


def test_water_has_a_level_exactly_where_it_is_deep():
    found = prepare(rough(4))
    for mm in (0.0, 20.0, 5000.0):
        flood = rain(found, mm)
        np.testing.assert_array_equal(np.isnan(flood.level.values), ~(flood.depth.values > 0))


def trough(mm):
    """The two pits with cells of 2 x 2.5 m: 5 m2 each; left drains 20 cells, right 12."""
    found = prepare(two_pits(), 2.0, 2.5)
    return found, rain(found, mm)


def test_bluespot_columns_by_hand():
    (_, flow, bluespots), _ = trough(160.0)
    row = bluespots.table().iloc[0]
    assert row["pit_z_m"] == 0.0
    assert row["depth_max_m"] == 4.0
    assert row["area_m2"] == 25.0
    assert row["depth_mean_m"] == pytest.approx(2.1)
    assert row["volume_m3"] == pytest.approx(52.5)
    assert row["local_catchment_m2"] == (flow.basin >= 3).sum() * 5.0
    assert row["fill_local_mm"] == pytest.approx(52.5 / row["local_catchment_m2"] * 1000)
    assert row["total_catchment_m2"] == row["local_catchment_m2"]
    forest = bluespots.forest_table().set_index("bluespot_id")
    assert forest.loc[[1, 2], "fill_local_mm"].tolist() == pytest.approx(
        [15.0 / forest.loc[i, "local_catchment_m2"] * 1000 for i in (1, 2)]
    )


def test_pond_columns_by_hand():
    found, flood = trough(160.0)
    left = (found[1].basin == found[1].basin[3, 4]).sum() * 0.160
    if left <= 3.0:
        pytest.fail("the left pit must spill")
    ponds = layers.ponds(flood, ALL).set_index("pond_id")
    assert ponds["bluespot_id"].tolist() == [3, 3]
    assert ponds.loc[1, "filled_share"] == 1.0
    assert ponds.loc[1, "spilled_m3"] == pytest.approx((left - 3.0) * 5.0, abs=1e-4)
    assert ponds.loc[1, "level_m"] == 3.0
    assert ponds.loc[2, "filled_share"] == pytest.approx(ponds.loc[2, "volume_m3"] / 15.0)
    np.testing.assert_allclose(ponds["level_m"], [3.0, flood.level.values[3, 6]])
    assert layers.event_spills(flood, ALL)["volume_m3"].tolist() == ponds.loc[[1], "spilled_m3"].tolist()
    assert layers.event_thresholds(flood, ALL)["spilled_m3"].tolist() == ponds.loc[[1], "spilled_m3"].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_totals_flags_and_spills_follow_the_network(seed):
    """Total catchment: local ones plus those of all bluespots whose routed water passes, cell by cell."""
    found = prepare(rough(seed, (30, 30)))
    _, flow, bluespots = found
    nodes, table = bluespots.nodes, bluespots.table().set_index("bluespot_id")
    total = dict.fromkeys(table.index, 0)
    flag = dict.fromkeys(table.index, False)
    for start in np.ndindex(flow.basin.shape):
        at, passed = start, set()
        while True:
            if flow.basin[at] >= 3:
                passed.add(int(nodes.root[flow.basin[at] - 3]) + 1)
            k = int(flow.routed[at]) & 15
            if k >= 8:
                break
            at = (at[0] + int(DROW[k]), at[1] + int(DCOL[k]))
        for i in passed:
            total[i] += 1
            flag[i] |= bool(flow.cut_by_edge[start])
    assert table["total_catchment_m2"].to_dict() == total
    assert table["cut_by_edge"].to_dict() == flag
    level = {
        i: flow.filled.ravel()[nodes.pit[np.flatnonzero(nodes.root[: nodes.leaves] == i - 1)]].max() for i in total
    }
    pits = {i: nodes.pit[np.flatnonzero(nodes.root[: nodes.leaves] == i - 1)] for i in total}
    z = found[0].surface.values.ravel()
    for i in total:
        assert table.loc[i, "pit_z_m"] == z[pits[i]].min()
        assert table.loc[i, "level_m"] == np.float64(level[i])


def test_reporting_limits_are_inclusive():
    bluespots = prepare(two_pits())[2]
    for limit in ({"min_depth_m": 4.0}, {"min_area_m2": 5.0}, {"min_volume_m3": 10.5}):
        base = {"min_depth_m": 0.0, "min_area_m2": 0.0, "min_volume_m3": 0.0}
        assert len(bluespots.reported(gt.ReportParams(**(base | limit)))) == 1
        more = {k: v * 1.001 for k, v in limit.items()}
        assert len(bluespots.reported(gt.ReportParams(**(base | more)))) == 0


def test_spilled_water_is_in_the_flow_below_the_threshold():
    _, flood = trough(400.0)
    spilled = flood.spilled[flood.ponds[0]]
    assert spilled > 0
    assert flood.through[3, 9] >= spilled


def test_initial_loss_comes_before_the_drains():
    """5 mm on a road: 0.5 to wetting, then the drains take the 4.5 that are left."""
    terrain, _, _ = prepare(np.ones((4, 4)))
    cover = gpd.GeoDataFrame({"klasse": ["vej"]}, geometry=[shapely.box(-1, -1, 9, 9)], crs=CRS)
    got = gt.net_runoff(terrain, gt.EventParams(rain_mm=5.0, drain_hours=1.0), None, cover, losses())
    unit = 2**20 / 1000
    assert got.initial == 16 * round(0.5 * unit) * got.per_unit
    assert got.drained == 16 * (round(5.0 * unit) - round(0.5 * unit)) * got.per_unit
    assert got.amount.sum() == 0


def test_no_cover_runs_off_and_the_later_polygon_counts():
    terrain, _, _ = prepare(np.ones((4, 4)))
    both = gpd.GeoDataFrame(
        {"klasse": ["vej", "graes"]}, geometry=[shapely.box(0, 0, 2, 4), shapely.box(1, 0, 2, 4)], crs=CRS
    )
    got = gt.net_runoff(terrain, gt.EventParams(rain_mm=40.0, drain_hours=1.0), None, both, losses())
    np.testing.assert_allclose(got.amount[0] / got.per_m * 1000, [29.5, 8.0, 40.0, 40.0], atol=2e-3)


def test_bilinear_rain_is_exact_on_a_plane_and_nearest_beside_unknown():
    z = rough(3, (40, 40))
    terrain, _, _ = prepare(z)
    r, c = np.mgrid[0:8, 0:8]
    plane = (10.0 + 3.0 * c + 2.0 * r).astype(np.float32)
    grid = gt.Grid(8, 8, -20.0, 60.0, 10.0, 10.0, CRS)
    params = gt.EventParams(rain_resampling="bilinear")
    got = gt.net_runoff(terrain, params, gt.Raster(plane, grid, unit="mm"))
    got = got.amount / got.per_m * 1000
    x, y = np.arange(40) + 0.5, 40 - np.arange(40) - 0.5
    want = 10.0 + 3.0 * ((x + 20) / 10 - 0.5)[None, :] + 2.0 * ((60 - y) / 10 - 0.5)[:, None]
    np.testing.assert_allclose(got, want, atol=1e-3)
    z[:12, :12] = np.nan
    terrain, _, _ = prepare(z, nodata="sea")
    plane[2, 2] = np.nan
    got = gt.net_runoff(terrain, params, gt.Raster(plane, grid, unit="mm"))
    got = got.amount / got.per_m * 1000
    assert got[12, 12] == pytest.approx(plane[3, 3], abs=1e-3)


def test_resampling_difference_counts_the_sea_too():
    """The raster over the same extent, sea included; on the same cells there is no difference."""
    z = rough(3, (20, 20))
    z[:8, :8] = np.nan
    terrain, _, _ = prepare(z, nodata="sea")
    same = gt.Raster(np.random.default_rng(0).uniform(5, 50, (20, 20)).astype(np.float32), terrain.grid, unit="mm")
    assert gt.net_runoff(terrain, gt.EventParams(), same).resampling_m3 == pytest.approx(0.0, abs=1e-9)


def test_ledger_in_mm_is_over_the_land():
    z = rough(3, (20, 20))
    z[:8, :8] = np.nan
    flood = rain(prepare(z, 2.0, 2.5, nodata="sea"), 37.0)
    frame = flood.ledger.to_frame().set_index("term")
    assert frame.loc["rain", "mm"] == pytest.approx(37.0, abs=1e-3)
    assert frame.loc["rain", "volume_m3"] == pytest.approx(0.037 * (400 - 64) * 5.0, rel=1e-4)


@pytest.mark.parametrize(("rule", "way"), [("sea", -2), ("hole", -3)])
def test_spills_to_names_the_way_off_the_map(rule, way):
    z = np.full((7, 9), 9.0)
    z[3, 2:5] = [1.0, 5.0, 2.0]
    z[3, 5] = np.nan
    z[3, 4] = 2.0
    bluespots = prepare(z, nodata=rule)[2]
    assert bluespots.table()["spills_to"].tolist() == [way]
    z[3, 5] = 9.0
    z[3, 3] = 9.0
    z[3, 1] = z[3, 0] = 5.0
    assert prepare(z)[2].table()["spills_to"].isin([-1]).any()


def test_coefficients_make_no_rounding():
    """1 mm is 1049 units of 2^-20 m; 1049 x 0.75 = 786.75 = 3147 quarters."""
    terrain, _, _ = prepare(np.ones((4, 4)))
    cover = gpd.GeoDataFrame({"klasse": ["x"]}, geometry=[shapely.box(-1, -1, 9, 9)], crs=CRS)
    table = pd.DataFrame(
        {"klasse": ["x"], "run_off_coefficient": [0.75], "initial_loss_mm": [0.0], "drain_mm_per_h": [0.0]}
    )
    got = gt.net_runoff(terrain, gt.EventParams(rain_mm=1.0), None, cover, table)
    assert got.per_unit == 4
    assert (got.amount == 3147).all()


def test_a_film_of_water_on_high_ground_keeps_its_volume():
    """A level lake of 40 000 cells that gets 1 mm on one cell: 0.00000003 m everywhere, at 100 m and at 8000 m."""
    for height in (20.0, 100.0, 8000.0):
        z = np.full((202, 202), height + 1.0)
        z[1:-1, 1:-1] = height
        found = prepare(z)
        depth = np.zeros((202, 202), np.float32)
        depth[100, 100] = 1.0
        source = gt.Raster(depth, found[0].grid, unit="mm")
        flood = gt.run_event(*found, gt.net_runoff(found[0], gt.EventParams(), source))
        assert flood.ledger.m3("stored") == pytest.approx(0.001, rel=1e-3)
        assert flood.ledger.relative_difference(flood.depth) < 1e-6


def test_spills_name_the_receiving_pond_not_the_bluespot_around_both():
    _, flood = trough(160.0)
    ponds = layers.ponds(flood, ALL).set_index("pond_id")
    assert ponds.loc[1, "spills_to"] == 2
    lines = layers.event_spills(flood, ALL)
    assert lines[["from_id", "to_id"]].to_numpy().tolist() == [[1, 2]]
    assert layers.event_thresholds(flood, ALL)["spills_to"].tolist() == [2]


@pytest.mark.parametrize("seed", range(6))
def test_every_spill_leads_to_something_that_is_shown(seed):
    found = prepare(rough(seed, (80, 80)))
    strict = gt.ReportParams(min_depth_m=0.3, min_area_m2=20.0, min_volume_m3=4.0)
    ways = {-1, -2, -3}
    outlines = layers.bluespot_outlines(found[0], found[1], found[2], strict)
    assert set(outlines["spills_to"]) <= set(outlines["bluespot_id"]) | ways
    points = layers.threshold_points(found[2], found[2].reported(strict))
    assert points["spills_to"].tolist() == outlines["spills_to"].tolist()
    flood = rain(found, 150.0)
    shown = layers.ponds(flood, strict)
    assert (shown["spills_to"] != shown["pond_id"]).all()
    targets = set(shown["pond_id"]) | ways | {layers.TOO_SMALL}
    assert set(shown["spills_to"]) <= targets
    assert set(layers.event_spills(flood, strict)["to_id"]) <= targets
    everything = layers.ponds(flood, ALL)
    assert layers.TOO_SMALL not in set(everything["spills_to"][everything["spilled_m3"] > 0])


def test_flow_paths_in_a_flood_carry_water_and_pass_ponds_on():
    found = prepare(rough(2, (120, 120)))
    flood = rain(found, 300.0)
    paths = layers.event_paths(flood, 100.0)
    assert (paths["volume_m3"] > 0).all()
    assert paths["path_id"].tolist() == list(range(1, len(paths) + 1))
    carved = (found[1].routed & 15) != (found[1].local & 15)
    volume = flood.path_m3
    np.testing.assert_array_equal(volume[~carved], flood.through_m3[~carved])
    cell = tuple(np.argwhere(carved)[0])
    holder = flood.holder[found[1].basin[cell] - OUT_BASINS]
    assert volume[cell] == flood.spilled[holder] * flood.unit_m3
    dry = rain(found, 0.0)
    assert len(layers.event_paths(dry, 100.0)) == 0


def test_values_of_different_terrain_do_not_mix():
    first, second = prepare(rough(1)), prepare(rough(2))
    runoff = gt.net_runoff(first[0], gt.EventParams(rain_mm=10.0))
    with pytest.raises(MixedValuesError, match="a flow field of another terrain"):
        gt.find_bluespots(first[0], second[1])
    with pytest.raises(MixedValuesError, match="a flow field"):
        gt.run_event(first[0], second[1], first[2], runoff)
    with pytest.raises(MixedValuesError, match="bluespots of another terrain"):
        gt.run_event(first[0], first[1], second[2], runoff)
    with pytest.raises(MixedValuesError, match="run-off of another terrain"):
        gt.run_event(*second, runoff)


def test_values_of_another_kind_are_named():
    found = prepare(rough(1))
    with pytest.raises(WrongKindError, match=r"elevation is a Loaded.*give the value in it: \.value"):
        gt.condition(Loaded(found[0].surface, ()))
    with pytest.raises(WrongKindError, match=r"terrain is a Raster.*a ConditionedTerrain"):
        gt.route_flow(found[0].surface)
    with pytest.raises(WrongKindError, match="params is a int"):
        gt.net_runoff(found[0], 100)
    with pytest.raises(WrongKindError, match="land_cover is a str"):
        gt.net_runoff(found[0], gt.EventParams(rain_mm=1.0), None, "cover.gpkg", losses())
    with pytest.raises(WrongKindError, match="runoff is a float"):
        gt.run_event(*found, 100.0)


def test_rain_rasters_with_wrong_numbers_or_unit_are_refused():
    terrain, _, _ = prepare(np.ones((4, 4)))
    for value in (9999.0, 3.4e38):
        lot = gt.Raster(np.full((4, 4), value, np.float32), terrain.grid, unit="mm")
        with pytest.raises(NodataError, match="more than 5000 mm"):
            gt.net_runoff(terrain, gt.EventParams(), lot)
    with pytest.raises(GridError, match="rain in m"):
        gt.net_runoff(terrain, gt.EventParams(), gt.Raster(np.ones((4, 4), np.float32), terrain.grid, unit="m"))
    counted = gt.Raster(np.full((4, 4), 255, np.uint8), terrain.grid, unit="mm", nodata=255)
    with pytest.raises(NodataError, match="no rain on 100"):
        gt.net_runoff(terrain, gt.EventParams(), counted)


def test_land_cover_faults_are_named():
    terrain, _, _ = prepare(np.ones((4, 4)))
    params = gt.EventParams(rain_mm=5.0, drain_hours=1.0)
    box = shapely.box(-1, -1, 9, 9)
    with pytest.raises(CrsError, match="land cover in EPSG:4326"):
        gt.net_runoff(
            terrain, params, None, gpd.GeoDataFrame({"klasse": ["vej"]}, geometry=[box], crs="EPSG:4326"), losses()
        )
    with pytest.raises(TableError, match="without a row in the loss table"):
        gt.net_runoff(terrain, params, None, gpd.GeoDataFrame({"klasse": [None]}, geometry=[box], crs=CRS), losses())
    text = losses(drain_mm_per_h=["10", "0"])
    cover = gpd.GeoDataFrame({"klasse": ["vej"]}, geometry=[box], crs=CRS)
    assert gt.net_runoff(terrain, params, None, cover, text).drained > 0
