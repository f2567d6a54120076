"""Access points and their buildings, points that are one, and the official list: plans drawn by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import CheckLayers, access_point_list, check_register
from gistools.addresses.checks_points import ACCESS_LIST_COLUMNS, POINT_RULES
from gistools.errors import CrsError, ParamError
from tests.addresses.mapped import DAY, answer, area, found, found_by, layer, register, spot

BUILDING = area(0, 20, 20, 36)


def outlines(**columns):
    return layer([BUILDING], **({"id_lokalId": ["o1"], "BBRUUID": ["AB-1"]} | columns))


def house(at, **more):
    return {"no": "1", "at": at, "geoDanmarkBygning": "o1"} | more


def layers(**columns):
    return CheckLayers(outlines=outlines(**columns))


@pytest.mark.parametrize(
    ("one", "severity", "word"),
    [
        (house(None), "error", "intet adgangspunkt"),
        (house((10, 23), k_status="9"), "error", "ikke i brug"),
        (house((10, 23), k_status="6"), "error", "ikke i brug"),
        (house((10, 18.9)), "warning", "1,1 m uden for sin bygning"),
        (house((10, 18.9), standard="TN"), "warning", "1,1 m"),
        (house((10, 18.9), geoDanmarkBygning=None, adgangTilBygning="ab-1"), "warning", "1,1 m"),
        (house((10, -40)), "warning", "60,0 m uden for sin bygning, som næppe er dens"),
        (house((10, 27)), "warning", "7,0 m inden for facaden"),
        (house((10, 20.4), standard="TD"), "warning", "0,4 m inden for facaden"),
    ],
)
def test_a19_is_broken(one, severity, word):
    other = {"no": "3", "at": (5, 23), "id": "other"}
    row = found("A19", register([one, other]), layers=layers()).iloc[0]
    assert (row.severity, row.object_id) == (severity, "h0")
    assert word in row.found_da


@pytest.mark.parametrize(
    "one",
    [
        house((10, 23)),
        house((10, 19.1)),  # within a metre
        house((10, 28), standard="TN"),  # anywhere inside
        house((10, 28), standard="UF"),
        house((10, 10), standard="TA"),
        house((10, 10), geoDanmarkBygning=None),
        house((10, 23), k_status="7", status="2"),
    ],
)
def test_a19_is_kept(one):
    held = register([one])
    assert found_by("A19", held, layers=layers()) == []
    assert answer("A19", held, layers=layers()).cannot_tell == 0


def test_a19_in_a_building_that_is_too_narrow_to_be_deep_in():
    narrow = CheckLayers(outlines=layer([area(0, 20, 20, 21)], outline_id=["o1"]))
    assert found_by("A19", register([house((10, 20.5))]), layers=narrow) == []


def test_a19_leaves_out_what_the_official_list_does():
    held = register([house((10, 10))])
    for columns, told in (
        ({"byg021BygningensAnvendelse": [510]}, 1), ({"byg021BygningensAnvendelse": ["520"]}, 0),
        ({"byg021BygningensAnvendelse": [None]}, 1), ({"husbåd": [True]}, 0), ({"husbåd": ["nej"]}, 1),
    ):  # fmt: skip
        assert len(found("A19", held, layers=layers(**columns))) == told, columns
        assert len(access_point_list(held, outlines(**columns))) == told, columns


def test_a19_of_what_is_not_in_the_extract_cannot_be_told():
    away = register([house((10, 23), geoDanmarkBygning="o9")])
    assert answer("A19", away, layers=layers()).cannot_tell == 1
    linked = register([house((10, 10))])
    assert answer("A19", linked).cannot_tell == 1
    assert "bygningsomrids" in answer("A19", linked).why_da
    bare = register([{"no": "1"}, {"no": "3"}])  # an extract without the column
    assert (answer("A19", bare).cannot_tell, answer("A19", bare).finding_count) == (2, 0)
    lost = {"id": "h9", "status": "3", "husnummertekst": "9", "navngivenvej": "v", "adgangspunkt": "nowhere"}
    gone = register([house((10, 23)), house(None, no="3")], more={"Husnummer": [lost]})
    assert (answer("A19", gone, layers=layers()).cannot_tell, found_by("A19", gone, layers=layers())) == (1, ["3"])


def test_a19_tells_each_reason_why_it_cannot_be_told():
    why = {
        "adgangspunktet er ikke i udtrækket": [house((10, 23)), house(None, adgangspunkt="nowhere")],
        "bygningen har intet omrids i laget": [house((10, 23), geoDanmarkBygning="o9")],
        "adgangspunktet har ingen koordinater": [house("POINT EMPTY")],
        "udtrækket har ingen adgangspunkter på husnumre": [house(None), house(None, no="3")],
    }
    for reason, houses in why.items():
        one = answer("A19", register(houses), layers=layers())
        assert one.why_da == reason
        assert one.cannot_tell == (2 if "ingen adgangspunkter" in reason else 1)
    silent = answer("A19", register([{"no": "1", "at": (10, 10)}]), layers=layers())
    assert silent.cannot_tell == 1
    assert silent.why_da.startswith("udtrækket har ikke kolonnen adgangTilBygning, geoDanmarkBygning")


def test_g06_of_numbers_of_no_road_is_no_double():
    held = register([{"no": "1", "at": (10, 10), "on": None}, {"no": "1", "at": (80, 10), "on": None}])
    assert found_by("G06", held) == []


def test_the_nearest_of_several_outlines_of_a_building_counts():
    two = layer([BUILDING, area(100, 20, 120, 36)], outline_id=["o1", "o2"], building_id=["b", "b"])
    held = register([house((110, 23), geoDanmarkBygning="o1", adgangTilBygning="B")])
    assert found_by("A19", held, layers=CheckLayers(outlines=two)) == []
    assert found_by("A19", register([house((110, 23))]), layers=CheckLayers(outlines=two)) == ["1"]


def test_the_official_list_has_points_from_1_to_50_metres_outside():
    houses = [house((10, 20 - far), no=str(k), id=f"h{k}") for k, far in enumerate((0.99, 1, 2.5, 50, 50.01), start=1)]
    made = access_point_list(register(houses), outlines(byg021BygningensAnvendelse=[120]))
    assert list(made.columns) == [*ACCESS_LIST_COLUMNS, "geometry"]
    assert made.object_id.tolist() == ["h4", "h3", "h2"]
    assert made.distance_m.tolist() == [50.0, 2.5, 1.0]
    assert made.building_use.tolist() == [120, 120, 120]
    assert made.crs == "EPSG:25832"
    assert made.geometry.iloc[1] == shapely.from_wkt(spot(10, 17.5))
    assert not len(access_point_list(register([]), outlines()))
    few = access_point_list(register(houses), outlines(), replace(DAY, outside_to_m=2.0))
    assert few.object_id.tolist() == ["h2"]
    with pytest.raises(CrsError):
        access_point_list(register(houses), outlines().to_crs(4326))


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (house((10, 23), standard="UF"), ["1"]),
        (house((10, 15), standard="UF"), ["1"]),  # beside its building
        (house((10, 23), standard="UF", geoDanmarkBygning=None), ["1"]),  # a building holds it
        (house((10, 15), standard="UF", geoDanmarkBygning=None), []),
        (house((10, 23), standard="UF", status="2"), []),
        (house((10, 23)), []),
    ],
)
def test_a20_tells_of_points_without_a_standard_where_the_building_is_there(one, told):
    assert found_by("A20", register([one]), layers=layers()) == told


def test_a20_of_a_building_without_an_outline_cannot_be_told():
    held = register([house((10, 15), standard="UF", geoDanmarkBygning="o9"), house((5, 23), no="3", standard="")])
    assert answer("A20", held, layers=layers()).cannot_tell == 2
    assert answer("A20", held).asked == 0
    assert "bygningsomrids" in answer("A20", held).why_da


@pytest.mark.parametrize(
    ("houses", "told"),
    [
        ([("1", 10.0), ("3", 10.05)], ["1"]),
        ([("1", 10.0), ("3", 10.2)], []),
        ([("1", 10.0), ("3", 10.09), ("5", 10.18)], ["1"]),  # in a chain
        ([("1", 10.0), ("1", 30.0)], ["1"]),
        ([("1", 10.0), ("1", 10.0)], []),  # that is for A03
    ],
)
def test_g06_tells_of_two_numbers_at_one_point_and_of_one_at_two(houses, told):
    held = register([{"no": number, "at": (x, 5.0)} for number, x in houses])
    assert found_by("G06", held) == told
    if told:
        assert len(found("G06", held).other_ids.iloc[0].split()) == len(houses) - 1


def test_g06_of_a_shared_point_and_of_none():
    held = register([{"no": "1", "at": (10, 5)}, {"no": "3"}],
                    more={"Husnummer": [{"id": "x", "status": "3", "husnummertekst": "5", "navngivenvej": "v",
                                         "adgangspunkt": "kh0"}]})  # fmt: skip
    assert found_by("G06", held) == ["1"]
    assert answer("G06", held).cannot_tell == 1


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), min_size=1, max_size=8))
def test_points_that_are_one_are_those_that_all_pairs_find(places):
    held = register(
        [{"no": str(k + 1), "at": (0.08 * x, 5 + 0.08 * y), "id": f"h{k}"} for k, (x, y) in enumerate(places)]
    )
    group = list(range(len(places)))
    for _ in places:
        for a, one in enumerate(places):
            for b, other in enumerate(places):
                if abs(one[0] - other[0]) + abs(one[1] - other[1]) <= 1:  # 8 cm; a diagonal is 11 cm
                    group[a] = group[b] = min(group[a], group[b])
    want = {tuple(f"h{k}" for k, of in enumerate(group) if of == one) for one in group}
    layer = found("G06", held)
    told = {tuple(sorted((one, *others.split()))) for one, others in zip(layer.object_id, layer.other_ids, strict=True)}
    assert told == {one for one in want if len(one) > 1}


def test_without_points_nothing_is_asked():
    held = register([house((10, 23))])
    bare = type(held)({name: table for name, table in held.tables.items() if name != "point"})
    answers = check_register(bare, DAY, layers=layers(), rules=POINT_RULES).answers
    assert answers.asked.tolist() == [0, 0, 0]
    assert answers.why_da.tolist() == ["registret har ingen adressepunkter"] * 3


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"outside_from_m": -1.0}, "outside_from_m"),
        ({"order_share": 1.5}, "order_share"),
        ({"tie_m": float("nan")}, "tie_m"),
        ({"outside_from_m": 60.0}, "outside_to_m"),
        ({"inside_least_m": 7.0}, "inside_most_m"),
        ({"gap_numbers": "20"}, "gap_numbers"),
        ({"side_angle_deg": True}, "side_angle_deg"),
    ],
)
def test_a_limit_that_is_none_is_refused(change, word):
    with pytest.raises(ParamError, match=word):
        check_register(register([]), replace(DAY, **change))
