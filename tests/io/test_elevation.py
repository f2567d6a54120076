"""Elevation: one raster, many tiles, windows, and every way that numbers are stored."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from gistools.errors import Cancelled, CrsError, GistoolsError, GridError, NodataError, RasterReadError
from gistools.io import blocks, headers, read_elevation
from gistools.io.elevation import expand_tiles

from .making import CRS, X0, Y0, Recorder, gdal, hills, tif

if TYPE_CHECKING:
    from pathlib import Path


def tiles(folder: Path, missing: tuple[str, ...] = (), size: int = 20) -> np.ndarray:
    """Write four tiles of ``size`` cells and return the whole."""
    whole = hills(2 * size, 2 * size)
    for row in range(2):
        for col in range(2):
            name = f"DTM_1km_{row}_{col}.tif"
            part = whole[row * size : (row + 1) * size, col * size : (col + 1) * size]
            if name in missing:
                part[...] = np.nan
            else:
                tif(folder / name, part, x0=X0 + col * size * 1.6, y0=Y0 - row * size * 1.6)
    return whole


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compress": "deflate", "predictor": 3},
        {"compress": "lzw", "tiled": True, "blockxsize": 16, "blockysize": 16},
        {"compress": "zstd", "blockysize": 40},
        {"ENDIANNESS": "BIG"},
        {"dtype": "float64"},
        {"driver": "COG"},
        {"bigtiff": "YES"},
    ],
    ids=lambda options: ",".join(f"{key}={value}" for key, value in options.items()) or "plain",
)
def test_how_a_raster_is_stored_does_not_matter(tmp_path, options):
    values = hills()
    path = tif(tmp_path / "a.tif", values.astype(options.get("dtype", "float32")), **options)

    loaded = read_elevation(path)

    assert np.array_equal(loaded.value.values, values)
    assert loaded.value.values.dtype == np.float32
    assert (loaded.value.unit, loaded.value.grid.crs) == ("m", CRS)
    assert loaded.notes == ()


def test_scaled_integers_become_metres(tmp_path):
    stored = np.array([[123, -32768], [-50, 2000]], dtype=np.int16)
    path = tif(tmp_path / "cm.tif", stored, nodata=-32768, scale=0.01, offset=1.0, unit="m")

    loaded = read_elevation(path)

    expected = np.array([[2.23, np.nan], [0.5, 21.0]], dtype=np.float32)
    assert np.array_equal(loaded.value.values, expected, equal_nan=True)
    assert "int16 × 0.01 + 1" in loaded.notes[0].en


@pytest.mark.parametrize(
    ("dtype", "nodata", "stored"),
    [
        ("float32", -9999.0, -9999.0),
        ("float32", np.nan, np.nan),
        ("float32", None, np.nan),
        ("float32", -3.4028234663852886e38, -3.4028235e38),
        ("float64", -1.7e308, -1.7e308),
        ("float32", 3.4e38, 3.4e38),
        ("float32", -9999.9, -9999.9),
        ("int16", -9999, -9999),
        ("uint16", 0, 0),
    ],
)
def test_nodata_declared_or_nan(tmp_path, dtype, nodata, stored):
    values = np.array([[1.0, 2.0], [3.0, stored]]).astype(dtype)
    path = tif(tmp_path / "n.tif", values, nodata=nodata)

    assert np.array_equal(np.isnan(read_elevation(path).value.values), [[False, False], [False, True]])


def test_mask_of_the_file_is_nodata(tmp_path):
    mask = np.array([[255, 0], [255, 255]], dtype=np.uint8)
    path = tif(tmp_path / "m.tif", hills(2, 2), mask=mask)

    assert np.array_equal(np.isnan(read_elevation(path).value.values), mask == 0)


@pytest.mark.parametrize(("stored", "scale"), [(-9999.0, None), (-32768, 0.01), (-32767, None)])
def test_nodata_that_nobody_declared_is_refused_with_the_mend(tmp_path, stored, scale):
    dtype = np.int16 if isinstance(stored, int) else np.float32
    path = tif(tmp_path / "u.tif", np.array([[1, stored]], dtype=dtype), scale=scale)

    with pytest.raises(RasterReadError, match=f"-a_nodata {stored:g}"):
        read_elevation(path)


def test_oblong_cells(tmp_path):
    path = tif(tmp_path / "o.tif", hills(), cell=16.0, cell_y=15.957446808510639)

    grid = read_elevation(path).value.grid

    assert (grid.dx_m, grid.dy_m) == (16.0, 15.957446808510639)


def test_vertical_datum_of_compound_crs_and_of_tag(tmp_path):
    compound = read_elevation(tif(tmp_path / "c.tif", hills(), crs="EPSG:7416")).value
    tagged = read_elevation(tif(tmp_path / "t.tif", hills(), tags={"VERTICAL_DATUM": "DVR90 (EPSG:5799)"})).value

    assert (compound.grid.crs, compound.vertical_datum) == (CRS, "DVR90")
    assert (tagged.grid.crs, tagged.vertical_datum) == (CRS, "DVR90")
    assert read_elevation(tif(tmp_path / "p.tif", hills())).value.vertical_datum is None


def test_tiles_of_25832_and_7416_fit_together(tmp_path):
    values = hills(10, 20)
    tif(tmp_path / "a.tif", values[:, :10], crs="EPSG:7416")
    tif(tmp_path / "b.tif", values[:, 10:], x0=X0 + 16.0)

    loaded = read_elevation(tmp_path).value

    assert np.array_equal(loaded.values, values)
    assert loaded.vertical_datum == "DVR90"


@pytest.mark.gdal
def test_folder_pattern_list_and_vrt_give_the_same(tmp_path):
    whole = tiles(tmp_path)
    files = sorted(tmp_path.glob("*.tif"))
    vrt = tmp_path / "all.vrt"
    gdal("gdalbuildvrt", "-q", vrt, *files)

    for given in (tmp_path, str(tmp_path / "DTM*.tif"), files, files[::-1], vrt):
        loaded = read_elevation(given)
        assert np.array_equal(loaded.value.values, whole)
        assert loaded.value.grid.bounds == (X0, Y0 - 64.0, X0 + 64.0, Y0)
    hashes = {read_elevation(given).sources[0].content_hash for given in (tmp_path, files, files[::-1])}
    assert len(hashes) == 1


def test_missing_tile_is_no_elevation_and_said(tmp_path):
    whole = tiles(tmp_path, missing=("DTM_1km_0_1.tif",))

    loaded = read_elevation(tmp_path)

    assert np.array_equal(loaded.value.values, whole, equal_nan=True)
    assert loaded.notes[0].en == "missing tile (1), in all 0.001024 km²: treated as no elevation"
    assert loaded.notes == loaded.sources[0].notes


def test_hash_follows_the_content(tmp_path):
    tiles(tmp_path)
    before = read_elevation(tmp_path).sources[0]
    tif(tmp_path / "DTM_1km_1_1.tif", hills(20, 20, seed=9), x0=X0 + 32.0, y0=Y0 - 32.0)

    after = read_elevation(tmp_path).sources[0]

    assert before.content_hash != after.content_hash
    assert before.size_bytes == sum(p.stat().st_size for p in tmp_path.glob("*.tif"))


@pytest.mark.parametrize("given", ["folder", "one"])
@pytest.mark.gdal
def test_window(tmp_path, given):
    whole = tiles(tmp_path)
    window = (X0 + 30.0, Y0 - 40.0, X0 + 33.7, Y0 - 28.8)
    if given == "one":
        gdal("gdalbuildvrt", "-q", tmp_path / "all.vrt", *tmp_path.glob("*.tif"))
    loaded = read_elevation(tmp_path if given == "folder" else tmp_path / "all.vrt", window=window)

    assert np.array_equal(loaded.value.values, whole[18:25, 18:22])
    assert loaded.value.grid.bounds == pytest.approx((X0 + 28.8, Y0 - 40.0, X0 + 35.2, Y0 - 28.8))
    assert loaded.notes == ()


def test_window_reads_and_hashes_only_the_tiles_it_touches(tmp_path):
    tiles(tmp_path)
    cut = tif(tmp_path / "DTM_1km_1_1.tif", hills(20, 20), x0=X0 + 32.0, y0=Y0 - 32.0, driver="COG")
    cut.write_bytes(cut.read_bytes()[:-900])
    with pytest.raises(RasterReadError):
        read_elevation(tmp_path)

    loaded = read_elevation(tmp_path, window=(X0, Y0 - 8.0, X0 + 8.0, Y0))

    assert loaded.sources[0].content_hash == read_elevation(tmp_path / "DTM_1km_0_0.tif").sources[0].content_hash


def test_window_reaching_outside_is_cut_and_said(tmp_path):
    tiles(tmp_path)

    loaded = read_elevation(tmp_path, window=(X0 - 100.0, Y0 - 3.2, X0 + 3.2, Y0 + 100.0))

    assert loaded.value.grid.shape == (2, 2)
    assert "beyond the raster" in loaded.notes[0].en


@pytest.mark.parametrize("window", [(0.0, 0.0, 10.0, 10.0), (X0 + 9, Y0 - 9, X0, Y0), (np.nan, 0.0, 1.0, 1.0)])
def test_window_without_cells_is_refused(tmp_path, window):
    tiles(tmp_path)

    with pytest.raises(GridError, match="udsnit"):
        read_elevation(tmp_path, window=window)


def test_window_in_the_gap_of_a_missing_tile(tmp_path):
    tiles(tmp_path, missing=("DTM_1km_0_1.tif",))

    with pytest.raises(NodataError, match="gap between the files"):
        read_elevation(tmp_path, window=(X0 + 40.0, Y0 - 20.0, X0 + 50.0, Y0 - 10.0))


def test_overlapping_tiles_must_agree(tmp_path):
    values = hills(10, 15)
    tif(tmp_path / "a.tif", values[:, :10])
    tif(tmp_path / "b.tif", values[:, 5:], x0=X0 + 8.0)
    assert np.array_equal(read_elevation(tmp_path).value.values, values)

    tif(tmp_path / "b.tif", values[:, 5:] + 0.25, x0=X0 + 8.0)
    with pytest.raises(GridError, match=r"50 celler, op til 0,25 m"):
        read_elevation(tmp_path)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"crs": "EPSG:25833"}, CrsError, "one coordinate system for all tiles"),
        ({"cell": 0.4}, GridError, "0.4 x 0.4 m"),
        ({"x0": X0 + 32.8}, GridError, "shifted against"),
        ({"crs": "EPSG:25832+5783"}, CrsError, "one vertical datum"),
    ],
)
def test_tiles_that_do_not_fit_are_refused(tmp_path, change, error, said):
    tif(tmp_path / "a.tif", hills(20, 20), crs="EPSG:7416")
    tif(tmp_path / "b.tif", hills(20, 20), **({"x0": X0 + 32.0} | change))

    with pytest.raises(error, match=said):
        read_elevation(tmp_path)


@pytest.mark.parametrize("name", ["høj æ Å.tif", "DTM 1 km.TIF", "a[1].tif"])
def test_names_with_danish_letters_spaces_and_capitals(tmp_path, name):
    folder = tmp_path / "Søbredden øst"
    folder.mkdir()
    values = hills()
    tif(folder / name, values)

    for given in (folder / name, str(folder / name), folder):
        assert np.array_equal(read_elevation(given).value.values, values)


def test_names_composed_in_another_way(tmp_path):
    written, asked = (unicodedata.normalize(form, "Åby sø") for form in ("NFD", "NFC"))
    assert written != asked
    (tmp_path / written).mkdir()
    tif(tmp_path / written / f"{written}.tif", hills())

    assert read_elevation(tmp_path / asked / f"{asked}.tif").value.grid.shape == (40, 30)


def test_missing_file_names_the_near_one(tmp_path):
    tif(tmp_path / "terraen.tif", hills())

    with pytest.raises(RasterReadError, match=r"mente du terraen\.tif"):
        read_elevation(tmp_path / "terræn.tif")


def test_vrt_beside_its_tiles_does_not_count_them_twice(tmp_path):
    tiles(tmp_path)
    (tmp_path / "all.vrt").write_text("<VRTDataset/>")
    (tmp_path / ".gistools-part-1.tif").write_text("")

    assert [p.name for p in expand_tiles([tmp_path, tmp_path / "DTM_1km_0_0.tif"])] == [
        f"DTM_1km_{row}_{col}.tif" for row in range(2) for col in range(2)
    ]


@pytest.mark.gdal
def test_vrt_with_gaps_and_no_nodata_is_refused(tmp_path):
    tiles(tmp_path, missing=("DTM_1km_0_1.tif",))
    files = sorted(tmp_path.glob("*.tif"))
    gdal("gdalbuildvrt", "-q", tmp_path / "gaps.vrt", *files)
    gdal("gdalbuildvrt", "-q", "-vrtnodata", "-9999", tmp_path / "fine.vrt", *files)

    with pytest.raises(RasterReadError, match="-vrtnodata -9999"):
        read_elevation(tmp_path / "gaps.vrt")
    assert np.isnan(read_elevation(tmp_path / "fine.vrt").value.values).sum() == 400


@pytest.mark.gdal
def test_vrt_whose_tile_is_gone(tmp_path):
    tiles(tmp_path)
    gdal("gdalbuildvrt", "-q", tmp_path / "all.vrt", *tmp_path.glob("*.tif"))
    (tmp_path / "DTM_1km_0_0.tif").unlink()

    with pytest.raises(RasterReadError, match="DTM_1km_0_0"):
        read_elevation(tmp_path / "all.vrt")


def test_invented_terrain_passes_its_mark_on(tmp_path):
    path = tif(tmp_path / "a.tif", hills(), tags={"MAERKE": "Opdigtet eksempel"})

    assert read_elevation(path).stamps[0].da == "OPDIGTET EKSEMPEL"
    assert read_elevation(tif(tmp_path / "b.tif", hills())).stamps == ()


def test_reading_edits_nothing(tmp_path):
    tiles(tmp_path)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()}

    read_elevation(tmp_path)

    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()} == before


def small_strips(monkeypatch, cells):
    monkeypatch.setattr(blocks, "STRIP_CELLS", cells)
    monkeypatch.setattr(blocks, "_MOST_STRIPS", 0)


def test_progress_rises_from_0_to_1(tmp_path, monkeypatch):
    small_strips(monkeypatch, 100)
    tiles(tmp_path)
    progress = Recorder()

    read_elevation(tmp_path, progress=progress)

    assert progress.told == sorted(progress.told)
    assert progress.told[-1] == 1.0
    assert len(progress.told) > 20


def test_cancel_at_every_question(tmp_path, monkeypatch):
    small_strips(monkeypatch, 200)
    tiles(tmp_path)
    whole = Recorder()
    read_elevation(tmp_path, progress=whole)
    assert whole.asked > 10

    for number in range(10):  # a slower run asks more often
        with pytest.raises(Cancelled):
            read_elevation(tmp_path, progress=Recorder(number))


def test_strips_cover_a_part_of_a_tile(tmp_path, monkeypatch):
    values = hills(100, 70)
    path = tif(tmp_path / "a.tif", values, tiled=True, blockxsize=16, blockysize=16, compress="deflate")
    whole = read_elevation(path).value
    small_strips(monkeypatch, 500)

    part = read_elevation(path, window=(X0 + 16.0, Y0 - 96.0, X0 + 80.0, Y0 - 11.2)).value

    assert np.array_equal(part.values, whole.values[7:60, 10:50])


def test_more_than_memory_is_refused_before_it_is_allocated(tmp_path, monkeypatch):
    path = tif(tmp_path / "a.tif", hills())
    monkeypatch.setattr(headers, "available_memory", lambda: 4 * 40 * 30 - 1)

    with pytest.raises(GridError, match="40 x 30"):
        read_elevation(path)
    assert read_elevation(path, window=(X0, Y0 - 8, X0 + 8, Y0)).value.grid.shape == (5, 5)


def test_huge_declared_size(tmp_path):
    path = tmp_path / "huge.tif"
    shape = {"height": 1_000_000, "width": 1_000_000, "blockxsize": 16384, "blockysize": 16384}
    with rasterio.open(
        path, "w", driver="GTiff", count=1, dtype="float32", crs=CRS, transform=Affine(1, 0, X0, 0, -1, Y0 + 3e5),
        tiled=True, sparse_ok=True, bigtiff="YES", **shape,
    ):  # fmt: skip
        pass

    with pytest.raises(GridError, match=r"1000000 x 1000000 celler og kræver 3725,3 GiB hukommelse; der er \d+,\d GiB"):
        read_elevation(path)


@pytest.mark.gdal
def test_window_of_a_huge_raster_is_read(tmp_path):
    tif(tmp_path / "a.tif", hills(), nodata=-9999.0)
    vrt = tmp_path / "huge.vrt"
    gdal("gdalbuildvrt", "-q", vrt, tmp_path / "a.tif")
    text = (
        vrt.read_text()
        .replace('rasterXSize="30"', 'rasterXSize="900000"')
        .replace('rasterYSize="40"', 'rasterYSize="900000"')
    )
    vrt.write_text(text)

    with pytest.raises(GridError, match="900000 x 900000"):
        read_elevation(vrt)
    assert np.array_equal(read_elevation(vrt, window=(X0, Y0 - 64, X0 + 48, Y0)).value.values, hills())


def test_available_memory_is_told_here():
    assert headers.available_memory() > 2**20


@pytest.mark.real_data
def test_real_terrain(real_data):
    raster = read_elevation(real_data / "terrain" / "dtm_lyngby_16m.tif").value

    assert raster.grid.shape == (188, 250)
    assert (raster.grid.dx_m, round(raster.grid.dy_m, 3)) == (16.0, 15.957)
    assert raster.valid.all()
    assert 0.0 <= raster.values.min() < raster.values.max() < 60.0


def test_sample_town(sample_dir):
    loaded = read_elevation(sample_dir / "terrain")

    assert loaded.value.grid.shape == (1250, 1250)
    assert loaded.value.vertical_datum == "DVR90"
    assert loaded.stamps[0].en == "INVENTED EXAMPLE"


def test_every_error_speaks_both_languages(tmp_path):
    with pytest.raises(GistoolsError) as caught:
        read_elevation(tmp_path / "nix.tif")
    danish, english = str(caught.value).splitlines()
    assert danish.startswith("[GT140] Fundet: filen ")
    assert english.startswith("[GT140] Found: the file ")


@pytest.mark.parametrize("many", [1, 3])
def test_eight_bits_and_lossy_packing_are_noted(tmp_path, many):
    values = (hills() * 4).astype(np.uint8)
    folder = tmp_path / "fliser"
    folder.mkdir()
    for n in range(many):
        tif(folder / f"{n}.tif", values[:32, :16], x0=X0 + n * 16 * 1.6, compress="JPEG")
    loaded = read_elevation(folder)
    told = [note.da for note in loaded.notes]
    names = "0.tif" if many == 1 else "0.tif og 2 til"
    assert f"8-bit: {names} kan være et billede (højst 256 forskellige tal), ikke højder i meter" in told
    assert f"{names} er pakket med tab (JPEG): højderne er ændret og kan give falske lavninger" in told
    assert loaded.sources[0].notes == loaded.notes


def test_exact_packing_and_scaled_bytes_are_not_noted(tmp_path):
    values = (hills() * 4).astype(np.uint8)
    scaled = read_elevation(tif(tmp_path / "a.tif", values, scale=0.1, compress="DEFLATE"))
    assert not any("8-bit" in note.da or "tab" in note.da for note in scaled.notes)
    assert any("uint8 × 0,1 + 0" in note.da and "uint8 × 0.1 + 0" in note.en for note in scaled.notes)
    assert read_elevation(tif(tmp_path / "b.tif", hills(), compress="LZW")).notes == ()


def test_a_picture_has_no_place(tmp_path):
    for name, driver, bands in (("a.jpg", "JPEG", 1), ("b.png", "PNG", 1)):
        path = tif(tmp_path / name, np.zeros((bands, 20, 20), np.uint8), driver=driver, crs=None, transform=None)
        with pytest.raises(GridError, match=f"{name} uden placering på kortet"):
            read_elevation(path)
    picture = tif(tmp_path / "c.jpg", np.zeros((3, 20, 20), np.uint8), driver="JPEG", crs=None, transform=None)
    with pytest.raises(RasterReadError, match=r"c\.jpg har 3 bånd og er nok et billede"):
        read_elevation(picture)
