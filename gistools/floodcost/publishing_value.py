"""The publication bundles of service levels and of plans: what of them is published, so that it can be checked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.errors import ParamError
from gistools.floodcost.annual import annual_from_onsets
from gistools.floodcost.anonymity import tells_apart
from gistools.floodcost.bands import AS_IS, PLAN
from gistools.floodcost.bundle import bundle_table, make_bundle
from gistools.floodcost.bundle_economics import Economics, Flow
from gistools.floodcost.bundle_evidence import Evidence, Scenario
from gistools.floodcost.bundle_value_tables import (
    account_table,
    level_sections,
    level_tables,
    measure_table,
    plan_sections,
)
from gistools.floodcost.bundle_values import Default, Picture
from gistools.floodcost.costing import FUTURE, TODAY
from gistools.floodcost.discount import net_tax_factor
from gistools.floodcost.economy_choices import ABOVE_LABELS, LevelClimate
from gistools.floodcost.figures_used import damage_figures, rate_figures
from gistools.floodcost.publishing import bundle_params, inputs_of, rule_of, settings_of
from gistools.floodcost.value import damage_over_time
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.floodcost.bundle_values import Bundle
    from gistools.floodcost.damage import DamageModel
    from gistools.floodcost.discount import Discounting
    from gistools.floodcost.level import LevelCurve
    from gistools.floodcost.level_costs import LevelCosts
    from gistools.floodcost.level_damage import LevelDamage
    from gistools.floodcost.priced import MeasureCosts
    from gistools.floodcost.rates import RainRate
    from gistools.floodcost.value_params import EconomicsParams, PlanValueParams, ServiceLevelParams
    from gistools.floodcost.works import Works
    from gistools.graph import Graph
    from gistools.tables import Table

    F64 = npt.NDArray[np.float64]
    Draw = Callable[[object, str], bytes]

LEVELS = Text("Hvilket serviceniveau betaler sig?", "Which service level pays?")
PLANS = Text("Hvad er tiltagene værd?", "What are the measures worth?")
STATES = {"as_is": AS_IS, "plan": PLAN}
_COST_PARTS = {
    "capital": Text("Anlæg", "Capital"),
    "upkeep": Text("Drift", "Upkeep"),
    "reinvestment": Text("Reinvestering", "Reinvestment"),
    "residual": Text("Restværdi (trækkes fra)", "Residual value (taken off)"),
}
_TOLD = ("building_id", "source_id", "damage_class", "ground_area_m2")


def told_buildings(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the buildings of a layer of costs with the columns that a bundle asks for; numbered where it has none."""
    made = layer[[*(name for name in _TOLD if name in layer), layer.geometry.name]].copy()
    usual = {"building_id": np.arange(1, len(layer) + 1), "damage_class": "unknown", "ground_area_m2": np.nan}
    return made.assign(**{name: values for name, values in usual.items() if name not in made})


def named_years(rates: Mapping[int, RainRate]) -> dict[int, str]:
    """Return what the scenario of each year is called: today, the last one the future, the others by their year."""
    last = max(rates)
    return {y: TODAY if y == 0 else FUTURE if y == last else f"year_{y}" for y in sorted(rates)}


def by_year(works: Works, discounting: Discounting) -> dict[str, F64]:
    """Return what works cost in the years from 0 to the horizon, not discounted; the residual value below 0.

    >>> from gistools.floodcost.discount import FOREVER, Discounting
    >>> from gistools.floodcost.works import Works
    >>> flat = Discounting(np.array([FOREVER]), np.array([0.0]), horizon_years=3)
    >>> [flow.tolist() for flow in by_year(Works(100.0, 1.0, 2), flat).values()]
    [[100.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0], [0.0, 0.0, 100.0, 0.0], [0.0, 0.0, 0.0, -50.0]]
    """
    n = discounting.horizon_years
    made = {name: np.zeros(n + 1) for name in _COST_PARTS}
    made["capital"][0] = works.capital_dkk
    made["upkeep"][discounting.years] = works.upkeep_dkk_per_year
    made["reinvestment"][works.built_in(n)[1:]] = works.capital_dkk
    life = works.lifetime_years
    used = n % life if life else 0
    if life and used:
        made["residual"][n] = -works.capital_dkk * (life - used) / life
    return made


def along(years: Mapping[int, float], discounting: Discounting) -> F64:
    """Return annual damage in the years from 0 to the horizon: between the years known on a straight line."""
    made = np.zeros(discounting.horizon_years + 1)
    made[discounting.years] = damage_over_time(discounting.years, years).dkk
    return made


def money_defaults(params: EconomicsParams, discounting: Discounting) -> list[Default]:
    """Return the discount rates and the net tax factor, with their sources."""
    return rate_figures(discounting, net_tax_factor() if params.prices_without_tax else None)


@dataclass(frozen=True, eq=False)
class LevelsPublished:
    """What the bundle of service levels is made of: n buildings with their steps, and levels by year.

    ``breaks_mm`` are the rains at which the levels tell of all steps up to them.
    """

    buildings: gpd.GeoDataFrame
    onset_mm: F64
    amount_dkk: F64
    rates: Mapping[int, RainRate]
    damage: Mapping[int, LevelDamage]
    costs: LevelCosts
    curve: LevelCurve
    discounting: Discounting
    graph: Graph

    @property
    def breaks_mm(self) -> F64:
        """Rains that a level carries, and the one at which damage begins today."""
        first = self.damage[0]
        begins = np.nextafter(first.first_mm, -np.inf) if math.isfinite(first.first_mm) else []
        return np.unique(np.append(first.rain_mm, begins))


def published_levels(
    made: LevelsPublished, params: ServiceLevelParams, notes: Sequence[Text]
) -> Callable[[Any, Draw], Bundle]:
    """Return what makes the bundle of service levels when the record of the run is known.

    Raises (when it is called)
    --------------------------
    ParamError
        For a public bundle in which the difference between two levels would be of too few buildings.
    """

    def make(record: Any, draw: Draw) -> Bundle:  # noqa: ANN401 - a `Provenance`, of a room above
        chosen = bundle_params(params)
        if not chosen.with_houses:
            rule = rule_of(chosen)
            apart = tells_apart(made.onset_mm, made.amount_dkk, made.breaks_mm, rule, dominated=False)
            _require_levels_apart(made, apart, rule.least)
        names = named_years(made.rates)
        scenarios = [
            Scenario(
                names[y], rate.climate, rate,
                annual_from_onsets(made.onset_mm, made.amount_dkk, rate) if names[y] in {TODAY, FUTURE} else None,
            )
            for y, rate in sorted(made.rates.items())
        ]  # fmt: skip
        meant_in = names[max(names) if params.level_climate is LevelClimate.CLIMATE_YEAR else 0]
        parts = tuple(f"part_{k}" for k in range(1, made.onset_mm.shape[0] + 1))
        caption = Text("Nettonutidsværdi efter serviceniveau", "Net present value by service level")
        return make_bundle(
            LEVELS, told_buildings(made.buildings), Evidence(parts, made.onset_mm, made.amount_dkk), scenarios, chosen,
            created=record.created, price_year=made.curve.price_year, settings=settings_of(params),
            defaults=money_defaults(params, made.discounting), inputs=inputs_of(record),
            economics=Economics(made.discounting, _level_flows(made)),
            pictures=[Picture("levels", draw(made.graph, ""), caption)],
            tables=level_tables(made.curve, made.damage, made.costs, names, meant_in),
            sections=level_sections(made.curve),
            notes=tuple(dict.fromkeys(notes)), stamps=record.stamps, breaks_mm=made.breaks_mm,
        )  # fmt: skip

    return make


def _require_levels_apart(made: LevelsPublished, apart: F64, least: int) -> None:
    if not apart.size:
        return
    first = made.damage[0]
    rains = [*first.rain_mm.tolist(), math.inf]
    names = [*(f"T = {danish(t)}" for t in first.return_period_years), "-"]
    told = ", ".join(dict.fromkeys(names[next(i for i, mm in enumerate(rains) if mm >= upper)] for upper in apart))
    raise ParamError(
        Text(
            f"færre end {least} bygninger mellem to niveauers regn ({told}): forskellen viser et enkelt hus",
            f"fewer than {least} buildings between the rains of two levels ({told}): the difference shows a single "
            "house",
        ),
        Text(
            f"ingen eller mindst {least} bygninger, hvis skade begynder mellem to niveauer og over det højeste",
            f"no buildings or {least} or more whose damage begins between two levels, and above the highest",
        ),
        Text(
            "giv færre niveauer, regn på et større område, eller bed om en pakke med enkelte bygninger (with_houses)",
            "give fewer levels, work on a larger area, or ask for a bundle with single buildings (with_houses)",
        ),
    )


def _level_flows(made: LevelsPublished) -> tuple[Flow, ...]:
    flows = []
    for above in made.curve.avoided_dkk:
        for i, t in enumerate(made.curve.return_period_years):
            saved = {y: one.none_dkk - float(one.dkk[above][i]) for y, one in made.damage.items()}
            said = ABOVE_LABELS[above]
            label = Text(
                f"Undgået skade, T = {danish(t)} år ({said.da})", f"Damage avoided, T = {t:g} years ({said.en})"
            )
            known = {y: ("", value) for y, value in saved.items()}
            flow = along(saved, made.discounting)
            flows.append(Flow(f"saved_{above.value}_{i + 1}", label, flow, 0, known, linear=True))
    for i, (t, works) in enumerate(zip(made.curve.return_period_years, made.costs.works, strict=True)):
        label = Text(f"Omkostning, T = {danish(t)} år", f"Cost, T = {t:g} years")
        flows.append(Flow(f"cost_{i + 1}", label, np.sum(list(by_year(works, made.discounting).values()), axis=0)))
    return tuple(flows)


@dataclass(frozen=True, eq=False)
class PlanPublished:
    """What the bundle of a plan is made of.

    Parameters
    ----------
    buildings, model:
        n classified buildings, and what they cost.
    onsets_mm:
        P x n onsets as it is, and with the plan.
    before, after:
        n annual damages by year since today; NaN unknown.
    rates:
        By year.
    costs, prices, factor:
        What the measures cost, the table of prices, and what prices of each kind are multiplied by.
    room_m3:
        Room for water that each measure makes.
    account, draws:
        Tables of the tool.
    """

    buildings: gpd.GeoDataFrame
    model: DamageModel
    onsets_mm: tuple[F64, F64]
    before: Mapping[int, F64]
    after: Mapping[int, F64]
    rates: Mapping[int, RainRate]
    costs: MeasureCosts
    prices: Table
    factor: Mapping[str, float]
    room_m3: Mapping[str, float]
    discounting: Discounting
    account: pd.DataFrame
    draws: Mapping[str, pd.DataFrame]


def published_plan(
    made: PlanPublished, params: PlanValueParams, notes: Sequence[Text]
) -> Callable[[Any, Draw], Bundle]:
    """Return what makes the bundle of a plan when the record of the run is known."""

    def make(record: Any, draw: Draw) -> Bundle:  # noqa: ANN401, ARG001 - a `Provenance`, of a room above; no pictures yet
        known = np.asarray(~np.isnan([*made.before.values(), *made.after.values()]).any(axis=0), np.bool_)
        names, amount = named_years(made.rates), made.model.amounts_dkk()
        onsets = [np.where(known, one, np.nan) for one in made.onsets_mm]  # unknown in one is counted in none
        evidence, scenarios = {}, []
        for (state, label), onset in zip(STATES.items(), onsets, strict=True):
            evidence[state] = Evidence(tuple(one.name for one in made.model.steps), onset, amount)
            for y, name in names.items():
                if name in {TODAY, FUTURE}:
                    rate = made.rates[y]
                    said = Text(f"{label.da}, {rate.climate.da}", f"{label.en}, {rate.climate.en}")
                    scenarios.append(
                        Scenario(f"{state}_{name}", said, rate, annual_from_onsets(onset, amount, rate), state)
                    )
        scenarios += [
            Scenario(name, made.rates[y].climate, made.rates[y], None)
            for y, name in names.items()
            if name not in {TODAY, FUTURE}
        ]
        return make_bundle(
            PLANS, made.buildings, evidence, scenarios, bundle_params(params), created=record.created,
            price_year=made.model.price_year, settings=settings_of(params),
            defaults=[*damage_figures(made.model, made.buildings), *money_defaults(params, made.discounting)],
            inputs=inputs_of(record),
            economics=Economics(made.discounting, _plan_flows(made, known, names)),
            tables=[
                measure_table(made.costs, made.prices, made.factor, made.room_m3, made.discounting),
                account_table(made.account),
                *(bundle_table(name, table) for name, table in made.draws.items()),
            ],
            sections=plan_sections(made.draws), notes=tuple(dict.fromkeys(notes)), stamps=record.stamps,
        )  # fmt: skip

    return make


def _plan_flows(made: PlanPublished, known: npt.NDArray[np.bool_], names: Mapping[int, str]) -> tuple[Flow, ...]:
    flows = []
    for (state, label), annual in zip(STATES.items(), (made.before, made.after), strict=True):
        sums = {y: math.fsum(values[known]) for y, values in annual.items()}
        horizons = {
            y: (f"{state}_{names[y]}" if names[y] in {TODAY, FUTURE} else names[y], value) for y, value in sums.items()
        }
        said = Text(f"Skade, {label.da}", f"Damage, {label.en}")
        flows.append(Flow(state, said, along(sums, made.discounting), 0, horizons, linear=True))
    avoided = flows[0].dkk - flows[1].dkk
    flows.append(Flow("avoided", Text("Undgået skade", "Damage avoided"), avoided, 1))
    parts = [by_year(works, made.discounting) for works in made.costs.works]
    zero = np.zeros(made.discounting.horizon_years + 1)
    return (
        *flows,
        *(Flow(name, label, sum((part[name] for part in parts), zero), -1) for name, label in _COST_PARTS.items()),
    )
