"""What homes reach: against a graph cut at every place."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet.reach import Requirement, largest_group, met
from gistools.pathnet.search import Places, Search
from tests.pathnet.made import cut_graph, random_network


def _places(rng, network, most):
    k = int(rng.integers(1, most + 1))
    edge = rng.integers(0, len(network.edges), k)
    share = rng.choice([0.0, 0.25, 0.5, 0.75, 1.0], k)
    return Places(edge.astype(np.int64), share * network.length_m[edge], np.zeros(k))


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32 - 1))
def test_there_and_back_is_that_of_the_graph_cut_at_every_place(seed):
    network, made, rng = random_network(seed)
    search = Search(network, made.forward, made.backward, network.length_m, network.length_m)
    homes, targets = _places(rng, network, 4), _places(rng, network, 4)
    graph = cut_graph(search, homes, targets)
    usable = made.forward | made.backward
    found = met(network, made.forward, made.backward, homes, Requirement("", targets)).metres
    for h in range(len(homes)):
        there = nx.single_source_dijkstra_path_length(graph, (0, h), weight="cost")
        back = nx.single_source_dijkstra_path_length(graph.reverse(), (0, h), weight="cost")
        alive = [t for t in range(len(targets)) if usable[targets.edge[t]]]
        want = [min([way.get((1, t), np.inf) for t in alive], default=np.inf) for way in (there, back)]
        np.testing.assert_allclose(found[h], max(want), rtol=1e-9, atol=1e-9)


@settings(max_examples=80)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_largest_group_is_that_of_the_graph(seed):
    network, made, rng = random_network(seed)
    search = Search(network, made.forward, made.backward, network.length_m, network.length_m)
    homes = _places(rng, network, 5)
    weight = rng.integers(1, 4, len(homes)).astype(float)
    graph = cut_graph(search, homes)
    parts = [[k for k in range(len(homes)) if (0, k) in part] for part in nx.strongly_connected_components(graph)]
    best = max(sum(weight[part]) for part in parts if part)
    one = largest_group(network, made.forward, made.backward, homes, weight)
    mine = next(part for part in parts if one in part)
    assert sum(weight[mine]) == best


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32 - 1))
def test_edges_count_where_enough_of_them_hang_together(seed):
    network, made, rng = random_network(seed)
    m = len(network.edges)
    homes, asked, least = _places(rng, network, 4), rng.random(m) < 0.6, float(rng.choice([0.0, 60.0, 150.0]))
    usable = made.forward | made.backward
    graph = nx.MultiGraph()
    for e in np.flatnonzero(usable & asked):
        graph.add_edge(int(network.u[e]), int(network.v[e]), key=int(e), w=network.length_m[e])
    kept = []
    for part in nx.connected_components(graph):
        inner = graph.subgraph(part)
        if inner.size(weight="w") >= least:
            kept += [key for *_, key in inner.edges(keys=True)]
    nowhere = homes[np.zeros(len(homes), np.bool_)]
    found = met(network, made.forward, made.backward, homes, Requirement("", nowhere, edges=asked, part_m=least)).metres
    ends = Places(np.array([*kept, *kept], np.int64), np.array([*[0.0] * len(kept), *network.length_m[kept]]),
                  np.zeros(2 * len(kept)))  # fmt: skip
    want = met(network, made.forward, made.backward, homes, Requirement("", ends)).metres
    want[np.isin(homes.edge, kept)] = 0.0
    np.testing.assert_allclose(found, want, atol=1e-9)
