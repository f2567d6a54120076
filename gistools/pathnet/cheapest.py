"""The cheapest set (billigste sæt) of things that together make something hold; exact, or with a proven bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_SAME = 1e-9  # of the sum: costs that differ by less are the same
_SOLVER_SUM = 1e6  # what the best set so far costs in the unit of the solver


@dataclass(frozen=True, eq=False)
class CheapestSet:
    """A set that makes it hold.

    Parameters
    ----------
    chosen:
        int64: the members, in order; without any one of them it does not hold.
    cost:
        What they cost together.
    bound:
        No set that makes it hold costs less. Equal to ``cost`` when `exact`.
    """

    chosen: I64
    cost: float
    bound: float

    @property
    def exact(self) -> bool:
        """Whether it is proven that no set is cheaper."""
        return self.bound >= self.cost * (1.0 - _SAME)


def cheapest_set(cost: F64, holds: Callable[[Mask], bool], *, most_asked: int = 2_000) -> CheapestSet | None:
    """Return the cheapest set for which something holds; None when it does not hold for all of them together.

    What holds for a set must hold for every larger one. Then each set for which it fails, made as large as it can be
    without holding, proves that one of those left out is needed; the cheapest set that has one of each such rest is a
    lower bound, and the answer once it holds (implicit hitting sets, Moreno-Centeno and Karp 2013,
    doi:10.1287/opre.1120.1139).

    Parameters
    ----------
    cost:
        float64 of k, 0 or more and finite.
    holds:
        Whether it holds for a set, bool of k.
    most_asked:
        How often it may be asked before the best set so far is returned with the bound so far. That set and the last
        cut are still made whole, which asks some more.

    >>> roads = [{0, 1}, {2}]  # it holds with both of the first, or the third
    >>> found = cheapest_set(np.array([2.0, 3.0, 4.0]), lambda on: any(all(on[list(r)]) for r in roads))
    >>> found.chosen.tolist(), found.cost, found.exact
    ([2], 4.0, True)
    """
    asked = _Asked(holds, most_asked)
    k = cost.size
    everything = np.ones(k, np.bool_)
    if not asked(everything):
        return None
    if asked(np.zeros(k, np.bool_)):
        return CheapestSet(np.zeros(0, np.int64), 0.0, 0.0)
    best = _thinned(everything, cost, asked)
    bound = 0.0
    cuts: list[Mask] = []
    while not asked.out() and bound < float(cost[best].sum()) * (1.0 - _SAME):
        now, least = _least_hitting(cost, cuts, float(cost[best].sum()))
        bound = max(bound, least)
        while not asked.out() and not asked(now):  # rests that share no member, until it holds
            cut = ~_grown(now, cost, asked)
            cuts.append(cut)
            now = now | cut
        if not asked.out():
            held = _thinned(now, cost, asked)
            best = held if cost[held].sum() < cost[best].sum() else best
    total = float(cost[best].sum())
    return CheapestSet(np.flatnonzero(best), total, min(bound, total))


class _Asked:
    """What holds, remembered and counted."""

    def __init__(self, holds: Callable[[Mask], bool], most: int) -> None:
        self.holds, self.left = holds, most
        self.known: dict[bytes, bool] = {}

    def out(self) -> bool:
        """Whether it has been asked as often as it may."""
        return self.left <= 0

    def __call__(self, on: Mask) -> bool:
        key = on.tobytes()
        if key not in self.known:
            self.left -= 1
            self.known[key] = bool(self.holds(on))
        return self.known[key]


def _thinned(on: Mask, cost: F64, asked: _Asked) -> Mask:
    """Return a part of a set that holds, without which no member can go: the dearest go first, many at a time."""
    kept = on.copy()
    order = np.flatnonzero(on)[np.argsort(-cost[on], kind="stable")]
    at, step = 0, max(1, order.size // 2)
    while at < order.size:
        some = order[at : at + step]
        tried = kept.copy()
        tried[some] = False
        if asked(tried):
            kept, at, step = tried, at + some.size, step * 2
        elif some.size == 1:
            at, step = at + 1, 1
        else:
            step = max(1, some.size // 2)
    return kept


def _grown(on: Mask, cost: F64, asked: _Asked) -> Mask:
    """Return a set that does not hold made as large as it can be: the cheapest are added first, many at a time."""
    made = on.copy()
    order = np.flatnonzero(~on)[np.argsort(cost[~on], kind="stable")]
    at, step = 0, max(1, order.size // 2)
    while at < order.size:
        some = order[at : at + step]
        tried = made.copy()
        tried[some] = True
        if not asked(tried):
            made, at, step = tried, at + some.size, step * 2
        elif some.size == 1:
            at, step = at + 1, 1
        else:
            step = max(1, some.size // 2)
    return made


def _least_hitting(cost: F64, cuts: list[Mask], most: float) -> tuple[Mask, float]:
    """Return the cheapest set with a member of each cut, and what none costs less than; of equal ones the smallest.

    ``most`` is what a set that has one of each costs: whatever is dearer by itself is in no cheapest set. The solver
    stops within 1e-6 of the best in its own unit, so costs are told to it in millionths of ``most``.
    """
    k = cost.size
    if not cuts:
        return np.zeros(k, np.bool_), 0.0
    unit = most / _SOLVER_SUM if most > 0.0 else 1.0
    open_to = cost <= most
    found = milp(
        np.where(open_to, cost / unit, 0.0) + _SAME * _SOLVER_SUM / k, integrality=np.ones(k, np.int64),
        bounds=Bounds(0, open_to.astype(np.float64)),
        constraints=LinearConstraint(np.array(cuts, np.float64), lb=1.0), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    made: Mask = np.asarray(found.x, np.float64) > 0.5  # noqa: PLR2004 - 0 or 1
    return made, min(float(cost[made].sum()), float(found.mip_dual_bound or 0.0) * unit)
