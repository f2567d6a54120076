"""Which addresses planned changes give another line, by which reason, rule and day: written by hand, and drawn."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import (
    ChangedLines,
    PlannedChange,
    address_changes,
    changed_lines,
    parse_address_line,
    read_register,
    recipient_list,
)
from gistools.addresses.letters_reasons import cited_rules
from gistools.addresses.letters_sides import AddressSide
from gistools.addresses.standing import Standing
from gistools.errors import ParamError, TableError
from gistools.io import read_register_files

from .letter_cases import CASE

MARCH, MAY = "2027-03-01", "2027-05-01"
TOWN = "4370 Store Merløse"
WHY = "To huse har nr. 4 (A03)"
ROADS = {"v1": "Skeevej", "v2": "Ærtemarken"}


def rows(status="3"):
    """Return a register: two roads, three houses, of which one has two flats and one is in no address."""
    points = [{"id": f"p{k}", "status": "8", "position": f"POINT ({700000 + k} 6170000)"} for k in (2, 4, 6, 8)]
    houses = [("h2", "2", "v1", "p2"), ("h4", "4", "v1", "p4"), ("h6", "6", "v1", "p6"), ("h8", "8", "v2", "p8")]
    flats = [("a2", "h2", "", ""), ("a4st", "h4", "st", "tv"), ("a4", "h4", "1", "th"), ("a8", "h8", "", "")]
    numbers = {one: (number, road) for one, number, road, _ in houses}
    return {
        "NavngivenVej": [{"id": one, "status": "3", "vejnavn": name} for one, name in ROADS.items()],
        "NavngivenVejKommunedel": [
            {"id": f"d{one}", "status": "3", "kommune": "0316", "vejkode": code, "navngivenVej": one}
            for one, code in (("v1", "0855"), ("v2", "0860"))
        ],
        "Postnummer": [{"id": "n", "status": "3", "postnr": "4370", "navn": "Store Merløse"}],
        "SupplerendeBynavn": [{"id": "b", "status": "3", "navn": "Skee"}],
        "Adressepunkt": points,
        "Husnummer": [
            {"id": one, "status": status, "husnummertekst": number, "navngivenVej": road, "postnummer": "n",
             "adgangspunkt": point, "supplerendeBynavn": "",
             "adgangsadressebetegnelse": f"{ROADS[road]} {number}, {TOWN}"}
            for one, number, road, point in houses
        ],
        "Adresse": [
            {"id": one, "status": status, "husnummer": house, "etagebetegnelse": floor, "dørbetegnelse": door,
             "adressebetegnelse": line(*numbers[house], floor, door)}
            for one, house, floor, door in flats
        ],
    }  # fmt: skip


def line(number, road, floor="", door="", name=None, town=""):
    unit = " ".join(part for part in (f"{floor}." if floor else "", door) if part)
    return ", ".join(part for part in (f"{name or ROADS[road]} {number}", unit, town, TOWN) if part)


@pytest.fixture(scope="module")
def register():
    return read_register(rows()).at("2026-11-28")


def told(changes, register, **more):
    return [(one.object_id, one.before, one.after) for one in address_changes(changes, register, **more)]


def planned(name, one, before, after, why=WHY, in_force=MARCH, **more):
    return PlannedChange(name, one, before, after, why=why, in_force=in_force, **more)


def test_a_renumbered_house_gives_all_its_addresses_another_line(register):
    changes = [planned("house_number", "h4", {"number": "4"}, {"number": "4A"})]
    assert told(changes, register) == [
        ("a4st", f"Skeevej 4, st. tv, {TOWN}", f"Skeevej 4A, st. tv, {TOWN}"),
        ("a4", f"Skeevej 4, 1. th, {TOWN}", f"Skeevej 4A, 1. th, {TOWN}"),
    ]
    one = address_changes(changes, register)[1]
    assert (one.reason, one.rules, one.in_force) == ("To huse har nr. 4.", ("A03",), dt.date(2027, 3, 1))
    assert one.kvhx == "03160855___4__1__th", "as it is before the change: three for the floor, four for the door"
    assert one.access_point == (700004.0, 6170000.0)
    assert one.faults() == ()


def test_a_house_that_no_address_names_is_told_itself(register):
    changes = [planned("house_number", "h6", {"number": "6"}, {"number": "6A"})]
    assert told(changes, register) == [("h6", f"Skeevej 6, {TOWN}", f"Skeevej 6A, {TOWN}")]
    assert address_changes(changes, register)[0].kvhx == "03160855___6_______"


def test_floors_and_doors_that_the_extract_has_no_columns_of_are_those_of_the_line():
    own = rows()
    for row in own["Adresse"]:
        del row["etagebetegnelse"], row["dørbetegnelse"]
    own["Adresse"][1]["adressebetegnelse"] = "Skeevej 4"  # which no one can read
    register = read_register(own).at("2026-11-28")
    changes = [planned("house_number", "h4", {"number": "4"}, {"number": "8"})]
    with pytest.raises(TableError, match="den nye linje"):
        address_changes(changes, register)
    side = AddressSide(register)
    assert (side.kvhx("address", "a4st"), side.kvhx("address", "a4")) == ("", "03160855___4__1__th")
    own["Adresse"][1]["adressebetegnelse"] = f"Skeevej 4, st. tv, {TOWN}"
    made = address_changes(changes, read_register(own).at("2026-11-28"))
    assert [(one.after, one.kvhx) for one in made] == [
        (f"Skeevej 8, st. tv, {TOWN}", "03160855___4_st__tv"), (f"Skeevej 8, 1. th, {TOWN}", "03160855___4__1__th"),
    ]  # fmt: skip


def test_floor_and_door(register):
    changes = [planned("address", "a4", {"floor": "1", "door": "th"}, {"floor": "2", "door": "tv"}, "Målt om (A04)")]
    assert told(changes, register) == [("a4", f"Skeevej 4, 1. th, {TOWN}", f"Skeevej 4, 2. tv, {TOWN}")]


def test_new_ones_have_no_line_before_and_no_key(register):
    changes = [
        planned("point", "px", None, {"position": "POINT (700012 6170000)", "status": 7}, why=""),
        planned("house_number", "hx", None, {"number": "12", "road_id": "v1", "postcode_id": "n",
                                             "access_point_id": "px", "status": 2}, "Nyt hus (A16)"),
        planned("address", "ax", None, {"house_number_id": "hx", "status": 2}, "Nyt hus (A14)"),
    ]  # fmt: skip
    found = changed_lines(changes, register)
    (one,) = found.changes
    assert (one.object_id, one.before, one.after, one.kvhx) == ("ax", "", f"Skeevej 12, {TOWN}", "")
    assert (one.reason, one.rules) == ("Nyt hus.", ("A14", "A16")), "said once, with the rules of both"
    assert one.access_point == (700012.0, 6170000.0)
    assert [left.object_id for left in found.left_out] == ["px"]


def test_withdrawn_ones_have_no_line_after_and_are_where_they_were(register):
    changes = [
        planned("address", "a2", {"status": 3}, {"status": 4}, "Huset er revet ned (A41)"),
        planned("house_number", "h2", {"status": 3}, {"status": 4}, "Huset er revet ned (A41)"),
    ]
    (one,) = address_changes(changes, register)
    assert (one.object_id, one.before, one.after) == ("a2", f"Skeevej 2, {TOWN}", "")
    assert (one.kvhx, one.access_point) == ("03160855___2_______", (700002.0, 6170000.0))
    assert one.reason == "Huset er revet ned."


def test_an_address_does_not_outlive_its_house_number(register):
    changes = [planned("house_number", "h2", {"status": 3}, {"status": 4}, "Huset er revet ned (A41)")]
    assert told(changes, register) == [("a2", f"Skeevej 2, {TOWN}", "")]


def test_a_road_that_is_renamed(register):
    changes = [planned("named_road", "v1", {"road_name": "Skeevej"}, {"road_name": "Ågyden"}, "Forveksles (A28)")]
    assert told(changes, register) == [
        ("a2", f"Skeevej 2, {TOWN}", f"Ågyden 2, {TOWN}"),
        ("a4st", f"Skeevej 4, st. tv, {TOWN}", f"Ågyden 4, st. tv, {TOWN}"),
        ("a4", f"Skeevej 4, 1. th, {TOWN}", f"Ågyden 4, 1. th, {TOWN}"),
        ("h6", f"Skeevej 6, {TOWN}", f"Ågyden 6, {TOWN}"),
    ]
    assert {one.rules for one in address_changes(changes, register)} == {("A28",)}


def test_another_road_and_a_town(register):
    changes = [planned("house_number", "h2", {"road_id": "v1", "town_id": ""}, {"road_id": "v2", "town_id": "b"})]
    assert told(changes, register) == [("a2", f"Skeevej 2, {TOWN}", f"Ærtemarken 2, Skee, {TOWN}")]


def test_two_changes_of_one_address_on_one_day_are_told_once_with_both_reasons(register):
    changes = [
        planned("house_number", "h4", {"number": "4"}, {"number": "4A"}, "To huse har nr. 4 (A03)", case_number="1"),
        planned("address", "a4", {"floor": "1"}, {"floor": "2"}, "Målt om. (A10 og A03)", case_number="2"),
    ]
    one = {one.object_id: one for one in address_changes(changes, register)}["a4"]
    assert (one.before, one.after) == (f"Skeevej 4, 1. th, {TOWN}", f"Skeevej 4A, 2. th, {TOWN}")
    assert (one.reason, one.rules) == ("Målt om. To huse har nr. 4.", ("A10", "A03"))


def test_two_changes_of_one_address_on_two_days_are_two_steps_and_one_letter(register):
    changes = [
        planned("address", "a2", {"floor": ""}, {"floor": "1"}, "Målt om (A10)", MAY),
        planned("house_number", "h2", {"number": "2"}, {"number": "2B"}),
    ]
    found = address_changes(changes, register)
    assert [(one.before, one.after, str(one.in_force)) for one in found] == [
        (f"Skeevej 2, {TOWN}", f"Skeevej 2B, {TOWN}", MARCH),
        (f"Skeevej 2B, {TOWN}", f"Skeevej 2B, 1., {TOWN}", MAY),
    ]
    sent = recipient_list(found, CASE)
    assert sent["line"].tolist() == [f"Skeevej 2, {TOWN}"] * 2, "owner and user, where mail comes today"


def test_what_gives_no_other_line_is_left_out(register):
    changes = [
        planned("point", "p2", {"position": "POINT (700002 6170000)"}, {"position": "POINT (700003 6170000)"}, why=""),
        planned("house_number", "h4", {"parcel_id": ""}, {"parcel_id": "j"}, why=""),
        planned("named_road", "v1", {"spoken_name": ""}, {"spoken_name": "Ske"}, why=""),
        planned("building", "byg", {"house_number_id": "h2"}, {"house_number_id": "h4"}, why=""),
        planned("address", "a8", {"floor": ""}, {"floor": "st"}),
    ]
    found = changed_lines(changes, register)
    assert [one.object_id for one in found.changes] == ["a8"]
    assert found.left_out == tuple(changes[:-1])


def test_a_provisional_one_that_comes_into_force_has_the_same_line():
    provisional = read_register(rows("2")).at("2026-11-28")
    changes = [planned("house_number", "h2", {"status": 2}, {"status": 3}, ""),
               planned("address", "a2", {"status": 2}, {"status": 3}, "")]  # fmt: skip
    assert changed_lines(changes, provisional) == ChangedLines((), tuple(changes))


def test_a_status_is_no_reason_for_another_number():
    provisional = read_register(rows("2")).at("2026-11-28")
    changes = [planned("house_number", "h2", {"number": "2"}, {"number": "2A"}, "Fri (A08)", case_number="1"),
               planned("address", "a2", {"status": 2}, {"status": 3}, "I brug (A16)", case_number="2")]  # fmt: skip
    (one,) = address_changes(changes, provisional)
    assert (one.reason, one.rules) == ("Fri.", ("A08",))


def test_a_day_for_those_that_name_none_and_keys_in_any_spelling():
    key = "0419c86a-bec6-5271-bbc4-91f768244153"
    own = rows()
    own["Husnummer"][0]["id"] = own["Adresse"][0]["husnummer"] = key
    changes = [planned("house_number", f"{{{key.upper()}}}", {"number": "2"}, {"number": "2A"}, in_force="")]
    (one,) = address_changes(changes, read_register(own).at("2026-11-28"), in_force=MAY)
    assert (one.object_id, str(one.in_force), one.rules) == ("a2", MAY, ("A03",))


def test_days_are_days_however_they_are_written(register):
    changes = [
        planned("address", "a2", {"floor": ""}, {"floor": "1"}, "Målt om (A10)", "20270301"),
        planned("house_number", "h2", {"number": "2"}, {"number": "2B"}),
        planned("house_number", "h6", {"number": "6"}, {"number": "6B"}, in_force=""),
    ]
    found = address_changes(changes, register, in_force="20270228")
    assert [(one.after, str(one.in_force)) for one in found] == [
        (f"Skeevej 6B, {TOWN}", "2027-02-28"), (f"Skeevej 2B, 1., {TOWN}", MARCH)
    ]  # fmt: skip
    with pytest.raises(ParamError, match="tidspunktet 'snart'"):
        address_changes(changes, register, in_force="snart")


def test_all_faults_are_told_at_once(register):
    changes = [
        planned("address", "a2", {"floor": ""}, {"floor": "1"}, why="  "),
        planned("address", "a4", {"floor": "1"}, {"floor": "2"}, why="Målt om"),
        planned("address", "a4st", {"floor": "st"}, {"floor": "1"}, why="Målt om (A99)"),
    ]
    with pytest.raises(TableError) as caught:
        address_changes(changes, register)
    assert [fault.da for fault in caught.value.faults] == [
        "adresse a2: ingen begrundelse (why)",
        "adresse a4: begrundelsen nævner ingen regel",
        "adresse a4st: A99 findes ikke (mente du A39?)",
    ]
    undated = [
        planned("address", "a2", {"floor": ""}, {"floor": "1"}, in_force=""),
        planned("named_road", "v2", {"road_name": "Ærtemarken"}, {"road_name": "Bygmarken"}, in_force=""),
        planned("address", "new", None, {"floor": "1", "status": 3}, in_force=""),
    ]
    with pytest.raises(ParamError) as caught:
        address_changes(undated, register)
    assert caught.value.found.da == f"3 ændringer uden dag, den gælder fra (Skeevej 2, {TOWN}; Ærtemarken)"
    assert "parameteren in_force (Gælder fra)" in caught.value.expected.da
    with pytest.raises(TableError, match="passer til registret"):
        address_changes([planned("address", "a2", {"floor": "7"}, {"floor": "1"})], register)
    own = rows()
    own["Husnummer"] *= 2
    twice = read_register(own)
    with pytest.raises(ParamError, match="ét tidspunkt"):
        address_changes(changes, twice)


def test_an_address_whose_line_nobody_knows_is_not_told_as_new():
    own = rows()
    own["Husnummer"][2]["adgangsadressebetegnelse"] = ""
    changes = [planned("house_number", "h6", {"number": "6"}, {"number": "6A"})]
    register = read_register(own).at("2026-11-28")
    with pytest.raises(TableError, match="husnummer h6: registret har ingen linje for adressen"):
        address_changes(changes, register)


def test_a_line_that_lacks_its_road_or_postcode_is_not_written_to_anyone():
    own = rows()
    own["Husnummer"][2]["adgangsadressebetegnelse"] = "Skeevej 6a, 4370"  # which no one can read
    own["NavngivenVej"], own["Postnummer"] = [], []
    changes = [planned("house_number", "h6", {"number": "6"}, {"number": "6A"})]
    register = read_register(own).at("2026-11-28")
    with pytest.raises(TableError, match="husnummer h6: udtrækket har ikke alt det, som den nye linje nævner"):
        address_changes(changes, register)


def test_a_number_that_the_register_has_wrong_is_mended_in_the_plan():
    """Nobody is told of an address that no one may have; with the number in the plan all are told."""
    own = rows()
    own["Husnummer"][2] |= {"husnummertekst": "6a", "adgangsadressebetegnelse": f"Skeevej 6a, {TOWN}"}
    register = read_register(own).at("2026-11-28")
    renamed = planned("named_road", "v1", {"road_name": "Skeevej"}, {"road_name": "Ågyden"}, "Forveksles (A28)")
    with pytest.raises(TableError, match=f"navngiven vej v1: adressen 'Ågyden 6a, {TOWN}': husnummeret er '6a'"):
        address_changes([renamed], register)
    mended = planned("house_number", "h6", {"number": "6a"}, {"number": "6A"}, "Bogstavet er lille (A02)")
    found = {one.object_id: one for one in address_changes([renamed, mended], register)}
    assert found["h6"].after == f"Ågyden 6A, {TOWN}"
    assert found["h6"].rules == ("A02", "A28")


def test_no_key_without_the_one_road_code():
    for parts in ([], [("0316", "0855"), ("0330", "0111")]):
        own = rows()
        own["NavngivenVejKommunedel"] = [
            {"id": f"d{k}", "status": "3", "kommune": one, "vejkode": code, "navngivenVej": "v1"}
            for k, (one, code) in enumerate(parts)
        ]
        changes = [planned("address", "a2", {"floor": ""}, {"floor": "1"})]
        assert address_changes(changes, read_register(own).at("2026-11-28"))[0].kvhx == ""


@pytest.mark.parametrize(("why", "answer"), [
    ("Nummer 4 er ledigt (A03)", ("Nummer 4 er ledigt.", ("A03",), ())),
    ("Nyt hus (reglerne A14, A16 og A05).", ("Nyt hus.", ("A14", "A16", "A05"), ())),
    ("Huset (se A03 i sagen) er revet ned!", ("Huset (se A03 i sagen) er revet ned!", ("A03",), ())),
    ("Bygning (B2) er ny, regel A16", ("Bygning (B2) er ny, regel A16.", ("A16",), ())),
    ("Blok A99 er ny", ("Blok A99 er ny.", (), ())),
    ("Ny (A99)", ("Ny.", (), ("A99",))),
    ("(A03)", ("", ("A03",), ())),
    ("", ("", (), ())),
])  # fmt: skip
def test_rules_are_read_out_of_reasons(why, answer):
    assert cited_rules(why) == answer


NUMBERS = st.sampled_from(["2", "4", "6", "8", "8A"])
FLOORS = st.sampled_from(["", "st", "1"])
STATUSES = st.sampled_from([3, 3, 3, 4])


@st.composite
def drawn(draw):
    """Return changes of two days, of numbers, roads, names, floors and statuses; the world before and after each."""
    own = rows()
    world = {"named_road": {one: {"road_name": name} for one, name in ROADS.items()}}
    world["house_number"] = {one["id"]: {"number": one["husnummertekst"], "road_id": one["navngivenVej"], "status": 3}
                             for one in own["Husnummer"]}  # fmt: skip
    world["address"] = {one["id"]: {"floor": one["etagebetegnelse"], "door": one["dørbetegnelse"], "status": 3,
                                    "house_number_id": one["husnummer"]} for one in own["Adresse"]}  # fmt: skip
    kinds = {"named_road": {"road_name": st.sampled_from(["Ågyden", "Skeevej"])},
             "house_number": {"number": NUMBERS, "road_id": st.sampled_from(list(ROADS)), "status": STATUSES},
             "address": {"floor": FLOORS, "house_number_id": st.sampled_from(list(world["house_number"])),
                         "status": STATUSES}}  # fmt: skip
    changes, worlds = [], [world, copy.deepcopy(world), copy.deepcopy(world)]
    for name, columns in kinds.items():
        for one, row in world[name].items():
            mine = draw(st.sets(st.sampled_from(list(columns)), max_size=2))
            after = {column: draw(columns[column]) for column in sorted(mine)}
            day = draw(st.sampled_from([1, 2]))
            if after:
                before = {column: row[column] for column in after}
                changes.append(planned(name, one, before, after, in_force=(MARCH, MAY)[day - 1]))
                for later in worlds[day:]:
                    later[name][one].update(after)
    return draw(st.permutations(changes)), worlds


def naive(world):
    """Return the line of each address that stands and of the houses, and which of these an address names."""
    houses = {one: row for one, row in world["house_number"].items() if row["status"] == 3}
    name = {one: row["road_name"] for one, row in world["named_road"].items()}
    flats = {
        one: line(house["number"], None, row["floor"], row["door"], name[house["road_id"]])
        for one, row in world["address"].items()
        if row["status"] == 3 and (house := houses.get(row["house_number_id"]))
    }
    own = {one: line(row["number"], None, name=name[row["road_id"]]) for one, row in houses.items()}
    return flats, own, {world["address"][one]["house_number_id"] for one in flats}


def naive_changes(before, after):
    (old, old_houses, named), (new, new_houses, more) = naive(before), naive(after)
    found = {(one, old.get(one, ""), new.get(one, "")) for one in {*old, *new}}
    found |= {(one, old_houses.get(one, ""), new_houses.get(one, ""))
              for one in {*old_houses, *new_houses} - named - more}  # fmt: skip
    return {one for one in found if one[1] != one[2]}


@settings(max_examples=40, deadline=None)
@given(drawn())
def test_drawn_changes_give_what_a_naive_register_says(case):
    changes, worlds = case
    register = read_register(rows()).at("2026-11-28")
    found = changed_lines(changes, register)
    for k, day in enumerate((MARCH, MAY)):
        told = {(one.object_id, one.before, one.after) for one in found.changes if str(one.in_force) == day}
        assert told == naive_changes(worlds[k], worlds[k + 1]), day
    assert all(one.rules == ("A03",) for one in found.changes)
    assert [one for one in changes if one in found.left_out] == list(found.left_out), "in the order given"


@pytest.mark.real_data
def test_every_address_of_the_real_extract_gets_another_floor(real_data):
    """The extract has no house numbers and roads: what it does not tell stays as it is in the line."""
    register = read_register(read_register_files([real_data / "registers" / "dar_2018"]).value).at("2018-09-15")
    rows = Standing(register).standing("address")
    changes = [planned("address", one, {"floor": floor}, {"floor": "44"}, "Målt om (A10)")
               for one, floor in zip(rows["object_id"], rows["floor"], strict=True)]  # fmt: skip
    found = {one.object_id: (one.before, one.after) for one in address_changes(changes, register)}
    assert len(found) == len(rows) > 2000
    for one, text in zip(rows["object_id"], rows["line"], strict=True):
        assert found[one] == (text, str(replace(parse_address_line(text), floor="44")))
