"""Islands and what parts them, against a flood over edges and the cheapest of all ways out; detours by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.ops import substring

from gistools.pathnet import Passable, Places, Search, assemble, attach_points, one_profile
from gistools.pathnet.detour import detours_between, detours_to
from gistools.pathnet.homes import Homes
from gistools.pathnet.islands import find_islands
from gistools.pathnet.judge import passable
from gistools.text import Text
from tests.pathnet.made import network, random_network
from tests.pathnet.test_connectivity import some_homes, some_places

SEEDS = st.integers(0, 10**6)


def answered(net, rng):
    """Return a made-up answer for each edge, with a reason where it is not yes."""
    answer = rng.choice([-1, 0, 1], len(net.edges), p=[0.4, 0.2, 0.4]).astype(np.int8)
    rows = [{"edge_id": e + 1, "direction": "both", "rule": "kerb", "verdict": {-1: "no", 0: "unknown"}[answer[e]],
             "found": "8 cm", "limit": "højst 2,5 cm", "source": "kilde", "verified": True}
            for e in np.flatnonzero(answer < 1)]  # fmt: skip
    seconds = net.length_m / 1.0
    return answer, Passable(one_profile("wheelchair"), answer, answer, seconds, seconds, pd.DataFrame(rows))


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_islands_are_what_is_joined_whatever_the_unknown_is(seed):
    net, _, rng = random_network(seed, most=16)
    answer, told = answered(net, rng)
    homes = some_homes(rng, net)
    found = find_islands(net, told, homes)
    loose, sure = (nx.MultiGraph([(int(net.u[e]), int(net.v[e]), e) for e in np.flatnonzero(answer >= least)])
                   for least in (0, 1))  # fmt: skip
    assert (found.edge == 0).tolist() == (answer < 0).tolist()
    if not len(loose):
        assert found.frame.empty
        return

    def metres(graph, nodes):
        return sum(net.length_m[e] for *_, e in graph.edges(nodes, keys=True))

    groups = [frozenset(one) for one in nx.connected_components(loose)]
    longest = max(metres(loose, one) for one in groups)
    rows = found.frame.set_index("island_id")
    assert found.frame["length_m"].sum() == pytest.approx(net.length_m[answer >= 0].sum())
    joined = rows["joined"].reindex(found.edge).to_numpy()
    for one in groups:
        edges = [e for *_, e in loose.edges(one, keys=True)]
        if metres(loose, one) < longest - 1e-9:
            assert {joined[e] for e in edges} == {"no"}
            assert len({found.edge[e] for e in edges}) == 1
        elif sum(metres(loose, other) > longest - 1e-9 for other in groups) == 1:
            assert "no" not in {joined[e] for e in edges}
            inner = [part for part in nx.connected_components(sure) if part <= one]
            best = max((metres(sure, part) for part in inner), default=0.0)
            yes = [e for e in edges if joined[e] == "yes"]
            assert net.length_m[yes].sum() == pytest.approx(best)
            assert all(answer[e] == 1 for e in yes)
    inside = homes.places.met & (answer[homes.places.edge] >= 0)
    assert found.frame["dwellings"].sum() == pytest.approx(homes.dwellings[inside].sum())
    assert found.frame["addresses"].sum() == inside.sum()


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_the_way_out_of_an_island_is_the_shortest_stretch_of_what_is_blocked(seed):
    net, _, rng = random_network(seed, most=16)
    answer, told = answered(net, rng)
    found = find_islands(net, told)
    main = found.frame.loc[found.frame["joined"] != "no", "island_id"].tolist()
    for row in found.frame[found.frame["joined"] == "no"].itertuples():
        graph = nx.Graph()
        for e in range(len(net.edges)):
            cost = 0.0 if answer[e] >= 0 else float(net.length_m[e])
            a, b = int(net.u[e]), int(net.v[e])
            if not graph.has_edge(a, b) or graph[a][b]["cost"] > cost:
                graph.add_edge(a, b, cost=cost)
        begin = int(net.u[np.flatnonzero(found.edge == row.island_id)[0]])
        goal = int(net.u[np.flatnonzero(np.isin(found.edge, main))[0]])
        if not nx.has_path(graph, begin, goal):
            assert np.isnan(row.opening_m)
            assert row.parted_by == "ingen forbindelse i laget"
            continue
        assert row.opening_m == pytest.approx(nx.dijkstra_path_length(graph, begin, goal, weight="cost"))
        assert "kantsten" in row.parted_by
    doubtful = found.frame[(found.frame["joined"] == "unknown") & found.frame["opening_m"].notna()]
    for row in doubtful.itertuples():  # what must be known first lies among what is not known
        assert row.opening_m <= net.length_m[answer == 0].sum() + 1e-9
    verdicts = found.barriers.set_index("edge_id")["barred"]
    for edge, verdict in verdicts.items():
        assert {-1: "no", 0: "unknown"}[answer[edge - 1]] == verdict


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_what_parts_islands_is_the_same_whatever_edges_are_cut_into(seed):
    net, _, rng = random_network(seed, most=16)
    answer, told = answered(net, rng)
    assume(len(told.reasons))
    lines, u, v, of, new = [], [], [], [], len(net.nodes)
    for e, line in enumerate(net.edges.geometry):
        spots = np.sort(rng.uniform(0.1, 0.9, int(rng.integers(0, 3)))) * line.length
        nodes = [int(net.u[e]), *range(new, new + spots.size), int(net.v[e])]
        new += spots.size
        ends = [0.0, *spots, line.length]
        for k in range(spots.size + 1):
            piece = substring(line, ends[k], ends[k + 1])
            turn = rng.random() < 0.5
            lines.append(piece.reverse() if turn else piece)
            u.append(nodes[k + turn])
            v.append(nodes[k + 1 - turn])
            of.append(e)
    cut = assemble(lines, u, v, {"name": net.edges["name"].to_numpy()[of]})
    inherited = told.reasons.merge(pd.DataFrame({"edge_id": np.array(of) + 1, "piece": np.arange(1, len(of) + 1)}))
    reasons = inherited.drop(columns="edge_id").rename(columns={"piece": "edge_id"})
    again = Passable(told.profile, answer[of], answer[of], cut.length_m, cut.length_m, reasons)

    def stretches(found):
        rows = found.barriers
        sides = [tuple(sorted(pair)) for pair in zip(rows["from_island"], rows["to_island"], strict=True)]
        return rows.assign(sides=sides).groupby(["sides", "opens", "barred"])["length_m"].sum().round(6).to_dict()

    assert stretches(find_islands(cut, again)) == stretches(find_islands(net, told))


def test_stairs_part_an_area_for_a_wheelchair_and_say_so():
    net = network((0, 0, 100, 0), (100, 0, 110, 0), (110, 0, 150, 0), (0, 0, 0, 30), name=["Sti", "Trappen", "", ""],
                  way_type=["path"] * 4, foot=["yes"] * 4, steps=["no", "yes", "no", "no"], ramp=["no"] * 4,
                  width_m=[2.0] * 4, kerb_cm=[0.0] * 4, surface=["asphalt"] * 4,
                  cross_fall_permille=[10.0] * 4)  # fmt: skip
    homes = Homes(
        Places(np.array([0, 2, 2]), np.array([5.0, 1.0, 9.0]), np.zeros(3)), np.array([1.0, 4.0, 0.0]), Text("", "")
    )
    walking = find_islands(net, passable(net, one_profile("walking")), homes)
    assert walking.frame["joined"].tolist() == ["yes"]
    assert walking.barriers.empty
    chair = find_islands(net, passable(net, one_profile("wheelchair")), homes)  # slopes are not known
    assert chair.frame["joined"].tolist() == ["unknown", "no"]
    cut = chair.frame.iloc[1]
    assert (cut.length_m, cut.dwellings, cut.addresses, cut.opening_m) == (40.0, 4.0, 2.0, 10.0)
    assert cut.parted_by.startswith("Trappen: ")
    assert "trin" in cut.parted_by
    barrier = chair.barriers.iloc[0]
    assert (barrier.edge_id, {barrier.from_island, barrier.to_island}, barrier.opens) == (2, {1, 2}, 2)
    assert barrier.barred == "no"
    assert barrier.source


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_detours_are_ways_over_straight_lines_and_no_way_is_counted_apart(seed):
    net, search, rng = random_network(seed)
    places = some_places(rng, net, 6)
    places.edge[rng.random(6) < 0.2] = -1
    points = shapely.points(rng.integers(0, 60, (6, 2)).astype(float))
    got = detours_between(search, places, points, least_m=20.0)
    ratio, gone, off, near = [], 0, 0, 0
    for i in range(6):
        for j in range(6):
            if i == j or (j < i and not search.directed):
                continue
            straight, cost = points[i].distance(points[j]), search.between(places[[i]], places[[j]])[0, 0]
            if straight < 20.0:
                near += 1
            elif not (places.met[i] and places.met[j]):
                off += 1
            elif np.isinf(cost):
                gone += 1
            else:
                ratio.append(cost / straight)
    np.testing.assert_allclose(got.ratio, sorted(ratio))
    assert (got.unreachable, got.off, got.near) == (gone, off, near)
    ends, goals = some_places(rng, net, 3), shapely.points(rng.integers(0, 60, (3, 2)).astype(float))
    to = detours_to(search, places, points, ends, goals, least_m=0.1)
    assert to.pairs + to.near == 6
    mine = [min(range(3), key=lambda k, p=p: p.distance(goals[k])) for p in points]
    if all(len({round(p.distance(g), 6) for g in goals}) == 3 for p in points):
        expected = [search.between(places[[i]], ends[[k]])[0, 0] / points[i].distance(goals[k])
                    for i, k in enumerate(mine) if places.met[i] and points[i].distance(goals[k]) >= 0.1]  # fmt: skip
        np.testing.assert_allclose(to.ratio, sorted(one for one in expected if np.isfinite(one)))


def test_access_counts_and_a_draw_is_the_same_each_time():
    net = network((0, 0, 200, 0))
    points = shapely.points([[0.0, 30.0], [200.0, 30.0]])
    places = attach_points(net, points, max_m=50.0)
    assert detours_between(Search.whole(net), places, points).ratio.tolist() == [260.0 / 200.0]
    many = shapely.points(np.column_stack([np.linspace(0, 200, 50), np.zeros(50)]))
    spots = attach_points(net, many, max_m=1.0)
    draws = [detours_between(Search.whole(net), spots, many, most=10, seed=3) for _ in range(2)]
    assert draws[0].pairs + draws[0].near == 45
    assert draws[0].ratio.tolist() == draws[1].ratio.tolist()
    assert draws[0].above(1.25) == 0.0
    assert np.isnan(detours_between(Search.whole(net), spots, many, least_m=1e6).quantile(0.5))
