"""Plots and building fields as they were given, with the building and the doors of each (grunde og byggefelter)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.addresses.numbering_ways import SAME_M
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Point, Polygon
    from shapely.geometry.base import BaseGeometry

LEAST_BUILDING_M2 = 4.0
"""A smaller piece of an outline within a plot is none of its buildings."""

DOOR_M = 2.0
"""A door at most as far outside a plot belongs to it."""


@dataclass(frozen=True, eq=False)
class Target:
    """A plot or building field as it was given, with its building and doors."""

    target_id: str
    shape: Polygon
    capacity: int | None
    building: Polygon | None
    doors: tuple[Point, ...]


def largest(shape: BaseGeometry) -> Polygon:
    """Return the largest area of a shape.

    >>> largest(shapely.union(shapely.box(0, 0, 1, 1), shapely.box(5, 5, 9, 9))).area
    16.0
    """
    areas = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return max(areas, key=lambda part: round(part.area, 3)) if areas else shapely.Polygon()


def with_buildings(
    ids: Sequence[str],
    shapes: Sequence[BaseGeometry],
    capacity: Sequence[int | None],
    outlines: Sequence[BaseGeometry],
    doors: Sequence[Point],
) -> tuple[list[Target], int]:
    """Return the targets with their largest building and their doors, and how many doors belong to none.

    An outline that covers several plots (row houses) is cut at their borders. A door belongs to the plot that it lies
    in, else to the nearest one within `DOOR_M`.
    """
    plots = [largest(shape) for shape in shapes]
    tree = shapely.STRtree(list(outlines))
    mine: list[list[Point]] = [[] for _ in plots]
    lost = 0
    for door in doors:
        distance = shapely.distance(np.array(plots, dtype=object), door)
        near = [k for k in range(len(plots)) if distance[k] <= distance.min() + SAME_M]
        if not near or distance.min() > DOOR_M:
            lost += 1
            continue
        mine[min(near, key=lambda k: ids[k])].append(door)
    made = []
    for k, plot in enumerate(plots):
        found = [outlines[i] for i in tree.query(plot, predicate="intersects")]
        parts = [largest(shapely.intersection(plot, outline)) for outline in found]
        parts = sorted(
            (part for part in parts if part.area >= LEAST_BUILDING_M2),
            key=lambda part: (-round(part.area, 3), part.centroid.coords[0]),
        )
        own = tuple(sorted(mine[k], key=lambda door: tuple(shapely.get_coordinates(door)[0])))
        made.append(Target(ids[k], plot, capacity[k], parts[0] if parts else None, own))
    return made, lost


OVERLAP_M2 = 1.0
"""Targets that share more are told: a plot and its building field given as two would get a number each."""


def overlaps_of(targets: Sequence[Target]) -> list[Text]:
    """Return what is to be told of targets that lie on each other."""
    tree = shapely.STRtree([target.shape for target in targets])
    pairs = set()
    for k, target in enumerate(targets):
        for other in tree.query(target.shape, predicate="intersects").tolist():
            if target.shape.intersection(targets[other].shape).area > OVERLAP_M2 and other != k:
                pairs.add(tuple(sorted((target.target_id, targets[other].target_id))))
    return [
        Text(f"{a} og {b} overlapper: begge får et nummer", f"{a} and {b} overlap: both get a number")
        for a, b in sorted(pairs)
    ]
