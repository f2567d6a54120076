"""Expected annual damage (forventet årlig skade): from the rain that starts it, from damage by rain, or from maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.cloudburst.rain.params import SERIES_LABELS, RainSeries
from gistools.cloudburst.rain.statistics import AS_GIVEN
from gistools.errors import MixedValuesError
from gistools.floodcost.annual_checks import period_faults, refuse, shape_faults, table_faults, value_faults
from gistools.floodcost.choices import MAP_TAIL_LABELS, METHOD_LABELS, MapMethod, MapTail, chosen
from gistools.floodcost.rates import ABOVE, BELOW, RainRate
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

LEAST_MAPS = 3


@dataclass(frozen=True, eq=False)
class AnnualDamage:
    """What flood damage costs a year on average, for each of n buildings, and what that rests on.

    Parameters
    ----------
    dkk:
        DKK a year of the parts that are known; NaN where something is unknown and the rest can cost nothing.
    head_dkk, tail_dkk:
        Of it, what rests on rains that are oftener and rarer than the rain table or the maps tell.
    low_dkk, high_dkk:
        The least and the most that the same figures allow: damage between two rains or maps all at its rarer or all at
        its more frequent end, and beyond them the least and the most of all choices of head and tail.
    unknown:
        Whether a part that may cost something is unknown.
    first_years:
        Return period of the first damage of the known parts: 0 is oftener than the rain table tells, +inf rarer or
        never, NaN unknown. From damage by rain or from maps: of the first with damage, which may begin before it.
    below, above:
        Whether damage begins oftener or rarer than the rain table or the maps tell.
    fell:
        Whether damage fell as rain rose, and was held at the most before.
    climate:
        Of the rain that it is judged by.
    notes, unverified, stamps:
        What it rests on, what of that nobody has verified, and what must stand on all that is made of it.
    """

    dkk: Numbers
    head_dkk: Numbers
    tail_dkk: Numbers
    low_dkk: Numbers
    high_dkk: Numbers
    unknown: Mask
    first_years: Numbers
    below: Mask
    above: Mask
    fell: Mask
    climate: Text = AS_GIVEN
    notes: tuple[Text, ...] = ()
    unverified: tuple[Text, ...] = ()
    stamps: tuple[Text, ...] = ()

    def __add__(self, other: AnnualDamage) -> AnnualDamage:
        """Return both for the same buildings, such as steps and curves.

        Raises
        ------
        MixedValuesError
            For other buildings, or another climate.
        """
        require_kind(other, AnnualDamage, "other")
        if len(self) != len(other) or self.climate != other.climate:
            raise MixedValuesError(
                Text(
                    f"{counted(len(self), 'bygning', 'bygninger')}, {self.climate.da}, og {len(other)}, "
                    f"{other.climate.da}",
                    f"{len(self)} buildings, {self.climate.en}, and {len(other)}, {other.climate.en}",
                ),
                Text("de samme bygninger i det samme klima", "the same buildings in the same climate"),
                Text("læg kun dele af samme beregning sammen", "add only parts of one calculation"),
            )
        parts = [
            np.nan_to_num(getattr(self, name)) + np.nan_to_num(getattr(other, name))
            for name in ("dkk", "head_dkk", "tail_dkk", "low_dkk", "high_dkk")
        ]
        return _settled(
            parts,
            self.unknown | other.unknown,
            np.fmin(self.first_years, other.first_years),
            (self.below | other.below, self.above | other.above, self.fell | other.fell),
            self.climate,
            *(
                tuple(dict.fromkeys((*getattr(self, name), *getattr(other, name))))
                for name in ("notes", "unverified", "stamps")
            ),
        )

    def __len__(self) -> int:
        """How many buildings."""
        return self.dkk.size

    @property
    def partly(self) -> Mask:
        """Whether a part is unknown beside others that cost something: the figure is a lower bound."""
        return self.unknown & ~np.isnan(self.dkk)

    def __repr__(self) -> str:
        """One line: how many, how much, and what is unknown."""
        return (
            f"<AnnualDamage {len(self)} buildings, {np.nansum(self.dkk):,.2f} DKK a year, "
            f"{int(self.unknown.sum())} unknown; {self.climate.en}>"
        )


def annual_from_onsets(onset_mm: npt.ArrayLike, amount_dkk: npt.ArrayLike, rate: RainRate) -> AnnualDamage:
    """Return the annual damage of steps: each part costs its amount as often as its onset is passed.

    A step needs no integration: the damage of a part is amount x rate(onset).

    Parameters
    ----------
    onset_mm:
        P x n least rains that bring water to the threshold of each part of each building; +inf never, NaN unknown.
    amount_dkk:
        P x n amounts; 0 where a building has no such part, NaN unknown.
    rate:
        How often each rain is passed.

    Raises
    ------
    ParamError
        For shapes that differ, negative onsets or amounts, infinite amounts; all faults are told at once.

    >>> import pandas as pd
    >>> from gistools.cloudburst.rain import RainStatistics
    >>> from gistools.floodcost.rates import rain_rate
    >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0]})
    >>> rate = rain_rate(RainStatistics.from_table(table, series="partial-duration"), 60)
    >>> basement, floor = [16.0, np.inf], [26.0, 26.0]
    >>> annual_from_onsets([basement, floor], [[10_000.0, 5_000.0], [100_000.0, 90_000.0]], rate).dkk.round(6).tolist()
    [15000.0, 9000.0]
    """
    onset, amount = np.asarray(onset_mm, np.float64), np.asarray(amount_dkk, np.float64)
    faults = shape_faults(onset, amount, "onset_mm", "amount_dkk")
    refuse(faults or [*value_faults(onset, "onset_mm", infinite=True), *value_faults(amount, "amount_dkk")])
    costly = (amount != 0.0) & ~np.isposinf(onset)
    unknown = costly & (np.isnan(onset) | np.isnan(amount))
    counted = costly & ~unknown
    mm, dkk = onset[counted], amount[counted]
    band, often = rate.band(mm), rate.rate(mm)
    low, high = often.copy(), often.copy()
    beyond = (band == BELOW) | (band == ABOVE)
    low[beyond], high[beyond] = rate.bounds(mm[beyond])
    where = np.nonzero(counted)[1]
    n = onset.shape[1]
    values = [often, often * (band == BELOW), often * (band == ABOVE), low, high]
    parts = [np.bincount(where, dkk * value, n).astype(np.float64) for value in values]
    first = np.full(n, np.inf)
    np.minimum.at(first, where, rate.return_period(mm))
    below, above = (np.bincount(where[band == side], minlength=n) > 0 for side in (BELOW, ABOVE))
    return _settled(parts, unknown.any(axis=0), first, (below, above, np.zeros(n, np.bool_)), *_of_rate(rate))


def annual_from_rains(damage_dkk: npt.ArrayLike, rain_mm: npt.ArrayLike, rate: RainRate) -> AnnualDamage:
    """Return the annual damage of curves, from the damage at some rains: the sum of increments x mean rates.

    Between two rains damage is taken as even in -ln(rate), which is exact for damage that grows as ln T. The damage of
    the first rain is counted as if it began there; what begins above the last rain is in none of the figures. Make the
    grid of rains begin at 0 mm and end where nothing new is flooded.

    Parameters
    ----------
    damage_dkk:
        K x n damages; NaN unknown.
    rain_mm:
        K rising depths.
    rate:
        How often each rain is passed.

    Raises
    ------
    ParamError
        For shapes that differ, rains that do not rise, negative or infinite damages; all faults are told at once.

    >>> import pandas as pd
    >>> from gistools.cloudburst.rain import RainStatistics
    >>> from gistools.floodcost.rates import rain_rate
    >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0]})
    >>> rate = rain_rate(RainStatistics.from_table(table, series="partial-duration"), 60)
    >>> made = annual_from_rains([[0.0], [100_000.0]], [16.0, 26.0], rate)
    >>> [round(float(x[0])) for x in (made.low_dkk, made.dkk, made.high_dkk)]
    [10000, 24853, 50000]
    """
    damage, mm = np.asarray(damage_dkk, np.float64), np.asarray(rain_mm, np.float64)
    refuse(table_faults(damage, mm, "rain_mm", 1))
    damage, fell, unknown = _never_falling(damage)
    step = np.diff(damage, axis=0, prepend=0.0)
    head, table, tail = (np.insert(share, 0, 0.0) for share in rate.mean_rates(mm))
    band, often = rate.band(mm), rate.rate(mm)
    first = {BELOW: head, ABOVE: tail}.get(int(band[0]), table)
    first[0] = often[0]
    least, most = rate.bounds(mm)
    low, high = least, np.concatenate([rate.bounds(0.0)[1][None], most[:-1]])
    parts = [_summed(weight, step) for weight in (head + table + tail, head, tail, low, high)]
    begins = np.concatenate([band[:1], band[:-1]])
    below, above = ((step[side] > 0.0).any(axis=0) for side in (begins == BELOW, band == ABOVE))
    notes = [
        Text(
            f"Skade, der først begynder over {danish(mm[-1])} mm ({danish(often[-1], '.4g')} gange om året), er "
            "ikke med.",
            f"Damage that only begins above {mm[-1]:g} mm ({often[-1]:.4g} times a year) is not in it.",
        )
    ]
    at_first = int((damage[0] > 0.0).sum())
    if at_first and mm[0] > 0.0:
        notes.append(
            Text(
                f"{counted(at_first, 'bygning', 'bygninger')} har skade allerede ved den mindste regn "
                f"({danish(mm[0])} mm); skaden "
                "regnes fra den.",
                f"{counted(at_first, 'building has', 'buildings have')} damage at the smallest rain already "
                f"({mm[0]:g} mm); it is counted from it.",
            )
        )
    climate, told, *rest = _of_rate(rate)
    told = (*told, *notes, *_fall_note(fell))
    return _settled(parts, unknown, _first(damage, rate.return_period(mm)), (below, above, fell), climate, told, *rest)


def annual_from_maps(
    damage_dkk: npt.ArrayLike,
    return_period_years: npt.ArrayLike,
    *,
    series: RainSeries | str,
    method: MapMethod | str = MapMethod.LOG_LINEAR,
    zero_at_years: npt.ArrayLike | None = None,
    tail: MapTail | str = MapTail.FLAT,
    climate: Text = AS_GIVEN,
) -> AnnualDamage:
    """Return the annual damage from maps of some return periods: the integral of damage over the exceedance rate.

    With the rates l_1 > l_2 > ... of the maps: between two of them damage is linear in the rate (trapezoid) or in its
    logarithm (log-linear, Olsen et al. 2015). Damage that jumps at a threshold is never exact from maps, whatever the
    tail: use `annual_from_onsets` where the rain that starts it is known, and the flat tail where it is not.

    Parameters
    ----------
    damage_dkk:
        K x n damages; NaN unknown.
    return_period_years:
        K >= 3 rising return periods of the maps, in the climate that they were made for.
    series:
        What the return periods count: 1/T for partial duration series, -ln(1 - 1/T) for annual maxima.
    zero_at_years:
        Return period at which damage begins, one or n; None counts nothing below the first map.
    tail:
        Beyond the last map: ``none`` counts nothing, ``flat`` its damage D_n l_n, ``log-linear`` (D_n + s) l_n, where s
        is the slope of damage against -ln(rate) between the last two maps.
    climate:
        What the climate of the maps is called.

    Raises
    ------
    ParamError
        For fewer than three maps, return periods that do not rise, 1 year or less with annual maxima, damage that
        begins after the first map, negative or infinite damages; all faults are told at once.

    >>> damage = np.log(np.array([[5.0], [20.0], [100.0]]) / 2.0)
    >>> made = annual_from_maps(damage, [5, 20, 100], series="partial-duration", zero_at_years=2, tail="log-linear")
    >>> round(float(made.dkk[0]), 9), round(float(made.tail_dkk[0]), 9)
    (0.5, 0.04912023)
    """
    kind, by, beyond = (
        chosen(RainSeries, series, "series"),
        chosen(MapMethod, method, "method"),
        chosen(MapTail, tail, "tail"),
    )
    damage, years = np.asarray(damage_dkk, np.float64), np.asarray(return_period_years, np.float64)
    faults = table_faults(damage, years, "return_period_years", LEAST_MAPS)
    faults += [] if faults else period_faults(years, kind, zero_at_years, damage.shape[1])
    refuse(faults)
    damage, fell, unknown = _never_falling(damage)
    rate = _rates(years, kind)
    begin = rate[0] if zero_at_years is None else _rates(np.asarray(zero_at_years, np.float64), kind)
    step = np.diff(damage, axis=0)
    mean = _log_mean if by is MapMethod.LOG_LINEAR else _half
    body = _summed(mean(rate[:-1], rate[1:]), step)
    head = damage[0] * (mean(begin, rate[0]) - rate[0])
    flat = damage[-1] * rate[-1]
    grows = step[-1] / np.log(rate[-2] / rate[-1]) * rate[-1]
    rest = {MapTail.NONE: 0.0 * flat, MapTail.FLAT: flat, MapTail.LOG_LINEAR: flat + grows}[beyond]
    within = damage[0] * rate[0] - flat
    low = within + _summed(rate[1:], step)
    high = damage[0] * (begin - rate[0]) + within + _summed(rate[:-1], step) + flat + grows
    first = _first(damage, years)
    if zero_at_years is not None:
        first = np.where(damage[0] > 0.0, zero_at_years, first)
    starts = (
        Text("intet er talt med oftere end det første kort", "nothing is counted oftener than the first map")
        if zero_at_years is None
        else Text("skaden begynder ved den angivne T", "damage begins at the T given")
    )
    notes = (
        Text(
            f"Af {years.size} kort, T = {danish(years[0])}–{danish(years[-1])} år ({SERIES_LABELS[kind].inside().da}). "
            f"{METHOD_LABELS[by].da}; {starts.da}; sjældnere end sidste kort: {MAP_TAIL_LABELS[beyond].inside().da}.",
            f"From {years.size} maps, T = {years[0]:g}–{years[-1]:g} years ({SERIES_LABELS[kind].inside().en}). "
            f"{METHOD_LABELS[by].en}; {starts.en}; rarer than the last map: {MAP_TAIL_LABELS[beyond].inside().en}.",
        ),
        *_fall_note(fell),
    )
    flags = (damage[0] > 0.0, np.zeros(damage.shape[1], np.bool_), fell)
    return _settled([head + within + body + rest, head, rest, low, high], unknown, first, flags, climate, notes)


def to_oere(dkk: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return amounts in whole øre, the form that is reported and summed; NaN, which is no amount, becomes 0.

    >>> to_oere([12.345, 0.005, np.nan]).tolist()
    [1234, 0, 0]
    """
    return np.rint(np.nan_to_num(np.asarray(dkk, np.float64)) * 100.0).astype(np.int64)


def _settled(
    parts: Sequence[Numbers],
    unknown: Mask,
    first: Numbers,
    flags: tuple[Mask, Mask, Mask],
    climate: Text,
    notes: tuple[Text, ...] = (),
    unverified: tuple[Text, ...] = (),
    stamps: tuple[Text, ...] = (),
) -> AnnualDamage:
    """Return the whole; what is unknown is never told as 0, nor as never."""
    nothing = unknown & (parts[-1] == 0.0)
    dkk, head, tail, low, high = (np.where(nothing, np.nan, part) for part in parts)
    below, above, fell = flags
    return AnnualDamage(
        dkk,
        head,
        tail,
        low,
        high,
        unknown,
        np.where(unknown & np.isposinf(first), np.nan, first),
        below,
        above,
        fell,
        climate,
        notes,
        unverified,
        stamps,
    )


def _of_rate(rate: RainRate) -> tuple[Text, tuple[Text, ...], tuple[Text, ...], tuple[Text, ...]]:
    return rate.climate, rate.notes, rate.unverified, rate.statistics.stamps


def _never_falling(damage: Numbers) -> tuple[Numbers, Mask, Mask]:
    """Return damages held at the most before, which of the buildings fell, and which are unknown (their damage 0)."""
    unknown = np.asarray(np.isnan(damage).any(axis=0))
    known = np.where(unknown, 0.0, damage)
    fell = np.asarray((np.diff(known, axis=0) < 0.0).any(axis=0))
    return np.maximum.accumulate(known, axis=0), fell, unknown


def _fall_note(fell: Mask) -> list[Text]:
    count = int(fell.sum())
    if not count:
        return []
    return [
        Text(
            f"Ved {counted(count, 'bygning', 'bygninger')} falder skaden, når regnen stiger; den er holdt på det "
            "højeste før.",
            f"At {counted(count, 'building', 'buildings')} damage falls as rain rises; it is held at the most before.",
        )
    ]


def _summed(weight: Numbers, step: Numbers) -> Numbers:
    """Return the weighted sum of K rows, in an order that no number of threads changes (as BLAS might)."""
    made: Numbers = np.einsum("k,kn->n", weight, step)
    return made


def _first(damage: Numbers, years: Numbers) -> Numbers:
    """Return the return period of the first damage, +inf where there is none."""
    wet = damage > 0.0
    return np.where(wet.any(axis=0), years[wet.argmax(axis=0)], np.inf)


def _rates(years: Numbers, series: RainSeries) -> Numbers:
    return 1.0 / years if series is RainSeries.PARTIAL_DURATION else -np.log1p(-1.0 / years)


def _half(high: Numbers, low: Numbers) -> Numbers:
    return 0.5 * (high + low)


def _log_mean(high: Numbers, low: Numbers) -> Numbers:
    """Return the mean of a rate whose logarithm falls evenly; the rate itself where both are equal."""
    wide = np.log(high / low)
    same = wide == 0.0
    made: Numbers = np.where(same, low, low * np.expm1(wide) / np.where(same, 1.0, wide))
    return made
