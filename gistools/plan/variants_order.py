"""The order in which the measures of a plan are built (byggerækkefølge): the most gained for each krone first."""

from __future__ import annotations

import enum
import functools
import itertools
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NEVER = Fraction(-(10**30))


@dataclass(frozen=True)
class Standing:
    """Where a plan stands when some of its measures are built, in whole øre.

    Parameters
    ----------
    cost, saved:
        Present values of what they cost, and of the damage that they avoid.
    annual:
        Damage a year today that remains; not used to find an order.
    """

    cost: int
    saved: int
    annual: int = 0

    @property
    def npv(self) -> int:
        """Net present value."""
        return self.saved - self.cost


class StepState(enum.StrEnum):
    """Why a measure is built where it is."""

    PAYS = "pays"
    TOGETHER = "together"  # with the one before or after it alone
    BEYOND = "beyond"  # the stop: what is left pays neither one by one nor two by two


@dataclass(frozen=True)
class Step:
    """One step of a build order.

    Parameters
    ----------
    item:
        Which measure, from 0.
    state:
        Why it is built here.
    partner:
        The measure that it needs (`StepState.TOGETHER`); -1 for none.
    before, after:
        Where the plan stands before and with it; None where so few measures cannot be laid or priced.
    alone:
        Where the plan stands with this measure alone.
    """

    item: int
    state: StepState
    partner: int
    before: Standing | None
    after: Standing | None
    alone: Standing | None


@dataclass(frozen=True)
class BuildOrder:
    """An order of the measures of a plan; made by `build_order`.

    Parameters
    ----------
    steps:
        All measures, those that pay first.
    best:
        The measures whose net present value is the largest of all subsets, the fewest of equals; None where not all
        were tried.
    best_npv:
        Their net present value, øre.
    tried:
        How many subsets were worked out.
    """

    steps: tuple[Step, ...]
    best: tuple[int, ...] | None
    best_npv: int | None
    tried: int

    @property
    def paying(self) -> tuple[Step, ...]:
        """The steps up to the stop."""
        return tuple(one for one in self.steps if one.state is not StepState.BEYOND)

    @property
    def stop_npv(self) -> int:
        """Net present value of the measures up to the stop, øre."""
        known = [one.after.npv for one in self.paying if one.after is not None]
        return known[-1] if known else 0


def build_order(
    ids: Sequence[str], standing: Callable[[frozenset[int]], Standing | None], *, search: int = 0
) -> BuildOrder:
    """Return the order in which measures gain the most for each krone, given those built before them (byggerækkefølge).

    Each time the measure is taken that adds the most net present value for each krone that it adds to the cost, ties by
    id. When none of those left adds any, the pair that adds the most for each krone is taken: two that are worth
    something only together. When no pair adds any either, the order stops; what is left follows by the same ratio, so
    that the last row is the whole plan. Taking the best next one is no search of all subsets: with ``search`` they are
    tried, up to that many measures, and the best is told.

    Parameters
    ----------
    ids:
        Of the measures.
    standing:
        Where the plan stands with some of them, by their places; None for a set that cannot be laid or priced. Nothing
        is asked twice, and not the empty set.
    search:
        Try all subsets of at most so many measures.

    Examples
    --------
    A basin alone saves 90 for 40, a pipe alone nothing; a wall and a gate save 50 for 30 together, nothing alone.

    >>> cost, saved = (40, 5, 20, 10), {0: 90}
    >>> def standing(built):
    ...     return Standing(sum(cost[k] for k in built), 90 * (0 in built) + 50 * ({2, 3} <= built))
    >>> made = build_order(["basin", "pipe", "wall", "gate"], standing, search=4)
    >>> [(step.item, step.state.value) for step in made.steps], made.stop_npv, made.best, made.best_npv
    ([(0, 'pays'), (3, 'together'), (2, 'together'), (1, 'beyond')], 70, (0, 2, 3), 70)
    """
    tried: dict[frozenset[int], Standing | None] = {frozenset(): Standing(0, 0)}

    def at(built: frozenset[int]) -> Standing | None:
        if built not in tried:
            tried[built] = standing(built)
        return tried[built]

    place = {k: rank for rank, k in enumerate(sorted(range(len(ids)), key=lambda k: _natural(ids[k])))}
    built, now, left, steps = frozenset[int](), at(frozenset()), set(range(len(ids))), []
    state = StepState.PAYS

    def take(item: int, partner: int = -1) -> None:
        nonlocal built, now
        then = at(built | {item})
        steps.append(Step(item, state, partner, now, then, at(frozenset({item}))))
        built, now = built | {item}, then or now
        left.discard(item)

    while left:
        ratio = functools.partial(_ratio, now)
        alone = {k: ratio(at(built | {k})) for k in left}
        best = min(left, key=lambda k: (-alone[k], place[k]))
        if state is StepState.BEYOND or alone[best] > 0:
            take(best)
            continue
        waiting = itertools.combinations(sorted(left, key=place.__getitem__), 2)
        pairs = {pair: ratio(at(built | set(pair))) for pair in waiting}
        pair = max(pairs, key=pairs.__getitem__, default=None)
        if pair is not None and pairs[pair] > 0:
            first, second = sorted(pair, key=lambda k: (-alone[k], place[k]))
            state = StepState.TOGETHER
            take(first, second)
            take(second, first)
            state = StepState.PAYS
        else:
            state = StepState.BEYOND
    best_set, best_npv = None, None
    if len(ids) <= search:
        subsets = [frozenset(s) for n in range(len(ids) + 1) for s in itertools.combinations(range(len(ids)), n)]
        known = [(one, found.npv) for one in subsets if (found := at(one)) is not None]
        top, best_npv = max(known, key=lambda pair: pair[1])
        best_set = tuple(sorted(top))
    return BuildOrder(tuple(steps), best_set, best_npv, len(tried) - 1)


def _ratio(now: Standing | None, then: Standing | None) -> Fraction:
    """Return what is gained for each øre that is added to the cost; what adds none counts as adding one."""
    if now is None or then is None:
        return _NEVER
    return Fraction(then.npv - now.npv, max(then.cost - now.cost, 1))


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return what texts are sorted by, so that numbers in them count as numbers."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text) if part)
