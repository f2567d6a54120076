"""Vector layers in: checked as a whole, transformed where needed, and told of."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from gistools.errors import CrsError, GistoolsError, LayerError, MissingDependencyError
from gistools.grid import DANISH_CRS, horizontal_crs, same_crs
from gistools.io.files import companions, find_file, near_names, source_of
from gistools.io.mapinfo_read import ready_to_read, require_whole_table
from gistools.io.names import LayerName, parse_layer_name
from gistools.io.provenance import Loaded
from gistools.io.records import find_provenance
from gistools.progress import NoProgress, check, run_cancellable
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.text import Text, counted
from gistools.tool import Geometry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gistools.progress import Progress

STYLE_TABLE = "layer_styles"

_ROWS = 50_000  # read at a time, so that a cancel is noticed
_WHOLE_ROWS = 200_000  # the same for formats that are parsed from the start each time
_SKIPPING = {".gpkg", ".fgb", ".shp", ".tab", ".mif", ".gdb", ".sqlite"}
_FAMILIES = {
    Geometry.POINT: {"Point", "MultiPoint"},
    Geometry.LINE: {"LineString", "MultiLineString", "LinearRing"},
    Geometry.POLYGON: {"Polygon", "MultiPolygon"},
}
_GEOMETRY_NAMES = {
    Geometry.POINT: Text("punkter", "points"),
    Geometry.LINE: Text("linjer", "lines"),
    Geometry.POLYGON: Text("flader", "polygons"),
    Geometry.ANY: Text("geometri", "geometry"),
}


def read_layer(
    path: Path | str,
    *,
    crs: str = DANISH_CRS,
    geometry: Geometry = Geometry.ANY,
    columns: Sequence[str] = (),
    layer: str | None = None,
    progress: Progress | None = None,
) -> Loaded[gpd.GeoDataFrame]:
    """Read a vector layer (GeoPackage, GeoJSON, MapInfo, Shapefile, FlatGeobuf, GML, GeoParquet) into ``crs``.

    Parameters
    ----------
    path:
        The file; ``"file.gpkg|layername=x"`` and ``"file.gpkg:x"`` name a layer of it.
    crs:
        The coordinate system wanted; a layer in another one, degrees too, is transformed and a note says so.
    geometry:
        The shape that every feature must have.
    columns:
        Columns that must be there.
    layer:
        The layer, where the path does not name it.

    Returns
    -------
    Loaded
        A GeoDataFrame with rows numbered from 0. Features without geometry are left out and invalid polygons are
        replaced by repaired copies; notes give their numbers. ``attrs["units"]`` holds units where the file knows them.

    Raises
    ------
    LayerError
        Missing, unreadable or empty layers, several layers and none named, other geometry, missing columns.
    CrsError
        No coordinate system.
    """
    progress = progress or NoProgress()
    name = parse_layer_name(str(path))
    found = find_file(name.path, LayerError)
    wanted = choose_layer(found, name, layer, geometry=geometry)
    frame, told = _read(found, wanted, progress)
    check(progress)
    _check_columns(found, frame, columns)
    frame, notes, before = run_cancellable(progress, lambda: _prepare(found, frame, crs, geometry))
    notes = [*told, *notes]
    files = _files(found)
    source = source_of(str(path), files, crs=before, notes=notes, progress=progress)
    record = find_provenance(found)
    stamps = stamps_of_table(frame)
    if record is not None:
        frame.attrs["units"] = dict(record.units)
        stamps = tuple(dict.fromkeys((*stamps, *record.stamps)))
    return Loaded(frame, (source,), tuple(notes), stamps)


def read_as_written(
    path: Path | str, *, layer: str | None = None, crs: str = DANISH_CRS, progress: Progress | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Return a layer with all its rows as they stand, and notes: nothing repaired, nothing left out, it may be empty.

    A layer in another coordinate system than ``crs`` is transformed, and a note says so.

    Raises
    ------
    LayerError, CrsError
        As for `read_layer`.
    """
    name = parse_layer_name(str(path))
    found = find_file(name.path, LayerError)
    frame, told = _read(found, choose_layer(found, name, layer), progress or NoProgress())
    notes = [*told]
    before = _crs_name(found, frame)
    if frame.geometry.notna().any():
        frame = _transform(found, frame, before, crs, notes)
    else:
        frame = frame.set_crs(horizontal_crs(crs)[0], allow_override=True)
    return frame, tuple(notes)


def list_layers(path: Path | str) -> list[str]:
    """Return the names of the layers with geometry in a file, as they stand in it."""
    return list(_layer_kinds(find_file(parse_layer_name(str(path)).path, LayerError)))


def _layer_kinds(path: Path) -> dict[str, str]:
    """Return the kind of geometry of each layer with geometry, by its name, as they stand in a file."""
    require_whole_table(path)
    try:
        listed = pyogrio.list_layers(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise _unreadable(path, error) from error
    return {str(name): str(kind) for name, kind in listed if kind is not None and name != STYLE_TABLE}


def stamps_of_table(frame: pd.DataFrame) -> tuple[Text, ...]:
    """Return the marks that results of a layer or table must carry: those that its rows name."""
    return stamps_in(
        text for column in frame.columns if str(column).lower() == STAMP_COLUMN for text in frame[column].unique()
    )


def missing_columns(wanted: Sequence[str], present: Sequence[str]) -> list[Text]:
    """Return one fault for each column that is not there, with the names that look like it."""
    faults = []
    for column in wanted:
        if column in present:
            continue
        near = near_names(column, present)
        hint = Text(f" (ligner: {', '.join(near)})", f" (similar: {', '.join(near)})") if near else Text("", "")
        faults.append(Text(f"kolonnen {column} mangler{hint.da}", f"the column {column} is missing{hint.en}"))
    return faults


def choose_layer(
    path: Path, name: LayerName, layer: str | None, *, geometry: Geometry = Geometry.ANY, likely: str = ""
) -> str | None:
    """Return the layer wanted of a file as it stands in it, None for formats that hold one only.

    ``geometry`` and ``likely`` (a name such as that of the input) choose the layer that an error suggests.

    Raises
    ------
    LayerError
        No such layer, or several and none named.
    """
    if _is_parquet(path):
        return None
    kinds = _layer_kinds(path)
    names = list(kinds)
    wanted = layer or name.layer
    if wanted is None and name.index is not None and name.index < len(names):
        wanted = names[name.index]
    if wanted is not None:
        for candidate in names:
            if _nfc(candidate) == _nfc(wanted):
                return candidate
    listed = ", ".join(names) or "-"
    if wanted is not None:
        raise LayerError(
            Text(f"{path.name} uden laget {wanted}", f"{path.name} without the layer {wanted}"),
            Text(f"ét af lagene: {listed}", f"one of the layers: {listed}"),
            Text("ret lagets navn", "correct the name of the layer"),
        )
    if len(names) == 1:
        return names[0]
    if not names:
        raise LayerError(
            Text(f"{path.name} uden lag med geometri", f"{path.name} without a layer with geometry"),
            Text("et lag med punkter, linjer eller flader", "a layer of points, lines or polygons"),
            Text("vælg en anden fil", "choose another file"),
        )
    raise LayerError(
        Text(f"{path.name} har {len(names)} lag: {listed}", f"{path.name} has {len(names)} layers: {listed}"),
        Text("at ét lag er valgt", "that one layer is chosen"),
        _suggestion(name.path, kinds, geometry, likely),
    )


def _suggestion(file: str, kinds: Mapping[str, str], geometry: Geometry, likely: str) -> Text:
    """Return how to name the layer that is probably meant: that of the name, else one of the right shape."""
    fitting = [name for name, kind in kinds.items() if _fits(kind, geometry)] or list(kinds)
    best = (near_names(likely, fitting, count=1) or fitting)[0]
    shown = f"'{file}:{best}'" if " " in file + best else f"{file}:{best}"
    return Text(f"skriv FIL:LAG, fx {shown}", f"write FILE:LAYER, such as {shown}")


def _fits(kind: str, geometry: Geometry) -> bool:
    flat = kind.removeprefix("2.5D ").removeprefix("3D ").removeprefix("Measured ").removesuffix(" Z")
    return geometry is Geometry.ANY or flat in {*_FAMILIES[geometry], "Unknown"}


def _read(path: Path, layer: str | None, progress: Progress) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Return the rows of a layer, and what was found out of its form."""
    try:
        if _is_parquet(path):
            return run_cancellable(progress, lambda: _normal(gpd.read_parquet(path))), ()
        with ready_to_read(path) as (ready, notes):
            return _normal(_read_parts(path, ready, layer, progress)), notes
    except GistoolsError:
        raise
    except ImportError as error:
        raise MissingDependencyError(
            Text(f"{path.name} uden pyarrow at læse den med", f"{path.name} without pyarrow to read it"),
            Text("pyarrow", "pyarrow"),
            Text(
                "installér pyarrow i samme Python-miljø: pip install pyarrow",
                "install pyarrow in the same Python environment: pip install pyarrow",
            ),
        ) from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, OSError, RuntimeError) as error:
        raise _unreadable(path, error) from error


def _read_parts(path: Path, ready: Path, layer: str | None, progress: Progress) -> gpd.GeoDataFrame:
    """Return all rows of a file that stands ready under another path, some at a time."""
    parts: list[gpd.GeoDataFrame] = []
    step = _ROWS if path.suffix.lower() in _SKIPPING else _WHOLE_ROWS
    while True:
        part = _read_rows(ready, layer, len(parts) * step, step, progress)
        if not isinstance(part, gpd.GeoDataFrame):
            raise _no_geometry(path)
        parts.append(part)
        if len(part) < step:
            break
        progress.update(0.5, Text(f"Læser {path.name}", f"Reading {path.name}"))
    return parts[0] if len(parts) == 1 else pd.concat([p for p in parts if len(p)], ignore_index=True)


def _read_rows(path: Path, layer: str | None, start: int, rows: int, progress: Progress) -> Any:  # noqa: ANN401 - a frame
    return run_cancellable(
        progress, lambda: pyogrio.read_dataframe(path, layer=layer, skip_features=start, max_features=rows)
    )


def _normal(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Compose the letters of column names alike (NFC), name the geometry ``geometry``, number the rows from 0."""
    frame = frame.rename(columns={c: _nfc(c) for c in frame.columns if isinstance(c, str) and c != _nfc(c)})
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    return frame.reset_index(drop=True)


def _check_columns(path: Path, frame: gpd.GeoDataFrame, columns: Sequence[str]) -> None:
    present = [str(c) for c in frame.columns if c != frame.geometry.name]
    faults = missing_columns(columns, present)
    if faults:
        raise LayerError(
            Text(f"{path.name}: {'; '.join(f.da for f in faults)}", f"{path.name}: {'; '.join(f.en for f in faults)}"),
            Text(f"kolonnerne {', '.join(columns)}", f"the columns {', '.join(columns)}"),
            Text(
                f"omdøb eller tilføj kolonnerne (laget har: {', '.join(present)})",
                f"rename or add the columns (the layer has: {', '.join(present)})",
            ),
        )


def _prepare(
    path: Path, frame: gpd.GeoDataFrame, crs: str, geometry: Geometry
) -> tuple[gpd.GeoDataFrame, list[Text], str]:
    notes: list[Text] = []
    frame = _drop_empty(path, frame, notes)
    _check_geometry(path, frame, geometry)
    before = _crs_name(path, frame)
    frame = _transform(path, frame, before, crs, notes)
    return _repair(path, frame, notes), notes, before


def _drop_empty(path: Path, frame: gpd.GeoDataFrame, notes: list[Text]) -> gpd.GeoDataFrame:
    empty = np.asarray(frame.geometry.isna() | frame.geometry.is_empty)
    count = int(empty.sum())
    if count == len(frame):
        raise LayerError(
            Text(
                f"{path.name} uden objekter med geometri ({count} rækker)",
                f"{path.name} without features with geometry ({count} rows)",
            ),
            Text("mindst ét objekt", "at least one feature"),
            Text("vælg et lag med indhold, eller udelad laget", "choose a layer with content, or leave it out"),
        )
    if count:
        notes.append(
            Text(
                f"{path.name}: {count} objekter uden geometri er udeladt",
                f"{path.name}: {count} features without geometry were left out",
            )
        )
        frame = frame[~empty].reset_index(drop=True)
    return frame


def _check_geometry(path: Path, frame: gpd.GeoDataFrame, geometry: Geometry) -> None:
    if geometry is Geometry.ANY:
        return
    counts = Counter(str(kind) for kind in frame.geometry.geom_type)
    wrong = {kind: n for kind, n in counts.items() if kind not in _FAMILIES[geometry]}
    if wrong:
        listed = ", ".join(f"{n} {kind}" for kind, n in sorted(wrong.items()))
        name = _GEOMETRY_NAMES[geometry]
        raise LayerError(
            Text(f"{listed} i {path.name}", f"{listed} in {path.name}"),
            Text(f"et lag med kun {name.da}", f"a layer of {name.en} only"),
            Text(
                f"vælg et lag med {name.da}, eller fjern de andre objekter",
                f"choose a layer of {name.en}, or remove the other features",
            ),
        )


def _crs_name(path: Path, frame: gpd.GeoDataFrame) -> str:
    if frame.crs is None:
        raise CrsError(
            Text(f"{path.name} uden koordinatsystem", f"{path.name} without a coordinate system"),
            Text(
                f"et koordinatsystem i filen, fx {DANISH_CRS}", f"a coordinate system in the file, such as {DANISH_CRS}"
            ),
            Text(
                "sæt lagets koordinatsystem i QGIS, og gem det igen",
                "set the coordinate system of the layer in QGIS and save it again",
            ),
        )
    return str(frame.crs.to_string())


def _transform(path: Path, frame: gpd.GeoDataFrame, before: str, crs: str, notes: list[Text]) -> gpd.GeoDataFrame:
    target = horizontal_crs(crs)[0]
    source = CRS.from_user_input(frame.crs)
    if source.is_compound:
        source = source.sub_crs_list[0]
    try:
        if same_crs(source.to_wkt(), target):
            return frame.set_crs(target, allow_override=True)
    except CrsError:  # degrees or feet: fine for vectors, since they are transformed
        pass
    try:
        moved = frame.set_crs(source.to_2d(), allow_override=True).to_crs(target)
    except (ProjError, ValueError) as error:
        raise CrsError(
            Text(
                f"{path.name} i {before}, som ikke kan transformeres",
                f"{path.name} in {before}, which cannot be transformed",
            ),
            Text(
                f"et koordinatsystem, der kan regnes om til {target}", f"a coordinate system that converts to {target}"
            ),
            Text("ret lagets koordinatsystem", "correct the coordinate system of the layer"),
        ) from error
    if not np.isfinite(moved.total_bounds).all():
        raise CrsError(
            Text(
                f"koordinater i {path.name}, der ikke passer til {before}",
                f"coordinates in {path.name} that do not fit {before}",
            ),
            Text(f"koordinater, der kan regnes om til {target}", f"coordinates that convert to {target}"),
            Text(
                "ret lagets koordinatsystem; det er nok angivet forkert",
                "correct the coordinate system of the layer; it is probably stated wrongly",
            ),
        )
    notes.append(
        Text(
            f"{path.name}: transformeret fra {before[:80]} til {target}",
            f"{path.name}: transformed from {before[:80]} to {target}",
        )
    )
    return moved


def _repair(path: Path, frame: gpd.GeoDataFrame, notes: list[Text]) -> gpd.GeoDataFrame:
    shapes = np.asarray(frame.geometry.array)
    invalid = ~shapely.is_valid(shapes)
    count = int(invalid.sum())
    if not count:
        return frame
    fixed = shapes.copy()
    fixed[invalid] = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    kept = ~shapely.is_empty(fixed)
    lost = int((~kept).sum())
    extra = (
        Text(
            f"; {counted(lost, 'blev tom', 'blev tomme')} og er udeladt",
            f"; {lost} became empty and {'was' if lost == 1 else 'were'} left out",
        )
        if lost
        else Text("", "")
    )
    bad = Text(
        counted(count, "ugyldig geometri", "ugyldige geometrier"),
        counted(count, "invalid geometry was", "invalid geometries were"),
    )
    notes.append(
        Text(
            f"{path.name}: {bad.da} er rettet i en kopi{extra.da}; filen er uændret",
            f"{path.name}: {bad.en} repaired in a copy{extra.en}; the file is unchanged",
        )
    )
    return frame.set_geometry(gpd.GeoSeries(fixed, crs=frame.crs, index=frame.index))[kept].reset_index(drop=True)


def _files(path: Path) -> list[Path]:
    if path.is_dir():  # a file geodatabase
        return sorted(p for p in path.rglob("*") if p.is_file())
    return companions(path)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in {".parquet", ".geoparquet"}


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _no_geometry(path: Path) -> LayerError:
    return LayerError(
        Text(f"{path.name} uden geometri", f"{path.name} without geometry"),
        Text("et lag med punkter, linjer eller flader", "a layer of points, lines or polygons"),
        Text("vælg et lag med geometri", "choose a layer with geometry"),
    )


def _unreadable(path: Path, error: Exception) -> LayerError:
    reason = " ".join(str(error).split())[:200]
    return LayerError(
        Text(f"{path.name} kan ikke læses som kortlag ({reason})", f"{path.name} cannot be read as a layer ({reason})"),
        Text("en hel fil med et kortlag, fx GeoPackage", "a whole file with a layer, such as a GeoPackage"),
        Text(
            "hent eller gem filen igen, og se om den kan åbnes i QGIS",
            "download or save the file again, and see whether QGIS opens it",
        ),
    )
