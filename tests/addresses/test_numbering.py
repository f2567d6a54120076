"""Numbers proposed for planned roads: plans numbered by hand, departures counted anew, and nothing else decides."""

from __future__ import annotations

import itertools
import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
import shapely.ops
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import affinity

from gistools.addresses import NumberingParams, address_rules, house_number_key, parse_address_line, propose_numbers
from gistools.addresses.numbering import NUMBERING_RULES
from gistools.errors import CrsError, GistoolsError, LayerError, ParamError, TableError, WrongKindError

from .number_plans import CRS, EAST, NORTH, PLANS, STRAIGHT, Plan, away, box, layer, line, lines

ROAD = line((0, 0), (100, 0))


def proposal_of(plan, **more):
    road, targets, given_ = plan.given()
    return propose_numbers(road, targets, NumberingParams(**plan.params), **(given_ | more))


def numbers_of(variant):
    told = {}
    for name, number in zip(variant.numbers.target_id, variant.numbers.number, strict=True):
        told[name] = f"{told[name]} {number}" if name in told else number
    return told


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_has_the_numbers_that_the_rules_give_by_hand(name):
    plan = PLANS[name]
    assert numbers_of(proposal_of(plan).variants[0]) == plan.tight


# --- every departure has a row, and no row is without one


def label(number):
    return house_number_key(number)


def departures(variant, params, capacity):
    """Return what departs from the rules, counted from the numbers alone: one-sided patterns and sides apart."""
    rows = variant.numbers.to_dict("records")
    made = set()
    used = {label(row["number"]) for row in rows}
    spares = variant.name.value == "spares"
    for row in rows:
        number, letter = label(row["number"])
        if letter:
            made.add((row["number"], "A08"))
        if row["side"] in {"left", "right"} and (number % 2 == 1) != (row["side"] == "left"):
            made.add((row["number"], "A06"))
    one_by_one = params.pattern.value != "two_sided" or "around" in set(variant.numbers.side)
    for parity in [None] if one_by_one else [0, 1]:
        mine = sorted(label(row["number"]) for row in rows if parity is None or label(row["number"])[0] % 2 == parity)
        for one, after in itertools.pairwise(mine):
            row = next(row for row in rows if label(row["number"]) == one)
            free = [n for n in range(one[0] + 1, after[0] + (after[1] != ""))
                    if (parity is None or n % 2 == parity) and (n, "") not in used]  # fmt: skip
            home = capacity.get(row["target_id"])
            wish = 0 if row["kept"] or not spares else params.spare_step if home is None else home - 1
            assert row["spares"] == len(free)
            if free or wish:
                made.add((row["number"], "A09"))
    return made


def assert_order_is_told(variant):
    """Assert that the numbers rise but for those with a row of A05, and that each of these stands in the way."""
    falls = set(variant.deviations[variant.deviations.rule_id == "A05"].number)
    for _, mine in variant.numbers.groupby(
        variant.numbers.side if one_series(variant) is None else one_series(variant)
    ):
        rows = [(row.order_m, label(row.number), row.number in falls) for row in mine.itertuples()]
        fine = sorted((at, one) for at, one, falling in rows if not falling)
        assert [one for _, one in fine] == sorted(one for _, one in fine)
        for at, one, falling in rows:
            if falling:
                assert any((at < other) != (one < number) for other, number in fine)


def one_series(variant):
    parity = variant.numbers.number.map(lambda one: label(one)[0] % 2)
    return parity if variant.deviations.rule_id.ne("A06").all() else None


@pytest.mark.parametrize("name", [name for name in PLANS if "out and home" not in name])
def test_every_departure_of_a_plan_is_told_and_no_other(name):
    plan = PLANS[name]
    for variant in proposal_of(plan).variants[:2]:
        told = variant.deviations
        found = set(zip(told.number, told.rule_id, strict=True)) - {
            (one.number, "A05") for one in told.itertuples() if one.rule_id == "A05"
        }
        capacity = plan.capacity | {name: 1 for name in plan.plots if len(plan.doors) > 0 and name == "block"}
        if "block" in capacity:
            continue  # doors: the wish after each is that of its plot; see below
        assert found == departures(variant, NumberingParams(**plan.params), capacity)
        assert_order_is_told(variant)


def test_a_branch_that_is_numbered_out_and_home_tells_parity_and_falling_numbers():
    variant = proposal_of(PLANS["side branch, out and home"]).variants[0]
    told = variant.deviations[variant.deviations.target_id == "b_right"]
    assert sorted(told.rule_id) == ["A05", "A06"]
    assert all("1" in text for text in told.why_en)
    assert set(variant.deviations.target_id) == {"b_right"}


# --- spares, capacity, patterns that are there


def test_spare_numbers_follow_the_capacity_and_else_the_step():
    plan = Plan(ROAD, STRAIGHT, (0, 0), {}, capacity={"n1": 3, "n2": 1, "s1": 4})
    variant = proposal_of(plan).variants[1]
    assert variant.name.value == "spares"
    # n1 has 3 homes: 3 and 5 stay free; n2 has one: none; n3 is not known: one; s1 has 4: 4, 6 and 8
    assert numbers_of(variant) == {"n1": "1", "n2": "7", "n3": "9", "n4": "13", "s1": "2", "s2": "10", "s3": "14"}
    assert variant.score == 100.0
    row = variant.deviations[variant.deviations.number == "2"].iloc[0]
    assert (row.rule_id, row.why_da) == ("A09", "3 frie numre efter det (4, 6, 8): rummelighed 4 boliger")
    tight = proposal_of(plan).variants[0]
    part = tight.score_parts.set_index("part").loc["spares"]
    assert (part["count"], part.of_count) == (2 + 0 + 1 + 3 + 1, 2 + 0 + 1 + 3 + 1)
    assert tight.score == 85.0


def test_spare_numbers_after_doors_are_those_of_the_homes_left():
    plan = PLANS["row houses and doors"]
    road, targets, more = plan.given()
    targets["capacity"] = [None, None, None, None, 5]
    targets = gpd.GeoDataFrame(
        {"target_id": [*targets.target_id, "next"], "capacity": [*targets.capacity, None]},
        geometry=[*targets.geometry, away(box(82, 5, 98, 30))], crs=CRS,
    )  # fmt: skip
    variant = propose_numbers(road, targets, NumberingParams(spare_step=0), **more).variants[1]
    # 5 homes behind two doors, 9 and 11: three more after them
    assert numbers_of(variant) == {"r1": "1", "r2": "3", "r3": "5", "r4": "7", "block": "9 11", "next": "19"}


def test_a_mirrored_road_goes_on_mirrored_and_each_number_tells_it():
    plan = Plan(ROAD, STRAIGHT, (0, 0), {}, existing={"2": (15, 9), "4": (35, 9), "1": (15, -9)})
    variant = proposal_of(plan).variants[2]
    assert variant.name.value == "continued"
    assert numbers_of(variant) == {"n1": "2", "n2": "4", "n3": "6", "n4": "8", "s1": "1", "s2": "3", "s3": "5"}
    told = variant.deviations[variant.deviations.rule_id == "A06"].set_index("number").why_en
    assert set(told.index) == {"1", "2", "3", "4", "5", "6", "8"}
    assert told["2"] == "the registered number is fixed"
    assert told["6"] == "the existing pattern goes on"
    assert proposal_of(plan).best.name.value != "continued"


def test_a_road_numbered_without_sides_goes_on_so():
    plan = Plan(ROAD, STRAIGHT, (0, 0), {}, existing={"1": (15, 9), "2": (35, 9), "3": (55, 9)})
    variant = proposal_of(plan).variants[-1]
    assert variant.name.value == "continued"
    plots = numbers_of(variant)
    # s1 lies where n1 does, and comes after it; so do s2 and s3
    assert plots == {"n1": "1", "s1": "1A", "n2": "2", "s2": "2A", "n3": "3", "s3": "4", "n4": "5"}


def test_a_series_that_leaves_numbers_free_goes_on_so():
    plan = Plan(ROAD, {k: v for k, v in STRAIGHT.items() if k[0] == "n"}, (0, 0), {},
                existing={"1": (15, 9), "5": (35, 9)})  # fmt: skip
    assert numbers_of(proposal_of(plan).variants[2]) == {"n1": "1", "n2": "5", "n3": "9", "n4": "13"}


def test_numbers_with_a_plot_between_them_tell_no_step():
    plan = Plan(ROAD, {k: v for k, v in STRAIGHT.items() if k[0] == "n"}, (0, 0), {},
                existing={"1": (15, 9), "5": (55, 9)})  # fmt: skip
    proposal = proposal_of(plan)
    assert [one.name.value for one in proposal.variants] == ["tight", "spares"]  # 3 lies between: the step is 2
    assert any("does not stand alone" in one.en for one in proposal.choices)
    assert numbers_of(proposal.variants[0]) == {"n1": "1", "n2": "3", "n3": "5", "n4": "7"}


def test_the_start_is_where_the_existing_numbers_rise_from():
    plan = Plan(ROAD, STRAIGHT, None, {}, existing={"2": (75, 9), "4": (55, 9)})
    proposal = proposal_of(plan)
    assert proposal.start.equals(away(shapely.Point(100, 0)))
    assert "rise" in proposal.choices[0].en
    assert numbers_of(proposal.variants[0])["n1"] == "8"


def test_of_two_ends_the_choice_is_told():
    proposal = proposal_of(Plan(ROAD, STRAIGHT, None, {}))
    assert proposal.start.equals(away(shapely.Point(0, 0)))
    assert "2 ends" in proposal.choices[0].en


# --- existing numbers are never moved


def test_numbers_that_do_not_count_any_more_are_not_used_again():
    road, targets, more = Plan(ROAD, STRAIGHT, (0, 0), {}, existing={"3": (15, 9), "5": (300, 9)}).given()
    more["existing"]["status"] = [4, 3]
    variant = propose_numbers(road, targets, **more).variants[0]
    # 3 is withdrawn and 5 lies far away: neither is given out, neither steers
    assert [numbers_of(variant)[name] for name in ("n1", "n2", "n3", "n4")] == ["1", "7", "9", "11"]


def test_a_number_out_of_order_is_told_and_steers_nothing():
    plan = Plan(ROAD, STRAIGHT, (0, 0), {}, existing={"1": (15, 9), "21": (35, 9), "5": (55, 9), "7": (75, 9)})
    variant = proposal_of(plan).variants[0]
    told = variant.deviations[variant.deviations.rule_id == "A05"]
    assert told.number.tolist() == ["21"]
    assert "out of order" in told.why_en.iloc[0]


def test_where_no_number_fits_one_is_given_out_of_order_with_its_reason_or_none():
    plan = Plan(ROAD, STRAIGHT, (0, 0), {}, existing={"1": (35, 9)})
    variant = proposal_of(plan).variants[0]
    assert numbers_of(variant)["n1"] == "1A"  # nothing comes before 1
    told = variant.deviations[variant.deviations.number == "1A"]
    assert sorted(told.rule_id) == ["A05", "A08"]
    without = Plan(ROAD, STRAIGHT, (0, 0), {}, existing={"1": (35, 9)}, params={"letters": False})
    variant = proposal_of(without).variants[0]
    assert variant.left_out.target_id.tolist() == ["n1"]
    assert "letters may not" in variant.left_out.why_en.iloc[0]
    assert variant.score_parts.set_index("part").loc["numbered", "count"] == 1


# --- access points and road points


@pytest.mark.parametrize("depth", [2.0, 5.0, 8.0])
def test_the_access_point_lies_3_m_inside_the_facade_or_halfway_through_a_shallow_building(depth):
    plan = Plan(ROAD, {"n1": box(5, 5, 25, 35)}, (0, 0), {}, outlines=[box(8, 10, 20, 10 + depth)])
    row = proposal_of(plan).variants[0].numbers.iloc[0]
    inside = 3.0 if depth > 3.1 else depth / 2
    assert row.geometry.equals_exact(away(shapely.Point(14, 10 + inside)), 1e-9)
    assert row.technical_standard == "TK"
    assert f"access point {inside:g} m inside the facade" in row.why_en
    assert ("no deeper" in row.why_en) == (depth < 3.1)
    assert row.road_point.equals_exact(away(shapely.Point(14, 0)), 1e-9)


def test_without_a_building_the_access_point_is_provisional_at_the_entrance_of_the_plot():
    row = proposal_of(PLANS["a plot behind another"]).variants[0].numbers.set_index("target_id").loc["behind"]
    assert row.technical_standard == "UF"
    assert row.geometry.equals_exact(away(shapely.Point(27, 8)), 1e-9)  # in the drive
    assert row.road_point.equals_exact(away(shapely.Point(27, 0)), 1e-9)
    assert row.status == 2


def test_a_door_has_its_own_number_and_point():
    rows = proposal_of(PLANS["row houses and doors"]).variants[0].numbers
    doors = rows[rows.target_id == "block"]
    assert doors.technical_standard.tolist() == ["TD", "TD"]
    assert [shape.equals_exact(away(shapely.Point(x, 11)), 1e-9)
            for shape, x in zip(doors.geometry, (62, 70), strict=True)] == [True, True]  # fmt: skip
    assert doors.rules.str.contains("A39").all()


def test_a_house_behind_another_plot_has_its_road_point_at_its_drive():
    plan = PLANS["a plot behind another"]
    variant = proposal_of(plan, outlines=layer([box(7, 45, 17, 55)])).variants[0]
    row = variant.numbers.set_index("target_id").loc["behind"]
    assert row.road_point.equals_exact(away(shapely.Point(27, 0)), 1e-9)
    assert row.technical_standard == "TK"


# --- who is left out


def test_plots_out_of_reach_or_of_another_road_are_told():
    plots = STRAIGHT | {"far": box(40, 200, 60, 230)}
    variant = proposal_of(Plan(ROAD, plots, (0, 0), {})).variants[0]
    assert variant.left_out.target_id.tolist() == ["far"]
    assert "200.0 m" in variant.left_out.why_en.iloc[0]
    corner = proposal_of(PLANS["corner plots belong to the road of their longest frontage"]).variants[0]
    assert corner.left_out.target_id.tolist() == ["other"]
    assert "40.0 m, faces Hovedvej" in corner.left_out.why_en.iloc[0]
    door = proposal_of(PLANS["a corner plot belongs to the road of its door"]).variants[0]
    assert door.left_out.why_da.tolist() == ["indgangen vender mod Hovedvej"]


def test_a_corner_plot_with_two_equal_frontages_is_told():
    plan = Plan(ROAD, {"tie": box(5, 5, 25, 25), "next": box(25, 5, 45, 25)}, (0, 0), {},
                others={"Hovedvej": line((0, -100), (0, 100))})  # fmt: skip
    proposal = proposal_of(plan)
    assert numbers_of(proposal.variants[0]) == {"tie": "1", "next": "3"}
    assert any("tie has frontages of one length" in one.en for one in proposal.choices)


def test_a_plot_straight_on_beyond_the_end_is_told():
    proposal = proposal_of(Plan(ROAD, {"end": box(105, -10, 130, 10)}, (0, 0), {}))
    assert numbers_of(proposal.variants[0]) == {"end": "1"}
    assert any("straight on" in one.en for one in proposal.choices)


# --- words


@pytest.mark.parametrize("name", PLANS)
def test_each_number_is_explained_in_two_languages_by_known_rules(name):
    for variant in proposal_of(PLANS[name]).variants:
        for row in variant.numbers.itertuples():
            assert set(row.rules.split()) <= {"A02", "A03", "A05", "A06", "A08", "A09", "A19", "A21", "A39"}
            assert row.why_da.startswith(f"{row.number}: ")
            assert row.why_en.startswith(f"{row.number}: ")
            assert ("registered" in row.why_en) == row.kept
            assert parse_address_line(f"Prøvevej {row.number}, 2620 Albertslund").number == row.number
        assert variant.numbers.number.is_unique
        assert variant.numbers.number.tolist() == sorted(variant.numbers.number, key=label)
        assert variant.score == pytest.approx(100 - variant.score_parts.points_lost.sum())
        assert (variant.deviations.why_da.str.len() > 10).all()


# --- what must not decide: order, direction, cutting, place


@st.composite
def plans(draw):
    """Return a bent road with plots along both sides, some numbered, some with homes, some with a house."""
    turn = draw(st.sampled_from([0.0, 12.0, 35.0, -25.0]))
    plots, existing, capacity, outlines = {}, {}, {}, []
    taken = set()
    for side, sign in (("n", 1), ("s", -1)):
        at = draw(st.integers(2, 12))
        for k in range(draw(st.integers(1, 5))):
            width = draw(st.integers(8, 24))
            low, high = sorted((sign * 6, sign * draw(st.integers(25, 45))))
            name = f"{side}{k}"
            plots[name] = box(at, low, at + width, high)
            if draw(st.booleans()):
                outlines.append(box(at + 2, min(sign * 10, sign * 18), at + width - 2, max(sign * 10, sign * 18)))
            number = draw(st.one_of(st.none(), st.none(), st.integers(0, 9)))
            if number is not None and number not in taken:
                taken.add(number)
                existing[f"{2 * number + (1 if sign > 0 else 2)}"] = (at + width / 2, sign * 9)
            home = draw(st.one_of(st.none(), st.integers(1, 4)))
            capacity[name] = home
            at += width + draw(st.integers(0, 3))

    def bent(shape):  # the eastern part is turned, so that the road bends and plots with it
        return affinity.rotate(shape, turn if shape.centroid.x > 60 else 0.0, origin=(60, 0))

    road = line((0, 0), (60, 0), *bent(line((60.1, 0), (140, 0))).coords[1:])
    plots = {name: bent(shape) for name, shape in plots.items()}
    outlines = [bent(shape) for shape in outlines]
    existing = {n: bent(shapely.Point(xy)).coords[0] for n, xy in existing.items()}
    return Plan(road, plots, (0, 0), {}, existing=existing, capacity=capacity, outlines=outlines)


SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def signature(proposal, back=lambda shape: shape):
    """Return all that a proposal says, points moved back to where the plan was drawn."""
    made = []
    for variant in proposal.variants:
        rows = variant.numbers.drop(columns=["geometry", "road_point", "along_m", "order_m", "why_da", "why_en"])
        points = [np.round(shapely.get_coordinates(back(shape)), 2) for column in ("geometry", "road_point")
                  for shape in variant.numbers[column]]  # fmt: skip
        made.append((variant.name, rows.to_csv(), variant.deviations.to_csv(), variant.left_out.to_csv(), points,
                     round(variant.score, 6)))  # fmt: skip
    return made


def assert_same(one, other):
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        assert a[:4] == b[:4]
        assert a[5] == b[5]
        assert np.allclose(np.array(a[4]), np.array(b[4]), atol=0.02)


@given(plans(), st.randoms(use_true_random=False), st.floats(0.03, 0.97), st.floats(0.0, 360.0))
@SLOW
def test_order_direction_cutting_and_place_do_not_decide(plan, shuffled, cut, angle):
    road, targets, more = plan.given()
    first = signature(propose_numbers(road, targets, **more))

    def mixed(one):
        rows = list(range(len(one)))
        shuffled.shuffle(rows)
        return one.iloc[rows]

    others = {name: mixed(one) if isinstance(one, gpd.GeoDataFrame) else one for name, one in more.items()}
    assert_same(first, signature(propose_numbers(road, mixed(targets), **others)))
    assert_same(first, signature(propose_numbers(road.reverse(), targets, **more)))

    at = road.interpolate(cut, normalized=True)
    done = road.project(at)
    before = [xy for xy in road.coords if road.project(shapely.Point(xy)) < done - 1e-6]
    after = [xy for xy in road.coords if road.project(shapely.Point(xy)) > done + 1e-6]
    pieces = gpd.GeoDataFrame(geometry=[line(*after[::-1], at.coords[0]), line(*before, at.coords[0])], crs=CRS)
    assert_same(first, signature(propose_numbers(pieces, targets, **more)))

    centre = (EAST + 500.0, NORTH - 300.0)

    def turned(shape):
        return affinity.rotate(shape, angle, origin=centre)

    def moved(one):
        return (
            one.set_geometry([turned(shape) for shape in one.geometry], crs=CRS) if hasattr(one, "crs") else turned(one)
        )

    made = propose_numbers(turned(road), moved(targets), **{name: moved(one) for name, one in more.items()})
    assert_same(first, signature(made, lambda shape: affinity.rotate(shape, -angle, origin=centre)))


def cut_up(shape, shares, *, backward):
    """Return lines cut at some shares of their length, the pieces drawn to and fro; an area as it is."""
    if shape.geom_type == "Polygon":
        return gpd.GeoDataFrame(geometry=[shape], crs=CRS)
    pieces = []
    for part in shapely.get_parts(shape):
        edges = sorted({0.0, *shares, 1.0})
        pieces += [shapely.ops.substring(part, a, b, normalized=True) for a, b in itertools.pairwise(edges)]
    turned = [piece.reverse() if (k % 2 == 0) == backward else piece for k, piece in enumerate(pieces)]
    return gpd.GeoDataFrame(geometry=turned[::-1], crs=CRS)


@pytest.mark.parametrize("name", PLANS)
@given(st.sets(st.floats(0.02, 0.98), max_size=3), st.booleans(), st.floats(0.0, 360.0))
@settings(max_examples=2, deadline=None)
def test_rings_branches_and_heads_are_the_same_however_they_are_drawn(name, shares, backward, angle):
    road, targets, more = PLANS[name].given()
    params = NumberingParams(**PLANS[name].params)
    first = signature(propose_numbers(road, targets, params, **more))
    more = {key: one.iloc[::-1] if isinstance(one, gpd.GeoDataFrame) else one for key, one in more.items()}
    assert_same(first, signature(propose_numbers(cut_up(road, shares, backward=backward), targets, params, **more)))

    def moved(one):
        turned = gpd.GeoSeries([one] if not hasattr(one, "crs") else one.geometry, crs=CRS)
        turned = turned.rotate(angle, origin=(EAST, NORTH))
        return one.set_geometry(list(turned), crs=CRS) if hasattr(one, "crs") else turned.iloc[0]

    made = propose_numbers(
        moved(road), moved(targets), params, **{key: moved(one) for key, one in more.items() if one is not None}
    )
    assert_same(first, signature(made, lambda shape: affinity.rotate(shape, -angle, origin=(EAST, NORTH))))


@given(plans())
@SLOW
def test_departures_points_and_numbers_hold_on_any_plan(plan):
    road, targets, more = plan.given()
    proposal = propose_numbers(road, targets, **more)
    params = NumberingParams()
    houses = more.get("outlines")
    for variant in proposal.variants[:2]:
        told = variant.deviations[variant.deviations.rule_id != "A05"]
        wrong = set(zip(told.number, told.rule_id, strict=True))
        assert wrong == departures(variant, params, plan.capacity)
        assert_order_is_told(variant)
        rows = variant.numbers
        assert rows.number.is_unique
        assert set(plan.existing) == set(rows[rows.kept].number)
        assert set(rows.target_id) | set(variant.left_out.target_id) == set(plan.plots)
        for row in rows[~rows.kept].itertuples():
            plot = targets.set_index("target_id").geometry[row.target_id]
            assert plot.contains(row.geometry)
            assert road.distance(row.road_point) < 1e-6
            assert not re.search("[IJOQ]", row.number)
            inside = [] if houses is None else [one for one in houses.geometry if one.contains(row.geometry)]
            assert bool(inside) == (row.technical_standard == "TK")
            if inside and all(plot.covers(one.buffer(-1e-6)) for one in inside):  # 8 m deep, in one plot
                sides = list(itertools.pairwise(inside[0].exterior.coords))
                away_m = [line(*side).distance(row.geometry) for side in sides]
                assert any(distance == pytest.approx(3.0, abs=1e-6) for distance in away_m)


def test_what_is_said_of_sources_is_what_the_rule_table_says():
    told = proposal_of(PLANS["two sides from the west"]).choices[-1]
    unverified = {code for code, rule in address_rules().items() if not rule.verified}
    assert set(re.findall(r"A\d\d", told.da)) == set(NUMBERING_RULES) & unverified == set(re.findall(r"A\d\d", told.en))
    assert all(address_rules()[code].source.da in told.da for code in set(NUMBERING_RULES) & unverified)


def test_the_rules_of_a_proposal_are_those_that_it_cites():
    cited = set()
    for plan in PLANS.values():
        proposal = proposal_of(plan)
        for one in proposal.variants:
            cited |= {code for rules in one.numbers.rules for code in rules.split()}
            cited |= {*one.deviations.rule_id, *one.left_out.rule_id} - {""}
        cited |= {code for text in proposal.choices[:-1] for code in re.findall(r"A\d\d", text.da)}
    assert cited <= set(NUMBERING_RULES)


# --- what is refused


def given_of(**more):
    shape, targets, told = Plan(ROAD, STRAIGHT, (0, 0), {}).given()
    return {"road": shape, "targets": targets, **told, **more}


def degrees(shape):
    return gpd.GeoDataFrame({"target_id": ["a"], "number": ["1"]}, geometry=[shape], crs="EPSG:4326")


EIGHT = away(line((0, 0), (60, 60), (60, 0), (0, 60)))
TWICE = line((0, 10), (100, 10), (100, 30), (50, 30), (50, 0), (20, 0), (20, 20))
PLOT = box(5, 5, 9, 9)


def road(shape):
    return {"road": shape}


def plot(*shapes, **columns):
    return {"targets": layer(shapes or [PLOT], **columns)}


def existing(*numbers, **columns):
    return {"existing": layer([shapely.Point(9, 9)] * len(numbers), number=list(numbers), **columns)}


REFUSED = {
    "a road in degrees": (road(line((12.1, 55.6), (12.2, 55.6))), CrsError, "degrees"),
    "a road layer in degrees": (road(degrees(line((12.1, 55.6), (12.2, 55.6)))), CrsError, "degrees"),
    "targets in degrees": ({"targets": degrees(box(12.1, 55.6, 12.2, 55.7))}, CrsError, "degrees"),
    "targets without a system": (
        {"targets": gpd.GeoDataFrame({"target_id": ["a"]}, geometry=[away(PLOT)])}, CrsError, "without a coordinate"),
    "another zone": ({"targets": layer([PLOT], target_id=["a"]).to_crs("EPSG:25833")}, CrsError, "33N"),
    "an empty road": (road(shapely.LineString()), LayerError, "empty"),
    "a road of no length": (road(away(line((0, 0), (0, 0)))), LayerError, "no length"),
    "a road of points": (road(away(shapely.Point(0, 0))), LayerError, "no length"),
    "a road of lines and areas": (
        road(shapely.GeometryCollection([away(ROAD), away(PLOT)])), LayerError, "LineString, Polygon"),
    "no road at all": (road("Vej"), WrongKindError, "str"),
    "no plots": ({"targets": layer([], target_id=[])}, LayerError, "no plots"),
    "plots without ids": (plot(), LayerError, "target_id"),
    "ids twice": (plot(PLOT, box(9, 5, 19, 9), target_id=["a", "a"]), TableError, "2 times"),
    "an empty id": (plot(target_id=[" "]), TableError, "row 1"),
    "a plot that is a line": (plot(line((0, 0), (9, 9)), target_id=["a"]), LayerError, "row 1"),
    "a capacity that is none": (plot(target_id=["a"], capacity=["mange"]), TableError, "capacity = mange"),
    "a capacity of 0": (plot(target_id=["a"], capacity=[0]), TableError, "= 0"),
    "numbers that are none": (existing("07", "7a", "1000", ""), TableError, "row 4"),
    "numbers twice": (existing("7", 7.0), TableError, "A03"),
    "a status that is none": (existing("7", status=["8"]), TableError, "status 8"),
    "no column of numbers": ({"existing": layer([shapely.Point(9, 9)])}, LayerError, "number"),
    "a line that crosses itself": (road(EIGHT), LayerError, "crosses itself"),
    "a line that crosses itself, cut there": (road(shapely.union_all([EIGHT])), LayerError, "crosses itself"),
    "a line that crosses itself twice": (road(away(TWICE)), LayerError, "crosses itself"),
    "parts that do not touch": (road(away(lines([(0, 0), (20, 0)], [(23, 0), (50, 0)]))), LayerError, "3.00 m apart"),
    "a start far away": ({"start_at": away(shapely.Point(50, 70))}, ParamError, "86 m"),
    "a start that is no point": ({"start_at": ROAD}, ParamError, "start_at"),
    "a start in degrees": ({"start_at": shapely.Point(12.1, 55.6)}, ParamError, "start_at"),
    "a square that is a line": ({"params": NumberingParams(pattern="square")}, ParamError, "no ring"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_numbered_is_refused_by_name(name):
    more, kind, word = REFUSED[name]
    with pytest.raises(kind) as caught:
        propose_numbers(**given_of(**more))
    assert isinstance(caught.value, GistoolsError)
    assert word in str(caught.value).splitlines()[1]


def test_pieces_that_nearly_touch_are_one_road_and_what_was_drawn_too_far_is_no_branch():
    plan = PLANS["side branch, odd and even in it too"]
    loose = lines([(0, 0), (70, 0)], [(70.02, 0.01), (120, 0)], [(50, -0.3), (50, 45)])
    assert numbers_of(proposal_of(Plan(loose, plan.plots, (0, 0), {})).variants[0]) == plan.tight


@pytest.mark.real_data
def test_real_roads_and_buildings_are_numbered_whichever_way_they_were_drawn(real_data):
    registers = real_data / "registers"
    ways = gpd.read_file(registers / "geodanmark_vejmidte" / "vejmidte_25832.geojson")
    houses = gpd.read_file(registers / "geodanmark_bygning" / "bygninger_25832.geojson")
    houses = houses[houses.is_valid].drop_duplicates("ID_LOKALID")
    houses = houses.assign(target_id=houses.ID_LOKALID.astype(str))[["target_id", "geometry"]]
    seen = 0
    for _, road in ways.groupby(["KOMMUNEKODE", "VEJKODE"]):
        near = houses[houses.distance(road.union_all()) < 60.0]
        if len(near) < 25:
            continue
        try:
            variant = propose_numbers(road[["geometry"]], near).variants[0]
        except LayerError as error:
            assert re.search("parts|crosses itself|no end", str(error))  # noqa: PT017 - most are none of these
            continue
        shapes = near.set_index("target_id").geometry.force_2d()
        assert all(shapes[row.target_id].contains(row.geometry) for row in variant.numbers.itertuples())
        assert sorted([*variant.numbers.target_id, *variant.left_out.target_id]) == sorted(near.target_id)
        assert variant.numbers.number.is_unique
        back = road[["geometry"]].iloc[::-1]
        again = propose_numbers(back.set_geometry(back.reverse()), near.iloc[::-1]).variants[0]
        assert numbers_of(again) == numbers_of(variant)
        seen += 1
        if seen == 8:
            break
    assert seen == 8
