"""Parts, figures and weak points, against taking away each edge and node, and under changes that change nothing."""

from __future__ import annotations

from dataclasses import asdict

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
import shapely.ops
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import LayerError
from gistools.pathnet import Places, Search, assemble
from gistools.pathnet.connectivity import network_indices, parts_of
from gistools.pathnet.critical_elements import weak_points
from gistools.pathnet.homes import Homes, dwellings_of, settle
from gistools.text import Text
from tests.pathnet.made import network, random_network

SEEDS = st.integers(0, 10**6)


def some_places(rng, net, count):
    edge = rng.integers(0, len(net.edges), count)
    share = rng.choice([0.0, 0.25, 0.5, 0.75, 1.0], count)
    return Places(edge, share * net.length_m[edge], np.zeros(count))


def some_homes(rng, net, count=6):
    places = some_places(rng, net, count)
    places.edge[rng.random(count) < 0.1] = -1
    return Homes(places, rng.integers(0, 5, count).astype(float), Text("", ""))


def graph_of(search):
    graph = nx.MultiGraph()
    for e in np.flatnonzero(search.usable).tolist():
        graph.add_edge(int(search.network.u[e]), int(search.network.v[e]), e)
    return graph


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_parts_are_the_components_of_networkx_the_longest_first(seed):
    net, search, _ = random_network(seed)
    parts, graph = parts_of(search), graph_of(search)
    found = [frozenset(one) for one in nx.connected_components(graph)]
    made = {k: frozenset(np.flatnonzero(parts.weak == k).tolist()) for k in range(1, parts.count + 1)}
    assert set(made.values()) == set(found)
    assert set(np.flatnonzero(parts.weak == 0)) == set(range(len(net.nodes))) - set(graph)
    for k, nodes in made.items():
        assert parts.metres[k - 1] == pytest.approx(sum(net.length_m[e] for *_, e in graph.edges(nodes, keys=True)))
    assert (np.diff(parts.metres) <= 1e-9).all()
    assert (parts.edge == np.where(search.usable, parts.weak[net.u], 0)).all()
    directed = nx.DiGraph()
    directed.add_nodes_from(graph)
    directed.add_edges_from(zip(net.u[search.forward].tolist(), net.v[search.forward].tolist(), strict=True))
    directed.add_edges_from(zip(net.v[search.backward].tolist(), net.u[search.backward].tolist(), strict=True))
    strong = {frozenset(np.flatnonzero(parts.strong == k).tolist()) for k in range(1, parts.strong_count + 1)}
    assert strong == {frozenset(one) for one in nx.strongly_connected_components(directed)}


def pieces_of(search, homes, destinations, *, without=None, node=None, own_at=None):
    """Return what each piece holds (dwellings, addresses, metres, destinations), all of it by hand.

    Every end of an edge at the closed node hangs loose; the closed edge hangs on its node ``own_at`` alone.
    """
    net, graph, name = search.network, nx.Graph(), {}
    for e in np.flatnonzero(search.usable).tolist():
        ends = [("n", int(net.u[e])), ("n", int(net.v[e]))]
        for k in range(2):
            if ends[k][1] == node or (e == without and k != own_at):
                ends[k] = ("loose", e, k)
        graph.add_edge(*ends)
        if node is not None and net.u[e] == net.v[e] == node:
            graph.add_edge(("loose", e, 0), ("loose", e, 1))
        name[e] = ends
    if without is not None:
        graph.add_nodes_from([("n", int(net.u[without])), ("n", int(net.v[without]))])
    return [(nodes, held_in(search, nodes, name, homes, destinations)) for nodes in nx.connected_components(graph)]


def held_in(search, nodes, name, homes, destinations):
    net = search.network
    edges = [e for e, ends in name.items() if ends[0] in nodes]
    held = [0.0, 0.0, sum(net.length_m[e] for e in edges), 0.0]
    for places, columns in ((homes.places, (0, 1)), (destinations, (3,))):
        for k in range(len(places) if places is not None else 0):
            e = int(places.edge[k])
            if e < 0 or not search.usable[e]:
                continue
            share = places.offset_m[k] / net.length_m[e]
            inside = e in edges
            if share in {0.0, 1.0}:
                inside = ("n", int(net.u[e] if share == 0.0 else net.v[e])) in nodes
            for c in columns if inside else ():
                held[c] += homes.dwellings[k] if c == 0 else 1.0
    return held


def lost(before, after, *, by_destination):
    total = np.array(before)
    pieces = [np.array(one) for one in after]
    if by_destination:
        if total[3] == 0:
            return (0.0, 0.0, 0.0)
        kept = sum((one for one in pieces if one[3] > 0), np.zeros(4))
        gone = total - kept
        gone[2] = sum(one[2] for one in pieces if one[3] == 0)
        return tuple(gone[:3])
    best = max(pieces, key=lambda one: (one[0], one[2]))
    return tuple((total - best)[:3])


@settings(max_examples=200, deadline=None)
@given(SEEDS, st.booleans())
def test_bridges_and_cut_nodes_are_those_whose_removal_parts_the_network(seed, by_destination):
    net, search, rng = random_network(seed)
    homes = some_homes(rng, net)
    targets = some_places(rng, net, 2) if by_destination else None
    found = weak_points(search, homes, targets)
    graph = graph_of(search)
    whole = pieces_of(search, homes, targets)
    bridges, cuts = {}, {}
    for e in np.flatnonzero(search.usable).tolist():
        reduced = graph.copy()
        reduced.remove_edge(int(net.u[e]), int(net.v[e]), e)
        if nx.number_connected_components(reduced) == nx.number_connected_components(graph):
            continue
        mine = next(nodes for nodes, _ in whole if ("n", int(net.u[e])) in nodes)
        before = next(held for nodes, held in whole if nodes == mine)
        ways = []
        for end in range(2):
            cut = pieces_of(search, homes, targets, without=e, own_at=end)
            after = [held for nodes, held in cut if nodes - {("loose", e, 1 - end)} <= mine]
            ways.append(lost(before, after, by_destination=by_destination))
        bridges[e + 1] = max(ways)
    for x in graph:
        nodes_before = next(nodes for nodes, _ in whole if ("n", x) in nodes)
        before = next(held for nodes, held in whole if nodes == nodes_before)
        after = [
            held
            for nodes, held in pieces_of(search, homes, targets, node=x)
            if any(one in nodes_before or one[0] == "loose" for one in nodes)
        ]
        if len(after) > 1:
            cuts[x + 1] = (len(after), *lost(before, after, by_destination=by_destination))
    assert set(found.edges["edge_id"]) == set(bridges)
    assert set(found.nodes["node_id"]) == set(cuts)
    for row in found.edges.itertuples():
        assert (row.cut_dwellings, row.cut_addresses, row.cut_m) == pytest.approx(bridges[row.edge_id])
    for row in found.nodes.itertuples():
        assert (row.parts_after, row.cut_dwellings, row.cut_addresses, row.cut_m) == pytest.approx(cuts[row.node_id])
    no_loops = nx.Graph(graph)
    no_loops.remove_edges_from(nx.selfloop_edges(no_loops))
    assert {x + 1 for x in nx.articulation_points(no_loops)} <= set(cuts)
    assert set(cuts) - {x + 1 for x in nx.articulation_points(no_loops)} <= {
        int(net.u[e]) + 1 for e in np.flatnonzero(net.u == net.v)
    }


def test_a_long_path_of_single_edges_needs_no_recursion():
    n = 30_000
    lines = shapely.linestrings(np.stack([np.column_stack([np.arange(n), np.zeros(n)]),
                                          np.column_stack([np.arange(n) + 1, np.zeros(n)])], axis=1))  # fmt: skip
    found = weak_points(Search.whole(assemble(lines, np.arange(n), np.arange(n) + 1)))
    assert len(found.edges) == n
    assert len(found.nodes) == n - 1
    assert found.edges["cut_m"].iloc[0] == n // 2


def split(net, search, rng):
    """Return the same network with some edges split in two, and where what lay on each edge lies now."""
    lines, u, v, old, first_m = ([] for _ in range(5))
    n = len(net.nodes)
    for e, line in enumerate(net.edges.geometry):
        cuts = [0.0, 1.0] if rng.random() < 0.5 else [0.0, float(rng.choice([0.3, 0.6])), 1.0]
        at = [int(net.u[e]), *range(n, n + len(cuts) - 2), int(net.v[e])]
        n += len(cuts) - 2
        for k in range(len(cuts) - 1):
            lines.append(shapely.ops.substring(line, cuts[k], cuts[k + 1], normalized=True))
            u.append(at[k])
            v.append(at[k + 1])
            old.append(e)
            first_m.append(cuts[k] * net.length_m[e])
    old = np.array(old)
    made = assemble(lines, u, v)
    share = made.length_m / net.length_m[old]
    return Search(made, search.forward[old], search.backward[old], search.cost_forward[old] * share,
                  search.cost_backward[old] * share), old, np.array(first_m)  # fmt: skip


def moved(places, old, first_m, made):
    edge, offset = places.edge.copy(), places.offset_m.copy()
    for k in range(len(places)):
        if places.edge[k] >= 0:
            here = np.flatnonzero((old == places.edge[k]) & (first_m <= places.offset_m[k]))[-1]
            left = places.offset_m[k] - first_m[here]
            edge[k], offset[k] = here, left if left < made.length_m[here] - 1e-9 else made.length_m[here]
    return Places(edge, offset, places.access_m)


@settings(max_examples=120, deadline=None)
@given(SEEDS)
def test_splitting_and_reversing_edges_changes_no_answer(seed):
    net, search, rng = random_network(seed)
    homes = some_homes(rng, net)
    there, old, first_m = split(net, search, rng)
    on = Homes(moved(homes.places, old, first_m, there.network), homes.dwellings, homes.told)
    np.testing.assert_allclose(parts_of(there).metres, parts_of(search).metres)
    one, other = (asdict(network_indices(s, merged=True, area_km2=2.0)) for s in (search, there))
    assert one == pytest.approx(other, nan_ok=True)
    plain = [network_indices(s, merged=False) for s in (search, there)]
    assert plain[0].cyclomatic == plain[1].cyclomatic == one["cyclomatic"]
    assert plain[0].link_node_ratio == pytest.approx(plain[1].link_node_ratio, nan_ok=True)
    before, after = weak_points(search, homes).edges, weak_points(there, on).edges
    rows = after.assign(edge_id=old[after["edge_id"] - 1] + 1).groupby("edge_id")["cut_dwellings"].max()
    assert set(rows.index) == set(before["edge_id"])
    for row in before.itertuples():  # split, an edge can also close at its middle
        assert rows[row.edge_id] >= row.cut_dwellings - 1e-9
    whole = set(np.flatnonzero(np.bincount(old) == 1) + 1)
    for row in before[before["edge_id"].isin(whole)].itertuples():
        assert rows[row.edge_id] == pytest.approx(row.cut_dwellings)
    turned = Search(
        assemble(shapely.reverse(net.edges.geometry.to_numpy()), net.v, net.u),
        search.backward, search.forward, search.cost_backward, search.cost_forward,
    )  # fmt: skip
    flipped = Places(homes.places.edge, net.length_m[homes.places.edge] - homes.places.offset_m, homes.places.access_m)
    again = weak_points(turned, Homes(flipped, homes.dwellings, homes.told))
    for name in ("edges", "nodes"):
        mine, theirs = getattr(weak_points(search, homes), name), getattr(again, name)
        key = mine.columns[0]
        np.testing.assert_allclose(
            mine.sort_values(key).to_numpy(float), theirs.sort_values(key).to_numpy(float), atol=1e-6
        )


def test_figures_of_networks_that_everyone_knows():
    grid = [(x, y, x + 1, y) for x in range(9) for y in range(10)] + [
        (x, y, x, y + 1) for x in range(10) for y in range(9)
    ]
    found = network_indices(Search.whole(network(*grid)), merged=False, area_km2=0.5)
    assert (found.nodes, found.edges, found.parts, found.cyclomatic) == (100, 180, 1, 81)
    assert found.alpha == pytest.approx(81 / 195)
    assert found.beta == pytest.approx(1.8)
    assert found.gamma == pytest.approx(180 / 294)
    assert found.alpha_nonplanar == pytest.approx(81 / (4950 - 99))
    assert found.gamma_nonplanar == pytest.approx(180 / 4950)
    assert found.link_node_ratio == pytest.approx(176 / 96)  # its corners are no nodes
    assert found.connected_node_ratio == 1.0
    assert found.junctions_km2 == pytest.approx(96 / 0.5)
    assert found.km_km2 == pytest.approx(0.18 / 0.5)
    star = network_indices(Search.whole(network((0, 0, 1, 0), (0, 0, 0, 1), (0, 0, -1, 0))))
    assert (star.alpha, star.link_node_ratio, star.connected_node_ratio) == (0.0, 0.75, 0.25)
    ring = network_indices(Search.whole(network((0, 0, 1, 0), (1, 0, 1, 1), (1, 1, 0, 0))))
    assert (ring.nodes, ring.edges, ring.cyclomatic, np.isnan(ring.alpha)) == (1, 1, 1, True)
    none = network((0, 0, 1, 0))
    empty = Search(none, np.array([False]), np.array([False]), none.length_m, none.length_m)
    assert network_indices(empty).parts == 0
    assert np.isnan(network_indices(empty).beta)
    assert parts_of(empty).weak.tolist() == [0, 0]
    assert weak_points(empty).edges.empty


def test_dwellings_are_read_or_each_address_counts_for_one():
    layer = gpd.GeoDataFrame({"boliger": ["3", None]}, geometry=shapely.points([[0, 0], [1, 0]]))
    assert dwellings_of(layer)[0].tolist() == [1.0, 1.0]
    counts, told = dwellings_of(layer, "boliger")
    assert counts.tolist() == [3.0, 0.0]
    assert "1 adresse har intet tal" in told.da
    with pytest.raises(LayerError, match="boliger"):
        dwellings_of(layer, "bolger")
    with pytest.raises(LayerError, match="-1"):
        dwellings_of(layer.assign(antal_boliger=[2, -1]))


def test_an_address_goes_to_the_main_part_when_that_is_hardly_further_away():
    net = network((0, 0, 100, 0), (0, 10, 5, 10))
    search = Search.whole(net)
    layer = gpd.GeoDataFrame(geometry=shapely.points([[2.0, 6.0], [2.0, 900.0]]))
    for slack, edge in ((1.0, 1), (3.0, 0)):
        homes = settle(search, parts_of(search), layer, access_m=50.0, slack_m=slack)
        assert homes.places.edge.tolist() == [edge, -1]
