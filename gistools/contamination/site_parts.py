"""The rows of one delivery read as parts of lots (dele af lokaliteter): cells, polygons, status of the layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text, require_kind
from gistools.contamination.site_cells import is_cut, read_cells
from gistools.contamination.site_form import SITE_COLUMNS, SITE_ID, STATUS, matched_columns
from gistools.contamination.site_place import rows_outside
from gistools.contamination.status import MAPPED, SoilStatus
from gistools.errors import CrsError, LayerError
from gistools.grid import DANISH_CRS, same_crs
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.contamination.site_repairs import Repairs
    from gistools.contamination.sites import Delivery

RAW = "raw_"


def parts_of(one: Delivery, repairs: Repairs) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the parts of a delivery as a table, and what it calls the columns that it has.

    Raises
    ------
    LayerError, CrsError
        As `gistools.contamination.read_sites`.
    """
    frame = _checked(one)
    own = [str(name) for name in frame.columns if name != frame.geometry.name]
    found, doubtful = matched_columns([name for name in own if name not in set(one.names.values())])
    found |= dict(one.names)
    for name, may_be in doubtful.items():
        repairs.add("column", one.name, [-1], name, f"({', '.join(may_be)})")
    for needed in (SITE_ID, *([] if one.layer_status is not None else [STATUS])):
        if needed not in found:
            raise _missing(one, needed, own)
    made: dict[str, object] = {}
    cut: list[list[str]] = [[] for _ in range(len(frame))]
    for column in SITE_COLUMNS:
        told = found.get(column.name)
        values = frame[told] if told is not None else pd.Series([None] * len(frame), index=frame.index)
        read, odd = read_cells(values, column.cell)
        made[column.name] = read.array
        for row in np.flatnonzero(odd).tolist():
            repairs.add("odd", one.name, [row], column.name, repr(str(values.iloc[row])))
        for row in np.flatnonzero(is_cut(values)).tolist():
            cut[row].append(column.name)
            repairs.add("cut", one.name, [row], column.name)
    repairs.add("outside", one.name, np.flatnonzero(rows_outside(frame, one.name)))
    shapes, was = _repaired(frame, one, repairs)
    table = pd.DataFrame(made)
    status = list(table[STATUS])
    if one.layer_status is not None:  # what the layer says holds where the row says nothing
        silent = np.ones(len(table), bool)
        if STATUS in found:
            silent = (frame[found[STATUS]].map(cell_text) == "").to_numpy(bool)
            repairs.add("no_status", one.name, np.flatnonzero(silent), STATUS, f"({one.layer_status.value})")
        status = [one.layer_status.value if empty else said for said, empty in zip(status, silent, strict=True)]
    table[STATUS] = pd.Series(status, dtype=object)
    table["source_name"], table["source_day"] = one.name, one.day
    table["source_row"] = np.arange(len(table))
    table["part_status"] = pd.Series(_part_statuses(status, one, repairs), dtype=object)
    table["geometry_was"] = was
    table["cut_columns"] = [" ".join(names) for names in cut]
    for name in own:
        table[RAW + name] = frame[name].array
    table["geometry"] = shapes
    return table, found


def _checked(one: Delivery) -> gpd.GeoDataFrame:
    require_kind(one.frame, gpd.GeoDataFrame, "frame")
    frame = one.frame.reset_index(drop=True)
    if frame.crs is None or not same_crs(frame.crs, DANISH_CRS):
        raise CrsError(Text(f"{one.name} er i {frame.crs}", f"{one.name} is in {frame.crs}"),
                       Text("EPSG:25832", "EPSG:25832"), Text("omregn laget", "transform the layer"))  # fmt: skip
    for column, name in one.names.items():
        if column not in {known.name for known in SITE_COLUMNS}:
            raise LayerError(unknown_name(column, [known.name for known in SITE_COLUMNS]),
                             Text("en kolonne i SITE_COLUMNS", "a column of SITE_COLUMNS"),
                             Text("ret navnet", "mend the name"))  # fmt: skip
        if name not in frame.columns:
            raise LayerError(unknown_name(name, map(str, frame.columns), one.name),
                             Text("en kolonne i leverancen", "a column of the delivery"),
                             Text("ret navnet", "mend the name"))  # fmt: skip
    kinds = shapely.get_type_id(np.asarray(frame.geometry.array))
    wrong = ~np.isin(kinds, (-1, 3, 6)) & ~shapely.is_empty(np.asarray(frame.geometry.array))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        found = frame.geometry.iloc[row].geom_type
        raise LayerError(Text(f"{one.name} række {row + 1} er {found}", f"{one.name} row {row + 1} is {found}"),
                         Text("flader", "polygons"), Text("giv laget med grundenes flader",
                                                          "give the layer of the lots' polygons"))  # fmt: skip
    return frame


def _missing(one: Delivery, column: str, own: Sequence[str]) -> LayerError:
    declared = next(known for known in SITE_COLUMNS if known.name == column)
    return LayerError(
        Text(f"{one.name} har kolonnerne {', '.join(own)}", f"{one.name} has the columns {', '.join(own)}"),
        Text(f"en kolonne med {declared.title.da} ({', '.join(declared.aliases)})",
             f"a column of {declared.title.en} ({', '.join(declared.aliases)})"),
        Text("sig, hvad den hedder i leverancen", "say what it is called in the delivery"),
    )  # fmt: skip


def _repaired(frame: gpd.GeoDataFrame, one: Delivery, repairs: Repairs) -> tuple[np.ndarray, np.ndarray]:
    shapes = shapely.force_2d(np.asarray(frame.geometry.array))
    was = np.full(len(shapes), "", object)
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    repairs.add("no_geometry", one.name, np.flatnonzero(bare))
    shapes[bare] = None
    for row in np.flatnonzero(~shapely.is_valid(shapes) & ~bare).tolist():
        was[row] = shapely.to_wkb(shapes[row], hex=True)
        before = float(shapely.area(shapes[row]))
        valid = shapely.make_valid(shapes[row], method="structure", keep_collapsed=False)
        shapes[row] = None if shapely.is_empty(valid) else valid
        after = 0.0 if shapes[row] is None else float(shapely.area(valid))
        repairs.add("polygon", one.name, [row], more=f"({before:.1f} m² -> {after:.1f} m²)")
    return shapes, was


def _part_statuses(status: Sequence[str], one: Delivery, repairs: Repairs) -> list[str]:
    """Return the status of each part: that of the layer, where what the row says goes with it."""
    if one.layer_status is None:
        return list(status)
    layer = one.layer_status.value
    may_be = {layer, SoilStatus.V1_V2.value} if one.layer_status in MAPPED else {layer}
    for row, said in enumerate(status):
        if said not in may_be:
            repairs.add("layer", one.name, [row], STATUS, f"({said}, {layer})")
    return [layer if said in may_be else said for said in status]
