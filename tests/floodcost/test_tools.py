"""The flood-cost tools through the runner: one total in every table, every face alike, and errors that teach."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine

import gistools as gt
from gistools.cli import main
from gistools.errors import GistoolsError
from gistools.floodcost import (
    ClassParams,
    annual_from_maps,
    classify,
    expose_depths,
    expose_rain_raster,
    to_oere,
)
from gistools.io.provenance import Provenance
from gistools.run import Job, Session, StepCache
from gistools.run.verify import verify

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
RAIN = {"duration_min": 60.0, "series": "partial-duration"}
CLIMATE = {"climate": "skrift30-standard", "climate_year": 2070, "reference_year": 2021}
WINDOW = (650_700.0, 6_268_400.0, 651_600.0, 6_269_400.0)
STATISTICS = str(SAMPLE / "tables" / "rain_statistics.csv")
YEARS = (5.0, 10.0, 20.0, 50.0, 100.0)


def of_town(layer: str) -> str:
    return f"{SAMPLE / 'town.gpkg'}|layername={layer}"


@pytest.fixture(scope="module")
def session():
    return Session(cache=StepCache(None))


@pytest.fixture(scope="module")
def cost(session, tmp_path_factory):
    """Return what flood-cost makes of the sample town, and the folder of its files."""
    out = tmp_path_factory.mktemp("skade")
    return session.run(cost_job(out)), out


def cost_job(out: Path, **changes) -> Job:
    inputs = {
        "elevation": str(SAMPLE / "terrain"),
        "buildings": of_town("buildings"),
        "land_cover": of_town("land_cover"),
        "losses": str(SAMPLE / "tables" / "landcover_losses.csv"),
        "rain_statistics": STATISTICS,
        **changes.pop("inputs", {}),
    }
    params = {**RAIN, **CLIMATE, "drain_hours": 1.0, **changes.pop("params", {})}
    return Job(tool="flood-cost", inputs=inputs, params=params, window=WINDOW, out_dir=str(out), **changes)


def oere(values) -> int:
    """Return the sum of amounts in DKK as whole øre."""
    return int(to_oere(np.nan_to_num(np.asarray(values, np.float64))).sum())


def layer_in(out: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(out / f"{name}.gpkg", layer=name)


def read(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / f"{name}.csv", sep=";", decimal=",", encoding="utf-8-sig")


def test_every_table_of_files_has_the_same_total_to_the_oere(cost):
    _, out = cost
    total = read(out, "costs_in_all").set_index("scenario")
    classes = read(out, "costs_by_class").groupby("scenario")
    houses, squares = (layer_in(out, name) for name in ("building_costs", "cost_squares"))
    for when in ("today", "future"):
        for kind in ("annual", "head", "tail", "low", "high"):
            whole = oere([total.loc[when, f"{kind}_dkk"]])
            assert oere(classes.get_group(when)[f"{kind}_dkk"]) == whole
            assert oere(houses[f"{kind}_{when}_dkk"]) == whole
        assert oere(squares[f"annual_{when}_dkk"]) == oere([total.loc[when, "annual_dkk"]]) > 0
    assert oere([total.loc["future", "annual_dkk"]]) > oere([total.loc["today", "annual_dkk"]])
    assert squares["buildings"].sum() == len(houses) == total.loc["today", "buildings"]


def test_annual_damage_is_the_sum_of_steps_times_the_rate_of_their_rain(cost):
    """Of every house with a known onset: rate 1/T of the rain, T by a line of depth on ln T, times its amounts."""
    _, out = cost
    houses = layer_in(out, "building_costs")
    mm, years = np.array([11.9, 16.0, 19.0, 22.1, 26.2, 29.2]), np.array([2.0, 5.0, 10.0, 20.0, 50.0, 100.0])
    told = np.zeros(len(houses))
    within = np.ones(len(houses), bool)
    for part in ("ground_floor", "basement", "building"):
        if f"cost_{part}_dkk" not in houses.columns:
            continue
        onset = houses[f"onset_{part}_mm"].to_numpy(float)
        amount = np.nan_to_num(houses[f"cost_{part}_dkk"].to_numpy(float))
        reached = (houses[f"reach_{part}"] == "reached").to_numpy()
        within &= ~reached | ((onset >= mm[0]) & (onset <= mm[-1]))
        rate = 1.0 / np.exp(np.interp(np.where(reached, onset, mm[0]), mm, np.log(years)))
        told += np.where(reached, rate * amount, 0.0)
    hit = within & (told > 0.0)
    assert hit.sum() >= 1
    known = houses["annual_today_dkk"].to_numpy(float)
    assert np.abs(known[hit] - told[hit]).max() < 0.006


def test_the_command_line_gives_the_same_files(cost, tmp_path, monkeypatch):
    _, out = cost
    job = cost_job(tmp_path / "cli")
    command = [job.tool_id, job.inputs["elevation"], "--window", *map(str, WINDOW), "--out", str(tmp_path / "cli")]
    for name, value in {**{k: v for k, v in job.inputs.items() if k != "elevation"}, **job.params}.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    monkeypatch.setenv("GISTOOLS_CACHE", "off")
    assert main(command) == 0
    tables = sorted(path.name for path in out.glob("*.csv"))
    assert tables == sorted(path.name for path in (tmp_path / "cli").glob("*.csv"))
    assert len(tables) >= 5
    for name in tables:
        assert (out / name).read_bytes() == (tmp_path / "cli" / name).read_bytes(), name
    for name in ("building_costs", "cost_squares"):
        one, other = (layer_in(folder, name) for folder in (out, tmp_path / "cli"))
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))


def test_bundles_of_levels_and_of_maps_hold(session, cost, place, tmp_path):
    """Of the sample's few damaged houses there is no public bundle of levels: differences would be single houses."""
    given = {
        "building_costs": f"{cost[1] / 'building_costs.gpkg'}|layername=building_costs",
        "level_costs": place["level_costs"],
        "rain_statistics": STATISTICS,
    }
    params = {**RAIN, **CLIMATE}
    target = {"publication_bundle": str(tmp_path / "niveauer.zip")}
    session.run(Job(tool="service-level", inputs=given, params={**params, "with_houses": True}, outputs=target))
    told = verify(tmp_path / "niveauer.zip")
    assert told.holds, told.faults
    assert {"Skade med hvert niveau", "Niveauernes nutidsværdi og optimum"} <= {check.name.da for check in told.checks}
    other = {"publication_bundle": str(tmp_path / "offentlig.zip")}
    with pytest.raises(GistoolsError, match="forskellen viser et enkelt hus"):
        session.run(Job(tool="service-level", inputs=given, params=params, outputs=other))
    assert not (tmp_path / "offentlig.zip").exists()
    job = maps_job(place, tmp_path / "kort", params={"with_houses": True})
    maps = {"publication_bundle": str(tmp_path / "kort.zip")}
    session.run(Job(tool=job.tool_id, inputs=job.inputs, params=job.params, outputs=maps))
    told = verify(tmp_path / "kort.zip")
    assert told.holds, told.faults


def test_a_house_that_is_not_known_is_counted_in_words(cost):
    counts = read(cost[1], "costs_counted")
    assert counts["buildings"].notna().all()
    said = " ".join(counts["label_da"])
    assert "Kælder: nej" in said
    assert not re.search(r": (no|yes|known|unknown|coded|no_code|none)\b", said)


def test_maps_of_the_same_rains_have_the_damage_of_these_rains(session, cost, tmp_path):
    """Depths drawn by `RainToFlood.standing` at five T cost what flood-cost says that these rains cost."""
    dem = gt.read_elevation(SAMPLE / "terrain", window=WINDOW).value
    buildings, cover = (
        gt.read_layer(SAMPLE / "town.gpkg", crs=dem.grid.crs, layer=name).value for name in ("buildings", "land_cover")
    )
    losses = gt.read_table(SAMPLE / "tables" / "landcover_losses.csv").value
    terrain = gt.condition(dem, None, None, None, buildings)
    flow = gt.route_flow(terrain)
    classes = gt.runoff_classes(terrain, gt.LossParams(drain_hours=1.0), None, cover, losses)
    result = gt.rain_to_flood(terrain, flow, gt.find_bluespots(terrain, flow), classes)
    told = read(cost[1], "costs_by_rain").query("climate == 'i dag'").set_index("return_period_years")
    paths = []
    for years in YEARS:
        standing = result.standing(float(told.loc[years, "rain_mm"]))
        paths.append(str(write(standing.depth, tmp_path / f"T{years:g}.tif")))
    maps = session.run(
        Job(
            tool="flood-cost-maps",
            inputs={
                "depths": paths,
                "terrain": str(write(terrain.surface, tmp_path / "terrain.tif")),
                "buildings": of_town("buildings"),
            },
            params={
                "return_periods_years": " ".join(f"{t:g}" for t in YEARS),
                "series": "partial-duration",
                "map_method": "trapezoid",
            },
            out_dir=str(tmp_path / "out"),
        )
    )
    damage = told["damage_dkk"].loc[list(YEARS)].to_numpy(float)
    expected = annual_from_maps(damage[:, None], YEARS, method="trapezoid", tail="flat", series="partial-duration")
    whole = maps.tables["costs_in_all"]["annual_dkk"].iloc[0]
    assert damage[-1] > 0.0
    assert whole == pytest.approx(float(expected.dkk[0]), abs=1.0)


def write(raster: gt.Raster, path: Path) -> Path:
    return gt.write_raster(raster, path, provenance=Provenance("test", gt.Text("test", "test")))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return two small houses, a raster of least rain, three maps of depth and a table of levels."""
    folder = tmp_path_factory.mktemp("sted")
    profile = {"driver": "GTiff", "height": 20, "width": 20, "count": 1, "dtype": "float32", "crs": "EPSG:25832"}

    def write(name: str, values: np.ndarray, unit: str) -> str:
        with rasterio.open(folder / name, "w", transform=Affine(1.0, 0, 0.0, 0, -1.0, 20.0), **profile) as file:
            file.write(values.astype(np.float32), 1)
            file.units = [unit]
        return str(folder / name)

    made = {
        "rain_to_flood": write("regn.tif", np.full((20, 20), 20.0), "mm"),
        "depths": [write(f"d{k}.tif", np.full((20, 20), k / 10.0), "m") for k in range(1, 5)],
        "buildings": str(folder / "huse.gpkg"),
        "rain_statistics": STATISTICS,
        "level_costs": str(SAMPLE / "tables" / "level_costs.csv"),
    }
    houses(folder / "huse.gpkg")
    return made


def houses(path: Path, crs: str = "EPSG:25832", **columns) -> str:
    values = {"byg021anvendelse": ["120", "320"], "har_kaelder": ["nej", "nej"], **columns}
    shapes = [shapely.box(3, 3, 8, 8), shapely.box(12, 12, 17, 17)]
    gpd.GeoDataFrame(values, geometry=shapes, crs=crs).to_file(path, driver="GPKG")
    return str(path)


def rain_job(place: dict, out: Path, **changes) -> Job:
    inputs = {**{k: place[k] for k in ("rain_to_flood", "buildings", "rain_statistics")}, **changes.pop("inputs", {})}
    return Job(
        tool="flood-cost-rain", inputs=inputs, params={**RAIN, **changes.pop("params", {})}, out_dir=str(out), **changes
    )


def maps_job(place: dict, out: Path, years: str = "5 20 50 100", **changes) -> Job:
    inputs = {**{k: place[k] for k in ("depths", "buildings")}, **changes.pop("inputs", {})}
    params = {"return_periods_years": years, "series": "partial-duration", **changes.pop("params", {})}
    return Job(tool="flood-cost-maps", inputs=inputs, params=params, out_dir=str(out), **changes)


def test_the_raster_of_least_rain_costs_by_hand(session, place, tmp_path):
    """Two houses of 25 m² at 20 mm: rate of that rain times 25 m² times their amounts, as the library says."""
    made = session.run(rain_job(place, tmp_path / "out"))
    layer = layer_in(tmp_path / "out", "building_costs")
    assert layer["onset_ground_floor_mm"].tolist() == [20.0, 20.0]
    rate = 1.0 / np.exp(np.interp(20.0, [19.0, 22.1], np.log([10.0, 20.0])))
    expected = to_oere(layer["cost_ground_floor_dkk"].to_numpy(float) * rate)
    assert to_oere(layer["annual_today_dkk"].to_numpy(float)).tolist() == expected.tolist()
    assert oere(made.tables["costs_in_all"]["annual_dkk"]) == int(expected.sum()) > 0


def test_tools_give_what_the_library_gives(session, place, tmp_path):
    layer = gt.read_layer(place["buildings"], crs=gt.Grid(1, 1, 0.0, 1.0, 1.0, 1.0, "EPSG:25832").crs).value
    known = classify(layer, ClassParams())
    model = gt.damage_model(known)
    raster = gt.read_raster(place["rain_to_flood"], unit="mm").value
    rate = gt.rain_rate(gt.RainStatistics.from_table(gt.read_table(STATISTICS).value, series="partial-duration"), 60.0)
    cost = gt.flood_cost(known, expose_rain_raster(raster, known, model.thresholds_m()), model, {"today": rate})
    session.run(rain_job(place, tmp_path / "rain"))
    assert oere(read(tmp_path / "rain", "costs_in_all")["annual_dkk"]) == oere(cost.totals()["annual_dkk"]) > 0

    depths = [gt.read_raster(path, unit="m").value for path in place["depths"]]
    damage = model.at(expose_depths(depths, known).depth_m).sum(axis=0)
    expected = annual_from_maps(damage, [5, 20, 50, 100], series="partial-duration", tail="flat")
    session.run(maps_job(place, tmp_path / "maps"))
    assert oere(read(tmp_path / "maps", "costs_in_all")["annual_dkk"]) == oere(expected.dkk) > 0


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("kaelder_areal_m2", [-5.0, 3.0], ["række 1", "kaelder_areal_m2", "negativ"]),
        ("har_kaelder", ["måske", "nej"], ["række 1: har_kaelder = måske", "ukendt"]),
    ],
)
def test_wrong_columns_of_buildings_are_named_and_nothing_is_left(session, place, tmp_path, column, values, words):
    wrong = houses(tmp_path / "huse.gpkg", **{column: values})
    refused(session, rain_job(place, tmp_path / "out", inputs={"buildings": wrong}), words)


def test_a_column_that_was_asked_for_must_be_there(session, place, tmp_path):
    refused(session, rain_job(place, tmp_path / "out", params={"use_field": "kode"}), ["kode", "byg021anvendelse"])
    refused(session, rain_job(place, tmp_path / "out", params={"plinth_field": "sokkel"}), ["sokkel", "har_kaelder"])


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ("20 5 50 100", ["return_periods_years", "stigende"]),
        ("5 20", ["2 gentagelsesperioder", "mindst 3"]),
        ("5 20 50", ["4 kort og 3 gentagelsesperioder"]),
        ("5 ti 50 100", ["return_periods_years"]),
    ],
)
def test_return_periods_rise_and_are_three_or_more(session, place, tmp_path, years, words):
    refused(session, maps_job(place, tmp_path / "out", years), words)


def test_another_price_year_needs_an_index(session, place, tmp_path):
    refused(session, rain_job(place, tmp_path / "out", params={"price_year": 2024}), ["2021", "2024", "indeks"])


@pytest.mark.parametrize(
    ("year", "amount", "words"),
    [("", "1200", ["række 2", "prisår", "price_year"]), ("2021", "-1200", ["række 2", "amount_dkk", "-1200"])],
)
def test_a_damage_table_without_a_price_year_or_with_negative_amounts(session, place, tmp_path, year, amount, words):
    table = tmp_path / "egen.csv"
    table.write_text(
        "hazard;damage_class;part;form;basis;threshold_m;amount_dkk;price_year;source_da\n"
        "cloudburst;business;ground_floor;step;m2;0,2;1400;2021;egen\n"
        f"cloudburst;home;ground_floor;step;m2;0,2;{amount};{year};egen\n",
        encoding="utf-8",
    )
    refused(session, rain_job(place, tmp_path / "out", inputs={"damage_table": str(table)}), words)


def test_a_rain_table_in_which_series_is_not_said_is_refused(session, place, tmp_path):
    refused(session, rain_job(place, tmp_path / "out", params={"series": None}), ["series", "1/T"])


def test_levels_are_of_a_layer_of_flood_cost_and_of_rising_cost(session, place, tmp_path):
    params = {**RAIN}
    job = Job(
        tool="service-level",
        inputs={
            "building_costs": place["buildings"], "level_costs": place["level_costs"], "rain_statistics": STATISTICS,
        },
        params=params, out_dir=str(tmp_path / "out"),
    )  # fmt: skip
    refused(session, job, ["building_costs", "flood-cost"])
    session.run(rain_job(place, tmp_path / "cost"))
    costs = tmp_path / "priser.csv"
    costs.write_text("return_period_years;cost_dkk\n5;100000\n10;-5\n", encoding="utf-8")
    layer = str(tmp_path / "cost" / "building_costs.gpkg")
    job = Job(
        tool="service-level",
        inputs={"building_costs": layer, "level_costs": str(costs), "rain_statistics": STATISTICS},
        params=params, out_dir=str(tmp_path / "out"),
    )  # fmt: skip
    refused(session, job, ["price_year"])


def test_a_layer_in_another_system_is_transformed_and_gives_the_same(session, place, tmp_path):
    shapes = gpd.read_file(place["buildings"]).to_crs(25833)
    shapes.to_file(tmp_path / "andet.gpkg", driver="GPKG")
    session.run(rain_job(place, tmp_path / "a"))
    session.run(rain_job(place, tmp_path / "b", inputs={"buildings": str(tmp_path / "andet.gpkg")}))
    one, other = (oere(read(tmp_path / name, "costs_in_all")["annual_dkk"]) for name in "ab")
    assert other == pytest.approx(one, rel=1e-6)


def test_a_climate_table_of_ones_own_reaches_flood_cost(session, tmp_path):
    """It was once asked for among the losses, where it is not."""
    table = tmp_path / "klima.csv"
    table.write_text("return_period_years;factor;horizon_year\n2;1,2;2070\n100;1,2;2070\n", encoding="utf-8")
    changes = {"climate": None, "climate_year": 2070}
    job = cost_job(tmp_path / "out", inputs={"climate_factors": str(table)}, params=changes)
    made = session.run(job)
    assert list(made.tables["costs_in_all"]["scenario"]) == ["today", "future"]


def test_the_service_level_and_the_plan_of_the_sample_add_up(session, cost, tmp_path):
    """Net present value is avoided less cost; the account is the sum of its lines; who benefits is who is saved."""
    session.run(
        Job(
            tool="service-level",
            inputs={
                "building_costs": str(cost[1] / "building_costs.gpkg"),
                "level_costs": str(SAMPLE / "tables" / "level_costs.csv"),
                "rain_statistics": STATISTICS,
            },
            params=RAIN,
            out_dir=str(tmp_path / "level"),
        )
    )
    curve = read(tmp_path / "level", "level_curve")
    assert to_oere(curve["avoided_dkk"] - curve["cost_dkk"]).tolist() == to_oere(curve["npv_dkk"]).tolist()
    for _, rows in curve.groupby("above"):
        assert rows["best"].sum() == 1
        assert rows.loc[rows["best"], "npv_dkk"].item() == rows["npv_dkk"].max()
        assert (np.diff(rows["annual_damage_dkk"]) <= 0.0).all()
        assert rows.loc[rows["choice"] == "nothing", "npv_dkk"].tolist() == [0.0]
    assert set(curve["return_period_years"][curve["always_allowed"]]) == {5, 10}
    assert (tmp_path / "level" / "level_graph.png").stat().st_size > 0

    session.run(
        Job(
            tool="plan-value",
            inputs={
                "elevation": str(SAMPLE / "terrain"),
                "buildings": of_town("buildings"),
                "measures": f"{SAMPLE / 'measures.gpkg'}|layername=measures",
                "measure_prices": str(SAMPLE / "tables" / "measure_prices.csv"),
                "rain_statistics": STATISTICS,
            },
            params=RAIN,
            window=WINDOW,
            out_dir=str(tmp_path / "plan"),
        )
    )
    lines = read(tmp_path / "plan", "plan_account").set_index("term")["dkk"]
    saved = layer_in(tmp_path / "plan", "building_savings")
    costs = read(tmp_path / "plan", "measure_costs")
    benefits = read(tmp_path / "plan", "benefits_by_class")
    assert oere(saved["before_dkk"]) - oere(saved["after_dkk"]) == oere(saved["saved_dkk"])
    assert oere(benefits["avoided_dkk"]) == pytest.approx(oere(saved["saved_present_dkk"]), abs=len(saved))
    parts = costs["capital_dkk"] + costs["upkeep_dkk"] + costs["reinvestment_dkk"] - costs["residual_dkk"]
    assert oere(parts) == oere(costs["cost_dkk"])
    assert oere([lines["annual_before"]]) == oere(saved["before_dkk"])


def refused(session: Session, job: Job, words: list[str]) -> None:
    """Run a job that must fail, read what it says in Danish, and see that it left nothing."""
    with pytest.raises(GistoolsError) as caught:
        session.run(job)
    error = caught.value
    said = f"{error.found.da} {error.expected.da} {error.fix.da}"
    for word in words:
        assert word in said, said
    assert error.fix.da
    assert error.fix.en
    folder = Path(str(job.out_dir))
    assert not folder.exists() or not list(folder.iterdir())
