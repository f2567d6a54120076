"""A desk through the worker: opened, edited, asked and closed over lines of JSON."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from test_worker import Talk

from gistools.io import read_layer, read_raster
from gistools.run import Job, run_job

SAMPLE = Path(__file__).parents[2] / "sample_data"
WINDOW = [650_600.0, 6_268_900.0, 651_300.0, 6_269_500.0]


@pytest.fixture
def talk():
    made = Talk(room=False)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.communicate()


def what_if(**more):
    return {"tool": "what-if", "inputs": {"elevation": str(SAMPLE / "terrain")}, "window": WINDOW, **more}


def test_open_edit_ask_close(talk, tmp_path):
    """The raster that an edit writes is the one of the tool on the same measures."""
    whole = what_if(outputs={"rain_to_flood": str(tmp_path / "whole.tif")})
    whole["inputs"]["measures"] = str(SAMPLE / "measures.gpkg")
    run_job(Job.from_mapping(whole))
    drawn = json.loads(read_layer(SAMPLE / "measures.gpkg", crs="EPSG:25832").value.to_json(drop_id=True))
    talk.send({"cmd": "open", "id": 1, "desk": "a", "job": what_if(params={"rains_mm": "20 60"})})
    opened = talk.until("opened", "error")
    assert opened["type"] == "opened", opened
    assert opened["grid"]["crs"] == "EPSG:25832"
    target = tmp_path / "edit.tif"
    edit = {"cmd": "edit", "id": 2, "desk": "a", "measures": drawn, "job": {"outputs": {"rain_to_flood": str(target)}}}
    talk.send(edit)
    edited = talk.until("edited", "error")
    assert edited["type"] == "edited", edited.get("traceback", edited)
    one, two = (read_raster(p, unit="mm", infinite=True).value.values for p in (target, tmp_path / "whole.tif"))
    np.testing.assert_array_equal(one, two)
    assert [row["rain_mm"] for row in edited["by_rain"]] == [20.0, 60.0]
    assert len(edited["measures"]) == len(drawn["features"])
    assert 0 < edited["reach"]["followed"] <= edited["reach"]["nodes"]
    talk.send({"cmd": "query", "id": 3, "desk": "a", "x": 650_900.0, "y": 6_269_200.0, "rain_mm": 50})
    assert set(talk.until("answer", "error")) >= {"rain_mm_before", "rain_mm_after", "wet_after"}
    talk.send({"cmd": "edit", "id": 4, "desk": "a", "measures": {"type": "FeatureCollection", "features": []}})
    cleared = talk.until("edited", "error")
    assert cleared["type"] == "edited", cleared
    assert all(row["worse_m2"] == row["better_m2"] == 0 for row in cleared["by_rain"])
    talk.send({"cmd": "close", "id": 5, "desk": "a"})
    assert talk.until("closed", "error")["type"] == "closed"
    talk.send({"cmd": "quit"})
    assert talk.end() == 0


@pytest.mark.parametrize(
    ("request_", "word"),
    [
        ({"cmd": "edit", "desk": "b"}, "desk"),
        ({"cmd": "query"}, "desk"),
        ({"cmd": "open", "desk": "b", "job": {"tool": "flood"}}, "what-if"),
        ({"cmd": "open", "desk": "b"}, "tool"),
    ],
)
def test_what_cannot_be_asked_is_answered_and_the_worker_lives_on(talk, request_, word):
    talk.send(request_)
    told = talk.until("error", "opened", "edited", "answer")
    assert told["type"] == "error"
    assert word in json.dumps(told)
    talk.send({"cmd": "version"})
    assert talk.until("version")["version"]


def test_faults_of_drawn_measures_are_told_and_the_desk_stays(talk):
    talk.send({"cmd": "open", "id": 1, "desk": "a", "job": what_if()})
    assert talk.until("opened", "error")["type"] == "opened"
    for wrong in ([], {"type": "FeatureCollection"}, {"features": [{"type": "Feature"}]}):
        talk.send({"cmd": "edit", "id": 2, "desk": "a", "measures": wrong})
        assert talk.until("edited", "error")["type"] == "error"
    talk.send({"cmd": "query", "id": 3, "desk": "a", "x": True, "y": 3})
    assert talk.until("answer", "error")["type"] == "error"
    talk.send({"cmd": "query", "id": 4, "desk": "a", "x": 650_900, "y": 6_269_200})
    assert talk.until("answer", "error")["type"] == "answer"


def test_an_edit_whose_files_cannot_be_written_is_none(talk, tmp_path):
    """The raster's folder is a file by the time it is written; the place then tells what it told before."""
    talk.send({"cmd": "open", "id": 1, "desk": "a", "job": what_if()})
    assert talk.until("opened", "error")["type"] == "opened"
    place = {"cmd": "query", "id": 2, "desk": "a", "x": 650_900, "y": 6_269_200}
    talk.send(place)
    before = talk.until("answer", "error")
    x, y = place["x"], place["y"]
    ring = [[x - 5, y - 5], [x + 5, y - 5], [x + 5, y + 5], [x - 5, y + 5], [x - 5, y - 5]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    pond = {"type": "Feature", "geometry": shape, "properties": {"type": "bassin", "dybde_m": 2.0}}
    edit = {"cmd": "edit", "id": 3, "desk": "a", "measures": {"type": "FeatureCollection", "features": [pond]}}
    both = {**edit, "job": {"inputs": {"measures": str(SAMPLE / "measures.gpkg")}}}
    missing = {**edit, "job": {"outputs": {"rain_change": str(tmp_path / "nowhere" / "a" / "change.tif")}}}
    for wrong in (both, missing):
        talk.send(wrong)
        assert talk.until("edited", "error")["type"] == "error"
        talk.send(place)
        assert talk.until("answer", "error") == before
    talk.send(edit)
    assert talk.until("edited", "error")["type"] == "edited"
    talk.send(place)
    assert talk.until("answer", "error")["z_m_after"] < before["z_m_after"]


def test_a_faulty_opening_leaves_the_desk_of_that_name(talk):
    talk.send({"cmd": "open", "id": 1, "desk": "a", "job": what_if()})
    assert talk.until("opened", "error")["type"] == "opened"
    talk.send({"cmd": "open", "id": 2, "desk": "a", "job": {"tool": "what-if", "inputs": {"elevation": "nowhere.tif"}}})
    assert talk.until("opened", "error")["type"] == "error"
    talk.send({"cmd": "query", "id": 3, "desk": "a", "x": 650_900, "y": 6_269_200})
    assert talk.until("answer", "error")["type"] == "answer"
