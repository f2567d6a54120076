"""What one who walks can see at a place of the network: which ways go out, in which direction, and where they turn."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import shapely

    from gistools.pathnet.network import PathNetwork

    Mask = npt.NDArray[np.bool_]
    I64 = npt.NDArray[np.int64]

SIGHT_M = 10.0
"""How far along a way one looks to tell its direction (a choice)."""

FURTHER_M = (25.0, 50.0, 100.0, 200.0)
"""How far along ways that begin alike are compared."""

STRAIGHT, SLIGHT, SIDE = 22.5, 60.0, 120.0
"""Turns in degrees up to which one goes straight on, bears slightly to a side, turns to it; above it turns sharply."""

CLEAR = 25.0
"""Degrees by which another way must differ before a turn is told by its side alone (a choice)."""

_EVEN = 5.0  # degrees by which courses must differ to be told apart by a number
_CROSSING = 3  # ways that meet in a junction, at least
_FULL, _HALF = 360.0, 180.0

COMPASS = (
    Text("nord", "north"),
    Text("nordøst", "northeast"),
    Text("øst", "east"),
    Text("sydøst", "southeast"),
    Text("syd", "south"),
    Text("sydvest", "southwest"),
    Text("vest", "west"),
    Text("nordvest", "northwest"),
)
"""The eight points of the compass, from north by the sun."""

TURNS = {
    "straight": Text("fortsæt ligeud", "go straight on"),
    "slight_left": Text("hold svagt til venstre", "bear slightly left"),
    "slight_right": Text("hold svagt til højre", "bear slightly right"),
    "left": Text("drej til venstre", "turn left"),
    "right": Text("drej til højre", "turn right"),
    "sharp_left": Text("drej skarpt til venstre", "turn sharply left"),
    "sharp_right": Text("drej skarpt til højre", "turn sharply right"),
}
"""The turns that are told by their side."""


class Way(NamedTuple):
    """A way out of a node (vej ud): an edge, and whether it is gone along its line or against it."""

    edge: int
    along: bool


@dataclass(frozen=True, eq=False)
class Seen:
    """The network as it is seen on the spot.

    Parameters
    ----------
    network:
        With m edges.
    there:
        bool of m: edges that can be seen; what is only planned cannot.
    """

    network: PathNetwork
    there: Mask
    _start: I64 = field(init=False, repr=False)
    _ends: tuple[I64, Mask] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the ends of edges by node."""
        edge = np.flatnonzero(self.there)
        node = np.concatenate([self.network.u[edge], self.network.v[edge]])
        along = np.repeat([True, False], edge.size)
        order = np.lexsort((~along, np.tile(edge, 2), node))
        start = np.searchsorted(node[order], np.arange(len(self.network.nodes) + 1))
        object.__setattr__(self, "_start", start)
        object.__setattr__(self, "_ends", (np.tile(edge, 2)[order], along[order]))

    def ways(self, node: int) -> list[Way]:
        """Return the ways out of a node (from 0): an edge that returns to it is two."""
        part = slice(int(self._start[node]), int(self._start[node + 1]))
        edge, along = self._ends
        return [Way(e, a) for e, a in zip(edge[part].tolist(), along[part].tolist(), strict=True)]

    def is_junction(self, node: int) -> bool:
        """Whether at least three ways meet in a node."""
        return int(self._start[node + 1] - self._start[node]) >= _CROSSING

    def course(self, way: Way, from_m: float | None = None, ahead_m: float = SIGHT_M) -> float:
        """Return the direction of a way in degrees from north by the sun, from where on its line it is begun."""
        line, length = self.network.edges.geometry.iloc[way.edge], float(self.network.length_m[way.edge])
        begin = (0.0 if way.along else length) if from_m is None else from_m
        end = min(begin + ahead_m, length) if way.along else max(begin - ahead_m, 0.0)
        return _direction(line, begin, end, ahead=way.along)

    def arrival(self, way: Way, at_m: float | None = None) -> float:
        """Return the direction in which one arrives at the end of a way, or at a place on it."""
        length = float(self.network.length_m[way.edge])
        end = (length if way.along else 0.0) if at_m is None else at_m
        back = self.course(Way(way.edge, not way.along), end)
        return (back + _HALF) % _FULL


def _direction(line: shapely.LineString, begin: float, end: float, *, ahead: bool) -> float:
    """Return the direction from a place on a line to another; that of the line where both are one spot."""
    a, b = line.interpolate(begin), line.interpolate(end)
    if a.equals(b):
        b = line.interpolate(begin + (end - begin) / 2.0)
    if a.equals(b):  # no way left: as the line runs there
        step = min(1.0, line.length / 4.0)
        a, b = line.interpolate(max(begin - step, 0.0)), line.interpolate(min(begin + step, line.length))
        a, b = (a, b) if ahead else (b, a)
    return math.degrees(math.atan2(b.x - a.x, b.y - a.y)) % _FULL


def turn_of(heading: float, course: float) -> float:
    """Return the turn from one direction to another in degrees, above -180 and up to 180; to the right above 0.

    >>> turn_of(350.0, 80.0), turn_of(0.0, 180.0)
    (90.0, 180.0)
    """
    return _HALF - (heading - course + _HALF) % _FULL


def compass(course: float) -> int:
    """Return the place in `COMPASS` of a direction.

    >>> COMPASS[compass(300.0)].en, COMPASS[compass(350.0)].en
    ('northwest', 'north')
    """
    return int((course + 22.5) // 45.0) % 8


def side_of(turn: float) -> str:
    """Return the key in `TURNS` of a turn.

    >>> side_of(-90.0), side_of(10.0), side_of(150.0)
    ('left', 'straight', 'sharp_right')
    """
    if abs(turn) <= STRAIGHT:
        return "straight"
    hand = "right" if turn > 0.0 else "left"
    if abs(turn) <= SLIGHT:
        return f"slight_{hand}"
    return hand if abs(turn) <= SIDE else f"sharp_{hand}"


def goes_on(heading: float, chosen: float, others: Sequence[float]) -> bool:
    """Whether one keeps to a way without being told: it is the straightest, and no other comes near that."""
    turn = abs(turn_of(heading, chosen))
    return turn <= STRAIGHT and all(abs(turn_of(heading, one)) >= turn + CLEAR for one in others)


def choice(seen: Seen, heading: float, chosen: Way, others: Sequence[Way]) -> Text:
    """Return words that single out a way at a junction.

    By its side where no other way comes near it; else by its number from the left; else by its course.

    Parameters
    ----------
    heading:
        The direction in which one arrives.
    chosen, others:
        The ways out of the node but the one that one came by.
    """
    turn = turn_of(heading, seen.course(chosen))
    rest = [turn_of(heading, seen.course(one)) for one in others]
    alone = all(side_of(one) != side_of(turn) for one in rest)
    if alone and all(_apart(one, turn) >= CLEAR for one in rest):
        return TURNS[side_of(turn)]
    every = [turn, *rest]
    firm = all(_apart(a, b) > _EVEN for k, a in enumerate(every) for b in every[:k])
    if firm and all(abs(one) < _HALF - _EVEN for one in every):
        number, count = sum(one <= turn for one in every), len(every)
        return Text(
            f"tag nr. {number} fra venstre af de {count} veje og stier",
            f"take no. {number} from the left of the {count} roads and paths",
        )
    return _by_course(seen, chosen, others, None)


def outset(seen: Seen, chosen: Way, others: Sequence[Way], from_m: float | None) -> Text:
    """Return words for the direction in which to begin: a point of the compass, or a course where one is not enough.

    Parameters
    ----------
    from_m:
        Where on its line the edge is begun: then all ways are on one edge; None at a node.
    """
    course = seen.course(chosen, from_m)
    rest = [seen.course(one, from_m) for one in others]
    if all(compass(one) != compass(course) and _apart(one, course) >= CLEAR for one in rest):
        point = COMPASS[compass(course)]
        return Text(f"begynd mod {point.da}", f"go {point.en}")
    return _by_course(seen, chosen, others, from_m)


def _by_course(seen: Seen, chosen: Way, others: Sequence[Way], from_m: float | None) -> Text:
    """Return words by the course in degrees, at the first distance where no other way has nearly the same.

    Where there is none: at that where they differ most, with a decimal.
    """
    found: list[tuple[float, float, float]] = []
    for ahead in (SIGHT_M, *FURTHER_M):
        course = seen.course(chosen, from_m, ahead)
        apart = min((_apart(seen.course(one, from_m, ahead), course) for one in others), default=_HALF)
        found.append((apart, ahead, course))
        if apart > _EVEN:
            break
    apart, ahead, course = max(found, key=lambda one: one[0])
    point = COMPASS[compass(course)]
    told = f"{round(course) % 360}" if apart > _EVEN else f"{round(course, 1) % _FULL:.1f}"
    return Text(
        f"tag den vej, der {ahead:.0f} m fremme ligger mod {point.da} (kurs {told.replace('.', ',')}°)",
        f"take the way that lies {ahead:.0f} m ahead to the {point.en} (course {told}°)",
    )


def _apart(a: float, b: float) -> float:
    """Return how many degrees two directions differ by, from 0 to 180."""
    return abs(turn_of(a, b))
