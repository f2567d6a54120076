"""Resistance: cells by hand, barriers that never leak, openings exactly where they should be."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.corridors import ResistanceParams, coarsen, load_species, load_surface_classes, resistance_surface
from gistools.errors import CrsError, LayerError, ParamError, TableError
from gistools.grid import Grid
from gistools.styles.columns_corridors import SURFACES
from tests.corridors.made import resistance_of

CRS = "EPSG:25832"
CLASSES = load_surface_classes()
HOG = load_species()["hedgehog"]
SQUARE = Grid(rows=24, cols=24, x0=0.0, y0=120.0, dx_m=5.0, dy_m=5.0, crs=CRS)
OBLONG = Grid(rows=12, cols=30, x0=0.0, y0=120.0, dx_m=4.0, dy_m=10.0, crs=CRS)
PARAMS = ResistanceParams()
TOWN = Path(__file__).resolve().parents[2] / "sample_data" / "town.gpkg"


def polygons(*rows):
    return gpd.GeoDataFrame({"klasse": [r[0] for r in rows]}, geometry=[r[1] for r in rows], crs=CRS)


def lines(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(s) for s in shapes], crs=CRS)


GRASS = polygons(("græs", shapely.box(0, 0, 120, 120)))


def class_at(made, row, col):
    return made.names[made.classes[row, col]]


def reached(made, start, *, through):
    """Return the cells that can be reached by the 8 steps: none into NaN, none across two barriers at a corner.

    ``through`` tells which cells may be entered.
    """
    closed = made.barrier | np.isnan(made.raster.values)
    rows, cols = closed.shape
    seen = np.zeros(closed.shape, bool)
    seen[start] = True
    queue = deque([start])
    while queue:
        r, c = queue.popleft()
        for dr in (-1, 0, 1):
            for dc in (-1, 0, 1):
                a, b = r + dr, c + dc
                if not (0 <= a < rows and 0 <= b < cols) or seen[a, b] or not through[a, b]:
                    continue
                if dr and dc and closed[r, b] and closed[a, c]:
                    continue
                seen[a, b] = True
                queue.append((a, b))
    return seen


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_a_cell_is_of_the_surface_on_top_of_its_centre(seed):
    """Point in polygon for each centre by hand, over random triangles."""
    lot = np.random.default_rng(seed)
    names = lot.choice(["eng", "skov", "tag", "mark", "have", "befaestet"], 8)
    corners = lot.uniform(0, 120, (8, 3, 2))
    shapes = [shapely.Polygon(c) for c in corners]
    made = resistance_surface(polygons(*zip(names, shapes, strict=True)), HOG, OBLONG, PARAMS)
    ranks = [CLASSES.names.index(CLASSES.of(name)) for name in names]
    for row in range(OBLONG.rows):
        for col in range(OBLONG.cols):
            centre = shapely.Point(OBLONG.centre(row, col))
            over = [rank for rank, shape in zip(ranks, shapes, strict=True) if shape.contains(centre)]
            assert made.classes[row, col] == min(over, default=-1)
            value = made.raster.values[row, col]
            assert np.isnan(value) if not over else value == HOG.resistance[CLASSES.names[min(over)]]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([SQUARE, OBLONG]), st.sampled_from(["roads", "rails", "streams"]))
def test_a_line_from_side_to_side_never_leaks(seed, grid, kind):
    """Whatever its direction: from above no cell below is reached but through a cell of the line itself."""
    lot = np.random.default_rng(seed)
    bends = lot.uniform(20, 100, 4)
    shape = list(zip([-10, 30, 75, 130], bends, strict=True))
    made = resistance_surface(GRASS, HOG, grid, PARAMS, **{kind: lines(shape, bredde_m=[0.5])})
    seen = reached(made, (0, 0), through=~made.barrier)
    assert not seen[-1].any()
    line = shapely.LineString(shape)
    for row, col in np.argwhere(made.barrier):
        x, y = grid.centre(row, col)
        cell = shapely.box(x - grid.dx_m / 2, y - grid.dy_m / 2, x + grid.dx_m / 2, y + grid.dy_m / 2)
        assert cell.distance(line) < 0.01  # and it is no wider than the cells it touches
    assert reached(made, (0, 0), through=np.ones(grid.shape, bool)).all()  # at its price it can be crossed


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000), st.integers(2, 4))
def test_a_coarser_grid_never_leaks_and_keeps_openings(seed, factor):
    lot = np.random.default_rng(seed)
    shape = list(zip([-10, 30, 75, 130], lot.uniform(20, 100, 4), strict=True))
    fine = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=lines(shape, aadt=[9000], bredde_m=[0.5]))
    made = coarsen(fine, factor)
    assert not reached(made, (0, 0), through=~made.barrier)[-1].any()
    assert (made.raster.values[made.barrier] == HOG.resistance["road_large"]).all()
    line = shapely.LineString(shape)
    pipe = gpd.GeoDataFrame(geometry=[line.interpolate(0.5, normalized=True)], crs=CRS)
    opened = resistance_surface(
        GRASS, HOG, SQUARE, PARAMS, roads=lines(shape, aadt=[9000], bredde_m=[0.5]), passages=pipe
    )
    for one in (opened, coarsen(opened, factor)):
        free = one.raster.values <= HOG.resistance["passage"]
        assert reached(one, (0, 0), through=free)[-1].any()


def test_coarse_cells_by_hand():
    """Blocks of 2: barrier 9 among 1s gives 9; with an opened 2 in it 2; without either the mean of what is known."""
    fine = resistance_surface(GRASS, HOG, Grid(2, 6, 0.0, 2.0, 1.0, 1.0, CRS), PARAMS)
    values = np.array([[1, 9, 1, 9, 1, np.nan], [1, 1, 2, 9, 3, 5]], np.float32)
    barrier = np.array([[0, 1, 0, 1, 0, 0], [0, 0, 0, 1, 0, 0]], bool)
    opened = np.array([[0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0]], bool)
    raster = fine.raster.with_values(values)
    made = coarsen(replace(fine, raster=raster, barrier=barrier, opened=opened), 2)
    assert made.raster.values.tolist() == [[9.0, 2.0, 3.0]]
    assert made.barrier.tolist() == [[True, False, False]]
    assert made.opened.tolist() == [[False, True, False]]
    assert made.raster.grid.dx_m == 2.0
    with pytest.raises(ParamError, match="factor = 0"):
        coarsen(fine, 0)


def test_the_last_cells_of_a_coarse_grid_are_kept():
    fine = resistance_surface(GRASS, HOG, Grid(5, 7, 0.0, 5.0, 1.0, 1.0, CRS), PARAMS)
    made = coarsen(fine, 3)
    assert made.raster.grid.shape == (2, 3)
    assert (made.raster.values == HOG.resistance["grass"]).all()


def test_a_road_is_large_by_traffic_else_by_category():
    across = [[(0, y), (120, y)] for y in (102.5, 82.5, 62.5, 42.5, 22.5)]
    roads = lines(*across, aadt=[4999, 5000, None, None, 100],
                  vejkategori=["Hovedrute", "Lille vej", "Hovedrute", "Lille vej", None])  # fmt: skip
    made = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=roads)
    assert [class_at(made, row, 5) for row in (3, 7, 11, 15, 19)] == [
        "road_small", "road_large", "road_large", "road_small", "road_small"
    ]  # fmt: skip
    other = resistance_surface(GRASS, HOG, SQUARE, ResistanceParams(large_from_aadt=50.0), roads=roads)
    assert [class_at(other, row, 5) for row in (3, 19)] == ["road_large", "road_large"]


def test_a_road_is_as_wide_as_it_is():
    """20 m on cells of 5 m: four rows; 1 m: the row that its line is in."""
    for width, rows in ((20.0, 4), (1.0, 1)):
        roads = lines([(0, 60.1), (120, 60.1)], bredde_m=[width])
        made = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=roads)
        assert made.barrier[:, 3].sum() == rows


def test_what_is_planned_in_a_pipe_or_in_a_tunnel_parts_nothing():
    across = [(0, 62.5), (120, 62.5)]
    planned = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=lines(across, status=["Planlagt"]))
    piped = resistance_surface(GRASS, HOG, SQUARE, PARAMS, streams=lines(across, synlighed=["Rørlagt"]))
    tunnel = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=lines(across, bro_tunnel=["Tunnel"], niveau=[-1]))
    for made in (planned, piped, tunnel):
        assert not made.barrier.any()
    assert "planned" in planned.notes[0].en
    assert "pipes" in piped.notes[0].en


def cells(mask):
    return {(int(r), int(c)) for r, c in np.argwhere(mask)}


ROAD = lines([(0, 62.5), (120, 62.5)], aadt=[9000], bredde_m=[4.0])  # row 11


def test_a_passage_opens_the_cells_that_it_goes_through_and_no_other():
    line = lines([(32.5, 50), (32.5, 75)], navn=["Rør"])
    for passage in (line, gpd.GeoDataFrame(geometry=[shapely.Point(32.5, 70)], crs=CRS)):
        made = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=ROAD, passages=passage)
        assert cells(made.opened) == {(11, 6)}
        assert class_at(made, 11, 6) == "passage"
        assert made.raster.values[11, 6] == HOG.resistance["passage"]
        assert not made.barrier[11, 6]
        assert made.barrier[11].sum() == 23
        assert class_at(made, 10, 6) == "grass"  # outside the barrier nothing changes


def test_a_wide_passage_opens_its_width():
    made = resistance_surface(
        GRASS, HOG, SQUARE, PARAMS, roads=ROAD, passages=lines([(32.5, 50), (32.5, 75)], bredde_m=[15.0])
    )
    assert cells(made.opened) == {(11, 5), (11, 6), (11, 7)}


def test_a_passage_that_opens_nothing_is_told_by_name():
    far = gpd.GeoDataFrame(
        {"navn": ["Langt væk", "Ved vejen"]}, geometry=[shapely.Point(60, 110), shapely.Point(60, 70)], crs=CRS
    )
    made = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=ROAD, passages=far)
    assert [n.en for n in made.notes] == ["passages without a road, railway or stream to open: Langt væk"]
    assert cells(made.opened) == {(11, 12)} or cells(made.opened) == {(11, 11), (11, 12)}


UP = [(32.5, 10), (32.5, 110)]


@pytest.mark.parametrize(
    ("where", "opens"),
    [({"bro_tunnel": ["Tunnel"], "niveau": [-1]}, True), ({"bro_tunnel": ["Bro"], "niveau": [1]}, True),
     ({"bro_tunnel": [""], "niveau": [0]}, False), ({}, False)],
)  # fmt: skip
def test_a_path_in_a_tunnel_or_on_a_bridge_opens_the_road_and_one_on_the_ground_does_not(where, opens):
    made = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=ROAD, paths=lines(UP, **where))
    assert cells(made.opened) == ({(11, 6)} if opens else set())
    assert class_at(made, 11, 6) == ("path" if opens else "road_large")


def test_a_short_tunnel_opens_a_wide_road_along_the_path_it_belongs_to():
    """The tunnel is 4 m, the road 20 m wide: the path's other parts lead through; a path beside does not."""
    road = lines([(0, 62.5), (120, 62.5)], aadt=[9000], bredde_m=[20.0])
    paths = lines([(32.5, 10), (32.5, 60.5)], [(32.5, 60.5), (32.5, 64.5)], [(32.5, 64.5), (32.5, 110)],
                  [(20, 55), (50, 55)], bro_tunnel=["", "Tunnel", "", ""])  # fmt: skip
    made = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=road, paths=paths)
    assert cells(made.opened) == {(row, 6) for row in range(9, 13)} | ({(13, 6)} if made.barrier[13, 5] else set())
    free = made.raster.values <= HOG.resistance["path"]
    assert reached(made, (0, 0), through=free)[-1].any()


def test_a_stream_opens_a_road_only_under_a_bridge():
    stream = lines(UP, bredde_m=[2.0])
    ground = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=ROAD, streams=stream)
    assert class_at(ground, 11, 6) == "road_large"
    assert not ground.opened.any()
    parts = lines([(0, 62.5), (25, 62.5)], [(25, 62.5), (40, 62.5)], [(40, 62.5), (120, 62.5)], aadt=[9000] * 3,
                  bro_tunnel=["", "Bro", ""], niveau=[0, 1, 0], bredde_m=[4.0] * 3)  # fmt: skip
    bridge = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=parts, streams=stream)
    assert cells(bridge.opened) == {(11, 6)}
    assert class_at(bridge, 11, 6) == "stream"
    assert bridge.barrier[2:22, 6].all()  # the stream is a barrier still
    by_level = parts.assign(bro_tunnel="")
    again = resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=by_level, streams=stream)
    np.testing.assert_array_equal(again.classes, bridge.classes)


def test_a_path_bridge_opens_the_stream():
    stream = lines([(0, 62.5), (120, 62.5)], bredde_m=[6.0])
    made = resistance_surface(GRASS, HOG, SQUARE, PARAMS, streams=stream, paths=lines(UP, bro_tunnel=["Bro"]))
    assert class_at(made, 11, 6) == "path"
    assert (11, 6) in cells(made.opened)
    assert reached(made, (0, 0), through=made.raster.values < HOG.resistance["stream"])[-1].any()


def test_a_building_in_the_way_is_not_opened():
    house = gpd.GeoDataFrame(geometry=[shapely.box(30, 55, 35, 60)], crs=CRS)
    made = resistance_surface(
        GRASS, HOG, SQUARE, PARAMS, roads=ROAD, buildings=house, passages=lines([(32.5, 50), (32.5, 75)])
    )
    assert class_at(made, 12, 6) == "building"
    assert made.barrier[12, 6]


def test_a_hedge_drawn_as_a_line_takes_every_cell_it_touches():
    hedge = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (120, 120)])], crs=CRS)
    made = resistance_surface({"hedges": hedge, "land_cover": GRASS}, HOG, SQUARE, PARAMS)
    assert all(class_at(made, 23 - k, k) == "hedge" for k in range(24))
    free = made.raster.values == 1.0
    assert reached(made, (23, 0), through=free)[0, 23]


def test_cells_of_no_known_surface_are_told_and_closed_or_of_a_stated_class():
    half = polygons(("græs", shapely.box(0, 0, 60, 120)))
    made = resistance_surface(half, HOG, SQUARE, PARAMS)
    assert np.isnan(made.raster.values[:, 12:]).all()
    assert (made.classes[:, 12:] == -1).all()
    assert made.notes[0].en == "0.72 ha of no known surface: cannot be crossed"
    filled = resistance_surface(half, HOG, SQUARE, ResistanceParams(unknown_class="arable"))
    assert (filled.raster.values[:, 12:] == HOG.resistance["arable"]).all()
    assert "taken as arable land" in filled.notes[0].en
    with pytest.raises(ParamError, match="arabel is unknown"):
        resistance_surface(half, HOG, SQUARE, ResistanceParams(unknown_class="arabel"))


def test_nobody_passes_outside_what_is_known():
    area = polygons(("", shapely.box(20, 20, 100, 100)))
    made = resistance_surface(GRASS, HOG, SQUARE, ResistanceParams(unknown_class="arable"), study_area=area)
    assert np.isfinite(made.raster.values).sum() == 16 * 16
    assert not made.notes


@pytest.mark.parametrize("wrong", [0.5, 0.0, -1.0, float("nan"), float("inf")])
def test_a_resistance_below_1_or_not_finite_names_class_and_species(wrong):
    bad = replace(HOG, resistance={**HOG.resistance, "meadow": wrong, "park": 0.9})
    with pytest.raises(TableError, match=rf"hedgehog: (?=.*meadow = {wrong:g})(?=.*park = 0\.9)"):
        resistance_surface(GRASS, bad, SQUARE, PARAMS)
    with pytest.raises(TableError, match=r"rail = \?"):
        resistance_surface(GRASS, replace(HOG, resistance={c: 1.0 for c in CLASSES.names if c != "rail"}), SQUARE,
                           PARAMS)  # fmt: skip


def test_layers_that_cannot_be_used_are_named():
    degrees = ROAD.set_crs(4326, allow_override=True)
    with pytest.raises(CrsError, match="layer roads"):
        resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=degrees)
    area = gpd.GeoDataFrame({"vejnavn": ["Gade"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=CRS)
    with pytest.raises(LayerError, match="roads: 1 is no line"):
        resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=area)
    empty = gpd.GeoDataFrame({"navn": ["Tom"]}, geometry=[None], crs=CRS)
    with pytest.raises(LayerError, match="passages: Tom without geometry"):
        resistance_surface(GRASS, HOG, SQUARE, PARAMS, roads=ROAD, passages=empty)


def read(name):
    return gpd.read_file(TOWN, layer=name)


def test_the_town_has_its_tunnel_its_bridges_and_nothing_else_open():
    grid = Grid(400, 400, 650000.0, 6270000.0, 5.0, 5.0, CRS)
    roads, paths = read("roads"), read("paths")
    made = resistance_surface(
        {"nature": read("nature_areas"), "land_cover": read("land_cover")}, HOG, grid, PARAMS, roads=roads,
        streams=read("stream"), paths=paths, buildings=read("buildings"),
    )  # fmt: skip
    assert np.isfinite(made.raster.values).all()
    bridges = pd.concat([one[one["bro_tunnel"] != ""] for one in (roads, paths)]).geometry
    rows, cols = np.nonzero(made.opened)
    points = shapely.points(*grid.centres(rows, cols))
    assert all(bridges.distance(point).min() < 25.0 for point in points)
    for shape in bridges:
        assert shapely.dwithin(points, shape, 10.0).any()
    row, col = grid.cell_of(650300.0, 6268900.0)  # Dalstien beneath Ringvejen
    assert class_at(made, row, col) == "path"
    assert class_at(made, row, col + 4) == "road_large"


def test_cells_of_another_surface_stay_barriers_unless_it_opens_them():
    names = np.array([["road_small", "arable", "arable"]])
    before = resistance_of(names)
    cells = np.array([0, 1])
    for opens in (False, True):
        after = before.with_surface(cells, "pond", 4.0, opens=opens)
        assert after.raster.values.tolist() == [[4.0, 4.0, 20.0]]
        assert [after.names[k] for k in after.classes[0]] == ["pond", "pond", "arable"]
        assert after.barrier.tolist() == [[not opens, False, False]]
    assert before.raster.values[0, 0] == 50.0
    assert before.barrier[0, 0]


def test_columns_name_the_classes_that_are_shipped():
    shipped = {name: (label.da, label.en) for name, label in CLASSES.labels.items()}
    assert {name: (label.da, label.en) for name, label in SURFACES.items()} == shipped
