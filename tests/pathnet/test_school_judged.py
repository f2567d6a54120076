"""What was judged of roads, against sampling by the definition, and the same however edges and lines are split."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.ops import substring

from gistools.pathnet import assemble
from gistools.pathnet.school_danger import FAILS, OPEN, UNJUDGED
from gistools.pathnet.school_judged import ALONG_DEGREES, judged_cuts, judged_edges, judged_stretches
from gistools.pathnet.school_spots import cut_network
from tests.pathnet.made import network

CRS = "EPSG:25832"


def judged(*shapes, **told):
    return gpd.GeoDataFrame(told or {"trafikfarlig": ["ja"] * len(shapes)}, geometry=list(shapes), crs=CRS)


def bent(rng, many):
    """Return a line of some straight pieces of 5 to 40 m that turns at random."""
    ways = np.cumsum(rng.normal(0.0, 0.5, many)) + rng.uniform(0.0, 6.3)
    steps = rng.uniform(5.0, 40.0, many)[:, None] * np.column_stack([np.cos(ways), np.sin(ways)])
    return np.vstack([[0.0, 0.0], np.cumsum(steps, axis=0)])


def scene(seed):
    """Return lines of edges, and judged lines that follow some of them, cross them, or are areas about them."""
    rng = np.random.default_rng(seed)
    lines = [shapely.LineString(bent(rng, 4) + rng.uniform(0.0, 60.0, 2)) for _ in range(4)]
    beside = shapely.LineString(shapely.get_coordinates(lines[0]) + rng.uniform(-1.0, 1.0, (5, 2)))
    part = substring(lines[1], 0.2 * lines[1].length, 0.6 * lines[1].length)
    area = shapely.Point(lines[2].interpolate(0.5, normalized=True)).buffer(15.0, quad_segs=2)
    said = rng.choice(["ja", "nej", "ukendt"], 4)
    crossing = shapely.LineString(rng.uniform(-50.0, 100.0, (2, 2)))
    return rng, lines, judged(beside, part, area, shapely.MultiLineString([crossing]), trafikfarlig=said)


def of_lines(lines):
    return assemble(lines, np.arange(len(lines)) * 2, np.arange(len(lines)) * 2 + 1, crs=CRS)


def told_at(line, at, layer, match_m):
    """Return what is judged of a place of a line by the definition, and whether it is too near a limit to be told."""
    place, step = line.interpolate(at), 1e-6
    ahead = np.array(line.interpolate(at + step).coords[0]) - line.interpolate(at - step).coords[0]
    found, edge = [], False
    for shape, word in zip(layer.geometry, layer["trafikfarlig"], strict=True):
        answer = {"ja": -1, "nej": 1, "ukendt": 0}[word]
        if shape.geom_type == "Polygon":
            edge |= abs(shape.exterior.distance(place)) < 0.02
            if shape.contains(place):
                found.append(answer)
        for ring in [shape.exterior] if shape.geom_type == "Polygon" else shapely.get_parts(shape):
            at_ends = np.array(ring.coords)
            for a, b in itertools.pairwise(at_ends):
                far, way = shapely.LineString([a, b]).distance(place), b - a
                turn = np.degrees(np.arccos(min(1.0, abs(way @ ahead) / np.hypot(*way) / np.hypot(*ahead))))
                edge |= abs(far - match_m) < 0.02 or (far < match_m and abs(turn - ALONG_DEGREES) < 0.5)
                if far <= match_m and turn <= ALONG_DEGREES:
                    found.append(answer)
    return min(found, default=int(UNJUDGED)), edge


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.5, 2.0, 6.0]))
def test_what_is_judged_of_a_place_is_what_the_definition_says(seed, match_m):
    rng, lines, layer = scene(seed)
    found = judged_stretches(of_lines(lines), layer, 0, 3, match_m=match_m)
    for e, line in enumerate(lines):
        corners = [line.project(shapely.Point(p)) for p in line.coords]
        for at in rng.uniform(0.0, line.length, 40):
            expected, near_limit = told_at(line, at, layer, match_m)
            if near_limit or min(abs(at - corner) for corner in corners) < 0.01:
                continue
            here = [one.said for one in found if one.edge == e and one.start <= at <= one.end]
            assert min(here, default=UNJUDGED) == expected


def metres(net, layer, match_m=2.0):
    """Return how many metres of cut edges have each answer."""
    cut, _ = cut_network(net, judged_cuts(net, layer, 0, 3, match_m=match_m))
    said = judged_edges(cut, layer, 0, 3, match_m=match_m)
    return {answer: float(cut.length_m[said == answer].sum()) for answer in (-1, 0, 1, 2)}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_splitting_and_turning_edges_or_judged_lines_changes_no_metre(seed):
    rng, lines, layer = scene(seed)
    before = metres(of_lines(lines), layer)

    def pieces(line):
        stops = [0.0, *sorted(rng.uniform(0.0, line.length, rng.integers(1, 5))), line.length]
        made = [substring(line, a, b) for a, b in itertools.pairwise(stops) if b - a > 0.1]
        return [one.reverse() if rng.random() < 0.5 else one for one in made]

    split = [one for line in lines for one in pieces(line)]
    lost = sum(line.length for line in lines) - sum(one.length for one in split)
    assert metres(of_lines(split), layer) == pytest.approx(before, abs=lost + 0.1)
    drawn = layer.set_geometry([one.reverse() if rng.random() < 0.5 else one for one in layer.geometry], crs=CRS)
    halves = [shapely.MultiLineString(pieces(one)) if one.geom_type == "LineString" else one for one in drawn.geometry]
    missing = sum(one.length - half.length for one, half in zip(drawn.geometry, halves, strict=True))
    after = metres(of_lines(lines), layer.set_geometry(halves, crs=CRS))
    assert after == pytest.approx(before, abs=4 * missing + 0.1)


def test_a_judged_line_over_a_part_of_an_edge_is_about_that_part():
    net = network((0, 0, 100, 0))
    half = judged(shapely.LineString([(20, 0), (50, 0)]))
    assert metres(net, half) == pytest.approx({-1: 34.0, 0: 0.0, 1: 0.0, 2: 66.0}, abs=0.01)  # 2 m beyond its ends
    parts = network((0, 0, 30, 0), (30, 0, 45, 0), (100, 0, 45, 0))
    assert metres(parts, half) == pytest.approx({-1: 34.0, 0: 0.0, 1: 0.0, 2: 66.0}, abs=0.01)


@pytest.mark.parametrize("turn", [90.0, 60.0, 35.0])
def test_a_path_that_crosses_is_not_judged_however_short_its_edges_are(turn):
    x, y = 30 * np.cos(np.radians(turn)), 30 * np.sin(np.radians(turn))
    road = judged(shapely.LineString([(-50, 0), (50, 0)]))
    whole = network((-x, -y, x, y))
    short = network(
        (-x, -y, -x / 40, -y / 40), (-x / 40, -y / 40, 0, 0), (0, 0, x / 40, y / 40), (x / 40, y / 40, x, y)
    )
    for net in (whole, short):
        assert metres(net, road)[UNJUDGED] == pytest.approx(60.0, abs=0.01)


def test_an_area_is_about_what_lies_in_it_and_the_most_dangerous_answer_counts():
    area = judged(shapely.box(10, -5, 40, 5), shapely.box(30, -5, 60, 5), trafikfarlig=["ja", "ukendt"])
    found = metres(network((0, 0, 100, 0)), area)
    assert found == pytest.approx({FAILS: 30.0, OPEN: 20.0, 1: 0.0, UNJUDGED: 50.0}, abs=0.01)
