"""Costs and benefits over the years (nytte og omkostning): damage on its way to a later climate, net present value."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.choices import chosen
from gistools.floodcost.discount import present_value
from gistools.floodcost.works import ORE, CostParts, Works, residual_value
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

__all__ = [
    "BenefitCost",
    "CostParts",
    "DamageOverTime",
    "TimePath",
    "Works",
    "benefit_cost",
    "damage_over_time",
    "residual_value",
]

_SAME = 1e-6  # relative: how well damage worked out anew must meet the damage given at a horizon


class TimePath(enum.StrEnum):
    """What is a straight line between the horizons of a climate: the climate factor, or the annual damage."""

    FACTOR = "factor"
    DAMAGE = "damage"


@dataclass(frozen=True, eq=False)
class DamageOverTime:
    """Annual damage of each year (årlig skade over tid).

    Parameters
    ----------
    years:
        Years since the investment.
    dkk:
        Annual damage, with `years` as its first axis.
    linear_dkk:
        The same with damage as a straight line between the horizons, for comparison; equal to ``dkk`` for that path.
    how:
        The path of ``dkk``.
    last_horizon:
        The last year that a climate is known for; damage is held constant beyond it.
    """

    years: I64
    dkk: F64
    linear_dkk: F64
    how: TimePath
    last_horizon: int

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user should know: how many years lie beyond the last horizon."""
        beyond = int((self.years > self.last_horizon).sum())
        return (
            (
                Text(
                    f"{beyond} år ligger efter den sidste klimahorisont (år {self.last_horizon}): "
                    "skaden holdes dér på horisontens",
                    f"{beyond} years lie beyond the last climate horizon (year {self.last_horizon}): "
                    "damage is held at that of the horizon",
                ),
            )
            if beyond
            else ()
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each year: year, damage_dkk, linear_dkk (sums over whatever else the damage is of)."""
        flat = [v.reshape(self.years.size, -1).sum(axis=1) for v in (self.dkk, self.linear_dkk)]
        table = pd.DataFrame({"year": self.years, "damage_dkk": flat[0], "linear_dkk": flat[1]})
        table.attrs.update(units={"year": "år", "damage_dkk": "DKK/år", "linear_dkk": "DKK/år"})
        table.attrs["title"] = Text("Årlig skade over tid", "Annual damage over time")
        return table


def damage_over_time(
    years: I64,
    horizons: Mapping[int, npt.ArrayLike],
    *,
    how: TimePath | str = TimePath.DAMAGE,
    damage_at: Callable[[int], npt.ArrayLike] | None = None,
) -> DamageOverTime:
    """Return the annual damage of each year between the horizons that a climate is known for.

    ``factor`` works the damage out anew in every year, with the climate factor on a straight line between the horizons
    (`RainStatistics.in_climate` does that for a year): consistent, since damage is not linear in the factor. ``damage``
    draws the line between the damage at the horizons. Beyond the last horizon damage is held constant.

    Parameters
    ----------
    years:
        Whole years since the investment, as `Discounting.years`.
    horizons:
        Annual damage (a number or arrays of one shape) by year; the first no later than the first of ``years``.
    how:
        `TimePath`.
    damage_at:
        Annual damage in the climate of a year since the investment; needed for ``factor``.

    Raises
    ------
    ParamError
        Without horizons, for years before the first one, for ``factor`` without ``damage_at``, and when that gives
        other damage at a horizon than ``horizons`` does.

    >>> path = damage_over_time(np.arange(0, 5), {0: 100.0, 4: 300.0})
    >>> path.dkk.tolist()
    [100.0, 150.0, 200.0, 250.0, 300.0]
    """
    path = chosen(TimePath, how, "how")
    knots = np.array(sorted(horizons), np.int64)
    if knots.size == 0 or (years < knots[0]).any():
        raise ParamError(
            Text(f"skader kendt i år {knots.tolist()}", f"damage known in the years {knots.tolist()}"),
            Text(f"skaden i år {int(years.min(initial=0))}", f"damage in year {int(years.min(initial=0))}"),
            Text("giv skaden i dag som år 0", "give the damage of today as year 0"),
        )
    values = np.array([np.asarray(horizons[int(k)], np.float64) for k in knots])
    linear = _between(years, knots, values)
    last = int(knots[-1])
    if path is TimePath.DAMAGE:
        return DamageOverTime(years, linear, linear, path, last)
    if damage_at is None:
        raise ParamError(
            Text("stien factor uden damage_at", "the path factor without damage_at"),
            Text("en funktion, der regner skaden i et års klima", "a function of the damage in the climate of a year"),
            Text("giv damage_at, eller vælg stien damage", "give damage_at, or choose the path damage"),
        )
    asked = np.minimum(years, last)
    made = {int(y): np.asarray(damage_at(int(y)), np.float64) for y in np.unique(np.append(asked, knots))}
    off = [int(k) for k, v in zip(knots, values, strict=True) if not _close(made[int(k)], v)]
    if off:
        raise ParamError(
            Text(f"damage_at giver en anden skade i år {off}", f"damage_at gives other damage in the years {off}"),
            Text("den skade, der står i horizons", "the damage given in horizons"),
            Text("regn begge med samme klima og tabeller", "work out both with one climate and the same tables"),
        )
    return DamageOverTime(years, np.array([made[int(y)] for y in asked]), linear, path, last)


def _between(years: I64, knots: I64, values: F64) -> F64:
    if knots.size == 1:
        return np.repeat(values, years.size, axis=0)
    i = np.clip(np.searchsorted(knots, years, "right") - 1, 0, knots.size - 2)
    share = np.clip((years - knots[i]) / (knots[i + 1] - knots[i]), 0.0, 1.0)
    share = share.reshape(-1, *(1,) * (values.ndim - 1))
    made: F64 = values[i] * (1.0 - share) + values[i + 1] * share
    return made


def _close(one: F64, other: F64) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=_SAME, atol=0.0, equal_nan=True))


@dataclass(frozen=True)
class BenefitCost:
    """What is saved against what it costs (nytte og omkostning), present values in DKK of one price year.

    Parameters
    ----------
    avoided_dkk:
        Damage avoided.
    costs:
        Of the works.
    cobenefit_dkk:
        Other benefits.
    annuity:
        Sum of the discount factors.
    payback_years:
        First year from which the net present value of all years so far stays at 0 or more, residual value left out;
        None for none within the horizon.
    """

    avoided_dkk: float
    costs: CostParts
    cobenefit_dkk: float
    annuity: float
    payback_years: int | None

    @property
    def npv_dkk(self) -> float:
        """Net present value (nettonutidsværdi)."""
        return self.avoided_dkk + self.cobenefit_dkk - self.costs.total_dkk

    @property
    def bcr(self) -> float:
        """Benefit-cost ratio (nytte/omkostning); NaN where the works cost nothing."""
        total = self.costs.total_dkk
        return (self.avoided_dkk + self.cobenefit_dkk) / total if total > 0.0 else math.nan

    @property
    def eav_dkk(self) -> float:
        """Equivalent annual value of the net present value, DKK a year."""
        return self.npv_dkk / self.annuity

    def to_frame(self) -> pd.DataFrame:
        """Return the account: term, text_da, text_en, dkk (whole øre); npv is the sum of the øre above it."""
        terms = (
            ("avoided", "Undgået skade", "Damage avoided", self.avoided_dkk),
            ("cobenefit", "Andre gevinster", "Other benefits", self.cobenefit_dkk),
            ("capital", "Anlæg", "Capital", -self.costs.capital_dkk),
            ("upkeep", "Drift", "Upkeep", -self.costs.upkeep_dkk),
            ("reinvestment", "Reinvestering", "Reinvestment", -self.costs.reinvestment_dkk),
            ("residual", "Restværdi", "Residual value", self.costs.residual_dkk),
        )
        whole = [int(to_oere(dkk)) for *_, dkk in terms]
        rows = [(*one[:3], o / ORE) for one, o in zip(terms, whole, strict=True)]
        rows.append(("npv", "Nettonutidsværdi", "Net present value", sum(whole) / ORE))
        table = pd.DataFrame(rows, columns=["term", "text_da", "text_en", "dkk"])
        table.attrs.update(units={"dkk": "DKK"}, title=Text("Nytte og omkostning", "Benefit and cost"))
        return table


def benefit_cost(
    avoided_dkk: npt.ArrayLike,
    works: Works | Sequence[Works],
    discounting: Discounting,
    *,
    cobenefit_dkk: npt.ArrayLike = 0.0,
) -> BenefitCost:
    """Return net present value, benefit-cost ratio, equivalent annual value and payback of some works.

    NPV = PV(avoided + co-benefits) - PV(capital + upkeep + reinvestment - residual). The works are in market prices
    (`gistools.floodcost.discount.net_tax`), all in the prices of one year.

    Parameters
    ----------
    avoided_dkk, cobenefit_dkk:
        A year: a number for all, or one for each of `Discounting.years`.
    works:
        One or several.

    Raises
    ------
    ParamError
        For arrays of another length, and money that is not known.

    >>> from gistools.floodcost.discount import FOREVER, Discounting
    >>> undiscounted = Discounting(np.array([FOREVER]), np.array([0.0]), horizon_years=50)
    >>> made = benefit_cost(50.0, Works(1000.0, 10.0), undiscounted)
    >>> made.npv_dkk, round(made.bcr, 4), made.payback_years
    (1000.0, 1.6667, 25)
    """
    flows = [
        _flow(v, discounting, name) for v, name in ((avoided_dkk, "avoided_dkk"), (cobenefit_dkk, "cobenefit_dkk"))
    ]
    worth = [float(present_value(flow, discounting)) for flow in flows]
    all_works = [works] if isinstance(works, Works) else list(works)
    net = np.zeros(int(discounting.years[-1]) + 1)
    net[discounting.years] = flows[0] + flows[1]
    for one in all_works:
        net -= one.flow(discounting)
    so_far = np.cumsum(net * discounting.factor(np.arange(net.size)))
    costs = sum((one.costs(discounting) for one in all_works), CostParts(0.0))
    return BenefitCost(worth[0], costs, worth[1], discounting.annuity, _payback(so_far))


def _flow(dkk: npt.ArrayLike, discounting: Discounting, name: str) -> F64:
    """Return money of each year; unknown money is refused."""
    values = np.asarray(dkk, np.float64)
    if not np.isfinite(values).all() or values.shape not in {(), discounting.years.shape}:
        raise ParamError(
            Text(f"{name} {values.shape} med {int((~np.isfinite(values)).sum())} ukendte",
                 f"{name} {values.shape} with {int((~np.isfinite(values)).sum())} unknown"),
            Text(f"ét kendt beløb, eller et for hvert af {discounting.horizon_years} år",
                 f"one known amount, or one for each of {discounting.horizon_years} years"),
            Text("læg de kendte beløb sammen, og tæl de ukendte for sig", "add what is known, count the rest apart"),
        )  # fmt: skip
    return np.broadcast_to(values, discounting.years.shape)


def _payback(so_far: F64) -> int | None:
    """Return the first year from which what has come in so far stays at 0 or more."""
    below = np.flatnonzero(~(so_far >= -1e-9 * np.abs(so_far).max(initial=0.0)))
    first = int(below[-1]) + 1 if below.size else 0
    return first if first < so_far.size else None
