"""Planned changes put into a store and read out of its journal: the same net changes, against the register."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import PlannedChange, changes_of_journal, read_register, store_changes
from gistools.addresses.change_net import UNEXPLAINED, net_changes
from gistools.addresses.keying_changes import read_planned, told
from gistools.addresses.keying_form import REFERENCES
from gistools.addresses.store_form import planned_tables
from gistools.errors import ConflictError, ParamError, TableError
from gistools.io.journal_geopackage import open_geopackage_store
from gistools.journal import Action, Change, Entry, Stored, replay
from gistools.journal.roles import DIRECT
from tests.addresses.keying_cases import register_of, worlds

WHO = {"role": "adressemyndighed", "why": "lokalplan 18"}
TARGETS = {(one.holder, one.column): one.target for one in REFERENCES}


def uid(text):
    return str(uuid.uuid5(uuid.NAMESPACE_OID, text))


def named(values, name):
    """Return values whose references are ids as the register has them."""
    return {one: uid(value) if (name, one) in TARGETS and value else value for one, value in values.items()}


def opened(folder):
    return open_geopackage_store(folder / "plan.gpkg", planned_tables(), role="adressemyndighed")


def everything(store):
    return [one for name in store.forms for one in store.objects(name)]


def put(store, changes, register=None, **more):
    return store.apply(store_changes(changes, everything(store), register, entries=store.journal(), **more), **WHO)


def net(changes):
    """Return planned changes as the register has their values, without those that change nothing."""
    read = read_planned(changes)
    return {
        one.key: ({k: told(v) for k, v in one.before.items()}, {k: told(v) for k, v in one.after.items()},
                  one.is_new, one.case_number, one.in_force)
        for one in read
        if one.is_new or one.after
    }  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(worlds(), st.data())
def test_what_is_put_in_comes_out_again_and_what_is_undone_does_not(tmp_path_factory, world, data):
    objects, changes = world
    register = register_of({(name, uid(one)): named(values, name) for (name, one), values in objects.items()})
    changes = [
        replace(one, object_id=uid(one.object_id), after=named(one.after, one.register_object),
                before=None if one.before is None else named(one.before, one.register_object),
                why=data.draw(st.sampled_from(["", "To huse har nr. 8 (A03)"])),
                in_force=data.draw(st.sampled_from(["", "2027-01-01"])))
        for one in changes
    ]  # fmt: skip
    with opened(tmp_path_factory.mktemp("store")) as store:
        made = put(store, changes, register)
        found = changes_of_journal(store.journal())
        assert net(found) == net(changes)
        why = {one.key: one.why or WHO["why"] for one in changes}
        assert all(one.why == why[one.key] for one in found)
        assert net(changes_of_journal(store.journal()[: len(made)])) == net(changes)
        assert put(store, changes, register) == ()  # a second time changes nothing
        store.undo([entry.number for entry in made], **WHO)
        assert changes_of_journal(store.journal()) == ()
        assert everything(store) == []
        store.undo([entry.number for entry in store.journal() if entry.undoes], **WHO)
        assert net(changes_of_journal(store.journal())) == net(changes)


LINE = "LINESTRING (650000 6268000, 650090 6268000)"
ROAD = {"id": uid("v"), "status": "3", "vejnavn": "Åvej", "vejnavnelinje": LINE}
HOUSE = {"id": uid("h"), "status": "3", "husnummertekst": "8", "navngivenvej_id": uid("v"), "jordstykke": "2253432"}
REGISTER = read_register({"NavngivenVej": [ROAD], "Husnummer": [HOUSE]}).at("2026-11-28")
LETTER = PlannedChange("house_number", uid("h"), {"number": "8"}, {"number": "8A"}, why="To huse har nr. 8 (A03)")


def test_an_object_of_the_register_comes_in_as_it_is_there(tmp_path):
    with opened(tmp_path) as store:
        made = put(store, [LETTER], REGISTER, case_number="26/12", plan_reference="Lokalplan 18", mark="OPDIGTET")
        assert [(one.action, one.why) for one in made] == [
            (Action.INSERT, "Som objektet står i registret, før det ændres"),
            (Action.UPDATE, "To huse har nr. 8 (A03)"),
        ]
        row = store.find("house_number", uid("h")).values
        assert (row["number"], row["road_id"], row["parcel_id"], row["status"], row["in_register"]) == (
            "8A", uid("v"), "2253432", 3, True,
        )  # fmt: skip
        assert (row["case_number"], row["plan_reference"], row["maerke"]) == ("26/12", "Lokalplan 18", "OPDIGTET")
        (found,) = changes_of_journal(store.journal())
        assert (found.before, found.after, found.case_number) == ({"number": "8"}, {"number": "8A"}, "26/12")


def test_a_second_change_is_told_against_the_register_and_back_again_is_none(tmp_path):
    with opened(tmp_path) as store:
        put(store, [LETTER], REGISTER)
        put(store, [replace(LETTER, before={"number": "8A"}, after={"number": "10"}, why="Ny plan")])
        (found,) = changes_of_journal(store.journal())
        assert (found.before, found.after) == ({"number": "8"}, {"number": "10"})
        assert found.why == "To huse har nr. 8 (A03); Ny plan"
        (since,) = changes_of_journal(store.journal(2))
        assert (since.before, since.after, since.why) == ({"number": "8A"}, {"number": "10"}, "Ny plan")
        put(store, [replace(LETTER, before={"number": "10"}, after={"number": "8"})])
        assert changes_of_journal(store.journal()) == ()


def test_without_the_register_it_is_refused_with_what_is_missing():
    with pytest.raises(TableError) as error:
        store_changes([LETTER, replace(LETTER, object_id="h2")], [])
    told_ = [fault.en for fault in error.value.faults]
    assert "give the register" in told_[0]
    assert "none of the register (UUID)" in told_[1]
    with pytest.raises(TableError, match="er ikke i registret"):
        store_changes([replace(LETTER, object_id=uid("andet"))], [], REGISTER)


def test_a_link_of_the_building_register_tells_all_there_is_of_it(tmp_path):
    link = PlannedChange("unit", uid("e"), {"address_id": ""}, {"address_id": uid("a")})
    with opened(tmp_path) as store:
        put(store, [link], REGISTER)
        (found,) = changes_of_journal(store.journal())
        assert (found.is_new, found.before, found.after) == (False, {"address_id": ""}, {"address_id": uid("a")})


def test_two_plans_of_one_number_are_a_conflict_that_tells_who(tmp_path):
    with opened(tmp_path) as store:
        put(store, [LETTER], REGISTER)
        with pytest.raises(ConflictError) as error:
            put(store, [replace(LETTER, after={"number": "8B"})], REGISTER)
        assert "bygger på 8, men nu er det 8A" in error.value.found.da
        assert "adressemyndighed" in error.value.found.da
        assert [one.number for one in error.value.entries] == [1, 2]
        with pytest.raises(ConflictError, match="bygger på 7, men nu er det 8"):
            store_changes([replace(LETTER, before={"number": "7"})], [], REGISTER)


def test_new_ids_become_uuids_and_what_refers_to_them_follows(tmp_path):
    plan = [
        PlannedChange("named_road", "ny vej", None, {"road_name": "Engen", "status": 2}, case_number="26/1"),
        PlannedChange("house_number", "ny 1", None, {"number": "1", "road_id": "ny vej", "status": 2}, "26/1"),
    ]
    with opened(tmp_path) as store:
        put(store, plan)
        road, house = changes_of_journal(store.journal())
        assert house.after["road_id"] == road.object_id == str(uuid.UUID(road.object_id))
        assert put(store, plan) == ()
        with pytest.raises(ConflictError, match="er nyt, men objektet findes med 1"):
            put(store, [replace(plan[1], after={**plan[1].after, "number": "3"})])
        other = {"number": "3", "road_id": road.object_id, "status": 2}
        put(store, [replace(plan[1], case_number="26/2", after=other)])
        assert len(changes_of_journal(store.journal())) == 3
    with pytest.raises(TableError, match="ikke et id"):
        store_changes([replace(plan[1], after={"number": "1", "road_id": "ukendt", "status": 2})], [])


def test_a_road_has_a_line_or_an_area():
    area = shapely.box(650000, 6268000, 650100, 6268100)
    key = "named_road", uid("v")
    change = PlannedChange(*key, {"road_area": ""}, {"road_area": area})
    with pytest.raises(TableError, match="A31"):
        store_changes([change], [], REGISTER)
    both = PlannedChange(*key, {"road_area": "", "road_line": LINE}, {"road_area": area, "road_line": ""})
    entries = entries_of(store_changes([both], [], REGISTER))
    (found,) = changes_of_journal(entries)
    assert (found.after["road_area"], found.after["road_line"]) == (area, None)


def entries_of(changes):
    """Return the entries that a store makes of changes of one object."""
    made, before = [], None
    for n, one in enumerate(changes, start=1):
        form = next(form for form in planned_tables() if form.name == one.table)
        after = form.checked({**(before or {}), **one.values})
        made.append(Entry(n, "gis", f"2026-11-28T08:00:0{n}.000Z", one.why or "x", "", one.table, one.object_id,
                          one.action, before, after))  # fmt: skip
        before = after
    replay(made)
    return made


def direct(entries, after, action=Action.UPDATE, **more):
    last = entries[-1]
    return [*entries, Entry(last.number + 1, DIRECT, "2026-11-28T09:00:00.000Z", "", "", last.table, last.object_id,
                            action, last.after, after, **more)]  # fmt: skip


def test_a_direct_edit_without_a_reason_is_a_change_and_told():
    entries = entries_of(store_changes([LETTER], [], REGISTER))
    entries = direct(entries, {**entries[-1].after, "number": "8C"})
    (found,) = changes_of_journal(entries)
    assert (found.before, found.after) == ({"number": "8"}, {"number": "8C"})
    assert found.why == f"To huse har nr. 8 (A03); {UNEXPLAINED} (post 3)"
    (one,), _ = net_changes(entries)
    assert (one.last.role, one.unexplained) == (DIRECT, (3,))
    when = "2026-11-28T10:00:00.000Z"
    explained = replace(entries[-1], why="målt", explained_by="gis", explained_at=when)
    (found,) = changes_of_journal([*entries[:-1], explained])
    assert found.why == "To huse har nr. 8 (A03); målt"


def test_a_row_cut_out_and_put_in_again_is_the_one_that_it_was_and_a_copy_is_new():
    entries = entries_of(store_changes([LETTER], [], REGISTER))
    gone = direct(entries, None, Action.DELETE)
    assert changes_of_journal(gone) == ()
    back = direct(gone, {**entries[-1].after, "number": "9"}, Action.INSERT)
    (found,) = changes_of_journal(back)
    assert (found.before, found.after) == ({"number": "8"}, {"number": "9"})
    copy = replace(back[-1], object_id=uid("kopi"), before=None, number=1)
    (found,) = changes_of_journal([copy])
    assert found.is_new
    assert found.why == f"{UNEXPLAINED} (post 1)"


def test_reasons_are_those_that_still_hold_and_are_about_what_changed(tmp_path):
    with opened(tmp_path) as store:
        put(store, [LETTER], REGISTER)

        def changed(values, why):
            held = store.find("house_number", uid("h"))
            return store.apply([Change.update(held, values)], role="gis", why=why)[0].number

        wrong = changed({"number": "10"}, "en fejl")
        store.undo([wrong], role="gis", why="fejlen fortrydes")
        changed({"plan_reference": "Lokalplan 19"}, "en anden plan")
        (found,) = changes_of_journal(store.journal())
        assert found.why == "To huse har nr. 8 (A03)"
        store.apply([Change.delete(store.find("house_number", uid("h")))], role="gis", why="ud")
        store.apply(store_changes([replace(LETTER, why="ind igen")], [], REGISTER), **WHO)
        (found,) = changes_of_journal(store.journal())
        assert (found.before, found.why) == ({"number": "8"}, "ind igen")


def test_a_deletion_past_the_store_that_is_undone_leaves_the_plan_against_the_register(tmp_path):
    with opened(tmp_path) as store:
        put(store, [LETTER], REGISTER)
        with closing(sqlite3.connect(store.path)) as database, database:
            database.execute("DELETE FROM house_number")
        (gone,) = store.open_direct()
        assert changes_of_journal(store.journal()) == ()
        store.undo([gone.number], **WHO)
        (found,) = changes_of_journal(store.journal())
        assert (found.before, found.after) == ({"number": "8"}, {"number": "8A"})
        with closing(sqlite3.connect(store.path)) as database, database:
            database.execute("DELETE FROM house_number")
        other = read_register({"Husnummer": [{**HOUSE, "husnummertekst": "7"}]}).at("2026-12-28")
        put(store, [replace(LETTER, before={"number": "7"})], other)  # the register has moved on
        (found,) = changes_of_journal(store.journal())
        assert (found.before, found.after) == ({"number": "7"}, {"number": "8A"})


@pytest.mark.parametrize(
    ("values", "said"),
    [({"status": 7}, "7"), ({"road_id": "Åvej"}, "road_id"), ({"planned_from": "1/5"}, "planned_from"),
     ({"number": {"hex": "00"}}, "number")],
)  # fmt: skip
def test_what_no_register_has_is_told_and_the_rest_is_there(values, said):
    entries = entries_of(store_changes([LETTER], [], REGISTER))
    wrong = direct(entries, {**entries[-1].after, **values})
    with pytest.raises(TableError, match="registret ikke kan have") as error:
        changes_of_journal(wrong)
    assert said in error.value.faults[0].da
    assert "(post 3)" in error.value.faults[0].da
    new = replace(LETTER, object_id=uid("ny"), before=None, after={"number": "4", "status": 2})
    (other,) = entries_of(store_changes([new], []))
    made, faults = net_changes([*wrong, replace(other, number=9)])
    assert (len(made), len(faults)) == (1, 1)


def test_a_number_drawn_without_a_status_begins_where_all_begin():
    made = Entry(1, DIRECT, "2026-11-28T09:00:00.000Z", "", "", "house_number", uid("n"), Action.INSERT, None,
                 {"number": "4"})  # fmt: skip
    (found,) = changes_of_journal([made])
    assert found.after == {"number": "4", "status": 1}


def test_a_reason_with_personal_data_is_refused(tmp_path):
    with opened(tmp_path) as store:
        with pytest.raises(ParamError, match="CPR-nummer"):
            put(store, [replace(LETTER, why="se 010190-1234")], REGISTER)
        assert everything(store) == []


def test_an_object_that_a_store_holds_needs_no_register():
    row = {**dict.fromkeys(next(f for f in planned_tables() if f.name == "house_number").names), "number": "8"}
    (made,) = store_changes([LETTER], [Stored("house_number", uid("h"), 7, row)])
    assert (made.action, made.based_on, made.values["number"]) == (Action.UPDATE, 7, "8A")
