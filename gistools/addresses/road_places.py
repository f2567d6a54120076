"""Where house numbers are along their roads (beliggenhed langs vejen): arm, place on it, and side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.addresses.ground import Ground

    F64 = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Shapes = npt.NDArray[Any]

_STEP_M = 0.5  # to either side of a place, between which the direction of a road is taken
_SAME_M = 1e-3  # distances that differ by less are the same


@dataclass(frozen=True, eq=False)
class RoadPlaces:
    """House numbers along the lines of their roads; rows are those of `gistools.addresses.ground.Ground.houses`.

    A road falls into arms where its lines meet or cross: from one end or meeting to the next. Lines that only meet end
    to end are one arm, so that it does not matter in how many pieces a road is drawn.

    Parameters
    ----------
    on_line:
        Whether the road has a line, so that the rest can be asked.
    arm, place_m:
        Row of `arms`, and metres from its first coordinate; -1 and NaN where not known. Taken at the road point where
        that lies on the line, else at the access point.
    side:
        1 on the left of the drawn line, -1 on the right, 0 where the line to the access point runs along the road.
    arms, closed:
        Lines, and which of them are rings.
    """

    on_line: Mask
    arm: Rows
    place_m: F64
    side: Rows
    arms: Shapes
    closed: Mask


def road_places(ground: Ground) -> RoadPlaces:
    """Return where house numbers are along their roads, and on which side."""
    arms, road = _arms(ground.lines)
    count = len(ground.ids)
    own_line = ground.of_road(ground.lines)
    on_line = ~shapely.is_missing(own_line)
    made = RoadPlaces(on_line, np.full(count, -1), np.full(count, np.nan), np.zeros(count, np.int64), arms,
                      shapely.is_ring(arms))  # fmt: skip
    at = ground.access.copy()
    near = shapely.dwithin(own_line, ground.road_points, ground.params.road_point_off_m)
    at[near] = ground.road_points[near]
    rows = np.flatnonzero(on_line & ~shapely.is_missing(at))
    if not rows.size:
        return made
    arm = _nearest(arms, road, ground.road_row[rows], at[rows], ground.access[rows])
    made.arm[rows] = arm
    made.place_m[rows] = shapely.line_locate_point(arms[arm], at[rows])
    made.side[rows] = _sides(arms[arm], made.place_m[rows], ground.access[rows], ground.params.side_angle_deg)
    return made


def _arms(lines: Shapes) -> tuple[Shapes, Rows]:
    """Return the arms of all roads and the row of the road of each; arms of a road in the order of where they lie."""
    rows = np.flatnonzero(~shapely.is_missing(lines))
    noded = shapely.union_all(lines[rows].reshape(-1, 1), axis=1) if rows.size else np.zeros(0, dtype=object)
    arms, of = shapely.get_parts(shapely.line_merge(noded), return_index=True)
    real = (shapely.get_type_id(arms) == 1) & (shapely.length(arms) > 0)
    arms, road = arms[real], rows[of[real]]
    if arms.size:
        order = np.lexsort((*shapely.bounds(arms).T[::-1], road))
        arms, road = arms[order], road[order]
    shapely.prepare(arms)
    return arms, road.astype(np.int64)


def _nearest(arms: Shapes, road: Rows, mine: Rows, at: Shapes, access: Shapes) -> Rows:
    """Return the arm of its road that is nearest to each place; of arms that meet there, that of the access point."""
    first, past = np.searchsorted(road, mine, "left"), np.searchsorted(road, mine, "right")
    made = np.where(past > first, first, -1)
    several = np.flatnonzero(past - first > 1)
    if several.size:
        count = (past - first)[several]
        row = np.repeat(several, count)
        arm = np.repeat(first[several], count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        far = np.round(shapely.distance(arms[arm], at[row]) / _SAME_M)
        then = np.round(np.nan_to_num(shapely.distance(arms[arm], access[row])) / _SAME_M)
        order = np.lexsort((arm, then, far, row))
        best = order[np.flatnonzero(np.diff(row[order], prepend=-1) != 0)]
        made[row[best]] = arm[best]
    return made.astype(np.int64)


def _sides(arms: Shapes, place_m: F64, access: Shapes, least_deg: float) -> Rows:
    """Return on which side of lines access points are, seen from a place along the drawn direction."""
    length = shapely.length(arms)
    before, here, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(arms, np.clip(place_m + step, 0.0, length)))
        for step in (-_STEP_M, 0.0, _STEP_M)
    )
    along = after - before
    to = np.full_like(here, np.nan)
    there = ~shapely.is_missing(access)
    to[there] = shapely.get_coordinates(access[there]) - here[there]
    cross = along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]
    sine = np.abs(cross) / np.maximum(np.hypot(*along.T) * np.hypot(*to.T), 1e-12)
    side = np.where(sine > np.sin(np.radians(least_deg)), np.sign(cross), 0.0)
    made: Rows = np.nan_to_num(side).astype(np.int64)
    return made
