"""MapInfo tables, drawings and plain rasters, read back by the libraries of their formats."""

from __future__ import annotations

import math

import ezdxf
import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry import GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from gistools.io.drawing import HOLES, TEXTS, DrawnLayer, write_drawing
from gistools.io.mapinfo import BOUNDS, by_family, outside_bounds, tab_names, write_tab
from gistools.io.plain_raster import raster_fault, write_plain_raster
from gistools.io.provenance import Provenance
from gistools.text import Text

from .making import CRS as DANISH
from .making import hills, tif

RECORD = Provenance.create("flood", Text("Prøve", "Test"), stamps=[Text("OPDIGTET EKSEMPEL", "INVENTED EXAMPLE")])
EAST, NORTH = 651_234.567891, 6_268_765.432199
RING = Polygon([(EAST, NORTH), (EAST + 90.1, NORTH), (EAST + 90.1, NORTH + 80.7), (EAST, NORTH + 80.7)])
HOLED = Polygon(RING.exterior.coords, [box(EAST + 10, NORTH + 10, EAST + 20, NORTH + 20).exterior.coords])


def layer(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=DANISH)


def read(folder, name):
    return pyogrio.read_dataframe(folder / f"{name}.tab")


# TAB


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(BOUNDS[0], BOUNDS[2]), st.floats(BOUNDS[1], BOUNDS[3])),
        min_size=2,
        max_size=20,
        unique=True,
    )
)
def test_vertices_of_a_table_lie_within_a_fifth_of_a_millimetre(tmp_path_factory, points):
    """Whole steps of 600 km / 2e9 = 0.3 mm move an easting by 0.15 mm at most; northings were seen to move 0.175 mm."""
    folder = tmp_path_factory.mktemp("tab")
    write_tab(layer([LineString(points)], x=[1]), folder, "linje")
    back = shapely.get_coordinates(read(folder, "linje").geometry.iloc[0])
    assert back.shape == (len(points), 2)
    assert np.abs(back - np.array(points)).max() <= 0.0002


def test_values_come_back_as_they_were(tmp_path):
    frame = layer(
        [HOLED, MultiPolygon([RING, box(EAST, NORTH + 200, EAST + 5, NORTH + 205)])],
        navn=["Ådalen ærø", None],
        hældning_pct=[1.25, -0.1],
        antal=np.array([7, -(2**31)], np.int64),
        stor=np.array([2**40 + 1, 0], np.int64),
        ok=[True, False],
    )
    written = write_tab(frame, tmp_path, "flader")
    back = read(tmp_path, "flader")
    assert written.losses == ()
    assert {one.suffix for one in written.files} == {".tab", ".dat", ".map", ".id"}
    assert back["navn"].fillna("").tolist() == ["Ådalen ærø", ""]
    for name in ("hældning_pct", "antal", "stor", "ok"):
        assert back[name].tolist() == frame[name].tolist()
    assert back.geometry.iloc[0].interiors
    assert shapely.equals_exact(shapely.normalize(back.geometry.iloc[0]), shapely.normalize(HOLED), 0.0002)
    assert back.geometry.iloc[1].geom_type == "MultiPolygon"
    text = (tmp_path / "flader.tab").read_bytes().decode("cp1252")
    assert 'Charset "WindowsLatin1"' in text
    crs = CRS.from_user_input(back.crs)
    assert (crs.ellipsoid.name, crs.coordinate_operation.method_name) == ("GRS 80", "Transverse Mercator")
    assert [round(one.value, 4) for one in crs.coordinate_operation.params] == [0.0, 9.0, 0.9996, 500_000.0, 0.0]


def test_unknown_is_never_turned_into_0(tmp_path):
    """GDAL writes a missing number of a table as 0; so such columns are text, empty where nothing is known."""
    frame = layer(
        [Point(EAST, NORTH)] * 3,
        regn=[12.5, math.nan, 3.0],
        aldrig=[math.inf, 1.0, 2.0],
        antal=pd.array([1, None, 3], dtype="Int64"),
        ja=pd.array([True, None, False], dtype="boolean"),
        cifre=np.array([2**53 + 1, 0, 1], np.int64),
    )
    written = write_tab(frame, tmp_path, "p")
    back = read(tmp_path, "p")
    assert back["regn"].fillna("").tolist() == ["12.5", "", "3"]
    assert back["aldrig"].tolist() == ["inf", "1", "2"]
    assert back["antal"].fillna("").tolist() == ["1", "", "3"]
    assert back["ja"].fillna("").tolist() == ["True", "", "False"]
    assert back["cifre"].tolist() == ["9007199254740993", "0", "1"]
    assert [loss.en for loss in written.losses] == [
        "text, empty for unknown (numbers that are missing or infinite): regn, aldrig, antal",
        "text, empty for unknown (yes or no that is missing): ja",
        "text, empty for unknown (numbers of more digits than MapInfo holds): cifre",
    ]


def test_texts_and_letters_that_do_not_fit_are_told(tmp_path):
    frame = layer([Point(EAST, NORTH)] * 2, note=["å" * 254, "x" * 255], tegn=["≥ 5 → ok", "Ørsted €"])
    written = write_tab(frame, tmp_path, "p")
    back = read(tmp_path, "p")
    assert back["note"].tolist() == ["å" * 254, "x" * 254]
    assert back["tegn"].tolist() == ["? 5 ? ok", "Ørsted €"]
    told = [loss.da for loss in written.losses]
    assert told == [
        "note: 1 tekster er kortet af til 254 tegn",
        "tegn: tegn uden for CP1252 er blevet til ? i 1 rækker (≥ →)",
    ]


@given(st.lists(st.text(min_size=1, max_size=50), unique=True, max_size=12))
def test_column_names_fit_and_are_each_there_once(names):
    made = tab_names(names)
    assert list(made) == names
    assert len({one.lower() for one in made.values()}) == len(names)
    for one in made.values():
        assert 0 < len(one) <= 31
        assert not one[0].isdigit()


def test_names_that_are_alike_once_cut_are_kept_apart(tmp_path):
    long = "skade_i_klimaaaret_ved_haendelse_"
    frame = layer([Point(EAST, NORTH)], **{f"{long}A": [1], f"{long}B": [2], "Rumfang": [3], "rumfang": [4]})
    written = write_tab(frame, tmp_path, "p")
    back = read(tmp_path, "p").drop(columns="geometry")
    assert back.iloc[0].tolist() == [1, 2, 3, 4]
    assert list(back.columns) == list(written.names.values())
    assert f"{long}B →" in written.losses[0].da


def test_an_empty_layer_and_rows_without_geometry(tmp_path):
    empty = layer([], navn=np.array([], object), m=np.array([], float))
    write_tab(empty, tmp_path, "tom")
    assert read(tmp_path, "tom").shape[0] == 0
    assert list(read(tmp_path, "tom").columns[:2]) == ["navn", "m"]
    some = layer([None, Point(EAST, NORTH)], n=[1, 2])
    write_tab(some, tmp_path, "hul")
    assert read(tmp_path, "hul")["n"].tolist() == [1, 2]


def test_a_mixed_layer_is_parted_by_kind_and_loses_no_row():
    mixed = layer(
        [
            Point(EAST, NORTH),
            LineString([(EAST, NORTH), (EAST + 5, NORTH)]),
            RING,
            None,
            GeometryCollection([Point(EAST, NORTH), MultiLineString([[(EAST, NORTH), (EAST, NORTH + 1)]]), RING]),
        ],
        n=[0, 1, 2, 3, 4],
    )
    made = by_family(mixed)
    assert {name: frame["n"].tolist() for name, frame in made.items()} == {
        "Point": [0, 3, 4],
        "LineString": [1, 4],
        "Polygon": [2, 4],
    }
    assert list(by_family(layer([], n=[]))) == ["Point"]
    assert list(by_family(layer([RING, MultiPolygon([RING])], n=[1, 2]))) == ["Polygon"]


def test_features_outside_denmark_are_counted():
    frame = layer([Point(EAST, NORTH), Point(12.5, 55.7), LineString([(EAST, NORTH), (1_000_001.0, NORTH)]), None])
    assert outside_bounds(frame) == 2


def test_the_same_layer_gives_the_same_bytes(tmp_path):
    frame = layer([RING, HOLED], from_id=[1, 2], cut_by_edge=[True, False], navn=["a", "b"])
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        np.random.default_rng(len(found)).random(1_000_000)  # other bytes in the memory that GDAL takes
        files = write_tab(frame, tmp_path / name, "flader").files
        found.append([one.read_bytes() for one in files])
    assert found[0] == found[1]
    data = (tmp_path / "one" / "flader.dat").read_bytes()
    assert data[32:43] == b"from_id\0\0\0\0"


# DXF


def drawn(frame, labels=None, colours=None):
    count = len(frame)
    return DrawnLayer(
        "vej: 1", np.asarray(frame.geometry.array, object), colours or ["#123456"] * count, labels or [""] * count
    )


def test_coordinates_of_a_drawing_are_exact_and_rings_closed(tmp_path):
    line = LineString([(EAST, NORTH), (EAST + 1 / 3, NORTH + 1 / 7), (EAST + 9, NORTH)])
    frame = layer([HOLED, line, Point(EAST + 0.1, NORTH), MultiPolygon([RING, HOLED])])
    losses = write_drawing(drawn(frame), tmp_path / "d.dxf")
    document = ezdxf.readfile(tmp_path / "d.dxf")
    assert document.dxfversion == "AC1024"  # R2010
    assert document.header["$INSUNITS"] == 6
    lines = list(document.modelspace().query("LWPOLYLINE"))
    found = [([(x, y) for x, y in one.get_points("xy")], bool(one.closed), one.dxf.layer) for one in lines]
    outer, hole = list(HOLED.exterior.coords)[:-1], list(HOLED.interiors[0].coords)[:-1]
    ring = list(RING.exterior.coords)[:-1]
    assert found == [
        (outer, True, "vej_ 1"),
        (hole, True, "vej_ 1" + HOLES),
        (list(line.coords), False, "vej_ 1"),
        (ring, True, "vej_ 1"),
        (outer, True, "vej_ 1"),
        (hole, True, "vej_ 1" + HOLES),
    ]
    (point,) = document.modelspace().query("POINT")
    assert point.dxf.location.vec2.isclose((EAST + 0.1, NORTH), abs_tol=0.0)
    assert "2 flader med huller" in " ".join(loss.da for loss in losses)


def test_colours_and_labels_of_features(tmp_path):
    frame = layer([Point(EAST, NORTH), RING, LineString([(EAST, NORTH), (EAST + 10, NORTH)])])
    write_drawing(drawn(frame, ["Ærø\nnr. 2", "", "midt"], ["#cdeaf9", "#ff0000", "#009e73"]), tmp_path / "d.dxf")
    space = ezdxf.readfile(tmp_path / "d.dxf").modelspace()
    point, ring, line = (e for e in space if e.dxftype() != "TEXT")
    assert [e.rgb for e in (point, ring, line)] == [(0xCD, 0xEA, 0xF9), (255, 0, 0), (0, 0x9E, 0x73)]
    assert ring.dxf.color == 1  # red, to programs that know 255 colours alone
    first, last = space.query("TEXT")
    assert (first.dxf.text, last.dxf.text) == ("Ærø nr. 2", "midt")
    assert first.dxf.layer == "vej_ 1" + TEXTS
    _, at, _ = last.get_placement()
    assert (at.x, at.y) == pytest.approx((EAST + 5, NORTH), abs=1e-9)


def test_an_empty_layer_rows_without_geometry_and_heights(tmp_path):
    assert len(write_drawing(drawn(layer([])), tmp_path / "empty.dxf")) == 1
    assert len(ezdxf.readfile(tmp_path / "empty.dxf").modelspace()) == 0
    frame = layer([None, Polygon(), LineString([(EAST, NORTH, 5.0), (EAST + 1, NORTH, 6.0)])])
    told = [loss.en for loss in write_drawing(drawn(frame), tmp_path / "d.dxf")]
    assert told[1:] == ["2 rows without geometry are not there", "heights (z) of 1 features are not there"]
    assert len(ezdxf.readfile(tmp_path / "d.dxf").modelspace()) == 1


def test_a_drawing_is_the_same_each_time_and_audited_clean(tmp_path):
    frame = layer([HOLED, Point(EAST, NORTH)])
    for name in ("a.dxf", "b.dxf"):
        write_drawing(drawn(frame, ["x", "y"]), tmp_path / name)
    assert (tmp_path / "a.dxf").read_bytes() == (tmp_path / "b.dxf").read_bytes()
    assert not ezdxf.readfile(tmp_path / "a.dxf").audit().has_issues
    assert not ezdxf.options.write_fixed_meta_data_for_testing


# GeoTIFF


def test_a_plain_raster_holds_every_cell(tmp_path):
    values = hills()
    values[3, 4], values[5, 6], values[0, 0] = np.nan, np.inf, -9999.0
    source = tif(tmp_path / "a.tif", values, unit="m", nodata=np.nan, tags={"VERTICAL_DATUM": "DVR90"})
    found = write_plain_raster(source, tmp_path / "b.tif", record=RECORD)
    with rasterio.open(tmp_path / "b.tif") as data:
        stored = data.read(1)
        assert data.nodata == found.nodata == -32768.0  # -9999 is a value of it
        assert (data.crs.to_epsg(), data.dtypes[0], data.units[0]) == (25832, "float32", "m")
        assert data.compression.value == "DEFLATE"
        assert not data.profile["tiled"]
        assert not data.overviews(1)
        assert data.tags()["VERTICAL_DATUM"] == "DVR90"
        assert data.tags()["MAERKE"] == "OPDIGTET EKSEMPEL"
    known = ~np.isnan(values)
    assert np.array_equal(stored[known], values[known])
    assert stored[3, 4] == -32768.0
    assert (found.known, found.infinite, found.low) == (values.size - 1, 1, -9999.0)
    assert found.losses == ()


def test_codes_keep_their_type_and_all_unknown_is_a_raster_too(tmp_path):
    codes = np.array([[1, 2], [255, 4]], np.uint8)
    found = write_plain_raster(tif(tmp_path / "c.tif", codes, nodata=255), tmp_path / "d.tif", record=RECORD)
    with rasterio.open(tmp_path / "d.tif") as data:
        assert data.read(1).tolist() == codes.tolist()
        assert (data.dtypes[0], data.nodata, found.known) == ("uint8", 255, 3)
    nothing = np.full((4, 4), np.nan, np.float32)
    found = write_plain_raster(tif(tmp_path / "n.tif", nothing, nodata=np.nan), tmp_path / "m.tif", record=RECORD)
    assert (found.known, math.isnan(found.low)) == (0, True)


def test_more_digits_than_32_bits_hold_are_told(tmp_path):
    source = tif(tmp_path / "a.tif", np.array([[0.1, 0.5]], np.float64))
    found = write_plain_raster(source, tmp_path / "b.tif", record=RECORD)
    assert [loss.en for loss in found.losses] == ["1 cells are rounded to 32 bits (about 7 digits)"]


def test_a_raster_in_another_system_is_refused(tmp_path):
    assert raster_fault(tif(tmp_path / "a.tif", hills())) is None
    fault = raster_fault(tif(tmp_path / "b.tif", hills(), crs="EPSG:25833"))
    assert fault.code == "GT120"
    assert "25833" in str(fault)
