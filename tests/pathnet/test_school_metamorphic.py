"""Ways to school through the tool: splitting, merging, turning and reordering the lines drawn changes nothing.

Town zone, accidents and roads judged in part are given too, and raise flags.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.ops import substring

from tests.pathnet.redrawn import permuted, split, turned
from tests.pathnet.test_school_tools import PLACES, TOWN, run

KEY = ["pupil_home", "grades"]
FIGURES = [
    "school_limit_m", "school_way_m", "school_way_most_m", "school_straight_m", "school_access_m", "flagged_m",
    "open_m", "judged_m", "safest_way_m", "safest_flagged_m", "counted",
]  # fmt: skip
WORDS = [
    "school_name", "longer_than_limit", "clear_way", "judged_way", "transport", "transport_drawn", "counted_as",
    "maerke",
]  # fmt: skip
DRAWN = ("paths", "roads")


def merged(town):
    """Return the drawn layers with lines of the same columns joined where two of them end and nothing else is."""
    every = np.concatenate([town[name].geometry.to_numpy() for name in DRAWN])
    tree, made = shapely.STRtree(every), {}
    for name in DRAWN:
        layer = town[name]
        told = [tuple(map(str, row)) for row in layer.drop(columns=["geometry", "id_lokalid"]).itertuples(index=False)]
        lines, rows = list(layer.geometry), list(range(len(layer)))
        joined = True
        while joined:
            joined = False
            for k, line in enumerate(lines):
                end = shapely.Point(line.coords[-1])
                near = [j for j, one in enumerate(lines) if j != k and one.distance(end) < 1e-9]
                if len(near) != 1 or len(tree.query(end, predicate="dwithin", distance=1e-6)) > 2:
                    continue
                (other,) = near
                onward = lines[other]
                if shapely.Point(onward.coords[-1]) == end:
                    onward = onward.reverse()
                if shapely.Point(onward.coords[0]) != end or told[rows[other]] != told[rows[k]]:
                    continue
                lines[k] = shapely.LineString([*line.coords, *onward.coords[1:]])
                del lines[other], rows[other]
                joined = True
                break
        made[name] = gpd.GeoDataFrame(
            layer.iloc[rows].drop(columns="geometry").reset_index(drop=True), geometry=lines, crs=layer.crs
        )
    return made


@pytest.fixture(scope="module")
def town():
    made = {name: gpd.read_file(TOWN, layer=name) for name in (*DRAWN, "addresses")}
    made |= {name: gpd.read_file(PLACES, layer=name) for name in ("schools", "judged_roads", "accidents")}
    roads = made["judged_roads"]
    part = roads.iloc[[1]].copy()  # over a part of each edge that it meets
    part["geometry"] = [substring(part.geometry.iloc[0], 33.0, 333.0)]
    made["judged_roads"] = pd.concat([roads.iloc[[0, 2]], part], ignore_index=True)
    west, south, east, north = made["roads"].total_bounds
    middle = (west + east) / 2.0 + 17.0
    made["town_zone"] = gpd.GeoDataFrame(geometry=[shapely.box(west, south, middle, north - 211.0)], crs=roads.crs)
    made["school_danger"] = pd.DataFrame(
        {"forhold": ["zone"], "klassetrin": ["0-3"], "grænse": [None], "styrke": ["flag"], "tekst": ["landzone"]}
    )
    return made, run("school-routes", made, mends=4)


def same(before, after):
    """Assert that two runs tell the same, whatever their edges are."""
    one, other = (made["school_ways"].sort_values(KEY).reset_index(drop=True) for made in (before, after))
    assert sorted(one.columns) == sorted([*KEY, *FIGURES, *WORDS, "geometry"])  # or a column would go unchecked
    pd.testing.assert_frame_equal(pd.DataFrame(one[[*KEY, *WORDS]]), pd.DataFrame(other[[*KEY, *WORDS]]))
    for name in FIGURES:
        np.testing.assert_allclose(other[name].astype(float), one[name].astype(float), atol=1e-6, err_msg=name)
    pd.testing.assert_frame_equal(before["schools_table"], after["schools_table"])
    edges, again = before["school_edges"], after["school_edges"]
    asked = [name for name in edges.columns if name.startswith("ok_")]
    assert len(asked) == 9
    for name in ("danger", "danger_why", "danger_open", *asked):
        totals = [made.groupby(name)["length_m"].sum() for made in (edges, again)]
        pd.testing.assert_series_equal(totals[0], totals[1], atol=0.05, rtol=0.0)
    assert {"ok_zone", "used_shortest", "used_safest"} <= set(edges.columns)
    stated = ["name", "mend", "grades", "mend_length_m", "mend_users", "mend_cleared", "mend_opened", "counted_as"]
    first, second = before["school_mends"], after["school_mends"]
    assert len(first) > 0
    pd.testing.assert_frame_equal(pd.DataFrame(first[stated]), pd.DataFrame(second[stated]), atol=0.05, rtol=0.0)
    assert (shapely.hausdorff_distance(first.geometry.to_numpy(), second.geometry.to_numpy(), densify=0.1) < 0.1).all()


def test_the_town_has_what_could_be_lost(town):
    given, before = town
    edges = before["school_edges"]
    assert {"flag", "unknown", "judged_dangerous", "clear"} <= set(edges["danger"])
    assert set(edges["ok_zone"]) == {"yes", "no"}
    part = edges.groupby("edge_id")["danger"].agg(lambda one: "judged_dangerous" in set(one) and len(set(one)) > 1)
    assert part.any()  # an edge that is judged in part
    assert edges["danger_why"].str.contains("landzone").any()
    assert len(given["addresses"]) > 100


@pytest.mark.parametrize("change", [split, turned, permuted])
def test_no_figure_changes_when_lines_are_drawn_otherwise(town, change):
    given, before = town
    rng = np.random.default_rng(5)
    same(before, run("school-routes", given | {name: change(given[name], rng) for name in DRAWN}, mends=4))


def test_no_figure_changes_when_lines_are_merged_where_nothing_else_ends(town):
    given, before = town
    made = merged(given)
    assert sum(len(made[name]) for name in DRAWN) < sum(len(given[name]) for name in DRAWN)
    same(before, run("school-routes", given | made, mends=4))
