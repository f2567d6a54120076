"""Burning adjustment objects and buildings into heights; the rules of the Danish height model's own adjustment.

An adjustment line (tilpasningslinje) takes the terrain at both ends and is straight between them; every cell that it
touches is lowered to it. A horseshoe (hestesko) has four points A, B, C, D: the terrain along A-D on one side and along
B-C on the other is sampled, and the ground between is drawn straight from profile to profile. Ends are sampled in the
terrain as it was before any object was burned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.errors import LayerError
from gistools.kernels.codes import LAND, WALL
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.grid import Grid

    Heights = npt.NDArray[np.float32]
    Classes = npt.NDArray[np.uint8]
    Ground = tuple[Classes, npt.NDArray[np.bool_]]  # what each cell is, and where a removed building stood

EDIT_COLUMNS: dict[str, pd.Series[Any]] = {
    "object_kind": pd.Series(dtype="object"),
    "object_id": pd.Series(dtype="int64"),
    "cells": pd.Series(dtype="int64"),
    "lowered_m3": pd.Series(dtype="float64"),
    "raised_m3": pd.Series(dtype="float64"),
    "warning_da": pd.Series(dtype="object"),
    "warning_en": pd.Series(dtype="object"),
}

OUTSIDE = Text(
    "ligger helt eller delvis uden for terrænet og er ikke brugt", "lies outside the terrain in whole or part; not used"
)
NO_EFFECT = Text(
    "sænker ingen celle: ligger bunden højere end terrænet?", "lowers no cell: is its bed above the terrain?"
)

ACROSS = Text(
    "krydser celler uden højde eller mure, som ikke er åbnet", "crosses cells without elevation or walls, not opened"
)


def sample(z: Heights, grid: Grid, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the terrain at points: bilinear between cell centres, the cell itself where a neighbour is unknown."""
    col = (x - grid.x0) / grid.dx_m - 0.5
    row = (grid.y0 - y) / grid.dy_m - 0.5
    west, south, east, north = grid.bounds
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    c0 = np.clip(np.floor(col), 0, max(grid.cols - 2, 0)).astype(np.int64)
    r0 = np.clip(np.floor(row), 0, max(grid.rows - 2, 0)).astype(np.int64)
    c1, r1 = np.minimum(c0 + 1, grid.cols - 1), np.minimum(r0 + 1, grid.rows - 1)
    u, v = np.clip(col - c0, 0.0, 1.0), np.clip(row - r0, 0.0, 1.0)
    smooth = np.zeros(x.shape)
    for r, c, weight in ((r0, c0, (1 - u) * (1 - v)), (r0, c1, u * (1 - v)), (r1, c0, (1 - u) * v), (r1, c1, u * v)):
        smooth += np.where(weight > 0, z[r, c].astype(np.float64) * weight, 0.0)
    rn = np.clip(np.rint(row), 0, grid.rows - 1).astype(np.int64)
    cn = np.clip(np.rint(col), 0, grid.cols - 1).astype(np.int64)
    found = np.where(np.isnan(smooth), z[rn, cn].astype(np.float64), smooth)
    return np.where(inside, found, np.nan)


def draw_shapes(
    shapes: Iterable[tuple[BaseGeometry | None, int]], out: npt.NDArray[Any], grid: Grid, *, touched: bool = False
) -> npt.NDArray[Any]:
    """Write the number of each shape into the cells whose centre it holds, or that it touches; return ``out``.

    ``out`` has the shape of the grid. The later of two shapes counts; missing and empty ones are passed over.
    """
    from affine import Affine  # noqa: PLC0415 - only where shapes are burned
    from rasterio.features import rasterize  # noqa: PLC0415

    drawn = [(shape, number) for shape, number in shapes if shape is not None and not shape.is_empty]
    if drawn:
        rasterize(drawn, out=out, transform=Affine(*grid.transform), all_touched=touched)
    return out


def burn_lines(
    z: Heights, original: Heights, ground: Ground, grid: Grid, lines: gpd.GeoDataFrame, *, raising: bool
) -> pd.DataFrame:
    """Burn each line into ``z`` in place; return a row for each part of it."""
    rows = []
    for number, (_, geometry) in enumerate(lines.geometry.items()):
        for part in shapely.get_parts(shapely.force_2d(geometry)):
            if part.length == 0.0:
                rows.append(_row("line", number, part, 0, 0.0, 0.0, OUTSIDE))
                continue
            ends = shapely.get_coordinates(part)[[0, -1]]
            level = sample(original, grid, ends[:, 0], ends[:, 1])
            shape = part.buffer(max(grid.dx_m, grid.dy_m) / 2, cap_style="flat")
            if np.isnan(level).any():
                rows.append(_row("line", number, shape, 0, 0.0, 0.0, OUTSIDE))
                continue
            r, c = _touched(part, grid)
            x, y = grid.centres(r, c)
            along = shapely.line_locate_point(part, shapely.points(x, y), normalized=True)
            bed = level[0] + along * (level[1] - level[0])
            rows.append(_burn("line", number, shape, z, ground, grid, r, c, bed, raising=raising))
    return pd.DataFrame(rows)


def burn_horseshoes(
    z: Heights, original: Heights, ground: Ground, grid: Grid, horseshoes: gpd.GeoDataFrame, *, raising: bool
) -> pd.DataFrame:
    """Burn each horseshoe into ``z`` in place; return one row for each."""
    rows = []
    for number, (_, geometry) in enumerate(horseshoes.geometry.items()):
        points = shapely.get_coordinates(geometry)
        if len(points) != 4 or not shapely.Polygon(points).is_valid:  # noqa: PLR2004 - A, B, C and D
            raise LayerError(
                Text(
                    f"hestesko nr. {number + 1} med {len(points)} punkter",
                    f"horseshoe no. {number + 1} of {len(points)} points",
                ),
                Text("fire punkter A, B, C, D, der ikke krydser sig selv", "four points A, B, C, D that do not cross"),
                Text("ret objektet i laget med hestesko", "correct the object in the layer of horseshoes"),
            )
        shape = shapely.convex_hull(shapely.multipoints(points))
        a, b, c_, d = points
        fine = min(grid.dx_m, grid.dy_m) / 4
        wide = int(np.ceil(max(np.hypot(*(d - a)), np.hypot(*(c_ - b))) / fine)) + 1
        long = int(np.ceil(max(np.hypot(*(b - a)), np.hypot(*(c_ - d))) / fine)) + 1
        s = np.linspace(0.0, 1.0, wide)[:, None]
        open_xy, closed_xy = a + s * (d - a), b + s * (c_ - b)
        open_z = sample(original, grid, open_xy[:, 0], open_xy[:, 1])
        closed_z = sample(original, grid, closed_xy[:, 0], closed_xy[:, 1])
        if np.isnan(open_z).any() or np.isnan(closed_z).any():
            rows.append(_row("horseshoe", number, shape, 0, 0.0, 0.0, OUTSIDE))
            continue
        t = np.linspace(0.0, 1.0, long)[None, :, None]
        xy = ((1 - t) * open_xy[:, None, :] + t * closed_xy[:, None, :]).reshape(-1, 2)
        bed = ((1 - t[..., 0]) * open_z[:, None] + t[..., 0] * closed_z[:, None]).ravel()
        col = np.floor((xy[:, 0] - grid.x0) / grid.dx_m).astype(np.int64)
        row = np.floor((grid.y0 - xy[:, 1]) / grid.dy_m).astype(np.int64)
        keep = (row >= 0) & (col >= 0) & (row < grid.rows) & (col < grid.cols)
        cells, at = np.unique(row[keep] * grid.cols + col[keep], return_inverse=True)
        lowest = np.full(cells.size, np.inf)
        np.minimum.at(lowest, at, bed[keep])
        r, c = np.divmod(cells, grid.cols)
        rows.append(_burn("horseshoe", number, shape, z, ground, grid, r, c, lowest, raising=raising))
    return pd.DataFrame(rows)


def raise_buildings(
    z: Heights, cls: Classes, grid: Grid, buildings: gpd.GeoDataFrame, height_m: float
) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """Set each footprint ``height_m`` above its highest terrain cell, in place; return a row for each, and notes."""
    ids = _footprints(grid, buildings)
    inside = (ids > 0) & (cls == LAND)
    number = ids[inside] - 1
    top = np.full(len(buildings), -np.inf)
    np.maximum.at(top, number, z[inside].astype(np.float64))
    roof = (top[number] + height_m).astype(np.float32)
    more = roof.astype(np.float64) - z[inside]
    added = np.bincount(number, weights=more, minlength=len(buildings)).astype(np.float64)
    z[inside] = roof
    cells = np.bincount(number, minlength=len(buildings))
    return _building_rows(buildings, cells, added * grid.cell_area_m2), _missed(cells)


def remove_buildings(
    z: Heights,  # noqa: ARG001 - the same call as raise_buildings
    cls: Classes,
    grid: Grid,
    buildings: gpd.GeoDataFrame,
    height_m: float,  # noqa: ARG001 - the same call as raise_buildings
) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """Make each footprint a wall on which no rain falls, in place; return a row for each, and notes."""
    ids = _footprints(grid, buildings)
    inside = (ids > 0) & (cls == LAND)
    cls[inside] = WALL
    cells = np.bincount(ids[inside] - 1, minlength=len(buildings))
    return _building_rows(buildings, cells, np.zeros(len(buildings))), _missed(cells)


def _footprints(grid: Grid, buildings: gpd.GeoDataFrame) -> npt.NDArray[np.int32]:
    """Return 1 + the number of the building whose footprint holds the centre of a cell, 0 elsewhere."""
    numbered = ((shape, i + 1) for i, shape in enumerate(buildings.geometry))
    return draw_shapes(numbered, np.zeros(grid.shape, np.int32), grid)


def _missed(cells: npt.NDArray[np.int64]) -> tuple[Text, ...]:
    missed = int((cells == 0).sum())
    if not missed:
        return ()
    return (
        Text(
            f"{missed} bygninger ligger uden for terrænet, under andre eller er for små: ikke lagt ind",
            f"{missed} buildings lie outside the terrain, under others or are too small for a cell and were not placed",
        ),
    )


def _building_rows(
    buildings: gpd.GeoDataFrame, cells: npt.NDArray[np.int64], raised_m3: npt.NDArray[np.float64]
) -> pd.DataFrame:
    count = len(buildings)
    return pd.DataFrame(
        {
            "object_kind": ["building"] * count,
            "object_id": np.arange(1, count + 1),
            "cells": cells,
            "lowered_m3": np.zeros(count),
            "raised_m3": raised_m3,
            "warning_da": [""] * count,
            "warning_en": [""] * count,
            "geometry": shapely.force_2d(buildings.geometry.to_numpy()),
        }
    )


def _touched(line: shapely.LineString, grid: Grid) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the cells that a line touches."""
    west, south, east, north = line.bounds
    c0 = max(int((west - grid.x0) / grid.dx_m) - 1, 0)
    r0 = max(int((grid.y0 - north) / grid.dy_m) - 1, 0)
    c1 = min(int((east - grid.x0) / grid.dx_m) + 2, grid.cols)
    r1 = min(int((grid.y0 - south) / grid.dy_m) + 2, grid.rows)
    part = grid.window(r0, c0, r1 - r0, c1 - c0)
    r, c = np.nonzero(draw_shapes([(line, 1)], np.zeros(part.shape, np.uint8), part, touched=True))
    return r + r0, c + c0


def _burn(
    kind: str,
    number: int,
    shape: object,
    z: Heights,
    ground: Ground,
    grid: Grid,
    r: npt.NDArray[np.int64],
    c: npt.NDArray[np.int64],
    bed: npt.NDArray[np.float64],
    *,
    raising: bool,
) -> dict[str, object]:
    cls, under = ground
    land = (cls[r, c] == LAND) | under[r, c]
    crossed = not land.all()
    cls[r[land], c[land]] = LAND
    r, c, bed = r[land], c[land], bed[land].astype(np.float32)
    before = z[r, c]
    after = bed if raising else np.minimum(before, bed)
    z[r, c] = after
    change = (after.astype(np.float64) - before) * grid.cell_area_m2
    changed = int((change != 0.0).sum())
    warning = NO_EFFECT if not (change < 0).any() else ACROSS if crossed else Text("", "")
    return _row(
        kind, number, shape, changed, float(-change[change < 0].sum()), float(change[change > 0].sum()), warning
    )


def _row(
    kind: str, number: int, shape: object, cells: int, lowered: float, raised: float, warning: Text
) -> dict[str, object]:
    return {
        "object_kind": kind,
        "object_id": number + 1,
        "cells": cells,
        "lowered_m3": lowered,
        "raised_m3": raised,
        "warning_da": warning.da,
        "warning_en": warning.en,
        "geometry": shape,
    }


def edit_table(parts: list[pd.DataFrame], crs: str) -> gpd.GeoDataFrame:
    """Return the changes of all objects as one layer, which may be empty."""
    import geopandas as gpd  # noqa: PLC0415 - most terrain is edited by nobody

    filled = [p for p in parts if len(p)]
    rows = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame({**EDIT_COLUMNS, "geometry": []})
    table = gpd.GeoDataFrame(rows, geometry="geometry", crs=crs)
    table.attrs["units"] = {"lowered_m3": "m³", "raised_m3": "m³"}
    table.attrs["title"] = Text("Ændringer", "Edits")
    return table
