"""What a bundle says, worked out again from its own tables alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.cloudburst.rain import RainSeries, RainStatistics
from gistools.cloudburst.rain.statistics import AS_GIVEN
from gistools.floodcost.annual import AnnualDamage, annual_from_onsets, annual_from_rains
from gistools.floodcost.bundle_cells import dkk, oere
from gistools.floodcost.bundle_tables import NEVER, OTHER, PLACELESS, REACHED, percent
from gistools.floodcost.checking import HALF_OERE, SAME, Check, by, checked, differs
from gistools.floodcost.choices import Head, Tail
from gistools.floodcost.rates import RainRate
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

__all__ = ["Recomputation", "recompute"]

Frames = Mapping[str, pd.DataFrame]
COUNTED = ("buildings", "damaged", "unknown")


def recompute(tables: Frames) -> tuple[Check, ...]:
    """Return what the tables of a bundle say of each other.

    Of a bundle with houses: the annual damage of each building from its steps and curves and the rain table, classes,
    cells and totals from the buildings. Of a public one: totals from cells and classes, and the annual damage of each
    group of steps between its bounds. Of both: shares of head and tail, and the economics.
    """
    again = Recomputation(tables)
    checks = [
        (Text("Summer af klasser og celler", "Sums of classes and cells"), again.sums),
        (Text("Cellernes placering", "Places of the cells"), again.grid),
        (Text("Regnstatistik og klima", "Rain statistics and climate"), again.climates),
    ]
    if "buildings" in tables:
        checks += [
            (Text("Årlig skade af hver bygning", "Annual damage of each building"), again.buildings),
            (Text("Klasser og celler af bygninger", "Classes and cells from buildings"), again.regrouped),
        ]
    else:
        checks += [
            (Text("Årlig skade af grupper, mellem grænser", "Annual damage of groups, between bounds"), again.groups),
            (Text("Nok bygninger i hver række", "Enough buildings in each row"), again.anonymous),
        ]
    checks.append((Text("Andele uden for regntabellen", "Shares beyond the rain table"), again.shares))
    if "values" in tables:
        checks.append((Text("Nutidsværdier", "Present values"), again.economics))
    return tuple(checked(name, work) for name, work in checks)


@dataclass(frozen=True, eq=False)
class Recomputation:
    """The tables of a bundle, and each of the checks on them as a generator of faults and counts."""

    tables: Frames

    @cached_property
    def totals(self) -> pd.DataFrame:
        """The table of totals by scenario."""
        return by(self.tables["totals"], "scenario")

    @cached_property
    def rates(self) -> dict[str, RainRate]:
        """The rates, read again from the rain statistics of the bundle."""
        made = {str(row["scenario"]): self._rate(row) for _, row in self.tables["scenarios"].iterrows()}
        given = next((one.statistics for one in made.values() if one.statistics.climate == AS_GIVEN), None)
        return {
            name: one
            if one.statistics.factor is None
            else replace(one, statistics=replace(one.statistics, given=given))
            for name, one in made.items()
        }

    def _rate(self, row: pd.Series[float]) -> RainRate:
        told = self.tables["rain"]
        told = told[told["scenario"] == row["scenario"]]
        depths = told.pivot(index="duration_min", columns="return_period_years", values="rain_mm").sort_index(axis=0)  # noqa: PD010 - refuses doubled cells
        factors = told.groupby("return_period_years")["climate_factor"].first()
        climate = Text(str(row["climate_da"]), str(row["climate_en"]))
        statistics = RainStatistics(
            depths.index.to_numpy(np.float64),
            depths.columns.to_numpy(np.float64),
            depths.to_numpy(np.float64),
            RainSeries(str(row["series"])) if row["series"] else None,
            climate=climate,
            factor=None if climate == AS_GIVEN else factors.to_numpy(np.float64),
        )
        use = (float(row["duration_min"]), Head(str(row["head"])), Tail(str(row["tail"])))
        return RainRate(statistics, *use, float(row["drained_mm"]), float(row["factor"]))

    def sums(self) -> Iterator[Text | int]:
        """Classes, cells (and buildings) add up to the totals, to the øre."""
        for name in ("classes", "cells", *(n for n in ("buildings",) if n in self.tables)):
            table = self.tables[name]
            for scenario, total in self.totals.iterrows():
                column = f"annual_{scenario}_dkk"
                yield from _same_oere(
                    f"{name}.{column}", int(oere(table[column]).sum()), f"totals.annual_dkk ({scenario})", _one(total)
                )
                yield 1
                for counted in COUNTED:
                    if counted not in table or name == "buildings":
                        continue
                    yield 1
                    if int(table[counted].sum()) != int(total[counted]):
                        yield differs(f"{name}.{counted}", table[counted].sum(), f"totals.{counted}", total[counted])

    def grid(self) -> Iterator[Text | int]:
        """Each cell lies where its name says."""
        side, cells = self._fact("cell_m"), self.tables["cells"]
        yield len(cells)
        for row in cells[~cells["cell_id"].isin([OTHER, PLACELESS])].itertuples():
            north, east = str(row.cell_id).split("_")[1:]
            if (int(east) * side, int(north) * side) != (row.x_m, row.y_m):
                yield differs(f"cells ({row.cell_id})", f"{row.x_m}; {row.y_m}", "cell_id", f"{east}; {north}")

    def _fact(self, name: str) -> float:
        return float(by(self.tables["facts"], "name")["number"].loc[name])

    def climates(self) -> Iterator[Text | int]:
        """Rain of a later climate is that of today times the factor shown, once."""
        rains = self.tables.get("rains")
        if rains is not None and rains["rain"].tolist() != list(range(1, len(rains) + 1)):
            yield Text("rains.rain er ikke fortløbende", "rains.rain does not count up")
        given = [rate for rate in self.rates.values() if rate.statistics.climate == AS_GIVEN]
        for name, rate in self.rates.items():
            told = rate.statistics
            rate.rate(told.depths_mm)
            yield 1
            if told.factor is None or not given:
                continue
            before = given[0].statistics.depth_mm(
                *np.meshgrid(told.durations_min, told.return_periods_years, indexing="ij")
            )
            off = ~np.isclose(before * told.factor, told.depths_mm, rtol=SAME, atol=0.0)
            yield told.depths_mm.size
            if off.any():
                k = np.argwhere(off)[0]
                where = f"rain ({name}, {told.durations_min[k[0]]:g} min, T {told.return_periods_years[k[1]]:g})"
                yield differs(
                    where, told.depths_mm[tuple(k)], "climate_factor x rain", (before * told.factor)[tuple(k)]
                )

    @cached_property
    def annual(self) -> dict[str, AnnualDamage]:
        """Annual damage of each building, from its steps and curves."""
        ids = self.tables["buildings"]["building_id"].to_numpy()
        if np.unique(ids).size < ids.size:
            msg = "building_id"
            raise ValueError(msg)
        position = pd.Series(np.arange(ids.size), index=ids)
        onset, amount = _steps(self.tables.get("steps"), position)
        made = {name: annual_from_onsets(onset, amount, rate) for name, rate in self.rates.items()}
        curves = self.tables.get("building_curves")
        if curves is not None:
            mm = self.tables["rains"]["rain_mm"].to_numpy(np.float64)
            damage = by(curves, "building_id").loc[ids].to_numpy(np.float64).T
            for name, rate in self.rates.items():
                made[name] += annual_from_rains(damage, mm, rate)
        return made

    def buildings(self) -> Iterator[Text | int]:
        """Annual damage of each building is the sum of amount times rate at its onset, and of its curve."""
        table = self.tables["buildings"]
        for name, again in self.annual.items():
            told = table[f"annual_{name}_dkk"].to_numpy(np.float64)
            off = ~(np.abs(np.nan_to_num(again.dkk) * 100.0 - oere(told)) <= HALF_OERE)
            off |= np.isnan(told) & (np.nan_to_num(again.dkk) != 0.0)
            yield told.size
            for i in np.flatnonzero(off):
                where = f"buildings.annual_{name}_dkk (building_id {table['building_id'].iloc[i]})"
                yield differs(where, told[i], "onset x rate", dkk(oere(again.dkk[i])))
        unknown = np.any([again.unknown for again in self.annual.values()], axis=0)
        yield unknown.size
        for i in np.flatnonzero(unknown != table["unknown"].to_numpy(bool)):
            yield differs(
                f"buildings.unknown (building_id {table['building_id'].iloc[i]})",
                table["unknown"].iloc[i],
                "steps",
                unknown[i],
            )

    @cached_property
    def damaged(self) -> npt.NDArray[np.bool_]:
        """Which buildings have a step that comes and costs something, a curve above 0, or damage in a scenario."""
        table = self.tables["buildings"]
        ids = table["building_id"]
        made = np.zeros(len(table), bool)
        steps, curves = self.tables.get("steps"), self.tables.get("building_curves")
        if steps is not None:
            hit = (steps["onset_state"] == REACHED) & (steps["amount_dkk"] > 0.0)
            made |= ids.isin(steps.loc[hit, "building_id"]).to_numpy(bool)
        if curves is not None:
            made |= ids.isin(curves["building_id"][(by(curves, "building_id") > 0.0).any(axis=1).to_numpy()]).to_numpy(
                bool
            )
        for name in self.rates:
            made |= oere(table[f"annual_{name}_dkk"]) > 0
        return made

    def regrouped(self) -> Iterator[Text | int]:
        """Each class and cell is the sum of its buildings."""
        table = self.tables["buildings"].assign(buildings=1, damaged=self.damaged)
        for name, key in (("classes", "damage_class"), ("cells", "cell_id")):
            parts = by(self.tables[name], key)
            columns = [c for c in parts.columns if c.startswith("annual_")]
            again = table.assign(**{c: oere(table[c]) for c in columns}).groupby(key)
            summed = again[[*COUNTED, *columns]].sum()
            for missing in parts.index.symmetric_difference(summed.index):
                yield Text(f"{name}: {missing} er kun ét sted", f"{name}: {missing} stands in one place only")
            for part in parts.index.intersection(summed.index):
                for column in (*COUNTED, *columns):
                    yield 1
                    found = parts.loc[part, column]
                    found = int(oere(found)) if column in columns else int(found)
                    if found != int(summed.loc[part, column]):
                        yield differs(f"{name}.{column} ({part})", found, "buildings", summed.loc[part, column])

    def groups(self) -> Iterator[Text | int]:
        """Each group costs no less than at its last rain and no more than at its first; together they are the total."""
        table = self.tables.get("step_groups")
        for name, rate in self.rates.items():
            grouped, rounded, curve = 0, self._damaged(name) + 1.0, 0.0
            if table is not None:
                told = oere(table[f"annual_{name}_dkk"])
                amount = table["amount_dkk"].to_numpy(np.float64) * 100.0
                low = (amount - 0.5) * rate.rate(table["to_mm"].to_numpy(np.float64)) - HALF_OERE
                high = (amount + 0.5) * rate.rate(table["from_mm"].to_numpy(np.float64)) + HALF_OERE
                yield told.size
                for i in np.flatnonzero(~((told >= low) & (told <= high))):
                    where = f"step_groups.annual_{name}_dkk (group_id {table['group_id'].iloc[i]})"
                    bounds = f"{max(low[i], 0.0) / 100.0:.2f}-{high[i] / 100.0:.2f}"
                    yield differs(where, told[i] / 100.0, "rain", bounds)
                grouped, rounded = int(told.sum()), rounded + told.size
            curves = self.tables.get("all_curves")
            if curves is not None:
                mm = self.tables["rains"]["rain_mm"].to_numpy(np.float64)
                curve = 100.0 * float(annual_from_rains(curves.to_numpy(np.float64).T, mm, rate).dkk[0])
            left = int(oere(by(self.tables["rounding"], "scenario")["rounding_dkk"].loc[name]))
            published = int(oere(self.totals.loc[name, "annual_dkk"]))
            yield 2
            if abs(left) > rounded * HALF_OERE:
                yield differs(f"rounding ({name})", left / 100.0, "damaged", f"<= {rounded * HALF_OERE / 100.0:.2f}")
            if not abs(published - left - grouped - curve) <= (0.0 if curves is None else HALF_OERE):
                again = (grouped + curve + left) / 100.0
                yield differs(f"totals.annual_dkk ({name})", published / 100.0, "step_groups", again)

    def _damaged(self, scenario: str) -> float:
        return float(self.totals["damaged"].loc[scenario])

    def anonymous(self) -> Iterator[Text | int]:
        """No row of a public bundle tells of fewer buildings than it says, and none of houses is there."""
        least = self._fact("min_buildings")
        yield from (
            Text(f"tabellen {name} er af enkelte bygninger", f"the table {name} is of single buildings")
            for name in ("buildings", "steps", "building_curves")
            if name in self.tables
        )
        for name, key in (("cells", "cell_id"), ("classes", "damage_class"), ("step_groups", "group_id")):
            table = self.tables.get(name)
            if table is None:
                continue
            few = table["buildings"] < least
            if "damaged" in table:
                few |= (table["damaged"] > 0) & (table["damaged"] < least)
            yield len(table)
            yield from (
                Text(f"{name}: {row} er af for få bygninger", f"{name}: {row} is of too few buildings")
                for row in table.loc[few, key]
            )

    def shares(self) -> Iterator[Text | int]:
        """Head and tail are those of the buildings, where there are any, and the percentages are theirs."""
        for name, row in self.totals.iterrows():
            for part in ("head", "tail"):
                yield 1
                told = float(row[f"{part}_dkk"])
                share = percent(oere(told), oere(row["annual_dkk"]))
                if not np.array_equal(share, np.float64(row[f"{part}_percent"]), equal_nan=True):
                    yield differs(f"totals.{part}_percent ({name})", row[f"{part}_percent"], f"{part}_dkk", share)
                if "buildings" not in self.tables:
                    continue
                yield 1
                again = math.fsum(np.nan_to_num(getattr(self.annual[str(name)], f"{part}_dkk"))) * 100.0
                if not abs(again - int(oere(told))) <= HALF_OERE:
                    yield differs(f"totals.{part}_dkk ({name})", told, "buildings", again / 100.0)

    def economics(self) -> Iterator[Text | int]:
        """Discount factors, present and equivalent annual values, net values, damage of the years that are known."""
        from gistools.floodcost.bundle_economics import net_frame  # noqa: PLC0415 - only where there is money over the years
        from gistools.floodcost.discount import Discounting  # noqa: PLC0415 - the same
        from gistools.floodcost.economy_choices import FirstYear, Reading  # noqa: PLC0415 - the same

        told, rates, flows = self.tables["discounting"].iloc[0], self.tables["discount_rates"], self.tables["flows"]
        d = Discounting(
            rates["to_year"].to_numpy(np.int64),
            rates["rate"].to_numpy(np.float64),
            int(told["horizon_years"]),
            FirstYear(str(told["first_year"])),
            Reading(str(told["reading"])),
        )
        year = np.arange(d.horizon_years + 1)
        if flows["year"].tolist() != year.tolist():
            yield Text("flows.year er ikke 0 til horisonten", "flows.year is not 0 to the horizon")
            return
        factor = d.factor(year)
        yield factor.size
        yield from (
            differs(f"flows.factor ({i})", flows["factor"].iloc[i], "discount_rates", factor[i])
            for i in np.flatnonzero(~np.isclose(factor, flows["factor"], rtol=SAME, atol=0.0))
        )
        annuity = math.fsum(factor[d.years])
        values = self.tables["values"]
        for row in values.itertuples():
            amounts = flows[f"{row.flow}_dkk"].to_numpy(np.float64)
            present = math.fsum(factor * amounts)
            for column, again in (("present_dkk", present), ("equivalent_annual_dkk", present / annuity)):
                yield 1
                if not abs(again * 100.0 - int(oere(getattr(row, column)))) <= HALF_OERE:
                    yield differs(f"values.{column} ({row.flow})", getattr(row, column), "flows", again)
            if row.sign not in {-1, 0, 1}:
                yield differs(f"values.sign ({row.flow})", row.sign, "sign", "-1, 0, 1")
            yield from self._horizons(str(row.flow), amounts, linear=bool(row.linear))
        net = net_frame(values, annuity)
        told_net = self.tables["net"]
        for term in map(str, net.columns):
            yield 1
            if not np.array_equal(net[term], told_net[term], equal_nan=True):
                yield differs(f"net.{term}", told_net[term].iloc[0], "values", net[term].iloc[0])

    def _horizons(self, flow: str, amounts: F64, *, linear: bool) -> Iterator[Text | int]:
        known = self.tables.get("horizons")
        if known is None:
            return
        known = known[known["flow"] == flow].sort_values("year")
        for year, scenario in zip(known["year"].tolist(), known["scenario"].astype(str).tolist(), strict=True):
            yield 1
            total = int(oere(self.totals.loc[scenario, "annual_dkk"]))
            # the flow is not rounded, the total is the sum of rounded buildings
            if not abs(amounts[year] * 100.0 - total) <= HALF_OERE * (1.0 + self._damaged(scenario)):
                yield differs(f"flows.{flow}_dkk ({year})", amounts[year], f"totals ({scenario})", total / 100.0)
        if linear and len(known):
            again = np.interp(np.arange(amounts.size), known["year"], amounts[known["year"].to_numpy(np.int64)])
            first = int(known["year"].iloc[0])
            off = ~np.isclose(again, amounts, rtol=SAME, atol=SAME)
            yield amounts.size - first
            yield from (
                differs(f"flows.{flow}_dkk ({i})", amounts[i], "horizons", again[i]) for i in np.flatnonzero(off)
            )


def _steps(table: pd.DataFrame | None, position: pd.Series[int]) -> tuple[F64, F64]:
    """Return onsets and amounts as P x n, from a row for each step of a building."""
    if table is None:
        return np.empty((0, position.size)), np.empty((0, position.size))
    parts = {name: i for i, name in enumerate(dict.fromkeys(table["part"]))}
    onset, amount = np.full((2, len(parts), position.size), np.inf)
    amount[:] = 0.0
    p, i = table["part"].map(parts).to_numpy(), position.loc[table["building_id"]].to_numpy()
    if len({*zip(p.tolist(), i.tolist(), strict=True)}) < len(table):
        msg = "steps: building_id, part"
        raise ValueError(msg)
    state, mm = table["onset_state"].to_numpy(), table["onset_mm"].to_numpy(np.float64)
    onset[p, i] = np.select([state == REACHED, state == NEVER], [mm, np.inf], np.nan)
    amount[p, i] = table["amount_dkk"].to_numpy(np.float64)
    return onset, amount


def _one(row: pd.Series[float]) -> int:
    return int(oere(row["annual_dkk"]))


def _same_oere(where: str, found: int, other: str, expected: int) -> Iterator[Text]:
    if found != expected:
        yield differs(where, f"{found / 100.0:.2f}", other, f"{expected / 100.0:.2f}")
