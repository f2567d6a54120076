"""A plan and doing nothing under the same draws, and whether their middle is what the account says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.floodcost.bands import AS_IS, PLAN, draws_of
from gistools.floodcost.draws import Alternative, Draws, Spread
from gistools.text import Text, danish

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from gistools.floodcost.damage import DamageModel
    from gistools.floodcost.measures import PlanValue
    from gistools.floodcost.rates import RainRate
    from gistools.floodcost.value_params import PlanWorthParams
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]

_SAME, _ORE_DKK = 1e-6, 0.01


def plan_draws(
    depths_m: F64,
    onsets: tuple[F64, F64],
    model: DamageModel,
    rate: RainRate,
    value: PlanValue,
    annuity: float,
    params: PlanWorthParams,
    progress: Progress,
    *,
    rise_m: float | F64 = 0.0,
) -> Draws:
    """Return the plan and doing nothing under the same draws; the cost of the plan is drawn by itself.

    With the rate of `weighted_rate` the middle of both apart is the net benefit a year of the account, where both know
    the same buildings and the thresholds are among the depths. ``rise_m`` (P x n) is what the plan adds to thresholds.
    """
    yearly = float(value.account.costs.total_dkk / annuity)
    share = params.price_spread_share
    cost = Spread(yearly * (1.0 - share), yearly, yearly * (1.0 + share))
    alternatives = [Alternative(AS_IS.da, onsets[0]), Alternative(PLAN.da, onsets[1], cost, rise_m)]
    return draws_of(alternatives, depths_m, model, rate, params, progress)


def unlike(sure: Draws, value: PlanValue) -> tuple[Text, ...]:
    """Say where the middle of the draws is not the net benefit a year of the account."""
    names = [one.name for one in sure.alternatives]
    as_is, plan = names.index(AS_IS.da), names.index(PLAN.da)
    mid = float(sure.mid_dkk[as_is] - sure.mid_dkk[plan]) - sure.alternatives[plan].annual_cost_dkk.mid
    net = value.account.eav_dkk
    rounded = 0.5 * _ORE_DKK * value.avoided_dkk.size / value.account.annuity  # each building to the øre
    if abs(mid - net) <= max(_SAME * abs(net), _ORE_DKK + rounded):
        return ()
    return (
        Text(
            f"Midt i usikkerheden er nettogevinsten {danish(mid, ',.0f')} kr. om året, i regnskabet "
            f"{danish(net, ',.0f')} kr.: bygninger med en ukendt del og tærskler mellem de dybder, der er set på, "
            "regnes lidt forskelligt.",
            f"In the middle of the uncertainty the net benefit is {mid:,.0f} DKK a year, in the account {net:,.0f} "
            "DKK: buildings of which a part is unknown, and thresholds between the depths looked at, count a little "
            "differently.",
        ),
    )
