"""Repairs in order of what they do for the whole (rangfølge): by dwellings where there are any, else by metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.pathnet.effects import best_order, lost_by_each
from gistools.pathnet.repairs import CANDIDATE, DONE, JOINING, PROPOSED

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.effects import Effects

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Held:
    """What each piece of a network holds.

    Parameters
    ----------
    metres:
        float64 of the pieces.
    dwellings:
        float64 of the pieces; None without addresses.
    """

    metres: F64
    dwellings: F64 | None = None

    def of(self, part: I64, count: int) -> F64:
        """Return what parts hold, in the order in which measures decide: dwellings where there are any, then metres.

        Parameters
        ----------
        part:
            int64 of the pieces: the part of each, from 0.
        count:
            How many parts there are.
        """
        measures = [self.metres] if self.dwellings is None else [self.dwellings, self.metres]
        sums = [np.bincount(part, weights=one, minlength=count).astype(np.float64) for one in measures]
        return np.column_stack(sums)


def rank_gaps(rows: list[dict[str, Any]], weight: F64, one: I64, other: I64) -> None:
    """Tell in each row of a gap when to mend it, and what it joins then; ``one`` and ``other`` are its two parts."""
    open_ = np.array([row["tier"] in {PROPOSED, CANDIDATE} for row in rows], np.bool_)
    away = np.array([row["distance_m"] for row in rows], np.float64)[open_]
    mine = [row for row, here in zip(rows, open_.tolist(), strict=True) if here]
    _tell(mine, best_order(weight, one[open_], other[open_], away))


def rank_joins(rows: list[dict[str, Any]], weight: F64, part: I64) -> None:
    """Tell in each row of a join what would be lost without it alone; ``part`` is of the ways before joining."""
    joins = [row for row in rows if row["repair_type"] in JOINING and row["tier"] == DONE]
    one, other = (part[np.array([row[name] for row in joins], np.int64) - 1] for name in ("way_id", "to_way_id"))
    _tell(joins, lost_by_each(weight, one, other))


def _tell(rows: list[dict[str, Any]], made: Effects) -> None:
    several = made.joined.shape[1] > 1
    for k, row in enumerate(rows):
        row |= {
            "repair_rank": int(made.rank[k]), "coherence_gain_pct": 100.0 * float(made.gain[k, 0]),
            "joined_m": float(made.joined[k, -1]),
            "joined_dwellings": float(made.joined[k, 0]) if several else np.nan,
        }  # fmt: skip
