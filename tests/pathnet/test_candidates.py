"""Links that could be built: between which places, what they cross, and what that costs."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import LayerError
from gistools.pathnet import Search, load_path_prices
from gistools.pathnet.candidates import find_candidates
from gistools.pathnet.crossing_params import CrossingAs
from gistools.pathnet.link_ends import parts_of
from gistools.pathnet.merged import merge_ways
from gistools.pathnet.missing_params import CandidateParams
from tests.pathnet.made import network

PRICES = load_path_prices()


def layer(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=25832)


def found(net, usable=None, *, barriers=None, plan_areas=None, own=None, prices=None, **params):
    usable = np.ones(len(net.edges), bool) if usable is None else np.asarray(usable)
    return find_candidates(
        net, usable, CandidateParams(**params), barriers=barriers, plan_areas=plan_areas, own=own, prices=prices
    )


def two_rows(gap=40.0, **columns):
    return network((0, 0, 300, 0), (0, gap, 300, gap), **columns)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_every_link_keeps_what_it_promises(seed):
    """On random segments: lengths, detours by a search of its own, parts, nothing crossed, ends on usable edges."""
    rng = np.random.default_rng(seed)
    edges = rng.integers(0, 300, (int(rng.integers(2, 9)), 4)).astype(float)
    edges = edges[np.hypot(edges[:, 0] - edges[:, 2], edges[:, 1] - edges[:, 3]) > 1.0]
    if len(edges) < 2:
        return
    net = network(*edges)
    usable = rng.random(len(edges)) < 0.8
    made = found(net, usable, max_link_m=120.0, least_detour=1.5)
    search = Search(net, usable, usable, net.length_m, net.length_m)
    part, metres = parts_of(net, usable)
    lines = net.edges.geometry.to_numpy()
    for k, row in enumerate(made.frame.itertuples()):
        assert usable[made.begin.edge[k]]
        assert usable[made.end.edge[k]]
        assert row.length_m == pytest.approx(row.geometry.length)
        assert row.length_m <= 120.0
        for place, at in ((made.begin, 0), (made.end, -1)):
            spot = lines[place.edge[k]].interpolate(place.offset_m[k])
            assert shapely.distance(spot, shapely.get_point(row.geometry, at)) < 1e-6
        today = search.between(made.begin[k], made.end[k])[0, 0]
        assert row.way_today_m == pytest.approx(today)
        assert row.way_today_m >= 1.5 * row.length_m - 1e-6
        a, b = part[made.begin.edge[k]], part[made.end.edge[k]]
        assert row.joins_m == (0.0 if a == b else min(metres[a], metres[b]))
        inner = shapely.ops.substring(row.geometry, row.length_m * 0.3, row.length_m * 0.7)
        assert not any(shapely.crosses(inner, line) for line in lines[usable])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_each_pair_of_islands_within_reach_is_joined_unless_something_lies_between(seed):
    rng = np.random.default_rng(seed)
    y = np.cumsum(rng.integers(15, 90, 5)).astype(float)
    net = network(*((0, at, 400, at) for at in y))
    made = found(net, max_link_m=80.0)
    joined = {tuple(sorted(pair)) for pair in zip(made.begin.edge.tolist(), made.end.edge.tolist(), strict=True)}
    near = {(k, k + 1) for k, gap in enumerate(np.diff(y)) if gap <= 80.0}
    assert near <= joined
    assert joined == near, "a link across the row between would end at that row"


def test_a_link_does_not_run_along_or_across_a_way_that_is_there():
    # a hairpin: 2 m apart for 100 m; its ends are near each other, the link between them is short and fine
    net = network((0, 0, 100, 0), (100, 0, 100, 30), (100, 30, 0, 30), (50, 0, 50, 12))
    made = found(net, max_link_m=120.0)
    assert len(made)
    for line in made.frame.geometry:
        assert (
            shapely.length(shapely.intersection(line, net.edges.geometry.union_all().buffer(1.0))) < 0.5 * line.length
        )


@pytest.mark.parametrize(
    ("name", "shape", "kind", "words"),
    [
        ("lakes", shapely.box(-10, 15, 310, 25), "bridge", "sø"),
        ("streams", shapely.LineString([(-10, 20), (310, 20)]), "bridge", "vandløb"),
        ("rails", shapely.LineString([(-10, 20), (310, 20)]), "tunnel", "bane"),
    ],
)
def test_water_and_railways_are_dropped_or_priced(name, shape, kind, words):
    net, barriers = two_rows(), {name: layer(shape)}
    assert not len(found(net, barriers=barriers, max_link_m=60.0, crossing_as=CrossingAs.DROP))
    made = found(net, barriers=barriers, max_link_m=60.0)
    assert (made.frame["link_crosses"] == words).all()
    span = max(10.0 if name == "lakes" else 0.0, PRICES.by_kind[kind].least)
    best = made.frame.loc[made.frame["length_m"].idxmin()]
    assert best["price_dkk"] == pytest.approx(PRICES.cost(kind, span) + PRICES.cost("path", best["length_m"] - span))
    assert best[f"link_{kind}_m"] == pytest.approx(span)
    over = found(net, barriers=barriers, max_link_m=60.0, crossing_as=CrossingAs.BRIDGE)
    assert (over.frame["link_bridge_m"] > 0.0).all()
    assert (over.frame["link_tunnel_m"] == 0.0).all()


def test_two_tracks_are_one_tunnel_and_two_railways_two():
    rails = lambda *ys: {"rails": layer(*(shapely.LineString([(-10, y), (310, y)]) for y in ys))}  # noqa: E731
    one = found(two_rows(190.0), barriers=rails(20, 24, 28), max_link_m=195.0)
    two = found(two_rows(190.0), barriers=rails(20, 150), max_link_m=195.0)
    least = PRICES.by_kind["tunnel"].least
    assert one.frame["link_tunnel_m"].min() == pytest.approx(max(least, 8.0))
    assert two.frame["link_tunnel_m"].min() == pytest.approx(2.0 * least)


def test_no_link_runs_through_a_building_and_an_own_one_that_does_is_named():
    house = {"buildings": layer(shapely.box(-50, 10, 350, 20))}
    drawn = layer(shapely.LineString([(150, 0), (150, 40)]), navn=["gennem"])
    made = found(two_rows(), barriers=house, own=drawn)
    assert not len(made)
    assert made.left_out["barrier"] > 0
    assert any("gennem" in note.da for note in made.notes)


def test_a_motor_road_is_a_barrier_and_under_its_bridge_one_walks_freely():
    columns = {"way_type": ["path", "path", "motor_road"]}
    net = network((0, 0, 300, 0), (0, 40, 300, 40), (-50, 20, 350, 20), **columns)
    usable = [True, True, False]
    assert not len(found(net, usable, max_link_m=60.0, crossing_as=CrossingAs.DROP))
    assert (found(net, usable, max_link_m=60.0).frame["link_crosses"] == "motorvej").all()
    above = network((0, 0, 300, 0), (0, 40, 300, 40), (-50, 20, 350, 20), **columns, level=[0, 0, 1])
    made = found(above, usable, max_link_m=60.0, crossing_as=CrossingAs.DROP)
    assert len(made)
    assert (made.frame["link_crosses"] == "").all()


def test_a_way_that_ends_at_a_motor_road_stands_on_its_own_side():
    """From its end to the other side is a crossing; along its own side is none."""
    columns = {"way_type": ["path", "path", "path", "motor_road", "motor_road"]}
    net = network((0, 60, 0, 20), (0, -40, 0, -200), (60, 60, 60, 40), (-50, 20, 0, 20), (0, 20, 150, 20), **columns)
    made = found(net, [True, True, True, False, False], max_link_m=70.0)
    by_end = {
        (int(a), int(b)): row for a, b, row in zip(made.begin.edge, made.end.edge, made.frame.itertuples(), strict=True)
    }
    across = [row for (a, b), row in by_end.items() if {a, b} == {0, 1}]
    beside = [row for (a, b), row in by_end.items() if {a, b} == {0, 2}]
    assert across
    assert beside
    assert all(row.link_crosses == "motorvej" for row in across)
    assert all(row.link_crosses == "" for row in beside)


def test_no_link_runs_along_a_motor_road():
    columns = {"way_type": ["path", "path", "motor_road"]}
    net = network((0, 60, 0, 20), (100, 60, 100, 20), (0, 20, 100, 20), **columns)
    made = found(net, [True, True, False], max_link_m=110.0)
    assert not (
        shapely.length(shapely.intersection(made.frame.geometry.to_numpy(), net.edges.geometry[2])) > 50.0
    ).any()


def test_other_roads_are_crossed_in_level():
    net = network((0, 0, 300, 0), (0, 40, 300, 40), (-50, 20, 350, 20), way_type=["path", "path", "road"])
    made = found(net, [True, True, False], max_link_m=60.0, crossing_as=CrossingAs.DROP)
    price = PRICES.cost("path", 40.0) + PRICES.cost("crossing")
    assert made.frame["price_dkk"].min() == pytest.approx(price)


def test_links_do_not_land_on_bridges():
    net = network((0, 0, 300, 0), (0, 40, 300, 40), structure=["bridge", ""], level=[1, 0])
    made = found(net, max_link_m=60.0)
    for places in (made.begin, made.end):
        at = places.offset_m[places.edge == 0]
        assert np.isin(at, [0.0, 300.0]).all()


def test_exits_of_plan_areas_are_ends():
    net = network((100, 0, 100, 300), (190, 0, 170, 300))
    area = layer(shapely.box(60, 120, 140, 200))
    without = found(net, max_link_m=125.0)
    made = found(net, plan_areas=area, max_link_m=125.0)
    assert "plan_area" not in set(without.frame["link_found_by"])
    exits = made.frame[made.frame["link_found_by"] == "plan_area"]
    assert len(exits)
    for line in exits.geometry:
        assert min(shapely.distance(shapely.get_point(line, at), area.boundary.iloc[0]) for at in (0, -1)) < 0.6


def test_own_candidates_keep_their_line_and_price_and_are_never_dropped_for_a_detour():
    bent = shapely.LineString([(10, 3), (20, 20), (10, 38)])
    flat = shapely.LineString([(50, 1), (52, 1)])  # along the way that is there
    far = shapely.LineString([(150, 200), (160, 230)])
    own = layer(bent, flat, far, navn=["bro", "langs", "udenfor"], pris_kr=["1500000", None, None])
    made = found(two_rows(), own=own, max_link_m=1.0)
    assert made.frame["name"].tolist() == ["bro", "langs"]
    assert made.frame["price_dkk"].iloc[0] == 1.5e6
    assert made.frame["price_from"].tolist() == ["own", "table"]
    assert made.frame["length_m"].iloc[0] == pytest.approx(bent.length + 3.0 + 2.0)
    assert any("udenfor" in note.da for note in made.notes)
    with pytest.raises(LayerError, match="ikke én linje") as caught:
        found(two_rows(), own=layer(shapely.Point(0, 0), bent, navn=["p", "b"], pris_kr=[1.0, -5.0]))
    assert "pris = -5" in str(caught.value)


def test_an_unknown_price_stays_unknown():
    own = pd.DataFrame({"kind": ["path"], "unit": ["m"], "price_dkk": [None], "price_year": [2024]})
    made = found(two_rows(), prices=load_path_prices(own))
    assert made.frame["price_dkk"].isna().all()
    assert (made.frame["price_from"] == "unknown").all()


def test_twins_are_one_and_those_left_out_are_counted():
    made = found(two_rows(), max_link_m=60.0)
    ends = [(shapely.get_point(line, 0), shapely.get_point(line, -1)) for line in made.frame.geometry]
    for (a, b), (c, d) in itertools.combinations(ends, 2):
        assert max(a.distance(c), b.distance(d)) > 10.0
        assert max(a.distance(d), b.distance(c)) > 10.0
    one = found(two_rows(), max_link_m=60.0, most_candidates=1)
    assert len(one) == 1
    assert one.left_out["too_many"] == len(made) - 1
    assert any("most_candidates = 1" in note.en for note in one.notes)
    assert any("bane" in note.da for note in one.notes), "a barrier that is not given is named"


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_ends_of_a_bend_are_joined_whether_it_is_drawn_in_one_or_in_pieces(pieces):
    corners = [(0, 0), (0, 300), (80, 300), (80, 0)]
    edges = [list(itertools.chain(*corners))] if pieces == 1 else [[*a, *b] for a, b in itertools.pairwise(corners)]
    net = merge_ways(network(*edges)).network
    found = find_candidates(net, np.ones(len(net.edges), bool), CandidateParams(max_link_m=100.0)).frame
    assert found[["length_m", "way_today_m"]].to_numpy().tolist() == [[80.0, 680.0]]
