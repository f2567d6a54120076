"""Rain statistics (regnstatistik): how much rain falls in a time, how often."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.cloudburst.rain import tables
from gistools.cloudburst.rain.params import RainSeries
from gistools.errors import ParamError, TableError
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from gistools.cloudburst.rain.climate import ClimateFactors

    Numbers = npt.NDArray[np.float64]

TABLE = Text("regntabel", "rain table")
AS_GIVEN = Text("i dag", "today")  # the table as it is
_BEYOND = ("cut", "hold")


@dataclass(frozen=True, eq=False)
class RainStatistics:
    """Rain depth by duration and return period (regnrække); loaded by the user, none is shipped.

    Between tabulated return periods the depth is linear in ln T: extremes with an exponential tail lie on a straight
    line there, which is the regional model with shape 0 (see `RegionalModel`), and other tails bend it slowly. Between
    tabulated durations the depth of each return period is a straight line of ln depth against ln duration. Nothing is
    extrapolated: a return period or depth outside the table is answered by the bounds 0 (less than the smallest) and
    +inf (more than the largest), and a duration outside it is refused.

    Parameters
    ----------
    durations_min, return_periods_years:
        Rising arrays of D durations and K return periods.
    depths_mm:
        D x K depths; they rise with the return period and never fall with the duration.
    series:
        What the return periods count; must be known where one is 1 year or less.
    label:
        What the table is, for titles.
    climate:
        The climate that the depths were multiplied into; `AS_GIVEN` for the table as it is.
    factor:
        Climate factor of each return period, 1 for the table as it is.
    unverified:
        What it rests on that nobody has verified.
    stamps:
        What must stand on all that is made of it.
    given:
        The table as it is, where the depths were multiplied into a climate by `in_climate`.
    scenario:
        The factors that they were multiplied by.
    said_verified:
        Whether the table says of itself that it was read in its source.

    >>> table = pd.DataFrame({"varighed_min": [30, 60], "T=2": [12.0, 16.0], "T=10": [20.0, 27.0]})
    >>> rain = RainStatistics.from_table(table)
    >>> float(rain.depth_mm(60, 10)), float(rain.return_period(60, 27.0)), float(rain.return_period(60, 30.0))
    (27.0, 10.0, inf)
    """

    durations_min: Numbers
    return_periods_years: Numbers
    depths_mm: Numbers
    series: RainSeries | None = None
    label: Text = field(default=TABLE)
    climate: Text = field(default=AS_GIVEN)
    factor: Numbers | None = None
    unverified: tuple[Text, ...] = ()
    stamps: tuple[Text, ...] = ()
    given: RainStatistics | None = None
    scenario: ClimateFactors | None = None
    said_verified: bool = False

    def __post_init__(self) -> None:
        """Refuse depths that no rain has; all faults are told at once."""
        tables.refuse(tables.grid_faults(self.durations_min, self.return_periods_years, self.depths_mm))
        _require_series(self.return_periods_years, self.series)

    @classmethod
    def from_table(
        cls,
        table: pd.DataFrame,
        *,
        series: RainSeries | str | None = None,
        label: Text = TABLE,
    ) -> Self:
        """Build the statistics from a table of depths in mm.

        Parameters
        ----------
        table:
            Long form: ``duration_min`` (varighed_min, varighed_timer), ``return_period_years`` (gentagelsesperiode_år,
            T) and ``rain_mm`` (regn_mm, regndybde_mm, nedbør_mm), a row for each cell. Wide form: the duration and a
            column for each return period (``T=10``, ``10 år``). Rows and columns may stand in any order. The columns
            ``kilde``, ``note``, ``verified`` (true, ja) and ``maerke`` may be there; the last one stamps all that is
            made of the table.
        series:
            What the return periods count; must be given when one of them is 1 year or less.

        Raises
        ------
        TableError
            With every fault: unknown or missing columns, missing, doubled or non-positive cells, depths that do not
            rise with the return period or fall with the duration, fewer than two return periods, return periods of 1
            year or less of annual maxima or of an unknown series.
        """
        require_kind(table, pd.DataFrame, "table")
        durations, return_periods, depth, faults = tables.parse(table)
        kind = None if series is None else RainSeries(series)
        if return_periods.size:
            faults += tables.grid_faults(durations, return_periods, depth) + _series_faults(return_periods, kind)
        tables.refuse(faults)
        marks = [table[c] for c in table.columns if str(c).strip().lower() == STAMP_COLUMN]
        stamps = stamps_in(text for column in marks for text in column)
        said = tables.said_verified(table)
        return cls(durations, return_periods, depth, kind, label, stamps=stamps, said_verified=said)

    @property
    def verified(self) -> bool:
        """Whether nothing in it is marked as not verified; `said_verified` is what a user's own table says."""
        return not self.unverified

    @property
    def today(self) -> RainStatistics:
        """The table as it is: `given`, or the depths divided by their factor, or itself where it is in no climate."""
        if self.given is not None or self.factor is None:
            return self.given or self
        return replace(self, depths_mm=self.depths_mm / self.factor, climate=AS_GIVEN, factor=None)

    def curve(self, duration_min: float) -> Numbers:
        """Return the depths in mm of the tabulated return periods for one duration.

        Raises
        ------
        ParamError
            When the duration lies outside the table.
        """
        d = self.durations_min
        if not d[0] <= duration_min <= d[-1]:
            raise ParamError(
                Text(f"varigheden {duration_min:g} min", f"a duration of {duration_min:g} min"),
                Text(
                    f"en varighed inden for regntabellen ({d[0]:g}–{d[-1]:g} min)",
                    f"a duration within the rain table ({d[0]:g}–{d[-1]:g} min)",
                ),
                Text("vælg en anden varighed, eller udvid tabellen", "choose another duration, or extend the table"),
            )
        if d.size == 1:
            only: Numbers = self.depths_mm[0]
            return only
        i = min(int(np.searchsorted(d, duration_min, "right")) - 1, d.size - 2)
        share = np.log(duration_min / d[i]) / np.log(d[i + 1] / d[i])
        low, high = self.depths_mm[i], self.depths_mm[i + 1]
        between: Numbers = low ** (1.0 - share) * high**share
        return low if share == 0.0 else high if share == 1.0 else between

    def depth_mm(self, duration_min: npt.ArrayLike, return_period_years: npt.ArrayLike) -> Numbers:
        """Return the depth in mm that is reached or passed once in T years.

        Both arguments are numbers or arrays that broadcast. 0 for T below the smallest tabulated (the depth is less
        than that one's), +inf for T above the largest (it is more), NaN for NaN.

        Raises
        ------
        ParamError
            When a duration lies outside the table.
        """
        return self._by_duration(duration_min, return_period_years, self._depths)

    def return_period(self, duration_min: npt.ArrayLike, rain_mm: npt.ArrayLike) -> Numbers:
        """Return the return period in years of a depth: the inverse of `depth_mm`, exact at the tabulated ones.

        0 for a depth below that of the smallest tabulated return period (it comes oftener), +inf for one above that of
        the largest (it comes more rarely), NaN for NaN.

        Raises
        ------
        ParamError
            When a duration lies outside the table.
        """
        return self._by_duration(duration_min, rain_mm, self._periods)

    def exceedance_rate(self, return_period_years: npt.ArrayLike) -> Numbers:
        """Return how many times a year the depth of a return period is passed on average.

        1/T for partial duration series; -ln(1 - 1/T) for annual maxima, where 1/T is the chance of a year.

        Raises
        ------
        ParamError
            When the series is not declared.
        """
        t = np.asarray(return_period_years, np.float64)
        if self.series is None:
            raise ParamError(
                Text("regnstatistik uden series", "rain statistics without series"),
                Text("partial-duration eller annual-maxima", "partial-duration or annual-maxima"),
                Text("angiv series, når tabellen læses", "give series when the table is read"),
            )
        return 1.0 / t if self.series is RainSeries.PARTIAL_DURATION else -np.log1p(-1.0 / t)

    def in_climate(
        self,
        scenario: ClimateFactors,
        year: int,
        *,
        reference_year: int | None = None,
        beyond: Literal["cut", "hold"] = "cut",
    ) -> RainStatistics:
        """Return the statistics in another climate: depths times a factor, return periods as they are.

        The climate is counted in the depth alone: the return period of a given depth changes because of it, never
        besides. The factor is 1 in the reference year and changes linearly to that of the scenario's horizon; between
        the return periods of the scenario it is linear in ln T. Return periods of the scenario that the table spans are
        added, so that both are met exactly.

        Parameters
        ----------
        scenario:
            The factors.
        year, reference_year:
            The year asked for, and the year in which the factor is 1.
        beyond:
            Return periods of the table that the scenario does not span: ``cut`` leaves them out, since nothing is
            extrapolated; ``hold`` keeps them with the factor of the nearest one that it spans, which `unverified`
            tells. A factor of 1 everywhere then gives the table back to the bit.

        Raises
        ------
        ParamError
            For a year outside the scenario, an unknown reference year or ``beyond``, or statistics that are in a
            climate already.
        TableError
            When the depths no longer rise with the return period, or fewer than two return periods are left.

        >>> from gistools.cloudburst.rain import climate_factors
        >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [27.0], "T=500": [60.0]})
        >>> held = RainStatistics.from_table(table).in_climate(
        ...     climate_factors("skrift30-standard"), 2120, reference_year=2020, beyond="hold"
        ... )
        >>> held.return_periods_years.tolist(), held.factor.tolist()
        ([2.0, 10.0, 100.0, 500.0], [1.2, 1.3, 1.4, 1.4])
        """
        if self.climate != AS_GIVEN:
            raise ParamError(
                Text(f"regnstatistik i {self.climate.da}", f"rain statistics in {self.climate.en}"),
                Text("regntabellen, som den er", "the rain table as it is"),
                Text("tæl klimaet én gang: brug den oprindelige", "count the climate once: use the original"),
            )
        if beyond not in _BEYOND:
            raise ParamError(
                Text(f"beyond = {beyond!r}", f"beyond = {beyond!r}"),
                Text(f"en af: {', '.join(_BEYOND)}", f"one of: {', '.join(_BEYOND)}"),
                Text("vælg en af dem", "choose one of them"),
            )
        weight = scenario.weight(year, reference_year)
        periods, factor, told = (self._held if beyond == "hold" else self._cut)(scenario, weight)
        depth = np.array([self._depths(periods, row) for row in self.depths_mm]) * factor
        climate = scenario.in_year(year)
        faults = tables.grid_faults(self.durations_min, periods, depth)
        if faults:
            raise TableError(
                Text(f"regndybder i {climate.da}", f"rain depths in {climate.en}"),
                Text(
                    "klimafaktorer for mindst to gentagelsesperioder, hvor dybden stadig stiger med dem",
                    "climate factors for at least two return periods with which depth still rises",
                ),
                Text("ret klimafaktorerne eller regntabellen", "correct the climate factors or the rain table"),
                faults,
            )
        return replace(
            self,
            return_periods_years=periods,
            depths_mm=depth,
            climate=climate,
            factor=factor,
            unverified=(*self.unverified, *scenario.unverified, *told),
            stamps=tuple(dict.fromkeys((*self.stamps, *scenario.stamps))),
            given=self,
            scenario=scenario,
        )

    def _cut(self, scenario: ClimateFactors, weight: float) -> tuple[Numbers, Numbers, tuple[Text, ...]]:
        """Return the return periods that both span, the factor of each, and nothing to tell."""
        own, other = self.return_periods_years, scenario.return_periods_years
        both = np.union1d(own, other)
        periods = both[(both >= max(own[0], other[0])) & (both <= min(own[-1], other[-1]))]
        return periods, 1.0 + weight * (scenario.at(periods) - 1.0), ()

    def _held(self, scenario: ClimateFactors, weight: float) -> tuple[Numbers, Numbers, tuple[Text, ...]]:
        """Return all return periods of the table and those met of the scenario, their factors, and what was held."""
        own, other = self.return_periods_years, scenario.return_periods_years
        periods = np.union1d(own, other[(other > own[0]) & (other < own[-1])])

        def at(t: Numbers) -> Numbers:
            return 1.0 + weight * (scenario.at(np.clip(t, other[0], other[-1])) - 1.0)

        factor = at(periods)
        if (factor == 1.0).all():
            return own, np.ones(own.size), ()
        told = []
        for outside, end, da, en in (
            (own[0] < other[0], other[0], "under", "below"),
            (own[-1] > other[-1], other[-1], "over", "above"),
        ):
            if outside:
                held = float(at(np.array([end]))[0])
                told.append(
                    Text(
                        f"{scenario.name.da} har ingen klimafaktor for T {da} {danish(end)} år; "
                        f"den for T = {danish(end)} er brugt ({danish(held, '.4g')}).",
                        f"{scenario.name.en} has no climate factor for T {en} {end:g} years; "
                        f"that of T = {end:g} was used ({held:.4g}).",
                    )
                )
        return periods, factor, tuple(told)

    def to_frame(self) -> pd.DataFrame:
        """Return the table in long form: duration_min, return_period_years, rain_mm, climate_factor.

        >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [27.0]})
        >>> RainStatistics.from_table(table).to_frame()["rain_mm"].tolist()
        [16.0, 27.0]
        """
        d, t = np.meshgrid(self.durations_min, self.return_periods_years, indexing="ij")
        factor = np.ones(t.shape) if self.factor is None else np.broadcast_to(self.factor, t.shape)
        return pd.DataFrame(
            {
                "duration_min": d.ravel(),
                "return_period_years": t.ravel(),
                "rain_mm": self.depths_mm.ravel(),
                "climate_factor": factor.ravel(),
            }
        )

    def __repr__(self) -> str:
        """One line: what, and which span."""
        d, t = self.durations_min, self.return_periods_years
        return (
            f"<RainStatistics {self.label.en}: {d[0]:g}–{d[-1]:g} min, T {t[0]:g}–{t[-1]:g} years; {self.climate.en}>"
        )

    def _by_duration(
        self, duration_min: npt.ArrayLike, values: npt.ArrayLike, answer: Callable[[Numbers, Numbers], Numbers]
    ) -> Numbers:
        d, v = np.broadcast_arrays(np.asarray(duration_min, np.float64), np.asarray(values, np.float64))
        made = np.empty(d.shape)
        for one in np.unique(d):
            at = d == one
            made[at] = answer(v[at], self.curve(float(one)))
        return made

    def _depths(self, t: Numbers, depth: Numbers) -> Numbers:
        knots = self.return_periods_years
        i = np.clip(np.searchsorted(knots, t, "right") - 1, 0, knots.size - 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.log(t / knots[i]) / np.log(knots[i + 1] / knots[i])
            made = np.clip(depth[i] * (1.0 - share) + depth[i + 1] * share, depth[i], depth[i + 1])
        return np.where(t < knots[0], 0.0, np.where(t > knots[-1], np.inf, made))

    def _periods(self, mm: Numbers, depth: Numbers) -> Numbers:
        return periods_of(mm, depth, self.return_periods_years)


def periods_of(mm: Numbers, depth: Numbers, periods: Numbers) -> Numbers:
    """Return the return period of depths from the depths of tabulated ones: linear in ln T, 0 below and +inf above."""
    i = np.clip(np.searchsorted(depth, mm, "right") - 1, 0, depth.size - 2)
    with np.errstate(over="ignore", invalid="ignore"):
        share = (mm - depth[i]) / (depth[i + 1] - depth[i])
        made = np.where(share == 1.0, periods[i + 1], periods[i] * (periods[i + 1] / periods[i]) ** share)
    return np.where(mm < depth[0], 0.0, np.where(mm > depth[-1], np.inf, made))


def _series_faults(periods: Numbers, series: RainSeries | None) -> list[Text]:
    if periods[0] > 1.0 or series is RainSeries.PARTIAL_DURATION:
        return []
    if series is None:
        return [
            Text(
                f"T={periods[0]:g} år uden series: angiv partial-duration eller annual-maxima",
                f"T={periods[0]:g} years without series: give partial-duration or annual-maxima",
            )
        ]
    return [
        Text(
            f"T={periods[0]:g} år: største regn i hvert år har kun T over 1 år",
            f"T={periods[0]:g} years: the largest rain of each year has only T above 1 year",
        )
    ]


def _require_series(periods: Numbers, series: RainSeries | None) -> None:
    tables.refuse(_series_faults(periods, series))
