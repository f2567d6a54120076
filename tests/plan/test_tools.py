"""The tools of comparing and preparedness on the sample town, through the runner; faults of their parameters."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine

import gistools as gt
from gistools.catalogue import tool
from gistools.errors import GistoolsError
from gistools.io import explain, read_table
from gistools.run import Job, Session

SAMPLE = Path(__file__).parents[2] / "sample_data"
TOWN = SAMPLE / "town.gpkg"
TABLE = str(SAMPLE / "tables" / "rain_statistics.csv")


def of_town(layer):
    return f"{TOWN}|layername={layer}"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The least rain of the town and its depth at 60 mm, the latter as another program might cut and grid it."""
    folder = tmp_path_factory.mktemp("model")
    session = Session()
    cut = {"adjustment_lines": of_town("adjustment_lines"), "horseshoes": of_town("horseshoes")}
    job = Job(
        tool="rain-to-flood",
        inputs={"elevation": str(SAMPLE / "terrain"), **cut},
        outputs={"rain_to_flood": str(folder / "rain.tif")},
    )
    session.run(job)
    with rasterio.open(folder / "rain.tif") as file:
        rain, transform, crs = file.read(1), file.transform, file.crs
    depth = np.where(rain <= 60.0, 0.4, 0.0).astype(np.float32)[:800:2, ::2]
    profile = {"driver": "GTiff", "height": 400, "width": depth.shape[1], "count": 1, "dtype": "float32", "crs": crs}
    with rasterio.open(folder / "other.tif", "w", transform=transform * Affine.scale(2, 2), **profile) as file:
        file.write(depth, 1)
        file.units = ["m"]
    return folder


def test_reports_of_the_town_through_the_runner(files, tmp_path):
    planted = json.loads((SAMPLE / "truth.json").read_text("utf-8"))["flood_reports"]
    job = Job(
        tool="compare-reports",
        inputs={
            "rain_to_flood": str(files / "rain.tif"),
            "reports": of_town("flood_reports"),
            "rain_statistics": TABLE,
        },
        params={"rains_mm": "60", "return_periods_years": "10", "duration_min": 60.0, "date_field": "dato"},
        out_dir=str(tmp_path / "ud"),
        figure_file=str(tmp_path / "kort.png"),
    )
    told = Session().run(job)
    scores = read_table(tmp_path / "ud" / "report_scores.csv").value
    all_of = scores[scores["event"].isna() | (scores["event"] == "")].set_index("rain_mm")
    assert all_of.loc[60.0, "hit_rate"] == pytest.approx(planted["in_hollows"] / 21)
    assert all_of.loc[60.0, ["report_count", "hit_count", "miss_count"]].tolist() == [21, planted["in_hollows"], 5]
    assert len(scores) == 2 * (1 + 3)
    assert scores["maerke"].unique().tolist() == ["OPDIGTET EKSEMPEL / INVENTED EXAMPLE; EKSEMPELREGN / EXAMPLE RAIN"]
    layer = gt.read_layer(tmp_path / "ud" / "report_hits.gpkg", crs="EPSG:25832", layer="report_hits").value
    assert layer["first_hit_years"].notna().sum() > 0
    assert "modellen rammer 16 af 21 meldinger (76,2 %)" in " ".join(note.da for note in told.notes)
    assert explain(tmp_path / "ud" / "report_hits.gpkg").tool == "compare-reports"
    assert (tmp_path / "kort.png").stat().st_size > 10_000


def test_another_map_on_coarser_cells_of_half_the_town(files, tmp_path):
    job = Job(
        tool="compare-floods",
        inputs={"rain_to_flood": str(files / "rain.tif"), "reality_depths": str(files / "other.tif")},
        params={"rains_mm": "60", "depths_m": "0,1; 0,5"},
        out_dir=str(tmp_path / "ud"),
    )
    told = Session().run(job)
    scores = read_table(tmp_path / "ud" / "map_scores.csv").value
    assert scores["critical_success_index"].iloc[0] > 0.9
    assert scores["hit_rate"].isna().tolist() == [False, True]  # nothing is 0.5 m deep in the other map: unknown, not 0
    assert scores["model_alone_m2"].iloc[0] > 1e6
    assert "2 x 2" not in " ".join(note.en for note in told.notes)
    assert "nothing is resampled" in " ".join(note.en for note in told.notes)
    with rasterio.open(tmp_path / "ud" / "map_agreement.tif") as file:
        code = file.read(1)
        area = abs(file.transform.a * file.transform.e)
    counted = [float((code == k).sum() * area) for k in (1, 2, 3, 4)]
    names = ["hits_m2", "false_alarms_m2", "misses_m2", "both_dry_m2"]
    assert counted == pytest.approx(scores.loc[0, names].tolist())


def test_preparedness_of_the_town_through_the_runner(tmp_path):
    """No road of the sample town lies in a hollow: all homes are reached; every home is counted once."""
    names = ("adjustment_lines", "horseshoes", "buildings", "roads")
    inputs = {"elevation": str(SAMPLE / "terrain"), **{name: of_town(name) for name in names}}
    inputs |= {"homes": of_town("addresses"), "stations": of_town("emergency_stations"), "rain_statistics": TABLE}
    params = {"return_periods_years": "10 100", "duration_min": 60.0, "attach_m": 17.0}
    told = Session().run(Job(tool="preparedness", inputs=inputs, params=params, out_dir=str(tmp_path / "ud")))
    table = read_table(tmp_path / "ud" / "preparedness_by_rain.csv").value
    assert table["return_period_years"].tolist() == [10.0, 100.0]
    states = ["homes_reached", "homes_detour", "homes_cut_off", "homes_unknown", "homes_no_way", "homes_no_road"]
    assert (table[states].sum(axis=1) == table["home_count"]).all()
    assert table["home_count"].tolist() == [537, 537]
    assert table["homes_no_road"].between(1, 536).all()
    assert (table["homes_cut_off"] == 0).all()
    assert table["place_count"].tolist() == [6, 6]
    places = pd.read_csv(tmp_path / "ud" / "places_by_rain.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert "Plejehjemmet Ahorn" in set(places["place_name"])
    assert "0,3 m" in " ".join(note.da for note in told.notes)
    assert explain(tmp_path / "ud" / "home_reach.gpkg").params["vehicle"] == "car"


@pytest.mark.parametrize(
    ("name", "params", "given", "words"),
    [
        (
            "compare-reports",
            {"rains_mm": "20"},
            ("rain_to_flood", "model_depths"),
            "one of rain_to_flood and model_depths",
        ),
        ("compare-reports", {"rains_mm": "20"}, (), "one of rain_to_flood and model_depths"),
        ("compare-reports", {}, ("rain_to_flood",), "no rain: give rains_mm"),
        ("compare-reports", {"return_periods_years": "5"}, ("rain_to_flood",), "without a rain table"),
        ("compare-reports", {}, ("model_depths",), "a number for each map"),
        ("compare-reports", {"rains_mm": "20 10"}, ("rain_to_flood",), "rising numbers"),
        ("compare-reports", {"rains_mm": "x"}, ("rain_to_flood",), "rising numbers"),
        ("compare-reports", {"rains_mm": "20", "depths_m": "a"}, ("rain_to_flood",), "different numbers from 0 to 100"),
        ("compare-reports", {"rains_mm": "20", "rain_field": "mm"}, ("model_depths",), "know their own rains alone"),
        ("compare-floods", {"rains_mm": "20"}, ("rain_to_flood",), "give one of reality_rain"),
        (
            "compare-floods",
            {"rains_mm": "20"},
            ("rain_to_flood", "reality_rain", "bluespot_map"),
            "give one of reality_rain",
        ),
        (
            "compare-floods",
            {"rains_mm": "20", "duration_min": 60.0},
            ("rain_to_flood", "reality_rain"),
            "rain table and dur",
        ),
        ("preparedness", {}, (), "no rain: give rains_mm"),
        ("preparedness", {"return_periods_years": "5"}, (), "without a rain table"),
    ],
)
def test_faults_of_parameters_are_told_before_work(name, params, given, words):
    made = tool(name).params.from_mapping(params)
    assert any(words in fault.en for fault in made.conflicts(frozenset(given)))


def test_a_return_period_off_the_table_is_refused(files, tmp_path):
    job = Job(
        tool="compare-reports",
        inputs={
            "rain_to_flood": str(files / "rain.tif"),
            "reports": of_town("flood_reports"),
            "rain_statistics": TABLE,
        },
        params={"return_periods_years": "5000", "duration_min": 60.0},
        out_dir=str(tmp_path / "ud"),
    )
    with pytest.raises(GistoolsError, match="nothing is extrapolated"):
        Session().run(job)
    assert not (tmp_path / "ud").exists() or not list((tmp_path / "ud").iterdir())
