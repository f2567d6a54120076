"""The consultant package: every form read back and held against the results that went in."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import ezdxf
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import rasterio
import shapely
from shapely.geometry import LineString, Point, Polygon, box

from gistools.cli import main
from gistools.errors import Cancelled, JobError
from gistools.grid import Grid
from gistools.io import Provenance, Source, explain, write_layer, write_raster, write_table
from gistools.raster import Raster
from gistools.run import PackageParams, hand_over
from gistools.styles import STYLES, qml_for
from gistools.text import Text

INVENTED = Text("OPDIGTET EKSEMPEL", "INVENTED EXAMPLE")
EAST, NORTH = 651_000.123, 6_268_000.456
DEPTH = np.array([[0.0, 0.25, np.nan], [1.5, np.inf, 0.1]], np.float32)
PARTS = [
    Polygon(
        box(EAST, NORTH, EAST + 100, NORTH + 100).exterior.coords,
        [box(EAST + 40, NORTH + 40, EAST + 60, NORTH + 60).exterior.coords],
    ),
    box(EAST + 100, NORTH, EAST + 200, NORTH + 100),
]


def record(tool="flood", **more):
    source = Source("C:\\Brugere\\abc\\data\\terraen.tif", "ab" * 32, 12, "EPSG:25832")
    made = Provenance.create(
        tool,
        Text("Oversvømmelse ved én regn", "Flood of one rain"),
        params={"rain_mm": 60.0, "edges": "outlet"},
        inputs={"elevation": [source]},
        notes=[Text("Klimafaktorerne er ikke verificeret", "The climate factors are not verified")],
        stamps=[INVENTED],
    )
    return replace(made, created="2023-11-14T22:13:20Z", **more)


def write_run(folder, *, rain=60.0):
    folder.mkdir(parents=True)
    told = record(params={"rain_mm": rain, "edges": "outlet"})
    grid = Grid(rows=2, cols=3, x0=EAST, y0=NORTH, dx_m=1.6, dy_m=1.6, crs="EPSG:25832")
    raster = Raster(DEPTH, grid, unit="m", name=Text("Vanddybde", "Water depth"))
    write_raster(raster, folder / "depth.tif", provenance=told, qml=qml_for("depth", raster))
    parts = gpd.GeoDataFrame(
        {
            "pond_id": [1, 2],
            "volume_m3": [12.5, np.nan],
            "filled_share": [0.5, 1.0],
            "navn": ["Ådalen", "≥ 5"],
            "verified": [True, False],
        },
        geometry=PARTS,
        crs="EPSG:25832",
    )
    write_layer(parts, folder / "ponds.gpkg", layer="ponds", provenance=told, qml=STYLES["ponds"].to_qml())
    mixed = gpd.GeoDataFrame(
        {"n": [1, 2, 3]}, geometry=[Point(EAST, NORTH), LineString([(EAST, NORTH), (EAST, NORTH + 9)]), None], crs=25832
    )
    write_layer(mixed, folder / "mixed.gpkg", layer="mixed", provenance=told)
    empty = gpd.GeoDataFrame({"navn": np.array([], object)}, geometry=[], crs=25832)
    write_layer(empty, folder / "empty.gpkg", layer="empty", provenance=told)
    ledger = pd.DataFrame(
        {
            "term": ["rain", "stored"],
            "volume_m3": [1234.5, 1e-9],
            "ok": [True, False],
            "note": ["0165", None],
            "first_mm": [np.inf, np.nan],
            "mm": [np.nan, 2.5],
        }
    )
    write_table(ledger, folder / "ledger.csv", provenance=told)
    write_table(pd.DataFrame({"a": [], "b": []}), folder / "nothing.csv", provenance=told)
    (folder / "noter.txt").write_text("mine egne noter")
    return folder


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "kørsel")


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    place = tmp_path_factory.mktemp("pakke")
    run = write_run(place / "kørsel")
    made = hand_over(
        [run],
        place / "pakke.zip",
        PackageParams(title="Skybrudsplan", case_number="24/17", data_date="2023", licence="CC BY 4.0"),
    )
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(place / "pakket ud")
    return made, place / "pakket ud", run


@pytest.fixture
def package(packed):
    return packed[:2]


def test_the_raster_holds_every_cell_and_its_style(packed):
    _, folder, run = packed
    with rasterio.open(folder / "geotiff" / "depth.tif") as data:
        stored = data.read(1)
        assert (data.dtypes[0], data.nodata, data.crs.to_epsg()) == ("float32", -9999.0, 25832)
        assert data.transform.to_gdal() == pytest.approx((EAST, 1.6, 0, NORTH, 0, -1.6), abs=1e-9)
    assert np.array_equal(stored, np.where(np.isnan(DEPTH), np.float32(-9999.0), DEPTH))
    assert (folder / "geotiff" / "depth.qml").read_bytes() == (run / "depth.qml").read_bytes()


def test_the_geopackage_holds_all_layers_with_styles(packed):
    _, folder, run = packed
    path = folder / "gpkg" / "lag.gpkg"
    names = {name for name, kind in pyogrio.list_layers(path) if kind is not None}
    assert names == {"ponds", "mixed", "empty"}
    for name in names:
        before, after = (pyogrio.read_dataframe(one, layer=name) for one in (run / f"{name}.gpkg", path))
        pd.testing.assert_frame_equal(
            pd.DataFrame(before.drop(columns="geometry")), pd.DataFrame(after.drop(columns="geometry"))
        )
        assert shapely.equals_exact(before.geometry.array, after.geometry.array, 0.0).all() or name == "mixed"
        assert after.crs.to_epsg() == 25832
    styles = pyogrio.read_dataframe(path, layer="layer_styles", read_geometry=False)
    assert styles["f_table_name"].tolist() == ["ponds"]
    assert styles["styleQML"].iloc[0] == STYLES["ponds"].to_qml()
    assert explain(path).tool == "flood"


def test_tables_of_mapinfo_hold_values_and_vertices(package):
    made, folder = package
    back = pyogrio.read_dataframe(folder / "tab" / "ponds.tab")
    assert back["pond_id"].tolist() == [1, 2]
    assert back["volume_m3"].fillna("").tolist() == ["12.5", ""]
    assert back["navn"].tolist() == ["Ådalen", "? 5"]
    assert shapely.equals_exact(shapely.normalize(back.geometry.array), shapely.normalize(PARTS), 0.0002).all()
    assert pyogrio.read_dataframe(folder / "tab" / "mixed_punkter.tab")["n"].tolist() == [1, 3]
    assert pyogrio.read_dataframe(folder / "tab" / "mixed_linjer.tab")["n"].tolist() == [2]
    assert len(pyogrio.read_dataframe(folder / "tab" / "empty.tab")) == 0
    losses = {item.found.name: item.losses for item in made.items}
    assert any("tegn uden for CP1252" in loss.da for loss in losses["ponds"]["TAB"])


def test_drawings_hold_exact_coordinates_the_colour_of_the_style_and_names(package):
    _, folder = package
    document = ezdxf.readfile(folder / "dxf" / "ponds.dxf")
    lines = list(document.modelspace().query("LWPOLYLINE"))
    assert [list(one.get_points("xy")) for one in lines] == [
        list(PARTS[0].exterior.coords)[:-1],
        list(PARTS[0].interiors[0].coords)[:-1],
        list(PARTS[1].exterior.coords)[:-1],
    ]
    assert [one.dxf.layer for one in lines] == ["ponds", "ponds_HULLER", "ponds"]
    wanted = [each.symbol.fill for each in STYLES["ponds"].classes]  # partly filled, full
    assert [f"#{one.dxf.true_color:06x}" for one in (lines[0], lines[2])] == wanted
    assert [one.dxf.text for one in document.modelspace().query("TEXT")] == ["Ådalen", "≥ 5"]


def test_tables_come_as_they_were_and_as_a_workbook(packed):
    _, folder, run = packed
    assert (folder / "tables" / "ledger.csv").read_bytes() == (run / "ledger.csv").read_bytes()
    book = openpyxl.load_workbook(folder / "tables" / "tabeller.xlsx")
    assert book.sheetnames == ["ledger", "nothing"]
    rows = list(book["ledger"].iter_rows(values_only=True))
    assert rows[1:] == [
        ("term", "volume_m3", "ok", "note", "first_mm", "mm"),
        ("rain", 1234.5, True, "0165", "inf", None),
        ("stored", 1e-9, False, None, None, 2.5),
    ]
    assert rows[0][1] == "Rumfang (m³) | Volume (m³)"
    assert [row[:2] for row in book["nothing"].iter_rows(values_only=True)][1] == ("a", "b")


def test_the_note_says_what_must_be_known_danish_first(package):
    made, folder = package
    assert made.members[0] == "LAESMIG.txt"
    danish, english = ((folder / name).read_text(encoding="utf-8-sig") for name in ("LAESMIG.txt", "README.txt"))
    for word in (
        *("*** OPDIGTET EKSEMPEL ***", "Skybrudsplan", "Vejledende", "Sagsnummer: 24/17", "Data er fra: 2023"),
        *("Licens: CC BY 4.0", "EPSG:25832", "Regndybde: 60 mm", "Enhed: m", "volume_m3: Rumfang (m³)"),
        *(
            "Klimafaktorerne er ikke verificeret",
            "ponds: 1 af 2 rækker har verified = falsk",
            "Højdemodel: terraen.tif",
        ),
        *(
            "1 celler er uendelige (inf)",
            "noter.txt (ingen raster, lag eller tabel)",
            "ab" * 32,
            "2023-11-14T22:13:20Z",
        ),
    ):
        assert word in danish
    assert "Guidance only" in english
    assert "Rain depth: 60 mm" in english
    assert "Brugere" not in danish + english  # whose machine the sources lay on is nobody's business


def test_records_in_the_package_name_no_folder_of_the_sender(package):
    _, folder = package
    for path in (folder / "geotiff" / "depth.tif", folder / "gpkg" / "lag.gpkg"):
        told = explain(path)
        assert told.inputs["elevation"][0].path == "terraen.tif"
        assert "Brugere" not in json.dumps(told.to_json())


def test_the_sums_are_those_of_the_files(package):
    _, folder = package
    lines = (folder / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    told = dict(reversed(line.split("  ", maxsplit=1)) for line in lines)
    files = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*") if one.is_file()}
    assert set(told) == set(files) - {"SHA256SUMS.txt"}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == value for name, value in told.items())


def test_the_same_results_give_the_same_bytes_and_sources_are_left_as_they_were(run, tmp_path):
    before = {one: one.read_bytes() for one in run.iterdir()}
    for name in ("a.zip", "b.zip"):
        hand_over([run], tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert {one: one.read_bytes() for one in run.iterdir()} == before


def test_results_of_one_name_are_told_apart_by_their_folders(tmp_path):
    write_run(tmp_path / "T5", rain=20.0)
    write_run(tmp_path / "T100", rain=60.0)
    made = hand_over([tmp_path / "T5", tmp_path / "T100"], tmp_path / "p.zip")
    names = [item.found.name for item in made.items]
    assert {"T5_depth", "T100_depth", "T5_ponds", "T100_ponds"} <= set(names)
    assert len({name.lower() for name in names}) == len(names) == 12
    with zipfile.ZipFile(made.path) as archive:
        note = archive.read("LAESMIG.txt").decode("utf-8-sig")
        sheets = openpyxl.load_workbook(io.BytesIO(archive.read("tables/tabeller.xlsx"))).sheetnames
    assert "KØRSEL 2" in note
    assert "KØRSEL 3" not in note
    assert sorted(sheets) == ["T100_ledger", "T100_nothing", "T5_ledger", "T5_nothing"]


def test_a_file_named_twice_is_taken_once(run, tmp_path):
    made = hand_over([run, run / "depth.tif"], tmp_path / "p.zip")
    assert [item.found.name for item in made.items].count("depth") == 1
    made = hand_over([run / "depth.tif"], tmp_path / "one.zip")
    assert [name.partition("/")[0] for name in made.members] == [
        *("LAESMIG.txt", "README.txt", "SHA256SUMS.txt"),
        *("geotiff", "geotiff"),
    ]


def test_all_faults_are_told_at_once_and_nothing_is_left(run, tmp_path):
    far = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(12.0, 55.0)], crs=25832)
    write_layer(far, run / "far.gpkg", layer="far", provenance=record())
    grid = Grid(rows=2, cols=3, x0=EAST, y0=NORTH, dx_m=1.6, dy_m=1.6, crs="EPSG:25833")
    write_raster(Raster(DEPTH, grid, unit="m"), run / "bornholm.tif", provenance=record())
    given = [run, tmp_path / "ikke der.tif", run / "noter.txt"]
    with pytest.raises(JobError) as caught:
        hand_over(given, tmp_path / "pakke.rar")
    told = [fault.found.da for fault in caught.value.faults]
    assert told == [
        "navnet pakke.rar",
        f"filen {tmp_path / 'ikke der.tif'} findes ikke",
        "noter.txt (ingen raster, lag eller tabel)",
        "bornholm.tif i EPSG:25833",
        "far.gpkg med 1 objekter uden for Danmark",
    ]
    assert [one.name for one in tmp_path.iterdir()] == [run.name]


def test_a_file_that_is_there_is_kept_and_a_folder_without_results_refused(run, tmp_path):
    out = tmp_path / "p.zip"
    out.write_text("gammel")
    with pytest.raises(JobError, match="er der allerede"):
        hand_over([run], out)
    assert out.read_text() == "gammel"
    hand_over([run], out, overwrite=True)
    assert zipfile.is_zipfile(out)
    (tmp_path / "tom").mkdir()
    with pytest.raises(JobError, match="intet, som gistools har skrevet"):
        hand_over([tmp_path / "tom"], tmp_path / "q.zip")


class Stopping:
    """Progress that stops the work at a fraction, and notes all fractions."""

    def __init__(self, at):
        self.at = at
        self.seen = [0.0]

    def update(self, fraction, message):  # noqa: ARG002 - the signature of progress
        self.seen.append(fraction)

    def cancelled(self):
        return self.seen[-1] >= self.at


@pytest.mark.parametrize("at", [0.0, 0.1, 0.3, 0.6, 0.8, 0.9])
def test_a_cancel_leaves_nothing_and_an_older_package_as_it_was(run, tmp_path, at):
    out = tmp_path / "p.zip"
    out.write_text("gammel")
    with pytest.raises(Cancelled):
        hand_over([run], out, overwrite=True, progress=Stopping(at))
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([run.name, "p.zip"])
    assert out.read_text() == "gammel"


def test_progress_never_goes_back(run, tmp_path):
    progress = Stopping(2.0)
    hand_over([run], tmp_path / "p.zip", progress=progress)
    assert progress.seen == sorted(progress.seen)
    assert progress.seen[-1] == 1.0


def test_the_command_packs_and_tells_what_was_lost(run, tmp_path, capsys):
    out = tmp_path / "p.zip"
    assert main(["hand-over", str(run), "--out", str(out), "--case-number", "24/17"]) == 0
    told = capsys.readouterr().out
    assert "OPDIGTET EKSEMPEL" in told
    assert "tegn uden for CP1252" in told
    assert "noter.txt" in told
    assert zipfile.is_zipfile(out)
    assert main(["hand-over", str(run), "--out", str(out)]) == 1
    assert "er der allerede" in capsys.readouterr().err
    assert main(["hand-over", "--out", str(out)]) == 2
