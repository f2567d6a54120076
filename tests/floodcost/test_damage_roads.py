"""Flooded roads: the speed curve stops where the parabola turns, and a detour costs once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from gistools.errors import ParamError, TableError, WrongKindError
from gistools.floodcost.roads import STATES, road_damage, safe_speed
from gistools.tables import load_table, read_user_table
from tests.floodcost.town import DRY


def roads(*rows: tuple[object, object, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["length_m", "vehicles_per_day", "detour"])


def test_the_speed_curve_by_hand():
    """At 150 mm: 0.0009 x 22,500 - 0.5529 x 150 + 86.9448 = 24.2598 km/h; at 300 mm it would be 2.07 and then rise."""
    assert safe_speed([0.15]).item() == pytest.approx(24.2598)
    assert safe_speed([0.2999999]).item() == pytest.approx(2.0748, abs=1e-3)
    assert safe_speed([0.3, 0.307, 0.4, 5.0]).tolist() == [0.0] * 4
    assert safe_speed([DRY, -0.5, 0.0]) == pytest.approx([86.9448] * 3)
    assert np.isnan(safe_speed([np.nan])).item()


def test_speed_never_rises_with_depth():
    speed = safe_speed(np.linspace(0.0, 1.0, 2001))
    assert (np.diff(speed) <= 0.0).all()


def test_states_and_costs_by_hand():
    """200 m, 3,100 vehicles. Closed: 68.8 x 24/24 x 200 x 3100/6200 x 2 = 13,760. At 0.15 m: (68.8 - 1.376 x 24.2598)
    x 200 = 7,083.54. Cleaning 20 x 200 = 4,000 from 0.075 m on; at 0.075 m the speed is 50.54 km/h, no delay."""
    road = roads((200.0, 3100.0, "A"))
    depth = np.array([[DRY], [0.05], [0.075], [0.15], [0.3], [np.nan]])
    made = road_damage(road, depth)
    assert [STATES[k] for k in made.state.ravel()] == ["dry", "dry", "wet", "slowed", "closed", "unknown"]
    assert made.cleaning_dkk.ravel()[:5].tolist() == [0, 0, 4000, 4000, 4000]
    assert made.delay_dkk.ravel()[:5] == pytest.approx([0, 0, 0, (68.8 - 1.376 * 24.2598) * 200, 13_760])
    assert np.isnan(made.dkk[5]).all()
    assert made.price_year == 2021
    assert made.counts()["closed"].tolist() == [0, 0, 0, 0, 1, 0]
    assert any("oprydning er ikke verificeret" in t.da for t in made.unverified)
    assert road_damage(road, depth[4], hours=12.0).delay_dkk.item() == pytest.approx(6_880)


def test_a_detour_costs_once_and_each_piece_is_cleaned():
    network = roads((100.0, 6200.0, "A"), (300.0, 6200.0, "A"), (50.0, 6200.0, "B"), (50.0, 6200.0, None))
    made = road_damage(network, np.full(4, 0.5))
    assert made.delay_dkk.tolist() == pytest.approx([0.0, 68.8 * 300 * 2, 68.8 * 50 * 2, 68.8 * 50 * 2])
    assert made.cleaning_dkk.tolist() == [2000.0, 6000.0, 1000.0, 1000.0]
    assert made.notes[0].da == "1 af 4 vejstykker er uden fælles omkørsel: hvert regnes for sig"
    bare = road_damage(network.drop(columns="detour"), np.full(4, 0.5))
    assert bare.delay_dkk.sum() == pytest.approx(68.8 * 500 * 2)


def test_unknown_pieces_stay_unknown_and_the_known_of_a_detour_count():
    network = roads((100.0, 6200.0, "A"), (300.0, 6200.0, "A"), (50.0, None, "B"))
    made = road_damage(network, np.array([0.5, np.nan, 0.5]))
    assert made.delay_dkk[0] == pytest.approx(68.8 * 100 * 2)
    assert np.isnan(made.delay_dkk[1:]).all(), "of unknown depth, and of unknown traffic"
    assert made.cleaning_dkk[2] == 1000.0


def test_only_what_is_flooded_is_cleaned_and_lines_have_their_own_length():
    line = gpd.GeoDataFrame({"vehicles_per_day": [100]}, geometry=[LineString([(0, 0), (30, 40)])], crs=25832)
    assert road_damage(line, np.array([0.1])).cleaning_dkk.item() == 1000.0
    made = road_damage(line, np.array([[0.1], [0.1]]), flooded_m=np.array([[12.0], [0.0]]))
    assert made.cleaning_dkk.ravel().tolist() == [240.0, 0.0]


def test_faults_are_told_at_once():
    with pytest.raises(TableError) as caught:
        road_damage(roads((-1.0, 10, "A"), (None, 10, "A"), (5.0, "mange", "A"), (5.0, -3, "A")), np.zeros(4))
    assert [f.da for f in caught.value.faults] == [
        "række 1, length_m = -1.0", "række 2, length_m = nan", "række 3, vehicles_per_day = mange",
        "række 4, vehicles_per_day = -3",
    ]  # fmt: skip
    with pytest.raises(TableError) as caught:
        road_damage(pd.DataFrame({"x": [1]}), np.zeros(1))
    assert [f.da for f in caught.value.faults] == [
        "kolonnen length_m mangler",
        "kolonnen vehicles_per_day mangler",
    ]
    with pytest.raises(ParamError, match=r"dybder \(3,\).*hours = -1"):
        road_damage(roads((1.0, 1.0, "A")), np.zeros(3), hours=-1.0)
    with pytest.raises(ParamError, match="prisår 2025"):
        road_damage(roads((1.0, 1.0, "A")), np.zeros(1), price_year=2025)
    with pytest.raises(WrongKindError):
        road_damage([1], np.zeros(1))


def test_a_users_own_prices_and_closing_depth():
    frame = load_table("road_damage").frame
    mine = frame.assign(value=frame["value"].where(frame["item"] != "closed", 0.2))
    table = read_user_table(mine, "road_damage")
    made = road_damage(roads((100.0, 6200.0, "A")), np.array([0.25]), table=table)
    assert STATES[made.state.item()] == "closed"
    lacking = read_user_table(frame[frame["item"] != "cleaning"], "road_damage")
    with pytest.raises(TableError, match="mangler cleaning"):
        road_damage(roads((100.0, 6200.0, "A")), np.array([0.25]), table=lacking)
    index = read_user_table(pd.DataFrame({"year": [2021, 2025], "index": [100.0, 110.0]}), "price_index")
    later = road_damage(roads((100.0, 6200.0, "A")), np.array([0.5]), price_year=2025, index=index)
    assert later.dkk.item() == pytest.approx(1.1 * (2000 + 68.8 * 200))
    assert later.price_year == 2025


DEPTHS = st.one_of(st.just(DRY), st.floats(0.0, 0.6), st.just(np.nan))
PIECES = st.lists(
    st.tuples(st.floats(0, 500), st.floats(0, 2e4), st.sampled_from("ABC"), DEPTHS), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(pieces=PIECES)
def test_sums_agree_with_a_naive_walk(pieces):
    made = road_damage(roads(*(p[:3] for p in pieces)), np.array([p[3] for p in pieces]))
    worst: dict[str, float] = {}
    cleaning = 0.0
    for length, cars, detour, depth in pieces:
        if not depth >= 0.075:
            continue
        cleaning += 20.0 * length
        w = 1000.0 * depth
        v = 0.0 if depth >= 0.3 else 0.0009 * w * w - 0.5529 * w + 86.9448
        delay = (68.8 - 1.376 * v) * length * cars / 6200.0 * 2.0 if v <= 50.0 else 0.0
        worst[detour] = max(worst.get(detour, 0.0), delay)
    assert np.nansum(made.cleaning_dkk) == pytest.approx(cleaning)
    assert np.nansum(made.delay_dkk) == pytest.approx(sum(worst.values()))
    assert np.isnan(made.delay_dkk).tolist() == [np.isnan(p[3]) for p in pieces]
