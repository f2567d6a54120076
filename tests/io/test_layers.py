"""Vector layers in and out."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import unicodedata
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from gistools.errors import Cancelled, CrsError, LayerError, OutputError
from gistools.io import layer_output, layers, list_layers, read_layer, write_layer
from gistools.io.layers import LayerName, parse_layer_name
from gistools.text import Text
from gistools.tool import Geometry

from .making import CRS, X0, Y0, Recorder, gdal, record, squares, tif

QML = '<qgis version="3.22"><renderer-v2 type="singleSymbol"/></qgis>'


def saved(path: Path, frame: gpd.GeoDataFrame | None = None, **options) -> Path:
    frame = squares() if frame is None else frame
    pyogrio.write_dataframe(frame, path, **options)
    return path


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.fgb", "a.shp", "a.tab", "a.mif", "a.gml", "å Ø.GPKG"])
def test_formats(tmp_path, name):
    drivers = {".tab": "MapInfo File", ".mif": "MapInfo File", ".gml": "GML", ".gpkg": "GPKG"}
    options = {"driver": drivers.get(Path(name).suffix.lower())} if Path(name).suffix.lower() in drivers else {}
    path = saved(tmp_path / name, squares().rename(columns={"bluespot_id": "id2"}), **options)

    loaded = read_layer(path, crs=CRS, geometry=Geometry.POLYGON, columns=["navn"])

    assert len(loaded.value) == 5
    assert loaded.value.crs == CRS
    assert min(loaded.value["navn"]) == "sø 0"
    assert loaded.value.geometry.area.sum() == pytest.approx(500.0, rel=1e-3)
    assert loaded.sources[0].content_hash
    assert loaded.sources[0].path == str(path)


def test_geoparquet(tmp_path):
    squares().rename_geometry("flade").to_parquet(tmp_path / "a.parquet")

    loaded = read_layer(tmp_path / "a.parquet", crs=CRS, columns=["level_m"])

    assert loaded.value.geometry.name == "geometry"
    assert len(loaded.value) == 5


def test_degrees_are_transformed_and_said(tmp_path):
    path = saved(tmp_path / "wgs.geojson", squares(crs="EPSG:4326"))

    loaded = read_layer(path, crs=CRS)

    assert loaded.notes[0].da == "wgs.geojson: transformeret fra EPSG:4326 til EPSG:25832"
    assert loaded.notes == loaded.sources[0].notes
    assert loaded.sources[0].crs == "EPSG:4326"
    assert loaded.value.geometry.geom_equals_exact(squares().geometry, 1e-3).all()


@pytest.mark.parametrize("given", ["EPSG:7416", "EPSG:25832"])
def test_the_same_horizontal_system_is_left_alone(tmp_path, given):
    frame = squares().set_geometry(shapely.force_3d(squares().geometry.array, 7.0)).set_crs(given, allow_override=True)
    path = saved(tmp_path / "a.gpkg", frame)

    loaded = read_layer(path, crs=CRS)

    assert loaded.notes == ()
    assert loaded.value.crs == CRS
    assert loaded.value.geometry.has_z.all()
    assert np.array_equal(shapely.get_coordinates(loaded.value.geometry, include_z=True)[:, 2], np.full(25, 7.0))


def test_heights_survive_a_transformation(tmp_path):
    frame = squares().set_geometry(shapely.force_3d(squares().geometry.array, 7.0)).to_crs("EPSG:25833")

    loaded = read_layer(saved(tmp_path / "a.gpkg", frame), crs=CRS)

    assert shapely.get_coordinates(loaded.value.geometry, include_z=True)[:, 2] == pytest.approx(7.0)
    assert len(loaded.notes) == 1


def test_coordinates_that_do_not_fit_their_system(tmp_path):
    frame = squares().set_crs("EPSG:4326", allow_override=True)

    with pytest.raises(CrsError, match="probably stated wrongly"):
        read_layer(saved(tmp_path / "a.gpkg", frame), crs=CRS)


def test_missing_crs(tmp_path):
    with pytest.warns(UserWarning, match="crs"):
        path = saved(tmp_path / "a.gpkg", squares().set_crs(None, allow_override=True))

    with pytest.raises(CrsError, match="uden koordinatsystem"):
        read_layer(path, crs=CRS)


def test_missing_columns_are_all_named_with_near_ones(tmp_path):
    with pytest.raises(LayerError) as caught:
        read_layer(saved(tmp_path / "a.gpkg"), crs=CRS, columns=["NAVN", "level_m", "levelm", "zone"])

    danish, english = str(caught.value).splitlines()
    assert "NAVN mangler (ligner: navn)" in danish
    assert "levelm mangler (ligner: level_m" in danish
    assert "the column zone is missing;" not in english
    assert "the column zone is missing" in english


def test_column_names_composed_in_another_way(tmp_path):
    path = saved(tmp_path / "a.gpkg", squares().rename(columns={"navn": unicodedata.normalize("NFD", "område")}))

    assert "område" in read_layer(path, crs=CRS, columns=["område"]).value.columns


@pytest.mark.parametrize(
    ("wanted", "said"),
    [(Geometry.POINT, "5 Polygon"), (Geometry.LINE, "linjer"), (Geometry.POLYGON, None), (Geometry.ANY, None)],
)
def test_geometry(tmp_path, wanted, said):
    path = saved(tmp_path / "a.gpkg")
    if said is None:
        assert len(read_layer(path, crs=CRS, geometry=wanted).value) == 5
        return
    with pytest.raises(LayerError, match=said):
        read_layer(path, crs=CRS, geometry=wanted)


def test_points_and_lines_of_both_kinds(tmp_path):
    points = gpd.GeoDataFrame(geometry=[shapely.Point(X0, Y0), shapely.MultiPoint([(X0, Y0)])], crs=CRS)
    lines = gpd.GeoDataFrame(geometry=[shapely.LineString([(X0, Y0), (X0 + 1, Y0)])] * 2, crs=CRS)

    assert len(read_layer(saved(tmp_path / "p.gpkg", points), crs=CRS, geometry=Geometry.POINT).value) == 2
    assert len(read_layer(saved(tmp_path / "l.gpkg", lines), crs=CRS, geometry=Geometry.LINE).value) == 2


def test_features_without_geometry_are_left_out_and_said(tmp_path):
    frame = squares()
    shapes = list(frame.geometry)
    shapes[1], shapes[3] = None, shapely.Polygon()
    frame = frame.set_geometry(gpd.GeoSeries(shapes, crs=CRS))

    loaded = read_layer(saved(tmp_path / "a.gpkg", frame), crs=CRS)

    assert loaded.value["bluespot_id"].tolist() == [0, 2, 4]
    assert loaded.value.index.tolist() == [0, 1, 2]
    assert loaded.notes[0].en == "a.gpkg: 2 features without geometry were left out"


def test_invalid_polygons_are_repaired_in_a_copy_and_said(tmp_path):
    bow = shapely.Polygon([(X0, Y0), (X0 + 2, Y0 + 2), (X0 + 2, Y0), (X0, Y0 + 2)])
    frame = squares(3)
    frame = frame.set_geometry(gpd.GeoSeries([bow, *frame.geometry[1:]], crs=CRS))
    path = saved(tmp_path / "a.gpkg", frame)
    before = path.read_bytes()

    loaded = read_layer(path, crs=CRS, geometry=Geometry.POLYGON)

    assert loaded.value.geometry.is_valid.all()
    assert loaded.value.geometry.area[0] == pytest.approx(2.0)
    assert "1 ugyldig geometri er rettet" in loaded.notes[0].da
    assert path.read_bytes() == before


def test_an_empty_layer(tmp_path):
    path = saved(tmp_path / "a.gpkg", squares().iloc[:0], geometry_type="Polygon")

    with pytest.raises(LayerError, match="uden objekter med geometri"):
        read_layer(path, crs=CRS)


def _many(folder: Path) -> Path:
    path = folder / "many.gpkg"
    for name in ("veje", "søer"):
        saved(path, layer=name, append=path.exists())
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), path, layer="tabel", append=True)
    return path


def test_one_layer_of_many(tmp_path):
    path = _many(tmp_path)

    assert list_layers(path) == ["veje", "søer"]
    for given in (f"{path}|layername=søer", f"{path}:søer", f"{path}|layerid=1|geometrytype=Polygon"):
        assert len(read_layer(given, crs=CRS).value) == 5
    assert len(read_layer(path, crs=CRS, layer=unicodedata.normalize("NFD", "søer")).value) == 5
    with pytest.raises(LayerError, match="har 2 lag: veje, søer"):
        read_layer(path, crs=CRS)
    places = gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([650_000.0], [6_270_000.0]), crs=CRS)
    pyogrio.write_dataframe(places, path, layer="steder", append=True)
    for geometry, name in ((Geometry.ANY, "veje"), (Geometry.POINT, "steder"), (Geometry.POLYGON, "veje")):
        with pytest.raises(LayerError) as caught:
            read_layer(path, crs=CRS, geometry=geometry)
        assert f"{path}:{name}" in caught.value.fix.da
        assert "|" not in caught.value.fix.da
    with pytest.raises(LayerError, match="uden laget stier"):
        read_layer(path, crs=CRS, layer="stier")
    with pytest.raises(LayerError, match="filter"):
        read_layer(f"{path}|layername=veje|subset=a > 1", crs=CRS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("C:/a/b.gpkg", LayerName("C:/a/b.gpkg")),
        ("C:\\a\\b.gpkg:x", LayerName("C:\\a\\b.gpkg", "x")),
        ("b.GPKG|layername=æ ø", LayerName("b.GPKG", "æ ø")),
        ("b.gpkg|layerid=2", LayerName("b.gpkg", None, 2)),
        ("a:b.tif", LayerName("a:b.tif")),
    ],
)
def test_how_layers_are_named(text, name):
    assert parse_layer_name(text) == name


def _table_only(folder):
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), folder / "t.gpkg", layer="t")
    return folder / "t.gpkg"


def _cut(folder):
    path = saved(folder / "cut.gpkg")
    path.write_bytes(path.read_bytes()[:9000])
    return path


def _no_shx(folder):
    (folder / "s").mkdir()
    saved(folder / "s" / "a.shp", squares()[["navn", "geometry"]])
    for ending in (".shx", ".dbf"):
        (folder / "s" / "a").with_suffix(ending).unlink()
    return folder / "s" / "a.shp"


def _plain_parquet(folder):
    pd.DataFrame({"a": [1]}).to_parquet(folder / "p.parquet")
    return folder / "p.parquet"


BROKEN = {
    "missing": lambda d: d / "no.gpkg",
    "text": lambda d: Path(shutil.copy(__file__, d / "a.gpkg")),
    "no bytes": lambda d: Path(shutil.copy("/dev/null", d / "a.geojson")),
    "half a GeoJSON": lambda d: (d / "a.geojson", (d / "a.geojson").write_text('{"type": "FeatureCollection", "fea'))[
        0
    ],
    "only a table": _table_only,
    "cut short": _cut,
    "no index": _no_shx,
    "plain parquet": _plain_parquet,
    "text as parquet": lambda d: Path(shutil.copy(__file__, d / "a.parquet")),
    "a raster": lambda d: tif(d / "a.tif", np.zeros((2, 2), dtype=np.float32)),
    "a folder": lambda d: d,
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_layers_are_named_errors(tmp_path, name):
    with pytest.raises(LayerError) as caught:
        read_layer(BROKEN[name](tmp_path), crs=CRS)
    danish, english = str(caught.value).splitlines()
    assert danish.startswith("[GT160] Fundet: ")
    assert english.startswith("[GT160] Found: ")


def test_the_mark_of_invented_rows(tmp_path):
    frame = squares().assign(MAERKE=["", "opdigtet eksempel", "", "", ""])

    assert read_layer(saved(tmp_path / "a.gpkg", frame), crs=CRS).stamps[0].da == "OPDIGTET EKSEMPEL"
    assert read_layer(saved(tmp_path / "b.gpkg"), crs=CRS).stamps == ()
    stamped = write_layer(
        squares(), tmp_path / "c.fgb", layer="c", provenance=record(stamps=(Text("EKSEMPEL", "EXAMPLE"),))
    )
    assert read_layer(stamped, crs=CRS).stamps == (Text("EKSEMPEL", "EXAMPLE"),)


def test_large_layers_are_read_in_pieces(tmp_path, monkeypatch):
    path = saved(tmp_path / "a.gpkg", squares(25))
    monkeypatch.setattr(layers, "_ROWS", 10)

    assert read_layer(path, crs=CRS).value["bluespot_id"].tolist() == list(range(25))
    whole = Recorder()
    read_layer(path, crs=CRS, progress=whole)
    for number in range(whole.asked):
        with pytest.raises(Cancelled):
            read_layer(path, crs=CRS, progress=Recorder(number))
    monkeypatch.setattr(layers, "_ROWS", 5)
    assert len(read_layer(path, crs=CRS).value) == 25


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "fgb", "geojson"])
def test_round_trip(tmp_path, ending):
    frame = squares().assign(sandt=[True, False] * 2 + [True])
    frame.attrs = {"units": {"level_m": "m"}, "title": Text("Lavninger", "Bluespots")}

    path = write_layer(frame, tmp_path / f"lavninger æ.{ending}", layer="lavninger", provenance=record(), qml=QML)
    loaded = read_layer(path, crs=CRS)

    back = loaded.value.sort_values("bluespot_id").reset_index(drop=True)
    assert back["navn"].tolist() == frame["navn"].tolist()
    assert back["level_m"].tolist() == pytest.approx(frame["level_m"].tolist())
    assert back["sandt"].tolist() == frame["sandt"].tolist()
    assert back.geometry.geom_equals_exact(frame.geometry, 1e-6).all()
    assert back.attrs["units"] == {"level_m": "m", "depth": "m"}
    assert loaded.notes == ()
    assert "title" in frame.attrs


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "fgb", "geojson"])
def test_a_result_of_no_rows_is_written(tmp_path, ending):
    path = write_layer(squares().iloc[:0], tmp_path / f"a.{ending}", layer="a", provenance=record())

    with pytest.raises(LayerError, match="uden objekter"):
        read_layer(path, crs=CRS)


def test_mixed_and_3d_geometry(tmp_path):
    shapes = [shapely.box(X0, Y0, X0 + 1, Y0 + 1), shapely.MultiPolygon([shapely.box(X0, Y0, X0 + 1, Y0 + 1)])]
    mixed = gpd.GeoDataFrame(geometry=shapes, crs=CRS)
    solid = gpd.GeoDataFrame(geometry=[shapely.LineString([(X0, Y0, 1), (X0 + 1, Y0, 2)])], crs=CRS)
    every = gpd.GeoDataFrame(geometry=[shapely.Point(X0, Y0), *shapes], crs=CRS)

    for name, frame, kind in (("m", mixed, "MultiPolygon"), ("s", solid, "LineString Z"), ("e", every, "Unknown")):
        path = write_layer(frame, tmp_path / f"{name}.gpkg", layer=name, provenance=record())
        assert pyogrio.read_info(path)["geometry_type"] == kind
        assert len(read_layer(path, crs=CRS).value) == len(frame)


@pytest.mark.gdal
def test_geopackage_holds_version_style_record_and_index(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    path = write_layer(squares(), tmp_path / "a.gpkg", layer="søer", provenance=record(), qml=QML)

    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (10200,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        style = "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        assert database.execute(style).fetchall() == [("søer", "geom", QML, 1)]
        assert {row[0] for row in database.execute("SELECT DISTINCT last_change FROM gpkg_contents")} == {
            "2026-01-01T00:00:00.000Z"
        }
        assert database.execute(
            "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
        ).fetchone() == (1,)
    database.close()
    assert list_layers(path) == ["søer"]
    info = gdal("ogrinfo", "-ro", "-al", "-so", path, "søer")
    assert "Feature Count: 5" in info.stdout
    assert info.stderr == ""


def test_large_layers_are_written_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(layer_output, "_ROWS", 10)
    monkeypatch.setattr(layer_output, "_READ_ROWS", 7)
    path = write_layer(squares(25), tmp_path / "a.gpkg", layer="a", provenance=record())

    assert read_layer(path, crs=CRS).value["bluespot_id"].tolist() == list(range(25))
    assert (
        len(read_layer(write_layer(squares(21), tmp_path / "a.fgb", layer="a", provenance=record()), crs=CRS).value)
        == 21
    )


def test_other_layers_are_never_lost(tmp_path):
    path = _many(tmp_path)
    before = path.read_bytes()

    with pytest.raises(OutputError, match="holder andre lag: veje, søer"):
        write_layer(squares(), path, layer="ny", provenance=record())
    assert path.read_bytes() == before
    write_layer(squares(), tmp_path / "a.gpkg", layer="x", provenance=record(), qml=QML)
    write_layer(squares(3), tmp_path / "a.gpkg", layer="x", provenance=record(), qml=QML)
    assert len(read_layer(tmp_path / "a.gpkg", crs=CRS).value) == 3


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_columns_that_a_format_cannot_hold(tmp_path, ending):
    frame = squares().assign(odd=np.array([1j] * 5))

    with pytest.raises(OutputError):
        write_layer(frame, tmp_path / f"a.{ending}", layer="a", provenance=record())
    assert list(tmp_path.iterdir()) == []


def test_a_layer_without_crs_is_not_written(tmp_path):
    with pytest.raises(OutputError, match="uden koordinatsystem"):
        write_layer(squares().set_crs(None, allow_override=True), tmp_path / "a.gpkg", layer="a", provenance=record())


REAL = {
    "geodanmark_bygning/bygninger_25832.geojson": (2471, 0, True),
    "geodanmark_vejmidte/vejmidte_25832.geojson": (5684, 0, True),
    "dkjord_mapinfo/V2_cp1252.tab": (150, 2, False),
    "dkjord_mapinfo/V1_cp1252.mif": (120, 1, False),
    "matrikel/matrikel.gml": (24, 0, False),
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", REAL)
def test_real_layers(real_data, tmp_path, name):
    rows, notes, solid = REAL[name]

    loaded = read_layer(real_data / "registers" / name, crs=CRS)

    assert (len(loaded.value), len(loaded.notes)) == (rows, notes)
    assert loaded.value.geometry.has_z.any() == solid
    assert loaded.value.crs == CRS
    back = write_layer(loaded.value, tmp_path / "a.gpkg", layer="a", provenance=record())
    assert len(read_layer(back, crs=CRS).value) == rows


@pytest.mark.qgis
def test_qgis_finds_the_style(tmp_path):
    program = Path("/usr/bin/python3")
    if not Path("/usr/bin/qgis_process.bin").exists():
        pytest.skip("QGIS is not installed")
    qml = (
        "<!DOCTYPE qgis><qgis version='3.22'><renderer-v2 type='singleSymbol' symbollevels='0' enableorderby='0'>"
        "<symbols><symbol type='fill' name='0' alpha='1'><layer class='SimpleFill' enabled='1'>"
        "<prop k='color' v='1,2,3,255'/></layer></symbol></symbols></renderer-v2></qgis>"
    )
    path = write_layer(squares(), tmp_path / "å.gpkg", layer="søer", provenance=record(), qml=qml)
    script = (
        "import sys\nfrom qgis.core import QgsApplication, QgsVectorLayer\n"
        "app = QgsApplication([], False); app.initQgis()\n"
        "layer = QgsVectorLayer(sys.argv[1] + '|layername=søer', 'x', 'ogr')\n"
        "print(layer.featureCount(), layer.renderer().symbol().color().name(), layer.crs().authid())\n"
        "del layer\napp.exitQgis()\n"
    )
    environment = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [program, "-c", script, str(path)], capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    assert done.stdout == "5 #010203 EPSG:25832\n", done.stderr
    assert "partially supported" not in done.stderr


def test_missing_file_names_the_near_one(tmp_path):
    saved(tmp_path / "bygninger.gpkg")

    with pytest.raises(LayerError, match=r"mente du bygninger\.gpkg"):
        read_layer(tmp_path / "bygning.gpkg", crs=CRS)
