"""The structure for cloudburst water: reading, brute force on random graphs, and what reaches it from the ground."""

from __future__ import annotations

import math
from fractions import Fraction

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import gistools as gt
from gistools.errors import CrsError, LayerError, MixedValuesError
from gistools.plan import StructureParams, check_structure, read_structure
from gistools.plan.structure_flow import Room, push
from gistools.plan.structure_kinds import BY_NAME, STRUCTURE_KINDS
from gistools.plan.structure_layers import link_layer, node_layer

CRS = "EPSG:25832"
SEEDS = st.integers(0, 2**32 - 1)


def slope(rows=12, cols=20):
    """A plane that falls 1 m for each cell of 1 m towards the east, and a little to the middle row."""
    z = np.tile(np.arange(cols, 0, -1, dtype=np.float32), (rows, 1))
    return gt.condition(gt.Raster(z, gt.Grid(rows, cols, 0.0, float(rows), 1.0, 1.0, CRS), unit="m"))


def layer(*rows):
    """Return elements as a layer: kind, shape, what can pass (m³/s), what is held or can pass (m³)."""
    names = ("type", "kapacitet_m3_s", "kapacitet_m3")
    data = {name: [row[i] for row in rows] for name, i in zip(names, (0, 2, 3), strict=True)}
    return gpd.GeoDataFrame(data, geometry=[row[1] for row in rows], crs=CRS)


def line(*points):
    return shapely.LineString(points)


# --- water in a graph ---------------------------------------------------------------------------------------------


def random_structure(rng):
    """Return a random graph without cycles, rooms, water from the ground and ends."""
    count = int(rng.integers(1, 9))
    number = (rng.permutation(count) + 1).tolist()  # so that numbers do not follow the water
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(number))
    for a in range(count):
        for b in range(a + 1, count):
            if rng.random() < 0.4:
                graph.add_edge(number[a], number[b])
    names = [*graph.nodes, *graph.edges]
    rooms = {
        name: Room(int(rng.choice([0, 0, 5, 40])), None if rng.random() < 0.2 else int(rng.choice([0, 3, 17, 60])))
        for name in names
    }
    ground = {name: int(rng.integers(0, 50)) for name in names if rng.random() < 0.7}
    ends = frozenset(node for node in graph.nodes if rng.random() < 0.5)
    return graph, rooms, ground, ends


def by_hand(graph, rooms, ground, ends):
    """Push the water by hand: any place all of whose lines from above are done; shares in fractions."""
    came = {node: ground.get(node, 0) for node in graph.nodes}
    done, told = set(), {}
    while len(done) < len(graph):
        node = next(n for n in graph.nodes if n not in done and all(a in done for a in graph.predecessors(n)))
        done.add(node)
        room = rooms[node]
        held = min(came[node], room.holds)
        rest = came[node] - held
        out = list(graph.successors(node))
        limit = 0 if not out and node not in ends else rest if room.passes is None else room.passes
        passed = min(rest, limit)
        told[node] = (came[node], held, passed, rest - passed)
        free = []
        for to in out:
            r = rooms[node, to]
            free.append(max(r.holds + (passed if r.passes is None else r.passes) - ground.get((node, to), 0), 0))
        given = [0] * len(out)
        if out and not sum(free):
            given[0] = passed
        elif out:
            wished = [Fraction(passed * f, sum(free)) for f in free]
            given = [math.floor(w) for w in wished]
            while sum(given) < passed:
                i = max(range(len(out)), key=lambda i: (wished[i] - given[i], -i))
                given[i] += 1
        for to, units in zip(out, given, strict=True):
            r, total = rooms[node, to], units + ground.get((node, to), 0)
            held = min(total, r.holds)
            passed_on = total - held if r.passes is None else min(total - held, r.passes)
            told[node, to] = (total, held, passed_on, total - held - passed_on)
            came[to] += passed_on
    return told


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_water_is_pushed_as_by_hand_and_none_is_lost(seed):
    graph, rooms, ground, ends = random_structure(np.random.default_rng(seed))
    loads = push(graph, rooms, ground, ends)
    told = {name: (load.came, load.held, load.passed, load.spilled) for name, load in loads.items()}
    assert told == by_hand(graph, rooms, ground, ends)
    out = sum(loads[node].passed for node in graph.nodes if not graph.out_degree(node))
    assert sum(ground.values()) == out + sum(load.held + load.spilled for load in loads.values())
    for name, load in loads.items():
        assert load.held <= rooms[name].holds
        assert rooms[name].passes is None or load.passed <= rooms[name].passes
        assert not load.spilled or load.held == rooms[name].holds
    assert held_and_out(graph, rooms, ground, ends) >= sum(ground.values()) - sum(o.spilled for o in loads.values())


def held_and_out(graph, rooms, ground, ends):
    """Return the most water that any way of leading it could hold and lead out: a maximum flow."""
    net = nx.DiGraph()
    net.add_edge("ground", "none", capacity=0)
    net.add_edge("none", "kept", capacity=0)
    whole = sum(ground.values()) + 1
    for name in [*graph.nodes, *graph.edges]:
        net.add_edge("ground", (name, "in"), capacity=ground.get(name, 0))
        net.add_edge((name, "in"), "kept", capacity=rooms[name].holds)
        passes = whole if rooms[name].passes is None else rooms[name].passes
        net.add_edge((name, "in"), (name, "out"), capacity=passes)
    for node in graph.nodes:
        for edge in graph.out_edges(node):
            net.add_edge((node, "out"), (edge, "in"), capacity=whole)
            net.add_edge((edge, "out"), (edge[1], "in"), capacity=whole)
        if node in ends and not graph.out_degree(node):
            net.add_edge((node, "out"), "kept", capacity=whole)
    return nx.maximum_flow_value(net, "ground", "kept")


# --- reading ------------------------------------------------------------------------------------------------------


def test_ends_are_snapped_and_the_graph_tells_what_leads_where():
    terrain = slope()
    drawn = layer(
        ("Skybrudsvej", line((2, 9), (7.5, 6.4)), "0,25", None),
        ("rør", line((2, 3), (7.7, 5.8)), None, 40),
        ("bassin", shapely.box(9, 5, 11, 7), None, 12.5),
        ("rende", line((11.5, 6), (18, 6)), 1.0, None),
        ("vandløb", shapely.Point(18.5, 6.5), None, None),
        ("rende", line((7.5, 6.2), (9.2, 6)), 1.0, None),
    )
    made = read_structure(drawn, terrain, StructureParams(tolerance_m=1.0))
    graph = made.graph
    assert sorted(graph.edges) == [(1, 2), (3, 4), (4, 1), (5, 4)]
    assert nx.is_directed_acyclic_graph(graph)
    assert [graph.nodes[n]["kind"] for n in sorted(graph)] == ["basin", "recipient", "junction", "junction", "junction"]
    assert graph.nodes[1]["holds_m3"] == 12.5
    assert graph.edges[5, 4]["carries_m3"] == 40.0
    assert math.isnan(graph.nodes[1]["carries_m3_s"])


def test_lines_lead_as_the_ground_falls_when_asked_to():
    terrain = slope()
    drawn = layer(("rende", line((18, 6), (3, 6)), 1.0, None), ("udløb", shapely.Point(18.5, 6), None, None))
    with pytest.raises(LayerError, match=r"ends loose at 3\.0, 6\.0"):
        read_structure(drawn, terrain)
    made = read_structure(drawn, terrain, StructureParams(direction="terrain"))
    assert list(made.graph.edges) == [(2, 1)]
    assert any("turned" in note.en for note in made.notes)


def test_all_faults_are_told_at_once():
    terrain = slope()
    drawn = layer(
        ("skybrudsvej", line((1, 1), (5, 1)), None, None),
        ("kanon", shapely.Point(3, 3), None, None),
        ("bassin", shapely.Point(3, 3), None, None),
        ("udløb", shapely.Point(15, 10), None, -3.0),
        ("rende", shapely.Point(4, 4), 1.0, None),
        ("rende", line((1, 8), (50, 8)), 1.0, None),
        ("rende", line((1, 5), (9, 5)), "1.500", None),
        ("udløb", shapely.Point(15, 2), None, None),
        ("rende", line((2, 9), (9, 9)), 1.0, None),
        ("rende", line((5, 11.9), (5, 9.5)), 1.0, None),
    )
    with pytest.raises(LayerError) as caught:
        read_structure(drawn, terrain)
    text = caught.value.found.en
    for said in (
        "row 1 (Cloudburst road): kapacitet_m3_s is missing",
        "row 2: unknown type 'kanon'",
        "row 3 (Basin): kapacitet_m3 is missing",
        "row 4 (Outlet): kapacitet_m3 = -3",
        "row 5 (Channel): Point, not line",
        "row 6 (Channel): off the map",
        "row 7 (Channel): kapacitet_m3_s = 1.500 can be read in two ways",
        "row 8 (Udløb 8) is reached by no line",
        "row 9 (Rende 9) ends loose at 9.0, 9.0",
        "row 10 (Rende 10) ends loose at 5.0, 9.5; split row 9 here",
    ):
        assert said in text


def test_rings_and_doubled_lines_are_told():
    terrain = slope()
    ring = layer(
        ("rende", line((2, 2), (8, 2)), 1.0, None),
        ("rende", line((8, 2), (8, 8)), 1.0, None),
        ("rende", line((8, 8), (2, 2)), 1.0, None),
    )
    with pytest.raises(LayerError, match="the lines of rows 1, 2, 3 lead in a ring"):
        read_structure(ring, terrain)
    double = layer(
        ("rende", line((2, 2), (8, 2)), 1.0, None),
        ("rende", line((2, 2), (5, 5), (8, 2)), 1.0, None),
        ("udløb", shapely.Point(8, 2), None, None),
    )
    with pytest.raises(LayerError, match="rows 1 and 2 lead between the same two places"):
        read_structure(double, terrain)
    with pytest.raises(LayerError, match="begins and ends at the same place"):
        read_structure(layer(("rende", line((2, 2), (3, 2)), 1.0, None)), terrain)
    with pytest.raises(CrsError):
        read_structure(ring.set_crs("EPSG:25833", allow_override=True), terrain)
    with pytest.raises(LayerError, match="column type is missing"):
        read_structure(ring.rename(columns={"type": "x"}), terrain)


def test_every_kind_has_its_own_names():
    assert len(BY_NAME) == sum(len(kind.names) for kind in STRUCTURE_KINDS)


# --- against a rain -----------------------------------------------------------------------------------------------


def checked(terrain, drawn, rain=100.0, **params):
    classes = gt.runoff_classes(terrain, gt.LossParams())
    params = StructureParams(**params)
    return check_structure(read_structure(drawn, terrain, params), terrain, classes, rain, params)


def test_a_gutter_across_a_slope_takes_all_above_it():
    """A gutter of 12 cells across a slope of 12 rows, in column 8; cells at the edge of the map drain off it.

    To it drain rows 1 to 10 of columns 1 to 7 (70 cells); of the columns beside it the cells that touch it, also those
    below it, since a cell beside a way out drains there (10 in column 9, and at both ends of columns 7 and 9: 4). With
    its own cells 70 + 10 + 4 + 12 = 96 cells of 0.1 m³. It passes 2 m³ into a basin of 1 m³.
    """
    terrain = slope()
    drawn = layer(
        ("rende", line((8.5, 11.9), (8.5, 0.4)), None, 2.0),
        ("bassin", shapely.Point(8.5, 0.1), None, 1.0),
    )
    made = checked(terrain, drawn, tolerance_m=0.5)
    lines, places = link_layer(made), node_layer(made)
    taken = lines["from_ground_m3"].sum() + places["from_ground_m3"].sum()
    assert taken == pytest.approx((70 + 10 + 4 + 12) * 0.1, rel=1e-4)
    assert lines["missing_m3"][0] == pytest.approx(lines["load_m3"][0] - 2.0, rel=1e-4)
    assert lines["passed_m3"][0] == pytest.approx(2.0, rel=1e-4)
    basin = places[places["structure_kind"] == "basin"].iloc[0]
    assert basin["held_m3"] == pytest.approx(1.0, rel=1e-4)
    assert basin["missing_m3"] == pytest.approx(basin["load_m3"] - 1.0, rel=1e-4)
    assert made.account["spilled"] * made.unit_m3 == pytest.approx(taken - 1.0, rel=1e-4)


def test_a_bluespot_above_keeps_its_water():
    """A valley one cell wide in rock: a hollow of 0.3 m³ lies above the outlet's basin; 6 cells of 0.1 m come to it.

    The 9 m walls of two cells' width drain off the map's edge or into the valley alike with and without the hollow, so
    that the difference of what reaches the basin is the hollow's 0.3 m³.
    """
    bed = np.array([9, 8, 7, 6, 5, 4, 3, 2, 1], np.float32)

    def reached(dip):
        z = np.full((5, 9), 20.0, np.float32)
        z[2] = bed
        z[2, 4] = 4.0 - dip  # its lower neighbour stands at 4
        terrain = gt.condition(gt.Raster(z, gt.Grid(5, 9, 0.0, 5.0, 1.0, 1.0, CRS), unit="m"))
        made = checked(terrain, layer(("bassin", shapely.Point(7.5, 2.5), None, 100.0)))
        return made.account["ground"] * made.unit_m3, made.account["stored"] * made.unit_m3

    without, dry = reached(0.0)
    with_hollow, standing = reached(0.3)
    assert dry == 0.0
    assert standing == pytest.approx(0.3, abs=1e-5)
    assert without - with_hollow == pytest.approx(0.3, abs=1e-5)


def test_the_upper_of_two_elements_takes_the_water_that_the_lower_does_not_get_twice():
    """Two basins in one valley: alone each gets all above; together the lower gets what falls between."""
    z = np.full((5, 12), 30.0, np.float32)
    z[2] = np.arange(12, 0, -1)
    terrain = gt.condition(gt.Raster(z, gt.Grid(5, 12, 0.0, 5.0, 1.0, 1.0, CRS), unit="m"))
    upper, lower = ("bassin", shapely.Point(4.5, 2.5), None, 50.0), ("bassin", shapely.Point(9.5, 2.5), None, 50.0)
    alone = [checked(terrain, layer(one)).account["ground"] for one in (upper, lower)]
    both = checked(terrain, layer(upper, lower))
    first, second = (both.loads[node].ground for node in (1, 2))
    assert first == alone[0]
    assert first + second == both.account["ground"] == alone[1]
    assert 0 < second < alone[1]


def test_an_outlet_takes_from_the_structure_alone():
    """A valley runs past the outlet of a channel: its water is not the structure's, nor is that at the line's end."""
    z = np.full((9, 12), 30.0, np.float32)
    z[6] = np.arange(12, 0, -1)
    terrain = gt.condition(gt.Raster(z, gt.Grid(9, 12, 0.0, 9.0, 1.0, 1.0, CRS), unit="m"))
    drawn = layer(("rende", line((9.5, 6.5), (9.5, 2.6)), 1.0, None), ("udløb", shapely.Point(9.5, 2.5), None, None))
    made = checked(terrain, drawn, tolerance_m=0.9)
    place, link = node_layer(made).iloc[0], link_layer(made).iloc[0]
    assert place["structure_kind"] == "outlet"
    assert place["from_ground_m3"] == 0.0
    assert place["passed_m3"] == pytest.approx(made.account["out"] * made.unit_m3) == link["load_m3"]
    assert made.account["edge"] * made.unit_m3 > 1.0  # the valley's
    cells = math.ceil(link["from_ground_m3"] / 0.1 - 0.01)
    assert cells < 9 * 12 / 4  # the valley alone gets more than that


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_on_random_terrain_all_water_is_accounted_for(seed):
    """`check_structure` raises where it is not; what the layers tell adds up to the account."""
    rng = np.random.default_rng(seed)
    z = rng.integers(0, 8, (12, 20)).astype(np.float32) / 4
    z[rng.random(z.shape) < 0.05] = np.nan
    z[5:7] = np.where(np.isnan(z[5:7]), 1.0, z[5:7])
    terrain = gt.condition(
        gt.Raster(z, gt.Grid(12, 20, 0.0, 12.0, 1.0, 1.0, CRS), unit="m"), gt.TerrainParams(nodata=gt.Nodata.HOLE)
    )
    a, b = rng.uniform(1, 8), rng.uniform(11, 18)
    drawn = layer(
        ("forsinkelsesvej", line((a, 6.2), (10, 5.8)), 0.001, 2.0),
        ("skybrudsledning", line((1.0, 1.0), (10, 5.8)), 0.002, None),
        ("forsinkelse", shapely.box(10, 5, 12, 7), 0.003, 3.0),
        ("skybrudsvej", line((11, 6), (b + 1.0, 6)), 0.001, None),
        ("udløb", shapely.Point(b + 1.0, 6.0), None, 4.0),
    )
    made = checked(terrain, drawn, 200.0, tolerance_m=0.5)
    assert made.difference == 0
    rows = [link_layer(made), node_layer(made)]
    ground = sum(float(one["from_ground_m3"].sum()) for one in rows)
    missing = sum(float(one["missing_m3"].sum()) for one in rows)
    assert ground == pytest.approx(made.account["ground"] * made.unit_m3)
    assert missing == pytest.approx(made.account["spilled"] * made.unit_m3)
    runoff = gt.net_runoff(terrain, gt.EventParams(rain_mm=200.0))
    assert made.account["runoff"] == int(runoff.amount.sum())


def test_twice_the_time_carries_twice_as_much():
    terrain = slope()
    drawn = layer(("rende", line((3, 6), (18, 6)), 0.0002, None), ("udløb", shapely.Point(18.5, 6), None, None))
    one, two = (checked(terrain, drawn, duration_h=hours) for hours in (1.0, 2.0))
    assert link_layer(one)["takes_m3"][0] == pytest.approx(0.72, rel=1e-4)
    assert link_layer(two)["takes_m3"][0] == pytest.approx(1.44, rel=1e-4)
    assert one.account["ground"] == two.account["ground"]
    assert one.account["spilled"] > two.account["spilled"]


def test_values_of_another_terrain_are_refused():
    terrain, other = slope(), slope(13)
    drawn = layer(("bassin", shapely.Point(5, 5), None, 1.0))
    with pytest.raises(MixedValuesError):
        check_structure(read_structure(drawn, terrain), terrain, gt.runoff_classes(other, gt.LossParams()), 10.0)
