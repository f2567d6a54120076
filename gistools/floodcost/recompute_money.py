"""Money over the years, worked out again from the tables of a bundle: discounting, service levels, plans."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.floodcost.annual import annual_from_onsets
from gistools.floodcost.bundle_cells import oere
from gistools.floodcost.bundle_economics import net_frame
from gistools.floodcost.checking import HALF_OERE, SAME, by, differs
from gistools.floodcost.discount import Discounting
from gistools.floodcost.economy_choices import Above, FirstYear, Reading
from gistools.floodcost.level import LEVEL, NOTHING
from gistools.floodcost.level_damage import rain_of_levels
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import numpy.typing as npt
    import pandas as pd

    from gistools.floodcost.rates import RainRate
    from gistools.floodcost.recompute import Recomputation

    F64 = npt.NDArray[np.float64]

_RATIO = 0.5e-4 + 1e-9  # a ratio is told with four decimals
_NEARLY = 1e-6  # relative, of what follows of amounts that are rounded to the øre


@dataclass(frozen=True, eq=False)
class Money:
    """The money of a bundle, and each of the checks on it as a generator of faults and counts."""

    again: Recomputation

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the bundle."""
        return self.again.tables[name]

    @cached_property
    def discounting(self) -> Discounting:
        """The discounting, read again."""
        told, rates = self.table("discounting").iloc[0], self.table("discount_rates")
        return Discounting(
            rates["to_year"].to_numpy(np.int64),
            rates["rate"].to_numpy(np.float64),
            int(told["horizon_years"]),
            FirstYear(str(told["first_year"])),
            Reading(str(told["reading"])),
        )

    @cached_property
    def factor(self) -> F64:
        """The discount factors of the years from 0 to the horizon."""
        return self.discounting.factor(np.arange(self.discounting.horizon_years + 1))

    @cached_property
    def annuity(self) -> float:
        """The sum of the factors of the years that carry damage."""
        return math.fsum(self.factor[self.discounting.years])

    def flow(self, name: str) -> F64:
        """Return the amounts of a flow."""
        return self.table("flows")[f"{name}_dkk"].to_numpy(np.float64)

    def worth(self, flow: F64) -> float:
        """Return the present value of amounts by year."""
        return math.fsum(self.factor * flow)

    def values(self) -> Iterator[Text | int]:
        """Discount factors, present and equivalent annual values, net values, damage of the years that are known."""
        flows, values = self.table("flows"), self.table("values")
        if flows["year"].tolist() != list(range(self.factor.size)):
            yield Text("flows.year er ikke 0 til horisonten", "flows.year is not 0 to the horizon")
            return
        yield from _same("flows.factor", flows["factor"].to_numpy(), "discount_rates", self.factor)
        for row in _rows(values):
            amounts = self.flow(str(row.flow))
            present = self.worth(amounts)
            for column, again in (("present_dkk", present), ("equivalent_annual_dkk", present / self.annuity)):
                yield from _near_oere(f"values.{column} ({row.flow})", getattr(row, column), "flows", again)
            if row.sign not in {-1, 0, 1}:
                yield differs(f"values.sign ({row.flow})", row.sign, "sign", "-1, 0, 1")
            yield from self._horizons(str(row.flow), amounts, linear=bool(row.linear))
        if "net" not in self.again.tables and not (values["sign"] != 0).any():
            return
        net, told = net_frame(values, self.annuity), self.table("net")
        for term in map(str, net.columns):
            yield 1
            if not np.array_equal(net[term], told[term], equal_nan=True):
                yield differs(f"net.{term}", told[term].iloc[0], "values", net[term].iloc[0])

    def _horizons(self, flow: str, amounts: F64, *, linear: bool) -> Iterator[Text | int]:
        known = self.again.tables.get("horizons")
        if known is None:
            return
        known = known[known["flow"] == flow].sort_values("year")
        for row in _rows(known):
            yield 1
            yield from self._known(flow, str(row.scenario), int(row.year), float(row.annual_dkk))
        if linear and len(known):
            years = self.discounting.years
            again = np.zeros(amounts.size)
            again[years] = np.interp(years, known["year"], known["annual_dkk"])
            yield from _same(f"flows.{flow}_dkk", amounts, "horizons", again)

    def _known(self, flow: str, scenario: str, year: int, annual: float) -> Iterator[Text]:
        """Hold the annual damage of a known year against that of its scenario, or of the steps of its state."""
        where, totals = f"horizons.annual_dkk ({flow}, {year})", self.again.totals
        if scenario in totals.index:
            total = int(oere(totals.loc[scenario, "annual_dkk"]))
            # the flow is not rounded, the total is the sum of rounded buildings
            if not abs(annual * 100.0 - total) <= HALF_OERE * (1.0 + float(totals["damaged"].loc[scenario])):
                yield differs(where, annual, f"totals ({scenario})", total / 100.0)
        elif scenario:
            rate = self.again.rates[scenario]
            yield from self._cost(where, annual, flow, rate, rate.rate)

    def _cost(self, where: str, told: float, state: str, rate: RainRate, often: Callable[[F64], F64]) -> Iterator[Text]:
        """Hold what steps cost a year, each as often as ``often`` says, against houses, or between bounds."""
        if "buildings" in self.again.tables:
            onset, amount = self.again.steps(state)
            if state in set(self.again.states.values()) and often == rate.rate:
                again = float(np.nansum(annual_from_onsets(onset, amount, rate).dkk))
            else:
                costs = np.isfinite(onset) & (amount > 0.0)
                again = math.fsum(amount[costs] * often(onset[costs]))
            if not math.isclose(told, again, rel_tol=SAME, abs_tol=_NEARLY):
                yield differs(where, told, "steps", again)
            return
        low, high = self.again.bounds(state, often)
        slack = _NEARLY * max(1.0, high)
        if not low - slack <= told <= high + slack:
            yield differs(where, told, "step_groups", f"{low:.2f}-{high:.2f}")

    def level_damage(self) -> Iterator[Text | int]:
        """Damage with each level is that of the steps, in the climate of each year, under both assumptions."""
        levels, told = self.table("levels"), self.table("level_damage")
        meant = self.again.rates[str(self.table("level_terms")["scenario"].iloc[0])]
        depth = rain_of_levels(meant, levels["return_period_years"].to_numpy(np.float64))
        yield from _same("levels.rain_mm", levels["rain_mm"].to_numpy(), "rain", depth)
        for row in _rows(told):
            yield 2
            rate = self.again.rates[str(row.scenario)]
            where = f"({row.above}, T = {row.return_period_years:g}, {row.year})"
            often = self._often(row)
            yield from self._cost(f"level_damage.annual_dkk {where}", float(row.annual_dkk), "", rate, often)
            yield from self._cost(f"level_damage.none_dkk {where}", float(row.none_dkk), "", rate, rate.rate)

    def _often(self, row: Any) -> Callable[[F64], F64]:  # noqa: ANN401 - a row of `level_damage`
        """Return how often a year steps come with the level of a row."""
        levels, first = self.table("levels"), float(self.table("level_terms")["first_mm"].iloc[0])
        rate = self.again.rates[str(row.scenario)]
        level = float(by(levels, "return_period_years")["rain_mm"].loc[row.return_period_years])
        held = 0.0 if math.isnan(first) or row.above != Above.SHIFT else max(0.0, level - first)
        return lambda mm: rate.rate(np.maximum(mm + held, level))

    def level_bounds(self) -> Iterator[tuple[float, float, float]]:
        """Yield the damage told with each level in each year, and the least and the most that groups of steps say."""
        for row in _rows(self.table("level_damage")):
            yield (float(row.annual_dkk), *self.again.bounds("", self._often(row)))

    def levels(self) -> Iterator[Text | int]:
        """Check what each level saves and costs, its net present value, the best level and those near it."""
        levels, told, curve = self.table("levels"), self.table("level_damage"), self.table("level_curve")
        periods = levels["return_period_years"].tolist()
        d, years = self.discounting, self.discounting.years
        for i, row in enumerate(_rows(levels), start=1):
            works = self._works(row.capital_dkk, row.upkeep_dkk_per_year, row.lifetime_years)
            yield from _same(f"flows.cost_{i}_dkk", self.flow(f"cost_{i}"), "levels", sum(works.values()))
        for above, every in curve.groupby("above", sort=False):
            yield from self._choices(str(above), every, len(periods))
            rows = every[every["choice"] == LEVEL]
            if rows["return_period_years"].tolist() != periods:
                yield differs(f"level_curve ({above})", rows["return_period_years"].tolist(), "levels", periods)
                return
            saved, cost = oere(rows["avoided_dkk"]), oere(rows["cost_dkk"])
            for i, row in enumerate(_rows(rows), start=1):
                mine = told[(told["above"] == above) & (told["return_period_years"] == row.return_period_years)]
                mine = mine.sort_values("year")
                left, none = (
                    np.interp(years, mine["year"], mine[c].to_numpy(np.float64)) for c in ("annual_dkk", "none_dkk")
                )
                flow = np.zeros(d.horizon_years + 1)
                flow[years] = none - left
                where = f"({above}, T = {row.return_period_years:g})"
                yield from _same(f"flows.saved_{above}_{i}_dkk", self.flow(f"saved_{above}_{i}"), "level_damage", flow)
                yield from _near_oere(f"level_curve.avoided_dkk {where}", row.avoided_dkk, "flows", self.worth(flow))
                yield from _near_oere(
                    f"level_curve.annual_damage_dkk {where}",
                    row.annual_damage_dkk,
                    "level_damage",
                    mine["annual_dkk"].iloc[0],
                )
                again = self.worth(self.flow(f"cost_{i}"))
                yield from _near_oere(f"level_curve.cost_dkk {where}", row.cost_dkk, "flows", again)
            more = self.table("level_more")
            more = more[more["above"] == above]
            for name, told_in, column, whole in (
                ("level_curve", rows, "npv_dkk", saved - cost),
                ("level_more", more, "return_period_years", oere(periods)),
                ("level_more", more, "more_avoided_dkk", np.diff(saved, prepend=0)),
                ("level_more", more, "more_cost_dkk", np.diff(cost, prepend=0)),
            ):
                yield len(rows)
                for k in np.flatnonzero(oere(told_in[column]) != whole):
                    where = f"{name}.{column} ({above}, T = {periods[k]:g})"
                    yield differs(where, told_in[column].iloc[k], "avoided, cost", whole[k] / 100.0)
            yield from self._best(str(above), rows)
        allowed = [t in {5.0, 10.0} for t in periods]
        yield len(levels)
        if levels["always_allowed"].tolist() != allowed:
            yield differs("levels.always_allowed", levels["always_allowed"].tolist(), "T", allowed)

    def _choices(self, above: str, rows: pd.DataFrame, levels: int) -> Iterator[Text | int]:
        """Check that nothing done comes before the levels: worth nothing, with all damage, best where no level pays."""
        expected = [NOTHING, *[LEVEL] * levels]
        yield len(rows)
        if rows["choice"].tolist() != expected:
            yield differs(f"level_curve.choice ({above})", rows["choice"].tolist(), "levels", expected)
            return
        nothing, told = rows.iloc[0], self.table("level_damage")
        told = told[told["above"] == above].drop_duplicates("year").sort_values("year")
        none = float(told["none_dkk"].iloc[0])  # year 0: today's
        where = f"({above}, {NOTHING})"
        yield from _near_oere(
            f"level_curve.annual_damage_dkk {where}", nothing["annual_damage_dkk"], "level_damage", none
        )
        best = not (rows["npv_dkk"].to_numpy(np.float64)[1:] > 0.0).any()
        exact = dict.fromkeys(("avoided_dkk", "cost_dkk", "npv_dkk"), 0.0) | {"return_period_years": math.nan}
        marks = {"best": best, "near_best": best, "always_allowed": False}
        yield len(exact) + len(marks)
        for name, value in (exact | marks).items():
            if not np.array_equal(float(nothing[name]), float(value), equal_nan=True):
                yield differs(f"level_curve.{name} {where}", nothing[name], NOTHING, value)

    def _best(self, above: str, rows: pd.DataFrame) -> Iterator[Text | int]:
        """Check that the best level has the largest value, and where a curve that is straight in ln T is near it."""
        near = float(self.table("level_terms")["near"].iloc[0])
        told: Any = self.table("level_best").set_index("above").loc[above]
        t, npv = (rows[c].to_numpy(np.float64) for c in ("return_period_years", "npv_dkk"))
        top, floor = int(npv.argmax()), (1.0 - near) * npv.max()
        pays = bool(npv[top] > 0.0)
        again = dict.fromkeys(("return_period_years", "low_years", "high_years"), math.nan) | {"npv_dkk": 0.0}
        opened = {"low_open": False, "high_open": False}
        if pays:
            again |= {"return_period_years": t[top], "npv_dkk": npv[top]}
            for side, way in (("low", slice(top, None, -1)), ("high", slice(top, None))):
                at, worth = np.log(t[way]), npv[way]
                below = np.flatnonzero(worth < floor)
                opened[f"{side}_open"] = below.size == 0
                again[f"{side}_years"] = math.exp(at[-1])
                if below.size:
                    i = int(below[0])
                    cut = (worth[i - 1] - floor) / (worth[i - 1] - worth[i])
                    again[f"{side}_years"] = math.exp(at[i - 1] + cut * (at[i] - at[i - 1]))
        yield len(again) + len(opened)
        for name, value in again.items():
            exact = 0.0 if name == "npv_dkk" else _NEARLY  # the ends of the interval are of amounts not rounded
            if not np.isclose(float(told[name]), value, rtol=exact, atol=0.0, equal_nan=True):
                yield differs(f"level_best.{name} ({above})", float(told[name]), "level_curve", value)
        for name, is_open in opened.items():
            if bool(told[name]) is not is_open:
                yield differs(f"level_best.{name} ({above})", bool(told[name]), "level_curve", is_open)
        yield from _marks(above, rows, pays=pays, top=top, floor=floor)

    def _works(self, capital: float, upkeep: float, lifetime: float) -> dict[str, F64]:
        """Return what works cost by year, not discounted: what is left at the end of the horizon is taken off there."""
        d = self.discounting
        n = d.horizon_years
        made = {name: np.zeros(n + 1) for name in ("capital", "upkeep", "reinvestment", "residual")}
        made["capital"][0] = capital
        made["upkeep"][d.years] = upkeep
        if not math.isnan(lifetime):
            life = int(lifetime)
            if life != lifetime or life < 1:
                msg = f"lifetime_years = {lifetime}"
                raise ValueError(msg)
            made["reinvestment"][range(life, n, life)] = capital
            left = -n % life
            made["residual"][n] = -capital * left / life
        return made

    def plan(self) -> Iterator[Text | int]:
        """Check that costs follow of quantity and price, and what the plan is worth of its flows."""
        measures, account = self.table("measures"), self.table("plan_account").set_index("term")["dkk"]
        summed = {name: np.zeros(self.factor.size) for name in ("capital", "upkeep", "reinvestment", "residual")}
        for row in _rows(measures):
            for name, price in (("capital_dkk", row.price_dkk), ("upkeep_dkk_per_year", row.price_upkeep_dkk)):
                again = row.quantity * (0.0 if math.isnan(price) else price) * row.factor
                yield from _same(f"measures.{name} ({row.measure_id})", getattr(row, name), "quantity x price", again)
            total = 0
            for name, flow in self._works(row.capital_dkk, row.upkeep_dkk_per_year, row.lifetime_years).items():
                summed[name] += flow
                where = f"measures.present_{name}_dkk ({row.measure_id})"
                told = getattr(row, f"present_{name}_dkk")
                yield from _near_oere(where, told, "works", self.worth(flow))
                total += int(oere(told))
            yield 1
            if int(oere(row.cost_dkk)) != total:
                yield differs(f"measures.cost_dkk ({row.measure_id})", row.cost_dkk, "present values", total / 100.0)
        for name, flow in summed.items():
            yield from _same(f"flows.{name}_dkk", self.flow(name), "measures", flow)
            yield from _near_oere(f"plan_account.dkk ({name})", account.loc[name], "flows", -self.worth(flow))
        saved = self.flow("as_is") - self.flow("plan")
        yield from _same("flows.avoided_dkk", self.flow("avoided"), "as_is - plan", saved)
        yield from self._avoided(float(account.loc["avoided"]), saved)
        terms = ("avoided", "cobenefit", "capital", "upkeep", "reinvestment", "residual")
        yield 4
        npv = sum(int(oere(account.loc[term])) for term in terms)
        if int(oere(account.loc["npv"])) != npv:
            yield differs("plan_account.dkk (npv)", account.loc["npv"], "avoided - costs", npv / 100.0)
        exact = (
            account.loc["avoided"]
            + account.loc["cobenefit"]
            - self.worth(sum(summed.values(), np.zeros(self.factor.size)))
        )
        yield from _near_oere(
            "plan_account.dkk (equivalent_annual)", account.loc["equivalent_annual"], "flows", exact / self.annuity
        )
        yield from self._kept(float(account.loc["avoided"] + account.loc["cobenefit"]), saved, summed)
        known = self.table("horizons")
        today = known[known["year"] == 0].set_index("flow")["annual_dkk"]
        slack = self._rounding
        for term, flow_name in (("annual_before", "as_is"), ("annual_after", "plan")):
            again = float(today.loc[flow_name])
            if not abs(account.loc[term] - again) * 100.0 <= slack:
                yield differs(f"plan_account.dkk ({term})", account.loc[term], "horizons", again)
        room = measures["room_m3"].to_numpy(np.float64)
        if (room > 0.0).any():
            again = measures["cost_dkk"].to_numpy(np.float64)[room > 0.0].sum() / room.sum()
            yield from _near_oere("plan_account.dkk (cost_per_m3)", account.loc["cost_per_m3"], "measures", again)

    @property
    def _rounding(self) -> float:
        """How many øre a sum of buildings, each rounded once, may lie from the exact one."""
        return HALF_OERE * (1.0 + float(self.again.totals["damaged"].max()))

    def _avoided(self, told: float, flow: F64) -> Iterator[Text | int]:
        """Hold what a plan saves, the sum of whole øre of buildings, against flows; with houses, against each one."""
        yield 1
        exact = self.worth(flow)
        if not abs(told - exact) * 100.0 <= self._rounding:
            yield differs("plan_account.dkk (avoided)", told, "flows", exact)
        if "buildings" not in self.again.tables:
            return
        yield 1
        left = [self._of_houses(state) for state in ("as_is", "plan")]
        each = (left[0] - left[1]) @ self.factor[self.discounting.years] * 100.0
        low, high = (int(np.floor(each + 0.5 + side * (HALF_OERE - 0.5)).sum()) for side in (-1.0, 1.0))
        if not low <= int(oere(told)) <= high:
            yield differs("plan_account.dkk (avoided)", told, "steps", low / 100.0)

    def _kept(self, benefit: float, saved: F64, works: Mapping[str, F64]) -> Iterator[Text | int]:
        """Check the benefit for each krone of cost, and the first year from which what has come in stays paid for."""
        told = self.table("plan_account").set_index("term")
        cost = self.worth(sum(works.values(), np.zeros(self.factor.size)))
        ratio = benefit / cost if cost > 0.0 else math.nan
        yield 2
        if not np.isclose(told["ratio"].loc["bcr"], ratio, rtol=0.0, atol=_RATIO, equal_nan=True):
            yield differs("plan_account.ratio (bcr)", told["ratio"].loc["bcr"], "plan_account", ratio)
        paid = sum((flow for name, flow in works.items() if name != "residual"), np.zeros(self.factor.size))
        so_far = np.cumsum((saved - paid) * self.factor)
        below = np.flatnonzero(~(so_far >= -SAME * np.abs(so_far).max(initial=0.0)))
        first = float(below[-1] + 1 if below.size else 0)
        again = first if first < so_far.size else math.nan
        if not np.array_equal(told["years"].loc["payback"], again, equal_nan=True):
            yield differs("plan_account.years (payback)", told["years"].loc["payback"], "flows", again)

    def _of_houses(self, state: str) -> F64:
        """Return the annual damage of each building in each year that carries damage, n x years, from its steps."""
        known = self.table("horizons")
        known = known[known["flow"] == state].sort_values("year")
        at, years = known["year"].to_numpy(np.float64), self.discounting.years
        steps = self.again.steps(state)
        rates = [self.again.rates[str(name)] for name in known["scenario"]]
        annual = np.array([np.nan_to_num(annual_from_onsets(*steps, rate).dkk) for rate in rates]).T
        return np.array([np.interp(years, at, one) for one in annual])


def _marks(above: str, rows: pd.DataFrame, *, pays: bool, top: int, floor: float) -> Iterator[Text | int]:
    """Check which levels are marked as the best, near it, and always allowed."""
    t, npv = (rows[c].to_numpy(np.float64) for c in ("return_period_years", "npv_dkk"))
    marks = {
        "best": pays & (t == t[top]),
        "near_best": pays & (npv >= floor),
        "always_allowed": np.isin(t, [5.0, 10.0]),
    }
    for name, mark in marks.items():
        yield len(rows)
        off = rows[name].to_numpy(bool) != mark
        if name == "near_best":
            off &= np.abs(npv - floor) > 0.01  # noqa: PLR2004 - nearer than an øre is neither
        for k in np.flatnonzero(off):
            yield differs(f"level_curve.{name} ({above}, T = {t[k]:g})", rows[name].iloc[k], "npv_dkk", mark[k])


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table, each with its cells as attributes."""
    return iter(table.itertuples())


def _same(where: str, found: object, other: str, expected: object) -> Iterator[Text | int]:
    """Hold numbers with all digits against others."""
    a, b = np.atleast_1d(np.asarray(found, np.float64)), np.atleast_1d(np.asarray(expected, np.float64))
    yield a.size
    off = ~np.isclose(a, b, rtol=SAME, atol=_NEARLY)
    for i in np.flatnonzero(off):
        yield differs(f"{where} ({i})" if a.size > 1 else where, float(a[i]), other, float(b[i]))


def _near_oere(where: str, found: object, other: str, expected: float) -> Iterator[Text | int]:
    """Hold an amount in whole øre against an exact one."""
    yield 1
    if not abs(expected * 100.0 - int(oere(found))) <= HALF_OERE:
        yield differs(where, found, other, expected)
