"""Steepness along profiles of height (hældninger): windows, stretches and paces, for many lines at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from gistools.pathnet.sampling import Samples

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

TOLD_TO = 5e-5
"""Slopes are told to a tenth of a per mille: an even ramp of 40 ‰ is not steeper than 40 ‰ by a rounding."""

_ROUNDING = 1e-9  # of a step, and of a metre
_SOME_M = 1.0

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

    def some(self, which: Mask) -> Gradients:
        """Return those of some lines."""
        pairs = [{name: (there[which], back[which]) for name, (there, back) in one.items()}
                 for one in (self.runs, self.ramps)]  # fmt: skip
        pace = {name: (there[which], back[which]) for name, (there, back) in self.pace.items()}
        return Gradients(self.up[which], self.down[which], pairs[0], pairs[1], pace)

    def turned(self, which: Mask) -> Gradients:
        """Return them with some lines gone the other way."""

        def swapped(there: F64, back: F64) -> tuple[F64, F64]:
            return np.where(which, back, there), np.where(which, there, back)

        pairs = [{name: swapped(*both) for name, both in one.items()} for one in (self.runs, self.ramps)]
        pace = {name: swapped(*both) for name, both in self.pace.items()}
        return Gradients(*swapped(self.up, self.down), pairs[0], pairs[1], pace)

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


@dataclass(frozen=True, eq=False)
class Pieces:
    """p pieces of the lines that were sampled, line by line and one after the other; each line has one at least.

    Parameters
    ----------
    line:
        int64 of p.
    begin_m, end_m:
        float64 of p: where along the line each begins and ends.
    """

    line: I64
    begin_m: F64
    end_m: F64

    @classmethod
    def whole(cls, samples: Samples) -> Pieces:
        """Return the lines themselves."""
        length = samples.step_m * (samples.count - 1)
        return cls(np.arange(length.size), np.zeros(length.size), length)

    def at(self, line: I64, along_m: F64, *, side: Literal["left", "right"] = "right") -> I64:
        """Return the piece that lies there; where two meet the one before (``left``) or after (``right``)."""
        last = np.flatnonzero(np.diff(self.line, append=-1) != 0)  # of each line
        base = np.concatenate([[0.0], np.cumsum(self.end_m[last] + 1.0)])  # all lines on one long axis, with gaps
        found = np.searchsorted(base[self.line] + self.end_m, base[line] + along_m, side=side)
        first = np.concatenate([[0], last[:-1] + 1])
        return np.clip(found, first[line], last[line])

    def longest(self, line: I64, begin_m: F64, end_m: F64, least_m: float = _ROUNDING) -> F64:
        """Return how long the longest stretch is that covers some of each piece, 0 where none does.

        Some is ``least_m``, or half the piece or half the stretch where that is less: who stands just past the end of a
        ramp does not stand on it.
        """
        made = np.zeros(self.line.size)
        if not line.size:
            return made
        from_, to = self.at(line, begin_m), self.at(line, end_m, side="left")
        count = np.maximum(to - from_ + 1, 1)
        which = np.repeat(np.arange(line.size), count)
        piece = from_[which] + np.arange(which.size) - np.repeat(np.cumsum(count) - count, count)
        covered = np.minimum(self.end_m[piece], end_m[which]) - np.maximum(self.begin_m[piece], begin_m[which])
        long, whole = self.end_m[piece] - self.begin_m[piece], (end_m - begin_m)[which]
        some = covered >= np.minimum(np.minimum(long, whole) / 2.0, least_m)
        np.maximum.at(made, piece[some], whole[some])
        return made


def gradients(samples: Samples, window_m: float, grades: Sequence[float], pieces: Pieces | None = None) -> Gradients:
    """Return how steep lines are that were sampled, or pieces of them.

    The steepest rise is the greatest of (z(s + w) - z(s)) / w for all s, with w the window or the whole of a shorter
    line, z running straight between samples: it is reached where s or s + w is a sample. Of a piece it is that of the
    windows whose middle lies on it, and its stretches are those of the line that it is a part of, however far they go
    on beyond it: what a line is cut into changes no answer.
    """
    known = samples.known
    samples = replace(samples, z_m=np.where(known[samples.line], samples.z_m, 0.0))  # told unknown at the end
    parts = Pieces.whole(samples) if pieces is None else pieces
    sure = known[parts.line]
    steep = _windows(samples, window_m, parts)
    up, down = (np.where(sure, np.maximum(one, 0.0), np.nan) for one in steep)
    runs, ramps = {}, {}
    for g in grades:
        both = [_longest(samples, g / 1000.0 + TOLD_TO, way, parts) for way in (1, -1)]
        there, back = (tuple(np.where(sure, one, np.nan) for one in pair) for pair in both)
        runs[g], ramps[g] = (there[0], back[0]), (there[1], back[1])
    return Gradients(up, down, runs, ramps, _paces(samples, sure, parts))


def _windows(samples: Samples, window_m: float, parts: Pieces) -> tuple[F64, F64]:
    """Return the greatest and the negative of the least slope over the windows of each piece."""
    line, place, first = samples.line, samples.place, samples.first
    last = samples.count - 1
    step, z = samples.step_m, samples.z_m
    steps = np.minimum(window_m / step, last)  # of the window, with fraction
    whole = np.floor(steps + _ROUNDING)
    share = np.maximum(steps - whole, 0.0)
    most, least = np.full(parts.line.size, -np.inf), np.full(parts.line.size, np.inf)
    for way in (1, -1):  # windows that begin at a sample, and those that end at one
        end = place + way * steps[line]
        at = np.flatnonzero((end > -_ROUNDING) & (end < last[line] + _ROUNDING))
        on = line[at]
        near = at + way * whole[on].astype(np.int64)
        far = np.clip(near + way, first[on], first[on] + last[on])
        other = z[near] + share[on] * (z[far] - z[near])
        slope = way * (other - z[at]) / (steps * step)[on]
        middle = (place[at] + way * steps[on] / 2.0) * step[on]
        for side in _SIDES:
            piece = parts.at(on, middle, side=side)
            np.maximum.at(most, piece, slope)
            np.minimum.at(least, piece, slope)
    on = parts.line  # pieces shorter than the samples are apart, or nearer to an end than half a window
    middle = (parts.begin_m + parts.end_m) / 2.0 / step[on]
    begin = np.clip(middle - steps[on] / 2.0, 0.0, last[on] - steps[on])
    slope = (_between(samples, on, begin + steps[on]) - _between(samples, on, begin)) / (steps * step)[on]
    return np.maximum(most, slope), -np.minimum(least, slope)


_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


def _between(samples: Samples, line: I64, place: F64) -> F64:
    """Return heights on lines at places between samples."""
    near = np.clip(np.floor(place).astype(np.int64), 0, samples.count[line] - 2)
    at = samples.first[line] + near
    made: F64 = samples.z_m[at] + (place - near) * (samples.z_m[at + 1] - samples.z_m[at])
    return made


def _rising(samples: Samples, over: float, way: int) -> Mask:
    """Return which samples are followed, on their line, by one that lies more steeply higher (``way`` -1: lower)."""
    steep = way * np.diff(samples.z_m) > over * samples.step_m[samples.line[:-1]]
    made = np.append(steep, False)
    made[samples.first[1:] - 1] = False  # the last of each line
    return made


def _longest(samples: Samples, over: float, way: int, parts: Pieces) -> tuple[F64, F64]:
    """Return the longest stretch on each piece that is steeper on the whole, and that is so in each interval.

    A piece on which no interval is steeper is no part of a ramp, though a steep one beside it may be so on the whole
    with some level way.
    """
    steep = _rising(samples, over, way)
    at = np.flatnonzero(steep)
    line, place, step = samples.line, samples.place, samples.step_m
    begins = at[np.diff(at, prepend=-2) != 1]
    ends = at[np.diff(at, append=-2) != 1] + 1
    on = line[begins]
    a, b = place[begins] * step[on], place[ends] * step[on]
    each = parts.longest(on, a, b, _SOME_M)
    some = np.zeros(parts.line.size, np.bool_)
    some[parts.at(line[at], (place[at] + 0.5) * step[line[at]])] = True
    on, a, b = _stretches(samples, over, way, steep)
    return np.where(some, parts.longest(on, a, b), 0.0), each


def _stretches(samples: Samples, over: float, way: int, steep: Mask) -> tuple[I64, F64, F64]:
    """Return stretches between samples that are steeper on the whole: line, begin and end, none within another.

    With f = z - over x s, that is for each sample the furthest later one with a greater f: it is looked up in the
    greatest f from there on, which never rises. Only a sample with a lesser f than all before it begins one that lies
    in no other.
    """
    some = np.flatnonzero(np.logical_or.reduceat(steep, samples.first[:-1]))
    if not some.size:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    count = samples.count[some]
    first = np.concatenate([[0], np.cumsum(count)])
    line = np.repeat(np.arange(some.size), count)
    place = np.arange(line.size) - first[line]
    step = samples.step_m[some]
    rise = way * samples.z_m[samples.first[some][line] + place] - over * step[line] * place
    top = np.maximum.accumulate(_by_line(-line, rise)[::-1])[::-1].imag
    least = np.minimum.accumulate(_by_line(-line, rise)).imag
    goes_on = line[1:] == line[:-1]
    begins = np.append(goes_on & (top[1:] > rise[:-1]), False)
    begins[1:] &= ~goes_on | (rise[1:] < least[:-1])
    at = np.flatnonzero(begins)
    low = np.searchsorted(_by_line(line, -top), _by_line(line[at], -rise[at])) - 1  # the last whose top is above it
    kept = low > np.concatenate([[-1], np.maximum.accumulate(low)[:-1]])[: low.size]
    at, low = at[kept], low[kept]
    on = line[at]
    return some[on], place[at] * step[on], (low - first[on]) * step[on]


def _by_line(line: I64, values: F64) -> npt.NDArray[np.complex128]:
    """Return numbers that NumPy orders by line, and by value on one line: one pass serves for all lines, exactly.

    >>> np.maximum.accumulate(_by_line(np.array([0, 0, 1, 1]), np.array([5.0, 7.0, 2.0, 1.0]))).imag.tolist()
    [5.0, 7.0, 2.0, 2.0]
    """
    made = np.empty(values.size, np.complex128)
    made.real, made.imag = line, values
    return made


def _paces(samples: Samples, sure: Mask, parts: Pieces) -> dict[str, tuple[F64, F64]]:
    inner = np.ones(samples.z_m.size, np.bool_)
    inner[samples.first[1:] - 1] = False
    line, step = samples.line, samples.step_m
    grade = np.append(np.diff(samples.z_m), 0.0) / step[line]
    begin, end = parts.begin_m / step[parts.line], parts.end_m / step[parts.line]

    def mean(name: str, way: int) -> F64:
        each = np.where(inner, pace_on(name, way * grade), 0.0)
        total = np.cumsum(each) - each  # before each sample

        def until(place: F64) -> F64:
            near = np.clip(np.floor(place).astype(np.int64), 0, samples.count[parts.line] - 2)
            at = samples.first[parts.line] + near
            made: F64 = total[at] + (place - near) * each[at]
            return made

        return np.where(sure, (until(end) - until(begin)) / (end - begin), np.nan)

    return {name: (mean(name, 1), mean(name, -1)) for name in PACES}
