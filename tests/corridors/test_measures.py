"""Connectivity: definitions walked in full on tiny networks, closed forms, figures that peers print, bounds."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools import corridors as co
from gistools.errors import MixedValuesError, ParamError, TableError, WrongKindError
from tests.corridors import naive

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=25, deadline=None)
HALF = math.log(2.0)  # of a kernel that is 0.5 at a cost of 1


def chain(n):
    return nx.path_graph(n, create_using=None), [1.0] * n


def with_costs(graph, cost=1.0):
    nx.set_edge_attributes(graph, cost, "cost")
    return graph


@given(seed=SEEDS, whole=st.booleans())
@FEW
def test_measures_are_what_their_definitions_say(seed, whole):
    rng = np.random.default_rng(seed)
    area, graph = naive.random_network(rng, int(rng.integers(1, 7)), costs="whole" if whole else None)
    alpha = float(rng.uniform(0.1, 2.0))
    total, landscape = naive.pc_sum(area, graph, alpha), 3.0 * sum(area.values())
    assert co.ec(area, graph, alpha).ec_m2 == pytest.approx(math.sqrt(total), rel=1e-12)
    assert co.pc(area, graph, alpha, landscape_m2=landscape) == pytest.approx(total / landscape**2, rel=1e-12)
    assert co.iic(area, graph, landscape_m2=landscape) == pytest.approx(
        naive.iic_sum(area, graph) / landscape**2, rel=1e-12
    )
    matrix = nx.to_numpy_array(graph, weight="cost", nonedge=np.inf)
    assert co.ec(area, matrix, alpha) == co.ec(area, graph, alpha)


@given(seed=SEEDS, whole=st.booleans())
@FEW
def test_removals_are_what_a_full_removal_gives(seed, whole):
    """Each patch and each link is taken out and everything counted anew; whole costs make many ways as short."""
    rng = np.random.default_rng(seed)
    area, graph = naive.random_network(rng, int(rng.integers(1, 7)), 0.6, "whole" if whole else None)
    alpha = float(rng.uniform(0.1, 2.0))
    total = naive.pc_sum(area, graph, alpha)
    made = co.delta_pc(area, graph, alpha).set_index("patch_id")
    assert list(made.index) == list(graph)
    for patch in graph:
        rest = naive.pc_sum(area, naive.without(graph, patch=patch), alpha)
        assert made.loc[patch, "dpc_percent"] == pytest.approx(100.0 * (total - rest) / total, abs=1e-9)
    parts = made["intra_percent"] + made["flux_percent"] + made["connector_percent"]
    np.testing.assert_allclose(parts, made["dpc_percent"], rtol=1e-12)
    assert (made["connector_percent"] >= 0.0).all()
    links = co.link_removal(area, graph, alpha)
    assert len(links) == graph.number_of_edges()
    for row in links.itertuples():
        rest = naive.pc_sum(area, naive.without(graph, link=(row.from_patch, row.to_patch)), alpha)
        assert row.dpc_percent == pytest.approx(100.0 * (total - rest) / total, abs=1e-9)
        assert row.link_cost == graph[row.from_patch][row.to_patch]["cost"]
        gone = co.link_change(area, graph, alpha, {(row.from_patch, row.to_patch): math.inf})
        assert gone == pytest.approx(-row.dpc_percent, abs=1e-8)


def test_removals_on_a_larger_planar_network_equal_those_in_full():
    """A jittered triangular lattice of 64 patches: SciPy's distances, with each patch and a few links taken out."""
    from scipy.spatial import Delaunay

    rng = np.random.default_rng(7)
    points = np.stack(np.mgrid[0:8, 0:8], -1).reshape(-1, 2) + rng.uniform(-0.3, 0.3, (64, 2))
    graph = nx.Graph()
    graph.add_nodes_from(range(64))
    for a, b, c in Delaunay(points).simplices.tolist():
        for u, v in ((a, b), (b, c), (a, c)):
            graph.add_edge(u, v, cost=float(np.hypot(*(points[u] - points[v])) * rng.uniform(1, 5)))
    area, alpha = rng.lognormal(0.0, 1.0, 64), 0.3

    def total(one, patches):
        matrix = nx.to_numpy_array(one, nodelist=patches, weight="cost", nonedge=np.inf)
        return co.ec(area[patches], matrix, alpha).ec_m2 ** 2

    everything = total(graph, list(range(64)))
    made = co.delta_pc(area, graph, alpha)["dpc_percent"].to_numpy()
    for k in range(64):
        rest = total(naive.without(graph, patch=k), [j for j in range(64) if j != k])
        assert made[k] == pytest.approx(100.0 * (everything - rest) / everything, abs=1e-9)
    links = co.link_removal(area, graph, alpha)
    assert (links["dpc_percent"] > 0.0).sum() > 60
    assert (links["dpc_percent"] == 0.0).sum() > 5  # links that no shortest way takes
    for row in links.iloc[::7].itertuples():
        rest = total(naive.without(graph, link=(row.from_patch, row.to_patch)), list(range(64)))
        assert row.dpc_percent == pytest.approx(100.0 * (everything - rest) / everything, abs=1e-9)


@given(seed=SEEDS, whole=st.booleans())
@FEW
def test_betweenness_counts_every_pair_once_and_shares_ties(seed, whole):
    rng = np.random.default_rng(seed)
    area, graph = naive.random_network(rng, int(rng.integers(1, 7)), 0.5, "whole" if whole else None)
    made = co.betweenness_pc(area, graph, 0.4).set_index("patch_id")
    expected = naive.between(area, graph, 0.4)
    assert made["betweenness_pc"].to_dict() == pytest.approx(expected, rel=1e-9, abs=1e-12)
    freeman = nx.betweenness_centrality(graph, normalized=False, weight="cost")
    assert made["betweenness"].to_dict() == pytest.approx(freeman, rel=1e-9, abs=1e-12)


def test_a_chain_by_hand():
    """n patches of 1 in a row, p = 1/2 a step: the sum over distances k of 2 (n - k) / 2^k, and n.

    n = 4: 4 + 2 (3/2 + 2/4 + 1/8) = 8.25. Without an inner patch (1 | 2 left): 1 + (2 + 2/2) = 4:
    dPC = 100 (8.25 - 4) / 8.25; intra = 100 / 8.25; flux = 100 x 2 (1/2 + 1/2 + 1/4) / 8.25 = 250 / 8.25;
    connector = 2 (1/4 + 1/8) / 8.25 x 100 = 75 / 8.25. Without the middle link: 2 (2 + 1) = 6.
    """
    graph, area = nx.path_graph(4), [1.0] * 4
    with_costs(graph)
    made = co.delta_pc(area, graph, HALF).iloc[1]
    assert made["dpc_percent"] == pytest.approx(425.0 / 8.25)
    parts = [made["intra_percent"], made["flux_percent"], made["connector_percent"]]
    assert parts == pytest.approx([100.0 / 8.25, 250.0 / 8.25, 75.0 / 8.25])
    assert co.link_removal(area, graph, HALF)["dpc_percent"].iloc[1] == pytest.approx(225.0 / 8.25)
    assert co.ec(area, graph, HALF).ec_m2 == pytest.approx(math.sqrt(8.25))


@pytest.mark.parametrize("n", [3, 4, 5, 8])
def test_a_ring_by_hand(n):
    """n patches of 1 in a ring, p = 1/2 a step: each sees the others at min(k, n - k) steps, k = 1 .. n - 1.

    num = n (1 + sum of 2^-min(k, n - k)). Without a patch it is a chain of n - 1.
    """
    graph = with_costs(nx.cycle_graph(n))
    num = n * (1.0 + sum(0.5 ** min(k, n - k) for k in range(1, n)))
    rest = (n - 1) + sum(2.0 * (n - 1 - k) * 0.5**k for k in range(1, n - 1))
    assert co.ec([1.0] * n, graph, HALF).ec_m2 ** 2 == pytest.approx(num)
    assert co.delta_pc([1.0] * n, graph, HALF)["dpc_percent"].tolist() == pytest.approx([100 * (num - rest) / num] * n)


def test_a_star_by_hand():
    """A hub of 2 and n = 5 leaves of 1 at p = 1/2: num = 4 + 5 + 2 x 5 x 2 x 1/2 + 5 x 4 x 1/4 = 24.

    Without the hub the leaves are alone: num = 5, dPC = 1900 / 24. A leaf: intra 1, flux 2 (2/2 + 4/4) = 4, of 24.
    IIC: 4 + 5 + 2 x 5 x 2 / 2 + 20 / 3. The pairs of leaves go through the hub: 10, weighted 10 x 1/4.
    """
    graph, area = with_costs(nx.star_graph(5)), [2.0, *[1.0] * 5]
    made = co.delta_pc(area, graph, HALF)
    assert co.ec(area, graph, HALF).ec_m2 ** 2 == pytest.approx(24.0)
    assert made.loc[0, "dpc_percent"] == pytest.approx(1900.0 / 24.0)
    assert made.loc[3].tolist()[1:] == pytest.approx([500 / 24, 100 / 24, 400 / 24, 0.0])
    assert co.iic(area, graph, landscape_m2=10.0) * 100.0 == pytest.approx(9.0 + 10.0 + 20.0 / 3.0)
    through = co.betweenness_pc(area, graph, HALF).loc[0]
    assert (through["betweenness"], through["betweenness_pc"]) == (pytest.approx(10.0), pytest.approx(2.5))
    assert co.area_weighted_flux(area, graph, HALF) == pytest.approx((24.0 - 9.0) / 2.0)


def test_figures_that_were_checked_against_the_peers():
    """p0 = 0.05 at 1 km has its median at 231 m; Graphab's scale turns 10 km into 1889.43566576."""
    assert HALF / co.kernel_alpha(1000.0, 0.05) == pytest.approx(231.378, abs=1e-3)
    scale = co.CostScale(-3.32770443, 1.18038394)
    assert scale.cost(10_000.0) == pytest.approx(1889.43566576, rel=1e-7)
    length = np.array([120.0, 900.0, 4000.0, 15_000.0])
    again = co.fit_cost_scale(length, [scale.cost(x) for x in length])
    assert (again.intercept, again.slope) == (pytest.approx(-3.32770443), pytest.approx(1.18038394))


@given(seed=SEEDS)
@FEW
def test_ec_keeps_its_bounds_and_grows_with_a_link(seed):
    rng = np.random.default_rng(seed)
    area, graph = naive.random_network(rng, 8, 0.2)
    made = co.ec(area, graph, 0.5)
    a = np.array(list(area.values()))
    assert max(a.max(), math.hypot(*a)) <= made.ec_m2 <= a.sum() == pytest.approx(made.area_m2)
    assert made.share == made.ec_m2 / made.area_m2
    more = graph.copy()
    more.add_edge(*list(graph)[:2], cost=0.1)
    assert co.ec(area, more, 0.5).ec_m2 >= made.ec_m2 * (1.0 - 1e-12)


def test_ec_at_its_bounds():
    """Alone, EC is the root of the sum of squares; with p near 1 it is all area; one patch is itself."""
    apart = np.full((3, 3), np.inf)
    assert co.ec([3.0, 4.0, 12.0], apart, 1.0).ec_m2 == 13.0
    near = np.ones((3, 3))
    assert co.ec([3.0, 4.0, 12.0], near, 1e-15).ec_m2 == pytest.approx(19.0)
    assert co.ec([7.0], [[0.0]], 1.0).ec_m2 == 7.0


def test_what_cannot_be_reached_adds_nothing_and_is_kept():
    """Infinity or NaN in a matrix is no link: p is 0, not NaN, in every measure; the lone patch keeps its own area."""
    area, links = [1.0, 1.0, 2.0], [[0, 1, np.inf], [1, 0, np.nan], [np.inf, np.nan, 0]]
    assert co.ec(area, links, HALF).ec_m2 == pytest.approx(math.sqrt(1 + 1 + 4 + 1))
    assert co.iic(area, links, landscape_m2=4.0) * 16.0 == pytest.approx(1 + 1 + 4 + 1)
    made = co.delta_pc(area, links, HALF)
    assert made.loc[2].tolist()[1:] == pytest.approx([400 / 7, 400 / 7, 0.0, 0.0])
    assert co.flux(area, links, HALF)["flux"].tolist() == [0.5, 0.5, 0.0]
    assert co.metapopulation_capacity(area, links, HALF) == pytest.approx(0.5)
    assert co.link_removal(area, links, HALF)["dpc_percent"].tolist() == pytest.approx([100 / 7])


def test_components_and_thresholds():
    """A link counts at a cost of at most the threshold, not above; the largest part by area is the first."""
    graph = with_costs(nx.path_graph(4), 2.0)
    area = {0: 1.0, 1: 1.0, 2: 5.0, 3: 1.0}
    whole = co.components(area, graph, threshold=2.0)
    assert (len(whole.frame), whole.link_count, whole.coincidence) == (1, 3, 1.0)
    graph[1][2]["cost"] = 2.01
    parts = co.components(area, graph, threshold=2.0)
    assert parts.of_patch.to_dict() == {0: 2, 1: 2, 2: 1, 3: 1}
    assert parts.frame["area_m2"].tolist() == [6.0, 2.0]
    assert (parts.largest_m2, parts.expected_m2, parts.link_count) == (6.0, 5.0, 2)
    assert co.iic(area, graph, landscape_m2=8.0, threshold=2.0) < co.iic(area, graph, landscape_m2=8.0)


def test_only_ec_is_compared():
    before, after = co.ec([1.0, 1.0], [[0, 1], [1, 0]], HALF), co.ec([1.0, 2.0], [[0, 1], [1, 0]], HALF)
    change = co.compare_ec(before, after)
    assert change.area_percent == pytest.approx(50.0)
    assert change.ec_percent == pytest.approx(100.0 * (math.sqrt(7.0 / 3.0) - 1.0))
    assert change.relative == pytest.approx(change.ec_percent / 50.0)
    assert math.isnan(co.compare_ec(before, before).relative), "no change of area: unknown, not 0"
    with pytest.raises(WrongKindError, match="EquivalentConnectivity"):
        co.compare_ec(before, 0.4)
    with pytest.raises(MixedValuesError, match="alpha"):
        co.compare_ec(before, co.ec([1.0, 1.0], [[0, 1], [1, 0]], 1.0))


def test_all_faults_are_told_at_once():
    graph = with_costs(nx.path_graph(4))
    graph[0][1]["cost"] = 0.0
    graph[1][2]["cost"] = None
    with pytest.raises(TableError) as error:
        co.ec([1.0] * 4, graph, 1.0)
    assert [fault.en for fault in error.value.faults] == ["link 0-1: cost 0.0", "link 1-2: cost None"]
    with pytest.raises(TableError, match=r"patch 2: area -1\.0; patch 3: area nan"):
        co.ec({1: 1.0, 2: -1.0, 3: math.nan}, np.ones((3, 3)), 1.0)
    with pytest.raises(TableError, match="not symmetric"):
        co.ec([1.0, 1.0], [[0, 1], [2, 0]], 1.0)
    with pytest.raises(TableError, match="directions"):
        co.ec([1.0] * 2, nx.DiGraph([(0, 1, {"cost": 1.0})]), 1.0)
    with pytest.raises(TableError, match="2 areas for 4 patches"):
        co.ec([1.0, 1.0], with_costs(nx.path_graph(4)), 1.0)
    with pytest.raises(TableError, match=r"costs from 1e-10 to 1"):
        co.ec([1.0] * 3, [[0, 1e-10, 1], [1e-10, 0, 1], [1, 1, 0]], 1.0)
    with pytest.raises(TableError, match="2 areas for a matrix of 3 patches"):
        co.ec({1: 1.0, 2: 1.0}, np.ones((3, 3)), 1.0)
    with pytest.raises(TableError, match="no patch with an area"):
        co.ec([0.0, 0.0], np.ones((2, 2)), 1.0)
    with pytest.raises(TableError, match=r"link 1-9: cost 1\.0"):
        co.link_change([1.0, 1.0], np.ones((2, 2)), 1.0, {(1, 9): 1.0})
    for alpha in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ParamError, match="kernel_alpha"):
            co.ec([1.0], [[0.0]], alpha)
    for d0, p0 in ((0.0, 0.5), (100.0, 0.0), (100.0, 1.0), (math.nan, 0.5)):
        with pytest.raises(ParamError, match="d0"):
            co.kernel_alpha(d0, p0)
    with pytest.raises(ParamError, match="landscape_m2"):
        co.pc([1.0, 1.0], np.ones((2, 2)), 1.0, landscape_m2=1.9)
    with pytest.raises(ParamError, match="two different lengths"):
        co.fit_cost_scale([100.0, 100.0], [1.0, 2.0])


def test_areas_come_from_the_graph_with_quality():
    graph = nx.Graph()
    graph.add_node(5, area_m2=10.0, quality=0.5)
    graph.add_node(6, area_m2=4.0, quality=1.0)
    pd.testing.assert_series_equal(co.habitat_area(graph, quality=True), pd.Series({5: 5.0, 6: 4.0}))
    assert co.habitat_area(graph).tolist() == [10.0, 4.0]


def test_work_can_be_stopped():
    from gistools.errors import Cancelled
    from gistools.progress import NoProgress

    class Stopped(NoProgress):
        def cancelled(self):
            return True

    graph = with_costs(nx.path_graph(3))
    for work in (co.delta_pc, co.link_removal, co.betweenness_pc):
        with pytest.raises(Cancelled):
            work([1.0] * 3, graph, 1.0, progress=Stopped())


def test_distances_are_those_of_scipy():
    """200 patches, some apart; SciPy's Dijkstra as the oracle."""
    from scipy.sparse import csgraph

    from gistools.corridors.network import patch_network

    rng = np.random.default_rng(3)
    costs = np.where(rng.random((200, 200)) < 0.01, rng.uniform(1.0, 9.0, (200, 200)), np.inf)
    costs = np.minimum(costs, costs.T)
    expected = csgraph.dijkstra(csgraph.csgraph_from_dense(costs, null_value=np.inf), directed=False)
    found = patch_network(np.ones(200), costs).distances
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert np.isinf(found).any()
