"""The tool what-if on the sample town: what it writes is what the steps give."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

import gistools as gt
from gistools.cloudburst.solving import solve
from gistools.cloudburst.whatif.params import WhatIfParams
from gistools.errors import GistoolsError
from gistools.io import read_layer, read_raster, read_table
from gistools.run import Job, run_job

SAMPLE = Path(__file__).parents[3] / "sample_data"
TOWN = SAMPLE / "town.gpkg"
WINDOW = (650_600.0, 6_268_900.0, 651_300.0, 6_269_500.0)
OUTPUTS = ("rain_change", "rain_to_flood", "wet_change", "measure_effects", "changed_areas", "comparison",
           "areas_by_rain", "links", "ledgers")  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("what-if")
    job = Job(
        tool="what-if",
        inputs={
            "elevation": str(SAMPLE / "terrain"),
            "buildings": f"{TOWN}|layername=buildings",
            "measures": str(SAMPLE / "measures.gpkg"),
        },
        params={"rains_mm": "20; 62,5"},
        outputs=dict.fromkeys(OUTPUTS),
        out_dir=str(folder),
        window=WINDOW,
        map_file=str(folder / "map.html"),
        figure_file=str(folder / "figure.png"),
    )
    run_job(job)
    return folder


def test_it_gives_what_the_steps_give(folder):
    dem = gt.read_elevation(SAMPLE / "terrain", window=WINDOW).value
    crs = dem.grid.crs
    buildings = gt.read_layer(TOWN, crs=crs, layer="buildings").value
    measures = gt.read_layer(SAMPLE / "measures.gpkg", crs=crs).value
    terrain = gt.condition(dem, buildings=buildings)
    runoff = gt.runoff_classes(terrain, gt.LossParams())
    flow = gt.route_flow(terrain)
    plan = gt.apply_measures(terrain, flow, runoff, measures)
    after = solve(plan.terrain, plan.runoff, plan.links())
    found = gt.compare(solve(terrain, runoff, None, flow), after, 150.0, plan.touched)
    np.testing.assert_array_equal(
        read_raster(folder / "rain_to_flood.tif", unit="mm", infinite=True).value.values, after.rain.values
    )
    np.testing.assert_array_equal(read_raster(folder / "rain_change.tif", unit="mm").value.values, found.change.values)
    np.testing.assert_array_equal(read_raster(folder / "wet_change.tif", unit="").value.values, found.state.values)
    effects = read_layer(folder / "measure_effects.gpkg", crs=crs).value
    assert effects["dug_m3"].tolist() == plan.table["dug_m3"].tolist()
    assert effects["measure_kind"].tolist() == [
        "basin", "infiltration_bed", "wall", "dike", "culvert", "floor_protection", "basement_protection",
    ]  # fmt: skip
    table = read_table(folder / "comparison.csv").value
    assert table["rain_mm"].tolist() == [20.0, 62.5]
    assert table["worse_m2"].tolist() == pytest.approx(found.table((20.0, 62.5))["worse_m2"].tolist())
    ledgers = read_table(folder / "ledgers.csv").value
    assert set(ledgers["situation"]) == {"before", "after"}
    assert (ledgers.loc[ledgers["term"] == "difference", "units"] == 0).all()
    links = read_layer(folder / "links.gpkg", crs=crs).value
    assert links["capacity_m3"].tolist() == [800.0, 60.0]
    areas = read_layer(folder / "changed_areas.gpkg", crs=crs).value
    assert len(read_table(folder / "areas_by_rain.csv").value) == 2 * len(areas) > 0


def test_maps_are_drawn(folder):
    text = (folder / "map.html").read_text(encoding="utf-8")
    for words in ("Ændret regn til vand", "Tiltagenes virkning", "Ændrede områder", "Regn til oversvømmelse"):
        assert words in text
    assert (folder / "figure.png").stat().st_size > 20_000


def test_what_is_wrong_is_told_before_the_work(tmp_path):
    job = Job(
        tool="what-if",
        inputs={"elevation": str(SAMPLE / "terrain")},
        params={"rains_mm": "10 x 0"},
        out_dir=str(tmp_path / "o"),
    )
    with pytest.raises(GistoolsError) as caught:
        run_job(job)
    said = str(caught.value)
    assert "hverken tiltag eller projekteret terræn" in said
    assert "regnen 'x'" in said
    assert "regnen '0'" in said
    untyped = tmp_path / "u.gpkg"
    gpd.GeoDataFrame({"slags": ["mur"]}, geometry=gpd.points_from_xy([650_700.0], [6_269_000.0]), crs=25832).to_file(
        untyped
    )
    inputs = {"elevation": str(SAMPLE / "terrain"), "measures": str(untyped)}
    with pytest.raises(GistoolsError, match="type"):
        run_job(Job(tool="what-if", inputs=inputs, out_dir=str(tmp_path / "o")))


def test_rains_are_numbers_as_danes_write_them():
    assert WhatIfParams(rains_mm="100; 12,5 20, 20").rains == (12.5, 20.0, 100.0)
    assert WhatIfParams(rains_mm="10, ,5").rains == (0.5, 10.0), "a comma before digits is a decimal sign"
    assert WhatIfParams(rains_mm=" ").conflicts(frozenset({"measures"}))


def test_the_inputs_stay_as_they_are():
    dem = gt.read_elevation(SAMPLE / "terrain", window=WINDOW).value
    terrain = gt.condition(dem)
    key, values = terrain.key, terrain.surface.values.copy()
    measures = gt.read_layer(SAMPLE / "measures.gpkg", crs=dem.grid.crs).value
    copy = measures.copy()
    runoff = gt.runoff_classes(terrain, gt.LossParams())
    gt.apply_measures(terrain, gt.route_flow(terrain), runoff, measures)
    np.testing.assert_array_equal(terrain.surface.values, values)
    assert gt.condition(dem).key == key
    assert measures.equals(copy)
    assert runoff.code is None
