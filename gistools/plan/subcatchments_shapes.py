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

    from gistools.terrain.types import ConditionedTerrain

    I32 = npt.NDArray[np.int32]

NAMES = ("navn", "name")  # of columns, the first that there is
SEWER_NAMES = (*NAMES, "kloakopland_nr", "kloakopland", "opland_nr", "opland")
EDITS = Text("deloplande tegnet i hånden", "sub-catchments drawn by hand")
SEWERS = Text("kloakoplande", "sewer catchments")


def named_cells(
    layer: gpd.GeoDataFrame, terrain: ConditionedTerrain, what: Text, names: tuple[str, ...] = NAMES
) -> tuple[I32, tuple[str, ...]]:
    """Return the polygon of each land cell, from 1 in the order of their names' first rows (0 in none), and the names.

    A cell is in a polygon that holds its centre. Rows of one name are one area.

    Raises
    ------
    CrsError
        For another coordinate system than the terrain's.
    LayerError
        Lists all faults: no column of names, rows without a name or a valid polygon, polygons that hold no land, and
        rows that cover the same cell.
    """
    require_kind(layer, gpd.GeoDataFrame, "layer")
    require_crs(layer, terrain.grid, what)
    faults: list[Text] = []
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
            faults.append(Text(f"række {number} ({name}) uden land", f"row {number} ({name}) without land"))
        for other in np.unique(row_of[r, c]).tolist():
            if other:
                at = np.flatnonzero(row_of[r, c] == other)
                x, y = terrain.grid.centre(int(r[at[0]]), int(c[at[0]]))
                first = rows[other - 1]
                faults.append(
                    Text(
                        f"række {other} ({first}) og {number} ({name}) dækker {at.size} celler begge to, fx ved "
                        f"{x:.1f}, {y:.1f}",
                        f"rows {other} ({first}) and {number} ({name}) both cover {at.size} cells, such as at "
                        f"{x:.1f}, {y:.1f}",
                    )
                )
        row_of[r, c] = number
    if faults:
        raise _error(faults, what)
    found = tuple(dict.fromkeys(rows))
    place = np.array([0, *(found.index(name) + 1 for name in rows)], np.int32)
    return place[row_of], found


def _error(faults: list[Text], what: Text) -> LayerError:
    return LayerError(
        Text(f"{what.da}: " + "; ".join(f.da for f in faults), f"{what.en}: " + "; ".join(f.en for f in faults)),
        Text(
            "gyldige flader på land med hver sit navn, hvor ingen celle dækkes to gange",
            "valid polygons on land, each with a name, and no cell covered twice",
        ),
        Text("ret de nævnte rækker", "correct the rows named"),
    )
