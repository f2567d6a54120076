"""Tables with declared columns as CSV and as a workbook (regneark), and back again, digit for digit."""

from __future__ import annotations

import csv
import io
import math
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.errors import MissingDependencyError
from gistools.io.workbook import entry
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["csv_of", "frame_of_csv", "frames_of_workbook", "packed"]

Kinds = dict[str, str]  # column -> text, whole, number, yes_no, dkk

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


def frames_of_workbook(data: bytes, kinds: Mapping[str, Kinds]) -> dict[str, pd.DataFrame | ValueError]:
    """Return the tables of such a workbook; in the place of one that cannot be read, why.

    Raises
    ------
    ValueError
        For bytes that are no workbook.
    MissingDependencyError
        Without openpyxl.
    """
    xl = load_openpyxl()
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


def load_openpyxl() -> Any:  # noqa: ANN401 - ships no types
    """Return the library that reads workbooks.

    Raises
    ------
    MissingDependencyError
        Without it.
    """
    try:
        import openpyxl  # noqa: PLC0415 - only workbooks need it
    except ImportError as error:
        raise MissingDependencyError(
            Text("openpyxl er ikke installeret", "openpyxl is not installed"),
            Text(
                "biblioteket, der læser regneark (xlsx)",
                "the library that reads workbooks (xlsx)",
            ),
            Text("installér gistools igen, eller openpyxl", "install gistools anew, or openpyxl"),
        ) from error
    return openpyxl
