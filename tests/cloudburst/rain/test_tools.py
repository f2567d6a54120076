"""The rain tools through files: Python and the command line give the same, and every file says what it rests on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely

from gistools import Grid, Raster, Text
from gistools.catalogue import tool
from gistools.cli import main
from gistools.cloudburst.rain import RainStatistics, climate_factors
from gistools.errors import GistoolsError, InputError, JobError, RasterReadError
from gistools.io import Provenance, explain, read_raster, read_table, write_raster
from gistools.run import Job, Session

SAMPLE = Path(__file__).parents[3] / "sample_data"
CLIMATE = {"climate": "skrift30-standard", "climate_year": 2100, "reference_year": 2020}


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, str]:
    """A raster of least rain with +inf and NaN, layers, and a rain table of no place."""
    folder = tmp_path_factory.mktemp("regn")
    values = np.random.default_rng(2).uniform(2.0, 60.0, (50, 60)).astype(np.float32)
    values[:, 40:] = np.inf
    values[:10] = np.nan
    grid = Grid(50, 60, 650000.0, 6270000.0, 2.0, 2.0, "EPSG:25832")
    rain = Raster(values, grid, unit="mm")
    write_raster(rain, folder / "rain_to_flood.tif", provenance=Provenance.create("test", Text("prøve", "test")))
    house = shapely.box(650020.0, 6269940.0, 650030.0, 6269950.0)
    road = shapely.LineString([(650002.0, 6269930.0), (650110.0, 6269930.0)])
    for name, shape in (("huse", house), ("veje", road)):
        gpd.GeoDataFrame({"navn": ["A"]}, geometry=[shape], crs="EPSG:25832").to_file(folder / f"{name}.gpkg")
    table = {
        "varighed_min": [30, 60, 360],
        "T=2": [9.0, 12.0, 22.5],
        "T=10": [15.0, 19.0, 36.0],
        "T=50": [20.0, 27.0, 50.0],
    }
    pd.DataFrame(table).to_csv(folder / "regn.csv", sep=";", decimal=",", index=False)
    factors = {"return_period_years": [2, 50], "factor": [1.1, 1.2], "horizon_year": 2100, "verified": ["ja"] * 2}
    pd.DataFrame(factors).to_csv(folder / "faktorer.csv", sep=";", decimal=",", index=False)
    return {
        "rain_to_flood": str(folder / "rain_to_flood.tif"),
        "rain_statistics": str(folder / "regn.csv"),
        "buildings": str(folder / "huse.gpkg"),
        "roads": str(folder / "veje.gpkg"),
        "climate_factors": str(folder / "faktorer.csv"),
    }


def inputs_of(name: str, files: dict[str, str], *, without: tuple[str, ...] = ("climate_factors",)) -> dict[str, str]:
    return {one.name: files[one.name] for one in tool(name).inputs if one.name not in without}


PARAMS = {
    "return-period": {"duration_min": 60.0, **CLIMATE},
    "first-wet": {"duration_min": 60.0, "piece_m": 20.0, **CLIMATE},
    "design-storm": {"duration_min": 180.0, "return_period_years": 5.0, **CLIMATE},
}


@pytest.mark.parametrize("name", PARAMS)
def test_python_and_the_command_line_give_the_same_bytes(name, files, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    inputs = inputs_of(name, files)
    Session().run(Job(tool=name, inputs=inputs, params=PARAMS[name], out_dir=str(tmp_path / "python")))
    command = [name, "--out", str(tmp_path / "cli")]
    for key, value in {**inputs, **PARAMS[name]}.items():
        command += ["--" + key.replace("_", "-"), str(value)]
    assert main(command) == 0
    made = sorted(path.name for path in (tmp_path / "python").iterdir())
    assert [path.name for path in sorted((tmp_path / "cli").iterdir())] == made
    assert {o.name for o in tool(name).outputs} == {n.split(".")[0] for n in made}
    for file in made:
        assert (tmp_path / "cli" / file).read_bytes() == (tmp_path / "python" / file).read_bytes(), file


def test_the_files_hold_what_the_library_says(files, tmp_path):
    job = Job(
        tool="return-period",
        inputs=inputs_of("return-period", files),
        params=PARAMS["return-period"],
        out_dir=str(tmp_path / "ud"),
    )
    Session().run(job)
    rain = RainStatistics.from_table(read_table(files["rain_statistics"]).value)
    future = rain.in_climate(climate_factors("skrift30-standard"), 2100, reference_year=2020)
    mm = read_raster(files["rain_to_flood"], unit="mm", infinite=True).value.values.astype(np.float64)
    for file, statistics in (("return_period", rain), ("return_period_future", future)):
        with rasterio.open(tmp_path / "ud" / f"{file}.tif") as data:
            assert data.units[0] == "år"
            assert data.read(1) == pytest.approx(statistics.return_period(60, mm), rel=1e-5, nan_ok=True)
    record = explain(tmp_path / "ud" / "return_period.tif")
    told = " ".join(note.en for note in record.notes)
    for part in (
        "Duration of the rain: 60 min",
        "30",
        "not verified",
        "Nothing is extrapolated",
        "1,440 min lie outside",
    ):
        assert part in told
    used = read_table(tmp_path / "ud" / "rain_used.csv").value
    row = used[(used["duration_min"] == 60) & (used["return_period_years"] == 10)]
    assert row["rain_mm"].tolist() == [19.0, pytest.approx(19.0 * 1.24)]
    assert row["climate_factor"].tolist() == [1.0, pytest.approx(1.24)]  # 1 + 0.8 x 0.3
    assert row["wet_area_m2"].iloc[0] == (mm <= 19.0).sum() * 4.0
    assert row["factor_verified"].fillna("-").astype(str).str.lower().tolist() == ["-", "false"]


def test_own_factors_and_no_climate(files, tmp_path):
    inputs = inputs_of("return-period", files, without=())
    params = {"duration_min": 60.0, "climate_year": 2100}
    done = Session().run(Job(tool="return-period", inputs=inputs, params=params, out_dir=str(tmp_path / "egne")))
    assert not [note for note in done.notes if "not verified" in note.en]
    plain = Job(
        tool="return-period",
        inputs=inputs_of("return-period", files),
        params={"duration_min": 60.0},
        out_dir=str(tmp_path / "i dag"),
    )
    assert "return_period_future" not in Session().run(plain).outputs
    assert not (tmp_path / "i dag" / "return_period_future.tif").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"params": {"duration_min": 60.0, "climate_year": 2100}}, "without climate factors"),
        ({"params": {"duration_min": 60.0, "climate": "a1b-2050"}}, "climate_year is missing"),
        ({"params": {}}, "duration_min is missing"),
        ({"params": {"duration_min": 90.0, **CLIMATE, "climate_year": 2200}}, "2020 to 2120"),
        ({"outputs": {"return_period_future": "f.tif"}}, "return_period_future without climate_year"),
        ({"params": {"duration_min": 20.0}}, "within the rain table"),
    ],
)
def test_what_does_not_go_together_is_told(files, tmp_path, change, told):
    job = {
        "tool": "return-period",
        "inputs": inputs_of("return-period", files),
        "params": {"duration_min": 60.0},
        "out_dir": str(tmp_path),
        **change,
    }
    with pytest.raises(GistoolsError) as caught:
        Session().run(Job.from_mapping(job))
    assert told in caught.value.message().en
    assert list(tmp_path.iterdir()) == []


def test_features_of_one_kind_are_enough_and_none_is_told(files, tmp_path):
    inputs = inputs_of("first-wet", files, without=("climate_factors", "buildings"))
    params = {"duration_min": 60.0, "id_field": "navn"}
    done = Session().run(Job(tool="first-wet", inputs=inputs, params=params, out_dir=str(tmp_path)))
    assert list(done.outputs) == ["roads_first_wet"]
    made = done.values["roads_first_wet"]
    assert made["source_id"].unique().tolist() == ["A"]
    assert made["length_m"].tolist() == pytest.approx([21.6] * 5)
    del inputs["roads"]
    with pytest.raises(InputError, match="neither buildings nor roads"):
        Session().check(Job(tool="first-wet", inputs=inputs, params=params, out_dir=str(tmp_path / "x")))
    job = Job(tool="first-wet", inputs=inputs, params=params, outputs={"buildings_first_wet": str(tmp_path / "b.gpkg")})
    with pytest.raises(JobError, match="without buildings"):
        Session().check(job)


def test_a_window_is_taken_from_the_raster_and_refused_where_there_is_none(files, tmp_path):
    window = (650000.0, 6269900.0, 650040.0, 6269960.0)
    inputs, params = inputs_of("return-period", files), {"duration_min": 60.0}
    job = Job(tool="return-period", inputs=inputs, params=params, out_dir=str(tmp_path), window=window)
    assert Session().run(job).values["return_period"].grid.shape == (30, 20)
    storm = {"duration_min": 60.0, "return_period_years": 5.0}
    job = Job(
        tool="design-storm",
        inputs=inputs_of("design-storm", files),
        params=storm,
        out_dir=str(tmp_path / "x"),
        window=window,
    )
    with pytest.raises(InputError, match="no raster"):
        Session().check(job)


def test_the_example_rain_stamps_every_picture_sheet_and_record(files, tmp_path):
    """From the sample's own table: the words stand in records, tables, layers, rasters, the map and the figure."""
    table = tmp_path / "regn.csv"
    shutil.copy(SAMPLE / "tables" / "rain_statistics.csv", table)
    told = {"OPDIGTET EKSEMPEL", "EKSEMPELREGN"}
    for name, params in PARAMS.items():
        out = tmp_path / name
        pictures = (
            {}
            if name == "design-storm"
            else {"map_file": str(out / "kort.html"), "figure_file": str(out / "figur.png")}
        )
        job = Job(
            tool=name,
            inputs=inputs_of(name, {**files, "rain_statistics": str(table)}),
            params=params,
            out_dir=str(out),
            **pictures,
        )
        done = Session().run(job)
        for path in (*done.outputs.values(), *map(Path, pictures.values())):
            assert {stamp.da for stamp in explain(path).stamps} == told, path
            if path.suffix in {".csv", ".html"}:
                assert "EKSEMPELREGN" in path.read_text(encoding="utf-8-sig"), path
            if path.suffix == ".gpkg":
                layer = gpd.read_file(path, layer=path.stem)
                assert layer["maerke"].str.contains("EKSEMPELREGN").all()
            if path.suffix == ".tif":
                with rasterio.open(path) as data:
                    assert "EKSEMPELREGN" in json.dumps(data.tags(), ensure_ascii=False)
    again = read_raster(tmp_path / "return-period" / "return_period.tif", unit="år", infinite=True)
    assert {stamp.da for stamp in again.stamps} == told


def test_infinity_is_read_only_where_it_means_something(files):
    assert np.isposinf(read_raster(files["rain_to_flood"], unit="mm", infinite=True).value.values).any()
    with pytest.raises(RasterReadError, match="inf"):
        read_raster(files["rain_to_flood"], unit="mm")


def test_minus_infinity_is_never_read(tmp_path):
    grid = Grid(2, 2, 0.0, 2.0, 1.0, 1.0, "EPSG:25832")
    values = np.array([[1.0, -np.inf], [2.0, 3.0]], np.float32)
    with rasterio.open(
        tmp_path / "m.tif", "w", driver="GTiff", height=2, width=2, count=1, dtype="float32", crs="EPSG:25832",
        transform=rasterio.Affine(*grid.transform),
    ) as data:  # fmt: skip
        data.write(values, 1)
    with pytest.raises(RasterReadError, match="inf"):
        read_raster(tmp_path / "m.tif", unit="mm", infinite=True)
