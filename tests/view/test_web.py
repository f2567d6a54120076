"""The web map is one file that needs nothing else, says what it shows, and cannot be misled by a text in the data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.errors import CrsError, InputError
from gistools.grid import Grid
from gistools.raster import Raster
from gistools.styles import STYLES, VectorStyle, leaflet_options
from gistools.text import Text
from gistools.view import MapLayer, save_web_map, web_map

from .colour_vision import contrast
from .conftest import CRS, HOSTILE, Town

if TYPE_CHECKING:
    from pathlib import Path

TITLE = Text("Oversvømmelse ved 100 mm & mere", "Flood of 100 mm & more")
PROVENANCE = json.dumps(
    {
        "created": "2026-11-23T08:00:00Z",
        "gistools_version": "0.1.0",
        "inputs": {
            "terrain": [{"path": "/hemmelig/mappe/DTM_1km_6268_650.tif"}],
            "lines": [{"path": "C:\\x\\a.gpkg|layername=b"}, {"path": "C:\\x\\a.gpkg:c"}, {"path": "y/a.gpkg:d/e"}],
        },
        "title": {"da": "</script><b>Ærø</b>", "en": "x"},
    }
)


def _html(town: Town, **options: object) -> str:
    page = web_map(town.layers(), **{"hillshade": town.elevation, "title": TITLE} | options)
    return page.get_root().render()


def _specs(html: str, kind: str) -> list[dict]:
    found = re.findall(rf"^\s*gistools\.{kind}\(map_gistools, (.*)\);\s*$", html, re.MULTILINE)
    return [json.loads(text) for text in found]


def test_the_page_asks_for_nothing_outside_itself(town: Town) -> None:
    html = _html(town, provenance_json=PROVENANCE)
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", html))
    # names of XML languages, and the homepage in Leaflet's own text, which the page does not show
    assert addresses <= {"http://www.w3.org/2000/svg", "https://leafletjs.com"}
    assert not re.search(r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=", html)
    assert "@import" not in html
    assert "sourceMappingURL" not in html
    for library in ("jquery", "bootstrap", "cdn."):
        assert library not in html.lower()
    assert set(re.findall(r"url\(([^)]{0,9})", html)) <= {"data:imag", "#default#"}


def test_the_licence_of_leaflet_goes_with_it(town: Town) -> None:
    assert "Redistributions in binary form must reproduce" in _html(town)


def test_equal_input_gives_equal_bytes(town: Town, tmp_path: Path) -> None:
    one, other = (
        save_web_map(web_map(town.layers(), hillshade=town.elevation, title=TITLE), tmp_path / name)
        for name in ("a.html", "b.html")
    )
    assert one.read_bytes() == other.read_bytes()
    page = web_map(town.layers(), hillshade=town.elevation, title=TITLE)
    assert page.get_root().render() == page.get_root().render()


def test_title_legend_limits_stamp_and_source_are_in_danish(town: Town) -> None:
    html = _html(town, notes=[Text("Højder er fra 2026.", "Heights of 2026.")], provenance_json=PROVENANCE)
    assert '<html lang="da">' in html
    assert "<title>Oversvømmelse ved 100 mm &amp; mere</title>" in html
    for text in (
        "<h1>Oversvømmelse ved 100 mm &amp; mere</h1>",
        "Vanddybde (cm)",
        "50–100 cm",
        "over 100 cm",
        "fuld: vand løber over",
        "Statisk screening: ingen tid, ingen rørhydraulik",
        "Højder er fra 2026.",
        "Kilder: DTM_1km_6268_650.tif, a.gpkg. Beregnet 23-11-2026 med gistools 0.1.0. Vejledende.",
        "<span>OPDIGTET EKSEMPEL</span>",
    ):
        assert text in html, text
    assert "hemmelig" not in re.sub(r'<script type="application/json".*?</script>', "", html, flags=re.DOTALL)


def test_the_page_can_be_english(town: Town) -> None:
    html = _html(town, language="en")
    assert '<html lang="en">' in html
    for text in ("Water depth (cm)", "Static screening: no time", "INVENTED EXAMPLE", "Zoom in", "Largest depth (cm)"):
        assert text in html, text
    assert "Signaturforklaring" not in html


def test_the_stamp_is_shown_once_even_when_given_too(town: Town) -> None:
    stamp = Text("OPDIGTET EKSEMPEL", "INVENTED EXAMPLE")
    assert _html(town, stamps=[stamp]).count("<span>OPDIGTET EKSEMPEL</span>") == 1
    other = _html(town, stamps=[Text("UDKAST <1>", "DRAFT <1>")])
    assert "<span>UDKAST &lt;1&gt;</span>" in other


def test_every_layer_has_a_box_to_tick(town: Town) -> None:
    html = _html(town)
    boxes = set(re.findall(r'<input type="checkbox" checked data-layer="(\d+)">', html))
    numbers = {spec["number"] for kind in ("raster", "vector") for spec in _specs(html, kind)} - {None}
    assert boxes == {str(number) for number in numbers} == {str(k) for k in range(6)}


def test_hostile_text_in_names_values_and_titles_stays_text(hostile_town: Town) -> None:
    hostile = Text(HOSTILE, HOSTILE)
    layers = [*hostile_town.layers(), MapLayer(hostile_town.paths, "line", hostile)]
    page = web_map(
        layers,
        hillshade=None,
        title=hostile,
        stamps=[hostile],
        notes=[hostile],
        provenance_json=json.dumps({"a": HOSTILE}),
    )
    html = page.get_root().render()
    assert "<img src=x" not in html
    assert "</script><script>document" not in html
    assert "&lt;img src=x onerror=" in html  # title, stamp and note, escaped
    shown = [
        value for spec in _specs(html, "vector") for f in spec["data"]["features"] for value in f["properties"]["v"]
    ]
    assert HOSTILE in shown  # whole, for the page writes it as a text node


def test_popups_have_danish_names_units_and_numbers(town: Town) -> None:
    ponds = next(spec for spec in _specs(_html(town), "vector") if spec["name"] == "Vandsamlinger")
    assert ponds["fields"] == [
        "Lavning nr.",
        "Største dybde (cm)",
        "Rumfang (m³)",
        "Fyldt (%)",
        "Løber over til",
        "navn",
    ]
    first, second = (feature["properties"]["v"] for feature in ponds["data"]["features"])
    assert first == ["1", "140", "1.234", "100", "2", "Skovløkken"]
    assert second == ["2", "25", "ukendt", "40", "kortets kant", "ukendt"]


def test_units_of_unknown_columns_come_from_the_layer(town: Town) -> None:
    layer = town.paths.rename(columns={"path_id": "hældning"})
    layer.attrs["units"] = {"hældning": "‰"}
    html = web_map([MapLayer(layer, "line", TITLE)], title=TITLE).get_root().render()
    assert _specs(html, "vector")[0]["fields"][0] == "hældning (‰)"


def test_layers_are_stacked_ground_rasters_polygons_lines_points(town: Town) -> None:
    html = _html(town)
    order = re.findall(r'^\s*gistools\.(raster|vector)\(map_gistools, .*?"(?:alt|name)":"([^"]+)"', html, re.MULTILINE)
    assert [name for _, name in order] == [
        "Skyggekort af terrænet",
        "Bygninger",
        "Vanddybde",
        "Vandsamlinger",
        "Strømningsveje",
        "Overløb",
        "Tærskelpunkter",
    ]


def test_of_rasters_that_hide_each_other_only_the_first_is_shown(town: Town) -> None:
    grid = town.depth.grid
    codes = Raster(np.ones(grid.shape, np.uint8), grid, nodata=247)
    area = Raster(np.full(grid.shape, 2e4, np.float32), grid, "m²")
    layers = [
        MapLayer(codes, "direction", Text("Retning", "Direction")),
        MapLayer(area, "contributing_area", Text("Opland", "Area")),
        MapLayer(codes, "direction", Text("Lokal", "Local")),
        MapLayer(codes, "mask", Text("Flade", "Flats")),
        MapLayer(codes, "mask_cut", Text("Skåret", "Cut")),
        MapLayer(area, "intensity", Text("Intensitet", "Intensity")),
        MapLayer(town.depth, "depth", Text("Dybde", "Depth")),
    ]
    html = web_map(layers, title=TITLE).get_root().render()
    shown = {spec["alt"]: spec["shown"] for spec in _specs(html, "raster")}
    assert [name for name, on in shown.items() if on] == ["Retning", "Opland", "Dybde"]
    ticked = re.findall(r'<input type="checkbox"( checked)? data-layer="(\d)">', html)
    assert [number for on, number in ticked if on] == ["6", "1", "0"]
    assert html.count('<section class="gt-layer gt-hidden">') == 4
    assert "Lag uden flueben dækker et andet" in html
    assert "Lag uden flueben" not in _html(town)


def test_lines_of_edits_lie_over_buildings() -> None:
    kinds = ["line", "building", "horseshoe", "other", "building"]
    edits = gpd.GeoDataFrame({"object_kind": kinds}, geometry=[shapely.box(0, 0, 9, 9)] * 5, crs=CRS)
    html = web_map([MapLayer(edits, "edits", TITLE)], title=TITLE).get_root().render()
    drawn = [feature["properties"]["v"][0] for feature in _specs(html, "vector")[0]["data"]["features"]]
    assert drawn == ["bygning", "bygning", "hestesko", "tilpasningslinje", "other"]


def test_threshold_points_are_sized_by_the_water_that_spilled(town: Town) -> None:
    points = town.points.assign(spilled_m3=[60_000.0, 12.0])
    html = web_map([MapLayer(points, "threshold_points", TITLE)], title=TITLE).get_root().render()
    spec = _specs(html, "vector")[0]
    small, large = (spec["symbols"][feature["properties"]["s"]]["radius"] for feature in spec["data"]["features"])
    assert large > 2 * small
    for text in ("vand, der er løbet over her", "indtil 500 m³", "over 50.000 m³"):
        assert text in html, text


def test_the_projection_of_the_map_is_said(town: Town) -> None:
    assert "Kortet er tegnet i Web Mercator (EPSG:3857)" in _html(town)


def test_spills_lie_over_flow_paths_whatever_their_order(town: Town) -> None:
    layers = [layer for layer in town.layers() if layer.style in {"spill_network", "flow_paths"}]
    for order in (layers, layers[::-1]):
        specs = _specs(web_map(order, title=TITLE).get_root().render(), "vector")
        assert [spec["name"] for spec in specs] == ["Strømningsveje", "Overløb"]


def test_coordinates_are_degrees_with_seven_decimals(town: Town) -> None:
    spec = next(spec for spec in _specs(_html(town), "vector") if spec["name"] == "Tærskelpunkter")
    lon, lat = spec["data"]["features"][0]["geometry"]["coordinates"]
    assert len(str(lon).partition(".")[2]) <= 7
    back = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4326").to_crs(CRS)[0]
    assert back.distance(town.points.geometry[0]) < 0.02
    assert spec["bounds"][0][0] <= lat <= spec["bounds"][1][0]


def test_pictures_have_alternative_texts(town: Town) -> None:
    assert all(spec["alt"] for spec in _specs(_html(town), "raster"))


def test_a_layer_in_another_coordinate_system_is_placed_rightly(town: Town) -> None:
    moved = town.points.to_crs("EPSG:3857")
    one, other = (
        _specs(web_map([MapLayer(p, "point", TITLE)], title=TITLE).get_root().render(), "vector")[0]["data"]
        for p in (town.points, moved)
    )
    a, b = (np.array([f["geometry"]["coordinates"] for f in data["features"]]) for data in (one, other))
    assert np.allclose(a, b, atol=2e-7)


def test_empty_layers_and_features_without_geometry_are_said(town: Town) -> None:
    html = web_map([MapLayer(town.points.iloc[:0], "threshold_points", TITLE)], title=TITLE).get_root().render()
    assert "intet at vise" in html
    holes = town.points.copy()
    holes.loc[0, "geometry"] = None
    html = web_map([MapLayer(holes, "threshold_points", TITLE)], title=TITLE).get_root().render()
    assert len(_specs(html, "vector")[0]["data"]["features"]) == 1


def test_unknown_values_have_their_own_line_in_the_legend(town: Town) -> None:
    ponds = town.ponds.assign(filled_share=[np.nan, 0.5])
    html = web_map([MapLayer(ponds, "ponds", TITLE)], title=TITLE).get_root().render()
    assert "<span>ukendt</span>" in html
    assert "<span>ukendt</span>" not in web_map([MapLayer(town.ponds, "ponds", TITLE)], title=TITLE).get_root().render()


def test_too_many_corners_are_simplified_and_said(town: Town) -> None:
    page = web_map([MapLayer(town.ponds, "ponds", Text("Søer", "Ponds"))], title=TITLE, max_vertices=60)
    html = page.get_root().render()
    corners = sum(
        len(ring) for f in _specs(html, "vector")[0]["data"]["features"] for ring in f["geometry"]["coordinates"]
    )
    assert corners <= 60
    assert re.search(r"Søer er tegnet forenklet \(indtil (\d,\d+|\d+) m\)", html)


def test_large_rasters_are_drawn_smaller_and_said(town: Town) -> None:
    html = _html(town, max_pixels=50)
    assert "Vanddybde er tegnet med 4 × 4 celler som én; den største værdi" in html
    assert len(html) < len(_html(town))


def test_a_map_without_layers_shows_denmark() -> None:
    html = web_map([], title=TITLE).get_root().render()
    assert '"bounds":[[54.5,8.0],[57.8,15.2]]' in html


def test_what_would_be_fetched_is_refused(town: Town, tmp_path: Path) -> None:
    page = web_map(town.layers(), title=TITLE)
    folium.Marker((55.0, 9.0), icon=folium.CustomIcon("https://example.org/x.png")).add_to(page)
    folium.TileLayer("https://example.org/{z}/{x}/{y}.png", attr="x").add_to(page)
    with pytest.raises(InputError, match=r"henter https://example\.org"):
        save_web_map(page, tmp_path / "kort.html")
    assert not (tmp_path / "kort.html").exists()


def test_wrong_layers_are_errors_that_teach(town: Town) -> None:
    with pytest.raises(InputError, match=r"stilen 'dept'.*en af: depth"):
        web_map([MapLayer(town.depth, "dept", TITLE)], title=TITLE)
    with pytest.raises(InputError, match="rasterstil til raster"):
        web_map([MapLayer(town.depth, "ponds", TITLE)], title=TITLE)
    with pytest.raises(InputError, match="ikke en sti"):
        web_map([MapLayer("depth.tif", "depth", TITLE)], title=TITLE)
    with pytest.raises(CrsError, match=r"gdf\.set_crs"):
        web_map([MapLayer(town.points.set_crs(None, allow_override=True), "point", TITLE)], title=TITLE)
    degrees = Raster(np.zeros((2, 2)), Grid(rows=2, cols=2, x0=9, y0=55, dx_m=1, dy_m=1, crs="EPSG:4326"))
    with pytest.raises(CrsError, match="grader"):
        web_map([MapLayer(degrees, "depth", TITLE)], title=TITLE)


def test_a_provenance_record_that_is_none_does_no_harm(town: Town) -> None:
    for record in ("", "[]", "{", '{"inputs": [1], "created": null}'):
        html = web_map([MapLayer(town.points, "point", TITLE)], title=TITLE, provenance_json=record).get_root().render()
        assert "<p>Vejledende.</p>" in html


def test_the_provenance_record_can_be_read_from_the_page(town: Town) -> None:
    html = _html(town, provenance_json=PROVENANCE)
    found = re.search(r'<script type="application/json" id="gistools-provenance">(.*?)</script>', html, re.DOTALL)
    assert json.loads(found.group(1)) == json.loads(PROVENANCE)


def test_texts_have_contrast_enough_to_be_read(town: Town) -> None:
    html = _html(town)
    style = html[html.index("<style>") : html.index("</style>")]
    ink = set(re.findall(r"(?<![-\w])color:\s*(#[0-9a-f]{3,6})\b", style))
    ours = ink & {"#1c1c1c", "#4a4a4a", "#333", "#454545", "#9c1c1c", "#666"}  # the rest is Leaflet's
    assert len(ours) == 6
    for colour in ours:
        assert contrast({"#333": "#333333", "#666": "#666666"}.get(colour, colour), "#ffffff") >= 4.5, colour
    assert contrast("#333333", "#fff4d6") >= 4.5


def test_dashes_of_thick_lines_have_flat_ends_so_that_their_gaps_are_seen() -> None:
    for style in STYLES.values():
        if isinstance(style, VectorStyle):
            for each in style.classes:
                assert (leaflet_options(each.symbol).get("lineCap") == "butt") == bool(each.symbol.dash)


def test_the_legend_tells_the_limits_that_the_run_chose_and_only_its_bands() -> None:
    line = shapely.LineString([(720_000, 6_200_000), (720_100, 6_200_000)])
    columns = {"band_no": [1, 3], "beyond": [0.0, 800.0], "within": [400.0, 1500.5], "within_unit": ["m", "m"]}
    layer = gpd.GeoDataFrame(columns, geometry=[line, line], crs=CRS)
    page, english = (
        web_map([MapLayer(layer, "service_area", TITLE)], title=TITLE, language=x).get_root().render()
        for x in ("da", "en")
    )
    assert "1. bånd, nærmest: 0–400 m" in page
    assert "3. bånd: 800–1.500,5 m" in page
    assert "band 3: 800–1,500.5 m" in english
    assert "2. bånd" not in page
    assert "5. bånd" not in page


@pytest.mark.parametrize(("column", "seen"), [("PlanNr", True), ("navn", True), ("kode", False)])
def test_areas_beneath_bear_the_name_that_their_layer_has(column: str, seen: bool) -> None:  # noqa: FBT001
    layer = gpd.GeoDataFrame({column: ["L17"]}, geometry=[shapely.box(720_000, 6_200_000, 720_100, 6_200_100)], crs=CRS)
    assert ("L17" in web_map([MapLayer(layer, "areas_beneath", TITLE)], title=TITLE).get_root().render()) == seen
