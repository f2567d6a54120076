"""What could be done (muligheder) where a profile is stopped: edges mended or measured, links built; with prices."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.pathnet.passability import BLOCKED, PASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.prices import PathPrices

    F64 = npt.NDArray[np.float64]
    I8 = npt.NDArray[np.int8]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

PLANNED = "planned"
"""The rule that stops what is planned elsewhere: it counts when it is built."""

MENDED_BY: Mapping[str, tuple[str, float]] = {
    PLANNED: ("path", 0.0),
    "steps": ("ramp", 0.0),
    "walkway": ("pavement", 0.0),
    "width": ("path", 0.0),
    "surface": ("resurfacing", 0.0),
    "cross_fall": ("resurfacing", 0.0),
    "kerb": ("kerb_ramp", 2.0),  # one at each end
    "slope_up": ("ramp", 0.0),
    "slope_down": ("ramp", 0.0),
    "landing": ("ramp", 0.0),
    "run_up": ("ramp", 0.0),
    "lit": ("lighting", 0.0),
}
"""By kind of rule: the price that mends it, and of how many items; 0 is of each metre. Others cannot be mended."""


@dataclass(frozen=True, eq=False)
class Mend:
    """What can be done at one edge.

    Parameters
    ----------
    action:
        ``"mend"``, ``"survey"`` (nothing fails that is known) or ``"build_planned"``.
    kinds:
        Of the price table, in order; empty for a survey.
    rules:
        Which rules it is about.
    forward, backward:
        Which directions it opens.
    dkk:
        What it costs.
    """

    action: str
    kinds: tuple[str, ...]
    rules: tuple[str, ...]
    forward: bool
    backward: bool
    dkk: float


@dataclass(frozen=True, eq=False)
class Judged:
    """A profile's answers for one area, edge by edge of the whole network.

    Parameters
    ----------
    passable:
        With what is planned counted as built.
    forward, backward:
        int8 of m: the same, what is not there for this area blocked.
    exists:
        bool of m.
    """

    passable: Passable
    forward: I8
    backward: I8
    exists: Mask
    rows: Mapping[int, I64]

    @classmethod
    def of(cls, passable: Passable, exists: Mask, rows: Mapping[int, I64]) -> Judged:
        """Return the answers for an area in which some edges are not there."""
        there = np.where(exists, passable.forward, BLOCKED).astype(np.int8)
        back = np.where(exists, passable.backward, BLOCKED).astype(np.int8)
        return cls(passable, there, back, exists, rows)

    def open(self, *, strict: bool) -> tuple[Mask, Mask]:
        """Return which edges can be gone along and which against."""
        least = PASSES if strict else PASSES - 1
        return self.forward >= least, self.backward >= least

    def reasons(self, edge: int) -> list[dict[str, Any]]:
        """Return why an edge (from 0) does not pass, as rows of `Passable.reasons`."""
        at = self.rows.get(edge + 1)
        return [] if at is None else self.passable.reasons.iloc[at].to_dict("records")  # type: ignore[return-value]


def rows_by_edge(reasons: pd.DataFrame) -> Mapping[int, I64]:
    """Return which rows of the reasons are about each edge id."""
    if not len(reasons):
        return {}
    found = reasons.groupby("edge_id").indices
    return {int(str(edge)): np.asarray(rows, np.int64) for edge, rows in found.items()}


def mends(
    network: PathNetwork,
    judged: Judged,
    edges: Iterable[int],
    status: Sequence[str],
    prices: PathPrices,
    survey_dkk: float,
) -> dict[int, Mend]:
    """Return what can be done at some edges (from 0) that do not pass, those where nothing can left out.

    An edge that fails a rule without a price, such as a ban on walking, cannot be mended. Where something else is not
    known it is surveyed too.
    """
    made = {}
    for edge in edges:
        if judged.forward[edge] >= PASSES and judged.backward[edge] >= PASSES:
            continue
        one = _mend(judged, edge, float(network.length_m[edge]), status[edge], prices, survey_dkk)
        if one is not None:
            made[edge] = one
    return made


def _mend(
    judged: Judged, edge: int, length_m: float, status: str, prices: PathPrices, survey_dkk: float
) -> Mend | None:
    rows = judged.reasons(edge)
    away = not judged.exists[edge]
    if away and status != "planned":
        return None  # closed: no one knows why
    if away:
        rows = [*rows, {"rule": PLANNED, "verdict": "no", "direction": "both"}]
    opened = {}
    for name, state in (("forward", judged.forward[edge]), ("backward", judged.backward[edge])):
        mine = [row for row in rows if row["direction"] in {"both", name}]
        hard = [row for row in mine if row["verdict"] == "no" and _price_of(row["rule"]) is None]
        opened[name] = state < PASSES and bool(mine) and not hard
    if not any(opened.values()):
        return None
    used = [row for row in rows if row["direction"] == "both" or opened[row["direction"]]]
    failing = tuple(dict.fromkeys(row["rule"] for row in used if row["verdict"] == "no"))
    unknown = tuple(dict.fromkeys(row["rule"] for row in used if row["verdict"] != "no"))
    kinds: dict[str, float] = {}
    for rule in failing:
        kind, items = _price_of(rule) or ("", 0.0)
        kinds[kind] = max(kinds.get(kind, 0.0), items or length_m)
    if "path" in kinds:
        kinds.pop("resurfacing", None)  # built anew
    dkk = sum(prices.cost(kind, amount) for kind, amount in kinds.items()) + (survey_dkk if unknown else 0.0)
    if math.isnan(dkk):
        return None  # a price that is not known
    action = "build_planned" if away else "mend" if failing else "survey"
    return Mend(action, tuple(kinds), (*failing, *unknown), opened["forward"], opened["backward"], dkk)


def _price_of(rule: str) -> tuple[str, float] | None:
    if rule in MENDED_BY:
        return MENDED_BY[rule]
    return MENDED_BY.get(rule.rpartition("_")[0])
