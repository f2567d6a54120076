"""Terrain layers against figures worked out by hand or from the definitions."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gistools as gt
from gistools.errors import CrsError, LayerError, NodataError
from gistools.terrain.paths import outline
from tests.cloudburst.test_event import CRS, prepare, rough


def test_holes_join_over_corners():
    z = np.full((7, 7), 5.0)
    z[0, 0] = z[1, 1] = z[4, 4] = np.nan
    grid = gt.Grid(7, 7, 0.0, 7.0, 1.0, 1.0, CRS)
    land = gt.condition(gt.Raster(z, grid, unit="m"), gt.TerrainParams(nodata="filled")).land
    assert (land[0, 0], land[1, 1], land[4, 4]) == (False, False, True)


def test_flow_paths_start_at_the_area_and_end_before_the_confluence():
    _, flow, _ = prepare(rough(3), 2.0, 2.5)
    number = np.arange(flow.routed.size, dtype=float).reshape(flow.routed.shape)
    paths = gt.flow_paths(flow, 62.0, number)
    assert (paths["area_m2"] >= 62.0).all()
    cells = paths["volume_m3"].astype(int).to_numpy()
    np.testing.assert_array_equal(paths["cut_by_edge"], flow.cut_by_edge.ravel()[cells])
    assert paths["cut_by_edge"].any()
    assert not paths["cut_by_edge"].all()
    starts = [flow.grid.cell_of(*shapely.get_coordinates(g)[0]) for g in paths.geometry]
    ends = [flow.grid.cell_of(*shapely.get_coordinates(g)[-1]) for g in paths.geometry]
    joined = 0
    for meeting in set(starts) & set(ends):
        into = paths["area_m2"][[e == meeting for e in ends]]
        if len(into) > 1:
            joined += 1
            assert into.sum() < flow.area_cells[meeting] * 5.0
    assert joined > 3


def test_watershed_flags_duplicates_and_snapping_distance():
    terrain, flow, _ = prepare(rough(7), 1.0, 4.0)
    cells = [(r, c) for r in range(2, 58, 7) for c in range(2, 68, 9)]
    points = [shapely.Point(flow.grid.centre(*c)) for c in cells]
    sheds = gt.watersheds(terrain, flow, gpd.GeoDataFrame(geometry=[*points, points[0]], crs=CRS))
    flags = [bool(flow.cut_by_edge[c]) for c in cells]
    assert sheds["cut_by_edge"].tolist() == [*flags, flags[0]]
    assert 0 < sum(flags) < len(flags)
    assert sheds["area_m2"].iloc[-1] == sheds["area_m2"].iloc[0]
    for snap in (3.0, 9.0):
        moved = gt.watersheds(terrain, flow, gpd.GeoDataFrame(geometry=points, crs=CRS), snap)
        for (r, c), area in zip(cells, moved["area_m2"], strict=True):
            rr, cc = np.mgrid[0:60, 0:70]
            near = np.hypot((rr - r) * 4.0, cc - c) <= snap
            assert area == flow.area_cells[near].max() * 4.0


def test_hole_and_edge_both_cut_a_catchment():
    """Documented in FlowField? water may come out of an unknown hole as well as over the edge."""
    z = np.tile(np.arange(20.0, 0.0, -1.0), (9, 1))
    z[:, :1] = 0.0  # the west edge is lower: nothing comes in over it
    z[4, 5] = np.nan
    _, flow, _ = prepare(z, nodata="hole")
    assert flow.cut_by_edge[4, 12]
    assert not flow.cut_by_edge[2, 2]


def test_raised_building_volume_and_level_roof():
    z = np.tile(np.linspace(9.0, 5.0, 10), (8, 1))
    grid = gt.Grid(8, 10, 0.0, 16.0, 2.0, 2.0, CRS)
    house = gpd.GeoDataFrame(geometry=[shapely.box(4, 4, 10, 10)], crs=CRS)
    dem = gt.Raster(z.astype(np.float32), grid, unit="m")
    made = gt.condition(dem, gt.TerrainParams(building_height_m=4.0), buildings=house)
    roof = made.surface.values[3:6, 2:5]
    assert np.unique(roof).size == 1
    change = (made.surface.values.astype(float) - dem.values).sum() * 4.0
    assert made.edits["raised_m3"][0] == pytest.approx(change, abs=1e-3)


def test_lines_sample_the_terrain_before_any_object():
    """A second line that ends in the bed of the first still takes the ground level that was there."""
    z = np.full((9, 12), 10.0)
    z[4, 0], z[4, 11] = 1.0, 1.0
    grid = gt.Grid(9, 12, 0.0, 9.0, 1.0, 1.0, CRS)
    first = shapely.LineString([grid.centre(4, 0), grid.centre(4, 11)])
    second = shapely.LineString([grid.centre(4, 6), grid.centre(8, 6)])
    made = gt.condition(
        gt.Raster(z.astype(np.float32), grid, unit="m"), None, gpd.GeoDataFrame(geometry=[first, second], crs=CRS)
    )
    np.testing.assert_array_equal(made.surface.values[5:, 6], 10.0)


def test_outlines_are_valid_when_cells_touch_at_corners():
    _, flow, _ = prepare(np.zeros((6, 6)))
    rng = np.random.default_rng(0)
    for _ in range(50):
        mask = rng.random((6, 6)) < 0.5
        shape = outline(mask, flow.grid)
        assert shape.is_valid
        assert shape.area == mask.sum()


def test_a_line_that_ends_under_a_building_takes_the_terrain_not_the_roof():
    z = np.tile(10.0 - 0.01 * np.arange(24), (9, 1))
    z[:, 10:13] = 15.0
    grid = gt.Grid(9, 24, 0.0, 9.0, 1.0, 1.0, CRS)
    house = gpd.GeoDataFrame(geometry=[shapely.box(13, 0, 20, 9)], crs=CRS)
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([grid.centre(4, 7), grid.centre(4, 16)])], crs=CRS)
    made = gt.condition(gt.Raster(z.astype(np.float32), grid, unit="m"), None, line, buildings=house)
    np.testing.assert_allclose(made.surface.values[4, 7:17], np.linspace(9.93, 9.84, 10), atol=1e-5)


def house_on_a_bank(rule):
    z = np.tile(10.0 - 0.01 * np.arange(24), (9, 1))
    z[:, 10:13] = 15.0
    grid = gt.Grid(9, 24, 0.0, 9.0, 1.0, 1.0, CRS)
    house = gpd.GeoDataFrame(geometry=[shapely.box(9, 0, 14, 9)], crs=CRS)
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([grid.centre(4, 7), grid.centre(4, 16)])], crs=CRS)
    return gt.condition(
        gt.Raster(z.astype(np.float32), grid, unit="m"), gt.TerrainParams(buildings_as=rule), line, buildings=house
    )


def test_a_culvert_under_a_removed_building_stays_open():
    made = house_on_a_bank("remove")
    assert made.land[4].all()
    assert not made.land[3, 9:14].any()
    assert (made.surface.values[4, 9:14] < 10.0).all()
    assert made.edits.set_index("object_kind").loc["line", "warning_en"] == ""


def test_a_line_across_a_wall_says_so():
    z = np.tile(10.0 - 0.1 * np.arange(24), (9, 1))
    z[:, 11] = np.nan
    grid = gt.Grid(9, 24, 0.0, 9.0, 1.0, 1.0, CRS)
    z[4, 9] = 12.0
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([grid.centre(4, 7), grid.centre(4, 16)])], crs=CRS)
    made = gt.condition(gt.Raster(z.astype(np.float32), grid, unit="m"), gt.TerrainParams(nodata="wall"), line)
    assert "not opened" in made.edits["warning_en"][0]


def test_courtyards_of_removed_buildings_go_with_them():
    z = np.tile(np.linspace(9.0, 5.0, 20), (20, 1))
    grid = gt.Grid(20, 20, 0.0, 40.0, 2.0, 2.0, CRS)
    block = shapely.box(10, 10, 30, 30).difference(shapely.box(14, 14, 26, 26))
    block = gpd.GeoDataFrame(geometry=[block], crs=CRS)
    dem = gt.Raster(z.astype(np.float32), grid, unit="m")
    made = gt.condition(dem, gt.TerrainParams(buildings_as="remove"), buildings=block)
    assert not made.land[8:12, 8:12].any()
    assert "1 courtyards (144 m²)" in made.notes[0].en
    gt.route_flow(made)


def test_integer_nodata_and_impossible_heights():
    grid = gt.Grid(3, 3, 0.0, 3.0, 1.0, 1.0, CRS)
    z = np.full((3, 3), 5, np.int16)
    z[1, 1] = -9999
    made = gt.condition(gt.Raster(z, grid, unit="m", nodata=-9999), gt.TerrainParams(nodata="hole"))
    assert not made.land[1, 1]
    for value in (np.inf, -32768.0):
        bad = np.full((3, 3), 5.0, np.float32)
        bad[1, 1] = value
        with pytest.raises(NodataError, match="heights beyond"):
            gt.condition(gt.Raster(bad, grid, unit="m"))


def test_multipoints_are_points():
    terrain, flow, _ = prepare(rough(7))
    point = shapely.Point(flow.grid.centre(20, 30))
    single = gpd.GeoDataFrame({"navn": ["å"], "fid": ["7"], "Area_m2": [1.0]}, geometry=[point], crs=CRS)
    multi = single.set_geometry([shapely.MultiPoint([point])], crs=CRS)
    for snap in (0.0, 6.0):
        one, other = gt.watersheds(terrain, flow, single, snap), gt.watersheds(terrain, flow, multi, snap)
        assert one["area_m2"].tolist() == other["area_m2"].tolist()
        assert other[["navn", "source_fid"]].to_numpy().tolist() == [["å", "7"]]
        assert not {"fid", "Area_m2"} & set(other.columns)
        one, other = gt.traces(terrain, flow, single, snap), gt.traces(terrain, flow, multi, snap)
        assert one["length_m"].tolist() == other["length_m"].tolist()
        assert other["navn"].tolist() == ["å"]
    two = single.set_geometry([shapely.MultiPoint([point, shapely.Point(3, 3)])], crs=CRS)
    with pytest.raises(LayerError, match="one point for each feature"):
        gt.traces(terrain, flow, two)
    with pytest.raises(CrsError, match="points in EPSG:4326"):
        gt.traces(terrain, flow, single.set_crs("EPSG:4326", allow_override=True))
    with pytest.raises(CrsError, match="places in EPSG:4326"):
        gt.watersheds(terrain, flow, single.set_crs("EPSG:4326", allow_override=True))


def test_the_drop_of_a_trace_is_counted_from_the_ground_not_from_a_raised_roof():
    z = np.tile(np.linspace(9.0, 5.0, 20), (20, 1)).astype(np.float32)
    grid = gt.Grid(20, 20, 0.0, 20.0, 1.0, 1.0, CRS)
    dem = gt.Raster(z, grid, unit="m")
    house = gpd.GeoDataFrame(geometry=[shapely.box(5, 5, 9, 9)], crs=CRS)
    terrain = gt.condition(dem, gt.TerrainParams(), buildings=house)
    flow = gt.route_flow(terrain)
    point = gpd.GeoDataFrame(geometry=[shapely.Point(7.5, 7.5)], crs=CRS)
    assert gt.traces(terrain, flow, point, 0.0, dem)["drop_m"][0] < 4.0
    assert gt.traces(terrain, flow, point)["drop_m"][0] > 10.0
