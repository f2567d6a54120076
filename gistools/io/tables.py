"""Tables in and out: the CSV that Danish spreadsheets and registers write, with all faults told at once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from gistools._checks import cell_shown, read_in_two_ways
from gistools.errors import OutputError, TableError
from gistools.io.atomic import atomic_output, write_bytes
from gistools.io.files import find_file, source_of
from gistools.io.layers import missing_columns, stamps_of_table
from gistools.io.names import TABLE_ENDINGS
from gistools.io.provenance import Loaded
from gistools.io.raster_output import mismatch
from gistools.io.read_workbook import MARK, sheet_rows
from gistools.io.records import SIDECAR, find_provenance
from gistools.progress import NoProgress, check, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.io.provenance import Provenance
    from gistools.progress import Progress


_COMMA_NUMBER = re.compile(r"[+-]?([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?([eE][+-]?\d+)?")
_POINT_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[\d.]*,\d+([eE][+-]?\d+)?")
_DECIMAL_POINT = re.compile(r"[+-]?\d+\.\d+([eE][+-]?\d+)?")
_CODE = re.compile(r"[+-]?0\d+")  # 0165 is the code of a municipality, not the number 165
_STATED = re.compile(r"sep=(.)\r?\n")  # the first line that some spreadsheets write
_MAX_DIGITS = 18
_SHOWN = 5  # line numbers in one fault


def read_table(
    path: Path | str, *, columns: Sequence[str] = (), progress: Progress | None = None
) -> Loaded[pd.DataFrame]:
    """Read a CSV file: separator, decimal sign and character set are found out, and a note tells which.

    Of a workbook (xlsx) the first sheet that holds something is read, and a note names it and those that were not.

    What a point is, is found out column by column: ``1.500`` is fifteen hundred where another cell has a decimal
    comma, and one and a half where another has a point that no thousands have, such as ``12.5`` or ``0.125``. A column
    where no cell says which stays text, and a note asks; the tools refuse such numbers.

    Parameters
    ----------
    path:
        The file: a workbook; or ``;``, tab or ``,`` between columns, decimal comma or point, UTF-8, UTF-16 with mark,
        or CP1252.
    columns:
        Columns that must be there.

    Returns
    -------
    Loaded
        A DataFrame; columns of numbers are numbers, those with leading zeros (codes) or that can be read in two ways
        stay text, empty cells are missing.

    Raises
    ------
    TableError
        With every fault of the table: no rows, missing or doubled columns, rows too short or too long, columns that
        mix decimal comma and point.
    """
    progress = progress or NoProgress()
    found = find_file(path, TableError)
    check(progress)
    frame, notes = run_cancellable(progress, lambda: _parse(found, columns))
    source = source_of(str(path), [found], notes=notes, progress=progress)
    record = find_provenance(found)
    stamps = stamps_of_table(frame)
    if record is not None:
        frame.attrs["units"] = dict(record.units)
        stamps = tuple(dict.fromkeys((*stamps, *record.stamps)))
    return Loaded(frame, (source,), tuple(notes), stamps)


def write_table(
    df: pd.DataFrame, path: Path | str, *, provenance: Provenance, progress: Progress | None = None
) -> Path:
    """Write a table as CSV that a Danish spreadsheet opens by a double click, and return its path.

    UTF-8 with mark, ``;`` between columns, decimal comma, numbers with all their digits; the record lies beside as
    ``NAME.csv.provenance.json``. The index is not written.

    Raises
    ------
    OutputError, OutputInUseError, DiskFullError, OutputMismatchError, Cancelled
        Nothing half made is left in any of these cases.
    """
    progress = progress or NoProgress()
    final = Path(path)
    if final.suffix.lower() not in TABLE_ENDINGS:
        raise OutputError(
            Text(
                f"endelsen {final.suffix or 'mangler'} ({final.name})",
                f"the ending {final.suffix or 'is missing'} ({final.name})",
            ),
            Text(".csv for en tabel", ".csv for a table"),
            Text("giv filen endelsen .csv", "give the file the ending .csv"),
        )
    progress.update(0.0, Text("Skriver tabel", "Writing table"))
    with atomic_output(final, sidecars={SIDECAR: provenance.to_json()}) as temporary:
        data = run_cancellable(progress, lambda: _format(df))
        write_bytes(temporary, data, progress)
        if temporary.read_bytes() != data:
            raise mismatch(final, Text("andre tegn", "other characters"))
    progress.update(1.0, Text(f"Skrev {final.name}", f"Wrote {final.name}"))
    return final


def _format(df: pd.DataFrame) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(column) for column in df.columns])
    lists = [df[column].tolist() for column in df.columns]
    writer.writerows([_cell(value) for value in row] for row in zip(*lists, strict=True))
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        text = repr(value)
        return (text.removesuffix(".0")).replace(".", ",")
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return str(value)


def _parse(path: Path, columns: Sequence[str]) -> tuple[pd.DataFrame, list[Text]]:
    data = _bytes(path)
    if data.startswith(MARK):
        rows, about = sheet_rows(path, data)
        return _framed(path, rows, columns, ";", about)
    text, encoding = _decode(path, data)
    stated = _STATED.match(text)
    if stated:
        text = text[stated.end() :]
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = stated.group(1) if stated else separator_of(header)
    return _framed(path, _rows(path, text, separator), columns, separator, encoding)


def separator_of(header: str) -> str:
    r"""Return what stands between the columns of a header: ``;``, tab or ``,``; the first of these where as often.

    >>> separator_of("id;status;navn, kort")
    ';'
    """
    return max((";", "\t", ","), key=header.count)


def _framed(
    path: Path, rows: list[tuple[int, list[str]]], columns: Sequence[str], separator: str, told: str | list[Text]
) -> tuple[pd.DataFrame, list[Text]]:
    """Return rows as a table and what to know of it; ``told`` is the character set of a CSV, or notes of a workbook."""
    faults: list[Text] = []
    names, body = _shape(rows, faults)
    faults += missing_columns(columns, names)
    commas = separator != ","
    decimal = "," if commas and _uses_comma(body) else "."
    cells = {name: [row[1][i] for row in body if i < len(row[1])] for i, name in enumerate(names)}
    if not faults:
        faults += _mixed(cells, [number for number, _ in body])
    if faults:
        raise TableError(
            Text(path.name, path.name),
            Text(
                f"en tabel med rækker under kolonnerne {', '.join(columns) or '(alle)'}",
                f"a table with rows beneath the columns {', '.join(columns) or '(any)'}",
            ),
            Text(
                "ret alle de nævnte fejl i regnearket, og gem igen som CSV",
                "mend all the faults named in the spreadsheet and save as CSV again",
            ),
            faults,
        )
    shown = {"\t": "tab"}.get(separator, separator)
    frame = pd.DataFrame({name: _column(values, commas=commas) for name, values in cells.items()})
    pointed = [name for name, values in cells.items() if frame[name].dtype.kind == "f" and _pointed(values)]
    listed = ", ".join(pointed)
    da, en = (f" (punktum i {listed})", f" (point in {listed})") if decimal == "," and pointed else ("", "")
    note = Text(
        f"{path.name}: skilletegn {shown}, decimaltegn {decimal}{da}, tegnsæt {told}",
        f"{path.name}: separator {shown}, decimal sign {decimal}{en}, character set {told}",
    )
    lines = [number for number, _ in body]
    notes = [
        *([note] if isinstance(told, str) else told),
        *(_asked(name, values, lines) for name, values in cells.items() if _unclear(values)),
    ]
    return frame, notes


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TableError(
            Text(f"{path} kan ikke læses ({error.strerror})", f"{path} cannot be read ({error.strerror})"),
            Text("en fil, der må læses", "a file that may be read"),
            Text("vælg en CSV-fil, og se efter rettighederne", "choose a CSV file, and look at its permissions"),
        ) from error


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    if b"\0" in data:
        raise TableError(
            Text(f"{path.name} er ikke tekst", f"{path.name} is not text"),
            Text("en CSV-fil eller et regneark (xlsx)", "a CSV file or a workbook (xlsx)"),
            Text("gem regnearket som CSV (semikolonsepareret) eller xlsx", "save the spreadsheet as CSV or xlsx"),
        )
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "CP1252"


def _rows(path: Path, text: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise TableError(
            Text(f"{path.name}, linje {reader.line_num}: {error}", f"{path.name}, line {reader.line_num}: {error}"),
            Text("en CSV-fil med lukkede citationstegn", "a CSV file with closed quotation marks"),
            Text("ret linjen", "mend the line"),
        ) from error
    return rows


def _shape(rows: list[tuple[int, list[str]]], faults: list[Text]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return column names and rows of equal length; add the faults of both."""
    if not rows:
        faults.append(Text("tabellen er tom", "the table is empty"))
        return [], []
    names = [unicodedata.normalize("NFC", name) for name in rows[0][1]]
    body = rows[1:]
    while names and not names[-1] and all(len(row) < len(names) or not row[len(names) - 1] for _, row in body):
        names.pop()  # a separator at the end of every line
    width = len(names)
    body = [(number, row[:width] if not any(row[width:]) else row) for number, row in body]
    if not body:
        faults.append(Text("ingen rækker under overskriften", "no rows beneath the header"))
    faults.extend(
        Text(f"kolonne {i + 1} uden navn", f"column {i + 1} without a name") for i, name in enumerate(names) if not name
    )
    faults.extend(
        Text(f"kolonnen {name} findes {count} gange", f"the column {name} stands {count} times")
        for name, count in Counter(n for n in names if n).items()
        if count > 1
    )
    odd = [number for number, row in body if len(row) != width]
    if odd:
        where = _lines(odd)
        faults.append(
            Text(
                f"{len(odd)} rækker har ikke {width} celler (linje {where})",
                f"{len(odd)} rows have not {width} cells (line {where})",
            )
        )
    return names, body


def _uses_comma(body: list[tuple[int, list[str]]]) -> bool:
    return any(_DECIMAL_COMMA.fullmatch(cell) for _, row in body for cell in row)


def _mixed(cells: dict[str, list[str]], numbers: list[int]) -> list[Text]:
    """Return a fault for each column where some numbers have a decimal comma and others a decimal point."""
    faults = []
    for name, values in cells.items():
        commas = any(_DECIMAL_COMMA.fullmatch(v) for v in values)
        points = [
            n for n, v in zip(numbers, values, strict=True) if _DECIMAL_POINT.fullmatch(v) and not read_in_two_ways(v)
        ]
        if commas and points:
            where = _lines(points)
            faults.append(
                Text(
                    f"kolonnen {name} blander decimalkomma og decimalpunktum (punktum i linje {where})",
                    f"the column {name} mixes decimal comma and decimal point (point in line {where})",
                )
            )
    return faults


def _lines(numbers: list[int]) -> str:
    more = " ..." if len(numbers) > _SHOWN else ""
    return ", ".join(map(str, numbers[:_SHOWN])) + more


def _pointed(values: list[str]) -> bool:
    return any("." in v for v in values) and not any("," in v for v in values)


def _unclear(values: list[str]) -> bool:
    """Whether all is numbers, and no cell says what the points in them are."""
    points = [v for v in values if "." in v]
    plain = all("." in v or _POINT_NUMBER.fullmatch(v) for v in values if v)
    return bool(points) and plain and all(map(read_in_two_ways, points))


def _asked(name: str, values: list[str], lines: list[int]) -> Text:
    line, cell = next((line, v) for line, v in zip(lines, values, strict=True) if "." in v)
    shown = cell_shown(cell)
    return Text(
        f"Kolonnen {name} er læst som tekst, for intet i den siger, om punktum er decimaltegn eller tusinder: "
        f"{shown.da} (linje {line}). Er det målinger med decimaler, så skriv dem med komma, eller giv én celle et "
        "andet antal decimaler (1.5000).",
        f"The column {name} was read as text, for nothing in it tells whether a point marks decimals or thousands: "
        f"{shown.en} (line {line}). Where they are measurements with decimals, write them with a comma, or give one "
        "cell another number of decimals (1.5000).",
    )


def _column(values: list[str], *, commas: bool) -> pd.Series[int] | pd.Series[float] | pd.Series[bool] | pd.Series[str]:
    """Return a column as numbers or true/false where every cell is one, else as text."""
    filled = [v for v in values if v]
    if filled and not _unclear(values) and not any(_CODE.fullmatch(v) for v in filled):
        decimal = "," if commas and any(_DECIMAL_COMMA.fullmatch(v) for v in filled) else "."
        pattern = _COMMA_NUMBER if decimal == "," else _POINT_NUMBER
        if all(pattern.fullmatch(v) for v in filled):
            plain = [v.replace(".", "").replace(",", ".") if decimal == "," else v for v in values]
            whole = all(v.lstrip("+-").isdigit() for v in plain if v)
            if whole and max(map(len, plain)) > _MAX_DIGITS:  # a key that would lose digits as a number
                return pd.Series([v or None for v in values])
            if whole and len(filled) == len(values):
                return pd.Series([int(v) for v in plain], dtype="int64")
            return pd.Series([float(v) if v else math.nan for v in plain], dtype="float64")
        if len(filled) == len(values) and all(v.lower() in {"true", "false"} for v in filled):
            return pd.Series([v.lower() == "true" for v in values], dtype="bool")
    return pd.Series([v or None for v in values])
