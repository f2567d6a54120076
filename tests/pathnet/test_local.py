"""A part of a network with links laid in: distances are those of the whole one."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet.local import LinkEnds, edges_near, local_network
from gistools.pathnet.search import Places, Search
from tests.pathnet.made import network, random_network


@settings(max_examples=80)
@given(seed=st.integers(0, 2**32 - 1))
def test_cutting_edges_where_links_meet_changes_no_other_distance(seed):
    whole, _, rng = random_network(seed)
    m = len(whole.edges)

    def spots(k):
        edge = rng.integers(0, m, k)
        return Places(edge, rng.random(k) * whole.length_m[edge], np.zeros(k))

    a, b = spots(3), spots(3)
    ends = [shapely.line_interpolate_point(whole.edges.geometry.to_numpy()[p.edge], p.offset_m) for p in (a, b)]
    lines = np.array([shapely.LineString([p, (900, 900), q]) for p, q in zip(*ends, strict=True)])
    made = local_network(whole, np.arange(m), LinkEnds(a.edge, a.offset_m, b.edge, b.offset_m, lines))
    pieces = made.edge >= 0
    length = made.network.length_m
    here = Search(made.network, pieces, pieces, length, length)
    begin, end = spots(4), spots(4)
    np.testing.assert_allclose(
        here.between(made.places(begin), made.places(end)), Search.whole(whole).between(begin, end), atol=1e-6
    )
    with_links = Search.whole(made.network).between(made.places(a), made.places(b))
    assert (np.diag(with_links) <= shapely.length(lines) + 1e-6).all()


def test_a_link_at_an_end_cuts_nothing_and_what_is_not_chosen_is_not_here():
    whole = network((0, 0, 10, 0), (10, 0, 20, 0), (500, 0, 510, 0))
    near = edges_near(whole, shapely.Point(5, 0), 50.0)
    assert near.tolist() == [0, 1]
    line = np.array([shapely.LineString([(0, 0), (5, 9), (20, 0)])])
    made = local_network(whole, near, LinkEnds(np.array([0]), np.array([0.0]), np.array([1]), np.array([10.0]), line))
    assert made.edge.tolist() == [0, 1, -1]
    assert made.places(Places(np.array([2, 0]), np.array([1.0, 3.0]), np.zeros(2))).edge.tolist() == [-1, 0]
