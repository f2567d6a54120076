"""Hazard, amounts, extras and critical places through the tools: each parameter does what its arithmetic says.

Maps of 0.1, 0.3 and 0.5 m at T = 5, 10 and 20 (or of one depth at all three, whose damage D costs D/5 a year: the rate
of the first map, since nothing is counted oftener and damage stays the same beyond the last).
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.catalogue import tool
from gistools.cli import main
from gistools.errors import LayerError, ParamError
from gistools.floodcost import annual_from_maps, classify, damage_model, expose_depths
from gistools.floodcost.cost_params import FloodCostMapsParams, FloodCostParams, FloodCostRainParams
from gistools.floodcost.value_params import PlanValueParams
from gistools.progress import NoProgress
from gistools.tool import param_specs, run_steps
from tests.floodcost.test_tools import write

CRS = "EPSG:25832"
GRID = gt.Grid(40, 40, 0.0, 40.0, 1.0, 1.0, CRS)
MAPS = {"return_periods_years": "5 10 20", "series": "partial-duration"}
RAIN = {"duration_min": 60.0, "series": "partial-duration"}
STATISTICS = pd.DataFrame({"varighed_min": [60], "T=5": [16.0], "T=10": [19.0], "T=50": [26.0]})


def depth(metres: float) -> gt.Raster:
    return gt.Raster(np.full(GRID.shape, metres, np.float32), GRID, unit="m")


def houses(**columns: object) -> gpd.GeoDataFrame:
    """Return a home and a shop of 100 m² each, without basements."""
    shapes = [shapely.box(5, 5, 15, 15), shapely.box(25, 25, 35, 35)]
    known = {"byg021anvendelse": ["120", "321"], "har_kaelder": ["nej", "nej"], "kaelder_areal_m2": [0.0, 0.0]}
    return gpd.GeoDataFrame({**known, **columns}, geometry=shapes, crs=CRS)


def run(name: str, given: dict[str, object], values: dict[str, object], *wanted: str) -> dict[str, object]:
    """Return outputs of a tool from values in memory."""
    one = tool(name)
    declared = {spec.name for spec in param_specs(one.params)}
    assert set(values) <= declared
    return one.load()(
        **{i.name: given.get(i.name) for i in one.inputs},
        params=one.params.from_mapping(values),
        steps=run_steps,
        wanted=frozenset(wanted),
        progress=NoProgress(),
    )


def by_maps(metres: tuple[float, ...] = (0.5, 0.5, 0.5), inputs: dict | None = None, **values: object) -> pd.DataFrame:
    given = {"depths": tuple(depth(m) for m in metres), "buildings": houses(), **(inputs or {})}
    return run("flood-cost-maps", given, {**MAPS, **values}, "costs_in_all")["costs_in_all"]


def yearly(table: pd.DataFrame) -> float:
    return float(table["annual_dkk"].sum())


def test_the_hazard_chooses_the_rows_of_the_table():
    """At 0.5 m: cloudburst (1,257 + 1,407) x 100; sea (1,167.86 + 1,387.94) ln 50 - (571.21 + 881.80), x 100; each / 5.

    Streams: (389.29 + 462.65) ln 50 - (190.40 + 293.93), x 100 / 5.
    """
    ln = np.log(50.0)
    assert yearly(by_maps()) == pytest.approx((1257 + 1407) * 100 / 5, abs=0.011)
    sea = ((1167.86 + 1387.94) * ln - 571.21 - 881.8) * 100 / 5
    assert yearly(by_maps(hazard="sea")) == pytest.approx(sea, abs=0.011)
    stream = ((389.29 + 462.65) * ln - 190.40 - 293.93) * 100 / 5
    assert yearly(by_maps(hazard="stream")) == pytest.approx(stream, abs=0.011)


def test_curves_of_the_sea_are_refused_where_water_is_of_rain():
    for one, more in ((FloodCostParams, RAIN), (FloodCostRainParams, RAIN), (PlanValueParams, RAIN)):
        told = one(**more, hazard="sea").conflicts(frozenset({"measures"}))
        assert any("vand fra regn er ikke en stormflod" in fault.da for fault in told)
        assert not one(**more, hazard="stream").conflicts(frozenset({"measures"}))
    assert not FloodCostMapsParams(**MAPS, hazard="sea").conflicts(frozenset())


def own_table(**ends: float) -> pd.DataFrame:
    told = {"hazard": "cloudburst", "part": "ground_floor", "form": "step", "basis": "m2", "threshold_m": 0.2}
    said = {"price_year": 2021, "source_da": "eget", "source_en": "own", "source_year": 2021, "verified": True}
    rows = [
        {**told, **said, "damage_class": "home", "amount_dkk": 1000.0, **ends},
        {**told, **said, "damage_class": "business", "amount_dkk": 2000.0},
    ]
    return pd.DataFrame(rows)


def test_totals_show_low_and_high_amounts_beside_mid_where_the_table_has_them():
    """Home 600 / 1,000 / 1,500 DKK/m², shop 2,000 alone: (600 + 2,000) x 100 / 5 = 52,000; mid 60,000; high 70,000."""
    given = {"damage_table": own_table(low_dkk=600.0, high_dkk=1500.0)}
    row = by_maps(inputs=given).iloc[0]
    assert row[["low_amounts_dkk", "annual_dkk", "high_amounts_dkk"]].tolist() == [52_000.0, 60_000.0, 70_000.0]
    assert yearly(by_maps(inputs=given, estimate="low")) == 52_000.0
    assert yearly(by_maps(inputs=given, estimate="high")) == 70_000.0
    classes = run(
        "flood-cost-maps",
        {"depths": (depth(0.5),) * 3, "buildings": houses(), **given},
        MAPS,
        "costs_by_class",
    )
    table = classes["costs_by_class"].set_index("damage_class")
    assert table.loc["home", ["low_amounts_dkk", "high_amounts_dkk"]].tolist() == [12_000.0, 30_000.0]
    assert table.loc["business", ["low_amounts_dkk", "high_amounts_dkk"]].tolist() == [40_000.0, 40_000.0]
    assert any("1 af 2 rækker har intet low_dkk" in note.da for note in classes.notes)


def test_a_table_without_low_and_high_leaves_them_empty_and_says_so():
    made = run("flood-cost-maps", {"depths": (depth(0.5),) * 3, "buildings": houses()}, MAPS, "costs_in_all")
    assert made["costs_in_all"][["low_amounts_dkk", "high_amounts_dkk"]].isna().all(axis=None)
    assert any("ingen lave eller høje beløb" in note.da for note in made.notes)


def test_extras_add_what_the_note_says():
    """Own cost: 34.8 % of the home alone, 1,257 x 100 x 0.348 / 5. Hours: 2 persons x 251 h x 301 DKK / 5.

    Loss of value in place of repair: 4 % of 20,000 DKK/m² x 100 m² / 5 for the home.
    """
    plain = yearly(by_maps())
    assert yearly(by_maps(with_own_cost=True)) - plain == pytest.approx(1257 * 100 * 0.348 / 5, abs=0.011)
    persons = {"buildings": houses(voksne=[2, "0"])}
    hours = by_maps(inputs=persons, with_health_hours=True, persons_field="voksne")
    assert yearly(hours) - plain == pytest.approx(2 * 251 * 301 / 5, abs=0.011)
    loss = by_maps(with_repair=False, with_value_loss=True, m2_price_dkk=20_000.0)
    assert yearly(loss) == pytest.approx(0.04 * 20_000 * 100 / 5, abs=0.011)


def test_persons_that_are_not_there_are_told():
    with pytest.raises(LayerError, match="intet felt voksne"):
        by_maps(with_health_hours=True, persons_field="voksne")
    with pytest.raises(LayerError, match="række 1, voksne = -2"):
        by_maps(inputs={"buildings": houses(voksne=[-2, 0])}, with_health_hours=True, persons_field="voksne")


def test_one_damage_is_not_counted_twice():
    """Each refusal names both costs; they are told before any work."""

    def told(**values: object) -> str:
        return "; ".join(f.da for f in FloodCostMapsParams(**MAPS, **values).conflicts(frozenset()))

    assert "både værditab og udbedring" in told(with_value_loss=True, m2_price_dkk=1.0)
    assert "både egne udgifter ud over forsikringen og hele skaden" in told(with_own_cost=True, amounts_are="whole")
    assert not told(with_own_cost=True)
    assert not told(with_value_loss=True, m2_price_dkk=1.0, with_repair=False)
    loss = {"with_value_loss": True, "m2_price_dkk": 1.0, "with_repair": False}
    assert "både værditab og egne udgifter" in told(**loss, with_own_cost=True)
    assert "både egne udgifter" in told(with_own_cost=True, with_repair=False, amounts_are="whole")
    assert not told(**loss, amounts_are="whole")  # of amounts that are not counted
    assert "hverken udbedring eller tillæg" in told(with_repair=False)
    assert "with_health_hours uden persons_field" in told(with_health_hours=True)
    assert "with_value_loss uden m2_price_dkk" in told(with_value_loss=True, with_repair=False)
    with pytest.raises(ParamError, match="både egne udgifter"):
        by_maps(with_own_cost=True, amounts_are="whole")


def places(**columns: object) -> gpd.GeoDataFrame:
    """Return a point in the home, a point on open ground, and a yard."""
    shapes = [shapely.Point(10, 10), shapely.Point(20.5, 20.5), shapely.box(30, 5, 34, 9)]
    kinds = {"navn": ["Sygehus", "", "Pumpe"], "type": ["sygehus", "transformer", "pumpe"]}
    return gpd.GeoDataFrame({**kinds, **columns}, geometry=shapes, crs=CRS)


def test_places_on_maps_are_met_at_the_first_map_that_is_deep_enough():
    """Thresholds of 0.2 (usual), 0.4 and 0.6 m on maps of 0.1, 0.3 and 0.5 m at 5, 10, 20 years: 10, 20, never."""
    given = {
        "depths": tuple(depth(m) for m in (0.1, 0.3, 0.5)),
        "buildings": houses(),
        "critical_places": places(graense=[None, "0,4", 0.6]),
    }
    made = run("flood-cost-maps", given, {**MAPS, "place_threshold_field": "graense"}, "places_met", "places_counted")
    layer = made["places_met"]
    assert layer["met_today_years"].tolist()[:2] == [10.0, 20.0]
    assert layer["reach_place"].tolist() == ["reached", "reached", "never"]
    assert layer["place_name"].tolist() == ["Sygehus", "2", "Pumpe"]
    assert layer["building_id"].tolist()[0] == 1
    assert layer["building_id"].isna().tolist() == [False, True, True]
    assert set(layer.geom_type) == {"Point"}
    counts = made["places_counted"].query("place_kind == 'all'").set_index("return_period_years")
    assert counts["places_wet"].tolist() == [0, 1, 2]
    assert (counts[["places_wet", "places_dry", "places_unknown"]].sum(axis=1) == counts["places"]).all()


def test_places_in_rain_are_met_when_water_reaches_their_building_or_cell():
    """A raster of 17 mm on the western half and no water on the eastern: 17 mm lies a third of the way from 5 to 10.

    T = exp(ln 5 + (17 - 16)/(19 - 16) x ln 2) = 5 x 2^(1/3) = 6.2996.
    """
    mm = np.full(GRID.shape, np.inf, np.float32)
    mm[:, :25] = 17.0
    given = {
        "rain_to_flood": gt.Raster(mm, GRID, unit="mm"),
        "buildings": houses(),
        "rain_statistics": STATISTICS,
        "critical_places": places(),
    }
    made = run("flood-cost-rain", given, RAIN, "places_met", "places_counted", "building_costs")
    layer = made["places_met"]
    assert layer["met_today_years"].tolist()[:2] == pytest.approx([5.0 * 2.0 ** (1 / 3)] * 2, rel=1e-6)
    assert layer["reach_place"].tolist() == ["reached", "reached", "never"]
    assert layer["onset_place_mm"][0] == made["building_costs"]["onset_ground_floor_mm"][0] == 17.0
    counts = made["places_counted"].query("place_kind == 'all'")
    assert counts["places_wet"].tolist() == [0, 2, 2]


def test_places_of_terrain_have_the_onset_of_their_building():
    """The onset of a hospital is that of the house that it lies in, by the same rule and threshold; a deeper, later."""
    given = {
        "elevation": bowl(),
        "buildings": houses(),
        "rain_statistics": STATISTICS,
        "critical_places": places(),
    }
    values = {**RAIN, "place_threshold_m": 0.2}
    made = run("flood-cost", given, values, "places_met", "places_counted", "building_costs")
    home = made["building_costs"].iloc[0]
    assert made["places_met"]["onset_place_mm"][0] == home["onset_ground_floor_mm"] > 0.0
    assert made["places_met"]["reach_place"][0] == home["reach_ground_floor"] == "reached"
    deeper = run("flood-cost", given, {**values, "place_threshold_m": 0.4}, "places_met")["places_met"]
    later = deeper["onset_place_mm"] > made["places_met"]["onset_place_mm"]
    assert later.tolist()[:2] == [True, True]


def test_lines_are_no_places():
    given = {"depths": (depth(0.5),) * 3, "buildings": houses()}
    road = gpd.GeoDataFrame(geometry=[shapely.LineString([(1, 1), (5, 5)])], crs=CRS)
    with pytest.raises(LayerError, match="punkter eller flader"):
        run("flood-cost-maps", {**given, "critical_places": road}, MAPS, "places_met")


def test_the_command_line_and_the_library_agree(tmp_path):
    """flood-cost-maps with streams, own cost and places, from files, against the steps in Python: equal to the øre."""
    metres = (0.1, 0.3, 0.5)
    files = [write(depth(m), tmp_path / f"d{n}.tif") for n, m in enumerate(metres)]
    houses().to_file(tmp_path / "huse.gpkg", driver="GPKG")
    places().to_file(tmp_path / "steder.gpkg", driver="GPKG")
    out = tmp_path / "ud"
    command = ["flood-cost-maps", "--depths", *map(str, files), "--buildings", str(tmp_path / "huse.gpkg")]
    command += ["--critical-places", str(tmp_path / "steder.gpkg"), "--hazard", "stream", "--with-own-cost"]
    command += ["--return-periods-years", "5 10 20", "--series", "partial-duration", "--out", str(out)]
    assert main(command) == 0
    told = pd.read_csv(out / "costs_in_all.csv", sep=";", decimal=",", encoding="utf-8-sig")
    known = classify(houses())
    model = damage_model(known, hazard="stream", extra=("own_cost",))
    water = expose_depths([depth(m) for m in metres], known)
    parts = [
        annual_from_maps(part, [5, 10, 20], series="partial-duration", method="log-linear", tail="flat")
        for part in model.at(water.depth_m)
    ]
    each = np.round(sum(part.dkk for part in parts), 2)
    assert told["annual_dkk"].item() == pytest.approx(each.sum(), abs=0.001)
    assert (out / "places_met.gpkg").exists()
    assert len(pd.read_csv(out / "places_counted.csv", sep=";", encoding="utf-8-sig")) == 12


def bowl() -> gt.Raster:
    """Return a bowl around the home, closed by its rim."""
    row, col = np.mgrid[0:40, 0:40] + 0.5
    z = (0.002 * ((col - 10.0) ** 2 + (30.0 - row) ** 2)).astype(np.float32)
    z[[0, -1]] = z[:, [0, -1]] = 5.0
    return gt.Raster(z, GRID, unit="m")


def test_os2_is_told_in_the_prices_of_the_run_with_its_return_period_and_what_it_is_not():
    """Index 100 in 2021 and 125 in 2026: the home of 100 m² at T = 50 costs 125,700 DKK of 2021, 157,125 of 2026."""
    given = {"elevation": bowl(), "buildings": houses(), "rain_statistics": STATISTICS}
    values = {**RAIN, "os2_years": 50.0, "floor_threshold_m": 0.05}
    plain = run("flood-cost", given, values, "os2_comparison")
    assert plain["os2_comparison"]["os2_damage_dkk"][0] == 125_700.0
    assert plain["os2_comparison"]["price_year"].tolist() == [2021, 2021]
    index = pd.DataFrame({"year": [2021, 2026], "index": [100.0, 125.0]})
    later = run("flood-cost", {**given, "price_index": index}, {**values, "price_year": 2026}, "os2_comparison")
    table = later["os2_comparison"]
    assert table["os2_damage_dkk"][0] == pytest.approx(157_125.0)
    assert table["price_year"].tolist() == [2026, 2026]
    assert table["return_period_years"].tolist() == [50.0, 50.0]
    ratio = table["annual_damage_dkk"][0] / plain["os2_comparison"]["annual_damage_dkk"][0]
    assert ratio == pytest.approx(1.25, rel=1e-6)
    assert any("ikke forventet årlig skade" in note.da for note in later.notes)
    assert not any("ikke forventet årlig skade" in n.da for n in run("flood-cost", given, RAIN, "costs_in_all").notes)


def test_os2_shows_damage_where_buildings_are_raised():
    """A home of 9.8 x 9.8 m whose outline runs within its own roof: all cells that it touches are roof, and dry.

    With one ring around it is 1,257 x 96.04 = 120,722.28 DKK, as where buildings are left as they are.
    """
    shapes = [shapely.box(5.1, 5.1, 14.9, 14.9), shapely.box(25, 25, 35, 35)]
    given = {"elevation": bowl(), "buildings": houses().set_geometry(shapes, crs=CRS), "rain_statistics": STATISTICS}
    values = {**RAIN, "os2_years": 50.0}
    told = "ringen af celler lige uden om"
    for how, noted in (("raise", True), ("keep", False)):
        made = run("flood-cost", given, {**values, "buildings_as": how}, "os2_comparison")
        assert made["os2_comparison"]["os2_damage_dkk"][0] == pytest.approx(120_722.28)
        for notes in (made.notes, made["os2_comparison"].attrs["notes"]):
            assert any(told in note.da for note in notes) is noted


def test_curves_are_in_the_bands_and_in_who_is_met():
    """Streams: the middle of the draws is within a twentieth of the annual damage, though its curves count as steps.

    Water is met where the curve of homes begins, exp(190.40 / 389.29) cm = 1.6 cm, and not at 20 cm.
    """
    given = {"elevation": bowl(), "buildings": houses(), "rain_statistics": STATISTICS}
    values = {**RAIN, "hazard": "stream", "draws": 20}
    made = run("flood-cost", given, values, "costs_in_all", "cost_bands", "cost_swings", "people_met")
    annual = made["costs_in_all"]["annual_dkk"].item()
    assert annual > 1000.0
    assert made["cost_bands"]["mid_dkk"].iloc[0] == pytest.approx(annual, rel=0.05)
    assert any("kurver regnet i trin" in note.da for note in made.notes)
    plain = run("flood-cost", given, {**RAIN, "draws": 20}, "people_met", "cost_bands")
    assert not any("kurver regnet i trin" in note.da for note in plain.notes)
    wet = [table["people_met"].query("damage_class == 'home'")["wet"].sum() for table in (made, plain)]
    assert wet[0] >= wet[1]


def test_a_curve_begins_where_it_is_above_nothing_and_above_the_plinth():
    """exp(190.40 / 389.29) = 1.631 cm; with a plinth of 0.3 m it begins there."""
    known = classify(houses())
    for plinth, begins in ((None, 0.016308), (np.array([0.3, 0.3]), 0.3)):
        model = damage_model(known, hazard="stream", plinth_m=plinth)
        assert model.curves[0].begins_m[0] == pytest.approx(begins, abs=1e-6)


def test_the_service_level_reads_every_part_that_a_layer_tells_of():
    """A layer with own cost has it in what is avoided: 100,000 and 34,800 DKK of one building, both from 17 mm."""
    from gistools.floodcost.value_run import told_costs

    told = {"price_year": [2021]}
    for part, dkk in (("ground_floor", 1e5), ("own_cost", 34_800.0)):
        told |= {f"reach_{part}": ["reached"], f"onset_{part}_mm": [17.0], f"cost_{part}_dkk": [dkk]}
    onset, amount, year = told_costs(gpd.GeoDataFrame(told, geometry=[shapely.box(0, 0, 9, 9)], crs=CRS))
    assert onset.tolist() == [[17.0], [17.0]]
    assert amount.sum() == 134_800.0
    assert year == 2021
