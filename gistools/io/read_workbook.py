"""Workbooks (xlsx) read as tables: the first sheet that holds something, with its cells as text like those of a CSV."""

from __future__ import annotations

import datetime as dt
import io
import math
import warnings
from typing import TYPE_CHECKING

from gistools.errors import TableError
from gistools.io.sheets import load_openpyxl
from gistools.text import Text

if TYPE_CHECKING:
    from pathlib import Path

MARK = b"PK\x03\x04"  # a zip, as every workbook is


def sheet_rows(path: Path, data: bytes) -> tuple[list[tuple[int, list[str]]], list[Text]]:
    """Return the rows of a workbook's first sheet with something in it, each with its number, and what to know.

    Numbers are written with a decimal comma and all their digits, dates as ``2026-11-27``, true and false as such;
    empty rows are left out. Of a formula it is the value that the spreadsheet kept.

    Raises
    ------
    TableError
        For a file that is no workbook, and for cells that hold an error (``#DIV/0!``), all of them named.
    """
    xl = load_openpyxl()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that hold no cells
            book = xl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl and what it stands on raise many kinds for bytes that are no workbook
        raise TableError(
            Text(f"{path.name} er ikke et regneark (xlsx)", f"{path.name} is no workbook (xlsx)"),
            Text("en CSV-fil eller et regneark (xlsx)", "a CSV file or a workbook (xlsx)"),
            Text("gem regnearket som xlsx eller CSV", "save the spreadsheet as xlsx or CSV"),
        ) from error
    sheets = [(sheet, _cells(sheet)) for sheet in book.worksheets]
    filled = [one for one in sheets if one[1][0]]
    if not filled:
        return [], []
    sheet, (rows, wrong) = filled[0]
    if wrong:
        shown = ", ".join(wrong)
        raise TableError(
            Text(
                f"{path.name}, arket {sheet.title}: fejl i {shown}",
                f"{path.name}, sheet {sheet.title}: errors in {shown}",
            ),
            Text("celler med tal eller tekst", "cells of numbers or text"),
            Text("ret formlerne i cellerne", "mend the formulas of the cells"),
        )
    others = ", ".join(one.title for one, _ in filled[1:])
    more = Text(f"; ikke læst: {others}", f"; not read: {others}") if others else Text("", "")
    note = Text(f"{path.name}: arket {sheet.title}{more.da}", f"{path.name}: sheet {sheet.title}{more.en}")
    return rows, [note]


def _cells(sheet: object) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows of a sheet that hold something, and the places of errors."""
    rows: list[tuple[int, list[str]]] = []
    wrong: list[str] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]  # openpyxl has no types
        wrong += [f"{cell.coordinate} ({cell.value})" for cell in row if cell.data_type == "e"]
        texts = [_said(cell.value) for cell in row]
        if any(texts):
            rows.append((number, texts))
    return rows, wrong


def _said(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0").replace(".", ",")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value).strip()
