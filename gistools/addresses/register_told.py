"""What is told of a register that was read (om læsningen): its objects, what was left out, and the days it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.addresses.moments import NEVER, danish_day
from gistools.addresses.register_objects import name_of, why_left_out
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.addresses.register_objects import RegisterBook
    from gistools.addresses.versions import Versions

_MICROSECOND = np.timedelta64(1, "us")


def objects_told(records: Mapping[str, Iterable[Mapping[str, Any]]], *books: RegisterBook) -> tuple[Text, ...]:
    """Return notes of which objects of records are read as which register, and which are left out and why.

    >>> from gistools.addresses.register import BOOK
    >>> [note.en for note in objects_told({"Adresse": [], "DAGI_Sogneinddeling": []}, BOOK)]
    ['read: DAR (Adresse)', 'left out: DAGI_Sogneinddeling (is of DAGI)']
    """
    read: dict[str, list[str]] = {}
    away: list[tuple[str, Text]] = []
    for called, rows in records.items():
        book = next((one for one in books if name_of(one, called) is not None), None)
        if book is None:
            away.append((called, why_left_out(books[0], called, rows)))
        else:
            read.setdefault(book.short, []).append(called)
    told = "; ".join(f"{short} ({', '.join(names)})" for short, names in read.items())
    notes = [Text(f"læst: {told}", f"read: {told}")] if told else []
    if away:
        da, en = (", ".join(f"{called} ({why.say(language)})" for called, why in away) for language in ("da", "en"))
        notes.append(Text(f"ikke læst: {da}", f"left out: {en}"))
    return tuple(notes)


def day_told(register: Versions, book: RegisterBook, day: str) -> tuple[Text, ...]:
    """Return a note of the objects of a register that has none of them on a day, and of the days that it has them.

    >>> from gistools.addresses.register import BOOK, read_register
    >>> row = {"id": "a", "status": "3", "virkningFra": "2019-03-01T00:00:00+01:00", "postnr": "0800", "navn": "Å"}
    >>> [note.en for note in day_told(read_register({"Postnummer": [row]}), BOOK, "1999-01-01")]
    ['1999-01-01: DAR has no postcodes that hold on that day; its versions hold from 2019-03-01']
    """
    held = register.at(day).tables
    bare = [name for name, table in register.tables.items() if len(table) and not len(held[name])]
    if not bare:
        if any(map(len, register.tables.values())):
            return ()
        return (
            Text(
                f"{day}: udtrækket af {book.short} har ingen rækker", f"{day}: no rows in the extract of {book.short}"
            ),
        )
    da, en = (", ".join(book.objects[name].title.say(language) for name in bare) for language in ("da", "en"))
    rows = pd.concat([register.tables[name][["registered_to", "valid_from", "valid_to"]] for name in bare])
    why = _days(rows[rows["registered_to"].isna()]) if rows["registered_to"].isna().any() else _closed(rows)
    return (
        Text(
            f"{day}: {book.short} har ingen {da}, der gælder den dag; {why.da}",
            f"{day}: {book.short} has no {en} that hold on that day; {why.en}",
        ),
    )


def _days(rows: pd.DataFrame) -> Text:
    """Return the first and the last day of versions, as a sentence without an end."""
    begins, ends = (rows[name].to_numpy("datetime64[us]") for name in ("valid_from", "valid_to"))
    first = NEVER if np.isnat(begins).any() else begins.min()
    last = NEVER if np.isnat(ends).any() else ends.max()
    da, en = [], []
    if not np.isnat(first):
        da.append(f"fra {danish_day(first)}")
        en.append(f"from {danish_day(first)}")
    if not np.isnat(last):
        da.append(f"til {danish_day(last - _MICROSECOND)}")
        en.append(f"until {danish_day(last - _MICROSECOND)}")
    return Text(f"versionerne gælder {' '.join(da)}", f"its versions hold {' '.join(en)}")


def _closed(rows: pd.DataFrame) -> Text:
    last = danish_day(rows["registered_to"].to_numpy("datetime64[us]").max())
    return Text(
        f"alle rækker er lukket i registret (registreringTil er sat, senest {last})",
        f"all rows are closed in the register (registreringTil is set, last {last})",
    )
