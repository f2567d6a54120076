"""Ways to school (skoleveje): how long each is, what speaks for danger on it, and what follows of the act.

A vurdering, never an afgørelse: whether a way is dangerous is judged by the municipality, having heard the police.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gistools.pathnet.network import NO, UNKNOWN, YES
from gistools.pathnet.passability import MAYBE
from gistools.pathnet.school_danger import FAILS, FINE, OPEN, UNJUDGED, danger_cuts, danger_flags
from gistools.pathnet.school_judged import judged_cuts, judged_edges
from gistools.pathnet.school_spots import cut_network, passable_pieces
from gistools.pathnet.search import Places, Search, attach_points
from gistools.pathnet.way_tree import WayTree
from gistools.progress import NoProgress, Stage
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.school_danger import Danger
    from gistools.pathnet.school_layers import PupilHomes, Schools
    from gistools.pathnet.school_params import SchoolParams
    from gistools.pathnet.school_rules import DangerTable, GradeBand
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    I8 = npt.NDArray[np.int8]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

TRANSPORT = ("none", "uncertain", "examine", "judged", "length")
"""What follows of the act, the most serious last: nothing, not known, to be examined by the municipality, judged
dangerous by it, transport by length."""

_TIE = 1e-6  # of a metre, for each metre with a flag: 1 cm on 10 km

ANSWER = np.array([NO, UNKNOWN, YES], dtype=object)  # of -1, 0, 1


@dataclass(frozen=True)
class GradeGroup:
    """Grades that have one limit and are taught at the same schools (klassetrin).

    Parameters
    ----------
    low, high:
        First and last grade.
    band:
        The row of the table of distances.
    schools:
        Places of the schools that teach them.
    """

    low: int
    high: int
    band: GradeBand
    schools: tuple[int, ...]

    @property
    def grades(self) -> str:
        """The grades as written."""
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


@dataclass(frozen=True, eq=False)
class GroupWays:
    """The ways of one group of grades.

    Parameters
    ----------
    group, danger:
        Which grades, and what is known of the edges for them.
    home:
        int64 of r: the home of each row; of homes whose grade is told, those of other grades are left out.
    rows:
        r rows: see `SchoolRoutes.rows`.
    school:
        int64 of r: the school.
    shortest, safest:
        Trees of ways by school.
    """

    group: GradeGroup
    danger: Danger
    home: I64
    rows: pd.DataFrame
    school: I64
    shortest: Mapping[int, WayTree]
    safest: Mapping[int, WayTree]


@dataclass(frozen=True, eq=False)
class SchoolRoutes:
    """All ways to school that were asked for.

    Parameters
    ----------
    network, passable, homes, schools:
        What it stands on; ``passable`` for someone on foot. The network is cut where flags begin and end.
    places, gates:
        Where homes and schools meet the network.
    groups:
        By grades, the youngest first.
    """

    network: PathNetwork
    passable: Passable
    homes: PupilHomes
    schools: Schools
    places: Places
    gates: Places
    groups: tuple[GroupWays, ...] = field(default=())

    @property
    def rows(self) -> pd.DataFrame:
        """A row for each home and group: ``home_id``, ``grades``, ``school``, ``limit_m``, ``way_m`` (the shortest
        that may be walked), ``sure_m`` (the shortest that surely may, with what lies between doors and network),
        ``straight_m``, ``access_m``, ``by_length`` (longer than the limit), ``flagged_m``, ``open_m`` and ``judged_m``
        of the shortest way, ``safest_m`` and ``safest_flagged_m``, ``clear_way`` (one within the limit and without
        flags), ``judged_way`` (no way within the limit is without a road judged dangerous), ``transport`` (of
        `TRANSPORT`), ``counted``; NaN where there is no way.
        """  # noqa: D205 - a list of columns
        return pd.concat([one.rows for one in self.groups], ignore_index=True)

    def used(self, group: GroupWays, *, safest: bool = False, only: Mask | None = None) -> F64:
        """Return how many take each edge on their shortest or safest way: m, of pupils or addresses as counted."""
        made = np.zeros(len(self.network.edges))
        weight = np.nan_to_num(self.homes.weight[group.home])
        for k, tree in (group.safest if safest else group.shortest).items():
            mine = group.school == k
            if only is not None:
                mine &= only
            made += tree.used(self.places[group.home[mine]], weight[mine])
        return made


def grade_groups(schools: Schools, bands: Sequence[GradeBand], grade: int | None = None) -> tuple[GradeGroup, ...]:
    """Return grades in a row that have one limit and the same schools; grades that no school teaches are left out.

    >>> import numpy as np
    >>> from gistools.pathnet.school_layers import Schools
    >>> from gistools.pathnet.school_rules import school_bands
    >>> two = Schools(np.empty(2, object), ("A", "B"), ("1", "2"), np.array([0, 5]), np.array([6, 9]))
    >>> [(one.grades, one.schools) for one in grade_groups(two, school_bands()[0])]
    [('0-3', (0,)), ('4', (0,)), ('5-6', (0, 1)), ('7-9', (1,))]
    """
    made: list[GradeGroup] = []
    for band in bands:
        for one in range(band.low, band.high + 1):
            taught = tuple(np.flatnonzero(schools.teaches(one)).tolist())
            if not taught or (grade is not None and one != grade):
                continue
            last = made[-1] if made else None
            if last is not None and last.band is band and last.schools == taught and last.high == one - 1:
                made[-1] = GradeGroup(last.low, one, band, taught)
            else:
                made.append(GradeGroup(one, one, band, taught))
    return tuple(made)


def school_routes(
    network: PathNetwork,
    passable: Passable,
    homes: PupilHomes,
    schools: Schools,
    groups: Sequence[GradeGroup],
    dangers: DangerTable,
    params: SchoolParams,
    *,
    accidents: gpd.GeoDataFrame | None = None,
    town_zone: gpd.GeoDataFrame | None = None,
    judged: gpd.GeoDataFrame | None = None,
    progress: Progress | None = None,
) -> SchoolRoutes:
    """Return the ways of all homes to their school, and what follows of their length and of what is on them.

    The way of the act is the shortest that can be walked. It is longer than the limit for sure when the straight line
    is, or the shortest way with all that may be open; it is not for sure when the shortest way with only what surely is
    open is within the limit, with what lies between doors and network added. Else it is unknown. The same two bounds
    answer whether there is a way without flags within the limit.

    Parameters
    ----------
    network, passable:
        The latter for someone on foot.
    homes, schools, groups:
        See `read_homes`, `read_schools`, `grade_groups`.
    dangers, params:
        What speaks for danger; how homes meet the network.
    accidents, town_zone, judged:
        See `danger_flags` and `judged_edges`.
    """
    told = progress or NoProgress()
    cuts: list[tuple[int, float]] = []
    for group in groups:
        cuts += danger_cuts(
            network, dangers.of(group.low, group.high), accidents=accidents, town_zone=town_zone, spot_m=params.spot_m
        )
        if judged is not None:
            cuts += judged_cuts(network, judged, group.low, group.high, match_m=params.match_m)
    network, parent = cut_network(network, cuts)
    passable = passable_pieces(passable, network, parent)
    there, back = passable.forward >= MAYBE, passable.backward >= MAYBE
    places = attach_points(network, homes.points, max_m=params.access_m, edges=there | back, slack_m=params.slack_m)
    gates = attach_points(network, schools.points, max_m=params.access_m, edges=there | back, slack_m=params.slack_m)
    base = SchoolRoutes(network, passable, homes, schools, places, gates)
    metres = {strict: _metres(base, strict=strict) for strict in (False, True)}
    made = []
    for k, group in enumerate(groups):
        stage = Stage(told, k / len(groups), (k + 1) / len(groups))
        said = None
        if judged is not None:
            said = judged_edges(network, judged, group.low, group.high, match_m=params.match_m)
        danger = danger_flags(
            network, dangers.of(group.low, group.high), accidents=accidents, town_zone=town_zone, judged=said,
            spot_m=params.spot_m,
        )  # fmt: skip
        made.append(_group(base, group, danger, metres, params, stage))
    return SchoolRoutes(network, passable, homes, schools, places, gates, tuple(made))


def _search(base: SchoolRoutes, *, strict: bool, only: Mask | None = None, price: F64 | None = None) -> Search:
    there, back = base.passable.open(strict=strict)
    if only is not None:
        there, back = there & only, back & only
    cost = base.network.length_m if price is None else base.network.length_m * price
    return Search(base.network, there, back, cost, cost)


def _metres(base: SchoolRoutes, *, strict: bool, only: Mask | None = None) -> F64:
    """Return metres from each home to each school: k x l, inf where there is no way."""
    return _search(base, strict=strict, only=only).reversed().between(base.gates, base.places).T


def clear_metres(base: SchoolRoutes, danger: Danger) -> dict[bool, F64]:
    """Return metres from each home to each school without flags: surely without (True), and perhaps (False)."""
    return {
        True: _metres(base, strict=True, only=danger.verdict == FINE),
        False: _metres(base, strict=False, only=danger.verdict != FAILS),
    }


def within(low: F64, high: F64, limit: float) -> I8:
    """Return whether a length known to lie between two bounds is within a limit: 1, 0 for unknown, -1.

    >>> import numpy as np
    >>> within(np.array([100.0, 900.0, 2600.0]), np.array([200.0, 3000.0, np.inf]), 2500.0).tolist()
    [1, 0, -1]
    """
    made: I8 = np.where(low > limit, -1, np.where(high <= limit, 1, 0)).astype(np.int8)
    return made


def transport_of(by_length: I8, clear: I8, judged: I8) -> Words:
    """Return what follows, of `TRANSPORT`: of three answers as 1, 0 for unknown, -1."""
    made: Words = np.select(
        [by_length == 1, judged == 1, clear == -1, (by_length == 0) | (clear == 0)],
        ["length", "judged", "examine", "uncertain"],
        "none",
    ).astype(object)
    return made


def _group(
    base: SchoolRoutes, group: GradeGroup, danger: Danger, metres: Mapping[bool, F64], params: SchoolParams,
    progress: Progress,
) -> GroupWays:  # fmt: skip
    homes, limit = base.homes, group.band.limit_m
    home = np.flatnonzero((homes.grade < 0) | ((homes.grade >= group.low) & (homes.grade <= group.high)))
    school = _school_of(base, group, metres[False])[home]
    pick = (home, school)
    straight = shapely.distance(homes.points[home], base.schools.points[school])
    met = base.places.met[home] & base.gates.met[school]
    access = base.places.access_m[home] + base.gates.access_m[school]
    way, sure = metres[False][pick], metres[True][pick] + access
    longest = np.where(met, np.nan_to_num(sure, nan=np.inf), np.inf)
    shortest = np.where(met & np.isfinite(way), np.maximum(way, straight), straight)  # no way is shorter
    by_length = -within(shortest, longest, limit)
    no_way = np.where(met, way, np.inf)
    clear = clear_metres(base, danger)
    clean = clear_answer(base, clear, pick, limit)
    free = danger.judged != FAILS
    perhaps = _metres(base, strict=False, only=free)[pick]
    surely = _metres(base, strict=True, only=free & (danger.judged != OPEN))[pick]
    judged = -within(perhaps, np.where(met, surely + access, np.inf), limit)
    judged[~met | ~np.isfinite(no_way)] = 0  # where nothing is known to be walked, no judged road is the reason
    if (danger.judged == UNJUDGED).all():
        judged[:] = 0
    clean[~met | ~np.isfinite(no_way)] = 0
    trees = _trees(base, danger, school, params, progress)
    sums = {name: _sums(base, tree, danger, home, school) for name, tree in trees.items()}
    short, safe = sums["shortest"], sums["safest"]
    rows = pd.DataFrame(
        {
            "home_id": np.array(homes.ids, dtype=object)[home],
            "grades": group.grades,
            "school": np.array(base.schools.names, dtype=object)[school],
            "limit_m": limit,
            "way_m": np.where(np.isfinite(no_way), way, np.nan),
            "sure_m": np.where(np.isfinite(longest), longest, np.nan),
            "straight_m": straight,
            "access_m": access,
            "by_length": ANSWER[by_length + 1],
            "flagged_m": short[:, 1],
            "open_m": short[:, 2],
            "judged_m": short[:, 3],
            "safest_m": safe[:, 0],
            "safest_flagged_m": safe[:, 1],
            "clear_way": ANSWER[clean + 1],
            "judged_way": ANSWER[judged + 1],
            "transport": transport_of(by_length, clean, judged),
            "counted": homes.weight[home],
        }
    )
    return GroupWays(group, danger, home, rows, school, trees["shortest"], trees["safest"])


def clear_answer(base: SchoolRoutes, clear: Mapping[bool, F64], pick: tuple[I64, I64], limit: float) -> I8:
    """Return whether each home has a way to its school without flags within the limit: 1, 0 for unknown, -1."""
    home, school = pick
    access = base.places.access_m[home] + base.gates.access_m[school]
    return within(clear[False][pick], np.nan_to_num(clear[True][pick] + access, nan=np.inf), limit)


def _school_of(base: SchoolRoutes, group: GradeGroup, metres: F64) -> I64:
    """Return the school of each home: that of the layer when it teaches the grades, else the nearest that does."""
    taught = np.array(group.schools)
    near = metres[:, taught]
    straight = shapely.distance(base.homes.points[:, None], base.schools.points[taught][None, :])
    reached = np.isfinite(near).any(axis=1)
    made: I64 = taught[np.where(reached, np.argmin(near, axis=1), np.argmin(straight, axis=1))]
    told = base.homes.school
    return np.where(np.isin(told, taught), told, made)


def _trees(
    base: SchoolRoutes, danger: Danger, school: I64, params: SchoolParams, progress: Progress
) -> dict[str, dict[int, WayTree]]:
    price = np.select(
        [danger.verdict == FAILS, danger.verdict == OPEN], [params.caution, (1 + params.caution) / 2], 1.0
    )
    # of ways that are equally short, or equally safe, the one with fewest flags, so that neither rows nor pieces decide
    tie = 1.0 + _TIE * np.select([danger.verdict == FAILS, danger.verdict == OPEN], [1.0, 0.5], 0.0)
    searches = {
        "shortest": _search(base, strict=False, price=tie),
        "safest": _search(base, strict=False, price=price * tie),
    }
    asked = np.unique(school).tolist()
    made: dict[str, dict[int, WayTree]] = {name: {} for name in searches}
    for at, k in enumerate(asked):
        progress.update(at / len(asked), Text("Finder skoleveje", "Finding ways to school"))
        for name, search in searches.items():
            made[name][k] = WayTree.to(search, base.gates[[k]])  # type: ignore[index]  # a list of one
    return made


def _sums(base: SchoolRoutes, trees: Mapping[int, WayTree], danger: Danger, home: I64, school: I64) -> F64:
    """Return metres of each way: in all, with a flag, not known, judged dangerous."""
    length = base.network.length_m
    values = np.column_stack(
        [
            length,
            length * (danger.verdict == FAILS),
            length * (danger.verdict == OPEN),
            length * (danger.judged == FAILS),
        ]
    )
    made = np.full((home.size, values.shape[1]), np.nan)
    for k, tree in trees.items():
        mine = np.flatnonzero(school == k)
        made[mine] = tree.sums(base.places[home[mine]], values)
    return made


def edge_words(danger: Danger, names: Mapping[int | str, Text], answer: int) -> Words:
    """Return the criteria that have an answer on each edge, as Danish words with commas between."""
    made = np.full(danger.flags.size, "", dtype=object)
    for name, given in danger.answers.items():
        here = given == answer
        made[here] = [f"{said}, {names[name].da}" if said else names[name].da for said in made[here]]
    return made
