"""Low, mid and high amounts (lavt, midt og højt): the plain answer to how far off annual damage may be."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from gistools.floodcost.annual import to_oere
from gistools.floodcost.damage import ESTIMATES
from gistools.floodcost.works import ORE
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from gistools.floodcost.annual import AnnualDamage
    from gistools.floodcost.costing import FloodCost
    from gistools.floodcost.damage import DamageModel

ENDS = ("low", "high")
NONE_TOLD = Text(
    "Skadetabellen har ingen lave eller høje beløb: summerne viser kun ét tal.",
    "The damage table has no low or high amounts: totals show one figure alone.",
)


def has_ends(model: DamageModel) -> bool:
    """Return whether a row that the model uses has a low or a high amount."""
    return bool(model.table.frame[[ESTIMATES[end] for end in ENDS]].notna().any(axis=None))


def with_ends(
    made: FloodCost,
    remodelled: Callable[[str], DamageModel],
    annual: Callable[[DamageModel], Mapping[str, AnnualDamage]],
) -> FloodCost:
    """Return flood cost with the annual damage by the low and by the high amounts of its damage table.

    Parameters
    ----------
    made:
        By the amounts chosen.
    remodelled:
        Makes the damage model of an estimate, ``low`` or ``high``.
    annual:
        Works out the annual damage of a model, by the name of the climate.
    """
    if not has_ends(made.model):
        return dataclasses.replace(made, notes=(*made.notes, NONE_TOLD))
    models = {end: remodelled(end) for end in ENDS}
    told = [note for model in models.values() for note in model.notes]
    return dataclasses.replace(
        made,
        ends={end: dict(annual(model)) for end, model in models.items()},
        notes=tuple(dict.fromkeys((*made.notes, *told))),
    )


def add_ends(table: pd.DataFrame, made: FloodCost, key: str | None = None) -> pd.DataFrame:
    """Return a table of sums by scenario with ``low_amounts_dkk`` and ``high_amounts_dkk`` after ``annual_dkk``.

    Parameters
    ----------
    table:
        Rows by ``scenario``, and by the column ``key`` of the buildings where one is given.
    made:
        What its sums are of; without low and high amounts both columns are empty.
    """
    whole = table.copy()
    at = list(whole.columns).index("annual_dkk") + 1
    groups = None if key is None else made.classified[key].fillna("unknown").astype(str).to_numpy(object)
    for n, end in enumerate(ENDS):
        sums = []
        for row in whole.to_dict("records"):
            damage = made.ends.get(end, {}).get(str(row["scenario"]))
            mine = slice(None) if groups is None or key is None else groups == row[key]
            dkk = np.empty(0) if damage is None else damage.dkk[mine]
            known = dkk[~np.isnan(dkk)]
            sums.append(float(to_oere(known).sum()) / ORE if known.size else np.nan)
        whole.insert(at + n, f"{end}_amounts_dkk", sums)
    return whole
