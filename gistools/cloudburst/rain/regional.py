"""The regional model of extreme rain (regionalmodel): a T-year depth from four numbers of a place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

SOURCE = Text(
    "Partial duration series med generaliseret Paretofordeling (Madsen m.fl. 2017, WST 75(8):1971-1981; reference: "
    "Spildevandskomiteens Skrift 28, app. C). Formlen er skrevet efter hukommelsen og ikke verificeret.",
    "Partial duration series with a generalised Pareto distribution (Madsen et al. 2017, WST 75(8):1971-1981; "
    "reference: Spildevandskomiteens Skrift 28, app. C). The formula is written from memory and not verified.",
)
VERIFIED = False


@dataclass(frozen=True, kw_only=True)
class RegionalModel:
    """How deep the rain of one duration is once in T years: ``z0 + mu (1 + k) / k (1 - (1 / (rate T))^k)``.

    The mean of what passes ``z0`` is ``mu``, and a generalised Pareto distribution has its scale ``mu (1 + k)``; for
    k = 0 the depth is ``z0 + mu ln(rate T)``. See `SOURCE`: the formula is **not verified** against Skrift 28.

    Parameters
    ----------
    threshold_mm:
        z0, the depth that rains of the series pass.
    mean_excess_mm:
        mu, by how much they pass it on average.
    shape:
        kappa, more than -1; positive ones have a largest depth.
    rate_per_year:
        lambda, how many of them a year has on average.

    >>> model = RegionalModel(threshold_mm=10.0, mean_excess_mm=5.0, shape=0.0, rate_per_year=2.0)
    >>> round(float(model.depth_mm(5.0)), 3)  # 10 + 5 ln 10
    21.513
    """

    threshold_mm: float
    mean_excess_mm: float
    shape: float
    rate_per_year: float

    def __post_init__(self) -> None:
        """Refuse numbers that no series has; all faults are told at once."""
        values = {name: float(getattr(self, name)) for name in self.__dataclass_fields__}
        least = {"threshold_mm": -math.inf, "mean_excess_mm": 0.0, "shape": -1.0, "rate_per_year": 0.0}
        faults = [
            Text(f"{name} = {value:g} (over {least[name]:g})", f"{name} = {value:g} (more than {least[name]:g})")
            for name, value in values.items()
            if not least[name] < value < math.inf
        ]
        if faults:
            raise ParamError(
                Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
                Text("endelige tal inden for det nævnte", "finite numbers within what is named"),
                Text("ret tallene", "correct the numbers"),
            )

    @property
    def largest_mm(self) -> float:
        """The depth that no rain passes; infinite for shapes of 0 and less."""
        return self.threshold_mm + self._scale / self.shape if self.shape > 0.0 else math.inf

    @property
    def _scale(self) -> float:
        return self.mean_excess_mm * (1.0 + self.shape)

    def depth_mm(self, return_period_years: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the depths of return periods in years; NaN for T below 1 / rate, which the series does not hold."""
        with np.errstate(divide="ignore", invalid="ignore"):
            log = np.log(self.rate_per_year * np.asarray(return_period_years, np.float64))
        grown = log if self.shape == 0.0 else -np.expm1(-self.shape * log) / self.shape
        return np.where(log >= 0.0, self.threshold_mm + self._scale * grown, np.nan)

    def return_period(self, rain_mm: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the return periods in years of depths: the inverse of `depth_mm`.

        NaN for depths below the threshold, +inf for those that no rain passes.
        """
        grown = (np.asarray(rain_mm, np.float64) - self.threshold_mm) / self._scale
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            log = grown if self.shape == 0.0 else -np.log1p(-self.shape * np.minimum(grown, self._limit)) / self.shape
            made = np.exp(log) / self.rate_per_year
        return np.where(grown >= 0.0, made, np.nan)

    @property
    def _limit(self) -> float:
        return 1.0 / self.shape if self.shape > 0.0 else math.inf
