"""No row of a public bundle tells of fewer buildings than asked, and nothing is lost by merging."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.errors import ParamError
from gistools.floodcost.anonymity import group_steps, parts_to_merge


@st.composite
def towns(draw: st.DrawFn) -> tuple[np.ndarray, int, np.ndarray, int]:
    count = draw(st.integers(1, 8))
    part = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=40))
    damaged = draw(st.lists(st.booleans(), min_size=len(part), max_size=len(part)))
    return np.array(part), count, np.array(damaged), draw(st.integers(2, 5))


def few(buildings: int, damaged: int, least: int) -> bool:
    return buildings < least or 0 < damaged < least


@given(towns())
def test_every_row_that_is_shown_tells_of_enough_or_nothing_is_shown(town):
    part, count, damaged, least = town
    try:
        merged = parts_to_merge(part, count, damaged, least)
    except ParamError:
        assert few(part.size, int(damaged.sum()), least), "all together would have been enough"
        return
    rows = np.where(merged[part], count, part)
    for row in np.unique(rows):
        assert not few(int((rows == row).sum()), int(damaged[rows == row].sum()), least)


@given(towns())
def test_parts_that_are_large_enough_are_merged_only_to_help_others(town):
    part, count, damaged, least = town
    small = [few(int((part == k).sum()), int(damaged[part == k].sum()), least) for k in np.unique(part)]
    if not any(small):
        assert not parts_to_merge(part, count, damaged, least).any()


def test_a_part_of_two_takes_the_one_with_the_fewest_damaged_with_it():
    """Parts of 2, 5 and 9 damaged buildings, at least 3: the first is too small, the second joins, the third stands."""
    part = np.repeat([0, 1, 2], [2, 5, 9])
    assert parts_to_merge(part, 3, np.ones(16, bool), 3).tolist() == [True, True, False]


def test_a_part_with_one_damaged_house_among_many_is_not_shown():
    """Ten houses, one damaged: its damage is that of one house, so another part with three damaged must join it."""
    part = np.repeat([0, 1], [10, 3])
    damaged = np.array([True] + [False] * 9 + [True] * 3)
    assert parts_to_merge(part, 2, damaged, 3).tolist() == [True, True]


def test_too_few_buildings_for_any_public_bundle_are_refused():
    with pytest.raises(ParamError, match="2 bygninger, heraf 1 med skade"):
        parts_to_merge(np.array([0, 1]), 2, np.array([True, False]), 3)


@st.composite
def steps(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    n = draw(st.integers(1, 12))
    shape = (draw(st.integers(1, 3)), n)
    mm = st.floats(0.0, 99.0) | st.sampled_from([math.inf, math.nan, 10.0])
    dkk = st.floats(0.01, 1e6) | st.sampled_from([0.0, math.nan])
    size = shape[0] * n
    onset = np.array(draw(st.lists(mm, min_size=size, max_size=size))).reshape(shape)
    return onset, np.array(draw(st.lists(dkk, min_size=size, max_size=size))).reshape(shape), draw(st.integers(2, 4))


def plain_groups(onset: np.ndarray, amount: np.ndarray, least: int) -> list[list[tuple[float, int, int]]]:
    """Steps as (onset, building, part), in order, cut whenever enough buildings are together."""
    counts = np.isfinite(onset) & np.isfinite(amount) & (amount > 0.0)
    made: list[list[tuple[float, int, int]]] = []
    for step in sorted((float(onset[p, i]), int(i), int(p)) for p, i in np.argwhere(counts)):
        if not made or len({owner for _, owner, _ in made[-1]}) >= least:
            made.append([])
        made[-1].append(step)
    if len(made) > 1 and len({owner for _, owner, _ in made[-1]}) < least:
        made[-2:] = [made[-2] + made[-1]]
    return made


@given(steps())
def test_groups_are_those_of_a_plain_walk_and_hold_each_step_once(made):
    onset, amount, least = made
    rate = np.where(np.isfinite(onset), np.exp(-np.nan_to_num(onset, posinf=0.0) / 20.0), 0.0)
    groups = group_steps(onset, amount, {"now": rate}, least)
    plain = plain_groups(onset, amount, least)
    assert groups.buildings.tolist() == [len({owner for _, owner, _ in steps}) for steps in plain]
    for k, steps in enumerate(plain):
        assert groups.amount_dkk[k] == pytest.approx(sum(amount[p, i] for _, i, p in steps))
        assert groups.annual_dkk["now"][k] == pytest.approx(sum(amount[p, i] * rate[p, i] for _, i, p in steps))
        assert groups.from_mm[k] <= steps[0][0] < groups.from_mm[k] + 0.1 + 1e-9
        assert groups.to_mm[k] >= steps[-1][0] > groups.to_mm[k] - 0.1 - 1e-9
    owners = {owner for steps in plain for _, owner, _ in steps}
    assert (groups.buildings >= min(least, len(owners))).all()


def test_bounds_are_rounded_outwards_to_a_tenth():
    made = group_steps(np.array([[10.04, 20.06, 30.0]]), np.full((1, 3), 5.0), {}, 3)
    assert (made.from_mm.tolist(), made.to_mm.tolist()) == ([10.0], [30.0])
    made = group_steps(np.array([[10.04, 20.06]]), np.full((1, 2), 5.0), {}, 2)
    assert (made.from_mm.tolist(), made.to_mm.tolist()) == ([10.0], [20.1])
