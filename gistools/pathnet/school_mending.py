"""Where a mend would change most pupils' answer (forbedringer af skoleveje): each stretch worked out anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.school import clear_answer, clear_metres, transport_of
from gistools.pathnet.school_danger import FAILS, FINE, OPEN, UNJUDGED
from gistools.pathnet.school_spots import LEAST_M
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import numpy.typing as npt

    from gistools.pathnet.school import GroupWays, SchoolRoutes
    from gistools.pathnet.school_danger import Danger
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    I8 = npt.NDArray[np.int8]

MENDS = {
    "pavement": ("traffic", "speed", "width", "pavement"),
    "crossing": ("crossing_traffic", "crossing_speed"),
    "lighting": ("lighting",),
}
"""What each mend answers: a pavement or cycle path takes pupils away from the cars, a crossing is made safe, a way is
lit."""

ALL = "all"

_AT_ONCE = 32  # stretches whose users are counted at once, for the memory of edges times these


def mended(danger: Danger, edges: npt.NDArray[np.bool_], criteria: Collection[str]) -> Danger:
    """Return the danger with some criteria met on some edges; what is not known elsewhere stays so."""
    answers = {
        name: np.where(edges, FINE, given).astype(np.int8) if name in criteria else given
        for name, given in danger.answers.items()
    }
    flags = np.full(edges.size, FINE, np.int8)
    for name, rule in danger.rules.items():
        if rule.flags:
            np.minimum(flags, answers[name], out=flags)
    said = danger.judged
    verdict = np.where(said == UNJUDGED, flags, np.where(said == OPEN, np.minimum(flags, OPEN), said)).astype(np.int8)
    return replace(danger, answers=answers, flags=flags, verdict=verdict)


def stretches(routes: SchoolRoutes, danger: Danger) -> I64:
    """Return the stretch of each edge with a flag that a mend can meet: edges of one name that hang together; else -1.

    What the municipality judged dangerous is no stretch: it has to judge it anew first.
    """
    fails = np.zeros(danger.flags.size, np.bool_)
    for name, rule in danger.rules.items():
        if rule.flags and any(name in some for some in MENDS.values()):
            fails |= danger.answers[name] == FAILS
    fails &= (danger.verdict == FAILS) & (danger.judged == UNJUDGED)
    made = np.full(fails.size, -1, np.int64)
    at = np.flatnonzero(fails)
    if at.size:
        network = routes.network
        names = pd.factorize(network.edges["name"].to_numpy()[at])[0]
        ends = np.concatenate([network.u[at], network.v[at]])
        key = np.unique(np.column_stack([np.tile(names, 2), ends]), axis=0, return_inverse=True)[1].ravel()
        k = at.size
        joint = sparse.coo_array((np.ones(2 * k), (np.tile(np.arange(k), 2), k + key)), shape=(3 * k, 3 * k))
        made[at] = np.unique(csgraph.connected_components(joint, directed=False)[1][:k], return_inverse=True)[1]
    return made


def stretch_users(
    routes: SchoolRoutes, group: GroupWays, part: I64, only: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return how many of some rows go along each stretch or a part of it, on their shortest way.

    Those who enter a stretch at its different places are all counted, whichever of its edges each takes: the most on
    one edge would depend on where edges are split.

    Parameters
    ----------
    part:
        Of each edge, see `stretches`.
    only:
        Of each row of the group.
    """
    made = np.zeros(int(part.max(initial=-1)) + 1)
    taken = (routes.used(group, only=only) > 0.0) & (part >= 0)
    asked = np.unique(part[taken])
    weight = np.nan_to_num(routes.homes.weight[group.home])
    length = routes.network.length_m
    for at in range(0, asked.size, _AT_ONCE):
        some = asked[at : at + _AT_ONCE]
        metres = np.where(part[:, None] == some[None, :], length[:, None], 0.0)
        for k, tree in group.shortest.items():
            mine = np.flatnonzero((group.school == k) & only)
            walked = np.nan_to_num(tree.sums(routes.places[group.home[mine]], metres))
            made[some] += weight[mine] @ (walked > LEAST_M)
    return made


def school_mends(
    routes: SchoolRoutes, group: GroupWays, *, most: int, progress: Progress | None = None
) -> gpd.GeoDataFrame:
    """Return what mending each stretch changes for one group of grades, the most changed first.

    The stretches that most use who today have no way without flags within the limit are worked out: each alone, with
    each mend that meets a flag on it and with all of them. Mends of several stretches together are not looked for.

    Returns
    -------
    GeoDataFrame
        ``name``, ``mend`` (of `MENDS`, or ``all``), ``length_m``, ``users`` (who pass the stretch today and have no
        such way), ``cleared`` (of those without one, who surely have it then), ``opened`` (who may have it then), the
        edges in ``edges`` with commas, and the stretch.
    """
    told = progress or NoProgress()
    part = stretches(routes, group.danger)
    without = (group.rows["transport"] == "examine").to_numpy(np.bool_)
    rows = []
    by_stretch = stretch_users(routes, group, part, without)
    order = np.lexsort((np.arange(by_stretch.size), -by_stretch))
    chosen = order[by_stretch[order] > 0][:most].tolist()
    for at, k in enumerate(chosen):
        told.update(at / len(chosen), Text("Regner forbedringer", "Working out mends"))
        on = part == k
        for name, criteria in _mends_of(group.danger, on):
            cleared, opened = _changed(routes, group, mended(group.danger, on, criteria), without)
            rows.append(
                {
                    "name": str(routes.network.edges["name"].to_numpy()[on][0]),
                    "mend": name,
                    "grades": group.group.grades,
                    "length_m": float(routes.network.length_m[on].sum()),
                    "users": float(by_stretch[k]),
                    "cleared": cleared,
                    "opened": opened,
                    "edges": ",".join(str(e) for e in routes.network.edges["edge_id"].to_numpy()[on].tolist()),
                    "geometry": shapely.union_all(routes.network.edges.geometry.to_numpy()[on]),
                }
            )
    columns = ["name", "mend", "grades", "length_m", "users", "cleared", "opened", "edges", "geometry"]
    made = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=routes.network.edges.crs)
    return made.sort_values(
        ["cleared", "opened", "length_m"], ascending=[False, False, True], kind="stable", ignore_index=True
    )


def _mends_of(danger: Danger, on: npt.NDArray[np.bool_]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Return the mends that meet a flag on a stretch, and all of them together where they are several."""
    single = [
        (name, criteria)
        for name, criteria in MENDS.items()
        if any(c in danger.rules and danger.rules[c].flags and (danger.answers[c][on] == FAILS).any() for c in criteria)
    ]
    several = [(ALL, tuple(c for _, criteria in single for c in criteria))] if len(single) > 1 else []
    return [*single, *several]


def _changed(
    routes: SchoolRoutes, group: GroupWays, danger: Danger, without: npt.NDArray[np.bool_]
) -> tuple[float, float]:
    """Return how many of those without a clear way surely have one with another danger, and how many may have it."""
    clear = clear_metres(routes, danger)
    answer = clear_answer(routes, clear, (group.home, group.school), group.group.band.limit_m)
    word = {"yes": 1, "no": -1, "unknown": 0}
    length, judged = (
        np.array([word[one] for one in group.rows[name]], np.int8) for name in ("by_length", "judged_way")
    )
    after = transport_of(length, answer, judged)
    weight = np.nan_to_num(group.rows["counted"].to_numpy(np.float64))
    return tuple(float(weight[without & (after == one)].sum()) for one in ("none", "uncertain"))  # type: ignore[return-value]  # two of them
