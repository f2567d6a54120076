"""Orders of links: each step is the best next one of a network built anew, and the best set is the best of all."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import ParamError
from gistools.pathnet import Places, Search
from gistools.pathnet.gain import Demand, NewLinks, link_reach
from gistools.pathnet.link_sets import Measure, Purse, build_order
from tests.pathnet.made import network
from tests.pathnet.test_gain import by_definition, case, costs

CAP = 60.25


def on(edge, at):
    return Places(np.array(edge), np.array(at, float), np.zeros(len(edge)))


def value_anew(search, demand, links, chosen, measure):
    old = costs(search, demand, links, [])
    saved, connected, _, within = by_definition(demand, old, costs(search, demand, links, chosen), CAP)
    return {"connected": (connected, saved), "saved": (saved, connected), "within": (within, saved)}[measure]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(list(Measure)), st.booleans())
def test_the_best_set_is_the_best_of_all_and_the_order_is_what_it_says(seed, measure, by_count):
    search, demand, links, rng = case(seed, links=4)
    price = rng.integers(1, 9, 4).astype(float)
    purse = Purse(count=2) if by_count else Purse(budget_dkk=float(rng.integers(1, 20)))
    made = build_order(link_reach(search, demand, links), price, purse, measure=measure, cap=CAP)
    allowed = [
        one for size in range(5) for one in itertools.combinations(range(4), size)
        if price[list(one)].sum() <= purse.budget_dkk and (purse.count is None or size <= purse.count)
    ]  # fmt: skip
    values = [value_anew(search, demand, links, one, measure) for one in allowed]
    assert made.tried == len(allowed)
    top = max(round(one[0], 6) for one in values)
    second = max(one[1] for one in values if round(one[0], 6) == top)
    assert made.best_value == pytest.approx((top, second), abs=1e-5)
    mine = value_anew(search, demand, links, made.links, measure)
    assert made.value == pytest.approx(mine, abs=1e-5)
    assert tuple(sorted(made.links)) in allowed, "within the purse"
    assert made.proven == (mine == pytest.approx((top, second), abs=1e-5))
    for k in range(len(made.steps)):
        so_far = [j for step in made.steps[: k + 1] for j in step.links]
        anew = value_anew(search, demand, links, so_far, "connected")
        assert (made.steps[k].connected, made.steps[k].saved) == pytest.approx(anew, abs=1e-5)
    for before, after in itertools.pairwise(made.steps):
        assert (after.connected, after.saved) != pytest.approx((before.connected, before.saved))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_the_first_step_is_the_most_for_each_krone_or_the_most(seed):
    search, demand, links, rng = case(seed, links=5)
    price = rng.integers(1, 9, 5).astype(float)
    made = build_order(link_reach(search, demand, links), price, Purse(count=1), measure=Measure.SAVED)
    alone = [value_anew(search, demand, links, [j], "saved")[0] for j in range(5)]
    if max(alone) > 1e-6:
        # with room for one link the larger gain is the better order
        assert made.steps[0].saved == pytest.approx(max(alone))


def islands():
    """Home - bridge - empty island - bridge - town: neither bridge gives anything alone."""
    net = network((0, 0, 100, 0), (0, 50, 100, 50), (0, 90, 100, 90))
    demand = Demand(on([2], [50]), np.array([10.0]), on([0], [0]))
    links = NewLinks(on([1, 2, 2], [0, 0, 100]), on([0, 1, 0], [0, 0, 100]), *[np.array([50.0, 40.0, 500.0])] * 2)
    return link_reach(Search.whole(net), demand, links)


def test_two_bridges_in_a_row_are_found_though_neither_gives_anything_alone():
    made = build_order(islands(), np.array([5.0, 4.0, 500.0]), Purse(budget_dkk=20.0))
    assert made.steps[0].links == (0, 1)
    assert made.steps[0].connected == 10.0
    assert made.steps[0].connected_cost == 50.0 + 40.0 + 50.0
    assert made.proven
    assert build_order(islands(), np.array([5.0, 4.0, 500.0]), Purse(budget_dkk=8.0)).steps == ()


def test_what_gives_less_than_its_price_is_not_built():
    net = network((0, 0, 1000, 0))
    links = NewLinks(on([0, 0], [0, 0]), on([0, 0], [400, 990]), *[np.array([10.0, 980.0])] * 2)
    found = link_reach(Search.whole(net), Demand(on([0], [1000]), np.ones(1), on([0], [0])), links)
    price = np.array([1e6, 1e6])
    assert build_order(found, price, Purse(count=2), measure=Measure.SAVED).links == (0,)
    assert build_order(found, price, Purse(count=2, least_saved=391.0), measure=Measure.SAVED).links == ()
    assert build_order(found, price, Purse(count=2, least_saved=389.0), measure=Measure.SAVED).links == (0,)
    assert build_order(found, price, Purse(count=2, least_people=0.5), measure=Measure.SAVED).links == (0,)


def test_greedy_falls_short_and_says_so():
    """The link that gives most for each krone leaves too little for the two that together give more."""
    net = network(*((0, 100 * k, 1000, 100 * k) for k in range(3)))
    demand = Demand(on([0, 1, 2], [1000] * 3), np.ones(3), on([0, 1, 2], [0] * 3))
    length = np.array([40.0, 55.0, 55.0])
    links = NewLinks(on([0, 1, 2], [0] * 3), on([0, 1, 2], [100] * 3), length, length)
    found, price = link_reach(Search.whole(net), demand, links), np.array([6.0, 5.0, 5.0])
    made = build_order(found, price, Purse(budget_dkk=10.0), measure=Measure.SAVED)
    assert (made.links, made.value[0]) == ((0,), 60.0)
    assert (made.best, made.best_value[0], made.proven) == ((1, 2), 90.0, False)
    untried = build_order(found, price, Purse(budget_dkk=10.0), measure=Measure.SAVED, exhaustive=2)
    assert (untried.best, untried.proven) == (None, False), "what was not tried is not proven"


def test_unknown_prices_are_never_nought():
    price = np.array([np.nan, 4.0, 500.0])
    assert build_order(islands(), price, Purse(budget_dkk=1e9)).links == (2,)
    made = build_order(islands(), price, Purse(count=2), exhaustive=0)
    assert made.links == (2,)
    assert build_order(islands(), np.full(3, np.nan), Purse(count=1)).cost_dkk != 0.0


def test_faults_are_told_at_once():
    with pytest.raises(ParamError, match="hverken budget eller antal") as caught:
        build_order(islands(), np.array([-1.0, 1.0, 1.0]), Purse(), measure=Measure.WITHIN)
    assert "ingen grænse" in str(caught.value)
    assert "under 0" in str(caught.value)
