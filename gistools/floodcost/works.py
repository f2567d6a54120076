"""Works (anlæg): what is built, kept and built anew, and what that costs over the years."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.floodcost.discount import present_value
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting

    F64 = npt.NDArray[np.float64]

ORE = 100  # øre of a krone


@dataclass(frozen=True)
class CostParts:
    """The present value of what works cost (nutidsværdi af omkostninger), DKK.

    Parameters
    ----------
    capital_dkk, upkeep_dkk, reinvestment_dkk:
        To build (year 0), to keep, and to build anew when the lifetime is over.
    residual_dkk:
        What is left of the lifetime at the end of the horizon; taken off the cost.
    """

    capital_dkk: float
    upkeep_dkk: float = 0.0
    reinvestment_dkk: float = 0.0
    residual_dkk: float = 0.0

    @property
    def total_dkk(self) -> float:
        """Capital, upkeep and reinvestment less the residual value."""
        return self.capital_dkk + self.upkeep_dkk + self.reinvestment_dkk - self.residual_dkk

    def __add__(self, other: CostParts) -> CostParts:
        """Return the cost of both."""
        return CostParts(
            self.capital_dkk + other.capital_dkk,
            self.upkeep_dkk + other.upkeep_dkk,
            self.reinvestment_dkk + other.reinvestment_dkk,
            self.residual_dkk + other.residual_dkk,
        )


@dataclass(frozen=True)
class Works:
    """Something that is built, kept, and built anew (anlæg), in market prices.

    Parameters
    ----------
    capital_dkk:
        To build it, in year 0.
    upkeep_dkk_per_year:
        In each of `Discounting.years`.
    lifetime_years:
        Whole years; it is built anew at the same real price each time they have passed within the horizon, and what is
        left of them at its end is worth its share of the price. None: it outlasts the horizon and is worth nothing
        then.

    Raises
    ------
    ParamError
        For negative money or a lifetime below 1 year; all faults at once.

    >>> Works(1e6, 1e4, 40).built_in(100)
    [0, 40, 80]
    """

    capital_dkk: float
    upkeep_dkk_per_year: float = 0.0
    lifetime_years: int | None = None

    def __post_init__(self) -> None:
        """Refuse negative money and lifetimes below a year; all faults are told at once."""
        life = self.lifetime_years
        faults = [
            Text(f"{name} = {value}", f"{name} = {value}")
            for name, value, good in (
                ("capital_dkk", self.capital_dkk, 0.0 <= self.capital_dkk < math.inf),
                ("upkeep_dkk_per_year", self.upkeep_dkk_per_year, 0.0 <= self.upkeep_dkk_per_year < math.inf),
                ("lifetime_years", life, life is None or (life >= 1 and life == int(life))),
            )
            if not good
        ]
        if faults:
            raise ParamError(
                Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
                Text("beløb på mindst 0 og en levetid i hele år", "amounts of 0 or more and a lifetime in whole years"),
                Text("ret de nævnte værdier", "correct the values named"),
            )

    def built_in(self, horizon_years: int) -> list[int]:
        """Return the years in which it is built before the end of the horizon."""
        return [0] if self.lifetime_years is None else list(range(0, horizon_years, self.lifetime_years))

    def costs(self, discounting: Discounting) -> CostParts:
        """Return the present value of its cost.

        >>> from gistools.floodcost.discount import FOREVER, Discounting
        >>> undiscounted = Discounting(np.array([FOREVER]), np.array([0.0]), horizon_years=50)
        >>> Works(1000.0, 10.0, 40).costs(undiscounted)  # 30 of 40 years are left in year 50
        CostParts(capital_dkk=1000.0, upkeep_dkk=500.0, reinvestment_dkk=1000.0, residual_dkk=750.0)
        """
        anew = self.built_in(discounting.horizon_years)[1:]
        return CostParts(
            self.capital_dkk,
            float(present_value(self.upkeep_dkk_per_year, discounting)),
            float(self.capital_dkk * discounting.factor(anew).sum()) if anew else 0.0,
            residual_value(self.capital_dkk, self.lifetime_years, discounting),
        )

    def flow(self, discounting: Discounting) -> F64:
        """Return what it costs in each year from 0 to the last of `Discounting.years`, not discounted, no residual."""
        made = np.zeros(int(discounting.years[-1]) + 1)
        made[discounting.years] = self.upkeep_dkk_per_year
        made[self.built_in(discounting.horizon_years)] += self.capital_dkk
        return made


def residual_value(capital_dkk: float, lifetime_years: int | None, discounting: Discounting) -> float:
    """Return the present value of what is left at the end of the horizon (restværdi): DF(N) x share left x price.

    N is the horizon; what was built last is written off in a straight line. 0 without a lifetime.

    >>> from gistools.floodcost.discount import FOREVER, Discounting
    >>> rates = Discounting(np.array([FOREVER]), np.array([0.035]), horizon_years=50)
    >>> round(residual_value(1000.0, 80, rates), 4)  # 1000 x 30/80 / 1.035^50
    67.145
    """
    if lifetime_years is None:
        return 0.0
    used = discounting.horizon_years % lifetime_years
    left = (lifetime_years - used) / lifetime_years if used else 0.0
    return capital_dkk * left * float(discounting.factor(discounting.horizon_years))
