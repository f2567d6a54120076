"""A result is there whole or not at all: cancel, Ctrl-C, a full disk, a file held by another program."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gistools.errors import Cancelled, DiskFullError, OutputError, OutputInUseError, OutputMismatchError
from gistools.grid import Grid
from gistools.io import (
    atomic_output,
    layer_output,
    raster_output,
    read_layer,
    refuse_same_file,
    write_layer,
    write_raster,
    write_table,
)
from gistools.io.atomic import place, write_bytes
from gistools.progress import NoProgress
from gistools.raster import Raster

from .making import CRS, X0, Y0, Recorder, hills, record, squares

GRID = Grid(rows=40, cols=30, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS)


def _raster(path, progress=None):
    return write_raster(Raster(hills(), GRID, unit="m"), path, provenance=record(), progress=progress, qml="<qgis/>")


def _plain(path, progress=None):
    return write_raster(Raster(hills(), GRID, unit="m"), path, provenance=record(), progress=progress, layout="plain")


def _zstd(path, progress=None):
    return write_raster(Raster(hills(), GRID, unit="m"), path, provenance=record(), progress=progress, layout="zstd")


def _layer(path, progress=None):
    return write_layer(squares(), path, layer="lag", provenance=record(), progress=progress, qml="<qgis/>")


def _table(path, progress=None):
    frame = pd.DataFrame({"led": ["regn"], "m3": [1.5]})
    return write_table(frame, path, provenance=record(), progress=progress)


WRITERS = {
    "a.tif": _raster,
    "zstd.tif": _zstd,
    "plain.tif": _plain,
    "a.gpkg": _layer,
    "a.parquet": _layer,
    "a.fgb": _layer,
    "a.geojson": _layer,
    "a.csv": _table,
}
writers = pytest.mark.parametrize(("name", "write"), WRITERS.items(), ids=WRITERS)


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


@writers
def test_only_the_result_and_its_sidecars_are_left(tmp_path, name, write):
    assert write(tmp_path / name) == tmp_path / name

    beside = {
        "a.tif": {"a.qml"},
        "a.parquet": {"a.qml", "a.parquet.provenance.json"},
        "a.fgb": {"a.qml", "a.fgb.provenance.json"},
        "a.geojson": {"a.qml", "a.geojson.provenance.json"},
        "a.csv": {"a.csv.provenance.json"},
    }
    assert names(tmp_path) == {name} | beside.get(name, set())


def stopped(write, path, progress, error):
    """Write, and return whether the question at which to stop was asked; how often is asked depends on the machine."""
    try:
        write(path, progress)
    except error:
        return True
    return False


@writers
@pytest.mark.parametrize("error", [None, KeyboardInterrupt], ids=["cancel", "ctrl-c"])
def test_stopped_at_every_question_leaves_nothing_new(tmp_path, name, write, error):
    whole = Recorder()
    (tmp_path / "try").mkdir()
    write(tmp_path / "try" / name, whole)
    assert whole.asked >= 2
    assert whole.told == sorted(whole.told)
    assert whole.told[-1] == 1.0

    for number in range(whole.asked):
        folder = tmp_path / f"new{number}" / "deep"
        if not stopped(write, folder / name, Recorder(number, error), error or Cancelled):
            assert number >= 2  # a quicker run asks less often
            break
        assert not folder.parent.exists()
        old = tmp_path / f"old{number}"
        old.mkdir()
        (old / name).write_bytes(b"")
        if not stopped(write, old / name, Recorder(number, error), error or Cancelled):
            break
        assert names(old) == {name}
        assert (old / name).read_bytes() == b""


@writers
def test_held_by_another_program_is_kept_beside(tmp_path, name, write, monkeypatch):
    (tmp_path / name).write_bytes(b"")
    real = os.replace

    def held(source, target):
        if Path(target) == tmp_path / name:
            raise PermissionError(errno.EACCES, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(OutputInUseError) as caught:
        write(tmp_path / name)

    kept = caught.value.kept
    assert kept == tmp_path / f"{Path(name).stem}_ny1{Path(name).suffix}"
    assert kept.stat().st_size > 0
    assert kept.name in str(caught.value).splitlines()[0]
    assert kept.name in str(caught.value).splitlines()[1]
    assert (tmp_path / name).read_bytes() == b""
    assert not [n for n in names(tmp_path) if "part" in n]
    with pytest.raises(OutputInUseError) as again:
        write(tmp_path / name)
    assert again.value.kept.name == f"{Path(name).stem}_ny2{Path(name).suffix}"


@pytest.mark.parametrize("limit", [4096, 60_000, 130_000])
def test_full_disk_leaves_nothing_and_the_old_file_whole(tmp_path, limit):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.io.full_disk", str(tmp_path), str(limit)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(name, old) for name, old, _, _ in outcomes] == [(name, old) for name in WRITERS for old in (False, True)]
    for name, old, code, left in outcomes:
        assert (name, code) == (name, "GT220")
        assert left == ({name: 0} if old else {})


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT])
def test_no_room_is_its_own_error(tmp_path, number):
    def write():
        with atomic_output(tmp_path / "a.html") as temporary:
            temporary.write_text("half")
            raise OSError(number, "no room")

    with pytest.raises(DiskFullError, match="ikke plads"):
        write()
    assert names(tmp_path) == set()


def test_bytes_lost_on_the_way_are_noticed(tmp_path, monkeypatch):
    """A disk that swallows what it is given, as when an error is lost on closing."""
    whole = raster_output._write

    def halve(raster, form, path, progress):
        whole(raster, form, path, progress)
        os.truncate(path, path.stat().st_size // 2)

    def spoil(raster, form, path, progress):
        whole(raster.with_values(hills(seed=2)), form, path, progress)

    for write in (_raster, _zstd, _plain):
        monkeypatch.setattr(raster_output, "_write", halve)
        with pytest.raises(OutputMismatchError, match="læst tilbage"):
            write(tmp_path / "a.tif")
        monkeypatch.setattr(raster_output, "_write", spoil)
        with pytest.raises(OutputMismatchError, match="celler fra række 0"):
            write(tmp_path / "a.tif")
    monkeypatch.setattr(layer_output, "write_bytes", lambda path, data, progress: path.write_bytes(data[:-400]))  # noqa: ARG005
    with pytest.raises(OutputMismatchError):
        _layer(tmp_path / "a.fgb")
    assert names(tmp_path) == set()


def test_a_lost_row_is_noticed(tmp_path, monkeypatch):
    whole = layer_output._write_geopackage
    monkeypatch.setattr(layer_output, "_write_geopackage", lambda frame, *rest: whole(frame.iloc[:-1], *rest))

    with pytest.raises(OutputMismatchError, match="4 af 5 rækker"):
        _layer(tmp_path / "a.gpkg")
    assert names(tmp_path) == set()


def test_geopackage_with_unsaved_changes_of_another_program_is_not_replaced(tmp_path):
    """SQLite would play the log of the other program into the new file, and corrupt it."""
    path = _layer(tmp_path / "a.gpkg")
    script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode = WAL');"
    script += "c.execute('CREATE TABLE notes (x TEXT)'); c.commit(); print('open', flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(OutputInUseError) as caught:
            _layer(path)
    finally:
        other.communicate()
    assert len(read_layer(caught.value.kept).value) == 5
    assert len(read_layer(path).value) == 5


def test_leftovers_that_would_describe_the_new_file_wrongly_go(tmp_path):
    path = _raster(tmp_path / "a.tif")
    (tmp_path / "a.tif.aux.xml").write_text("<PAMDataset/>")

    _raster(path)

    assert names(tmp_path) == {"a.tif", "a.qml"}


def test_html_and_png_through_the_same_door(tmp_path):
    with atomic_output(tmp_path / "ny mappe" / "kort æ.html", sidecars={".provenance.json": "{}"}) as temporary:
        assert temporary.suffix == ".html"
        temporary.write_text("<p>")
    assert names(tmp_path / "ny mappe") == {"kort æ.html", "kort æ.html.provenance.json"}


def test_an_error_in_the_block_removes_all_that_was_made(tmp_path):
    def write():
        with atomic_output(tmp_path / "a.html") as temporary:
            temporary.write_text("half")
            temporary.with_name(temporary.name + ".aux.xml").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert names(tmp_path) == set()


def test_place_moves_a_finished_file_and_what_lies_beside(tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "a.csv").write_text("a")
    (hidden / "a.csv.provenance.json").write_text("{}")

    place(hidden / "a.csv", tmp_path / "a.csv", {".provenance.json": hidden / "a.csv.provenance.json"})

    assert names(tmp_path) == {"hidden", "a.csv", "a.csv.provenance.json"}
    assert names(hidden) == set()


def test_a_folder_or_a_file_in_the_way(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OutputError, match="en mappe på"):
        _table(tmp_path / "a.csv")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="kan ikke skrives"):
        _table(tmp_path / "file" / "b.csv")
    assert names(tmp_path) == {"a.csv", "file"}


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.jpg", _raster), ("noending", _raster), ("a.xyz", _layer), ("a.shp", _layer), ("a.xls", _table)],
)
def test_unknown_endings_are_refused_with_the_known(tmp_path, name, write):
    with pytest.raises(OutputError, match="endelsen"):
        write(tmp_path / name)
    assert names(tmp_path) == set()


def test_sources_are_never_the_target(tmp_path):
    source = tmp_path / unicodedata.normalize("NFC", "å.tif")
    source.write_text("x")
    link = tmp_path / "link.tif"
    link.symlink_to(source)
    for output in (source, link, tmp_path / "sub" / ".." / source.name, str(source)):
        with pytest.raises(OutputError, match="oven i kilden"):
            refuse_same_file(output, ["other.tif", source])
    with pytest.raises(OutputError):
        refuse_same_file(tmp_path / "a.gpkg", [f"{tmp_path / 'a.gpkg'}|layername=x"])
    with pytest.raises(OutputError):
        refuse_same_file(tmp_path / unicodedata.normalize("NFD", "ø.csv"), [tmp_path / "ø.csv"])
    with pytest.raises(OutputError):
        refuse_same_file(tmp_path / "depth.tif", [tmp_path])
    refuse_same_file(tmp_path / "sub" / "depth.tif", [tmp_path, source])
    refuse_same_file(tmp_path / "bluespots.gpkg", [tmp_path, source])


def test_no_part_of_a_source_is_ever_the_target(tmp_path):
    """Tiles of a pattern or of a mosaic (also of a mosaic of mosaics), and the files of a shapefile."""
    tiles = tmp_path / "fliser æ"
    tiles.mkdir()
    _raster(tiles / "a.tif")
    _vrt(tmp_path / "inner.vrt", "fliser æ/a.tif")
    _vrt(tmp_path / "outer.vrt", "inner.vrt")
    for ending in (".shp", ".dbf", ".shx"):
        (tmp_path / f"veje{ending}").write_text("x")
    (tmp_path / "broken.vrt").write_text("<no/>")
    for target, source in [
        ("fliser æ/a.tif", "fliser æ/*.tif"),
        ("fliser æ/a.tif", "*/[ab].tif"),
        ("fliser æ/a.tif", "inner.vrt"),
        ("fliser æ/a.tif", "outer.vrt"),
        ("inner.vrt", "outer.vrt"),
        ("veje.dbf", "veje.shp"),
    ]:
        with pytest.raises(OutputError, match="oven i kilden"):
            refuse_same_file(tmp_path / target, [tmp_path / source])
    for source in ("fliser æ/*.tif", "outer.vrt", "broken.vrt", "nix*.tif", "nix.vrt"):
        refuse_same_file(tmp_path / "fliser æ" / "b.tif", [tmp_path / source])


def _vrt(path, source):
    band = f"<SimpleSource><SourceFilename relativeToVRT='1'>{source}</SourceFilename></SimpleSource>"
    inside = f"<VRTRasterBand dataType='Float32' band='1'>{band}</VRTRasterBand>"
    path.write_text(f"<VRTDataset rasterXSize='4' rasterYSize='4'>{inside}</VRTDataset>", encoding="utf-8")


def test_bytes_are_forced_to_the_disk(tmp_path, monkeypatch):
    synced = []
    real = os.fsync

    def fsync(descriptor):
        synced.append(os.fstat(descriptor).st_size)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_bytes(tmp_path / "a.bin", b"x" * 100_000, NoProgress())
    assert synced == [100_000]


def test_the_user_is_asked_all_the_time_while_a_large_raster_is_packed(tmp_path):
    """The call that packs cannot be interrupted; the caller must be free all the same."""
    grid = Grid(rows=6000, cols=4000, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS)
    raster = Raster(hills(6000, 4000), grid, unit="m")
    asked = []

    class Clock(Recorder):
        def cancelled(self):
            asked.append(time.monotonic())
            return super().cancelled()

    write_raster(raster, tmp_path / "a.tif", provenance=record(), progress=Clock())
    longest, whole = max(np.diff(asked)), asked[-1] - asked[0]
    assert longest < 0.6 * whole, "packing is most of the work, and the user is asked during it"

    half = len(asked) // 3
    with pytest.raises(Cancelled):
        write_raster(raster, tmp_path / "b.tif", provenance=record(), progress=Clock(half))
    assert names(tmp_path) == {"a.tif"}
