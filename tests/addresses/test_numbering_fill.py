"""Numbers between fixed ones: held against every way of choosing them."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses.numbering_deal import heaviest_rising
from gistools.addresses.numbering_fill import LETTERS, fill_between, label_text, out_of_order

SMALL = st.tuples(st.integers(1, 10), st.sampled_from(["", "", "A", "B", "I"]))


def wholes(low, high, used, parity):
    return [n for n in range(1, 1000) if n % 2 == parity and low < (n, "") < high and (n, "") not in used]


def best_of_all(count, low, high, used, parity):
    """Return the choice of labels with fewest letters, most even spares, earliest letters, lowest numbers."""
    free = wholes(low or (0, ""), high, used, parity)
    bases = ([low[0]] if low and low[0] % 2 == parity else []) + free
    lettered = []
    for b in bases:  # of one number's letters nobody needs more than the first so many that may be used
        fine = [(b, one) for one in LETTERS if (low or (0, "")) < (b, one) < high and (b, one) not in used]
        lettered += fine[:count]
    kept = []
    for chosen in combinations(sorted([(n, "") for n in free] + lettered), count):
        taken = [free.index(n) for n, letter in chosen if not letter]
        edges = [-1, *taken, len(free)]
        gaps = [b - a - 1 for a, b in pairwise(edges)]
        if low is None and gaps[0]:
            continue  # none is left before the first of a road
        letters = [LETTERS.index(letter) for _, letter in chosen if letter]
        kept.append((len(letters), sum(gap * gap for gap in gaps), sum(letters), chosen))
    return list(min(kept)[3]) if kept else None


@given(st.integers(1, 4), st.one_of(st.none(), SMALL), SMALL, st.sets(SMALL, max_size=4), st.integers(0, 1))
def test_numbers_between_fixed_ones_are_the_best_of_all(count, low, high, used, parity):
    if low is not None and low >= high:
        low, high = high, (low[0] + 1, low[1])
    used = used | {high} | ({low} if low else set())
    expected = best_of_all(count, low, high, used, parity)
    made = fill_between(count, low, high, used, parity)
    if expected is not None:
        assert made == expected
    else:  # the first places get what there is
        assert len(made) < count
        assert made == (best_of_all(len(made), low, high, used, parity) or [])
        assert best_of_all(len(made) + 1, low, high, used, parity) is None
    whole = fill_between(count, low, high, used, parity, letters=False)
    assert len(whole) == min(count, len(wholes(low or (0, ""), high, used, parity)))
    assert all(letter == "" for _, letter in whole)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.one_of(st.none(), SMALL), st.sets(SMALL, max_size=4),
       st.sampled_from([0, 1, None]))  # fmt: skip
def test_at_an_open_end_each_number_is_followed_by_the_free_ones_wished(wishes, low, used, parity):
    made = fill_between(len(wishes), low, None, used, parity, wishes=wishes)
    free = [n for n in range(1, 1000) if (parity is None or n % 2 == parity) and (n, "") not in used
            and (low is None or (n, "") > low)]  # fmt: skip
    expected = []
    for wish in wishes:
        expected.append((free.pop(0), ""))
        free = free[wish:]
    assert made == expected


def test_999_is_the_last_number_and_wishes_give_way_before_letters():
    assert fill_between(3, (993, ""), None, {(993, "")}, 1, wishes=[2, 2, 2]) == [(995, ""), (997, ""), (999, "")]
    assert fill_between(3, (995, ""), None, {(995, "")}, 1) == [(995, "A"), (997, ""), (999, "")]
    assert fill_between(2, (999, "Z"), None, {(999, "Z")}, 1) == []


def test_a_step_is_kept_where_a_series_goes_on():
    assert fill_between(3, (9, ""), None, {(9, "")}, 1, step=4) == [(13, ""), (17, ""), (21, "")]


def test_new_letters_are_never_i_j_o_or_q():
    made = fill_between(22, (7, ""), (9, ""), {(7, ""), (9, "")}, 1)
    assert [label_text(one) for one in made] == [f"7{c}" for c in "ABCDEFGHKLMNPRSTUVWXYZ"]
    assert len(fill_between(30, (7, ""), (9, ""), {(7, ""), (9, "")}, 1)) == 22


def test_where_nothing_fits_a_letter_out_of_order_is_found_and_none_when_all_are_used():
    used = {(7, "A"), (7, "B")}
    assert out_of_order((7, "A"), (7, "B"), used) == (7, "C")
    assert out_of_order(None, (1, ""), {(1, "")}) == (1, "A")
    assert out_of_order((7, ""), None, {(7, one) for one in LETTERS}) is None


@given(st.lists(SMALL, max_size=7, unique=True))
def test_the_rising_row_is_the_longest_of_all(labels):
    made = heaviest_rising(labels)
    rows = [chosen for size in range(len(labels) + 1) for chosen in combinations(range(len(labels)), size)
            if all(labels[a] < labels[b] for a, b in pairwise(chosen))]  # fmt: skip
    assert tuple(made) in rows
    assert len(made) == max(map(len, rows))


@pytest.mark.parametrize("heavy", [0, 2])
def test_the_heavier_of_two_that_exclude_each_other_is_kept(heavy):
    labels, weights = [(9, ""), (3, ""), (1, "")], [1, 1, 1]
    weights[heavy] = 2
    assert heaviest_rising(labels, weights) == [heavy]
