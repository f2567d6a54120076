"""The best measures for nature under a budget (bedste tiltag for pengene): chosen, proven, put in order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.corridors.budget_exact import exact_choice
from gistools.corridors.budget_search import build_steps, greedy_choice, trimmed
from gistools.corridors.budget_value import NONE, purse
from gistools.errors import ParamError
from gistools.progress import NoProgress, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.corridors.budget_params import Criterion
    from gistools.corridors.budget_value import Chosen, Purse
    from gistools.corridors.options_network import OptionNetwork
    from gistools.progress import Progress

PROVEN = 1e-4
"""A choice is called proven best when no other is worth more than it by this part of its own worth."""


@dataclass(frozen=True, eq=False)
class BestMeasures:
    """The measures chosen for a budget; made by `best_measures`.

    Parameters
    ----------
    purse:
        What was chosen from.
    budget_dkk:
        What may be spent.
    chosen:
        The options, from 0, in the order to build them.
    greedy:
        What the step by step choice alone would be.
    bound:
        No choice within the budget is worth more (relative gain, by the criterion); infinite when none was found.
    exact:
        Whether a proof was tried (False: only step by step).
    """

    purse: Purse
    budget_dkk: float
    chosen: tuple[int, ...]
    greedy: Chosen
    bound: float
    exact: bool

    @property
    def value(self) -> float:
        """Relative gain by the criterion, 0.1 for 10 %."""
        return self.purse.value(frozenset(self.chosen))

    @property
    def gap(self) -> float:
        """How much more than `value` another choice could be worth at most, as a part of the bound, 0-1; 1 unknown."""
        if math.isinf(self.bound):
            return 1.0
        return max(self.bound - self.value, 0.0) / self.bound if self.bound > 0.0 else 0.0

    @property
    def proven(self) -> bool:
        """Whether no choice is better by more than `PROVEN` of its worth, or of a percent where it is worth less."""
        return self.bound - self.value <= PROVEN * max(self.value, 0.01)

    @property
    def cost_dkk(self) -> float:
        """Price of all that is chosen, DKK."""
        return self.purse.cost(frozenset(self.chosen))


def best_measures(
    networks: Sequence[OptionNetwork],
    price: npt.ArrayLike,
    budget_dkk: float,
    *,
    criterion: Criterion | str = "mean",
    weights: Sequence[float] | None = None,
    excluded: Sequence[tuple[int, int]] = (),
    exact: bool = True,
    time_limit_s: float = 60.0,
    progress: Progress | None = None,
) -> BestMeasures:
    """Return the options whose gain of EC is the largest within a budget, and a bound that no choice is above.

    Chosen step by step first (`greedy_choice`), then by a mixed-integer program (`exact_choice`), which proves its
    choice or leaves a bound and so a gap; the better of both counts. EC is that of the networks, with free crossing of
    habitat; recompute the chosen on the map (`laid_ec`).

    Parameters
    ----------
    networks:
        One for each species, over the same options.
    price:
        DKK for each option; NaN unknown, and then it cannot be chosen.
    budget_dkk:
        What may be spent, 0 or more.
    criterion, weights:
        ``mean``: the mean of the species' relative gains, by weight; ``worst``: the least of them.
    excluded:
        Pairs of which one alone may be chosen.
    exact:
        Whether to look for the proven best.
    time_limit_s:
        For the proof.

    Raises
    ------
    ParamError
        For a budget below 0 or not finite, and as for `purse`.
    Cancelled
        When the user wants to stop.

    Examples
    --------
    Two ponds that bridge two woods together alone, and a meadow that adds a little: step by step sees the pair too.

    >>> from gistools.corridors.options_network import join_options
    >>> far = [[0.0, np.inf], [np.inf, 0.0]]
    >>> links = [[1.0, np.inf, 0.0, 1.0, np.inf], [np.inf, 1.0, 1.0, 0.0, np.inf], [np.inf] * 4 + [0.0]]
    >>> network = join_options([9.0, 9.0], far, [0.1, 0.1, 1.0], links, [0, 1, 2], 0.1)
    >>> best = best_measures([network], [10.0, 10.0, 10.0], 20.0)
    >>> sorted(best.chosen), best.proven, best.cost_dkk
    ([0, 1], True, 20.0)
    """
    from gistools.corridors.budget_params import Criterion  # noqa: PLC0415 - an enumeration by its name

    if not 0.0 <= budget_dkk < math.inf:
        raise ParamError(
            Text(f"budget = {budget_dkk}", f"budget = {budget_dkk}"),
            Text("et beløb, 0 eller mere", "an amount, 0 or more"),
            Text("ret budgettet", "correct the budget"),
        )
    progress = progress or NoProgress()
    made = purse(networks, price, criterion=Criterion(criterion), weights=weights, excluded=excluded)
    progress.update(0.0, Text("Vælger trin for trin", "Choosing step by step"))
    greedy = greedy_choice(made, budget_dkk, progress)
    best, bound = greedy, math.inf
    if exact and made.candidates:
        progress.update(0.3, Text("Søger det bedste valg", "Looking for the best choice"))
        found = run_cancellable(
            progress, lambda: exact_choice(made, budget_dkk, time_limit_s=time_limit_s, start=greedy)
        )
        bound = found.bound
        if found.chosen is not None and _fits(made, found.chosen, budget_dkk):
            best = max(greedy, trimmed(made, found.chosen), key=made.value)
        bound = max(bound, made.value(best))  # rounding of the solver alone
    elif not made.candidates:
        bound = 0.0
    progress.update(1.0, Text("Valget er gjort", "The choice is made"))
    return BestMeasures(made, budget_dkk, build_steps(made, best), greedy, bound, exact)


def _fits(made: Purse, chosen: Chosen, budget_dkk: float) -> bool:
    """Whether a choice of the solver keeps the budget without its tolerance."""
    return made.cost(chosen) <= budget_dkk * (1.0 + 1e-9) and made.allowed(chosen)


def step_table(best: BestMeasures, ids: Sequence[object]) -> pd.DataFrame:
    """Return the build order (byggerækkefølge) with what each step makes of EC, one row for each step and species.

    Returns
    -------
    DataFrame
        ``step`` (1 is built first), ``option_id``, ``species`` (Danish), ``price_dkk``, ``spent_dkk`` (with this step),
        ``ec_m2`` after it, ``ec_gain_m2`` of it, ``ec_percent`` and ``area_percent`` (since before all),
        ``dkk_per_m2`` (price of the step for each m² of EC gained; unknown where it gains none).

    >>> from gistools.corridors.options_network import join_options
    >>> network = join_options([3.0], [[0.0]], [4.0], [[np.inf, 0.0]], [0], 1.0)
    >>> steps = step_table(best_measures([network], [100.0], 100.0), ["pond"])
    >>> steps[["ec_m2", "ec_gain_m2", "dkk_per_m2"]].values.tolist()
    [[5.0, 2.0, 50.0]]
    """
    made, rows = best.purse, []
    built = NONE
    for step, one in enumerate(best.chosen, start=1):
        then = built | {one}
        for network in made.networks:
            before, after = network.ec_m2(built), network.ec_m2(then)
            gain = after - before if after - before > 1e-9 * before else 0.0
            price = float(made.price[one])
            rows.append(
                (
                    step,
                    ids[one],
                    network.species.da,
                    price,
                    made.cost(then),
                    after,
                    gain,
                    100.0 * (after / network.ec_m2() - 1.0),
                    100.0 * max(network.area_m2(then) / network.area_m2() - 1.0, 0.0),
                    price / gain if gain > 0.0 else np.nan,
                )
            )
        built = then
    names = ("step", "option_id", "species", "price_dkk", "spent_dkk", "ec_m2", "ec_gain_m2", "ec_percent",
             "area_percent", "dkk_per_m2")  # fmt: skip
    return pd.DataFrame(rows, columns=list(names))


def option_gains(best: BestMeasures) -> pd.DataFrame:
    """Return what each option gains alone and within the choice, by the criterion, in percent.

    Returns
    -------
    DataFrame
        One row for each option: ``gain_alone_percent``; ``gain_within_percent`` (chosen: what the choice loses without
        it; others: what they would add to it, whatever the budget); ``chosen``; ``step`` (0 when not chosen);
        ``why_not`` (``no_price``, ``over_budget``, ``no_gain``, ``excluded``, ``better_choice``; empty when chosen).

    >>> from gistools.corridors.options_network import join_options
    >>> network = join_options([3.0], [[0.0]], [4.0, 1.0], [[np.inf, 0.0, 9.0], [np.inf, 9.0, 0.0]], [0, 1], 1.0)
    >>> option_gains(best_measures([network], [100.0, np.nan], 100.0))["why_not"].tolist()
    ['', 'no_price']
    """
    made, whole = best.purse, frozenset(best.chosen)
    rows = []
    for one in range(made.price.size):
        alone = made.value(frozenset({one}))
        if one in whole:
            within, why = made.value(whole) - made.value(whole - {one}), ""
        else:
            within, why = made.value(whole | {one}) - made.value(whole), _why_not(best, one, alone)
        step = best.chosen.index(one) + 1 if one in whole else 0
        rows.append((100.0 * alone, 100.0 * max(within, 0.0), one in whole, step, why))
    names = ["gain_alone_percent", "gain_within_percent", "chosen", "step", "why_not"]
    return pd.DataFrame(rows, columns=names)


def _why_not(best: BestMeasures, one: int, alone: float) -> str:
    made, whole = best.purse, frozenset(best.chosen)
    if not math.isfinite(made.price[one]):
        return "no_price"
    if made.price[one] > best.budget_dkk:
        return "over_budget"
    if not made.allowed(whole | {one}):
        return "excluded"
    within = made.value(whole | {one}) - made.value(whole)
    nothing = 1e-9
    if alone <= nothing and within <= nothing:
        return "no_gain"
    return "better_choice"


def frontier(
    best: BestMeasures, budgets: Sequence[float], *, time_limit_s: float = 10.0, progress: Progress | None = None
) -> pd.DataFrame:
    """Return the best choice at several budgets, step by step and proven: what each krone more would give.

    Returns
    -------
    DataFrame
        ``budget_dkk``, ``spent_dkk``, ``gain_percent``, ``greedy_percent`` (step by step alone), ``bound_percent``.

    Raises
    ------
    ParamError, Cancelled
        As for `best_measures`.

    >>> from gistools.corridors.options_network import join_options
    >>> network = join_options([3.0], [[0.0]], [4.0], [[np.inf, 0.0]], [0], 1.0)
    >>> frontier(best_measures([network], [100.0], 100.0), [50.0, 100.0])["gain_percent"].round(1).tolist()
    [0.0, 66.7]
    """
    made, progress = best.purse, progress or NoProgress()
    rows = []
    for place, budget in enumerate(budgets):
        progress.update(place / len(budgets), Text("Regner andre budgetter", "Working out other budgets"))
        one = best
        if budget != best.budget_dkk:
            one = best_measures(
                made.networks,
                made.price,
                budget,
                criterion=made.criterion,
                weights=made.weights,
                excluded=[(min(pair), max(pair)) for pair in made.excluded],
                exact=best.exact,
                time_limit_s=time_limit_s,
            )
        rows.append((budget, one.cost_dkk, 100.0 * one.value, 100.0 * made.value(one.greedy), 100.0 * one.bound))
    names = ["budget_dkk", "spent_dkk", "gain_percent", "greedy_percent", "bound_percent"]
    return pd.DataFrame(rows, columns=names)
