"""Which service level pays (serviceniveau): net present value by return period, and how flat its optimum is.

A screening: the method in the annex of BEK 2276 has not been read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.discount import present_value
from gistools.floodcost.economy_choices import ABOVE_LABELS, Above
from gistools.floodcost.level_damage import LevelDamage, damage_by_level, rain_of_levels, steps_of_rains
from gistools.floodcost.optima import optimum_shift, optimum_unchanged
from gistools.floodcost.value import damage_over_time
from gistools.floodcost.works import ORE
from gistools.text import Text, counted, danish, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting
    from gistools.floodcost.level_costs import LevelCosts
    from gistools.floodcost.works import CostParts

    F64 = npt.NDArray[np.float64]

__all__ = [
    "ALWAYS_ALLOWED",
    "SCREENING",
    "Above",
    "BestLevel",
    "LevelCurve",
    "LevelDamage",
    "damage_by_level",
    "optimum_shift",
    "optimum_unchanged",
    "rain_of_levels",
    "service_level_curve",
    "steps_of_rains",
]

SCREENING = Text("screening, ikke dokumentation efter BEK 2276", "screening, not documentation under BEK 2276")
ALWAYS_ALLOWED = {
    5.0: Text("må altid vælges (separatkloak)", "may always be chosen (separate sewer)"),
    10.0: Text("må altid vælges (fælleskloak)", "may always be chosen (combined sewer)"),
}
_ALLOWED_NOTE = Text(
    "At 5 og 10 år altid må vælges, er set i omtale af BEK 2276 af 29-12-2020 og ikke verificeret i bekendtgørelsen.",
    "That 5 and 10 years may always be chosen was seen in accounts of BEK 2276 of 29-12-2020, not read in the order.",
)
NOTHING, LEVEL = "nothing", "level"  # what is chosen in a row of the table
NEAR = 0.05  # of the best net present value
_YEARS = ("return_period_years", "near_from_years", "near_to_years")


@dataclass(frozen=True)
class BestLevel:
    """The best of the levels looked at, and how flat the curve is around it.

    Parameters
    ----------
    return_period_years:
        None: no level pays, and nothing is done.
    npv_dkk:
        Its net present value; 0 for nothing.
    low_years, high_years:
        Between these the net present value is within the share asked for of the best, the curve being straight in ln T
        between the levels looked at; NaN for nothing.
    low_open, high_open:
        Whether the interval ends only because no lower or higher level was looked at.
    """

    return_period_years: float | None
    npv_dkk: float
    low_years: float = math.nan
    high_years: float = math.nan
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, eq=False)
class LevelCurve:
    """Net present value of service levels (kurve over serviceniveauer); made by `service_level_curve`.

    Parameters
    ----------
    return_period_years:
        L rising levels.
    costs:
        Present value of the cost of each.
    avoided_dkk:
        Present value of the damage avoided, L for each assumption.
    annual_dkk:
        Annual damage that remains today (in the first year that damage is given of), L for each assumption.
    annual_none_dkk, none_dkk:
        Annual damage today, and present value of all damage, when nothing is done.
    price_year:
        Of all money.
    near:
        What counts as near the best, as a share of its net present value.
    notes:
        What the user should know; the first says that it is a screening.
    rain_mm:
        The rain that each level carries; None where it is not known.
    """

    return_period_years: F64
    costs: tuple[CostParts, ...]
    avoided_dkk: Mapping[Above, F64]
    annual_dkk: Mapping[Above, F64]
    annual_none_dkk: float
    none_dkk: float
    price_year: int
    near: float
    notes: tuple[Text, ...]
    rain_mm: F64 | None = None

    @property
    def cost_dkk(self) -> F64:
        """Present value of the cost of each level."""
        return np.array([one.total_dkk for one in self.costs])

    def npv(self, above: Above | str) -> F64:
        """Return the net present value of each level under an assumption."""
        return self.avoided_dkk[Above(above)] - self.cost_dkk

    def best(self, above: Above | str) -> BestLevel:
        """Return the best level under an assumption, and the interval in which others are as good as that.

        The marginal test between neighbours, more saved than it costs more, holds up to it: it is the largest NPV.
        """
        t, npv = self.return_period_years, self.npv(above)
        top = int(npv.argmax())
        if npv[top] <= 0.0:
            return BestLevel(None, 0.0)
        floor = (1.0 - self.near) * npv[top]
        low, low_open = crossing(t[top::-1], npv[top::-1], floor)
        high, high_open = crossing(t[top:], npv[top:], floor)
        return BestLevel(float(t[top]), float(npv[top]), low, high, low_open, high_open)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for doing nothing and for each level, by assumption; DKK rounded to øre, differences of the øre.

        Columns: above, choice (``nothing`` or ``level``), return_period_years, rain_mm (that the level carries),
        annual_damage_dkk (that remains, today), avoided_dkk, cost_dkk, npv_dkk (present values), more_avoided_dkk,
        more_cost_dkk (than the row before), best, near_best (within the share asked for of the best), near_from_years,
        near_to_years (the interval near the best of the assumption, the same at each of its levels: `BestLevel`),
        always_allowed (5 and 10 years), price_year. Doing nothing has no return period and no interval, costs nothing
        and is worth 0; where it is the best no row has an interval.
        """
        parts = []
        years, none = np.append(np.nan, self.return_period_years), np.zeros(1, np.int64)
        cost = np.append(none, to_oere(self.cost_dkk))
        rain = np.full(years.size, np.nan) if self.rain_mm is None else np.append(np.nan, self.rain_mm)
        for above, avoided in self.avoided_dkk.items():
            best, saved, npv = self.best(above), np.append(none, to_oere(avoided)), np.append(0.0, self.npv(above))
            nothing = best.return_period_years is None
            parts.append(
                pd.DataFrame(
                    {
                        "above": above.value,
                        "choice": [NOTHING, *[LEVEL] * (years.size - 1)],
                        "return_period_years": years,
                        "rain_mm": rain,
                        "annual_damage_dkk": to_oere(np.append(self.annual_none_dkk, self.annual_dkk[above])) / ORE,
                        "avoided_dkk": saved / ORE,
                        "cost_dkk": cost / ORE,
                        "npv_dkk": (saved - cost) / ORE,
                        "more_avoided_dkk": np.diff(saved, prepend=0) / ORE,
                        "more_cost_dkk": np.diff(cost, prepend=0) / ORE,
                        "best": np.isnan(years) if nothing else years == best.return_period_years,
                        "near_best": npv >= (1.0 - self.near) * best.npv_dkk,
                        "near_from_years": np.where(np.isnan(years), np.nan, best.low_years),
                        "near_to_years": np.where(np.isnan(years), np.nan, best.high_years),
                        "always_allowed": np.isin(years, list(ALWAYS_ALLOWED)),
                        "price_year": self.price_year,
                    }
                )
            )
        table = pd.concat(parts, ignore_index=True)
        money = {name: "DKK" for name in table.columns if name.endswith("_dkk")}
        table.attrs.update(
            units={**money, "annual_damage_dkk": "DKK/år", "rain_mm": "mm", **dict.fromkeys(_YEARS, "år")},
            title=Text(f"Serviceniveauer ({SCREENING.da})", f"Service levels ({SCREENING.en})"),
        )
        return table


def crossing(t: F64, npv: F64, floor: float) -> tuple[float, bool]:
    """Return where the curve, walked from its top, falls below ``floor``, and whether it ends before it does."""
    below = np.flatnonzero(npv < floor)
    if below.size == 0:
        return float(t[-1]), True
    i = int(below[0])
    share = (npv[i - 1] - floor) / (npv[i - 1] - npv[i])
    return float(t[i - 1] * (t[i] / t[i - 1]) ** share), False


def service_level_curve(
    damage: LevelDamage | Mapping[int, LevelDamage],
    costs: LevelCosts,
    discounting: Discounting,
    *,
    near: float = NEAR,
) -> LevelCurve:
    """Return the net present value of each service level, NPV(T) = PV(damage avoided) - PV(cost of T).

    Doing nothing is worth 0 and is the best where no level is worth more. Screening: see `SCREENING`.

    Parameters
    ----------
    damage:
        What remains with each level, in one climate or by year since the investment (0 is today): between the years on
        a straight line, constant beyond the last. Give it for many years to follow the climate factor itself.
    costs:
        Of the same levels, in market prices of the same price year.
    discounting:
        Rates, horizon and which years carry damage.
    near:
        Share (0-1) of the best net present value within which others count as near it.

    Raises
    ------
    ParamError
        When the levels, their rains, price years or assumptions differ, or ``near`` is no share; all at once.
    """
    by_year = {0: damage} if isinstance(damage, LevelDamage) else dict(sorted(damage.items()))
    _require_one(by_year, costs, near)
    first = next(iter(by_year.values()))
    years = discounting.years
    none = damage_over_time(years, {y: one.none_dkk for y, one in by_year.items()})
    avoided, annual = {}, {}
    for above in first.dkk:
        remains = damage_over_time(years, {y: one.dkk[above] for y, one in by_year.items()}).dkk
        avoided[above] = present_value(none.dkk[:, None] - remains, discounting)
        annual[above] = first.dkk[above]
    curve = LevelCurve(
        first.return_period_years,
        tuple(works.costs(discounting) for works in costs.works),
        avoided,
        annual,
        float(first.none_dkk),
        float(present_value(none.dkk, discounting)),
        first.price_year,
        near,
        _notes(by_year, costs, discounting, none.notes),
        None if np.isnan(first.rain_mm).all() else first.rain_mm,
    )
    return replace(curve, notes=(*curve.notes, *_end_notes(curve)))


def _require_one(by_year: Mapping[int, LevelDamage], costs: LevelCosts, near: float) -> None:
    faults = []
    if not 0.0 <= near < 1.0:
        faults.append(Text(f"near = {danish(near)}", f"near = {near:g}"))
    if not by_year:
        faults.append(Text("ingen skader efter niveau", "no damage by level"))
    firsts = list(by_year.values())[:1]
    for year, one in by_year.items():
        shown = listed(one.return_period_years)
        asked = listed(costs.return_period_years)
        if not np.array_equal(one.return_period_years, costs.return_period_years):
            faults.append(
                Text(
                    f"skader for T = {shown.da}, priser for T = {asked.da}",
                    f"damage of T = {shown.en}, costs of T = {asked.en}",
                )
            )
        if one.price_year != costs.price_year:
            faults.append(
                Text(
                    f"skader i priser fra {one.price_year}, priser fra {costs.price_year}",
                    f"damage in prices of {one.price_year}, costs of {costs.price_year}",
                )
            )
        faults += _unlike(firsts[0], one, year)
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "de samme niveauer, regn, first_mm, antagelser og prisår overalt, og near fra 0 til under 1",
                "the same levels, rains, first_mm, assumptions and price year everywhere, and near from 0 to below 1",
            ),
            Text(
                "regn skaderne for prisernes niveauer, og fremskriv priserne til samme år (price_indexed)",
                "work out damage for the levels of the costs, and index the prices to one year (price_indexed)",
            ),
        )


def _unlike(first: LevelDamage, one: LevelDamage, year: int) -> list[Text]:
    """Say in what the levels of a year are not those of the first."""
    faults = []
    if not np.array_equal(one.rain_mm, first.rain_mm, equal_nan=True):
        faults.append(Text(f"anden regn for niveauerne i år {year}", f"other rains of the levels in year {year}"))
    if not np.array_equal(one.first_mm, first.first_mm, equal_nan=True):
        faults.append(
            Text(
                f"skaden begynder ved {danish(one.first_mm)} mm i år {year}, ved {danish(first.first_mm)} mm i "
                "det første",
                f"damage begins at {one.first_mm:g} mm in year {year}, at {first.first_mm:g} mm in the first",
            )
        )
    if set(one.dkk) != set(first.dkk):
        faults.append(Text(f"andre antagelser i år {year}", f"other assumptions in year {year}"))
    return faults


def _notes(
    by_year: Mapping[int, LevelDamage], costs: LevelCosts, discounting: Discounting, told: tuple[Text, ...]
) -> tuple[Text, ...]:
    first = next(iter(by_year.values()))
    notes = [Text(*(f"{said[0].upper()}{said[1:]}." for said in (SCREENING.da, SCREENING.en))), _ALLOWED_NOTE]
    if Above.SHIFT in first.dkk and math.isfinite(first.first_mm):
        notes.append(
            Text(
                f"Antagelse A regner fra den regn, hvor skaden begynder i dag ({danish(first.first_mm, '.1f')} mm): "
                "begynder den ved en enkelt bygning, bliver gevinsten for stor.",
                f"Assumption A counts from the rain at which damage begins today ({first.first_mm:.1f} mm): where that "
                "is a single building, the benefit comes out too large.",
            )
        )
    if first.unknown:
        notes.append(
            Text(
                f"{counted(first.unknown, 'bygning', 'bygninger')} har dele med ukendt skade eller regn, som ikke er "
                "talt med.",
                f"{counted(first.unknown, 'building has', 'buildings have')} parts of unknown damage or rain; these "
                "are not counted.",
            )
        )
    return (*notes, *told, *costs.notes, *costs.unverified, *discounting.unverified)


def _end_notes(curve: LevelCurve) -> list[Text]:
    """Say where nothing done is the best, and where the best level is the highest one, so that a higher may be better.

    They begin with what the assumption is called.
    """
    last, notes = curve.return_period_years[-1], []
    for above in curve.avoided_dkk:
        best, name = curve.best(above).return_period_years, ABOVE_LABELS[above]
        if best is None:
            notes.append(
                Text(
                    f"{name.da}: intet af niveauerne kan betale sig; det bedste er ikke at gøre noget.",
                    f"{name.en}: none of the levels pays; the best is to do nothing.",
                )
            )
        elif best == last:
            notes.append(
                Text(
                    f"{name.da}: det bedste niveau er det højeste, der er undersøgt (T = {danish(last)} år); et "
                    "højere kan være bedre.",
                    f"{name.en}: the best level is the highest looked at (T = {last:g} years); a higher one may be "
                    "better.",
                )
            )
    return notes
