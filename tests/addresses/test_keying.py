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
        P("named_road", "v9", None, {"road_name": "Åløkken", "addressing_name": "Åløkken", "status": 3}),
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
    assert fields[fields.keying_number == 3][["column_da", "after", "after_shown"]].values.tolist() == [
        ["status", "1", "intern forberedelse (1)"], ["kommune", "0101", "0101"], ["vejkode", "0007", "0007"],
        ["navngivenVej", "v9", "Åløkken (v9)"]]  # fmt: skip
    assert made.actions[5].what.da == (
        "Opret husnummer Åløkken 5 som intern forberedelse (1): husnummertekst 5, navngivenVej Åløkken, "
        "adgangspunkt Åløkken 5, postnummer 4370 Store Merløse"
    )


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
    assert made.actions[0].what.da == "Ret husnummer Skeevej 3: husnummertekst fra 3 til 5"
    assert made.to_frame()[["name_before", "object_name"]].values.tolist() == [
        ["Skeevej 3", "Skeevej 5"], ["Skeevej 1", "Skeevej 3"]]  # fmt: skip
    assert made.actions[1].depends_on == (1,)
    gone = [status("address", "a3", 3, 4), status("house_number", "h2", 3, 4), *new_house("3")]
    made = listed(gone)
    assert order(made).index("status h2 4") < order(made).index("status h9 2")
    assert "Skeevej 3 (h9) er, hvad husnummer h2 hed, som nedlægges i samme liste: om" in made.notes[0].da
    taken = listed(new_house("3"))
    assert kinds(taken) == [("waits", "k9"), ("taken", "h9")]
    told = taken.conflicts_frame().iloc[1]
    assert (told.object_name, told.rule) == ("Skeevej 3", "A03")
    assert told.what_da.startswith("3 er optaget af husnummer Skeevej 3 (h2), mod regel A03, husnummeret er entydigt")
    assert told.mend_da == "Vælg en ledig værdi, eller planlæg, at den anden flyttes eller nedlægges."
    twice = listed([*new_house("7"), *new_house("7", name="h8", point="k8")])
    assert {one for one in kinds(twice) if one[0] == "taken"} == {("taken", "h8"), ("taken", "h9")}
    assert not twice.actions


def test_numbers_that_change_places_go_by_way_of_a_free_one():
    swap = [P("house_number", "h1", {"number": "1"}, {"number": "3"}),
            P("house_number", "h2", {"number": "3"}, {"number": "1"})]  # fmt: skip
    made = listed([*swap, P("address", "a1", {"floor": "st"}, {"floor": "1"})])
    assert not made.conflicts
    moves = [(one.key[1], *one.step.fields["number"], one.step.put_in) for one in made.actions if one.key[1] != "a1"]
    assert moves == [("h1", "1", "999", True), ("h2", "3", "1", False), ("h1", "999", "3", False)]
    assert made.actions[0].what.da == "Ret husnummer Skeevej 1: husnummertekst fra 1 til 999 (midlertidigt)"
    assert "Skeevej 3 (h1) bytter plads og har imens husnummertekst 999" in made.notes[0].da
    taken = town(Husnummer=[row("h8", status="4", husnummertekst="999", navngivenvej_id="v1")])
    assert listed(swap, taken).actions[0].step.fields["number"][1] == "998", "what is withdrawn is not used either"


def test_rings_of_numbers_and_of_doors_change_places_too():
    ring = town(Husnummer=[row("h3", husnummertekst="5", navngivenvej_id="v1")])
    made = listed([P("house_number", one, {"number": a}, {"number": b})
                   for one, a, b in (("h1", "1", "3"), ("h2", "3", "5"), ("h3", "5", "1"))], ring)  # fmt: skip
    assert [(one.key[1], one.step.fields["number"]) for one in made.actions] == [
        ("h1", ("1", "999")), ("h3", ("5", "1")), ("h2", ("3", "5")), ("h1", ("999", "3"))]  # fmt: skip
    doors = [P("address", "a1", {"door": "tv"}, {"door": "th"}), P("address", "a2", {"door": "th"}, {"door": "tv"})]
    made = listed(doors)
    assert [one.step.fields["door"] for one in made.actions] == [("tv", "9999"), ("th", "tv"), ("9999", "th")]
    roads = town(NavngivenVejKommunedel=[row("d2", kommune="0101", vejkode="0900", navngivenvej_id="v1")])
    codes = [P("road_part", "d1", {"road_code": "0855"}, {"road_code": "0900"}),
             P("road_part", "d2", {"road_code": "0900"}, {"road_code": "0855"})]  # fmt: skip
    made = listed(codes, roads)
    assert (kinds(made), order(made)) == ([("cycle", "d2"), ("cycle", "d1")], []), "no road code is free for a moment"
    frame = made.conflicts_frame()
    assert tuple(frame.columns) == CONFLICT_COLUMNS
    assert frame.what_da[0] == "venter på sig selv gennem kommunedel 0101 0900 Skeevej (d1)"
    assert "to omgange" in frame.mend_da[0]


@pytest.mark.parametrize(
    ("change", "rule", "column", "said"),
    [
        *(
            (P("house_number", "h1", {"number": "1"}, {"number": number}), rule, "number", said)
            for number, rule, said in (
                ("0", "A01", "husnummeret er '0'"), ("1000", "A01", "husnummeret er '1000'"), ("05", "A01", "'05'"),
                ("", "A01", "husnummeret er ''"), ("7a", "A02", "står 'a'"), ("7 B", "A02", "' B'"),
                ("7I", "A02", "et nyt nummer må ikke have bogstavet I"), ("7Å", "A02", "bogstavet Å"),
                ("7 ", "G09", "mellemrum"),
            )
        ),
        (new_house("7J")[0], "A02", "number", "bogstavet J"),
        (P("address", "a1", {"floor": "st"}, {"floor": "0"}), "A10", "floor", "etagen er '0'"),
        (P("address", "a1", {"floor": "st"}, {"floor": "ST"}), "A10", "floor", "etagen er 'ST'"),
        (P("address", "a1", {"floor": "st"}, {"floor": "100"}), "A10", "floor", "etagen er '100'"),
        (P("address", "a1", {"door": "tv"}, {"door": "012"}), "A11", "door", "døren er '012'"),
        (P("address", "a1", {"door": "tv"}, {"door": "TH"}), "A11", "door", "døren er 'TH'"),
        (P("named_road", "v1", {"road_name": "Skeevej"}, {"road_name": ""}), "A24", "road_name", "intet navn"),
        (P("named_road", "v1", {"road_name": "Skeevej"}, {"road_name": "V" + 40 * "e"}), "A24", "road_name", "41 tegn"),
        (P("named_road", "v1", {"road_name": "Skeevej"}, {"road_name": " Skeevej"}), "G09", "road_name", "mellemrum"),
        (P("named_road", "v1", {"road_name": "Skeevej"}, {"road_name": "SKEEVEJ"}), "G09", "", "store bogstaver"),
        (P("named_road", "v1", {"addressing_name": ""}, {"addressing_name": "V" + 20 * "e"}), "A25", "addressing_name",
         "21 tegn"),
        (P("named_road", "v9", None, {"road_name": "Åløkken", "status": 2}), "A25", "addressing_name",
         "adresseringsnavnet mangler"),
        (P("point", "k1", {"position": "POINT (700010 6170005)"}, {"position": "POINT (100 100)"}), "A44", "position",
         "uden for Danmark"),
        (P("point", "k9", None, {"position": "POINT (6170005 700010)"}), "A44", "position", "uden for Danmark"),
    ],
)  # fmt: skip
def test_values_that_rules_refuse_are_not_keyed_and_the_rule_is_told(change, rule, column, said):
    others = [new_house()[1]] if change.key == ("house_number", "h9") else []
    made = listed([change, *others])
    (one,) = [one for one in made.conflicts if one.kind == "against_rule" and one.rule == rule]
    assert (one.key, one.column) == (change.key, column)
    frame = made.conflicts_frame()
    told = frame[frame.rule == rule].iloc[0]
    assert said in told.what_da
    assert f"mod regel {rule}, " in told.what_da
    assert f"against rule {rule}, " in told.what_en
    assert "i planen" in told.mend_da
    assert change.key not in {action.key for action in made.actions}


def test_what_is_wrong_already_and_what_ends_is_no_conflict():
    odd = town(Husnummer=[{"id": "h2", "husnummertekst": "3i"}])
    moved = P("house_number", "h2", {"access_point_id": "k2"}, {"access_point_id": "k1"})
    assert not listed([moved], odd).conflicts, "the letter is no work of this change"
    worse = P("house_number", "h2", {"number": "3i"}, {"number": "3j"})
    assert [one.rule for one in listed([worse], odd).conflicts] == ["A02"]
    assert not listed([status("address", "a3", 3, 4), status("house_number", "h2", 3, 4)], odd).conflicts


def test_all_that_is_wrong_with_an_object_is_told_at_once():
    outdated = P("house_number", "h1", {"number": "7"}, {"number": "7a"})
    assert kinds(listed([outdated])) == [("against_rule", "h1"), ("outdated", "h1")]
    twice = [P("house_number", "h1", {"number": "1"}, {"number": one}) for one in ("7a", "9")]
    assert kinds(listed(twice)) == [("column_twice", "h1")], "which of both is not known"


def test_a_rule_tells_the_safe_fix():
    new = P("named_road", "v9", None, {"road_name": "Åløkken", "addressing_name": "ÅLØKKEN", "status": 2})
    table = listed([new]).conflicts_frame().set_index("rule")
    assert table.mend_da["A25"] == "Ret vejadresseringsnavn i planen til 'Åløkken'."


def test_ids_are_the_same_in_capitals_and_braces():
    key = "0a3f50b1-52ee-32b8-e044-0003ba298018"
    register = town(Husnummer=[row(key, husnummertekst="7", navngivenvej_id="v1")])
    for written in (key.upper(), f"{{{key}}}", f" {key} "):
        made = listed([P("house_number", written, {"number": "7"}, {"number": "9"}),
                       P("address", "a9", None, {"house_number_id": written.strip(), "status": 3})],
                      register)  # fmt: skip
        assert not made.conflicts
        assert {action.key[1] for action in made.actions} == {key, "a9"}
    held = {"unit": pd.DataFrame({"object_id": [key.upper()], "address_id": ["a1"]})}
    made = keying_list(town(), [P("unit", key, {"address_id": "a1"}, {"address_id": ""})], buildings=held)
    assert order(made) == [f"link {key}"]


def test_objects_are_called_by_name_with_the_id_beside():
    made = listed([status("house_number", "h1", 3, 4),
                   P("house_number", "h2", {"road_id": "v1"}, {"road_id": "v7"})])  # fmt: skip
    frame = made.conflicts_frame().set_index("conflict_kind")
    assert frame.what_da["still_used"] == (
        "skal afsluttes, men bruges stadig af adresse Skeevej 1, st. tv (a1), adresse Skeevej 1, st. th (a2)"
    )
    new = listed([*new_house("3"), P("address", "a9", None, {"house_number_id": "h9", "status": 3})])
    frame = new.conflicts_frame().set_index("object_id")
    assert frame.object_name["h9"] == "Skeevej 3"
    assert frame.what_da["a9"] == "venter på husnummer Skeevej 3 (h9), som er i konflikt"
    wrong = listed([P("house_number", "h9", None, {"number": "7i", "road_id": "v1", "status": 2}),
                    P("address", "a9", None, {"house_number_id": "h9", "status": 2})])  # fmt: skip
    frame = wrong.conflicts_frame().set_index("object_id")
    assert (frame.object_name["h9"], frame.object_name["a9"]) == ("Skeevej 7i", "Skeevej 7i")


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
                           "link b1", "link u2", "link u1", "status a1 4"]  # fmt: skip
    assert [one.keyed_in for one in made.actions] == ["DAR"] * 5 + ["BBR"] * 3 + ["DAR"]
    assert [one.what.da for one in made.actions][5:8] == [
        "Knyt BBR-bygning ved Skeevej 1 (b1) til husnummer Skeevej 5",
        "Knyt BBR-enhed u2 til adresse Skeevej 5",
        "Løs BBR-enhed ved Skeevej 1, st. tv (u1) fra adresse Skeevej 1, st. tv"]  # fmt: skip
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
        ([status("house_number", "h2", 3, 4, in_force="20270101"),
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
