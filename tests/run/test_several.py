"""Inputs that are several rasters: in the order given from every face, read each as one alone, recorded each."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import fake_room
import pytest

from gistools import io
from gistools.catalogue import catalogue
from gistools.errors import Cancelled, GridError, InputError, JobError, OutputError, RasterReadError
from gistools.io import explain
from gistools.progress import NoProgress
from gistools.run import Job, Session, StepCache
from gistools.run.warmup import _run_tool
from gistools.text import Text
from gistools.tool import Input, Kind, run_steps

pytestmark = pytest.mark.usefixtures("packs")


@pytest.fixture
def session():
    return Session(tools=fake_room.TOOLS, cache=StepCache(None))


def stacked(session, depths, **more):
    """Return the values that the tool makes of some maps."""
    result = session.run(Job(tool="stack", inputs={"depths": depths}, outputs={"stacked": str(more.pop("to"))}, **more))
    return result.values["stacked"].values


def test_rasters_reach_the_tool_in_the_order_given(session, maps, tmp_path):
    """1 + 2 * 2 + 3 * 4 = 17, the other way round 4 + 2 * 2 + 3 * 1 = 11."""
    assert set(stacked(session, maps, to=tmp_path / "a.tif").ravel()) == {17.0}
    assert set(stacked(session, maps[::-1], to=tmp_path / "b.tif").ravel()) == {11.0}
    record = explain(tmp_path / "b.tif")
    assert [Path(one.path).name for one in record.inputs["depths"]] == ["T100.tif", "T10.tif", "T5.tif"]
    assert [one.content_hash for one in record.inputs["depths"]] == [io.content_hash([Path(m)]) for m in maps[::-1]]


@pytest.mark.parametrize("given", [lambda m: m[0], lambda m: [m[0]], lambda m: (Path(m[0]),)])
def test_a_single_file_is_a_tuple_of_one(session, maps, tmp_path, given):
    assert set(stacked(session, given(maps), to=tmp_path / "a.tif").ravel()) == {1.0}


def test_what_is_not_given_is_none_and_the_same_file_may_come_twice(session, maps, tmp_path):
    assert set(stacked(session, [maps[1], maps[1]], to=tmp_path / "a.tif").ravel()) == {6.0}
    more = {"depths": maps, "extra_maps": [maps[2]]}
    result = session.run(Job(tool="stack", inputs=more, outputs={"names": str(tmp_path / "n.csv")}))
    assert list(result.tables["names"]["term"]) == ["T5", "T10", "T100", "T100"]
    with pytest.raises(InputError, match="depths mangler"):
        session.check(Job(tool="stack", inputs={"depths": []}, out_dir=str(tmp_path)))


def test_each_is_cut_by_the_window_and_layers_come_in_the_system_of_the_first(session, maps, tmp_path):
    points = fake_room.write_points(tmp_path / "p.gpkg", crs="EPSG:25833")
    window = (600002.0, 6199996.0, 600006.0, 6200000.0)
    given = {"depths": maps, "points": str(points)}
    result = session.run(Job(tool="stack", inputs=given, out_dir=str(tmp_path / "ud"), window=window))
    assert result.values["stacked"].grid.shape == (2, 2)
    assert any("25833" in note.en and "25832" in note.en for note in result.notes)


def test_every_fault_of_every_file_is_told_at_once_before_any_is_read(session, maps, tmp_path, monkeypatch):
    monkeypatch.setattr(io, "read_raster", lambda *_, **__: pytest.fail("a raster was read"))
    degrees = fake_room.write_map(tmp_path / "grader.tif", 1.0, crs="EPSG:4326")
    given = [maps[0], "mangler1.tif", str(degrees), "mangler2.tif"]
    with pytest.raises(JobError) as caught:
        session.run(Job(tool="stack", inputs={"depths": given}, out_dir=str(tmp_path / "ud")))
    assert len(caught.value.faults) == 3
    for name in ("depths: filen mangler1.tif", "depths: the file mangler2.tif", "depths (grader.tif): coordinates"):
        assert name in str(caught.value)
    assert not (tmp_path / "ud").exists()


def test_the_file_in_another_unit_is_named(session, maps, tmp_path):
    cm = fake_room.write_map(tmp_path / "T50 i cm.tif", 300.0, unit="cm")
    with pytest.raises(GridError, match=r"depths: values in cm \(T50 i cm\.tif\)"):
        stacked(session, [*maps, str(cm)], to=tmp_path / "a.tif")
    assert not (tmp_path / "a.tif").exists()


def test_other_inputs_still_take_one_file(session, maps, tmp_path, terrain):
    with pytest.raises(InputError) as caught:
        session.check(Job(tool="scale", inputs={"elevation": str(terrain), "rain": maps}, out_dir=str(tmp_path)))
    assert caught.value.found == Text("3 filer til rain", "3 files for rain")
    assert caught.value.fix.en == "give one file, or join them first"


def test_none_of_the_files_is_ever_replaced(session, maps):
    before = Path(maps[2]).read_bytes()
    with pytest.raises(OutputError, match="over its source"):
        stacked(session, maps, to=maps[2], overwrite=True)
    assert Path(maps[2]).read_bytes() == before


class _StopWhileReading(NoProgress):
    """The user stops as soon as a file is being read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.heard: list[tuple[float, str]] = []

    def update(self, fraction: float, message: Text) -> None:
        self.heard.append((fraction, message.en))

    def cancelled(self) -> bool:
        return any(self.name in message for _, message in self.heard)


def test_progress_tells_each_file_and_a_stop_between_them_is_obeyed(session, maps, tmp_path):
    progress = _StopWhileReading("T100.tif")
    with pytest.raises(Cancelled):
        session.run(Job(tool="stack", inputs={"depths": maps}, out_dir=str(tmp_path / "ud")), progress=progress)
    names = [Path(message.split()[-1]).name for _, message in progress.heard if message.endswith(".tif")]
    assert list(dict.fromkeys(names)) == ["T5.tif", "T10.tif", "T100.tif"]
    fractions = [fraction for fraction, _ in progress.heard]
    assert fractions == sorted(fractions)
    assert not (tmp_path / "ud").exists()


def test_a_picture_names_the_maps(session, maps, tmp_path):
    session.run(Job(tool="stack", inputs={"depths": maps}, map_file=str(tmp_path / "kort.html")))
    assert "T5.tif, T10.tif, T100.tif" in (tmp_path / "kort.html").read_text(encoding="utf-8")


def test_only_rasters_beside_the_elevation_may_be_many():
    def declared(kind, **more):
        return Input("x", kind, fake_room.WORD, fake_room.WORD, many=True, **more)

    for kind, more in ((Kind.LAYER, {}), (Kind.TABLE, {}), (Kind.SURFACE, {}), (Kind.RASTER, {"elevation": True})):
        with pytest.raises(TypeError, match="x: many is for rasters"):
            declared(kind, **more)
    assert declared(Kind.RASTER).takes_many
    assert fake_room.ELEVATION.takes_many
    assert not dataclasses.replace(fake_room.DEPTHS, many=False).takes_many


def test_the_catalogue_tells_which_inputs_are_many():
    listed = {one["id"]: one for one in catalogue(tools=fake_room.TOOLS)["tools"]}
    assert {one["name"]: one["many"] for one in listed["stack"]["inputs"]} == {
        "depths": True,
        "extra_maps": True,
        "points": False,
    }
    assert not any(one["many"] for one in listed["scale"]["inputs"])


@pytest.mark.parametrize("ending", ["json", "toml"])
def test_a_job_file_holds_the_list(session, maps, tmp_path, ending):
    path = tmp_path / f"job.{ending}"
    out = tmp_path / "a.tif"
    listed = json.dumps(maps, ensure_ascii=False)
    path.write_text(
        f'{{"tool": "stack", "inputs": {{"depths": {listed}}}, "outputs": {{"stacked": "{out}"}}}}'
        if ending == "json"
        else f'tool = "stack"\n[inputs]\ndepths = {listed}\n[outputs]\nstacked = "{out}"\n',
        encoding="utf-8",
    )
    job = Job.from_file(path)
    assert job.to_mapping()["inputs"] == {"depths": maps}
    assert set(session.run(job).values["stacked"].values.ravel()) == {17.0}


def test_the_worker_takes_the_list(maps, tmp_path):
    job = {"tool": "stack", "inputs": {"depths": maps}, "out_dir": str(tmp_path / "ud")}
    (tmp_path / "job.json").write_text(json.dumps(job))
    done = subprocess.run(
        [sys.executable, fake_room.__file__, "worker", str(tmp_path / "job.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["type"] == "result", done.stdout
    assert {name: Path(path).name for name, path in result["outputs"].items()} == {
        "stacked": "stacked.tif",
        "pack": "pack.zip",
    }
    assert io.read_raster(tmp_path / "ud" / "stacked.tif", unit="m").value.values.max() == 17.0


def test_a_tool_is_warmed_up_with_a_tuple_also_where_one_raster_is_at_hand(maps):
    one, two = (io.read_raster(path, unit="m").value for path in maps[:2])
    for given in ({"depths": one}, {"depths": (one, two)}):  # the tool itself asserts that it gets a tuple
        _run_tool(fake_room.STACK, {}, given, run_steps, NoProgress())


def test_a_missing_file_is_of_the_kind_of_rasters(session, tmp_path):
    with pytest.raises(RasterReadError, match=r"did you mean|correct the path"):
        session.check(Job(tool="stack", inputs={"depths": str(tmp_path / "T5.tif")}, out_dir=str(tmp_path)))
