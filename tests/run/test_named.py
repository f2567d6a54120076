"""Faults name what they are about: the input and its layer, the missing folder, the final file."""

from __future__ import annotations

import os
import time
import warnings
from typing import TYPE_CHECKING

import fake_room
import pytest

from gistools.errors import InputError, JobError, OutputError, OutputMismatchError
from gistools.io.raster_output import mismatch
from gistools.run import Job, Session, StepCache
from gistools.text import Text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def session():
    return Session(tools=fake_room.TOOLS, cache=StepCache(None))


@pytest.fixture
def out(tmp_path) -> Path:
    folder = tmp_path / "resultat æøå"
    folder.mkdir()
    return folder


def job(terrain, **changes) -> Job:
    return Job(tool="scale", inputs={"elevation": str(terrain), **changes.pop("inputs", {})}, **changes)


def test_the_missing_parent_of_an_output_is_named(session, terrain, tmp_path):
    with pytest.raises(OutputError) as caught:
        session.check(job(terrain, outputs={"scaled": str(tmp_path / "no" / "where" / "a.tif")}))
    assert caught.value.found.en == f"the folder does not exist ({tmp_path / 'no'})"


def test_files_that_exist_are_one_fault_that_lists_them(session, terrain, out):
    session.run(job(terrain, out_dir=str(out)))
    with pytest.raises(OutputError) as caught:
        session.check(job(terrain, out_dir=str(out)))
    assert not isinstance(caught.value, JobError)
    assert caught.value.found.da.startswith("3 filer findes allerede")
    for name in ("scaled.tif", "spots.gpkg", "ledger.csv"):
        assert str(out / name) in caught.value.found.en
    assert "--overwrite" in caught.value.fix.da


def test_faults_name_the_input_and_its_layer(session, terrain, out, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the layer that lacks a coordinate system
        points = fake_room.write_points(tmp_path / "p.gpkg", crs=None)
    for name in ("a", "points_2"):
        fake_room.write_points(tmp_path / "to.gpkg", layer=name)
    for given, words in (
        (f"{points}:punkter", "points (p.gpkg:punkter): p.gpkg without a coordinate system"),
        (f"{tmp_path / 'to.gpkg'}", f"points: to.gpkg has 2 layers: a, points_2|{tmp_path / 'to.gpkg'}:points_2"),
        (f"{tmp_path / 'to.gpkg'}:b", "points (to.gpkg:b): to.gpkg without the layer b|a, points_2"),
    ):
        with pytest.raises(InputError) as caught:
            session.check(job(terrain, out_dir=str(out), inputs={"points": given}))
        for part in words.split("|"):
            assert part in str(caught.value)
        assert "layername" not in str(caught.value)
    (tmp_path / "tom.csv").write_text("klasse\n")
    with pytest.raises(InputError, match="Found: losses: tom"):
        session.run(job(terrain, out_dir=str(out), inputs={"losses": str(tmp_path / "tom.csv")}))


def test_errors_of_writing_name_the_final_file_and_no_hidden_folder(session, terrain, out, monkeypatch):
    def cut_short(path, *_more, **_named):
        raise mismatch(path, Text(f"se {path}", f"see {path}"))

    monkeypatch.setattr("gistools.io.raster_output.verify_raster", cut_short)
    with pytest.raises(OutputMismatchError) as caught:
        session.run(job(terrain, out_dir=str(out)))
    assert ".gistools-part" not in str(caught.value)
    assert f"se {out / 'scaled.tif'}" in str(caught.value)
    assert f"ved {out}," in str(caught.value)


def test_what_killed_jobs_left_is_swept_after_a_day(session, terrain, out, tmp_path):
    two_days_ago = time.time() - 2 * 24 * 3600
    for name in (
        ".gistools-part-0123abcd",
        ".gistools-part-ffffffff",
        ".gistools-part-notes",
        "gistools-part-0123abcd",
    ):
        (out / name).mkdir(parents=True)
        (out / name / "depth.tif").write_bytes(b"half")
    (out / ".gistools-part-00000001").symlink_to(tmp_path / "in")
    for path in sorted(out.rglob("*"), reverse=True):
        if "ffffffff" not in str(path) and not path.is_symlink():
            os.utime(path, (two_days_ago, two_days_ago))
    session.run(job(terrain, out_dir=str(out)))
    left = {path.name for path in out.iterdir() if "part" in path.name}
    assert left == {
        ".gistools-part-ffffffff",
        ".gistools-part-notes",
        "gistools-part-0123abcd",
        ".gistools-part-00000001",
    }
    assert terrain.is_file()
