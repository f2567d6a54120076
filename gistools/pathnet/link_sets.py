"""Which links to build and in which order (byggeorden): step by step, held against all sets where they are few."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.pathnet.link_measure import Measure
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.pathnet.gain import Cap, Gains, Reach
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    Value = tuple[float, float]

MILLION = 1e6
_PAIRS_FROM = 60  # so many links left at most when pairs are tried
_SAME = 1e-9


@dataclass(frozen=True, kw_only=True)
class Purse:
    """What may be spent, and when to stop.

    Parameters
    ----------
    budget_dkk:
        For all links; inf for no bound.
    count:
        How many links at most; None for no bound.
    least_people:
        People per million DKK below which a link is not worth it for them (of `Measure.WITHIN` and
        `Measure.CONNECTED`).
    least_saved:
        Weight times distance saved per million DKK below which a link is not worth it for that.
    """

    budget_dkk: float = np.inf
    count: int | None = None
    least_people: float = 0.0
    least_saved: float = 0.0


@dataclass(frozen=True)
class BuildStep:
    """One step of a build order.

    Parameters
    ----------
    links:
        What is built: one link, or a pair of which neither gives anything alone.
    price_dkk:
        Of it; NaN when it is not known.
    saved, connected, connected_cost, within:
        With all that is built so far, as `Gains` tells them, against the network of today.
    """

    links: tuple[int, ...]
    price_dkk: float
    saved: float
    connected: float
    connected_cost: float
    within: float


@dataclass(frozen=True, eq=False)
class BuildOrder:
    """Links to build in order; made by `build_order`.

    Parameters
    ----------
    steps:
        In order.
    measure:
        What was gained.
    purse:
        What could be spent.
    best:
        The best set of all, where all were tried; None where they were too many.
    best_value, value:
        Of the best set and of this one: what counts first and what decides between equals, in the measure's order.
    tried:
        Sets that were tried.
    pairs_left_out:
        Whether no single link gave more and the pairs were too many to try.
    """

    steps: tuple[BuildStep, ...]
    measure: Measure
    purse: Purse
    value: Value
    best: tuple[int, ...] | None
    best_value: Value | None
    tried: int
    pairs_left_out: bool

    @property
    def links(self) -> tuple[int, ...]:
        """All that is built, in order."""
        return tuple(j for step in self.steps for j in step.links)

    @property
    def cost_dkk(self) -> float:
        """What all of it costs; NaN when one price is not known."""
        return float(sum(step.price_dkk for step in self.steps))

    @property
    def proven(self) -> bool:
        """Whether no set gives more."""
        return self.best_value is not None and not _more(self.best_value, self.value)


def worth(gains: Gains, k: int, measure: Measure) -> Value:
    """Return what one row of gains is worth: what counts first, and what decides between equals.

    People who are newly connected and distance saved are never added to each other.
    """
    saved, connected, within = float(gains.saved[k]), float(gains.connected[k]), float(gains.within[k])
    return {
        Measure.CONNECTED: (connected, saved),
        Measure.SAVED: (saved, connected),
        Measure.WITHIN: (within, saved),
    }[measure]


def _more(one: Value, other: Value) -> bool:
    """Return whether one is worth more; rounding does not count."""
    slack = [_SAME * max(1.0, abs(a), abs(b)) for a, b in zip(one, other, strict=True)]
    if abs(one[0] - other[0]) > slack[0]:
        return one[0] > other[0]
    return one[1] > other[1] + slack[1]


def build_order(
    reach: Reach,
    price_dkk: F64,
    purse: Purse,
    *,
    measure: Measure = Measure.CONNECTED,
    cap: Cap = None,
    exhaustive: int = 12,
    progress: Progress | None = None,
) -> BuildOrder:
    """Return which links to build, in order, and how far from the best set that can be.

    Step by step the link that gives most for each krone next is taken (or simply most, and the better of the two orders
    is kept), all distances brought up to date after each. Where no link gives anything alone, pairs are tried: two
    links in a row across an island that nobody lives on. When at most ``exhaustive`` links are of use, every set is
    tried and the best is told beside.

    Parameters
    ----------
    reach:
        With c links, none built.
    price_dkk:
        float64 of c. NaN is unknown: such a link is only built when there is no budget and no least gain per krone.
    cap:
        See `Reach.gains`; needed for `Measure.WITHIN`.

    Raises
    ------
    ParamError
        For `Measure.WITHIN` without a cap; for neither budget nor count; for a price below 0.

    Examples
    --------
    Of two links, the one that gives 30 for 1 kr. is built before the one that gives 10 more for 2 kr.

    >>> import shapely
    >>> from gistools.pathnet import Places, Search, assemble
    >>> from gistools.pathnet.gain import Demand, NewLinks, link_reach
    >>> network = assemble([shapely.LineString([(0, 0), (100, 0)])], [0], [1])
    >>> at = lambda *m: Places(np.zeros(len(m), int), np.array(m, float), np.zeros(len(m)))
    >>> links = NewLinks(at(0, 0), at(40, 50), np.full(2, 10.0), np.full(2, 10.0))
    >>> found = link_reach(Search.whole(network), Demand(at(100), np.ones(1), at(0)), links)
    >>> order = build_order(found, np.array([1.0, 2.0]), Purse(count=2), measure=Measure.SAVED)
    >>> order.links, [step.saved for step in order.steps], order.proven
    ((0, 1), [30.0, 40.0], True)
    """
    _check(price_dkk, purse, measure, cap)
    progress = progress or NoProgress()
    orders = [
        _greedy(reach, price_dkk, purse, measure, cap, per_krone=per_krone, progress=progress)
        for per_krone in (True, False)
    ]
    value = [_value(reach, _links(steps), measure, cap) for steps, _ in orders]
    which = int(_more(value[1], value[0]))
    steps, left_out = orders[which]
    best, tried = None, 0
    known = _affordable(price_dkk, purse)
    if known.sum() <= exhaustive:
        best, tried = _best_set(reach, price_dkk, purse, measure, cap, progress)
    best_value = None if best is None else _value(reach, best, measure, cap)
    return BuildOrder(tuple(steps), measure, purse, value[which], best, best_value, tried, left_out)


def _check(price: F64, purse: Purse, measure: Measure, cap: Cap) -> None:
    faults = []
    if measure is Measure.WITHIN and cap is None:
        faults.append(Text("ingen grænse at være inden for", "no limit to be within"))
    if purse.count is None and not np.isfinite(purse.budget_dkk):
        faults.append(Text("hverken budget eller antal", "neither a budget nor a count"))
    if (price < 0.0).any() or purse.budget_dkk < 0.0:
        faults.append(Text("en pris eller et budget under 0", "a price or budget below 0"))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("budget eller antal, og en grænse, hvis den tæller", "a budget or count, and a limit if it counts"),
            Text("giv det, der mangler", "give what is missing"),
        )


def _affordable(price: F64, purse: Purse) -> npt.NDArray[np.bool_]:
    """Return which links can be built by themselves; of an unknown price none, when prices count."""
    if np.isfinite(purse.budget_dkk):
        made: npt.NDArray[np.bool_] = price <= purse.budget_dkk
        return made
    if purse.least_people > 0.0 or purse.least_saved > 0.0:
        return ~np.isnan(price)
    return np.ones(price.size, np.bool_)


def _links(steps: list[BuildStep]) -> tuple[int, ...]:
    return tuple(j for step in steps for j in step.links)


def _value(reach: Reach, links: tuple[int, ...], measure: Measure, cap: Cap) -> Value:
    return worth(reach.built(*links).total(cap), 0, measure)


def _worth_it(gain: Value, price: float, purse: Purse, measure: Measure) -> bool:
    """Return whether something is gained, and enough of one kind or the other for its price."""
    least = [purse.least_people, purse.least_saved]
    if measure is Measure.SAVED:
        least.reverse()
    nothing = (0.0, 0.0)
    if not _more(gain, nothing):
        return False
    if not any(least):
        return True
    return any(
        got > _SAME and got * MILLION >= wanted * price * (1.0 - _SAME) for got, wanted in zip(gain, least, strict=True)
    )


def _greedy(
    reach: Reach,
    price: F64,
    purse: Purse,
    measure: Measure,
    cap: Cap,
    *,
    per_krone: bool,
    progress: Progress,
) -> tuple[list[BuildStep], bool]:
    """Return the steps of one order, and whether pairs were too many to try."""
    steps: list[BuildStep] = []
    spent, can = 0.0, _affordable(price, purse)
    most = price.size if purse.count is None else min(purse.count, price.size)
    made, so_far = reach, worth(reach.total(cap), 0, measure)
    left_out = False
    while (built := len(_links(steps))) < most:
        progress.update(built / most, Text("Vælger forbindelser", "Choosing links"))
        left = [
            j for j in np.flatnonzero(can).tolist()
            if j not in made.chosen and not spent + price[j] > purse.budget_dkk * (1.0 + _SAME)
        ]  # fmt: skip
        found = _next(made, left, price, so_far, purse, measure, cap, per_krone=per_krone)
        if found is None and built + 2 <= most:
            left_out = len(left) > _PAIRS_FROM
            if not left_out:
                found = _next_pair(made, left, price, spent, so_far, purse, measure, cap, per_krone=per_krone)
        if found is None:
            break
        made = made.built(*found)
        total = made.total(cap)
        so_far = worth(total, 0, measure)
        cost = float(price[list(found)].sum())
        spent += cost
        steps.append(
            BuildStep(
                found, cost, float(total.saved[0]), float(total.connected[0]), float(total.connected_cost[0]),
                float(total.within[0]),
            )
        )  # fmt: skip
    return steps, left_out


def _better(one: tuple[Value, float], other: tuple[Value, float] | None, *, per_krone: bool) -> bool:
    """Return whether a gain at a price is to be taken before another."""
    if other is None:
        return True
    both = []
    for gain, price in (one, other):
        divisor = max(price, 1.0) if per_krone and not np.isnan(price) else 1.0  # what costs nothing costs 1 kr.
        both.append((gain[0] / divisor * MILLION, gain[1] / divisor * MILLION) if per_krone else gain)
    if per_krone and np.isnan(one[1]) != np.isnan(other[1]):
        return bool(np.isnan(other[1]))  # what has a price is taken first: of the other nothing per krone is known
    return _more(both[0], both[1]) or (not _more(both[1], both[0]) and one[1] < other[1])


def _delta(after: Value, before: Value) -> Value:
    return after[0] - before[0], after[1] - before[1]


def _next(
    made: Reach,
    left: list[int],
    price: F64,
    so_far: Value,
    purse: Purse,
    measure: Measure,
    cap: Cap,
    *,
    per_krone: bool,
) -> tuple[int, ...] | None:
    gains = made.gains(cap, among=left)
    best: tuple[Value, float] | None = None
    found = None
    for k, j in enumerate(left):
        one = _delta(worth(gains, k, measure), so_far), float(price[j])
        if _worth_it(*one, purse, measure) and _better(one, best, per_krone=per_krone):
            best, found = one, (j,)
    return found


def _next_pair(
    made: Reach,
    left: list[int],
    price: F64,
    spent: float,
    so_far: Value,
    purse: Purse,
    measure: Measure,
    cap: Cap,
    *,
    per_krone: bool,
) -> tuple[int, ...] | None:
    best: tuple[Value, float] | None = None
    found = None
    for at, i in enumerate(left):
        among = [j for j in left[at + 1 :] if not spent + price[i] + price[j] > purse.budget_dkk * (1.0 + _SAME)]
        gains = made.built(i).gains(cap, among=among)
        for k, j in enumerate(among):
            one = _delta(worth(gains, k, measure), so_far), float(price[i] + price[j])
            if _worth_it(*one, purse, measure) and _better(one, best, per_krone=per_krone):
                best, found = one, (i, j)
    return found


def _sets(price: F64, purse: Purse) -> Iterator[tuple[int, ...]]:
    """Yield every set of links that can be built, smaller ones first."""
    can = np.flatnonzero(_affordable(price, purse)).tolist()
    for size in range(min(len(can), len(can) if purse.count is None else purse.count) + 1):
        for one in itertools.combinations(can, size):
            if not price[list(one)].sum() > purse.budget_dkk * (1.0 + _SAME):
                yield one


def _best_set(
    reach: Reach, price: F64, purse: Purse, measure: Measure, cap: Cap, progress: Progress
) -> tuple[tuple[int, ...], int]:
    """Return the set that is worth most, the cheaper of equals, and how many were tried."""
    best: tuple[Value, tuple[int, ...]] = (worth(reach.total(cap), 0, measure), ())
    kept: dict[tuple[int, ...], Reach] = {(): reach}
    size = tried = 0
    for one in _sets(price, purse):
        tried += 1
        if len(one) > size:
            progress.update(0.5, Text("Prøver alle sæt", "Trying all sets"))
            kept = {key: value for key, value in kept.items() if len(key) == size}
            size = len(one)
        made = kept[one[:-1]].built(one[-1]) if one else reach
        kept[one] = made
        value = worth(made.total(cap), 0, measure)
        cheaper = price[list(one)].sum() < price[list(best[1])].sum()
        if _more(value, best[0]) or (not _more(best[0], value) and cheaper):
            best = value, one
    return best[1], tried
