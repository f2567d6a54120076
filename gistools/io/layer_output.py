"""Vector layers out: GeoPackage by default, GeoParquet, FlatGeobuf and GeoJSON by the ending of the name."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio

from gistools.errors import DiskFullError, LayerError, MissingDependencyError, OutputError
from gistools.io.atomic import atomic_output, has_room, write_bytes
from gistools.io.layers import STYLE_TABLE, list_layers
from gistools.io.names import LAYER_DRIVERS
from gistools.io.raster_output import mismatch
from gistools.io.records import GPKG_URI, SIDECAR
from gistools.progress import NoProgress, Stage, check, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from gistools.io.provenance import Provenance
    from gistools.progress import Progress

GPKG_VERSION = "1.2"  # newer ones make QGIS 3.22 warn at every file

_ROWS = 50_000  # written at a time
_READ_ROWS = 200_000  # read back at a time

_STYLES_SQL = f"""
CREATE TABLE IF NOT EXISTS {STYLE_TABLE} (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT CURRENT_TIMESTAMP)
"""
_METADATA_SQL = (
    """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))
""",
    """
CREATE TABLE IF NOT EXISTS gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '')
""",
    """
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER, timestamp DATETIME NOT NULL
  DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))
""",
)
_METADATA_SPEC = "http://www.geopackage.org/spec120/#extension_metadata"


def write_layer(
    gdf: gpd.GeoDataFrame,
    path: Path | str,
    *,
    layer: str,
    provenance: Provenance,
    qml: str | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write a layer, check that all its rows can be read back, and return its path.

    Parameters
    ----------
    gdf:
        The layer; ``attrs["units"]`` (column to unit) joins the units of the record.
    path:
        ``.gpkg`` holds style and record itself; ``.parquet``, ``.fgb`` and ``.geojson`` get them as files beside.
        An existing file is replaced when the new one is whole; a GeoPackage with other layers is never replaced.
    layer:
        Name of the layer.
    provenance:
        The record.
    qml:
        A QGIS style: the default style within a GeoPackage, else ``.qml`` beside.

    Raises
    ------
    OutputError, OutputInUseError, DiskFullError, OutputMismatchError, Cancelled, MissingDependencyError
        Nothing half made is left in any of these cases.
    """
    progress = progress or NoProgress()
    final = Path(path)
    _check_target(gdf, final, layer)
    frame = gdf.copy(deep=False)
    provenance = replace(provenance, units={**dict(gdf.attrs.get("units", {})), **provenance.units})
    frame.attrs = {}
    database = final.suffix.lower() == ".gpkg"
    sidecars = {} if database else {SIDECAR: provenance.to_json()}
    if qml and not database:
        sidecars[".qml"] = qml
    doing = Text(f"Skriver {layer}", f"Writing {layer}")
    progress.update(0.0, doing)
    with atomic_output(final, sidecars=sidecars) as temporary:
        if database:
            _write_geopackage(frame, temporary, layer, Stage(progress, 0.0, 0.8))
            _finish_geopackage(temporary, layer, provenance, qml)
        else:
            write_bytes(temporary, run_cancellable(progress, lambda: _encode(frame, final, layer)), progress)
        progress.update(0.8, Text("Kontrollerer laget", "Checking the layer"))
        rows = _count(temporary, layer, progress)
        if rows != len(frame):
            raise mismatch(final, Text(f"{rows} af {len(frame)} rækker", f"{rows} of {len(frame)} rows"))
    progress.update(1.0, Text(f"Skrev {final.name}", f"Wrote {final.name}"))
    return final


@dataclass(frozen=True, eq=False)
class LayerPart:
    """One layer of a GeoPackage of several: as the arguments of `write_layer`."""

    layer: str
    frame: gpd.GeoDataFrame
    provenance: Provenance
    qml: str | None = None


def write_layers(parts: Sequence[LayerPart], path: Path, *, progress: Progress | None = None) -> None:
    """Write several layers to one new GeoPackage, each with its style and record, and check that all rows are there.

    Raises
    ------
    OutputError, DiskFullError, OutputMismatchError, Cancelled
        The caller removes what was begun.
    """
    progress = progress or NoProgress()
    for n, part in enumerate(parts):
        stage = Stage(progress, n / len(parts), (n + 1) / len(parts))
        frame = part.frame.copy(deep=False)
        frame.attrs = {}
        _write_geopackage(frame, path, part.layer, stage, new=n == 0)
        _finish_geopackage(path, part.layer, part.provenance, part.qml)
        rows = _count(path, part.layer, stage)
        if rows != len(frame):
            raise mismatch(path, Text(f"{rows} af {len(frame)} rækker", f"{rows} of {len(frame)} rows"))


def _check_target(gdf: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    if path.suffix.lower() not in LAYER_DRIVERS:
        endings = ", ".join(LAYER_DRIVERS)
        raise OutputError(
            Text(
                f"endelsen {path.suffix or 'mangler'} ({path.name})",
                f"the ending {path.suffix or 'is missing'} ({path.name})",
            ),
            Text(f"én af {endings}", f"one of {endings}"),
            Text("giv filen endelsen .gpkg", "give the file the ending .gpkg"),
        )
    if gdf.crs is None:
        raise OutputError(
            Text(f"laget {layer} uden koordinatsystem", f"the layer {layer} without a coordinate system"),
            Text("et koordinatsystem", "a coordinate system"),
            Text("sæt det med set_crs", "set it with set_crs"),
        )
    if path.suffix.lower() == ".gpkg" and path.is_file() and path.stat().st_size:
        others = _other_layers(path, layer)
        if others:
            raise OutputError(
                Text(
                    f"{path.name} holder andre lag: {', '.join(others)}",
                    f"{path.name} holds other layers: {', '.join(others)}",
                ),
                Text("en ny fil, eller en med kun dette lag", "a new file, or one with only this layer"),
                Text(
                    "vælg et andet filnavn, så de andre lag ikke går tabt",
                    "choose another file name, so that the other layers are not lost",
                ),
            )


def _other_layers(path: Path, layer: str) -> list[str]:
    try:
        return [name for name in list_layers(path) if name != layer]
    except LayerError:  # holds nothing that could be lost
        return []


def _encode(frame: gpd.GeoDataFrame, path: Path, layer: str) -> bytes:
    """Return the bytes of the file; touches memory only, so that it may be abandoned."""
    buffer = io.BytesIO()
    driver = LAYER_DRIVERS[path.suffix.lower()]
    if not driver:
        try:
            frame.to_parquet(buffer, index=False)
        except ImportError as error:
            raise MissingDependencyError(
                Text("GeoParquet uden pyarrow", "GeoParquet without pyarrow"),
                Text("pyarrow", "pyarrow"),
                Text(
                    "installér pyarrow i samme Python-miljø (pip install pyarrow), eller skriv .gpkg",
                    "install pyarrow in the same Python environment (pip install pyarrow), or write .gpkg",
                ),
            ) from error
        return buffer.getvalue()
    with _explained(layer):
        pyogrio.write_dataframe(frame, buffer, layer=layer, driver=driver, **_shape_of(frame))
    return buffer.getvalue()


def _write_geopackage(frame: gpd.GeoDataFrame, path: Path, layer: str, progress: Progress, *, new: bool = True) -> None:
    """Write the rows in pieces, so that a cancel is noticed however many there are; to a new file or one of others."""
    options: dict[str, Any] = _shape_of(frame)
    if new:
        options["VERSION"] = GPKG_VERSION
    for start in range(0, max(len(frame), 1), _ROWS):
        check(progress)
        with _explained(layer, path):
            part = frame.iloc[start : start + _ROWS]
            pyogrio.write_dataframe(part, path, layer=layer, driver="GPKG", append=start > 0, **options)
        options.pop("VERSION", None)  # belongs to the file, which is there by now
        progress.update(start / max(len(frame), 1), Text(f"Skriver {layer}", f"Writing {layer}"))


def _shape_of(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the geometry type to declare: that of all rows, so that no piece of them decides it alone."""
    kinds = sorted({str(kind) for kind in frame.geometry.geom_type.dropna()})
    base = {kind.removeprefix("Multi") for kind in kinds}
    if len(base) != 1:
        return {"geometry_type": "Unknown"}
    multi = len(kinds) > 1 or kinds[0].startswith("Multi")
    solid = " Z" if bool(frame.geometry.has_z.any()) else ""
    return {"geometry_type": ("Multi" if multi else "") + base.pop() + solid, "promote_to_multi": multi}


@contextlib.contextmanager
def _explained(layer: str, path: Path | None = None) -> Iterator[None]:
    """Turn errors of GDAL into errors that teach."""
    try:
        yield
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, RuntimeError) as error:
        if _is_full(error) or (path is not None and not has_room(path)):
            raise _full(layer) from error
        reason = " ".join(str(error).split())[:200]
        raise OutputError(
            Text(f"laget {layer} kan ikke skrives ({reason})", f"the layer {layer} cannot be written ({reason})"),
            Text("kolonner og geometri, som formatet kan holde", "columns and geometry that the format can hold"),
            Text("skriv til .gpkg, eller udelad kolonnen", "write to .gpkg, or leave the column out"),
        ) from error


def _finish_geopackage(path: Path, layer: str, provenance: Provenance, qml: str | None) -> None:
    """Put style and record into the database, and the time of the record in place of the clock."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute("PRAGMA journal_mode = MEMORY")
            _add_record(database, layer, provenance)
            stamp = provenance.created.replace("Z", ".000Z")
            if qml:
                _add_style(database, layer, qml, stamp)
            if stamp:
                names = (stamp, layer, STYLE_TABLE)
                database.execute("UPDATE gpkg_contents SET last_change = ? WHERE table_name IN (?, ?)", names)
    except sqlite3.Error as error:
        if _is_full(error):
            raise _full(layer) from error
        raise OutputError(
            Text(f"laget {layer} kan ikke skrives ({error})", f"the layer {layer} cannot be written ({error})"),
            Text("en GeoPackage, der kan skrives", "a GeoPackage that can be written"),
            Text("vælg en anden fil", "choose another file"),
        ) from error


def _add_record(database: sqlite3.Connection, layer: str, provenance: Provenance) -> None:
    for sql in _METADATA_SQL:
        database.execute(sql)
    for table in ("gpkg_metadata", "gpkg_metadata_reference"):
        database.execute(
            "INSERT OR IGNORE INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')",
            (table, _METADATA_SPEC),
        )
    cursor = database.execute(
        "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) VALUES (?, ?, ?, ?)",
        ("dataset", GPKG_URI, "application/json", provenance.to_json()),
    )
    database.execute(
        "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id) VALUES (?, ?, ?, ?)",
        ("table", layer, provenance.created, cursor.lastrowid),
    )


def _add_style(database: sqlite3.Connection, layer: str, qml: str, created: str) -> None:
    database.execute(_STYLES_SQL)
    database.execute(
        "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
        "VALUES (?, 'attributes', ?, '', 0)",
        (STYLE_TABLE, STYLE_TABLE),
    )
    geometry = database.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
    ).fetchone()
    database.execute(
        f"INSERT INTO {STYLE_TABLE} (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "  # noqa: S608 - a constant
        "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
        "VALUES ('', '', ?, ?, ?, ?, '', 1, 'gistools', '', NULL, ?)",
        (layer, geometry[0], layer[:30], qml, created),
    )


def _is_full(error: Exception) -> bool:
    """Whether SQLite, alone or through GDAL, says that it could not write a page."""
    text = str(error).lower()
    return any(said in text for said in ("disk is full", "disk i/o error", "commit transaction"))


def _full(layer: str) -> DiskFullError:
    return DiskFullError(
        Text(f"der er ikke plads til laget {layer}", f"there is no room for the layer {layer}"),
        Text("plads nok på drevet", "enough room on the drive"),
        Text(
            "frigør plads, eller vælg et andet drev; intet er efterladt",
            "free some room or choose another drive; nothing was left",
        ),
    )


def _count(path: Path, layer: str, progress: Progress) -> int:
    """Return the number of rows of a written file, each read with its geometry."""
    if path.suffix.lower() in {".parquet", ".geoparquet"}:
        return len(run_cancellable(progress, lambda: pd.read_parquet(path)))
    named = layer if path.suffix.lower() == ".gpkg" else None
    total = 0
    try:
        stated = int(pyogrio.read_info(path, layer=named, force_feature_count=True)["features"])
        for start in range(0, stated, _READ_ROWS):
            total += _read_back(path, named, start, progress)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError, ValueError):
        return -1
    return total


def _read_back(path: Path, layer: str | None, start: int, progress: Progress) -> int:
    """Return how many features can be read with their geometry from a row on."""
    fids, _ = run_cancellable(
        progress, lambda: pyogrio.read_bounds(path, layer=layer, skip_features=start, max_features=_READ_ROWS)
    )
    return len(fids)
