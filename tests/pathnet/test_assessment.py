"""Assessment of plan areas: verdicts by definition, and the cheapest set against all subsets of what can be done."""

from __future__ import annotations

import itertools
from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import LayerError
from gistools.pathnet import assemble, load_path_prices, load_principles, one_profile
from gistools.pathnet.area_links import PricedLinks
from gistools.pathnet.area_mend import cheapest_mend
from gistools.pathnet.area_surroundings import Surroundings
from gistools.pathnet.assessment import assess_areas
from gistools.pathnet.assessment_outputs import cell_table
from gistools.pathnet.assessment_params import AssessmentParams
from gistools.pathnet.assessment_words import area_sentence
from gistools.pathnet.candidates import find_candidates
from gistools.pathnet.crossing_params import CrossingAs
from gistools.pathnet.judge import passable
from gistools.pathnet.local import LinkEnds
from gistools.pathnet.mending import Mend
from gistools.pathnet.missing_params import CandidateParams
from gistools.pathnet.reach import Requirement, furthest_m
from gistools.pathnet.search import Places
from tests.pathnet.made import cut_graph, network, random_network

KNOWN = {"foot": "yes", "steps": "no", "width_m": 2.5, "kerb_cm": 0.0, "surface": "asphalt",
         "cross_fall_permille": 10.0, "lit": "yes", "way_type": "path"}  # fmt: skip


def _net(*edges, **columns):
    told = {name: [value] * len(edges) for name, value in KNOWN.items()}
    return network(*edges, **(told | columns))


def _assess(net, areas, around=None, profile="walking", barriers=None, **options):
    judged = [passable(net, one_profile(profile), planned=True)]
    return assess_areas(
        net, judged, areas, around or Surroundings(), AssessmentParams(**options), load_principles(),
        load_path_prices(), barriers=barriers,
    )  # fmt: skip


def _answers(told):
    return {cell.question: cell.answer for cell in told.areas[0].cells}


AREA = {"A": shapely.box(0, -50, 100, 50)}


def test_a_path_out_of_the_area_connects_it_and_a_gap_does_not():
    joined = _net((10, 0, 100, 0), (100, 0, 1500, 0))
    told = _assess(joined, AREA)
    assert _answers(told)["path_network"] == "yes"
    assert len(told.areas[0].places.exits) == 1

    gap = _net((10, 0, 90, 0), (110, 0, 1500, 0))
    cell = _assess(gap, AREA).cell("A", "walking", "path_network")
    assert cell.answer == "no"
    assert np.isinf(cell.failing.worst_m)
    [step] = cell.mend.steps
    assert (step.action, step.metres) == ("link", 20.0)
    assert cell.mend.dkk == load_path_prices().cost("path", 20.0)
    assert cell.mend.exact
    assert cell.mend.holds


def test_what_is_planned_counts_in_the_area_alone_and_only_when_asked():
    lines = [(10, 0, 90, 0), (90, 0, 120, 0), (120, 0, 140, 0), (140, 0, 1500, 0)]
    own = _net(*lines, status=["planned", "planned", "built", "built"])
    assert _answers(_assess(own, AREA))["path_network"] == "yes"
    alone = _assess(own, AREA, include_planned=False)
    assert _answers(alone)["path_network"] == "no", "the path that begins 20 m away does not meet the area"
    assert alone.areas[0].places.homes_are == "nothing"

    elsewhere = _net(*lines, status=["planned", "planned", "planned", "built"])
    cell = _assess(elsewhere, AREA).cell("A", "walking", "path_network")
    assert cell.answer == "no"
    assert [(one.action, one.edge) for one in cell.mend.steps] == [("build_planned", 2)]
    assert [(one.edge, one.reasons[-1]["rule"]) for one in cell.blocking if one.mended] == [(2, "planned")]


def test_what_is_not_known_is_uncertain_and_says_what_to_survey():
    net = _net((10, 0, 100, 0), (100, 0, 1500, 0), steps=["no", "unknown"])
    cell = _assess(net, AREA, profile="wheelchair").cell("A", "wheelchair", "path_network")
    assert cell.answer == "uncertain", "slopes are not known either"
    assert {step.action for step in cell.mend.steps} == {"survey"}
    assert cell.mend.survey_alone
    assert {row["verdict"] for one in cell.blocking for row in one.reasons} == {"unknown"}


def test_stairs_stop_wheelchairs_and_not_those_on_foot():
    net = _net((10, 0, 100, 0), (100, 0, 130, 0), (130, 0, 1500, 0), steps=["no", "yes", "no"], ramp=["no"] * 3)
    assert _assess(net, AREA).cell("A", "walking", "path_network").answer == "yes"
    cell = _assess(net, AREA, profile="wheelchair").cell("A", "wheelchair", "path_network")
    assert cell.answer == "no"
    [stairs] = [one for one in cell.blocking if any(row["verdict"] == "no" for row in one.reasons)]
    assert stairs.edge == 1
    assert stairs.mended
    assert stairs.reasons[0]["source"].startswith("Bygningsreglementet")
    assert ("mend", 1) in [(step.action, step.edge) for step in cell.mend.steps]
    assert cell.mend.holds


def test_inside_homes_may_not_go_far_round():
    away = _net((10, 0, 40, 0), (60, 0, 90, 0), (40, 0, 40, 400), (40, 400, 60, 400), (60, 400, 60, 0))
    cell = _assess(away, AREA).cell("A", "walking", "inside")
    assert cell.answer == "no"
    assert [(step.action, step.metres) for step in cell.mend.steps] == [("link", 20.0)]
    near = _net((10, 0, 40, 0), (60, 0, 90, 0), (40, 0, 40, 90), (40, 90, 60, 90), (60, 90, 60, 0))
    assert _assess(near, AREA).cell("A", "walking", "inside").answer == "yes"


def test_destinations_too_far_are_no_and_what_is_not_given_is_uncertain():
    net = _net((10, 0, 100, 0), (100, 0, 3000, 0))
    near = Surroundings(destinations={"stop": shapely.points([[400.0, 5.0]])})
    far = Surroundings(destinations={"stop": shapely.points([[700.0, 5.0]])})
    assert _assess(net, AREA, near).cell("A", "walking", "destinations").answer == "yes"
    cell = _assess(net, AREA, far).cell("A", "walking", "destinations")
    assert cell.answer == "no"
    assert cell.failing.demand.limit_m == 500.0
    assert cell.failing.worst_m == pytest.approx(700.0 - 10.0 - 22.5, abs=1e-6)
    assert cell.mend is None, "no link makes a straight way shorter"
    none = _assess(net, AREA).cell("A", "walking", "destinations")
    assert (none.answer, none.why) == ("uncertain", "not_given")


def test_a_link_over_a_motor_road_is_a_tunnel_and_one_through_a_building_is_none():
    lines = [(10, 0, 90, 0), (95, -500, 95, 500), (110, 0, 1500, 0)]
    net = _net(*lines, way_type=["path", "motor_road", "path"], foot=["yes", "no", "yes"], name=["", "Ringvej", ""])
    cell = _assess(net, AREA).cell("A", "walking", "path_network")
    [step] = cell.mend.steps
    assert step.kinds == ("path", "tunnel")
    assert step.dkk == load_path_prices().cost("tunnel", 1.0), "all 20 m of the link are in the shortest tunnel"
    wall = gpd.GeoDataFrame(geometry=[shapely.box(97, -300, 105, 300)], crs="EPSG:25832")
    shut = _assess(net, AREA, barriers={"buildings": wall}).cell("A", "walking", "path_network")
    assert shut.mend is None


def test_a_link_costs_what_the_search_for_missing_links_says_it_costs():
    rails = gpd.GeoDataFrame(geometry=[shapely.LineString([(x, -500), (x, 500)]) for x in (100, 105)], crs="EPSG:25832")
    lines = [(10, 0, 90, 0), (125, -500, 125, 500), (140, 0, 1500, 0)]
    net = _net(*lines, way_type=["path", "road", "path"], foot=["yes", "no", "yes"])
    [step] = _assess(net, AREA, barriers={"rails": rails}).cell("A", "walking", "path_network").mend.steps
    found = find_candidates(net, np.array([True, False, True]), CandidateParams(), barriers={"rails": rails}).frame
    same = found[found["length_m"] == step.metres]
    assert step.kinds == ("path", "tunnel", "crossing")
    assert step.dkk == same["price_dkk"].iloc[0] == 2_400_000.0 + 200_000.0 + 30 * 1_500.0, "two tracks, one tunnel"


@pytest.mark.parametrize("kind", ["lakes", "rails"])
def test_a_link_crosses_water_and_rail_at_its_price_or_not_at_all_as_in_the_search_for_missing_links(kind):
    # a lake was closed to an area's links, and bridged by the search for missing ones
    met = gpd.GeoDataFrame(geometry=[shapely.box(95, -500, 105, 500)], crs=25832)
    net = _net((10, 0, 90, 0), (110, 0, 1500, 0))
    for crossing_as in CrossingAs:
        cell = _assess(net, AREA, barriers={kind: met}, crossing_as=crossing_as).cell("A", "walking", "path_network")
        found = find_candidates(
            net, np.ones(2, np.bool_), CandidateParams(crossing_as=crossing_as), barriers={kind: met}
        ).frame
        if crossing_as is CrossingAs.DROP:
            assert cell.mend is None
            assert not len(found)
        else:
            [step] = cell.mend.steps
            assert step.dkk == found["price_dkk"].min() > load_path_prices().cost("path", 20.0)


def test_a_link_that_ends_on_a_road_does_not_cross_it():
    net = _net((10, 0, 90, 0), (100, -500, 100, 100), (100, 100, 1500, 100), way_type=["path", "road", "path"])
    [step] = _assess(net, AREA).cell("A", "walking", "path_network").mend.steps
    assert (step.kinds, step.metres, step.dkk) == (("path",), 10.0, 15_000.0)


def test_an_area_that_no_way_meets_is_not_connected_and_one_without_area_is_an_error():
    net = _net((1000, 0, 2500, 0))
    cells = {cell.question: (cell.answer, cell.why) for cell in _assess(net, AREA).areas[0].cells}
    assert cells["path_network"] == ("no", "no_homes")
    assert cells["inside"] == ("uncertain", "no_homes")
    with pytest.raises(LayerError, match="ingen planområder"):
        _assess(net, {})
    with pytest.raises(LayerError, match="uden areal: B"):
        _assess(net, {"B": shapely.Polygon()})


def test_homes_are_addresses_and_each_of_them_counts():
    net = _net((10, 0, 100, 0), (100, 0, 1500, 0), (10, 30, 50, 30))
    homes = shapely.points([[20.0, 3.0], [30.0, 31.0], [40.0, 31.0], [500.0, 4.0]])
    around = Surroundings(addresses=homes, dwellings=np.array([1.0, 2.0, 4.0, 9.0]))
    told = _assess(net, AREA, around)
    cell = told.cell("A", "walking", "path_network")
    assert cell.answer == "no"
    assert cell.weight[cell.failing.failing].sum() == 6.0
    assert told.areas[0].places.homes_are == "addresses"
    assert [step.action for step in cell.mend.steps] == ["link"]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_cheapest_set_is_that_of_all_subsets_judged_by_networkx(seed):
    """One-way edges, limits, several homes and demands: mends and links together."""
    net, made, rng = random_network(seed, most=8)
    m = len(net.edges)
    shut = rng.random(m) < 0.6
    there, back = made.forward & ~shut, made.backward & ~shut
    options = {
        int(e): Mend("mend", ("path",), ("width",), forward=True, backward=bool(rng.integers(0, 2)), dkk=float(price))
        for e, price in zip(np.flatnonzero(shut), rng.integers(1, 9, m), strict=False)
        if rng.random() < 0.8
    }

    def spots(k):
        edge = rng.integers(0, m, k)
        return Places(edge, rng.choice([0.25, 0.5, 0.75], k) * net.length_m[edge], np.zeros(k))

    links = int(rng.integers(0, 3))
    a, b = spots(links), spots(links)
    apart = (a.edge != b.edge) | (a.offset_m != b.offset_m)
    a, b, links = a[apart], b[apart], int(apart.sum())
    lines = [shapely.LineString([_spot(net, a, k), (400 + k, 400), _spot(net, b, k)]) for k in range(links)]
    priced = PricedLinks(
        LinkEnds(a.edge, a.offset_m, b.edge, b.offset_m, np.array([*lines, None], object)[:-1]),
        rng.integers(1, 9, links).astype(float), (("path",),) * links,
    )  # fmt: skip
    homes = spots(int(rng.integers(1, 4)))
    demands = [Requirement(str(k), spots(2), float(rng.choice([60.0, 150.0, 1200.0, np.inf]))) for k in range(2)]
    found = cheapest_mend(net, np.arange(m), (there, back), homes, demands, options, priced)

    best = np.inf
    members = [("edge", e) for e in options] + [("link", k) for k in range(links)]
    for bits in itertools.product([False, True], repeat=len(members)):
        on = [one for one, bit in zip(members, bits, strict=True) if bit]
        cost = sum(options[k].dkk if what == "edge" else priced.dkk[k] for what, k in on)
        if cost < best and _met_by_hand(net, there, back, options, priced, a, b, on, homes, demands):
            best = cost
    if found is None:
        assert np.isinf(best) or not members
    else:
        assert found.dkk == pytest.approx(best)
        assert found.exact
        assert found.holds


def _spot(net, places, k):
    return net.edges.geometry.iloc[places.edge[k]].interpolate(places.offset_m[k]).coords[0]


def _met_by_hand(net, there, back, options, priced, a, b, on, homes, demands):
    """Return whether demands are met on a graph in which every edge is cut at every place."""
    mended = {k for what, k in on if what == "edge"}
    sets = [homes, *(one.targets for one in demands), a, b]
    ways = [
        (bool(there[e]) or (e in mended and options[e].forward), bool(back[e]) or (e in mended and options[e].backward))
        for e in range(len(net.edges))
    ]
    graph = nx.DiGraph()
    for e, free in enumerate(ways):
        _cut(graph, net, e, free, sets)
    last = len(sets) - 2
    for what, k in on:
        if what == "link":
            metres = priced.ends.lines[k].length
            graph.add_edge((last, k), (last + 1, k), w=metres)
            graph.add_edge((last + 1, k), (last, k), w=metres)
    return all(_gets_there(way, h, 1 + d, one, ways) for d, one in enumerate(demands) for h in range(len(homes))
               for way in (graph, graph.reverse()))  # fmt: skip


def _cut(graph, net, e, free, sets):
    inner = [(p.offset_m[k], (s, int(k))) for s, p in enumerate(sets) for k in np.flatnonzero(p.edge == e)]
    chain = [(0.0, int(net.u[e])), *sorted(inner), (net.length_m[e], int(net.v[e]))]
    for (p, one), (q, other) in itertools.pairwise(chain):
        for allowed, x, y in ((free[0], one, other), (free[1], other, one)):
            if (allowed or p == q) and graph.get_edge_data(x, y, {"w": np.inf})["w"] > q - p:
                graph.add_edge(x, y, w=q - p)


def _gets_there(graph, home, group, demand, ways):
    if (0, home) not in graph:
        return False
    metres = nx.single_source_dijkstra_path_length(graph, (0, home), weight="w")
    alive = [(group, t) for t in range(len(demand.targets)) if any(ways[demand.targets.edge[t]])]
    return min((metres.get(t, np.inf) for t in alive), default=np.inf) <= min(demand.limit_m, 1e300) + 1e-9


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_knowing_more_never_turns_a_yes_or_a_no(seed):
    """Filling what is unknown with yes or no leaves settled answers as they are."""
    rng = np.random.default_rng(seed)
    lines = [(10, 0, 60, 0), (60, 0, 60, 40), (60, 0, 150, 0), (150, 0, 150, 90), (150, 0, 1300, 0), (60, 40, 150, 90)]
    steps = rng.choice(["no", "yes", "unknown"], len(lines)).astype(object)
    before = _answers(_assess(_net(*lines, steps=steps, ramp=["no"] * 6), AREA, profile="cycling"))
    known = np.where(steps == "unknown", rng.choice(["yes", "no"], len(lines)), steps)
    columns = {"cycle": ["yes"] * 6, "oneway": [0] * 6, "ramp": ["no"] * 6}
    unsure = _answers(_assess(_net(*lines, steps=steps, **columns), AREA, profile="cycling"))
    sure = _answers(_assess(_net(*lines, steps=known, **columns), AREA, profile="cycling"))
    for question, answer in unsure.items():
        if answer != "uncertain":
            assert sure[question] == answer
    assert before["path_network"] != "yes", "cycling is not known to be allowed"


def test_area_places_sample_ways_where_there_are_no_addresses():
    net = assemble([shapely.LineString([(0, 0), (200, 0)])], [0], [1], {"way_type": ["path"], "foot": ["yes"]})
    told = _assess(net, {"A": shapely.box(-10, -10, 120, 10)}, sample_m=50.0)
    places = told.areas[0].places
    assert places.homes.offset_m.tolist() == [20.0, 60.0, 100.0]
    assert places.homes_are == "ways"
    assert places.exits.offset_m.tolist() == [120.0]
    assert isinstance(told.judged[0].reasons, pd.DataFrame)


def test_within_the_longest_way_between_any_two_homes_is_told_whichever_is_first():
    net = _net((10, 0, 50, 0), (50, 0, 90, 0), (50, 0, 50, 40))
    points = [[20.0, 3.0], [48.0, 10.0], [85.0, 2.0]]
    for order in itertools.permutations(range(3)):
        around = Surroundings(addresses=shapely.points(np.array(points)[list(order)]))
        told = _assess(net, AREA, around)
        rows = cell_table(told, load_principles()).query("question == 'inside'")
        assert rows["way_found_m"].tolist() == [pytest.approx(65.0)]
        assert sorted(told.cell("A", "walking", "inside").strict[0].metres) == pytest.approx([45.0, 65.0, 65.0])
    one_way = _net(
        (10, 0, 90, 0), (90, 0, 90, 40), (90, 40, 10, 40), (10, 40, 10, 0), oneway=[1] * 4, cycle=["yes"] * 4
    )
    homes = Surroundings(addresses=shapely.points([[20.0, 3.0], [30.0, 3.0]]))
    told = _assess(one_way, AREA, homes, "cycling")
    rows = cell_table(told, load_principles()).query("question == 'inside'")
    assert rows["way_found_m"].tolist() == [pytest.approx(230.0)], "back it is nearly all the way round"
    parted = _net((10, 0, 40, 0), (60, 0, 90, 0))
    apart = Surroundings(addresses=shapely.points([[20.0, 3.0], [30.0, 3.0], [80.0, 3.0]]))
    rows = cell_table(_assess(parted, AREA, apart), load_principles()).query("question == 'inside'")
    assert rows["way_found_m"].isna().all()
    assert rows["homes_failing"].tolist() == [1.0]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_furthest_of_the_others_is_that_of_every_pair(seed):
    net, search, rng = random_network(seed)
    k = int(rng.integers(1, 6))
    edge = rng.integers(0, len(net.edges), k)
    homes = Places(edge, rng.random(k) * net.length_m[edge], np.zeros(k))
    graph = cut_graph(replace(search, cost_forward=net.length_m, cost_backward=net.length_m), homes)
    far = [dict(nx.single_source_dijkstra_path_length(graph, (0, i), weight="cost")) for i in range(k)]
    wanted = [max(max(far[i].get((0, j), np.inf), far[j].get((0, i), np.inf)) for j in range(k)) for i in range(k)]
    np.testing.assert_allclose(furthest_m(net, search.forward, search.backward, homes), wanted)


@pytest.mark.parametrize(
    ("net", "homes_are"),
    [(((10, 0, 90, 0),), "ways"), (((-2, -60, -2, 60),), "border"), (((500, 0, 900, 0),), "nothing")],
)
def test_when_no_address_meets_the_network_it_says_so_and_how_far(net, homes_are):
    homes = shapely.points([[95.0, 45.0], [95.0, 48.0], [400.0, 400.0]])
    told = _assess(_net(*net), AREA, Surroundings(addresses=homes), access_m=20.0)
    assert told.areas[0].places.homes_are == homes_are
    metres = min(shapely.distance(homes[k], told.network.edges.geometry.iloc[0]) for k in (0, 1))
    said = area_sentence(told.areas[0])
    assert f"ingen af områdets 2 adresser ligger nær nok ved en vej (den nærmeste ligger {metres:.0f} m fra)" in said.da
    assert f"none of its 2 addresses is near enough a way (the nearest lies {metres:.0f} m off)" in said.en
    near = _assess(_net(*net), AREA, Surroundings(addresses=homes), access_m=450.0)
    assert "nær nok" not in area_sentence(near.areas[0]).da
