"""Scores of a flood map (mål for træf): the contingency table, and what chance would give."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gistools.intervals import binomial_interval


@dataclass(frozen=True, slots=True)
class Contingency:
    """What is wet in the model and in reality (kontingenstabel), in cells, m² or reports.

    The scores are those of forecast verification (Jolliffe and Stephenson 2012, *Forecast Verification*, 2nd ed.,
    chapter 3) and of the comparison of flood extents (Bates and De Roo 2000, *Journal of Hydrology* 236, 54-77, whose
    fit F is the critical success index). A score whose denominator is 0 is unknown: NaN, never 0.

    Parameters
    ----------
    hits:
        Wet in both.
    misses:
        Wet in reality alone.
    false_alarms:
        Wet in the model alone; NaN where they cannot be counted, as with reports.
    both_dry:
        Dry in both; no score here rests on it, since it grows with the area that one happens to look at.

    >>> table = Contingency(hits=6.0, misses=2.0, false_alarms=4.0, both_dry=88.0)
    >>> table.hit_rate, table.false_alarm_ratio, table.critical_success_index, table.bias
    (0.75, 0.4, 0.5, 1.25)
    """

    hits: float
    misses: float
    false_alarms: float = math.nan
    both_dry: float = math.nan

    @property
    def hit_rate(self) -> float:
        """How much of what is wet in reality the model has: hits / (hits + misses).

        >>> Contingency(hits=16, misses=5).hit_rate.__round__(4)
        0.7619
        """
        return _share(self.hits, self.hits + self.misses)

    @property
    def false_alarm_ratio(self) -> float:
        """How much of what is wet in the model is dry in reality: false alarms / (hits + false alarms).

        >>> Contingency(hits=3, misses=0, false_alarms=1).false_alarm_ratio
        0.25
        """
        return _share(self.false_alarms, self.hits + self.false_alarms)

    @property
    def critical_success_index(self) -> float:
        """What is wet in both of what is wet in any: hits / (hits + misses + false alarms).

        >>> Contingency(hits=4, misses=0, false_alarms=0).critical_success_index
        1.0
        """
        return _share(self.hits, self.hits + self.misses + self.false_alarms)

    @property
    def bias(self) -> float:
        """How much is wet in the model for each wet in reality: (hits + false alarms) / (hits + misses); 1 is fair.

        >>> Contingency(hits=2, misses=2, false_alarms=4).bias, Contingency(hits=0, misses=0, false_alarms=4).bias
        (1.5, nan)
        """
        return _share(self.hits + self.false_alarms, self.hits + self.misses)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else math.nan


def lift(hits: int, trials: int, by_chance: float, confidence: float = 0.95) -> tuple[float, float, float]:
    """Return how many times oftener than by chance reports are hit, and the interval of that.

    Parameters
    ----------
    by_chance:
        Share of places drawn at random over the area that would be hit.

    Returns
    -------
    tuple
        Hit rate / share by chance, and the ends of `binomial_interval` divided by it; NaN where nothing was reported,
        or nothing is wet.

    >>> [round(x, 2) for x in lift(8, 10, 0.1)]
    [8.0, 4.9, 9.43]
    >>> lift(0, 10, 0.0)
    (nan, nan, nan)
    """
    if trials == 0 or not by_chance > 0.0:
        return math.nan, math.nan, math.nan
    low, high = binomial_interval(hits, trials, confidence)
    return hits / trials / by_chance, low / by_chance, high / by_chance
