"""The graph of missing links: what is gained against what is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.graph import Axis, Graph, Line, Mark, Role
from gistools.pathnet.link_measure import Measure
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.pathnet.link_sets import BuildOrder

MILLION = 1e6
_KM = 1_000.0


def link_curve(
    order: BuildOrder, best_dkk: float | None, counted: Text, *, notes: Sequence[Text] = (), stamps: Sequence[Text] = ()
) -> Graph:
    """Return what the build order gains against DKK, step by step.

    Parameters
    ----------
    best_dkk:
        What the best set costs, when all sets were tried and it is worth more than the order.
    counted:
        What a weight is, such as dwellings.
    """
    names = {
        Measure.CONNECTED: Text(f"Nyforbundne {counted.da}", f"Newly connected {counted.en}"),
        Measure.SAVED: Text(f"Sparet vej, {counted.da} gange km", f"Way saved, {counted.en} times km"),
        Measure.WITHIN: Text(f"Flere {counted.da} med en rimelig vej", f"More {counted.en} with a fair way"),
    }
    measure = order.measure
    if measure is Measure.CONNECTED and not any(step.connected for step in order.steps):
        measure = Measure.SAVED  # nobody to connect: then ways are what is won
    gained = [_of(step.connected, step.saved, step.within, measure) for step in order.steps]
    spent = np.concatenate([[0.0], np.cumsum([step.price_dkk for step in order.steps])]) / MILLION
    known = np.isfinite(spent)
    lines = [
        Line(
            Text("byggeordenen", "the build order"),
            spent[known],
            np.array([0.0, *gained])[known],
            Role.BENEFIT,
            steps=True,
        )
    ]
    marks = []
    if np.isfinite(order.purse.budget_dkk):
        marks.append(Mark(order.purse.budget_dkk / MILLION, None, Text("budgettet", "the budget"), Role.ALLOWED))
    if best_dkk is not None and order.best_value is not None and measure is order.measure:
        value = order.best_value[0] / (_KM if measure is Measure.SAVED else 1.0)
        marks.append(Mark(best_dkk / MILLION, value, Text("det bedste sæt", "the best set"), Role.BEST))
    return Graph(
        Text("Hvad giver pengene på stier?", "What does the money give on paths?"),
        Text(
            "Hvert trin er en ny forbindelse; det, der giver mest, kommer først.",
            "Each step is a new link; what gives most comes first.",
        ),
        Axis(Text("Brugt på nye forbindelser", "Spent on new links"), Text("mio. kr.", "million DKK")),
        Axis(names[measure]),
        tuple(lines),
        tuple(marks),
        (),
        tuple(notes),
        tuple(stamps),
    )


def _of(connected: float, saved: float, within: float, measure: Measure) -> float:
    return {Measure.CONNECTED: connected, Measure.SAVED: saved / _KM, Measure.WITHIN: within}[measure]
