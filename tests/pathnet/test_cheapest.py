"""The cheapest set that makes something hold: against all subsets."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet.cheapest import cheapest_set


def _by_hand(cost, holds):
    k = cost.size
    best = np.inf
    for bits in itertools.product([False, True], repeat=k):
        on = np.array(bits, np.bool_)
        if holds(on):
            best = min(best, float(cost[on].sum()))
    return best


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32 - 1))
def test_it_is_the_cheapest_of_all_subsets(seed):
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 9))
    cost = rng.integers(0, 6, k).astype(float)
    rows = [rng.random(k) < 0.4 for _ in range(int(rng.integers(1, 5)))]  # it holds with all of one row

    def holds(on):
        return any((on | ~row).all() for row in rows)

    found = cheapest_set(cost, holds)
    assert found.cost == pytest.approx(_by_hand(cost, holds))
    assert found.exact
    on = np.zeros(k, np.bool_)
    on[found.chosen] = True
    assert holds(on)
    for one in found.chosen:
        less = on.copy()
        less[one] = False
        assert not holds(less), "a member that is not needed"


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), most=st.integers(3, 25))
def test_what_is_not_proven_has_a_bound_below_the_best(seed, most):
    rng = np.random.default_rng(seed)
    k = 9
    cost = rng.integers(1, 9, k).astype(float)
    needed = [rng.random(k) < 0.35 for _ in range(6)]
    needed = [row for row in needed if row.any()]

    def holds(on):
        return all((on & row).any() for row in needed)

    found = cheapest_set(cost, holds, most_asked=most)
    best = _by_hand(cost, holds)
    assert found.bound <= best + 1e-9
    assert found.cost >= best - 1e-9
    on = np.zeros(k, np.bool_)
    on[found.chosen] = True
    assert holds(on)


def _by_all_sets(cost, cuts, *, alone=()):
    """The least cost of 2^k sets that have one of each cut, or one of those that do by themselves."""
    k = cost.size
    on = ((np.arange(2**k)[:, None] >> np.arange(k)) & 1).astype(np.bool_)
    holds = np.all([on[:, cut].any(axis=1) for cut in cuts], axis=0) | on[:, list(alone)].any(axis=1)
    return float((on[holds] @ cost).min())


@pytest.mark.parametrize("seed", [1, 4, 11, 30, 39, 43])
def test_a_dear_way_out_does_not_make_the_cheap_ones_coarse(seed):
    """A tunnel of a milliard beside mends of a few kroner: a set 20 % above the best was called proven."""
    rng = np.random.default_rng(seed)
    k = 16
    cuts = [cut for cut in (np.flatnonzero(rng.random(k) < 0.2) for _ in range(25)) if cut.size]
    cost = rng.integers(1, 40, k).astype(float)
    cost[:2] = 1e9, 1e7
    found = cheapest_set(cost, lambda on: on[0] or all(on[cut].any() for cut in cuts))
    best = _by_all_sets(cost, cuts, alone=[0])
    assert found.exact
    assert found.cost == pytest.approx(best, rel=1e-9)
    assert found.bound <= best * (1.0 + 1e-9)


@pytest.mark.parametrize("seed", [30, 44, 45, 52])
def test_costs_that_are_nearly_the_same_are_told_apart(seed):
    rng = np.random.default_rng(seed)
    k = 16
    cuts = [cut for cut in (np.flatnonzero(rng.random(k) < 0.2) for _ in range(25)) if cut.size]
    cost = 1e8 + rng.integers(0, 9, k)
    found = cheapest_set(cost, lambda on: all(on[cut].any() for cut in cuts))
    assert found.exact
    assert found.cost == _by_all_sets(cost, cuts)


def test_what_never_holds_has_no_set_and_what_holds_needs_none():
    cost = np.array([1.0, 2.0])
    assert cheapest_set(cost, lambda on: False) is None  # noqa: ARG005
    assert cheapest_set(cost, lambda on: True).chosen.size == 0  # noqa: ARG005
