"""How uncertain annual damage is: low, mid and high of each figure, and bands over joint draws, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.floodcost.draws import Alternative, Draws, Spread, Spreads, draw_risk
from gistools.floodcost.stepping import stepped
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from gistools.floodcost.cost_params import SpreadParams
    from gistools.floodcost.damage import DamageModel
    from gistools.floodcost.rates import RainRate
    from gistools.floodcost.value_params import PlanValueParams
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]

AS_IS = Text("situationen i dag", "the situation today")
PLAN = Text("planen", "the plan")
_TERMS = {
    "damage": Text("Årlig skade", "Annual damage"),
    "cost": Text("Årlig omkostning", "Annual cost"),
    "total": Text("I alt", "In all"),
}
_FIGURES = {
    "cost": Text("Beløb (faktor)", "Amounts (factor)"),
    "threshold_m": Text("Tærskler (m)", "Thresholds (m)"),
    "climate": Text("Regndybder (faktor)", "Rain depths (factor)"),
}
_LEAST_M, _STEP_M = 0.05, 0.05
_DEEP = (0.75, 1.0, 1.5, 2.0, 3.0, 4.5)
_FINE_M, _MOST_OWN = 0.5, 16


def depths_of(model: DamageModel, params: SpreadParams) -> F64:
    """Return the rising depths that onsets are looked up at, so that every threshold that can be drawn lies between.

    The commonest thresholds are among them, so that the middle of the draws is what is told without them.
    """
    threshold = stepped(model).thresholds_m()
    most = float(np.max(threshold, initial=0.0)) + params.threshold_spread_m
    fine = np.arange(0.0, _FINE_M + _LEAST_M / 2.0, _STEP_M)
    deep = [d for d in _DEEP if d <= most] + [next((d for d in _DEEP if d > most), most + 1.0)]
    own, count = np.unique(threshold[np.isfinite(threshold)], return_counts=True)
    own = own[np.argsort(-count, kind="stable")[:_MOST_OWN]]
    return np.unique(np.concatenate([np.round(fine, 6), deep, own]))


def draws_of(
    alternatives: Sequence[Alternative],
    depths_m: F64,
    model: DamageModel,
    rate: RainRate,
    params: SpreadParams,
    progress: Progress,
) -> Draws:
    """Return joint draws with the spreads of a tool's parameters; buildings that no rain reaches are left out."""
    model = stepped(model)
    amount, threshold = model.amounts_dkk(), model.thresholds_m()
    hit = np.zeros(amount.shape[1], np.bool_)
    for one in alternatives:
        hit |= ~np.isposinf(one.onset_mm[0])
    kept = [
        Alternative(
            one.name, one.onset_mm[:, hit], one.annual_cost_dkk, np.broadcast_to(one.rise_m, amount.shape)[:, hit]
        )
        for one in alternatives
    ]
    share, climate = params.cost_spread_share, params.climate_spread_share
    spreads = Spreads(
        cost=Spread(1.0 - share, 1.0, 1.0 + share),
        threshold_m=Spread(-params.threshold_spread_m, 0.0, params.threshold_spread_m),
        climate=Spread(1.0 - climate, 1.0, 1.0 + climate),
    )
    return draw_risk(
        kept, depths_m, threshold[:, hit], amount[:, hit], rate, spreads,
        draws=params.draws, seed=params.seed, progress=progress,
    )  # fmt: skip


def band_table(made: Draws) -> pd.DataFrame:
    """Return annual damage (and cost, where there is one) of each alternative: mid, mean and 5, 50 and 95 %."""
    table = made.quantiles()
    if not any(one.annual_cost_dkk.high for one in made.alternatives):
        table = table[table["term"] == "damage"].reset_index(drop=True)
    table.insert(1, "text_da", [_TERMS[str(term)].da for term in table["term"]])
    table.insert(2, "text_en", [_TERMS[str(term)].en for term in table["term"]])
    money = [c for c in table.columns if str(c).endswith("_dkk")]
    table[money] = table[money].round(2)
    table.attrs["title"] = Text("Usikkerhed på skaden", "Uncertainty of damage")
    return table


def swing_table(made: Draws, name: str, against: str | None = None) -> pd.DataFrame:
    """Return what each figure alone does, at its low and its high: the widest first."""
    table = made.tornado(name, against)
    words = [
        _FIGURES.get(str(figure), Text("Planens årlige omkostning", "Annual cost of the plan"))
        for figure in table["figure"]
    ]
    table.insert(1, "text_da", [one.da for one in words])
    table.insert(2, "text_en", [one.en for one in words])
    money = [c for c in table.columns if str(c).endswith("_dkk")]
    table[money] = table[money].round(2)
    table.attrs["title"] = Text("Hvad hvert tal betyder", "What each figure does")
    return table


def unspread(params: SpreadParams) -> bool:
    """Return whether nothing is drawn: the spreads are assumptions without a source, and what rests on them is too."""
    names = ("cost_spread_share", "threshold_spread_m", "climate_spread_share", "price_spread_share")
    return not any(getattr(params, name, 0.0) for name in names)


def assumed(params: SpreadParams) -> Text:
    """Return a sentence on the spreads: they are assumptions."""
    money, rain = (f"{100.0 * share:.0f} %" for share in (params.cost_spread_share, params.climate_spread_share))
    height = f"{100.0 * params.threshold_spread_m:.0f} cm"
    return Text(
        f"Usikkerhed (antagelser uden kilde): beløb ± {money}, tærskler ± {height}, regndybder ± {rain}, "
        f"trekantfordelt, {params.draws} gennemløb.",
        f"Uncertainty (assumptions without a source): amounts ± {money}, thresholds ± {height}, rain depths ± {rain}, "
        f"triangular, {params.draws} draws.",
    )


def assumed_price(params: PlanValueParams) -> Text:
    """Return a sentence on the spread of what a plan costs."""
    share = f"{100.0 * params.price_spread_share:.0f} %"
    return Text(
        f"Usikkerhed (antagelse uden kilde): planens egen pris ± {share}, trukket for sig.",
        f"Uncertainty (an assumption without a source): the plan's own price ± {share}, drawn by itself.",
    )
