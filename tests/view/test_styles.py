"""Styles: colours that all can tell apart, labels that people read, the same classes everywhere."""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
import subprocess
import sys
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from gistools.cloudburst.surge.tools import TOOLS as SURGE_TOOLS
from gistools.cloudburst.tools import TOOLS as CLOUDBURST_TOOLS
from gistools.styles import (
    COLUMNS,
    STYLES,
    ColourRamp,
    RasterStyle,
    Shape,
    Stretch,
    VectorStyle,
    column_alias,
    column_heading,
    column_value,
    folium_style,
    format_number,
    indexed,
    matplotlib_colours,
    qml_for,
)
from gistools.styles.columns_model import Column, joined
from gistools.styles.declared import ALL_STYLES
from gistools.terrain.tools import TOOLS as TERRAIN_TOOLS
from gistools.text import Text
from gistools.tool import Geometry, Kind

from .colour_vision import ciede2000, contrast, distance

RAMPS = [s.name for s in STYLES.values() if isinstance(s, RasterStyle) and isinstance(s.colours, ColourRamp | Stretch)]
RAMPS.remove("hillshade")  # light and shadow run into each other; there are no classes to tell apart
NEIGHBOURS, PAIRS = 8.0, 10.0  # CIEDE2000; 2 is about what a trained eye sees side by side

RASTERS = [style for style in STYLES.values() if isinstance(style, RasterStyle)]
VECTORS = [style for style in STYLES.values() if isinstance(style, VectorStyle)]


def test_ciede2000_agrees_with_its_published_test_data() -> None:
    published = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, other, expected in published:
        assert ciede2000(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


def _parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - written by gistools a moment ago


def _ordered() -> list[tuple[str, tuple[str, ...]]]:
    found = [(s.name, s.colours.colours) for s in RASTERS if s.name in RAMPS]
    for style in VECTORS:
        fills = [each.symbol.fill for each in style.classes]
        if style.kind == "graduated" and None not in fills and len(set(fills)) > 1:
            found.append((style.name, tuple(fills)))
    return found


@pytest.mark.parametrize(("name", "colours"), _ordered())
def test_neighbouring_classes_differ_to_every_eye(name: str, colours: tuple[str, ...]) -> None:
    for one, other in itertools.pairwise(colours):
        assert distance(one, other) >= NEIGHBOURS, (name, one, other)


def test_two_colours_that_the_colour_blind_confuse_are_caught() -> None:
    assert distance("#c0392b", "#7a7a1f") < NEIGHBOURS < ciede2000(np.array((45, 50, 35)), np.array((50, -10, 50)))


@pytest.mark.parametrize("style", [s for s in RASTERS if isinstance(s.colours, tuple)], ids=lambda s: s.name)
def test_every_pair_of_codes_differs_to_every_eye(style: RasterStyle) -> None:
    for one, other in itertools.combinations([category.colour for category in style.colours], 2):
        assert distance(one, other) >= PAIRS, (style.name, one, other)


@pytest.mark.parametrize("style", [s for s in VECTORS if len(s.classes) > 1], ids=lambda s: s.name)
def test_classes_of_a_layer_differ_in_colour_size_width_or_dash(style: VectorStyle) -> None:
    for one, other in itertools.combinations([each.symbol for each in style.classes], 2):
        by_fill = one.fill is not None and other.fill is not None and distance(one.fill, other.fill) >= NEIGHBOURS
        by_stroke = distance(one.stroke, other.stroke) >= PAIRS
        by_size = style.shape is Shape.POINT and max(one.size, other.size) >= 1.5 * min(one.size, other.size)
        assert by_fill or by_stroke or by_size or one.dash != other.dash or abs(one.width - other.width) >= 0.5


def test_the_order_of_depth_is_also_an_order_of_lightness() -> None:
    for name in ("depth", "contributing_area", "intensity"):
        against_white = [contrast(colour, "#ffffff") for colour in STYLES[name].colours.colours]
        assert against_white == sorted(against_white)


def test_every_output_of_a_tool_has_a_style_that_fits() -> None:
    shapes = {Geometry.POINT: Shape.POINT, Geometry.LINE: Shape.LINE, Geometry.POLYGON: Shape.POLYGON}
    checked = 0
    for tool in (*TERRAIN_TOOLS, *CLOUDBURST_TOOLS, *SURGE_TOOLS):
        for output in tool.outputs:
            if not output.style:
                continue
            style = STYLES[output.style]
            assert isinstance(style, RasterStyle if output.kind is Kind.RASTER else VectorStyle), output.name
            if isinstance(style, VectorStyle) and output.geometry in shapes:
                assert style.shape is shapes[output.geometry], output.name
            checked += 1
    assert checked >= 15


def test_an_input_drawn_beneath_has_a_style_of_ground_to_find_ones_way_by() -> None:
    from gistools.catalogue import TOOLS

    named = {(tool.id, one.name): one.beneath for tool in TOOLS for one in tool.inputs if one.beneath}
    assert {("flood", "buildings"), ("nature-proposals-judged", "nature_areas")} <= named.keys()
    for style in {STYLES[name] for name in named.values()}:
        assert isinstance(style, VectorStyle)
        assert style.beneath


def test_land_that_no_sea_reaches_is_not_drawn() -> None:
    style = STYLES["sea_to_flood"]
    values = np.array([[-10.5, -9.0, 0.5, 0.75, 10.0, 10.5, np.inf, np.nan]], np.float32)
    index, palette = indexed(style, values, ~np.isnan(values))
    assert index.tolist() == [[0, 1, 1, 2, 8, 0, 0, 0]]
    assert palette[0, 3] == 0
    colours, norm = matplotlib_colours(style)[:2]
    assert colours(norm(np.inf))[3] == 0.0


def test_depth_has_the_declared_limits_in_danish_and_english() -> None:
    labels = [entry.label for entry in STYLES["depth"].legend()]
    assert [label.da for label in labels] == [
        "5–10 cm",
        "10–20 cm",
        "20–30 cm",
        "30–50 cm (veje regnes lukket)",
        "50–100 cm",
        "over 100 cm",
    ]
    assert labels[3].en == "30–50 cm (roads count as closed)"


def test_every_label_is_written_in_both_languages() -> None:
    for style in STYLES.values():
        for entry in style.legend():
            assert entry.label.da, style.name
            assert entry.label.en, style.name
    for column in COLUMNS.values():
        assert column.label.da
        assert column.label.en


def test_dry_ground_and_unknown_cells_are_not_drawn_and_limits_belong_below() -> None:
    values = np.array([0.0, 0.05, 0.0501, 0.1, 0.1001, 1.0, 1.001, 250.0, np.nan])
    index, palette = indexed(STYLES["depth"], values, ~np.isnan(values))
    assert index.tolist() == [0, 0, 1, 1, 2, 5, 6, 6, 0]
    assert palette[0, 3] == 0
    assert (palette[1:, 3] == 255).all()


def test_codes_that_are_not_declared_are_not_drawn() -> None:
    values = np.array([1, 128, 0, 247, 3], dtype=np.uint8)
    index, _ = indexed(STYLES["direction"], values, values != 247)
    assert index.tolist() == [1, 8, 9, 0, 0]


def test_a_stretch_is_not_ruled_by_one_high_cell_and_bears_level_ground() -> None:
    style = STYLES["elevation"]
    heights = np.append(np.linspace(10.0, 20.0, 1000), 500.0)
    low, high = style.stretch_limits(heights, np.ones(1001, dtype=bool))
    assert 10.0 <= low < 10.2
    assert 19.8 < high <= 20.1
    level = np.full(4, 7.0)
    assert style.stretch_limits(level, np.ones(4, dtype=bool)) == (6.5, 7.5)
    assert style.stretch_limits(level, np.zeros(4, dtype=bool)) is None
    index, palette = indexed(style, level, np.array([True, True, True, False]))
    assert index.tolist()[3] == 0
    assert index[0] == index[1] > 0
    assert len(palette) == 255


def test_unknown_values_get_the_symbol_for_unknown() -> None:
    style = STYLES["bluespots"]
    assert style.class_of({"fill_local_mm": 0.0}) == 0
    assert style.class_of({"fill_local_mm": 10.0}) == 0
    assert style.class_of({"fill_local_mm": 10.1}) == 1
    assert style.class_of({"fill_local_mm": math.inf}) == 4
    for value in (None, math.nan, "x", -1.0):
        assert style.class_of({"fill_local_mm": value}) == -1
    assert style.symbol_of({}).fill == "#bdbdbd"


def test_folium_and_matplotlib_see_the_same_classes() -> None:
    options = folium_style(STYLES["watersheds"])
    assert "dashArray" in options({"properties": {"cut_by_edge": True}})
    assert "dashArray" not in options({"properties": {"cut_by_edge": False}})
    values = np.array([0.07, 0.15, 0.25, 0.4, 0.7, 3.0])
    colours, norm = matplotlib_colours(STYLES["depth"])
    index, palette = indexed(STYLES["depth"], values, values > 0)
    drawn = np.rint(colours(norm(values))[:, :3] * 255).astype(int)
    assert drawn.tolist() == palette[index][:, :3].astype(int).tolist()
    assert colours(norm(np.array([0.01])))[0, 3] == 0
    codes, bounds = matplotlib_colours(STYLES["direction"])
    assert codes(bounds(np.array([16])))[0, :3] == pytest.approx([0x00 / 255, 0x72 / 255, 0xB2 / 255])
    assert matplotlib_colours(STYLES["elevation"])[1] is None


def test_numbers_are_danish_or_english() -> None:
    assert format_number(1_234_567.891, "da", decimals=2) == "1.234.567,89"
    assert format_number(-0.004, "da", decimals=2) == "0,00"
    assert format_number(-12.34) == "−12,3"
    assert format_number(0.00123) == "0,00123"
    assert format_number(math.nan, "en") == "unknown"
    assert format_number(math.inf) == "∞"


def test_columns_explain_codes_and_missing_values() -> None:
    assert column_value("spills_to", np.int64(-2)) == "havet"
    assert column_value("spills_to", 12345) == "12345"
    assert column_value("filled_share", np.float32(0.5)) == "50"
    assert column_value("cut_by_edge", np.bool_(0), "en") == "no"
    assert column_value("navn", float("nan")) == "ukendt"
    assert column_heading("volume_m3", {"volume_m3": "l"}) == "Rumfang (m³)"
    assert column_heading("egen", {"egen": "kr."}, "en") == "egen (kr.)"


def test_files_name_the_unit_that_they_store() -> None:
    assert column_alias("depth_max_m") == "Største dybde (m)"
    assert column_alias("filled_share", "en") == "Filled (0–1)"
    assert column_alias("volume_m3") == "Rumfang (m³)"
    assert column_alias("bluespot_id") == "Lavning nr."
    for name, column in COLUMNS.items():
        assert math.isclose(column.factor, 1.0) == (column.stored_unit == column.unit), name


def test_a_bluespot_too_small_to_be_shown_is_said_in_words() -> None:
    assert column_value("spills_to", 0) == column_value("to_id", 0) == "en lavning, der er for lille til at vises"
    assert column_value("to_id", 0, "en") == "a bluespot too small to be shown"
    assert column_value("nested", 0) == "0"


def test_measures_drawn_together_have_colours_of_their_own() -> None:
    pairs = zip(STYLES["contributing_area"].colours.colours, STYLES["intensity"].colours.colours, strict=True)
    assert min(distance(one, other) for one, other in pairs) >= NEIGHBOURS
    assert distance(STYLES["mask"].colours[0].colour, STYLES["mask_cut"].colours[0].colour) >= PAIRS


def test_a_layer_without_the_column_gets_the_plain_symbol_where_there_is_one() -> None:
    points = STYLES["threshold_points"]
    assert points.fitting(["spilled_m3"]) is points
    assert [each.symbol.size for each in points.classes] == sorted({each.symbol.size for each in points.classes})
    plain = points.fitting(["bluespot_id"])
    assert [entry.label.da for entry in plain.legend()] == ["her løber en fuld lavning over"]
    assert plain.class_of({"bluespot_id": 3}) == 0
    assert STYLES["ponds"].fitting([]) is STYLES["ponds"]  # unknown values are drawn as unknown
    layer = SimpleNamespace(columns=["bluespot_id"])
    assert _parsed(qml_for("threshold_points", layer)).find("renderer-v2").get("type") == "singleSymbol"
    assert _parsed(points.to_qml()).find("renderer-v2").get("type") == "graduatedSymbol"


def test_qml_of_all_styles_is_xml_with_danish_labels_and_no_infinity() -> None:
    for style in STYLES.values():
        text = style.to_qml()
        root = _parsed(text)
        assert root.tag == "qgis"
        assert not re.search(r'="[^"]*\b(inf|nan)\b', text), style.name
    assert "veje regnes lukket" in STYLES["depth"].to_qml()
    assert "løber over" in STYLES["ponds"].to_qml()


def test_qml_of_a_stretch_spans_the_values_beside_it() -> None:
    @dataclasses.dataclass
    class Heights:
        values: np.ndarray
        valid: np.ndarray

    heights = Heights(np.linspace(3.0, 4.0, 500), np.ones(500, dtype=bool))
    root = _parsed(qml_for("elevation", heights))
    shader = root.find(".//colorrampshader")
    assert 3.0 <= float(shader.get("minimumValue")) < 3.02
    assert 3.98 < float(shader.get("maximumValue")) <= 4.0
    assert qml_for("ponds", object()) == STYLES["ponds"].to_qml()


def test_a_column_that_two_rooms_declare_is_refused() -> None:
    """The later label would replace the earlier one, and nobody would be told."""
    one, other = Column(Text("Længde", "Length"), "m"), Column(Text("Vejlængde", "Length of road"), "m")
    assert joined({"a_m": one}, {"b_m": other}) == {"a_m": one, "b_m": other}
    with pytest.raises(ValueError, match="declared twice: a_m"):
        joined({"a_m": one}, {"a_m": other})


def test_declaring_styles_loads_no_heavy_library() -> None:
    code = (
        "import sys, gistools.styles as s; [x.to_qml() for x in s.STYLES.values()];"
        "print([m for m in ('numpy', 'matplotlib', 'folium', 'geopandas', 'rasterio', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_no_two_styles_have_one_name():
    """The second would silently take the place of the first: a form was drawn as what to survey first."""
    names = [style.name for style in ALL_STYLES]
    assert sorted(names) == sorted(set(names))


def test_labels_of_a_larger_scale_are_larger_in_qgis_figures_and_web_maps():
    import geopandas as gpd
    import shapely

    from gistools.view import MapLayer, figure, web_map

    style, usual = STYLES["proposed_numbers"], STYLES["draft_road"]
    assert style.label_scale > usual.label_scale == 1.0
    assert f'fontSize="{8.0 * style.label_scale:g}"' in style.to_qml()
    assert 'fontSize="8"' in usual.to_qml()
    points = shapely.points([[650_000, 6_268_000], [650_150, 6_268_100], [650_300, 6_268_300]])  # corners keep the room
    numbers = gpd.GeoDataFrame({"house_number": ["", "7", ""], "number_kind": "odd_new"}, geometry=points, crs=25832)
    roads = gpd.GeoDataFrame({"road_name": ["Åvej"]}, geometry=[shapely.Point(650_150, 6_268_200)], crs=25832)
    layers = [MapLayer(numbers, "proposed_numbers", Text("Numre", "Numbers")),
              MapLayer(roads, "draft_road", Text("Vej", "Road"))]  # fmt: skip
    drawn = figure(layers, title=Text("Prøve", "Try"))
    sizes = {text.get_text(): text.get_fontsize() for axes in drawn.axes for text in axes.texts}
    assert sizes["7"] == pytest.approx(style.label_scale * sizes["Åvej"])
    page = web_map(layers, title=Text("Prøve", "Try")).get_root().render()
    assert f'"labelScale":{style.label_scale}' in page.replace(": ", ":")
