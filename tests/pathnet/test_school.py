"""Ways to school, against networkx by the definition; flags, mends and what the sample's maker meant."""

from __future__ import annotations

import itertools

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gistools.errors import LayerError, TableError
from gistools.pathnet import assemble
from gistools.pathnet.passability import BLOCKED, MAYBE, PASSES, Passable
from gistools.pathnet.profiles import one_profile
from gistools.pathnet.school import grade_groups, school_routes
from gistools.pathnet.school_danger import FAILS, FINE, OPEN, UNJUDGED, danger_flags
from gistools.pathnet.school_judged import judged_edges
from gistools.pathnet.school_layers import read_homes, read_schools
from gistools.pathnet.school_mending import school_mends, stretches
from gistools.pathnet.school_params import SchoolParams
from gistools.pathnet.school_rules import danger_table, grades_in, school_bands
from tests.pathnet.made import network

CRS = "EPSG:25832"
TABLE = danger_table()


def layer(points, **columns):
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(p) for p in points], crs=CRS)


def town(seed):
    """Return a random town: streets of a grid, some gone, some closed or unknown, with cars and pavements at random."""
    rng = np.random.default_rng(seed)
    size = 4
    lines, told = [], {"way_type": [], "pavement": [], "aadt": [], "speed_kmh": [], "name": []}
    for x in range(size):
        for y in range(size):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < size and y + dy < size and rng.random() < 0.85:
                    lines.append([(600.0 * x, 600.0 * y), (600.0 * (x + dx), 600.0 * (y + dy))])
                    told["way_type"].append(rng.choice(["path", "road", "unknown"], p=[0.3, 0.6, 0.1]))
                    told["pavement"].append(rng.choice(["yes", "no", "unknown"], p=[0.4, 0.5, 0.1]))
                    told["aadt"].append(rng.choice([100.0, 900.0, 9000.0, np.nan], p=[0.5, 0.25, 0.15, 0.1]))
                    told["speed_kmh"].append(rng.choice([40.0, 80.0, np.nan], p=[0.6, 0.3, 0.1]))
                    told["name"].append(rng.choice(["A", "B"]))
    net = network(*[np.ravel(line) for line in lines], **told)
    m = len(net.edges)
    state = rng.choice([PASSES, MAYBE, BLOCKED], m, p=[0.8, 0.1, 0.1]).astype(np.int8)
    walk = Passable(one_profile("walking"), state, state, net.length_m, net.length_m)
    spots = rng.integers(0, m, 7)
    share = rng.choice([0.0, 0.25, 0.5, 0.75], 7)
    at = [net.edges.geometry[e].interpolate(s, normalized=True).coords[0] for e, s in zip(spots, share, strict=True)]
    return rng, net, walk, at


def brute(net, allowed, begin, end):
    """Return metres between two points on the network along allowed edges, inf for no way; every vertex a node."""
    graph = nx.MultiGraph()
    for e, line in enumerate(net.edges.geometry):
        stops = sorted({line.project(shapely.Point(p)) for p in (begin, end) if line.distance(shapely.Point(p)) < 1e-6})
        places = [line.interpolate(d) for d in [0.0, *stops, line.length]]
        for a, b in itertools.pairwise(places):
            one, two = ((round(p.x, 3), round(p.y, 3)) for p in (a, b))
            graph.add_nodes_from((one, two))
            if allowed[e]:
                graph.add_edge(one, two, metres=a.distance(b))
    one, two = ((round(p[0], 3), round(p[1], 3)) for p in (begin, end))
    try:
        return nx.dijkstra_path_length(graph, one, two, weight="metres")
    except nx.NetworkXNoPath:
        return np.inf


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_every_answer_is_that_of_all_ways_by_definition(seed):  # noqa: C901 - the definition, written out
    rng, net, walk, at = town(seed)
    homes_at, schools_at = at[:5], at[5:]
    schools = read_schools(layer(schools_at, navn=["A", "B"], trin_fra=[0, 4], trin_til=[6, 9]))
    homes = read_homes(layer(homes_at, elever=rng.integers(1, 9, 5)), schools)
    groups = grade_groups(schools, school_bands()[0])
    assert [one.grades for one in groups] == ["0-3", "4-6", "7-9"]
    judged = gpd.GeoDataFrame(
        {"trafikfarlig": rng.choice(["ja", "nej", "ukendt"], 2), "trin": ["0-3", ""]},
        geometry=net.edges.geometry[rng.integers(0, len(net.edges), 2)].to_list(), crs=CRS,
    )  # fmt: skip
    out = school_routes(net, walk, homes, schools, groups, TABLE, SchoolParams(access_m=1.0), judged=judged)
    net, walk = out.network, out.passable  # cut where flags begin and end
    open_for = {True: walk.forward == PASSES, False: walk.forward >= MAYBE}
    for group in out.groups:
        limit, danger = group.group.band.limit_m, group.danger
        for row, school, k in zip(group.rows.to_dict("records"), group.school, group.home, strict=True):
            if not (out.places.met[k] and out.gates.met[school]):
                assert row["transport"] in {"uncertain", "length"}
                continue
            home, gate = (
                net.edges.geometry[spots.edge[j]].interpolate(spots.offset_m[j]).coords[0]
                for spots, j in ((out.places, k), (out.gates, school))
            )
            extra = out.places.access_m[k] + out.gates.access_m[school]
            straight = homes.points[k].distance(schools.points[school])

            def metres(strict, only, home=home, gate=gate):
                return brute(net, open_for[strict] & only, home, gate)

            every = np.ones(len(net.edges), bool)
            low, high = metres(strict=False, only=every), metres(strict=True, only=every) + extra
            sure = max(low, straight) if np.isfinite(low) else straight
            by_length = "yes" if sure > limit else "no" if high <= limit else "unknown"
            assert row["by_length"] == by_length
            if np.isfinite(low):
                assert row["way_m"] == pytest.approx(low)
            else:
                assert np.isnan(row["way_m"])
            low_clear = metres(strict=False, only=danger.verdict != FAILS)
            high_clear = metres(strict=True, only=danger.verdict == FINE) + extra
            clear = "no" if low_clear > limit else "yes" if high_clear <= limit else "unknown"
            low_free = metres(strict=False, only=danger.judged != FAILS)
            high_free = metres(strict=True, only=(danger.judged != FAILS) & (danger.judged != OPEN)) + extra
            bad = "yes" if low_free > limit else "no" if high_free <= limit else "unknown"
            if not np.isfinite(low):
                clear = bad = "unknown"
            if (danger.judged == UNJUDGED).all():
                bad = "unknown"
            assert (row["clear_way"], row["judged_way"]) == (clear, bad)
            expected = (
                "length" if by_length == "yes" else "judged" if bad == "yes" else "examine" if clear == "no"
                else "uncertain" if "unknown" in {by_length, clear} else "none"
            )  # fmt: skip
            assert row["transport"] == expected
            if np.isfinite(low):
                assert row["flagged_m"] + row["open_m"] <= row["way_m"] + 1e-6
                assert row["safest_m"] >= row["way_m"] - 1e-6
                if metres(strict=False, only=danger.verdict == FINE) == pytest.approx(low):
                    assert row["safest_flagged_m"] == pytest.approx(0.0)
    for grades, school in ((0, "A"), (2, "B")):
        assert set(out.groups[grades].rows["school"]) == {school}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
@example(301)  # the safest ways of a grid that cost the same
@example(314)
def test_splitting_and_turning_edges_changes_no_answer(seed):
    rng, net, walk, at = town(seed)
    schools = read_schools(layer(at[5:], navn=["A", "B"]))
    homes = read_homes(layer(at[:5]), schools)
    groups = grade_groups(schools, school_bands()[0])
    params = SchoolParams(access_m=1.0)
    before = school_routes(net, walk, homes, schools, groups, TABLE, params)
    keep, lines, u, v, n = [], [], [], [], len(net.nodes)
    for e, line in enumerate(net.edges.geometry):
        a, b = line.coords[0], line.coords[-1]
        middle = line.interpolate(float(rng.choice([0.3, 0.5])), normalized=True).coords[0]
        for ends, nodes in (((a, middle), (net.u[e], n)), ((middle, b), (n, net.v[e]))):
            turned = rng.random() < 0.5
            lines.append(shapely.LineString(ends[::-1] if turned else ends))
            u.append(nodes[turned])
            v.append(nodes[not turned])
            keep.append(e)
        n += 1
    told = {name: net.edges[name].to_numpy()[keep] for name in ("way_type", "pavement", "aadt", "speed_kmh", "name")}
    halves = assemble(lines, u, v, told)
    walked = Passable(walk.profile, walk.forward[keep], walk.backward[keep], halves.length_m, halves.length_m)
    after = school_routes(halves, walked, homes, schools, groups, TABLE, params)
    for name in ("by_length", "school", "clear_way", "judged_way", "transport"):
        assert before.rows[name].tolist() == after.rows[name].tolist(), name
    for name in ("way_m", "sure_m", "flagged_m", "open_m", "safest_flagged_m"):
        np.testing.assert_allclose(before.rows[name], after.rows[name], atol=1e-6, err_msg=name)
    for one, other in zip(before.groups, after.groups, strict=True):
        for verdict in (FINE, OPEN, FAILS):
            metres = [r.network.length_m[g.danger.verdict == verdict].sum() for r, g in ((before, one), (after, other))]
            assert metres[0] == pytest.approx(metres[1], abs=0.05)


def test_a_road_is_judged_by_its_cars_only_where_there_is_no_pavement():
    told = {
        "way_type": ["road", "road", "road", "path", "unknown", "road"],
        "pavement": ["no", "yes", "unknown", "unknown", "no", "no"],
        "aadt": [900.0, 900.0, 900.0, np.nan, 900.0, 500.0],
        "speed_kmh": [50.0, 80.0, 50.0, np.nan, np.nan, 50.1],
    }
    net = network(*[(0, 10 * k, 5, 10 * k) for k in range(6)], **told)
    answers = danger_flags(net, TABLE.of(0, 3)).answers
    assert answers["traffic"].tolist() == [FAILS, FINE, OPEN, FINE, OPEN, FINE]
    assert answers["speed"].tolist() == [FINE, FINE, FINE, FINE, OPEN, FAILS]
    assert answers["pavement"].tolist() == [FAILS, FINE, OPEN, FINE, OPEN, FAILS]


def test_a_crossing_is_where_a_busy_road_goes_on_and_a_bridge_over_it_is_none():
    ways = ((0, 0, 50, 0), (50, 0, 99, 0), (50, -40, 50, 0), (50, 0, 50, 40), (99, 0, 99, 40))
    told = {"way_type": ["road", "road", "path", "path", "path"], "aadt": [9000.0, 9000.0, np.nan, np.nan, np.nan]}
    assert danger_flags(network(*ways, **told), TABLE.of(0, 3)).answers["crossing_traffic"].tolist() == [
        FINE, FINE, FAILS, FAILS, FINE,
    ]  # fmt: skip
    told["aadt"] = [np.nan, np.nan, np.nan, np.nan, np.nan]
    open_one = danger_flags(network(*ways, **told), TABLE.of(0, 3)).answers["crossing_traffic"]
    assert open_one.tolist() == [FINE, FINE, OPEN, OPEN, FINE]
    apart = network((0, 0, 99, 0), (50, -40, 50, 40), way_type=["road", "path"], aadt=[9000.0, np.nan])
    assert (danger_flags(apart, TABLE.of(0, 3)).answers["crossing_traffic"] == FINE).all()


def test_a_layer_that_is_not_given_leaves_its_criterion_open_and_one_that_is_answers_it():
    net = network((0, 0, 50, 0), (0, 99, 50, 99))
    without = danger_flags(net, TABLE.of(0, 3)).answers
    assert (without["accidents"] == OPEN).all()
    assert (without["zone"] == OPEN).all()
    zone = gpd.GeoDataFrame(geometry=[shapely.box(-9, -9, 90, 50)], crs=CRS)
    given_both = danger_flags(net, TABLE.of(0, 3), accidents=layer([(20, 14)]), town_zone=zone).answers
    assert given_both["accidents"].tolist() == [FAILS, FINE]
    assert given_both["zone"].tolist() == [FINE, FAILS]


def test_a_judged_road_says_nothing_of_a_path_that_crosses_it_and_holds_for_its_grades_alone():
    net = network((0, 0, 60, 0), (30, -6, 30, 6), (0, 1.5, 60, 1.5))
    road = gpd.GeoDataFrame({"trafikfarlig": ["ja"], "trin": ["0-3"]}, geometry=[net.edges.geometry[0]], crs=CRS)
    assert judged_edges(net, road, 0, 3, match_m=1.0).tolist() == [FAILS, UNJUDGED, UNJUDGED]
    assert judged_edges(net, road, 4, 6, match_m=1.0).tolist() == [UNJUDGED] * 3
    assert judged_edges(net, road, 0, 3).tolist() == [FAILS, UNJUDGED, FAILS]
    both = pd.concat([road, road.assign(trafikfarlig="nej")], ignore_index=True)
    assert judged_edges(net, both, 0, 3, match_m=1.0)[0] == FAILS
    with pytest.raises(LayerError, match=r"måske.*trin = 4-2"):
        judged_edges(net, gpd.GeoDataFrame({"trafikfarlig": ["måske", "ja"], "trin": ["", "4-2"]},
                                           geometry=[net.edges.geometry[0]] * 2, crs=CRS), 0, 3)  # fmt: skip


def small_town(pavement="no"):
    """Return a home, a busy road to the school, and a way round of 5 km."""
    net = network((0, 0, 900, 0), (0, 0, 0, 2500), (0, 2500, 900, 2500), (900, 2500, 900, 0),
                  way_type=["road", "path", "path", "path"], pavement=[pavement, "no", "no", "no"],
                  aadt=[2000.0, np.nan, np.nan, np.nan], speed_kmh=[80.0, np.nan, np.nan, np.nan],
                  name=["Landevej", "Sti", "Sti", "Sti"])  # fmt: skip
    walk = Passable(one_profile("walking"), *(np.full(4, PASSES, np.int8) for _ in range(2)), *[net.length_m] * 2)
    schools = read_schools(layer([(900, 1)], navn=["S"], trin_fra=[0], trin_til=[6]))
    homes = read_homes(layer([(100, 1), (0, 1)], elever=[3, 2]), schools)
    return net, walk, schools, homes, grade_groups(schools, school_bands()[0])


def test_the_mend_that_is_proposed_gives_the_answer_that_it_says():
    net, walk, schools, homes, groups = small_town()
    out = school_routes(net, walk, homes, schools, groups, TABLE, SchoolParams())
    assert out.groups[0].rows["transport"].tolist() == ["examine", "examine"]
    assert out.groups[1].rows["transport"].tolist() == ["examine", "none"]  # 6 km: the way round is within the limit
    assert out.used(out.groups[0]).tolist() == [5.0, 2.0, 0.0, 5.0]  # a home and the school lie on paths
    assert out.used(out.groups[1], safest=True)[2] == 0.0  # 5 times 900 m is less than 5.9 km
    careful = school_routes(net, walk, homes, schools, groups, TABLE, SchoolParams(caution=8.0))
    assert careful.used(careful.groups[1], safest=True)[2] == 2.0
    mends = school_mends(out, out.groups[0], most=5)
    assert mends[["name", "mend", "users", "cleared", "opened"]].values.tolist() == [
        ["Landevej", "pavement", 5.0, 5.0, 0.0]
    ]
    net, *rest = small_town(pavement="yes")
    after = school_routes(net, *rest[:1], rest[2], rest[1], rest[3], TABLE, SchoolParams())
    assert after.groups[0].rows["transport"].tolist() == ["none", "none"]


@pytest.mark.parametrize("cuts", [(), (450,), (200, 450, 800)])
def test_all_who_go_on_a_stretch_are_its_users_wherever_they_enter_it_and_it_is_split(cuts):
    stops = [0, *cuts, 900]  # a busy road with a path at each end; the way to school is the nearer of them
    ways = [(a, 0, b, 0) for a, b in itertools.pairwise(stops)]
    m = len(ways)
    net = network(*ways, (0, 0, 450, 800), (450, 800, 900, 0), way_type=["road"] * m + ["path"] * 2,
                  pavement=["no"] * (m + 2), aadt=[2000.0] * m + [np.nan] * 2, speed_kmh=[80.0] * m + [np.nan] * 2,
                  name=["Landevej"] * m + ["Sti"] * 2)  # fmt: skip
    walk = Passable(one_profile("walking"), *(np.full(m + 2, PASSES, np.int8) for _ in range(2)), *[net.length_m] * 2)
    schools = read_schools(layer([(450, 800)], navn=["S"], trin_fra=[0], trin_til=[3]))
    homes = read_homes(layer([(100, 1), (700, 1)], elever=[3, 2]), schools)
    groups = grade_groups(schools, school_bands()[0])
    out = school_routes(net, walk, homes, schools, groups, TABLE, SchoolParams())
    mends = school_mends(out, out.groups[0], most=5)
    assert mends[["name", "users", "cleared"]].values.tolist() == [["Landevej", 5.0, 5.0]]
    assert mends["length_m"].tolist() == pytest.approx([900.0])


def test_what_the_municipality_judged_dangerous_is_no_stretch_to_mend():
    net, walk, schools, homes, groups = small_town()
    road = gpd.GeoDataFrame({"trafikfarlig": ["ja"]}, geometry=[net.edges.geometry[0]], crs=CRS)
    out = school_routes(net, walk, homes, schools, groups, TABLE, SchoolParams(), judged=road)
    assert out.groups[0].rows["transport"].tolist() == ["judged", "judged"]
    assert (stretches(out, out.groups[0].danger) == -1).all()
    assert school_mends(out, out.groups[0], most=5).empty
    road["trafikfarlig"] = "nej"
    assert set(
        school_routes(net, walk, homes, schools, groups, TABLE, SchoolParams(), judged=road).groups[0].rows["transport"]
    ) == {"none"}


def test_a_home_off_the_network_is_open_unless_the_straight_line_is_beyond_the_limit():
    net, walk, schools, _, groups = small_town()
    homes = read_homes(layer([(450, 1200), (100, 40_000)]), schools)
    rows = school_routes(net, walk, homes, schools, groups, TABLE, SchoolParams()).groups[0].rows
    assert rows["transport"].tolist() == ["uncertain", "length"]
    assert rows["way_m"].isna().all()


def test_homes_are_pupils_where_they_are_counted_and_addresses_else():
    schools = read_schools(layer([(0, 0), (9, 9)], id=["a", "b"], navn=["Åskolen", "Bakkeskolen"]))
    assert schools.notes  # grades are not told
    pupils = read_homes(
        layer([(0, 0), (1, 1)], elever=[3, None], klassetrin=[2, None], skole=["åskolen", "b"]), schools
    )
    assert (pupils.counts_pupils, pupils.weight[0], np.isnan(pupils.weight[1])) == (True, 3.0, True)
    assert pupils.grade.tolist() == [2, -1]
    assert pupils.school.tolist() == [0, 1]
    assert "1 række uden antal elever" in pupils.notes[0].da
    only = read_homes(layer([(0, 0)]), schools)
    assert not only.counts_pupils
    assert "adresser, ikke elever" in only.notes[0].da
    district = gpd.GeoDataFrame({"skole": ["b"]}, geometry=[shapely.box(-1, -1, 2, 2)], crs=CRS)
    assert read_homes(layer([(0, 0), (5, 5)]), schools, district).school.tolist() == [1, -1]


def test_points_of_another_kind_are_no_schools_unless_they_have_grades():
    both = layer(
        [(0, 0), (5, 0), (9, 0)], navn=["Skolevænget", "Åskolen", "Kirkeby"], slags=["bus", "Folkeskole", None]
    )
    read = read_schools(both)
    assert read.names == ("Åskolen", "Kirkeby")
    assert [point.x for point in read.points] == [5.0, 9.0]
    assert "OBS: laget med skoler siger hverken klassetrin eller slags om 1 punkt." in read.notes[0].da
    assert "udeladt: Skolevænget (bus)" in read.notes[1].da
    assert "1 skole uden klassetrin" in read.notes[2].da
    with_grades = read_schools(both.assign(trin_fra=[0, 0, 0], trin_til=[9, 9, 9]))
    assert (len(with_grades), with_grades.notes) == (3, ())
    with pytest.raises(LayerError, match=r"ingen af punkterne er skoler: Torvet \(Busstoppested\)"):
        read_schools(layer([(0, 0)], navn=["Torvet"], type=["Busstoppested"]))
    many = layer([(k, 0) for k in range(12)], type=["stop"] * 12)
    with pytest.raises(LayerError, match=r"10 \(stop\) og 2 til"):
        read_schools(many)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"elever": ["mange"]}, "elever = mange"),
        ({"elever": [-1]}, "elever = -1"),
        ({"klassetrin": [12]}, "klassetrin = 12"),
        ({"klassetrin": [2.5]}, "klassetrin = 2.5"),
        ({"skole": ["Ukendt Skole"]}, "skole = Ukendt Skole"),
    ],
)
def test_homes_that_cannot_be_read_are_named(columns, words):
    schools = read_schools(layer([(0, 0)], navn=["A"]))
    with pytest.raises(LayerError, match=words):
        read_homes(layer([(0, 0)], **columns), schools)


def test_schools_and_tables_that_cannot_be_read_are_named():
    with pytest.raises(LayerError, match="ingen skoler"):
        read_schools(layer([]))
    with pytest.raises(LayerError, match="7-3"):
        read_schools(layer([(0, 0)], trin_fra=[7], trin_til=[3]))
    twice = pd.DataFrame({"klassetrin": ["0-3", "3-6"], "trin_fra": [0, 3], "trin_til": [3, 6], "grænse_km": [2, 5]})
    with pytest.raises(TableError, match="3-6"):
        school_bands(twice)
    row = {"forhold": ["traffic"], "klassetrin": ["0-3"], "grænse": [None], "styrke": ["flag"], "tekst": ["x"]}
    with pytest.raises(TableError, match="value mangler"):
        danger_table(pd.DataFrame(row))
    with pytest.raises(TableError, match="klassetrin små"):
        danger_table(pd.DataFrame(row | {"klassetrin": ["små"], "grænse": [5]}))


def test_a_municipality_may_have_its_own_limits_for_some_grades():
    own = pd.DataFrame({
        "forhold": ["traffic", "traffic", "accidents"], "klassetrin": ["0-10", "0-3", "0-10"],
        "grænse": [1000, 300, 20], "styrke": ["flag", "flag", "none"], "tekst": ["a", "b", "c"],
    })  # fmt: skip
    table = danger_table(own)
    assert table.of(0, 3)["traffic"].value == 300.0
    assert table.of(4, 6)["traffic"].value == 1000.0
    assert "accidents" not in table.of(0, 3)
    assert table.of(0, 3)["speed"].value == 50.0  # shipped


def test_grades_are_read_as_people_write_them():
    assert [grades_in(text) for text in ("0 - 3", "7–9", "10.0", None, float("nan"))] == [
        (0, 3), (7, 9), (10, 10), (0, 10), (0, 10),
    ]  # fmt: skip
