"""Flow fields, paths, watersheds and traces of small terrains with answers known by hand, and of random ones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyflwdir
import pytest
import shapely

import gistools as gt
from gistools.errors import Cancelled, GridError, LayerError
from gistools.kernels.codes import DCOL, DROW
from gistools.terrain.steps import d8_codes

CRS = "EPSG:25832"


def prepare(values, dx=1.0, dy=1.0, **params):
    values = np.asarray(values, np.float32)
    grid = gt.Grid(values.shape[0], values.shape[1], 0.0, values.shape[0] * dy, dx, dy, CRS)
    terrain = gt.condition(gt.Raster(values, grid, unit="m"), gt.TerrainParams(**params))
    return terrain, gt.route_flow(terrain)


def valley(rows=20, cols=31):
    """A valley that falls southwards with its bottom in the middle column."""
    r, c = np.mgrid[0:rows, 0:cols]
    return 20.0 + np.abs(c - cols // 2) * 0.5 - r * 0.1


def rough(seed, shape=(40, 50)):
    return np.random.default_rng(seed).normal(size=shape).cumsum(0).cumsum(1) * 0.05


def downstream(flow, row, col):
    code = int(flow.routed[row, col]) & 15
    return (row + int(DROW[code]), col + int(DCOL[code])) if code < 8 else None


def test_a_valley_drains_down_its_middle():
    terrain, flow = prepare(valley())
    assert flow.area_cells[18, 15] == 18 * 29, "all but the rim, which drains off the map where it stands"
    paths = gt.flow_paths(flow, 100.0)
    main = paths.loc[paths["area_m2"].idxmax()]
    assert main["area_m2"] >= 18 * 29
    x = shapely.get_coordinates(main.geometry)[:, 0]
    assert set(x) == {15.5}
    assert repr(terrain).startswith("<ConditionedTerrain")
    assert repr(flow).startswith("<FlowField")


def test_true_cell_size_decides_the_steepest_way():
    """The same heights, but cells of 1 x 5 m: the drop to the side is steeper per metre than the larger one ahead."""
    z = np.array([[9, 9, 9, 9, 9], [9, 9, 9, 9, 9], [9, 9, 8, 7.5, 9], [9, 9, 7, 9, 9], [9, 9, 6, 9, 9]], float)
    _, square = prepare(z, 1.0, 1.0)
    _, oblong = prepare(z, 1.0, 5.0)
    assert downstream(square, 2, 2) == (3, 2)
    assert int(oblong.local[2, 2]) & 15 == 0


def test_flow_path_table_is_consistent():
    _, flow = prepare(rough(3), 2.0, 2.5)
    through = np.arange(flow.routed.size, dtype=float).reshape(flow.routed.shape)
    paths = gt.flow_paths(flow, 60.0, through)
    np.testing.assert_allclose(paths["length_m"], paths.length)
    assert (paths["area_m2"] >= 60.0).all()
    assert (paths["order_strahler"] >= 1).all()
    assert paths.crs == CRS
    assert paths.attrs["units"]["volume_m3"] == "m³"
    starts = {shapely.get_coordinates(g)[0].tobytes() for g in paths.geometry}
    for geometry, area, volume in zip(paths.geometry, paths["area_m2"], paths["volume_m3"], strict=True):
        row, col = divmod(int(volume), flow.grid.cols)
        assert area == flow.area_cells[row, col] * 5.0, "area and volume are those of the same cell"
        end = shapely.get_coordinates(geometry)[-1]
        end_cell = flow.grid.cell_of(*end)
        ends_off_map = downstream(flow, *end_cell) is None
        assert ends_off_map or end.tobytes() in starts, "a path ends where another begins, or off the map"
    joined = shapely.unary_union(paths.geometry.to_list())
    assert joined.length == pytest.approx(paths["length_m"].sum())


def test_strahler_equals_pyflwdir():
    _, flow = prepare(rough(5, (60, 60)))
    paths = gt.flow_paths(flow, 30.0)
    other = pyflwdir.from_array(d8_codes(flow.routed), ftype="d8")
    order = other.stream_order(mask=flow.area_cells >= 30)
    for geometry, mine in zip(paths.geometry, paths["order_strahler"], strict=True):
        row, col = flow.grid.cell_of(*shapely.get_coordinates(geometry)[0])
        assert order[row, col] == mine


def test_watershed_of_a_point_is_all_that_flows_to_it():
    terrain, flow = prepare(rough(7))
    rng = np.random.default_rng(0)
    cells = [(int(rng.integers(1, 39)), int(rng.integers(1, 49))) for _ in range(25)]
    places = gpd.GeoDataFrame(geometry=[shapely.Point(flow.grid.centre(*c)) for c in cells], crs=CRS)
    sheds = gt.watersheds(terrain, flow, places)
    for cell, area, shape in zip(cells, sheds["area_m2"], sheds.geometry, strict=True):
        inside = set()
        for r in range(flow.grid.rows):
            for c in range(flow.grid.cols):
                at = (r, c)
                while at is not None and at != cell:
                    at = downstream(flow, *at)
                if at == cell:
                    inside.add((r, c))
        assert area == len(inside) == flow.area_cells[cell]
        assert shape.area == pytest.approx(len(inside))
        assert shape.is_valid


def test_watershed_of_a_polygon_and_of_nested_places():
    terrain, flow = prepare(valley())
    lower, upper = flow.grid.centre(16, 15), flow.grid.centre(6, 15)
    pond = shapely.Point(lower).buffer(2.0)
    places = gpd.GeoDataFrame(geometry=[shapely.Point(lower), shapely.Point(upper), pond], crs=CRS)
    sheds = gt.watersheds(terrain, flow, places)
    assert sheds["area_m2"][0] > sheds["area_m2"][1]
    assert sheds.geometry[0].buffer(0.01).contains(sheds.geometry[1])
    assert sheds["area_m2"][2] >= sheds["area_m2"][0]
    far = gpd.GeoDataFrame(geometry=[shapely.box(500, 500, 501, 501)], crs=CRS)
    with pytest.raises(LayerError, match=r"place no\. 1 outside"):
        gt.watersheds(terrain, flow, far)


def test_snapping_finds_the_stream_beside_the_point():
    terrain, flow = prepare(valley())
    beside = gpd.GeoDataFrame(geometry=[shapely.Point(flow.grid.centre(10, 18))], crs=CRS)
    plain, snapped = gt.watersheds(terrain, flow, beside), gt.watersheds(terrain, flow, beside, 4.0)
    assert snapped["area_m2"][0] > 5 * plain["area_m2"][0]


def test_trace_follows_the_routed_flow_to_the_edge():
    terrain, flow = prepare(rough(9))
    start = (20, 25)
    points = gpd.GeoDataFrame(geometry=[shapely.Point(flow.grid.centre(*start))], crs=CRS)
    trace = gt.traces(terrain, flow, points)
    length, at, end = 0.0, start, start
    while at is not None:
        end = at
        at = downstream(flow, *at)
        if at is not None:
            length += float(np.hypot(at[0] - end[0], at[1] - end[1]))
    assert trace["length_m"][0] == pytest.approx(length)
    assert flow.grid.cell_of(*shapely.get_coordinates(trace.geometry[0])[-1]) == end
    assert trace["drop_m"][0] == pytest.approx(
        float(terrain.surface.values[start]) - float(terrain.surface.values[end])
    )
    assert "kortets kant" in trace["ends_at"][0]
    outside = gpd.GeoDataFrame(geometry=[shapely.Point(-5, -5)], crs=CRS)
    with pytest.raises(GridError, match="outside the raster"):
        gt.traces(terrain, flow, outside)
    for x, y in ((float("inf"), 5.0), (5.0, float("-inf")), (float("nan"), 5.0)):
        with pytest.raises(GridError, match="outside the raster"):
            flow.grid.cell_of(x, y)


def test_catchments_cut_by_the_edge_are_flagged():
    """A bowl well inside the map is whole; a slope that enters from the edge is not."""
    r, c = np.mgrid[0:31, 0:31]
    bowl = np.minimum(np.hypot(r - 15, c - 15), 10.0)
    z = np.where(np.hypot(r - 15, c - 15) < 10, bowl, 10.0 - 0.01 * (np.hypot(r - 15, c - 15) - 10))
    _, flow = prepare(z)
    assert not flow.cut_by_edge[15, 15]
    slope = np.tile(np.arange(30.0, 0.0, -1.0), (9, 1))
    _, flow = prepare(slope)
    assert flow.cut_by_edge[4, 15]


def test_spreading_flow_on_a_cone_is_even_where_d8_is_not():
    """On a cone all cells at one distance should carry the same; eight directions cannot do that, spreading can."""
    r, c = np.mgrid[0:81, 0:81]
    distance = np.hypot(r - 40, c - 40)
    terrain, flow = prepare(60.0 - distance)
    spread = gt.spread_flow(terrain, flow)
    ring = (distance > 24) & (distance < 26)
    d8 = flow.area_cells[ring]
    assert spread[ring].std() / spread[ring].mean() < 0.35
    assert spread[ring].std() / spread[ring].mean() < 0.3 * d8.std() / d8.mean()
    assert spread[40, 40] == 1.0


@pytest.mark.parametrize("tile", [(7, 9), (20, 50)])
def test_tiles_give_the_same_flow_field(tile):
    terrain, flow = prepare(rough(11))
    tiled = gt.route_flow(terrain, tile)
    for name in ("local", "routed", "basin", "filled", "area_cells", "cut_by_edge"):
        np.testing.assert_array_equal(getattr(flow, name), getattr(tiled, name), err_msg=name)


class StopAt:
    """Progress that cancels at the n-th question."""

    def __init__(self, at):
        self.at, self.asked = at, 0

    def update(self, fraction, message):
        assert 0.0 <= fraction <= 1.0
        assert message.da
        assert message.en

    def cancelled(self):
        self.asked += 1
        return self.asked >= self.at


def test_cancel_is_heard():
    terrain, _ = prepare(rough(13))
    never = StopAt(10**9)
    gt.route_flow(terrain, progress=never)
    assert never.asked >= 6
    for at in range(1, never.asked + 1):
        with pytest.raises(Cancelled):
            gt.route_flow(terrain, progress=StopAt(at))
