"""Rasters of one kind in one picture, values that are not drawn, and stamps that a layer brings along."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools import Grid, Raster, Text
from gistools.styles import STYLES, Aggregate, indexed, matplotlib_colours, qml_for
from gistools.view.figure import figure
from gistools.view.layers import MapLayer, covering, stamps_of
from gistools.view.pictures import smaller
from gistools.view.web import web_map

STYLE = STYLES["return_period"]


def raster(values) -> Raster:
    values = np.asarray(values, np.float32)
    return Raster(values, Grid(*values.shape, 650000.0, 6270000.0, 1.0, 1.0, "EPSG:25832"), unit="år")


def texts(drawn) -> str:
    return " ".join(text.get_text() for axes in drawn.axes for text in axes.texts) + " ".join(
        text.get_text() for text in drawn.texts
    )


def test_a_figure_draws_the_first_of_one_kind_and_says_which_it_left_out():
    first, other = raster(np.full((20, 20), 3.0)), raster(np.full((20, 20), 30.0))
    layers = [
        MapLayer(first, "return_period", Text("I dag", "Today")),
        MapLayer(other, "return_period", Text("I 2100", "In 2100")),
    ]
    drawn = figure(layers, title=Text("Kort", "Map"), language="en")
    assert sum(len(axes.images) for axes in drawn.axes) == 1
    shown = next(axes.images[0] for axes in drawn.axes if axes.images).get_array()
    _, palette = indexed(STYLE, first.values, first.valid)
    assert (np.asarray(shown)[10, 10] == palette[3]).all()
    said = texts(drawn).replace("\n", " ")
    assert "In 2100 is not drawn" in said
    assert "Today is not drawn" not in said


def test_a_probability_and_the_least_rain_are_of_one_kind_and_the_legend_names_what_is_shown_first():
    """The share of draws at one rain lies where the least rain lies; one would hide the classes of the other."""
    share, least = raster(np.full((20, 20), 60.0)), raster(np.full((20, 20), 30.0))
    layers = [
        MapLayer(share, "wet_share", Text("Andel", "Share")),
        MapLayer(least, "rain_to_flood", Text("Mindste regn", "Least rain")),
        MapLayer(raster(np.full((20, 20), 1.0)), "depth", Text("Dybde", "Depth")),
    ]
    assert covering(layers) == {1}
    html = web_map(layers, title=Text("Kort", "Map"), language="en").get_root().render()
    places = [html.index(f">{name} (") for name in ("Depth", "Share", "Least rain")]
    assert places == sorted(places)


def test_the_bound_below_is_drawn_and_infinity_is_not():
    values = np.array([0.0, 1.0, 2.0, 2.1, 100.0, 100.1, np.inf, np.nan])
    index, palette = indexed(STYLE, values, ~np.isnan(values))
    assert index.tolist() == [1, 2, 2, 3, 7, 8, 0, 0]
    assert palette[0, 3] == 0
    colours, norm = matplotlib_colours(STYLE)
    assert colours(norm(np.array([np.inf])))[0, 3] == 0.0
    assert colours(norm(np.array([0.0])))[0, 3] == 1.0


def test_the_legend_says_years_and_what_zero_means():
    labels = [entry.label for entry in STYLE.legend()]
    assert [label.da for label in labels][:3] == ["oftere end regntabellens korteste", "højst 2 år", "2–5 år"]
    assert labels[-1].en == "over 100 years"
    assert 'label="til −1 år (vises ikke)"' in qml_for("return_period", raster([[1.0]]))
    assert 'label="20–50 år"' in qml_for("return_period", raster([[1.0]]))


def test_the_smallest_of_several_cells_is_drawn():
    values = np.array([[5.0, np.inf], [np.nan, 2.0]])
    joined, factor = smaller(raster(values), Aggregate.MIN, 1)
    assert (joined.values.tolist(), factor) == ([[2.0]], 2)
    never, _ = smaller(raster([[np.inf, np.nan]] * 2), Aggregate.MIN, 1)
    assert np.isposinf(never.values).all()


@pytest.mark.parametrize("said", ["EKSEMPELREGN / EXAMPLE RAIN", "eksempelregn"])
def test_a_layer_brings_its_stamp_along(said):
    layer = gpd.GeoDataFrame({"maerke": [said, None]}, geometry=[shapely.Point(0, 0)] * 2, crs="EPSG:25832")
    found = stamps_of([MapLayer(layer, "point", Text("a", "a"))], ())
    assert [stamp.en for stamp in found] == ["EXAMPLE RAIN"]
    again = stamps_of([MapLayer(layer, "point", Text("a", "a"))], found)
    assert again == found
