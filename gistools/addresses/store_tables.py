"""The journal of a store as a table (journaltabel): a row for each column that an entry changed, in Danish time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gistools.addresses.change_values import GEOMETRY, shape_of
from gistools.addresses.keying_changes import told
from gistools.addresses.keying_form import title_of
from gistools.addresses.moments import danish_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gistools.journal import Entry

JOURNAL_COLUMNS = (
    "entry_number", "entry_role", "entry_at", "entry_action", "register_object", "object_id", "column", "column_da",
    "value_before", "value_after", "why", "case_number", "undoes", "explained_by",
)  # fmt: skip
"""Columns of a journal; ``entry_at`` is Danish time, geometry is WKT, ``undoes`` is 0 for what takes nothing back."""


def journal_table(entries: Iterable[Entry]) -> pd.DataFrame:
    """Return entries as a table of `JOURNAL_COLUMNS`, in their order: a row for each column that changed.

    Of what was inserted or deleted, the columns that held something. ``column_da`` is what DAR or BBR calls a column.

    >>> from gistools.journal import Action, Entry
    >>> made = Entry(1, "gis", "2026-06-28T08:00:00.000Z", "", "", "address", "a", Action.INSERT, None, {"floor": "1"})
    >>> journal_table([made])[["entry_number", "entry_at", "column", "value_before", "value_after"]].values.tolist()
    [[1, '2026-06-28 10:00:00', 'floor', '', '1']]
    """
    rows = []
    for entry in entries:
        what = entry.action.value, entry.table, entry.object_id
        said = entry.why, entry.case_number, entry.undoes, entry.explained_by
        head = entry.number, entry.role, danish_time(entry.at)
        rows += [(*head, *what, name, title_of(entry.table, name), *values, *said)
                 for name, *values in changed_values(entry)]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(JOURNAL_COLUMNS))
    return table.astype({"entry_number": "int64", "undoes": "int64"})


def changed_values(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield each column that an entry changed, what it held, and what it holds; geometry is WKT."""
    for name in entry.changed():
        values = [(side or {}).get(name) for side in (entry.before, entry.after)]
        shown = [told(shape_of(value) or value if name == GEOMETRY else value) for value in values]
        yield name, shown[0], shown[1]
