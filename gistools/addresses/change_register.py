"""The register with planned changes made (registret efter ændringer): nothing else in it is another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from gistools.addresses.change_lines import Lines
from gistools.addresses.keying_changes import blank, read_planned
from gistools.addresses.keying_conflicts import conflicts_of_values
from gistools.addresses.keying_form import BUILDING_OBJECTS, KEYED
from gistools.addresses.keying_ground import Ground
from gistools.addresses.moments import NEVER, asked_day, moment_of
from gistools.addresses.standing import Standing
from gistools.errors import TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np

    from gistools.addresses.keying_changes import Key, Planned, PlannedChange
    from gistools.addresses.keying_conflicts import Conflict
    from gistools.addresses.register import Register

    Cells = dict[str, Any]


def apply_planned(register: Register, changes: Iterable[PlannedChange], *, day: str) -> Register:
    """Return a register at a moment with planned changes made (registret efter ændringer).

    What is new is added, columns, statuses and points of what is there become what is planned; the line of house
    numbers and addresses is built anew where a part of it changed, also by their road, town or house number. All else
    is as it was. The order of the changes does not matter. Links of buildings and units are of BBR, and left out.

    Parameters
    ----------
    register:
        As `gistools.addresses.Register.at` returns it.
    changes:
        Each with what it is based on; ids in whatever spelling the register reads.
    day:
        From which the changed rows are told to hold, year-month-day; today when empty.

    Raises
    ------
    TableError
        For changes whose object the register lacks or has already, that are based on something else than what it has,
        that change a column twice, or whose values it would refuse: all at once.
    CrsError
        For positions in degrees.
    ParamError
        When the register was not asked for a moment, or for a day that cannot be read.

    >>> from gistools.addresses import PlannedChange, read_register
    >>> road = {"id": "v", "status": "3", "vejnavn": "Skeevej"}
    >>> house = {"id": "h", "status": "3", "husnummertekst": "8", "navngivenVej": "v",
    ...          "adgangsadressebetegnelse": "Skeevej 8, 4370 Store Merløse"}
    >>> register = read_register({"NavngivenVej": [road], "Husnummer": [house]}).at("2026-11-28")
    >>> change = PlannedChange("house_number", "h", {"number": "8"}, {"number": "8A"})
    >>> apply_planned(register, [change], day="2026-11-28").tables["house_number"].line.tolist()
    ['Skeevej 8A, 4370 Store Merløse']
    """
    ground = Ground(register)
    planned = [one for one in read_planned(changes) if one.key[0] not in BUILDING_OBJECTS]
    check_conflicts(conflicts_of_values(ground, planned))
    return made_register(ground, planned, moment_of(asked_day(day)))


def check_conflicts(conflicts: Sequence[Conflict]) -> None:
    """Raise `TableError` that tells of all conflicts, where there are any."""
    if not conflicts:
        return
    faults = []
    for one in conflicts:
        what, name, case = one.what(), KEYED[one.key[0]], f" ({one.case_number})" if one.case_number else ""
        faults.append(Text(f"{name.da} {one.key[1]}{case}: {what.da}", f"{name.en} {one.key[1]}{case}: {what.en}"))
    raise TableError(
        Text("planlagte ændringer, der ikke passer til registret", "planned changes that do not fit the register"),
        Text("ændringer, der bygger på det, registret har", "changes based on what the register has"),
        Text("hent udtrækket igen, eller ret ændringerne", "fetch the extract anew, or mend the changes"),
        tuple(faults),
    )


def made_register(ground: Ground, planned: Sequence[Planned], moment: np.datetime64) -> Register:
    """Return the register of a ground with changes made that are not in conflict with it."""
    cells = final_cells(planned)
    tables = dict(ground.register.tables)
    for name in sorted({key[0] for key in cells}):
        table = tables.get(name)
        tables[name] = _with_cells(name, Standing.read_empty(name) if table is None else table, cells, moment)
    after = Ground(replace(ground.register, tables=tables))
    for name, lines in Lines(ground, after, cells).made().items():
        tables[name] = _with_lines(tables[name], lines)
    return replace(ground.register, tables=tables)


def final_cells(planned: Iterable[Planned]) -> dict[Key, Cells]:
    """Return what changed objects hold when all is done, by object: the columns that change; all of what is new."""
    cells: dict[Key, Cells] = defaultdict(dict)
    for one in sorted(planned, key=lambda one: not one.is_new):
        if one.after:
            cells[one.key].update({**(blank(one.key[0]) if one.is_new else {}), **one.after})
    return dict(cells)


def _with_cells(name: str, table: pd.DataFrame, cells: Mapping[Key, Cells], moment: np.datetime64) -> pd.DataFrame:
    rows = {one: k for k, one in enumerate(table["object_id"].tolist())}
    by_column: dict[str, dict[int, Any]] = defaultdict(dict)
    new = []
    for (kind, one), values in sorted(cells.items(), key=lambda item: item[0]):
        if kind != name:
            continue
        if one not in rows:
            new.append({"object_id": one, "registered_from": moment, "registered_to": NEVER, "valid_from": moment,
                        "valid_to": NEVER, **values})  # fmt: skip
            continue
        for column, value in (*values.items(), ("registered_from", moment), ("valid_from", moment)):
            by_column[column][rows[one]] = value
    made = table.copy()
    for column, told in by_column.items():
        made[column] = _with_values(table[column], told)
    if not new:
        return made
    return pd.concat([made, _rows(table, new)], ignore_index=True) if len(table) else _rows(table, new)


def _with_lines(table: pd.DataFrame, lines: Mapping[str, str]) -> pd.DataFrame:
    told = {k: lines[one] for k, one in enumerate(table["object_id"].tolist()) if one in lines}
    return table.assign(line=_with_values(table["line"], told))


def _with_values(cells: pd.Series, told: Mapping[int, Any]) -> pd.Series:
    """Return a column with other values in some rows; shapes are set one by one, since they look like lists."""
    made = cells.copy()
    if made.dtype != object:
        made.iloc[list(told)] = list(told.values())
        return made
    values = made.to_numpy(copy=True)
    for row, value in told.items():
        values[row] = value
    return pd.Series(values, index=cells.index, name=cells.name, dtype=object)


def _rows(table: pd.DataFrame, new: list[Cells]) -> pd.DataFrame:
    """Return new rows of a table; of an empty one, whose cells have no kind, of the kind that they are."""
    made = pd.DataFrame(index=range(len(new)))
    for column, kind in table.dtypes.items():
        values = [row[str(column)] for row in new]
        typed = len(table) > 0 or kind.kind == "M"
        made[column] = pd.Series(values, dtype=kind) if typed else pd.Series(values)
    return made
