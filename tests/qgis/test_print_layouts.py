"""Print layouts and atlas: made by the plugin alone, looked at sheet by sheet as an export goes through them."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point, box

pytestmark = pytest.mark.qgis

EAST, NORTH = 650_000.0, 6_268_000.0
SCALES = [250, 500, 1_000, 2_000, 2_500, 4_000, 5_000, 10_000, 15_000, 20_000, 25_000, 40_000, 50_000]
PARTS = {"Østbyen": (0, 0, 90, 40), "Vestbyen med det meget lange navn ved åen og ved motorvejen": (100, 0, 700, 900)}
PARTS |= {"Nord": (0, 950, 1990, 1000)}
ALWAYS = {"map", "heading", "name", "legend", "scale", "scale_bar", "north", "guidance", "page"}


@pytest.fixture
def files(tmp_path):
    places = [box(EAST + w, NORTH + s, EAST + e, NORTH + n) for w, s, e, n in PARTS.values()]
    parts = gpd.GeoDataFrame({"navn": [*PARTS, "intet"]}, geometry=[*places, None], crs=25832)
    points = [Point(EAST + 50, NORTH + 20), Point(EAST + 300, NORTH + 300)]
    pumps = gpd.GeoDataFrame({"id": [1, 2]}, geometry=points, crs=25832)
    parts.to_file(tmp_path / "dele.gpkg", layer="dele")
    pumps.to_file(tmp_path / "pumper.gpkg", layer="pumper")
    return tmp_path


@pytest.fixture
def make(qgis, files):
    def run(*, language="da_DK.UTF-8", request=None, **parameters):
        given = {"COVERAGE": str(files / "dele.gpkg"), "LAYERS": [str(files / "pumper.gpkg")], **parameters}
        place = files / "request.json"
        place.write_text(json.dumps({**(request or {}), "parameters": given}), encoding="utf-8")
        return qgis.inside("sheets.py", str(qgis.plugins), str(place), python=None, LANG=language)

    return run


FACTS = {
    "HEADING": "Skybrudsplan",
    "MUNICIPALITY": "Prøveby Kommune",
    "CASE": "24/1234",
    "DATA_DATE": "2023",
    "SOURCE": "Danmarks Højdemodel",
}


def overlaps(one, other):
    """Return whether two places share more than half a millimetre both ways."""
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.5 and min(one[3], other[3]) - max(one[1], other[1]) > 0.5


def test_there_is_a_sheet_for_each_part_at_the_first_round_scale_that_holds_it(make):
    told = make(**FACTS)
    assert told["ok"]
    assert told["errors"] == []
    assert told["results"]["PAGES"] == 3
    assert sorted(told["layouts"]) == ["Skybrudsplan - Deloplande", "Skybrudsplan - Oversigt"]
    pages = told["layouts"]["Skybrudsplan - Deloplande"]["pages"]
    assert sorted(page["name"] for page in pages) == sorted(PARTS)
    for page in pages:
        assert page["inside"]
        assert round(page["scale"], 3) == next(scale for scale in SCALES if scale >= page["need"] * 1.08)
        assert page["layers"] == ["Deloplandsgrænser", "pumper"]
        assert page["crs"] == "EPSG:25832"
    assert len({round(page["scale"]) for page in pages}) == 3
    overview = told["layouts"]["Skybrudsplan - Oversigt"]
    assert overview["pages"] is None
    assert round(overview["scale"], 3) == 15_000  # 1990 m over 196 mm
    west, south, east, north = overview["extent"]
    assert west < EAST < EAST + 1990 < east
    assert south < NORTH < NORTH + 1000 < north


def test_texts_and_bars_are_those_of_the_sheet(make):
    told = make(**FACTS)
    for layout in told["layouts"].values():
        for page in layout["pages"] or [layout]:
            items = page["items"]
            assert set(items) >= ALWAYS
            texts = {name: item["text"] for name, item in items.items() if "text" in item}
            scale = f"{round(page['scale']):,}".replace(",", " ")
            assert texts["scale"] == f"Mål 1:{scale} i A4"
            assert (texts["heading"], texts["municipality"]) == ("Skybrudsplan", "Prøveby Kommune")
            assert texts["guidance"] == "Vejledende"
            said = " ".join(texts.values())
            for fact in ("Sagsnummer: 24/1234", "Datadato: 2023", "Kilde: Danmarks Højdemodel", "EPSG:25832"):
                assert fact in said
            assert items["legend"]["title"] == "Signaturforklaring"
            assert items["legend"]["layers"] == ["Deloplandsgrænser", "pumper"]
            assert items["scale_bar"]["segment_m"] == pytest.approx(page["scale"] * 0.020, rel=1e-6)
    pages = told["layouts"]["Skybrudsplan - Deloplande"]["pages"]
    assert [page["items"]["page"]["text"] for page in pages] == [f"Ark {n} af 3" for n in (1, 2, 3)]
    for page in pages:
        assert page["items"]["name"]["text"].replace("\n", " ") == page["name"]


@pytest.mark.parametrize(
    ("paper", "orientation", "size"),
    [(0, 0, [297, 210]), (0, 1, [210, 297]), (1, 0, [420, 297]), (1, 1, [297, 420])],
)
def test_nothing_lies_over_anything_else_or_off_the_page(make, paper, orientation, size):
    told = make(PAPER=paper, ORIENTATION=orientation, **FACTS)
    for layout in told["layouts"].values():
        for page in layout["pages"] or [layout]:
            assert page["paper"] == size
            places = {name: item["place"] for name, item in page["items"].items()}
            for name, place in places.items():
                assert 0.0 <= place[0] < place[2] <= size[0]
                assert 0.0 <= place[1] < place[3] <= size[1]
                assert [one for one in places if one != name and overlaps(place, places[one])] == []


def test_english_is_spoken_where_qgis_does(make):
    told = make(language="en_GB.UTF-8", **FACTS)
    items = told["layouts"]["Skybrudsplan - Overview"]["items"]
    assert items["legend"]["title"] == "Legend"
    assert items["guidance"]["text"] == "Guidance only"
    assert items["scale"]["text"] == "Scale 1:15 000 at A4"
    assert "Case number: 24/1234" in [item.get("text") for item in items.values()]


def test_facts_that_are_not_given_are_said_not_to_be(make):
    items = make()["layouts"]["Skybrudsplan - Oversigt"]["items"]
    said = [item.get("text") for item in items.values()]
    assert {"Sagsnummer: ikke angivet", "Kilde: ikke angivet", "Datadato: ikke angivet"} <= set(said)
    assert "municipality" not in items


def test_a_project_file_holds_layers_and_layouts(make, files):
    path = files / "plan æ.qgz"
    told = make(PROJECT=str(path), request={"reopen": True}, **FACTS)
    assert told["ok"]
    assert told["tree"] == {"Deloplandsgrænser": True, "pumper": True}
    pages = told["layouts"]["Skybrudsplan - Deloplande"]["pages"]
    assert len(pages) == 3
    assert all(page["inside"] and round(page["scale"], 3) in SCALES for page in pages)
    assert sorted(one.name for one in files.iterdir()) == ["dele.gpkg", "plan æ.qgz", "pumper.gpkg", "request.json"]


def test_pdfs_have_a_page_for_each_part(make, files):
    told = make(PDF=str(files / "plan.pdf"), PDF_FOLDER=str(files / "ark"), **FACTS)
    folder = {one.name for one in (files / "ark").iterdir()}
    assert told["pdfs"]["plan.pdf"] == 3
    assert (files / "plan_oversigt.pdf").read_bytes().startswith(b"%PDF")
    assert len(folder) == 4
    assert "oversigt.pdf" in folder
    assert any(name.startswith("001_") and name.endswith(".pdf") for name in folder)
    assert {told["pdfs"][name] for name in folder} == {1}
    assert not [one for one in files.rglob("*") if one.name.startswith("part-")]


def test_an_open_project_keeps_its_layers_and_older_layouts(make, files):
    layers = {"Mine pumper": str(files / "pumper.gpkg")}
    told = make(LAYERS=[], request={"project": layers, "times": 2}, **FACTS)
    assert sorted(told["layouts"]) == [
        *("Skybrudsplan - Deloplande", "Skybrudsplan - Deloplande (2)"),
        *("Skybrudsplan - Oversigt", "Skybrudsplan - Oversigt (2)"),
    ]
    assert told["layouts"]["Skybrudsplan - Oversigt"]["layers"] == ["Deloplandsgrænser", "Mine pumper"]
    assert told["colours"] == {"Mine pumper": "#010203"}


def test_examples_and_unverified_figures_are_marked(make, files):
    shapes = [Point(EAST, NORTH)]
    marked = gpd.GeoDataFrame({"maerke": ["OPDIGTET EKSEMPEL / INVENTED EXAMPLE"]}, geometry=shapes, crs=25832)
    marked.to_file(files / "maerket.gpkg", layer="maerket")
    plain = gpd.GeoDataFrame({"n": np.array([1])}, geometry=shapes, crs=25832)
    plain.to_file(files / "tal.geojson", driver="GeoJSON")
    record = {"stamps": [], "notes": [{"da": "Beløb er ikke verificeret", "en": "Amounts are not verified"}]}
    (files / "tal.geojson.provenance.json").write_text(json.dumps(record), encoding="utf-8")
    told = make(LAYERS=[str(files / "maerket.gpkg"), str(files / "tal.geojson")])
    for layout in told["layouts"].values():
        items = layout["items"]
        assert items["mark1"]["text"] == "OPDIGTET EKSEMPEL"
        assert items["mark2"]["text"] == "Bygger på tal, der ikke er verificeret"
    assert "mark1" not in make()["layouts"]["Skybrudsplan - Oversigt"]["items"]


def test_results_of_gistools_are_called_by_their_labels_and_rain(make, files):
    record = {"tool": "flood", "params": {"rain_mm": 60.5}, "stamps": [], "notes": []}
    shape = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(EAST, NORTH)], crs=25832)
    shape.to_file(files / "ponds.geojson", driver="GeoJSON")
    (files / "ponds.geojson.provenance.json").write_text(json.dumps(record), encoding="utf-8")
    told = make(LAYERS=[str(files / "ponds.geojson")])
    assert told["layouts"]["Skybrudsplan - Oversigt"]["layers"] == ["Deloplandsgrænser", "Vandsamlinger, 60,5 mm regn"]


def test_what_cannot_be_made_is_told(make, files):
    assert ".qgz" in make(PROJECT=str(files / "plan.txt"))["refused"]
    assert ".pdf" in make(PDF=str(files / "plan.doc"))["refused"]
    told = make(LAYERS=[])
    assert not told["ok"]
    assert "Lag på kortet" in " ".join(told["errors"])
    told = make(request={"no_project": True})
    assert not told["ok"]
    assert "projektfil" in " ".join(told["errors"])
    gpd.GeoDataFrame({"navn": ["a"]}, geometry=[None], crs=25832).to_file(
        files / "bar.gpkg", layer="bar", geometry_type="Polygon"
    )
    told = make(COVERAGE=str(files / "bar.gpkg"))
    assert "ingen flader med geometri" in " ".join(told["errors"])


def test_a_layer_in_memory_does_not_go_with_a_project_file(make, files):
    memory = "Point?crs=EPSG:25832&field=id:integer"
    request = {"project": {"I hukommelsen": memory}, "provider": "memory"}
    assert make(LAYERS=[], request=request)["ok"]
    told = make(LAYERS=[], PROJECT=str(files / "plan.qgz"), request=request)
    assert not told["ok"]
    assert "I hukommelsen" in " ".join(told["errors"])
    assert not (files / "plan.qgz").exists()


def test_a_cancel_leaves_no_file(make, files):
    told = make(PROJECT=str(files / "p.qgz"), PDF=str(files / "p.pdf"), request={"cancel": True})
    assert not told["ok"]
    assert not list(files.glob("*.pdf"))
    assert not list(files.glob("*.qgz"))
