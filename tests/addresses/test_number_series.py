"""The longest part that rises, pairs that rise and fall: held against all subsets and all pairs."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses.number_series import longest_rising, pairs_of


@given(st.lists(st.integers(0, 6), max_size=9))
def test_the_longest_rising_part_is_as_long_as_the_longest_of_all_subsets(ranks):
    kept = longest_rising(ranks)
    assert kept == sorted(set(kept))
    assert all(ranks[a] <= ranks[b] for a, b in pairwise(kept))
    best = max(
        size for size in range(len(ranks) + 1) for some in combinations(ranks, size) if list(some) == sorted(some)
    )
    assert len(kept) == best


@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=3), max_size=6))
def test_pairs_that_rise_and_fall_are_all_pairs_at_different_places(groups):
    told = pairs_of([sorted((rank, 0) for rank in group) for group in groups])
    pairs = [(one, other) for a, b in combinations(groups, 2) for one in a for other in b]
    assert told == (sum(a < b for a, b in pairs), sum(a > b for a, b in pairs))
