"""Ways through a network, against networkx on one in which every place is a node."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet import Places, Search, attach_points
from tests.pathnet.made import cut_graph, network, random_network


def places(rng, net, count):
    edge = rng.integers(0, len(net.edges), count)
    share = rng.choice([0.0, 0.25, 0.5, 0.5, 0.75, 1.0], count)
    return Places(edge, share * net.length_m[edge], np.zeros(count))


def oracle(graph, k, targets):
    found = nx.single_source_dijkstra_path_length(graph, k, weight="cost")
    return np.array([found.get(one, np.inf) for one in targets])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_costs_and_routes_are_those_of_a_graph_with_all_places_as_nodes(seed):
    net, search, rng = random_network(seed)
    begin, end = places(rng, net, 3), places(rng, net, 4)
    graph = cut_graph(search, begin, end)
    nodes = range(len(net.nodes))
    at_nodes, between = search.from_places(begin), search.between(begin, end)
    for k in range(3):
        np.testing.assert_allclose(at_nodes[k], oracle(graph, (0, k), nodes))
        np.testing.assert_allclose(between[k], oracle(graph, (0, k), [(1, j) for j in range(4)]))
        for j in range(4):
            route = search.route(begin[k], end[j])
            if np.isinf(between[k, j]):
                assert route is None
                continue
            assert route.cost == pytest.approx(between[k, j])
            paid = np.where(route.along, search.cost_forward[route.edge], search.cost_backward[route.edge])
            assert (paid * np.abs(route.end_m - route.begin_m) / net.length_m[route.edge]).sum() == pytest.approx(
                route.cost
            )
            line = route.line(net)
            assert line.length == pytest.approx(route.length_m)
            for where, spot in ((line.coords[0], begin[k]), (line.coords[-1], end[j])):
                there = net.edges.geometry[spot.edge[0]].interpolate(spot.offset_m[0])
                assert shapely.Point(where).distance(there) < 1e-6
            for piece, after in zip(route.pieces(net)[:-1], route.pieces(net)[1:], strict=True):
                assert piece.coords[-1] == pytest.approx(after.coords[0])  # no step leaps
    np.testing.assert_allclose(search.nearest(begin), at_nodes.min(axis=0))
    back = search.reversed().from_places(end)
    np.testing.assert_allclose(back.min(axis=0), search.reversed().nearest(end))
    np.testing.assert_allclose(search.reversed().between(end, begin), between.T)


def test_a_house_in_the_middle_of_an_edge_is_not_moved_to_its_end():
    net = network((0, 0, 100, 0), (100, 0, 200, 0))
    both = Places(np.array([0, 0]), np.array([40.0, 70.0]), np.zeros(2))
    np.testing.assert_allclose(Search.whole(net).between(both, both), [[0.0, 30.0], [30.0, 0.0]])


def test_a_place_off_the_network_reaches_nothing():
    net = network((0, 0, 100, 0))
    spots = attach_points(net, [shapely.Point(50, 3), shapely.Point(0, 999), None], max_m=10.0)
    assert spots.met.tolist() == [True, False, False]
    found = Search.whole(net).between(spots, spots)
    assert found[0, 0] == 0.0
    assert np.isinf(np.delete(found.ravel(), 0)).all()


def test_points_do_not_land_on_edges_that_may_not_be_used_nor_on_islands_when_asked():
    net = network((0, 0, 100, 0), (0, 10, 5, 10))
    point = [shapely.Point(2, 8)]
    assert attach_points(net, point, max_m=20.0, prefer_main=False).edge.tolist() == [1]
    assert attach_points(net, point, max_m=20.0, slack_m=10.0).edge.tolist() == [0]
    assert attach_points(net, point, max_m=20.0, slack_m=1.0).edge.tolist() == [1]
    assert attach_points(net, point, max_m=20.0, edges=np.array([True, False])).edge.tolist() == [0]
    assert attach_points(net, point, max_m=7.0, edges=np.array([True, False])).edge.tolist() == [-1]


def test_parts_are_numbered_by_length_and_a_bridge_ends_on_the_ground():
    net = network((0, 0, 5, 0), (100, 0, 200, 0), (200, 0, 300, 0), (300, 0, 400, 0), level=[0, 0, 1, -1])
    assert net.nodes["component"].tolist() == [2, 2, 1, 1, 1, 1]
    assert net.nodes["level"].tolist() == [0, 0, 0, 0, 1, -1]  # where bridge and tunnel meet, the upper is told


def test_the_graphs_of_networkx_hold_every_edge_with_its_columns():
    net = network((0, 0, 5, 0), (0, 0, 5, 0), (5, 0, 5, 5), oneway=[0, 1, -1], lit=["yes", "no", "unknown"])
    graph = net.graph()
    assert sorted(key for _, _, key in graph.edges(keys=True)) == [1, 2, 3]
    assert graph.edges[1, 2, 2]["lit"] == "no"
    assert sorted(net.digraph().edges(keys=True)) == [(1, 2, 1), (1, 2, 2), (2, 1, 1), (3, 2, 3)]


def test_of_two_edges_as_near_the_order_of_rows_does_not_choose():
    edges = [(0, 0, 10, 0), (10, 0, 10, 10), (0, 0, 0, 10)]
    corner = shapely.points([[4.0, 4.0]])  # 4 m from two of them
    for order in itertools.permutations(range(3)):
        met = attach_points(network(*[edges[k] for k in order]), corner, max_m=9.0)
        assert (order[int(met.edge[0])], met.offset_m.tolist()) == (2, [4.0])
