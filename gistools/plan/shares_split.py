"""How the room and price of a measure part in everyday rain and cloudburst, utility and municipality, to the øre."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gistools.floodcost.annual import to_oere
from gistools.floodcost.sharing import shared_oere
from gistools.floodcost.works import ORE


@dataclass(frozen=True)
class Split:
    """How a measure's room and price part in everyday rain and cloudburst (deling); NaN is unknown.

    Parameters
    ----------
    everyday_m3, cloudburst_m3:
        Parts of the room.
    everyday_dkk, cloudburst_dkk:
        Parts of the price, whole øre.
    utility_everyday_dkk, utility_cloudburst_dkk:
        What the utility pays of either; the municipality pays the rest.

    >>> split = split_of(100.0, 30.0, 1000.01, 1.0, 0.25)
    >>> split.everyday_m3, split.everyday_dkk, split.cloudburst_dkk
    (30.0, 300.0, 700.01)
    >>> split.utility_dkk, split.municipality_dkk  # 300 + a quarter of 700.01; the rest
    (475.0, 525.01)
    """

    everyday_m3: float
    cloudburst_m3: float
    everyday_dkk: float = math.nan
    cloudburst_dkk: float = math.nan
    utility_everyday_dkk: float = math.nan
    utility_cloudburst_dkk: float = math.nan

    @property
    def utility_dkk(self) -> float:
        """What the utility pays in all."""
        return round(self.utility_everyday_dkk + self.utility_cloudburst_dkk, 2)

    @property
    def municipality_dkk(self) -> float:
        """What the municipality pays in all."""
        return round(self.everyday_dkk + self.cloudburst_dkk - self.utility_dkk, 2)

    def columns(self) -> dict[str, float]:
        """Return the parts of the price, and who pays each, as columns of a measure."""
        return {
            "everyday_dkk": self.everyday_dkk,
            "cloudburst_dkk": self.cloudburst_dkk,
            "utility_dkk": self.utility_dkk,
            "municipality_dkk": self.municipality_dkk,
            "utility_everyday_dkk": self.utility_everyday_dkk,
            "utility_cloudburst_dkk": self.utility_cloudburst_dkk,
            "municipality_everyday_dkk": round(self.everyday_dkk - self.utility_everyday_dkk, 2),
            "municipality_cloudburst_dkk": round(self.cloudburst_dkk - self.utility_cloudburst_dkk, 2),
        }


def split_of(
    room_m3: float, water_m3: float, cost_dkk: float, utility_everyday: float, utility_cloudburst: float
) -> Split:
    """Return how a measure parts in everyday rain and cloudburst.

    The everyday part of the room is what everyday rain fills of it; the price parts as the room does. What makes no
    room is for cloudburst alone. All parts are whole øre and sum to the price.

    Parameters
    ----------
    room_m3, water_m3:
        Room for water, and what everyday rain brings; NaN for unknown.
    cost_dkk:
        The price; NaN for unknown.
    utility_everyday, utility_cloudburst:
        The utility's share of either part, 0 to 1.

    >>> split_of(0.0, float("nan"), 10.0, 1.0, 0.0).municipality_dkk
    10.0
    >>> split_of(5.0, float("nan"), 10.0, 1.0, 0.0).utility_dkk
    nan
    >>> split_of(float("nan"), 5.0, 10.0, 1.0, 0.0).municipality_dkk
    nan
    """
    everyday, part = 0.0, 0.0
    if math.isnan(room_m3) or (room_m3 > 0.0 and math.isnan(water_m3)):
        everyday = part = math.nan
    elif room_m3 > 0.0:
        everyday = min(room_m3, water_m3)
        part = everyday / room_m3
    if math.isnan(cost_dkk) or math.isnan(part):
        return Split(everyday, room_m3 - everyday)
    total = int(to_oere([cost_dkk])[0])
    daily, burst = (int(oere) for oere in shared_oere(total, np.array([part, 1.0 - part])))
    paid = [
        int(shared_oere(oere, np.array([share, 1.0 - share]))[0])
        for oere, share in ((daily, utility_everyday), (burst, utility_cloudburst))
    ]
    return Split(everyday, room_m3 - everyday, daily / ORE, burst / ORE, paid[0] / ORE, paid[1] / ORE)
