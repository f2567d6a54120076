"""Pinch points: gaps of known width, which pair, which road, and when it is the patch that squeezes."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools import corridors as co
from gistools.errors import ParamError
from tests.corridors.naive_circuits import surface
from tests.corridors.test_barriers import corridors_on

NAN = math.nan


def gapped(*gaps, rows=21, cols=15, size=10.0):
    """Two patches along both sides of a meadow that a wall of missing cells parts, but for gaps (rows) in it."""
    values, labels = np.ones((rows, cols)), np.zeros((rows, cols), np.int32)
    wall = np.ones(rows, bool)
    wall[list(gaps)] = False
    values[wall, cols // 2] = NAN
    labels[:, 0], labels[:, -1] = 1, 2
    return corridors_on(labels, surface(values, np.isnan(values), size, size))


def pinched(corridors, width, pairs=((1, 2),), **given):
    circuit = co.landscape_circuit(corridors.patches.labels, corridors.resistance)
    current = co.current_map(circuit, pairs)
    return co.pinch_points(current, corridors.patches, corridors.resistance, most_width_m=width, **given)


def test_one_gap_holds_all_of_the_current():
    """A gap of one cell of 10 m: share 1, 10 m wide; at most 10 m wide are the gap and no cell more."""
    made = pinched(gapped(10), 10.0)
    assert len(made) == 1
    first = made.iloc[0]
    assert first["current_share"] == pytest.approx(1.0)
    assert first["flow_width_m"] == pytest.approx(10.0)
    assert first["current_a"] == pytest.approx(1.0)
    assert first.geometry.equals(shapely.box(70, 100, 80, 110))
    assert first[["pinch_rank", "from_patch", "to_patch", "at_patch", "place_class", "roads_there"]].tolist() == [
        1, 1, 2, False, "eng", ""
    ]  # fmt: skip


def test_two_gaps_alike_share_and_are_told_from_20_m():
    """Gaps at the same distance from the middle carry half each: as 20 m of flow."""
    corridors = gapped(5, 15)
    assert pinched(corridors, 19.0).empty
    made = pinched(corridors, 20.0)
    assert made["current_share"].tolist() == pytest.approx([0.5, 0.5])
    assert made["flow_width_m"].tolist() == pytest.approx([20.0, 20.0])


def test_a_wide_gap_is_no_pinch_point():
    assert pinched(gapped(*range(5, 16)), 30.0).empty


def test_the_width_does_not_go_with_the_cell_size():
    """The same gap of 20 m on cells of 20, 10 and 5 m: the flow is 20 m wide, within the crowding at its corners."""
    widths = []
    for size, cells in ((20.0, 1), (10.0, 2), (5.0, 4)):
        rows, cols = int(400 / size), int(300 / size) + 1
        gap = range(int(200 / size), int(200 / size) + cells)
        made = pinched(gapped(*gap, rows=rows, cols=cols, size=size), 40.0)
        widths.append(made["flow_width_m"].iloc[0])
    assert widths[0] == pytest.approx(20.0)
    assert all(10.0 < width <= 20.0 + 1e-9 for width in widths)


def test_a_place_is_ranked_by_what_passes_it_and_names_pair_and_road():
    """Three patches behind two gaps: 1-2 and 1-3 pass the first, 1-3 and a little of 1-2 the second."""
    values, labels = np.ones((9, 21)), np.zeros((9, 21), np.int32)
    values[:, [7, 14]] = NAN
    values[4, [7, 14]] = 1.0
    labels[:, 0], labels[:, 20], labels[0:2, 10] = 1, 3, 2
    corridors = corridors_on(labels, surface(values, np.isnan(values)))
    road = gpd.GeoDataFrame({"navn": ["Smutvej"]}, geometry=[shapely.LineString([(72, 0), (72, 90)])], crs="EPSG:25832")
    made = pinched(corridors, 10.0, [(1, 2), (1, 3)], roads=road, road_name="navn")
    assert made["current_a"].tolist() == pytest.approx([2.0, 1.0], abs=0.03)
    assert made["roads_there"].tolist() == ["Smutvej", ""]
    assert made.iloc[1][["from_patch", "to_patch"]].tolist() == [1, 3]
    assert pinched(corridors, 10.0, [(1, 2), (1, 3)], most_places=1)["current_a"].tolist() == pytest.approx([2.0])


def test_a_small_patch_squeezes_its_own_current():
    values, labels = np.ones((9, 9)), np.zeros((9, 9), np.int32)
    labels[4, 4], labels[:, 0] = 1, 2
    made = pinched(corridors_on(labels, surface(values)), 60.0)
    assert made["at_patch"].all()


def test_a_width_below_a_cell_is_refused():
    with pytest.raises(ParamError, match="a pinch point of 5 m on cells of 10 m"):
        pinched(gapped(10), 5.0)
