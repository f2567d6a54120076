# ruff: noqa: ARG001 - fixtures that only prepare; own programs
from __future__ import annotations

import dataclasses
import errno
import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import fake_room
import numpy as np
import pytest
import rasterio

from gistools import io
from gistools.errors import (
    Cancelled,
    CrsError,
    DiskFullError,
    InputError,
    JobError,
    LayerError,
    OutputError,
    OutputInUseError,
    ParamError,
    RasterReadError,
    TableError,
    UnknownToolError,
)
from gistools.io import explain
from gistools.run import Job, Session, StepCache, run_job
from gistools.run.outputs import Staging, remove_all_staged
from gistools.text import Text


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


def test_a_job_writes_its_usual_outputs_with_provenance(session, terrain, out):
    result = session.run(job(terrain, out_dir=str(out), params={"factor": 3}))
    assert fake_room.files_in(out) == [
        "ledger.csv",
        "ledger.csv.provenance.json",
        "scaled.qml",
        "scaled.tif",
        "spots.gpkg",
    ]
    assert result.outputs == {
        name: out / file for name, file in [("scaled", "scaled.tif"), ("spots", "spots.gpkg"), ("ledger", "ledger.csv")]
    }
    with rasterio.open(terrain) as before, rasterio.open(out / "scaled.tif") as after:
        np.testing.assert_allclose(after.read(1), (before.read(1) + 1) * 3, rtol=1e-6)
    for path in result.outputs.values():
        record = explain(path)
        assert record.tool == "scale"
        assert record.params["factor"] == 3.0
        assert record.params["way"] == "up"
        (source,) = record.inputs["elevation"]
        assert source.content_hash == io.content_hash([terrain])
        assert record.units["spots.level_m"] == "m"
    assert result.scalars["total"] == pytest.approx(result.tables["ledger"]["volume_m3"][0])
    assert result.seconds > 0


def test_a_tool_itself_will_do_for_its_id(terrain, out):
    result = run_job(
        Job(tool=fake_room.SCALE, inputs={"elevation": str(terrain)}, outputs={"extra": str(out / "e.tif")}),
        cache=StepCache(None),
    )
    assert fake_room.files_in(out) == ["e.qml", "e.tif"]
    assert set(result.values) == {"extra", "total"}


def test_outputs_named_join_those_of_the_folder(session, terrain, out, tmp_path):
    session.run(job(terrain, out_dir=str(out), outputs={"extra": None, "scaled": str(tmp_path / "andet.tif")}))
    assert "extra.tif" in fake_room.files_in(out)
    assert "scaled.tif" not in fake_room.files_in(out)
    assert (tmp_path / "andet.tif").is_file()


def test_a_new_folder_is_made_with_its_parents_and_goes_again_with_a_failure(session, terrain, tmp_path, monkeypatch):
    session.run(job(terrain, out_dir=str(tmp_path / "ny" / "dyb" / "mappe")))
    assert (tmp_path / "ny" / "dyb" / "mappe" / "scaled.tif").is_file()
    with pytest.raises(RuntimeError):
        session.run(job(terrain, out_dir=str(tmp_path / "ny2" / "dyb"), params={"trouble": "crash"}))
    assert not (tmp_path / "ny2").exists()
    fails_at(monkeypatch, "scaled.tif")
    with pytest.raises(OutputError):
        session.run(job(terrain, out_dir=str(tmp_path / "ny2" / "dyb")))
    assert not (tmp_path / "ny2").exists()


def test_a_window_is_cut_and_recorded(session, terrain, out):
    result = session.run(job(terrain, out_dir=str(out), window=(600002.0, 6199990.0, 600010.0, 6199998.0)))
    assert result.values["scaled"].grid.shape == (4, 4)
    assert any("600,002.00" in note.en and "600.002,00" in note.da for note in result.notes)


def test_a_layer_is_brought_into_the_system_of_the_elevation(session, terrain, out, tmp_path):
    points = fake_room.write_points(tmp_path / "p.gpkg", crs="EPSG:25833")
    result = session.run(job(terrain, out_dir=str(out), inputs={"points": f"{points}|layername=punkter"}))
    (source,) = result.provenance.inputs["points"]
    assert source.crs == "EPSG:25833"
    assert any("25833" in note.en and "25832" in note.en for note in result.notes)


def test_invented_input_stamps_every_output(session, terrain, out, tmp_path):
    points = fake_room.write_points(tmp_path / "p.gpkg", navn=["a"], maerke=["OPDIGTET"])
    result = session.run(job(terrain, out_dir=str(out), inputs={"points": str(points)}))
    for path in result.outputs.values():
        assert any("OPDIGTET" in stamp.da for stamp in explain(path).stamps)


def test_a_map_is_drawn_of_the_outputs(session, terrain, out):
    result = session.run(job(terrain, map_file=str(out / "kort.html")))
    assert fake_room.files_in(out) == ["kort.html"]
    text = (out / "kort.html").read_text(encoding="utf-8")
    assert "dansk scaled" in text
    assert "Statisk screening" in text
    assert result.outputs == {}
    assert explain(out / "kort.html").tool == "scale"


FAULTS = [
    ({"params": {"factor": 99}}, ParamError, "factor = 99"),
    ({"window": (1, 2, 3)}, InputError, "the window (1, 2, 3)"),
    ({"window": ("a", 2, 3, 4)}, InputError, "the window ('a', 2, 3, 4)"),
    ({"params": {"fcator": 1}}, ParamError, "did you mean factor?"),
    ({"params": {"way": "sideways"}}, ParamError, "one of: up, down"),
    ({"inputs": {"elevaton": "x"}}, InputError, "did you mean elevation?"),
    ({"inputs": {"points": ["a.gpkg", "b.gpkg"]}}, InputError, "2 files for points"),
    ({"inputs": {"elevation": "in/hojde.tif"}}, RasterReadError, "hojde.tif"),
    ({"inputs": {"points": "mangler.gpkg"}}, LayerError, "mangler.gpkg"),
    ({"inputs": {"losses": "mangler.csv"}}, TableError, "mangler.csv"),
    ({"inputs": {"points": "p.gpkg|layername=x"}}, LayerError, "punkter"),
    ({"inputs": {"points": "p.gpkg:x"}}, LayerError, "punkter"),
    ({"inputs": {"points": "nocrs.gpkg"}}, CrsError, "koordinatsystem"),
    ({"inputs": {"points": "nocolumn.gpkg"}}, LayerError, "navn"),
    ({"inputs": {"elevation": "degrees.tif"}}, CrsError, "degrees"),
    ({"inputs": {"rain": "degrees.tif"}}, CrsError, "degrees"),
    ({"inputs": {"elevation": "text.tif"}}, RasterReadError, "text.tif"),
    ({"outputs": {"sclaed": "a.tif"}}, InputError, "did you mean scaled?"),
    ({"outputs": {"scaled": "a.jpg"}}, OutputError, "a.jpg"),
    ({"outputs": {"spots": "a.xyz"}}, OutputError, ".gpkg"),
    ({"outputs": {"ledger": "a.tif"}}, OutputError, ".csv"),
    ({"outputs": {"scaled": "in/højde.tif"}, "overwrite": True}, OutputError, "source"),
    ({"outputs": {"scaled": "in/HØJDE2.tif"}}, OutputError, "exists already"),
    ({"outputs": {"spots": "p.gpkg"}, "overwrite": True}, OutputError, "other layers: punkter"),
    ({"outputs": {"scaled": "a.tif", "extra": "in/../a.tif"}}, OutputError, "two outputs to the same file"),
    ({"outputs": {"scaled": "no/where/a.tif"}}, OutputError, "does not exist"),
    ({"outputs": {"scaled": "in/højde.tif/a.tif"}}, OutputError, "is a file and not a folder"),
    ({"outputs": {"scaled": "folder.tif"}}, OutputError, "folder"),
    ({"out_dir": "in/højde.tif/no"}, OutputError, "højde.tif is a file and not a folder"),
    ({"out_dir": None, "outputs": {"scaled": None}}, OutputError, "without a file"),
    ({"map_file": "kort.png"}, OutputError, ".html"),
    ({"figure_file": "figur.bmp"}, OutputError, ".png"),
    ({"window": (3.0, 0.0, 1.0, 2.0)}, InputError, "west < east"),
]  # fmt: skip


@pytest.fixture
def here(tmp_path, terrain, out, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fake_room.write_terrain(tmp_path / "degrees.tif", crs="EPSG:4326")
    fake_room.write_terrain(tmp_path / "in" / "HØJDE2.tif")
    fake_room.write_points(tmp_path / "p.gpkg")
    fake_room.write_points(tmp_path / "nocrs.gpkg", crs=None)
    fake_room.write_points(tmp_path / "nocolumn.gpkg", andet=[1])
    (tmp_path / "text.tif").write_text("no raster")
    (tmp_path / "folder.tif").mkdir()
    return tmp_path


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(("change", "kind", "words"), FAULTS, ids=lambda v: str(v)[:50])
def test_each_fault_is_found_before_the_work(session, here, change, kind, words):
    given = {"tool": "scale", "out_dir": str(here / "resultat æøå"), **change}
    given["inputs"] = {"elevation": "in/højde.tif", **change.get("inputs", {})}
    before = fake_room.files_in(here)
    fake_room.CALLS.clear()
    with pytest.raises(kind) as caught:
        session.run(Job(**given))
    assert words in str(caught.value)
    assert not isinstance(caught.value, JobError), caught.value
    assert fake_room.CALLS == []
    assert fake_room.files_in(here) == before


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_all_faults_are_told_at_once(session, here):
    with pytest.raises(JobError) as caught:
        session.run(
            Job(
                tool="scale",
                inputs={"elevation": "no.tif", "points": "nocrs.gpkg", "zzz": "a"},
                params={"factor": -1, "count": 0, "nope": 1},
                outputs={"ledger": "l.doc", "scaled": "in/HØJDE2.tif"},
                window=(2.0, 0.0, 1.0, 1.0),
            )
        )
    kinds = sorted(type(fault).__name__ for fault in caught.value.faults)
    assert kinds == [
        "CrsError",
        "InputError",
        "InputError",
        "OutputError",
        "OutputError",
        "ParamError",
        "RasterReadError",
    ]
    (params,) = [fault for fault in caught.value.faults if isinstance(fault, ParamError)]
    assert all(word in str(params) for word in ("factor", "count", "nope"))


def test_a_job_that_would_write_nothing_is_refused_unless_it_gives_a_number(session, terrain):
    assert set(session.run(job(terrain)).values) == {"total"}
    silent = dataclasses.replace(fake_room.SCALE, outputs=fake_room.OUTPUTS[:3])
    with pytest.raises(OutputError, match="no output asked for"):
        session.run(Job(tool=silent, inputs={"elevation": str(terrain)}))


def test_missing_required_input_and_unknown_tool(session, out):
    with pytest.raises(InputError, match="elevation mangler"):
        session.run(Job(tool="scale", out_dir=str(out)))
    with pytest.raises(UnknownToolError, match="mente du scale"):
        session.run(Job(tool="sacle"))


class StopAt:
    def __init__(self, number: int) -> None:
        self.number = number
        self.asked = 0
        self.heard: list[tuple[float, Text]] = []

    def update(self, fraction: float, message: Text) -> None:
        self.heard.append((fraction, message))

    def cancelled(self) -> bool:
        self.asked += 1
        return self.asked > self.number


def test_cancel_at_every_stage_leaves_nothing(session, terrain, tmp_path):
    old = tmp_path / "old"
    old.mkdir()
    (old / "scaled.tif").write_bytes(b"as it was")
    before = fake_room.files_in(tmp_path)
    given = job(terrain, out_dir=str(old), overwrite=True, outputs={"extra": str(old / "e.tif")})
    number = 0
    while True:
        progress = StopAt(number)
        try:
            session.run(given, progress=progress)
        except Cancelled:
            assert fake_room.files_in(tmp_path) == before
            assert (old / "scaled.tif").read_bytes() == b"as it was"
            number += 1
        else:
            break
    assert number > 10
    assert (old / "scaled.tif").read_bytes() != b"as it was"


def test_progress_goes_forward_from_0_to_1(session, terrain, out):
    progress = StopAt(10**9)
    session.run(job(terrain, out_dir=str(out), params={"seconds": 0.2}), progress=progress)
    fractions = [fraction for fraction, _ in progress.heard]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)


def test_a_failure_while_writing_the_last_file_leaves_none(session, terrain, out, monkeypatch):
    def full(*_args, **_more):
        raise DiskFullError(Text("a", "a"), Text("b", "b"), Text("c", "c"))

    monkeypatch.setattr(io, "write_table", full)
    with pytest.raises(DiskFullError):
        session.run(job(terrain, out_dir=str(out)))
    assert fake_room.files_in(out) == []


def test_a_failure_while_placing_leaves_what_was_there(session, terrain, out, monkeypatch):
    real = os.replace

    def replace(one, other):
        if Path(other).name == "spots.gpkg" and Path(one).parent.name.startswith(".gistools"):
            raise OSError(errno.EIO, "broken drive")
        real(one, other)

    placed = Path(out / "scaled.tif")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", lambda a, b: replace(a, b) if Path(b).parent == out else real(a, b))
        with pytest.raises(OutputError):
            session.run(job(terrain, out_dir=str(out)))
    assert not placed.exists()
    assert not (out / "spots.gpkg").exists()


def fails_at(monkeypatch, name: str, error: type[OSError] = OSError, number: int = errno.EIO):
    """Let the placing of one file fail, its first time only."""
    real = os.replace
    failed: list[str] = []

    def replace(one, other):
        placing = ".gistools-part" in Path(one).parent.name and Path(one).parent != Path(other).parent
        if placing and Path(other).name == name and name not in failed:
            failed.append(name)
            raise error(number, "broken drive")
        real(one, other)

    monkeypatch.setattr(os, "replace", replace)
    return failed


LAST = ["scaled.tif", "scaled.qml", "spots.gpkg", "ledger.csv", "ledger.csv.provenance.json"]


@pytest.mark.parametrize("name", LAST)
def test_a_failure_while_placing_into_a_new_folder_leaves_not_even_that(session, terrain, tmp_path, monkeypatch, name):
    before = fake_room.files_in(tmp_path)
    failed = fails_at(monkeypatch, name)
    with pytest.raises(OutputError):
        session.run(job(terrain, out_dir=str(tmp_path / "ny")))
    assert failed == [name]
    assert fake_room.files_in(tmp_path) == before


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("name", LAST)
def test_a_failure_while_replacing_puts_all_old_results_back(session, terrain, out, monkeypatch, name, links):
    session.run(job(terrain, out_dir=str(out)))
    (out / "scaled.tif.aux.xml").write_text("<PAMDataset/>")
    (out / "scaled.qml").write_text("my own style")
    before = {path: (out / path).read_bytes() for path in fake_room.files_in(out)}
    if not links:

        def link(*_):
            raise OSError(errno.EPERM, "no hard links here")

        monkeypatch.setattr(os, "link", link)
    again = job(terrain, out_dir=str(out), overwrite=True, params={"factor": 5})
    with monkeypatch.context() as patch:
        failed = fails_at(patch, name)
        with pytest.raises(OutputError):
            session.run(again)
    assert failed == [name]
    assert {path: (out / path).read_bytes() for path in fake_room.files_in(out)} == before
    session.run(again)
    assert fake_room.files_in(out) == sorted(set(before) - {"scaled.tif.aux.xml"})
    assert explain(out / "scaled.tif").params["factor"] == 5.0


def test_unfinished_files_lie_in_a_folder_with_the_number_of_the_process(session, terrain, out, monkeypatch):
    seen: list[Path] = []
    place = Staging.place

    def watched(staging):
        seen.extend(out.iterdir())
        place(staging)

    monkeypatch.setattr(Staging, "place", watched)
    session.run(job(terrain, out_dir=str(out)))
    (hidden,) = seen
    assert hidden.name.startswith(f".gistools-part-{os.getpid()}-")


def test_a_job_that_is_being_placed_when_the_program_ends_is_placed_whole(session, terrain, out, monkeypatch):
    real = os.replace

    def replace(one, other):
        if Path(other) == out / "spots.gpkg":
            other_thread = threading.Thread(target=remove_all_staged)
            other_thread.start()
            other_thread.join()
        real(one, other)

    monkeypatch.setattr(os, "replace", replace)
    session.run(job(terrain, out_dir=str(out)))
    assert fake_room.files_in(out) == [
        "ledger.csv",
        "ledger.csv.provenance.json",
        "scaled.qml",
        "scaled.tif",
        "spots.gpkg",
    ]


def test_what_was_kept_of_a_held_output_goes_with_a_later_failure(session, terrain, out, monkeypatch):
    (out / "scaled.tif").write_bytes(b"held")
    fails_at(monkeypatch, "scaled.tif", PermissionError, errno.EACCES)
    fails_at(monkeypatch, "ledger.csv")
    with pytest.raises(OutputError):
        session.run(job(terrain, out_dir=str(out), overwrite=True))
    assert fake_room.files_in(out) == ["scaled.tif"]
    assert (out / "scaled.tif").read_bytes() == b"held"


@pytest.mark.parametrize("given", ["in/*.tif", "in/alle.vrt"])
def test_a_tile_of_the_input_is_never_replaced(session, terrain, monkeypatch, given):
    monkeypatch.chdir(terrain.parent.parent)
    with rasterio.open(terrain) as data:
        before, transform = terrain.read_bytes(), data.transform.to_gdal()
    tile = f"<SimpleSource><SourceFilename relativeToVRT='1'>{terrain.name}</SourceFilename></SimpleSource>"
    (terrain.parent / "alle.vrt").write_text(
        "<VRTDataset rasterXSize='10' rasterYSize='8'><SRS>EPSG:25832</SRS>"
        f"<GeoTransform>{', '.join(map(str, transform))}</GeoTransform>"
        f"<VRTRasterBand dataType='Float32' band='1'><NoDataValue>nan</NoDataValue>{tile}</VRTRasterBand></VRTDataset>",
        encoding="utf-8",
    )
    with pytest.raises(OutputError, match="over its source"):
        session.run(Job(tool="scale", inputs={"elevation": given}, outputs={"scaled": str(terrain)}, overwrite=True))
    assert terrain.read_bytes() == before
    session.run(Job(tool="scale", inputs={"elevation": given}, outputs={"scaled": "ny.tif"}))


def test_two_outputs_never_share_a_style(session, terrain, out):
    outputs = {"scaled": str(out / "x.tif"), "spots": str(out / "x.fgb")}
    with pytest.raises(OutputError, match=r"x\.tif, x\.fgb: x\.qml"):
        session.run(job(terrain, outputs=outputs))
    assert fake_room.files_in(out) == []
    session.run(job(terrain, outputs={**outputs, "spots": str(out / "x.gpkg")}))
    assert fake_room.files_in(out) == ["x.gpkg", "x.qml", "x.tif"]


def test_a_style_of_the_users_own_is_replaced_only_when_allowed(session, terrain, out):
    (out / "x.qml").write_text("my own style")
    given = job(terrain, outputs={"scaled": str(out / "x.tif")})
    with pytest.raises(OutputError, match=r"x\.qml"):
        session.run(given)
    assert fake_room.contents(out) == {"x.qml": b"my own style"}
    session.run(dataclasses.replace(given, overwrite=True))
    assert fake_room.files_in(out) == ["x.qml", "x.tif"]
    assert (out / "x.qml").read_text(encoding="utf-8") != "my own style"


def test_an_output_held_by_another_program_is_kept_beside(session, terrain, out, monkeypatch):
    (out / "scaled.tif").write_bytes(b"held")
    real = os.replace

    def replace(one, other):
        if Path(other) == out / "scaled.tif":
            raise PermissionError(errno.EACCES, "in use")
        real(one, other)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OutputInUseError) as caught:
        session.run(job(terrain, out_dir=str(out), overwrite=True))
    assert (out / "scaled.tif").read_bytes() == b"held"
    assert explain(caught.value.kept).tool == "scale"
    assert {"spots.gpkg", "ledger.csv"} <= set(fake_room.files_in(out))


def test_a_full_disk_leaves_nothing(terrain, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    big = fake_room.write_terrain(tmp_path / "in" / "stor.tif", rows=400, cols=400)
    done = subprocess.run(
        [sys.executable, fake_room.__file__, "cli", "scale", str(big), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )
    assert done.returncode == 1
    assert "[GT220]" in done.stderr
    assert "Traceback" not in done.stderr
    assert fake_room.files_in(out) == []


def test_the_same_job_twice_gives_the_same(session, terrain, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a", "b"):
        session.run(job(terrain, out_dir=str(tmp_path / name)))
    assert fake_room.contents(tmp_path / "a") == fake_room.contents(tmp_path / "b")


def test_provenance_is_readable_json(session, terrain, out):
    session.run(job(terrain, out_dir=str(out)))
    data = json.loads((out / "ledger.csv.provenance.json").read_text(encoding="utf-8"))
    assert data["tool"] == "scale"
