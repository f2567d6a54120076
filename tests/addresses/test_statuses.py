"""Statuses of the address register and their moves, against the list as it was read."""

from __future__ import annotations

import pathlib
import re

import pytest

from gistools.addresses import life_cycle, may_become, status_of, statuses
from gistools.addresses.building_form import BUILDING_OBJECTS
from gistools.addresses.register_form import OBJECTS
from gistools.addresses.statuses import ALIVE, DAWA_STATUS, ENDED, IN_FORCE, STANDS
from gistools.errors import ParamError
from gistools.styles.columns_addresses import ADDRESS_COLUMNS, ADDRESS_STATUS, REGISTER_OBJECTS

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


def test_statuses_that_stand_by_number_are_those_of_the_table():
    called = {"PREPARED": "internal preparation", "PROVISIONAL": "provisional", "CURRENT": "in force",
              "WITHDRAWN": "withdrawn", "SHELVED": "shelved", "DELETED": "deleted", "UNUSED_POINT": "not in use",
              "USED_POINT": "in use", "RETIRED_POINT": "retired"}  # fmt: skip
    for name, word in called.items():
        scale = "point" if name.endswith("POINT") else "address"
        assert life_cycle(scale)[getattr(statuses, name)].name.en == word
    for scale in ("address", "point"):
        codes = life_cycle(scale)
        assert ENDED[scale] == {code for code, one in codes.items() if not one.becomes}
        assert ALIVE[scale] == set(codes) - ENDED[scale]
        assert IN_FORCE[scale] <= {code for code, one in codes.items() if one.counts} <= STANDS[scale] <= ALIVE[scale]


def test_what_statuses_and_objects_are_called_is_whole():
    assert {int(code): name for code, name in ADDRESS_STATUS.items()} == {
        code: one.name for code, one in life_cycle("address").items()
    }
    assert set(REGISTER_OBJECTS) >= {*OBJECTS, *BUILDING_OBJECTS, "outline", "plan"}
    assert ADDRESS_COLUMNS["other_status"].codes == ADDRESS_STATUS


def test_what_was_mended_is_called_by_every_kind_that_the_reader_tells():
    folder = pathlib.Path(statuses.__file__).parent
    text = "".join((folder / name).read_text(encoding="utf-8") for name in ("register_cells.py", "register_doubts.py"))
    kinds = set(re.findall(r"mended\((?:k|row), [^,]+, \"(\w+)\"", text))
    assert len(kinds) >= 8
    assert set(ADDRESS_COLUMNS["found_kind"].codes) == kinds
