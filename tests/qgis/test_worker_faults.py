"""What goes wrong with a worker is said in both languages with what to do, and never looks like success.

A stand-in plays the worker, since a real one seldom dies on demand.
"""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.qgis


@pytest.fixture
def dem(tmp_path, town):
    path = tmp_path / "terræn å.tif"
    shutil.copy(next((town / "terrain").glob("*.tif")), path)
    return path


@pytest.fixture
def run(qgis, fake, tmp_path, dem):
    """Return a function that runs the tool fill through the stand-in by `qgis_process`."""

    def call(mode, *arguments, python=None):
        target = tmp_path / "out" / "fyldt.tif"
        target.parent.mkdir(exist_ok=True)
        environment = {**fake.environment, "FAKE_MODE": mode, "FAKE_RESULTS": json.dumps({"filled": str(dem)})}
        given = arguments or (f"elevation={dem}", f"filled={target}")
        done = qgis.process("run", "gistools:fill", "--", *given, python=python or fake.python, **environment)
        return done, target

    return call


def both_languages(text, *words):
    for word in words:
        assert word in text, text


def left_in(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_worker_that_does_its_work_is_a_success(run, fake, dem):
    done, target = run("ok")
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == dem.read_bytes()
    assert "transformeret fra EPSG:4326" in done.stdout
    assert "transformed from EPSG:4326" in done.stdout
    assert fake.job() == {
        "tool": "fill",
        "inputs": {"elevation": str(dem)},
        "params": {},
        "outputs": {"filled": str(target)},
        "window": None,
        "overwrite": True,
    }


def test_the_worker_does_not_see_what_qgis_sets_for_its_own_libraries(run, fake):
    run("ok")
    seen = next(news["environment"] for news in fake.heard() if "environment" in news)
    foreign = ("PYTHON", "PROJ_", "GDAL_", "QT_", "QGIS_", "LD_", "VIRTUAL_ENV")
    assert [name for name in seen if name.startswith(foreign)] == []
    assert "PATH" in seen


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("die", ["stoppede uden at give et resultat", "stopped without giving a result", "mindre udsnit"]),
        ("exit", ["afslutningskode 7", "exit code 7", "MemoryError: 12 GB"]),
        ("old", ["version 0.0.9", "mindst version", "at least version", "se README", "see README"]),
        ("newer", ["taler protokol 2", "speaks protocol 2", "Update the plugin", "Opdatér pluginet"]),
        ("silent_exit", ["svarede ikke", "did not answer", "exit code 3", "Fatal: no luck"]),
        (
            "not_installed",
            ["er ikke installeret", "is not installed", "Installér gistools i et Python-miljø (se README)"],
        ),
        ("garbage", ["Welcome to Python!", "noget, der ikke er et svar", "what is no answer"]),
        ("liar", ["meldte færdig, men", "reported success, but", "fyldt.tif"]),
        ("error", ["[GT120] Fundet: grader.", "[GT120] Found: degrees."]),
    ],
)
def test_a_fault_is_a_clear_error_and_nothing_is_left(run, mode, words):
    done, target = run(mode)
    assert done.returncode == 1
    both_languages(done.stderr, *words)
    assert left_in(target.parent) == []


def test_what_another_job_has_not_finished_is_left_to_it(run):
    done, target = run("die_in_company")
    assert done.returncode == 1
    both_languages(done.stderr, "stopped without giving a result")
    assert left_in(target.parent) == [".gistools-part-other"]


def test_an_interpreter_that_is_no_python_is_said_so(run):
    done, _ = run("ok", python="/bin/true")
    assert done.returncode == 1
    both_languages(done.stderr, "/bin/true", "svarede ikke", "did not answer", "exit code 0")


def test_a_missing_interpreter_says_how_to_choose_one(run):
    done, target = run("ok", python="/no/such/python")
    assert done.returncode == 1
    both_languages(done.stderr, "/no/such/python", "findes ikke", "does not exist", "> Providers", "> Udbydere")
    assert left_in(target.parent) == []


def test_no_chosen_result_is_refused_before_a_worker_starts(run, fake, dem):
    done, _ = run("ok", f"elevation={dem}")
    assert done.returncode == 1
    both_languages(done.stderr, "Vælg mindst ét resultat", "Choose at least one result")
    assert not fake.log.exists()


@pytest.mark.parametrize("name", ["fyldt.gpkg", "fyldt.png"])
def test_a_result_of_the_wrong_type_is_refused_before_a_worker_starts(run, fake, dem, tmp_path, name):
    done, _ = run("ok", f"elevation={dem}", f"filled={tmp_path / name}")
    assert done.returncode == 1
    assert ".tif" in done.stderr
    assert not fake.log.exists()


def test_two_results_in_one_file_are_refused(run, fake, dem, tmp_path):
    same = tmp_path / "begge.tif"
    done, _ = run("ok", f"elevation={dem}", f"filled={same}", f"fill_depth={same}")
    assert done.returncode == 1
    both_languages(done.stderr, "samme fil", "the same file", "Depression depth", "Filled terrain")
    assert not fake.log.exists()


@pytest.mark.parametrize(("mode", "longest"), [("polite", 20.0), ("deaf", 20.0)])
def test_cancel_ends_the_worker_within_moments_and_leaves_nothing(qgis, fake, dem, tmp_path, mode, longest):
    target = tmp_path / "out" / "fyldt.tif"
    target.parent.mkdir()
    request = {
        "algorithm": "gistools:fill",
        "parameters": {"elevation": str(dem), "filled": str(target)},
        "cancel_after": 1.5,
    }
    (tmp_path / "request.json").write_text(json.dumps(request), encoding="utf-8")
    environment = {**fake.environment, "FAKE_MODE": mode}
    given = (str(qgis.plugins), str(tmp_path / "request.json"))
    told = qgis.inside("run_one.py", *given, python=fake.python, **environment)
    assert told["ok"] is False
    assert told["seconds"] - 1.5 < longest
    assert 25.0 in told["fractions"]
    assert "working" in told["said"]
    both_languages("\n".join(told["said"]), "Cancelled by the user", "Stoppet af brugeren")
    assert left_in(target.parent) == []
    worker = next(news["pid"] for news in fake.heard() if "pid" in news)
    time.sleep(0.2)
    assert not Path(f"/proc/{worker}").exists()
    if mode == "polite":
        assert {"heard": {"cmd": "cancel"}} in fake.heard()
