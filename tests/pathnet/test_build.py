"""A network built of lines: the same whatever the rows' order, direction and cuts, and nothing changed unseen."""

from __future__ import annotations

import itertools
from collections import Counter

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.ops import substring

import gistools.pathnet.build as building
from gistools.errors import CrsError, LayerError, NetworkProofError, ParamError
from gistools.pathnet import BuildParams, PathNetwork, build_network, undo_repairs
from gistools.pathnet.certificate import certify
from gistools.pathnet.duplicates import line_keys
from gistools.pathnet.noding import node_ways
from gistools.pathnet.repairs import base_of
from gistools.pathnet.snapping import Mended
from gistools.pathnet.ways import read_ways

CRS = "EPSG:25832"
MEND = 0.5


def layer(*lines, crs=CRS, **columns):
    return gpd.GeoDataFrame(columns, geometry=[line if hasattr(line, "geom_type") else shapely.LineString(line)
                                               for line in lines], crs=crs)  # fmt: skip


def built(*lines, params=None, barriers=None, **columns):
    return build_network({"paths": layer(*lines, **columns)}, params or BuildParams(), barriers=barriers)


def groups(network, key="feature"):
    """Return which rows hang together, as a set of sets."""
    part = dict(zip(network.nodes.node_id, network.nodes.component, strict=True))
    told = {}
    for name, node in zip(network.edges[key], network.edges.from_node, strict=True):
        told.setdefault(part[node], set()).add(str(name).split("/")[0])
    return {frozenset(one) for one in told.values()}


def drawn_once(network):
    """Return the lines as texts, the same in either direction."""
    return shapely.to_wkt(shapely.from_wkb(line_keys(network.edges.geometry.to_numpy())), rounding_precision=4).tolist()


def shapes(network):
    return Counter(drawn_once(network))


def parts(network):
    """Return the lines of each part, with their levels."""
    part = dict(zip(network.nodes.node_id, network.nodes.component, strict=True))
    told = {}
    cells = zip(drawn_once(network), network.edges.level, network.edges.from_node, strict=True)
    for line, level, node in cells:
        told.setdefault(part[node], Counter())[line, level] += 1
    return Counter(frozenset(one.items()) for one in told.values())


def done(network):
    return network.audit[network.audit.tier == "done"]


@st.composite
def drawn(draw, *, gaps=True, levels=True):
    """Return lines between points of a small grid, some ends off by a little, some on bridges."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = int(rng.integers(2, 11))
    rows = []
    for _ in range(n):
        size = int(rng.integers(2, 5))
        points = rng.integers(0, 5, (size, 2)) * 10.0
        points = points[np.concatenate([[True], (np.diff(points, axis=0) != 0).any(axis=1)])]
        if len(points) < 2 or not shapely.LineString(points).is_simple:
            continue
        if gaps:
            for end in (0, -1):
                if rng.random() < 0.5:
                    points[end] += rng.choice([-0.45, -0.3, -0.2, 0.1, 0.25, 0.4], 2) * rng.choice([0, 1], 2)
        rows.append(points)
    if not rows:
        rows = [np.array([[0.0, 0.0], [10.0, 0.0]])]
    level = rng.choice([0, 0, 0, 1, -1], len(rows)) if levels else np.zeros(len(rows), int)
    return layer(*rows, niveau=level, id=[f"f{k}" for k in range(len(rows))]), rng


@st.composite
def odd(draw):
    """Return odd lines: rings, folded and short ones, twins whole and in part, near gaps, levels, heights in half."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = []
    for _ in range(int(rng.integers(2, 11))):
        kind = rng.random()
        points = rng.integers(0, 5, (int(rng.integers(2, 6)), 2)) * 10.0
        if rows and kind < 0.2:
            like = rows[int(rng.integers(len(rows)))]
            a, b = sorted(rng.choice(len(like) + 1, 2, replace=False))
            points = (like if kind < 0.1 else like[a : b + 1])[:: rng.choice([-1, 1])].copy()
        elif kind < 0.3:
            points = np.vstack([points, points[:1]])
        elif kind > 0.93:
            points = points[:1] + np.array([[0.0, 0.0], rng.choice([0.2, 0.4, 0.8, -0.3], 2)])
        for end in (0, -1):
            if rng.random() < 0.5:
                points[end] += rng.choice([-0.45, -0.3, -0.2, 0.1, 0.25, 0.4, 0.0004], 2) * rng.choice([0, 1], 2)
        points = points[np.concatenate([[True], (np.diff(points, axis=0) != 0).any(axis=1)])]
        if len(points) > 1:
            rows.append(points)
    rows = rows or [np.array([[0.0, 0.0], [10.0, 0.0]])]
    if draw(st.booleans()):
        heights = [0.5, 1.0, 2.2, 4.0, np.nan]
        rows = [np.column_stack([one, rng.choice(heights, len(one))]) if rng.random() < 0.9 else one for one in rows]
    told = {
        "niveau": rng.choice(["0", "0", "1", "-1", "Bro", "Ikke tildelt"], len(rows)),
        "bredde_m": rng.choice([None, None, "2", "3"], len(rows)),
    }
    return layer(*rows, id=[f"f{k}" for k in range(len(rows))], **told), rng


def unfolded(lines):
    """Return the lines that lie nowhere on themselves: docs/path-network.md tells what is not promised of others."""
    shapes = shapely.force_2d(lines.geometry.to_numpy())
    folded = shapely.length(shapely.unary_union(shapes[:, None], axis=1)) < shapely.length(shapes) - 1e-6
    return lines[~folded].reset_index(drop=True)


def params():
    """Return what to ask for."""
    return st.fixed_dictionaries({"crossings": st.sampled_from(["never", "same_level"]),
                                  "mend_m": st.sampled_from([0.0, 0.2, 0.5, 2.0])})  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(odd())
def test_the_order_and_direction_of_rows_changes_nothing(case):
    lines, rng = unfolded(case[0]), case[1]
    assume(len(lines))
    one = build_network({"paths": lines}, BuildParams())
    order = rng.permutation(len(lines))
    other = lines.iloc[order].reset_index(drop=True)
    two = build_network({"paths": other}, BuildParams())
    assert shapes(one) == shapes(two)
    assert set(one.audit.repair_id) == set(two.audit.repair_id)
    turned = lines.copy()
    turned.geometry = [shapely.reverse(g) if rng.random() < 0.5 else g for g in lines.geometry]
    three = build_network({"paths": turned}, BuildParams())
    assert shapes(one) == shapes(three)


@settings(max_examples=300, deadline=None)
@given(odd(), params())
def test_built_again_from_its_own_edges_nothing_is_done(case, asked):
    lines = unfolded(case[0])
    assume(len(lines))
    one = build_network({"paths": lines}, BuildParams(**asked))
    two = build_network({"paths": one.edges}, BuildParams(**asked))
    assert not len(done(two))
    assert shapes(one) == shapes(two)
    assert parts(one) == parts(two)
    for name in ("level", "level_known", "way_type", "foot", "surface", "width_m"):
        pd.testing.assert_series_equal(one.edges[name], two.edges[name], check_dtype=False)


def cut(lines, rng):
    """Return the lines with some cut in two or three, at points of theirs or between; pieces are named f7/0, f7/1."""
    rows = []
    for line, name, level in zip(lines.geometry, lines.id, lines.niveau, strict=True):
        at = np.sort(rng.uniform(0.15, 0.85, int(rng.integers(0, 3)))) * line.length
        others = shapely.union_all(lines.geometry[lines.id != name].to_numpy())
        at = [one for one in at if not shapely.dwithin(others, line.interpolate(one), 0.0015)]  # on a crossing: below
        stops = [0.0, *at, line.length]
        for k, (a, b) in enumerate(itertools.pairwise(stops)):
            rows.append((substring(line, a, b), f"{name}/{k}", level))
    geometry, names, level = zip(*rows, strict=True)
    return layer(*geometry, niveau=list(level), id=list(names))


@settings(max_examples=150, deadline=None)
@given(drawn(gaps=False))
def test_cutting_lines_changes_neither_parts_nor_lengths(case):
    lines, rng = case
    one = build_network({"paths": lines}, BuildParams())
    two = build_network({"paths": cut(lines, rng)}, BuildParams())
    assert groups(one) == groups(two)
    assert one.length_m.sum() == pytest.approx(two.length_m.sum(), abs=0.002 * len(two.edges))


@pytest.mark.parametrize("at", [0.1, 0.3, 1.0, 9.0])
@pytest.mark.parametrize("gap", [0.2, 0.45])
def test_a_cut_near_a_mended_gap_changes_nothing(at, gap):
    whole = [(0, 0), (20, 0)], [(20 + gap, 0), (40, 0)], [(10, gap), (10, 20)]
    one = built(*whole)
    two = built([(0, 0), (20 - at, 0)], [(20 - at, 0), (20, 0)], whole[1], whole[2])
    assert one.nodes.component.max() == two.nodes.component.max() == 1
    assert one.length_m.sum() == pytest.approx(two.length_m.sum(), abs=1e-6)
    assert sorted(done(one).distance_m.round(4)) == sorted(done(two).distance_m.round(4)) == [gap, gap]


def test_a_cut_on_a_crossing_is_an_end_on_a_line_and_joins_it():
    over, first, last = [(10, -9), (10, 9)], [(0, 0), (10, 0)], [(10, 0), (20, 0)]
    assert built([(0, 0), (20, 0)], over).nodes.component.max() == 2
    for near in (0.0, 0.0005):
        cut_near = built([first[0], (10 + near, 0)], [(10 + near, 0), last[1]], over)
        assert cut_near.nodes.component.max() == 1, near
        assert done(cut_near).repair_type.tolist() == ["end_on_line"]
    beside = built([first[0], (10.01, 0)], [(10.01, 0), last[1]], over)
    assert beside.nodes.component.max() == 2
    assert not len(done(beside))


def naive(lines):
    """Return which rows hang together by the rules as they stand, one place at a time."""
    graph = nx.Graph()
    places = {}
    for name, line, level in zip(lines.id, lines.geometry, lines.niveau, strict=True):
        points = np.round(shapely.get_coordinates(line), 4)
        graph.add_node(name)
        for k, (x, y) in enumerate(points.tolist()):
            beside = {tuple(points[j]) for j in (k - 1, k + 1) if 0 <= j < len(points)}
            places.setdefault((x, y), []).append((name, level, beside))
    for here in places.values():
        leads = {}
        for _, level, beside in here:
            leads.setdefault(level, set()).update(beside)
        arcs = {level: len(beside) for level, beside in leads.items()}
        meets = {}
        for level in sorted(arcs, key=abs):
            if level == 0 or arcs[level] >= 2:
                meets[level] = level
                continue
            lower = [one for one in arcs if abs(one) < abs(level) and one * level >= 0 and one not in (level, 0)]
            meets[level] = meets[max(lower, key=abs)] if lower else 0
        by_group = {}
        for name, level, _ in here:
            by_group.setdefault(meets[level], []).append(name)
        for names in by_group.values():
            nx.add_path(graph, names)
    return {frozenset(one) for one in nx.connected_components(graph)}


@settings(max_examples=150, deadline=None)
@given(drawn(gaps=False))
def test_what_shares_points_is_joined_as_the_rules_say(case):
    lines, _ = case
    noded = node_ways(read_ways({"paths": lines}).ways, z_apart_m=2.0)
    graph = nx.Graph()
    graph.add_nodes_from(lines.id)
    for way, u, v in zip(noded.way.tolist(), noded.u.tolist(), noded.v.tolist(), strict=True):
        graph.add_edge(lines.id[way], ("node", u))
        graph.add_edge(lines.id[way], ("node", v))
    found = {frozenset(one for one in part if isinstance(one, str)) for part in nx.connected_components(graph)}
    assert found == naive(lines)


def undoable(network):
    rows = done(network)
    return rows.loc[rows.undo != "", "repair_id"].tolist()


@settings(max_examples=200, deadline=None)
@given(odd(), params())
def test_all_repairs_undone_give_back_what_was(case, asked):
    lines, _ = case
    back = undo_repairs(network := build_network({"paths": lines}, BuildParams(**asked)), undoable(network))
    assert undoable(back) == []
    ways = read_ways({"paths": lines}).ways
    raw = node_ways(ways, z_apart_m=2.0)
    graph = nx.MultiGraph()
    for way, u, v in zip(raw.way.tolist(), raw.u.tolist(), raw.v.tolist(), strict=True):
        graph.add_edge(("way", ways.columns["feature"][way]), u)
        graph.add_edge(("way", ways.columns["feature"][way]), v)
    want = {frozenset(n[1] for n in part if isinstance(n, tuple)) for part in nx.connected_components(graph)}
    assert groups(back) == want
    assert (len(back.edges), len(back.nodes)) == (raw.way.size, raw.count)
    given_m = pd.Series(ways.length_m()).groupby(ways.columns["feature"]).sum()
    pd.testing.assert_series_equal(back.edges.groupby("feature").length_m.sum(), given_m, check_names=False)


@settings(max_examples=200, deadline=None)
@given(odd(), params())
def test_some_repairs_undone_are_the_build_with_these_kept_apart(case, asked):
    lines, rng = case
    network = build_network({"paths": lines}, BuildParams(**asked))
    some = [one for one in undoable(network) if rng.random() < 0.5]
    back = undo_repairs(network, some)
    apart = build_network({"paths": lines}, BuildParams(**asked, kept_apart=",".join(some)))
    assert parts(back) == parts(apart)
    assert set(back.audit.repair_id) == set(apart.audit.repair_id)
    assert {base_of(one) for one in undoable(back)} <= {base_of(one) for one in undoable(network)} - set(
        map(base_of, some)
    )
    rest = undoable(back)
    gone = {base_of(one) for one in [*some, *rest]}  # the number after the dash may differ
    all_gone = undo_repairs(network, [one for one in undoable(network) if base_of(one) in gone])
    assert parts(undo_repairs(back, rest)) == parts(all_gone)


@settings(max_examples=150, deadline=None)
@given(odd(), st.sampled_from([0.0, 0.2, 0.5, 2.0]))
def test_no_end_moves_further_than_the_limit_and_only_once(case, limit):
    lines, _ = case
    network = build_network({"paths": lines}, BuildParams(mend_m=limit, propose_m=5.0))
    rows = done(network)
    ends = rows[rows.repair_type.str.startswith("end_")]
    assert (ends.distance_m <= limit + 1e-6).all()
    moved = ends[ends.distance_m > 1e-3]
    assert not moved.duplicated(["way_id", "way_end"]).any()
    assert (network.length_m > 0).all()


def test_a_bridge_over_a_path_is_never_joined():
    ground = [(0, 0), (10, 0), (20, 0)]
    for over, level in (
        ([(10, -9), (10, 9)], ["0", "1"]),  # no shared point
        ([(10, -9), (10, 0), (10, 9)], ["0", "1"]),  # a shared inner point
        ([(10, -9), (10, 0), (10, 9)], ["Ikke tildelt", "Bro"]),
        ([(10, -9), (10, 0.0), (10, 9)], ["0", "-1"]),
    ):
        network = built(ground, over, niveau=level)
        assert network.nodes.component.max() == 2, (over, level)
    pieces = built([(0, 0), (10, 0)], [(10, 0), (20, 0)], [(10, -9), (10, 0)], [(10, 0), (10, 9)], niveau=[0, 0, 1, 1])
    assert groups(pieces) == {frozenset({"1", "2"}), frozenset({"3", "4"})}
    assert "bridge_end_doubtful" in set(pieces.audit.repair_type)
    under = built([(0, 0), (10, 0.2)], [(10, -9), (10, 9)], niveau=[0, 1])  # a path that ends beneath a bridge
    assert under.nodes.component.max() == 2


def test_a_bridge_meets_the_ground_where_it_ends():
    network = built([(0, 0), (10, 0)], [(10, 0), (20, 0)], [(20, 0), (30, 0)], [(15, -9), (15, 9)], niveau=[0, 1, 0, 0])
    assert groups(network) == {frozenset({"1", "2", "3"}), frozenset({"4"})}
    near = built([(0, 0), (10, 0)], [(10.3, 0), (20, 0)], bro_tunnel=["", "Bro"])
    assert near.nodes.component.max() == 1
    ramp = built([(0, 0), (10, 0)], [(10, 0), (20, 0)], [(20, -9), (20, 0), (20, 9)], niveau=[0, 2, 1])
    assert groups(ramp) == {frozenset({"1", "2", "3"})}


@pytest.mark.parametrize("line", [
    [(0, 0), (10, 0), (20, 0)],  # onto a point
    [(0, 0), (20, 0)],  # onto the line itself
    [(0, 0.2), (20, 0.2)],  # nearly
    [(0, 0), (10, -0.3), (20, 0)],
])  # fmt: skip
def test_a_t_junction_is_always_joined(line):
    network = built(line, [(10, 0), (10, 30)])
    assert network.nodes.component.max() == 1
    assert network.nodes.degree.max() == 3
    assert len(network.edges) == 3


def test_a_crossing_without_a_shared_point_is_a_node_only_when_asked_for():
    lines = [(0, 0), (20, 0)], [(10, -9), (10, 9)]
    never = built(*lines)
    assert never.nodes.component.max() == 2
    assert "crossing_unknown_level" in set(never.audit.repair_type)
    asked = built(*lines, params=BuildParams(crossings="same_level"))
    assert (asked.nodes.component.max(), len(asked.edges)) == (1, 4)
    assert done(asked).repair_type.tolist() == ["crossing"]
    assert undo_repairs(asked, done(asked).repair_id).nodes.component.max() == 2
    left = built(*lines, params=BuildParams(crossings="same_level", kept_apart=done(asked).repair_id.iloc[0]))
    assert left.nodes.component.max() == 2
    apart = built(*lines, params=BuildParams(crossings="same_level"), niveau=[0, 1])
    assert apart.nodes.component.max() == 2
    assert set(apart.audit.tier) == {"candidate"}


def test_a_chain_of_ends_is_proposed_and_not_joined():
    ends = [[(x, 0), (x, 20)] for x in (0.0, 0.4, 0.8)]
    network = built(*ends)
    assert network.nodes.component.max() == 3
    assert not len(done(network))
    assert set(network.audit.tier) == {"proposed"}
    assert set(network.audit.why) == {"chain"}
    three = built([(0, 0), (0, 20)], [(0.3, 0), (9, 0)], [(0.1, 0.2), (-9, 0)])
    assert three.nodes.degree.max() == 3


@pytest.mark.parametrize("name", ["buildings", "lakes", "streams", "rails"])
def test_no_end_is_joined_across_a_barrier(name):
    wall = (
        shapely.box(10.1, -5, 10.2, 5)
        if name in {"buildings", "lakes"}
        else shapely.LineString([(10.15, -5), (10.15, 5)])
    )
    lines = [(0, 0), (10, 0)], [(10.3, 0), (20, 0)]
    barriers = {name: gpd.GeoDataFrame(geometry=[wall], crs=CRS)}
    network = built(*lines, barriers=barriers)
    assert network.nodes.component.max() == 2
    assert set(network.audit.repair_type) == {"gap_kept_apart"}
    assert set(network.audit.why) == {"barrier"}
    assert built(*lines).nodes.component.max() == 1


def test_gaps_stand_in_three_tiers_in_the_order_of_what_they_join():
    main = [(0, 0), (100, 0)]
    network = built(main, [(100.3, 0), (130, 0)], [(50, 2), (50, 70)], [(20, 20), (20, 30)], [(70, -8), (70, -60)])
    tiers = network.audit.drop_duplicates("feature").set_index("feature").tier
    assert tiers["2"] == "done"
    assert tiers["3"] == "proposed"
    assert tiers["4"] == tiers["5"] == "candidate"
    open_ = network.audit[network.audit.repair_rank.notna() & (network.audit.tier != "done")].sort_values("repair_rank")
    assert open_.feature.tolist()[:3] == ["3", "5", "4"]
    assert open_.joined_m.tolist()[:3] == pytest.approx([68, 52, 10])
    assert done(network).joined_m.tolist() == pytest.approx([29.7], abs=0.31)


def test_heights_part_lines_at_a_shared_point():
    def line(z, *points):
        return shapely.LineString([(*p, z) for p in points])

    network = built(line(1.0, (0, 0), (10, 0), (20, 0)), line(7.0, (10, -9), (10, 0), (10, 9)))
    assert network.nodes.component.max() == 2
    assert "heights_apart" in set(network.audit.repair_type)
    assert built(line(1.0, (0, 0), (10, 0), (20, 0)), line(2.0, (10, -9), (10, 0), (10, 9))).nodes.component.max() == 1
    mixed = built([(0, 0), (10, 0), (20, 0)], line(7.0, (10, -9), (10, 0), (10, 9)))
    assert mixed.nodes.component.max() == 1
    lost = built(line(1.0, (0, 0), (10, 0)), shapely.LineString([(10, 0, -999.0), (20, 0, 3.0)]))
    assert lost.nodes.component.max() == 1
    assert lost.audit.repair_type.tolist() == ["height_unknown"]


def turned(lines, which):
    other = lines.copy()
    other.geometry = [shapely.reverse(g) if k in which else g for k, g in enumerate(lines.geometry)]
    return other


def test_of_several_heights_at_one_place_in_a_row_the_lowest_known_counts_in_either_direction():
    nan = np.nan
    step = [(20, 10, 9), (30, 10, 0.5), (30, 10, nan), (30, 30, 0.5), (0, 30, 4)]
    other = [(10, 10.3, 4), (20, 0, nan), (0, 30, 1), (30.0004, 19.55, 9)]
    for heights in ([0.5, nan], [nan, 0.5], [0.5, 9.0], [9.0, nan, 0.5]):
        row = [*step[:1], *((30, 10, z) for z in heights), *step[3:]]
        lines = layer(row, other, niveau=["-1", "-1"])
        one = build_network({"paths": lines}, BuildParams(mend_m=2.0))
        assert "9.0 0.5 0.5 4.0" in set(one.edges.heights_m)
        assert "gap" in set(one.audit.repair_type)
        for which in ({0}, {1}, {0, 1}):
            two = build_network({"paths": turned(lines, which)}, BuildParams(mend_m=2.0))
            assert parts(one) == parts(two), (heights, which)


@pytest.mark.parametrize(
    ("low", "high", "at", "end"), [(0.1, 4.6, 2.0, 3.0), (0.1, 4.6, 7.0, 5.25), (0.2, 4.7, 6.0, 0.9)]
)
def test_a_height_between_two_is_the_same_in_either_direction(low, high, at, end):
    lines = layer([(0, 0, low), (10, 0, high)], [(at, 0, end), (at, 9, end)])
    one = build_network({"paths": lines}, BuildParams())
    assert one.nodes.component.max() == 1  # exactly z_apart_m above or below
    assert parts(one) == parts(build_network({"paths": turned(lines, {0})}, BuildParams()))


def test_a_join_is_not_refused_for_the_line_that_happens_to_stand_for_a_node():
    folded = [(10, 10), (20, 20), (0, 0), (30, 30), (0, 30), (0, 0), (10, 10)]
    lines = layer(folded, [(20, 20), (30, 10), (10, 10)], niveau=["Bro", ""])
    one = build_network({"paths": lines}, BuildParams(mend_m=0.0))
    assert done(one).repair_type.tolist().count("end_on_line") == 1
    for other in (turned(lines, {0}), turned(lines, {1}), lines.iloc[::-1], one.edges):
        two = build_network({"paths": other}, BuildParams(mend_m=0.0))
        assert parts(one) == parts(two)
    assert not len(done(two))


def test_twins_become_one_with_what_is_known_of_both():
    a = [(0, 0), (5, 1), (10, 0)]
    network = built(a, a[::-1], oneway=["yes", "yes"], bredde_m=[None, 2.5], overflade=["Grus", None])
    assert len(network.edges) == 1
    edge = network.edges.iloc[0]
    assert (edge.oneway, edge.width_m, edge.surface) == (0, 2.5, "gravel")
    back = undo_repairs(network, done(network).repair_id)
    assert len(back.edges) == 4  # two lines that share three points
    assert back.length_m.sum() == pytest.approx(2 * network.length_m.sum())
    differs = built([(0, 0), (9, 0)], [(0, 0), (9, 0)], trappe=["ja", "nej"])
    assert len(differs.edges) == 2
    assert ["duplicate_differs", "steps"] in differs.audit[["repair_type", "why"]].values.tolist()
    over = built([(0, 0), (20, 0)], [(5, 0), (15, 0)])
    assert "duplicate" in set(over.audit.repair_type)
    assert over.length_m.sum() == pytest.approx(20.0)


def test_what_is_no_good_line_is_listed():
    lines = gpd.GeoDataFrame({"id": list("abcdef")}, geometry=[
        shapely.MultiLineString([[(0, 0), (10, 0)], [(10, 0), (20, 5)]]),
        None,
        shapely.LineString([(3, 3), (3, 3)]),
        shapely.LineString([(20, 5), (30, 5), (30, 9), (20, 5)]),
        shapely.LineString([(50, 50), (60, 60), (60, 50), (50, 60)]),
        shapely.LineString(),
    ], crs=CRS)  # fmt: skip
    network = build_network({"paths": lines}, BuildParams())
    kinds = network.audit.set_index("feature").repair_type.groupby(level=0).agg(list).to_dict()
    assert kinds["a"] == ["multipart"]
    assert kinds["b"] == kinds["f"] == ["missing"]
    assert kinds["c"] == ["zero_length"]
    assert "self_crossing" in kinds["e"]
    assert groups(network) == {frozenset({"a", "d"}), frozenset({"e"})}
    loop = network.edges[network.edges.feature == "d"].iloc[0]
    assert loop.from_node == loop.to_node


@pytest.mark.parametrize(
    ("crs", "word"), [("EPSG:4326", "degrees"), ("EPSG:3857", "1.8 times"), (None, "without a coordinate")]
)
def test_coordinates_that_are_no_metres_are_refused(crs, word):
    with pytest.raises(CrsError, match=word) as error:
        build_network({"paths": layer([(9, 55), (10, 56)], crs=crs)}, BuildParams())
    assert "25832" in error.value.expected.da + error.value.fix.da
    with pytest.raises(CrsError):
        build_network(
            {"paths": layer([(0, 0), (9, 0)])}, BuildParams(), barriers={"lakes": layer([(9, 55), (10, 56)], crs=crs)}
        )


def test_other_faults_are_named():
    with pytest.raises(LayerError, match=r"niveau = Kælder \(1\)"):
        built([(0, 0), (9, 0)], niveau=["Kælder"])
    with pytest.raises(LayerError, match="no lines"):
        built([(0, 0), (9, 0)], status=["Nedlagt"])
    with pytest.raises(LayerError, match="paths: 2 no lines"):
        built([(0, 0), (9, 0)], shapely.Point(1, 1))
    with pytest.raises(LayerError, match="coordinates that are no numbers"), np.errstate(invalid="ignore"):
        built(shapely.from_wkt("LINESTRING (0 0, 9 NaN)"))
    with pytest.raises(LayerError, match="no layers"):
        build_network({}, BuildParams())
    with pytest.raises(ParamError, match="r123"):
        undo_repairs(built([(0, 0), (9, 0)]), ["r123"])


def test_history_and_plans_are_left_out_and_counted():
    lines = [(0, 0), (9, 0)], [(9, 0), (18, 0)], [(18, 0), (27, 0)], [(27, 0), (36, 0)]
    told = {
        "status": ["Anlagt", "Under anlæg", "Nedlagt", "Anlagt"],
        "registreringtil": [None, None, None, "2020-01-01"],
    }
    network = built(*lines, **told)
    assert len(network.edges) == 1
    words = " ".join(note.en for note in network.notes)
    assert "1 lines are history" in words
    assert "1 lines are closed" in words
    assert "1 lines are planned" in words
    assert built(*lines, params=BuildParams(include_planned=True), **told).edges.status.tolist() == ["built", "planned"]


def test_the_proof_fails_when_something_was_changed_unseen():
    lines = layer([(0, 0), (10, 0)], [(10, 0), (20, 0)], [(0, 9), (10, 9)], [(20.2, 0), (30, 0)])
    network = build_network({"paths": lines}, BuildParams())
    ways, _ = building._without_twins(network.recipe)
    noded = node_ways(ways, z_apart_m=2.0)
    assert certify(network, ways, noded).parts_after == 2

    def changed(**columns):
        edges = network.edges.copy()
        for name, values in columns.items():
            edges[name] = values
        return PathNetwork(edges, network.nodes, network.audit)

    joined = network.edges.from_node.where(network.edges.feature != "3", network.edges.to_node.iloc[0])
    with pytest.raises(NetworkProofError, match="joined without a repair"):
        certify(changed(from_node=joined), ways, noded)
    split = network.edges.from_node.where(network.edges.feature != "2", len(network.nodes) + 1)
    with pytest.raises(NetworkProofError, match="split without a repair"):
        certify(changed(from_node=split), ways, noded)
    with pytest.raises(NetworkProofError, match="of path without a repair"):
        certify(changed(length_m=network.edges.length_m + 1.0), ways, noded)
    with pytest.raises(NetworkProofError, match="edges less nodes"):
        certify(PathNetwork(network.edges.iloc[:-1], network.nodes, network.audit), ways, noded)
    unlisted = network.audit[network.audit.tier != "done"]
    with pytest.raises(NetworkProofError, match="joined without a repair"):
        certify(PathNetwork(network.edges, network.nodes, unlisted), ways, noded)


def test_a_join_whose_proof_fails_is_left_unmade_and_listed_and_the_rest_is_built(monkeypatch):
    lines = [(0, 0), (10, 0), (10, 9)], [(10.2, 0), (20, 0)], [(50, 0), (60, 0)], [(60.2, 0), (70, 0)]
    good = built(*lines)
    assert len(done(good)) == 2
    honest = building.mend

    def lying(ways, *rest, **options):
        made = honest(ways, *rest, **options)
        near = [row for row in made.rows if row["x_m"] < 20.0]
        if not near:
            return made
        xy = made.ways.xy.copy()
        xy[made.ways.ends[2 * int(np.flatnonzero(made.ways.columns["way_id"] == near[0]["way_id"])[0])]] += 3.0
        moved = made.ways.with_points(xy, made.ways.z)  # it is not where the row says
        return Mended(moved, node_ways(moved, z_apart_m=2.0), made.rows)

    monkeypatch.setattr(building, "mend", lying)
    network = built(*lines)
    assert done(network).feature.isin(["3", "4"]).all()
    assert len(done(network)) == 1
    assert network.nodes.component.max() == 3
    left = network.audit[network.audit.repair_type == "join_unproved"]
    assert left.tier.tolist() == ["noted"]
    assert "end_to" in left.why.iloc[0]
    assert "join that could not be proved" in " ".join(note.en for note in network.notes)


def test_a_proof_that_fails_for_all_is_an_error_of_its_own(monkeypatch):
    def lost(ways, *_, **__):
        xy = ways.xy.copy()
        xy[ways.ends[0]] += 3.0
        moved = ways.with_points(xy, ways.z)
        return Mended(moved, node_ways(moved, z_apart_m=2.0), [])

    monkeypatch.setattr(building, "mend", lost)
    with pytest.raises(NetworkProofError, match="GT510") as error:
        built([(0, 0), (10, 0)], [(10, 0), (20, 0)])
    assert "mend_m" in error.value.fix.da


def test_the_real_centre_lines_build_without_a_hand(real_data):
    lines = gpd.read_file(real_data / "registers" / "geodanmark_vejmidte" / "vejmidte_25832.geojson")
    network = build_network({"paths": lines}, BuildParams())
    assert len(network.edges) == len(lines)
    assert network.length_m.sum() == pytest.approx(lines.length.sum(), rel=1e-6)
    assert not network.edges.level_known.any()
    first = network.audit[network.audit.tier == "candidate"].sort_values("repair_rank").iloc[0]
    assert first.joined_m > 1_000.0
    again = build_network({"paths": network.edges}, BuildParams())
    assert not len(done(again))
    assert parts(network) == parts(again)


def test_one_is_told_in_the_singular() -> None:
    from gistools.pathnet.build_notes import _KINDS

    assert all(one.da != many.da or one.da.startswith(("gab", "kryds")) for one, many in _KINDS.values())
    notes = [note.da for note in built([(0, 0), (10, 0)], [(0, 0), (10, 0)]).notes]
    assert any("1 dublet lagt sammen" in note for note in notes), notes


def test_of_three_twins_those_that_agree_are_one_though_another_differs():
    same = [(0, 30), (29.5504, 30)]
    network = built(same, same, same, bredde_m=["3", "2", "2"], id=["a", "b", "c"])
    assert sorted(network.edges.width_m) == [2.0, 3.0]
    assert sorted(network.audit.repair_type) == ["duplicate", "duplicate_differs", "overlap"]
    again = build_network({"paths": network.edges}, BuildParams())
    assert not len(done(again))
    assert len(undo_repairs(network, done(network).repair_id).edges) == 3


def test_of_twins_of_several_heights_the_same_one_lends_its_heights_whatever_the_order():
    crooked = [(10, 30, 0.5), (20, 30, 2.2)]
    told = {"niveau": ["0", "Bro", "0", "Ikke tildelt"], "bredde_m": [None, None, "2", None], "id": list("abcd")}
    lines = layer([(20, 30, 2.2), (10, 30, 0.5), (20, 10, 2.2)], [(20, 30, 4), (20, 0, np.nan)],
                  [(10, 30), (20, 30), (20.4, 10)], [(10, 30, 1), (20, 30, 1)], **told)  # fmt: skip
    one = build_network({"paths": lines}, BuildParams(mend_m=0.0))
    assert done(one).repair_type.tolist() == ["duplicate", "duplicate"]
    stays = one.edges[one.edges.width_m == 2.0].heights_m.tolist()
    assert stays[0] == " ".join(str(z) for _, _, z in crooked)
    for other in (lines.iloc[::-1], turned(lines, {0, 3}), one.edges):
        assert parts(build_network({"paths": other}, BuildParams(mend_m=0.0))) == parts(one)


def test_an_end_that_comes_back_to_its_own_line_joins_nothing_else_there():
    # a bridge that would end at (30, 0) and meet the ground there, were its begin moved to its own third point
    zigzag = [(19.55, 10, 1), (30, 0, 0.5), (20, 10, 0.5), (30.25, 0, 1)]
    over, ground = [(30, -0.45, 1), (19.55, 9.8, 1)], [(19.35, 10, 0.5), (30, 0, 0.5), (30.25, -0.45, 1)]
    network = built(zigzag, over, ground, niveau=["1", "1", "0"])
    assert not {"join_unproved", "duplicate"} & set(network.audit.repair_type)
    assert not (done(network).after == "POINT (30 0)").any()
