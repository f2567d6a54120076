"""The published missing-link benefit, against its definition by listing all shortest ways."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet import assemble
from gistools.pathnet.missing_benefit import cut_betweenness, missing_link_benefit, streets_betweenness
from tests.pathnet.made import network


def random_streets(seed):
    """Return a network of whole-number lengths with many ties, parallel edges and loops."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 8)), int(rng.integers(1, 15))
    ends = rng.integers(0, n, (m, 2))
    node = np.unique(ends, return_inverse=True)[1].reshape(-1, 2)
    length = rng.integers(1, 4, m).astype(float)
    lines = [shapely.LineString([(0, 0), (1, 0)])] * m
    return assemble(lines, node[:, 0], node[:, 1], {"length_m": length}), rng


def all_ways(net, mask, a, b, cutoff=np.inf):
    """Return every shortest way from a to b over some edges as a tuple of edges, and how long it is."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(net.nodes)))
    for e in np.flatnonzero(mask & (net.u != net.v)):
        graph.add_edge(int(net.u[e]), int(net.v[e]), int(e), length=float(net.length_m[e]))
    if not nx.has_path(graph, a, b):
        return [], np.inf
    best = nx.dijkstra_path_length(graph, a, b, weight="length")
    if best > cutoff + 1e-9:
        return [], np.inf
    ways = [
        tuple(key for _, _, key in way)
        for way in nx.all_simple_edge_paths(graph, a, b)
        if abs(sum(net.length_m[key] for _, _, key in way) - best) < 1e-9
    ]
    return ways, best


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1.0, 3.0, 5.0, 1e9]))
def test_betweenness_shares_ties_and_stops_at_the_cutoff(seed, cutoff):
    net, _ = random_streets(seed)
    wanted = np.zeros(len(net.edges))
    every = np.ones(len(net.edges), bool)
    for a, b in itertools.combinations(range(len(net.nodes)), 2):
        ways, _ = all_ways(net, every, a, b, cutoff)
        for way in ways:
            wanted[list(way)] += 1.0 / len(ways)
    np.testing.assert_allclose(cut_betweenness(net, cutoff_m=cutoff), wanted, atol=1e-9)


def test_betweenness_without_a_cutoff_is_that_of_networkx():
    rng = np.random.default_rng(5)
    points = rng.random((60, 2)) * 1000.0
    graph = nx.random_geometric_graph(60, 250.0, pos={k: tuple(p) for k, p in enumerate(points)}, seed=1)
    pairs = list(graph.edges)
    net = assemble([shapely.LineString([points[a], points[b]]) for a, b in pairs], *np.array(pairs).T)
    for k, (a, b) in enumerate(pairs):
        graph[a][b]["length"] = net.length_m[k]
    theirs = nx.edge_betweenness_centrality(graph, normalized=False, weight="length")
    np.testing.assert_allclose(cut_betweenness(net, cutoff_m=1e9), [theirs[pair] for pair in pairs])


def betweenness_of_streets(net, usable, cutoff):
    """Return it by listing ways between all nodes but those where two edges alike meet and nothing else."""
    at = {k: [] for k in range(len(net.nodes))}
    for e in range(len(net.edges)):
        at[int(net.u[e])].append(e)
        at[int(net.v[e])].append(e)
    counted = [
        k for k, ends in at.items() if len(ends) != 2 or len(set(ends)) == 1 or usable[ends[0]] != usable[ends[1]]
    ]
    wanted, every = np.zeros(len(net.edges)), np.ones(len(net.edges), bool)
    for a, b in itertools.combinations(counted, 2):
        ways, _ = all_ways(net, every, a, b, cutoff)
        for way in ways:
            wanted[list(way)] += 1.0 / len(ways)
    return wanted


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_betweenness_of_streets_is_by_its_definition(seed):
    net, rng = random_streets(seed)
    usable = rng.random(len(net.edges)) < 0.5
    wanted = betweenness_of_streets(net, usable, 5.0)
    np.testing.assert_allclose(streets_betweenness(net, usable, cutoff_m=5.0), wanted, atol=1e-9)


def test_a_street_in_pieces_counts_as_one():
    whole = network((0, 0, 90, 0), (90, 0, 90, 50), (90, 0, 180, 0), (0, 0, 0, 70))
    pieces = network((0, 0, 30, 0), (70, 0, 30, 0), (70, 0, 90, 0), (90, 0, 90, 50), (90, 0, 180, 0), (0, 0, 0, 70))
    one = streets_betweenness(whole, np.array([True, False, False, True]))
    assert (
        streets_betweenness(pieces, np.array([True] * 3 + [False] * 2 + [True])).tolist()
        == one[[0, 0, 0, 1, 2, 3]].tolist()
    )
    assert cut_betweenness(pieces)[0] > one[0]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_gaps_are_those_of_the_definition(seed):
    net, rng = random_streets(seed)
    usable = rng.random(len(net.edges)) < 0.5
    found = missing_link_benefit(net, usable, cutoff_m=6.0)
    between = betweenness_of_streets(net, usable, 6.0)
    every = np.ones(len(net.edges), bool)
    touch = [set(net.u[m].tolist()) | set(net.v[m].tolist()) for m in (usable, ~usable)]
    wanted = {}
    for a, b in itertools.combinations(sorted(touch[0] & touch[1]), 2):
        ways, metres = all_ways(net, ~usable, a, b, 6.0)
        if ways and metres <= all_ways(net, every, a, b)[1] and all_ways(net, usable, a, b)[1] >= 1.5 * metres:
            wanted[a + 1, b + 1] = (
                metres,
                {round(sum(between[e] * net.length_m[e] for e in way) / metres, 9) for way in ways},
            )
    got = {(row.from_node, row.to_node): (row.length_m, row.ipdc_benefit) for row in found.itertuples()}
    assert got.keys() == wanted.keys()
    for key, (metres, benefit) in got.items():
        assert metres == pytest.approx(wanted[key][0])
        assert round(benefit, 9) in wanted[key][1]
    assert found["ipdc_benefit"].is_monotonic_decreasing
    assert not len(found) or found["kept"].iloc[0]


def test_of_gaps_that_share_a_street_the_best_is_kept():
    # tracks at A, B, C; streets A-M, M-B, M-C: the three gaps share streets
    net = network(
        (0, 0, 0, 50), (200, 0, 200, 50), (100, -90, 100, -150), (0, 0, 100, 0), (100, 0, 200, 0), (100, 0, 100, -90)
    )
    found = missing_link_benefit(net, np.array([True, True, True, False, False, False]))
    assert len(found) == 3
    assert found["kept"].sum() == 1
    assert np.isinf(found["detour"]).all()
    assert {line.geom_type for line in found.geometry} == {"LineString"}
