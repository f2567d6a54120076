"""Rates one number at a time, in plain Python: what the arrays of the room are judged by."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from gistools.cloudburst.rain import RainSeries, RainStatistics
from gistools.floodcost.choices import Head, Tail
from gistools.floodcost.rates import RainRate, rain_rate

unhurried = settings(max_examples=60, deadline=None)  # a busy machine is no fault


@dataclass
class PlainRate:
    """The rate of a table of one duration, by the definitions and nothing else."""

    depths: list[float]
    years: list[float]
    annual_maxima: bool
    head: str
    tail: str
    drained_mm: float = 0.0
    factor: float = 1.0

    def of_years(self, t: float) -> float:
        return -math.log(1.0 - 1.0 / t) if self.annual_maxima else 1.0 / t

    def level(self, mm: float) -> float:
        """-ln of the rate, the first and the last piece extended as straight lines of depth."""
        mm /= self.factor
        levels = [-math.log(self.of_years(t)) for t in self.years]
        if mm < self.depths[0]:
            slope = (levels[1] - levels[0]) / (self.depths[1] - self.depths[0])
            return levels[0] + slope * (mm - self.depths[0])
        if mm > self.depths[-1]:
            slope = (levels[-1] - levels[-2]) / (self.depths[-1] - self.depths[-2])
            return levels[-1] + slope * (mm - self.depths[-1])
        for i in range(len(self.depths) - 1):
            if mm <= self.depths[i + 1]:
                share = (mm - self.depths[i]) / (self.depths[i + 1] - self.depths[i])
                t = math.exp(math.log(self.years[i]) * (1.0 - share) + math.log(self.years[i + 1]) * share)
                return -math.log(self.of_years(t))
        raise AssertionError(mm)

    def rate(self, mm: float) -> float:
        if math.isinf(mm):
            return 0.0
        mm = max(mm, self.drained_mm)
        if mm / self.factor < self.depths[0] and self.head == "hold":
            return self.of_years(self.years[0])
        if mm / self.factor > self.depths[-1] and self.tail != "log-linear":
            return self.of_years(self.years[-1]) if self.tail == "hold" else 0.0
        return math.exp(-self.level(mm))


@st.composite
def rates(draw: st.DrawFn, *, tails: tuple[str, ...] = tuple(Tail)) -> tuple[RainRate, PlainRate]:
    """A rate and the same in plain Python."""
    k = draw(st.integers(2, 6))
    depth = np.cumsum(draw(st.lists(st.floats(1.0, 20.0), min_size=k, max_size=k)))
    first = draw(st.floats(1.2, 5.0))
    years = first * np.cumprod([1.0, *draw(st.lists(st.floats(1.3, 4.0), min_size=k - 1, max_size=k - 1))])
    series = draw(st.sampled_from(list(RainSeries)))
    head, tail = draw(st.sampled_from(list(Head))), draw(st.sampled_from(tails))
    drained = draw(st.none() | st.floats(0.0, 1.0))
    factor = draw(st.just(1.0) | st.floats(0.8, 1.6))
    statistics = RainStatistics(np.array([60.0]), years, depth[None], series)
    t = None if drained is None else float(np.clip(years[0] * (years[-1] / years[0]) ** drained, years[0], years[-1]))
    made = rain_rate(statistics, 60, head=head, tail=tail, drained_years=t).scaled(factor)
    plain = PlainRate(
        depth.tolist(), years.tolist(), series is RainSeries.ANNUAL_MAXIMA, head, tail, made.drained_mm, factor
    )
    return made, plain
