"""Order and sides of numbers along roads: plans drawn by hand, all subsets, and maps moved, turned and cut."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import check_register, read_register
from gistools.addresses.checks_order import ORDER_RULES
from gistools.addresses.numbering_fill import LETTERS
from tests.addresses.mapped import (
    DAY,
    answer,
    area,
    drawn_again,
    found,
    found_by,
    line,
    lines,
    register,
    row_of_houses,
    turned,
)

ODD, EVEN = (1, 3, 5, 7, 9), (2, 4, 6, 8, 10)


def sides(odd=ODD, even=EVEN, **more):
    """Return numbers on the left (north) and the right of a road that is drawn from west to east."""
    return [*row_of_houses(odd, 10.0, **more), *row_of_houses(even, -10.0, **more)]


def test_a_road_numbered_as_it_should_be_has_no_finding():
    for drawn in (line((0, 0), (200, 0)), line((200, 0), (0, 0)), lines([(0, 0), (90, 0)], [(200, 0), (90, 0)])):
        for status in ("2", "3"):
            held = register(sides(status=status), {"v": drawn})
            assert not len(check_register(held, DAY, rules=ORDER_RULES).layer)
            asked = check_register(held, DAY, rules=ORDER_RULES).answers.set_index("rule")
            assert (asked.drop("A06").asked == 10).all()
            assert asked.asked["A06"] == (10 if status == "2" else 0)
            assert not asked.cannot_tell.any()


def test_a_small_letter_is_a_letter():
    """How a number is written is told by A02: 3a stands after 3 here, and no number is missing."""
    held = register(sides((1, 3, "3a", "5 A", 7), EVEN))
    asked = check_register(held, DAY, rules=["G03", "G07"])
    assert not len(asked.layer)
    assert not asked.answers.cannot_tell.any()
    assert found_by("G03", register(sides((1, "5a", 3, 5, 7), EVEN))) == ["5a"]


@pytest.mark.parametrize(
    ("odd", "even", "told"),
    [
        (ODD, EVEN[::-1], ["2"]),  # the sides run against one another: the one with the lowest number leads
        (ODD, EVEN[1::-1], ["2"]),
        ((9, 1, 7, 3, 5, 19, 13, 11), EVEN, ["1"]),  # at most 3 of 8 rise
        (ODD[::-1], EVEN[::-1], []),  # from the other end
        (ODD, (), []),
        ((1, 3, 5, 19, 7, 9), EVEN, []),  # that is for G03
    ],
)
def test_a05_tells_of_a_side_that_does_not_rise(odd, even, told):
    held = register(sides(odd, even))
    assert found_by("A05", held) == told
    if told:
        one = found("A05", held).iloc[0]
        assert len(one.other_ids.split()) == len(odd if told == ["1"] else even) - 1


@pytest.mark.parametrize(
    ("odd", "even", "told"),
    [
        ((1, 3, 19, 5, 7, 9), EVEN, ["19"]),
        ((1, 3, 5, 7, 9, 2), EVEN, ["2"]),
        ((11, 1, 3, 5), EVEN, ["11"]),
        ((1, 3, 13, 15, 5, 7, 9), EVEN, ["13", "15"]),
        (("8B", 1, 3, 5), EVEN, ["8B"]),
        (("1", "1A", "1B", "3", "3A"), EVEN, []),
        (("1", "1B", "1A", "3", "5"), EVEN, ["1A"]),
        (ODD, EVEN[::-1], []),  # each side is a series of its own
    ],
)
def test_g03_blames_the_fewest(odd, even, told):
    if told == ["1A"]:  # of two neighbours either could be blamed
        assert found_by("G03", register(sides(odd, even))) in (["1A"], ["1B"])
    else:
        assert sorted(found_by("G03", register(sides(odd, even)))) == sorted(told)


def test_g03_says_where_the_number_lies():
    one = found("G03", register(sides((1, 3, 19, 5, 7)))).iloc[0]
    assert one.found_da == "nr. 19 ligger mellem 3 og 5 på venstre side"
    assert one.found_en == "no. 19 lies between 3 and 5 on the left side"
    assert found("G03", register(sides((19, 1, 3, 5)))).found_da.tolist() == ["nr. 19 ligger før 1 på venstre side"]
    assert found("G03", register(sides((5, 7, 9, 1)))).found_da.tolist() == ["nr. 1 ligger efter 9 på venstre side"]


def test_g03_blames_as_few_as_all_subsets_could():
    """Every order of five numbers, each on a road of its own: no more could be kept in the direction of most pairs."""
    orders = list(permutations((1, 3, 5, 7, 9)))
    roads = {f"v{k}": line((0, 1000 * k), (200, 1000 * k)) for k in range(len(orders))}
    houses = [house | {"id": f"h{k} {house['no']}", "on": f"v{k}"} for k, order in enumerate(orders)
              for house in row_of_houses(order, 1000 * k + 10)]  # fmt: skip
    blamed = found("G03", register(houses, roads), replace(DAY, order_share=0.0)).object_id.str.split().str[0]
    for k, order in enumerate(orders):
        up = sum(a < b for j, a in enumerate(order) for b in order[j:])
        down = sum(a > b for j, a in enumerate(order) for b in order[j:])
        turns = {1: [order], -1: [order[::-1]], 0: [order, order[::-1]]}[int(np.sign(up - down))]
        assert (blamed == f"h{k}").sum() == len(order) - max(map(_longest, turns)), order


def _longest(row):
    best = [1] * len(row)
    for k, number in enumerate(row):
        best[k] = 1 + max((best[j] for j in range(k) if row[j] < number), default=0)
    return max(best)


def test_numbers_that_share_a_road_point_have_no_order():
    drive = [{"no": str(n), "at": (50.0 + x, 30.0), "meets": (50.0, 0.0)} for n, x in ((5, 9), (7, 0), (9, -9))]
    ends = [{"no": "1", "at": (10.0, 10.0)}, {"no": "3", "at": (30.0, 10.0)}, {"no": "11", "at": (90.0, 10.0)}]
    assert found_by("G03", register([*ends, *drive])) == []
    apart = [house | {"meets": None} for house in drive]
    assert len(found_by("G03", register([*ends, *apart]))) == 2


@pytest.mark.parametrize("start", range(4))
@pytest.mark.parametrize("back", [False, True])
def test_a_ring_may_be_drawn_from_anywhere(start, back):
    corners = [(0, 0), (100, 0), (100, 100), (0, 100)]
    turned = corners[start:] + corners[: start + 1]
    drawn = line(*(turned[::-1] if back else turned))
    outside = [(20, -9), (50, -9), (109, 20), (109, 80), (80, 109), (20, 109), (-9, 80), (-9, 20)]
    inside = [(20, 9), (50, 9), (91, 20), (91, 80), (80, 91), (20, 91), (9, 80), (9, 20)]
    houses = [{"no": str(2 * k + 1), "at": at} for k, at in enumerate(outside)]
    houses += [{"no": str(2 * k + 2), "at": at} for k, at in enumerate(inside)]
    held = register(houses, {"v": drawn})
    assert not len(check_register(held, DAY, rules=ORDER_RULES).layer)
    houses[3]["no"] = "21"
    assert found_by("G03", register(houses, {"v": drawn})) == ["21"]


def test_each_arm_of_a_road_is_a_series_of_its_own():
    stem = row_of_houses((1, 3, 5, 7), 10.0)
    arm = [{"no": str(n), "at": (110.0, 20.0 + 10 * k)} for k, n in enumerate((2, 4, 6))]
    drawn = lines([(0, 0), (100, 0), (200, 0)], [(100, 0), (100, 90)])
    assert not len(check_register(register([*stem, *arm], {"v": drawn}), DAY, rules=["A05", "G03"]).layer)
    arm[1]["no"] = "14"
    told = found_by("G03", register([*stem, *arm], {"v": drawn}))
    assert told in (["14"], ["6"])


def test_a_square_has_no_order_and_an_end_has_no_side():
    houses = sides((1, 19, 3, 5))
    square = register(houses, {"v": None})
    more = {"NavngivenVej": [{"id": "v", "status": "3", "vejnavn": "Torvet",
                              "vejnavneområde": shapely.to_wkt(area(0, -9, 200, 9))}]}  # fmt: skip
    for rule in ("A05", "G03", "G04", "A08", "G07"):
        assert answer(rule, square).cannot_tell == len(houses)
        assert answer(rule, register(houses, {}, more=more)).asked == 0
    end = register([*houses, {"no": "21", "at": (215.0, 0.5)}])
    assert answer("G03", end).cannot_tell == 1
    assert found_by("G03", end) == ["19"]


def test_what_has_no_point_or_no_figure_cannot_be_told():
    held = register([*sides(), {"no": "11"}, {"no": "xx", "at": (70.0, 10.0)}])
    for rule in ("A05", "A08", "G03", "G04", "G07"):
        one = answer(rule, held)
        assert (one.asked, one.cannot_tell, one.finding_count) == (12, 2, 0)
        assert one.why_da


def test_a06_asks_only_what_is_new():
    wrong = sides(EVEN, ODD)
    assert found_by("A06", register(wrong)) == []
    assert "kan gå videre" in answer("A06", register(wrong)).why_da
    assert sorted(found_by("A06", register([house | {"status": "2"} for house in wrong]))) == ["1", "2"]
    held = register(wrong)
    everyone = held.tables["house_number"].object_id.tolist()
    assert len(found_by("A06", held, changed={"house_number": everyone})) == 2
    assert found_by("A06", held, changed={"house_number": everyone[:-1]}) == []
    assert found_by("A06", register(sides((1, 2, 3, 4), (5, 6, 7), status="2"))) == ["1", "5"]
    alone = register([{"no": "2", "at": (10.0, 10.0), "status": "2"}])
    assert (answer("A06", alone).asked, answer("A06", alone).cannot_tell) == (1, 1)


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ((1, 3, 5, 6, 7, 9, 11), ["6"]),
        ((6, 7, 9, 11), ["6"]),
        ((1, 3, 5, 7), []),
        ((1, 2, 3, 4, 5, 6, 7, 8), []),  # numbers without sides
        ((1, 3, 5, 7, 9, 12, 14, 16, 18, 20), []),  # the pattern changes on the way
        ((1, 3, 4), []),  # too few
    ],
)
def test_g04_tells_of_a_number_among_those_of_the_other_parity(odd, told):
    assert found_by("G04", register(sides(odd, ()))) == told


@pytest.mark.parametrize(
    ("odd", "even", "told"),
    [
        (("1", "1A", "5", "7"), EVEN, ["1A"]),
        (("1", "1A", "1B", "5"), EVEN, ["1A", "1B"]),
        (("1", "1A", "3", "5"), EVEN, []),
        (("1", "3", "3A"), EVEN, []),  # nothing is known beyond the last
        (("3A", "3B", "5"), EVEN, []),  # entrances of one figure
        (("1", "1A", "5"), (2, 3, 4), []),  # number 3 is across the road
        (("1", "2", "2A", "4", "5"), (), ["2A"]),  # without sides every number counts
        (("1", "2", "2A", "3", "4"), (), []),
    ],
)
def test_a08_tells_of_a_letter_where_a_whole_number_is_free(odd, even, told):
    assert found_by("A08", register(sides(odd, even))) == told


def test_a08_says_which_number_is_free():
    assert found("A08", register(sides(("1", "1A", "9"), ()))).found_da.tolist() == ["nr. 3 er ledigt mellem 1A og 9"]


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ((1, 3, 23), []),
        ((1, 3, 25), ["25"]),
        ((1, *(f"1{letter}" for letter in LETTERS), 3), ["3"]),
        ((1, *(f"1{letter}" for letter in LETTERS[:-1]), 3), []),
        ((1, *(f"1{letter}" for letter in LETTERS), 5), []),
        ((1, 1, 3), []),
    ],
)
def test_g07_tells_of_jumps_and_of_a_series_that_is_full(odd, told):
    houses = [house | {"id": f"h{k}"} for k, house in enumerate(row_of_houses(odd, step=5.0))]
    held = register(houses)
    assert found_by("G07", held) == told
    if told:
        assert found("G07", held).other_ids.str.len().gt(0).all()


def test_limits_are_those_that_are_given():
    held = register(sides((1, 3, 9)))
    assert found_by("G07", held) == []
    assert found_by("G07", held, replace(DAY, gap_numbers=5)) == ["9"]
    assert found_by("G03", register(sides((1, 5, 3, 7))), replace(DAY, tie_m=11.0)) == []


def told(records):
    held = read_register(records).at("2026-11-28")
    layer = check_register(held, replace(DAY, order_share=0.0), rules=ORDER_RULES).layer
    return sorted(layer[["rule", "object_id", "found_da", "other_ids"]].itertuples(index=False, name=None))


places = st.tuples(st.integers(1, 19), st.sampled_from([-1, 1]))


@settings(max_examples=12)
@given(
    st.dictionaries(places, st.integers(1, 30), min_size=1, max_size=12), st.sampled_from("23"),
    st.floats(0.0, 6.28), st.integers(1, 199), st.randoms(),
)  # fmt: skip
def test_findings_do_not_hang_on_how_a_map_is_drawn(numbers, status, angle, cut, random):
    """Moved and turned, the road drawn the other way or in two pieces, rows in another order: the same is found."""
    seen = set()
    houses = []
    for (x, side), number in numbers.items():
        if number not in seen:
            houses.append({"id": f"h{number}", "no": str(number), "at": (10.0 * x, 8.0 * side), "status": status})
            seen.add(number)
    bent = [(0, 0), (70, 0), (200, 0)]
    records = register(houses, {"v": line(*bent)}, raw=True)
    want = told(records)
    assert told(drawn_again(records, turned(angle))) == want
    assert (
        told(drawn_again(records, lambda shape: shape.reverse() if shape.geom_type == "LineString" else shape)) == want
    )
    assert told(register(houses, {"v": lines([(0, 0), (cut, 0)], [(200, 0), (cut, 0)])}, raw=True)) == want
    mixed = {name: random.sample(rows, len(rows)) for name, rows in records.items()}
    assert told(mixed) == want


def test_one_number_on_each_side_does_not_tell_where_numbers_begin():
    """No. 2 a little before no. 1 is the rule kept, seen from the west: whichever end they begin at cannot be seen."""
    held = register([{"no": "1", "at": (22, 10), "status": "2"}, {"no": "2", "at": (18, -10), "status": "2"}])
    told = answer("A06", held)
    assert (told.asked, told.cannot_tell, told.finding_count) == (2, 2, 0)
    more = register([{"no": "1", "at": (22, 10), "status": "2"}, {"no": "2", "at": (18, -10), "status": "2"},
                     {"no": "3", "at": (5, 10), "status": "2"}])  # fmt: skip
    assert set(found_by("A06", more)) == {"1", "2"}  # 1 and 3 tell that numbers rise westward: 1 lies on the right
