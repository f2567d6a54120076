"""The guide (god genvej-guide): a way for someone from place to place, told so that it can be followed; or why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from gistools.errors import ParamError
from gistools.pathnet.guide_seen import Seen
from gistools.pathnet.guide_steps import Note, Step, route_notes, route_steps, slope_notes, with_notes
from gistools.pathnet.guide_warnings import GuideWarning, route_warnings
from gistools.pathnet.guide_words import exact_metres
from gistools.pathnet.network import NO, UNKNOWN, YES
from gistools.pathnet.passability import BLOCKED
from gistools.pathnet.search import Search, attach_points
from gistools.pathnet.surfaces import surface_name
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.search import Places, Route
    from gistools.pathnet.slopes import Slopes

    Mask = npt.NDArray[np.bool_]
    F64 = npt.NDArray[np.float64]

SLACK_M = 5.0
"""How much further away than the nearest path of any kind a path may be begun at (a choice)."""

SAME_M = 1.0
"""Start and goal that lie no further from each other are one place: metres are told whole (a choice)."""

BARRED, CLOSED = 100.0, 1000.0
"""How many metres of detour a metre is worth on which a rule is not met; of rules that building cannot mend
(closed, not allowed, motor road, one-way) CLOSED. Choices that only say which blocked way is told of."""

_CLOSED_RULES = ("status", "allowed", "motor_road", "oneway")
_SHARED = 0.6  # of an alternative that may lie on the first way
_DEARER = 1.5  # times the first way that an alternative may take
_AGAIN = 3.0  # times that a metre of the first way costs when an alternative is sought
_SHORTER = 0.9  # of the certain way that an uncertain one must be shorter than to be told
_AT_BENCH_M = 10.0


class Spot(NamedTuple):
    """A place that somebody asks for (sted): a point, and what it is called, alike in all languages or as a `Text`."""

    point: shapely.Point
    name: str | Text

    @property
    def called(self) -> Text:
        """What it is called, Danish and English."""
        return self.name if isinstance(self.name, Text) else Text(self.name, self.name)


@dataclass(frozen=True, eq=False)
class GuideWay:
    """A way from start to goal, told (vej).

    Parameters
    ----------
    route:
        On the network.
    certain:
        Whether all that the profile asks for is known and met on it.
    steps:
        Instructions; sufficient by their text.
    warnings:
        What is not known on it, or what is in the way.
    seconds:
        By the profile; NaN where it is blocked.
    access_m:
        From the start to the path, and from the path to the goal: not judged.
    longest_without_bench_m:
        NaN where no benches are given.
    states:
        What the profile answers of each step of the route, in the direction gone, as `Passable` has it.
    by_default_m:
        On how much of it the general rule of the road traffic act stands in place of a registration.
    """

    route: Route
    certain: bool
    steps: tuple[Step, ...]
    warnings: tuple[GuideWarning, ...]
    seconds: float
    access_m: tuple[float, float]
    longest_without_bench_m: float = np.nan
    states: tuple[int, ...] = ()
    by_default_m: float = 0.0

    @property
    def length_m(self) -> float:
        """How long it is, without the access at both ends."""
        return self.route.length_m


@dataclass(frozen=True, eq=False)
class Guide:
    """What the guide answers (svar).

    Parameters
    ----------
    network, profile, start, goal:
        On what, for whom, from where, and to where.
    answer:
        ``yes``: a way on which all is known and met; ``unknown``: a way only when what is not known is as needed;
        ``no``: none either way.
    way:
        The way; the best blocked one when the answer is no, None where the network does not join the places at all,
        and where start and goal are one place (`already_there`).
    others:
        Other ways: such as a shorter one that is not certain.
    gap_m:
        How far the two parts of the network lie from each other when it does not join the places; else NaN.
    notes:
        What must be said besides.
    """

    network: PathNetwork
    profile: Profile
    start: Spot
    goal: Spot
    answer: str
    way: GuideWay | None
    others: tuple[GuideWay, ...] = ()
    gap_m: float = np.nan
    notes: tuple[Text, ...] = field(default=())

    def __repr__(self) -> str:
        """Return what it answers."""
        far = f"{self.way.length_m:.0f} m, {len(self.way.steps)} steps" if self.way else "no way"
        return f"Guide({self.profile.id}: {self.answer}, {'already there' if self.already_there else far})"

    @property
    def already_there(self) -> bool:
        """Whether start and goal are one place, so that there is nothing to go."""
        return self.answer == YES and self.way is None

    @property
    def ends(self) -> Text:
        """Start and goal as they stand in a title."""
        start, goal = self.start.called, self.goal.called
        return Text(f"{start.da} – {goal.da}", f"{start.en} – {goal.en}")

    @property
    def sentence(self) -> Text:
        """The answer as a sentence."""
        who = self.profile.name
        da, en = (f"({who.say(x)}; {self.ends.say(x)})" for x in ("da", "en"))
        if self.already_there:
            return Text(
                f"Du er der allerede: start og mål er det samme sted {da}.",
                f"You are there already: start and goal are the same place {en}.",
            )
        if self.answer == YES:
            return Text(f"Ja: der er en vej {da}.", f"Yes: there is a way {en}.")
        if self.answer == UNKNOWN:
            return Text(
                f"Usikkert: der er måske en vej {da}. Noget af den er ikke undersøgt.",
                f"Uncertain: there may be a way {en}. Some of it has not been surveyed.",
            )
        return Text(f"Nej: vi har ikke fundet en vej {da}.", f"No: we found no way {en}.")


def find_guide(
    network: PathNetwork,
    passable: Passable,
    start: Spot,
    goal: Spot,
    *,
    access_m: float = 50.0,
    benches: gpd.GeoDataFrame | None = None,
    slopes: Slopes | None = None,
) -> Guide:
    """Return the way for a profile from place to place: a certain one, else an uncertain one, else why there is none.

    Parameters
    ----------
    network, passable:
        With m edges; what a profile answers of them.
    start, goal:
        In the CRS of the network.
    access_m:
        How far from a path start and goal may lie.
    benches:
        Points to rest at; None when they are not known.
    slopes:
        Told on the way where known.

    Raises
    ------
    ParamError
        When start or goal lies further than ``access_m`` from all paths.

    Notes
    -----
    Ways are the quickest by the profile's seconds. Where there is none, the best blocked way is that of least length
    plus `BARRED` metres for each metre and rule not met (`CLOSED` for what is closed or not allowed): the sum does not
    change when edges are split. Who is there already is told so, whatever the paths are like.

    >>> from gistools.pathnet import assemble
    >>> from gistools.pathnet.judge import passable
    >>> from gistools.pathnet.profiles import one_profile
    >>> lines = [shapely.LineString([(0, 0), (0, 50)]), shapely.LineString([(0, 50), (-40, 50)])]
    >>> told = {"way_type": ["path"] * 2, "foot": ["yes"] * 2, "steps": ["no", "yes"], "ramp": ["no", "no"]}
    >>> network = assemble(lines, [0, 1], [1, 2], told)
    >>> a, b = Spot(shapely.Point(0, 0), "A"), Spot(shapely.Point(-40, 50), "B")
    >>> find_guide(network, passable(network, one_profile("walking")), a, b)
    Guide(walking: yes, 90 m, 1 steps)
    >>> no = find_guide(network, passable(network, one_profile("wheelchair")), a, b)
    >>> no.answer, no.way.warnings[0].text.en
    ('no', 'Steps: steps without a ramp on 40 m, first after 50 m. Asked for: no steps without a ramp.')
    """
    teller = _Teller(network, passable, start, goal, access_m, benches, slopes)
    near = teller.nearest_m()
    if start.point.distance(goal.point) <= SAME_M:
        return Guide(network, passable.profile, start, goal, YES, None)
    reach = tuple(min(one + SLACK_M, access_m) for one in near)
    strict, optimistic = (Search.of(network, passable, strict=one, seconds=True) for one in (True, False))
    certain, maybe = teller.best(strict, reach), teller.best(optimistic, reach)
    if certain is not None:
        way = teller.told(*certain, certain=True)
        others, outside = teller.others(way, maybe, reach), sum(way.access_m)
        if outside <= max(2.0 * SLACK_M, way.length_m):
            return Guide(network, passable.profile, start, goal, YES, way, others)
        note = Text(
            f"Det meste af turen ligger uden for stinettet ({exact_metres(outside).da}) og er ikke undersøgt.",
            f"Most of the way lies off the network ({exact_metres(outside).en}) and has not been surveyed.",
        )
        return Guide(network, passable.profile, start, goal, UNKNOWN, way, others, notes=(note,))
    if maybe is not None:
        return Guide(network, passable.profile, start, goal, UNKNOWN, teller.told(*maybe, certain=False))
    return _without_a_way(teller, optimistic, reach)


def _without_a_way(teller: _Teller, optimistic: Search, reach: tuple[float, ...]) -> Guide:
    """Return why there is no way: what is in the way of the best blocked one, or that the network does not join."""
    network, passable, start, goal, access_m = (
        teller.network, teller.passable, teller.start, teller.goal, teller.access_m,
    )  # fmt: skip
    blocked = teller.best(_penalised(network, passable), reach)
    if blocked is None:
        return Guide(network, passable.profile, start, goal, NO, None, gap_m=teller.gap())
    way = teller.told(*blocked, certain=False, blocked=True)
    around = teller.best(optimistic, (access_m, access_m))
    if around is None:
        return Guide(network, passable.profile, start, goal, NO, way)
    off = exact_metres(max(float(one.access_m[0]) for one in around[1:]))
    note = Text(
        f"Der er en vej fra en sti op til {off.da} fra stedet. Om man kan komme dertil, er ikke undersøgt.",
        f"There is a way from a path up to {off.en} from the place. Whether one can get there has not been surveyed.",
    )
    return Guide(network, passable.profile, start, goal, NO, way, (teller.told(*around, certain=False),), notes=(note,))


def _penalised(network: PathNetwork, passable: Passable) -> Search:
    """Return the search in which all edges are open and each metre on which a rule is not met is dear."""
    m = len(network.edges)
    open_ = np.ones(m, np.bool_)
    dear = {"forward": np.zeros(m), "backward": np.zeros(m)}
    told = passable.reasons
    if len(told):
        barred = told[told["verdict"] == NO]
        each = np.where(barred["rule"].isin(_CLOSED_RULES), CLOSED, BARRED)
        at = barred["edge_id"].to_numpy(np.int64) - 1
        for going, cost in dear.items():
            mine = barred["direction"].isin(("both", going)).to_numpy()
            np.add.at(cost, at[mine], each[mine])
    for going, state in (("forward", passable.forward), ("backward", passable.backward)):
        dear[going] = np.where((state == BLOCKED) & (dear[going] == 0.0), BARRED, dear[going])
    length = network.length_m
    return Search(network, open_, open_, length * (1.0 + dear["forward"]), length * (1.0 + dear["backward"]))


@dataclass(frozen=True, eq=False)
class _Teller:
    network: PathNetwork
    passable: Passable
    start: Spot
    goal: Spot
    access_m: float
    benches: gpd.GeoDataFrame | None
    slopes: Slopes | None

    def nearest_m(self) -> list[float]:
        """Return how far start and goal lie from the nearest path of any kind."""
        lines = self.network.edges.geometry.to_numpy()
        made = []
        for spot in (self.start, self.goal):
            far = float(shapely.distance(lines, spot.point).min()) if lines.size else np.inf
            made.append(far)
            if far <= self.access_m:
                continue
            shown = exact_metres(far) if np.isfinite(far) else Text("uendeligt langt", "endlessly far")
            limit = exact_metres(self.access_m)
            raise ParamError(
                Text(
                    f"{spot.called.da} ligger {shown.da} fra nærmeste sti",
                    f"{spot.called.en} lies {shown.en} from the nearest path",
                ),
                Text(f"et sted højst {limit.da} fra en sti", f"a place at most {limit.en} from a path"),
                Text("vælg et andet sted, eller giv access_m", "choose another place, or give access_m"),
            )
        return made

    def best(self, search: Search, reach: tuple[float, ...]) -> tuple[Route, Places, Places] | None:
        """Return the cheapest way on the part of the network that both places lie nearest to, together.

        ``reach`` is how far from a path each may lie: hardly further than the nearest of any kind, so that steps
        before a door are not passed over.
        """
        for edges in self._parts(search, reach):
            begin, end = (
                attach_points(self.network, [spot.point], max_m=far, edges=edges, prefer_main=False)
                for spot, far in zip((self.start, self.goal), reach, strict=True)
            )
            route = search.route(begin, end)
            if route is not None:
                return route, begin, end
        return None

    def _parts(self, search: Search, reach: tuple[float, ...]) -> Iterator[Mask]:
        """Yield the edges of each part of the usable network that both places lie near, the nearest part first."""
        network, usable = self.network, search.usable
        at = np.flatnonzero(usable)
        n = len(network.nodes)
        pairs = sparse.coo_array((np.ones(at.size, np.int8), (network.u[at], network.v[at])), shape=(n, n))
        label = csgraph.connected_components(pairs, directed=False)[1][network.u]
        lines = network.edges.geometry.to_numpy()
        near: list[dict[int, float]] = []
        for spot, limit in zip((self.start, self.goal), reach, strict=True):
            far = shapely.distance(lines[at], spot.point)
            within = far <= limit
            mine: dict[int, float] = {}
            for part, metres in zip(label[at][within].tolist(), far[within].tolist(), strict=True):
                mine[part] = min(metres, mine.get(part, np.inf))
            near.append(mine)
        shared = sorted(set(near[0]) & set(near[1]), key=lambda one: (near[0][one] + near[1][one], one))
        for part in shared:
            yield usable & (label == part)

    def told(self, route: Route, begin: Places, end: Places, *, certain: bool, blocked: bool = False) -> GuideWay:
        """Return a way with all that is said of it."""
        network, passable = self.network, self.passable
        shown = (network.edges["status"] != "planned").to_numpy().copy()
        shown[route.edge] = True
        seen = Seen(network, shown)
        share = np.abs(route.end_m - route.begin_m) / network.length_m[route.edge]
        pace = np.where(route.along, passable.seconds_forward[route.edge], passable.seconds_backward[route.edge])
        took = share * pace
        benches, alone = self._benches(route)
        notes = route_notes(seen, route, surface_name) + slope_notes(route, self.slopes) + benches
        steps = with_notes(route_steps(seen, route, goal=self.goal.point, seconds=took), notes)
        warnings = () if certain else route_warnings(network, passable, route, NO if blocked else UNKNOWN)
        if blocked:
            warnings += route_warnings(network, passable, route, UNKNOWN)
        access = (float(begin.access_m[0]), float(end.access_m[0]))
        seconds = np.nan if blocked else float(took.sum())
        state = np.where(route.along, passable.forward[route.edge], passable.backward[route.edge])
        general = passable.by_default[route.edge] if passable.by_default.size else np.zeros(route.edge.size, np.bool_)
        far = float(np.abs(route.end_m - route.begin_m)[general].sum())
        return GuideWay(route, certain, steps, warnings, seconds, access, alone, tuple(state.tolist()), far)

    def others(
        self, way: GuideWay, maybe: tuple[Route, Places, Places] | None, reach: tuple[float, ...]
    ) -> tuple[GuideWay, ...]:
        """Return a shorter way that is not certain, and another that is, where there are such."""
        made = []
        network, passable = self.network, self.passable
        if maybe is not None and maybe[0].length_m < _SHORTER * way.length_m:
            made.append(self.told(*maybe, certain=False))
        usual = Search.of(network, passable, strict=True, seconds=True)
        dear = np.ones(len(network.edges))
        dear[way.route.edge] = _AGAIN
        found = self.best(
            Search(network, usual.forward, usual.backward, usual.cost_forward * dear, usual.cost_backward * dear),
            reach,
        )
        if found is not None:
            other = self.told(*found, certain=True)
            shared = np.isin(other.route.edge, way.route.edge)
            lengths = np.abs(other.route.end_m - other.route.begin_m)
            if lengths[shared].sum() <= _SHARED * other.length_m and other.seconds <= _DEARER * way.seconds:
                made.append(other)
        return tuple(made)

    def _benches(self, route: Route) -> tuple[list[Note], float]:
        """Return where benches stand at a route, and the longest stretch without one."""
        if self.benches is None:
            return [], np.nan
        line = route.line(self.network)
        points = self.benches.geometry.to_numpy()
        points = points[~(shapely.is_missing(points) | shapely.is_empty(points))]
        near = points[shapely.distance(points, line) <= _AT_BENCH_M]
        at = np.sort(shapely.line_locate_point(line, shapely.centroid(near))) if near.size else np.zeros(0)
        stops = np.concatenate([[0.0], at, [route.length_m]])
        notes = [Note(float(one), "bench", Text("Bænk", "Bench")) for one in at]
        return notes, float(np.diff(stops).max())

    def gap(self) -> float:
        """Return how far the parts of the network that start and goal lie at are from each other."""
        lines = self.network.edges.geometry.to_numpy()
        part = self.network.nodes["component"].to_numpy()[self.network.u]
        mine = [part[int(np.argmin(shapely.distance(lines, spot.point)))] for spot in (self.start, self.goal)]
        a, b = lines[part == mine[0]], lines[part == mine[1]]
        return float(shapely.STRtree(a).query_nearest(b, return_distance=True)[1].min())
