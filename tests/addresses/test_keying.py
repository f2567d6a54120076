"""The keying list: each rule of its order, each conflict, and that a register which refuses disorder takes it."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from gistools.addresses import KeyingList, PlannedChange, Register, keying_list, read_register
from gistools.addresses.keying_form import ACTION_COLUMNS, CONFLICT_COLUMNS, FIELD_COLUMNS
from gistools.errors import CrsError, ParamError, TableError, WrongKindError
from tests.addresses.toy_dar import RefusedError, ToyDar

P = PlannedChange
LINKS = {"building": pd.DataFrame({"object_id": ["b1"], "house_number_id": ["h1"]}),
         "unit": pd.DataFrame({"object_id": ["u1", "u2"], "address_id": ["a1", ""]})}  # fmt: skip


def row(name, status="3", **told):
    return {"id": name, "status": status, **told}


def town(*, without=(), **changes):
    """Return a register of one road with two house numbers, three addresses and their points."""
    rows = {
        "NavngivenVej": [row("v1", vejnavn="Skeevej")],
        "NavngivenVejKommunedel": [row("d1", kommune="0101", vejkode="0855", navngivenvej_id="v1")],
        "Postnummer": [row("p1", postnr="4370", navn="Store Merløse")],
        "SupplerendeBynavn": [row("s1", navn="Skee")],
        "Adressepunkt": [row(f"k{k}", status="8", position=f"POINT (7000{k}0 6170005)") for k in (1, 2, 3, 4)],
        "Husnummer": [
            row("h1", husnummertekst="1", navngivenvej_id="v1", postnummer_id="p1", adgangspunkt_id="k1",
                vejpunkt_id="k3"),
            row("h2", husnummertekst="3", navngivenvej_id="v1", postnummer_id="p1", adgangspunkt_id="k2",
                vejpunkt_id="k4"),
        ],
        "Adresse": [
            row("a1", adressebetegnelse="", etagebetegnelse="st", dørbetegnelse="tv", husnummer_id="h1"),
            row("a2", adressebetegnelse="", etagebetegnelse="st", dørbetegnelse="th", husnummer_id="h1"),
            row("a3", adressebetegnelse="", etagebetegnelse="", dørbetegnelse="", husnummer_id="h2"),
        ],
    }  # fmt: skip
    for name, changed in changes.items():
        by = {one["id"]: one for one in rows[name]}
        for one in changed:
            by[one["id"]] = by.get(one["id"], row(one["id"])) | one
        rows[name] = list(by.values())
    return read_register({name: told for name, told in rows.items() if name not in without}).at("2026-11-28")


def new_house(number="5", status=3, name="h9", road="v1", point="k9"):
    return [
        P("house_number", name, None, {"number": number, "road_id": road, "access_point_id": point,
                                       "postcode_id": "p1", "status": status}),
        P("point", point, None, {"position": "POINT (700090 6170005)"}),
    ]  # fmt: skip


def status(name, object_id, before, after, **more):
    return P(name, object_id, {"status": before}, {"status": after}, **more)


def listed(changes, register=None, **more) -> KeyingList:
    """Return the keying list, which the toy register has taken, whatever the order of changes."""
    register = register or town()
    made = keying_list(register, changes, **more)
    toy = ToyDar({**register.tables, **more.get("buildings", {})})
    for action in made.actions:
        toy.do(action.step)
    again = keying_list(register, list(reversed(changes)), **more)
    assert again.to_frame().equals(made.to_frame())
    assert again.conflicts_frame().equals(made.conflicts_frame())
    assert all(one < action.number for action in made.actions for one in action.depends_on)
    return made


def order(made):
    return [f"{one.kind} {one.key[1]} {one.step.status_after or ''}".strip() for one in made.actions]


def kinds(made):
    return [(str(one.kind), one.key[1]) for one in made.conflicts]


def test_what_is_new_comes_road_part_point_house_number_address_provisional_before_in_force():
    changes = [
        P("address", "a9", None, {"house_number_id": "h9", "floor": "1", "status": 3}, "26/7", "2026-12-24"),
        *new_house(road="v9"),
        P("road_part", "d9", None, {"road_id": "v9", "municipality": 101, "road_code": 7, "status": 3}),
        P("named_road", "v9", None, {"road_name": "Åløkken", "status": 3}),
    ]
    made = listed(changes)
    assert order(made) == [
        "create v9 1", "status v9 2", "create d9 1", "status d9 2", "create k9 7", "create h9 1", "status h9 2",
        "create a9 1", "status a9 2", "status v9 3", "status d9 3", "status k9 8", "status h9 3", "status a9 3",
    ]  # fmt: skip
    frame = made.to_frame()
    assert tuple(frame.columns) == ACTION_COLUMNS
    last = frame.iloc[-1]
    assert (last.status_before, last.status_after, last.case_number, last.in_force) == (2, 3, "26/7", "2026-12-24")
    assert last.what_da == "Sæt adresse Åløkken 5, 1. fra foreløbig (2) til gældende (3), med virkning fra 2026-12-24"
    assert frame.put_in.tolist() == [one in {2, 4, 7, 9, 12} for one in range(1, 15)]
    assert (frame.in_force[:-1] == "").all()
    assert frame.depends_on[7] == "6", "the address is made when its house number is"
    assert frame.depends_on[8] == "7 8", "and is provisional when that is"
    fields = made.fields_frame()
    assert tuple(fields.columns) == FIELD_COLUMNS
    assert fields[fields.keying_number == 3][["column_da", "after"]].values.tolist() == [
        ["kommune", "0101"], ["vejkode", "0007"], ["navngivenVej", "v9"]]  # fmt: skip


def test_what_ends_comes_in_the_reverse_order_and_points_end_with_what_used_them():
    ends = [status(name, one, 3, 4) for name, ids in {"named_road": ["v1"], "house_number": ["h1", "h2"],
            "road_part": ["d1"], "address": ["a1", "a2", "a3"]}.items() for one in ids]  # fmt: skip
    made = listed(ends)
    assert order(made) == [f"status {one} 4" for one in ("a1", "a2", "a3", "h1", "h2")] + [
        f"status {one} 9" for one in ("k1", "k3", "k2", "k4")] + ["status d1 4", "status v1 4"]  # fmt: skip
    assert {one.key[1] for one in made.actions if one.step.put_in} == {"k1", "k2", "k3", "k4"}
    assert [one.what.da for one in made.actions][5:7] == [
        "Sæt adgangspunkt Skeevej 1 fra i brug (8) til udgået (9)",
        "Sæt vejpunkt Skeevej 1 fra i brug (8) til udgået (9)",
    ]  # fmt: skip


def test_points_that_others_use_stay_and_those_never_in_use_are_deleted():
    shared = town(Husnummer=[{"id": "h2", "vejpunkt_id": "k3"}])
    gone = [status("address", "a3", 3, 4), status("house_number", "h2", 3, 4)]
    made = listed(gone, shared)
    assert (order(made), kinds(made)) == (["status a3 4", "status h2 4", "status k2 9"], [])
    draft = town(Husnummer=[{"id": "h2", "status": "2"}], Adresse=[{"id": "a3", "status": "2"}],
                 Adressepunkt=[{"id": "k2", "status": "7"}, {"id": "k4", "status": "7"}])  # fmt: skip
    shelved = [status("address", "a3", 2, 5), status("house_number", "h2", 2, 5)]
    assert order(listed(shelved, draft)) == ["status a3 5", "status h2 5", "status k2 6", "status k4 6"]


def test_a_planned_move_of_a_point_is_not_put_in_again():
    draft = town(Husnummer=[{"id": "h2", "status": "2"}], Adresse=[{"id": "a3", "status": "2"}],
                 Adressepunkt=[{"id": "k2", "status": "7"}, {"id": "k4", "status": "7"}])  # fmt: skip
    made = listed([status("house_number", "h2", 2, 3), status("point", "k2", 7, 8, case_number="26/2")], draft)
    assert order(made) == ["status k2 8", "status k4 8", "status h2 3"]
    assert [(one.step.put_in, one.step.case_number) for one in made.actions] == [
        (False, "26/2"),
        (True, ""),
        (False, ""),
    ]


def test_a_house_number_is_given_anew_only_when_it_is_free():
    swap = [P("house_number", "h1", {"number": "1"}, {"number": "3"}),
            P("house_number", "h2", {"number": "3"}, {"number": "5"})]  # fmt: skip
    made = listed(swap)
    assert order(made) == ["change h2", "change h1"]
    assert made.actions[0].what.da == "Ret husnummer Skeevej 5: husnummertekst fra 3 til 5"
    assert made.actions[1].depends_on == (1,)
    gone = [status("address", "a3", 3, 4), status("house_number", "h2", 3, 4), *new_house("3")]
    made = listed(gone)
    assert order(made).index("status h2 4") < order(made).index("status h9 2")
    assert "Skeevej 3 er, hvad husnummer h2 hed, som nedlægges i samme liste: om" in made.notes[0].da
    taken = listed(new_house("3"))
    assert kinds(taken) == [("waits", "k9"), ("taken", "h9")]
    assert taken.conflicts[1].what().da == "3 er optaget af husnummer h2"
    twice = listed([*new_house("7"), *new_house("7", name="h8", point="k8")])
    assert {one for one in kinds(twice) if one[0] == "taken"} == {("taken", "h8"), ("taken", "h9")}
    assert not twice.actions


def test_numbers_that_change_places_wait_for_each_other():
    swap = [P("house_number", "h1", {"number": "1"}, {"number": "3"}),
            P("house_number", "h2", {"number": "3"}, {"number": "1"}),
            P("address", "a1", {"floor": "st"}, {"floor": "1"})]  # fmt: skip
    made = listed(swap)
    assert kinds(made) == [("cycle", "h2"), ("cycle", "h1")]
    assert order(made) == ["change a1"]
    frame = made.conflicts_frame()
    assert tuple(frame.columns) == CONFLICT_COLUMNS
    assert frame.what_da.tolist() == [
        "venter på sig selv gennem husnummer h1",
        "venter på sig selv gennem husnummer h2",
    ]
    assert frame.object_name.tolist() == ["Skeevej 1", "Skeevej 3"]


def test_a_new_point_is_in_use_before_a_house_number_in_force_moves_to_it_and_the_old_ends_after():
    changes = [
        P("point", "k9", None, {"position": "POINT (700090 6170005)"}),
        P("house_number", "h1", {"access_point_id": "k1"}, {"access_point_id": "k9"}),
        status("point", "k1", 8, 9),
    ]
    assert order(listed(changes)) == ["create k9 7", "status k9 8", "change h1", "status k1 9"]
    assert kinds(listed(changes[2:])) == [("still_used", "k1")]


def test_buildings_and_units_are_linked_when_the_address_is_provisional_and_let_go_before_it_ends():
    changes = [
        *new_house("5", status=2),
        P("address", "a9", None, {"house_number_id": "h9", "status": 2}),
        P("building", "b1", {"house_number_id": "h1"}, {"house_number_id": "h9"}),
        P("unit", "u1", {"address_id": "a1"}, {"address_id": ""}),
        P("unit", "u2", {"address_id": ""}, {"address_id": "a9"}),
        status("address", "a1", 3, 4),
    ]
    made = listed(changes, buildings=LINKS)
    assert order(made) == ["create k9 7", "create h9 1", "status h9 2", "create a9 1", "status a9 2",
                           "link b1", "link u1", "link u2", "status a1 4"]  # fmt: skip
    assert [one.keyed_in for one in made.actions] == ["DAR"] * 5 + ["BBR"] * 3 + ["DAR"]
    assert [one.what.da for one in made.actions][5:8] == [
        "Knyt BBR-bygning b1 til husnummer Skeevej 5", "Løs BBR-enhed u1 fra adresse Skeevej 1, st. tv",
        "Knyt BBR-enhed u2 til adresse Skeevej 5"]  # fmt: skip
    without = keying_list(town(), changes)
    assert order(without) == order(made)
    assert "BBR er ikke givet" in without.notes[0].da
    assert kinds(listed(changes[-1:], buildings=LINKS)) == [("still_used", "a1")]
    wrong = [P("unit", "u2", {"address_id": "a3"}, {"address_id": "a1"}),
             P("unit", "u7", {"address_id": ""}, {"address_id": "a1"}),
             P("building", "b1", {"house_number_id": "h1"}, {"house_number_id": "h7"})]  # fmt: skip
    assert kinds(listed(wrong, buildings=LINKS)) == [("dangling", "b1"), ("outdated", "u2"), ("not_there", "u7")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([P("address", "a9", None, {"house_number_id": "h7", "status": 2})], [("dangling", "a9")]),
        ([*new_house(), *new_house()], [("made_twice", "k9"), ("column_twice", "k9"), ("made_twice", "h9")]),
        ([P("address", "a1", None, {"house_number_id": "h1", "status": 2})], [("already_there", "a1")]),
        ([P("address", "a7", {"floor": "st"}, {"floor": "1"})], [("not_there", "a7")]),
        ([P("address", "a1", {"floor": "st"}, {"floor": "1"}), P("address", "a1", {"floor": "st"}, {"floor": "2"})],
         [("column_twice", "a1")]),
        ([P("address", "a1", {"floor": "2"}, {"floor": "1"})], [("outdated", "a1")]),
        ([P("address", "a1", {"floor": "2"}, {"floor": "st"})], [("done_already", "a1")]),
        ([P("address", "a1", {"house_number_id": "h1"}, {"house_number_id": "h7"})], [("dangling", "a1")]),
        ([P("address", "a1", {"house_number_id": "h1"}, {"house_number_id": ""})], [("missing", "a1")]),
        ([P("house_number", "h9", None, {"number": "9", "status": 2})], [("missing", "h9")]),
        ([P("address", "a9", None, {"house_number_id": "h9", "status": 3}), *new_house(status=2)],
         [("not_held", "a9")]),
        ([status("house_number", "h1", 3, 4), status("address", "a1", 3, 4)],
         [("waits", "k1"), ("waits", "k3"), ("still_used", "h1")]),
        ([status("house_number", "h2", 3, 4, in_force="2027-01-01"),
          status("address", "a3", 3, 4, in_force="2027-02-01")],
         [("waits", "k2"), ("waits", "k4"), ("days", "h2")]),
        ([P("address", "a9", None, {"house_number_id": "h9", "status": 2}), *new_house("3", status=2)],
         [("waits", "a9"), ("taken", "h9")]),
        ([P("address", "a9", None, {"house_number_id": "h9", "status": 2}), new_house()[0], new_house()[0]],
         [("waits", "a9"), ("made_twice", "h9")]),
        ([P("address", "a9", None, {"house_number_id": "h1", "floor": "st", "door": "tv", "status": 2})],
         [("taken", "a9")]),
        ([P("road_part", "d9", None, {"road_id": "v1", "municipality": "0101", "road_code": "0855", "status": 2})],
         [("taken", "d9")]),
        ([status("address", "a1", 3, 4)], []),
    ],
)  # fmt: skip
def test_what_cannot_be_keyed_as_planned_is_told(changes, expected):
    made = listed(changes)
    assert set(expected) <= set(kinds(made)), kinds(made)
    assert {one for one in kinds(made) if one[0] != "column_twice"} == {
        one for one in expected if one[0] != "column_twice"
    }
    kept = {action.key for action in made.actions}
    assert not kept & {one.key for one in made.conflicts}
    for one in made.conflicts:
        assert "{" not in one.what().da + one.what().en


def test_a_toy_that_is_given_disorder_refuses_it():
    """That the judge of the order can see."""
    made = keying_list(town(), [*new_house(), P("address", "a9", None, {"house_number_id": "h9", "status": 3})])
    for first in made.actions[2:]:  # none but the first two, road and point, rest on nothing
        with pytest.raises(RefusedError):
            ToyDar(town().tables).do(first.step)


def test_illegal_moves_are_told_all_at_once_with_their_rule():
    wrong = [status("address", "a1", 3, 2), status("house_number", "h1", 3, 5), status("point", "k1", 8, 6),
             P("address", "a9", None, {"house_number_id": "h1", "status": 4})]  # fmt: skip
    with pytest.raises(TableError, match="A18") as error:
        keying_list(town(), wrong)
    assert len(error.value.faults) == 4
    assert "adresser a1 fra 3 gældende til 2 foreløbig" in error.value.found.da
    with pytest.raises(TableError, match="darstatus"):
        keying_list(town(), [status("address", "a1", 3, 9)])


def test_values_are_compared_as_the_register_reads_them():
    register = town(NavngivenVej=[{"id": "v1", "vejnavn": "Åløkken"}])
    loose = unicodedata.normalize("NFD", "Åløkken")
    made = listed([P("named_road", "v1", {"road_name": loose}, {"road_name": "Søvej"}),
                   P("road_part", "d1", {"municipality": 101}, {"municipality": "165"}),
                   P("point", "k1", {"position": "POINT (700010 6170005.00)"},
                     {"position": "POINT (700011 6170005)"}),
                   P("address", "a1", {"line": "x", "floor": "st"}, {"line": "y", "floor": "st"})],
                  register)  # fmt: skip
    assert not made.conflicts
    assert order(made) == ["change v1", "change d1", "change k1"], "the line is written by the register itself"
    assert made.fields_frame()[["before", "after"]].values.tolist() == [
        ["Åløkken", "Søvej"], ["0101", "0165"], ["POINT (700010 6170005)", "POINT (700011 6170005)"]]  # fmt: skip


def test_references_to_what_the_register_does_not_hold_are_noted_and_not_told_as_dangling():
    made = listed(new_house(), town(without=("Postnummer", "NavngivenVejKommunedel")))
    assert not made.conflicts
    assert [one.da for one in made.notes] == ["henvisninger til postnumre er ikke prøvet: registret har ingen"]


def test_what_is_no_planned_change_is_refused():
    for wrong in (
        lambda: P("husnummer", "h1", {}, {}),
        lambda: P("postcode", "p1", {"postcode": "1"}, {"postcode": "2"}),
        lambda: P("address", "a1", {"flor": "1"}, {"flor": "2"}),
        lambda: P("address", "a1", {"floor": "1"}, {"door": "2"}),
        lambda: P("address", "a1", {"status": None}, {"status": 3}),
        lambda: P("address", " ", {"floor": "1"}, {"floor": "2"}),
        lambda: P("address", "a9", None, {"house_number_id": "h1"}),
        lambda: P("unit", "u9", None, {"address_id": "a1"}),
        lambda: P("address", "a1", {"floor": "1"}, {"floor": "2"}, in_force="1. maj"),
    ):
        with pytest.raises(ParamError, match="planlagt ændring"):
            wrong()
    with pytest.raises(WrongKindError, match="planned_changes"):
        keying_list(town(), [{"object_id": "a1"}])
    with pytest.raises(WrongKindError, match="register"):
        keying_list(None, [])
    with pytest.raises(CrsError, match="grader"):
        keying_list(town(), [P("point", "k1", {"position": None}, {"position": "POINT (12 55)"})])
    with pytest.raises(TableError, match="vejkode er ikke fire cifre"):
        keying_list(town(), [P("road_part", "d1", {"road_code": "0855"}, {"road_code": "ABC"})])
    with pytest.raises(ParamError, match="flere versioner"):
        keying_list(Register({"postcode": pd.concat([town().tables["postcode"]] * 2)}), [])
    for frame in (pd.DataFrame({"object_id": ["b1"]}),
                  pd.DataFrame({"object_id": ["b1", "b1"], "house_number_id": ["h1", "h2"]})):  # fmt: skip
        with pytest.raises(TableError, match="bygninger og enheder"):
            keying_list(town(), [], buildings={"building": frame})


def test_what_never_rested_on_what_it_should_keeps_that_from_ending_all_the_same():
    odd = town(NavngivenVej=[row("v2", status="1", vejnavn="Ny")], Husnummer=[{"id": "h2", "navngivenvej_id": "v2"}])
    assert kinds(listed([status("named_road", "v2", 1, 6)], odd)) == [("still_used", "v2")]


def test_no_changes_are_no_actions():
    made = listed([P("address", "a1", {"floor": "st", "status": 3}, {"floor": "st", "status": "3"})])
    assert (repr(made), made.to_frame().shape, made.fields_frame().shape) == (
        "KeyingList(0 actions, 0 conflicts)", (0, len(ACTION_COLUMNS)), (0, len(FIELD_COLUMNS)))  # fmt: skip
