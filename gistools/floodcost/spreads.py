"""What is uncertain (usikkerhed) of flood damage: low, mid and high of each figure, and the alternatives compared."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text, danish, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure that lies between low and high, most likely at mid: a triangular distribution (trekantfordeling).

    Nothing outside low and high is ever drawn. The mean is (low + mid + high) / 3, which is not mid where one side is
    longer.

    Raises
    ------
    ParamError
        When they are not in this order, or not finite.

    >>> Spread(0.5, 1.0, 2.0).at(np.array([0.0, 1 / 3, 1.0])).tolist()
    [0.5, 1.0, 2.0]
    """

    low: float
    mid: float
    high: float

    def __post_init__(self) -> None:
        """Refuse figures that are not in order."""
        if not -math.inf < self.low <= self.mid <= self.high < math.inf:
            shown = listed((self.low, self.mid, self.high))
            raise ParamError(
                Text(f"lav, midt, høj = {shown.da}", f"low, mid, high = {shown.en}"),
                Text("tre tal i stigende orden", "three numbers in rising order"),
                Text("ret dem; ens tal er uden usikkerhed", "mend them; equal ones have no uncertainty"),
            )

    @classmethod
    def exactly(cls, value: float) -> Spread:
        """Return a figure without uncertainty."""
        return cls(value, value, value)

    @property
    def fixed(self) -> bool:
        """Whether there is no uncertainty."""
        return self.low == self.high

    def at(self, share: npt.ArrayLike) -> Numbers:
        """Return the figure that a share (0-1) of the draws lies below."""
        share = np.asarray(share, np.float64)
        wide, left, right = self.high - self.low, self.mid - self.low, self.high - self.mid
        made: Numbers = np.where(
            share * wide <= left,
            self.low + np.sqrt(share * wide * left),
            self.high - np.sqrt((1.0 - share) * wide * right),
        )
        return made


NONE, UNCHANGED = Spread.exactly(0.0), Spread.exactly(1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spreads:
    """What is uncertain of the damage, in all alternatives alike.

    Parameters
    ----------
    cost:
        Factor on all amounts; one draw for all buildings, since unit costs are wrong for all at once.
    class_cost:
        A further factor on the amounts of a damage class, each class by itself: what decides between a measure that
        saves homes and one that saves shops.
    threshold_m:
        m added to all thresholds; one draw for all buildings.
    plinth_m:
        m added to the thresholds of the parts on the plinth; a draw for each building, so that it mostly evens out.
    climate:
        Factor on rain depths; one draw. For a rate in another climate it says how far off that is, with 1 as mid; for
        today's rate mid may be a climate factor.

    Raises
    ------
    ParamError
        For factors of amounts below 0, or of rain not above 0.
    """

    cost: Spread = UNCHANGED
    class_cost: Mapping[str, Spread] = field(default_factory=dict)
    threshold_m: Spread = NONE
    plinth_m: Spread = NONE
    climate: Spread = UNCHANGED

    def __post_init__(self) -> None:
        """Refuse factors that are none."""
        least = min(spread.low for spread in (self.cost, *self.class_cost.values()))
        if least < 0.0 or self.climate.low <= 0.0:
            raise ParamError(
                Text(
                    f"faktorer fra {danish(least)} på skade og fra {danish(self.climate.low)} på regn",
                    f"factors from {least:g} on damage and from {self.climate.low:g} on rain",
                ),
                Text("mindst 0 på skade, over 0 på regn", "at least 0 on damage, above 0 on rain"),
                Text("ret dem", "mend them"),
            )


@dataclass(frozen=True, eq=False)
class Alternative:
    """One way to do it (alternativ), such as a basin, a dike, or nothing.

    Parameters
    ----------
    name:
        Unlike that of the others.
    onset_mm:
        S x n least rains that bring water to each of S depths at each of n buildings; +inf never, NaN unknown.
    annual_cost_dkk:
        What it costs a year, capital and upkeep together; drawn by itself, apart from the other alternatives.
    rise_m:
        By how much it raises the thresholds of the buildings, one, n, or P x n for each part.
    terrain_onset_mm:
        R x S x n onsets, as `onset_mm`, on R terrains drawn from an uncertain one: the same R for all alternatives, so
        that terrain r of one is terrain r of the others.
    """

    name: str
    onset_mm: Numbers
    annual_cost_dkk: Spread = NONE
    rise_m: float | Numbers = 0.0
    terrain_onset_mm: Numbers | None = None
