"""The side of a plot or building that faces a road (facade), and the access point inside it (adgangspunkt)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely import Point, Polygon
    from shapely.geometry.base import BaseGeometry

    F64 = npt.NDArray[np.float64]

CORNER = np.radians(30.0)
"""An outline that turns more has a corner there; sides lie between corners."""

FACING = 0.5
"""A side faces the road when the outward normal and the direction to the road have at least this cosine (60°)."""

SLACK_M = 5.0
"""Sides that are as much farther from the road than the nearest one are still chosen among."""

EQUAL_M = 0.5
"""Frontages whose lengths differ by less are equally long."""

_EQUAL_M = 1e-6
_MARGIN_M = 0.1
_FAR_M = 1e4


@dataclass(frozen=True, eq=False)
class Facade:
    """A side that faces a road.

    Parameters
    ----------
    middle:
        Its middle, on the outline.
    inward:
        Unit vector at right angles to it, into the outline.
    length:
        Of the side, m.
    distance_m:
        From its middle to the road.
    """

    middle: F64
    inward: F64
    length: float
    distance_m: float


def sides_of(outline: Polygon) -> list[F64]:
    """Return the sides of an outline between its corners, counterclockwise; each step of one without corners.

    >>> [round(float(np.hypot(*np.diff(xy, axis=0).T).sum()), 6) for xy in sides_of(shapely.box(0, 0, 20, 30))]
    [20.0, 30.0, 20.0, 30.0]
    """
    xy = shapely.get_coordinates(shapely.polygons(outline.exterior))
    xy = xy if shapely.is_ccw(outline.exterior) else xy[::-1]
    xy = xy[:-1][np.hypot(*np.diff(xy, axis=0).T) > _EQUAL_M]
    step = np.roll(xy, -1, axis=0) - xy
    before = np.roll(step, 1, axis=0)
    turned = np.arctan2(before[:, 0] * step[:, 1] - before[:, 1] * step[:, 0], (before * step).sum(axis=1))
    corners = np.flatnonzero(np.abs(turned) > CORNER)
    if len(corners) < 2:  # noqa: PLR2004 - two ends
        corners = np.flatnonzero(np.abs(turned) > _EQUAL_M)
    lowest = min(range(len(corners)), key=lambda k: tuple(xy[corners[k]]))
    corners = np.roll(corners, -lowest)  # wherever the ring began
    ends = np.roll(corners, -1)
    return [
        np.take(xy, range(int(a), int(b if b > a else b + len(xy)) + 1), axis=0, mode="wrap")
        for a, b in zip(corners, ends, strict=True)
    ]


def _facade(side: F64, road: BaseGeometry) -> tuple[Facade, F64]:
    """Return a side as a facade, and the vector from its middle to the road."""
    step = np.diff(side, axis=0)
    size = np.hypot(*step.T)
    ends = np.cumsum(size)
    half = ends[-1] / 2.0
    k = int(np.searchsorted(ends, half))
    along = step[k] / size[k]
    middle = side[k] + along * (half - (ends[k] - size[k]))
    inward = np.array([0.0 - along[1], along[0]])
    here = shapely.Point(middle)
    toward = shapely.get_coordinates(shapely.shortest_line(here, road))[1] - middle
    return Facade(middle, inward, float(ends[-1]), float(np.hypot(*toward))), toward


def facing(outline: Polygon, road: BaseGeometry) -> list[Facade]:
    """Return the sides of an outline that face a road with nothing of the outline between, the longest first.

    Sides more than `SLACK_M` farther away than the nearest are left out; of equally long ones the nearest comes first.
    All sides, the nearest first, where none faces the road: the road crosses the outline, or winds around it.

    >>> facade = facing(shapely.box(0, 5, 20, 35), shapely.LineString([(-50, 0), (50, 0)]))[0]
    >>> facade.middle.tolist(), facade.inward.tolist(), facade.distance_m
    ([10.0, 5.0], [0.0, 1.0], 5.0)
    """
    told = [_facade(side, road) for side in sides_of(outline)]
    fine = []
    for facade, toward in told:
        cosine = -float(facade.inward @ toward)
        sight = shapely.LineString([facade.middle, facade.middle + toward])
        open_to_it = shapely.intersection(sight, outline).length < _MARGIN_M
        if facade.distance_m > 0.0 and cosine >= FACING * facade.distance_m and open_to_it:
            fine.append(facade)
    if not fine:
        return sorted((facade for facade, _ in told), key=lambda one: round(one.distance_m, 3))
    nearest = min(facade.distance_m for facade in fine)
    near = [facade for facade in fine if facade.distance_m <= nearest + SLACK_M]
    longest = max(facade.length for facade in near)
    first = [facade for facade in near if facade.length > longest - EQUAL_M]
    rest = [facade for facade in near if facade.length <= longest - EQUAL_M]
    return sorted(first, key=lambda one: round(one.distance_m, 3)) + sorted(rest, key=lambda one: -one.length)


def at_door(outline: Polygon, door: BaseGeometry) -> Facade:
    """Return the place of an outline that is nearest to a door, as a facade of no length."""
    ring = outline.exterior
    xy = shapely.get_coordinates(ring)
    xy = xy if shapely.is_ccw(ring) else xy[::-1]
    steps = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)[np.hypot(*np.diff(xy, axis=0).T) > _EQUAL_M])
    k = int(np.argmin(shapely.distance(steps, door)))
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(steps[k], shapely.line_locate_point(steps[k], door))
    )
    along = np.diff(shapely.get_coordinates(steps[k]), axis=0)[0]
    along /= np.hypot(*along)
    return Facade(middle[0], np.array([0.0 - along[1], along[0]]), 0.0, 0.0)


def access_point(outline: Polygon, facade: Facade, inside_m: float) -> Point:
    """Return the point inside an outline, at right angles to the facade, as deep as wished.

    Where the outline is not as deep, the point lies halfway through it.

    >>> outline = shapely.box(0, 5, 20, 35)
    >>> facade = facing(outline, shapely.LineString([(-50, 0), (50, 0)]))[0]
    >>> access_point(outline, facade, 3.0).wkt, access_point(shapely.box(0, 5, 20, 7), facade, 3.0).wkt
    ('POINT (10 8)', 'POINT (10 6)')
    """
    ray = shapely.LineString([facade.middle - facade.inward * _EQUAL_M, facade.middle + facade.inward * _FAR_M])
    pieces = [one for one in shapely.get_parts(shapely.intersection(ray, outline)) if one.length > _EQUAL_M]
    here = shapely.Point(facade.middle)
    if not pieces:
        return shapely.point_on_surface(outline)
    first = min(pieces, key=lambda one: one.distance(here))
    ends = shapely.get_coordinates(first) - facade.middle
    near, far = sorted(float(end @ facade.inward) for end in ends)
    near = max(near, 0.0)
    depth = near + inside_m if far - near > inside_m + _MARGIN_M else (near + far) / 2.0
    return shapely.Point(facade.middle + facade.inward * depth)
