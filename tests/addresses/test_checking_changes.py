"""Rules on planned changes: what is new and wrong is told, what was wrong elsewhere is not, and A18 and A41."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gistools.addresses import (
    AddressCheckParams,
    PlannedChange,
    apply_planned,
    check_changes,
    check_register,
    read_register,
)
from gistools.addresses.checking_changes import NEIGHBOUR_RULES
from gistools.errors import ParamError, TableError
from tests.addresses import mapped
from tests.addresses.keying_cases import register_of, worlds
from tests.addresses.test_change_register import lawful
from tests.addresses.test_checking import town
from tests.addresses.test_checks_buildings import bbr, dar

DAY = AddressCheckParams(day="2026-11-28")
NEW_HOUSE = {"number": "5", "road_id": "v1", "postcode_id": "p1", "status": 2}


def changed(name, one, before=None, **after):
    if before is not None:
        before = before if isinstance(before, dict) else dict.fromkeys(after, before)
    return PlannedChange(name, one, before, after)


def told(register, *changes, **more):
    """Return rule, severity and id of what is told."""
    layer = check_changes(register, changes, DAY, **more).layer
    return sorted(zip(layer["rule"], layer["severity"], layer["object_id"], strict=True))


def test_a_plan_that_is_lawful_has_nothing_told():
    flat = {"house_number_id": "h3", "status": 2}
    new = [changed("house_number", "h3", **NEW_HOUSE), changed("address", "a5", **flat)]
    moved = changed("house_number", "h2", "3A", number="3")
    asked = ("A01", "A02", "A03", "A04", "A10", "A11", "A12", "A13", "A18", "A41", "A43", "G09")
    assert told(town(), *new, moved, rules=asked) == []


@pytest.mark.parametrize(
    ("register_object", "before", "after", "rules"),
    [
        ("address", 3, 4, []),
        ("address", 3, 2, ["A18"]),
        ("address", 3, 5, ["A18"]),
        ("address", 3, 6, ["A18", "A41"]),
        ("address", 2, 5, []),
        ("address", 2, 3, []),
        ("address", 2, 4, ["A18"]),
        ("address", 1, 6, []),
        ("address", 1, 3, []),  # by way of 2, which the keying list puts in
        ("address", 4, 3, ["A18"]),
        ("point", 8, 9, []),
        ("point", 8, 6, ["A18", "A41"]),
        ("point", 7, 6, []),
        ("point", 9, 8, ["A18"]),
    ],
)
def test_moves_of_status_and_what_is_deleted(register_object, before, after, rules):
    name, one = {"address": ("Adresse", "a4"), "point": ("Adressepunkt", "k2")}[register_object]
    register = town(**{name: [{"id": one, "status": str(before)}]})
    made = told(register, changed(register_object, one, before, status=after), rules=["A18", "A41"])
    assert made == [(rule, "error", one) for rule in rules]


def test_what_is_made_with_the_name_or_place_of_what_ends_is_to_keep_its_id():
    ends = changed("house_number", "h2", 3, status=4)
    same = {"number": "3A", "road_id": "v1", "status": 2}
    assert told(town(), ends, changed("house_number", "n", **same), rules=["A41"]) == [("A41", "warning", "n")]
    beside = {"number": "5", "road_id": "v1", "status": 2, "access_point_id": "k2"}
    assert told(town(), ends, changed("house_number", "n", **beside), rules=["A41"]) == [("A41", "warning", "n")]
    other = {"number": "5", "road_id": "v1", "status": 2, "access_point_id": "k1"}
    assert told(town(), ends, changed("house_number", "n", **other), rules=["A41"]) == []
    assert told(town(), changed("house_number", "h2", "3A", number="5"), rules=["A41"]) == []
    flats = changed("address", "a1", 3, status=4), changed("address", "n", house_number_id="h1", floor="st", door="tv",
                                                            status=2)  # fmt: skip
    assert told(town(), *flats, rules=["A41"]) == [("A41", "warning", "n")]
    shelved = town(Adresse=[{"id": "a1", "status": "4"}])
    assert told(shelved, flats[1], rules=["A41"]) == []  # it ended before this plan


def test_a_letter_that_old_numbers_may_keep_is_wrong_in_a_new_one_alone():
    register = town(Husnummer=[{"id": "h1", "husnummertekst": "1J"}, {"id": "h2", "husnummertekst": "3Q"}])
    asked = ["A02"]
    assert told(register, changed("house_number", "h3", **NEW_HOUSE | {"number": "5J"}), rules=asked) == [
        ("A02", "error", "h3")
    ]
    assert told(register, changed("house_number", "h1", "1J", number="1I"), rules=asked) == [("A02", "error", "h1")]
    renamed = changed("named_road", "v1", "Skeevej", road_name="Skeevænget", addressing_name="Skeevænget")
    assert told(register, renamed, rules=asked) == []  # its numbers are as they were
    moved = changed("house_number", "h1", "k1", access_point_id="k2")
    assert told(register, moved, rules=asked) == []


def test_what_rests_on_what_changes_is_told_and_what_does_not_is_not():
    register = town(Adresse=[{"id": "a1", "etagebetegnelse": "9x"}, {"id": "a4", "etagebetegnelse": "8x"}])
    number = changed("house_number", "h1", "1", number="7")
    assert told(register, number, rules=["A10"]) == [("A10", "error", "a1")]
    road = changed("named_road", "v1", "Skeevej", road_name="Skeevænget")
    both = [("A10", "error", "a1"), ("A10", "error", "a4")]
    assert told(register, road, rules=["A10"]) == both
    assert told(register, changed("named_road", "v2", "Åløkken", road_name="Åen"), rules=["A10"]) == []
    point = changed("point", "k2", "POINT (700020 6170005)", position="POINT (700021 6170005)")
    assert told(register, point, rules=["A10"]) == both[1:]
    part = changed("road_part", "d1", "0855", road_code="0856")
    assert told(register, part, rules=["A10", "A33"]) == [*both, ("A33", "error", "d1")]
    gone = changed("road_part", "d1", 3, status=4)
    assert told(register, gone, rules=["A32"]) == [("A32", "error", "v1")]


def test_neighbours_of_which_nothing_changes_are_told_when_the_change_makes_them_wrong():
    side = changed("address", "a1", 3, status=4)  # tv ends, so that mf stands alone
    assert told(town(), side, rules=["A12"]) == [("A12", "warning", "a2")]
    broken = town(Adresse=[{"id": "a3", "status": "4"}])
    other = changed("address", "a4", "", floor="st")
    assert told(broken, other, rules=["A12"]) == []  # which was so before, and on another house
    twin = changed("house_number", "h3", **NEW_HOUSE | {"number": "3A"})
    assert told(town(), twin, rules=["A03"]) == [("A03", "error", "h2")]


def test_the_name_of_a_road_that_is_new_or_called_otherwise_is_held_against_the_others():
    asked = ["A26", "A27", "A28", "A29", "A30"]
    line = "LINESTRING (703000 6174000, 703100 6174000)"
    new = {"road_name": "Åløkken", "road_line": line, "managed_by": "0101", "status": 2}
    assert told(town(), changed("named_road", "v3", **new), rules=asked) == [("A29", "error", "v3")]
    other = new | {"road_name": "Birkelunden"}
    assert told(town(), changed("named_road", "v3", **other), rules=asked) == []
    renamed = changed("named_road", "v1", "Skeevej", road_name="skeevej")
    assert ("A26", "warning", "v1") in told(town(), renamed, rules=asked)
    twin = changed("named_road", "v1", "Skeevej", road_name="Åløkken")
    assert ("A29", "error", "v1") in told(town(), twin, rules=asked)
    signs = changed("named_road", "v1", "Skeevej", road_name="--")
    assert ("A26", "warning", "v1") in told(town(), signs, rules=asked)
    found = check_changes(town(), [changed("named_road", "v3", road_name="Åløkken", status=2)], DAY, rules=asked)
    # without a place nothing can be held against it; of the one that has its name the postcode is not known either
    assert found.answers["cannot_tell"].tolist() == [1, 1, 2, 1, 1]
    assert not len(found.layer)
    spoken = check_changes(town(), [changed("named_road", "v1", "", spoken_name="Skævej")], DAY, rules=asked)
    assert spoken.answers["asked"].tolist() == [0, 0, 2, 0, 2]  # it is called as it was; A28 and A30 ask all roads


def two_roads_in_one_postcode(**more):
    """Return a town whose second road has a house number in the postcode of the first, and no shape or point."""
    rows = {"NavngivenVej": [{"id": "v2", "vejnavnelinje": None}],
            "Husnummer": [{"id": "h9", "status": "3", "husnummertekst": "9", "navngivenvej_id": "v2",
                           "postnummer_id": "p1"}]}  # fmt: skip
    return town(**{name: [*rows.get(name, []), *more.get(name, [])] for name in {*rows, *more}})


def test_a_name_that_stands_twice_in_a_postcode_is_told_of_a_road_without_a_place():
    twin = changed("named_road", "v2", "Åløkken", road_name="Skeevej")
    found = check_changes(two_roads_in_one_postcode(), [twin], DAY, rules=["A28"])
    assert found.layer[["rule", "object_id", "other_ids"]].to_numpy().tolist() == [["A28", "v1", "v2"]]
    assert found.answers[["asked", "cannot_tell"]].to_numpy().tolist() == [[2, 0]]
    placed = changed("named_road", "v1", "Skeevej", road_name="Åløkken")
    both = check_changes(two_roads_in_one_postcode(), [placed], DAY, rules=["A28"]).layer
    assert both[["object_id", "other_ids"]].to_numpy().tolist() == [["v1", "v2"]]  # once, though two modules tell it


def test_a_house_number_that_brings_a_road_into_the_postcode_of_its_namesake_is_told_beside_a_renamed_road():
    roads = [{"id": "v2", "vejnavn": "Skeevej", "vejadresseringsnavn": "Skeevej"}, {"id": "v3", "vejnavn": "Mosevej"}]
    register = town(NavngivenVej=roads)
    new = changed("house_number", "n", number="9", road_id="v2", postcode_id="p1", status=2)
    other = changed("named_road", "v3", "Mosevej", road_name="Kløvervang")
    assert told(register, new, rules=["A28"]) == [("A28", "error", "v1")]
    assert told(register, new, other, rules=["A28"]) == [("A28", "error", "v1")]


def test_a_neighbour_that_was_wrong_is_told_when_it_is_wrong_in_another_way():
    register = town(Adresse=[{"id": "a1", "status": "4"}])  # mf without tv
    assert told(register, changed("address", "a3", 3, status=4), rules=["A12"]) == [("A12", "warning", "a2")]
    assert told(register, changed("address", "a4", "", floor="st"), rules=["A12"]) == []


def test_a_line_that_names_a_road_that_the_extract_lacks_cannot_be_told():
    whole = town()
    roadless = replace(whole, tables={name: table for name, table in whole.tables.items() if name != "named_road"})
    new = [changed("house_number", "h3", **NEW_HOUSE), changed("address", "a5", house_number_id="h3", status=2)]
    found = check_changes(roadless, new, DAY, rules=["A43"])
    assert not len(found.layer)
    assert found.answers[["asked", "cannot_tell"]].to_numpy().tolist() == [[8, 8]]
    assert "nævner det, som udtrækket ikke har" in found.answers.why_da[0]


def test_what_was_put_aside_elsewhere_has_not_lapsed():
    broken = town(Adresse=[{"id": "a4", "etagebetegnelse": "8x"}])
    first = check_register(broken, DAY, rules=["A10"]).layer.finding_id[0]
    aside = pd.DataFrame({"finding_id": [first], "suppressed_why": ["set"], "suppressed_date": ["2026-11-01"]})
    number = changed("house_number", "h1", "1", number="7")
    found = check_changes(broken, [number], DAY, rules=["A10"], suppressions=aside)
    assert (len(found.layer), len(found.lapsed), found.notes) == (0, 0, ())
    found = check_register(broken, DAY, rules=["A10"], changed={"address": ["a1"]}, suppressions=aside)
    assert (len(found.layer), len(found.lapsed), found.notes) == (0, 0, ())
    mended = check_register(town(), DAY, rules=["A10"], changed={"address": ["a1"]}, suppressions=aside)
    assert mended.lapsed.finding_id.tolist() == [first]


def test_new_lines_are_not_blamed_for_what_the_extract_lacks():
    flat = changed("address", "n", house_number_id="h1", status=2)
    house = {"id": "h1", "status": "3", "husnummertekst": "1", "navngivenvej_id": "v1"}
    bare = read_register({"Husnummer": [house]}).at("2026-11-28")
    found = check_changes(bare, [flat], DAY, rules=["A43"])
    assert not len(found.layer)
    assert found.answers[["asked", "cannot_tell"]].to_numpy().tolist() == [
        [2, 2]
    ]  # the house number too: its line is not in the extract
    without = {"number": "5", "road_id": "v1", "status": 2}  # no postcode, of an extract that has them
    assert told(town(), changed("house_number", "h3", **without), rules=["A43"]) == [("A43", "error", "h3")]


def test_links_of_the_building_register_are_made_in_it():
    ends = changed("address", "a2", 3, status=4)
    made = told(dar({}), ends, rules=["B02"], buildings=bbr({}))
    assert made == [("B02", "error", "u2")]
    linked = changed("unit", "u2", "a2", address_id="a3")
    new = changed("address", "a3", house_number_id="h1", floor="2", status=2)
    assert told(dar({}), ends, new, linked, rules=["B02"], buildings=bbr({})) == []
    with pytest.raises(TableError, match="unit"):
        told(dar({}), changed("unit", "u9", "a2", address_id="a1"), rules=["B02"], buildings=bbr({}))
    with pytest.raises(TableError, match="address_id"):
        told(dar({}), changed("unit", "u2", "a1", address_id="a2"), rules=["B02"], buildings=bbr({}))
    ended = changed("house_number", "h1", 3, status=4)
    assert told(dar({}), ended, rules=["B01"], buildings=bbr({})) == [("B01", "error", "b1")]


def test_rules_that_are_not_named_are_not_asked_and_faults_of_limits_are_told():
    found = check_changes(town(), [changed("house_number", "h1", "1", number="01")], DAY, rules=["A01", "A18"])
    assert found.answers["rule"].tolist() == ["A01", "A18"]
    assert found.layer["rule"].tolist() == ["A01"]
    with pytest.raises(ParamError):
        check_changes(town(), [], AddressCheckParams(day="2026-11-28", outside_from_m=60.0))
    with pytest.raises(TableError, match="gone"):
        check_changes(town(), [changed("address", "gone", 3, status=4)], DAY)


def all_told(register, planned):
    """Check that a plan tells all that is wrong because of it, and nothing that is not wrong; return the findings."""
    made = check_changes(register, planned, DAY).layer
    then = check_register(apply_planned(register, planned, day=DAY.day), DAY).layer
    before = check_register(register, DAY)
    now, answers = before.layer, before.answers
    told_before = set(answers["rule"][answers["asked"] > answers["cannot_tell"]])
    own = made[~made["rule"].isin(["A18", "A41", "A26", "A27", "A28", "A29", "A30"])]
    strict = {"A02", "A06"}  # which ask more of new numbers
    assert set(own["finding_id"]) - set(then["finding_id"]) <= set(own["finding_id"][own["rule"].isin(strict)])
    if "postcode" not in register.tables:  # whose new lines have none
        new = {one.object_id for one in planned if one.is_new}
        then = then[(then["rule"] != "A43") | ~then["object_id"].isin(new)]

    def about(row):
        return {row.object_id, *row.other_ids.split()}

    earlier = [(row.rule, about(row)) for row in now.itertuples()]
    told = set(made["finding_id"])
    changed_ids = {one.object_id for one in planned}
    for row in then.itertuples():
        if row.rule not in (*told_before, *NEIGHBOUR_RULES) and not about(row) & changed_ids:
            continue  # an extract without any access point, say, could not tell: it was so before
        # one that was there before, of more objects, is not because of the plan
        old = any(row.rule == rule and about(row) <= ids for rule, ids in earlier)
        assert old or row.finding_id in told, (row.rule, row.object_id, row.found_en)
    return made


@given(worlds())
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_all_that_is_wrong_because_of_a_plan_is_told_in_random_registers(world):
    objects, changes = world
    all_told(register_of(objects), lawful(changes))


@st.composite
def roads_with_plans(draw):
    places = st.tuples(st.integers(0, 20), st.sampled_from([-8, 8, 30]))
    numbers = st.integers(1, 12).map(str)
    roads = {"v": mapped.line((0, 0), (200, 0)), "w": mapped.line((0, 40), (200, 40))}
    houses = [{"no": draw(numbers), "at": (10 * x, y), "meets": (10 * x, 0), "on": draw(st.sampled_from(["v", "w"]))}
              for x, y in draw(st.lists(places, min_size=4, max_size=10))]  # fmt: skip
    register = mapped.register(houses, roads)
    changes = []
    for k in range(len(houses)):
        kind = draw(st.sampled_from(["", "", "number", "road_id", "status", "position"]))
        row = register.tables["house_number"].iloc[k]
        if kind == "position":
            point = register.tables["point"].set_index("object_id").position[row.access_point_id]
            x, y = draw(places)
            changes.append(PlannedChange("point", row.access_point_id, {"position": point.wkt},
                                         {"position": mapped.spot(10 * x, y)}))  # fmt: skip
        elif kind:
            after = {"number": draw(numbers), "road_id": draw(st.sampled_from(["v", "w"])), "status": 4}[kind]
            changes.append(PlannedChange("house_number", row.object_id, {kind: row[kind]}, {kind: after}))
    return register, changes


@given(roads_with_plans())
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_all_that_is_wrong_because_of_a_plan_is_told_on_random_roads(world):
    register, planned = world
    all_told(register, planned)
