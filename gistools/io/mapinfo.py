"""Layers as MapInfo tables (TAB): what that form cannot hold is told, never cut or turned into 0 unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyogrio
import shapely

from gistools.errors import OutputError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

__all__ = ["BOUNDS", "FAMILIES", "WrittenTab", "by_family", "outside_bounds", "simple_parts", "tab_names", "write_tab"]

BOUNDS = (400_000.0, 6_000_000.0, 1_000_000.0, 6_500_000.0)  # a table holds whole steps: of 0.3 mm over these
ENCODING = "CP1252"
LONGEST_NAME, LONGEST_TEXT = 31, 254

FAMILIES = {
    "Point": Text("punkter", "points"),
    "LineString": Text("linjer", "lines"),
    "Polygon": Text("flader", "polygons"),
}
_WHOLE = np.iinfo(np.int32)
_EXACT = 2**53  # whole numbers beyond are not all floating-point numbers
_NEITHER = Text("ja eller nej, der mangler", "yes or no that is missing")
_MISSING = Text("tal, der mangler eller er uendelige", "numbers that are missing or infinite")
_LARGE = Text("tal med flere cifre, end MapInfo holder", "numbers of more digits than MapInfo holds")
_NAME = re.compile(r"[^0-9A-Za-zÆØÅæøå_]")
_SHOWN = 8
_HEAD, _SLOT = 32, 11  # bytes of the head of a .dat and of each column in it, and of the name in that


@dataclass(frozen=True)
class WrittenTab:
    """The files of one table, what its columns are called there, and what it does not hold."""

    files: tuple[Path, ...]
    names: dict[str, str]
    losses: tuple[Text, ...]


def outside_bounds(frame: gpd.GeoDataFrame) -> int:
    """Return how many features reach out of the bounds of Danish tables, where MapInfo would move them."""
    bounds = frame.geometry.bounds.to_numpy()
    west, south, east, north = BOUNDS
    beyond = (bounds[:, 0] < west) | (bounds[:, 1] < south) | (bounds[:, 2] > east) | (bounds[:, 3] > north)
    return int(beyond.sum())


def by_family(frame: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the features of a layer by kind of geometry: ``Point``, ``LineString``, ``Polygon``, each that is there.

    Collections are parted into what they hold. Rows without geometry go with the first kind; a layer without any
    geometry is one of points.
    """
    shapes = np.asarray(frame.geometry.array)
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    rows, parts = [], []
    for row in np.flatnonzero(~bare):
        held = shapes[row]
        for part in simple_parts(held) if held.geom_type == "GeometryCollection" else [held]:
            rows.append(int(row))
            parts.append(part)
    kinds = np.array([_family(part) for part in parts], object)
    present = [name for name in FAMILIES if (kinds == name).any()] or ["Point"]
    made = {}
    for name in present:
        order = [(rows[i], parts[i]) for i in np.flatnonzero(kinds == name)]
        if name == present[0]:
            order = sorted([*order, *((int(i), None) for i in np.flatnonzero(bare))], key=lambda one: one[0])
        table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).iloc[[row for row, _ in order]]
        made[name] = type(frame)(table, geometry=[part for _, part in order], crs=frame.crs)
    return made


def simple_parts(shape: Any) -> list[Any]:  # noqa: ANN401 - a geometry
    """Return the points, lines and polygons that a geometry is made of, however deep."""
    parts = shapely.get_parts(shape).tolist()
    return [leaf for part in parts for leaf in (simple_parts(part) if hasattr(part, "geoms") else [part])]


def _family(shape: Any) -> str:  # noqa: ANN401 - a geometry
    name = str(shape.geom_type).removeprefix("Multi")
    return "LineString" if name == "LinearRing" else name


def tab_names(columns: Sequence[str]) -> dict[str, str]:
    """Return what columns are called in a table: at most 31 letters, digits and ``_``, each once whatever the case.

    >>> tab_names(["Største dybde (m)", "storste", "STORSTE"])
    {'Største dybde (m)': 'Største_dybde__m_', 'storste': 'storste', 'STORSTE': 'STORSTE_2'}
    """
    made: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        clean = _NAME.sub("_", column) or "_"
        clean = (clean if not clean[0].isdigit() else f"_{clean}")[:LONGEST_NAME]
        name, number = clean, 1
        while name.lower() in taken:
            number += 1
            name = f"{clean[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        taken.add(name.lower())
        made[column] = name
    return made


def write_tab(frame: gpd.GeoDataFrame, folder: Path, name: str) -> WrittenTab:
    """Write a layer of one kind of geometry as ``name.tab`` with its other files, within Danish bounds.

    Missing numbers and yes or no become text columns, empty where nothing is known: a table of MapInfo has no other
    way to say it, and 0 would be a value. Texts over 254 characters are cut and told of; letters outside CP1252 become
    ``?`` and are told of.

    Raises
    ------
    OutputError
        When the table cannot be written.
    """
    columns = [str(c) for c in frame.columns if c != frame.geometry.name]
    names = tab_names(columns)
    losses: list[Text] = []
    renamed = [f"{old} → {new}" for old, new in names.items() if old != new]
    if renamed:
        losses.append(Text(f"nye kolonnenavne: {', '.join(renamed)}", f"new column names: {', '.join(renamed)}"))
    as_text: dict[Text, list[str]] = {}
    held = {names[column]: _held(column, frame[column], losses, as_text) for column in columns}
    for why, listed in as_text.items():
        told = ", ".join(listed)
        losses.append(Text(f"tekst, tom for ukendt ({why.da}): {told}", f"text, empty for unknown ({why.en}): {told}"))
    shapes = shapely.force_2d(np.asarray(frame.geometry.array))
    if bool(frame.geometry.has_z.any()):
        losses.append(Text("højder (z) på geometrien er ikke med", "heights (z) of the geometry are not there"))
    made = type(frame)(pd.DataFrame(held, index=frame.index), geometry=shapes, crs=frame.crs)
    path = folder / f"{name}.tab"
    try:
        pyogrio.write_dataframe(
            made,
            path,
            driver="MapInfo File",
            geometry_type="Unknown",
            BOUNDS=",".join(f"{one:.0f}" for one in BOUNDS),
            ENCODING=ENCODING,
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise OutputError(
            Text(f"{name}.tab kan ikke skrives ({reason})", f"{name}.tab cannot be written ({reason})"),
            Text("et lag, som MapInfo kan holde", "a layer that MapInfo can hold"),
            Text("udelad laget, eller ret dets kolonner", "leave the layer out, or correct its columns"),
        ) from error
    _clear_slack(path.with_suffix(".dat"))
    files = sorted(one for one in folder.iterdir() if one.stem == name)
    return WrittenTab(tuple(files), names, tuple(losses))


def _clear_slack(path: Path) -> None:
    """Set to 0 what GDAL leaves behind the names of columns: bytes of its memory, others each time."""
    data = bytearray(path.read_bytes())
    for start in range(_HEAD, int.from_bytes(data[8:10], "little") - 1, _HEAD):
        name = bytes(data[start : start + _SLOT]).partition(b"\0")[0]
        data[start : start + _SLOT] = name.ljust(_SLOT, b"\0")
    path.write_bytes(data)


def _held(column: str, values: pd.Series[Any], losses: list[Text], as_text: dict[Text, list[str]]) -> pd.Series[Any]:
    """Return a column as a table of MapInfo can hold it; ``as_text`` gets those that become text, by why."""
    missing = values.isna()
    if pd.api.types.is_bool_dtype(values.dtype) and not missing.any():
        return values.astype(bool)
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        return _numbers(column, values, missing, as_text)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return pd.Series([None if pd.isna(v) else v.isoformat() for v in values], index=values.index, dtype=object)
    if values.dropna().map(lambda value: isinstance(value, bool | np.bool_)).all() and not missing.all():
        as_text.setdefault(_NEITHER, []).append(column)
    texts = [None if one else str(value) for value, one in zip(values.tolist(), missing.tolist(), strict=True)]
    return pd.Series(_texts(column, texts, losses), index=values.index, dtype=object)


def _numbers(
    column: str, values: pd.Series[Any], missing: pd.Series[bool], as_text: dict[Text, list[str]]
) -> pd.Series[Any]:
    known = values[~missing]
    number = known.astype(float).to_numpy() if len(known) else np.zeros(0)
    whole = pd.api.types.is_integer_dtype(values.dtype)
    large = whole and len(known) > 0 and max(abs(int(known.min())), abs(int(known.max()))) > _EXACT
    if not missing.any() and np.isfinite(number).all() and not large:
        fits = whole and (not len(known) or (known.min() >= _WHOLE.min and known.max() <= _WHOLE.max))
        return values.astype(np.int32 if fits else np.float64)
    as_text.setdefault(_LARGE if large else _MISSING, []).append(column)
    texts = [
        None if one else (str(int(value)) if whole else repr(float(value)).removesuffix(".0"))
        for value, one in zip(values.tolist(), missing.tolist(), strict=True)
    ]
    return pd.Series(texts, index=values.index, dtype=object)


def _texts(column: str, texts: list[str | None], losses: list[Text]) -> list[str | None]:
    strange: dict[str, None] = {}
    changed = cut = 0
    made: list[str | None] = []
    for text in texts:
        if text is None:
            made.append(None)
            continue
        stored = text.encode(ENCODING, errors="replace").decode(ENCODING)
        if stored != text:
            changed += 1
            strange |= dict.fromkeys(a for a, b in zip(text, stored, strict=True) if a != b)
        cut += len(stored) > LONGEST_TEXT
        made.append(stored[:LONGEST_TEXT])
    if changed:
        shown = " ".join(list(strange)[:_SHOWN])
        losses.append(
            Text(
                f"{column}: tegn uden for {ENCODING} er blevet til ? i {changed} rækker ({shown})",
                f"{column}: letters outside {ENCODING} became ? in {changed} rows ({shown})",
            )
        )
    if cut:
        losses.append(
            Text(
                f"{column}: {cut} tekster er kortet af til {LONGEST_TEXT} tegn",
                f"{column}: {cut} texts are cut to {LONGEST_TEXT} characters",
            )
        )
    return made
