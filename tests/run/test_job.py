from __future__ import annotations

import json

import pytest

from gistools.errors import InputError, JobError
from gistools.run import Job

FULL = {
    "tool": "flood",
    "inputs": {"elevation": ["a.tif", "b.tif"], "buildings": "town.gpkg|layername=buildings"},
    "params": {"rain_mm": 100, "nodata": "sea"},
    "outputs": {"depth": "d.tif", "ledger": None},
    "out_dir": "out",
    "window": [1.0, 2.0, 3.0, 4.0],
    "map_file": "m.html",
    "figure_file": "f.png",
    "overwrite": True,
    "raster_layout": "zstd",
}


def test_mapping_there_and_back():
    assert Job.from_mapping(FULL).to_mapping() == FULL
    assert Job.from_mapping({"tool": "fill"}).to_mapping() == {"tool": "fill"}


def test_json_and_toml_files_give_the_same_job(tmp_path):
    as_json = tmp_path / "jøb.json"
    as_json.write_text("\ufeff" + json.dumps({"tool": "flood", "params": {"rain_mm": 100}}), encoding="utf-8")
    as_toml = tmp_path / "job.TOML"
    as_toml.write_text('tool = "flood"\n[params]\nrain_mm = 100\n', encoding="utf-8")
    assert Job.from_file(as_json) == Job.from_file(as_toml)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tool": 5}, "tool = 5"),
        ({"inptus": {}}, "mente du inputs?"),
        ({"window": [1, 2, 3]}, "window"),
        ({"window": ["a", 2, 3, 4]}, "window"),
        ({"inputs": "a.tif"}, "inputs"),
        ({"inputs": {"elevation": ""}}, "inputs.elevation"),
        ({"overwrite": "yes"}, "overwrite"),
        ({"out_dir": 3}, "out_dir = 3"),
    ],
)
def test_wrong_form_is_told(change, words):
    with pytest.raises(InputError) as caught:
        Job.from_mapping({**FULL, **change})
    assert words in str(caught.value)


def test_all_faults_of_form_are_told_at_once():
    with pytest.raises(JobError) as caught:
        Job.from_mapping({"overwrite": 1, "zzz": 2})
    assert len(caught.value.faults) == 3
    assert len(caught.value.to_dict()["faults"]) == 3
    assert "uden `tool`" in str(caught.value)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00", b"[1, 2]", b'"flood"'])
def test_a_file_that_is_no_job(tmp_path, content):
    path = tmp_path / "job.json"
    path.write_bytes(content)
    with pytest.raises(InputError):
        Job.from_file(path)
