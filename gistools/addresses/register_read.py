"""Records of a register read into tables (registerlæsning): one reader of forms, for addresses and buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gistools._checks import plain_name
from gistools.addresses.register_cells import ReadLog
from gistools.addresses.register_doubts import tell_doubts
from gistools.addresses.register_form import ALWAYS, MOMENTS, SHAPE, Cell, ObjectForm
from gistools.addresses.register_objects import RegisterBook, name_of, none_of, why_left_out
from gistools.addresses.versions import REPAIR_COLUMNS
from gistools.errors import TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Rows = list[Mapping[str, Any]]


def read_objects(
    book: RegisterBook, records: Mapping[str, Iterable[Mapping[str, Any]]]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, dict[str, frozenset[str]]]:
    """Return the tables of a register by object, what was mended, and the columns that the source does not have.

    Rows of one object under several names (``Adresse`` and ``DAR_Adresse``) are joined.

    Raises
    ------
    ParamError
        For an object that is probably meant to be one of a register, and when none is of this one.
    TableError
        For records with faults: all of them at once.
    CrsError
        For shapes that are not in EPSG:25832.
    """
    rows: dict[str, Rows] = {}
    away: dict[str, Text] = {}
    for called, given in records.items():
        name = name_of(book, called)
        if name is None:
            away[called] = why_left_out(book, called, given)
        else:
            rows.setdefault(name, []).extend(given)
    if records and not rows:
        raise none_of(book, away)
    log = ReadLog()
    tables = {name: _table(book, name, given, log) for name, given in rows.items()}
    if log.faults:
        raise TableError(
            Text(f"{book.title.da} med fejl", f"{book.title.en} with faults"),
            book.expected,
            Text("hent udtrækket igen, eller ret rækkerne", "fetch the extract anew, or mend the rows"),
            log.faults,
        )
    absent = {name: _absent(book.objects[name], given) for name, given in rows.items()}
    return tables, pd.DataFrame(log.rows, columns=list(REPAIR_COLUMNS)), absent


def _table(book: RegisterBook, name: str, rows: Rows, log: ReadLog) -> pd.DataFrame:
    form = book.objects[name]
    reading = log.of(name, form)
    given: dict[str, list[str]] = {}
    for key in sorted({key for row in rows for key in row}):  # whatever the order of the rows
        given.setdefault(plain_name(key), []).append(key)
    columns = (*ALWAYS, *form.columns)
    keys = {one.name: _keys_of(one.aliases, given) for one in columns}
    keys |= {moment: _keys_of(aliases, given) for moment, aliases in MOMENTS.items()}
    missing = [one for one in columns if one.required and not keys[one.name]]
    if missing and rows:
        reading.missing(missing)
        return pd.DataFrame()
    reading.read_ids(_cells(rows, keys["object_id"]))
    made: dict[str, Any] = {"object_id": reading.ids}
    made["status"] = reading.statuses(_cells(rows, keys["status"]), list(book.statuses(form.scale)))
    for moment, aliases in MOMENTS.items():
        made[moment] = reading.moments(moment, aliases[0], _cells(rows, keys[moment]))
    for one in form.columns:
        made[one.name] = reading.read(one, _cells(rows, keys[one.name]))
    table = pd.DataFrame(made)
    tell_doubts(table, reading)
    return table


def _absent(form: ObjectForm, rows: Rows) -> frozenset[str]:
    """Return the columns that no row has; of a layer with one shape, none of the columns with shapes is absent."""
    given = {plain_name(key) for key in {key for row in rows for key in row}}
    shape = any(plain_name(alias) in given for alias in SHAPE)
    return frozenset(
        one.name for one in form.columns
        if given.isdisjoint(plain_name(alias) for alias in one.aliases) and not (shape and one.cell is Cell.SHAPE)
    )  # fmt: skip


def _keys_of(aliases: tuple[str, ...], given: Mapping[str, list[str]]) -> list[str]:
    """Return what a column is called in the rows, the likelier first; files of one object may spell it unlike."""
    return list(dict.fromkeys(key for alias in aliases for key in given.get(plain_name(alias), ())))


def _cells(rows: Rows, keys: list[str]) -> list[Any]:
    if not keys:
        return [None] * len(rows)
    if len(keys) == 1:
        return [row.get(keys[0]) for row in rows]
    return [next((row[key] for key in keys if key in row), None) for row in rows]
