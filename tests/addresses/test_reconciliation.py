"""What became of keyed actions: accepted, otherwise, not seen, not to be told; and what others did."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gistools.addresses import PlannedChange, ReconcileParams, from_dawa, keying_list, read_register, reconcile
from gistools.addresses.keying_form import DIFFERENCE_COLUMNS, OTHERS_COLUMNS, OUTCOME_COLUMNS
from gistools.errors import ParamError, WrongKindError
from tests.addresses.keying_cases import FIELDS, NEEDED, register_of, worlds
from tests.addresses.toy_dar import ToyDar

P = PlannedChange
BEFORE = {
    ("named_road", "v1"): {"road_name": "Skeevej", "status": 3},
    ("road_part", "d1"): {"municipality": "0101", "road_code": "0855", "road_id": "v1", "status": 3},
    ("point", "k1"): {"position": "POINT (700010 6170005)", "status": 8},
    ("house_number", "h1"): {"number": "1", "road_id": "v1", "access_point_id": "k1", "status": 3},
    ("address", "a1"): {"house_number_id": "h1", "floor": "st", "status": 3},
    ("address", "a2"): {"house_number_id": "h1", "floor": "1", "status": 3},
}
NEW = [
    P("point", "tk", None, {"position": "POINT (700090 6170005)"}),
    P("house_number", "th", None, {"number": "5", "road_id": "v1", "access_point_id": "tk", "status": 3}, "26/9"),
    P("address", "ta", None, {"house_number_id": "th", "floor": "1", "status": 3}),
]
KEYED = {
    ("point", "k9"): {"position": "POINT (700090 6170005)", "status": 8},
    ("house_number", "h9"): {"number": "5", "road_id": "v1", "access_point_id": "k9", "status": 3},
    ("address", "a9"): {"house_number_id": "h9", "floor": "1", "status": 3},
}


def after(*changes, without=()):
    """Return a register in which objects are added, or some of their columns are otherwise."""
    objects = {key: dict(told) for key, told in BEFORE.items() if key not in without}
    for changed in changes:
        for key, told in changed.items():
            objects.setdefault(key, {}).update(told)
    return register_of(objects)


def sent(*changes):
    return keying_list(register_of(BEFORE), changes)


def outcomes(made):
    return [f"{one.keying_action} {one.object_id} {one.outcome} {one.columns}".strip()
            for one in made.outcomes.itertuples()]  # fmt: skip


def others(made):
    return made.others[["other_change", "object_id", "column", "value_before", "value_after"]].values.tolist()


def test_what_is_changed_as_it_was_sent_is_accepted_and_otherwise_it_is_told_how():
    list_ = sent(P("address", "a1", {"floor": "st"}, {"floor": "2"}, "26/9"),
                 P("address", "a2", {"status": 3}, {"status": 4}))  # fmt: skip
    fine = reconcile(list_, after({("address", "a1"): {"floor": "2"}, ("address", "a2"): {"status": 4}}))
    assert outcomes(fine) == ["change a1 accepted", "status a2 accepted"]
    assert (tuple(fine.outcomes), tuple(fine.differences)) == (OUTCOME_COLUMNS, DIFFERENCE_COLUMNS)
    assert tuple(fine.others) == OTHERS_COLUMNS
    assert (len(fine.others), len(fine.differences)) == (0, 0)
    first = fine.outcomes.iloc[0]
    assert (first.register_id, first.object_name, first.case_number) == ("a1", "Skeevej 1, 2.", "26/9")
    none = reconcile(list_, after())
    assert outcomes(none) == ["change a1 not_seen floor", "status a2 not_seen status"]
    assert none.outcomes.why_da[0] == "registret har det stadig, som det var"
    wrong = reconcile(list_, after({("address", "a1"): {"floor": "3"}, ("address", "a2"): {"status": 2}}))
    assert outcomes(wrong) == ["change a1 differs floor", "status a2 differs status"]
    assert wrong.differences[["column_da", "sent_value", "register_value"]].values.tolist() == [
        ["etagebetegnelse", "2", "3"], ["status", "nedlagt (4)", "foreløbig (2)"]]  # fmt: skip
    assert repr(wrong) == "Reconciliation(2 differs; 0 by others)"
    assert repr(fine) == "Reconciliation(2 accepted; 0 by others)"


def test_half_of_a_change_differs_in_the_half_that_was_not_done():
    list_ = sent(P("address", "a1", {"floor": "st", "door": ""}, {"floor": "2", "door": "th"}))
    assert outcomes(reconcile(list_, after({("address", "a1"): {"floor": "2"}}))) == ["change a1 differs door"]


def test_what_is_new_is_found_by_its_key_under_the_id_that_the_register_gave_it():
    list_ = sent(*NEW)
    made = reconcile(list_, after(KEYED))
    assert set(made.outcomes.outcome) == {"accepted"}
    assert made.ids == {("point", "tk"): "k9", ("house_number", "th"): "h9", ("address", "ta"): "a9"}
    assert not len(made.others)
    half = after({("house_number", "h9"): {**KEYED["house_number", "h9"], "status": 2, "access_point_id": ""}})
    assert outcomes(reconcile(list_, half)) == [
        "create tk not_seen", "create th differs access_point_id", "status th accepted", "create ta not_seen",
        "status ta not_seen", "status tk not_seen", "status th not_seen status", "status ta not_seen",
    ]  # fmt: skip
    told = reconcile(list_, half).outcomes
    assert "ikke offentlig" in told.why_da[0]
    assert "ikke i udtrækket" in told.why_da[4]


def test_several_that_may_be_meant_are_told_and_a_given_id_decides():
    twice = {**KEYED, ("house_number", "h8"): {**KEYED["house_number", "h9"], "access_point_id": ""}}
    made = reconcile(sent(*NEW), after(twice))
    told = made.outcomes.set_index(["keying_action", "object_id"])
    assert told.outcome["create", "th"] == told.outcome["create", "ta"] == "ambiguous"
    assert told.other_ids["create", "th"] == "h8 h9"
    assert ("house_number", "th") not in made.ids
    assert made.ids["point", "tk"] == "k9", "it is where it was sent"
    told = reconcile(sent(*NEW), after(twice), ids={"th": "h9"})
    assert set(told.outcomes.outcome) == {"accepted"}
    assert others(told) == [["new", "h8", "", "", ""]]


def test_two_roads_of_one_name_cannot_be_told_apart_nor_what_is_on_them():
    road = {"road_name": "Åløkken", "addressing_name": "Åløkken"}
    list_ = sent(P("named_road", "tv", None, {**road, "status": 2}),
                 P("house_number", "th", None, {"number": "1", "road_id": "tv", "status": 2}))  # fmt: skip
    new = {("named_road", one): {**road, "status": 2} for one in ("v8", "v9")}
    made = reconcile(list_, after(new, {("house_number", "h9"): {"number": "1", "road_id": "v9", "status": 2}}))
    assert set(made.outcomes.outcome) == {"ambiguous"}
    made = reconcile(list_, after(new, {("house_number", "h9"): {"number": "1", "road_id": "v9", "status": 2}}),
                     ids={"tv": "v9"})  # fmt: skip
    assert set(made.outcomes.outcome) == {"accepted"}


def test_points_are_where_they_were_sent_within_a_tolerance():
    list_ = sent(P("point", "k1", {"position": "POINT (700010 6170005)"}, {"position": "POINT (700020 6170005)"}),
                 P("point", "tk", None, {"position": "POINT (700050 6170005)"}))  # fmt: skip
    moved = {("point", "k1"): {"position": "POINT (700020.3 6170005)"},
             ("point", "k8"): {"position": "POINT (700050 6170005.3)", "status": 7}}  # fmt: skip
    assert outcomes(reconcile(list_, after(moved))) == ["change k1 differs position", "create tk not_seen"]
    made = reconcile(list_, after(moved), ReconcileParams(tolerance_m=0.5))
    assert outcomes(made) == ["change k1 accepted", "create tk accepted"]
    assert not len(made.others)
    for wrong in (-1.0, float("nan")):
        with pytest.raises(ParamError, match="tolerance_m"):
            reconcile(list_, after(moved), ReconcileParams(tolerance_m=wrong))


def test_letters_that_stand_apart_and_zeros_that_were_lost_are_the_same():
    list_ = sent(P("named_road", "v1", {"road_name": "Skeevej"}, {"road_name": "Åløkken"}),
                 P("road_part", "d1", {"road_code": 855}, {"road_code": 7}))  # fmt: skip
    seen = after({("named_road", "v1"): {"road_name": unicodedata.normalize("NFD", "Åløkken")},
                  ("road_part", "d1"): {"road_code": "7"}})  # fmt: skip
    assert outcomes(reconcile(list_, seen)) == ["change v1 accepted", "change d1 accepted"]


def test_an_extract_of_dawa_is_held_against_by_the_statuses_of_dar():
    access = {"id": "h9", "status": 1, "husnr": "5", "vejstykke": {"navn": "Skeevej", "kode": "0855"},
              "navngivenvej": {"id": "v1"}, "kommune": {"kode": "0101"}}  # fmt: skip
    told, _ = from_dawa({"adgangsadresser": [access]})
    new = P("house_number", "th", None, {"number": "5", "road_id": "v1", "status": 3})
    made = reconcile(sent(new), read_register(told).at("2026-11-28"))
    assert set(made.outcomes.outcome) == {"accepted"}, "their 1 is in force"
    told, _ = from_dawa({"adgangsadresser": [{**access, "status": 3}]})
    made = reconcile(sent(new), read_register(told).at("2026-11-28"))
    assert made.outcomes.outcome.tolist() == ["accepted", "accepted", "not_seen"], "and their 3 provisional"


def test_numbers_that_changed_places_are_accepted_and_told_where_they_stopped():
    before = {**BEFORE, ("house_number", "h2"): {"number": "3", "road_id": "v1", "access_point_id": "", "status": 3}}
    list_ = keying_list(register_of(before), [P("house_number", "h1", {"number": "1"}, {"number": "3"}),
                                              P("house_number", "h2", {"number": "3"}, {"number": "1"})])  # fmt: skip
    for numbers, expected in (
        (("3", "1"), ["accepted", "accepted", "accepted"]), (("1", "3"), ["not_seen", "not_seen", "not_seen"]),
        (("999", "1"), ["accepted", "accepted", "not_seen"]), (("7", "1"), ["differs", "accepted", "differs"]),
    ):  # fmt: skip
        seen = {key: dict(told) for key, told in before.items()}
        for one, number in zip(("h1", "h2"), numbers, strict=True):
            seen["house_number", one]["number"] = number
        assert reconcile(list_, register_of(seen)).outcomes.outcome.tolist() == expected, numbers


def test_given_ids_are_the_same_in_capitals():
    key = "0a3f50b1-52ee-32b8-e044-0003ba298018"
    seen = {("house_number", key): KEYED["house_number", "h9"], ("house_number", "h8"): KEYED["house_number", "h9"],
            **{one: told for one, told in KEYED.items() if one[0] != "house_number"},
            ("address", "a9"): {**KEYED["address", "a9"], "house_number_id": key}}  # fmt: skip
    made = reconcile(sent(*NEW), after(seen), ids={"th": f"{{{key.upper()}}}"})
    assert set(made.outcomes.outcome) == {"accepted"}


def test_what_others_did_is_told_apart_from_ours():
    list_ = sent(P("address", "a1", {"floor": "st"}, {"floor": "2"}))
    theirs = {("address", "a1"): {"floor": "2", "status": 4}, ("point", "k1"): {"position": "POINT (700011 6170005)"},
              ("house_number", "h7"): {"number": "7", "road_id": "v1", "status": 3}}  # fmt: skip
    made = reconcile(list_, after(theirs, without=[("address", "a2")]))
    assert outcomes(made) == ["change a1 accepted"]
    assert others(made) == [
        ["changed", "k1", "position", "POINT (700010 6170005)", "POINT (700011 6170005)"],
        ["new", "h7", "", "", ""], ["gone", "a2", "", "", ""],
        ["changed", "a1", "status", "gældende (3)", "nedlagt (4)"],
    ]  # fmt: skip
    assert made.others.object_name.tolist()[1] == "Skeevej 7"


def test_what_was_not_keyed_is_not_ours():
    list_ = sent(
        P("address", "a1", {"floor": "st"}, {"floor": "2"}), P("address", "a2", {"floor": "1"}, {"floor": "3"})
    )
    made = reconcile(list_.sent([1]), after({("address", "a2"): {"floor": "3"}, ("address", "a1"): {"floor": "2"}}))
    assert len(made.outcomes) == 1
    assert [one[1:3] for one in others(made)] == [["a2" if made.outcomes.object_id[0] == "a1" else "a1", "floor"]]
    with pytest.raises(ParamError, match="handling 7"):
        list_.sent([7])


def test_what_was_deleted_is_gone():
    before = {**BEFORE, ("address", "a3"): {"house_number_id": "h1", "floor": "9", "status": 1}}
    list_ = keying_list(register_of(before), [P("address", "a3", {"status": 1}, {"status": 6})])
    made = reconcile(list_, after())
    assert outcomes(made) == ["status a3 accepted"]
    assert not len(made.others)
    assert outcomes(reconcile(list_, register_of(before))) == ["status a3 not_seen status"]


def test_links_of_the_building_register_are_reconciled_and_unknown_without_it():
    links = {"unit": pd.DataFrame({"object_id": ["u1"], "address_id": [""]})}
    list_ = keying_list(register_of(BEFORE), [*NEW, P("unit", "u1", {"address_id": ""}, {"address_id": "ta"})],
                        buildings=links)  # fmt: skip
    for held, expected in (("a9", "accepted"), ("", "not_seen"), ("a1", "differs")):
        made = reconcile(list_, after(KEYED), buildings={"unit": links["unit"].assign(address_id=held)})
        assert made.outcomes.set_index("keying_action").outcome["link"] == expected
    made = reconcile(list_, after(KEYED))
    assert made.outcomes.set_index("keying_action").outcome["link"] == "unknown"


def test_values_of_another_kind_are_refused():
    with pytest.raises(WrongKindError, match="sent"):
        reconcile(after(), after())
    with pytest.raises(WrongKindError, match="extract"):
        reconcile(sent(), {})
    assert repr(reconcile(sent(), after())) == "Reconciliation(no actions; 0 by others)"
    several = read_register({"Postnummer": [{"id": "p", "status": "3", "postnr": "1", "navn": "A",
                                             "virkningfra": f"20{k}-01-01"} for k in (10, 11)]})  # fmt: skip
    with pytest.raises(ParamError, match="flere versioner"):
        reconcile(sent(), several)


def renamed(objects, ids):
    """Return objects under other ids, as a register gives its own to what is new."""
    made = {}
    for (name, one), told in objects.items():
        made[name, ids.get(one, one)] = {column: ids.get(value, value) for column, value in told.items()}
    return made


def toy_objects(register, steps):
    toy = ToyDar(register.tables)
    for step in steps:
        toy.do(step)
    kept = {name: [*columns, *NEEDED.get(name, {})] for name, columns in FIELDS.items()}
    return {key: {column: told.get(column) or "" for column in (*kept[key[0]], "status")}
            for key, told in toy.objects.items()}  # fmt: skip


@given(worlds(whole=True), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_what_the_register_took_is_accepted_and_one_left_out_or_altered_is_told_alone(world, random):
    objects, changes = world
    register = register_of(objects)
    list_ = keying_list(register, changes)
    assume(list_.actions)
    steps = [action.step for action in list_.actions]
    whole = toy_objects(register, steps)

    own = {key: f"own-{key[1]}" for key in whole if key[1].startswith("n")}
    ids = {key[1]: name for key, name in own.items()}
    seen = renamed(whole, ids)
    shuffled = list(seen.items())
    random.shuffle(shuffled)
    made = reconcile(list_, register_of(dict(shuffled)), ids=ids)
    assert set(made.outcomes.outcome) == {"accepted"}
    assert not len(made.others)
    assert reconcile(list_, register_of(seen), ids=ids).outcomes.equals(made.outcomes)

    rested_on = {one for action in list_.actions for one in action.depends_on}
    last = random.choice([action for action in list_.actions if action.number not in rested_on])
    left = renamed(toy_objects(register, [one.step for one in list_.actions if one is not last]), ids)
    made = reconcile(list_, register_of(left), ids=ids)
    expected = ["not_seen" if action is last else "accepted" for action in list_.actions]
    assert made.outcomes.outcome.tolist() == expected
    assert not len(made.others)

    if last.kind == "change":
        altered = {key: dict(told) for key, told in seen.items()}
        column = random.choice(list(last.step.fields))
        key = last.key[0], ids.get(last.key[1], last.key[1])
        altered[key][column] = "POINT (700500 6170500)" if column == "position" else "9001"
        made = reconcile(list_, register_of(altered), ids=ids)
        differs = ["differs" if action is last else "accepted" for action in list_.actions]
        assert made.outcomes.outcome.tolist() == differs
        assert made.outcomes["columns"].tolist()[last.number - 1] == column


@given(worlds(whole=True))
@settings(max_examples=15)
def test_what_is_new_is_found_without_being_told_its_id_or_several_are_told(world):
    objects, changes = world
    register = register_of(objects)
    list_ = keying_list(register, changes)
    whole = toy_objects(register, [action.step for action in list_.actions])
    ids = {key[1]: f"own-{key[1]}" for key in whole if key[1].startswith("n")}
    made = reconcile(list_, register_of(renamed(whole, ids)))
    for key, one in made.ids.items():
        assert one == ids[key[1]]
    found = {("accepted" if key in made.ids or key[1] not in ids else "ambiguous") for key in whole}
    assert set(made.outcomes.outcome) <= found | {"ambiguous"}
    assert not (set(made.outcomes.outcome) - {"accepted", "ambiguous"})
