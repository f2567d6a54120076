"""Damage of one rain (skade ved én regn) as it truly runs: it rises in steps where parts of buildings are reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.floodcost.rates import RainRate

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]


class DamageRun(NamedTuple):
    """The corners of a line of damage in one climate, in the order of rain; two corners of one rain are a step.

    ``years`` is 0 below the rain table and +inf above it; ``rate`` is exceedances a year; ``told`` says which corners
    (from 0) are the rains of the table.
    """

    rain_mm: F64
    damage_dkk: F64
    years: F64
    rate: F64
    told: I64


@dataclass(frozen=True, eq=False)
class DamageByRain:
    """Damage of one rain over all that is known of the buildings.

    Parameters
    ----------
    onset_mm:
        S rising rains at which parts begin to be damaged.
    reached_dkk:
        S + 1 sums of the parts reached: below the first rain, from the first, ...
    read_mm, read_dkk:
        Damage that grows with depth, at the rains that it was read at; straight between them. Empty without.
    """

    onset_mm: F64
    reached_dkk: F64
    read_mm: F64
    read_dkk: F64

    @classmethod
    def of(cls, onset_mm: F64, amount_dkk: F64, read_mm: npt.ArrayLike = (), read_dkk: npt.ArrayLike = ()) -> Self:
        """Sort the parts by onset; unknown ones (NaN), those never reached (+inf) and those of no amount are left out.

        >>> town = DamageByRain.of(np.array([30.0, 20.0, np.nan]), np.array([5.0, 10.0, 99.0]))
        >>> town.at([19.9, 20.0, 30.0]).tolist(), town.at([20.0], below=True).tolist()
        ([0.0, 10.0, 15.0], [0.0])
        """
        onset, amount = onset_mm.ravel(), amount_dkk.ravel()
        counted = np.isfinite(onset) & (amount > 0.0)
        order = np.argsort(onset[counted], kind="stable")
        reached = np.cumsum(np.append(0.0, amount[counted][order]))
        return cls(onset[counted][order], reached, np.asarray(read_mm, np.float64), np.asarray(read_dkk, np.float64))

    def at(self, rain_mm: npt.ArrayLike, *, below: bool = False) -> F64:
        """Return the damage of each rain, or of one just below it, DKK."""
        rain = np.asarray(rain_mm, np.float64)
        made: F64 = self.reached_dkk[np.searchsorted(self.onset_mm, rain, "left" if below else "right")]
        return made + np.interp(rain, self.read_mm, self.read_dkk) if self.read_mm.size else made

    def run(self, rate: RainRate) -> DamageRun:
        """Return the line that damage follows as rain rises, in the climate of a rate.

        Rains up to what the sewer carries do no damage. The area below ``rate`` over ``damage_dkk`` is the expected
        annual damage of the parts that are steps: each amount times the rate of its onset.
        """
        told = rate.statistics.curve(rate.duration_min) * rate.factor
        drained = rate.drained_mm
        at = np.unique(np.concatenate([told, self.onset_mm, self.read_mm, [drained] if drained > 0.0 else []]))
        low = np.where(at <= drained, 0.0, self.at(at, below=True))
        high = np.where(at < drained, 0.0, self.at(at))
        kept = np.stack([np.ones(at.size, np.bool_), high > low], axis=1).ravel()
        rain, damage = np.repeat(at, 2)[kept], np.stack([low, high], axis=1).ravel()[kept]
        side = np.where(told <= drained, np.searchsorted(rain, told), np.searchsorted(rain, told, "right") - 1)
        t = rate.statistics.return_periods_years
        years = rate.years_of(rain)
        years[side] = t  # to the digit
        return DamageRun(rain, damage, years, rate.rate(rain), side.astype(np.int64))
