"""Rasters other than elevation in, and all rasters out."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from gistools.errors import Cancelled, GridError, NodataError, OutputError
from gistools.grid import Grid
from gistools.io import explain, read_elevation, read_raster, write_raster
from gistools.layout import RasterLayout
from gistools.raster import Raster
from gistools.text import Text

from .making import CRS, X0, Y0, Recorder, gdal, hills, record, tif

GRID = Grid(rows=1100, cols=700, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.5, crs=CRS)


def test_rain_in_millimetres(tmp_path):
    path = tif(
        tmp_path / "rain.tif", np.array([[600, 32767], [1105, 0]], dtype=np.int16), cell=100.0, nodata=32767, scale=0.1
    )

    loaded = read_raster(path, unit="mm")

    assert np.array_equal(loaded.value.values, np.array([[60, np.nan], [110.5, 0]], dtype=np.float32), equal_nan=True)
    assert loaded.value.unit == "mm"
    assert loaded.value.grid.dx_m == 100.0
    assert loaded.sources[0].size_bytes == path.stat().st_size


@pytest.mark.parametrize(("stated", "wanted"), [("m", "mm"), ("mm", "m"), ("mm", ""), ("inch", "mm")])
def test_another_unit_is_refused(tmp_path, stated, wanted):
    path = tif(tmp_path / "rain.tif", hills(), unit=stated)

    with pytest.raises(GridError, match=f"values in {stated}"):
        read_raster(path, unit=wanted)


@pytest.mark.parametrize("stated", [None, "mm", "millimetre"])
def test_the_unit_wanted_or_none_is_accepted(tmp_path, stated):
    assert read_raster(tif(tmp_path / "rain.tif", hills(), unit=stated), unit="mm").value.unit == "mm"


def test_codes_keep_their_integers(tmp_path):
    codes = np.array([[1, 2, 255]], dtype=np.uint8)

    raster = read_raster(tif(tmp_path / "c.tif", codes, nodata=255), unit="").value

    assert raster.values.dtype == np.uint8
    assert raster.nodata == 255
    assert np.array_equal(raster.valid, [[True, True, False]])


@pytest.mark.parametrize("nodata", [-9999.0, float("nan"), float("inf"), 1.5])
def test_nodata_that_the_integers_cannot_hold_hides_nothing(tmp_path, nodata):
    text = (
        '<VRTDataset rasterXSize="3" rasterYSize="1"><SRS>EPSG:25832</SRS><GeoTransform>0,1,0,0,0,-1</GeoTransform>'
        f'<VRTRasterBand dataType="Byte" band="1"><NoDataValue>{nodata}</NoDataValue><SimpleSource>'
        '<SourceFilename relativeToVRT="1">c.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>'
    )
    tif(tmp_path / "c.tif", np.array([[0, 1, 255]], dtype=np.uint8))
    (tmp_path / "c.vrt").write_text(text)

    assert read_raster(tmp_path / "c.vrt", unit="").value.valid.all()
    assert read_raster(tmp_path / "c.vrt", unit="mm").value.valid.all()


def test_codes_with_a_mask_and_no_number_for_unknown_become_nan(tmp_path):
    mask = np.array([[255, 0]], dtype=np.uint8)
    path = tif(tmp_path / "c.tif", np.array([[3, 4]], dtype=np.uint8), mask=mask)

    values = read_raster(path, unit="").value.values

    assert np.array_equal(values, np.array([[3, np.nan]], dtype=np.float32), equal_nan=True)


def test_window_of_a_raster(tmp_path):
    path = tif(tmp_path / "r.tif", hills())

    raster = read_raster(path, unit="mm", window=(X0 + 16, Y0 - 16, X0 + 32, Y0 - 8)).value

    assert np.array_equal(raster.values, hills()[5:10, 10:20])


def test_codes_all_unknown(tmp_path):
    with pytest.raises(NodataError):
        read_raster(tif(tmp_path / "c.tif", np.full((2, 2), 9, dtype=np.uint8), nodata=9), unit="")


def test_cancel_while_reading(tmp_path):
    path = tif(tmp_path / "r.tif", hills())
    whole = Recorder()
    read_raster(path, unit="mm", progress=whole)
    assert whole.asked
    for number in range(1):  # a slower run asks more often
        with pytest.raises(Cancelled):
            read_raster(path, unit="mm", progress=Recorder(number))


def test_what_is_written(tmp_path):
    values = hills(1100, 700)
    values[:100] = np.nan
    raster = Raster(values, GRID, unit="m", vertical_datum="DVR90", name=Text("Vanddybde", "Water depth"))

    path = write_raster(raster, tmp_path / "dybde æøå.tif", provenance=record(), qml="<qgis>æ</qgis>")

    with rasterio.open(path) as data:
        assert data.tags(ns="IMAGE_STRUCTURE") == {
            "LAYOUT": "COG", "COMPRESSION": "ZSTD", "INTERLEAVE": "BAND", "PREDICTOR": "3",
        }  # fmt: skip
        assert data.block_shapes == [(512, 512)]
        assert data.overviews(1) == [2, 4]
        assert np.isnan(data.nodata)
        assert (data.descriptions, data.units) == (("Vanddybde",), ("m",))
        assert data.crs.to_epsg() == 25832
        assert np.array_equal(data.read(1), values, equal_nan=True)
        assert data.tags()["AREA_OR_POINT"] == "Area"
    assert explain(path).params == {"rain_mm": 100.0}
    assert (tmp_path / "dybde æøå.qml").read_text(encoding="utf-8") == "<qgis>æ</qgis>"
    back = read_elevation(path).value
    assert back.grid == GRID
    assert back.vertical_datum == "DVR90"


@pytest.mark.gdal
def test_overviews_average_quantities_and_pick_codes(tmp_path):
    pattern = np.tile([[0, 10], [0, 10]], (550, 350))
    grid = Grid(rows=1100, cols=700, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS)
    quantity = write_raster(Raster(pattern.astype(np.float32), grid, "m"), tmp_path / "q.tif", provenance=record())
    codes = write_raster(Raster(pattern.astype(np.uint8), grid, nodata=255), tmp_path / "c.tif", provenance=record())

    with rasterio.open(quantity, overview_level=0) as data:
        assert np.unique(data.read(1)).tolist() == [5.0]
    with rasterio.open(codes, overview_level=0) as data:
        assert set(np.unique(data.read(1)).tolist()) <= {0, 10}
        assert data.nodata == 255
    assert "[MESSAGE" not in gdal("gdalinfo", quantity).stderr


def test_a_plain_geotiff_when_asked(tmp_path):
    path = write_raster(Raster(hills(1100, 700), GRID, "m"), tmp_path / "p.tif", provenance=record(), layout="plain")

    with rasterio.open(path) as data:
        assert "LAYOUT" not in data.tags(ns="IMAGE_STRUCTURE")
        assert data.overviews(1) == []
        assert data.profile["tiled"]
        assert np.array_equal(data.read(1), hills(1100, 700))
    assert explain(path).tool == "flood"


@pytest.mark.parametrize(
    ("dtype", "stored"),
    [
        ("bool", "uint8"), ("uint8", "uint8"), ("int8", "int8"), ("int16", "int16"), ("uint16", "uint16"),
        ("int32", "int32"), ("int64", "int32"), ("float32", "float32"), ("float64", "float64"), ("float16", "float32"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("layout", RasterLayout)
def test_every_type_comes_back(tmp_path, dtype, stored, layout):
    grid = Grid(rows=3, cols=2, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS)
    values = np.array([[0, 1], [1, 0], [1, 1]]).astype(dtype)

    path = write_raster(Raster(values, grid), tmp_path / "a.tif", provenance=record(), layout=layout)

    with rasterio.open(path) as data:
        assert data.dtypes == (stored,)
        assert np.array_equal(data.read(1), values)


@pytest.mark.parametrize(("value", "stored"), [(2**31, "uint32"), (2**40, "int64"), (-(2**40), "int64")])
def test_wide_integers_stay_exact(tmp_path, value, stored):
    grid = Grid(rows=1, cols=2, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS)
    path = write_raster(Raster(np.array([[0, value]]), grid), tmp_path / "a.tif", provenance=record())

    with rasterio.open(path) as data:
        assert data.dtypes == (stored,)
        assert data.read(1)[0, 1] == value


def test_nodata_that_does_not_fit_is_an_error_and_no_file(tmp_path):
    raster = Raster(np.zeros(GRID.shape, dtype=np.uint8), GRID, nodata=-1)

    with pytest.raises(OutputError):
        write_raster(raster, tmp_path / "a.tif", provenance=record())
    assert list(tmp_path.iterdir()) == []


def test_two_runs_give_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    raster = Raster(hills(1100, 700), GRID, "m")

    one, two = (write_raster(raster, tmp_path / name, provenance=record()).read_bytes() for name in ("a.tif", "b.tif"))

    assert one == two
    assert explain(tmp_path / "a.tif").created == "2026-01-01T00:00:00Z"


def test_the_mark_of_an_invented_input_travels_on(tmp_path):
    terrain = tif(tmp_path / "in.tif", hills(), tags={"MAERKE": "OPDIGTET EKSEMPEL"})
    stamps = read_elevation(terrain).stamps
    raster = Raster(hills(), Grid(rows=40, cols=30, x0=X0, y0=Y0, dx_m=1.6, dy_m=1.6, crs=CRS), "m")

    path = write_raster(raster, tmp_path / "out.tif", provenance=record(stamps=(*stamps, Text("EKSEMPEL", "EXAMPLE"))))

    with rasterio.open(path) as data:
        assert data.tags()["MAERKE"] == "OPDIGTET EKSEMPEL; EKSEMPEL"
    assert [stamp.en for stamp in read_raster(path, unit="m").stamps] == ["INVENTED EXAMPLE", "EXAMPLE"]


@pytest.mark.real_data
def test_real_rain(real_data):
    raster = read_raster(real_data / "terrain" / "rain_lyngby_mm.tif", unit="mm").value

    assert raster.grid.aligned_with(read_elevation(real_data / "terrain" / "dtm_lyngby_16m.tif").value.grid)
    assert raster.valid.all()
    assert raster.values.max() == 35.0


def test_what_qgis_writes_beside_a_raster_does_not_change_its_hash(tmp_path):
    path = tif(tmp_path / "rain.tif", np.ones((4, 5), dtype=np.int16), cell=100.0)
    before = read_raster(path, unit="mm").sources[0].content_hash
    path.with_name("rain.tif.aux.xml").write_text("<PAMDataset/>", encoding="utf-8")
    assert read_raster(path, unit="mm").sources[0].content_hash == before
