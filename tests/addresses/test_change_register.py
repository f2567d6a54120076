"""The register with planned changes made: against a naive oracle, back again, in any order, with lines built anew."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import (
    AddressLine,
    PlannedChange,
    apply_planned,
    keying_list,
    read_planned_table,
    read_register,
)
from gistools.addresses.keying_changes import same_value
from gistools.errors import CrsError, ParamError, TableError
from gistools.io import read_register_files
from tests.addresses.keying_cases import register_of, worlds

DAY = "2026-11-28"


def towns(**houses):
    """Return a register of one road, town and postcode, with house numbers and an address in each, all with lines."""
    tables = {
        "NavngivenVej": [{"id": "v", "status": "3", "vejnavn": "Skeevej"},
                         {"id": "w", "status": "3", "vejnavn": "Åløkken"}],
        "SupplerendeBynavn": [{"id": "t", "status": "3", "navn": "Skee"}],
        "Postnummer": [{"id": "p", "status": "3", "postnr": "4370", "navn": "Store Merløse"}],
        "Husnummer": [], "Adresse": [],
    }  # fmt: skip
    for one, (number, town) in houses.items():
        head, tail = f"Skeevej {number}", ", Skee, 4370 Store Merløse" if town else ", 4370 Store Merløse"
        tables["Husnummer"].append({"id": one, "status": "3", "husnummertekst": number, "navngivenVej": "v",
                                    "postnummer": "p", "supplerendeBynavn": "t" if town else None,
                                    "adgangsadressebetegnelse": head + tail})  # fmt: skip
        tables["Adresse"].append({"id": f"a{one}", "status": "3", "husnummer": one, "etagebetegnelse": "st",
                                  "adressebetegnelse": head + ", st." + tail})  # fmt: skip
    return read_register(tables).at(DAY)


def lines(register, name="address"):
    table = register.tables[name]
    return dict(zip(table.object_id, table.line, strict=True))


def cells(register):
    """Return every cell but the moments of rows, by object, id and column, as the naive oracle has them."""
    made = {}
    for name, table in register.tables.items():
        for row in table.to_dict("records"):
            made[name, row["object_id"]] = {k: v for k, v in row.items() if not k.endswith(("_from", "_to"))}
    return made


def same(one, other):
    assert one.keys() == other.keys()
    for key, row in one.items():
        assert row.keys() == other[key].keys()
        for column, value in row.items():
            assert same_value(value, other[key][column]), (key, column, value, other[key][column])


def lawful(changes):
    """Return the changes that leave nothing without what it cannot be without, which would be a conflict."""
    needed = {("house_number", "road_id"), ("address", "house_number_id")}
    return [
        one
        for one in changes
        if all(value or (one.register_object, column) not in needed for column, value in one.after.items())
    ]


def with_lines(register):
    """Return a register with the lines that the parts of its house numbers and addresses make, told naively."""
    rows = cells(register)

    def house_line(one, floor=""):
        house = rows["house_number", one]
        return str(AddressLine(rows["named_road", house["road_id"]]["road_name"], house["number"], floor))

    tables = dict(register.tables)
    for name in ("house_number", "address"):
        table = tables[name]
        told = [house_line(one) if name == "house_number" else house_line(row["house_number_id"], row["floor"])
                for one, row in zip(table.object_id, table.to_dict("records"), strict=True)]  # fmt: skip
        tables[name] = table.assign(line=told)
    return type(register)(tables)


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_columns_and_lines_become_what_is_planned_and_nothing_else_does(world, random):
    objects, changes = world
    register = with_lines(register_of(objects))
    planned = lawful(changes)
    made = apply_planned(register, planned, day=DAY)
    want = cells(register)
    for change in planned:
        name = change.register_object
        told = want.setdefault(change.key, dict.fromkeys(
            [one for one in register.tables[name].columns if not one.endswith(("_from", "_to"))], ""))  # fmt: skip
        told.update(change.after)
        told["object_id"] = change.object_id
        if name == "point" and "position" in change.after:
            told["position"] = shapely.from_wkt(change.after["position"])
    own = ("number", "road_id", "house_number_id", "floor")
    ended = {key: row["line"] for key, row in cells(register).items()
             if "line" in row and row["status"] > 3 and want[key]["status"] > 3
             and all(row.get(column) == want[key].get(column) for column in own)}  # fmt: skip
    for key, row in cells(with_lines(made)).items():
        if "line" in row:
            want[key]["line"] = row["line"]
    same({key: row for key, row in cells(made).items() if key not in ended},
         {key: row for key, row in want.items() if key not in ended})  # fmt: skip
    assert {key: row["line"] for key, row in cells(made).items() if key in ended} == ended  # as it was when it ended
    mixed = list(planned)
    random.shuffle(mixed)
    again = apply_planned(register, mixed, day=DAY)
    for name, table in made.tables.items():
        assert again.tables[name].equals(table)
        if len(register.tables[name]):
            assert table.dtypes.equals(register.tables[name].dtypes)


@given(worlds())
@settings(max_examples=30, deadline=None)
def test_the_reverse_of_all_changes_restores_the_register(world):
    objects, changes = world
    register = with_lines(register_of(objects))
    planned = lawful(changes)
    made = apply_planned(register, planned, day=DAY)
    back = [PlannedChange(one.register_object, one.object_id, one.after, one.before) for one in planned
            if not one.is_new]  # fmt: skip
    new = {one.key for one in planned if one.is_new}
    restored = cells(apply_planned(made, back, day=DAY))
    same({key: row for key, row in restored.items() if key not in new}, cells(register))
    assert new <= set(restored)


def test_a_road_a_town_and_a_number_are_told_in_all_lines_below_them():
    register = towns(h1=("2", True), h2=("4", False))
    number = PlannedChange("house_number", "h1", {"number": "2"}, {"number": "2A"})
    made = apply_planned(register, [number], day=DAY)
    assert lines(made) == {"ah1": "Skeevej 2A, st., Skee, 4370 Store Merløse",
                           "ah2": "Skeevej 4, st., 4370 Store Merløse"}  # fmt: skip
    road = PlannedChange("named_road", "v", {"road_name": "Skeevej"}, {"road_name": "Tølløsevej"})
    town = PlannedChange("town", "t", {"town": "Skee"}, {"town": "Øster Skee"})
    made = apply_planned(register, [number, road, town], day=DAY)
    assert lines(made, "house_number") == {"h1": "Tølløsevej 2A, Øster Skee, 4370 Store Merløse",
                                           "h2": "Tølløsevej 4, 4370 Store Merløse"}  # fmt: skip
    assert lines(made)["ah1"] == "Tølløsevej 2A, st., Øster Skee, 4370 Store Merløse"
    assert lines(register)["ah1"] == "Skeevej 2, st., Skee, 4370 Store Merløse"  # what was given is as it was
    assert made.tables["postcode"] is register.tables["postcode"]


def test_parts_that_the_extract_cannot_tell_are_those_of_the_line_as_it_was():
    whole = towns(h1=("2", True))
    tables = {name: table for name, table in whole.tables.items() if name not in {"town", "postcode", "named_road"}}
    bare = type(whole)(tables | {"house_number": tables["house_number"].assign(line="", town_id="")})
    number = PlannedChange("house_number", "h1", {"number": "2"}, {"number": "2A"})
    flat = {"house_number_id": "h1", "floor": "1", "status": 2}
    made = apply_planned(bare, [number, PlannedChange("address", "n", None, flat)], day=DAY)
    assert lines(made) == {"ah1": "Skeevej 2A, st., Skee, 4370 Store Merløse",
                           "n": "Skeevej 2A, 1., Skee, 4370 Store Merløse"}  # fmt: skip
    assert lines(made, "house_number") == {"h1": ""}  # an extract without this column gets none
    moved = PlannedChange("house_number", "h1", {"town_id": "t"}, {"town_id": ""})
    assert lines(apply_planned(whole, [moved], day=DAY))["ah1"] == "Skeevej 2, st., 4370 Store Merløse"


def test_floor_and_door_of_which_there_are_no_columns_are_those_of_the_line_unless_planned():
    whole = towns(h1=("2", True))
    flats = whole.tables["address"].assign(floor="")
    bare = type(whole)({**whole.tables, "address": flats}, absent={"address": frozenset({"floor", "door"})})
    number = PlannedChange("house_number", "h1", {"number": "2"}, {"number": "8"})
    assert lines(apply_planned(bare, [number], day=DAY)) == {"ah1": "Skeevej 8, st., Skee, 4370 Store Merløse"}
    up = PlannedChange("address", "ah1", {"floor": ""}, {"floor": "1"})
    assert lines(apply_planned(bare, [number, up], day=DAY)) == {"ah1": "Skeevej 8, 1., Skee, 4370 Store Merløse"}
    unread = {**bare.tables, "address": flats.assign(line="Skeevej 2 st.")}
    assert lines(apply_planned(type(whole)(unread, absent=bare.absent), [number], day=DAY)) == {"ah1": ""}


def test_a_line_that_names_what_neither_the_extract_nor_the_old_line_tells_is_empty():
    whole = towns(h1=("2", True))
    house = {"number": "8", "road_id": "v", "postcode_id": "p", "status": 2}
    new = [PlannedChange("house_number", "n", None, house),
           PlannedChange("address", "an", None, {"house_number_id": "n", "status": 2})]  # fmt: skip
    roadless = type(whole)({name: table for name, table in whole.tables.items() if name != "named_road"})
    made = apply_planned(roadless, new, day=DAY)
    assert (lines(made, "house_number")["n"], lines(made)["an"]) == ("", "")
    codeless = type(whole)({name: table for name, table in whole.tables.items() if name != "postcode"})
    moved = PlannedChange("house_number", "h1", {"postcode_id": "p"}, {"postcode_id": "q"})
    made = apply_planned(codeless, [moved], day=DAY)
    assert (lines(made, "house_number")["h1"], lines(made)["ah1"]) == ("", "")


def test_what_is_new_stands_last_with_a_line_and_holds_from_the_day():
    house = {"number": "6", "road_id": "w", "postcode_id": "p", "status": 2}
    reserved = PlannedChange("reserved_name", "r", None, {"road_name": "Kløvervang", "reserved_until": "2030-01-31",
                                                          "status": 3})  # fmt: skip
    point = PlannedChange("point", "k", None, {"position": "POINT (700000 6170000)"})
    made = apply_planned(towns(h1=("2", True)), [PlannedChange("house_number", "n", None, house), reserved, point],
                         day=DAY)  # fmt: skip
    row = made.tables["house_number"].iloc[-1]
    assert (row.object_id, row.line, row.status) == ("n", "Åløkken 6, 4370 Store Merløse", 2)
    assert str(row.registered_from) == "2026-11-27 23:00:00"
    assert str(made.tables["reserved_name"].reserved_until[0])[:10] == "2030-01-31"
    assert made.tables["point"].status.tolist() == [7]  # not yet in use
    assert len(made.at(DAY).tables["house_number"]) == 2


def test_ids_are_read_as_the_register_reads_them():
    key = "0419c86a-bec6-5271-bbc4-91f768244153"
    register = towns(**{key: ("2", True)})
    change = PlannedChange("house_number", "{" + key.upper() + "}", {"number": "2"}, {"number": "4"})
    assert apply_planned(register, [change], day=DAY).tables["house_number"].number.tolist() == ["4"]
    new = "{" + key.replace("0", "1").upper() + "}"
    house = {"number": "6", "road_id": "w", "postcode_id": "p", "status": 2}
    made = apply_planned(register, [PlannedChange("house_number", new, None, house),
                                    PlannedChange("address", "n", None, {"house_number_id": new, "status": 2})],
                         day=DAY)  # fmt: skip
    assert lines(made)["n"] == "Åløkken 6, 4370 Store Merløse"


def test_all_changes_that_do_not_fit_the_register_are_told_at_once():
    register = towns(h1=("2", True))
    changes = [
        PlannedChange("house_number", "h1", {"number": "4"}, {"number": "6"}, "26/1"),
        PlannedChange("house_number", "gone", {"number": "4"}, {"number": "6"}),
        PlannedChange("address", "ah1", None, {"house_number_id": "h1", "status": 2}),
        PlannedChange("address", "n", None, {"status": 2}),
        PlannedChange("named_road", "v", {"road_name": "Skeevej"}, {"road_name": "A-vej"}, "1"),
        PlannedChange("named_road", "v", {"road_name": "Skeevej"}, {"road_name": "B-vej"}, "2"),
        PlannedChange("town", "t", {"town": "Gl. Skee"}, {"town": "Skee"}),
    ]
    with pytest.raises(TableError) as error:
        apply_planned(register, changes, day=DAY)
    told = [fault.en for fault in error.value.faults]
    assert sorted(told) == [
        "address ah1: to be made, but in the register already",
        "address n: house_number_id is empty",
        "house number gone: neither in the register nor planned",
        "house number h1 (26/1): number is '2' in the register, but the change is based on '4'",
        "named road v (1, 2): road_name changes in several changes",
        "supplementary town name t: town is 'Skee' already",
    ]


def test_links_of_bbr_are_left_alone_and_bad_values_are_refused():
    register = towns(h1=("2", True))
    link = PlannedChange("unit", "e", {"address_id": ""}, {"address_id": "ah1"})
    made = apply_planned(register, [link], day=DAY)
    assert made.tables == register.tables
    degrees = PlannedChange("point", "k", None, {"position": "POINT (12.1 55.6)"})
    with pytest.raises(CrsError):
        apply_planned(register, [degrees], day=DAY)
    with pytest.raises(ParamError, match="moment"):
        apply_planned(register, [], day="i morgen")
    several = read_register({"SupplerendeBynavn": [{"id": "t", "status": "3", "navn": "Skee"}] * 2})
    with pytest.raises(ParamError, match="versions"):
        apply_planned(several, [], day=DAY)


def test_the_planned_changes_of_the_sample_fit_its_register(sample_dir):
    records = read_register_files([sample_dir / "address_register.gpkg"]).value
    table = pd.read_csv(sample_dir / "planned_changes.csv", sep=";", dtype=str, keep_default_na=False)
    changes = read_planned_table(table)
    register = read_register(records).at(DAY)
    made = apply_planned(register, changes, day=DAY)
    told = lines(register)
    assert sorted(line for one, line in lines(made).items() if line != told.get(one)) == [
        "Fabriksvej 15, 0099 Eksempelby", "Kløvervænget 4, 0099 Eksempelby", "Roemarken 12I, 0099 Eksempelby",
    ]  # fmt: skip
    listed = keying_list(register, changes)
    assert [one.rule for one in listed.conflicts] == ["A02"]  # the letter I, planted
    left = {one.key for one in listed.conflicts}
    assert {one.step.key for one in listed.actions} > {one.key for one in changes} - left  # and points of what ends
