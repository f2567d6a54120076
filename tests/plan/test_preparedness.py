"""Roads that close, homes cut off: by hand, and against brute force on random roads and grids."""

from __future__ import annotations

import itertools
import math
from collections import deque

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import gistools as gt
from gistools.cloudburst.solving import solve
from gistools.errors import LayerError, ParamError
from gistools.floodcost.exposure import rain_at_depth
from gistools.plan import (
    FloodCase,
    PreparednessParams,
    RoadGraph,
    RoadNetworkParams,
    Vehicle,
    cut_off_rain,
    passable_depth,
    preparedness,
    road_network,
    way_lengths,
)
from gistools.plan.preparedness_cells import cells_crossed
from gistools.plan.preparedness_network import Access
from gistools.plan.preparedness_states import Reach

CRS = "EPSG:25832"
GRID = gt.Grid(rows=12, cols=16, x0=100.0, y0=212.0, dx_m=1.0, dy_m=1.0, crs=CRS)


def layer(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def line(*xy):
    return shapely.LineString(xy)


# ---- reach over a graph


def walked(graph, stations, rain):
    """Nodes that a walk over open pieces comes to, and the shortest lengths by relaxing until nothing changes."""
    neighbours = {n: [] for n in range(graph.nodes)}
    for a, b, metres, closes in zip(graph.u, graph.v, graph.length_m, graph.closes_mm, strict=True):
        if closes > rain:
            neighbours[a].append((b, metres))
            neighbours[b].append((a, metres))
    seen, queue = set(stations), deque(stations)
    while queue:
        for other, _ in neighbours[queue.popleft()]:
            if other not in seen:
                seen.add(other)
                queue.append(other)
    length = [0.0 if n in set(stations) else math.inf for n in range(graph.nodes)]
    for _ in range(graph.nodes):
        for n in range(graph.nodes):
            length[n] = min([length[n], *(length[other] + metres for other, metres in neighbours[n])])
    return seen, length


def random_graph(rng):
    nodes, pieces = int(rng.integers(1, 12)), int(rng.integers(0, 24))
    u, v = rng.integers(0, nodes, pieces), rng.integers(0, nodes, pieces)  # parallel pieces and loops among them
    closes = rng.choice([5.0, 10.0, 10.0, 20.0, 33.3, np.inf], pieces)
    return RoadGraph(nodes, u, v, rng.uniform(1.0, 9.0, pieces), closes)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000))
def test_one_pass_over_all_rains_is_each_rain_by_itself(seed):
    rng = np.random.default_rng(seed)
    graph = random_graph(rng)
    stations = rng.choice(graph.nodes, int(rng.integers(1, graph.nodes + 1)), replace=False).tolist()
    cut = cut_off_rain(graph, stations)
    for rain in (0.0, 4.9, 5.0, 10.0, 15.0, 20.0, 33.3, 500.0):
        seen, length = walked(graph, stations, rain)
        assert (cut > rain).tolist() == [n in seen for n in range(graph.nodes)]
        np.testing.assert_allclose(way_lengths(graph, stations, rain), length)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000))
def test_unknown_water_leaves_open_only_what_it_decides(seed):
    """Whatever the unknown pieces are in truth, what is told as reached or cut off holds."""
    rng = np.random.default_rng(seed)
    graph = random_graph(rng)
    partly = rng.random(graph.u.size) < 0.3
    network = type(
        "Network", (), {"graph": lambda _, closes: RoadGraph(graph.nodes, graph.u, graph.v, graph.length_m, closes)}
    )()
    reach = Reach.of(network, graph.closes_mm, partly, [0], 1.5)
    everyone = Access(np.arange(graph.nodes), np.zeros(graph.nodes))
    for rain in (0.0, 10.0, 25.0):
        state, _, _ = reach.at(rain, everyone)
        both = [walked(RoadGraph(graph.nodes, graph.u, graph.v, graph.length_m, closes), [0], rain)[0]
                for closes in (graph.closes_mm, np.where(partly, 0.0, graph.closes_mm))]  # fmt: skip
        dry = walked(graph, [0], -1.0)[0]
        for n in range(graph.nodes):
            expected = (
                {"no_way"} if n not in dry else {"cut_off"} if n not in both[0]
                else {"unknown"} if n not in both[1] else {"reached", "detour"}
            )  # fmt: skip
            assert state[n] in expected
        truth = np.where(partly, np.minimum(graph.closes_mm, rng.uniform(0, 40, partly.size)), graph.closes_mm)
        seen = walked(RoadGraph(graph.nodes, graph.u, graph.v, graph.length_m, truth), [0], rain)[0]
        assert not [n for n in range(graph.nodes) if state[n] in {"reached", "detour"} and n not in seen]
        assert not [n for n in range(graph.nodes) if state[n] == "cut_off" and n in seen]


def test_a_detour_is_a_way_that_water_makes_longer():
    """0 to 1 is 100 m, or 130 m round by 2: at 10 mm the straight way closes, and the ratio is 1.3."""
    graph = RoadGraph(
        3, np.array([0, 0, 2]), np.array([1, 2, 1]), np.array([100.0, 60.0, 70.0]), np.array([10.0, np.inf, np.inf])
    )
    network = type("Network", (), {"graph": lambda _, closes: RoadGraph(3, graph.u, graph.v, graph.length_m, closes)})()
    for ratio, expected in ((1.3, "detour"), (1.31, "reached")):
        reach = Reach.of(network, graph.closes_mm, np.zeros(3, bool), [0], ratio)
        state, way, share = reach.at(10.0, Access(np.array([1, -1]), np.array([0.0, np.nan])))
        assert state.tolist() == [expected, "no_road"]
        assert (way[0], share[0]) == (130.0, 1.3)
        assert np.isnan(way[1])
        assert reach.at(9.9, Access(np.array([1]), np.zeros(1)))[1].tolist() == [100.0]


# ---- cells under lines


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000))
def test_cells_of_lines_are_those_that_it_shares_a_length_with(seed):
    """By shapely: a cell is passed through when the line has a length in its inside."""
    rng = np.random.default_rng(seed)
    grid = gt.Grid(rows=5, cols=6, x0=10.0, y0=20.0, dx_m=1.3, dy_m=0.7, crs=CRS)
    ways = [line(*rng.uniform([8, 15], [20, 22], (int(rng.integers(2, 5)), 2))) for _ in range(3)]
    crossed = cells_crossed(np.array([*ways, shapely.LineString()], object), grid)
    for n, way in enumerate(ways):
        mine = crossed.cell[crossed.start[n] : crossed.start[n + 1]]
        boxes = {
            r * grid.cols + c: shapely.box(
                grid.x0 + c * grid.dx_m,
                grid.y0 - (r + 1) * grid.dy_m,
                grid.x0 + (c + 1) * grid.dx_m,
                grid.y0 - r * grid.dy_m,
            )
            for r in range(grid.rows)
            for c in range(grid.cols)
        }
        expected = {cell for cell, box in boxes.items() if shapely.intersection(way, box).length > 1e-9}
        assert set(mine.tolist()) - {-1} == expected
        assert (-1 in mine) == (not shapely.box(10.0, 16.5, 17.8, 20.0).covers(way))
    assert crossed.start[-1] == crossed.start[-2]  # an empty line has none


def test_lines_along_sides_and_of_no_length_have_a_cell():
    grid = gt.Grid(rows=2, cols=2, x0=0.0, y0=2.0, dx_m=1.0, dy_m=1.0, crs=CRS)
    ways = np.array([line((0, 1), (2, 1)), line((1, 2), (1, 0)), line((0.5, 0.5), (0.5, 0.5))], object)
    crossed = cells_crossed(ways, grid)
    assert [crossed.cell[a:b].tolist() for a, b in itertools.pairwise(crossed.start)] == [[2, 3], [1, 3], [2]]


# ---- the network


def test_ends_are_joined_and_crossings_are_not():
    """A cross of two roads that meet nowhere, a road whose end lies 0.3 m off, and one end on the middle of another."""
    roads = layer(
        [line((0, 0), (100, 0)), line((50, -50), (50, 50)), line((100.3, 0), (200, 0)), line((150, 0), (150, 9))]
    )
    home = np.array([shapely.Point(200, 1), shapely.Point(50, 50), shapely.Point(150, 9)])
    network, access = road_network(roads, np.array([shapely.Point(0, 0), *home]), RoadNetworkParams(piece_m=1000.0))
    cut = cut_off_rain(network.graph(np.full(len(network.pieces), np.inf)), [access.node[0]])
    assert cut[access.node[1:]].tolist() == [np.inf, 0.0, 0.0]
    assert "1 ends lie on another road" in network.notes[0].en
    joined, access = road_network(roads, np.array([shapely.Point(0, 0), *home]), RoadNetworkParams(snap_m=0.0))
    cut = cut_off_rain(joined.graph(np.full(len(joined.pieces), np.inf)), [access.node[0]])
    assert cut[access.node[1]] == 0.0


def test_planned_roads_are_left_out_and_bridges_told_and_faults_named():
    roads = layer([line((0, 0), (9, 0)), line((9, 0), (9, 9))], status=["Anlagt", "Planlagt"], niveau=[1, 0])
    network, access = road_network(roads, shapely.points([[9.0, 8.0], [0.0, 500.0]]), RoadNetworkParams())
    assert len(network.pieces) == 1
    assert network.bridge.tolist() == [True]
    assert access.attached.tolist() == [True, False]
    assert [note.en.split(" ")[0] for note in network.notes] == ["1", "Roads", "1"]
    with pytest.raises(LayerError, match="a road layer of Point"):
        road_network(layer([shapely.Point(0, 0)]), shapely.points([[0.0, 0.0]]), RoadNetworkParams())
    with pytest.raises(LayerError, match="row 1, niveau = bro"):
        road_network(layer([line((0, 0), (9, 0))], niveau=["bro"]), shapely.points([[0.0, 0.0]]), RoadNetworkParams())


def test_the_answer_does_not_depend_on_the_length_of_pieces():
    rng = np.random.default_rng(4)
    roads = layer([line(*rng.uniform([100, 200], [116, 212], (3, 2))) for _ in range(9)])
    points = shapely.points(rng.uniform([100, 200], [116, 212], (12, 2)))
    onset = rng.uniform(0, 100, GRID.rows * GRID.cols)
    answers = []
    for piece in (1.0, 3.7, 1000.0):
        network, access = road_network(roads, points, RoadNetworkParams(snap_m=3.0, piece_m=piece))
        closes, partly = network.water(GRID, lambda cells: onset[cells])
        assert not partly.any()
        answers.append(cut_off_rain(network.graph(closes), [access.node[0]])[access.node])
    np.testing.assert_array_equal(answers[0], answers[1])
    np.testing.assert_array_equal(answers[0], answers[2])
    assert np.unique(answers[0]).size > 3


# ---- water on the roads


@pytest.fixture(scope="module")
def terrain():
    """A plain that falls to the east, with pits; a strip of unknown heights in the north-east."""
    row, col = np.mgrid[0:12, 0:16].astype(float)
    z = 10.0 - 0.05 * col + 0.02 * np.abs(row - 6)
    z[5:8, 3:7] -= 0.6
    z[2:4, 9:12] -= 0.35
    z[9, 12] -= 0.5
    z[0:2, 14:] = np.nan
    return gt.condition(gt.Raster(z.astype(np.float32), GRID, unit="m"), gt.TerrainParams(nodata=gt.Nodata.SEA))


@pytest.fixture(scope="module")
def result(terrain):
    return solve(terrain, gt.runoff_classes(terrain, gt.LossParams()))


@pytest.mark.parametrize("depth", [0.0, 0.05, 0.2, 0.3, 0.5, 0.9])
def test_rain_at_depth_is_where_the_depth_map_turns(result, depth):
    cells = np.arange(GRID.rows * GRID.cols)
    mm = rain_at_depth(result, cells, depth)
    values = result.rain.values.ravel()
    assert np.isnan(mm[np.isnan(values)]).all()
    for rain in (1.0, 5.0, 12.0, 30.0, 80.0, 300.0):
        standing = result.standing(rain).depth.values.ravel()
        deep = standing >= depth + 1e-5 if depth else standing > 0.0
        shallow = standing <= depth - 1e-5 if depth else standing == 0.0
        step = result.runoff.step_mm
        assert (mm[deep] <= rain + step).all()
        assert (mm[shallow] > rain - step).all()
    assert np.isfinite(mm).any() == (depth < 0.6)


@pytest.mark.parametrize("seed", range(12))
def test_homes_cut_off_against_brute_force_on_the_depth_maps(result, seed):
    """Each rain by itself: draw its depth map, drop every piece with a cell as deep, walk from the station."""
    rng = np.random.default_rng(seed)
    knots = rng.uniform([100.5, 200.5], [115.5, 211.5], (7, 2))
    pairs = [(a, b) for a, b in itertools.combinations(range(7), 2) if rng.random() < 0.5] or [(0, 1)]
    roads = layer([line(knots[a], knots[b]) for a, b in pairs])
    homes = layer(shapely.points(rng.uniform([100, 200], [116, 212], (10, 2))), antal_boliger=[1] * 10)
    stations = layer([shapely.Point(knots[pairs[0][0]])])
    params = PreparednessParams(passable_depth_m=0.15, attach_m=2.0, snap_m=0.01, piece_m=2.0)
    cases = [FloodCase(rain_mm=mm) for mm in (2.0, 8.0, 25.0, 60.0, 200.0)]
    made = preparedness(result, roads, homes, stations, params, cases=cases)
    points = np.concatenate([homes.geometry, stations.geometry])
    network, access = road_network(roads, points, params)
    source = int(access.node[-1])
    crossed = cells_crossed(network.pieces, GRID)
    length = shapely.length(network.pieces)
    for case, row in zip(cases, made.by_rain.itertuples(), strict=True):
        depth = result.standing(case.rain_mm).depth.values.ravel()
        closed, unknown = [], []
        for n in range(len(network.pieces)):
            cells = crossed.cell[crossed.start[n] : crossed.start[n + 1]]
            deep = depth[cells[cells >= 0]]
            closed.append(bool((deep >= 0.15).any()))
            unknown.append(bool((cells < 0).any() or np.isnan(deep).any()))
        closed, unknown = np.array(closed), np.array(unknown)

        def walk(shut):
            open_ = RoadGraph(network.nodes, network.u, network.v, length, np.where(shut, 0.0, np.inf))
            return walked(open_, [source], 1.0)[0]

        dry, sure, dark = walk(np.zeros_like(closed)), walk(closed), walk(closed | unknown)
        homes_at = access.node[:-1]
        expected = {
            "homes_no_road": sum(n < 0 for n in homes_at),
            "homes_no_way": sum(n >= 0 and n not in dry for n in homes_at),
            "homes_cut_off": sum(n in dry and n not in sure for n in homes_at),
            "homes_unknown": sum(n in sure and n not in dark for n in homes_at),
        }
        assert {name: getattr(row, name) for name in expected} == expected
        assert row.home_count == 10 == sum(expected.values()) + row.homes_reached + row.homes_detour
        assert row.road_closed_m == pytest.approx(length[closed].sum(), abs=0.01)
        assert row.dwellings_cut_off == expected["homes_cut_off"]


def test_a_street_through_a_pit_by_hand(result):
    """The street in row 6 runs through the pit of columns 3 to 6; east of it lies the home, west of it the station.

    The least rain that brings 0.3 m to any cell of the row cuts the home off; the bridge beside it never closes.
    """
    street = line((100.5, 205.5), (114.5, 205.5))
    home, station = layer([shapely.Point(114.0, 205.0)]), layer([shapely.Point(100.5, 205.5)])
    cases = [FloodCase(rain_mm=1.0), FloodCase(rain_mm=300.0)]
    made = preparedness(result, layer([street]), home, station, PreparednessParams(snap_m=0.01), cases=cases)
    row = [r * GRID.cols + c for r in (6,) for c in range(14)]
    expected = rain_at_depth(result, np.array(row), 0.3).min()
    assert np.isfinite(expected)
    assert made.homes["cut_off_mm"].tolist() == [expected]
    assert made.homes["reach_state"].tolist() == ["cut_off"]
    assert made.by_rain["homes_cut_off"].tolist() == [0, 1]
    assert made.by_rain["homes_reached"].tolist() == [1, 0]
    assert made.passable_depth_m == 0.3 == passable_depth(Vehicle.CAR)
    assert "0,3 m" in next(note.da for note in made.notes if "midterlinjen" in note.da)
    over = preparedness(result, layer([street], niveau=[1]), home, station, cases=cases)
    assert over.roads["road_state"].unique().tolist() == ["bridge"]
    assert over.by_rain["homes_cut_off"].tolist() == [0, 0]
    high = preparedness(
        result, layer([street]), home, station, PreparednessParams(vehicle=Vehicle.EMERGENCY), cases=cases
    )
    assert high.by_rain["homes_cut_off"].tolist() == [0, 0]  # the pit is nowhere deeper than 0.6 m


def test_a_road_over_a_culvert_is_not_as_low_as_the_culvert():
    """A bank of 3 m in columns 7 and 8, opened by a culvert along row 6 to a pit of 1 m on both sides of it.

    The pit holds 1 m and fills; the opening is as deep. The road on the bank crosses the opening and stays open; the
    path along the culvert is closed.
    """
    z = np.full(GRID.shape, 10.0)
    z[4:9, 3:13] = 9.0
    z[:, 7:9] = 13.0
    culvert = layer([line((105.5, 205.5), (110.5, 205.5))])
    dem = gt.Raster(z.astype(np.float32), GRID, unit="m")
    terrain = gt.condition(dem, None, culvert)
    result = solve(terrain, gt.runoff_classes(terrain, gt.LossParams()))
    assert terrain.surface.values[6, 7] == 9.0
    assert result.standing(900.0).depth.values[6, 7] == pytest.approx(1.0)
    bank, path = line((108.0, 200.5), (108.0, 211.5)), line((100.5, 205.7), (115.5, 205.7))
    cases = [FloodCase(rain_mm=900.0)]
    for road, expected in ((bank, [1, 0]), (path, [0, 1])):
        ends = shapely.get_coordinates(road)
        home, station = layer([shapely.Point(ends[-1])]), layer([shapely.Point(ends[0])])
        made = preparedness(result, layer([road]), home, station, cases=cases)
        assert made.by_rain.loc[0, ["homes_reached", "homes_cut_off"]].tolist() == expected
        assert any(f"{expected[0]} roads run over culverts" in note.en for note in made.notes)


def test_critical_places_stand_in_water_and_are_cut_off(result):
    """A care home at the rim of the pit; a school on dry ground at the street's dry end; a house is no such place."""
    boxes = [shapely.box(107, 204, 109, 206), shapely.box(100, 200, 101, 201), shapely.box(112, 201, 113, 202)]
    buildings = layer(boxes, byg021anvendelse=["160", 421, "120"], navn=["Ahorn", None, "Villa"])
    street, station = (
        layer([line((100.5, 205.5), (114.5, 205.5))], vejnavn=["Gaden"]),
        layer([shapely.Point(100.5, 205.5)]),
    )
    cases = [FloodCase(rain_mm=1.0), FloodCase(rain_mm=300.0)]
    homes = layer([shapely.Point(100.6, 205.0)])
    made = preparedness(
        result, street, homes, station, PreparednessParams(place_depth_m=0.0), cases=cases, buildings=buildings
    )
    assert made.places["use_code"].tolist() == ["160", "421"]
    assert made.places["place_name"].tolist() == ["Ahorn", ""]
    assert made.places["reach_state"].tolist() == ["cut_off", "reached"]
    assert made.by_rain["place_count"].tolist() == [2, 2]
    assert made.by_rain["places_cut_off"].tolist() == [0, 1]
    assert made.by_rain["places_wet"].iloc[-1] == (made.places["water_mm"] <= 300.0).sum() == 1
    assert len(made.places_by_rain) == 4
    assert made.stations["road_distance_m"].tolist() == [0.0]
    assert made.roads["road_name"].unique().tolist() == ["Gaden"]
    with pytest.raises(LayerError, match="no column kode"):
        preparedness(
            result, street, homes, station, PreparednessParams(use_field="kode"), cases=cases, buildings=buildings
        )


def test_what_cannot_be_answered_is_refused(result):
    street, home = layer([line((100.5, 205.5), (114.5, 205.5))]), layer([shapely.Point(101, 205)])
    far = layer([shapely.Point(101, 900)])
    with pytest.raises(LayerError, match="none of 1 stations lies by a road"):
        preparedness(result, street, home, far, cases=[FloodCase(rain_mm=1.0)])
    for cases in ([], [FloodCase(return_period_years=5.0)], [FloodCase(rain_mm=5.0), FloodCase(rain_mm=5.0)]):
        with pytest.raises(ParamError, match="at least one, rising, each with mm"):
            preparedness(result, street, home, home, cases=cases)
