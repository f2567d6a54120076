"""Choosing measures step by step (trinvist valg): the most gained for each krone first, then mended by drop and add."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from gistools.corridors.budget_value import NONE
from gistools.progress import NoProgress, check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gistools.corridors.budget_value import Chosen, Purse
    from gistools.progress import Progress

_SAME = 1e-12  # gains that differ by less are the same
_MOST_PAIRS = 2_000  # tried when no option gains anything alone
_ROUNDS = 50  # of drop and add


def greedy_choice(purse: Purse, budget: float, progress: Progress | None = None) -> Chosen:
    """Return what is chosen step by step: the largest gain for each krone next, pairs where none gains alone.

    The best single option is taken when it is worth more than all of that. Then each of the chosen is dropped in turn,
    alone, and the room filled again, as long as that gains more. What no longer adds anything is dropped for good. It
    gives no proof: options that pay only together, three or more at a time, are not seen.

    >>> from gistools.corridors.budget_value import purse
    >>> from gistools.corridors.options_network import join_options
    >>> import numpy as np
    >>> alone = np.full((2, 3), np.inf)  # two ponds far from all
    >>> network = join_options([4.0], [[0.0]], [3.0, 1.0], alone, [0, 1], 1.0)
    >>> sorted(greedy_choice(purse([network], [50.0, 10.0]), 59.0))  # 10 for 1 is the better, but 9 for 50 the more
    [0]
    """
    progress = progress or NoProgress()
    chosen = _filled(purse, budget, NONE, purse.candidates, progress)
    singles = [frozenset({k}) for k in purse.candidates if purse.price[k] <= budget]
    chosen = max([chosen, *singles], key=lambda one: _rank(purse, one))
    for _ in range(_ROUNDS):
        better = chosen
        for gone in sorted(chosen):
            rest = [k for k in purse.candidates if k != gone]
            tried = _filled(purse, budget, chosen - {gone}, rest, progress)
            better = max(better, tried, key=lambda one: _rank(purse, one))
        if _rank(purse, better) <= _rank(purse, chosen):
            break
        chosen = better
    return trimmed(purse, chosen)


def trimmed(purse: Purse, chosen: Chosen) -> Chosen:
    """Return a choice without what adds nothing to it, the dearest first."""
    for one in sorted(chosen, key=lambda k: (-purse.price[k], k)):
        if purse.value(chosen - {one}) >= purse.value(chosen) - _SAME:
            chosen -= {one}
    return chosen


def _rank(purse: Purse, chosen: Chosen) -> tuple[float, float]:
    """Return what choices are compared by: worth, rounded so that rounding of sums decides nothing, then price."""
    return round(purse.value(chosen), 12), -purse.cost(chosen)


def _filled(purse: Purse, budget: float, chosen: Chosen, among: Iterable[int], progress: Progress) -> Chosen:
    left = set(among) - chosen
    while left:
        check(progress)
        room = budget - purse.cost(chosen)
        fit = [k for k in sorted(left) if purse.price[k] <= room and purse.allowed(chosen | {k})]
        step = best_step(purse, chosen, fit, room)
        if not step:
            break
        chosen |= step
        left -= step
    return chosen


def best_step(purse: Purse, chosen: Chosen, among: list[int], room: float = math.inf) -> Chosen:
    """Return the option that gains the most for each krone beside those chosen; a pair where none gains alone.

    The species that has gained the least decides by the criterion of the worst, so one that raises only another is
    counted by the mean where no step raises the worst.
    """
    for worth in (purse.value, lambda one: math.fsum(purse.gains(one))):
        now = worth(chosen)

        def ratio(step: Chosen, now: float = now, worth=worth) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
            gain = worth(chosen | step) - now
            return gain / max(purse.cost(step), 1e-9) if gain > _SAME else 0.0

        singles = {frozenset({k}): ratio(frozenset({k})) for k in among}
        best = max(singles, key=singles.__getitem__, default=NONE)
        if best and singles[best] > 0.0:
            return best
        pairs = (
            frozenset(pair)
            for pair in itertools.combinations(among, 2)
            if purse.cost(frozenset(pair)) <= room and purse.allowed(chosen | set(pair))
        )
        ratios = {pair: ratio(pair) for pair in itertools.islice(pairs, _MOST_PAIRS)}
        both = max(ratios, key=ratios.__getitem__, default=NONE)
        if both and ratios[both] > 0.0:
            return both
        if len(purse.networks) == 1:
            break
    return NONE


def build_steps(purse: Purse, chosen: Chosen) -> tuple[int, ...]:
    """Return the order in which a choice is built: the most gained for each krone next, given those before.

    Of a pair that gains only together the one that gains more alone, then the cheaper, is built first; what is left
    when no step gains follows by price.

    >>> from gistools.corridors.budget_value import purse
    >>> from gistools.corridors.options_network import join_options
    >>> import numpy as np
    >>> network = join_options([4.0], [[0.0]], [3.0, 1.0], np.full((2, 3), np.inf), [0, 1], 1.0)
    >>> build_steps(purse([network], [50.0, 10.0]), frozenset({0, 1}))  # 9/50 of 0, 1/10 of 1
    (0, 1)
    """
    built: Chosen = NONE
    order: list[int] = []
    while built != chosen:
        step = best_step(purse, built, sorted(chosen - built))
        rest = step or frozenset({min(chosen - built, key=lambda k: (purse.price[k], k))})
        order += sorted(rest, key=lambda k: (-purse.value(built | {k}), purse.price[k], k))
        built |= rest
    return tuple(order)
