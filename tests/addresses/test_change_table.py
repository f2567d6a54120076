"""Planned changes as a table: what is written is read back, and what is wrong is told row by row."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from gistools.addresses import PlannedChange, planned_table, read_planned_table
from gistools.errors import TableError

CHANGES = (
    PlannedChange("point", "p1", None, {"position": shapely.Point(650000.123456789, 6170000.1), "accuracy": "A"}),
    PlannedChange("house_number", "h1", {"number": "8", "status": 2}, {"number": "08A", "status": 3},
                  case_number="26/1", in_force="2027-01-01", why="To huse har nr. 8 (A03)"),
    PlannedChange("address", "a1", {"floor": "st"}, {"floor": ""}),
)  # fmt: skip


def test_a_table_is_read_back_as_it_was() -> None:
    back = read_planned_table(planned_table(CHANGES))
    assert [one.key for one in back] == [one.key for one in CHANGES]
    assert [one.is_new for one in back] == [True, False, False]
    assert shapely.from_wkt(back[0].after["position"]) == CHANGES[0].after["position"]
    assert (back[1].before, back[1].after) == ({"number": "8", "status": "2"}, {"number": "08A", "status": "3"})
    assert (back[1].why, back[1].case_number, back[1].in_force) == ("To huse har nr. 8 (A03)", "26/1", "2027-01-01")
    assert back[2].after == {"floor": ""}
    told = planned_table(CHANGES)
    assert dict(zip(told["column"], told["column_da"], strict=True))["number"] == "husnummertekst"
    assert planned_table([]).columns.tolist() == told.columns.tolist()


def test_rows_of_one_object_in_two_cases_are_two_changes() -> None:
    first, second = planned_table(CHANGES[1:2]), planned_table(CHANGES[1:2]).assign(case_number="26/2")
    assert len(read_planned_table(pd.concat([first, second]))) == 2


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"change": "ny"}, "row 1: change is 'ny', not new or changed"),
        ({"column": "nummer"}, "row 1: planned change of 'h1'"),
        ({"register_object": "husnummer"}, "row 1: planned change of 'h1'"),
        ({"in_force": "1/13 2027"}, "row 1: planned change of 'h1'"),
        ({"change": "new"}, "row 1: new, but with a value before"),
    ],
)
def test_faults_are_told_with_their_row(changed: dict[str, str], told: str) -> None:
    with pytest.raises(TableError) as error:
        read_planned_table(planned_table(CHANGES[1:2]).head(1).assign(**changed))
    assert any(fault.en.startswith(told) for fault in error.value.faults)


def test_all_faults_are_told_at_once() -> None:
    table = pd.concat([planned_table(CHANGES[1:2]), planned_table(CHANGES[1:2])])
    table["why"] = ["To huse har nr. 8 (A03)"] * 2 + ["en anden grund", "To huse har nr. 8 (A03)"]
    with pytest.raises(TableError) as error:
        read_planned_table(table)
    assert [fault.en for fault in error.value.faults] == [
        "row 3: why is not as in row 1 of the same change",
        "row 3: number is told twice",
        "row 4: status is told twice",
    ]
    with pytest.raises(TableError) as error:
        read_planned_table(pd.DataFrame({"change": ["new"]}))
    assert len(error.value.faults) == 4
