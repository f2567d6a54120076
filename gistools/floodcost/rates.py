"""How often a year a rain is passed (overskridelseshyppighed), within a rain table and beyond it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.cloudburst.rain.statistics import AS_GIVEN, RainStatistics, periods_of
from gistools.errors import ParamError
from gistools.floodcost.choices import HEAD_LABELS, TAIL_LABELS, Head, Tail, chosen
from gistools.text import Text, danish

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

BELOW, WITHIN, ABOVE, UNKNOWN = 0, 1, 2, -1  # what `RainRate.band` says
UNSAID = Text(
    "Regntabellen er ikke verificeret: den siger ikke selv, at den er læst i sin kilde (kolonnen verified).",
    "The rain table is not verified: it does not say itself that it was read in its source (the column verified).",
)


@dataclass(frozen=True, eq=False)
class RainRate:
    """Exceedances a year of a rain depth (hyppighed): made by `rain_rate`.

    Within the rain table it is what the table says. Below and above, `head` and `tail` say how it goes on; both
    straight lines are of depth against -ln(rate), which is ln T for partial duration series and the line of Gumbel for
    annual maxima, so that the rate stays finite. In another climate they are those of the table as it is, with depths
    times the factor of its nearest end: a wetter climate never makes a rain rarer.

    Parameters
    ----------
    statistics, duration_min:
        The rain table, and the one duration of the rains that are judged.
    head, tail:
        How the rate goes on below and above the table.
    drained_mm:
        Rains up to this depth are carried by the sewer: none of them is told oftener than it.
    factor:
        What the depths of the table are multiplied by; see `scaled`.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0], "T=50": [36.0]})
    >>> rain = RainStatistics.from_table(table, series="partial-duration")
    >>> rate = rain_rate(rain, 60)
    >>> rate.rate(np.array([5.0, 16.0, 26.0, 46.0, np.inf])).round(6).tolist()
    [0.5, 0.5, 0.1, 0.004, 0.0]
    >>> rate.band(np.array([5.0, 16.0, 46.0])).tolist()
    [0, 1, 2]
    """

    statistics: RainStatistics
    duration_min: float
    head: Head = Head.HOLD
    tail: Tail = Tail.LOG_LINEAR
    drained_mm: float = 0.0
    factor: float = 1.0

    def rate(self, rain_mm: npt.ArrayLike) -> Numbers:
        """Return how many times a year a rain depth is passed; 0 for +inf, NaN for NaN.

        Never rises with the depth.
        """
        return self._rate(self._judged(rain_mm), self.head, self.tail)

    def bounds(self, rain_mm: npt.ArrayLike) -> tuple[Numbers, Numbers]:
        """Return the least and the most that any choice of head and tail says; the rate itself within the table.

        The most is no bound of what is true below the table: nothing in the table says how often small rains come.
        """
        mm = self._judged(rain_mm)
        return self._rate(mm, Head.HOLD, Tail.NONE), self._rate(mm, Head.LOG_LINEAR, Tail.HOLD)

    def band(self, rain_mm: npt.ArrayLike) -> npt.NDArray[np.int8]:
        """Return where a depth lies: 0 below the shortest tabulated return period, 1 within, 2 above the longest.

        +inf is 2, NaN -1.
        """
        mm, depth = self._judged(rain_mm), self._depths
        told = np.select([mm < depth[0], mm > depth[-1], np.isnan(mm)], [BELOW, ABOVE, UNKNOWN], WITHIN)
        return told.astype(np.int8)

    def return_period(self, rain_mm: npt.ArrayLike) -> Numbers:
        """Return the return period in years: 0 below the table, +inf above it, NaN for NaN."""
        return periods_of(self._judged(rain_mm), self._depths, self.statistics.return_periods_years)

    def years_of(self, rain_mm: npt.ArrayLike) -> Numbers:
        """Return the return period in years of rains themselves, whatever the sewer carries; as `return_period`."""
        mm = np.asarray(rain_mm, np.float64) / self.factor
        return periods_of(mm, self._depths, self.statistics.return_periods_years)

    def level(self, rain_mm: npt.ArrayLike) -> Numbers:
        """Return -ln(rate) with both ends of the table extended, whatever head and tail are; rises with the depth.

        What the sewer carries is not counted here.
        """
        return self._level(np.asarray(rain_mm, np.float64) / self.factor)

    def mean_rates(self, rain_mm: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return the mean rate between one rain and the next, when damage grows evenly with `level`.

        Parameters
        ----------
        rain_mm:
            K rising, finite depths.

        Returns
        -------
        tuple
            The shares of the K - 1 means that rest on the head, on the table, and on the tail; their sum is the mean.
        """
        level = self.level(rain_mm)
        low, high = level[:-1], level[1:]
        first, last = self._level(self._depths[[0, -1]])
        drained = self.level(self.drained_mm) if self.drained_mm > 0.0 else np.float64(-math.inf)
        carried = np.clip(drained, low, high)
        begin, end = np.clip(first, carried, high), np.clip(last, carried, high)
        flat = (carried - low) * self.rate(self.drained_mm)
        head = (begin - carried) * np.exp(-first) if self.head is Head.HOLD else _area(carried, begin)
        beyond = {
            Tail.NONE: np.zeros_like(high),
            Tail.HOLD: (high - end) * np.exp(-last),
            Tail.LOG_LINEAR: _area(end, high),
        }
        areas = {BELOW: head, WITHIN: _area(begin, end), ABOVE: beyond[self.tail]}
        areas[int(self.band(self.drained_mm))] += flat
        wide = high - low
        same = wide == 0.0  # rains so near each other that the mean is the rate of either
        shares = [np.divide(area, wide, out=np.zeros_like(wide), where=~same) for area in areas.values()]
        at = self.band(rain_mm[1:])
        for band, share in zip(areas, shares, strict=True):
            np.copyto(share, self.rate(rain_mm[1:]), where=same & (at == band))
        return shares[0], shares[1], shares[2]

    def scaled(self, factor: float) -> RainRate:
        """Return the rate when every rain is so many times as deep (klimafaktor): rate(depth / factor).

        What the sewer carries stays the same depth. A factor of 1 gives the same rates to the bit.

        Raises
        ------
        ParamError
            For a factor that is not positive, and on top of a climate, which would be counted twice.
        """
        if not 0.0 < factor < math.inf:
            raise ParamError(
                Text(f"klimafaktoren {danish(factor)}", f"a climate factor of {factor:g}"),
                Text("en faktor over 0", "a factor above 0"),
                Text("angiv fx 1,3", "give such as 1.3"),
            )
        if factor != 1.0 and self.in_climate:
            raise ParamError(
                Text(
                    f"faktor {danish(factor)} oven på {self.climate.da}",
                    f"factor {factor:g} on top of {self.climate.en}",
                ),
                Text("regntabellen, som den er", "the rain table as it is"),
                Text("tæl klimaet én gang", "count the climate once"),
            )
        return self.times(factor)

    def times(self, factor: float) -> RainRate:
        """Return the rate when the depths of its climate are off by a factor: for what is uncertain of a climate.

        Never for a climate itself: `scaled` sees to it that none is counted twice.
        """
        return replace(self, factor=self.factor * factor)

    @property
    def in_climate(self) -> bool:
        """Whether it is that of another climate than the rain table's own."""
        return self.factor != 1.0 or self.statistics.climate != AS_GIVEN

    @property
    def climate(self) -> Text:
        """What the climate is called."""
        if self.factor == 1.0:
            return self.statistics.climate
        by = Text(f"× {danish(self.factor)}", f"× {self.factor:g}")
        return Text(f"{self.statistics.climate.da} {by.da}", f"{self.statistics.climate.en} {by.en}")

    @property
    def notes(self) -> tuple[Text, ...]:
        """What it rests on, as sentences."""
        t = self.statistics.return_periods_years
        head, tail = HEAD_LABELS[self.head], TAIL_LABELS[self.tail]
        told = [
            Text(
                f"Hyppigheden gælder regn på {danish(self.duration_min)} min; regntabellen dækker T = {danish(t[0])}–"
                f"{danish(t[-1])} år.",
                f"The rate is of rain in {self.duration_min:g} min; the rain table spans T = {t[0]:g}–{t[-1]:g} years.",
            ),
            Text(
                f"Regn oftere end T = {danish(t[0])} år: {head.inside().da}.",
                f"Rain oftener than T = {t[0]:g} years: {head.inside().en}.",
            ),
            Text(
                f"Regn sjældnere end T = {danish(t[-1])} år: {tail.inside().da}.",
                f"Rain rarer than T = {t[-1]:g} years: {tail.inside().en}.",
            ),
        ]
        if self.drained_mm > 0.0:
            told.append(
                Text(
                    f"Regn op til {danish(self.drained_mm, '.1f')} mm føres bort af kloakken.",
                    f"Rain up to {self.drained_mm:.1f} mm is carried by the sewer.",
                )
            )
        return tuple(told)

    @property
    def unverified(self) -> tuple[Text, ...]:
        """What of it nobody has verified: the rain table unless it says that it is, and the climate factors."""
        return (*(() if self.statistics.said_verified else (UNSAID,)), *self.statistics.unverified)

    @property
    def doubtful(self) -> tuple[Text, ...]:
        """`unverified` in a few words each."""
        scenario = self.statistics.scenario
        table = () if self.statistics.said_verified else (Text("regntabellen", "the rain table"),)
        if scenario is None or not self.statistics.unverified:
            return table
        name = Text(f"klimafaktorerne {scenario.name.da}", f"the climate factors {scenario.name.en}")
        return (*table, name)

    def __repr__(self) -> str:
        """One line: of which rain, and how it goes on beyond the table."""
        return f"<RainRate {self.duration_min:g} min, {self.climate.en}; head {self.head}, tail {self.tail}>"

    @property
    def _depths(self) -> Numbers:
        return self.statistics.curve(self.duration_min)

    def _judged(self, rain_mm: npt.ArrayLike) -> Numbers:
        """Return the depth of the table as it is that counts: no less than what the sewer carries."""
        return np.maximum(np.asarray(rain_mm, np.float64), self.drained_mm) / self.factor

    def _inside(self, mm: Numbers) -> Numbers:
        depth = self._depths
        return self.statistics.exceedance_rate(
            periods_of(np.clip(mm, depth[0], depth[-1]), depth, self.statistics.return_periods_years)
        )

    def _slopes(self) -> tuple[float, float]:
        """Return by how many mm depth grows when -ln(rate) grows by 1, below and above the table.

        In the first and last piece of the table as it is, times the climate factor there.
        """
        told = self.statistics
        now, t = told.today, told.return_periods_years
        if now.return_periods_years[0] != t[0] or now.return_periods_years[-1] != t[-1]:  # the climate cut the table
            now = replace(told, given=None).today
        level = -np.log(now.exceedance_rate(now.return_periods_years))
        slopes = np.diff(now.curve(self.duration_min)) / np.diff(level)
        first, last = (1.0, 1.0) if told.factor is None else (told.factor[0], told.factor[-1])
        return float(slopes[0] * first), float(slopes[-1] * last)

    def _beyond(self, mm: Numbers) -> tuple[Numbers, Numbers]:
        """Return how far -ln(rate) lies below and above the table, 0 within."""
        depth, (first, last) = self._depths, self._slopes()
        return np.maximum(depth[0] - mm, 0.0) / first, np.maximum(mm - depth[-1], 0.0) / last

    def _rate(self, mm: Numbers, head: Head, tail: Tail) -> Numbers:
        made = self._inside(mm)
        below, above = self._beyond(mm)
        if head is Head.LOG_LINEAR:
            made = made * np.exp(below)
        if tail is Tail.LOG_LINEAR:
            return made * np.exp(-above)
        return np.where(np.isposinf(mm) if tail is Tail.HOLD else above > 0.0, 0.0, made)

    def _level(self, mm: Numbers) -> Numbers:
        below, above = self._beyond(mm)
        made: Numbers = -np.log(self._inside(mm)) - below + above
        return made


def rain_rate(
    statistics: RainStatistics,
    duration_min: float,
    *,
    head: Head | str = Head.HOLD,
    tail: Tail | str = Tail.LOG_LINEAR,
    drained_years: float | None = None,
) -> RainRate:
    """Return how many times a year each rain of one duration is passed.

    1/T for partial duration series, -ln(1 - 1/T) for annual maxima; between tabulated return periods as
    `RainStatistics` says, depth linear in ln T.

    Parameters
    ----------
    statistics:
        With a series; in another climate when made by `RainStatistics.in_climate`, with ``beyond="hold"`` where damage
        is judged: a table that is cut short has another shortest return period to hold.
    duration_min:
        Of the rains that are judged; within the table.
    head:
        Below the table: ``hold`` the rate of the shortest return period, which is a lower bound, or ``log-linear``.
    tail:
        Above the table: ``none`` (a lower bound), ``hold`` the rate of the longest return period (an upper bound), or
        ``log-linear``.
    drained_years:
        The sewer carries rains up to this return period of the rain table as it is, so that no flood is told oftener.
        In another climate it carries the same depth. Leave it out where the sewer is counted as a loss of the rain.

    Raises
    ------
    ParamError
        For a table without series, a duration or ``drained_years`` outside the table, an unknown head or tail.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0]})
    >>> rain = RainStatistics.from_table(table, series="annual-maxima")
    >>> drained = rain_rate(rain, 60, drained_years=5)
    >>> drained.rate(np.array([1.0, 26.0])).round(6).tolist(), round(drained.drained_mm, 3)
    ([0.223144, 0.105361], 21.693)
    """
    require_kind(statistics, RainStatistics, "statistics")
    statistics.exceedance_rate(statistics.return_periods_years)
    statistics.curve(duration_min)
    made = RainRate(statistics, float(duration_min), chosen(Head, head, "head"), chosen(Tail, tail, "tail"))
    if drained_years is None:
        return made
    t = statistics.return_periods_years
    if not t[0] <= drained_years <= t[-1]:
        raise ParamError(
            Text(f"drained_years = {danish(drained_years)}", f"drained_years = {drained_years:g}"),
            Text(
                f"en gentagelsesperiode i regntabellen ({danish(t[0])}–{danish(t[-1])} år)",
                f"a return period of the rain table ({t[0]:g}–{t[-1]:g} years)",
            ),
            Text("vælg en anden, eller udvid tabellen", "choose another, or extend the table"),
        )
    return replace(made, drained_mm=float(statistics.today.depth_mm(duration_min, drained_years)))


def _area(low: Numbers, high: Numbers) -> Numbers:
    """Return the integral of exp(-level) between levels."""
    made: Numbers = -np.exp(-low) * np.expm1(low - high)
    return made
