"""Connectivity by its definitions: every way through a tiny network is walked, every removal is done in full."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np


def random_network(rng, count, chance=0.5, costs=None):
    """Return areas by patch and a graph, some of it cut off; costs are whole numbers (ties) or any."""
    graph = nx.Graph()
    names = [f"p{k}" for k in rng.permutation(count)]
    graph.add_nodes_from(names)
    for u, v in itertools.combinations(names, 2):
        if rng.random() < chance:
            cost = float(rng.integers(1, 4)) if costs == "whole" else float(rng.uniform(0.5, 4.0))
            graph.add_edge(u, v, cost=cost)
    return {name: float(rng.uniform(0.1, 5.0)) for name in names}, graph


def best(graph, u, v, alpha):
    """The largest product of probabilities, and the least number of links, over all ways that pass no patch twice."""
    if u == v:
        return 1.0, 0
    ways = list(nx.all_simple_paths(graph, u, v))
    products = [math.prod(math.exp(-alpha * graph[a][b]["cost"]) for a, b in itertools.pairwise(way)) for way in ways]
    return max(products, default=0.0), min((len(way) - 1 for way in ways), default=math.inf)


def pc_sum(area, graph, alpha):
    return sum(area[u] * area[v] * best(graph, u, v, alpha)[0] for u in graph for v in graph)


def iic_sum(area, graph):
    return sum(area[u] * area[v] / (1.0 + best(graph, u, v, 1.0)[1]) for u in graph for v in graph)


def without(graph, *, patch=None, link=None):
    made = graph.copy()
    if patch is not None:
        made.remove_node(patch)
    if link is not None:
        made.remove_edge(*link)
    return made


def between(area, graph, alpha):
    """Bodin and Saura's sum with each of several shortest ways given its share, from all ways."""
    made = dict.fromkeys(graph, 0.0)
    for u, v in itertools.combinations(graph, 2):
        ways = list(nx.all_simple_paths(graph, u, v))
        length = [sum(graph[a][b]["cost"] for a, b in itertools.pairwise(way)) for way in ways]
        short = [w for w, x in zip(ways, length, strict=True) if np.isclose(x, min(length), rtol=1e-9)]
        for way in short:
            for patch in way[1:-1]:
                made[patch] += area[u] * area[v] * math.exp(-alpha * min(length)) / len(short)
    return made
