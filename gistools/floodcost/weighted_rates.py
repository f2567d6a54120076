"""How often rains come over many years in which the climate changes, weighted as money is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.floodcost.discount import present_value
from gistools.floodcost.rates import RainRate
from gistools.floodcost.value import damage_over_time
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting

    F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WeightedRate(RainRate):
    """A weighted mean of the rates of some years (vægtet hyppighed); made by `weighted_rate`.

    Parameters
    ----------
    path:
        Weights that sum to 1, and the rate of each year.
    """

    path: tuple[tuple[float, RainRate], ...] = ()

    def rate(self, rain_mm: npt.ArrayLike) -> F64:
        """Return how many times a year a rain depth is passed, in the weighted mean of the years."""
        made = np.zeros(np.shape(rain_mm))
        for weight, of in self.path:
            made += weight * of.rate(rain_mm)
        return made

    def times(self, factor: float) -> WeightedRate:
        """Return the rate when the depths of each year are off by a factor, as `RainRate.times`."""
        return replace(self, path=tuple((weight, of.times(factor)) for weight, of in self.path))

    @property
    def in_climate(self) -> bool:
        """Whether a year is that of another climate than the rain table's own."""
        return any(of.in_climate for _, of in self.path)

    @property
    def notes(self) -> tuple[Text, ...]:
        """What it rests on, as sentences."""
        told = Text(
            "Usikkerheden gælder den ækvivalente årlige skade over horisonten med klimaet undervejs, ikke den i dag.",
            "The uncertainty is of the equivalent annual damage over the horizon as the climate changes, not of that "
            "of today.",
        )
        return (*super().notes, told)

    @property
    def unverified(self) -> tuple[Text, ...]:
        """What of the rain table and the climate factors of any year nobody has verified."""
        return tuple(dict.fromkeys(text for _, of in self.path for text in of.unverified))

    @property
    def doubtful(self) -> tuple[Text, ...]:
        """`unverified` in a few words each."""
        return tuple(dict.fromkeys(text for _, of in self.path for text in of.doubtful))


def weighted_rate(rates: Mapping[int, RainRate], discounting: Discounting) -> RainRate:
    """Return the one rate whose annual damage is the equivalent annual damage of a climate that changes.

    Damage between two years is on a straight line (`damage_over_time`), so that its present value is a weighted sum of
    the damage of the years that are known; the weights over the annuity are those of the rates. Of one year alone it is
    the rate of that year.

    Parameters
    ----------
    rates:
        By year since the investment, the first of them 0.
    discounting:
        How money of other years is weighed.

    Raises
    ------
    ParamError
        For no rates, and as `damage_over_time`.

    >>> import pandas as pd
    >>> from gistools.cloudburst.rain import RainStatistics
    >>> from gistools.floodcost.discount import FOREVER, Discounting
    >>> from gistools.floodcost.rates import rain_rate
    >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0]})
    >>> now = rain_rate(RainStatistics.from_table(table, series="partial-duration"), 60)
    >>> two_years = Discounting(np.array([FOREVER]), np.array([0.0]), horizon_years=2)
    >>> mean = weighted_rate({0: now, 2: now.scaled(1.625)}, two_years)  # years 1 and 2: weights 1/4 and 3/4
    >>> float(mean.rate(26.0).round(6))  # 0.1 / 4 + 0.5 x 3/4
    0.4
    """
    years = sorted(rates)
    if not years:
        raise ParamError(
            Text("ingen hyppigheder", "no rates"),
            Text("mindst den i år 0", "that of year 0 at least"),
            Text("giv hyppigheden i dag", "give the rate of today"),
        )
    if len(years) == 1:
        return rates[years[0]]
    knots = damage_over_time(discounting.years, dict(zip(years, np.eye(len(years)), strict=True))).dkk
    weights = np.asarray(present_value(knots, discounting)) / discounting.annuity
    of = rates[years[0]]
    return WeightedRate(
        of.statistics, of.duration_min, of.head, of.tail, of.drained_mm, of.factor,
        path=tuple((float(weight), rates[year]) for weight, year in zip(weights, years, strict=True)),
    )  # fmt: skip
