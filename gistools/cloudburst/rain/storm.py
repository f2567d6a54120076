"""Design storms (CDS-regn): a curve of depth by duration, and a storm that meets it in every window at its peak."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.rain.statistics import RainStatistics

    Numbers = npt.NDArray[np.float64]

_KNOTS = 3  # three numbers are fitted
_SEARCH = 200  # offsets tried in each round
_ROUNDS = 8
_HOUR = 60.0


@dataclass(frozen=True, kw_only=True)
class IntensityCurve:
    """Mean intensity by duration, ``i = a / (t + b)^c``: t and b in minutes, i in mm a minute.

    Parameters
    ----------
    a, b, c:
        a above 0, b at least 0, c above 0 and at most 1 (below 1 where b is 0), so that depth rises with duration and
        is 0 for none.

    >>> curve = IntensityCurve(a=10.0, b=10.0, c=0.8)
    >>> round(float(curve.depth_mm(60.0)), 3)  # 10 * 60 / 70^0.8
    20.048
    """

    a: float
    b: float
    c: float

    def __post_init__(self) -> None:
        """Refuse a curve whose depth does not rise with the duration."""
        good = 0.0 < self.a < math.inf and 0.0 <= self.b < math.inf and 0.0 < self.c <= 1.0
        if not good or (self.b == 0.0 and self.c == 1.0):
            shown = f"a = {self.a:g}, b = {self.b:g}, c = {self.c:g}"
            raise ParamError(
                Text(shown, shown),
                Text(
                    "a > 0, b ≥ 0 og 0 < c ≤ 1 (c < 1, når b er 0): dybden stiger med varigheden",
                    "a > 0, b ≥ 0 and 0 < c ≤ 1 (c < 1 when b is 0): depth rises with duration",
                ),
                Text("ret tallene", "correct the numbers"),
            )

    def depth_mm(self, duration_min: npt.ArrayLike) -> Numbers:
        """Return the depth in mm of durations in minutes; 0 for a duration of 0."""
        t = np.asarray(duration_min, np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            made = self.a * t / (t + self.b) ** self.c
        return np.where(t > 0.0, made, 0.0)


@dataclass(frozen=True, eq=False)
class CurveFit:
    """A curve fitted to the depths of one return period, and how well it fits.

    Parameters
    ----------
    curve:
        The curve of least squares of ln depth, over all tabulated durations.
    durations_min, depths_mm:
        What it was fitted to.
    """

    curve: IntensityCurve
    durations_min: Numbers
    depths_mm: Numbers

    @property
    def deviation(self) -> Numbers:
        """Depth of the curve relative to that of the table, less 1, for each duration."""
        return self.curve.depth_mm(self.durations_min) / self.depths_mm - 1.0

    @property
    def largest_deviation(self) -> float:
        """The largest relative deviation, without sign."""
        return float(np.abs(self.deviation).max())


def fit_curve(statistics: RainStatistics, return_period_years: float) -> CurveFit:
    """Fit ``i = a / (t + b)^c`` to one return period of the statistics.

    For a given b, ln i is a straight line of ln(t + b); b itself is searched for on a grid that is made finer around
    the best, so that the result depends on nothing but the table.

    Raises
    ------
    ParamError
        For a return period outside the table, or a table of fewer than three durations.
    """
    t = statistics.durations_min
    if t.size < _KNOTS:
        raise ParamError(
            Text(f"regntabellen har {t.size} varigheder", f"the rain table has {t.size} durations"),
            Text("mindst 3, da kurven har tre tal", "at least 3, since the curve has three numbers"),
            Text("udvid tabellen", "extend the table"),
        )
    span = statistics.return_periods_years[[0, -1]]
    if not span[0] <= return_period_years <= span[1]:
        raise ParamError(
            Text(f"T = {return_period_years:g} år", f"T = {return_period_years:g} years"),
            Text(f"T fra {span[0]:g} til {span[1]:g} år", f"T from {span[0]:g} to {span[1]:g} years"),
            Text("vælg en T inden for regntabellen", "choose a T within the rain table"),
        )
    depth = statistics.depth_mm(t, return_period_years)
    log = np.log(depth / t)
    offsets = np.concatenate([[0.0], np.geomspace(t[0] * 1e-4, t[-1], _SEARCH)])
    for _ in range(_ROUNDS):
        misfit = [_line(log, t, b)[2] for b in offsets]
        best = int(np.argmin(misfit))
        low, high = offsets[max(best - 1, 0)], offsets[min(best + 1, offsets.size - 1)]
        chosen = float(offsets[best])
        offsets = np.unique(np.append(np.linspace(low, high, _SEARCH), chosen))
    a, c, _ = _line(log, t, chosen)
    return CurveFit(IntensityCurve(a=a, b=chosen, c=c), t, depth)


def _line(log: Numbers, t: Numbers, b: float) -> tuple[float, float, float]:
    """Return a, c and the sum of squares of the best line ``log = ln a - c ln(t + b)`` with 0 < c <= 1."""
    x = np.log(t + b)
    slope = float(((x - x.mean()) * (log - log.mean())).sum() / ((x - x.mean()) ** 2).sum())
    c = min(max(-slope, 1e-9), 1.0 if b > 0.0 else 1.0 - 1e-9)
    level = float((log + c * x).mean())
    return math.exp(level), c, float(((log + c * x - level) ** 2).sum())


@dataclass(frozen=True, eq=False)
class DesignStorm:
    """A rain by time steps (CDS, Keifer and Chu 1957).

    Parameters
    ----------
    edges_min:
        The n + 1 edges of n time steps, from 0.
    rain_mm:
        What falls in each step.
    peak_min:
        When it rains hardest.
    """

    edges_min: Numbers
    rain_mm: Numbers
    peak_min: float

    @property
    def total_mm(self) -> float:
        """All that falls."""
        return float(self.rain_mm.sum())

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each step: start_min, end_min, rain_mm, intensity_mm_per_h, accumulated_mm."""
        return pd.DataFrame(
            {
                "start_min": self.edges_min[:-1],
                "end_min": self.edges_min[1:],
                "rain_mm": self.rain_mm,
                "intensity_mm_per_h": self.rain_mm / np.diff(self.edges_min) * _HOUR,
                "accumulated_mm": self.rain_mm.cumsum(),
            }
        )


def design_storm(
    curve: IntensityCurve, duration_min: float, time_step_min: float, *, peak_position: float = 0.5
) -> DesignStorm:
    """Return the storm whose depth in every window of share r before and 1 - r after its peak is that of the curve.

    With z(t) the depth of the curve, r z(t / r) falls in the t minutes before the peak and (1 - r) z(t / (1 - r)) in
    those after it; what falls in a step is the difference of these, so that no rain is lost or made by the time step.
    The instantaneous intensity of Keifer and Chu (1957), ``a ((1 - c) s + b) / (s + b)^(1 + c)`` with s = t / r, is the
    derivative of the first.

    Parameters
    ----------
    curve:
        From `fit_curve`, or one's own.
    duration_min, time_step_min:
        The whole storm, and its steps, which go into it a whole number of times.
    peak_position:
        r, the share of the duration before the peak, 0 to 1. There is no Danish norm that gistools knows of.

    Raises
    ------
    ParamError
        For steps that do not fit, or a share outside 0-1; all faults are told at once.

    >>> storm = design_storm(IntensityCurve(a=10.0, b=10.0, c=0.8), 60.0, 10.0)
    >>> round(storm.total_mm, 3), int(storm.rain_mm.argmax())
    (20.048, 2)
    """
    faults = []
    if not 0.0 <= peak_position <= 1.0:
        faults.append(
            Text(f"peak_position = {peak_position:g} (0 til 1)", f"peak_position = {peak_position:g} (0 to 1)")
        )
    good = 0.0 < duration_min < math.inf and 0.0 < time_step_min <= duration_min
    steps = round(duration_min / time_step_min) if good else 0
    if not good or not math.isclose(steps * time_step_min, duration_min, rel_tol=1e-9):
        told = f"time_step_min = {time_step_min:g}, duration_min = {duration_min:g}"
        faults.append(Text(f"{told} (går ikke op)", f"{told} (does not go into it)"))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("et helt antal skridt og en andel", "a whole number of steps and a share"),
            Text("ret tallene", "correct the numbers"),
        )
    edges = np.linspace(0.0, duration_min, steps + 1)
    peak = peak_position * duration_min
    fallen = _since_peak(curve, edges - peak, peak, duration_min)
    return DesignStorm(edges, np.diff(fallen), peak)


def _since_peak(curve: IntensityCurve, time: Numbers, peak: float, duration: float) -> Numbers:
    """Return what has fallen from the peak to a time, negative before it."""
    made = np.zeros(time.shape)
    for sign, length in ((-1.0, peak), (1.0, duration - peak)):
        side = sign * time > 0.0
        share = length / duration
        made[side] = sign * share * curve.depth_mm(sign * time[side] / length * duration)
    return made


def check_storm(fit: CurveFit, storm: DesignStorm) -> pd.DataFrame:
    """Return how the storm keeps to the table: for each duration up to its own, and its own.

    duration_min, table_mm (NaN where the table has no such duration), curve_mm, storm_mm (what falls in the window of
    share r before the peak; windows between time steps take part of a step as if it fell evenly), deviation_share
    (storm less table, relative to the table).
    """
    total = float(storm.edges_min[-1])
    durations = np.union1d(fit.durations_min[fit.durations_min <= total], [total])
    place = np.searchsorted(fit.durations_min, durations).clip(0, fit.durations_min.size - 1)
    table = np.where(fit.durations_min[place] == durations, fit.depths_mm[place], np.nan)
    fallen = np.concatenate([[0.0], storm.rain_mm.cumsum()])
    r = storm.peak_min / total
    ends = [np.interp(storm.peak_min + share * durations, storm.edges_min, fallen) for share in (-r, 1.0 - r)]
    in_window = ends[1] - ends[0]
    return pd.DataFrame(
        {
            "duration_min": durations,
            "table_mm": table,
            "curve_mm": fit.curve.depth_mm(durations),
            "storm_mm": in_window,
            "deviation_share": in_window / table - 1.0,
        }
    )
