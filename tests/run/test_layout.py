"""The option `raster_layout` in every face of a run, and rasters that a tool makes strip by strip."""

from __future__ import annotations

import json
import weakref

import fake_room
import numpy as np
import pytest
import rasterio

from gistools.errors import GridError, InputError, ParamError
from gistools.grid import Grid
from gistools.io import explain
from gistools.layout import LAYOUT_LABELS, RasterLayout
from gistools.raster import StripRaster
from gistools.run import Job, Session, StepCache
from gistools.run.calling import call_releasing
from gistools.text import Text


@pytest.fixture
def session():
    return Session(tools=fake_room.TOOLS, cache=StepCache(None))


def job(terrain, **changes) -> Job:
    return Job(tool="scale", inputs={"elevation": str(terrain)}, **changes)


@pytest.mark.parametrize("layout", RasterLayout)
def test_rasters_are_laid_out_as_asked_for_and_say_so(session, terrain, tmp_path, layout):
    result = session.run(job(terrain, out_dir=str(tmp_path / "ud"), raster_layout=layout))
    with rasterio.open(result.outputs["scaled"]) as data:
        kept = data.tags(ns="IMAGE_STRUCTURE")
    assert kept.get("LAYOUT") == ("COG" if layout is RasterLayout.COG else None)
    assert kept.get("COMPRESSION") == (None if layout is RasterLayout.PLAIN else "ZSTD")
    said = [note.en for note in explain(result.outputs["scaled"]).notes if "Raster files" in note.en]
    expected = [] if layout is RasterLayout.COG else [f"Raster files: {layout.value} ({LAYOUT_LABELS[layout].en})"]
    assert said == expected


def test_the_usual_layout_is_cog_and_left_out_of_plain_data():
    assert Job(tool="fill").raster_layout is RasterLayout.COG
    assert "raster_layout" not in Job(tool="fill", raster_layout="cog").to_mapping()
    given = {"tool": "fill", "raster_layout": "plain"}
    assert json.loads(json.dumps(Job.from_mapping(given).to_mapping())) == given


@pytest.mark.parametrize(
    ("given", "words"), [("plian", "did you mean plain?"), ("COG", "did you mean cog?"), (7, "7 (not cog/zstd/plain)")]
)
def test_a_layout_that_is_unknown_is_told_with_the_nearest(session, terrain, tmp_path, given, words):
    with pytest.raises(InputError, match=r"raster_layout") as caught:
        Job.from_mapping({"tool": "scale", "raster_layout": given})
    assert words in str(caught.value)
    with pytest.raises(ParamError, match=r"raster_layout") as caught:
        session.run(job(terrain, out_dir=str(tmp_path / "ud"), raster_layout=given))
    assert (str(given) == "7") or ("did you mean" in str(caught.value))
    assert not (tmp_path / "ud").exists()


def test_a_tool_may_return_a_raster_made_strip_by_strip(session, terrain, tmp_path, monkeypatch):
    whole = fake_room.scale_tool

    def in_strips(**given):
        made = dict(whole(**given))
        base = made["scaled"]
        made["scaled"] = StripRaster(base.rows, base.grid, base.dtype, base.unit, base.vertical_datum, name=base.name)
        return made

    plain = session.run(job(terrain, out_dir=str(tmp_path / "a"), map_file=str(tmp_path / "a.html")))
    monkeypatch.setattr(fake_room, "scale_tool", in_strips)
    strips = session.run(job(terrain, out_dir=str(tmp_path / "b"), map_file=str(tmp_path / "b.html")))
    assert isinstance(strips.values["scaled"], StripRaster)
    with rasterio.open(plain.outputs["scaled"]) as one, rasterio.open(strips.outputs["scaled"]) as other:
        assert np.array_equal(one.read(1), other.read(1))
    assert (tmp_path / "a/scaled.qml").read_bytes() == (tmp_path / "b/scaled.qml").read_bytes()
    assert len((tmp_path / "b.html").read_text(encoding="utf-8")) > 1000


def test_the_runner_holds_no_input_while_the_tool_runs(session, terrain, tmp_path, monkeypatch):
    whole, alive = fake_room.scale_tool, []

    def forgetful(*, elevation, points, losses, rain, params, steps, wanted, progress):
        made = whole(
            elevation=elevation, points=points, losses=losses, rain=rain,
            params=params, steps=steps, wanted=wanted, progress=progress,
        )  # fmt: skip
        held = weakref.ref(elevation)
        del elevation
        alive.append(held() is not None)
        return made

    monkeypatch.setattr(fake_room, "scale_tool", forgetful)
    session.run(job(terrain, out_dir=str(tmp_path / "a")))
    session.run(job(terrain, out_dir=str(tmp_path / "b"), map_file=str(tmp_path / "b.html")))  # which shows the terrain
    assert alive == [False, True]


def test_handing_over_passes_all_and_keeps_nothing():
    def function(*, one, two):
        return one, two

    given = {"one": 1, "two": [2]}
    assert call_releasing(function, given) == (1, [2])
    assert given == {}
    with pytest.raises(TypeError, match="three"):
        call_releasing(function, {"one": 1, "two": 2, "three": 3})


def test_a_strip_raster_is_made_of_what_it_promises():
    grid = Grid(5, 4, 0.0, 0.0, 1.0, 1.0, "EPSG:25832")
    name = Text("a", "a")
    made = StripRaster(lambda first, stop: np.arange(4 * first, 4 * stop).reshape(-1, 4), grid, np.int64, name=name)
    assert np.array_equal(made.values, np.arange(20).reshape(5, 4))
    assert made.materialise().name == name
    assert made.valid.all()
    assert "strip by strip" in repr(made)
    with pytest.raises(TypeError, match="declared as float32"):
        StripRaster(made.make, grid, np.float32).rows(0, 2)
    with pytest.raises(GridError, match="2 x 4"):
        StripRaster(lambda first, stop: made.make(first, stop)[:1], grid, np.int64).rows(0, 2)
    assert StripRaster(made.make, grid, np.float32, nodata=3).nodata is None
