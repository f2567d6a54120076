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
from gistools.corridors.budget_value import NONE

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.corridors.budget_value import Chosen, Purse
    from gistools.corridors.options_network import OptionNetwork

    F64 = npt.NDArray[np.float64]

_BETTER = 1.0 + 1e-9  # a way is better than another when its product is larger by more than this
_DROPPED = 1e-5  # of what all options together gain: so much may ways lose that are left out; the bound holds it
_GAP = 1e-6  # relative, at which HiGHS stops
_ROUNDS = 6  # of tangents


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

    def __init__(self, allowed: list[bool]) -> None:
        self.options = len(allowed)  # the first variables: whether each is chosen
        self.high = [float(one) for one in allowed]
        self.rows: list[tuple[list[int], list[float], float]] = []

    def add(self, high: float) -> int:
        self.high.append(high)
        return len(self.high) - 1

    def at_most(self, variables: list[int], factors: list[float], limit: float) -> None:
        self.rows.append((variables, factors, limit))


def exact_choice(purse: Purse, budget: float, *, time_limit_s: float = 60.0, start: Chosen = NONE) -> Exact:
    """Return the best choice for a budget and a bound that none is above.

    For several species by their mean the square root in EC is bounded by tangents, so that the bound holds; the choice
    is tried again with tangents where it was found.

    Parameters
    ----------
    budget:
        DKK; options of unknown price are not chosen.
    time_limit_s:
        After which HiGHS stops, for all rounds together.
    start:
        A good choice: where the first tangents are taken, so that one round proves it when it is the best.

    >>> from gistools.corridors.budget_value import purse
    >>> from gistools.corridors.options_network import join_options
    >>> far = [[0.0, np.inf], [np.inf, 0.0]]  # ponds 0 and 1 bridge two patches together, 2 is habitat far from all
    >>> links = [[1.0, np.inf, 0.0, 1.0, np.inf], [np.inf, 1.0, 1.0, 0.0, np.inf], [np.inf] * 4 + [0.0]]
    >>> network = join_options([9.0, 9.0], far, [0.1, 0.1, 1.0], links, [0, 1, 2], 0.1)
    >>> sorted(exact_choice(purse([network], [10.0, 10.0, 10.0]), 20.0).chosen)
    [0, 1]
    """
    allowed = [bool(price <= budget) for price in purse.price]  # not NaN
    program = _Program(allowed)
    known = [k for k, one in enumerate(allowed) if one]
    program.at_most(known, [float(purse.price[k]) for k in known], budget)
    for pair in purse.excluded:
        program.at_most(sorted(pair), [1.0] * len(pair), 1.0)
    species = [_species(program, network, allowed) for network in purse.networks]
    worst = purse.criterion is Criterion.WORST and len(species) > 1
    made = _worst(program, species, time_limit_s) if worst else _mean(program, purse, species, time_limit_s, start)
    return replace(made, bound=min(made.bound, purse.value(frozenset(known))))


@dataclass(frozen=True)
class _Species:
    """The gain of the sum of one species, over the sum without options: factors of variables; what was left out."""

    gain: dict[int, float]
    dropped: float


def _worst(program: _Program, species: list[_Species], time_limit_s: float) -> Exact:
    """Make the least of the gains as large as it can be: that of the sums, whose root it is."""
    goal = program.add(math.inf)
    for one in species:
        program.at_most([goal, *one.gain], [1.0, *(-factor for factor in one.gain.values())], 0.0)
    found = _solved(program, {goal: 1.0}, time_limit_s)
    ratio = 1.0 + found.bound + max(one.dropped for one in species)
    return Exact(found.chosen, math.sqrt(max(ratio, 1.0)) - 1.0, len(program.high))


def _mean(program: _Program, purse: Purse, species: list[_Species], time_limit_s: float, start: Chosen) -> Exact:
    """Each round takes the tangents sqrt(1 + n) <= sqrt(r) + (1 + n - r) / (2 sqrt(r)) where the last one came out."""
    bound, best, left = math.inf, start, time_limit_s
    seen: set[Chosen] = set()
    ratios = [network.numerator(start) / network.start for network in purse.networks]
    while left > 0.0 and len(seen) < _ROUNDS:
        goal: dict[int, float] = {}
        told = 0.0
        for weight, one, r in zip(purse.weights, species, ratios, strict=True):
            slope = 0.5 * weight / math.sqrt(r)
            told += weight * (math.sqrt(r) - 1.0) + slope * (1.0 - r + one.dropped)
            for variable, factor in one.gain.items():
                goal[variable] = goal.get(variable, 0.0) + slope * factor
        found = _solved(program, goal, left)
        bound, left = min(bound, told + found.bound), left - found.seconds
        if found.chosen is None or found.chosen in seen:
            break
        seen.add(found.chosen)
        best = max(found.chosen, best, key=purse.value)
        if bound - purse.value(best) <= _GAP * bound:
            break
        ratios = [network.numerator(found.chosen) / network.start for network in purse.networks]
    return Exact(best or None, bound, len(program.high))


@dataclass(frozen=True)
class _Found:
    chosen: Chosen | None
    bound: float
    seconds: float


def _solved(program: _Program, goal: dict[int, float], time_limit_s: float) -> _Found:
    import time  # noqa: PLC0415 - what is left of the limit

    size, count = len(program.high), program.options
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
        integrality=(np.arange(size) < count).astype(np.int64),
        bounds=Bounds(0.0, np.array(program.high)),
        constraints=LinearConstraint(matrix, -np.inf, limits),
        options={"time_limit": max(time_limit_s, 0.01), "mip_rel_gap": _GAP},
    )
    seconds = time.monotonic() - begun
    bound = math.inf if told.mip_dual_bound is None else -float(told.mip_dual_bound)
    if told.x is None:
        return _Found(None, bound, seconds)
    return _Found(frozenset(np.flatnonzero(told.x[:count] > 0.5).tolist()), bound, seconds)  # noqa: PLR2004 - 0 or 1


@dataclass(frozen=True, eq=False)
class _Facts:
    """Nodes that may be used: areas over EC, options, and shares over patches alone and over all options together."""

    area: F64
    owner: npt.NDArray[np.int64]
    p: F64
    most: F64

    @property
    def doors(self) -> list[int]:
        return np.flatnonzero(self.owner >= 0).tolist()


def _species(program: _Program, network: OptionNetwork, allowed: list[bool]) -> _Species:
    """Add the flows of one species; return its gain."""
    kept = np.flatnonzero([o < 0 or allowed[o] for o in network.owner])
    everything = frozenset(k for k, one in enumerate(allowed) if one)
    among = np.ix_(kept, kept)
    facts = _Facts(
        network.area[kept] / math.sqrt(network.start),
        network.owner[kept],
        np.exp(-network.alpha * network.cost[among]),
        np.exp(-network.alpha * network.costs(everything)[among]),
    )
    a, owner, p = facts.area, facts.owner, facts.p
    ends = np.flatnonzero(a > 0.0)
    patches, new = ends[owner[ends] < 0], ends[owner[ends] >= 0]
    gain: dict[int, float] = {}
    for t in new:
        gain[int(owner[t])] = gain.get(int(owner[t]), 0.0) + float(
            a[t] ** 2 + 2.0 * a[t] * (p[t, patches] @ a[patches])
        )
        for s in new[(new < t) & (owner[new] != owner[t]) & (p[t, new] > 0.0)]:
            both = program.add(1.0)
            gain[both] = float(2.0 * a[s] * a[t] * p[s, t])
            for end in (s, t):
                program.at_most([both, int(owner[end])], [1.0, -1.0], 0.0)
    largest = network.numerator(everything) / network.start - 1.0
    first, dropped = _first_steps(facts, ends, _DROPPED * largest)
    for t, sources in first.items():
        _target(program, gain, facts, t, sources)
    return _Species(gain, dropped)


def _first_steps(
    facts: _Facts, ends: npt.NDArray[np.int64], allowance: float
) -> tuple[dict[int, dict[int, list[int]]], float]:
    """Return, by target and source, the options that a way may begin with, and what leaving out the others loses.

    A way of a pair that begins with an option gains no more than if all the rest of it were built. A pair takes one
    way, so leaving out the least of these loses no more than the largest left out of each pair.
    """
    a, owner, p, most = facts.area, facts.owner, facts.p, facts.most
    doors = np.array(facts.doors, np.int64)
    told = []
    for t in ends:
        sources = ends[ends < t]
        room = p[np.ix_(sources, doors)] * most[doors, t] - p[sources, t, None]
        use = (room > p[sources, t, None] * (_BETTER - 1.0)) & (room > 0.0)
        use &= (owner[doors] != owner[t]) & (owner[doors] != owner[sources, None])
        if owner[t] >= 0:
            use &= (owner[sources] != owner[t])[:, None]
        told += [
            (float(2.0 * a[sources[i]] * a[t] * room[i, j]), int(sources[i]), int(t), int(doors[j]))
            for i, j in np.argwhere(use)
        ]
    told.sort()
    lost: dict[tuple[int, int], float] = {}
    dropped, kept = 0.0, 0
    for room, s, t, _ in told:
        more = room - lost.get((s, t), 0.0)
        if dropped + more > allowance:
            break
        lost[s, t] = room
        dropped += more
        kept += 1
    made: dict[int, dict[int, list[int]]] = {}
    for _, s, t, w in sorted(told[kept:], key=lambda one: (one[2], one[1], one[3])):
        made.setdefault(t, {}).setdefault(s, []).append(w)
    return made, dropped


def _target(program: _Program, gain: dict[int, float], facts: _Facts, t: int, sources: dict[int, list[int]]) -> None:
    """Add the flows to one target from sources that options could bring nearer."""
    a, owner, p, most = facts.area, facts.owner, facts.p, facts.most
    doors = [w for w in facts.doors if owner[w] != owner[t]]
    into: dict[int, list[tuple[int, float]]] = {w: [] for w in doors}
    for s, first in sources.items():
        by_option: dict[int, list[int]] = {}
        for w in first:
            flow = program.add(float(a[s]))
            gain[flow] = float(2.0 * a[t] * (p[s, w] * p[w, t] - p[s, t]))
            into[w].append((flow, float(p[s, w])))
            by_option.setdefault(int(owner[w]), []).append(flow)
        flows = [flow for part in by_option.values() for flow in part]
        ends = {int(o): flows for o in (owner[s], owner[t]) if o >= 0}
        for option, part in [*by_option.items(), *ends.items()]:
            program.at_most([*part, option], [*([1.0] * len(part)), -float(a[s])], 0.0)
        if not ends and len(by_option) > 1:
            program.at_most(flows, [1.0] * len(flows), float(a[s]))
    given = np.array(list(sources), np.int64)
    out: dict[int, list[int]] = {w: [] for w in doors}
    for w in doors:
        room = float(a[given] @ most[given, w])
        for v in doors:
            ways = most[given, w] * p[w, v] * most[v, t]
            if w == v or p[w, v] * most[v, t] <= p[w, t] * _BETTER or not (ways > p[given, t] * _BETTER).any():
                continue
            flow = program.add(room)
            gain[flow] = float(2.0 * a[t] * (p[w, v] * p[v, t] - p[w, t]))
            out[w].append(flow)
            into[v].append((flow, float(p[w, v])))
            program.at_most([flow, int(owner[v])], [1.0, -room], 0.0)
    for w in doors:
        if out[w]:
            arriving, shares = [flow for flow, _ in into[w]], [-share for _, share in into[w]]
            program.at_most([*out[w], *arriving], [*([1.0] * len(out[w])), *shares], 0.0)
