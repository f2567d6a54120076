"""Named polygons on cells: each cell in one of them at most, and every fault told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gistools._checks import require_kind
from gistools.cloudburst.whatif.cells import polygon_cells
from gistools.errors import LayerError
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.terrain.types import ConditionedTerrain

    I32 = npt.NDArray[np.int32]
    I64 = npt.NDArray[np.int64]

NAMES = ("navn", "name")  # of columns, the first that there is
SEWER_NAMES = (*NAMES, "kloakopland_nr", "kloakopland", "opland_nr", "opland")
EDITS = Text("deloplande tegnet i hånden", "sub-catchments drawn by hand")
SEWERS = Text("kloakoplande", "sewer catchments")


def named_cells(
    layer: gpd.GeoDataFrame, terrain: ConditionedTerrain, what: Text, names: tuple[str, ...] = NAMES
) -> tuple[I32, tuple[str, ...], tuple[Text, ...]]:
    """Return the polygon of each land cell, from 1 in the order of names (0 in none), the names, and notes.

    A cell is in a polygon that holds its centre. Rows of one name are one area. Those that hold no land of the map are
    passed over, and told.

    Raises
    ------
    CrsError
        For another coordinate system than the terrain's.
    LayerError
        Lists all faults: no column of names, rows without a name or a valid polygon, rows that cover the same cell, and
        no polygon that holds land.
    """
    require_kind(layer, gpd.GeoDataFrame, "layer")
    require_crs(layer, terrain.grid, what)
    faults: list[Text] = []
    without: list[str] = []
    columns = {str(c).lower(): c for c in layer.columns}
    named = next((columns[name] for name in names if name in columns), None)
    if named is None:
        raise _error([Text("kolonnen navn mangler", "column navn is missing")], what)
    row_of = np.zeros(terrain.grid.shape, np.int32)
    rows = [str(value).strip() if isinstance(value, str) or value == value else "" for value in layer[named]]  # noqa: PLR0124 - NaN
    map_box = shapely.box(*terrain.grid.bounds)
    for number, (name, shape) in enumerate(zip(rows, layer.geometry, strict=True), start=1):
        if not name or name == "None":
            faults.append(Text(f"række {number} uden navn", f"row {number} without a name"))
        if shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"} or not shape.is_valid:
            faults.append(Text(f"række {number} uden en gyldig flade", f"row {number} without a valid polygon"))
            continue
        r, c = polygon_cells(shape, terrain.grid) if map_box.intersects(shape) else (np.zeros(0, np.int64),) * 2
        land = terrain.land[r, c]
        r, c = r[land], c[land]
        if not r.size:
            without.append(f"{number} ({name})")
        faults += _covered_twice(rows, row_of[r, c], number, (r, c), terrain.grid)
        row_of[r, c] = number
    if not faults and not row_of.any():
        faults.append(Text("ingen flade med land på kortet", "no polygon with land of the map"))
    if faults:
        raise _error(faults, what)
    found = tuple(dict.fromkeys(rows))
    place = np.array([0, *(found.index(name) + 1 for name in rows)], np.int32)
    if not without:
        return place[row_of], found, ()
    rows_da, rows_en = f"række {', '.join(without)}", f"rows {', '.join(without)}"
    note = Text(
        f"{what.da}: uden land på kortet og sprunget over: {rows_da}",
        f"{what.en}: without land of the map and passed over: {rows_en}",
    )
    return place[row_of], found, (note,)


def _covered_twice(
    rows: list[str], there: npt.NDArray[np.int32], number: int, cells: tuple[I64, I64], grid: Grid
) -> list[Text]:
    """Return which rows have cells of row ``number`` already; ``there`` is the row of each of its cells, 0 for none."""
    faults = []
    for other in np.unique(there[there > 0]).tolist():
        at = np.flatnonzero(there == other)
        x, y = grid.centre(int(cells[0][at[0]]), int(cells[1][at[0]]))
        first, name = rows[other - 1], rows[number - 1]
        faults.append(
            Text(
                f"række {other} ({first}) og {number} ({name}) dækker {at.size} celler begge to, fx ved {x:.1f}, "
                f"{y:.1f}",
                f"rows {other} ({first}) and {number} ({name}) both cover {at.size} cells, such as at {x:.1f}, {y:.1f}",
            )
        )
    return faults


def _error(faults: list[Text], what: Text) -> LayerError:
    return LayerError(
        Text(f"{what.da}: " + "; ".join(f.da for f in faults), f"{what.en}: " + "; ".join(f.en for f in faults)),
        Text(
            "gyldige flader på land med hver sit navn, hvor ingen celle dækkes to gange",
            "valid polygons on land, each with a name, and no cell covered twice",
        ),
        Text("ret de nævnte rækker", "correct the rows named"),
    )
