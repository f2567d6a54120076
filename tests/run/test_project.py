"""A project: its file, the checks before anything runs, and that only what changed runs again."""

# ruff: noqa: ARG001, ARG002 - fixtures that only prepare; a progress takes what it is told
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import fake_room
import numpy as np
import pytest
import rasterio

from gistools.errors import Cancelled, GistoolsError, InputError, JobError, OutputError
from gistools.io import explain
from gistools.progress import NoProgress
from gistools.run import Job, Session, StepCache
from gistools.run.building import STATE, build_project, check_build
from gistools.run.project import Project, check_project

if TYPE_CHECKING:
    from pathlib import Path

    from gistools.text import Text

CHAIN = """
title = "Plan æøå"
out = "plan"
[inputs]
elevation = "højde.tif"
[params]
factor = 3.0
[[step]]
tool = "scale"
name = "a"
outputs = ["extra"]
[[step]]
tool = "scale-again"
name = "b"
inputs = { elevation = "@a/extra" }
params = { factor = 2.0 }
[[step]]
tool = "scale"
name = "alone"
params = { way = "down" }
"""


@pytest.fixture
def file(terrain) -> Path:
    path = terrain.parent / "plan.toml"
    path.write_text(CHAIN, encoding="utf-8")
    return path


def build(file: Path, **how):
    return build_project(Project.from_file(file), tools=fake_room.TOOLS, cache=StepCache(None), **how)


def ran(built) -> list[str]:
    return [one.name for one in built.steps if not one.kept]


def values(path: Path) -> np.ndarray:
    with rasterio.open(path) as data:
        return data.read(1)


def faults_of(error: GistoolsError) -> list[str]:
    return [one.found.en for one in (error.faults if isinstance(error, JobError) else (error,))]


def mended(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_chain_gives_what_its_steps_give_one_by_one(file, terrain, tmp_path):
    built = build(file)
    assert ran(built) == ["a", "b", "alone"]
    session = Session(tools=fake_room.TOOLS, cache=StepCache(None))
    one = tmp_path / "by hand"
    one.mkdir()
    session.run(
        Job(
            tool="scale",
            inputs={"elevation": str(terrain)},
            params={"factor": 3.0},
            out_dir=str(one),
            outputs={"extra": None},
        )
    )
    np.testing.assert_array_equal(values(terrain.parent / "plan/a/extra.tif"), values(one / "extra.tif"))
    np.testing.assert_array_equal(values(terrain.parent / "plan/b/scaled.tif"), (values(one / "extra.tif") + 1) * 2)
    record = explain(terrain.parent / "plan/b/scaled.tif")
    assert record.params["factor"] == 2.0  # its own before the common one
    assert record.inputs["elevation"][0].path.endswith("extra.tif")


def test_the_page_of_contents_links_every_file(file):
    built = build(file)
    page = built.contents.read_text(encoding="utf-8")
    assert "<h1>Plan æøå</h1>" in page
    for one in built.steps:
        for path in one.outputs.values():
            assert f'href="{path.relative_to(built.contents.parent).as_posix()}"' in page


def test_nothing_changed_nothing_runs(file):
    first = build(file)
    before = fake_room.contents(first.contents.parent)
    again = build(file)
    assert ran(again) == []
    assert [one.outputs for one in again.steps] == [one.outputs for one in first.steps]
    assert [one.notes for one in again.steps] == [one.notes for one in first.steps]
    assert fake_room.contents(first.contents.parent) == before


def test_a_changed_parameter_runs_its_step_and_what_stands_on_it(file):
    build(file)
    mended(file, 'outputs = ["extra"]', 'outputs = ["extra"]\nparams = { factor = 4.0 }')
    assert ran(build(file)) == ["a", "b"]
    mended(file, "factor = 2.0", "factor = 5.0")
    assert ran(build(file)) == ["b"]


def test_a_changed_source_runs_all_and_a_touched_one_nothing(file, terrain):
    build(file)
    os.utime(terrain, ns=(1, 1))
    assert ran(build(file)) == []
    fake_room.write_terrain(terrain, seed=2)
    assert ran(build(file)) == ["a", "b", "alone"]


def test_a_file_that_is_gone_or_touched_by_hand_is_made_again(file):
    built = build(file)
    built.steps[0].outputs["extra"].unlink()
    assert ran(build(file)) == ["a"]  # it gives the same, so that what stands on it is kept
    built.steps[1].outputs["ledger"].write_text("mine", encoding="utf-8")
    assert ran(build(file)) == ["b"]


def test_another_language_and_again_run_all(file, monkeypatch):
    build(file)
    assert ran(build(file, again=True)) == ["a", "b", "alone"]
    monkeypatch.setenv("GISTOOLS_LANG", "en")
    assert ran(build(file)) == ["a", "b", "alone"]


def test_a_folder_that_moved_runs_again_and_a_damaged_state_too(file, terrain):
    build(file)
    (terrain.parent / "plan" / STATE).write_text("{", encoding="utf-8")
    with pytest.raises(JobError, match="exist"):  # nothing is known of the files there
        build(file)
    assert ran(build(file, overwrite=True)) == ["a", "b", "alone"]
    shutil.move(terrain.parent / "plan", terrain.parent / "plan 2")
    mended(file, '"plan"', '"plan 2"')
    assert ran(build(file)) == ["a", "b", "alone"]


def test_files_of_others_are_not_replaced(file, terrain):
    mine = terrain.parent / "plan" / "alone" / "ledger.csv"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        build(file)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert fake_room.files_in(terrain.parent / "plan") == ["alone", "alone/ledger.csv"]
    mine.unlink()
    page = terrain.parent / "plan" / "index.html"
    page.write_text("<h1>Kommunens egen</h1>", encoding="utf-8")
    with pytest.raises(OutputError, match="another page"):
        build(file)
    assert fake_room.files_in(terrain.parent / "plan") == ["alone", "index.html"]


def test_steps_that_are_done_are_kept_when_the_user_stops(file):
    class Stopping(NoProgress):
        def __init__(self) -> None:
            self.at = 0.0

        def update(self, fraction: float, message: Text) -> None:
            self.at = fraction

        def cancelled(self) -> bool:
            return self.at > 0.4  # in the second of three steps

    with pytest.raises(Cancelled):
        build(file, progress=Stopping())
    assert ran(build(file)) == ["b", "alone"]


def test_many_files_of_steps_go_to_one_input(file, terrain, packs):
    mended(
        file,
        '[[step]]\ntool = "scale"\nname = "alone"\nparams = { way = "down" }',
        '[[step]]\ntool = "stack"\ninputs = { depths = ["@b/scaled", "@a/scaled"] }',
    )
    build(file)
    plan = terrain.parent / "plan"
    expected = values(plan / "b/scaled.tif") + 2 * values(plan / "a/scaled.tif")
    np.testing.assert_allclose(values(plan / "stack/stacked.tif"), expected, rtol=1e-6)


def test_all_faults_of_form_are_told_at_once(tmp_path):
    steps = [
        {"tool": "scale", "maap": True},
        {"name": "x"},
        {"tool": "scale", "name": "../ud"},
        {"tool": "scale", "map": "yes", "window": [1, 2, 3]},
        {"tool": "scale", "name": "SCALE"},
        "scale",
    ]
    with pytest.raises(JobError) as told:
        Project.from_mapping({"titel": "By", "out": 3, "step": steps}, folder=tmp_path)
    found = faults_of(told.value)
    expected = (
        "titel is unknown (did you mean title?)", "out: 3", "title is missing", "step 1: maap",
        "step 2: tool is missing", "step 3: name", "step 4: map", "step 4: window", "step 6: no table",
    )  # fmt: skip
    assert all(any(word in one for one in found) for word in expected), found
    with pytest.raises(InputError, match="both called"):
        Project.from_mapping({"title": "By", "out": "ud", "step": [steps[4], {"tool": "scale"}]}, folder=tmp_path)
    with pytest.raises(InputError, match="out is missing"):
        Project.from_mapping({"title": "By", "step": [{"tool": "scale"}]}, folder=tmp_path)
    broken = tmp_path / "p.toml"
    broken.write_text("title = ", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        Project.from_file(broken)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('tool = "scale-again"', 'tool = "scale-agian"', "step b: "),
        ("@a/extra", "@c/extra", "step b: @c/extra: c is unknown"),
        ("@a/extra", "@a/extr", "did you mean extra?"),
        ("@a/extra", "@a", "no name"),
        ("@a/extra", "@alone/scaled", "alone is unknown"),  # it runs later
        ("@a/extra", "@a/ledger", "is a table"),
        ('outputs = ["extra"]', "", "extra is unknown"),  # not written by itself
        ("factor = 3.0", "factr = 3.0", "did you mean factor?"),
        ("elevation = ", "elevatoin = ", "did you mean elevation?"),
        ("factor = 2.0", "factor = 20.0", "step b: factor = 20.0 (at most 10.0 m)"),
        ("højde.tif", "hoejde.tif", "does not exist"),
        ('outputs = ["extra"]', 'outputs = ["extra"]\nwithout = ["rain"]', "without: rain"),
        ('way = "down"', 'wy = "down"', "step alone: wy is unknown"),
    ],
)
def test_faults_are_found_before_anything_runs(file, terrain, old, new, told):
    mended(file, old, new)
    with pytest.raises(GistoolsError) as error:
        check_build(Project.from_file(file), tools=fake_room.TOOLS)
    assert any(told in one for one in faults_of(error.value)), faults_of(error.value)
    with pytest.raises(GistoolsError):
        build(file)
    assert not (terrain.parent / "plan").exists()


def test_faults_of_several_steps_come_in_one_error_and_their_followers_are_quiet(file):
    mended(file, "factor = 3.0", "factor = 30.0")
    mended(file, 'way = "down"', 'way = "dwn"')
    with pytest.raises(JobError) as error:
        check_project(Project.from_file(file), tools=fake_room.TOOLS)
    found = faults_of(error.value)
    assert [one.split(":")[0] for one in found] == ["step a", "step alone"]
    assert "factor" in found[1]
    assert "way" in found[1]


def test_without_leaves_a_common_value_out(file):
    mended(file, 'name = "alone"', 'name = "alone"\nwithout = ["factor"]')
    steps = check_project(Project.from_file(file), tools=fake_room.TOOLS)
    assert steps[2].plan.params.factor == 2.0  # the tool's own
    assert steps[0].plan.params.factor == 3.0


def test_layers_of_files_count_from_the_project_too(file, terrain):
    fake_room.write_points(terrain.parent / "by.gpkg")
    mended(file, 'elevation = "højde.tif"', 'elevation = "højde.tif"\npoints = "by.gpkg:punkter"')
    assert ran(build(file)) == ["a", "b", "alone"]
    fake_room.write_points(terrain.parent / "by 2.gpkg", navn=["ø"])
    (terrain.parent / "by.gpkg").unlink()
    (terrain.parent / "by 2.gpkg").rename(terrain.parent / "by.gpkg")
    assert ran(build(file)) == ["a", "b", "alone"]


def test_the_command_line_builds_and_checks(file, monkeypatch):
    def gistools(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, fake_room.__file__, "cli", "build", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    done = gistools(str(file), "--check")
    assert done.returncode == 0, done.stderr
    assert "3 steps are in order" in done.stdout
    assert not (file.parent / "plan").exists()
    done = gistools(str(file), "--out", str(file.parent / "andet sted"))
    assert done.returncode == 0, done.stderr
    assert (file.parent / "andet sted" / "index.html").is_file()
    assert "b    3 filer, beregnet | 3 files, computed" in done.stdout
    mended(file, "factor = 2.0", "factor = 20.0")
    done = gistools(str(file))
    assert done.returncode == 1
    assert "trin b: factor = 20.0" in done.stderr


def test_a_package_holds_the_results_and_is_made_again_only_when_they_change(file, terrain):
    file.write_text(
        file.read_text(encoding="utf-8") + '[package]\nfile = "pakke.zip"\nsteps = ["a"]\ncase_number = "24/7"\n',
        encoding="utf-8",
    )
    built = build(file)
    assert built.package == terrain.parent / "plan" / "pakke.zip"
    with zipfile.ZipFile(built.package) as archive:
        names = archive.namelist()
        assert "24/7" in archive.read("LAESMIG.txt").decode("utf-8-sig")
        assert "Plan æøå" in archive.read("LAESMIG.txt").decode("utf-8-sig")
    assert {"geotiff/scaled.tif", "geotiff/extra.tif", "gpkg/lag.gpkg", "tables/ledger.csv"} <= set(names)
    assert "Rådgiverpakke" in built.contents.read_text(encoding="utf-8")
    before = built.package.stat().st_mtime_ns
    assert build(file).package.stat().st_mtime_ns == before
    mended(file, "factor = 3.0", "factor = 1.0")
    assert build(file).package.stat().st_mtime_ns != before
    built.package.write_bytes(b"mine")
    with pytest.raises(OutputError, match="is there already"):
        build(file)
    assert built.package.read_bytes() == b"mine"
    assert build(file, overwrite=True).package.stat().st_size > 4


def test_a_package_of_unknown_steps_or_of_another_kind_is_refused(file):
    file.write_text(file.read_text(encoding="utf-8") + '[package]\nfile = "p.rar"\nsteps = ["c"]\n', encoding="utf-8")
    with pytest.raises(JobError) as told:
        Project.from_file(file)
    found = faults_of(told.value)
    assert any("file: 'p.rar' (.zip)" in one for one in found), found
    assert any("package: steps: c is unknown" in one for one in found), found
