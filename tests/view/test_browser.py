"""The web map in a real browser: it is drawn, it is offline, hostile texts stay texts, boxes hide layers."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.colors import to_rgb
from PIL import Image

from gistools.raster import Raster
from gistools.styles import STYLES
from gistools.text import Text
from gistools.view import MapLayer, save_web_map, web_map

from .conftest import HOSTILE, Town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser

DEEPEST = STYLES["depth"].colours.colours[-1]
TITLE = Text("Oversvømmelse", "Flood")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1200,800", "--virtual-time-budget=4000",
)  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[list[str]]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    profile = tempfile.mkdtemp(prefix="gistools-chromium-")
    yield [program, *FLAGS, f"--user-data-dir={profile}"]
    shutil.rmtree(profile, ignore_errors=True)


def _run(command: list[str], page: Path) -> str:
    done = subprocess.run([*command, page.as_uri()], check=True, capture_output=True, text=True, timeout=90)
    return done.stdout


def _after(page: Path, script: str) -> Path:
    """Return a copy of the page that runs a script in the end."""
    text = page.read_text(encoding="utf-8")
    copy = page.with_name("after.html")
    copy.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return copy


@pytest.fixture
def page(town: Town, tmp_path: Path) -> Path:
    return save_web_map(web_map(town.layers(), hillshade=town.elevation, title=TITLE), tmp_path / "kort æøå.html")


def _picture(chromium: list[str], page: Path, png: Path) -> np.ndarray:
    _run([*chromium, f"--screenshot={png}"], page)
    with Image.open(png) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def _near(pixels: np.ndarray, colour: str, within: int = 40) -> int:
    return int((np.abs(pixels - np.array(to_rgb(colour)) * 255).max(axis=2) < within).sum())


def test_the_map_is_drawn_without_a_network(chromium: list[str], page: Path, tmp_path: Path) -> None:
    pixels = _picture(chromium, page, tmp_path / "map.png")
    on_map = pixels[60:, :850]
    assert len(np.unique(on_map.reshape(-1, 3), axis=0)) > 200  # shades and colours, no blank page
    for colour in STYLES["depth"].colours.colours[-3:]:
        assert _near(on_map, colour, 30) > 100, colour
    assert _near(on_map, "#b3123f", 20) > 60  # threshold points and spills


def _asked(chromium: list[str], page: Path, log: Path) -> set[str]:
    """Return what the page asked of a network; what the browser asks for itself has no initiator."""
    _run([*chromium, f"--log-net-log={log}", "--dump-dom"], page)
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    asked = [event["params"] for event in events if "url" in event.get("params", {})]
    return {
        one["url"]
        for one in asked
        if one["url"].startswith("http") and one.get("initiator", "not an origin") != "not an origin"
    }


def test_the_page_asks_nothing_of_a_network(chromium: list[str], page: Path, tmp_path: Path) -> None:
    assert _asked(chromium, page, tmp_path / "net.json") == set()
    telling = _after(page, "new Image().src = 'http://kort.example/flise.png';")
    assert _asked(chromium, telling, tmp_path / "telling.json") == {"http://kort.example/flise.png"}


def test_legend_and_controls_are_on_the_page(chromium: list[str], page: Path) -> None:
    dom = _run([*chromium, "--dump-dom"], page)
    for text in ("Signaturforklaring", "over 100 cm", "OPDIGTET EKSEMPEL", "Statisk screening"):
        assert text in dom, text
    assert 'aria-label="Zoom ind"' in dom
    assert 'aria-label="Vis hele kortet"' in dom
    assert "leaflet-control-scale-line" in dom
    assert 'alt="Vanddybde"' in dom
    assert 'tabindex="0"' in dom  # the map takes the keyboard
    assert "leafletjs.com" not in re.sub(r"<script.*?</script>", "", dom, flags=re.DOTALL)


def test_a_popup_shows_hostile_text_as_text(chromium: list[str], hostile_town: Town, tmp_path: Path) -> None:
    hostile = Text(HOSTILE, HOSTILE)
    layers = [layer._replace(name=hostile) if layer.style == "ponds" else layer for layer in hostile_town.layers()]
    written = save_web_map(web_map(layers, title=hostile, notes=[hostile], stamps=[hostile]), tmp_path / "m.html")
    script = (
        "var found = map_gistools.gt.layers.filter(function (l) { return l.getLayers; }).find(function (l) {"
        " return l.getLayers()[0].feature.properties.v.length === 6; });"
        "found.getLayers()[0].openPopup();"
        "document.body.dataset.images = document.querySelectorAll('img[src=\"x\"]').length;"
        "document.body.dataset.cells = JSON.stringify(Array.from("
        "document.querySelectorAll('.leaflet-popup-content td')).map(function (c) { return c.textContent; }));"
        "var close = document.querySelector('.leaflet-popup-close-button');"
        "document.body.dataset.close = close.getAttribute('aria-label');"
    )
    dom = _run([*chromium, "--dump-dom"], _after(written, script))
    assert "<title>HACKED</title>" not in dom
    assert 'data-images="0"' in dom
    assert 'data-close="Luk"' in dom
    cells = json.loads(html.unescape(re.search(r'data-cells="([^"]*)"', dom).group(1)))
    assert cells == ["1", "140", "1.234", "100", "2", HOSTILE]


def test_a_box_hides_its_layer_and_shows_it_again(chromium: list[str], page: Path, tmp_path: Path) -> None:
    click = "document.querySelector(\"input[data-layer='1']\").click();"
    shown = _picture(chromium, page, tmp_path / "a.png")[60:, :850]
    hidden = _picture(chromium, _after(page, click), tmp_path / "b.png")[60:, :850]
    again = _picture(chromium, _after(page, click * 2), tmp_path / "c.png")[60:, :850]
    assert _near(shown, DEEPEST) - _near(hidden, DEEPEST) > 1000
    assert np.array_equal(shown, again)


def test_vector_layers_keep_their_order_when_shown_again(chromium: list[str], page: Path, tmp_path: Path) -> None:
    click = "document.querySelector(\"input[data-layer='2']\").click();"  # ponds, beneath the points
    shown = _picture(chromium, page, tmp_path / "a.png")
    again = _picture(chromium, _after(page, click * 2), tmp_path / "b.png")
    assert (np.abs(shown - again).max(axis=2) > 8).mean() < 1e-4


def test_water_is_drawn_where_its_coordinates_say(chromium: list[str], page: Path, town: Town, tmp_path: Path) -> None:
    grid = town.depth.grid
    deep = gpd.GeoSeries([shapely.Point(*grid.centre(40, 50))], crs=grid.crs).to_crs("EPSG:4326")[0]
    ring = "{radius: 30, weight: 2, color: '#ff00ff', fill: false}"
    hide = "document.querySelectorAll(\"input:not([data-layer='1'])\").forEach(function (box) { box.click(); });"
    marked = _after(page, f"{hide} L.circleMarker([{deep.y}, {deep.x}], {ring}).addTo(map_gistools);")
    pixels = _picture(chromium, marked, tmp_path / "map.png")
    rows, cols = np.nonzero(np.abs(pixels - (255, 0, 255)).max(axis=2) < 60)
    assert rows.size > 100
    row, col = (rows.min() + rows.max()) / 2, (cols.min() + cols.max()) / 2
    wet = np.abs(pixels - np.array(to_rgb(DEEPEST)) * 255).max(axis=2) < 40
    wet[: int(row) - 80] = wet[int(row) + 80 :] = False  # dark letters stand elsewhere on the page
    wet[:, : int(col) - 80] = wet[:, int(col) + 80 :] = False
    wet_rows, wet_cols = np.nonzero(wet)
    cells = sum((town.depth.values > 1.0).ravel())
    pixels_per_cell = np.sqrt(wet_rows.size / cells)
    assert abs(wet_rows.mean() - row) < pixels_per_cell
    assert abs(wet_cols.mean() - col) < pixels_per_cell


def test_a_raster_that_would_hide_another_waits_for_its_tick(chromium: list[str], town: Town, tmp_path: Path) -> None:
    codes = Raster(np.full(town.depth.grid.shape, 1, np.uint8), town.depth.grid, nodata=247)
    layers = [MapLayer(codes, style, Text(style, style)) for style in ("direction", "mask_cut")]
    page = save_web_map(web_map(layers, title=TITLE), tmp_path / "kort.html")
    told = (
        "document.body.dataset.on = JSON.stringify(map_gistools.gt.layers.map("
        "function (layer) { return map_gistools.hasLayer(layer); }));"
    )
    click = "document.querySelector(\"input[data-layer='1']\").click();"
    for script, on in ((told, "[true,false]"), (click + told, "[true,true]"), (click * 2 + told, "[true,false]")):
        dom = _run([*chromium, "--dump-dom"], _after(page, script))
        assert f'data-on="{on}"' in dom
        assert dom.count("gt-layer gt-hidden") == on.count("false")


def test_labels_are_written_as_text_go_with_their_layer_and_do_not_cover_each_other(
    chromium: list[str], tmp_path: Path
) -> None:
    """Two parts of a town lie apart and both bear their name; a third lies within the first and bears none."""
    shapes = [shapely.box(0, 0, 400, 400), shapely.box(500, 0, 800, 400), shapely.box(195, 195, 205, 205)]
    layer = gpd.GeoDataFrame(
        {"name": ["Syd <b>", "Øst", "Midt"], "stored_m3": [1234.0, 5.0, 1.0], "stored_mm": [1.0, 2.0, 3.0]},
        geometry=[shapely.transform(s, lambda xy: np.add(xy, (650000, 6269000))) for s in shapes],
        crs="EPSG:25832",
    )
    page = save_web_map(
        web_map([MapLayer(layer, "sub_catchments", Text("Deloplande", "Parts"))], title=TITLE), tmp_path / "kort.html"
    )
    script = (
        "var said = [...document.querySelectorAll('.gt-label span')].map(function (one) {"
        " return one.textContent + '|' + one.style.visibility; });"
        "var box = document.querySelector('input[data-layer]'); box.click();"
        "document.title = JSON.stringify([said, document.querySelectorAll('.gt-label').length]);"
    )
    dumped = _run([*chromium, "--dump-dom"], _after(page, script))
    title = re.search(r"<title>(.*?)</title>", dumped)
    assert title is not None
    said, left = json.loads(html.unescape(title.group(1)))
    assert said == ["Syd <b>\n1.234 m³|visible", "Øst\n5 m³|visible", "Midt\n1 m³|hidden"]
    assert left == 0
