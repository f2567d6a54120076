"""Gains of new links, against a network built anew with the link and searched for all pairs by networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError
from gistools.pathnet import Places, Search
from gistools.pathnet.gain import Demand, NewLinks, link_reach
from gistools.pathnet.laid_links import lay_links
from tests.pathnet.made import cut_graph, network, random_network
from tests.pathnet.test_search import places


def case(seed, *, links=3, nearest=None, directed=True):
    """Return a random search, demand and links, some of them one-way."""
    net, search, rng = random_network(seed)
    if not directed:
        search = Search(net, search.forward, search.forward, net.length_m, net.length_m)
    k, n = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    nearest = bool(rng.integers(2)) if nearest is None else nearest
    share = rng.integers(1, 5, n).astype(float)
    demand = Demand(
        places(rng, net, k), rng.integers(0, 6, k).astype(float), places(rng, net, n),
        None if nearest else share / share.sum(), *(rng.integers(0, 9, size).astype(float) for size in (k, n)),
    )  # fmt: skip
    there = rng.integers(1, 90, links).astype(float)
    back = np.where(rng.random(links) < 0.7, there, rng.choice([np.inf, 7.0], links)) if directed else there
    begin, end = places(rng, net, links), places(rng, net, links)
    same = (begin.edge == end.edge) & (begin.offset_m == end.offset_m)
    end.offset_m[same] = np.where(end.offset_m[same] > 0.0, 0.0, net.length_m[end.edge[same]])
    return search, demand, NewLinks(begin, end, there, back), rng


def costs(search, demand, links, chosen):
    """Return the costs of all pairs with links built, by definition: (k, l) or (k, 1)."""
    graph = cut_graph(search, demand.origins, demand.destinations, links.begin, links.end)
    for j in chosen:
        for a, b, cost in (((2, j), (3, j), links.there[j]), ((3, j), (2, j), links.back[j])):
            if np.isfinite(cost) and not (graph.has_edge(a, b) and graph[a][b]["cost"] <= cost):
                graph.add_edge(a, b, cost=cost)
    made = np.full((len(demand.origins), len(demand.destinations)), np.inf)
    for o in range(made.shape[0]):
        found = nx.single_source_dijkstra_path_length(graph, (0, o), weight="cost")
        for t in range(made.shape[1]):
            made[o, t] = found.get((1, t), np.inf) + demand.origin_extra[o] + demand.destination_extra[t]
    return made.min(axis=1, keepdims=True) if demand.share is None else made


def by_definition(demand, old, new, cap):
    share = np.ones(1) if demand.share is None else demand.share
    saved = connected = within = length = 0.0
    for o in range(old.shape[0]):
        for t in range(old.shape[1]):
            w = demand.weight[o] * share[t]
            if np.isfinite(old[o, t]):
                saved += w * (old[o, t] - new[o, t])
            elif np.isfinite(new[o, t]):
                connected += w
                length += w * new[o, t]
            most = cap[o, t] if isinstance(cap, np.ndarray) else cap
            within += w * (new[o, t] <= most < old[o, t])
    return saved, connected, length / connected if connected else np.nan, within


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_gain_is_that_of_all_pairs_on_a_network_built_anew(seed, by_pair):
    search, demand, links, rng = case(seed)
    found = link_reach(search, demand, links)
    cap = 60.25  # no sum of these costs
    if by_pair:
        cap = rng.integers(20, 120, found.base.shape) + 0.25
    old = costs(search, demand, links, [])
    np.testing.assert_allclose(found.now, old)
    gains = found.gains(cap)
    for j in range(len(links)):
        saved, connected, mean, within = by_definition(demand, old, costs(search, demand, links, [j]), cap)
        assert gains.saved[j] == pytest.approx(saved, abs=1e-6)
        assert gains.connected[j] == pytest.approx(connected)
        assert gains.connected_cost[j] == pytest.approx(mean, nan_ok=True)
        assert gains.within[j] == pytest.approx(within)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_built_links_bring_every_distance_up_to_date_whatever_their_order(seed):
    search, demand, links, rng = case(seed, links=4)
    order = rng.permutation(4)[:3].tolist()
    made, old = link_reach(search, demand, links).built(*order), costs(search, demand, links, [])
    np.testing.assert_allclose(made.now, costs(search, demand, links, order))
    with_them = made.gains(80.25)
    last = next(j for j in range(4) if j not in order)
    by_hand = by_definition(demand, old, costs(search, demand, links, [*order, last]), 80.25)
    assert (with_them.saved[last], with_them.connected[last], with_them.within[last]) == pytest.approx(
        (by_hand[0], by_hand[1], by_hand[3]), abs=1e-6
    )
    again = link_reach(search, demand, links).built(*order[::-1])
    for name in ("now", "to_ends", "from_ends", "between"):
        np.testing.assert_allclose(getattr(made, name), getattr(again, name))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_a_network_with_the_links_laid_in_has_those_distances(seed):
    """Landing in the middle of an edge cuts it; several landings on one edge, and on one spot, too."""
    search, demand, links, rng = case(seed, links=4)
    which = rng.permutation(4)[: int(rng.integers(0, 5))].tolist()
    laid = lay_links(search, links, which)
    origins, destinations = laid.moved(demand.origins), laid.moved(demand.destinations)
    found = laid.search.between(origins, destinations)
    found += demand.origin_extra[:, None] + demand.destination_extra[None, :]
    if demand.share is None:
        found = found.min(axis=1, keepdims=True)
    np.testing.assert_allclose(found, costs(search, demand, links, which), atol=1e-6)
    assert len(laid.search.network.edges) >= len(search.network.edges) + len(which)
    kept = laid.source >= 0
    metres = np.bincount(laid.source[kept], laid.search.network.length_m[kept], len(search.network.edges))
    np.testing.assert_allclose(metres, search.network.length_m)


def test_the_island_is_counted_in_people_and_never_in_metres():
    net = network((0, 0, 100, 0), (0, 50, 100, 50), (0, 90, 100, 90))
    on = lambda edge, at: Places(np.array(edge), np.array(at, float), np.zeros(len(edge)))  # noqa: E731
    demand = Demand(on([1, 2, 0], [50, 50, 10]), np.array([7.0, 3.0, 1.0]), on([0], [0]))
    links = NewLinks(on([1, 1], [0, 100]), on([0, 2], [0, 100]), np.array([50.0, 40.0]), np.array([50.0, 40.0]))
    before = link_reach(Search.whole(net), demand, links)
    gains = before.gains(100.0)
    assert gains.connected.tolist() == [7.0, 0.0], "two islands joined to each other get nowhere"
    assert gains.saved.tolist() == [0.0, 0.0]
    assert gains.within.tolist() == [7.0, 0.0]
    assert gains.connected_cost[0] == 100.0
    assert before.built(0).gains().connected[1] == 10.0
    assert np.isnan(before.gains().within).all(), "without a cap nobody is within it or not"


def test_nobody_gains_from_a_link_that_is_no_shorter():
    net = network((0, 0, 100, 0))
    on = Places(np.array([0]), np.array([20.0]), np.zeros(1)), Places(np.array([0]), np.array([80.0]), np.zeros(1))
    found = link_reach(Search.whole(net), Demand(on[0], np.ones(1), on[1]), NewLinks(*on, *[np.array([60.0])] * 2))
    assert (found.gains().saved[0], found.gains().connected[0]) == (0.0, 0.0)


def test_bad_weights_shares_and_links_are_refused():
    net = network((0, 0, 100, 0))
    on, off = (Places(np.array([e]), np.array([20.0]), np.zeros(1)) for e in (0, -1))
    other = Places(np.zeros(1, int), np.array([90.0]), np.zeros(1))
    link = NewLinks(on, other, np.ones(1), np.ones(1))
    for demand in (
        Demand(on, np.array([np.nan]), on),
        Demand(on, -np.ones(1), on),
        Demand(on, np.ones(1), on, np.full(1, 0.5)),
    ):
        with pytest.raises(ParamError):
            link_reach(Search.whole(net), demand, link)
    for begin, cost in ((off, 1.0), (on, 0.0), (other, 1.0)):
        with pytest.raises(ParamError):
            NewLinks(begin, other, np.array([cost]), np.ones(1))
