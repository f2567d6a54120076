# ruff: noqa: ARG001, E501 - steps take what they are given; a Raster has values; own programs; tables of cases
from __future__ import annotations

import enum
import json
import os
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path

import fake_room
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from gistools.errors import Cancelled
from gistools.grid import Grid
from gistools.progress import NoProgress, check
from gistools.raster import Raster, StripRaster
from gistools.run import Job, Session, StepCache, default_cache, hashing
from gistools.run import cache as cache_module
from gistools.run.cache import DISK_SHARE, MEMORY_SHARE
from gistools.run.codec import CodecError, read_folder, write_folder
from gistools.run.hashing import Unhashable, content_hash
from gistools.terrain.params import Nodata, TerrainParams
from gistools.text import Text
from gistools.tool import step

GRID = Grid(3, 4, 0.0, 0.0, 1.0, 1.0, "EPSG:25832")
QUIET = NoProgress()


def test_without_a_home_folder_steps_are_remembered_in_memory_only(monkeypatch, caplog):
    def no_home(*_, **__):
        msg = "Could not determine home directory."
        raise RuntimeError(msg)

    monkeypatch.delenv("GISTOOLS_CACHE_DIR")
    monkeypatch.setattr("platformdirs.user_cache_dir", no_home)
    caplog.set_level("INFO", logger="gistools.run.cache")
    cache = default_cache()
    assert cache.info().folder is None
    assert "in memory only: Could not determine home directory." in caplog.text
    fake_room.CALLS.clear()
    for _ in range(2):
        cache(fake_room.heavy, raster(), progress=QUIET)
    assert fake_room.CALLS == ["heavy"]


def raster(first: float = 0.0) -> Raster:
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    values[0, 0] = first
    return Raster(values, GRID, "m", name=Text("højde", "height"))


def layer() -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {
            "n": [1, 2],
            "name": ["æ", None],
            "share": [0.5, np.nan],
            "yes": [True, False],
            "day": pd.to_datetime(["2026-01-01", None]),
        },
        geometry=[Point(0, 1), None],
        crs="EPSG:25832",
        index=[7, 9],
    )
    frame.attrs["units"] = {"share": "m"}
    return frame


class Stop(NoProgress):
    def cancelled(self) -> bool:
        return True


@dataclass(frozen=True)
class Foreign:
    a: int = 1


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


VALUES = [
    None, True, 1, 1.0, "1", b"1", (1,), (1, 1), {"a": 1}, {1: "a"}, Nodata.SEA, Nodata.HOLE, "sea", Colour.RED, Colour.BLUE,
    np.float32(1), np.array([1, 2]), np.array([[1, 2]]), np.array([1.0, 2.0]), np.array(["a", None], dtype=object),
    Text("a", "b"), Text("b", "a"), GRID, raster(), raster(1.0), TerrainParams(), TerrainParams(nodata=Nodata.SEA), layer(),
    layer().rename(columns={"n": "m"}), layer().iloc[:1], pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": ["1", "2"]}), Foreign(),
]  # fmt: skip


def test_different_values_have_different_hashes():
    hashes = [content_hash(value) for value in VALUES]
    assert len(set(hashes)) == len(VALUES)


def test_equal_content_has_equal_hashes():
    assert content_hash(raster(), layer()) == content_hash(raster(), layer())
    array = np.arange(12).reshape(3, 4)
    assert content_hash(array.T) == content_hash(np.ascontiguousarray(array.T))
    assert content_hash([1, 2]) == content_hash((1, 2))
    assert content_hash({3, 1, 2}) == content_hash({2, 3, 1})


def test_unknown_kinds_are_refused_and_cancel_is_heard():
    with pytest.raises(Unhashable):
        content_hash(object())
    with pytest.raises(Cancelled):
        content_hash(np.zeros(3), progress=Stop())


def same(one, other) -> bool:
    if isinstance(one, np.ndarray):
        return (
            one.dtype == other.dtype
            and one.shape == other.shape
            and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
        )
    if isinstance(one, gpd.GeoDataFrame):
        pd.testing.assert_frame_equal(
            pd.DataFrame(one.drop(columns="geometry")), pd.DataFrame(other.drop(columns="geometry"))
        )
        return (
            one.crs == other.crs
            and one.attrs == other.attrs
            and (one.geometry.to_wkb() == other.geometry.to_wkb())[:1].all()
        )
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
        return True
    if isinstance(one, Raster):
        return same(one.values, other.values) and (one.grid, one.unit, one.name) == (other.grid, other.unit, other.name)
    if isinstance(one, (tuple, list)):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or one != one)  # noqa: PLR0124 - NaN


@pytest.mark.parametrize(
    "value",
    [
        None, 3, 2.5, float("nan"), float("inf"), "å", (1, "a"), [1, (2,)], Nodata.SEA, GRID, Text("a", "b"), raster(),
        TerrainParams(nodata=Nodata.WALL), np.float32(1.5), np.zeros((0, 3), np.int16), np.asfortranarray(np.ones((3, 2), ">f4")),
        np.array([True, False]), layer(), layer().iloc[:0], pd.DataFrame({"t": ["å", "b"], "n": [1, 2]}), (raster(), layer()),
    ],
    ids=lambda v: type(v).__name__,
)  # fmt: skip
def test_codec_there_and_back(tmp_path, value):
    write_folder(value, tmp_path)
    assert same(value, read_folder(tmp_path, part=lambda _: None))


def test_an_array_that_occurs_twice_is_kept_once(tmp_path):
    array = np.ones(1000)
    write_folder((array, array), tmp_path)
    assert len(list(tmp_path.glob("*.npy"))) == 1
    one, other = read_folder(tmp_path, part=lambda _: None)
    assert one is other


@pytest.mark.parametrize("value", [object(), Foreign(), Colour.RED, np.array([object()])])
def test_codec_refuses_what_is_not_of_gistools(tmp_path, value):
    with pytest.raises(CodecError):
        write_folder(value, tmp_path)


@pytest.mark.parametrize(
    "node",
    [
        {"dataclass": "os:stat_result", "fields": {}},
        {"dataclass": "subprocess:Popen", "fields": {"args": ["true"]}},
        {"dataclass": "gistools.run.cache:subprocess.Popen", "fields": {}},
        {"dataclass": "gistools.errors:InputError", "fields": {}},
        {"dataclass": "gistools.text:Text", "fields": {"da": "a"}},
        {"enum": "gistools.text:Text", "value": 1},
        {"array": "../secret.npy"},
        {"array": "1.npy"},
        {"unknown": 1},
    ],
)
def test_codec_makes_nothing_foreign(tmp_path, node):
    manifest = {"format": 1, "value": node, "files": {}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CodecError):
        read_folder(tmp_path, part=lambda _: None)


CALLS: list[str] = []


@step(1)
def raised(terrain: Raster, by: float, *, progress) -> Raster:
    CALLS.append("raised")
    return terrain.with_values(terrain.values + np.float32(by))


@step(1)
def nested(terrain: Raster, *, progress):
    CALLS.append("nested")
    return {"terrain": terrain, "sum": float(terrain.values.sum())}


def plain(terrain: Raster, *, progress) -> int:
    CALLS.append("plain")
    return 1


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def test_a_step_runs_once_in_memory_and_once_across_caches(tmp_path):
    for _ in range(2):
        cache = StepCache(tmp_path)
        for _ in range(2):
            made = cache(raised, raster(), 1.0, progress=QUIET)
            assert made.values[0, 1] == 2.0
        cache.finish(QUIET)
    assert CALLS == ["raised"]


def test_other_values_and_other_versions_run_again(tmp_path):
    cache = StepCache(tmp_path)
    cache(raised, raster(), 1.0, progress=QUIET)
    cache(raised, raster(), 2.0, progress=QUIET)
    cache(raised, raster(5.0), 1.0, progress=QUIET)
    raised.__gistools_step__ = 2
    try:
        cache(raised, raster(), 1.0, progress=QUIET)
    finally:
        raised.__gistools_step__ = 1
    assert len(CALLS) == 4


def test_functions_that_are_no_steps_always_run(tmp_path):
    cache = StepCache(tmp_path)
    for _ in range(2):
        cache(plain, raster(), progress=QUIET)
    assert CALLS == ["plain", "plain"]
    assert cache.info().entries == 0


def test_a_step_on_a_step_is_kept_without_its_values_twice(tmp_path):
    first = StepCache(tmp_path)
    terrain = first(raised, raster(), 1.0, progress=QUIET)
    first(nested, terrain, progress=QUIET)
    first.finish(QUIET)
    assert len(list(tmp_path.rglob("*.npy"))) == 1  # the second entry refers to the first
    second = StepCache(tmp_path)
    terrain = second(raised, raster(), 1.0, progress=QUIET)
    assert second(nested, terrain, progress=QUIET)["terrain"] is terrain
    assert CALLS == ["raised", "nested"]


def test_a_part_that_was_forgotten_is_made_again(tmp_path):
    first = StepCache(tmp_path)
    terrain = first(raised, raster(), 1.0, progress=QUIET)
    first(nested, terrain, progress=QUIET)
    first.finish(QUIET)
    (array,) = tmp_path.rglob("*.npy")
    for file in array.parent.iterdir():
        file.unlink()
    array.parent.rmdir()
    second = StepCache(tmp_path)
    terrain = second(raised, raster(), 1.0, progress=QUIET)
    assert second(nested, terrain, progress=QUIET)["sum"] == float(terrain.values.sum())


def run_once(folder: Path) -> Raster:
    cache = StepCache(folder)
    made = cache(raised, raster(), 1.0, progress=QUIET)
    cache.finish(QUIET)
    return made


@pytest.mark.parametrize("damage", ["flip", "truncate", "manifest", "remove", "version"])
def test_a_damaged_entry_is_made_again(tmp_path, damage):
    run_once(tmp_path)
    (array,) = tmp_path.rglob("*.npy")
    manifest = array.with_name("manifest.json")
    if damage == "flip":
        data = bytearray(array.read_bytes())
        data[-1] ^= 1
        array.write_bytes(data)
    elif damage == "truncate":
        array.write_bytes(array.read_bytes()[:-3])
    elif damage == "manifest":
        manifest.write_text(manifest.read_text()[:-9])
    elif damage == "version":
        manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 99'))
    else:
        array.unlink()
    assert run_once(tmp_path).values[2, 3] == 12.0
    assert CALLS == ["raised", "raised"]
    run_once(tmp_path)
    assert CALLS == ["raised", "raised"]  # it was mended


def test_the_oldest_are_forgotten_first(tmp_path):
    limit = DISK_SHARE * 1000
    cache = StepCache(tmp_path, disk_bytes=limit, memory_bytes=0)
    size = []
    for number in range(40):
        cache(raised, raster(), float(number), progress=QUIET)
        cache.finish(QUIET)
        for used, folder in enumerate(sorted(tmp_path.glob("??/*"), key=lambda f: f.stat().st_mtime)):
            os.utime(folder / "manifest.json", (1e9 + used, 1e9 + used))
        size.append(cache.info().size_bytes)
    assert max(size) <= limit
    assert 1 < cache.info().entries < 40
    cache(raised, raster(), 39.0, progress=QUIET)
    assert len(CALLS) == 40  # the newest is still there
    cache(raised, raster(), 0.0, progress=QUIET)
    assert len(CALLS) == 41  # the oldest is not


def test_memory_alone_forgets_too():
    cache = StepCache(None, memory_bytes=MEMORY_SHARE * 1000)
    for number in range(15):
        cache(raised, raster(), float(number), progress=QUIET)
    cache(raised, raster(), 14.0, progress=QUIET)
    assert len(CALLS) == 15
    cache(raised, raster(), 0.0, progress=QUIET)
    assert len(CALLS) == 16


@step(1)
def grown(terrain: Raster, times: int, *, progress) -> Raster:
    CALLS.append("grown")
    return Raster(np.tile(terrain.values, (times, times)), Grid(3 * times, 4 * times, 0.0, 0.0, 1.0, 1.0, GRID.crs))


def large(cells: int) -> Raster:
    return Raster(np.zeros((1, cells), np.float32), Grid(1, cells, 0.0, 0.0, 1.0, 1.0, GRID.crs))


@pytest.mark.parametrize(
    ("disk", "memory", "calls", "entries"),
    [(8000, 8000, 1, 1), (8000, 100, 1, 1), (100, 8000, 1, 0), (100, 100, 2, 0)],
)
def test_values_too_large_for_disk_and_memory_are_not_even_hashed(tmp_path, monkeypatch, disk, memory, calls, entries):
    hashed = []
    real = content_hash
    monkeypatch.setattr("gistools.run.cache.content_hash", lambda *a, **k: hashed.append(1) or real(*a, **k))
    cache = StepCache(tmp_path, disk_bytes=disk * DISK_SHARE, memory_bytes=memory * MEMORY_SHARE)
    for _ in range(2):
        cache(raised, large(1000), 1.0, progress=QUIET)
    assert len(CALLS) == calls
    assert cache.info().entries == entries
    assert bool(hashed) == (calls == 1)


def test_a_result_that_turns_out_too_large_is_let_go(tmp_path):
    cache = StepCache(tmp_path, disk_bytes=3000 * DISK_SHARE, memory_bytes=3000 * MEMORY_SHARE)
    for _ in range(2):
        cache(grown, raster(), 2, progress=QUIET)  # small enough
    assert (len(CALLS), cache.info().entries) == (1, 1)
    kept = weakref.ref(cache(grown, raster(), 20, progress=QUIET).values)
    assert kept() is None
    cache(grown, raster(), 20, progress=QUIET)
    assert (len(CALLS), cache.info().entries) == (3, 1)


def test_the_result_of_a_step_costs_no_hash_however_large(tmp_path):
    cache = StepCache(tmp_path, disk_bytes=3000 * DISK_SHARE, memory_bytes=0)
    made = cache(grown, raster(), 20, progress=QUIET)
    for _ in range(2):
        cache(nested, made, progress=QUIET)
    assert CALLS.count("nested") == 2  # its result holds what is too large
    assert content_hash(made, known=cache._names.get) == content_hash(made, known=cache._names.get)


def test_writing_to_disk_goes_on_beside_the_job_and_is_waited_for(tmp_path, monkeypatch):
    gate = threading.Event()
    real = cache_module.write_folder

    def slow(*given, **named):
        assert threading.current_thread().name == "gistools-cache"
        gate.wait(10)
        return real(*given, **named)

    monkeypatch.setattr(cache_module, "write_folder", slow)
    cache = StepCache(tmp_path)
    assert cache(raised, raster(), 1.0, progress=QUIET).values[0, 1] == 2.0
    assert list(tmp_path.rglob("manifest.json")) == []
    with pytest.raises(Cancelled):
        cache.finish(Stop())
    gate.set()
    cache.finish(QUIET)
    assert len(list(tmp_path.rglob("manifest.json"))) == 1
    StepCache(tmp_path)(raised, raster(), 1.0, progress=QUIET)
    assert CALLS == ["raised"]


def test_a_stopped_cache_leaves_nothing_half_written_and_goes_on(tmp_path, monkeypatch):
    real = cache_module.write_folder
    begun = threading.Event()

    def endless(value, folder, *, known, progress):
        (folder / "0.npy").write_bytes(b"half")
        begun.set()
        while True:
            check(progress)

    monkeypatch.setattr(cache_module, "write_folder", endless)
    cache = StepCache(tmp_path)
    cache(raised, raster(), 1.0, progress=QUIET)
    cache(raised, raster(), 2.0, progress=QUIET)
    assert begun.wait(10)
    cache.stop()
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    monkeypatch.setattr(cache_module, "write_folder", real)
    cache(raised, raster(), 3.0, progress=QUIET)
    assert cache.info().entries == 1


def test_a_fault_of_writing_is_logged_and_the_next_is_written(tmp_path, monkeypatch, caplog):
    real = cache_module.write_folder
    faults = [ZeroDivisionError()]

    def once(*given, **named):
        if faults:
            raise faults.pop()
        return real(*given, **named)

    monkeypatch.setattr(cache_module, "write_folder", once)
    cache = StepCache(tmp_path)
    cache(raised, raster(), 1.0, progress=QUIET)
    cache(raised, raster(), 2.0, progress=QUIET)
    assert cache.info().entries == 1
    assert "not remembered on disk" in caplog.text


def test_arrays_are_hashed_by_their_content_however_they_lie(monkeypatch):
    monkeypatch.setattr(hashing, "CHUNK_BYTES", 1000)
    for limit in (10**9, 1):  # in one run, and by two threads
        monkeypatch.setattr(hashing, "_TREE_BYTES", limit)
        whole = np.random.default_rng(1).random((130, 77))
        padded = np.zeros((132, 79))
        padded[1:-1, 1:-1] = whole
        same = {content_hash(a) for a in (whole, padded[1:-1, 1:-1], np.asfortranarray(whole), whole.T.copy().T)}
        assert len(same) == 1
        other = whole.copy()
        other[-1, -1] += 1
        assert content_hash(other) not in same
        assert content_hash(whole[:, :70]) == content_hash(whole[:, :70].copy())
        with pytest.raises(Cancelled):
            content_hash(whole, progress=Stop())


def test_a_raster_made_strip_by_strip_is_hashed_and_kept_as_the_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(hashing, "CHUNK_BYTES", 100)
    whole = Raster(np.arange(4000, dtype=np.float32).reshape(40, 100), Grid(40, 100, 0.0, 0.0, 1.0, 1.0, GRID.crs), "m")
    strips = StripRaster(whole.rows, whole.grid, whole.dtype, "m")
    for limit in (10**9, 1):
        monkeypatch.setattr(hashing, "_TREE_BYTES", limit)
        assert content_hash(strips) == content_hash(whole)
    write_folder(strips, tmp_path)
    assert same(whole, read_folder(tmp_path, part=lambda _: None))
    assert cache_module._size(strips, set()) == 16000


def test_padded_arrays_are_kept_without_what_pads_them(tmp_path):
    padded = np.zeros((132, 79))
    padded[1:-1, 1:-1] = np.random.default_rng(1).random((130, 77))
    write_folder(padded[1:-1, 1:-1], tmp_path)
    assert (tmp_path / "0.npy").stat().st_size < 130 * 77 * 8 + 200
    assert np.array_equal(read_folder(tmp_path, part=lambda _: None), padded[1:-1, 1:-1])


def test_a_folder_that_cannot_be_written_is_said_in_the_log_only(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    cache = StepCache(blocked / "steps")
    with caplog.at_level("INFO"):
        for _ in range(2):
            cache(raised, raster(), 1.0, progress=QUIET)
        cache.finish(QUIET)
    assert CALLS == ["raised"]
    assert "remembered in memory only" in caplog.text


def test_cancel_while_keeping_leaves_nothing(tmp_path):
    class Late(NoProgress):
        asked = 0

        def cancelled(self) -> bool:
            self.asked += 1
            return bool(CALLS)  # from when the step has run

    with pytest.raises(Cancelled):
        StepCache(tmp_path)(raised, raster(), 1.0, progress=Late())
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_off_and_clear(tmp_path, monkeypatch):
    cache = default_cache()
    cache(raised, raster(), 1.0, progress=QUIET)
    assert cache.info().entries == 1
    assert cache.info().folder == tmp_path / "cache" / "steps"
    cache.clear()
    assert cache.info().entries == 0
    cache(raised, raster(), 1.0, progress=QUIET)
    monkeypatch.setenv("GISTOOLS_CACHE", "off")
    off = default_cache()
    for _ in range(2):
        off(raised, raster(), 1.0, progress=QUIET)
    assert len(CALLS) == 4
    assert off.info().folder is None


def test_five_jobs_on_one_terrain_run_the_step_once_across_processes(tmp_path, terrain):
    log = tmp_path / "log"
    env = {**os.environ, "FAKE_ROOM_LOG": str(log)}
    room = str(Path(fake_room.__file__))
    for number in range(2):
        job = [
            sys.executable,
            room,
            "cli",
            "scale",
            str(terrain),
            "--factor",
            str(number),
            "--out",
            str(tmp_path / f"out{number}"),
        ]
        subprocess.run(job, env=env, check=True, capture_output=True)
    fake_room.CALLS.clear()
    session = Session(tools=fake_room.TOOLS)
    for number in range(2, 5):
        name = "scale" if number % 2 else "scale-again"
        job = Job(
            tool=name,
            inputs={"elevation": str(terrain)},
            params={"factor": number},
            out_dir=str(tmp_path / f"out{number}"),
        )
        session.run(job)
    assert log.read_text() == "heavy\n"
    assert fake_room.CALLS == []
