"""From the text of the guide alone the goal is reached."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gistools.pathnet import Places, Search, assemble, attach_points
from gistools.pathnet.guide_seen import Seen
from gistools.pathnet.guide_steps import route_steps
from tests.pathnet.made import network
from tests.pathnet.walker import LostError, Walker, turn

REACHED_M = 1.0


def planar(seed):
    """Return a planar network of random lines cut where they cross, with bends and names, and random directions."""
    rng = np.random.default_rng(seed)
    lines = []
    for _ in range(int(rng.integers(2, 14))):
        at = rng.uniform(0, 300, (int(rng.integers(2, 5)), 2)).round(1)
        lines.append(shapely.LineString(at))
    cut = [one for one in shapely.get_parts(shapely.union_all(lines, grid_size=0.1)) if one.length > 0.01]
    ends = np.array([[one.coords[0], one.coords[-1]] for one in cut]).reshape(-1, 2)
    node = np.unique(ends, axis=0, return_inverse=True)[1].reshape(-1, 2)
    names = rng.choice(["", "Birkestien", "Skolestien", "Å-vej"], len(cut))
    status = rng.choice(["built", "planned"], len(cut), p=[0.9, 0.1])
    return assemble(cut, node[:, 0], node[:, 1], {"name": names, "status": status}), rng


def can_be_told_apart(net, ahead=(10.0, 25.0, 50.0, 100.0, 200.0)):
    """Return whether no two ways out of a node lie over each other: nobody could say which is meant."""
    walker = Walker(net)
    pairs = [pair for ways in walker.ends.values() for pair in itertools.combinations(ways, 2)]
    return all(
        max(abs(turn(walker.course(a, None, m), walker.course(b, None, m))) for m in ahead) > 1.0 for a, b in pairs
    )


def walk(net, search, begin, end, language, there=None):
    """Return how far from the goal the walker ends; None where there is no route."""
    route = search.route(begin, end)
    if route is None:
        return None
    seen = Seen(net, (net.edges["status"] != "planned").to_numpy() if there is None else there)
    steps = route_steps(seen, route)
    assert abs(sum(one.length_m for one in steps) - route.length_m) < 1e-6
    texts = [one.text.say(language) for one in steps]
    edge, at = Walker(net, language).follow(texts, int(begin.edge[0]), float(begin.offset_m[0]))
    lines = net.edges.geometry
    return lines.iloc[edge].interpolate(at).distance(lines.iloc[int(end.edge[0])].interpolate(float(end.offset_m[0])))


@settings(deadline=None, max_examples=400)
@given(st.integers(0, 10**9), st.sampled_from(["da", "en"]))
def test_a_walker_who_knows_the_text_alone_reaches_the_goal_on_random_planar_networks(seed, language):
    net, rng = planar(seed)
    assume(can_be_told_apart(net))
    built = (net.edges["status"] == "built").to_numpy()
    m = len(net.edges)
    search = Search(net, built & (rng.random(m) < 0.9), built & (rng.random(m) < 0.9), net.length_m, net.length_m)
    points = shapely.points(rng.uniform(0, 300, (2, 2)))
    met = attach_points(net, points, max_m=np.inf, edges=built)
    if not met.met.all():
        return
    away = walk(net, search, met[0], met[1], language)
    assert away is None or away <= REACHED_M


def tangled(seed):
    """Return a network with loops and parallel ways that bow out to all sides, and a search with random directions."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 7)), int(rng.integers(1, 14))
    at = rng.uniform(0, 200, (n, 2))
    ends = rng.integers(0, n, (m, 2))
    node = np.unique(ends, return_inverse=True)[1].reshape(-1, 2)
    lines = []
    for a, b in ends:
        bow = (at[a] + at[b]) / 2 + rng.uniform(-60, 60, 2)
        turn = (at[a] + at[b]) / 2 + rng.uniform(-60, 60, 2)
        lines.append(shapely.LineString([at[a], bow, turn, at[b]]))
    net = assemble(lines, node[:, 0], node[:, 1])
    way = rng.choice([0, 1, 2, 3], m, p=[0.6, 0.15, 0.15, 0.1])
    return net, Search(net, (way == 0) | (way == 1), (way == 0) | (way == 2), net.length_m, net.length_m), rng


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 10**9), st.sampled_from(["da", "en"]))
def test_and_on_networks_with_loops_parallel_ways_and_places_at_nodes(seed, language):
    net, search, rng = tangled(seed)
    edge = rng.integers(0, len(net.edges), 2)
    met = Places(edge, rng.choice([0.0, 0.3, 1.0], 2) * net.length_m[edge], np.zeros(2))
    away = walk(net, search, met[0], met[1], language)
    assert away is None or away <= REACHED_M


def test_the_walker_is_lost_when_the_text_is_wrong():
    net = network((0, 0, 0, 50), (0, 50, -40, 50), (0, 50, 40, 50), name=["", "Vest", "Øst"])
    search = Search.whole(net)
    ends = attach_points(net, shapely.points([[0, 10], [-30, 50]]), max_m=1.0)
    texts = [one.text.da for one in route_steps(Seen(net, np.ones(3, bool)), search.route(ends[0], ends[1]))]
    assert Walker(net).follow(texts, 0, 10.0) == (1, pytest.approx(30.0))
    wrong = [texts[0], texts[1].replace("venstre", "højre")]
    with pytest.raises(LostError):
        Walker(net).follow(wrong, 0, 10.0)
    wrong = [texts[0].replace("nord", "syd"), texts[1]]
    with pytest.raises(LostError):
        Walker(net).follow(wrong, 0, 10.0)
