"""Where the numbering of a road starts (nummereringens start): told, or chosen and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.addresses.numbering_road import RoadRun, run_from
from gistools.addresses.numbering_ways import SAME_M
from gistools.errors import LayerError, ParamError
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Point
    from shapely.geometry.base import BaseGeometry

    from gistools.addresses.numbering_fill import Label
    from gistools.addresses.numbering_lines import Lines, Spot
    from gistools.addresses.numbering_params import NumberingParams

START_M = 50.0
"""A start that is given lies at most as far from an end of the road."""

MEETS_M = 15.0
"""An end of the road as near to another road meets it."""


def started(
    lines: Lines,
    params: NumberingParams,
    *,
    start_at: Point | None,
    other_roads: Sequence[BaseGeometry],
    numbered: Sequence[tuple[Point, Label]],
    around: bool,
) -> tuple[RoadRun, Text]:
    """Return a road from its start, and why it starts there.

    The start is the end nearest to ``start_at``; else that from which the existing numbers rise; else the only end that
    meets another road; else the westernmost end, as a choice. A ring starts at the place nearest to what tells it.

    Raises
    ------
    ParamError
        For a start that is given farther than `START_M` from all ends.
    LayerError
        For a road without an end to start from.
    """
    if lines.ring is not None:
        return _ring_started(lines, params, start_at, other_roads, around=around)
    ends = lines.ends
    if not ends:
        raise LayerError(
            Text("vejen har ingen ende at begynde ved", "the road has no end to start from"),
            Text("en vej med en ende, eller én ring", "a road with an end, or one ring"),
            Text("foreslå numre for hver del", "propose numbers for each part"),
        )
    if start_at is not None:
        spot = _nearest(ends, start_at)
        return run_from(lines, spot, params), Text(
            "nummereringen starter ved det angivne punkt", "numbering starts at the point given"
        )
    ends = _not_arms(lines, ends, params)
    rising = _rising(lines, ends, params, numbered)
    if rising is not None:
        return run_from(lines, rising, params), Text(
            "nummereringen starter, hvor de eksisterende numre stiger fra (A05)",
            "numbering starts at the end that the existing numbers rise from (A05)",
        )
    meeting = [end for end in ends if other_roads and _distance(end, other_roads) <= MEETS_M]
    if len(meeting) == 1:
        return run_from(lines, meeting[0], params), Text(
            "nummereringen starter, hvor vejen møder en anden vej", "numbering starts where the road meets another road"
        )
    count = len(meeting or ends)
    return run_from(lines, (meeting or ends)[0], params), Text(
        f"{count} ender kan være nummereringens start; den vestligste er valgt, angiv start_at for en anden",
        f"{count} ends may be the start of numbering; the westernmost was chosen, give start_at for another",
    )


def _distance(end: Spot, others: Sequence[BaseGeometry]) -> float:
    return float(np.min(shapely.distance(shapely.Point(end), np.array(others, dtype=object))))


def _nearest(ends: Sequence[Spot], start_at: Point) -> Spot:
    distance = shapely.distance(shapely.points(ends), start_at)
    if distance.min() > START_M:
        found = float(distance.min())
        raise ParamError(
            Text(
                f"start_at ligger {danish(found, '.0f')} m fra vejens nærmeste ende",
                f"start_at lies {found:.0f} m from the nearest end of the road",
            ),
            Text(f"højst {START_M:.0f} m fra en ende", f"at most {START_M:.0f} m from an end"),
            Text(
                "sæt start_at ved den ende, hvor nummer 1 skal ligge", "set start_at at the end where number 1 is to be"
            ),
        )
    return ends[int(np.argmin(distance))]


def _not_arms(lines: Lines, ends: list[Spot], params: NumberingParams) -> list[Spot]:
    """Return the ends that are no arm of a turning place; all where all are."""

    def is_arm(end: Spot) -> bool:
        edge = lines.at(end)[0]
        short = [
            one
            for one in lines.at(edge.end)
            if not one.is_ring and len(lines.at(one.end)) == 1 and one.length <= params.turning_m / 4.0
        ]
        return edge.length <= params.turning_m / 4.0 and len(short) == 2 and len(lines.at(edge.end)) == 3  # noqa: PLR2004 - a T

    return [end for end in ends if not is_arm(end)] or ends


def _rising(
    lines: Lines, ends: Sequence[Spot], params: NumberingParams, numbered: Sequence[tuple[Point, Label]]
) -> Spot | None:
    """Return the end from which existing numbers rise; None where they tell nothing."""
    falls = []
    for end in ends:
        run = run_from(lines, end, params)
        told = [(run.place(point, point), label) for point, label in numbered]
        near = [(place.along_m, label) for place, label in told if place.distance_m <= params.reach_m]
        falls.append(
            sum(one > other + SAME_M and a < b for one, a in near for other, b in near)
            - sum(one < other - SAME_M and a < b for one, a in near for other, b in near)
        )
    best = [end for end, fall in zip(ends, falls, strict=True) if fall == min(falls)]
    return best[0] if len(best) == 1 and min(falls) < 0 else None


def _ring_started(
    lines: Lines,
    params: NumberingParams,
    start_at: Point | None,
    other_roads: Sequence[BaseGeometry],
    *,
    around: bool,
) -> tuple[RoadRun, Text]:
    assert lines.ring is not None  # noqa: S101 - asked by the caller
    ring = shapely.LineString(lines.ring.xy)
    if start_at is not None:
        told = start_at
        why = Text("nummereringen starter ved det angivne punkt", "numbering starts at the point given")
    elif other_roads:
        told = shapely.get_point(shapely.shortest_line(ring, shapely.union_all(list(other_roads))), 0)
        why = Text("nummereringen starter nærmest en anden vej", "numbering starts nearest to another road")
    else:
        told = shapely.Point(min(map(tuple, lines.ring.xy.tolist())))
        why = Text(
            "ringen har ingen ende; det vestligste punkt er valgt som start, angiv start_at for et andet",
            "the ring has no end; the westernmost point was chosen as start, give start_at for another",
        )
    x, y = shapely.get_coordinates(told)[0]
    return run_from(lines, (float(x), float(y)), params, around=around), why
