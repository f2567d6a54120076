"""The graph of measures for nature: gain of connectivity against what is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.budget_search import build_steps, greedy_choice
from gistools.corridors.budget_value import NONE
from gistools.graph import Axis, Graph, Line, Mark, Role
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from gistools.corridors.budget import BestMeasures

_MILLION = 1e6
_ORDER = Text("bygget i én orden", "built in one order")
_BEST = Text("det bedste valg for hvert budget", "the best choice for each budget")


def budget_curve(
    best: BestMeasures, others: pd.DataFrame, *, notes: Sequence[Text] = (), stamps: Sequence[Text] = ()
) -> Graph:
    """Return gain against DKK: all that gains anything built in one order, and the best choice of some budgets.

    Parameters
    ----------
    best:
        The choice for the budget.
    others:
        From `gistools.corridors.budget.frontier`.
    notes, stamps:
        What must stand on it.
    """
    purse = best.purse
    whole = greedy_choice(purse, float(np.nansum(purse.price)))
    built, points = NONE, [(0.0, 0.0)]
    for one in build_steps(purse, whole):
        built |= {one}
        points.append((purse.cost(built) / _MILLION, 100.0 * purse.value(built)))
    spent, gain = (np.array(side) for side in zip(*points, strict=True))
    rows = others.sort_values(["spent_dkk", "gain_percent"])
    lines = [Line(_ORDER, spent, np.maximum.accumulate(gain), Role.OTHER, steps=True)]
    if len(rows):
        lines.append(Line(_BEST, rows["spent_dkk"].to_numpy() / _MILLION, rows["gain_percent"].to_numpy(), Role.BEST))
    said = Text("budgettet", "the budget")
    species = ", ".join(one.species.da for one in purse.networks), ", ".join(one.species.en for one in purse.networks)
    return Graph(
        Text("Hvad giver pengene?", "What does the money give?"),
        Text(
            f"Gevinst i sammenhæng (EC) for {species[0]}. Linjen bygger det, der giver mest pr. krone, først; mærkerne "
            "er valgt forfra for hvert budget.",
            f"Gain of connectivity (EC) of {species[1]}. The line builds what gives most for each krone first; the "
            "markers are chosen anew for each budget.",
        ),
        Axis(Text("Brugt på tiltag", "Spent on measures"), Text("mio. kr.", "million DKK")),
        Axis(Text("Gevinst i sammenhæng", "Gain of connectivity"), "%"),
        tuple(lines),
        (Mark(best.budget_dkk / _MILLION, None, said, Role.ALLOWED),),
        (),
        tuple(notes),
        tuple(stamps),
    )
