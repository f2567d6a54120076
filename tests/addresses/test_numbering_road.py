"""The road as numbers run along it: held against a walk round its outside, and against distances in a graph."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses.numbering_lines import graph_of, opened
from gistools.addresses.numbering_params import NumberingParams
from gistools.addresses.numbering_road import run_from
from gistools.errors import LayerError

from .number_plans import EAST, NORTH, away, line, lines

START = (EAST, NORTH)
FAST = settings(max_examples=40, deadline=None)


@st.composite
def trees(draw):
    """Return a road that branches at right angles, as a graph of its corners; it starts at its southwest."""
    east = np.cumsum([0, *draw(st.lists(st.integers(11, 47), min_size=4, max_size=4))])
    north = np.cumsum([0, *draw(st.lists(st.integers(13, 53), min_size=4, max_size=4))]) - 60
    corner = {(i, j): (EAST + float(east[i]), NORTH + float(north[j] - north[2])) for i in range(5) for j in range(5)}
    graph = nx.Graph([((0, 2), (1, 2))])
    for _ in range(draw(st.integers(1, 9))):
        free = sorted(
            (node, (node[0] + a, node[1] + b))
            for node in graph if node != (0, 2)
            for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))
            if (node[0] + a, node[1] + b) in corner and (node[0] + a, node[1] + b) not in graph
        )  # fmt: skip
        if free:
            graph.add_edge(*draw(st.sampled_from(free)))
    made = nx.Graph()
    for a, b in graph.edges:
        made.add_edge(corner[a], corner[b], length=float(np.hypot(*np.subtract(corner[a], corner[b]))))
    return made


def run_of(graph, **params):
    road = shapely.MultiLineString([shapely.LineString(edge) for edge in graph.edges])
    return run_from(graph_of(road), START, NumberingParams(turning_m=0.0, **params)), road


def distances(graph):
    return nx.single_source_dijkstra_path_length(graph, START, weight="length")


@given(trees(), st.lists(st.floats(0.0, 1.0), min_size=20, max_size=40))
@FAST
def test_out_and_home_is_a_walk_round_the_outside_of_the_road(graph, shares):
    far = distances(graph)
    longest = max(far.values())
    tips = [node for node, distance in far.items() if distance > longest - 0.5]
    run, road = run_of(graph, branches="around")
    tip = next((node for node in tips if np.allclose(node, run.ways[0].xy[-1])), None)
    assert tip is not None  # the road itself is the longest way
    outside = road.buffer(1.0, cap_style="flat", join_style="mitre").exterior
    outside = outside.reverse() if outside.is_ccw else outside
    assert outside.is_closed
    begin, end = outside.project(shapely.Point(EAST, NORTH + 1.0)), outside.project(shapely.Point(tip))
    end = (end - begin) % outside.length
    walked = {"left": [], "right": []}
    for share in shares:
        step = share * (outside.length - 2.1)  # the last two metres are the end where it starts
        if abs(step - end) < 0.2:
            continue
        point = outside.interpolate((begin + step) % outside.length)
        place = run.place(point, point)
        if min(far_apart(node, place.spot) for node in graph) < 0.01:
            continue  # at a corner to a hundredth of a metre
        side = "left" if step < end else "right"
        assert place.series == side
        walked[side].append((step if side == "left" else -step, place.order_m))
    for steps in walked.values():
        order = [at for _, at in sorted(steps)]
        assert all(b >= a - 1e-3 for a, b in itertools.pairwise(order))


@given(trees(), st.lists(st.tuples(st.floats(0.1, 0.9), st.booleans()), min_size=10, max_size=30))
@FAST
def test_sides_and_distances_are_those_of_one_who_drives_from_the_start(graph, picked):
    far = distances(graph)
    run, _ = run_of(graph)
    edges = sorted(graph.edges)
    seen = []
    for k, (share, left) in enumerate(picked):
        a, b = sorted(edges[k % len(edges)], key=far.get)
        ahead = np.subtract(b, a) / far_apart(a, b)
        at = np.add(a, np.multiply(ahead, share * far_apart(a, b)))
        point = shapely.Point(at + (np.array([-ahead[1], ahead[0]]) if left else np.array([ahead[1], -ahead[0]])))
        place = run.place(point, point)
        assert place.side == place.series == ("left" if left else "right")
        assert place.along_m == pytest.approx(far[a] + share * far_apart(a, b), abs=1e-6)
        assert np.allclose(place.spot, at, atol=1e-6)
        seen.append(place)
    leaves = {way.branch: way.along_m for way in run.ways}
    for one, other in itertools.product(seen, seen):
        if one.branch == other.branch and one.along_m < other.along_m - 0.01:
            assert one.order_m < other.order_m
        if one.branch.startswith(f"{other.branch}." if other.branch else "") and one.branch != other.branch:
            depth = other.branch.count(".") + 1 if other.branch else 0
            first = ".".join(one.branch.split(".")[: depth + 1])
            if other.along_m < leaves[first] - 0.01:
                assert other.order_m < one.order_m
            if other.along_m > leaves[first] + 0.01:
                assert other.order_m > one.order_m


def far_apart(a, b):
    return float(np.hypot(*np.subtract(a, b)))


def straight_links(graph):
    """Return pairs of corners north of each other that a street could join without meeting another."""
    made = []
    for a, b in itertools.combinations(sorted(graph), 2):
        crossed = any(
            c[1] == d[1] and a[1] < c[1] < b[1] and min(c[0], d[0]) <= a[0] <= max(c[0], d[0]) for c, d in graph.edges
        )
        between = any(a[1] < c[1] < b[1] and c[0] == a[0] for c in graph)
        if a[0] == b[0] and START not in {a, b} and not graph.has_edge(a, b) and not between and not crossed:
            made.append((a, b))
    return made


@given(trees(), st.data())
@FAST
def test_a_loop_is_opened_where_it_comes_back_and_nothing_is_lost(graph, data):
    ways = straight_links(graph)
    if not ways:
        return
    a, b = data.draw(st.sampled_from(ways))
    graph.add_edge(a, b, length=far_apart(a, b))
    road = shapely.MultiLineString([shapely.LineString(edge) for edge in graph.edges])
    joints = [node for node in nx.cycle_basis(graph)[0] if graph.degree(node) > 2]
    if len(joints) == 1 and graph.degree(joints[0]) > 3:  # a road that comes back across itself
        with pytest.raises(LayerError, match="crosses itself"):
            graph_of(road)
        return
    made = opened(graph_of(road), START)
    assert sum(edge.length for edge in made.edges) == pytest.approx(road.length, abs=0.01)
    tree = nx.Graph([(edge.begin, edge.end) for edge in made.edges if not edge.is_ring])
    assert nx.is_tree(tree)
    far = distances(graph)
    loops = [edge for edge in made.edges if edge.loops]
    assert len(loops) == (0 if len(joints) == 1 else 1)  # a ring at an end stays
    if not loops:
        return
    joined, loose = sorted((loops[0].begin, loops[0].end), key=lambda node: node not in graph)
    assert joined in graph
    assert loose not in graph
    back = min(graph, key=lambda node: far_apart(node, loose))
    assert far_apart(back, loose) < 0.01
    assert far[joined] <= far[back]
    assert far[back] < far[joined] + loops[0].length + 0.01  # it lies on no shortest way


def test_a_branch_at_a_bend_leaves_on_the_side_that_the_road_bends_from():
    # the road bends left at (50, 0); the branch goes straight on, so it leaves to the right
    road = away(lines([(0, 0), (50, 0), (50, 90)], [(50, 0), (80, 0)]))
    run = run_from(graph_of(road), START, NumberingParams(branches="around"))
    place = run.place(away(shapely.Point(70, 3)), away(shapely.Point(70, 20)))
    assert (place.branch, place.side, place.series) == ("1", "left", "right")


def test_a_point_outside_a_bend_lies_on_the_outer_side():
    run = run_from(graph_of(away(lines([(0, 0), (50, 0), (50, 50)]))), START, NumberingParams())
    outside, inside = away(shapely.Point(55, -5)), away(shapely.Point(45, 5))
    assert run.place(outside, outside).side == "right"
    assert run.place(inside, inside).side == "left"
    assert run.place(outside, outside).along_m == 50.0


def test_a_ring_begins_where_it_is_told_and_runs_clockwise():
    ring = away(line((0, 0), (100, 0), (100, 80), (0, 80), (0, 0)))
    for xy in (ring, ring.reverse()):
        lines_ = graph_of(shapely.MultiLineString([xy]))
        run = run_from(lines_, (EAST + 100, NORTH + 30), NumberingParams())
        assert run.start.equals_exact(away(shapely.Point(100, 30)), 1e-9)
        south = away(shapely.Point(50, -5))
        place = run.place(south, south)
        assert (place.side, place.along_m) == ("left", pytest.approx(80.0))
