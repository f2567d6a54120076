"""The ways of a road (vejens forløb): the longest way from the start, and what leaves it, in the order of numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from gistools.addresses.numbering_lines import Edge
from gistools.addresses.numbering_params import Branches
from gistools.text import Text, danish

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely import LineString

    from gistools.addresses.numbering_lines import Lines, Spot
    from gistools.addresses.numbering_params import NumberingParams

    F64 = npt.NDArray[np.float64]

Side = Literal["left", "right", "around"]

SAME_M = 1e-3
"""Lengths along the road that differ by less are one."""

ZERO_M = 1e-6
"""Lengths below are none."""

_TIE_M = 0.01
_SIDES: tuple[Side, Side] = ("left", "right")


@dataclass(eq=False)
class Way:
    """A way along the road without a turn off it: the road itself, a branch, or an arm of a turning place."""

    xy: F64
    along_m: float  # of its beginning, by the road from the start
    branch: str
    side: Side = "left"  # of the way that it leaves
    arm: bool = False  # of a turning place: all of it lies on `side`
    subs: list[tuple[float, Way]] = field(default_factory=list)
    begin_m: float = 0.0  # order of its beginning
    turn_m: float = 0.0  # order of its way home, where numbers go around
    series: Side | None = None  # whose numbers all of it has
    homeward: bool = False  # an arm that is numbered toward the road

    @property
    def line(self) -> LineString:
        """As a shape, from the start."""
        return shapely.LineString(self.xy)

    @property
    def length(self) -> float:
        """Length, m."""
        return float(np.hypot(*np.diff(self.xy, axis=0).T).sum())


def tour(way: Way) -> float:
    """Return how much order a way and all that leaves it take up; arms of a turning place lie beside each other."""
    if way.arm:
        return 0.0
    arms = max((sub.length for _, sub in way.subs if sub.arm), default=0.0)
    return way.length + arms + sum(tour(sub) for _, sub in way.subs)


def way_round(way: Way) -> float:
    """Return the same where numbers go out and home."""
    return way.length if way.arm else 2.0 * way.length + sum(way_round(sub) for _, sub in way.subs)


def cross_of(one: F64, other: F64) -> float:
    """Return the cross product of two vectors."""
    return float(one[0] * other[1] - one[1] * other[0])


def turn(one: F64, other: F64) -> float:
    """Return the angle from one direction to another, counterclockwise, 0 to 2π."""
    return float(np.arctan2(cross_of(one, other), one @ other) % (2.0 * np.pi))


def begun_at(xy: F64, start: Spot) -> F64:
    """Return a ring that begins at the place nearest to a spot."""
    ring = shapely.LineString(xy)
    at = float(shapely.line_locate_point(ring, shapely.Point(start)))
    here = shapely.get_coordinates(shapely.line_interpolate_point(ring, at))
    reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    after, before = xy[reached > at + SAME_M], xy[reached < at - SAME_M]
    before = before[1:] if len(before) and len(after) else before
    made: F64 = np.concatenate([here, after, before, here])
    return made[np.r_[True, np.hypot(*np.diff(made, axis=0).T) > ZERO_M]]


def clockwise(xy: F64) -> F64:
    """Return a ring that runs clockwise."""
    return xy[::-1] if shapely.is_ccw(shapely.LinearRing(xy)) else xy


def _is_turning(ring: Edge, params: NumberingParams) -> bool:
    return ring.length <= params.turning_m


def _depth(lines: Lines, edge: Edge, params: NumberingParams) -> float:
    """Return the longest way on from the beginning of an edge that is driven from there."""
    if edge.is_ring:
        return edge.length / 2.0 if _is_turning(edge, params) else edge.length
    return edge.length + max((_depth(lines, one, params) for one in _onward(lines, edge)), default=0.0)


def _onward(lines: Lines, edge: Edge) -> list[Edge]:
    """Return the edges that leave the end of another, from left to right."""
    back = edge.xy[-2] - edge.xy[-1]
    others = [one for one in lines.at(edge.end) if one.is_ring or one.end != edge.begin]
    return sorted(others, key=lambda one: -turn(back, one.xy[1] - one.xy[0]))


def _arms(onward: list[Edge], lines: Lines, params: NumberingParams) -> list[F64]:
    """Return the left and the right arm of a turning place; none where there is none."""
    if len(onward) == 1 and onward[0].is_ring and _is_turning(onward[0], params):
        ring = shapely.LineString(clockwise(onward[0].xy))
        middle = shapely.line_interpolate_point(ring, 0.5, normalized=True)
        xy, half = shapely.get_coordinates(ring), shapely.get_coordinates(middle)
        reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        left = np.concatenate([xy[reached < ring.length / 2.0 - SAME_M], half])
        right = np.concatenate([half, xy[reached > ring.length / 2.0 + SAME_M]])
        return [left, right[::-1]]
    leaves = [one for one in onward if not one.is_ring and len(lines.at(one.end)) == 1]
    if len(onward) == len(leaves) == 2 and max(one.length for one in leaves) <= params.turning_m / 4.0:  # noqa: PLR2004 - a T
        return [one.xy for one in onward]
    return []


def grow(lines: Lines, edge: Edge, along_m: float, branch: str, params: NumberingParams, notes: list[Text]) -> Way:
    """Return the way that begins with an edge and takes the longest way on at each junction."""
    xy, subs, count = [edge.xy], list[tuple[float, Way]](), 0
    length = edge.length
    while True:
        onward = _onward(lines, edge)
        arms = _arms(onward, lines, params)
        if arms:
            sides: tuple[Side, Side] = ("left", "right")
            subs += [
                (length, Way(arm, along_m + length, branch, side, arm=True))
                for arm, side in zip(arms, sides, strict=True)
            ]
            notes.append(
                Text(
                    "numrene går rundt om vendepladsen i to halvdele (projektets valg, ikke set i en kilde)",
                    "numbers go round the turning place in two halves (a choice of the project, no source seen)",
                )
            )
        if arms or not onward:
            break
        ahead = _ahead(lines, edge, onward, params, notes)
        back = edge.xy[-2] - edge.xy[-1]
        turned = turn(back, ahead.xy[1] - ahead.xy[0])
        for one in onward:
            if one is not ahead:
                count += 1
                name = f"{branch}.{count}" if branch else f"{count}"
                made = grow(lines, one, along_m + length, name, params, notes)
                made.side = "left" if turn(back, one.xy[1] - one.xy[0]) > turned else "right"
                subs.append((length, made))
        if ahead.is_ring:
            notes.append(
                Text("ringen for enden køres med uret: ulige udenom, lige indenfor (projektets valg)",
                     "the ring at the end is driven clockwise: odd outside, even inside (a choice of the project)")
            )  # fmt: skip
        edge = Edge(ahead.begin, ahead.end, clockwise(ahead.xy)) if ahead.is_ring else ahead
        xy.append(edge.xy[1:])
        length += edge.length
        if edge.is_ring:
            break
    return Way(np.concatenate(xy), along_m, branch, subs=subs)


def _ahead(lines: Lines, edge: Edge, onward: list[Edge], params: NumberingParams, notes: list[Text]) -> Edge:
    depths = [_depth(lines, one, params) for one in onward]
    through = [k for k, one in enumerate(onward) if not one.loops] or list(range(len(onward)))
    most = max(depths[k] for k in through)
    longest = [onward[k] for k in through if depths[k] >= most - _TIE_M]
    if len(longest) > 1:
        x, y = edge.end
        notes.append(
            Text(
                f"to lige lange veje videre ved {danish(x, '.0f')} {danish(y, '.0f')}: den mest lige er vejen, "
                "den anden en gren",
                f"two ways on of one length at {x:.0f} {y:.0f}: the straightest is the road, the other a branch",
            )
        )
    ahead = edge.xy[-1] - edge.xy[-2]

    def bend(one: Edge) -> float:
        turned = turn(ahead, one.xy[1] - one.xy[0])
        return round(min(turned, 2.0 * np.pi - turned), 6)

    return min(longest, key=bend)  # of equal ones the leftmost: they stand from left to right


def lay(way: Way, begin_m: float, branches: Branches, ways: list[Way]) -> None:
    """Write where the road and its branches begin in the order of numbers, and list them as they come."""
    if branches is Branches.SIDES:
        _lay_sides(way, begin_m, ways)
        return
    way.begin_m = begin_m
    ways.append(way)
    for side in _SIDES:  # each side of the road itself has an order of its own
        before = 0.0
        for at, sub in _met(way, side):
            if sub.side == side:
                _lay_round(sub, begin_m + at + before, side, ways)
                before += way_round(sub)


def _lay_sides(way: Way, begin_m: float, ways: list[Way]) -> None:
    way.begin_m = begin_m
    ways.append(way)
    before = 0.0
    for at, sub in way.subs:
        _lay_sides(sub, begin_m + at + before, ways)
        before += tour(sub)


def _met(way: Way, series: Side, *, home: bool = False) -> list[tuple[float, Way]]:
    """Return what leaves a way as who walks along it on the outside meets it; those of one junction by their angle."""
    hand = 1 if series == "left" else -1
    far = -1.0 if home else 1.0
    order = sorted(range(len(way.subs)), key=lambda k: (far * way.subs[k][0], hand * k))
    return [way.subs[k] for k in order]


def _lay_round(way: Way, begin_m: float, series: Side, ways: list[Way]) -> None:
    """Lay a branch out along the side of its series and home along the other."""
    way.begin_m, way.series = begin_m, series
    ways.append(way)
    before = 0.0
    for at, sub in _met(way, series):
        if sub.side == series:
            _lay_round(sub, begin_m + at + before, series, ways)
            before += way_round(sub)
    end = begin_m + way.length + before
    for _, sub in way.subs:
        if sub.arm and sub.side != series:
            _lay_round(sub, end, series, ways)
            sub.homeward = True
            end += sub.length
    way.turn_m, before = end, 0.0
    for at, sub in _met(way, series, home=True):
        if sub.side != series and not sub.arm:
            _lay_round(sub, end + way.length - at + before, series, ways)
            before += way_round(sub)
