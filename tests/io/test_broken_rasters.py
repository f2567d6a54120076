"""A corpus of broken rasters: each is a named error in two languages, and none is a crash."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from gistools.errors import CrsError, GistoolsError, GridError, NodataError, RasterReadError
from gistools.io import Provenance, read_elevation, read_raster, write_layer
from gistools.text import Text

from .making import X0, Y0, hills, squares, tif


def _write(path, data):
    path.write_bytes(data)
    return path


def _vrt(path, size):
    text = f'<VRTDataset rasterXSize="{size}" rasterYSize="{size}"><SRS>EPSG:25832</SRS>'
    text += f"<GeoTransform>{X0}, 1, 0, {Y0}, 0, -1</GeoTransform>"
    return _write(path, (text + '<VRTRasterBand dataType="Float32" band="1"/></VRTDataset>').encode())


def _zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("DTM_1km_6180_720.tif", b"not a raster")
    return path


def _gpkg(folder):
    return write_layer(squares(), folder / "x.gpkg", layer="x", provenance=Provenance("t", Text("t", "t")))


def _complex(folder):
    return tif(folder / "x.tif", hills().astype(np.complex64))


NAN = np.full((5, 5), np.nan, dtype=np.float32)
INF = np.array([[1.0, np.inf]], dtype=np.float32)
BIG = np.array([[1.0, 1e300]])
ROTATED = Affine(1.6, 0.1, X0, 0.1, -1.6, Y0)
SHEARED = Affine(1.6, 0.2, X0, 0.0, -1.6, Y0)

CORPUS = {
    "text": (lambda d: _write(d / "x.tif", "ikke en raster, men æøå".encode()), RasterReadError, "kan ikke læses"),
    "no bytes": (lambda d: _write(d / "x.tif", b""), RasterReadError, "0 byte"),
    "zeros": (lambda d: _write(d / "x.tif", bytes(5000)), RasterReadError, "kan ikke læses"),
    "only a tiff header": (lambda d: _write(d / "x.tif", b"II*\0\x08\0\0\0"), RasterReadError, "kan ikke læses"),
    "0 x 0": (lambda d: _vrt(d / "x.vrt", 0), RasterReadError, "kan ikke læses"),
    "missing file": (lambda d: d / "x.tif", RasterReadError, "findes ikke"),
    "missing folder": (lambda d: d / "nej" / "x.tif", RasterReadError, "findes ikke"),
    "a name too long": (lambda d: d / ("x" * 5000 + ".tif"), RasterReadError, "findes ikke"),
    "folder without tiles": (lambda d: _write(d / "readme.txt", b"x").parent, RasterReadError, "uden rasterfiler"),
    "pattern without files": (lambda d: d / "DTM*.tif", RasterReadError, "ingen fil passer"),
    "nothing chosen": (lambda d: [], RasterReadError, "ingen raster"),  # noqa: ARG005
    "zip": (lambda d: _zip(d / "x.zip"), RasterReadError, "pak zip-filen ud"),
    "zip named tif": (lambda d: _zip(d / "x.tif"), RasterReadError, "kan ikke læses"),
    "GeoPackage of a layer": (_gpkg, RasterReadError, "kan ikke læses"),
    "VRT with a broken body": (lambda d: _write(d / "x.vrt", b"<VRTDataset"), RasterReadError, "kan ikke læses"),
    "three bands": (lambda d: tif(d / "x.tif", np.stack([hills()] * 3)), RasterReadError, "har 3 bånd"),
    "complex numbers": (_complex, RasterReadError, "komplekse"),
    "all nodata": (lambda d: tif(d / "x.tif", NAN), NodataError, "ingen celle"),
    "inf": (lambda d: tif(d / "x.tif", INF), RasterReadError, "uendelige"),
    "beyond float32": (lambda d: tif(d / "x.tif", BIG), RasterReadError, "uendelige"),
    "a height of 16 km": (lambda d: tif(d / "x.tif", hills() * 0 + 16000), RasterReadError, "højden 16000 m"),
    "a depth of 16 km": (lambda d: tif(d / "x.tif", hills() * 0 - 16000), RasterReadError, "højden -16000 m"),
    "scale 0": (lambda d: tif(d / "x.tif", hills(), scale=0.0), RasterReadError, "skala 0"),
    "degrees": (lambda d: tif(d / "x.tif", hills(), crs="EPSG:4326", x0=12, y0=56, cell=0.001), CrsError, "grader"),
    "US feet": (lambda d: tif(d / "x.tif", hills(), crs="EPSG:2263"), CrsError, "US survey foot"),
    "heights in feet": (lambda d: tif(d / "x.tif", hills(), crs="EPSG:25832+6360"), CrsError, "højder i US survey"),
    "a unit of feet": (lambda d: tif(d / "x.tif", hills(), unit="ft"), GridError, "værdier i ft"),
    "no CRS": (lambda d: tif(d / "x.tif", hills(), crs=None), CrsError, "-a_srs EPSG:25832"),
    "not placed": (lambda d: tif(d / "x.tif", hills(), transform=Affine.identity()), GridError, "uden placering"),
    "rotated": (lambda d: tif(d / "x.tif", hills(), transform=ROTATED), GridError, "gdalwarp x.tif"),
    "sheared": (lambda d: tif(d / "x.tif", hills(), transform=SHEARED), GridError, "drejet eller skæv"),
    "south-up": (lambda d: tif(d / "x.tif", hills(), cell_y=-1.6), GridError, "syd opad"),
    "mirrored": (lambda d: tif(d / "x.tif", hills(), cell=-1.6, cell_y=1.6), GridError, "spejlvendt"),
    "huge": (lambda d: _vrt(d / "x.vrt", 1_000_000), GridError, "3725,3 GiB"),
    "beyond 2^31 cells": (lambda d: _vrt(d / "x.vrt", 46_342), GridError, "46342 x 46342"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_each_is_a_named_error(tmp_path, name):
    make, kind, said = CORPUS[name]
    path = make(tmp_path)

    with pytest.raises(kind) as caught:
        read_elevation(path)

    check_text(caught.value, said)


@pytest.mark.parametrize(
    "name", sorted(set(CORPUS) - {"nothing chosen", "pattern without files", "folder without tiles"})
)
def test_each_is_an_error_as_rain_too(tmp_path, name):
    """What is no elevation for its unit or height may still be rain: everything else is refused alike."""
    make, kind, said = CORPUS[name]
    path = make(tmp_path)
    if "16 km" in name:
        assert abs(read_raster(path, unit="mm").value.values).max() == 16000
        return

    with pytest.raises(kind if name != "all nodata" else NodataError) as caught:
        read_raster(path, unit="mm")

    check_text(caught.value, "uden en eneste" if name == "all nodata" else said)


def check_text(error: GistoolsError, said: str) -> None:
    danish, english = str(error).splitlines()
    assert said in danish
    assert danish.startswith(f"[{error.code}] Fundet: ")
    assert english.startswith(f"[{error.code}] Found: ")
    for text in (error.found, error.expected, error.fix):
        assert text.da
        assert text.en
        assert "{" not in text.da + text.en


@pytest.mark.parametrize(
    "options", [{}, {"compress": "deflate"}, {"driver": "COG"}, {"tiled": True, "blockxsize": 16, "blockysize": 16}]
)
def test_cut_short_anywhere(tmp_path, options):
    """Wherever a file is cut, it is an error, or (where only overviews or padding are lost) the very same values."""
    values = hills(60, 50)
    whole = tif(tmp_path / "whole.tif", values, **options).read_bytes()
    refused = 0
    cuts = sorted({1, 4, 8, 16, 100, *range(200, len(whole), max(len(whole) // 40, 1)), len(whole) - 1})
    for cut in cuts:
        path = _write(tmp_path / "cut.tif", whole[:cut])
        try:
            read = read_elevation(path).value
        except GistoolsError as error:
            refused += 1
            check_text(error, "")
        else:
            assert np.array_equal(read.values, values), cut
    assert refused > len(cuts) // 2


def test_flipped_bytes_never_crash(tmp_path):
    """Damage within a file gives values or a named error, never another exception."""
    whole = tif(tmp_path / "whole.tif", hills(30, 30), compress="deflate").read_bytes()
    rng = np.random.default_rng(3)
    outcomes = set()
    for _ in range(150):
        data = bytearray(whole)
        for place in rng.integers(0, len(data), 4):
            data[place] ^= int(rng.integers(1, 256))
        try:
            read_elevation(_write(tmp_path / "hurt.tif", bytes(data)))
            outcomes.add("read")
        except GistoolsError as error:
            outcomes.add(type(error).__name__)
    assert "RasterReadError" in outcomes
    assert len(outcomes) >= 2


def test_one_cell_is_a_raster(tmp_path):
    path = tif(tmp_path / "1.tif", np.array([[7.5]], dtype=np.float32))

    raster = read_elevation(path).value

    assert raster.grid.shape == (1, 1)
    assert raster.values[0, 0] == 7.5


def test_a_huge_file_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "x.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, dtype="float32", crs="EPSG:25832", transform=Affine(1, 0, X0, 0, -1, Y0),
        height=50_000, width=50_000, blockxsize=16384, blockysize=16384, tiled=True, sparse_ok=True,
    ):  # fmt: skip
        pass

    with pytest.raises(GridError, match="2\\^31"):
        read_elevation(path)
