"""What damage remains when a service level is carried, under two assumptions on the rains above it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from gistools.errors import ParamError
from gistools.floodcost.choices import Head
from gistools.floodcost.economy_choices import Above
from gistools.floodcost.rates import RainRate
from gistools.text import Text, danish, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]


class Rate(Protocol):
    """How many times a year a rain is passed, as `RainRate` says."""

    @property
    def drained_mm(self) -> float:
        """Rains up to this are carried by the sewer."""

    def rate(self, rain_mm: F64) -> F64:
        """Return exceedances a year; never rises with the depth."""


@dataclass(frozen=True, eq=False)
class LevelDamage:
    """Expected annual damage that remains with each service level, in one climate.

    Parameters
    ----------
    return_period_years, rain_mm:
        L rising levels, and the rain that each of them carries without damage (NaN where it is not known).
    none_dkk:
        Annual damage when nothing is done.
    dkk:
        Annual damage that remains, L for each assumption; `Above.MODELLED` when it was computed with the measures.
    price_year:
        Of the money.
    first_mm:
        Rain at which damage begins today, used by `Above.SHIFT`; NaN where it is not known.
    unknown:
        Buildings of which a part is left out because its onset or amount is not known.

    Raises
    ------
    ParamError
        For levels that do not rise, arrays of another length, damage that is negative or not known; all at once.
    """

    return_period_years: F64
    rain_mm: F64
    none_dkk: float
    dkk: Mapping[Above, F64]
    price_year: int
    first_mm: float = math.nan
    unknown: int = 0

    def __post_init__(self) -> None:
        """Refuse damage that is none; all faults are told at once."""
        t = self.return_period_years
        faults = []
        if t.size == 0 or not (t > 0.0).all() or not (np.diff(t) > 0.0).all():
            shown = listed(t)
            faults.append(Text(f"niveauerne T = {shown.da}", f"the levels T = {shown.en}"))
        if not 0.0 <= self.none_dkk < math.inf:
            faults.append(
                Text(f"skaden uden tiltag {danish(self.none_dkk)}", f"damage without measures {self.none_dkk:g}")
            )
        if not self.dkk:
            faults.append(Text("ingen skader efter niveau", "no damage by level"))
        for above, dkk in self.dkk.items():
            if dkk.shape != t.shape or not (dkk >= 0.0).all() or not np.isfinite(dkk).all():
                faults.append(Text(f"skaderne {above}: {dkk.tolist()}", f"the damage {above}: {dkk.tolist()}"))
        if faults:
            raise ParamError(
                Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
                Text(
                    "stigende gentagelsesperioder, hver med en kendt skade på mindst 0",
                    "rising return periods, each with known damage of 0 or more",
                ),
                Text("ret de nævnte værdier", "correct the values named"),
            )


def damage_by_level(
    onset_mm: F64,
    amount_dkk: F64,
    rate: Rate,
    return_period_years: npt.ArrayLike,
    rain_mm: npt.ArrayLike,
    *,
    price_year: int,
    first_mm: float | None = None,
) -> LevelDamage:
    """Return the annual damage that remains with each service level, from the onset rain of every building.

    A level T carries its rain r(T) without damage. Of rains above it two things are assumed, strictly in rain depth:

    - A, `Above.SHIFT`: the measures hold back the first h = r(T) - r0 mm of every rain, where r0 is the rain at which
      damage begins today, and what is left floods as a rain of that depth did: D'(r) = D(r - h). A part with onset s is
      damaged from max(s + h, r(T)). It assumes that the water is held back everywhere alike and stays held back when
      the rain goes on. Where D = a ln(T/T0) and depth is linear in ln T, EAD = a/T.
    - B, `Above.UNCHANGED`: a rain above r(T) does the same damage as today, D'(r) = D(r): the measures are overwhelmed.
      A part is damaged from max(s, r(T)). Where D = a ln(T/T0), EAD = (a/T)(1 + ln(T/T0)).

    The truth lies between; only a run with the measures decides.

    Parameters
    ----------
    onset_mm, amount_dkk:
        P x n: rain that brings each part of a building its damage (+inf never, NaN unknown), and the damage.
    rate:
        Exceedances a year of a rain, `RainRate`; of a later climate for damage then.
    return_period_years, rain_mm:
        L rising levels and the depth of each in the climate that they are built for, `rain_of_levels`.
    price_year:
        Of the amounts.
    first_mm:
        r0; by default the least onset of all parts, and no less than what the sewer carries, nor than the shortest
        return period of the table where oftener rains are held at its rate (`Head.HOLD`): no such rain is told oftener
        than that one. Give that of today for a later climate, since the measures are the same.

    Returns
    -------
    LevelDamage
        Parts of unknown onset or amount are left out, and their buildings counted: the damage is a lower bound then.

    Raises
    ------
    ParamError
        For arrays that do not match, and levels outside the rain table (depth 0 or +inf).

    >>> class Gumbel:  # rate 1/T with 10 mm for each factor e of T
    ...     drained_mm = 0.0
    ...     def rate(self, rain_mm): return np.exp(-rain_mm / 10.0)
    >>> onset, amount = 10.0 * np.log([[2.0, 20.0]]), np.array([[100.0, 100.0]])
    >>> level = damage_by_level(onset, amount, Gumbel(), [10.0], [10.0 * np.log(10.0)], price_year=2021)
    >>> level.none_dkk, level.dkk[Above.SHIFT].round(9).tolist(), level.dkk[Above.UNCHANGED].round(9).tolist()
    (55.0, [11.0], [15.0])
    """
    periods, depths = (np.atleast_1d(np.asarray(v, np.float64)) for v in (return_period_years, rain_mm))
    _require_levels(onset_mm, amount_dkk, periods, depths)
    costly = (amount_dkk != 0.0) & ~np.isposinf(onset_mm)
    unknown = costly & (np.isnan(onset_mm) | np.isnan(amount_dkk))
    hit = costly & ~unknown
    onset, amount = onset_mm[hit], amount_dkk[hit]
    least = max(float(onset.min(initial=math.inf)), _level_to(rate)) if first_mm is None else float(first_mm)
    shift, unchanged = np.zeros(periods.size), np.zeros(periods.size)
    for n, carried in enumerate(depths):
        held = max(0.0, float(carried) - least)
        shift[n] = amount @ rate.rate(np.maximum(onset + held, carried))
        unchanged[n] = amount @ rate.rate(np.maximum(onset, carried))
    return LevelDamage(
        periods,
        depths,
        float(amount @ rate.rate(onset)),
        {Above.SHIFT: shift, Above.UNCHANGED: unchanged},
        price_year,
        least if math.isfinite(least) else math.nan,
        int(unknown.any(axis=0).sum()),
    )


def rain_of_levels(rate: RainRate, return_period_years: npt.ArrayLike) -> F64:
    """Return the rain in mm that each service level carries, in the climate of a rate; 0 or +inf outside its table.

    >>> import pandas as pd
    >>> from gistools.cloudburst.rain import RainStatistics
    >>> from gistools.floodcost.rates import rain_rate
    >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0]})
    >>> rate = rain_rate(RainStatistics.from_table(table, series="partial-duration"), 60)
    >>> rain_of_levels(rate, [2.0, 10.0, 100.0]).tolist()
    [16.0, 26.0, inf]
    """
    return rate.statistics.depth_mm(rate.duration_min, return_period_years) * np.float64(rate.factor)


def _level_to(rate: Rate) -> float:
    """Return up to which rain all rains are told equally often."""
    if isinstance(rate, RainRate) and rate.head is Head.HOLD:
        return max(rate.drained_mm, float(rate.statistics.curve(rate.duration_min)[0]) * rate.factor)
    return rate.drained_mm


def steps_of_rains(damage_dkk: F64, rain_mm: F64, *, pieces: int = 16) -> tuple[F64, F64]:
    """Return damage that is known at some rains as steps, for `damage_by_level`: for damage that grows with depth.

    Between two rains the damage grows evenly with the rain, in so many small steps at the middles of equal pieces; that
    of the first rain comes with it. Damage that falls as rain rises is held at the most before.

    Parameters
    ----------
    damage_dkk:
        K x n damages; NaN unknown, and then all steps of the building are.
    rain_mm:
        K rising depths.
    pieces:
        Steps between two rains; 16 are good to 1 in 1,000 where the rate falls to a tenth between the rains.

    Returns
    -------
    tuple
        Onsets in mm and amounts in DKK, both P x n with P = 1 + (K - 1) x pieces.

    Raises
    ------
    ParamError
        For rains that do not rise or are not as many as the rows of damage.

    >>> onset, amount = steps_of_rains(np.array([[10.0], [30.0]]), np.array([20.0, 40.0]), pieces=2)
    >>> onset.ravel().tolist(), amount.ravel().tolist()
    ([20.0, 25.0, 35.0], [10.0, 10.0, 10.0])
    """
    if damage_dkk.ndim != 2 or rain_mm.shape != damage_dkk.shape[:1] or not (np.diff(rain_mm) > 0.0).all():  # noqa: PLR2004 - rains by buildings
        shown = listed(np.ravel(rain_mm))
        raise ParamError(
            Text(
                f"skader {damage_dkk.shape} ved regn {shown.da} mm",
                f"damage {damage_dkk.shape} at rains of {shown.en} mm",
            ),
            Text("stigende regn, og en række skader for hver", "rising rains, and a row of damage for each"),
            Text("sortér efter regn, og fjern dubletter", "sort by rain, and take out doubles"),
        )
    unknown = np.isnan(damage_dkk).any(axis=0)
    held = np.maximum.accumulate(np.where(unknown, np.nan, damage_dkk), axis=0)
    share = (np.arange(pieces) + 0.5) / pieces
    middles = rain_mm[:-1, None] + np.diff(rain_mm)[:, None] * share
    onset = np.append(rain_mm[:1], middles.ravel())
    amount = np.concatenate([held[:1], np.repeat(np.diff(held, axis=0) / pieces, pieces, axis=0)])
    return np.broadcast_to(onset[:, None], amount.shape), amount


def _require_levels(onset: F64, amount: F64, periods: F64, depths: F64) -> None:
    faults = []
    if onset.ndim != 2 or onset.shape != amount.shape:  # noqa: PLR2004 - parts by buildings
        faults.append(
            Text(
                f"begyndelsesregn {onset.shape} og beløb {amount.shape}", f"onset {onset.shape}, amount {amount.shape}"
            )
        )
    if periods.shape != depths.shape:
        faults.append(
            Text(f"{periods.size} niveauer og {depths.size} regn", f"{periods.size} levels, {depths.size} rains")
        )
    else:
        faults += [
            Text(f"T = {danish(t)} år ligger uden for regntabellen", f"T = {t:g} years lies outside the rain table")
            for t, mm in zip(periods, depths, strict=True)
            if not 0.0 < mm < math.inf
        ]
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "dele × bygninger af samme form, og niveauer med en regndybde",
                "parts × buildings of one shape, and levels that have a rain depth",
            ),
            Text("vælg niveauer, som regntabellen dækker", "choose levels that the rain table spans"),
        )
