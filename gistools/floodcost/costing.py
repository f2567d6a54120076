"""What floods cost (skadesomkostninger): exposure, damage and rates put together, and the tables that tell of it."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.errors import LayerError, MixedValuesError
from gistools.floodcost.annual import AnnualDamage, annual_from_onsets, annual_from_rains
from gistools.floodcost.damage import DamageModel
from gistools.floodcost.damage_by_rain import DamageByRain
from gistools.floodcost.estimates import add_ends
from gistools.floodcost.exposure import STATES, Exposure
from gistools.floodcost.figures_used import (
    assumption_table,
    damage_figures,
    param_figures,
    rain_figures,
    use_figures,
)
from gistools.floodcost.graphs import damage_graph, exceedance_graph
from gistools.floodcost.marks import all_by, line, marked
from gistools.floodcost.summary import UNKNOWN, RiskTables, risk_table
from gistools.stamps import STAMP_COLUMN, mark_of, stamps_on
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from gistools.floodcost.bundle_values import Default
    from gistools.floodcost.damage_by_rain import DamageRun
    from gistools.floodcost.rates import RainRate
    from gistools.graph import Graph
    from gistools.tool import Params

    F64 = npt.NDArray[np.float64]

Frame = TypeVar("Frame", bound=pd.DataFrame)

TODAY, FUTURE = "today", "future"
_TOLD = {
    "building_id", "source_id", "use_code", "damage_class", "class_state", "ground_area_m2", "area_source", "basement",
    "basement_m2", "basement_state", STAMP_COLUMN,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class FloodCost:
    """What floods cost n buildings a year, in one climate or several.

    Parameters
    ----------
    classified:
        The buildings, from `classify`.
    exposure, model:
        The water at them, and what they cost.
    rates:
        How often each rain comes, by the name of the climate: ``today``, and ``future`` when there is one. Empty when
        it was made from maps.
    annual:
        The annual damage in each of them.
    tables:
        It summed by building, class, square and in all, to the øre.
    notes, unverified, stamps:
        What the user should know; what it rests on that nobody has verified; what must stand on all made of it.
    ends:
        The annual damage by the ``low`` and by the ``high`` amounts of the damage table, by the name of the climate;
        empty where it has none.
    """

    classified: gpd.GeoDataFrame
    exposure: Exposure
    model: DamageModel
    rates: Mapping[str, RainRate]
    annual: Mapping[str, AnnualDamage]
    tables: RiskTables
    notes: tuple[Text, ...]
    unverified: tuple[Text, ...]
    stamps: tuple[Text, ...]
    ends: Mapping[str, Mapping[str, AnnualDamage]] = field(default_factory=dict)

    def damage_at(self, rain_mm: npt.ArrayLike) -> F64:
        """Return the damage in DKK of one rain over all that is known of the buildings, for each of some rains."""
        return self.by_rain.at(rain_mm)

    @property
    def by_rain(self) -> DamageByRain:
        """What one rain costs over all that is known of the buildings, as it runs from rain to rain."""
        amount = np.broadcast_to(self._amounts, self.exposure.onset_mm.shape)
        if not self.model.curves:
            return DamageByRain.of(self.exposure.onset_mm, amount)
        read = np.nansum(self._by_depth, axis=1)
        return DamageByRain.of(self.exposure.onset_mm, amount, self.exposure.rains_mm, read)

    def verified(self, scenario: str = "") -> npt.NDArray[np.bool_]:
        """Return which buildings rest on verified figures alone.

        Parameters
        ----------
        scenario:
            Their annual damage in this climate: rain table and climate factors count too. What they cost when empty.
        """
        return self.model.verified & (not scenario or not self.annual[scenario].unverified)

    @property
    def doubtful(self) -> tuple[Text, ...]:
        """What is not verified, in a few words each."""
        rates = (text for rate in self.rates.values() for text in rate.doubtful)
        return tuple(dict.fromkeys((*self.model.doubtful, *rates)))

    @property
    def _by_depth(self) -> F64:
        """What the curves cost: rains x buildings, DKK."""
        curves = [curve.at(self.exposure.depth_m) for curve in self.model.curves]
        none = np.zeros((self.exposure.rains_mm.size, len(self.classified)))
        return np.sum(curves, axis=0) if curves else none

    @property
    def _amounts(self) -> F64:
        return self.model.amounts_dkk() if self.model.steps else np.empty((0, len(self.classified)))

    def damage_by_rain(self) -> pd.DataFrame:
        """Return what single rains cost: the depths of the return periods of each climate.

        Returns
        -------
        pandas.DataFrame
            climate, return_period_years, rain_mm, damage_dkk (missing where no building is known), buildings (with
            damage), unknown (buildings of which a part is not known), verified (all that it rests on, of this
            climate). A rain that the sewer carries does no damage.
        """
        parts = []
        onset = np.where(self._amounts > 0.0, self.exposure.onset_mm, np.inf)
        first = np.nanmin(np.vstack([onset, self._first_by_depth]), axis=0)
        for name, rate in self.rates.items():
            mm, annual = rate.statistics.curve(rate.duration_min) * rate.factor, self.annual[name]
            floods = mm > rate.drained_mm
            damage = np.where(floods, np.round(self.damage_at(mm), 2), 0.0)
            hit = np.array([np.count_nonzero(first <= one) for one in mm])
            parts.append(
                pd.DataFrame(
                    {
                        "climate": rate.climate.da,
                        "return_period_years": rate.statistics.return_periods_years,
                        "rain_mm": mm,
                        "damage_dkk": np.nan if np.isnan(annual.dkk).all() else damage,
                        "buildings": np.where(floods, hit, 0),
                        "unknown": int(annual.unknown.sum()),
                        "verified": bool(self.verified(name).all()),
                    }
                )
            )
        table = pd.concat(parts, ignore_index=True)
        table.attrs["title"] = Text("Skade ved én regn", "Damage of one rain")
        return self.stamped(table)

    @property
    def _first_by_depth(self) -> F64:
        """The least of the rains read at which a curve costs something, for each building; +inf for none."""
        some = self._by_depth > 0.0
        if not some.shape[0]:
            return np.full(len(self.classified), np.inf)
        first: F64 = np.where(some.any(axis=0), self.exposure.rains_mm[some.argmax(axis=0)], np.inf)
        return first

    def damage_graph(self, *, exact: bool = True) -> Graph:
        """Return a graph of `damage_by_rain`, with the annual damage of each climate.

        With ``exact`` every step of damage is drawn, which may show what a single building costs; without, a straight
        line from each rain of the table to the next.
        """
        return damage_graph(self._drawn(), runs=self._runs() if exact else None, **self._told())

    def risk_graph(self) -> Graph:
        """Return a graph of how often each damage is passed (risikokurve); the area below a line is the annual damage.

        Every step of damage is drawn, which may show what a single building costs.
        """
        series = next(iter(self.rates.values())).statistics.series
        return exceedance_graph(self._drawn(), series=str(series), runs=self._runs(), **self._told())

    @property
    def _names(self) -> dict[str, Text]:
        """What each climate is called, as it begins a line."""
        return {
            name: Text(*(f"{said[:1].upper()}{said[1:]}" for said in (rate.climate.da, rate.climate.en)))
            for name, rate in self.rates.items()
        }

    def _drawn(self) -> pd.DataFrame:
        table, names = self.damage_by_rain(), self._names
        if table["damage_dkk"].isna().any():
            raise LayerError(
                Text(
                    f"ingen kendt skade for {counted(len(self.classified), 'bygning', 'bygninger')}",
                    f"no known damage of {counted(len(self.classified), 'building', 'buildings')}",
                ),
                Text("mindst én bygning, hvis skade er kendt", "one building at least whose damage is known"),
                Text(
                    "se, om bygningerne ligger på kortet, og om deres anvendelse er i skadetabellen; eller udelad "
                    "figurerne (damage_graph, risk_graph)",
                    "look whether the buildings lie on the map, and their use is in the damage table; or leave out "
                    "the figures (damage_graph, risk_graph)",
                ),
            )
        called = {rate.climate.da: names[name] for name, rate in self.rates.items()}
        return table.assign(climate=table["climate"].map(called))

    def _runs(self) -> dict[object, DamageRun]:
        by_rain, names = self.by_rain, self._names
        return {names[name]: by_rain.run(rate) for name, rate in self.rates.items()}

    def _told(self) -> dict[str, Any]:
        annual = {self._names[name]: float(np.nansum(made.dkk)) for name, made in self.annual.items()}
        return {
            "annual_dkk": annual,
            "price_year": self.model.price_year,
            "notes": line(self.doubtful),
            "stamps": self.stamps,
        }

    def buildings(self) -> gpd.GeoDataFrame:
        """Return the buildings with their water and annual damage, in DKK to the øre.

        verified_cost says whether what the building costs rests on verified figures alone, verified_<climate> whether
        its annual damage does.
        """
        made = in_dkk(self.tables.buildings).rename(columns={"state": "exposure_state", "cell_id": "square_id"})
        own = [c for c in made.columns if c in self.classified.columns and c not in _TOLD and c != made.geometry.name]
        made = gpd.GeoDataFrame(made.drop(columns=own), geometry=made.geometry.name, crs=made.crs)
        for name in ("", *self.annual):
            made.insert(len(made.columns) - 1, f"verified_{name or 'cost'}", self.verified(name))
        made.attrs["title"] = Text("Skade pr. bygning", "Damage by building")
        return made

    def squares(self) -> gpd.GeoDataFrame:
        """Return annual damage in squares, in DKK to the øre; buildings without a place are not on the map."""
        made = in_dkk(self.tables.cells).rename(columns={"cell_id": "square_id"})
        for name in self.annual:
            sure = all_by(self.tables.buildings["cell_id"], self.verified(name))
            made.insert(len(made.columns) - 1, f"verified_{name}", marked(made["square_id"], sure))
        made = made[~made.geometry.isna()].reset_index(drop=True)
        made.attrs["title"] = Text("Skade i felter", "Damage in squares")
        return made

    def classes(self) -> pd.DataFrame:
        """Return annual damage by damage class, in DKK to the øre."""
        made = add_ends(in_dkk(self.tables.classes), self, "damage_class")
        classes = self.classified["damage_class"].fillna(UNKNOWN).astype(str)
        sure = {name: all_by(classes, self.verified(name)) for name in self.annual}
        rows = zip(made["scenario"], made["damage_class"], strict=True)
        return made.assign(verified=[sure[name][one] for name, one in rows])

    def totals(self) -> pd.DataFrame:
        """Return annual damage in all, in DKK to the øre."""
        made = add_ends(in_dkk(self.tables.totals), self)
        return made.assign(verified=marked(made["scenario"], {n: bool(self.verified(n).all()) for n in self.annual}))

    def assumptions(self, params: Params | None = None, more: Iterable[Default] = ()) -> pd.DataFrame:
        """Return every figure that damage rests on and every choice, with source and whether it was verified.

        Parameters
        ----------
        params:
            Of the run.
        more:
            Other figures that were used, such as those of roads.

        Returns
        -------
        pandas.DataFrame
            As `gistools.floodcost.figures_used.assumption_table`: amounts, curves, thresholds, index, use codes, rain
            and climate factors, parameters, and a row for each sentence on what it rests on.
        """
        figures = (
            *damage_figures(self.model, self.classified), *use_figures(self.classified), *rain_figures(self.rates),
            *more,
            *(param_figures(params) if params is not None else ()),
        )  # fmt: skip
        return self.stamped(assumption_table(figures, self.notes, self.unverified))

    def stamped(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table with what must stand on it."""
        return stamped(table, self.stamps)

    def __repr__(self) -> str:
        """One line for each climate."""
        told = "; ".join(f"{name} {np.nansum(made.dkk):,.0f} DKK a year" for name, made in self.annual.items())
        return f"<FloodCost: {len(self.classified)} buildings; {told}; prices of {self.model.price_year}>"


def flood_cost(
    classified: gpd.GeoDataFrame,
    exposure: Exposure,
    model: DamageModel,
    rates: Mapping[str, RainRate],
    *,
    cell_m: float = 100.0,
) -> FloodCost:
    """Return what floods cost a year, from the rain at which damage begins.

    A step costs its amount as often as its onset is passed; a curve is summed over ``exposure.rains_mm``.

    Parameters
    ----------
    classified:
        n buildings, from `classify`.
    exposure:
        From `expose` with ``thresholds_m=model.thresholds_m()``; with rains where the model has curves.
    model:
        From `damage_model`.
    rates:
        How often each rain comes, by the name of the climate; ``today`` first.
    cell_m:
        Side of the squares that damage is summed in.

    Raises
    ------
    MixedValuesError
        When they are not of the same buildings and thresholds.
    """
    require_kind(exposure, Exposure, "exposure")
    require_kind(model, DamageModel, "model")
    n = len(classified)
    if exposure.onset_mm.shape != (len(model.steps), n) or (model.curves and exposure.rains_mm.size < 2):  # noqa: PLR2004
        raise MixedValuesError(
            Text(
                f"{exposure} til {len(model.steps)} trin og {len(model.curves)} kurver for {n} bygninger",
                f"{exposure} for {len(model.steps)} steps and {len(model.curves)} curves of {n} buildings",
            ),
            Text(
                "en eksponering med modellens tærskler, og regndybder, hvis den har kurver",
                "an exposure of the thresholds of the model, and rains where it has curves",
            ),
            Text(
                "brug expose(..., model.thresholds_m(), rains_mm=...)",
                "use expose(..., model.thresholds_m(), rains_mm=...)",
            ),
        )
    return told_of(classified, exposure, model, rates, annual_of(exposure, model, rates), cell_m)


def annual_of(exposure: Exposure, model: DamageModel, rates: Mapping[str, RainRate]) -> dict[str, AnnualDamage]:
    """Return the annual damage in each climate: steps from their onsets, curves from the rains that were read."""
    annual = {}
    for name, rate in rates.items():
        parts = []
        if model.steps:
            parts.append(annual_from_onsets(exposure.onset_mm, model.amounts_dkk(), rate))
        parts += [annual_from_rains(curve.at(exposure.depth_m), exposure.rains_mm, rate) for curve in model.curves]
        annual[name] = functools.reduce(operator.add, parts)
    return annual


def told_of(
    classified: gpd.GeoDataFrame,
    exposure: Exposure,
    model: DamageModel,
    rates: Mapping[str, RainRate],
    annual: Mapping[str, AnnualDamage],
    cell_m: float,
) -> FloodCost:
    """Return annual damage with its tables, and all that is to be told of it."""
    first = next(iter(annual.values()))
    stamps = [*(stamp for made in annual.values() for stamp in made.stamps), *stamps_on(classified)]
    told = [
        *model.notes,
        *exposure.notes,
        *(text for made in annual.values() for text in made.notes),
        *_not_known(exposure),
        *_beyond_table(annual),
    ]
    unverified = [*model.unverified, *(text for made in annual.values() for text in made.unverified)]
    tables = risk_table(classified, exposure_frame(exposure, model), dict(annual), cell_m=cell_m)
    require_kind(first, AnnualDamage, "annual")
    return FloodCost(
        classified, exposure, model, dict(rates), dict(annual), tables,
        tuple(dict.fromkeys(told)), tuple(dict.fromkeys(unverified)), tuple(dict.fromkeys(stamps)),
    )  # fmt: skip


def stamped(table: Frame, stamps: tuple[Text, ...]) -> Frame:
    """Return a table with what must stand on it, and its own title and units."""
    if not stamps:
        return table
    made = table.assign(**{STAMP_COLUMN: mark_of(stamps)})
    made.attrs.update(table.attrs)
    return made


def in_dkk(table: Frame) -> Frame:
    """Return a table with its whole øre as DKK with two decimals; missing stays missing."""
    columns = [str(c) for c in table.columns if str(c).endswith("_oere")]
    made = table.copy()
    for name in columns:
        made[name] = made[name].astype("Float64").to_numpy(np.float64, na_value=np.nan) / 100.0
    made = made.rename(columns={name: name.removesuffix("_oere") + "_dkk" for name in columns})
    made.attrs["units"] = {name.removesuffix("_oere") + "_dkk": "kr." for name in columns}
    return made


def exposure_frame(exposure: Exposure, model: DamageModel) -> pd.DataFrame:
    """Return the water at each building, and what it costs, as columns.

    state, known_share, facade_m; for each part reach_<part> (``reached``, ``never``, ``unknown``, ``none``: there is no
    such part), onset_<part>_mm (empty unless reached: files and programs differ over infinity) and
    cost_<part>_dkk; price_year.
    """
    columns: dict[str, Any] = {
        "state": exposure.state, "known_share": exposure.known_share, "facade_m": exposure.facade_m,
    }  # fmt: skip
    for part, onset in zip(model.steps, exposure.onset_mm, strict=False):
        columns[f"reach_{part.name}"] = reach_of(part.amount_dkk, onset)
        columns[f"onset_{part.name}_mm"] = np.where((part.amount_dkk == 0.0) | np.isinf(onset), np.nan, onset)
    for part in model.steps:
        columns[f"cost_{part.name}_dkk"] = np.round(part.amount_dkk, 2)
    columns["price_year"] = model.price_year
    if model.curves:
        columns["by_depth"] = ", ".join(curve.name for curve in model.curves)
    return pd.DataFrame(columns)


def reach_of(amount_dkk: F64, onset_mm: F64) -> npt.NDArray[np.object_]:
    """Return whether water reaches a part: ``reached``, ``never``, ``unknown``, or ``none`` where there is no part."""
    told = np.select(
        [amount_dkk == 0.0, np.isnan(onset_mm), np.isinf(onset_mm)], ["none", "unknown", "never"], "reached"
    )
    return told.astype(object)


MUCH_SHARE = 0.25  # of annual damage that rests on rains beyond the table, from which it is told


def _beyond_table(annual: Mapping[str, AnnualDamage]) -> list[Text]:
    """Return a sentence where much of the damage rests on rains oftener than the table."""
    told = []
    for made in annual.values():
        whole, head = float(np.nansum(made.dkk)), float(np.nansum(made.head_dkk))
        if whole > 0.0 and head > MUCH_SHARE * whole:
            share = f"{100.0 * head / whole:.0f}"
            told.append(
                Text(
                    f"{share} % af den årlige skade ({made.climate.da}) kommer fra regn, der er hyppigere end "
                    "regntabellen: er det, som kloak og jord tager, trukket fra? Giv arealdække og tab, eller "
                    "drained_years.",
                    f"{share} % of the annual damage ({made.climate.en}) comes from rains oftener than the rain table: "
                    "is what sewer and soil take counted? Give land cover and losses, or drained_years.",
                )
            )
    return told


def _not_known(exposure: Exposure) -> list[Text]:
    """Return a sentence on the buildings whose water is not known or known in part, when there are any."""
    count = dict(zip(STATES, exposure.counts()["buildings"], strict=True))
    if count["known"] == exposure.state.size:
        return []
    return [
        Text(
            f"Vandet er kendt ved {counted(count['known'], 'bygning', 'bygninger')}, delvis kendt ved "
            f"{count['partly']} og ukendt ved {count['unknown']}; {count['outside']} ligger uden for kortet, "
            f"{count['enclosed']} er omgivet af bygninger.",
            f"Water is known at {counted(count['known'], 'building', 'buildings')}, partly known at {count['partly']} "
            f"and unknown at {count['unknown']}; off the map {count['outside']}, surrounded by buildings "
            f"{count['enclosed']}.",
        )
    ]
