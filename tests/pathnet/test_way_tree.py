"""The tree of ways to a place, against networkx on a graph in which every place is a node."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet import Places
from gistools.pathnet.way_tree import NO_WAY, WayTree
from tests.pathnet.made import cut_graph, random_network


def places(rng, net, count):
    edge = rng.integers(0, len(net.edges), count)
    share = rng.choice([0.0, 0.25, 0.5, 0.75, 1.0], count)
    return Places(edge, share * net.length_m[edge], np.zeros(count))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
def test_costs_sums_and_use_are_those_of_the_ways_one_by_one(seed):
    net, search, rng = random_network(seed)
    homes, goal = places(rng, net, 6), places(rng, net, 1)
    tree = WayTree.to(search, goal)
    cost, how = tree.from_places(homes)
    graph = cut_graph(search, homes, goal)
    values = rng.integers(0, 5, (len(net.edges), 2)).astype(float)
    weight = rng.integers(1, 9, 6).astype(float)
    sums, used = tree.sums(homes, values), tree.used(homes, weight)
    metres = tree.sums(homes, net.length_m[:, None])[:, 0]
    for k in range(6):
        try:
            best = nx.dijkstra_path_length(graph, (0, k), (1, 0), weight="cost")
        except nx.NetworkXNoPath:
            assert how[k] == NO_WAY
            assert np.isnan(sums[k]).all()
            continue
        assert cost[k] == pytest.approx(best)
        assert metres[k] <= cost[k] + 1e-9  # a metre costs at least 1 here
    np.testing.assert_allclose(cost, search.between(homes, goal)[:, 0])
    # each home alone: what it uses is a way of that cost, and sums and uses add up over homes
    alone = np.array([tree.used(homes[k], np.ones(1)) for k in range(6)])
    np.testing.assert_allclose(used, weight @ alone)
    for k in range(6):
        if how[k] == NO_WAY:
            assert not alone[k].any()
            continue
        taken = np.flatnonzero(alone[k])
        assert set(alone[k]) <= {0.0, 1.0}
        whole = [e for e in taken if e not in {homes.edge[k], goal.edge[0]}]
        sure = values[whole].sum(axis=0)
        assert (sums[k] >= sure - 1e-9).all()
        assert (sums[k] <= values[taken].sum(axis=0) + 1e-9).all()
        assert metres[k] <= net.length_m[taken].sum() + 1e-9


def test_a_home_at_the_school_goes_nowhere():
    net, search, _ = random_network(3)
    spot = Places(np.array([0]), np.array([net.length_m[0] / 2]), np.zeros(1))
    tree = WayTree.to(search, spot)
    assert tree.from_places(spot)[0].tolist() == [0.0]
    assert tree.used(spot, np.ones(1)).sum() == 0.0
