"""How rasters lie in their files: three layouts, strips, little memory, nothing left by a stop."""

from __future__ import annotations

import contextlib
import errno
import re
import struct
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.enums import Resampling

from gistools.errors import Cancelled, DiskFullError, ParamError
from gistools.grid import Grid
from gistools.io import raster_output, read_elevation, tiff, write_raster
from gistools.io.atomic import Settling
from gistools.layout import RasterLayout
from gistools.raster import Raster, StripRaster

from .making import CRS, X0, Y0, Recorder, gdal, hills, record

layouts = pytest.mark.parametrize("layout", RasterLayout)


def grid(rows: int, cols: int) -> Grid:
    return Grid(rows=rows, cols=cols, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS)


def written(path: Path, values: np.ndarray, **options) -> Path:
    nodata = options.pop("nodata", None)
    return write_raster(Raster(values, grid(*values.shape), "m", nodata=nodata), path, provenance=record(), **options)


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (512, 512), (513, 511), (1030, 1)])
@pytest.mark.parametrize("dtype", ["float32", "uint8", "float64", "int16"])
def test_all_layouts_hold_the_same_cells(tmp_path, shape, dtype):
    values = (hills(*shape) * 4).astype(dtype)
    for layout in RasterLayout:
        with rasterio.open(written(tmp_path / f"{layout}.tif", values, layout=layout)) as data:
            assert np.array_equal(data.read(1), values)
            assert data.dtypes == (dtype,)


@layouts
def test_rows_that_do_not_lie_one_after_the_other(tmp_path, layout):
    buffer = np.full((1102, 702), np.nan, np.float32)
    inner = buffer[1:-1, 1:-1]
    inner[...] = hills(1100, 700)
    turned = np.asfortranarray(hills(60, 70))
    odd = hills(60, 140)[:, ::2]

    for name, values in (("inner", inner), ("turned", turned), ("odd", odd)):
        one = written(tmp_path / f"{name}.tif", values, layout=layout).read_bytes()
        other = written(tmp_path / "tidy.tif", np.ascontiguousarray(values), layout=layout).read_bytes()
        assert stamped(one) == stamped(other)


def stamped(data: bytes) -> bytes:
    return re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"", data)


@layouts
@pytest.mark.parametrize("dtype", ["float32", "uint8", "bool", "int64"])
def test_strips_made_when_wanted_are_written_as_the_whole(tmp_path, layout, dtype):
    values = (hills(1100, 700) > 25) if dtype == "bool" else hills(1100, 700).astype(dtype)
    whole = Raster(values, grid(1100, 700), nodata=None if dtype in {"float32", "bool"} else 9)
    asked: list[tuple[int, int]] = []
    busy = threading.Lock()

    def make(first: int, stop: int) -> np.ndarray:
        assert busy.acquire(blocking=False), "asked by two threads at a time"
        asked.append((first, stop))
        busy.release()
        return values[first:stop].copy()

    strips = StripRaster(make, whole.grid, whole.dtype, nodata=whole.nodata)
    paths = [
        write_raster(r, tmp_path / f"{n}.tif", provenance=record(), layout=layout)
        for n, r in enumerate((whole, strips))
    ]

    assert stamped(paths[0].read_bytes()) == stamped(paths[1].read_bytes())
    assert max(stop - first for first, stop in asked) <= 512


@pytest.mark.parametrize("shape", [(1100, 700), (1101, 1301), (5000, 30)])
def test_a_cog_keeps_the_rules_of_its_form(tmp_path, shape):
    """As GDAL's own check (validate_cloud_optimized_geotiff) has them: heads first, overviews from the smallest."""
    data = written(tmp_path / "a.tif", hills(*shape)).read_bytes()
    assert data[8:].startswith(b"GDAL_STRUCTURAL_METADATA_SIZE=")
    heads, starts = [], []
    for place, tags in directories(data):
        offsets, counts = tags[tiff.OFFSETS], tags[tiff.COUNTS]
        heads.append(place)
        starts.append(min(offsets))
        assert offsets == sorted(offsets)
        for start, size in zip(offsets, counts, strict=True):
            assert struct.unpack_from("<I", data, start - 4) == (size,)
            assert data[start + size : start + size + 4] == data[start + size - 4 : start + size]
    assert heads == sorted(heads)
    assert starts == sorted(starts, reverse=True)
    assert heads[-1] < starts[-1]
    with rasterio.open(tmp_path / "a.tif") as opened:
        assert len(opened.overviews(1)) == len(heads) - 1
        assert max(-(-n // opened.overviews(1)[-1]) for n in shape) <= 512


def directories(data: bytes):
    place = struct.unpack_from("<I", data, 4)[0]
    while place:
        count = struct.unpack_from("<H", data, place)[0]
        tags = {}
        for n in range(count):
            tag, kind, number = struct.unpack_from("<HHI", data, place + 2 + 12 * n)
            if kind == 4:
                at = place + 10 + 12 * n if number == 1 else struct.unpack_from("<I", data, place + 10 + 12 * n)[0]
                tags[tag] = list(struct.unpack_from(f"<{number}I", data, at))
        yield place, tags
        place = struct.unpack_from("<I", data, place + 2 + 12 * count)[0]


@pytest.mark.gdal
@pytest.mark.parametrize("shape", [(1100, 700), (1101, 1301), (5000, 30), (20, 20)])
def test_the_check_of_gdal_finds_a_cog(tmp_path, shape):
    path = written(tmp_path / "a.tif", hills(*shape))
    check = ["-m", "osgeo_utils.samples.validate_cloud_optimized_geotiff", "--full-check=yes", path]
    said = gdal("/usr/bin/python3", *check)  # of Debian's python3-gdal, which QGIS brings
    assert "is a valid cloud optimized GeoTIFF" in said.stdout
    assert "warnings" not in said.stdout


@pytest.mark.gdal
@layouts
def test_gdal_finds_no_fault(tmp_path, layout):
    path = written(tmp_path / "a.tif", hills(1101, 1301), layout=layout)
    said = gdal("gdalinfo", "-checksum", path)
    assert "ERROR" not in said.stderr
    assert "Warning" not in said.stderr


@pytest.mark.parametrize("holes", [False, True])
def test_overviews_are_those_of_gdal(tmp_path, holes):
    values = hills(2048, 1024)
    if holes:
        values[np.random.default_rng(2).random(values.shape) < 0.3] = np.nan
        values[600:900] = np.nan
    mine = written(tmp_path / "a.tif", values)
    theirs = written(tmp_path / "b.tif", values, layout="plain")
    with rasterio.open(theirs, "r+") as data:
        data.build_overviews([2, 4], Resampling.average)
    for level in (0, 1):
        with rasterio.open(mine, overview_level=level) as one, rasterio.open(theirs, overview_level=level) as other:
            assert np.allclose(one.read(1), other.read(1), rtol=1e-6, equal_nan=True)


def test_codes_show_one_of_their_cells_in_overviews(tmp_path):
    values = np.random.default_rng(1).integers(0, 200, (1024, 600), dtype=np.uint8)
    with rasterio.open(written(tmp_path / "a.tif", values, nodata=247), overview_level=0) as data:
        assert np.array_equal(data.read(1), values[::2, ::2])


@layouts
def test_a_file_beyond_four_gigabytes_has_a_large_head(tmp_path, layout, monkeypatch):
    monkeypatch.setattr(raster_output, "_BIG_BYTES", 1000)
    path = written(tmp_path / "a.tif", hills(1100, 700), layout=layout)
    assert path.read_bytes()[:4] == b"II\x2b\x00"
    with rasterio.open(path) as data:
        assert np.array_equal(data.read(1), hills(1100, 700))
        assert data.overviews(1) == ([2, 4] if layout is RasterLayout.COG else [])
        assert data.tags(ns="IMAGE_STRUCTURE").get("LAYOUT") == ("COG" if layout is RasterLayout.COG else None)


def test_an_unknown_layout_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(ParamError, match="did you mean plain"):
        written(tmp_path / "a.tif", hills(), layout="plian")
    assert list(tmp_path.iterdir()) == []


@layouts
def test_a_stop_amid_many_strips_leaves_nothing_and_no_thread(tmp_path, layout):
    values = hills(6000, 300)
    whole = Recorder()
    written(tmp_path / "whole.tif", values, layout=layout, progress=whole)
    before = set(threading.enumerate())
    for number in np.linspace(0, whole.asked * 0.8, 12).astype(int):
        with pytest.raises(Cancelled):
            written(tmp_path / "a.tif", values, layout=layout, progress=Recorder(int(number)))
        assert [p.name for p in tmp_path.iterdir()] == ["whole.tif"]
    left = [t for t in set(threading.enumerate()) - before if t.name == "gistools-lane"]
    assert left == []


def test_an_error_of_a_strip_ends_the_writing(tmp_path):
    def make(first: int, stop: int) -> np.ndarray:
        if first >= 512:
            raise ZeroDivisionError
        return np.zeros((stop - first, 300), np.float32)

    strips = StripRaster(make, grid(6000, 300), np.dtype(np.float32))
    for layout in RasterLayout:
        with pytest.raises(ZeroDivisionError):
            write_raster(strips, tmp_path / "a.tif", provenance=record(), layout=layout)
    assert list(tmp_path.iterdir()) == []


def test_no_room_for_the_overviews_that_lie_aside(tmp_path, monkeypatch):
    def full(**given):
        aside = open(Path(given["dir"]) / "aside", "w+b")  # noqa: SIM115, PTH123 - closed by the writer
        return contextlib.closing(Full(aside))

    class Full:
        def __init__(self, file):
            self.file = file

        def write(self, _):
            raise OSError(errno.ENOSPC, "no room")

        def close(self):
            self.file.close()
            Path(self.file.name).unlink()

    monkeypatch.setattr(raster_output.tempfile, "TemporaryFile", full)
    with pytest.raises(DiskFullError):
        written(tmp_path / "a.tif", hills(1100, 700))
    assert list(tmp_path.iterdir()) == []


def test_a_settling_is_begun_before_the_file_is_checked_and_joined_by_its_owner(tmp_path, monkeypatch):
    order = []
    real = raster_output.verify_raster
    monkeypatch.setattr(raster_output, "verify_raster", lambda *a, **k: (order.append("verify"), real(*a, **k)))

    class Noted(Settling):
        def start(self, path, shown=None):
            order.append("force")
            super().start(path, shown)

    settling = Noted()
    written(tmp_path / "a.tif", hills(), settling=settling)
    settling.finish(Recorder())
    assert order[:2] == ["force", "verify"]


MEMORY = """
import sys, numpy as np
sys.path.insert(0, {root!r})
from gistools.grid import Grid
from gistools.io import Provenance, read_elevation, write_raster
from gistools.raster import Raster, StripRaster
from gistools.text import Text

def peak():  # of this process alone: that of getrusage begins with the memory of the parent
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))

n, provenance = 7000, Provenance.create("flow", Text("a", "a"))
grid = Grid(n, n, 0.0, 0.0, 1.0, 1.0, "EPSG:25832")
small = Raster(np.zeros((600, 600), np.float32), Grid(600, 600, 0.0, 0.0, 1.0, 1.0, "EPSG:25832"))
write_raster(small, {path!r}, provenance=provenance, layout={layout!r})
read_elevation({path!r})
row = (np.arange(n + 2) % 97).astype(np.float32)
if {strips}:
    def make(first, stop):
        return row[None, 1:-1] + np.arange(first, stop, dtype=np.float32)[:, None] % 31
    raster = StripRaster(make, grid, np.dtype(np.float32))
else:
    values = np.empty((n + 2, n + 2), np.float32)
    values[:] = row
    raster = Raster(values[1:-1, 1:-1], grid)
before = peak()
write_raster(raster, {path!r}, provenance=provenance, layout={layout!r})
print(peak() - before)
raster = values = None
before = peak()
if {strips}:
    read = read_elevation({path!r}).value
    print(peak() - before - read.values.nbytes // 2**20)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of one process")
@layouts
@pytest.mark.parametrize("strips", [False, True])
def test_little_memory_beside_the_values(tmp_path, layout, strips):
    """The raster has 187 MiB: less than that is held to write it, and to read it beside the values."""
    script = MEMORY.format(
        root=str(Path(__file__).parents[2]), path=str(tmp_path / "a.tif"), layout=layout.value, strips=strips
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for more in map(int, done.stdout.split()):
        assert more < 150


def test_what_is_written_is_read_again_bit_by_bit(tmp_path):
    values = hills(1100, 700)
    values[::7, ::3] = np.nan
    for layout in RasterLayout:
        back = read_elevation(written(tmp_path / "a.tif", values, layout=layout)).value.values
        assert np.array_equal(back.view(np.uint32), values.view(np.uint32))
