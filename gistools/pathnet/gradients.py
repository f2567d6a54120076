"""Steepness along profiles of height (hældninger): windows, stretches and paces, for many lines at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from gistools.pathnet.sampling import Samples

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

TOLD_TO = 5e-5
"""Slopes are told to a tenth of a per mille: an even ramp of 40 ‰ is not steeper than 40 ‰ by a rounding."""

_ROUNDING = 1e-9  # of a step

PACES = ("tobler", "parkin")
_TOBLER, _DOWNHILL = 3.5, 0.05
_PARKIN_UP, _PARKIN_DOWN = 1.44 / 21.6 * 100.0, 0.86 / 21.6 * 100.0
_SLOWEST, _FASTEST = 0.25, 1.5


def pace_on(name: str, grade: F64) -> F64:
    """Return how much longer a metre takes on a slope than on the level (1 on the level).

    Parameters
    ----------
    name:
        ``tobler``: walking speed is proportional to exp(-3.5 |slope + 0.05|), so that it is highest at 5 % down (Tobler
        1993). ``parkin``: cycling speed falls by 1.44/21.6 for each per cent up and rises by 0.86/21.6 for each per
        cent down, kept between a quarter (on foot with the bicycle) and one and a half of that on the level (Parkin and
        Rotheram 2010). Neither was read in its source. Any other: 1.
    grade:
        Rise over length, positive upwards.

    >>> pace_on("tobler", np.array([0.0, 0.05, -0.05])).round(3).tolist()
    [1.0, 1.191, 0.839]
    >>> pace_on("parkin", np.array([0.0, 0.05, -0.05, 0.5])).round(3).tolist()
    [1.0, 1.5, 0.834, 4.0]
    """
    if name == "tobler":
        made: F64 = np.exp(_TOBLER * (np.abs(grade + _DOWNHILL) - _DOWNHILL))
        return made
    if name == "parkin":
        speed = 1.0 - _PARKIN_UP * np.maximum(grade, 0.0) + _PARKIN_DOWN * np.maximum(-grade, 0.0)
        kept: F64 = 1.0 / np.clip(speed, _SLOWEST, _FASTEST)
        return np.where(np.isnan(grade), np.nan, kept)
    return np.where(np.isnan(grade), np.nan, 1.0)


@dataclass(frozen=True, eq=False)
class Gradients:
    """Steepness of k lines, NaN where it is not known; see `Slopes`, but ``up`` and ``down`` are rise over length."""

    up: F64
    down: F64
    runs: Mapping[float, tuple[F64, F64]]
    ramps: Mapping[float, tuple[F64, F64]]
    pace: Mapping[str, tuple[F64, F64]]

    def put(self, at: I64, other: Gradients, *, longest: F64) -> None:
        """Write other lines in the places ``at``, no stretch longer than its line; in place."""
        self.up[at], self.down[at] = other.up, other.down
        for mine, theirs in ((self.runs, other.runs), (self.ramps, other.ramps)):
            for grade, (there, back) in mine.items():
                there[at] = np.minimum(theirs[grade][0], longest)
                back[at] = np.minimum(theirs[grade][1], longest)
        for name, (there, back) in self.pace.items():
            there[at], back[at] = other.pace[name]


def level_gradients(count: int, grades: Sequence[float], grade: F64 | float, length_m: F64 | float = 0.0) -> Gradients:
    """Return those of lines that rise evenly."""
    even = np.full(count, grade, np.float64)
    length = np.broadcast_to(np.asarray(length_m, np.float64), (count,))

    def longer(over: float) -> tuple[F64, F64]:
        both = [np.where(np.isnan(even), np.nan, np.where(way > over / 1000.0 + TOLD_TO, length, 0.0))
                for way in (even, -even)]  # fmt: skip
        return both[0], both[1]

    return Gradients(
        np.maximum(even, 0.0), np.maximum(-even, 0.0), {g: longer(g) for g in grades}, {g: longer(g) for g in grades},
        {name: (pace_on(name, even), pace_on(name, -even)) for name in PACES},
    )  # fmt: skip


def gradients(samples: Samples, window_m: float, grades: Sequence[float]) -> Gradients:
    """Return how steep lines are that were sampled.

    The steepest rise is the greatest of (z(s + w) - z(s)) / w for all s, with w the window or the whole of a shorter
    line, z running straight between samples: it is reached where s or s + w is a sample.
    """
    known = samples.known
    samples = replace(samples, z_m=np.where(known[samples.line], samples.z_m, 0.0))  # told unknown at the end
    steep = _windows(samples, window_m)
    up, down = (np.where(known, np.maximum(one, 0.0), np.nan) for one in steep)
    return Gradients(
        up, down,
        {g: _both_ways(samples, known, g / 1000.0 + TOLD_TO, _longest_mean) for g in grades},
        {g: _both_ways(samples, known, g / 1000.0 + TOLD_TO, _longest_each) for g in grades},
        _paces(samples, known),
    )  # fmt: skip


def _windows(samples: Samples, window_m: float) -> tuple[F64, F64]:
    """Return the greatest and the negative of the least slope over the window, of each line."""
    line, place, first = samples.line, samples.place, samples.first
    last = samples.count - 1
    step, z = samples.step_m, samples.z_m
    steps = np.minimum(window_m / step, last)  # of the window, with fraction
    whole = np.floor(steps + _ROUNDING)
    share = np.maximum(steps - whole, 0.0)
    most, least = np.full(z.size, -np.inf), np.full(z.size, np.inf)
    for way in (1, -1):  # windows that begin at a sample, and those that end at one
        end = place + way * steps[line]
        at = np.flatnonzero((end > -_ROUNDING) & (end < last[line] + _ROUNDING))
        on = line[at]
        near = at + way * whole[on].astype(np.int64)
        far = np.clip(near + way, first[on], first[on] + last[on])
        other = z[near] + share[on] * (z[far] - z[near])
        slope = way * (other - z[at]) / (steps * step)[on]
        most[at], least[at] = np.maximum(most[at], slope), np.minimum(least[at], slope)
    return np.maximum.reduceat(most, first[:-1]), -np.minimum.reduceat(least, first[:-1])


def _both_ways(
    samples: Samples, known: Mask, over: float, longest: Callable[[Samples, float, int], F64]
) -> tuple[F64, F64]:
    up, down = (np.where(known, longest(samples, over, way), np.nan) for way in (1, -1))
    return up, down


def _rising(samples: Samples, over: float, way: int) -> Mask:
    """Return which samples are followed, on their line, by one that lies more steeply higher (``way`` -1: lower)."""
    steep = way * np.diff(samples.z_m) > over * samples.step_m[samples.line[:-1]]
    made = np.append(steep, False)
    made[samples.first[1:] - 1] = False  # the last of each line
    return made


def _longest_each(samples: Samples, over: float, way: int) -> F64:
    """Return the longest stretch of each line that is steeper in each of its intervals."""
    steep = _rising(samples, over, way)
    at = np.arange(steep.size)
    before = np.maximum.accumulate(np.where(steep, -1, at))  # the last sample that is not followed steeply
    length = np.where(steep, at - before, 0)
    made: F64 = np.maximum.reduceat(length, samples.first[:-1]) * samples.step_m
    return made


def _longest_mean(samples: Samples, over: float, way: int) -> F64:
    """Return the longest stretch of each line between samples that is steeper on the whole.

    With f = z - over x s, that is the furthest pair of samples of which the later has the greater f: for each sample
    the furthest later one is looked up in the greatest f from there on, which never rises.
    """
    made = np.zeros(samples.step_m.size)
    some = np.flatnonzero(np.logical_or.reduceat(_rising(samples, over, way), samples.first[:-1]))
    if not some.size:
        return made
    count = samples.count[some]
    first = np.concatenate([[0], np.cumsum(count)])
    line = np.repeat(np.arange(some.size), count)
    place = np.arange(line.size) - first[line]
    step = samples.step_m[some]
    rise = way * samples.z_m[samples.first[some][line] + place] - over * step[line] * place
    top = _greatest_after(rise, first, line)
    low, high = np.arange(line.size), first[1:][line] - 1
    while (open_ := low < high).any():  # the last sample whose greatest-from-there is above this one's
        middle = (low + high + 1) // 2
        above = top[middle] > rise
        low, high = np.where(open_ & above, middle, low), np.where(open_ & ~above, middle - 1, high)
    made[some] = np.maximum.reduceat(low - np.arange(line.size), first[:-1]) * step
    return made


def _greatest_after(values: F64, first: I64, line: I64) -> F64:
    """Return the greatest of each value and those after it on its line."""
    order = np.argsort(values, kind="stable")
    rank = np.empty(values.size, np.int64)
    rank[order] = np.arange(values.size)
    base = (first.size - 2 - line) * values.size  # later lines lie lower, so that the running maximum forgets them
    top = np.maximum.accumulate((rank + base)[::-1])[::-1] - base
    made: F64 = values[order[top]]
    return made


def _paces(samples: Samples, known: Mask) -> dict[str, tuple[F64, F64]]:
    inner = np.ones(samples.z_m.size, np.bool_)
    inner[samples.first[1:] - 1] = False
    line = samples.line[inner]
    grade = np.append(np.diff(samples.z_m), 0.0)[inner] / samples.step_m[line]
    pieces = samples.count - 1

    def mean(name: str, way: int) -> F64:
        total = np.bincount(line, weights=np.nan_to_num(pace_on(name, way * grade)), minlength=known.size)
        return np.where(known, total / pieces, np.nan)

    return {name: (mean(name, 1), mean(name, -1)) for name in PACES}
