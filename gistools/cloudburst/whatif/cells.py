"""Which cells a drawn shape takes, and how far each lies along a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.terrain.burn import draw_shapes

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.grid import Grid

    I64 = npt.NDArray[np.int64]
    F64 = npt.NDArray[np.float64]
    Cells = tuple[I64, I64]  # rows and columns, in the order of the map, each cell once


def line_cells(line: shapely.LineString, grid: Grid) -> Cells:
    """Return every cell that a line runs through, so that from each to the next there is a common side.

    Where a line runs through the corner of four cells all four are taken: what is drawn lets no water pass over a
    corner. The line must lie on the map.

    >>> from gistools.grid import Grid
    >>> diagonal = shapely.LineString([(0.5, 2.5), (2.5, 0.5)])
    >>> rows, cols = line_cells(diagonal, Grid(3, 3, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"))
    >>> list(zip(rows.tolist(), cols.tolist()))
    [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2)]
    """
    xy = shapely.get_coordinates(line)
    col, row = (xy[:, 0] - grid.x0) / grid.dx_m, (grid.y0 - xy[:, 1]) / grid.dy_m
    cells: list[I64] = []
    for a, b in zip(np.stack([row, col], 1)[:-1], np.stack([row, col], 1)[1:], strict=True):
        crossings = [_crossings(a[k], b[k]) for k in (0, 1)]
        at = np.unique(np.concatenate([[0.0, 1.0], *crossings]))
        middle = (at[:-1] + at[1:]) / 2 if at.size > 1 else at
        passed = np.floor(a + middle[:, None] * (b - a)).astype(np.int64)
        cells += [np.floor([a]).astype(np.int64), passed, np.floor([b]).astype(np.int64)]
    way = np.clip(np.concatenate(cells), 0, np.array(grid.shape) - 1)
    over = np.flatnonzero((np.diff(way, axis=0) != 0).all(1))  # a step over a corner: both cells beside it as well
    beside = [np.stack([way[over, 0], way[over + 1, 1]], 1), np.stack([way[over + 1, 0], way[over, 1]], 1)]
    return _in_order(np.concatenate([way, *beside]), grid)


def _crossings(a: float, b: float) -> F64:
    """Return where on the way from a to b whole numbers are passed, as shares of the way."""
    low, high = sorted((a, b))
    whole = np.arange(np.ceil(low), np.floor(high) + 1)
    return (whole - a) / (b - a) if a != b else np.zeros(0)


def _in_order(cells: I64, grid: Grid) -> Cells:
    rows, cols = np.divmod(np.unique(cells[:, 0] * grid.cols + cells[:, 1]), grid.cols)
    return rows, cols


def window_of(shape: BaseGeometry, grid: Grid) -> tuple[int, int, int, int]:
    """Return first row, first column, rows and columns of the part of the map around a shape."""
    west, south, east, north = shape.bounds
    r0 = max(int((grid.y0 - north) / grid.dy_m) - 1, 0)
    c0 = max(int((west - grid.x0) / grid.dx_m) - 1, 0)
    r1 = min(int((grid.y0 - south) / grid.dy_m) + 2, grid.rows)
    c1 = min(int((east - grid.x0) / grid.dx_m) + 2, grid.cols)
    return r0, c0, r1 - r0, c1 - c0


def polygon_cells(shape: BaseGeometry, grid: Grid) -> Cells:
    """Return the cells whose centre a polygon holds."""
    r0, c0, rows, cols = window_of(shape, grid)
    part = grid.window(r0, c0, rows, cols)
    r, c = np.nonzero(draw_shapes([(shape, 1)], np.zeros(part.shape, np.uint8), part))
    return r + r0, c + c0


def solid_cells(shape: BaseGeometry, grid: Grid) -> Cells:
    """Return the cells whose centre a polygon holds and those that its boundary runs through inside it.

    They hang together side by side, however thin the polygon: what it raises lets no water pass.

    >>> from gistools.grid import Grid
    >>> grid = Grid(2, 4, 0.0, 2.0, 1.0, 1.0, "EPSG:25832")
    >>> [part.tolist() for part in solid_cells(shapely.box(0, 0.6, 4, 0.9), grid)]
    [[1, 1, 1, 1], [0, 1, 2, 3]]
    >>> solid_cells(shapely.box(0, 1, 2, 2), grid)[0].size  # a boundary between cells takes no more
    2
    """
    inner = shapely.buffer(shape, -1e-6 * min(grid.dx_m, grid.dy_m), join_style="mitre")
    rings: Any = shapely.get_parts(shapely.boundary(shape if inner.is_empty else inner))
    found = [polygon_cells(shape, grid), *(line_cells(ring, grid) for ring in rings)]
    return _in_order(np.concatenate([np.stack(part, 1) for part in found]), grid)


def together(a: Cells, b: Cells, grid: Grid) -> Cells:
    """Return the cells that are in one or the other, each once."""
    return _in_order(np.concatenate([np.stack(a, 1), np.stack(b, 1)]), grid)


def end_cells(line: shapely.LineString, grid: Grid) -> Cells:
    """Return the cells at the start and at the end of a line, which may be the same."""
    x, y = shapely.get_coordinates(line)[[0, -1]].T
    rows = np.floor((grid.y0 - y) / grid.dy_m).astype(np.int64)
    cols = np.floor((x - grid.x0) / grid.dx_m).astype(np.int64)
    return np.clip(rows, 0, grid.rows - 1), np.clip(cols, 0, grid.cols - 1)


def corner_cells(
    ends: Cells, met: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_], ground: npt.NDArray[np.float32]
) -> tuple[Cells, int]:
    """Return cells that close the corners over which ends meet solid cells, and how many corners cannot be closed.

    Water runs over corners. Where neither of the two cells beside one is solid, the first that is ground is taken.

    Parameters
    ----------
    ends:
        Cells, solid themselves.
    met, other:
        The solid cells that the ends may meet, and further solid cells.
    ground:
        NaN where no cell may be taken.
    """
    left, shape = 0, met.shape
    taken: set[tuple[int, int]] = set()
    for row, col in set(zip(ends[0].tolist(), ends[1].tolist(), strict=True)):
        for r, c in ((row - 1, col - 1), (row - 1, col + 1), (row + 1, col - 1), (row + 1, col + 1)):
            if not (0 <= r < shape[0] and 0 <= c < shape[1] and met[r, c]):
                continue
            beside = ((row, c), (r, col))
            if any(met[at] or other[at] or at in taken for at in beside):
                continue
            free = [at for at in beside if not np.isnan(ground[at])]
            taken.update(free[:1])
            left += not free
    rows, cols = [r for r, _ in sorted(taken)], [c for _, c in sorted(taken)]
    return (np.array(rows, np.int64), np.array(cols, np.int64)), left


def band_cells(line: shapely.LineString, width_m: float, grid: Grid) -> Cells:
    """Return the cells that a line runs through and those with their centre in the band around it (square ends)."""
    band = polygon_cells(line.buffer(width_m / 2.0, cap_style="flat"), grid)
    return _in_order(np.concatenate([np.stack(band, 1), np.stack(line_cells(line, grid), 1)]), grid)


def share_along(line: shapely.LineString, cells: Cells, grid: Grid) -> F64:
    """Return for each cell how far along a line, 0 to 1, the point nearest to its centre lies."""
    x, y = grid.centres(*cells)
    return np.asarray(shapely.line_locate_point(line, shapely.points(x, y), normalized=True), np.float64)


def distance_to(shape: BaseGeometry, cells: Cells, grid: Grid) -> F64:
    """Return the distance from the centre of each cell to a shape, m."""
    x, y = grid.centres(*cells)
    return np.asarray(shapely.distance(shape, shapely.points(x, y)), np.float64)
