"""The cells of habitat patches: by centre, by length where they are narrow, one of their own where they are small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.corridors.patches_params import PatchParams, SmallPatches, Touching
from gistools.corridors.patches_pieces import Pieces, linked
from gistools.corridors.surfaces import named
from gistools.errors import GridError
from gistools.terrain.burn import draw_shapes
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.grid import Grid

    Labels = npt.NDArray[np.int32]

_LONG = 2.0  # cells: a patch of this length without a cell is narrow, not small


def patch_cells(
    pieces: Pieces, group: npt.NDArray[np.int64], grid: Grid, features: gpd.GeoDataFrame, params: PatchParams
) -> tuple[Labels, npt.NDArray[np.int64], int]:
    """Return the patch (from 1) of each cell, of each piece (from 0), and how many were smaller than a cell."""
    labels: Labels = draw_shapes(
        ((shape, int(number) + 1) for shape, number in zip(pieces.shapes, group, strict=True) if number >= 0),
        np.zeros(grid.shape, np.int32), grid,
    )  # fmt: skip
    count = int(group.max()) + 1
    _widen(labels, pieces, group, count, grid)
    lost = np.setdiff1d(np.arange(count), labels[labels > 0] - 1)
    if lost.size and params.small is SmallPatches.REFUSE:
        raise _too_small(pieces, group, lost, features, grid)
    merged: list[tuple[int, int]] = []
    for number in lost:
        shape = shapely.union_all(pieces.shapes[group == number])
        rows, cols, share = _shares(shape, grid)
        free = labels[rows, cols] == 0
        if free.any():
            best = np.flatnonzero(free)[np.argmax(share[free])]
            labels[rows[best], cols[best]] = number + 1
        else:
            best = int(np.argmax(share))
            merged.append((int(number), int(labels[rows[best], cols[best]]) - 1))
    if params.touching is Touching.JOIN:
        merged += _neighbours(labels)
    if merged:
        a, b = np.array(merged).T
        to = linked(count, a, b)
        group = np.where(group >= 0, to[group], -1)
        labels = np.where(labels > 0, np.append(0, to + 1)[labels], 0).astype(np.int32)
    return labels, group, int(lost.size)


def _widen(labels: Labels, pieces: Pieces, group: npt.NDArray[np.int64], count: int, grid: Grid) -> None:
    """Give patches narrower than cells those free cells that hold at least half as much as the one that holds most."""
    cells = np.bincount(labels.ravel(), minlength=count + 1)[1:] * grid.cell_area_m2
    area = np.bincount(group[group >= 0], weights=pieces.area[group >= 0], minlength=count)
    for number in np.flatnonzero(cells < area / 2):
        shape = shapely.union_all(pieces.shapes[group == number])
        west, south, east, north = shape.bounds
        if cells[number] == 0.0 and east - west < _LONG * grid.dx_m and north - south < _LONG * grid.dy_m:
            continue  # smaller than a cell
        rows, cols, share = _shares(shape, grid)
        at = (labels[rows, cols] == 0) & (share >= share.max() / 2)
        labels[rows[at], cols[at]] = number + 1


def _shares(
    shape: BaseGeometry, grid: Grid
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the cells that a shape lies in, row by row, and how much of it is in each."""
    west, south, east, north = shape.bounds
    r0, r1 = (grid.y0 - north) / grid.dy_m, (grid.y0 - south) / grid.dy_m
    c0, c1 = (west - grid.x0) / grid.dx_m, (east - grid.x0) / grid.dx_m
    (top, bottom), (left, right) = (
        (max(int(np.floor(low)) - 1, 0), min(int(np.ceil(high)) + 1, most))
        for low, high, most in ((r0, r1, grid.rows), (c0, c1, grid.cols))
    )
    window = grid.window(top, left, bottom - top, right - left)
    near = draw_shapes([(shape.buffer(min(grid.dx_m, grid.dy_m) / 8), 1)], np.zeros(window.shape, np.uint8), window,
                       touched=True)  # fmt: skip
    row, col = np.nonzero(near)
    row, col = row + top, col + left
    x, y = grid.x0 + col * grid.dx_m, grid.y0 - row * grid.dy_m
    area = shapely.area(shapely.intersection(shapely.box(x, y - grid.dy_m, x + grid.dx_m, y), shape))
    some = area > 0.0
    return row[some], col[some], area[some]


def _neighbours(labels: Labels) -> list[tuple[int, int]]:
    """Return the pairs of patches (from 0) that have cells next to each other, also at a corner."""
    found: set[tuple[int, int]] = set()
    for one, other in (
        (labels[:, :-1], labels[:, 1:]),
        (labels[:-1], labels[1:]),
        (labels[:-1, :-1], labels[1:, 1:]),
        (labels[:-1, 1:], labels[1:, :-1]),
    ):
        at = (one != other) & (one > 0) & (other > 0)
        found |= set(zip((one[at] - 1).tolist(), (other[at] - 1).tolist(), strict=True))
    return sorted(found)


def _too_small(
    pieces: Pieces,
    group: npt.NDArray[np.int64],
    lost: npt.NDArray[np.int64],
    features: gpd.GeoDataFrame,
    grid: Grid,
) -> GridError:
    rows = np.unique(pieces.of_row[np.isin(group[pieces.of_piece], lost)])
    shown = named(f"{features['source'][row]}: {features['feature'][row]}" for row in rows)
    return GridError(
        Text(f"levesteder, som ingen celle har sin midte i: {shown.da}",
             f"patches in which no cell has its centre: {shown.en}"),
        Text(f"levesteder større end en celle ({grid.dx_m:g} x {grid.dy_m:g} m)",
             f"patches larger than a cell ({grid.dx_m:g} x {grid.dy_m:g} m)"),
        Text("vælg mindre celler, et større min_area_m2, eller small = keep",
             "choose smaller cells, a larger min_area_m2, or small = keep"),
    )  # fmt: skip
