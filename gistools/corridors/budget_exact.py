"""The best measures for a budget, proven (det bedste valg, bevist): a mixed-integer program solved by HiGHS.

What a choice of options makes of PC is a flow with gains. For each target t every source s sends its area a_s; a step
from u to v keeps the share p_uv = exp(-alpha cost) of it, over patches alone, and what arrives counts a_t. Sent along
its best way a_s arrives as a_s p*_st, and no flow does better, so the largest sum over t of a_t times what arrives is
the sum of a_s a_t p*_st. Nodes of an option take flow only when it is chosen (x = 1); habitat of an option sends and
counts only then. Since p*_st = p*_ts, only sources before t are sent, and count twice. The program is the one of GECOT
(2025, 10.1111/2041-210X.70055) with the patches taken out: ways over patches alone are known, so only
what differs from them is a flow. Ways that beat them for no choice of options are left out; that loses nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from gistools.corridors.budget_params import Criterion

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.corridors.budget_value import Chosen, Purse
    from gistools.corridors.options_network import OptionNetwork

    F64 = npt.NDArray[np.float64]

_BETTER = 1.0 + 1e-9  # a way is better than another when its product is larger by more than this
_DROPPED = 1e-7  # of the sum without options: pairs that all options together could raise by less are left out
_GAP = 1e-7  # relative, at which HiGHS stops
_TANGENTS = 40  # of the square root, when species are put together
_ROUNDS = 4  # of more tangents


@dataclass(frozen=True)
class Exact:
    """What HiGHS found.

    Parameters
    ----------
    chosen:
        Best choice that it met; None when it met none in time.
    bound:
        No choice is worth more than this, in the unit of `Purse.value`.
    flows:
        Flow variables of the program.
    """

    chosen: Chosen | None
    bound: float
    flows: int


class _Program:
    """A program in the making: variables with their limits, rows with theirs."""

    def __init__(self) -> None:
        self.high: list[float] = []
        self.rows: list[tuple[list[int], list[float], float]] = []

    def add(self, high: float) -> int:
        self.high.append(high)
        return len(self.high) - 1

    def at_most(self, variables: list[int], factors: list[float], limit: float) -> None:
        self.rows.append((variables, factors, limit))


def exact_choice(purse: Purse, budget: float, *, time_limit_s: float = 60.0) -> Exact:
    """Return the best choice for a budget and a bound that none is above.

    For several species by their mean the square root in EC is bounded by tangents, so that the bound holds; the choice
    is tried again with tangents where it was found.

    Parameters
    ----------
    budget:
        DKK; options of unknown price are not chosen.
    time_limit_s:
        After which HiGHS stops, for all rounds together.

    >>> from gistools.corridors.budget_value import purse
    >>> from gistools.corridors.options_network import join_options
    >>> far = [[0.0, np.inf], [np.inf, 0.0]]  # ponds 0 and 1 bridge two patches together, 2 is habitat far from all
    >>> links = [[1.0, np.inf, 0.0, 1.0, np.inf], [np.inf, 1.0, 1.0, 0.0, np.inf], [np.inf] * 4 + [0.0]]
    >>> network = join_options([9.0, 9.0], far, [0.1, 0.1, 1.0], links, [0, 1, 2], 0.1)
    >>> sorted(exact_choice(purse([network], [10.0, 10.0, 10.0]), 20.0).chosen)
    [0, 1]
    """
    program = _Program()
    allowed = [bool(math.isfinite(p) and p <= budget) for p in purse.price]
    xs = [program.add(float(one)) for one in allowed]
    known = [k for k, one in enumerate(allowed) if one]
    program.at_most([xs[k] for k in known], [float(purse.price[k]) for k in known], budget)
    for pair in purse.excluded:
        program.at_most([xs[k] for k in sorted(pair)], [1.0] * len(pair), 1.0)
    species = [_species(program, network, xs, allowed) for network in purse.networks]
    everything = frozenset(known)
    if len(species) > 1 and purse.criterion is Criterion.MEAN:
        made = _mean(program, purse, species, time_limit_s)
    else:
        goal = species[0].gain if len(species) == 1 else program.add(math.inf)
        if len(species) > 1:
            for one in species:
                program.at_most([goal, one.gain], [1.0, -1.0], 0.0)
        found = _solved(program, len(xs), {goal: 1.0}, time_limit_s)
        ratio = 1.0 + found.bound + max(one.dropped for one in species)
        made = Exact(found.chosen, math.sqrt(max(ratio, 1.0)) - 1.0, len(program.high))
    return replace(made, bound=min(made.bound, purse.value(everything)))


@dataclass(frozen=True)
class _Species:
    """The gain of the sum of one species, over the sum without options."""

    gain: int
    dropped: float
    most: float


def _mean(program: _Program, purse: Purse, species: list[_Species], time_limit_s: float) -> Exact:
    goals = [program.add(math.inf) for _ in species]
    tangents = [np.geomspace(1.0, max(one.most, 1.0 + 1e-9), _TANGENTS).tolist() for one in species]
    bound, best, left = math.inf, None, time_limit_s
    for _ in range(_ROUNDS):
        for goal, one, at in zip(goals, species, tangents, strict=True):
            for ratio in at:  # sqrt(1 + n) - 1 <= sqrt(r) - 1 + (1 + n - r) / (2 sqrt(r))
                slope = 0.5 / math.sqrt(ratio)
                program.at_most([goal, one.gain], [1.0, -slope], math.sqrt(ratio) - 1.0 + (1.0 - ratio) * slope)
        found = _solved(program, len(purse.price), dict(zip(goals, purse.weights, strict=True)), left)
        told = found.bound + math.fsum(w * one.dropped / 2.0 for w, one in zip(purse.weights, species, strict=True))
        bound, left = min(bound, told), left - found.seconds
        if found.chosen is None:
            break
        best = max((found.chosen, best or found.chosen), key=purse.value)
        tangents = [[one.numerator(found.chosen) / one.start] for one in purse.networks]
        if bound - purse.value(best) <= 1e-7 * bound or left <= 0.0:
            break
    return Exact(best, bound, len(program.high))


@dataclass(frozen=True)
class _Found:
    chosen: Chosen | None
    bound: float
    seconds: float


def _solved(program: _Program, count: int, goal: dict[int, float], time_limit_s: float) -> _Found:
    import time  # noqa: PLC0415 - what is left of the limit

    size = len(program.high)
    cost = np.zeros(size)
    for variable, factor in goal.items():
        cost[variable] -= factor
    row = np.concatenate([np.full(len(v), n) for n, (v, _, _) in enumerate(program.rows)])
    column = np.concatenate([np.array(v, np.int64) for v, _, _ in program.rows])
    value = np.concatenate([np.array(f, np.float64) for _, f, _ in program.rows])
    matrix = sparse.csr_matrix((value, (row.astype(np.int64), column)), shape=(len(program.rows), size))
    limits = np.array([limit for _, _, limit in program.rows])
    begun = time.monotonic()
    told = milp(
        cost,
        integrality=np.arange(size) < count,
        bounds=Bounds(0.0, np.array(program.high)),
        constraints=LinearConstraint(matrix, -np.inf, limits),
        options={"time_limit": max(time_limit_s, 0.01), "mip_rel_gap": _GAP},
    )
    seconds = time.monotonic() - begun
    bound = math.inf if told.mip_dual_bound is None else -float(told.mip_dual_bound)
    if told.x is None:
        return _Found(None, bound, seconds)
    return _Found(frozenset(np.flatnonzero(told.x[:count] > 0.5).tolist()), bound, seconds)  # noqa: PLR2004 - 0 or 1


def _species(program: _Program, network: OptionNetwork, xs: list[int], allowed: list[bool]) -> _Species:
    """Add the flows of one species; return its gain."""
    unit = math.sqrt(network.start)
    usable = np.array([o < 0 or allowed[o] for o in network.owner])
    kept = np.flatnonzero(usable)
    a, owner = network.area[kept] / unit, network.owner[kept]
    everything = frozenset(k for k, one in enumerate(allowed) if one)
    p = np.exp(-network.alpha * network.cost[np.ix_(kept, kept)])
    most = np.exp(-network.alpha * network.costs(everything)[np.ix_(kept, kept)])
    ends = np.flatnonzero(a > 0.0)
    doors = np.flatnonzero(owner >= 0)
    gain: dict[int, float] = {}

    def counts(variable: int, factor: float) -> None:
        gain[variable] = gain.get(variable, 0.0) + factor

    for node in doors[a[doors] > 0.0]:
        patches = ends[owner[ends] < 0]
        counts(xs[owner[node]], float(a[node] ** 2 + 2.0 * a[node] * (p[node, patches] @ a[patches])))
    open_pairs, dropped = _pairs(a, owner, p, most, ends)
    for t in ends:
        for s in ends[(ends < t) & (owner[ends] >= 0)]:
            if owner[t] >= 0 and owner[s] != owner[t] and p[s, t] > 0.0:
                both = program.add(1.0)
                counts(both, float(2.0 * a[s] * a[t] * p[s, t]))
                for end in (s, t):
                    program.at_most([both, xs[owner[end]]], [1.0, -1.0], 0.0)
        sources = open_pairs.get(int(t))
        if sources:
            _target(program, counts, (a, owner, p, most), xs, int(t), sources, doors)
    total = program.add(math.inf)
    program.at_most([total, *gain], [1.0, *(-factor for factor in gain.values())], 0.0)
    return _Species(total, dropped, network.numerator(everything) / network.start)


def _pairs(
    a: F64, owner: npt.NDArray[np.int64], p: F64, most: F64, ends: npt.NDArray[np.int64]
) -> tuple[dict[int, list[int]], float]:
    """Return the sources of each target that options could bring nearer, and the gain of those that are left out."""
    room = [
        (float(2.0 * a[s] * a[t] * (most[s, t] - p[s, t])), int(s), int(t))
        for t in ends
        for s in ends[ends < t]
        if most[s, t] > p[s, t] * _BETTER and (owner[s] < 0 or owner[s] != owner[t])
    ]
    room.sort()
    dropped, first = 0.0, 0
    while first < len(room) and dropped + room[first][0] <= _DROPPED:
        dropped += room[first][0]
        first += 1
    made: dict[int, list[int]] = {}
    for _, s, t in room[first:]:
        made.setdefault(t, []).append(s)
    return made, dropped


def _target(program, counts, facts, xs, t, sources, doors) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, PLR0913
    """Add the flows to one target from sources that options could bring nearer."""
    a, owner, p, most = facts
    own = owner[t]
    through = [int(w) for w in doors if owner[w] != own]
    into: dict[int, list[tuple[int, float]]] = {w: [] for w in through}
    sent = 0.0
    reach = dict.fromkeys(through, 0.0)
    for s in sources:
        by_owner: dict[int, list[int]] = {}
        for w in through:
            if owner[w] != owner[s] and p[s, w] * most[w, t] > p[s, t] * _BETTER:
                flow = program.add(float(a[s]))
                counts(flow, 2.0 * a[t] * (p[s, w] * p[w, t] - p[s, t]))
                into[w].append((flow, float(p[s, w])))
                by_owner.setdefault(int(owner[w]), []).append(flow)
                sent += a[s]
        for option, flows in by_owner.items():
            program.at_most([*flows, xs[option]], [*([1.0] * len(flows)), -float(a[s])], 0.0)
        flows = [one for part in by_owner.values() for one in part]
        switches = {int(o) for o in (owner[s], own) if o >= 0}
        for option in switches:
            program.at_most([*flows, xs[option]], [*([1.0] * len(flows)), -float(a[s])], 0.0)
        if not switches and len(by_owner) > 1:
            program.at_most(flows, [1.0] * len(flows), float(a[s]))
        for w in through:
            reach[w] += float(a[s] * most[s, w])
    out: dict[int, list[int]] = {w: [] for w in through}
    for w in through:
        for v in through:
            if w == v or p[w, v] * most[v, t] <= p[w, t] * _BETTER or reach[w] <= 0.0:
                continue
            if not any(most[s, w] * p[w, v] * most[v, t] > p[s, t] * _BETTER for s in sources):
                continue
            room = float(reach[w])
            flow = program.add(room)
            counts(flow, 2.0 * a[t] * (p[w, v] * p[v, t] - p[w, t]))
            out[w].append(flow)
            into[v].append((flow, float(p[w, v])))
            program.at_most([flow, xs[owner[v]]], [1.0, -room], 0.0)
    for w in through:
        if out[w]:
            arriving = into[w]
            program.at_most(
                [*out[w], *(flow for flow, _ in arriving)], [*([1.0] * len(out[w])), *(-f for _, f in arriving)], 0.0
            )
