"""Everyday rain and cloudburst together (hverdagsregn og skybrud): what each measure takes of both, and who pays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text
from gistools.cloudburst.params import LossParams
from gistools.cloudburst.runoff import runoff_classes
from gistools.cloudburst.whatif.ground import footprint
from gistools.cloudburst.whatif.kinds import Effect
from gistools.cloudburst.whatif.planning import apply_measures
from gistools.cloudburst.whatif.reading import read_measures
from gistools.errors import ParamError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.plan_amounts import quantities
from gistools.floodcost.priced import measure_costs
from gistools.floodcost.protection import protected_buildings
from gistools.floodcost.works import ORE
from gistools.plan.shares_split import split_of
from gistools.plan.shares_water import disconnected_m2, everyday_water, meets_first, sewered_cells, water_of
from gistools.plan.solutions import GIVES, agreed, solution_of
from gistools.plan.solutions_rules import UNREAD
from gistools.plan.solutions_town import answers_in, words_of
from gistools.plan.solutions_value import VALUE_UNITS, added_value, infiltration
from gistools.styles.numbers import format_number
from gistools.tables import Table, load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.cloudburst.whatif.reading import Measure
    from gistools.plan.shares_params import ShareParams
    from gistools.plan.solutions_town import Town

    F64 = npt.NDArray[np.float64]

SOLUTION_COLUMNS = ("loesning", "løsning", "solution")
UTILITY, MUNICIPALITY, OPEN, TOTAL = "forsyning", "kommune", "ukendt", "i alt"
UNITS = {
    **dict.fromkeys(("catchment_m2", "paved_m2", "disconnected_m2", "protected_m2"), "m²"),
    **dict.fromkeys(("room_m3", "everyday_water_m3", "everyday_m3", "cloudburst_m3", "yearly_m3"), "m³"),
    **dict.fromkeys(("cost_dkk", "everyday_dkk", "cloudburst_dkk", "utility_dkk", "municipality_dkk"), "DKK"),
    "held_mm": "mm",
    "path_lost_m": "m",
    **VALUE_UNITS,
}
MEANING = (
    Text(
        "Befæstet areal er talt for det første tiltag, vandet møder på terrænet før tiltagene, når alle "
        "lavninger er fyldt; tagvand i rør følger ikke altid terrænet",
        "Paved ground counts for the first measure that its water meets on the ground before the measures, when "
        "all bluespots are full; roof water in pipes does not always follow the ground",
    ),
    Text(
        "m³ om året er ukendt: der er ingen kilde til, hvor meget af årets regn et tiltag tager",
        "m³ a year are unknown: there is no source for how much of a year's rain a measure takes",
    ),
    Text(
        "Delingen mellem forsyning og kommune er et valg, ikke en afgørelse; reglerne er læst på anden hånd",
        "The split between utility and municipality is a choice, no decision; the rules were read second-hand",
    ),
)


@dataclass(frozen=True, eq=False)
class MeasureShares:
    """What measures take of everyday rain and cloudburst, and who pays (andele); made by `measure_shares`.

    Parameters
    ----------
    layer:
        A row for each measure; see `measure_shares`.
    everyday_mm:
        The largest everyday rain.
    notes:
        What the planner must know.
    """

    layer: gpd.GeoDataFrame
    everyday_mm: float
    notes: tuple[Text, ...]

    def sums(self) -> pd.DataFrame:
        """Return who pays for what; the last row is the sum of the measures' known prices, to the øre.

        Columns: payer, everyday_dkk, cloudburst_dkk, cost_dkk, verified. ``ukendt`` holds prices whose split is not
        known; measures without a price are counted in no row.
        """
        known = self.layer[self.layer["cost_dkk"].notna()]
        whole = {name: to_oere(known[name].to_numpy(np.float64)) for name in _MONEY}
        split = known["utility_dkk"].notna().to_numpy(np.bool_)
        rows = []
        for payer, name in ((UTILITY, "utility"), (MUNICIPALITY, "municipality")):
            parts = [int(whole[f"{name}_{part}_dkk"][split].sum()) for part in ("everyday", "cloudburst")]
            rows.append((payer, *parts, sum(parts)))
        open_ = int(whole["cost_dkk"][~split].sum())
        total = int(whole["cost_dkk"].sum())
        burst = [int(whole[f"{part}_dkk"][split].sum()) for part in ("everyday", "cloudburst")]
        frame = pd.DataFrame(rows, columns=["payer", "everyday_dkk", "cloudburst_dkk", "cost_dkk"]).astype(object)
        if open_:
            frame.loc[len(frame)] = [OPEN, None, None, open_]
        frame.loc[len(frame)] = [TOTAL, *([None, None] if open_ else burst), total]
        for name in ("everyday_dkk", "cloudburst_dkk", "cost_dkk"):
            frame[name] = pd.to_numeric(frame[name]).astype(np.float64) / ORE
        frame["verified"] = bool(known["verified"].all()) and len(known) > 0
        frame.attrs.update(
            units=dict.fromkeys(("everyday_dkk", "cloudburst_dkk", "cost_dkk"), "DKK"),
            title=Text("Hvem betaler for hvad", "Who pays for what"),
        )
        return frame

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        return [(self.layer, "measures", self.layer.attrs["title"])]

    def __repr__(self) -> str:
        """One line."""
        room, daily = self.layer["room_m3"].sum(), self.layer["everyday_m3"].sum()
        return f"<MeasureShares: {len(self.layer)} measures; {daily:.1f} of {room:.1f} m³ for everyday rain>"


_MONEY = (
    "cost_dkk", "everyday_dkk", "cloudburst_dkk", "utility_everyday_dkk", "utility_cloudburst_dkk",
    "municipality_everyday_dkk", "municipality_cloudburst_dkk",
)  # fmt: skip


def financing_rules() -> pd.DataFrame:
    """Return what was read on who may pay for climate adaptation, with source, year and whether it was verified.

    >>> rules = financing_rules()
    >>> rules.loc[rules["financing_rule"] == "default", "verified"].tolist()
    [False]
    """
    frame = load_table("financing_rules").frame.drop(columns=["read_in"])
    told = {"rule": "financing_rule", "value": "rule_value", "unit": "rule_unit"}
    frame = frame.rename(columns={**told, "text_da": "rule_da", "text_en": "rule_en"})
    frame.attrs["title"] = Text("Regler for betaling", "Rules of payment")
    return frame


def measure_shares(
    town: Town,
    measures: gpd.GeoDataFrame,
    params: ShareParams,
    everyday_mm: float,
    *,
    losses: pd.DataFrame | None = None,
    sewer: gpd.GeoDataFrame | None = None,
    paths: gpd.GeoDataFrame | None = None,
    prices: Table | None = None,
) -> MeasureShares:
    """Return what measures take of everyday rain and of cloudburst, and who pays for which part.

    Parameters
    ----------
    town:
        Terrain and layers; its land cover tells what is paved.
    measures:
        As what-if takes them; a column ``loesning`` may name the solution of the catalogue that each is.
    params, everyday_mm:
        Shares, and the largest everyday rain (mm).
    losses:
        Run-off coefficient and initial loss of each class; without them all rain on paved ground runs off, and none
        elsewhere. The drains of the table count for nothing: they are the sewer that water is kept from.
    sewer, paths, prices:
        Sewer catchments, path centre lines, own unit prices.

    Returns
    -------
    MeasureShares
        A layer with: measure_id, measure_name, measure_kind, measure_effect, solution, catchment_m2 (whose water meets
        the measure first), paved_m2 of it, disconnected_m2 (paved, in a sewer catchment, of measures that take everyday
        rain), room_m3, held_mm (room over the catchment), everyday_water_m3 (what everyday rain brings), everyday_m3,
        cloudburst_m3, yearly_m3 (unknown), cost_dkk (capital), everyday_dkk, cloudburst_dkk, utility_dkk,
        municipality_dkk, their parts, price_year, nature_m2, recreation_m2, heat_m2, path_made_m, path_lost_m,
        protected_m2 (protected nature that it touches), infiltration, infiltration_da, infiltration_en, note_da,
        note_en, verified.

    Raises
    ------
    LayerError
        Lists every fault of the measures.
    ParamError
        For prices of several years, and for a solution that is none of the kind.
    """
    terrain, grid = town.terrain, town.grid
    drawn = read_measures(measures, grid)
    plan = apply_measures(terrain, town.flow, runoff_classes(terrain, LossParams()), measures)
    rows = plan.table.reset_index(drop=True)
    room = rows["room_m3"].to_numpy(np.float64)
    holds = {
        one.number: footprint(one, grid)
        for one, m3 in zip(drawn, room.tolist(), strict=True)
        if m3 > 0.0 and one.kind.effect is not Effect.PROTECTS
    }
    first = meets_first(town, holds)
    brings = everyday_water(town, params, everyday_mm, losses)
    paved = np.zeros(grid.shape, np.bool_) if town.cover is None else town.cover.mask(town.paved_words)
    sewered = sewered_cells(sewer, town)
    buildings = town.layers.buildings
    protected = None if buildings is None else protected_buildings(buildings, drawn)
    cost, year, sure = _costs(rows, prices, protected)
    told = _said(measures)
    made = []
    for i, one in enumerate(drawn):
        mine = first == one.number
        row: dict[Hashable, Any] = dict(rows.iloc[i])
        solutions = solution_of(one.kind.id, told[one.number - 1])
        gives = {name: agreed(solutions, name) for name in GIVES}
        area = float(mine.sum() * grid.cell_area_m2)
        water = water_of(brings, mine, holds=one.number in holds)
        split = split_of(
            float(room[i]), water, float(cost[i]), params.utility_everyday_share, params.utility_cloudburst_share
        )
        made.append(
            {
                "measure_id": one.id,
                "measure_name": one.name,
                "measure_kind": one.kind.id,
                "measure_effect": one.kind.effect.value,
                "solution": "; ".join(s.id for s in solutions),
                "catchment_m2": area,
                "paved_m2": math.nan if town.cover is None else float((paved & mine).sum() * grid.cell_area_m2),
                "disconnected_m2": disconnected_m2(
                    gives["everyday"], paved & mine, sewered, town, holds=one.number in holds
                ),
                "room_m3": float(room[i]),
                "held_mm": float(room[i]) / area * 1000.0 if area > 0.0 else math.nan,
                "everyday_water_m3": water,
                "everyday_m3": split.everyday_m3,
                "cloudburst_m3": split.cloudburst_m3,
                "yearly_m3": math.nan,
                "cost_dkk": float(cost[i]),
                **split.columns(),
                "price_year": year,
                **_added(town, one, gives, row, paths),
                "note_da": row["note_da"],
                "note_en": row["note_en"],
                "verified": bool(sure[i]),
            }
        )
    layer = plan.table[["geometry"]].reset_index(drop=True)
    layer = type(plan.table)(pd.DataFrame(made), geometry=list(layer.geometry), crs=grid.crs)
    layer.attrs.update(units=UNITS, title=Text("Tiltagenes andele", "Shares of the measures"))
    return MeasureShares(layer, everyday_mm, (*MEANING, *_bare(town, first), *_notes(layer, prices, everyday_mm)))


def _said(measures: gpd.GeoDataFrame) -> list[str]:
    """Return the solution that each row names, empty where it names none."""
    column = next((c for c in measures.columns if str(c).casefold() in SOLUTION_COLUMNS), None)
    if column is None:
        return [""] * len(measures)
    return [cell_text(value) for value in measures[column]]


def _costs(
    rows: pd.DataFrame, prices: Table | None, protected: Mapping[str, int] | None
) -> tuple[F64, float, npt.NDArray[np.bool_]]:
    """Return the capital of each measure, DKK, the price year, and which prices are verified; NaN without a price.

    Measures at buildings that are priced for each building have no price where the buildings are not known.
    """
    nothing = np.full(len(rows), math.nan), math.nan, np.zeros(len(rows), np.bool_)
    if prices is None:
        return nothing
    priced = prices.frame[prices.frame["capital_dkk"].notna()]
    have = rows["measure_kind"].isin(priced["kind"]).to_numpy(np.bool_)
    if protected is None:
        each = set(priced.loc[priced["unit"] == "item", "kind"])
        at_buildings = (rows["measure_effect"] == Effect.PROTECTS.value).to_numpy(np.bool_)
        have = have & ~(at_buildings & rows["measure_kind"].isin(each).to_numpy(np.bool_))
    if not have.any():
        return nothing
    used = priced[priced["kind"].isin(rows["measure_kind"])]
    years = sorted(set(used["price_year"]))
    if len(years) > 1:
        shown = ", ".join(f"{year:.0f}" for year in years)
        raise ParamError(
            Text(f"priser i {shown}-niveau", f"prices of {shown}"),
            Text("priser af ét år", "prices of one year"),
            Text("omregn priserne til ét prisår", "turn the prices into those of one year"),
        )
    costs = measure_costs(
        quantities(rows[have], prices, protected), prices, net_tax_factor=1.0, price_year=int(years[0])
    )
    dkk, sure = nothing[0].copy(), nothing[2].copy()
    dkk[have] = np.round([one.capital_dkk for one in costs.works], 2)
    sure[have] = costs.verified
    return dkk, float(years[0]), sure


def _added(
    town: Town,
    one: Measure,
    gives: Mapping[str, str],
    row: Mapping[Hashable, Any],
    paths: gpd.GeoDataFrame | None,
) -> dict[str, Any]:
    """Return the columns of added value of a measure."""
    shape = row["geometry"]
    cells = footprint(one, town.grid) if one.kind.effect is not Effect.PROTECTS else _none()
    facts = town.ground_facts(one.shape, cells)
    state, why = infiltration(gives["infiltrates"], town.rules["permeable_bed"], facts)
    home = facts["building_distance_m"]
    nature = town.layers.nature_areas
    protected = math.nan if nature is None else _protected_m2(shape, nature, town)
    crossed = math.nan if paths is None else float(sum(shapely.length(shapely.intersection(shape, p)) for p in
                                                       paths.geometry if p is not None))  # fmt: skip
    return {
        **added_value(
            gives, float(row["drawn_m2"]), float(row["drawn_m"]), home if isinstance(home, float) else None,
            town.params.home_distance_m,
        ),
        "path_lost_m": 0.0 if one.kind.effect is Effect.PROTECTS else crossed,
        "protected_m2": protected,
        "infiltration": state,
        "infiltration_da": why.da,
        "infiltration_en": why.en,
    }  # fmt: skip


def _protected_m2(shape: BaseGeometry, nature: gpd.GeoDataFrame, town: Town) -> float:
    """Return how much protected nature lies in a shape, m²; NaN where it touches nature of unknown protection."""
    said = np.array(answers_in(words_of(nature, town.params.protected_field)))
    meets = np.asarray(shapely.intersects(np.asarray(nature.geometry.array), shape), np.bool_)
    if (meets & (said == UNREAD)).any():
        return math.nan
    mine = np.asarray(nature.geometry.array)[meets & (said == "yes")]
    return float(shapely.area(shapely.intersection(shapely.union_all(mine), shape))) if mine.size else 0.0


def _none() -> tuple[Any, Any]:
    return np.zeros(0, np.int64), np.zeros(0, np.int64)


def _bare(town: Town, first: npt.NDArray[np.int32]) -> tuple[Text, ...]:
    """Tell of ground that drains to measures and has no land cover: what is paved of it is not known."""
    if town.cover is None:
        return ()
    bare_m2 = float(((first > 0) & (town.cover.codes == 0)).sum() * town.grid.cell_area_m2)
    if not bare_m2:
        return ()
    return (
        Text(
            f"{format_number(bare_m2, 'da', 0)} m² af det, der løber til tiltagene, er uden arealdække og tæller ikke "
            "som befæstet: befæstet areal og hverdagsregn er mindst det, der står",
            f"{format_number(bare_m2, 'en', 0)} m² of what drains to measures have no land cover and do not count as "
            "paved: paved ground and everyday rain are at least what is told",
        ),
    )


def _notes(layer: gpd.GeoDataFrame, prices: Table | None, rain_mm: float) -> tuple[Text, ...]:
    shown = f"{rain_mm:.1f}"
    told = [
        Text(
            f"Hverdagsregn er regn til og med {shown.replace('.', ',')} mm; resten af hvert tiltags rum er til skybrud",
            f"Everyday rain is rain of up to {shown} mm; the rest of the room of each measure is for cloudburst",
        )
    ]
    if (layer["measure_effect"] == Effect.PROTECTS.value).any():
        told.append(
            Text(
                "Sikring af bygninger regnes som skybrud; ofte er det ejeren, der betaler",
                "Protection of buildings counts as cloudburst; often the owner pays",
            )
        )
    lacking = int(layer["cost_dkk"].isna().sum())
    if lacking:
        told.append(
            Text(f"Prisen på {lacking} tiltag er ukendt", f"The price of {lacking} measures is unknown")
            if prices is not None
            else Text("Priser er ukendte: giv measure_prices", "Prices are unknown: give measure_prices")
        )
    if prices is not None and not layer["verified"].all():
        told.append(Text("Priserne er ikke verificeret", "The prices are not verified"))
    return tuple(told)
