"""What only QGIS can see reaches the worker, and what the worker wrote looks right in QGIS."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile

import geopandas as gpd
import pytest

from gistools.catalogue import tool
from gistools.run import Job, run_job

pytestmark = pytest.mark.qgis

WINDOW = "650700,651600,6268400,6269400 [EPSG:25832]"


@pytest.fixture
def run(qgis, tmp_path):
    """Return a function that runs one algorithm inside the Python of QGIS and gives back what came of it."""

    def call(algorithm, parameters, *, python=None, environment=None, **request):
        said = {"algorithm": algorithm, "parameters": parameters, **request}
        (tmp_path / "request.json").write_text(json.dumps(said), encoding="utf-8")
        more = {**(environment or {}), **({"python": python} if python else {})}
        return qgis.inside("run_one.py", str(qgis.plugins), str(tmp_path / "request.json"), **more)

    return call


@pytest.fixture
def trace(run, town, tmp_path):
    """Return a function that traces from points given in one of the ways of QGIS, and returns the traces."""

    def call(points, **request):
        target = tmp_path / "vej.gpkg"
        parameters = {"elevation": str(town / "terrain"), "points": points, "window": WINDOW, "traces": str(target)}
        told = run("gistools:trace", parameters, **request)
        assert told.get("ok"), told
        return gpd.read_file(target, layer="traces"), told

    return call


@pytest.fixture
def points(town, tmp_path):
    """Return a GeoPackage with five points, in the second of its two layers."""
    path = tmp_path / "punkter æøå.gpkg"
    places = gpd.read_file(town / "town.gpkg", layer="addresses").cx[650800:651500, 6268500:6269300].head(5)
    numbered = gpd.GeoDataFrame({"nr": range(1, 6)}, geometry=places.geometry.to_numpy(), crs=places.crs)
    numbered.head(1).to_file(path, layer="andre")
    numbered.to_file(path, layer="steder")
    return path


def test_a_layer_in_a_file_goes_by_its_path(run, fake, points, town, tmp_path):
    target = tmp_path / "vej.gpkg"
    parameters = {"elevation": str(town / "terrain"), "points": f"{points}|layername=steder", "traces": str(target)}
    environment = {**fake.environment, "FAKE_RESULTS": json.dumps({"traces": str(points)})}
    assert run("gistools:trace", parameters, python=fake.python, environment=environment)["ok"]
    assert fake.job()["inputs"] == {"elevation": str(town / "terrain"), "points": f"{points}|layername=steder"}


def test_a_geopackage_given_without_a_layer_name_goes_with_the_one_that_qgis_opens(run, fake, points, town, tmp_path):
    parameters = {"elevation": str(town / "terrain"), "points": str(points), "traces": str(tmp_path / "vej.gpkg")}
    environment = {**fake.environment, "FAKE_RESULTS": json.dumps({"traces": str(points)})}
    assert run("gistools:trace", parameters, python=fake.python, environment=environment)["ok"]
    assert fake.job()["inputs"]["points"] == f"{points}|layername=andre"


def test_a_memory_layer_with_an_awkward_fid_is_saved_first(trace, points):
    places = gpd.read_file(points, layer="steder").geometry
    rows = [{"values": [7, f"sted {n}"], "wkt": place.wkt} for n, place in enumerate(places)]
    source = "Point?crs=EPSG:25832&field=fid:integer&field=navn:string"
    traces, told = trace("$p", made={"p": {"source": source, "provider": "memory", "rows": rows}})
    assert len(traces) == 5
    assert "Points was saved temporarily so that it can be read." in "\n".join(told["said"])


@pytest.mark.parametrize(
    ("declared", "count"),
    [
        ({"filter": "nr > 3"}, 2),
        ({"select": "nr in (1, 2, 4)"}, 3),
        ({"delete_unsaved": "nr = 5"}, 4),
    ],
    ids=["filter", "selection", "unsaved edits"],
)
def test_what_qgis_shows_is_what_the_worker_gets(trace, points, declared, count):
    traces, _ = trace("$p", made={"p": {"source": f"{points}|layername=steder", **declared}})
    assert len(traces) == count


def test_the_file_of_an_edited_layer_is_left_as_it_was(trace, points):
    trace("$p", made={"p": {"source": f"{points}|layername=steder", "delete_unsaved": "nr = 5"}})
    assert len(gpd.read_file(points, layer="steder")) == 5


def test_a_raster_that_is_no_plain_file_is_saved_first(run, town, tmp_path):
    tile = next((town / "terrain").glob("*.tif"))
    packed = tmp_path / "terræn.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(tile, tile.name)
    targets = [tmp_path / "a.tif", tmp_path / "b.tif"]
    made = {"r": {"source": f"/vsizip/{packed}/{tile.name}", "raster": True}}
    for elevation, target in (("$r", targets[0]), (str(tile), targets[1])):
        told = run("gistools:fill", {"elevation": elevation, "filled": str(target)}, made=made)
        assert told.get("ok"), told
        assert ("saved temporarily" in "\n".join(told["said"])) is (elevation == "$r")
    import rasterio

    with rasterio.open(targets[0]) as saved, rasterio.open(targets[1]) as plain:
        assert saved.read().tobytes() == plain.read().tobytes()


def test_a_table_goes_by_its_path_or_is_saved_as_csv(run, fake, town, tmp_path):
    losses = town / "tables" / "landcover_losses.csv"
    tile = next((town / "terrain").glob("*.tif"))
    made = {
        "source": "None?field=klasse:string&field=run_off_coefficient:double&field=initial_loss_mm:double"
        "&field=drain_mm_per_h:double",
        "provider": "memory",
        "rows": [{"values": ["vej", 0.95, 0.8, None]}, {"values": ["have, våd", 0.35, 6.0, 1.5]}],
    }
    table = tmp_path / "seen.csv"
    python = tmp_path / "python that keeps the table"
    python.write_text(
        f'#!/bin/sh\nwhile ! ls "$TMPDIR"/processing_*/*/input.csv; do sleep 0.05; done > /dev/null 2>&1\n'
        f'cp "$TMPDIR"/processing_*/*/input.csv "{table}"\nexec "{fake.python}"\n'
    )
    python.chmod(0o755)
    (tmp_path / "tmp").mkdir()
    parameters = {"elevation": str(tile), "rain_mm": 10, "losses": str(losses), "depth": str(tmp_path / "depth.tif")}
    results = json.dumps({"depth": str(tile)})
    environment = {**fake.environment, "FAKE_RESULTS": results, "TMPDIR": str(tmp_path / "tmp")}
    assert run("gistools:flood", parameters, python=fake.python, environment=environment)["ok"]
    assert fake.job()["inputs"]["losses"] == str(losses)
    parameters["losses"] = "$t"
    assert run("gistools:flood", parameters, python=str(python), environment=environment, made={"t": made})["ok"]
    assert table.read_text(encoding="utf-8").splitlines() == [
        "klasse,run_off_coefficient,initial_loss_mm,drain_mm_per_h",
        "vej,0.95,0.8,",
        '"have, våd",0.35,6.0,1.5',
    ]


def test_results_are_loaded_with_name_style_and_group(run, town, tmp_path):
    targets = {name: str(tmp_path / f"{name}.gpkg") for name in ("bluespots", "threshold_points")}
    parameters = {
        "elevation": str(town / "terrain"),
        "window": WINDOW,
        **targets,
        "bluespot_forest": str(tmp_path / "bluespot_forest.csv"),
    }
    told = run("gistools:bluespots", parameters, load=True, environment={"LANG": "da_DK.UTF-8"})
    assert told.get("ok"), told
    layers = told["layers"]
    assert {one["group"] for one in layers.values()} == {"gistools"}
    assert all(one["valid"] for one in layers.values())
    for name, target in targets.items():
        layer = next(one for one in layers.values() if one["source"].startswith(target))
        assert layer["rows"] == len(gpd.read_file(target, layer=name)) > 0
        with sqlite3.connect(target) as database:
            (qml,) = database.execute("select styleQML from layer_styles").fetchone()
        assert f'type="{layer["renderer"]}"' in qml
        assert layer["colours"]
        assert any(colour in qml for colour in layer["colours"])
    table = next(one for one in layers.values() if one["source"].startswith(str(tmp_path / "bluespot_forest.csv")))
    assert table["rows"] > 0


def test_a_raster_result_is_loaded_with_its_style(run, town, tmp_path):
    tile = next((town / "terrain").glob("*.tif"))
    parameters = {"elevation": str(tile), "fill_depth": str(tmp_path / "dybde.tif")}
    told = run("gistools:fill", parameters, load=True)
    (layer,) = told["layers"].values()
    assert layer["renderer"] == "singlebandpseudocolor"
    assert layer["group"] == "gistools"


def test_a_result_in_use_by_no_one_is_replaced_and_an_input_never(run, town, tmp_path):
    tile = tmp_path / "dem.tif"
    shutil.copy(next((town / "terrain").glob("*.tif")), tile)
    before = tile.read_bytes()
    told = run("gistools:fill", {"elevation": str(tile), "filled": str(tile)})
    assert told["ok"] is False
    assert "Sådan rettes det" in "\n".join(told["said"])
    assert tile.read_bytes() == before
    target = tmp_path / "filled.tif"
    target.write_text("an older result")
    assert run("gistools:fill", {"elevation": str(tile), "filled": str(target)})["ok"]
    assert target.read_bytes()[:2] in {b"II", b"MM"}


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("cancel", ["Cancelled by the user", "Stoppet af brugeren"]),
        ("kill", ["stopped without giving a result", "stoppede uden at give et resultat"]),
    ],
)
def test_a_real_worker_cancelled_or_killed_half_way_leaves_nothing(run, town, tmp_path, act, words):
    folder = tmp_path / "out"
    folder.mkdir()
    older = folder / "retning.tif"
    older.write_text("an older result")
    parameters = {
        "elevation": str(town / "terrain"),
        "flow_direction": str(older),
        "contributing_area": str(folder / "opland.tif"),
    }
    told = run("gistools:flow", parameters, at_30=act, environment={"GISTOOLS_CACHE": "off"})
    assert told["ok"] is False
    assert told["results"] == {}
    assert told["seconds_after_act"] < 30
    assert told["workers"] == []
    for word in words:
        assert word in "\n".join(told["said"])
    assert [path.name for path in folder.iterdir()] == ["retning.tif"]
    assert older.read_text() == "an older result"


def test_an_extent_in_another_crs_is_transformed_to_that_of_the_elevation(run, town, tmp_path):
    corners = gpd.GeoSeries(gpd.points_from_xy([651_000, 651_400], [6_268_600, 6_269_000]), crs=25832).to_crs(4326)
    west, south, east, north = corners.total_bounds
    target, expected = tmp_path / "a.tif", tmp_path / "b.tif"
    parameters = {
        "elevation": str(town / "terrain"),
        "filled": str(target),
        "window": f"{west},{east},{south},{north} [EPSG:4326]",
    }
    assert run("gistools:fill", parameters)["ok"]
    run_job(
        Job(
            tool=tool("fill").id,
            inputs={"elevation": str(town / "terrain")},
            outputs={"filled": str(expected)},
            window=(651_000.0, 6_268_600.0, 651_400.0, 6_269_000.0),
        )
    )
    import rasterio

    with rasterio.open(target) as seen, rasterio.open(expected) as wanted:
        overlap = [abs(a - b) for a, b in zip(seen.bounds, wanted.bounds, strict=True)]
    assert max(overlap) < 30.0  # a turned rectangle has a slightly larger frame
