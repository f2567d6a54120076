"""Flow paths, watersheds and traces: the flow field as lines and polygons."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.errors import LayerError
from gistools.kernels import chain, route
from gistools.kernels.codes import DCOL, DROW, NO_CODE, OUT_BASINS, OUT_EDGE, OUT_HOLE, OUT_SEA
from gistools.kernels.strips import frame_of
from gistools.progress import NoProgress, Progress, check, run_cancellable
from gistools.terrain.burn import draw_shapes
from gistools.terrain.flow import require_flow, stoppable
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry

    from gistools.grid import Grid
    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain, FlowField

WAYS_OUT = {
    OUT_EDGE: Text("kortets kant", "edge of the map"),
    OUT_SEA: Text("hav", "sea"),
    OUT_HOLE: Text("hul", "hole"),
}


def padded_codes(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return direction codes with a ring of no flow around them, the form that the kernels walk on."""
    return frame_of(codes, NO_CODE)


def lines_through(grid: Grid, cells: npt.NDArray[np.int64], start: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Return lines through cell centres; ``cells`` are padded positions, each line starts at ``start[i]``.

    A line of one cell becomes a point-like line of no length. Points on a straight stretch are left out.
    """
    row, col = np.divmod(cells, grid.cols + 2)
    x, y = grid.centres(row - 1, col - 1)
    count = np.diff(np.append(start, cells.size))
    line = np.repeat(np.arange(start.size), count)
    single = np.flatnonzero(count == 1)
    if single.size:
        at = start[single]
        x, y, line = np.insert(x, at, x[at]), np.insert(y, at, y[at]), np.insert(line, at, line[at])
    made = np.atleast_1d(np.asarray(shapely.linestrings(np.column_stack([x, y]), indices=line), dtype=np.object_))
    long = shapely.length(made) > 0
    made[long] = shapely.simplify(made[long], 0.0)
    return made


def flow_paths(
    flow: FlowField,
    min_area_m2: float,
    volume_m3: npt.NDArray[np.float64] | None = None,
    *,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return flow paths (strømningsveje) as lines between confluences.

    Parameters
    ----------
    flow:
        From `route_flow`.
    min_area_m2:
        A path starts where the contributing area reaches this size.
    volume_m3:
        Water that runs through each cell, to be given at the lower end of each path.
    progress:
        Told how far the work is.

    Returns
    -------
    geopandas.GeoDataFrame
        path_id, order_strahler, area_m2 (where the path ends, before it joins another), length_m, cut_by_edge, and
        volume_m3 when given.
    """
    progress = progress or NoProgress()
    progress.update(0.0, Text("Tegner strømningsveje", "Drawing flow paths"))
    grid = flow.grid
    codes = padded_codes(flow.routed)
    threshold = max(int(np.ceil(min_area_m2 / grid.cell_area_m2)), 1)
    channel = np.pad(flow.area_cells >= threshold, 1)
    order = np.zeros(codes.shape, np.int16)
    scratch = np.empty(codes.shape, np.uint8), np.empty(codes.shape, np.uint8)
    stoppable(progress, lambda stop: route.strahler(codes, channel, order, *scratch, stop))
    none = np.empty(0, np.int64)
    paths, used = stoppable(progress, lambda _: route.trace_paths(codes, channel, none, none, False))  # noqa: FBT003 - compiled code takes no keywords
    start, cells = np.empty(paths, np.int64), np.empty(used, np.int64)
    stoppable(progress, lambda _: route.trace_paths(codes, channel, start, cells, True))  # noqa: FBT003 - as above
    check(progress)
    width = grid.cols + 2
    last = np.append(start[1:], cells.size) - 1
    first = cells[start] if paths else none
    # the lower end is the last cell that only this path runs through
    end_order = order.ravel()[cells[last]] if paths else none
    joins = (last > start) & (_inflows(codes, channel).ravel()[cells[last]] > 1) if paths else np.empty(0, bool)
    lower = np.where(joins, cells[np.maximum(last - 1, 0)], cells[last]) if paths else none
    row, col = np.divmod(lower, width)
    area = flow.area_cells[row - 1, col - 1] * grid.cell_area_m2
    geometry = lines_through(grid, cells, start)
    table = pd.DataFrame(
        {
            "path_id": np.arange(1, paths + 1),
            "order_strahler": np.where(joins, order.ravel()[first], end_order).astype(np.int64),
            "area_m2": area.astype(np.float64),
            "length_m": shapely.length(geometry),
            "cut_by_edge": flow.cut_by_edge[row - 1, col - 1],
        }
    )
    units = {"area_m2": "m²", "length_m": "m"}
    if volume_m3 is not None:
        table["volume_m3"] = volume_m3[row - 1, col - 1]
        units["volume_m3"] = "m³"
    keep = table["length_m"].to_numpy() > 0
    layer = gpd.GeoDataFrame(table[keep].reset_index(drop=True), geometry=geometry[keep], crs=grid.crs)
    layer["path_id"] = np.arange(1, len(layer) + 1)
    layer.attrs.update(units=units, title=Text("Strømningsveje", "Flow paths"))
    return layer


def _inflows(codes: npt.NDArray[np.uint8], channel: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """Return how many channel cells flow into each cell."""
    count = np.zeros(codes.shape, np.uint8)
    direction = codes & 15
    for k in range(8):
        dr, dc = int(DROW[k]), int(DCOL[k])
        gives = channel & (direction == k) & (codes != NO_CODE)
        count[1:-1, 1:-1] += gives[1 - dr : gives.shape[0] - 1 - dr, 1 - dc : gives.shape[1] - 1 - dc]
    return count


def watersheds(
    terrain: ConditionedTerrain,
    flow: FlowField,
    places: gpd.GeoDataFrame,
    snap_m: float = 0.0,
    *,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return all that drains to each place (opland), places upstream of it included.

    Parameters
    ----------
    terrain, flow:
        From `condition` and `route_flow`.
    places:
        Points or polygons in the coordinate system of the terrain.
    snap_m:
        Points move to the cell of largest contributing area within this distance.
    progress:
        Told how far the work is.

    Returns
    -------
    geopandas.GeoDataFrame
        place_id (row number from 1), area_m2, cut_by_edge, and the columns of ``places``; polygons that may overlap.

    Raises
    ------
    LayerError
        For places outside the terrain.
    """
    progress = progress or NoProgress()
    require_flow(terrain, flow)
    require_crs(places, flow.grid, Text("steder", "places"))
    progress.update(0.0, Text("Finder oplande", "Finding watersheds"))
    grid = flow.grid
    seeds = [_cells_of(terrain, flow, g, snap_m, i) for i, g in enumerate(places.geometry)]
    groups = np.concatenate(seeds) if seeds else np.empty(0, np.int64)
    at = np.unique(groups)
    inner = stoppable(progress, lambda stop: chain.solve_watersheds(flow.routed, at, stop))
    upstream = _seed_tree(flow, at, inner)
    result = []
    for place in range(len(seeds)):
        check(progress)
        progress.update(place / max(len(seeds), 1), Text("Tegner oplande", "Drawing watersheds"))
        wanted = np.zeros(at.size + OUT_BASINS, bool)
        front = np.searchsorted(at, seeds[place]).tolist()
        while front:
            i = front.pop()
            if not wanted[i + OUT_BASINS]:
                wanted[i + OUT_BASINS] = True
                front += upstream.get(i, [])
        mask = wanted[np.maximum(inner, 0)] & (inner >= OUT_BASINS)
        result.append((mask.sum() * grid.cell_area_m2, bool(flow.cut_by_edge[mask].any()), outline(mask, grid)))
    layer = gpd.GeoDataFrame(
        {
            "place_id": np.arange(1, len(result) + 1),
            "area_m2": [float(r[0]) for r in result],
            "cut_by_edge": [r[1] for r in result],
        },
        geometry=[r[2] for r in result],
        crs=grid.crs,
    )
    layer = with_columns_of(layer, places)
    layer.attrs.update(units={"area_m2": "m²"}, title=Text("Oplande", "Watersheds"))
    return layer


def _seed_tree(flow: FlowField, at: npt.NDArray[np.int64], label: npt.NDArray[np.int32]) -> dict[int, list[int]]:
    """Return which seeds flow first into each seed."""
    upstream: dict[int, list[int]] = {}
    for i, cell in enumerate(at.tolist()):
        row, col = divmod(cell, flow.grid.cols)
        code = int(flow.routed[row, col]) & 15
        if code < 8:  # noqa: PLR2004 - a direction
            below = int(label[row + int(DROW[code]), col + int(DCOL[code])])
            if below >= OUT_BASINS:
                upstream.setdefault(below - OUT_BASINS, []).append(i)
    return upstream


def _cells_of(
    terrain: ConditionedTerrain, flow: FlowField, shape: BaseGeometry, snap_m: float, number: int
) -> npt.NDArray[np.int64]:
    """Return the land cells of a place."""
    grid = flow.grid
    if isinstance(shape, shapely.Point | shapely.MultiPoint):
        at = [snapped_cell(flow, p.x, p.y, snap_m) for p in shapely.get_parts(shape)]
        cells = np.unique([row * grid.cols + col for row, col in at if terrain.land[row, col]])
    else:
        mask = draw_shapes([(shape, 1)], np.zeros(grid.shape, np.uint8), grid, touched=True)
        cells = np.flatnonzero((mask == 1) & terrain.land)
    if not cells.size:
        raise LayerError(
            Text(f"sted nr. {number + 1} uden for terrænet", f"place no. {number + 1} outside the terrain"),
            Text("et sted på terrænet", "a place on the terrain"),
            Text("flyt stedet, eller vælg et større udsnit", "move the place, or choose a larger window"),
        )
    return cells.astype(np.int64)


def single_part(shape: BaseGeometry, multi: type[BaseMultipartGeometry]) -> BaseGeometry:
    """Return the only part of a shape of the kind ``multi``, the usual form in GeoPackages; other shapes unchanged."""
    if isinstance(shape, multi) and len(shape.geoms) == 1:
        part: BaseGeometry = shape.geoms[0]
        return part
    return shape


def snapped_cell(flow: FlowField, x: float, y: float, snap_m: float) -> tuple[int, int]:
    """Return the cell of a point, or that of largest contributing area within ``snap_m`` of it."""
    grid = flow.grid
    row, col = grid.cell_of(x, y)
    if snap_m <= 0:
        return row, col
    dr, dc = int(snap_m / grid.dy_m) + 1, int(snap_m / grid.dx_m) + 1
    r0, r1 = max(row - dr, 0), min(row + dr + 1, grid.rows)
    c0, c1 = max(col - dc, 0), min(col + dc + 1, grid.cols)
    rows, cols = np.mgrid[r0:r1, c0:c1]
    cx, cy = grid.centres(rows, cols)
    near = (np.hypot(cx - x, cy - y) <= snap_m) | ((rows == row) & (cols == col))
    area = np.where(near, flow.area_cells[r0:r1, c0:c1], -1)
    best = int(np.argmax(area))
    return int(rows.flat[best]), int(cols.flat[best])


def outline(mask: npt.NDArray[np.bool_], grid: Grid) -> shapely.MultiPolygon:
    """Return the outline of the True cells as a multipolygon; cells that touch at a corner belong together."""
    rows, cols = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return shapely.MultiPolygon()
    r0, r1, c0, c1 = int(rows[0]), int(rows[-1]) + 1, int(cols[0]), int(cols[-1]) + 1
    return outlines(mask[r0:r1, c0:c1].astype(np.int32), grid.window(r0, c0, r1 - r0, c1 - c0))[1]


def outlines(label: npt.NDArray[np.int32], grid: Grid) -> dict[int, shapely.MultiPolygon]:
    """Return the outline of the cells of each number above 0, as multipolygons."""
    from affine import Affine  # noqa: PLC0415 - only where polygons are made
    from rasterio.features import shapes  # noqa: PLC0415

    parts: dict[int, list[shapely.Polygon]] = {}
    for geometry, value in shapes(label, mask=label > 0, connectivity=4, transform=Affine(*grid.transform)):
        parts.setdefault(int(value), []).append(
            shapely.Polygon(geometry["coordinates"][0], geometry["coordinates"][1:])
        )
    return {key: shapely.MultiPolygon(value) for key, value in parts.items()}


def traces(
    terrain: ConditionedTerrain,
    flow: FlowField,
    points: gpd.GeoDataFrame,
    snap_m: float = 0.0,
    elevation: Raster | None = None,
    *,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return the way of the water (vandets vej) from each point to where it leaves the map.

    Parameters
    ----------
    terrain, flow:
        From `condition` and `route_flow`.
    points:
        Points in the coordinate system of the terrain.
    snap_m:
        Points move to the cell of largest contributing area within this distance.
    elevation:
        The terrain before conditioning, for ``drop_m``: a roof that was raised is no ground.
    progress:
        Told how far the work is.

    Returns
    -------
    geopandas.GeoDataFrame
        point_id (row number from 1), length_m, drop_m (ground at the point less ground where the way ends), ends_at,
        and the columns of ``points``.

    Raises
    ------
    GridError
        For a point outside the raster.
    LayerError
        For a point on a cell without elevation, or several points in one feature.
    """
    progress = progress or NoProgress()
    require_flow(terrain, flow)
    require_crs(points, flow.grid, Text("punkter", "points"))
    grid = flow.grid
    heights = (elevation or terrain.surface).values
    codes = padded_codes(flow.routed)
    rows = []
    for i, point in enumerate(points.geometry):
        if i % 64 == 0:
            check(progress)
            progress.update(i / len(points), Text("Følger vandet", "Following the water"))
        row, col = _start(terrain, flow, point, snap_m, i)
        cells = run_cancellable(progress, functools.partial(_walk, codes, row, col))
        end_row, end_col = (int(v) - 1 for v in divmod(int(cells[-1]), grid.cols + 2))
        end = int(codes[end_row + 1, end_col + 1]) & 15
        line = lines_through(grid, cells, np.array([0]))[0]
        drop = float(heights[row, col]) - float(heights[end_row, end_col])
        rows.append((line.length, drop, str(WAYS_OUT[end]), line))
    layer = gpd.GeoDataFrame(
        {
            "point_id": np.arange(1, len(rows) + 1),
            "length_m": [r[0] for r in rows],
            "drop_m": [r[1] for r in rows],
            "ends_at": [r[2] for r in rows],
        },
        geometry=[r[3] for r in rows],
        crs=grid.crs,
    )
    layer = with_columns_of(layer, points)
    layer.attrs.update(units={"length_m": "m", "drop_m": "m"}, title=Text("Vandets vej", "Way of the water"))
    return layer


def with_columns_of(layer: gpd.GeoDataFrame, source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the layer with the columns of the layer it was made from, row by row; its own names come first.

    A column ``fid`` becomes ``source_fid``: a GeoPackage keeps its own row number under that name.
    """
    more = source.drop(columns=source.geometry.name).reset_index(drop=True)
    taken = {str(name).lower() for name in layer.columns}
    for name in more.columns:
        shown = f"source_{name}" if str(name).lower() in {"fid", "ogc_fid"} else str(name)
        if shown.lower() not in taken:
            layer[shown] = more[name]
            taken.add(shown.lower())
    return layer


def _start(
    terrain: ConditionedTerrain, flow: FlowField, point: BaseGeometry, snap_m: float, number: int
) -> tuple[int, int]:
    """Return the cell at which a trace starts."""
    shape = single_part(point, shapely.MultiPoint)
    if not isinstance(shape, shapely.Point):
        raise LayerError(
            Text(f"objekt nr. {number + 1} er {shape.geom_type}", f"feature no. {number + 1} is a {shape.geom_type}"),
            Text("ét punkt for hvert objekt", "one point for each feature"),
            Text("del objektet i enkelte punkter", "split the feature into single points"),
        )
    row, col = snapped_cell(flow, shape.x, shape.y, snap_m)
    if not terrain.land[row, col]:
        raise LayerError(
            Text(
                f"punkt nr. {number + 1} på en celle uden højde", f"point no. {number + 1} on a cell without elevation"
            ),
            Text("et punkt på land", "a point on land"),
            Text("flyt punktet", "move the point"),
        )
    return row, col


def _walk(codes: npt.NDArray[np.uint8], row: int, col: int) -> npt.NDArray[np.int64]:
    """Return the padded positions of the way down from a cell."""
    out = np.empty(4096, np.int64)
    count = route.walk(codes, row + 1, col + 1, out)
    if count > out.size:
        out = np.empty(count, np.int64)
        route.walk(codes, row + 1, col + 1, out)
    return out[:count]
