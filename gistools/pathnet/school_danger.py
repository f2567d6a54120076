"""What speaks for an edge being dangerous to pupils (flag): each criterion answered yes (fine), no or unknown.

The municipality judges what is dangerous, having heard police and road authority. Flags are reasons, not its answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.network import NO, YES
from gistools.pathnet.school_params import SPOT_M
from gistools.pathnet.school_spots import LEAST_M, cuts_of_areas, cuts_of_circles, cuts_of_ends, reached_from_ends

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.school_rules import DangerRule

    F64 = npt.NDArray[np.float64]
    I8 = npt.NDArray[np.int8]
    Mask = npt.NDArray[np.bool_]

FINE, OPEN, FAILS = 1, 0, -1
"""A criterion is met, cannot be answered, or is not met."""


@dataclass(frozen=True, eq=False)
class Danger:
    """What is known of the danger of m edges for pupils of some grades.

    Parameters
    ----------
    answers:
        int8 of m by criterion: `FINE`, `OPEN` or `FAILS`.
    flags:
        int8 of m: the least of those that raise a flag.
    judged:
        int8 of m: `FAILS` where the municipality judged it dangerous, `FINE` where not dangerous, `OPEN` where its
        judgement is open, and 2 where it says nothing.
    verdict:
        int8 of m: its judgement where it has one, else the flags.
    rules:
        What was asked.
    """

    answers: Mapping[str, I8]
    flags: I8
    judged: I8
    verdict: I8
    rules: Mapping[str, DangerRule]


UNJUDGED = 2


def danger_flags(
    network: PathNetwork,
    rules: Mapping[str, DangerRule],
    *,
    accidents: gpd.GeoDataFrame | None = None,
    town_zone: gpd.GeoDataFrame | None = None,
    judged: I8 | None = None,
    spot_m: float = SPOT_M,
) -> Danger:
    """Return what each criterion answers of each edge, and whether one of them raises a flag.

    Traffic, speed and width count on a road without pavement; a path has no cars. What is not known of an edge is
    unknown, and so is a criterion whose layer is not given. A crossing is where a road above the limit goes on past
    the end of an edge, at its level; its flag is about the ways for ``spot_m`` from there. An edge of which a part has
    a flag has it whole, so the network is to be cut before, see `danger_cuts`.

    Parameters
    ----------
    network:
        With m edges.
    rules:
        By criterion, see `school_rules.danger_table`.
    accidents:
        Places of accidents.
    town_zone:
        Polygons of town zone (byzone).
    judged:
        From `judged_edges`, of the network cut by `judged_cuts`.
    spot_m:
        How far from a crossing its flag is about.

    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.school_rules import danger_table
    >>> told = {"way_type": ["road"] * 2, "pavement": ["no"] * 2, "aadt": [800, 300], "speed_kmh": [80, 50]}
    >>> lines = [shapely.LineString([(0, 0), (40, 0)]), shapely.LineString([(40, 0), (80, 0)])]
    >>> flags = danger_flags(assemble(lines, [0, 1], [1, 2], told), danger_table().of(0, 3))
    >>> flags.answers["traffic"].tolist(), flags.answers["accidents"].tolist(), flags.flags.tolist()
    ([-1, 1], [0, 0], [-1, 1])
    """
    edges, m, road = network.edges, len(network.edges), _Road(network)
    lines = edges.geometry.to_numpy()
    cars, speed, width = (edges[name].to_numpy(np.float64) for name in ("aadt", "speed_kmh", "width_m"))
    ask: dict[str, Callable[[float], I8]] = {
        "traffic": lambda limit: road.without_pavement(_at_most(cars, limit)),
        "speed": lambda limit: road.without_pavement(_at_most(speed, limit)),
        "width": lambda limit: road.without_pavement(_at_most(-width, -limit)),
        "pavement": lambda _: road.without_pavement(np.full(m, FAILS, np.int8)),
        "lighting": lambda _: _answers(edges["lit"].to_numpy()),
        "crossing_traffic": lambda limit: road.crossings(cars, limit, spot_m),
        "crossing_speed": lambda limit: road.crossings(speed, limit, spot_m),
        "zone": lambda _: _inside(lines, town_zone),
        "accidents": lambda limit: _far_from(lines, accidents, limit),
    }
    made = {name: ask[name](rule.value) for name, rule in rules.items()}
    flags = np.full(m, FINE, np.int8)
    for name, rule in rules.items():
        if rule.flags:
            np.minimum(flags, made[name], out=flags)
    said = np.full(m, UNJUDGED, np.int8) if judged is None else judged
    verdict = np.where(said == UNJUDGED, flags, np.where(said == OPEN, np.minimum(flags, OPEN), said)).astype(np.int8)
    return Danger(made, flags, said, verdict, dict(rules))


def _at_most(values: F64, limit: float) -> I8:
    made: I8 = np.where(np.isnan(values), OPEN, np.where(values <= limit, FINE, FAILS)).astype(np.int8)
    return made


def _answers(words: npt.NDArray[Any]) -> I8:
    made: I8 = np.where(words == YES, FINE, np.where(words == NO, FAILS, OPEN)).astype(np.int8)
    return made


class _Road:
    """Which edges are roads, and which have a pavement."""

    def __init__(self, network: PathNetwork) -> None:
        self.network = network
        kind = network.edges["way_type"].to_numpy()
        self.path: Mask = kind == "path"
        self.road: Mask = (kind == "road") | (kind == "motor_road")
        self.pavement = _answers(network.edges["pavement"].to_numpy())

    def without_pavement(self, answer: I8) -> I8:
        """Return an answer that counts where people go among cars; open where that is not known."""
        among = self.road & (self.pavement == FAILS)
        apart = self.path | (self.pavement == FINE)
        made: I8 = np.where(apart, FINE, np.where(among | (answer == FINE), answer, OPEN)).astype(np.int8)
        return made

    def crossing_stretches(self, values: F64, limit: float, spot_m: float) -> list[tuple[I8, tuple[F64, F64]]]:
        """Return how far into each edge crossings of roads above the limit are told, surely and perhaps.

        Each is the answer of the edges that are reached, and how far from start and end, see `reached_from_ends`.
        """
        above = _at_most(values, limit)
        busy = self.road & (above == FAILS)
        maybe = ~self.path & ~busy & ~(above == FINE)
        u, v, n = self.network.u, self.network.v, len(self.network.nodes)
        made = []
        for which, answer in ((busy, FAILS), (busy | maybe, OPEN)):
            at = np.bincount(u[which], minlength=n) + np.bincount(v[which], minlength=n)
            own = which.astype(np.int64) * np.where(u == v, 2, 1)
            reached = reached_from_ends(self.network, at[u] - own > 1, at[v] - own > 1, ~busy, spot_m)
            told = np.full(u.size, answer, np.int8)
            told[maybe] = OPEN  # it may be that road
            made.append((told, reached))
        return made

    def crossings(self, values: F64, limit: float, spot_m: float) -> I8:
        """Return whether a road above the limit is crossed near each edge, which is not itself such a road."""
        made = np.full(self.path.size, FINE, np.int8)
        for told, (there, back) in self.crossing_stretches(values, limit, spot_m):
            here = np.maximum(there, back) > LEAST_M
            made[here] = np.minimum(made[here], told[here])
        return made


def danger_cuts(
    network: PathNetwork,
    rules: Mapping[str, DangerRule],
    *,
    accidents: gpd.GeoDataFrame | None = None,
    town_zone: gpd.GeoDataFrame | None = None,
    spot_m: float = SPOT_M,
) -> list[tuple[int, float]]:
    """Return where edges are to be cut, so that each piece has the flags of its place: edge from 0, and metres along.

    That is where stretches about crossings end, at circles about accidents, and at the border of town zone.
    """
    edges, road = network.edges, _Road(network)
    made: list[tuple[int, float]] = []
    for name, column in (("crossing_traffic", "aadt"), ("crossing_speed", "speed_kmh")):
        if name in rules:
            values = edges[column].to_numpy(np.float64)
            for _, reached in road.crossing_stretches(values, rules[name].value, spot_m):
                made += cuts_of_ends(network, reached)
    if "accidents" in rules and accidents is not None:
        made += cuts_of_circles(network, accidents, rules["accidents"].value)
    if "zone" in rules and town_zone is not None:
        made += cuts_of_areas(network, town_zone)
    return made


def _inside(lines: npt.NDArray[Any], zone: gpd.GeoDataFrame | None) -> I8:
    if zone is None:
        return np.full(lines.size, OPEN, np.int8)
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    shapes = zone.geometry.to_numpy()
    found = shapely.STRtree(shapes).query(middle, predicate="intersects")[0]
    made = np.full(lines.size, FAILS, np.int8)
    made[found] = FINE
    return made


def _far_from(lines: npt.NDArray[Any], places: gpd.GeoDataFrame | None, metres: float) -> I8:
    if places is None:
        return np.full(lines.size, OPEN, np.int8)
    made = np.full(lines.size, FINE, np.int8)
    shapes = places.geometry.to_numpy()
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if shapes.size and lines.size:
        made[shapely.STRtree(lines).query(shapes, predicate="dwithin", distance=metres - LEAST_M)[1]] = FAILS
    return made
