"""The slider of rasters of least values: every stop shows what it reaches, counted and drawn, and no more."""

from __future__ import annotations

import base64
import html
import json
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gistools.grid import Grid
from gistools.raster import Raster
from gistools.styles import STYLES, Aggregate, ColourRamp, RasterStyle, indexed, indexed_by_stop
from gistools.text import Text
from gistools.view import MapLayer, save_web_map, web_map
from gistools.view.pictures import web_picture
from gistools.view.rising import growth, packed_runs

from .test_browser import _after, _run, chromium  # noqa: F401 - a fixture
from .test_pictures import _grid, _places
from .test_web import _specs

if TYPE_CHECKING:
    from pathlib import Path

RAIN = STYLES["rain_to_flood"]
NAME = Text("Regn til oversvømmelse", "Rain to flood")
WITH_SLIDER = [s for s in STYLES.values() if isinstance(s, RasterStyle) and s.slider is not None]

rains = st.one_of(
    st.floats(0.0, 200.0, width=32), st.integers(0, 155).map(float), st.sampled_from([math.inf, math.nan, 150.0])
)


def _hollow(rows: int = 40, cols: int = 50) -> Raster:
    """A hollow that fills from its middle, land that is never wet, and unknown cells in a corner."""
    row, col = np.mgrid[0:rows, 0:cols]
    rain = (0.5 + 12.3 * np.hypot(row - rows / 2, col - cols / 2)).astype(np.float32)
    rain[rain > 190.0] = np.inf
    rain[:3, :4] = np.nan
    return Raster(rain, _grid(rows, cols), "mm", name=NAME)


def _unpacked(text: str, shape: tuple[int, int]) -> np.ndarray:
    """Read runs as they are described, one number after another."""
    numbers, number, shift = [], 0, 0
    for byte in base64.b64decode(text):
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number = shift = 0
    flat = np.zeros(shape[0] * shape[1], np.uint8)
    place = 0
    for gap, length, index in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        assert length > 0
        assert index > 0
        flat[place + gap : place + gap + length] = index
        place += gap + length
    return flat.reshape(shape)


@pytest.mark.parametrize("style", WITH_SLIDER, ids=lambda s: s.name)
def test_a_slider_has_stops_for_all_limits_and_numbers_for_one_byte(style: RasterStyle) -> None:
    assert isinstance(style.colours, ColourRamp)
    stops = style.slider.stops
    assert len(stops) + len(style.colours.colours) <= 255
    assert {v for v in style.colours.limits[1:] if v <= style.slider.highest} <= set(stops)
    assert set(style.slider.marks) <= set(stops)
    assert style.slider.lowest > style.colours.limits[0]
    assert style.aggregate is Aggregate.MIN
    assert style.slider.unit == style.colours.unit == style.unit


def test_there_are_styles_with_sliders() -> None:
    assert RAIN in WITH_SLIDER


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=rains))
def test_at_every_stop_just_the_cells_are_drawn_that_it_reaches_in_the_colour_of_their_class(
    values: np.ndarray,
) -> None:
    valid = ~np.isnan(values)
    index, palette = indexed_by_stop(RAIN, values, valid)
    classes, colours = indexed(RAIN, values, valid)
    for number, stop in enumerate(RAIN.slider.stops, start=1):
        drawn = (index > 0) & (index <= number)
        assert np.array_equal(drawn, valid & (values > 0.0) & (values <= np.float32(stop)))
    assert np.array_equal(palette[index], colours[classes])


def test_classes_above_the_highest_stop_are_drawn_when_all_is() -> None:
    short = replace(RAIN, slider=replace(RAIN.slider, highest=50.0))
    values = np.array([[49.5, 50.0, 50.5, 75.0, 76.0, 150.0, 151.0, np.inf]])
    index, palette = indexed_by_stop(short, values, values > 0)
    assert index.tolist() == [[50, 50, 54, 54, 55, 56, 0, 0]]
    classes, colours = indexed(RAIN, values, values > 0)
    assert np.array_equal(palette[index], colours[classes])
    found = growth(Raster(values, Grid(1, 8, 0.0, 0.0, 100.0, 100.0, "EPSG:25832"), "mm"), short)
    assert (found.at(50.0), found.area_ha[-1], found.land_ha) == (2.0, 6.0, 8.0)


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=rains))
def test_areas_are_counted_cell_by_cell(values: np.ndarray) -> None:
    rows, cols = values.shape
    found = growth(Raster(values, Grid(rows, cols, 0.0, 0.0, 50.0, 20.0, "EPSG:25832"), "mm"), RAIN)
    for stop, area in zip(found.stops, found.area_ha, strict=False):
        assert area == pytest.approx(0.1 * sum(0.0 < v <= stop for v in values.ravel().tolist()))
    assert found.area_ha[-1] == found.at(150.0)
    assert found.land_ha == pytest.approx(0.1 * (~np.isnan(values)).sum())


def test_areas_do_not_depend_on_strips_or_on_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    raster = _hollow()
    whole = growth(raster, RAIN)
    monkeypatch.setattr("gistools.view.rising._STRIP_CELLS", 130)
    strips = growth(raster, RAIN)
    assert np.array_equal(whole.area_ha, strips.area_ha)
    page = [web_map([MapLayer(raster, "rain_to_flood", NAME)], title=NAME, max_pixels=n) for n in (3000, 10)]
    fine, coarse = (_specs(p.get_root().render(), "raster")[0]["slider"] for p in page)
    assert fine["told"] == coarse["told"]
    assert fine["cols"] > coarse["cols"]


@given(
    hnp.arrays(
        np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.sampled_from([0, 0, 1, 255])
    )
)
def test_runs_hold_the_picture(index: np.ndarray) -> None:
    assert np.array_equal(_unpacked(packed_runs(index), index.shape), index)


def test_long_runs_and_gaps_hold_the_picture() -> None:
    index = np.zeros((300, 400), np.uint8)
    index[2, 5] = index[250:, :] = 130
    index[299, 399] = 1
    text = packed_runs(index)
    assert np.array_equal(_unpacked(text, index.shape), index)
    assert len(text) < 40
    assert packed_runs(np.zeros((4, 4), np.uint8)) == ""


def test_joined_cells_show_the_least_rain_and_say_so() -> None:
    values = np.full((40, 40), np.inf, np.float32)
    values[13, 22], values[12, 22] = 7.0, 90.0
    drawn = web_picture(Raster(values, _grid(40, 40), "mm"), RAIN, NAME, 10)
    assert set(np.unique(drawn.index)) == {0, 7}
    assert "den mindste værdi" in drawn.notes[0].da


def _page(*layers: MapLayer, language: str = "da") -> str:
    return web_map(layers, title=NAME, language=language).get_root().render()


def test_the_page_holds_controls_texts_and_areas_in_its_language() -> None:
    layer = MapLayer(_hollow(), "rain_to_flood", NAME)
    page = _page(layer)
    assert page == _page(layer)
    (spec,) = _specs(page, "raster")
    assert spec["url"] == ""
    slider = spec["slider"]
    assert slider["stops"][39] == "40 mm"
    assert slider["stops"][-1] == "alle, til 150 mm"
    assert len(slider["stops"]) == len(slider["told"]) == 151
    cells = int((_hollow().values <= 40.0).sum())
    share = f"{100 * cells / (2000 - 12):.2f}".replace(".", ",")
    assert slider["told"][39] == f"{cells * 1.6 * 1.6 / 1e4:.2f} ha under vand ({share} % af terrænet)".replace(
        ".", ","
    )
    assert '<label for="gt-slider-0">Regn:</label>' in page
    assert '<input type="range" id="gt-slider-0" min="1" max="151" step="1" value="151"' in page
    assert "den mindste regn, der sætter stedet under vand" in page
    english = _page(layer, language="en")
    assert '<label for="gt-slider-0">Rain:</label>' in english
    assert "ha under water" in english


def test_pages_without_such_a_layer_have_no_slider(town: Any) -> None:
    assert 'class="gt-slider"' not in _page(*town.layers())
    assert '"slider"' not in _page(*town.layers())


# In a real browser ----------------------------------------------------------------------------------------------------

READ = """
function shown(number) {
  var canvas = map_gistools.gt.layers[number].getElement();
  var data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data, text = [];
  for (var k = 0; k < data.length; k += 4) {
    text.push(data[k + 3] ? data[k] + ',' + data[k + 1] + ',' + data[k + 2] : '');
  }
  return text.join(';');
}
function slide(number, place) {
  var range = document.getElementById('gt-slider-' + number);
  range.value = place;
  range.dispatchEvent(new Event('input'));
}
function told(number) {
  var box = document.querySelector("[data-slider='" + number + "']"), range = box.querySelector('input');
  return [box.hidden, box.querySelector('b').textContent, range.getAttribute('aria-valuetext'),
          box.querySelector('p[id]').textContent, range.value, box.querySelector('button').textContent,
          range.disabled, box.parentNode.querySelectorAll('.gt-unreached').length];
}
function keep(name, value) { document.body.setAttribute('data-' + name, JSON.stringify(value)); }
"""


def _kept(dom: str, name: str) -> Any:
    return json.loads(html.unescape(re.search(rf'data-{name}="([^"]*)"', dom).group(1)))


def _pixels(text: str, shape: tuple[int, int]) -> np.ndarray:
    flat = [tuple(map(int, one.split(","))) if one else (-1, -1, -1) for one in text.split(";")]
    return np.array(flat).reshape(*shape, 3)


@pytest.mark.browser
def test_the_canvas_shows_at_each_place_what_the_raster_says(chromium: list[str], tmp_path: Path) -> None:  # noqa: F811
    """Pixels are read back and compared with the raster itself, cell by cell, for rising and falling rain."""
    raster = _hollow()
    page = save_web_map(web_map([MapLayer(raster, "rain_to_flood", NAME)], title=NAME), tmp_path / "kort.html")
    places = [151, 40, 41, 90, 12, 1, 150, 151]
    script = READ + "".join(f"slide(0, {p}); keep('p{k}', shown(0));" for k, p in enumerate(places))
    dom = _run([*chromium, "--dump-dom"], _after(page, script))
    drawn = web_picture(raster, RAIN, NAME, 3000)
    everywhere = np.ones(drawn.index.shape, np.uint8)
    x, y = _places(everywhere, drawn.bounds)
    grid = raster.grid
    col, row = (x - grid.x0) / grid.dx_m, (grid.y0 - y) / grid.dy_m
    inner = (row > 0) & (col > 0) & (row < grid.rows) & (col < grid.cols)
    inner &= (np.abs(row % 1 - 0.5) < 0.35) & (np.abs(col % 1 - 0.5) < 0.35)  # clear of the edges of cells
    rain = raster.values[row[inner].astype(int), col[inner].astype(int)]
    assert inner.sum() > 3000
    classes, colours = indexed(RAIN, rain, ~np.isnan(rain))
    for k, place in enumerate(places):
        seen = _pixels(_kept(dom, f"p{k}"), drawn.index.shape).reshape(-1, 3)[inner]
        wet = rain <= min(place, 150)
        assert np.array_equal(seen[:, 0] >= 0, wet), place
        assert np.array_equal(seen[wet], colours[classes[wet]][:, :3].astype(int)), place
        assert 0 < wet.sum() < wet.size


@pytest.mark.browser
def test_what_is_said_follows_the_slider_and_hidden_layers_rest(chromium: list[str], tmp_path: Path) -> None:  # noqa: F811
    layers = [MapLayer(_hollow(), "rain_to_flood", Text(n, n)) for n in ("Før", "Efter")]
    html_page = web_map(layers, title=NAME)
    page = save_web_map(html_page, tmp_path / "kort.html")
    areas = _specs(html_page.get_root().render(), "raster")[0]["slider"]["told"]
    script = READ + (
        "keep('start', told(0)); slide(0, 40); keep('forty', told(0)); keep('other', told(1));"
        "document.querySelector(\"input[data-layer='0']\").click(); keep('hidden', told(0));"
        "document.querySelector(\"input[data-layer='1']\").click(); slide(1, 20); keep('second', told(1));"
    )
    dom = _run([*chromium, "--dump-dom"], _after(page, script))
    everything = [False, "alle, til 150 mm", "alle, til 150 mm", areas[-1], "151", "Afspil"]
    assert _kept(dom, "start") == [*everything, False, 0]
    assert _kept(dom, "forty") == [False, "40 mm", "40 mm", areas[39], "40", "Afspil", False, 3]
    assert _kept(dom, "other") == [*everything, True, 0]  # the second hides the first, and waits for its tick
    assert _kept(dom, "hidden")[6] is True
    assert _kept(dom, "second") == [False, "20 mm", "20 mm", areas[19], "20", "Afspil", False, 4]


@pytest.mark.browser
def test_play_runs_through_the_rains_and_rests_for_those_who_want_no_motion(
    chromium: list[str],  # noqa: F811
    tmp_path: Path,
) -> None:
    page = save_web_map(web_map([MapLayer(_hollow(), "rain_to_flood", NAME)], title=NAME), tmp_path / "kort.html")
    press = "document.querySelector('.gt-slider button').click();"
    playing = READ + (
        f"slide(0, 140); {press} keep('on', told(0));"
        f"setTimeout(function () {{ keep('some', told(0)); {press} keep('paused', told(0)); {press} }}, 400);"
        "setTimeout(function () { keep('end', told(0)); }, 2500);"
    )
    dom = _run([*chromium, "--dump-dom"], _after(page, playing))
    assert _kept(dom, "on")[4:6] == ["140", "Pause"]
    assert 140 < int(_kept(dom, "some")[4]) < 150
    assert _kept(dom, "paused")[4:6] == [_kept(dom, "some")[4], "Afspil"]
    assert _kept(dom, "end")[4:6] == ["151", "Afspil"]
    stepping = READ + "keep('at', told(0));" + "".join(f"{press} keep('n{k}', told(0));" for k in range(8))
    dom = _run([*chromium, "--force-prefers-reduced-motion", "--dump-dom"], _after(page, stepping))
    assert _kept(dom, "at")[5] == "Næste klasse"
    assert [_kept(dom, f"n{k}")[4] for k in range(8)] == ["15", "30", "50", "75", "100", "150", "151", "15"]
