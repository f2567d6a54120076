"""A project built from QGIS: its layers come into a group for each step, and its faults are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.qgis

PLAN = """
title = "Plan æøå"
out = "plan"
[inputs]
elevation = "terrain"
[[step]]
tool = "bluespots"
window = [650700, 6268950, 651000, 6269250]
[[step]]
tool = "flood"
name = "skybrud"
params = { rain_mm = 60.0 }
window = [650700, 6268950, 651000, 6269250]
map = true
"""


@pytest.fixture
def file(town, tmp_path) -> Path:
    path = tmp_path / "plan æøå.toml"
    path.write_text(PLAN.replace('"terrain"', json.dumps(str(town / "terrain"))), encoding="utf-8")
    return path


def run(qgis, tmp_path, *, load: bool = True, **parameters):
    request = tmp_path / "request.json"
    wanted = {"algorithm": "gistools:build_project", "parameters": parameters, "load": load}
    request.write_text(json.dumps(wanted), encoding="utf-8")
    return qgis.inside("run_one.py", str(qgis.plugins), str(request), LANG="da_DK.UTF-8")


def test_a_project_is_built_and_shown_and_built_again_only_where_it_changed(qgis, file, tmp_path):
    done = run(qgis, tmp_path, PROJECT=str(file))
    assert done["ok"], done
    assert Path(done["results"]["CONTENTS"]) == tmp_path / "plan" / "index.html"
    assert Path(done["results"]["OUT"]) == tmp_path / "plan"
    assert {"Vanddybde": "Oversvømmelse ved én regn", "Vandsamlinger": "Oversvømmelse ved én regn"}.items() <= {
        name: one["group"] for name, one in done["layers"].items()
    }.items()
    assert all(one["valid"] for one in done["layers"].values())
    assert "Find lavninger: beregnet" in "\n".join(done["said"])
    assert max(done["fractions"]) > 90.0
    other = tmp_path / "andet sted"
    file.write_text(file.read_text(encoding="utf-8").replace("60.0", "50.0"), encoding="utf-8")
    again = run(qgis, tmp_path, PROJECT=str(file), SHOW=False)
    assert again["ok"], again
    assert again["layers"] == {}
    assert "uændret" in "\n".join(again["said"])
    elsewhere = run(qgis, tmp_path, load=False, PROJECT=str(file), OUT=str(other), SHOW=False)
    assert elsewhere["results"]["OUT"] == str(other)
    assert (other / "skybrud" / "map.html").is_file()


def test_faults_of_a_project_are_told(qgis, file, tmp_path):
    file.write_text(file.read_text(encoding="utf-8").replace("rain_mm", "rain"), encoding="utf-8")
    done = run(qgis, tmp_path, PROJECT=str(file))
    assert not done["ok"]
    assert "trin skybrud: rain findes ikke" in "\n".join(done["said"])
    assert not (tmp_path / "plan").exists()
