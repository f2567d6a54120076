"""Discounting (diskontering): what money of other years and other prices is worth today."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

OWN = Text("egne satser", "own rates")
FOREVER = 10_000  # years; no rate is looked up beyond
ORE = 100  # øre of a krone


class FirstYear(enum.StrEnum):
    """Whether the year of the investment carries damage and upkeep itself; either way N years do."""

    YEAR_0 = "year-0"
    YEAR_1 = "year-1"


class Reading(enum.StrEnum):
    """How a falling rate is read: each year by its own rate, or all years by the rate of the last (a check only)."""

    CUMULATIVE = "cumulative"
    SPOT = "spot"


@dataclass(frozen=True, eq=False)
class Discounting:
    """Discount factors by a rate that falls with time (faldende diskonteringsrente).

    DF(0) = 1 and DF(t) = DF(t-1) / (1 + r_t), with r_t the rate of year t. Year 0 is the year of the investment; damage
    and upkeep fall in N years: 0 to N-1 or 1 to N (`FirstYear`).

    Parameters
    ----------
    to_years, rates:
        Rising last years of each rate (inclusive; the last one `FOREVER`), and the rates as shares of 1 a year.
    horizon_years:
        N.
    first_year, reading:
        The conventions.
    source:
        Where the rates stand, with the year.
    unverified:
        What of it nobody has verified.

    Raises
    ------
    ParamError
        For years that do not rise, rates at or below -1 or that are no numbers, a horizon below 1; all at once.

    >>> rates = Discounting(np.array([35, 70, FOREVER]), np.array([0.035, 0.025, 0.015]), horizon_years=100)
    >>> round(rates.annuity, 3), round(float(rates.factor(1)), 6)
    (29.979, 0.966184)
    """

    to_years: I64
    rates: F64
    horizon_years: int
    first_year: FirstYear = FirstYear.YEAR_1
    reading: Reading = Reading.CUMULATIVE
    source: Text = OWN
    unverified: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rates that are none; all faults are told at once."""
        object.__setattr__(self, "first_year", FirstYear(self.first_year))
        object.__setattr__(self, "reading", Reading(self.reading))
        faults = []
        rising = self.to_years.size == self.rates.size > 0 and bool((np.diff(self.to_years) > 0).all())
        if not rising or self.to_years[0] < 0 or self.to_years[-1] < self.horizon_years:
            shown = ", ".join(str(y) for y in self.to_years)
            faults.append(Text(f"satser til og med år {shown}", f"rates up to the years {shown}"))
        faults += [
            Text(f"satsen {r:g}", f"the rate {r:g}") for r in self.rates if not (np.isfinite(r) and -1.0 < r < 1.0)
        ]
        if not 1 <= self.horizon_years < FOREVER:
            faults.append(Text(f"horisonten {self.horizon_years} år", f"a horizon of {self.horizon_years} years"))
        if faults:
            raise ParamError(
                Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
                Text(
                    "stigende år, der dækker horisonten (mindst 1 år), og satser som andel af 1 (0,035 er 3,5 %)",
                    "rising years that span the horizon (1 year or more), and rates as shares of 1 (0.035 is 3.5 %)",
                ),
                Text("ret satserne eller horisonten", "correct the rates or the horizon"),
            )

    @property
    def years(self) -> I64:
        """The N years that carry damage and upkeep, counted from the investment."""
        return np.arange(self.horizon_years, dtype=np.int64) + (self.first_year is FirstYear.YEAR_1)

    @cached_property
    def factors(self) -> F64:
        """The discount factor of each of `years`."""
        return self.factor(self.years)

    @property
    def annuity(self) -> float:
        """The sum of `factors`: the present value of 1 krone in each of the years."""
        return float(self.factors.sum())

    def factor(self, year: npt.ArrayLike) -> F64:
        """Return the discount factors of whole years, 0 or more, also beyond the horizon."""
        asked = np.asarray(year, np.int64)
        t = np.arange(int(asked.max(initial=0)) + 1)
        growth = 1.0 + self.rates[np.searchsorted(self.to_years, t).clip(0, self.rates.size - 1)]
        if self.reading is Reading.SPOT:
            made: F64 = growth ** -t.astype(np.float64)
        else:
            growth[0] = 1.0
            made = 1.0 / np.cumprod(growth)
        return made[asked]


def present_value(dkk: npt.ArrayLike, discounting: Discounting) -> F64:
    """Return the present value (nutidsværdi) of money that falls in each of the years: the sum of DF(t) X(t).

    Parameters
    ----------
    dkk:
        A number that falls in every year, or an array whose first axis is `Discounting.years`; NaN (unknown) stays NaN.

    Raises
    ------
    ParamError
        When the first axis is not of that length.

    >>> flat = Discounting(np.array([FOREVER]), np.array([0.035]), horizon_years=2)
    >>> round(float(present_value(100.0, flat)), 4)  # 100 / 1.035 + 100 / 1.035^2
    189.9694
    """
    values = np.asarray(dkk, np.float64)
    if values.ndim == 0:
        total: F64 = values * discounting.annuity
        return total
    if values.shape[0] != discounting.horizon_years:
        raise ParamError(
            Text(f"{values.shape[0]} år med beløb", f"amounts of {values.shape[0]} years"),
            Text(
                f"et beløb for hvert af {discounting.horizon_years} år", f"one of each of {discounting.horizon_years}"
            ),
            Text("giv ét beløb pr. år i discounting.years", "give one amount for each of discounting.years"),
        )
    return np.tensordot(discounting.factors, values, axes=1)


def equivalent_annual(present_dkk: npt.ArrayLike, discounting: Discounting) -> F64:
    """Return the equivalent annual value (ækvivalent årlig værdi): the same sum in each of the years is worth as much.

    >>> rates = Discounting(np.array([FOREVER]), np.array([0.03]), horizon_years=50)
    >>> round(float(equivalent_annual(present_value(1000.0, rates), rates)), 9)
    1000.0
    """
    made: F64 = np.asarray(present_dkk, np.float64) / discounting.annuity
    return made


def ore(dkk: npt.ArrayLike) -> I64:
    """Return kroner as whole øre, halves to the even one.

    Raises
    ------
    ParamError
        For money that is not known (NaN) or without bound.

    >>> int(ore(1234.567))
    123457
    """
    values = np.asarray(dkk, np.float64)
    if not np.isfinite(values).all():
        raise ParamError(
            Text("et beløb, der ikke kendes", "an amount that is not known"),
            Text("beløb i kroner", "amounts in kroner"),
            Text("tæl ukendte beløb for sig, før der afrundes", "count unknown amounts apart before rounding"),
        )
    return np.rint(values * ORE).astype(np.int64)


def in_kroner(whole: npt.ArrayLike) -> F64:
    """Return whole øre as kroner; `ore` gives them back.

    >>> float(in_kroner(123457))
    1234.57
    """
    return np.asarray(whole, np.int64) / np.float64(ORE)
