"""Whole ways, held against networkx: which nodes go, what is kept; cutting and turning lines changes nothing."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet.merged import merge_ways
from gistools.pathnet.network import assemble


def streets(rng):
    """Return lines between spots of a grid, and what is known of each: rings and loose ends among them."""
    spots = np.array([(x * 50.0, y * 50.0) for x in range(4) for y in range(4)])
    spots += rng.integers(-12, 13, spots.shape)
    near = [(a, b) for a in range(16) for b in range(a) if np.hypot(*(spots[a] - spots[b])) < 75.0]
    kept = [pair for pair in near if rng.random() < 0.5] or near[:1]
    lines = [spots[[a, b]] for a, b in kept]
    told = {"surface": rng.choice(["asphalt", "gravel"], len(kept), p=[0.8, 0.2]).tolist(),
            "oneway": rng.choice([0, 1, -1], len(kept), p=[0.8, 0.1, 0.1]).tolist()}  # fmt: skip
    return lines, told


def made_of(lines, told):
    ends = np.array([[line[0], line[-1]] for line in lines]).reshape(-1, 2)
    node = np.unique(ends, axis=0, return_inverse=True)[1].reshape(-1, 2)
    return assemble([shapely.LineString(line) for line in lines], node[:, 0], node[:, 1], told)


def drawn_otherwise(lines, told, rng):
    """Return the same streets in pieces, some turned, in another order."""
    pieces = []
    for k, line in enumerate(lines):
        share = np.concatenate([[0.0], np.sort(rng.uniform(0.1, 0.9, int(rng.integers(0, 3)))), [1.0]])
        points = line[0] + share[:, None] * (line[-1] - line[0])
        for a, b in itertools.pairwise(points):
            turn = rng.random() < 0.5
            way = told["oneway"][k] * (-1 if turn else 1)
            pieces.append((np.array([b, a] if turn else [a, b]), told["surface"][k], way))
    pieces = [pieces[k] for k in rng.permutation(len(pieces))]
    return [one[0] for one in pieces], {"surface": [one[1] for one in pieces], "oneway": [one[2] for one in pieces]}


def goes_on(net):
    """Return the nodes that are no end of a way, by definition: two edges of which the same is known meet there."""
    surface, way = net.edges["surface"].tolist(), net.edges["oneway"].tolist()
    at = {k: [] for k in range(len(net.nodes))}
    for e in range(len(net.edges)):
        at[int(net.u[e])].append((e, -way[e]))  # out of the node
        at[int(net.v[e])].append((e, way[e]))
    return {k for k, ends in at.items() if len(ends) == 2 and ends[0][0] != ends[1][0]
            and surface[ends[0][0]] == surface[ends[1][0]] and ends[0][1] == -ends[1][1]}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_ways_are_those_of_the_definition(seed):
    net = made_of(*streets(np.random.default_rng(seed)))
    made = merge_ways(net)
    joins = nx.Graph()
    joins.add_nodes_from(range(len(net.edges)))
    for k in goes_on(net):
        joins.add_edge(*(e for e in range(len(net.edges)) if k in {int(net.u[e]), int(net.v[e])}))
    wanted = {frozenset(part) for part in nx.connected_components(joins)}
    assert {frozenset(np.flatnonzero(made.of == k).tolist()) for k in range(len(made.network.edges))} == wanted
    np.testing.assert_allclose(np.bincount(made.of, weights=net.length_m), made.network.length_m, atol=1e-3)
    for e, line in enumerate(net.edges.geometry):
        way = made.network.edges.iloc[made.of[e]]
        assert way["surface"] == net.edges["surface"][e]
        assert shapely.hausdorff_distance(line, shapely.intersection(way.geometry.buffer(3e-4), line)) < 1e-3
        at = [way.geometry.project(shapely.Point(line.coords[k])) for k in (0, -1)]
        along = 1 if (at[0] < at[1]) == (net.u[e] != net.v[e]) else -1
        if way["oneway"] and not way.geometry.is_ring:
            assert way["oneway"] == net.edges["oneway"][e] * along
    parts = [nx.number_connected_components(nx.Graph(one.graph())) for one in (net, made.network)]
    assert parts[0] == parts[1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_the_same_streets_drawn_otherwise_are_the_same_network(seed):
    rng = np.random.default_rng(seed)
    lines, told = streets(rng)
    one = merge_ways(made_of(lines, told)).network
    other = merge_ways(made_of(*drawn_otherwise(lines, told, rng))).network
    names = ["edge_id", "from_node", "to_node", "surface", "oneway"]
    assert one.edges[names].values.tolist() == other.edges[names].values.tolist()
    away = shapely.hausdorff_distance(one.edges.geometry.to_numpy(), other.edges.geometry.to_numpy())
    assert (away < 1e-6).all()
    assert one.nodes["component"].tolist() == other.nodes["component"].tolist()
    again = merge_ways(one)
    assert again.of.tolist() == list(range(len(one.edges)))
    assert again.network.edges.geometry.to_numpy().tolist() == one.edges.geometry.to_numpy().tolist()


def test_a_ring_begins_at_its_westernmost_point_however_it_was_cut():
    corners = np.array([(0.0, 0.0), (40.0, -5.0), (50.0, 30.0), (5.0, 25.0), (0.0, 0.0)])
    told = {"surface": ["asphalt"] * 4}
    for first in range(4):
        ring = np.roll(corners[:-1], -first, axis=0)
        ring = np.concatenate([ring, ring[:1]])
        for lines in ([ring], [ring[:3], ring[2:]], [ring[:3][::-1], ring[2:]]):
            made = merge_ways(made_of(lines, {"surface": told["surface"][: len(lines)]})).network
            assert made.edges.geometry.iloc[0].coords[:] == [(0, 0), (5, 25), (50, 30), (40, -5), (0, 0)]


def test_bridges_names_and_junctions_end_a_way_and_no_edges_make_none():
    lines = [np.array([(k * 10.0, 0.0), (k * 10.0 + 10.0, 0.0)]) for k in range(5)] + [np.array([(40.0, 0), (40.0, 9)])]
    told = {"name": ["A", "A", "A", "B", "B", "B"], "structure": ["", "bridge", "bridge", "", "", ""],
            "level": [0, 1, 1, 0, 0, 0]}  # fmt: skip
    made = merge_ways(made_of(lines, told))
    assert made.of.tolist() == [0, 1, 1, 2, 4, 3]
    empty = merge_ways(assemble([], [], []))
    assert len(empty.network.edges) == 0
    assert empty.of.size == 0
