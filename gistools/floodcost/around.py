"""The cells that buildings are judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools._checks import require_kind
from gistools.errors import LayerError
from gistools.floodcost.exposure_params import ExposureParams, ExposureRule
from gistools.kernels import footprints
from gistools.kernels.strips import each, spans
from gistools.progress import NoProgress, Progress
from gistools.terrain.flow import stoppable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from gistools.grid import Grid

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]
    Shapes = npt.NDArray[np.object_]

ROOM = 64  # cells of a footprint that there is room for at first
BATCH = 256  # footprints whose cells are kept at a time, few enough for a processor's own memory
LEAST = 256  # footprints in one part of the work
_POLYGON, _MULTIPOLYGON = 3, 6  # of shapely
_FAR = 1e9  # in cells; coordinates beyond are no coordinates of the map's system


@dataclass(frozen=True, eq=False)
class Around:
    """The cells that each of n buildings is judged by.

    Parameters
    ----------
    start, cell:
        int64: the cells of building ``i`` are ``cell[start[i]:start[i + 1]]``, positions ``row * cols + column``.
    beyond:
        int64: how many cells it would have off the map; 1 for what lies so far off that it was not looked at.
    shapeless:
        bool: buildings without a shape.
    """

    start: I64
    cell: I64
    beyond: I64
    shapeless: npt.NDArray[np.bool_]

    def without(self, mask: Flags) -> Around:
        """Return the cells without those of a mask of the map, such as roofs.

        >>> around = Around(np.array([0, 2]), np.array([0, 3]), np.zeros(1, np.int64), np.zeros(1, bool))
        >>> around.without(np.array([[True, False], [False, False]])).cell.tolist()
        [3]
        """
        kept = ~mask.reshape(-1)[self.cell] if mask.flags.c_contiguous else ~mask[np.divmod(self.cell, mask.shape[1])]
        start = np.append(0, np.cumsum(kept))[self.start].astype(np.int64)
        return Around(start, self.cell[kept], self.beyond, self.shapeless)

    @property
    def counts(self) -> I64:
        """How many cells each building has on the map."""
        return np.diff(self.start)


def cells_around(
    shapes: Shapes, grid: Grid, params: ExposureParams | None = None, *, progress: Progress | None = None
) -> Around:
    """Return the cells that buildings are judged by; footprints may overlap, each is looked at by itself.

    A cell belongs to a footprint when its centre lies in it; one that holds no centre has the cells that it touches. A
    ring holds no cell of any footprint, since no water stands there in a terrain with buildings.

    Parameters
    ----------
    shapes:
        n polygons or multipolygons in the coordinate system of the grid; None and empty ones have no cells.
    grid:
        Of the raster to be read.
    params:
        The rule.

    Raises
    ------
    LayerError
        For other geometries, and coordinates that are no numbers.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=4, cols=4, x0=0.0, y0=4.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> cells_around(np.array([shapely.box(1, 1, 3, 3)], object), grid).cell.tolist()
    [0, 1, 2, 3, 4, 7, 8, 11, 12, 13, 14, 15]
    """
    listed: dict[int, I64] = {}

    def keep(first: int, _last: int, _start: I64, cell: I64) -> None:
        listed[first] = cell.copy()

    seen = read_around(shapes, grid, params, keep, progress=progress)
    start = np.zeros(len(shapes) + 1, np.int64)
    np.cumsum(seen.counts, out=start[1:])
    cell = np.concatenate([listed[first] for first in sorted(listed)] or [np.empty(0, np.int64)])
    return Around(start, cell, seen.beyond, seen.shapeless)


@dataclass(frozen=True, eq=False)
class Seen:
    """How many cells each of n buildings is judged by; as `Around`, without the cells."""

    counts: I64
    beyond: I64
    shapeless: Flags


def read_around(
    shapes: Shapes,
    grid: Grid,
    params: ExposureParams | None,
    read: Callable[[int, int, I64, I64], None],
    *,
    progress: Progress | None = None,
) -> Seen:
    """Find the same cells, and hand over those of a few buildings at a time while they are at hand, by several threads.

    Parameters
    ----------
    shapes, grid, params:
        As `cells_around`.
    read:
        Called as ``read(first, last, start, cell)``: the cells of building ``first + i`` are
        ``cell[start[i]:start[i + 1]]``, in memory that is used again afterwards. Each building comes once.

    Raises
    ------
    LayerError
        As `cells_around`.
    """
    params = params or ExposureParams()
    require_kind(params, ExposureParams, "params")
    segments, start, apart, shapeless = outlines(shapes, grid)
    count, rule, width = len(shapes), *_width(params)
    covered = np.zeros(grid.shape, np.uint8)
    parts = spans(count, LEAST)
    found, beyond = np.zeros(count, np.int64), np.zeros(count, np.int64)

    def mark(first: int, last: int) -> None:
        footprints.mark_all(segments, start, first, last, covered)

    def look(first: int, last: int) -> None:
        room = np.empty(ROOM * BATCH + width * width, np.int64)
        while first < last:
            done = footprints.cells_of(
                segments, start, rule, width, params.facade_step_m, grid.dx_m, grid.dy_m, covered, first,
                min(first + BATCH, last), found, beyond, room,
            )  # fmt: skip
            if done == first:
                room = np.empty(2 * room.size, np.int64)
                continue
            begin = np.zeros(done - first + 1, np.int64)
            np.cumsum(found[first:done], out=begin[1:])
            read(first, done, begin, room[: begin[-1]])
            first = done

    progress = progress or NoProgress()
    progress.update(0.0, Text("Finder celler ved bygninger", "Finding cells at buildings"))
    if rule in {footprints.RING, footprints.FACADE}:
        stoppable(progress, lambda stop: each(mark, parts, stop))
    stoppable(progress, lambda stop: each(look, parts, stop))
    progress.update(1.0, Text("Celler ved bygninger er fundet", "Cells at buildings are found"))
    beyond[apart] = 1
    return Seen(found, beyond, shapeless)


def _width(params: ExposureParams) -> tuple[int, int]:
    rules = {
        ExposureRule.RING: (footprints.RING, params.ring_cells),
        ExposureRule.WET_PERIMETER: (footprints.RING, 1),
        ExposureRule.FACADE: (footprints.FACADE, 1),
        ExposureRule.MAX_FILTER: (footprints.FILTER, params.filter_cells // 2),
        ExposureRule.TOUCHED_MAX: (footprints.TOUCHED, 0),
        ExposureRule.TOUCHED_MEAN: (footprints.TOUCHED, 0),
    }
    return rules[params.exposure_rule]


def outlines(shapes: Shapes, grid: Grid) -> tuple[F64, I64, Flags, Flags]:
    """Return the segments of all outlines in units of cells (x, y, x, y), and where those of each shape begin.

    And which shapes lie so far off the map that they have none, and which are none.
    """
    kinds = shapely.get_type_id(shapes)
    wrong = np.flatnonzero(~np.isin(kinds, (-1, _POLYGON, _MULTIPOLYGON)))
    if wrong.size:
        rows = ", ".join(str(i + 1) for i in wrong[:5].tolist())
        names = ", ".join(sorted({shapes[i].geom_type for i in wrong.tolist()}))
        raise LayerError(
            Text(f"{names} i række {rows}", f"{names} in row {rows}"),
            Text("flader (grundplaner)", "polygons (footprints)"),
            Text("giv et lag med flader", "give a layer of polygons"),
        )
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    x, y = (xy[:, 0] - grid.x0) / grid.dx_m, (grid.y0 - xy[:, 1]) / grid.dy_m
    far = ~((np.abs(x) < _FAR) & (np.abs(y) < _FAR))
    if far.any():
        row = int(owner[np.flatnonzero(far)[0]]) + 1
        raise LayerError(
            Text(f"række {row} har koordinater, der ikke er tal på kortet", f"row {row} has coordinates off any map"),
            Text(f"koordinater i {grid.crs}", f"coordinates in {grid.crs}"),
            Text("ret laget", "correct the layer"),
        )
    same = np.ones(max(len(xy) - 1, 0), np.bool_)
    same[_ring_ends(shapes, kinds)[:-1]] = False
    apart = _off_map(shapes, grid)
    same &= ~apart[owner[:-1]]
    segments = np.column_stack([x[:-1][same], y[:-1][same], x[1:][same], y[1:][same]])
    start = np.searchsorted(owner[:-1][same], np.arange(len(shapes) + 1))
    return segments, start.astype(np.int64), apart, shapely.is_empty(shapes) | (kinds < 0)


def _ring_ends(shapes: Shapes, kinds: npt.NDArray[np.int32]) -> I64:
    """Return the places of the last points of all rings; only shapes of several rings are taken apart, for speed."""
    several = (kinds == _MULTIPOLYGON) | (shapely.get_num_interior_rings(shapes) > 0)
    plain, many = np.flatnonzero(~several), np.flatnonzero(several)
    parts, of_part = shapely.get_parts(shapes[many], return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points = np.concatenate([shapely.get_num_coordinates(some) for some in (shapes[plain], rings)])
    order = np.argsort(np.concatenate([plain, many[of_part[of_ring]]]), kind="stable")
    points = points[order]
    ends: I64 = np.cumsum(points[points > 0], dtype=np.int64) - 1
    return ends


def _off_map(shapes: Shapes, grid: Grid) -> Flags:
    west, south, east, north = grid.bounds
    left, low, right, high = shapely.bounds(shapes).T
    rim_x, rim_y = 30 * grid.dx_m, 30 * grid.dy_m  # no rule looks farther
    with np.errstate(invalid="ignore"):
        off: Flags = (left > east + rim_x) | (right < west - rim_x) | (low > north + rim_y) | (high < south - rim_y)
    return off
