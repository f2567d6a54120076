"""Who can use which edge (for hvem): the rules of a profile joined to one answer for each edge and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.pathnet.passability import BLOCKED, PASSES, Passable
from gistools.pathnet.rule_answers import Case
from gistools.pathnet.rules import RULES, open_by_default
from gistools.pathnet.slopes import with_told_slopes

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.profiles import Limit, Profile
    from gistools.pathnet.rule_answers import Answer
    from gistools.pathnet.slopes import Slopes

    F64 = npt.NDArray[np.float64]

REASON_COLUMNS = ("edge_id", "direction", "rule", "verdict", "found", "limit", "source", "verified")
_KMH = 3.6  # of a metre a second


def passable(
    network: PathNetwork, profile: Profile, slopes: Slopes | None = None, *, planned: bool = False
) -> Passable:
    """Return which edges someone can use, for going along each line and against it.

    An edge passes when every rule of the profile is met; one rule that is not blocks it, and one that cannot be
    answered leaves it open (no beats unknown beats yes). What is not written down is unknown, but for whether one may
    go there at all: paths and ordinary roads are open by the general rule, see `Passable.by_default`.

    Parameters
    ----------
    network:
        With m edges.
    profile:
        For whom: the limits that are ``required`` are its rules.
    slopes:
        From the terrain, see `edge_slopes`; without them a limit on slope is unknown, but where the layer tells it.
    planned:
        Whether what is planned counts as built, as it does when a plan is judged.

    Notes
    -----
    Where slopes are known, the time on an edge is that on the level times the factor of the profile's pace
    (`slopes.pace_on`); elsewhere it is that on the level.

    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.profiles import one_profile
    >>> import shapely
    >>> lines = [shapely.LineString([(0, 0), (40, 0)]), shapely.LineString([(40, 0), (80, 0)])]
    >>> told = {"way_type": ["path"] * 2, "foot": ["yes"] * 2, "steps": ["no", "yes"], "ramp": ["no", "no"]}
    >>> network = assemble(lines, [0, 1], [1, 2], told)
    >>> passable(network, one_profile("walking")).forward.tolist()
    [1, 1]
    >>> chair = passable(network, one_profile("wheelchair"))
    >>> chair.forward.tolist(), chair.reasons.query("verdict == 'no'")[["edge_id", "rule", "found"]].values.tolist()
    ([0, -1], [[2, 'steps', 'trin uden rampe']])
    """
    slopes = with_told_slopes(network, slopes)
    case = Case(network.edges, profile, slopes, planned)
    m = len(network.edges)
    there, back = np.full(m, PASSES, np.int8), np.full(m, PASSES, np.int8)
    rows = []
    for limit in profile.limits.values():
        if not limit.required or limit.kind not in RULES:
            continue
        answer = RULES[limit.kind](case, limit)
        np.minimum(there, answer.forward, out=there)
        np.minimum(back, answer.backward, out=back)
        rows.append(_reasons(network, limit, answer))
    seconds = network.length_m / (profile.speed_kmh / _KMH)
    ahead, behind = _factors(profile, slopes, m)
    by_default = open_by_default(case) if "allowed" in profile.limits else np.zeros(m, np.bool_)
    return Passable(profile, there, back, seconds * ahead, seconds * behind, _joined(rows), by_default)


def advice(network: PathNetwork, profile: Profile, slopes: Slopes | None = None) -> pd.DataFrame:
    """Return where what a profile only should have is missing or not known, in the columns of `Passable.reasons`.

    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.profiles import one_profile
    >>> import shapely
    >>> path = assemble([shapely.LineString([(0, 0), (40, 0)])], [0], [1], {"way_type": ["path"], "lit": ["no"],
    ...     "width_m": [1.4]})
    >>> advice(path, one_profile("wheelchair"))[["rule", "found", "limit"]].values.tolist()
    [['good_width', '1,4 m', 'mindst 1,5 m'], ['lit', 'ikke belyst', 'belyst']]
    """
    case = Case(network.edges, profile, with_told_slopes(network, slopes))
    asked = [one for one in profile.limits.values() if not one.required and one.kind in RULES]
    return _joined([_reasons(network, one, RULES[one.kind](case, one)) for one in asked])


def _factors(profile: Profile, slopes: Slopes | None, m: int) -> tuple[F64, F64]:
    """Return how much longer an edge takes than on the level; 1 where that is not known."""
    if slopes is None or profile.pace not in slopes.pace:
        return np.ones(m), np.ones(m)
    ahead, behind = (np.where(np.isnan(one), 1.0, one) for one in slopes.pace[profile.pace])
    return ahead, behind


def _reasons(network: PathNetwork, limit: Limit, answer: Answer) -> pd.DataFrame:
    """Return a row for each edge that a rule does not pass, two where its directions differ."""
    at = np.flatnonzero((answer.forward < PASSES) | (answer.backward < PASSES))
    ids = network.edges["edge_id"].to_numpy(np.int64)
    ahead, behind = answer.found(at, True), answer.found(at, False)  # noqa: FBT003 - as `Answer` declares it
    there, back = answer.forward[at], answer.backward[at]
    same = (there == back) & (ahead == behind)
    parts = [
        ("both", same, there, ahead),
        ("forward", ~same & (there < PASSES), there, ahead),
        ("backward", ~same & (back < PASSES), back, behind),
    ]
    rows = [
        pd.DataFrame(
            {
                "edge_id": ids[at[some]],
                "direction": direction,
                "rule": limit.rule,
                "verdict": np.where(verdict[some] == BLOCKED, "no", "unknown").astype(object),
                "found": found[some],
                "limit": answer.limit,
                "source": limit.source,
                "verified": limit.verified,
            }
        )
        for direction, some, verdict, found in parts
        if some.any()
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(REASON_COLUMNS))


def _joined(rows: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the reasons of all rules in order of edges; for one edge what blocks stands before what is unknown."""
    some = [one for one in rows if len(one)]
    if not some:
        return pd.DataFrame(columns=list(REASON_COLUMNS))
    made = pd.concat(some, ignore_index=True)
    order = np.lexsort((np.arange(len(made)), made["verdict"] != "no", made["edge_id"].to_numpy(np.int64)))
    return made.iloc[order].reset_index(drop=True)
