"""Tables with declared columns as CSV and as a workbook (regneark), and back again, digit for digit."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.errors import MissingDependencyError, OutputError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["csv_of", "frame_of_csv", "frames_of_workbook", "packed", "workbook_of"]

Kinds = dict[str, str]  # column -> text, whole, number, yes_no, dkk

_FIXED = (1980, 1, 1, 0, 0, 0)
_MOMENT = dt.datetime(1980, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_MOST_ROWS = 1_048_576  # of a sheet, its head with it
_LONGEST_NAME = 31
_SHOWN_AS = {"dkk": "#,##0.00", "whole": "0"}
_TRUE, _FALSE = "true", "false"


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a zip whose bytes depend on nothing but its members: sorted, of a fixed date, not compressed.

    >>> packed({"b": b"2", "a": b"1"}) == packed({"a": b"1", "b": b"2"})
    True
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            archive.writestr(entry(name), members[name])
    return out.getvalue()


def entry(name: str, compression: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    """Return how a member is entered in a zip, of a fixed date and with the same rights on every system."""
    info = zipfile.ZipInfo(name, _FIXED)
    info.create_system, info.external_attr, info.compress_type = 3, 0o644 << 16, compression
    return info


def csv_of(frame: pd.DataFrame, kinds: Kinds) -> bytes:
    r"""Return a table as CSV: UTF-8 with mark, semicolons, decimal comma, all digits, amounts with øre.

    >>> csv_of(pd.DataFrame({"x": [0.1], "dkk": [2.5]}), {"x": "number", "dkk": "dkk"}).decode()
    '\ufeffx;dkk\r\n0,1;2,50\r\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(kinds)
    columns = [[_written(value, kind).replace(".", ",") if kind in {"number", "dkk"} else _written(value, kind)
                for value in frame[name].tolist()] for name, kind in kinds.items()]  # fmt: skip
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig")


def frame_of_csv(data: bytes, kinds: Kinds) -> pd.DataFrame:
    """Return the table of such a CSV.

    Raises
    ------
    ValueError
        For bytes that are no UTF-8, other columns than ``kinds``, rows of another length, cells of another kind.

    >>> kinds = {"x": "number", "ok": "yes_no"}
    >>> frame_of_csv(csv_of(pd.DataFrame({"x": [0.1, None], "ok": [True, False]}), kinds), kinds)["ok"].tolist()
    [True, False]
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    return _frame(rows[0], rows[1:], kinds, decimal=",") if rows else _frame([], [], kinds, decimal=",")


def workbook_of(tables: Mapping[str, tuple[pd.DataFrame, Kinds, Mapping[str, str]]]) -> bytes:
    """Return a workbook (xlsx) with a sheet for each table: its frame, its kinds, and the heading above each column.

    Numbers are written with all their digits, texts as texts whatever they begin with. The first row holds what the
    columns are called for people, the second their names.

    Raises
    ------
    OutputError
        For a table of more rows, or a longer name, than a sheet takes.
    MissingDependencyError
        Without openpyxl.
    """
    xl = _openpyxl()
    book = xl.Workbook(write_only=True)
    book.properties.creator, book.properties.created = "gistools", _MOMENT
    for name, (frame, kinds, headings) in tables.items():
        if len(frame) + 2 > _MOST_ROWS or len(name) > _LONGEST_NAME:
            raise OutputError(
                Text(f"tabellen {name} med {len(frame)} rækker", f"the table {name} of {len(frame)} rows"),
                Text(f"højst {_MOST_ROWS - 2} rækker i et regneark", f"at most {_MOST_ROWS - 2} rows in a workbook"),
                Text("lav pakken for et mindre område", "make the bundle of a smaller area"),
            )
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A3"
        for i, column in enumerate(kinds):
            widest = max(len(column), min(len(headings.get(column, "")), 40))
            sheet.column_dimensions[xl.utils.get_column_letter(i + 1)].width = max(10, widest + 2)
        sheet.append([_cell(xl, sheet, headings.get(column, column), "text") for column in kinds])
        sheet.append([_cell(xl, sheet, column, "text") for column in kinds])
        lists = [frame[column].tolist() for column in kinds]
        for row in zip(*lists, strict=True):
            sheet.append([_cell(xl, sheet, value, kind) for value, kind in zip(row, kinds.values(), strict=True)])
    out = io.BytesIO()
    book.save(out)
    return _without_time(out.getvalue())


def frames_of_workbook(data: bytes, kinds: Mapping[str, Kinds]) -> dict[str, pd.DataFrame | ValueError]:
    """Return the tables of such a workbook; in the place of one that cannot be read, why.

    Raises
    ------
    ValueError
        For bytes that are no workbook.
    MissingDependencyError
        Without openpyxl.
    """
    xl = _openpyxl()
    try:
        book = xl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        made: dict[str, pd.DataFrame | ValueError] = {}
        for sheet in book.worksheets:
            width = len(kinds.get(sheet.title, ()))
            rows = [[_read(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            rows = [row + [""] * (width - len(row)) for row in rows]  # a sheet says nothing of empty cells at the end
            try:
                made[sheet.title] = _frame(rows[1], rows[2:], kinds[sheet.title], decimal=".")
            except (ValueError, IndexError) as error:
                made[sheet.title] = ValueError(str(error))
            except KeyError:
                made[sheet.title] = ValueError("not declared")
    except Exception as error:  # openpyxl and what it stands on raise many kinds for bytes that are changed
        msg = f"{type(error).__name__}: {error}"
        raise ValueError(msg) from error
    return made


def _written(value: object, kind: str) -> str:
    if kind == "text":
        return "" if value is None else str(value)
    if kind == "yes_no":
        return _TRUE if value else _FALSE
    if kind == "whole":
        return str(int(value))  # type: ignore[call-overload]  # a whole number of a table
    number = float(value)  # type: ignore[arg-type]  # a number of a table
    if math.isnan(number):
        return ""
    return f"{number:.2f}" if kind == "dkk" else repr(number).removesuffix(".0")


def _cell(xl: Any, sheet: object, value: object, kind: str) -> object:  # noqa: ANN401 - ships no types
    if kind == "whole":
        return value
    text = _written(value, kind)
    if kind == "number" and text and float(f"{value:.16g}") == value:
        return value
    if kind == "text" and not text.startswith("="):
        return text or None
    cell = xl.cell.WriteOnlyCell(sheet, value=text or None)
    if not text:
        return cell
    if kind == "yes_no":
        cell.value = text == _TRUE
    elif kind == "text":
        cell.data_type = "s"  # never a formula
    else:
        cell.data_type = "n"  # the text of it has all digits, which a number would lose
        cell.number_format = _SHOWN_AS.get(kind, "General")
    return cell


def _read(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    return repr(value) if isinstance(value, float) else str(value)


def _frame(names: Sequence[str], rows: Sequence[Sequence[str]], kinds: Kinds, *, decimal: str) -> pd.DataFrame:
    if list(names) != list(kinds):
        msg = f"{list(names)}, {list(kinds)}"
        raise ValueError(msg)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(kinds):
            msg = f"row {number}: {len(row)} cells"
            raise ValueError(msg)
    columns = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return pd.DataFrame(
        {name: _column(name, cells, kind, decimal) for (name, kind), cells in zip(kinds.items(), columns, strict=True)}
    )


def _column(name: str, cells: Sequence[str], kind: str, decimal: str) -> object:
    if kind == "text":
        return np.array(cells, object)
    made = []
    for number, cell in enumerate(cells, start=1):
        try:
            made.append(_value(cell, kind, decimal))
        except ValueError as error:
            msg = f"{name}, row {number}: {cell!r}"
            raise ValueError(msg) from error
    return np.array(made, {"yes_no": bool, "whole": np.int64}.get(kind, np.float64))


def _value(cell: str, kind: str, decimal: str) -> float | int | bool:
    if kind == "yes_no":
        return {_TRUE: True, _FALSE: False}[cell] if cell in {_TRUE, _FALSE} else _refuse(cell)
    if kind == "whole":
        return int(cell)
    if decimal == "," and "." in cell:
        _refuse(cell)
    return float(cell.replace(decimal, ".")) if cell else math.nan


def _refuse(cell: str) -> bool:
    raise ValueError(cell)


def _without_time(data: bytes) -> bytes:
    """Return the workbook with its parts in one order and of one date, and without the time it was saved."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(book.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            part = book.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", part)
            archive.writestr(entry(name, zipfile.ZIP_DEFLATED), part)
    return out.getvalue()


def _openpyxl() -> Any:  # noqa: ANN401 - ships no types
    try:
        import openpyxl  # noqa: PLC0415 - only bundles need it
        import openpyxl.cell  # noqa: PLC0415 - the same
        import openpyxl.utils  # noqa: PLC0415 - the same
    except ImportError as error:
        raise MissingDependencyError(
            Text("openpyxl er ikke installeret", "openpyxl is not installed"),
            Text(
                "biblioteket, der skriver og læser regneark (xlsx)",
                "the library that writes and reads workbooks (xlsx)",
            ),
            Text("installér gistools igen, eller openpyxl", "install gistools anew, or openpyxl"),
        ) from error
    return openpyxl
