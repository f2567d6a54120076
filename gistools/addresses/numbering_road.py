"""A road as numbers run along it: from the start, branches numbered in where they leave, and where a point lies on it.

Left and right are those of one who drives from the start. The direction in which a line was drawn means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.addresses.numbering_lines import opened
from gistools.addresses.numbering_params import Branches, NumberingParams
from gistools.addresses.numbering_ways import (
    SAME_M,
    ZERO_M,
    Side,
    Way,
    begun_at,
    clockwise,
    cross_of,
    grow,
    lay,
    tour,
    turn,
    way_round,
)
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely import MultiLineString, Point
    from shapely.geometry.base import BaseGeometry

    from gistools.addresses.numbering_lines import Lines, Spot

    F64 = npt.NDArray[np.float64]

DOUBT_M = 0.05
"""A point as near to the line that goes on straight through an end lies on no side."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a point lies on the road.

    Parameters
    ----------
    side:
        Seen from the start; in a branch, by one who drove into it.
    series:
        The side whose numbers it takes.
    along_m:
        By the road from the start, m.
    order_m:
        Place in the order of numbers; branches are laid in where they leave.
    branch:
        Empty for the road itself, ``"1"``, ``"1.2"`` for branches as they come.
    spot:
        The point of the road (vejpunkt).
    distance_m:
        From the point to it.
    doubtful:
        Whether it lies on no side: straight on beyond an end.
    """

    side: Side
    series: Side
    along_m: float
    order_m: float
    branch: str
    spot: Spot
    distance_m: float
    doubtful: bool


@dataclass(frozen=True, eq=False)
class RoadRun:
    """A road from its start; `ways` stand in the order in which they come."""

    ways: tuple[Way, ...]
    branches: Branches
    around: bool
    notes: tuple[Text, ...]

    @property
    def shape(self) -> MultiLineString:
        """All of its lines."""
        return shapely.MultiLineString([way.xy for way in self.ways])

    @property
    def start(self) -> Point:
        """Where numbering starts."""
        return shapely.Point(self.ways[0].xy[0])

    def place(self, point: Point, inside: BaseGeometry) -> Place:
        """Return where a point lies; one on the line lies on the side of ``inside``."""
        lines = np.array([way.line for way in self.ways])
        distance = shapely.distance(lines, point)
        way = self.ways[int(np.flatnonzero(distance <= distance.min() + ZERO_M)[0])]
        offset = float(shapely.line_locate_point(way.line, point))
        spot = shapely.get_coordinates(shapely.line_interpolate_point(way.line, offset))[0]
        away = shapely.get_coordinates(point)[0] - spot
        if np.hypot(*away) < DOUBT_M:
            away = shapely.get_coordinates(inside)[0] - spot
        side, doubtful = _side(way, offset, away)
        side = "around" if self.around else way.side if way.arm else side
        series = side if way.series is None else way.series
        return Place(
            side=side,
            series=series,
            along_m=way.along_m + offset,
            order_m=self._order(way, offset, side),
            branch=way.branch,
            spot=(float(spot[0]), float(spot[1])),
            distance_m=float(distance.min()),
            doubtful=doubtful and not self.around and not way.arm,
        )

    def _order(self, way: Way, offset: float, side: Side) -> float:
        if self.branches is Branches.SIDES or self.around:
            return way.begin_m + offset + sum(tour(sub) for at, sub in way.subs if at < offset - SAME_M)
        if way.arm:
            return way.begin_m + offset if not way.homeward else way.begin_m + way.length - offset
        if way.series is None or side == way.series:  # the road itself, or the way out of a branch
            return (
                way.begin_m
                + offset
                + sum(way_round(s) for at, s in way.subs if at < offset - SAME_M and s.side == side)
            )
        passed = sum(way_round(s) for at, s in way.subs if at > offset + SAME_M and s.side == side and not s.arm)
        return way.turn_m + way.length - offset + passed


def _unit(vector: F64) -> F64:
    made: F64 = vector / np.hypot(*vector)
    return made


def _side(way: Way, offset: float, away: F64) -> tuple[Side, bool]:
    """Return the side on which a vector from a place of a way points, and whether it points straight on."""
    steps = np.diff(way.xy, axis=0)
    size = np.hypot(*steps.T)
    steps, size = steps[size > ZERO_M], size[size > ZERO_M]
    ends = np.cumsum(size)
    into = int(np.searchsorted(ends, offset - SAME_M))
    out = int(np.searchsorted(ends, offset + SAME_M, side="right"))
    into, out = min(into, len(steps) - 1), min(out, len(steps) - 1)
    begins, stops = offset <= SAME_M, offset >= ends[-1] - SAME_M
    closed = np.hypot(*(way.xy[0] - way.xy[-1])) < ZERO_M and (begins or stops)
    if closed:
        into, out = len(steps) - 1, 0
    elif begins or stops:
        cross = cross_of(_unit(steps[0] if begins else steps[-1]), away)
        return ("left" if cross > -DOUBT_M else "right"), abs(cross) <= DOUBT_M
    left = turn(steps[out], away) <= turn(steps[out], -steps[into])
    return ("left" if left else "right"), False


def run_from(lines: Lines, start: Spot, params: NumberingParams, *, around: bool = False) -> RoadRun:
    """Return a road as numbers run along it from an end, or, for one ring, from a place on it, clockwise.

    >>> from gistools.addresses.numbering_lines import graph_of
    >>> lines = graph_of(shapely.from_wkt("MULTILINESTRING ((500000 6200000, 500100 6200000))"))
    >>> run = run_from(lines, (500100.0, 6200000.0), NumberingParams())
    >>> place = run.place(shapely.Point(500030, 6200010), shapely.Point(500030, 6200020))
    >>> place.side, place.along_m, place.spot
    ('right', 70.0, (500030.0, 6200000.0))
    """
    notes = list[Text]()
    if lines.ring is not None:
        main = Way(clockwise(begun_at(lines.ring.xy, start)), 0.0, "")
        notes.append(
            Text("vejen er en ring: numrene går med uret (projektets valg)", "the road is a ring: numbers go clockwise "
                 "(a choice of the project)")
        )  # fmt: skip
    else:
        lines = opened(lines, start)
        if any(edge.loops for edge in lines.edges):
            notes.append(_LOOPS)
        first = lines.at(start)[0]
        main = grow(lines, first, 0.0, "", params, notes)
    ways = list[Way]()
    lay(main, 0.0, params.branches, ways)
    if len({way.branch for way in ways}) > 1:
        notes.append(_BRANCH_NOTES[params.branches])
    return RoadRun(tuple(ways), params.branches, around, tuple(dict.fromkeys(notes)))


_LOOPS = Text(
    "en sløjfe, der kommer tilbage til vejen, er en gren, nummereret fra den ende, der er nærmest starten (projektets "
    "valg, ikke set i en kilde)",
    "a loop that comes back to the road is a branch, numbered from the end that is nearer to the start (a choice of "
    "the project, no source seen)",
)

_BRANCH_NOTES = {
    Branches.SIDES: Text(
        "sidegrene uden navn: ulige til venstre og lige til højre også i grenen, nummereret ind, hvor den går fra "
        "(projektets valg, ikke set i en kilde)",
        "side branches without a name: odd on the left and even on the right in them too, numbered in where they leave "
        "(a choice of the project, no source seen)",
    ),
    Branches.AROUND: Text(
        "sidegrene uden navn: ud ad den ene side og hjem ad den anden, med pariteten af den side, grenen går fra "
        "(projektets valg, ikke set i en kilde)",
        "side branches without a name: out along one side and home along the other, with the parity of the side that "
        "the branch leaves from (a choice of the project, no source seen)",
    ),
}
