"""The guide: a certain way before an uncertain one, and the least bad blocked one with its reasons."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError
from gistools.pathnet import Passable, Search, attach_points
from gistools.pathnet.guide import BARRED, CLOSED, SLACK_M, Spot, find_guide
from gistools.pathnet.judge import passable
from gistools.pathnet.profiles import one_profile
from tests.pathnet.made import cut_graph, network
from tests.pathnet.test_guide_walker import tangled
from tests.pathnet.walker import Walker

CHAIR = one_profile("wheelchair")
KNOWN = {
    "way_type": "path", "foot": "yes", "steps": "no", "ramp": "no", "width_m": 2.0, "kerb_cm": 0.0,
    "surface": "asphalt", "cross_fall_permille": 10.0,
}  # fmt: skip


def judged(net, rng):
    """Return a random answer for each edge and direction, with a reason for each that is not yes."""
    m = len(net.edges)
    states = rng.choice([1, 0, -1], (2, m), p=[0.4, 0.3, 0.3]).astype(np.int8)
    rows = []
    for going, state in zip(("forward", "backward"), states, strict=True):
        for e in np.flatnonzero(state < 1):
            for rule in rng.choice(["width", "kerb", "oneway"], rng.integers(1, 3), replace=False):
                verdict = "no" if state[e] < 0 else "unknown"
                rows.append((e + 1, going, rule, verdict, "1 m", "mindst 2 m", "kilde", True))
    names = ["edge_id", "direction", "rule", "verdict", "found", "limit", "source", "verified"]
    seconds = net.length_m * rng.integers(1, 4, m)
    return Passable(CHAIR, *states, seconds, seconds, pd.DataFrame(rows, columns=names))


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**9))
def test_the_answer_is_that_of_a_search_by_definition(seed):
    net, _, rng = tangled(seed)
    answers = judged(net, rng)
    points = [shapely.Point(one) for one in rng.uniform(0, 200, (2, 2))]
    spots = [Spot(point, name) for point, name in zip(points, "AB", strict=True)]
    guide = find_guide(net, answers, *spots, access_m=1e6)

    reach = [net.edges.distance(point).min() + SLACK_M for point in points]

    def costs(*, strict):
        """Return the cost by networkx where both places meet any usable edge: each pair of parts tried."""
        search = Search.of(net, answers, strict=strict, seconds=True)
        usable = np.flatnonzero(search.usable)
        pairs = nx.Graph()
        pairs.add_edges_from(zip(net.u[usable], net.v[usable], strict=True))
        found = []
        for part in nx.connected_components(pairs):
            edges = np.isin(np.arange(len(net.edges)), usable) & np.isin(net.u, list(part))
            met = meet(net, points, edges, reach)
            if met is None:
                continue
            graph = cut_graph(search, *met)
            if nx.has_path(graph, (0, 0), (1, 0)):
                far = sum(net.edges.geometry[edges].distance(point).min() for point in points)
                found.append((far, nx.shortest_path_length(graph, (0, 0), (1, 0), "cost")))
        return sorted(found)

    certain, maybe = costs(strict=True), costs(strict=False)
    if certain:
        assert guide.way.certain
        assert guide.way.seconds == pytest.approx(certain[0][1])
        assert not guide.way.warnings
        assert (guide.answer == "yes") == (sum(guide.way.access_m) <= max(2 * SLACK_M, guide.way.length_m))
    elif maybe:
        assert guide.answer == "unknown"
        assert guide.way.seconds == pytest.approx(maybe[0][1])
        assert guide.way.warnings or guide.way.length_m == 0.0
        assert {one.verdict for one in guide.way.warnings} <= {"unknown"}
    else:
        assert guide.answer == "no"
        if guide.way is None:
            part = net.nodes["component"].to_numpy()[net.u]
            assert len({part[int(net.edges.distance(point).argmin())] for point in points}) == 2
            assert guide.gap_m >= 0.0
        else:
            assert guide.way.route.cost == pytest.approx(least_bad(net, answers, points, reach))
            assert any(one.verdict == "no" for one in guide.way.warnings) or not guide.way.length_m


def meet(net, points, edges, reach):
    """Return where both points meet some edges; None where one does not."""
    met = [
        attach_points(net, [point], max_m=far, edges=edges, prefer_main=False)
        for point, far in zip(points, reach, strict=True)
    ]
    return met if met[0].met.all() and met[1].met.all() else None


def least_bad(net, answers, points, reach):
    """Return the cost of the best blocked way by networkx, from the rules of the reasons alone."""
    costs = {}
    for going in ("forward", "backward"):
        cost = np.ones(len(net.edges))
        for row in answers.reasons.itertuples():
            if row.verdict == "no" and row.direction == going:
                cost[row.edge_id - 1] += CLOSED if row.rule == "oneway" else BARRED
        costs[going] = cost * net.length_m
    every = np.ones(len(net.edges), bool)
    search = Search(net, every, every, costs["forward"], costs["backward"])
    best = np.inf
    nearest = {}
    for part in nx.connected_components(nx.Graph(zip(net.u, net.v, strict=True))):
        edges = np.isin(net.u, list(part))
        met = meet(net, points, edges, reach)
        if met is None:
            continue
        graph = cut_graph(search, *met)
        far = sum(net.edges.geometry[edges].distance(point).min() for point in points)
        nearest[far] = nx.shortest_path_length(graph, (0, 0), (1, 0), "cost")
        best = nearest[min(nearest)]
    return best


def path(**columns):
    """Return a street of 100 m, with a branch of 40 m that goes on to the goal."""
    told = {name: [value] * 3 for name, value in KNOWN.items()}
    told |= columns
    return network((0, 0, 0, 100), (0, 100, 60, 100), (0, 100, -60, 100), **told)


def level(profile=CHAIR):
    """Return a wheelchair without the rules that ask for a terrain."""
    from dataclasses import replace

    kept = {key: one for key, one in profile.limits.items() if one.kind not in {"slope_up", "slope_down", "landing"}}
    return replace(profile, limits=kept)


A, B = Spot(shapely.Point(0, 10), "Torvet 1"), Spot(shapely.Point(50, 103), "Skolen")


def test_yes_only_when_all_is_known_and_met():
    net = path()
    guide = find_guide(net, passable(net, level()), A, B)
    assert guide.answer == "yes"
    assert guide.way.certain
    assert guide.way.length_m == pytest.approx(140.0)
    assert [one.text.en for one in guide.way.steps] == [
        "Start: go north along a path without a name. Go 90 m.",
        "At the next junction: turn right along a path without a name. Go 50 m. The goal lies 3 m to the left.",
    ]
    unknown = path(width_m=[2.0, np.nan, 2.0])
    guide = find_guide(unknown, passable(unknown, level()), A, B)
    assert guide.answer == "unknown"
    assert [(one.rule, one.length_m, one.edges) for one in guide.way.warnings] == [("width", 50.0, (2,))]
    said = guide.way.warnings[0]
    assert said.text.da == "Bredde: ikke oplyst på 50 m, første gang efter 90 m. Krav: mindst 1,3 m."
    assert said.text.en == "Width: not recorded on 50 m, first after 90 m. Asked for: at least 1.3 m."
    assert "BR18" in said.source
    assert said.verified
    blocked = path(width_m=[2.0, 0.9, 2.0])
    guide = find_guide(blocked, passable(blocked, level()), A, B)
    assert guide.answer == "no"
    assert [(one.verdict, one.found.en, one.edges) for one in guide.way.warnings] == [("no", "0.9 m", (2,))]
    assert np.isnan(guide.way.seconds)


def test_an_unverified_source_is_told_as_such():
    net = path(cross_fall_permille=[10.0, np.nan, 10.0])
    guide = find_guide(net, passable(net, level()), A, B)
    assert guide.way.warnings[0].sourced.da.endswith("ikke efterprøvet.")
    assert guide.way.warnings[0].sourced.en.endswith("not verified.")


def test_where_nothing_joins_the_places_the_gap_is_told():
    net = network((0, 0, 0, 100), (60, 0, 60, 100), **{name: [value] * 2 for name, value in KNOWN.items()})
    guide = find_guide(net, passable(net, level()), A, Spot(shapely.Point(60, 50), "Skolen"))
    assert (guide.answer, guide.way, guide.gap_m) == ("no", None, 60.0)


def test_steps_before_a_door_are_not_passed_over():
    columns = {name: [value] * 2 for name, value in KNOWN.items()} | {"steps": ["no", "yes"]}
    net = network((0, 0, 0, 100), (0, 100, 20, 100), **columns)
    top = Spot(shapely.Point(20, 100), "Døren")
    guide = find_guide(net, passable(net, level()), A, top)
    assert guide.answer == "no"
    assert [one.rule for one in guide.way.warnings] == ["steps"]
    assert "20 m" in guide.notes[0].da
    assert guide.others[0].access_m[1] == pytest.approx(20.0)


def test_a_way_that_lies_off_the_network_for_the_most_part_is_no_yes():
    net = path()
    ends = Spot(shapely.Point(-30, 50), "A"), Spot(shapely.Point(30, 50), "B")
    guide = find_guide(net, passable(net, level()), *ends)
    assert guide.answer == "unknown"
    assert "60 m" in guide.notes[0].da


def test_a_place_far_from_all_paths_is_refused_with_what_to_do():
    net = path()
    with pytest.raises(ParamError) as caught:
        find_guide(net, passable(net, level()), Spot(shapely.Point(500, 50), "Marken"), B)
    assert "Marken" in caught.value.found.da
    assert "access_m" in caught.value.fix.en


def test_a_shorter_way_that_is_not_certain_is_told_beside():
    columns = {name: [value] * 2 for name, value in KNOWN.items()} | {"kerb_cm": [0.0, np.nan]}
    net = network((0, 0, 50, 80, 100, 0), (0, 0, 100, 0), **columns)
    guide = find_guide(net, passable(net, level()), Spot(shapely.Point(0, 0), "A"), Spot(shapely.Point(100, 0), "B"))
    assert guide.answer == "yes"
    assert guide.way.length_m > 180
    assert [(one.certain, round(one.length_m)) for one in guide.others] == [(False, 100)]


def test_what_is_met_is_noted_where_it_is_met():
    told = {name: [value] * 4 for name, value in KNOWN.items()}
    told |= {
        "way_type": ["path", "path", "road", "road"], "surface": ["asphalt", "gravel", "asphalt", "asphalt"],
        "kerb_cm": [0.0, 2.0, 0.0, 0.0], "name": ["Birkestien", "Birkestien", "Ringvejen", "Ringvejen"],
        "structure": ["", "bridge", "", ""], "speed_kmh": [np.nan, np.nan, 50.0, 50.0], "feature": list("abcd"),
    }  # fmt: skip
    net = network((0, 0, 0, 50), (0, 50, 0, 100), (-50, 50, 0, 50), (0, 50, 50, 50), **told)
    import geopandas as gpd

    benches = gpd.GeoDataFrame(geometry=[shapely.Point(3, 80), shapely.Point(90, 80)], crs=25832)
    guide = find_guide(
        net, passable(net, one_profile("walking")), Spot(shapely.Point(0, 0), "A"), Spot(shapely.Point(0, 100), "B"),
        benches=benches,
    )  # fmt: skip
    (step,) = guide.way.steps
    assert step.junctions == 1
    assert [(one.at_m, one.kind, one.text.en) for one in step.notes] == [
        (0.0, "surface", "Surface: asphalt"),
        (50.0, "crossing", "Cross Ringvejen (50 km/h)"),
        (50.0, "surface", "Surface: gravel"),
        (50.0, "kerb", "Kerb of up to 2 cm"),
        (50.0, "structure", "Bridge"),
        (80.0, "bench", "Bench"),
    ]
    assert guide.way.longest_without_bench_m == pytest.approx(80.0)


def test_names_of_the_users_data_stand_as_one_line():
    net = path(name=["Birke\nstien\x00 ", "x" * 500, ""])
    guide = find_guide(net, passable(net, level()), A, B)
    assert "along Birke stien." in guide.way.steps[0].text.en
    assert len(guide.way.steps[1].text.en) < 200
    Walker(net)
