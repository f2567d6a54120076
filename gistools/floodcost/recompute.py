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
from gistools.floodcost.recompute_maps import maps_again, sums_of_maps
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

__all__ = ["Recomputation", "recompute"]

Frames = Mapping[str, pd.DataFrame]
COUNTED = ("buildings", "damaged", "unknown")


def recompute(tables: Frames) -> tuple[Check, ...]:
    """Return what the tables of a bundle say of each other.

    Of a bundle with houses: the annual damage of each building from its steps and curves and the rain table, or from
    maps; classes, cells and totals from the buildings. Of a public one: totals from cells and classes, and from groups
    of steps between bounds. Of both: shares of head and tail, and the economics.
    """
    again = Recomputation(tables)
    checks: list[tuple[Text, Callable[[], Iterator[Text | int]]]] = [
        (Text("Summer af klasser og celler", "Sums of classes and cells"), again.sums),
        (Text("Cellernes placering", "Places of the cells"), again.grid),
    ]
    if "rain" in tables:
        checks.append((Text("Regnstatistik og klima", "Rain statistics and climate"), again.climates))
    if "buildings" in tables:
        checks += [
            (Text("Årlig skade af hver bygning", "Annual damage of each building"), again.buildings),
            (Text("Klasser og celler af bygninger", "Classes and cells from buildings"), again.regrouped),
        ]
    else:
        checks.append((Text("Nok bygninger i hver række", "Enough buildings in each row"), again.anonymous))
        if "map_sums" in tables:
            work = Text("Årlig skade af summer på kort", "Annual damage of sums on maps")
            checks.append((work, lambda: sums_of_maps(tables, again.totals)))
        elif "rain" in tables:
            work = Text("Årlig skade af grupper, mellem grænser", "Annual damage of groups, between bounds")
            checks.append((work, again.groups))
    checks.append((Text("Andele uden for regntabellen", "Shares beyond the rain table"), again.shares))
    if "values" in tables:
        from gistools.floodcost.recompute_money import Money  # noqa: PLC0415 - only where there is money over the years

        money = Money(again)
        checks.append((Text("Nutidsværdier", "Present values"), money.values))
        if "level_damage" in tables:
            checks.append((Text("Skade med hvert niveau", "Damage with each level"), money.level_damage))
            checks.append((Text("Niveauernes nutidsværdi og optimum", "Value and optimum of levels"), money.levels))
        if "measures" in tables:
            checks.append((Text("Tiltagenes pris og planens regnskab", "Cost and account of the plan"), money.plan))
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
        """The rates, read again from the rain statistics of the bundle; none where damage is of maps."""
        if "rain" not in self.tables:
            return {}
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

    @cached_property
    def states(self) -> dict[str, str]:
        """Of each scenario that damage is told of, the state that its steps are of; without those of maps."""
        table = by(self.tables["scenarios"], "scenario")
        return {} if "state" not in table else {name: str(table["state"].loc[name]) for name in self.totals.index}

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
    def position(self) -> pd.Series[int]:
        """The place of each building in the table of buildings."""
        ids = self.tables["buildings"]["building_id"].to_numpy()
        if np.unique(ids).size < ids.size:
            msg = "building_id"
            raise ValueError(msg)
        return pd.Series(np.arange(ids.size), index=ids)

    def steps(self, state: str) -> tuple[F64, F64]:
        """Return onsets and amounts of a state, P x n."""
        table = self.tables.get("steps")
        return _steps(None if table is None else table[table["state"] == state], self.position)

    @cached_property
    def annual(self) -> dict[str, AnnualDamage]:
        """Annual damage of each building, from its steps and curves, or from maps."""
        if "maps" in self.tables:
            name = str(self.totals.index[0])
            return {name: maps_again(self.tables, self.position)}
        made = {}
        curves = self.tables.get("building_curves")
        for name, state in self.states.items():
            made[name] = annual_from_onsets(*self.steps(state), self.rates[name])
            if curves is not None:
                mm = self.tables["rains"]["rain_mm"].to_numpy(np.float64)
                damage = by(curves, "building_id").loc[self.position.index].to_numpy(np.float64).T
                made[name] += annual_from_rains(damage, mm, self.rates[name])
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
        maps = self.tables.get("building_maps")
        if maps is not None:
            some = (maps.filter(like="map_") > 0.0).any(axis=1)
            made |= ids.isin(maps.loc[some.to_numpy(bool), "building_id"]).to_numpy(bool)
        if steps is not None:
            hit = (steps["onset_state"] == REACHED) & (steps["amount_dkk"] > 0.0)
            made |= ids.isin(steps.loc[hit, "building_id"]).to_numpy(bool)
        if curves is not None:
            made |= ids.isin(curves["building_id"][(by(curves, "building_id") > 0.0).any(axis=1).to_numpy()]).to_numpy(
                bool
            )
        for name in self.totals.index:
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
        """Annual damage is no less than with each group at its last rain and no more than at its first."""
        groups = self.tables.get("step_groups")
        if groups is not None:
            yield 1
            found, every = int(oere(groups["amount_dkk"]).sum()), int(oere(self._fact("step_amount")))
            yield from _same_oere("step_groups.amount_dkk", found, "facts (step_amount)", every)
        for name, state in self.states.items():
            low, high = self.bounds(state, self.rates[name].rate)
            yield 1
            slack = (self._damaged(name) + 1.0) * HALF_OERE / 100.0  # each building is rounded
            told = float(self.totals["annual_dkk"].loc[name])
            if not low - slack <= told <= high + slack:
                yield differs(f"totals.annual_dkk ({name})", told, "step_groups", f"{low:.2f}-{high:.2f}")

    def bounds(self, state: str, often: Callable[[F64], F64]) -> tuple[float, float]:
        """Return the least and the most that steps cost a year in a state, each as often as ``often`` says."""
        table = self.tables.get("step_groups")
        if table is None:
            return 0.0, 0.0
        amount, half = table["amount_dkk"].to_numpy(np.float64), HALF_OERE / 100.0
        first, last = (table[f"{side}_{state or 'all'}_mm"].to_numpy(np.float64) for side in ("from", "to"))
        rates = [np.nan_to_num(often(np.where(np.isnan(mm), np.inf, mm))) for mm in (last, first)]
        return float(((amount - half) * rates[0]).sum()), float(((amount + half) * rates[1]).sum())

    def _damaged(self, scenario: str) -> float:
        return float(self.totals["damaged"].loc[scenario])

    def anonymous(self) -> Iterator[Text | int]:
        """No row of a public bundle tells of fewer buildings than it says, and none of houses is there."""
        least = self._fact("min_buildings")
        yield from (
            Text(f"tabellen {name} er af enkelte bygninger", f"the table {name} is of single buildings")
            for name in ("buildings", "steps", "building_curves", "building_maps")
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
                if math.isnan(told) and math.isnan(row[f"{part}_percent"]) and "buildings" not in self.tables:
                    continue
                share = percent(oere(told), oere(row["annual_dkk"]))
                if not np.array_equal(share, np.float64(row[f"{part}_percent"]), equal_nan=True):
                    yield differs(f"totals.{part}_percent ({name})", row[f"{part}_percent"], f"{part}_dkk", share)
                if "buildings" not in self.tables:
                    continue
                yield 1
                again = math.fsum(np.nan_to_num(getattr(self.annual[str(name)], f"{part}_dkk"))) * 100.0
                if not abs(again - int(oere(told))) <= HALF_OERE:
                    yield differs(f"totals.{part}_dkk ({name})", told, "buildings", again / 100.0)


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
