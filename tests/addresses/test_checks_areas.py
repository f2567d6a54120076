"""Postcodes, towns, parcels and municipalities: plans drawn by hand, and a naive look for the point in each area."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import CheckLayers, check_register
from gistools.addresses.checks_areas import AREA_RULES
from tests.addresses.mapped import DAY, answer, area, found, found_by, layer, line, register

WEST, EAST = area(0, 0, 100, 100), area(100, 0, 200, 100)
CODES = layer([WEST, EAST], postnr=["4370", "4340"])
TOWNS = layer([area(0, 0, 50, 100)], navn=["Skee"])
PARCELS = layer([area(0, 0, 30, 50), area(60, 0, 90, 50), area(30, 0, 60, 50)], id_lokalId=["J1", "J1", "J2"],
                matrikelnummer=["7a", "7a", "7b"])  # fmt: skip
TOWN, NO_TOWN = {"supplerendebynavn": "b1"}, {}


def house(x, y=20.0, no="1", **more):
    return {"no": no, "at": (x, y)} | more


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (house(150), "i 4340 uden for postnummer 4370"),
        (house(150, 200), "ligger uden for postnummer 4370"),
        (house(50, postnummer="p2"), "i 4370 uden for postnummer 4340"),
        (house(100.02, 20), "uden for postnummer 4370"),
    ],
)
def test_a22_tells_of_a_point_outside_its_postcode(one, word):
    row = found("A22", register([one]), layers=CheckLayers(postcode_areas=CODES)).iloc[0]
    assert word in row.found_da


@pytest.mark.parametrize("one", [house(50), house(100), house(150, postnummer="p2"), house(100.009)])
def test_a22_is_kept_inside_and_on_the_border(one):
    held = register([one])
    assert found_by("A22", held, layers=CheckLayers(postcode_areas=CODES)) == []
    assert answer("A22", held, layers=CheckLayers(postcode_areas=CODES)).cannot_tell == 0
    assert "bynavnes" in answer("A22", held, layers=CheckLayers(postcode_areas=CODES)).why_da  # that was not asked


def test_a22_of_towns():
    both = CheckLayers(postcode_areas=CODES, town_areas=TOWNS)
    held = register([house(20, **TOWN), house(70, no="3", **TOWN), house(30, no="5"), house(70, no="7"),
                     house(150, no="9", **TOWN)])  # fmt: skip
    assert found_by("A22", held, layers=both) == ["3", "5", "9"]
    told = found("A22", held, layers=both).found_da.tolist()
    assert told[0] == "punktet ligger uden for bynavnet Skee"
    assert told[1] == "punktet ligger i Skee, men adressen har intet bynavn"
    assert "postnummer 4370; punktet" in told[2]  # both faults in one finding
    assert answer("A22", held, layers=both).cannot_tell == 0
    bare = register([house(20)])  # an extract without towns
    assert (answer("A22", bare, layers=both).cannot_tell, answer("A22", bare, layers=both).finding_count) == (1, 0)


def test_a22_of_what_the_layer_lacks_cannot_be_told():
    only = CheckLayers(postcode_areas=CODES.iloc[:1])
    held = register([house(150, postnummer="p2"), house(50, no="3", postnummer="p9"), {"no": "5"}, house(50, no="7")])
    assert answer("A22", held, layers=only).cannot_tell == 3
    assert answer("A22", held).asked == 0


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (house(20, jordstykke="j1"), ""),
        (house(70, jordstykke="j1"), ""),  # its other shape
        (house(40, jordstykke="j1"), "punktet ligger på 7b og ikke på sit jordstykke 7a"),
        (house(40, 80, jordstykke="j1"), "punktet ligger ikke på sit jordstykke 7a"),
        (house(40, jordstykke="j1", placeretPåForeløbigtJordstykke="f1"), ""),
        (house(40), "punktet ligger på jordstykke 7b, men husnummeret peger på intet"),
        (house(30, jordstykke="j1"), ""),  # on the border
        (house(30, jordstykke="j2"), ""),
    ],
)
def test_a23_tells_of_points_off_their_parcels(one, told):
    held = register([one, house(45, no="99", jordstykke="j2", placeretPåForeløbigtJordstykke=None)])
    assert "; ".join(found("A23", held, layers=CheckLayers(parcels=PARCELS)).found_da) == told


def test_a23_does_not_blame_what_may_have_a_provisional_parcel():
    held = register([house(40), house(45, no="99", jordstykke="j2")])  # the extract does not tell of provisional ones
    one = answer("A23", held, layers=CheckLayers(parcels=PARCELS))
    assert (one.cannot_tell, one.finding_count) == (1, 0)
    assert "foreløbig" in one.why_da.casefold()


def test_a23_of_what_is_not_there_cannot_be_told():
    held = register([house(20, jordstykke="j9"), {"no": "3", "jordstykke": "j1"}, house(20, 90, no="5"),
                     house(20, no="7", jordstykke="j1")])  # fmt: skip
    one = answer("A23", held, layers=CheckLayers(parcels=PARCELS))
    assert (one.asked, one.cannot_tell, one.finding_count) == (4, 3, 0)
    assert answer("A23", held).asked == 0
    bare = register([house(40)])  # an extract without parcels
    assert answer("A23", bare, layers=CheckLayers(parcels=PARCELS)).cannot_tell == 1


MUNICIPALITY = layer([WEST, EAST], kommunekode=[101, "0165"])


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (house(150), "adgangspunktet ligger uden for kommune 0101"),
        (house(50, meets=(150, 20)), "vejpunktet ligger uden for kommune 0101"),
        ({"no": "1", "at": "POINT EMPTY"}, "adgangspunktet har ingen koordinater"),
        ({"no": "1", "at": "POINT (NaN NaN)"}, "adgangspunktet har ingen koordinater"),
        ({"no": "1", "at": "POINT (700010 inf)"}, "adgangspunktet har ingen koordinater"),
    ],
)
def test_a44_is_broken(one, word):
    assert found("A44", register([one]), layers=CheckLayers(municipalities=MUNICIPALITY)).found_da.tolist() == [word]


def test_a44_of_a_road_in_two_municipalities():
    part = {
        "NavngivenVejKommunedel": [{"id": "d9", "status": "3", "kommune": "0165", "vejkode": "9", "navngivenvej": "v"}]
    }
    held = register([house(50), house(150, no="3"), house(50, 200, no="5")], more=part)
    assert found_by("A44", held, layers=CheckLayers(municipalities=MUNICIPALITY)) == ["5"]
    half = CheckLayers(municipalities=MUNICIPALITY.iloc[:1])
    assert found_by("A44", held, layers=half) == []
    assert answer("A44", held, layers=half).cannot_tell == 2  # they may lie in the other


def test_a44_without_municipalities_tells_only_what_has_no_coordinates():
    held = register([house(50)])
    assert answer("A44", held).asked == 0
    assert answer("A44", held).why_da == "laget mangler: kommuner"
    lost = register([house(50), {"no": "3", "at": "POINT (700010 inf)"}])
    assert found_by("A44", lost) == ["3"]
    assert answer("A44", lost).cannot_tell == 1
    assert answer("A44", register([{"no": "1"}]), layers=CheckLayers(municipalities=MUNICIPALITY)).cannot_tell == 1


def test_a_point_without_coordinates_is_right_by_no_rule():
    held = register([{"no": "1", "at": "POINT EMPTY", "meets": "POINT (NaN 1)", "jordstykke": "j1", **TOWN,
                      "geoDanmarkBygning": "o1"}])  # fmt: skip
    everything = CheckLayers(
        outlines=layer([WEST], outline_id=["o1"]), parcels=PARCELS, postcode_areas=CODES, town_areas=TOWNS,
        municipalities=MUNICIPALITY, railways=layer([WEST]), streams=layer([WEST]),
    )  # fmt: skip
    rules = ["A05", "A08", "A19", "A20", "A21", "A22", "A23", "G01", "G03", "G04", "G05", "G06", "G07", "G08"]
    answers = check_register(held, DAY, layers=everything, rules=rules).answers
    assert (answers.cannot_tell == 1).all(), answers.to_string()
    assert not answers.finding_count.any()


areas = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 5), st.sampled_from("ab")), max_size=5)


@settings(max_examples=15)
@given(areas, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(["a", "b", ""])), min_size=1,
                       max_size=6))  # fmt: skip
def test_points_off_parcels_are_those_that_a_naive_look_finds(shapes, points):
    parcels = layer(
        [area(x, y, x + size, y + size) for x, y, size, _ in shapes], parcel_id=[name for *_, name in shapes]
    )
    held = register([house(x + 0.5, y + 0.5, no=str(k + 1), jordstykke=name,
                           placeretPåForeløbigtJordstykke="") for k, (x, y, name) in enumerate(points)])  # fmt: skip
    want = []
    for k, (x, y, name) in enumerate(points):
        inside = {key for a, b, size, key in shapes if a <= x < a + size and b <= y < b + size}
        there = any(key == name for *_, key in shapes)
        named = any(one for *_, one in points)
        if (there and name not in inside) or (not name and named and inside):
            want.append(str(k + 1))
    assert sorted(found_by("A23", held, layers=CheckLayers(parcels=parcels))) == sorted(want)


def test_without_points_nothing_is_asked():
    held = register([house(50)], {"v": line((0, 0), (9, 0))})
    bare = type(held)({name: table for name, table in held.tables.items() if name != "point"})
    answers = check_register(bare, DAY, layers=CheckLayers(parcels=PARCELS), rules=AREA_RULES).answers
    assert answers.asked.tolist() == [0, 0, 0]
    assert answers.why_en.str.len().gt(0).all()
