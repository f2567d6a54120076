"""Statuses of the address register and their moves, against the list as it was read."""

from __future__ import annotations

import pytest

from gistools.addresses import life_cycle, may_become, status_of
from gistools.addresses.statuses import DAWA_STATUS
from gistools.errors import ParamError

MOVES = {"address": {(1, 2), (2, 3), (3, 4), (1, 6), (2, 5)}, "point": {(7, 8), (8, 9), (7, 6)}}


@pytest.mark.parametrize("kind", ["address", "point"])
def test_only_the_moves_of_the_list_are_lawful(kind):
    codes = list(life_cycle(kind))
    made = {(a, b) for a in codes for b in codes if a != b and may_become(kind, a, b)}
    assert made == MOVES[kind]
    assert all(may_become(kind, a, a) for a in codes)


def test_what_counts_for_rules_is_provisional_or_in_force():
    assert [s.code for s in life_cycle("address").values() if s.counts] == [2, 3]
    assert not life_cycle("address")[1].published


def test_a_code_of_the_other_scale_is_refused_with_the_scale_in_words():
    with pytest.raises(ParamError, match="3 gældende"):
        status_of("address", "8")
    with pytest.raises(ParamError, match="darstatus"):
        status_of("address", "")


def test_the_statuses_of_dawa_are_told_in_those_of_dar():
    told = {code: status_of("address", dar).name.da for code, dar in DAWA_STATUS.items()}
    assert told == {1: "gældende", 2: "nedlagt", 3: "foreløbig", 4: "henlagt"}
