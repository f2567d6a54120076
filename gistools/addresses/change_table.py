"""Planned changes as a table (ændringstabel): one row for each column that changes; written by tools, made in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from gistools._checks import cell_text, is_missing, require_kind
from gistools.addresses.keying_changes import PlannedChange
from gistools.addresses.keying_form import title_of
from gistools.errors import ParamError, TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_REQUIRED = ("change", "register_object", "object_id", "column", "after")
PLANNED_COLUMNS = (
    "change", "register_object", "object_id", "column", "before", "after", "why", "case_number", "in_force",
)  # fmt: skip
"""Columns of planned changes; ``change`` is ``new`` or ``changed``. Points and lines are WKT in EPSG:25832."""

_NEW, _CHANGED = "new", "changed"


def planned_table(changes: Iterable[PlannedChange]) -> pd.DataFrame:
    """Return planned changes as a table of `PLANNED_COLUMNS`, in their order; `read_planned_table` reads it back.

    ``column_da`` beside ``column`` is what DAR or BBR calls it, for those who read the table; it is not read back.

    Raises
    ------
    WrongKindError
        For what is no planned change.

    >>> change = PlannedChange("house_number", "h1", {"number": "8"}, {"number": "8A"}, why="To huse har nr. 8 (A03)")
    >>> planned_table([change])[["change", "column", "before", "after"]].values.tolist()
    [['changed', 'number', '8', '8A']]
    """
    rows = []
    for one in changes:
        require_kind(one, PlannedChange, "changes")
        said = one.why, one.case_number, one.in_force
        rows += [
            (_NEW if one.is_new else _CHANGED, *one.key, name, _written((one.before or {}).get(name)),
             _written(one.after[name]), *said)
            for name in one.columns
        ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(PLANNED_COLUMNS), dtype=object)
    called = [title_of(name, column) for name, column in zip(table["register_object"], table["column"], strict=True)]
    table.insert(PLANNED_COLUMNS.index("column") + 1, "column_da", pd.Series(called, dtype=object))
    return table


def read_planned_table(frame: pd.DataFrame) -> tuple[PlannedChange, ...]:
    """Return the planned changes of a table, in the order in which each first stands there.

    Parameters
    ----------
    frame:
        `PLANNED_COLUMNS`, of which ``before`` of what is new, reason, case number and day may be left out. Rows of one
        object, case and day are one change. Columns of other names are not read.

    Raises
    ------
    TableError
        With all faults: missing columns, columns told twice, rows of one change that do not agree on whether it is
        new, and whatever `PlannedChange` refuses.

    >>> row = ["new", "address", "a1", "status", "2"]
    >>> read_planned_table(pd.DataFrame([row], columns=["change", "register_object", "object_id", "column", "after"]))
    (PlannedChange(register_object='address', object_id='a1', before=None, after={'status': '2'}, case_number='', in_force='', why=''),)
    """  # noqa: E501 - the answer of the example
    missing = [name for name in _REQUIRED if name not in frame.columns]
    if missing:
        raise _error([Text(f"kolonnen {name} mangler", f"column {name} is missing") for name in missing])
    groups: dict[tuple[str, ...], list[tuple[int, dict[str, str]]]] = {}
    for k, row in enumerate(frame.to_dict("records"), start=1):
        told = {name: cell_text(row.get(name)) for name in PLANNED_COLUMNS}
        place = told["register_object"], told["object_id"], told["case_number"], told["in_force"]
        groups.setdefault(place, []).append((k, told))
    faults: list[Text] = []
    made = []
    for rows in groups.values():
        wrong = list(_faults(rows))
        if not wrong:
            try:
                made.append(_change([row for _, row in rows]))
            except ParamError as error:
                wrong = [_placed(rows[0][0], error.found)]
        faults += wrong
    if faults:
        raise _error(faults)
    return tuple(made)


def _faults(rows: list[tuple[int, dict[str, str]]]) -> Iterable[Text]:
    first_row, first = rows[0]
    seen: set[str] = set()
    for k, row in rows:
        if row["change"] not in {_NEW, _CHANGED}:
            yield _placed(k, Text(f"change er {row['change']!r}, ikke {_NEW} eller {_CHANGED}",
                                  f"change is {row['change']!r}, not {_NEW} or {_CHANGED}"))  # fmt: skip
        for name in ("change", "why"):
            if row[name] != first[name]:
                yield _placed(k, Text(f"{name} er et andet end i række {first_row}, som er samme ændring",
                                      f"{name} is not as in row {first_row} of the same change"))  # fmt: skip
        if row["column"] in seen:
            yield _placed(k, Text(f"{row['column']} er nævnt to gange", f"{row['column']} is told twice"))
        seen.add(row["column"])
        if row["change"] == _NEW and row["before"]:
            yield _placed(k, Text("nyt, men med en værdi før", "new, but with a value before"))


def _change(rows: list[dict[str, str]]) -> PlannedChange:
    first = rows[0]
    return PlannedChange(
        first["register_object"], first["object_id"],
        None if first["change"] == _NEW else {row["column"]: row["before"] for row in rows},
        {row["column"]: row["after"] for row in rows},
        case_number=first["case_number"], in_force=first["in_force"], why=first["why"],
    )  # fmt: skip


def _written(value: object) -> str:
    """Return a value so that nothing of it is lost."""
    if isinstance(value, shapely.Geometry):
        return str(shapely.to_wkt(value, rounding_precision=-1))
    return "" if value is None or is_missing(value) else cell_text(value)


def _placed(row: int, fault: Text) -> Text:
    return Text(f"række {row}: {fault.da}", f"row {row}: {fault.en}")


def _error(faults: list[Text]) -> TableError:
    return TableError(
        Text("fejl i planlagte ændringer", "faults in planned changes"),
        Text(f"kolonnerne {', '.join(PLANNED_COLUMNS)}, en række for hver kolonne, der ændres",
             f"the columns {', '.join(PLANNED_COLUMNS)}, a row for each column that changes"),
        Text("ret alle de nævnte rækker", "correct all rows named"),
        tuple(faults),
    )  # fmt: skip
