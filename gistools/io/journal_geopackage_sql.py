"""The tables and triggers of a store in GeoPackage, and its cells as a journal writes them.

A trigger writes what an edit past the store did as lists of SQL literals (SQLite's ``quote``, which is exact), and
needs no function that the SQLite of another program may lack. The next look through the store makes entries of them.
"""

from __future__ import annotations

import math
import re
import struct
from typing import TYPE_CHECKING, Any

from gistools.journal.forms import ColumnKind, TableForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.journal.entries import Entry

APPLICATION_ID = 0x47504B47
USER_VERSION = 10200  # newer ones make QGIS 3.22 warn at every file
JOURNAL = "gistools_journal"

_TYPES = {
    ColumnKind.TEXT: "TEXT", ColumnKind.KEY: "TEXT", ColumnKind.INTEGER: "INTEGER", ColumnKind.REAL: "REAL",
    ColumnKind.BOOLEAN: "BOOLEAN", ColumnKind.DATE: "DATE", ColumnKind.MOMENT: "DATETIME",
}  # fmt: skip
_UUID = (
    "(lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2)"
    " || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2) || '-'"
    " || lower(hex(randomblob(6))))"
)
_OWN = "(SELECT own FROM gistools_own) = 1"
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

CORE = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {USER_VERSION}",
    """CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL)""",
    f"""CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT ({_NOW}), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    "CREATE TABLE gistools_store (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE gistools_own (id INTEGER PRIMARY KEY CHECK (id = 1), own INTEGER NOT NULL)",
    "INSERT INTO gistools_own VALUES (1, 0)",
    f"""CREATE TABLE {JOURNAL} (
  number INTEGER PRIMARY KEY NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL,
  case_number TEXT NOT NULL, table_name TEXT NOT NULL, object_id TEXT NOT NULL, action TEXT NOT NULL, before TEXT,
  after TEXT, undoes INTEGER NOT NULL DEFAULT 0)""",
    f"CREATE INDEX gistools_journal_of ON {JOURNAL} (table_name, object_id, number)",
    f"INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('{JOURNAL}', 'attributes', 'Journal')",
    """CREATE TABLE gistools_explained (
  number INTEGER PRIMARY KEY NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL,
  case_number TEXT NOT NULL)""",
    """CREATE TABLE gistools_direct (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, table_name TEXT NOT NULL, object_id TEXT NOT NULL,
  before TEXT, after TEXT)""",
    *(
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} WHEN NOT {_OWN}"
        " BEGIN SELECT RAISE(ABORT, 'journalen ændres kun gennem gistools'); END"
        for table in (JOURNAL, "gistools_explained")
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
)
"""What a store has beside its own tables."""


def table_sql(form: TableForm) -> Iterator[str]:
    """Yield what makes a table of a store, with the triggers that see edits past it."""
    name, columns = form.name, [f'"{column.name}" {_TYPES[column.kind]}' for column in form.columns]
    if form.geometry:
        columns.insert(0, f'"{form.geometry.name}" {form.geometry.declared}')
    columns = ["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "object_id TEXT UNIQUE", *columns]
    yield f'CREATE TABLE "{name}" ({", ".join(columns)})'
    old, new = (" || ',' || ".join(f'quote({side}."{column}")' for column in form.names) for side in ("OLD", "NEW"))
    unnamed = "coalesce({}.object_id, '') = ''".format
    add = "INSERT INTO gistools_direct (at, table_name, object_id, before, after)"
    yield (
        f'CREATE TRIGGER "{name}_direct_insert" AFTER INSERT ON "{name}" WHEN NOT {_OWN} AND NOT {unnamed("NEW")}'
        f" BEGIN {add} VALUES ({_NOW}, '{name}', NEW.object_id, NULL, {new}); END"
    )
    yield (
        f'CREATE TRIGGER "{name}_direct_name" AFTER INSERT ON "{name}" WHEN NOT {_OWN} AND {unnamed("NEW")}'
        f' BEGIN UPDATE "{name}" SET object_id = {_UUID} WHERE fid = NEW.fid; END'
    )
    yield (
        f'CREATE TRIGGER "{name}_direct_update" AFTER UPDATE ON "{name}" WHEN NOT {_OWN} AND NOT {unnamed("NEW")}'
        f" BEGIN {add} VALUES ({_NOW}, '{name}', NEW.object_id,"
        f" CASE WHEN {unnamed('OLD')} THEN NULL ELSE {old} END, {new}); END"
    )
    yield (
        f'CREATE TRIGGER "{name}_direct_delete" AFTER DELETE ON "{name}" WHEN NOT {_OWN}'
        f" BEGIN {add} VALUES ({_NOW}, '{name}', OLD.object_id, {old}, NULL); END"
    )
    yield (
        f'CREATE TRIGGER "{name}_same_id" BEFORE UPDATE ON "{name}"'
        f" WHEN NOT {unnamed('OLD')} AND NEW.object_id IS NOT OLD.object_id"
        " BEGIN SELECT RAISE(ABORT, 'object_id bliver ved et objekt og kan ikke ændres'); END"
    )


_LITERAL = re.compile(r"NULL|X'(?P<blob>[0-9A-Fa-f]*)'|'(?P<text>(?:[^']|'')*)'|(?P<number>[-+0-9.eEInf]+)")


def literals(listed: str) -> list[Any]:
    """Return the values of a list of SQL literals with commas between.

    >>> literals("'rød, ''grøn''',NULL,-2,2.5,X'414F'")
    ["rød, 'grøn'", None, -2, 2.5, b'AO']
    """
    made: list[Any] = []
    at = 0
    while at <= len(listed):
        found = _LITERAL.match(listed, at)
        if found is None:
            msg = f"no SQL literal at {at} of {listed!r}"
            raise ValueError(msg)
        if found["blob"] is not None:
            made.append(bytes.fromhex(found["blob"]))
        elif found["text"] is not None:
            made.append(found["text"].replace("''", "'"))
        elif found["number"] is not None:
            number = found["number"]
            made.append(int(number) if number.lstrip("+-").isdigit() else float(number))
        else:
            made.append(None)
        at = found.end() + 1
    return made


def told(form: TableForm, cells: list[Any]) -> dict[str, Any]:
    """Return the cells of a row, in the order of `TableForm.names`, as a journal writes them.

    What is not of the kind of its column, which SQLite lets others write, is told as it is: bytes as ``{"hex": ...}``,
    numbers that JSON has not as ``{"real": ...}``, and what else stands for a geometry as ``{"raw": ...}``.
    """
    kinds: list[ColumnKind | None] = [column.kind for column in form.columns]
    kinds += [None] if form.geometry else []
    return {name: _told(kind, cell) for name, kind, cell in zip(form.names, kinds, cells, strict=True)}


def _told(kind: ColumnKind | None, cell: Any) -> Any:  # noqa: ANN401 - of any kind
    if isinstance(cell, bytes):
        wkb = wkb_of(cell) if kind is None else None
        return {"hex": cell.hex()} if wkb is None else wkb.hex()
    if kind is ColumnKind.BOOLEAN and cell in {0, 1}:
        return bool(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return {"real": repr(cell)}
    return {"raw": cell} if kind is None and cell is not None else cell


def cells(form: TableForm, values: Any) -> list[Any]:  # noqa: ANN401 - a mapping of any values
    """Return what `told` made of the cells of a row as SQLite stores it."""
    made = []
    for name in form.names:
        value = values[name]
        if isinstance(value, dict):
            kind, held = next(iter(value.items()))
            value = bytes.fromhex(held) if kind == "hex" else float(held) if kind == "real" else held
        elif form.geometry and isinstance(value, str) and _is_shape(form, name):
            value = blob_of(bytes.fromhex(value), form.geometry.epsg)
        if isinstance(value, str) and not value.isascii():
            value = value.encode("utf-8", "surrogateescape")  # bytes that are no UTF-8 stay what they are
        made.append(value)
    return made


def placeholders(form: TableForm, row: list[Any], values: Any) -> list[str]:  # noqa: ANN401 - as `cells`
    """Return what stands for each cell in SQL: texts that are given as bytes are made texts again."""
    made = []
    for name, cell in zip(form.names, row, strict=True):
        value = values[name]
        text = "raw" in value if isinstance(value, dict) else isinstance(value, str) and not _is_shape(form, name)
        made.append("CAST(? AS TEXT)" if isinstance(cell, bytes) and text else "?")
    return made


def _is_shape(form: TableForm, name: str) -> bool:
    return form.geometry is not None and form.geometry.name == name


_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


def wkb_of(blob: bytes) -> bytes | None:
    """Return the WKB of a geometry of a GeoPackage; None when the bytes are none."""
    if len(blob) < 8 or blob[:2] != b"GP":  # noqa: PLR2004 - the shortest header
        return None
    begin = 8 + _ENVELOPES.get(blob[3] >> 1 & 7, len(blob))
    return blob[begin:] or None


def blob_of(wkb: bytes, epsg: int) -> bytes:
    """Return the geometry of a GeoPackage of WKB, with its envelope unless it is a point or cannot be read."""
    bounds = bounds_of(wkb)
    flags, envelope = 1, b""
    if bounds is None:
        flags |= 0x10 if _is_empty(wkb) else 0
    elif bounds[0] != bounds[2] or bounds[1] != bounds[3]:
        flags |= 1 << 1
        envelope = struct.pack("<4d", bounds[0], bounds[2], bounds[1], bounds[3])
    return b"GP\0" + bytes([flags]) + struct.pack("<i", epsg) + envelope + wkb


def bounds_of(wkb: bytes) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of WKB; None when it is empty or cannot be read."""
    import shapely  # noqa: PLC0415 - loaded for geometry only

    shape: Any = shapely.from_wkb(wkb, on_invalid="ignore")
    return None if shape is None or shape.is_empty else tuple(shape.bounds)


def _is_empty(wkb: bytes) -> bool:
    import shapely  # noqa: PLC0415 - loaded for geometry only

    shape: Any = shapely.from_wkb(wkb, on_invalid="ignore")
    return shape is not None and bool(shape.is_empty)


def entry_row(entry: Entry, before: str | None, after: str | None) -> tuple[Any, ...]:
    """Return an entry as a row of the journal."""
    return (
        entry.number, entry.role, entry.at, entry.why, entry.case_number, entry.table, entry.object_id,
        entry.action.value, before, after, entry.undoes,
    )  # fmt: skip
