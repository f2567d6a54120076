"""How far one gets, against costs of networkx and unions of intervals by shapely, and against costs of many places."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet import Places, Search
from gistools.pathnet.isochrones import service_area, service_bands
from tests.pathnet.made import cut_graph, network, random_network
from tests.pathnet.test_connectivity import moved, some_places, split

SEEDS = st.integers(0, 10**6)


def by_hand(search, places, k, limit):
    """Return what place k reaches of each edge: shapely's union of the stretches from both ends and from itself."""
    net = search.network
    cost = nx.single_source_dijkstra_path_length(cut_graph(search, places), (0, k), weight="cost")
    made = {}
    for e in range(len(net.edges)):
        spans = []
        for node, side in ((int(net.u[e]), 0), (int(net.v[e]), 1)):
            left = limit - cost.get(node, np.inf)
            if left >= 0 and (search.backward if side else search.forward)[e]:
                share = min(left / (search.cost_backward if side else search.cost_forward)[e], 1.0)
                spans.append((1.0 - share, 1.0) if side else (0.0, share))
        if places.edge[k] == e:
            at = places.offset_m[k] / net.length_m[e]
            there = limit / search.cost_forward[e] if search.forward[e] else 0.0
            back = limit / search.cost_backward[e] if search.backward[e] else 0.0
            spans.append((max(at - back, 0.0), min(at + there, 1.0)))
        bars = [shapely.LineString([(a * net.length_m[e], 0), (b * net.length_m[e], 0)]) for a, b in spans if b > a]
        made[e] = shapely.union_all(bars).length if bars else 0.0
    return made


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.sampled_from([0.0, 7.0, 40.0, 120.0, 1e4]))
def test_stretches_are_those_that_ways_from_both_ends_cover(seed, limit):
    net, search, rng = random_network(seed)
    places = some_places(rng, net, 3)
    places.edge[rng.random(3) < 0.1] = -1
    area = service_area(search, places, limit)
    for k in range(3):
        expected = by_hand(search, places, k, limit) if places.met[k] else dict.fromkeys(range(len(net.edges)), 0.0)
        mine = area.origin == k
        got = np.bincount(area.edge[mine], weights=(area.end_m - area.begin_m)[mine], minlength=len(net.edges))
        np.testing.assert_allclose(got, list(expected.values()), atol=1e-6)
        assert area.length_m[k] == pytest.approx(sum(expected.values()), abs=1e-6)
    lines = area.shapes(net)
    np.testing.assert_allclose(shapely.length(lines), area.length_m, atol=1e-6)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_a_limit_that_ends_at_a_node_reaches_all_who_live_there_once(seed):
    """Sums of ways differ by rounding from the limit that they equal: nobody is lost by it, or counted twice."""
    net, search, rng = random_network(seed)
    begin, m = some_places(rng, net, 2), len(net.edges)
    cost = search.from_places(begin)
    if not np.isfinite(cost).any():
        return
    limit = float(rng.choice(cost[np.isfinite(cost)])) * (1.0 + rng.choice([-1, 0, 1]) * 1e-13)
    ends = Places(np.tile(np.arange(m), 2), np.concatenate([np.zeros(m), net.length_m]), np.zeros(2 * m))
    node = np.concatenate([net.u, net.v])
    for one in range(2):
        area = service_area(search, begin[[one]], limit)
        got = [float(area.reached(net, ends[[k]], np.ones(1))[0]) for k in range(2 * m)]
        assert got == (cost[one, node] <= limit + 1e-6).astype(float).tolist()
        rows = [(a, b) for a, b, e, f in zip(area.end_m[:-1], area.begin_m[1:], area.edge[:-1], area.edge[1:],
                                             strict=True) if e == f]  # fmt: skip
        assert all(b - a > 1e-6 for a, b in rows), "stretches that touch are one"
        union = service_bands(search, begin[[one]], [limit])[0]
        assert union.reached(net, ends, np.ones(2 * m))[0] == sum(got)


def bars_of(area, one):
    """Return the stretches of an origin, each edge laid out on a line of its own: lines of a network may overlap."""
    rows = zip(area.origin, area.edge, area.begin_m, area.end_m, strict=True)
    return shapely.union_all([shapely.LineString([(a, e), (b, e)]) for k, e, a, b in rows if k == one])


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.sampled_from([7.3, 41.7, 121.1]))
def test_what_is_reached_is_what_costs_no_more(seed, limit):
    net, search, rng = random_network(seed)
    begin, end = some_places(rng, net, 3), some_places(rng, net, 40)
    weights = rng.integers(0, 9, 40).astype(float)
    cost = search.between(begin, end)
    if (np.abs(cost - limit) < 1e-3).any():
        return  # a place at the very limit may fall either way
    area = service_area(search, begin, limit)
    np.testing.assert_allclose(area.reached(net, end, weights), ((cost <= limit) * weights).sum(axis=1))
    union = service_bands(search, begin, [limit])[0]
    assert union.reached(net, end, weights)[0] == pytest.approx(((cost <= limit).any(axis=0) * weights).sum())
    bars = shapely.linestrings([[(a, e), (b, e)] for e, a, b in zip(area.edge, area.begin_m, area.end_m, strict=True)])
    assert union.length_m[0] == pytest.approx(shapely.union_all(bars).length, rel=1e-6, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.booleans())
def test_bands_share_out_the_largest_without_overlap(seed, together):
    net, search, rng = random_network(seed)
    places, limits = some_places(rng, net, 3), [5.0, 40.0, 90.0, 1e4]
    bands = service_bands(search, places, limits, together=together)
    within = [service_bands(search, places, [limit], together=together)[0] for limit in limits]
    np.testing.assert_allclose(np.cumsum([band.length_m for band in bands], axis=0),
                               [area.length_m for area in within], atol=1e-6)  # fmt: skip
    for k in range(1, 4):
        for one in range(bands[0].count):
            inner, outer = bars_of(within[k - 1], one), bars_of(bands[k], one)
            assert shapely.intersection(inner, outer).length < 1e-6


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_splitting_edges_changes_nothing_that_is_reached(seed):
    net, search, rng = random_network(seed)
    places, homes = some_places(rng, net, 3), some_places(rng, net, 8)
    there, old, first_m = split(net, search, rng)
    one, other = (
        service_area(search, places, 60.5),
        service_area(there, moved(places, old, first_m, there.network), 60.5),
    )
    np.testing.assert_allclose(one.length_m, other.length_m, atol=1e-6)
    on = moved(homes, old, first_m, there.network)
    reached = one.reached(net, homes, np.ones(8))
    cost = search.between(places, homes)
    if (np.abs(cost - 60.5) > 1e-3).all():
        np.testing.assert_allclose(reached, other.reached(there.network, on, np.ones(8)))


def test_ways_from_both_ends_meet_in_the_middle_or_leave_a_gap():
    net = network((0, 0, 100, 0), (0, 0, 0, 100), (0, 100, 100, 100), (100, 0, 100, 100))
    corner = Places(np.array([0]), np.array([0.0]), np.zeros(1))
    for limit, metres in ((50.0, 100.0), (150.0, 300.0), (200.0, 400.0), (900.0, 400.0)):
        assert service_area(Search.whole(net), corner, limit).length_m.tolist() == [metres]
    loop = network((0, 0, 100, 0), (100, 0, 200, 0, 200, 100, 100, 0))
    found = service_area(Search.whole(loop), corner, 150.0)
    assert found.edge.tolist() == [0, 1, 1]
    assert found.length_m[0] == pytest.approx(200.0)
    nobody = service_area(Search.whole(net), Places(np.array([-1]), np.array([np.nan]), np.array([np.nan])), 50.0)
    assert nobody.length_m.tolist() == [0.0]


def test_many_places_are_searched_as_each_alone():
    rng = np.random.default_rng(4)
    grid = [(x, y, x + 1, y) for x in range(14) for y in range(15)] + [
        (y, x, y, x + 1) for x in range(14) for y in range(15)
    ]
    net = network(*grid)
    search, places = Search.whole(net), some_places(rng, net, 100)
    area = service_area(search, places, 3.3)
    for k in range(0, 100, 9):
        assert service_area(search, places[[k]], 3.3).length_m[0] == pytest.approx(area.length_m[k])


def test_lines_of_straight_and_crooked_edges_are_those_between_the_ends():
    net = network((0, 0, 100, 0), (100, 0, 150, 0, 150, 50, 200, 50))
    area = service_area(Search.whole(net), Places(np.array([0]), np.array([30.0]), np.zeros(1)), 150.0)
    assert [line.wkt for line in area.lines(net)] == ["LINESTRING (0 0, 100 0)", "LINESTRING (100 0, 150 0, 150 30)"]
    short = service_area(Search.whole(net), Places(np.array([0]), np.array([30.0]), np.zeros(1)), 20.0)
    np.testing.assert_allclose(shapely.get_coordinates(short.lines(net)), [(10.0, 0.0), (50.0, 0.0)])
