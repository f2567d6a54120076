"""Registers in layers of files (GeoPackage and others) and in tables of databases (PostGIS)."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from typing import TYPE_CHECKING, Any, Protocol

import pyogrio

from gistools._checks import is_missing
from gistools.errors import TableError
from gistools.io.layers import STYLE_TABLE, read_as_written
from gistools.io.register_text import composed, fault
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from gistools.progress import Progress

    Record = dict[str, Any]

_ROWS = 50_000
_GEOMETRY = "geometry"
_ONE_LAYER = {".parquet", ".geoparquet"}


class Cursor(Protocol):
    """What is asked of a cursor of a database (PEP 249)."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """Columns of the answer."""

    def execute(self, operation: str, /) -> object:
        """Ask."""

    def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]:
        """Return the next rows."""

    def close(self) -> object:
        """End it."""


class Connection(Protocol):
    """What is asked of a connection to a database (PEP 249), as those of PostgreSQL and SQLite are."""

    def cursor(self) -> Cursor:
        """Return a cursor."""


def read_layers(
    path: Path, layer: str | None, notes: list[Text], progress: Progress
) -> Iterator[tuple[str, Record | None]]:
    """Return the rows of the layers and tables of a file, with the name of each; shapes in EPSG:25832, as shapely's.

    None comes first for each, so that one without rows is there too.

    Parameters
    ----------
    layer:
        The one layer to read; all of them when None.

    Raises
    ------
    LayerError, CrsError, TableError
        For a file that cannot be read, a layer that is not there, and shapes without a coordinate system.
    """
    if path.suffix.lower() in _ONE_LAYER:
        frame, told = read_as_written(path, progress=progress)
        notes.extend(told)
        yield from _rows(composed(path.stem), frame, (), list(frame.geometry), _GEOMETRY)
        return
    try:
        kinds = {str(name): kind for name, kind in pyogrio.list_layers(path) if name != STYLE_TABLE}
    except (pyogrio.errors.DataSourceError, OSError) as error:
        raise fault(
            path,
            Text(f"kan ikke læses ({error})", f"cannot be read ({error})"),
            Text("en hel fil med lag", "a whole file with layers"),
            Text("hent eller gem filen igen", "fetch or save the file anew"),
        ) from error
    wanted = [name for name in kinds if layer is None or composed(name) == composed(layer)]
    if not wanted:
        raise fault(
            path,
            unknown_name(layer or "-", kinds),
            Text("et af filens lag", "a layer of the file"),
            Text("ret lagets navn", "correct the name of the layer"),
        )
    for name in wanted:
        yield composed(name), None
        about = pyogrio.read_info(path, layer=name)
        whole = {column for column, kind in zip(about["fields"], about["dtypes"], strict=True) if "int" in str(kind)}
        for frame, shapes in _frames(path, name, kinds[name], about, notes, progress):
            yield from _rows(composed(name), frame, whole, shapes, about.get("geometry_name") or _GEOMETRY)


def _rows(
    name: str, frame: pd.DataFrame, whole: Collection[str], shapes: list[Any] | None, geometry: str
) -> Iterator[tuple[str, Record]]:
    columns = {composed(str(c)): _cells(frame[c], whole=c in whole) for c in frame.columns if c != _GEOMETRY}
    if shapes is not None:
        columns[geometry] = shapes
    keys = tuple(columns)
    for row in zip(*columns.values(), strict=True):
        yield name, dict(zip(keys, row, strict=True))


def _frames(
    path: Path, name: str, kind: str | None, about: dict[str, Any], notes: list[Text], progress: Progress
) -> Iterator[tuple[pd.DataFrame, list[Any] | None]]:
    if kind is not None:
        frame, told = read_as_written(path, layer=name, progress=progress)
        notes.extend(told)
        yield frame, list(frame.geometry)
        return
    for begin in range(0, max(about["features"], 1), _ROWS):
        yield pyogrio.read_dataframe(path, layer=name, skip_features=begin, max_features=_ROWS), None


def _cells(column: pd.Series[Any], *, whole: bool) -> list[Any]:
    """Return cells as plain values: None for none, whole numbers where the column has such, moments as texts."""
    return [None if is_missing(value) else int(value) if whole else plain(value) for value in column.tolist()]


def plain(value: object) -> Any:  # noqa: ANN401 - any cell
    """Return a cell of a table as JSON would have it: moments and keys as texts, numbers as numbers.

    >>> plain(dt.date(2026, 11, 28)), plain(decimal.Decimal("12"))
    ('2026-11-28', 12)
    """
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (memoryview, bytearray)):
        return bytes(value)
    return str(value) if isinstance(value, uuid.UUID) else value


def read_register_tables(connection: Connection, tables: Sequence[str]) -> dict[str, list[Record]]:
    """Return the rows of tables or views of a database by their names, as `read_register_files` returns those of files.

    Geometry of PostGIS comes as it is stored (EWKB), which the registers read.

    Parameters
    ----------
    connection:
        Of any driver (PEP 249) for PostgreSQL; nothing is written, and it stays open.
    tables:
        Names, with the schema before where it is not that of the search path: ``"dar.husnummer"``. What stands behind
        the last point is the object.

    Raises
    ------
    TableError
        For a table that cannot be read, with what the database says.

    >>> import sqlite3
    >>> connection = sqlite3.connect(":memory:")
    >>> _ = connection.execute("create table Postnummer (id text, postnr text)")
    >>> _ = connection.execute("insert into Postnummer values ('a', '0800')")
    >>> read_register_tables(connection, ["Postnummer"])
    {'Postnummer': [{'id': 'a', 'postnr': '0800'}]}
    """
    made: dict[str, list[Record]] = {}
    for table in tables:
        name = composed(table.rpartition(".")[2])
        made.setdefault(name, []).extend(_table(connection, table))
    return made


def _table(connection: Connection, table: str) -> Iterator[Record]:
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
    cursor = connection.cursor()
    try:
        cursor.execute(f"select * from {quoted}")  # noqa: S608 - the name is quoted; names cannot be parameters
        names = tuple(composed(str(column[0])) for column in cursor.description or ())
        while rows := cursor.fetchmany(_ROWS):
            for row in rows:
                yield dict(zip(names, map(plain, row), strict=True))
    except Exception as error:
        raise TableError(
            Text(f"tabellen {table} kan ikke læses ({error})", f"the table {table} cannot be read ({error})"),
            Text("en tabel eller et view, som brugeren må læse", "a table or view that the user may read"),
            Text("ret navnet (skema.tabel), eller giv læseret", "correct the name (schema.table), or grant reading"),
        ) from error
    finally:
        cursor.close()
