"""Small networks made for tests, without reading layers."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import shapely

from gistools.pathnet import Search, assemble


def network(*edges, **columns):
    """Return the network of edges (x0, y0, x1, y1): ends at one place are one node, whatever their level."""
    lines = [shapely.LineString(np.reshape(one, (-1, 2))) for one in edges]
    ends = np.array([[line.coords[0], line.coords[-1]] for line in lines]).reshape(-1, 2)
    node = np.unique(ends, axis=0, return_inverse=True)[1].reshape(-1, 2)
    return assemble(lines, node[:, 0], node[:, 1], columns)


def random_network(seed, *, most=12):
    """Return a network with random nodes and edges, parallel ones and loops among them, and a search on it."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 8)), int(rng.integers(1, most + 1))
    ends = rng.integers(0, n, (m, 2))
    node = np.unique(ends, return_inverse=True)[1].reshape(-1, 2)
    at = rng.integers(0, 20, (n, 2)).astype(float)
    lines = []
    for k, (a, b) in enumerate(ends):
        bow = (at[a] + at[b]) / 2.0 + [rng.integers(1, 9), 30.0 + k]  # never of length 0, rarely of equal length
        lines.append(shapely.LineString([at[a], bow, at[b]]))
    made = assemble(lines, node[:, 0], node[:, 1])
    one_way = rng.choice([0, 1, 2, 3], m, p=[0.6, 0.15, 0.15, 0.1])
    rate = rng.integers(1, 5, (2, m))
    search = Search(made, (one_way == 0) | (one_way == 1), (one_way == 0) | (one_way == 2),
                    made.length_m * rate[0], made.length_m * rate[1])  # fmt: skip
    return made, search, rng


def cut_graph(search, *several):
    """Return a networkx graph with every place of several sets as a node ``(set, k)``: the oracle, by definition."""
    graph = nx.DiGraph()
    net = search.network
    graph.add_nodes_from(range(len(net.nodes)))
    graph.add_nodes_from((s, k) for s, places in enumerate(several) for k in range(len(places)))

    def arc(a, b, cost):
        if not graph.has_edge(a, b) or graph[a][b]["cost"] > cost:
            graph.add_edge(a, b, cost=cost)

    for e in range(len(net.edges)):
        stops = [(0.0, int(net.u[e])), (1.0, int(net.v[e]))]
        for s, places in enumerate(several):
            stops += [(places.offset_m[k] / net.length_m[e], (s, k)) for k in np.flatnonzero(places.edge == e)]
        stops.sort(key=lambda one: one[0])
        inner = [one for one in stops if isinstance(one[1], tuple)]
        chain = [stops[0] if not isinstance(stops[0][1], tuple) else (0.0, int(net.u[e])), *inner, (1.0, int(net.v[e]))]
        ways = (search.forward[e], search.cost_forward[e]), (search.backward[e], search.cost_backward[e])
        for (p, a), (q, b) in itertools.pairwise(chain):
            for (x, y), (free, cost) in zip(((a, b), (b, a)), ways, strict=True):
                if free or p == q:
                    arc(x, y, (q - p) * cost)
    return graph
