"""What the tool ``path-passability`` makes of its answers: layers and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.passability import BLOCKED, MAYBE, PASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.slopes import Slopes
    from gistools.pathnet.survey import Survey

    I8 = npt.NDArray[np.int8]
    Words = npt.NDArray[np.object_]

_ANSWERS = np.array(["no", "unknown", "yes"], dtype=object)
_TOLD = ("source", "feature", "name", "way_type", "status", "structure", "level")
_MOST_REASONS = 4


@dataclass(frozen=True, eq=False)
class ProfileRun:
    """What was found for one profile: its answers, what it only should have, and what to survey."""

    passable: Passable
    advice: pd.DataFrame
    survey: Survey


def both_ways(forward: I8, backward: I8) -> Words:
    """Return one word for both directions: the worse of them, or that one is closed and the other is not.

    >>> both_ways(np.array([1, 1, 0, -1], np.int8), np.array([1, -1, 1, -1], np.int8)).tolist()
    ['yes', 'one_way', 'unknown', 'no']
    """
    worse = np.minimum(forward, backward)
    made: Words = _ANSWERS[worse + 1]
    made[(worse == BLOCKED) & (np.maximum(forward, backward) > BLOCKED)] = "one_way"
    return made


def passability_layer(network: PathNetwork, runs: Sequence[ProfileRun], slopes: Slopes | None) -> gpd.GeoDataFrame:
    """Return each edge for each profile, with its answer in both directions and why."""
    parts = []
    edges = network.edges
    nothing = np.full(len(edges), np.nan)
    for run in runs:
        answer = run.passable
        parts.append(
            pd.DataFrame(
                {
                    "path_profile": answer.profile.name.da,
                    "edge_id": edges["edge_id"],
                    "passes": both_ways(answer.forward, answer.backward),
                    "passes_forward": _ANSWERS[answer.forward + 1],
                    "passes_backward": _ANSWERS[answer.backward + 1],
                    "pass_why": _why(answer, len(edges)),
                    **{name: edges[name] for name in _TOLD if name in edges.columns},
                    "length_m": edges["length_m"],
                    "up_permille": nothing if slopes is None else slopes.up_permille,
                    "down_permille": nothing if slopes is None else slopes.down_permille,
                    "seconds_forward": answer.seconds_forward,
                    "seconds_backward": answer.seconds_backward,
                }
            )
        )
    shapes = np.concatenate([edges.geometry.to_numpy()] * len(runs))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry=shapes, crs=edges.crs)


def _why(answer: Passable, count: int) -> Words:
    """Return the reasons of each edge as a sentence, what closes it first, the rest counted."""
    made = np.full(count, "", dtype=object)
    reasons = answer.reasons
    if reasons.empty:
        return made
    names = {name: limit.name.da for name, limit in answer.profile.limits.items()}
    way = reasons["direction"].map({"both": "", "forward": " (med)", "backward": " (mod)"})
    said = reasons["rule"].map(names) + ": " + reasons["found"].astype(str) + way
    for edge, words in said.groupby(reasons["edge_id"].to_numpy(np.int64), sort=False):
        more = len(words) - _MOST_REASONS
        shown = "; ".join(words.iloc[:_MOST_REASONS])
        made[int(edge) - 1] = shown if more <= 0 else f"{shown}; og {more} til"  # type: ignore[call-overload]
    return made


def reason_table(network: PathNetwork, runs: Sequence[ProfileRun]) -> pd.DataFrame:
    """Return a row for each reason of each profile, and for each advice that an edge is known not to meet."""
    parts = []
    for run in runs:
        advised = run.advice[run.advice["verdict"] == "no"].assign(verdict="advice")
        rows = [one for one in (run.passable.reasons, advised) if len(one)]
        if rows:
            parts.append(_reason_rows(network, run, pd.concat(rows, ignore_index=True)))
    return pd.concat(parts, ignore_index=True) if parts else _reason_rows(network, runs[0], runs[0].passable.reasons)


def _reason_rows(network: PathNetwork, run: ProfileRun, rows: pd.DataFrame) -> pd.DataFrame:
    profile = run.passable.profile
    at = rows["edge_id"].to_numpy(np.int64) - 1
    return pd.DataFrame(
        {
            "path_profile": profile.name.da,
            "edge_id": rows["edge_id"],
            "name": network.edges["name"].to_numpy(dtype=object)[at],
            "pass_direction": rows["direction"],
            "pass_rule": rows["rule"],
            "pass_rule_name": [profile.limits[rule].name.da for rule in rows["rule"]],
            "pass_verdict": rows["verdict"],
            "pass_found": rows["found"],
            "pass_limit": rows["limit"],
            "limit_source": rows["source"],
            "verified": rows["verified"].astype(bool),
        }
    )


def survey_layer(network: PathNetwork, runs: Sequence[ProfileRun]) -> gpd.GeoDataFrame:
    """Return the edges to survey first for each profile, with what to ask."""
    parts = []
    for run in runs:
        rows, profile = run.survey.edges, run.passable.profile
        asked = run.passable.reasons
        asked = asked[(asked["verdict"] == "unknown") & asked["edge_id"].isin(rows["edge_id"])]
        names = asked["rule"].map({name: limit.name.da for name, limit in profile.limits.items()})
        words = {int(one): ", ".join(dict.fromkeys(part)) for one, part in names.groupby(asked["edge_id"])}
        at = rows["edge_id"].to_numpy(np.int64) - 1
        parts.append(
            gpd.GeoDataFrame(
                {
                    "path_profile": profile.name.da,
                    "survey_rank": rows["survey_rank"].to_numpy(),
                    "edge_id": at + 1,
                    "name": network.edges["name"].to_numpy(dtype=object)[at],
                    "survey_ask": [words.get(int(one), "") for one in rows["edge_id"]],
                    "survey_step": rows["survey_step"].to_numpy(),
                    "survey_joined_m": rows["joined_weight"].to_numpy(np.float64),
                    "survey_total_m": rows["total_weight"].to_numpy(np.float64),
                    "survey_lost_m": rows["lost_weight"].to_numpy(np.float64),
                    "survey_exact": run.survey.exact,
                    "length_m": network.length_m[at],
                },
                geometry=network.edges.geometry.to_numpy()[at],
                crs=network.edges.crs,
            )
        )
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=network.edges.crs)


def figure_table(network: PathNetwork, runs: Sequence[ProfileRun]) -> pd.DataFrame:
    """Return a row of metres for each profile."""
    rows = []
    for run in runs:
        answer = run.passable
        word = both_ways(answer.forward, answer.backward)
        metres = {name: float(network.length_m[word == name].sum()) for name in ("yes", "one_way", "unknown", "no")}
        rows.append(
            {
                "path_profile": answer.profile.name.da,
                "network_m": float(network.length_m.sum()),
                "passes_m": metres["yes"],
                "passes_one_way_m": metres["one_way"],
                "passes_unknown_m": metres["unknown"],
                "passes_not_m": metres["no"],
                "passes_largest_strict_m": largest_part(network, answer, least=PASSES),
                "passes_largest_optimistic_m": largest_part(network, answer, least=MAYBE),
                "survey_edges": int((word == "unknown").sum()),
            }
        )
    return pd.DataFrame(rows)


def largest_part(network: PathNetwork, answer: Passable, *, least: int) -> float:
    """Return the metres of the longest part whose edges can be used in one direction at least."""
    some = np.maximum(answer.forward, answer.backward) >= least
    n, u, v = len(network.nodes), network.u[some], network.v[some]
    label = csgraph.connected_components(
        sparse.coo_array((np.ones(u.size, np.int8), (u, v)), shape=(n, n)), directed=False
    )[1]
    return float(np.bincount(label[u], weights=network.length_m[some]).max(initial=0.0)) if u.size else 0.0
