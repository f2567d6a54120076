"""Roads over culverts and underpasses (veje over rør): ground that was opened for water is not the road's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.terrain.burn import draw_shapes
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.plan.preparedness_network import RoadNetwork
    from gistools.terrain.types import ConditionedTerrain

    I64 = npt.NDArray[np.int64]

_NEAR_CELLS = 2.0  # how far round an object the direction of the road is looked at
_ALONG = math.cos(math.radians(45.0))


def roads_over_cuts(network: RoadNetwork, terrain: ConditionedTerrain) -> tuple[I64, Text | None]:
    """Return the cells that are not the ground of a road, since it runs over what was opened there for water.

    Adjustment lines and horseshoes lower the terrain so that water gets through a bank; a road on the bank does not
    lie so low. A road that crosses such an object by more than 45 degrees runs over it, and the object's cells do not
    count for it; one that runs along it is the underpass itself, and they do.

    Returns
    -------
    tuple
        int64: ``piece * cells of the map + cell``, sorted; and how many roads run over and along objects, or None when
        no road meets any.
    """
    edits = terrain.edits
    objects = edits[edits["object_kind"].isin(("line", "horseshoe")) & (edits["lowered_m3"] > 0.0)]
    if not len(objects) or not len(network.pieces):
        return np.empty(0, np.int64), None
    grid = terrain.grid
    near = _NEAR_CELLS * max(grid.dx_m, grid.dy_m)
    shapes = objects.geometry.to_numpy()
    piece, mine = shapely.STRtree(shapes).query(network.pieces, predicate="dwithin", distance=near)
    keys, met = [], {True: set[tuple[int, int]](), False: set[tuple[int, int]]()}
    cells = {int(k): _cells(shapes[k], terrain) for k in np.unique(mine).tolist()}
    roads = np.unique(network.road[piece])
    order = np.argsort(network.road, kind="stable")
    begin, end = (np.searchsorted(network.road[order], roads, side) for side in ("left", "right"))
    parts = [network.pieces[order[a:b]] for a, b in zip(begin, end, strict=True)]
    whole = dict(zip(roads.tolist(), map(shapely.union_all, parts), strict=True))
    for p, k in zip(piece.tolist(), mine.tolist(), strict=True):
        road = int(network.road[p])
        along = _runs_along(whole[road], shapes[k], near)
        met[along].add((road, k))
        if not along:
            keys.append(p * (grid.rows * grid.cols) + cells[k])
    over, under = (len({road for road, _ in met[along]}) for along in (False, True))
    told = Text(
        f"{over} veje går over rør og underføringer, der er åbnet i terrænet; åbningens celler regnes ikke for vejens. "
        f"{under} går langs med dem og ligger i bunden af åbningen.",
        f"{over} roads run over culverts and underpasses opened in the terrain; the cells of the opening are not taken "
        f"for the road's. {under} run along them and lie on its floor.",
    )
    return np.unique(np.concatenate([*keys, np.empty(0, np.int64)])), told if piece.size else None


def _cells(shape: BaseGeometry, terrain: ConditionedTerrain) -> I64:
    """Return the cells that an object touches."""
    grid = terrain.grid
    west, south, east, north = shape.bounds
    c0, r0 = math.floor((west - grid.x0) / grid.dx_m) - 1, math.floor((grid.y0 - north) / grid.dy_m) - 1
    c1, r1 = math.floor((east - grid.x0) / grid.dx_m) + 2, math.floor((grid.y0 - south) / grid.dy_m) + 2
    c0, r0, c1, r1 = max(c0, 0), max(r0, 0), min(c1, grid.cols), min(r1, grid.rows)
    if c0 >= c1 or r0 >= r1:
        return np.empty(0, np.int64)
    part = grid.window(r0, c0, r1 - r0, c1 - c0)
    row, col = np.nonzero(draw_shapes([(shape, 1)], np.zeros(part.shape, np.uint8), part, touched=True))
    cells: I64 = ((row + r0) * grid.cols + col + c0).astype(np.int64)
    return cells


def _runs_along(road: BaseGeometry, shape: BaseGeometry, near_m: float) -> bool:
    """Whether a road runs along an object, by the direction in which it passes it; along where that cannot be told."""
    passed = shapely.get_coordinates(shapely.line_merge(shapely.intersection(road, shapely.buffer(shape, near_m))))
    if len(passed) < 2:  # noqa: PLR2004 - a direction takes two points
        return True
    way, axis = passed[-1] - passed[0], _axis(shape)
    size = float(np.hypot(*way) * np.hypot(*axis))
    return size == 0.0 or abs(float(way @ axis)) / size >= _ALONG


def _axis(shape: BaseGeometry) -> npt.NDArray[np.float64]:
    """Return the direction of an object: of a line from end to end, of a surface its longer side; 0 for a square."""
    if shape.geom_type != "Polygon":
        ends = shapely.get_coordinates(shape)[[0, -1]]
        made: npt.NDArray[np.float64] = ends[1] - ends[0]
        return made
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.diff(corners[:3], axis=0)
    lengths = np.hypot(*sides.T)
    longer: npt.NDArray[np.float64] = sides[int(lengths.argmax())]
    return longer if lengths.max() > 1.01 * lengths.min() else np.zeros(2)
