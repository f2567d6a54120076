"""Records of a register read into tables (registerlæsning): one reader of forms, for addresses and buildings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import plain_name
from gistools.addresses.register_cells import Reading, ReadLog
from gistools.addresses.register_form import ALWAYS, MOMENTS, ObjectForm
from gistools.addresses.versions import REPAIR_COLUMNS
from gistools.errors import ParamError, TableError
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    Rows = list[Mapping[str, Any]]

_LIST = "list"  # behind the name of an object in extracts of all objects


@dataclass(frozen=True, slots=True)
class RegisterBook:
    """A register as it is read: what its extracts are called, its objects, and what else its extracts hold.

    Parameters
    ----------
    title, one_object, expected:
        Of errors: extracts of it, an object of it, how extracts should be.
    objects:
        Forms by the names here.
    other_registers:
        How names of objects of other registers begin, which are left out.
    other_objects:
        Objects of the register that are not used here, which are left out.
    statuses:
        The codes of a scale.
    """

    title: Text
    one_object: Text
    expected: Text
    objects: Mapping[str, ObjectForm]
    other_registers: tuple[str, ...]
    other_objects: tuple[str, ...]
    statuses: Callable[[str], Collection[int]]


def read_objects(
    book: RegisterBook, records: Mapping[str, Iterable[Mapping[str, Any]]]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the tables of a register by object, and what was mended.

    Rows of one object under several names (``Adresse`` and ``DAR_Adresse``) are joined.

    Raises
    ------
    ParamError
        For an object that is none of the register, and when all are of others.
    TableError
        For records with faults: all of them at once.
    CrsError
        For shapes that are not in EPSG:25832.
    """
    rows: dict[str, Rows] = {}
    for called, given in records.items():
        if not _is_left_out(book, called):
            rows.setdefault(name_of(book, called), []).extend(given)
    if records and not rows:
        raise _unknown(book, next(iter(records)))
    log = ReadLog()
    tables = {name: _table(book, name, given, log) for name, given in rows.items()}
    if log.faults:
        raise TableError(
            Text(f"{book.title.da} med fejl", f"{book.title.en} with faults"),
            book.expected,
            Text("hent udtrækket igen, eller ret rækkerne", "fetch the extract anew, or mend the rows"),
            log.faults,
        )
    return tables, pd.DataFrame(log.rows, columns=list(REPAIR_COLUMNS))


def name_of(book: RegisterBook, called: str) -> str:
    """Return what an object is called here, of its name in a source.

    Raises
    ------
    ParamError
        When it is none of the register.
    """
    plain = plain_name(called)
    for name, form in book.objects.items():
        known = {plain_name(alias) for alias in (name, *form.aliases)}
        if plain in known or plain.removesuffix(_LIST) in known:
            return name
    raise _unknown(book, called)


def _unknown(book: RegisterBook, called: str) -> ParamError:
    known = [form.aliases[0] for form in book.objects.values()]
    told = ", ".join(known)
    return ParamError(
        unknown_name(called, known),
        Text(f"et af {book.one_object.da}: {told}", f"{book.one_object.en}: {told}"),
        Text("giv filen objektets navn", "name the file after the object"),
    )


def _is_left_out(book: RegisterBook, called: str) -> bool:
    plain = plain_name(called).removesuffix(_LIST)
    if any(called.upper().startswith(prefix) for prefix in book.other_registers):
        return True
    return any(plain in {plain_name(one), plain_name(f"{prefix}{one}")}
               for one in book.other_objects for prefix in ("DAR_", "BBR_"))  # fmt: skip


def _table(book: RegisterBook, name: str, rows: Rows, log: ReadLog) -> pd.DataFrame:
    form = book.objects[name]
    reading = log.of(name, form)
    given: dict[str, list[str]] = {}
    for key in dict.fromkeys(key for row in rows for key in row):
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
    _at_once(table, reading)
    return table


def _keys_of(aliases: tuple[str, ...], given: Mapping[str, list[str]]) -> list[str]:
    """Return what a column is called in the rows, the likelier first; files of one object may spell it unlike."""
    return list(dict.fromkeys(key for alias in aliases for key in given.get(plain_name(alias), ())))


def _cells(rows: Rows, keys: list[str]) -> list[Any]:
    if not keys:
        return [None] * len(rows)
    if len(keys) == 1:
        return [row.get(keys[0]) for row in rows]
    return [next((row[key] for key in keys if key in row), None) for row in rows]


def _at_once(table: pd.DataFrame, reading: Reading) -> None:
    """Tell of rows that are the same version twice, and of versions of one object that hold at once."""
    for k in np.flatnonzero(table.duplicated(["object_id", *MOMENTS, "status"]).to_numpy()).tolist():
        reading.mended(k, "object_id", "version_twice", reading.ids[k])
    several = np.flatnonzero(table.duplicated("object_id", keep=False).to_numpy())
    if not several.size:
        return
    codes = pd.factorize(table["object_id"].iloc[several])[0]
    order = several[np.argsort(codes, kind="stable")]
    codes = np.sort(codes, kind="stable")
    low, high = np.datetime64("0001-01-01", "us"), np.datetime64("9999-12-31", "us")
    begins, ends = (
        np.stack([table[f"{kind}_{side}"].fillna(edge).to_numpy("datetime64[us]")[order] for kind in _KINDS])
        for side, edge in (("from", low), ("to", high))
    )
    told = np.zeros(order.size, np.bool_)
    for back in range(1, order.size):  # each row with those before it of the same object
        same = codes[back:] == codes[:-back]
        if not same.any():
            break
        both = np.maximum(begins[:, back:], begins[:, :-back]) < np.minimum(ends[:, back:], ends[:, :-back])
        told[back:] |= same & both.all(axis=0)
    for k in order[told].tolist():
        reading.mended(k, "valid_from", "versions_at_once", table["valid_from"].iloc[k])


_KINDS = ("registered", "valid")
