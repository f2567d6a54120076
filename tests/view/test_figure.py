"""Figures: what is drawn, where, and that nothing is shared between threads."""

from __future__ import annotations

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from gistools.errors import CrsError, InputError
from gistools.raster import Raster
from gistools.styles import STYLES
from gistools.text import Text
from gistools.view import MapLayer, figure, save_figure
from gistools.view.figure import nice_length

from .conftest import HOSTILE, Town

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

TITLE = Text("Oversvømmelse ved 100 mm", "Flood of 100 mm")


def _texts(drawn: Figure) -> list[str]:
    return [text.get_text() for part in (drawn, *drawn.axes) for text in part.texts]


def _pixels(drawn: Figure) -> np.ndarray:
    drawn.canvas.draw()
    return np.asarray(drawn.canvas.buffer_rgba())[..., :3].astype(int)


def test_title_legend_scale_stamp_and_source_are_drawn(town: Town) -> None:
    record = '{"created": "2026-11-23", "gistools_version": "0.1.0", "inputs": {"t": [{"path": "a/b.tif"}]}}'
    drawn = figure(town.layers(), hillshade=town.elevation, title=TITLE, provenance_json=record)
    texts = " ".join(_texts(drawn))
    for text in (
        "Oversvømmelse ved 100 mm",
        "Vanddybde (cm)",
        "over 100 cm",
        "OPDIGTET EKSEMPEL",
        "50 m",
        "Statisk screening",
        "Kilder: b.tif.",
        "23-11-2026",
        "Vejledende.",
    ):
        assert text in texts, text
    english = " ".join(_texts(figure(town.layers(), hillshade=None, title=TITLE, language="en")))
    assert "Flood of 100 mm" in english
    assert "roads count as" in english


def test_decimal_comma_in_the_legend_of_heights(town: Town) -> None:
    drawn = figure([MapLayer(town.elevation, "elevation", Text("Terræn", "Terrain"))], title=TITLE)
    low, high = STYLES["elevation"].stretch_limits(town.elevation.values, town.elevation.valid)
    texts = _texts(drawn)
    assert f"{low:.1f} m".replace(".", ",") in texts
    assert f"{high:.1f} m".replace(".", ",") in texts


def test_deep_water_is_drawn_where_it_lies(town: Town) -> None:
    drawn = figure([MapLayer(town.depth, "depth", TITLE)], title=TITLE)
    pixels = _pixels(drawn)
    axes = drawn.axes[0]
    height = pixels.shape[0]
    deepest = np.array(to_rgb(STYLES["depth"].colours.colours[-1])) * 255
    for (row, col), wet in (((40, 50), True), ((110, 20), False)):
        x, y = axes.transData.transform(town.depth.grid.centre(row, col))
        near = np.abs(pixels[height - 1 - round(y), round(x)] - deepest).max() < 40  # a tenth shines through
        assert near == wet


def test_the_map_is_true_to_scale(town: Town) -> None:
    for size in ((11.7, 8.3), (8.3, 11.7)):
        axes = figure(town.layers(), hillshade=town.elevation, title=TITLE, size_in=size).axes[0]
        (x0, y0), (x1, _), (_, y2) = axes.transData.transform([(0, 0), (100, 0), (0, 100)])
        assert x1 - x0 == pytest.approx(y2 - y0)
        west, south, east, north = town.elevation.grid.bounds
        assert axes.get_xlim()[0] < west < east < axes.get_xlim()[1]
        assert axes.get_ylim()[0] < south < north < axes.get_ylim()[1]


def test_legend_and_foot_do_not_overlap_however_long_they_are(town: Town) -> None:
    notes = [Text(f"Bemærkning nummer {k} med en del ord i, så den fylder flere linjer.", "x") for k in range(12)]
    drawn = figure(town.layers() * 2, hillshade=None, title=TITLE, notes=notes)
    renderer = drawn.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in drawn.axes[-1].texts if text.get_text() not in {"", "•"}]
    column = drawn.axes[-1].get_window_extent(renderer)
    lines = sorted(boxes, key=lambda box: -box.y0)
    for above, below in itertools.pairwise(lines):
        assert above.y0 > below.y0 - 1e-6
        assert below.y1 <= above.y1
        assert above.y0 - below.y0 > 0.6 * below.height or above.y0 == pytest.approx(below.y0)
    assert min(box.y0 for box in boxes) >= column.y0 - 2
    assert max(box.x1 for box in boxes) <= column.x1 + 2


def test_legend_lines_fit_the_column(town: Town) -> None:
    drawn = figure(town.layers(), hillshade=None, title=TITLE)
    renderer = drawn.canvas.get_renderer()
    right = drawn.get_window_extent(renderer).x1
    assert max(t.get_window_extent(renderer).x1 for t in drawn.axes[-1].texts) < right


def test_hostile_and_mathematical_names_are_only_names(town: Town) -> None:
    name = Text(f"$\\frac{{1}}$ {HOSTILE}", "x")
    drawn = figure([MapLayer(town.ponds, "ponds", name)], title=name, stamps=[name], notes=[name])
    assert _pixels(drawn).std() > 0


def test_figures_in_threads_are_the_figures_made_one_by_one(town: Town, tmp_path: Path) -> None:
    def draw(number: int) -> bytes:
        title = Text(f"Kort {number}", f"Map {number}")
        drawn = figure(town.layers(), hillshade=town.elevation, title=title)
        return save_figure(drawn, tmp_path / f"{number}-{draw.run}.png", dpi=60).read_bytes()

    draw.run = "alone"
    alone = [draw(k) for k in range(4)]
    draw.run = "threads"
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(draw, range(4)))
    assert alone == together
    assert len(set(alone)) == 4


def test_pyplot_is_never_asked(town: Town) -> None:
    before = "matplotlib.pyplot" in sys.modules
    figure(town.layers(), hillshade=town.elevation, title=TITLE)
    if not before:
        assert "matplotlib.pyplot" not in sys.modules
    else:
        assert sys.modules["matplotlib.pyplot"].get_fignums() == []


def test_the_png_carries_its_provenance(town: Town, tmp_path: Path) -> None:
    record = '{"tool": "flood", "note": "Ærø ☔"}'
    path = save_figure(figure(town.layers(), title=TITLE), tmp_path / "kort.png", provenance_json=record)
    with Image.open(path) as image:
        assert image.text["gistools-provenance"] == record
    for name in ("kort.pdf", "kort.svg"):
        assert save_figure(figure(town.layers(), title=TITLE), tmp_path / name).stat().st_size > 1000


def test_layers_of_two_coordinate_systems_are_refused(town: Town) -> None:
    moved = MapLayer(town.points.to_crs("EPSG:25833"), "point", Text("Punkter", "Points"))
    with pytest.raises(CrsError, match=r"Punkter i et andet koordinatsystem.*gdf\.to_crs"):
        figure([*town.layers(), moved], title=TITLE)
    with pytest.raises(InputError, match="stilen"):
        figure([MapLayer(town.points, "nonsense", TITLE)], title=TITLE)


def test_empty_and_unknown_are_said(town: Town) -> None:
    drawn = figure([MapLayer(town.ponds.iloc[:0], "ponds", TITLE)], hillshade=town.elevation, title=TITLE)
    assert "intet at vise" in _texts(drawn)
    drawn = figure([MapLayer(town.ponds.assign(filled_share=np.nan), "ponds", TITLE)], title=TITLE)
    assert "ukendt" in _texts(drawn)
    assert _pixels(figure([], title=TITLE)).std() > 0


def _rain(town: Town) -> MapLayer:
    """Rain that wets 1000 cells from 10 mm, 500 more from 60 mm and the rest never, of 1.6 x 1.6 m."""
    rain = np.full(town.depth.grid.shape, np.inf, np.float32)
    rain.ravel()[:1000], rain.ravel()[1000:1500] = 9.5, 60.0
    return MapLayer(
        Raster(rain, town.depth.grid, "mm"), "rain_to_flood", Text("Regn til oversvømmelse", "Rain to flood")
    )


def test_a_raster_with_a_slider_has_a_chart_of_how_much_is_reached(town: Town) -> None:
    """1000 cells of 2.56 m² are 0.256 ha; 1500 are 0.384 ha, which is 7.8125 % of 19 200 cells."""
    drawn = figure([_rain(town), *town.layers()[3:]], hillshade=town.elevation, title=TITLE)
    chart = drawn.axes[-1]
    x, y = chart.lines[0].get_data()
    assert x.tolist() == list(range(151))
    assert y == pytest.approx([0.0 if k < 10 else 0.256 if k < 60 else 0.384 for k in range(151)])
    assert len(chart.collections) == len(STYLES["rain_to_flood"].colours.colours)
    assert [text.get_text() for text in chart.texts if text.get_text() != "ha"] == ["0,26 ha", "0,38 ha", "0,38 ha"]
    assert [label.get_text() for label in chart.get_xticklabels()] == ["0", "15", "30", "50", "75", "100", "150"]
    said = " ".join(_texts(drawn)).replace("\N{NO-BREAK SPACE}", " ")
    for text in ("Hvor meget er under vand", "0,26 ha ved 30 mm, 0,38 ha ved 75 mm og 0,38 ha ved 150 mm (7,81 % af"):
        assert text in said, text
    assert "den mindste regn" in said
    english = " ".join(_texts(figure([_rain(town)], title=TITLE, language="en"))).replace("\N{NO-BREAK SPACE}", " ")
    assert "0.26 ha at 30 mm, 0.38 ha at 75 mm and 0.38 ha at 150 mm" in english
    assert len(figure(town.layers(), title=TITLE).axes) == 2


@pytest.mark.parametrize("size", [(11.7, 8.3), (8.3, 11.7), (6.0, 4.5)])
def test_the_chart_overlaps_nothing_and_lies_in_the_column(town: Town, size: tuple[float, float]) -> None:
    notes = [Text(f"Bemærkning nummer {k} med en del ord i, så den fylder flere linjer.", "x") for k in range(6)]
    drawn = figure([_rain(town), *town.layers()], hillshade=town.elevation, title=TITLE, notes=notes, size_in=size)
    renderer = drawn.canvas.get_renderer()
    land, column, chart = drawn.axes
    box = chart.get_tightbbox(renderer)
    for text in column.texts:
        if text.get_text():
            assert not box.overlaps(text.get_window_extent(renderer)), text.get_text()
    assert box.x0 > land.get_window_extent(renderer).x1
    assert box.x1 < drawn.get_window_extent(renderer).x1
    names = [text.get_window_extent(renderer) for text in chart.texts]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(names, 2))


def test_a_raster_that_no_rain_wets_has_a_chart_of_nothing(town: Town) -> None:
    for value in (np.inf, np.nan):
        raster = Raster(np.full((4, 5), value, np.float32), replace(town.depth.grid, rows=4, cols=5), "mm")
        drawn = figure([MapLayer(raster, "rain_to_flood", TITLE)], title=TITLE)
        assert _pixels(drawn).std() > 0
        assert [tick.get_text() for tick in drawn.axes[-1].get_yticklabels()] == ["0"]
        assert "0 ha ved 30 mm" in " ".join(_texts(drawn)).replace("\N{NO-BREAK SPACE}", " ")


def test_quantiles_of_rain_have_no_chart_for_their_cells_are_no_area_of_any_draw(town: Town) -> None:
    layer = _rain(town)
    drawn = figure([layer._replace(style="rain_to_flood_quantile")], title=TITLE)
    assert len(drawn.axes) == len(figure([layer], title=TITLE).axes) - 1
    assert "under vand" not in " ".join(_texts(drawn))


def test_scale_bars_have_round_lengths() -> None:
    assert [nice_length(v) for v in (1.0, 1.99, 2.0, 4.9, 5.0, 9.99, 12345.0)] == [1, 1, 2, 2, 5, 5, 10000]
