"""Curves of damage as steps (kurver som trin), for draws that know steps alone."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from gistools.floodcost.parts import DamagePart
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.floodcost.damage import DamageModel

KNOTS_M = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
STEPPED = Text(
    "I usikkerheden er skadekurver regnet i trin: midten ligger derfor nær den årlige skade, men er den ikke helt.",
    "In the uncertainty, curves of damage count as steps: the middle is near the annual damage, but not quite it.",
)


def stepped(model: DamageModel) -> DamageModel:
    """Return a damage model whose curves are steps: between two of `KNOTS_M` all of the rise comes halfway.

    What lies above the last of them is left out. A model without curves is returned as it is.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from gistools.floodcost.damage import classify, damage_model
    >>> home = classify(gpd.GeoDataFrame({"byg021anvendelse": ["120"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=25832))
    >>> sea = damage_model(home, hazard="sea")
    >>> made = stepped(sea)
    >>> deep = np.array([3.0])  # above all steps
    >>> len(made.curves), bool(np.isclose(np.nansum(made.at(deep)), np.nansum(sea.at(deep))))
    (0, True)
    """
    if not model.curves:
        return model
    knots = np.array(KNOTS_M)
    halfway = (knots[:-1] + knots[1:]) / 2.0
    steps = list(model.steps)
    for curve in model.curves:
        damage = curve.at(np.repeat(knots[:, None], model.size, axis=1))
        for depth, rise in zip(halfway, np.diff(damage, axis=0), strict=True):
            if (rise != 0.0).any():
                steps.append(DamagePart(curve.name, np.full(model.size, depth), rise, basement=curve.basement))
    return dataclasses.replace(model, steps=tuple(steps), curves=())
