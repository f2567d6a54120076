"""Variants as planned changes: applied to a register they pass its rules, and a new run gives the same ids."""

from __future__ import annotations

import dataclasses
import uuid

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gistools.addresses import (
    AddressCheckParams,
    NumberedRoad,
    NumberingParams,
    check_register,
    keying_list,
    parse_address_line,
    planned_table,
    propose_numbers,
    read_planned_table,
    read_register,
    variant_changes,
)
from gistools.addresses.change_numbers import planned_id
from gistools.addresses.register_form import OBJECTS
from gistools.errors import ParamError, WrongKindError

from .number_plans import PLANS, Plan, away, box, layer, line

DAY = AddressCheckParams(day="2026-11-28")
POSTCODE = {"id": "p1", "status": "3", "postnr": "4370", "navn": "Merløse"}
RULES = ("A01", "A02", "A03", "A04", "A05", "A06", "A08", "A10", "A11", "A19", "A21", "A24", "A25", "A43", "G01",
         "G03", "G04", "G06")  # fmt: skip
KNOWN = {"road_id": "v1", "road_name": "Åvej", "postcode_id": "p1", "postcode": "4370", "district": "Merløse"}


def records_of(plan_road, existing=()):
    """Return a register in which the road stands, with house numbers as (number, east, north)."""
    road = {"id": "v1", "status": "3", "vejnavn": "Åvej", "vejadresseringsnavn": "Åvej", "vejnavnelinje": plan_road.wkt}
    made = {"NavngivenVej": [road], "Postnummer": [POSTCODE], "Husnummer": [], "Adressepunkt": [], "Adresse": []}
    for number, x, y in existing:
        there = away(shapely.Point(x, y)).wkt
        made["Adressepunkt"].append({"id": f"k{number}", "status": "8", "position": there})
        made["Husnummer"].append({"id": f"h{number}", "status": "3", "husnummertekst": number, "navngivenvej": "v1",
                                  "adgangspunkt": f"k{number}", "postnummer": "p1"})  # fmt: skip
    return made


def applied(records, changes):
    """Return a register with new objects put in: written from the form of the register, apart from the code."""
    made = {name: list(rows) for name, rows in records.items()}
    for one in changes:
        assert one.is_new
        form = OBJECTS[one.register_object]
        aliases = {column.name: column.aliases[0] for column in form.columns}
        told = {aliases[key]: value.wkt if isinstance(value, shapely.Geometry) else value
                for key, value in one.after.items() if key != "status"}  # fmt: skip
        row = {"id": one.object_id, "status": str(one.after["status"]), **told}
        made.setdefault(form.aliases[0], []).append(row)
    return read_register(made).at("2026-11-28")


def found_in(held, changes, params=DAY):
    """Return what the rules find about what is new, without notes on the departures that a proposal tells of."""
    changed = {}
    for one in changes:
        changed.setdefault(one.register_object, []).append(one.object_id)
    return check_register(held, params, rules=RULES, changed=changed)


@pytest.mark.parametrize("name", [one for one, plan in PLANS.items() if plan.road.geom_type != "Polygon"])
def test_the_changes_of_a_plan_pass_the_rules_of_form_and_place(name):
    plan = PLANS[name]
    road, targets, more = plan.given()
    for variant in propose_numbers(road, targets, NumberingParams(**plan.params), **more).variants:
        fixed = [(number, *xy) for number, xy in plan.existing.items()]
        changes = variant_changes(variant, NumberedRoad(**KNOWN))
        held = applied(records_of(road, fixed), changes)
        found = found_in(held, changes).layer
        # order and sides of branches, loops and letters that numbers in place force are told by the proposal itself
        assert not set(found.rule) - {"A05", "A06", "A08", "G03", "G04"}
        assert not len(keying_list(read_register(records_of(road, fixed)).at("2026-11-28"), changes).conflicts)


@st.composite
def streets(draw):
    """Return a bent road with plots on both sides, some with a capacity and some numbered already."""
    bends = draw(st.lists(st.integers(-8, 8), min_size=3, max_size=3))
    road = line(*[(60 * k, y) for k, y in enumerate([0, *bends])])
    plots, capacity, fixed = {}, {}, {}
    for side, sign in (("l", 1), ("r", -1)):
        for k in range(draw(st.integers(1, 6))):
            near, far = sorted((sign * 14, sign * 44))
            name = f"{side}{k}"
            plots[name] = box(28 * k + 4, near, 28 * k + 30, far)
            capacity[name] = draw(st.sampled_from([None, 1, 2, 5]))
    for name in draw(st.lists(st.sampled_from(sorted(plots)), max_size=2, unique=True)):
        number = 2 * draw(st.integers(0, 9)) + (1 if name[0] == "l" else 2)
        middle = plots[name].centroid
        if str(number) not in fixed:
            fixed[str(number)] = (middle.x, middle.y)
    return Plan(road, plots, (0, 0), {}, capacity=capacity, existing=fixed)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(streets(), st.booleans())
def test_any_street_is_lawful_when_its_changes_are_keyed(plan, letters):
    road, targets, more = plan.given()
    fixed = [(number, *xy) for number, xy in plan.existing.items()]
    before = read_register(records_of(road, fixed)).at("2026-11-28")
    for variant in propose_numbers(road, targets, NumberingParams(letters=letters), **more).variants:
        changes = variant_changes(variant, NumberedRoad(**KNOWN), case_number="26/1")
        held = applied(records_of(road, fixed), changes)
        found = found_in(held, changes).layer
        told = set(variant.deviations.rule_id) | {"G03" if rule == "A05" else "G04" for rule in
                                                  set(variant.deviations.rule_id) & {"A05", "A06"}}  # fmt: skip
        assert not set(found.rule) - told, found[["rule", "object_name", "found_en"]].values.tolist()
        assert not len(keying_list(before, changes).conflicts)
        again = read_planned_table(planned_table(changes))
        assert [one.key for one in again] == [one.key for one in changes]
        # one number for each new one, two points of its own each, and a home for all homes
        new = variant.numbers[~variant.numbers.kept]
        by = {name: [one for one in changes if one.register_object == name]
              for name in ("point", "house_number", "address")}  # fmt: skip
        assert sorted(one.after["number"] for one in by["house_number"]) == sorted(new.number)
        assert len(by["point"]) == 2 * len(new)
        assert len({one.key for one in changes}) == len(changes)
        homes = {one.object_id: 0 for one in by["house_number"]}
        for one in by["address"]:
            homes[one.after["house_number_id"]] += 1
        known = new.dropna(subset=["capacity"])
        kept_free = dict(zip(known.number, (known.capacity - known.homes).astype(int), strict=True))
        for one in by["house_number"]:
            row = new.set_index("number").loc[one.after["number"]]
            capacity = plan.capacity[row.target_id]
            if capacity is None:
                assert homes[one.object_id] == 1
            else:
                assert homes[one.object_id] + kept_free[one.after["number"]] == capacity
                assert kept_free[one.after["number"]] == 0 or variant.name.value == "spares"


def test_a_home_has_an_address_here_or_a_number_kept_free_for_it():
    plan = Plan(line((0, 0), (100, 0)), {"a": box(5, 5, 25, 35), "b": box(30, 5, 50, 35), "c": box(55, 5, 75, 35)},
                (0, 0), {}, capacity={"a": 3, "b": 2, "c": 4}, existing={"5": (40, 20)})  # fmt: skip
    road, targets, more = plan.given()
    tight, spares = propose_numbers(road, targets, **more).variants[:2]
    assert tight.numbers.homes.tolist()[::2] == [3, 4]
    # a is 1, b is 5: between them is 3 alone, for one of the two other homes of a; after c all numbers are free
    assert dict(zip(spares.numbers.target_id, spares.numbers.homes, strict=True)) == {"a": 2, "b": 2, "c": 1}
    doors = [one.after.get("door", "") for one in variant_changes(spares, NumberedRoad(**KNOWN))
             if one.register_object == "address"]  # fmt: skip
    assert doors == ["1", "2", ""]


def test_ids_are_the_same_in_a_new_run_and_differ_by_road_target_and_number():
    plan = PLANS["two sides from the west"]
    road, targets, more = plan.given()

    def keys(variant, road_id="v1"):
        return {one.key for one in variant_changes(variant, NumberedRoad(**(KNOWN | {"road_id": road_id})))}

    tight, spares = propose_numbers(road, targets, **more).variants
    again = propose_numbers(shapely.reverse(road), targets.iloc[::-1], **more).variants[0]
    assert keys(tight) == keys(again)
    assert not keys(tight) & keys(tight, "v2")
    same = {row.target_id for row in tight.numbers.itertuples()
            if spares.numbers.set_index("target_id").number[row.target_id] == row.number}  # fmt: skip
    assert len(keys(tight) & keys(spares)) == 4 * len(same) > 0  # two points, the number and an address
    assert all(str(uuid.UUID(one)) == one for _, one in keys(tight))
    assert planned_id("v", "a", "11") != planned_id("v", "a1", "1")


def test_why_and_lines_say_what_stands_in_the_register():
    plan = PLANS["two sides from the west"]
    road, targets, more = plan.given()
    variant = propose_numbers(road, targets, **more).variants[0]
    changes = variant_changes(variant, NumberedRoad(**KNOWN), case_number="26/1", in_force="2027-01-01")
    first = next(one for one in changes if one.register_object == "house_number")
    assert first.after["line"] == "Åvej 1, 4370 Merløse"
    assert parse_address_line(first.after["line"]).number == "1"
    assert first.why.startswith("1: venstre side, 15 m fra nummereringens start")
    assert first.why.endswith("(A05, A06, A19, A21).")
    assert {(one.case_number, one.in_force) for one in changes} == {("26/1", "2027-01-01")}
    assert all("(A" in one.why for one in changes)
    bare = variant_changes(variant, NumberedRoad(road_id="v1"))
    assert not any("line" in one.after or "postcode_id" in one.after for one in bare)


def test_a_number_that_no_rule_explains_has_no_empty_brackets():
    road, targets, more = PLANS["two sides from the west"].given()
    variant = propose_numbers(road, targets, **more).best
    variant = dataclasses.replace(variant, numbers=variant.numbers.assign(rules=""))
    assert not [one.why for one in variant_changes(variant, NumberedRoad(**KNOWN)) if "()" in one.why]


def test_a_road_that_is_not_in_the_register_is_planned_too():
    plan = PLANS["two sides from the west"]
    road, targets, more = plan.given()
    variant = propose_numbers(road, targets, **more).variants[0]
    new = NumberedRoad(**KNOWN, municipality="0330", road_code="0144", shape=shapely.force_3d(road))
    changes = variant_changes(variant, new)
    assert [one.register_object for one in changes[:2]] == ["named_road", "road_part"]
    assert changes[0].after["addressing_name"] == "Åvej"
    assert not shapely.has_z(changes[0].after["road_line"])
    records = {"Postnummer": [POSTCODE], "NavngivenVej": [], "NavngivenVejKommunedel": [], "Husnummer": []}
    assert not len(keying_list(read_register(records).at("2026-11-28"), changes).conflicts)
    assert not len(found_in(applied(records, changes), changes).layer)
    assert len(variant_changes(variant, NumberedRoad(**KNOWN, shape=road))) == len(changes) - 1  # no code, no part
    square = variant_changes(variant, NumberedRoad(**KNOWN, shape=away(box(0, 0, 9, 9))))
    assert "road_area" in square[0].after
    long = NumberedRoad(**(KNOWN | {"road_name": "Vejen ved den gamle kirke"}), shape=road)
    assert "addressing_name" not in variant_changes(variant, long)[0].after


def test_what_is_no_variant_or_road_is_refused():
    road, targets, more = PLANS["two sides from the west"].given()
    variant = propose_numbers(road, targets, **more).variants[0]
    with pytest.raises(WrongKindError, match="NumberingVariant"):
        variant_changes(variant.numbers, NumberedRoad(**KNOWN))
    with pytest.raises(WrongKindError, match="NumberedRoad"):
        variant_changes(variant, "v1")
    with pytest.raises(ParamError, match="uden id"):
        NumberedRoad(road_id=" ", road_name="Åvej")
    with pytest.raises(ParamError, match="uden navn"):
        NumberedRoad(road_id="v1", shape=road)


def test_existing_numbers_without_a_point_are_not_used_again():
    plan = PLANS["two sides from the west"]
    road, targets, more = plan.given()
    existing = layer([shapely.Point(0, 0)], number=["3"])
    existing.geometry = [None]
    proposal = propose_numbers(road, targets, existing=existing, **more)
    assert "3" not in set(proposal.variants[0].numbers.number)
    assert any("no point" in one.en for one in proposal.choices)
