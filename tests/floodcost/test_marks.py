"""Every output of the cost tools says what of it nobody has verified; one figure flips what rests on it and no more."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.catalogue import tool
from gistools.graph import Graph
from gistools.progress import NoProgress
from gistools.tables import loading
from gistools.tables.form import Judgement
from gistools.text import Text
from gistools.tool import Kind, param_specs, run_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CRS = "EPSG:25832"
TOOLS = ("flood-cost", "flood-cost-rain", "flood-cost-maps", "service-level", "plan-value")
NO_FIGURE = {"costs_counted", "measure_effects"}  # counts of what was given, without an amount or a rate
ASSUMPTIONS = {"cost_assumptions", "level_assumptions", "plan_assumptions"}  # a mark of each figure by itself
HOME, CELLAR, SHOP, SHED, NONE = range(1, 6)  # building_id
CLASSES = {HOME: "home", CELLAR: "home", SHOP: "business", SHED: "garage", NONE: "home"}
LEVELS = (2.0, 5.0, 10.0)
JUDGED = Text("tærsklen 0,10 m er et skøn", "the threshold 0.10 m is a judgement")


def town() -> dict[str, object]:
    """Return a bowl with four houses at its bottom and one on its rim, and prices, rain and rates that are verified."""
    row, col = np.mgrid[0:40, 0:40]
    z = (10.0 + 0.02 * np.hypot(row - 20, col - 20) ** 1.3).astype(np.float32)
    grid = gt.Grid(40, 40, 0.0, 40.0, 1.0, 1.0, CRS)
    house = (
        (12, 12, 16, 16),
        (22, 22, 26, 26),
        (24, 14, 28, 18),
        (14, 22, 18, 26),
        (1, 1, 4, 4),
    )
    price = {"unit": ["m3", "m"], "capital_dkk": [900.0, 50.0], "upkeep_dkk": [9.0, 1.0], "lifetime_years": [80, 40]}
    shapes = [shapely.box(17, 17, 21, 21), shapely.LineString([(5, 5), (12, 5)])]
    return {
        "elevation": gt.Raster(z, grid, unit="m"),
        "rain_to_flood": gt.Raster(np.full((40, 40), 17.0, np.float32), grid, unit="mm"),
        "depths": tuple(gt.Raster(np.full((40, 40), d, np.float32), grid, unit="m") for d in (0.05, 0.15, 0.3)),
        "buildings": gpd.GeoDataFrame(
            {
                "byg021anvendelse": ["120", "130", "320", "910", "140"],
                "har_kaelder": ["nej", "ja", "nej", "nej", "nej"],
                "kaelder_areal_m2": [0.0, 16.0, 0.0, 0.0, 0.0],
            },
            geometry=[shapely.box(*one) for one in house],
            crs=CRS,
        ),
        "roads": gpd.GeoDataFrame({"aadt": [900]}, geometry=[shapely.LineString([(1, 20), (38, 20)])], crs=CRS),
        "rain_statistics": pd.DataFrame({"varighed_min": [60], "T=2": [12.0], "T=10": [19.0], "verified": ["ja"]}),
        "climate_factors": pd.DataFrame(
            {"return_period_years": [2, 10], "factor": [1.1, 1.2], "horizon_year": 2100, "verified": "ja"}
        ),
        "price_index": pd.DataFrame({"year": [2021, 2024], "index": [100.0, 120.0], "verified": "ja"}),
        "measures": gpd.GeoDataFrame(
            {"type": ["bassin", "mur"], "id": ["B", "M"], "dybde_m": [0.5, None], "hoejde_m": [None, 0.5]},
            geometry=shapes, crs=CRS,
        ),
        "measure_prices": pd.DataFrame(
            {"kind": ["basin", "wall"], **price, "price_year": 2024, "source_da": "tilbud", "verified": True}
        ),
        "critical_places": gpd.GeoDataFrame(
            {"type": ["sygehus", "pumpe"], "taerskel": [0.1, 0.1]},
            geometry=[shapely.Point(14, 14), shapely.Point(20, 20)], crs=CRS,
        ),
        "payers": pd.DataFrame({"measure_id": ["B", "M"], "payer": ["forsyning", "ejer"], "share": [1.0, 1.0]}),
        "level_costs": pd.DataFrame(
            {"return_period_years": LEVELS, "cost_dkk": [1e3, 2e3, 5e3], "price_year": 2024, "verified": True}
        ),
    }  # fmt: skip


VALUES = {
    "place_threshold_field": "taerskel",
    "duration_min": 60,
    "series": "partial-duration",
    "climate_year": 2100,
    "reference_year": 2020,
    "return_periods_years": "5 10 20",
    "os2_years": 5.0,
    "price_year": 2024,
    "cell_m": 10.0,
    "draws": 10,
    "cost_spread_share": 0.0,
    "threshold_spread_m": 0.0,
    "climate_spread_share": 0.0,
    "price_spread_share": 0.0,
    "extra_m3": 0.5,
}
Outputs = dict[tuple[str, str], object]


def run(given: dict[str, object], values: dict[str, object], tools: Iterable[str] = TOOLS) -> Outputs:
    """Return every layer, table and graph of the cost tools; service-level reads the layer that flood-cost makes."""
    made: Outputs = {}
    for name in tools:
        one = tool(name)
        declared = {spec.name for spec in param_specs(one.params)}
        wanted = [o.name for o in one.outputs if o.kind is not Kind.BUNDLE]
        result = one.load()(
            **{i.name: given.get(i.name) for i in one.inputs},
            params=one.params.from_mapping({k: v for k, v in values.items() if k in declared}),
            steps=run_steps, wanted=frozenset(wanted), progress=NoProgress(),
        )  # fmt: skip
        made |= {(name, output): result[output] for output in wanted}
        if name == "flood-cost":
            given = {**given, "building_costs": result["building_costs"]}
    return made


Shipped = dict[str, "Callable[[loading.Table], loading.Table]"]


def changed(monkeypatch: pytest.MonkeyPatch, changes: Shipped) -> None:
    """Make the shipped tables verified and without choices of gistools' own, but for ``changes``."""
    original = loading._read

    def read(name: str) -> loading.Table:
        table = original(name)
        form = dataclasses.replace(table.form, judgements=())
        frame = table.frame.assign(verified=True, read_in="source")
        return changes.get(name, lambda same: same)(dataclasses.replace(table, frame=frame, form=form, unverified=()))

    monkeypatch.setattr(loading, "_read", read)


def off(**where: object) -> Callable[[loading.Table], loading.Table]:
    """Return what makes the rows of a table that have these values unverified."""

    def change(table: loading.Table) -> loading.Table:
        rows = np.logical_and.reduce([table.frame[k].to_numpy() == v for k, v in where.items()])
        frame = table.frame.assign(verified=table.frame["verified"] & ~rows)
        return dataclasses.replace(table, frame=frame, unverified=loading.unverified_in(frame, table.title, table.form))

    return change


def judged(table: loading.Table) -> loading.Table:
    """Make the threshold of basements a judgement."""
    form = dataclasses.replace(table.form, judgements=(Judgement(JUDGED, "part", "basement"),))
    return dataclasses.replace(table, form=form, unverified=loading.unverified_in(table.frame, table.title, form))


@dataclass(frozen=True)
class Flip:
    """One figure that nobody has verified, and what of the sample rests on it."""

    buildings: frozenset[int] = frozenset()
    os2_buildings: frozenset[int] = frozenset()
    today: bool = False  # the rain of today
    future: bool = False  # that of the climate year alone
    rates: bool = False  # of discounting
    prices: frozenset[str] = frozenset()  # of measures
    levels: frozenset[float] = frozenset()
    roads: bool = False
    spread: bool = False
    places: bool = False  # the threshold of critical places
    shipped: Shipped = field(default_factory=dict)
    given: dict[str, dict[str, object]] = field(default_factory=dict)  # input: column: values
    values: dict[str, object] = field(default_factory=dict)
    figure: tuple[str, ...] = ()  # beginnings of the names of the figures that the assumptions mark
    said: str = ""  # in the graphs


ALL = frozenset(CLASSES)
HOMES = frozenset({HOME, CELLAR, NONE})
DAMAGE = "building_damage"
FLIPS = {
    "amount": Flip(
        buildings=HOMES, os2_buildings=HOMES, figure=("cloudburst_home_ground_floor",), said="beløb for helårsbolig",
        shipped={DAMAGE: off(hazard="cloudburst", damage_class="home", part="ground_floor")},
    ),
    "shed": Flip(
        buildings=frozenset({SHED}), os2_buildings=frozenset({SHED}), figure=("cloudburst_garage_building",),
        shipped={DAMAGE: off(hazard="cloudburst", damage_class="garage", part="building")}, said="beløb for garage",
    ),
    "basement threshold": Flip(
        buildings=frozenset({CELLAR}), shipped={DAMAGE: judged}, figure=("cloudburst_home_basement_threshold",),
        said=JUDGED.da,
    ),
    "basement threshold of the user": Flip(shipped={DAMAGE: judged}, values={"basement_threshold_m": 0.1}),
    "use code": Flip(
        buildings=frozenset({CELLAR}), shipped={"bbr_use": off(code="130")}, figure=("use_130",),
        said="anvendelseskodernes skadesklasse",
    ),
    "price index": Flip(
        buildings=ALL, given={"price_index": {"verified": ["ja", "nej"]}},
        figure=("price_index_2024", "cloudburst_home_ground_floor_2024", "cloudburst_home_basement_2024",
                "cloudburst_business_ground_floor_2024", "cloudburst_garage_building_2024"), said="prisindekset",
    ),
    "rain": Flip(today=True, given={"rain_statistics": {"verified": ["nej"]}}, figure=("rain_T",), said="regntabellen"),
    "rain that says nothing": Flip(
        today=True, given={"rain_statistics": {"verified": [None]}}, figure=("rain_T",), said="regntabellen"
    ),
    "climate": Flip(
        future=True, given={"climate_factors": {"verified": ["ja", "nej"]}},
        figure=("climate_factor_future_T", "climate_factor_80_T"), said="klimafaktorerne",
    ),
    "discount rates": Flip(
        rates=True, shipped={"discount_rates": off(period_set="2021", from_year=0.0)},
        figure=("discount_rate_", "os2_weight_"), said="diskonteringsrenterne",
    ),
    "net tax": Flip(
        prices=frozenset({"B", "M"}), levels=frozenset(LEVELS), shipped={"net_tax_factor": off(item="net_tax_factor")},
        figure=("net_tax_factor", "level_"), said="nettoafgiftsfaktoren",
    ),
    "price of a wall": Flip(
        prices=frozenset({"M"}), given={"measure_prices": {"verified": [True, False]}}, figure=("price_wall",)
    ),
    "cost of a level": Flip(
        levels=frozenset({5.0}), given={"level_costs": {"verified": [True, False, True]}},
        figure=("level_cost_T5", "level_upkeep_T5"), said="niveauernes pris",
    ),
    "roads": Flip(roads=True, shipped={"road_damage": off(item="cleaning")}, figure=("road_cleaning",)),
    "usual threshold of places": Flip(
        places=True, values={"place_threshold_field": None}, figure=("place_threshold_m",)
    ),
    "spread": Flip(spread=True, values={"cost_spread_share": 0.3}, figure=("cost_spread_share",)),
}  # fmt: skip

OF_PRICES = {"capital", "upkeep", "reinvestment", "residual", "cost_per_m3"}
OF_NOTHING = {"cobenefit", "unknown", "partly"}


def rests_on(  # noqa: C901, PLR0911, PLR0912 - a case for each output
    flip: Flip, name: str, output: str, column: str, row: pd.Series, squares: dict[str, set[int]]
) -> bool:
    """Return whether a mark of a row must be False, from what the row is of."""
    maps = name == "flood-cost-maps"  # without a rain table
    today = flip.today and not maps
    later = (flip.today or flip.future) and not maps
    any_of = bool(flip.buildings)
    by_class = {c: bool({i for i in flip.buildings if CLASSES[i] == c}) for c in CLASSES.values()}
    of_damage = any_of or later or flip.rates  # present values
    of_prices = bool(flip.prices) or flip.rates
    match output:
        case "building_costs":
            mine = row["building_id"] in flip.buildings
            return mine or {"verified_cost": False, "verified_today": today, "verified_future": later}[column]
        case "cost_squares":
            mine = bool(squares[row["square_id"]] & flip.buildings)
            return mine or (today if column == "verified_today" else later)
        case "costs_by_class" | "costs_in_all":
            mine = any_of if output == "costs_in_all" else by_class[row["damage_class"]]
            return mine or (today if row["scenario"] == "today" else later)
        case "costs_by_rain":
            return any_of or (today if row["climate"] == "i dag" else later)
        case "people_met":
            return today or (any_of if row["damage_class"] == "all" else by_class[row["damage_class"]])
        case "road_costs":
            return flip.roads or (today if column == "verified_today" else later)
        case "cost_bands" | "cost_swings":
            return any_of or today or flip.spread
        case "os2_comparison":
            return row["building_id"] in flip.buildings | flip.os2_buildings or later or flip.rates
        case "level_curve":
            return of_damage or row["return_period_years"] in flip.levels
        case "building_savings":
            return row["building_id"] in flip.buildings or later or flip.rates
        case "plan_account" if row["term"] in {"annual_before", "annual_after"}:
            return any_of or today
        case "plan_account" if row["term"] == "avoided":
            return of_damage
        case "plan_account" if row["term"] in OF_PRICES:
            return of_prices
        case "plan_account":
            return of_damage or of_prices
        case "places_met":
            return flip.places or (today if column == "verified_today" else later)
        case "places_counted":
            return flip.places or (today if row["scenario"] == "today" else later)
        case "who_pays":
            return {"forsyning": "B", "ejer": "M"}[row["payer"]] in flip.prices or flip.rates
        case "measure_costs":
            return row["measure_id"] in flip.prices or flip.rates
        case "benefits_by_class":
            return by_class[row["group"]] or later or flip.rates
        case "storage_value":  # the one bluespot: all but the house on the rim
            return bool(flip.buildings - {NONE}) or today
        case "how_sure" | "plan_swings":
            return of_damage or of_prices or flip.spread
    raise AssertionError(output)


def results(monkeypatch: pytest.MonkeyPatch, flip: Flip, tools: Iterable[str] = TOOLS) -> Outputs:
    changed(monkeypatch, flip.shipped)
    given = town()
    for name, columns in flip.given.items():
        given[name] = given[name].assign(**columns)
    return run(given, {**VALUES, **flip.values}, tools)


def test_every_output_with_an_amount_or_a_rate_has_a_mark_and_is_verified_when_all_figures_are(monkeypatch):
    """An output that is new must be here too: it is taken from what the tools declare."""
    made = results(monkeypatch, Flip())
    assert set(made) == {
        (name, one.name) for name in TOOLS for one in tool(name).outputs if one.kind is not Kind.BUNDLE
    }
    for (name, output), value in made.items():
        if isinstance(value, Graph):
            assert not said_in(value), (name, output)
        elif output not in NO_FIGURE | ASSUMPTIONS:
            columns = marks_of(value)
            assert columns, (name, output)
            for column in columns:
                assert value[column].fillna(value=True).all(), (name, output, column)
    for name, output in made:
        if output in ASSUMPTIONS:
            wrong = unverified_names(made[name, output]) - {""}
            rules = {"wet_share", "terrain_share", "ring_cells", "exposure_rule", "filter_cells", "facade_step_m"}
            assert wrong <= rules | {"road_width_m", "road_piece_m", "place_threshold_m"}, (name, wrong)


@pytest.mark.parametrize("name", FLIPS)
def test_one_figure_flips_what_rests_on_it_and_no_more(monkeypatch, name):
    flip = FLIPS[name]
    made = results(monkeypatch, flip)
    houses = made["flood-cost", "building_costs"]
    squares = houses.groupby("square_id")["building_id"].agg(set).to_dict()
    assert len(squares) >= 4
    flipped = 0
    for (of, output), table in made.items():
        if isinstance(table, Graph):
            assert_graph(flip, of, output, table)
            continue
        if output in NO_FIGURE | ASSUMPTIONS:
            continue
        for column in marks_of(table):
            for _, row in table.iterrows():
                if output == "plan_account" and row["term"] in OF_NOTHING:
                    assert pd.isna(row[column])
                    continue
                expected = rests_on(flip, of, output, column, row, squares)
                assert bool(row[column]) is not expected, (of, output, column, row.to_dict())
                flipped += expected
    assert bool(flipped) == bool(flip.said or flip.prices or flip.roads or flip.spread or flip.places)
    told = {n for key, table in made.items() if key[1] in ASSUMPTIONS for n in unverified_names(table)}
    for beginning in flip.figure:
        assert any(n.startswith(beginning) for n in told), (beginning, sorted(told))


def marks_of(table: pd.DataFrame) -> list[str]:
    return [str(c) for c in table.columns if str(c) == "verified" or str(c).startswith("verified_")]


def unverified_names(table: pd.DataFrame) -> set[str]:
    return set(table.loc[table["verified"].eq(other=False).fillna(value=False), "name"])


def said_in(graph: Graph) -> str:
    return " ".join(note.da for note in graph.notes if note.da.startswith("Ikke verificeret: "))


def assert_graph(flip: Flip, name: str, output: str, graph: Graph) -> None:
    """A graph of damage names amounts and rain; that of levels names amounts in one word, prices and rates."""
    said = said_in(graph)
    if output == "level_graph":
        expected = flip.said if flip.levels or flip.rates or flip.today or flip.future else ""
        expected = "skadebeløb og tærskler" if flip.buildings else expected
    else:
        expected = flip.said if flip.buildings or flip.today or flip.future else ""
    assert bool(said) == bool(expected), (name, output, said)
    assert expected in said
