"""Addresses and their roads: plans drawn by hand, and a naive look at every other road."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import CheckLayers, check_register, read_register
from gistools.addresses.checks_roads import ROAD_RULES
from tests.addresses.mapped import DAY, answer, area, drawn_again, found, found_by, layer, line, lines, register, turned

ROADS = {"v": line((0, 0), (200, 0)), "u": line((0, 60), (200, 60)), "x": line((100, 0), (100, 60))}
NAMES = {"v": "Skeevej", "u": "Åløkken", "x": "Kirkestræde"}
WATER = layer([shapely.LineString([(699_990, 6_170_020), (700_210, 6_170_020)])])


def house(at=(50, 12), meets=(50, 0), no="1", **more):
    return {"no": no, "at": at, "meets": meets} | more


def square(name, west, south, east, north):
    return {"NavngivenVej": [{"id": name, "status": "3", "vejnavn": "Torvet",
                              "vejnavneområde": shapely.to_wkt(area(west, south, east, north))}]}  # fmt: skip


def test_addresses_as_they_should_be_have_no_finding():
    held = register([house(), house((50, -9), (50, 0), "2"), house((96, 12), (100, 12), on="x")], ROADS, NAMES)
    everything = CheckLayers(railways=WATER, streams=WATER)
    made = check_register(held, DAY, layers=everything, rules=ROAD_RULES)
    assert not len(made.layer), made.layer.to_string()
    assert made.answers.asked.tolist() == [3] * 5
    assert not made.answers.cannot_tell.any()
    assert (made.answers.why_da == "").all()


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (house(meets=None), "husnummeret har intet vejpunkt"),
        (house(w_status="9"), "vejpunktet er ikke i brug"),
        (house(meets=(50, 59)), "vejpunktet ligger på Åløkken"),
        (house((110, 12), meets=(100, 12)), "vejpunktet ligger på Kirkestræde"),
        (house(meets=(50, 1.9)), ""),
        (house(meets=(100, 1)), ""),  # in the junction
        (house(meets=(50, 30)), ""),  # on no road: that is for G08
        (house(status="2", w_status="7"), ""),
    ],
)
def test_a21_asks_for_one_road_point_on_the_own_road(one, told):
    held = register([one, house((70, 12), (70, 0), "3")], ROADS, NAMES)
    assert "; ".join(found("A21", held).found_da) == told


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (house(meets=(50, 2.1)), "vejpunktet ligger 2,1 m fra sin vej"),
        (house(meets=(50, 30)), "vejpunktet ligger 30,0 m fra sin vej"),
        (house(meets=(100.3, 1.5)), "vejpunktet ligger nærmere Kirkestræde end sin egen vej"),
        (house(meets=(50, 1.9)), ""),
        (house(meets=(100, 0)), ""),
        (house(meets=(100.8, 1.2)), ""),  # hardly nearer
        (house(meets=(50, 59)), ""),  # that is for A21
        (house(meets=None), ""),
    ],
)
def test_g08_tells_of_a_road_point_off_its_line(one, told):
    held = register([one], ROADS, NAMES)
    assert "; ".join(found("G08", held).found_da) == told
    assert answer("G08", held).cannot_tell == (one["meets"] is None)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (house((50, 501)), "vejen Skeevej er 501 m væk"),
        (house((50, 499)), ""),
        (house(on="w"), "vejen er ikke længere i brug"),
    ],
)
def test_g01_tells_of_a_road_out_of_reach(one, told):
    gone = {"NavngivenVej": [{"id": "w", "status": "4", "vejnavn": "Væk", "vejnavnelinje": ROADS["v"]}]}
    held = register([one], {"v": ROADS["v"]}, NAMES, more=gone)
    assert "; ".join(found("G01", held).found_da) == told


def test_g01_of_a_square_and_of_a_road_without_a_shape():
    held = register([house((50, 400)), house((50, 700), no="3"), house(on="u", no="5"), house(on="lost", no="7"),
                     {"no": "9"}], {"u": None}, more=square("v", 0, 0, 100, 100))  # fmt: skip
    assert found_by("G01", held) == ["3"]
    assert answer("G01", held).cannot_tell == 3


def test_g02_tells_of_another_road_of_the_name():
    far = {"v": line((0, 0), (200, 0)), "u": line((0, 600), (200, 600))}
    names = {"v": "Bakkevej", "u": "bakkevej "}
    one = house((50, 120))
    told = found("G02", register([one], far, names))
    assert told.found_da.tolist() == ["1 anden vej i nærheden hedder også Bakkevej"]
    near = register([house((50, 12))], far, names)
    assert found_by("G02", near) == []
    other = house((50, 590), (50, 600), "9", on="u")
    assert sorted(found_by("G02", register([house(), other], far, names))) == ["1", "9"]  # in one postcode
    assert found_by("G02", register([house(), other | {"postnummer": "p2"}], far, names)) == []
    assert found_by("G02", register([one], far, {"v": "Bakkevej", "u": "Bakken"})) == []
    old = {"NavngivenVej": [{"id": "w", "status": "4", "vejnavn": "Bakkevej", "vejnavnelinje": far["v"]}]}
    assert found_by("G02", register([one], {"v": far["v"]}, names, more=old)) == []
    bare = register([one, {"no": "3"}], far | {"u": None}, names)
    assert (answer("G02", bare).cannot_tell, answer("G02", bare).finding_count) == (2, 0)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (house((50, 201)), "linjen til vejen er 201 m og krydser Åløkken, en jernbane, et vandløb"),
        (house((50, 70)), "linjen til vejen krydser Åløkken, en jernbane, et vandløb"),
        (house((50, 40)), "linjen til vejen krydser en jernbane, et vandløb"),
        (house((120, 10), (50, 0)), "linjen til vejen krydser Kirkestræde"),
        (house((50, 70), None), "linjen til vejen krydser Åløkken, en jernbane, et vandløb"),  # to the nearest place
        (house(), ""),
        (house((105, 12), (100, 0)), ""),  # it ends in the junction
        (house((50, -199)), ""),
        (house((-30, 0), (0, 0)), ""),
    ],
)
def test_g05_tells_of_a_long_or_crossing_line(one, told):
    held = register([one], ROADS, NAMES)
    made = found("G05", held, layers=CheckLayers(railways=WATER, streams=WATER))
    assert "; ".join(made.found_da) == told


@pytest.mark.parametrize("angle", [0.0, 0.3, 1.1, 2.7, 4.4])
def test_g05_in_the_very_middle_of_a_road_does_not_go_by_rounding(angle):
    """A point on another road stands in it, wherever the map is turned, and so does one whose line runs along it."""
    on, along = house((100, 12.3), (100.3, 0.2)), house((100, 40), (100, 0), "3")
    rail = WATER.set_geometry(WATER.geometry.map(turned(angle)), crs=WATER.crs)
    held = register([on, along, house((104, 20), (108, 0), "5")], ROADS, NAMES, raw=True)
    made = found(
        "G05", read_register(drawn_again(held, turned(angle))).at("2026-11-28"), layers=CheckLayers(streams=rail)
    )
    assert made.found_da.tolist() == [
        "linjen til vejen krydser Kirkestræde", "linjen til vejen krydser Kirkestræde, et vandløb",
        "linjen til vejen krydser et vandløb",
    ]  # fmt: skip


def test_g02_of_other_roads_of_the_name_is_another_finding():
    far = {"v": line((0, 0), (200, 0)), "u": line((0, 60), (200, 60))}
    again = {"v": far["v"], "w": far["u"]}
    ids = [found("G02", register([house()], roads, dict.fromkeys(roads, "Bakkevej"))).finding_id[0]
           for roads in (far, far, again)]  # fmt: skip
    assert ids[0] == ids[1] != ids[2]


def test_g05_without_railways_says_so_and_crosses_roads_all_the_same():
    held = register([house((50, 70))], ROADS, NAMES)
    assert found("G05", held).found_da.tolist() == ["linjen til vejen krydser Åløkken"]
    assert answer("G05", held).why_da == "laget mangler: jernbaner, vandløb"
    assert "jernbaner" not in answer("G05", held, layers=CheckLayers(railways=WATER)).why_da
    own = register([house((150, 30), (150, 0))], {"v": lines([(0, 0), (200, 0)], [(100, 10), (200, 10)])})
    assert found_by("G05", own) == []  # another arm of the own road is none


def test_g05_of_a_square_goes_to_its_edge():
    held = register([house((50, 130), None), house((50, 350), None, "3"), house((50, 50), None, "5")], {},
                    more=square("v", 0, 0, 100, 100))  # fmt: skip
    assert found_by("G05", held) == ["3"]
    assert answer("G05", held).cannot_tell == 0


def test_limits_are_those_that_are_given():
    held = register([house((50, 120), (50, 30))], ROADS)
    assert found_by("G08", held, replace(DAY, road_point_off_m=31.0)) == []
    assert found_by("G01", held, replace(DAY, road_reach_m=100.0)) == ["1"]
    assert "er 90 m" in found("G05", held, replace(DAY, fishbone_most_m=80.0)).found_da[0]


def test_without_roads_nothing_is_asked():
    held = register([house()])
    for name in ("named_road", "point"):
        bare = type(held)({one: table for one, table in held.tables.items() if one != name})
        answers = check_register(bare, DAY, rules=ROAD_RULES).answers
        assert not answers.asked.any()
        assert answers.why_da.str.len().gt(0).all()


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)).filter(
        lambda one: one[:2] != one[2:]), min_size=2, max_size=4),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5),
)  # fmt: skip
def test_road_points_on_other_roads_are_those_that_a_naive_look_finds(shapes, points):
    roads = {f"v{k}": line((a, b), (c, d)) for k, (a, b, c, d) in enumerate(shapes)}
    held = register([house((0, 0), at, str(k + 1), on="v0") for k, at in enumerate(points)], roads)
    drawn = [shapely.LineString([(a, b), (c, d)]) for a, b, c, d in shapes]
    elsewhere, off = [], []
    for k, at in enumerate(points):
        own, *others = (one.distance(shapely.Point(at)) for one in drawn)
        near = min(others)
        if own > 2 and near <= 2:
            elsewhere.append(str(k + 1))
        elif own > 2 or near < own - 0.5:
            off.append(str(k + 1))
    assert sorted(found_by("A21", held)) == sorted(elsewhere)
    assert sorted(found_by("G08", held)) == sorted(off)


offs = st.sampled_from([0.2, 0.7, 1.3, 2.6, 30.7, 58.6, 59.7])


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.integers(0, 20), offs, st.sampled_from([-9.3, 12.3, 73.4, 230.1]), st.sampled_from("vux")),
             min_size=1, max_size=8),
    st.floats(0.0, 6.28), st.randoms(),
)  # fmt: skip
def test_findings_do_not_hang_on_how_a_map_is_drawn(places, angle, random):
    """Moved and turned, roads drawn the other way, rows in another order: the same is found, where it is now."""
    houses = [house((10 * x, y), (10 * x + 0.3, off), str(k + 1), on=road, id=f"h{k}")
              for k, (x, off, y, road) in enumerate(places)]  # fmt: skip
    records = register(houses, ROADS, {"v": "Vej", "u": "Vej", "x": "Kirkestræde"}, raw=True)
    rail, change = WATER, turned(angle)

    def told(given, railways):
        made = check_register(read_register(given).at("2026-11-28"), DAY, layers=CheckLayers(railways=railways),
                              rules=[*ROAD_RULES, "G06"]).layer  # fmt: skip
        return sorted(made[["rule", "object_id", "found_da", "other_ids"]].itertuples(index=False, name=None))

    want = told(records, rail)
    assert told(drawn_again(records, change), rail.set_geometry(rail.geometry.map(change), crs=rail.crs)) == want
    back = drawn_again(records, lambda shape: shape.reverse() if shape.geom_type == "LineString" else shape)
    assert told({name: random.sample(rows, len(rows)) for name, rows in back.items()}, rail) == want
