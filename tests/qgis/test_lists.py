"""Inputs of several rasters, and results that are one zip, in QGIS: a made-up tool, and a stand-in for the worker."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from gistools.catalogue import catalogue
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Input, Kind, Output, Tool

pytestmark = pytest.mark.qgis

MAPS = Text("Dybdekort", "Depth maps")
HELP = Text("Et kort for hver gentagelsesperiode.", "A map for each return period.")
BUNDLE = Text("Bilagspakke", "Publication bundle")
INPUTS = (
    Input("depths", Kind.RASTER, MAPS, HELP, unit="m", many=True),
    Input("more", Kind.RASTER, MAPS, HELP, required=False, many=True),
)
OUTPUTS = (Output("pack", Kind.BUNDLE, BUNDLE, BUNDLE), Output("spare", Kind.BUNDLE, BUNDLE, BUNDLE, default=False))
TOOL = Tool("stack", MAPS, HELP, MAPS, "none:none", TerrainParams, INPUTS, OUTPUTS)


@pytest.fixture(scope="module")
def plugins(qgis, tmp_path_factory):
    """Return the plugin with a catalogue of the one tool."""
    folder = tmp_path_factory.mktemp("plugin") / "plugins"
    shutil.copytree(qgis.plugins, folder)
    frozen = json.dumps(catalogue(tools=[TOOL]))
    (folder / "gistools_qgis" / "catalogue.json").write_text(frozen, encoding="utf-8")
    return folder


@pytest.fixture
def run(qgis, plugins, fake, tmp_path):
    """Return a function that runs the tool inside QGIS with the stand-in, which copies a zip as its result."""
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        archive.writestr("rapport.html", "<p>æ</p>")
    results = json.dumps(dict.fromkeys(("pack", "spare"), str(tmp_path / "made.zip")))

    def call(parameters, **request):
        said = {"algorithm": "gistools:stack", "parameters": parameters, **request}
        (tmp_path / "request.json").write_text(json.dumps(said), encoding="utf-8")
        environment = {**fake.environment, "FAKE_RESULTS": results}
        return qgis.inside(
            "run_one.py", str(plugins), str(tmp_path / "request.json"), python=fake.python, **environment
        )

    return call


@pytest.fixture
def maps(town, tmp_path):
    """Return three raster files whose order by name is not the order in which they are given."""
    tile = next((town / "terrain").glob("*.tif"))
    names = ("T5", "T100 æ", "T10")
    return [str(shutil.copy(tile, tmp_path / f"{name}.tif")) for name in names]


@pytest.mark.parametrize("language", ["en", "da"])
def test_how_qgis_sees_them(qgis, plugins, language):
    described = qgis.inside("describe.py", str(plugins), LANG="da_DK.UTF-8" if language == "da" else "C.UTF-8")
    one = described["algorithms"]["gistools:stack"]
    shown = {each["name"]: each for each in one["parameters"]}
    assert (shown["depths"]["type"], shown["more"]["type"]) == ("multilayer", "multilayer")
    assert (shown["depths"]["minimumNumberInputs"], shown["more"]["minimumNumberInputs"]) == (1, 0)
    assert (shown["depths"]["optional"], shown["more"]["optional"]) == (False, True)
    for words in ("Several rasters, in the order shown.", "Flere rastere, i den viste rækkefølge."):
        assert words in shown["depths"]["help"]
        assert words in one["help"]
    assert (shown["pack"]["type"], shown["pack"]["destination"]) == ("fileDestination", True)
    assert (shown["pack"]["optional"], shown["pack"]["createByDefault"]) == (True, True)
    assert shown["spare"]["createByDefault"] is False
    assert {"pack", "spare"} <= set(one["outputs"])


def test_the_order_of_the_user_and_the_zip_reach_the_worker_and_come_back(run, fake, maps, tmp_path):
    target = tmp_path / "bilag æ.zip"
    told = run({"depths": maps, "pack": str(target)})
    assert told.get("ok"), told
    assert fake.job()["inputs"] == {"depths": maps}
    assert fake.job()["outputs"] == {"pack": str(target)}
    assert told["results"]["pack"] == str(target)
    assert zipfile.is_zipfile(target)


def test_layers_of_the_project_keep_their_place_among_files(run, fake, maps, tmp_path):
    made = {"r": {"source": maps[1], "raster": True}}
    told = run({"depths": [maps[2], "$r", maps[0]], "pack": str(tmp_path / "a.zip")}, made=made)
    assert told.get("ok"), told
    assert fake.job()["inputs"] == {"depths": [maps[2], maps[1], maps[0]]}


def test_lists_within_a_list_as_models_give_them(run, fake, maps, tmp_path):
    given = {"depths": [[maps[1], maps[0]], maps[2]], "more": maps[0], "pack": str(tmp_path / "a.zip")}
    told = run(given, unchecked=True)
    assert told.get("ok"), told
    assert fake.job()["inputs"] == {"depths": [maps[1], maps[0], maps[2]], "more": maps[0]}


def test_an_empty_list_is_none_and_a_raster_that_cannot_be_read_is_told(run, fake, maps, tmp_path):
    told = run({"depths": maps[:1], "more": [], "pack": str(tmp_path / "a.zip")})
    assert told.get("ok"), told
    assert fake.job()["inputs"] == {"depths": maps[0]}
    told = run({"depths": [maps[0], str(tmp_path / "mangler.tif")], "pack": str(tmp_path / "a.zip")})
    assert not told.get("ok"), told


def test_a_temporary_zip_is_a_zip_and_another_ending_is_refused(run, fake, maps, tmp_path):
    told = run({"depths": maps, "pack": "TEMPORARY_OUTPUT"})
    assert told.get("ok"), told
    assert Path(told["results"]["pack"]).suffix == ".zip"
    assert fake.job()["outputs"] == {"pack": told["results"]["pack"]}
    told = run({"depths": maps, "pack": str(tmp_path / "a.txt")})
    assert not told["ok"]
    assert "Publication bundle must be saved to a file of type .zip" in "\n".join(told["said"])
    told = run({"depths": maps, "pack": str(tmp_path / "a.zip"), "spare": str(tmp_path / "a.zip")})
    assert not told["ok"]


def test_no_result_chosen_is_refused(run, maps):
    assert "Choose at least one result" in run({"depths": maps, "pack": None})["refused"]


def test_results_that_are_to_be_loaded_do_not_stumble_over_a_zip(run, maps, tmp_path):
    told = run({"depths": maps, "pack": str(tmp_path / "a.zip")}, load=True)
    assert told.get("ok"), told
    assert told["layers"] == {}
