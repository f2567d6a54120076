"""Widths of cycle superhighways: every edge against all that its peak hour and direction may be."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import CrsError, LayerError, TableError
from gistools.pathnet.superhighway import along_routes, check_widths, read_route, route_table, superhighway_widths
from gistools.pathnet.superhighway_run import width_graph

CRS = "EPSG:25832"
WIDTHS = superhighway_widths()


def routes(lines=1, **columns):
    shapes = [shapely.LineString([(100.0 * k, 0), (100.0 * k + 100.0, 0)]) for k in range(lines)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def asked(direction, peak):
    """Return the least width by the table of the source, in words."""
    two = 2.5 if peak <= 200 else 3.0 if peak <= 1500 else 4.0
    one = 2.25 if peak <= 200 else 2.5 if peak <= 1500 else 3.0
    return two if direction == "two_way" else one


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.none(), st.sampled_from([2.0, 2.24, 2.25, 2.3, 2.5, 2.9, 3.0, 3.5, 4.0, 4.2])),
    st.one_of(st.none(), st.sampled_from([0, 1, 199, 200, 201, 1499, 1500, 1501, 3000])),
    st.sampled_from(["ja", "nej", "ukendt", None]),
    *(st.sampled_from(["ja", "nej", None]) for _ in range(2)),
)
def test_an_edge_is_held_against_all_that_it_may_be(width, peak, both, cars, people):
    layer = routes(bredde_m=[width], cykler_spidstime=[peak], dobbeltrettet=[both], adskilt_biler=[cars],
                   adskilt_gaaende=[people])  # fmt: skip
    row = check_widths(read_route(layer), WIDTHS).iloc[0]
    ways = {"ja": ["two_way"], "nej": ["one_way"]}.get(both, ["two_way", "one_way"])
    peaks = [peak] if peak is not None else [100, 700, 2000]
    needs = [asked(way, one) for way, one in itertools.product(ways, peaks)]
    if width is None:
        enough = "unknown"
    else:
        enough = "yes" if all(width >= n for n in needs) else "no" if all(width < n for n in needs) else "unknown"
    assert row["wide_enough"] == enough
    said = [enough, *({"ja": "yes", "nej": "no", None: "unknown"}[one] for one in (cars, people))]
    assert row["superhighway"] == ("no" if "no" in said else "unknown" if "unknown" in said else "yes")
    if len(set(needs)) == 1:
        assert row["least_width_m"] == needs[0]
        if width is not None:
            assert row["missing_width_m"] == pytest.approx(max(0.0, needs[0] - width))
    else:
        assert np.isnan(row["least_width_m"])
    if enough == "unknown":
        assert row["width_class"] == "unknown"
        assert np.isnan(row["missing_width_m"])


def test_good_and_least_width_are_told_apart():
    layer = routes(4, bredde_m=[2.5, 2.9, 3.0, 4.0], cykler_spidstime=[10, 10, 10, 5000], dobbeltrettet="ja")
    assert check_widths(read_route(layer), WIDTHS)["width_class"].tolist() == ["least", "least", "good", "good"]


def test_a_days_count_is_a_peak_hour_only_by_a_share_that_the_user_gives():
    layer = routes(2, cykler_doegn=[4000, 4000], cykler_spidstime=[None, 100], bredde_m=3.0, dobbeltrettet="ja")
    without = read_route(layer)
    assert without.peak_from.tolist() == ["unknown", "counted"]
    assert np.isnan(without.peak[0])
    given_one = read_route(layer, share=0.1)
    assert given_one.peak.tolist() == [400.0, 100.0]
    assert given_one.peak_from.tolist() == ["estimated", "counted"]


def test_a_shared_path_is_not_apart_from_people_and_a_parted_one_is():
    layer = routes(3, stitype=["Fællessti", "Delt sti", "Cykelsti"], stinavn=["Å", "Å", "Ø"])
    assert read_route(layer).from_people.tolist() == ["no", "yes", "unknown"]
    assert len(read_route(layer, names=["ø"]).lines) == 1
    assert len(read_route(layer, categories=["fællessti"]).lines) == 1
    with pytest.raises(LayerError, match="ingen linjer på ruten"):
        read_route(layer, names=["Z"])


def test_what_cannot_be_read_is_named_all_at_once():
    layer = routes(2, dobbeltrettet=["måske", "ja"], cykler_spidstime=["mange", -3])
    with pytest.raises(LayerError) as error:
        read_route(layer)
    assert all(word in str(error.value) for word in ("måske", "mange", "-3"))
    for crs in ("EPSG:4326", "EPSG:3857"):
        with pytest.raises(CrsError):
            read_route(gpd.GeoDataFrame(geometry=layer.geometry.to_list(), crs=crs))
    with pytest.raises(TableError):
        superhighway_widths(pd.DataFrame({"retning": ["op"], "spidstime_over": [0], "mindst_m": [2]}))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6))
def test_edges_come_in_the_order_of_the_route_however_they_are_drawn_and_listed(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 8))
    length = rng.integers(5, 90, n).astype(float)
    ends = np.concatenate([[0.0], np.cumsum(length)])
    order = rng.permutation(n)
    lines = [shapely.LineString([(ends[k], 0), (ends[k + 1], 0)][:: rng.choice([1, -1])]) for k in order]
    layer = gpd.GeoDataFrame({"rute": "C", "bredde_m": 3.0 + order}, geometry=lines, crs=CRS)
    made = along_routes(check_widths(read_route(layer), WIDTHS))
    found = (made["width_m"] - 3.0).astype(int).tolist()
    assert found in (list(range(n)), list(range(n))[::-1])
    assert made["along_from_m"].tolist() == pytest.approx([0.0, *made["along_to_m"][:-1]])
    assert made["along_to_m"].iloc[-1] == pytest.approx(length.sum())
    assert sorted(made["length_m"]) == pytest.approx(sorted(length))


def test_parts_of_a_route_come_one_after_another_and_routes_are_kept_apart():
    lines = [[(0, 0), (10, 0)], [(50, 0), (70, 0)], [(10, 0), (30, 0)], [(0, 9), (5, 9)]]
    layer = gpd.GeoDataFrame({"rute": ["A", "A", "A", "B"]}, geometry=[shapely.LineString(p) for p in lines], crs=CRS)
    made = along_routes(check_widths(read_route(layer), WIDTHS))
    assert made["length_m"].tolist() == [10.0, 20.0, 20.0, 5.0]
    assert made["along_from_m"].tolist() == [0.0, 10.0, 30.0, 0.0]
    table = route_table(made)
    assert table[["route", "route_m", "yes_m", "no_m", "unknown_m"]].values.tolist() == [
        ["A", 50.0, 0.0, 0.0, 50.0], ["B", 5.0, 0.0, 0.0, 5.0],
    ]  # fmt: skip
    assert table["narrowest_m"].isna().all()


def test_the_graph_draws_no_width_that_nobody_knows():
    layer = routes(4, rute="C", bredde_m=[3.0, None, 2.0, 3.0], cykler_spidstime=[100, 100, 100, None],
                   dobbeltrettet="ja")  # fmt: skip
    graph = width_graph(along_routes(check_widths(read_route(layer), WIDTHS)), WIDTHS)
    width, least = graph.lines
    assert width.x.tolist() == [0.0, 100.0, 100.0, 200.0]
    assert width.y.tolist() == [3.0, 3.0, 2.0, 2.0]
    assert least.y.tolist() == [2.5] * 4
    assert [(mark.x, mark.label.da) for mark in graph.marks] == [(100.0, "100 m ukendt"), (200.0, "100 m ukendt")]
    nothing = width_graph(along_routes(check_widths(read_route(routes(2, rute=["C", "C"])), WIDTHS)), WIDTHS)
    assert (nothing.lines[0].low[0], nothing.lines[0].high[0]) == (2.25, 4.0)
