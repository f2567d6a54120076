"""What a repair does for the whole: against the sum over all pairs, with each join made or undone."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet import BuildParams, build_network
from gistools.pathnet.effects import best_order, lost_by_each
from gistools.pathnet.homes import Dwellers


@st.composite
def joins(draw):
    p = draw(st.integers(2, 7))
    k = draw(st.integers(1, 10))
    q = draw(st.integers(1, 2))
    ends = st.lists(st.integers(0, p - 1), min_size=k, max_size=k)
    weight = draw(st.lists(st.lists(st.integers(0, 9), min_size=q, max_size=q), min_size=p, max_size=p))
    away = draw(st.lists(st.integers(1, 4), min_size=k, max_size=k))
    return np.array(weight, float), np.array(draw(ends)), np.array(draw(ends)), np.array(away, float)


def parts(weight, one, other, made):
    graph = nx.Graph()
    graph.add_nodes_from(range(len(weight)))
    graph.add_edges_from((int(one[k]), int(other[k])) for k in made)
    return [sorted(part) for part in nx.connected_components(graph)]


def coherence(weight, *case):
    total = weight.sum(axis=0) ** 2
    pairs = sum(weight[part].sum(axis=0) ** 2 for part in parts(weight, *case))
    return np.where(total > 0, pairs / np.where(total > 0, total, 1.0), 0.0)


def lesser(weight, one, other, made, k):
    """What the lesser side of join k holds when the others that are made stand."""
    apart = parts(weight, one, other, made)
    sides = [next(i for i, part in enumerate(apart) if end[k] in part) for end in (one, other)]
    if sides[0] == sides[1]:
        return np.zeros(weight.shape[1])
    return np.minimum(*(weight[apart[side]].sum(axis=0) for side in sides))


@settings(max_examples=300, deadline=None)
@given(joins())
def test_what_a_join_is_worth_is_what_is_lost_without_it(case):
    weight, one, other, _ = case
    made = lost_by_each(weight, one, other)
    every = range(one.size)
    whole = coherence(weight, one, other, every)
    for k in every:
        left = [j for j in every if j != k]
        np.testing.assert_allclose(made.gain[k], whole - coherence(weight, one, other, left), atol=1e-12)
        np.testing.assert_array_equal(made.joined[k], lesser(weight, one, other, left, k))
    gains = made.gain[np.argsort(made.rank)]
    assert sorted(made.rank) == list(range(1, one.size + 1))
    assert gains.tolist() == sorted(gains.tolist(), reverse=True)


@settings(max_examples=300, deadline=None)
@given(joins())
def test_the_next_gap_is_always_one_that_adds_most(case):
    weight, one, other, away = case
    made = best_order(weight, one, other, away)
    assert sorted(made.rank) == list(range(1, one.size + 1))
    done: list[int] = []
    for k in np.argsort(made.rank).tolist():
        now = coherence(weight, one, other, done)
        gain = {j: coherence(weight, one, other, [*done, j]) - now for j in range(one.size) if j not in done}
        left = parts(weight, one, other, done)
        apart = [j for j in gain if not any(one[j] in part and other[j] in part for part in left)]
        np.testing.assert_allclose(made.gain[k], gain[k], atol=1e-12)
        np.testing.assert_array_equal(made.joined[k], lesser(weight, one, other, done, k))
        if apart:
            best = max(tuple(np.round(gain[j], 12)) for j in apart)
            equal = [j for j in apart if tuple(np.round(gain[j], 12)) == best]
            assert k in equal
            assert away[k] == min(away[equal])
        done.append(k)


def naive_order(weight, one, other, away):
    """The gaps that join, by looking at all of them each time."""
    held, whole, order = weight.copy(), np.arange(len(weight)), []
    while (whole[one] != whole[other]).any():
        apart = np.flatnonzero(whole[one] != whole[other])
        best = min(apart, key=lambda k: (*(-held[whole[one[k]]] * held[whole[other[k]]]), away[k], k))
        into, gone = whole[one[best]], whole[other[best]]
        held[into] += held[gone]
        whole[whole == gone] = into
        order.append(int(best))
    return order


@pytest.mark.parametrize("seed", range(40))
def test_many_gaps_are_taken_as_by_looking_at_all_each_time(seed):
    rng = np.random.default_rng(seed)
    p, k = int(rng.integers(20, 120)), int(rng.integers(40, 240))
    weight = rng.integers(0, rng.choice([2, 4, 1000]), (p, 2)).astype(float)
    one, other, away = rng.integers(0, p, k), rng.integers(0, p, k), rng.integers(1, 6, k).astype(float)
    if seed % 2:  # a town with islands about it
        weight[0], one[: k // 2] = 5000.0, 0
    expected = naive_order(weight, one, other, away)
    np.testing.assert_array_equal(np.argsort(best_order(weight, one, other, away).rank)[: len(expected)], expected)


def town():
    """A long way with no home, an island with twelve homes, and one with a hundred metres and none."""
    lines = [[(0, 0), (500, 0)], [(502, 0), (550, 0)], [(500, 20), (500, 120)]]
    layer = gpd.GeoDataFrame(geometry=[shapely.LineString(line) for line in lines], crs="EPSG:25832")
    homes = gpd.GeoDataFrame(
        {"antal_boliger": [3.0, 12.0, 7.0]}, geometry=shapely.points([[100, 5], [540, 5], [540, 400]]), crs=layer.crs
    )
    return layer, homes


def test_gaps_are_ranked_by_dwellings_where_addresses_are_given_and_by_metres_otherwise():
    layer, homes = town()
    by_metres = build_network({"paths": layer}, BuildParams()).audit
    dwellers = Dwellers.of(homes, access_m=50.0)
    network = build_network({"paths": layer}, BuildParams(), dwellers=dwellers)
    first = {
        name: audit[audit.tier.isin(["proposed", "candidate"])].sort_values("repair_rank").iloc[0]
        for name, audit in (("metres", by_metres), ("dwellings", network.audit))
    }
    assert (first["metres"].distance_m, first["metres"].joined_m) == pytest.approx((20.0, 100.0))
    assert first["metres"].coherence_gain_pct == pytest.approx(100.0 * 2 * 500 * 100 / 648**2)
    assert np.isnan(first["metres"].joined_dwellings)
    assert (first["dwellings"].distance_m, first["dwellings"].joined_dwellings) == pytest.approx((2.0, 3.0))
    assert first["dwellings"].joined_m == pytest.approx(48.0)
    assert first["dwellings"].coherence_gain_pct == pytest.approx(100.0 * 2 * 3 * 12 / 15**2)  # 7 live off the network
    assert any("Ret de 2 " in note.da and "boliger" in note.da for note in network.notes)


def test_a_repair_that_was_made_is_told_by_the_dwellings_that_it_holds_together():
    layer, homes = town()
    network = build_network({"paths": layer}, BuildParams(mend_m=3.0), dwellers=Dwellers.of(homes, access_m=50.0))
    (row,) = network.audit[network.audit.tier == "done"].itertuples()
    assert (row.joined_dwellings, row.joined_m) == pytest.approx((3.0, 48.0), abs=2.1)
    assert row.coherence_gain_pct == pytest.approx(100.0 * 2 * 3 * 12 / 15**2)
