"""No row of a public bundle tells of a single building, and nothing is lost by merging."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.errors import ParamError
from gistools.floodcost.anonymity import Rule, group_steps, parts_to_merge, tally, tells_apart

SHARE = 0.85


@st.composite
def towns(draw: st.DrawFn) -> tuple[np.ndarray, int, np.ndarray, int]:
    count = draw(st.integers(1, 8))
    part = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=40))
    amount = st.sampled_from([0.0, 0.0, 1.0, 2.0, 50.0, 4000.0])
    told = [draw(st.lists(amount, min_size=len(part), max_size=len(part))) for _ in range(2)]
    return np.array(part), count, np.array(told), draw(st.integers(3, 5))


def scarce(amounts: list[float], least: int) -> bool:
    return 0 < sum(a != 0.0 for a in amounts) < least


def few(told: np.ndarray, least: int) -> bool:
    """Whether a sum over buildings tells of too few, or of two that are nearly all of it; by plain Python."""
    if told.shape[1] < least:
        return True
    for row in told.tolist():
        top = sum(sorted(map(abs, row))[-2:])
        if scarce(row, least) or top > SHARE * sum(map(abs, row)) * (1.0 + 1e-9):
            return True
    return False


@given(towns())
def test_the_rule_is_that_of_plain_python(town):
    part, count, told, least = town
    found = Rule(least).few(tally(part, count, told))
    for k in range(count):
        assert found[k] == ((part == k).any() and few(told[:, part == k], least))


@given(towns())
def test_every_row_that_is_shown_tells_of_no_single_building_or_is_the_whole(town):
    part, count, told, least = town
    try:
        merged = parts_to_merge(part, count, told, Rule(least))
    except ParamError:
        assert part.size < least or any(scarce(row, least) for row in told.tolist()), "all together were enough"
        return
    rows = np.where(merged[part], count, part)
    for row in np.unique(rows):
        mine = told[:, rows == row]
        whole = merged[np.unique(part)].all() and row == count
        assert whole or not few(mine, least)
        assert not any(scarce(amounts, least) for amounts in mine.tolist())


@given(towns())
def test_parts_that_are_large_enough_are_merged_only_to_help_others(town):
    part, count, told, least = town
    if not any(few(told[:, part == k], least) for k in np.unique(part)):
        assert not parts_to_merge(part, count, told, Rule(least)).any()


def test_a_part_of_two_takes_the_one_with_the_fewest_damaged_with_it():
    """Parts of 2, 5 and 9 damaged buildings, at least 3: the first is too small, the second joins, the third stands."""
    part = np.repeat([0, 1, 2], [2, 5, 9])
    assert parts_to_merge(part, 3, np.ones((1, 16)), Rule(3)).tolist() == [True, True, False]


def test_a_part_with_one_damaged_house_among_many_is_not_shown():
    """Ten houses, one damaged: its damage is that of one house, so another part with three damaged must join it."""
    part = np.repeat([0, 1], [10, 3])
    told = np.array([[1.0] + [0.0] * 9 + [1.0] * 3])
    assert parts_to_merge(part, 2, told, Rule(3)).tolist() == [True, True]


def test_a_part_that_one_building_dominates_is_merged_until_it_does_not():
    """Of 100 + 1 + 1 two are 99 %; with ten of 10 they are 110 of 202: 54 %. A third part of three alike stands."""
    part = np.repeat([0, 1, 2], [3, 10, 40])
    told = np.array([[100.0, 1.0, 1.0] + [10.0] * 10 + [7.0] * 40])
    assert parts_to_merge(part, 3, told, Rule(3)).tolist() == [True, True, False]
    assert parts_to_merge(part, 3, told, Rule(3, 1.0)).tolist() == [False, False, False], "100 % is no rule"


def test_a_part_that_one_building_dominates_in_one_scenario_is_merged():
    """Today three alike, later one of them nearly alone: what is told of later would be that house."""
    part = np.repeat([0, 1], [3, 6])
    told = np.array([[5.0] * 9, [100.0, 1.0, 1.0] + [50.0] * 6])
    assert parts_to_merge(part, 2, told, Rule(3)).tolist() == [True, True]


def test_too_few_buildings_for_any_public_bundle_are_refused():
    with pytest.raises(ParamError, match="2 bygninger, heraf 1 med skade"):
        parts_to_merge(np.array([0, 1]), 2, np.array([[1.0, 0.0]]), Rule(3))


@st.composite
def steps(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int, list[float]]:
    n = draw(st.integers(1, 14))
    shape = (draw(st.integers(1, 3)), n)
    mm = st.floats(0.0, 99.0) | st.sampled_from([math.inf, math.nan, 10.0])
    dkk = st.sampled_from([0.0, math.nan, 1.0, 3.0, 900.0]) | st.floats(0.01, 1e6)
    size = shape[0] * n
    onset = np.array(draw(st.lists(mm, min_size=size, max_size=size))).reshape(shape)
    amount = np.array(draw(st.lists(dkk, min_size=size, max_size=size))).reshape(shape)
    return onset, amount, draw(st.integers(3, 5)), draw(st.lists(st.floats(1.0, 99.0), max_size=3))


def owned(onset: np.ndarray, amount: np.ndarray) -> list[tuple[float, int, float]]:
    counts = np.isfinite(onset) & np.isfinite(amount) & (amount > 0.0)
    return [(mm, i, dkk) for mm, i, _, dkk in sorted((onset[p, i], i, p, amount[p, i]) for p, i in np.argwhere(counts))]


def told_of(group: list[tuple[float, int, float]]) -> np.ndarray:
    sums: dict[int, float] = {}
    for _, owner, dkk in group:
        sums[owner] = sums.get(owner, 0.0) + dkk
    return np.array([list(sums.values())])


def plain_groups(every: list[tuple[float, int, float]], least: int, breaks: list[float]) -> list[list]:
    """Between two breaks: cut as soon as a group is enough, and take groups back until the last is."""
    ends, made = np.unique(breaks), []
    for side in range(len(ends) + 1):
        cut: list[list[tuple[float, int, float]]] = []
        for step in (one for one in every if np.searchsorted(ends, one[0], "left") == side):
            if not cut or not few(told_of(cut[-1]), least):
                cut.append([])
            cut[-1].append(step)
        while len(cut) > 1 and few(told_of(cut[-1]), least):
            cut[-2:] = [cut[-2] + cut[-1]]
        made += cut
    return made


@given(steps())
def test_groups_are_those_of_a_plain_walk_and_none_tells_of_a_single_building(made):
    onset, amount, least, breaks = made
    groups = group_steps([onset], amount, Rule(least), breaks)
    every = owned(onset, amount)
    plain = plain_groups(every, least, breaks)
    assert groups.buildings.tolist() == [told_of(one).shape[1] for one in plain]
    assert groups.amount_dkk.tolist() == pytest.approx([sum(dkk for *_, dkk in one) for one in plain])
    for k, mine in enumerate(plain):
        assert groups.from_mm[0, k] <= mine[0][0] < groups.from_mm[0, k] + 0.1 + 1e-9
        assert groups.to_mm[0, k] >= mine[-1][0] > groups.to_mm[0, k] - 0.1 - 1e-9


@given(steps())
def test_rains_tell_apart_what_plain_python_says(made):
    onset, amount, least, breaks = made
    ends = np.unique(breaks)
    expected = []
    for k, upper in enumerate([*ends, math.inf]):
        sums: dict[int, float] = {}
        for mm, owner, dkk in owned(onset, amount):
            if np.searchsorted(ends, mm, "left") == k:
                sums[owner] = sums.get(owner, 0.0) + dkk
        if sums and few(np.array([list(sums.values())]), least):
            expected.append(upper)
    assert tells_apart(onset, amount, breaks, Rule(least)).tolist() == expected


def test_a_second_step_of_one_building_between_two_rains_is_told_apart():
    """No more buildings are hit at 20 mm than at 10 mm, but the ground floor of one is: its price would be told."""
    onset = np.array([[5.0, 6.0, 7.0], [15.0, np.inf, np.inf]])
    assert tells_apart(onset, np.ones((2, 3)), [10.0, 20.0], Rule(3)).tolist() == [20.0]


def test_a_group_of_two_states_has_as_many_buildings_as_numbers():
    """Amount and two bounds in each of two states are five numbers: groups of five or more."""
    onset = np.arange(10.0, 22.0)[None]
    groups = group_steps([onset, np.where(onset > 15.0, np.inf, onset)], np.ones((1, 12)), Rule(3))
    assert groups.buildings.tolist() == [5, 7]
    assert groups.to_mm.tolist() == [[14.0, 21.0], [14.0, math.inf]]


def test_bounds_are_rounded_outwards_to_a_tenth():
    made = group_steps([np.array([[10.04, 20.06, 30.0]])], np.full((1, 3), 5.0), Rule(3))
    assert (made.from_mm.tolist(), made.to_mm.tolist()) == ([[10.0]], [[30.0]])
    made = group_steps([np.array([[10.04, 15.0, 20.06]])], np.full((1, 3), 5.0), Rule(3))
    assert (made.from_mm.tolist(), made.to_mm.tolist()) == ([[10.0]], [[20.1]])
